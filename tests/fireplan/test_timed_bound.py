"""No plan beats the bound: held against plans of every kind on small cases, and against closed forms."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from pavise.fireplan.as_it_goes import stopped_as_it_goes
from pavise.fireplan.timed_bound import most_stopped
from pavise.fireplan.timed_problem import TimedProblem, in_order, most_rounds


def battle(
    targets=1, shots=((0, 0, 0.0, 10.0, 0.5),), channels=(9,), salvo=(1,), weapon_post=(0,), rounds=(9,), loads=(1,),
    interval_s=0.0, reload_s=0.0, values=None,
):  # fmt: skip
    """A problem from rows (target, weapon, launch, known, p); one launcher for each weapon."""
    target, weapon, launch_s, known_s, p = (np.array(column) for column in zip(*shots, strict=True))
    order, first = in_order(targets, target, weapon, launch_s)
    weapons = len(weapon_post)
    return TimedProblem(
        values=np.ones(targets) if values is None else np.array(values, float),
        weapon_post=np.array(weapon_post), channels=np.array(channels), salvo=np.array(salvo),
        launcher_weapon=np.arange(weapons), rounds=np.array(rounds), loads=np.array(loads),
        interval_s=np.full(weapons, interval_s), reload_s=np.full(weapons, reload_s),
        first=first, weapon=weapon[order], launch_s=launch_s[order].astype(float),
        latest_s=launch_s[order].astype(float), flight_s=known_s[order] - launch_s[order],
        known_s=known_s[order].astype(float), p=p[order].astype(float),
    )  # fmt: skip


def best_of_all_policies(problem: TimedProblem) -> float:
    """The most that any plan stops on average: every decision, after every course of events, is tried.

    One launcher per weapon, without pauses or reloads; shots are gone through in the order of launch.
    """
    order = sorted(range(len(problem.weapon)), key=lambda o: (problem.launch_s[o], o))
    target, post = problem.target, problem.weapon_post[problem.weapon]

    @cache
    def from_here(place, left, aloft, alive):
        """`aloft`: shots whose result nobody knows; `alive`: 1 for each target that still flies for all one knows."""
        if place == len(order):
            chances = list(alive)
            for o in aloft:
                chances[target[o]] *= 1.0 - problem.p[o]
            return sum(v * (1.0 - c) for v, c in zip(problem.values, chances, strict=True))
        o = order[place]
        known = [s for s in aloft if problem.known_s[s] <= problem.launch_s[o]]
        if known:
            s = known[0]
            rest = tuple(a for a in aloft if a != s)
            j, flies = target[s], alive[target[s]]
            if flies == 0.0:
                return from_here(place, left, rest, alive)
            dead = tuple(0.0 if k == j else a for k, a in enumerate(alive))
            hit = from_here(place, left, rest, dead)
            return problem.p[s] * hit + (1.0 - problem.p[s]) * from_here(place, left, rest, alive)
        best = from_here(place + 1, left, aloft, alive)
        c, g = post[o], problem.weapon[o]
        mine = [s for s in aloft if post[s] == c]
        busy = {int(target[s]) for s in mine}
        at_it = sum(target[s] == target[o] for s in mine)
        if left[g] and at_it < problem.salvo[c] and (at_it or len(busy) < problem.channels[c]):
            fewer = tuple(n - (k == g) for k, n in enumerate(left))
            best = max(best, from_here(place + 1, fewer, (*aloft, o), alive))
        return best

    return from_here(0, tuple((problem.rounds * problem.loads).tolist()), (), (1.0,) * len(problem.values))


def random_problem(seed: int) -> TimedProblem:
    chance = np.random.default_rng(seed)
    targets, weapons = int(chance.integers(1, 4)), int(chance.integers(1, 3))
    shots = []
    for _ in range(chance.integers(2, 8)):
        launch_s = float(chance.integers(0, 30))
        p = float(chance.choice([0.3, 0.6, 0.9, 1.0]))
        shots.append(
            (
                int(chance.integers(targets)),
                int(chance.integers(weapons)),
                launch_s,
                launch_s + chance.uniform(2, 15),
                p,
            )
        )
    return battle(
        targets, shots, channels=chance.integers(1, 3, weapons), salvo=chance.integers(1, 3, weapons),
        weapon_post=np.arange(weapons), rounds=chance.integers(1, 3, weapons), loads=np.ones(weapons, int),
        values=chance.uniform(1.0, 5.0, targets),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_plan_of_any_kind_beats_the_bound(seed):
    problem = random_problem(seed)
    best = best_of_all_policies(problem)
    bound = most_stopped(problem)
    assert best <= bound.stopped * (1 + 1e-9)
    assert bound.stopped <= problem.values.sum() * (1 + 1e-12)


def test_the_bound_is_mostly_near_the_best_plan():
    best, bound = (
        np.array(column)
        for column in zip(
            *((best_of_all_policies(p), most_stopped(p).stopped) for p in map(random_problem, range(40))), strict=True
        )
    )
    assert bound.sum() <= 1.06 * best.sum()


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_that_is_found_is_no_better_than_the_best_of_all(seed):
    problem = random_problem(seed)
    found = stopped_as_it_goes(problem, most_stopped(problem), seed=seed, replication=0, times=400)
    spread = 3.5 * problem.values.sum() / 2.0 / np.sqrt(400)
    assert found <= best_of_all_policies(problem) + spread


@pytest.mark.parametrize("looks", [1, 2, 5])
def test_one_target_looked_at_so_often_is_stopped_as_often_as_shoot_look_shoot_says(looks):
    """1 - (1 - p)^n: all rounds fail."""
    shots = [(0, 0, 20.0 * k, 20.0 * k + 15.0, 0.6) for k in range(looks)]
    assert most_stopped(battle(shots=shots)).stopped == pytest.approx(1.0 - 0.4**looks, rel=1e-12)


def test_rounds_fired_blind_do_not_count_as_looks():
    """Three rounds before the first result is known: a post that may have two in flight fires two."""
    shots = [(0, 0, float(k), 15.0, 0.6) for k in range(3)]
    assert most_stopped(battle(shots=shots, salvo=(2,))).stopped == pytest.approx(1.0 - 0.4**2, rel=1e-12)
    assert most_stopped(battle(shots=shots, salvo=(1,))).stopped == pytest.approx(0.6, rel=1e-12)


@pytest.mark.parametrize(("targets", "rounds", "p"), [(12, 5, 0.7), (3, 40, 0.5), (10, 10, 0.4)])
def test_where_only_rounds_are_short_they_stop_p_targets_each(targets, rounds, p):
    """min(T, rounds x p), when there is time for any number of looks."""
    shots = [(j, 0, 20.0 * k, 20.0 * k + 15.0, p) for j in range(targets) for k in range(40)]
    problem = battle(targets, shots, channels=(99,), rounds=(rounds,))
    assert most_stopped(problem, steps=300).stopped == pytest.approx(min(targets, rounds * p), rel=0.01)


def test_where_only_channels_are_short_they_stop_as_many_as_follow_each_other():
    """Two channels, each busy for 10 of 40 seconds with one target: eight rounds, whatever the number of targets."""
    shots = [(j, 0, float(k), k + 10.0, 1.0) for j in range(20) for k in range(31)]
    problem = battle(20, shots, channels=(2,), rounds=(99,))
    assert 8.0 <= most_stopped(problem, steps=300).stopped <= 8.0 * 1.1


def test_where_only_the_launcher_is_slow_it_stops_as_many_as_it_fires():
    """A round each 5 s in 0 to 30 s: seven."""
    shots = [(j, 0, float(k), k + 1.0, 1.0) for j in range(20) for k in range(31)]
    problem = battle(20, shots, channels=(99,), rounds=(99,), interval_s=5.0)
    assert 7.0 <= most_stopped(problem, steps=300).stopped <= 7.0 * 1.1


def test_the_plan_that_is_found_comes_near_the_bound_where_there_is_enough_of_all():
    shots = [(j, 0, 20.0 * k + j, 20.0 * k + j + 15.0, 0.6) for j in range(6) for k in range(3)]
    problem = battle(6, shots, rounds=(99,))
    bound = most_stopped(problem)
    assert bound.stopped == pytest.approx(6 * (1 - 0.4**3))
    assert stopped_as_it_goes(problem, bound, 1, 0, 300) == pytest.approx(bound.stopped, abs=0.15)


@pytest.mark.parametrize(
    ("rounds", "loads", "interval_s", "reload_s", "within_s", "expected"),
    [
        (4, 1, 5.0, 60.0, 0.0, 1), (4, 1, 5.0, 60.0, 14.9, 3), (4, 1, 5.0, 60.0, 15.0, 4), (4, 1, 5.0, 60.0, 999.0, 4),
        (4, 2, 5.0, 60.0, 74.9, 4), (4, 2, 5.0, 60.0, 75.0, 5), (4, 2, 5.0, 60.0, 999.0, 8), (4, 2, 0.0, 0.0, 0.0, 8),
        (2, 3, 10.0, 5.0, 40.0, 5), (0, 1, 5.0, 5.0, 100.0, 0),
    ],
)  # fmt: skip
def test_a_launcher_fires_a_load_then_reloads(rounds, loads, interval_s, reload_s, within_s, expected):
    assert most_rounds(rounds, loads, interval_s, reload_s, within_s) == expected
