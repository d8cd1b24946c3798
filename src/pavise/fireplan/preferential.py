"""Preferential defence: with too few rounds for all, defend some sites well, and let nobody know which.

T sites of equal worth, I rounds, A raiders. Each raider that gets through destroys its site; a round stops one raider
with chance p, and at most one round is fired at each. A defence that splits its rounds evenly loses to a raid that
sends one raider more to each site than it has rounds. A defence that draws by lot how the rounds are split keeps more,
and the best lottery is the solution of a game between the two sides: a linear programme, since both need only weigh
ways of splitting, and draw by lot which site gets which part.

From: R. J. Matlin, "A review of the literature on the missile-allocation problem", Operations Research 18 (1970)
334-373; A. R. Eckler and S. A. Burr, *Mathematical Models of Target Coverage and Missile Allocation* (1972), chapter 4.
When not to believe it: sites are alike, the raid knows how many rounds there are, rounds can wait until it is clear
which site each raider flies to, and the number of ways grows quickly: up to some dozens of rounds and raiders.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

Split = tuple[int, ...]

MOST_WAYS = 5_000
"""More ways of splitting than that are refused: the programme would not end in reasonable time."""


class Lottery(NamedTuple):
    """The best lottery of a defence: the mean number of sites that survive it at least, whatever the raid does, and how
    likely each split of the rounds is (parts in falling order; which site gets which is drawn with even chances)."""

    survivors: float
    splits: dict[Split, float]


def best_lottery(sites: int, rounds: int, raiders: int, p_kill: float) -> Lottery:
    """The lottery that keeps most sites against the raid that suits it worst. ValueError when there are too many ways,
    or when a number is not what it should be."""
    from scipy.optimize import linprog

    defences, raids = splits(rounds, sites), splits(raiders, sites)
    kept = survivors(defences, raids, p_kill)
    ways = len(defences)
    # maximise v with: chances @ kept[:, raid] >= v for every raid, chances add up to 1
    found = linprog(
        c=np.append(np.zeros(ways), -1.0),
        A_ub=np.column_stack([-kept.T, np.ones(len(raids))]), b_ub=np.zeros(len(raids)),
        A_eq=np.append(np.ones(ways), 0.0)[np.newaxis], b_eq=[1.0],
        bounds=[(0.0, None)] * ways + [(None, None)], method="highs",
    )  # fmt: skip
    chances = {split: float(p) for split, p in zip(defences, found.x[:-1], strict=True) if p > 1e-12}
    return Lottery(float(found.x[-1]), chances)


def even_split(sites: int, rounds: int, raiders: int, p_kill: float) -> float:
    """Mean number of sites that survive when rounds are split evenly and the raid makes the most of it."""
    each, over = divmod(rounds, sites)
    even = (each + 1,) * over + (each,) * (sites - over)
    return float(survivors([even], splits(raiders, sites), p_kill).min())


def survivors(defences: list[Split], raids: list[Split], p_kill: float) -> np.ndarray:
    """Mean number of sites that survive each pair of splits, shape (defences, raids); parts meet by lot."""
    rows, columns = np.array(defences), np.array(raids)
    holds = (rows[:, np.newaxis, :, np.newaxis] >= columns[np.newaxis, :, np.newaxis, :]) * p_kill ** columns[
        np.newaxis, :, np.newaxis, :
    ].astype(float)
    return np.asarray(holds.sum(axis=(2, 3)) / rows.shape[1])


def splits(total: int, parts: int) -> list[Split]:
    """All ways to split `total` into so many parts in falling order, zeros included."""
    if total < 0 or parts < 1:
        raise ValueError("needs a number that is not negative, and at least one part")
    found = []
    for split in _falling(total, parts, total):
        found.append(split)
        if len(found) > MOST_WAYS:
            raise ValueError(f"more than {MOST_WAYS} ways to split {total} into {parts}")
    return found


def _falling(total: int, parts: int, most: int) -> Iterator[Split]:
    if parts == 1:
        if total <= most:
            yield (total,)
        return
    for first in range(min(total, most), -1, -1):
        if first * parts < total:
            return
        for rest in _falling(total - first, parts - 1, first):
            yield (first, *rest)
