"""The folder of a map: numbers that agree with each other, polygons and rasters that other programs can read."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pavise.coverage.interest import Box, NearSites
from pavise.coverage.question import Layer, Question
from pavise.coverage.scene import Scene
from pavise.coverage.survey import survey
from pavise.yamlfile import BadInput
from tests.worlds.radars_at import LAW, radars_at

pytestmark = pytest.mark.needs_compiler

PLACES = [(39.0, 33.0), (39.4, 34.2)]
QUESTION = Question((Layer(100.0, 1.0), Layer(6000.0, 1.0)))
NEAR = NearSites((39.0,), (33.0,), 150e3)


def a_scene(worlds: int = 8) -> Scene:
    world = radars_at(*PLACES, radar=replace(LAW, sector_rad=2 * math.pi), worlds=worlds)
    world.sensor["snr_scale_m2"] *= (np.linspace(0.4, 1.0, worlds) ** 4)[:, np.newaxis]
    world.sensor["present"][: worlds // 2, 1] = 0
    return Scene(
        "Two radars", {"study": "test", "option": "both", "seed": 1, "pavise_version": "0", "hashes": {}}, world,
        ["unit 0/eye", "unit 1/eye"], ["Eye", "Eye"], [1, 1], [("Here", 39.0, 33.0)], [1.0],
    )  # fmt: skip


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("map")
    return folder, survey(a_scene(), QUESTION, NEAR, folder, cell_m=4e3)


def test_the_json_is_what_was_returned_and_plain(surveyed: tuple[Path, dict[str, Any]]) -> None:
    folder, said = surveyed
    assert json.loads((folder / "coverage.json").read_text(encoding="utf-8")) == said
    assert said["worlds"] == 8 and len(said["layers"]) == 2 and len(said["sensors"]) == 2
    assert said["conditions"][0].startswith("A smooth earth")
    assert {"seen", "covered", "gap", "P10, P50, P90"} <= set(said["definitions"])
    for name in said["files"]:
        assert (folder / name).is_file()


def test_arrays_and_numbers_agree(surveyed: tuple[Path, dict[str, Any]]) -> None:
    folder, said = surveyed
    with np.load(folder / "grids.npz") as arrays:
        for k, layer in enumerate(said["layers"]):
            seen = arrays[f"seen_{k}"]
            regions = layer["network"]["region_km2"]
            assert np.count_nonzero(seen[0] >= 4) * 16.0 == regions["in_50_percent_of_worlds"]
            assert regions["in_90_percent_of_worlds"] <= regions["in_50_percent_of_worlds"]
            inside = arrays["inside"]
            shares = layer["network"]["overlap"][0]["interest_share"]
            share = np.count_nonzero(inside & (seen[0] >= 4)) / np.count_nonzero(inside)
            assert shares["in_50_percent_of_worlds"] == pytest.approx(share)
            covered, gap = layer["network"]["covered_share"], layer["network"]["gap_share"]
            assert covered["p10"] + gap["p90"] == pytest.approx(1.0)


def test_the_second_radar_is_there_in_half_of_the_worlds(surveyed: tuple[Path, dict[str, Any]]) -> None:
    _, said = surveyed
    assert [one["present_in"] for one in said["sensors"]] == [1.0, 0.5]
    assert said["layers"][0]["sensors"][1]["area_km2"]["p10"] == 0.0
    assert said["charts"][0]["worlds"] == 8 and len(said["charts"]) == 1  # one chart for the type


def test_geojson_says_what_each_region_is(surveyed: tuple[Path, dict[str, Any]]) -> None:
    folder, said = surveyed
    collection = json.loads((folder / "6km-sea-1m2.geojson").read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    found = {}
    for feature in collection["features"]:
        assert feature["geometry"]["type"] == "MultiPolygon"
        found[tuple(sorted(feature["properties"].items()))] = feature
        if feature["properties"]["area_km2"]:
            assert feature["geometry"]["coordinates"]
    kinds = {feature["properties"]["what"] for feature in collection["features"]}
    assert kinds == {"area of interest", "network", "gap", "sensor"}
    half = next(
        f for f in collection["features"]
        if f["properties"].get("percent_of_worlds") == 50 and f["properties"].get("sensors_at_least") == 1
    )  # fmt: skip
    assert half["properties"]["area_km2"] == said["layers"][1]["network"]["region_km2"]["in_50_percent_of_worlds"]


def test_a_geotiff_opens_in_other_programs_and_lies_where_it_should(surveyed: tuple[Path, dict[str, Any]]) -> None:
    rasterio = pytest.importorskip("rasterio", reason="GeoTIFF files need rasterio")
    from rasterio.warp import transform

    folder, said = surveyed
    with rasterio.open(folder / "6km-sea-1m2.tif") as file:
        assert file.count == 4 and file.res == (4000.0, 4000.0)
        xs, ys = transform("EPSG:4326", file.crs, [33.0, 33.0], [39.0, 45.0])
        over_the_radar, far_away = (value[0] for value in file.sample(zip(xs, ys, strict=True), indexes=1))
        assert over_the_radar == 1.0 and not far_away > 0.0
        covered_km2 = np.count_nonzero(file.read(1) >= 0.5) * 16.0
        assert "Two radars" in file.tags()["PAVISE"]
    assert covered_km2 == said["layers"][1]["network"]["region_km2"]["in_50_percent_of_worlds"]


def test_without_rasterio_the_rest_is_there_and_the_map_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pavise.coverage.geotiff.can_write", lambda: False)
    said = survey(a_scene(2), replace(QUESTION, layers=QUESTION.layers[:1]), NEAR, tmp_path, cell_m=8e3)
    assert not list(tmp_path.glob("*.tif")) and list(tmp_path.glob("*.geojson"))
    assert any("pip install rasterio" in words for words in said["warnings"])


def test_a_case_without_any_sensor_is_mapped_all_the_same(tmp_path: Path) -> None:
    scene = a_scene(2)
    scene.world.sensor["present"] = 0
    said = survey(scene, QUESTION, NEAR, tmp_path, cell_m=8e3)
    assert said["layers"][0]["network"]["covered_share"] == {"p10": 0.0, "p50": 0.0, "p90": 0.0}
    assert said["charts"] == [] and said["accuracy"] == []


def test_a_map_across_the_date_line_is_cut_there(tmp_path: Path) -> None:
    scene = replace(a_scene(2), world=radars_at((-17.0, 179.8), worlds=2), sensors=["a/eye"], types=["Eye"], pulses=[1])
    survey(scene, Question((Layer(6000.0, 1.0),)), Box(178.0, -19.0, -179.0, -16.0), tmp_path, cell_m=5e3)
    collection = json.loads((tmp_path / "6km-sea-1m2.geojson").read_text(encoding="utf-8"))
    network = next(f for f in collection["features"] if f["properties"]["what"] == "network")
    assert len(network["geometry"]["coordinates"]) == 2


def test_cells_too_many_are_a_finding(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="try cells of"):
        survey(a_scene(2), QUESTION, NEAR, tmp_path, cell_m=60.0)
    with pytest.raises(BadInput, match="far apart"):
        survey(a_scene(2), QUESTION, Box(-100.0, -60.0, 100.0, 80.0), tmp_path, cell_m=100e3)
