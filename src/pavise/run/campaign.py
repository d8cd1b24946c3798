"""Many cases, many replications: the study is cut into named blocks, and each finished block is a file that stays.

    plan -> blocks of cases -> threads fight the cases of a block -> its tables are written -> ... -> manifest

A block that is already in the folder is not played again, so an interrupted run is taken up where it stopped, and
several processes can share the work (`shard`): each plays its own blocks, and whoever finds all of them there closes
the result. Results depend on nothing but the plan: not on threads, processes, block size or the order in which blocks
finish.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from pavise import kernel_cache
from pavise.kinds import Cause, Fate, Picture, Side, ThreatClass
from pavise.results.manifest import begin_results, finish_results, unfinished_about
from pavise.results.measures import (
    AssessmentFates,
    CommandFates,
    PictureFates,
    SiteFates,
    Spent,
    ThreatFates,
    measures_from,
    never_is_missing,
    outcome_rows,
    stack_rows,
)
from pavise.results.writer import write_table
from pavise.run.drivers import Played, get_ready
from pavise.run.hindsight import hindsight_rows, sampled_of
from pavise.run.optimal import play_by_doctrine
from pavise.sim.world import World, check_world

CASES_PER_BLOCK = 20
BATTLES_AT_ONCE = 64
"""A case is played in portions: every threat of every battle at once would fill the memory, the outcomes do not."""
PLAYED_TABLES = ("outcomes", "threats", "sites", "hindsight")
"""The tables that the blocks fill; all others are known before the first battle and are written at once."""


class Case(Protocol):
    """What the campaign needs to know of a case; `assemble.study` provides it."""

    case: str
    option: str
    option_title: str
    variant: str
    raid: str
    raid_title: str
    size: int
    doubt: str
    baseline: bool
    reference: bool
    worlds: int
    repeats: int


class Names(Protocol):
    """Names by row of the tables of one case."""

    threats: list[str]
    sites: list[str]


class Assembly(Protocol):
    """A study turned into arrays, case by case."""

    cases: list[Any]
    worlds: int
    repeats: int
    seed: int

    def world(self, case: Any) -> World:
        """The arrays of one case."""

    def names(self, case: Any) -> Any:
        """The names of one case's rows."""

    def fought_as(self, case: Any) -> Any:
        """The case whose battles are those of `case` as well; mostly itself."""

    def table_rows(self) -> Mapping[str, Mapping[str, Any]]:
        """Rows of the tables that do not depend on the battles."""

    def hashes(self) -> Mapping[str, str]:
        """What the study was made from."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: replications done of all, seconds since it began, seconds probably left (None at first).

    `doing`: what is done before the first replication; then `done` and `total` count that.
    """

    done: int
    total: int
    elapsed_s: float
    left_s: float | None
    doing: str = ""


ProgressCallback = Callable[[Progress], None]


def terrain_teller(on_progress: ProgressCallback | None) -> Callable[[int, int], None]:
    """Tells how far the shadows of the terrain are: what takes long and is done before anything else."""
    started_s = time.perf_counter()

    def tell(done: int, total: int) -> None:
        if on_progress is not None:
            on_progress(Progress(done, total, time.perf_counter() - started_s, None, "looking at the terrain"))

    return tell


def compile_teller(on_progress: ProgressCallback | None) -> Callable[[], None]:
    """Tells that kernels are compiled; how far that is, nobody knows."""

    def tell() -> None:
        if on_progress is not None:
            on_progress(Progress(0, 1, 0.0, None, "compiling the simulation, once on this machine"))

    return tell


