"""Plans against all plans there are, and what must hold for every problem: the bound below, the best plan above it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pavise
from pavise.fireplan.plan import METHODS, assign_rounds, quick_plan
from pavise.fireplan.problem import alike, parted, problem_of
from pavise.yamlfile import BadInput

QUICK = ("greedy", "exchange", "assignment")


def problem(targets, weapons, seed, most_rounds=1, low=0.1, high=0.9):
    """A problem without any order in it."""
    chance = np.random.default_rng(seed)
    return problem_of(
        chance.uniform(1.0, 100.0, targets),
        chance.uniform(low, high, (weapons, targets)),
        chance.integers(1, most_rounds + 1, weapons),
    )


def least_of_all_plans(one):
    """Every round at every target or nowhere."""
    fired = np.repeat(np.arange(len(one.rounds)), one.rounds)
    least = one.values.sum()
    for targets in product(range(len(one.values) + 1), repeat=len(fired)):
        surviving = np.append(one.values, 0.0)
        for i, j in zip(fired, targets, strict=True):
            if j < len(one.values):
                surviving[j] *= 1.0 - one.p[j, i]
        least = min(least, surviving.sum())
    return least


def exact(one, **options):
    pytest.importorskip("highspy", reason="the extra `assign` is not installed")
    return assign_rounds(one, "exact", **options)


@pytest.mark.parametrize("seed", range(12))
def test_the_exact_plan_is_the_best_of_all_plans(seed):
    one = problem(2 + seed % 3, 2 + seed % 2, seed, most_rounds=2)
    found = exact(one)
    assert found.proven
    assert found.surviving == pytest.approx(least_of_all_plans(one), rel=1e-7)
    assert (found.rounds.sum(axis=1) <= one.rounds).all()


@pytest.mark.parametrize("seed", range(8))
def test_quick_plans_save_at_least_half_of_what_can_be_saved(seed):
    """M. L. Fisher, G. L. Nemhauser, L. A. Wolsey (1978): so does any greedy rule where returns diminish."""
    one = problem(3, 3, seed, most_rounds=2)
    least, value = least_of_all_plans(one), one.values.sum()
    for method in QUICK:
        found = assign_rounds(one, method)
        assert found.lower_bound <= least * (1 + 1e-12)
        assert least * (1 - 1e-12) <= found.surviving <= value - 0.5 * (value - least)
    assert found.surviving <= 1.1 * least


@pytest.mark.needs_compiler
@settings(max_examples=25, deadline=None)
@given(
    targets=st.integers(1, 9), weapons=st.integers(1, 9), seed=st.integers(0, 10_000), most=st.integers(1, 4),
    high=st.sampled_from([0.2, 0.6, 0.9, 1.0]),
)  # fmt: skip
def test_no_quick_plan_is_better_than_the_exact_one_and_none_beats_the_bound(targets, weapons, seed, most, high):
    one = problem(targets, weapons, seed, most, low=0.0, high=high)
    best = exact(one, time_limit_s=20.0)
    assert best.lower_bound <= best.surviving
    for method in QUICK:
        found = assign_rounds(one, method)
        assert found.lower_bound <= best.surviving * (1 + 1e-9)
        assert found.surviving >= best.lower_bound * (1 - 1e-9)
        if best.proven:
            assert found.surviving >= best.surviving * (1 - 1e-6)
        assert (found.rounds >= 0).all() and (found.rounds.sum(axis=1) <= one.rounds).all()
        product_form = one.values * np.prod((1.0 - one.p) ** found.rounds.T, axis=1)
        assert found.surviving_of_target == pytest.approx(product_form, rel=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_one_more_round_never_makes_the_best_plan_worse(seed):
    one = problem(5, 4, seed, most_rounds=2)
    before = exact(one).surviving
    for i in range(4):
        rounds = one.rounds.copy()
        rounds[i] += 1
        more = problem_of(one.values, one.p.T, rounds)
        assert exact(more).surviving <= before * (1 + 1e-7)


def test_greedy_is_optimal_when_all_weapons_are_alike():
    """den Broeder, Ellison, Emerling (1959): the maximum marginal return rule."""
    chance = np.random.default_rng(3)
    one = problem_of(chance.uniform(1, 100, 4), np.tile(chance.uniform(0.2, 0.8, 4), (1, 1)), 6)
    best = min(
        float((one.values * (1.0 - one.p[:, 0]) ** np.array(x)).sum())
        for x in product(range(7), repeat=4)
        if sum(x) == 6
    )
    found = assign_rounds(one, "greedy")
    assert found.surviving == pytest.approx(best, rel=1e-12)


def test_one_round_for_each_of_as_many_targets_is_a_linear_assignment():
    """Where values are alike and every round is nearly sure, doubling never pays: the best pairs are the best plan."""
    from scipy.optimize import linear_sum_assignment

    chance = np.random.default_rng(4)
    p = chance.uniform(0.9, 0.99, (12, 12))
    row, column = linear_sum_assignment(p, maximize=True)
    found = assign_rounds(problem_of(np.ones(12), p), "assignment")
    assert found.surviving == pytest.approx((1.0 - p[row, column]).sum(), rel=1e-12)


def test_a_better_method_is_better_on_problems_of_some_size():
    for seed in range(3):
        one = problem(20, 25, seed, low=0.6)
        greedy, exchanged, assigned = (assign_rounds(one, method, bound=False).surviving for method in QUICK)
        assert assigned < exchanged < greedy


def test_a_plan_stays_the_same_and_does_not_depend_on_what_ran_before():
    one = problem(15, 12, 5, most_rounds=3)
    first = {method: quick_plan(one, method) for method in QUICK}
    for method in reversed(QUICK):
        assert np.array_equal(quick_plan(one, method), first[method])
    assert np.array_equal(exact(one).rounds, exact(one).rounds)


def test_the_order_of_targets_and_weapons_does_not_change_what_survives():
    one = problem(8, 7, 6, most_rounds=2)
    turned = problem_of(one.values[::-1], one.p.T[::-1, ::-1], one.rounds[::-1])
    assert exact(turned).surviving == pytest.approx(exact(one).surviving, rel=1e-7)


def test_weapons_of_a_kind_are_planned_together_and_share_the_rounds_out_again():
    p = np.array([[0.5, 0.5, 0.2, 0.5], [0.3, 0.3, 0.9, 0.3]])
    together, rounds, into = alike(p, np.array([1, 2, 5, 1]))
    assert together.shape == (2, 2) and sorted(rounds) == [4, 5]
    plan = np.zeros((2, 2), np.int64)
    plan[:, into[0]] = 3, 1
    apart = parted(plan, into, np.array([1, 2, 5, 1]))
    assert apart.sum(axis=1).tolist() == [3, 1] and apart.sum(axis=0).tolist() == [1, 2, 0, 1]


def test_many_weapons_of_few_kinds_are_proven_at_once():
    kinds = np.random.default_rng(7).uniform(0.3, 0.8, (3, 12))
    apart = exact(problem_of(np.arange(1.0, 13.0), np.repeat(kinds, 8, axis=0)))
    together = exact(problem_of(np.arange(1.0, 13.0), kinds, 8))
    assert apart.proven and apart.surviving == pytest.approx(together.surviving, rel=1e-7)


@pytest.mark.parametrize("method", METHODS)
def test_rounds_that_can_do_nothing_are_kept(method):
    if method == "exact":
        pytest.importorskip("highspy")
    found = assign_rounds(problem_of([5.0, 0.0], [[0.0, 0.5], [0.4, 0.0]], [3, 1]), method)
    assert found.rounds.tolist() == [[0, 0], [1, 0]]
    assert found.surviving == pytest.approx(3.0) and found.proven


@pytest.mark.parametrize("method", METHODS)
def test_sure_rounds_and_no_rounds_at_all(method):
    if method == "exact":
        pytest.importorskip("highspy")
    sure = assign_rounds(problem_of([5.0, 3.0], [[1.0, 1.0]], 2), method)
    assert sure.surviving == 0.0 and sure.gap == 0.0 and sure.proven
    none = assign_rounds(problem_of([5.0, 3.0], [[1.0, 1.0]], 0), method)
    assert none.surviving == 8.0 and none.lower_bound == pytest.approx(8.0) and none.rounds.sum() == 0
    empty = assign_rounds(problem_of([5.0, 3.0], np.empty((0, 2))), method)
    assert empty.surviving == 8.0


def test_a_sure_round_already_there_leaves_the_others_free():
    """Two sure rounds at one target: taking one away changes nothing, so the exchange moves it to the other."""
    found = assign_rounds(problem_of([10.0, 1.0], [[1.0, 0.1], [1.0, 0.5]]), "assignment")
    assert found.surviving == pytest.approx(0.5)


def test_out_of_time_says_how_far_the_plan_may_be():
    found = exact(problem(12, 24, 8, low=0.6), time_limit_s=0.0)
    assert not found.proven and "time" in found.remarks[0]
    assert 0.0 <= found.lower_bound < found.surviving
    assert found.gap == pytest.approx(1.0 - found.lower_bound / found.surviving)


def test_progress_is_told_and_whoever_listens_can_break_it_off():
    heard = []
    exact(problem(8, 12, 9, low=0.6), on_progress=heard.append)
    assert heard[-1].done == heard[-1].total and len(heard) > 3
    assert all(a.bound <= b.bound for a, b in zip(heard, heard[1:], strict=False))
    assert all(a.surviving >= b.surviving for a, b in zip(heard, heard[1:], strict=False))

    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exact(problem(8, 12, 9), on_progress=stop)


def test_everything_wrong_is_said_at_once():
    with pytest.raises(BadInput) as caught:
        pavise.assign([1.0, -2.0], [[0.5, 1.5]], [1.5])
    assert [finding.field for finding in caught.value.findings] == ["values.1", "p_kill.0.1", "rounds.0"]
    with pytest.raises(BadInput, match="no number"):
        pavise.assign(["much"], [[0.5]])
    with pytest.raises(BadInput, match="shape"):
        pavise.assign([1.0, 2.0], [[0.5]])
    with pytest.raises(BadInput, match="did you mean 'greedy'"):
        pavise.assign([1.0], [[0.5]], method="gredy")
    with pytest.raises(BadInput, match="at most 10,000"):
        pavise.assign([1.0], [[0.5]], 20_000)
