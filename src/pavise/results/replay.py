"""One battle, moment by moment, in one small file that a browser reads straight into arrays: encoder and decoder.

    gzip of:  [u32: length of the header] [header: JSON, padded with spaces] [columns, one after the other]

The header says where each column of each table lies, as what kind of number, and what the words behind codes are. Which
tables and columns there are is declared in `replay_tables.py`; docs/replay.md is made from both.

Most of a battle is motion, and a number of a motion is little more than the one before. So those columns are kept as
differences in 16 bits, in steps that are as fine as the column asks for and as coarse as the longest step of that one
object needs. Places are off by half such a step, and errors do not add up: values are rounded before differences are
taken. Nothing here knows the simulation.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pavise.results.replay_tables import TABLES, Column, ReplayTable
from pavise.results.schema import ResultsError

FORMAT = "pavise replay"
VERSION = 1
ENDING = ".bin.gz"

LARGEST_STEP = 32_000
"""Steps between two values are no longer than this many quanta: 16 bits, with room for rounding."""

DTYPES = {"row": "int32", "whole": "int32", "code": "uint8", "real": "float64", "rough": "float32", "step": "int16"}
"""Kinds of columns and how they are kept; `words` and `step` have more to them, see below."""

ColumnValues = dict[str, np.ndarray]


@dataclass(frozen=True)
class Replay:
    """A battle as it was recorded: the `about` of the header, and the columns of each table.

    Texts are arrays of objects (None where there is none), everything else numbers; times that never come are infinite.
    """

    about: dict[str, Any]
    tables: dict[str, ColumnValues]

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        return len(next(iter(self.tables[table].values())))

    def part(self, table: str, owner: str, row: int) -> ColumnValues:
        """The rows of a table of steps that belong to one row of its owner, e.g. the way of one threat."""
        first = int(self.tables[owner][f"{table}_first"][row])
        count = int(self.tables[owner][f"{table}_count"][row])
        return {name: values[first : first + count] for name, values in self.tables[table].items()}


def encode(about: Mapping[str, Any], tables: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A replay as the bytes of its file. `tables`: every declared table with all its columns; steps are real numbers.

    The same content gives the same bytes. ResultsError names tables and columns that do not fit the declaration.
    """
    complaints = _complaints(tables)
    if complaints:
        raise ResultsError("a replay cannot be written: " + "; ".join(complaints))
    body = _Body()
    described = {
        name: {
            "rows": len(np.asarray(tables[name][table.columns[0].name])),
            "columns": {column.name: _write(body, table, column, tables) for column in table.columns},
        }
        for name, table in TABLES.items()
    }
    header = {"format": FORMAT, "version": VERSION, "about": dict(about), "tables": described}
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % 8)
    plain = len(text).to_bytes(4, "little") + text + body.bytes()
    return gzip.compress(plain, compresslevel=6, mtime=0)


def decode(blob: bytes) -> Replay:
    """The replay in the bytes of a file. ResultsError when they are none, damaged, or of another version."""
    try:
        plain = gzip.decompress(blob)
        length = int.from_bytes(plain[:4], "little")
        header = json.loads(plain[4 : 4 + length])
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ResultsError(f"not a replay, or damaged: {error}") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ResultsError("not a replay")
    if header.get("version") != VERSION:
        raise ResultsError(f"a replay of version {header.get('version')}; this version of pavise reads {VERSION}")
    body = memoryview(plain)[4 + length :]
    tables: dict[str, ColumnValues] = {}
    for name, described in header["tables"].items():
        tables[name] = {c: _read(body, one, described["rows"]) for c, one in described["columns"].items()}
    for name, described in header["tables"].items():
        for c, one in described["columns"].items():
            if one["kind"] == "step":
                tables[name][c] = _summed(tables[name][c], body, one, tables[one["of"]], name)
    return Replay(header["about"], tables)


def write_replay(path: str | Path, blob: bytes) -> None:
    """Write a replay so that its file is either whole or absent."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".tmp")
    try:
        unfinished.write_bytes(blob)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_replay(path: str | Path) -> Replay:
    """The replay in a file; ResultsError when it is absent or no replay."""
    try:
        return decode(Path(path).read_bytes())
    except FileNotFoundError as error:
        raise ResultsError(f"{path}: there is no such replay") from error
    except ResultsError as error:
        raise ResultsError(f"{path}: {error}") from error


# ---- columns -------------------------------------------------------------------------------------------------------


class _Body:
    """The columns, one after the other, each from a multiple of eight bytes on: typed arrays want that."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, values: np.ndarray, dtype: str) -> dict[str, Any]:
        """Append one array; where it lies and what it is."""
        array = np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder("<"))
        offset, content = self._length, array.tobytes()
        content += b"\0" * (-len(content) % 8)
        self._parts.append(content)
        self._length += len(content)
        return {"dtype": dtype, "offset": offset, "length": int(array.size)}

    def bytes(self) -> bytes:
        return b"".join(self._parts)


