"""Loss in air: against the ITU's examples, on paths that can be summed by hand, and the table as good as it says."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pavise.sim.attenuation import (
    HELD,
    LOSS_HEIGHTS,
    LOSS_LINES,
    LOSS_RANGES,
    NEPERS_PER_DB,
    clear_air_db_per_km,
    cloud_db_per_km,
    loss_lookup,
    loss_table_row,
    path_loss_db,
    rain_coefficients,
    rain_db_per_km,
    share_below,
    standard_air,
)
from pavise.sim.geometry import height_seen

EARTH_M = 4.0 / 3.0 * 6371e3
FLAT_M = 1e10

# ---- per kilometre ----

# ITU-R validation examples (CG-3M3J-13-ValEx, revision 5.1), P.838-3: elevation and tilt in degrees, GHz, mm/h, then
# k, alpha and dB/km.
RAIN = [
    (31.07699124, 0, 14.25, 26.48052, 0.03975488, 1.12418043, 1.58130839),
    (40.232036, 0, 29.0, 33.936232, 0.22031404, 0.9504446, 6.27846024),
    (48.24117054, 90, 14.25, 63.62668149, 0.04226474, 1.07871664, 3.72901264),
]


@pytest.mark.parametrize(("elevation", "tilt", "ghz", "rain", "k", "alpha", "loss"), RAIN)
def test_rain_examples_of_the_itu_are_met(elevation, tilt, ghz, rain, k, alpha, loss):
    angles = math.radians(elevation), math.radians(tilt)
    assert rain_coefficients(1e9 * ghz, *angles) == pytest.approx((k, alpha), rel=1e-6)
    assert rain_db_per_km(1e9 * ghz, rain, *angles) == pytest.approx(loss, rel=1e-6)


def test_no_rain_and_low_bands_lose_nothing():
    assert rain_db_per_km(10e9, 0.0) == 0.0 == rain_db_per_km(0.15e9, 50.0)
    assert rain_db_per_km(1e9, 50.0) < 0.002


def test_cloud_grows_with_frequency_squared_and_with_cold():
    assert cloud_db_per_km(3e9, 273.15, 1.0) == pytest.approx(cloud_db_per_km(1e9, 273.15, 1.0) * 9, rel=0.01)
    assert cloud_db_per_km(10e9, 263.15, 0.5) > cloud_db_per_km(10e9, 293.15, 0.5) > 0.0
    assert cloud_db_per_km(10e9, 273.15, 0.0) == 0.0


# ---- along a path ----


def test_a_level_path_over_a_flat_earth_loses_its_length_times_the_loss_per_metre():
    loss_db = path_loss_db(standard_air(9.4e9), 50e3, 0.0, 0.0, FLAT_M)
    assert loss_db == pytest.approx(50 * clear_air_db_per_km(9.4e9, 0.0), rel=1e-3)


def test_a_vertical_path_is_the_sum_over_the_heights():
    heights_m = np.arange(25.0, 12e3, 50.0)
    by_hand_db = sum(clear_air_db_per_km(5.6e9, height_m) for height_m in heights_m) * 0.05
    assert path_loss_db(standard_air(5.6e9), 12e3, 0.0, 12e3, EARTH_M) == pytest.approx(by_hand_db, rel=2e-3)


@pytest.mark.parametrize(
    ("top_m", "height_m", "target_m", "range_m"),
    [
        (5e3, 15.0, 9e3, 120e3),  # climbs out of the rain
        (5e3, 9e3, 500.0, 300e3),  # looks down into it
        (5e3, 9e3, 9e3, 500e3),  # above it at both ends, in it midway: the earth bulges
        (5e3, 15.0, 3e3, 80e3),
        (3e3, 3500.0, 3500.0, 100e3),
        (1e3, 6e3, 12e3, 200e3),
        (5e3, -400.0, 10e3, 10.4e3),  # straight up
    ],
)
def test_the_share_of_a_ray_below_a_height_is_what_counting_along_it_finds(top_m, height_m, target_m, range_m):
    t = (np.arange(200_000) + 0.5) / 200_000
    radius2 = (1 - t) * (EARTH_M + height_m) ** 2 + t * (EARTH_M + target_m) ** 2 - t * (1 - t) * range_m**2
    counted = (radius2 < (EARTH_M + top_m) ** 2).mean()
    assert share_below(top_m, range_m, height_m, target_m, EARTH_M) == pytest.approx(counted, abs=2e-5)
    assert share_below(top_m, range_m, target_m, height_m, EARTH_M) == pytest.approx(counted, abs=2e-5)


@given(st.floats(-500.0, 20e3), st.floats(-500.0, 20e3), st.floats(0.0, 600e3), st.floats(0.0, 10e3))
def test_a_share_is_a_share_and_grows_with_the_height(height_m, target_m, range_m, top_m):
    low, high = (share_below(top, range_m, height_m, target_m, EARTH_M) for top in (top_m, top_m + 500.0))
    assert 0.0 <= low <= high + 1e-9 <= 1.0 + 1e-9


def test_rain_counts_below_its_top_only():
    dry, wet = standard_air(9.4e9), standard_air(9.4e9, rain_mm_per_h=16.0)
    rain_db = path_loss_db(wet, 20e3, 0.0, 10e3, FLAT_M) - path_loss_db(dry, 20e3, 0.0, 10e3, FLAT_M)
    assert rain_db == pytest.approx(10 * rain_db_per_km(9.4e9, 16.0), rel=1e-4)  # half of the slant path
    above_db = path_loss_db(wet, 50e3, 6e3, 10e3, FLAT_M) - path_loss_db(dry, 50e3, 6e3, 10e3, FLAT_M)
    assert above_db == 0.0


def test_both_ways_round_lose_the_same():
    air = standard_air(3e9, rain_mm_per_h=5.0)
    assert path_loss_db(air, 90e3, 20.0, 4e3, EARTH_M) == pytest.approx(path_loss_db(air, 90e3, 4e3, 20.0, EARTH_M))


# Two-way loss in dB: GHz, antenna, target (m), elevation (degrees), from `itur` 0.4.0 (MIT) summed along an exponential
# ray; the effective earth here is straight where that ray is not.
PATHS = [
    (1.3, 107.2, 4501.1, 2.232, 0.85797),
    (1.3, 27.8, 18376.3, 0.48, 2.58068),
    (9.4, 289.0, 14536.3, 0.328, 4.24481),
]


@pytest.mark.parametrize(("ghz", "antenna_m", "target_m", "elevation", "two_way_db"), PATHS)
def test_bent_paths_lose_what_another_library_says(ghz, antenna_m, target_m, elevation, two_way_db):
    from pavise.sim.geometry import slant_range_seen

    range_m = slant_range_seen(math.sin(math.radians(elevation)), antenna_m, target_m, EARTH_M)
    loss_db = 2.0 * path_loss_db(standard_air(1e9 * ghz), range_m, antenna_m, target_m, EARTH_M)
    assert loss_db == pytest.approx(two_way_db, abs=0.05, rel=0.01)


# ---- the table ----


def sights(rng, antenna_m, count, far_m=450e3):
    """Ranges and target heights that a sensor can have in line of sight."""
    range_m = far_m * rng.uniform(0.0, 1.0, count) ** 2 + 200.0
    height_m = np.where(rng.uniform(size=count) < 0.5, rng.uniform(0, 6e3, count), rng.uniform(0, 1, count) ** 2 * 30e3)
    horizon_m = math.sqrt(2 * EARTH_M * max(antenna_m, 0.0)) + np.sqrt(2 * EARTH_M * height_m)
    seen = (abs(height_m - antenna_m) < range_m) & (range_m < horizon_m)
    return range_m[seen], height_m[seen]


@pytest.mark.parametrize("antenna_m", [-400.0, 15.0, 1500.0, 3500.0, 9000.0])
@pytest.mark.parametrize("ghz", [1.3, 3.0, 10.0])
def test_the_table_is_as_good_as_it_says(ghz, antenna_m):
    row, air = loss_table_row(1e9 * ghz, antenna_m, EARTH_M, 150e3), standard_air(1e9 * ghz)
    range_m, height_m = sights(np.random.default_rng(7), antenna_m, 3000)
    exact_db = 2.0 * path_loss_db(air, range_m, antenna_m, height_m, EARTH_M)
    held_db = row[LOSS_HEIGHTS, HELD] / NEPERS_PER_DB
    factors = np.array([loss_lookup(row, r, h) for r, h in zip(range_m, height_m, strict=True)])
    assert len(factors) > 500 and exact_db.max() > 2.0
    assert abs(held_db - 10.0 * np.log10(factors) - exact_db).max() < 0.05


@pytest.mark.parametrize(
    ("antenna_m", "range_m", "target_m"), [(15.0, 60e3, 7e3), (9e3, 400e3, 6e3), (3500.0, 30e3, 50.0)]
)
@pytest.mark.parametrize("top_m", [3e3, 5e3])
def test_rain_takes_its_loss_per_kilometre_from_the_share_of_the_ray_below_its_top(antenna_m, range_m, target_m, top_m):
    dry, wet = (loss_table_row(9.4e9, antenna_m, EARTH_M, 150e3, rain, top_m) for rain in (0.0, 16.0))
    rain_db = 10 * math.log10(loss_lookup(dry, range_m, target_m) / loss_lookup(wet, range_m, target_m))
    share = share_below(top_m, range_m, antenna_m, target_m, EARTH_M)
    assert rain_db == pytest.approx(2 * 1e-3 * range_m * share * rain_db_per_km(9.4e9, 16.0), rel=1e-9, abs=1e-9)


def test_the_claim_holds_its_own_loss():
    """At the claimed range, two degrees up, in clear air the factor is 1; nearer above it, farther below."""
    row = loss_table_row(9.4e9, 20.0, EARTH_M, 150e3)
    for range_m in (100e3, 150e3, 200e3):
        height_m = height_seen(range_m, math.sin(math.radians(2.0)), 20.0, EARTH_M)
        factor = loss_lookup(row, range_m, height_m)
        assert factor == pytest.approx(1.0, abs=2e-3) if range_m == 150e3 else (factor > 1.0) == (range_m < 150e3)


def test_one_way_is_half_of_it_in_decibels():
    two, one = (loss_table_row(9.4e9, 20.0, EARTH_M, 150e3, 4.0, ways=ways) for ways in (2, 1))
    assert loss_lookup(one, 90e3, 3e3) ** 2 == pytest.approx(loss_lookup(two, 90e3, 3e3), rel=1e-12)


def test_a_row_of_zeros_changes_nothing_to_the_last_bit():
    row = np.zeros((LOSS_LINES, LOSS_RANGES))
    assert all(loss_lookup(row, r, h) == 1.0 for r in (0.0, 1.0, 3e5, 3e6) for h in (-600.0, -500.0, 0.0, 9e3, 4e5))


ROWS = {rain: loss_table_row(9.4e9, 30.0, EARTH_M, 150e3, rain) for rain in (0.0, 2.0, 20.0)}
heights_m = st.floats(0.0, 30e3)
reaches_m = st.floats(0.0, 400e3)


@given(height_m=heights_m, one=reaches_m, other=reaches_m)
@settings(max_examples=300)
def test_more_air_on_the_way_loses_more(height_m, one, other):
    near, far = sorted((one, other))
    assert loss_lookup(ROWS[0.0], far, height_m) <= loss_lookup(ROWS[0.0], near, height_m) * (1 + 1e-9)


@given(height_m=heights_m, range_m=reaches_m)
def test_more_rain_loses_more(height_m, range_m):
    dry, light, heavy = (loss_lookup(ROWS[rain], range_m, height_m) for rain in (0.0, 2.0, 20.0))
    assert dry * (1 + 1e-12) >= light >= heavy * (1 - 1e-12) and heavy >= 0.0


@pytest.mark.parametrize("range_m", [0.0, 1.0, 5e6, 1e9])
@pytest.mark.parametrize("height_m", [-1000.0, 0.0, 300e3, 1e7])
def test_any_range_and_height_give_a_number(range_m, height_m):
    assert 0.0 <= loss_lookup(ROWS[20.0], range_m, height_m) < 10.0


def test_a_frequency_or_a_rain_that_is_none_is_refused():
    with pytest.raises(ValueError, match="frequency"):
        loss_table_row(9.4, 20.0, EARTH_M, 150e3)
    with pytest.raises(ValueError, match="rain"):
        loss_table_row(9.4e9, 20.0, EARTH_M, 150e3, -1.0)
