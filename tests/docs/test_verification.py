"""The page of the dossier is what its files say today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from pavise.verify.dossier import load_dossier

DOCS = Path(__file__).resolve().parents[2] / "docs"


def made_now() -> str:
    spec = importlib.util.spec_from_file_location("write_verification", DOCS / "write_verification.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script.page()


def test_the_page_of_the_dossier_is_current() -> None:
    written = (DOCS / "verification.md").read_text(encoding="utf-8")
    assert written == made_now(), "run: python docs/write_verification.py"


def test_the_page_names_every_check_with_its_source() -> None:
    page = made_now()
    for check in load_dossier():
        assert f"**{check.id}** ({check.grade}, " in page and str(check.reference) in page
