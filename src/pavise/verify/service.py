"""Fire as a service counter: targets arrive, hold a channel for a given time, and leave unserved when they cannot wait.

    site o  . . . . . . . . . . . .  x target, almost at rest, so far out that a round needs the wanted time

A channel is taken from the shot until its result is used, which is a whole number of steps: the time of flight rounded
up, and one step more because posts decide before rounds are assessed. Ranges here are such that a service takes just
the wanted number of steps. Arrivals lie in the middle of steps and are noticed at their end, together with others of
the same step; so to Poisson arrivals a service of n steps looks like one of n - 1/2.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.geometry import EARTH_EQUATOR_M, ECCENTRICITY_2
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.world import World
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Radar, Raider, Site, small_defence

ROUND_MPS = 100.0
CREEP_MPS = 1e-3
LINE = 90


def service(arrivals_s: np.ndarray, service_steps: np.ndarray, patience_steps: np.ndarray, channels: int) -> World:
    """Targets (shape (W, T), one world per row, in order of arrival) that are served first come, first served.

    `service_steps`: whole numbers from 2. `patience_steps`: how many steps a target that is not served at once may
    still wait; 0 for none.
    """
    worlds, threats = arrivals_s.shape
    battery = FireUnit(
        radars=[Radar(drop_after_s=5.0, antenna_height_m=100e3)], rounds=10**6, channels=channels,
        missile=Missile(range_max_m=1e9, altitude_max_m=1e9, speed_mps=ROUND_MPS),
    )  # fmt: skip
    world = small_defence(
        [battery], [Raider(f"target {t}", altitude_m=0.0) for t in range(threats)], [Site(value=1e9, hardness=1e9)],
        worlds=worlds, repeats=1, horizon_s=math.inf,
    )  # fmt: skip
    flight_s = service_steps - 1.5
    ground_m = northward_m(ROUND_MPS * flight_s)
    threat = world.threat
    threat["start_s"] = np.floor(arrivals_s) + 0.5
    threat["distance_m"] = ground_m
    threat["speed_mps"] = CREEP_MPS
    threat["release_range_m"] = ground_m - CREEP_MPS * (flight_s + patience_steps + 1.0)
    # A post weighs the damage that it would prevent: each target so much more than those behind it that it goes first.
    threat["damage"] = 10.0 ** (-3.0 * (np.arange(threats) % LINE))
    return world


def northward_m(chord_m: np.ndarray) -> np.ndarray:
    """Ground distances (angle between verticals x mean radius) to places north of the site, from straight ones."""

    def place_m(latitude_rad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        normal_m = EARTH_EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(latitude_rad) ** 2)
        return normal_m * np.cos(latitude_rad), normal_m * (1.0 - ECCENTRICITY_2) * np.sin(latitude_rad)

    site_rad = math.asin(CENTRE[2])
    out_m, up_m = place_m(np.array(site_rad))
    ground_m = np.array(chord_m, float)
    for _ in range(4):
        x_m, z_m = place_m(site_rad + ground_m / MEAN_RADIUS_M)
        ground_m *= chord_m / np.hypot(x_m - out_m, z_m - up_m)
    return ground_m


def poisson_arrivals_s(chance: np.random.Generator, per_s: float, worlds: int, threats: int) -> np.ndarray:
    """Arrivals one after the other with exponential times between them."""
    return np.cumsum(chance.exponential(1.0 / per_s, (worlds, threats)), axis=1)
