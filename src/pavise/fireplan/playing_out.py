"""A battle played out to its end from a moment of it on, by dice, under one order: the kernel of `orders.py`.

    next moment -> results known by now -> shots open now, most pressing first: wanted? free to be fired? -> fired
    ... and at the end: whoever was not killed has done its harm, site by site, no more than a site can suffer

An *order* says of each shot whether it is wanted: some targets come after the others or are left alone, so many rounds
may be in flight at one target once no look is left, and a round must gain more than it costs. One round, a look,
another round, at every target alike, is the plainest of them.

When not to believe it: launches happen at the given moments only, results are known for certain, a launcher is reloaded
at once when it is empty (crews are never short), and nobody comes who is not known by now.
"""

import math

import numpy as np

from pavise.kinds import Stream
from pavise.sim.compiled import inner, kernel
from pavise.sim.draws import uniform

FORESIGHT = int(Stream.FORESIGHT)


@kernel
def play_out(
    seed, replication, number, times, moment_s, first, target, group, flight_s, p, gain, cost, bar, rank, most,
    early, last_s, harm, site, worth, left, group_post, channels, salvo, assess_s, launcher_first, launcher_count,
    rounds, full, ready_s, reloads, interval_s, reload_s, store, stock, delivery_s, aloft_target, aloft_post,
    aloft_known_s, aloft_p, lost_out,
):  # fmt: skip
    """Fill `lost_out` [times] with the value lost in each of so many battles; dice are numbered from `number`.

    Shots [O] stand moment by moment, those of moment k from `first[k]` to `first[k + 1]`, most pressing first. Of
    each: target, fire group, time of flight, chance, and what an order makes of it: what it gains where the target
    still flies, its cost, and the gain (less cost) below which it waits. `rank` [J + 1]: 0 first, 1 after those, 2 left
    alone; the last row is nobody. `most`, `early`: rounds in flight at one target when no look is left, and before
    that; all targets get their first before any gets its second. `last_s` [J + 1]: the last moment at which a shot at
    the target is open. `harm`, `site` [J + 1]: damage points, and where; `worth`, `left` [D]: value of a point, and
    points that it takes to the end. Then posts, fire groups and launchers as in a battle, and rounds that fly now or
    are not yet assessed.
    """
    targets, posts, launchers = harm.size - 1, channels.size, rounds.size
    room = aloft_target.size
    for ell in range(launchers):
        room += rounds[ell] + reloads[ell] * full[ell] + stock[ell]
    now, spare, again, ready = (np.empty(launchers, np.int64), np.empty(launchers, np.int64),
                                np.empty(launchers, np.int64), np.empty(launchers))  # fmt: skip
    group_free_s = np.empty(group_post.size)
    flying, busy = np.empty((posts, targets + 1), np.int64), np.empty(posts, np.int64)
    in_flight, thrown = np.empty(targets + 1, np.int64), np.empty(targets + 1, np.int64)
    misses, news_s, dead_s = np.empty(targets + 1), np.empty(targets + 1), np.empty(targets + 1)
    killed = np.empty(targets + 1, np.int64)
    at, by, known_s, chance = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room), np.empty(room)
    points = np.empty(worth.size)
    passes = 1
    for j in range(targets):
        if rank[j] == 1:
            passes = 2
    for time in range(times):
        for ell in range(launchers):
            now[ell], spare[ell], again[ell], ready[ell] = rounds[ell], stock[ell], reloads[ell], ready_s[ell]
        group_free_s[:] = -math.inf
        flying[:] = 0
        busy[:] = 0
        for j in range(targets + 1):
            in_flight[j], thrown[j], misses[j], news_s[j], dead_s[j], killed[j] = 0, 0, 1.0, -math.inf, math.inf, 0
        aloft, next_s = 0, math.inf
        for a in range(aloft_target.size):
            j = aloft_target[a]
            hit = uniform(seed, replication, FORESIGHT, number + time, j, thrown[j]) < aloft_p[a]
            aloft = launch(
                j, aloft_post[a], aloft_known_s[a], aloft_p[a], hit, aloft, at, by, known_s, chance, flying, busy,
                in_flight, thrown, misses, news_s, dead_s, killed,
            )  # fmt: skip
            next_s = min(next_s, aloft_known_s[a])
        for k in range(moment_s.size):
            time_s = moment_s[k]
            if next_s <= time_s:
                next_s = math.inf
                a = 0
                while a < aloft:
                    if known_s[a] > time_s:
                        next_s = min(next_s, known_s[a])
                        a += 1
                        continue
                    j, c = at[a], by[a]
                    flying[c, j] -= 1
                    if flying[c, j] == 0:
                        busy[c] -= 1
                    in_flight[j] -= 1
                    misses[j] = 1.0 if in_flight[j] == 0 else misses[j] / max(1.0 - chance[a], 1e-9)
                    aloft -= 1
                    at[a], by[a], known_s[a], chance[a] = at[aloft], by[aloft], known_s[aloft], chance[aloft]
            for turn in range(passes):
                another = True
                while another:
                    another = False
                    for o in range(first[k], first[k + 1]):
                        j, g = target[o], group[o]
                        c = group_post[g]
                        if rank[j] != turn or dead_s[j] <= time_s or group_free_s[g] > time_s:
                            continue
                        if flying[c, j] >= salvo[c] or (flying[c, j] == 0 and busy[c] >= channels[c]):
                            continue
                        if not wanted(
                            in_flight[j], misses[j], news_s[j], last_s[j], most, early, gain[o], cost[o], bar[o]
                        ):  # fmt: skip
                            continue
                        ell = launcher_now(
                            time_s, g, launcher_first[g], launcher_count[g], now, ready, group_free_s
                        )  # fmt: skip
                        if ell < 0:
                            continue
                        let_go(
                            time_s, ell, now, spare, again, ready, full, interval_s, reload_s, store, delivery_s
                        )  # fmt: skip
                        result_s = time_s + flight_s[o] + assess_s[c]
                        hit = uniform(seed, replication, FORESIGHT, number + time, j, thrown[j]) < p[o]
                        aloft = launch(
                            j, c, result_s, p[o], hit, aloft, at, by, known_s, chance, flying, busy, in_flight,
                            thrown, misses, news_s, dead_s, killed,
                        )  # fmt: skip
                        next_s = min(next_s, result_s)
                        another = most > 1
        points[:] = 0.0
        for j in range(targets):
            if not killed[j]:
                points[site[j]] += harm[j]
        lost_out[time] = 0.0
        for d in range(worth.size):
            lost_out[time] += worth[d] * min(points[d], left[d])