def run_study(
    assembly: Assembly,
    folder: str | Path,
    *,
    about: Mapping[str, Any] | None = None,
    threads: int | None = None,
    shard: tuple[int, int] = (0, 1),
    on_progress: ProgressCallback | None = None,
) -> Path | None:
    """Play every case of `assembly` and write the result folder; its path, or None when other shards have not finished.

    `about`: facts for the manifest (command, versions). `threads`: default all cores. `shard` (i, n): play only every
    n-th block, starting with the i-th. An exception (or Ctrl-C) leaves a folder without a manifest, which nobody
    takes for a result and which the same call takes up again.
    """
    plan = plan_of(assembly)
    folder = Path(folder)
    resumed = (unfinished_about(folder) or {}).get("plan") == plan["plan"]
    begin_results(folder, {**plan, **(about or {})}, keep_parts=resumed)
    blocks = blocks_of(fights_of(assembly))
    mine = [b for b in range(len(blocks)) if b % shard[1] == shard[0] and not is_written(folder, b)]
    started_s = time.perf_counter()
    play_blocks(assembly, blocks, mine, folder, threads or os.cpu_count() or 1, on_progress)
    if not all(is_written(folder, b) for b in range(len(blocks))):
        return None
    write_known_tables(assembly, folder)
    timing = {"seconds": round(time.perf_counter() - started_s, 3), "threads": threads or os.cpu_count()}
    finish_results(folder, {**plan, **(about or {}), "machine": machine(), "timing": timing})
    return folder


def plan_of(assembly: Assembly) -> dict[str, Any]:
    """All that the numbers of a run depend on, and its hash under the key `plan`.

    `simulation` names the sources of the simulation: a run is not taken up again after these have changed.
    """
    content: dict[str, Any] = {
        "simulation": kernel_cache.fingerprint(str(Path(kernel_cache.__file__).parent)),
        "seed": assembly.seed,
        "worlds": assembly.worlds,
        "repeats": assembly.repeats,
        "hashes": dict(assembly.hashes()),
        "cases": len(assembly.cases),
    }
    text = json.dumps([content, [case.case for case in assembly.cases]], sort_keys=True)
    return {**content, "plan": hashlib.sha256(text.encode()).hexdigest()}


def machine() -> dict[str, str]:
    """Versions that matter to somebody who wants the same numbers again."""
    import numba

    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "system": f"{platform.system()} {platform.machine()}",
        "command": " ".join(["pavise", *sys.argv[1:]]),
    }


def fights_of(assembly: Assembly) -> list[list[Any]]:
    """The cases by what is fought: the first of each list is played, any others have the same battles."""
    fights: dict[str, list[Any]] = {}
    for case in assembly.cases:
        fights.setdefault(assembly.fought_as(case).case, []).append(case)
    return list(fights.values())


def blocks_of(fights: list[list[Any]]) -> list[list[list[Any]]]:
    """The fights in blocks, in order."""
    return [fights[k : k + CASES_PER_BLOCK] for k in range(0, len(fights), CASES_PER_BLOCK)]


def is_written(folder: Path, block: int) -> bool:
    """True when all tables of a block are there. Outcomes are written last."""
    return (folder / "outcomes" / f"part-{block:05d}.parquet").is_file()


def play_blocks(
    assembly: Assembly,
    blocks: list[list[list[Any]]],
    mine: list[int],
    folder: Path,
    threads: int,
    on_progress: ProgressCallback | None,
) -> None:
    """Play the blocks `mine` and write each as soon as it is done.

    The fights of the next block are already under way while one block is written, so no thread waits for the disk.
    """
    total = sum(battles_of(case) for b in mine for case, *_ in blocks[b])
    weight = {b: [battles_of(case) * (case.size + 20.0) for case, *_ in blocks[b]] for b in mine}
    whole_weight = sum(sum(w) for w in weight.values())
    if mine:  # in this thread, because Ctrl-C reaches no other
        get_ready(assembly.world(blocks[mine[0]][0][0]), compile_teller(on_progress))
    started_s = time.perf_counter()
    done, done_weight = 0, 0.0
    with ThreadPoolExecutor(threads) as pool:
        waiting: dict[int, list[Future[dict[str, Any]]]] = {}

        def submit(block: int) -> None:
            waiting[block] = [pool.submit(play_case, assembly, case) for case, *_ in blocks[block]]

        try:
            for k, b in enumerate(mine):
                for ahead in mine[k : k + 2]:
                    if ahead not in waiting:
                        submit(ahead)
                rows = []
                for (case, *same), future, its_weight in zip(blocks[b], waiting.pop(b), weight[b], strict=True):
                    fought = future.result()
                    rows += [fought, *(told_again(fought, other.case) for other in same)]
                    done += battles_of(case)
                    done_weight += its_weight
                    if on_progress is not None:
                        elapsed_s = time.perf_counter() - started_s
                        left_s = elapsed_s * (whole_weight - done_weight) / done_weight if elapsed_s > 1.0 else None
                        on_progress(Progress(done, total, elapsed_s, left_s))
                write_block(folder, b, rows)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def battles_of(case: Case) -> int:
    """Replications of a case: all battles of all worlds."""
    return case.worlds * case.repeats


