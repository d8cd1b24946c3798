"""Guns, where the engine must come out at a textbook formula: bursts that fit into a short envelope.

    bursts   n = floor(time in which a burst can leave and meet / pause between bursts) + 1
    killed   1 - (1 - p)^n, and n runs from one burst to the next until the kill is known

    head-on    the meeting point runs from the far edge to the near one, in step with the target
    crossing   both ends of the chord lie at the edge, so as much time passes between launches as between meetings

From: J. S. Przemieniecki, *Mathematical Methods in Defense Analyses*, 3rd ed., chapter 6; A. Washburn, M. Kress,
*Combat Modeling* (2009), chapter 2. Within 4 standard errors.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, Fate
from pavise.run.drivers import Played, play_fused
from pavise.verify.small_defence import FireUnit, Missile, Raider, small_defence
from tests.sim.near import assert_near

pytestmark = pytest.mark.needs_compiler

PAUSE_S = 2.0
SPEED_MPS = 200.0
BURST = Missile("burst", range_min_m=300.0, range_max_m=3e3, altitude_max_m=2e3, speed_mps=1000.0, p_kill=0.12)
GUN = FireUnit("gun", missile=BURST, interval_s=PAUSE_S, doctrine=Doctrine.SALVO, salvo=60, spaced=True, channels=1)
HEAD_ON = Raider(altitude_m=0.0, distance_m=20e3, speed_mps=SPEED_MPS, axis_rad=0.0)
RUNS = 4000


def share_killed(played: Played) -> np.ndarray:
    return (played.flight["fate"] == Fate.KILLED).mean(axis=1)


def bursts_head_on(missile: Missile) -> int:
    """A burst that leaves when the target is R away meets it at R / (1 + target's speed / its own)."""
    closing = 1.0 + SPEED_MPS / missile.speed_mps
    first_s = math.ceil((HEAD_ON.distance_m - missile.range_max_m * closing) / SPEED_MPS)
    last_s = (HEAD_ON.distance_m - missile.range_min_m * closing) / SPEED_MPS
    return math.floor((last_s - first_s) / PAUSE_S) + 1


@pytest.mark.parametrize("reach_m, p_kill", [(3e3, 0.12), (2e3, 0.3), (4e3, 0.05)])
def test_a_gun_fires_the_bursts_that_fit_into_its_envelope_and_kills_as_often_as_they_do(reach_m, p_kill):
    missile = replace(BURST, range_max_m=reach_m, p_kill=p_kill)
    bursts = bursts_head_on(missile)
    hopeless = play_fused(small_defence([replace(GUN, missile=replace(missile, p_kill=1e-12))], [HEAD_ON]), 0, 1)
    assert hopeless.clock["rounds"] == [bursts]
    assert hopeless.flight["cause"][0, 0] == Cause.MISSED
    played = play_fused(small_defence([replace(GUN, missile=missile)], [HEAD_ON]), 0, RUNS)
    assert_near(share_killed(played), 1.0 - (1.0 - p_kill) ** bursts)


@pytest.mark.parametrize("off_m", [1e3, 2e3, 2.8e3])
def test_bursts_at_a_target_that_crosses_are_chord_over_speed_and_pause(off_m):
    """The gun stands so far beside the way, 10 km before its end."""
    gun = replace(GUN, away_m=math.hypot(10e3, off_m), bearing_rad=math.atan2(off_m, 10e3))
    chord_m = 2.0 * math.sqrt(BURST.range_max_m**2 - off_m**2)
    expected = chord_m / (SPEED_MPS * PAUSE_S)
    starts = [replace(HEAD_ON, start_spread_s=PAUSE_S)]  # so that the number of bursts is expected + 1/2 +- 1/2
    hopeless = play_fused(small_defence([replace(gun, missile=replace(BURST, p_kill=1e-12))], starts), 0, RUNS)
    bursts = hopeless.clock["rounds"]
    assert set(bursts.tolist()) <= {math.floor(expected), math.floor(expected) + 1}
    played = play_fused(small_defence([gun], starts), 0, RUNS)
    assert_near(share_killed(played) - (1.0 - (1.0 - 0.12) ** bursts), 0.0)


def test_a_gun_with_one_channel_that_is_passed_by_two_at_once_has_its_bursts_for_one():
    """Whoever it takes on keeps it until he is dead; only then has the other what is left of the time."""
    both = [replace(HEAD_ON, name=name) for name in ("one", "other")]
    missile, n, p = BURST, bursts_head_on(BURST), 0.12
    alone = play_fused(small_defence([replace(GUN, missile=missile)], [HEAD_ON]), 0, RUNS)
    played = play_fused(small_defence([replace(GUN, missile=missile)], both), 0, RUNS)
    killed = (played.flight["fate"] == Fate.KILLED).sum(axis=1)
    assert (played.clock["rounds"] <= n).all()
    # As many bursts as there is time for, at one target or the other: no more kills than trials with the chance p.
    assert share_killed(alone).mean() < killed.mean() < n * p
    only_one = killed[(played.flight["rounds"] > 0).sum(axis=1) == 1]
    assert (only_one <= 1).all() and (killed == 2).any()


def test_ammunition_ends_and_another_belt_takes_its_time():
    belt = replace(GUN, rounds=3, reloads=1, reload_s=6.0, missile=replace(BURST, p_kill=1e-12))
    log = play_fused(small_defence([belt], [HEAD_ON]), 0, 1, log_events=99).events[0]
    shots_s = log["time_s"][log["kind"] == 3]
    assert np.diff(shots_s).tolist() == [PAUSE_S, PAUSE_S, 6.0, PAUSE_S, PAUSE_S][: len(shots_s) - 1]
    assert len(shots_s) == 6


@pytest.mark.parametrize("altitude_m, fate", [(1900.0, Fate.KILLED), (2100.0, Fate.LEAKED)])
def test_what_flies_above_a_guns_ceiling_is_safe(altitude_m, fate):
    certain = replace(GUN, missile=replace(BURST, p_kill=1.0))
    played = play_fused(small_defence([certain], [replace(HEAD_ON, altitude_m=altitude_m)]), 0, 1)
    assert played.flight["fate"][0, 0] == fate
    assert (played.flight["cause"][0, 0] == Cause.OUT_OF_ENVELOPE) == (fate == Fate.LEAKED)
