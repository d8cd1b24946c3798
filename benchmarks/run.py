"""All benchmarks in one go: measure, compare with the targets, print, and write the page.

    python -m benchmarks.run --quick                         two minutes: everything but the whole study
    python -m benchmarks.run --markdown docs/benchmarks.md   the same with the whole study, into the page

Every target was set before the first measurement. A figure is the best of several repeats; the spread stands beside
it (see `benchmarks/measure.py` for why).
"""

from __future__ import annotations

import argparse
import datetime
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import coverage, page, terrain, tracking
from benchmarks.cases import CASES, Case, mission, mission_on_a_picture
from benchmarks.measure import (
    Times,
    command_times,
    cores,
    fresh,
    load,
    machine,
    play_on_threads,
    simulated_s,
    times_of,
)
from benchmarks.page import Figure
from benchmarks.stages import CAN_MEASURE, STAGES, time_stages
from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import load_library
from pavise.evidence.ledger import load_ledger
from pavise.kinds import Doctrine
from pavise.run.drivers import Decision, play_fused, play_open
from pavise.scenario.study import load_study
from pavise.sim.world import World

REPEATS = 5
MIB_PER_REPLICATION_NOISE = 16.0
"""Growth between 16 and 2,000 replications that still counts as none: allocators are not exact."""


def main() -> None:
    """Measure everything, print it, and write the page when asked to."""
    parser = argparse.ArgumentParser(description="Measure Pavise.", prog="python -m benchmarks.run")
    parser.add_argument("--quick", action="store_true", help="leave out the whole study")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page here")
    options = parser.parse_args()
    loads = [load()]
    figures = []
    for figure in measured(options.quick):
        print(page.line(figure), flush=True)
        figures.append(figure)
    stages = {case.name: time_stages(case.world(), *rounds_for(case)) for case in CASES} if CAN_MEASURE else {}
    for name, times_ms in stages.items():
        print(f"{name}: " + ", ".join(f"{s} {t:.3f} ms" for s, t in zip(STAGES, times_ms, strict=True)))
    loads.append(load())
    if options.markdown:
        options.markdown.write_text(
            page.whole(figures, CASES, STAGES, stages, machine(), loads, datetime.date.today()), encoding="utf-8"
        )


def measured(quick: bool) -> Iterator[Figure]:
    """Every figure, as soon as it is known."""
    yield from start_up()
    yield from before_the_first_battle()
    for case in CASES:
        yield from speed(case)
    yield from open_driver()
    yield from on_a_picture()
    yield from terrain.figures(REPEATS)
    yield from coverage.figures()
    yield from tracking.figures()
    yield from memory()
    yield from compiler_off()
    if not quick:
        yield whole_study()


def rounds_for(case: Case) -> tuple[int, int]:
    """(replications, repeats) that take a second or two on any recent machine."""
    return {"hour": (8, 5), "mission": (8, 5), "stress": (2, 3), "tiny": (32, 5)}[case.name]


# ---- first results --------------------------------------------------------------------------------------------------


def before_the_first_battle() -> Iterator[Figure]:
    """Reading what sources claim and what the catalogue believes, and turning the flagship study into arrays."""
    ledger = load_ledger()
    times = times_of(load_ledger, REPEATS)
    yield Figure(
        "the whole evidence read", seconds(times.best_wall_s), spread_s(times), "0.5 s", times.best_wall_s < 0.5
    )
    times = times_of(lambda: load_library(ledger=ledger), REPEATS)
    yield Figure(
        "the whole catalogue read", seconds(times.best_wall_s), spread_s(times), "0.5 s", times.best_wall_s < 0.5
    )
    study, library = load_study("turkey-s400"), load_library()
    times = times_of(lambda: worlds_of(assemble_study(study, library)), 2)
    yield Figure(
        "every case of `turkey-s400` as arrays",
        seconds(times.best_wall_s),
        spread_s(times),
        "5 s",
        times.best_wall_s < 5.0,
    )


