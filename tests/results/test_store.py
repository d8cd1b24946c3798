"""Which folders open as a result, and what comes out of them."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from pavise.results.manifest import begin_results, finish_results, parts_of, unfinished_about
from pavise.results.schema import SCHEMA_VERSION, TABLES, ResultsError
from pavise.results.store import open_results
from pavise.results.writer import write_table
from tests.results.synthetic import write_synthetic


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_synthetic(
        tmp_path_factory.mktemp("result") / "small", n_options=3, n_raids=2, sizes=(4, 12, 30), worlds=6, repeats=2
    )


@pytest.fixture
def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def test_what_was_written_comes_back(folder):
    with open_results(folder) as results:
        assert results.manifest["seed"] == 20260815
        cases = results.cases(doubt="all", variant="as-offered")
        assert len(cases["case"]) == 3 * 2 * 3
        assert cases["baseline"].dtype == bool
        defended = results.table("defended")
        assert defended["title"][4] == "Diyarbakır"
        assert set(results.table("threats", ["fate"])["fate"]) == {"killed", "leaked"}


def test_missing_numbers_are_nan_and_missing_texts_none_in_memory_only(folder):
    with open_results(folder) as results:
        units = results.table("units", role="fire_unit")
        assert units["reach_m"].dtype == np.float64
        threats = results.table("threats", ["fate", "cause", "first_shot_s"])
        killed = threats["fate"] == "killed"
        assert all(cause is None for cause in threats["cause"][killed])
        assert all(isinstance(cause, str) for cause in threats["cause"][~killed])
        assert np.isnan(threats["first_shot_s"]).any()
        assert not np.isnan(threats["first_shot_s"][killed]).any()


def test_a_series_holds_each_replication_in_its_place(folder):
    with open_results(folder) as results:
        cases, leakers = results.series("leakers", reference=True)
        assert set(cases["raid"]) == {"cruise"}
        assert [len(values) for values in leakers] == [48, 48, 48]
        threats = results.table("threats", ["case", "replication", "fate"])
        for case, values in zip(cases["case"], leakers, strict=True):
            mine = (threats["case"] == case) & (threats["fate"] == "leaked")
            assert np.bincount(threats["replication"][mine], minlength=48).tolist() == values.tolist()


def test_cases_fought_unequally_often_make_series_but_no_matrix(folder):
    with open_results(folder) as results:
        cases, series = results.series("leakers", doubt="all", raid="cruise")
        assert [len(values) for values in series] == cases["replications"].tolist()
        with pytest.raises(ResultsError, match=r"number of replications \(\[12, 48\]\)"):
            results.matrix("leakers", doubt="all", raid="cruise")
        _, matrix = results.matrix("leakers", doubt="all", raid="cruise", size=30)
        assert matrix.tolist() == [
            values.tolist() for size, values in zip(cases["size"], series, strict=True) if size == 30
        ]


def test_a_measure_that_a_raid_does_not_have_is_nan_not_zero(folder):
    with open_results(folder) as results:
        cases, drones = results.series("leakers_drone", doubt="all")
        for raid, values in zip(cases["raid"], drones, strict=True):
            assert np.isnan(values).all() if raid == "cruise" else not np.isnan(values).any()


def test_narrowing_accepts_one_value_or_several(folder):
    with open_results(folder) as results:
        assert set(results.cases(size=[4, 30])["size"].tolist()) == {4, 30}
        assert set(results.table("cases", ["size"], size=(4, 30))["size"].tolist()) == {4, 30}
        assert set(results.cases(size=np.int64(12))["size"].tolist()) == {12}
        assert len(results.table("cases", size=[])["case"]) == 0


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        (lambda r: r.table("case"), "did you mean cases"),
        (lambda r: r.table("events"), "was not written"),
        (lambda r: r.table("cases", ["sise"]), "did you mean size"),
        (lambda r: r.table("cases", options="none"), "did you mean option"),
        (lambda r: r.cases(siz=3), "did you mean size"),
        (lambda r: r.matrix("leaker"), "did you mean leakers"),
        (lambda r: r.matrix("leakers", raid="nobody"), "no case"),
    ],
)
def test_a_wrong_question_says_what_is_wrong(folder, question, complaint):
    with open_results(folder) as results, pytest.raises(ResultsError, match=complaint):
        question(results)


def test_a_folder_without_manifest_is_not_a_result(copy):
    (copy / "manifest.json").unlink()
    with pytest.raises(ResultsError, match="not a result folder"):
        open_results(copy)
    (copy / "unfinished.json").write_text("{}")
    with pytest.raises(ResultsError, match="did not finish"):
        open_results(copy)


def test_no_folder_at_all_is_said_plainly(tmp_path):
    with pytest.raises(ResultsError, match="no such folder"):
        open_results(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"complete": false}', "\x00"])
def test_a_broken_or_incomplete_manifest_does_not_open(copy, text):
    (copy / "manifest.json").write_text(text)
    with pytest.raises(ResultsError, match="run it again"):
        open_results(copy)


def test_another_schema_version_does_not_open(copy):
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["schema_version"] = SCHEMA_VERSION + 1
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match=f"schema {SCHEMA_VERSION + 1}, this version of pavise reads"):
        open_results(copy)


def test_a_missing_table_or_part_or_a_damaged_part_does_not_open(copy):
    part = parts_of(copy, "outcomes")[0]
    part.write_bytes(part.read_bytes()[:-7])
    with pytest.raises(ResultsError, match="not as it was written"):
        open_results(copy)
    part.unlink()
    with pytest.raises(ResultsError, match="outcomes/part-00000.parquet is missing"):
        open_results(copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    del manifest["tables"]["claims"]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match="tables claims are missing"):
        open_results(copy)


def test_a_part_spoilt_without_changing_its_size_fails_with_a_sentence(copy):
    part = parts_of(copy, "cases")[0]
    part.write_bytes(b"x" * part.stat().st_size)
    with open_results(copy) as results, pytest.raises(ResultsError, match="cannot be read"):
        results.cases()


def test_a_stray_part_that_the_manifest_does_not_name_is_not_read(copy):
    with open_results(copy) as results:
        before = len(results.table("defended")["site"])
    site = {"site": ["x"], "title": ["X"], "lat_deg": [0.0], "lon_deg": [0.0], "value": [1.0]}
    write_table(copy, "defended", site, part=9)
    (copy / "defended" / "part-00001.parquet.tmp").write_bytes(b"half a file")
    with open_results(copy) as results:
        assert len(results.table("defended")["site"]) == before


def test_a_case_that_lost_rows_is_noticed(copy):
    outcomes = {
        "case": ["none|as-offered|cruise|4|all"],
        "replication": [0],
        "measure": ["leakers"],
        "value": [1.0],
    }
    for part in parts_of(copy, "outcomes"):
        part.unlink()
    write_table(copy, "outcomes", outcomes)
    finish_results(copy, {})
    with open_results(copy) as results, pytest.raises(ResultsError, match="lacks rows of leakers"):
        results.series("leakers")


def test_a_run_that_starts_over_an_old_result_takes_its_manifest_first(copy):
    begin_results(copy, {"seed": 1})
    with pytest.raises(ResultsError, match="did not finish"):
        open_results(copy)
    assert not parts_of(copy, "outcomes")
    assert unfinished_about(copy) == {"seed": 1}


def test_a_resumed_run_keeps_its_parts(copy):
    begin_results(copy, keep_parts=True)
    assert parts_of(copy, "outcomes")


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(ResultsError, match="name an empty or new folder"):
        begin_results(tmp_path)
    with pytest.raises(ResultsError, match="is a file"):
        begin_results(tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"


def test_a_result_cannot_be_closed_with_a_table_missing_or_a_part_unreadable(tmp_path):
    folder = begin_results(tmp_path / "run")
    with pytest.raises(ResultsError, match="no part of cases, draws"):
        finish_results(folder, {})
    for name, table in TABLES.items():
        write_table(folder, name, {column: [] for column in table.column_names})
    (folder / "cases" / "part-00001.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(ResultsError, match="part-00001.parquet cannot be read"):
        finish_results(folder, {})
    with pytest.raises(ResultsError, match="did not finish"):
        open_results(folder)


def test_a_manifest_that_could_not_be_written_whole_is_not_there(tmp_path, monkeypatch):
    folder = begin_results(tmp_path / "run")
    for name, table in TABLES.items():
        write_table(folder, name, {column: [] for column in table.column_names})
    with pytest.raises(ValueError):
        finish_results(folder, {"seed": float("nan")})
    assert not (folder / "manifest.json").exists()
    assert not list(folder.glob("*.tmp"))


@pytest.mark.parametrize("name", ["with space", "with'quote", "with[1]", "with*star", "ünï"])
def test_a_folder_may_have_any_name(folder, tmp_path, name):
    copy = shutil.copytree(folder, tmp_path / name)
    with open_results(copy) as results:
        assert len(results.table("defended")["site"]) == 6


def test_opening_the_schema_or_the_store_does_not_load_duckdb():
    import subprocess
    import sys

    code = "import sys; import pavise.results.store, pavise.results.writer; print('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def as_before(folder, table, select, where=""):
    """Write a table of the result again as an older version would have: without what these leave out."""
    import duckdb

    manifest = json.loads((folder / "manifest.json").read_text())
    for part in manifest["tables"][table]["parts"]:
        path = folder / part["file"]
        older = path.with_suffix(".older")
        duckdb.connect().execute(
            f"COPY (SELECT {select} FROM read_parquet('{path}') {where}) TO '{older}' (FORMAT parquet)"
        )
        shutil.move(older, path)
        part["bytes"] = path.stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_result_from_before_there_was_traffic_holds_only_hostile_threats(folder, copy):
    as_before(copy, "threats", "* EXCLUDE (side)")
    with open_results(folder) as now, open_results(copy) as before:
        for where in ({}, {"side": "hostile"}):
            a, b = now.table("threats", **where), before.table("threats", **where)
            for column in a:
                assert a[column].astype(str).tolist() == b[column].astype(str).tolist(), column
        assert len(before.table("threats", side="neutral")["fate"]) == 0


def test_a_result_from_before_a_cause_was_known_still_tells_its_causes(copy):
    from pavise.analysis.compare import Comparison

    as_before(copy, "outcomes", "*", "WHERE measure != 'leakers_cause_not_identified'")
    with open_results(copy) as before:
        comparison = Comparison(before)
        for option, causes in comparison.causes().items():
            assert "not_identified" not in causes
            leakers = comparison.estimate("leakers", option).value
            assert sum(found.value for found in causes.values()) == pytest.approx(leakers)
