"""A result holds the battles that are worth seeing, and any other can be recorded later, unless its study changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pavise import api
from pavise.analysis.battles import battles_worth_seeing
from pavise.results.replay import read_replay
from pavise.results.schema import ResultsError
from pavise.results.store import open_results
from pavise.sim.stepwise import play_on
from tests.app.conftest import SMALL_STUDY

pytestmark = pytest.mark.needs_compiler


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "small.yaml"
    path.write_text(SMALL_STUDY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def result(study: Path) -> Path:
    folder = api.compare(study, study.parent / "result")
    assert folder is not None
    return folder


def test_every_option_shows_its_typical_best_and_worst_battle(result: Path) -> None:
    with open_results(result) as results:
        rows = results.table("replays")
        cases = results.cases(reference=True)["case"].tolist()
        _, saved = results.series("value_saved", case=cases)
        _, leakers = results.series("leakers", case=cases)
    assert set(rows["case"]) == set(cases)
    for k, case in enumerate(cases):
        mine = rows["case"] == case
        of = dict(zip(rows["chosen_as"][mine], rows["replication"][mine], strict=True))
        for why, replication in of.items():
            if "best" in why.split(";"):
                assert saved[k][replication] == saved[k].max()
            if "worst" in why.split(";"):
                assert saved[k][replication] == saved[k].min()
            if "typical" in why.split(";"):
                assert saved[k].min() <= saved[k][replication] <= saved[k].max()
        for why in ("best", "worst", "typical"):
            assert sum(why in words.split(";") for words in of) == 1
    for file, case, replication in zip(rows["file"], rows["case"], rows["replication"], strict=True):
        replay = read_replay(result / file)
        assert (replay.about["case"], replay.about["replication"]) == (case, replication)
        hostile = replay.tables["threats"]["side"] == "hostile"
        leaked = (replay.tables["threats"]["fate"][hostile] == "leaked").sum()
        assert leaked == replay.about["measures"]["leakers"] == leakers[cases.index(case)][replication]


def test_the_kernel_of_recordings_is_made_ready_for_what_it_is_handed(result: Path) -> None:
    assert (result / "replays").is_dir()
    assert len(play_on.signatures) == 1, "made ready, and then not compiled once more to record"


def test_a_frequent_cause_is_shown(result: Path) -> None:
    with open_results(result) as results:
        cases = results.cases(reference=True)["case"].tolist()
        for case, chosen in battles_worth_seeing(results, cases).items():
            _, leakers = results.series("leakers", case=case)
            for cause in [why.removeprefix("cause ") for words in chosen.values() for why in words if "cause" in why]:
                _, counts = results.series(f"leakers_cause_{cause}", case=case)
                assert counts[0].sum() >= 0.15 * leakers[0].sum()
                assert any(counts[0][r] > 0 for r, words in chosen.items() if f"cause {cause}" in words)


def test_any_other_battle_can_be_recorded_later(result: Path) -> None:
    path = api.replay(result, "none", raid="mixed", size=4, replication=2)
    assert read_replay(path).about["chosen_as"] == ["asked for"]
    before = path.stat().st_mtime_ns
    assert api.replay(result, "none", raid="mixed", size=4, replication=2) == path
    assert path.stat().st_mtime_ns == before, "what is there is not recorded again"
    with open_results(result) as results:
        rows = results.table("replays", case="none/as-offered/mixed/4/all")
    assert rows["replication"].tolist() == [2]
    assert rows["bytes"].tolist() == [path.stat().st_size]
    with pytest.raises(ResultsError, match="no replication 99"):
        api.replay(result, "none", raid="mixed", size=4, replication=99)


def test_a_study_that_has_changed_is_noticed(result: Path, study: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL_STUDY.replace("size: 8", "size: 4"), encoding="utf-8")
    with pytest.raises(ResultsError, match="changed since this result was made: study"):
        api.replay(result, "none", study=other)
    moved = tmp_path / "moved.yaml"
    moved.write_text(study.read_text(encoding="utf-8"), encoding="utf-8")
    assert api.replay(result, "none", raid="mixed", size=4, replication=3, study=moved).is_file()


def test_a_battle_that_comes_out_otherwise_is_refused(result: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pavise.run import record

    counted = record.measures_of

    def one_more(world, played):  # type: ignore[no-untyped-def]
        return counted(world, played) | {"leakers": np.array([99.0])}

    monkeypatch.setattr(record, "measures_of", one_more)
    with pytest.raises(ResultsError, match="comes out otherwise"):
        api.replay(result, "none", raid="mixed", size=4, replication=1)


def test_a_run_may_do_without(study: Path, tmp_path: Path) -> None:
    folder = api.run(study, "none", tmp_path / "bare", replays=False)
    with open_results(folder) as results:
        assert not results.has_table("replays")
