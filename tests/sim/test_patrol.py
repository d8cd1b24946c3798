"""Patrols by sortie: fighters leave without rounds, come back with full racks, and must be turned round in between."""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import EventKind
from pavise.run.drivers import Played, play_fused
from pavise.verify.small_defence import FireUnit, Missile, raid, small_defence

NEAR_M = 3e3


def fought(stay_s: float, **unit) -> Played:
    """A patrol of hopeless rounds above a target that stays."""
    patrol = FireUnit(
        orbit_radius_m=12e3, height_m=7000.0, assess_s=0.5, missile=Missile(p_kill=1e-12), **unit
    )  # fmt: skip
    target = raid(
        1, distance_m=NEAR_M, speed_mps=0.001, altitude_m=10.0, release_range_m=NEAR_M - 0.001 * stay_s
    )  # fmt: skip
    return play_fused(small_defence([patrol], target), 0, 1, log_events=500)


def flights_s(played: Played, apart_s: float = 50.0) -> list[list[float]]:
    """Times of shots, from the first on, flight by flight: those of one lie less than `apart_s` apart."""
    log = played.events[0]
    times_s = log["time_s"][log["kind"] == EventKind.SHOT]
    times_s = times_s - times_s[0]
    cuts = np.flatnonzero(np.diff(times_s) > apart_s) + 1
    return [part.tolist() for part in np.split(times_s, cuts)]


def test_without_rounds_it_leaves_and_the_next_comes_after_the_gap_and_then_only_when_one_is_turned_round():
    """Two airframes with two rounds each; a gap of 100 s, 1,000 s to be turned round."""
    played = fought(1500.0, rounds=2, airframes=2, relief_gap_s=100.0, turn_round_s=1000.0)
    flights = flights_s(played)
    assert [len(flight) for flight in flights] == [2, 2, 2, 2]
    left_s = [flight[-1] for flight in flights]
    assert 100.0 <= flights[1][0] - left_s[0] < 125.0
    assert 1000.0 <= flights[2][0] - left_s[0] < 1025.0  # the first airframe again
    assert 1000.0 <= flights[3][0] - left_s[1] < 1025.0
    assert played.clock["sorties"][0] in (4, 5)


def test_with_many_airframes_only_the_gap_counts():
    flights = flights_s(fought(600.0, rounds=2, airframes=8, relief_gap_s=100.0, turn_round_s=1000.0))
    assert len(flights) >= 4
    assert all(100.0 <= b[0] - a[-1] < 125.0 for a, b in zip(flights, flights[1:], strict=False))


def test_a_planned_relief_brings_full_racks_and_takes_home_what_is_left():
    """One shot each 150 s, relief each 400 s: nobody runs out."""
    played = fought(
        3000.0, rounds=6, interval_s=150.0, airframes=6, on_station_s=350.0, relief_gap_s=50.0, turn_round_s=100.0
    )
    rack = played.rack[0, 0]
    assert rack["fired"] + rack["rounds"] + rack["returned"] == rack["loaded"]
    assert rack["returned"] >= 5 * 3 and rack["fired"] > 12
    assert 7 <= played.clock["sorties"][0] <= 9


def test_a_patrol_that_keeps_to_its_plan_counts_no_sorties_and_does_not_come_back():
    played = fought(1500.0, rounds=2, reloads=1, reload_s=100.0)
    assert [len(flight) for flight in flights_s(played)] == [2, 2]
    assert played.clock["sorties"][0] == 0 and not math.isfinite(played.rack["reloaded_s"][0, 0])
