"""What was said about the purchase by a day: each side's words, contradictions, open explanations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pavise.app import show

if TYPE_CHECKING:
    from pavise.evidence.timeline import HypothesisStatus, Statement, StatusReport

LATEST = 3
"""Statements shown per side unless all are asked for."""


def status(found: StatusReport, all_statements: bool) -> None:
    """The state of the matter on a day, one part after the other."""
    from pavise.evidence.timeline import SIDES

    show.text(f"What had been said by {found.date}")
    for side, name in SIDES.items():
        said = found.by_side.get(side, ())
        if said:
            shown = said if all_statements else said[-LATEST:]
            earlier = f" (and {len(said) - len(shown)} earlier; --all shows them)" if len(shown) < len(said) else ""
            show.text()
            show.table(("date", "who", "says"), [_row(one) for one in shown], title=name + earlier, keep=("date",))
    _contradictions(found)
    _hypotheses("Open explanations", [one for one in found.hypotheses if one.is_open])
    _hypotheses("Closed by an official act", [one for one in found.hypotheses if one.closing])


def _contradictions(found: StatusReport) -> None:
    show.text()
    if not found.contradictions:
        show.text("No two statements contradict each other.")
        return
    rows: list[tuple[str, str, str]] = []
    for pair in found.contradictions:
        rows += [_row(pair.earlier), _row(pair.later), ("", "", "")]
    title = f"Statements that contradict each other ({len(found.contradictions)} pairs)"
    show.table(("date", "who", "says"), rows[:-1], title=title, keep=("date",))


def _hypotheses(title: str, found: Sequence[HypothesisStatus]) -> None:
    if found:
        closed = any(one.closing for one in found)
        headings = ("id", "explanation", "for", "against", *(("closed",) if closed else ()))
        rows = [(one.id, one.title, *_counts(one), *(_days(one) if closed else ())) for one in found]
        show.text()
        show.table(headings, rows, title=title, right=("for", "against"), keep=("id",))


def _counts(hypothesis: HypothesisStatus) -> tuple[str, str]:
    """How many statements speak for and against it."""
    return str(len(hypothesis.supporting)), str(len(hypothesis.opposing))


def _days(hypothesis: HypothesisStatus) -> tuple[str]:
    """When official acts closed it."""
    return (", ".join(statement.date for statement in hypothesis.closing),)


def _row(statement: Statement) -> tuple[str, str, str]:
    return statement.date, statement.actor, statement.claim
