"""Share: what the tracks of one network become in the picture of another, told over a link.

    giver's confirmed track  --report-->  delay, loss, outage (links.py)  -->  taker
                                             the likeliest track within the gate:  fused
                                             none such:                            a new track

Each track of a giver goes with one of the taker at most, and no other track of the giver with that one, as long as both
last: else what is known of one target would be told of its neighbour. Which it is is asked anew with each report, so a
pair that was wrong need not last.

Two networks that see the same target, perhaps by the same plots told twice, do not know how much of their errors they
have in common. So reports are fused by covariance intersection, which is right whatever that is. Of each track one
report at a time is on its way: a slow link (a voice) tells seldom, a quick one often. What the giver knows of answers
and plans goes with it, as evidence for the taker. Tracks that a network was told it does not tell on. A track that the
own sensors lose, and that the giver still sees, lives on as one that was told; and one that is only told is dropped
when nothing more is told of it, whether the taker has sensors or not.

From: S. J. Julier, J. K. Uhlmann, "A non-divergent estimation algorithm in the presence of unknown correlations", Proc.
American Control Conference (1997), 2369-2373; Y. Bar-Shalom, X. Tian, P. Willett, *Tracking and Data Fusion* (2011),
chapter 9.

When not to believe it: a report that is so late that its target may be anywhere within the tracker's `drop_sigma`
begins no track, however straight its target flies. Networks are taken to agree where they are, so nobody's axes are
turned against the other's; an operator who tells tracks by voice would tell the most important first, and here all are
told alike.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import TrackStatus
from pavise.sim.compiled import inner, rare
from pavise.sim.following import copy
from pavise.sim.links import gets_through
from pavise.sim.matrices import inverse
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.fusion import intersect
from pavise.sim.models.tracking.gate import along, place_after

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
    """Deliver the reports that have arrived, send the next ones, and drop the tracks of which nothing more is told."""
    for q in range(link.size):
        row = link[q]
        giver, taker = air.track[row.giver], air.track[row.taker]
        for k in range(air.counts[row.giver].track_rows):
            mail = air.mail[q, k]
            if mail.giver_track >= 0 and time_s >= mail.arrives_s:
                if not mail.lost:
                    deliver(
                        time_s, k, settings, air.mail[q], giver, taker, air.counts[row.taker], air.verdict[row.taker]
                    )
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
            copy(own.x, mail.x)
            copy(own.covariance, mail.covariance)
            known = air.verdict[row.giver, k]
            mail.answers = known.answers if known.track == own.id else 0.0
            mail.plans = known.plans if known.track == own.id else 0.0
            mail.origin = own.origin
            mail.object = own.object
    for q in range(link.size):
        drop_untold(time_s, settings, air.track[link[q].taker], air.counts[link[q].taker])


@inner
def drop_untold(time_s, settings, track, counts):
    """Drop the tracks of a network that were told, and of which nothing is told any more, by the rules of the tracker.

    Told tracks get this here because a network without sensors has no look in which a tracker would judge them.
    """
    for k in range(counts.track_rows):
        own = track[k]
        if own.status == FREE or own.eye != TOLD_EYE:
            continue
        too_old = 0.0 < settings.drop_after_s < time_s - own.updated_s
        if too_old or is_doubtful(time_s, settings, own):
            own.status = FREE
            counts.dropped += 1


@inner
def is_doubtful(time_s, settings, told):
    """True when a track, or a report of one, no longer says well enough where its target is on the ground."""
    if settings.drop_sigma_m <= 0.0:
        return False
    x = told.x
    away_m = math.sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2])
    place = place_after(told.covariance, time_s - told.time_s, settings.acceleration_psd)
    level_m2 = place[0] + place[3] + place[5] - along((x[0] / away_m, x[1] / away_m, x[2] / away_m), *place)
    return not level_m2 <= settings.drop_sigma_m * settings.drop_sigma_m


@rare
def deliver(time_s, sent, settings, mail, giver, taker, counts, verdict):
    """One report, row `sent` of the mail of a link, reaches the taker's picture."""
    own = mail[sent]
    before = own.taker_row
    if before >= 0 and (taker[before].status == FREE or taker[before].id != own.taker_id):
        before = -1
    k = same_target(sent, settings, mail, giver, taker, counts.track_rows)
    if k < 0 and before >= 0 and taker[before].eye == TOLD_EYE:
        k = before  # nobody but the giver knows of it, and it has swerved
        take_over(own, taker[k])
    elif k < 0 and is_doubtful(time_s, settings, own):
        counts.too_late += 1
        return
    elif k < 0:
        k = begin_told(own, taker, counts)
        if k < 0:
            counts.full += 1
            return
    elif not fuse(settings, own, taker[k]):
        counts.singular += 1
    if before >= 0 and before != k and verdict[before].told_id == own.taker_id:
        verdict[before].told_id = -1  # it was told of another target
    own.taker_row = k
    own.taker_id = taker[k].id
    verdict[k].told_id = taker[k].id
    verdict[k].told_answers = own.answers
    verdict[k].told_plans = own.plans


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
        take_over(mail, own)
        own.started_s = mail.time_s
        own.confirmed_s = mail.arrives_s
        own.interrogated_s = -math.inf
        own.hits = 1
        own.looks = np.uint32(0xFFFFFFFF)
        own.score = 0.0
        own.object = mail.object
        own.swaps = 0
        return k
    return -1


