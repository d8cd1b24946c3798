"""Terrain: from a raster to a mask, from the disk, and the look into it that a battle takes.

    python -m benchmarks.terrain

The raster is a made-up country of hills, 12 x 12 degrees with posts 30 arc-seconds apart, written and removed again.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numba import njit

from benchmarks import page
from benchmarks.measure import Times, times_of
from benchmarks.page import Figure
from pavise.sim.mask import hidden, shadow_m
from pavise.terrain import cache
from pavise.terrain.cache import Antenna, masks_of
from pavise.terrain.ground import ground_table, height_at
from pavise.terrain.raster import Elevation, open_elevation
from pavise.terrain.shadow import Shadow, cast_shadow

EARTH_RADIUS_M = 4.0 / 3.0 * 6_371_000.0
REACH_M = 400_000.0
SITE = (math.radians(39.0), math.radians(35.0))
POSTS_PER_DEGREE = 120
LOOKS = 1_000_000


def figures(repeats: int = 5) -> Iterator[Figure]:
    """Every figure, as soon as it is known."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_country(Path(folder) / "country.tif")
        elevation = open_elevation(path)
        antenna = Antenna(*SITE, height_at(elevation, *SITE) + 20.0, REACH_M)

        def cast(afresh: bool) -> Shadow:
            if afresh:
                elevation.close()
            return cast_shadow(elevation, *antenna[:3], EARTH_RADIUS_M, REACH_M)

        shadow = cast(True)  # compiles
        yield figure("mask of a radar, 400 km over 30 arc-seconds, from the file", cast, True, repeats, 1.0)
        yield figure("the same, posts in memory", cast, False, repeats, 1.0)
        yield from kept(elevation, antenna, Path(folder), repeats)
        yield ground(elevation, repeats)
    yield from looks(shadow, repeats)


def figure(what: str, work, argument: object, repeats: int, target_s: float | None = None) -> Figure:
    """One line: the best CPU time of `work(argument)`."""
    times = times_of(lambda: work(argument), repeats)
    target = f"under {target_s:.0f} s" if target_s else ""
    return Figure(what, milliseconds(times), spread(times), target, times.best_cpu_s < target_s if target_s else None)


def kept(elevation: Elevation, antenna: Antenna, folder: Path, repeats: int) -> Iterator[Figure]:
    """Ten radars whose masks lie on the disk."""
    usual = cache.user_cache_folder
    cache.user_cache_folder = lambda: str(folder)  # type: ignore[assignment]
    try:
        ten = [antenna._replace(eye_height_m=antenna.eye_height_m + i) for i in range(10)]
        masks_of(elevation, ten, EARTH_RADIUS_M)
        yield figure(
            "masks of ten radars, kept on the disk", lambda _: masks_of(elevation, ten, EARTH_RADIUS_M), 0, repeats
        )
    finally:
        cache.user_cache_folder = usual


def ground(elevation: Elevation, repeats: int) -> Figure:
    """The highest ground of a country in cells of two arc-minutes."""
    area = [math.radians(angle) for angle in (34.0, 30.0, 43.0, 41.0, 1.0 / 30.0)]
    return figure(
        "highest ground of 9 x 11 degrees, posts in memory", lambda _: ground_table(elevation, *area), 0, repeats
    )


def looks(shadow: Shadow, repeats: int) -> Iterator[Figure]:
    """One look into a mask, at places strewn over all of it: the worst case for the processor's cache."""
    rng = np.random.default_rng(1)
    azimuth_rad, range_m = rng.uniform(0.0, math.tau, LOOKS), rng.uniform(0.0, REACH_M, LOOKS)
    height_m = rng.uniform(0.0, 9_000.0, LOOKS)
    look_many(shadow.mask, azimuth_rad[:2], range_m[:2], shadow.step_m)
    times = times_of(lambda: look_many(shadow.mask, azimuth_rad, range_m, shadow.step_m), repeats)
    yield Figure("a look into a mask, places at random", *nanoseconds(times))
    level = (range_m * np.sin(azimuth_rad), range_m * np.cos(azimuth_rad), range_m, height_m)
    hide_many(shadow.mask, *(part[:2] for part in level), shadow.step_m)
    times = times_of(lambda: hide_many(shadow.mask, *level, shadow.step_m), repeats)
    best_ns = times.best_cpu_s / LOOKS * 1e9
    yield Figure(
        "a line of sight over terrain, bearing and ground range included",
        *nanoseconds(times),
        "tens of ns",
        best_ns < 100.0,
    )


@njit(error_model="numpy")
def look_many(mask, azimuth_rad, range_m, step_m):
    """Many looks; the sum keeps them from being left out."""
    total_m = 0.0
    for k in range(azimuth_rad.size):
        total_m += shadow_m(mask, azimuth_rad[k], range_m[k], step_m)
    return total_m


@njit(error_model="numpy")
def hide_many(mask, east_m, north_m, slant_m, height_m, step_m):
    """The same with all that a line of sight needs."""
    total = 0
    for k in range(east_m.size):
        total += hidden(mask, step_m, east_m[k], north_m[k], slant_m[k], 100.0, height_m[k], EARTH_RADIUS_M)
    return total


def write_country(path: Path) -> Path:
    """Hills of several sizes between 33 and 45 N, 29 and 41 E, as a GeoTIFF of points."""
    import rasterio

    count = 12 * POSTS_PER_DEGREE + 1
    north, east = np.meshgrid(np.arange(count)[::-1], np.arange(count), indexing="ij")
    height_m = 900.0 + 50.0 * np.random.default_rng(2).standard_normal((count, count))
    for posts, tall_m in ((170.0, 500.0), (31.0, 250.0), (7.0, 100.0)):
        height_m += tall_m * np.sin(north / posts * 2.0) * np.cos(east / posts * 1.7 + north / posts)
    degree = 1.0 / POSTS_PER_DEGREE
    transform = rasterio.Affine(degree, 0.0, 29.0 - degree / 2, 0.0, -degree, 45.0 + degree / 2)
    profile = {
        "driver": "GTiff",
        "count": 1,
        "dtype": "int16",
        "crs": "EPSG:4326",
        "compress": "deflate",
        "tiled": True,
    }
    with rasterio.open(path, "w", height=count, width=count, transform=transform, **profile) as file:
        file.write(height_m.round().astype(np.int16), 1)
    return path


# ---- numbers as text ------------------------------------------------------------------------------------------------


def milliseconds(times: Times) -> str:
    """Best CPU time."""
    return f"{times.best_cpu_s * 1e3:.0f} ms"


def spread(times: Times) -> str:
    """Median CPU time, number of repeats."""
    return f"median {times.median_cpu_s * 1e3:.0f} ms of {len(times.cpu_s)}"


def nanoseconds(times: Times) -> tuple[str, str]:
    """Best and median CPU time of one of `LOOKS`."""
    best, median = (seconds / LOOKS * 1e9 for seconds in (times.best_cpu_s, times.median_cpu_s))
    return f"{best:.0f} ns", f"median {median:.0f} ns of {len(times.cpu_s)}"


if __name__ == "__main__":
    started_s = time.perf_counter()
    for found in figures():
        print(page.line(found), flush=True)
    print(f"{time.perf_counter() - started_s:.0f} s in all")
