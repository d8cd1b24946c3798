"""A timetable that can be carried out: the next shot is always the one that gains most, while there is room for it.

A shot gains what it saves of its target, less what it costs at the prices of the bound: prices know which rounds and
which minutes of a channel are scarce. When nothing earns its price any more, what is left is given away for nothing.

    target's best shot  ->  launcher free?  channel free?  not too many rounds in flight?  ->  taken, and look again

Gains only shrink while shots are taken, so the best one that was worked out earlier is still the best if it has kept
its room (the lazy rule of M. Minoux, 1978).

Afterwards each shot is left out in turn, and what then has room put in its place, if that saves more.

When not to believe it: it is a plan, not the best one; the bound tells how far off that may be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pavise.fireplan.filling import fill
from pavise.fireplan.problem import Floats, Whole
from pavise.fireplan.timed_problem import NOTHING, TimedProblem


@dataclass(frozen=True)
class Timetable:
    """`shot`: rows of the shots that are fired, `launcher`: from which; `surviving` [T]: value left of each target."""

    shot: Whole
    launcher: Whole
    surviving: Floats
    stopped: float


def timetable(problem: TimedProblem, cost: Floats, keep: Whole = NOTHING) -> Timetable:
    """A timetable made with these costs of shots [O]; `keep`: shots that are taken first, as far as they fit."""
    surviving = problem.values.copy()
    room = int((problem.rounds * problem.loads).sum())
    shot, launcher = np.empty(room, np.int64), np.empty(room, np.int64)
    taken = fill(
        keep, problem.first, problem.weapon, problem.launch_s, problem.known_s, problem.p, cost, problem.weapon_post,
        problem.channels, problem.salvo, problem.launcher_weapon, problem.rounds, problem.loads, problem.interval_s,
        problem.reload_s, problem.target, surviving, shot, launcher,
    )  # fmt: skip
    return Timetable(shot[:taken], launcher[:taken], surviving, float((problem.values - surviving).sum()))


def improved(problem: TimedProblem, found: Timetable, cost: Floats, left_s: Callable[[], float]) -> Timetable:
    """The same with shots left out one by one and their room given to others, as long as that saves more."""
    turn, vain = 0, 0
    while vain < len(found.shot) and left_s() > 0.0:
        out = found.shot[turn % len(found.shot)]
        without = cost.copy()
        without[out] = np.inf
        other = timetable(problem, without, np.delete(found.shot, turn % len(found.shot)))
        if other.stopped > found.stopped * (1.0 + 1e-9):
            found, vain = other, 0
        else:
            vain += 1
        turn += 1
    return found
