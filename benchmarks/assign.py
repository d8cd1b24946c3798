"""Fire plans: how long each method takes, and how far its plan is from the best one.

    python -m benchmarks.assign                            problems of our own, by seed
    python -m benchmarks.assign --instances FOLDER         and those of the literature, if you have them

The instances are those of A. C. Andersen, K. Pavlikov, T. A. M. Toffolo (2022), doi 10.1007/s10479-022-04525-6, from
the authors' repository (github.com/tuliotoffolo/wta, folder `data`); they are read, never copied. Their program left 16
of 30 unproven after two hours of CPLEX.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks import page
from benchmarks.page import Figure
from pavise.fireplan.plan import FirePlan, assign_rounds, quick_plan
from pavise.fireplan.problem import Problem, problem_of, surviving_of

SIZES = ((20, 20), (80, 80), (100, 100), (200, 200), (80, 160), (160, 80))
"""Weapons, targets."""

TARGETS = {
    ("greedy", 200, 200): (1e-3, 0.03),
    ("assignment", 200, 200): (15e-3, 1e-3),
    ("exact", 100, 100): (1.0, 1e-7),
}
"""Method, weapons, targets: most CPU seconds, largest gap."""

EXACT_S = 60.0


def made(weapons: int, targets: int, seed: int = 0) -> Problem:
    """Chances from 0.6 to 0.9, values from 25 to 100, one round for each weapon."""
    chance = np.random.default_rng(seed)
    return problem_of(chance.uniform(25.0, 100.0, targets), chance.uniform(0.6, 0.9, (targets, weapons)).T)


def read_instance(path: Path) -> Problem:
    """Weapons, targets, rounds of each; then the values; then lines of weapon, target, chance."""
    words = path.read_text(encoding="ascii").split()
    weapons, targets, rounds = map(int, words[:3])
    triples = np.array(words[3 + targets :], float).reshape(-1, 3)
    p = np.zeros((weapons, targets))
    p[triples[:, 0].astype(int), triples[:, 1].astype(int)] = triples[:, 2]
    return problem_of(np.array(words[3 : 3 + targets], float), p, rounds)


def best_of(repeats: int, work: Callable[[], object]) -> float:
    """Least CPU seconds of several repeats."""
    least = np.inf
    for _ in range(repeats):
        began_s = time.process_time()
        work()
        least = min(least, time.process_time() - began_s)
    return float(least)


def figures_of(name: str, problem: Problem, limits: dict[str, tuple[float, float]]) -> Iterator[Figure]:
    """Each method on one problem; gaps against the exact plan, or its bound where it was not proven."""
    found: list[FirePlan] = []
    exact_s = best_of(1, lambda: found.append(assign_rounds(problem, "exact", time_limit_s=EXACT_S)))
    best = found[0]
    for method in ("greedy", "exchange", "assignment", "exact"):
        if method == "exact":
            seconds, surviving = exact_s, best.surviving
        else:
            plan = quick_plan(problem, method)
            surviving = float(surviving_of(problem.values, problem.p, plan).sum())
            seconds = best_of(5, lambda method=method: quick_plan(problem, method))  # type: ignore[misc]
        gap = surviving / best.lower_bound - 1.0 if best.lower_bound else 0.0
        target, met = "", None
        if method in limits:
            most_s, most_gap = limits[method]
            target = f"within {most_s * 1e3:g} ms and {most_gap:.2g}"
            met = seconds <= most_s and gap <= most_gap * (1.0 + 1e-6)
        said = "proven" if best.proven else "above a bound: the best is not proven"
        yield Figure(f"fire plan: {name}, {method}", f"{seconds * 1e3:.3g} ms", f"gap {gap:.3%}, {said}", target, met)


def figures(instances: Path | None = None) -> Iterator[Figure]:
    """Every figure, as soon as it is known."""
    for method in ("greedy", "exchange", "assignment", "exact"):
        assign_rounds(made(4, 4), method)  # compiled before anything is timed
    for weapons, targets in SIZES:
        limits = {method: limit for (method, *size), limit in TARGETS.items() if size == [weapons, targets]}
        yield from figures_of(f"{weapons} weapons, {targets} targets", made(weapons, targets), limits)
    if instances is not None:
        paths = sorted(instances.glob("wta_*.txt"), key=lambda path: [int(n) for n in re.findall(r"\d+", path.stem)])
        for path in paths:
            yield from figures_of(path.stem, read_instance(path), {"exact": (EXACT_S, 1e-7)})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure fire plans.", prog="python -m benchmarks.assign")
    parser.add_argument("--instances", type=Path, metavar="FOLDER", help="instances of the literature")
    for figure in figures(parser.parse_args().instances):
        print(page.line(figure), flush=True)


if __name__ == "__main__":
    main()
