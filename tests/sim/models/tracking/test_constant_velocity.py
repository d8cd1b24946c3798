"""Straight flight: the doubt grows by the clock, not by how often one looks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.kalman import predict
from tests.sim.models.tracking.flown import is_covariance, random_covariance

seeds = st.integers(0, 2**31)
times_s = st.floats(0.01, 30.0)
psds = st.floats(0.0, 1e3)


def straight(seed, *steps):
    rng = np.random.default_rng(seed)
    x, covariance = rng.normal(size=6) * [1e5, 1e5, 1e4, 300.0, 300.0, 50.0], random_covariance(rng)
    for time_s, psd in steps:
        predict_straight(x, covariance, time_s, psd)
    return x, covariance


@given(seeds, times_s, times_s, psds)
def test_two_steps_are_one_of_their_sum(seed, first_s, second_s, psd):
    once, twice = straight(seed, (first_s + second_s, psd)), straight(seed, (first_s, psd), (second_s, psd))
    assert twice[0] == pytest.approx(once[0], rel=1e-12, abs=1e-6)
    assert twice[1] == pytest.approx(once[1], rel=1e-9, abs=1e-6)


@given(seeds, times_s, psds)
def test_it_is_the_filter_of_any_size_with_these_matrices(seed, time_s, psd):
    x, covariance = straight(seed)
    f, q = np.eye(6), np.zeros((6, 6))
    f[:3, 3:] = time_s * np.eye(3)
    q[:3, :3], q[3:, 3:] = psd * time_s**3 / 3 * np.eye(3), psd * time_s * np.eye(3)
    q[:3, 3:] = q[3:, :3] = psd * time_s**2 / 2 * np.eye(3)
    predict(x, covariance, f.ravel(), q.ravel())
    fast = straight(seed, (time_s, psd))
    assert fast[0] == pytest.approx(x, rel=1e-13) and fast[1] == pytest.approx(covariance, rel=1e-10, abs=1e-7)
    assert is_covariance(fast[1])


@given(seeds, times_s)
def test_without_noise_there_and_back_is_home(seed, time_s):
    start, back = straight(seed), straight(seed, (time_s, 0.0), (-time_s, 0.0))
    assert back[0] == pytest.approx(start[0], rel=1e-12, abs=1e-6)
    assert back[1] == pytest.approx(start[1], rel=1e-7, abs=1e-4)


@given(seeds, times_s, st.floats(1.0, 1e3))
def test_going_back_does_not_make_it_surer_of_the_velocity(seed, time_s, psd):
    start, back = straight(seed), straight(seed, (-time_s, psd))
    assert (np.diag(back[1].reshape(6, 6))[3:] > np.diag(start[1].reshape(6, 6))[3:]).all() and is_covariance(back[1])
