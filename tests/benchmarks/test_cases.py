"""The declared benchmark cases are what the issue asked for, and each can be played to its end."""

import numpy as np
import pytest

from benchmarks.cases import CASES
from pavise.kinds import Fate, ThreatClass
from pavise.run.drivers import play_fused
from pavise.sim.world import check_world

WORLDS = {case.name: case.world() for case in CASES}

SIZES = {
    # name: threats, command posts, launchers, rounds, sensors
    "hour": (100, 30, 60, 240, 34),
    "mission": (200, 4, 36, 192, 6),
    "stress": (1000, 60, 120, 960, 66),
    "tiny": (10, 1, 2, 16, 2),
}


@pytest.mark.parametrize("name", WORLDS)
def test_a_case_is_as_large_as_it_says(name):
    sizes, rounds = WORLDS[name].sizes, int(WORLDS[name].launcher["rounds"].sum())
    assert (sizes["T"], sizes["C"], sizes["L"], rounds, sizes["S"]) == SIZES[name]


@pytest.mark.parametrize("name", WORLDS)
def test_a_case_holds_every_class_of_threat_and_distinct_keys(name):
    world = WORLDS[name]
    check_world(world)
    assert set(world.threat["threat_class"][0]) == {int(k) for k in ThreatClass}
    for table in (world.unit, world.sensor, world.post, world.launcher, world.missile, world.threat):
        assert len(np.unique(table["key"][0])) == table.shape[1]


@pytest.mark.needs_compiler
@pytest.mark.parametrize("name", WORLDS)
def test_a_replication_is_fought_to_its_end_by_both_sides(name):
    played = play_fused(WORLDS[name], 0, 1)
    fates = np.bincount(played.flight["fate"][0], minlength=len(Fate))
    assert fates[Fate.KILLED] > 0
    assert fates[Fate.KILLED] + fates[Fate.LEAKED] == WORLDS[name].sizes["T"]
    assert played.clock["rounds"][0] > 0


@pytest.mark.needs_compiler
def test_an_hour_is_simulated_for_most_of_an_hour_and_a_mission_for_some_twenty_minutes():
    assert 3000.0 < play_fused(WORLDS["hour"], 0, 1).clock["time_s"][0] < 4500.0
    assert 900.0 < play_fused(WORLDS["mission"], 0, 1).clock["time_s"][0] < 1500.0
