"""Seen by then: the chance of a confirmed track for a target that flies straight at the sensor.

    far out    x - - x - - x - - x - - X       one look per scan, `speed x scan period` apart along the ground; the last
               0.01  0.05  0.2   0.5   0.8     one at the place asked about

A track is confirmed by M detections among the last N looks, as in the battles (`sim/tracking.py`), and each look has
the chance that the target's place gives it. The chance of a confirmed track *by then* is that M of N came about at this
look or at any before it. It may have been dropped again since; it is not asked whether it is still held.

The definition, for maps: a target of the given cross-section comes in level, at the given height above sea or ground,
on the bearing of the cell, straight at the sensor, at the given ground speed, from beyond its reach; looks fall so that
one of them is exactly at the cell. Each sensor is asked about its own straight approach, so a network's map is the
union of its sensors' maps: no help of one radar for another's track is counted.

From: J. D. Mallett and L. E. Brennan, "Cumulative probability of detection for targets approaching a uniformly scanning
search radar", Proc. IEEE 51 (1963) 596-601, there for a single detection; M of N by an exact chain over the last N - 1
looks. Looks are independent given the mean cross-section (as Swerling cases 1 and 3 have it, from scan to scan).
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, atan2
from pavise.sim.geometry import earth_centred, east_north_up

MEAN_RADIUS_M = 6_371_000.0

LONGEST_WINDOW = 10
"""Looks N of "M of N" that are followed exactly: 512 histories."""


@kernel
def confirm_along(p_look, looks_apart, hits_needed, window, p_out):
    """Fill `p_out[rays, steps]` with the chance of a confirmed track by a look at each step of an approach.

    `p_look[rays, steps]`: chance of one look, nearest step first; looks are `looks_apart` steps apart, so that the
    steps between belong to other phases of the scan. `hits_needed` of `window` looks, at most `LONGEST_WINDOW`.
    """
    rays, steps = p_look.shape
    histories = 1 << (window - 1)
    chance = np.zeros(histories)
    after = np.zeros(histories)
    hits = np.zeros(histories, np.int64)
    for history in range(histories):
        rest = history
        while rest > 0:
            hits[history] += rest & 1
            rest >>= 1
    for ray in range(rays):
        for phase in range(min(looks_apart, steps)):
            chance[:] = 0.0
            chance[0] = 1.0
            confirmed = 0.0
            step = phase + ((steps - 1 - phase) // looks_apart) * looks_apart
            while step >= 0:
                p = p_look[ray, step]
                after[:] = 0.0
                for history in range(histories):
                    here = chance[history]
                    if here == 0.0:
                        continue
                    newer = (history << 1) & (histories - 1)
                    after[newer] += here * (1.0 - p)
                    if hits[history] + 1 >= hits_needed:
                        confirmed += here * p
                    else:
                        after[newer | 1 if histories > 1 else 0] += here * p
                chance[:] = after
                p_out[ray, step] = confirmed
                step -= looks_apart


@kernel
def find_cells(n_sensor, rays, n, first_row, first_column, ray_out, ground_m_out):
    """Where the cells of a window lie as seen from a sensor: nearest ray, and distance along the ground in metres.

    `rays` are evenly spread from true north; `n_sensor`: n-vector of the sensor; cells as in `chance.look_over`.
    """
    rows, columns = ray_out.shape
    sx_m, sy_m, sz_m = earth_centred(n_sensor[0], n_sensor[1], n_sensor[2], 0.0)
    for row in range(rows):
        for column in range(columns):
            r, c = first_row + row, first_column + column
            x_m, y_m, z_m = earth_centred(n[r, c, 0], n[r, c, 1], n[r, c, 2], 0.0)
            dx_m, dy_m, dz_m = x_m - sx_m, y_m - sy_m, z_m - sz_m
            chord2_m2 = dx_m * dx_m + dy_m * dy_m + dz_m * dz_m
            # the arc over a chord: asin(x) / x by its series, a metre in 3,000 km
            x2 = chord2_m2 * (0.25 / (MEAN_RADIUS_M * MEAN_RADIUS_M))
            longer = 1.0 + x2 * (1.0 / 6.0 + x2 * (3.0 / 40.0 + x2 * (5.0 / 112.0)))
            ground_m_out[row, column] = math.sqrt(chord2_m2) * longer
            ray_out[row, column] = 0
            if rays > 1:
                east_m, north_m, _ = east_north_up(n_sensor[0], n_sensor[1], n_sensor[2], dx_m, dy_m, dz_m)
                turns = atan2(east_m, north_m) * (0.5 / PI)
                ray_out[row, column] = np.int64((turns + 1.0) * rays + 0.5) % rays


@kernel
def read_over(p_along, step_m, ray, ground_m, height_m, first_row, first_column, weight, p_out):
    """Add to `p_out`, a window of the grid, what an approach's chances say for each cell, times a weight.

    `p_along[rays, steps]`: steps lie `step_m` apart from 0; `ray`, `ground_m`: from `find_cells`. Between steps on a
    straight line, the nearest ray answers; beyond the last step the chance is 0, and so it is where `height_m` is NaN.
    """
    rows, columns = p_out.shape
    steps = p_along.shape[1]
    for row in range(rows):
        for column in range(columns):
            height = height_m[first_row + row, first_column + column]
            at = np.float64(ground_m[row, column]) / step_m
            if at > steps - 1.0 or not height == height:
                continue
            k = ray[row, column]
            step = min(np.int64(at), steps - 2)
            share = at - step
            p_out[row, column] += weight * (p_along[k, step] + share * (p_along[k, step + 1] - p_along[k, step]))
