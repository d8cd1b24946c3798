"""Rows to columns, each row one and each column at most one, so that the sum of costs is least: small and dense.

Each row takes its cheapest column as long as prices of columns settle it between rivals (augmenting row reduction);
the rows that are left look for the cheapest chain of changes (shortest augmenting path). A column that nobody has keeps
the price zero, which is what lets columns stay free.

From: R. Jonker, A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
Computing 38 (1987) 325-340. `sim/models/tracking/assignment.py` is the one for few pairs per row; this one reads whole
rows of a table and is ten times quicker where every pair is allowed.
"""

import math

from pavise.sim.compiled import inner, kernel


@kernel
def match(cost, column_of, row_of, price, length, through, order):
    """Fill `column_of` [rows] with the cheapest choice; at least as many columns as rows, all costs finite.

    Scratch: `row_of`, `price`, `length`, `through`, `order` [columns]; `row_of` and `price` are filled in too.
    """
    rows, columns = cost.shape
    for m in range(columns):
        row_of[m] = -1
        price[m] = 0.0
    for i in range(rows):
        column_of[i] = -1
    settle_rivals(cost, column_of, row_of, price)
    for i in range(rows):
        if column_of[i] < 0:
            augment(i, cost, column_of, row_of, price, length, through, order)


@inner
def settle_rivals(cost, column_of, row_of, price):
    """Rows bid for their cheapest column; who is outbid bids again, each row as often as there are rows at most."""
    rows, columns = cost.shape
    bids_left = 4 * rows
    for first in range(rows):
        i = first
        while i >= 0 and bids_left > 0:
            bids_left -= 1
            cheapest, least, second = -1, math.inf, math.inf
            for m in range(columns):
                reduced = cost[i, m] - price[m]
                if reduced < second:
                    if reduced < least:
                        cheapest, second, least = m, least, reduced
                    else:
                        second = reduced
            outbid = row_of[cheapest]
            if outbid >= 0 and not second > least:
                break  # a tie: bidding would go round in circles
            if second < math.inf:
                price[cheapest] -= second - least
            row_of[cheapest] = i
            column_of[i] = cheapest
            if outbid >= 0:
                column_of[outbid] = -1
            i = outbid


@inner
def augment(source, cost, column_of, row_of, price, length, through, order):
    """Fit one more row in, along the cheapest chain of changes."""
    columns = cost.shape[1]
    for m in range(columns):
        length[m] = cost[source, m] - price[m]
        through[m] = source
        order[m] = m
    settled = 0
    way = 0.0
    while True:
        nearest, way = -1, math.inf
        for n in range(settled, columns):
            if length[order[n]] < way or (length[order[n]] == way and row_of[order[n]] < 0):
                nearest, way = n, length[order[n]]
        end = order[nearest]
        order[nearest], order[settled] = order[settled], end
        if row_of[end] < 0:
            break
        settled += 1
        i = row_of[end]
        here = cost[i, end] - price[end]
        for n in range(settled, columns):
            m = order[n]
            detour = way + cost[i, m] - price[m] - here
            if detour < length[m]:
                length[m] = detour
                through[m] = i
    for n in range(settled):
        price[order[n]] += length[order[n]] - way
    m = end
    while True:
        i = through[m]
        row_of[m] = i
        before = column_of[i]
        column_of[i] = m
        if i == source:
            break
        m = before
