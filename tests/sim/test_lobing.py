"""Lobes over the ground: where the closed form has them, and as dark at the horizon as a full wave calculation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.lobing import (
    lobing_factor,
    lowest_sin_grazing,
    reflected_wave,
    reflection_distance_m,
)

EARTH_M = 4.0 / 3.0 * 6371e3
FLAT_M = 1e12
heights_m = st.floats(1.0, 3000.0)


def horizon_m(height_m, target_m):
    return math.sqrt(2 * EARTH_M * height_m) + math.sqrt(2 * EARTH_M * target_m)


# ---- over a flat and even ground ----


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(("wave_m", "antenna_m"), [(0.1, 15.0), (0.23, 8.0), (1.5, 20.0)])
def test_lobes_and_nulls_lie_where_the_closed_form_has_them(order, wave_m, antenna_m):
    """Height = order x wavelength x range / (4 antenna height): lobes for odd orders, nulls for even ones."""
    range_m = 40e3
    height_m = order * wave_m * range_m / (4 * antenna_m)
    factor = lobing_factor(range_m, antenna_m, height_m, wave_m, 0.0, FLAT_M)
    if order % 2:
        assert factor == pytest.approx(16.0, rel=0.01)  # twice the field each way: 12 dB
    else:
        assert factor < 1e-4


def test_halfway_up_the_first_lobe_the_field_is_root_two():
    """phase of 90 degrees: |1 - exp(-i phase)|^2 = 2, out and back 4."""
    assert lobing_factor(40e3, 15.0, 0.5 * 0.1 * 40e3 / 60.0, 0.1, 0.0, FLAT_M) == pytest.approx(4.0, rel=0.01)


@given(st.floats(1e3, 60e3), heights_m, heights_m)
def test_on_a_flat_ground_the_wave_strikes_where_a_mirror_has_it(range_m, height_m, target_m):
    expected_m = range_m * height_m / (height_m + target_m)
    assert reflection_distance_m(range_m, height_m, target_m, FLAT_M) == pytest.approx(expected_m, rel=0.01, abs=1.0)


# ---- on the round earth ----


@given(st.floats(2.0, 2000.0), st.floats(2.0, 2000.0), st.floats(0.05, 0.98))
def test_the_wave_leaves_the_ground_at_the_angle_at_which_it_came(height_m, target_m, share):
    range_m = share * horizon_m(height_m, target_m)
    near_m = reflection_distance_m(range_m, height_m, target_m, EARTH_M)
    far_m = range_m - near_m
    assert 0.0 < near_m < range_m
    came = (height_m - near_m**2 / (2 * EARTH_M)) / near_m
    left = (target_m - far_m**2 / (2 * EARTH_M)) / far_m
    assert came > 0.0 and left == pytest.approx(came, rel=1e-6, abs=1e-9)


@given(st.floats(1.0, 400e3), heights_m, heights_m, st.sampled_from([0.03, 0.1, 0.23, 1.5]), st.floats(0.0, 5.0))
def test_the_signal_is_never_below_nothing_nor_above_sixteenfold(range_m, height_m, target_m, wave_m, rough_m):
    strength, longer_m, share = reflected_wave(range_m, height_m, target_m, wave_m, rough_m, EARTH_M)
    assert 0.0 <= strength <= 1.0 and 0.0 <= share <= 1.0 and 0.0 <= longer_m <= 2.0 * min(height_m, target_m) + 1e-6
    assert 0.0 <= lobing_factor(range_m, height_m, target_m, wave_m, rough_m, EARTH_M) <= 16.0 + 1e-9


def test_rough_ground_throws_nothing_back_and_then_there_are_no_lobes():
    for target_m in (300.0, 1000.0, 2500.0):
        assert lobing_factor(30e3, 20.0, target_m, 0.03, 3.0, EARTH_M) == pytest.approx(1.0, abs=1e-6)


def test_roughness_takes_off_the_reflected_field_what_ament_says():
    even, rough = (reflected_wave(30e3, 20.0, 500.0, 0.1, r, EARTH_M)[0] for r in (0.0, 0.5))
    near_m = reflection_distance_m(30e3, 20.0, 500.0, EARTH_M)
    sine = math.sin(math.atan((20.0 - near_m**2 / (2 * EARTH_M)) / near_m))
    assert rough / even == pytest.approx(math.exp(-2 * (2 * math.pi * 0.5 * sine / 0.1) ** 2), rel=1e-4)


def test_the_round_earth_spreads_the_reflected_wave_the_more_the_lower_it_strikes():
    strengths = [reflected_wave(60e3, 30.0, h, 0.1, 0.0, EARTH_M)[0] for h in (150.0, 300.0, 1000.0, 8000.0)]
    assert strengths == sorted(strengths) and strengths[0] < 0.8 and strengths[-1] > 0.98
    assert reflected_wave(60e3, 30.0, 150.0, 0.1, 0.0, FLAT_M)[0] == pytest.approx(1.0, abs=1e-3)


def test_the_signal_has_no_jump_where_rays_end():
    """Around the lowest believable grazing angle."""
    limit = lowest_sin_grazing(0.1, EARTH_M)
    assert math.degrees(limit) == pytest.approx(0.07, abs=0.01)
    factors = [lobing_factor(r, 15.0, 100.0, 0.1, 0.0, EARTH_M) for r in range(30_000, 57_000, 10)]
    steps = [abs(math.log10(b / a)) for a, b in zip(factors, factors[1:], strict=False)]
    assert max(steps) < 0.01


def smooth_earth_db(frequency_mhz, distance_km, height_m, target_m):
    """Field over that in free space behind a smooth earth, one way: ITU-R P.526-15, equations 13 to 18."""
    earth_km = EARTH_M / 1e3
    x = 2.188 * frequency_mhz ** (1 / 3) * earth_km ** (-2 / 3) * distance_km

    def height_gain_db(over_m):
        y = 9.575e-3 * frequency_mhz ** (2 / 3) * earth_km ** (-1 / 3) * over_m
        if y > 2:
            return 17.6 * math.sqrt(y - 1.1) - 5 * math.log10(y - 1.1) - 8
        return 20 * math.log10(y + 0.1 * y**3)

    distance_db = 11 + 10 * math.log10(x) - 17.6 * x if x >= 1.6 else -20 * math.log10(x) - 5.6488 * x**1.425
    return distance_db + height_gain_db(height_m) + height_gain_db(target_m)


@pytest.mark.parametrize("wave_m", [0.03, 0.1, 0.23])
@pytest.mark.parametrize("height_m", [15.0, 50.0])
@pytest.mark.parametrize("target_m", [30.0, 100.0, 1000.0, 5000.0])
def test_at_the_horizon_it_is_as_dark_as_behind_a_smooth_earth(wave_m, height_m, target_m):
    range_m = 0.9999 * horizon_m(height_m, target_m)
    one_way_db = 5 * math.log10(lobing_factor(range_m, height_m, target_m, wave_m, 0.0, EARTH_M))
    assert one_way_db == pytest.approx(smooth_earth_db(299.792 / wave_m, range_m / 1e3, height_m, target_m), abs=2.5)


@pytest.mark.parametrize("range_m", [0.0, 1.0, 1e6])
def test_any_place_gives_a_number(range_m):
    for height_m in (0.0, 10.0, 9000.0):
        for target_m in (0.0, 10.0, 9000.0):
            assert 0.0 <= lobing_factor(range_m, height_m, target_m, 0.1, 0.3, EARTH_M) <= 16.0
