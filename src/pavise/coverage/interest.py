"""The area of interest: the part of the map whose gaps count.

    within a distance of the defended sites      the usual one
    a box of degrees                             west, south, east, north; west above east crosses the date line
    a polygon                                    a GeoJSON file

Its answer is a yes or no for each cell of a grid. Edges of a polygon or box are straight in longitude and latitude, as
GeoJSON means them; on the map plane they are followed in steps of a quarter of a degree.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.grid import Grid, ground_distance_m, n_vectors
from pavise.coverage.projection import Floats
from pavise.coverage.question import metres
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

Mask = NDArray[np.bool_]
Ring = Sequence[tuple[float, float]]
Disc = tuple[float, float, float]

_STEP_DEG = 0.25
MOST_CORNERS = 200_000


class Interest(Protocol):
    """An area of interest: what it is called, which discs hold it, and which cells of a grid belong to it."""

    @property
    def words(self) -> str:
        """The area in words."""
        ...

    def discs(self) -> list[Disc]:
        """Discs (latitude, longitude in degrees, radius in metres) that the grid must hold."""
        ...

    def inside(self, grid: Grid) -> Mask:
        """Yes or no for each cell."""
        ...


@dataclass(frozen=True)
class NearSites:
    """Everything within a ground distance of any of the sites."""

    lat_deg: tuple[float, ...]
    lon_deg: tuple[float, ...]
    within_m: float

    @property
    def words(self) -> str:
        """The area in words."""
        return f"within {metres(self.within_m)} of the defended sites"

    def discs(self) -> list[Disc]:
        """One disc per site."""
        return [(lat, lon, self.within_m) for lat, lon in zip(self.lat_deg, self.lon_deg, strict=True)]

    def inside(self, grid: Grid) -> Mask:
        """Cells whose centre is near enough."""
        inside = np.zeros(grid.shape, bool)
        cells = grid.n_vectors()
        for lat, lon in zip(self.lat_deg, self.lon_deg, strict=True):
            window = grid.window(lat, lon, self.within_m)
            site = n_vectors(np.radians(lat), np.radians(lon))
            inside[window] |= ground_distance_m(site, cells[window]) <= self.within_m
        return inside


@dataclass(frozen=True)
class Box:
    """A box of degrees. With west above east it crosses the date line."""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    @property
    def words(self) -> str:
        """The area in words."""
        return (
            f"between {degrees(self.south_deg, 'N', 'S')} and {degrees(self.north_deg, 'N', 'S')}, "
            f"{degrees(self.west_deg, 'E', 'W')} and {degrees(self.east_deg, 'E', 'W')}"
        )

    def discs(self) -> list[Disc]:
        """Points along the border of the box."""
        found: list[Disc] = []
        for ring in self._rings():
            lon, lat = in_small_steps(ring)
            found += [(float(b), float(a), 0.0) for a, b in zip(lon, lat, strict=True)]
        return found

    def inside(self, grid: Grid) -> Mask:
        """Cells whose centre lies in the box."""
        return in_box(grid, self.west_deg, self.south_deg, self.east_deg, self.north_deg)

    def _rings(self) -> list[Floats]:
        east = self.east_deg + (360.0 if self.west_deg > self.east_deg else 0.0)
        corners = [(self.west_deg, self.south_deg), (east, self.south_deg), (east, self.north_deg)]
        return [np.array([*corners, (self.west_deg, self.north_deg)])]


@dataclass(frozen=True)
class Area:
    """The polygons of a file."""

    name: str
    rings: tuple[Ring, ...]

    @property
    def words(self) -> str:
        """The area in words."""
        return f"the area of {self.name}"

    def discs(self) -> list[Disc]:
        """The corners."""
        return [(lat, lon, 0.0) for ring in self.rings for lon, lat in ring]

    def inside(self, grid: Grid) -> Mask:
        """Cells whose centre lies inside."""
        return in_rings(grid, self.rings)


def degrees(angle_deg: float, above: str, below: str) -> str:
    """39.5° N, 12° W."""
    return f"{abs(angle_deg):g}° {above if angle_deg >= 0 else below}"


def in_box(grid: Grid, west_deg: float, south_deg: float, east_deg: float, north_deg: float) -> Mask:
    """Cells whose centre lies in a box of degrees. With west above east the box crosses the date line."""
    lat, lon = (np.degrees(angle) for angle in grid.places())
    between = (lat >= south_deg) & (lat <= north_deg)
    if west_deg <= east_deg:
        return np.asarray(between & (lon >= west_deg) & (lon <= east_deg))
    return np.asarray(between & ((lon >= west_deg) | (lon <= east_deg)))


def in_rings(grid: Grid, rings: Iterable[Ring]) -> Mask:
    """Cells whose centre lies inside an odd number of rings of (longitude, latitude) corners."""
    starts: list[Floats] = []
    ends: list[Floats] = []
    for ring in rings:
        lon, lat = in_small_steps(np.asarray(ring, dtype=float))
        x_m, y_m = grid.plane.forward(np.radians(lat), np.radians(lon))
        corners = np.stack([x_m, y_m], axis=1)
        starts.append(corners[:-1])
        ends.append(corners[1:])
    inside = np.zeros(grid.shape, bool)
    if not starts:
        return inside
    start, end = np.concatenate(starts), np.concatenate(ends)
    x_m = grid.x_m
    for row, y in enumerate(grid.y_m):
        crossing = (start[:, 1] <= y) != (end[:, 1] <= y)
        a, b = start[crossing], end[crossing]
        at_m = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
        inside[row] = np.searchsorted(at_m, x_m) % 2 == 1
    return inside


def in_small_steps(ring: Floats) -> tuple[Floats, Floats]:
    """Longitudes and latitudes along a closed ring, at most a quarter of a degree apart."""
    closed = ring[0, 1] == ring[-1, 1] and (ring[0, 0] - ring[-1, 0]) % 360.0 == 0.0  # 180 and -180 are one place
    ring = ring if closed else np.vstack([ring, ring[:1]])
    steps = np.maximum(np.ceil(np.abs(np.diff(ring, axis=0)).max(axis=1) / _STEP_DEG).astype(int), 1)
    pieces = [
        ring[k] + np.arange(count)[:, np.newaxis] / count * (ring[k + 1] - ring[k]) for k, count in enumerate(steps)
    ]
    whole = np.vstack([*pieces, ring[-1:]])
    return whole[:, 0], whole[:, 1]


# ---- a polygon from a file ------------------------------------------------------------------------------------------


def rings_of_file(path: str | Path) -> list[Ring]:
    """All rings of the polygons in a GeoJSON file. Raises BadInput with what is wrong in it."""
    file = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8")
        data = json.loads(text)
    except OSError as error:
        raise _unusable(file, f"cannot be read ({error.strerror or error})", "check the path") from None
    except (ValueError, RecursionError) as error:
        raise _unusable(file, f"is not JSON ({str(error)[:80]})", "write a GeoJSON file with a Polygon") from None
    rings: list[Ring] = []
    findings: list[Finding] = []
    for polygon in _polygons(data):
        if not isinstance(polygon, list):
            continue
        for ring in polygon:
            if _is_ring(ring):
                rings.append([(float(corner[0]), float(corner[1])) for corner in ring])
            else:
                findings.append(
                    Finding(file, None, "coordinates", "a ring is no ring of places", "write [longitude, latitude] ...")
                )
    if findings:
        raise BadInput(dict.fromkeys(findings))
    if not rings:
        raise _unusable(file, "has no polygon", "write a GeoJSON file with a Polygon or MultiPolygon")
    if sum(map(len, rings)) > MOST_CORNERS:
        raise _unusable(file, f"has more than {MOST_CORNERS:,} corners", "simplify the polygon")
    return rings


def _polygons(data: Any) -> Iterable[Any]:
    """Coordinates of every polygon in a GeoJSON object, whatever it is wrapped in."""
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if not isinstance(item, dict):
            continue
        kind, coordinates = item.get("type"), item.get("coordinates")
        if kind == "Polygon":
            yield coordinates
        elif kind == "MultiPolygon" and isinstance(coordinates, list):
            yield from coordinates
        for name in ("features", "geometries"):
            if isinstance(item.get(name), list):
                waiting += item[name]
        waiting.append(item.get("geometry"))


def _is_ring(ring: Any) -> bool:
    return (
        isinstance(ring, list)
        and len(ring) >= 4
        and all(
            isinstance(corner, list)
            and len(corner) >= 2
            and all(isinstance(part, (int, float)) and math.isfinite(part) for part in corner[:2])
            and abs(corner[0]) <= 360.0
            and abs(corner[1]) <= 90.0
            for corner in ring
        )
    )


def _unusable(file: str, problem: str, mend: str) -> BadInput:
    return BadInput([Finding(file, None, WHOLE_FILE, problem, mend)])
