"""Fire by other ways: binomials, and chances carried from round to round; looks and horizons by their geometry."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

EARTH_M = 4.0 / 3.0 * 6_371_000.0


def salvo(p_track, p_kill, rounds, targets):
    return 1.0 - p_track + p_track * (1.0 - p_kill) ** rounds, p_track * rounds


def shoot_look_shoot(p_track, p_kill, rounds, targets):
    """Round by round: what is alive is shot at again."""
    alive, used = p_track, 0.0
    for _ in range(rounds):
        used += alive
        alive *= 1.0 - p_kill
    leak = 1.0 - p_track + alive
    return leak, used, float(stats.binom.pmf(0, targets, leak)), targets * leak


def leakers_at_most(p_kill, rounds, targets, few, many):
    law = stats.binom(targets, (1.0 - p_kill) ** rounds)
    return float(law.cdf(few)), float(law.cdf(many))


def looks_that_err(p_track, p_kill, rounds, p_dead_if_alive, p_alive_if_dead):
    """Three states between rounds: alive and shot at, dead and shot at, given up alive."""
    alive, dead, given_up, used = p_track, 0.0, 0.0, 0.0
    for k in range(rounds):
        used += alive + dead
        dead, alive = dead + alive * p_kill, alive * (1.0 - p_kill)
        if k < rounds - 1:
            given_up += alive * p_dead_if_alive
            alive *= 1.0 - p_dead_if_alive
            dead *= p_alive_if_dead
    return 1.0 - p_track + alive + given_up, used


def magazine(p_kill, rounds_each, magazine_rounds, targets):
    """Target after target, with the chances of every pair of rounds left and leakers so far."""
    chance = {(magazine_rounds, 0): 1.0}
    for _ in range(targets):
        after: dict[tuple[int, int], float] = {}
        for (left, leakers), p in chance.items():
            tries = min(rounds_each, left)
            ways = [((left - k - 1, leakers), p * (1.0 - p_kill) ** k * p_kill) for k in range(tries)]
            ways.append(((left - tries, leakers + 1), p * (1.0 - p_kill) ** tries))
            for state, q in ways:
                after[state] = after.get(state, 0.0) + q
        chance = after
    return (
        sum(p * leakers for (_, leakers), p in chance.items()),
        sum(p for (_, leakers), p in chance.items() if leakers == 0),
        sum(p * left for (left, _), p in chance.items()),
        sum(p for (left, _), p in chance.items() if left == 0),
    )


def two_layers(p_outer, p_inner, targets):
    return targets * (1.0 - p_outer) * (1.0 - p_inner), targets * (1.0 - p_outer)


def over_the_horizon(antenna_m, altitude_m, speed_mps, scan_s):
    """Two tangents to the effective earth, and half a scan of flight until the next look."""
    reach = sum(EARTH_M * math.acos(EARTH_M / (EARTH_M + h)) for h in (antenna_m, altitude_m))
    return reach - 0.5 * speed_mps * scan_s


def tracked_on_approach(claimed_m, hits, window, scan_s, speed_mps, jam_to_noise, far_m):
    """Swerling 1 through the claim (1 m2, one chance in two), looks at every phase, m of the last n by a chain."""
    pfa = 1e-6
    at_claim = math.log(pfa) / math.log(0.5) - 1.0
    mean, beyond, phases = 0.0, 0.0, 40
    for phase in (np.arange(phases) + 0.5) / phases:
        histories, ranges, firsts = {(): 1.0}, [], []
        k = 0
        while True:
            range_m = 1.8 * claimed_m - speed_mps * ((k + phase) * scan_s + 0.5)
            if range_m <= 0.0:
                break
            noise = 1.0 + jam_to_noise * (100e3 / range_m) ** 2
            p = pfa ** (1.0 / (1.0 + at_claim * (claimed_m / range_m) ** 4 / noise))
            after, first = {}, 0.0
            for history, chance in histories.items():
                for look, q in ((1, p), (0, 1.0 - p)):
                    kept = (*history, look)[-window:]
                    if look and sum(kept) >= hits:
                        first += chance * q
                    else:
                        kept = kept[-(window - 1) :] if window > 1 else ()
                        after[kept] = after.get(kept, 0.0) + chance * q
            histories = after
            ranges.append(range_m)
            firsts.append(first)
            k += 1
        ranges, firsts = np.array(ranges), np.array(firsts)
        mean += float(ranges @ firsts) / phases
        beyond += float(firsts[ranges > far_m].sum()) / phases
    return mean, beyond


def saturation(channels, service_s, window_s, targets):
    return max(targets - channels * math.floor(window_s / service_s), 0)


def reload_crews(launchers, reload_crews, reload_s, sets):
    """Crews as machines that take jobs in turn: a launcher's next job comes when its last is done."""
    ready_s = sorted([0.0] * launchers)
    crew_s, shots_s = [0.0] * reload_crews, [0.0] * launchers
    for _ in range(launchers * sets):
        empty_s = ready_s.pop(0)
        k = crew_s.index(min(crew_s))
        crew_s[k] = max(crew_s[k], empty_s) + reload_s
        ready_s = sorted([*ready_s, crew_s[k]])
        shots_s.append(crew_s[k])
    return float(len(shots_s)), max(shots_s)


def fall_off(range_share, cos_course, edge_share, crossing_share):
    """Straight lines between points, and the sine of the angle itself."""
    by_range = float(np.interp(range_share, [2.0 / 3.0, 1.0], [1.0, edge_share]))
    return by_range * (1.0 - (1.0 - crossing_share) * math.sin(math.acos(cos_course)) ** 2)


def at_the_edge(range_share, p_kill, edge_share):
    """A straight line between two points."""
    return p_kill * float(np.interp(range_share, [2.0 / 3.0, 1.0], [1.0, edge_share]))
