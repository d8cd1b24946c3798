"""A lot shared out: so many batteries, launchers and missiles of several types, as evenly as whole numbers allow.

Sources quarrel about the totals of a lot, so every world has its own. In each of them

* launchers are split between the types of round in the battery's shares (largest remainder), and every type that the
  lot has rounds of gets at least one launcher while there are enough;
* launchers of a type go round the batteries, to the one with the fewest so far;
* rounds of a type go round its launchers; what does not fit on them is kept as full reloads, to the nearest load.

    lot: 2 batteries, 5 launchers (3 A, 2 B)      battery 1: A A B      battery 2: A B
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Loaded:
    """One launcher: which battery has it (from 0), what it carries, how many rounds and how many full reloads."""

    battery: int
    missile: str
    rounds: int
    reloads: int


def share_out(
    batteries: int, launchers: int, missiles: int, shares: Mapping[str, float], capacity: Mapping[str, int],
    rounds: Mapping[str, float],
) -> list[Loaded]:  # fmt: skip
    """Every launcher of a lot, in order of battery and type.

    `shares`: share of the launchers that carry each type. `capacity`: rounds of each type that a launcher takes.
    `rounds`: weights by which the missiles split into types (the lot's own numbers, or what the launchers ask for).
    """
    by_type = whole_shares(launchers, [shares[name] for name in shares])
    _one_each(by_type, [rounds.get(name, 0.0) > 0.0 for name in shares])
    split = dict(zip(rounds, whole_shares(missiles, list(rounds.values())), strict=True))
    loaded: list[Loaded] = []
    held = [0] * batteries
    for name, number in zip(shares, by_type, strict=True):
        homes = []
        for _ in range(number):
            fewest = min(range(batteries), key=lambda battery: (held[battery], battery))
            held[fewest] += 1
            homes.append(fewest)
        rounds_on, reloads_of = stack(split.get(name, 0), number, capacity[name])
        loaded += [Loaded(home, name, rounds_on[k], reloads_of[k]) for k, home in enumerate(homes)]
    return sorted(loaded, key=lambda launcher: launcher.battery)


def stack(rounds: int, launchers: int, capacity: int) -> tuple[list[int], list[int]]:
    """(rounds on each launcher, full reloads of each launcher) when `rounds` are spread over them as evenly as can be.

    The spare rounds become full reloads, rounded to the nearest whole load, so at most half a load is gained or lost.
    """
    if launchers == 0:
        return [], []
    full = min(rounds, launchers * capacity)
    on = [full // launchers + (k < full % launchers) for k in range(launchers)]
    loads = math.floor((rounds - full) / capacity + 0.5)
    return on, [loads // launchers + (k < loads % launchers) for k in range(launchers)]


def whole_shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` split by weights into whole numbers: largest remainder, ties to the first."""
    whole = math.fsum(weights)
    if whole <= 0.0:
        return [0] * len(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [math.floor(amount + 1e-9) for amount in exact]
    for k in sorted(range(len(parts)), key=lambda k: parts[k] - exact[k])[: total - sum(parts)]:
        parts[k] += 1
    return parts


def _one_each(numbers: list[int], wanted: Sequence[bool]) -> None:
    """Move single launchers from the largest types to those that have rounds but no launcher."""
    for k, needs_one in enumerate(wanted):
        largest = max(range(len(numbers)), key=lambda i: numbers[i])
        if needs_one and numbers[k] == 0 and numbers[largest] > 1:
            numbers[largest] -= 1
            numbers[k] += 1
