"""Believe: a track that is taken for hostile becomes a target, with all that a post has to suppose about it.

    confirmed track + verdict HOSTILE  ->  a row of beliefs: class, site, the way ahead
        (+ verdict OPEN, where the rules of some post are free: then its side says that nobody is sure)
    dropped, or no longer HOSTILE      ->  withdrawn; rounds in flight at it fly on and meet whatever is there

What is supposed comes from the track alone:

    class   by speed and height: what is very fast or very high falls, what is slow is a drone, low a cruise missile
    site    the one that its present course passes closest to; of what falls, the one that it comes down closest to
    way     straight on at its height, and no farther than the site that it is bound for; what falls, along its fall

Beside that, this file keeps the books by which the picture is judged afterwards (false tracks, errors of place, time to
identify, who was known when). These read the truth; nothing that posts see comes from them.

When not to believe it: a target that weaves is expected where its last course leads, and the post is wrong about it
until the next plots show. A real post knows more of habits than "straight on".
"""

from __future__ import annotations

import math

from pavise.kinds import EventKind, Fate, Side, ThreatClass, TrackStatus, Verdict
from pavise.sim.compiled import inner
from pavise.sim.events import log_event
from pavise.sim.geometry import distance, earth_centred, n_vector_and_height
from pavise.sim.identification import verdict_on
from pavise.sim.models.motion.ballistic import EARTH_GM_M3PS2
from pavise.sim.rules import is_ever_free
from pavise.sim.sight import horizon_m

WAITING = int(Fate.WAITING)
FLYING = int(Fate.FLYING)
CONFIRMED = int(TrackStatus.CONFIRMED)
FOE = int(Verdict.HOSTILE)
OPEN = int(Verdict.OPEN)
HOSTILE = int(Side.HOSTILE)
NEUTRAL = int(Side.NEUTRAL)
AIRCRAFT = int(ThreatClass.AIRCRAFT)
CRUISE_MISSILE = int(ThreatClass.CRUISE_MISSILE)
DRONE = int(ThreatClass.DRONE)
BALLISTIC = int(ThreatClass.BALLISTIC)
TRACK_REPORTED = int(EventKind.TRACK_REPORTED)

FALLS_MPS = 900.0
FALLS_ABOVE_M = 25_000.0
DRONE_MPS = 100.0
CRUISE_BELOW_M = 1_500.0
"""Where one class is taken for another: judgement, from the speeds and heights of the catalogue's threats."""
LOWEST_M = 30.0
"""Nobody is expected lower: the height of a low flier is measured badly, and under the ground no round is fired."""
AHEAD_S = 60.0
"""Time between two points of the way ahead, in level flight; a fall takes FALL_S."""
FALL_S = 20.0
BOUND_M = 5e3
BOUND_SHARE = 0.2
"""A course that leads past a site within the first, or within this share of the way that is left, is bound for it: a
round that would meet its target behind the site is not fired. The share: speeds of tracks err by a tenth or two."""
BEYOND_S = 60.0
"""Who is bound for no site is expected to fly on for so long after it has passed the nearest."""
MEASURE_S = 10.0
"""Errors of tracks are measured so often."""
REVIVE_S = 10.0
"""A track that shows where its target was so long after this was called dead is a target again."""


@inner
def start_beliefs(threat, site, air):
    """Nobody believes anything yet; posts know where the sites are, and what threats of each class do on average."""
    for d in range(site.size):
        x_m, y_m, z_m = earth_centred(site[d].n[0], site[d].n[1], site[d].n[2], site[d].height_m)
        air.goal[d].position_m[0] = x_m
        air.goal[d].position_m[1] = y_m
        air.goal[d].position_m[2] = z_m
    for kind in range(air.kind.size):
        air.kind[kind].damage = usual_damage(kind, threat)
    for network in range(air.track.shape[0]):
        for k in range(air.track.shape[1]):
            air.track[network, k].status = 0
            air.track[network, k].id = -1
        clear_counts(air.counts[network])
    for b in range(air.belief.size):
        air.hold[b].track = -1
        air.belief[b].fate = WAITING
    for q in range(air.mail.shape[0]):
        for k in range(air.mail.shape[1]):
            air.mail[q, k].giver_track = -1
            air.mail[q, k].told_id = -1
            air.mail[q, k].taker_row = -1


