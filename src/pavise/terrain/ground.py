"""How high the ground is: at one place, and at its highest in each cell of a coarse grid.

Three things can be wrong with elevation data, and none of them may pass for sea level in silence. A *short gap* (below
three posts) is bridged. A *long gap* gives NaN or counts as unknown, and the caller must say so. *Outside* the data the
earth is smooth, at sea level, and the caller must say that too.

`ground_table` is for things that fly so high above the ground: a table of bounded size whatever the data, in which no
known post is higher than its cell says, as long as the posts are not too many to be read one by one.

When not to believe it: heights count from mean sea level, and the simulation takes them for heights above the
ellipsoid. The two differ by the undulation of the geoid, some tens of metres and nearly the same all over a theatre.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pavise.sim.geometry import EARTH_EQUATOR_M
from pavise.terrain.rays import evenly_round, places_along

if TYPE_CHECKING:
    from pavise.terrain.raster import Elevation

CELLS_MAX = 4_000_000
"""A table of ground has no more cells than this (8 MB): its step grows until it fits."""

SAMPLES_MAX = 40_000_000
"""A table is made of no more samples than this; with finer data, posts are skipped evenly."""

SAMPLES_AT_ONCE = 1_000_000


class Ground(NamedTuple):
    """The highest ground of each cell of a grid, and where it is not known."""

    height_m: np.ndarray
    """`[rows, columns]` int16, rounded up: World.ground. Row 0 in the south, column 0 in the west."""

    south_rad: float
    west_rad: float
    step_rad: float

    unknown: np.ndarray
    """`[rows, columns]` bool: cells whose height is that of their neighbours, for want of data."""

    outside: np.ndarray
    """`[rows, columns]` bool: cells outside the data, taken as sea."""


# ---- at a place ---------------------------------------------------------------------------------------------------


def inside(elevation: Elevation, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray:
    """True within the bounds of the data, known or not."""
    bounds, rounding_deg = elevation.bounds, 1e-9
    latitude_deg = np.degrees(latitude_rad)
    # a place on the western edge may come out a hair to its west, nearly a whole turn to the east
    east_deg = np.mod(np.degrees(longitude_rad) - bounds.west_deg + rounding_deg, 360.0)
    return (
        (latitude_deg >= bounds.south_deg - rounding_deg)
        & (latitude_deg <= bounds.north_deg + rounding_deg)
        & (east_deg <= bounds.east_deg - bounds.west_deg + 2.0 * rounding_deg)
    )


def ground_at(
    elevation: Elevation, latitude_rad: np.ndarray, longitude_rad: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Heights (NaN where unknown, sea level outside the data), and where it is outside."""
    height_m = np.array(elevation.sample(latitude_rad, longitude_rad), np.float64)
    outside = np.isnan(height_m)
    outside[outside] = ~inside(elevation, latitude_rad[outside], longitude_rad[outside])
    height_m[outside] = 0.0
    return height_m, outside


def height_at(elevation: Elevation, latitude_rad: float, longitude_rad: float) -> float:
    """Height of the ground at one place: for sites and units. NaN where the data do not know it; 0 outside the data.

    In a gap so small that ground is known within a post and a half, the mean of that ground.
    """
    here_m, _ = ground_at(elevation, np.array([latitude_rad]), np.array([longitude_rad]))
    if not math.isnan(here_m[0]):
        return float(here_m[0])
    post_m = float(elevation.post_spacing_m(latitude_rad, longitude_rad))
    if math.isnan(post_m):  # between two rasters
        return math.nan
    ring = places_along(latitude_rad, longitude_rad, evenly_round(16), np.array([1.5 * post_m]))
    around_m, outside = ground_at(elevation, *ring)
    known = np.isfinite(around_m) & ~outside
    return float(around_m[known].mean()) if known.any() else math.nan


def post_spacing(elevation: Elevation, latitude_rad: float, longitude_rad: float, reach_m: float) -> float:
    """Distance between posts at a place; where it lies outside the data, the least within reach; NaN when none is."""
    here_m = float(elevation.post_spacing_m(latitude_rad, longitude_rad))
    if math.isfinite(here_m):
        return here_m
    around = places_along(latitude_rad, longitude_rad, evenly_round(16), np.linspace(0.0, reach_m, 17))
    spacings_m = np.asarray(elevation.post_spacing_m(*around))
    known = np.isfinite(spacings_m)
    return float(spacings_m[known].min()) if known.any() else math.nan


# ---- the highest ground of each cell ------------------------------------------------------------------------------


