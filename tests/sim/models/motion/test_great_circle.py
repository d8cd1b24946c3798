"""Routes over the round earth: lengths, bearings, points in between and beside."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pavise.sim.geometry import latitude_longitude, n_vector
from pavise.sim.models.motion import great_circle

directions = st.tuples(st.floats(-math.pi / 2, math.pi / 2), st.floats(-math.pi, math.pi)).map(lambda p: n_vector(*p))


def at(latitude_deg, longitude_deg):
    return n_vector(math.radians(latitude_deg), math.radians(longitude_deg))


def test_baghdad_to_osaka_is_no_straight_line_on_the_map():
    # A well-known teaching example on the sphere: 35 N 45 E to 35 N 135 E sets off at 60 degrees, not due east.
    angle_rad = great_circle.central_angle(*at(35, 45), *at(35, 135))
    expected = math.acos(math.sin(math.radians(35)) ** 2)
    assert angle_rad == pytest.approx(expected, rel=1e-12)
    assert math.degrees(great_circle.bearing_to(*at(35, 45), *at(35, 135))) == pytest.approx(60.16, abs=0.01)


@pytest.mark.parametrize(("to", "bearing_deg"), [((40, 35), 0), ((30, 35), 180), ((0, 35), 180)])
def test_along_a_meridian(to, bearing_deg):
    start = at(35, 35)
    assert math.remainder(math.degrees(great_circle.bearing_to(*start, *at(*to))) - bearing_deg, 360) == pytest.approx(
        0, abs=1e-9
    )
    assert great_circle.central_angle(*start, *at(*to)) == pytest.approx(math.radians(abs(to[0] - 35)), rel=1e-14)


def test_along_the_equator_over_the_date_line():
    assert great_circle.bearing_to(*at(0, 179), *at(0, -179)) == pytest.approx(math.pi / 2)
    middle = great_circle.point_beside(*at(0, 179), *at(0, -179), 0.5, 0.0)
    assert middle == pytest.approx((-1.0, 0.0, 0.0), abs=1e-15)


@given(directions, st.floats(0, 2 * math.pi), st.floats(1e-6, 3.0))
def test_going_there_and_measuring_agree(start, bearing_rad, angle_rad):
    assume(abs(start[2]) < 0.9999)  # at the pole itself every way leads south
    end = great_circle.point_ahead(*start, bearing_rad, angle_rad)
    assert math.hypot(*end) == pytest.approx(1.0, abs=1e-15)
    assert great_circle.central_angle(*start, *end) == pytest.approx(angle_rad, rel=1e-9, abs=1e-15)
    turned = great_circle.bearing_to(*start, *end) - bearing_rad
    assert math.remainder(turned, 2 * math.pi) == pytest.approx(0.0, abs=1e-8)


@given(directions, directions, st.floats(0, 1), st.floats(-0.2, 0.2))
def test_a_point_beside_is_as_far_from_the_way_as_asked(start, end, fraction, offset_rad):
    assume(1e-3 < great_circle.central_angle(*start, *end) < 3.1)
    point = great_circle.point_beside(*start, *end, fraction, offset_rad)
    on_way = great_circle.point_beside(*start, *end, fraction, 0.0)
    whole_rad = great_circle.central_angle(*start, *end)
    assert great_circle.central_angle(*start, *on_way) == pytest.approx(fraction * whole_rad, abs=1e-12)
    assert great_circle.central_angle(*on_way, *point) == pytest.approx(abs(offset_rad), abs=1e-12)
    right = np.cross(end, start) / np.linalg.norm(np.cross(start, end))
    assert math.asin(max(-1.0, min(1.0, float(np.dot(point, right))))) == pytest.approx(offset_rad, abs=1e-9)


def test_right_is_south_when_flying_east():
    beside = great_circle.point_beside(*at(0, 10), *at(0, 20), 0.5, math.radians(1))
    latitude_rad, longitude_rad = latitude_longitude(*beside)
    assert (math.degrees(latitude_rad), math.degrees(longitude_rad)) == pytest.approx((-1.0, 15.0), abs=1e-12)


@given(directions, directions, st.integers(2, 100))
def test_points_of_a_leg_are_evenly_spaced(start, end, points):
    whole_rad = great_circle.central_angle(*start, *end)
    assume(1e-6 < whole_rad < 3.1)
    n_out = np.empty((points, 3))
    great_circle.leg_points(*start, *end, n_out)
    assert tuple(n_out[0]) == start and tuple(n_out[-1]) == end
    assert np.linalg.norm(n_out, axis=1) == pytest.approx(np.ones(points), abs=1e-11)
    steps = [great_circle.central_angle(*n_out[i], *n_out[i + 1]) for i in range(points - 1)]
    assert steps == pytest.approx([whole_rad / (points - 1)] * (points - 1), abs=1e-11)


def test_from_a_place_to_itself_nothing_moves():
    here = at(39, 33)
    assert great_circle.central_angle(*here, *here) == pytest.approx(0.0, abs=1e-16)
    n_out = np.empty((4, 3))
    great_circle.leg_points(*here, *here, n_out)
    assert n_out == pytest.approx(np.array([here] * 4), abs=1e-15)