@inner
def clear_counts(counts):
    """All counts at nought."""
    counts.track_rows = 0
    counts.scans = 0
    counts.detections = 0
    counts.started = 0
    counts.confirmed = 0
    counts.dropped = 0
    counts.merged = 0
    counts.swaps = 0
    counts.full = 0
    counts.pairs_full = 0
    counts.clusters_cut = 0
    counts.singular = 0
    counts.not_finite = 0
    counts.late = 0
    counts.too_late = 0
    counts.duplicates = 0


@inner
def believe(
    time_s, config, clock, post, threat, flight, picture, duty, effort, desk, shot, listed, air, event
):  # fmt: skip
    """Bring the beliefs of all networks up to date, and list those that posts may shoot at."""
    clock.tracked = 0
    tracks = air.track.shape[1]
    for network in range(air.track.shape[0]):
        known_s = soonest_known_s(time_s, network, post, desk)
        open_too = clock.supervised == 1 and shoots_at_open(network, post, desk)
        spare = clock.supervised == 1 and is_spare(network, post, desk)
        for k in range(air.counts[network].track_rows):
            b = network * tracks + k
            track = air.track[network, k]
            if track.status != CONFIRMED:
                if air.belief[b].fate == FLYING:
                    withdraw(network, b, picture, air)
                continue
            if air.hold[b].track != track.id:
                renew(network, b, track.id, clock, picture, duty, effort, desk, shot, air)
            if not spare:
                judge_track(time_s, known_s, clock, threat, flight, track, air.hold[b])
            if known_s == math.inf:
                continue
            verdict = verdict_on(track, air.verdict[network, k])
            if verdict != FOE and not (open_too and verdict == OPEN):
                if air.belief[b].fate == FLYING:
                    withdraw(network, b, picture, air)
                continue
            if air.belief[b].fate != FLYING:
                release(time_s, known_s, network, b, clock, post, threat, flight, track, picture, desk, air, event)
            air.supposed[b].side = HOSTILE if verdict == FOE else NEUTRAL
            if track.updated_s > air.hold[b].drawn_s:
                air.hold[b].drawn_s = track.updated_s
                if draw_way(config, track, air.belief[b], air.way[b], air.supposed[b], air.goal, air.kind):
                    look_again(network, b, post, duty, desk)
            seen_s = min(track.updated_s, track.time_s)  # what was told late shows where it was long ago
            if seen_s > effort[network, b].dead_known_s + REVIVE_S:
                effort[network, b].dead_known_s = math.inf
            listed[clock.tracked].tracked = b
            clock.tracked += 1


@inner
def soonest_known_s(time_s, network, post, desk):
    """When the first armed post of a network knows what the network knows now; inf when it has none."""
    soonest_s = math.inf
    for c in range(post.size):
        if desk[c].network == network and desk[c].armed:
            soonest_s = min(soonest_s, time_s + post[c].track_delay_s)
    return soonest_s


@inner
def shoots_at_open(network, post, desk):
    """True when some post of a network may shoot at what is taken for neither hostile nor harmless."""
    for c in range(post.size):
        if desk[c].network == network and is_ever_free(post[c]):
            return True
    return False


@inner
def is_spare(network, post, desk):
    """True while a network only stands by for a post that may have to fight alone: nobody is misled by it yet."""
    for c in range(post.size):
        if post[c].fallback == network and desk[c].network != network:
            return True
    return False


@inner
def look_again(network, b, post, duty, desk):
    """What posts have worked out on an older way no longer holds: when they could have a shot at the earliest."""
    for c in range(post.size):
        if desk[c].network == network:
            duty[c, b].idle_until_s = 0.0
            desk[c].quiet_until_s = 0.0


@inner
def withdraw(network, b, picture, air):
    """A target that is no longer believed in is shot at no more."""
    air.belief[b].fate = WAITING
    picture[network, b].fresh_until_s = -math.inf
    picture[network, b].tracked_s = math.inf


@inner
def renew(network, b, track_id, clock, picture, duty, effort, desk, shot, air):
    """A row gets a new track: what is in flight at the old one is put down to nobody, the last row.

    A post that guides rounds at several lost tracks keeps one channel for all of them.
    """
    nobody = air.belief.size - 1
    for i in range(clock.shots):
        if shot[i].threat == b:
            shot[i].threat = nobody
    for c in range(duty.shape[0]):
        moved = duty[c, b].in_flight
        if moved > 0:
            if duty[c, nobody].in_flight > 0:
                desk[c].busy -= 1
            duty[c, nobody].in_flight += moved
            effort[network, nobody].in_flight += moved
        duty[c, b].in_flight = 0
        duty[c, b].rounds = 0
        duty[c, b].owed = 0
        duty[c, b].idle_until_s = 0.0
    effort[network, b].in_flight = 0
    effort[network, b].dead_known_s = math.inf
    withdraw(network, b, picture, air)
    air.belief[b].speed_max_mps = 0.0
    air.belief[b].horizon_max_m = 0.0
    air.hold[b].track = track_id
    air.hold[b].drawn_s = -math.inf
    air.hold[b].noted = 0


