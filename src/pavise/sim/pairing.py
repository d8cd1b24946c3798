"""Before anything is decided: where the tracks should be by now, and which detections may be theirs.

    read       take note of the detections; refuse what cannot be used, and count it
    predict    list the tracks, confirmed ones first, with the box on the plane of the eye in which each may be found
    gate       the pairs of a track and a detection that may belong together

A detection is refused when a number is missing, when it is too old, and when the same one has come before: in the same
look, or, for one that is played again, when the track that it belongs to was seen by the same eye at the same time.

From: S. S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), sections 6.1 to 6.3.

When not to believe it: within one look every track is taken to fly straight on, whatever its motion model says; that is
right for looks of some seconds. An eye is taken to see as far as its range and all round, over hills and below clouds.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import TrackMotion, TrackStatus
from pavise.sim.compiled import inner
from pavise.sim.following import carry_on
from pavise.sim.models.tracking.gate import along, file_detections, find_pairs, on_plane, place_after

TENTATIVE, CONFIRMED = int(TrackStatus.TENTATIVE), int(TrackStatus.CONFIRMED)
STRAIGHT = int(TrackMotion.STRAIGHT)
REFUSED, UNUSED = -2, -1


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
def predict(time_s, settings, s, eye, earliest_s, latest_s, east_m2, north_m2, track, rows, live_out, modes):
    """List the tracks in the first `rows` of their table, confirmed ones first, with where they are expected: (number
    confirmed, number of all)."""
    confirmed, lives = 0, 0
    for k in range(rows):
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
        own = track[live_out[i].row]
        if modes is not None:
            if settings.motion != STRAIGHT and own.time_s < earliest_s:
                carry_on(settings, earliest_s, own, modes)  # from here on a straight line will do, for a look
        expect(time_s, settings, s, eye[s], earliest_s, latest_s, east_m2, north_m2, own, live_out[i])
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
    pairs = np.int64(0)
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
