"""Battles with fewer rounds than raiders: sites alike that fall to one hit, attacked by so many each, and nothing else
in the way. Which raider flies to which site is drawn anew in every world."""

from __future__ import annotations

import numpy as np

from pavise.kinds import Doctrine
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Missile, Site, raid, small_defence

AWAY_M, CREEP_MPS = 3e3, 0.01
"""Raiders hang almost still where a round takes 3 s, and go at last."""
CYCLE_S = 5.0
"""From one round to the next after a look."""


def few_rounds(
    sites: int, each: int, rounds: int, p_kill: float, doctrine: Doctrine, *, looks: int = 1, at_once: int = 6,
    worlds: int = 300, hardness: float = 1.0,
) -> World:  # fmt: skip
    """One unit against `each` raiders at every site, with time for so many looks; one battle in each world."""
    unit = FireUnit(rounds=rounds, salvo=at_once, missile=Missile(p_kill=p_kill), assess_s=0.5, doctrine=doctrine)
    stay_s = CYCLE_S * (looks - 1) + 5.5
    raiders = raid(
        sites * each,
        distance_m=AWAY_M,
        speed_mps=CREEP_MPS,
        altitude_m=0.0,
        release_range_m=AWAY_M - CREEP_MPS * stay_s,
    )
    places = [Site(f"site {d}", hardness=hardness) for d in range(sites)]
    world = small_defence([unit], raiders, places, worlds=worlds, repeats=1)
    flown_to = np.repeat(np.arange(sites), each)
    world.threat["site"] = np.random.default_rng(7).permuted(np.tile(flown_to, (worlds, 1)), axis=1)
    return world
