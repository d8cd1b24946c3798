"""Racks: what launchers can fire now, and how empty ones are filled again.

    full -> rounds leave one by one, each an interval after the other -> empty -> reloading -> full -> ...

A launcher needs no attention before somebody wants to fire it: a reload that is done is taken in when its fire group is
looked at the next time.
"""

from __future__ import annotations

import math

from pavise.kinds import EventKind
from pavise.sim.compiled import inner
from pavise.sim.events import log_event

EVENT_RELOADED = int(EventKind.RELOADED)


@inner
def look_into_racks(time_s, g, group, launcher, clock, rack, ready, event):
    """Note what a fire group can do now, taking in reloads that are done by now, and for how long that holds."""
    if time_s < ready[g].until_s:
        return
    best = -1
    empty = True
    until_s = math.inf
    for k in range(group[g].launcher_count):
        ell = group[g].launcher_first + k
        row = rack[ell]
        if row.reloaded_s <= time_s:
            row.rounds = launcher[ell].rounds
            row.loaded += launcher[ell].rounds
            log_event(clock, event, row.reloaded_s, EVENT_RELOADED, ell, -1, 0.0)
            row.reloaded_s = math.inf
        until_s = min(until_s, row.reloaded_s)
        if row.rounds > 0:
            empty = False
            if row.ready_s > time_s:
                until_s = min(until_s, row.ready_s)
            elif best < 0 or row.rounds > rack[best].rounds:
                best = ell
    ready[g].launcher = best
    ready[g].empty = 1 if empty else 0
    ready[g].until_s = until_s


@inner
def let_go(time_s, launcher, rack):
    """One round has left a launcher: when it can fire again, and whether it is being reloaded now."""
    rack.rounds -= 1
    rack.fired += 1
    rack.ready_s = time_s + launcher.interval_s
    if rack.rounds == 0 and rack.reloads > 0:
        rack.reloads -= 1
        rack.reloaded_s = time_s + launcher.reload_s
