"""Rasters whose posts lie on one regular grid, read page by page as if they were one.

            column 0   1   2   3 | 4   5   6   7
                   o   o   o   o | o   o   o   o        | a seam: tile A ends, tile B goes on. A place between two
        row 1      o   o   o   o | o   o   o   o          columns of posts may lie between a post of A and one of B,
                       tile A    |    tile B              so posts are asked of the lattice, never of one tile.

Tiles of one product share such a lattice: those that repeat their outermost posts (DTED, .hgt) as well as those that do
not (Copernicus). Around the earth the columns of degrees close into a ring, so the date line is a place like any other.

    place -> row and column, with fractions -> page -> the four posts around -> height, bilinear

A page is 256 x 256 posts with one more row and column to the south and east, so that the four posts of a place always
lie in one page. Pages are kept while there is room (PAGES_KEPT), the longest unused goes first; the places of one call
are taken page by page, so a page is read once per call however the places are strewn.

Bilinear between posts is what the data say and no more: a summit between posts is cut off. In the outer half post of
the footprint, where there are no four posts around, the outermost posts count alone. One void post among those that
count makes the place void.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np

from pavise.terrain.facts import RasterFacts
from pavise.terrain.reading import from_crs, open_dataset, read_heights, to_crs

PAGE = 256
PAGES_KEPT = 256
"""Pages in memory, of one lattice, at most: 135 MB."""
FILES_KEPT_OPEN = 32

OUTSIDE = math.inf
"""Stands for "no raster reaches here", where NaN stands for "a raster does, and is void"."""

SAME_STEP = 0.01  # of a post, over the whole width of a raster: the rounding of steps written with few digits
ON_A_POST = 1e-6  # of a post: closer than that is on it, whatever the last bits of an angle say

EARTH_EQUATOR_M, ECCENTRICITY_2 = 6378137.0, 0.0066943799901413165  # WGS84


class Lattice:
    """The rasters of `tiles`, which must share a lattice (see `join`); where several have a post, the first that is
    not void counts."""

    def __init__(self, tiles: Sequence[RasterFacts]) -> None:
        self.tiles = list(tiles)
        first = self.tiles[0]
        self.step_x, self.step_y = first.step_x, first.step_y
        around = 360.0 / self.step_x if first.is_lonlat else 0.0
        # Columns once around the earth, where that is a whole number of them; 0 where the lattice does not close.
        self.around = round(around) if around > 2.5 and abs(around - round(around)) < SAME_STEP else 0
        self.is_lonlat = first.is_lonlat
        self.corner_x = min(tile.corner_x for tile in self.tiles)
        self.corner_y = first.corner_y
        self._column = np.array([round((tile.corner_x - self.corner_x) / self.step_x) for tile in self.tiles])
        self._row = np.array([round((tile.corner_y - self.corner_y) / self.step_y) for tile in self.tiles])
        if self.around:
            self._column %= self.around
        self._columns = np.array([tile.columns for tile in self.tiles])
        self._rows = np.array([tile.rows for tile in self.tiles])
        self._box_deg = (
            min(tile.west_deg for tile in self.tiles),
            min(tile.south_deg for tile in self.tiles),
            max(tile.east_deg for tile in self.tiles),
            max(tile.north_deg for tile in self.tiles),
        )
        self._pages: OrderedDict[tuple[int, int], np.ndarray] = OrderedDict()
        self._open: OrderedDict[int, Any] = OrderedDict()
        self._lock = threading.Lock()

    def heights_m(self, latitude_deg: np.ndarray, longitude_deg: np.ndarray) -> np.ndarray:
        """Height at each place: NaN where void, OUTSIDE (infinity) where no raster reaches."""
        heights_m = np.full(latitude_deg.shape, OUTSIDE)
        row, column, inside = self._rows_and_columns(latitude_deg, longitude_deg)
        reach = np.flatnonzero(inside)
        row, column = row[reach], column[reach]
        upper, left = np.floor(row), np.floor(column)
        page_row, page_column = (upper // PAGE).astype(np.int64), (left // PAGE).astype(np.int64)
        upper, left = upper.astype(np.int64), left.astype(np.int64)
        for (down, across), members in _grouped(page_row, page_column):
            page = self._page(down, across)
            if page is None:
                continue
            i, j = upper[members] - down * PAGE, left[members] - across * PAGE
            f, g = row[members] - upper[members], column[members] - left[members]
            heights_m[reach[members]] = _between_posts(page, i, j, f, g)
        return heights_m

    def post_spacing_m(self, latitude_deg: np.ndarray, longitude_deg: np.ndarray) -> np.ndarray:
        """The larger of both distances between neighbouring posts, in metres on the ground; NaN outside."""
        spacing_m = np.full(latitude_deg.shape, np.nan)
        row, column, inside = self._rows_and_columns(latitude_deg, longitude_deg)
        for number in np.flatnonzero(inside):
            if self._tiles_at(row[number], column[number]):
                spacing_m[number] = self._step_m(float(latitude_deg[number]), float(longitude_deg[number]))
        return spacing_m

    def close(self) -> None:
        """Close the files and forget the pages; a later call opens them again."""
        with self._lock:
            for dataset in self._open.values():
                dataset.close()
            self._open.clear()
            self._pages.clear()

    # ---- where a place is ----------------------------------------------------------------------------------------

    def _rows_and_columns(
        self, latitude_deg: np.ndarray, longitude_deg: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Row and column of each place, counted in posts, and whether it can lie in a raster at all."""
        if self.is_lonlat:
            x, y = longitude_deg - self.corner_x, latitude_deg
            if not self.around:  # a turn more or less is the same place
                with np.errstate(invalid="ignore"):
                    x = np.mod(x + 1e-9, 360.0) - 1e-9
            x = x / self.step_x - 0.5
        else:
            x, y = self._projected(latitude_deg, longitude_deg)
            x = (x - self.corner_x) / self.step_x - 0.5
        row = (y - self.corner_y) / self.step_y - 0.5
        with np.errstate(invalid="ignore"):
            column = np.mod(x, self.around) if self.around else x
            inside = (row > self._row.min() - 1) & (row < (self._row + self._rows).max())
            if not self.around:
                inside &= (column > self._column.min() - 1) & (column < (self._column + self._columns).max())
            inside &= np.isfinite(column) & (np.abs(latitude_deg) <= 90.0)
        return row, column, inside

    def _projected(self, latitude_deg: np.ndarray, longitude_deg: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Coordinates in the rasters' reference system; NaN for places far from all of them, where its formulas may
        not hold."""
        x, y = np.full(latitude_deg.shape, np.nan), np.full(latitude_deg.shape, np.nan)
        west, south, east, north = self._box_deg
        slack = 0.1
        near = (np.abs(latitude_deg) <= 90.0) & (latitude_deg >= south - slack) & (latitude_deg <= north + slack)
        near &= np.mod(longitude_deg - west + slack, 360.0) <= east - west + 2.0 * slack
        if near.any():
            longitudes = np.mod(longitude_deg[near] + 180.0, 360.0) - 180.0
            x[near], y[near] = to_crs(self.tiles[0], longitudes, latitude_deg[near])
        return x, y

    def _tiles_at(self, row: float, column: float) -> list[int]:
        """The tiles whose footprint holds a place."""
        down = row - self._row
        across = column - self._column
        if self.around:
            across = np.mod(across + 0.5, self.around) - 0.5
        inside = (down >= -0.5) & (down <= self._rows - 0.5) & (across >= -0.5) & (across <= self._columns - 0.5)
        return [int(number) for number in np.flatnonzero(inside)]

    def _step_m(self, latitude_deg: float, longitude_deg: float) -> float:
        if self.is_lonlat:
            north_m, east_m = metres_per_degree(latitude_deg)
            return max(abs(self.step_y) * north_m, self.step_x * east_m)
        x, y = to_crs(self.tiles[0], [longitude_deg], [latitude_deg])
        longitudes, latitudes = from_crs(
            self.tiles[0], [x[0], x[0] + self.step_x, x[0]], [y[0], y[0], y[0] + self.step_y]
        )
        north_m, east_m = metres_per_degree(latitude_deg)
        easts = [east_m * math.remainder(longitude - longitudes[0], 360.0) for longitude in longitudes[1:]]
        return max(
            math.hypot(east, north_m * (north - latitudes[0])) for east, north in zip(easts, latitudes[1:], strict=True)
        )

    # ---- pages ---------------------------------------------------------------------------------------------------

    def _page(self, down: int, across: int) -> np.ndarray | None:
        """The page, read if it is not at hand; None where no raster reaches into it."""
        with self._lock:
            page = self._pages.get((down, across))
            if page is None:
                page = self._read_page(down * PAGE, across * PAGE)
                if page is None:
                    return None
                self._pages[down, across] = page
                while len(self._pages) > PAGES_KEPT:
                    self._pages.popitem(last=False)
            else:
                self._pages.move_to_end((down, across))
            return page

    def _read_page(self, top: int, left: int) -> np.ndarray | None:
        size = PAGE + 1
        meets = (self._row < top + size) & (self._row + self._rows > top)
        page = np.full((size, size), OUTSIDE)
        untouched = True
        for turn in (-self.around, 0, self.around) if self.around else (0,):
            begin = self._column + turn
            here = meets & (begin < left + size) & (begin + self._columns > left)
            for number in np.flatnonzero(here):
                self._lay_tile(page, top, left, int(number), int(begin[number]))
                untouched = False
        return None if untouched else page

    def _lay_tile(self, page: np.ndarray, top: int, left: int, number: int, begin: int) -> None:
        """Fill what is still empty in a page from one tile whose first column lies at `begin`."""
        tile, first_row = self.tiles[number], int(self._row[number])
        row, end_row = max(top, first_row), min(top + PAGE + 1, first_row + tile.rows)
        column, end_column = max(left, begin), min(left + PAGE + 1, begin + tile.columns)
        part = page[row - top : end_row - top, column - left : end_column - left]
        wanted = ~np.isfinite(part)
        if wanted.any():
            found = read_heights(
                self._dataset(number), tile, column - begin, row - first_row, end_column - column, end_row - row
            )
            if wanted.all():
                part[:] = found  # the usual case, several times quicker
            else:
                part[wanted] = found[wanted]

    def _dataset(self, number: int) -> Any:
        if number not in self._open:
            while len(self._open) >= FILES_KEPT_OPEN:
                self._open.popitem(last=False)[1].close()
            self._open[number] = open_dataset(self.tiles[number].path)
        self._open.move_to_end(number)
        return self._open[number]


def join(tiles: Sequence[RasterFacts]) -> list[Lattice]:
    """The rasters gathered into lattices, the finest posts first; in the order given where they are equally fine."""
    groups: list[list[RasterFacts]] = []
    for tile in tiles:
        for group in groups:
            if _same_lattice(tile, group[0]):
                group.append(tile)
                break
        else:
            groups.append([tile])
    lattices = [Lattice(group) for group in groups]
    return sorted(lattices, key=lambda lattice: _fineness(lattice.tiles[0]))


def metres_per_degree(latitude_deg: float) -> tuple[float, float]:
    """Length of one degree northwards and eastwards on the WGS84 ellipsoid."""
    sine = math.sin(math.radians(latitude_deg))
    narrowing = 1.0 - ECCENTRICITY_2 * sine * sine
    north_m = EARTH_EQUATOR_M * (1.0 - ECCENTRICITY_2) / narrowing**1.5
    east_m = EARTH_EQUATOR_M / math.sqrt(narrowing) * math.cos(math.radians(latitude_deg))
    return math.radians(north_m), math.radians(abs(east_m))


def _fineness(tile: RasterFacts) -> float:
    """By what the sharper of two rasters is told: the geometric mean of the steps, degrees as at the equator (so that
    two rasters in degrees compare alike at every latitude)."""
    step = math.sqrt(abs(tile.step_x * tile.step_y))
    if tile.is_lonlat:
        return step * metres_per_degree(0.0)[1]
    lattice = Lattice([tile])
    latitude_deg, longitude_deg = 0.5 * (tile.south_deg + tile.north_deg), 0.5 * (tile.west_deg + tile.east_deg)
    return lattice._step_m(latitude_deg, longitude_deg)


def _same_lattice(one: RasterFacts, other: RasterFacts) -> bool:
    if one.crs_wkt != other.crs_wkt and not (one.is_lonlat and other.is_lonlat):
        return False
    for step, step_other, corner, corner_other, posts in (
        (one.step_x, other.step_x, one.corner_x, other.corner_x, max(one.columns, other.columns)),
        (one.step_y, other.step_y, one.corner_y, other.corner_y, max(one.rows, other.rows)),
    ):
        apart = (corner - corner_other) / step_other
        if abs(step / step_other - 1.0) * posts > SAME_STEP or abs(apart - round(apart)) > SAME_STEP:
            return False
    return True


def _grouped(page_row: np.ndarray, page_column: np.ndarray) -> list[tuple[tuple[int, int], np.ndarray]]:
    """The places by page: ((page row, page column), numbers of the places in it)."""
    if page_row.size == 0:
        return []
    down, across = page_row - page_row.min(), page_column - page_column.min()
    width = int(across.max()) + 1
    number = down * width + across
    if number.max() < 65536:
        number = number.astype(np.uint16)  # NumPy sorts these by radix, ten times quicker
    order = np.argsort(number, kind="stable")
    ends = np.flatnonzero(np.diff(number[order])) + 1
    parts = np.split(order, ends)
    return [((int(page_row[part[0]]), int(page_column[part[0]])), part) for part in parts]


def _between_posts(page: np.ndarray, i: np.ndarray, j: np.ndarray, f: np.ndarray, g: np.ndarray) -> np.ndarray:
    """Heights between the posts (i, j) and (i + 1, j + 1) of a page, at the fractions f downwards and g eastwards."""
    posts = page.reshape(-1)
    at = i * (PAGE + 1) + j
    below = at + PAGE + 1
    with np.errstate(invalid="ignore"):
        upper = posts[at] + g * (posts[at + 1] - posts[at])
        lower = posts[below] + g * (posts[below + 1] - posts[below])
        heights_m = upper + f * (lower - upper)
    odd = np.flatnonzero(~np.isfinite(heights_m))
    if odd.size:
        corners = np.stack([posts[at[odd]], posts[at[odd] + 1], posts[below[odd]], posts[below[odd] + 1]])
        heights_m[odd] = _with_gaps(corners, f[odd], g[odd])
    return heights_m


def _with_gaps(corners_m: np.ndarray, f: np.ndarray, g: np.ndarray) -> np.ndarray:
    """As above where some of the four posts (4, places) are void or belong to no raster."""
    f, g = _snapped(f), _snapped(g)
    weights = np.stack([(1 - f) * (1 - g), (1 - f) * g, f * (1 - g), f * g])
    outside, void = np.isinf(corners_m), np.isnan(corners_m)
    # The footprint of a post reaches half a post around it: the place must lie in that of one that exists.
    half = 0.5 + ON_A_POST
    near = np.stack([(f <= half) & (g <= half), (f <= half) & (1 - g <= half), (1 - f <= half) & (g <= half),
                     (1 - f <= half) & (1 - g <= half)])  # fmt: skip
    inside = (near & ~outside).any(axis=0)
    counted = ~outside & (weights > 0.0)
    total = np.where(counted, weights, 0.0).sum(axis=0)
    heights_m = np.where(counted & ~void, weights * np.where(void | outside, 0.0, corners_m), 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        heights_m = heights_m / total
    heights_m[(counted & void).any(axis=0)] = np.nan
    heights_m[~inside | (total == 0.0)] = OUTSIDE
    return heights_m


def _snapped(fraction: np.ndarray) -> np.ndarray:
    return np.where(fraction < ON_A_POST, 0.0, np.where(fraction > 1.0 - ON_A_POST, 1.0, fraction))
