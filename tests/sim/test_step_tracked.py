"""Battles on a picture: posts shoot at what they believe, and the truth decides what their rounds meet."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, EventKind, Fate, Picture, Side, Waste
from pavise.run.drivers import Decision, Played, play_fused, play_open
from pavise.sim.belief import REVIVE_S
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Link, Missile, Network, Radar, Raider, small_defence

pytestmark = pytest.mark.needs_compiler  # a thousand steps with a tracker in each; test_belief.py runs without

EYE = Radar(
    "eye", p_look=0.9, scan_period_s=4.0, beamwidth_rad=0.02, elevation_beamwidth_rad=0.02, bandwidth_hz=2e6,
    confirm=(2, 3), instrumented_range_m=250e3,
)  # fmt: skip
BATTERY = FireUnit("battery", radars=[EYE], launchers=6, rounds=8, missile=Missile(p_kill=0.7), decision_period_s=2.0)
READS_ALL = Network("own", p_hostile=0.6, prior_hostile=0.5)
READS_NOTHING = replace(READS_ALL, asks_friends=False, asks_civil=False, has_plans=False)


def raiders(number: int, **columns: object) -> list[Raider]:
    """Raiders from all round, so that no two are ever in one cell before they are near."""
    one = Raider(distance_m=120e3, altitude_m=800.0, speed_mps=260.0)
    return [
        replace(one, name=f"raider {k}", axis_rad=2.0 * math.pi * k / number, start_s=10.0 * k, **columns)  # type: ignore[arg-type]
        for k in range(number)
    ]


def airliners(number: int, **columns: object) -> list[Raider]:
    one = Raider(
        distance_m=150e3, altitude_m=10_000.0, speed_mps=230.0, side=Side.NEUTRAL, answers=1.0, planned=True, damage=0.0
    )
    return [
        replace(one, name=f"airliner {k}", axis_rad=0.3 + 2.0 * math.pi * k / number, **columns)  # type: ignore[arg-type]
        for k in range(number)
    ]


def battle(units: list[FireUnit], flights: list[Raider], networks: list[Network], **more: object) -> World:
    return small_defence(units, flights, networks=networks, picture=Picture.TRACKED, **more)  # type: ignore[arg-type]


def total(played: Played, column: str) -> int:
    return int(played.clock[column].sum())


def with_causes(played: Played, cause: Cause) -> int:
    return int((played.flight["cause"] == cause).sum())


def test_a_good_picture_is_as_good_as_the_truth():
    world = battle([BATTERY], raiders(8), [READS_ALL])
    known = world._replace(config=world.config.copy())
    known.config["picture"] = Picture.KNOWN
    tracked, truth = play_fused(world, 0, 60), play_fused(known, 0, 60)
    killed = [(played.flight["fate"] == Fate.KILLED).mean() for played in (tracked, truth)]
    assert abs(killed[0] - killed[1]) < 0.05 and killed[0] > 0.8
    assert total(tracked, "rounds_at_ghosts") == total(tracked, "false_tracks") == 0
    assert np.median(tracked.clock["track_error_m"]) < 300.0


def test_rounds_fired_and_left_are_rounds_issued_and_nobody_dies_twice():
    noisy = replace(BATTERY, radars=[replace(EYE, false_plots=10.0)])
    played = play_fused(battle([noisy], [*raiders(10), *airliners(4)], [READS_NOTHING]), 0, 30, log_events=20_000)
    rack = played.rack
    assert (rack["fired"] + rack["rounds"] == rack["loaded"]).all()
    assert (played.clock["rounds"] == rack["fired"].sum(axis=1)).all()
    for r, log in enumerate(played.events):
        dead = log[log["kind"] == EventKind.KILL]["whom"]
        assert len(dead) == len(set(dead.tolist())) == (played.flight[r]["fate"] == Fate.KILLED).sum()
        ended = np.isin(log["kind"], (EventKind.KILL, EventKind.MISS, EventKind.WASTED)).sum()
        assert ended == (log["kind"] == EventKind.SHOT).sum() == played.clock[r]["rounds"]
        wasted = log[log["kind"] == EventKind.WASTED]["value"]
        for waste, column in (
            (Waste.GHOST, "rounds_at_ghosts"), (Waste.DEAD, "rounds_at_dead"), (Waste.TRACK_LOST, "rounds_track_lost"),
        ):  # fmt: skip
            assert (wasted == waste).sum() == played.clock[r][column]


def test_every_leaker_has_one_cause_and_traffic_has_none():
    played = play_fused(battle([BATTERY], [*raiders(12), *airliners(6)], [READS_ALL]), 0, 20)
    hostile, traffic = played.flight[:, :12], played.flight[:, 12:]
    assert ((hostile["fate"] == Fate.LEAKED) == (hostile["cause"] != Cause.NONE)).all()
    assert (traffic["cause"] == Cause.NONE).all()
    assert set(np.unique(traffic["fate"])) <= {Fate.PASSED, Fate.FLYING, Fate.WAITING, Fate.KILLED}
    assert played.damage["arrivals"].sum() == (hostile["fate"] == Fate.LEAKED).sum()


def test_who_cannot_ask_shoots_at_airliners_and_who_can_does_not():
    flights = [*raiders(4), *airliners(8)]
    deaf, sure = replace(READS_NOTHING, prior_hostile=0.95), replace(READS_ALL, identify_s=30.0, prior_hostile=0.95)
    engaged = [
        int((play_fused(battle([BATTERY], flights, [network]), 0, 20).flight[:, 4:]["rounds"] > 0).sum())
        for network in (deaf, sure)
    ]
    assert engaged[0] > 10 and engaged[1] <= 1, engaged


def test_who_is_never_sure_holds_everything_back():
    never = replace(READS_ALL, p_hostile=1.0)
    played = play_fused(battle([BATTERY], raiders(6), [never]), 0, 10)
    assert played.clock["rounds"].sum() == 0
    assert with_causes(played, Cause.NOT_IDENTIFIED) == (played.flight["fate"] == Fate.LEAKED).sum() == 60
    assert total(played, "hostiles_held") == 60 and np.isinf(played.clock["identify_s"]).all()


def test_false_plots_draw_rounds_when_everything_new_is_taken_for_hostile():
    near = replace(EYE, instrumented_range_m=60e3)  # so that false tracks are within reach
    noisy = replace(BATTERY, radars=[replace(near, false_plots=60.0)])
    eager = replace(READS_NOTHING, prior_hostile=0.999)
    played = play_fused(battle([noisy], raiders(2), [eager]), 0, 15)
    quiet = play_fused(battle([replace(BATTERY, radars=[near])], raiders(2), [eager]), 0, 15)
    assert total(played, "false_tracks") > 0 and total(played, "rounds_at_ghosts") > 0
    assert total(quiet, "false_tracks") == total(quiet, "rounds_at_ghosts") == 0


def test_a_picture_told_over_a_link_can_be_shot_at_and_the_later_the_slower_it_comes():
    watch = FireUnit("watch", radars=[EYE], launchers=0, network=1)
    shooter = FireUnit("shooter", radars=(), launchers=6, rounds=8, missile=Missile(p_kill=1.0), network=0)
    networks = [replace(READS_ALL, name="shooters"), replace(READS_ALL, name="watchers")]

    def told(*links: Link) -> tuple[float, float]:
        played = play_fused(battle([shooter, watch], raiders(8), networks, links=list(links)), 0, 20)
        return float((played.flight["fate"] == Fate.KILLED).mean()), float(np.median(played.flight["released_s"]))

    alone, lost = told(), told(Link(giver=1, taker=0, p_loss=1.0))
    quick, slow = told(Link(giver=1, taker=0, delay_s=2.0)), told(Link(giver=1, taker=0, delay_s=25.0))
    assert alone[0] == lost[0] == 0.0
    assert quick[0] > 0.9 and 15.0 < slow[1] - quick[1] < 50.0


def looks(played: Played, kind: EventKind) -> tuple[int, int]:
    """How many rounds ended so (only those whose target still flew when their result was known), and how many of these
    were taken for the opposite."""
    rounds = wrong = 0
    for r, log in enumerate(played.events):
        for e in log[log["kind"] == kind]:
            known_s = e["time_s"] + BATTERY.assess_s
            if kind == EventKind.KILL or played.flight[r]["end_s"][e["whom"]] > math.ceil(known_s):
                rounds += 1
                judged = log[(log["kind"] == EventKind.MISJUDGED) & (log["whom"] == e["whom"])]
                wrong += bool((judged["time_s"] == known_s).any())
    return rounds, wrong


def test_results_are_taken_for_the_opposite_as_often_as_they_should():
    doubtful = replace(BATTERY, missile=Missile(p_kill=0.5), p_kill_unseen=0.3, p_miss_unseen=0.2)
    played = play_fused(battle([doubtful], raiders(8), [READS_ALL]), 0, 100, log_events=6000)
    for kind, share in ((EventKind.KILL, 0.3), (EventKind.MISS, 0.2)):
        rounds, wrong = looks(played, kind)
        assert rounds > 300
        assert abs(wrong / rounds - share) < 4.0 * math.sqrt(share * (1.0 - share) / rounds)


def test_a_kill_that_nobody_saw_draws_rounds_until_its_track_is_dropped():
    certain = replace(BATTERY, missile=Missile(p_kill=1.0))
    blind = replace(certain, p_kill_unseen=1.0)
    seen, unseen = (play_fused(battle([unit], raiders(8), [READS_ALL]), 0, 10) for unit in (certain, blind))
    assert total(seen, "rounds_at_dead") == total(seen, "kills_unseen") == 0
    assert total(unseen, "rounds_at_dead") > 40 and total(unseen, "kills_unseen") >= total(seen, "rounds") == 80
    assert (unseen.flight["fate"] == Fate.KILLED).mean() > 0.9


def test_a_miss_that_is_taken_for_a_kill_leaves_the_target_alone_until_its_track_gives_it_away():
    """From the next plot on that is REVIVE_S younger than the look; never before."""
    hopeless = replace(BATTERY, missile=Missile(p_kill=1e-12), p_miss_unseen=1.0)
    played = play_fused(battle([hopeless], raiders(1), [READS_ALL]), 0, 5, log_events=2000)
    for log in played.events:
        shots = log[log["kind"] == EventKind.SHOT]
        gaps_s = shots["time_s"][1:] - shots["value"][:-1]
        assert len(gaps_s) >= 3 and (gaps_s >= REVIVE_S).all() and gaps_s.max() < REVIVE_S + 15.0


def same(one: np.ndarray, two: np.ndarray) -> bool:
    """Column by column: what lies between columns is nobody's."""
    return all(one[name].tobytes() == two[name].tobytes() for name in one.dtype.names or ())


