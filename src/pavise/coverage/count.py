"""Counting over worlds: in how many of them is each cell covered, and how large is the covered area in each?

    for each layer, for each world (threads):
        for each sensor that this world has:  chance per cell  ->  sees it or not
        over all sensors:                     how many see it  ->  counts per cell, areas of this world

A sensor *sees* a cell when its own chance reaches the level; a network *covers* it when at least one of its sensors
does. (That several weak looks together would be more is left out; it is the battles that throw all dice.) Only counts
are kept, never one map per world, so memory does not grow with the number of worlds.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.approach import read_over
from pavise.coverage.chance import Watch, a_target, go_round, look_over, turns_of, watch
from pavise.coverage.grid import Grid, places_along
from pavise.coverage.projection import Floats
from pavise.coverage.question import Layer, Question
from pavise.coverage.rays import chance_along, steps_to
from pavise.coverage.tally import note_sensor, note_world
from pavise.kinds import SensorKind
from pavise.sim.geometry import horizon_slant, n_vector_and_height
from pavise.sim.world import World

Counts = NDArray[np.uint16]
MOST_OVERLAP = 4
"""Sensors that see a cell are counted up to here."""

RAYS = 720
"""Bearings of straight approaches where they differ: half a degree apart."""


@dataclass(frozen=True)
class Progress:
    """How far a run is; `left_s`: seconds probably left, None at first."""

    done: int
    total: int
    elapsed_s: float
    left_s: float | None


ProgressCallback = Callable[[Progress], None]


@dataclass(frozen=True)
class SensorCount:
    """One sensor's share: in how many worlds it sees each cell of its window, and its area in each world.

    `alone_m2`: area that no other sensor sees, which would be lost without it.
    """

    row: int
    window: tuple[slice, slice]
    worlds: Counts
    area_m2: Floats
    alone_m2: Floats


@dataclass(frozen=True)
class LayerCount:
    """One layer over all worlds.

    `seen[k]`: number of worlds in which at least k + 1 sensors see a cell, shape (MOST_OVERLAP, rows, columns). Areas
    in m2, shape (W,): covered anywhere; covered inside the area of interest; there by two sensors or more. `buried`:
    cells whose ground is as high as the target, or unknown. `interest_m2`: the area of interest without them.
    """

    layer: Layer
    seen: Counts
    buried: NDArray[np.bool_]
    area_m2: Floats
    inside_m2: Floats
    twice_m2: Floats
    interest_m2: float
    sensors: tuple[SensorCount, ...]


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


def count(
    world: World,
    sensors: Sequence[int],
    grid: Grid,
    inside: NDArray[np.bool_],
    question: Question,
    *,
    ground_m: Floats | None = None,
    threads: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> list[LayerCount]:
    """Every layer of the question, over all worlds of a case and these of its sensors.

    `inside`: the area of interest; `ground_m`: height of the ground at the cells, None for a smooth earth at sea level.
    `threads`: all cores when None; changes no number.
    """
    n = grid.n_vectors()
    worlds = len(world.unit)
    threads = threads or cores()
    meter = _Meter(worlds * len(question.layers), on_progress)
    done = []
    for layer in question.layers:
        height_m = np.ascontiguousarray(heights_m(layer, grid, ground_m))
        run = _LayerRun(world, list(sensors), grid, n, height_m, inside, question, layer)
        _over_worlds(run, worlds, min(threads, worlds), meter)
        done.append(run.result())
    return done


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Meter:
    """Counts what is done and tells how long the rest may take."""

    def __init__(self, total: int, on_progress: ProgressCallback | None) -> None:
        self.total, self.done, self.tell = total, 0, on_progress
        self.began_s = time.monotonic()

    def step(self) -> None:
        self.done += 1
        if self.tell is not None:
            elapsed_s = time.monotonic() - self.began_s
            self.tell(Progress(self.done, self.total, elapsed_s, elapsed_s * (self.total - self.done) / self.done))


def _over_worlds(run: _LayerRun, worlds: int, threads: int, meter: _Meter) -> None:
    """Work through the worlds on threads; an interrupt stops after the worlds in hand."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: set[Future[Any]] = {pool.submit(run.one_world, w) for w in range(worlds)}
        try:
            while waiting:
                finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                    meter.step()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


