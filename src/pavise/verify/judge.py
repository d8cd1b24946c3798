"""Asking and judging: every row of a check is put to its answer, and what comes back is held against the reference.

A check passes when every value of every row is near enough. A simulated value may be off by four of its own standard
errors besides, which happens by chance once in sixteen thousand times; since a seed gives the same bits everywhere,
such a check passes everywhere or nowhere.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from pavise.verify.dossier import Check, Output, Row, chosen, load_dossier

STANDARD_ERRORS = 4.0


class Counted(NamedTuple):
    """A number from a simulation, and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Worst:
    """The value that came nearest to its tolerance, or went farthest beyond it."""

    output: str
    unit: str
    error: float
    allowed: float


@dataclass(frozen=True)
class Miss:
    """One value that is off by more than it may be. `line`: in the file of the check."""

    line: int
    inputs: dict[str, Any]
    output: str
    unit: str
    expected: float | None
    got: float | None
    allowed: float


@dataclass(frozen=True)
class Verdict:
    """How one check came out. `values`: numbers compared; `misses`: those too far off; `broke`: the message where the
    answer gave none."""

    id: str
    topic: str
    passed: bool
    claim: str
    grade: str
    source: str
    simulated: bool
    rows: int
    values: int
    worst: Worst | None
    file: str
    misses: list[Miss]
    broke: str | None
    seconds: float


@dataclass(frozen=True)
class Report:
    """All verdicts of a run."""

    passed: bool
    checks: int
    failed: list[str]
    rows: int
    values: int
    seconds: float
    verdicts: list[Verdict]


@dataclass(frozen=True)
class Progress:
    """How far a run has come, in rows, and the check that comes next. `left_s`: a guess from the rows done so far, None
    at the start."""

    done: int
    total: int
    left_s: float | None
    next_check: str


ProgressCallback = Callable[[Progress], None]


def verify(only: Sequence[str] = (), folder: Path | None = None, on_progress: ProgressCallback | None = None) -> Report:
    """Put the checks of the dossier (all, or those with the ids `only`) and judge the answers."""
    checks = chosen(load_dossier(folder), only)
    total = sum(len(check.rows) for check in checks)
    began_s = time.perf_counter()
    verdicts: list[Verdict] = []
    done = 0
    for check in checks:
        if on_progress is not None:
            spent_s = time.perf_counter() - began_s
            on_progress(Progress(done, total, spent_s / done * (total - done) if done else None, check.id))
        verdicts.append(judge(check))
        done += len(check.rows)
    if on_progress is not None:
        on_progress(Progress(total, total, 0.0, ""))
    failed = [verdict.id for verdict in verdicts if not verdict.passed]
    return Report(
        passed=not failed,
        checks=len(verdicts),
        failed=failed,
        rows=total,
        values=sum(verdict.values for verdict in verdicts),
        seconds=time.perf_counter() - began_s,
        verdicts=verdicts,
    )


def judge(check: Check) -> Verdict:
    """Ask for every row, compare every value."""
    began_s = time.perf_counter()
    answer = answer_of(check)
    shares: list[tuple[float, Worst]] = []
    misses: list[Miss] = []
    broke = None
    try:
        for row in check.rows:
            for output, got in zip(check.outputs, values_of(answer(**row.inputs)), strict=True):
                share, worst, miss = compared(output, row, got)
                shares.append((share, worst))
                misses += [miss] if miss else []
    except Exception as error:  # whatever went wrong, this check failed and the others must still be put
        broke = f"{type(error).__name__}: {error}"
    return Verdict(
        id=check.id,
        topic=check.topic,
        passed=not misses and broke is None,
        claim=check.claim,
        grade=check.grade,
        source=check.source,
        simulated=check.simulated,
        rows=len(check.rows),
        values=len(shares),
        worst=max(shares, key=lambda pair: pair[0])[1] if shares else None,
        file=check.file,
        misses=misses,
        broke=broke,
        seconds=time.perf_counter() - began_s,
    )


def answer_of(check: Check) -> Callable[..., Any]:
    """The function that answers a check: takes the inputs by name, gives one value or a tuple in order of outputs."""
    module, _, name = check.answer.rpartition(".")
    answer: Callable[..., Any] = getattr(import_module(f"pavise.verify.{module}"), name)
    return answer


def values_of(answered: Any) -> Sequence[Any]:
    """What an answer gave, as a sequence: a single value stands alone."""
    return answered if isinstance(answered, tuple) and not isinstance(answered, Counted) else (answered,)


def compared(output: Output, row: Row, got: Any) -> tuple[float, Worst, Miss | None]:
    """One value against the reference: (error as a share of what is allowed, the same in numbers, a miss or None)."""
    expected = row.expected[output.name]
    spread = 0.0
    if isinstance(got, Counted):
        got, spread = got
    value = math.nan if got is None else float(got)
    if expected is None:
        allowed, error = 0.0, 0.0 if math.isnan(value) else math.inf
    else:
        allowed = output.allowed(expected) + STANDARD_ERRORS * spread
        error = abs(value - expected)
        if output.turn is not None:
            error = abs(math.remainder(value - expected, output.turn))
        if math.isnan(error):
            error = math.inf
    share = 0.0 if error == 0.0 else error / allowed if allowed > 0.0 else math.inf
    miss = None
    if share > 1.0:
        shown = None if math.isnan(value) else value
        miss = Miss(row.line, row.inputs, output.name, output.unit, expected, shown, allowed)
    return share, Worst(output.name, output.unit, error, allowed), miss
