"""A look into a mask: heights come back no lower than stored, between the values around, from inside the table."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pavise.sim import mask
from pavise.sim.geometry import ground_range, horizon_slant
from pavise.sim.mask import ALWAYS_HIDDEN, MASK_AZIMUTHS, MASK_RANGES, hidden, mask_step, shadow_m

STEP_M = mask_step(400_000.0)
EARTH_RADIUS_M = 4.0 / 3.0 * 6_371_000.0
look_itself = getattr(shadow_m, "py_func", shadow_m)

anything = st.floats(allow_nan=True, allow_infinity=True)
azimuths = st.floats(-10.0, 10.0)
ranges = st.floats(0.0, 400_000.0)


@pytest.fixture(scope="module")
def rough():
    """A mask of whole numbers up to 8 km high."""
    return np.random.default_rng(3).integers(-400, 8000, (MASK_AZIMUTHS, MASK_RANGES)).astype(np.int16)


def corners(table, azimuth_rad, range_m):
    """The four values around a place, by plain NumPy."""
    row = math.floor(azimuth_rad % math.tau / math.tau * MASK_AZIMUTHS)
    column = math.floor(range_m / STEP_M)
    rows = [(row + i) % MASK_AZIMUTHS for i in (-1, 0, 1, 2)]  # one more each side: rounding may fall either way
    columns = [min(max(column + j, 0), MASK_RANGES - 1) for j in (-1, 0, 1, 2)]
    return table[np.ix_(rows, columns)]


class Watched:
    """A table that objects to being read outside."""

    shape = (MASK_AZIMUTHS, MASK_RANGES)

    def __getitem__(self, place):
        assert 0 <= place[0] < MASK_AZIMUTHS and 0 <= place[1] < MASK_RANGES
        return np.int16(7)


# ---- heights in the table ----


@given(st.floats(-30_000.0, mask.TABLE_TOP_M))
@example(0.0)
@example(16_000.0)
@example(16_000.5)
def test_a_height_is_stored_rounded_up_by_a_metre_or_by_sixteen_above_16_km(height_m):
    back_m = mask.height_of(mask.stored_height(height_m))
    assert 0.0 <= back_m - height_m <= (1.0 if height_m <= 16_000.0 else 16.0)


@given(st.floats(-40_000.0, 400_000.0), st.floats(0.0, 400_000.0))
def test_a_higher_height_is_never_stored_lower(height_m, more_m):
    assert mask.stored_height(height_m) <= mask.stored_height(height_m + more_m)


@pytest.mark.parametrize("height_m", [math.inf, math.nan, mask.TABLE_TOP_M + 1.0, 1e300])
def test_what_no_height_brings_into_sight_is_always_hidden(height_m):
    assert mask.stored_height(height_m) == ALWAYS_HIDDEN
    assert mask.height_of(mask.stored_height(height_m)) > 1e9


# ---- looking ----


def test_on_a_ray_and_a_column_the_stored_height_comes_back(rough):
    for row, column in [(0, 0), (0, 511), (1439, 0), (1439, 511), (360, 7), (1001, 256)]:
        found_m = shadow_m(rough, row * math.tau / MASK_AZIMUTHS, column * STEP_M, STEP_M)
        assert found_m == pytest.approx(rough[row, column], abs=1e-3)


@given(azimuths, ranges)
@example(-1e-18, 0.0)
@example(math.tau, 400_000.0)
def test_elsewhere_it_lies_between_the_values_around(azimuth_rad, range_m):
    table = (np.add.outer(np.arange(MASK_AZIMUTHS) ** 2 % 97, np.arange(MASK_RANGES) ** 2 % 89) * 50).astype(np.int16)
    around_m = corners(table, azimuth_rad, range_m)
    assert around_m.min() <= shadow_m(table, azimuth_rad, range_m, STEP_M) <= around_m.max()


@given(azimuths, ranges, st.integers(-3, 3))
def test_a_whole_turn_changes_nothing(rough, azimuth_rad, range_m, turns):
    once_m = shadow_m(rough, azimuth_rad, range_m, STEP_M)
    assert shadow_m(rough, azimuth_rad + turns * math.tau, range_m, STEP_M) == pytest.approx(once_m, abs=0.01)


def test_north_lies_between_the_last_ray_and_the_first(rough):
    half_rad = -0.5 * math.tau / MASK_AZIMUTHS
    mean_m = 0.5 * (float(rough[-1, 9]) + float(rough[0, 9]))
    assert shadow_m(rough, half_rad, 9 * STEP_M, STEP_M) == pytest.approx(mean_m, abs=1e-6)


@given(anything, anything, anything)
@example(math.nan, 1.0, 1.0)
@example(0.0, math.nan, 1.0)
@example(0.0, 0.0, 0.0)
@example(0.0, 1.0, -1.0)
@example(1e6 * math.tau, 0.0, 1.0)
@example(-1e-300, 511.999999999, 1.0)
@example(math.nextafter(math.tau, 0.0), 512.0, 1.0)
def test_nothing_outside_the_table_is_read_whatever_is_asked(azimuth_rad, range_m, step_m):
    with np.errstate(over="ignore", invalid="ignore"):
        answer_m = look_itself(Watched(), np.float64(azimuth_rad), np.float64(range_m), np.float64(step_m))
    assert answer_m == 7.0 or answer_m == math.inf


@given(azimuths, ranges)
def test_the_compiled_look_gives_the_same_bits_as_the_plain_one(rough, azimuth_rad, range_m):
    assert shadow_m(rough, azimuth_rad, range_m, STEP_M) == look_itself(rough, azimuth_rad, range_m, STEP_M)


@pytest.mark.parametrize("azimuth_rad, range_m", [(math.nan, 1.0), (1.0, math.nan), (1.0, -1.0), (math.inf, 1.0)])
def test_what_is_no_place_is_hidden(rough, azimuth_rad, range_m):
    assert shadow_m(rough, azimuth_rad, range_m, STEP_M) == math.inf


def test_beyond_its_reach_a_mask_answers_for_one_step_more_and_then_hides_everything(rough):
    last_m = float(rough[0, -1])
    assert shadow_m(rough, 0.0, 400_000.0 * (1.0 + 1e-9), STEP_M) == last_m
    assert shadow_m(rough, 0.0, 400_000.0 + 0.9 * STEP_M, STEP_M) == last_m
    assert shadow_m(rough, 0.0, 400_000.0 + 1.1 * STEP_M, STEP_M) == math.inf


def test_a_value_that_is_always_hidden_hides_the_places_around_it_as_well(rough):
    table = rough.copy()
    table[10, 10] = ALWAYS_HIDDEN
    ray_rad = math.tau / MASK_AZIMUTHS
    for aside, ahead in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.9), (-0.9, -0.9)]:
        assert shadow_m(table, (10 + aside) * ray_rad, (10 + ahead) * STEP_M, STEP_M) > 1e9
    assert shadow_m(table, 10 * ray_rad, 11 * STEP_M, STEP_M) < 8000.0


# ---- targets ----


def test_a_target_is_hidden_below_the_height_and_in_sight_from_it_up():
    table = np.full((MASK_AZIMUTHS, MASK_RANGES), 1000, np.int16)
    east_m, north_m = 60_000.0, -30_000.0
    place = (table, STEP_M, east_m, north_m, math.hypot(east_m, north_m), 100.0)
    assert hidden(*place, 999.9, EARTH_RADIUS_M)
    assert not hidden(*place, 1000.0, EARTH_RADIUS_M)


def test_a_target_overhead_or_at_the_antenna_itself_is_judged_by_the_first_column():
    table = np.full((MASK_AZIMUTHS, MASK_RANGES), 5000, np.int16)
    table[:, 0] = 200
    assert not hidden(table, STEP_M, 0.0, 0.0, 9_780.0, 220.0, 10_000.0, EARTH_RADIUS_M)
    assert not hidden(table, STEP_M, 0.0, 0.0, 0.0, 220.0, 220.0, EARTH_RADIUS_M)
    assert hidden(table, STEP_M, 0.0, 0.0, 70.0, 220.0, 150.0, EARTH_RADIUS_M)  # in the ground


@given(st.floats(0.0, 3e6), st.floats(-400.0, 20_000.0), st.floats(-400.0, 300_000.0))
def test_the_quick_ground_range_is_the_exact_one_to_a_millimetre(slant_m, height_m, target_height_m):
    exact_m = ground_range(slant_m, height_m, target_height_m, EARTH_RADIUS_M)
    assert mask.range_below(slant_m, height_m, target_height_m, EARTH_RADIUS_M) == pytest.approx(exact_m, abs=1e-3)


def test_the_column_is_that_of_the_ground_range_not_of_the_slant_range():
    table = np.full((MASK_AZIMUTHS, MASK_RANGES), 500, np.int16)
    table[:, 8:] = ALWAYS_HIDDEN
    climb_m, level_m = 30_000.0, 4_000.0  # 30 km away but only 4 km along the ground: columns 5 and 6
    assert horizon_slant(climb_m, EARTH_RADIUS_M) > level_m
    assert not hidden(table, STEP_M, 0.0, level_m, math.hypot(climb_m, level_m), 0.0, climb_m, EARTH_RADIUS_M)
