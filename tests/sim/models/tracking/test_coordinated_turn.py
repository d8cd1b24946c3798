"""Turns: round in a circle and home again, as Stone Soup turns, and straight on when the rate is nothing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.coordinated_turn import predict_turn
from pavise.verify.tracking import a_track
from tests.sim.models.tracking.flown import is_covariance, random_covariance

UP = np.array([0.0, 0.0, 1.0])
seeds = st.integers(0, 2**31)
rates = st.floats(-0.3, 0.3)
times_s = st.floats(0.1, 20.0)


def start(seed):
    rng = np.random.default_rng(seed)
    axis = rng.normal(size=3)
    return rng.normal(size=6) * [1e5, 1e5, 1e4, 300.0, 300.0, 50.0], random_covariance(rng), axis / np.linalg.norm(axis)


def test_stone_soup_turns_alike():
    """Stone Soup 1.9.1, KnownTurnRate of 0.05 rad/s with noise 5 over 4 s, on the states x, vx, y, vy."""
    x, covariance = a_track(200.0, 20.0, 0.3, 0.2)
    predict_turn(x, covariance, 4.0, 5.0, 0.05, UP)
    order = [0, 3, 1, 4]
    assert x[order] == pytest.approx(
        [1982.733239434184, -256.9368043080141, 40138.73608616028, 9.136661971709188], rel=1e-13
    )
    assert covariance.reshape(6, 6)[np.ix_(order, order)][np.triu_indices(4)] == pytest.approx(
        [55576.67856590109, 2663.344966237795, 11157.534749379729, 938.2849713277812, 388.846532615308,
         142.54382287950045, 73.68487952023081, 56466.300705363465, 2947.524113302165, 451.1534673846921], rel=1e-12,
    )  # fmt: skip


@given(seeds, rates, times_s)
def test_speed_and_climb_stay_and_the_covariance_is_one(seed, rate, time_s):
    x, covariance, axis = start(seed)
    speed_mps, climb_mps = np.linalg.norm(x[3:]), axis @ x[3:]
    predict_turn(x, covariance, time_s, 3.0, rate, axis)
    assert np.linalg.norm(x[3:]) == pytest.approx(speed_mps) and axis @ x[3:] == pytest.approx(climb_mps, abs=1e-9)
    assert is_covariance(covariance)


@given(seeds, st.floats(0.01, 0.3))
def test_after_a_full_circle_it_is_where_its_climb_takes_it(seed, rate):
    x, covariance, axis = start(seed)
    before, whole_s = x.copy(), 2.0 * math.pi / rate
    predict_turn(x, covariance, whole_s, 0.0, rate, axis)
    assert x[3:] == pytest.approx(before[3:], abs=1e-9)
    assert x[:3] == pytest.approx(before[:3] + axis * (axis @ before[3:]) * whole_s, rel=1e-9, abs=1e-6)


@given(seeds, times_s, st.floats(-1e-9, 1e-9))
def test_at_no_rate_it_flies_straight(seed, time_s, rate):
    x, covariance, axis = start(seed)
    straight_x, straight_covariance = x.copy(), covariance.copy()
    predict_turn(x, covariance, time_s, 2.0, rate, axis)
    predict_straight(straight_x, straight_covariance, time_s, 2.0)
    assert x == pytest.approx(straight_x, rel=1e-9, abs=1e-3)
    assert covariance == pytest.approx(straight_covariance, rel=1e-6, abs=1e-2)


def test_a_positive_rate_turns_to_the_left():
    x, covariance = np.array([0.0, 0.0, 0.0, 200.0, 0.0, 0.0]), np.eye(6).ravel()
    predict_turn(x, covariance, 5.0, 0.0, 0.1, UP)
    assert x[1] > 0.0 and x[4] > 0.0


@given(seeds, rates, times_s, times_s)
def test_two_turns_are_one_of_both(seed, rate, first_s, second_s):
    x, covariance, axis = start(seed)
    once_x, once = x.copy(), covariance.copy()
    predict_turn(once_x, once, first_s + second_s, 0.0, rate, axis)
    predict_turn(x, covariance, first_s, 0.0, rate, axis)
    predict_turn(x, covariance, second_s, 0.0, rate, axis)
    assert x == pytest.approx(once_x, rel=1e-9, abs=1e-6) and covariance == pytest.approx(once, rel=1e-7, abs=1e-3)
