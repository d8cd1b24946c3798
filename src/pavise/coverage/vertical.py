"""Vertical coverage, the Blake chart: what one sensor sees over range and height, and how surely.

    height |        .-----.
           |     .-'  0.5  '-.       at each range and height: the chance that 90, 50 and 10 percent of the worlds
           |   .'   ..---.    \\      reach at least; beams, elevation limits, horizon, terrain and lobes over the
           |__/_.--'______'---'-)__  ground come out of the same functions as the battles
             range

Where the first of these three reaches the level, at least 90 percent of the worlds see the target: the three contours
are the regions of the maps, upright.

From: L. V. Blake, "Radar range-performance analysis" (1980), chapter 7. One bearing at a time: over a smooth earth all
bearings of a sensor that looks all round are alike.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.chance import a_target, watch
from pavise.coverage.count import cores
from pavise.coverage.lookout import reach_m
from pavise.coverage.projection import Floats
from pavise.coverage.question import Question, worlds_for
from pavise.coverage.rays import chance_along, steps_to
from pavise.sim.world import World

CEILING_M = 30_000.0
HEIGHTS = 360
RANGE_STEPS = 600
ROWS_AT_ONCE = 24
"""Heights that are worked out for all worlds together, before only the three chances of each are kept."""


@dataclass(frozen=True)
class Vertical:
    """The chart of one sensor on one bearing.

    `chance`: what the worlds reach at least, shape (percents, heights, ranges), in the order of `Question.percents`;
    `of`: worlds that have the sensor.
    `antenna_m`: height of the antenna; `earth_radius_m`: of the effective earth. `lowest_rad`, `highest_rad`: elevation
    limits, middle value; the lowest is NaN where there is none. `bearing_rad`: None for the middle of its view, in
    each world its own.
    """

    row: int
    bearing_rad: float | None
    rcs_m2: float
    range_m: Floats
    height_m: Floats
    chance: Floats
    of: int
    antenna_m: float
    earth_radius_m: float
    lowest_rad: float
    highest_rad: float


def vertical(
    world: World,
    s: int,
    question: Question,
    rcs_m2: float,
    bearing_rad: float | None = None,
    ceiling_m: float = CEILING_M,
    threads: int | None = None,
) -> Vertical:
    """The chart of sensor `s`, which at least one world must have.

    Without a bearing it is along the middle of the view: in each world its own over a smooth earth; over terrain, where
    every bearing has its own hills, along their mean. A sensor with a sector is turned to face a bearing that is given.
    """
    has_it = np.flatnonzero(world.sensor["present"][:, s])
    u = world.sensor["unit"][has_it[0], s]
    if bearing_rad is None and (world.sensor["mask_row"][has_it, s] > 0).any():
        bearing_rad = mean_bearing(world.unit["boresight_rad"][has_it, u])
    if bearing_rad is not None:
        turned = world.unit.copy()
        turned["boresight_rad"][:, u] = bearing_rad
        world = world._replace(unit=turned)
    look = partial(_looked, world, s, question, rcs_m2, has_it, threads or cores())
    height_m, range_m = _axes(ceiling_m, reach_m(world, s, ceiling_m), 8)
    rough = look(height_m, range_m)[-1] >= question.level
    if rough.any():  # a second time, only as far and as high as anything is seen
        far = min(int(np.flatnonzero(rough.any(axis=0))[-1]) + 3, len(range_m) - 1)
        high = min(int(np.flatnonzero(rough.any(axis=1))[-1]) + 3, len(height_m) - 1)
        height_m, range_m = _axes(float(height_m[high]), float(range_m[far]), 1)
    chance = look(height_m, range_m)
    sensor, unit = world.sensor[has_it, s], world.unit[has_it, u]
    lowest = float(np.median(sensor["sin_elevation_min"]))
    return Vertical(
        s,
        bearing_rad,
        rcs_m2,
        range_m,
        height_m,
        chance,
        len(has_it),
        float(np.median(unit["height_m"] + sensor["antenna_height_m"])),
        float(world.config["earth_radius_m"][0]),
        math.asin(lowest) if lowest > -1.0 else math.nan,
        math.asin(min(float(np.median(sensor["sin_elevation_max"])), 1.0)),
    )


def _axes(ceiling_m: float, reach_m: float, coarser: int) -> tuple[Floats, Floats]:
    """Heights, closer near the ground, where the horizon is; and ranges, the same for all worlds."""
    height_m = ceiling_m * np.linspace(0.0, 1.0, HEIGHTS // coarser) ** 1.5
    return height_m, np.linspace(0.0, reach_m * 1.02, RANGE_STEPS // coarser)


def _looked(
    world: World,
    s: int,
    question: Question,
    rcs_m2: float,
    has_it: NDArray[np.intp],
    threads: int,
    height_m: Floats,
    range_m: Floats,
) -> NDArray[np.float32]:
    """What so many percent of the worlds reach at least, shape (percents, heights, ranges)."""
    chance = np.empty((len(question.percents), len(height_m), len(range_m)), np.float32)
    # What so many worlds reach at least is the value that the others may stay below, counted from the smallest.
    least = [len(has_it) - worlds_for(percent, len(has_it)) for percent in question.percents]
    with ThreadPoolExecutor(min(threads, len(has_it))) as pool:
        for first in range(0, len(height_m), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            one = partial(_chances, world, s, question, rcs_m2, range_m, height_m[rows])
            of_worlds = np.stack(list(pool.map(one, (int(w) for w in has_it))), axis=-1)
            chance[:, rows] = np.moveaxis(np.partition(of_worlds, least, axis=-1)[..., least], -1, 0)
    return chance


def mean_bearing(bearings_rad: Floats) -> float:
    """The direction of the mean of unit vectors, 0 to 2 pi."""
    mean = math.atan2(float(np.sin(bearings_rad).mean()), float(np.cos(bearings_rad).mean()))
    return mean % (2.0 * math.pi)


def _chances(
    world: World,
    s: int,
    question: Question,
    rcs_m2: float,
    range_m: Floats,
    height_m: Floats,
    w: int,
) -> Floats:
    """Chances in world `w` along the middle of the view, shape (heights, ranges)."""
    eyes = watch(world, w, a_target(rcs_m2, question.emits, question.size_m2), question.jamming)
    scan_period_s = float(world.sensor["scan_period_s"][w, s])
    steps = steps_to(float(range_m[-1]), float(range_m[1]), question.speed_mps, scan_period_s)
    heights = np.repeat(height_m[:, np.newaxis], len(steps.ground_m), axis=1)
    bearing_rad = float(world.unit["boresight_rad"][w, world.sensor["unit"][w, s]])
    p = chance_along(world, w, s, eyes, np.full(len(height_m), bearing_rad), steps, heights)
    nearest = np.minimum(np.rint(range_m / steps.step_m).astype(int), p.shape[1] - 1)
    return np.asarray(p[:, nearest], dtype=np.float32)
