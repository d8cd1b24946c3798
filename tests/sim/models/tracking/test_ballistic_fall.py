"""Falling bodies: energy is kept in empty space, the air takes it, and the covariance follows the neighbours."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.motion.ballistic import EARTH_GM_M3PS2
from pavise.sim.models.tracking.ballistic_fall import EARTH_RADIUS_M, predict_fall
from tests.sim.models.tracking.flown import is_covariance, random_covariance

CENTRE_M = np.array([0.0, 0.0, -EARTH_RADIUS_M])
heights_m = st.floats(1e3, 400e3)
speeds_mps = st.floats(100.0, 3000.0)
dives_rad = st.floats(-1.5, 1.5)


def body(height_m, speed_mps, dive_rad):
    return np.array([0.0, 0.0, height_m, 0.0, speed_mps * math.cos(dive_rad), -speed_mps * math.sin(dive_rad)])


def energy(x):
    return 0.5 * x[3:] @ x[3:] - EARTH_GM_M3PS2 / np.linalg.norm(x[:3] - CENTRE_M)


def fallen(x, time_s, drag_m2pkg, centre_m=CENTRE_M):
    x, covariance = x.copy(), random_covariance(np.random.default_rng(1))
    predict_fall(x, covariance, time_s, 0.0, centre_m, drag_m2pkg)
    return x, covariance


@given(heights_m, speeds_mps, dives_rad, st.floats(0.1, 60.0))
def test_energy_is_kept_where_nothing_holds_back(height_m, speed_mps, dive_rad, time_s):
    start = body(height_m, speed_mps, dive_rad)
    end, covariance = fallen(start, time_s, 0.0)
    assert energy(end) == pytest.approx(energy(start), abs=1e-3) and is_covariance(covariance)


@given(st.floats(1e3, 60e3), speeds_mps, dives_rad, st.floats(0.1, 10.0), st.floats(1e-5, 5e-4))
def test_the_air_takes_energy_away(height_m, speed_mps, dive_rad, time_s, drag_m2pkg):
    start = body(height_m, speed_mps, dive_rad)
    end, covariance = fallen(start, time_s, drag_m2pkg)
    assert energy(end) < energy(start) and is_covariance(covariance)


def test_a_stone_falls_as_it_does_at_school():
    end, _ = fallen(body(2000.0, 0.0, 0.0), 10.0, 0.0)
    g = EARTH_GM_M3PS2 / (EARTH_RADIUS_M + 1800.0) ** 2
    assert end[2] == pytest.approx(2000.0 - 0.5 * g * 100.0, abs=0.1) and end[5] == pytest.approx(-10.0 * g, abs=0.02)


def test_it_comes_to_rest_at_the_speed_at_which_the_air_carries_it():
    """20 kg/m2 at sea level: sqrt(2 m g / (cd A density)) = 17.9 m/s."""
    end, _ = fallen(body(50.0, 100.0, 0.0), 60.0, 1.0 / 20.0)
    assert np.linalg.norm(end[3:]) == pytest.approx(math.sqrt(2 * 20.0 * 9.82 / 1.225), rel=0.01)


@given(st.floats(20e3, 200e3), speeds_mps, dives_rad, st.floats(-1e6, 1e6))
def test_where_the_frame_has_its_origin_does_not_matter(height_m, speed_mps, dive_rad, away_m):
    start, shift = body(height_m, speed_mps, dive_rad), np.array([away_m, -away_m, 0.5 * away_m])
    moved = start.copy()
    moved[:3] += shift
    end, covariance = fallen(start, 5.0, 2e-4)
    end_moved, covariance_moved = fallen(moved, 5.0, 2e-4, CENTRE_M + shift)
    assert end_moved[:3] - shift == pytest.approx(end[:3], abs=1e-6)
    assert covariance_moved == pytest.approx(covariance, rel=1e-5, abs=1e-3)


@pytest.mark.parametrize(("height_m", "speed_mps"), [(200e3, 2500.0), (60e3, 2000.0), (30e3, 1500.0)])
def test_the_covariance_is_that_of_the_neighbours(height_m, speed_mps):
    start = body(height_m, speed_mps, 0.6)
    _, covariance = fallen(start, 8.0, 2e-4)
    slopes = np.array(
        [(fallen(start + step, 8.0, 2e-4)[0] - fallen(start - step, 8.0, 2e-4)[0]) / 2.0 for step in np.eye(6)]
    ).T
    expected = slopes @ random_covariance(np.random.default_rng(1)).reshape(6, 6) @ slopes.T
    assert np.abs(covariance.reshape(6, 6) - expected).max() < 2e-3 * np.abs(expected).max()
    assert np.sqrt(np.diag(covariance.reshape(6, 6))) == pytest.approx(np.sqrt(np.diag(expected)), rel=2e-3)


def test_there_and_back_in_empty_space():
    start = body(150e3, 2000.0, 0.3)
    there, _ = fallen(start, 12.0, 0.0)
    back, _ = fallen(there, -12.0, 0.0)
    assert back == pytest.approx(start, abs=1e-5)
