"""Everything that sources claim, on file: read, checked, looked up.

    data/evidence/<system>.yaml   the claims on one system
    data/evidence/upstreams.yaml  every voice behind the claims, so that a misspelt one is not a voice of its own
    data/evidence/remarks.yaml    why voices disagree, where a reason is known, and what nobody has found

`load_ledger` reads the folder and raises one `BadInput` with everything that is wrong in it. What it hands back answers
the questions people ask: who says what about a quantity, where do voices contradict each other (`conflicts`), and what
does nobody say (`gaps`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from pavise import units
from pavise.evidence.claim import SLUG, Claim, Source, read_claim
from pavise.evidence.weigh import Voice, usable, voices
from pavise.yamlfile import WHOLE_FILE, BadInput, Document, Finding, did_you_mean, read_yaml, validate, yaml_files

UPSTREAMS = "upstreams.yaml"
REMARKS = "remarks.yaml"
TIMELINES = "timeline-"
"""Names of the files in the folder that are not claims on a system; timelines have their own reader."""

SHOULD_BE_KNOWN: dict[str, tuple[str, ...]] = {
    "fire unit": ("simultaneous_targets_engaged", "targets_tracked", "deployment_time", "reaction_time", "unit_price"),
    "radar": ("band", "instrumented_range", "detection_range_vs_rcs", "rotation_period", "targets_tracked"),
    "launcher": ("missiles_per_launcher", "reload_time"),
    "interceptor": (
        *("max_range", "min_range", "max_altitude", "min_altitude", "max_speed"),
        *("kill_probability", "unit_cost"),
    ),
    "gun": ("max_range", "max_altitude", "rate_of_fire", "kill_probability", "unit_cost"),
    "target": ("rcs", "unit_cost"),
}
"""What one would want to know about each kind of system: the measure of a gap."""

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "simultaneous_targets_engaged": ("simultaneous_targets", "targets_engaged"),
    "instrumented_range": ("detection_range",),
    "rotation_period": ("scan",),
}
"""Quantities that answer the same question under another name."""


@dataclass(frozen=True)
class System:
    """A thing that claims are made about: its id, its name, and its kind (a key of `SHOULD_BE_KNOWN`, or another)."""

    id: str
    name: str
    kind: str
    part_of: str | None = None


@dataclass(frozen=True)
class Conflict:
    """A quantity on which voices cannot all be right: at least two of them state figures that exclude each other."""

    system: str
    quantity: str
    condition: str
    voices: tuple[Voice, ...]
    unit: str
    why: str = ""

    @property
    def low(self) -> float:
        return min(voice.low for voice in self.voices)

    @property
    def high(self) -> float:
        return max(voice.high for voice in self.voices)

    @property
    def factor(self) -> float:
        """How many times larger the highest figure is than the lowest; infinite when the lowest is zero."""
        return self.high / self.low if self.low > 0 else math.inf

    def __str__(self) -> str:
        spread = f"{units.show(self.low, self.unit, 4)} to {units.show(self.high, self.unit, 4)}"
        about = f"{self.system}.{self.quantity}" + (f" ({self.condition})" if self.condition else "")
        return f"{about}: {spread}, {len(self.voices)} voices"


@dataclass(frozen=True)
class Gap:
    """A quantity that should be known of a system and is not: `state` is "nothing", "only in words", "only unseen" or
    "only suspect". `remark` says what the search for it met, where somebody noted it."""

    system: str
    quantity: str
    state: str
    remark: str = ""


@dataclass(frozen=True)
class Ledger:
    """All claims on file. `claims` by id in order of files; `upstreams` with a sentence each."""

    claims: Mapping[str, Claim]
    systems_by_id: Mapping[str, System]
    upstreams: Mapping[str, str]
    reasons: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)

    def systems(self) -> list[System]:
        """Every system that has a file, by id."""
        return [self.systems_by_id[name] for name in sorted(self.systems_by_id)]

    def for_(self, system: str, quantity: str | None = None, condition: str | None = None) -> list[Claim]:
        """The claims on a quantity of a system (on all of them when `quantity` is None), in the order of the file.
        `condition` None means any; "" means those that state none. Unknown names give an empty list."""
        return [
            claim
            for claim in self.claims.values()
            if claim.system == system
            and quantity in (None, claim.quantity)
            and (condition is None or claim.condition == condition)
        ]

    def quantities(self, system: str) -> list[str]:
        """The quantities on which there is a claim, in the order of the file."""
        return list(dict.fromkeys(claim.quantity for claim in self.for_(system)))

    def sources_of(self, ids: Iterable[str]) -> list[Source]:
        """The sources of these claims, each once. KeyError for an id that is not on file."""
        return list(dict.fromkeys(self.claims[name].source for name in ids))

    def conflicts(self) -> list[Conflict]:
        """Where voices exclude each other, the widest first. Suspect and unseen claims do not quarrel."""
        groups: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in usable(self.claims.values()):
            groups.setdefault((claim.system, claim.quantity, claim.condition), []).append(claim)
        found = []
        for (system, quantity, condition), claims in groups.items():
            if _some_exclude_each_other(claims):
                why = self.reasons.get(f"{system}.{quantity}", "")
                unit = claims[0].unit or ""
                found.append(Conflict(system, quantity, condition, tuple(voices(claims)), unit, why))
        return sorted(found, key=lambda conflict: (-conflict.factor, conflict.system, conflict.quantity))

    def gaps(self) -> list[Gap]:
        """What one would want to know and no retrieved source states as a figure, by system and quantity."""
        found = []
        for system in self.systems():
            for quantity in SHOULD_BE_KNOWN.get(system.kind, ()):
                names = (quantity, *OTHER_NAMES.get(quantity, ()))
                state = _state_of_knowledge([c for name in names for c in self.for_(system.id, name)], quantity)
                if state:
                    remark = self.remarks.get(f"{system.id}.{quantity}", self.remarks.get(system.id, ""))
                    found.append(Gap(system.id, quantity, state, remark))
        return found


def _some_exclude_each_other(claims: list[Claim]) -> bool:
    """Whether two claims of different upstreams leave no figure on which both could agree."""
    return any(
        first.upstream != second.upstream and _exclude(first, second)
        for first, second in itertools.combinations(claims, 2)
    )


def _exclude(first: Claim, second: Claim) -> bool:
    low_1, high_1 = _allowed(first)
    low_2, high_2 = _allowed(second)
    return low_1 > high_2 or low_2 > high_1


def _allowed(claim: Claim) -> tuple[float, float]:
    """What a claim does not rule out: "at least 192" leaves everything above open."""
    low, high = claim.interval
    return (-math.inf if claim.bound == "at_most" else low), (math.inf if claim.bound == "at_least" else high)


_KNOWN_IN_WORDS = ("band", "rotation_period")
"""Quantities that words can answer (a fixed face does not rotate)."""


def _state_of_knowledge(claims: list[Claim], quantity: str) -> str:
    """Empty when a seen source answers; otherwise how little there is."""
    if not claims:
        return "nothing"
    clean = [claim for claim in claims if not claim.suspect]
    if not clean:
        return "only suspect"
    answering = clean if quantity in _KNOWN_IN_WORDS else [claim for claim in clean if claim.is_number]
    if not answering:
        return "only in words"
    return "" if any(not claim.unseen for claim in answering) else "only unseen"


# ------------------------------------------------------------------------------------------------ reading the folder


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _SystemFile(_Part):
    """The head of a system's file; its claims are read one by one so that one bad claim does not hide the others."""

    system: str
    name: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    part_of: str | None = None
    claims: list[object]


