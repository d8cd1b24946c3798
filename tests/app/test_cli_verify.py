"""`pavise verify` as a user meets it: a line for each check, help where one fails, the same as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pavise import api
from pavise.app.cli import app
from pavise.verify import dossier
from tests.app.conftest import Pavise

QUICK = ("geodesic", "philox-printed", "wilson")


def test_one_line_for_each_check_and_one_for_all(pavise: Pavise) -> None:
    done = pavise("verify", *(word for name in QUICK for word in ("--only", name)))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:3]] == ["PASS philox-printed", "PASS geodesic", "PASS wilson"]
    shape = re.compile(r"PASS [\w-]+: .+ \| (worst \S+ of .* \(\w+\)|exact), \d+ rows? \| [ABC]: .+\(\d{4}\), .+")
    assert all(shape.fullmatch(line) for line in lines[:3])
    assert re.fullmatch(r"3 of 3 checks passed \(\d+ rows, \d+ values, \d+\.\d s\)", lines[3])
    assert "checking: 100%, done" in done.stderr


def test_json_has_every_verdict_and_nothing_that_is_no_json(pavise: Pavise) -> None:
    done = pavise("verify", "--json", "--only", "geodesic", "--only", "meeting")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert report["passed"] and report["failed"] == []
    assert [verdict["id"] for verdict in report["verdicts"]] == ["geodesic", "meeting"]
    worst = report["verdicts"][0]["worst"]
    assert 0.0 <= worst["error"] <= worst["allowed"] and worst["unit"] in ("m", "deg")


def test_the_list_names_every_check_and_runs_none(pavise: Pavise) -> None:
    done = pavise("verify", "--list")
    assert done.returncode == 0, done.stderr
    listed = {line.split(" ")[0] for line in done.stdout.splitlines()}
    assert {check.id for check in api.verify_list()} <= listed
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    (only,) = json.loads(pavise("verify", "--list", "--json", "--only", "geodesic").stdout)
    assert only["reference"]["who"] == "C. F. F. Karney" and len(only["rows"]) == 12


def test_a_check_that_does_not_exist_is_bad_input(pavise: Pavise) -> None:
    done = pavise("verify", "--only", "geodesik")
    assert done.returncode == 2
    assert "did you mean 'geodesic'?" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def wrong_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped file on statistics with one digit changed, in the place of the dossier."""
    text = (dossier.FOLDER / "statistics.yaml").read_text(encoding="utf-8")
    right, wrong = "[15, 148, 0.05, 0.0624, 0.1605]", "[15, 148, 0.05, 0.0624, 0.1695]"
    assert right in text
    (tmp_path / "statistics.yaml").write_text(text.replace(right, wrong), encoding="utf-8")
    monkeypatch.setattr(dossier, "FOLDER", tmp_path)


def test_a_check_that_fails_says_where_by_how_much_and_leaves_with_1(wrong_dossier: None) -> None:
    done = CliRunner().invoke(app, ["verify", "--only", "wilson-printed", "--only", "moments"])
    assert done.exit_code == 1
    failed, miss = next(
        (line, following)
        for line, following in zip(done.stdout.splitlines(), done.stdout.splitlines()[1:], strict=False)
        if line.startswith("FAIL")
    )
    assert failed.startswith("FAIL wilson-printed: ")
    values = r"expected 0\.1695, got 0\.1604\d+ \(allowed 5e-05\)"
    assert re.fullmatch(rf" +statistics\.yaml:\d+ high: {values} for successes 15, n 148, alpha 0\.05", miss)
    assert "PASS moments" in done.stdout
    assert "1 of 2 checks passed" in done.stdout and done.stdout.rstrip().endswith("; failed: wilson-printed")


def test_json_of_a_failure_names_the_row(wrong_dossier: None) -> None:
    done = CliRunner().invoke(app, ["verify", "--json", "--only", "wilson-printed"])
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    (miss,) = report["verdicts"][0]["misses"]
    assert (miss["inputs"]["successes"], miss["output"], miss["expected"]) == (15, "high", 0.1695)