def play_case(assembly: Assembly, case: Any) -> dict[str, Any]:
    """Play all replications of one case: its rows of the played tables."""
    world = assembly.world(case)
    check_world(world)
    names = assembly.names(case)
    battles = battles_of(case)
    sample = sampled_of(case, assembly.cases) if case.reference else None
    portions = [
        rows_of(case, world, names, play_by_doctrine(world, first, min(BATTLES_AT_ONCE, battles - first)), sample)
        for first in range(0, battles, BATTLES_AT_ONCE)
    ]
    return {table: stack_rows(rows[table] for rows in portions) for table in portions[0]}


def told_again(rows: dict[str, Any], case: str) -> dict[str, Any]:
    """The outcomes of a fight, as those of another case with the same battles."""
    outcomes = rows["outcomes"]
    return {"outcomes": {**outcomes, "case": np.full(len(outcomes["case"]), case, dtype=object)}}


def rows_of(case: Any, world: World, names: Any, played: Played, sample: np.ndarray | None = None) -> dict[str, Any]:
    """What some replications of one case came to, as rows of the played tables; `sample`: those looked back on."""
    rows: dict[str, Any] = {"outcomes": outcome_rows(case.case, played.replication, measures_of(world, played))}
    if case.reference:
        rows["threats"] = threat_rows(case.case, world, names, played)
        rows["sites"] = site_rows(case.case, world, names, played)
    if sample is not None:
        rows["hindsight"] = hindsight_rows(case.case, world, played, sample)
    return rows


def measures_of(world: World, played: Played) -> dict[str, np.ndarray]:
    """The measures of table outcomes, one array [R] each. Traffic counts among those of the picture only."""
    hostile = world.threat["side"][0] == Side.HOSTILE
    flight, rack = played.flight[:, hostile], played.rack
    decoy = (world.threat["damage"][:, hostile] == 0.0).all(axis=0)
    threats = ThreatFates(
        threat_class=world.threat["threat_class"][0][hostile],
        fate=flight["fate"],
        cause=flight["cause"],
        first_track_s=flight["first_track_s"],
        first_shot_s=flight["first_shot_s"],
        rounds=flight["rounds"],
        # In rows again: NumPy adds up columns in another order, and the last bit of a sum depends on it.
        unit_cost_usd=np.ascontiguousarray(world.threat["unit_cost_usd"][played.world][:, hostile]),
        decoy=decoy if decoy.any() else None,
    )
    sites = SiteFates(value=world.site["value"], lost=is_lost(world, played), harm=harm_of(world, played))
    in_depot = rack["reloads"] * world.launcher["rounds"][played.world] + rack["stock"]
    left = (rack["rounds"] + rack["coming"] + in_depot).sum(axis=1)
    sorties = played.clock["sorties"] if world.unit["airframes"].any() else None
    spent = Spent(played.clock["rounds"], left, played.clock["money_usd"], sorties)
    tracked = world.config["picture"][0] == Picture.TRACKED
    return measures_from(
        threats, sites, spent,
        picture_of(world, played, ~hostile) if tracked else None,
        assessment_of(world, played),
        command_of(played) if (world.network["operators"] > 0).any() else None,
    )  # fmt: skip


def command_of(played: Played) -> CommandFates:
    """What command posts did."""
    clock = played.clock
    return CommandFates(clock["tracks_taken"], clock["tracks_waited"], clock["operator_wait_s"], clock["commands_lost"])


def assessment_of(world: World, played: Played) -> AssessmentFates | None:
    """What posts took for the opposite; None where they never do."""
    if not (world.post["p_kill_unseen"].any() or world.post["p_miss_unseen"].any()):
        return None
    clock = played.clock
    return AssessmentFates(clock["kills_unseen"], clock["misses_unseen"], clock["rounds_at_dead"])


