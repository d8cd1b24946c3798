"""Open a result folder and ask it for tables.

    results = open_results("results/turkey-s400")
    results.manifest["seed"]
    results.table("cases", raid="mixed")                    # dict of NumPy arrays, one per column
    cases, leakers = results.series("leakers", size=40)     # one array per case, one value per repetition

Only the parts that the manifest names are read; DuckDB is the reader, never the file of record. On disk a missing
value is a null; in the arrays handed out it is NaN in a column of numbers and None in a column of text.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from pavise.results.manifest import read_manifest
from pavise.results.schema import TABLES, ResultsError, Table

if TYPE_CHECKING:
    import duckdb

Columns = dict[str, np.ndarray]


def open_results(folder: str | Path) -> Results:
    """The result in `folder`; ResultsError when it is absent, unfinished, damaged or of another schema version."""
    return Results(Path(folder), read_manifest(folder))


class Results:
    """An open result: its manifest and its tables. Use as a context manager, or call `close`."""

    def __init__(self, folder: Path, manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._cases: Columns | None = None

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def has_table(self, name: str) -> bool:
        """Was this table written? (Only an optional one may be absent.)"""
        return name in self.manifest["tables"]

    def table(self, name: str, columns: Iterable[str] | None = None, **where: Any) -> Columns:
        """The rows of a table as one array per column, in the order in which they were written.

        `columns`: only these. `where`: column=value, or column=[values] for any of several.
        ResultsError for an unknown table or column, or an optional table that was not written.
        """
        table = self._declared(name)
        wanted = tuple(columns) if columns is not None else table.column_names
        for column_name in (*wanted, *where):
            if column_name not in table.column_names:
                raise ResultsError(f"table {name} has no column {column_name}{_nearest(column_name, table)}")
        conditions, values = _conditions(where)
        select = ", ".join(f'"{column_name}"' for column_name in wanted)
        found = self._query(f"SELECT {select} FROM {self._rows_of(name)}{conditions}", values)
        return {c: _in_memory(found[c], table.column(c).type) for c in wanted}

    def cases(self, **where: Any) -> Columns:
        """The table of cases, narrowed by `where` (column=value or column=[values]), in a fixed order."""
        if self._cases is None:
            self._cases = self.table("cases")
        keep = np.ones(len(self._cases["case"]), dtype=bool)
        for column_name, value in where.items():
            if column_name not in self._cases:
                raise ResultsError(f"table cases has no column {column_name}{_nearest(column_name, TABLES['cases'])}")
            allowed = _as_list(value)
            keep &= np.fromiter((v in allowed for v in self._cases[column_name].tolist()), bool, count=len(keep))
        return {name: array[keep] for name, array in self._cases.items()}

    def measures(self) -> list[str]:
        """Names of all measures in the result, sorted."""
        found = self._query(f"SELECT DISTINCT measure FROM {self._rows_of('outcomes')} ORDER BY measure", [])
        return [str(name) for name in found["measure"]]

    def series(self, measure: str, **where: Any) -> tuple[Columns, list[np.ndarray]]:
        """One measure of all cases that meet `where`: the cases (as `cases`), and per case an array [replication].

        A replication for which the measure has no value (no shot, so no time of the first shot) is NaN, and so is a
        whole case that does not have the measure (no drones in the raid). ResultsError when no case meets `where`, no
        case has the measure, or rows are missing.
        """
        cases, found = self.several([measure], **where)
        if measure not in found:
            raise ResultsError(f"no case that meets {where} has measure {measure}{self._nearest_measure(measure)}")
        return cases, found[measure]

    def several(self, measures: Sequence[str], **where: Any) -> tuple[Columns, dict[str, list[np.ndarray]]]:
        """As `series`, for several measures in one reading of the table; those that no case has are left out."""
        cases = self.cases(**where)
        if not len(cases["case"]):
            raise ResultsError(f"no case of this result meets {where}")
        connection = self._open()
        connection.register("wanted_cases", {"case": cases["case"], "row": np.arange(len(cases["case"]))})
        names = np.array(list(measures), dtype=object)
        connection.register("wanted_measures", {"measure": names, "number": np.arange(len(names))})
        found = self._query(
            f"SELECT m.number, w.row, o.replication, o.value FROM {self._rows_of('outcomes')} o "
            'JOIN wanted_cases w ON w."case" = o."case" JOIN wanted_measures m ON m.measure = o.measure',
            [],
        )
        connection.unregister("wanted_cases")
        connection.unregister("wanted_measures")
        number, row, replication = (np.asarray(found[name]) for name in ("number", "row", "replication"))
        value = _in_memory(found["value"], "real")
        series = {}
        for k, measure in enumerate(measures):
            mine = number == k
            if mine.any():
                series[measure] = self._by_case(measure, cases, row[mine], replication[mine], value[mine])
        return cases, series

    def _by_case(
        self, measure: str, cases: Columns, row: np.ndarray, replication: np.ndarray, value: np.ndarray
    ) -> list[np.ndarray]:
        """Values in the order of cases and replications. ResultsError when some are missing."""
        lengths = cases["replications"]
        seen = np.bincount(row, minlength=len(lengths))
        broken = (seen != 0) & (seen != lengths)
        if broken.any() or (replication >= lengths[row]).any():
            name = cases["case"][broken][0] if broken.any() else cases["case"][row[replication >= lengths[row]][0]]
            raise ResultsError(f"{self.folder}: case {name} lacks rows of {measure}; run it again")
        starts = np.concatenate([[0], np.cumsum(lengths)])
        flat = np.full(int(starts[-1]), np.nan)
        flat[starts[row] + replication] = value
        return np.split(flat, starts[1:-1])

    def matrix(self, measure: str, **where: Any) -> tuple[Columns, np.ndarray]:
        """As `series`, in one array [case, replication]; ResultsError when the cases were not run equally often."""
        cases, series = self.series(measure, **where)
        lengths = {len(values) for values in series}
        if len(lengths) > 1:
            raise ResultsError(
                f"these cases differ in the number of replications ({sorted(lengths)}); narrow them down, or ask for "
                "series"
            )
        return cases, np.stack(series)

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            import duckdb  # here, so that a command which opens no result does not wait for it

            self._connection = duckdb.connect()
        return self._connection

    def _query(self, sql: str, values: list[Any]) -> dict[str, Any]:
        import duckdb

        try:
            return dict(self._open().execute(sql, values).fetchnumpy())
        except duckdb.Error as error:
            raise ResultsError(f"{self.folder}: a table cannot be read ({error})") from error

    def _declared(self, name: str) -> Table:
        if name not in TABLES:
            close = difflib.get_close_matches(name, TABLES, n=1)
            raise ResultsError(f"there is no table {name}" + (f"; did you mean {close[0]}?" if close else ""))
        if not self.has_table(name):
            raise ResultsError(f"{self.folder}: table {name} was not written by this run")
        return TABLES[name]

    def _rows_of(self, name: str) -> str:
        """The parts of a table as something to select from. Paths are ours or the user's, and quoted either way."""
        files = [str(self.folder / part["file"]) for part in self.manifest["tables"][name]["parts"]]
        quoted = ", ".join(_quoted(file) for file in files)
        added = [column for column in TABLES[name].columns if column.before is not None]
        if added:
            found = self._query(f"SELECT name FROM parquet_schema({_quoted(files[0])})", [])
            written = {str(column) for column in found["name"]}
            later = [f'{_quoted(str(c.before))} AS "{c.name}"' for c in added if c.name not in written]
            if later:
                return f"(SELECT *, {', '.join(later)} FROM read_parquet([{quoted}]))"
        return f"read_parquet([{quoted}])"

    def _nearest_measure(self, measure: str) -> str:
        close = difflib.get_close_matches(measure, self.measures(), n=1)
        return f"; did you mean {close[0]}?" if close else ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _conditions(where: dict[str, Any]) -> tuple[str, list[Any]]:
    parts, values = [], []
    for column_name, value in where.items():
        allowed = _as_list(value)
        parts.append(f'"{column_name}" IN ({", ".join("?" for _ in allowed)})' if allowed else "false")
        values += allowed
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, np.ndarray):
        return list(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    return [value.item() if isinstance(value, np.generic) else value]


def _in_memory(values: Any, column_type: str) -> np.ndarray:
    """A fetched column as a plain array: NaN for a missing number, None for a missing text."""
    if isinstance(values, np.ma.MaskedArray):
        missing = np.ma.getmaskarray(values)
        if column_type == "real":
            return np.where(missing, np.nan, np.asarray(values.data, dtype=np.float64))
        plain = np.asarray(values.data, dtype=object).copy() if column_type == "text" else np.asarray(values.data)
        if missing.any():
            plain[missing] = None
        return plain
    return np.asarray(values, dtype=object if column_type == "text" else None)


def _nearest(name: str, table: Table) -> str:
    close = difflib.get_close_matches(name, table.column_names, n=1)
    return f"; did you mean {close[0]}?" if close else ""
