"""Elevation: many rasters as one ground, asked for the height of any place.

    place -> the finest rasters that reach there -> a height
             void in them, or none there          -> the next finest ...
             none at all                          -> 0 where the tiles' publisher says it is sea, else unknown (NaN)

Unknown is never taken for the sea in silence: whoever asks sees NaN and decides. Heights are metres above mean sea
level as the rasters have them.

When not to believe it: bilinear between posts cuts summits and fills valleys; posts 900 m apart leave out most of what
hides a low target within some kilometres of a radar, so they overstate what it covers (see `coarse_posts`). A surface
model (Copernicus) has trees and roofs in it, a terrain model (DTED) has not.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from pavise.terrain.facts import RasterFacts, content_sha256, examine
from pavise.terrain.lattice import Lattice, join, metres_per_degree
from pavise.yamlfile import BadInput, Finding

PLACES_AT_ONCE = 1 << 20
HALF_A_POST_DEG = 0.5 / 1200.0
"""Of the coarser public Copernicus tiles; theirs end one post short in the east and south, where the sea may begin."""

COARSE_M = 100.0
NEAR_M = 5_000.0

CONTRADICTION_M = 100.0
PAIRS_COMPARED = 100
PLACES_COMPARED = 8
"""Along each side of the area that two rasters share."""


@dataclass(frozen=True)
class Bounds:
    """An area in degrees. `east_deg` is never less than `west_deg`; above 180 it lies beyond the date line."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    def meets(self, other: Bounds) -> bool:
        """Have the two areas any place in common?"""
        apart_deg = (other.west_deg - self.west_deg) % 360.0
        across = apart_deg <= self.east_deg - self.west_deg or 360.0 - apart_deg <= other.east_deg - other.west_deg
        return across and self.south_deg <= other.north_deg and other.south_deg <= self.north_deg

    def __str__(self) -> str:
        east_deg = self.east_deg - 360.0 if self.east_deg > 180.0 else self.east_deg
        south, north = (_place(latitude, "S", "N") for latitude in (self.south_deg, self.north_deg))
        return f"{_place(self.west_deg, 'W', 'E')} to {_place(east_deg, 'W', 'E')}, {south} to {north}"


@dataclass(frozen=True)
class Voids:
    """How much of the posts is void, and how much is exactly 0: the sea, or unknown where a file writes 0 for both."""

    void_share: float
    zero_share: float

    def __str__(self) -> str:
        void = "no voids" if self.void_share == 0.0 else f"{_percent(self.void_share)} void"
        return void + (f", {_percent(self.zero_share)} exactly 0 m" if self.zero_share else "")


@dataclass(frozen=True)
class CoarsePosts:
    """A warning: the posts near a place are farther apart than a radar there would need (`COARSE_M`)."""

    post_spacing_m: float
    within_m: float

    def __str__(self) -> str:
        return (
            f"elevation posts are {self.post_spacing_m:,.0f} m apart within {self.within_m / 1000:.0f} km of it: what "
            "lies between them hides nothing here, so its coverage is overstated"
        )


