"""The declared benchmark cases: worlds built straight from the simulation's tables, the same on every machine.

They measure speed, so their numbers are round and notional; no catalogue is read. A case is a function that returns a
`World`; `CASES` lists them with the time that they simulate and the target that was set before the first measurement.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pavise.kinds import Doctrine, PathKind, Picture, ThreatClass
from pavise.sim.detection import PD_GRID, anchor_scale, pd_table
from pavise.sim.draws import name_hash
from pavise.sim.geometry import n_vector
from pavise.sim.world import World, make_world

EFFECTIVE_EARTH_M = 4.0 / 3.0 * 6_371_000.0


@dataclass(frozen=True)
class Case:
    """A benchmark: what it is, the world, and what was to be reached on two cores."""

    name: str
    what: str
    world: Callable[[], World]
    target: str


def place(index: int, of: int, radius_km: float) -> tuple[float, float, float]:
    """n-vector of one of `of` places spread round 39 N 33 E in a sunflower pattern of the given radius."""
    angle = index * math.pi * (3.0 - math.sqrt(5.0))
    away_deg = radius_km / 111.2 * math.sqrt((index + 0.5) / of)
    latitude = 39.0 + away_deg * math.cos(angle)
    longitude = 33.0 + away_deg * math.sin(angle) / math.cos(math.radians(39.0))
    return n_vector(math.radians(latitude), math.radians(longitude))


def keys(table: np.recarray, kind: str) -> None:
    """Give every row of a table the key of its name."""
    rows = table.shape[-1]
    table["key"] = np.array([name_hash(f"{kind} {k}") for k in range(rows)], np.uint32)


def defence(
    *, units: int, launchers_per_unit: int, rounds: int, warning_radars: int, threats: int, sites: int, channels: int,
    reach_m: float,
) -> World:  # fmt: skip
    """A posture of equal fire units and warning radars round the defended sites, all in one network."""
    sizes = {
        "W": 1, "U": units + warning_radars, "S": units + warning_radars, "C": units, "G": units,
        "L": units * launchers_per_unit, "M": 1, "T": threats, "D": sites,
    }  # fmt: skip
    world = make_world(sizes, 1, PD_GRID)
    world.pd_table[0] = pd_table(1, 1, 1e-6)
    world.config["seed"], world.config["repeats"] = 1, 1_000_000
    world.config["earth_radius_m"] = EFFECTIVE_EARTH_M
    for kind in ("unit", "sensor", "post", "launcher", "missile", "threat", "site"):
        keys(getattr(world, kind), kind)
    world.unit["present"], world.unit["p_available"], world.unit["on_station_s"] = 1, 1.0, math.inf
    for k in range(sizes["U"]):
        world.unit["n"][0, k] = place(k, sizes["U"], 120.0)
    for k in range(sites):
        world.site["n"][k] = place(k, sites, 100.0)
    world.site["value"], world.site["hardness"] = 1.0, 4.0
    sensor = world.sensor
    sensor["unit"][0] = np.arange(sizes["S"])
    sensor["present"], sensor["antenna_height_m"] = 1, 20.0
    sensor["cos_half_sector"], sensor["sin_elevation_max"] = -1.0, 1.0
    sensor["fire_control"][0, :units] = 1
    sensor["snr_scale_m2"] = anchor_scale(150e3, 1.0, 0.5, 1, 1, 1e-6)
    sensor["instrumented_range_m"][0] = np.where(np.arange(sizes["S"]) < units, 150e3, 300e3)
    sensor["scan_period_s"][0] = np.where(np.arange(sizes["S"]) < units, 4.0, 10.0)
    sensor["confirm_m"], sensor["confirm_n"], sensor["drop_after_s"], sensor["tracks_max"] = 2, 3, 30.0, 200
    post = world.post
    post["unit"][0] = np.arange(units)
    post["fire_control"][0] = np.arange(units)
    post["channels"], post["salvo"], post["doctrine"] = channels, 1, int(Doctrine.SHOOT_LOOK_SHOOT)
    post["reaction_s"], post["assess_s"], post["decision_period_s"], post["track_delay_s"] = 8.0, 4.0, 2.0, 2.0
    world.hears[:] = 1
    world.group["post"] = np.arange(units)
    world.group["launcher_first"] = np.arange(units) * launchers_per_unit
    world.group["launcher_count"] = launchers_per_unit
    each, over = divmod(rounds, units * launchers_per_unit)
    world.launcher["group"][0] = np.repeat(np.arange(units), launchers_per_unit)
    world.launcher["rounds"][0] = each + (np.arange(units * launchers_per_unit) < over)
    world.launcher["interval_s"], world.launcher["reload_s"] = 3.0, 3600.0
    missile = world.missile
    missile["range_min_m"], missile["range_max_m"], missile["range_max_ballistic_m"] = 1e3, reach_m, 0.4 * reach_m
    missile["altitude_min_m"], missile["altitude_max_m"], missile["speed_mps"] = 10.0, 25e3, 1000.0
    missile["p_kill"], missile["unit_cost_usd"] = 0.7, 1e6
    return world


def add_raid(world: World, *, over_s: float, distance_m: float, mix: tuple[float, float, float, float]) -> World:
    """Fill the threats of `world`: shares of aircraft, cruise missiles, drones, ballistic ones, spread over time."""
    threat = world.threat[0]
    n = len(threat)
    kinds = np.repeat(np.arange(4), np.diff(np.round(np.cumsum([0.0, *mix]) * n).astype(int)))
    threat["threat_class"] = kinds
    threat["path_kind"] = np.where(kinds == ThreatClass.BALLISTIC, int(PathKind.ARC), int(PathKind.LEVEL))
    threat["site"] = -1
    threat["start_s"], threat["start_spread_s"] = 0.0, over_s
    threat["axis_rad"], threat["axis_spread_rad"] = math.radians(150.0), math.radians(120.0)
    threat["distance_m"] = distance_m
    threat["weave_m"] = 0.05 * distance_m
    threat["speed_mps"] = np.array([240.0, 235.0, 52.0, 0.0])[kinds]
    threat["distance_m"][kinds == ThreatClass.DRONE] = min(distance_m, 52.0 * 900.0)
    threat["altitude_m"] = np.array([7500.0, 80.0, 250.0, 0.0])[kinds]
    threat["rcs_m2"] = np.array([3.0, 0.08, 0.03, 0.3])[kinds]
    threat["damage"], threat["unit_cost_usd"] = 1.0, 1e5
    longest_s = max(distance_m / 235.0, 900.0) * 1.3
    world.config["horizon_s"] = over_s + longest_s + 300.0
    return world


def hour() -> World:
    """100 threats against 30 fire units, starts spread over most of an hour."""
    world = defence(
        units=30, launchers_per_unit=2, rounds=240, warning_radars=4, threats=100, sites=20, channels=2, reach_m=40e3
    )
    return add_raid(world, over_s=2300.0, distance_m=230e3, mix=(0.2, 0.5, 0.2, 0.1))


def mission() -> World:
    """200 threats, 4 batteries, 36 launchers, 192 interceptors, 1,200 s."""
    world = defence(
        units=4, launchers_per_unit=9, rounds=192, warning_radars=2, threats=200, sites=20, channels=10, reach_m=75e3
    )
    return add_raid(world, over_s=300.0, distance_m=170e3, mix=(0.12, 0.35, 0.45, 0.08))


def mission_on_a_picture() -> World:
    """The same where posts see tracks: every sensor makes five false plots in a scan, and nobody is told who is who."""
    from pavise.assemble.trackers import tracker_settings  # slow to import, and the other cases need none of it

    world = mission()
    world.config["picture"] = Picture.TRACKED
    world.settings[:] = tracker_settings(None)
    world.sensor["false_plots"] = 5.0
    world.network["prior_hostile"], world.network["p_hostile"] = 0.6, 0.5
    return world


def stress() -> World:
    """1,000 threats of a long raid against 60 fire units: what growth costs."""
    world = defence(
        units=60, launchers_per_unit=2, rounds=960, warning_radars=6, threats=1000, sites=30, channels=4, reach_m=60e3
    )
    return add_raid(world, over_s=1800.0, distance_m=230e3, mix=(0.2, 0.4, 0.3, 0.1))


def tiny() -> World:
    """10 threats against one battery: small enough to be played with the compiler off."""
    world = defence(
        units=1, launchers_per_unit=2, rounds=16, warning_radars=1, threats=10, sites=2, channels=2, reach_m=40e3
    )
    return add_raid(world, over_s=120.0, distance_m=120e3, mix=(0.2, 0.4, 0.3, 0.1))


CASES = (
    Case("hour", "100 threats, 30 fire units, one hour", hour, "10,000 times real time per core"),
    Case(
        "mission",
        "200 threats, 4 batteries, 36 launchers, 192 rounds, 1,200 s",
        mission,
        "60 replications/s on 2 cores",
    ),
    Case("stress", "1,000 threats, 60 fire units, 2,800 s", stress, "none set"),
    Case("tiny", "10 threats, one battery", tiny, "none set"),
)