class _LayerRun:
    """One layer while it is being counted. `one_world` may be called from several threads."""

    def __init__(
        self,
        world: World,
        sensors: list[int],
        grid: Grid,
        n: Floats,
        height_m: Floats,
        inside: NDArray[np.bool_],
        question: Question,
        layer: Layer,
    ) -> None:
        self.world, self.grid, self.n, self.height_m, self.inside = world, grid, n, height_m, inside
        self.question, self.layer = question, layer
        self.target = a_target(layer.rcs_m2, question.emits, question.size_m2)
        worlds, top_m = len(world.unit), float(np.nanmax(height_m, initial=-math.inf))
        self.reach_m = {s: reach_m(world, s, top_m) if math.isfinite(top_m) else 0.0 for s in sensors}
        self.sensors = [s for s in sensors if self.reach_m[s] > 0.0]
        self.windows = {s: grid.window(*_place_of(world, s), self.reach_m[s]) for s in self.sensors}
        self.counts = {s: np.zeros(_shape(window), np.uint16) for s, window in self.windows.items()}
        self.locks = {s: threading.Lock() for s in self.sensors}
        self.seen = np.zeros((MOST_OVERLAP, *grid.shape), np.uint16)
        self.seen_lock = threading.Lock()
        self.own = np.zeros((worlds, len(self.sensors)), np.int64)
        self.alone = np.zeros((worlds, len(self.sensors)), np.int64)
        self.totals = np.zeros((worlds, 3), np.int64)
        self.rays = {s: rays_for(world, s, question.jamming) for s in self.sensors} if question.cumulative else {}
        self.scratch = threading.local()

    def one_world(self, w: int) -> None:
        """Count world `w`."""
        seen, who, buffer = self._scratch()
        seen[:] = 0
        who[:] = 0
        eyes = watch(self.world, w, self.target, self.question.jamming)
        for k, s in enumerate(self.sensors):
            if not self.world.sensor["present"][w, s]:
                continue
            window = self.windows[s]
            rows, columns = _shape(window)
            p = buffer[: rows * columns].reshape(rows, columns)
            self._fill(eyes, w, s, p)
            first_row, first_column = window[0].start, window[1].start
            with self.locks[s]:
                self.own[w, k] = note_sensor(
                    p, self.question.level, k + 1, first_row, first_column, seen, who, self.counts[s]
                )
        with self.seen_lock:
            note_world(seen, who, self.inside, self.seen, self.alone[w], self.totals[w])

    def _fill(self, eyes: Watch, w: int, s: int, p: Floats) -> None:
        """Chance of sensor `s` over its window."""
        window, turns = self.windows[s], turns_of(self.world, w, s)
        first = (window[0].start, window[1].start)
        if not self.question.cumulative:
            look_over(*eyes, s, turns, self.n, self.height_m, *first, p)
            return
        p_along, step_m = self._approach(eyes, w, s)
        p[:] = 0.0
        for k in range(turns):
            if turns > 1:
                go_round(eyes.unit, eyes.sensor, s, k / turns, eyes.place, eyes.look)
            above = n_vector_and_height(*(float(part) for part in eyes.look[s]["position_m"]))
            read_over(np.array(above[:3]), p_along, step_m, self.n, self.height_m, *first, 1.0 / turns, p)

    def _approach(self, eyes: Watch, w: int, s: int) -> tuple[Floats, float]:
        """Chance of a confirmed track along rays of sensor `s` in world `w`: ([rays, steps], length of a step)."""
        scan_period_s = float(self.world.sensor["scan_period_s"][w, s])
        steps = steps_to(self.reach_m[s], self.grid.cell_m, self.question.speed_mps, scan_period_s)
        bearing_rad = np.arange(self.rays[s]) * (2.0 * math.pi / self.rays[s])
        height_m = self._heights_along(s, bearing_rad, steps.ground_m)
        return chance_along(self.world, w, s, eyes, bearing_rad, steps, height_m), steps.step_m

    def _heights_along(self, s: int, bearing_rad: Floats, ground_m: Floats) -> Floats:
        """Height of the target along the rays: that over the cell below it; beyond the grid that at its edge."""
        if not self.layer.above_ground or len(bearing_rad) == 1:
            return np.full((len(bearing_rad), len(ground_m)), self.layer.height_m)
        rays = [places_along(*_place_of(self.world, s), bearing, ground_m) for bearing in bearing_rad]
        lat, lon = np.array([ray[0] for ray in rays]), np.array([ray[1] for ray in rays])
        x_m, y_m = self.grid.plane.forward(lat, lon)
        column = np.clip((x_m - self.grid.west_m) // self.grid.cell_m, 0, self.grid.columns - 1).astype(int)
        row = np.clip((y_m - self.grid.south_m) // self.grid.cell_m, 0, self.grid.rows - 1).astype(int)
        return np.ascontiguousarray(self.height_m[row, column])

    def _scratch(self) -> tuple[Counts, NDArray[np.int32], Floats]:
        """Room of the calling thread for one world."""
        if not hasattr(self.scratch, "room"):
            largest = max((count.size for count in self.counts.values()), default=0)
            shape = self.grid.shape
            self.scratch.room = (np.zeros(shape, np.uint16), np.zeros(shape, np.int32), np.zeros(largest))
        room: tuple[Counts, NDArray[np.int32], Floats] = self.scratch.room
        return room

    def result(self) -> LayerCount:
        """What was counted."""
        cell_m2 = self.grid.cell_area_m2
        buried = np.isnan(self.height_m)
        return LayerCount(
            self.layer,
            self.seen,
            buried,
            self.totals[:, 0] * cell_m2,
            self.totals[:, 1] * cell_m2,
            self.totals[:, 2] * cell_m2,
            float(np.count_nonzero(self.inside & ~buried)) * cell_m2,
            tuple(
                SensorCount(s, self.windows[s], self.counts[s], self.own[:, k] * cell_m2, self.alone[:, k] * cell_m2)
                for k, s in enumerate(self.sensors)
            ),
        )


def rays_for(world: World, s: int, jamming: bool) -> int:
    """Bearings along which approaches to sensor `s` must be followed: one where all are alike."""
    sensor = world.sensor[:, s]
    alike = (
        (sensor["mask_row"] == 0).all()
        and (sensor["cos_half_sector"] <= -1.0).all()
        and (sensor["kind"] != int(SensorKind.BISTATIC)).all()
        and not (jamming and world.jammer.shape[1] > 0)
    )
    return 1 if alike else RAYS


def _place_of(world: World, s: int) -> tuple[float, float]:
    """Latitude and longitude in degrees of a sensor's unit, which is the same in all worlds."""
    n = world.unit["n"][0, world.sensor["unit"][0, s]]
    return math.degrees(math.atan2(n[2], math.hypot(n[0], n[1]))), math.degrees(math.atan2(n[1], n[0]))


def _shape(window: tuple[slice, slice]) -> tuple[int, int]:
    return window[0].stop - window[0].start, window[1].stop - window[1].start
