"""Errors of measurement: less with signal, never below the floor, never above the width of a cell."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.measurement import sigma_angle_rad, sigma_range_m, sigma_range_rate_mps

snrs = st.floats(0.01, 1e6)


@pytest.mark.parametrize(("snr_db", "range_m", "angle_deg"), [(13.0, 2.37, 0.198), (20.0, 1.06, 0.0884)])
def test_a_case_worked_by_hand(snr_db, range_m, angle_deg):
    """10 MHz and a beam of 2 degrees: 15 m / sqrt(2 S), 2 degrees / (1.6 sqrt(2 S))."""
    snr = 10 ** (snr_db / 10)
    assert sigma_range_m(snr, 10e6, 0.0) == pytest.approx(range_m, rel=0.005)
    assert math.degrees(sigma_angle_rad(snr, math.radians(2.0), 0.0)) == pytest.approx(angle_deg, rel=0.005)


def test_range_rate_from_the_doppler_shift():
    """3 cm and 10 ms in phase resolve 1.5 m/s; 20 dB of signal put the error at 1.5 / sqrt(200)."""
    assert sigma_range_rate_mps(100.0, 0.03, 0.01, 0.0) == pytest.approx(1.5 / math.sqrt(200.0))


@given(snrs, st.floats(1.0, 100.0), st.floats(1e5, 1e8), st.floats(0.0, 100.0))
def test_more_signal_measures_better_down_to_the_floor(snr, more, bandwidth_hz, bias_m):
    weak, strong = sigma_range_m(snr, bandwidth_hz, bias_m), sigma_range_m(snr * more, bandwidth_hz, bias_m)
    assert bias_m <= strong <= weak
    assert sigma_range_m(1e15, bandwidth_hz, bias_m) == pytest.approx(bias_m, abs=1e-3)


@given(snrs, st.floats(0.001, 0.5))
def test_without_signal_all_that_is_known_is_the_cell(snr, beamwidth_rad):
    assert sigma_angle_rad(snr, beamwidth_rad, 0.0) <= beamwidth_rad / math.sqrt(12.0) * (1 + 1e-12)
    assert sigma_angle_rad(0.0, beamwidth_rad, 0.0) == pytest.approx(beamwidth_rad / math.sqrt(12.0))


def test_floor_and_blur_add_in_squares():
    blur = sigma_angle_rad(50.0, 0.02, 0.0)
    assert sigma_angle_rad(50.0, 0.02, 0.001) == pytest.approx(math.hypot(blur, 0.001), rel=1e-12)


def test_what_is_not_known_leaves_the_floor():
    assert sigma_range_m(50.0, 0.0, 30.0) == 30.0 and sigma_angle_rad(50.0, 0.0, 0.002) == 0.002
