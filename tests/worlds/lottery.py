"""A defence by lot, carried out in battle: each site gets its part of the rounds, and is given up when more come."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from pavise.fireplan.preferential import Split
from pavise.kinds import Doctrine
from pavise.run.drivers import Decision, play_open
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Raider, Site, offset, small_defence

ONE_LOOK = {"distance_m": 30e3, "altitude_m": 500.0}
"""Seen at once, and met by rounds that are so slow that nobody looks twice."""
SLOW = {"speed_mps": 700.0, "range_max_m": 26e3, "range_min_m": 15e3}


def kept_by_lot(
    sites: int, rounds: int, coming: Split, lottery: Mapping[Split, float], p_kill: float, fights: int
) -> np.ndarray:
    """Sites that nobody reaches in each of so many battles, when so many raiders are coming to each and the rounds are
    split by this lottery (chance of each split; which site gets which part is drawn evenly)."""
    places = [Site(f"site {d}", offset(CENTRE, 2.0 * math.pi * d / sites, 3e3), hardness=1.0) for d in range(sites)]
    unit = FireUnit(rounds=rounds, missile=Missile(p_kill=p_kill, **SLOW), assess_s=100.0, doctrine=Doctrine.HOOK)
    ways, chances = list(lottery), np.array(list(lottery.values()))
    bound = [d for d, number in enumerate(coming) for _ in range(number)]
    flights = [Raider(f"raider {t}", site=d, **ONE_LOOK) for t, d in enumerate(bound)]

    def by_lot(decision: Decision) -> None:
        lot = np.random.default_rng(int(decision.state.clock["replication"]))
        parts = lot.permutation(ways[lot.choice(len(ways), p=chances / chances.sum())])
        for candidate in decision.candidates:
            d = bound[candidate["threat"]]
            fire = bound.count(d) <= parts[d] and decision.state.flight["rounds"][candidate["threat"]] == 0
            candidate["rounds"], candidate["preference"] = int(fire), 1.0 if fire else -np.inf

    played = play_open(small_defence([unit], flights, places), 0, fights, by_lot)
    return (played.damage["arrivals"] == 0).sum(axis=1).astype(float)
