"""Which cells of a flat raster are in sight from one of them: the question of gdal_viewshed, put to the terrain masks.

The reference rasters have no place on the earth, only cells so many metres wide. Here they are laid on the ellipsoid
round a site, true to distance and bearing from it, so that the same code answers that reads real elevation.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.geometry import EARTH_EQUATOR_M, ECCENTRICITY_2, earth_centred, east_north_up, n_vector
from pavise.sim.mask import shadow_m
from pavise.terrain.raster import Bounds
from pavise.terrain.shadow import cast_shadow

SITE = (math.radians(39.0), math.radians(35.0))
GDAL_EARTH_RADIUS_M = EARTH_EQUATOR_M / 0.75
"""The reference was worked out with a curvature coefficient of 0.75 on a sphere of the equator's radius."""

sight_m = np.vectorize(shadow_m, excluded={0, 3})


class Plane:
    """A raster in metres east and north of `SITE`, bilinear between the middles of its cells."""

    bounds = Bounds(30.0, 35.0, 40.0, 43.0)
    sha256 = "laid round a site"

    def __init__(self, height_m: np.ndarray, cell_m: float, row: int, column: int) -> None:
        self.height_m, self.cell_m, self.row, self.column = height_m, cell_m, row, column

    def post_spacing_m(self, latitude_rad, longitude_rad) -> np.ndarray:
        return np.full(np.broadcast(latitude_rad, longitude_rad).shape, self.cell_m)

    def sample(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray:
        here = n_vector(*SITE)
        there_m = earth_centred_of(latitude_rad, longitude_rad)
        here_m = earth_centred(*here, 0.0)
        east_m, north_m, _ = east_north_up(*here, *(b - a for a, b in zip(here_m, there_m, strict=True)))
        level = np.hypot(east_m, north_m) / EARTH_EQUATOR_M
        stretch = np.divide(np.arcsin(level), level, out=np.ones_like(level), where=level > 0.0)  # chord to arc
        row = self.row - stretch * north_m / self.cell_m
        column = self.column + stretch * east_m / self.cell_m
        return bilinear(self.height_m, row, column)


def earth_centred_of(latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> tuple[np.ndarray, ...]:
    """`geometry.earth_centred` at height 0 for arrays."""
    normal_m = EARTH_EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(latitude_rad) ** 2)
    across_m = normal_m * np.cos(latitude_rad)
    up_m = normal_m * (1.0 - ECCENTRICITY_2) * np.sin(latitude_rad)
    return across_m * np.cos(longitude_rad), across_m * np.sin(longitude_rad), up_m


def bilinear(height_m: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Height between the middles of cells; NaN outside the outermost."""
    rows, columns = height_m.shape
    i = np.clip(np.floor(row).astype(int), 0, rows - 2)
    j = np.clip(np.floor(column).astype(int), 0, columns - 2)
    f, g = row - i, column - j
    upper = (1.0 - g) * height_m[i, j] + g * height_m[i, j + 1]
    lower = (1.0 - g) * height_m[i + 1, j] + g * height_m[i + 1, j + 1]
    outside = (row < 0.0) | (row > rows - 1.0) | (column < 0.0) | (column > columns - 1.0)
    return np.where(outside, np.nan, (1.0 - f) * upper + f * lower)


def viewshed(dem: np.ndarray, cell_m: float, obs_rc: tuple[int, int], obs_h: float, tgt_h: float) -> np.ndarray:
    """True for each cell over whose middle a target `tgt_h` above ground is seen from `obs_h` above ground."""
    rows, columns = np.indices(dem.shape)
    north_m, east_m = (obs_rc[0] - rows) * cell_m, (columns - obs_rc[1]) * cell_m
    range_m = np.hypot(north_m, east_m)
    eye_m = float(dem[obs_rc]) + obs_h
    shadow = cast_shadow(
        Plane(dem, cell_m, *obs_rc), *SITE, eye_m, GDAL_EARTH_RADIUS_M, float(range_m.max()) * (1.0 + 1e-9)
    )
    return dem + tgt_h >= sight_m(shadow.mask, np.arctan2(east_m, north_m), range_m, shadow.step_m)
