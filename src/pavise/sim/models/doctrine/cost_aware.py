"""A round is fired where it saves more money than it costs: no round of four million at a drone of twenty thousand.

What a round saves, on average: its chance to kill times the price of the target plus what its arrival would destroy,
which is value at stake times what a point of value is worth. So a cheap drone that is bound for nothing much is let
pass, one that is bound for something dear is shot at, and of two types of round the cheaper is taken where both will
do. One round, then a look.

From: the marginal worth of a round in weapon assignment, A. S. Manne, "A target-assignment problem", Operations
Research 6 (1958) 346-351, less its price. Do not use it to compare options by money alone: what a point of value is
worth is a judgement, and every answer hangs on it.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import WITHHELD, Parameter

PARAMETERS = (Parameter("point_usd", "USD", 0.0, 1e12, "what a point of value is worth to the defence"),)


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): USD gained per second left, or WITHHELD.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if target.in_flight > 0:
        return 0.0, 0
    saved_usd = target.price_usd + target.value_at_stake * means.point_usd
    gain_usd = means.p_kill * saved_usd - means.price_usd
    if gain_usd <= 0.0:
        return 0.0, WITHHELD
    return gain_usd / max(target.time_to_go_s, 1.0), 1
