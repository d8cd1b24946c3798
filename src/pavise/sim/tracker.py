"""The tracker: one look of one sensor goes in, and the tracks are brought up to date.

    predict     where each track should be by now
    gate        which detections may belong to which tracks
    associate   which do: confirmed tracks first, new ones from what is left
    update      the tracks that were seen; a look that should have seen the others has missed them
    start       a new track from every detection that belongs to nobody
    judge       confirm what has shown enough, drop what was not seen for too long
    merge       tracks that follow the same target

A track is missed only by the eye that saw it last: another may not see it at all, behind a hill or below its beam, and
knows nothing of that. Nothing gets lost without a count (`air_picture.COUNTS`).

From: S. S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), chapter 6.

When not to believe it: each decision is final. Where targets manoeuvre in dense clutter, a tracker that keeps several
hypotheses over some looks is better.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import Association, TrackStatus
from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import log
from pavise.sim.following import take_in, take_in_all
from pavise.sim.matrices import inverse3
from pavise.sim.models.tracking.assignment import assign
from pavise.sim.models.tracking.confirm_m_of_n import with_detection
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.gate import along, chances, file_detections, find_pairs, on_plane, place_after
from pavise.sim.models.tracking.joint_association import LIKELIER, associate_jointly
from pavise.sim.models.tracking.track_start import standing, with_miss

FREE, TENTATIVE, CONFIRMED = int(TrackStatus.FREE), int(TrackStatus.TENTATIVE), int(TrackStatus.CONFIRMED)
JOINT = int(Association.JOINT)
REFUSED, UNUSED = -2, -1


@inner
def scan(time_s, settings, s, eye, detection, first, count, track, counts, work):
    """Work off one look of eye `s` that ended at `time_s` and gave the detections `first` to `first + count`.

    `settings`, `counts`: one row each; `eye`, `detection`, `track`: tables (air_picture.py), of which `detection.track`
    and `track` are filled in; `work`: scratch (tracker_scratch.py) for as many tracks and detections.
    """
    counts.scans += 1
    counts.detections += count
    base, miss = chances(settings, eye[s])
    earliest_s, latest_s, east_m2, north_m2 = read(time_s, settings, eye[s], detection, first, count, counts, work)
    confirmed, lives = predict(time_s, settings, s, eye, earliest_s, latest_s, east_m2, north_m2, track, work.live)
    gate(settings, base, detection, first, count, lives, track, counts, work)
    associate(settings, confirmed, lives, counts, work)
    update(settings, miss, detection, first, confirmed, lives, track, counts, work)
    everybody = start(settings, s, eye, detection, first, count, lives, track, counts, work)
    judge(time_s, settings, everybody, track, counts, work.live)
    merge(settings, lives, track, counts, work)


# ---- predict and gate ---------------------------------------------------------------------------------------------


@inner
def read(time_s, settings, eye, detection, first, count, counts, work):
    """Take note of the detections; (earliest, latest time, largest variance of a place to the east, to the north)."""
    earliest_s, latest_s, east_m2, north_m2 = math.inf, -math.inf, 0.0, 0.0
    for m in range(count):
        there, row = detection[first + m], work.found[m]
        there.track = UNUSED
        row.refused = 1
        row.taker = -1
        row.place = -1
        row.p_taken = 0.0
        row.p_most = 0.0
        at, r = there.position_m, there.covariance_m2
        whole = there.time_s + at[0] + at[1] + at[2] + r[0] + r[1] + r[2] + r[3] + r[4] + r[5]
        if not abs(whole) < math.inf:
            counts.not_finite += 1
        elif r[0] < 0.0 or r[3] < 0.0 or r[5] < 0.0:
            counts.singular += 1
        elif settings.late_max_s > 0.0 and there.time_s < time_s - settings.late_max_s:
            counts.too_late += 1
        else:
            row.refused = 0
            row.east_m, row.north_m = on_plane(eye, at[0], at[1], at[2])
            earliest_s = min(earliest_s, there.time_s)
            latest_s = max(latest_s, there.time_s)
            east_m2 = max(east_m2, along(eye.east, r[0], r[1], r[2], r[3], r[4], r[5]))
            north_m2 = max(north_m2, along(eye.north, r[0], r[1], r[2], r[3], r[4], r[5]))
        if row.refused:
            there.track = REFUSED
    if earliest_s > latest_s:
        earliest_s, latest_s = time_s, time_s
    return earliest_s, latest_s, east_m2, north_m2


@inner
def predict(time_s, settings, s, eye, earliest_s, latest_s, east_m2, north_m2, track, live_out):
    """List the tracks, confirmed ones first, with where they are expected: (number confirmed, number of all)."""
    confirmed, lives = 0, 0
    for k in range(track.size):
        if track[k].status == CONFIRMED:
            live_out[confirmed].row = k
            confirmed += 1
        elif track[k].status == TENTATIVE:
            live_out[lives].next = k  # for a moment, until the confirmed ones are counted
            lives += 1
    for n in range(lives):
        live_out[confirmed + n].row = live_out[n].next
    lives += confirmed
    for i in range(lives):
        expect(
            time_s, settings, s, eye[s], earliest_s, latest_s, east_m2, north_m2, track[live_out[i].row], live_out[i]
        )
    return confirmed, lives


@inner
def expect(time_s, settings, s, eye, earliest_s, latest_s, east_m2, north_m2, track, row):
    """Where on the plane of the eye one track may be found, and whether the eye should have seen it."""
    row.first = 0
    row.pairs = 0
    row.chosen = -1
    row.seen = 0
    x, c = track.x, track.covariance
    middle_s = 0.5 * (earliest_s + latest_s) - track.time_s
    at_x, at_y, at_z = x[0] + middle_s * x[3], x[1] + middle_s * x[4], x[2] + middle_s * x[5]
    row.east_m, row.north_m = on_plane(eye, at_x, at_y, at_z)
    place = place_after(c, max(time_s, latest_s) - track.time_s, settings.acceleration_psd)
    own_east_m2, own_north_m2 = along(eye.east, *place), along(eye.north, *place)
    row.sigma_m = math.sqrt(own_east_m2 + own_north_m2)
    if earliest_s < track.time_s:  # the straight line is less certain on the far side of its time
        back_m2 = (track.time_s - earliest_s) ** 2 * (c[21] + c[28] + c[35])
        own_east_m2 += back_m2
        own_north_m2 += back_m2
    spread_m = 0.5 * (latest_s - earliest_s) * math.sqrt(x[3] * x[3] + x[4] * x[4] + x[5] * x[5])
    row.reach_east_m = settings.gate_sigma * math.sqrt(own_east_m2 + east_m2) + spread_m
    row.reach_north_m = settings.gate_sigma * math.sqrt(own_north_m2 + north_m2) + spread_m
    away_x, away_y, away_z = at_x - eye.position_m[0], at_y - eye.position_m[1], at_z - eye.position_m[2]
    away_m2 = away_x * away_x + away_y * away_y + away_z * away_z
    row.missed = track.eye == s and (eye.range_max_m <= 0.0 or away_m2 <= eye.range_max_m * eye.range_max_m)


@inner
def gate(settings, base, detection, first, count, lives, track, counts, work):
    """Fill the table of pairs; those of a track lie side by side."""
    if count == 0:
        return
    found, live = work.found, work.live
    reach_m, far_m = 0.0, 0.0
    for i in range(lives):
        reach_m += max(live[i].reach_east_m, live[i].reach_north_m) / lives
    for m in range(count):
        if not found[m].refused:
            far_m = max(far_m, abs(found[m].east_m), abs(found[m].north_m))
    cell_m = max(1.0, 1e-6 * far_m)  # a million cells to each side: whole numbers that surely fit
    if reach_m > cell_m and reach_m < math.inf:
        cell_m = reach_m
    file_detections(cell_m, count, found, work.cell)
    duplicates = refuse_twins(detection, first, found, work.cell)
    pairs = 0
    for i in range(lives):
        own = track[live[i].row]
        begin = pairs
        pairs = find_pairs(
            i, settings, cell_m, first, count, base, detection, own, found, work.cell, pairs, counts, live, work.pair
        )
        for e in range(begin, pairs):
            m = work.pair[e].found
            there = detection[first + m]
            if there.time_s == own.updated_s and there.eye == own.eye and not found[m].refused:
                refuse_twin(there, found[m])  # an eye does not see a target twice at the same time
                duplicates += 1
    if duplicates > 0:
        counts.duplicates += duplicates
        strike_out_refused(lives, live, found, work.pair)


@inner
def refuse_twins(detection, first, found_out, cell):
    """Refuse detections that stand in a look twice; their number."""
    duplicates = 0
    for c in range(cell.size - 1):
        for n in range(cell[c], cell[c + 1]):
            one = detection[first + found_out[n].listed]
            for k in range(n + 1, cell[c + 1]):
                other = detection[first + found_out[k].listed]
                a, b = one.position_m, other.position_m
                same = a[0] == b[0] and a[1] == b[1] and a[2] == b[2] and one.time_s == other.time_s
                if same and not found_out[found_out[k].listed].refused:
                    refuse_twin(other, found_out[found_out[k].listed])
                    duplicates += 1
    return duplicates


@inner
def refuse_twin(detection, row):
    """Refuse one detection."""
    row.refused = 1
    detection.track = REFUSED


@inner
def strike_out_refused(lives, live_out, found, pair_out):
    """Close up the pairs of each track over those whose detection has been refused."""
    for i in range(lives):
        row = live_out[i]
        kept = row.first
        for e in range(row.first, row.first + row.pairs):
            if not found[pair_out[e].found].refused:
                pair_out[kept] = pair_out[e]
                kept += 1
        row.pairs = kept - row.first


# ---- associate and update -----------------------------------------------------------------------------------------


@inner
def associate(settings, confirmed, lives, counts, work):
    """Decide which pairs are right. New tracks get what confirmed ones leave: most of them are chance."""
    if settings.association == JOINT:
        associate_jointly(confirmed, counts, work.live, work.found, work.pair, work.cluster)
    else:
        assign(0, confirmed, work.live, work.found, work.pair)
    assign(confirmed, lives, work.live, work.found, work.pair)


@inner
def update(settings, miss, detection, first, confirmed, lives, track, counts, work):
    """Bring the tracks that were seen up to date, and count a miss for those that should have been."""
    for i in range(lives):
        row = work.live[i]
        own = track[row.row]
        gain = 0.0
        if row.chosen >= 0:
            best = work.pair[row.chosen]
            there = detection[first + best.found]
            late = there.time_s < own.time_s
            gain = best.gain
            row.seen = True
            if settings.association == JOINT and i < confirmed:
                gain = -log(max(row.p_none, 1e-300))
                row.seen = row.p_none < LIKELIER
                end = row.first + row.pairs
                ok = take_in_all(settings, row.chosen, row.first, end, detection, first, own, work.pair, work.trial)
            else:
                ok = take_in(settings, there, own)
            if not ok:
                counts.singular += 1
                row.seen = False
            if row.seen:
                counts.late += late
                note_detection(there, own, counts)
        if row.seen:
            own.score += gain + miss
        elif row.missed:
            own.misses += 1
            own.looks = with_miss(own.looks)
            own.score += gain + miss


@inner
def note_detection(detection, track, counts):
    """Write down in a track that it was detected."""
    track.hits += 1
    track.misses = 0
    track.looks = with_detection(track.looks, 1)
    track.updated_s = detection.time_s
    if detection.interrogated:
        track.interrogated_s = detection.time_s
    track.eye = detection.eye
    track.origin = detection.origin
    if detection.interrogated:
        track.interrogated_s = detection.time_s
    if detection.origin >= 0:
        if track.object >= 0 and track.object != detection.origin:
            track.swaps += 1
            counts.swaps += track.status == CONFIRMED
        track.object = detection.origin


# ---- start, judge, merge ------------------------------------------------------------------------------------------


@inner
def start(settings, s, eye, detection, first, count, lives, track, counts, work):
    """Start a track from every detection that belongs to nobody; the number of tracks on the list after that."""
    free = 0
    for m in range(count):
        if work.found[m].refused:
            continue
        there = detection[first + m]
        if work.found[m].taker >= 0:
            there.track = track[work.live[work.found[m].taker].row].id
            continue
        while free < track.size and track[free].status != FREE:
            free += 1
        if free == track.size:
            counts.full += 1
            continue
        begin_track(settings, eye[s], there, track[free], counts)
        there.track = track[free].id
        row = work.live[lives]
        row.row = free
        row.seen = True
        lives += 1
    return lives


@inner
def begin_track(settings, eye, detection, track, counts):
    """A new track: where the detection is, its speed unknown but for the range rate if that was measured."""
    track.id = counts.started
    counts.started += 1
    track.status = TENTATIVE
    track.time_s = detection.time_s
    at, r = detection.position_m, detection.covariance_m2
    x, c = track.x, track.covariance
    for a in range(36):
        c[a] = 0.0
    for a in range(3):
        x[a] = at[a]
        x[3 + a] = 0.0
    c[0], c[1], c[2], c[7], c[8], c[14] = r[0], r[1], r[2], r[3], r[4], r[5]
    c[6], c[12], c[13] = r[1], r[2], r[4]
    level_m2, climb_m2 = settings.speed_max_mps**2, settings.climb_max_mps**2
    if climb_m2 == 0.0:
        climb_m2 = level_m2
    up = eye.up
    for a in range(3):
        for b in range(3):
            c[21 + 6 * a + b] = (climb_m2 - level_m2) * up[a] * up[b]
        c[21 + 7 * a] += level_m2
    track.started_s = detection.time_s
    track.confirmed_s = math.inf
    track.updated_s = detection.time_s
    track.interrogated_s = detection.time_s if detection.interrogated else -math.inf
    track.hits = 1
    track.misses = 0
    track.looks = np.uint32(1)
    track.score = 0.0
    track.eye = detection.eye
    track.origin = detection.origin
    track.object = detection.origin
    track.swaps = 0


@inner
def judge(time_s, settings, lives, track, counts, live):
    """Confirm the tracks that have shown enough, and drop those that were not seen for too long."""
    for i in range(lives):
        own = track[live[i].row]
        status = standing(settings, own)
        if not live[i].seen:
            if 0 < settings.drop_misses <= own.misses:
                status = FREE
            if 0.0 < settings.drop_after_s < time_s - own.updated_s:
                status = FREE
            if 0.0 < settings.drop_sigma_m and not live[i].sigma_m <= settings.drop_sigma_m:
                status = FREE
        if status == FREE:
            counts.dropped += 1
        elif status == CONFIRMED and own.status == TENTATIVE:
            counts.confirmed += 1
            own.confirmed_s = time_s
        own.status = status


@inner
def merge(settings, lives, track, counts, work):
    """Make one of two tracks where one took the other's detection and they agree in place and speed.

    Two targets in formation agree too, but each has its own detection; two tracks of one target never have.
    """
    if settings.merge_sigma <= 0.0:
        return
    for i in range(lives):
        row = work.live[i]
        if row.chosen >= 0 and work.found[work.pair[row.chosen].found].taker == i:
            continue
        for e in range(row.first, row.first + row.pairs):
            taker = work.found[work.pair[e].found].taker
            if taker < 0 or taker == i:
                continue
            other = work.live[taker]
            one, two = track[row.row], track[other.row]
            if one.status == FREE:
                break
            if two.status == FREE or row.row == other.row or not agree(settings, one, two):
                continue
            counts.merged += 1
            if two.status > one.status or (two.status == one.status and two.id < one.id):
                one.status = FREE
            else:
                inherit(one, two)
                two.status = FREE
                other.row = row.row


@inner
def agree(settings, one, two):
    """Are two tracks the same, within merge_sigma in place and in speed? `one` is carried on to the time of `two`."""
    dt_s = two.time_s - one.time_s
    p, q = place_after(one.covariance, dt_s, settings.acceleration_psd), two.covariance
    v, u = one.x, two.x
    dx, dy, dz = u[0] - v[0] - dt_s * v[3], u[1] - v[1] - dt_s * v[4], u[2] - v[2] - dt_s * v[5]
    place = (p[0] + q[0], p[1] + q[1], p[2] + q[2], p[3] + q[7], p[4] + q[8], p[5] + q[14])
    if not within(settings.merge_sigma, dx, dy, dz, place):
        return False
    c, more = one.covariance, settings.acceleration_psd * abs(dt_s)
    speed = (
        c[21] + q[21] + more, c[22] + q[22], c[23] + q[23], c[28] + q[28] + more, c[29] + q[29], c[35] + q[35] + more,
    )  # fmt: skip
    return within(settings.merge_sigma, u[3] - v[3], u[4] - v[4], u[5] - v[5], speed)


@inner
def within(sigma, dx, dy, dz, covariance):
    """Is a difference at most so many standard deviations long?"""
    ok, _, (xx, xy, xz, yy, yz, zz) = inverse3(covariance)
    distance2 = dx * (dx * xx + 2.0 * (dy * xy + dz * xz)) + dy * (dy * yy + 2.0 * dz * yz) + dz * dz * zz
    return ok and distance2 <= sigma * sigma


@inner
def inherit(heir, other):
    """The older of two tracks of one target goes on as itself, with the state of the one that was seen last."""
    for a in range(6):
        heir.x[a] = other.x[a]
    for a in range(36):
        heir.covariance[a] = other.covariance[a]
    heir.time_s = other.time_s
    heir.updated_s = other.updated_s
    heir.interrogated_s = max(heir.interrogated_s, other.interrogated_s)
    heir.interrogated_s = max(heir.interrogated_s, other.interrogated_s)
    heir.misses = other.misses
    heir.eye = other.eye
    heir.score = max(heir.score, other.score)
    heir.looks |= other.looks
    heir.origin = other.origin
    heir.object = other.object


# ---- a whole recording --------------------------------------------------------------------------------------------


@kernel
def scan_all(settings, eye, detection, look, begin, track, counts, work, snapshot_out):
    """Play a recording from look `begin` on: (looks done so far, snapshots written).

    `settings`, `counts` [1]; `look`: looks in order of time; `snapshot_out`: every track after every look. Stops before
    a look whose tracks might find no room there (it must have as many rows as `track`); call again from where it ended,
    with all tables as they are.
    """
    written = 0
    for n in range(begin, look.size):
        if snapshot_out.size - written < track.size:
            return n, written
        scan(
            look[n].time_s, settings[0], look[n].eye, eye, detection, look[n].first, look[n].count, track, counts[0],
            work,
        )  # fmt: skip
        for k in range(track.size):
            if track[k].status != FREE:
                take_picture(n, look[n].time_s, settings[0], track[k], snapshot_out[written])
                written += 1
    return look.size, written


@inner
def take_picture(n, time_s, settings, track, picture):
    """A track as it stands after a look, carried on to its time."""
    picture.look = n
    picture.time_s = time_s
    picture.id = track.id
    picture.status = track.status
    for a in range(6):
        picture.x[a] = track.x[a]
    for a in range(36):
        picture.covariance[a] = track.covariance[a]
    predict_straight(picture.x, picture.covariance, time_s - track.time_s, settings.acceleration_psd)
    picture.updated_s = track.updated_s
    picture.hits = track.hits
    picture.misses = track.misses
    picture.score = track.score
    picture.origin = track.origin
    picture.swaps = track.swaps
