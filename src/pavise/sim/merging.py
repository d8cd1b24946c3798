"""Two tracks that follow the same target become one.

They come about where a detection started a new track beside an old one that had been missed, or had swerved. From then
on they compete: each detection of the target lies in the gates of both and goes to one of them.

    look 1    old *   new .        A pair of tracks is compared when one took a detection that the other could have had
    look 2    old .   new *        while the other got none. So targets that fly in formation stay apart: each has its
    look 3    old *   new .        own detection, except for the looks that miss one of them.

From: S. S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), section 6.7 (track deletion
and merging); the test is the distance between two states in their common standard deviations.

When not to believe it: two targets closer together than their tracks are certain, one of which is missed in a look,
become one track; it splits again when they part.
"""

from __future__ import annotations

from pavise.kinds import TrackStatus
from pavise.sim.compiled import inner, rare
from pavise.sim.following import copy
from pavise.sim.matrices import inverse3
from pavise.sim.models.tracking.gate import place_after

FREE, CONFIRMED = int(TrackStatus.FREE), int(TrackStatus.CONFIRMED)


@rare
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
                counts.swaps += inherit(one, two)
                two.status = FREE
                other.row = row.row


@rare
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


@rare
def inherit(heir, other):
    """The older of two tracks of one target goes on as itself, with the state of the one that was seen last.

    1 when it is confirmed and followed another real object before, which is a swap; else 0.
    """
    copy(other.x, heir.x)
    copy(other.covariance, heir.covariance)
    copy(other.mode_x, heir.mode_x)
    copy(other.mode_covariance, heir.mode_covariance)
    copy(other.mode_p, heir.mode_p)
    heir.time_s = other.time_s
    heir.updated_s = other.updated_s
    heir.interrogated_s = max(heir.interrogated_s, other.interrogated_s)
    heir.misses = other.misses
    heir.eye = other.eye
    heir.score = max(heir.score, other.score)
    heir.looks |= other.looks
    heir.origin = other.origin
    swapped = heir.object >= 0 and other.object >= 0 and heir.object != other.object
    heir.swaps += swapped
    if other.object >= 0:
        heir.object = other.object
    return swapped and heir.status == CONFIRMED
