"""What must hold in any battle, with every kind of sensor, jamming and terrain switched on at once."""

from __future__ import annotations

import hashlib

import numba
import numpy as np
import pytest

from pavise.kinds import Fate, SensorKind
from pavise.run.drivers import Played, play_fused, play_open
from pavise.sim.world import World, check_world
from tests.run.test_drivers import same
from tests.sim.test_step import log_of, with_watcher
from tests.worlds.all_sensors import battle_of_all_sensors
from tests.worlds.looking_on import last_state
from tests.worlds.random_battle import random_battle

needs_compiler = pytest.mark.needs_compiler
OFF = bool(numba.config.DISABLE_JIT)


def test_the_battles_have_everything():
    worlds = [battle_of_all_sensors(number) for number in range(20)]
    for world in worlds:
        check_world(world)
    kinds = {kind for world in worlds for kind in world.sensor["kind"].ravel().tolist()}
    assert kinds == {int(kind) for kind in SensorKind}
    assert {world.sizes["J"] for world in worlds} == {0, 1, 2}
    for column in ("beam_row", "loss_row", "mask_row", "lobing_wave_m", "track_period_s"):
        assert len({value for world in worlds for value in world.sensor[column].ravel().tolist()}) > 1, column


@pytest.mark.parametrize("number", range(1 if OFF else 25))
def test_the_open_driver_gives_the_bits_of_the_fused_one(number):
    world = battle_of_all_sensors(number)
    assert same(play_fused(world, 0, 2, log_events=3000), play_open(world, 0, 2, log_events=3000))


def digest(played: Played) -> str:
    """A short name for what happened to every threat."""
    total = hashlib.blake2s(digest_size=8)
    for name in ("fate", "cause", "end_s", "first_in_sight_s", "first_track_s", "first_shot_s"):
        total.update(np.ascontiguousarray(played.flight[name]).tobytes())
    return total.hexdigest()


def test_the_bits_are_the_same_compiled_and_interpreted():
    """Digests written down once, from compiled code; with the compiler off the same must come out."""
    assert [digest(play_fused(battle_of_all_sensors(number), 0, 1)) for number in DIGESTS] == list(DIGESTS.values())


DIGESTS = {1: "95a003a714eda1d4", 4: "35bad81adb54146c"}


@needs_compiler
def test_skipping_quiet_steps_changes_nothing():
    """A survey leaves out only looks that cannot succeed: behind hills, at silent targets, over two legs, too."""
    for number in range(30):
        skipping, stepping = battle_of_all_sensors(number), with_watcher(battle_of_all_sensors(number))
        stepping.sensor["sin_elevation_min"][:, -1] = 1.0  # the watcher sees no one who has arrived below it either
        threats = skipping.sizes["T"]
        few, many = play_fused(skipping, 0, 2, log_events=3000), play_fused(stepping, 0, 2, log_events=3000)
        for r in range(2):
            over_s = few.clock["time_s"][r]
            so_far = [e for e in log_of(many.events[r], threats) if e[0] < over_s]
            assert log_of(few.events[r], threats) == so_far, number


@needs_compiler
def test_neutral_tables_change_no_bit():
    """Looked at in full, by way of rows that say nothing, a battle has the bits of the plain one."""
    for number in range(15):
        plain, dressed = random_battle(number), dressed_up(random_battle(number))
        assert same(*(play_fused(world, 0, 2, log_events=3000) for world in (plain, dressed))), number


def dressed_up(world: World) -> World:
    """The same battle looked at in full: by way of tables that hold the neutral row a second time."""
    world = world._replace(
        beam_table=np.repeat(world.beam_table, 2, axis=0), loss_table=np.repeat(world.loss_table, 2, axis=0)
    )
    world.sensor["beam_row"], world.sensor["loss_row"] = 1, 1
    return world


@pytest.mark.parametrize("number", range(1 if OFF else 25))
def test_every_threat_still_ends_and_every_leaker_has_a_cause(number):
    flight = last_state(battle_of_all_sensors(number), 0).flight
    assert np.isin(flight["fate"], [Fate.KILLED, Fate.LEAKED]).all()
    assert ((flight["cause"] > 0) == (flight["fate"] == Fate.LEAKED)).all()