class Elevation:
    """The ground as the rasters `tiles` show it. `sea_cells`: (latitude, longitude) of the south-west corners of whole
    degree cells that are known to be sea. `credit`, when given, stands instead of those in the files."""

    def __init__(
        self,
        tiles: Sequence[RasterFacts],
        sea_cells: Iterable[tuple[int, int]] = (),
        credit: str | None = None,
    ) -> None:
        self.tiles = tuple(tiles)
        self.lattices: list[Lattice] = join(self.tiles)
        self.sea_cells = frozenset(sea_cells)
        self._is_sea = np.zeros((180, 360), dtype=bool)
        for latitude, longitude in self.sea_cells:
            self._is_sea[latitude + 90, (longitude + 180) % 360] = True
        self.credit = credit or joined_credits(tile.credit for tile in self.tiles)
        self.warnings = tuple(f"{Path(tile.path).name} {remark}" for tile in self.tiles for remark in tile.warnings)

    def sample(self, latitude_rad: Any, longitude_rad: Any) -> Any:
        """Height in metres above mean sea level at each place (arrays of any one shape, or numbers): float64 of the
        same shape, NaN where void or unknown.

        Bilinear between posts. Hand over many places at once, near ones together: three to eight million places a
        second where the posts are at hand, and each page of the files is read once per million places.
        """
        latitude, longitude = np.broadcast_arrays(
            np.asarray(latitude_rad, dtype=np.float64), np.asarray(longitude_rad, dtype=np.float64)
        )
        heights_m = np.empty(latitude.shape)
        flat, latitude, longitude = heights_m.reshape(-1), latitude.reshape(-1), longitude.reshape(-1)
        for begin in range(0, flat.size, PLACES_AT_ONCE):
            part = slice(begin, begin + PLACES_AT_ONCE)
            flat[part] = self._heights_m(np.degrees(latitude[part]), np.degrees(longitude[part]))
        return heights_m[()]  # a number for a single place

    def post_spacing_m(self, latitude_rad: Any, longitude_rad: Any) -> Any:
        """Distance between posts of the finest raster that reaches each place, the larger of its two; NaN where none
        does. For a handful of places: about 20 microseconds each."""
        latitude, longitude = np.broadcast_arrays(np.degrees(latitude_rad), np.degrees(longitude_rad))
        flat = (latitude.reshape(-1), longitude.reshape(-1))
        spacing_m = np.full(flat[0].shape, np.nan)
        for lattice in self.lattices:
            spacing_m = np.where(np.isnan(spacing_m), lattice.post_spacing_m(*flat), spacing_m)
        return spacing_m.reshape(latitude.shape)[()]

    @property
    def bounds(self) -> Bounds:
        """The smallest area that holds all rasters and sea cells."""
        boxes = [(t.west_deg, t.south_deg, t.east_deg, t.north_deg) for t in self.tiles]
        boxes += [(lon, lat, lon + 1.0, lat + 1.0) for lat, lon in sorted(self.sea_cells)]
        west, east = _around([(box[0], box[2]) for box in boxes])
        return Bounds(west, min(box[1] for box in boxes), east, max(box[3] for box in boxes))

    @property
    def sha256(self) -> str:
        """Changes when the content or the place of any raster, their order or the sea cells change. Files are read for
        it once, then it is remembered."""
        parts = [
            f"{content_sha256(tile)} {tile.corner_x!r} {tile.corner_y!r} {tile.step_x!r} {tile.step_y!r} {tile.crs_wkt}"
            for tile in self.tiles  # an .hgt file says nothing of its place but by its name
        ]
        return hashlib.sha256("\n".join([*parts, repr(sorted(self.sea_cells))]).encode()).hexdigest()

    @property
    def voids(self) -> Voids:
        """Shares over all rasters, each counted by its number of posts."""
        posts = sum(tile.columns * tile.rows for tile in self.tiles) or 1
        return Voids(
            sum(tile.void_share * tile.columns * tile.rows for tile in self.tiles) / posts,
            sum(tile.zero_share * tile.columns * tile.rows for tile in self.tiles) / posts,
        )

    def describe(self) -> str:
        """One sentence for a report: what this elevation is."""
        spacings_m = sorted({round(middle_spacing_m(tile)) for tile in self.tiles})
        posts = " and ".join(f"{spacing:,} m" for spacing in spacings_m[:3]) + (" ..." if spacings_m[3:] else "")
        rasters = f"{len(self.tiles)} raster{'s' if len(self.tiles) != 1 else ''}"
        sea = f", {len(self.sea_cells)} degree cells known to be sea" if self.sea_cells else ""
        credit = f". {self.credit.rstrip('.')}" if self.credit else ""
        return f"{rasters}, {self.bounds}, posts {posts} apart, {self.voids}{sea}{credit}."

    def close(self) -> None:
        """Close the files and forget what was read; a later question opens them again."""
        for lattice in self.lattices:
            lattice.close()

    def _heights_m(self, latitude_deg: np.ndarray, longitude_deg: np.ndarray) -> np.ndarray:
        heights_m = np.full(latitude_deg.shape, np.inf)
        for lattice in self.lattices:
            open_to = np.flatnonzero(~np.isfinite(heights_m))
            if open_to.size == 0:
                break
            found = lattice.heights_m(latitude_deg[open_to], longitude_deg[open_to])
            heights_m[open_to] = np.where(np.isinf(found), heights_m[open_to], found)
        nowhere = np.flatnonzero(np.isinf(heights_m))
        if nowhere.size:
            sea = self._at_sea(latitude_deg[nowhere], longitude_deg[nowhere])
            heights_m[nowhere] = np.where(sea, 0.0, np.nan)
        return heights_m

    def _at_sea(self, latitude_deg: np.ndarray, longitude_deg: np.ndarray) -> np.ndarray:
        """Does a place that no raster reaches lie in a sea cell, or in the half post by which the tile beside falls
        short of it?"""
        known = np.isfinite(latitude_deg) & np.isfinite(longitude_deg) & (np.abs(latitude_deg) <= 90.0)
        sea = np.zeros(latitude_deg.shape, dtype=bool)
        for south, east in ((0.0, 0.0), (HALF_A_POST_DEG, 0.0), (0.0, HALF_A_POST_DEG), (HALF_A_POST_DEG,) * 2):
            row = np.floor(np.where(known, latitude_deg, 0.0) - south).astype(int) + 90
            column = np.floor(np.where(known, longitude_deg, 0.0) + east).astype(int) + 180
            sea |= self._is_sea[np.clip(row, 0, 179), column % 360]
        return sea & known


