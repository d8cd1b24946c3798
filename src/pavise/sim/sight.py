"""Who can see whom, if luck allows: range, horizon, terrain, elevation and sector.

                                          target
       highest elevation  \\            . *
                           \\       . '
       lowest elevation  ---\\  . '-----         in sight: inside the range of the instrument, above the horizon of the
                   antenna  o'        /\\        smooth earth, not hidden by terrain, between the lowest and highest
       _____________________|________/  \\___    elevation, and in the sector that the sensor covers

Two points see each other over a smooth earth when they are no farther apart than the sum of their distances to the
horizon; bending of the rays is in the effective earth's radius. Horizons are counted from the lowest ground that there
is, so that a valley below sea level is no wall, and the terrain (`mask.py`) has the last word. The cheap tests come
first.

When not to believe it: a sensor in the air has no mask, so it looks down on a smooth earth; so has a sensor on the
ground where no terrain was given. Both see low fliers farther than they would over hills.
"""

from __future__ import annotations

import math

from pavise.kinds import SensorKind
from pavise.sim.compiled import inner
from pavise.sim.geometry import earth_centred, east_north_up, horizon_slant, sin_apparent_elevation
from pavise.sim.mask import hidden

RADAR = int(SensorKind.RADAR)
OUT_OF_SIGHT = -1.0
"""Stands for a slant range where there is none."""

ROUNDING = 1.0 + 1e-15
"""Squares are compared first, with room for rounding: what is exactly at the range of the instrument is in sight."""


@inner
def stand(config, unit, sensor, look):
    """Set a sensor's place, horizon and what its looks need, in `look`: it stands on its unit (or over its orbit)."""
    n = unit.n
    height_m = unit.height_m + sensor.antenna_height_m
    x_m, y_m, z_m = earth_centred(n[0], n[1], n[2], height_m)
    look.position_m[0] = x_m
    look.position_m[1] = y_m
    look.position_m[2] = z_m
    look.height_m = height_m
    look.horizon_m = horizon_m(config, height_m)
    limited = sensor.sin_elevation_min > -1.0 or sensor.sin_elevation_max < 1.0
    look.by_elevation = 1 if limited or sensor.beam_row > 0 else 0
    free = sensor.beam_row == 0 and sensor.loss_row == 0 and sensor.lobing_wave_m == 0.0
    look.plain = 1 if free and sensor.kind == RADAR else 0


@inner
def horizon_m(config, height_m):
    """Slant distance from a height to its horizon on the effective earth, at the level of the lowest ground."""
    return horizon_slant(max(height_m - config.ground_lowest_m, 0.0), config.earth_radius_m)


@inner
def in_sight(config, sensor, place, look, mask, farthest_m, x_m, y_m, z_m, height_m, target_horizon_m):
    """Slant range to what is in sight, or OUT_OF_SIGHT; and the sine of its elevation, 0 where no one asks for it.

    `x_m`, `y_m`, `z_m`: the target, earth-centred; `target_horizon_m`: its own `horizon_m`. `farthest_m` is the range
    of the instrument, or infinity to ask for a line of sight alone; `mask` holds the terrain's shadows for all sensors.
    """
    dx_m = x_m - look.position_m[0]
    dy_m = y_m - look.position_m[1]
    dz_m = z_m - look.position_m[2]
    range2_m2 = dx_m * dx_m + dy_m * dy_m + dz_m * dz_m
    if range2_m2 > farthest_m * farthest_m * ROUNDING:
        return OUT_OF_SIGHT, 0.0
    sight_m = look.horizon_m + target_horizon_m
    if range2_m2 > sight_m * sight_m:
        return OUT_OF_SIGHT, 0.0
    range_m = math.sqrt(range2_m2)
    if range_m > farthest_m:
        return OUT_OF_SIGHT, 0.0
    sin_elevation = 0.0
    if look.by_elevation:
        sin_elevation = sin_apparent_elevation(max(range_m, 1.0), look.height_m, height_m, config.earth_radius_m)
        sin_elevation = min(max(sin_elevation, -1.0), 1.0)  # beyond by rounding, straight above or below
        if sin_elevation > sensor.sin_elevation_max or sin_elevation < sensor.sin_elevation_min:
            return OUT_OF_SIGHT, 0.0
    n = place.n
    if sensor.cos_half_sector > -1.0:
        if not in_sector(sensor.cos_half_sector, place, dx_m, dy_m, dz_m, range2_m2):
            return OUT_OF_SIGHT, 0.0
    if sensor.mask_row > 0:
        east_m, north_m, _ = east_north_up(n[0], n[1], n[2], dx_m, dy_m, dz_m)
        if hidden(
            mask[sensor.mask_row], sensor.mask_step_m, east_m, north_m, range_m, look.height_m, height_m,
            config.earth_radius_m,
        ):  # fmt: skip
            return OUT_OF_SIGHT, 0.0
    return range_m, sin_elevation


@inner
def in_sector(cos_half_sector, place, dx_m, dy_m, dz_m, range2_m2):
    """True when a way from a unit (earth-centred, its length squared `range2_m2`) points into a sector of it."""
    n, b = place.n, place.boresight
    above_m = dx_m * n[0] + dy_m * n[1] + dz_m * n[2]
    level_m = math.sqrt(max(range2_m2 - above_m * above_m, 0.0))
    return dx_m * b[0] + dy_m * b[1] + dz_m * b[2] >= cos_half_sector * level_m
