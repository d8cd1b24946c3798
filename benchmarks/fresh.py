"""What can only be measured in a process of its own: the first result, the peak of memory, the compiler switched off.

    python -m benchmarks.fresh first              import, build the mission, play one replication
    python -m benchmarks.fresh memory 2000        play and write that many replications of the mission, as a study does
    python -m benchmarks.fresh coverage           map ten radars in a hundred worlds at six heights
    python -m benchmarks.fresh plain              one replication of the tiny world, played five times

Each prints one line of JSON for `benchmarks/measure.py`, which starts it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


def first() -> dict[str, float]:
    """CPU seconds up to the first result of one mission, from the start of the interpreter; a second process's too."""
    from pavise.run.first_start import PLAYS, compiled_beside

    with compiled_beside(PLAYS):  # as `pavise compare` does
        from benchmarks.cases import mission
        from pavise.run.drivers import play_fused

        play_fused(mission(), 0, 1)
    used = os.times()
    return {"cpu_s": used.user + used.system + used.children_user + used.children_system}


def memory(replications: int) -> dict[str, float]:
    """Peak memory of playing the mission in so many replications as one case of a study, down to its rows of tables."""
    from pavise.run.campaign import play_case

    play_case(OneMission(replications), MissionCase(replications))
    return {"peak_mib": peak_mib(), "cpu_s": time.process_time()}


def plain() -> dict[str, float]:
    """Seconds of one replication of the tiny world, best of five after one to warm up."""
    from benchmarks.cases import tiny
    from pavise.run.drivers import play_fused

    world = tiny()
    best_s = float("inf")
    for _ in range(6):
        started_s = time.process_time()
        play_fused(world, 0, 1)
        best_s = min(best_s, time.process_time() - started_s)
    return {"cpu_s": best_s}


def coverage() -> dict[str, float]:
    """Peak memory of a map of ten radars in a hundred worlds: 700,000 cells, six heights, two threads."""
    from benchmarks.coverage import LAYERS, grid_of, mapped, radars
    from pavise.coverage.question import Question

    world = radars(10, 100)
    mapped(
        world, grid_of(world, 1.5e3), Question((*LAYERS, *(replace(layer, rcs_m2=0.1) for layer in LAYERS))), None, 2
    )
    return {"peak_mib": peak_mib(), "cpu_s": time.process_time()}


def peak_mib() -> float:
    """The most memory that this process ever held, in MiB."""
    status = Path("/proc/self/status")
    if status.is_file():  # the other way would count a larger parent's memory as ours
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return float(lines["VmHWM"].split()[0]) / 1024.0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


@dataclass(frozen=True)
class MissionCase:
    """What a study says of its case, as far as playing it needs."""

    repeats: int
    case: str = "mission"
    worlds: int = 1
    reference: bool = False


class OneMission:
    """The mission in the form in which `pavise.run.campaign` takes a study."""

    def __init__(self, replications: int) -> None:
        from benchmarks.cases import mission

        self._world = mission()
        self._world.config["repeats"] = replications

    def world(self, case: MissionCase) -> Any:
        """The arrays."""
        return self._world

    def names(self, case: MissionCase) -> None:
        """Only the cases of the summary write tables with names."""


if __name__ == "__main__":
    program, *arguments = sys.argv[1:]
    print(
        json.dumps(
            {"first": first, "memory": memory, "coverage": coverage, "plain": plain}[program](*map(int, arguments))
        )
    )
