"""When can a threat on its way be met? One flight of one threat against one world's fire units, nobody else in the air.

    path -> chance of a look, again and again -> first moment with a track -> known, reacted -> first workable shot
            the battle's own look                M of N, see below             -> met -> assessed -> next shot ...

Every step is the battle's own function: `start_raid` lays the path, `p_in_full` is the look, `workable_flight_s` the
shot. Only what cannot change the answer is left out: posts that the path stays out of reach of, what comes after it has
left the reach of all, and sensors that it comes into reach of when there is a track already.

What battles leave to luck is put in its place as follows. A track is there from the moment at which, over all
phases of the scan, it has been confirmed with chance `level`; a post decides half a period after it may, on average.
All sensors that a post's network hears help, each with tracks of its own; the earliest counts.

When not to believe it: one threat alone, so no channel and no magazine runs out; everybody is there, ready and on
station; rounds are fired one after the other by one post, the next when the result of the last is known. A sensor or a
fighter on patrol is where the first battle of its world has it at the start. Chances of several sensors are not put
together, and a track once confirmed is taken to last.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import PathKind, SensorKind
from pavise.sim.compiled import inner, kernel
from pavise.sim.engagement import NO_SHOT, reach_m, workable_flight_s
from pavise.sim.geometry import distance
from pavise.sim.models.engagement.single_shot import p_kill_round
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.models.sensing.rotating_radar import p_detect
from pavise.sim.motion import fly_path
from pavise.sim.paths import ARC_POINTS, SLOWED_POINTS, arc_shape, lay_arc, level_path, slowed_arc_shape
from pavise.sim.sensing import own_speed_mps, p_in_full, threat_in_sight
from pavise.sim.start import has_rounds, set_off, start_networks, start_raid, start_sensors, start_units
from pavise.sim.world import Lookups

ARC = int(PathKind.ARC)
BISTATIC = int(SensorKind.BISTATIC)

PHASES = 4
"""Phases of the scan over which the chance of a track is averaged."""

TIE = 1e-9
"""Phases that all look with certainty come to a level exactly, or would but for the last bit."""

DECISIONS_MAX = 100_000

SAG_M = 200.0
"""A path may be so much lower or farther than its points say: straight pieces cut through the earth's curve."""


@kernel
def stand_to(
    config, unit, sensor, network, link, jammer, hears, pd_table, beam_table, loss_table, mask, ground, post,
    clock, place, look, jammed, heard,
):  # fmt: skip
    """Everybody takes their places as at the start of a battle, ready and on station; who hears whom is noted."""
    lookup = Lookups(network, link, jammer, hears, pd_table, beam_table, loss_table, mask, ground)
    start_units(config[0], clock[0], unit, place)
    for u in range(place.size):
        place[u].ready_from_s = 0.0 if unit[u].present else math.inf
        place[u].on_station = 1
    start_sensors(config[0], clock[0], unit, sensor, lookup, place, look, jammed)
    start_networks(sensor, post, lookup.link, lookup.hears, heard)


