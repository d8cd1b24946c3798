"""The plane of the tracks: east, north and up of a point, and how to get there from the earth and back.

                up |   * target         x east, y north, z up of the origin, in metres
                   |  /                 heights are counted from the curved earth below
    ---------------o--------------- plane
              ,-'     '-.
           earth

Where the origin lies at a latitude and longitude the earth is the WGS84 ellipsoid; else it is a sphere that touches the
plane at (0, 0), and there are no latitudes. Angles in degrees here, as tables have them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pavise.sim.geometry import EARTH_EQUATOR_M, EARTH_POLE_M, ECCENTRICITY_2, SECOND_ECCENTRICITY_2

Floats = NDArray[np.float64]

MEAN_RADIUS_M = 6_371_000.0


@dataclass(frozen=True)
class Frame:
    """A plane touching the earth at `latitude_deg`, `longitude_deg`, `height_m`; with no latitude, any plane."""

    latitude_deg: float | None = None
    longitude_deg: float = 0.0
    height_m: float = 0.0

    @property
    def on_earth(self) -> bool:
        """Does it have latitudes?"""
        return self.latitude_deg is not None

    @property
    def axes(self) -> Floats:
        """Rows: east, north and up as earth-centred unit vectors."""
        return local_axes(self.latitude_deg or 0.0, self.longitude_deg)

    @property
    def centre_m(self) -> Floats:
        """The centre of the earth, in the plane's coordinates."""
        if self.latitude_deg is None:
            return np.array([0.0, 0.0, -MEAN_RADIUS_M])
        return np.asarray(-self.axes @ earth_centred(self.latitude_deg, self.longitude_deg, self.height_m))

    def from_earth(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike, height_m: ArrayLike) -> Floats:
        """Places on the earth as x, y, z in the plane, `[..., 3]`."""
        assert self.latitude_deg is not None, "a bare plane has no latitudes"
        here = earth_centred(self.latitude_deg, self.longitude_deg, self.height_m)
        return np.asarray((earth_centred(latitude_deg, longitude_deg, height_m) - here) @ self.axes.T)

    def to_earth(self, place_m: Floats) -> Floats:
        """Latitude (deg), longitude (deg) and height (m) of x, y, z, `[..., 3]`."""
        assert self.latitude_deg is not None, "a bare plane has no latitudes"
        here = earth_centred(self.latitude_deg, self.longitude_deg, self.height_m)
        return geodetic(place_m @ self.axes + here)

    def heights_m(self, place_m: Floats) -> Floats:
        """Heights above the earth of x, y, z, `[..., 3]`."""
        if self.on_earth:
            return np.asarray(self.to_earth(place_m)[..., 2])
        return np.asarray(np.linalg.norm(place_m - self.centre_m, axis=-1) - MEAN_RADIUS_M)


def local_axes(latitude_deg: float, longitude_deg: float) -> Floats:
    """Rows: east, north and up at a place, as earth-centred unit vectors."""
    b, a = np.radians(latitude_deg), np.radians(longitude_deg)
    return np.array(
        [
            [-np.sin(a), np.cos(a), 0.0],
            [-np.sin(b) * np.cos(a), -np.sin(b) * np.sin(a), np.cos(b)],
            [np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)],
        ]
    )


def earth_centred(latitude_deg: ArrayLike, longitude_deg: ArrayLike, height_m: ArrayLike) -> Floats:
    """Earth-centred metres of places on the WGS84 ellipsoid, `[..., 3]`."""
    b, a, h = np.broadcast_arrays(np.radians(latitude_deg), np.radians(longitude_deg), np.asarray(height_m, float))
    normal_m = EARTH_EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(b) ** 2)
    out_m = (normal_m + h) * np.cos(b)
    return np.stack([out_m * np.cos(a), out_m * np.sin(a), (normal_m * (1.0 - ECCENTRICITY_2) + h) * np.sin(b)], -1)


def geodetic(place_m: Floats) -> Floats:
    """Latitude (deg), longitude (deg) and height (m) of earth-centred metres: Bowring (1985), as `sim/geometry.py`."""
    x, y, z = place_m[..., 0], place_m[..., 1], place_m[..., 2]
    axis_m = np.hypot(x, y)
    up = z * (EARTH_POLE_M / EARTH_EQUATOR_M) * (1.0 + SECOND_ECCENTRICITY_2 * EARTH_POLE_M / np.hypot(axis_m, z))
    out = axis_m
    for _ in range(3):
        length = np.hypot(up, out)
        sin_part = z + SECOND_ECCENTRICITY_2 * EARTH_POLE_M * (up / length) ** 3
        cos_part = axis_m - ECCENTRICITY_2 * EARTH_EQUATOR_M * (out / length) ** 3
        up, out = EARTH_POLE_M / EARTH_EQUATOR_M * sin_part, cos_part
    length = np.hypot(sin_part, cos_part)
    sine, cosine = sin_part / length, cos_part / length
    height_m = axis_m * cosine + z * sine - EARTH_EQUATOR_M * np.sqrt(1.0 - ECCENTRICITY_2 * sine**2)
    return np.stack([np.degrees(np.arctan2(sine, cosine)), np.degrees(np.arctan2(y, x)), height_m], -1)


def curvature_radius_m(latitude_deg: float, azimuth_rad: Floats) -> Floats:
    """Radius of the ellipsoid's curvature at a latitude along an azimuth (Euler)."""
    root = 1.0 - ECCENTRICITY_2 * np.sin(np.radians(latitude_deg)) ** 2
    across_m = EARTH_EQUATOR_M / np.sqrt(root)
    along_m = across_m * (1.0 - ECCENTRICITY_2) / root
    return np.asarray(1.0 / (np.cos(azimuth_rad) ** 2 / along_m + np.sin(azimuth_rad) ** 2 / across_m))
