"""A second process does its work, or says that it has not; it never outlives whoever asked."""

from __future__ import annotations

import sys

import pytest

from pavise.run import beside as module
from pavise.run.beside import beside, succeeded

WRITES = """\
import sys
open(sys.argv[1], "wb").write(sys.stdin.buffer.read())
"""
WAITS = """\
import time
time.sleep(600)
"""


@pytest.fixture
def worker(tmp_path, monkeypatch):
    """A module that a second process can run, by its source; two cores, whatever the machine has."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module.os, "cpu_count", lambda: 2)

    def write(source: str) -> str:
        (tmp_path / "works_beside.py").write_text(source)
        return "works_beside"

    return write


def test_it_works_off_what_it_is_given_and_is_waited_for(worker, tmp_path):
    with beside(worker(WRITES), str(tmp_path / "done"), order=b"x" * 1_000_000) as second:
        pass
    assert succeeded(second)
    assert (tmp_path / "done").read_bytes() == b"x" * 1_000_000


def test_one_that_fails_has_not_succeeded(worker):
    with beside(worker("raise SystemExit(3)")) as second:
        pass
    assert second is not None and not succeeded(second)


def test_one_that_gets_stuck_is_given_up(worker, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    with beside(worker(WAITS)) as second:
        pass
    assert second.returncode is not None and not succeeded(second)


def test_when_the_body_is_broken_off_it_is_stopped_at_once(worker):
    with pytest.raises(KeyboardInterrupt), beside(worker(WAITS)) as second:
        raise KeyboardInterrupt
    assert second.returncode is not None


@pytest.mark.parametrize("cores, python", [(1, sys.executable), (2, "/there/is/no/python")])
def test_without_a_second_core_or_python_there_is_none(worker, monkeypatch, cores, python):
    monkeypatch.setattr(module.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(sys, "executable", python)
    with beside(worker(WRITES)) as second:
        assert second is None
    assert not succeeded(second)
