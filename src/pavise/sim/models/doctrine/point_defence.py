"""Only what flies to the site nearest to the unit is shot at: the unit belongs to a place.

One round at a target, then a look. What flies elsewhere is let pass, even within reach: another unit answers for it,
and the rounds may be needed here.

From: the point defence of A. R. Eckler, S. A. Burr, *Mathematical Models of Target Coverage and Missile Allocation*
(1972), chapter 2: interceptors that defend one target only. Do not use it for units of long reach, whose worth is what
they stop on the way to others, nor where the site that a target flies to is a mere guess.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import WITHHELD, Parameter

PARAMETERS: tuple[Parameter, ...] = ()


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): WITHHELD unless it flies to the own site.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if not target.is_own:
        return 0.0, WITHHELD
    if target.in_flight > 0:
        return 0.0, 0
    return target.value_at_stake * means.p_kill / max(target.time_to_go_s, 1.0), 1
