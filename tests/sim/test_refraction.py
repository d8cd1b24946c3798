"""A ray through an exponential atmosphere, against printed numbers; and how far off the effective earth is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.geometry import slant_range_seen
from pavise.sim.refraction import exponential_ray

EARTH_M = 6371e3


def ray(elevation_deg, height_m, target_m):
    return exponential_ray(math.sin(math.radians(elevation_deg)), height_m, target_m, EARTH_M)


def test_printed_example():
    """MathWorks Radar Toolbox, reference pages of height2range and height2grndrange: CRPL method, target at 1 km,
    antenna at 10 m, 2 degrees: path 27,171 m, slant 27,163 m, true elevation 1.9666 degrees, ground range 27,143 m."""
    _, path_m, slant_m, elevation_rad, ground_m = ray(2.0, 10.0, 1000.0)
    assert (path_m, slant_m, ground_m) == pytest.approx((27171, 27163, 27143), abs=0.6)
    assert math.degrees(elevation_rad) == pytest.approx(1.9666, abs=6e-5)


@given(st.floats(0.0, 89.0), st.floats(0.0, 3000.0), st.floats(10.0, 20e3))
def test_a_bent_ray_is_longer_than_the_straight_line_and_looks_higher_than_it_is(elevation_deg, height_m, climb_m):
    length_m, radar_m, straight_m, true_rad, _ = ray(elevation_deg, height_m, height_m + climb_m)
    assert straight_m <= length_m * (1 + 1e-8) and length_m < radar_m < length_m * (1 + 320e-6)
    assert true_rad <= math.radians(elevation_deg) + 1e-9


def test_straight_up_nothing_bends():
    length_m, _, straight_m, true_rad, ground_m = ray(90.0, 0.0, 10e3)
    assert (length_m, straight_m, true_rad) == pytest.approx((10e3, 10e3, math.pi / 2), rel=1e-9)
    assert ground_m == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(("top_m", "error"), [(10e3, 0.025), (20e3, 0.04)])
def test_the_effective_earth_errs_no_more_than_it_says(top_m, error):
    for elevation_deg in (0.0, 0.1, 0.5, 1.0, 2.0, 5.0):
        for target_m in (100.0, 1e3, 3e3, top_m):
            sine = math.sin(math.radians(elevation_deg))
            effective_m = slant_range_seen(sine, 20.0, target_m, 4.0 / 3.0 * EARTH_M)
            assert effective_m == pytest.approx(ray(elevation_deg, 20.0, target_m)[0], rel=error)
