"""The story of a step, and what may not matter: steps that are skipped, when others come, who else is there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import EventKind, Fate
from pavise.run.drivers import Played, play_fused
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, raid, small_defence
from tests.worlds.looking_on import detections, look_on, same_columns
from tests.worlds.random_battle import random_battle

needs_compiler = pytest.mark.needs_compiler

WATCHER = FireUnit(
    "watcher",
    radars=[Radar("far sight", p_look=0.0, instrumented_range_m=1e9, antenna_height_m=1e6, sector_rad=0.0)],
    launchers=0,
    network=7,
    boresight_rad=math.pi,
)
"""From so high it could see everything, so nobody is ever out of its reach; but its sector has no width."""

WANDERER = Raider("wanderer", distance_m=1500e3, axis_rad=math.pi, speed_mps=500.0, altitude_m=0.0, damage=0.0)
"""In the air for the whole battle, far from everybody: with the watcher, no step can be skipped."""


def log_of(events: np.ndarray, threats: int) -> list[tuple]:
    """A log as plain rows, without what is about threats added behind the first `threats`.

    Reloads are left out: they are logged when somebody next looks into the rack, which may be never.
    """
    return [e for e in events.tolist() if e[3] < threats and e[1] != EventKind.RELOADED]


@needs_compiler
@pytest.mark.parametrize("scan_s, decision_s, delay_s", [(10.0, 5.0, 0.0), (4.0, 1.0, 3.0), (7.3, 2.7, 0.0)])
def test_skipping_quiet_steps_changes_nothing(scan_s, decision_s, delay_s):
    eye = Radar(p_look=0.5, instrumented_range_m=60e3, scan_period_s=scan_s, confirm=(2, 3), drop_after_s=25.0)
    late = FireUnit("late", away_m=30e3, radars=[eye], ready_at_s=400.0, missile=Missile("b", p_kill=0.3))
    patrol = FireUnit(
        "patrol", away_m=20e3, radars=[eye], height_m=8e3, orbit_radius_m=15e3, on_station_s=200.0, relief_gap_s=90.0,
        missile=Missile("c", p_kill=0.4),
    )  # fmt: skip
    units = [
        FireUnit(radars=[eye], decision_period_s=decision_s, track_delay_s=delay_s, missile=Missile(p_kill=0.5)),
        late,
        patrol,
    ]
    raiders = raid(5, distance_m=160e3, start_spread_s=900.0, axis_spread_rad=2.0, weave_m=9e3)
    skipping = play_fused(small_defence(units, raiders), 0, 60, log_events=3000)
    stepping = play_fused(small_defence([*units, WATCHER], [*raiders, WANDERER]), 0, 60, log_events=3000)
    assert stepping.clock["steps"].min() > 3 * skipping.clock["steps"].mean()
    for few, many in zip(skipping.events, stepping.events, strict=True):
        assert log_of(few, 5) == log_of(many, 5)
    assert (skipping.flight["first_in_sight_s"] == stepping.flight["first_in_sight_s"][:, :5]).all()


@needs_compiler
def test_skipping_changes_nothing_in_battles_of_all_sorts():
    for number in range(30):
        skipping, stepping = random_battle(number), with_watcher(random_battle(number))
        threats = skipping.sizes["T"]
        few, many = play_fused(skipping, 0, 2, log_events=3000), play_fused(stepping, 0, 2, log_events=3000)
        for r in range(2):
            over_s = few.clock["time_s"][r]  # with the wanderer about, some go on shooting at what they think alive
            so_far = [e for e in log_of(many.events[r], threats) if e[0] < over_s]
            assert log_of(few.events[r], threats) == so_far, number


def with_watcher(world: World) -> World:
    """The same battle with the watcher and the wanderer behind everybody else."""
    extra = small_defence([WATCHER], [WANDERER], seed=1)
    extra.sensor["unit"] += world.sizes["U"]
    extra.sensor["pd_row"] += len(world.pd_table)
    return world._replace(
        unit=np.concatenate([world.unit, extra.unit], axis=1).view(np.recarray),
        sensor=np.concatenate([world.sensor, extra.sensor], axis=1).view(np.recarray),
        threat=np.concatenate([world.threat, extra.threat], axis=1).view(np.recarray),
        hears=np.concatenate([world.hears, np.zeros((world.sizes["C"], 1), np.uint8)], axis=1),
        pd_table=np.concatenate([world.pd_table, extra.pd_table]),
    )


def test_a_battle_ends_when_the_last_threat_has_ended_and_the_last_round_is_assessed():
    unit = FireUnit(assess_s=20.0, missile=Missile(range_max_m=20e3))
    played = play_fused(small_defence([unit], raid(2, distance_m=30e3)), 0, 1, log_events=100)
    kills = [e for e in played.events[0] if e["kind"] == EventKind.KILL]
    assert len(kills) == 2
    assert played.clock["time_s"][0] == math.ceil(kills[-1]["time_s"] + 20.0) + 1.0


def test_an_empty_raid_is_over_before_it_begins():
    played = play_fused(small_defence([FireUnit()], []), 0, 3, log_events=10)
    assert (played.clock["steps"] == 0).all() and (played.clock["rounds"] == 0).all()
    assert all(len(log) == 0 for log in played.events)


def test_without_a_defence_every_threat_arrives_when_its_way_says():
    played = play_fused(small_defence([], raid(3, distance_m=50e3, speed_mps=200.0, start_s=7.0)), 0, 2)
    assert (played.flight["fate"] == Fate.LEAKED).all()
    assert played.flight["end_s"] == pytest.approx(7.0 + 50e3 / 200.0)


# ---- who else is there --------------------------------------------------------------------------------------------


BEARINGS_RAD = {"north": 0.0, "east": 1.5, "south": 3.0}
EYES = {
    name: Radar(name, p_look=None, range_m=60e3, scan_period_s=3.0 + bearing_rad, confirm=(2, 3))
    for name, bearing_rad in BEARINGS_RAD.items()
}


def seeing(names: tuple[str, ...], raiders: int = 8) -> World:
    """Radar posts round the site that see a raid."""
    units = [
        FireUnit(name, radars=[EYES[name]], away_m=15e3, bearing_rad=BEARINGS_RAD[name], launchers=0) for name in names
    ]
    return small_defence(units, raid(raiders, distance_m=120e3, start_spread_s=200.0, axis_spread_rad=6.0, weave_m=5e3))


@needs_compiler
def test_removing_a_radar_leaves_the_others_alone():
    """Every detection of the other radars stays, to the second."""
    for replication in range(4):
        all_three = detections(seeing(("north", "east", "south")), replication)
        two = detections(seeing(("north", "south")), replication)
        kept = [(time_s, 0 if s == 0 else 1, t) for time_s, s, t in all_three if s != 1]
        assert kept == two
        assert len(all_three) > len(two) > 0


@needs_compiler
def test_removing_a_radar_leaves_the_others_alone_also_while_rounds_fly():
    """Two defences too far apart to touch each other's raiders: one goes, the other fights the same battle."""
    near = FireUnit("near", radars=[EYES["north"]], missile=Missile(p_kill=0.6), rounds=6)
    far = FireUnit("far", radars=[EYES["east"]], away_m=600e3, network=1, missile=Missile("f", p_kill=0.6), rounds=6)
    raiders = raid(6, distance_m=150e3, start_spread_s=300.0, axis_spread_rad=6.0)
    alone = play_fused(small_defence([near], raiders), 0, 50, log_events=500)
    both = play_fused(small_defence([far, near], raiders), 0, 50, log_events=500)
    assert same_columns(alone.flight, both.flight)
    launcher_events = (EventKind.SHOT, EventKind.KILL, EventKind.MISS)
    for one, two in zip(alone.events, both.events, strict=True):
        shots = [e for e in one.tolist() if e[1] in launcher_events]
        assert shots == [(e[0], e[1], e[2] - 1, *e[3:]) for e in two.tolist() if e[1] in launcher_events]


