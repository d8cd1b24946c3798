"""The chance that one look of one sensor sees a target here: for every cell of a map, or along rays from the sensor.

The same tables and the same functions as the battles: `in_sight` says whether the target stands clear of horizon,
terrain, sector and elevation limits, `p_look` how likely a look then is. Nothing is worked out a second time here; a
target is a row of THREAT, put wherever the map asks.

    cells      the target hangs over the centre of each cell              look_over
    rays       it stands at ground distances along bearings from the sensor   look_along

    sensor  o-------x-------x-------x     on a ray, the earth is a sphere that fits (6,371 km): slant ranges agree with
           (bearing, ground distance)     those on the ellipsoid to a metre or two in 400 km

Everybody is there, ready and on station: a map shows what the sensors of a world can do, not whether they work today. A
patrol is somewhere on its orbit; its chance is the mean over `ORBIT_TURNS` places on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.kinds import SensorKind
from pavise.sim.compiled import borrowed, handed, inner, kernel
from pavise.sim.elementary import PI, sin_cos
from pavise.sim.fields import allocate
from pavise.sim.geometry import earth_centred, from_east_north_up
from pavise.sim.models.sensing.bistatic_radar import equivalent_range_m
from pavise.sim.motion import fly_orbit
from pavise.sim.sensing import lit_from_m, threat_in_sight
from pavise.sim.sight import horizon_m, stand
from pavise.sim.signal import hear_jammers, noise_ratio_at, p_look
from pavise.sim.start import start_units
from pavise.sim.state import CLOCK, FLIGHT, JAMMED, LOOK, PLACE
from pavise.sim.world import THREAT, World

BISTATIC = int(SensorKind.BISTATIC)
MEAN_RADIUS_M = 6_371_000.0

ORBIT_TURNS = 8
"""Places on an orbit over which a patrol's chance is averaged."""


class Watch(NamedTuple):
    """One world of a case with everybody in place, as the kernels take it. Not to be shared between threads."""

    config: np.ndarray
    unit: np.ndarray
    sensor: np.ndarray
    jammer: np.ndarray
    mask: np.ndarray
    pd_table: np.ndarray
    beam_table: np.ndarray
    loss_table: np.ndarray
    clock: np.ndarray
    place: np.ndarray
    look: np.ndarray
    jammed: np.ndarray
    target: np.ndarray
    spot: np.ndarray


def watch(world: World, w: int, target: np.recarray, jamming: bool = False) -> Watch:
    """World `w` of a case, looking out for a target (`a_target`). `jamming`: with the jammers of the raid, if any."""
    jammers = world.jammer.shape[1] if jamming else 0
    sizes = {"R": 1, "U": world.unit.shape[1], "S": world.sensor.shape[1], "J": jammers}
    clock, place, look, jammed, spot = (
        allocate(table, {**sizes, "T": 1}) for table in (CLOCK, PLACE, LOOK, JAMMED, FLIGHT)
    )
    tables = handed((world.config, world.unit[w], world.sensor[w], world.jammer[w, :jammers]))
    state = handed((clock, place[0], look[0], jammed[0], target, spot[0]))
    lookups = (world.mask, world.pd_table, world.beam_table, world.loss_table)
    ready = Watch._make((*tables, *lookups, *state))
    take_places(*ready)
    return ready


def a_target(rcs_m2: float, emits: float = 0.0, size_m2: float = 0.0) -> np.recarray:
    """A target as a row of THREAT: what every sensor gets of it, at whatever angle and in whatever band."""
    target = allocate(THREAT, {"W": 1, "T": 1})[0]
    target["rcs_m2"], target["emits"], target["size_m2"] = rcs_m2, emits, size_m2
    target["rcs_side_ratio"] = target["rcs_tail_ratio"] = target["rcs_band_ratio"] = 1.0
    return target


def turns_of(world: World, w: int, s: int) -> int:
    """At how many places sensor `s` is looked at: one on the ground, several on an orbit."""
    return ORBIT_TURNS if world.unit["orbit_radius_m"][w, world.sensor["unit"][w, s]] > 0.0 else 1


@kernel
def take_places(
    config, unit, sensor, jammer, mask, pd_table, beam_table, loss_table, clock, place, look, jammed, target, spot
):  # fmt: skip
    """Everybody takes their places as at the start of a battle, and everybody is ready."""
    start_units(config[0], clock[0], unit, place)
    for u in range(place.size):
        place[u].ready_from_s = 0.0
        place[u].on_station = 1
    for s in range(sensor.size):
        stand(config[0], unit[sensor[s].unit], sensor[s], look[s])
        hear_jammers(config[0], place[sensor[s].unit], look[s], jammer, jammed[s])


@kernel
def go_round(unit, sensor, s, turn, place, look):
    """Bring the patrol that carries sensor `s` to a place on its orbit; `turn` from 0 to 1."""
    u = sensor[s].unit
    place[u].orbit_phase_rad = 2.0 * PI * turn
    fly_orbit(0.0, unit[u], place[u])
    place[u].on_station = 1
    for axis in range(3):
        look[s].position_m[axis] = place[u].position_m[axis]


