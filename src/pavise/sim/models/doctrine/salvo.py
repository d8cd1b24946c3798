"""Several rounds at a target at once, then look. Costs rounds, buys certainty where time is short.

From: A. Washburn and M. Kress, *Combat Modeling* (2009), chapter 2. Do not use it when magazines are the bottleneck.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import Parameter

PARAMETERS = (Parameter("salvo", "", 1, 8, "rounds fired at a target at once"),)


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): `salvo` rounds when none is in flight.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if target.in_flight > 0:
        return 0.0, 0
    return target.value_at_stake * means.p_kill / max(target.time_to_go_s, 1.0), means.salvo
