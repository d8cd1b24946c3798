"""Ballistic arcs obey Newton, and the least-energy arc is the least."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.motion import ballistic

RADIUS_M = 6_371_000.0
range_angles = st.floats(1e-3, 2.5)


def points_of(range_angle_rad, arc, points=41):
    arrays = [np.empty(points) for _ in range(3)]
    ballistic.arc_points(range_angle_rad, *arc, RADIUS_M, *arrays)
    return arrays


def test_a_short_arc_is_the_parabola_of_the_school_book():
    """Flat earth: v^2 = g R, apogee R / 4, t = sqrt(2 R / g) at 45 degrees."""
    range_m = 20_000.0
    gravity_mps2 = ballistic.EARTH_GM_M3PS2 / RADIUS_M**2
    angle_rad = range_m / RADIUS_M
    arc = ballistic.arc_of_least_energy(angle_rad)
    assert ballistic.arc_speed(angle_rad, *arc, RADIUS_M) == pytest.approx(math.sqrt(gravity_mps2 * range_m), rel=2e-3)
    assert ballistic.arc_apogee(angle_rad, *arc, RADIUS_M) == pytest.approx(range_m / 4, rel=2e-3)
    assert ballistic.arc_time(angle_rad, *arc, RADIUS_M) == pytest.approx(
        math.sqrt(2 * range_m / gravity_mps2), rel=2e-3
    )


def test_half_way_round_takes_half_a_low_orbit():
    # Circular orbit at the surface: period 2 pi sqrt(R^3 / GM) = 84.35 min; elevation 0 is that orbit.
    arc = ballistic.arc_of_elevation(math.pi, 1e-9)
    half_period_s = math.pi * math.sqrt(RADIUS_M**3 / ballistic.EARTH_GM_M3PS2)
    assert ballistic.arc_time(math.pi, *arc, RADIUS_M) == pytest.approx(half_period_s, rel=1e-6)
    assert ballistic.arc_speed(math.pi, *arc, RADIUS_M) == pytest.approx(7910.0, abs=5.0)


@given(range_angles, st.floats(0.02, 0.98))
def test_any_other_elevation_needs_more_speed(range_angle_rad, share):
    least = ballistic.arc_of_least_energy(range_angle_rad)
    least_mps = ballistic.arc_speed(range_angle_rad, *least, RADIUS_M)
    other = ballistic.arc_of_elevation(range_angle_rad, share * (0.5 * math.pi - 0.25 * range_angle_rad))
    assert ballistic.arc_speed(range_angle_rad, *other, RADIUS_M) >= least_mps * (1 - 1e-12)


@given(range_angles, st.floats(0.05, 0.95))
def test_elevation_and_apogee_name_the_same_arc(range_angle_rad, share):
    elevation_rad = share * (0.5 * math.pi - 0.25 * range_angle_rad)
    arc = ballistic.arc_of_elevation(range_angle_rad, elevation_rad)
    assert ballistic.arc_elevation(range_angle_rad, *arc) == pytest.approx(elevation_rad, rel=1e-9)
    apogee_m = ballistic.arc_apogee(range_angle_rad, *arc, RADIUS_M)
    assert ballistic.arc_of_apogee(range_angle_rad, apogee_m, RADIUS_M) == pytest.approx(arc, rel=1e-9)


@given(st.floats(0.005, 1.5), st.floats(0.1, 0.9))
def test_points_keep_energy_and_angular_momentum(range_angle_rad, share):
    """Differences between close points must show the speed that Kepler's laws give at that height."""
    elevation_rad = share * (0.5 * math.pi - 0.25 * range_angle_rad)
    arc = ballistic.arc_of_elevation(range_angle_rad, elevation_rad)
    time_s, angle_rad, height_m = points_of(range_angle_rad, arc, 2001)
    start_mps = ballistic.arc_speed(range_angle_rad, *arc, RADIUS_M)
    middle_m = RADIUS_M + 0.5 * (height_m[1:] + height_m[:-1])
    turn_radps, climb_mps = np.diff(angle_rad) / np.diff(time_s), np.diff(height_m) / np.diff(time_s)
    momentum = RADIUS_M * start_mps * math.cos(elevation_rad)
    assert np.max(np.abs(middle_m**2 * turn_radps / momentum - 1.0)) < 2e-5
    energy = 0.5 * (climb_mps**2 + (middle_m * turn_radps) ** 2) - ballistic.EARTH_GM_M3PS2 / middle_m
    expected = 0.5 * start_mps**2 - ballistic.EARTH_GM_M3PS2 / RADIUS_M
    assert np.max(np.abs(energy - expected)) < 2e-5 * start_mps**2


