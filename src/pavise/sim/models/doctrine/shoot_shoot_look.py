"""Two rounds one after the other, look, and from then on one at a time.

Between `salvo` and `shoot_look_shoot`: the first two rounds are not spaced by a look, so that even a target that leaves
time for one look only meets three. Rounds that a dead target would have spared are the price.

From: A. Washburn and M. Kress, *Combat Modeling* (2009), chapter 2 (mixtures of salvos and looks). Do not use it where
a second look always fits: `shoot_look_shoot` kills as many for fewer rounds.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import Parameter

PARAMETERS = (Parameter("salvo", "", 1, 8, "rounds that it may have in flight at a target"),)


FIRST_ROUNDS = 2
"""Rounds before the first look."""


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): two at first, then one when none is in flight.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if target.in_flight > 0:
        return 0.0, 0
    rounds = 1 if means.own_fired > 0 else min(FIRST_ROUNDS, means.salvo)
    return target.value_at_stake * means.p_kill / max(target.time_to_go_s, 1.0), rounds