@needs_compiler
def test_adding_a_raider_leaves_the_detections_of_the_others_alone():
    """The raid grows by ten; the first eight fly the same ways and are seen at the same looks."""
    everybody = ("north", "east", "south")
    few, many = seeing(everybody), seeing(everybody, raiders=18)
    for replication in range(3):
        assert detections(few, replication) == [d for d in detections(many, replication) if d[2] < 8]


@needs_compiler
def test_every_option_meets_the_same_raid():
    """Site, start and way of every threat do not depend on who defends."""
    raiders = raid(10, site=-1, distance_m=80e3, start_spread_s=300.0, axis_spread_rad=3.0, weave_m=8e3)
    weak = play_fused(small_defence([], raiders), 0, 20)
    strong = play_fused(small_defence([FireUnit(rounds=3), FireUnit("two", network=1, rounds=3)], raiders), 0, 20)
    for column in ("site", "start_s", "points", "speed_max_mps"):
        assert (weak.flight[column] == strong.flight[column]).all()
    leaked = strong.flight["fate"] == Fate.LEAKED
    assert leaked.any() and (weak.flight["end_s"][leaked] == strong.flight["end_s"][leaked]).all()


@needs_compiler
def test_the_order_of_raiders_in_the_table_does_not_matter():
    """What becomes of a raider goes with its name, not with its row."""
    raiders = raid(12, distance_m=90e3, start_spread_s=60.0, axis_spread_rad=1.0, threat_class=1)
    units = [FireUnit(radars=[Radar(p_look=0.6, confirm=(2, 3))], channels=2, rounds=8, missile=Missile(p_kill=0.5))]
    there = play_fused(small_defence(units, raiders), 0, 40)
    back = play_fused(small_defence(units, raiders[::-1]), 0, 40)
    assert same_columns(there.flight, np.ascontiguousarray(back.flight[:, ::-1]))
    assert len({tuple(row) for row in there.flight["cause"]}) > 10


