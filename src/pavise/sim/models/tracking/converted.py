"""A plot turned into a place with a covariance, and a track brought up to date with it.

A radar measures range, azimuth and elevation; a track lives in metres. Turned into a place, a plot is off to one side
on average, because an angle that errs to either side shortens the way ahead:

        .  .
      .  |   .      the mean of noisy plots (+) lies nearer than the target (x)
     .   +x   .
         |

With normal errors of an angle, E[cos error] = exp(-sigma^2/2), so the place is divided by that: then it is right on
average, however many plots there are of a target. Its covariance is written without differences of large numbers. It is
that of plots about the target, taken along the axes of the plot; seen from there the target is nearer than the plot on
average, because the plot was moved out, and the square of that is added. Without it the track becomes too sure of
itself and worse where an angle bends a plot by more than the range is certain (errors of 1.1 degrees at 200 km, 50 m in
range: normalised errors of 12.7 instead of 6 without, 9.1 with it, and the place 6 % better).

The update is Kalman's in Joseph's form, (I - K H) P (I - K H)' + K R K': a sum of two matrices that cannot become
negative, whatever the rounding. H picks out the place, so everything is written in blocks of 3 x 3.

Sources: D. Lerro, Y. Bar-Shalom, "Tracking with debiased consistent converted measurements versus EKF", IEEE Trans.
AES-29 (1993) 1015-1022; M. Longbin, S. Xiaoquan, Z. Yizhu, S. Z. Kang, Y. Bar-Shalom, "Unbiased converted measurements
for tracking", IEEE Trans. AES-34 (1998) 1023-1027; for the form, R. S. Bucy, P. D. Joseph, *Filtering for Stochastic
Processes with Applications to Guidance* (1968).

When not to believe it: where an angle errs by more than about 0.4 rad, or the range by a good part of itself, the
errors are no ellipsoid. A sigma of more than half a radian is taken as half a radian: that plot says little more than
"above the horizon". A weak point of all converted plots is left: the
covariance is taken at the plot, not where the track expects it (S. V. Bordonaro, P. Willett, Y. Bar-Shalom, IEEE Trans.
AES-50 (2014) 1018-1031). Where range x sigma^2 is above the sigma of the range, `unscented.py` is better.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import exp, log, sin_cos
from pavise.sim.matrices import (
    ONE,
    blocks_of,
    inverse3,
    less6,
    less9,
    move,
    plus6,
    plus9,
    put_blocks,
    times3,
    times_turned3,
    times_turned_symmetric3,
    vector_times3,
    whole,
)

PARAMETERS = ()

SIGMA_MAX_RAD = 0.5
LN_2_PI = 1.8378770664093453


@inner
def shrink_of(sigma_rad):
    """For an angle with normal errors: c = E[cos error] = exp(-sigma^2/2), and 1 - c^2 without losing digits."""
    s = sigma_rad * sigma_rad
    series = 1.0 / 120.0 + s * (-1.0 / 720.0 + s * (1.0 / 5040.0 - s / 40320.0))
    q = s * (1.0 + s * (-0.5 + s * (1.0 / 6.0 + s * (-1.0 / 24.0 + s * series))))
    return exp(-0.5 * s), q


@kernel
def spread_of(range_m, sin_el, cos_el, sigma_m, sigma_azimuth_rad, sigma_elevation_rad):
    """How plots of a target scatter about it, in m2: (ahead, beside, above, ahead against above, ca, ce).

    `ahead` is level, towards the target; ca and ce are the factors by which azimuth and elevation shorten the way.
    """
    ca, qa = shrink_of(sigma_azimuth_rad)
    ce, qe = shrink_of(sigma_elevation_rad)
    # E[cos^2 error]/c^2 = 1 + along, E[sin^2 error]/c^2 = across
    az_half, el_half = 0.5 * qa / (ca * ca), 0.5 * qe / (ce * ce)
    az_along, az_across = az_half * qa, az_half * (2.0 - qa)
    el_along, el_across = el_half * qe, el_half * (2.0 - qe)
    range2, sigma2 = range_m * range_m, sigma_m * sigma_m
    cos2, sin2 = cos_el * cos_el, sin_el * sin_el
    level = cos2 * (1.0 + el_along) + sin2 * el_across  # E[cos^2 of the measured elevation]/c^2
    bent = cos2 * (az_along + el_along + az_along * el_along) + sin2 * el_across * (1.0 + az_along)
    return (
        range2 * bent + sigma2 * level * (1.0 + az_along),
        (range2 + sigma2) * level * az_across,
        range2 * (sin2 * el_along + cos2 * el_across) + sigma2 * (sin2 * (1.0 + el_along) + cos2 * el_across),
        cos_el * sin_el * (range2 * (el_along - el_across) + sigma2 * (1.0 + el_along - el_across)),
        ca,
        ce,
    )


@kernel
def convert(detection, eye):
    """Fill `position_m` and `covariance_m2` of a detection (one row each); False when a number is missing or negative.

    The known errors of the eye are taken off first. A sigma of zero is allowed (a plane without heights).
    """
    range_m = detection.range_m - eye.range_bias_m
    sigma_m = detection.sigma_range_m
    azimuth_sigma_rad = detection.sigma_azimuth_rad
    elevation_sigma_rad = detection.sigma_elevation_rad
    if not (0.0 < range_m < math.inf and 0.0 <= sigma_m < math.inf):
        return False
    if not (azimuth_sigma_rad >= 0.0 and elevation_sigma_rad >= 0.0):
        return False
    azimuth_rad = detection.azimuth_rad - eye.azimuth_bias_rad
    elevation_rad = detection.elevation_rad
    if not (abs(azimuth_rad) < 1e3 and abs(elevation_rad) < 1e3):
        return False
    sin_az, cos_az = sin_cos(azimuth_rad)
    sin_el, cos_el = sin_cos(elevation_rad)
    ahead, beside, above, ahead_above, ca, ce = spread_of(
        range_m, sin_el, cos_el, sigma_m, min(azimuth_sigma_rad, SIGMA_MAX_RAD), min(elevation_sigma_rad, SIGMA_MAX_RAD)
    )
    # the target as seen from the plot: so much nearer, so much lower
    nearer_m = range_m * cos_el * (1.0 - ca * ca * ce * ce) / (ca * ce)
    lower_m = range_m * sin_el * (1.0 - ce * ce) / ce
    ahead += nearer_m * nearer_m
    above += lower_m * lower_m
    ahead_above += nearer_m * lower_m
    level_m, height_m = range_m * cos_el / (ca * ce), range_m * sin_el / ce
    east, north, up, place = eye.east, eye.north, eye.up, eye.position_m
    hx = sin_az * east[0] + cos_az * north[0]
    hy = sin_az * east[1] + cos_az * north[1]
    hz = sin_az * east[2] + cos_az * north[2]
    tx = cos_az * east[0] - sin_az * north[0]
    ty = cos_az * east[1] - sin_az * north[1]
    tz = cos_az * east[2] - sin_az * north[2]
    ux, uy, uz = up[0], up[1], up[2]
    position_out, covariance_out = detection.position_m, detection.covariance_m2
    position_out[0] = place[0] + level_m * hx + height_m * ux
    position_out[1] = place[1] + level_m * hy + height_m * uy
    position_out[2] = place[2] + level_m * hz + height_m * uz
    ax, ay, az = ahead * hx + ahead_above * ux, ahead * hy + ahead_above * uy, ahead * hz + ahead_above * uz
    bx, by, bz = ahead_above * hx + above * ux, ahead_above * hy + above * uy, ahead_above * hz + above * uz
    covariance_out[0] = ax * hx + bx * ux + beside * tx * tx
    covariance_out[1] = ax * hy + bx * uy + beside * tx * ty
    covariance_out[2] = ax * hz + bx * uz + beside * tx * tz
    covariance_out[3] = ay * hy + by * uy + beside * ty * ty
    covariance_out[4] = ay * hz + by * uz + beside * ty * tz
    covariance_out[5] = az * hz + bz * uz + beside * tz * tz
    return (
        covariance_out[0] + covariance_out[3] + covariance_out[5] < math.inf
        and abs(position_out[0]) + abs(position_out[1]) + abs(position_out[2]) < math.inf
    )


@inner
def innovation(x, p, position_m, r):
    """(ok, nis, log_likelihood, inverse of the innovation's covariance, innovation) of a place, blocks as tuples."""
    ok, determinant, inverse = inverse3(plus6(p, r))
    ux, uy, uz = position_m[0] - x[0], position_m[1] - x[1], position_m[2] - x[2]
    wx, wy, wz = vector_times3(whole(inverse), ux, uy, uz)
    nis = ux * wx + uy * wy + uz * wz
    return ok and nis < math.inf, nis, -0.5 * (nis + 3.0 * LN_2_PI + log(determinant)), inverse, (ux, uy, uz)


@kernel
def innovation_of(x, covariance, position_m, covariance_m2):
    """How well a place fits a track: (ok, nis, log_likelihood), the track left as it is.

    `nis`: the squared distance in standard deviations of the innovation (3 degrees of freedom); `log_likelihood`: of
    the innovation, normal, per m3. Not ok, and both without meaning, when the innovation's covariance is singular or a
    number is missing.
    """
    r = covariance_m2
    p, _, _ = blocks_of(covariance)
    return innovation(x, p, position_m, (r[0], r[1], r[2], r[3], r[4], r[5]))[:3]


@kernel
def update_converted(x_out, covariance_out, position_m, covariance_m2):
    """Bring a track up to date with a place, in place: (ok, nis, log_likelihood) as of `innovation_of`.

    `x_out`: [6]; `covariance_out`: [36], row by row, of which the upper half is read; `position_m`: [3] and
    `covariance_m2`: [6] (xx, xy, xz, yy, yz, zz) as of a detection. When not ok the track is left as it was.
    """
    p, q, v = blocks_of(covariance_out)
    r = (covariance_m2[0], covariance_m2[1], covariance_m2[2], covariance_m2[3], covariance_m2[4], covariance_m2[5])
    ok, nis, log_likelihood, inverse, (ux, uy, uz) = innovation(x_out, p, position_m, r)
    p_all, r_all, inverse = whole(p), whole(r), whole(inverse)
    k, g = times3(p_all, inverse), times3(q, inverse)  # gains of place and velocity
    keep = less9(ONE, k)
    left = less9(q, times3(g, p_all))
    k_r, g_r = times3(k, r_all), times3(g, r_all)
    new_p = plus6(times_turned_symmetric3(times3(keep, p_all), keep), times_turned_symmetric3(k_r, k))
    new_q = plus9(times_turned3(left, keep), times_turned3(g_r, k))
    new_v = less6(less6(v, times_turned_symmetric3(g, q)), times_turned_symmetric3(less9(left, g_r), g))
    if not (ok and 0.0 < new_v[0] + new_v[3] + new_v[5] < math.inf):
        return False, nis, -math.inf
    move(x_out, vector_times3(k, ux, uy, uz), vector_times3(g, ux, uy, uz))
    put_blocks(covariance_out, new_p, new_q, new_v)
    return True, nis, log_likelihood
