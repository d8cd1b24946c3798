"""Battles in which launchers have everything that can be said about them: few crews, shared stores that rounds come
from late, sectors, patrols by sortie, salvos that follow each other, rounds that are worth less far out, and posts that
misjudge results.

They are those of `random_battle`, with launchers that are soon filled again.
"""

from __future__ import annotations

import numpy as np

from pavise.sim.world import World
from tests.worlds.random_battle import random_battle


def battle_of_busy_launchers(number: int) -> World:
    """Battle `number` of `random_battle`, with busier launchers."""
    chance = np.random.default_rng([number, 16])
    world = random_battle(number)
    post, launcher, missile = world.post[0], world.launcher[0], world.missile[0]
    posts, launchers = len(post), len(launcher)
    post["reload_crews"] = chance.choice([0, 1, 1, 2], posts)
    post["spaced"] = chance.integers(0, 2, posts)
    post["p_kill_unseen"], post["p_miss_unseen"] = chance.choice([0.0, 0.3], posts), chance.choice([0.0, 0.3], posts)
    post["look_again_s"] = chance.uniform(0.0, 30.0, posts)
    missile["edge_share"], missile["crossing_share"] = chance.choice([0.3, 1.0], (2, len(missile)))
    launcher["reload_s"] = chance.uniform(10.0, 60.0, launchers)
    launcher["delivery_s"] = chance.choice([0.0, 30.0], launchers)
    for group in world.group:
        rows = slice(group["launcher_first"], group["launcher_first"] + group["launcher_count"])
        launcher["cos_half_sector"][rows] = chance.choice([-1.0, 0.0, 0.5], p=[0.6, 0.2, 0.2])
        if chance.random() < 0.7 and group["launcher_count"]:
            launcher["store"][rows] = group["launcher_first"]
            launcher["stock"][group["launcher_first"]] = chance.integers(0, 9)
            launcher["reloads"][rows] = chance.integers(0, 2)
    patrols = world.unit["orbit_radius_m"][0] > 0.0
    world.unit["airframes"][0] = np.where(patrols, chance.integers(0, 4, len(patrols)), 0)
    world.unit["turn_round_s"] = 200.0
    for ell in np.flatnonzero(by_sortie(world)):
        launcher["reloads"][ell], launcher["stock"][ell], launcher["store"][ell] = 0, 0, -1
    return world


def by_sortie(world: World) -> np.ndarray:
    """Which launchers are those of patrols that come and go by sortie, shape (L,)."""
    posts = world.group["post"][world.launcher["group"][0]]
    return np.asarray(world.unit["airframes"][0, world.post["unit"][0, posts]] > 0)
