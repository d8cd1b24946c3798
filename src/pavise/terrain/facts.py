"""One elevation raster examined: what it is, where it lies, how good it is, and everything that makes it unfit.

    path -> can GDAL read it? -> one band of heights, with a place on the earth, not rotated?
         -> look at the posts: voids, zeros, lowest, highest -> facts, or every finding at once

A *post* is the centre of a pixel: the place for which the file gives a height. GDAL hands over rasters of points (DTED,
.hgt, GeoTIFF marked "point") with their pixels laid around the points, so one rule serves those and rasters of areas.

A raster of up to 64 million posts is looked at whole, a larger one in pieces spread over it, the first and the last
among them, so that memory and time stay bounded whatever its size. What was found is remembered in the user's cache
under the file's size and time stamp; so is the SHA-256 of its content.

When not to believe it: a file can be wrong in ways that no program sees (another vertical datum, a tile in the wrong
place by a little). Zero is a height: sea and "nobody knows" look the same where a file writes 0 for both.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pavise.terrain import reading
from pavise.terrain.memory import code_number, remember, remembered
from pavise.terrain.reading import HIGHEST_M, LOWEST_M, gdal, open_dataset, read_heights, transformed
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

if TYPE_CHECKING:
    import numpy as np

POSTS_LOOKED_AT = 64_000_000
POSTS_AT_ONCE = 4_000_000
LARGEST_BLOCK = 100_000_000
"""A raster that is stored in one piece larger than this cannot be read in part."""

METRES = {
    **dict.fromkeys(("", "m", "metre", "meter", "metres", "meters"), 1.0),
    **dict.fromkeys(("ft", "foot", "feet", "international foot"), 0.3048),
    **dict.fromkeys(
        ("us-ft", "ftus", "us survey foot", "us survey feet", "us_survey_foot", "foot_us"), 1200.0 / 3937.0
    ),
    **{"km": 1000.0, "dm": 0.1, "cm": 0.01, "mm": 0.001, "centimetre": 0.01, "centimeter": 0.01},
}
"""Units in which rasters say their heights are."""

PLACE_IT = "say it: rio edit-info --transform '[STEP, 0, WEST, 0, -STEP, NORTH]' FILE"

ELSEWHERE = ("/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "/vsiadls", "/vsioss", "/vsiswift", "http:", "https:")
"""How GDAL names what lies beyond this machine; only `pavise terrain get` uses a network."""


@dataclass(frozen=True)
class RasterFacts:
    """What one raster is. Corners and steps in the units of its own reference system, `step_y` negative as a rule;
    bounds in degrees of the whole footprint (half a post beyond the outermost posts), `east_deg` above 180 where it
    crosses the date line. `is_lonlat`: its coordinates are longitude and latitude on WGS84 as they stand. A height is
    `scale_m * stored + offset_m`. Shares are of the posts looked at (`posts_seen` of `columns * rows`)."""

    path: str
    files: tuple[str, ...]
    size_bytes: int
    driver: str
    crs: str
    crs_wkt: str
    is_lonlat: bool
    columns: int
    rows: int
    corner_x: float
    corner_y: float
    step_x: float
    step_y: float
    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float
    scale_m: float
    offset_m: float
    void_value: float | None
    void_by_mask: bool
    posts_seen: int
    void_share: float
    zero_share: float
    lowest_m: float
    highest_m: float
    credit: str | None
    warnings: tuple[str, ...]


def examine(path: str | Path) -> RasterFacts:
    """The facts about the raster at `path`, remembered from an earlier look if the file has not changed. Raises
    `BadInput` with every finding when it cannot serve as elevation."""
    called, path = str(path), Path(path).absolute()
    _must_be_a_file(path, called)
    found = remembered("facts", path, _code())
    if found is None:
        facts = _examine(path, called)
        remember("facts", path, facts.files, _code(), asdict(facts))
        return facts
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    return RasterFacts(**kept)


def content_sha256(facts: RasterFacts, on_progress: Callable[[int], None] | None = None) -> str:
    """SHA-256 of the raster's content: of the file, or of the hashes of all its files where there are several.
    Remembered while sizes and time stamps stay. `on_progress` is called with the bytes read so far."""
    path = Path(facts.path)
    found = remembered("sha256", path, 0)
    if found is not None:
        return str(found)
    hashes, total = [], 0
    for file in facts.files:
        digest = hashlib.sha256()
        with open(file, "rb") as opened:
            while piece := opened.read(1 << 20):
                digest.update(piece)
                total += len(piece)
                if on_progress is not None:
                    on_progress(total)
        hashes.append(digest.hexdigest())
    answer = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    remember("sha256", path, facts.files, 0, answer)
    return answer


def _code() -> int:
    return code_number(__file__, str(reading.__file__))


# ---- looking at one raster ----------------------------------------------------------------------------------------


def _examine(path: Path, called: str) -> RasterFacts:
    dataset = open_dataset(str(path), called)
    with dataset:
        findings = [Finding(called, None, WHOLE_FILE, problem, mend) for problem, mend in _unfit(dataset)]
        if findings:
            raise BadInput(findings)
        return _with_posts(dataset, _without_posts(dataset, path), called)


def _must_be_a_file(path: Path, called: str) -> None:
    if path.is_dir():
        problem, mend = "is a folder, not a raster", "name the files in it"
    elif not path.is_file():
        problem, mend = "there is no such file", "check the path"
    elif path.stat().st_size == 0:
        problem, mend = "is empty (0 bytes)", "fetch it again"
    else:
        return
    raise BadInput([Finding(called, None, WHOLE_FILE, problem, mend)])


def _unfit(dataset: Any) -> Iterator[tuple[str, str]]:
    """Everything that the description of a raster tells against it: (problem, mend)."""
    for file in dataset.files:
        if file.startswith(ELSEWHERE):
            yield f"points to {file}, on another machine", "fetch that file and make the VRT anew"
        elif not file.startswith("/vsi") and not os.path.exists(file):
            yield f"points to {file}, which is not there", "put that file back, or make the VRT anew"
    if dataset.count == 0:
        mend = "take one of its subdatasets out: rio info FILE, then rio convert SUBDATASET OUT.tif"
        yield "holds no raster of its own", mend
        return
    yield from _not_heights(dataset)
    transform = dataset.transform
    if dataset.crs is None:
        mend = "say where it lies: rio edit-info --crs EPSG:4326 FILE (if it is in degrees on WGS84)"
        yield "has no coordinate reference system (CRS)", mend
    if transform.is_identity:
        yield "does not say where its pixels lie", PLACE_IT
    elif abs(transform.b) + abs(transform.d) > 1e-9 * (abs(transform.a) + abs(transform.e)) or transform.a <= 0.0:
        yield "is rotated or mirrored", "turn it north up: rio warp --dst-crs EPSG:4326 FILE OUT.tif"
    elif transform.e == 0.0:
        yield "has pixels of no height", PLACE_IT
    elif dataset.crs is not None and dataset.crs.is_geographic and not _on_the_globe(dataset):
        mend = "are they metres, or exchanged? Name the right system: rio edit-info --crs EPSG:32636 FILE"
        yield "lies outside the globe by its own coordinates", mend
    if dataset.width < 2 or dataset.height < 2:
        yield f"has only {dataset.width} x {dataset.height} posts", "give at least 2 x 2"


def _not_heights(dataset: Any) -> Iterator[tuple[str, str]]:
    if dataset.count > 1:
        what = "an image, not heights" if dataset.count in (3, 4) else "more than heights"
        yield f"has {dataset.count} bands: {what}", "take the band of heights out: rio stack --bidx 1 FILE -o OUT.tif"
    if dataset.colorinterp[0].name == "palette":
        yield "is a picture with a palette of colours, not heights", "give the raster that the picture was made from"
    if dataset.dtypes[0].startswith("complex"):
        yield "holds complex numbers, not heights", "give the raster of heights"
    rows, columns = dataset.block_shapes[0]
    if rows * columns > LARGEST_BLOCK:
        mend = "store it in tiles: rio convert --co TILED=YES --co COMPRESS=DEFLATE FILE OUT.tif"
        yield f"is stored in one piece of {rows * columns / 1e6:.0f} million posts and cannot be read in part", mend
    unit = _unit(dataset)
    if unit not in METRES:
        mend = "say which it is: rio edit-info --bidx 1 --units m FILE"
        yield f"gives heights in {unit!r}, a unit not known here", mend


def _on_the_globe(dataset: Any) -> bool:
    west, south, east, north = dataset.bounds
    slack = abs(dataset.transform.e) + 1e-6
    south, north = min(south, north), max(south, north)
    return bool(
        -90.0 - slack <= south
        and north <= 90.0 + slack
        and -360.0 - slack <= west
        and east <= 540.0 + slack
        and east - west <= 360.0 + 2.0 * dataset.transform.a
    )


def _unit(dataset: Any) -> str:
    """The unit of heights as the file says it, in small letters: on the band, in a tag, or with a vertical CRS."""
    tags = {name.lower(): value for name, value in {**dataset.tags(), **dataset.tags(1)}.items()}
    unit = dataset.units[0] or tags.get("units") or tags.get("unittype") or ""
    if not unit and dataset.crs is not None:
        vertical = re.search(r'VERT_?C[RS]+\[.*?(?:LENGTH)?UNIT\["([^"]+)"', dataset.crs.to_wkt(), re.DOTALL)
        unit = vertical[1] if vertical else ""
    return str(unit).strip().lower()


def _without_posts(dataset: Any, path: Path) -> RasterFacts:
    """The facts that stand in a raster's description."""
    to_m = METRES[_unit(dataset)]
    flags = {flag.name for flag in dataset.mask_flag_enums[0]}
    transform, crs = dataset.transform, dataset.crs
    is_lonlat = _is_lonlat(dataset)
    west, south, east, north = _bounds_deg(dataset, is_lonlat)
    tags = {name.upper(): value for name, value in dataset.tags().items()}
    credit = next(
        (tags[name] for name in ("CREDIT", "ATTRIBUTION", "COPYRIGHT", "TIFFTAG_COPYRIGHT") if name in tags), ""
    )
    code = crs.to_authority()
    return RasterFacts(
        path=str(path),
        files=tuple(sorted(dataset.files, key=lambda file: (Path(file) != path, file))),
        size_bytes=sum(os.path.getsize(file) for file in dataset.files if os.path.exists(file)),
        driver=dataset.driver,
        crs=":".join(code) if code else crs.to_wkt().split('"')[1],
        crs_wkt=crs.to_wkt(),
        is_lonlat=is_lonlat,
        columns=dataset.width,
        rows=dataset.height,
        corner_x=transform.c,
        corner_y=transform.f,
        step_x=transform.a,
        step_y=transform.e,
        west_deg=west,
        south_deg=south,
        east_deg=east,
        north_deg=north,
        scale_m=dataset.scales[0] * to_m,
        offset_m=dataset.offsets[0] * to_m,
        void_value=_void_value(dataset),
        void_by_mask="all_valid" not in flags and "nodata" not in flags,
        posts_seen=0,
        void_share=0.0,
        zero_share=0.0,
        lowest_m=math.nan,
        highest_m=math.nan,
        credit=credit.strip() or None,
        warnings=(),
    )