def ground_table(
    elevation: Elevation,
    south_rad: float,
    west_rad: float,
    north_rad: float,
    east_rad: float,
    step_rad: float,
    progress: Callable[[int, int], None] | None = None,
) -> Ground:
    """The highest ground in each cell of a grid over an area, for paths that keep a height above the ground.

    East below west means across the date line. The step grows where the area would need more than CELLS_MAX cells;
    `Ground.step_rad` says which was used. A cell is sampled at its edges and inside, at the distance of the posts, or
    wider where that would take more than SAMPLES_MAX samples.
    """
    height_rad = north_rad - south_rad
    width_rad = east_rad - west_rad + (2.0 * math.pi if east_rad < west_rad else 0.0)
    if not (height_rad > 0.0 and width_rad > 0.0 and step_rad > 0.0):
        raise ValueError("a table of ground needs an area and a step above zero")
    step_rad = max(step_rad, math.sqrt(height_rad * width_rad / CELLS_MAX), (height_rad + width_rad) / CELLS_MAX)
    rows = max(1, math.ceil(height_rad / step_rad - 1e-9))
    columns = max(1, math.ceil(width_rad / step_rad - 1e-9))
    parts = parts_of_cell(elevation, (south_rad + north_rad) / 2, west_rad + width_rad / 2, step_rad, rows * columns)
    table = Ground(
        height_m=np.zeros((rows, columns), np.int16),
        south_rad=south_rad,
        west_rad=west_rad,
        step_rad=step_rad,
        unknown=np.zeros((rows, columns), bool),
        outside=np.zeros((rows, columns), bool),
    )
    highest_m = np.full((rows, columns), np.nan)
    at_once = max(1, int(math.sqrt(SAMPLES_AT_ONCE)) // parts)
    tiles = [(i, j) for i in range(0, rows, at_once) for j in range(0, columns, at_once)]
    for done, (row, column) in enumerate(tiles):
        if progress:
            progress(done, len(tiles))
        cells = (slice(row, min(row + at_once, rows)), slice(column, min(column + at_once, columns)))
        highest_m[cells], table.outside[cells] = highest_of_cells(elevation, table, cells, parts)
    if progress:
        progress(len(tiles), len(tiles))
    table.unknown[:] = np.isnan(highest_m)
    table.height_m[:] = np.clip(np.ceil(fill_from_neighbours(highest_m) - 1e-6), -32768, 32767)
    return table


def parts_of_cell(elevation: Elevation, latitude_rad: float, longitude_rad: float, step_rad: float, cells: int) -> int:
    """Into how many parts to cut a cell in each direction, so that samples stand about as close as posts."""
    post_m = post_spacing(elevation, latitude_rad, longitude_rad, 0.5 * step_rad * EARTH_EQUATOR_M * math.sqrt(cells))
    wanted = math.ceil(step_rad * EARTH_EQUATOR_M / post_m) if math.isfinite(post_m) else 1
    return max(1, min(wanted, int(math.sqrt(SAMPLES_MAX / cells))))


def highest_of_cells(
    elevation: Elevation, table: Ground, cells: tuple[slice, slice], parts: int
) -> tuple[np.ndarray, np.ndarray]:
    """The highest known ground in a block of cells (NaN: none known), and which lie wholly outside the data."""
    down, across = (np.arange(part.start * parts, part.stop * parts + 1) for part in cells)
    latitude_rad = np.minimum(table.south_rad + down * (table.step_rad / parts), math.pi / 2)
    longitude_rad = table.west_rad + across * (table.step_rad / parts)
    places = np.meshgrid(latitude_rad, np.mod(longitude_rad + math.pi, 2.0 * math.pi) - math.pi, indexing="ij")
    height_m, outside = ground_at(elevation, *places)
    known_m = np.where(np.isnan(height_m), -np.inf, height_m)
    highest_m = by_cell(known_m, parts, np.maximum)
    highest_m[np.isinf(highest_m)] = np.nan
    return highest_m, by_cell(outside, parts, np.logical_and)


def by_cell(samples: np.ndarray, parts: int, reduce: np.ufunc) -> np.ndarray:
    """Samples `[rows * parts + 1, columns * parts + 1]` reduced over each cell, its edges included."""
    for axis in (0, 1):
        samples = np.moveaxis(samples, axis, 0)
        inner = samples[:-1].reshape(-1, parts, samples.shape[1])
        samples = np.moveaxis(reduce(reduce.reduce(inner, axis=1), samples[parts::parts]), 0, axis)
    return samples


def fill_from_neighbours(height_m: np.ndarray) -> np.ndarray:
    """NaN replaced by the highest of the known neighbours, ring after ring; 0 where nothing is known at all."""
    height_m = height_m.copy()
    while np.isnan(height_m).any() and not np.isnan(height_m).all():
        around = np.pad(np.where(np.isnan(height_m), -np.inf, height_m), 1, constant_values=-np.inf)
        rows, columns = height_m.shape
        highest = np.full(height_m.shape, -np.inf)
        for i in range(3):
            for j in range(3):
                np.maximum(highest, around[i : i + rows, j : j + columns], out=highest)
        take = np.isnan(height_m) & np.isfinite(highest)
        height_m[take] = highest[take]
    return np.where(np.isnan(height_m), 0.0, height_m)
