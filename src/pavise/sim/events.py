"""The log of a replication: appended inside kernels, counted, and never silently cut short."""

from pavise.sim.compiled import pasted


@pasted
def log_event(clock, event, time_s, kind, who, whom, value):
    """Append one event. Without a log (`event` empty) nothing happens; a full log is counted and stops the run."""
    if event.size == 0:
        return
    e = clock.events
    if e >= event.size:
        clock.events_lost += 1
        return
    row = event[e]
    row.time_s = time_s
    row.kind = kind
    row.who = who
    row.whom = whom
    row.value = value
    clock.events = e + 1
