"""What is to be planned: targets with values, weapons with rounds, and how surely each round kills each target.

    what survives a plan x  =  sum over targets j:  values[j] * product over weapons i:  (1 - p_kill[i, j]) ** x[i, j]

Rounds are all fired at once and fail independently; a plan may fire at most `rounds[i]` rounds of the weapon i. Inside
the package tables have targets first ([targets, weapons]), since most questions go over the weapons of one target.

From: A. S. Manne, "A target-assignment problem", Operations Research 6 (1958) 346-351.

When not to believe it: nothing is looked at between rounds (no shoot-look-shoot), there is no time in it, and rounds
that share a radar or a mistake do not fail independently.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.sim.compiled import kernel
from pavise.yamlfile import BadInput, Finding

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MOST_ROUNDS = 10_000
"""Most rounds of all weapons together: the plan is made round by round."""

MOST_FINDINGS = 50


@dataclass(frozen=True)
class Problem:
    """`values` [targets], `p` [targets, weapons], `rounds` [weapons], and what they are called."""

    values: Floats
    p: Floats
    rounds: Whole
    targets: tuple[str, ...]
    weapons: tuple[str, ...]


def problem_of(
    values: Any,
    p_kill: Any,
    rounds: Any = None,
    targets: Sequence[str] | None = None,
    weapons: Sequence[str] | None = None,
    name: str = "assign",
) -> Problem:
    """A problem from arrays: `values` [targets], `p_kill` [weapons, targets], `rounds` [weapons] or one number for all
    (1 when None). Raises BadInput with everything that is wrong."""
    findings: list[Finding] = []

    def wrong(field: str, problem: str, mend: str) -> None:
        if len(findings) < MOST_FINDINGS:
            findings.append(Finding(name, None, field, problem, mend))

    value = _numbers(values, "values", wrong)
    p = _numbers(p_kill, "p_kill", wrong)
    fired = _numbers(1 if rounds is None else rounds, "rounds", wrong)
    if value is None or p is None or fired is None:
        raise BadInput(findings)
    if value.ndim != 1 or not len(value):
        wrong("values", "is no list of values", "give one number for each target, and at least one")
    if p.ndim != 2 or value.ndim == 1 and p.shape[1] != len(value):
        wrong("p_kill", f"has the shape {p.shape}", "give a row for each weapon, with a chance for each target")
    elif fired.ndim == 0:
        fired = np.full(p.shape[0], fired)
    if p.ndim == 2 and fired.shape != (p.shape[0],):
        wrong("rounds", f"has the shape {fired.shape}", "give one number for each weapon, or one for all")
    for k in np.argwhere(~(np.isfinite(value) & (value >= 0.0))):
        wrong(_place("values", k), f"{value[tuple(k)]:g} is no value", "give a number from 0 up")
    for k in np.argwhere(~((p >= 0.0) & (p <= 1.0))):
        wrong(_place("p_kill", k), f"{p[tuple(k)]:g} is no chance", "give a number from 0 to 1")
    bad = ~(np.isfinite(fired) & (fired >= 0.0) & (fired == np.floor(fired)))
    for k in np.argwhere(bad):
        wrong(_place("rounds", k), f"{fired[tuple(k)]:g} is no number of rounds", "give a whole number from 0 up")
    if not bad.any() and fired.sum() > MOST_ROUNDS:
        wrong("rounds", f"are {fired.sum():g} together", f"give at most {MOST_ROUNDS:,}")
    if findings:
        raise BadInput(findings)
    return Problem(
        np.ascontiguousarray(value),
        np.ascontiguousarray(p.T),
        fired.astype(np.int64),
        tuple(targets or (f"target {j + 1}" for j in range(len(value)))),
        tuple(weapons or (f"weapon {i + 1}" for i in range(p.shape[0]))),
    )


def _numbers(given: Any, field: str, wrong: Any) -> Floats | None:
    try:
        return np.array(given, dtype=float)
    except (TypeError, ValueError):
        wrong(field, "holds something that is no number", "give numbers, in rows of the same length")
        return None


def _place(field: str, place: Any) -> str:
    return ".".join([field, *(str(int(k)) for k in place)])


@kernel
def what_survives(values, p, plan, surviving_out):  # type: ignore[no-untyped-def]
    """What survives of each target under a plan [targets, weapons]: its value times every round's chance to fail."""
    for j in range(values.size):
        surviving_out[j] = values[j]
        for i in range(p.shape[1]):
            for _ in range(plan[j, i]):
                surviving_out[j] *= 1.0 - p[j, i]


def surviving_of(values: Floats, p: Floats, plan: Whole) -> Floats:
    """What survives of each target under a plan [targets, weapons]."""
    surviving = np.empty(len(values))
    what_survives(values, p, plan, surviving)
    return surviving


def alike(p: Floats, rounds: Whole) -> tuple[Floats, Whole, Whole]:
    """Weapons of the same chances at every target as one with all their rounds: its `p` and `rounds`, and for each
    weapon the number of the one it went into. Which of them fires makes no difference, and trying both takes time."""
    together, into = np.unique(p, axis=1, return_inverse=True)
    into = into.reshape(-1)
    return np.ascontiguousarray(together), np.bincount(into, rounds, together.shape[1]).astype(np.int64), into


def joined(plan: Whole, into: Whole, groups: int) -> Whole:
    """A plan [targets, weapons] in terms of the weapons that `alike` made."""
    together = np.zeros((len(plan), groups), np.int64)
    for i, group in enumerate(into):
        together[:, group] += plan[:, i]
    return together


def parted(plan: Whole, into: Whole, rounds: Whole) -> Whole:
    """Back from there: rounds are taken from the weapons of a group in order."""
    left = plan.copy()
    apart = np.zeros((len(plan), len(rounds)), np.int64)
    for i, group in enumerate(into):
        still = int(rounds[i])
        for j in np.flatnonzero(left[:, group]):
            taken = min(still, int(left[j, group]))
            apart[j, i] += taken
            left[j, group] -= taken
            still -= taken
    return apart
