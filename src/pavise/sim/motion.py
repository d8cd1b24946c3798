"""Move: threats fly along their paths, patrols go round their orbits and are relieved.

A threat's place is a function of time alone (a piece of a straight line between two timed points of its path), so a
step that is skipped changes nothing. A threat that no sensor can reach is *quiet*: it is not even moved until the
earliest moment at which one could (`sensing.py` works that out).
"""

from __future__ import annotations

import math

from pavise.kinds import Fate
from pavise.sim.compiled import inner
from pavise.sim.elementary import sin_cos
from pavise.sim.geometry import distance, earth_centred, from_east_north_up
from pavise.sim.patrol import keep_plan
from pavise.sim.schedule import slot_at
from pavise.sim.sight import horizon_m
from pavise.sim.signal import hear_jammers

WAITING = int(Fate.WAITING)
FLYING = int(Fate.FLYING)
KILLED = int(Fate.KILLED)


@inner
def move(time_s, config, clock, unit, sensor, jammer, place, look, jammed, flight, listed):
    """Bring patrols to where they are at `time_s`, and start the threats whose time has come."""
    for u in range(unit.size):
        if unit[u].orbit_radius_m > 0.0 and unit[u].present:
            fly_orbit(time_s, unit[u], place[u])
            if unit[u].airframes > 0:
                keep_plan(time_s, clock, unit[u], place[u])
    for s in range(sensor.size):
        u = sensor[s].unit
        if unit[u].orbit_radius_m > 0.0 and unit[u].present:
            for axis in range(3):
                look[s].position_m[axis] = place[u].position_m[axis]
            hear_jammers(config, place[u], look[s], jammer, jammed[s])
    if time_s >= clock.next_start_s:
        start_flights(time_s, clock, flight, listed)


@inner
def start_flights(time_s, clock, flight, listed):
    """Start the threats whose time has come, and note the rows that somebody may still care for, in their order."""
    clock.next_start_s = math.inf
    clock.active = 0
    for t in range(flight.size):
        if flight[t].fate == WAITING:
            if time_s < flight[t].start_s:
                clock.next_start_s = min(clock.next_start_s, flight[t].start_s)
                continue
            flight[t].fate = FLYING
        if flight[t].fate == FLYING or flight[t].fate == KILLED:
            listed[clock.active].active = t
            clock.active += 1


@inner
def fly_orbit(time_s, unit, place):
    """Bring one patrol to its place on the orbit, and see whether it is on station or being relieved."""
    x_m, y_m, z_m, on_station = patrol_at(time_s, unit, place)
    place.position_m[0] = x_m
    place.position_m[1] = y_m
    place.position_m[2] = z_m
    place.on_station = 1 if on_station else 0


@inner
def patrol_at(time_s, unit, place):
    """Where a patrol is at a time (earth-centred x, y, z, m), and whether it is on station then.

    The orbit is a level circle drawn on the plane that touches the earth below its centre: good to a few tens of metres
    for radii up to 30 km.
    """
    turn_rad = place.orbit_phase_rad + unit.orbit_speed_mps / unit.orbit_radius_m * time_s
    sine, cosine = sin_cos(turn_rad)
    n = unit.n
    x_m, y_m, z_m = earth_centred(n[0], n[1], n[2], unit.height_m)
    r_m = unit.orbit_radius_m
    dx_m, dy_m, dz_m = from_east_north_up(n[0], n[1], n[2], r_m * sine, r_m * cosine, 0.0)
    on_station = True
    if unit.on_station_s < math.inf:
        cycle_s = unit.on_station_s + unit.relief_gap_s
        sortie = slot_at(time_s, -place.station_phase_s, cycle_s)
        on_station = time_s + place.station_phase_s - sortie * cycle_s < unit.on_station_s
    return x_m + dx_m, y_m + dy_m, z_m + dz_m, on_station


@inner
def fly_path(time_s, config, flight, path):
    """Bring one threat to its place on its path."""
    flight.moved_s = time_s
    leg = leg_at(path, flight.points, flight.leg, time_s)
    if leg != flight.leg:
        turn(leg, flight, path)
    x_m, y_m, z_m, height_m = place_at(path, leg, time_s)
    flight.position_m[0] = x_m
    flight.position_m[1] = y_m
    flight.position_m[2] = z_m
    flight.height_m = height_m
    flight.horizon_m = horizon_m(config, height_m)


@inner
def turn(leg, flight, path):
    """Set a threat on the piece of its path that starts at point `leg`."""
    flight.leg = leg
    p = path[leg].position_m
    q = path[leg + 1].position_m
    length_m = distance(p[0], p[1], p[2], q[0], q[1], q[2])
    for axis in range(3):
        flight.heading[axis] = (q[axis] - p[axis]) / length_m


@inner
def leg_at(path, points, leg, time_s):
    """Row of the path point last passed at `time_s`, searched from `leg` onwards; the last piece is not left."""
    while leg < points - 2 and time_s >= path[leg + 1].time_s:
        leg += 1
    return leg


@inner
def place_at(path, leg, time_s):
    """Earth-centred place and height (x, y, z, height, all m) at `time_s` on the piece that starts at point `leg`."""
    a = path[leg]
    b = path[leg + 1]
    share = (time_s - a.time_s) / (b.time_s - a.time_s)
    share = min(max(share, 0.0), 1.0)
    p = a.position_m
    q = b.position_m
    return (
        p[0] + share * (q[0] - p[0]),
        p[1] + share * (q[1] - p[1]),
        p[2] + share * (q[2] - p[2]),
        a.height_m + share * (b.height_m - a.height_m),
    )
