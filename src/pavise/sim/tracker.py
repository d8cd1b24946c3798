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
from pavise.sim.compiled import inner, kernel, rare
from pavise.sim.elementary import log
from pavise.sim.following import begin_modes, carry_on, clear, copy, copy_state, take_in, take_in_all
from pavise.sim.merging import merge
from pavise.sim.models.tracking.assignment import assign
from pavise.sim.models.tracking.confirm_m_of_n import with_detection
from pavise.sim.models.tracking.gate import chances
from pavise.sim.models.tracking.joint_association import LIKELIER, associate_jointly
from pavise.sim.models.tracking.track_start import standing, with_miss
from pavise.sim.pairing import gate, predict, read

FREE, TENTATIVE, CONFIRMED = int(TrackStatus.FREE), int(TrackStatus.TENTATIVE), int(TrackStatus.CONFIRMED)
JOINT = int(Association.JOINT)


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
    confirmed, lives = predict(
        time_s,
        settings,
        s,
        eye,
        earliest_s,
        latest_s,
        east_m2,
        north_m2,
        track,
        counts.track_rows,
        work.live,
        work.modes,
    )
    gate(settings, base, detection, first, count, lives, track, counts, work)
    associate(settings, confirmed, lives, counts, work, work.cluster)
    update(settings, miss, eye, detection, first, confirmed, lives, track, counts, work, work.cluster)
    everybody = start(settings, eye, detection, first, count, lives, track, counts, work)
    judge(time_s, settings, everybody, track, counts, work.live)
    merge(settings, lives, track, counts, work)


# ---- associate and update -----------------------------------------------------------------------------------------


@inner
def associate(settings, confirmed, lives, counts, work, cluster):
    """Decide which pairs are right. New tracks get what confirmed ones leave: most of them are chance."""
    begin = np.int64(0)
    if cluster is not None:
        if settings.association == JOINT:
            associate_jointly(confirmed, counts, work.live, work.found, work.pair, cluster)
            begin = confirmed
    if begin == 0:
        assign(begin, confirmed, work.live, work.found, work.pair)
    assign(confirmed, lives, work.live, work.found, work.pair)


@inner
def update(settings, miss, eye, detection, first, confirmed, lives, track, counts, work, cluster):
    """Bring the tracks that were seen up to date, and count a miss for those that should have been."""
    for i in range(lives):
        row = work.live[i]
        own = track[row.row]
        gain = 0.0
        if row.chosen >= 0:
            there = detection[first + work.pair[row.chosen].found]
            late = there.time_s < own.time_s
            jointly = False
            if cluster is not None:
                jointly = settings.association == JOINT and i < confirmed
                if jointly:
                    gain = -log(max(row.p_none, 1e-300))
                    row.seen = row.p_none < LIKELIER
                    ok = take_in_all(
                        settings, eye[there.eye], row.chosen, row.first, row.first + row.pairs, detection, first, own,
                        work.pair, work.trial, work.modes,
                    )  # fmt: skip
            if not jointly:
                gain = work.pair[row.chosen].gain
                row.seen = True
                ok = take_in(settings, eye[there.eye], there, own, work.modes)
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
    if detection.origin >= 0:
        if track.object >= 0 and track.object != detection.origin:
            track.swaps += 1
            counts.swaps += track.status == CONFIRMED
        track.object = detection.origin


# ---- start, judge, merge ------------------------------------------------------------------------------------------


@inner
def start(settings, eye, detection, first, count, lives, track, counts, work):
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
        counts.track_rows = max(counts.track_rows, free + 1)
        begin_track(settings, eye[there.eye], there, track[free], counts)
        begin_modes(settings, track[free], work.modes)
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
    clear(c)
    clear(x)
    for a in range(3):
        x[a] = at[a]
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
    if detection.sigma_range_rate_mps < math.inf:
        learn_range_rate(eye, detection, x, c)
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


@rare
def learn_range_rate(eye, detection, x, c):
    """Bring the velocity of a new track up to date with a measured range rate: Kalman's update with one number."""
    ux, uy, uz = x[0] - eye.position_m[0], x[1] - eye.position_m[1], x[2] - eye.position_m[2]
    away_m = math.sqrt(ux * ux + uy * uy + uz * uz)
    if not away_m > 0.0:
        return
    ux, uy, uz = ux / away_m, uy / away_m, uz / away_m
    along_x = c[21] * ux + c[22] * uy + c[23] * uz
    along_y = c[27] * ux + c[28] * uy + c[29] * uz
    along_z = c[33] * ux + c[34] * uy + c[35] * uz
    along = (along_x, along_y, along_z)
    share = 1.0 / (ux * along_x + uy * along_y + uz * along_z + detection.sigma_range_rate_mps**2)
    for a in range(3):
        x[3 + a] = share * along[a] * detection.range_rate_mps
        for b in range(3):
            c[21 + 6 * a + b] -= share * along[a] * along[b]


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
        for k in range(counts[0].track_rows):
            if track[k].status != FREE:
                take_picture(n, look[n].time_s, settings[0], track[k], snapshot_out[written], work)
                written += 1
    return look.size, written


@inner
def take_picture(n, time_s, settings, track, picture, work):
    """A track as it stands after a look, carried on to its time; the track itself stays where it is."""
    ahead = work.trial[0]
    copy_state(track, ahead, work.modes)
    ahead.time_s = track.time_s
    carry_on(settings, time_s, ahead, work.modes)
    picture.look = n
    picture.time_s = time_s
    picture.id = track.id
    picture.status = track.status
    copy(ahead.x, picture.x)
    copy(ahead.covariance, picture.covariance)
    picture.updated_s = track.updated_s
    picture.hits = track.hits
    picture.misses = track.misses
    picture.score = track.score
    picture.origin = track.origin
    picture.swaps = track.swaps
