"""Frames and flights: every cell lies where its frame says, and the flight that answers for it passes or hits it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.coverage.flights import Frame, arc_flights, level_flights
from pavise.coverage.grid import MEAN_RADIUS_M, n_vectors
from pavise.sim.models.motion.great_circle import central_angle, point_ahead

places = st.tuples(st.floats(-89.0, 89.0), st.floats(-180.0, 180.0))
bearings = st.floats(0.0, 2.0 * math.pi)
kilometres = st.floats(-400.0, 400.0)


def n_of(place):
    return n_vectors(np.radians(place[0]), np.radians(place[1]))


def apart_m(one, other):
    return central_angle(*one, *other) * MEAN_RADIUS_M


@given(places, bearings, kilometres, kilometres)
def test_a_place_is_found_again_where_it_was_put(place, bearing_rad, behind_km, right_km):
    frame = Frame.at(n_of(place), bearing_rad)
    n, _ = frame.places(np.array([1e3 * behind_km]), np.array([1e3 * right_km]))
    x_m, c_m = frame.where(n)
    # seen along the line, a place far to the side lies a little farther on
    assert c_m[0] == pytest.approx(1e3 * right_km * math.cos(1e3 * behind_km / MEAN_RADIUS_M), abs=450.0)
    assert x_m[0] == pytest.approx(1e3 * behind_km, abs=1000.0)


@given(places, bearings, st.floats(-300.0, 300.0))
def test_the_bearing_of_a_place_leads_towards_the_threat(place, bearing_rad, right_km):
    frame = Frame.at(n_of(place), bearing_rad)
    (end,), (axis_rad,) = frame.places(np.array([200e3]), np.array([1e3 * right_km]))
    (start,), _ = frame.places(np.array([-300e3]), np.array([1e3 * right_km]))
    back = point_ahead(*end, axis_rad, 500e3 / MEAN_RADIUS_M)
    assert apart_m(back, start) < 1.0


def test_one_level_flight_answers_for_all_cells_under_it():
    frame = Frame.at(n_of((39.0, 33.0)), 1.0)
    x_m, c_m = (part.ravel() for part in np.meshgrid(np.arange(-80e3, 81e3, 4e3), np.arange(-80e3, 81e3, 4e3)))
    flights = level_flights(frame, x_m, c_m, 4e3, 300e3, mirrored=False)
    assert len(flights.axis_rad) == 41 and flights.distance_m == pytest.approx(380e3, abs=2.0)
    half = level_flights(frame, x_m, c_m, 4e3, 300e3, mirrored=True)
    assert len(half.axis_rad) == 21
    met_s = np.full(41, 300e3 / 250.0)  # all are met when they pass the centre
    assert np.array_equal(flights.defended(met_s, 250.0, 0.0), x_m >= 0.0)
    assert np.array_equal(flights.defended(met_s, 250.0, 20e3), x_m >= 20e3)
    assert not flights.defended(np.full(41, math.inf), 250.0, 0.0).any()


def test_an_arc_comes_down_at_the_cell_that_it_answers_for():
    frame = Frame.at(n_of((39.0, 33.0)), 0.5)
    x_m, c_m = np.array([[0.0, 8e3], [-8e3, 1.9e3]]), np.array([[0.0, -4e3], [4e3, 0.0]])
    flights = arc_flights(frame, x_m, c_m, 4e3, 300e3, mirrored=True)
    assert len(flights.axis_rad) == 3  # two cells share an end; the third's twin lies on the other side
    ends = flights.n_end[flights.of]
    where = np.stack(frame.where(ends))
    assert np.abs(where[0] - x_m).max() < 2e3 + 1.0 and np.abs(where[1] - np.abs(c_m)).max() < 2e3 + 1.0
