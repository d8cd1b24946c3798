"""What a plan nearby tells about a track."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.identification.flight_plan import (
    HIDDEN_SHARE,
    LATE_S,
    PLACE_M,
    PLANNED_SHARE,
    PLANS_PER_M2,
    SPREAD_MPS,
    VELOCITY_MPS,
    plan_log_ratio,
    plan_ratio,
)


def test_what_flies_as_its_plan_says_is_harmless_and_what_has_no_plan_is_a_little_suspicious():
    assert plan_log_ratio(plan_ratio(3e3, 8.0, 300.0, 5.0)) < -3.5
    assert plan_log_ratio(0.0) == pytest.approx(math.log((1 - HIDDEN_SHARE) / (1 - PLANNED_SHARE)))
    assert 0.5 < plan_log_ratio(0.0) < 2.0


def test_another_heading_or_another_place_is_another_aircraft():
    assert plan_ratio(3e3, 120.0, 300.0, 5.0) < 0.01
    assert plan_ratio(60e3, 5.0, 300.0, 5.0) < 0.01


@given(st.floats(0.0, 2e5), st.floats(0.0, 1e3), st.floats(0.0, 1e5), st.floats(0.0, 1e3), st.floats(1.0, 3.0))
def test_nearer_to_a_plan_is_more_harmless(off_m, off_mps, sigma_m, sigma_mps, farther):
    near = plan_log_ratio(plan_ratio(off_m, off_mps, sigma_m, sigma_mps))
    assert near <= plan_log_ratio(plan_ratio(off_m * farther, off_mps, sigma_m, sigma_mps)) + 1e-12
    assert near <= plan_log_ratio(plan_ratio(off_m, off_mps * farther, sigma_m, sigma_mps)) + 1e-12
    assert math.log(HIDDEN_SHARE / PLANNED_SHARE) < near + 1e-12


def test_the_ratio_is_that_of_two_laws_of_distance():
    """Own plan: Rayleigh's law of distance; by chance: the law of the nearest of evenly scattered plans. Velocities:
    Rayleigh's law against an even disc."""
    off_m, off_mps = 9e3, 21.0
    own = off_m / PLACE_M**2 * math.exp(-0.5 * (off_m / PLACE_M) ** 2)
    chance = 2 * math.pi * PLANS_PER_M2 * off_m * math.exp(-math.pi * PLANS_PER_M2 * off_m**2)
    own_v = off_mps / VELOCITY_MPS**2 * math.exp(-0.5 * (off_mps / VELOCITY_MPS) ** 2)
    chance_v = 2 * off_mps / SPREAD_MPS**2
    assert plan_ratio(off_m, off_mps, 0.0, 0.0) == pytest.approx(own / chance * own_v / chance_v, rel=1e-9)


def test_a_track_of_which_little_is_known_fits_any_plan_a_little():
    ratios = [plan_ratio(3e3, 8.0, sigma_m, sigma_m / 50.0) for sigma_m in (100.0, 3e3, 10e3, 30e3)]
    assert (np.diff(ratios) < 0.0).all() and ratios[-1] < 5.0


def test_lateness_and_its_distance_agree():
    assert LATE_S * 235.0 == pytest.approx(PLACE_M, rel=0.02)
