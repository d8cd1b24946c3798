"""The way of each threat: from a start at some bearing and distance to its site, as timed points.

          start  o
                  \\   via points: a third and two thirds of the way, pushed sideways by chance
                   o
                  /
                 o
                  \\
                   x  site (or the place where an aircraft releases its weapons)

Level routes follow great circles, arcs a Kepler ellipse (`models/motion/`).
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import inner
from pavise.sim.elementary import sin_cos
from pavise.sim.geometry import earth_centred
from pavise.sim.models.motion.ballistic import arc_of_apogee, arc_of_least_energy, arc_points
from pavise.sim.models.motion.great_circle import (
    MEAN_RADIUS_M,
    ahead,
    central_angle,
    leg_points,
    point_ahead,
    point_beside,
)

ARC_POINTS = 41
"""Points on an arc: 8 s apart on a flight of 300 s, so a straight piece is at most 80 m off the ellipse."""

LEG_M = 60_000.0
"""Longest straight piece of a level route. Its middle lies 70 m below the arc, which no radar range notices."""

SHORTEST_M = 1e-4
"""A threat that starts within its release range still flies so far: a piece of path that takes no time has no speed."""


@inner
def level_path(axis_rad, first_m, second_m, start_s, threat, site, path_out):
    """Fill `path_out` for a level flight; the number of points.

    `axis_rad`: bearing from the site to the start; `first_m`, `second_m`: how far the via points stand to the right.
    """
    n = site.n
    near = min(threat.release_range_m, threat.distance_m - SHORTEST_M) / MEAN_RADIUS_M
    far = threat.distance_m / MEAN_RADIUS_M
    ax, ay, az = point_ahead(n[0], n[1], n[2], axis_rad, far)
    dx, dy, dz = point_ahead(n[0], n[1], n[2], axis_rad, near)
    bx, by, bz = point_beside(ax, ay, az, dx, dy, dz, 1.0 / 3.0, first_m / MEAN_RADIUS_M)
    cx, cy, cz = point_beside(ax, ay, az, dx, dy, dz, 2.0 / 3.0, second_m / MEAN_RADIUS_M)
    height_m = site.height_m + threat.altitude_m
    put_point(ax, ay, az, height_m, start_s, path_out[0])
    points, time_s = add_leg(ax, ay, az, bx, by, bz, height_m, threat.speed_mps, start_s, 1, path_out)
    points, time_s = add_leg(bx, by, bz, cx, cy, cz, height_m, threat.speed_mps, time_s, points, path_out)
    points, time_s = add_leg(cx, cy, cz, dx, dy, dz, height_m, threat.speed_mps, time_s, points, path_out)
    return points


@inner
def add_leg(ax, ay, az, bx, by, bz, height_m, speed_mps, time_s, points, path_out):
    """Append the way from a to b in equal pieces; (number of points so far, time of arrival at b).

    A path that is out of room gets longer pieces, never an end short of its site.
    """
    leg_m = central_angle(ax, ay, az, bx, by, bz) * MEAN_RADIUS_M
    room = (path_out.size - 1) // 3
    pieces = min(max(int(math.ceil(leg_m / LEG_M)), 1), room)
    n = np.empty((pieces + 1, 3))
    leg_points(ax, ay, az, bx, by, bz, n)
    step_s = leg_m / speed_mps / pieces
    for k in range(1, pieces + 1):
        put_point(n[k, 0], n[k, 1], n[k, 2], height_m, time_s + k * step_s, path_out[points + k - 1])
    return points + pieces, time_s + pieces * step_s


@inner
def put_point(nx, ny, nz, height_m, time_s, point_out):
    """One timed point from its n-vector and height."""
    x_m, y_m, z_m = earth_centred(nx, ny, nz, height_m)
    point_out.position_m[0] = x_m
    point_out.position_m[1] = y_m
    point_out.position_m[2] = z_m
    point_out.height_m = height_m
    point_out.time_s = time_s


@inner
def arc_path(axis_rad, start_s, threat, site, path_out):
    """Fill `path_out` for a ballistic arc onto the site; the number of points.

    The arc is worked out over a sphere through the site and laid along the great circle of n-vectors.
    """
    n = site.n
    angle = threat.distance_m / MEAN_RADIUS_M
    radius_m = MEAN_RADIUS_M + site.height_m
    ax, ay, az = point_ahead(n[0], n[1], n[2], axis_rad, angle)
    if threat.apogee_ratio > 0.0:
        eccentricity, closeness = arc_of_apogee(angle, threat.apogee_ratio * threat.distance_m, radius_m)
    else:
        eccentricity, closeness = arc_of_least_energy(angle)
    time_s = np.empty(ARC_POINTS)
    turned = np.empty(ARC_POINTS)
    height_m = np.empty(ARC_POINTS)
    arc_points(angle, eccentricity, closeness, radius_m, time_s, turned, height_m)
    tx, ty, tz, _, _ = ahead(ax, ay, az, n[0], n[1], n[2])
    for k in range(ARC_POINTS):
        sine, cosine = sin_cos(turned[k])
        put_point(
            cosine * ax + sine * tx, cosine * ay + sine * ty, cosine * az + sine * tz,
            site.height_m + height_m[k], start_s + time_s[k], path_out[k],
        )  # fmt: skip
    return ARC_POINTS
