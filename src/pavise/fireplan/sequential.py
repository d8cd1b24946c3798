"""Rounds over several looks: how many to fire now, when what survives is seen and may be shot at again.

    n targets, m rounds, L looks:  fire k of m  ->  see who is left  ->  n' targets, m - k rounds, L - 1 looks  -> ...

In each look rounds are spread as evenly as they go, which is best for targets that are alike; how many to fire now is
found backwards from the last look. Firing everything at once wastes rounds on the dead; holding back too much wastes
looks.

From: R. M. Soland, "Optimal terminal defense tactics when several sequential engagements are possible", Operations
Research 35 (1987) 537-542. When not to believe it: targets and rounds are alike, all targets come together and every
look is certain; a battle has none of these.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np


class Sequence(NamedTuple):
    """What is best from a state on: `value`, and the rounds to fire in the present look."""

    value: float
    fire_now: int


def best_chance(targets: int, rounds: int, looks: int, p_kill: float) -> Sequence:
    """Greatest chance that no target leaks, and how many rounds to fire now for it."""
    return _solved(targets, rounds, looks, p_kill, True)


def fewest_leakers(targets: int, rounds: int, looks: int, p_kill: float) -> Sequence:
    """Smallest mean number of targets that leak, and how many rounds to fire now for it."""
    found = _solved(targets, rounds, looks, p_kill, False)
    return Sequence(-found.value, found.fire_now)


def _solved(targets: int, rounds: int, looks: int, p_kill: float, all_or_nothing: bool) -> Sequence:
    """The best from here on: the chance of none, or minus the mean number of leakers."""
    if targets < 0 or rounds < 0 or looks < 0 or not 0.0 <= p_kill <= 1.0:
        raise ValueError("needs numbers that are not negative, and a chance between 0 and 1")

    @cache
    def best(n: int, m: int, left: int) -> Sequence:
        if n == 0 or left == 0 or m == 0:
            return Sequence(float(n == 0) if all_or_nothing else -float(n), 0)
        found = Sequence(-np.inf, 0)
        for k in range(m + 1):
            chances = survivors(n, k, p_kill)
            value = float(sum(p * best(alive, m - k, left - 1).value for alive, p in enumerate(chances) if p > 0.0))
            if value > found.value + 1e-15:
                found = Sequence(value, k)
        return found

    return best(targets, rounds, looks)


def survivors(targets: int, rounds: int, p_kill: float) -> np.ndarray:
    """Chances of 0 .. `targets` survivors when `rounds` are spread over them as evenly as they go."""
    each, over = divmod(rounds, targets)
    chances = np.ones(1)
    for number, thrown in ((over, each + 1), (targets - over, each)):
        p_alive = (1.0 - p_kill) ** thrown
        for _ in range(number):
            chances = np.convolve(chances, [1.0 - p_alive, p_alive])
    return chances
