"""A world that would make a run read past its tables, divide by zero or share luck is refused, with the place named."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.sim.fields import NotFiniteError
from pavise.sim.world import BrokenWorldError, World, check_world
from pavise.verify.small_defence import FireUnit, Missile, raid, small_defence
from tests.worlds.random_battle import random_battle


def sound() -> World:
    units = [FireUnit("one", launchers=2, more=[(Missile("short"), 3, 4)]), FireUnit("two", missile=Missile("other"))]
    return small_defence(units, raid(3))


def test_sound_worlds_pass():
    check_world(sound())
    check_world(small_defence([], []))
    check_world(small_defence([FireUnit(launchers=0)], []))
    for number in range(20):
        check_world(random_battle(number))


@pytest.mark.parametrize(
    "table, column, value",
    [
        ("sensor", "unit", 2), ("post", "unit", -1), ("post", "fire_control", 2), ("post", "fire_control", -2),
        ("group", "post", 2), ("group", "missile", 3), ("launcher", "group", 3), ("threat", "site", 1),
        ("threat", "site", -2), ("sensor", "pd_row", 1), ("sensor", "pd_row", -1), ("sensor", "beam_row", 1),
        ("sensor", "loss_row", 1), ("sensor", "mask_row", 1), ("sensor", "mask_row", -1), ("sensor", "illuminator", 2),
        ("sensor", "illuminator", -2),
    ],
)  # fmt: skip
def test_a_row_that_points_nowhere_is_named(table, column, value):
    world = sound()
    getattr(world, table)[column].flat[-1] = value
    with pytest.raises(BrokenWorldError, match=f"'{table}', column '{column}'"):
        check_world(world)


@pytest.mark.parametrize(
    "table, column",
    [
        ("config", "repeats"), ("sensor", "scan_period_s"), ("post", "decision_period_s"), ("missile", "speed_mps"),
        ("threat", "distance_m"), ("site", "hardness"),
    ],
)  # fmt: skip
def test_a_zero_that_would_be_divided_by_is_named(table, column):
    world = sound()
    getattr(world, table)[column].flat[0] = 0
    with pytest.raises(BrokenWorldError, match=f"'{table}', column '{column}'"):
        check_world(world)


def test_a_mask_without_a_step_is_refused():
    world = sound()._replace(mask=np.zeros((2, 1, 1), np.int16))
    world.sensor["mask_row"], world.sensor["mask_step_m"] = 1, 100.0
    check_world(world)
    world.sensor["mask_step_m"][0, 0] = 0.0
    with pytest.raises(BrokenWorldError, match="mask_step_m"):
        check_world(world)


@pytest.mark.parametrize("name", ["pd_table", "beam_table", "loss_table"])
def test_a_lookup_that_holds_no_number_is_named(name):
    world = sound()
    getattr(world, name).flat[-1] = math.nan
    with pytest.raises(NotFiniteError, match=name):
        check_world(world)


@pytest.mark.parametrize("table", ["unit", "sensor", "post", "launcher", "threat"])
def test_two_rows_with_one_key_would_share_their_luck(table):
    world = sound()
    rows = getattr(world, table)
    rows["key"][0, 1] = rows["key"][0, 0]
    with pytest.raises(BrokenWorldError, match=f"'{table}', column 'key'"):
        check_world(world)


def test_what_must_stand_together_must_stand_together():
    world = sound()
    world.group["post"] = [0, 1, 0]
    with pytest.raises(BrokenWorldError, match="groups of a post"):
        check_world(world)
    world = sound()
    world.launcher["group"] = [0, 1, 0, 1, 1, 2]
    with pytest.raises(BrokenWorldError, match="launchers of a group"):
        check_world(world)
    world = sound()
    world.group["launcher_first"] = np.roll(world.group["launcher_first"], 1)
    with pytest.raises(BrokenWorldError, match="launchers of a group"):
        check_world(world)


def test_never_is_a_number_and_missing_is_not():
    world = sound()
    world.unit["ready_at_s"] = math.inf
    check_world(world)
    world.unit["ready_at_s"] = math.nan
    with pytest.raises(NotFiniteError, match="ready_at_s"):
        check_world(world)
