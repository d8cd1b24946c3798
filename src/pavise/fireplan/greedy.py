"""The quickest plan: the next round always goes where it saves most.

A round of weapon i on target j saves `surviving[j] * p[j, i]`, and what survives of a target multiplies all its gains
alike, so the best weapon of a target stays the best until its rounds are spent. Each target keeps the gain of its best
weapon as it last looked; when a target wins whose weapon is spent meanwhile, it looks again and the search goes on. A
kept gain can only be too high, so the winner is right.

From: G. G. den Broeder, R. E. Ellison, L. Emerling, "On optimum target assignments", Operations Research 7 (1959)
322-326: optimal when all weapons are alike.

When not to believe it: it never takes a round back. Where weapons differ, half as much again as need be may survive on
small problems, some 3 % more on large ones. At least half of what can be saved it always saves (M. L. Fisher, G. L.
Nemhauser, L. A. Wolsey, Mathematical Programming Study 8 (1978) 73-87).
"""

import math

from pavise.sim.compiled import kernel


@kernel
def fill_greedily(p, left, surviving, best, gain, plan_out):
    """Give out the rounds `left` [weapons] one by one; `left` and `surviving` [targets] are changed, `plan_out` grows.

    `p`: kill probabilities [targets, weapons]. `best`, `gain`: scratch [targets]. `plan_out`: rounds [targets,
    weapons]. A round that would save nothing stays where it is.
    """
    targets = p.shape[0]
    for j in range(targets):
        best[j] = -1
        gain[j] = math.inf
    while True:
        chosen = -1
        most = 0.0
        for j in range(targets):
            if gain[j] > most:
                chosen, most = j, gain[j]
        if chosen < 0:
            break
        i = best[chosen]
        if i >= 0 and left[i] > 0:
            left[i] -= 1
            plan_out[chosen, i] += 1
            surviving[chosen] *= 1.0 - p[chosen, i]
        else:
            i = look_again(p, left, chosen)
            best[chosen] = i
        gain[chosen] = surviving[chosen] * p[chosen, i] if i >= 0 else 0.0


@kernel
def look_again(p, left, j):
    """The surest weapon for the target `j` that has a round left, -1 when there is none that can hit it."""
    found = -1
    surest = 0.0
    for i in range(p.shape[1]):
        if p[j, i] > surest and left[i] > 0:
            found, surest = i, p[j, i]
    return found