def picture_of(world: World, played: Played, traffic: np.ndarray) -> PictureFates:
    """What the tracked picture led to. `traffic` [T]: which rows are not hostile."""
    flight, clock = played.flight[:, traffic], played.clock
    return PictureFates(
        side=world.threat["side"][0][traffic],
        rounds=flight["rounds"],
        killed=flight["fate"] == Fate.KILLED,
        hostiles_held=clock["hostiles_held"],
        rounds_at_ghosts=clock["rounds_at_ghosts"],
        rounds_at_dead=clock["rounds_at_dead"],
        rounds_track_lost=clock["rounds_track_lost"],
        false_tracks=clock["false_tracks"],
        track_swaps=clock["track_swaps"],
        track_error_m=clock["track_error_m"],
        identify_s=clock["identify_s"],
    )


def harm_of(world: World, played: Played) -> np.ndarray:
    """How much of each site's worth is gone, 0 to 1, [R, D]: damage in proportion until it is lost."""
    return np.minimum(played.damage["points"] / world.site["hardness"], 1.0)


def is_lost(world: World, played: Played) -> np.ndarray:
    """Which sites were lost, [R, D]."""
    return played.damage["points"] >= world.site["hardness"]


def threat_rows(case: str, world: World, names: Any, played: Played) -> dict[str, Any]:
    """Rows of table threats: what became of each threat, and of traffic."""
    flight = played.flight
    shape = flight.shape
    cause = np.array([None, *(cause.name.lower() for cause in list(Cause)[1:])], dtype=object)
    return {
        "case": np.full(flight.size, case, dtype=object),
        "replication": np.repeat(played.replication, shape[1]),
        "threat": np.tile(np.array(names.threats, dtype=object), shape[0]),
        "threat_class": np.tile(
            np.array([ThreatClass(k).name.lower() for k in world.threat["threat_class"][0]], dtype=object), shape[0]
        ),
        "side": np.tile(np.array([Side(k).name.lower() for k in world.threat["side"][0]], dtype=object), shape[0]),
        "site": np.array(names.sites, dtype=object)[flight["site"].ravel()],
        "fate": np.array([fate.name.lower() for fate in Fate], dtype=object)[flight["fate"].ravel()],
        "cause": cause[flight["cause"].ravel()],
        "end_s": flight["end_s"].ravel(),
        "first_track_s": never_is_missing(flight["first_track_s"].ravel()),
        "first_shot_s": never_is_missing(flight["first_shot_s"].ravel()),
        "rounds": flight["rounds"].ravel().astype(np.int64),
    }


def site_rows(case: str, world: World, names: Any, played: Played) -> dict[str, Any]:
    """Rows of table sites: what happened to each."""
    shape = played.damage.shape
    return {
        "case": np.full(played.damage.size, case, dtype=object),
        "replication": np.repeat(played.replication, shape[1]),
        "site": np.tile(np.array(names.sites, dtype=object), shape[0]),
        "value": np.tile(world.site["value"], shape[0]),
        "damage": played.damage["points"].ravel(),
        "lost": is_lost(world, played).ravel(),
    }


def write_block(folder: Path, block: int, rows: list[dict[str, Any]]) -> None:
    """Write the tables of one block; outcomes last, because they say that the block is whole."""
    for table in reversed(PLAYED_TABLES):
        parts = [row[table] for row in rows if table in row]
        if parts:
            write_table(folder, table, stack_rows(parts), part=block)


def write_known_tables(assembly: Assembly, folder: Path) -> None:
    """Write the tables that no battle changes."""
    cases = assembly.cases
    columns = (
        "case",
        "option",
        "option_title",
        "variant",
        "raid",
        "raid_title",
        "size",
        "doubt",
        "baseline",
        "reference",
    )
    write_table(
        folder,
        "cases",
        {
            **{name: [getattr(case, name) for case in cases] for name in columns},
            "replications": [battles_of(case) for case in cases],
            "worlds": [case.worlds for case in cases],
            "repeats": [case.repeats for case in cases],
        },
    )
    for table, rows in assembly.table_rows().items():
        write_table(folder, table, rows)
