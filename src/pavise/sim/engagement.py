"""Engage: can a round meet the target, when, and what happens when it does.

A round flies at its average speed to where the target will be. The post is taken to predict the target's path rightly
(errors of the picture are the tracker's business), so the meeting point is worked out on the path itself, piece by
piece (`interception.py`), for a bending ballistic arc as for level flight.
"""

from __future__ import annotations

from pavise.kinds import EventKind, Fate, Side, Stream, ThreatClass
from pavise.sim.compiled import inner
from pavise.sim.draws import uniform
from pavise.sim.events import log_event
from pavise.sim.geometry import distance
from pavise.sim.ground import ground_below_m
from pavise.sim.interception import meeting_time_on_path
from pavise.sim.models.engagement.fall_off import share_kept
from pavise.sim.models.engagement.fly_out import flight_time_s, in_envelope
from pavise.sim.motion import leg_at, place_at
from pavise.sim.sight import horizon_m, in_sector, in_sight

FLYING = int(Fate.FLYING)
KILLED = int(Fate.KILLED)
BALLISTIC = int(ThreatClass.BALLISTIC)
HOSTILE = int(Side.HOSTILE)
KILL = int(Stream.KILL)
EVENT_KILL = int(EventKind.KILL)
EVENT_MISS = int(EventKind.MISS)
EVENT_WASTED = int(EventKind.WASTED)

NO_SHOT = -1.0
"""No workable shot now. A result below that says for how much longer there can be none: by NO_SHOT less the result."""


@inner
def engage(time_s, seed, clock, post, group, launcher, missile, threat, place, flight, path, shot, event):
    """Rounds that have arrived by `time_s`, in the order of arrival: the target dies or not; nobody knows yet."""
    while True:
        i = next_arrival(time_s, clock, shot)
        if i < 0:
            return
        row = shot[i]
        row.arrived = 1
        row.met = row.threat
        target = flight[row.threat]
        target.met += 1
        if target.fate != FLYING:
            clock.rounds_at_dead += 1
            log_event(clock, event, row.arrives_s, EVENT_WASTED, row.launcher, row.threat, 0.0)
            continue
        dice = uniform(seed, clock.replication, KILL, post[row.post].key, threat[row.threat].key, row.ordinal)
        fired = missile[group[launcher[row.launcher].group].missile]
        p_kill = row.p_kill * share_where_met(
            row.arrives_s, fired, threat[row.threat].threat_class, place[post[row.post].unit], target, path[row.threat]
        )
        strike(dice < p_kill, row.threat, row, clock, threat, flight, event)


@inner
def share_where_met(arrives_s, missile, threat_class, unit_place, flight, path):
    """Share of its chance of a kill that a round keeps where it meets a target at a time, seen from its unit.

    A patrol is taken to be where it is when the round arrives.
    """
    if missile.edge_share == 1.0 and missile.crossing_share == 1.0:
        return 1.0
    leg = leg_at(path, flight.points, 0, arrives_s)
    x_m, y_m, z_m, _ = place_at(path, leg, arrives_s)
    q = unit_place.position_m
    a, b = path[leg].position_m, path[leg + 1].position_m
    range_m = distance(q[0], q[1], q[2], x_m, y_m, z_m)
    way_m = distance(a[0], a[1], a[2], b[0], b[1], b[2])
    along_m2 = (b[0] - a[0]) * (x_m - q[0]) + (b[1] - a[1]) * (y_m - q[1]) + (b[2] - a[2]) * (z_m - q[2])
    cos_course = along_m2 / (way_m * range_m) if way_m * range_m > 0.0 else 1.0
    return share_kept(range_m / reach_m(missile, threat_class), cos_course, missile.edge_share, missile.crossing_share)


@inner
def faces(cos_half_sector, unit_place, x_m, y_m, z_m):
    """True when a launcher of a unit can be fired towards a place: into its sector round the unit's boresight."""
    q = unit_place.position_m
    dx_m, dy_m, dz_m = x_m - q[0], y_m - q[1], z_m - q[2]
    return in_sector(cos_half_sector, unit_place, dx_m, dy_m, dz_m, dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)


@inner
def strike(kills, t, shot, clock, threat, flight, event):
    """A round that has met threat `t` kills it or misses."""
    if kills:
        flight[t].fate = KILLED
        flight[t].end_s = shot.arrives_s
        if threat[t].side == HOSTILE:
            clock.flying -= 1
        log_event(clock, event, shot.arrives_s, EVENT_KILL, shot.launcher, t, 0.0)
    else:
        log_event(clock, event, shot.arrives_s, EVENT_MISS, shot.launcher, t, 0.0)


