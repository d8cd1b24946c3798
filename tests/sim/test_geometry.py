"""Frames close on themselves everywhere on earth, and bent rays agree with printed examples."""

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pavise.sim import geometry

EARTH_RADIUS_M = geometry.effective_earth_radius(4.0 / 3.0, 6_371_000.0)

latitudes = st.floats(-math.pi / 2, math.pi / 2)
longitudes = st.floats(-math.pi, math.pi)
heights = st.floats(-10_000.0, 2_000_000.0)
low_heights = st.floats(0.0, 30_000.0)


def place(latitude_deg, longitude_deg, height_m):
    n = geometry.n_vector(math.radians(latitude_deg), math.radians(longitude_deg))
    return n, geometry.earth_centred(*n, height_m)


# ---- frames ----


@given(latitudes, longitudes, heights)
@example(math.pi / 2, 0.0, 0.0)
@example(-math.pi / 2, 3.0, 1000.0)
@example(0.3, math.pi, 0.0)
@example(0.3, -math.pi, 0.0)
def test_a_place_survives_the_round_trip_through_earth_centred_metres(latitude_rad, longitude_rad, height_m):
    n = geometry.n_vector(latitude_rad, longitude_rad)
    *n_back, height_back_m = geometry.n_vector_and_height(*geometry.earth_centred(*n, height_m))
    assert math.dist(n, n_back) * 6.4e6 < 1e-6
    assert height_back_m == pytest.approx(height_m, abs=1e-6)


@given(latitudes, longitudes)
def test_latitude_and_longitude_survive_the_round_trip(latitude_rad, longitude_rad):
    n = geometry.n_vector(latitude_rad, longitude_rad)
    assert math.hypot(*n) == pytest.approx(1.0, abs=4e-16)
    n_back = geometry.n_vector(*geometry.latitude_longitude(*n))
    assert math.dist(n, n_back) * 6.4e6 < 1e-6


@given(latitudes, longitudes, st.tuples(*[st.floats(-1e6, 1e6)] * 3))
def test_local_axes_are_square_and_of_length_one(latitude_rad, longitude_rad, vector_m):
    n = geometry.n_vector(latitude_rad, longitude_rad)
    local = geometry.east_north_up(*n, *vector_m)
    assert math.hypot(*local) == pytest.approx(math.hypot(*vector_m), rel=1e-14, abs=1e-300)
    assert math.dist(geometry.from_east_north_up(*n, *local), vector_m) < 1e-6


def test_wgs84_at_the_corners_of_the_earth():
    # NIMA TR8350.2, third edition (2000), tables 3.1 and 3.3: semi-major axis 6378137.0 m, semi-minor 6356752.3142 m.
    assert place(0, 0, 0)[1] == pytest.approx((6_378_137.0, 0.0, 0.0), abs=1e-8)
    assert place(0, 90, 10)[1] == pytest.approx((0.0, 6_378_147.0, 0.0), abs=1e-8)
    assert place(90, 0, 5)[1] == pytest.approx((0.0, 0.0, 6_356_757.3142), abs=5e-5)
    assert place(-90, 123, 0)[1] == pytest.approx((0.0, 0.0, -6_356_752.3142), abs=5e-5)


def test_east_north_up_at_ankara():
    n, here = place(39.9, 32.9, 900.0)
    north_of_it = place(39.901, 32.9, 900.0)[1]
    east_of_it = place(39.9, 32.901, 900.0)[1]
    east, north, up = geometry.east_north_up(*n, *(b - a for a, b in zip(here, north_of_it, strict=True)))
    # a thousandth of a degree of the meridian at 40 N is 111.03 m, of the parallel 85.4 m
    assert (east, north) == pytest.approx((0.0, 111.05), abs=0.05) and -0.01 < up < 0.0
    east, north, up = geometry.east_north_up(*n, *(b - a for a, b in zip(here, east_of_it, strict=True)))
    assert (east, north) == pytest.approx((85.52, 0.0), abs=0.05) and -0.01 < up < 0.0


