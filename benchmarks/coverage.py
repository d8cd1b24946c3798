"""Coverage maps: one radar over terrain, a network with its doubt, tracks by then, and where to put radars.

    python -m benchmarks.coverage

Worlds are built straight from the tables of the simulation, over the made-up country of `benchmarks/terrain.py`.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import page
from benchmarks.cases import EFFECTIVE_EARTH_M, place
from benchmarks.measure import Times, fresh, times_of
from benchmarks.page import Figure
from benchmarks.terrain import write_country
from pavise.coverage.count import count
from pavise.coverage.grid import Grid, grid_around
from pavise.coverage.question import Layer, Question
from pavise.coverage.siting import exact, merged
from pavise.coverage.vertical import vertical
from pavise.sim.detection import PD_GRID, anchor_scale, pd_table
from pavise.sim.geometry import latitude_longitude
from pavise.sim.mask import mask_step
from pavise.sim.world import World, make_world
from pavise.terrain.ground import ground_at, height_at
from pavise.terrain.raster import Elevation, open_elevation
from pavise.terrain.shadow import cast_shadow

REACH_M = 400e3
LAYERS = (Layer(100.0, 1.0, above_ground=True), Layer(3_000.0, 1.0), Layer(10_000.0, 1.0))
MOST_MIB = 1024.0


def figures(repeats: int = 3) -> Iterator[Figure]:
    """Every figure, as soon as it is known."""
    with tempfile.TemporaryDirectory() as folder:
        elevation = open_elevation(write_country(Path(folder) / "country.tif"))
        yield from one_radar(elevation, repeats)
        yield from network(elevation, repeats)
    yield from without_terrain(repeats)
    yield where_to_put_radars(repeats)
    memory = fresh("coverage")
    yield Figure(
        "memory of a map of 10 radars, 100 worlds, 6 heights",
        f"{memory['peak_mib']:.0f} MiB",
        "",
        "under 1 GiB",
        memory["peak_mib"] < MOST_MIB,
    )


def one_radar(elevation: Elevation, repeats: int) -> Iterator[Figure]:
    """A radar of 400 km over 30 arc-seconds, shadow and all."""

    def whole() -> None:
        world = radars(1, 1, elevation)
        grid = grid_of(world, 1e3)
        ground_m = ground_at(elevation, *grid.places())[0]
        count(world, [0], grid, np.ones(grid.shape, bool), Question(LAYERS[:1]), ground_m=ground_m, threads=1)

    whole()
    times = times_of(whole, repeats)
    yield Figure(
        "one radar, 400 km, 30 arc-seconds: shadow, ground and map in cells of 1 km", seconds(times.best_cpu_s),
        f"median {seconds(times.median_cpu_s)} of {repeats}", "well under 2 s", times.best_cpu_s < 1.5,
    )  # fmt: skip


def network(elevation: Elevation, repeats: int) -> Iterator[Figure]:
    """Ten radars, a hundred worlds, three heights, over terrain."""
    world = radars(10, 100, elevation)
    grid = grid_of(world, 2e3)
    ground_m = ground_at(elevation, *grid.places())[0]
    for words, question in (
        ("single looks", Question(LAYERS)),
        ("tracks by then", Question(LAYERS, speed_mps=250.0)),
    ):
        times = times_of(lambda q=question: mapped(world, grid, q, ground_m, 2), 1 if question.cumulative else repeats)
        yield figure(f"10 radars, 100 worlds, 3 heights over terrain, {words}, 2 threads", times, 60.0)


def without_terrain(repeats: int) -> Iterator[Figure]:
    """The same over a smooth earth, and a chart."""
    world = radars(10, 100)
    grid = grid_of(world, 2e3)
    times = times_of(lambda: mapped(world, grid, Question(LAYERS), None, 2), repeats)
    yield figure("the same over a smooth earth, single looks, 2 threads", times, 60.0)
    times = times_of(lambda: vertical(world, 0, Question(LAYERS), 1.0, threads=2), repeats)
    yield figure("a vertical chart of 100 worlds, 2 threads", times)


def where_to_put_radars(repeats: int) -> Figure:
    """Six of 192 places, exactly, for 20,000 cells."""
    rng = np.random.default_rng(1)
    cells = np.stack(np.meshgrid(np.arange(142), np.arange(142)), -1).reshape(-1, 2) * 5.0
    towns = rng.uniform(50.0, 650.0, (16, 1, 2))
    ring = np.array([(r * math.cos(a), r * math.sin(a)) for r in (2.0, 12.0) for a in np.arange(6) * math.pi / 3])
    spots = (towns + ring).reshape(-1, 2)
    covers = ((cells[np.newaxis] - spots[:, np.newaxis]) ** 2).sum(axis=-1) < 120.0**2
    times = times_of(lambda: exact(*merged(covers, np.ones(len(cells))), 6), repeats)
    return figure("6 of 192 places for 20,000 cells, proved best", times)


def radars(number: int, worlds: int, elevation: Elevation | None = None) -> World:
    """So many radars of 400 km in a country of 250 km radius; what is claimed of them differs between worlds."""
    world = make_world(
        {"W": worlds, "U": number, "S": number, "C": 0, "G": 0, "L": 0, "M": 0, "T": 0, "D": 1}, 1, PD_GRID
    )
    world.pd_table[0] = pd_table(1, 1, 1e-6)
    world.config["earth_radius_m"] = EFFECTIVE_EARTH_M
    world.unit["present"], world.unit["p_available"], world.unit["on_station_s"] = 1, 1.0, math.inf
    sensor = world.sensor
    sensor["unit"] = np.arange(number)
    sensor["present"], sensor["antenna_height_m"] = 1, 20.0
    sensor["cos_half_sector"], sensor["sin_elevation_max"], sensor["sin_elevation_min"] = -1.0, 1.0, -1.0
    sensor["instrumented_range_m"], sensor["scan_period_s"] = REACH_M, 10.0
    sensor["confirm_m"], sensor["confirm_n"] = 2, 3
    ranges_m = 1e3 * np.random.default_rng(2).uniform(200.0, 400.0, (worlds, number))
    sensor["snr_scale_m2"] = anchor_scale(1.0, 1.0, 0.5, 1, 1, 1e-6) * ranges_m**4
    shadows = []
    for u in range(number):
        n = place(u, number, 250.0) if number > 1 else place(0, 1, 0.0)
        world.unit["n"][:, u] = n
        if elevation is not None:
            lat_rad, lon_rad = latitude_longitude(*n)
            ground_m = height_at(elevation, lat_rad, lon_rad)
            world.unit["height_m"][:, u] = ground_m
            shadows.append(cast_shadow(elevation, lat_rad, lon_rad, ground_m + 20.0, EFFECTIVE_EARTH_M, REACH_M).mask)
    if shadows:
        sensor["mask_row"], sensor["mask_step_m"] = np.arange(1, number + 1), mask_step(REACH_M)
        world = world._replace(mask=np.stack([np.full_like(shadows[0], -1000), *shadows]))
    return world


def grid_of(world: World, cell_m: float) -> Grid:
    """The grid that holds the reach of all radars."""
    places = np.degrees([latitude_longitude(*n) for n in world.unit["n"][0]])
    return grid_around(places[:, 0], places[:, 1], [REACH_M] * len(places), cell_m)


def mapped(world: World, grid: Grid, question: Question, ground_m: Any, threads: int) -> None:
    """The map itself, without files and pictures."""
    count(
        world, range(world.sensor.shape[1]), grid, np.ones(grid.shape, bool), question, ground_m=ground_m,
        threads=threads,
    )  # fmt: skip


def figure(what: str, times: Times, target_s: float | None = None) -> Figure:
    """One line: best time on the wall, with the CPU time beside it, since threads and neighbours share the machine."""
    return Figure(
        what,
        f"{seconds(times.best_wall_s)}, CPU {seconds(times.best_cpu_s)}",
        f"median {seconds(times.median_wall_s)} of {len(times.wall_s)}",
        f"within {target_s:.0f} s" if target_s else "",
        times.best_wall_s <= target_s if target_s else None,
    )


def seconds(time_s: float) -> str:
    """A time as text."""
    return f"{time_s:.1f} s" if time_s >= 10 else f"{time_s:.2f} s"


if __name__ == "__main__":
    started_s = time.perf_counter()
    for found in figures():
        print(page.line(found), flush=True)
    print(f"{time.perf_counter() - started_s:.0f} s in all")