def open_elevation(
    paths: str | Path | Iterable[str | Path],
    *,
    sea_cells: Iterable[tuple[int, int]] = (),
    credit: str | None = None,
    compare: bool = True,
) -> Elevation:
    """The rasters at `paths` as one elevation: any that GDAL reads, in any reference system, several tiles together.

    The finest wins where several reach; among equally fine ones the first given. `BadInput` with every finding about
    every file when any cannot serve. With `compare`, rasters that contradict each other where they overlap (by more
    than 100 m) are named in `warnings`.
    """
    given = [paths] if isinstance(paths, (str, Path)) else list(paths)
    if not given:
        raise BadInput([Finding("elevation", None, "", "no raster is named", "name at least one file")])
    tiles, findings = [], []
    for path in dict.fromkeys(str(path) for path in given):
        try:
            tiles.append(examine(path))
        except BadInput as bad:
            findings += bad.findings
    if findings:
        raise BadInput(findings)
    elevation = Elevation(tiles, sea_cells, credit)
    if compare:
        elevation.warnings += tuple(contradictions(tiles))
    return elevation


def coarse_posts(elevation: Elevation, latitude_rad: float, longitude_rad: float) -> CoarsePosts | None:
    """A warning when posts at a radar, or 5 km from it, are more than 100 m apart; None when they are not, or when
    there is no elevation."""
    north_m, east_m = metres_per_degree(math.degrees(latitude_rad))
    bearings = np.arange(8) * math.tau / 8
    latitudes = latitude_rad + np.append(np.radians(NEAR_M * np.cos(bearings) / north_m), 0.0)
    longitudes = longitude_rad + np.append(np.radians(NEAR_M * np.sin(bearings) / max(east_m, 1.0)), 0.0)
    spacings_m = elevation.post_spacing_m(latitudes, longitudes)
    if np.isnan(spacings_m).all() or np.nanmax(spacings_m) <= COARSE_M:
        return None
    return CoarsePosts(float(np.nanmax(spacings_m)), NEAR_M)


