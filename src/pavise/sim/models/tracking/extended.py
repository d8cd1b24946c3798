"""A track is brought up to date with range, azimuth and elevation as they were measured: the extended Kalman filter.

What the sensor should have measured is worked out from the track, with its derivatives by place (and, for the range
rate, by velocity), and the correction is Kalman's with these. Angles are compared the short way round. The covariance
is kept in Joseph's form; a range rate comes as a fourth measurement after the other three, linearised at the same
place, which is the same as all four at once.

From: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation* (2001),
section 10.3.

When not to believe it: where the track is less certain than its distance from the sensor allows (cross-range doubt
beyond a tenth of the range), or where an angle bends the plot more than the range is certain (range x sigma^2 / 2 near
the sigma of the range): the true place then lies on a curved strip, and the filter believes a straight one; use
`converted.py` or `unscented.py`. Straight above the sensor azimuth has no derivative and the update is refused.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import PI, ROUNDING_SHIFT, atan2, log
from pavise.sim.matrices import (
    blocks_of,
    inverse3,
    less6,
    less9,
    move,
    outer,
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

LN_2_PI = 1.8378770664093453


@kernel
def short_way(angle_rad):
    """The same angle between -pi and pi."""
    turns = (angle_rad / (2.0 * PI) + ROUNDING_SHIFT) - ROUNDING_SHIFT
    return angle_rad - turns * (2.0 * PI)


@inner
def seen_from(eye, x_m, y_m, z_m):
    """A place in the axes of an eye: (east, north, up) in metres."""
    place, east, north, up = eye.position_m, eye.east, eye.north, eye.up
    dx, dy, dz = x_m - place[0], y_m - place[1], z_m - place[2]
    return (
        east[0] * dx + east[1] * dy + east[2] * dz,
        north[0] * dx + north[1] * dy + north[2] * dz,
        up[0] * dx + up[1] * dy + up[2] * dz,
    )


@inner
def polar(e_m, n_m, u_m):
    """Range, azimuth and elevation of a place in the axes of an eye."""
    level2 = e_m * e_m + n_m * n_m
    return math.sqrt(level2 + u_m * u_m), atan2(e_m, n_m), atan2(u_m, math.sqrt(level2))


@inner
def residual_of(detection, eye, range_m, azimuth_rad, elevation_rad):
    """What was measured beyond what was expected, the eye's known errors taken off."""
    return (
        detection.range_m - eye.range_bias_m - range_m,
        short_way(detection.azimuth_rad - eye.azimuth_bias_rad - azimuth_rad),
        short_way(detection.elevation_rad - elevation_rad),
    )


@inner
def rate_is_measured(detection):
    """Whether a detection has a range rate; a sigma that is no number counts as measured, so that it is refused."""
    return not detection.sigma_range_rate_mps == math.inf


@kernel
def update_extended(x_out, covariance_out, detection, eye):
    """Bring a track up to date with one detection of one eye (a row each), in place: (ok, nis, log_likelihood).

    `x_out`: [6]; `covariance_out`: [36], row by row, of which the upper half is read. `nis` has 3 degrees of freedom, 4
    with a range rate; `log_likelihood` is that of the innovation per m3 of place (and per m/s), as in `converted.py`.
    When not ok (singular, a missing number, straight above) the track is left as it was.
    """
    e, n, u = seen_from(eye, x_out[0], x_out[1], x_out[2])
    range_m, azimuth_rad, elevation_rad = polar(e, n, u)
    y = residual_of(detection, eye, range_m, azimuth_rad, elevation_rad)
    level2 = e * e + n * n
    range2 = range_m * range_m
    level = math.sqrt(level2)
    if not level2 > 0.0:
        return False, math.nan, -math.inf
    # derivatives of range, azimuth and elevation in the eye's axes, then in the frame's
    east, north, up = eye.east, eye.north, eye.up
    axes = (east[0], east[1], east[2], north[0], north[1], north[2], up[0], up[1], up[2])
    j = times3(
        (
            e / range_m, n / range_m, u / range_m,
            n / level2, -e / level2, 0.0,
            -u * e / (level * range2), -u * n / (level * range2), level / range2,
        ),
        axes,
    )  # fmt: skip
    sr, sa, se = detection.sigma_range_m, detection.sigma_azimuth_rad, detection.sigma_elevation_rad
    r = (sr * sr, 0.0, 0.0, sa * sa, 0.0, se * se)
    p, q, v = blocks_of(covariance_out)
    p_j, q_j = times_turned3(whole(p), j), times_turned3(q, j)
    s = plus6(times_turned_symmetric3(times3(j, whole(p)), j), r)
    ok, determinant, inverse = inverse3(s)
    i = whole(inverse)
    wx, wy, wz = vector_times3(i, y[0], y[1], y[2])
    nis = y[0] * wx + y[1] * wy + y[2] * wz
    if not (ok and nis < math.inf):
        return False, nis, -math.inf
    log_likelihood = -0.5 * (nis + 3.0 * LN_2_PI + log(determinant)) - log(range_m * level)
    k, g = times3(p_j, i), times3(q_j, i)
    k_j, k_r, g_r = times3(k, j), times3(k, whole(r)), times3(g, whole(r))
    keep = (
        1.0 - k_j[0], -k_j[1], -k_j[2], -k_j[3], 1.0 - k_j[4], -k_j[5], -k_j[6], -k_j[7], 1.0 - k_j[8]
    )  # fmt: skip
    new_p = plus6(times_turned_symmetric3(times3(keep, whole(p)), keep), times_turned_symmetric3(k_r, k))
    left = less9(q, times3(g, times3(j, whole(p))))
    new_q = plus9(times_turned3(left, keep), times_turned3(g_r, k))
    new_v = less6(
        less6(v, times_turned_symmetric3(g, q_j)), times_turned_symmetric3(less9(q_j, times3(g, whole(s))), g)
    )
    step_p, step_v = vector_times3(k, y[0], y[1], y[2]), vector_times3(g, y[0], y[1], y[2])
    if rate_is_measured(detection):
        ok, rate_nis, rate_log, step_p, step_v, new_p, new_q, new_v = with_range_rate(
            x_out, detection, eye, step_p, step_v, new_p, new_q, new_v
        )
        nis += rate_nis
        log_likelihood += rate_log
    if not (ok and nis < math.inf and 0.0 < new_v[0] + new_v[3] + new_v[5] < math.inf):
        return False, nis, -math.inf
    move(x_out, step_p, step_v)
    put_blocks(covariance_out, new_p, new_q, new_v)
    return True, nis, log_likelihood