class _Upstreams(_Part):
    upstreams: dict[str, str]


class _Disagreement(_Part):
    about: list[str]
    why: str


class _Missing(_Part):
    about: list[str]
    what: str


class _Remarks(_Part):
    disagreements: list[_Disagreement] = []
    gaps: list[_Missing] = []


def packaged_evidence() -> Path:
    """The folder of evidence that ships with the package."""
    return Path(__file__).resolve().parent.parent / "data" / "evidence"


def load_ledger(folder: str | Path | None = None, in_place: str | Path | None = None) -> Ledger:
    """All claims in `folder` (the packaged ones when None), with the file `in_place` instead of the one of its name.
    Raises `BadInput` with every finding of every file."""
    folder = packaged_evidence() if folder is None else Path(folder)
    if not folder.is_dir():
        raise BadInput(
            [Finding(str(folder), None, WHOLE_FILE, "there is no such folder of evidence", "check the path")]
        )
    findings: list[Finding] = []
    upstreams: dict[str, str] = {}
    remarks = _Remarks()
    systems: dict[str, System] = {}
    claims: dict[str, Claim] = {}
    where: dict[str, str] = {}
    documents: list[Document] = []
    for path in yaml_files(folder, in_place):
        if path.name.startswith(TIMELINES):
            continue
        try:
            document = read_yaml(path)
        except BadInput as error:
            findings += error.findings
            continue
        if path.name == UPSTREAMS:
            read_upstreams, found = validate(document, _Upstreams)
            upstreams = read_upstreams.upstreams if read_upstreams else {}
            findings += found
        elif path.name == REMARKS:
            read_remarks, found = validate(document, _Remarks)
            remarks = read_remarks or remarks
            findings += found
        else:
            documents.append(document)
    for document in documents:
        system, found = _read_head(document)
        findings += found
        if system is None:
            continue
        systems[system.id] = system
        for at, claim in _read_claims(document, system.id, findings):
            if claim.id in claims:
                mend = "give each claim its own id; end it with the voice and the year"
                findings.append(document.finding((*at, "id"), f"{claim.id!r} is also used in {where[claim.id]}", mend))
            claims[claim.id] = claim
            where[claim.id] = f"{Path(document.file).name}, line {document.line(at)}"
            findings += _doubtful_upstream(document, (*at, "upstream"), claim, upstreams)
        findings += _disagreeing_dimensions(document, system.id, claims.values(), where)
    findings += _repeated_claims(claims.values(), documents, where)
    if not documents and not findings:
        findings.append(Finding(str(folder), None, WHOLE_FILE, "holds no evidence", "add a file for a system"))
    if findings:
        raise BadInput(findings)
    reasons = {about: entry.why for entry in remarks.disagreements for about in entry.about}
    missing = {about: entry.what for entry in remarks.gaps for about in entry.about}
    return Ledger(claims, systems, upstreams, reasons, missing)