def _void_value(dataset: Any) -> float | None:
    """The stored value that means void; None when there is none, or none that the raster's numbers can hold."""
    import numpy as np

    value, dtype = dataset.nodata, np.dtype(dataset.dtypes[0])
    if value is None or not math.isfinite(value):
        return None  # what is no finite number is void in any case
    if dtype.kind in "iu" and not (value.is_integer() and np.iinfo(dtype).min <= value <= np.iinfo(dtype).max):
        return None
    return float(value)


def _is_lonlat(dataset: Any) -> bool:
    """Are the raster's coordinates, as they stand, degrees of longitude and latitude on WGS84? (To 0.1 mm.)"""
    if not dataset.crs.is_geographic:
        return False
    west, south, east, north = dataset.bounds
    longitudes = [west, 0.5 * (west + east), east]
    latitudes = [max(-89.0, min(89.0, latitude)) for latitude in (south, 0.5 * (south + north), north)]
    x, y = transformed(dataset.crs.to_wkt(), "EPSG:4326", longitudes, latitudes)
    return all(
        abs(math.remainder(one - other, 360.0)) < 1e-9 for one, other in zip(x, longitudes, strict=True)
    ) and all(abs(one - other) < 1e-9 for one, other in zip(y, latitudes, strict=True))


def _bounds_deg(dataset: Any, is_lonlat: bool) -> tuple[float, float, float, float]:
    west, south, east, north = dataset.bounds
    south, north = min(south, north), max(south, north)
    if not is_lonlat:
        from rasterio.warp import transform_bounds

        with gdal():
            west, south, east, north = transform_bounds(dataset.crs, "EPSG:4326", west, south, east, north)
        east += 360.0 if east < west else 0.0
    turns = math.floor((west + 180.0) / 360.0)
    return west - 360.0 * turns, max(south, -90.0), east - 360.0 * turns, min(north, 90.0)


