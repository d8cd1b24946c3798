"""Fire plans by other ways: all plans there are, all sets, and the pairs that SciPy finds; the other side of a game."""

from __future__ import annotations

import math
from functools import cache
from itertools import permutations, product

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog


def alike_weapons(values, p_kill, rounds):
    """Every way to share the rounds out."""
    miss = 1.0 - np.array(p_kill)
    ways = (way for way in product(range(rounds + 1), repeat=len(values)) if sum(way) == rounds)
    return min(float((np.array(values) * miss ** np.array(way)).sum()) for way in ways)


def best_set(value, p_kill, price, rounds):
    """Every number of rounds of every weapon."""
    miss, price = 1.0 - np.array(p_kill), np.array(price)
    ways = (np.array(way) for way in product(*(range(n + 1) for n in rounds)))
    return min(float(value * np.prod(miss**way) + price @ way) for way in ways)


def best_pairs(rows, columns, offset):
    """The table as whole numbers, one cell after the other."""
    cost = [
        [(37 * i * i + 101 * m * m + 17 * i * m + 59 * i * i * m + offset) % 1009 for m in range(1, columns + 1)]
        for i in range(1, rows + 1)
    ]
    row, column = linear_sum_assignment(np.array(cost))
    return float(sum(cost[i][m] for i, m in zip(row, column, strict=True)) / 1009.0)


def barrage(targets, p_kill, p_track, goal):
    """By logarithms: each target must be stopped with the W-th root of the goal."""
    each = goal ** (1.0 / targets) / p_track
    return float(targets * (1 if p_kill == 1.0 else math.ceil(math.log(1.0 - each) / math.log(1.0 - p_kill) - 1e-12)))


def over_looks(targets, rounds, looks, p_kill):
    """Every way to give rounds to single targets in every look, whoever gets how many."""

    @cache
    def best(alive, left, more, aim):
        if alive == 0 or more == 0:
            return (1.0 if alive == 0 else 0.0) if aim == "none" else -float(alive)
        found = -math.inf
        for fired in range(left + 1):
            for way in ways(fired, alive, fired):
                chances = {alive: 1.0}
                for k in way:
                    after = {}
                    for n, p in chances.items():
                        miss = (1.0 - p_kill) ** k
                        after[n] = after.get(n, 0.0) + p * miss
                        after[n - 1] = after.get(n - 1, 0.0) + p * (1.0 - miss)
                    chances = after
                found = max(found, sum(p * best(n, left - fired, more - 1, aim) for n, p in chances.items()))
        return found

    @cache
    def ways(total, parts, most):
        if parts == 0:
            return [()] if total == 0 else []
        return [(k, *rest) for k in range(min(total, most) + 1) for rest in ways(total - k, parts - 1, k)]

    return best(targets, rounds, looks, "none"), -best(targets, rounds, looks, "leakers")


def by_lot(sites, rounds, raiders, p_kill):
    """The raid's side of the game, over all ways in which every site is told apart."""

    def ways(total):
        return [way for way in product(range(total + 1), repeat=sites) if sum(way) == total]

    def kept(defence, raid):
        return sum(p_kill**a if d >= a else 0.0 for d, a in zip(defence, raid, strict=True))

    raids = sorted({tuple(sorted(way)) for way in ways(raiders)})
    defences = sorted({tuple(sorted(way)) for way in ways(rounds)})
    mean = [[float(np.mean([kept(d, a) for a in set(permutations(raid))])) for raid in raids] for d in defences]
    least = linprog(
        np.append(np.zeros(len(raids)), 1.0),
        A_ub=np.column_stack([np.array(mean), -np.ones(len(defences))]), b_ub=np.zeros(len(defences)),
        A_eq=np.append(np.ones(len(raids)), 0.0)[np.newaxis], b_eq=[1.0],
        bounds=[(0.0, None)] * len(raids) + [(None, None)],
    )  # fmt: skip
    even = tuple(sorted(rounds // sites + (k < rounds % sites) for k in range(sites)))
    return float(least.x[-1]), min(mean[defences.index(even)])
