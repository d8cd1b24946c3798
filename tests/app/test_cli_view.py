"""`pavise view` as it is typed: the address it prints works, Ctrl-C ends it, and a slip is met with one clear line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.app.conftest import run_pavise
from tests.results.synthetic import write_synthetic

QUIET = {**os.environ, "PAVISE_NO_WEB": "1", "COLUMNS": "80"}


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent there")
def test_the_address_that_is_printed_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    write_synthetic(tmp_path / "mine", n_options=2, n_raids=1, sizes=(10,), worlds=4, reference_repeats=1)
    command = [sys.executable, "-m", "pavise", "view", str(tmp_path / "mine"), "--no-browser", "--port", "0"]
    with subprocess.Popen(command, env=QUIET, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        address, _, token = process.stdout.readline().strip().partition("token=")
        base = address[: address.index("/", 8)]
        asked = urllib.request.Request(f"{base}/api/state", headers={"X-Pavise-Token": token})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert json.load(answer)["opened"] == "mine"
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        assert base.startswith("http://127.0.0.1:") and len(token) >= 40
        assert "Traceback" not in process.stderr.read()


def test_a_name_of_nothing_is_met_with_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAVISE_NO_WEB", "1")
    done = run_pavise(tmp_path, "view", "turkey-s40", "--no-browser")
    assert done.returncode == 2 and "turkey-s400" in done.stderr and "Traceback" not in done.stderr


def test_an_install_without_the_extra_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that cannot be imported stands in for one that is not there."""
    (tmp_path / "starlette").mkdir()
    (tmp_path / "starlette" / "__init__.py").write_text("raise ModuleNotFoundError('no', name='starlette')")
    monkeypatch.setenv("PAVISE_NO_WEB", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    done = run_pavise(tmp_path, "view", "--no-browser")
    assert done.returncode == 1 and "pip install 'pavise[web]'" in done.stderr and "Traceback" not in done.stderr
