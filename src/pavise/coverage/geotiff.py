"""A layer as a GeoTIFF: share of the worlds, cell by cell, for a geographic information system.

    band k = 1, 2 ...   share of the worlds (0 to 1) in which at least k sensors see the cell

The file keeps the equal-area projection of the map, which GDAL reads from it, so every pixel has the same area. Where
the ground is as high as the target the bands hold no value (NaN). Rasterio is not among the packages that Pavise needs;
without it no GeoTIFF is written and the caller is told what to install.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from pavise.coverage.count import LayerCount
from pavise.coverage.grid import Grid

HOW_TO_INSTALL = "GeoTIFF files need rasterio: `pip install rasterio`"


def can_write() -> bool:
    """Is rasterio there?"""
    from importlib.util import find_spec

    return find_spec("rasterio") is not None


def write_geotiff(path: Path, grid: Grid, counted: LayerCount, worlds: int, tags: Mapping[str, str]) -> None:
    """Write one layer. `tags`: facts that travel inside the file."""
    import rasterio
    from rasterio.crs import CRS

    north_m = grid.south_m + grid.rows * grid.cell_m
    shares = counted.seen.astype(np.float32) / np.float32(worlds)
    shares[:, counted.buried] = np.nan
    placed = rasterio.Affine(grid.cell_m, 0.0, grid.west_m, 0.0, -grid.cell_m, north_m)
    with rasterio.open(
        path, "w", driver="GTiff", width=grid.columns, height=grid.rows, count=len(shares), dtype="float32",
        crs=CRS.from_proj4(grid.plane.proj4), transform=placed,
        nodata=float("nan"), compress="deflate", predictor=3, tiled=True, blockxsize=256, blockysize=256,
    ) as file:  # fmt: skip
        for band, share in enumerate(shares, start=1):
            file.write(share[::-1], band)  # rows from the north
            file.set_band_description(band, f"share of worlds in which at least {band} sensor(s) see the cell")
        file.update_tags(**tags)
