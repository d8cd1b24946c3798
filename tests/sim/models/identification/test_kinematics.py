"""What the way of flying tells, and what it does not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from pavise.sim.models.identification.kinematics import (
    HARMLESS,
    HARMLESS_LIKE_ATTACK,
    HOSTILE,
    HOSTILE_LIKE_TRAFFIC,
    fit,
    kinematics_log_ratio,
)

SURE = (3.0, 50.0, 2.0)
LOWEST = math.log(HOSTILE_LIKE_TRAFFIC / (1.0 - HARMLESS_LIKE_ATTACK))
HIGHEST = math.log((1.0 - HOSTILE_LIKE_TRAFFIC) / HARMLESS_LIKE_ATTACK)


@pytest.mark.parametrize(
    ("flier", "speed_mps", "height_m", "climb_mps"),
    [
        ("cruise missile", 240.0, 200.0, 0.0),
        ("aircraft supersonic at height", 500.0, 12e3, 0.0),
        ("missile climbing out", 1200.0, 20e3, 900.0),
        ("missile coming down", 2000.0, 40e3, -1400.0),
        ("fighter diving", 330.0, 4000.0, -80.0),
    ],
)
def test_attackers_look_like_attackers(flier, speed_mps, height_m, climb_mps):
    assert kinematics_log_ratio(speed_mps, height_m, climb_mps, *SURE) > 1.5, flier


@pytest.mark.parametrize(
    ("flier", "speed_mps", "height_m", "climb_mps"),
    [
        ("airliner cruising", 235.0, 10.7e3, 0.0),
        ("airliner coming down", 170.0, 5000.0, -8.0),
        ("transport", 190.0, 7500.0, 2.0),
    ],
)
def test_traffic_looks_like_traffic(flier, speed_mps, height_m, climb_mps):
    assert kinematics_log_ratio(speed_mps, height_m, climb_mps, *SURE) < -1.0, flier


def test_a_drone_and_a_light_aircraft_are_hard_to_tell_apart():
    assert abs(kinematics_log_ratio(55.0, 1200.0, 0.0, *SURE)) < 1.5


def test_a_track_of_which_little_is_known_says_little():
    assert abs(kinematics_log_ratio(240.0, 200.0, 0.0, 2e3, 30e3, 2e3)) < 1.0
    sharp, blurred = (kinematics_log_ratio(240.0, 200.0, 0.0, 3.0 * k, 50.0 * k, 2.0 * k) for k in (1.0, 60.0))
    assert abs(blurred) < 0.6 * sharp


@given(
    st.floats(0.0, 8000.0), st.floats(-500.0, 500e3), st.floats(-3000.0, 3000.0),
    st.tuples(st.floats(0.0, 1e4), st.floats(0.0, 1e5), st.floats(0.0, 1e4)),
)  # fmt: skip
def test_the_way_of_flying_alone_settles_nothing(speed_mps, height_m, climb_mps, sigmas):
    assert LOWEST - 1e-9 <= kinematics_log_ratio(speed_mps, height_m, climb_mps, *sigmas) <= HIGHEST + 1e-9


@pytest.mark.parametrize("kinds", [HARMLESS, HOSTILE])
def test_each_heap_is_a_density(kinds):
    """The shares add up to one, and a density is the sum over kinds of three normal ones (scipy)."""
    assert kinds[:, 0].sum() == pytest.approx(1.0)
    by_hand = sum(
        share
        * norm.pdf(200.0, speed, math.hypot(spread, 9.0))
        * norm.pdf(4000.0, height, math.hypot(height_spread, 300.0))
        * norm.pdf(6.0, 0.0, math.hypot(climb_spread, 4.0))
        for share, speed, spread, height, height_spread, climb_spread in kinds
    )
    assert fit(kinds, 200.0, 4000.0, 6.0, 9.0, 300.0, 4.0) == pytest.approx(by_hand * (2.0 * math.pi) ** 1.5)
