"""From a problem in time to a timetable and how good it is: what `pavise.assign` does with launch windows.

    greedy                  the next shot is the one that gains most, priced and unpriced     milliseconds
    exchange, assignment    ... then shots are left out and others put in their place         longer; often the best
    exact                   ... then the one proven best, to a millionth of all value         small problems only

Whatever the method, the answer says how much survives at least under any plan, also under one that decides as it goes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pavise.fireplan.plan import Progress, must_be_known
from pavise.fireplan.problem import Floats
from pavise.fireplan.timed_bound import most_stopped
from pavise.fireplan.timed_exact import TOLERANCE, best_timetable
from pavise.fireplan.timed_problem import TimedProblem
from pavise.fireplan.timetable import Timetable, improved, timetable

BOUND_STEPS = 300


@dataclass(frozen=True)
class Shot:
    """One round of a timetable. `needed`: the chance that it is fired, its target not known to be dead by then."""

    launch_s: float
    weapon: str
    launcher: int
    target: str
    arrives_s: float
    known_s: float
    p_kill: float
    needed: float


@dataclass(frozen=True)
class TimedPlan:
    """A timetable: `shots` in the order of launch. `surviving_of_target`, `surviving`: value that survives on average.

    `lower_bound`: under any timetable at least so much survives, proven; `gap`: how much less than `surviving` that is,
    as a share; `proven`: whether this is the best timetable. `lower_bound_as_it_goes`: under any plan at least so much
    survives, even under one that decides as it goes. Bounds are None when they were not asked for.
    """

    shots: tuple[Shot, ...]
    surviving_of_target: Floats
    surviving: float
    value: float
    rounds_on_average: float
    lower_bound: float | None
    lower_bound_as_it_goes: float | None
    gap: float | None
    proven: bool
    method: str
    seconds: float
    targets: tuple[str, ...]
    weapons: tuple[str, ...]
    remarks: tuple[str, ...]


def plan_in_time(
    problem: TimedProblem,
    method: str = "assignment",
    *,
    time_limit_s: float | None = None,
    bound: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
) -> TimedPlan:
    """The timetable for a problem. `time_limit_s`: then the search ends with the best one and the bound it has.

    Raises BadInput when the method is not known.
    """
    must_be_known(method)
    began_s = time.perf_counter()
    value = float(problem.values.sum())
    remarks: list[str] = []

    def left_s() -> float:
        return math.inf if time_limit_s is None else began_s + time_limit_s - time.perf_counter()

    def tell(doing: str, surviving: float, lower: float) -> None:
        if on_progress is not None:
            part = 3 if doing == "done" else 2 if doing.startswith("choosing") else 1
            on_progress(Progress(part, 3, time.perf_counter() - began_s, None, doing, surviving, lower))

    found = timetable(problem, np.zeros(len(problem.weapon)))
    tell("finding a bound", value - found.stopped, 0.0)
    most = most_stopped(problem, found.stopped, BOUND_STEPS)
    priced = timetable(problem, most.cost)
    found, cost = (priced, most.cost) if priced.stopped > found.stopped else (found, np.zeros(len(problem.weapon)))
    as_it_goes = max(value - most.stopped, 0.0)
    lower = as_it_goes
    if method != "greedy" and len(found.shot):
        found = improved(problem, found, cost, left_s)
    if method == "exact":
        best = best_timetable(problem, float(found.surviving.sum()), left_s, tell)
        if best.shots is not None:
            exact = timetable(problem, np.full(len(problem.weapon), np.inf), in_time(problem, best.shots))
            found = exact if exact.stopped > found.stopped else found
        lower = max(lower, best.lower)
        if best.ended:
            remarks.append(f"not proven to be the best timetable: {best.ended}")
    surviving = float(found.surviving.sum())
    lower, as_it_goes = min(lower, surviving), min(as_it_goes, surviving)
    asked = bound or method == "exact"
    close = surviving - lower <= 2.0 * TOLERANCE * value
    shots = shots_in_order(problem, found)
    tell("done", surviving, lower)
    return TimedPlan(
        shots=shots,
        surviving_of_target=found.surviving,
        surviving=surviving,
        value=value,
        rounds_on_average=sum(shot.needed for shot in shots),
        lower_bound=lower if asked else None,
        lower_bound_as_it_goes=as_it_goes if asked else None,
        gap=None if not asked else 0.0 if surviving <= 1e-9 * value else (surviving - lower) / surviving,
        proven=asked and close,
        method=method,
        seconds=time.perf_counter() - began_s,
        targets=problem.targets,
        weapons=problem.weapons,
        remarks=tuple(remarks),
    )


def in_time(problem: TimedProblem, shots: np.ndarray) -> np.ndarray:
    """Shots in the order of launch, in which launchers in turn have room for all that have room at all."""
    return shots[np.argsort(problem.launch_s[shots], kind="stable")]


def shots_in_order(problem: TimedProblem, found: Timetable) -> tuple[Shot, ...]:
    """The shots as they are fired, each with the chance that it is still needed."""
    target, shots = problem.target, []
    order = np.argsort(problem.launch_s[found.shot], kind="stable")
    first_launcher = np.searchsorted(problem.launcher_weapon, np.arange(len(problem.weapon_post)))
    for a in order:
        o = found.shot[a]
        seen = [s for s in found.shot if target[s] == target[o] and problem.known_s[s] <= problem.launch_s[o]]
        shots.append(
            Shot(
                launch_s=float(problem.launch_s[o]),
                weapon=problem.weapons[problem.weapon[o]],
                launcher=int(found.launcher[a] - first_launcher[problem.weapon[o]]) + 1,
                target=problem.targets[target[o]],
                arrives_s=float(problem.launch_s[o] + problem.flight_s[o]),
                known_s=float(problem.known_s[o]),
                p_kill=float(problem.p[o]),
                needed=float(np.prod([1.0 - problem.p[s] for s in seen])),
            )
        )
    return tuple(shots)
