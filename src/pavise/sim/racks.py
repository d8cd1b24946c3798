"""Racks: what launchers can fire now, and how empty ones are filled again.

    full -> rounds leave one by one, each an interval after the other -> empty -> reloading -> full -> ...
                                                                                    ^
                                        its own reloads first, then a store that several launchers may share;
                                        as soon as the rounds are at hand and one of the unit's crews is free

Crews take launchers in the order in which these ran empty. A launcher that finds no rounds at hand stays empty. It
needs no attention before somebody wants to fire it: a reload that is done is taken in when its fire group is looked at
the next time.

When not to believe it: half-empty launchers are not topped up, crews do not help each other out from unit to unit, and
nothing moves while it reloads.
"""

from __future__ import annotations

import math

from pavise.kinds import EventKind
from pavise.sim.compiled import inner
from pavise.sim.events import log_event

EVENT_RELOADED = int(EventKind.RELOADED)


@inner
def look_into_racks(time_s, g, group, clock, rack, ready, event):
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
            row.rounds = row.coming
            row.loaded += row.coming
            row.coming = 0
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
def let_go(time_s, ell, post, desk, launcher, rack):
    """One round has left launcher `ell` of a post: when it can fire again, and whether it is being reloaded now."""
    row = rack[ell]
    row.rounds -= 1
    row.fired += 1
    row.ready_s = time_s + launcher[ell].interval_s
    if row.rounds == 0:
        order_reload(time_s, ell, post.reload_crews, desk, launcher, rack)


@inner
def order_reload(time_s, ell, crews, desk, launcher, rack):
    """Rounds for an empty launcher are set aside, and the time is known at which it will be full."""
    row = rack[ell]
    start_s = time_s
    if row.reloads > 0:
        row.reloads -= 1
        row.coming = launcher[ell].rounds
    elif launcher[ell].store >= 0 and rack[launcher[ell].store].stock > 0:
        row.coming = min(launcher[ell].rounds, rack[launcher[ell].store].stock)
        rack[launcher[ell].store].stock -= row.coming
        start_s += launcher[ell].delivery_s
    else:
        return
    if crews > 0:
        start_s = max(start_s, crew_free_s(time_s, crews, desk.launcher_first, desk.launcher_end, rack))
    row.reloaded_s = start_s + launcher[ell].reload_s


@inner
def crew_free_s(time_s, crews, first, end, rack):
    """When one of a post's crews has time for one more launcher than those that it has already been told of.

    With c crews that is when all but c - 1 of these will be full: the c-th latest of the times at which they will.
    """
    free_s = time_s
    for k in range(first, end):
        done_s = rack[k].reloaded_s
        if done_s < math.inf and done_s > free_s:
            as_late = 0
            for other in range(first, end):
                if rack[other].reloaded_s < math.inf and rack[other].reloaded_s >= done_s:
                    as_late += 1
            if as_late >= crews:
                free_s = done_s
    return free_s
