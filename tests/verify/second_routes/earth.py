"""The earth, by other ways: GeographicLib, PROJ, formulas in latitude and longitude, triangles solved numerically."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq
from scipy.spatial.transform import Rotation

MEAN_RADIUS_M = 6_371_000.0

# ---- programs of others -------------------------------------------------------------------------------------------


def geodesic(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg):
    from geographiclib.geodesic import Geodesic

    found = Geodesic.WGS84.Inverse(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg)
    return found["s12"], found["azi1"], found["azi2"]


def geodesic_ahead(latitude_deg, longitude_deg, azimuth_deg, distance_m):
    from geographiclib.geodesic import Geodesic

    found = Geodesic.WGS84.Direct(latitude_deg, longitude_deg, azimuth_deg, distance_m)
    return found["lat2"], found["lon2"], found["azi2"]


def earth_centred(latitude_deg, longitude_deg, height_m):
    from pyproj import Transformer

    return Transformer.from_crs(4979, 4978, always_xy=True).transform(longitude_deg, latitude_deg, height_m)


def topocentric(latitude_deg, longitude_deg, height_m):
    from pyproj import Transformer

    return Transformer.from_pipeline(
        "+proj=pipeline +ellps=WGS84 +step +proj=cart "
        f"+step +proj=topocentric +lat_0={latitude_deg!r} +lon_0={longitude_deg!r} +h_0={height_m!r}"
    )


def seen_from(latitude1_deg, longitude1_deg, height1_m, latitude2_deg, longitude2_deg, height2_m):
    frame = topocentric(latitude1_deg, longitude1_deg, height1_m)
    east_m, north_m, up_m = frame.transform(longitude2_deg, latitude2_deg, height2_m)
    range_m = math.hypot(east_m, north_m, up_m)
    azimuth_deg = math.degrees(math.atan2(east_m, north_m)) % 360.0
    return east_m, north_m, up_m, azimuth_deg, math.degrees(math.asin(up_m / range_m)), range_m


def put_from(latitude_deg, longitude_deg, height_m, east_m, north_m, up_m):
    frame = topocentric(latitude_deg, longitude_deg, height_m)
    there = frame.transform(east_m, north_m, up_m, direction="INVERSE")
    return there[1], there[0], there[2], math.hypot(east_m, north_m, up_m)


def geodetic(x_m, y_m, z_m):
    """The latitude at which the normal of the ellipse passes through the point, by bisection."""
    a, f = 6378137.0, 1.0 / 298.257223563
    e2 = f * (2.0 - f)
    out_m = math.hypot(x_m, y_m)

    def normal_m(latitude):
        return a / math.sqrt(1.0 - e2 * math.sin(latitude) ** 2)

    def foot_m(latitude):
        return normal_m(latitude) * math.cos(latitude), (1.0 - e2) * normal_m(latitude) * math.sin(latitude)

    def beside_m(latitude):
        foot_out, foot_up = foot_m(latitude)
        return (z_m - foot_up) * math.cos(latitude) - (out_m - foot_out) * math.sin(latitude)

    latitude = brentq(beside_m, -0.5 * math.pi, 0.5 * math.pi, xtol=1e-16, rtol=1e-15)
    foot_out, foot_up = foot_m(latitude)
    height_m = (out_m - foot_out) * math.cos(latitude) + (z_m - foot_up) * math.sin(latitude)
    return math.degrees(latitude), math.degrees(math.atan2(y_m, x_m)), height_m


# ---- great circles: formulas in latitude and longitude, and rotations ---------------------------------------------


def great_circle(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg):
    a, b = math.radians(latitude1_deg), math.radians(latitude2_deg)
    turn = math.radians(longitude2_deg - longitude1_deg)
    haversine = math.sin(0.5 * (b - a)) ** 2 + math.cos(a) * math.cos(b) * math.sin(0.5 * turn) ** 2
    east = math.sin(turn) * math.cos(b)
    north = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    return 2.0 * MEAN_RADIUS_M * math.asin(math.sqrt(haversine)), math.degrees(math.atan2(east, north)) % 360.0


def great_circle_ahead(latitude_deg, longitude_deg, bearing_deg, distance_m):
    a, bearing, angle = math.radians(latitude_deg), math.radians(bearing_deg), distance_m / MEAN_RADIUS_M
    b = math.asin(math.sin(a) * math.cos(angle) + math.cos(a) * math.sin(angle) * math.cos(bearing))
    turn = math.atan2(math.sin(bearing) * math.sin(angle) * math.cos(a), math.cos(angle) - math.sin(a) * math.sin(b))
    return math.degrees(b), math.remainder(longitude_deg + math.degrees(turn), 360.0)


def vector(latitude_deg, longitude_deg):
    a, o = math.radians(latitude_deg), math.radians(longitude_deg)
    return np.array([math.cos(a) * math.cos(o), math.cos(a) * math.sin(o), math.sin(a)])


def on_the_way(first, second, fraction, right_rad=0.0):
    pole = np.cross(first, second)
    pole /= np.linalg.norm(pole)
    angle = math.atan2(np.linalg.norm(np.cross(first, second)), first @ second)
    there = Rotation.from_rotvec(fraction * angle * pole).apply(first)
    ahead = np.cross(pole, there)
    # a turn about the way ahead tips what points up towards the right
    x, y, z = Rotation.from_rotvec(right_rad * ahead).apply(there)
    return math.degrees(math.asin(z)), math.degrees(math.atan2(y, x))


def great_circle_beside(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg, fraction, right_deg):
    ends = vector(latitude1_deg, longitude1_deg), vector(latitude2_deg, longitude2_deg)
    return on_the_way(*ends, fraction, math.radians(right_deg))


def leg_points(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg, points, which):
    ends = vector(latitude1_deg, longitude1_deg), vector(latitude2_deg, longitude2_deg)
    return on_the_way(*ends, which / (points - 1))


# ---- rays: straight lines over a circle, in a plane with the observer on the y axis -------------------------------


def ray_to_height(k, height_m, target_height_m, elevation_deg):
    radius = k * MEAN_RADIUS_M
    elevation = math.radians(elevation_deg)

    def above(slant):
        x, y = slant * math.cos(elevation), radius + height_m + slant * math.sin(elevation)
        return (x * x + (y - radius - target_height_m) * (y + radius + target_height_m)) / radius

    low, high = 0.0, 2.0e6
    if above(low) > 0.0:  # from above: down to the lowest point of the ray at most
        high = -(radius + height_m) * math.sin(elevation)
    slant = brentq(above, low, high, xtol=1e-9, rtol=1e-15)
    x, y = slant * math.cos(elevation), radius + height_m + slant * math.sin(elevation)
    return slant, radius * math.atan2(x, y)


def ray_at_range(k, height_m, elevation_deg, slant_m):
    radius = k * MEAN_RADIUS_M
    x = slant_m * math.cos(math.radians(elevation_deg))
    rise = slant_m * math.sin(math.radians(elevation_deg))
    # hypot(x, R + h + rise) - R without taking away two large numbers
    up = height_m + rise
    return (x * x + up * (2.0 * radius + up)) / (math.hypot(x, radius + up) + radius), elevation_deg


def grazing(k, height_m, slant_m):
    """The triangle of the earth's centre, the antenna and the ground point, all three sides known: Heron's formula."""
    a, b, c = sorted((k * MEAN_RADIUS_M + height_m, k * MEAN_RADIUS_M, slant_m), reverse=True)
    area = 0.25 * math.sqrt((a + (b + c)) * (c - (a - b)) * (c + (a - b)) * (a + (b - c)))
    sine_at_ground = 2.0 * area / (k * MEAN_RADIUS_M * slant_m)
    return math.degrees(math.acos(sine_at_ground))


def line_of_sight(k, height1_m, height2_m, slant_m):
    """Walk the straight line and look whether it dips under the circle."""
    radius = k * MEAN_RADIUS_M
    a, b = radius + height1_m, radius + height2_m
    cosine = (a * a + b * b - slant_m * slant_m) / (2.0 * a * b)
    first = np.array([0.0, a])
    second = b * np.array([math.sqrt(1.0 - cosine * cosine), cosine])
    way = first + np.linspace(0.0, 1.0, 2_000_001)[:, None] * (second - first)
    return int(np.hypot(*way.T).min() >= radius)
