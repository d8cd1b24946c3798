"""What the documents about evidence hold: claims, voices, what was made of them, and the timeline of the purchase.

Numbers and null as in `shapes.py`, which has all other documents.
"""

from __future__ import annotations

from typing_extensions import TypedDict


class SystemEntry(TypedDict):
    """A system that claims are made about, and how much is on file."""

    system: str
    title: str
    kind: str
    quantities: int
    claims: int
    voices: int
    suspect: int
    unseen: int
    judgements: int


class ClaimShape(TypedDict):
    """A claim on file. `used_by`: the beliefs computed from it, as system.quantity."""

    id: str
    quantity: str
    as_written: str
    value_si: float | None
    low_si: float | None
    high_si: float | None
    unit: str
    condition: str
    claimant: str
    says: str
    upstream: str
    publisher: str
    url: str
    date: str
    confidence: str
    suspect: bool
    unseen: bool
    derived: bool
    note: str
    used_by: list[str]


class VoiceShape(TypedDict):
    """All that one upstream says about a quantity under one condition."""

    upstream: str
    condition: str
    low: float
    high: float
    centre: float
    says: list[str]
    claims: list[str]


class DistributionShape(TypedDict):
    """What was made of the claims: its kind, and values by the share of draws that stay below."""

    kind: str
    quantiles: list[tuple[float, float]]


class QuantityShape(TypedDict):
    """A quantity of a system: what is believed (null where the catalogue uses it nowhere), and who claims what.

    `used`: the claims that the belief was computed from; `claims`: those and all others on the same question.
    """

    id: str
    title: str
    unit: str
    condition: str
    method: str
    reason: str
    origin: str
    distribution: DistributionShape | None
    used: list[str]
    claims: list[str]
    informed_by: list[str]
    voices: list[VoiceShape]


class ConflictShape(TypedDict):
    """A quantity on which voices cannot all be right."""

    quantity: str
    condition: str
    low: float
    high: float
    unit: str
    voices: int
    why: str


class GapShape(TypedDict):
    """What should be known and is not."""

    quantity: str
    state: str
    remark: str


class SystemEvidence(TypedDict):
    """All claims on a system and all beliefs about it. `claims`: by id, those of other systems included."""

    system: str
    title: str
    kind: str
    part_of: str | None
    quantities: list[QuantityShape]
    claims: dict[str, ClaimShape]
    conflicts: list[ConflictShape]
    gaps: list[GapShape]


class StatementShape(TypedDict):
    """One dated statement about the purchase."""

    id: str
    date: str
    known_from: str
    kind: str
    topic: str
    sides: list[str]
    actor: str
    claim: str
    outlet: str
    url: str
    confidence: str
    unseen: bool
    contradicts: list[str]
    note: str


HypothesisShape = TypedDict(
    "HypothesisShape",
    {
        "id": str,
        "title": str,
        "concerns": str,
        "for": list[str],
        "against": list[str],
        "closed_by": list[str],
    },
)


class TimelineShape(TypedDict):
    """Everything that was said about the purchase, and what contradicts what (pairs of ids, the earlier first)."""

    id: str
    title: str
    sides: dict[str, str]
    statements: list[StatementShape]
    contradictions: list[tuple[str, str]]
    hypotheses: list[HypothesisShape]
