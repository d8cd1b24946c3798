"""Counting over worlds: in how many of them is each cell covered, and how large is the covered area in each?

    for each layer, for each world (threads):
        for each sensor that this world has:  chance per cell  ->  sees it or not
        over all sensors:                     how many see it  ->  counts per cell, areas of this world

A sensor *sees* a cell when its own chance reaches the level; a network *covers* it when at least one of its sensors
does. (That several weak looks together would be more is left out; it is the battles that throw all dice.) Only counts
are kept, never one map per world, so memory does not grow with the number of worlds.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.grid import Grid
from pavise.coverage.lookout import Lookout
from pavise.coverage.projection import Floats
from pavise.coverage.question import Layer, Question
from pavise.coverage.tally import note_sensor, note_world
from pavise.sim.world import World

Counts = NDArray[np.uint16]
MOST_OVERLAP = 4
"""Sensors that see a cell are counted up to here."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: worlds done of all maps' worlds, and the seconds probably left."""

    done: int
    total: int
    elapsed_s: float
    left_s: float


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
    meter = Meter(worlds * len(question.layers), on_progress)
    done = []
    for layer in question.layers:
        run = _LayerRun(Lookout(world, sensors, grid, n, ground_m, question, layer), inside)
        over_worlds(run.one_world, worlds, threads, meter)
        done.append(run.result())
    return done


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Meter:
    """Counts what is done and tells how long the rest may take."""

    def __init__(self, total: int, on_progress: ProgressCallback | None) -> None:
        self.total, self.done, self.tell = total, 0, on_progress
        self.began_s = time.monotonic()

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self.tell is not None:
            elapsed_s = time.monotonic() - self.began_s
            self.tell(Progress(self.done, self.total, elapsed_s, elapsed_s * (self.total - self.done) / self.done))


def over_worlds(one_world: Callable[[int], Any], worlds: int, threads: int, meter: Meter) -> None:
    """Work through the worlds on threads; an interrupt stops after the worlds in hand."""
    with ThreadPoolExecutor(min(threads, worlds)) as pool:
        waiting: set[Future[Any]] = {pool.submit(one_world, w) for w in range(worlds)}
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

    def __init__(self, lookout: Lookout, inside: NDArray[np.bool_]) -> None:
        self.lookout, self.inside = lookout, inside
        worlds, shape = len(lookout.world.unit), lookout.grid.shape
        self.counts = {s: np.zeros(lookout.shape(s), np.uint16) for s in lookout.sensors}
        self.locks = {s: threading.Lock() for s in lookout.sensors}
        self.seen = np.zeros((MOST_OVERLAP, *shape), np.uint16)
        self.seen_lock = threading.Lock()
        self.own = np.zeros((worlds, len(lookout.sensors)), np.int64)
        self.alone = np.zeros((worlds, len(lookout.sensors)), np.int64)
        self.totals = np.zeros((worlds, 3), np.int64)
        self.scratch = threading.local()

    def one_world(self, w: int) -> None:
        """Count world `w`."""
        seen, who, room = self._scratch()
        seen[:] = 0
        who[:] = 0
        lookout = self.lookout
        eyes = lookout.watch(w)
        for k, s in enumerate(lookout.sensors):
            if not lookout.world.sensor["present"][w, s]:
                continue
            p = lookout.chances(eyes, w, s, room)
            first = (lookout.windows[s][0].start, lookout.windows[s][1].start)
            with self.locks[s]:
                self.own[w, k] = note_sensor(p, lookout.question.level, k + 1, *first, seen, who, self.counts[s])
        with self.seen_lock:
            note_world(seen, who, self.inside, self.seen, self.alone[w], self.totals[w])

    def _scratch(self) -> tuple[Counts, NDArray[np.int32], Floats]:
        """Room of the calling thread for one world."""
        if not hasattr(self.scratch, "room"):
            shape = self.lookout.grid.shape
            self.scratch.room = (np.zeros(shape, np.uint16), np.zeros(shape, np.int32), np.zeros(self.lookout.largest))
        room: tuple[Counts, NDArray[np.int32], Floats] = self.scratch.room
        return room

    def result(self) -> LayerCount:
        """What was counted."""
        lookout = self.lookout
        cell_m2 = lookout.grid.cell_area_m2
        buried = np.isnan(lookout.height_m)
        return LayerCount(
            lookout.layer,
            self.seen,
            buried,
            self.totals[:, 0] * cell_m2,
            self.totals[:, 1] * cell_m2,
            self.totals[:, 2] * cell_m2,
            float(np.count_nonzero(self.inside & ~buried)) * cell_m2,
            tuple(
                SensorCount(s, lookout.windows[s], self.counts[s], self.own[:, k] * cell_m2, self.alone[:, k] * cell_m2)
                for k, s in enumerate(lookout.sensors)
            ),
        )
