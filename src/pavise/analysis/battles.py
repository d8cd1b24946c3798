"""Which battles of a case are worth looking at: the typical one, the best, the worst, and one for each frequent cause.

Battles are ranked by the value saved, then by leakers, then by their number, so that the choice depends on nothing but
the result. The typical one is the middle of that ranking. A cause is frequent when it stands behind a share of the
case's leakers; where one of the three shows it already, no further battle is chosen for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pavise.results.measures import CAUSE_NAMES
from pavise.results.store import Results

FREQUENT = 0.15
"""A cause of at least this share of all leakers of a case is shown."""

TYPICAL, BEST, WORST, ASKED_FOR = "typical", "best", "worst", "asked for"


def battles_worth_seeing(results: Results, cases: Sequence[str]) -> dict[str, dict[int, list[str]]]:
    """By case, by number of the replication: why it was chosen. `cases`: names as in table cases."""
    recorded = set(results.measures())
    saved, leakers = (_by_case(results, measure, cases) for measure in ("value_saved", "leakers"))
    causes = {
        cause: _by_case(results, f"leakers_cause_{cause}", cases)
        for cause in CAUSE_NAMES.values()
        if f"leakers_cause_{cause}" in recorded
    }
    return {
        case: _chosen(saved[case], leakers[case], {cause: found[case] for cause, found in causes.items()})
        for case in cases
    }


def recorded_battle(
    results: Results, option: str, variant: str, raid: str | None, size: int | None, replication: int | None
) -> Path | None:
    """The file of a recorded battle of an option, or None. Where several fit, the one chosen for its most frequent
    cause, else the typical one, else the first."""
    if not results.has_table("replays"):
        return None
    where = {"option": option, "variant": variant, "raid": raid, "size": size}
    cases = results.cases(**{name: value for name, value in where.items() if value is not None})["case"].tolist()
    rows = results.table("replays", case=cases)
    found = [
        (str(file), str(chosen_as).split(";"))
        for file, chosen_as, number in zip(rows["file"], rows["chosen_as"], rows["replication"], strict=True)
        if replication in (None, int(number)) and (results.folder / str(file)).is_file()
    ]
    if not found or (raid is None and replication is not None and len(found) > 1):
        return None
    if replication is None:
        causes = [why for _, chosen_as in found for why in chosen_as if why.startswith("cause ")]
        shares = {why: _leakers_by(results, cases, why.removeprefix("cause ")) for why in causes}
        wanted = [max(shares, key=lambda why: shares[why])] if shares else []
        for why in (*wanted, TYPICAL):
            for file, chosen_as in found:
                if why in chosen_as:
                    return results.folder / file
    return results.folder / found[0][0]


def _leakers_by(results: Results, cases: Sequence[str], cause: str) -> float:
    _, series = results.series(f"leakers_cause_{cause}", case=list(cases))
    return float(sum(values.sum() for values in series))


def _by_case(results: Results, measure: str, cases: Sequence[str]) -> dict[str, np.ndarray]:
    found, series = results.series(measure, case=list(cases))
    return dict(zip(found["case"].tolist(), series, strict=True))


def _chosen(saved: np.ndarray, leakers: np.ndarray, causes: dict[str, np.ndarray]) -> dict[int, list[str]]:
    order = np.lexsort((np.arange(len(saved)), leakers, -saved))
    chosen: dict[int, list[str]] = {}
    for place, why in (((len(order) - 1) // 2, TYPICAL), (0, BEST), (len(order) - 1, WORST)):
        chosen.setdefault(int(order[place]), []).append(why)
    whole = max(float(leakers.sum()), 1.0)
    frequent = [(float(-np.sum(found)), cause) for cause, found in causes.items() if found.sum() >= FREQUENT * whole]
    for _, cause in sorted(frequent):
        counts = causes[cause]
        among = [r for r in chosen if counts[r] > 0] or [int(np.argmax(counts))]
        chosen.setdefault(max(among, key=lambda r: (counts[r], -r)), []).append(f"cause {cause}")
    return chosen
