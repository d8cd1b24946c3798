"""From an answer back to what it leans on: beliefs, the claims behind them, and what nobody has published.

    explain(comparison, "s400-stored", "value_saved")

gives the estimate, its split into doubt and luck, and every belief that the option's units rest on, each with its
claims. Judgements and unverified figures are listed apart, because a reader should see them first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pavise.analysis.compare import Comparison
from pavise.analysis.doubt import DoubtSplit, Mover, doubt_split, movers
from pavise.analysis.outcomes import AS_OFFERED, Cell, Option
from pavise.analysis.worlds import Estimate
from pavise.results.schema import HYPOTHESIS
from pavise.results.store import Columns

FROM_CLAIMS, UNVERIFIED, JUDGEMENT = "claims", "unverified", "judgement"


@dataclass(frozen=True)
class Claim:
    """One published claim, as in table claims."""

    id: str
    system: str
    quantity: str
    as_written: str
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
    used: bool


@dataclass(frozen=True)
class Belief:
    """What the catalogue believes about one quantity, the claims behind it, and how the outcome follows it.

    `p10`, `p50`, `p90` in `unit` (SI). `voices`: independent sources among the claims. `mover`: None where the figure
    does not vary, or was not tested.
    """

    system: str
    system_title: str
    quantity: str
    unit: str
    origin: str
    method: str
    reason: str
    p10: float
    p50: float
    p90: float
    claims: tuple[Claim, ...]
    mover: Mover | None

    @property
    def voices(self) -> int:
        """How many independent sources stand behind it."""
        return len({claim.upstream for claim in self.claims})


@dataclass(frozen=True)
class Explanation:
    """What one number leans on.

    `beliefs`: those whose effect is beyond chance first, then judgements, unverified figures, claims. `unknown`: names
    of beliefs and claims that should be in the result and are not. `hypotheses`: open stories that it rests on.
    """

    option: Option
    measure: str
    estimate: Estimate
    split: DoubtSplit
    beliefs: tuple[Belief, ...]
    unknown: tuple[str, ...]
    hypotheses: tuple[str, ...]

    @property
    def judgements(self) -> tuple[Belief, ...]:
        """Figures that no source states: ours, and marked as such."""
        return tuple(belief for belief in self.beliefs if belief.origin == JUDGEMENT)

    @property
    def unverified(self) -> tuple[Belief, ...]:
        """Figures that rest only on sources which nobody has read."""
        return tuple(belief for belief in self.beliefs if belief.origin == UNVERIFIED)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims behind the beliefs, each once, by id."""
        found = {claim.id: claim for belief in self.beliefs for claim in belief.claims}
        return tuple(found[name] for name in sorted(found))


def explain(
    comparison: Comparison,
    option: str,
    measure: str = "value_saved",
    cells: Sequence[Cell] | None = None,
    variant: str = AS_OFFERED,
) -> Explanation:
    """Everything that one option's number leans on. ResultsError for an unknown option or measure."""
    followed = movers(comparison, measure, option, cells=cells, variant=variant)
    beliefs, unknown = beliefs_of(comparison, option, {(m.system, m.quantity): m for m in followed.movers})
    return Explanation(
        option=comparison.study.option(option),
        measure=measure,
        estimate=comparison.estimate(measure, option, cells, variant),
        split=doubt_split(comparison, measure, option, cells, variant),
        beliefs=beliefs,
        unknown=unknown,
        hypotheses=comparison.study.hypotheses.get(option, ()),
    )


def beliefs_of(
    comparison: Comparison, option: str | None = None, followed: dict[tuple[str, str], Mover] | None = None
) -> tuple[tuple[Belief, ...], tuple[str, ...]]:
    """The beliefs that an option (or, for None, any option) rests on, and the names that could not be resolved."""
    results = comparison.results
    leans = results.table("leans") if option is None else results.table("leans", option=option)
    named = zip(leans["system"], leans["quantity"], strict=True)
    leant_on = sorted({(str(system), str(quantity)) for system, quantity in named if system != HYPOTHESIS})
    claims = {claim.id: claim for claim in _claims(results.table("claims"))}
    table = results.table("beliefs")
    rows = {(str(s), str(q)): row for row, (s, q) in enumerate(zip(table["system"], table["quantity"], strict=True))}
    beliefs, unknown = [], []
    for key in leant_on:
        if key not in rows:
            unknown.append(" ".join(key))
            continue
        belief, absent = _belief(table, rows[key], claims, (followed or {}).get(key))
        beliefs.append(belief)
        unknown += absent
    order = (JUDGEMENT, UNVERIFIED, FROM_CLAIMS)
    beliefs.sort(
        key=lambda b: (
            not (b.mover is not None and b.mover.beyond_chance),
            order.index(b.origin) if b.origin in order else len(order),
            b.system,
            b.quantity,
        )
    )
    return tuple(beliefs), tuple(unknown)


def _claims(table: Columns) -> list[Claim]:
    names = tuple(Claim.__dataclass_fields__)
    columns = [table[name].tolist() for name in names]
    return [Claim(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


def _belief(table: Columns, row: int, claims: dict[str, Claim], mover: Mover | None) -> tuple[Belief, list[str]]:
    """A row of table beliefs with its claims, and the claim ids that table claims does not have."""
    ids = [name.strip() for name in table["claims"][row].split(";") if name.strip()]
    belief = Belief(
        system=str(table["system"][row]),
        system_title=str(table["system_title"][row]),
        quantity=str(table["quantity"][row]),
        unit=str(table["unit"][row]),
        origin=str(table["origin"][row]),
        method=str(table["method"][row]),
        reason=str(table["reason"][row]),
        p10=float(table["p10"][row]),
        p50=float(table["p50"][row]),
        p90=float(table["p90"][row]),
        claims=tuple(claims[name] for name in ids if name in claims),
        mover=mover,
    )
    return belief, [name for name in ids if name not in claims]
