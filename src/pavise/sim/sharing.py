"""Share: what the tracks of one network become in the picture of another, told over a link.

    giver's confirmed track  --report-->  delay, loss, outage (links.py)  -->  taker
                                             same track as before, or one that lies within the gate:  fused
                                             none such:                                              a new track

Two networks that see the same target, perhaps by the same plots told twice, do not know how much of their errors they
have in common. So reports are fused by covariance intersection, which is right whatever that is. Of each track one
report at a time is on its way: a slow link (a voice) tells seldom, a quick one often. What the giver knows of answers
and plans goes with it, as evidence for the taker. Tracks that a network was told it does not tell on.

From: S. J. Julier, J. K. Uhlmann, "A non-divergent estimation algorithm in the presence of unknown correlations", Proc.
American Control Conference (1997), 2369-2373; Y. Bar-Shalom, X. Tian, P. Willett, *Tracking and Data Fusion* (2011),
chapter 9.

When not to believe it: networks are taken to agree where they are, so nobody's axes are turned against the other's; an
operator who tells tracks by voice would tell the most important first, and here all are told alike.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import TrackStatus
from pavise.sim.compiled import inner, rare
from pavise.sim.links import gets_through
from pavise.sim.matrices import inverse
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.fusion import intersect

FREE = int(TrackStatus.FREE)
CONFIRMED = int(TrackStatus.CONFIRMED)
TOLD_EYE = -1
"""In place of the eye that saw a track last: no look of any sensor misses a track that was told."""
REPORT_S = 5.0
"""A track is not told again sooner, however quick the link."""
GATE2 = 22.5
"""Two tracks whose states differ by more, in squared standard deviations, are of different targets: 0.999 of a
chi-square with 6 degrees of freedom."""


@inner
def share(time_s, config, clock, settings, link, air):
    """Deliver the reports that have arrived, and send the next ones."""
    for q in range(link.size):
        row = link[q]
        giver, taker = air.track[row.giver], air.track[row.taker]
        for k in range(air.counts[row.giver].track_rows):
            mail = air.mail[q, k]
            if mail.giver_track >= 0 and time_s >= mail.arrives_s:
                if not mail.lost:
                    deliver(settings, mail, taker, air.counts[row.taker], air.verdict[row.taker])
                mail.giver_track = -1
            own = giver[k]
            if own.status != CONFIRMED or own.eye == TOLD_EYE or mail.giver_track >= 0:
                continue
            if mail.told_id != own.id:
                mail.told_id = own.id
                mail.taker_row = -1
                mail.time_s = -math.inf
            if own.updated_s < mail.time_s + REPORT_S:
                continue
            whom = np.uint32(own.id)
            mail.giver_track = own.id
            mail.arrives_s = time_s + row.delay_s
            mail.lost = not gets_through(time_s, config.seed, clock.replication, row, whom, 1 + int(time_s))
            mail.time_s = own.time_s
            mail.x[:] = own.x
            mail.covariance[:] = own.covariance
            known = air.verdict[row.giver, k]
            mail.answers = known.answers if known.track == own.id else 0.0
            mail.plans = known.plans if known.track == own.id else 0.0
            mail.origin = own.origin
            mail.object = own.object


@rare
def deliver(settings, mail, taker, counts, verdict):
    """One report reaches the taker's picture."""
    k = mail.taker_row
    if k < 0 or taker[k].status == FREE or taker[k].id != mail.taker_id:
        k = same_target(settings, mail, taker, counts.track_rows)
    if k < 0:
        k = begin_told(mail, taker, counts)
        if k < 0:
            counts.full += 1
            return
    else:
        fuse(settings, mail, taker[k])
    mail.taker_row = k
    mail.taker_id = taker[k].id
    verdict[k].told_id = taker[k].id
    verdict[k].told_answers = mail.answers
    verdict[k].told_plans = mail.plans


@inner
def begin_told(mail, taker, counts):
    """A new track out of a report: row, or -1 when the table is full. It is believed at once, as the giver does."""
    for k in range(taker.size):
        own = taker[k]
        if own.status != FREE:
            continue
        counts.track_rows = max(counts.track_rows, k + 1)
        own.id = counts.started
        counts.started += 1
        counts.confirmed += 1
        own.status = CONFIRMED
        own.time_s = mail.time_s
        own.x[:] = mail.x
        own.covariance[:] = mail.covariance
        for j in range(3):
            own.mode_p[j] = 1.0 / 3.0
            for a in range(6):
                own.mode_x[6 * j + a] = mail.x[a]
            for a in range(36):
                own.mode_covariance[36 * j + a] = mail.covariance[a]
        own.started_s = mail.time_s
        own.confirmed_s = mail.arrives_s
        own.updated_s = mail.arrives_s
        own.interrogated_s = -math.inf
        own.hits = 1
        own.misses = 0
        own.looks = np.uint32(0xFFFFFFFF)
        own.score = 0.0
        own.eye = TOLD_EYE
        own.origin = mail.origin
        own.object = mail.object
        own.swaps = 0
        return k
    return -1


@inner
def same_target(settings, mail, taker, rows):
    """Row of the taker's track that lies nearest to a report, within the gate; -1 when there is none."""
    best, best2 = -1, GATE2
    x, covariance = np.empty(6), np.empty(36)
    total, inverted = np.empty(36), np.empty(36)
    for k in range(rows):
        own = taker[k]
        if own.status == FREE:
            continue
        dt_s = own.time_s - mail.time_s
        dx, dy, dz = mail.x[0] - own.x[0], mail.x[1] - own.x[1], mail.x[2] - own.x[2]
        if dx * dx + dy * dy + dz * dz > (20e3 + 500.0 * abs(dt_s)) ** 2:
            continue
        x[:] = mail.x
        covariance[:] = mail.covariance
        predict_straight(x, covariance, max(dt_s, 0.0), settings.acceleration_psd)
        for a in range(36):
            total[a] = covariance[a] + own.covariance[a]
        ok, _ = inverse(total, 6, inverted)
        if not ok:
            continue
        away2 = 0.0
        for a in range(6):
            for b in range(6):
                away2 += (x[a] - own.x[a]) * inverted[6 * a + b] * (x[b] - own.x[b])
        if away2 < best2:
            best, best2 = k, away2
    return best


@inner
def fuse(settings, mail, own):
    """A report is taken into a track that is there."""
    x, covariance = np.empty(6), np.empty(36)
    fused_x, fused = np.empty(6), np.empty(36)
    x[:] = mail.x
    covariance[:] = mail.covariance
    if own.time_s < mail.time_s:
        predict_straight(own.x, own.covariance, mail.time_s - own.time_s, settings.acceleration_psd)
        own.time_s = mail.time_s
    elif own.time_s > mail.time_s:
        predict_straight(x, covariance, own.time_s - mail.time_s, settings.acceleration_psd)
    ok, _ = intersect(own.x, own.covariance, x, covariance, True, fused_x, fused)
    if not ok:
        return
    own.x[:] = fused_x
    own.covariance[:] = fused
    for j in range(3):
        for a in range(6):
            own.mode_x[6 * j + a] = fused_x[a]
        for a in range(36):
            own.mode_covariance[36 * j + a] = fused[a]
    if own.eye == TOLD_EYE:
        own.updated_s = mail.arrives_s
        own.hits += 1
        own.origin = mail.origin
        if mail.object >= 0:
            own.object = mail.object
