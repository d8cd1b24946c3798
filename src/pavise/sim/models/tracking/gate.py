"""Which detections may belong to which tracks: those within the gate, found without asking every pair.

          north of the eye
          +----+----+----+        A track is expected at +. What can be its own lies within gate_sigma standard
          |    | .  |    |        deviations, an ellipsoid; a box round it on the plane of the eye says which cells of
          +---[+----+-]--+        a grid have to be looked into. Only what lies in the box is tested exactly.
          |   [| +  |*]  |
          +---[+----+-]--+        Cells are as large as the boxes are on average and are filed by a hash of their
          |    |    |    |        place, so the grid has no ends, and a raid on a small spot is cut as finely as it
          +----+----+----+        needs. The cost grows with the number of pairs that lie close, not with all pairs.

The exact test is in space: the detection's place against the track's, both with their covariances, at the time of the
detection. A radar that turns sees targets one after the other, so that time differs from detection to detection; each
pair is carried over its own stretch of straight flight.

From: S. S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), sections 6.3.2 (ellipsoidal
gate) and 6.2 (score of a pair).

When not to believe it: a target that swerves by more than its motion model foresees leaves its gate and starts a new
track. A sensor that measures no height has tall ellipsoids; many targets one above the other then share their gates.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import exp, log
from pavise.sim.matrices import inverse3
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("gate_sigma", "", 0.5, 20.0, "a detection farther from where a track is expected is not its own"),
    Parameter("p_detect", "", 0.0, 1.0, "chance of detection where the eye does not say"),
    Parameter("false_per_m3", "1/m3", 0.0, 1.0, "false detections per look and cubic metre where the eye does not say"),
)

LN_2_PI_3_2 = 2.756815599614018
"""3/2 log(2 pi)."""

FEWEST_FALSE = 1e-30
"""False detections per m3 where somebody says that there are none: the logarithm must exist. With one in a cube of ten
million kilometres side a detection in the gate is practically never left to chance."""

FEWEST_MISSES = 1e-6
"""Where somebody says that nothing is ever missed."""


@kernel
def chance_in_gate(gate_sigma):
    """Chance that a track's own detection lies in its gate: chi-square with 3 degrees of freedom, to 2e-7.

    The error function by M. Abramowitz, I. A. Stegun, *Handbook of Mathematical Functions* (1964), formula 7.1.26.
    """
    x = gate_sigma * 0.7071067811865476
    tail = exp(-x * x)
    t = 1.0 / (1.0 + 0.3275911 * x)
    erfc = tail * t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )  # fmt: skip
    return 1.0 - erfc - 0.7978845608028654 * gate_sigma * tail


@inner
def chances(settings, eye):
    """(score of a pair before its own likelihood, score of a miss): logs of ratios of a target to chance.

    The first is log(p_detect / (false_per_m3 (1 - p_detect p_gate))), so that a pair is weighed against "this track was
    missed and that detection is false"; the second is log(1 - p_detect p_gate).
    """
    p_detect = eye.p_detect if eye.p_detect > 0.0 else settings.p_detect
    false_per_m3 = eye.false_per_m3 if eye.false_per_m3 > 0.0 else settings.false_per_m3
    p_miss = max(1.0 - p_detect * chance_in_gate(settings.gate_sigma), FEWEST_MISSES)
    return log(p_detect / (p_miss * max(false_per_m3, FEWEST_FALSE))), log(p_miss)


@inner
def on_plane(eye, x, y, z):
    """East and north of the eye, in metres, on its plane."""
    x, y, z = x - eye.position_m[0], y - eye.position_m[1], z - eye.position_m[2]
    east, north = eye.east, eye.north
    return x * east[0] + y * east[1] + z * east[2], x * north[0] + y * north[1] + z * north[2]


@inner
def along(axis, xx, xy, xz, yy, yz, zz):
    """Variance along a unit vector."""
    x, y, z = axis[0], axis[1], axis[2]
    return x * (x * xx + 2.0 * (y * xy + z * xz)) + y * (y * yy + 2.0 * z * yz) + z * z * zz


@inner
def place_after(covariance, dt_s, acceleration_psd):
    """Covariance of a track's place after `dt_s` of straight flight, forward or back: xx, xy, xz, yy, yz, zz."""
    c = covariance
    grown = acceleration_psd * abs(dt_s) * dt_s * dt_s / 3.0
    return (
        c[0] + dt_s * (2.0 * c[3] + dt_s * c[21]) + grown,
        c[1] + dt_s * (c[4] + c[9] + dt_s * c[22]),
        c[2] + dt_s * (c[5] + c[15] + dt_s * c[23]),
        c[7] + dt_s * (2.0 * c[10] + dt_s * c[28]) + grown,
        c[8] + dt_s * (c[11] + c[16] + dt_s * c[29]),
        c[14] + dt_s * (2.0 * c[17] + dt_s * c[35]) + grown,
    )