@inner
def with_range_rate(x, detection, eye, step_p, step_v, p, q, v):
    """The range rate as a fourth measurement, after place and velocity have been moved by the other three.

    (ok, nis, log_likelihood, step_p, step_v, p, q, v); `x`: the track before both.
    """
    place = eye.position_m
    dx, dy, dz = x[0] - place[0], x[1] - place[1], x[2] - place[2]
    range_m = math.sqrt(dx * dx + dy * dy + dz * dz)
    bx, by, bz = dx / range_m, dy / range_m, dz / range_m
    rate = bx * x[3] + by * x[4] + bz * x[5]
    ax, ay, az = (x[3] - rate * bx) / range_m, (x[4] - rate * by) / range_m, (x[5] - rate * bz) / range_m
    y = detection.range_rate_mps - rate
    y -= ax * step_p[0] + ay * step_p[1] + az * step_p[2] + bx * step_v[0] + by * step_v[1] + bz * step_v[2]
    turned = (q[0], q[3], q[6], q[1], q[4], q[7], q[2], q[5], q[8])
    # covariance times the row of derivatives
    p1, p2, p3 = vector_times3(whole(p), ax, ay, az)
    q1, q2, q3 = vector_times3(turned, bx, by, bz)
    hp = (p1 + q1, p2 + q2, p3 + q3)
    p1, p2, p3 = vector_times3(q, ax, ay, az)
    q1, q2, q3 = vector_times3(whole(v), bx, by, bz)
    hv = (p1 + q1, p2 + q2, p3 + q3)
    r = detection.sigma_range_rate_mps * detection.sigma_range_rate_mps
    s = ax * hp[0] + ay * hp[1] + az * hp[2] + bx * hv[0] + by * hv[1] + bz * hv[2] + r
    k, g = (hp[0] / s, hp[1] / s, hp[2] / s), (hv[0] / s, hv[1] / s, hv[2] / s)
    # (1 - gain row) P (1 - gain row)' + gain r gain', first the left factor, then the right one
    left_p, left_q = less9(whole(p), outer(k, hp)), less9(q, outer(g, hp))
    left_t, left_v = less9(turned, outer(k, hv)), less9(whole(v), outer(g, hv))
    p1, p2, p3 = vector_times3(left_p, ax, ay, az)
    q1, q2, q3 = vector_times3(left_t, bx, by, bz)
    cp = (p1 + q1 - r * k[0], p2 + q2 - r * k[1], p3 + q3 - r * k[2])
    p1, p2, p3 = vector_times3(left_q, ax, ay, az)
    q1, q2, q3 = vector_times3(left_v, bx, by, bz)
    cv = (p1 + q1 - r * g[0], p2 + q2 - r * g[1], p3 + q3 - r * g[2])
    new_p, new_q, new_v = less9(left_p, outer(cp, k)), less9(left_q, outer(cv, k)), less9(left_v, outer(cv, g))
    nis = y * y / s
    step_p = (step_p[0] + k[0] * y, step_p[1] + k[1] * y, step_p[2] + k[2] * y)
    step_v = (step_v[0] + g[0] * y, step_v[1] + g[1] * y, step_v[2] + g[2] * y)
    return (
        s > 0.0 and r >= 0.0,
        nis,
        -0.5 * (nis + LN_2_PI + log(s)),
        step_p,
        step_v,
        (new_p[0], new_p[1], new_p[2], new_p[4], new_p[5], new_p[8]),
        new_q,
        (new_v[0], new_v[1], new_v[2], new_v[4], new_v[5], new_v[8]),
    )