@inner
def next_arrival(time_s, clock, shot):
    """Row of the earliest round that has arrived by `time_s` and was not yet dealt with; -1 when there is none."""
    next_i = -1
    for i in range(clock.shots):
        if shot[i].arrived or shot[i].arrives_s > time_s:
            continue
        if next_i < 0 or shot[i].arrives_s < shot[next_i].arrives_s:
            next_i = i
    return next_i


@inner
def reach_m(missile, threat_class):
    """The claimed reach that applies to this class of target."""
    return missile.range_max_ballistic_m if threat_class == BALLISTIC else missile.range_max_m


@inner
def reaches(config, missile, far_m, lookup, range_m, x_m, y_m, z_m, height_m):
    """True when a place lies in a round's envelope: `range_m` from its launcher, at most `far_m`.

    The lowest altitude counts from the ground below the target (sea level where no terrain is known), the highest from
    sea level.
    """
    lowest_m = missile.altitude_min_m
    if config.ground_step_rad > 0.0:
        lowest_m += config.ground_lowest_m
    if not in_envelope(range_m, height_m, missile.range_min_m, far_m, lowest_m, missile.altitude_max_m):
        return False
    if config.ground_step_rad == 0.0:
        return True
    return height_m >= missile.altitude_min_m + ground_below_m(config, lookup.ground, x_m, y_m, z_m)


@inner
def in_view(config, guide, place, look, mask, x_m, y_m, z_m, height_m):
    """True when the radar that guides a round has the place in sight where it is to meet its target."""
    range_m, _ = in_sight(
        config, guide, place, look, mask, guide.instrumented_range_m,
        x_m, y_m, z_m, height_m, horizon_m(config, height_m),
    )  # fmt: skip
    return range_m >= 0.0


@inner
def workable_flight_s(
    time_s, config, missile, threat_class, fire_control, sensor, look, lookup, unit_place, own_speed_mps,
    cos_half_sector, flight, path,
):  # fmt: skip
    """Time of flight of a round leaving at `time_s` that meets the target inside the envelope, or NO_SHOT.

    `fire_control`: row of the radar that must see the intercept point (-1: none needed); `unit_place`: the launcher's
    unit, which moves at `own_speed_mps` at most and fires into a sector (`cos_half_sector`) round its boresight.
    NO_SHOT or below means not now: too far yet, too high yet, too near, to one side, or the target arrives first.
    """
    q = unit_place.position_m
    far_m = reach_m(missile, threat_class)
    if far_m <= 0.0:
        return NO_SHOT
    last = path[flight.points - 1]
    left_s = last.time_s - time_s
    if left_s <= 0.0:
        return NO_SHOT
    leg = leg_at(path, flight.points, flight.leg, time_s)
    x_m, y_m, z_m, height_m = place_at(path, leg, time_s)
    now_m = distance(q[0], q[1], q[2], x_m, y_m, z_m)
    # Cheap and certain first: no round can meet it where it can be by then, or where its unit's radar can see it.
    near_enough_m = far_m
    if fire_control >= 0:
        near_enough_m = min(far_m, look[fire_control].horizon_m + flight.horizon_max_m)
    longest_s = flight_time_s(near_enough_m, missile.speed_mps)
    closing_mps = flight.speed_max_mps + own_speed_mps
    too_far_m = now_m - near_enough_m - closing_mps * longest_s
    if too_far_m > 0.0:
        return NO_SHOT - too_far_m / closing_mps
    in_reach = leg_at(path, flight.points, leg, time_s + longest_s) + 2
    flight_s = meeting_time_on_path(time_s, q[0], q[1], q[2], missile.speed_mps, path, in_reach, leg)
    if flight_s > min(left_s, longest_s):
        return NO_SHOT
    leg = leg_at(path, flight.points, leg, time_s + flight_s)
    x_m, y_m, z_m, height_m = place_at(path, leg, time_s + flight_s)
    range_m = distance(q[0], q[1], q[2], x_m, y_m, z_m)
    if range_m > near_enough_m:
        return NO_SHOT - max(flight_s + (range_m - near_enough_m) / closing_mps - longest_s, 0.0)
    if not reaches(config, missile, far_m, lookup, range_m, x_m, y_m, z_m, height_m):
        return NO_SHOT
    if cos_half_sector > -1.0 and not faces(cos_half_sector, unit_place, x_m, y_m, z_m):
        return NO_SHOT
    if fire_control >= 0 and not in_view(
        config, sensor[fire_control], unit_place, look[fire_control], lookup.mask, x_m, y_m, z_m, height_m
    ):
        return NO_SHOT
    return flight_s
