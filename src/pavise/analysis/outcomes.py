"""Pick the numbers of a result by what they are about: option, variant, raid, size, doubt.

`Outcomes` is one measure of all cases; `of` hands out what belongs to one option over some *cells* (a cell is one raid
family at one size), per cell an array [world, repeat]. Two options over the same cells are paired entry by entry: same
raid, same replication, same luck. Cells may have been fought unequally often.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pavise.results.measures import MEASURES, Measure
from pavise.results.schema import HYPOTHESIS, ResultsError
from pavise.results.store import Columns, Results

AS_OFFERED = "as-offered"
EQUAL_BUDGET = "equal-budget"
ALL_DOUBT = "all"

Cell = tuple[str, int]
"""A raid family and a size."""


@dataclass(frozen=True)
class Option:
    """An option of the study: id, title, and whether the others are compared with it."""

    id: str
    title: str
    baseline: bool


@dataclass(frozen=True)
class Study:
    """What was run: options and raids in the order of the study, sizes per raid, and the cells of the summary.

    `summary`: the cells flagged as reference, or all cells where none is. `hypotheses`: the options whose status is
    open, each with the names of the hypotheses it rests on.
    """

    options: tuple[Option, ...]
    variants: tuple[str, ...]
    raids: dict[str, str]
    sizes: dict[str, tuple[int, ...]]
    summary: tuple[Cell, ...]
    n_sites: int
    hypotheses: dict[str, tuple[str, ...]]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, raid by raid, small to large."""
        return tuple((raid, size) for raid, sizes in self.sizes.items() for size in sizes)

    @property
    def baseline(self) -> Option:
        """The option that the others are compared with: the one flagged, or the first."""
        return next((option for option in self.options if option.baseline), self.options[0])

    def option(self, option_id: str) -> Option:
        """The option with this id; ResultsError naming those there are."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise ResultsError(f"no option {option_id}; there are {', '.join(option.id for option in self.options)}")


def study_of(results: Results) -> Study:
    """Read the study's shape from table cases."""
    cases = results.cases(doubt=ALL_DOUBT)
    if not len(cases["case"]):
        raise ResultsError(f"{results.folder}: no case varies all beliefs, so there is nothing to compare")
    options: dict[str, Option] = {}
    raids: dict[str, str] = {}
    sizes: dict[str, set[int]] = {}
    summary: dict[Cell, None] = {}
    for option, title, baseline, raid, raid_title, size, reference in zip(
        *(cases[name] for name in ("option", "option_title", "baseline", "raid", "raid_title", "size", "reference")),
        strict=True,
    ):
        options.setdefault(option, Option(option, title, bool(baseline)))
        raids.setdefault(raid, raid_title)
        sizes.setdefault(raid, set()).add(int(size))
        if reference:
            summary.setdefault((raid, int(size)))
    ordered = {raid: tuple(sorted(sizes[raid])) for raid in raids}
    return Study(
        options=tuple(options.values()),
        variants=tuple(dict.fromkeys(cases["variant"].tolist())),
        raids=raids,
        sizes=ordered,
        summary=tuple(summary) or tuple((raid, size) for raid in raids for size in ordered[raid]),
        n_sites=len(results.table("defended", ["site"])["site"]),
        hypotheses=_hypotheses(results, options),
    )


def _hypotheses(results: Results, options: Iterable[str]) -> dict[str, tuple[str, ...]]:
    leans = results.table("leans", ["option", "quantity"], system=HYPOTHESIS)
    found: dict[str, list[str]] = {}
    for option, name in zip(leans["option"], leans["quantity"], strict=True):
        found.setdefault(option, []).append(name)
    return {option: tuple(sorted(found[option])) for option in options if option in found}


class Outcomes:
    """One measure of some cases: these, with an array [replication] each, as `Results.series` hands them out."""

    def __init__(self, measure: str, cases: Columns, series: Sequence[np.ndarray]) -> None:
        self.measure: Measure = declared_measure(measure)
        names = ("option", "variant", "raid", "size", "doubt", "worlds", "repeats")
        self._arrays: dict[tuple[str, str, str, int, str], np.ndarray] = {
            (option, variant, raid, size, doubt): values.reshape(worlds, repeats)
            for (option, variant, raid, size, doubt, worlds, repeats), values in zip(
                zip(*(cases[name].tolist() for name in names), strict=True), series, strict=True
            )
        }

    def has(self, option: str, cells: Sequence[Cell], variant: str = AS_OFFERED, doubt: str = ALL_DOUBT) -> bool:
        """Was this option run over all these cells?"""
        return bool(cells) and all((option, variant, raid, size, doubt) in self._arrays for raid, size in cells)

    def of(
        self, option: str, cells: Sequence[Cell], variant: str = AS_OFFERED, doubt: str = ALL_DOUBT
    ) -> list[np.ndarray]:
        """Per cell the values of one option, [world, repeat], NaN where the measure has none."""
        found = []
        for raid, size in cells:
            values = self._arrays.get((option, variant, raid, size, doubt))
            if values is None:
                raise ResultsError(f"{option} ({variant}, doubt {doubt}) was not run against {size} of {raid}")
            found.append(values)
        if not found:
            raise ResultsError("no raid was chosen")
        return found


def declared_measure(name: str) -> Measure:
    """The declaration of a measure; ResultsError with the nearest name when there is none."""
    if name not in MEASURES:
        import difflib

        close = difflib.get_close_matches(name, MEASURES, n=1)
        raise ResultsError(f"there is no measure {name}" + (f"; did you mean {close[0]}?" if close else ""))
    return MEASURES[name]
