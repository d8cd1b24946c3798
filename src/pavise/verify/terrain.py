"""Answers about terrain: the shadow of a wall across a smooth sea, and who stands in it."""

from __future__ import annotations

import math

import numpy as np

from pavise.sim import mask
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.terrain import shadow

COLUMN_M = 1_000.0
REACH_M = COLUMN_M * (mask.MASK_RANGES - 1)


def stored(height_m: float) -> float:
    """The height that a mask gives back for one that was put in."""
    return float(mask.height_of(mask.stored_height(height_m)))


def mask_behind_wall(k: float, eye_m: float, wall_m: float, wall_km: float) -> tuple[np.ndarray, float]:
    """A mask whose rays all meet the same wall, a whole number of kilometres away, and the distance of its columns."""
    distance_m, first = shadow.sample_distances(REACH_M, 2.0 * COLUMN_M)
    height_m = np.zeros((1, distance_m.size))
    height_m[0, first[round(wall_km * 1e3 / COLUMN_M)]] = wall_m
    row, horizon_rad = np.zeros((1, first.size), np.int16), np.zeros(1)
    void_from, bridged = np.zeros(1, np.int64), np.zeros(1, np.int16)
    shadow.walk_rays(height_m, distance_m, first, 0.0, eye_m, k * MEAN_RADIUS_M, row, horizon_rad, void_from, bridged)
    return np.repeat(row, mask.MASK_AZIMUTHS, axis=0), mask.mask_step(REACH_M)


def lowest_in_sight(k: float, eye_m: float, wall_m: float, wall_km: float, range_km: float) -> float:
    """Lowest height in sight at a ground range."""
    return float(mask.shadow_m(*in_mask(mask_behind_wall(k, eye_m, wall_m, wall_km), range_km)))


def in_mask(table_and_step: tuple[np.ndarray, float], range_km: float) -> tuple[np.ndarray, float, float, float]:
    """Arguments of a look due east."""
    table, step_m = table_and_step
    return table, math.pi / 2, range_km * 1e3, step_m


def over_wall(k: float, eye_m: float, wall_m: float, wall_km: float, range_km: float, target_m: float) -> float:
    """1 when a target in the west is hidden, 0 when it is in sight."""
    earth_radius_m = k * MEAN_RADIUS_M
    angle = range_km * 1e3 / earth_radius_m
    across_m = (earth_radius_m + target_m) * math.sin(angle)
    slant_m = math.hypot(across_m, (earth_radius_m + target_m) * math.cos(angle) - earth_radius_m - eye_m)
    table, step_m = mask_behind_wall(k, eye_m, wall_m, wall_km)
    return float(mask.hidden(table, step_m, -across_m, 0.0, slant_m, eye_m, target_m, earth_radius_m))
