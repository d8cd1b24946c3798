"""A result folder made from given numbers, for tests in which the truth must be known exactly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from pavise.analysis.compare import Comparison
from pavise.results.manifest import begin_results, finish_results
from pavise.results.schema import TABLES
from pavise.results.store import open_results
from pavise.results.writer import write_table

Cell = tuple[str, int]


def comparison_of(
    folder: Path,
    saved: Mapping[str, Mapping[Cell, np.ndarray]],
    equal_budget: Mapping[str, Mapping[Cell, np.ndarray]] | None = None,
    reference: Cell | None = None,
    **tables: dict[str, list[object]],
) -> Comparison:
    """A comparison whose value saved is `saved[option][raid, size]`, each [world, repeat]; the first is the baseline.

    Titles are the ids in capitals. `tables`: rows of other tables; those not given are empty.
    """
    folder = begin_results(folder)
    rows, outcomes = [], []
    for variant, of_variant in (("as-offered", saved), ("equal-budget", equal_budget or {})):
        for option, cells in of_variant.items():
            for (raid, size), values in cells.items():
                case = f"{option}|{variant}|{raid}|{size}"
                worlds, repeats = values.shape
                rows.append((case, option, option.upper(), variant, raid, f"{raid.capitalize()} raid", size, "all",
                             values.size, worlds, repeats, option == next(iter(saved)),
                             (raid, size) == reference))  # fmt: skip
                for r, value in enumerate(values.ravel()):
                    outcomes += [(case, r, "value_saved", float(value)), (case, r, "raid_size", float(size))]
    written = {"cases": rows, "outcomes": outcomes}
    for name, table in TABLES.items():
        if name in written:
            columns = dict(zip(table.column_names, map(list, zip(*written[name], strict=True)), strict=True))
        else:
            columns = tables.get(name, {column: [] for column in table.column_names})
        write_table(folder, name, columns)
    finish_results(folder, {})
    return Comparison(open_results(folder))
