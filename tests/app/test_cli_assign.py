"""`pavise assign` as a user types it: the plan, what survives, how sure that is; findings for nonsense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.conftest import run_pavise

TABLE = "weapon,rounds,bridge,port,depot\nvalue,,80,60,40\nbattery-1,4,0.7,0.6,\nbattery-2,1,0.5,0.5,0.5\n"


@pytest.mark.needs_compiler
def test_assign_says_who_fires_at_what_and_how_good_that_is(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(TABLE)
    done = run_pavise(tmp_path, "assign", "plan.csv", "--time-limit", "20 s")
    assert done.returncode == 0, done.stderr
    assert "battery-1 x2" in done.stdout and "36.8 of 180 survive" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    said = json.loads(run_pavise(tmp_path, "assign", "plan.csv", "--json", "--no-bound").stdout)
    assert said["rounds"] == [[2, 2, 0], [0, 0, 1]] and said["lower_bound"] is None
    assert said["surviving"] == pytest.approx(80 * 0.09 + 60 * 0.16 + 40 * 0.5)


def test_assign_refuses_nonsense_with_findings(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(TABLE.replace("0.7", "7").replace("80", "much"))
    done = run_pavise(tmp_path, "assign", "plan.csv")
    assert done.returncode == 2 and "plan.csv:2: bridge" in done.stderr and "plan.csv:3: bridge" in done.stderr
    done = run_pavise(tmp_path, "assign", "plan.csv", "--time-limit", "soon")
    assert done.returncode == 2 and "--time-limit" in done.stderr
