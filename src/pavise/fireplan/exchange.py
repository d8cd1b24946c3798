"""Making a plan better round by round: give a round to another target, or let two rounds change targets.

    move   round s: from its target to another                 swap   rounds s and t: each to the other's target

For every round the value that would survive of its target without it is kept, so a try costs a handful of products.
The first change that saves something is made, until no move and no swap does. A change counts only when it saves more
than rounding could pretend.

From: R. K. Ahuja, A. Kumar, K. C. Jha, J. B. Orlin, "Exact and heuristic algorithms for the weapon-target assignment
problem", Operations Research 55 (2007) 1136-1146 (of their exchanges, those of one and two rounds).

When not to believe it: the plan at the end is best among its neighbours only; chains of three and more are not seen.
"""

from pavise.sim.compiled import inner, kernel

LEAST = 1e-12
"""Least gain of a change, as a share of all value."""


@kernel
def exchange(values, p, surviving, weapon, target, without, passes):
    """Move and swap rounds until nothing is left to gain, at most so many `passes` over all of them.

    `weapon`, `target`: of each round; `target` and `surviving` [targets] are changed. `without`: scratch [rounds], the
    value that survives of a round's target without it. Returns the number of changes.
    """
    rounds = weapon.size
    least = 0.0
    for j in range(values.size):
        least += LEAST * values[j]
    for j in range(values.size):
        weigh(j, values, p, surviving, weapon, target, without)
    changes = 0
    for _ in range(passes):
        before = changes
        for s in range(rounds):
            changes += try_moves(s, least, values, p, surviving, weapon, target, without)
            changes += try_swaps(s, least, values, p, surviving, weapon, target, without)
        if changes == before:
            break
    return changes


@inner
def weigh(j, values, p, surviving, weapon, target, without):
    """What survives of the target `j`, and what would without each of its rounds."""
    whole = values[j]
    sure = 0  # rounds that never fail: without one of two of them nothing survives either
    for s in range(weapon.size):
        if target[s] == j:
            miss = 1.0 - p[j, weapon[s]]
            if miss > 0.0:
                whole *= miss
            else:
                sure += 1
    for s in range(weapon.size):
        if target[s] == j:
            miss = 1.0 - p[j, weapon[s]]
            if sure == 0:
                without[s] = whole / miss
            else:
                without[s] = whole if sure == 1 and miss == 0.0 else 0.0
    surviving[j] = whole if sure == 0 else 0.0


@inner
def try_moves(s, least, values, p, surviving, weapon, target, without):
    """Give the round `s` to the target where it saves most, if that is more than where it is."""
    i, j = weapon[s], target[s]
    best, most = -1, without[s] * p[j, i] + least
    for k in range(values.size):
        gain = surviving[k] * p[k, i]
        if gain > most and k != j:
            best, most = k, gain
    if best < 0:
        return 0
    target[s] = best
    weigh(j, values, p, surviving, weapon, target, without)
    weigh(best, values, p, surviving, weapon, target, without)
    return 1


@inner
def try_swaps(s, least, values, p, surviving, weapon, target, without):
    """Let the round `s` change targets with the later round with which that saves most."""
    i, j = weapon[s], target[s]
    best, most = -1, least
    for t in range(s + 1, weapon.size):
        k = target[t]
        here = p[j, weapon[t]] - p[j, i]
        there = p[k, i] - p[k, weapon[t]]
        gain = without[s] * here + without[t] * there
        if gain > most and k != j:
            best, most = t, gain
    if best < 0:
        return 0
    k = target[best]
    target[s], target[best] = k, j
    weigh(j, values, p, surviving, weapon, target, without)
    weigh(k, values, p, surviving, weapon, target, without)
    return 1
