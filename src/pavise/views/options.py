"""The options side by side: the summary table, the dots, the curves over the size of a raid, and why things leaked.

Each function takes the comparison and the looks, and returns what the page needs: figures as SVG, tables as cells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pavise.analysis.compare import BreakingPoint, Comparison
from pavise.analysis.outcomes import AS_OFFERED, EQUAL_BUDGET, Study
from pavise.analysis.outcomes import Cell as RaidCell
from pavise.analysis.worlds import Estimate
from pavise.results.measures import CAUSE_NAMES, CAUSE_TITLES, MEASURES, Measure

from . import plots
from .cells import Cell, cell, difference_cell
from .plots import Look, Spread

SAVED = "value_saved"
SUMMARY_MEASURES = ("leaker_share", "sites_lost", "money_spent_usd")
_NEVER_A_COLUMN = {"raid_size"}


@dataclass(frozen=True)
class Column:
    """Head of a table column: title, unit or addition below it, and its meaning for the list under the table."""

    title: str
    unit: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class OptionRow:
    """One option in a table."""

    look: Look
    option: str
    baseline: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class OptionTable:
    """A table with a row per option."""

    columns: tuple[Column, ...]
    rows: tuple[OptionRow, ...]

    @property
    def notes(self) -> bool:
        """Does any number carry a caveat?"""
        return any(cell.note for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Panel:
    """One small picture of a row of pictures, with its title and a line below that."""

    title: str
    below: str
    svg: str


def shown_raids(study: Study) -> tuple[RaidCell, ...]:
    """One size of every raid family for the figures: that of the summary, or the middle one of its sweep."""
    chosen = []
    for raid, sizes in study.sizes.items():
        mine = [cell for cell in study.summary if cell[0] == raid]
        chosen += mine or [(raid, sizes[len(sizes) // 2])]
    return tuple(chosen)


def summary_table(comparison: Comparison, looks: Mapping[str, Look]) -> OptionTable:
    """Every option against the measures that most readers want, means over the raids of the summary."""
    study = comparison.study
    baseline = study.baseline.id
    differences = {pair.a: pair.difference for pair in comparison.against_baseline(SAVED)}
    budgets = {row.option: row.equal_budget for row in comparison.budgets(SAVED)}
    offered = comparison.table((SAVED, *SUMMARY_MEASURES))
    saved = MEASURES[SAVED]
    columns = [
        Column(saved.title, "as offered", saved.meaning),
        *([Column(saved.title, "equal budget", "")] if budgets else []),
        Column(f"Compared with {looks[baseline].letter}", "points, paired", ""),
        *(column_of(MEASURES[name]) for name in SUMMARY_MEASURES),
    ]
    rows = []
    for option, found in offered.items():
        cells = [cell(found[SAVED], saved)]
        if budgets:
            cells.append(cell(budgets.get(option), saved))
        cells.append(difference_cell(differences[option]) if option in differences else Cell("baseline"))
        cells += [cell(found[name], MEASURES[name]) for name in SUMMARY_MEASURES]
        rows.append(OptionRow(looks[option], option, option == baseline, tuple(cells)))
    return OptionTable(tuple(columns), tuple(rows))


def full_table(
    comparison: Comparison,
    looks: Mapping[str, Look],
    cells: Sequence[RaidCell] | None = None,
    variant: str = AS_OFFERED,
) -> OptionTable:
    """Every measure that was recorded and that the raids have, save the causes, which have their own table."""
    recorded = set(comparison.results.measures()) - _NEVER_A_COLUMN
    found_measures = [m for name, m in MEASURES.items() if name in recorded and "_cause_" not in name]
    found = comparison.table([measure.name for measure in found_measures], cells, variant)
    shown = [m for m in found_measures if any(row[m.name].value is not None for row in found.values())]
    rows = [
        OptionRow(
            looks[option],
            option,
            option == comparison.study.baseline.id,
            tuple(cell(estimates[measure.name], measure) for measure in shown),
        )
        for option, estimates in found.items()
    ]
    return OptionTable(tuple(column_of(measure) for measure in shown), tuple(rows))


def saved_per_raid(comparison: Comparison, looks: Mapping[str, Look]) -> str:
    """The dots: value saved per option against one size of each raid, best in the summary first."""
    study, outcomes = comparison.study, comparison.outcomes(SAVED)
    order, cells = by_value(comparison), shown_raids(comparison.study)

    def ask(option: str, at: RaidCell, variant: str) -> Estimate | None:
        return comparison.estimate(SAVED, option, [at], variant) if outcomes.has(option, [at], variant) else None

    offered = spread(order, cells, lambda option, at: ask(option, at, AS_OFFERED))
    equal = spread(order, cells, lambda option, at: ask(option, at, EQUAL_BUDGET))
    baseline = study.baseline.id
    return plots.dots_per_option(
        [looks[option] for option in order],
        panel_titles(comparison),
        offered,
        equal.value,
        order.index(baseline) if baseline in order else None,
        "figure-saved",
        "Value saved per option against one size of each raid, with intervals; the same numbers stand in the tables "
        "raid by raid above.",
    )


def curves(comparison: Comparison, looks: Mapping[str, Look], variant: str = AS_OFFERED) -> list[Panel]:
    """Value saved over raid size, a panel per raid family."""
    study = comparison.study
    reference = dict(study.summary)
    panels = []
    for raid, title in study.raids.items():
        sizes = study.sizes[raid]
        cells = [(raid, size) for size in sizes]
        options = [option for option in comparison.options_run(cells, variant)]
        if not options or len(sizes) < 2:
            continue
        found = spread(options, cells, lambda option, at: comparison.estimate(SAVED, option, [at], variant))
        svg = plots.curve_over_size(
            [looks[option] for option in options],
            sizes,
            found,
            reference.get(raid),
            f"figure-curve-{raid}-{variant}",
            f"{title}: value saved per option against raids of {sizes[0]} to {sizes[-1]} threats.",
        )
        panels.append(Panel(title, "", svg))
    return panels


def holding_table(comparison: Comparison, looks: Mapping[str, Look]) -> OptionTable | None:
    """Up to which size of each raid an option surely holds, and from where it surely does not; None without a sweep."""
    points = comparison.breaking_points()
    raids = [raid for raid, sizes in comparison.study.sizes.items() if len(sizes) > 1]
    if not raids:
        return None
    at = {(point.option, point.raid): point for point in points}
    rows = [
        OptionRow(
            looks[option.id],
            option.id,
            option.id == comparison.study.baseline.id,
            tuple(_holding(at.get((option.id, raid)), comparison.study.sizes[raid]) for raid in raids),
        )
        for option in comparison.study.options
    ]
    return OptionTable(tuple(Column(comparison.study.raids[raid]) for raid in raids), tuple(rows))


def cause_panels(comparison: Comparison, looks: Mapping[str, Look]) -> tuple[list[Panel], list[str], OptionTable]:
    """Leakers by cause for one size of each raid: panels, the causes in the order of the key, and a table of means."""
    study = comparison.study
    found = {at: comparison.causes([at]) for at in shown_raids(study)}
    seen = [
        cause
        for cause in CAUSE_NAMES.values()
        if any(cause in row and row[cause].value for per_option in found.values() for row in per_option.values())
    ]
    panels = []
    for at, per_option in found.items():
        options = [option for option in per_option]
        mean = np.array([[per_option[option][cause].value or 0.0 for cause in seen] for option in options])
        title = raid_words(comparison, at)
        label = f"{title}: mean leakers per raid by cause, per option; the table below has the numbers over all raids."
        svg = plots.causes_of_leakers(
            [looks[option] for option in options], seen, mean, f"figure-causes-{at[0]}-{at[1]}", label
        )
        panels.append(Panel(study.raids[at[0]], f"{at[1]} threats", svg))
    over_all = comparison.causes()
    rows = [
        OptionRow(
            looks[option],
            option,
            option == study.baseline.id,
            tuple(cell(causes[cause], MEASURES[f"leakers_cause_{cause}"]) for cause in seen),
        )
        for option, causes in over_all.items()
    ]
    return panels, seen, OptionTable(tuple(Column(CAUSE_TITLES[cause]) for cause in seen), tuple(rows))


def by_value(comparison: Comparison) -> list[str]:
    """Ids of the options, the highest value saved over the summary first; ties in the order of the study."""
    found = comparison.table([SAVED])
    return sorted(found, key=lambda option: -(found[option][SAVED].value or 0.0))


def spread(
    options: Sequence[str], cells: Sequence[RaidCell], ask: Callable[[str, RaidCell], Estimate | None]
) -> Spread:
    """Estimates of options x cells as three arrays, NaN where there is none."""
    found = np.full((3, len(options), len(cells)), np.nan)
    for row, option in enumerate(options):
        for column, at in enumerate(cells):
            answer = ask(option, at)
            if answer is not None and answer.value is not None:
                found[0, row, column] = answer.value
                found[1, row, column] = np.nan if answer.low is None else answer.low
                found[2, row, column] = np.nan if answer.high is None else answer.high
    return Spread(found[0], found[1], found[2])


def panel_titles(comparison: Comparison) -> list[tuple[str, str]]:
    """The raids of the figures as heads of panels: the family, and below it the size."""
    return [(comparison.study.raids[raid], f"{size} threats") for raid, size in shown_raids(comparison.study)]


def raid_words(comparison: Comparison, at: RaidCell) -> str:
    """A raid of a size in words: Mixed raid, 30 threats."""
    return f"{comparison.study.raids[at[0]]}, {at[1]} threats"


def column_of(measure: Measure) -> Column:
    """The head of the column of a measure."""
    unit = {"share": "", "chance": "", "money": "", "ratio": "", "time": "", "length": ""}.get(
        measure.kind, measure.unit
    )
    return Column(measure.title, unit, measure.meaning)


def _holding(point: BreakingPoint | None, sizes: Sequence[int]) -> Cell:
    if point is None:
        return Cell("–")
    if point.holds_up_to is None and point.fails_from == sizes[0]:
        return Cell("at none")
    if point.holds_up_to == sizes[-1]:
        return Cell(f"up to {sizes[-1]}, all")
    held = "not shown" if point.holds_up_to is None else f"up to {point.holds_up_to}"
    return Cell(held, "" if point.fails_from is None else f"fails from {point.fails_from}")
