"""What each side claimed by a date, which statements contradict each other, and which explanations were still open.

A timeline is a list of dated statements (`data/evidence/timeline-*.yaml`) and a few *hypotheses* that people hold about
the matter, each with the statements that speak for and against it. `status_on` turns the clock back to a date and shows
only what was public by then:

* A statement is *known* on the day it was published; where that is not noted, on the day it was made. A date known only
  to the week, month or year counts from its last day, since we cannot claim to have known earlier.
* Two statements *contradict* each other from the day on which both are known.
* A hypothesis is *open* from the first known statement in its favour until an official act closes it (`closed_by`).
  Statements against it do not close it: denials are cheap, and have been wrong on both sides of this deal.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from pavise.evidence.claim import SLUG, Confidence, checked_date
from pavise.evidence.ledger import packaged_evidence
from pavise.yamlfile import BadInput, Document, Finding, did_you_mean, read_yaml, validate

Side = Literal["turkiye", "russia", "us", "nato", "others", "press"]
SIDES: dict[Side, str] = {
    "turkiye": "Türkiye",
    "russia": "Russia",
    "us": "United States",
    "nato": "NATO",
    "others": "Others",
    "press": "Press",
}
"""Who speaks: governments and those who speak for them; opposition and former officials are "others"."""

Kind = Literal["event", "statement", "report", "denial"]
"""event: an official act; statement: on the record; report: an outlet or unnamed sources; denial: of something said."""

Topic = Literal["alternatives", "contract", "delivery", "f35", "return", "sanctions", "second_batch", "status"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportedBy(_Part):
    """Where a statement can be read. `url` is missing for article copies without an address."""

    outlet: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"https?://\S+")


class Statement(_Part):
    """One dated claim about the deal. `date` is as exact as known (2018, 2018-07 or 2018-07-27; `week` marks a day that
    stands for its week); `published` is given when it became public later than that."""

    id: str
    date: str
    week: bool = False
    published: str | None = None
    kind: Kind
    sides: tuple[Side, ...] = Field(min_length=1)
    actor: str = Field(min_length=1)
    claim: str = Field(min_length=1)
    topic: Topic
    signal: str = ""
    reported_by: ReportedBy
    from_article: bool = False
    unseen: bool = False
    confidence: Confidence
    contradicts: tuple[str, ...] = ()
    note: str = ""

    @field_validator("date", "published", mode="before")
    @classmethod
    def _real_date(cls, value: object, info: ValidationInfo) -> object:
        return value if value is None else checked_date(value)

    @property
    def known_from(self) -> datetime.date:
        """The day from which the statement counts as known."""
        if self.published is not None:
            return _last_day(self.published)
        day = _last_day(self.date)
        return day + datetime.timedelta(days=6) if self.week else day


class Hypothesis(_Part):
    """An explanation that people hold: `concerns` says of what (those that concern the same thing exclude each
    other), the rest names the statements for, against and, if an official act ended it, `closed_by`."""

    id: str
    title: str = Field(min_length=1)
    concerns: str
    supporting: tuple[str, ...] = Field(min_length=1, alias="for")
    opposing: tuple[str, ...] = Field(default=(), alias="against")
    closed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """Everything on file about one matter, statements in order of the day they became known."""

    id: str
    title: str
    statements: Mapping[str, Statement]
    hypotheses: Mapping[str, Hypothesis]


@dataclass(frozen=True)
class Contradiction:
    """Two statements that cannot both be right, the earlier first."""

    earlier: Statement
    later: Statement


@dataclass(frozen=True)
class HypothesisStatus:
    """How a hypothesis stood on a date: what was known for and against it, and the acts that had closed it."""

    id: str
    title: str
    concerns: str
    supporting: tuple[Statement, ...]
    opposing: tuple[Statement, ...]
    closing: tuple[Statement, ...]

    @property
    def is_open(self) -> bool:
        return bool(self.supporting) and not self.closing


@dataclass(frozen=True)
class StatusReport:
    """What was public on `date`: statements by side, contradictions among them, and every hypothesis."""

    date: datetime.date
    by_side: Mapping[Side, tuple[Statement, ...]]
    contradictions: tuple[Contradiction, ...]
    hypotheses: tuple[HypothesisStatus, ...]

    def open_hypotheses(self, concerns: str | None = None) -> list[HypothesisStatus]:
        """Those that were open, all or only about one thing such as "first_lot"."""
        return [h for h in self.hypotheses if h.is_open and concerns in (None, h.concerns)]

    def latest(self, side: Side, topic: str | None = None) -> Statement | None:
        """The last word of a side, on anything or on one topic."""
        said = [s for s in self.by_side.get(side, ()) if topic in (None, s.topic)]
        return said[-1] if said else None


def status_on(date: datetime.date | str, timeline: Timeline | None = None) -> StatusReport:
    """What was known on `date` (2021-01-16, or a `datetime.date`), from the packaged timeline when none is given.
    Raises ValueError for a text that is not a day of the calendar."""
    day = _day(date)
    timeline = load_timeline() if timeline is None else timeline
    known = {s.id: s for s in timeline.statements.values() if s.known_from <= day}
    by_side: dict[Side, tuple[Statement, ...]] = {
        side: tuple(statement for statement in known.values() if side in statement.sides) for side in SIDES
    }
    hypotheses = tuple(
        HypothesisStatus(
            hypothesis.id,
            hypothesis.title,
            hypothesis.concerns,
            _of(hypothesis.supporting, known),
            _of(hypothesis.opposing, known),
            _of(hypothesis.closed_by, known),
        )
        for hypothesis in timeline.hypotheses.values()
    )
    return StatusReport(day, by_side, _contradictions(known), hypotheses)


def _contradictions(known: Mapping[str, Statement]) -> tuple[Contradiction, ...]:
    """Each pair once, also when both statements name each other."""
    pairs = {
        frozenset((statement.id, other)): (statement, known[other])
        for statement in known.values()
        for other in statement.contradicts
        if other in known
    }
    ordered = [sorted(pair, key=_order) for pair in pairs.values()]
    return tuple(Contradiction(first, second) for first, second in sorted(ordered, key=lambda pair: _order(pair[1])))


def _of(ids: Iterable[str], known: Mapping[str, Statement]) -> tuple[Statement, ...]:
    return tuple(sorted((known[name] for name in ids if name in known), key=_order))


def _order(statement: Statement) -> tuple[datetime.date, str]:
    return statement.known_from, statement.id


def _day(date: datetime.date | str) -> datetime.date:
    if isinstance(date, datetime.datetime):
        return date.date()
    if isinstance(date, datetime.date):
        return date
    try:
        return datetime.date.fromisoformat(date)
    except ValueError:
        raise ValueError(f"{date!r} is not a day of the calendar; write it as 2021-01-16") from None


def _last_day(date: str) -> datetime.date:
    """The last day that an inexact date may mean: 2018-02 is 28 February 2018."""
    parts = [int(part) for part in date.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return datetime.date(year, month, day)


# ------------------------------------------------------------------------------------------------ reading the file


class _TimelineFile(_Part):
    timeline: str
    title: str
    hypotheses: list[object]
    statements: list[object]


def load_timeline(path: str | Path | None = None) -> Timeline:
    """The timeline in the file `path` (the packaged one on Türkiye's S-400 when None). Raises `BadInput` with every
    finding: dates that do not exist, ids used twice, references to statements that are not there."""
    document = read_yaml(packaged_evidence() / "timeline-turkey-s400.yaml" if path is None else path)
    head, findings = validate(document, _TimelineFile)
    if head is None:
        raise BadInput(findings)
    statements: dict[str, Statement] = {}
    for position in range(len(head.statements)):
        statement, found = validate(document, Statement, ("statements", position))
        findings += found
        if statement is not None:
            findings += _id_findings(document, ("statements", position), statement.id, statements)
            statements[statement.id] = statement
    hypotheses: dict[str, Hypothesis] = {}
    for position in range(len(head.hypotheses)):
        hypothesis, found = validate(document, Hypothesis, ("hypotheses", position))
        findings += found
        if hypothesis is not None:
            findings += _id_findings(document, ("hypotheses", position), hypothesis.id, hypotheses)
            hypotheses[hypothesis.id] = hypothesis
    if not findings:
        findings += _reference_findings(document, statements, hypotheses)
    if findings:
        raise BadInput(findings)
    in_order = {statement.id: statement for statement in sorted(statements.values(), key=_order)}
    return Timeline(head.timeline, head.title, in_order, hypotheses)


def _id_findings(
    document: Document, at: tuple[str | int, ...], name: str, known: Mapping[str, object]
) -> list[Finding]:
    if name in known:
        return [document.finding((*at, "id"), f"{name!r} is used twice", "give each its own id")]
    if not SLUG.fullmatch(name):
        return [document.finding((*at, "id"), f"{name!r} is not an id", "use small letters, digits, - and _")]
    return []


def _reference_findings(
    document: Document, statements: Mapping[str, Statement], hypotheses: Mapping[str, Hypothesis]
) -> list[Finding]:
    """References to statements that are not there or make no sense. Positions are those of the file: ids are unique."""
    findings = []

    def check(at: tuple[str | int, ...], names: Iterable[str]) -> None:
        for name in names:
            if name not in statements:
                mend = did_you_mean(name, statements) or "name the id of a statement in this file"
                findings.append(document.finding(at, f"there is no statement {name!r}", mend))

    for position, statement in enumerate(statements.values()):
        at = ("statements", position, "contradicts")
        check(at, statement.contradicts)
        if statement.id in statement.contradicts:
            findings.append(document.finding(at, f"{statement.id!r} contradicts itself", "name another statement"))
        if statement.published is not None and _last_day(statement.published) < _first_day(statement.date):
            at = ("statements", position, "published")
            findings.append(document.finding(at, "is before `date`", "correct one of the two"))
    for position, hypothesis in enumerate(hypotheses.values()):
        check(("hypotheses", position, "for"), hypothesis.supporting)
        check(("hypotheses", position, "against"), hypothesis.opposing)
        check(("hypotheses", position, "closed_by"), hypothesis.closed_by)
        for name in sorted(set(hypothesis.supporting) & set(hypothesis.opposing)):
            at = ("hypotheses", position, "against")
            findings.append(document.finding(at, f"{name!r} stands both for and against", "decide for one of the two"))
        for name in hypothesis.closed_by:
            if name in statements and statements[name].kind != "event":
                problem = f"{name!r} is a {statements[name].kind}, and only an official act closes a hypothesis"
                at = ("hypotheses", position, "closed_by")
                findings.append(document.finding(at, problem, "move it to `against`"))
    return findings


def _first_day(date: str) -> datetime.date:
    parts = [int(part) for part in date.split("-")]
    return datetime.date(parts[0], *(parts[1:] + [1, 1])[:2])
