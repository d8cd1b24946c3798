"""With hindsight: of the leakers of each option, how many no plan could have stopped, as a table of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pavise.analysis.compare import Comparison
from pavise.analysis.hindsight import hindsight_of
from pavise.analysis.picture import has_picture
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


ON_TARGETS = (
    "who could have fired at what, and when, had every path been known beforehand, with the same launchers, rounds, "
    "channels, radars and times. Where hardly more gets through than under any plan at all, only other equipment, or "
    "seeing sooner, would have helped; where the gap is wide, the same equipment could have been used better, though "
    "nobody foresees that much."
)
ON_TRACKS = (
    "which threats came within reach of whose rounds, and when, with the same launchers, rounds, times of flight and "
    "readiness. Posts saw tracks that can be wrong, so only reach and rounds are held against a plan: it has tracks as "
    "good as the truth from the first moment on. What no plan stops was out of reach, or too much for the rounds; the "
    "gap is what better tracks and better orders could have stopped together, at most. The plan that was found had to "
    "wait for the tracks that its networks would have had."
)
"""What was asked of each battle, after the number of them."""


@dataclass(frozen=True)
class HindsightView:
    """The section: how many battles were looked back on in each option, what was asked of them, and the table."""

    battles: int
    asked: str
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
    asked = ON_TRACKS if has_picture(comparison) else ON_TARGETS
    return HindsightView(found[0].battles, asked, OptionTable(COLUMNS, tuple(rows)))


def _cell(found: Estimate) -> Cell:
    """To a tenth of a threat, whatever the interval: what matters here is how two columns differ."""
    if found.value is None:
        return Cell(numbers.DASH, "", found.note)
    value = numbers.plain(found.value, 1)
    if found.low is None or found.high is None:
        return Cell(value, "", found.note)
    return Cell(value, f"{numbers.plain(found.low, 1)} to {numbers.plain(found.high, 1)}", found.note)
