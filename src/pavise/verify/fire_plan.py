"""Answers about fire plans: what survives where all weapons are alike, the best set for one target, the best pairs; how
many rounds a barrage needs, how to spread rounds over looks, and what a defence by lot keeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pavise.fireplan import preferential, sequential, stocks
from pavise.fireplan.greedy import fill_greedily
from pavise.fireplan.matching import match
from pavise.fireplan.sets import measure_strength, search_sets

Numbers = tuple[float, ...]


def alike_weapons(values: Sequence[float], p_kill: Sequence[float], rounds: int) -> Numbers:
    """What survives of targets at which `rounds` weapons of one kind fire, by the greedy rule."""
    p, surviving = np.array([p_kill], float).T.copy(), np.array(values, float)
    best, gain = np.empty(len(values), np.int64), np.empty(len(values))
    fill_greedily(p, np.array([rounds]), surviving, best, gain, np.zeros(p.shape, np.int64))
    return (float(surviving.sum()),)


def best_set(value: float, p_kill: Sequence[float], price: Sequence[float], rounds: Sequence[int]) -> Numbers:
    """What a target loses and pays together with the best set of rounds at these prices."""
    p = np.array([p_kill], float)
    strength, least, low, cost = np.empty(p.shape), np.empty(1), np.empty(1), np.empty(2)
    target, start, weapon, count = (np.empty(n, np.int64) for n in (2, 3, p.size, p.size))
    measure_strength(p[0], strength[0])
    search_sets(
        np.array([value], float), p, strength, np.array(rounds, np.int64), np.array(price, float), -1.0, 100_000,
        least, low, target, cost, start, weapon, count,
    )  # fmt: skip
    return (float(least[0]),)


def best_pairs(rows: int, columns: int, offset: int) -> Numbers:
    """The least sum of costs of a table without any order in it, each row one column."""
    i, m = np.ogrid[1 : rows + 1, 1 : columns + 1]
    cost = ((37 * i * i + 101 * m * m + 17 * i * m + 59 * i * i * m + offset) % 1009) / 1009.0
    column_of, row_of = np.empty(rows, np.int64), np.empty(columns, np.int64)
    price, length = np.empty(columns), np.empty(columns)
    match(cost, column_of, row_of, price, length, np.empty(columns, np.int64), np.empty(columns, np.int64))
    return (float(cost[np.arange(rows), column_of].sum()),)


def barrage(targets: int, p_kill: float, p_track: float, goal: float) -> Numbers:
    """Interceptors so that with this chance nothing leaks."""
    return (stocks.barrage(targets, p_kill, p_track, goal),)


def over_looks(targets: int, rounds: int, looks: int, p_kill: float) -> Numbers:
    """Greatest chance that nothing leaks, and smallest mean number of leakers."""
    case = (targets, rounds, looks, p_kill)
    return sequential.best_chance(*case).value, sequential.fewest_leakers(*case).value


def by_lot(sites: int, rounds: int, raiders: int, p_kill: float) -> Numbers:
    """Sites that survive the best lottery, and an even split, at the least."""
    case = (sites, rounds, raiders, p_kill)
    return preferential.best_lottery(*case).survivors, preferential.even_split(*case)
