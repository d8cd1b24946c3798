"""One round at a target, wait for what it did, then perhaps another. Saves rounds, costs time.

The most pressing target comes first: what would be lost at its site, times the chance of preventing it with this round,
per second that is left.

From: the firing doctrines of A. Washburn and M. Kress, *Combat Modeling* (2009), chapter 2. Do not use it against
targets that leave time for one shot only: `salvo` does better there.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.models.declaration import Parameter

PARAMETERS: tuple[Parameter, ...] = ()


@kernel
def wants(time_to_go_s, value_at_stake, p_kill, in_flight, salvo):
    """What the doctrine wants of one target: (preference, rounds now). No rounds while one is in flight.

    `time_to_go_s`: until it arrives; `value_at_stake`: value that its arrival would destroy; `p_kill`: of one round;
    `in_flight`: rounds of the own network at it, not yet assessed; `salvo` is not used.
    """
    if in_flight > 0:
        return 0.0, 0
    return value_at_stake * p_kill / max(time_to_go_s, 1.0), 1