@dataclass
class _Count:
    """What was seen in the posts of a raster so far."""

    seen: int = 0
    void: int = 0
    zero: int = 0
    outside: int = 0
    lowest_m: float = math.inf
    highest_m: float = -math.inf

    def take(self, heights_m: np.ndarray) -> None:
        import numpy as np

        known = heights_m[~np.isnan(heights_m)]
        self.seen += heights_m.size
        self.void += heights_m.size - known.size
        if known.size:
            self.zero += int(np.count_nonzero(known == 0.0))
            self.outside += int(np.count_nonzero((known < LOWEST_M) | (known > HIGHEST_M)))
            self.lowest_m = min(self.lowest_m, float(known.min()))
            self.highest_m = max(self.highest_m, float(known.max()))


def _with_posts(dataset: Any, facts: RasterFacts, called: str) -> RasterFacts:
    """The facts with what its posts tell; a finding where these are no heights."""
    count = _Count()
    for window in _windows(dataset):
        count.take(read_heights(dataset, facts, *window))
    finding = _no_heights(count)
    if finding is not None:
        raise BadInput([Finding(called, None, WHOLE_FILE, *finding)])
    return dataclasses.replace(
        facts,
        posts_seen=count.seen,
        void_share=count.void / count.seen,
        zero_share=count.zero / count.seen,
        lowest_m=count.lowest_m,
        highest_m=count.highest_m,
        warnings=tuple(_remarks(dataset, facts, count)),
    )


