"""Siting on the map: candidate places, doubt, defended value, and what already stands there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.laydown import Place
from pavise.coverage.grid import grid_around
from pavise.coverage.places import candidates_of, choose_places, value_weight
from pavise.coverage.question import Layer, Question
from pavise.sim.geometry import n_vector
from pavise.yamlfile import BadInput
from tests.worlds.radars_at import EVERYTHING, radars_at

pytestmark = pytest.mark.needs_compiler

SPOTS = [(39.0, 33.0), (39.0, 33.2), (39.0, 35.0), (40.5, 33.0)]
"""Two neighbours, one far to the east, one far to the north."""
PLACES = [
    Place(f"place {k}", n_vector(np.radians(lat), np.radians(lon)), lat, lon) for k, (lat, lon) in enumerate(SPOTS)
]
QUESTION = Question((Layer(3000.0, 1.0),))
EYE = replace(EVERYTHING, instrumented_range_m=60e3)
GRID = grid_around([p[0] for p in SPOTS], [p[1] for p in SPOTS], [80e3] * 4, 5e3)


def test_two_radars_do_not_stand_side_by_side() -> None:
    world = radars_at(*SPOTS, radar=EYE, worlds=3)
    found = choose_places(world, PLACES, 3, GRID, np.ones(GRID.shape), QUESTION)
    assert found.best.places in ((0, 2, 3), (1, 2, 3)) and found.best.gap == 0.0
    assert found.in_best_set[2] == found.in_best_set[3] == 1.0
    assert found.in_best_set[:2].sum() == pytest.approx(1.0)
    assert found.covered == pytest.approx(found.attainable)
    assert (found.covered_in[GRID.window(39.0, 35.0, 20e3)] == 3).all()


def test_defended_value_draws_the_radar_to_it() -> None:
    world = radars_at(*SPOTS, radar=EYE)
    weight = value_weight(GRID, np.ones(GRID.shape, bool), [(40.5, 33.0, 5.0), (39.0, 35.0, 1.0)], 40e3)
    assert weight.sum() == pytest.approx(6.0)
    found = choose_places(world, PLACES, 1, GRID, weight, QUESTION)
    assert found.best.places == (3,)
    assert found.best.covered == pytest.approx(5 / 6, rel=0.02)


def test_what_already_sees_need_not_be_covered_again() -> None:
    world = radars_at(*SPOTS, radar=EYE, worlds=2)
    already = radars_at(SPOTS[2], radar=EYE, worlds=2)
    found = choose_places(world, PLACES, 2, GRID, np.ones(GRID.shape), QUESTION, beside=already)
    assert 2 not in found.best.places
    assert found.already > 0 and found.alone[2] == pytest.approx(0.0, abs=1e-12)


def test_each_world_has_its_own_best_place() -> None:
    """In two worlds of three the radar at the last place does not work."""
    world = radars_at(*SPOTS[2:], radar=EYE, worlds=3)
    world.sensor["instrumented_range_m"][:2, 1] = 1e3
    world.sensor["instrumented_range_m"][2, 0] = 1e3
    found = choose_places(world, PLACES[2:], 1, GRID, np.ones(GRID.shape), QUESTION)
    assert found.in_best_set.tolist() == pytest.approx([2 / 3, 1 / 3])
    assert found.best.places == (0,)
    assert found.covered[2] < 0.01 * found.attainable[2]
    assert found.attainable == pytest.approx([found.attainable[0]] * 3, rel=0.02)


def test_a_cautious_percentage_covers_less() -> None:
    world = radars_at(*SPOTS, radar=EYE, worlds=10)
    world.sensor["instrumented_range_m"] = np.linspace(30e3, 60e3, 10)[:, np.newaxis]
    covered = [
        choose_places(world, PLACES, 2, GRID, np.ones(GRID.shape), QUESTION, percent=percent).best.covered
        for percent in (10, 50, 90)
    ]
    assert covered == sorted(covered, reverse=True) and len(set(covered)) == 3


def test_places_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "places.yaml"
    path.write_text("places:\n  hill: {lat: 39.5 deg, lon: 33.25 deg}\n  coast: {lat: 36 deg, lon: -30 deg}\n")
    hill, coast = candidates_of(path)
    assert (hill.name, round(hill.lat_deg, 6), round(coast.lon_deg, 6)) == ("hill", 39.5, -30.0)
    assert hill.n == pytest.approx(n_vector(np.radians(39.5), np.radians(33.25)))


@pytest.mark.parametrize("text", ["places: {}", "places: {a: {lat: 95 deg, lon: 3 deg}}", "plaecs: {}", "7"])
def test_nonsense_instead_of_places_is_a_finding(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.yaml"
    path.write_text(text)
    with pytest.raises(BadInput):
        candidates_of(path)
