"""One round at a target, wait for what it did, then perhaps another. Saves rounds, costs time.

The most pressing target comes first: what would be lost at its site, times the chance of preventing it with this round,
per second that is left.

From: the firing doctrines of A. Washburn and M. Kress, *Combat Modeling* (2009), chapter 2. Do not use it against
targets that leave time for one shot only: `salvo` does better there.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import Parameter

PARAMETERS: tuple[Parameter, ...] = ()


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now). No rounds while one is in flight.

    `target`, `means`: `evaluation.Target` and `evaluation.Means`.
    """
    if target.in_flight > 0:
        return 0.0, 0
    return target.value_at_stake * means.p_kill / max(target.time_to_go_s, 1.0), 1
