"""How much could be stopped at most, when nothing is relied on but reach and rounds: a bound for rounds that stray.

    launchers --so many rounds by then--> windows of launch --into what is in reach--> targets, each stopped once

Every target has windows in which a round of a weapon may leave that meets it, however it comes to do so. Each round
counts for its chance of a kill, and a target for 1 at most. That holds whatever a plan knows or mistakes, for several
rounds at once as for one after the other: a round that meets a target which still flies kills it with the chance p at
most, so on average no more is killed than p times the rounds that meet it. What is left is a linear program over
averages, and its dual is the bound: rounds have prices, every target is stopped in the cheapest way or not at all, and
what all targets gain by that plus the price of everything there is bounds what any plan stops.

Prices come from a solver, which need not be believed: the bound is worked out from them here, and every price gives
one.

**Limits**: rounds launched until the end of each cell of time, and within each cell, as `timed_bound.py` has them; and
seconds of channels until the end of each cell, of which a round takes `known_s - launch_s` at least, shared by as many
rounds as may be in flight at one target. The last rounds may keep theirs busy beyond that end, so there are as many
seconds more. Limits that follow from others are left out, mostly all but one for each weapon.

When not to believe it: it is a bound for whoever is lucky in everything else. Where rounds meet what they were fired
at, `timed_bound.py` says more.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.fireplan.problem import Floats, Whole
from pavise.fireplan.timed_bound import limits_of
from pavise.fireplan.timed_problem import TimedProblem

CELLS = 24
"""Cells that the time of launches is cut into."""
DIGITS = 9
"""Prices are rounded to so many, so that another machine's solver gives the same bound."""


class Uses(NamedTuple):
    """Ways to fire a round: at which target [X], in which window [X]; and how much of which limit each takes up, as
    entries of a matrix: row of the limit, way, amount."""

    target: Whole
    window: Whole
    limit: Whole
    way: Whole
    amount: Floats


def most_within_reach(problem: TimedProblem) -> float:
    """No plan stops more value than this on average, and where every round kills in no single battle.

    A row of shots is a window here, which may be as long as it likes: rounds leave between `launch_s` and `latest_s`.
    Raises RuntimeError when the solver finds no prices.
    """
    if len(problem.weapon) == 0:
        return 0.0
    begin_s = float(problem.launch_s.min())
    cell_s = max((float(problem.latest_s.max()) - begin_s) / CELLS, 1e-9)
    limits = limits_on_rounds(problem, begin_s, cell_s)
    uses = uses_of(problem, binding(problem, limits), begin_s, cell_s)
    return bound_at(problem, limits.ravel(), uses, prices(problem, limits.ravel(), uses))


def longest_busy_s(problem: TimedProblem) -> Floats:
    """The longest time that some round of each post keeps a channel busy at least [C]."""
    busy_s = np.zeros(len(problem.channels))
    np.maximum.at(busy_s, problem.weapon_post[problem.weapon], problem.known_s - problem.launch_s)
    return busy_s


def limits_on_rounds(problem: TimedProblem, begin_s: float, cell_s: float) -> Floats:
    """[2 G + C, cells]: rounds until the end of each cell, rounds within it, and seconds of channels until its end."""
    limits = limits_of(problem, begin_s, cell_s, CELLS)
    first_s = np.full(len(problem.channels), np.inf)
    np.minimum.at(first_s, problem.weapon_post[problem.weapon], problem.launch_s)
    until_s = begin_s + (1 + np.arange(CELLS)) * cell_s - first_s[:, None]
    seconds = problem.channels[:, None] * (until_s + longest_busy_s(problem)[:, None])
    limits[2 * len(problem.weapon_post) :] = np.where(until_s >= 0.0, seconds, 0.0)
    return limits


