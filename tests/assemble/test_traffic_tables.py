"""Traffic is the same in every option, raid and size, does no harm, and leaves the raid as it was."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.check import check_study
from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import Library
from pavise.kinds import PathKind, Side, ThreatClass
from pavise.scenario.study import load_study

OF_RAID = """
traffic:
  courier: {system: airliner, side: neutral, count: 3, distance: 120 km, speed: 130 m/s, answers: 1, over: eastham}
"""


def study_file(folder: Path, study: str = "", raid: str = "", **changes: str) -> Path:
    """The shipped study and its raid on disk, each with something added at its end, and texts of the study replaced."""
    shipped = Path(load_study("alone-or-linked").source.document.file)
    text = shipped.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "case.yaml").write_text(text + study, encoding="utf-8")
    family = shipped.parents[1] / "scenarios" / "raids" / "through-traffic.yaml"
    (folder / "through-traffic.yaml").write_text(family.read_text(encoding="utf-8") + raid, encoding="utf-8")
    return folder / "case.yaml"


@pytest.fixture(scope="module")
def busy(library: Library) -> Assembly:
    return assemble_study(load_study("alone-or-linked"), library, worlds=4)


def rows_of(assembly: Assembly, option: str, size: int, prefix: str = "") -> dict[str, np.void]:
    """Name -> its column of the table of threats, of those whose name begins so."""
    case = next(case for case in assembly.cases if (case.option, case.size) == (option, size))
    world, names = assembly.world(case), assembly.names(case).threats
    return {name: world.threat[:, t].copy() for t, name in enumerate(names) if name.startswith(prefix)}


def same(one: dict[str, np.void], other: dict[str, np.void]) -> bool:
    return list(one) == list(other) and all(np.array_equal(one[name], other[name]) for name in one)


def test_traffic_is_the_same_in_every_option_and_at_every_size(busy: Assembly):
    first = rows_of(busy, "picture-alone", 4, "air traffic/")
    assert len(first) == 8 + 2 + 4
    for option in busy.study.spec.options:
        for size in (4, 12, 24):
            assert same(rows_of(busy, option, size, "air traffic/"), first)


def test_a_raid_is_the_same_with_and_without_traffic(busy: Assembly, library: Library, tmp_path: Path):
    text = Path(load_study("alone-or-linked").source.document.file).read_text(encoding="utf-8")
    (tmp_path / "case.yaml").write_text(text[: text.index("# Who flies through in every raid")], encoding="utf-8")
    empty = assemble_study(load_study(tmp_path / "case.yaml"), library, worlds=4)
    raid = rows_of(busy, "picture-voice", 12, "through-traffic/")
    assert len(raid) == 12
    assert same(raid, rows_of(empty, "picture-voice", 12))
    case = next(case for case in busy.cases if case.size == 12)
    assert busy.names(case).threats[:12] == list(raid), "the raid stands first"


def test_only_traffic_is_not_hostile_and_it_does_no_damage(busy: Assembly):
    for name, rows in rows_of(busy, "picture-alone", 12).items():
        side = Side.HOSTILE if name.startswith("through-traffic/") else Side.NEUTRAL
        side = Side.FRIEND if name.startswith("air traffic/fighter/") else side
        assert (rows["side"] == side).all(), name
        assert (rows["damage"] == 0.0).all() == (side != Side.HOSTILE)


def test_traffic_flies_level_from_all_round_to_the_site_itself(busy: Assembly):
    for rows in rows_of(busy, "picture-alone", 12, "air traffic/").values():
        assert (rows["path_kind"] == PathKind.LEVEL).all() and (rows["release_range_m"] == 0.0).all()
        assert (rows["axis_spread_rad"] == 2.0 * math.pi).all()
        assert (rows["threat_class"] == ThreatClass.AIRCRAFT).all()


def test_height_and_speed_are_those_of_the_catalogue_unless_written(busy: Assembly):
    rows, sampler = rows_of(busy, "picture-alone", 12), busy._samplers["all"]
    airliner, diverted, fighter = (rows[f"air traffic/{kind}/1"] for kind in ("airliner", "diverted", "fighter"))
    assert np.array_equal(airliner["altitude_m"], sampler.of("airliner", "altitude"))
    assert ((diverted["altitude_m"] >= 3000.0) & (diverted["altitude_m"] <= 9000.0)).all()
    assert np.array_equal(fighter["speed_mps"], sampler.of("f16", "cruise_speed"))
    assert (airliner["planned"] == 1).all() and (diverted["planned"] == 0).all()
    assert (fighter["answers"] < airliner["answers"]).all()


def test_traffic_is_no_part_of_the_size_and_does_not_stretch_the_clock(
    busy: Assembly, library: Library, tmp_path: Path
):
    slow = study_file(tmp_path, **{"distance: 250 km": "distance: 900 km"})
    late = assemble_study(load_study(slow), library, worlds=4)
    for one, other in zip(busy.cases, late.cases, strict=True):
        assert one.size == other.size
        assert busy.world(one).config["horizon_s"] == late.world(other).config["horizon_s"]


def test_a_raid_brings_its_own_traffic_behind_that_of_the_study(library: Library, tmp_path: Path):
    both = assemble_study(load_study(study_file(tmp_path, raid=OF_RAID)), library, worlds=4)
    rows = rows_of(both, "picture-alone", 4)
    assert list(rows)[-3:] == [f"through-traffic/air traffic/courier/{k}" for k in (1, 2, 3)]
    last = rows["through-traffic/air traffic/courier/3"]
    assert (last["speed_mps"] == 130.0).all() and (last["answers"] == 1.0).all()
    assert (last["site"] == list(both.study.sites.value.sites).index("eastham")).all()


def test_a_defence_by_itself_has_no_traffic(busy: Assembly):
    world, names = busy.defence("picture-linked")
    assert world.sizes["T"] == 0 and names.threats == []


def test_more_traffic_keeps_the_luck_of_what_was_there(busy: Assembly, library: Library, tmp_path: Path):
    more = assemble_study(load_study(study_file(tmp_path, **{"count: 8": "count: 11"})), library, worlds=4)
    before, after = (rows_of(one, "picture-alone", 12, "air traffic/") for one in (busy, more))
    assert len(after) == len(before) + 3
    assert same(before, {name: rows for name, rows in after.items() if name in before})


@pytest.mark.parametrize(
    ("system", "said"),
    [("f-16", "did you mean 'f16'"), ("srbm", "flies on an arc"), ("korkut", "is a fire_unit")],
)
def test_what_cannot_fly_through_is_found(library: Library, tmp_path: Path, system: str, said: str):
    path = study_file(tmp_path, **{"system: f16": f"system: {system}"})
    (finding,) = check_study(load_study(path), library)
    assert said in str(finding)
    assert path.read_text(encoding="utf-8").splitlines()[finding.line - 1] == f"    system: {system}"
