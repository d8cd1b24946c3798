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


# ---- hills: GeographicLib along the line, every ten metres ---------------------------------------------------------


def ground_of_hills(latitude_deg, longitude_deg):
    a, o = math.radians(latitude_deg), math.radians(longitude_deg)
    return 300.0 + 200.0 * math.sin(2000 * a) * math.cos(1600 * o) + 60.0 * math.sin(7000 * a + 5000 * o)


def behind_hills(latitude_deg, longitude_deg, above_ground_m, k, reach_km, range_km):
    place = latitude_deg, longitude_deg
    eye_m = ground_of_hills(*place) + above_ground_m
    return tuple(over_all_ground(place, eye_m, k * MEAN_RADIUS_M, way_deg, range_km) for way_deg in range(0, 360, 45))


def over_all_ground(place, eye_m, radius, azimuth_deg, range_km):
    """Every piece of ground on the way is looked over in turn; the highest of the lines of sight counts."""
    from geographiclib.geodesic import Geodesic

    line = Geodesic.WGS84.Line(*place, azimuth_deg)
    end_m, steps = 1e3 * range_km, round(100 * range_km)
    eye, highest = radius + eye_m, 0.0
    for i in range(1, steps + 1):
        along_m = end_m * i / steps
        here = line.Position(along_m)
        ground = radius + ground_of_hills(here["lat2"], here["lon2"])
        angle, whole = along_m / radius, end_m / radius
        # the elevation under which the ground stands, and where that line is over the end of the way
        elevation = math.atan2(ground * math.cos(angle) - eye, ground * math.sin(angle))
        highest = max(highest, eye * math.cos(elevation) / math.cos(elevation + whole))
    return highest - radius
