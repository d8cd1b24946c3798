"""The evidence browser: what sources claim about each system, what was made of it, and who said what when.

ledger (claims)  +  catalogue (beliefs)  ->  per system: quantities, each with competing claims and one distribution
timeline         ->  statements about the purchase, contradictions, explanations that people hold
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pavise import units
from pavise.catalogue.library import Library, load_library
from pavise.catalogue.quantity import Quantity
from pavise.evidence.claim import Claim
from pavise.evidence.distributions import Distribution
from pavise.evidence.ledger import Ledger
from pavise.evidence.timeline import SIDES, load_timeline, status_on
from pavise.evidence.weigh import voices
from pavise.results.schema import ResultsError
from pavise.views.sources import quantity_words

from . import evidence_shapes, shapes
from .shelf import NoDocument

SHARES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Shares of the draws at which a distribution is told; its ends come with 0 and 1."""


@lru_cache(maxsize=1)
def library() -> Library:
    """The packaged catalogue and evidence, read once: they do not change while somebody looks."""
    return load_library()


def systems() -> list[evidence_shapes.SystemEntry]:
    """Every system with how much is on file about it, by id."""
    ledger = library().ledger
    return [_entry(name, title, kind, ledger.for_(name)) for name, title, kind in _known(ledger)]


def system_evidence(name: str) -> evidence_shapes.SystemEvidence:
    """All beliefs about a system and all claims on it. NoDocument for a system that nobody knows."""
    found = library()
    ledger = found.ledger
    known = {system: (title, kind) for system, title, kind in _known(ledger)}
    if name not in known:
        raise NoDocument(f"there is no evidence on {name[:80]}", "ask api/evidence for the systems there are")
    beliefs = found.systems[name].quantities if name in found.systems else {}
    told = [_believed(quantity, ledger) for quantity in beliefs.values()]
    mentioned = {claim for quantity in told for claim in quantity["claims"]}
    told += [one for one in _claimed_only(name, ledger) if not mentioned.issuperset(one["claims"])]
    used_by = _used_by(found)
    ids = dict.fromkeys(claim for quantity in told for claim in (*quantity["claims"], *quantity["informed_by"]))
    system = ledger.systems_by_id.get(name)
    return {
        "system": name,
        "title": known[name][0],
        "kind": known[name][1],
        "part_of": None if system is None else system.part_of,
        "quantities": told,
        "claims": {claim: claim_of(ledger.claims[claim], used_by.get(claim, [])) for claim in ids},
        "conflicts": [
            {
                "quantity": conflict.quantity,
                "condition": conflict.condition,
                "low": conflict.low,
                "high": conflict.high,
                "unit": units.si_unit(ledger.claims[conflict.voices[0].claims[0]].dimension or ""),
                "voices": len(conflict.voices),
                "why": conflict.why,
            }
            for conflict in ledger.conflicts()
            if conflict.system == name
        ],
        "gaps": [
            {"quantity": gap.quantity, "state": gap.state, "remark": gap.remark}
            for gap in ledger.gaps()
            if gap.system == name
        ],
    }


def claim_of(claim: Claim, used_by: list[str]) -> evidence_shapes.ClaimShape:
    """A claim as a document; a claim in words has no numbers."""
    return {
        "id": claim.id,
        "quantity": claim.quantity,
        "as_written": claim.as_written,
        "value_si": claim.value,
        "low_si": claim.low,
        "high_si": claim.high,
        "unit": units.si_unit(claim.dimension) if claim.dimension else "",
        "condition": claim.condition,
        "claimant": claim.claimant,
        "says": claim.says,
        "upstream": claim.upstream,
        "publisher": claim.source.publisher,
        "url": claim.source.url or "",
        "date": claim.source.date or "",
        "confidence": claim.confidence,
        "suspect": claim.suspect,
        "unseen": claim.unseen,
        "derived": claim.derived,
        "note": claim.note,
        "used_by": used_by,
    }


def distribution_of(distribution: Distribution, whole: bool) -> evidence_shapes.DistributionShape:
    """A distribution by its values at `SHARES`, its ends included; whole numbers where only those make sense."""
    values = [distribution.low, *(float(x) for x in distribution.ppf(SHARES)), distribution.high]
    if whole:
        values = [float(round(value)) for value in values]
    return {
        "kind": type(distribution).__name__.lower(),
        "quantiles": list(zip((0.0, *SHARES, 1.0), values, strict=True)),
    }


