"""The way of each threat: from a start at some bearing and distance to its site, as timed points.

          start  o
                  \\   via points: a third and two thirds of the way, pushed sideways by chance
                   o
                  /
                 o
                  \\
                   x  site (or the place where an aircraft releases its weapons)

Level routes follow great circles, arcs a Kepler ellipse, or one whose end the air slows (`models/motion/`). With
terrain, level routes keep above the ground (`ground.py`); without, they keep one height.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import inner, rare
from pavise.sim.elementary import sin_cos
from pavise.sim.geometry import earth_centred
from pavise.sim.ground import cell_at, flight_height_m, highest_ground_m
from pavise.sim.models.motion.ballistic import arc_of_apogee, arc_of_least_energy, arc_points
from pavise.sim.models.motion.descent import slowed_arc_points
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

SLOWED_POINTS, SLOWED_ON_ELLIPSE = 64, 32
"""Points on an arc that the air slows, and how many of them lie above the air: there 8 s apart on a flight of 300 s,
below 3 s and less, so that a straight piece is at most 130 m off. Paths have room for them where some threat needs it.
"""

LEG_M = 60_000.0
"""Longest straight piece of a level route. Its middle lies 70 m below the arc, which no radar range notices."""

LEG_OVER_GROUND_M = 5_000.0
"""The same where there is terrain to clear: short enough that a flier keeps to the ground, long enough to be cheap."""

POINTS_OVER_GROUND_MAX = 193
"""Room for such a route: up to 320 km in each of its three legs; longer ones get longer pieces."""

SHORTEST_M = 1e-4
"""A threat that starts within its release range still flies so far: a piece of path that takes no time has no speed."""


@inner
def level_path(config, ground, axis_rad, first_m, second_m, start_s, threat, site, path_out):
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
    smooth = config.ground_step_rad == 0.0
    leg_m = LEG_M if smooth else LEG_OVER_GROUND_M
    way = np.empty((path_out.size, 3))
    path_out[0].time_s = start_s
    points, time_s = add_leg(ax, ay, az, bx, by, bz, leg_m, threat.speed_mps, start_s, 1, way, path_out)
    points, time_s = add_leg(bx, by, bz, cx, cy, cz, leg_m, threat.speed_mps, time_s, points, way, path_out)
    points, time_s = add_leg(cx, cy, cz, dx, dy, dz, leg_m, threat.speed_mps, time_s, points, way, path_out)
    if smooth:
        for k in range(points):
            put_point(way[k, 0], way[k, 1], way[k, 2], site.height_m + threat.altitude_m, path_out[k])
    else:
        lay_over_ground(config, ground, points, way, threat.altitude_m, site.height_m, path_out)
    return points


@inner
def add_leg(ax, ay, az, bx, by, bz, longest_m, speed_mps, time_s, points, way, path_out):
    """Append the places and times from a to b in equal pieces; (number of points so far, time of arrival at b).

    A path that is out of room gets longer pieces, never an end short of its site.
    """
    leg_m = central_angle(ax, ay, az, bx, by, bz) * MEAN_RADIUS_M
    room = (path_out.size - 1) // 3
    pieces = min(max(int(math.ceil(leg_m / longest_m)), 1), room)
    leg_points(ax, ay, az, bx, by, bz, way[points - 1 : points + pieces])
    step_s = leg_m / speed_mps / pieces
    for k in range(1, pieces + 1):
        path_out[points + k - 1].time_s = time_s + k * step_s
    return points + pieces, time_s + pieces * step_s


@rare
def lay_over_ground(config, ground, points, way, altitude_m, site_height_m, path_out):
    """Put the points of `way` at heights at which each piece clears the ground."""
    before_m = -math.inf
    row, column = cell_at(config, way[0, 0], way[0, 1], way[0, 2])
    for k in range(points):
        after_m = -math.inf
        if k < points - 1:
            next_row, next_column = cell_at(config, way[k + 1, 0], way[k + 1, 1], way[k + 1, 2])
            after_m = highest_ground_m(config, ground, row, column, next_row, next_column)
            row, column = next_row, next_column
        height_m = flight_height_m(site_height_m, altitude_m, max(before_m, after_m))
        put_point(way[k, 0], way[k, 1], way[k, 2], height_m, path_out[k])
        before_m = after_m


def room_over_ground(leg_m: float) -> int:
    """Points of a level route over ground whose legs are no longer than `leg_m`, as long as there may be so many."""
    return min(3 * math.ceil(leg_m / LEG_OVER_GROUND_M + 1.0) + 1, POINTS_OVER_GROUND_MAX)


@inner
def put_point(nx, ny, nz, height_m, point_out):
    """The place of one point from its n-vector and height."""
    x_m, y_m, z_m = earth_centred(nx, ny, nz, height_m)
    point_out.position_m[0] = x_m
    point_out.position_m[1] = y_m
    point_out.position_m[2] = z_m
    point_out.height_m = height_m


@inner
def arc_path(axis_rad, start_s, threat, site, path_out):
    """Fill `path_out` for a ballistic arc onto the site, outside the air; the number of points.

    The arc is worked out over a sphere through the site and laid along the great circle of n-vectors.
    """
    time_s, turned, height_m = np.empty(ARC_POINTS), np.empty(ARC_POINTS), np.empty(ARC_POINTS)
    angle = arc_shape(threat, site, time_s, turned, height_m)
    return lay_arc(axis_rad, angle, start_s, site, time_s, turned, height_m, path_out)


@inner
def arc_shape(threat, site, time_s_out, turned_out, height_m_out):
    """Times, angles turned and heights along an arc outside the air, the same from wherever it comes; its whole angle.

    `time_s_out`, `turned_out`, `height_m_out`: ARC_POINTS each.
    """
    angle = threat.distance_m / MEAN_RADIUS_M
    radius_m = MEAN_RADIUS_M + site.height_m
    if threat.apogee_ratio > 0.0:
        eccentricity, closeness = arc_of_apogee(angle, threat.apogee_ratio * threat.distance_m, radius_m)
    else:
        eccentricity, closeness = arc_of_least_energy(angle)
    arc_points(angle, eccentricity, closeness, radius_m, time_s_out, turned_out, height_m_out)
    return angle


@inner
def slowed_arc_path(axis_rad, start_s, threat, site, path_out):
    """The same for an arc that the air slows."""
    time_s, turned, height_m = np.empty(SLOWED_POINTS), np.empty(SLOWED_POINTS), np.empty(SLOWED_POINTS)
    angle = slowed_arc_shape(threat, site, time_s, turned, height_m)
    return lay_arc(axis_rad, angle, start_s, site, time_s, turned, height_m, path_out)


@inner
def slowed_arc_shape(threat, site, time_s_out, turned_out, height_m_out):
    """The same as `arc_shape` for an arc that the air slows; SLOWED_POINTS each."""
    angle = threat.distance_m / MEAN_RADIUS_M
    slowed_arc_points(
        angle, threat.apogee_ratio * threat.distance_m, MEAN_RADIUS_M + site.height_m, site.height_m,
        threat.drag_m2pkg, SLOWED_ON_ELLIPSE, time_s_out, turned_out, height_m_out,
    )  # fmt: skip
    return angle


@inner
def lay_arc(axis_rad, angle, start_s, site, time_s, turned, height_m, path_out):
    """Put the points of an arc on their great circle: from a start `angle` away at a bearing onto the site."""
    n = site.n
    ax, ay, az = point_ahead(n[0], n[1], n[2], axis_rad, angle)
    tx, ty, tz, _, _ = ahead(ax, ay, az, n[0], n[1], n[2])
    for k in range(time_s.size):
        sine, cosine = sin_cos(turned[k])
        put_point(
            cosine * ax + sine * tx, cosine * ay + sine * ty, cosine * az + sine * tz,
            site.height_m + height_m[k], path_out[k],
        )  # fmt: skip
        path_out[k].time_s = start_s + time_s[k]
    return time_s.size
