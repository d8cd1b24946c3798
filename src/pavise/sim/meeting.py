"""Meet: where posts see tracks, a round flies to where the track leads, and meets what is really there, if anything.

    round arrives  ->  the object in the air nearest to the track's place then, within ACQUIRE_M
                         found:  its kind, and where it is, decide the chance of a kill, whatever it was taken for
                         none:   a ghost, a target that is dead already, or a track that no longer holds

So a round may meet another threat than the one that it was fired at, or an airliner; and rounds are wasted on what is
not there. Which it was is counted; the post itself learns that its target is dead, or else that its round met nothing.
What a round meets outside its envelope it misses: a post that errs about height or class gains no reach by it.

When not to believe it: what a round can find by itself once it is near is one length for all types, a judgement; how it
finds it is no business of this simulation.
"""

from __future__ import annotations

import math

from pavise.kinds import EventKind, Fate, Stream, TrackStatus, Waste
from pavise.sim.compiled import inner
from pavise.sim.draws import uniform
from pavise.sim.engagement import next_arrival, reach_m, reaches, share_where_met, strike
from pavise.sim.events import log_event
from pavise.sim.geometry import distance
from pavise.sim.models.engagement.single_shot import p_kill_round
from pavise.sim.motion import leg_at, place_at

FLYING = int(Fate.FLYING)
KILLED = int(Fate.KILLED)
FREE = int(TrackStatus.FREE)
KILL = int(Stream.KILL)
EVENT_SHOT = int(EventKind.SHOT)
EVENT_WASTED = int(EventKind.WASTED)
DEAD = int(Waste.DEAD)
GHOST = int(Waste.GHOST)
TRACK_LOST = int(Waste.TRACK_LOST)

ACQUIRE_M = 3_000.0
"""A round meets the nearest object within so far of where its track leads."""


@inner
def note_shots(first, first_event, clock, flight, shot, air, event):
    """Put the rounds just fired (rows from `first`) down to the objects that their tracks really follow, in the log
    (from `first_event`) too."""
    tracks = air.track.shape[1]
    e = first_event
    for i in range(first, clock.shots):
        row = shot[i]
        track = air.track[row.threat // tracks, row.threat % tracks]
        row.track = track.id
        row.met = -1
        row.meant = track.object
        if track.object >= 0:
            target = flight[track.object]
            target.rounds += 1
            target.first_shot_s = min(target.first_shot_s, clock.time_s)
        while e < clock.events and event[e].kind != EVENT_SHOT:
            e += 1
        if e < clock.events:
            event[e].whom = track.object
            e += 1


@inner
def note_hindrances(clock, flight, listed, air):
    """What stood in the way of a shot at a track stood in the way of one at the object that it follows."""
    tracks = air.track.shape[1]
    for k in range(clock.tracked):
        b = listed[k].tracked
        if air.belief[b].blocked != 0:
            t = air.track[b // tracks, b % tracks].object
            if t >= 0:
                flight[t].blocked = air.belief[b].blocked
            air.belief[b].blocked = 0


@inner
def engage_tracks(
    time_s, config, clock, unit, post, group, launcher, missile, threat, lookup,
    place, flight, path, shot, air, event,
):  # fmt: skip
    """Rounds that have arrived by `time_s`, in the order of arrival: what they met dies or not; nobody knows yet."""
    while True:
        i = next_arrival(time_s, clock, shot)
        if i < 0:
            return
        row = shot[i]
        row.arrived = 1
        t, waste = met_by(row, flight, path, air)
        row.met = t
        if t >= 0:  # by this number its luck is drawn: a post counts its rounds anew for each track
            row.ordinal = flight[t].met
            flight[t].met += 1
        if waste >= 0:
            clock.rounds_at_ghosts += waste == GHOST
            clock.rounds_at_dead += waste == DEAD
            clock.rounds_track_lost += waste == TRACK_LOST
            log_event(clock, event, row.arrives_s, EVENT_WASTED, row.launcher, t, float(waste))
            continue
        target = flight[t]
        fired = missile[group[launcher[row.launcher].group].missile]
        p_kill = p_kill_round(fired.p_kill, threat[t].threat_class)
        u = post[row.post].unit
        p_kill *= share_where_met(row.arrives_s, fired, threat[t].threat_class, place[u], target, path[t])
        if not within_reach(
            row.arrives_s, config, fired, threat[t].threat_class, unit[u], place[u], lookup, target, path[t]
        ):
            p_kill = 0.0
        dice = uniform(config.seed, clock.replication, KILL, post[row.post].key, threat[t].key, row.ordinal)
        strike(dice < p_kill, t, row, clock, threat, flight, event)


@inner
def within_reach(arrives_s, config, missile, threat_class, unit, unit_place, lookup, flight, path):
    """True when a round can harm what it meets at a time: inside its envelope, the far and the high end of which are
    drawn as loosely as a round finds its target. A patrol has flown on since: of its rounds only height is asked."""
    leg = leg_at(path, flight.points, 0, arrives_s)
    x_m, y_m, z_m, height_m = place_at(path, leg, arrives_s)
    far_m = reach_m(missile, threat_class)
    q = unit_place.position_m
    range_m = distance(q[0], q[1], q[2], x_m, y_m, z_m)
    too_far = unit.orbit_radius_m == 0.0 and range_m > far_m + ACQUIRE_M
    if far_m <= 0.0 or too_far or height_m > missile.altitude_max_m + ACQUIRE_M:
        return False
    return reaches(config, missile, far_m, lookup, far_m, x_m, y_m, z_m, min(height_m, missile.altitude_max_m))


@inner
def met_by(shot, flight, path, air):
    """(row of the threat that a round meets, -1), or (dead threat or -1, kinds.Waste) when it meets nothing."""
    tracks = air.track.shape[1]
    t = shot.meant
    if shot.threat < air.belief.size - 1 and holds(air.track[shot.threat // tracks, shot.threat % tracks], shot):
        track = air.track[shot.threat // tracks, shot.threat % tracks]
        t = track.object
        dt_s = shot.arrives_s - track.time_s
        x = track.x
        x_m, y_m, z_m = x[0] + dt_s * x[3], x[1] + dt_s * x[4], x[2] + dt_s * x[5]
        near = nearest(shot.arrives_s, x_m, y_m, z_m, flight, path)
        if near >= 0:
            return near, -1
    if t >= 0 and flight[t].fate == KILLED:
        return t, DEAD
    if t < 0:
        return -1, GHOST
    return -1, TRACK_LOST


@inner
def holds(track, shot):
    """True while a row of tracks is still the one that a round was fired at."""
    return track.status != FREE and track.id == shot.track


@inner
def nearest(time_s, x_m, y_m, z_m, flight, path):
    """Row of the object in the air that is nearest to a place, within ACQUIRE_M; -1 when there is none."""
    best, best_m = -1, ACQUIRE_M
    for t in range(flight.size):
        target = flight[t]
        if target.fate != FLYING or time_s < target.start_s or time_s > target.end_s:
            continue
        p = target.position_m
        slack_m = best_m + target.speed_max_mps * abs(time_s - target.moved_s)
        if target.moved_s > -math.inf and distance(p[0], p[1], p[2], x_m, y_m, z_m) > slack_m:
            continue
        leg = leg_at(path[t], target.points, 0, time_s)
        px_m, py_m, pz_m, _ = place_at(path[t], leg, time_s)
        away_m = distance(px_m, py_m, pz_m, x_m, y_m, z_m)
        if away_m < best_m:
            best, best_m = t, away_m
    return best