@kernel
def meet_along(
    config, unit, sensor, post, group, launcher, missile, threat, site, networks, link, jammer, hears, pd_table,
    beam_table, loss_table, mask, ground, clock, place, look, jammed, heard, flight, path,
    asked, listened, level, shots, margin_m, n_end, axis_rad, distance_m, met_s_out,
):  # fmt: skip
    """Fill `met_s_out[k]` with the time at which round number `shots` meets the threat on flight `k`; inf for never.

    Flight `k` ends over (or on) the place `n_end[k]` and comes from the bearing `axis_rad[k]`, from a ground distance
    of `distance_m`; times count from its start. `asked[C]`: posts that may shoot, of which the earliest counts;
    `listened[S]`: sensors that count. `level`: of the chance of a track. With a `margin_m` of 0 or more the question is
    another one: 0 where the threat comes within that of the reach of any of these posts, inf where it does not.
    """
    lookup = Lookups(networks, link, jammer, hears, pd_table, beam_table, loss_table, mask, ground)
    row, target, way = threat[0], flight[0], path[0]
    row.distance_m = distance_m
    arc_s, turned, height_m = shape_of_arc(row, site[0])
    until_s, entry_s = np.empty(post.size), np.empty(sensor.size)
    histories = 1
    for s in range(sensor.size):
        histories = max(histories, 1 << (sensor[s].confirm_n - 1))
    chance, after, by_now = np.empty((PHASES, histories)), np.empty(histories), np.empty(PHASES)
    for k in range(met_s_out.size):
        met_s_out[k] = math.inf
        row.axis_rad = axis_rad[k]
        for axis in range(3):
            site[0].n[axis] = n_end[k, axis]
        if k == 0:
            start_raid(config[0], clock[0], threat, site, ground, flight, path)
        if row.path_kind == ARC:
            target.points = lay_arc(
                row.axis_rad, row.distance_m / MEAN_RADIUS_M, 0.0, site[0], arc_s, turned, height_m, way
            )
            set_off(config[0], row, target, way)
        elif k > 0:
            target.points = level_path(config[0], ground, row.axis_rad, 0.0, 0.0, 0.0, row, site[0], way)
            set_off(config[0], row, target, way)
        for network in range(heard.shape[0]):
            last_s = leave_reach(
                network, asked, unit, post, group, launcher, missile, row, place, target, way, max(margin_m, 0.0),
                until_s,
            )  # fmt: skip
            if last_s == -math.inf:
                continue
            if margin_m >= 0.0:
                met_s_out[k] = 0.0
                break
            track_s = tracked_s(
                network, last_s, level, config[0], sensor, row, lookup, place, look, jammed, heard, listened, target,
                way, entry_s, chance, after, by_now,
            )  # fmt: skip
            if track_s == math.inf:
                continue
            for c in range(post.size):
                if until_s[c] > -math.inf:
                    met_s_out[k] = min(
                        met_s_out[k],
                        met_s(
                            track_s, until_s[c], shots, c, config[0], unit, sensor, post, group, launcher, missile, row,
                            lookup, place, look, target, way,
                        ),
                    )  # fmt: skip


@inner
def shape_of_arc(threat, site):
    """Times, angles turned and heights along an arc, which is the same wherever it ends; of another path, nothing."""
    points = ARC_POINTS if threat.drag_m2pkg == 0.0 else SLOWED_POINTS
    time_s, turned, height_m = np.empty(points), np.empty(points), np.empty(points)
    if threat.path_kind != ARC:
        return time_s, turned, height_m
    if threat.drag_m2pkg > 0.0:
        slowed_arc_shape(threat, site, time_s, turned, height_m)
    else:
        arc_shape(threat, site, time_s, turned, height_m)
    return time_s, turned, height_m


@inner
def leave_reach(
    network, asked, unit, post, group, launcher, missile, threat, place, flight, path, margin_m, until_s_out,
):  # fmt: skip
    """Until when the path lies in reach and below the ceiling of a round of each post of a network that may shoot, by
    whole pieces of it; -inf for never, and for other posts. Returns the latest of all."""
    latest_s = -math.inf
    until_s_out[:] = -math.inf
    for g in range(group.size):
        c = group[g].post
        if not asked[c] or post[c].network != network or not unit[post[c].unit].present:
            continue
        round_type = missile[group[g].missile]
        if p_kill_round(round_type.p_kill, threat.threat_class) <= 0.0 or not has_rounds(g, group, launcher):
            continue
        far_m = reach_m(round_type, threat.threat_class) + SAG_M + margin_m
        q = place[post[c].unit].position_m
        for k in range(flight.points - 2, -1, -1):
            if path[k + 1].time_s <= until_s_out[c]:
                break
            lowest_m = min(path[k].height_m, path[k + 1].height_m) - SAG_M
            if lowest_m > round_type.altitude_max_m:
                continue
            if apart_m(q, path[k].position_m, path[k + 1].position_m) <= far_m:
                until_s_out[c] = path[k + 1].time_s
                break
        latest_s = max(latest_s, until_s_out[c])
    return latest_s


