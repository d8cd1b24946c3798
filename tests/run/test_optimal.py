"""The doctrine `optimal`: what it does better than one round, a look, another round, where that can be counted by hand,
and that it breaks no law."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numba
import numpy as np
import pytest

from pavise.fireplan.sequential import fewest_leakers
from pavise.kinds import Cause, Doctrine, EventKind, Fate, Picture
from pavise.run.drivers import Played, play_fused, play_open
from pavise.run.optimal import Planner, hook_of, play_by_doctrine
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Missile, Network, Radar, Site, offset, raid, small_defence
from tests.worlds.random_battle import random_battle

UNIT = FireUnit("unit", radars=[Radar("eye", instrumented_range_m=300e3)], doctrine=Doctrine.HOOK)


def logged(world: World) -> Played:
    return play_open(world, 0, 1, Planner(), log_events=4000)


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
    assert np.isin(by_plan.flight["cause"][0, :2], (Cause.MAGAZINE_EMPTY, Cause.HELD_BACK)).all()
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


def by(doctrine: Doctrine, units: list[FireUnit], *rest: Any, **more: Any) -> World:
    """The same world with every unit on this doctrine."""
    return small_defence([replace(unit, doctrine=doctrine) for unit in units], *rest, **more)


def killed(world: World, battles: int) -> np.ndarray:
    return play_by_doctrine(world, 0, battles).flight["fate"] == Fate.KILLED


def test_the_only_post_that_reaches_the_second_target_keeps_its_round_for_it():
    """Both posts have one round that never misses. The long one sees the first target in its reach long before the
    short one does; the second target flies where the short one does not reach."""
    long = replace(UNIT, name="long", rounds=1, missile=Missile("long", range_max_m=60e3))
    short = replace(UNIT, name="short", radars=[], rounds=1, missile=Missile("short", range_max_m=10e3))
    sites = [Site("near"), Site("far", offset(Site().n, 0.0, 40e3))]
    raiders = [
        *raid(1, name="first", distance_m=90e3),
        *raid(1, name="second", site=1, distance_m=130e3, altitude_m=4000.0),
    ]
    assert killed(by(Doctrine.SHOOT_LOOK_SHOOT, [long, short], raiders, sites), 1).tolist() == [[True, False]]
    assert killed(by(Doctrine.HOOK, [long, short], raiders, sites), 1).all()


def test_of_two_towns_that_cannot_both_be_held_one_is():
    """Two rounds that never miss, two raiders at each town, and one raider is enough for a town. The first of each come
    a little earlier, so one round a town is what comes naturally, and loses both."""
    sites = [Site(f"town {k}", offset(Site().n, 1.57, 1e3 * k), hardness=1.0) for k in range(2)]
    raiders = [replace(one, site=k % 2, start_s=20.0 * (k // 2)) for k, one in enumerate(raid(4, distance_m=80e3))]
    plain, planned = (
        play_by_doctrine(by(doctrine, [replace(UNIT, rounds=2)], raiders, sites), 0, 1).damage["points"][0]
        for doctrine in (Doctrine.SHOOT_LOOK_SHOOT, Doctrine.HOOK)
    )
    assert plain.tolist() == [1.0, 1.0]
    assert sorted(planned.tolist()) == [0.0, 2.0]


ONE_LOOK = FireUnit(
    "unit", radars=[Radar("eye")], salvo=2, assess_s=60.0, missile=Missile(p_kill=0.6, range_max_m=10e3)
)
"""Ten kilometres are flown in forty seconds: no result is known before the target is through."""


@pytest.mark.needs_compiler
def test_where_no_look_is_left_two_rounds_are_better_than_one():
    planned = killed(by(Doctrine.HOOK, [ONE_LOOK], raid(1)), 400)
    assert planned.mean() == pytest.approx(1.0 - 0.4**2, abs=4.0 * 0.37 / 20.0)
    assert killed(by(Doctrine.SHOOT_LOOK_SHOOT, [ONE_LOOK], raid(1)), 400).mean() == pytest.approx(0.6, abs=0.1)


@pytest.mark.needs_compiler
@pytest.mark.parametrize(("targets", "rounds"), [(2, 3), (3, 4), (2, 2)])
def test_with_few_rounds_it_loses_no_more_than_the_best_plan_over_looks(targets: int, rounds: int):
    """Targets alike that come together and leave time for many looks: firing one by one and looking loses the fewest
    (R. M. Soland, 1987), and salvos lose more."""
    unit = replace(UNIT, rounds=rounds, salvo=2, assess_s=2.0, missile=Missile(p_kill=0.6))
    leak = targets - killed(by(Doctrine.HOOK, [unit], raid(targets)), 300).sum(axis=1)
    best = fewest_leakers(targets, rounds, 4, 0.6).value
    assert leak.mean() < best + 4.0 * leak.std() / np.sqrt(300)
    at_once = targets - killed(by(Doctrine.SALVO, [unit], raid(targets)), 300).sum(axis=1)
    assert leak.mean() < at_once.mean()


def test_where_nothing_is_scarce_the_battle_is_that_of_shoot_look_shoot():
    """To the last bit: the same rounds at the same moments."""
    units = [replace(UNIT, missile=Missile(p_kill=0.7), assess_s=3.0)]
    plain, planned = (
        play_by_doctrine(by(doctrine, units, raid(5, distance_m=90e3)), 0, 2).flight
        for doctrine in (Doctrine.SHOOT_LOOK_SHOOT, Doctrine.HOOK)
    )
    assert np.array_equal(plain["end_s"], planned["end_s"])
    assert np.array_equal(plain["rounds"], planned["rounds"])


def test_a_post_takes_the_better_of_its_rounds():
    """Two types in one post, both in reach: the surer one is fired, with its own time of flight."""
    poor, sure = Missile("poor", p_kill=0.05), Missile("sure", p_kill=1.0, speed_mps=500.0)
    battle = logged(small_defence([replace(UNIT, missile=poor, more=[(sure, 1, 5)])], raid(3, distance_m=80e3)))
    assert (battle.flight["fate"] == Fate.KILLED).all()
    assert battle.clock["rounds"][0] == 3


def test_reloads_count_as_rounds_where_they_come_in_time():
    """One round on the launcher and one in the depot, two targets: both are shot at, the second after the reload."""
    unit = replace(UNIT, rounds=1, reloads=1, reload_s=30.0)
    assert killed(by(Doctrine.HOOK, [unit], raid(2, distance_m=100e3)), 1).all()


@pytest.mark.needs_compiler
def test_it_saves_more_than_shoot_look_shoot_where_not_everything_can_be_saved():
    """Two batteries, eight rounds, twelve raiders on four towns: forty battles, the same luck for both doctrines."""
    sites = [Site(f"town {k}", offset(Site().n, 1.57 * k, 20e3), hardness=2.0) for k in range(4)]
    units = [replace(UNIT, name=f"unit {k}", radars=[Radar(f"eye {k}")], rounds=4, salvo=2, assess_s=4.0,
                     missile=Missile(p_kill=0.6)) for k in range(2)]  # fmt: skip
    raiders = raid(12, site=-1, start_spread_s=240.0, axis_spread_rad=2.0)
    plain, planned = (
        play_by_doctrine(by(doctrine, units, raiders, sites), 0, 40).damage["points"]
        for doctrine in (Doctrine.SHOOT_LOOK_SHOOT, Doctrine.HOOK)
    )
    gain = np.minimum(plain, 2.0).sum(axis=1) - np.minimum(planned, 2.0).sum(axis=1)
    assert gain.mean() > 3.0 * gain.std() / np.sqrt(40)


def test_battles_do_not_depend_on_which_were_planned_before():
    world = by(Doctrine.HOOK, [replace(UNIT, rounds=3, missile=Missile(p_kill=0.6))], raid(5, site=-1))
    together, alone = play_by_doctrine(world, 0, 3), play_by_doctrine(world, 2, 1)
    assert np.array_equal(together.flight["end_s"][2], alone.flight["end_s"][0])


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
def test_a_post_that_loses_its_command_plans_on_alone():
    """The command post is lost while the first raiders are being shot at; both posts fight on, each for itself."""
    units = [replace(UNIT, name=f"unit {k}", radars=[Radar(f"eye {k}")], fallback=1 + k, rounds=9) for k in range(2)]
    networks = [
        Network("whole", operators=9, decision_s=1.0, p_command_lost=1.0, command_lost_s=260.0),
        Network("first"),
        Network("second"),
    ]
    raiders = raid(8, distance_m=90e3, start_spread_s=200.0)
    battle = play_by_doctrine(small_defence(units, raiders, networks=networks), 0, 2)
    assert (battle.flight["fate"] == Fate.KILLED).all()


@pytest.mark.needs_compiler
def test_where_posts_see_tracks_it_plans_for_beliefs():
    world = small_defence([UNIT], raid(4, distance_m=80e3), picture=Picture.TRACKED)
    battle = play_by_doctrine(world, 0, 1)
    assert (battle.flight["fate"] == Fate.KILLED).all()
