"""Modes side by side: mixing keeps what is known, evidence decides, and a target that turns is followed better."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import update_converted
from pavise.sim.models.tracking.coordinated_turn import predict_turn
from pavise.sim.models.tracking.interacting import combine, mix, stay_matrix, weigh
from tests.sim.models.tracking.flown import is_covariance, random_covariance

seeds = st.integers(0, 2**31)
counts = st.integers(2, 3)
chances = st.floats(0.01, 0.999)


def modes(seed, count):
    rng = np.random.default_rng(seed)
    mode_x = rng.normal(size=6 * count) * 1e3
    mode_covariance = np.concatenate([random_covariance(rng) for _ in range(count)])
    p = rng.uniform(0.05, 1.0, count)
    return mode_x, mode_covariance, p / p.sum()


def combined(mode_x, mode_covariance, p, count):
    x, covariance = np.empty(6), np.empty(36)
    combine(mode_x, mode_covariance, p, count, x, covariance)
    return x, covariance


def change(count, p_stay, time_s):
    matrix = np.empty(count * count)
    stay_matrix(count, p_stay, time_s, matrix)
    return matrix


@given(counts, chances, st.floats(0.1, 30.0), st.floats(0.1, 30.0))
def test_chances_of_change_do_not_depend_on_how_often_one_looks(count, p_stay, first_s, second_s):
    first, second = (change(count, p_stay, time_s).reshape(count, count) for time_s in (first_s, second_s))
    both = change(count, p_stay, first_s + second_s).reshape(count, count)
    assert first @ second == pytest.approx(both) and both.sum(1) == pytest.approx(np.ones(count))
    assert (both >= 0.0).all()


@given(counts, chances)
def test_in_a_very_short_time_the_chance_to_stay_is_the_stated_one_per_second(count, p_stay):
    leave = (1.0 - change(count, p_stay, 1e-6)[0]) / 1e-6
    assert math.exp(-leave) == pytest.approx(p_stay, rel=1e-4)


def test_at_the_ends_nobody_changes_or_everybody_might_be_anywhere():
    assert (change(3, 1.0, 7.0).reshape(3, 3) == np.eye(3)).all()
    assert change(2, 0.0, 7.0) == pytest.approx(np.full(4, 0.5))


@given(seeds, counts, chances)
def test_mixing_neither_moves_the_whole_nor_changes_its_doubt(seed, count, p_stay):
    mode_x, mode_covariance, p = modes(seed, count)
    x, covariance = combined(mode_x, mode_covariance, p, count)
    mix(mode_x, mode_covariance, p, change(count, p_stay, 1.0), count, mode_x.copy(), mode_covariance.copy())
    mixed_x, mixed = combined(mode_x, mode_covariance, p, count)
    assert p.sum() == pytest.approx(1.0) and mixed_x == pytest.approx(x, rel=1e-9, abs=1e-6)
    assert mixed == pytest.approx(covariance, rel=1e-9, abs=1e-6 * np.abs(covariance).max())
    assert all(is_covariance(mode_covariance[36 * j : 36 * j + 36]) for j in range(count)) and is_covariance(mixed)


@given(seeds, counts)
def test_where_nobody_changes_nothing_is_mixed(seed, count):
    mode_x, mode_covariance, p = modes(seed, count)
    before = mode_x.copy(), mode_covariance.copy(), p.copy()
    mix(mode_x, mode_covariance, p, np.eye(count).ravel(), count, mode_x.copy(), mode_covariance.copy())
    assert all((a == b).all() for a, b in zip(before, (mode_x, mode_covariance, p), strict=True))


@given(seeds, counts)
def test_evidence_is_bayes_rule(seed, count):
    p = modes(seed, count)[2]
    logs = np.random.default_rng(seed).uniform(-30.0, -20.0, count)
    joint = p * np.exp(logs)
    assert weigh(p, logs, count) == pytest.approx(math.log(joint.sum()))
    assert p == pytest.approx(joint / joint.sum(), abs=1e-11)


def test_a_mode_that_failed_is_left_behind_and_may_come_back():
    p = np.array([0.5, 0.3, 0.2])
    weigh(p, np.array([-1e5, -math.inf, -1e5]), 3)
    assert p == pytest.approx([5 / 7, 0.0, 2 / 7]) and 0.0 < p[1] < 1e-9


def test_when_all_failed_the_chances_stay():
    p = np.array([0.5, 0.3, 0.2])
    assert weigh(p, np.full(3, -math.inf), 3) == -math.inf and p.tolist() == [0.5, 0.3, 0.2]


def followed(turning, by_modes, seed):
    """Mean error of place over the second half of a flight of 60 plots, every 4 s."""
    rng, up = np.random.default_rng(seed), np.array([0.0, 0.0, 1.0])
    rough = np.array([80.0**2, 0.0, 0.0, 80.0**2, 0.0, 80.0**2])
    truth, nothing = np.array([0.0, 0.0, 5e3, 220.0, 0.0, 0.0]), np.zeros(36)
    first = np.diag([6400.0] * 3 + [1e4] * 3).ravel()
    x, covariance = truth + rng.normal(size=6) * np.sqrt(np.diag(first.reshape(6, 6))), first.copy()
    mode_x, mode_covariance, p = np.tile(x, 3), np.tile(first, 3), np.full(3, 1.0 / 3.0)
    matrix, logs, errors = change(3, 0.97, 4.0), np.empty(3), []
    for k in range(60):
        predict_turn(truth, nothing, 4.0, 0.0, 0.08 * (-1) ** (k // 8) if turning else 0.0, up)
        plot = truth[:3] + rng.normal(size=3) * 80.0
        if by_modes:
            mix(mode_x, mode_covariance, p, matrix, 3, mode_x.copy(), mode_covariance.copy())
            for j, rate in enumerate((0.0, 0.08, -0.08)):
                x_j, c_j = mode_x[6 * j : 6 * j + 6], mode_covariance[36 * j : 36 * j + 36]
                if j == 0:
                    predict_straight(x_j, c_j, 4.0, 1.0)
                else:
                    predict_turn(x_j, c_j, 4.0, 1.0, rate, up)
                logs[j] = update_converted(x_j, c_j, plot, rough)[2]
            weigh(p, logs, 3)
            x, covariance = combined(mode_x, mode_covariance, p, 3)
        else:
            predict_straight(x, covariance, 4.0, 200.0 if turning else 1.0)
            update_converted(x, covariance, plot, rough)
        if k >= 30:
            errors.append(np.linalg.norm(x[:3] - truth[:3]))
    return np.mean(errors)


def test_a_target_that_turns_now_and_then_is_followed_better_than_by_one_straight_filter():
    """A third better than a straight filter that was given enough noise for the turns."""
    ours = np.mean([followed(True, True, seed) for seed in range(20)])
    straight = np.mean([followed(True, False, seed) for seed in range(20)])
    assert ours < 0.8 * straight


def test_a_target_that_flies_straight_is_followed_hardly_worse():
    ours = np.mean([followed(False, True, seed) for seed in range(20)])
    straight = np.mean([followed(False, False, seed) for seed in range(20)])
    assert ours < 1.25 * straight