@inner
def tracked_s(
    network, last_s, level, config, sensor, threat, lookup, place, look, jammed, heard, listened, flight, path, entry_s,
    chance, after, by_now,
):  # fmt: skip
    """When a network first knows of a track, if that is before `last_s`; else inf. Sensors are asked in the order in
    which the threat comes into their reach. `entry_s`, `chance`, `after`, `by_now`: scratch."""
    for s in range(sensor.size):
        entry_s[s] = math.inf
        if not (listened[s] and heard[network, s].heard and sensor[s].present):
            continue
        if sensor[s].kind == BISTATIC and not sensor[sensor[s].illuminator].present:
            continue
        delay_s = lookup.link[heard[network, s].link].delay_s if heard[network, s].link >= 0 else 0.0
        entry_s[s] = delay_s + in_reach_from_s(sensor[s], look[s], flight, path)
    track_s = last_s
    found = False
    while True:
        s = int(np.argmin(entry_s))
        if entry_s[s] >= track_s:
            return track_s if found else math.inf
        entry_s[s] = math.inf
        delay_s = lookup.link[heard[network, s].link].delay_s if heard[network, s].link >= 0 else 0.0
        mine_s = delay_s + tracked_from_s(
            s, level, track_s - delay_s, config, sensor, threat, lookup, place, look, jammed, flight, path, chance,
            after, by_now,
        )  # fmt: skip
        if mine_s < track_s:
            track_s = mine_s
            found = True


@inner
def in_reach_from_s(sensor, look, flight, path):
    """A moment before which the threat certainly is out of a sensor's reach; inf when it always is."""
    reach_m = min(sensor.instrumented_range_m, look.horizon_m + flight.horizon_max_m) + SAG_M
    q = look.position_m
    for k in range(flight.points - 1):
        a, b = path[k].position_m, path[k + 1].position_m
        if apart_m(q, a, b) > reach_m:
            continue
        vx, vy, vz = a[0] - q[0], a[1] - q[1], a[2] - q[2]
        wx, wy, wz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        over_m2 = vx * vx + vy * vy + vz * vz - reach_m * reach_m
        if over_m2 <= 0.0:
            return path[k].time_s
        way_m2 = wx * wx + wy * wy + wz * wz
        along_m2 = vx * wx + vy * wy + vz * wz
        share = (-along_m2 - math.sqrt(max(along_m2 * along_m2 - way_m2 * over_m2, 0.0))) / way_m2
        return path[k].time_s + share * (path[k + 1].time_s - path[k].time_s)
    return math.inf


@inner
def apart_m(q, a, b):
    """Distance of a place from a straight piece of a path."""
    wx, wy, wz = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    vx, vy, vz = q[0] - a[0], q[1] - a[1], q[2] - a[2]
    length2_m2 = wx * wx + wy * wy + wz * wz
    share = 0.0
    if length2_m2 > 0.0:
        share = min(max((vx * wx + vy * wy + vz * wz) / length2_m2, 0.0), 1.0)
    dx, dy, dz = vx - share * wx, vy - share * wy, vz - share * wz
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@inner
def tracked_from_s(
    s, level, before_s, config, sensor, threat, lookup, place, look, jammed, flight, path, chances, after, by_now,
):  # fmt: skip
    """When sensor `s` has confirmed a track with chance `level`, if that is sooner than `before_s`; else inf.

    Looks fall a scan apart, in `PHASES` phases; each phase keeps the chance of every history of its last N - 1 looks,
    and the mean over the phases is the chance by now (see `approach.confirm_along`). `chances`, `after`, `by_now`:
    scratch.
    """
    eye = sensor[s]
    apart_s = eye.scan_period_s / PHASES
    histories = 1 << (eye.confirm_n - 1)
    chance = chances[:, :histories]
    chance[:] = 0.0
    chance[:, 0] = 1.0
    by_now[:] = 0.0
    idle = True
    flight.leg = 0
    end_s = min(flight.end_s, before_s)
    look_number = 0
    while True:
        time_s = flight.start_s + (look_number + 0.5) * apart_s
        if time_s >= end_s:
            return math.inf
        phase = look_number % PHASES
        look_number += 1
        p = p_seen(time_s, s, config, sensor, threat, lookup, place, look, jammed, flight, path)
        if p <= 0.0 and idle:  # nothing seen so far, so the histories stay empty: on to where it may be in reach
            look_number += int(out_of_reach_s(eye, look[s], flight) / apart_s)
            continue
        idle = False
        after[:histories] = 0.0
        for history in range(histories):
            here = chance[phase, history]
            if here == 0.0:
                continue
            hits = 1
            rest = history
            while rest > 0:
                hits += rest & 1
                rest >>= 1
            newer = (history << 1) & (histories - 1)
            after[newer] += here * (1.0 - p)
            if hits >= eye.confirm_m:
                by_now[phase] += here * p
            else:
                after[newer | 1 if histories > 1 else 0] += here * p
        chance[phase, :] = after[:histories]
        if by_now.sum() >= level * PHASES - TIE:
            return time_s


