"""How many worlds and battles a wanted interval takes.

The variance of a mean over W worlds with H battles each is (doubt + luck / H) / W. Every battle costs the same to run,
so for a given number of battles one battle per world makes the narrowest interval; two are the least that lets doubt
and luck be told apart (`doubt.py`). More worlds narrow the interval of the mean. They do not lessen the doubt itself:
that takes evidence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pavise.analysis.intervals import ALPHA, t_quantile
from pavise.analysis.worlds import Battles, pulls_of

MOST_WORLDS = 10_000_000


@dataclass(frozen=True)
class Enough:
    """What a wanted half-width takes, at the repeats per world of the run. `now`: the half-width of the run.

    `worlds`, `replications` (of all cells together): None, with `note`, where it cannot be told or would take more than
    ten million worlds.
    """

    wanted: float
    now: float | None
    worlds: int | None
    replications: int | None
    note: str


def enough(battles: Battles, half_width: float, alpha: float = ALPHA) -> Enough:
    """How many worlds make the mean over the cells known to +- `half_width`, as far as one can tell.

    For a difference of two options give `worlds.gaps_of` them. The spread is estimated from the run itself, so with few
    worlds the answer is rough. ValueError for a half-width that is not positive.
    """
    if not half_width > 0:
        raise ValueError(f"a half-width is a positive number, not {half_width}")
    pulls = pulls_of(battles)
    if pulls is None or len(pulls.pull) < 2:
        return Enough(half_width, None, None, None, "needs two worlds with a value")
    if pulls.variance == 0:
        return Enough(half_width, None, None, None, "the same in every world: no spread to reckon with")
    variance_of_world = pulls.variance * len(pulls.pull)
    now = _half_width(variance_of_world, len(pulls.pull), alpha)
    needed = _least_worlds(variance_of_world, half_width, alpha)
    if needed is None:
        return Enough(half_width, now, None, None, f"more than {MOST_WORLDS} worlds")
    battles_per_world = sum(values.size for values in battles) / len(pulls.pull)
    return Enough(half_width, now, needed, round(needed * battles_per_world), "")


def _half_width(variance_of_world: float, worlds: int, alpha: float) -> float:
    return t_quantile(1 - alpha / 2, worlds - 1) * math.sqrt(variance_of_world / worlds)


def _least_worlds(variance_of_world: float, half_width: float, alpha: float) -> int | None:
    """The smallest number of worlds, by bisection: the half-width falls steadily with it."""
    if _half_width(variance_of_world, MOST_WORLDS, alpha) > half_width:
        return None
    too_few, enough_ = 1, MOST_WORLDS
    while enough_ - too_few > 1:
        middle = (too_few + enough_) // 2
        if _half_width(variance_of_world, middle, alpha) <= half_width:
            enough_ = middle
        else:
            too_few = middle
    return enough_
