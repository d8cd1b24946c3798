"""A map plane on which every square has the area that it has on the earth: Lambert's azimuthal equal-area projection.

                north (y)
                  |    cells of this plane are squares of equal area,
           centre o--- east (x)      wherever they lie: at a pole, across the date line

Areas on it are those on the WGS84 ellipsoid, exactly; distances from the centre are true near it and shrink outwards
(by 0.3 % at 1,000 km, 3 % at 3,000 km), while those across grow by as much. A disc on the earth therefore stays nearly
round, and no latitude is stretched, as it would be on a grid of degrees.

From: J. P. Snyder, *Map Projections - A Working Manual*, USGS Professional Paper 1395 (1987), equations 3-11, 3-12,
3-16, 3-18 and 24-17 to 24-27. Compared with PROJ in tests/coverage/test_projection.py. The place opposite the centre
has no image; do not use it beyond a quarter of the way round.

Plain NumPy, and nothing of the simulation, so that the views can draw with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]

EQUATOR_M = 6378137.0  # WGS84
FLATTENING = 1.0 / 298.257223563
_E2 = FLATTENING * (2.0 - FLATTENING)
_E = math.sqrt(_E2)


def authalic_q(sin_latitude: Floats) -> Floats:
    """Area from the equator to a latitude, as a pure number (3-12); the zone's area is pi a^2 times it."""
    s = np.asarray(sin_latitude, dtype=float)
    return np.asarray((1.0 - _E2) * (s / (1.0 - _E2 * s * s) + np.arctanh(_E * s) / _E))


_Q_POLE = float(authalic_q(np.asarray(1.0)))
_AUTHALIC_RADIUS_M = EQUATOR_M * math.sqrt(0.5 * _Q_POLE)


@dataclass(frozen=True)
class Plane:
    """The projection with its centre at a latitude and longitude in degrees."""

    lat_deg: float
    lon_deg: float

    @property
    def proj4(self) -> str:
        """The same projection as PROJ and GDAL spell it."""
        return f"+proj=laea +lat_0={self.lat_deg!r} +lon_0={self.lon_deg!r} +datum=WGS84 +units=m +no_defs"

    def forward(self, lat_rad: Floats | float, lon_rad: Floats | float) -> tuple[Floats, Floats]:
        """x to the east and y to the north of the centre, in metres, of places in radians."""
        sin_1, cos_1, stretch = self._centre()
        sin_b, cos_b = _authalic(np.sin(lat_rad), np.cos(lat_rad))
        turn = np.asarray(lon_rad) - math.radians(self.lon_deg)
        toward = cos_b * np.cos(turn)
        b_m = _AUTHALIC_RADIUS_M * np.sqrt(2.0 / (1.0 + sin_1 * sin_b + cos_1 * toward))
        return b_m * stretch * cos_b * np.sin(turn), b_m / stretch * (cos_1 * sin_b - sin_1 * toward)

    def inverse(self, x_m: Floats, y_m: Floats) -> tuple[Floats, Floats]:
        """Latitude and longitude (-pi to pi) in radians of points of the plane; NaN beyond its edge."""
        sin_1, cos_1, stretch = self._centre()
        east, north = np.asarray(x_m) / stretch, np.asarray(y_m) * stretch
        half = np.hypot(east, north) / (2.0 * _AUTHALIC_RADIUS_M)  # sine of half the angle from the centre
        with np.errstate(invalid="ignore"):
            ahead = np.where(half <= 1.0, 1.0 - 2.0 * half * half, np.nan)  # its cosine
            slope = np.sqrt(1.0 - half * half) / _AUTHALIC_RADIUS_M
        # The place as a unit vector of the authalic sphere, in axes turned to the centre: exact at the poles too.
        across, up = east * slope, north * slope
        sin_b = ahead * sin_1 + up * cos_1
        level = ahead * cos_1 - up * sin_1
        lon = math.radians(self.lon_deg) + np.arctan2(across, level)
        lat = _latitude(np.arctan2(sin_b, np.hypot(across, level)), sin_b)
        return lat, np.remainder(lon + np.pi, 2.0 * np.pi) - np.pi

    def _centre(self) -> tuple[float, float, float]:
        """Sine and cosine of the authalic latitude of the centre, and Snyder's D, which makes the scale true there."""
        sine, cosine = math.sin(math.radians(self.lat_deg)), math.cos(math.radians(self.lat_deg))
        sin_1, cos_1 = (float(part) for part in _authalic(np.asarray(sine), np.asarray(cosine)))
        if abs(cosine) < 1e-9:
            return math.copysign(1.0, sine), 0.0, 1.0
        waist = cosine / math.sqrt(1.0 - _E2 * sine * sine)
        return sin_1, cos_1, EQUATOR_M * waist / (_AUTHALIC_RADIUS_M * cos_1)


def _authalic(sin_latitude: Floats, cos_latitude: Floats) -> tuple[Floats, Floats]:
    """Sine and cosine of the authalic latitude (3-11)."""
    sin_b = authalic_q(sin_latitude) / _Q_POLE
    # Near a pole 1 - sin^2 has no digits left, and the two cosines keep a fixed ratio.
    near_pole = np.abs(cos_latitude) < 1e-4
    at_pole = math.sqrt(2.0 / (_Q_POLE * (1.0 - _E2)))
    with np.errstate(invalid="ignore"):
        cos_b = np.sqrt(np.maximum(1.0 - sin_b * sin_b, 0.0))
    return sin_b, np.where(near_pole, at_pole * cos_latitude, cos_b)


def _latitude(authalic_rad: Floats, sin_authalic: Floats) -> Floats:
    """Geodetic latitude of an authalic one: the series (3-18, a millimetre), then a step of Newton's method (3-16)."""
    lat = (
        authalic_rad
        + (_E2 / 3 + 31 * _E2**2 / 180 + 517 * _E2**3 / 5040) * np.sin(2 * authalic_rad)
        + (23 * _E2**2 / 360 + 251 * _E2**3 / 3780) * np.sin(4 * authalic_rad)
        + 761 * _E2**3 / 45360 * np.sin(6 * authalic_rad)
    )
    sine, cosine = np.sin(lat), np.cos(lat)
    waist = 1.0 - _E2 * sine * sine
    miss = sin_authalic * _Q_POLE - authalic_q(sine)
    near_pole = cosine < 1e-3  # there the series alone is better than rounding would be
    return np.asarray(lat + np.where(near_pole, 0.0, miss * waist**2 / (2.0 * (1.0 - _E2) * np.maximum(cosine, 1e-3))))
