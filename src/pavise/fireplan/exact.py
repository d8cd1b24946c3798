"""The best plan, proven: sets of rounds are chosen by a linear program that is only shown the sets it needs.

    prices       good ones from `bound.py`; the sets bought on the way are the first columns
    columns      the linear program over the known sets says what rounds are worth; the targets say which sets they
                 would rather buy at these prices; until nobody wants another set: then its value is a proven bound
    all sets     a set that is worse for its target, at the best prices, than the plan in hand is above the bound can be
                 in no better plan; all others are written down, mostly a few for each target
    whole sets   the integer program over these few has the best plan among its plans (HiGHS, branch and bound)

The linear program over sets comes very close to the best plan, because all that is not linear is inside the sets, where
it is counted exactly. That is why so few sets remain. While they are too many, the integer program is given the nearest
of them: a better plan brings plan and bound together, and fewer remain.

From: D. Bertsimas, A. Paskov, "Solving large-scale weapon target assignment problems in seconds using branch-price-and-
cut", Naval Research Logistics (2025) (columns); R. Baldacci, N. Christofides, A. Mingozzi, "An exact algorithm for the
vehicle routing problem based on the set partitioning formulation with additional cuts", Mathematical Programming 115
(2008) 351-385 (writing down all that remain); Q. Huangfu, J. A. J. Hall, "Parallelizing the dual revised simplex
method", Mathematical Programming Computation 10 (2018) 119-142 (HiGHS).

When not to believe it: "best" means within `TOLERANCE` of it. Where the sets that remain are too many, or time runs
out, the answer says how far from the best the plan may be and no more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from pavise.fireplan.bound import TOLERANCE, Market, Sets, better_prices, first_prices, is_closed
from pavise.fireplan.problem import Floats, Whole, surviving_of

STEPS = 200
"""Steps of the search for prices before the first linear program."""

MOST_SETS = 400_000
"""Most sets given to the integer program; below some ten thousand it takes seconds."""

MOST_NODES = 20_000_000
"""Branches tried for all sets of one target."""

Tell = Callable[[str, float, float], None]
"""Hears what is being done, what survives under the plan in hand, and the bound."""


class OutOfTime(Exception):
    """The time is up."""


class Search:
    """The search for the best plan of one market. `plan`: rounds [targets, weapons] of the best plan so far, `upper`
    what survives under it, `lower` the bound, `price` the prices that prove it; `ended`: why it was not finished."""

    def __init__(self, market: Market, plan: Whole, left_s: Callable[[], float], tell: Tell) -> None:
        self.market, self.left_s, self._tell = market, left_s, tell
        self.plan, self.lower = plan, 0.0
        surviving = surviving_of(market.values, market.p, plan)
        self.upper = float(surviving.sum())
        self.price = first_prices(market, surviving)
        self.known = Columns(market)
        self.ended = ""

    def run(self) -> None:
        """Search until the plan is proven or the time is up; either way the attributes say what is known."""
        try:
            self._prices()
            if not self.proven:
                self._columns()
            while not self.proven and self._whole_sets():
                pass
        except OutOfTime:
            self.ended = "the time was up"

    @property
    def proven(self) -> bool:
        """Is the plan the best one?"""
        return is_closed(self.upper, self.lower, self.market.values)

    def tell(self, words: str) -> None:
        """Report, and stop when the time is up."""
        self._tell(words, self.upper, self.lower)
        if self.left_s() <= 0.0:
            raise OutOfTime

    def _better_bound(self, bound: float, price: Floats) -> None:
        if bound > self.lower or self.lower == 0.0:
            self.lower, self.price = max(0.0, bound), price

    def _prices(self) -> None:
        def tell(bound: float) -> bool:
            self.lower = max(self.lower, bound)
            self.tell("finding prices")
            return not self.proven

        self.lower = 0.0
        price, bound = better_prices(self.market, self.price, self.upper, STEPS, tell, self.known.add)
        self.price, self.lower = price, max(0.0, bound)

    def _columns(self) -> None:
        """The linear program over sets, until nobody wants another set."""
        program = Program(self.market)
        self.known.add(sets_of(self.market, self.plan))
        program.add(self.known.new())
        weight = 0.7  # of the best prices known: those of the linear program alone swing wildly
        while True:
            value, price = program.solve(self.left_s())
            if not value - self.lower > 0.1 * TOLERANCE * self.upper:
                break
            self.tell("finding sets")
            mixed = weight * self.price + (1.0 - weight) * price
            sets, bound, _ = self.market.best_sets(mixed)
            self._better_bound(bound, mixed)
            self.known.add(sets)
            fresh = self.known.new()
            if len(fresh) == 0:
                if weight == 0.0:
                    break
                weight = 0.0 if weight < 0.2 else 0.5 * weight
            program.add(fresh)
            if self.proven:
                break

    def _whole_sets(self) -> bool:
        """The integer program over the sets that a better plan may use. False when nothing more can be done."""
        slack = self.upper - self.lower
        part = 1.0
        most = MOST_SETS
        while True:
            self.tell("writing down sets")
            sets = self.market.all_sets(self.price, part * slack + 1e-12 * self.upper, most, MOST_NODES)
            if sets is not None:
                break
            part *= 0.5
            if part < 1e-3:
                return False
        self.tell(f"choosing among {len(sets)} sets")
        program = Program(self.market)
        known = Columns(self.market)
        known.add(sets)
        known.add(sets_of(self.market, self.plan))
        every = known.new()
        program.add(every)
        chosen, bound = program.solve_whole(every, sets_of(self.market, self.plan), self.left_s(), self.upper)
        before = self.upper
        if chosen is not None:
            plan = plan_of(self.market, every, chosen)
            upper = float(surviving_of(self.market.values, self.market.p, plan).sum())
            if upper < self.upper:
                self.plan, self.upper = plan, upper
        if part == 1.0:
            self.lower = max(self.lower, min(bound, self.upper))
            return False
        return self.upper < before


class Columns:
    """The sets that are known, each once."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._seen: set[bytes] = set()
        self._fresh: list[tuple[int, float, Whole, Whole]] = []

    def add(self, sets: Sets) -> None:
        """Take note of these sets."""
        for n in range(len(sets)):
            part = slice(sets.start[n], sets.start[n + 1])
            weapon, count = sets.weapon[part], sets.count[part]
            if len(weapon) > 1:
                order = np.argsort(weapon)
                weapon, count = weapon[order], count[order]
            key = b"%d:" % sets.target[n] + weapon.tobytes() + count.tobytes()
            if key not in self._seen:
                self._seen.add(key)
                self._fresh.append((int(sets.target[n]), float(sets.cost[n]), weapon, count))

    def new(self) -> Sets:
        """Those that came in since the last call."""
        fresh, self._fresh = self._fresh, []
        start = np.zeros(len(fresh) + 1, np.int64)
        np.cumsum([len(one[2]) for one in fresh], out=start[1:])
        nothing = [np.empty(0, np.int64)]
        return Sets(
            np.array([one[0] for one in fresh], np.int64),
            np.array([one[1] for one in fresh], float),
            start,
            np.concatenate([one[2] for one in fresh] or nothing),
            np.concatenate([one[3] for one in fresh] or nothing),
        )