def test_the_date_line_is_no_edge():
    _, west = place(10.0, 179.9995, 0.0)
    _, east = place(10.0, -179.9995, 0.0)
    assert geometry.distance(*west, *east) == pytest.approx(109.64, abs=0.02)


def test_the_pole_is_a_place_with_axes():
    up_there = geometry.east_north_up(0.0, 0.0, 1.0, 1.0, 2.0, 3.0)
    assert up_there == (2.0, -1.0, 3.0)  # north leads away along the meridian of 180 degrees
    assert geometry.latitude_longitude(0.0, 0.0, 1.0) == (math.pi / 2, 0.0)


def test_bearings_run_clockwise_from_north():
    quarter = math.pi / 2
    for local, bearing_rad in [
        ((0, 1, 0), 0.0),
        ((1, 0, 0), quarter),
        ((0, -1, 0), 2 * quarter),
        ((-1, 0, 0), 3 * quarter),
    ]:
        assert geometry.bearing_elevation_range(*map(float, local)) == (bearing_rad, 0.0, 1.0)
    assert geometry.bearing_elevation_range(0.0, 0.0, 2.0) == (0.0, quarter, 2.0)


# ---- bent rays ----
# Printed results of the MathWorks Radar Toolbox reference pages (read November 2026): effearthradius, el2height,
# height2range, height2grndrange. They use an effective radius of 8.4774e6 m where they say 4/3.


def test_effective_earth_from_the_fall_of_refractivity():
    k = geometry.k_factor(-39e-9, 6_371_000.0)
    assert geometry.effective_earth_radius(k, 6_371_000.0) == pytest.approx(8_477_400.0, abs=60.0)


def test_height_at_half_a_degree_and_300_km():
    assert geometry.height_seen(300e3, math.sin(math.radians(0.5)), 10.0, 8.4774e6) == pytest.approx(7932.5, abs=0.06)


def test_range_to_one_kilometre_at_two_degrees():
    sin_elevation = math.sin(math.radians(2.0))
    slant_range_m = geometry.slant_range_seen(sin_elevation, 10.0, 1000.0, EARTH_RADIUS_M)
    assert slant_range_m == pytest.approx(27125.0, abs=4.0)
    assert geometry.ground_range(slant_range_m, 10.0, 1000.0, EARTH_RADIUS_M) == pytest.approx(27106.0, abs=4.0)


def test_radio_horizon_of_a_mast():
    # The rule of thumb for k = 4/3: d = 4.12 km sqrt(h / m).
    assert geometry.horizon_slant(100.0, EARTH_RADIUS_M) == pytest.approx(41.2e3, rel=2e-3)
    assert geometry.horizon_ground(100.0, EARTH_RADIUS_M) == pytest.approx(41.2e3, rel=2e-3)


@pytest.mark.parametrize(
    ("height_m", "other_m", "knee_m"),
    [(15.0, 1000.0, 147e3), (30.0, 1000.0, 155e3), (60.0, 1000.0, 165e3), (1000.0, 1000.0, 268e3)],
)
def test_the_horizon_is_where_the_published_propagation_curves_bend(height_m, other_m, knee_m):
    # Knee of the curves of transmission loss at 9.4 GHz: NTIA's implementation of ITU-R P.528 (US Government work)
    horizon_m = geometry.horizon_ground(height_m, EARTH_RADIUS_M) + geometry.horizon_ground(other_m, EARTH_RADIUS_M)
    assert horizon_m == pytest.approx(knee_m, rel=0.03)


def test_a_cruise_missile_at_50_m_hides_until_it_is_50_km_away():
    radar_m = geometry.horizon_slant(24.0, EARTH_RADIUS_M)
    missile_m = geometry.horizon_slant(50.0, EARTH_RADIUS_M)
    assert not geometry.in_line_of_sight(50_000.0, radar_m, missile_m)
    assert geometry.in_line_of_sight(49_000.0, radar_m, missile_m)


