"""The page of the arrays is what the declarations say today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from pavise.sim.fields import Table
from pavise.sim.state import STATE_TABLES
from pavise.sim.world import WORLD_TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def made_now() -> str:
    spec = importlib.util.spec_from_file_location("write_arrays", DOCS / "write_arrays.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.page()


def test_the_page_of_the_arrays_is_current() -> None:
    written = (DOCS / "arrays.md").read_text(encoding="utf-8")
    assert written == made_now(), "run: python docs/write_arrays.py"


def test_the_page_explains_every_axis_letter_and_every_column() -> None:
    page = made_now()
    tables: tuple[Table, ...] = (*WORLD_TABLES, *STATE_TABLES)
    for letter in {axis for table in tables for axis in table.axes}:
        assert f"| {letter} | " in page
    for table in tables:
        for field in table.fields:
            assert f"| `{field.name}` | " in page and field.meaning in page
