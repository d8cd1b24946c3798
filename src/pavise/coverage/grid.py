"""The cells: squares of equal area on a plane round everything that the sensors may reach.

           rows
            ^   +--+--+--+--+
            |   |  |  |  |  |      cell (row, column), counted from the south-west corner;
            |   +--+--+--+--+      what holds at its centre is taken to hold for all of it
            |   |  |  |  |  |
            +---+--+--+--+--+--> columns

Each cell has `cell_m` squared of the ellipsoid's area, exactly (see `projection.py`), so an area is a count of cells.
The edge of a region runs through the cells, half of them counted and half not: for a disc of radius r the error is of
the order (cell / r)^1.5, 0.1 % for 2 km and 200 km.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pavise.coverage.projection import EQUATOR_M, FLATTENING, Floats, Plane

MEAN_RADIUS_M = 6_371_000.0
MOST_CELLS = 6_000_000
"""With some 80 bytes for each cell of a run, half a gigabyte."""
WIDEST_M = 6_000_000.0
"""Beyond this from its centre, squares of the plane are long and thin on the earth."""

_E2 = FLATTENING * (2.0 - FLATTENING)
_RIM = 72


class TooLargeError(ValueError):
    """The cells asked for do not fit: too many of them, or too far apart for one map."""


@dataclass(frozen=True)
class Grid:
    """A rectangle of square cells on a plane. `west_m`, `south_m`: its south-west corner."""

    plane: Plane
    cell_m: float
    west_m: float
    south_m: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.rows, self.columns

    @property
    def cell_area_m2(self) -> float:
        """Area of one cell on the ellipsoid."""
        return self.cell_m * self.cell_m

    @property
    def x_m(self) -> Floats:
        """Centres of the columns, shape (columns,)."""
        return np.asarray(self.west_m + (np.arange(self.columns) + 0.5) * self.cell_m)

    @property
    def y_m(self) -> Floats:
        """Centres of the rows, shape (rows,)."""
        return np.asarray(self.south_m + (np.arange(self.rows) + 0.5) * self.cell_m)

    def places(self) -> tuple[Floats, Floats]:
        """Latitude and longitude of the cells in radians, shape (rows, columns) each."""
        x_m, y_m = np.meshgrid(self.x_m, self.y_m)
        return self.plane.inverse(x_m, y_m)

    def n_vectors(self) -> Floats:
        """The upward unit vectors of the cells, shape (rows, columns, 3)."""
        lat, lon = self.places()
        return n_vectors(lat, lon)

    def window(self, lat_deg: float, lon_deg: float, reach_m: float) -> tuple[slice, slice]:
        """Rows and columns that hold everything within `reach_m` of a place; what lies off the grid is left out."""
        x_m, y_m = _rim(self.plane, [lat_deg], [lon_deg], [reach_m])
        return (
            _span(y_m, self.south_m, self.cell_m, self.rows),
            _span(x_m, self.west_m, self.cell_m, self.columns),
        )


def grid_around(lat_deg: Sequence[float], lon_deg: Sequence[float], reach_m: Sequence[float], cell_m: float) -> Grid:
    """The grid that holds discs of these radii round these places. Raises TooLargeError."""
    plane = plane_amid(lat_deg, lon_deg)
    x_m, y_m = _rim(plane, lat_deg, lon_deg, reach_m)
    far_m = max(float(np.abs(x_m).max()), float(np.abs(y_m).max()))
    if not far_m <= WIDEST_M:  # NaN too: a rim beyond the edge of the plane
        raise TooLargeError("the places lie too far apart for one map")
    # Cell borders fall on whole multiples of the cell, so that a smaller window has the same cells.
    west, south = math.floor(x_m.min() / cell_m) - 1, math.floor(y_m.min() / cell_m) - 1
    columns, rows = math.ceil(x_m.max() / cell_m) + 1 - west, math.ceil(y_m.max() / cell_m) + 1 - south
    if rows * columns > MOST_CELLS:
        least_m = cell_m * math.sqrt(rows * columns / MOST_CELLS)
        raise TooLargeError(
            f"{rows * columns:,} cells; at most {MOST_CELLS:,}: try cells of {math.ceil(least_m / 100) / 10:g} km"
        )
    return Grid(plane, cell_m, west * cell_m, south * cell_m, rows, columns)


def plane_amid(lat_deg: Sequence[float], lon_deg: Sequence[float]) -> Plane:
    """A plane whose centre, in tenths of a degree, lies amid these places. Raises TooLargeError when they have none."""
    middle = n_vectors(np.radians(lat_deg), np.radians(lon_deg)).mean(axis=0)
    if not float(np.linalg.norm(middle)) > 0.3:
        raise TooLargeError("the places lie all round the earth, too far apart for one map")
    lat = math.degrees(math.atan2(middle[2], math.hypot(middle[0], middle[1])))
    lon = math.degrees(math.atan2(middle[1], middle[0]))
    return Plane(round(lat, 1), round(lon, 1) + 0.0)


def n_vectors(lat_rad: Floats, lon_rad: Floats) -> Floats:
    """The upward unit vectors of places, with a last axis of three."""
    lat, lon = np.asarray(lat_rad), np.asarray(lon_rad)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def surface_m(n: Floats) -> Floats:
    """Earth-centred points on the ellipsoid below n-vectors, in metres."""
    normal_m = EQUATOR_M / np.sqrt(1.0 - _E2 * n[..., 2:] ** 2)
    return np.asarray(n * normal_m * np.array([1.0, 1.0, 1.0 - _E2]))


def ground_distance_m(n_from: Floats, n_to: Floats) -> Floats:
    """Distance over the ellipsoid between places (n-vectors, last axis three), good to a metre up to 500 km.

    The chord is exact; what it is shorter than the arc (65 m in 400 km) hardly depends on the radius of the arc.
    """
    chord_m = np.linalg.norm(surface_m(n_from) - surface_m(n_to), axis=-1)
    return np.asarray(2.0 * MEAN_RADIUS_M * np.arcsin(np.minimum(chord_m / (2.0 * MEAN_RADIUS_M), 1.0)))


def places_along(lat_deg: float, lon_deg: float, bearing_rad: float, ground_m: Floats) -> tuple[Floats, Floats]:
    """Latitudes and longitudes in radians along a great circle from a place; distances good to 0.3 %."""
    lat, lon, arc = math.radians(lat_deg), math.radians(lon_deg), ground_m / MEAN_RADIUS_M
    sin_lat = math.sin(lat) * np.cos(arc) + math.cos(lat) * np.sin(arc) * math.cos(bearing_rad)
    turn = np.arctan2(math.sin(bearing_rad) * np.sin(arc) * math.cos(lat), np.cos(arc) - math.sin(lat) * sin_lat)
    return np.arcsin(np.clip(sin_lat, -1.0, 1.0)), lon + turn


def _rim(
    plane: Plane, lat_deg: Sequence[float], lon_deg: Sequence[float], reach_m: Sequence[float]
) -> tuple[Floats, Floats]:
    """Points on the rims of discs (1 % wide of the mark at most, and outside), and their centres, on the plane."""
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    up = n_vectors(lat, lon)[:, np.newaxis]
    east = np.stack([-np.sin(lon), np.cos(lon), np.zeros_like(lon)], axis=-1)[:, np.newaxis]
    north = np.cross(up, east)
    arc = np.minimum(1.01 * np.asarray(reach_m, dtype=float) / MEAN_RADIUS_M, 3.0)[:, np.newaxis, np.newaxis]
    bearing = np.linspace(0.0, 2.0 * np.pi, _RIM, endpoint=False)[:, np.newaxis]
    rim = np.cos(arc) * up + np.sin(arc) * (np.sin(bearing) * east + np.cos(bearing) * north)
    n = np.concatenate([rim.reshape(-1, 3), up.reshape(-1, 3)])
    return plane.forward(np.arctan2(n[:, 2], np.hypot(n[:, 0], n[:, 1])), np.arctan2(n[:, 1], n[:, 0]))


def _span(at_m: Floats, start_m: float, cell_m: float, count: int) -> slice:
    low = math.floor((float(at_m.min()) - start_m) / cell_m)
    high = math.ceil((float(at_m.max()) - start_m) / cell_m)
    low = min(max(low, 0), count)
    return slice(low, max(min(high, count), low))
