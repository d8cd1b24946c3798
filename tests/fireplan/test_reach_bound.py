"""Rounds dealt out to what is in reach: closed forms, and no way of dealing them out beats the bound."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from pavise.fireplan.reach_bound import CELLS, binding, bound_at, limits_on_rounds, most_within_reach, uses_of
from pavise.fireplan.timed_problem import TimedProblem, in_order


def reach(
    targets, windows, rounds, *, loads=None, interval_s=0.0, reload_s=0.0, channels=None, salvo=1, busy_s=0.0,
    values=None,
) -> TimedProblem:  # fmt: skip
    """A problem from windows (target, weapon, first and last launch, p); a launcher and a post for each weapon."""
    target, weapon, earliest_s, latest_s, p = (np.array(column) for column in zip(*windows, strict=True))
    order, first = in_order(targets, target, weapon, earliest_s)
    weapons = len(rounds)
    earliest_s = earliest_s[order].astype(float)
    return TimedProblem(
        values=np.ones(targets) if values is None else np.array(values, float),
        weapon_post=np.arange(weapons), channels=np.array(channels or [99] * weapons),
        salvo=np.full(weapons, salvo), launcher_weapon=np.arange(weapons), rounds=np.array(rounds),
        loads=np.array(loads or [1] * weapons), interval_s=np.full(weapons, interval_s),
        reload_s=np.full(weapons, reload_s), first=first, weapon=weapon[order], launch_s=earliest_s,
        latest_s=latest_s[order].astype(float), flight_s=np.full(len(order), busy_s), known_s=earliest_s + busy_s,
        p=p[order].astype(float),
    )  # fmt: skip


def test_what_nobody_can_reach_is_not_stopped():
    assert most_within_reach(reach(5, [(0, 0, 0.0, 9.0, 1.0), (3, 0, 0.0, 9.0, 1.0)], [8])) == pytest.approx(2.0)
    nothing = reach(1, [(0, 0, 0.0, 9.0, 1.0)], [8])
    none = np.zeros(0)
    assert most_within_reach(replace(nothing, weapon=none.astype(int), launch_s=none, first=np.zeros(2, int))) == 0.0


@pytest.mark.parametrize(("targets", "rounds", "p"), [(6, 4, 1.0), (6, 4, 0.5), (3, 4, 0.8), (2, 30, 0.3)])
def test_a_weapon_stops_no_more_than_its_rounds_times_their_chance(targets, rounds, p):
    windows = [(t, 0, 10.0 * t, 10.0 * t + 60.0, p) for t in range(targets)]
    assert most_within_reach(reach(targets, windows, [rounds])) == pytest.approx(min(targets, rounds * p))


def test_dear_targets_come_first():
    windows = [(t, 0, 0.0, 9.0, 0.5) for t in range(3)]
    assert most_within_reach(reach(3, windows, [3], values=[5.0, 1.0, 2.0])) == pytest.approx(5.0 + 0.5 * 2.0)


def test_rounds_that_are_not_loaded_yet_come_too_late():
    """Two rounds and as many after a reload of 100 s: of four targets that are gone by then two get through."""
    early = [(t, 0, 0.0, 50.0, 1.0) for t in range(4)]
    late = [(t, 0, 0.0, 50.0 if t < 2 else 300.0, 1.0) for t in range(4)]
    assert most_within_reach(reach(4, early, [2], loads=[2], reload_s=100.0)) == pytest.approx(2.0)
    assert most_within_reach(reach(4, late, [2], loads=[2], reload_s=100.0)) == pytest.approx(4.0)


def test_the_last_round_counts_that_is_loaded_just_in_time():
    """A round every 100 s: at 0, at 100 and, five seconds before all are gone, at 200 s."""
    windows = [(t, 0, 0.0, 205.0, 1.0) for t in range(5)]
    assert most_within_reach(reach(5, windows, [1], loads=[9], reload_s=100.0)) == pytest.approx(3.0)


def test_a_slow_launcher_lets_some_of_a_crowd_through():
    """A round every 20 s at targets that are there for 30 s; the first one came 1,000 s before."""
    crowd = [(0, 0, 0.0, 0.0, 1.0)] + [(t, 0, 1000.0, 1030.0, 1.0) for t in range(1, 9)]
    bound = most_within_reach(reach(9, crowd, [8], interval_s=20.0))
    assert 3.0 <= bound <= 1.0 + 2.0 * (1000.0 / CELLS / 20.0 + 1.0)  # two cells at most hold the crowd
    assert bound < 8.0


def test_a_channel_that_is_busy_long_guides_few_rounds():
    """One channel and rounds that fly 100 s: three fit into 240 s and a fourth begins in the last 100, two at a time
    twice as many. With launches all in one second it is as many rounds as may share the channel."""
    windows = [(t, 0, 0.0, 240.0, 1.0) for t in range(9)]
    assert most_within_reach(reach(9, windows, [9], channels=[1], busy_s=100.0)) == pytest.approx(3.4)
    assert most_within_reach(reach(9, windows, [9], channels=[1], salvo=2, busy_s=100.0)) == pytest.approx(6.8)
    assert most_within_reach(reach(9, windows, [9], channels=[1])) == pytest.approx(9.0)
    at_once = [(t, 0, 0.0, 1.0, 1.0) for t in range(9)]
    assert most_within_reach(reach(9, at_once, [9], channels=[1], salvo=3, busy_s=100.0)) == pytest.approx(3.03)


def test_no_dealing_out_beats_the_bound_and_the_best_one_reaches_it():
    """Every round kills: all ways to give each target one weapon or none are tried."""
    chance = np.random.default_rng(1)
    for _ in range(25):
        rounds = chance.integers(1, 3, 3).tolist()
        can = chance.random((5, 3)) < 0.5
        windows = [(t, g, 0.0, 100.0, 1.0) for t in range(5) for g in range(3) if can[t, g]]
        if not windows:
            continue
        best = 0
        for dealt in product(range(-1, 3), repeat=5):
            fair = all(g < 0 or can[t, g] for t, g in enumerate(dealt))
            if fair and all(dealt.count(g) <= rounds[g] for g in range(3)):
                best = max(best, sum(g >= 0 for g in dealt))
        assert most_within_reach(reach(5, windows, rounds)) == pytest.approx(best)


def test_any_prices_give_a_bound():
    """No price below the best bound, whatever a solver may find."""
    chance = np.random.default_rng(2)
    windows = [(t, g, 5.0 * t, 5.0 * t + 40.0, 0.4 + 0.3 * g) for t in range(6) for g in range(2)]
    problem = reach(6, windows, [2, 1], loads=[2, 1], interval_s=3.0, reload_s=10.0)
    best = most_within_reach(problem)
    begin_s = float(problem.launch_s.min())
    cell_s = (float(problem.latest_s.max()) - begin_s) / CELLS
    limits = limits_on_rounds(problem, begin_s, cell_s)
    uses = uses_of(problem, binding(problem, limits), begin_s, cell_s)
    for _ in range(50):
        price = chance.exponential(chance.choice([0.01, 0.1, 0.5]), limits.size)
        assert bound_at(problem, limits.ravel(), uses, price) >= best - 1e-9