def binding(problem: TimedProblem, limits: Floats) -> np.ndarray:
    """Which limits do not follow from others [2 G + C, cells]."""
    weapons, busy_s = len(problem.weapon_post), longest_busy_s(problem)
    in_all = limits[:weapons, -1]
    binds = np.ones(limits.shape, bool)
    binds[:weapons, :-1] = limits[:weapons, :-1] < limits[:weapons, 1:]  # else the later one says as much
    binds[weapons : 2 * weapons] = limits[weapons : 2 * weapons] < in_all[:, None]
    most_s = np.bincount(problem.weapon_post, in_all, len(busy_s)) * busy_s / problem.salvo
    binds[2 * weapons :] = limits[2 * weapons :] < most_s[:, None]
    return binds


def uses_of(problem: TimedProblem, binds: np.ndarray, begin_s: float, cell_s: float) -> Uses:
    """Every way to fire a round: each window in each of its cells; only in its last one where the weapon is not paced,
    since a round that leaves later counts in fewer totals."""
    weapons = len(problem.weapon_post)
    from_cell, to_cell = (
        np.clip(((time_s - begin_s) / cell_s).astype(np.int64), 0, CELLS - 1)
        for time_s in (problem.launch_s, problem.latest_s)
    )
    paced = np.asarray(binds[weapons : 2 * weapons].any(axis=1))
    from_cell = np.where(paced[problem.weapon], from_cell, to_cell)
    many = to_cell - from_cell + 1
    window = np.repeat(np.arange(len(many)), many)
    cell = np.arange(len(window)) - np.repeat(np.cumsum(many) - many, many) + from_cell[window]
    weapon = problem.weapon[window]
    post = problem.weapon_post[weapon]
    channel_s = (problem.known_s - problem.launch_s)[window] / problem.salvo[post]
    until = np.arange(CELLS) >= cell[:, None]
    fired, later = np.nonzero(binds[weapon] & until)
    (in_cell,) = np.nonzero(binds[weapons + weapon, cell])
    guided, later_guided = np.nonzero(binds[2 * weapons + post] & until)
    return Uses(
        problem.target[window],
        window,
        np.concatenate(
            [
                weapon[fired] * CELLS + later,
                (weapons + weapon[in_cell]) * CELLS + cell[in_cell],
                (2 * weapons + post[guided]) * CELLS + later_guided,
            ]
        ),
        np.concatenate([fired, in_cell, guided]),
        np.concatenate([np.ones(len(fired) + len(in_cell)), channel_s[guided]]),
    )


def prices(problem: TimedProblem, limits: Floats, uses: Uses) -> Floats:
    """What one of each limit is worth [limits]: the dual of the program whose unknowns are rounds fired in each way,
    and the share of each target that is stopped."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    ways, targets = len(uses.window), len(problem.values)
    kept, row = np.unique(uses.limit, return_inverse=True)
    stopped = np.arange(targets)
    amounts = np.concatenate([uses.amount, -problem.p[uses.window], np.ones(targets)])
    rows = np.concatenate([row, len(kept) + uses.target, len(kept) + stopped])
    columns = np.concatenate([uses.way, np.arange(ways), ways + stopped])
    found = linprog(
        np.concatenate([np.zeros(ways), -problem.values]),
        A_ub=coo_array((amounts, (rows, columns)), shape=(len(kept) + targets, ways + targets)).tocsr(),
        b_ub=np.concatenate([limits[kept], np.zeros(targets)]),
        bounds=np.concatenate([np.tile([0.0, np.inf], (ways, 1)), np.tile([0.0, 1.0], (targets, 1))]),
        method="highs",
    )  # fmt: skip
    if found.status != 0:
        raise RuntimeError(f"no prices were found for the rounds within reach: {found.message}")
    price = np.zeros(len(limits))
    price[kept] = np.round(np.maximum(-found.ineqlin.marginals[: len(kept)], 0.0), DIGITS)
    return price


def bound_at(problem: TimedProblem, limits: Floats, uses: Uses, price: Floats) -> float:
    """The bound that these prices prove: what each target gains where it is stopped in the cheapest way, and the price
    of all there is."""
    cost = np.bincount(uses.way, price[uses.limit] * uses.amount, len(uses.window))
    cheapest = np.full(len(problem.values), np.inf)
    np.minimum.at(cheapest, uses.target, cost / problem.p[uses.window])
    return float(np.maximum(problem.values - cheapest, 0.0).sum() + (price * limits).sum())
