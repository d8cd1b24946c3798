"""Filling a timetable shot by shot: the kernels of `timetable.py`.

    launcher   its rounds, the pause between two, the reload after each load, whatever the order of filling
    channel    at the launch, and whenever another round of the post leaves before the result is known

When not to believe it: it checks what is written in `timed_problem.py` and knows of nothing else.
"""

import math

import numpy as np

from pavise.sim.compiled import inner, kernel


@kernel
def fill(
    keep, first, weapon, launch_s, known_s, p, cost, weapon_post, channels, salvo, launcher_weapon, rounds, loads,
    interval_s, reload_s, target, surviving, shot_out, launcher_out,
):  # fmt: skip
    """Take shots until there is no room for another that saves anything; `surviving` [T] shrinks; returns how many.

    `keep`: shots that are taken first. A shot whose cost is infinite is not taken.
    """
    launchers = rounds.size
    most = 1
    for ell in range(launchers):
        most = max(most, rounds[ell] * loads[ell])
    fired_s = np.empty((launchers, most + 1))  # of each launcher, in order
    fired = np.zeros(launchers, np.int64)
    ahead = np.full(shot_out.size + 1, -1, np.int64)  # of each shot taken: the one taken before it by the same post
    last = np.full(channels.size, -1, np.int64)
    stamp = np.zeros(surviving.size + 1, np.int64)
    best, gain = np.empty(surviving.size, np.int64), np.empty(surviving.size)
    taken = 0
    for a in range(keep.size):
        ell = launcher_for(
            keep[a], taken, weapon, launch_s, known_s, weapon_post, channels, salvo, launcher_weapon, rounds, loads,
            interval_s, reload_s, target, fired_s, fired, ahead, last, stamp, shot_out,
        )  # fmt: skip
        if ell >= 0:
            taken = take(
                keep[a], ell, taken, weapon, launch_s, weapon_post, fired_s, fired, ahead, last, shot_out, launcher_out
            )  # fmt: skip
            surviving[target[keep[a]]] *= 1.0 - p[keep[a]]
    for priced in range(1, -1, -1):
        for j in range(surviving.size):
            best[j], gain[j] = -2, surviving[j]
        while True:
            chosen, highest = -1, 0.0
            for j in range(surviving.size):
                if gain[j] > highest:
                    chosen, highest = j, gain[j]
            if chosen < 0:
                break
            o, ell = best[chosen], -1
            if o >= 0:
                ell = launcher_for(
                    o, taken, weapon, launch_s, known_s, weapon_post, channels, salvo, launcher_weapon, rounds, loads,
                    interval_s, reload_s, target, fired_s, fired, ahead, last, stamp, shot_out,
                )  # fmt: skip
            if ell >= 0:
                taken = take(
                    o, ell, taken, weapon, launch_s, weapon_post, fired_s, fired, ahead, last, shot_out, launcher_out
                )  # fmt: skip
                surviving[chosen] *= 1.0 - p[o]
            found, most_gained = -1, 0.0
            for o in range(first[chosen], first[chosen + 1]):
                here = surviving[chosen] * p[o] - (cost[o] if priced else 0.0)
                if here > most_gained and cost[o] < math.inf:
                    ell = launcher_for(
                        o, taken, weapon, launch_s, known_s, weapon_post, channels, salvo, launcher_weapon, rounds,
                        loads, interval_s, reload_s, target, fired_s, fired, ahead, last, stamp, shot_out,
                    )  # fmt: skip
                    if ell >= 0:
                        found, most_gained = o, here
            best[chosen], gain[chosen] = found, most_gained
    return taken


@inner
def take(o, ell, taken, weapon, launch_s, weapon_post, fired_s, fired, ahead, last, shot_out, launcher_out):
    """Put shot `o` of launcher `ell` down; returns how many there are then."""
    note(launch_s[o], fired_s[ell], fired[ell])
    fired[ell] += 1
    c = weapon_post[weapon[o]]
    shot_out[taken], launcher_out[taken] = o, ell
    ahead[taken], last[c] = last[c], taken
    return taken + 1


@inner
def launcher_for(
    o, taken, weapon, launch_s, known_s, weapon_post, channels, salvo, launcher_weapon, rounds, loads, interval_s,
    reload_s, target, fired_s, fired, ahead, last, stamp, shot,
):  # fmt: skip
    """A launcher that can fire shot `o` in addition to those taken, -1 when there is none or no channel for it."""
    found = -1
    for ell in range(rounds.size):
        if launcher_weapon[ell] != weapon[o] or fired[ell] >= rounds[ell] * loads[ell]:
            continue
        if found >= 0 and fired[ell] >= fired[found]:
            continue
        if fits(launch_s[o], fired_s[ell], fired[ell], rounds[ell], interval_s[ell], reload_s[ell]):
            found = ell
    if found < 0:
        return -1
    c = weapon_post[weapon[o]]
    if is_free(o, launch_s[o], c, last, ahead, shot, target, launch_s, known_s, channels, salvo, stamp):
        k = last[c]
        while k >= 0:  # most are busy when another one joins them
            joins_s = launch_s[shot[k]]
            if launch_s[o] < joins_s < known_s[o] and not is_free(
                o, joins_s, c, last, ahead, shot, target, launch_s, known_s, channels, salvo, stamp
            ):
                return -1
            k = ahead[k]
        return found
    return -1


@inner
def is_free(o, time_s, c, last, ahead, shot, target, launch_s, known_s, channels, salvo, stamp):
    """True when at that moment post `c` has a channel, and not too many rounds in flight, for shot `o` as well."""
    busy, rounds = 0, 0
    stamp[stamp.size - 1] += 1  # the number of this question; a target counted already bears it
    k = last[c]
    while k >= 0:
        s = shot[k]
        if launch_s[s] <= time_s < known_s[s]:
            if target[s] == target[o]:
                rounds += 1
            elif stamp[target[s]] != stamp[stamp.size - 1]:
                stamp[target[s]] = stamp[stamp.size - 1]
                busy += 1
        k = ahead[k]
    return rounds < salvo[c] and busy < channels[c]


@inner
def fits(time_s, fired_s, fired, rounds, interval_s, reload_s):
    """True when a launcher that fires at `fired_s[:fired]` can fire at `time_s` too."""
    if fired == 0:
        return True
    place = fired
    while place > 0 and fired_s[place - 1] > time_s:
        place -= 1
    before_s = -math.inf
    for k in range(fired + 1):
        if k < place:
            at_s = fired_s[k]
        elif k == place:
            at_s = time_s
        else:
            at_s = fired_s[k - 1]
        if k > 0:
            pause_s = max(interval_s, reload_s) if k % rounds == 0 else interval_s
            if at_s - before_s < pause_s - 1e-9:
                return False
        before_s = at_s
    return True


@inner
def note(time_s, fired_s, fired):
    """Put a moment in its place among those at which a launcher fires."""
    place = fired
    while place > 0 and fired_s[place - 1] > time_s:
        fired_s[place] = fired_s[place - 1]
        place -= 1
    fired_s[place] = time_s