class Program:
    """A linear program over sets: each target takes one, and no weapon fires more rounds than it has. HiGHS."""

    def __init__(self, market: Market) -> None:
        import highspy

        self._market = market
        self._names = highspy.HighsModelStatus
        targets, weapons = market.p.shape
        self._highs = highs = highspy.Highs()
        highs.HandleKeyboardInterrupt = True
        for name, value in {
            "output_flag": False, "threads": 1, "random_seed": 0, "primal_feasibility_tolerance": 1e-9,
            "dual_feasibility_tolerance": 1e-9, "mip_feasibility_tolerance": 1e-9,
            "mip_rel_gap": 0.1 * TOLERANCE, "mip_abs_gap": 0.0,
        }.items():  # fmt: skip
            highs.setOptionValue(name, value)
        self._scale = 1e3 / max(float(market.values.sum()), 1e-300)  # tolerances of the solver are absolute
        lower = np.concatenate([np.ones(targets), np.full(weapons, -math.inf)])
        upper = np.concatenate([np.ones(targets), market.rounds.astype(float)])
        none = np.empty(0)
        highs.addRows(
            targets + weapons, lower, upper, 0, np.zeros(targets + weapons, np.int32), none.astype(np.int32), none
        )

    def add(self, sets: Sets) -> None:
        """More sets to choose from."""
        n, targets = len(sets), len(self._market.values)
        if n == 0:
            return
        start = (sets.start[:-1] + np.arange(n)).astype(np.int32)
        index = np.insert(sets.weapon + targets, sets.start[:-1], sets.target).astype(np.int32)
        count = np.insert(sets.count.astype(float), sets.start[:-1], 1.0)
        self._highs.addCols(
            n, sets.cost * self._scale, np.zeros(n), np.full(n, math.inf), len(index), start, index, count
        )

    def solve(self, left_s: float) -> tuple[float, Floats]:
        """The least that survives when sets may be cut into parts, and what a round of each weapon is worth then."""
        self._run(left_s)
        dual = np.asarray(self._highs.getSolution().row_dual)[len(self._market.values) :]
        return self._highs.getObjectiveValue() / self._scale, np.maximum(0.0, -dual / self._scale)

    def solve_whole(self, sets: Sets, start: Sets, left_s: float, upper: float) -> tuple[Whole | None, float]:
        """The best choice of whole sets, by number, and a bound for all choices. `start`: a choice to begin with."""
        n = len(sets)
        self._highs.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.ones(n, np.uint8))
        first = numbers_of(self._market, sets, start)
        self._highs.setSolution(len(first), first.astype(np.int32), np.ones(len(first)))
        status = self._run(left_s, whole=True)
        info = self._highs.getInfo()
        bound = info.mip_dual_bound / self._scale
        if not math.isfinite(bound):
            bound = -math.inf
        if status == self._names.kOptimal:
            bound = max(bound, info.objective_function_value / self._scale * (1.0 - 0.1 * TOLERANCE))
        value = np.asarray(self._highs.getSolution().col_value)
        chosen = np.flatnonzero(value > 0.5)
        return (chosen if len(chosen) == len(self._market.values) else None), bound

    def _run(self, left_s: float, whole: bool = False) -> Any:
        if left_s <= 0.0:
            raise OutOfTime
        if math.isfinite(left_s):
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left_s)
        self._highs.solve()
        status = self._highs.getModelStatus()
        if status != self._names.kOptimal and not whole:
            raise OutOfTime
        return status


