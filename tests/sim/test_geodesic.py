"""The ellipsoid's geodesics: the paper's own examples, and properties that any shortest line has."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pavise.sim import geodesic, geometry

latitudes = st.floats(-math.pi / 2, math.pi / 2)
longitudes = st.floats(-math.pi, math.pi)
QUARTER_MERIDIAN_M = 10_001_965.7293  # WGS84, from the complete elliptic integral


def between(latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg):
    angles_rad = map(math.radians, (latitude1_deg, longitude1_deg, latitude2_deg, longitude2_deg))
    distance_m, azimuth1_rad, azimuth2_rad = geodesic.inverse(*angles_rad)
    return distance_m, math.degrees(azimuth1_rad), math.degrees(azimuth2_rad)


# C. F. F. Karney, "Algorithms for geodesics" (2013): the worked examples.


def test_the_papers_direct_example():
    place = geodesic.direct(math.radians(40.0), 0.0, math.radians(30.0), 1e7)
    assert [math.degrees(angle) for angle in place] == pytest.approx(
        [41.79331020506, 137.84490004377, 149.09016931807], abs=1e-10
    )


def test_the_papers_short_line():
    distance_m, azimuth1_deg, azimuth2_deg = between(-30.12345, 0.0, -30.12344, 0.00005)
    assert distance_m == pytest.approx(4.944208, abs=1e-6)
    assert (azimuth1_deg, azimuth2_deg) == pytest.approx((77.04353354237, 77.04350844913), abs=1e-8)


def test_the_papers_line_between_opposite_places():
    distance_m, azimuth1_deg, azimuth2_deg = between(-30.0, 0.0, 29.9, 179.8)
    assert distance_m == pytest.approx(19_989_832.82761, abs=1e-5)
    assert (azimuth1_deg, azimuth2_deg) == pytest.approx((161.89052473633, 18.09073724574), abs=1e-9)


def test_a_row_of_the_published_test_set():
    # GeodTest (doi:10.5281/zenodo.32156): 5.421025561218 0 84.846843174846 3.027329237478900117
    # 109.666857465735641205 96.82699219861354 12161089.9991805 ...
    distance_m, azimuth1_deg, azimuth2_deg = between(5.421025561218, 0.0, 3.027329237478900117, 109.666857465735641205)
    assert distance_m == pytest.approx(12_161_089.9991805, abs=1e-6)
    assert (azimuth1_deg, azimuth2_deg) == pytest.approx((84.846843174846, 96.82699219861354), abs=1e-10)


def test_lines_over_the_poles():
    assert between(90.0, 0.0, -90.0, 0.0)[0] == pytest.approx(2 * QUARTER_MERIDIAN_M, abs=1e-3)
    assert between(0.0, 0.0, 90.0, 50.0)[0] == pytest.approx(QUARTER_MERIDIAN_M, abs=1e-3)
    distance_m, azimuth1_deg, azimuth2_deg = between(80.0, 10.0, 70.0, -170.0)
    to_pole_m = between(80.0, 10.0, 90.0, 10.0)[0] + between(70.0, 10.0, 90.0, 10.0)[0]
    assert (distance_m, azimuth1_deg, abs(azimuth2_deg)) == pytest.approx((to_pole_m, 0.0, 180.0), abs=1e-6)


def test_lines_along_the_equator_until_a_shorter_way_opens():
    assert between(0.0, 10.0, 0.0, 11.0) == pytest.approx((math.radians(1) * 6_378_137.0, 90.0, 90.0), abs=1e-6)
    assert between(0.0, 11.0, 0.0, 10.0)[1] == pytest.approx(-90.0)
    distance_m, azimuth_deg, _ = between(0.0, 0.0, 0.0, 179.9)
    assert distance_m < math.radians(179.9) * 6_378_137.0 and not 80 < azimuth_deg < 100


def test_a_place_is_nowhere_from_itself():
    assert between(39.0, 33.0, 39.0, 33.0)[0] == 0.0
    assert between(0.0, 0.0, 0.0, 0.0)[0] == 0.0


@given(latitudes, longitudes, st.floats(-math.pi, math.pi), st.floats(0.0, 19.9e6))
def test_going_there_and_asking_the_way_agree(latitude_rad, longitude_rad, azimuth_rad, distance_m):
    end_latitude_rad, end_longitude_rad, _ = geodesic.direct(latitude_rad, longitude_rad, azimuth_rad, distance_m)
    shortest_m, _, _ = geodesic.inverse(latitude_rad, longitude_rad, end_latitude_rad, end_longitude_rad)
    assert shortest_m == pytest.approx(distance_m, abs=1e-6)


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_way_found_leads_there(latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad):
    distance_m, azimuth1_rad, _ = geodesic.inverse(latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad)
    end = geodesic.direct(latitude1_rad, longitude1_rad, azimuth1_rad, distance_m)
    gap = math.dist(geometry.n_vector(end[0], end[1]), geometry.n_vector(latitude2_rad, longitude2_rad))
    assert gap * 6.4e6 < 1e-6


@given(latitudes, longitudes, st.floats(-1e-5, 1e-5), st.floats(-1e-5, 1e-5))
def test_places_opposite_each_other_are_reached(latitude_rad, longitude_rad, north_rad, east_rad):
    """The hard case of older formulae, which never ended here."""
    latitude2_rad = max(-math.pi / 2, min(math.pi / 2, north_rad - latitude_rad))
    longitude2_rad = longitude_rad + math.pi + east_rad
    distance_m, azimuth1_rad, _ = geodesic.inverse(latitude_rad, longitude_rad, latitude2_rad, longitude2_rad)
    assert 19.9e6 < distance_m < 2 * QUARTER_MERIDIAN_M + 1e-3
    end = geodesic.direct(latitude_rad, longitude_rad, azimuth1_rad, distance_m)
    gap = math.dist(geometry.n_vector(end[0], end[1]), geometry.n_vector(latitude2_rad, longitude2_rad))
    assert gap * 6.4e6 < 1e-6


@given(latitudes, longitudes, latitudes, longitudes)
def test_there_and_back_are_the_same_line(latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad):
    there = geodesic.inverse(latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad)
    back = geodesic.inverse(latitude2_rad, longitude2_rad, latitude1_rad, longitude1_rad)
    assert there[0] == pytest.approx(back[0], abs=1e-7)


@given(latitudes, longitudes, latitudes, longitudes, latitudes, longitudes)
def test_no_detour_is_shorter(
    latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad, latitude_rad, longitude_rad
):
    straight_m = geodesic.inverse(latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad)[0]
    first_m = geodesic.inverse(latitude1_rad, longitude1_rad, latitude_rad, longitude_rad)[0]
    second_m = geodesic.inverse(latitude_rad, longitude_rad, latitude2_rad, longitude2_rad)[0]
    assert straight_m <= first_m + second_m + 1e-6


@given(latitudes, longitudes, st.floats(-math.pi, math.pi), st.floats(1.0, 100e3))
def test_for_short_lines_the_chord_is_nearly_as_long(latitude_rad, longitude_rad, azimuth_rad, distance_m):
    assume(abs(latitude_rad) < 1.57)
    end = geodesic.direct(latitude_rad, longitude_rad, azimuth_rad, distance_m)
    start_m = geometry.earth_centred(*geometry.n_vector(latitude_rad, longitude_rad), 0.0)
    end_m = geometry.earth_centred(*geometry.n_vector(end[0], end[1]), 0.0)
    chord_m = geometry.distance(*start_m, *end_m)
    assert chord_m * (1 - 1e-9) - 1e-8 <= distance_m <= chord_m * (1 + (distance_m / 6.3e6) ** 2 / 24 + 1e-9) + 1e-8
