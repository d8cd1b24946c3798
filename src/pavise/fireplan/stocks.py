"""How many interceptors a barrage needs, so that with a wanted chance nothing leaks.

Every target gets the same number of rounds, all fired before anybody looks. With W targets that are each tracked with
chance t, and rounds that each kill with chance p, nothing leaks with chance (t (1 - (1 - p)^n))^W.

From: D. A. Wilkening, "A simple model for calculating ballistic missile defense effectiveness", Science and Global
Security 8 (2000) 183-215. When not to believe it: tracks are lost independently, a type of round that is worse than
thought is worse for all targets at once, and who may look between rounds needs far fewer.
"""

from __future__ import annotations

import math

MOST_EACH = 10_000
"""More rounds at one target are taken for a wish that cannot be met."""


def p_no_leaker(targets: int, rounds_each: int, p_kill: float, p_track: float = 1.0) -> float:
    """Chance that no target leaks when each that is tracked gets `rounds_each` rounds."""
    return (p_track * (1.0 - (1.0 - p_kill) ** rounds_each)) ** targets


def barrage(targets: int, p_kill: float, p_track: float, goal: float) -> float:
    """Interceptors for all `targets` so that nothing leaks with chance `goal` or better; inf when no number is enough.

    ValueError when a chance is not between 0 and 1, or there is no target.
    """
    if targets < 1 or not all(0.0 <= chance <= 1.0 for chance in (p_kill, p_track, goal)):
        raise ValueError("needs at least one target and chances between 0 and 1")
    if goal == 0.0:
        return 0.0
    if p_kill == 0.0:
        return math.inf
    for rounds_each in range(1, MOST_EACH):
        if p_no_leaker(targets, rounds_each, p_kill, p_track) >= goal:
            return float(targets * rounds_each)
    return math.inf
