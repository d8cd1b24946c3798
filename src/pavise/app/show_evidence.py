"""What sources claim, as tables: systems, claims, conflicts, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pavise.app import show

if TYPE_CHECKING:
    from pavise.evidence.claim import Claim
    from pavise.evidence.ledger import Conflict, Gap
    from pavise.evidence.summaries import SystemEvidence, SystemSummary


def systems(found: Sequence[SystemSummary]) -> None:
    """One line per system."""
    numbers = ("claims", "voices", "suspect", "unseen")
    rows = [(one.id, one.name, *(str(getattr(one, name)) for name in numbers)) for one in found]
    show.table(("system", "name", *numbers), rows, right=numbers, keep=("system",))
    total = sum(one.claims for one in found)
    show.text()
    show.text(f"{total} claims on {len(found)} systems. Voices: sources that do not merely repeat another.")


def claims(found: SystemEvidence) -> None:
    """Every claim by quantity; a single one in full."""
    if len(found.claims) == 1:
        one_claim(found.claims[0])
        return
    by_quantity: dict[str, list[Claim]] = {}
    for claim in found.claims:
        by_quantity.setdefault(claim.quantity, []).append(claim)
    show.text(f"{found.system.name}: {len(found.claims)} claims on {len(by_quantity)} quantities")
    for quantity, group in by_quantity.items():
        show.text()
        rows = [(_short_id(claim), _statement(claim), claim.says, _marks(claim)) for claim in group]
        show.table(("id", "claim", "says", "marks"), rows, title=f"{found.system.id}.{quantity}", keep=("id",))


def one_claim(claim: Claim) -> None:
    """One claim with everything that is on file about it."""
    lines = {
        "claim": claim.id,
        "quantity": f"{claim.quantity} of {claim.system}",
        "says": f"{claim.as_written}, according to {claim.says}",
        "applies to": claim.condition,
        "claimant": f"{claim.claimant}; voice: {claim.upstream}",
        "read in": ", ".join(part for part in (claim.source.publisher, claim.source.title, claim.source.date) if part),
        "address": claim.source.url or "",
        "confidence": claim.confidence,
        "marks": _marks(claim),
        "note": claim.note,
    }
    show.table(("field", "on file"), [(name, words) for name, words in lines.items() if words], keep=("field",))


def conflicts(found: Sequence[Conflict]) -> None:
    """Each quarrel with all its voices."""
    for conflict in found:
        rows = [(_spread(conflict, voice.low, voice.high), ", ".join(voice.says)) for voice in conflict.voices]
        about = f" ({conflict.condition})" if conflict.condition else ""
        spread = _spread(conflict, conflict.low, conflict.high)
        show.table(("claim", "says"), rows, title=f"{conflict.system}.{conflict.quantity}{about}: {spread}")
        if conflict.why:
            show.text(f"Why: {conflict.why}")
        show.text()
    show.text(f"{len(found)} quantities on which sources cannot all be right.")


def gaps(found: Sequence[Gap]) -> None:
    """One line per quantity that nobody states."""
    rows = [(gap.system, gap.quantity, gap.state, gap.remark) for gap in found]
    show.table(("system", "quantity", "known", "remark"), rows, keep=("system",))
    show.text()
    show.text(f"{len(found)} gaps. What is needed for a run and not known is a judgement, and reports say so.")


def _short_id(claim: Claim) -> str:
    """The last part of the id: system and quantity stand above the table."""
    return claim.id.removeprefix(f"{claim.system}.{claim.quantity}")


def _statement(claim: Claim) -> str:
    return f"{claim.as_written} ({claim.condition})" if claim.condition else claim.as_written


def _marks(claim: Claim) -> str:
    return ", ".join(mark for mark in ("suspect", "unseen", "derived") if getattr(claim, mark))


def _spread(conflict: Conflict, low: float, high: float) -> str:
    from pavise import units

    if low == high:
        return units.show(low, conflict.unit, 4)
    return f"{units.show(low, conflict.unit, 4)} to {units.show(high, conflict.unit, 4)}"
