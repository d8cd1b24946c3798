"""Interceptors meet targets where both are, and the timeline of shoot-look-shoot adds up."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.interception import head_on_timeline, meeting_time, meeting_time_on_path

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


def path_of(points):
    path = np.zeros(len(points), np.dtype([("time_s", "f8"), ("position_m", "f8", 3)])).view(np.recarray)
    for row, (time_s, position_m) in zip(path, points, strict=True):
        row.time_s, row.position_m[:] = time_s, position_m
    return path


def test_on_a_straight_path_the_meeting_is_the_same():
    """One straight flight cut in pieces: the answer does not depend on the cuts."""
    velocity_mps = np.array([-240.0, 30.0, 5.0])
    start_m = np.array([90e3, -20e3, 3e3])
    path = path_of([(100.0 + t, start_m + t * velocity_mps) for t in (0.0, 40.0, 55.0, 90.0, 300.0)])
    launcher_m = (1e3, 2e3, 0.0)
    relative_m = start_m + 10.0 * velocity_mps - launcher_m
    expected_s = meeting_time(*relative_m, *velocity_mps, 1000.0, 0.0)
    assert meeting_time_on_path(110.0, *launcher_m, 1000.0, path, 5, 0) == pytest.approx(expected_s, rel=1e-12)
    assert meeting_time_on_path(110.0, *launcher_m, 100.0, path, 5, 0) == pytest.approx(
        meeting_time(*relative_m, *velocity_mps, 100.0, 0.0)
    )
    assert meeting_time_on_path(110.0, *launcher_m, 1000.0, path, 2, 0) == math.inf  # the path ends before


@given(st.integers(0, 10_000), st.floats(50, 3000), st.floats(0, 0.99))
def test_on_a_bent_path_both_arrive_first_at_the_meeting(seed, interceptor_mps, share):
    rng = np.random.default_rng(seed)
    points = np.cumsum(rng.normal(0, 20e3, (8, 3)), axis=0) + [60e3, 0, 0]
    times_s = np.cumsum(rng.uniform(5, 60, 8))
    path = path_of(list(zip(times_s, points, strict=True)))
    time_s = times_s[0] + share * (times_s[-1] - times_s[0])
    leg = int(np.searchsorted(times_s, time_s, side="right") - 1)

    def gap_m(flight_s):
        there_m = [np.interp(time_s + flight_s, times_s, points[:, axis]) for axis in range(3)]
        return math.hypot(*there_m) - interceptor_mps * flight_s

    left_s = times_s[-1] - time_s
    flight_s = meeting_time_on_path(time_s, 0.0, 0.0, 0.0, interceptor_mps, path, 8, leg)
    if flight_s < math.inf:
        assert gap_m(flight_s) == pytest.approx(0.0, abs=1e-3)
    for earlier_s in np.linspace(0.0, min(flight_s, left_s), 50, endpoint=False):
        assert gap_m(earlier_s) > -1e-3


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
