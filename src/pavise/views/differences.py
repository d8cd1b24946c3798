"""Options in pairs: differences from the baseline, and every option against every other.

All options met the same raids with the same luck, so a difference has its own, narrower interval. The page shows both:
what pairing gives, and what independent runs of the same length would have given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pavise.analysis.compare import Comparison, Pair
from pavise.analysis.worlds import Difference

from . import numbers, plots
from .cells import Cell, difference_cell, factor_text
from .options import SAVED, by_value, panel_titles, shown_raids
from .plots import Look, Spread


@dataclass(frozen=True)
class MatrixCell:
    """One field of the pair matrix: `kind` is self, clear, unclear or factor; `label` says the pair in words."""

    kind: str
    text: str
    label: str


@dataclass(frozen=True)
class Matrix:
    """Above the diagonal the difference row minus column, below it the factor by which pairing cut the variance.

    `factors`: the least, the middle and the largest of these factors; None where nothing varies.
    """

    looks: tuple[Look, ...]
    rows: tuple[tuple[MatrixCell, ...], ...]
    n_pairs: int
    n_clear: int
    factors: tuple[str, str, str] | None


@dataclass(frozen=True)
class PairRow:
    """One pair in the long list."""

    a: Look
    b: Look
    alone: Cell
    family: str
    factor: str
    told_apart: bool


@dataclass(frozen=True)
class Pairs:
    """Everything that the section on differences needs."""

    svg: str
    matrix: Matrix
    listed: tuple[PairRow, ...]


def pairs_of(comparison: Comparison, looks: Mapping[str, Look]) -> Pairs:
    """All comparisons in pairs; needs two options."""
    matrix, listed = matrix_and_list(comparison, looks)
    return Pairs(against_baseline(comparison, looks), matrix, tuple(listed))


def against_baseline(comparison: Comparison, looks: Mapping[str, Look]) -> str:
    """The figure of differences in value saved from the baseline, for one size of each raid."""
    study, outcomes = comparison.study, comparison.outcomes(SAVED)
    order = [option for option in by_value(comparison) if option != study.baseline.id]
    cells = shown_raids(study)
    shape = (3, len(order), len(cells))
    paired, unpaired = np.full(shape, np.nan), np.full(shape, np.nan)
    for column, at in enumerate(cells):
        for row, option in enumerate(order):
            if not (outcomes.has(option, [at]) and outcomes.has(study.baseline.id, [at])):
                continue
            found = comparison.difference(SAVED, option, study.baseline.id, [at])
            if found.value is None:
                continue
            paired[:, row, column] = [np.nan if v is None else v for v in (found.value, found.low, found.high)]
            half = _unpaired_half_width(found)
            if half is not None:
                unpaired[:, row, column] = found.value, found.value - half, found.value + half
    return plots.paired_differences(
        [looks[option] for option in order],
        panel_titles(comparison),
        Spread(*paired),
        Spread(*unpaired),
        "figure-differences",
        f"Differences in value saved from option {looks[study.baseline.id].letter}, in percentage points, with paired "
        "and unpaired 95% intervals; the pair matrix below has the numbers over all raids.",
    )


def matrix_and_list(comparison: Comparison, looks: Mapping[str, Look]) -> tuple[Matrix, list[PairRow]]:
    """Every pair of options over the summary, as a matrix and as a list with intervals."""
    pairs = comparison.pairs(SAVED)
    at = {(pair.a, pair.b): pair for pair in pairs}
    options = [option for option in comparison.options_run()]
    rows = []
    for i, a in enumerate(options):
        row = []
        for j, b in enumerate(options):
            if i == j:
                row.append(MatrixCell("self", "", ""))
            elif i < j:
                row.append(_difference_field(at[a, b], looks))
            else:
                text = factor_text(at[b, a].difference)
                label = f"pairing {looks[b].letter} and {looks[a].letter} cut the variance by this factor"
                row.append(MatrixCell("factor", text, label))
        rows.append(tuple(row))
    listed = [
        PairRow(
            looks[pair.a],
            looks[pair.b],
            difference_cell(pair.difference),
            difference_cell(pair.family).span,
            factor_text(pair.difference),
            pair.told_apart,
        )
        for pair in pairs
    ]
    factors = sorted(pair.difference.factor for pair in pairs if pair.difference.factor is not None)
    three = [numbers.plain(factors[i], 1) for i in (0, len(factors) // 2, -1)] if factors else []
    matrix = Matrix(
        tuple(looks[option] for option in options),
        tuple(rows),
        len(pairs),
        sum(pair.told_apart for pair in pairs),
        (three[0], three[1], three[2]) if three else None,
    )
    return matrix, listed


def _difference_field(pair: Pair, looks: Mapping[str, Look]) -> MatrixCell:
    found = pair.difference
    text = numbers.plain(None if found.value is None else found.value * 100, 1, sign=True)
    words = "told apart" if pair.told_apart else "not told apart"
    return MatrixCell(
        "clear" if pair.told_apart else "unclear",
        text if pair.told_apart else f"({text})",
        f"{looks[pair.a].letter} minus {looks[pair.b].letter}, {words}",
    )


def _unpaired_half_width(found: Difference) -> float | None:
    """Half the width that the interval would have without shared luck: the paired one times the root of the factor.

    None where nothing varies, so that there is no width to compare.
    """
    if found.half_width is None or found.factor is None:
        return None
    return found.half_width * math.sqrt(found.factor)
