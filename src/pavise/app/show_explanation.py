"""From an answer back to the claims, as tables: doubt and luck first, then beliefs, judgements and sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pavise.app import show

if TYPE_CHECKING:
    from pavise.analysis.explain import Belief, Explanation


def explanations(found: Sequence[Explanation], every_belief: bool) -> None:
    """One option with its claims (and, if asked for, every belief); several side by side."""
    if len(found) == 1:
        _one(found[0], every_belief)
        return
    rows = [(one.option.id, *_estimate(one), _doubt(one), *_counts(one), _strongest(one)) for one in found]
    headings = ("option", "mean", "interval", "doubt", "claims", "judged", "follows most")
    show.text(f"What each option's number leans on ({_title(found[0])})")
    show.table(headings, rows, right=("mean", "doubt", "claims", "judged"), keep=("mean", "interval"))
    show.text()
    show.text(
        "doubt: share of the spread that is doubt about figures; the rest is luck in battle. claims, judged: beliefs "
        "that rest on published claims, and on our judgement. One option with its claims: --option"
    )


def _one(one: Explanation, every_belief: bool) -> None:
    value, interval = _estimate(one)
    show.text(f"{one.option.title}: {_title(one)} {value} ({interval})")
    show.text(f"Doubt about figures makes {_doubt(one)} of the spread; the rest is luck in battle. {one.split.note}")
    if one.hypotheses:
        show.text(f"It rests on open explanations: {', '.join(one.hypotheses)}.")
    moving = [belief for belief in one.beliefs if belief.mover is not None and belief.mover.beyond_chance]
    _beliefs("Beliefs that the number follows, beyond chance", moving)
    if every_belief:
        _beliefs("Judgements: no source states these", one.judgements)
        _beliefs("Unverified: nobody here has read the source", one.unverified)
        _beliefs("From published claims", [belief for belief in one.beliefs if belief.origin == "claims"])
    else:
        claimed, judged = _counts(one)
        show.text()
        show.text(
            f"{judged} beliefs are judgements or unverified, {claimed} rest on published claims; --all lists them."
        )
    claims = [claim for claim in one.claims if claim.used and not claim.suspect]
    show.text()
    title = f"The {len(claims)} claims behind it (sources: pavise evidence show CLAIM)"
    show.table(("claim", "states", "says"), [(c.id, c.as_written, c.says) for c in claims], title=title)
    if one.unknown:
        show.text(f"Named and not found in the result: {', '.join(one.unknown)}")


def _beliefs(title: str, found: Sequence[Belief]) -> None:
    if not found:
        return
    rows = [
        (f"{one.system_title}: {one.quantity.replace('_', ' ')}", *_range(one), str(one.voices or ""), one.reason)
        for one in found
    ]
    show.text()
    headings = ("belief", "low (10%)", "high (90%)", "voices", "why")
    show.table(headings, rows, title=f"{title} ({len(found)})", right=headings[1:4], keep=headings[1:4])


def _range(belief: Belief) -> tuple[str, str]:
    from pavise.views.numbers import quantity

    return quantity(belief.p10, belief.unit), quantity(belief.p90, belief.unit)


def _estimate(one: Explanation) -> tuple[str, str]:
    from pavise.results.measures import MEASURES
    from pavise.views.cells import cell

    shown = cell(one.estimate, MEASURES[one.measure])
    return shown.value, shown.span


def _doubt(one: Explanation) -> str:
    from pavise.views.numbers import share

    return share(one.split.share)


def _counts(one: Explanation) -> tuple[str, str]:
    judged = len(one.judgements) + len(one.unverified)
    return str(len(one.beliefs) - judged), str(judged)


def _strongest(one: Explanation) -> str:
    for belief in one.beliefs:
        if belief.mover is not None and belief.mover.beyond_chance:
            return f"{belief.system_title}: {belief.quantity.replace('_', ' ')}"
    return ""


def _title(one: Explanation) -> str:
    from pavise.results.measures import MEASURES

    return MEASURES[one.measure].title.lower()
