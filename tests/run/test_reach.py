"""Windows of launch for rounds that stray: whatever was killed lay in one, and where a path is inside is exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pavise.kinds import Doctrine, EventKind, Fate, PathKind, Picture, ThreatClass
from pavise.run.drivers import play_kept
from pavise.run.hindsight import counts, known_from_s, look_back, played_unopposed, shots_there_were
from pavise.run.reach import Pieces, inside, windows_of_reach
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, small_defence
from tests.worlds.random_battle import random_battle

EYE = Radar("eye", beamwidth_rad=0.02, elevation_beamwidth_rad=0.02, bandwidth_hz=2e6)


def tracked(number):
    world = random_battle(number)
    world.config["repeats"], world.config["picture"] = 1_000_000, Picture.TRACKED
    return world


def windows(world):
    state = played_unopposed(world, 0)
    return windows_of_reach(world, state, 0, counts(world))


def test_when_a_path_is_inside_is_what_a_close_look_says():
    chance = np.random.default_rng(1)
    n = 300
    begins_m, ends_m = chance.uniform(-80e3, 80e3, (2, n, 3))
    heights_m = chance.choice([500.0, 4000.0, 9000.0], (2, n))
    begins_s = chance.uniform(0.0, 100.0, n)
    pieces = Pieces(np.arange(n), begins_s, begins_s + 60.0, begins_m, ends_m, *heights_m)
    far_m = chance.choice([-1.0, 30e3, 60e3, np.inf], n)
    enters_s, leaves_s = inside(pieces, np.zeros(3), far_m, 1000.0, 8000.0)
    share = np.linspace(0.0, 1.0, 2001)[:, None]
    away_m = np.linalg.norm(begins_m + share[..., None] * (ends_m - begins_m), axis=2)
    high_m = heights_m[0] + share * (heights_m[1] - heights_m[0])
    seen = (away_m <= far_m) & (high_m >= 1000.0) & (high_m <= 8000.0)
    some = seen.any(axis=0)
    assert 50 < some.sum() < 250
    assert np.isfinite(enters_s[some]).all()
    assert (leaves_s[~some] - enters_s[~some] < 0.03 * 2).all()  # grazes between two looks at most
    at_s = begins_s + 60.0 * share
    first_s, last_s = np.where(seen, at_s, np.inf).min(axis=0), np.where(seen, at_s, -np.inf).max(axis=0)
    assert enters_s[some] == pytest.approx(first_s[some], abs=0.031)
    assert leaves_s[some] == pytest.approx(last_s[some], abs=0.031)


@pytest.mark.needs_compiler
def test_every_round_that_killed_left_in_a_window():
    """In 57 and 89 some flew farther than their reach against what they killed: it was taken for another class."""
    killed = 0
    for number in (*range(30), 57, 89):
        world = tracked(number)
        for replication in range(4):
            state = play_kept(world, replication, 1 << 14)
            log = state.event[0][: state.clock[0]["events"]]
            shots = log[log["kind"] == EventKind.SHOT]
            found = windows_of_reach(world, state, 0, counts(world))
            for kill in log[log["kind"] == EventKind.KILL]:
                mine = (found.group == world.launcher[0]["group"][kill["who"]]) & (found.threat == kill["whom"])
                left_s = shots["time_s"][(shots["who"] == kill["who"]) & (shots["value"] == kill["time_s"])]
                assert mine.sum() == 1 and len(left_s)
                assert ((found.earliest_s[mine] <= left_s) & (left_s <= found.latest_s[mine])).any()
                killed += 1
    assert killed > 200


ABOVE = Raider("above", distance_m=90e3, altitude_m=7000.0)
BEHIND = Raider("behind", distance_m=92e3, altitude_m=5500.0, release_range_m=41e3)


@pytest.mark.needs_compiler
@pytest.mark.parametrize("neighbour", [ABOVE, BEHIND], ids=["above the ceiling", "beyond the far end"])
def test_a_round_may_take_a_neighbour_that_nobody_could_have_aimed_at(neighbour):
    """Of three rounds at the first one the first kills it; the next finds the other, 3 km at most from where the track
    leads. So a bound for rounds that meet what they are fired at is beaten; this one is not."""
    unit = FireUnit(
        "one", [EYE], rounds=8, salvo=3, doctrine=Doctrine.SALVO, missile=Missile(altitude_max_m=6e3, range_max_m=40e3)
    )  # fmt: skip
    first = Raider("first", distance_m=90e3, altitude_m=5500.0)
    world = small_defence([unit], [first, neighbour], picture=Picture.TRACKED)
    fates = play_kept(world, 0, 0).flight[0]["fate"]
    assert (fates == Fate.KILLED).all()
    assert set(shots_there_were(world, played_unopposed(world, 0)).target) == {0}
    assert look_back(world, 0).stopped_at_most == pytest.approx(2.0)


@pytest.mark.needs_compiler
def test_of_two_that_look_like_one_both_are_stopped_though_one_was_never_seen():
    """Fifty metres apart they are one track, and the second of three rounds takes who is left."""
    unit = FireUnit("one", [EYE], rounds=8, salvo=3, doctrine=Doctrine.SALVO)
    pair = [Raider(name, distance_m=90e3, altitude_m=high_m) for name, high_m in (("one", 3000.0), ("other", 3050.0))]
    world = small_defence([unit], pair, picture=Picture.TRACKED)
    assert (play_kept(world, 0, 0).flight[0]["fate"] == Fate.KILLED).all()
    state = played_unopposed(world, 0)
    assert np.isinf(known_from_s(world, state, 0)).sum() == 1
    assert look_back(world, 0).stopped_at_most == pytest.approx(2.0)


@pytest.mark.needs_compiler
def test_the_rounds_of_a_store_count_and_no_more_than_these():
    unit = FireUnit("one", [EYE], rounds=1, stock=4, reload_s=10.0, delivery_s=5.0)
    world = small_defence([unit], one_after_the_other(7, 60.0), picture=Picture.TRACKED)
    assert (play_kept(world, 0, 0).flight[0]["fate"] == Fate.KILLED).sum() == 5
    assert look_back(world, 0).stopped_at_most == pytest.approx(5.0)


@pytest.mark.needs_compiler
def test_a_channel_is_free_before_its_result_is_known_when_its_track_is_given_up():
    """Results take a quarter of an hour, so two channels would stop four or five of eight that come within 14 minutes.
    But the dead are dropped, their rows get new tracks, and all rounds at lost tracks share a channel."""
    eye = replace(EYE, drop_after_s=5.0)
    unit = FireUnit("one", [eye], rounds=20, channels=2, assess_s=900.0, missile=Missile(range_max_m=30e3))
    world = small_defence([unit], one_after_the_other(8, 120.0, 60e3), picture=Picture.TRACKED)
    assert (play_kept(world, 0, 0).flight[0]["fate"] == Fate.KILLED).sum() >= 7
    assert look_back(world, 0).stopped_at_most == pytest.approx(8.0)


def one_after_the_other(many, apart_s, distance_m=90e3):
    return [Raider(f"{t}", distance_m=distance_m, axis_rad=0.8 * t, start_s=apart_s * t) for t in range(many)]


def one_against_one(**raider):
    """A unit that sees everything, rounds of 1,000 m/s between 1 and 40 km, and one raider straight at it."""
    missile = Missile(range_min_m=1e3, range_max_m=40e3, range_max_ballistic_m=0.0, speed_mps=1000.0)
    raid = [Raider("it", distance_m=200e3, speed_mps=250.0, **raider)]
    return small_defence([FireUnit("one", [EYE], missile=missile)], raid, picture=Picture.TRACKED)


@pytest.mark.needs_compiler
def test_a_unit_that_cannot_fire_has_no_window():
    assert len(windows(one_against_one()).group) == 1
    for table, column, value in (
        ("unit", "ready_at_s", np.inf), ("launcher", "rounds", 0), ("missile", "p_kill", 0.0),
        ("missile", "altitude_max_m", -1.0), ("post", "reaction_s", 5000.0),
    ):  # fmt: skip
        world = one_against_one(altitude_m=5000.0)
        getattr(world, table)[column] = value
        assert len(windows(world).group) == 0
    falls = one_against_one(threat_class=ThreatClass.BALLISTIC, path_kind=PathKind.ARC)
    assert len(windows(falls).group) == 0


@pytest.mark.needs_compiler
def test_windows_are_as_long_as_flights_may_be():
    """Rounds find what is 3 km beyond their reach, so the first may leave 40 s before the raider is 43 km away; the
    last when it is overhead, less the second to the near end of the envelope."""
    (earliest_s,), (latest_s,) = windows(one_against_one(altitude_m=5000.0))[2:4]
    assert earliest_s == pytest.approx((200e3 - 43e3) / 250.0 - 40.0, abs=2.0)
    assert latest_s == pytest.approx(200e3 / 250.0 - 1.0, abs=0.5)
