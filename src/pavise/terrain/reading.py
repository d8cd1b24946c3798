"""Reading rasters by way of GDAL: open one, take a window of heights out of it, change coordinates.

Everything that touches rasterio stands here, so that it is imported only when elevation is first read, and every
complaint of GDAL comes out as a finding about a file.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

if TYPE_CHECKING:
    import numpy as np

    from pavise.terrain.facts import RasterFacts

LOWEST_M, HIGHEST_M = -500.0, 9000.0
"""Every dry place lies between: the shore of the Dead Sea (about -430 m), deep open mines, Everest (8,849 m)."""

GDAL_CACHE_BYTES = 64 * 2**20

KNOWN_VOIDS = (-32768.0, -32767.0, -9999.0, -99999.0, 65535.0)
"""What files write for "no height here" without saying so; none of them is a height in metres."""


def rasterio_module() -> Any:
    """rasterio, imported when elevation is first read. `BadInput` where it is not installed."""
    try:
        import rasterio
    except ImportError:
        mend = "install it: python -m pip install 'pavise[terrain]'"
        raise BadInput([Finding("rasterio", None, WHOLE_FILE, "is needed to read elevation", mend)]) from None
    return rasterio


@contextmanager
def gdal() -> Iterator[Any]:
    """rasterio with GDAL as we need it: a small cache of its own, rasters of points laid around their points whatever
    the user's environment says, and no network whatever a VRT says."""
    rasterio = rasterio_module()
    with rasterio.Env(
        GDAL_CACHEMAX=GDAL_CACHE_BYTES, GTIFF_POINT_GEO_IGNORE="FALSE", CPL_VSIL_CURL_ALLOWED_FILENAME="none"
    ):
        yield rasterio


def open_dataset(path: str, called: str | None = None) -> Any:
    """The raster at `path` opened by rasterio; a finding, about the file as it was `called`, where that cannot be."""
    called = called or path
    with gdal() as rasterio, warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)  # we say so ourselves
        try:
            return rasterio.open(path)
        except rasterio.errors.RasterioIOError as error:
            problem = f"is not a raster that GDAL can read ({_said(error, path)})"
            raise BadInput([Finding(called, None, WHOLE_FILE, problem, _mend_unreadable(path))]) from None


def read_heights(dataset: Any, facts: RasterFacts, column: int, row: int, columns: int, rows: int) -> np.ndarray:
    """A window of heights in metres (rows, columns), NaN where void. `BadInput` where the file cannot be read."""
    import numpy as np

    with gdal() as rasterio:
        window = rasterio.windows.Window(column, row, columns, rows)
        try:
            stored = dataset.read(1, window=window)
            mask = dataset.read_masks(1, window=window) if facts.void_by_mask else None
        except (rasterio.errors.RasterioError, rasterio.errors.RasterioIOError) as error:
            reason = error.__cause__ or error.__context__ or error
            problem = f"cannot be read at row {row}, column {column} ({_said(reason, facts.path)})"
            mend = "the file is damaged or was cut off: fetch it again"
            raise BadInput([Finding(facts.path, None, WHOLE_FILE, problem, mend)]) from None
    heights_m = stored.astype(np.float64)
    if facts.scale_m != 1.0 or facts.offset_m != 0.0:
        heights_m = heights_m * facts.scale_m + facts.offset_m
    void_m = None if facts.void_value is None else facts.void_value * facts.scale_m + facts.offset_m
    lowest_m, highest_m = heights_m.min(), heights_m.max()
    if LOWEST_M <= lowest_m and highest_m <= HIGHEST_M and mask is None:
        if void_m is None or not lowest_m <= void_m <= highest_m:
            return heights_m  # most windows: nothing in them can be void (a NaN would fail the comparison)
    if stored.dtype.kind == "f":
        heights_m[~(np.abs(stored) < 1e30)] = np.nan  # also the largest float, a custom of its own
    if facts.void_value is not None:
        heights_m[stored == np.asarray(facts.void_value).astype(stored.dtype)] = np.nan
    if mask is not None:
        heights_m[mask == 0] = np.nan
    for value in KNOWN_VOIDS:
        as_height_m = value * facts.scale_m + facts.offset_m
        if not LOWEST_M <= as_height_m <= HIGHEST_M:
            heights_m[heights_m == as_height_m] = np.nan
    return heights_m


def to_crs(facts: RasterFacts, longitude_deg: Any, latitude_deg: Any) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes on WGS84 as coordinates of the raster's reference system."""
    return transformed("EPSG:4326", facts.crs_wkt, longitude_deg, latitude_deg)


def from_crs(facts: RasterFacts, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of the raster's reference system as longitudes and latitudes on WGS84, in degrees."""
    return transformed(facts.crs_wkt, "EPSG:4326", x, y)


def transformed(source: str, target: str, x: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of one reference system as those of another (as GDAL names them: WKT or EPSG:4326), east first."""
    import numpy as np

    with gdal() as rasterio:
        from rasterio.warp import transform

        found = transform(rasterio.crs.CRS.from_string(source), rasterio.crs.CRS.from_string(target), x, y)
    return np.asarray(found[0], dtype=np.float64), np.asarray(found[1], dtype=np.float64)


def _mend_unreadable(path: str) -> str:
    if path.lower().endswith(".hgt"):
        return "an .hgt file is called after its south-west corner (N36E137.hgt) and has one of the sizes of SRTM"
    return "give a GeoTIFF, .hgt, DTED or VRT file; if it is one, it was cut off: fetch it again"


def _said(error: BaseException, path: str) -> str:
    """What GDAL said, on one line and without the path that stands before it anyway."""
    text = " ".join(str(error).split()).replace(str(Path(path).resolve()), "it").replace(path, "it")
    return text.replace("'it'", "it").rstrip(".")[:160]
