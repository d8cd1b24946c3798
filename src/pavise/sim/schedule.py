"""Who acts now and then acts at fixed times: slots of an absolute schedule, counted from the start of the clock.

Looks of a radar and decisions of a post belong to the first step at or after the moment at which their slot begins.
That is a function of time alone, so it does not matter which steps were skipped before, or since when a unit is ready.
"""

from pavise.sim.compiled import inner

STEP_S = 1.0
"""The clock's step. Somebody whose period is shorter still acts once per step, and misses the slots between."""


@inner
def slot_at(time_s, phase_s, period_s):
    """Number of the slot that `time_s` falls into. Slot 0 begins at `phase_s`."""
    return int((time_s - phase_s) // period_s)


@inner
def begins_now(slot, time_s, phase_s, period_s):
    """True when `slot`, which `time_s` falls into, began in the step that ends at `time_s`."""
    return slot_at(time_s - STEP_S, phase_s, period_s) < slot
