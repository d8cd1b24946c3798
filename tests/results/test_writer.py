"""What may be written into a result table, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.results import writer
from pavise.results.schema import TABLES, ResultsError, markdown_page
from pavise.results.writer import write_table

OUTCOMES = {
    "case": ["a", "a", "b"],
    "replication": [0, 1, 0],
    "measure": ["leakers", "leakers", "leakers"],
    "value": [3.0, None, 1.5],
}


def test_a_missing_value_is_a_null_on_disk_and_nothing_else(tmp_path):
    import duckdb

    path = write_table(tmp_path, "outcomes", OUTCOMES)
    rows = duckdb.connect().execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert rows == [("a", 0, "leakers", 3.0), ("a", 1, "leakers", None), ("b", 0, "leakers", 1.5)]


def test_a_second_reader_sees_the_same_rows_and_the_meaning_of_each_column(tmp_path):
    import duckdb

    path = write_table(tmp_path, "outcomes", OUTCOMES)
    about = {
        key.decode(): value.decode()
        for _, key, value in duckdb.connect().execute("SELECT * FROM parquet_kv_metadata(?)", [str(path)]).fetchall()
    }
    assert about["pavise.table"] == "outcomes"
    assert about["pavise.schema_version"] == "1"
    for column in TABLES["outcomes"].columns:
        assert column.meaning in about[f"column.{column.name}"]


@pytest.mark.parametrize("bad", [float("nan"), np.nan])
def test_a_nan_is_refused_by_table_and_column(tmp_path, bad):
    with pytest.raises(ResultsError, match="table outcomes: column value: row 1 is NaN"):
        write_table(tmp_path, "outcomes", {**OUTCOMES, "value": np.array([1.0, bad, 2.0])})
    with pytest.raises(ResultsError, match="column value: row 1 is NaN"):
        write_table(tmp_path, "outcomes", {**OUTCOMES, "value": [None, bad, 2.0]})
    assert not list(tmp_path.iterdir())


def test_a_nan_under_a_mask_is_missing_but_one_beside_it_is_refused(tmp_path):
    hidden = np.ma.MaskedArray([1.0, np.nan, 2.0], mask=[False, True, False])
    write_table(tmp_path, "outcomes", {**OUTCOMES, "value": hidden})
    with pytest.raises(ResultsError, match="row 2 is NaN"):
        write_table(
            tmp_path,
            "outcomes",
            {**OUTCOMES, "value": np.ma.MaskedArray([1.0, np.nan, np.nan], mask=[False, True, False])},
        )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"value": [1.0, np.inf, 2.0]}, "infinite"),
        ({"value": ["1", "2", "3"]}, "column value: should be numbers"),
        ({"value": [True, False, True]}, "column value: should be numbers"),
        ({"replication": [0.0, 1.0, 2.0]}, "column replication: should be whole numbers"),
        ({"replication": np.array([0.5, 1.0, 2.0])}, "column replication: should be whole numbers"),
        ({"case": [1, 2, 3]}, "column case: should be text"),
        ({"case": ["a", None, "b"]}, "1 values are missing"),
        ({"case": ["a", "b"]}, "differ in length"),
        ({"value": np.zeros((3, 2))}, "has 2 axes"),
        ({"wrong": [1, 2, 3]}, "column wrong is not declared"),
    ],
)
def test_columns_that_do_not_fit_the_declaration_are_refused_and_nothing_is_written(tmp_path, change, complaint):
    with pytest.raises(ResultsError, match=complaint):
        write_table(tmp_path, "outcomes", {**OUTCOMES, **change})
    assert not list(tmp_path.rglob("*"))


def test_all_complaints_come_at_once(tmp_path):
    with pytest.raises(ResultsError) as refused:
        write_table(tmp_path, "outcomes", {"case": [1], "measure": ["m"], "value": [np.nan]})
    for complaint in ("column case", "column replication is missing", "column value"):
        assert complaint in str(refused.value)


def test_an_undeclared_table_is_refused(tmp_path):
    with pytest.raises(ResultsError, match="there is no table outcome;"):
        write_table(tmp_path, "outcome", OUTCOMES)


def test_a_table_without_rows_keeps_its_column_types(tmp_path):
    import duckdb

    path = write_table(tmp_path, "threats", {name: [] for name in TABLES["threats"].column_names})
    types = duckdb.connect().execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert {name: kind for name, kind, *_ in types}["rounds"] == "BIGINT"
    assert {name: kind for name, kind, *_ in types}["cause"] == "VARCHAR"


def test_the_same_arrays_give_the_same_bytes(tmp_path):
    n = 300_000
    columns = {
        "case": np.array(["a", "b"], dtype=object)[np.arange(n) % 2],
        "replication": np.arange(n),
        "measure": np.full(n, "leakers", dtype=object),
        "value": np.random.default_rng(5).normal(size=n),
    }
    first, second = (write_table(tmp_path / name, "outcomes", columns).read_bytes() for name in ("one", "two"))
    assert first == second


def test_a_write_that_is_interrupted_leaves_neither_a_part_nor_a_scrap(tmp_path, monkeypatch):
    def interrupted(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(writer.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_table(tmp_path, "outcomes", OUTCOMES)
    assert not list(tmp_path.rglob("*.parquet*"))


def test_a_folder_name_with_a_quote_is_only_a_name(tmp_path):
    assert write_table(tmp_path / "it's a run", "outcomes", OUTCOMES).is_file()


def test_every_column_says_what_it_means_once():
    page = markdown_page()
    for table in TABLES.values():
        assert len(set(table.column_names)) == len(table.columns)
        assert set(table.key) <= set(table.column_names)
        for column in table.columns:
            assert column.meaning[-1] in ".?"
            assert f"| `{column.name}` |" in page
            if column.name.rpartition("_")[2] in ("s", "m", "deg"):
                assert column.unit == column.name.rpartition("_")[2]
