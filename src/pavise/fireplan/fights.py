"""A battle fought by dice under a plan that decides as it goes: the kernel of `as_it_goes.py`.

    next shot in order of launch -> results known by now -> earns its price? launcher free? channel free? -> fired

When not to believe it: a launcher's last round of a load is followed by its reload at once, as in battle.
"""

import math

import numpy as np

from pavise.kinds import Stream
from pavise.sim.compiled import inner, kernel
from pavise.sim.draws import uniform

HINDSIGHT = int(Stream.HINDSIGHT)


@kernel
def fight(
    seed, replication, begin, times, at_least, order, target, values, weapon, launch_s, known_s, p, cost, later,
    weapon_post, channels, salvo, launcher_weapon, rounds, loads, interval_s, reload_s, most,
):  # fmt: skip
    """Mean value stopped over so many fights, numbered from `begin`.

    `at_least`: what each shot must gain [O]; `order`: shots in the order of launch; `most`: rounds of all launchers.
    """
    stopped = 0.0
    posts, targets = channels.size, values.size
    fired, free_s = np.empty(rounds.size, np.int64), np.empty(rounds.size)
    flying, in_flight = np.empty((posts, targets), np.int64), np.empty(most + 1, np.int64)
    misses, dead_s = (
        np.empty(targets),
        np.empty(targets),
    )  # chance that all rounds in flight miss; when its end is known
    killed = np.empty(targets, np.int64)
    busy = np.empty(posts, np.int64)
    hits = np.empty(most + 1, np.int64)
    for time in range(begin, begin + times):
        for ell in range(rounds.size):
            fired[ell], free_s[ell] = 0, -math.inf
        for c in range(posts):
            busy[c] = 0
            for j in range(targets):
                flying[c, j] = 0
        for j in range(targets):
            misses[j], dead_s[j], killed[j] = 1.0, math.inf, 0
        ordinal, aloft = 0, 0
        news_s = math.inf  # of the next result
        for a in range(order.size):
            o = order[a]
            j, c = target[o], weapon_post[weapon[o]]
            k = 0 if news_s <= launch_s[o] else aloft
            if k == 0:
                news_s = math.inf
            while k < aloft:  # what has become known by now
                s = in_flight[k]
                if known_s[s] <= launch_s[o]:
                    b = weapon_post[weapon[s]]
                    flying[b, target[s]] -= 1
                    if flying[b, target[s]] == 0:
                        busy[b] -= 1
                    if hits[k]:
                        dead_s[target[s]] = min(dead_s[target[s]], known_s[s])
                    misses[target[s]] /= max(1.0 - p[s], 1e-12)
                    aloft -= 1
                    in_flight[k], hits[k] = in_flight[aloft], hits[aloft]
                else:
                    news_s = min(news_s, known_s[s])
                    k += 1
            if dead_s[j] <= launch_s[o] or flying[c, j] >= salvo[c] or (flying[c, j] == 0 and busy[c] >= channels[c]):
                continue
            gain = p[o] * misses[j] * (values[j] - later[o]) - cost[o]
            if gain <= 0.0 or p[o] * (values[j] - later[o]) - cost[o] < at_least[o]:
                continue
            ell = launcher_now(launch_s[o], weapon[o], launcher_weapon, rounds, loads, fired, free_s)
            if ell < 0:
                continue
            fired[ell] += 1
            free_s[ell] = launch_s[o] + (
                max(interval_s[ell], reload_s[ell]) if fired[ell] % rounds[ell] == 0 else interval_s[ell]
            )
            if flying[c, j] == 0:
                busy[c] += 1
            flying[c, j] += 1
            misses[j] *= max(1.0 - p[o], 1e-12)
            hit = uniform(seed, replication, HINDSIGHT, time, j, ordinal) < p[o]
            in_flight[aloft], hits[aloft] = o, 1 if hit else 0
            aloft += 1
            news_s = min(news_s, known_s[o])
            ordinal += 1
            if hit and not killed[j]:
                killed[j] = 1
                stopped += values[j]
    return stopped / times


@inner
def launcher_now(time_s, weapon, launcher_weapon, rounds, loads, fired, free_s):
    """The launcher of a weapon that has fired least of those that can fire now; -1 when none can."""
    found = -1
    for ell in range(rounds.size):
        if launcher_weapon[ell] != weapon or fired[ell] >= rounds[ell] * loads[ell] or free_s[ell] > time_s:
            continue
        if found < 0 or fired[ell] < fired[found]:
            found = ell
    return found