@given(low_heights, low_heights, st.floats(-1.5, 1.5))
def test_height_range_and_elevation_agree(height_m, target_height_m, elevation_rad):
    sin_elevation = math.sin(elevation_rad)
    slant_range_m = geometry.slant_range_seen(sin_elevation, height_m, target_height_m, EARTH_RADIUS_M)
    assume(slant_range_m > 1e-3)  # neither "never" nor the same point
    seen_m = geometry.height_seen(slant_range_m, sin_elevation, height_m, EARTH_RADIUS_M)
    assert seen_m == pytest.approx(target_height_m, abs=1e-5)
    args = (slant_range_m, height_m, target_height_m, EARTH_RADIUS_M)
    assert geometry.sin_apparent_elevation(*args) == pytest.approx(sin_elevation, abs=1e-6 / slant_range_m + 1e-12)
    angle_rad = geometry.ground_range(*args) / EARTH_RADIUS_M
    across_m = (EARTH_RADIUS_M + target_height_m) * math.sin(angle_rad)
    assert across_m == pytest.approx(slant_range_m * math.cos(elevation_rad), rel=1e-6, abs=0.2)


@given(st.floats(1.0, 30_000.0), st.floats(1.0, 30_000.0))
def test_a_target_at_the_edge_of_sight_is_seen_along_the_tangent(height_m, target_height_m):
    edge_m = geometry.horizon_slant(height_m, EARTH_RADIUS_M) + geometry.horizon_slant(target_height_m, EARTH_RADIUS_M)
    sin_elevation = geometry.sin_apparent_elevation(edge_m, height_m, target_height_m, EARTH_RADIUS_M)
    dip_rad = math.acos(EARTH_RADIUS_M / (EARTH_RADIUS_M + height_m))
    assert sin_elevation == pytest.approx(-math.sin(dip_rad), abs=1e-9)


def test_the_grazing_angle_vanishes_at_the_horizon():
    horizon_m = geometry.horizon_slant(20.0, EARTH_RADIUS_M)
    assert geometry.sin_grazing_angle(horizon_m, 20.0, EARTH_RADIUS_M) == pytest.approx(0.0, abs=1e-12)
    assert geometry.sin_grazing_angle(200.0, 20.0, EARTH_RADIUS_M) == pytest.approx(0.1, abs=1e-4)
    assert geometry.sin_grazing_angle(1.1 * horizon_m, 20.0, EARTH_RADIUS_M) < 0.0


def test_a_ray_that_never_gets_there_says_so():
    assert math.isnan(geometry.slant_range_seen(0.1, 1000.0, 10.0, EARTH_RADIUS_M))  # climbs away from a low target
    assert math.isnan(geometry.slant_range_seen(-0.001, 10_000.0, 10.0, EARTH_RADIUS_M))  # turns up too early


def slant_range_over(ground_m, height_m, target_height_m, earth_radius_m):
    half_sine = math.sin(0.5 * ground_m / earth_radius_m)
    product_m2 = (earth_radius_m + height_m) * (earth_radius_m + target_height_m)
    return math.sqrt((target_height_m - height_m) ** 2 + 4.0 * product_m2 * half_sine**2)


@given(st.floats(1_000.0, 450e3), st.floats(0.0, 2_000.0), st.floats(0.0, 10_000.0))
def test_ranges_on_the_effective_and_on_the_true_earth_are_alike(ground_m, height_m, target_height_m):
    effective_m = slant_range_over(ground_m, height_m, target_height_m, EARTH_RADIUS_M)
    assert geometry.ground_range(effective_m, height_m, target_height_m, EARTH_RADIUS_M) == pytest.approx(ground_m)
    assert effective_m == pytest.approx(slant_range_over(ground_m, height_m, target_height_m, 6_371_000.0), rel=3e-4)
