"""Declare an array once: name, type, unit, meaning. Allocation, checks and the documentation page come from that.

A *table* is an array of small records (one record per radar, per threat ...). Arrays of records were measured four
times faster in compiled code than tuples of plain arrays, and a user still sees ordinary columns:
`state.flight["up_m"]` has shape `[R, T]`. Tables are made as `numpy.recarray`, so `row.up_m` reads the same whether
the compiler is on or off.

Axis letters, the same everywhere: R replications, W worlds, U units, S sensors, C command posts, G fire groups,
L launchers, M missile types, T threats, J jammers, P path points, N networks, Q links, X detections, K tracks,
I shots in flight, D defended sites, E events.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Field(NamedTuple):
    """One column: its name (ending in the unit), type, unit and meaning. `length` above 1 makes a small vector.

    `neutral` is the value that changes nothing; a table is allocated with it, so who fills one by hand need only say
    what differs.
    """

    name: str
    dtype: str
    unit: str
    meaning: str
    length: int = 1
    neutral: float = 0.0


class Table(NamedTuple):
    """A declared array of records: its axes (letters above), what a row is, and its columns."""

    name: str
    axes: str
    meaning: str
    fields: tuple[Field, ...]

    @property
    def dtype(self) -> np.dtype:
        """The record type, aligned so that compiled code reads each number in one go."""
        columns: list[Any] = [
            (f.name, f.dtype) if f.length == 1 else (f.name, f.dtype, (f.length,)) for f in self.fields
        ]
        return np.dtype(columns, align=True)


class NotFiniteError(ValueError):
    """A NaN (or an infinity where none is meant) stands in a table; the message names table, column and row."""


def allocate(table: Table, sizes: dict[str, int]) -> np.recarray:
    """An array of `table` with the neutral value in every column, its shape from `sizes` (axis letter -> length)."""
    array = np.zeros(tuple(sizes[axis] for axis in table.axes), table.dtype).view(np.recarray)
    for field in table.fields:
        if field.neutral != 0.0:
            array[field.name] = field.neutral
    return array


def require_numbers(table: Table, array: np.ndarray) -> None:
    """Stop loudly when a column of `array` holds a NaN. Infinity is allowed: it stands for "never"."""
    for field in table.fields:
        column = array[field.name]
        if column.dtype.kind == "f" and np.isnan(column).any():
            row = tuple(int(i) for i in np.argwhere(np.isnan(column))[0])
            raise NotFiniteError(f"table {table.name!r}, column {field.name!r}, row {row}: not a number")


def document(tables: tuple[Table, ...]) -> str:
    """The documentation page of `tables`, in Markdown."""
    parts = []
    for table in tables:
        rows = "\n".join(
            f"| `{f.name}` | {f.dtype}{'' if f.length == 1 else f' x {f.length}'} | {f.unit or '-'} | {f.meaning} |"
            for f in table.fields
        )
        parts.append(
            f"### {table.name} `[{', '.join(table.axes)}]`\n\n{table.meaning}\n\n"
            f"| column | type | unit | meaning |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)
