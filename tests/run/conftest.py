"""Kernels of a test's own, which no process has compiled before."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def fresh_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], ModuleType]]:
    """Imports a source text as a module of its own, with an empty folder of kernels: `tmp_path / "kernels"`."""
    folder = tmp_path / "kernels"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(folder))
    monkeypatch.setattr("numba.config.CACHE_DIR", str(folder))
    monkeypatch.syspath_prepend(str(tmp_path))
    name = f"fresh_{abs(hash(str(tmp_path)))}"

    def imported(source: str) -> ModuleType:
        (tmp_path / f"{name}.py").write_text(source)
        return importlib.import_module(name)

    yield imported
    sys.modules.pop(name, None)
