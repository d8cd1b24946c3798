"""Repeated assignment: in each stage every weapon fires at most one round and every target gets at most one.

    stage 1   the pairs of weapons and targets that save most together    (one linear assignment, solved exactly)
    stage 2   the same with what survived of each target, for the rounds that are left
    ...       until no round is left that would save anything

Where there are no more rounds than targets one stage comes within a thousandth of the best plan. Later stages cannot
take back what the first ones gave, so afterwards the plan is regrouped: one round is taken from every target and these
rounds are given out again, best for all together, which costs one more assignment and never loses. Another round of
each is taken next, until every one has had its turn in vain.

From: the scheme is folklore (a greedy of whole stages); measured beside others by A. C. Andersen, K. Pavlikov,
T. A. M. Toffolo, "Weapon-target assignment problem: exact and approximate solution algorithms", Annals of Operations
Research (2022), doi 10.1007/s10479-022-04525-6. Regrouping is a very large neighbourhood as in Ahuja et al. (see
`exchange.py`).

When not to believe it: with many more rounds than targets it may stay a per cent above the best plan.
"""

import numpy as np

from pavise.fireplan.exchange import weigh
from pavise.fireplan.matching import match
from pavise.sim.compiled import inner, kernel


@kernel
def fill_in_stages(p, left, surviving, weapon_out, target_out):
    """Give out the rounds `left` [weapons] stage by stage; `left` and `surviving` [targets] are changed.

    `p`: kill probabilities [targets, weapons]. Filled in: weapon and target of each round that is given out. Returns
    how many there are.
    """
    targets, weapons = p.shape
    ready = np.empty(weapons, np.int64)
    given = 0
    while True:
        count = 0
        for i in range(weapons):
            if left[i] > 0:
                ready[count] = i
                count += 1
        if count == 0:
            break
        row_is_weapon = count <= targets
        rows, columns = min(count, targets), max(count, targets)
        cost = np.empty((rows, columns))
        for a in range(count):
            for j in range(targets):
                saved = surviving[j] * p[j, ready[a]]
                if row_is_weapon:
                    cost[a, j] = -saved
                else:
                    cost[j, a] = -saved
        column_of = matched(cost)
        before = given
        for row in range(rows):
            column = column_of[row]
            if cost[row, column] < 0.0:
                i, j = (ready[row], column) if row_is_weapon else (ready[column], row)
                weapon_out[given], target_out[given] = i, j
                given += 1
                left[i] -= 1
                surviving[j] *= 1.0 - p[j, i]
        if given == before:
            break
    return given


@kernel
def regroup(values, p, surviving, weapon, target, without, passes):
    """Take one round from every target and give these out again, at most `passes` times; arguments as in `exchange`.

    Returns the number of times that something was gained.
    """
    rounds, targets = weapon.size, values.size
    taken = np.empty(targets, np.int64)
    seen = np.empty(targets, np.int64)
    gained = 0
    vain = 0
    least = 1e-12 * values.sum()
    for turn in range(passes):
        most = 0
        seen[:] = 0
        for s in range(rounds):
            seen[target[s]] += 1
        for j in range(targets):
            taken[j] = -1
            most = max(most, seen[j])
        if vain >= most or most < 2:  # with one round each, these are the rounds that one stage gave out
            break
        for s in range(rounds):  # the round whose turn it is: the last of those that stand there
            j = target[s]
            seen[j] -= 1
            if taken[j] < 0 or seen[j] >= turn % most:
                taken[j] = s
        count = 0
        for j in range(targets):
            if taken[j] >= 0:
                weigh(j, values, p, surviving, weapon, target, without)
                count += 1
        cost = np.empty((count, targets))
        row = 0
        before = 0.0
        for j in range(targets):
            if taken[j] >= 0:
                for k in range(targets):
                    alone = without[taken[k]] if taken[k] >= 0 else surviving[k]
                    cost[row, k] = -alone * p[k, weapon[taken[j]]]
                before += cost[row, j]
                row += 1
        column_of = matched(cost)
        after = 0.0
        for row in range(count):
            after += cost[row, column_of[row]]
        if after < before - least:
            gained += 1
            vain = 0
            row = 0
            for j in range(targets):
                if taken[j] >= 0:
                    target[taken[j]] = column_of[row]
                    row += 1
            for j in range(targets):
                weigh(j, values, p, surviving, weapon, target, without)
        else:
            vain += 1
    return gained


@inner
def matched(cost):
    """The cheapest column of each row, as `match` finds it."""
    rows, columns = cost.shape
    column_of = np.empty(rows, np.int64)
    row_of, through, order = np.empty(columns, np.int64), np.empty(columns, np.int64), np.empty(columns, np.int64)
    price, length = np.empty(columns), np.empty(columns)
    match(cost, column_of, row_of, price, length, through, order)
    return column_of
