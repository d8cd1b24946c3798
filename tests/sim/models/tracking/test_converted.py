"""Plots as places: right on average, as unsure as they say; the fast update is Kalman's and never goes bad."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking import kalman
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import convert, innovation_of, update_converted
from tests.sim.models.tracking.flown import (
    eye_at,
    is_covariance,
    plot_of,
    random_covariance,
    random_rough,
    whole_rough,
)

seeds = st.integers(0, 2**31)
HEIGHTLESS = np.eye(3, 6).ravel()


def case(seed):
    """A track, its covariance, and a place near it with its covariance."""
    rng = np.random.default_rng(seed)
    x, covariance, rough = np.append(rng.normal(size=3) * 1e5, rng.normal(size=3) * 300), *(
        random_covariance(rng), random_rough(rng)
    )  # fmt: skip
    return x, covariance, x[:3] + rng.normal(size=3) * 300.0, rough


# ---- places -------------------------------------------------------------------------------------------------------


def test_without_errors_a_plot_lies_where_the_target_is():
    eye, target = eye_at(1e3, 2e3, 300.0), np.array([25e3, -40e3, 9e3])
    detection = plot_of(target, np.zeros(3), eye, (10.0, 1e-9, 1e-9, math.inf), None)
    assert convert(detection[0], eye[0])
    assert detection[0].position_m == pytest.approx(target, abs=1e-6)


def test_known_errors_of_the_eye_are_taken_off():
    eye, target = eye_at(), np.array([25e3, -40e3, 9e3])
    detection = plot_of(target, np.zeros(3), eye, (10.0, 1e-9, 1e-9, math.inf), None)
    eye.range_bias_m, eye.azimuth_bias_rad = 120.0, -0.01
    detection.range_m += 120.0
    detection.azimuth_rad -= 0.01
    assert convert(detection[0], eye[0])
    assert detection[0].position_m == pytest.approx(target, abs=1e-6)


@pytest.mark.parametrize("sigma_rad", [0.003, 0.03, 0.1])
def test_plots_are_right_on_average_and_err_as_much_as_they_say(sigma_rad):
    """4,000 plots of a target at 60 km: the mean within 4.5 standard errors, the normalised errors within 5 % of 3."""
    rng, eye, target = np.random.default_rng(7), eye_at(), np.array([30e3, 50e3, 12e3])
    errors, squares = [], []
    for _ in range(4000):
        detection = plot_of(target, np.zeros(3), eye, (50.0, sigma_rad, sigma_rad, math.inf), rng)
        assert convert(detection[0], eye[0])
        errors.append(detection[0].position_m - target)
        rough = whole_rough(detection[0].covariance_m2)
        squares.append(errors[-1] @ np.linalg.solve(rough, errors[-1]))
    errors = np.array(errors)
    assert (np.abs(errors.mean(0)) < 4.5 * errors.std(0) / math.sqrt(len(errors))).all()
    assert np.mean(squares) == pytest.approx(3.0, rel=0.05)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("range_m", math.nan), ("range_m", -5.0), ("range_m", math.inf), ("azimuth_rad", math.nan),
        ("elevation_rad", math.nan), ("elevation_rad", math.inf), ("sigma_range_m", -1.0), ("sigma_range_m", math.nan),
        ("sigma_azimuth_rad", math.nan), ("sigma_elevation_rad", -0.1),
    ],
)  # fmt: skip
def test_a_plot_with_a_number_missing_is_refused(column, value):
    eye = eye_at()
    detection = plot_of(np.array([1e4, 1e4, 1e3]), np.zeros(3), eye, (10.0, 0.01, 0.01, math.inf), None)
    detection[column] = value
    assert not convert(detection[0], eye[0])


def test_an_angle_that_says_nothing_is_taken_as_half_a_radian():
    eye = eye_at()
    detection = plot_of(np.array([1e4, 4e4, 0.0]), np.zeros(3), eye, (10.0, 0.01, 0.1, math.inf), None)
    detection.sigma_elevation_rad = math.inf
    assert convert(detection[0], eye[0])
    told = detection[0].covariance_m2.copy()
    detection.sigma_elevation_rad = 0.5
    assert convert(detection[0], eye[0]) and (told == detection[0].covariance_m2).all()
    assert 0.3 < math.sqrt(told[5]) / detection[0].range_m < 0.7


# ---- updates ------------------------------------------------------------------------------------------------------


@given(seeds)
def test_the_fast_update_is_that_of_any_size(seed):
    x, covariance, place, rough = case(seed)
    fast_x, fast = x.copy(), covariance.copy()
    told = innovation_of(x, covariance, place, rough)
    got = update_converted(fast_x, fast, place, rough)
    expected = kalman.update(x, covariance, place, HEIGHTLESS, whole_rough(rough).ravel())
    assert got == told and got[0] and got[1:] == pytest.approx(expected[1:], rel=1e-7, abs=1e-7)
    assert fast_x == pytest.approx(x, rel=1e-9, abs=1e-5)
    assert fast == pytest.approx(covariance, rel=1e-6, abs=1e-6 * np.abs(covariance).max())
    assert is_covariance(fast)


@given(seeds)
def test_an_update_never_makes_it_less_sure(seed):
    x, covariance, place, rough = case(seed)
    before = covariance.reshape(6, 6).copy()
    update_converted(x, covariance, place, rough)
    assert np.linalg.eigvalsh(before - covariance.reshape(6, 6)).min() > -1e-9 * before.max()


@given(seeds)
def test_the_order_of_two_plots_of_one_time_does_not_matter(seed):
    x, covariance, place, rough = case(seed)
    _, _, other, other_rough = case(seed + 1)
    other = other - case(seed + 1)[0][:3] + x[:3]
    turned_x, turned = x.copy(), covariance.copy()
    update_converted(x, covariance, place, rough)
    update_converted(x, covariance, other, other_rough)
    update_converted(turned_x, turned, other, other_rough)
    update_converted(turned_x, turned, place, rough)
    assert x == pytest.approx(turned_x, rel=1e-6, abs=1e-3)
    assert covariance == pytest.approx(turned, rel=1e-5, abs=1e-5 * np.abs(covariance).max())


@pytest.mark.parametrize("spoil", ["place", "rough", "track", "covariance", "singular", "negative"])
def test_what_cannot_be_worked_out_is_refused_and_the_track_stays(spoil):
    x, covariance, place, rough = case(3)
    if spoil == "place":
        place[1] = math.nan
    elif spoil == "rough":
        rough[3] = math.nan
    elif spoil == "track":
        x[0] = math.nan
    elif spoil == "covariance":
        covariance[3] = math.nan
    elif spoil == "singular":
        covariance[:], rough[:] = 0.0, 0.0
    else:
        covariance[:] = -covariance
    x_before, before = x.copy(), covariance.copy()
    ok, _, log_likelihood = update_converted(x, covariance, place, rough)
    assert not ok and log_likelihood == -math.inf
    assert np.array_equal(x, x_before, equal_nan=True) and np.array_equal(covariance, before, equal_nan=True)


def test_after_ten_thousand_updates_the_covariance_is_still_one():
    """Precise plots far out of a track that was hardly known: the hardest for rounding."""
    rng = np.random.default_rng(5)
    x, covariance = np.zeros(6), np.diag([1e12, 1e12, 1e12, 1e8, 1e8, 1e8]).ravel()
    roughs = [random_rough(rng, sigma_m) for sigma_m in (0.01, 1.0, 100.0, 1e4)]
    for k in range(10_000):
        predict_straight(x, covariance, (0.1, 4.0, 0.0)[k % 3], (0.0, 1.0, 1e-9)[k % 3])
        ok, _, _ = update_converted(x, covariance, x[:3] + 0.1, roughs[k % 4])
        assert ok
        if k % 97 == 0:
            assert is_covariance(covariance), k
