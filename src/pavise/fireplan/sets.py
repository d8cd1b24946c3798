"""The best set of rounds for one target, when every round has a price: the question behind bound and exact plan.

    least over sets s of:   value * product of (1 - p_i) over the rounds in s   +   sum of the prices of these rounds

Weapons are put in order of price for each unit of -log(1 - p), the cheapest way to hold the target down first, and sets
are tried depth first in that order. A branch ends when even parts of rounds, taken in that order until the next costs
more than it saves, could not make it good enough: cutting rounds into parts makes the problem convex, so what comes out
is a bound.

    rounds:     a   b   c   d                 price per -log(1 - p) rises from left to right
                |---|---|--:                  two whole rounds and a part of the third: the bound

When not to believe it: a target that many weak rounds may hit (p of a few per cent, dozens of rounds) has more sets
than anybody can try; after `most_nodes` branches the search ends and the bound from parts of rounds stands for the
answer.
"""

import math

import numpy as np

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import log

SURE = 40.0
"""-log(1 - p) of a round that never fails: what would survive of it, exp(-40), is lost in rounding."""

ALIKE = 1e-13
"""Sets that differ by less than this share of a target's value count as equally good."""


@kernel
def measure_strength(p, strength_out):
    """-log(1 - p) of each chance; zero where it is too small to change anything."""
    for k in range(p.size):
        strength_out[k] = min(-log(1.0 - p[k]), SURE) if p[k] < 1.0 else SURE


@kernel
def search_sets(
    values, p, strength, rounds, price, slack, most_nodes,
    least_out, low_out, target_out, cost_out, start_out, weapon_out, count_out,
):  # fmt: skip
    """The best set of every target, or all that are at most `slack` worse than the best when `slack` is not negative.

    `p`, `strength`: kill probability and -log(1 - p) [targets, weapons]; `rounds`, `price`: [weapons]. Filled in per
    target: `least_out`, value of the best set found, and `low_out`, a proven bound of it. Per set: its target, what
    survives (`cost_out`), and from `start_out[n]` to `start_out[n + 1]` its weapons and the rounds of each. Returns the
    number of sets, or -1 when the tables are too small or the search was given up.
    """
    targets, weapons = p.shape
    deepest = rounds.sum() + 1
    order = np.empty(weapons, np.int64)
    rate, cost, miss = np.empty(weapons), np.empty(weapons), np.empty(weapons)
    most = np.empty(weapons, np.int64)
    path, run, following = np.empty(deepest, np.int64), np.empty(deepest, np.int64), np.empty(deepest, np.int64)
    best = np.empty(deepest, np.int64)
    surviving, paid = np.empty(deepest), np.empty(deepest)
    sets = 0
    start_out[0] = 0
    for j in range(targets):
        n = in_order(p[j], strength[j], rounds, price, values[j] if slack < 0.0 else math.inf, order, rate)
        for k in range(n):
            cost[k], miss[k], most[k] = price[order[k]], 1.0 - p[j, order[k]], rounds[order[k]]
        root = with_parts(0, n, values[j], 0.0, most[0] if n > 0 else 0, rate, cost, miss, most)
        # ---- the best one
        tolerance = ALIKE * values[j]
        least = values[j]
        size = 0
        depth, nodes = 0, 0
        surviving[0], paid[0], following[0] = values[j], 0.0, 0
        while depth >= 0 and nodes < most_nodes:
            k = following[depth]
            used = run[depth - 1] if depth > 0 and path[depth - 1] == k else 0
            if k < n and used >= most[k]:
                following[depth] = k + 1
                continue
            if k >= n or (
                with_parts(k, n, surviving[depth], paid[depth], most[k] - used, rate, cost, miss, most)
                >= least - tolerance
            ):
                depth -= 1
                continue
            following[depth] = k + 1
            nodes += 1
            if surviving[depth] * (1.0 - miss[k]) <= cost[k]:
                continue  # it does not earn its price now and never will
            path[depth], run[depth] = k, used + 1
            depth += 1
            surviving[depth] = surviving[depth - 1] * miss[k]
            paid[depth] = paid[depth - 1] + cost[k]
            following[depth] = k
            if surviving[depth] + paid[depth] < least:
                least = surviving[depth] + paid[depth]
                size = depth
                for d in range(depth):
                    best[d] = path[d]
        least_out[j] = least
        low_out[j] = least - tolerance if depth < 0 else root
        if slack < 0.0:
            if sets + 1 >= start_out.size or start_out[sets] + min(size, n) > weapon_out.size:
                return -1
            write(j, size, best, order, values[j], p, sets, target_out, cost_out, start_out, weapon_out, count_out)
            sets += 1
            continue
        if depth >= 0:
            return -1
        # ---- all that are nearly as good
        limit = least + slack
        if values[j] <= limit:
            if sets + 1 >= start_out.size:
                return -1
            write(j, 0, path, order, values[j], p, sets, target_out, cost_out, start_out, weapon_out, count_out)
            sets += 1
        depth, nodes = 0, 0
        surviving[0], paid[0], following[0] = values[j], 0.0, 0
        while depth >= 0:
            k = following[depth]
            used = run[depth - 1] if depth > 0 and path[depth - 1] == k else 0
            if k < n and used >= most[k]:
                following[depth] = k + 1
                continue
            if k >= n or (
                with_parts(k, n, surviving[depth], paid[depth], most[k] - used, rate, cost, miss, most) > limit
            ):
                depth -= 1
                continue
            following[depth] = k + 1
            nodes += 1
            if nodes > most_nodes:
                return -1
            path[depth], run[depth] = k, used + 1
            depth += 1
            surviving[depth] = surviving[depth - 1] * miss[k]
            paid[depth] = paid[depth - 1] + cost[k]
            following[depth] = k
            if surviving[depth] + paid[depth] <= limit:
                if sets + 1 >= start_out.size or start_out[sets] + min(depth, n) > weapon_out.size:
                    return -1
                write(j, depth, path, order, values[j], p, sets, target_out, cost_out, start_out, weapon_out, count_out)
                sets += 1
    return sets


