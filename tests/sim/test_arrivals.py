"""Raids on time: whoever is told when to arrive arrives then, by whatever way."""

from __future__ import annotations

import numba
import numpy as np

from pavise.kinds import PathKind, ThreatClass
from pavise.run.drivers import play_fused
from pavise.verify.small_defence import FireUnit, Raider, raid, small_defence

RUNS = 2 if numba.config.DISABLE_JIT else 40
BLIND = FireUnit(radars=[], launchers=0)


def test_slow_and_fast_and_ballistic_threats_arrive_within_the_spread():
    timed = {"start_s": 3000.0, "start_spread_s": 120.0, "timed_by_arrival": True, "weave_m": 15e3}
    raiders = [
        Raider("slow", speed_mps=50.0, distance_m=100e3, **timed),
        Raider("fast", speed_mps=240.0, distance_m=200e3, **timed),
        Raider("arc", ThreatClass.BALLISTIC, PathKind.ARC, distance_m=300e3, **timed),
    ]
    flight = play_fused(small_defence([BLIND], raiders), 0, RUNS).flight
    assert (flight["end_s"] >= 3000.0).all() and (flight["end_s"] <= 3120.0).all()
    assert flight["end_s"].std() > 20.0 or numba.config.DISABLE_JIT
    assert (flight["start_s"][:, 0] < 3120.0 - 2000.0).all() and (flight["start_s"][:, 2] > 2600.0).all()


def test_the_way_is_the_same_as_without_an_hour_and_only_earlier():
    flown = {}
    for timed in (False, True):
        raiders = raid(3, start_s=2000.0, start_spread_s=60.0, weave_m=10e3, timed_by_arrival=timed)
        flown[timed] = play_fused(small_defence([BLIND], raiders), 0, RUNS).flight
    way_s = {timed: flight["end_s"] - flight["start_s"] for timed, flight in flown.items()}
    assert np.allclose(way_s[True], way_s[False], rtol=0.0, atol=1e-8)
    assert np.allclose(flown[True]["end_s"], flown[False]["start_s"], rtol=0.0, atol=1e-8)