def test_the_same_bits_whatever_the_portion_and_with_either_driver():
    world = battle(
        [replace(BATTERY, radars=[replace(EYE, false_plots=5.0)])], [*raiders(6), *airliners(3)], [READS_ALL]
    )
    whole, tail = play_fused(world, 0, 6), play_fused(world, 3, 3)
    assert same(whole.flight[3:], tail.flight) and same(whole.clock[3:], tail.clock)
    opened = play_open(world, 0, 3)
    assert same(opened.flight, whole.flight[:3]) and same(opened.rack, whole.rack[:3])


def test_a_python_function_is_shown_beliefs_and_no_threats():
    rows: list[tuple[int, float]] = []

    def first_come(decision: Decision) -> None:
        assert decision.belief is not None
        for candidate in decision.candidates:
            belief = decision.belief[candidate["threat"]]
            rows.append((int(belief["fate"]), float(belief["height_m"])))
        decision.candidates["preference"] = 1.0
        decision.candidates["rounds"] = 1

    world = battle([replace(BATTERY, doctrine=Doctrine.HOOK)], raiders(4), [READS_ALL])
    played = play_open(world, 0, 2, first_come)
    assert rows and all(fate == Fate.FLYING for fate, _ in rows)
    assert any(abs(height_m - 800.0) > 1.0 for _, height_m in rows)  # as measured, not as it is
    assert (played.flight["fate"] == Fate.KILLED).any()


def test_a_sensor_that_nobody_hears_changes_no_bit():
    deaf = replace(BATTERY, hears=["eye"])
    stray = FireUnit("stray", radars=[replace(EYE, name="stray", false_plots=20.0)], launchers=0, network=0)
    one = play_fused(battle([deaf], raiders(5), [READS_ALL]), 0, 4)
    two = play_fused(battle([deaf, stray], raiders(5), [READS_ALL]), 0, 4)
    for column in ("fate", "end_s", "rounds", "first_track_s", "released_s"):
        assert (one.flight[column] == two.flight[column]).all(), column
