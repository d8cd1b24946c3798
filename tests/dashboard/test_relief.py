"""The ground below a map: the heights are those of the elevation, in their places, and what is unknown stays empty."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from pavise.dashboard import relief, shapes
from pavise.terrain.library import Library
from pavise.terrain.raster import open_elevation
from tests.terrain.rasters import of_formula, saddle

BOX = (30.0, 38.0, 34.0, 41.0)
SITES: list[shapes.Site] = [
    {"site": "a", "title": "A", "lon_deg": 31.5, "lat_deg": 39.2, "value": 1.0},
    {"site": "b", "title": "B", "lon_deg": 32.5, "lat_deg": 39.8, "value": 1.0},
]


def array_of(ground: shapes.Ground) -> np.ndarray:
    found = np.frombuffer(base64.b64decode(ground["heights_m"]), "<i2")
    return found.reshape(ground["rows"], ground["columns"])


def places_of(ground: shapes.Ground) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes of the columns and latitudes of the rows, by the formulas of EPSG:3857."""
    y = [np.arctanh(np.sin(np.radians(ground[edge]))) for edge in ("north_deg", "south_deg")]
    rows, columns = ground["rows"], ground["columns"]
    lat_deg = np.degrees(np.arcsin(np.tanh(y[0] + (np.arange(rows) + 0.5) / rows * (y[1] - y[0]))))
    width_deg = ground["east_deg"] - ground["west_deg"]
    return ground["west_deg"] + (np.arange(columns) + 0.5) / columns * width_deg, lat_deg


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    """Three degrees by three; to the east of 33 degrees there is nothing."""
    return of_formula(tmp_path / "saddle.tif", (30.0, 41.0), 1 / 60, (3 * 60 + 1, 3 * 60 + 1), saddle)


def test_each_cell_has_the_height_of_its_middle(raster: Path) -> None:
    ground = relief.heights(open_elevation(raster), BOX, True)
    assert ground is not None and ground["rows"] * ground["columns"] <= relief.MOST_CELLS
    lon_deg, lat_deg = places_of(ground)
    known = lon_deg < 33.0
    expected_m = saddle(*np.meshgrid(lon_deg[known], lat_deg))
    np.testing.assert_allclose(array_of(ground)[:, known], expected_m, atol=0.51)
    assert (array_of(ground)[:, lon_deg > 33.0 + 1 / 60] == relief.UNKNOWN).all(), "beyond the data is no sea"


def test_the_library_serves_where_the_battles_had_no_ground_and_says_so(
    raster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAVISE_TERRAIN", str(tmp_path / "library"))
    assert relief.ground_of(SITES, None, {}) is None
    Library().add([raster])
    ground = relief.ground_of(SITES, None, {})
    assert ground is not None and not ground["fought_over"]
    ground = relief.ground_of(SITES, None, {"asked": {"terrain": [str(raster)]}})
    assert ground is not None and ground["fought_over"]


def test_elevation_that_is_gone_draws_nothing(raster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAVISE_TERRAIN", str(tmp_path / "library"))
    raster.unlink()
    assert relief.ground_of(SITES, None, {"asked": {"terrain": [str(raster)]}}) is None
