"""Filters err as much as they say: NEES and NIS over many runs lie within their bands."""

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking.consistency import band_of_mean, chi_square_cdf, chi_square_quantile, log_gamma, nees
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import convert, update_converted
from pavise.sim.models.tracking.extended import update_extended
from pavise.sim.models.tracking.unscented import update_unscented
from tests.sim.models.tracking.flown import eye_at, plot_of, random_covariance

PSD, PERIOD_S = 5.0, 4.0


@given(st.floats(0.5, 5000.0))
def test_the_gamma_function(a):
    assert log_gamma(a) == pytest.approx(math.lgamma(a), rel=1e-13, abs=1e-12)


@given(st.floats(1e-3, 2000.0), st.integers(1, 2000))
def test_the_chi_square_law(x, freedom):
    assert chi_square_cdf(x, freedom) == pytest.approx(scipy.stats.chi2.cdf(x, freedom), abs=1e-11)


@given(st.floats(0.001, 0.999), st.integers(1, 6000))
def test_quantiles_are_where_the_law_says(p, freedom):
    assert chi_square_quantile(p, freedom) == pytest.approx(scipy.stats.chi2.ppf(p, freedom), rel=1e-9)


def test_an_error_of_one_sigma_in_each_direction_counts_one_each():
    covariance = random_covariance(np.random.default_rng(2))
    x = np.linalg.cholesky(covariance.reshape(6, 6)) @ np.array([1.0, -1.0, 1.0, 1.0, -1.0, -1.0])
    assert nees(x, covariance, np.zeros(6)) == pytest.approx(6.0, rel=1e-6)
    assert math.isnan(nees(x, np.zeros(36), np.zeros(6)))


def flights(how, runs, looks, seed):
    """NEES and NIS at the last look of independent flights: white acceleration, plots of a radar 100 km away."""
    rng, eye = np.random.default_rng(seed), eye_at()
    noise = np.kron([[PERIOD_S**3 / 3, PERIOD_S**2 / 2], [PERIOD_S**2 / 2, PERIOD_S]], np.eye(3)) * PSD
    push = np.linalg.cholesky(noise)
    first = np.diag([500.0] * 3 + [50.0] * 3) ** 2
    rough = np.array([100.0**2, 0.0, 0.0, 100.0**2, 0.0, 100.0**2])
    squares, innovations = [], []
    for _ in range(runs):
        truth = np.array([40e3, 90e3, 9e3, -180.0, 120.0, 10.0])
        x, covariance = truth + np.sqrt(first) @ rng.normal(size=6), first.ravel().copy()
        for _ in range(looks):
            truth[:3] += PERIOD_S * truth[3:]
            truth += push @ rng.normal(size=6)
            predict_straight(x, covariance, PERIOD_S, PSD)
            if how == "linear":
                _, nis, _ = update_converted(x, covariance, truth[:3] + rng.normal(size=3) * 100.0, rough)
            else:
                row = plot_of(truth[:3], truth[3:], eye, (50.0, 2e-3, 3e-3, math.inf), rng)[0]
                if how == "converted":
                    assert convert(row, eye[0])
                    _, nis, _ = update_converted(x, covariance, row.position_m, row.covariance_m2)
                else:
                    update = update_extended if how == "extended" else update_unscented
                    _, nis, _ = update(x, covariance, row, eye[0])
        squares.append(nees(x, covariance, truth))
        innovations.append(nis)
    return np.mean(squares), np.mean(innovations)


@pytest.mark.parametrize("how", ["linear", "converted", "extended", "unscented"])
def test_filters_are_honest(how):
    low, high = band_of_mean(6, 60, 0.999), band_of_mean(3, 60, 0.999)
    mean_nees, mean_nis = flights(how, 60, 6, 8)
    assert low[0] < mean_nees < low[1] and high[0] < mean_nis < high[1]


@pytest.mark.long
@pytest.mark.parametrize("how", ["linear", "converted", "extended", "unscented"])
def test_filters_are_honest_over_a_thousand_runs(how):
    mean_nees, mean_nis = flights(how, 1000, 25, 9)
    for mean, (low, high) in ((mean_nees, band_of_mean(6, 1000, 0.99)), (mean_nis, band_of_mean(3, 1000, 0.99))):
        assert low < mean < high


@pytest.mark.parametrize("psd_believed", [0.05, 500.0])
def test_a_filter_that_believes_in_the_wrong_noise_is_found_out(psd_believed):
    rng, rough = np.random.default_rng(3), np.array([100.0**2, 0.0, 0.0, 100.0**2, 0.0, 100.0**2])
    push = np.linalg.cholesky(np.kron([[64 / 3, 8], [8, 4]], np.eye(3)) * PSD)
    squares = []
    for _ in range(100):
        truth = np.zeros(6)
        x, covariance = rng.normal(size=6) * [100.0] * 6, np.diag([1e4] * 6).ravel()
        for _ in range(10):
            truth[:3] += PERIOD_S * truth[3:]
            truth += push @ rng.normal(size=6)
            predict_straight(x, covariance, PERIOD_S, psd_believed)
            update_converted(x, covariance, truth[:3] + rng.normal(size=3) * 100.0, rough)
        squares.append(nees(x, covariance, truth))
    low, high = band_of_mean(6, 100, 0.999)
    assert np.mean(squares) > high if psd_believed < PSD else np.mean(squares) < low
