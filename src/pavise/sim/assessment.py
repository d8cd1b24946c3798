"""Assess: results of rounds become known, arrivals do their damage, and every leaker gets exactly one cause.

The rule, asked in this order; the first that holds is the cause:

 1. MISSED           rounds were fired at it, and all missed; also when a post took a miss for a kill and left it alone,
                     which is counted (`clock.misses_unseen`) and stands in the log.
 2. NOT_PERMITTED,   a post had a workable shot and did not fire; whichever of these last stood in the way:
    NO_OPERATOR,       its rules forbade it; its command post had no operator for this track yet;
    NO_CHANNEL,        it guided as many rounds as it can; its launchers were empty;
    MAGAZINE_EMPTY,    its doctrine kept the rounds for other targets.
    HELD_BACK
 3. OUT_OF_ENVELOPE  its path never came inside the envelope, and the sector, of any fire unit of the posture, ready or
                     not.
 4. NOT_READY        only units that were not ready (stored, broken down, off station) had it in their envelope.
 5. MASKED           no sensor on the air ever had it in line of sight, in range and in sector; or, with terrain, no
                     radar that guides the rounds of a ready unit ever had it so inside their envelope.
 6. UNDETECTED       a sensor had it in sight, but no post with rounds ever got a track.
 7. NOT_IDENTIFIED   a network with rounds had a track of it and never took it for hostile.
 8. TRACKED_LATE     a post knew it, but so late that the round of its nearest envelope point could not have met it;
    NOT_IDENTIFIED   the same of being taken for hostile.
 9. NO_TIME          known in time for that, and still no workable shot: reaction and flight did not fit its path, or
                     the decision of a command post, a crew on its way to its posts, or the loss of command took it.

The tests of 3, 4 and 5 look at four places on each piece of the path, not at every metre: an envelope that is only
clipped between two of them counts as not reached, and so does a gap between two hills.
"""

from __future__ import annotations

import math

from pavise.kinds import Cause, EventKind, Fate, Picture, Side, Stream
from pavise.sim.compiled import inner
from pavise.sim.draws import uniform
from pavise.sim.engagement import faces, in_view, reach_m, reaches
from pavise.sim.events import log_event
from pavise.sim.geometry import distance
from pavise.sim.models.engagement.fly_out import flight_time_s
from pavise.sim.motion import patrol_at
from pavise.sim.start import has_rounds

FLYING = int(Fate.FLYING)
KILLED = int(Fate.KILLED)
LEAKED = int(Fate.LEAKED)
PASSED = int(Fate.PASSED)
HOSTILE = int(Side.HOSTILE)
NONE = int(Cause.NONE)
OUT_OF_ENVELOPE = int(Cause.OUT_OF_ENVELOPE)
NOT_READY = int(Cause.NOT_READY)
MASKED = int(Cause.MASKED)
UNDETECTED = int(Cause.UNDETECTED)
TRACKED_LATE = int(Cause.TRACKED_LATE)
NO_TIME = int(Cause.NO_TIME)
MISSED = int(Cause.MISSED)
NOT_IDENTIFIED = int(Cause.NOT_IDENTIFIED)
EVENT_LEAK = int(EventKind.LEAK)
EVENT_MISJUDGED = int(EventKind.MISJUDGED)
KNOWN = int(Picture.KNOWN)
KILL_ASSESSMENT = int(Stream.KILL_ASSESSMENT)

SAMPLES_PER_LEG = 4
"""Looks per piece of path when asking whether it enters an envelope: 15 km apart on a level route."""


@inner
def assess(
    time_s, config, clock, unit, sensor, post, group, launcher, missile, threat, lookup,
    place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
):  # fmt: skip
    """Take in known results, then arrivals."""
    i = 0
    while i < clock.shots:
        if shot[i].arrived and shot[i].known_s <= time_s:
            learn(shot[i], config, clock, post, threat, flight, duty, effort, desk, event)
            clock.shots -= 1
            last = shot[clock.shots]
            shot[i] = last
        else:
            i += 1
    for k in range(clock.active):
        t = listed[k].active
        target = flight[t]
        if target.fate == FLYING and time_s >= target.end_s:
            if threat[t].side != HOSTILE:
                target.fate = PASSED
                continue
            target.fate = LEAKED
            clock.flying -= 1
            damage[target.site].points += threat[t].damage
            damage[target.site].arrivals += 1
            target.cause = cause_of(
                config, threat[t], unit, sensor, post, group, launcher, missile, lookup, place, look, target, path[t]
            )
            log_event(clock, event, target.end_s, EVENT_LEAK, target.site, t, float(target.cause))


@inner
def learn(shot, config, clock, post, threat, flight, duty, effort, desk, event):
    """A post learns what one round did, or thinks so: its channel is free again, and its network knows of a kill."""
    c = shot.post
    t = shot.threat
    duty[c, t].in_flight -= 1
    if duty[c, t].in_flight == 0:
        desk[c].busy -= 1
        duty[c, t].owed = 0
    row = effort[desk[c].network, t]
    row.in_flight -= 1
    killed = shot.met >= 0 and flight[shot.met].fate == KILLED and flight[shot.met].end_s <= shot.known_s
    if shot.met >= 0 and (post[c].p_kill_unseen > 0.0 or post[c].p_miss_unseen > 0.0):
        if errs(killed, shot, config, clock, post[c], threat[shot.met], flight[shot.met], event):
            if not killed and config.picture == KNOWN:
                leave_alone(shot, post, desk, duty)
                return
            killed = not killed
    if killed:
        row.dead_known_s = min(row.dead_known_s, shot.known_s)