def _write(
    body: _Body, table: ReplayTable, column: Column, tables: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:  # fmt: skip
    values = tables[table.name][column.name]
    if column.kind == "words":
        words = sorted({str(word) for word in values if word is not None})
        code_of = {word: code for code, word in enumerate(words)}
        codes = np.array([-1 if word is None else code_of[str(word)] for word in values], dtype=np.int32)
        return {"kind": "words", "words": words, **body.add(codes, "int32")}
    if column.kind != "step":
        array = np.asarray(values)
        return {"kind": column.kind, **body.add(array, DTYPES[column.kind])}
    owner = tables[table.of]
    first, count = np.asarray(owner[f"{table.name}_first"]), np.asarray(owner[f"{table.name}_count"])
    steps, origin, quantum = differences(np.asarray(values, dtype=np.float64), first, count, column.quantum)
    return {
        "kind": "step",
        "of": table.of,
        **body.add(steps, "int16"),
        "origin": body.add(origin, "float64"),
        "quantum": body.add(quantum, "float64"),
    }


def differences(
    values: np.ndarray, first: np.ndarray, count: np.ndarray, finest: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values as steps in 16 bits: (steps [rows], origin [owners], quantum [owners]).

    The rows `first[k]` to `first[k] + count[k] - 1` belong to owner k, and
    `value = origin[k] + quantum[k] * (sum of its steps so far)`, off by half a quantum at most. `finest`: no quantum is
    smaller.
    """
    steps = np.zeros(len(values), dtype=np.int16)
    origin, quantum = np.zeros(len(first)), np.full(len(first), float(finest))
    for k, (at, n) in enumerate(zip(first.tolist(), count.tolist(), strict=True)):
        if n == 0:
            continue
        own = values[at : at + n]
        origin[k] = own[0]
        longest = float(np.abs(np.diff(own)).max(initial=0.0))
        quantum[k] = max(float(finest), longest / LARGEST_STEP)
        rounded = np.rint((own - origin[k]) / quantum[k]).astype(np.int64)
        steps[at + 1 : at + n] = np.diff(rounded)
    return steps, origin, quantum


def _read(body: memoryview, one: Mapping[str, Any], rows: int) -> np.ndarray:
    array = _array(body, one)
    if len(array) != rows:
        raise ResultsError(f"a column of {len(array)} values in a table of {rows} rows")
    if one["kind"] == "words":
        words = np.array([*one["words"], None], dtype=object)
        found: np.ndarray = words[array]  # -1: the last, none
        return found
    return array


def _array(body: memoryview, one: Mapping[str, Any]) -> np.ndarray:
    dtype = np.dtype(one["dtype"]).newbyteorder("<")
    try:
        found = np.frombuffer(body, dtype, count=one["length"], offset=one["offset"])
    except ValueError as error:
        raise ResultsError(f"damaged: {error}") from error
    return found if sys.byteorder == "little" else found.astype(found.dtype.newbyteorder("="))


def _summed(
    steps: np.ndarray, body: memoryview, one: Mapping[str, Any], owner: Mapping[str, np.ndarray], table: str
) -> np.ndarray:
    origin, quantum = _array(body, one["origin"]), _array(body, one["quantum"])
    values = np.empty(len(steps))
    starts = zip(owner[f"{table}_first"].tolist(), owner[f"{table}_count"].tolist(), strict=True)
    for k, (at, n) in enumerate(starts):
        values[at : at + n] = origin[k] + quantum[k] * np.cumsum(steps[at : at + n], dtype=np.int64)
    return values


def _complaints(tables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    complaints = [f"table {name} is not declared" for name in tables if name not in TABLES]
    for name, table in TABLES.items():
        if name not in tables:
            complaints.append(f"table {name} is missing")
            continue
        given = tables[name]
        wanted = [column.name for column in table.columns]
        complaints += [f"{name}.{c} is not declared" for c in given if c not in wanted]
        complaints += [f"{name}.{c} is missing" for c in wanted if c not in given]
        lengths = {c: len(given[c]) for c in wanted if c in given}
        if len(set(lengths.values())) > 1:
            complaints.append(f"columns of {name} differ in length: {lengths}")
        for column in table.columns:
            if column.name in given and column.kind in ("real", "rough", "step"):
                values = np.asarray(given[column.name], dtype=np.float64)
                if np.isnan(values).any() or (column.kind == "step" and np.isinf(values).any()):
                    complaints.append(f"{name}.{column.name} holds a value that is no number")
    return complaints