@inner
def take_over(mail, own):
    """The state of a report, as it is, in a track of the taker."""
    own.time_s = mail.time_s
    copy(mail.x, own.x)
    copy(mail.covariance, own.covariance)
    for j in range(3):
        own.mode_p[j] = 1.0 / 3.0
    put_in_modes(own)
    note_told(mail, own)


@inner
def put_in_modes(own):
    """All ways of moving begin again from the state of a track."""
    for j in range(3):
        for a in range(6):
            own.mode_x[6 * j + a] = own.x[a]
        for a in range(36):
            own.mode_covariance[36 * j + a] = own.covariance[a]


@inner
def note_told(mail, own):
    """Write down in a track that it lives by what is told of it."""
    own.eye = TOLD_EYE
    own.updated_s = mail.arrives_s
    own.misses = 0
    own.origin = mail.origin
    if mail.object >= 0:
        own.object = mail.object


@inner
def same_target(sent, settings, mail, giver, taker, rows):
    """Row of the taker's track that a report most likely is of, within the gate; -1 when there is none.

    Both are carried on to the later of their times. A track that goes with another of the giver's is left out.
    """
    told = mail[sent]
    best, best_cost = -1, math.inf
    x, covariance, inverted = np.empty(6), np.empty(36), np.empty(36)
    there, total = np.empty(6), np.empty(36)
    for k in range(rows):
        own = taker[k]
        if own.status == FREE:
            continue
        later_s = max(own.time_s, told.time_s)
        ahead_s, own_ahead_s = later_s - told.time_s, later_s - own.time_s
        far2 = 0.0
        p, q = told.covariance, own.covariance
        for a in range(3):
            off = told.x[a] + ahead_s * told.x[3 + a] - own.x[a] - own_ahead_s * own.x[3 + a]
            far2 += off * off
        first = place_after(p, ahead_s, settings.acceleration_psd)
        second = place_after(q, own_ahead_s, settings.acceleration_psd)
        doubt2 = first[0] + first[3] + first[5] + second[0] + second[3] + second[5]
        if far2 > GATE2 * doubt2:
            continue  # no variance is larger than the sum of all, so the rest need not be worked out
        if goes_with_another(k, own.id, sent, mail, giver):
            continue
        copy(told.x, x)
        copy(p, covariance)
        copy(own.x, there)
        copy(q, total)
        predict_straight(x, covariance, ahead_s, settings.acceleration_psd)
        predict_straight(there, total, own_ahead_s, settings.acceleration_psd)
        for a in range(36):
            total[a] += covariance[a]
        ok, log_determinant = inverse(total, 6, inverted)
        if not ok:
            continue
        away2 = 0.0
        for a in range(6):
            for b in range(6):
                away2 += (x[a] - there[a]) * inverted[6 * a + b] * (x[b] - there[b])
        if away2 < GATE2 and away2 + log_determinant < best_cost:
            best, best_cost = k, away2 + log_determinant
    return best


@inner
def goes_with_another(k, track_id, sent, mail, giver):
    """True while a track of the taker goes with another track of the giver than the one that a report is of."""
    for n in range(mail.size):
        row = mail[n]
        if n == sent or row.taker_row != k or row.taker_id != track_id:
            continue
        if row.told_id >= 0 and giver[n].status != FREE and giver[n].id == row.told_id:
            return True
    return False


@inner
def fuse(settings, mail, own):
    """A report is taken into a track that is there; False when a covariance is singular: then nothing changes."""
    x, covariance = np.empty(6), np.empty(36)
    there, total = np.empty(6), np.empty(36)
    later_s = max(own.time_s, mail.time_s)
    copy(mail.x, x)
    copy(mail.covariance, covariance)
    copy(own.x, there)
    copy(own.covariance, total)
    predict_straight(x, covariance, later_s - mail.time_s, settings.acceleration_psd)
    predict_straight(there, total, later_s - own.time_s, settings.acceleration_psd)
    ok, _ = intersect(there, total, x, covariance, True, x, covariance)
    if not ok:
        return False
    own.time_s = later_s
    copy(x, own.x)
    copy(covariance, own.covariance)
    put_in_modes(own)
    if own.eye == TOLD_EYE or (own.misses > 0 and mail.time_s > own.updated_s):
        note_told(mail, own)
        own.hits += 1
    return True