@inner
def in_order(p, strength, rounds, price, value, order, rate):
    """The weapons that may earn their price at a target of that value, by price for strength; returns how many.

    Shell sort; weapons of the same rate stay apart by their number, so that the order is the same everywhere.
    """
    n = 0
    for i in range(p.size):
        if strength[i] > 0.0 and rounds[i] > 0 and value * p[i] > price[i]:
            order[n], rate[n] = i, price[i] / strength[i]
            n += 1
    step = 1
    while step < n // 3:
        step = 3 * step + 1
    while step > 0:
        for a in range(step, n):
            i, r = order[a], rate[a]
            b = a
            while b >= step and (rate[b - step] > r or (rate[b - step] == r and order[b - step] > i)):
                order[b], rate[b] = order[b - step], rate[b - step]
                b -= step
            order[b], rate[b] = i, r
        step //= 3
    return n


@inner
def with_parts(k, n, surviving, paid, left, rate, cost, miss, most):
    """The least that could come out if rounds could be cut into parts, from weapon `k` on, of which `left` remain."""
    while k < n and surviving > rate[k]:
        for _ in range(left):
            after = surviving * miss[k]
            if after < rate[k] or (after == 0.0 and rate[k] > 0.0):
                return paid + rate[k] * (1.0 + log(surviving / rate[k]))
            surviving = after
            paid += cost[k]
            if not surviving > rate[k]:
                return paid + surviving
        k += 1
        if k < n:
            left = most[k]
    return paid + surviving


@inner
def write(j, size, path, order, value, p, n, target_out, cost_out, start_out, weapon_out, count_out):
    """Note the set of the weapons `path[:size]` (places in `order`, the same ones side by side) as number `n`."""
    end = start_out[n]
    for d in range(size):
        i = order[path[d]]
        value *= 1.0 - p[j, i]
        if d > 0 and path[d] == path[d - 1]:
            count_out[end - 1] += 1
        else:
            weapon_out[end], count_out[end] = i, 1
            end += 1
    target_out[n], cost_out[n], start_out[n + 1] = j, value, end
