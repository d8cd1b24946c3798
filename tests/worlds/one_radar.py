"""The smallest world: one site, one unit with one radar and one launcher, one raider that comes straight at it.

            raider  - - - - - - - - >  site
                                       unit (radar, post, launcher)

Everything is certain unless a test makes it otherwise: the unit is serviceable and ready, a round always kills. Built
straight from the tables of the simulation, with no catalogue and no scenario, so a test can change any column:

    world = one_radar(raiders=2)
    world.missile["p_kill"] = 0.5
"""

from __future__ import annotations

import math

from pavise.kinds import Doctrine, PathKind, ThreatClass
from pavise.sim.detection import PD_GRID, anchor_scale, pd_table
from pavise.sim.draws import name_hash
from pavise.sim.geometry import effective_earth_radius, n_vector
from pavise.sim.world import World, make_world

SITE_LAT_DEG, SITE_LON_DEG = 39.0, 33.0


def one_radar(
    *,
    raiders: int = 1,
    worlds: int = 1,
    repeats: int = 64,
    seed: int = 1,
    warning_radars: int = 0,
    raider: ThreatClass = ThreatClass.AIRCRAFT,
    rounds: int = 4,
    p_kill: float = 1.0,
) -> World:
    """The world above, with `raiders` alike. `warning_radars` stand beside the unit and feed the same network."""
    sizes = {
        "W": worlds, "U": 1 + warning_radars, "S": 1 + warning_radars,
        "C": 1, "G": 1, "L": 1, "M": 1, "T": raiders, "D": 1,
    }  # fmt: skip
    world = make_world(sizes, 1, PD_GRID)
    world.pd_table[0] = pd_table(1, 1, 1e-6)
    _settings(world, seed, repeats)
    _unit(world, warning_radars)
    _fire(world, rounds, p_kill)
    _raid(world, raider)
    return world


def _settings(world: World, seed: int, repeats: int) -> None:
    world.config["seed"], world.config["repeats"] = seed, repeats
    world.config["horizon_s"] = 1800.0
    world.config["earth_radius_m"] = effective_earth_radius(4.0 / 3.0, 6_371_000.0)
    world.site["key"] = name_hash("site")
    world.site["n"] = n_vector(math.radians(SITE_LAT_DEG), math.radians(SITE_LON_DEG))
    world.site["value"], world.site["hardness"] = 1.0, 1.0


def _unit(world: World, warning_radars: int) -> None:
    names = ["unit", *(f"warning {k + 1}" for k in range(warning_radars))]
    unit, sensor = world.unit, world.sensor
    unit["key"] = [name_hash(name) for name in names]
    unit["n"] = world.site["n"][0]
    unit["present"], unit["p_available"], unit["on_station_s"] = 1, 1.0, math.inf
    sensor["key"] = [name_hash(f"{name}/radar") for name in names]
    sensor["unit"] = range(len(names))
    sensor["present"] = 1
    sensor["fire_control"][:, 0] = 1
    sensor["antenna_height_m"] = 15.0
    sensor["snr_scale_m2"] = anchor_scale(150e3, 1.0, 0.8, 1, 1, 1e-6)
    sensor["instrumented_range_m"] = 200e3
    sensor["scan_period_s"] = 4.0
    sensor["cos_half_sector"], sensor["sin_elevation_max"] = -1.0, 1.0
    sensor["confirm_m"], sensor["confirm_n"], sensor["drop_after_s"], sensor["tracks_max"] = 2, 3, 20.0, 100


def _fire(world: World, rounds: int, p_kill: float) -> None:
    post, launcher, missile = world.post, world.launcher, world.missile
    post["key"] = name_hash("unit/post")
    post["channels"], post["salvo"], post["doctrine"] = 4, 1, int(Doctrine.SHOOT_LOOK_SHOOT)
    post["reaction_s"], post["assess_s"], post["decision_period_s"], post["track_delay_s"] = 8.0, 4.0, 2.0, 2.0
    world.hears[:] = 1
    world.group["launcher_count"] = 1
    launcher["key"] = name_hash("unit/missile 1")
    launcher["rounds"], launcher["interval_s"], launcher["reload_s"] = rounds, 3.0, 3600.0
    missile["key"] = name_hash("missile")
    missile["range_min_m"], missile["range_max_m"], missile["range_max_ballistic_m"] = 1e3, 40e3, 20e3
    missile["altitude_min_m"], missile["altitude_max_m"], missile["speed_mps"] = 10.0, 25e3, 1000.0
    missile["p_kill"], missile["unit_cost_usd"] = p_kill, 1e6


def _raid(world: World, raider: ThreatClass) -> None:
    threat = world.threat
    threat["key"] = [name_hash(f"raider {k + 1}") for k in range(threat.shape[1])]
    threat["threat_class"] = int(raider)
    threat["path_kind"] = int(PathKind.ARC if raider == ThreatClass.BALLISTIC else PathKind.LEVEL)
    threat["site"] = 0
    threat["axis_rad"] = math.radians(90.0)
    threat["distance_m"], threat["speed_mps"], threat["altitude_m"] = 200e3, 250.0, 5000.0
    threat["rcs_m2"], threat["damage"], threat["unit_cost_usd"] = 1.0, 1.0, 5e6
