"""How times are taken on a machine that others use as well.

A shared processor adds to a measurement and never takes away, so the best of several repeats comes closest to the
truth, and CPU time (what the process itself used) comes closer than time on the wall. Every figure therefore keeps
both its best and its median: where they lie far apart, the machine was busy.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pavise.run.drivers import play_fused
from pavise.sim.world import World

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Times:
    """Repeats of one measurement, in seconds: CPU time of this process, and time on the wall."""

    cpu_s: tuple[float, ...]
    wall_s: tuple[float, ...]

    @property
    def best_cpu_s(self) -> float:
        """The least CPU time."""
        return min(self.cpu_s)

    @property
    def best_wall_s(self) -> float:
        """The least time on the wall."""
        return min(self.wall_s)

    @property
    def median_cpu_s(self) -> float:
        """The median CPU time."""
        return statistics.median(self.cpu_s)

    @property
    def median_wall_s(self) -> float:
        """The median time on the wall."""
        return statistics.median(self.wall_s)


def times_of(work: Callable[[], object], repeats: int) -> Times:
    """Do `work` so many times."""
    cpu_s, wall_s = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        cpu_s.append(time.process_time() - cpu)
        wall_s.append(time.perf_counter() - wall)
    return Times(tuple(cpu_s), tuple(wall_s))


def play_on_threads(world: World, replications: int, threads: int) -> None:
    """Play so many replications, shared out in blocks among threads."""
    share = -(-replications // (4 * threads))
    with ThreadPoolExecutor(threads) as pool:
        list(
            pool.map(
                lambda first: play_fused(world, first, min(share, replications - first)), range(0, replications, share)
            )
        )


def simulated_s(world: World, replications: int) -> float:
    """Mean simulated time of a replication until it is decided."""
    return float(np.mean(play_fused(world, 0, replications).clock["time_s"]))


def fresh(program: str, *arguments: int, **environment: str) -> dict[str, float]:
    """What a program of `benchmarks/fresh.py` prints, and `wall_s` from its start to its end."""
    command = [sys.executable, "-m", "benchmarks.fresh", program, *map(str, arguments)]
    started_s = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return {**json.loads(done.stdout.splitlines()[-1]), "wall_s": time.perf_counter() - started_s}


def command_times(arguments: list[str], repeats: int) -> Times:
    """Times of `pavise` with these arguments, each call in a new process."""
    cpu_s, wall_s = [], []
    for _ in range(repeats):
        before = os.times()
        started_s = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pavise", *arguments], cwd=ROOT, check=True, capture_output=True)
        wall_s.append(time.perf_counter() - started_s)
        after = os.times()
        cpu_s.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return Times(tuple(cpu_s), tuple(wall_s))


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load() -> float | None:
    """Processes that wanted a processor over the last minute, this one among them; None where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def machine() -> str:
    """Processor, cores, system and versions, in one sentence."""
    import numba

    return (
        f"{processor()}, {cores()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, Numba {numba.__version__}, NumPy {np.__version__}"
    )


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"
