"""A crew that can handle so many targets at once, each fire unit its own: where saturation has a closed form.

Units far apart, each on a network of its own with a command of its own (docs/command.md, *Crews of fire units*).
Targets come at random, each of them stays just as long as an operator needs for it:

    operators free when it comes   ->  cleared, shot at and killed as it is about to leave
    none free                      ->  gone before it is cleared, and whoever takes it on in vain is held up as well

So every target takes up the crew for the same time, met or not, and is met when fewer than c others are there: the
number of others is Poisson (M/D/infinity; L. Kleinrock, *Queueing Systems* I, 1975). With one operator that is a
counter whose dead time every arrival extends (W. Feller, "On probability problems in the theory of counters", 1948).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Cause, Fate
from pavise.run.drivers import play_fused
from pavise.verify.service import poisson_arrivals_s
from pavise.verify.small_defence import CENTRE, FireUnit, Network, Radar, Site, offset, raid, small_defence
from tests.sim.near import assert_near

pytestmark = pytest.mark.needs_compiler

DECISION_S = 100.0
WORLDS, EACH, WARM_UP = 100, 150, 20
AWAY_M, CREEP_MPS = 3e3, 1e-3
APART_M = 300e3


def two_crews(operators: tuple[int, int], per_s: tuple[float, float]) -> np.ndarray:
    """Fate and cause of targets at two units with crews of their own, shape (worlds, units, targets), in order."""
    units, sites, networks = [], [], []
    for k in range(2):
        eye = Radar(f"eye {k}", instrumented_range_m=20e3)
        units.append(FireUnit(f"unit {k}", [eye], site=k, network=k, rounds=10**6))
        sites.append(Site(f"site {k}", offset(CENTRE, 0.0, k * APART_M), value=1e9))
        networks.append(Network(f"crew {k}", operators=operators[k], decision_s=DECISION_S))
    raiders = [one for k in range(2) for one in raid(EACH, name=f"at {k}", site=k, altitude_m=1.0)]
    world = small_defence(units, raiders, sites, networks=networks, worlds=WORLDS, repeats=1, horizon_s=math.inf)
    chance = np.random.default_rng(5)
    starts_s = [np.floor(poisson_arrivals_s(chance, rate, WORLDS, EACH)) + 0.5 for rate in per_s]
    stay_s = DECISION_S + 0.5 + 3.3  # noticed half a second late; a round takes 3 s
    world.threat["start_s"] = np.concatenate(starts_s, axis=1)
    world.threat["distance_m"], world.threat["speed_mps"] = AWAY_M, CREEP_MPS
    world.threat["release_range_m"] = AWAY_M - CREEP_MPS * stay_s
    return play_fused(world, 0, WORLDS).flight.reshape(WORLDS, 2, EACH)[:, :, WARM_UP:]


def fewer_than(number: int, mean: float) -> float:
    """Chance that a Poisson number is less."""
    return math.exp(-mean) * sum(mean**k / math.factorial(k) for k in range(number))


@pytest.mark.parametrize("operators, per_s", [((1, 3), (0.004, 0.02)), ((2, 5), (0.015, 0.03))])
def test_a_crew_is_saturated_as_often_as_that_many_targets_are_there_at_once(operators, per_s):
    flight = two_crews(operators, per_s)
    for k in range(2):
        met = flight["fate"][:, k] == Fate.KILLED
        assert_near(met.mean(axis=1), fewer_than(operators[k], per_s[k] * (DECISION_S + 3.0)), slack=0.005)
        assert (flight["cause"][:, k][~met] == Cause.NO_OPERATOR).all()


def test_what_one_crew_is_busy_with_does_not_hold_up_the_other():
    """The first unit gets the same targets, whatever happens at the second."""
    quiet, busy = (two_crews((2, 1), (0.015, rate))["fate"][:, 0] for rate in (1e-4, 0.05))
    assert np.array_equal(quiet, busy)
