"""Where units stand when a posture says so: as in another option, but for those that are moved. So a small change is
compared, and not where the rule would put everybody because of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pavise.assemble.check import check_study
from pavise.assemble.study import assemble_study
from pavise.catalogue.library import Library
from pavise.scenario.study import load_study
from pavise.yamlfile import BadInput, Finding

TRIED = """\
id: tried
title: A small change
question: What does it bring?
date: 2026-03-31
seed: 20260331
worlds: 4
repeats: 1
sites: sites-turkiye
in_being: none
baseline: s400-in-service
options: [s400-in-service, changed]
raids: {mixed: [4]}
reference: {raid: mixed, size: 4}
"""
CHANGED = """\
id: changed
title: Changed
summary: The same with a small change.
extends: s400-in-service
entries:
  hisar-o: {system: hisar_o, count: 4, depot: 12}
"""
Places = dict[str, tuple[float, float]]


def study_of(folder: Path, stands: str, tried: str = TRIED) -> Path:
    (folder / "tried.yaml").write_text(tried, encoding="utf-8")
    (folder / "changed.yaml").write_text(f"{CHANGED}{stands}\n", encoding="utf-8")
    return folder / "tried.yaml"


def places_of(study: str | Path, option: str, library: Library) -> Places:
    """Where the units of an option stand."""
    rows = assemble_study(load_study(study), library, worlds=4).table_rows()["units"]
    columns = zip(rows["option"], rows["variant"], rows["unit"], rows["lat_deg"], rows["lon_deg"], strict=True)
    return {unit: (lat, lon) for of, variant, unit, lat, lon in columns if (of, variant) == (option, "as-offered")}


def test_a_change_moves_nobody_but_those_that_are_moved(tmp_path: Path, library: Library):
    stands = "stands: {as: s400-in-service, but: {s400 1: ankara.12km.000, kalkan 2: izmir.2km.000}}"
    study = study_of(tmp_path, stands)
    before, after = (places_of(study, option, library) for option in ("s400-in-service", "changed"))
    moved = {unit for unit in before if before[unit] != after[unit]}
    assert moved >= {"s400 1", "kalkan 2"} and moved <= {"s400 1", "kalkan 2", "s400-command 1"}
    assert set(after) - set(before) == {"hisar-o 4"}


def test_a_place_written_for_an_entry_counts_more_than_where_it_stands_elsewhere_and_less_than_a_move(
    tmp_path: Path, library: Library
):
    written = CHANGED.replace(
        "hisar-o: {", "s400-command: {system: s400_regiment_command, count: 1, place: izmir.2km.000}\n  hisar-o: {"
    )
    study = study_of(tmp_path, "stands: {as: s400-in-service}")
    (tmp_path / "changed.yaml").write_text(f"{written}stands: {{as: s400-in-service}}\n", encoding="utf-8")
    own = places_of(study, "changed", library)["s400-command 1"]
    assert own == pytest.approx((38.42, 27.13), abs=0.05)
    moved = "stands: {as: s400-in-service, but: {s400-command 1: ankara.2km.000}}"
    (tmp_path / "changed.yaml").write_text(f"{written}{moved}\n", encoding="utf-8")
    assert places_of(study, "changed", library)["s400-command 1"] == pytest.approx((39.95, 32.86), abs=0.05)


def test_without_these_words_the_rule_places_everybody_anew(tmp_path: Path, library: Library):
    study = study_of(tmp_path, "")
    before, after = (places_of(study, option, library) for option in ("s400-in-service", "changed"))
    assert any(before[unit] != after[unit] for unit in before)


def test_an_option_stands_as_in_its_own_study_where_the_same_is_in_being(tmp_path: Path, library: Library):
    own = places_of("turkey-s400", "s400-in-service", library)
    assert places_of(study_of(tmp_path, ""), "s400-in-service", library) == own
    (tmp_path / "without").mkdir()
    alone = study_of(tmp_path / "without", "", TRIED.replace("in_being: none\n", ""))
    assert places_of(alone, "s400-in-service", library) != own


@pytest.mark.parametrize(
    ("stands", "problem"),
    [
        ("stands: {as: s400-in-servise}", "no option of the study"),
        ("stands: {as: changed}", "no option of the study"),
        ("stands: {as: s400-in-service, but: {s400 1: ankara.13km.000}}", "no place"),
        ("stands: {as: s400-in-service, but: {s400: ankara.12km.000}}", "no name of a unit"),
        ("stands: {as: s400-in-service, but: {s401 1: ankara.12km.000}}", "no entry"),
    ],
)
def test_words_that_do_not_fit_are_found_with_their_line(tmp_path: Path, library: Library, stands: str, problem: str):
    found: list[Finding] = []
    try:
        found = check_study(load_study(study_of(tmp_path, stands)), library)
    except BadInput as error:
        found = list(error.findings)
    assert any(problem in finding.problem for finding in found), found
    assert all(finding.line for finding in found)


def test_who_is_in_being_must_be_a_posture_that_is_there(tmp_path: Path):
    with pytest.raises(BadInput, match="there is no file nobody"):
        load_study(study_of(tmp_path, "", TRIED.replace("in_being: none", "in_being: nobody")))
