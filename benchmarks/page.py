"""The page `docs/benchmarks.md`: figures, stages and how they came about, as Markdown."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.cases import Case

VERDICTS = {True: "met", False: "**missed**", None: ""}

HOW = """\
## How it was measured

* The cases are declared in `benchmarks/cases.py`: worlds built straight from the tables of the simulation, with round,
  notional numbers; no catalogue is read. The targets were set before the first measurement.
* Figures of one core are CPU time of the process; figures of several threads, and of whole commands, are time on the
  wall. Each is the best of several repeats with the median beside it: other programs only ever add to a time, so the
  best comes closest to what the machine can do, and a median far from it says that the machine was busy.
* "Times real time" is the simulated time until a replication is decided, by the CPU time that it took.
* "Nothing compiled yet" starts a new process with an empty kernel cache. It includes starting Python, the imports,
  compiling, and one mission.
* Memory is the highest resident size of a new process that plays and writes a study with one case.
* The time of a stage is read from the processor's cycle counter between the stages, in a copy of the loop that a test
  holds to the same bits as the original (`benchmarks/stages.py`).
* "Compiler off" runs the same source as plain Python.

Run them yourself: `python -m benchmarks.run` (`--quick` leaves out the whole study).
"""


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, what came out, how far the repeats lay apart, and the target."""

    what: str
    measured: str
    spread: str
    target: str = ""
    met: bool | None = None


def line(figure: Figure) -> str:
    """One figure as a line for the terminal."""
    parts = [figure.what, figure.measured]
    if figure.spread:
        parts.append(f"({figure.spread})")
    if figure.target:
        parts.append(f"target: {figure.target}: {VERDICTS[figure.met].strip('*')}")
    return "  ".join(parts)


def whole(
    figures: Sequence[Figure],
    cases: Sequence[Case],
    stages: Sequence[str],
    stage_times_ms: Mapping[str, np.ndarray],
    machine: str,
    loads: Sequence[float | None],
    date: datetime.date,
) -> str:
    """The page."""
    rows = "\n".join(f"| {f.what} | {f.measured} | {f.spread} | {f.target} | {VERDICTS[f.met]} |" for f in figures)
    declared = "\n".join(f"* **{case.name}**: {case.what}." for case in cases)
    return (
        "# Benchmarks\n\n"
        "This page is written by `python -m benchmarks.run --markdown docs/benchmarks.md`.\n\n"
        f"{declared}\n\n"
        f"Measured on {date.isoformat()}: {machine}. {load_sentence(loads)}\n\n"
        "| what | measured | spread | target | |\n|---|---|---|---|---|\n"
        f"{rows}\n\n"
        f"{stage_table(stages, stage_times_ms)}{HOW}"
    )


def load_sentence(loads: Sequence[float | None]) -> str:
    """What else the machine was doing."""
    known = [value for value in loads if value is not None]
    if not known:
        return "The load of the machine is not known."
    return f"Load average at the start {known[0]:.1f}, at the end {known[-1]:.1f} (1 is this benchmark alone)."


def stage_table(stages: Sequence[str], stage_times_ms: Mapping[str, np.ndarray]) -> str:
    """Milliseconds of each stage, a row per case."""
    if not stage_times_ms:
        return ""
    head = "## Time per stage\n\nMilliseconds per replication.\n\n"
    head += f"| case | {' | '.join(stages)} | all |\n|---|{'---|' * (len(stages) + 1)}\n"
    rows = "".join(
        f"| {name} | {' | '.join(f'{t:.3g}' for t in times)} | {sum(times):.3g} |\n"
        for name, times in stage_times_ms.items()
    )
    return f"{head}{rows}\n"
