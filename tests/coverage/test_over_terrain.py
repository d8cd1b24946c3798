"""From a raster to a map: units stand on the ground, ridges hide what is behind them, and the map says over what."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from pavise import api
from pavise.views.coverage_reading import CoverageFolder, read_coverage
from tests.terrain.rasters import of_formula

pytestmark = pytest.mark.needs_compiler

PLAIN_M, RIDGE_M = 300.0, 2300.0
RIDGE_DEG = 33.9
ABOVE_SEA, ABOVE_GROUND = 0, 1


def plain_with_a_ridge(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """A plain, and 35 km east of the easternmost town a ridge from south to north, 2 km high and 20 km wide."""
    return PLAIN_M + (RIDGE_M - PLAIN_M) * np.exp(-(((lon - RIDGE_DEG) / 0.06) ** 2)) + 0.0 * lat


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CoverageFolder]:
    folder = tmp_path_factory.mktemp("terrain")
    raster = of_formula(folder / "ridge.tif", (29.0, 43.0), 1 / 60, (8 * 60 + 1, 9 * 60 + 1), plain_with_a_ridge)
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        for name, terrain in (("ridge", [str(raster)]), ("smooth", "none")):
            done = api.coverage(
                "what-radars-see", folder / name, option="eyes-radars", above_ground_m=[300.0], altitudes_m=[2000.0],
                terrain=terrain, worlds=3, cell_m=4e3, within_m=150e3,
            )  # fmt: skip
            found[name] = read_coverage(done)
    return found


def east_of_the_ridge(read: CoverageFolder) -> np.ndarray:
    x_m, y_m = np.meshgrid(read.x_m, read.y_m)
    lat, lon = (np.degrees(angle) for angle in read.plane.inverse(x_m, y_m))
    return np.asarray((lon > RIDGE_DEG + 0.2) & (lon < RIDGE_DEG + 0.35) & (lat > 38.6) & (lat < 39.4))


def test_what_is_low_behind_the_ridge_is_hidden_and_before_it_is_seen(maps: dict[str, CoverageFolder]) -> None:
    ridge, smooth = (maps[name] for name in ("ridge", "smooth"))
    assert not ridge.share(ABOVE_GROUND)[east_of_the_ridge(ridge)].any()
    assert ridge.share(ABOVE_SEA)[east_of_the_ridge(ridge)].mean() < 0.1
    assert smooth.share(ABOVE_SEA)[east_of_the_ridge(smooth)].mean() > 0.3
    for there, here in zip(
        *(one.said["layers"][ABOVE_GROUND]["network"]["sites"] for one in (ridge, smooth)), strict=True
    ):
        assert there["covered_in"] == here["covered_in"] > 0.0


def test_on_the_ridge_itself_is_no_target_at_two_kilometres(maps: dict[str, CoverageFolder]) -> None:
    buried, open_ground = (maps["ridge"].arrays[f"buried_{layer}"] for layer in (ABOVE_SEA, ABOVE_GROUND))
    assert buried.any() and not open_ground.any()
    assert not maps["smooth"].arrays["buried_0"].any()


def test_units_stand_on_the_plain(maps: dict[str, CoverageFolder]) -> None:
    chart = maps["ridge"].said["charts"][0]
    assert chart["antenna_m"] > PLAIN_M
    ground_m = maps["ridge"].arrays["chart_0_ground_m"]
    assert ground_m[0] == pytest.approx(PLAIN_M, abs=2.0)
    assert chart["bearing_deg"] is not None and maps["smooth"].said["charts"][0]["bearing_deg"] is None


def test_every_output_says_over_which_ground_it_was(maps: dict[str, CoverageFolder], tmp_path: Path) -> None:
    assert "ridge.tif" in maps["ridge"].said["conditions"][0]
    assert "smooth earth" in maps["smooth"].said["conditions"][0]
    assert any("posts" in words and "overstated" in words for words in maps["ridge"].said["warnings"])
    for name, words in (("ridge", "ridge.tif"), ("smooth", "smooth earth")):
        folder = maps[name].folder
        assert words in (folder / "coverage.html").read_text(encoding="utf-8")
        geojson = next(folder.glob("*.geojson"))
        assert words in json.loads(geojson.read_text(encoding="utf-8"))["pavise"]["conditions"][0]


def test_what_is_defended_over_terrain_is_so_against_who_keeps_above_the_ground(tmp_path: Path) -> None:
    """Units and threats all 300 m higher see and meet each other as over the sea."""
    raster = of_formula(tmp_path / "plain.tif", (29.0, 43.0), 1 / 30, (8 * 30 + 1, 9 * 30 + 1),
                        lambda lon, lat: PLAIN_M + 0.0 * lon * lat)  # fmt: skip
    said = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        for name, terrain in (("plain", [str(raster)]), ("smooth", "none")):
            folder = api.defended(
                "who-may-shoot", tmp_path / name, option="orders-as-usual", terrain=terrain, worlds=2, cell_m=8e3,
                against=["cruise_missile"], altitude_m=150.0, bearing_rad=1.0,
            )  # fmt: skip
            said[name] = json.loads((folder / "defended.json").read_text(encoding="utf-8"))
    assert any("above the highest ground" in words for words in said["plain"]["conditions"])
    assert not any("above the highest ground" in words for words in said["smooth"]["conditions"])
    plain, smooth = (said[name]["attackers"][0]["area_km2"]["p50"] for name in ("plain", "smooth"))
    assert plain == pytest.approx(smooth, rel=0.15) and smooth > 0.0
