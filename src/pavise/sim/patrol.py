"""Patrols by sortie: who flies now, who comes next, and when one that has fired all its rounds goes home.

    airframes on the ground --take off--> on station, full racks --relief as planned, or no round left--> on the ground
             ^                                                                                                |
             +------------------------------- turned round: fuelled, armed, ready again <--------------------+

Without this a patrol keeps to its plan of reliefs alone, and its further airframes are reloads (`world.LAUNCHER`). With
it (`airframes` above 0) each relief brings full racks. An aircraft without rounds leaves at its next decision and takes
its radar along; the next one is there after the gap, or as soon as one of the patrol's airframes is ready again.

When not to believe it: time on station stands for fuel, the plan of reliefs goes on whoever left early, and no aircraft
breaks down between sorties.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import inner
from pavise.sim.schedule import slot_at


@inner
def first_sortie(clock, unit, place):
    """The first aircraft is in the air or on its way when the battle begins; all others are ready."""
    place.airframe = 0
    place.relieved_s = -math.inf
    place.sorties = 1
    place.slot = planned_slot(0.0, unit, place)
    for k in range(place.ready_again_s.size):
        place.ready_again_s[k] = -math.inf if k < unit.airframes else math.inf
    if unit.present:
        clock.sorties += 1


@inner
def planned_slot(time_s, unit, place):
    """Number of the planned relief that a time belongs to; 0 for ever where there is none."""
    if unit.on_station_s == math.inf:
        return 0
    return slot_at(time_s, -place.station_phase_s, unit.on_station_s + unit.relief_gap_s)


@inner
def keep_plan(time_s, clock, unit, place):
    """Book the planned reliefs up to now, and take an aircraft off station while none has come for one that left."""
    slot = planned_slot(time_s, unit, place)
    while place.slot < slot:
        cycle_s = unit.on_station_s + unit.relief_gap_s
        left_s = place.slot * cycle_s - place.station_phase_s + unit.on_station_s
        place.slot += 1
        if place.relieved_s <= left_s:  # else nobody is there to be relieved: the next one is coming already
            send_next(left_s, place.slot * cycle_s - place.station_phase_s, clock, unit, place)
    if time_s < place.relieved_s:
        place.on_station = 0


@inner
def send_next(left_s, due_s, clock, unit, place):
    """One aircraft leaves; the next is there at `due_s`, or as soon as an airframe of the patrol is ready again."""
    place.ready_again_s[place.airframe] = left_s + unit.turn_round_s
    pick = 0
    for k in range(place.ready_again_s.size):
        if place.ready_again_s[k] < place.ready_again_s[pick]:
            pick = k
    place.airframe = pick
    place.relieved_s = max(due_s, place.ready_again_s[pick])
    place.sorties += 1
    clock.sorties += 1


@inner
def take_over(time_s, clock, unit, place, launcher, desk, rack, ready):
    """Full racks for an aircraft that has come since its post last looked; False when one without rounds leaves now."""
    if desk.sorties != place.sorties:
        desk.sorties = place.sorties
        for ell in range(desk.launcher_first, desk.launcher_end):
            row = rack[ell]
            row.returned += row.rounds
            row.rounds = launcher[ell].rounds
            row.loaded += launcher[ell].rounds
        for g in range(desk.group_first, desk.group_end):
            ready[g].until_s = -math.inf
        return True
    for ell in range(desk.launcher_first, desk.launcher_end):
        if rack[ell].rounds > 0:
            return True
    if desk.armed:
        send_next(time_s, time_s + unit.relief_gap_s, clock, unit, place)
        place.on_station = 0
    return False
