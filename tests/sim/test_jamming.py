"""Noise jamming: one way against two, and the range at which the echo wins."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.detection import (
    BOLTZMANN_J_PER_K,
    SPEED_OF_LIGHT_MPS,
    radar_equation_range,
    radar_equation_snr,
    snr_at,
)
from pavise.sim.jamming import (
    burn_through_range_m,
    cos_azimuth_between,
    gain_towards,
    jam_noise_ratio,
    standoff_range_m,
)

ranges_m = st.floats(5e3, 500e3)
strengths = st.floats(0.0, 1e4)


@given(strengths, ranges_m)
def test_the_noise_is_the_stated_one_at_100_km_and_falls_with_the_square_of_range(strength, range_m):
    assert jam_noise_ratio(strength, 100e3) == strength
    assert jam_noise_ratio(strength, 2 * range_m) == pytest.approx(jam_noise_ratio(strength, range_m) / 4)


@given(ranges_m, strengths)
def test_at_burn_through_the_echo_over_all_noise_is_what_it_was_farther_off_without_jamming(free_m, strength):
    burn_m = burn_through_range_m(free_m, strength)
    assert 0.0 < burn_m <= free_m * (1 + 1e-12)
    jammed = snr_at(1e20, 1.0, burn_m) / (1.0 + jam_noise_ratio(strength, burn_m))
    assert jammed == pytest.approx(snr_at(1e20, 1.0, free_m), rel=1e-9)


def test_without_jamming_nothing_is_lost():
    assert burn_through_range_m(180e3, 0.0) == pytest.approx(180e3, rel=1e-15)
    assert standoff_range_m(180e3, 1.0) == 180e3


@given(ranges_m, strengths, st.floats(1.1, 10.0))
def test_more_jamming_or_a_smaller_echo_means_a_shorter_range(free_m, strength, more):
    assert burn_through_range_m(free_m, strength * more) <= burn_through_range_m(free_m, strength)
    assert burn_through_range_m(free_m, strength) < burn_through_range_m(free_m * more, strength)


def test_strong_jamming_meets_the_crossover_range_of_the_textbooks():
    """Echo and noise are equal at R^2 = Pt G rcs Bj / (4 pi Pj Gj Br) (NAWCWD TP 8347, *Electronic Warfare and Radar
    Systems Engineering Handbook* (1999), section 4-8; B. R. Mahafza, *Radar Systems Analysis and Design*, ch. 1).

    On the other side first principles: noise of the jammer over k T per hertz, free range at a signal to noise of 1.
    """
    power_w, gain, frequency_hz, rcs_m2, band_hz, kelvin = 50e3, 10**3.5, 5.6e9, 10.0, 667e3, 290.0
    jammer_w, jammer_gain, jammer_band_hz = 200.0, 10.0, 50e6
    crossover_m = math.sqrt(power_w * gain * rcs_m2 * jammer_band_hz / (4 * math.pi * jammer_w * jammer_gain * band_hz))
    radar = (power_w, 1 / band_hz, gain, gain, frequency_hz, rcs_m2)
    free_m = radar_equation_range(1.0, *radar, kelvin, 1.0)
    wave_m = SPEED_OF_LIGHT_MPS / frequency_hz
    caught_w_per_hz = jammer_w * jammer_gain / jammer_band_hz * gain * wave_m**2 / (4 * math.pi * 100e3) ** 2
    strength = caught_w_per_hz / (BOLTZMANN_J_PER_K * kelvin)
    assert strength > 100.0
    burn_m = burn_through_range_m(free_m, strength)
    assert burn_m == pytest.approx(crossover_m, rel=1e-4)
    noise = 1.0 + jam_noise_ratio(strength, burn_m)
    assert radar_equation_snr(*radar, burn_m, burn_m, kelvin, 1.0) / noise == pytest.approx(1.0, rel=1e-9)
    # the same handbook: 6 dB of noise over echo that a radar can bear put burn-through at twice the crossover
    six_db_m = burn_through_range_m(radar_equation_range(10**-0.6, *radar, kelvin, 1.0), strength)
    assert six_db_m == pytest.approx(10**0.3 * crossover_m, rel=1e-3)


@given(ranges_m, st.floats(1.0, 1e6))
def test_against_noise_that_stays_the_range_falls_with_its_fourth_root(free_m, noise):
    range_m = standoff_range_m(free_m, noise)
    assert snr_at(1e20, 1.0, range_m) / noise == pytest.approx(snr_at(1e20, 1.0, free_m), rel=1e-9)


# ---- where the jammer stands ----


def test_in_line_it_is_in_the_main_beam_half_at_half_the_width_and_elsewhere_in_the_sidelobes():
    width_rad = math.radians(3.0)
    assert gain_towards(1.0, width_rad, 1e-3) == 1.0
    assert gain_towards(math.cos(width_rad / 2), width_rad, 1e-3) == pytest.approx(0.5, rel=2e-4)
    for off_deg in (6, 40, 90, 180):
        assert gain_towards(math.cos(math.radians(off_deg)), width_rad, 1e-3) == 1e-3


def test_a_beam_of_unknown_width_catches_only_what_is_in_line():
    assert gain_towards(1.0, 0.0, 0.01) == 1.0 and gain_towards(1.0 - 1e-12, 0.0, 0.01) == 0.01


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(0.005, 0.3), st.floats(0.0, 0.1))
def test_the_gain_towards_a_jammer_falls_off_the_axis_and_ends_on_the_sidelobes(one, other, width_rad, sidelobe):
    far, near = sorted((one, other))
    assert sidelobe <= gain_towards(far, width_rad, sidelobe) <= gain_towards(near, width_rad, sidelobe) <= 1.0


@given(st.floats(0.0, 360.0), st.floats(0.0, 360.0), st.floats(1.0, 1e5), st.floats(1.0, 1e5))
def test_the_angle_between_two_bearings_does_not_depend_on_range(one_deg, other_deg, near_m, far_m):
    one, other = math.radians(one_deg), math.radians(other_deg)
    cosine = cos_azimuth_between(
        near_m * math.sin(one), near_m * math.cos(one), far_m * math.sin(other), far_m * math.cos(other)
    )
    assert cosine == pytest.approx(math.cos(one - other), abs=1e-12)


def test_straight_above_is_in_every_direction():
    assert cos_azimuth_between(0.0, 0.0, 3.0, 4.0) == 1.0
