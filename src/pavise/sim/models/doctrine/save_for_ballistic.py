"""Shoot, look, shoot, but keep some of the rounds that can meet ballistic targets for those.

A raid may spend the defence with what is cheap and then send what only the dear rounds can stop. So once no more than
the kept number of such rounds is on the launchers, other targets no longer get one.

    rounds on launchers   ||||||||||||||||        anything
                                  ||||||||  kept: ballistic targets only

From: preferential defence against an attacker who may send more: A. R. Eckler, S. A. Burr, *Mathematical Models of
Target Coverage and Missile Allocation* (1972), chapter 5. Do not use it where no ballistic target is to come: what is
kept is then kept for nothing. Reloads in the depot are not counted.
"""

from __future__ import annotations

from pavise.kinds import ThreatClass
from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import WITHHELD, Parameter

BALLISTIC = int(ThreatClass.BALLISTIC)

PARAMETERS = (
    Parameter("reserve_rounds", "", 0, 1000, "rounds kept for ballistic targets"),
    Parameter("reserve_share", "", 0.0, 1.0, "the same as a share of the rounds on full launchers"),
)


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): as shoot-look-shoot, WITHHELD below the reserve.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if target.in_flight > 0:
        return 0.0, 0
    if target.threat_class != BALLISTIC and means.kept > 0.0 and means.left <= means.kept:
        return 0.0, WITHHELD
    return target.value_at_stake * means.p_kill / max(target.time_to_go_s, 1.0), 1
