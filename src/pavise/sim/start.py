"""Start: a replication's luck is drawn, everybody takes their place, and the raid gets its paths.

What is doubtful is fixed for a whole world; what is luck is drawn here: which units are serviceable, where radars
point at the start, where patrols are in their relief, and how the raid comes (which site, from where, when, by which
via points). The raid's draws name only the threat, so every option meets the same raid.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import Cause, Fate, PathKind, Picture, Side, Stream
from pavise.sim.aspect import roots_of_ratios
from pavise.sim.chain import start_chain
from pavise.sim.compiled import borrowed, inner, kernel
from pavise.sim.draws import uniform, uniforms4
from pavise.sim.elementary import PI, sin_cos
from pavise.sim.geometry import distance, earth_centred, from_east_north_up
from pavise.sim.motion import fly_orbit, fly_path, turn
from pavise.sim.paths import arc_path, level_path, slowed_arc_path
from pavise.sim.patrol import first_sortie
from pavise.sim.sight import horizon_m, stand
from pavise.sim.signal import best_gain, hear_jammers, is_plain
from pavise.sim.world import Lookups

WAITING = int(Fate.WAITING)
NO_CAUSE = int(Cause.NONE)
ARC = int(PathKind.ARC)
HOSTILE = int(Side.HOSTILE)
KNOWN = int(Picture.KNOWN)
ROTATION_PHASE = int(Stream.ROTATION_PHASE)
AVAILABILITY = int(Stream.AVAILABILITY)
STATION_PHASE = int(Stream.STATION_PHASE)
RAID_PLAN = int(Stream.RAID_PLAN)
RAID_WEAVE = int(Stream.RAID_WEAVE)


@kernel
def start_block(
    first, config, unit, sensor, post, group, launcher, missile, threat, site, network, settings, link, jammer,
    hears, pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
):  # fmt: skip
    """Start replications `first`, `first + 1`, ...: as many as the state has room for.

    World tables come with their axis W, state tables with R: all of them, as for the kernels that play on from here. A
    kernel of its own, because it is a quarter of what must be compiled, and can be while the rest is
    (`run/first_start.py`).
    """
    for r in range(clock.size):
        w = (first + r) // config[0].repeats
        clock[r].replication = first + r
        clock[r].world = w
        lookup = Lookups(
            borrowed(network)[w], borrowed(link)[w], borrowed(jammer)[w], borrowed(hears), borrowed(pd_table),
            borrowed(beam_table), borrowed(loss_table), borrowed(mask), borrowed(ground),
        )  # fmt: skip
        start(
            config[0], unit[w], sensor[w], post[w], group, launcher[w], threat[w], site, lookup,
            clock[r], place[r], look[r], jammed[r], flight[r], path[r], contact[r], heard[r], picture[r], duty[r],
            effort[r], desk[r], rack[r], ready[r], damage[r],
        )  # fmt: skip


@kernel
def slow_arcs(config, threat, site, clock, flight, path):
    """Lay the arcs that the air slows, in replications that `start_block` has just started: all of them, tables with
    their axes W and R.

    A kernel of its own, because it is half as much to compile again and few raids ask for it.
    """
    for r in range(clock.size):
        for t in range(threat.shape[1]):
            row = threat[clock[r].world, t]
            target = flight[r, t]
            if row.path_kind != ARC or row.drag_m2pkg == 0.0:
                continue
            _, target.start_s, axis_rad = how_it_comes(config[0], clock[r], row)
            target.points = slowed_arc_path(axis_rad, target.start_s, row, site[target.site], path[r, t])
            set_off(config[0], row, target, path[r, t])


@inner
def start(
    config, unit, sensor, post, group, launcher, threat, site, lookup,
    clock, place, look, jammed, flight, path, contact, heard, picture, duty, effort, desk, rack, ready, damage,
):  # fmt: skip
    """Set every table of the state for the replication that `clock` names."""
    start_clock(clock, threat)
    start_units(config, clock, unit, place)
    start_sensors(config, clock, unit, sensor, lookup, place, look, jammed)
    start_posts(post, group, launcher, place, desk)
    start_networks(sensor, post, lookup.link, lookup.hears, heard)
    start_launchers(launcher, rack)
    for g in range(ready.size):
        ready[g].until_s = -math.inf
    start_raid(config, clock, threat, site, lookup.ground, flight, path)
    forget(contact, picture, duty, effort, damage)
    start_chain(config, clock, unit, sensor, post, site, lookup.network, look, effort, desk)


@inner
def start_clock(clock, threat):
    """Nothing has happened yet."""
    clock.time_s = 0.0
    clock.flying = 0
    for t in range(threat.size):
        if threat[t].side == HOSTILE:
            clock.flying += 1
    clock.shots = 0
    clock.next_start_s = -math.inf
    clock.active = 0
    clock.awake = 0
    clock.plots = 0
    clock.detections = 0
    clock.detections_lost = 0
    clock.unresolved = 0
    clock.false_detections = 0
    clock.tracked = 0
    clock.tracks_started = 0
    clock.fresh_until_s = -math.inf
    clock.sorties = 0
    clock.kills_unseen = 0
    clock.misses_unseen = 0
    clock.events = 0
    clock.events_lost = 0
    clock.shots_lost = 0
    clock.steps = 0
    clock.looks = 0
    clock.first_track_s = math.inf
    clock.first_shot_s = math.inf
    clock.money_usd = 0.0
    clock.rounds = 0
    clock.tracks_lost = 0
    clock.hostiles_held = 0
    clock.rounds_at_ghosts = 0
    clock.rounds_at_dead = 0
    clock.rounds_track_lost = 0
    clock.false_tracks = 0
    clock.track_swaps = 0
    clock.track_error_m = 0.0
    clock.tracks_measured = 0
    clock.identify_s = 0.0
    clock.tracks_identified = 0


@inner
def start_units(config, clock, unit, place):
    """Units take their places; chance says which are serviceable and where patrols are in their relief."""
    for u in range(unit.size):
        row = unit[u]
        here = place[u]
        x_m, y_m, z_m = earth_centred(row.n[0], row.n[1], row.n[2], row.height_m)
        here.position_m[0] = x_m
        here.position_m[1] = y_m
        here.position_m[2] = z_m
        sine, cosine = sin_cos(row.boresight_rad)
        bx, by, bz = from_east_north_up(row.n[0], row.n[1], row.n[2], sine, cosine, 0.0)
        here.boresight[0] = bx
        here.boresight[1] = by
        here.boresight[2] = bz
        for axis in range(3):
            here.n[axis] = row.n[axis]
        here.height_m = row.height_m
        serviceable = uniform(config.seed, clock.replication, AVAILABILITY, row.key, 0, 0) < row.p_available
        here.ready_from_s = row.ready_at_s if row.present and serviceable else math.inf
        here.on_station = 1
        turn, phase, _, _ = uniforms4(config.seed, clock.replication, STATION_PHASE, row.key, 0, 0)
        here.orbit_phase_rad = 2.0 * PI * turn
        here.station_phase_s = phase * (row.on_station_s + row.relief_gap_s) if row.on_station_s < math.inf else 0.0
        if row.airframes > 0:
            first_sortie(clock, row, here)
        if row.orbit_radius_m > 0.0:
            fly_orbit(0.0, row, here)


@inner
def start_sensors(config, clock, unit, sensor, lookup, place, look, jammed):
    """Sensors stand on their units, each turned to where chance has it."""
    for s in range(sensor.size):
        u = sensor[s].unit
        stand(config, unit[u], sensor[s], look[s])
        look[s].best_gain = best_gain(sensor[s], lookup.loss_table)
        hear_jammers(config, place[u], look[s], lookup.jammer, jammed[s])
        phase = uniform(config.seed, clock.replication, ROTATION_PHASE, sensor[s].key, 0, 0)
        look[s].phase_s = phase * sensor[s].scan_period_s
        look[s].slot = -1
        look[s].next_s = 0.0
        look[s].wake_s = math.inf if config.picture == KNOWN else 0.0
        look[s].tracks = 0
        look[s].looked_s = -math.inf
        look[s].searched = 0
        look[s].first_detection = 0
        look[s].detections = 0


@inner
def start_posts(post, group, launcher, place, desk):
    """Each post finds its fire groups, which stand together in the table."""
    for c in range(post.size):
        desk[c].armed = 0
        desk[c].busy = 0
        desk[c].slot = -1
        desk[c].next_s = 0.0
        desk[c].quiet_until_s = 0.0
        desk[c].tracks_seen = 0
        desk[c].group_first = 0
        desk[c].group_end = 0
        desk[c].launcher_first = 0
        desk[c].launcher_end = 0
        desk[c].sorties = 1
        for g in range(group.size):
            if group[g].post == c:
                if desk[c].group_end == 0:
                    desk[c].group_first = g
                    desk[c].launcher_first = group[g].launcher_first
                desk[c].group_end = g + 1
                desk[c].launcher_end = group[g].launcher_first + group[g].launcher_count
                if place[post[c].unit].ready_from_s < math.inf and has_rounds(g, group, launcher):
                    desk[c].armed = 1


@inner
def has_rounds(g, group, launcher):
    """True when this world has a launcher of the group with rounds."""
    for k in range(group[g].launcher_count):
        if launcher[group[g].launcher_first + k].rounds > 0:
            return True
    return False


@inner
def start_networks(sensor, post, link, hears, heard):
    """Posts of one network share what any of them hears, what its own sensors see, and what other networks tell it.

    Links are not chained: what a network was told it does not tell on. Of several links to the same sensor the quickest
    counts.
    """
    for network in range(heard.shape[0]):
        for s in range(heard.shape[1]):
            heard[network, s].heard = 1 if sensor[s].network == network else 0
            heard[network, s].link = -1
    for c in range(post.size):
        for s in range(heard.shape[1]):
            if hears[c, s]:
                heard[post[c].network, s].heard = 1
            if post[c].fallback >= 0 and sensor[s].unit == post[c].unit:
                heard[post[c].fallback, s].heard = 1
    for q in range(link.size):
        for s in range(heard.shape[1]):
            own = heard[link[q].giver, s]
            told = heard[link[q].taker, s]
            if not own.heard or own.link >= 0:
                continue
            if not told.heard or (told.link >= 0 and link[q].delay_s < link[told.link].delay_s):
                told.heard = 1
                told.link = q


@inner
def start_launchers(launcher, rack):
    """Launchers and stores are full."""
    for ell in range(launcher.size):
        rack[ell].rounds = launcher[ell].rounds
        rack[ell].loaded = launcher[ell].rounds
        rack[ell].reloads = launcher[ell].reloads if launcher[ell].rounds > 0 else 0
        rack[ell].ready_s = 0.0
        rack[ell].reloaded_s = math.inf
        rack[ell].fired = 0
        rack[ell].coming = 0
        rack[ell].returned = 0
        rack[ell].stock = launcher[ell].stock


@inner
def forget(contact, picture, duty, effort, damage):
    """Nobody has seen, shot at or damaged anything yet."""
    for s in range(contact.shape[0]):
        for t in range(contact.shape[1]):
            contact[s, t].hits = np.uint32(0)
            contact[s, t].slot = 0
            contact[s, t].last_s = -math.inf
            contact[s, t].held = 0
            contact[s, t].quiet_until_s = math.inf
    for c in range(duty.shape[0]):
        for t in range(duty.shape[1]):
            duty[c, t].idle_until_s = 0.0
            duty[c, t].rounds = 0
            duty[c, t].in_flight = 0
            duty[c, t].owed = 0
    for network in range(effort.shape[0]):
        for t in range(effort.shape[1]):
            picture[network, t].tracked_s = math.inf
            picture[network, t].fresh_until_s = -math.inf
            effort[network, t].in_flight = 0
            effort[network, t].dead_known_s = math.inf
    for d in range(damage.size):
        damage[d].points = 0.0
        damage[d].arrivals = 0


@inner
def start_raid(config, clock, threat, site, ground, flight, path):
    """Every threat gets its site, its start and its path; arcs as if there were no air, see `slow_arcs`."""
    total_value = 0.0
    for d in range(site.size):
        total_value += site[d].value
    for t in range(threat.size):
        row = threat[t]
        target = flight[t]
        which, start_s, axis_rad = how_it_comes(config, clock, row)
        target.fate = WAITING
        target.cause = NO_CAUSE
        target.plain = 1 if is_plain(row) else 0
        side_root, tail_root = roots_of_ratios(row.rcs_side_ratio, row.rcs_tail_ratio)
        target.side_root = side_root
        target.tail_root = tail_root
        target.site = row.site if row.site >= 0 else by_value(which, total_value, site)
        target.start_s = start_s
        if row.path_kind == ARC:
            target.points = arc_path(axis_rad, target.start_s, row, site[target.site], path[t])
        else:
            left, right, _, _ = uniforms4(config.seed, clock.replication, RAID_WEAVE, row.key, 0, 0)
            first_m, second_m = (2.0 * left - 1.0) * row.weave_m, (2.0 * right - 1.0) * row.weave_m
            target.points = level_path(
                config, ground, axis_rad, first_m, second_m, target.start_s, row, site[target.site], path[t]
            )
        set_off(config, row, target, path[t])


@inner
def how_it_comes(config, clock, threat):
    """What chance says of one threat: a number between 0 and 1 that picks its site, when it starts, and from which
    bearing."""
    which, bearing, when, _ = uniforms4(config.seed, clock.replication, RAID_PLAN, threat.key, 0, 0)
    return (
        which,
        threat.start_s + when * threat.start_spread_s,
        threat.axis_rad + (bearing - 0.5) * threat.axis_spread_rad,
    )


@inner
def set_off(config, threat, flight, path):
    """A threat that has its path waits at its beginning."""
    if threat.timed_by_arrival:
        be_on_time(flight, path)
    start_flight(config, flight, path)


@inner
def be_on_time(flight, path):
    """A threat whose start was drawn as its time of arrival starts earlier by the length of its flight."""
    early_s = path[flight.points - 1].time_s - flight.start_s
    for k in range(flight.points):
        path[k].time_s -= early_s
    flight.start_s = path[0].time_s


@inner
def by_value(which, total_value, site):
    """The site that a number between 0 and 1 picks when each has a chance in proportion to its value."""
    mark = which * total_value
    for d in range(site.size):
        mark -= site[d].value
        if mark < 0.0:
            return d
    return site.size - 1


@inner
def start_flight(config, flight, path):
    """Marks of a threat whose path is known."""
    turn(0, flight, path)
    flight.moved_s = -math.inf
    flight.end_s = path[flight.points - 1].time_s
    flight.quiet_until_s = flight.start_s
    flight.survey_s = flight.start_s
    flight.first_in_sight_s = math.inf
    flight.first_track_s = math.inf
    flight.first_shot_s = math.inf
    flight.released_s = math.inf
    flight.rounds = 0
    flight.met = 0
    flight.blocked = NO_CAUSE
    highest_m = path[0].height_m
    fastest_mps = 0.0
    for k in range(flight.points):
        highest_m = max(highest_m, path[k].height_m)
        if k > 0:
            p = path[k - 1].position_m
            q = path[k].position_m
            way_m = distance(p[0], p[1], p[2], q[0], q[1], q[2])
            fastest_mps = max(fastest_mps, way_m / (path[k].time_s - path[k - 1].time_s))
    flight.horizon_max_m = horizon_m(config, highest_m)
    flight.speed_max_mps = fastest_mps
    fly_path(flight.start_s, config, flight, path)
