"""Options side by side: the tables that a report is made of.

    comparison = Comparison(open_results(folder))
    comparison.table(["value_saved", "leaker_share"])     every option, every measure, with intervals
    comparison.pairs("value_saved")                       every pair of options: the paired difference
    comparison.curve("value_saved", "s400-stored", "mixed")   one option over the size of a raid
    comparison.breaking_points()                          up to which size an option holds
    comparison.causes("mixed", 40)                        why things leaked
    comparison.by_hypothesis("value_saved", option)       what an option is worth under each open story
    comparison.budgets("value_saved")                     as offered, and for equal money

Where no cells are named, the cells of the summary are used (see `outcomes.Study`), all counting equally. That weighting
is a choice: the curves show what it hides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from pavise.analysis.intervals import ALPHA
from pavise.analysis.outcomes import (
    ALL_DOUBT,
    AS_OFFERED,
    EQUAL_BUDGET,
    Cell,
    Outcomes,
    Study,
    declared_measure,
    study_of,
)
from pavise.analysis.worlds import Difference, Estimate, difference, differences, estimate, gaps_of, quantile_estimate
from pavise.results.measures import CAUSE_NAMES, RAID_SIZE, SITES
from pavise.results.store import Results

HOLDS_AT = 0.9
"""An option "holds" against a raid when at least this share of the value is saved on average."""

READ_AT_ONCE = 8
"""Measures read in one go: a row on its way takes four times the room of a value that is kept."""


@dataclass(frozen=True)
class Pair:
    """Option `a` minus option `b` in one measure.

    `family`: the same difference with an interval wide enough that *all* pairs of the table hold together
    (Bonferroni: Dunn 1961, J. Am. Stat. Assoc. 56, 52-64). Who picks the largest of many differences must use that one.
    """

    a: str
    b: str
    difference: Difference
    family: Difference
    n_family: int

    @property
    def told_apart(self) -> bool:
        """Does the difference stand although many pairs were looked at?"""
        return self.family.told_apart


@dataclass(frozen=True)
class BreakingPoint:
    """Up to which raid size an option surely holds, and from which it surely does not; None where no swept size does.

    Between the two the intervals do not tell. `holds`: the share of the value that must be saved.
    """

    option: str
    raid: str
    holds_up_to: int | None
    fails_from: int | None
    holds: float


@dataclass(frozen=True)
class HypothesisRow:
    """What an option is worth in the worlds in which one story holds, and what it adds to the baseline there.

    Compare stories by `gain` (None for the baseline itself): each has worlds of its own, which differ in much else.
    """

    name: str
    value: str
    worlds: int
    estimate: Estimate
    gain: Difference | None


@dataclass(frozen=True)
class BudgetRow:
    """One option as offered, for equal money, and what the money changes (equal-budget minus as-offered)."""

    option: str
    as_offered: Estimate
    equal_budget: Estimate
    change: Difference


@dataclass(frozen=True)
class Swap:
    """Two options of which each is shown to be better somewhere: `a` in `cell_a`, `b` in `cell_b`.

    `gap_a`, `gap_b`: a - b in these cells, with intervals wide enough for all pairs in all cells together.
    """

    a: str
    b: str
    cell_a: Cell
    cell_b: Cell
    gap_a: Estimate
    gap_b: Estimate

    @property
    def size(self) -> float:
        """The smaller of the two gaps, by which swaps are ranked."""
        return min(abs(self.gap_a.value or 0.0), abs(self.gap_b.value or 0.0))


class Comparison:
    """All comparisons of one result. Reads a measure when first asked for it, and keeps it.

    `only`: column=value of table cases, for a reader who wants few cases of a large result and no others.
    """

    def __init__(self, results: Results, alpha: float = ALPHA, only: Mapping[str, Any] | None = None) -> None:
        self.results = results
        self.alpha = alpha
        self.only = dict(only or {})
        self.study: Study = study_of(results)
        self._outcomes: dict[str, Outcomes] = {}
        self._estimates: dict[tuple[str, str, tuple[Cell, ...], str], Estimate] = {}

    def outcomes(self, measure: str) -> Outcomes:
        """One measure of all cases."""
        if measure not in self._outcomes:
            declared_measure(measure)
            self._outcomes[measure] = Outcomes(measure, *self.results.series(measure, **self.only))
        return self._outcomes[measure]

    def read(self, measures: Sequence[str]) -> None:
        """Read several measures at once, which is quicker than one by one; those that the result lacks are left out."""
        for first in range(0, len(measures), READ_AT_ONCE):
            cases, series = self.results.several(measures[first : first + READ_AT_ONCE], **self.only)
            for measure, values in series.items():
                self._outcomes[measure] = Outcomes(measure, cases, values)

    def cells(self, raid: str | None = None, size: int | None = None) -> tuple[Cell, ...]:
        """The cells of one raid family, of one size, of both, or of the summary when neither is named."""
        if raid is None and size is None:
            return self.study.summary
        return tuple(c for c in self.study.cells if raid in (None, c[0]) and size in (None, c[1]))

    def values(
        self,
        measure: str,
        option: str,
        cells: Sequence[Cell] | None = None,
        variant: str = AS_OFFERED,
        doubt: str = ALL_DOUBT,
    ) -> list[np.ndarray]:
        """Per cell [world, repeat] of one option. ResultsError for an unknown option or a cell that was not run."""
        self.study.option(option)
        return self.outcomes(measure).of(option, self._cells(cells), variant, doubt)

    def estimate(
        self, measure: str, option: str, cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED
    ) -> Estimate:
        """The mean of a measure over the cells, with its interval."""
        asked = (measure, option, self._cells(cells), variant)
        if asked not in self._estimates:  # a report asks for most of them several times
            values = self.values(*asked)
            chance = self.outcomes(measure).measure.kind == "chance"
            self._estimates[asked] = estimate(values, *self.bounds(measure, asked[2]), chance, self.alpha)
        return self._estimates[asked]

    def quantile(self, measure: str, option: str, q: float, cell: Cell, variant: str = AS_OFFERED) -> Estimate:
        """The q-quantile over the battles of one cell; what never happened counts as latest. For times and bad days."""
        return quantile_estimate(self.values(measure, option, [cell], variant)[0], q, self.alpha)

    def table(
        self, measures: Sequence[str], cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED
    ) -> dict[str, dict[str, Estimate]]:
        """Every option against every measure: table[option][measure]. Options not run over these cells are absent."""
        return {
            option: {measure: self.estimate(measure, option, cells, variant) for measure in measures}
            for option in self.options_run(cells, variant)
        }

    def difference(
        self,
        measure: str,
        a: str,
        b: str,
        cells: Sequence[Cell] | None = None,
        variant: str = AS_OFFERED,
        alpha: float | None = None,
    ) -> Difference:
        """Option a minus option b, paired raid by raid and replication by replication."""
        return self._differences(measure, a, b, cells, variant, (self.alpha if alpha is None else alpha,))[0]

    def pair(self, measure: str, a: str, b: str, cells: Sequence[Cell] | None, variant: str, n_family: int) -> Pair:
        """One pair as a member of a family of `n_family` comparisons."""
        alphas = (self.alpha, self.alpha / n_family)
        alone, family = self._differences(measure, a, b, cells, variant, alphas)
        return Pair(a, b, alone, family, n_family)

    def pairs(self, measure: str, cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED) -> list[Pair]:
        """Every pair of options, in the order of the study."""
        pairs = list(combinations(self.options_run(cells, variant), 2))
        return [self.pair(measure, a, b, cells, variant, len(pairs)) for a, b in pairs]

    def against_baseline(
        self, measure: str, cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED
    ) -> list[Pair]:
        """Every other option minus the baseline."""
        baseline = self.study.baseline.id
        others = [option for option in self.options_run(cells, variant) if option != baseline]
        return [self.pair(measure, option, baseline, cells, variant, len(others)) for option in others]

    def swaps(self, measure: str, variant: str = AS_OFFERED) -> list[Swap]:
        """Pairs of options that change places between raids or sizes, largest first; empty where none is shown to.

        Every pair is looked at in every cell, so each interval is widened for all of them together (Bonferroni). An
        empty list does not say that the order is the same everywhere, only that no change of it is shown.
        """
        cells = [cell for cell in self.study.cells if len(self.options_run([cell], variant)) > 1]
        pairs = list(combinations(self.options_run(cells, variant), 2)) if cells else []
        alpha = self.alpha / max(1, len(pairs) * len(cells))
        found = []
        for a, b in pairs:
            gaps = [(cell, self._gap(measure, a, b, cell, variant, alpha)) for cell in cells]
            shown = sorted(((gap.value or 0.0, cell, gap) for cell, gap in gaps if gap.leaves_out_zero), key=_first)
            if shown and shown[0][0] < 0 < shown[-1][0]:
                (_, cell_low, gap_low), (_, cell_high, gap_high) = shown[0], shown[-1]
                if self.outcomes(measure).measure.better == "low":
                    cell_low, gap_low, cell_high, gap_high = cell_high, gap_high, cell_low, gap_low
                found.append(Swap(a, b, cell_high, cell_low, gap_high, gap_low))
        return sorted(found, key=lambda swap: -swap.size)

    def curve(self, measure: str, option: str, raid: str, variant: str = AS_OFFERED) -> list[tuple[int, Estimate]]:
        """One option over the swept sizes of a raid family, small to large."""
        return [
            (size, self.estimate(measure, option, [(raid, size)], variant))
            for size in self.study.sizes[raid]
            if self.outcomes(measure).has(option, [(raid, size)], variant)
        ]

    def breaking_points(self, holds: float = HOLDS_AT, variant: str = AS_OFFERED) -> list[BreakingPoint]:
        """Per option and raid family, up to which size at least `holds` of the value is saved, and from which not.

        Sure means: the whole interval lies on that side, at every size up to (or from) there.
        """
        points = []
        for raid in self.study.raids:
            for option in self.study.options:
                curve = self.curve("value_saved", option.id, raid, variant)
                held = None
                for size, found in curve:
                    if found.low is None or found.low < holds:
                        break
                    held = size
                failed = None
                for size, found in reversed(curve):
                    if found.high is None or found.high >= holds:
                        break
                    failed = size
                if curve:
                    points.append(BreakingPoint(option.id, raid, held, failed, holds))
        return points

    def causes(self, cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED) -> dict[str, dict[str, Estimate]]:
        """Mean number of leakers by their one cause: causes[option][cause]. They sum to the option's leakers.

        Causes that an older result does not know are left out.
        """
        names = {cause: f"leakers_cause_{cause}" for cause in CAUSE_NAMES.values()}
        recorded = set(self._outcomes)
        if not recorded.issuperset(names.values()):
            recorded |= set(self.results.measures())
        known = [cause for cause, name in names.items() if name in recorded]
        return {
            option: {cause: self.estimate(f"leakers_cause_{cause}", option, cells, variant) for cause in known}
            for option in self.options_run(cells, variant)
        }

    def by_hypothesis(
        self, measure: str, option: str, cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED
    ) -> list[HypothesisRow]:
        """One option, story by story: the worlds in which each value of each hypothesis that it rests on holds.

        Empty for an option that rests on none. Few worlds make wide intervals, and a story that no world drew has no
        row.
        """
        cells = self._cells(cells)
        drawn = self.results.table("hypotheses")
        values = self.values(measure, option, cells, variant)
        low, high = self.bounds(measure, cells)
        chance = self.outcomes(measure).measure.kind == "chance"
        baseline = self.study.baseline.id
        beside = None if option == baseline else self.values(measure, baseline, cells, variant)
        rows = []
        for name in self.study.hypotheses.get(option, ()):
            mine = drawn["name"] == name
            for value in sorted(set(drawn["value"][mine].tolist())):
                worlds = np.sort(drawn["world"][mine & (drawn["value"] == value)])
                worlds = worlds[worlds < len(values[0])]
                if len(worlds):
                    mine_there = [of_cell[worlds] for of_cell in values]
                    found = _estimate_in(mine_there, low, high, chance, self.alpha)
                    gain = None
                    if beside is not None:
                        gain = difference(mine_there, [of_cell[worlds] for of_cell in beside], low, high, self.alpha)
                    rows.append(HypothesisRow(name, value, len(worlds), found, gain))
        return rows

    def budgets(self, measure: str, cells: Sequence[Cell] | None = None) -> list[BudgetRow]:
        """Every option that was run in both variants."""
        cells = self._cells(cells)
        low, high = self.bounds(measure, cells)
        rows = []
        for option in self.options_run(cells, AS_OFFERED):
            if self.outcomes(measure).has(option, cells, EQUAL_BUDGET):
                change = difference(
                    self.values(measure, option, cells, EQUAL_BUDGET),
                    self.values(measure, option, cells, AS_OFFERED),
                    low,
                    high,
                    self.alpha,
                )
                offered, equal = (
                    self.estimate(measure, option, cells, variant) for variant in (AS_OFFERED, EQUAL_BUDGET)
                )
                rows.append(BudgetRow(option, offered, equal, change))
        return rows

    def options_run(self, cells: Sequence[Cell] | None = None, variant: str = AS_OFFERED) -> list[str]:
        """Ids of the options that were run over all these cells, in the order of the study."""
        outcomes, cells = self.outcomes(RAID_SIZE), self._cells(cells)
        return [option.id for option in self.study.options if outcomes.has(option.id, cells, variant)]

    def bounds(self, measure: str, cells: Sequence[Cell] | None = None) -> tuple[float | None, float | None]:
        """Between which numbers the mean of a measure over these cells must lie; None where nothing bounds it."""
        declared = self.outcomes(measure).measure
        high = declared.high
        if high == RAID_SIZE:
            sizes = self.outcomes(RAID_SIZE).of(self.study.baseline.id, self._cells(cells))
            high = float(np.mean([of_cell.max() for of_cell in sizes]))
        elif high == SITES:
            high = float(self.study.n_sites)
        assert not isinstance(high, str)
        return declared.low, high

    @cached_property
    def drawn(self) -> dict[tuple[str, str], tuple[str, np.ndarray]]:
        """What each doubtful figure was drawn as: by system and quantity its origin and a value per world, NaN where
        it was not drawn."""
        columns = self.results.table("draws")
        worlds = int(columns["world"].max()) + 1 if len(columns["world"]) else 0
        found: dict[tuple[str, str], tuple[str, np.ndarray]] = {}
        names = ("world", "system", "quantity", "value", "origin")
        for world, system, quantity, value, origin in zip(*(columns[name].tolist() for name in names), strict=True):
            key = (system, quantity)
            if key not in found:
                found[key] = (origin, np.full(worlds, np.nan))
            found[key][1][world] = value
        return found

    def _differences(
        self,
        measure: str,
        a: str,
        b: str,
        cells: Sequence[Cell] | None,
        variant: str,
        alphas: Sequence[float],
    ) -> list[Difference]:
        cells = self._cells(cells)
        of_a, of_b = (self.values(measure, option, cells, variant) for option in (a, b))
        return differences(of_a, of_b, *self.bounds(measure, cells), alphas)

    def _gap(self, measure: str, a: str, b: str, cell: Cell, variant: str, alpha: float) -> Estimate:
        """a - b in one cell, without what pairing gained."""
        low, high = self.bounds(measure, [cell])
        widest = None if low is None or high is None else high - low
        gaps = gaps_of(self.values(measure, a, [cell], variant), self.values(measure, b, [cell], variant))
        return estimate(gaps, None if widest is None else -widest, widest, alpha=alpha)

    def _cells(self, cells: Sequence[Cell] | None) -> tuple[Cell, ...]:
        return self.study.summary if cells is None else tuple(cells)


def _estimate_in(
    battles: list[np.ndarray], low: float | None, high: float | None, chance: bool, alpha: float
) -> Estimate:
    """The estimate over some of the worlds; a single one gives a mean and no interval, for luck alone is not doubt."""
    found = estimate(battles, low, high, chance, alpha)
    if len(battles[0]) > 1:
        return found
    return replace(found, low=None, high=None, method="none", note="a single world: no interval", worlds=1)


def _first(row: tuple[float, Cell, Estimate]) -> float:
    return row[0]
