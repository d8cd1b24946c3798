"""From a problem to a plan and how good it is: the story of `pavise.assign`.

    greedy         the next round always goes where it saves most                  below a millisecond; some 3 % off
    exchange       ... then rounds are moved and swapped while that saves anything   below a millisecond; 1 to 2 %
    assignment     stage by stage, the best pairs together; then both of the above   milliseconds; 0.1 % or so
    exact          from the second of these to the plan that is proven best          often below a second

Whatever the method, the answer says how much could survive at least under any plan, so one knows what a better method
could still bring.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from pavise.fireplan.bound import Market, better_prices, first_prices, is_closed
from pavise.fireplan.exact import Search
from pavise.fireplan.exchange import exchange
from pavise.fireplan.greedy import fill_greedily
from pavise.fireplan.problem import Floats, Problem, Whole, alike, joined, parted, surviving_of
from pavise.fireplan.stages import fill_in_stages, regroup
from pavise.yamlfile import BadInput, Finding, did_you_mean

Method = Literal["greedy", "exchange", "assignment", "exact"]
METHODS: tuple[str, ...] = get_args(Method)

PASSES = 50
"""Most times that rounds are moved and swapped over all; a handful are usual."""

REGROUPED, REFINED = 6, 4
"""Most times that a round of every target is taken out and given out again in a row, and most times that this and the
exchange take turns: large plans with many rounds would go on for seconds and gain a thousandth."""

BOUND_STEPS = 300
"""Steps of the search for a bound; it has hardly changed any more by then."""


@dataclass(frozen=True)
class Progress:
    """How far the search is: in which of its parts (`done` of `total`), since when, what survives under the plan in
    hand and at least under any plan. Nobody knows how long it will take (`left_s`)."""

    done: int
    total: int
    elapsed_s: float
    left_s: None
    doing: str
    surviving: float
    bound: float


@dataclass(frozen=True)
class FirePlan:
    """A plan. `rounds` [weapons, targets]: how many of each weapon at each target. `surviving_of_target`: value that
    survives on average, for each target; `surviving`: of all together. `lower_bound`: under any plan at least so much
    survives, proven; None when it was not asked for. `gap`: how much less could survive at most, as a share of
    `surviving`. `proven`: is this the best plan (the gap below one in ten million)?"""

    rounds: Whole
    surviving_of_target: Floats
    surviving: float
    value: float
    lower_bound: float | None
    gap: float | None
    proven: bool
    method: str
    seconds: float
    targets: tuple[str, ...]
    weapons: tuple[str, ...]
    remarks: tuple[str, ...]


def assign_rounds(
    problem: Problem,
    method: str = "assignment",
    *,
    time_limit_s: float | None = None,
    bound: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> FirePlan:
    """The plan for a problem. `time_limit_s`: then the search ends with the best plan and bound it has. `bound`: look
    for one (takes longer than the plan); the exact method always does. Raises BadInput when the method is not known, or
    is `exact` and HiGHS is missing."""
    must_be_known(method)
    if method == "exact":
        must_have_highs()
    began_s = time.perf_counter()
    remarks: list[str] = []

    def left_s() -> float:
        return math.inf if time_limit_s is None else began_s + time_limit_s - time.perf_counter()

    def tell(doing: str, surviving: float, lower: float) -> None:
        if on_progress is not None:
            part = 3 if doing.startswith(("writing", "choosing")) else 2 if doing.startswith("finding sets") else 1
            on_progress(Progress(part - 1, 3, time.perf_counter() - began_s, None, doing, surviving, lower))

    plan = quick_plan(problem, "exchange" if method == "exact" else method)
    upper = float(surviving_of(problem.values, problem.p, plan).sum())
    lower: float | None = None
    if method == "exact":
        p, rounds, into = alike(problem.p, problem.rounds)
        market = Market(problem.values, p, rounds)
        search = Search(market, joined(plan, into, len(rounds)), left_s, tell)
        search.run()
        if search.upper < upper:
            plan = parted(search.plan, into, problem.rounds)
        lower = search.lower
        if not search.proven:
            remarks.append("not proven to be the best plan: " + (search.ended or "the search has come to its end"))
    elif bound:
        p, rounds, _ = alike(problem.p, problem.rounds)
        market = Market(problem.values, p, rounds)
        lower = lower_bound(market, surviving_of(problem.values, problem.p, plan), left_s, tell)
    surviving = surviving_of(problem.values, problem.p, plan)
    upper = float(surviving.sum())
    gap = None
    if lower is not None:
        lower = min(lower, upper)
        gap = (upper - lower) / upper if upper > 1e-12 * problem.values.sum() else 0.0
    if on_progress is not None:
        on_progress(Progress(3, 3, time.perf_counter() - began_s, None, "done", upper, lower or 0.0))
    return FirePlan(
        rounds=np.ascontiguousarray(plan.T),
        surviving_of_target=surviving,
        surviving=upper,
        value=float(problem.values.sum()),
        lower_bound=lower,
        gap=gap,
        proven=lower is not None and is_closed(upper, lower, problem.values),
        method=method,
        seconds=time.perf_counter() - began_s,
        targets=problem.targets,
        weapons=problem.weapons,
        remarks=tuple(remarks),
    )


def must_be_known(method: str) -> None:
    """BadInput when there is no such method."""
    if method not in METHODS:
        mend = did_you_mean(method, METHODS) or f"write one of: {', '.join(METHODS)}"
        raise BadInput([Finding("assign", None, "method", f"{str(method)[:40]!r} is not known here", mend)])


def must_have_highs() -> None:
    """BadInput when what the exact method needs is not installed."""
    try:
        import highspy  # noqa: F401
    except ImportError:
        said = "the exact method needs the solver HiGHS (the package highspy), which is not installed"
        raise BadInput([Finding("assign", None, "method", said, "pip install 'pavise[assign]'")]) from None


def quick_plan(problem: Problem, method: str) -> Whole:
    """The plan [targets, weapons] of one of the quick methods."""
    values, p = problem.values, problem.p
    surviving, left = values.copy(), problem.rounds.copy()
    plan = np.zeros(p.shape, np.int64)
    if method in ("greedy", "exchange"):
        fill_greedily(p, left, surviving, np.empty(len(values), np.int64), np.empty(len(values)), plan)
        if method == "greedy":
            return plan
        target, weapon = (np.repeat(axis, plan[plan > 0]) for axis in np.nonzero(plan))
        exchange(values, p, surviving, weapon, target, np.empty(len(weapon)), PASSES)
    else:
        weapon, target = np.empty(int(left.sum()), np.int64), np.empty(int(left.sum()), np.int64)
        given = fill_in_stages(p, left, surviving, weapon, target)
        weapon, target = weapon[:given], target[:given]
        without = np.empty(given)
        for _ in range(REFINED):
            exchange(values, p, surviving, weapon, target, without, PASSES)
            if not regroup(values, p, surviving, weapon, target, without, REGROUPED):
                break
    plan[:] = 0
    np.add.at(plan, (target, weapon), 1)
    return plan


def lower_bound(
    market: Market, surviving: Floats, left_s: Callable[[], float], tell: Callable[[str, float, float], None]
) -> float:
    """What survives at least under any plan; `surviving` [targets]: under the best one known."""
    upper = float(surviving.sum())

    def go_on(bound: float) -> bool:
        tell("finding a bound", upper, bound)
        return left_s() > 0.0

    return max(0.0, better_prices(market, first_prices(market, surviving), upper, BOUND_STEPS, go_on)[1])
