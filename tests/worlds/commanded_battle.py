"""Random battles under command: the battles of `random_battle.py`, with every word of the chain of command mixed in.

Two command posts with few operators and doubtful prospects, rules that differ by class, place and warning, fronts,
radars that keep silent, and every doctrine.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import Doctrine, Silence, WeaponControl
from pavise.sim.draws import name_hash
from pavise.sim.world import NETWORK, World
from tests.worlds.random_battle import random_battle

BUILT_IN = [doctrine for doctrine in Doctrine if doctrine != Doctrine.HOOK]


def commanded_battle(number: int) -> World:
    """Battle `number`, under command."""
    chance = np.random.default_rng([number, 7])
    world = random_battle(number)
    posts = world.post.shape[1]
    world = with_networks_alone(world)
    network, post = world.network[0], world.post[0]
    for n in range(2):
        network["operators"][n] = chance.integers(0, 3)
        network["decision_s"][n] = chance.uniform(0.0, 120.0)
        network["p_command_lost"][n] = chance.choice([0.0, 0.5, 1.0])
        network["command_lost_s"][n] = chance.uniform(50.0, 500.0)
        network["fallback_s"][n] = chance.uniform(0.0, 60.0)
        network["warns"][n] = chance.integers(2)
        network["red_s"][n] = chance.uniform(0.0, 90.0)
    for c in range(posts):
        post["doctrine"][c] = chance.choice(BUILT_IN)
        post["reserve_rounds"][c] = chance.integers(0, 4)
        post["reserve_share"][c] = chance.uniform(0.0, 0.5)
        post["point_usd"][c] = chance.uniform(0.0, 10.0)
        post["crew_s"][c] = chance.choice([0.0, 60.0])
        if chance.random() < 0.5:
            post["control"][c] = chance.choice(list(WeaponControl), 4)
            post["control_near"][c] = chance.choice(list(WeaponControl), 4)
            post["ring_m"][c] = chance.choice([0.0, 20e3])
            post["control_before_red"][c] = chance.integers(-1, 3)
            post["control_alone"][c] = chance.integers(-1, 3)
        if chance.random() < 0.3:
            post["front_rad"][c] = chance.uniform(0.0, 2.0 * math.pi)
            post["cos_half_front"][c] = math.cos(chance.uniform(0.3, 1.5))
        post["silence"][c] = chance.choice(list(Silence))
    return world


def with_networks_alone(world: World) -> World:
    """The world with a network for each post to fall back to."""
    posts = world.post.shape[1]
    network = np.zeros((world.post.shape[0], 2 + posts), NETWORK.dtype).view(np.recarray)
    for field in NETWORK.fields:
        network[field.name] = field.neutral
    network["key"] = [name_hash(f"network {n}") for n in range(2 + posts)]
    world.post["fallback"] = 2 + np.arange(posts)
    return world._replace(network=network)
