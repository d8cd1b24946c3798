"""The best timetable, proven: an integer program over launches that is shown more and more of what survives.

    launches        how often each shot is fired (whole), from which launcher and which of its loads
    rounds          of each load; a pause between two; the next load only when the last is used up and reloaded
    channels        a target is busy while a round of the post is in flight at it
    what survives   exp(-(sum of strengths)) of each target, from below by its tangents: solve, add the tangents where
                    the plan stands, solve again, until bound and plan meet (outer approximation)

From: M. A. Duran, I. E. Grossmann, "An outer-approximation algorithm for a class of mixed-integer nonlinear programs",
Mathematical Programming 36 (1986) 307-339; solved by HiGHS, as it comes with SciPy.

When not to believe it: best among timetables with launches at the moments given. A plan that decides as it goes may do
better, see `timed_bound.py`. Meant for small problems: some hundred launches.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pavise.fireplan.problem import Floats, Whole
from pavise.fireplan.sets import SURE
from pavise.fireplan.timed_problem import TimedProblem

TOLERANCE = 1e-6
"""Share of all value within which a timetable counts as the best."""

FIRST_TANGENTS = (0.5, 1.0, 2.0, 3.0, 5.0)
MOST_COLUMNS = 20_000
MOST_ROUNDS_OF_TANGENTS = 200


@dataclass
class Rows:
    """Rows of a linear program: entries (row, column, value) and upper bounds; the lower ones are infinite."""

    row: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, entries: list[tuple[int, float]], most: float) -> None:
        """One more: the sum of value x column over `entries` is at most `most`."""
        for column, value in entries:
            self.row.append(len(self.most))
            self.column.append(column)
            self.value.append(value)
        self.most.append(most)


class Launches:
    """The columns of the program: launches of shot `shot` by launchers `group` (alike, taken together) from their load
    `load`; then busy targets, begun loads, and what survives of each target."""

    def __init__(self, problem: TimedProblem) -> None:
        self.problem = problem
        self.rows = Rows()
        self.shot: list[int] = []
        self.most: list[float] = []
        self.whole: list[int] = []
        self.of_shot: list[list[int]] = [[] for _ in problem.weapon]
        for launchers in groups_of(problem):
            self._group(launchers)
        if len(self.most) <= MOST_COLUMNS:
            self._channels()
        self.survives = [self._column(1.0, 0) for _ in problem.values]

    def _column(self, most: float, whole: int, shot: int = -1) -> int:
        self.shot.append(shot)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.most) - 1

    def _group(self, launchers: list[int]) -> None:
        """Launches of some launchers that are alike (one alone where they are reloaded)."""
        one, problem, alike = launchers[0], self.problem, len(launchers)
        mine = np.flatnonzero(problem.weapon == problem.launcher_weapon[one])
        mine = mine[np.argsort(problem.launch_s[mine], kind="stable")]
        rounds, interval_s, times = int(problem.rounds[one]), float(problem.interval_s[one]), problem.launch_s
        loads = int(problem.loads[one]) if rounds else 0
        of_load: list[list[int]] = []
        for _ in range(loads):
            columns = []
            for o in mine:
                most = int(problem.salvo[problem.weapon_post[problem.weapon[o]]])
                columns.append(self._column(float(min(most, alike) if interval_s > 0.0 else most), 1, int(o)))
                self.of_shot[o].append(columns[-1])
            of_load.append(columns)
            self.rows.add([(column, 1.0) for column in columns], float(alike * rounds))
        if interval_s > 0.0:
            for k in range(len(mine)):
                inside = [a for a in range(k, len(mine)) if times[mine[a]] < times[mine[k]] + interval_s - 1e-9]
                self.rows.add([(columns[a], 1.0) for columns in of_load for a in inside], float(alike))
        pause_s = max(interval_s, float(problem.reload_s[one]))
        for load in range(1, loads):
            before, after = of_load[load - 1], of_load[load]
            begun = -1
            for k in range(len(mine)):
                last, begun = begun, self._column(1.0, 1)  # has this load begun by then?
                if last >= 0:
                    self.rows.add([(last, 1.0), (begun, -1.0)], 0.0)
                self.rows.add([(after[k], 1.0), (begun, -1.0)], 0.0)
                late = [a for a in range(len(mine)) if times[mine[a]] > times[mine[k]] - pause_s + 1e-9]
                self.rows.add([*((before[a], 1.0) for a in late), (begun, float(rounds))], float(rounds))
            self.rows.add([*((column, -1.0) for column in before), (begun, float(rounds))], 0.0)

    def _channels(self) -> None:
        """At every launch: no more rounds in flight at a target, and no more targets, than the post can have."""
        problem = self.problem
        target, post = problem.target, problem.weapon_post[problem.weapon]
        for c in range(len(problem.channels)):
            mine = np.flatnonzero(post == c)
            for time_s in np.unique(problem.launch_s[mine]):
                aloft = mine[(problem.launch_s[mine] <= time_s) & (problem.known_s[mine] > time_s)]
                busy = []
                for j in np.unique(target[aloft]):
                    busy.append(self._column(1.0, 1))
                    entries = [(column, 1.0) for o in aloft[target[aloft] == j] for column in self.of_shot[o]]
                    self.rows.add([*entries, (busy[-1], -float(problem.salvo[c]))], 0.0)
                if len(busy) > problem.channels[c]:
                    self.rows.add([(column, 1.0) for column in busy], float(problem.channels[c]))

    def add_tangent(self, j: int, at: float, strength: Floats) -> None:
        """exp(-strengths) of target j lies above its tangent where the strengths sum to `at`."""
        steep = math.exp(-at)
        own = range(self.problem.first[j], self.problem.first[j + 1])
        entries = [(k, -steep * float(strength[o])) for o in own for k in self.of_shot[o]]
        self.rows.add([(self.survives[j], -1.0), *entries], -steep * (1.0 + at))


def groups_of(problem: TimedProblem) -> list[list[int]]:
    """Launchers of one weapon together, but each by itself where they are reloaded."""
    together: dict[tuple[int, ...], list[int]] = {}
    for ell in range(len(problem.rounds)):
        apart = ell if problem.loads[ell] > 1 else -1
        together.setdefault((int(problem.launcher_weapon[ell]), apart, int(problem.rounds[ell])), []).append(ell)
    return list(together.values())


@dataclass
class BestTimetable:
    """`shots`: rows of the shots that are fired, each as often as it is fired; None when none was found. `lower`: under
    any timetable so much survives. `ended`: why the search was not finished."""

    shots: Whole | None
    lower: float
    ended: str


def best_timetable(
    problem: TimedProblem, upper: float, left_s: Callable[[], float], tell: Callable[[str, float, float], None]
) -> BestTimetable:
    """Search for the best timetable. `upper`: what survives under the one in hand."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    launches = Launches(problem)
    if len(launches.most) > MOST_COLUMNS:
        return BestTimetable(None, 0.0, f"there are more than {MOST_COLUMNS:,} launches to choose from")
    rows, columns = launches.rows, len(launches.most)
    sure = problem.p >= 1.0
    strength = np.where(sure, SURE, -np.log1p(-np.where(sure, 0.0, problem.p)))
    scale = 1e3 / max(float(problem.values.sum()), 1e-300)  # tolerances of the solver are absolute
    price = np.zeros(columns)
    price[launches.survives] = problem.values * scale
    target = problem.target
    for j, column in enumerate(launches.survives):
        own = range(problem.first[j], problem.first[j + 1])
        rows.add([(column, -1.0), *((k, -float(problem.p[o])) for o in own for k in launches.of_shot[o])], -1.0)
        for at in FIRST_TANGENTS:
            launches.add_tangent(j, at, strength)
    best, lower, ended = None, 0.0, "the search has come to its end"
    for _ in range(MOST_ROUNDS_OF_TANGENTS):
        tell("choosing launches", upper, lower)
        if left_s() <= 0.0:
            ended = "the time was up"
            break
        matrix = coo_array((rows.value, (rows.row, rows.column)), shape=(len(rows.most), columns)).tocsr()
        options: dict[str, Any] = {"mip_rel_gap": 0.1 * TOLERANCE}
        if math.isfinite(left_s()):
            options["time_limit"] = max(left_s(), 0.01)
        found = milp(
            price, integrality=launches.whole, bounds=Bounds(0.0, launches.most),
            constraints=LinearConstraint(matrix, -np.inf, rows.most), options=options,
        )  # fmt: skip
        if found.mip_dual_bound is not None and math.isfinite(found.mip_dual_bound):
            lower = max(lower, found.mip_dual_bound / scale * (1.0 - 0.1 * TOLERANCE))
        if found.x is None:
            ended = "the time was up"
            break
        fired = np.zeros(len(problem.weapon))
        for o, of_shot in enumerate(launches.of_shot):
            fired[o] = round(sum(found.x[k] for k in of_shot))
        sums = np.bincount(target, fired * strength, len(problem.values))
        left = np.where(np.bincount(target, fired * sure, len(sums)) > 0, 0.0, problem.values * np.exp(-sums))
        if best is None or left.sum() < upper:
            best, upper = np.repeat(np.arange(len(fired)), fired.astype(np.int64)), min(upper, float(left.sum()))
        if upper - lower <= TOLERANCE * float(problem.values.sum()):
            return BestTimetable(best, min(lower, upper), "")
        if found.status != 0:
            ended = "the time was up"
            break
        for j in range(len(sums)):
            launches.add_tangent(j, sums[j], strength)
    return BestTimetable(best, min(lower, upper), ended)
