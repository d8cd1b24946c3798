"""Fire plans by other ways: all plans there are, all sets there are, and the pairs that SciPy finds."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.optimize import linear_sum_assignment


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
