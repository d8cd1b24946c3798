"""Battles with everything switched on: random ones, to which all kinds of sensors, jammers and hills are added.

Masks and ground are strewn by chance, not cast by one another: what must hold in any battle must hold there as well.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from pavise.kinds import Band, SensorKind
from pavise.sim.attenuation import haze_table_row, loss_table_row
from pavise.sim.beam import beam_table_row
from pavise.sim.draws import name_hash
from pavise.sim.geometry import latitude_longitude
from pavise.sim.models.sensing.optical_sight import optical_row, optical_scale_m2
from pavise.sim.models.sensing.passive_receiver import passive_scale_m2
from pavise.sim.world import World, make_world, neutral_lookups
from pavise.verify.small_defence import CENTRE, EARTH_RADIUS_M, offset
from tests.worlds.random_battle import random_battle

GROUND_STEP_RAD = math.radians(0.02)
MASK_REACH_M = 600e3
MASK_SHAPE = (36, 64)


def battle_of_all_sensors(number: int) -> World:
    """Battle `number` of `random_battle`, with more ways to see and to hide."""
    chance = np.random.default_rng([number, 3])
    world = with_lookups(random_battle(number), chance)
    for s in range(world.sizes["S"]):
        equip(world, s, chance)
    disguise(world, chance)
    add_jammers(world, chance)
    put_on_ground(world)
    return world


def with_lookups(world: World, chance: np.random.Generator) -> World:
    """The same world with rows of beams, losses and shadows to choose from, room for jammers, and hills."""
    jammers = int(chance.integers(0, 3))
    row_m = 1500.0 * chance.random((3, *MASK_SHAPE)) * np.linspace(0.0, 1.0, MASK_SHAPE[1])
    row_m[:, chance.random(MASK_SHAPE[0]) < 0.5] = -100.0
    row_m[0] = 0.0
    smooth = make_world({**world.sizes, "J": jammers}, 1, 1)
    return world._replace(
        jammer=smooth.jammer,
        pd_table=np.vstack([world.pd_table, optical_row()]),
        beam_table=beams(),
        loss_table=losses(),
        mask=row_m.astype(np.int16),
        ground=chance.integers(-50, 900, (300, 300)).astype(np.int16),
    )  # fmt: skip


@cache
def beams() -> np.ndarray:
    """The neutral row, a fan and a cosecant-squared cover."""
    neutral = beam_table_row("flat")
    fan = beam_table_row("fan", math.radians(8.0), math.radians(3.0), floor=0.01)
    cover = beam_table_row("cosecant_squared", math.radians(3.0), math.radians(1.0), math.radians(40.0), 0.003)
    return np.stack([neutral, fan, cover])


@cache
def losses() -> np.ndarray:
    """The neutral row, X band in rain, and haze."""
    neutral = neutral_lookups()["loss_table"][0]
    rain = loss_table_row(10e9, 20.0, EARTH_RADIUS_M, 100e3, rain_mm_per_h=4.0)
    return np.stack([neutral, rain, haze_table_row(8e3, 20.0, EARTH_RADIUS_M, 30e3)])


def equip(world: World, s: int, chance: np.random.Generator) -> None:
    """Make some sensor of one that was a plain radar."""
    eye = world.sensor[:, s]
    others = [k for k in range(world.sizes["S"]) if k != s and world.sensor["kind"][0, k] == SensorKind.RADAR]
    kinds = list(SensorKind) if others else [kind for kind in SensorKind if kind != SensorKind.BISTATIC]
    kind = kinds[chance.integers(len(kinds))] if chance.random() < 0.6 else SensorKind.RADAR
    if kind == SensorKind.RADAR or (kind == SensorKind.BISTATIC):
        eye["lobing_wave_m"], eye["lobing_roughness_m"] = chance.choice([0.0, 0.1]), 0.5
        eye["loss_row"] = chance.integers(2)
    if kind == SensorKind.BISTATIC:
        eye["illuminator"] = chance.choice(others)
    if kind == SensorKind.PASSIVE:
        eye["snr_scale_m2"] = passive_scale_m2(80e3, 1.0, 0.5, 1, 1, 1e-6)
    if kind == SensorKind.OPTICAL:
        eye["snr_scale_m2"] = optical_scale_m2(30e3, 5.0, 0.5)
        eye["pd_row"], eye["loss_row"] = len(world.pd_table) - 1, chance.choice([0, 2])
    eye["kind"], eye["band"] = kind, chance.integers(len(Band))
    eye["track_period_s"] = chance.choice([0.0, 0.7, 1.0, 2.5])
    eye["sin_elevation_min"] = chance.choice([-1.0, 0.0, 0.01])
    eye["beam_row"] = chance.integers(3)
    eye["beamwidth_rad"], eye["sidelobe"] = math.radians(3.0), 1e-3
    if world.unit["orbit_radius_m"][0, eye["unit"][0]] > 0.0:
        eye["lobing_wave_m"] = 0.0
    else:
        eye["mask_row"], eye["mask_step_m"] = chance.integers(3), MASK_REACH_M / (MASK_SHAPE[1] - 1)


def disguise(world: World, chance: np.random.Generator) -> None:
    """Threats that look different from each side and in each band, and some that emit or jam."""
    threat, size = world.threat, world.threat.shape
    threat["rcs_side_ratio"], threat["rcs_tail_ratio"] = (
        chance.choice([1.0, 20.0], size),
        chance.choice([1.0, 3.0], size),
    )
    threat["rcs_band_ratio"] = chance.choice([1.0, 4.0], (*size, 3))
    threat["size_m2"], threat["emits"] = chance.choice([0.0, 4.0], size), chance.choice([0.0, 0.5, 2.0], size)
    threat["jam_to_noise"] = chance.choice([0.0, 0.0, 30.0], size)


def add_jammers(world: World, chance: np.random.Generator) -> None:
    """Jammers 60 to 200 km away."""
    for j in range(world.sizes["J"]):
        world.jammer["key"][:, j] = name_hash(f"jammer {j}")
        world.jammer["n"][:, j] = offset(CENTRE, chance.uniform(0.0, 6.0), chance.uniform(60e3, 200e3))
        world.jammer["height_m"][:, j], world.jammer["jam_to_noise"][:, j] = 9e3, chance.uniform(10.0, 300.0)


def put_on_ground(world: World) -> None:
    """Sites and units on the ground stand on the hills of the table."""
    latitude_rad, longitude_rad = latitude_longitude(*CENTRE)
    rows, columns = world.ground.shape
    world.config["ground_south_rad"] = latitude_rad - 0.5 * rows * GROUND_STEP_RAD
    world.config["ground_west_rad"] = longitude_rad - 0.5 * columns * GROUND_STEP_RAD
    world.config["ground_step_rad"] = GROUND_STEP_RAD
    world.config["ground_lowest_m"] = float(min(world.ground.min(), 0))
    for d in range(world.sizes["D"]):
        world.site["height_m"][d] = ground_at_m(world, world.site["n"][d])
    for u in range(world.sizes["U"]):
        if world.unit["orbit_radius_m"][0, u] == 0.0:
            world.unit["height_m"][:, u] = ground_at_m(world, world.unit["n"][0, u])


def ground_at_m(world: World, n: np.ndarray) -> float:
    """Height of the cell of the table below a place (0 outside), worked out without the simulation."""
    config = world.config[0]
    row = math.floor((math.asin(n[2]) - config["ground_south_rad"]) / config["ground_step_rad"])
    column = math.floor((math.atan2(n[1], n[0]) - config["ground_west_rad"]) % math.tau / config["ground_step_rad"])
    rows, columns = world.ground.shape
    return float(world.ground[row, column]) if 0 <= row < rows and 0 <= column < columns else 0.0
