"""A table of NumPy arrays becomes one Parquet file, checked against the schema.

    check names, lengths and types  ->  refuse NaN  ->  write `part-00007.parquet.tmp`  ->  rename

The rename is the last thing that happens, so a reader never meets half a file, and a run that is stopped leaves at
worst a `.tmp` that nobody reads. DuckDB writes with one thread, so that the same arrays give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pavise.results.schema import SQL_TYPES, TABLES, Column, ResultsError, Table, parquet_metadata

if TYPE_CHECKING:
    import duckdb

ColumnValues = np.ndarray | Sequence[Any]


def write_table(folder: str | Path, name: str, columns: Mapping[str, ColumnValues], part: int = 0) -> Path:
    """Write one part of table `name` into `<folder>/<name>/part-<part>.parquet` and return its path.

    `columns`: one array or list per declared column, all of one length (0 is fine). A missing value is None in a
    list or object array, or a masked entry of a masked array; only columns declared nullable may have any. Whoever
    writes many small parts makes reading slow: give a part some 100,000 rows where there are as many.

    Raises ResultsError naming the table and every column that is unknown, missing, of the wrong type or length, or
    that holds a NaN or an infinity. Nothing is written then.
    """
    table = _declared(name)
    arrays = check_columns(table, columns)
    target = Path(folder) / name / f"part-{part:05d}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".tmp")
    try:
        _copy_to_parquet(table, arrays, unfinished)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def check_columns(table: Table, columns: Mapping[str, ColumnValues]) -> dict[str, np.ndarray]:
    """The columns of `table` as clean arrays in declared order, or ResultsError with every complaint at once."""
    complaints = [f"column {name} is not declared" for name in columns if name not in table.column_names]
    arrays: dict[str, np.ndarray] = {}
    for column in table.columns:
        if column.name not in columns:
            complaints.append(f"column {column.name} is missing")
            continue
        try:
            arrays[column.name] = _clean(column, columns[column.name])
        except (ValueError, TypeError, OverflowError) as error:
            complaints.append(f"column {column.name}: {error}")
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        complaints.append("columns differ in length: " + ", ".join(f"{name} {n}" for name, n in lengths.items()))
    if complaints:
        raise ResultsError(f"table {table.name}: " + "; ".join(complaints))
    return arrays


def _declared(name: str) -> Table:
    if name not in TABLES:
        raise ResultsError(f"there is no table {name}; the declared tables are {', '.join(TABLES)}")
    return TABLES[name]


def _clean(column: Column, values: ColumnValues) -> np.ndarray:
    """`values` as the array that DuckDB shall see; ValueError or TypeError when they do not fit the declaration."""
    array, missing = _split_missing(values)
    if missing.any() and not column.nullable:
        raise ValueError(f"{int(missing.sum())} values are missing, and the column is not declared nullable")
    if column.type == "text":
        return _clean_text(array, missing)
    if column.type == "yes_no":
        if array.dtype != np.bool_ and not all(isinstance(v, bool | np.bool_) for v in array):
            raise TypeError(f"should be yes or no, is {array.dtype}")
        return array.astype(np.bool_)
    if column.type == "whole":
        if array.dtype.kind not in "iu" and not all(_is_whole(v) for v in array):
            raise TypeError(f"should be whole numbers, is {array.dtype}")
        return array.astype(np.int64)
    return _clean_real(array, missing)


def _split_missing(values: ColumnValues) -> tuple[np.ndarray, np.ndarray]:
    """One-dimensional array of the values, and which of them are missing (masked or None)."""
    if isinstance(values, np.ma.MaskedArray):
        array, missing = np.asarray(values.data), np.ma.getmaskarray(values).copy()
    else:
        array = values if isinstance(values, np.ndarray) else _from_list(values)
        missing = np.zeros(len(array) if array.ndim else 0, dtype=bool)
    if array.ndim != 1:
        raise ValueError(f"should be one row of values, has {array.ndim} axes")
    if array.dtype == object:
        missing |= np.fromiter((v is None for v in array), dtype=bool, count=len(array))
    return array, missing


def _from_list(values: Sequence[Any]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool | np.bool_)


def _clean_text(array: np.ndarray, missing: np.ndarray) -> np.ndarray:
    if array.dtype.kind == "U":
        array = array.astype(object)  # DuckDB reads an object array twenty times faster than a fixed-width one
    if array.dtype != object:
        raise TypeError(f"should be text, is {array.dtype}")
    for value, is_missing in zip(array, missing, strict=True):
        if not is_missing and not isinstance(value, str):
            raise TypeError(f"should be text, holds {value!r}")
    if missing.any():
        array = array.copy()
        array[missing] = None
    return array


def _clean_real(array: np.ndarray, missing: np.ndarray) -> np.ndarray:
    if array.dtype == object:
        for value in array[~missing]:
            if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
                raise TypeError(f"should be numbers, holds {value!r}")
        numbers = np.zeros(len(array))
        numbers[~missing] = array[~missing].astype(np.float64)
    elif array.dtype.kind in "iuf":
        numbers = np.where(missing, 0.0, array.astype(np.float64))
    else:
        raise TypeError(f"should be numbers, is {array.dtype}")
    if np.isnan(numbers).any():
        where = int(np.flatnonzero(np.isnan(numbers))[0])
        raise ValueError(f"row {where} is NaN; a value that does not exist is given as missing (None or masked)")
    if np.isinf(numbers).any():
        raise ValueError(f"row {int(np.flatnonzero(np.isinf(numbers))[0])} is infinite")
    return np.ma.MaskedArray(numbers, mask=missing) if missing.any() else numbers


def _copy_to_parquet(table: Table, arrays: dict[str, np.ndarray], path: Path) -> None:
    select = ", ".join(f'CAST("{c.name}" AS {SQL_TYPES[c.type]}) AS "{c.name}"' for c in table.columns)
    about = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in parquet_metadata(table).items())
    with one_thread().cursor() as connection:
        connection.register("rows_to_write", arrays)
        connection.execute(
            f"COPY (SELECT {select} FROM rows_to_write) TO {_quoted(str(path))} "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{about}}})"
        )


def one_thread() -> duckdb.DuckDBPyConnection:
    """DuckDB in this process, with one thread. Take a `cursor()` of it: cursors may be used from several threads.

    Kept, because starting DuckDB takes as long as writing a part; not kept across a fork, which would share its locks.
    """
    return _started(os.getpid())


@lru_cache(maxsize=1)
def _started(process: int) -> duckdb.DuckDBPyConnection:
    import duckdb  # here, so that those who only read the schema do not wait for it

    return duckdb.connect(config={"threads": 1})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
