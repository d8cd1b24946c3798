"""All targets alike by what they would destroy: the unit belongs to the whole area, not to a place in it.

One round at a target, then a look; the target with the most value to be saved comes first, however near its arrival is.

From: the area defence of A. R. Eckler, S. A. Burr, *Mathematical Models of Target Coverage and Missile Allocation*
(1972), chapter 3: interceptors that may be sent to the defence of any target. Do not use it where targets of little
value arrive at once and those of great value late: it lets the first pass while it waits for shots at the others.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import Parameter

PARAMETERS: tuple[Parameter, ...] = ()


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): value to be saved by a round, whenever.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if target.in_flight > 0:
        return 0.0, 0
    return target.value_at_stake * means.p_kill, 1
