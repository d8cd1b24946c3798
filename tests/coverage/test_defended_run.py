"""The folder of a footprint: numbers that agree with the arrays, polygons, a map and a page made from it alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from pavise.coverage.defended import Attacker, Defence
from pavise.coverage.defended_run import defend
from pavise.coverage.scene import Scene
from pavise.kinds import PathKind, ThreatClass
from pavise.results.schema import ResultsError
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, small_defence
from pavise.views import style
from pavise.views.coverage_map import covered_map
from pavise.views.defended_page import draw, read_defended
from pavise.yamlfile import BadInput

pytestmark = pytest.mark.needs_compiler

RAIDERS = (
    ("flier", "A <flier>", Raider(altitude_m=3000.0)),
    ("arc", "An arc", Raider(threat_class=ThreatClass.BALLISTIC, path_kind=PathKind.ARC, distance_m=200e3)),
)


def a_scene(worlds: int = 4) -> Scene:
    unit = FireUnit("guns", [Radar()], missile=Missile(range_max_m=30e3, range_max_ballistic_m=15e3))
    world = small_defence([unit], [], worlds=worlds)
    world.missile["range_max_m"] *= np.linspace(0.4, 1.0, worlds)[:, np.newaxis]
    about = {"study": "s", "option": "o", "seed": 1, "pavise_version": "0", "hashes": {"a": "b"}}
    sites = [("Here", 39.0, 33.0), ("Far", 50.0, 33.0)]
    return Scene("Guns", about, world, ["guns/radar"], ["Radar"], [1], sites, [1.0, 1.0], warnings=["Mind the gap."])


def attackers(worlds: int = 4) -> list[Attacker]:
    threats = [(slug, words, small_defence([], [raider], worlds=worlds)) for slug, words, raider in RAIDERS]
    return [Attacker(slug, words, world.threat[:, 0].view(np.recarray)) for slug, words, world in threats]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("defended")
    said = defend(a_scene(), ["guns"], attackers(), Defence((0,), (0,)), folder, cell_m=2e3, threads=1)
    draw(folder)
    return folder, said


def test_the_json_is_what_was_returned_and_agrees_with_the_arrays(made: tuple[Path, dict[str, Any]]) -> None:
    folder, said = made
    assert json.loads((folder / "defended.json").read_text(encoding="utf-8")) == said
    with np.load(folder / "defended.npz") as arrays:
        for k, one in enumerate(said["attackers"]):
            worlds = arrays[f"worlds_{k}"]
            assert np.count_nonzero(worlds >= 2) * 4.0 == one["region_km2"]["in_50_percent_of_worlds"]
            assert (
                worlds.max() == 4 and one["sites"][0]["defended_in"] == 1.0 and one["sites"][1]["defended_in"] is None
            )
    flier = said["attackers"][0]
    assert flier["area_km2"]["p10"] < flier["area_km2"]["p50"] < flier["area_km2"]["p90"]
    assert {"least", "greatest"} == set(flier["distances_km"]) and flier["to_the_edge_in"] == 0.0
    assert {"defended", "from all round"} <= set(said["definitions"])
    assert any("stand alone" in words for words in said["conditions"])


def test_geojson_holds_a_region_for_each_percentage(made: tuple[Path, dict[str, Any]]) -> None:
    folder, said = made
    collection = json.loads((folder / "flier.geojson").read_text(encoding="utf-8"))
    found = {one["properties"]["percent_of_worlds"]: one for one in collection["features"]}
    assert set(found) == {90, 50, 10} and all(one["geometry"]["coordinates"] for one in found.values())
    for percent, one in found.items():
        told = said["attackers"][0]["region_km2"][f"in_{percent}_percent_of_worlds"]
        assert one["properties"]["area_km2"] == told


def test_the_page_says_the_numbers_and_loads_nothing(made: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = made
    page = (folder / "defended.html").read_text(encoding="utf-8")
    assert "A &lt;flier&gt;, from all round" in page and "Mind the gap." in page
    assert not re.search(r'(?:src|href)="(?!data:|#)', page) and "<script" not in page
    assert (folder / "arc-defended.png").read_bytes().startswith(b"\x89PNG")


def test_the_map_says_what_is_defended_against_what(made: tuple[Path, dict[str, Any]]) -> None:
    with style.drawing():
        figure = covered_map(read_defended(made[0]), 0, word="defended")
        figure.canvas.draw()
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "defended in at least half of the worlds" in words and "Against: A <flier>" in words
    assert "fire unit" in words and "covered" not in words


def test_a_folder_without_footprints_is_told_from_one_with(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="nothing that is defended"):
        read_defended(tmp_path)


def test_cells_too_many_are_a_finding(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="try cells of"):
        defend(a_scene(1), ["guns"], attackers(1), Defence((0,)), tmp_path, cell_m=10.0)
