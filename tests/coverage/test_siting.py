"""Which k places cover most: greedy against its promise, exact against all choices, bounds that hold."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.coverage.siting import Choice, exact, greedy, guaranteed_share, merged, value

Small = tuple[np.ndarray, np.ndarray, int]


@st.composite
def small_cases(draw: st.DrawFn) -> Small:
    """Up to eight places, some thirty cells, whole weights (some zero), k up to all places."""
    seed, places, k = draw(st.integers(0, 10_000)), draw(st.integers(1, 8)), draw(st.integers(1, 8))
    rng = np.random.default_rng(seed)
    cells = int(rng.integers(0, 30))
    covers = rng.random((places, cells)) < rng.uniform(0.1, 0.6)
    return covers, rng.integers(0, 9, cells).astype(float), min(k, places)


def best_by_trying(covers: np.ndarray, weight: np.ndarray, k: int) -> float:
    return max(value(covers, weight, chosen) for chosen in itertools.combinations(range(len(covers)), k))


@given(small_cases())
def test_exact_is_the_best_of_all_choices(case: Small) -> None:
    covers, weight, k = case
    found = exact(covers, weight, k)
    best = best_by_trying(covers, weight, k)
    assert found.covered == pytest.approx(best, abs=1e-9)
    assert found.gap == 0.0 and len(found.places) <= k
    assert value(covers, weight, found.places) == pytest.approx(found.covered, abs=1e-9)


@given(small_cases())
def test_greedy_keeps_its_promise_and_its_bound_holds(case: Small) -> None:
    covers, weight, k = case
    found = greedy(covers, weight, k)
    best = best_by_trying(covers, weight, k)
    assert found.covered <= best + 1e-9 <= found.at_most + 2e-9
    assert found.covered >= guaranteed_share(k) * best - 1e-9
    assert value(covers, weight, found.places) == pytest.approx(found.covered, abs=1e-9)


def test_greedy_can_be_fooled_and_exact_cannot() -> None:
    """The middle place looks best and is useless beside the outer two."""
    covers = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 1, 0]], bool)
    weight = np.ones(6)
    assert greedy(covers, weight, 2).covered == 5.0
    found = exact(covers, weight, 2)
    assert (found.places, found.covered, found.gap) == ((0, 1), 6.0, 0.0)


def test_alike_cells_are_put_together_without_loss() -> None:
    covers = np.array([[1, 1, 0, 0, 1], [0, 0, 1, 0, 0]], bool)
    fewer, weight = merged(covers, np.array([1.0, 2.0, 4.0, 8.0, 0.0]))
    assert fewer.shape == (2, 2) and sorted(weight) == [3.0, 4.0]
    assert value(fewer, weight, (0, 1)) == 7.0


def test_greedy_stops_when_nothing_more_is_gained() -> None:
    covers = np.array([[1, 1], [1, 0], [0, 0]], bool)
    found = greedy(covers, np.ones(2), 3)
    assert found.places == (0,) and found.gap == 0.0


def test_nothing_to_cover_is_covered_best_by_nothing() -> None:
    for choice in (exact(np.zeros((3, 0), bool), np.zeros(0), 2), exact(np.zeros((3, 4), bool), np.ones(4), 2)):
        assert choice.covered == 0.0 and choice.gap == 0.0


def test_the_promise_falls_to_one_less_one_over_e() -> None:
    assert guaranteed_share(1) == 1.0
    assert guaranteed_share(10**6) == pytest.approx(1 - 1 / math.e, abs=1e-6)


def test_out_of_time_it_says_how_far_from_the_best_it_may_be() -> None:
    rng = np.random.default_rng(5)
    covers = rng.random((60, 3000)) < 0.08
    found = exact(covers, np.ones(3000), 12, time_limit_s=0.05)
    assert found.covered >= greedy(covers, np.ones(3000), 12).covered
    assert 0.0 <= found.gap < 1.0 and found.at_most >= found.covered


def test_a_gap_is_a_share_of_what_might_be() -> None:
    assert Choice((), 80.0, 100.0).gap == pytest.approx(0.2)
    assert Choice((), 0.0, 0.0).gap == 0.0
