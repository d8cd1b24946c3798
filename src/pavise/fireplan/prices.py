"""Prices for rounds and channel seconds, and the best fight for each target at them: the kernels of `timed_bound.py`.

    prices -> what each shot costs -> per target, from the last look back to the first: rounds that earn their price
           -> what that uses on average, from the first look on -> dearer what is short, cheaper what is left

When not to believe it: see `timed_bound.py`, which says why this is a bound.
"""

import math

import numpy as np

from pavise.sim.compiled import inner, kernel


@kernel
def blind_windows(first, launch_s, latest_s, known_s, window_out):
    """The number of the blind window that each shot falls into, target by target from 0.

    A window ends with the first result of a round from inside it or later. A shot that may leave after that is in the
    next one, which says that more is known than is, and so keeps the bound.
    """
    soonest_s = np.empty(launch_s.size)  # at which the result of this shot or a later one can be known
    for j in range(first.size - 1):
        soon_s = math.inf
        for k in range(first[j + 1] - 1, first[j] - 1, -1):
            soon_s = min(soon_s, known_s[k])
            soonest_s[k] = soon_s
        window = -1
        end_s = -math.inf
        for k in range(first[j], first[j + 1]):
            if latest_s[k] >= end_s and not (window >= 0 and latest_s[k] == launch_s[k] == launch_s[k - 1]):
                window += 1
                end_s = soonest_s[k] if latest_s[k] < soonest_s[k] else -math.inf
            window_out[k] = window


@kernel
def search_prices(
    values, first, window, weapon, launch_s, known_s, p, weapon_post, salvo, begin_s, cell_s, limits, weapons,
    at_least, steps, cost_out, later_out,
):  # fmt: skip
    """The least bound found; filled in is what each shot costs at its prices, and what is gained after it (`Bound`).

    A price is what the whole of a limit is worth, so that all of them are of one size.
    """
    price = np.zeros(limits.shape)
    best_price = np.zeros(limits.shape)
    used = np.empty(limits.shape)
    average = np.zeros(limits.shape)
    cost, later = np.empty(weapon.size), np.empty(weapon.size)
    best = math.inf
    stride, vain = 1.0, 0
    for _ in range(steps):
        set_costs(price, limits, weapons, weapon, weapon_post, salvo, launch_s, known_s, begin_s, cell_s, cost)
        used[:] = 0.0
        bound = fight_all(
            values, first, window, weapon, launch_s, known_s, p, weapon_post, salvo, begin_s, cell_s, cost, weapons,
            used, later,
        )  # fmt: skip
        bound += price.sum()
        if bound < best:
            if best == math.inf or bound < best - 1e-3 * (best - at_least):
                vain = 0
            best = bound
            best_price[:] = price
            cost_out[:] = cost
            later_out[:] = later
        vain += 1
        if vain > 7:
            stride, vain = 0.6 * stride, 0
            price[:] = best_price
            average[:] = 0.0
        square = 0.0
        for a in range(limits.shape[0]):
            for k in range(limits.shape[1]):
                over = used[a, k] / limits[a, k] - 1.0 if limits[a, k] > 0.0 else 0.0
                if price[a, k] <= 0.0 and over < 0.0:
                    over = 0.0
                average[a, k] = 0.5 * average[a, k] + over
                square += average[a, k] * average[a, k]
        if square < 1e-6 or best - at_least <= 1e-6 * best or stride < 1e-3:
            break
        length = stride * max(bound - at_least, 1e-9 * best) / square
        for a in range(limits.shape[0]):
            for k in range(limits.shape[1]):
                price[a, k] = max(0.0, price[a, k] + length * average[a, k])
    return best


@inner
def set_costs(price, limits, weapons, weapon, weapon_post, salvo, launch_s, known_s, begin_s, cell_s, cost):
    """What each shot pays: its round, its place in the cell, and its share of a channel's time."""
    cells = price.shape[1]
    each = np.empty(price.shape)  # of one round, of one second; the first rows from here on to the end
    paid = np.zeros((price.shape[0] - 2 * weapons, cells + 1))  # for a channel from the beginning to each cell
    for a in range(price.shape[0]):
        ahead = 0.0
        for k in range(cells - 1, -1, -1):
            each[a, k] = price[a, k] / limits[a, k] if limits[a, k] > 0.0 else 0.0
            if a < weapons:
                ahead += each[a, k]
                each[a, k] = ahead
    for c in range(paid.shape[0]):
        for k in range(cells):
            paid[c, k + 1] = paid[c, k] + each[2 * weapons + c, k] * cell_s
    for o in range(weapon.size):
        g = weapon[o]
        c = weapon_post[g]
        from_cell = cell_of(launch_s[o], begin_s, cell_s, cells)
        to_cell = cell_of(known_s[o], begin_s, cell_s, cells)
        from_s = launch_s[o] - begin_s - from_cell * cell_s
        to_s = known_s[o] - begin_s - to_cell * cell_s
        channel = paid[c, to_cell] + each[2 * weapons + c, to_cell] * to_s
        channel -= paid[c, from_cell] + each[2 * weapons + c, from_cell] * from_s
        cost[o] = each[g, from_cell] + each[weapons + g, from_cell] + max(channel, 0.0) / salvo[c]


