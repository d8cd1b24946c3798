"""A track is brought up to date through thirteen points instead of derivatives: the unscented Kalman filter.

The points are the track and, along each column of a square root of its covariance, one to either side. What the sensor
would have measured from each gives the expected measurement, its covariance and how it hangs together with the track.
Parameters as is usual: alpha 1/2, beta 2, kappa 3 - n.

All is written with differences from the middle point, so that angles are compared the short way round. With L the
square root, M the slopes that the points say (M = H L for a straight function) and S the innovation's covariance, the
covariance after the update is

    (L - K M)(L - K M)' + K (S - M M') K'

which is Joseph's form: S - M M' is the noise plus what the function bends, and never negative.

From: S. J. Julier, J. K. Uhlmann, "Unscented filtering and nonlinear estimation", Proc. IEEE 92 (2004) 401-422; E. A.
Wan, R. van der Merwe, "The unscented Kalman filter for nonlinear estimation" (2000), for alpha, beta and kappa.

When not to believe it: it costs ten times the extended filter and is better only where the measurement bends within the
track's doubt. Straight above the sensor azimuth turns round within the points, and what comes out means little.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import log
from pavise.sim.matrices import factor, inverse
from pavise.sim.models.tracking.extended import (
    LN_2_PI,
    polar,
    rate_is_measured,
    residual_of,
    seen_from,
    short_way,
)

PARAMETERS = ()

ALPHA, BETA, KAPPA_AND_N = 0.5, 2.0, 3.0
SPREAD = ALPHA * ALPHA * KAPPA_AND_N  # n + lambda, whatever n
ORDER = (0, 3, 1, 4, 2, 5)
"""The square root is taken of the covariance in the order x, vx, y, vy, z, vz. Which root is taken is a choice; this
one is that of trackers whose states stand in that order."""


@kernel
def update_unscented(x_out, covariance_out, detection, eye):
    """Bring a track up to date with one detection of one eye (a row each), in place: (ok, nis, log_likelihood).

    Arguments and result as of `extended.update_extended`.
    """
    m = 4 if rate_is_measured(detection) else 3
    ordered, root = np.empty(36), np.empty(36)
    for i in range(6):
        for j in range(i + 1):
            row, column = ORDER[i], ORDER[j]
            ordered[6 * i + j] = covariance_out[6 * min(row, column) + max(row, column)]
    if not factor(ordered, 6, root):
        return False, math.nan, -math.inf
    point, middle, step, slope = np.empty(6), np.empty(4), np.empty(8), np.zeros(24)
    mean, spread = np.zeros(4), np.zeros(16)
    measure(x_out, eye, middle)
    if not middle[0] > 0.0:
        return False, math.nan, -math.inf
    weight, reach = 0.5 / SPREAD, math.sqrt(SPREAD)
    for j in range(6):
        for side in range(2):
            for i in range(6):
                point[ORDER[i]] = x_out[ORDER[i]] + (1 - 2 * side) * reach * root[6 * i + j]
            measure(point, eye, step[4 * side : 4 * side + 4])
            for a in range(4):
                far = step[4 * side + a] - middle[a]
                step[4 * side + a] = short_way(far) if a == 1 or a == 2 else far
            for a in range(m):
                mean[a] += weight * step[4 * side + a]
                for b in range(m):
                    spread[m * a + b] += weight * step[4 * side + a] * step[4 * side + b]
        for a in range(m):
            slope[6 * a + j] = weight * reach * (step[a] - step[4 + a])
    for a in range(m):
        for b in range(m):
            spread[m * a + b] += (BETA - ALPHA * ALPHA) * mean[a] * mean[b]
    sr, sa, se = detection.sigma_range_m, detection.sigma_azimuth_rad, detection.sigma_elevation_rad
    spread[0] += sr * sr
    spread[m + 1] += sa * sa
    spread[2 * m + 2] += se * se
    y = np.empty(4)
    y[0], y[1], y[2] = residual_of(detection, eye, middle[0] + mean[0], middle[1] + mean[1], middle[2] + mean[2])
    if m == 4:
        spread[15] += detection.sigma_range_rate_mps * detection.sigma_range_rate_mps
        y[3] = detection.range_rate_mps - middle[3] - mean[3]
    inverted = np.empty(16)
    ok, log_determinant = inverse(spread, m, inverted)
    nis = 0.0
    for a in range(m):
        for b in range(m):
            nis += y[a] * inverted[m * a + b] * y[b]
    if not (ok and nis < math.inf):
        return False, nis, -math.inf
    e, n, u = seen_from(eye, x_out[0], x_out[1], x_out[2])
    per_m3 = log(math.sqrt((e * e + n * n + u * u) * (e * e + n * n)))
    log_likelihood = -0.5 * (nis + m * LN_2_PI + log_determinant) - per_m3
    correct(x_out, covariance_out, m, root, slope, spread, inverted, y)
    return True, nis, log_likelihood


@kernel
def measure(x, eye, measured_out):
    """What an eye measures of a place and velocity: range, azimuth, elevation, range rate."""
    place = eye.position_m
    dx, dy, dz = x[0] - place[0], x[1] - place[1], x[2] - place[2]
    measured_out[0], measured_out[1], measured_out[2] = polar(*seen_from(eye, x[0], x[1], x[2]))
    measured_out[3] = (dx * x[3] + dy * x[4] + dz * x[5]) / measured_out[0] if measured_out[0] > 0.0 else 0.0


@kernel
def correct(x_out, covariance_out, m, root, slope, spread, inverted, y):
    """Move a track by gain times residual and write its new covariance; arrays as in `update_unscented`."""
    kept, gain, noise = np.empty(36), np.empty(24), np.empty(16)
    for i in range(6):
        for a in range(m):
            total = 0.0
            for b in range(m):
                along = 0.0
                for j in range(i + 1):
                    along += root[6 * i + j] * slope[6 * b + j]
                total += along * inverted[m * b + a]
            gain[m * i + a] = total
    for a in range(m):
        for b in range(m):
            total = spread[m * a + b]
            for j in range(6):
                total -= slope[6 * a + j] * slope[6 * b + j]
            noise[m * a + b] = total
    for i in range(6):
        for j in range(6):
            total = root[6 * i + j]
            for a in range(m):
                total -= gain[m * i + a] * slope[6 * a + j]
            kept[6 * i + j] = total
        for a in range(m):
            x_out[ORDER[i]] += gain[m * i + a] * y[a]
    for i in range(6):
        for j in range(i + 1):
            total = 0.0
            for k in range(6):
                total += kept[6 * i + k] * kept[6 * j + k]
            for a in range(m):
                for b in range(m):
                    total += gain[m * i + a] * noise[m * a + b] * gain[m * j + b]
            covariance_out[6 * ORDER[i] + ORDER[j]] = total
            covariance_out[6 * ORDER[j] + ORDER[i]] = total