def worlds_of(assembly: Assembly) -> None:
    """Make the World of every case."""
    for case in assembly.cases:
        assembly.world(case)


def start_up() -> Iterator[Figure]:
    """`pavise --help`, and the first result of one mission in a new process: without and with compiled kernels."""
    times = command_times(["--help"], 10)
    yield Figure("`pavise --help`", seconds(times.best_wall_s), spread_s(times), "under 0.4 s", times.best_wall_s < 0.4)
    with tempfile.TemporaryDirectory() as folder:
        cold = first_results(2, lambda: tempfile.mkdtemp(dir=folder))
        kernels = tempfile.mkdtemp(dir=folder)
        fresh("first", NUMBA_CACHE_DIR=kernels)
        warm = first_results(5, lambda: kernels)
    yield Figure(
        "first mission in a new process, nothing compiled yet",
        f"{seconds(cold.best_wall_s)}, CPU {seconds(cold.best_cpu_s)}",
        spread_s(cold),
        "within 15 s",
        cold.best_wall_s <= 15.0,
    )
    yield Figure(
        "first mission in a new process, kernels in the cache",
        seconds(warm.best_wall_s),
        spread_s(warm),
        "within 2 s",
        warm.best_wall_s <= 2.0,
    )


def first_results(repeats: int, cache_folder) -> Times:
    """Times of the program `first`, each in a new process with the kernel cache that `cache_folder()` names."""
    done = [fresh("first", NUMBA_CACHE_DIR=cache_folder()) for _ in range(repeats)]
    return Times(tuple(d["cpu_s"] for d in done), tuple(d["wall_s"] for d in done))


# ---- speed ----------------------------------------------------------------------------------------------------------


def speed(case: Case) -> Iterator[Figure]:
    """Replications per second on one thread and on all cores, and how much faster than real time one core is."""
    world = case.world()
    replications, _ = rounds_for(case)
    simulated = simulated_s(world, replications)
    one = times_of(lambda: play_fused(world, 0, replications), REPEATS)
    yield Figure(
        f"{case.name}: time of one replication",
        f"{one.best_cpu_s / replications * 1e3:.3g} ms",
        spread_rate(one, lambda s: f"{s / replications * 1e3:.3g} ms"),
    )
    factor = simulated * replications / one.best_cpu_s
    yield Figure(
        f"{case.name}: times real time per core ({simulated:,.0f} s simulated)",
        f"{round_to(factor):,.0f}",
        spread_rate(one, lambda s: f"{round_to(simulated * replications / s):,.0f}"),
        "at least 10,000" if case.name == "hour" else "",
        factor >= 10_000 if case.name == "hour" else None,
    )
    many = 4 * cores() * replications
    every = times_of(lambda: play_on_threads(world, many, cores()), REPEATS)
    rate = many / every.best_wall_s
    yield Figure(
        f"{case.name}: replications per second, {cores()} threads",
        f"{rate:,.3g}",
        spread_rate(every, lambda s: f"{many / s:,.3g}", wall=True),
        "at least 60 on 2 cores" if case.name == "mission" else "",
        rate >= 60.0 if case.name == "mission" else None,
    )


def on_a_picture() -> Iterator[Figure]:
    """The mission once more, with a tracker in the loop."""
    world, replications = mission_on_a_picture(), 8
    one = times_of(lambda: play_fused(world, 0, replications), REPEATS)
    yield Figure(
        "mission where posts see tracks: time of one replication",
        f"{one.best_cpu_s / replications * 1e3:.3g} ms",
        spread_rate(one, lambda s: f"{s / replications * 1e3:.3g} ms"),
    )
    many = 2 * cores() * replications
    every = times_of(lambda: play_on_threads(world, many, cores()), REPEATS)
    yield Figure(
        f"mission where posts see tracks: replications per second, {cores()} threads",
        f"{many / every.best_wall_s:,.3g}",
        spread_rate(every, lambda s: f"{many / s:,.3g}", wall=True),
    )


