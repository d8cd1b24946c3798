"""The ground that a study is fought over: a smooth earth, or terrain from elevation data.

    smooth earth    every place at sea level, no shadows, nothing to clear
    terrain         heights of sites and units, a shadow for every antenna on the ground, the highest ground below paths

Which of the two it was is said in words (`statement`, `remarks`), and every output of a run repeats them.

Shadows are cast once for each place, height of antenna and reach, the last two in steps, and are shared by all options
and worlds. `terrain/cache.py` keeps them on disk, so that the next run over the same ground begins at once. Each takes
1.5 MB of memory, whatever the size of the elevation data.

When not to believe it: the shadow of an antenna is that of the middle height that its type is believed to have, and a
sensor in the air has none, so it looks down on a smooth earth. Heights above the sea are taken for those above the
ellipsoid. For what coarse posts do to shadows, see `terrain/shadow.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pavise.assemble.laydown import Place
from pavise.assemble.lookups import rounded
from pavise.scenario.environment import LIBRARY
from pavise.scenario.sites import Site
from pavise.sim.geometry import latitude_longitude
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.world import neutral_lookups
from pavise.yamlfile import BadInput, Finding

if TYPE_CHECKING:
    from pavise.terrain.cache import Antenna
    from pavise.terrain.facts import RasterFacts
    from pavise.terrain.ground import Ground
    from pavise.terrain.raster import Elevation
    from pavise.terrain.shadow import Shadow

Tell = Callable[[int, int], None]
"""Told how much is done, of how much."""

SMOOTH_EARTH = "A smooth earth without terrain: nothing but its curve hides a low flier."

REACHES_M = (25e3, 75e3, 150e3, 300e3, 600e3, 1_000e3)
"""Reaches of shadows: a sensor takes the first that holds its instrumented range. Short ones have finer columns."""

ANTENNA_STEPS_PER_DECADE = 6
LOWEST_ANTENNA_M = 1.0

GROUND_STEP_RAD = math.radians(1.0 / 120.0)
"""Cells of the table of highest ground: 30 arc-seconds, some 900 m, as long as memory allows."""

UNSEEN_M = 50.0
"""How much lower than the posts looked at the ground may be in a raster too large to look at every post."""

MARGIN_RAD = math.radians(0.5)
"""How far beyond the longest way of a threat the ground is known, for ways that bend."""


class Landscape:
    """The ground. This one is a smooth earth; `Terrain` is the other."""

    statement = SMOOTH_EARTH
    sha256 = ""

    @property
    def remarks(self) -> list[str]:
        """What a reader must know before believing the terrain: sentences, none where all is well."""
        return []

    def ground_m(self, n: Sequence[float]) -> float:
        """Height of the ground at a place, given by its n-vector."""
        return 0.0

    def heights_m(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray | None:
        """Heights of the ground at many places; NaN where nobody knows it. None for a smooth earth at sea level."""
        return None

    def prepare(self, wanted: Iterable[tuple[Place, float, float]], tell: Tell | None = None) -> None:
        """Cast the shadows of antennas (place, height above the ground, range), all those that are not there yet."""

    def prepare_ways(self, tell: Tell | None = None) -> None:
        """Look for the highest ground below all ways."""

    def shadow_of(self, place: Place, antenna_m: float, range_m: float) -> tuple[int, float]:
        """Row of the mask of an antenna, and the distance between its columns; row 0 hides nothing."""
        return 0, 0.0

    def lookups(self, ways: bool) -> Mapping[str, np.ndarray]:
        """Tables `mask` and `ground` of a World; `ways`: does anybody fly over the ground?"""
        neutral = neutral_lookups()
        return {name: neutral[name] for name in ("mask", "ground")}

    def fill_config(self, config: np.recarray, ways: bool) -> None:
        """Where the table `ground` lies, and the lowest ground, into the row of settings."""


class Terrain(Landscape):
    """The ground from elevation data, within an area (south, west, north, east in radians)."""

    def __init__(
        self, elevation: Elevation, origin: str, earth_radius_m: float, area: tuple[float, float, float, float]
    ) -> None:
        self._elevation, self._area, self._earth_radius_m = elevation, area, earth_radius_m
        self.statement = f"Terrain from {origin}: {elevation.describe()}"
        self.sha256 = elevation.sha256
        self._heights_m: dict[tuple[float, ...], float] = {}
        self._rows: dict[tuple[str, float, float], int] = {}
        self._shadows: list[Shadow] = []
        self._mask: np.ndarray | None = None
        self._ground: Ground | None = None

    @property
    def remarks(self) -> list[str]:
        """What a reader must know before believing the terrain."""
        return [*self._elevation.warnings, *remarks_on(self._shadows)]

    def ground_m(self, n: Sequence[float]) -> float:
        """Height of the ground at a place. BadInput where the data do not know it: nobody stands on a guess."""
        key = tuple(float(part) for part in n)
        if key not in self._heights_m:
            from pavise.terrain.ground import height_at

            latitude_rad, longitude_rad = latitude_longitude(*key)
            height_m = height_at(self._elevation, latitude_rad, longitude_rad)
            if math.isnan(height_m):
                where = f"{math.degrees(latitude_rad):.3f}, {math.degrees(longitude_rad):.3f}"
                problem = f"the elevation data do not know the ground at {where}, where a site or a unit stands"
                mend = "add a tile that does (`pavise terrain get`), or do without terrain"
                raise BadInput([Finding("terrain", None, "", problem, mend)])
            self._heights_m[key] = height_m
        return self._heights_m[key]

    def heights_m(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray | None:
        """Heights of the ground at many places; NaN in the voids of the data, sea level outside them."""
        from pavise.terrain.ground import ground_at

        return ground_at(self._elevation, latitude_rad, longitude_rad)[0]

    def prepare(self, wanted: Iterable[tuple[Place, float, float]], tell: Tell | None = None) -> None:
        """Cast the shadows of antennas, all those that are not there yet."""
        from pavise.terrain.cache import masks_of

        antennas: dict[tuple[str, float, float], Antenna] = {}
        for place, antenna_m, range_m in wanted:
            key = _key(place, antenna_m, range_m)
            if key not in self._rows:
                antennas[key] = self._antenna(place, *key[1:])
        if not antennas:
            return
        masks = masks_of(self._elevation, list(antennas.values()), self._earth_radius_m, tell)
        first = 0 if self._mask is None else len(self._mask) - 1
        self._mask = masks.table if self._mask is None else np.concatenate([self._mask, masks.table[1:]])
        for key, row in zip(antennas, masks.row, strict=True):
            self._rows[key] = first + row
        self._shadows += [shadow._replace(mask=masks.table[:0]) for shadow in masks.shadows]

    def prepare_ways(self, tell: Tell | None = None) -> None:
        """Look for the highest ground below all ways, and let go of the elevation data."""
        self._below_ways(tell)
        self._elevation.close()

    def shadow_of(self, place: Place, antenna_m: float, range_m: float) -> tuple[int, float]:
        """Row of the mask of an antenna, and the distance between its columns."""
        from pavise.sim.mask import mask_step

        self.prepare([(place, antenna_m, range_m)])
        key = _key(place, antenna_m, range_m)
        return self._rows[key], mask_step(key[2])

    def lookups(self, ways: bool) -> Mapping[str, np.ndarray]:
        """Tables `mask` and `ground` of a World; `ways`: does anybody fly over the ground?"""
        found = dict(super().lookups(ways))
        if self._mask is not None:
            found["mask"] = self._mask
        if ways:
            found["ground"] = self._below_ways().height_m
        return found

    def fill_config(self, config: np.recarray, ways: bool) -> None:
        """Where the table `ground` lies, and the lowest ground that the data have."""
        config["ground_lowest_m"] = min(0.0, *(lowest_of(tile) for tile in self._elevation.tiles))
        if ways:
            ground = self._below_ways()
            config["ground_south_rad"] = ground.south_rad
            config["ground_west_rad"] = ground.west_rad
            config["ground_step_rad"] = ground.step_rad

    def _antenna(self, place: Place, antenna_m: float, reach_m: float) -> Antenna:
        from pavise.terrain.cache import Antenna

        latitude_rad, longitude_rad = math.radians(place.lat_deg), math.radians(place.lon_deg)
        return Antenna(latitude_rad, longitude_rad, self.ground_m(place.n) + antenna_m, reach_m)

    def _below_ways(self, tell: Tell | None = None) -> Ground:
        """The highest ground of each cell, worked out when it is first needed."""
        if self._ground is None:
            from pavise.terrain.cache import stored_ground

            self._ground = stored_ground(self._elevation, *self._area, GROUND_STEP_RAD, tell)
        return self._ground


def landscape_of(
    names: Sequence[str], folder: Path, sites: Mapping[str, Site], way_m: float, earth_radius_m: float
) -> Landscape:
    """The ground that is asked for: none, (`library`,), or elevation files (from `folder` where they are relative).

    `way_m`: how far from its site a threat may begin. BadInput with every finding about every file.
    """
    if not names:
        return Landscape()
    from pavise.terrain.raster import Bounds, open_elevation

    area = area_around(sites, way_m)
    if tuple(names) == (LIBRARY,):
        from pavise.terrain.library import Library

        wide = area_around(sites, max(way_m, REACHES_M[-2]))
        south, west, north, east = (math.degrees(edge) for edge in wide)
        bounds = Bounds(west, south, east if east >= west else east + 360.0, north)
        return Terrain(Library().elevation(bounds), "the user's library", earth_radius_m, area)
    files = [folder / name for name in names]
    origin = ", ".join(Path(name).name for name in names[:3]) + (" ..." if names[3:] else "")
    return Terrain(open_elevation(files), origin, earth_radius_m, area)


def area_around(sites: Mapping[str, Site], way_m: float) -> tuple[float, float, float, float]:
    """South, west, north and east, in radians, of all that lies within `way_m` of a site; east below west means across
    the date line."""
    margin_rad = way_m / MEAN_RADIUS_M + MARGIN_RAD
    south = max(min(site.lat for site in sites.values()) - margin_rad, -math.pi / 2)
    north = min(max(site.lat for site in sites.values()) + margin_rad, math.pi / 2)
    widening = math.cos(max(abs(south), abs(north)))
    first = next(iter(sites.values())).lon
    east_of_first = [math.remainder(site.lon - first, math.tau) for site in sites.values()]
    aside_rad = margin_rad / widening if widening > margin_rad / math.pi else math.pi
    west, east = min(east_of_first) - aside_rad, max(east_of_first) + aside_rad
    if east - west >= math.tau:
        return south, -math.pi, north, math.pi
    return south, math.remainder(first + west, math.tau), north, math.remainder(first + east, math.tau)


def sentences(remarks: Sequence[str]) -> list[str]:
    """Remarks as sentences for an output."""
    return [f"{remark[:1].upper()}{remark[1:]}." for remark in remarks]


def lowest_of(tile: RasterFacts) -> float:
    """The lowest ground of a raster, or a guess on the safe side where not every post was looked at."""
    all_seen = tile.posts_seen >= tile.columns * tile.rows
    return tile.lowest_m if all_seen else min(tile.lowest_m, 0.0) - UNSEEN_M


def remarks_on(shadows: Sequence[Shadow]) -> list[str]:
    """What a reader must know before believing all these shadows, each thing said once."""
    from pavise.sim.mask import MASK_RANGES

    def of_all(some: int) -> str:
        return f"{some} of {len(shadows)} antennas"

    said = []
    coarse_m = [shadow.coarse_post_m for shadow in shadows if shadow.coarse_post_m > 0.0]
    if coarse_m:
        said.append(
            f"elevation posts within 5 km of {of_all(len(coarse_m))} are up to {max(coarse_m):,.0f} m apart; what lies "
            "between them hides nothing here, so coverage is overstated"
        )
    void = [shadow for shadow in shadows if (shadow.void_from < MASK_RANGES).any()]
    if void:
        nearest_km = min(shadow.void_from.min() * shadow.step_m for shadow in void) / 1000.0
        said.append(
            f"gaps in the elevation data make the shadows of {of_all(len(void))} a guess in some directions, from "
            f"{nearest_km:.0f} km on"
        )
    outside = [shadow for shadow in shadows if (shadow.outside_from < MASK_RANGES).any()]
    if outside:
        nearest_km = min(shadow.outside_from.min() * shadow.step_m for shadow in outside) / 1000.0
        said.append(
            f"the elevation data end within reach of {of_all(len(outside))}, {nearest_km:.0f} km away at the nearest; "
            "beyond, the earth is taken as smooth, at sea level"
        )
    bridged = sum(bool(shadow.bridged.any()) for shadow in shadows)
    if bridged:
        said.append(f"short gaps in the elevation data are bridged around {of_all(bridged)}")
    return said


def _key(place: Place, antenna_m: float, range_m: float) -> tuple[str, float, float]:
    """What antennas share a shadow by: place, height in steps of half, reach."""
    height_m = rounded(max(antenna_m, LOWEST_ANTENNA_M), ANTENNA_STEPS_PER_DECADE)
    return place.name, height_m, next((reach_m for reach_m in REACHES_M if reach_m >= range_m), REACHES_M[-1])