@inner
def out_of_reach_s(sensor, look, flight):
    """For how long the threat certainly stays out of a sensor's reach, as `sensing.survey` has it; at least 0."""
    a, b = look.position_m, flight.position_m
    reach_m = min(sensor.instrumented_range_m, look.horizon_m + flight.horizon_max_m)
    return max(distance(a[0], a[1], a[2], b[0], b[1], b[2]) - reach_m, 0.0) / flight.speed_max_mps


@inner
def p_seen(time_s, s, config, sensor, threat, lookup, place, look, jammed, flight, path):
    """Chance that one look of sensor `s` sees the threat now, as `sensing.sense` has it."""
    eye = sensor[s]
    fly_path(time_s, config, flight, path)
    range_m, sin_elevation = threat_in_sight(
        config, eye, place[eye.unit], look[s], lookup.mask, eye.instrumented_range_m, flight
    )
    if range_m < 0.0:
        return 0.0
    if look[s].plain and flight.plain:
        return p_detect(range_m, threat.rcs_m2, eye.snr_scale_m2, lookup.pd_table[eye.pd_row])
    return max(
        p_in_full(range_m, sin_elevation, s, config, sensor, threat, lookup, place, look, jammed[s], flight), 0.0
    )


@inner
def met_s(
    track_s, until_s, shots, c, config, unit, sensor, post, group, launcher, missile, threat, lookup, place, look,
    flight, path,
):  # fmt: skip
    """When round number `shots` of post `c` meets the threat that its network tracks from `track_s` on; inf for never.
    The threat is out of its reach after `until_s`.

    Of the rounds that could leave at a decision, the one that arrives first leaves.
    """
    row = post[c]
    here = place[row.unit]
    here_mps = own_speed_mps(unit[row.unit])
    half_s = 0.5 * row.decision_period_s
    time_s = track_s + row.track_delay_s + row.reaction_s + half_s
    fired = 0
    flight.leg = 0
    for _ in range(DECISIONS_MAX):
        if time_s >= until_s:
            return math.inf
        best_s = math.inf
        idle_s = math.inf
        for g in range(group.size):
            round_type = missile[group[g].missile]
            if group[g].post != c or not has_rounds(g, group, launcher):
                continue
            if p_kill_round(round_type.p_kill, threat.threat_class) <= 0.0:
                continue
            flight_s = workable_flight_s(
                time_s, config, round_type, threat.threat_class, row.fire_control, sensor, look, lookup, here,
                here_mps, launcher[group[g].launcher_first].cos_half_sector, flight, path,
            )  # fmt: skip
            if flight_s >= 0.0:
                best_s = min(best_s, flight_s)
            else:
                idle_s = min(idle_s, NO_SHOT - flight_s)
        if best_s == math.inf:
            if idle_s == math.inf:
                return math.inf
            time_s += max(row.decision_period_s, math.ceil(idle_s / row.decision_period_s) * row.decision_period_s)
            continue
        time_s += best_s
        fired += 1
        if fired == shots:
            return time_s
        time_s += row.assess_s + half_s
    return math.inf
