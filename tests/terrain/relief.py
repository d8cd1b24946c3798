"""Elevation data for tests: posts in memory, and ground given by a formula."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pavise.terrain.ground import inside
from pavise.terrain.raster import Bounds

EARTH_M = 6_371_000.0


@dataclass
class Posts:
    """Posts on a grid of latitude and longitude, bilinear in between, NaN outside. Row 0 in the south."""

    height_m: np.ndarray
    south_rad: float
    west_rad: float
    step_rad: float

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.height_m.tobytes() + repr((self.south_rad, self.west_rad)).encode()).hexdigest()

    @property
    def bounds(self) -> Bounds:
        rows, columns = self.height_m.shape
        step_deg, west_deg, south_deg = map(math.degrees, (self.step_rad, self.west_rad, self.south_rad))
        return Bounds(west_deg, south_deg, west_deg + (columns - 1) * step_deg, south_deg + (rows - 1) * step_deg)

    def post_spacing_m(self, latitude_rad, longitude_rad) -> np.ndarray:
        places = np.broadcast_arrays(np.asarray(latitude_rad, float), np.asarray(longitude_rad, float))
        return np.where(inside(self, *places), self.step_rad * EARTH_M, np.nan)

    def sample(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray:
        rows, columns = self.height_m.shape
        row = (np.asarray(latitude_rad) - self.south_rad) / self.step_rad
        column = np.mod(np.asarray(longitude_rad) - self.west_rad + 1e-12, 2 * math.pi) / self.step_rad
        outside = (row < -1e-9) | (row > rows - 1 + 1e-9) | (column > columns - 1 + 1e-6)
        i = np.clip(np.floor(row).astype(int), 0, rows - 2)
        j = np.clip(np.floor(column).astype(int), 0, columns - 2)
        f, g = row - i, column - j
        h = self.height_m
        height = (1 - f) * ((1 - g) * h[i, j] + g * h[i, j + 1]) + f * ((1 - g) * h[i + 1, j] + g * h[i + 1, j + 1])
        return np.where(outside, np.nan, height)


@dataclass
class Formula:
    """Ground everywhere, as a function of latitude and longitude in radians; posts only in name."""

    height: Callable[[np.ndarray, np.ndarray], np.ndarray]
    post_m: float = 90.0
    sha256: str = "formula"
    bounds = Bounds(-180.0, -90.0, 180.0, 90.0)

    def post_spacing_m(self, latitude_rad, longitude_rad) -> np.ndarray:
        return np.full(np.broadcast(latitude_rad, longitude_rad).shape, self.post_m)

    def sample(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray:
        return np.asarray(self.height(np.asarray(latitude_rad), np.asarray(longitude_rad)), float)


def flat(height_m: float = 0.0, post_m: float = 90.0) -> Formula:
    """Ground of one height."""
    return Formula(lambda latitude, longitude: np.full(latitude.shape, height_m), post_m)
