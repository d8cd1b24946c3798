"""With hindsight: of the leakers of each option, how many no plan could have stopped, as a table of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pavise.analysis.compare import Comparison
from pavise.analysis.hindsight import hindsight_of
from pavise.analysis.worlds import Estimate

from . import numbers
from .cells import Cell
from .options import Column, OptionRow, OptionTable
from .plots import Look

COLUMNS = (
    Column("Leakers", "in the sample", "Threats that got through in the battles that were looked back on."),
    Column(
        "No plan stops",
        "at least, proven",
        "Of these, how many get through at least, on average over the dice, under any plan that keeps to the same "
        "launchers, rounds, channels and times.",
    ),
    Column(
        "The gap",
        "at most",
        "The difference: a better plan could have stopped so many more at most. Paired, battle by battle.",
    ),
    Column(
        "By a plan found",
        "dice",
        "How many get through under a plan that was found quickly and carried out by dice. Where it is near the second "
        "column, the bound is nearly reached.",
    ),
)


@dataclass(frozen=True)
class HindsightView:
    """The section: how many battles were looked back on in each option, and the table."""

    battles: int
    table: OptionTable


def hindsight_view(comparison: Comparison, looks: Mapping[str, Look]) -> HindsightView | None:
    """The section, over the raids of the summary; None where nothing was looked back on."""
    found = hindsight_of(comparison)
    if not found:
        return None
    rows = [
        OptionRow(
            looks[row.option],
            row.option,
            row.option == comparison.study.baseline.id,
            tuple(_cell(value) for value in (row.leakers, row.at_least, row.gap, row.by_plan)),
        )
        for row in found
    ]
    return HindsightView(found[0].battles, OptionTable(COLUMNS, tuple(rows)))


def _cell(found: Estimate) -> Cell:
    """To a tenth of a threat, whatever the interval: what matters here is how two columns differ."""
    if found.value is None:
        return Cell(numbers.DASH, "", found.note)
    value = numbers.plain(found.value, 1)
    if found.low is None or found.high is None:
        return Cell(value, "", found.note)
    return Cell(value, f"{numbers.plain(found.low, 1)} to {numbers.plain(found.high, 1)}", found.note)
