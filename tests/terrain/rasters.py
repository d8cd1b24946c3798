"""Small rasters for tests, with heights from a formula, so that every height between posts is known in closed form.

Tests take rasterio from here: where it has no wheel and is not installed, they are skipped and say so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

rasterio = pytest.importorskip("rasterio", reason="rasterio, the reader of elevation, is not installed")
pytest.importorskip("rasterio.warp")
REPOSITORY = Path(__file__).resolve().parents[2]
TERRAIN = REPOSITORY.parent / "shared" / "terrain"

Formula = Callable[[np.ndarray, np.ndarray], np.ndarray]


def saddle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Bilinear in longitude and latitude, so that bilinear sampling between any posts gives exactly this."""
    return 800.0 + 30.0 * x - 20.0 * y + 1.5 * x * y


def write(
    path: Path,
    heights: np.ndarray,
    first_post: tuple[float, float],
    step: float | tuple[float, float],
    crs: str | None = "EPSG:4326",
    tags: dict[str, str] | None = None,
    units: str | None = None,
    scale_offset: tuple[float, float] | None = None,
    **profile: Any,
) -> Path:
    """A GeoTIFF whose north-western post lies at `first_post` (x, y), the others `step` (x, y) apart."""
    step_x, step_y = step if isinstance(step, tuple) else (step, step)
    bands = heights if heights.ndim == 3 else heights[np.newaxis]
    transform = rasterio.Affine(step_x, 0.0, first_post[0] - 0.5 * step_x, 0.0, -step_y, first_post[1] + 0.5 * step_y)
    settings = {
        "driver": "GTiff",
        "count": bands.shape[0],
        "height": bands.shape[1],
        "width": bands.shape[2],
        "dtype": bands.dtype,
        "crs": crs,
        "transform": transform,
    }
    with rasterio.open(path, "w", **{**settings, **profile}) as raster:
        raster.write(bands)
        raster.update_tags(**(tags or {}))
        if units is not None:
            raster.units = [units]
        if scale_offset is not None:
            raster.scales, raster.offsets = [scale_offset[0]], [scale_offset[1]]
    return path


def posts(first_post: tuple[float, float], step: float | tuple[float, float], shape: tuple[int, int]) -> Any:
    """x and y of all posts, as two arrays of `shape` (rows, columns)."""
    step_x, step_y = step if isinstance(step, tuple) else (step, step)
    return np.meshgrid(
        first_post[0] + step_x * np.arange(shape[1]), first_post[1] - step_y * np.arange(shape[0]), indexing="xy"
    )


def of_formula(
    path: Path,
    first_post: tuple[float, float],
    step: float | tuple[float, float],
    shape: tuple[int, int],
    formula: Formula = saddle,
    **more: Any,
) -> Path:
    """A GeoTIFF of `shape` (rows, columns) with the heights of `formula` (x, y) at its posts, as float64."""
    return write(path, formula(*posts(first_post, step, shape)), first_post, step, **more)


def hgt(folder: Path, latitude: int, longitude: int, heights: np.ndarray) -> Path:
    """An SRTM tile, 1201 x 1201 posts, called after its south-western corner."""
    name = f"{'NS'[latitude < 0]}{abs(latitude):02d}{'EW'[longitude < 0]}{abs(longitude):03d}.hgt"
    path = folder / name
    path.write_bytes(heights.astype(">i2").tobytes())
    return path


def touch(path: Path) -> None:
    """Make a file look changed, whatever the resolution of the clock."""
    about = path.stat()
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns + 1_000_000_000))


def at(elevation: Any, longitude: Any, latitude: Any) -> Any:
    """Heights at places given in degrees, east first as in the formulas."""
    return elevation.sample(np.radians(latitude), np.radians(longitude))
