"""Joint chances are those of all joint events, listed one by one; and how far off the approximation is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pavise.sim.models.tracking.joint_association import EXACT_LINES, EXACT_WIDTH
from pavise.verify.association import approximate_chances, pair_chances


def listed(weight: np.ndarray) -> np.ndarray:
    """The chances by listing every joint event."""
    tracks, detections = weight.shape
    total = np.zeros((tracks, detections + 1))
    for event in product(range(-1, detections), repeat=tracks):
        taken = [m for m in event if m >= 0]
        if len(set(taken)) == len(taken):
            p = float(np.prod([weight[i, m] for i, m in enumerate(event) if m >= 0]))
            for i, m in enumerate(event):
                total[i, m] += p
    return total / total[0].sum()


def summed(weight: np.ndarray) -> np.ndarray:
    """The chances by the permanent-like sum over sets of used detections, for tables too large to list."""
    tracks, detections = weight.shape

    def all_sums(rows: list[int]) -> np.ndarray:
        sums = np.zeros(1 << detections)
        sums[0] = 1.0
        for i in rows:
            grown = sums.copy()
            for m in range(detections):
                without = [s for s in range(1 << detections) if not s >> m & 1]
                grown[[s | 1 << m for s in without]] += weight[i, m] * sums[without]
            sums = grown
        return sums

    chance = np.zeros((tracks, detections + 1))
    for i in range(tracks):
        others = all_sums([k for k in range(tracks) if k != i])
        for m in range(detections):
            chance[i, m] = weight[i, m] * others[[s for s in range(1 << detections) if not s >> m & 1]].sum()
        chance[i, -1] = others.sum()
    return chance / chance.sum(axis=1, keepdims=True)


def crowded(chance: np.random.Generator, tracks: int, detections: int, share: float = 0.7) -> np.ndarray:
    return np.exp(chance.normal(0.5, 2.0, (tracks, detections))) * (chance.random((tracks, detections)) < share)


def test_chances_are_those_of_all_joint_events():
    chance = np.random.default_rng(3)
    for _ in range(60):
        weight = crowded(chance, *chance.integers(1, 5, 2))
        found, cut = pair_chances(weight)
        assert found == pytest.approx(listed(weight), abs=1e-12) and cut == 0


def test_a_track_with_many_plots_of_its_own_is_as_exact():
    """Plots that only one gate holds never enter the front."""
    weight = np.zeros((3, 9))
    weight[0, :5], weight[1, 4:6], weight[2, 5:] = 2.0, 3.0, 0.5
    assert pair_chances(weight)[0] == pytest.approx(listed(weight), abs=1e-12)


def test_weights_that_span_the_range_of_numbers_lose_nothing():
    weight = np.array([[1e26, 1e24, 0.0], [1e26, 1e26, 1e-8], [0.0, 1e25, 1e20]])
    assert pair_chances(weight)[0] == pytest.approx(listed(weight), abs=1e-12)
    contested = np.full((20, 2), 1e25)  # twenty tracks, two plots: eighteen go without
    assert pair_chances(contested)[0][:, -1] == pytest.approx(np.full(20, 0.9), abs=1e-9)


def test_more_tracks_than_plots_or_fewer_gives_the_same_law():
    chance = np.random.default_rng(4)
    weight = crowded(chance, 7, 4)
    by_track, by_plot = pair_chances(weight)[0], pair_chances(weight.T)[0]
    assert by_track[:, :-1] == pytest.approx(by_plot[:, :-1].T, abs=1e-12)
    assert by_track == pytest.approx(summed(weight), abs=1e-12)


@pytest.mark.needs_compiler
def test_a_dense_cluster_is_exact_up_to_the_stated_size_and_counted_beyond():
    chance = np.random.default_rng(5)
    at_the_limit = crowded(chance, 12, EXACT_WIDTH, 1.1)
    found, cut = pair_chances(at_the_limit)
    assert cut == 0 and found == pytest.approx(summed(at_the_limit), abs=1e-11)
    for tracks, detections in ((EXACT_WIDTH + 1, EXACT_WIDTH + 1), (EXACT_LINES + 1, 2)):
        assert pair_chances(crowded(chance, tracks, detections, 1.1))[1] == 1


def test_clusters_are_told_apart():
    chance = np.random.default_rng(6)
    weight = np.zeros((5, 6))
    weight[:2, :3], weight[2:4, 3:5] = crowded(chance, 2, 3, 1.1), crowded(chance, 2, 2, 1.1)
    weight[4, 5] = 3.0
    found = pair_chances(weight)[0]
    assert found[:2, [0, 1, 2, 6]] == pytest.approx(listed(weight[:2, :3]), abs=1e-12)
    assert found[2:4, [3, 4, 6]] == pytest.approx(listed(weight[2:4, 3:5]), abs=1e-12)
    assert found[4, [5, 6]] == pytest.approx([0.75, 0.25])


# ---- the approximation --------------------------------------------------------------------------------------------


def test_belief_propagation_is_exact_where_no_loop_is():
    """A string of aircraft, each in doubt about its neighbour's plot only: a tree."""
    weight = 3.0 * np.eye(6, 7) + 0.7 * np.eye(6, 7, 1)
    assert approximate_chances(weight) == pytest.approx(summed(weight), abs=1e-6)


def test_belief_propagation_is_off_by_at_most_eight_hundredths_in_crowded_clusters():
    chance = np.random.default_rng(7)
    worst, everything = 0.0, []
    for _ in range(60):
        weight = crowded(chance, *chance.integers(2, 6, 2))
        off = np.abs(approximate_chances(weight) - listed(weight))
        worst = max(worst, float(off.max()))
        everything.append(float(off.mean()))
    assert worst < 0.08
    assert np.mean(everything) < 0.01


def test_belief_propagation_ends_with_chances_however_great_the_weights():
    weight = np.exp(np.random.default_rng(8).normal(20.0, 15.0, (15, 15)))
    found = approximate_chances(weight)
    assert np.isfinite(found).all() and (found >= -1e-12).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(15)) and found[:, :-1].sum(axis=0).max() < 1.0 + 1e-3
