"""The doctrine `optimal`: it keeps its rounds for what is worth more, shares targets out, and breaks no law."""

from __future__ import annotations

from dataclasses import replace

import numba
import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, EventKind, Fate, Picture
from pavise.run.drivers import Played, play_fused, play_open
from pavise.run.optimal import hook_of, play_by_doctrine, replan
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Missile, Radar, Site, offset, raid, small_defence
from tests.worlds.random_battle import random_battle

UNIT = FireUnit("unit", radars=[Radar("eye", instrumented_range_m=300e3)], doctrine=Doctrine.HOOK)


def logged(world: World) -> Played:
    return play_open(world, 0, 1, replan, log_events=4000)


def planned(world: World) -> World:
    """The world with all of its posts on the doctrine."""
    world.post["doctrine"] = Doctrine.HOOK
    return world


def test_the_last_rounds_wait_for_what_is_worth_more():
    """Two rounds; two cheap targets come first, two dear ones are in sight behind them."""
    sites = [Site("village", value=1.0, hardness=1.0), Site("town", offset(Site().n, 0.0, 1e3), 50.0, 1.0)]
    raiders = [*raid(2, name="cheap", distance_m=60e3), *raid(2, name="dear", site=1, distance_m=90e3)]
    unit = replace(UNIT, rounds=2, missile=Missile(p_kill=1.0))
    by_plan = logged(small_defence([unit], raiders, sites))
    assert by_plan.flight["fate"][0].tolist() == [Fate.LEAKED] * 2 + [Fate.KILLED] * 2
    # held back at first; when the dear ones had been shot at, there was nothing left
    assert (by_plan.flight["cause"][0, :2] == Cause.MAGAZINE_EMPTY).all()
    plain = play_fused(
        small_defence([replace(unit, doctrine=Doctrine.NEAREST_FIRST)], raiders, sites), 0, 1, log_events=4000
    )
    assert plain.flight["fate"][0].tolist() == [Fate.KILLED] * 2 + [Fate.LEAKED] * 2


def test_posts_that_plan_together_share_targets_out():
    units = [UNIT, replace(UNIT, name="other", radars=[Radar("other eye")])]
    battle = logged(small_defence(units, raid(6, distance_m=60e3)))
    log = battle.events[0]
    assert (battle.flight["fate"] == Fate.KILLED).all()
    assert (log["kind"] == EventKind.SHOT).sum() == 6


def test_it_looks_before_it_fires_again_where_there_is_time():
    battle = logged(small_defence([replace(UNIT, assess_s=5.0, missile=Missile(p_kill=1.0))], raid(1)))
    assert battle.clock["rounds"][0] == 1


def test_a_world_without_the_doctrine_is_played_by_the_fused_driver():
    world = random_battle(1)
    assert hook_of(world) is None
    assert np.array_equal(play_by_doctrine(world, 0, 1).flight["end_s"], play_fused(world, 0, 1).flight["end_s"])


@pytest.mark.parametrize("number", range(1 if numba.config.DISABLE_JIT else 15))
def test_laws_of_a_planned_battle(number: int):
    """Rounds fired and left are rounds issued, every leaker has one cause, and the same seed gives the same bits."""
    world = planned(random_battle(number))
    one, again = (play_by_doctrine(world, number, 1) for _ in range(2))
    assert np.array_equal(one.flight["end_s"], again.flight["end_s"])
    rack, flight = one.rack[0], one.flight[0]
    assert (rack["fired"] + rack["rounds"] == rack["loaded"]).all()
    assert ((flight["cause"] != Cause.NONE) == (flight["fate"] == Fate.LEAKED)).all()


@pytest.mark.needs_compiler
def test_where_posts_see_tracks_it_plans_for_beliefs():
    world = small_defence([UNIT], raid(4, distance_m=80e3), picture=Picture.TRACKED)
    battle = play_by_doctrine(world, 0, 1)
    assert (battle.flight["fate"] == Fate.KILLED).all()