def sets_of(market: Market, plan: Whole) -> Sets:
    """A plan as one set for each target."""
    target, weapon = np.nonzero(plan)
    start = np.searchsorted(target, np.arange(len(market.values) + 1))
    everyone = np.arange(len(market.values))
    return Sets(everyone, surviving_of(market.values, market.p, plan), start, weapon, plan[target, weapon])


def plan_of(market: Market, sets: Sets, chosen: Whole) -> Whole:
    """The plan of the sets with these numbers."""
    plan = np.zeros(market.p.shape, np.int64)
    for n in chosen:
        part = slice(sets.start[n], sets.start[n + 1])
        plan[sets.target[n], sets.weapon[part]] = sets.count[part]
    return plan


def numbers_of(market: Market, sets: Sets, wanted: Sets) -> Whole:
    """The numbers among `sets` of the sets `wanted`, one for each target."""
    rows = {}
    for k in range(len(wanted)):
        part = slice(wanted.start[k], wanted.start[k + 1])
        rows[int(wanted.target[k])] = dict(zip(wanted.weapon[part].tolist(), wanted.count[part].tolist(), strict=True))
    found = []
    for n in range(len(sets)):
        part = slice(sets.start[n], sets.start[n + 1])
        if rows[int(sets.target[n])] == dict(zip(sets.weapon[part].tolist(), sets.count[part].tolist(), strict=True)):
            found.append(n)
    return np.array(found, np.int64)
