"""A plan that decides as it goes: how much it stops when it is carried out, by dice.

In the order of launches each shot is asked whether it earns its price now: what it saves of its target, if that still
flies for all one knows, over what could be saved by waiting for the next look, less what round and channel cost at the
prices of the bound. If it does, and a launcher and a channel are free, it is fired. Rounds and channels that are not
needed any more are there for others. A patient plan also waits, for the shots of each look, for one that is nearly the
best; which of the plans is better here is tried with dice that are not used again.

From: such index rules of a Lagrangian bound, e.g. J. T. Hawkins, *A Lagrangian decomposition approach to weakly coupled
dynamic optimization problems and its applications*, PhD thesis, MIT (2003).

When not to believe it: it is one plan, found quickly. That no plan does better nobody says; the bound does.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.fireplan.fights import fight
from pavise.fireplan.problem import Floats
from pavise.fireplan.timed_bound import Bound
from pavise.fireplan.timed_problem import TimedProblem

PATIENCE = (0.0, 0.8)
"""Shares of the best gain at the same look below which a plan waits."""
TRIALS = 6


def stopped_as_it_goes(problem: TimedProblem, bound: Bound, seed: int, replication: int, times: int) -> float:
    """Value that is stopped on average when the battle is fought `times` times, with dice of its own."""
    if len(problem.weapon) == 0:
        return 0.0
    order = np.argsort(problem.launch_s, kind="stable")
    most = int((problem.rounds * problem.loads).sum())
    rival = best_of_look(problem, bound)

    def fought(patience: float, first: int, times: int) -> float:
        return float(
            fight(
                seed, replication, first, times, patience * rival, order, problem.target, problem.values,
                problem.weapon, problem.launch_s, problem.known_s, problem.p, bound.cost, bound.later,
                problem.weapon_post, problem.channels, problem.salvo, problem.launcher_weapon, problem.rounds,
                problem.loads, problem.interval_s, problem.reload_s, most,
            )
        )  # fmt: skip

    tried = [fought(patience, times, TRIALS) for patience in PATIENCE]
    return fought(PATIENCE[int(np.argmax(tried))], 0, times)


def best_of_look(problem: TimedProblem, bound: Bound) -> Floats:
    """The most that a shot of the same post gains at the same look of the same target, for each shot [O]."""
    target, post = problem.target, problem.weapon_post[problem.weapon]
    gain = problem.p * (problem.values[target] - bound.later) - bound.cost
    look = (target * (int(bound.window.max()) + 1) + bound.window) * len(problem.channels) + post
    best = np.full(int(look.max()) + 1, -math.inf)
    np.maximum.at(best, look, gain)
    return best[look]