@inner
def release(time_s, known_s, network, b, clock, post, threat, flight, track, picture, desk, air, event):
    """A track is taken for hostile: posts may shoot at it."""
    belief = air.belief[b]
    belief.fate = FLYING
    belief.first_track_s = time_s
    belief.first_shot_s = math.inf
    belief.rounds = 0
    belief.blocked = 0
    belief.leg = 0
    air.hold[b].drawn_s = -math.inf
    picture[network, b].tracked_s = time_s
    picture[network, b].fresh_until_s = math.inf
    clock.tracks_started += 1
    if track.object >= 0 and threat[track.object].side == HOSTILE:
        target = flight[track.object]
        if target.released_s == math.inf:
            target.released_s = known_s
            clock.identify_s += time_s - track.confirmed_s
            clock.tracks_identified += 1
    for c in range(post.size):
        if desk[c].network == network and desk[c].armed:
            log_event(clock, event, time_s + post[c].track_delay_s, TRACK_REPORTED, c, track.object, 0.0)


@inner
def judge_track(time_s, known_s, clock, threat, flight, track, hold):
    """Keep the books on one confirmed track; only these read the truth."""
    t = track.object
    if not hold.noted:
        hold.noted = 1
        if t < 0:
            clock.false_tracks += 1
    if t < 0:
        return
    target = flight[t]
    if known_s < target.first_track_s and target.fate == FLYING:
        target.first_track_s = known_s
        if threat[t].side == HOSTILE:
            clock.first_track_s = min(clock.first_track_s, known_s)
    if target.fate == FLYING and target.moved_s == time_s and int(time_s) % int(MEASURE_S) == 0:
        dt_s = time_s - track.time_s
        x, at = track.x, target.position_m
        clock.track_error_m += distance(
            x[0] + dt_s * x[3], x[1] + dt_s * x[4], x[2] + dt_s * x[5], at[0], at[1], at[2]
        )  # fmt: skip
        clock.tracks_measured += 1


# ---- what is supposed of a track -----------------------------------------------------------------------------------


@inner
def draw_way(config, track, belief, way, supposed, goal, kind):
    """Class, site and way ahead of a track, as of its last detection. True when it may be met sooner than the way
    before said: it is of another class, faster, or higher in sight."""
    x = track.x
    nx, ny, nz, height_m = n_vector_and_height(x[0], x[1], x[2])
    speed_mps = math.sqrt(x[3] * x[3] + x[4] * x[4] + x[5] * x[5])
    falls = speed_mps > FALLS_MPS or height_m > FALLS_ABOVE_M
    old_class, old_mps, old_m = supposed.threat_class, belief.speed_max_mps, belief.horizon_max_m
    supposed.threat_class = class_of(speed_mps, height_m, falls)
    supposed.damage = kind[supposed.threat_class].damage
    if falls:
        highest_m = fall_ahead(track, height_m, belief, way)
        belief.site = nearest_site(goal, way[belief.points - 1].position_m)
    else:
        belief.site, miss_m, passes_s = likely_site(goal, x, speed_mps)
        if miss_m > max(BOUND_M, BOUND_SHARE * passes_s * speed_mps):
            passes_s += BEYOND_S
        highest_m = fly_ahead(track, max(height_m, LOWEST_M), passes_s, belief, way)
    c = track.covariance
    belief.leg = 0
    belief.speed_max_mps = speed_mps + 3.0 * math.sqrt(max(c[21] + c[28] + c[35], 0.0)) + 50.0
    if falls:
        belief.speed_max_mps *= 1.5  # it gets faster as it comes down
    belief.height_m = height_m
    belief.horizon_max_m = horizon_m(config, highest_m)
    belief.end_s = way[belief.points - 1].time_s
    return supposed.threat_class != old_class or belief.speed_max_mps > old_mps or belief.horizon_max_m > old_m


@inner
def class_of(speed_mps, height_m, falls):
    """What a track is taken for by the way it flies."""
    if falls:
        return BALLISTIC
    if speed_mps < DRONE_MPS:
        return DRONE
    return CRUISE_MISSILE if height_m < CRUISE_BELOW_M else AIRCRAFT


