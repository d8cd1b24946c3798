"""The extended filter: the angles go the short way round, a range rate is a fourth measurement, nothing goes bad."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking import kalman
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import convert, update_converted
from pavise.sim.models.tracking.extended import short_way, update_extended
from pavise.sim.models.tracking.unscented import update_unscented
from pavise.verify.tracking import with_plot
from tests.sim.models.tracking.flown import eye_at, is_covariance, plot_of, random_covariance

seeds = st.integers(0, 2**31)
PLOT = (40950.0, 0.08, 0.2, 30.0, 0.003, 0.005, 30.0, 2.0)
both = pytest.mark.parametrize("update", [update_extended, update_unscented])


def case(seed, rate_sigma_mps=math.inf, sigma_m=150.0):
    """A track 20 to 200 km from a sensor, and a plot of a target near it."""
    rng = np.random.default_rng(seed)
    away = rng.normal(size=3)
    place = away / np.linalg.norm(away) * rng.uniform(20e3, 200e3) * [1.0, 1.0, 0.3]
    velocity = rng.normal(size=3) * 200.0
    eye = eye_at(*rng.normal(size=3) * 100.0)
    detection = plot_of(place, velocity, eye, (40.0, 2e-3, 3e-3, rate_sigma_mps), rng)
    x = np.concatenate([place, velocity]) + rng.normal(size=6) * [100.0, 100.0, 100.0, 10.0, 10.0, 10.0]
    return x, random_covariance(rng, sigma_m), detection, eye


def test_stone_soup_says_the_same():
    """Stone Soup 1.9.1, CartesianToElevationBearingRangeRate (analytic derivatives) and ExtendedKalmanUpdater."""
    got = with_plot("extended", 200.0, 20.0, 0.3, 0.2, *PLOT)[2:]
    assert got[:6] == pytest.approx(
        [3153.3612790030775, 40023.14773517078, 8067.759859415411, -247.09929910224704, 54.356463739511945,
         -20.388248038572172], rel=1e-12,
    )  # fmt: skip
    assert got[6:] == pytest.approx(
        [101.94134174106611, 136.3488927064477, 18.691611160216762, 18.175649484908657, -560.0800206079821,
         326.8233751987801], rel=1e-9,
    )  # fmt: skip


@given(seeds)
def test_a_range_rate_is_one_of_four_measurements(seed):
    """All four at once through the filter of any size, with derivatives by complex steps."""
    x, covariance, detection, eye = case(seed, 1.5)
    row = detection[0]

    def seen(x):
        d = x[:3] - eye[0].position_m
        level = np.sqrt(d[0] * d[0] + d[1] * d[1])
        r = np.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
        # complex steps go through the tangent of half the azimuth
        return np.array([r, 2.0 * np.arctan(d[0] / (d[1] + level)), np.arctan(d[2] / level), d @ x[3:] / r])

    slopes = np.array([seen(x + 1e-20j * step).imag / 1e-20 for step in np.eye(6)]).T
    residual = np.array([row.range_m, row.azimuth_rad, row.elevation_rad, row.range_rate_mps]) - seen(x)
    residual[1] = math.remainder(residual[1], 2.0 * math.pi)
    noise = np.diag([row.sigma_range_m, row.sigma_azimuth_rad, row.sigma_elevation_rad, row.sigma_range_rate_mps]) ** 2
    any_x, any_covariance = x.copy(), covariance.copy()
    _, nis, _ = kalman.update(any_x, any_covariance, residual + slopes @ x, slopes.ravel(), noise.ravel())
    ok, got_nis, _ = update_extended(x, covariance, row, eye[0])
    assert ok and got_nis == pytest.approx(nis, rel=1e-5, abs=1e-7) and x == pytest.approx(any_x, rel=1e-7, abs=1e-4)
    assert covariance == pytest.approx(any_covariance, rel=1e-5, abs=1e-6 * np.abs(any_covariance).max())
    assert is_covariance(covariance)


@both
@given(seed=seeds, turns=st.integers(-3, 3))
def test_an_azimuth_and_whole_turns_more_are_the_same(update, seed, turns):
    x, covariance, detection, eye = case(seed)
    turned_x, turned = x.copy(), covariance.copy()
    update(x, covariance, detection[0], eye[0])
    detection.azimuth_rad += turns * 2.0 * math.pi
    update(turned_x, turned, detection[0], eye[0])
    assert turned_x == pytest.approx(x, rel=1e-9, abs=1e-4)
    assert turned == pytest.approx(covariance, rel=1e-6, abs=1e-4)


@both
def test_to_either_side_of_south_is_a_short_way(update):
    """A track at azimuth -179.9 degrees and its plot at 179.9."""
    eye = eye_at()
    x, covariance = np.array([-100.0, -60e3, 5e3, 0.0, 200.0, 0.0]), np.diag([1e4] * 3 + [1e3] * 3).ravel()
    detection = plot_of(np.array([100.0, -60e3, 5e3]), x[3:], eye, (30.0, 2e-3, 2e-3, math.inf), None)
    ok, nis, _ = update(x, covariance, detection[0], eye[0])
    assert ok and nis < 5.0 and abs(x[0]) < 100.0


@given(st.floats(-1e3, 1e3))
def test_the_short_way_is_the_remainder(angle_rad):
    assert math.remainder(short_way(angle_rad) - angle_rad, 2.0 * math.pi) == pytest.approx(0.0, abs=1e-12)
    assert abs(short_way(angle_rad)) <= math.pi + 1e-12


@both
@given(seed=seeds)
def test_near_and_sure_all_filters_say_the_same(update, seed):
    """Where a plot hardly bends within the doubt, a place, its derivatives and thirteen points are one."""
    x, covariance, detection, eye = case(seed, sigma_m=5.0)
    assert convert(detection[0], eye[0])
    x[:3] = detection[0].position_m + 20.0
    place_x, place_covariance = x.copy(), covariance.copy()
    ok_place, nis_place, log_place = update_converted(
        place_x, place_covariance, detection[0].position_m, detection[0].covariance_m2
    )
    ok, nis, log_likelihood = update(x, covariance, detection[0], eye[0])
    assert ok and ok_place and nis == pytest.approx(nis_place, rel=0.1, abs=0.5)
    assert log_likelihood == pytest.approx(log_place, abs=0.5)
    assert np.sqrt(np.diag(covariance.reshape(6, 6))) == pytest.approx(
        np.sqrt(np.diag(place_covariance.reshape(6, 6))), rel=0.02
    )


@both
@pytest.mark.parametrize(
    "column",
    ["range_m", "azimuth_rad", "elevation_rad", "range_rate_mps", "sigma_range_m", "sigma_azimuth_rad",
     "sigma_elevation_rad", "sigma_range_rate_mps"],
)  # fmt: skip
def test_a_number_that_is_missing_refuses_the_update(update, column):
    x, covariance, detection, eye = case(11, 1.0)
    detection[column] = math.nan
    x_before, before = x.copy(), covariance.copy()
    ok, _, log_likelihood = update(x, covariance, detection[0], eye[0])
    assert not ok and log_likelihood == -math.inf
    assert (x == x_before).all() and (covariance == before).all()


@both
@pytest.mark.parametrize("spoil", ["at the sensor", "no covariance", "negative", "nan"])
def test_what_cannot_be_worked_out_is_refused_and_the_track_stays(update, spoil):
    x, covariance, detection, eye = case(12, 1.0)
    if spoil == "at the sensor":
        x[:3] = eye[0].position_m
        covariance[:] = 0.0
    elif spoil == "no covariance":
        covariance[:] = 0.0
        detection.sigma_range_m = detection.sigma_azimuth_rad = detection.sigma_elevation_rad = 0.0
    elif spoil == "negative":
        covariance *= -1.0
    else:
        covariance[7] = math.nan
    x_before, before = x.copy(), covariance.copy()
    assert not update(x, covariance, detection[0], eye[0])[0]
    assert (x == x_before).all() and np.array_equal(covariance, before, equal_nan=True)


def test_straight_above_the_extended_filter_refuses():
    eye, detection = eye_at(), plot_of(np.array([1.0, 0.0, 9e3]), np.zeros(3), eye_at(), (30.0, 0.01, 0.01, 1.0), None)
    x, covariance = np.array([0.0, 0.0, 9e3, 100.0, 0.0, 0.0]), np.diag([1e4] * 3 + [1e3] * 3).ravel()
    assert not update_extended(x, covariance, detection[0], eye[0])[0]


@both
@pytest.mark.needs_compiler
def test_after_ten_thousand_updates_the_covariance_is_still_one(update):
    """A target in a wide circle round a precise sensor, with and without range rate."""
    eye = eye_at()
    x, covariance = np.array([40e3, 0.0, 5e3, 0.0, -200.0, 0.0]), np.diag([1e8] * 3 + [1e5] * 3).ravel()
    plots = []
    for k in range(100):
        turned = 2.0 * math.pi * k / 100
        place = np.array([40e3 * math.cos(turned), -40e3 * math.sin(turned), 5e3])
        velocity = 200.0 * np.array([-math.sin(turned), -math.cos(turned), 0.0])
        plots.append(plot_of(place, velocity, eye, (0.5, 1e-4, 1e-3, (math.inf, 0.1)[k % 2]), None))
    for k in range(10_000):
        predict_straight(x, covariance, 2.0 * math.pi * 200.0 / 100, 5.0)
        ok, _, _ = update(x, covariance, plots[k % 100][0], eye[0])
        assert ok
        if k % 97 == 0:
            assert is_covariance(covariance), k
