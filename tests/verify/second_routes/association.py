"""Association by other ways: SciPy's assignment, every joint event listed, counting, and what was put in."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
from scipy import optimize, stats


def optimum(tracks, detections, offset):
    """A column of its own for each track that takes nothing."""
    gain = np.full((tracks, detections + tracks), -1e9)
    for i, m in product(range(1, tracks + 1), range(1, detections + 1)):
        number = (37 * i * i + 101 * m * m + 17 * i * m + 59 * i * i * m + offset) % 1009
        if number % 7:
            gain[i - 1, m - 1] = number / 1009.0 * 4.0 - 1.0
    gain[np.arange(tracks), detections + np.arange(tracks)] = 0.0
    taken = optimize.linear_sum_assignment(gain, maximize=True)
    return float(gain[taken].sum()), int((taken[1] < detections).sum())


def two_and_two(
    x1_m, vx1_mps, y1_m, vy1_mps, x2_m, vx2_mps, y2_m, vy2_mps, xa_m, ya_m, xb_m, yb_m, p_detect, false_per_m2
):  # fmt: skip
    """All nine events, two of which would give one plot to both."""
    tracks = [(x1_m + 2.0 * vx1_mps, y1_m + 2.0 * vy1_mps), (x2_m + 2.0 * vx2_mps, y2_m + 2.0 * vy2_mps)]
    variance = 6400.0 + 4.0 * 900.0 + 8.0 / 3.0 + 3600.0
    weight = np.zeros((2, 3))
    for i, m in product(range(2), range(2)):
        far2 = sum((a - b) ** 2 for a, b in zip(tracks[i], [(xa_m, ya_m), (xb_m, yb_m)][m], strict=True)) / variance
        if far2 <= stats.chi2(2).ppf(0.999):
            density = math.exp(-0.5 * far2) / (2.0 * math.pi * variance)
            weight[i, m] = density * p_detect / (false_per_m2 * (1.0 - p_detect * 0.999))
    weight[:, 2] = 1.0
    chance = np.zeros((2, 3))
    for one, two in product(range(3), range(3)):
        if one != two or one == 2:
            chance[0, one] += weight[0, one] * weight[1, two]
            chance[1, two] += weight[0, one] * weight[1, two]
    return tuple(float(p) for p in (chance / chance.sum(axis=1, keepdims=True)).ravel())


def everything_alike(tracks, detections, weight):
    """Ways to put rooks on a board: those of one row less over all."""

    def ways(rows):
        return sum(
            math.factorial(k) * math.comb(rows, k) * math.comb(detections, k) * Fraction(str(weight)) ** k
            for k in range(min(rows, detections) + 1)
        )

    return float(ways(tracks - 1) / ways(tracks))


def string_of_aircraft(tracks, weight):
    """Weights of strings: those before and those behind the one that has none. Nobody's plot is cut off by that."""
    w = Fraction(str(weight))

    def ways(length):
        """All events of a string; the last of it took the plot of the next one (`ahead`) or did not."""
        free, ahead = Fraction(1), Fraction(0)
        for _ in range(length):
            free, ahead = free * (1 + w) + ahead, (free + ahead) * w
        return free + ahead

    return tuple(float(ways(k) * ways(tracks - 1 - k) / ways(tracks)) for k in (0, tracks // 2)) + (0,)


def in_the_gate(gate_sigma):
    return float(stats.chi2(3).cdf(gate_sigma**2))


def started_by_count(p_hit, m, n):
    """After a first detection, one less of one look less; it is decided as soon as the rest cannot change it."""
    looks = 0.0
    for row in product((1, 0), repeat=n - 1):
        decided = next(k for k in range(n) if 1 + sum(row[:k]) >= m or 1 + sum(row[:k]) + n - 1 - k < m)
        looks += (1 + decided) * math.prod(p_hit if hit else 1.0 - p_hit for hit in row)
    return float(stats.binom.sf(m - 2, n - 1, p_hit)), looks


def lines_of_the_test(p_start_false, p_drop_true):
    return math.log((1.0 - p_drop_true) / p_start_false), math.log(p_drop_true / (1.0 - p_start_false))


def a_formation(targets, looks, apart_m, sigma_m):
    return targets, targets, 0, 0.0


def late_plot(late_s, looks):
    return 0.0, 0.0