@inner
def cell_of(time_s, begin_s, cell_s, cells):
    """The cell that a time falls into; the last one has both its ends."""
    return min(max(int((time_s - begin_s) / cell_s), 0), cells - 1)


@inner
def fight_all(
    values, first, window, weapon, launch_s, known_s, p, weapon_post, salvo, begin_s, cell_s, cost, weapons, used,
    later,
):  # fmt: skip
    """What all targets gain at these costs, each fought in the way that is best for it.

    `used` [limits] grows by what that uses on average; `later` [O] is set.
    """
    cells = used.shape[1]
    most = 0
    for j in range(values.size):
        most = max(most, first[j + 1] - first[j])
    posts = salvo.size
    ratio, best, top = np.empty(posts), np.empty(posts, np.int64), np.empty(posts)
    seen = np.empty(posts, np.int64)
    shot, number = np.empty(most, np.int64), np.empty(most)  # what is fired, last window first
    until, killed = np.empty(most, np.int64), np.empty(most)  # of each window: the end of its rows, chance to kill
    gained = 0.0
    for j in range(values.size):
        worth, fired, windows = 0.0, 0, 0
        k = first[j + 1] - 1
        while k >= first[j]:
            # ---- the cheapest shot of each post in this window
            now, posts_seen, surest = window[k], 0, 0.0
            while k >= first[j] and window[k] == now:
                c = weapon_post[weapon[k]]
                per = cost[k] / p[k]
                place = 0
                while place < posts_seen and seen[place] != c:
                    place += 1
                if place == posts_seen:
                    seen[place] = c
                    posts_seen += 1
                    ratio[c], best[c], top[c] = per, k, p[k]
                elif per < ratio[c]:
                    ratio[c], best[c] = per, k
                top[c] = max(top[c], p[k])
                surest = max(surest, p[k])
                later[k] = worth
                k -= 1
            for a in range(1, posts_seen):
                c = seen[a]
                b = a
                while b > 0 and ratio[seen[b - 1]] > ratio[c]:
                    seen[b] = seen[b - 1]
                    b -= 1
                seen[b] = c
            # ---- rounds as long as they earn their price
            stake = values[j] - worth
            kills, spent, missed, room = 0.0, 0.0, 1.0, 1.0
            for a in range(posts_seen):
                c = seen[a]
                left = salvo[c] * top[c] / surest
                taken = 0.0
                while left > 0.0 and missed * stake > ratio[c]:
                    part = min(left, room)
                    kills += surest * missed * part
                    spent += ratio[c] * surest * part
                    taken += part
                    left -= part
                    room -= part
                    if room <= 1e-12:
                        room, missed = 1.0, missed * (1.0 - surest)
                if taken > 0.0:
                    shot[fired], number[fired] = best[c], taken * surest / p[best[c]]
                    fired += 1
            until[windows], killed[windows] = fired, min(kills, 1.0)
            windows += 1
            worth += kills * stake - spent
        gained += worth
        # ---- what that uses, on average
        flies = 1.0
        for w in range(windows - 1, -1, -1):
            for a in range(until[w - 1] if w > 0 else 0, until[w]):
                o = shot[a]
                g = weapon[o]
                rounds = flies * number[a]
                from_cell = cell_of(launch_s[o], begin_s, cell_s, cells)
                for cell in range(from_cell, cells):
                    used[g, cell] += rounds
                used[weapons + g, from_cell] += rounds
                row = 2 * weapons + weapon_post[g]
                for cell in range(from_cell, cell_of(known_s[o], begin_s, cell_s, cells) + 1):
                    begins_s = max(launch_s[o], begin_s + cell * cell_s)
                    ends_s = min(known_s[o], begin_s + (cell + 1) * cell_s)
                    used[row, cell] += rounds * max(ends_s - begins_s, 0.0) / salvo[weapon_post[g]]
            flies *= 1.0 - killed[w]
    return gained
