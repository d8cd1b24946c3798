"""Tests look at files anew, and touch no library but their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pavise.terrain import memory


@pytest.fixture(autouse=True)
def own_library_and_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A library and a memory of files that are gone after the test."""
    monkeypatch.setenv("PAVISE_TERRAIN", str(tmp_path / "library"))
    monkeypatch.setattr(memory, "user_cache_folder", lambda: str(tmp_path / "cache"))
    yield
