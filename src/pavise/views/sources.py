"""What every answer leans on: beliefs with their claims, our judgements, what nobody has seen, and what was set aside.

A belief is told once, in a register by system, and each option points into it; what moves an option's answer most is
told beside the option itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pavise.analysis.compare import Comparison
from pavise.analysis.explain import FROM_CLAIMS, JUDGEMENT, UNVERIFIED, Belief, Claim, beliefs_of, explain

from . import numbers
from .options import SAVED
from .plots import Look

ORIGIN_WORDS = {FROM_CLAIMS: "claims", UNVERIFIED: "unverified", JUDGEMENT: "our judgement"}


@dataclass(frozen=True)
class BeliefRow:
    """One belief as the page shows it."""

    belief: Belief
    quantity: str
    middle: str
    span: str
    origin: str
    influence: str


@dataclass(frozen=True)
class SystemBeliefs:
    """All beliefs about one system. `anchor`: where options point to."""

    anchor: str
    title: str
    rows: tuple[BeliefRow, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class OptionLeans:
    """What one option leans on: how many beliefs of each origin, and in which systems.

    `movers`: the figures that its answer follows beyond chance, of `tested`. `published`: beliefs from publications,
    read or unread, that the baseline does not rest on already.
    """

    look: Look
    counts: Mapping[str, int]
    systems: tuple[tuple[str, str, Mapping[str, int]], ...]  # anchor, title, counts
    movers: tuple[BeliefRow, ...]
    tested: int
    published: tuple[BeliefRow, ...]


@dataclass(frozen=True)
class Sources:
    """Everything that the sections on evidence need. `set_aside`: suspect claims; `unknown`: names without an entry."""

    options: tuple[OptionLeans, ...]
    systems: tuple[SystemBeliefs, ...]
    judgements: tuple[BeliefRow, ...]
    unverified: tuple[BeliefRow, ...]
    set_aside: tuple[Claim, ...]
    counts: Mapping[str, int]
    n_claims_used: int
    n_claims: int
    n_voices: int
    unknown: tuple[str, ...]


def sources_of(comparison: Comparison, looks: Mapping[str, Look]) -> Sources:
    """Read the evidence tables and, for each option, which doubtful figures its value saved follows most closely."""
    beliefs, unknown = beliefs_of(comparison)
    titles = {belief.system: belief.system_title for belief in beliefs}
    by_system = {
        system: tuple(row_of(belief) for belief in beliefs if belief.system == system)
        for system in sorted(titles, key=lambda system: titles[system].casefold())
    }
    baseline = comparison.study.baseline.id
    of_baseline: set[tuple[str, str]] = set()
    options = []
    for option in sorted(comparison.options_run(), key=lambda option: option != baseline):
        found = explain(comparison, option, SAVED)
        mine: dict[str, list[Belief]] = {}
        for belief in found.beliefs:
            mine.setdefault(belief.system, []).append(belief)
        tested = [belief for belief in found.beliefs if belief.mover is not None]
        moved = [belief for belief in tested if belief.mover is not None and belief.mover.beyond_chance]
        moved.sort(key=lambda belief: -abs(belief.mover.correlation if belief.mover else 0.0))
        published = [
            belief
            for belief in found.beliefs
            if belief.origin != JUDGEMENT and (belief.system, belief.quantity) not in of_baseline
        ]
        published.sort(key=lambda belief: (belief.system_title.casefold(), belief.quantity))
        if option == baseline:
            of_baseline |= {(belief.system, belief.quantity) for belief in found.beliefs}
        options.append(
            OptionLeans(
                looks[option],
                counts_of(found.beliefs),
                tuple(
                    (anchor(system), titles.get(system, system), counts_of(mine[system]))
                    for system in by_system
                    if system in mine
                ),
                tuple(row_of(belief) for belief in moved),
                len(tested),
                tuple(row_of(belief) for belief in published),
            )
        )
    claims = _claims_of(comparison)
    return Sources(
        tuple(options),
        tuple(
            SystemBeliefs(anchor(s), titles[s], rows, counts_of([r.belief for r in rows]))
            for s, rows in by_system.items()
        ),
        tuple(row for rows in by_system.values() for row in rows if row.belief.origin == JUDGEMENT),
        tuple(row for rows in by_system.values() for row in rows if row.belief.origin == UNVERIFIED),
        tuple(claim for claim in claims if claim.suspect),
        counts_of(beliefs),
        sum(claim.used for claim in claims),
        len(claims),
        len({claim.upstream for claim in claims if claim.used}),
        unknown,
    )


def row_of(belief: Belief) -> BeliefRow:
    """A belief with its numbers in words."""
    low, high = numbers.quantity(belief.p10, belief.unit), numbers.quantity(belief.p90, belief.unit)
    return BeliefRow(
        belief,
        quantity_words(belief.quantity),
        numbers.quantity(belief.p50, belief.unit),
        "" if low == high else f"{low} to {high}",
        ORIGIN_WORDS.get(belief.origin, belief.origin),
        _influence(belief),
    )


def quantity_words(name: str) -> str:
    """range_max_ballistic -> maximum range, ballistic; p_kill_drone -> chance to kill (drone)."""
    if name.startswith("p_kill_"):
        return f"chance to kill ({name.removeprefix('p_kill_').replace('_', ' ')})"
    for short, word in (("max", "maximum"), ("min", "minimum")):
        before, found, after = f"_{name}_".partition(f"_{short}_")
        if found:
            what, of = before.strip("_").replace("_", " "), after.strip("_").replace("_", " ")
            return f"{word} {what}" + (f", {of}" if of else "")
    return name.replace("_", " ")


def counts_of(beliefs: tuple[Belief, ...] | list[Belief]) -> dict[str, int]:
    """How many beliefs of each origin."""
    return {
        origin: sum(belief.origin == origin for belief in beliefs) for origin in (FROM_CLAIMS, UNVERIFIED, JUDGEMENT)
    }


def anchor(system: str) -> str:
    """The id of a system's entry in the register."""
    return "belief-" + "".join(c if c.isalnum() else "-" for c in system)


def _influence(belief: Belief) -> str:
    if belief.mover is None:
        return ""
    return numbers.plain(belief.mover.correlation, 2, sign=True)


def _claims_of(comparison: Comparison) -> list[Claim]:
    table = comparison.results.table("claims")
    names = tuple(Claim.__dataclass_fields__)
    rows = zip(*(table[name].tolist() for name in names), strict=True)
    return sorted((Claim(**dict(zip(names, row, strict=True))) for row in rows), key=lambda claim: claim.id)
