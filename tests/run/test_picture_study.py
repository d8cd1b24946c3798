"""The study of links and identification, played a little: traffic is nobody's raid, and mistakes are counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import load_library
from pavise.kinds import Fate, Picture, Side
from pavise.results.measures import (
    MEASURES,
    OF_ASSESSMENT,
    OF_COMMAND,
    OF_DECOYS,
    OF_SORTIES,
    OF_THE_PICTURE,
)
from pavise.run.campaign import measures_of, play_case, rows_of
from pavise.run.drivers import Played, play_fused
from pavise.run.hindsight import hindsight_rows
from pavise.scenario.study import load_study
from pavise.sim.world import World

pytestmark = pytest.mark.needs_compiler

BATTLES, SIZE = 6, 12


@dataclass(frozen=True)
class Fought:
    """One option against the raid of the summary."""

    case: Any
    world: World
    played: Played
    measures: dict[str, np.ndarray]

    @property
    def side(self) -> np.ndarray:
        return self.world.threat["side"][0]


@pytest.fixture(scope="module")
def study() -> Assembly:
    return assemble_study(load_study("alone-or-linked"), load_library(), worlds=BATTLES, repeats=1)


@pytest.fixture(scope="module")
def fought(study: Assembly) -> dict[str, Fought]:
    found = {}
    for case in study.cases:
        if case.reference:
            world = study.world(case)
            played = play_fused(world, 0, BATTLES)
            found[case.option] = Fought(case, world, played, measures_of(world, played))
    return found


def test_every_measure_is_there(fought: dict[str, Fought]):
    for one in fought.values():
        assert set(one.measures) >= set(OF_THE_PICTURE)
        assert set(one.measures) == set(MEASURES) - {*OF_DECOYS, *OF_ASSESSMENT, *OF_SORTIES, *OF_COMMAND}


def test_traffic_is_in_no_count_of_the_raid(fought: dict[str, Fought]):
    for one in fought.values():
        m, hostile = one.measures, one.side == Side.HOSTILE
        assert (m["raid_size"] == SIZE).all() and len(hostile) > SIZE
        assert (m["leakers"] + m["killed"] == SIZE).all()
        assert (m["leakers"] == (one.played.flight["fate"] == Fate.LEAKED).sum(axis=1)).all()
        assert not (one.played.flight["fate"][:, ~hostile] == Fate.LEAKED).any()
        assert not (one.played.flight["fate"][:, hostile] == Fate.PASSED).any()


def test_traffic_has_the_same_way_in_every_option(fought: dict[str, Fought]):
    first, *others = fought.values()
    for other in others:
        for column in ("start_s", "site", "points", "speed_max_mps"):
            assert (first.played.flight[column] == other.played.flight[column]).all(), column


def test_nobody_is_killed_or_engaged_without_a_round(fought: dict[str, Fought]):
    for one in fought.values():
        flight = one.played.flight
        assert (flight["rounds"][flight["fate"] == Fate.KILLED] > 0).all()
        m = one.measures
        assert (m["neutrals_killed"] <= m["neutrals_engaged"]).all()
        assert (m["friends_killed"] <= m["friends_engaged"]).all()


def test_wasted_rounds_and_held_back_threats_are_parts_of_what_there_was(fought: dict[str, Fought]):
    for one in fought.values():
        m = one.measures
        assert (m["rounds_wasted"] <= m["rounds_fired"]).all()
        assert (m["hostiles_held_back"] <= m["leakers"]).all()
        assert (m["rounds_fired"] == one.played.rack["fired"].sum(axis=1)).all()


def test_the_tables_say_whose_each_is(study: Assembly, fought: dict[str, Fought]):
    one = fought["picture-linked"]
    rows = rows_of(one.case, one.world, study.names(one.case), one.played)["threats"]
    for side, number in (("hostile", SIZE), ("neutral", 10), ("friend", 4)):
        assert (rows["side"] == side).sum() == BATTLES * number
    assert set(rows["fate"][rows["side"] != "hostile"]) <= {"passed", "killed", "flying", "waiting"}
    assert set(rows["cause"][rows["side"] != "hostile"]) == {None}


def test_posts_that_know_every_target_leave_traffic_alone(study: Assembly):
    case = next(case for case in study.cases if case.reference and case.option == "picture-shared")
    world = study.world(case)
    config = world.config.copy()
    config["picture"] = Picture.KNOWN
    known = world._replace(config=config)
    played = play_fused(known, 0, BATTLES)
    traffic = world.threat["side"][0] != Side.HOSTILE
    assert (played.flight["rounds"][:, traffic] == 0).all()
    assert played.flight["rounds"][:, ~traffic].any()
    assert not set(measures_of(known, played)) & set(OF_THE_PICTURE)


def test_a_case_played_in_portions_is_the_case_played_at_once(study: Assembly, monkeypatch: pytest.MonkeyPatch):
    case = next(case for case in study.cases if case.reference and case.option == "picture-voice")
    whole = play_case(study, case)
    monkeypatch.setattr("pavise.run.campaign.BATTLES_AT_ONCE", 2)
    portions = play_case(study, case)
    for table in whole:
        for column, values in whole[table].items():
            a, b = (np.ma.asarray(rows[table][column]) for rows in (whole, portions))
            if table == "outcomes":  # measure by measure within a portion
                keys = [
                    np.lexsort([np.asarray(r[table][k], str) for k in ("replication", "measure")])
                    for r in (whole, portions)
                ]
                a, b = a[keys[0]], b[keys[1]]
            assert a.astype(str).tolist() == b.astype(str).tolist(), (table, column)
            assert len(values) == len(b)


def test_options_that_differ_in_links_only_are_looked_back_on_with_one_bound(fought: dict[str, Fought]):
    """Same launchers, same places, same raid: of the battery alone as few leakers are beyond any plan as of the linked
    one. The plan that was found has the tracks of each, and gains by them."""
    rows = {
        option: hindsight_rows(one.case.case, one.world, one.played, np.arange(0, BATTLES, 2))
        for option, one in fought.items()
    }
    alone, *others = (row["leakers_at_least"] for row in rows.values())
    assert all((other == alone).all() for other in others)
    assert 0.0 < alone.mean() < SIZE
    assert all((row["leakers"] >= row["leakers_at_least"] - 1e-6).all() for row in rows.values())
    by_plan = {option: row["leakers_by_plan"].mean() for option, row in rows.items()}
    assert by_plan["picture-shared"] < by_plan["picture-alone"]
