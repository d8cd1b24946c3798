"""What is asked for is checked before anything is computed, and everything wrong is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pavise.coverage.demand import interest_of, question_of
from pavise.coverage.interest import Area, Box, NearSites
from pavise.coverage.question import Question
from pavise.scenario.study import load_study
from pavise.yamlfile import BadInput

FINE: dict[str, Any] = {
    "altitudes_m": None, "above_ground_m": None, "rcs_m2": (1.0,), "level": 0.5, "speed_mps": None, "emits": 0.0,
    "size_m2": 1.0, "jamming": False, "over_terrain": False, "cell_m": 2000.0,
}  # fmt: skip


def asked(**other: Any) -> Question:
    return question_of(**{**FINE, **other})


def test_without_a_height_it_is_the_usual_ones_and_over_terrain_the_low_one_follows_the_ground() -> None:
    assert [layer.words for layer in asked().layers] == [
        "100 m above sea, 1 m²", "3 km above sea, 1 m²", "10 km above sea, 1 m²",
    ]  # fmt: skip
    assert asked(over_terrain=True).layers[0].words == "100 m above ground, 1 m²"


def test_every_height_meets_every_cross_section_once() -> None:
    layers = asked(altitudes_m=[100.0, 100.0], above_ground_m=[50.0], rcs_m2=[1.0, 0.1]).layers
    assert len(layers) == 4 and sum(layer.above_ground for layer in layers) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"altitudes_m": [float("nan")]}, "altitude"),
        ({"altitudes_m": [-2000.0]}, "altitude"),
        ({"altitudes_m": [1e7]}, "altitude"),
        ({"altitudes_m": []}, "altitude"),
        ({"above_ground_m": [-1.0]}, "above-ground"),
        ({"rcs_m2": [0.0]}, "rcs"),
        ({"rcs_m2": [-1.0]}, "rcs"),
        ({"rcs_m2": []}, "rcs"),
        ({"rcs_m2": [float("inf")]}, "rcs"),
        ({"level": 0.0}, "pd"),
        ({"level": 1.0}, "pd"),
        ({"level": float("nan")}, "pd"),
        ({"speed_mps": 0.0}, "speed"),
        ({"cell_m": 0.0}, "cell"),
        ({"cell_m": 1e9}, "cell"),
        ({"emits": -1.0}, "target"),
        ({"altitudes_m": [100.0 * k for k in range(40)]}, "altitude"),
    ],
)
def test_nonsense_is_a_finding_that_names_the_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        asked(**wrong)
    assert field in [finding.field for finding in caught.value.findings]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        asked(rcs_m2=[0.0], level=2.0, cell_m=-1.0, altitudes_m=[1e9])
    assert {finding.field for finding in caught.value.findings} == {"rcs", "pd", "cell", "altitude"}


def test_the_area_of_interest_is_what_was_asked_for(tmp_path: Path) -> None:
    sites = load_study("turkey-s400").sites.value
    near = interest_of(sites, 50e3, None, None)
    assert isinstance(near, NearSites) and len(near.lat_deg) == 16 and "50 km" in near.words
    assert isinstance(interest_of(sites, 50e3, (25, 35, 45, 43), None), Box)
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "Polygon", "coordinates": [[[30, 38], [34, 38], [34, 40], [30, 38]]]}')
    assert isinstance(interest_of(sites, 50e3, None, path), Area)


@pytest.mark.parametrize(
    ("within_m", "box", "area"),
    [
        (0.0, None, None),
        (float("nan"), None, None),
        (1e9, None, None),
        (1e5, (25.0, 43.0, 45.0, 35.0), None),
        (1e5, (25.0, 35.0, 245.0, 43.0), None),
        (1e5, (25.0, 35.0, 45.0, float("inf")), None),
        (1e5, (25.0, 35.0, 45.0, 43.0), "also.geojson"),
    ],
)
def test_an_area_that_is_none_is_a_finding(within_m: float, box: Any, area: Any) -> None:
    with pytest.raises(BadInput):
        interest_of(load_study("turkey-s400").sites.value, within_m, box, area)
