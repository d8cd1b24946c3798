"""A track by then: the chain over the last looks against plain counting, and what its definition promises."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.coverage.approach import confirm_along
from pavise.coverage.chance import a_target, watch
from pavise.coverage.demand import check_windows
from pavise.coverage.question import Layer, Question
from pavise.coverage.rays import chance_along, steps_to
from pavise.sim.detection import first_confirmation
from pavise.yamlfile import BadInput
from tests.worlds.radars_at import EVERYTHING, LAW, radars_at


def by_then(p_look: list[float], apart: int, hits: int, window: int) -> list[float]:
    p = np.empty((1, len(p_look)))
    confirm_along(np.array([p_look]), apart, hits, window, p)
    return [float(one) for one in p[0]]


@pytest.mark.parametrize(("hits", "window"), [(1, 1), (1, 3), (2, 2), (2, 3), (3, 5)])
def test_every_history_counted_out(hits: int, window: int) -> None:
    """Seven looks, 128 histories, each with its chance: which have M of N by the look at each place?"""
    p_look = [0.9, 0.6, 0.5, 0.35, 0.2, 0.1, 0.05]  # nearest first
    inbound = p_look[::-1]
    expected = np.zeros(len(p_look))
    for history in itertools.product((0, 1), repeat=len(p_look)):
        chance = math.prod(p if hit else 1 - p for p, hit in zip(inbound, history, strict=True))
        for look in range(len(history)):
            if sum(history[max(0, look - window + 1) : look + 1]) >= hits:
                expected[: len(p_look) - look] += chance
                break
    assert by_then(p_look, 1, hits, window) == pytest.approx(list(expected), abs=1e-12)


def test_it_is_the_first_confirmation_of_the_detection_page_added_up() -> None:
    p_look = np.linspace(0.8, 0.01, 40)
    p_first = np.empty(40)
    first_confirmation(p_look[::-1].copy(), 3, 6, p_first)
    assert by_then(list(p_look), 1, 3, 6) == pytest.approx(list(np.cumsum(p_first)[::-1]), abs=1e-12)


def test_steps_between_two_looks_are_other_phases_of_the_scan() -> None:
    """With three steps from look to look, every third place forms a chain of its own."""
    p_look = [0.9, 0.8, 0.7, 0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.05]
    whole = by_then(p_look, 3, 2, 3)
    for phase in range(3):
        assert whole[phase::3] == pytest.approx(by_then(p_look[phase::3], 1, 2, 3), abs=1e-12)


def test_nearer_is_never_less_likely() -> None:
    rng = np.random.default_rng(3)
    p = by_then(list(rng.random(50)), 1, 2, 4)
    assert (np.diff(p) <= 1e-15).all()


def test_one_of_one_is_the_chance_of_any_detection_so_far() -> None:
    p_look = [0.5, 0.3, 0.2, 0.1]
    misses = np.cumprod(1 - np.array(p_look[::-1]))[::-1]
    assert by_then(p_look, 1, 1, 1) == pytest.approx(list(1 - misses))


def test_a_perfect_radar_confirms_after_the_looks_that_it_needs() -> None:
    """Two looks of 5 s each at 300 m/s after the horizon, on the dot."""
    world = radars_at((39.0, 33.0), radar=replace(EVERYTHING, scan_period_s=5.0, confirm=(3, 3)))
    steps = steps_to(60e3, 500.0, 300.0, 5.0)
    assert steps.looks_apart == 3 and steps.step_m == 500.0
    heights = np.full((1, len(steps.ground_m)), 100.0)
    p = chance_along(world, 0, 0, watch(world, 0, a_target(1.0)), np.zeros(1), steps, heights)[0]
    seen = chance_along(
        world, 0, 0, watch(world, 0, a_target(1.0)), np.zeros(1), steps._replace(looks_apart=0), heights
    )[0]
    horizon = int(np.flatnonzero(seen)[-1])
    assert int(np.flatnonzero(p)[-1]) == horizon - 2 * 3


def test_tracks_come_farther_out_for_slower_targets() -> None:
    world = radars_at((39.0, 33.0), radar=LAW)
    found = []
    for speed_mps in (600.0, 150.0):
        steps = steps_to(250e3, 1000.0, speed_mps, 5.0)
        heights = np.full((1, len(steps.ground_m)), 12_000.0)
        p = chance_along(world, 0, 0, watch(world, 0, a_target(1.0)), np.zeros(1), steps, heights)[0]
        found.append(float(steps.ground_m[np.flatnonzero(p >= 0.9)[-1]]))
    assert found[0] < found[1]


def test_windows_too_long_to_follow_are_known_beforehand() -> None:
    world = radars_at((39.0, 33.0), radar=replace(LAW, confirm=(3, 16)))
    question = Question((Layer(1000.0, 1.0),), speed_mps=250.0)
    with pytest.raises(BadInput, match="over 16 looks"):
        check_windows(world, [0], question)
    check_windows(world, [0], replace(question, speed_mps=None))
    check_windows(world, [], question)
    check_windows(radars_at((39.0, 33.0)), [0], question)
