"""With hindsight: how many of the leakers no plan could have stopped, and how many a better plan could have.

A sample of the replications was looked back on (table `hindsight`): every path known beforehand, the same launchers,
rounds and channels. Of its leakers

    at least `at_least`   get through whatever is planned: a proven bound
    at most  `gap`        a better plan could have stopped: the optimality gap of the fire plan
    `by_plan`             get through under a plan that was found, so the bound is no farther off than that

All are means over the raids of the summary, with intervals over the worlds that were looked at; a bound of what is
reached on average is compared with what happened once, so a single battle may do better than it.

Where posts see tracks that can be wrong the bound is a wider one: with tracks that are as good as the truth from the
first moment on, and luck besides. What it leaves to a better plan is then what better tracks and better orders could
have stopped together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pavise.analysis.compare import Comparison
from pavise.analysis.outcomes import ALL_DOUBT, AS_OFFERED
from pavise.analysis.picture import has_picture
from pavise.analysis.worlds import Estimate, estimate

TABLE = "hindsight"
ON_TARGETS = "Looked back on with every path known beforehand, and with the same launchers, rounds and channels: "
ON_TRACKS = (
    "Looked back on as if tracks had been as good as the truth from the first moment on, and with the same launchers, "
    "rounds and reach: "
)


@dataclass(frozen=True)
class Hindsight:
    """One option: its leakers in the sample, those no plan could have stopped, those under the plan that was found, and
    the gap between what happened and the bound. `battles`: how many were looked back on."""

    option: str
    leakers: Estimate
    at_least: Estimate
    by_plan: Estimate
    gap: Estimate
    battles: int


def hindsight_of(comparison: Comparison) -> list[Hindsight]:
    """Every option over the raids of the summary, in the order of the study; none where nothing was looked back on."""
    if not comparison.results.has_table(TABLE):
        return []
    rows = comparison.results.table(TABLE)
    if not len(rows["case"]):
        return []
    cases = comparison.results.cases(variant=AS_OFFERED, doubt=ALL_DOUBT)
    found = []
    for option in comparison.options_run():
        sampled: dict[str, list[np.ndarray]] = {name: [] for name in ("leakers", "leakers_at_least", "leakers_by_plan")}
        for raid, size in comparison.study.summary:
            (at,) = np.flatnonzero((cases["option"] == option) & (cases["raid"] == raid) & (cases["size"] == size))
            mine = rows["case"] == cases["case"][at]
            world = rows["replication"][mine] // cases["repeats"][at]
            for name, values in sampled.items():
                battles = np.full((int(cases["worlds"][at]), 1), np.nan)  # one battle of each world that was looked at
                battles[world, 0] = rows[name][mine]
                values.append(battles)
        if not all(np.isfinite(values).any() for values in sampled["leakers"]):
            continue
        gaps = [a - b for a, b in zip(sampled["leakers"], sampled["leakers_at_least"], strict=True)]
        leakers = _mean(sampled["leakers"], comparison.alpha, low=0.0)
        found.append(
            Hindsight(
                option,
                leakers,
                _mean(sampled["leakers_at_least"], comparison.alpha, low=0.0),
                _mean(sampled["leakers_by_plan"], comparison.alpha, low=0.0),
                _mean(gaps, comparison.alpha),
                leakers.replications,
            )
        )
    return found


def hindsight_sentences(comparison: Comparison) -> list[str]:
    """The option with the largest share of leakers that a plan might have stopped, and the one with the smallest."""
    found = [row for row in hindsight_of(comparison) if row.leakers.value]
    if not found:
        return []
    found.sort(key=_share, reverse=True)
    chosen = found if len(found) == 1 else [found[0], found[-1]]
    parts = [
        f"of {row.leakers.value:.1f} leakers with {_title(comparison, row.option)} no plan could have stopped "
        f"{_amount(row.at_least)}"
        for row in chosen
    ]
    if len(found) > 1:
        parts[0] += ", the smallest part of any option"
        parts[1] += ", the largest"
    return [(ON_TRACKS if has_picture(comparison) else ON_TARGETS) + "; ".join(parts) + "."]


def _share(row: Hindsight) -> float:
    return (row.gap.value or 0.0) / (row.leakers.value or 1.0)


def _mean(battles: Sequence[np.ndarray], alpha: float, low: float | None = None) -> Estimate:
    """The mean with its interval; that most replications were not looked at needs no mark on every number."""
    found = estimate(battles, low, alpha=alpha)
    return replace(found, note="" if found.low is not None else found.note, missing=0)


def _amount(found: Estimate) -> str:
    if found.value is None:
        return "an unknown number"
    if found.low is None or found.high is None:
        return f"{found.value:.1f}"
    return f"{found.value:.1f} ({found.low:.1f} to {found.high:.1f})"


def _title(comparison: Comparison, option: str) -> str:
    return f"“{comparison.study.option(option).title}”"
