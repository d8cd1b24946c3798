"""How good a plan can be at best: a bound that is proven whatever the prices, and a search for good prices.

Let every round have a price of its own and let every target buy the set that is best for it. What the targets then lose
and pay together, less the price of all rounds there are, is never more than what survives under the best plan
(Lagrange): the best plan's sets are for sale too, and they use no more rounds than there are. Rounds asked for too
often become dearer, rounds nobody wants cheaper (a subgradient step, its length by Polyak's rule from the best plan).

From: M. Held, P. Wolfe, H. P. Crowder, "Validation of subgradient optimization", Mathematical Programming 6 (1974)
62-88; M. Ni and others, "A Lagrange relaxation method for solving weapon-target assignment problem", Mathematical
Problems in Engineering (2011) 873292.

When not to believe it: it is a bound; that the best plan reaches it nobody says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pavise.fireplan.problem import Floats, Whole
from pavise.fireplan.sets import measure_strength, search_sets

MOST_NODES = 200_000
"""Branches tried for the best set of one target; a hundred are usual."""


@dataclass
class Sets:
    """Sets of rounds: of each its target, what survives of it, and from `start[n]` to `start[n + 1]` weapons and how
    many rounds of each."""

    target: Whole
    cost: Floats
    start: Whole
    weapon: Whole
    count: Whole

    def __len__(self) -> int:
        return len(self.target)


class Market:
    """A problem as the search for sets wants it. `values` [targets], `p` [targets, weapons], `rounds` [weapons]."""

    def __init__(self, values: Floats, p: Floats, rounds: Whole) -> None:
        self.values, self.p, self.rounds = values, p, rounds
        self.strength = np.empty(p.shape)
        measure_strength(p.ravel(), self.strength.ravel())
        targets = len(values)
        sets, entries = targets + 1, targets * min(int(rounds.sum()), p.shape[1]) + 1
        self._least, self._low = np.empty(targets), np.empty(targets)
        self._out = (
            np.empty(sets, np.int64), np.empty(sets), np.empty(sets + 1, np.int64),
            np.empty(entries, np.int64), np.empty(entries, np.int64),
        )  # fmt: skip

    def best_sets(self, price: Floats) -> tuple[Sets, float, Floats]:
        """The best set of each target at these prices, the bound that they prove, and the worth of each set."""
        n = search_sets(
            self.values, self.p, self.strength, self.rounds, price, -1.0, MOST_NODES, self._least, self._low, *self._out
        )
        return self._written(n), float(self._low.sum() - price @ self.rounds), self._least.copy()

    def all_sets(self, price: Floats, slack: float, most_sets: int, most_nodes: int) -> Sets | None:
        """All sets of each target that are at most `slack` worse than its best; None when there are too many."""
        out = (
            np.empty(most_sets, np.int64), np.empty(most_sets), np.empty(most_sets + 1, np.int64),
            np.empty(8 * most_sets, np.int64), np.empty(8 * most_sets, np.int64),
        )  # fmt: skip
        n = search_sets(
            self.values, self.p, self.strength, self.rounds, price, slack, most_nodes, self._least, self._low, *out
        )
        if n < 0:
            return None
        target, cost, start, weapon, count = out
        end = start[n]
        return Sets(target[:n], cost[:n], start[: n + 1], weapon[:end], count[:end])

    def _written(self, n: int) -> Sets:
        target, cost, start, weapon, count = self._out
        end = start[n]
        return Sets(target[:n].copy(), cost[:n].copy(), start[: n + 1].copy(), weapon[:end].copy(), count[:end].copy())

    def used(self, sets: Sets) -> Whole:
        """How many rounds of each weapon these sets use together."""
        return np.bincount(sets.weapon, sets.count, len(self.rounds)).astype(np.int64)


TOLERANCE = 1e-7
"""Share of what survives within which a plan counts as the best."""


def is_closed(upper: float, lower: float, values: Floats) -> bool:
    """Is a plan that leaves `upper` the best one, if no plan leaves less than `lower`? Of nothing nothing is left to
    prove: a millionth of a millionth of all value."""
    return upper - lower <= TOLERANCE * upper or upper <= 1e-12 * float(values.sum())


def first_prices(market: Market, surviving: Floats) -> Floats:
    """What one more round of each weapon would save under a plan that leaves `surviving` [targets]."""
    return (surviving[:, None] * market.p).max(axis=0, initial=0.0)


def better_prices(
    market: Market,
    price: Floats,
    upper: float,
    steps: int,
    tell: Callable[[float], bool],
    collect: Callable[[Sets], None] | None = None,
) -> tuple[Floats, float]:
    """Better and better prices: the best ones and the bound they prove.

    `upper`: what survives under the best plan known. `tell(bound)` hears of every step and says whether to go on;
    `collect` gets the sets that were bought.
    """
    best_price, best = price, -math.inf
    stride, vain = 1.0, 0
    average = np.zeros(len(price))
    for _ in range(steps):
        sets, bound, _ = market.best_sets(price)
        if collect is not None:
            collect(sets)
        if bound > best:
            if best == -math.inf or bound > best + 1e-3 * (upper - best):
                vain = 0
            best_price, best = price, bound
        vain += 1
        if vain > 7:
            stride, vain, price, average = 0.6 * stride, 0, best_price, np.zeros(len(price))
        short = market.used(sets) - market.rounds
        short = np.where((price <= 0.0) & (short < 0), 0, short)
        # Half of the direction is that of the steps before: prices swing less about where they belong.
        average = 0.5 * average + short
        square = float(average @ average)
        if square == 0.0 or not tell(best) or is_closed(upper, best, market.values) or stride < 1e-3:
            break
        price = np.maximum(0.0, price + stride * max(upper - bound, 1e-12 * upper) / square * average)
    return best_price, best
