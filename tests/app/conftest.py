"""The command as a user runs it, and a study small enough to be fought while one waits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

SMALL_STUDY = """\
# Three options, one raid, few worlds: fought in a second.
id: small
title: A small study
question: Does the command do what it says?
date: 2026-03-31
seed: 7
worlds: 4
repeats: 1
sites: sites-turkiye
baseline: none
options: [none, s400-in-service, s400-as-it-stands]
raids:
  mixed: [4, 8]
reference: {raid: mixed, size: 8, repeats: 2}
"""

Pavise = Callable[..., subprocess.CompletedProcess[str]]


def run_pavise(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`pavise ARGUMENTS` in this folder, with an 80-column screen."""
    command = [sys.executable, "-m", "pavise", *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "PAVISE_NO_WEB": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")


@dataclass(frozen=True)
class Compared:
    """A finished `pavise compare` of the small study: what it said, and where the result is."""

    done: subprocess.CompletedProcess[str]
    folder: Path
    study: Path


@pytest.fixture
def pavise(tmp_path: Path) -> Pavise:
    """Runs `pavise ARGUMENTS` in a fresh folder and returns what it did."""
    return partial(run_pavise, tmp_path)


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    """A study of one's own in a file."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL_STUDY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """The small study, compared once for all tests that only look at the result."""
    folder = tmp_path_factory.mktemp("compared")
    study = folder / "small.yaml"
    study.write_text(SMALL_STUDY, encoding="utf-8")
    return Compared(run_pavise(folder, "compare", study, "--threads", "1"), folder / "results" / "small", study)
