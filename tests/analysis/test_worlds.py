"""Replications of one world are not independent, and the intervals know it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pavise.analysis.intervals import clopper_pearson, mean_interval
from pavise.analysis.worlds import difference, estimate, pulls_of, quantile_estimate, variance_factor

SLEEP_1 = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SLEEP_2 = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])


def battles(rng, worlds, repeats, doubt, luck, cells=1):
    """Zero-mean outcomes [cell, world, repeat]; the worlds are the same for all cells."""
    return rng.normal(0, doubt, (1, worlds, 1)) + rng.normal(0, luck, (cells, worlds, repeats))


def test_complete_data_give_the_t_interval_of_the_world_means():
    values = battles(np.random.default_rng(1), 12, 4, 1.0, 2.0)
    found = estimate(values)
    assert (found.low, found.high) == pytest.approx(mean_interval(values[0].mean(axis=1)))
    assert found.value == pytest.approx(values.mean())


def test_the_interval_covers_when_battles_share_their_world_and_the_naive_one_does_not():
    rng = np.random.default_rng(7)
    n_trials, hits, naive_hits = 1500, 0, 0
    for _ in range(n_trials):
        values = battles(rng, 16, 4, 1.0, 1.0)
        found = estimate(values)
        hits += found.low <= 0 <= found.high
        low, high = mean_interval(values.ravel())
        naive_hits += low <= 0 <= high
    assert hits / n_trials == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / n_trials))
    assert naive_hits / n_trials < 0.85


def test_averaging_over_raids_that_share_their_worlds_does_not_make_us_surer_of_the_figures():
    rng = np.random.default_rng(3)
    n_trials, hits = 800, 0
    for _ in range(n_trials):
        found = estimate(battles(rng, 12, 2, 1.0, 0.3, cells=5))
        hits += found.low <= 0 <= found.high
    assert hits / n_trials == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / n_trials))


def test_a_chance_is_covered_although_battles_share_their_world():
    rng = np.random.default_rng(5)
    n_trials, hits = 600, 0
    for _ in range(n_trials):
        chance = rng.beta(2, 6, size=(1, 24, 1))  # mean 0.25, and worlds differ
        found = estimate((rng.random((1, 24, 2)) < chance).astype(float), 0, 1, chance=True)
        hits += found.low <= 0.25 <= found.high
    assert hits / n_trials > 0.95 - 4 * math.sqrt(0.95 * 0.05 / n_trials)


def test_none_of_all_battles_is_counted_by_worlds_not_by_battles():
    found = estimate(np.zeros((1, 24, 2)), 0, 1, chance=True)
    assert (found.low, found.high) == pytest.approx(clopper_pearson(0, 24))
    assert found.high > clopper_pearson(0, 48)[1]


def test_the_same_value_everywhere_is_not_certainty():
    inside = estimate(np.full((3, 24, 2), 0.8), 0.0, 1.0)
    unseen = 1 - 0.025 ** (1 / 24)
    assert (inside.low, inside.high) == pytest.approx((0.8 - 0.8 * unseen, 0.8 + 0.2 * unseen))
    assert inside.note == "the same in every world"
    at_the_bound = estimate(np.ones((1, 24, 2)), 0.0, 1.0)
    assert (at_the_bound.low, at_the_bound.high) == pytest.approx((0.05 ** (1 / 24), 1.0))
    unbounded = estimate(np.full((1, 24, 2), 7.0), 0.0, None)
    assert (unbounded.value, unbounded.low, unbounded.high) == (7.0, None, None)


@pytest.mark.parametrize("worlds", [6, 24, 32])
def test_a_total_loss_that_the_worlds_could_well_have_missed_is_inside_the_interval(worlds):
    rarest_ruled_out = 1 - 0.05 ** (1 / worlds)  # then a run without any loss is a chance of one in twenty
    found = estimate(np.ones((1, worlds, 1)), 0.0, 1.0)
    for p_loss in (0.3 * rarest_ruled_out, 0.99 * rarest_ruled_out):
        assert found.low <= 1 - p_loss
    assert found.low > 1 - 1.01 * rarest_ruled_out


def test_a_limit_never_leaves_the_bounds_of_its_measure():
    values = np.zeros((1, 10, 1))
    values[0, :6, 0] = 0.01
    found = estimate(values, 0.0, 1.0)
    assert found.low >= 0
    found = estimate(1 - values, 0.0, 1.0)
    assert found.high <= 1


def test_when_hardly_any_world_differs_the_interval_says_that_it_is_too_narrow():
    values = np.ones((1, 24, 2))
    values[0, 3] = 0.5
    assert "only 1 of 24 worlds differ" in estimate(values, 0, 1).note
    assert estimate(battles(np.random.default_rng(0), 24, 2, 1, 1)).note == ""


def test_missing_values_are_left_out_and_said():
    values = np.full((1, 4, 2), np.nan)
    values[0, :, 0] = [1.0, 2.0, 3.0, 4.0]
    found = estimate(values)
    assert found.value == 2.5
    assert (found.low, found.high) == pytest.approx(mean_interval([1.0, 2.0, 3.0, 4.0]))
    assert (found.replications, found.missing) == (4, 4)
    assert "no value in 4 of 8" in found.note


def test_with_unequal_numbers_the_mean_is_over_battles_and_the_spread_over_worlds():
    # By hand: 1 and 3 in one world, 8 in another. Mean 4; pulls (1-4 + 3-4)/3 and (8-4)/3; variance 2 x their squares.
    values = np.array([[[1.0, 3.0], [8.0, np.nan]]])
    pulls = pulls_of(values)
    assert pulls.mean == 4.0
    assert pulls.pull == pytest.approx([-4 / 3, 4 / 3])
    assert pulls.variance == pytest.approx(2 * 2 * (4 / 3) ** 2)


def test_a_raid_fought_more_often_does_not_count_for_more():
    # Two raids in the same two worlds: one battle each of one, three each of the other.
    found = estimate([np.array([[1.0], [3.0]]), np.array([[5.0, 6.0, 7.0], [9.0, 10.0, 11.0]])])
    assert found.value == (2 + 8) / 2
    assert (found.low, found.high) == pytest.approx(mean_interval([(1 + 6) / 2, (3 + 10) / 2]))
    assert found.replications == 8


def test_cells_of_different_worlds_cannot_be_averaged():
    with pytest.raises(ValueError, match="different numbers of worlds"):
        estimate([np.ones((2, 1)), np.ones((3, 1))])


def test_what_never_happened_has_no_number():
    found = estimate(np.full((2, 6, 2), np.nan), 0, None)
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.note == "it never happened"


def test_a_cell_without_values_does_not_drag_the_mean():
    values = np.concatenate([np.full((1, 5, 2), np.nan), np.arange(10.0).reshape(1, 5, 2)])
    assert estimate(values).value == 4.5


def test_a_single_world_shows_luck_only_and_says_so():
    values = np.arange(12.0).reshape(1, 1, 12)
    found = estimate(values)
    assert (found.low, found.high) == pytest.approx(mean_interval(np.arange(12.0)))
    assert "one world only" in found.note
    assert estimate(np.ones((1, 1, 1))).low is None


def test_the_gain_from_pairing_on_students_sleep_data():
    # Student (1908): variances 3.2005556 and 4.0090000, variance of the differences 1.5128889.
    a, b = SLEEP_1.reshape(1, 10, 1), SLEEP_2.reshape(1, 10, 1)
    found = difference(a, b)
    expected = (3.2005556 + 4.0090000) / 1.5128889
    assert found.factor == pytest.approx(expected, rel=1e-6)
    assert found.factor_replications == pytest.approx(expected, rel=1e-6)
    assert (found.low, found.high) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)
    assert found.told_apart


@pytest.mark.parametrize(("rho", "factor"), [(0.0, 1.0), (0.5, 2.0), (0.9, 10.0)])
def test_the_factor_is_one_over_one_minus_the_correlation(rho, factor):
    rng = np.random.default_rng(9)
    shared, own_a, own_b = rng.normal(size=(3, 1, 4000, 1))
    a = math.sqrt(rho) * shared + math.sqrt(1 - rho) * own_a
    b = math.sqrt(rho) * shared + math.sqrt(1 - rho) * own_b
    assert difference(a, b).factor == pytest.approx(factor, rel=0.1)


def test_the_factor_by_worlds_counts_what_the_interval_counts():
    rng = np.random.default_rng(4)
    world = rng.normal(size=(1, 3000, 1))  # shared by both options: pairing removes it
    a, b = world + rng.normal(size=(1, 3000, 8)), world + rng.normal(size=(1, 3000, 8))
    found = difference(a, b)
    assert found.factor == pytest.approx((1 + 1 / 8) / (1 / 8), rel=0.1)
    assert found.factor_replications == pytest.approx(2.0, rel=0.1)


def test_zero_variance_gives_a_sentence_instead_of_a_number():
    same = np.full((1, 8, 2), 3.0)
    varied = np.arange(16.0).reshape(1, 8, 2)
    assert variance_factor(same, same) == (None, "neither varies: there is nothing to cut")
    factor, note = variance_factor(varied, varied - 2)
    assert factor is None and "pairing removed all" in note
    assert variance_factor(varied, same)[0] == pytest.approx(1.0)
    assert difference(varied, varied - 2).factor_replications is None


def test_options_that_never_differ_are_never_told_apart():
    values = np.random.default_rng(1).random((2, 8, 2))
    found = difference(values, values.copy(), 0.0, 1.0)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)
    assert not found.told_apart


def test_a_constant_gap_is_told_apart_only_with_worlds_enough():
    def gap(worlds):
        return difference(np.ones((1, worlds, 1)), np.zeros((1, worlds, 1)), 0.0, 1.0)

    assert not gap(3).told_apart
    assert gap(24).told_apart
    assert gap(24).low == pytest.approx(1 - 2 * (1 - 0.05 ** (1 / 24)))  # at worst everything turns round


def test_a_pair_counts_where_both_have_a_value():
    a = np.array([[[1.0], [2.0], [np.nan], [4.0]]])
    b = np.array([[[0.0], [np.nan], [5.0], [1.0]]])
    found = difference(a, b)
    assert found.value == 2.0
    assert (found.worlds, found.missing) == (2, 2)


def test_pairs_must_match():
    with pytest.raises(ValueError, match="same cells"):
        difference(np.zeros((1, 4, 2)), np.zeros((1, 4, 3)))


def test_rounding_is_not_spread():
    values = np.full((1, 24, 2), 0.1 + 0.2)
    values[0, ::2] = 0.3
    assert estimate(values, 0, 1).method == "all worlds agree"
    assert difference(values, np.full((1, 24, 2), 1e-30), 0, 1).method == "all worlds agree"


def test_a_median_time_counts_never_as_latest():
    times = np.full((20, 2), np.nan)
    times[:, 0] = np.linspace(10, 200, 20)
    found = quantile_estimate(times, 0.25)
    assert found.value == pytest.approx(100.0)
    assert found.low < 100 and (found.high is None or found.high > 100)
    assert quantile_estimate(times, 0.75).value is None


def test_a_median_is_covered_although_battles_share_their_world():
    rng = np.random.default_rng(8)
    n_trials, hits = 600, 0
    for _ in range(n_trials):
        found = quantile_estimate(battles(rng, 24, 4, 1.0, 0.5)[0], 0.5)
        hits += found.low <= 0 <= found.high
    assert hits / n_trials > 0.93


@settings(max_examples=60)
@given(arrays(np.float64, (2, 6, 2), elements=st.integers(0, 40).map(float)), st.integers(-20, 20), st.integers(1, 9))
def test_shifting_and_scaling_the_values_shifts_and_scales_the_interval(values, shift, scale):
    plain, moved = estimate(values), estimate(values * scale + shift)
    assert moved.value == pytest.approx(plain.value * scale + shift)
    if plain.low is not None:
        assert moved.low == pytest.approx(plain.low * scale + shift, abs=1e-9)
        assert moved.high == pytest.approx(plain.high * scale + shift, abs=1e-9)


@settings(max_examples=60)
@given(arrays(np.float64, (2, 5, 2), elements=st.floats(0, 1)), arrays(np.float64, (2, 5, 2), elements=st.floats(0, 1)))
def test_swapping_a_pair_mirrors_its_interval(a, b):
    there, back = difference(a, b, 0, 1), difference(b, a, 0, 1)
    assert there.value == pytest.approx(-back.value, abs=1e-12)
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert there.factor == pytest.approx(back.factor) if there.factor is not None else back.factor is None