def test_points_run_from_start_to_end_over_the_apogee():
    angle_rad = 500e3 / RADIUS_M
    arc = ballistic.arc_of_least_energy(angle_rad)
    time_s, along_rad, height_m = points_of(angle_rad, arc)
    assert (time_s[0], along_rad[0], height_m[0]) == (0.0, 0.0, 0.0)
    assert (along_rad[-1], height_m[-1]) == (angle_rad, 0.0)
    assert time_s[-1] == pytest.approx(ballistic.arc_time(angle_rad, *arc, RADIUS_M), rel=1e-14)
    assert height_m[20] == height_m.max() == pytest.approx(ballistic.arc_apogee(angle_rad, *arc, RADIUS_M), rel=1e-9)
    assert along_rad[20] == pytest.approx(angle_rad / 2)
    assert np.all(np.diff(time_s) > 0) and np.all(np.diff(along_rad) > 0)
    assert height_m == pytest.approx(height_m[::-1], abs=1e-6)


def test_reported_scale_of_a_short_range_missile():
    # A least-energy arc of 300 km on a sphere of 6,371 km: worked out outside this project, in closed form and with an
    # adaptive integrator (Dormand and Prince, order 8).
    angle_rad = 300e3 / RADIUS_M
    arc = ballistic.arc_of_least_energy(angle_rad)
    assert ballistic.arc_speed(angle_rad, *arc, RADIUS_M) == pytest.approx(1696.48, abs=0.1)
    assert ballistic.arc_apogee(angle_rad, *arc, RADIUS_M) == pytest.approx(74_110.0, abs=50.0)
    assert ballistic.arc_time(angle_rad, *arc, RADIUS_M) == pytest.approx(251.03, abs=0.1)
    assert math.degrees(ballistic.arc_elevation(angle_rad, *arc)) == pytest.approx(44.3255, abs=1e-4)


def fly(speed_mps, elevation_rad, step_s=0.05):
    """The same flight by brute force: Newton's law in steps (fourth-order Runge and Kutta), until it comes down."""

    def slope(s):
        gravity = -ballistic.EARTH_GM_M3PS2 / math.hypot(s[0], s[1]) ** 3
        return np.array([s[2], s[3], gravity * s[0], gravity * s[1]])

    state = np.array([0.0, RADIUS_M, speed_mps * math.cos(elevation_rad), speed_mps * math.sin(elevation_rad)])
    time_s, top_m = 0.0, 0.0
    while True:
        k1 = slope(state)
        k2 = slope(state + 0.5 * step_s * k1)
        k3 = slope(state + 0.5 * step_s * k2)
        k4 = slope(state + step_s * k3)
        after = state + step_s / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)
        height_m, height_after_m = (math.hypot(s[0], s[1]) - RADIUS_M for s in (state, after))
        if height_after_m < 0.0:
            share = height_m / (height_m - height_after_m)
            end = state + share * (after - state)
            return math.atan2(end[0], end[1]) * RADIUS_M, top_m, time_s + share * step_s
        state, time_s, top_m = after, time_s + step_s, max(top_m, height_after_m)


@pytest.mark.parametrize("elevation_deg", [20.0, 44.3255, 70.0])
def test_arcs_agree_with_an_integrated_flight(elevation_deg):
    angle_rad, elevation_rad = 300e3 / RADIUS_M, math.radians(elevation_deg)
    arc = ballistic.arc_of_elevation(angle_rad, elevation_rad)
    range_m, top_m, time_s = fly(ballistic.arc_speed(angle_rad, *arc, RADIUS_M), elevation_rad)
    assert range_m == pytest.approx(300e3, abs=1.0)
    assert top_m == pytest.approx(ballistic.arc_apogee(angle_rad, *arc, RADIUS_M), abs=1.0)
    assert time_s == pytest.approx(ballistic.arc_time(angle_rad, *arc, RADIUS_M), abs=1e-3)