@inner
def chance_at(config, s, sensor, mask, pd_table, beam_table, loss_table, place, look, jammed, target, spot):
    """Chance that one look of sensor `s` sees the target at `spot`, where `sensing.sense` would throw the dice."""
    eye = sensor[s]
    here = place[eye.unit]
    range_m, sin_elevation = threat_in_sight(config, eye, here, look[s], mask, eye.instrumented_range_m, spot)
    if range_m < 0.0:
        return 0.0
    alike_m = range_m
    if eye.kind == BISTATIC:
        if not sensor[eye.illuminator].present:
            return 0.0
        out_m = lit_from_m(config, eye.illuminator, sensor, place, look, mask, spot)
        if out_m < 0.0:
            return 0.0
        alike_m = equivalent_range_m(out_m, range_m)
    noise_ratio = 1.0
    if jammed.shape[1] > 0:
        noise_ratio = noise_ratio_at(eye, here, look[s], target, spot, range_m, jammed[s])
    return p_look(
        eye, alike_m, sin_elevation, look[s].height_m, spot.height_m, config.earth_radius_m,
        target.rcs_m2, target.emits, target.size_m2, noise_ratio, pd_table, beam_table, loss_table,
    )  # fmt: skip


@kernel
def look_over(
    config, unit, sensor, jammer, mask, pd_table, beam_table, loss_table, clock, place, look, jammed, target, spot,
    s, turns, n, height_m, first_row, first_column, p_out,
):  # fmt: skip
    """Fill `p_out` with the chance that one look of sensor `s` sees the target over each cell of a window of the grid.

    `n[rows, columns, 3]`: n-vectors of all cells; `height_m[rows, columns]`: height of the target over them, NaN where
    there can be none, for instance because the ground is higher. The window begins at `first_row`, `first_column` and
    has the shape of `p_out`. `turns`: places on its orbit, 1 on the ground.
    """
    rows, columns = p_out.shape
    mask, pd_table, beam_table, loss_table = (
        borrowed(mask),
        borrowed(pd_table),
        borrowed(beam_table),
        borrowed(loss_table),
    )
    sensor, place, look, jammed = borrowed(sensor), borrowed(place), borrowed(look), borrowed(jammed)
    hang = spot[0]
    p_out[:, :] = 0.0
    for k in range(turns):
        if turns > 1:
            go_round(unit, sensor, s, k / turns, place, look)
        for row in range(rows):
            for column in range(columns):
                height = height_m[first_row + row, first_column + column]
                if not height == height:
                    continue
                r, c = first_row + row, first_column + column
                x_m, y_m, z_m = earth_centred(n[r, c, 0], n[r, c, 1], n[r, c, 2], height)
                hang.position_m[0] = x_m
                hang.position_m[1] = y_m
                hang.position_m[2] = z_m
                hang.height_m = height
                hang.horizon_m = horizon_m(config[0], height)
                p_out[row, column] += (
                    chance_at(
                        config[0], s, sensor, mask, pd_table, beam_table, loss_table, place, look, jammed, target[0],
                        hang,
                    )
                    / turns
                )  # fmt: skip


@kernel
def look_along(
    config, unit, sensor, jammer, mask, pd_table, beam_table, loss_table, clock, place, look, jammed, target, spot,
    s, bearing_rad, ground_m, height_m, p_out,
):  # fmt: skip
    """Fill `p_out[rays, steps]` with the chance of a look at the target along rays from sensor `s`.

    `bearing_rad[rays]` from true north; `ground_m[steps]`: distances along the ground; `height_m[rays, steps]`: height
    of the target, NaN where there can be none.
    """
    rays, steps = height_m.shape
    mask, pd_table, beam_table, loss_table = (
        borrowed(mask),
        borrowed(pd_table),
        borrowed(beam_table),
        borrowed(loss_table),
    )
    sensor, place, look, jammed = borrowed(sensor), borrowed(place), borrowed(look), borrowed(jammed)
    hang = spot[0]
    eye = look[s]
    n = place[sensor[s].unit].n
    sin_half = np.empty(steps)
    sin_arc = np.empty(steps)
    for step in range(steps):
        sin_half[step], _ = sin_cos(0.5 * ground_m[step] / MEAN_RADIUS_M)
        sin_arc[step], _ = sin_cos(ground_m[step] / MEAN_RADIUS_M)
    for ray in range(rays):
        sine, cosine = sin_cos(bearing_rad[ray])
        ax, ay, az = from_east_north_up(n[0], n[1], n[2], sine, cosine, 0.0)
        for step in range(steps):
            p_out[ray, step] = 0.0
            height = height_m[ray, step]
            if not height == height:
                continue
            level_m = (MEAN_RADIUS_M + height) * sin_arc[step]
            up_m = height - eye.height_m - 2.0 * (MEAN_RADIUS_M + height) * sin_half[step] * sin_half[step]
            hang.position_m[0] = eye.position_m[0] + level_m * ax + up_m * n[0]
            hang.position_m[1] = eye.position_m[1] + level_m * ay + up_m * n[1]
            hang.position_m[2] = eye.position_m[2] + level_m * az + up_m * n[2]
            hang.height_m = height
            hang.horizon_m = horizon_m(config[0], height)
            p_out[ray, step] = chance_at(
                config[0], s, sensor, mask, pd_table, beam_table, loss_table, place, look, jammed, target[0], hang
            )
