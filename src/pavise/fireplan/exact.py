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

From: O. Kwon, K. Lee, D. Kang, S. Park, "A branch-and-price algorithm for a targeting problem", Naval Research
Logistics (2007) (columns); R. Baldacci, N. Christofides, A. Mingozzi, "An exact algorithm for the
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


FIRST_SHARE, FIRST_SETS, WIDER = 1.0 / 4096.0, 8, 4.0
"""The integer program first sees the sets within a share of what is left to prove that gives so many for each target: a
good plan is found among few sets at once, and then there is little left to prove. After that, so many times as far."""


class OutOfTime(Exception):
    """The time is up."""


class TooMany(Exception):
    """More sets remain than the integer program could be given."""


class Search:
    """The search for the best plan of one market. `plan`: rounds [targets, weapons] of the best plan so far, `upper`
    what survives under it, `lower` the bound, `price` the prices that
    prove `base`, the bound without the integer program; `ended`: why it was not finished."""

    def __init__(self, market: Market, plan: Whole, left_s: Callable[[], float], tell: Tell) -> None:
        self.market, self.left_s, self._tell = market, left_s, tell
        self.plan, self.lower, self.base = plan, 0.0, -math.inf
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
            self._choose()
        except OutOfTime:
            self.ended = "the time was up"
        except TooMany:
            self.ended = "too many sets of rounds are nearly as good as the best"

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
        if bound > self.base:
            self.base, self.price = bound, price
            self.lower = max(0.0, bound)

    def _prices(self) -> None:
        def tell(bound: float) -> bool:
            self.lower = max(0.0, bound)
            self.tell("finding prices")
            return not self.proven

        price, bound = better_prices(self.market, self.price, self.upper, STEPS, tell, self.known.add)
        self._better_bound(bound, price)

    def _columns(self) -> None:
        """The linear program over sets, until nobody wants another set."""
        program = Program(self.market)
        self.known.add(sets_of(self.market, self.plan))
        program.add(self.known.new())
        weight = 0.7  # of the best prices known: those of the linear program alone swing wildly
        while True:
            value, price, plan = program.solve(self.left_s())
            self._take(plan)
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

    def _choose(self) -> None:
        """The integer program over more and more sets, until no better plan can have another one."""
        width, few = FIRST_SHARE * (self.upper - self.base), True
        while not self.proven:
            whole = self.upper - self.base
            sets = self._written(min(width, whole))
            few = few and len(sets) < FIRST_SETS * len(self.market.values)
            if not few or width >= whole:
                self._whole_sets(sets, min(width, whole))
                if width >= whole:
                    break
            width *= 0.5 * WIDER if few else WIDER

    def _written(self, width: float) -> Sets:
        """All sets that are at most `width` worse for their targets than the best ones."""
        self.tell("writing down sets")
        sets = self.market.all_sets(self.price, width * (1.0 + 1e-9), MOST_SETS, MOST_NODES)
        if sets is None:
            raise TooMany
        return sets

    def _whole_sets(self, sets: Sets, width: float) -> None:
        """The integer program over all sets within `width`.

        A plan with any other set leaves more than the bound of the prices and `width` together.
        """
        self.tell(f"choosing among {len(sets)} sets")
        program = Program(self.market)
        program.add(sets)
        plan, bound = program.solve_whole(self.plan, self.left_s())
        self._take(plan)
        self.lower = max(self.lower, min(bound, self.base + width, self.upper))

    def _take(self, plan: Whole | None) -> None:
        """Keep a plan if it is better."""
        if plan is None:
            return
        upper = float(surviving_of(self.market.values, self.market.p, plan).sum())
        if upper < self.upper:
            self.plan, self.upper = plan, upper


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
        self._shown: list[Sets] = []
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
        self._shown.append(sets)
        start = (sets.start[:-1] + np.arange(n)).astype(np.int32)
        index = np.insert(sets.weapon + targets, sets.start[:-1], sets.target).astype(np.int32)
        count = np.insert(sets.count.astype(float), sets.start[:-1], 1.0)
        self._highs.addCols(
            n, sets.cost * self._scale, np.zeros(n), np.full(n, math.inf), len(index), start, index, count
        )

    def solve(self, left_s: float) -> tuple[float, Floats, Whole | None]:
        """The least that survives when sets may be cut into parts, what a round of each weapon is worth then, and the
        plan if none was cut."""
        self._run(left_s)
        dual = np.asarray(self._highs.getSolution().row_dual)[len(self._market.values) :]
        return self._highs.getObjectiveValue() / self._scale, np.maximum(0.0, -dual / self._scale), self._plan(0.999)

    def solve_whole(self, plan: Whole, left_s: float) -> tuple[Whole | None, float]:
        """The best plan of whole sets, and a bound for all of them. `plan`: a plan to begin with."""
        self.add(sets_of(self._market, plan))
        n = sum(map(len, self._shown))
        self._highs.changeColsIntegrality(n, np.arange(n, dtype=np.int32), np.ones(n, np.uint8))
        first = np.arange(n - len(plan), n, dtype=np.int32)
        self._highs.setSolution(len(first), first, np.ones(len(first)))
        status = self._run(left_s, whole=True)
        info = self._highs.getInfo()
        bound = info.mip_dual_bound / self._scale if math.isfinite(info.mip_dual_bound) else -math.inf
        if status == self._names.kOptimal:
            bound = max(bound, info.objective_function_value / self._scale * (1.0 - 0.1 * TOLERANCE))
        return self._plan(0.5), bound

    def _plan(self, taken: float) -> Whole | None:
        """The plan of the sets that were taken by more than `taken`; None when a target has none."""
        value = np.asarray(self._highs.getSolution().col_value)
        chosen = np.flatnonzero(value > taken)
        if len(chosen) != len(self._market.values):
            return None
        plan = np.zeros(self._market.p.shape, np.int64)
        first = np.cumsum([0, *map(len, self._shown)])
        for n in chosen:
            block = int(np.searchsorted(first, n, side="right")) - 1
            sets, k = self._shown[block], n - first[block]
            part = slice(sets.start[k], sets.start[k + 1])
            plan[sets.target[k], sets.weapon[part]] = sets.count[part]
        return plan

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