def _windows(dataset: Any) -> Iterator[tuple[int, int, int, int]]:
    """Windows (column, row, columns, rows) along the raster's own blocks: all of it, or pieces spread over it."""
    block_rows, block_columns = dataset.block_shapes[0]
    columns = min(dataset.width, max(1, 2048 // block_columns) * block_columns)
    rows = min(dataset.height, max(1, POSTS_AT_ONCE // columns // block_rows) * block_rows)
    across, down = -(-dataset.width // columns), -(-dataset.height // rows)
    wanted = max(2, min(across * down, POSTS_LOOKED_AT // (columns * rows)))
    for number in sorted({round(k * (across * down - 1) / max(1, wanted - 1)) for k in range(wanted)}):
        row, column = number // across * rows, number % across * columns
        yield column, row, min(columns, dataset.width - column), min(rows, dataset.height - row)


def _no_heights(count: _Count) -> tuple[str, str] | None:
    if count.void == count.seen:
        return "holds no heights: every post is void", "fetch it again, or take another tile"
    if count.outside == 0:
        return None
    found = f"{count.lowest_m:,.0f} to {count.highest_m:,.0f}"
    problem = f"its heights, {found} m, go beyond {LOWEST_M:,.0f} to {HIGHEST_M:,.0f} m ({count.outside:,} posts)"
    if count.outside < 0.001 * count.seen:
        return problem, "single wrong posts: mark them void, or take an edition in which they are mended"
    if count.lowest_m < LOWEST_M and count.highest_m <= HIGHEST_M:
        return problem, "if this is the sea floor, set what lies under water to 0; the sea hides nobody from a radar"
    guess, scale = ("feet", 0.3048) if count.highest_m < 30_000.0 else ("centimetres", 0.01)
    mend = f"rio convert --dtype float32 --scale-ratio {scale} FILE OUT.tif"
    return problem, f"if these are {guess}, make metres of them: {mend}"


def _remarks(dataset: Any, facts: RasterFacts, count: _Count) -> Iterator[str]:
    """What is no fault but worth knowing."""
    if count.void and facts.void_value is None and not facts.void_by_mask and dataset.dtypes[0][0] != "f":
        yield "does not say which value means void; its -32768, -32767, -9999 and the like are taken for it"
    if facts.void_value is not None and facts.scale_m * facts.void_value + facts.offset_m == 0.0:
        yield "takes 0 for void, so the sea is void in it, and so is land at sea level"
    if dataset.dtypes[0] == "uint8" and facts.scale_m == 1.0:
        yield "holds whole numbers from 0 to 255: is it a picture (a hillshade) rather than heights?"
    if count.lowest_m == count.highest_m:
        yield f"is {count.lowest_m:g} m everywhere"
