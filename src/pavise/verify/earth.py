"""Answers about the earth: geodesics, frames, great circles, and rays over an effective earth."""

from __future__ import annotations

import math

import numpy as np

from pavise.sim import geodesic as geodesics
from pavise.sim import geometry
from pavise.sim.models.motion import great_circle as circles
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M

Numbers = tuple[float, ...]


def place(latitude_deg: float, longitude_deg: float) -> Numbers:
    """n-vector of a place given in degrees."""
    return geometry.n_vector(math.radians(latitude_deg), math.radians(longitude_deg))


def in_degrees(n: Numbers) -> Numbers:
    """Latitude and longitude of an n-vector in degrees."""
    return tuple(math.degrees(angle_rad) for angle_rad in geometry.latitude_longitude(*n))


def geodesic(latitude1_deg: float, longitude1_deg: float, latitude2_deg: float, longitude2_deg: float) -> Numbers:
    """Length, and azimuth at both ends, of the shortest way."""
    places_deg = (latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg)
    distance_m, azimuth1_rad, azimuth2_rad = geodesics.inverse(*map(math.radians, places_deg))
    return distance_m, math.degrees(azimuth1_rad), math.degrees(azimuth2_rad)


def geodesic_printed(
    latitude1_deg: float, longitude1_deg: float, latitude2_deg: float, longitude2_deg: float
) -> Numbers:
    """Length and first azimuth, as the examples print them."""
    return geodesic(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg)[:2]


def geodesic_ahead(latitude_deg: float, longitude_deg: float, azimuth_deg: float, distance_m: float) -> Numbers:
    """Where one arrives, and the azimuth there."""
    start_rad = (math.radians(latitude_deg), math.radians(longitude_deg), math.radians(azimuth_deg))
    return tuple(math.degrees(angle_rad) for angle_rad in geodesics.direct(*start_rad, distance_m))


def earth_centred(latitude_deg: float, longitude_deg: float, height_m: float) -> Numbers:
    """Earth-centred metres."""
    return geometry.earth_centred(*place(latitude_deg, longitude_deg), height_m)


def seen_from(
    latitude1_deg: float,
    longitude1_deg: float,
    height1_m: float,
    latitude2_deg: float,
    longitude2_deg: float,
    height2_m: float,
) -> Numbers:
    """East, north, up, azimuth, elevation and range of place 2 seen from place 1."""
    n = place(latitude1_deg, longitude1_deg)
    here_m = geometry.earth_centred(*n, height1_m)
    there_m = earth_centred(latitude2_deg, longitude2_deg, height2_m)
    local_m = geometry.east_north_up(*n, *(b - a for a, b in zip(here_m, there_m, strict=True)))
    azimuth_rad, elevation_rad, range_m = geometry.bearing_elevation_range(*local_m)
    return (*local_m, math.degrees(azimuth_rad), math.degrees(elevation_rad), range_m)


def put_from(
    latitude_deg: float, longitude_deg: float, height_m: float, east_m: float, north_m: float, up_m: float
) -> Numbers:
    """Latitude, longitude and height of what stands at a local vector, and its straight distance."""
    n = place(latitude_deg, longitude_deg)
    here_m = geometry.earth_centred(*n, height_m)
    away_m = geometry.from_east_north_up(*n, east_m, north_m, up_m)
    there_m = tuple(a + b for a, b in zip(here_m, away_m, strict=True))
    *n_there, height_there_m = geometry.n_vector_and_height(*there_m)
    return (*in_degrees(tuple(n_there)), height_there_m, geometry.distance(*here_m, *there_m))


def local_axes_printed(
    latitude1_deg: float,
    longitude1_deg: float,
    height1_m: float,
    latitude2_deg: float,
    longitude2_deg: float,
    height2_m: float,
) -> Numbers:
    """North, east, down and azimuth, as the example prints them."""
    places = (latitude1_deg, longitude1_deg, height1_m, latitude2_deg, longitude2_deg, height2_m)
    east_m, north_m, up_m, azimuth_deg, _, _ = seen_from(*places)
    return north_m, east_m, -up_m, azimuth_deg


def geodetic(x_m: float, y_m: float, z_m: float) -> Numbers:
    """Latitude, longitude and height of an earth-centred point."""
    *n, height_m = geometry.n_vector_and_height(x_m, y_m, z_m)
    return (*in_degrees(tuple(n)), height_m)


# ---- great circles ------------------------------------------------------------------------------------------------