@inner
def errs(killed, shot, config, clock, post, threat, flight, event):
    """True when a post takes a kill for a miss, or a miss for a kill, which is counted and logged."""
    dice = uniform(config.seed, clock.replication, KILL_ASSESSMENT, post.key, threat.key, shot.ordinal)
    if killed and dice < post.p_kill_unseen:
        clock.kills_unseen += 1
    elif not killed and flight.fate == FLYING and dice < post.p_miss_unseen:
        clock.misses_unseen += 1
    else:
        return False
    log_event(clock, event, shot.known_s, EVENT_MISJUDGED, shot.post, shot.met, 1.0 if killed else 0.0)
    return True


@inner
def leave_alone(shot, post, desk, duty):
    """No post of the network shoots at what is taken for dead, until its track, which goes on, gives it away.

    Where posts see tracks, the network's belief does the same by itself (`belief.py`).
    """
    for c in range(post.size):
        if desk[c].network == desk[shot.post].network:
            row = duty[c, shot.threat]
            row.owed = 0
            row.idle_until_s = max(row.idle_until_s, shot.known_s + post[shot.post].look_again_s)


@inner
def cause_of(config, threat, unit, sensor, post, group, launcher, missile, lookup, place, look, flight, path):
    """The one cause of one leaker, by the rule at the top of this file."""
    if flight.rounds > 0:
        return MISSED
    if flight.blocked != NONE:
        return flight.blocked
    entered, earliest_s = envelope_entered(
        config, threat, unit, sensor, post, group, launcher, missile, lookup, place, look, flight, path
    )
    if entered != NONE:
        return entered
    if flight.first_in_sight_s == math.inf:
        return MASKED
    if flight.first_track_s == math.inf:
        return UNDETECTED
    if flight.released_s == math.inf:
        return NOT_IDENTIFIED
    if flight.first_track_s > earliest_s:
        return TRACKED_LATE
    return NOT_IDENTIFIED if flight.released_s > earliest_s else NO_TIME


@inner
def envelope_entered(config, threat, unit, sensor, post, group, launcher, missile, lookup, place, look, flight, path):
    """Whether the path entered an envelope, and the last moment to launch for any intercept in one.

    (OUT_OF_ENVELOPE, -inf): none; (NOT_READY, -inf): only of units that could not act then; (MASKED, -inf): only where
    terrain hid it from the radars of those that could; otherwise (NONE, the latest launch time, reaction included, over
    all points inside envelopes of ready units).
    """
    result = OUT_OF_ENVELOPE
    latest_s = -math.inf
    for g in range(group.size):
        c = group[g].post
        u = post[c].unit
        here = place[u]
        own_x_m, own_y_m, own_z_m, on_station = here.position_m[0], here.position_m[1], here.position_m[2], True
        round_type = missile[group[g].missile]
        far_m = reach_m(round_type, threat.threat_class)
        if far_m <= 0.0 or round_type.p_kill[threat.threat_class] <= 0.0 or not has_rounds(g, group, launcher):
            continue
        for k in range((flight.points - 1) * SAMPLES_PER_LEG + 1):
            leg = min(k // SAMPLES_PER_LEG, flight.points - 2)
            share = (k - leg * SAMPLES_PER_LEG) / SAMPLES_PER_LEG
            a = path[leg]
            b = path[leg + 1]
            height_m = a.height_m + share * (b.height_m - a.height_m)
            x_m = a.position_m[0] + share * (b.position_m[0] - a.position_m[0])
            y_m = a.position_m[1] + share * (b.position_m[1] - a.position_m[1])
            z_m = a.position_m[2] + share * (b.position_m[2] - a.position_m[2])
            time_s = a.time_s + share * (b.time_s - a.time_s)
            if unit[u].orbit_radius_m > 0.0:  # where the patrol was when the round would have had to leave
                own_x_m, own_y_m, own_z_m, on_station = patrol_at(time_s, unit[u], here)
                range_m = distance(own_x_m, own_y_m, own_z_m, x_m, y_m, z_m)
                launch_s = time_s - flight_time_s(range_m, round_type.speed_mps)
                own_x_m, own_y_m, own_z_m, on_station = patrol_at(launch_s, unit[u], here)
            range_m = distance(own_x_m, own_y_m, own_z_m, x_m, y_m, z_m)
            if not reaches(config, round_type, far_m, lookup, range_m, x_m, y_m, z_m, height_m):
                continue
            cos_half_sector = launcher[group[g].launcher_first].cos_half_sector
            if cos_half_sector > -1.0 and not faces(cos_half_sector, here, x_m, y_m, z_m):
                continue
            launch_s = time_s - flight_time_s(range_m, round_type.speed_mps)
            if here.ready_from_s > max(launch_s, 0.0) or not on_station:
                if result == OUT_OF_ENVELOPE:
                    result = NOT_READY
                continue
            s = post[c].fire_control
            if s >= 0 and sensor[s].mask_row > 0:
                if not in_view(config, sensor[s], here, look[s], lookup.mask, x_m, y_m, z_m, height_m):
                    result = MASKED if result != NONE else NONE
                    continue
            result = NONE
            latest_s = max(latest_s, launch_s - post[c].reaction_s)
    return result, latest_s
