"""How high the ground is: at one place, and at its highest in each cell of a coarse grid.

Three things can be wrong with elevation data, and none of them may pass for sea level in silence. A *short gap* (below
three posts) is bridged. A *long gap* gives NaN or counts as unknown, and the caller must say so. *Outside* the data the
earth is smooth, at sea level, and the caller must say that too.

`ground_table` is for things that keep a height above the ground: a table of bounded size whatever the data, with the
highest ground of each cell. Cells are multiples of their width from the equator and Greenwich, so that posts that
divide a degree evenly, as those of all public data do, are met exactly and no post is higher than its cell.

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

    lowest_m: float
    """The lowest ground of all, 0 or less: the sea where nothing is lower."""

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

    East below west means across the date line. The grid begins at multiples of its step at or beyond the south and west
    edges. The step grows where the area would need more than CELLS_MAX cells; `Ground.step_rad` says which was used.
    Cells are sampled at their edges and inside, twice as close as posts, or less closely where that would take more
    than SAMPLES_MAX samples.
    """
    height_rad = north_rad - south_rad
    width_rad = east_rad - west_rad + (2.0 * math.pi if east_rad < west_rad else 0.0)
    if not (height_rad > 0.0 and width_rad > 0.0 and step_rad > 0.0):
        raise ValueError("a table of ground needs an area and a step above zero")
    step_rad = max(step_rad, math.sqrt(height_rad * width_rad / CELLS_MAX), (height_rad + width_rad) / CELLS_MAX)
    south, rows = whole_steps(south_rad, height_rad, step_rad)
    west, columns = whole_steps(west_rad, width_rad, step_rad)
    parts = parts_of_cell(elevation, (south_rad + north_rad) / 2, west_rad + width_rad / 2, step_rad, rows * columns)
    highest_m, outside = np.full((rows, columns), np.nan), np.zeros((rows, columns), bool)
    lowest_m = 0.0
    at_once = max(1, int(math.sqrt(SAMPLES_AT_ONCE)) // parts)
    blocks = [(i, j) for i in range(0, rows, at_once) for j in range(0, columns, at_once)]
    for done, (i, j) in enumerate(blocks):
        if progress:
            progress(done, len(blocks))
        cells = (slice(i, min(i + at_once, rows)), slice(j, min(j + at_once, columns)))
        # counted in parts from the equator and Greenwich, so that the same place has the same bits in every table
        down = np.arange((south + cells[0].start) * parts, (south + cells[0].stop) * parts + 1)
        across = np.arange((west + cells[1].start) * parts, (west + cells[1].stop) * parts + 1)
        height_m, beyond = ground_at(elevation, *places_of(down, across, step_rad / parts))
        known_m = np.where(np.isnan(height_m), -np.inf, height_m)
        highest_m[cells], outside[cells] = by_cell(known_m, parts, np.maximum), by_cell(beyond, parts, np.logical_and)
        lowest_m = min(lowest_m, float(np.nanmin(height_m, initial=0.0)))
    if progress:
        progress(len(blocks), len(blocks))
    unknown = np.isinf(highest_m)
    highest_m[unknown] = np.nan
    return Ground(
        height_m=np.clip(np.ceil(fill_from_neighbours(highest_m) - 1e-6), -32768, 32767).astype(np.int16),
        south_rad=south * step_rad,
        west_rad=west * step_rad,
        step_rad=step_rad,
        lowest_m=lowest_m,
        unknown=unknown,
        outside=outside,
    )


def whole_steps(start_rad: float, length_rad: float, step_rad: float) -> tuple[int, int]:
    """The last whole step at or before a start, and how many from there cover the length."""
    first = math.floor(start_rad / step_rad + 1e-9)
    return first, max(1, math.ceil((start_rad + length_rad) / step_rad - 1e-9) - first)


def places_of(down: np.ndarray, across: np.ndarray, part_rad: float) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes of a grid of samples; beyond a pole, the pole."""
    latitude_rad = np.clip(down * part_rad, -math.pi / 2, math.pi / 2)
    longitude_rad = np.mod(across * part_rad + math.pi, 2.0 * math.pi) - math.pi
    latitudes_rad, longitudes_rad = np.meshgrid(latitude_rad, longitude_rad, indexing="ij")
    return latitudes_rad, longitudes_rad


def parts_of_cell(elevation: Elevation, latitude_rad: float, longitude_rad: float, step_rad: float, cells: int) -> int:
    """Into how many parts to cut a cell in each direction, so that samples stand twice as close as posts."""
    post_m = post_spacing(elevation, latitude_rad, longitude_rad, step_rad * EARTH_EQUATOR_M * math.sqrt(cells))
    if math.isnan(post_m):
        return 1
    posts = math.ceil(step_rad * EARTH_EQUATOR_M / post_m - 0.05)  # a degree is not equally long everywhere
    return max(1, min(2 * posts, int(math.sqrt(SAMPLES_MAX / cells))))


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
