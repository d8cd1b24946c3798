"""A recording is the battle that was counted: it ends the same, and nothing in it contradicts anything else in it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pavise.kinds import Cause, EventKind, Fate, Picture
from pavise.results.replay import Replay, decode, encode
from pavise.run.drivers import play_open
from pavise.run.record import About, _events, record
from pavise.sim.fields import allocate
from pavise.sim.state import EVENT
from pavise.sim.world import World
from tests.worlds.random_battle import random_battle

pytestmark = pytest.mark.needs_compiler

BATTLES = (0, 3, 5, 8, 11)


def names_of(world: World) -> Any:
    sizes = world.sizes
    axes = {"units": "U", "sensors": "S", "posts": "C", "launchers": "L", "missiles": "M", "threats": "T", "sites": "D"}
    words = {name: [f"{name} {k}" for k in range(sizes[axis])] for name, axis in axes.items()}
    classes = ["drone"] * sizes["T"]
    return SimpleNamespace(**words, threat_classes=classes, networks=[f"network {n}" for n in range(sizes["N"])])


def recorded(world: World) -> Replay:
    found = record(world, names_of(world), 0, About({}, {}))
    return decode(encode({"end_s": found.end_s}, found.tables))


@pytest.fixture(scope="module", params=BATTLES)
def battle(request: pytest.FixtureRequest) -> tuple[World, Replay]:
    world = random_battle(request.param)
    return world, recorded(world)


@pytest.fixture(scope="module")
def tracked() -> tuple[World, Replay]:
    world = random_battle(5)
    world.config["picture"] = Picture.TRACKED
    return world, recorded(world)


def test_every_threat_ends_as_it_was_counted(battle: tuple[World, Replay]) -> None:
    world, replay = battle
    flight = play_open(world, 0, 1).flight[0]
    threats = replay.tables["threats"]
    assert [Fate[fate.upper()] for fate in threats["fate"]] == flight["fate"].tolist()
    assert [Cause[(cause or "none").upper()] for cause in threats["cause"]] == flight["cause"].tolist()
    assert threats["end_s"] == pytest.approx(np.minimum(flight["end_s"], replay.about["end_s"]), abs=1e-3)
    assert (threats["rounds"] == flight["rounds"]).all()


def test_rounds_leave_racks_and_end_threats(battle: tuple[World, Replay]) -> None:
    world, replay = battle
    shots, threats = replay.tables["shots"], replay.tables["threats"]
    assert replay.rows("shots") == threats["rounds"].sum()
    assert (shots["start_s"] < shots["end_s"]).all()
    for t, fate in enumerate(threats["fate"]):
        kills = (shots["threat"] == t) & (shots["outcome"] == "kill")
        assert kills.sum() == (fate == "killed")
        if kills.any():
            assert shots["end_s"][kills][0] == threats["end_s"][t]
    rounds = replay.tables["rounds"]
    for launcher in range(replay.rows("launchers")):
        fired = (shots["launcher"] == launcher).sum()
        left = rounds["rounds"][rounds["launcher"] == launcher]
        assert fired == 0 or (len(left) and left.min() < replay.tables["launchers"]["rounds"][launcher])


def test_a_round_meets_its_target_where_the_target_is(battle: tuple[World, Replay]) -> None:
    _, replay = battle
    shots = replay.tables["shots"]
    for k in np.flatnonzero(np.isin(shots["outcome"], ["kill", "miss"])):
        way = replay.part("way", "threats", shots["met"][k])
        for column, end, slack in (("lon_deg", "to_lon_deg", 2e-4), ("height_m", "to_height_m", 5.0)):
            assert np.interp(shots["end_s"][k], way["time_s"], way[column]) == pytest.approx(shots[end][k], abs=slack)


def test_what_is_shot_at_was_held_and_what_is_held_was_seen(battle: tuple[World, Replay]) -> None:
    world, replay = battle
    shots, holds, seen = (replay.tables[name] for name in ("shots", "holds", "seen"))
    network = replay.tables["posts"]["network"]
    for post, t, start_s in zip(shots["post"], shots["threat"], shots["start_s"], strict=True):
        mine = (holds["threat"] == t) & (holds["network"] == network[post])
        assert ((holds["from_s"][mine] <= start_s) & (start_s <= holds["to_s"][mine])).any()
    for t, from_s in zip(holds["threat"], holds["from_s"], strict=True):
        assert (seen["from_s"][seen["threat"] == t] <= from_s).any()
    assert (seen["from_s"] <= seen["to_s"]).all() and (holds["from_s"] <= holds["to_s"]).all()


def test_ways_begin_and_end_with_the_threat(battle: tuple[World, Replay]) -> None:
    _, replay = battle
    threats = replay.tables["threats"]
    for t in range(replay.rows("threats")):
        way = replay.part("way", "threats", t)
        assert way["time_s"][0] == pytest.approx(threats["start_s"][t], abs=0.02)
        assert way["time_s"][-1] == pytest.approx(threats["end_s"][t], abs=0.02)
        assert (np.diff(way["time_s"]) >= 0.0).all()


def test_on_a_tracked_picture_tracks_lie_near_what_they_follow(tracked: tuple[World, Replay]) -> None:
    _, replay = tracked
    points, tracks = replay.tables["track_points"], replay.tables["tracks"]
    assert replay.rows("tracks") and tracks["track_points_count"].sum() == replay.rows("track_points")
    assert (points["major_m"] >= points["minor_m"] - 1.0).all()
    off, sigma = [], []
    for k, t in enumerate(points["threat"]):
        way = replay.part("way", "threats", t) if t >= 0 else None
        if way is None or not way["time_s"][0] <= points["time_s"][k] <= way["time_s"][-1]:
            continue
        north_m = 111e3 * (np.interp(points["time_s"][k], way["time_s"], way["lat_deg"]) - points["lat_deg"][k])
        off.append(abs(north_m))
        sigma.append(points["major_m"][k])
    assert len(off) > 20
    assert np.median(np.array(off) / np.maximum(sigma, 10.0)) < 2.0


def test_looking_on_changes_nothing(tracked: tuple[World, Replay]) -> None:
    world, replay = tracked
    flight = play_open(world, 0, 1).flight[0]
    assert [Fate[fate.upper()] for fate in replay.tables["threats"]["fate"]] == flight["fate"].tolist()


def test_every_kind_of_event_keeps_its_name() -> None:
    """The numbers of kinds have gaps."""
    log = allocate(EVENT, {"R": 1, "E": len(EventKind)})[0]
    log["kind"] = list(EventKind)
    assert _events(np.asarray(log))["kind"].tolist() == [kind.name.lower() for kind in EventKind]
