"""A whole study in blocks: the same result whoever plays which block when, and no result until it is whole."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pavise.kinds import Cause, Fate
from pavise.results.manifest import MANIFEST, UNFINISHED
from pavise.results.schema import TABLES, ResultsError
from pavise.results.store import open_results
from pavise.run import campaign
from pavise.run.campaign import Progress, play_case, run_study
from pavise.run.drivers import play_fused
from pavise.sim.world import World
from tests.worlds.random_battle import random_battle

pytestmark = pytest.mark.needs_compiler

REPOSITORY = Path(__file__).resolve().parents[2]
WORLDS, REPEATS, CASES = 2, 3, 9


class SmallStudy:
    """A study of a few battles that needs no catalogue. Its known tables hold one invented row each."""

    worlds = WORLDS
    repeats = REPEATS

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self.cases = [
            SimpleNamespace(
                case=f"case {k}", option=f"option {k}", option_title="", variant="as-offered", raid="raid",
                raid_title="", size=random_battle(k).sizes["T"], doubt="all", baseline=k == 0, reference=k < 3,
                worlds=WORLDS, repeats=REPEATS,
            )
            for k in range(CASES)
        ]  # fmt: skip

    def world(self, case: Any) -> World:
        one = random_battle(int(case.case.split()[1]))
        two = [np.repeat(t, WORLDS, axis=0).view(np.recarray) if t.ndim == 2 and t.dtype.names else t for t in one]
        world = World(*two)
        world.config["repeats"], world.config["seed"] = REPEATS, self.seed
        return world

    def fought_as(self, case: Any) -> Any:
        return case

    def names(self, case: Any) -> Any:
        world = self.world(case)
        return SimpleNamespace(
            threats=[f"threat {t}" for t in range(world.sizes["T"])],
            sites=[f"site {d}" for d in range(len(world.site))],
        )

    def table_rows(self) -> dict[str, dict[str, Any]]:
        filler = {"text": "x", "whole": 1, "real": 1.0, "yes_no": True}
        return {
            name: {column.name: [filler[column.type]] for column in table.columns}
            for name, table in TABLES.items()
            if name not in ("cases", "events", *campaign.PLAYED_TABLES)
        }

    def hashes(self) -> dict[str, str]:
        return {"study": f"seed {self.seed}"}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(campaign, "CASES_PER_BLOCK", 2)


def contents(folder: Path) -> dict[str, str]:
    """File -> SHA-256 of every table of a complete result."""
    manifest = json.loads((folder / MANIFEST).read_text())
    return {part["file"]: part["sha256"] for table in manifest["tables"].values() for part in table["parts"]}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """The result of an undisturbed run on one thread."""
    folder = tmp_path_factory.mktemp("whole") / "result"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(campaign, "CASES_PER_BLOCK", 2)
        run_study(SmallStudy(), folder, threads=1)
    return folder


def test_a_study_ends_in_a_result_that_opens(whole):
    with open_results(whole) as results:
        assert len(results.table("cases")["case"]) == CASES
        leakers = results.table("outcomes", measure="leakers")
        assert len(leakers["value"]) == CASES * WORLDS * REPEATS
        threats = results.table("threats", case="case 1")
        assert len(threats["fate"]) == random_battle(1).sizes["T"] * WORLDS * REPEATS
    assert not (whole / UNFINISHED).exists()


def test_threads_change_no_byte_of_any_table(whole, tmp_path):
    run_study(SmallStudy(), tmp_path / "result", threads=3)
    assert contents(tmp_path / "result") == contents(whole)


@pytest.mark.parametrize(("setting", "size"), [("CASES_PER_BLOCK", 4), ("BATTLES_AT_ONCE", 4)])
def test_the_size_of_blocks_and_portions_changes_no_number(whole, tmp_path, monkeypatch, setting, size):
    monkeypatch.setattr(campaign, setting, size)
    run_study(SmallStudy(), tmp_path / "result")
    with open_results(whole) as two, open_results(tmp_path / "result") as four:
        for table in ("outcomes", "threats", "sites"):
            a, b = two.table(table), four.table(table)
            order_a, order_b = (np.lexsort([np.array(t[c], str) for c in TABLES[table].key]) for t in (a, b))
            for column in a:
                assert np.array(a[column], str)[order_a].tolist() == np.array(b[column], str)[order_b].tolist()


SHARD = """
import sys
sys.path.insert(0, {repository!r})
from pavise.run import campaign
from tests.run.test_campaign import SmallStudy
campaign.CASES_PER_BLOCK = 2
print(campaign.run_study(SmallStudy(), {folder!r}, shard=({i}, 2)))
"""


def test_two_processes_share_a_study_and_the_last_one_closes_it(whole, tmp_path):
    folder = tmp_path / "result"
    said = []
    for i in (0, 1):
        code = SHARD.format(repository=str(REPOSITORY), folder=str(folder), i=i)
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        said.append(run.stdout.strip())
        assert (folder / MANIFEST).exists() == (i == 1)
    assert said == ["None", str(folder)]
    assert contents(folder) == contents(whole)


def interrupt_after(cases: int):
    def on_progress(progress: Progress) -> None:
        if progress.done >= cases * WORLDS * REPEATS:
            raise KeyboardInterrupt

    return on_progress


def test_an_interrupted_run_is_no_result_and_is_taken_up_where_it_stopped(whole, tmp_path, monkeypatch):
    folder = tmp_path / "result"
    with pytest.raises(KeyboardInterrupt):
        run_study(SmallStudy(), folder, on_progress=interrupt_after(5))
    assert not (folder / MANIFEST).exists()
    with pytest.raises(ResultsError):
        open_results(folder)
    played = []
    monkeypatch.setattr(campaign, "play_case", lambda study, case: played.append(case.case) or play_case(study, case))
    run_study(SmallStudy(), folder)
    assert "case 0" not in played and 0 < len(played) < CASES
    assert contents(folder) == contents(whole)


def test_kernels_are_made_ready_where_ctrl_c_breaks_it_off(tmp_path, monkeypatch):
    """An exception that Ctrl-C raises reaches the main thread alone; compiling takes ten seconds."""
    threads: list[threading.Thread | None] = []
    monkeypatch.setattr(campaign, "get_ready", lambda *_: threads.append(threading.current_thread()))
    usual = campaign.play_case
    monkeypatch.setattr(campaign, "play_case", lambda *what: threads.append(None) or usual(*what))
    run_study(SmallStudy(), tmp_path, threads=2)
    assert threads == [threading.main_thread(), *[None] * CASES]


@pytest.mark.parametrize("changed", ["seed", "simulation"])
def test_a_run_with_another_plan_does_not_take_up_what_was_left(whole, tmp_path, monkeypatch, changed):
    """Parts of an older seed, or of an older simulation, must never stand beside new ones."""
    folder = tmp_path / "result"
    study = SmallStudy(seed=2)
    with pytest.raises(KeyboardInterrupt):
        if changed == "simulation":
            study = SmallStudy()
            monkeypatch.setattr(campaign.kernel_cache, "fingerprint", lambda folder: "an older one")
        run_study(study, folder, on_progress=interrupt_after(5))
    monkeypatch.undo()
    monkeypatch.setattr(campaign, "CASES_PER_BLOCK", 2)
    played = []
    monkeypatch.setattr(campaign, "play_case", lambda study, case: played.append(case.case) or play_case(study, case))
    run_study(SmallStudy(), folder)
    assert len(played) == CASES
    assert contents(folder) == contents(whole)


def test_cases_with_the_same_battles_are_fought_once(whole, tmp_path, monkeypatch):
    study = SmallStudy()
    study.fought_as = lambda case: study.cases[1] if case is study.cases[4] else case
    played = []
    monkeypatch.setattr(campaign, "play_case", lambda study, case: played.append(case.case) or play_case(study, case))
    run_study(study, tmp_path / "result")
    assert sorted(played) == sorted(case.case for case in study.cases if case is not study.cases[4])
    with open_results(tmp_path / "result") as results, open_results(whole) as apart:
        for case, told_as in (("case 4", "case 1"), ("case 5", "case 5")):
            told, fought = results.table("outcomes", case=case), apart.table("outcomes", case=told_as)
            assert all(np.array_equal(told[name], fought[name]) for name in ("replication", "measure"))
            assert np.array_equal(told["value"], fought["value"], equal_nan=True)
        assert not len(results.table("threats", case="case 4")["case"])


def test_a_failing_case_leaves_no_result(tmp_path):
    study = SmallStudy()
    study_world = study.world

    def short(case):
        world = study_world(case)
        if case.case == "case 4":
            world.config["horizon_s"] = 10.0
        return world

    study.world = short
    with pytest.raises(RuntimeError, match="horizon"):
        run_study(study, tmp_path / "result")
    assert not (tmp_path / "result" / MANIFEST).exists()


def test_progress_counts_every_battle_once(tmp_path):
    seen: list[Progress] = []
    run_study(SmallStudy(), tmp_path / "result", on_progress=seen.append)
    assert [p.done for p in seen] == [WORLDS * REPEATS * (k + 1) for k in range(CASES)]
    assert all(p.total == CASES * WORLDS * REPEATS for p in seen)


def test_measures_are_counted_from_the_battles():
    """Leakers, rounds left, money and killed of one case, straight from what the driver hands back."""
    study = SmallStudy()
    case = study.cases[2]
    rows = play_case(study, case)["outcomes"]
    played = play_fused(study.world(case), 0, WORLDS * REPEATS)

    def of(measure: str) -> list:
        return [v for v, m in zip(rows["value"], rows["measure"], strict=True) if m == measure]

    leaked = (played.flight["fate"] == Fate.LEAKED).sum(axis=1)
    assert of("leakers") == leaked.tolist()
    assert of("killed") == (played.flight["fate"] == Fate.KILLED).sum(axis=1).tolist()
    assert of("rounds_fired") == played.clock["rounds"].tolist()
    assert of("money_spent_usd") == pytest.approx(played.clock["money_usd"])
    by_cause = np.array([of(f"leakers_cause_{cause.name.lower()}") for cause in Cause if cause != Cause.NONE])
    assert by_cause.sum(axis=0).tolist() == leaked.tolist()
    issued = (study.world(case).launcher["rounds"][0] * (1 + study.world(case).launcher["reloads"][0])).sum()
    assert (np.array(of("rounds_left")) + of("rounds_fired") == issued).all()
