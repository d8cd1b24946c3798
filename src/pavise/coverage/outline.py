"""From cells to polygons: the outline of a region on the map plane, and the same on the earth.

A region is a yes or no for each cell. Its outline runs half way between the centres of cells inside and outside, so its
polygons hold nearly the area of the cells: corners are cut, straight edges are where they should be. Outlines come from
contourpy (which Matplotlib brings along): outer rings with their holes, in metres on the plane.

    region -> rings in metres -> longitude and latitude -> cut at the date line (`rfc7946.py`) -> GeoJSON
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.grid import Grid
from pavise.coverage.projection import Floats
from pavise.coverage.rfc7946 import Polygon, multipolygon

Rings = list[Floats]
"""An outer ring, then its holes: shape (corners, 2) each, first corner again at the end."""


def outlines(grid: Grid, region: NDArray[np.bool_]) -> list[Rings]:
    """Polygons round the cells of a region, in metres on the plane of the grid."""
    if not region.any():
        return []
    from contourpy import FillType, contour_generator

    # Only the part that holds the region, with a rim of empty cells that closes polygons at its edge.
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    south, north, west, east = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    padded = np.pad(region[south:north, west:east], 1).astype(float)
    x_m = grid.west_m + (np.arange(west - 1, east + 1) + 0.5) * grid.cell_m
    y_m = grid.south_m + (np.arange(south - 1, north + 1) + 0.5) * grid.cell_m
    generator = contour_generator(x=x_m, y=y_m, z=padded, fill_type=FillType.OuterOffset)
    filled: Any = generator.filled(0.5, np.inf)  # its type depends on the fill type
    corners, offsets = filled
    return [
        [without_straight_corners(ring) for ring in np.split(points, ends[1:-1])]
        for points, ends in zip(corners, offsets, strict=True)
    ]


def without_straight_corners(ring: Floats) -> Floats:
    """The ring without corners at which it goes straight on, save every tenth: what is straight on the plane is not
    quite straight in longitude and latitude."""
    ahead = np.diff(ring, axis=0)
    behind = np.roll(ahead, 1, axis=0)
    bends = np.abs(behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0]) > 1e-6
    bends[::10] = True
    kept = ring[:-1][bends]
    return np.vstack([kept, kept[:1]])


def ring_area_m2(ring: Floats) -> float:
    """Area inside a closed ring of the plane, negative when it runs clockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    return float(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def region_polygons(grid: Grid, region: NDArray[np.bool_]) -> list[Polygon]:
    """The region as polygons of longitude and latitude in degrees, fit for GeoJSON."""
    polygons: list[Polygon] = []
    for rings in outlines(grid, region):
        on_earth = []
        for ring in rings:
            lat, lon = grid.plane.inverse(ring[:, 0], ring[:, 1])
            on_earth.append(np.stack([np.degrees(lon), np.degrees(lat)], axis=1))
        polygons += multipolygon(on_earth, pole=_pole_inside(grid, rings))
    return polygons


def _pole_inside(grid: Grid, rings: Rings) -> float:
    """The latitude of the pole that the outer ring goes round: 90, -90, or 0 for neither."""
    for lat_deg in (90.0, -90.0):
        if grid.plane.lat_deg * lat_deg < 0:  # the other half of the earth: never within reach of the grid
            continue
        x_m, y_m = grid.plane.forward(np.radians(lat_deg), 0.0)
        if _goes_round(rings[0], float(x_m), float(y_m)):
            return lat_deg
    return 0.0


def _goes_round(ring: Floats, x_m: float, y_m: float) -> bool:
    """Even or odd number of edges to the east of a point."""
    a, b = ring[:-1], ring[1:]
    crossing = (a[:, 1] <= y_m) != (b[:, 1] <= y_m)
    a, b = a[crossing], b[crossing]
    at_m = a[:, 0] + (y_m - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return bool(np.count_nonzero(at_m > x_m) % 2)
