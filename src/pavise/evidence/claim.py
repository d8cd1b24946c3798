"""A claim: one source says one thing about one quantity of one system.

    - id: 40n6e.max_range.tass-2018
      quantity: max_range
      value: 250 km                    # or low and high, or all three, or text
      condition: aircraft, before the 40N6   # what the figure applies to: never pooled with other conditions
      claimant: press
      says: TASS, July 2018            # whose words
      upstream: tass                   # claims with the same upstream count as one voice
      source: {publisher: UMM News, url: "http://...", date: 2018-07-27}
      confidence: medium

A claim is a fact about a *text*, not about the world: it stays on file even when nobody believes it. Three marks say
how far it may be used. `suspect`: looks like a misreading, kept and never sampled. `unseen`: nobody here has read the
source, so it weighs as our own judgement and not as a voice. `derived`: converted, divided or otherwise computed here,
never printed as such by the source.
"""

from __future__ import annotations

import calendar
import math
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from pavise import units
from pavise.yamlfile import Document, FieldPath, Finding, validate

Claimant = Literal["manufacturer", "government", "analyst", "press", "encyclopaedia"]
Confidence = Literal["high", "medium", "low"]
Bound = Literal["at_least", "at_most"]

SLUG = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_MOST_SI = {
    "length": 2e7,  # half-way round the Earth
    "speed": 2e4,
    "time": 100 * 365.25 * 86400,
    "area": 1e6,
    "money": 1e13,
    "count": 1e7,
    "fraction": 1.0,
    "rate": 1e3,
}
"""Beyond these a figure is a slip of the pen (a unit too many, a zero too many), whoever claims it."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where a claim can be read. `date` is that of publication, as exact as known: 2018, 2018-07 or 2018-07-27."""

    publisher: str = Field(min_length=1, description="who printed it")
    url: str | None = Field(default=None, pattern=r"https?://\S+")
    date: str | None = None
    title: str | None = None
    language: str | None = Field(default=None, pattern=r"[a-z]{2}")

    @field_validator("date", mode="before")
    @classmethod
    def _real_date(cls, value: object) -> object:
        return value if value is None else checked_date(value)


def checked_date(value: object) -> str:
    """A date as exact as known: 2018, 2018-07 or 2018-07-27. ValueError unless it exists and is in 1900 to 2100."""
    match = _DATE.fullmatch(str(value))
    if match is None:
        raise ValueError(f"{value!r} is not a date such as 2018-07-27, 2018-07 or 2018")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if not 1900 <= year <= 2100:
        raise ValueError(f"the year {year} is out of the question")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError(f"{value} is not a day of the calendar")
    return str(value)


class Claim(_Part):
    """A claim ready for use. Numbers are SI (`dimension` says of what); a claim in words has `text` and no numbers."""

    id: str
    system: str
    quantity: str
    value: float | None
    low: float | None
    high: float | None
    text: str | None
    bound: Bound | None
    dimension: str | None
    unit: str | None
    as_written: str
    condition: str
    claimant: Claimant
    says: str
    upstream: str
    source: Source
    confidence: Confidence
    suspect: bool
    unseen: bool
    derived: bool
    note: str

    @property
    def is_number(self) -> bool:
        """Whether the claim states a number; otherwise it is in words."""
        return self.text is None

    @property
    def interval(self) -> tuple[float, float]:
        """Lowest and highest figure the claim states, SI; equal for a single figure. Numbers only."""
        stated = [number for number in (self.low, self.value, self.high) if number is not None]
        return min(stated), max(stated)

    @property
    def centre(self) -> float:
        """The figure itself, or the middle of the interval when only its ends are stated. Numbers only."""
        low, high = self.interval
        return self.value if self.value is not None else 0.5 * (low + high)


class _Entry(_Part):
    """A claim as it stands in a file. Numbers still carry their units as text."""

    id: str
    quantity: str
    value: str | int | float | None = None
    low: str | int | float | None = None
    high: str | int | float | None = None
    text: str | None = None
    bound: Bound | None = None
    condition: str = ""
    claimant: Claimant
    says: str = Field(min_length=1, description="whose words: person, body or outlet, and when")
    upstream: str = Field(description="the voice behind it; see upstreams.yaml")
    source: Source
    confidence: Confidence
    suspect: bool = False
    unseen: bool = False
    derived: bool = False
    note: str = ""

    @field_validator("quantity", "upstream")
    @classmethod
    def _is_a_slug(cls, value: str) -> str:
        if not SLUG.fullmatch(value):
            raise ValueError(f"{value!r} should be small letters, digits and - or _")
        return value


