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

from pavise.sim.compiled import kernel
from pavise.sim.elementary import sin_cos
from pavise.sim.geometry import earth_centred
from pavise.sim.models.motion.ballistic import arc_of_apogee, arc_of_least_energy, arc_points
from pavise.sim.models.motion.great_circle import EARTH_MEAN_RADIUS_M, ahead, angle_between, aside

ARC_POINTS = 41
"""Points on an arc: 8 s apart on a flight of 300 s, so a straight piece is at most 80 m off the ellipse."""

LEG_M = 60_000.0
"""Longest straight piece of a level route. Its middle lies 70 m below the arc, which no radar range notices."""


@kernel
def level_path(axis_rad, first_m, second_m, start_s, threat, site, path_out):
    """Fill `path_out` for a level flight; the number of points.

    `axis_rad`: bearing from the site to the start; `first_m`, `second_m`: how far the via points stand aside.
    """
    n = site.n
    near_m = min(threat.release_range_m, threat.distance_m)
    way_m = threat.distance_m - near_m
    ax, ay, az = ahead(n[0], n[1], n[2], axis_rad, threat.distance_m)
    bx, by, bz = ahead(n[0], n[1], n[2], axis_rad, near_m + way_m * 2.0 / 3.0)
    bx, by, bz = aside(bx, by, bz, axis_rad, first_m)
    cx, cy, cz = ahead(n[0], n[1], n[2], axis_rad, near_m + way_m / 3.0)
    cx, cy, cz = aside(cx, cy, cz, axis_rad, second_m)
    dx, dy, dz = ahead(n[0], n[1], n[2], axis_rad, near_m)
    height_m = site.height_m + threat.altitude_m
    time_s = start_s
    put_point(ax, ay, az, height_m, time_s, path_out[0])
    points = 1
    points, time_s = add_leg(ax, ay, az, bx, by, bz, height_m, threat.speed_mps, time_s, points, path_out)
    points, time_s = add_leg(bx, by, bz, cx, cy, cz, height_m, threat.speed_mps, time_s, points, path_out)
    points, time_s = add_leg(cx, cy, cz, dx, dy, dz, height_m, threat.speed_mps, time_s, points, path_out)
    return points


@kernel
def add_leg(ax, ay, az, bx, by, bz, height_m, speed_mps, time_s, points, path_out):
    """Append the way from a to b in pieces of equal length; (number of points, time of arrival at b).

    A path that is out of room gets longer pieces, never an end short of its site.
    """
    angle = angle_between(ax, ay, az, bx, by, bz)
    leg_m = angle * EARTH_MEAN_RADIUS_M
    room = (path_out.size - 1) // 3
    pieces = min(max(int(math.ceil(leg_m / LEG_M)), 1), room)
    step_s = leg_m / speed_mps / pieces
    sine, cosine = sin_cos(angle / pieces)
    sine_whole, cosine_whole = sin_cos(angle)
    # The first step by interpolation on the arc, every further one by the recurrence of the great circle.
    px, py, pz = ax, ay, az
    ox, oy, oz = ax, ay, az
    for k in range(1, pieces + 1):
        if k == pieces:
            qx, qy, qz = bx, by, bz
        elif k == 1:
            share_b = sine / sine_whole
            share_a = cosine - share_b * cosine_whole
            qx, qy, qz = share_a * ax + share_b * bx, share_a * ay + share_b * by, share_a * az + share_b * bz
        else:
            qx, qy, qz = 2.0 * cosine * px - ox, 2.0 * cosine * py - oy, 2.0 * cosine * pz - oz
        put_point(qx, qy, qz, height_m, time_s + k * step_s, path_out[points])
        points += 1
        ox, oy, oz = px, py, pz
        px, py, pz = qx, qy, qz
    return points, time_s + pieces * step_s


@kernel
def put_point(nx, ny, nz, height_m, time_s, point_out):
    """One timed point from its n-vector and height."""
    x_m, y_m, z_m = earth_centred(nx, ny, nz, height_m)
    point_out.position_m[0] = x_m
    point_out.position_m[1] = y_m
    point_out.position_m[2] = z_m
    point_out.height_m = height_m
    point_out.time_s = time_s


@kernel
def arc_path(axis_rad, start_s, threat, site, path_out):
    """Fill `path_out` for a ballistic arc onto the site; the number of points.

    The arc is worked out over a sphere through the site and laid along the great circle of n-vectors.
    """
    n = site.n
    ax, ay, az = ahead(n[0], n[1], n[2], axis_rad, threat.distance_m)
    angle = threat.distance_m / EARTH_MEAN_RADIUS_M
    radius_m = EARTH_MEAN_RADIUS_M + site.height_m
    if threat.apogee_ratio > 0.0:
        eccentricity, closeness = arc_of_apogee(angle, threat.apogee_ratio * threat.distance_m, radius_m)
    else:
        eccentricity, closeness = arc_of_least_energy(angle)
    time_s = np.empty(ARC_POINTS)
    turned = np.empty(ARC_POINTS)
    height_m = np.empty(ARC_POINTS)
    arc_points(angle, eccentricity, closeness, radius_m, time_s, turned, height_m)
    sine_whole, cosine_whole = sin_cos(angle)
    for k in range(ARC_POINTS):
        sine, cosine = sin_cos(turned[k])
        share_b = sine / sine_whole
        share_a = cosine - share_b * cosine_whole
        put_point(
            share_a * ax + share_b * n[0], share_a * ay + share_b * n[1], share_a * az + share_b * n[2],
            site.height_m + height_m[k], start_s + time_s[k], path_out[k],
        )  # fmt: skip
    return ARC_POINTS