def open_driver() -> Iterator[Figure]:
    """The driver that goes step by step from Python, with the built-in doctrine and with a Python function."""
    world = mission()
    play_open(world, 0, 1)
    built_in = times_of(lambda: play_open(world, 0, 2), REPEATS)
    yield Figure(
        "mission in the open driver, built-in doctrine, replications/s on one core",
        f"{2 / built_in.best_cpu_s:.3g}",
        spread_rate(built_in, lambda s: f"{2 / s:.3g}"),
    )
    asked = hooked(world)
    play_open(asked, 0, 1, hook=one_each)
    python = times_of(lambda: play_open(asked, 0, 2, hook=one_each), REPEATS)
    yield Figure(
        "mission in the open driver, every decision by a Python function, replications/s on one core",
        f"{2 / python.best_cpu_s:.3g}",
        spread_rate(python, lambda s: f"{2 / s:.3g}"),
        "at least 8",
        2 / python.best_cpu_s >= 8.0,
    )


def hooked(world: World) -> World:
    """The same world with every post's decisions left to Python."""
    world.post["doctrine"] = int(Doctrine.HOOK)
    return world


def one_each(decision: Decision) -> None:
    """A doctrine in Python: one round at a time at each target."""
    busy = decision.state.effort[0]["in_flight"][decision.candidates["threat"]] > 0
    decision.candidates["rounds"] = 1
    decision.candidates["preference"][busy] = -math.inf


# ---- memory, the compiler off, a whole study ------------------------------------------------------------------------


def memory() -> Iterator[Figure]:
    """Peak memory of a study of the mission: it must not depend on the number of replications."""
    few, many = fresh("memory", 16)["peak_mib"], fresh("memory", 2000)["peak_mib"]
    yield Figure("peak memory, 16 missions played and written", f"{few:.0f} MiB", "", "under 400 MB", few < 381.0)
    yield Figure("peak memory, 2,000 missions", f"{many:.0f} MiB", "", "under 400 MB", many < 381.0)
    yield Figure(
        "growth from 16 to 2,000 missions",
        f"{many - few:.0f} MiB",
        "",
        f"none (under {MIB_PER_REPLICATION_NOISE:.0f} MiB)",
        many - few < MIB_PER_REPLICATION_NOISE,
    )


def compiler_off() -> Iterator[Figure]:
    """The tiny world with and without the compiler, for scale."""
    off = fresh("plain", NUMBA_DISABLE_JIT="1")["cpu_s"]
    on = fresh("plain")["cpu_s"]
    yield Figure(
        "tiny, compiler off", f"{off * 1e3:.3g} ms", f"compiled: {on * 1e3:.3g} ms, {off / on:.0f} times faster"
    )


def whole_study() -> Figure:
    """`pavise compare turkey-s400` with kernels in the cache, as a user types it."""
    with tempfile.TemporaryDirectory() as folder:
        times = command_times(["compare", "turkey-s400", "--out", str(Path(folder) / "result")], 1)
    return Figure(
        "`pavise compare turkey-s400`, kernels in the cache",
        seconds(times.best_wall_s),
        f"CPU {seconds(times.best_cpu_s)}",
        "well under 60 s on 2 cores",
        times.best_wall_s < 60.0,
    )


# ---- numbers as text ------------------------------------------------------------------------------------------------


def seconds(time_s: float) -> str:
    """Seconds with as many digits as mean something."""
    return f"{time_s:.2f} s" if time_s < 10.0 else f"{time_s:.1f} s"


def round_to(number: float) -> float:
    """Two significant digits: no timing is better than that."""
    return float(f"{number:.2g}")


def spread_s(times: Times) -> str:
    """Median on the wall, number of repeats."""
    return f"median {seconds(times.median_wall_s)} of {len(times.wall_s)}"


def spread_rate(times: Times, show, wall: bool = False) -> str:
    """The median, shown as the figure itself is."""
    return f"median {show(times.median_wall_s if wall else times.median_cpu_s)} of {len(times.wall_s)}"


if __name__ == "__main__":
    main()
