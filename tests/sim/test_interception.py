"""Interceptors meet targets where both are, and the timeline of shoot-look-shoot adds up."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.interception import head_on_timeline, meeting_time

positions = st.tuples(*[st.floats(-200e3, 200e3)] * 3)
velocities = st.tuples(*[st.floats(-2000, 2000)] * 3)


@given(positions, velocities, st.floats(100, 3000), st.floats(0, 60))
def test_both_arrive_at_the_same_time(position_m, velocity_mps, interceptor_mps, delay_s):
    time_s = meeting_time(*position_m, *velocity_mps, interceptor_mps, delay_s)
    if math.isfinite(time_s) and time_s < 1e5:
        assert time_s >= delay_s
        met_m = [p + v * time_s for p, v in zip(position_m, velocity_mps, strict=True)]
        flown_m = interceptor_mps * (time_s - delay_s)
        assert math.hypot(*met_m) == pytest.approx(flown_m, rel=1e-6, abs=1e-3)


@given(positions, velocities, st.floats(100, 3000), st.floats(0, 60), st.floats(0, 1))
def test_there_is_no_earlier_meeting(position_m, velocity_mps, interceptor_mps, delay_s, share):
    time_s = meeting_time(*position_m, *velocity_mps, interceptor_mps, delay_s)
    earlier_s = delay_s + share * (min(time_s, 1e5) - delay_s) * 0.999
    there_m = math.hypot(*(p + v * earlier_s for p, v in zip(position_m, velocity_mps, strict=True)))
    assert there_m >= interceptor_mps * (earlier_s - delay_s) * (1 - 1e-9) - 1e-6


def test_head_on_and_tail_chase():
    assert meeting_time(30e3, 0.0, 0.0, -500.0, 0.0, 0.0, 1000.0, 0.0) == pytest.approx(20.0)
    assert meeting_time(30e3, 0.0, 0.0, 500.0, 0.0, 0.0, 1000.0, 0.0) == pytest.approx(60.0)
    assert meeting_time(30e3, 0.0, 0.0, -500.0, 0.0, 0.0, 1000.0, 6.0) == pytest.approx(24.0)


def test_who_flies_away_faster_is_never_met():
    assert meeting_time(30e3, 0.0, 0.0, 1000.0, 0.0, 0.0, 1000.0, 0.0) == math.inf
    assert meeting_time(30e3, 0.0, 0.0, 1500.0, 0.0, 0.0, 1000.0, 0.0) == math.inf
    assert meeting_time(0.0, 30e3, 0.0, 1500.0, 0.0, 0.0, 1000.0, 0.0) == math.inf


def test_a_faster_target_is_met_only_as_it_comes():
    assert meeting_time(30e3, 0.0, 0.0, -1500.0, 0.0, 0.0, 1000.0, 0.0) == pytest.approx(12.0)
    assert meeting_time(30e3, 0.0, 0.0, -1500.0, 0.0, 0.0, 1000.0, 25.0) == math.inf  # it has passed


def test_equal_speeds_head_on_meet_half_way():
    assert meeting_time(40e3, 0.0, 0.0, -800.0, 0.0, 0.0, 800.0, 0.0) == pytest.approx(25.0)


def test_a_target_overhead_the_launcher_is_met_at_once():
    assert meeting_time(0.0, 0.0, 0.0, -800.0, 0.0, 0.0, 800.0, 0.0) == 0.0


def test_a_timeline_by_hand():
    """Speeds 1 : 3, so a round meets the target at three quarters of the range at which it leaves."""
    # 100 km less 300 m/s x 10 s = 97 km -> 72.75; less 20 s: 66.75 -> 50.0625; 44.06 -> 33.05; 27.05 -> 20.285
    rounds, first_m, last_m = head_on_timeline(100e3, 300.0, 900.0, 10.0, 20.0, 20e3, 80e3)
    assert (rounds, first_m, last_m) == (4, 72_750.0, 20_285.15625)


def test_a_target_seen_beyond_reach_is_met_at_the_limit():
    rounds, first_m, last_m = head_on_timeline(400e3, 300.0, 900.0, 10.0, 20.0, 55e3, 80e3)
    assert (rounds, first_m) == (2, 80e3) and last_m == 55_500.0


def test_no_round_fits():
    rounds, first_m, last_m = head_on_timeline(10e3, 300.0, 900.0, 40.0, 20.0, 5e3, 80e3)
    assert rounds == 0 and math.isnan(first_m) and math.isnan(last_m)


def test_a_target_that_stands_still_does_not_hang_the_timeline():
    assert head_on_timeline(10e3, 0.0, 900.0, 1.0, 1.0, 1e3, 80e3) == (1, 10e3, 10e3)
