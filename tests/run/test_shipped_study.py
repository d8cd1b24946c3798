"""The study that ships with the package, played a little: the laws of any battle hold in its worlds, too."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import load_library
from pavise.kinds import Cause, Fate
from pavise.run.drivers import Played, play_fused
from pavise.scenario.study import load_study
from pavise.sim.world import World, check_world

pytestmark = pytest.mark.needs_compiler

BATTLES = 6


@pytest.fixture(scope="module")
def study() -> Assembly:
    return assemble_study(load_study("turkey-s400"), load_library(), worlds=BATTLES, repeats=1)


@pytest.fixture(scope="module")
def battles(study) -> list[tuple[object, World, Played]]:
    """A few battles of every option against every raid, at its reference size."""
    cases = [case for case in study.cases if case.reference and case.doubt == "all" and case.variant == "as-offered"]
    return [(case, study.world(case), play_fused(study.world(case), 0, BATTLES)) for case in cases]


def test_every_option_meets_every_raid(battles):
    options, raids = ({getattr(case, name) for case, _, _ in battles} for name in ("option", "raid"))
    assert len(battles) == len(options) * len(raids) >= 10


def test_the_worlds_are_sound(battles):
    for _, world, _ in battles:
        check_world(world)


def test_every_option_meets_the_same_raid_with_the_same_luck(battles):
    """Start, site and way of every threat are the same in every option, world by world."""
    for raid in {case.raid for case, _, _ in battles}:
        flights = [played.flight for case, _, played in battles if case.raid == raid]
        for column in ("start_s", "site", "points", "speed_max_mps"):
            assert all((flight[column] == flights[0][column]).all() for flight in flights)
        kills = {(flight["fate"] == Fate.KILLED).tobytes() for flight in flights}
        assert len(kills) > 1  # and the options differ


def test_every_round_is_fired_or_left(battles):
    for case, world, played in battles:
        rack, launcher = played.rack, world.launcher[played.world]
        in_depot = (rack["reloads"] + np.isfinite(rack["reloaded_s"])) * launcher["rounds"]
        issued = launcher["rounds"] * (1 + np.where(launcher["rounds"] > 0, launcher["reloads"], 0))
        assert (rack["fired"] + rack["rounds"] + in_depot == issued).all(), case.case
        assert (rack["fired"].sum(axis=1) == played.clock["rounds"]).all()


def test_every_threat_ends_and_every_leaker_has_one_cause(battles):
    for case, _, played in battles:
        flight = played.flight
        leaked = flight["fate"] == Fate.LEAKED
        assert (leaked | (flight["fate"] == Fate.KILLED)).all(), case.case
        assert ((flight["cause"] != Cause.NONE) == leaked).all(), case.case
        assert ((flight["cause"] == Cause.MISSED) == (leaked & (flight["rounds"] > 0))).all()


def test_absent_units_neither_see_nor_shoot(battles):
    for case, world, played in battles:
        post = world.group["post"][world.launcher["group"][0]]
        unit = world.post["unit"][0][post]
        absent = world.unit["present"][played.world][:, unit] == 0
        assert (played.rack["fired"][absent] == 0).all(), case.case


def test_fewer_raiders_are_part_of_more(study):
    """A raid of the next size holds the threats of the smaller one, with the same starts: a curve, not new dice."""
    by_size: dict[int, dict[str, float]] = {}
    cases = [case for case in study.cases if case.doubt == "all" and case.variant == "as-offered"]
    option, raid = cases[0].option, cases[0].raid
    for case in cases:
        if (case.option, case.raid) == (option, raid):
            played = play_fused(study.world(case), 0, 1)
            names = study.names(case).threats
            by_size[case.size] = dict(zip(names, played.flight["start_s"][0].tolist(), strict=True))
    sizes = sorted(by_size)
    assert len(sizes) >= 3
    for small, large in zip(sizes, sizes[1:], strict=False):
        common = set(by_size[small]) & set(by_size[large])
        assert len(common) > 0.9 * small
        # waves are dealt out in turn, so a threat keeps its wave; its luck within the wave is its own
        assert all(by_size[small][name] == by_size[large][name] for name in common)
