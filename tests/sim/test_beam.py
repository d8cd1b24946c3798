"""Elevation patterns: exact where they are stated, never above their peak, and the table as good as it says."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.beam import BEAM_GRID, beam_lookup, beam_table_row, grid_sines, one_way_gain

DEGREE = math.pi / 180.0
PEAK_UP = {"fan": (2.0, 1.0, 0.0), "cosecant_squared": (2.0, 1.0, 40.0)}  # width, tilt, limit in degrees


def gain(pattern, elevation_deg, width_deg, tilt_deg, limit_deg, floor=0.0):
    return one_way_gain(
        pattern, elevation_deg * DEGREE, width_deg * DEGREE, tilt_deg * DEGREE, limit_deg * DEGREE, floor
    )


def row_of(pattern, width_deg, tilt_deg, limit_deg=0.0, floor=0.0, ways=2):
    return beam_table_row(pattern, width_deg * DEGREE, tilt_deg * DEGREE, limit_deg * DEGREE, floor, ways)


# ---- the shapes ----


@pytest.mark.parametrize("pattern", PEAK_UP)
def test_the_gain_is_one_on_the_axis_and_half_at_half_the_width_off_it(pattern):
    width, tilt, limit = PEAK_UP[pattern]
    assert gain(pattern, tilt, width, tilt, limit) == pytest.approx(1.0, abs=1e-15)
    for side in (-0.5, 0.5):
        assert gain(pattern, tilt + side * width, width, tilt, limit) == pytest.approx(0.5, rel=1e-12)


@given(height_m=st.floats(500.0, 15e3), near=st.floats(2.1, 39.9), far=st.floats(2.1, 39.9))
def test_a_target_in_level_flight_gives_a_constant_signal_in_cosecant_squared_cover(height_m, near, far):
    """What the pattern is for: over flat ground signal ~ gain^2 / range^4 with range = height / sin(elevation)."""
    signals = [
        gain("cosecant_squared", e, 2.0, 1.0, 40.0) ** 2 / (height_m / math.sin(e * DEGREE)) ** 4 for e in (near, far)
    ]
    assert signals[0] == pytest.approx(signals[1], rel=1e-9)


def test_above_its_limit_the_cover_falls_off_like_the_lobe():
    at_limit = gain("cosecant_squared", 40.0, 2.0, 1.0, 40.0)
    assert gain("cosecant_squared", 41.0, 2.0, 1.0, 40.0) == pytest.approx(0.5 * at_limit, rel=1e-9)


def test_no_elevation_gets_less_than_the_sidelobes():
    row = row_of("fan", 1.0, 0.5, floor=0.003)
    assert row.min() == pytest.approx(0.003**2) and beam_lookup(row, 1.0) == beam_lookup(row, -1.0) == row.min()


def test_a_receiver_that_only_listens_counts_its_gain_once():
    assert np.allclose(row_of("fan", 3.0, 2.0, ways=1) ** 2, row_of("fan", 3.0, 2.0), rtol=1e-14)


def test_a_flat_pattern_changes_nothing_to_the_last_bit():
    row = beam_table_row("flat")
    assert all(beam_lookup(row, s) == 1.0 for s in (-1.0, -0.3, -1e-9, 0.0, 0.01, 0.7, 1.0))


@given(
    st.sampled_from(sorted(PEAK_UP)),
    st.floats(-1.0, 1.0),
    st.floats(0.5, 30.0),
    st.floats(0.0, 20.0),
    st.floats(0.0, 0.1),
)
def test_gains_are_between_the_floor_and_one(pattern, sine, width, tilt, floor):
    row = row_of(pattern, width, tilt, 60.0, floor)
    assert row.shape == (BEAM_GRID,) and row.max() <= 1.0
    assert floor**2 * (1.0 - 1e-12) <= beam_lookup(row, sine) <= 1.0


# ---- the table ----


@pytest.mark.parametrize(
    ("pattern", "width", "tilt", "limit", "error"),
    [
        ("fan", 1.0, 0.5, 0.0, 2e-4),
        ("fan", 1.0, 2.0, 0.0, 2e-4),
        ("fan", 1.0, 15.0, 0.0, 7e-3),
        ("fan", 2.0, 15.0, 0.0, 2e-3),
        ("cosecant_squared", 1.0, 0.5, 30.0, 6e-4),
        ("cosecant_squared", 3.0, 1.5, 45.0, 1e-4),
    ],
)
def test_the_table_is_as_good_as_it_says(pattern, width, tilt, limit, error):
    row = row_of(pattern, width, tilt, limit, 1e-3)
    angles_deg = np.concatenate((np.linspace(-90, 90, 2001), np.linspace(tilt - 3 * width, tilt + 3 * width, 4001)))
    exact = np.array([gain(pattern, e, width, tilt, limit, 1e-3) ** 2 for e in angles_deg])
    found = np.array([beam_lookup(row, math.sin(e * DEGREE)) for e in angles_deg])
    assert abs(found - exact).max() < error
    if tilt <= 2.0:
        strong = exact > 1e-3
        assert abs(10 * np.log10(found[strong] / exact[strong])).max() < 0.02


def test_the_places_of_the_table_are_exact_and_the_horizon_is_one_of_them():
    sines = grid_sines()
    assert sines[[0, -1]] == pytest.approx([-1.0, 1.0], abs=1e-15) and (np.diff(sines) > 0).all() and 0.0 in sines
    row = row_of("fan", 2.0, 1.0)
    for cell in range(0, BEAM_GRID, 37):
        assert beam_lookup(row, sines[cell]) == pytest.approx(row[cell], rel=1e-9, abs=1e-300)


def test_a_sine_beyond_one_by_rounding_is_straight_up():
    row = row_of("cosecant_squared", 2.0, 1.0, 40.0, 1e-3)
    assert beam_lookup(row, 1.0 + 1e-12) == beam_lookup(row, 1.0)


# ---- what is no pattern ----


@pytest.mark.parametrize(
    "arguments",
    [
        ("pencil", 1.0, 0.0),
        ("fan", 0.0, 0.0),
        ("fan", math.nan, 0.0),
        ("fan", 1.0, 0.0, 0.0, 1.5),
        ("fan", 1.0, 2.0),  # a tilt of 2 rad
        ("cosecant_squared", 0.02, -0.02, 0.5),  # the lobe ends below the horizon
        ("cosecant_squared", 0.02, 0.01, 0.015),  # the limit is inside the lobe
        ("cosecant_squared", 0.02, 0.01, 2.0),
    ],
)
def test_what_is_no_pattern_is_refused_in_words(arguments):
    with pytest.raises(ValueError, match="elevation pattern"):
        beam_table_row(*arguments)
