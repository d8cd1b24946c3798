"""The ground below a map: heights of an area as one small array, which the page shades and reads at the cursor.

    elevation that the battles were fought over        where the study or the command named some that is still there
    else what the user's library holds of the area     then the page says that the battles knew nothing of it
    else nothing

Rows and columns are even on a Web-Mercator map, so the page lays the picture down without bending it. Each number is
the height of the ground at the middle of its cell, some kilometres wide: for looking, not for siting. What is unknown
or beyond the data stays empty, and is never taken for the sea.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pavise.scenario.environment import LIBRARY
from pavise.scenario.study import Study
from pavise.yamlfile import BadInput

from . import shapes

if TYPE_CHECKING:
    from pavise.terrain.raster import Elevation

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""

MARGIN_DEG = 1.0
MOST_CELLS = 150_000
"""300 kB of heights, and cells of some 3 km for a country."""
UNKNOWN = -32768
WIDEST_DEG = 90.0
EARTH_CIRCUMFERENCE_M = 40_075_017.0


def ground_of(sites: Sequence[shapes.Site], study: Study | None, manifest: Mapping[str, Any]) -> shapes.Ground | None:
    """The ground around the defended sites of a result; None when nobody has elevation of it."""
    if not sites:
        return None
    lons, lats = [site["lon_deg"] for site in sites], [site["lat_deg"] for site in sites]
    aside = MARGIN_DEG / math.cos(math.radians(max(map(abs, lats))))
    box = (min(lons) - aside, min(lats) - MARGIN_DEG, max(lons) + aside, max(lats) + MARGIN_DEG)
    if box[2] - box[0] > WIDEST_DEG:
        return None  # sites on both sides of the date line, or all over the world
    names = named_by(study, manifest)
    for wanted, fought_over in ((names, True), ((LIBRARY,), False)):
        elevation = open_named(wanted, box)
        if elevation is not None:
            try:
                found = heights(elevation, box, fought_over)
            finally:
                elevation.close()
            if found is not None:
                return found
    return None


def named_by(study: Study | None, manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """What the battles were fought over: none, the library, or full paths of files."""
    asked = manifest.get("asked", {}).get("terrain")
    if asked is not None:
        return tuple(asked) if isinstance(asked, list) else (asked,) if asked == LIBRARY else ()
    if study is None or not study.spec.environment.terrain:
        return ()
    return tuple(map(str, study.terrain_files)) or (LIBRARY,)


def open_named(names: tuple[str, ...], box: Box) -> Elevation | None:
    """The elevation of these names that meets a box; None where there is none, or nothing to read it with."""
    if not names:
        return None
    from pavise.terrain.library import Library
    from pavise.terrain.raster import Bounds, open_elevation

    try:
        if names == (LIBRARY,):
            return Library().elevation(Bounds(*box))
        return open_elevation([Path(name) for name in names], compare=False)
    except BadInput:
        return None


def heights(elevation: Elevation, box: Box, fought_over: bool) -> shapes.Ground | None:
    """Heights of a box from some elevation; None when it knows nothing there."""
    west, south, east, north = box
    across = math.radians(east - west)
    top, bottom = _mercator(north), _mercator(south)
    columns = max(2, int(math.sqrt(MOST_CELLS * across / (top - bottom))))
    rows = max(2, int(columns * (top - bottom) / across))
    middle_y = top - (np.arange(rows) + 0.5) * (top - bottom) / rows
    lat_rad = 2.0 * np.arctan(np.exp(middle_y)) - math.pi / 2.0
    lon_rad = np.radians(west + (np.arange(columns) + 0.5) * (east - west) / columns)
    found_m = np.asarray(elevation.sample(*np.meshgrid(lat_rad, lon_rad, indexing="ij")))
    known = np.isfinite(found_m)
    if not known.any():
        return None
    whole_m = np.where(known, np.rint(np.where(known, found_m, 0.0)), UNKNOWN).astype("<i2")
    cell_m = EARTH_CIRCUMFERENCE_M * across / math.tau / columns * math.cos(math.radians(0.5 * (south + north)))
    return {
        "west_deg": west,
        "south_deg": south,
        "east_deg": east,
        "north_deg": north,
        "columns": columns,
        "rows": rows,
        "cell_m": round(cell_m),
        "heights_m": base64.b64encode(whole_m.tobytes()).decode("ascii"),
        "fought_over": fought_over,
        "words": elevation.describe(),
    }


def _mercator(lat_deg: float) -> float:
    """North on a Web-Mercator map, in radians at the equator."""
    return math.log(math.tan(math.pi / 4.0 + math.radians(lat_deg) / 2.0))
