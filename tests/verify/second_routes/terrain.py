"""Terrain, by other ways: the law of sines in the triangle of eye, target and the earth's centre."""

from __future__ import annotations

import math

MEAN_RADIUS_M = 6_371_000.0


def stored(height_m):
    if height_m > 16_000.0:
        return 16_000.0 + 16.0 * math.ceil((height_m - 16_000.0) / 16.0)
    return float(math.ceil(height_m))


def lowest_in_sight(k, eye_m, wall_m, wall_km, range_km):
    radius_m = k * MEAN_RADIUS_M
    eye_radius_m, wall_radius_m = radius_m + eye_m, radius_m + wall_m
    wall, here = wall_km * 1e3 / radius_m, range_km * 1e3 / radius_m
    # the ray that grazes the sea, when the target is behind the horizon, and the ray that grazes the wall
    elevations = [-math.acos(radius_m / eye_radius_m)] if here > math.acos(radius_m / eye_radius_m) else []
    if here >= wall:
        elevations.append(math.atan2(wall_radius_m * math.cos(wall) - eye_radius_m, wall_radius_m * math.sin(wall)))
    if not elevations:
        return 0.0
    elevation = max(elevations)
    return max(eye_radius_m * math.cos(elevation) / math.cos(elevation + here) - radius_m, 0.0)


def over_wall(k, eye_m, wall_m, wall_km, range_km, target_m):
    return float(target_m < lowest_in_sight(k, eye_m, wall_m, wall_km, range_km))
