"""Tables from outside: CSV, Parquet or columns in hand, as columns of numbers and texts, and where each row stood.

Nothing is thrown away in silence: what cannot be read as a number is a finding with file, line and column; an empty
cell is a NaN, and who reads the columns must say what becomes of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

Floats = NDArray[np.float64]

MOST_FINDINGS = 50
_BLOCK = 50_000


@dataclass
class Table:
    """Columns by name. `line(row)`: where a row stood in the file, None where there are no lines."""

    name: str
    columns: dict[str, NDArray[Any]]
    first_line: int | None
    findings: list[Finding]

    def __len__(self) -> int:
        return max((len(column) for column in self.columns.values()), default=0)

    def finding(self, row: int, column: str, problem: str, mend: str) -> Finding:
        """A finding about one cell."""
        if self.first_line is None:
            return Finding(self.name, None, f"{column}, row {row}", problem, mend)
        return Finding(self.name, self.first_line + row, column, problem, mend)

    def numbers(self, column: str) -> Floats | None:
        """A column as numbers, NaN where a cell is empty; None when there is no such column. Adds findings."""
        if column not in self.columns:
            return None
        cells = self.columns[column]
        if cells.dtype.kind in "fiub":
            return cells.astype(float)
        found = np.full(len(cells), np.nan)
        for first in range(0, len(cells), _BLOCK):
            block = ["nan" if not str(c).strip() or c is None else str(c) for c in cells[first : first + _BLOCK]]
            try:
                found[first : first + len(block)] = np.array(block, dtype=float)
            except ValueError:
                for k, text in enumerate(block):
                    try:
                        found[first + k] = float(text)
                    except ValueError:
                        self.findings.append(
                            self.finding(first + k, column, f"{text[:40]!r} is no number", "write a plain number")
                        )
        return found

    def texts(self, column: str) -> list[str] | None:
        """A column as texts without blanks round them, empty where a cell is; None when there is no such column."""
        if column not in self.columns:
            return None
        cells = self.columns[column]
        if cells.dtype.kind == "f":
            return ["" if np.isnan(c) else f"{c:g}" for c in cells]
        return ["" if c is None else str(c).strip() for c in cells.tolist()]


def read_table(given: Any, name: str = "plots") -> Table:
    """A table from a path (`.csv`, `.parquet`) or from anything with columns: a mapping, a data frame, a record array.

    Raises BadInput when there is no such file or it is no table; what is wrong inside stands in its findings.
    """
    if isinstance(given, (str, Path)):
        path = Path(given)
        if not path.is_file():
            raise BadInput([Finding(str(path), None, WHOLE_FILE, "there is no such file", "check the path")])
        return _from_parquet(path) if path.suffix.lower() in (".parquet", ".pq") else _from_csv(path)
    names: Iterable[str] = given.dtype.names if isinstance(given, np.ndarray) else list(given)
    columns = {str(key): np.asarray(given[key]) for key in names or ()}
    if len({len(np.atleast_1d(column)) for column in columns.values()}) > 1:
        raise BadInput([Finding(name, None, WHOLE_FILE, "its columns differ in length", "give one value per row")])
    return Table(name, {key: np.atleast_1d(column) for key, column in columns.items()}, None, [])


def _from_csv(path: Path) -> Table:
    findings: list[Finding] = []
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [cell.strip() for cell in next(reader, [])]
            if not header or header == [""]:
                raise BadInput([Finding(str(path), 1, WHOLE_FILE, "is empty", "begin with a line of column names")])
            twice = {name for name in header if name and header.count(name) > 1}
            for name in sorted(twice):
                findings.append(Finding(str(path), 1, name, "this column stands there twice", "remove one of the two"))
            rows = []
            for row in reader:
                if len(row) != len(header):
                    if not row:
                        row = [""] * len(header)
                    elif len(findings) < MOST_FINDINGS:
                        said = f"has {len(row)} cells, the first line {len(header)}"
                        findings.append(Finding(str(path), reader.line_num, WHOLE_FILE, said, "write one cell each"))
                    row = (row + [""] * len(header))[: len(header)]
                rows.append(row)
            while rows and not any(rows[-1]):
                rows.pop()  # empty lines at the end of a file mean nothing
    except UnicodeDecodeError:
        raise BadInput([Finding(str(path), None, WHOLE_FILE, "is not UTF-8 text", "save it as UTF-8")]) from None
    except csv.Error as error:
        raise BadInput([Finding(str(path), None, WHOLE_FILE, f"is no CSV ({error})", "save it as CSV")]) from None
    columns = {name: np.array([row[k] for row in rows], dtype=object) for k, name in enumerate(header)}
    return Table(str(path), columns, 2, findings)


def _from_parquet(path: Path) -> Table:
    import duckdb

    try:
        with duckdb.connect() as database:
            found = database.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchnumpy()
    except duckdb.Error as error:
        said = f"is no Parquet ({str(error).splitlines()[0][:80]})"
        raise BadInput([Finding(str(path), None, WHOLE_FILE, said, "write it with any Parquet writer")]) from None
    return Table(str(path), {name: _plain(column) for name, column in found.items()}, None, [])


def _plain(column: Any) -> NDArray[Any]:
    """A column without a mask: NaN or None where there is nothing."""
    if not np.ma.isMaskedArray(column):
        return np.asarray(column)
    if column.dtype.kind in "fiub":
        return np.asarray(np.ma.filled(column.astype(float), np.nan))
    return np.asarray(np.ma.filled(column.astype(object), None))


def write_table(columns: Mapping[str, NDArray[Any]], path: str | Path) -> Path:
    """Columns as CSV or Parquet, by the ending of the name. NaN is written as nothing. Raises OSError."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() in (".parquet", ".pq"):
        _to_parquet(columns, path)
        return path
    texts = [_as_texts(column) for column in columns.values()]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*texts, strict=True))
    return path


def _as_texts(column: NDArray[Any]) -> list[str]:
    if column.dtype.kind == "f":
        return ["" if value != value else f"{value:.10g}" for value in column.tolist()]
    return [str(value) for value in column.tolist()]


def _to_parquet(columns: Mapping[str, NDArray[Any]], path: Path) -> None:
    import duckdb

    def loaded(column: NDArray[Any]) -> Any:
        return np.ma.masked_invalid(column) if column.dtype.kind == "f" else column

    with duckdb.connect() as database:
        held = {name: loaded(column) for name, column in columns.items()}
        database.register("held", held)
        picked = ", ".join(f'"{name}"' for name in columns)
        database.execute(f"COPY (SELECT {picked} FROM held) TO '{str(path).replace(chr(39), chr(39) * 2)}'")