def great_circle(latitude1_deg: float, longitude1_deg: float, latitude2_deg: float, longitude2_deg: float) -> Numbers:
    """Distance over a sphere and the bearing that one sets off at."""
    ends = (*place(latitude1_deg, longitude1_deg), *place(latitude2_deg, longitude2_deg))
    return MEAN_RADIUS_M * circles.central_angle(*ends), math.degrees(circles.bearing_to(*ends))


def great_circle_distance(
    latitude1_deg: float, longitude1_deg: float, latitude2_deg: float, longitude2_deg: float
) -> float:
    """Distance over a sphere alone."""
    return great_circle(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg)[0]


def great_circle_ahead(latitude_deg: float, longitude_deg: float, bearing_deg: float, distance_m: float) -> Numbers:
    """Where one arrives on a sphere."""
    start = place(latitude_deg, longitude_deg)
    return in_degrees(circles.point_ahead(*start, math.radians(bearing_deg), distance_m / MEAN_RADIUS_M))


def great_circle_beside(
    latitude1_deg: float,
    longitude1_deg: float,
    latitude2_deg: float,
    longitude2_deg: float,
    fraction: float,
    right_deg: float,
) -> Numbers:
    """A place on the way, moved to the right of it."""
    ends = (*place(latitude1_deg, longitude1_deg), *place(latitude2_deg, longitude2_deg))
    return in_degrees(circles.point_beside(*ends, fraction, math.radians(right_deg)))


def leg_points(
    latitude1_deg: float, longitude1_deg: float, latitude2_deg: float, longitude2_deg: float, points: int, which: int
) -> Numbers:
    """One of the places at equal steps along the way, both ends counted."""
    n_out = np.empty((points, 3))
    circles.leg_points(*place(latitude1_deg, longitude1_deg), *place(latitude2_deg, longitude2_deg), n_out)
    return in_degrees(tuple(n_out[which]))


# ---- rays over an effective earth ---------------------------------------------------------------------------------


def effective_earth(gradient_per_m: float, base_radius_m: float) -> float:
    """Radius of the earth over which rays of this gradient are straight."""
    return geometry.effective_earth_radius(geometry.k_factor(gradient_per_m, base_radius_m), base_radius_m)


def ray_to_height(k: float, height_m: float, target_height_m: float, elevation_deg: float) -> Numbers:
    """Slant and ground range at which a ray reaches a height."""
    radius_m = geometry.effective_earth_radius(k, MEAN_RADIUS_M)
    sin_elevation = math.sin(math.radians(elevation_deg))
    slant_m = geometry.slant_range_seen(sin_elevation, height_m, target_height_m, radius_m)
    return slant_m, geometry.ground_range(slant_m, height_m, target_height_m, radius_m)


def ray_at_range(k: float, height_m: float, elevation_deg: float, slant_m: float) -> Numbers:
    """Height of a ray at a slant range, and the elevation at which a target there is seen."""
    radius_m = geometry.effective_earth_radius(k, MEAN_RADIUS_M)
    there_m = geometry.height_seen(slant_m, math.sin(math.radians(elevation_deg)), height_m, radius_m)
    sine = geometry.sin_apparent_elevation(slant_m, height_m, there_m, radius_m)
    return there_m, math.degrees(math.asin(sine))


def height_of_ray(k: float, height_m: float, elevation_deg: float, slant_m: float) -> float:
    """Height of a ray at a slant range alone."""
    return ray_at_range(k, height_m, elevation_deg, slant_m)[0]


def grazing(k: float, height_m: float, slant_m: float) -> float:
    """Angle between the ray and the ground that it strikes."""
    radius_m = geometry.effective_earth_radius(k, MEAN_RADIUS_M)
    return math.degrees(math.asin(geometry.sin_grazing_angle(slant_m, height_m, radius_m)))


def horizon(k: float, height1_m: float, height2_m: float) -> float:
    """Ground distance at which two heights just see each other over a smooth earth."""
    radius_m = geometry.effective_earth_radius(k, MEAN_RADIUS_M)
    return (geometry.horizon_ground(height1_m, radius_m) + geometry.horizon_ground(height2_m, radius_m)) / 1e3


def line_of_sight(k: float, height1_m: float, height2_m: float, slant_m: float) -> bool:
    """Do two heights see each other at a slant range?"""
    radius_m = geometry.effective_earth_radius(k, MEAN_RADIUS_M)
    horizons_m = (geometry.horizon_slant(height1_m, radius_m), geometry.horizon_slant(height2_m, radius_m))
    return geometry.in_line_of_sight(slant_m, *horizons_m)
