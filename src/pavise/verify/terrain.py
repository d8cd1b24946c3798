"""Answers about terrain: shadows of a wall across a smooth sea and of hills by a formula, and who stands in them."""

from __future__ import annotations

import math

import numpy as np

from pavise.sim import mask
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.terrain import shadow
from pavise.terrain.raster import Bounds

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


# ---- hills by a formula -------------------------------------------------------------------------------------------


class Hills:
    """Ground everywhere, 40 to 560 m high, as a formula of latitude and longitude; posts only in name."""

    bounds = Bounds(-180.0, -90.0, 180.0, 90.0)
    sha256 = "hills"

    def sample(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray:
        """Heights in metres."""
        long_waves = 200.0 * np.sin(2000.0 * latitude_rad) * np.cos(1600.0 * longitude_rad)
        return 300.0 + long_waves + 60.0 * np.sin(7000.0 * latitude_rad + 5000.0 * longitude_rad)

    def post_spacing_m(self, latitude_rad: np.ndarray, longitude_rad: np.ndarray) -> np.ndarray:
        """As if it came from 3 arc-seconds."""
        return np.full(np.broadcast(latitude_rad, longitude_rad).shape, 90.0)


EIGHT_WAYS_DEG = range(0, 360, 45)


def behind_hills(
    latitude_deg: float, longitude_deg: float, above_ground_m: float, k: float, reach_km: float, range_km: float
) -> tuple[float, ...]:
    """Lowest heights in sight of a site among hills at a ground range: north, north-east and so on round."""
    hills = Hills()
    place_rad = (math.radians(latitude_deg), math.radians(longitude_deg))
    eye_m = float(hills.sample(*map(np.array, place_rad))) + above_ground_m
    cast = shadow.cast_shadow(hills, *place_rad, eye_m, k * MEAN_RADIUS_M, 1e3 * reach_km)  # type: ignore[arg-type]
    ways_rad = map(math.radians, EIGHT_WAYS_DEG)
    return tuple(float(mask.shadow_m(cast.mask, way_rad, 1e3 * range_km, cast.step_m)) for way_rad in ways_rad)
