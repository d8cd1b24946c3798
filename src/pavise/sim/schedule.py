"""Who acts now and then acts at fixed times: slots of an absolute schedule, counted from the start of the clock.

Looks of a radar and decisions of a post belong to the first step at or after the moment at which their slot begins.
That is a function of time alone, so it does not matter which steps were skipped before, or since when a unit is ready.
"""

from pavise.sim.compiled import inner

STEP_S = 1.0
"""The clock's step. Somebody whose period is shorter still acts once per step, and misses the slots between."""


ROUNDING_S = 1e-6
"""How much earlier than computed a slot is expected, so that rounding cannot put it off by a step."""


@inner
def slot_at(time_s, phase_s, period_s):
    """Number of the slot that `time_s` falls into. Slot 0 begins at `phase_s`.

    Rounded down by hand: `//` and `floor` are library calls on a generic processor, five times the price.
    """
    exact = (time_s - phase_s) / period_s
    slot = int(exact)
    return slot - 1 if exact < slot else slot


@inner
def begins_now(slot, time_s, phase_s, period_s):
    """True when `slot`, which `time_s` falls into, began in the step that ends at `time_s`."""
    return slot_at(time_s - STEP_S, phase_s, period_s) < slot


@inner
def turn_comes(time_s, phase_s, period_s, row):
    """True when a slot of `row` (columns `slot`, `next_s`) begins in this step, which is noted there.

    Most calls end at the first comparison; the division decides the rest, so rounding in `next_s` cannot matter.
    """
    if time_s < row.next_s:
        return False
    slot = slot_at(time_s, phase_s, period_s)
    row.next_s = phase_s + (slot + 1) * period_s - ROUNDING_S
    if slot <= row.slot or not begins_now(slot, time_s, phase_s, period_s):
        return False
    row.slot = slot
    return True