def certain(start_s: float) -> World:
    """A battle without chance whose periods all divide an hour."""
    eye = Radar(scan_period_s=4.0, confirm=(2, 3))
    unit = FireUnit(radars=[eye], decision_period_s=2.0, reaction_s=5.0, channels=1, salvo=1, missile=Missile(p_kill=1))
    return small_defence([unit], raid(4, distance_m=120e3, start_s=start_s))


def test_an_hour_later_everything_happens_an_hour_later():
    now, later = (play_fused(certain(start_s), 0, 3, log_events=100) for start_s in (0.0, 3600.0))
    for early, late in zip(now.events, later.events, strict=True):
        assert early["kind"].tolist() == late["kind"].tolist() and len(early) > 10
        assert late["time_s"] == pytest.approx(early["time_s"] + 3600.0, abs=1e-6)


def turned(played: World, longitude_rad: float) -> World:
    """The whole world turned round the earth's axis."""
    sine, cosine = math.sin(longitude_rad), math.cos(longitude_rad)
    turn = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
    played.unit["n"] = played.unit["n"] @ turn.T
    played.site["n"] = played.site["n"] @ turn.T
    return played


@needs_compiler
def test_longitude_does_not_matter():
    """The earth is round: the same battle 37 degrees farther east, also across the date line, to a microsecond."""
    here = [play_fused(random_battle(number), 0, 2, log_events=3000) for number in range(12)]
    for turn_deg in (37.0, 150.0):
        for number, there in enumerate(here):
            other = play_fused(turned(random_battle(number), math.radians(turn_deg)), 0, 2, log_events=3000)
            assert_same_log(there, other)


@needs_compiler
def test_east_and_west_are_alike():
    """A battle and its mirror image leak alike; with dice of their own, so within 4 standard errors."""

    def leakers(mirror: float) -> np.ndarray:
        eye = Radar(p_look=None, range_m=40e3, scan_period_s=4.0, confirm=(2, 3), sector_rad=2.5)
        place = {"away_m": 15e3, "bearing_rad": mirror * 0.9, "boresight_rad": mirror * 1.4}
        unit = FireUnit(
            radars=[eye], channels=1, reaction_s=10.0, missile=Missile(p_kill=0.4, speed_mps=400.0), **place
        )
        raiders = raid(8, axis_rad=mirror * 1.2, axis_spread_rad=1.0, distance_m=90e3, start_spread_s=100.0)
        return (play_fused(small_defence([unit], raiders), 0, 2000).flight["fate"] == Fate.LEAKED).sum(axis=1)

    east, west = leakers(1.0), leakers(-1.0)
    error = math.hypot(east.std(), west.std()) / math.sqrt(2000)
    assert 0.5 < east.mean() < 7.5 and abs(east.mean() - west.mean()) < 4.0 * error


def assert_same_log(a: Played, b: Played) -> None:
    for one, two in zip(a.events, b.events, strict=True):
        assert one["kind"].tolist() == two["kind"].tolist() and one["whom"].tolist() == two["whom"].tolist()
        assert one["time_s"] == pytest.approx(two["time_s"], abs=1e-6)


# ---- the order of the story ---------------------------------------------------------------------------------------


def test_a_threat_can_be_seen_tracked_and_shot_at_within_one_step():
    """Move, sense, track and command follow each other in a step: with no delays nothing waits for the next."""
    state = look_on(small_defence([FireUnit()], raid(1, distance_m=30e3, start_s=4.5)), 0, lambda _: None)
    log = state.event[: state.clock["events"]]
    by_kind = {EventKind(e["kind"]): e["time_s"] for e in log}
    assert by_kind[EventKind.TRACK_STARTED] == by_kind[EventKind.TRACK_REPORTED] == by_kind[EventKind.SHOT] == 5.0


def test_known_delayed_and_reacted_to_the_shot_leaves_exactly_then():
    unit = FireUnit(track_delay_s=3.0, reaction_s=9.0)
    state = look_on(small_defence([unit], raid(1, distance_m=40e3, start_s=4.5)), 0, lambda _: None)
    log = {EventKind(e["kind"]): e["time_s"] for e in state.event[: state.clock["events"]]}
    assert log[EventKind.TRACK_STARTED] == 5.0
    assert log[EventKind.TRACK_REPORTED] == 8.0
    assert log[EventKind.SHOT] == 17.0
