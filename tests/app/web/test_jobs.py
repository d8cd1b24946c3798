"""Long work: a few jobs at a time, each watched, cancelled and remembered; and files that are not fit start nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pavise.app.web import jobs, work
from pavise.app.web.jobs import AT_ONCE, JOB, Jobs, shape_of
from pavise.dashboard.shelf import WHAT_IF, NoDocument
from tests.app.conftest import SMALL_STUDY
from tests.app.web.conftest import Server, server_of

WHAT_IF_STUDY = """\
id: what-if
title: What if one more battery stood there?
question: What would it change?
date: 2026-03-31
seed: 7
worlds: 4
repeats: 1
sites: sites-turkiye
baseline: none
options: [none, one-more]
raids: {mixed: [8]}
reference: {raid: mixed, size: 8}
"""
ONE_MORE = """\
id: one-more
title: One more battery
summary: The baseline and one battery more.
extends: none
entries:
  more: {system: s400_battery, count: 1}   # tried out in the browser
"""
FILES = {"what-if.yaml": WHAT_IF_STUDY, "postures/one-more.yaml": ONE_MORE}
COMPARE = {"verb": "compare", "study": "what-if.yaml", "files": FILES}


def until(true: Callable[[], bool], seconds: float = 300.0) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs whose processes do nothing until they are ended."""

    def begin(folder: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])

    monkeypatch.setattr(jobs, "begin", begin)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs whose processes end badly, without a word."""
    monkeypatch.setattr(jobs, "begin", lambda folder: subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"]))


def test_worlds_double_from_step_to_step_and_end_at_the_number_asked_for() -> None:
    assert work.steps_up_to(32) == [4, 8, 16, 32]
    assert work.steps_up_to(50) == [6, 12, 25, 50]
    assert work.steps_up_to(4) == [4] and work.steps_up_to(1) == [1]
    assert all(sum(work.steps_up_to(n)) < 2 * n for n in range(1, 300))


@pytest.mark.usefixtures("asleep")
def test_only_so_many_run_and_only_so_many_wait(busy: Server) -> None:
    for _ in range(2):
        assert busy.post("api/jobs", COMPARE).status_code == 200
    refused = busy.post("api/jobs", COMPARE)
    assert refused.status_code == 429 and "jobs already" in refused.json()["problem"]
    states = [job["state"] for job in busy.get("api/jobs").json()]
    assert sorted(states) == sorted(["running"] * AT_ONCE + ["waiting"] * (2 - AT_ONCE))


@pytest.mark.usefixtures("asleep")
def test_a_cancelled_job_ends_its_process_and_lets_the_next_one_run(busy: Server) -> None:
    first, second = (busy.post("api/jobs", COMPARE).json()["id"] for _ in range(2))
    process = busy.desk.jobs.job(first).process
    assert process is not None and process.poll() is None
    assert busy.delete(f"api/jobs/{first}").json()["state"] == "cancelled"
    assert process.poll() is not None
    until(lambda: busy.get(f"api/jobs/{second}").json()["state"] == "running")
    assert busy.delete(f"api/jobs/{first}").status_code == 200  # once more takes it off the list
    assert busy.get(f"api/jobs/{first}").status_code == 404
    assert not (busy.root / WHAT_IF / first).exists()


@pytest.mark.usefixtures("asleep")
def test_a_waiting_job_is_cancelled_before_it_begins(busy: Server) -> None:
    _, second = (busy.post("api/jobs", COMPARE).json()["id"] for _ in range(2))
    assert busy.delete(f"api/jobs/{second}").json()["state"] == "cancelled"
    assert busy.desk.jobs.job(second).process is None


@pytest.mark.usefixtures("asleep")
def test_nothing_goes_on_without_its_server_and_nothing_is_forgotten(tmp_path: Path, page: Path) -> None:
    before = server_of(tmp_path, page)
    name = before.post("api/jobs", {**COMPARE, "title": "my question"}).json()["id"]
    process = before.desk.jobs.job(name).process
    before.desk.jobs.close()
    assert process is not None and process.poll() is not None
    after = server_of(tmp_path, page).get("api/jobs").json()
    assert [(job["id"], job["title"], job["state"]) for job in after] == [(name, "my question", "interrupted")]


@pytest.mark.usefixtures("failing")
def test_a_process_that_ends_without_a_word_counts_as_failed(busy: Server) -> None:
    name = busy.post("api/jobs", COMPARE).json()["id"]
    until(lambda: busy.get(f"api/jobs/{name}").json()["state"] == "failed")
    assert busy.get(f"api/jobs/{name}").json()["problem"]


def test_a_process_whose_server_is_gone_ends_by_itself(tmp_path: Path) -> None:
    """Its input closes when the server ends, however that ends."""
    waiting = "from pavise.app.web.work import end_with_server; end_with_server()"
    process = subprocess.Popen([sys.executable, "-c", waiting], stdin=subprocess.PIPE)
    assert process.poll() is None and process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=120) == 3


def test_what_is_no_job_folder_is_passed_over(tmp_path: Path) -> None:
    for name, text in {"not-an-id": "{}", "0123abcd": "no json", "89abcdef": "[]"}.items():
        (tmp_path / WHAT_IF / name).mkdir(parents=True)
        (tmp_path / WHAT_IF / name / JOB).write_text(text)
    found = Jobs(tmp_path)
    assert found.listed() == []
    with pytest.raises(NoDocument):
        found.job("0123abcd")


def test_files_that_are_not_fit_start_nothing_and_are_told_line_by_line(busy: Server) -> None:
    wrong = {**FILES, "postures/one-more.yaml": ONE_MORE.replace("s400_battery", "s400_batery")}
    said = busy.post("api/jobs", {**COMPARE, "files": wrong})
    assert said.status_code == 422
    (finding,) = said.json()["findings"]
    assert (finding["file"], finding["line"]) == ("postures/one-more.yaml", 6)
    assert "s400_battery" in finding["mend"]
    assert busy.get("api/jobs").json() == [] and not (busy.root / WHAT_IF).exists()


def test_a_check_finds_the_same_and_keeps_nothing(busy: Server) -> None:
    body = {"study": "what-if.yaml", "files": FILES}
    assert busy.post("api/check", body).json() == {"fit": True, "findings": []}
    body["files"] = {**FILES, "what-if.yaml": WHAT_IF_STUDY.replace("[none, one-more]", "[none, one-les]")}
    told = busy.post("api/check", body).json()
    assert not told["fit"] and told["findings"][0]["file"] == "what-if.yaml"
    assert not busy.root.exists()


def test_a_case_from_the_browser_reads_no_file_of_its_choosing(busy: Server, tmp_path: Path) -> None:
    for named in (f"[{tmp_path}/secret.tif]", "[../../secret.tif]"):
        study = WHAT_IF_STUDY + f"environment: {{terrain: {named}}}\n"
        said = busy.post("api/check", {"study": "what-if.yaml", "files": {**FILES, "what-if.yaml": study}})
        told = said.json()
        assert not told["fit"] and "terrain" in told["findings"][-1]["field"]


def test_files_lie_over_those_of_a_study(busy: Server) -> None:
    study = WHAT_IF_STUDY.replace("[none, one-more]", "[none, s400-stored]")
    body = {"study": "what-if.yaml", "files": {"what-if.yaml": study}, "base": "turkey-s400"}
    assert busy.post("api/check", body).json()["fit"]
    assert busy.post("api/check", {**body, "base": "nothing"}).status_code == 404
    assert busy.post("api/check", {**body, "base": None, "result": "nothing"}).status_code == 404


def test_a_draft_is_saved_as_a_case_that_reads_as_it_was_written(busy: Server) -> None:
    saved = busy.post("api/drafts", {"name": "one-more", "study": "what-if.yaml", "files": FILES})
    assert saved.status_code == 200
    assert busy.get("api/drafts").json() == [saved.json()]
    assert busy.get("api/drafts/one-more").json() == {"study": "what-if.yaml", "files": dict(sorted(FILES.items()))}
    assert (busy.root / "drafts" / "one-more" / "postures" / "one-more.yaml").read_text(encoding="utf-8") == ONE_MORE
    fewer = {"what-if.yaml": SMALL_STUDY}
    assert busy.post("api/drafts", {"name": "one-more", "study": "what-if.yaml", "files": fewer}).status_code == 200
    assert busy.get("api/drafts/one-more").json()["files"] == fewer


@pytest.mark.parametrize("name", ["..", "a/b", "A", ".hidden", "a" * 61, "x\\y", ""])
def test_a_draft_has_a_plain_name(busy: Server, name: str) -> None:
    assert busy.post("api/drafts", {"name": name, "study": "what-if.yaml", "files": FILES}).status_code == 422
    assert not busy.root.exists()


def test_a_draft_never_replaces_what_is_none(busy: Server) -> None:
    (busy.root / "drafts" / "mine").mkdir(parents=True)
    (busy.root / "drafts" / "mine" / "thesis.txt").write_text("years of work")
    said = busy.post("api/drafts", {"name": "mine", "study": "what-if.yaml", "files": FILES})
    assert said.status_code == 422
    assert (busy.root / "drafts" / "mine" / "thesis.txt").read_text() == "years of work"


@pytest.mark.needs_compiler
def test_a_what_if_is_fought_and_becomes_a_result_with_paired_intervals(busy: Server) -> None:
    begun = busy.post("api/jobs", {**COMPARE, "worlds": 8}).json()
    address = f"api/jobs/{begun['id']}"
    until(lambda: busy.get(address).json()["state"] not in ("waiting", "running"))
    done = busy.get(address).json()
    assert done["state"] == "done", done
    assert done["worlds_so_far"] == 8 and done["partial"]["worlds"] == 8
    assert done["result"] == f"{WHAT_IF}.{begun['id']}"
    compared = busy.get(f"api/results/{done['result']}/comparison/summary-as-offered").json()
    assert compared == done["partial"]
    (row,) = [row for row in compared["rows"] if row["option"] == "one-more"]
    assert row["paired"]["value_saved"]["difference"] is not None
    assert busy.get(f"api/results/{done['result']}/files").json()["files"]["postures/one-more.yaml"] == ONE_MORE
    assert busy.get("api/results").json()[0]["kind"] == "what-if"
    replays = busy.get(f"api/results/{done['result']}/replays").json()
    blob = busy.get(replays[0]["path"])
    assert blob.headers["content-type"] == "application/octet-stream" and len(blob.content) == replays[0]["size_bytes"]
    posture = busy.get(f"api/results/{done['result']}/posture/one-more").json()
    (more,) = [unit for unit in posture["units"] if unit["entry"] == "more"]
    assert more["network"] == "national" and more["weapons"][0]["range_m"]["p10"] < more["weapons"][0]["range_m"]["p90"]
    assert not more["shared_with_baseline"] and posture["places"]
    until(lambda: shape_of(busy.desk.jobs.job(begun["id"]))["eta_s"] is None)
    assert json.loads((busy.root / WHAT_IF / begun["id"] / JOB).read_text())["worlds"] == 8


@pytest.mark.needs_compiler
def test_what_a_unit_defends_is_worked_out_and_kept_with_its_result(busy: Server) -> None:
    begun = busy.post("api/jobs", {**COMPARE, "worlds": 2}).json()["id"]
    until(lambda: busy.get(f"api/jobs/{begun}").json()["state"] == "done")
    result = f"{WHAT_IF}.{begun}"
    job = {"verb": "defended", "result": result, "option": "one-more", "threat": "srbm", "who": "more"}
    assert busy.post("api/jobs", {**job, "who": "nobody"}).status_code == 422
    name = busy.post("api/jobs", job).json()["id"]
    until(lambda: busy.get(f"api/jobs/{name}").json()["state"] not in ("waiting", "running"))
    done = busy.get(f"api/jobs/{name}").json()
    assert done["state"] == "done", done
    assert done["path"] == f"api/results/{result}/defended/one-more/srbm/more"
    (entry,) = busy.get(f"api/results/{result}/defended").json()
    assert entry["path"] == done["path"] and 0.0 < entry["area_m2"]["p10"] <= entry["area_m2"]["p90"]
    areas = {each["properties"]["percent_of_worlds"]: each["properties"]["area_km2"] for each in
             busy.get(done["path"]).json()["features"]}  # fmt: skip
    assert areas[90] <= areas[50] <= areas[10]
    assert done["path"] in busy.get(f"api/results/{result}").json()["documents"], "an export has it too"
