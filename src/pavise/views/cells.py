"""From an estimate to a cell of a table: the number, its interval, and a mark where there is a caveat."""

from __future__ import annotations

from dataclasses import dataclass

from pavise.analysis.worlds import Difference, Estimate
from pavise.results.measures import Measure

from . import numbers

CAVEAT = "*"


@dataclass(frozen=True)
class Cell:
    """One number for the page: `value` and `span` as text, `note` where the interval needs a word of care."""

    value: str
    span: str = ""
    note: str = ""

    @property
    def mark(self) -> str:
        """An asterisk where there is a note; the page explains it below the table."""
        return CAVEAT if self.note else ""


def cell(found: Estimate | None, measure: Measure) -> Cell:
    """An estimate as its kind of measure is read: shares and chances in percent, money in dollars, times in minutes."""
    if found is None or found.value is None:
        return Cell(numbers.DASH, "", "" if found is None else found.note)
    if measure.kind in ("share", "chance"):
        value, span = numbers.share_with_interval(found.value, found.low, found.high)
    elif measure.kind == "money":
        value, span = numbers.dollars(found.value), _span(found, numbers.dollars)
    elif measure.kind == "time":
        value, span = numbers.duration(found.value), _span(found, numbers.duration)
    elif measure.kind == "length":
        value, span = numbers.distance(found.value), _span(found, numbers.distance)
    else:
        value, span = numbers.amount_with_interval(found.value, found.low, found.high)
    return Cell(value, "" if span == numbers.DASH else span, found.note)


def difference_cell(found: Difference) -> Cell:
    """A difference of shares in percentage points, signed."""
    value, span = numbers.points_with_interval(found.value, found.low, found.high)
    return Cell(value, "" if span == numbers.DASH else span, found.note)


def factor_text(found: Difference) -> str:
    """By how much pairing cut the variance: 12x, 1.4x, or a dash where nothing varies."""
    if found.factor is None:
        return numbers.DASH
    return numbers.plain(found.factor, 1 if found.factor < 10 else 0) + "\N{MULTIPLICATION SIGN}"


def _span(found: Estimate, say: object) -> str:
    if found.low is None or found.high is None or not callable(say):
        return ""
    return f"{say(found.low)} to {say(found.high)}"
