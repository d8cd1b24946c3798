"""The assignment is the best there is, nobody is forced, and clusters do not disturb each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from pavise.sim.compiled import kernel
from pavise.sim.models.tracking.assignment import assign
from pavise.verify.association import best_pairs, tables_of

NO = -math.inf


def best_sum(gain: np.ndarray) -> float:
    """SciPy's optimum, each track with a column of its own for going without."""
    tracks, detections = gain.shape
    table = np.full((tracks, detections + tracks), -1e6)
    table[:, :detections] = np.maximum(gain, -1e6)
    table[np.arange(tracks), detections + np.arange(tracks)] = 0.0
    return float(table[linear_sum_assignment(table, maximize=True)].sum())


def sum_of(gain: np.ndarray, pairs: list[int]) -> float:
    return float(sum(gain[i, m] for i, m in enumerate(pairs) if m >= 0))


def test_the_sum_of_gains_is_scipys_on_random_sparse_tables():
    chance = np.random.default_rng(1)
    for _ in range(200):
        tracks, detections = chance.integers(1, 12, 2)
        gain = chance.normal(1.0, 3.0, (tracks, detections))
        gain[chance.random(gain.shape) < chance.random()] = NO
        pairs = best_pairs(gain)
        taken = [m for m in pairs if m >= 0]
        assert len(set(taken)) == len(taken)
        assert all(gain[i, m] > 0.0 for i, m in enumerate(pairs) if m >= 0), "a loss was taken"
        assert sum_of(gain, pairs) == pytest.approx(best_sum(gain), abs=1e-9)


def test_ties_and_equal_rows_leave_the_sum_at_its_best():
    for gain in (np.ones((5, 3)), np.ones((3, 5)), np.tile([3.0, 3.0, 1.0], (4, 1)), np.zeros((2, 2))):
        assert sum_of(gain, best_pairs(gain)) == pytest.approx(best_sum(gain))


def test_the_nearest_detection_is_given_up_when_another_track_has_no_other():
    gain = np.array([[4.0, NO], [5.0, 3.0]])
    assert best_pairs(gain) == [0, 1]


def test_a_chain_of_changes_runs_through_a_whole_formation():
    """Each track likes its right neighbour's plot best, but the last one has only its own left."""
    n = 12
    gain = np.full((n, n), NO)
    for i in range(n):
        gain[i, i] = 2.0
        if i + 1 < n:
            gain[i, i + 1] = 2.5
    gain[n - 1, n - 1] = 9.0
    pairs = best_pairs(gain[::-1])  # whoever comes first
    assert sum_of(gain[::-1], pairs) == pytest.approx(best_sum(gain))


def test_what_happens_far_away_changes_nothing_here():
    chance = np.random.default_rng(2)
    here, there = chance.normal(1.0, 2.0, (4, 5)), chance.normal(1.0, 2.0, (6, 3))
    both = np.full((10, 8), NO)
    both[:4, :5], both[4:, 5:] = here, there
    assert best_pairs(both)[:4] == best_pairs(here)


@kernel
def assign_in_two_steps(first, live, found, pair):
    assign(np.int64(0), first, live, found, pair)
    assign(first, np.int64(live.size), live, found, pair)


def test_later_tracks_get_what_earlier_ones_leave():
    gain = np.array([[1.0, NO], [5.0, 0.5]])
    assert best_pairs(gain) == [-1, 0], "all at once, the second track is the better owner"
    work = tables_of(gain)
    assign_in_two_steps(np.int64(1), work.live, work.found, work.pair)
    assert work.pair["found"][work.live["chosen"]].tolist() == [0, 1]
    assert work.found["taker"].tolist() == [0, 1]
