"""Errors that a sensor makes again and again, found by what several sensors say about the same targets.

A radar whose north is off by half a degree and whose ranges are 300 m too long puts every target in the wrong place,
and two such radars see two targets where there is one. Where both plot the same target, the difference of the plots is

    place of a - place of b  =  Ja ba - Jb bb + noise               b: (range error, azimuth error) of a sensor

with J, how a place moves with range and azimuth. Every pair of plots adds its information about all errors, weighed by
the covariance of both; then they come out together, with their covariance, by least squares. What sensors have in
common nobody sees in differences; a prior (how well they were surveyed) decides there, and its doubt stays.

From: M. P. Dana, "Registration: a prerequisite for multiple sensor tracking", chapter 5 of Y. Bar-Shalom (ed.),
*Multitarget-Multisensor Tracking: Advanced Applications* (1990); for the recursive form, Y. Bar-Shalom, X. R. Li, T.
Kirubarajan, *Estimation with Applications to Tracking and Navigation* (2001), section 3.4.

When not to believe it: where plots of different targets were taken for the same, or times differ and the velocity is
off (100 m/s over 1 s looks like 100 m). Errors are taken as small and constant; elevation errors are not looked for.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import sin_cos
from pavise.sim.matrices import inverse, inverse3, plus6, vector_times3, whole

PARAMETERS = ()


@inner
def moves_of(detection, eye):
    """How the place of a plot moves per metre of range and per radian of azimuth: two vectors."""
    sin_az, cos_az = sin_cos(detection.azimuth_rad - eye.azimuth_bias_rad)
    sin_el, cos_el = sin_cos(detection.elevation_rad)
    level_m = (detection.range_m - eye.range_bias_m) * cos_el
    east, north, up = eye.east, eye.north, eye.up
    return (
        (
            cos_el * (sin_az * east[0] + cos_az * north[0]) + sin_el * up[0],
            cos_el * (sin_az * east[1] + cos_az * north[1]) + sin_el * up[1],
            cos_el * (sin_az * east[2] + cos_az * north[2]) + sin_el * up[2],
        ),
        (
            level_m * (cos_az * east[0] - sin_az * north[0]),
            level_m * (cos_az * east[1] - sin_az * north[1]),
            level_m * (cos_az * east[2] - sin_az * north[2]),
        ),
    )


@kernel
def add_pair(a, b, eye, velocity_mps, information_out, pull_out):
    """Add what two plots of the same target say about the errors of their sensors; False when they say nothing.

    `a`, `b`: rows of detections of different eyes, converted (`converted.convert`); `eye`: the table; `velocity_mps`:
    [3] of the target, by which b is carried to the time of a; `information_out`: flat [2S 2S] for S eyes, in the order
    range, azimuth of eye 0, of eye 1 ...; `pull_out`: [2S]. The errors are those that are left after the known ones of
    the eyes.
    """
    ra, rb = a.covariance_m2, b.covariance_m2
    ok, _, weight = inverse3(
        plus6((ra[0], ra[1], ra[2], ra[3], ra[4], ra[5]), (rb[0], rb[1], rb[2], rb[3], rb[4], rb[5]))
    )
    later_s = a.time_s - b.time_s
    pa, pb = a.position_m, b.position_m
    dx = pa[0] - pb[0] - velocity_mps[0] * later_s
    dy = pa[1] - pb[1] - velocity_mps[1] * later_s
    dz = pa[2] - pb[2] - velocity_mps[2] * later_s
    if not (ok and abs(dx) + abs(dy) + abs(dz) < math.inf) or a.eye == b.eye:
        return False
    a_range, a_azimuth = moves_of(a, eye[a.eye])
    b_range, b_azimuth = moves_of(b, eye[b.eye])
    moves = (
        a_range,
        a_azimuth,
        (-b_range[0], -b_range[1], -b_range[2]),
        (-b_azimuth[0], -b_azimuth[1], -b_azimuth[2]),
    )
    n = 2 * eye.size
    w = whole(weight)
    for i in range(4):
        row = 2 * (a.eye if i < 2 else b.eye) + i % 2
        x, y, z = vector_times3(w, moves[i][0], moves[i][1], moves[i][2])
        pull_out[row] += x * dx + y * dy + z * dz
        for j in range(4):
            column = 2 * (a.eye if j < 2 else b.eye) + j % 2
            information_out[n * row + column] += x * moves[j][0] + y * moves[j][1] + z * moves[j][2]
    return True


@kernel
def solve(information, pull, sigma_range_m, sigma_azimuth_rad, error_out, covariance_out):
    """The errors of all sensors and their covariance from what `add_pair` has gathered; False when it is singular.

    `sigma_range_m`, `sigma_azimuth_rad`: [S] how well each sensor was surveyed: standard deviations of its errors
    before anything was seen, above 0; a small one holds a sensor fast as the reference. `error_out`: [2S], range (m)
    and then azimuth (rad) of each eye in turn; `covariance_out`: flat [2S 2S].
    """
    n = pull.size
    scaled, inverted, scale = np.empty(n * n), np.empty(n * n), np.empty(n)
    for i in range(n):
        scale[i] = sigma_range_m[i // 2] if i % 2 == 0 else sigma_azimuth_rad[i // 2]
    for i in range(n):
        for j in range(n):  # in units of the prior, so that metres and radians are of a size
            scaled[n * i + j] = information[n * i + j] * scale[i] * scale[j] + (1.0 if i == j else 0.0)
    ok, _ = inverse(scaled, n, inverted)
    if not ok:
        return False
    for i in range(n):
        error_out[i] = 0.0
        for j in range(n):
            covariance_out[n * i + j] = scale[i] * inverted[n * i + j] * scale[j]
            error_out[i] += covariance_out[n * i + j] * pull[j]
    return True