@inner
def file_detections(cell_m, count, found_out, cell_out):
    """File what was found by cells of a grid with this side; the number of drawers is a power of two."""
    drawers = cell_out.size - 1
    for c in range(drawers + 1):
        cell_out[c] = 0
    for m in range(count):
        found = found_out[m]
        if not found.refused:
            found.cell_east = math.floor(found.east_m / cell_m)
            found.cell_north = math.floor(found.north_m / cell_m)
            cell_out[drawer(found.cell_east, found.cell_north, drawers)] += 1
    for c in range(drawers):
        cell_out[c + 1] += cell_out[c]  # now the end of each drawer
    for m in range(count - 1, -1, -1):  # from behind, so that a drawer keeps the order of the look
        found = found_out[m]
        if not found.refused:
            c = drawer(found.cell_east, found.cell_north, drawers)
            cell_out[c] -= 1  # in the end its beginning
            found_out[cell_out[c]].listed = m


@inner
def drawer(cell_east, cell_north, drawers):
    """Where a cell of the grid is filed."""
    return ((cell_east * 73856093) ^ (cell_north * 19349663)) & (drawers - 1)


@inner
def find_pairs(i, settings, cell_m, first, count, base, detection, track, found, cell, pairs, counts, live, pair_out):
    """Add the pairs of the `i`-th track of the list to the table, from row `pairs` on; their number after that."""
    here = live[i]
    here.first = pairs
    west = np.floor((here.east_m - here.reach_east_m) / cell_m)
    south = np.floor((here.north_m - here.reach_north_m) / cell_m)
    columns = np.floor((here.east_m + here.reach_east_m) / cell_m) - west + 1.0
    lines = np.floor((here.north_m + here.reach_north_m) / cell_m) - south + 1.0
    if not (columns * lines < count and abs(west) + abs(south) < 1e15):  # all detections are fewer than its cells
        for m in range(count):
            if not found[m].refused:
                pairs = try_pair(i, m, settings, first, base, detection, track, found, pairs, counts, live, pair_out)
    else:
        drawers = cell.size - 1
        for cell_east in range(int(west), int(west + columns)):
            for cell_north in range(int(south), int(south + lines)):
                c = drawer(cell_east, cell_north, drawers)
                for n in range(cell[c], cell[c + 1]):
                    m = found[n].listed
                    if found[m].cell_east == cell_east and found[m].cell_north == cell_north:
                        pairs = try_pair(
                            i, m, settings, first, base, detection, track, found, pairs, counts, live, pair_out
                        )
    here.pairs = pairs - here.first
    return pairs


@inner
def try_pair(i, m, settings, first, base, detection, track, found, pairs, counts, live, pair_out):
    """Add one pair if it passes the gate; their number after that."""
    here = live[i]
    if abs(found[m].east_m - here.east_m) > here.reach_east_m:
        return pairs
    if abs(found[m].north_m - here.north_m) > here.reach_north_m:
        return pairs
    there = detection[first + m]
    dt_s = there.time_s - track.time_s
    x, r = track.x, there.covariance_m2
    xx, xy, xz, yy, yz, zz = place_after(track.covariance, dt_s, settings.acceleration_psd)
    ok, determinant, inverse = inverse3((xx + r[0], xy + r[1], xz + r[2], yy + r[3], yz + r[4], zz + r[5]))
    if not ok:
        counts.singular += 1
        return pairs
    dx = there.position_m[0] - x[0] - dt_s * x[3]
    dy = there.position_m[1] - x[1] - dt_s * x[4]
    dz = there.position_m[2] - x[2] - dt_s * x[5]
    ixx, ixy, ixz, iyy, iyz, izz = inverse
    distance2 = dx * (dx * ixx + 2.0 * (dy * ixy + dz * ixz)) + dy * (dy * iyy + 2.0 * dz * iyz) + dz * dz * izz
    if not distance2 <= settings.gate_sigma * settings.gate_sigma:
        return pairs
    gain = base - 0.5 * (distance2 + log(determinant)) - LN_2_PI_3_2
    if pairs == pair_out.size:
        counts.pairs_full += 1
        return pairs
    new = pair_out[pairs]
    new.live = i
    new.found = m
    new.distance2 = distance2
    new.gain = gain
    return pairs + 1