@kernel
def wanted(in_flight, misses, news_s, last_s, most, early, gain, cost, bar):
    """True when an order wants one round more at a target: the same rule in a battle and in one that is played out.

    `in_flight`: rounds of the network at it, all of which miss with the chance `misses` and whose last result comes at
    `news_s`; `last_s`: the last moment at which anybody could shoot at it; `most`, `early`: how many there may be when
    no look is left, and before that.
    """
    if in_flight > 0 and in_flight >= (early if news_s <= last_s else most):
        return False
    return gain * misses > cost and gain - cost >= bar


@kernel
def best_left(target, look, net, best_out):
    """The most that a shot gains (`net`) of those in the same look at the same target from this one on, or nothing.

    Shots stand target by target in the order of launch.
    """
    best = 0.0
    for o in range(target.size - 1, -1, -1):
        if o + 1 == target.size or target[o] != target[o + 1] or look[o] != look[o + 1]:
            best = 0.0
        best = max(best, net[o])
        best_out[o] = best


@inner
def launch(
    j, c, result_s, p, hit, aloft, at, by, known_s, chance, flying, busy, in_flight, thrown, misses, news_s, dead_s,
    killed,
):  # fmt: skip
    """Put a round of post `c` at target `j` into the air; returns how many there are then."""
    if flying[c, j] == 0:
        busy[c] += 1
    flying[c, j] += 1
    in_flight[j] += 1
    thrown[j] += 1
    misses[j] *= 1.0 - p
    news_s[j] = max(news_s[j], result_s) if in_flight[j] > 1 else result_s
    at[aloft], by[aloft], known_s[aloft], chance[aloft] = j, c, result_s, p
    if hit:
        killed[j] = 1
        dead_s[j] = min(dead_s[j], result_s)
    return aloft + 1


@inner
def launcher_now(time_s, g, begin, count, now, ready, group_free_s):
    """The fullest launcher of a fire group that can fire now; -1 when none can, and then it is noted until when."""
    found, free_s = -1, math.inf
    for ell in range(begin, begin + count):
        if now[ell] <= 0:
            continue
        if ready[ell] > time_s:
            free_s = min(free_s, ready[ell])
        elif found < 0 or now[ell] > now[found]:
            found = ell
    if found < 0:
        group_free_s[g] = free_s
    return found


@inner
def let_go(time_s, ell, now, spare, again, ready, full, interval_s, reload_s, store, delivery_s):
    """One round leaves a launcher; an empty one is full again after its reload, if there are rounds for it."""
    now[ell] -= 1
    ready[ell] = time_s + interval_s[ell]
    if now[ell] > 0:
        return
    if again[ell] > 0:
        again[ell] -= 1
        now[ell], ready[ell] = full[ell], time_s + reload_s[ell]
    elif store[ell] >= 0 and spare[store[ell]] > 0:
        now[ell] = min(full[ell], spare[store[ell]])
        spare[store[ell]] -= now[ell]
        ready[ell] = time_s + delivery_s[ell] + reload_s[ell]
