"""From one written belief to a distribution: claims weighed, scaled, widened, or a judgement taken as it stands.

    the claims named  ->  those that may be used  ->  weighed by a method  ->  scaled or widened by judgement
    a judgement       ->  its distribution

Rules that hold everywhere, and are enforced here:

* A suspect claim is never used.
* Claims made under different conditions (aircraft, ballistic target; with missiles, without) are never pooled in
  silence. Where two conditions do answer one question, the entry says why (`one_condition`).
* A figure that nobody has read at its source is used only on request (`include_unseen`), and whatever it had a say in
  is `unverified`.
* Whatever a judged number had a say in is a `judgement`, however many claims stand beside it.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field

from pavise.catalogue.entry import BeliefFile, JudgementFile, ReadingFile, WidenedFile, Written
from pavise.catalogue.products import product, whole_numbers
from pavise.catalogue.quantity import Origin, Quantity
from pavise.catalogue.roles import QuantitySpec
from pavise.evidence.claim import Claim
from pavise.evidence.distributions import Distribution, LogNormal, Mixture
from pavise.evidence.ledger import Ledger
from pavise.evidence.weigh import WeighError, judged, weigh
from pavise.units import InFile, UnitError, show
from pavise.yamlfile import Document, FieldPath, Finding, did_you_mean

SHORTEST_REASON = 10


@dataclass
class _Desk:
    """Where one belief is worked out: the file and place it was written at, what it is about, and what is wrong."""

    document: Document
    at: FieldPath
    spec: QuantitySpec
    system: str
    ledger: Ledger
    written: BeliefFile
    findings: list[Finding] = field(default_factory=list)

    def complain(self, where: FieldPath, problem: str, mend: str) -> None:
        self.findings.append(self.document.finding((*self.at, *where), problem, mend))


def believe(
    document: Document, at: FieldPath, written: BeliefFile, spec: QuantitySpec, system: str, ledger: Ledger
) -> tuple[Quantity | None, list[Finding]]:
    """The belief that stands at the path `at` of `document`, or None with everything that is wrong with it.

    `system` is the id of the entry: claims given without a system are looked up under it.
    """
    desk = _Desk(document, at, spec, system, ledger, written)
    _check_form(desk)
    if desk.findings:
        return None, desk.findings
    if written.judgement is not None:
        claims: list[Claim] = []
        distribution, method = _judgement(desk, ("judgement",), written.judgement), "judgement"
    else:
        claims = _claims(desk)
        distribution, method = _from_claims(desk, claims)
    informed_by = _matching(desk, ("informed_by",), written.informed_by)
    if distribution is not None:
        distribution = _in_bounds(desk, distribution)
    if distribution is None or desk.findings:
        return None, desk.findings
    quantity = Quantity(
        name=spec.name,
        distribution=distribution,
        dimension=spec.dimension,
        unit=spec.si_unit,
        origin=_origin(written, [*claims, *informed_by]),
        method=method,
        reason=written.reason.strip(),
        claims=tuple(claim.id for claim in claims),
        informed_by=tuple(claim.id for claim in informed_by),
        whole=spec.whole,
        reviewer=written.reviewer,
    )
    return quantity, []


def _check_form(desk: _Desk) -> None:
    """Is exactly one kind of belief written, with the fields that go with it?"""
    w = desk.written
    if len(w.reason.strip()) < SHORTEST_REASON:
        desk.complain(("reason",), "a belief without a reason", "say in one plain sentence why")
    on_claims = w.claims is not None or w.claims_of is not None
    if w.claims is not None and w.claims_of is not None:
        desk.complain(("claims_of",), "stands beside `claims`", "keep one of the two")
    if w.judgement is not None and on_claims:
        desk.complain(
            ("judgement",), "stands beside claims", "keep one; claims that a judgement looks at go into `informed_by`"
        )
    if w.judgement is None and not on_claims:
        desk.complain((), "rests on nothing", "add `claims_of:`, `claims:` or `judgement:`")
    if w.condition is not None and w.claims_of is None:
        desk.complain(("condition",), "goes with `claims_of` only", "leave it out")
    if w.condition is not None and w.one_condition is not None:
        desk.complain(("one_condition",), "stands beside `condition`", "keep one of the two")
    if not on_claims:
        for name in ("method", "reads", "times", "widened", "one_condition"):
            if getattr(w, name) is not None:
                desk.complain((name,), "goes with claims only", "leave it out, or name the claims")
        return
    if w.informed_by:
        desk.complain(("informed_by",), "goes with a judgement", "name the claims in `claims`")
    if (w.method is None) == (w.reads is None):
        desk.complain(
            ("method",), "needs exactly one of `method` and `reads`", "name the method that settles the claims"
        )
    if w.shape == "lognormal" and w.method not in ("envelope", "single"):
        desk.complain(("shape",), "goes with the methods `envelope` and `single` only", "leave it out")


def _origin(written: BeliefFile, claims: Sequence[Claim]) -> Origin:
    if any(claim.unseen for claim in claims):
        return "unverified"
    if written.judgement is not None or written.times is not None or written.widened is not None:
        return "judgement"
    return "claims"


# ------------------------------------------------------------------------------------------------ choosing claims


def _claims(desk: _Desk) -> list[Claim]:
    """The claims that this belief may use, in the order of the ledger; complaints when there are none."""
    w = desk.written
    if w.claims_of is not None:
        found = _claims_of(desk, w.claims_of)
        where: FieldPath = ("claims_of",)
        named: Sequence[str] = ()
    else:
        found = _matching(desk, ("claims",), w.claims or [])
        where, named = ("claims",), w.claims or ()
    if desk.findings:
        return []
    usable = [claim for claim in found if _is_usable(desk, claim)]
    for claim in found:
        if claim.id in named and claim not in usable:
            desk.complain(where, f"{claim.id!r} cannot be used: {_why_not(claim)}", "leave it out, or see README.md")
    if not usable and not desk.findings:
        reasons = "; ".join(f"{claim.id}: {_why_not(claim)}" for claim in found) or "there are none"
        desk.complain(
            where, f"no claim can be used ({reasons})", "state a judgement, or see `include_unseen` in README.md"
        )
    return usable


def _is_usable(desk: _Desk, claim: Claim) -> bool:
    in_words = not claim.is_number and desk.written.reads is None
    return not claim.suspect and not in_words and (desk.written.include_unseen or not claim.unseen)


def _why_not(claim: Claim) -> str:
    if claim.suspect:
        return "it is suspect"
    return "nobody has read its source" if claim.unseen else "it is in words"


def _claims_of(desk: _Desk, name: str) -> list[Claim]:
    """All claims on `quantity` (of this entry's own system) or `system.quantity`, under the condition asked for."""
    system, _, quantity = name.rpartition(".")
    system = system or desk.system
    ledger, w = desk.ledger, desk.written
    if system not in ledger.systems_by_id:
        mend = did_you_mean(system, ledger.systems_by_id) or "write `claims_of: system.quantity`"
        desk.complain(("claims_of",), f"the ledger has no system {system!r}", mend)
        return []
    everything = ledger.for_(system, quantity)
    if not everything:
        known = ledger.quantities(system)
        mend = did_you_mean(quantity, known) or f"there are claims on: {', '.join(known)}"
        desk.complain(("claims_of",), f"there is no claim on {quantity!r} of {system!r}", mend)
        return []
    if w.one_condition is not None:
        return everything
    condition = w.condition or ""
    found = [claim for claim in everything if claim.condition == condition]
    if not found:
        conditions = list(dict.fromkeys(claim.condition or "(none stated)" for claim in everything))
        mend = did_you_mean(condition, conditions) or f"choose a `condition`: {'; '.join(conditions)}"
        desk.complain(("claims_of",), f"there is no claim under the condition {condition or '(none stated)'!r}", mend)
    return found


def _matching(desk: _Desk, where: FieldPath, patterns: Sequence[str]) -> list[Claim]:
    """Claims named by id. `system.quantity.*` stands for all that may be used; the unusable are left out of it."""
    found: dict[str, Claim] = {}
    for position, pattern in enumerate(patterns):
        ids = [name for name in desk.ledger.claims if fnmatch.fnmatchcase(name, pattern)]
        if not ids:
            mend = did_you_mean(pattern, desk.ledger.claims) or "see `pavise evidence list` for the ids"
            desk.complain((*where, position), f"there is no claim {pattern!r}", mend)
        for name in ids:
            claim = desk.ledger.claims[name]
            silent = claim.suspect or (claim.unseen and not desk.written.include_unseen)
            if name == pattern or not silent:
                found[name] = claim
        if where == ("informed_by",) and pattern in ids and pattern in found:
            claim = found[pattern]
            if claim.suspect or (claim.unseen and not desk.written.include_unseen):
                desk.complain((*where, position), f"{pattern!r}: {_why_not(claim)}", "leave it out, or see README.md")
    return list(found.values())


# ------------------------------------------------------------------------------------------------ settling claims


def _from_claims(desk: _Desk, claims: Sequence[Claim]) -> tuple[Distribution | None, str]:
    """The distribution of the claims after scaling and widening, and the name of all that was done."""
    w, spec = desk.written, desk.spec
    if not claims:
        return None, ""
    where: FieldPath = ("claims_of",) if w.claims_of is not None else ("claims",)
    distribution: Distribution | None = None
    if w.reads is not None:
        distribution, method = _reading(desk, w.reads), "read from words"
    else:
        method = str(w.method)
        stranger = next((claim for claim in claims if claim.dimension != spec.dimension), None)
        if stranger is not None:
            kinds = f"{stranger.dimension}, not {spec.dimension}"
            problem = f"{stranger.id!r} ({stranger.as_written}) is of the kind {kinds}"
            desk.complain(where, problem, "name claims of the right kind")
        if not desk.findings:
            distribution = _weighed(desk, where, claims)
    if w.times is not None:
        factor = _judgement(desk, ("times",), w.times, of="ratio")
        if distribution is not None and factor is not None:
            distribution, method = product(distribution, factor), f"{method}, times a judged factor"
    if w.widened is not None:
        wider = _judgement(desk, ("widened",), w.widened)
        if distribution is not None and wider is not None:
            distribution = Mixture((distribution, wider), (1.0 - w.widened.weight, w.widened.weight))
            method = f"{method}, widened by judgement"
    return distribution, method


def _weighed(desk: _Desk, where: FieldPath, claims: Sequence[Claim]) -> Distribution | None:
    w = desk.written
    try:
        distribution = weigh(claims, str(w.method), w.include_unseen, across_conditions=w.one_condition is not None)
    except WeighError as error:
        desk.complain(where, error.problem, error.mend)
        return None
    if w.shape == "lognormal" and distribution.low < distribution.high:
        if distribution.low <= 0:
            desk.complain(("shape",), "lognormal needs claims above zero", "use the shape uniform")
            return None
        return LogNormal(distribution.low, distribution.high)
    return distribution


def _reading(desk: _Desk, reads: ReadingFile) -> Distribution | None:
    return _judgement(desk, ("reads",), JudgementFile(low=reads.low, high=reads.high, value=reads.value))


def _judgement(
    desk: _Desk, where: FieldPath, written: JudgementFile | WidenedFile, of: str | None = None
) -> Distribution | None:
    """A range written in the file. `of`: its dimension, when it is not the quantity's own (a factor is a ratio)."""
    spec = desk.spec
    reader = InFile(of, low=0.0) if of else InFile(spec.dimension, spec.at_least, spec.at_most)
    value = getattr(written, "value", None)
    ends = {name: getattr(written, name) for name in ("low", "high", "mode")}
    before = len(desk.findings)
    if value is not None:
        if any(end is not None for end in ends.values()) or written.shape is not None:
            desk.complain((*where, "value"), "stands beside a range", "keep `value`, or `low` and `high`")
        number = _number(desk, (*where, "value"), value, reader)
        return judged(number, number) if number is not None and len(desk.findings) == before else None
    for name in ("low", "high"):
        if ends[name] is None:
            desk.complain((*where, name), "is missing", "write `low` and `high`, or one `value`")
    numbers = {n: _number(desk, (*where, n), end, reader) for n, end in ends.items() if end is not None}
    low, high = numbers.get("low"), numbers.get("high")
    if len(desk.findings) > before or low is None or high is None:
        return None
    try:
        return judged(low, high, numbers.get("mode"), written.shape)
    except WeighError as error:
        desk.complain(where, error.problem, error.mend)
        return None


def _number(desk: _Desk, where: FieldPath, written: Written, reader: InFile) -> float | None:
    try:
        return reader.read(written)
    except UnitError as error:
        desk.complain(where, error.problem, error.mend)
        return None


def _in_bounds(desk: _Desk, distribution: Distribution) -> Distribution | None:
    """In whole numbers where only those make sense; a complaint when it leaves the quantity's bounds."""
    spec = desk.spec
    if distribution.low < spec.at_least or distribution.high > spec.at_most:
        unit = "deg" if spec.dimension == "angle" else spec.si_unit
        bound, end = (spec.at_least, "lowest") if distribution.low < spec.at_least else (spec.at_most, "highest")
        worst = distribution.low if end == "lowest" else distribution.high
        problem = f"reaches {show(worst, unit, 6)}, beyond the {end} that makes sense ({show(bound, unit, 6)})"
        desk.complain((), problem, "choose other claims, a narrower factor or range")
        return None
    if not spec.whole:
        return distribution
    whole = whole_numbers(distribution)
    if whole is None:
        desk.complain((), "holds no whole number", "only whole numbers make sense here: state one")
    return whole
