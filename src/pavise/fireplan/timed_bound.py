"""How much could be stopped at most, by any plan, even one that decides as it goes: a bound that is proven.

Rounds and seconds of channels get prices. At given prices every target has a best way of its own to be fought: look by
look, another round only if it still flies (a small dynamic program). What all targets gain then, plus the price of
everything there is, is never less than what any plan can gain with it: its expected rounds and channel seconds obey the
same limits, whatever it decides by (Lagrange; "weakly coupled" programs, Hawkins 2003, Adelman and Mersereau 2008).
Prices are improved by subgradient steps; every price gives a bound, so it does not matter when that ends.

**Looks.** The shots at one target are cut into blind windows: whatever is fired inside one is fired before any result
of a round from inside it can be known. With n rounds of chance p fired blind the target dies with 1 - (1 - p)^n at
most, so on average with phi(expected rounds) at most, phi being the straight lines between these points. A weaker round
counts as a part of the surest one there, as its chance is (adding it gives p + (1 - p) phi, which lies on a chord of
phi). Between windows everything is taken to be known. A post has at most `salvo` rounds in flight at one target, so no
more in one window.

**Limits**, all of averages, hence for plans of any kind: rounds launched until the end of each cell of time (full loads
fired at once and reloaded as soon as they are empty), rounds in each cell, seconds of channels in each cell (a round
takes a share of 1 / salvo of a channel at least).

When not to believe it: it is a bound; that some plan reaches it nobody says. Where a post may have several rounds in
flight at one target, its channels count for more than single rounds could use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pavise.fireplan.prices import blind_windows, search_prices
from pavise.fireplan.problem import Floats, Whole
from pavise.fireplan.timed_problem import TimedProblem, most_rounds

CELLS = 48
"""Cells that the time of the raid is cut into; prices change from one to the next."""

STEPS = 120
"""Steps of the search for prices."""


@dataclass(frozen=True)
class Bound:
    """No plan stops more value than `stopped` on average. At the prices that prove it each shot costs `cost` [O], and
    if its target still flies after the look that this shot belongs to, it is worth `later` [O] to go on. `window` [O]:
    the look, numbered from 0 for each target."""

    stopped: float
    cost: Floats
    later: Floats
    window: Whole


def most_stopped(problem: TimedProblem, at_least: float = 0.0, steps: int = STEPS) -> Bound:
    """The bound. `at_least`: what some plan is known to stop, which sets the pace of the search."""
    shots = len(problem.weapon)
    cost, later = np.zeros(shots), np.zeros(shots)
    if shots == 0:
        return Bound(0.0, cost, later, np.zeros(0, np.int64))
    begin_s, end_s = float(problem.launch_s.min()), float(problem.known_s.max())
    cell_s = max((end_s - begin_s) / CELLS, 1e-9)
    limits = limits_of(problem, begin_s, cell_s)
    window = np.empty(shots, np.int64)
    blind_windows(problem.first, problem.launch_s, problem.latest_s, problem.known_s, window)
    bound = search_prices(
        problem.values, problem.first, window, problem.weapon, problem.latest_s, problem.known_s, problem.p,
        problem.weapon_post, problem.salvo, begin_s, cell_s, limits, len(problem.weapon_post), at_least, steps, cost,
        later,
    )  # fmt: skip
    return Bound(float(bound), cost, later, window)


def limits_of(problem: TimedProblem, begin_s: float, cell_s: float, cells: int = CELLS) -> Floats:
    """[2 G + C, cells]: rounds until the end of each cell, rounds within it, and seconds of channels within it."""
    weapons = len(problem.weapon_post)
    limits = np.zeros((2 * weapons + len(problem.channels), cells))
    first_s = np.full(weapons, math.inf)
    np.minimum.at(first_s, problem.weapon, problem.launch_s)
    kinds: dict[tuple[int, int, int, float, float], int] = {}
    for row in zip(
        problem.launcher_weapon.tolist(), problem.rounds.tolist(), problem.loads.tolist(),
        problem.interval_s.tolist(), problem.reload_s.tolist(), strict=True,
    ):  # fmt: skip
        kinds[row] = kinds.get(row, 0) + 1
    for (g, rounds, loads, interval_s, reload_s), number in kinds.items():
        if first_s[g] == math.inf:
            continue
        within = most_rounds(rounds, loads, interval_s, reload_s, cell_s)
        limits[weapons + g] += number * within
        for k in range(cells):
            until_s = begin_s + (k + 1) * cell_s - first_s[g]
            limits[g, k] += number * most_rounds(rounds, loads, interval_s, reload_s, until_s)
    if problem.weapon_rounds is not None:
        limits[:weapons] = np.minimum(limits[:weapons], problem.weapon_rounds[:, None])
    limits[2 * weapons :] = (problem.channels * cell_s)[:, None]
    return limits