def timeline() -> evidence_shapes.TimelineShape:
    """Everything that was said about the purchase, in order, with what contradicts what."""
    found = load_timeline()
    last = max((statement.known_from for statement in found.statements.values()), default=None)
    if last is None:
        raise ResultsError("the timeline has no statement")
    contradictions = status_on(last, found).contradictions
    return {
        "id": found.id,
        "title": found.title,
        "sides": {str(side): title for side, title in SIDES.items()},
        "statements": [
            {
                "id": one.id,
                "date": one.date,
                "known_from": one.known_from.isoformat(),
                "kind": one.kind,
                "topic": one.topic,
                "sides": list(one.sides),
                "actor": one.actor,
                "claim": one.claim,
                "outlet": one.reported_by.outlet,
                "url": one.reported_by.url or "",
                "confidence": one.confidence,
                "unseen": one.unseen,
                "contradicts": list(one.contradicts),
                "note": one.note,
            }
            for one in found.statements.values()
        ],
        "contradictions": [(pair.earlier.id, pair.later.id) for pair in contradictions],
        "hypotheses": [
            {
                "id": one.id,
                "title": one.title,
                "concerns": one.concerns,
                "for": list(one.supporting),
                "against": list(one.opposing),
                "closed_by": list(one.closed_by),
            }
            for one in found.hypotheses.values()
        ],
    }


def catalogue() -> list[shapes.CatalogueEntry]:
    """What a posture may name."""
    return [{"id": one.id, "title": one.name, "role": one.role} for one in library().systems.values()]


# ---- inside -------------------------------------------------------------------------------------------------------


def _known(ledger: Ledger) -> list[tuple[str, str, str]]:
    """Systems of the ledger and of the catalogue: id, title, kind."""
    found = {system.id: (system.id, system.name, system.kind) for system in ledger.systems()}
    for entry in library().systems.values():
        found.setdefault(entry.id, (entry.id, entry.name, entry.role.replace("_", " ")))
    return [found[name] for name in sorted(found)]


def _entry(name: str, title: str, kind: str, claims: list[Claim]) -> evidence_shapes.SystemEntry:
    system = library().systems.get(name)
    beliefs = [] if system is None else list(system.quantities.values())
    return {
        "system": name,
        "title": title,
        "kind": kind,
        "quantities": len({claim.quantity for claim in claims} | {quantity.name for quantity in beliefs}),
        "claims": len(claims),
        "voices": len({claim.upstream for claim in claims}),
        "suspect": sum(claim.suspect for claim in claims),
        "unseen": sum(claim.unseen for claim in claims),
        "judgements": sum(quantity.origin == "judgement" for quantity in beliefs),
    }


def _believed(quantity: Quantity, ledger: Ledger) -> evidence_shapes.QuantityShape:
    """A belief with the claims that it was computed from, and with those on the same question that were left aside."""
    used = [ledger.claims[name] for name in quantity.claims]
    asked = dict.fromkeys((claim.system, claim.quantity, claim.condition) for claim in used)
    beside = [claim for question in asked for claim in ledger.for_(*question)]
    return {
        "id": quantity.name,
        "title": quantity_words(quantity.name),
        "unit": quantity.unit,
        "condition": "; ".join(dict.fromkeys(claim.condition for claim in used if claim.condition)),
        "method": quantity.method,
        "reason": quantity.reason,
        "origin": quantity.origin,
        "distribution": distribution_of(quantity.distribution, quantity.whole),
        "used": [claim.id for claim in used],
        "claims": list(dict.fromkeys(claim.id for claim in (*used, *beside))),
        "informed_by": list(quantity.informed_by),
        "voices": _voices(used),
    }


def _claimed_only(system: str, ledger: Ledger) -> Iterable[evidence_shapes.QuantityShape]:
    """Questions on which there are claims, one for each condition, as if nothing rested on them."""
    for quantity, condition in dict.fromkeys((claim.quantity, claim.condition) for claim in ledger.for_(system)):
        claims = ledger.for_(system, quantity, condition)
        dimension = next((claim.dimension for claim in claims if claim.dimension), None)
        yield {
            "id": quantity,
            "title": quantity_words(quantity),
            "unit": units.si_unit(dimension) if dimension else "",
            "condition": condition,
            "method": "",
            "reason": "",
            "origin": "",
            "distribution": None,
            "used": [],
            "claims": [claim.id for claim in claims],
            "informed_by": [],
            "voices": _voices(claims),
        }


def _voices(claims: list[Claim]) -> list[evidence_shapes.VoiceShape]:
    """Voices, condition by condition: claims under different conditions are no quarrel."""
    return [
        {
            "upstream": voice.upstream,
            "condition": condition,
            "low": voice.low,
            "high": voice.high,
            "centre": voice.centre,
            "says": list(voice.says),
            "claims": list(voice.claims),
        }
        for condition in dict.fromkeys(claim.condition for claim in claims)
        for voice in voices([claim for claim in claims if claim.condition == condition], include_unseen=True)
    ]


def _used_by(found: Library) -> dict[str, list[str]]:
    used: dict[str, list[str]] = {}
    for system in found.systems.values():
        for quantity in system.quantities.values():
            for claim in quantity.claims:
                used.setdefault(claim, []).append(f"{system.id}.{quantity.name}")
    return used