def read_claim(document: Document, at: FieldPath, system: str) -> tuple[Claim | None, list[Finding]]:
    """The claim that `document` holds at the path `at`, or None with everything that is wrong with it."""
    entry, findings = validate(document, _Entry, at)
    if entry is None:
        return None, findings
    numbers, findings = _numbers(document, at, entry)
    pattern = f"{system}.{entry.quantity}."
    if not (entry.id.startswith(pattern) and SLUG.fullmatch(entry.id[len(pattern) :])):
        mend = f"write `{pattern}<voice>`, small letters, digits and dashes, such as `{pattern}tass-2018`"
        findings.append(document.finding((*at, "id"), f"{entry.id!r} does not name its system and quantity", mend))
    if findings:
        return None, findings
    first = next(iter(numbers.values()), None)
    fields = entry.model_dump(exclude={"value", "low", "high", "source"})
    claim = Claim(
        **fields,
        system=system,
        value=numbers["value"].si if "value" in numbers else None,
        low=numbers["low"].si if "low" in numbers else None,
        high=numbers["high"].si if "high" in numbers else None,
        dimension=first.dimension if first else None,
        unit=first.unit if first else None,
        as_written=_as_written(entry),
        source=entry.source,
    )
    return claim, []


def _numbers(document: Document, at: FieldPath, entry: _Entry) -> tuple[dict[str, units.Reading], list[Finding]]:
    """value, low and high of an entry, read; with findings on units, order, sign and size."""
    findings: list[Finding] = []
    numbers: dict[str, units.Reading] = {}
    written = {name: getattr(entry, name) for name in ("value", "low", "high") if getattr(entry, name) is not None}

    def complain(name: str, problem: str, mend: str) -> None:
        findings.append(document.finding((*at, name), problem, mend))

    if entry.text is not None:
        if written or entry.bound:
            complain("text", "stands beside a number", "keep one of the two, and put the other into `note`")
        elif not entry.text.strip():
            complain("text", "is empty", "write what the source says, in a few words of your own")
        return {}, findings
    if not written:
        complain("value", "is missing", "add `value:`, or `low:` and `high:`, or `text:`")
    elif ("low" in written) != ("high" in written):
        missing = "high" if "low" in written else "low"
        complain(missing, "is missing beside the other end", "give both ends, or `value` with `bound: at_least`")
    for name, text in written.items():
        try:
            reading = units.read(text)
        except units.UnitError as error:
            complain(name, error.problem, error.mend)
            continue
        numbers[name] = reading
        if reading.si < 0 and reading.dimension not in ("angle", "temperature", "ratio"):
            complain(name, f"{text!r} is negative", "write zero or more")
        elif reading.si > _MOST_SI.get(reading.dimension, math.inf):
            limit = units.show(_MOST_SI[reading.dimension], reading.unit, digits=4)
            complain(name, f"{text!r} is beyond anything possible (over {limit})", "check the number and its unit")
    dimensions = {reading.dimension for reading in numbers.values()}
    if len(dimensions) > 1:
        complain("value" if "value" in numbers else "low", f"mixes {' and '.join(sorted(dimensions))}", "use one unit")
    elif not findings:
        if "low" in numbers and numbers["low"].si > numbers["high"].si:
            complain("low", f"{entry.low!r} is above `high`, {entry.high!r}", "swap or correct them")
        elif "low" in numbers and "value" in numbers:
            if not numbers["low"].si <= numbers["value"].si <= numbers["high"].si:
                complain("value", f"{entry.value!r} is outside `low` to `high`", "widen the ends or correct the value")
    return numbers, findings


def _as_written(entry: _Entry) -> str:
    """The statement as one phrase, in the unit of the file."""
    if entry.text is not None:
        return entry.text
    spread = f"{entry.low} to {entry.high}" if entry.low is not None else ""
    if entry.value is None:
        return spread
    before = {"at_least": "at least ", "at_most": "at most ", None: ""}[entry.bound]
    return f"{before}{entry.value} ({spread})" if spread else f"{before}{entry.value}"