@inner
def usual_damage(threat_class, threat):
    """Mean damage of hostile threats of a class, what decoys feign included: what posts know of such targets.

    Of all of them when there is none.
    """
    total, number, everything, all_number = 0.0, 0, 0.0, 0
    for t in range(threat.size):
        if threat[t].side != HOSTILE:
            continue
        damage = threat[t].damage + threat[t].feigned_damage
        everything += damage
        all_number += 1
        if threat[t].threat_class == threat_class:
            total += damage
            number += 1
    if number > 0:
        return total / number
    return everything / all_number if all_number > 0 else 0.0


@inner
def likely_site(goal, x, speed_mps):
    """The site that the present course passes closest to, how close over the ground, and in how many seconds:
    (row, m, s)."""
    best, best_miss_m, best_s = 0, math.inf, 0.0
    per_m2 = 1.0 / max(speed_mps * speed_mps, 1.0)
    for d in range(goal.size):
        at = goal[d].position_m
        dx_m, dy_m, dz_m = at[0] - x[0], at[1] - x[1], at[2] - x[2]
        along_s = max((dx_m * x[3] + dy_m * x[4] + dz_m * x[5]) * per_m2, 0.0)
        mx_m, my_m, mz_m = along_s * x[3] - dx_m, along_s * x[4] - dy_m, along_s * x[5] - dz_m
        above_m = mx_m * at[0] + my_m * at[1] + mz_m * at[2]
        above2_m2 = above_m * above_m / (at[0] * at[0] + at[1] * at[1] + at[2] * at[2])
        miss_m = math.sqrt(max(mx_m * mx_m + my_m * my_m + mz_m * mz_m - above2_m2, 0.0))
        if miss_m < best_miss_m:
            best, best_miss_m, best_s = d, miss_m, along_s
    return best, best_miss_m, best_s


@inner
def nearest_site(goal, place_m):
    """Row of the site nearest to a place."""
    best, best_m = 0, math.inf
    for d in range(goal.size):
        at = goal[d].position_m
        away_m = distance(at[0], at[1], at[2], place_m[0], place_m[1], place_m[2])
        if away_m < best_m:
            best, best_m = d, away_m
    return best


@inner
def fly_ahead(track, height_m, lasts_s, belief, way):
    """Straight on at one height, for `lasts_s` (1 s at least) and at most as many points as there is room for: highest
    point, m."""
    x = track.x
    lasts_s = max(lasts_s, 1.0)
    points = int(lasts_s / AHEAD_S) + 1
    if (points - 1) * AHEAD_S < lasts_s:
        points += 1
    points = min(points, way.size)
    for k in range(points):
        dt_s = min(k * AHEAD_S, lasts_s)
        x_m, y_m, z_m = x[0] + dt_s * x[3], x[1] + dt_s * x[4], x[2] + dt_s * x[5]
        nx, ny, nz, above_m = n_vector_and_height(x_m, y_m, z_m)
        way[k].time_s = track.time_s + dt_s
        way[k].position_m[0] = x_m + (height_m - above_m) * nx
        way[k].position_m[1] = y_m + (height_m - above_m) * ny
        way[k].position_m[2] = z_m + (height_m - above_m) * nz
        way[k].height_m = height_m
    belief.points = points
    return height_m


@inner
def fall_ahead(track, height_m, belief, way):
    """Along its fall without drag, until it is down or there is no more room: highest point, m."""
    px, py, pz = track.x[0], track.x[1], track.x[2]
    vx, vy, vz = track.x[3], track.x[4], track.x[5]
    highest_m = height_m
    points = 0
    for k in range(way.size):
        way[k].time_s = track.time_s + k * FALL_S
        way[k].position_m[0] = px
        way[k].position_m[1] = py
        way[k].position_m[2] = pz
        _, _, _, height_m = n_vector_and_height(px, py, pz)
        way[k].height_m = height_m
        highest_m = max(highest_m, height_m)
        points = k + 1
        if height_m <= 0.0 and points > 1:
            break
        # two half steps of leapfrog: metres off in 20 s, far less than the track itself
        for _ in range(2):
            half_s = 0.25 * FALL_S
            px, py, pz = px + half_s * vx, py + half_s * vy, pz + half_s * vz
            r2 = px * px + py * py + pz * pz
            pull = -EARTH_GM_M3PS2 / (r2 * math.sqrt(r2))
            vx, vy, vz = vx + 2.0 * half_s * pull * px, vy + 2.0 * half_s * pull * py, vz + 2.0 * half_s * pull * pz
            px, py, pz = px + half_s * vx, py + half_s * vy, pz + half_s * vz
    belief.points = points
    return highest_m
