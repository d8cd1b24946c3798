"""`pavise why` and `pavise replay`, as a user runs them on a finished result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.conftest import Compared, Pavise
from tests.app.test_cli import assert_clean, fits

pytestmark = pytest.mark.needs_compiler


def test_a_leaker_is_chosen_and_its_life_told(pavise: Pavise, compared: Compared, tmp_path: Path) -> None:
    done = pavise("why", compared.folder, "--option", "none", "--picture", tmp_path / "life.png")
    assert_clean(done)
    for words in ("none/as-offered/mixed/8/all, battle", "that got through", "got through to", "starts,", "Why: "):
        assert words in done.stdout
    assert fits(done.stdout.replace(str(tmp_path), ""))
    assert (tmp_path / "life.png").read_bytes().startswith(b"\x89PNG")


def test_any_threat_may_be_asked_for_and_json_says_the_same(pavise: Pavise, compared: Compared) -> None:
    name = "mixed/drone/1"
    done = pavise("why", compared.folder, "--option", "s400-in-service", "--threat", name, "--json")
    assert_clean(done)
    life = json.loads(done.stdout)["life"]
    assert life["name"] == name and life["moments"][0]["words"].startswith("starts")
    assert [moment["time_s"] for moment in life["moments"]] == sorted(m["time_s"] for m in life["moments"])
    other = pavise("why", compared.folder, "--option", "none", "--threat", "mixed/drome/1")
    assert_clean(other, 2)
    assert "did you mean mixed/drone/1?" in other.stderr


def test_another_battle_is_recorded_when_it_is_asked_for(pavise: Pavise, compared: Compared) -> None:
    done = pavise("replay", compared.folder, "--option", "none", "--size", "4", "--replication", "3")
    assert_clean(done)
    path = Path(done.stdout.strip())
    assert path.name == "none.as-offered.mixed.4.all.3.bin.gz" and path.is_file()
    told = pavise("why", compared.folder, "--option", "none", "--raid", "mixed", "--size", "4", "--replication", "3")
    assert_clean(told)
    assert "none/as-offered/mixed/4/all, battle 3" in told.stdout


def test_an_option_that_there_is_not_is_named(pavise: Pavise, compared: Compared) -> None:
    done = pavise("why", compared.folder, "--option", "s300")
    assert_clean(done, 2)
    assert "s300" in done.stderr
