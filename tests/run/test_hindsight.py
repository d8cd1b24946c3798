"""Looking back: no doctrine beats the bound, the plan keeps to the hardware of the battle, and a study tells of it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given

from pavise.kinds import EventKind, Fate, Picture, ThreatClass
from pavise.run.drivers import play_fused
from pavise.run.hindsight import (
    LOOKED_BACK_ON,
    counts,
    look_back,
    most_loads,
    played_unopposed,
    sampled_of,
    shots_there_were,
)
from pavise.verify.small_defence import FireUnit, Radar, Raider, raid, small_defence
from tests.sim.laws import drawn
from tests.worlds.one_radar import one_radar
from tests.worlds.random_battle import random_battle
from tests.worlds.small_battles import SmallBattle, small_battles

pytestmark = pytest.mark.needs_compiler

BATTLES = 20


def killed_in(world, count):
    return (play_fused(world, 0, count).flight["fate"] == Fate.KILLED).sum(axis=1)


def many_repeats(world):
    world.config["repeats"] = 1_000_000
    return world


def test_where_every_round_kills_or_none_does_no_single_battle_beats_the_bound():
    for number in range(BATTLES):
        world = many_repeats(random_battle(number))
        world.missile["p_kill"] = world.missile["p_kill"] > 0.3
        killed = killed_in(world, 8)
        for replication in range(8):
            assert killed[replication] <= look_back(world, replication).stopped_at_most + 1e-9


def beyond_bound(battle: SmallBattle) -> float:
    """So many more were stopped than the bound says, in a battle in which every round kills or none does."""
    world = battle.world
    world.missile["p_kill"] = world.missile["p_kill"] > 0.3
    world.missile["edge_share"] = world.missile["crossing_share"] = 1.0
    flight = play_fused(world, battle.replication, 1).flight[0]
    killed = ((flight["fate"] == Fate.KILLED) & counts(world)).sum()
    return float(killed - look_back(world, battle.replication).stopped_at_most)


@drawn(150)
@given(battle=small_battles(Picture.KNOWN))
def test_the_same_with_rules_command_stores_patrols_and_looks_that_err(battle: SmallBattle):
    assert beyond_bound(battle) <= 1e-9


def test_over_many_battles_no_doctrine_stops_more_than_the_bound_says():
    gaps, plans = [], []
    for number in range(BATTLES):
        world = many_repeats(random_battle(number))
        killed = killed_in(world, 15)
        backwards = [look_back(world, replication) for replication in range(15)]
        bound = np.array([back.stopped_at_most for back in backwards])
        gaps.append((bound - killed).mean())
        plans.append((bound - np.array([back.stopped_by_plan for back in backwards])).mean())
        assert (bound - killed).mean() > -3.5 * (bound - killed).std() / np.sqrt(15) - 1e-9
    assert np.mean(gaps) > 0.0 and np.mean(plans) > 0.0
    assert np.mean(plans) < np.mean(gaps)  # the plan that is found is nearer to the bound than what happened


def on_tracks(number):
    world = many_repeats(random_battle(number))
    world.config["picture"] = Picture.TRACKED
    return world


def test_on_tracks_no_single_battle_beats_the_bound_where_every_round_kills_or_none_does():
    """Some reach it, and it says more than how many threats there are."""
    reached, said = 0, 0
    for number in range(BATTLES):
        world = on_tracks(number)
        world.missile["p_kill"] = world.missile["p_kill"] > 0.3
        killed = killed_in(world, 8)
        for replication in range(8):
            back = look_back(world, replication)
            assert killed[replication] <= back.stopped_at_most + 1e-6
            reached += 0 < killed[replication] > back.stopped_at_most - 0.01
            said += back.stopped_at_most < back.threats - 0.01
    assert reached > 10 and said > 80


@drawn(150)
@given(battle=small_battles(Picture.TRACKED))
def test_the_same_on_tracks_with_traffic_false_plots_links_and_lost_command(battle: SmallBattle):
    assert beyond_bound(battle) <= 1e-6


def test_on_tracks_no_doctrine_stops_more_than_the_bound_says_over_many_battles():
    for number in range(10):
        world = on_tracks(number)
        killed = killed_in(world, 15)
        backwards = [look_back(world, replication) for replication in range(15)]
        bound = np.array([back.stopped_at_most for back in backwards])
        assert (bound - killed).mean() > -3.5 * (bound - killed).std() / np.sqrt(15) - 1e-6
        plans = np.array([back.stopped_by_plan for back in backwards])
        assert (bound - plans).mean() > -3.5 * (bound - plans).std() / np.sqrt(15) - 1e-6


def test_on_tracks_a_launcher_stops_no_more_than_its_rounds():
    nine = [Raider(f"{t}", distance_m=90e3, axis_rad=0.6 * t) for t in range(9)]
    world = small_defence([FireUnit("one", [Radar("eye")], rounds=3)], nine, picture=Picture.TRACKED)
    back = look_back(world, 0)
    assert back.threats == 9
    assert back.stopped_at_most == pytest.approx(3.0)
    world.post["reaction_s"] = 5000.0
    assert look_back(world, 0).stopped_at_most == 0.0


def test_a_launcher_stops_no_more_than_its_rounds():
    back = look_back(one_radar(raiders=9, rounds=3), 0)
    assert back.threats == 9
    assert back.stopped_at_most == pytest.approx(3.0, abs=0.05)
    assert back.stopped_by_plan == pytest.approx(3.0)


def test_what_comes_too_late_or_never_within_reach_cannot_be_stopped():
    slow, short = one_radar(), one_radar()
    slow.post["reaction_s"] = 5000.0
    short.missile["range_max_m"] = 10.0
    for world in (slow, short):
        assert look_back(world, 0).stopped_at_most == 0.0
    assert look_back(one_radar(), 0).stopped_at_most == pytest.approx(1.0)


def test_a_unit_that_is_not_ready_gives_the_plan_nothing():
    world = one_radar()
    world.unit["ready_at_s"] = np.inf
    assert look_back(world, 0).stopped_at_most == 0.0


def test_every_shot_of_a_battle_is_among_the_shots_that_there_were():
    """Launch and arrival as the log of the battle has them."""
    seen = 0
    for number in range(BATTLES):
        world = many_repeats(random_battle(number))
        played = play_fused(world, 0, 3, log_events=4000)
        for replication in range(3):
            log = played.events[replication]
            problem = shots_there_were(world, played_unopposed(world, replication))
            target = problem.target
            for shot in log[log["kind"] == EventKind.SHOT]:
                group = world.launcher[0]["group"][shot["who"]]
                mine = (problem.weapon == group) & (target == shot["whom"])
                mine &= (problem.launch_s <= shot["time_s"]) & (shot["time_s"] <= problem.latest_s)
                assert mine.any()
                arrives_s = (problem.launch_s + problem.flight_s)[mine]
                assert (arrives_s <= shot["value"] + 1e-6).all()
                seen += 1
    assert seen > 200


def test_ballistic_threats_and_their_own_reach_count():
    world = one_radar(raider=ThreatClass.BALLISTIC)
    world.missile["range_max_ballistic_m"] = 0.0
    assert look_back(world, 0).stopped_at_most == 0.0


def test_the_sample_is_the_same_for_every_option_and_lies_in_worlds_far_apart():
    cases = [
        SimpleNamespace(raid=raid, size=30, option=option, worlds=32, repeats=2, reference=True)
        for option in "ab"
        for raid in ("drones", "mixed")
    ]
    chosen = [sampled_of(case, cases) for case in cases]
    assert (chosen[0] == chosen[2]).all() and (chosen[1] == chosen[3]).all()
    worlds = np.concatenate(chosen[:2]) // 2
    assert len(set(worlds)) == 2 * LOOKED_BACK_ON and worlds.max() < 32
    assert (np.diff(np.sort(chosen[0] // 2)) >= 7).all()
    few = SimpleNamespace(raid="x", size=1, worlds=2, repeats=1, reference=True)
    assert sampled_of(few, [few]).tolist() == [0, 1]


def test_a_plan_may_use_every_sortie_that_a_patrol_could_fly():
    """Three airframes that are turned round in 400 s fly at most three times each in 1,000 s; a battery has reloads."""
    patrol = FireUnit("patrol", orbit_radius_m=9e3, height_m=7e3, airframes=3, turn_round_s=400.0, reload_s=50.0)
    battery = FireUnit("battery", reloads=1, reload_s=50.0)
    loads, reload_s = most_loads(small_defence([patrol, battery], raid(1), horizon_s=1000.0), 0)
    assert loads.tolist() == [9, 2] and reload_s.tolist() == [0.0, 50.0]
