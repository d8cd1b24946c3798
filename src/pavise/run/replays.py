"""Record battles of a result that is there: play each again, compare it with what was counted, and put it beside it.

    result folder + the same study  ->  replays/<case>.<replication>.bin.gz, and a row of table replays

A battle that does not come out as it was counted is no replay of it. So each is compared, measure by measure, before
its file is written: the study, the catalogue or the program may have changed in the meantime.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pavise.analysis.battles import ASKED_FOR, TYPICAL, battles_worth_seeing
from pavise.results.manifest import add_rows, read_manifest
from pavise.results.measures import CAUSE_TITLES
from pavise.results.replay import ENDING, encode, write_replay
from pavise.results.schema import TABLES, ResultsError
from pavise.results.store import Results, open_results
from pavise.run.campaign import Assembly, Progress, ProgressCallback
from pavise.run.drivers import open_kernel, room_for_one
from pavise.run.first_start import compiled_beside, name_of, types_of
from pavise.run.record import About, Recorded, record
from pavise.sim.world import check_world

REPLAYS = "replays"


@dataclass(frozen=True)
class Wanted:
    """One battle to be recorded, and why."""

    case: Any
    replication: int
    chosen_as: tuple[str, ...]


def record_some(
    assembly: Assembly, folder: str | Path, cases: Sequence[Any], on_progress: ProgressCallback | None = None
) -> list[Path]:
    """Record the battles of these cases that are worth seeing; the paths of their files."""
    with open_results(folder) as results:
        chosen = battles_worth_seeing(results, [case.case for case in cases])
    wanted = [
        Wanted(case, replication, tuple(why))
        for case in cases
        for replication, why in sorted(chosen[case.case].items())
    ]
    return record_into(assembly, folder, wanted, on_progress)


def ready_to_record(assembly: Assembly, case: Any) -> AbstractContextManager[None]:
    """While the body runs, a second process compiles the kernel that recordings of such a case need, unless this
    machine has it."""
    world = assembly.world(case)
    kernel, arguments = open_kernel(world, *room_for_one(world))
    return compiled_beside(name_of(kernel), types_of(arguments))


def recorded_or_record(
    assembly: Assembly,
    folder: str | Path,
    case: Any,
    replication: int | None,
    on_progress: ProgressCallback | None = None,
) -> Path:
    """The recording of one battle of a case, made now unless it is there. `replication`: the typical one when None."""
    with open_results(folder) as results:
        if not len(results.cases(case=case.case)["case"]):
            raise ResultsError(f"{folder}: this result has no case {case.case}")
        there = _rows_there(results)
        if replication is None:
            chosen = battles_worth_seeing(results, [case.case])[case.case]
            replication = next(number for number, why in chosen.items() if TYPICAL in why)
    row = there.get((case.case, replication))
    if row is not None and (Path(folder) / row["file"]).is_file():
        return Path(folder) / str(row["file"])
    return record_into(assembly, folder, [Wanted(case, replication, (ASKED_FOR,))], on_progress)[0]


def same_inputs(folder: str | Path, assembly: Assembly, study: str) -> None:
    """ResultsError when what the result was made from is no longer the same, naming what has changed."""
    was, now = read_manifest(folder).get("hashes", {}), assembly.hashes()
    changed = sorted(name for name in {*was, *now} if was.get(name) != now.get(name) and name != "salt")
    if changed:
        raise ResultsError(
            f"{folder}: changed since this result was made: {', '.join(changed)} (study: {study}); its battles "
            "cannot be fought again as they were: run the study anew, or name the files it was made from"
        )


def record_into(
    assembly: Assembly, folder: str | Path, wanted: Sequence[Wanted], on_progress: ProgressCallback | None = None
) -> list[Path]:
    """Record these battles into a whole result. ResultsError when one comes out otherwise than it was counted."""
    folder = Path(folder)
    started_s = time.perf_counter()
    paths, rows = [], []
    with open_results(folder) as results:
        there, counted = _rows_there(results), _counted(results, wanted)
        for done, one in enumerate(wanted):
            if on_progress is not None:
                elapsed_s = time.perf_counter() - started_s
                on_progress(Progress(done, len(wanted), elapsed_s, None, "recording battles"))
            case, key = one.case.case, (one.case.case, one.replication)
            world = assembly.world(one.case)
            check_world(world)
            recorded = record(world, assembly.names(one.case), one.replication, _about(results, one.case))
            _compare(folder, one, recorded, counted[key])
            blob = encode(_header(results.manifest, one, recorded), recorded.tables)
            file = f"{REPLAYS}/{case.replace('/', '.')}.{one.replication}{ENDING}"
            write_replay(folder / file, blob)
            paths.append(folder / file)
            if key not in there:
                rows.append({
                    "case": case,
                    "replication": one.replication,
                    "file": file,
                    "chosen_as": ";".join(one.chosen_as),
                    "picture": recorded.picture,
                    "end_s": recorded.end_s,
                    "bytes": len(blob),
                    "sha256": hashlib.sha256(blob).hexdigest(),
                })  # fmt: skip
    if rows:
        add_rows(folder, REPLAYS, {name: [row[name] for row in rows] for name in TABLES[REPLAYS].column_names})
    return paths


def _rows_there(results: Results) -> dict[tuple[str, int], dict[str, Any]]:
    if not results.has_table(REPLAYS):
        return {}
    columns = results.table(REPLAYS)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return {(row["case"], int(row["replication"])): row for row in rows}


def _counted(results: Results, wanted: Sequence[Wanted]) -> dict[tuple[str, int], dict[str, float]]:
    """What the battles came to when they were counted, by case and replication: measure -> value, NaN for none."""
    found: dict[tuple[str, int], dict[str, float]] = {(one.case.case, one.replication): {} for one in wanted}
    cases, replications = zip(*found, strict=True) if found else ((), ())
    columns = results.table("outcomes", case=sorted(set(cases)), replication=sorted(set(replications)))
    for case, replication, measure, value in zip(*columns.values(), strict=True):
        if (case, int(replication)) in found:
            found[(case, int(replication))][str(measure)] = float(value)
    for (case, replication), values in found.items():
        if not values:
            raise ResultsError(f"{results.folder}: case {case} has no replication {replication}")
    return found


def _compare(folder: Path, one: Wanted, recorded: Recorded, counted: Mapping[str, float]) -> None:
    for measure, was in counted.items():
        now = recorded.measures.get(measure)
        same = math.isnan(was) if now is None else math.isclose(now, was, rel_tol=1e-9, abs_tol=1e-9)
        if not same:
            raise ResultsError(
                f"{folder}: battle {one.replication} of {one.case.case} comes out otherwise than in the result "
                f"({measure}: {now}, was {was:g}); what it was made with has changed: run the study again, or use the "
                "version of pavise that the manifest names"
            )


def _about(results: Results, case: Any) -> About:
    defended = results.table("defended", ["site", "title"])
    units = results.table(
        "units", ["unit", "system", "system_title", "role"], option=case.option, variant=case.variant
    )  # fmt: skip
    return About(
        dict(zip(defended["site"].tolist(), defended["title"].tolist(), strict=True)),
        {unit: tuple(words) for unit, *words in zip(*(column.tolist() for column in units.values()), strict=True)},
    )


def _header(manifest: Mapping[str, Any], one: Wanted, recorded: Recorded) -> dict[str, Any]:
    case = one.case
    return {
        "study": manifest.get("study", ""),
        "question": manifest.get("question", ""),
        **{
            name: getattr(case, name)
            for name in ("case", "option", "option_title", "variant", "raid", "raid_title", "size")
        },
        "replication": one.replication,
        "world": recorded.world,
        "seed": manifest["seed"],
        "chosen_as": list(one.chosen_as),
        "picture": recorded.picture,
        "end_s": recorded.end_s,
        "measures": recorded.measures,
        "causes": CAUSE_TITLES,
    }
