"""Arcs that the air slows: nothing changes without air, closed forms at the edges, and they end where they should."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pavise.sim.atmosphere import air_density
from pavise.sim.models.motion import ballistic, descent

RADIUS_M = 6_371_000.0
distances_m = st.floats(60e3, 1000e3)
apogee_ratios = st.sampled_from([0.0, 0.125, 0.25, 0.5, 1.0])
coefficients = st.floats(1000.0, 50e3)


def points_of(distance_m, apogee_ratio, coefficient, points=64, on_ellipse=32, ground_m=0.0):
    arrays = [np.empty(points) for _ in range(3)]
    descent.slowed_arc_points(
        distance_m / RADIUS_M, apogee_ratio * distance_m, RADIUS_M + ground_m, ground_m, 1.0 / coefficient, on_ellipse,
        *arrays,
    )  # fmt: skip
    return arrays


@given(distances_m, apogee_ratios, coefficients)
def test_it_comes_down_where_it_should_later_and_slower_than_without_air(distance_m, ratio, coefficient):
    angle_rad = distance_m / RADIUS_M
    arc = descent.arc_rising_to(angle_rad, ratio * distance_m, RADIUS_M)
    aim_rad = descent.aim_of(angle_rad, ratio * distance_m, RADIUS_M, 0.0, 1.0 / coefficient)
    aimed = descent.arc_rising_to(aim_rad, ratio * distance_m, RADIUS_M)
    time_s, reached_rad, speed_mps = descent.end_of_fall(aim_rad, *aimed, RADIUS_M, 0.0, 1.0 / coefficient)
    assert reached_rad == pytest.approx(angle_rad, abs=0.1 / RADIUS_M) and aim_rad > angle_rad
    assert time_s > ballistic.arc_time(angle_rad, *arc, RADIUS_M)
    assert speed_mps < ballistic.arc_speed(angle_rad, *arc, RADIUS_M)


@given(distances_m, apogee_ratios)
def test_air_that_hardly_holds_leaves_the_ellipse(distance_m, ratio):
    angle_rad = distance_m / RADIUS_M
    arc = descent.arc_rising_to(angle_rad, ratio * distance_m, RADIUS_M)
    time_s, speed_mps = descent.slowed_arc_time(angle_rad, ratio * distance_m, RADIUS_M, 0.0, 1e-12)
    assert time_s == pytest.approx(ballistic.arc_time(angle_rad, *arc, RADIUS_M), abs=2e-3)
    assert speed_mps == pytest.approx(ballistic.arc_speed(angle_rad, *arc, RADIUS_M), abs=0.01)


@settings(max_examples=30)
@given(distances_m, apogee_ratios, coefficients)
def test_points_run_on_to_the_end_and_the_end_is_on_the_ground(distance_m, ratio, coefficient):
    time_s, along_rad, height_m = points_of(distance_m, ratio, coefficient)
    assert (time_s[0], along_rad[0], height_m[0]) == (0.0, 0.0, 0.0)
    assert (along_rad[-1], height_m[-1]) == (distance_m / RADIUS_M, 0.0)
    end_s, _ = descent.slowed_arc_time(distance_m / RADIUS_M, ratio * distance_m, RADIUS_M, 0.0, 1.0 / coefficient)
    assert time_s[-1] == pytest.approx(end_s, abs=1e-9)
    assert (np.diff(time_s) > 0.0).all() and (np.diff(along_rad) > 0.0).all()
    fall = height_m[31:]
    assert (np.diff(fall) < 0.0).all() and (fall[:-1] > 0.0).all()


def test_straight_pieces_stay_near_the_fall():
    """Between the points of battles the body is at most 130 m from where ten times as many points have it."""
    for ratio, coefficient in ((0.0, 3000.0), (0.125, 5000.0), (0.5, 8000.0), (0.25, 20e3)):
        coarse = points_of(300e3, ratio, coefficient)
        fine = points_of(300e3, ratio, coefficient, 640, 320)
        places = [np.stack([RADIUS_M * along, height], axis=1) for _, along, height in (coarse, fine)]
        flown = np.stack([np.interp(fine[0], coarse[0], places[0][:, axis]) for axis in range(2)], axis=1)
        assert np.linalg.norm(flown - places[1], axis=1).max() < 130.0


def test_the_air_takes_what_allen_and_eggers_say():
    """A straight fall through a column of air: speed x exp(-column / (2 B sin angle)), after gravity added to it."""
    coefficient, elevation_rad, speed_mps = 20e3, math.radians(70.0), 3000.0
    start_m = RADIUS_M + 80e3
    climb, along = -speed_mps * math.sin(elevation_rad), speed_mps * math.cos(elevation_rad)
    *_, down_mps, on_mps = descent.fall_for(start_m, 0.0, climb, along, math.inf, RADIUS_M, 5000.0, 1.0 / coefficient)
    column_kgpm2 = sum(air_density(h) * 100.0 for h in np.arange(5050.0, 80e3, 100.0))
    empty_mps = math.sqrt(speed_mps**2 + 2.0 * 9.7 * 75e3)
    expected = empty_mps * math.exp(-0.5 * column_kgpm2 / (coefficient * math.sin(elevation_rad)))
    assert math.hypot(down_mps, on_mps) == pytest.approx(expected, rel=0.01)
    assert expected < 0.9 * empty_mps


def test_a_light_body_ends_at_the_speed_at_which_the_air_carries_it():
    """sqrt(2 g B / density), 128 m/s for 1,000 kg/m2 at sea level."""
    _, speed_mps = descent.slowed_arc_time(500e3 / RADIUS_M, 0.0, RADIUS_M, 0.0, 1.0 / 1000.0)
    assert speed_mps == pytest.approx(math.sqrt(2.0 * 9.81 * 1000.0 / 1.225), rel=0.05)


def test_on_high_ground_the_air_has_taken_less():
    low, high = (descent.slowed_arc_time(300e3 / RADIUS_M, 0.0, RADIUS_M + g, g, 1 / 8000.0)[1] for g in (0.0, 2000.0))
    assert high > 1.1 * low


def test_only_the_last_twenty_kilometres_are_slow():
    time_s, along_rad, height_m = points_of(300e3, 0.0, 5000.0)
    speed_mps = np.hypot(np.diff(height_m), RADIUS_M * np.diff(along_rad)) / np.diff(time_s)
    above = height_m[1:] > 20e3
    assert speed_mps[above][-1] > 1400.0 and speed_mps[-1] < 500.0


def test_the_turning_earth_would_change_little():
    """Seen from the ground, a body of the least-energy arc feels 2 omega v: how far off is an arc without it?

    Flown eastward and westward on the equator from the same start, in axes that turn with the earth.
    """
    from scipy.integrate import solve_ivp

    omega_radps, distance_m = 7.292e-5, 300e3
    angle_rad = distance_m / RADIUS_M
    arc = ballistic.arc_of_least_energy(angle_rad)
    speed_mps = ballistic.arc_speed(angle_rad, *arc, RADIUS_M)
    elevation_rad = ballistic.arc_elevation(angle_rad, *arc)
    still_s = ballistic.arc_time(angle_rad, *arc, RADIUS_M)

    def flown(sign):
        def pull(_, s):
            r3 = math.hypot(s[0], s[1]) ** 3
            return [
                s[2], s[3],
                -ballistic.EARTH_GM_M3PS2 * s[0] / r3 - sign * 2.0 * omega_radps * s[3],
                -ballistic.EARTH_GM_M3PS2 * s[1] / r3 + sign * 2.0 * omega_radps * s[2],
            ]  # fmt: skip

        def ground(_, s):
            return math.hypot(s[0], s[1]) - RADIUS_M

        ground.terminal, ground.direction = True, -1
        start = [0.0, RADIUS_M, speed_mps * math.cos(elevation_rad), speed_mps * math.sin(elevation_rad)]
        return solve_ivp(pull, (0.0, 2000.0), start, events=ground, rtol=1e-9, atol=1e-3, max_step=5.0).t[-1]

    for sign in (1.0, -1.0):
        assert 0.005 < abs(flown(sign) / still_s - 1.0) < 0.03