def contradictions(tiles: Sequence[RasterFacts], against: Sequence[RasterFacts] | None = None) -> Iterator[str]:
    """Pairs of rasters that differ by more than 100 m where they overlap: on shared posts anywhere, else at more than a
    quarter of the places looked at. Pairs among `tiles`, and of `tiles` with those of `against`; at most
    `PAIRS_COMPARED` of them."""
    pairs = list(combinations(tiles, 2)) + [(one, other) for one in tiles for other in against or ()]
    meeting = [(one, other) for one, other in pairs if bounds_of(one).meets(bounds_of(other))]
    for one, other in meeting[:PAIRS_COMPARED]:
        places = _shared_places(one, other)
        if places is None:
            continue
        latitudes, longitudes = places
        shared_posts = len(join([one, other])) == 1
        pair = [Lattice([tile]) for tile in (one, other)]
        heights_m = [lattice.heights_m(latitudes, longitudes) for lattice in pair]
        for lattice in pair:
            lattice.close()
        known = np.isfinite(heights_m[0]) & np.isfinite(heights_m[1])
        apart_m = np.abs(heights_m[0][known] - heights_m[1][known])
        wrong = int((apart_m > CONTRADICTION_M).sum())
        if wrong > (0 if shared_posts else 0.25 * apart_m.size):
            yield (
                f"{Path(one.path).name} and {Path(other.path).name} contradict each other: up to {apart_m.max():,.0f} "
                f"m apart where they overlap ({wrong} of {apart_m.size} places looked at)"
            )


def joined_credits(credits: Iterable[str | None]) -> str | None:
    """Several credits as one line, each said once; None when there is none."""
    return "; ".join(dict.fromkeys(credit for credit in credits if credit)) or None


def _shared_places(one: RasterFacts, other: RasterFacts) -> tuple[np.ndarray, np.ndarray] | None:
    """Places spread over the area that both rasters cover; on the posts where the area is a mere line of them; None
    where the rasters only touch."""
    shift_deg = 360.0 * round((one.west_deg + one.east_deg - other.west_deg - other.east_deg) / 720.0)
    west, east = max(one.west_deg, other.west_deg + shift_deg), min(one.east_deg, other.east_deg + shift_deg)
    south, north = max(one.south_deg, other.south_deg), min(one.north_deg, other.north_deg)
    middles = (np.arange(PLACES_COMPARED) + 0.5) / PLACES_COMPARED
    sides = []
    for low, high, step in ((south, north, one.step_y), (west, east, one.step_x)):
        if one.is_lonlat and high - low < 0.5 * abs(step):
            return None
        narrow = one.is_lonlat and high - low < 2.0 * abs(step)
        sides.append(np.array([0.5 * (low + high)]) if narrow else low + middles * (high - low))
    latitudes, longitudes = np.meshgrid(*sides, indexing="ij")
    return latitudes.reshape(-1), longitudes.reshape(-1)


def bounds_of(tile: RasterFacts) -> Bounds:
    return Bounds(tile.west_deg, tile.south_deg, tile.east_deg, tile.north_deg)


def middle_spacing_m(tile: RasterFacts) -> float:
    """Post spacing in the middle of a raster."""
    middle = np.array([0.5 * (tile.south_deg + tile.north_deg)]), np.array([0.5 * (tile.west_deg + tile.east_deg)])
    return float(Lattice([tile]).post_spacing_m(*middle)[0])


def _around(spans_deg: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The shortest stretch of longitudes that holds all spans (west, east): (west, east) with east >= west."""
    best = (-180.0, 180.0)
    spans_deg = sorted(set(spans_deg))
    for west, _ in spans_deg:
        east = max(west + (one - west) % 360.0 + (other - one) for one, other in spans_deg)
        if east - west < best[1] - best[0]:
            best = (west, east)
    return best


def _place(degrees: float, negative: str, positive: str) -> str:
    return f"{round(abs(degrees), 2):g}{negative if degrees < 0 else positive}"


def _percent(share: float) -> str:
    return "under 0.1 %" if 0.0 < share < 0.001 else f"{100.0 * share:.1f} %"
