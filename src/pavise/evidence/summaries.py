"""How much is on file about each system, and everything that is on file about one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pavise.evidence.claim import Claim
from pavise.evidence.ledger import Ledger, System, load_ledger
from pavise.yamlfile import BadInput, Finding, did_you_mean


@dataclass(frozen=True)
class SystemSummary:
    """How much is on file about one system. `voices`: distinct upstreams; `suspect`, `unseen`: claims so marked."""

    id: str
    name: str
    kind: str
    claims: int
    quantities: int
    voices: int
    suspect: int
    unseen: int


@dataclass(frozen=True)
class SystemEvidence:
    """Everything on file about one system, or the one claim that was asked for."""

    system: System
    claims: list[Claim]


def summary_of(system: System, claims: list[Claim]) -> SystemSummary:
    """How much these claims on a system are."""
    return SystemSummary(
        id=system.id,
        name=system.name,
        kind=system.kind,
        claims=len(claims),
        quantities=len({claim.quantity for claim in claims}),
        voices=len({claim.upstream for claim in claims}),
        suspect=sum(claim.suspect for claim in claims),
        unseen=sum(claim.unseen for claim in claims),
    )


def evidence_on(name: str, ledger: Ledger) -> SystemEvidence:
    """The claims on the system `name`, or the single claim with that id. BadInput when there is neither."""
    if name in ledger.claims:
        claim = ledger.claims[name]
        return SystemEvidence(ledger.systems_by_id[claim.system], [claim])
    must_be_known(name, ledger, also=ledger.claims)
    return SystemEvidence(ledger.systems_by_id[name], ledger.for_(name))


def ledger_with(system: str | None) -> Ledger:
    """The shipped ledger. BadInput unless it knows the system, or none is asked for."""
    ledger = load_ledger()
    must_be_known(system, ledger)
    return ledger


def must_be_known(name: str | None, ledger: Ledger, also: Iterable[str] = ()) -> None:
    """BadInput, with the nearest name, unless the ledger has a system of this name or none is asked for."""
    if name is not None and name not in ledger.systems_by_id:
        mend = did_you_mean(name, [*ledger.systems_by_id, *also]) or "see `pavise evidence list`"
        raise BadInput([Finding(name[:80], None, "", "there is no evidence under this name", mend)])
