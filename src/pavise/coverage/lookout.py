"""All sensors of a case looking over one grid for one target: each over its own window, world by world.

    sensor  ->  reach  ->  window of the grid  ->  chance of a look, or of a confirmed track by then, cell by cell

Made once for a layer; `chances` may then be called from several threads, each with its own `Watch` and its own room.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.approach import find_cells, read_over
from pavise.coverage.chance import Watch, a_target, go_round, look_over, turns_of, watch
from pavise.coverage.grid import Grid, places_along
from pavise.coverage.projection import Floats
from pavise.coverage.question import Layer, Question
from pavise.coverage.rays import chance_along, steps_to
from pavise.kinds import SensorKind
from pavise.sim.geometry import horizon_slant, n_vector_and_height
from pavise.sim.world import World

RAYS = 720
"""Bearings of straight approaches where they differ: half a degree apart."""

Window = tuple[slice, slice]


class Lookout:
    """`sensors`: rows of those that could see a target of the layer at all, in some world; `windows`: where."""

    def __init__(
        self,
        world: World,
        sensors: Sequence[int],
        grid: Grid,
        n: Floats,
        ground_m: Floats | None,
        question: Question,
        layer: Layer,
    ) -> None:
        self.world, self.grid, self.n, self.question, self.layer = world, grid, n, question, layer
        self.height_m = np.ascontiguousarray(heights_m(layer, grid, ground_m))
        self.target = a_target(layer.rcs_m2, question.emits, question.size_m2)
        top_m = float(np.nanmax(self.height_m, initial=-math.inf))
        self.reach_m = {s: reach_m(world, s, top_m) if math.isfinite(top_m) else 0.0 for s in sensors}
        self.sensors = [s for s in sensors if self.reach_m[s] > 0.0]
        self.windows = {s: grid.window(*sensor_place(world, s), self.reach_m[s]) for s in self.sensors}
        self._rays = {s: self._rays_for(s, ground_m is not None) for s in self.sensors if question.cumulative}
        self._around_m = {s: self._heights_around(s) for s in self._rays}
        self._cells: dict[int, tuple[NDArray[np.int16], NDArray[np.float32]]] = {}

    def watch(self, w: int) -> Watch:
        """World `w`, for one thread."""
        return watch(self.world, w, self.target, self.question.jamming)

    def shape(self, s: int) -> tuple[int, int]:
        """Rows and columns of the window of sensor `s`."""
        rows, columns = self.windows[s]
        return rows.stop - rows.start, columns.stop - columns.start

    @property
    def largest(self) -> int:
        """Cells of the largest window."""
        return max((math.prod(self.shape(s)) for s in self.sensors), default=0)

    def chances(self, eyes: Watch, w: int, s: int, room: Floats) -> Floats:
        """Chance of sensor `s` in world `w` over its window; a view of `room`, which holds `largest` numbers."""
        rows, columns = self.shape(s)
        p = room[: rows * columns].reshape(rows, columns)
        turns = turns_of(self.world, w, s)
        first = (self.windows[s][0].start, self.windows[s][1].start)
        if not self.question.cumulative:
            look_over(*eyes, s, turns, self.n, self.height_m, *first, p)
            return p
        p_along, step_m = self._approach(eyes, w, s)
        p[:] = 0.0
        for k in range(turns):
            if turns > 1:
                go_round(eyes.unit, eyes.sensor, s, k / turns, eyes.place, eyes.look)
            ray, ground_m = self._cells_seen_from(eyes, s, turns > 1)
            read_over(p_along, step_m, ray, ground_m, self.height_m, *first, 1.0 / turns, p)
        return p

    def _cells_seen_from(self, eyes: Watch, s: int, on_orbit: bool) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
        """Nearest ray and ground distance of the cells of a window, from below where the sensor is. On the ground that
        is the same place in all worlds, so it is kept."""
        if not on_orbit and s in self._cells:
            return self._cells[s]
        n = self.world.unit["n"][0, self.world.sensor["unit"][0, s]].copy()
        if on_orbit:
            n = np.array(n_vector_and_height(*(float(part) for part in eyes.look[s]["position_m"]))[:3])
        ray, ground_m = np.empty(self.shape(s), np.int16), np.empty(self.shape(s), np.float32)
        find_cells(n, self._rays[s], self.n, self.windows[s][0].start, self.windows[s][1].start, ray, ground_m)
        if not on_orbit:
            self._cells[s] = ray, ground_m
        return ray, ground_m

    def _approach(self, eyes: Watch, w: int, s: int) -> tuple[Floats, float]:
        """Chance of a confirmed track along rays of sensor `s` in world `w`: ([rays, steps], length of a step)."""
        scan_period_s = float(self.world.sensor["scan_period_s"][w, s])
        steps = steps_to(self.reach_m[s], self.grid.cell_m, self.question.speed_mps, scan_period_s)
        bearing_rad = np.arange(self._rays[s]) * (2.0 * math.pi / self._rays[s])
        height_m = self._heights_along(s, self._rays[s], steps.ground_m)
        return chance_along(self.world, w, s, eyes, bearing_rad, steps, height_m), steps.step_m

    def _heights_along(self, s: int, rays: int, ground_m: Floats) -> Floats:
        """Height of the target along the rays, in steps of any length."""
        around_m = self._around_m.get(s)
        if around_m is None:
            return np.full((rays, len(ground_m)), self.layer.height_m)
        step = np.minimum(np.rint(ground_m / self.grid.cell_m).astype(int), around_m.shape[1] - 1)
        return around_m[:, step].astype(float)

    def _heights_around(self, s: int) -> NDArray[np.float32] | None:
        """Height of the target round sensor `s`, by ray and in steps of a cell: that over the cell below it; beyond the
        grid that at its edge. None where it is the same everywhere. Kept: it takes longer than all else of a world.
        """
        if self._rays[s] == 1 or not self.layer.above_ground:
            return None
        ground_m = np.arange(math.ceil(self.reach_m[s] / self.grid.cell_m) + 2) * self.grid.cell_m
        rays = [
            places_along(*sensor_place(self.world, s), 2.0 * math.pi * k / self._rays[s], ground_m)
            for k in range(self._rays[s])
        ]
        lat, lon = np.array([ray[0] for ray in rays]), np.array([ray[1] for ray in rays])
        x_m, y_m = self.grid.plane.forward(lat, lon)
        column = np.clip((x_m - self.grid.west_m) // self.grid.cell_m, 0, self.grid.columns - 1).astype(int)
        row = np.clip((y_m - self.grid.south_m) // self.grid.cell_m, 0, self.grid.rows - 1).astype(int)
        return self.height_m[row, column].astype(np.float32)

    def _rays_for(self, s: int, over_terrain: bool) -> int:
        """Bearings along which approaches to a sensor must be followed: one where all are alike."""
        sensor = self.world.sensor[:, s]
        alike = (
            (sensor["mask_row"] == 0).all()
            and (sensor["cos_half_sector"] <= -1.0).all()
            and (sensor["kind"] != int(SensorKind.BISTATIC)).all()
            and not (over_terrain and self.layer.above_ground)
            and not (self.question.jamming and self.world.jammer.shape[1] > 0)
        )
        return 1 if alike else RAYS


def reach_m(world: World, s: int, height_m: float) -> float:
    """How far from its unit's place sensor `s` could see a target at a height at best, in any world; 0: none has it."""
    present = world.sensor["present"][:, s] == 1
    if not present.any():
        return 0.0
    earth_m, lowest_m = float(world.config["earth_radius_m"][0]), float(world.config["ground_lowest_m"][0])
    sensor, rows = world.sensor[present, s], np.flatnonzero(present)
    unit = world.unit[rows, sensor["unit"]]
    antenna_m = unit["height_m"] + sensor["antenna_height_m"]
    target_m = horizon_slant(max(height_m - lowest_m, 0.0), earth_m)
    sight_m = np.array([horizon_slant(max(h - lowest_m, 0.0), earth_m) for h in antenna_m]) + target_m
    return float((np.minimum(sensor["instrumented_range_m"], sight_m) + unit["orbit_radius_m"]).max())


def heights_m(layer: Layer, grid: Grid, ground_m: Floats | None) -> Floats:
    """Height of the target over each cell; NaN where the ground is as high as the target, or not known."""
    if layer.above_ground:
        return np.full(grid.shape, layer.height_m) if ground_m is None else ground_m + layer.height_m
    if ground_m is None:
        return np.full(grid.shape, layer.height_m if layer.height_m >= 0.0 else math.nan)
    return np.where(ground_m < layer.height_m, layer.height_m, math.nan)


def sensor_place(world: World, s: int) -> tuple[float, float]:
    """Latitude and longitude in degrees of the unit that carries a sensor, the same in all worlds."""
    n = world.unit["n"][0, world.sensor["unit"][0, s]]
    return math.degrees(math.atan2(n[2], math.hypot(n[0], n[1]))), math.degrees(math.atan2(n[1], n[0]))
