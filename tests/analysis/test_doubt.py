"""Doubt about figures and luck in battle are told apart, and judgements from claims."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.analysis.compare import Comparison
from pavise.analysis.doubt import correlated, doubt_split, judgement_share, movers, share_of_judgements, split
from pavise.results.store import open_results
from tests.results.synthetic import write_synthetic


def battles(rng, worlds, repeats, doubt_sd, luck_sd, cells=1):
    """Outcomes [cell, world, repeat] with a known part of doubt and of luck; the worlds are the same in all cells."""
    return rng.normal(0, doubt_sd, (1, worlds, 1)) + rng.normal(0, luck_sd, (cells, worlds, repeats))


def test_the_analysis_of_variance_of_a_worked_example():
    # Three worlds with means 2, 4, 9 (grand mean 5) and two battles each at mean +- 1, by hand:
    # between = 2 (9 + 1 + 16) / 2 = 26; within = 3 (1 + 1) / 3 = 2; doubt = (26 - 2) / 2 = 12; share = 12 / 14.
    found = split(np.array([[[1.0, 3.0], [3.0, 5.0], [8.0, 10.0]]]))
    assert found.doubt_variance == pytest.approx(12)
    assert found.luck_variance == pytest.approx(2)
    assert found.share == pytest.approx(12 / 14)
    # F = 13; 2.5 % points of F(2, 3) from the printed tables: 16.04 and 1 / 39.17.
    assert found.share_low == 0.0
    assert found.share_high == pytest.approx((13 * 39.17 - 1) / (13 * 39.17 + 1), rel=1e-4)


def test_known_parts_are_recovered_without_bias():
    rng = np.random.default_rng(1)
    found = [split(battles(rng, 24, 2, 2.0, 3.0)) for _ in range(600)]
    unclipped = np.mean([f.doubt_variance for f in found])
    assert np.mean([f.luck_variance for f in found]) == pytest.approx(9.0, rel=0.05)
    assert unclipped == pytest.approx(4.0, rel=0.12)


def test_the_interval_of_the_share_covers_as_often_as_it_says():
    rng = np.random.default_rng(2)
    n_trials, truth = 800, 4 / 13
    found = [split(battles(rng, 24, 2, 2.0, 3.0)) for _ in range(n_trials)]
    hits = sum(f.share_low <= truth <= f.share_high for f in found)
    assert hits / n_trials == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / n_trials))


def test_more_raids_do_not_pretend_to_know_more_about_worlds():
    rng = np.random.default_rng(3)
    n_trials, truth = 400, 0.5
    found = [split(battles(rng, 16, 2, 1.0, 1.0, cells=6)) for _ in range(n_trials)]
    assert sum(f.share_low <= truth <= f.share_high for f in found) / n_trials > 0.92


def test_a_negative_estimate_is_given_as_nought_and_said():
    found = split(np.array([[[0.0, 10.0], [1.0, 9.0], [2.0, 8.0]]]))
    assert found.doubt_variance == 0.0
    assert found.share == 0.0
    assert "doubt taken as 0" in found.note


def test_luck_alone_and_doubt_alone():
    luckless = split(np.arange(6.0).reshape(1, 6, 1).repeat(2, axis=2))
    assert (luckless.share, luckless.share_low, luckless.luck_variance) == (1.0, 1.0, 0.0)
    assert split(np.ones((1, 5, 2))).note == "nothing varies"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (np.ones((1, 5, 1)), "two battles"),
        (np.ones((1, 1, 5)), "two worlds"),
        (np.array([[[1.0, np.nan], [2.0, 3.0]]]), "no value"),
        ([np.ones((4, 2)), np.ones((4, 3))], "differ in worlds or in battles"),
    ],
)
def test_where_the_two_cannot_be_told_apart_it_says_so(values, why):
    found = split(values)
    assert found.share is None
    assert why in found.note


def test_the_share_of_judgements_is_recovered():
    rng = np.random.default_rng(4)
    claims, judgements = rng.normal(0, 1.0, (2, 1, 400, 1)) * np.array([1.0, 2.0]).reshape(2, 1, 1, 1)
    luck = rng.normal(0, 1.0, (3, 1, 400, 2))
    found = share_of_judgements(claims + judgements + luck[0], claims + luck[1], judgements + luck[2])
    assert found.share == pytest.approx(0.8, abs=0.06)
    assert found.low < 0.8 < found.high
    assert found.together == pytest.approx(1.0, abs=0.15)


def test_two_kinds_of_doubt_that_multiply_do_not_add_up_and_this_shows():
    rng = np.random.default_rng(5)
    x, y = rng.normal(0, 1, (2, 1, 2000, 1))
    luck = rng.normal(0, 0.1, (3, 1, 2000, 2))
    found = share_of_judgements(x + y + 2 * x * y + luck[0], x + luck[1], y + luck[2])
    assert found.share == pytest.approx(0.5, abs=0.06)
    assert found.together > 2


def test_the_limits_of_the_share_of_judgements_mostly_hold_the_truth():
    rng = np.random.default_rng(6)
    n_trials, hits = 300, 0
    for _ in range(n_trials):
        claims, judgements = rng.normal(0, 1, (2, 1, 40, 1))
        luck = rng.normal(0, 0.7, (2, 1, 40, 2))
        found = share_of_judgements(claims + judgements + luck[0], claims + luck[0], judgements + luck[1])
        hits += found.low <= 0.5 <= found.high
    assert hits / n_trials > 0.88  # a jackknife of a ratio is approximate; this is what it reaches with 40 worlds


def test_a_part_that_does_not_show_is_not_shown_to_be_nothing():
    rng = np.random.default_rng(7)
    low_enough = 0
    for _ in range(200):
        judgements = rng.normal(0, 1, (1, 16, 1))
        claims = rng.normal(0, 0.3, (1, 16, 1))  # a true share of judgements of 1 / 1.09, drowned in luck
        luck = rng.normal(0, 1.5, (3, 1, 16, 2))
        found = share_of_judgements(claims + judgements + luck[0], claims + luck[1], judgements + luck[2])
        if found.share == 1.0:
            assert found.low < 1.0
            assert "did not show" in found.note
            low_enough += 1
    assert low_enough > 50


def test_no_doubt_at_all_has_no_share():
    luck = np.tile([0.0, 1.0], (1, 6, 1))
    assert "no doubt was seen" in share_of_judgements(luck, luck, luck).note


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = write_synthetic(
        tmp_path_factory.mktemp("doubt") / "run", n_options=4, n_raids=2, sizes=(4, 12, 30), worlds=32, repeats=3
    )
    with open_results(folder) as results:
        yield Comparison(results)


def test_a_strong_judgement_shows_as_doubt_from_judgements(comparison):
    # In the synthetic study the gun's chance to kill moves the option without long-range system most, by construction.
    found = judgement_share(comparison, "leaker_share", "none")
    assert found.share > 0.8
    assert found.cells == (("cruise", 12),)
    assert 0 < doubt_split(comparison, "leaker_share", "none").share < 1


def test_the_figure_that_moves_an_option_is_found_and_those_that_do_not_are_not(comparison):
    found = movers(comparison, "leaker_share", "none")
    assert [(m.system, m.quantity, m.origin) for m in found.found] == [("korkut", "p_kill_drone", "judgement")]
    assert found.found[0].correlation < 0  # a better gun, fewer leakers
    assert {m.system for m in found.movers} == {"korkut", "hisar_a"}


def test_a_figure_is_only_tested_where_a_unit_rests_on_it(comparison):
    assert "korkut" not in {m.system for m in movers(comparison, "leaker_share", "s400-stored").movers}
    both = movers(comparison, "leaker_share", "s400-stored", against="none")
    assert {"korkut", "s400_battery"} <= {m.system for m in both.movers}


def test_an_outcome_that_never_varies_follows_nothing(comparison):
    assert movers(comparison, "raid_size", "none").movers == ()


def figures(values: np.ndarray) -> dict[tuple[str, str], tuple[str, np.ndarray]]:
    return {("radar", str(k)): ("judgement", row) for k, row in enumerate(values)}


@pytest.mark.parametrize("worlds", [4, 6, 8, 9, 12, 32])
def test_noise_is_seldom_taken_for_a_figure_that_matters(worlds):
    """Of two hundred figures that do nothing, one outcome in twenty may seem to follow some, in however few worlds.

    A quantile of the t distribution would let 14 % through in nine worlds; in four worlds one figure in twelve has the
    very order of the outcome.
    """
    rng = np.random.default_rng(3)
    seen = 0
    for _ in range(200):
        drawn = figures(rng.normal(size=(200, worlds)))
        seen += bool(correlated(drawn, set(drawn), rng.normal(size=worlds), 0.05).found)
    assert seen <= 200 * 0.05 + 3 * math.sqrt(200 * 0.05 * 0.95)
    if worlds < 7:
        assert seen == 0


def test_figures_that_go_together_do_not_count_as_many():
    """With two hundred copies of one figure, it shows as if it stood alone."""
    rng = np.random.default_rng(4)
    figure = rng.normal(size=24)
    outcome = figure + rng.normal(size=24)
    alone, copied = (correlated(drawn, set(drawn), outcome, 0.05) for drawn in map(figures, ([figure], [figure] * 200)))
    assert alone.threshold == pytest.approx(copied.threshold)
    # Critical value of the rank correlation for 24 pairs, two-sided 5 %, from the printed tables: 0.406.
    assert alone.threshold == pytest.approx(0.406, abs=0.02)
    assert len(alone.found) == 1 and len(copied.found) == 200