def _read_head(document: Document) -> tuple[System | None, list[Finding]]:
    head, findings = validate(document, _SystemFile)
    if head is None:
        return None, findings
    if head.system != Path(document.file).stem or not SLUG.fullmatch(head.system):
        mend = f"name the file {head.system}.yaml, or correct `system`"
        findings.append(document.finding(("system",), f"{head.system!r} is not the name of the file", mend))
    if not head.claims:
        findings.append(document.finding(("claims",), "holds no claim", "add one, or remove the file"))
    return System(head.system, head.name, head.kind, head.part_of), findings


def _read_claims(
    document: Document, system: str, findings: list[Finding]
) -> Iterator[tuple[tuple[str | int, ...], Claim]]:
    for position in range(len(document.data["claims"])):
        claim, found = read_claim(document, ("claims", position), system)
        findings += found
        if claim is not None:
            yield ("claims", position), claim


def _doubtful_upstream(
    document: Document, at: tuple[str | int, ...], claim: Claim, upstreams: Mapping[str, str]
) -> list[Finding]:
    if claim.upstream in upstreams:
        return []
    mend = did_you_mean(claim.upstream, upstreams) or f"add it to {UPSTREAMS} with a sentence on who it is"
    return [document.finding(at, f"unknown upstream {claim.upstream!r}", mend)]


def _disagreeing_dimensions(
    document: Document, system: str, claims: Iterable[Claim], where: Mapping[str, str]
) -> list[Finding]:
    """Claims that would be pooled must be of one kind: kilometres cannot quarrel with dollars."""
    first: dict[tuple[str, str], Claim] = {}
    findings = []
    for claim in claims:
        if claim.system != system or not claim.is_number:
            continue
        earlier = first.setdefault((claim.quantity, claim.condition), claim)
        if earlier.dimension != claim.dimension:
            problem = (
                f"{claim.id!r} is {claim.dimension}, but {earlier.id!r} ({where[earlier.id]}) is {earlier.dimension}"
            )
            findings.append(
                Finding(document.file, _line(where[claim.id]), "value", problem, "correct the unit, or the condition")
            )
    return findings


def _repeated_claims(claims: Iterable[Claim], documents: Iterable[Document], where: Mapping[str, str]) -> list[Finding]:
    """The same words of the same source twice under two ids."""
    files = {Path(document.file).stem: document.file for document in documents}
    first: dict[tuple[object, ...], Claim] = {}
    findings = []
    for claim in claims:
        same = (claim.system, claim.quantity, claim.condition, claim.as_written, claim.says, claim.source)
        earlier = first.setdefault(same, claim)
        if earlier is not claim:
            problem = f"{claim.id!r} repeats {earlier.id!r} ({where[earlier.id]}): same source, same words"
            line = _line(where[claim.id])
            findings.append(Finding(files[claim.system], line, "claims", problem, "remove one of the two"))
    return findings


def _line(place: str) -> int:
    return int(place.rsplit(" ", 1)[1])
