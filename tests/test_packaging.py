"""What a user installs: the locks agree, the wheel holds everything, and go.py speaks plainly."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

import pavise

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def pinned() -> dict[tuple[str, str], set[str]]:
    """Packages of requirements.lock: (name, version) -> hashes."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in LOCK.splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)==([^ ;\\]+)", line):
            current = found.setdefault((match[1], match[2]), set())
        elif match := re.match(r"\s+--hash=(sha256:[0-9a-f]{64})", line):
            current.add(match[1])
    return found


def names_in(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


def test_every_locked_package_has_its_hashes() -> None:
    assert len(pinned()) > 20
    assert all(pinned().values())


def test_the_lock_holds_what_the_project_asks_for() -> None:
    asked = names_in(PROJECT["project"]["dependencies"]) | names_in(PROJECT["dependency-groups"]["dev"])
    for name, extra in PROJECT["project"]["optional-dependencies"].items():
        asked |= names_in(extra) if name != "peers" else set()  # programs of others to measure ourselves against
    assert asked <= {name for name, _ in pinned()}


def test_the_lock_names_no_place_to_install_from() -> None:
    """The same lock serves the public index, a mirror and a folder of wheels."""
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", LOCK)


def test_every_dependency_is_used() -> None:
    """What nobody imports is not asked of the user."""
    imported = {"PyYAML": "yaml"}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    for name in names_in(PROJECT["project"]["dependencies"]):
        module = {key.lower(): value for key, value in imported.items()}.get(name, name)
        assert re.search(rf"^\s*(import|from) {module}\b", sources, re.MULTILINE), f"nothing imports {name}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources, so that nothing is left behind in the checkout."""
    import shutil

    copy = tmp_path_factory.mktemp("sources")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", ".gitignore", "LICENSE", "README.md"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, copy)
    page = copy / "src" / "pavise" / "app" / "static"
    page.mkdir(exist_ok=True)
    (page / "a-built-file.txt").write_text("as if the page had been built")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True)
    (built,) = (copy / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    """The evidence, the catalogue, the scenarios and the templates travel with the code."""
    inside = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src" / "pavise").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources <= inside
    assert any(name.endswith(".yaml") for name in inside)


def test_the_built_page_is_in_the_wheel_though_git_ignores_it(wheel: Path) -> None:
    assert "pavise/app/static/a-built-file.txt" in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_runs_on_any_system_and_says_its_licence(wheel: Path) -> None:
    assert wheel.name == f"pavise-{pavise.__version__}-py3-none-any.whl"
    archive = zipfile.ZipFile(wheel)
    (licence,) = (name for name in archive.namelist() if name.endswith("licenses/LICENSE"))
    assert "Apache License" in archive.read(licence).decode()
    (entry_points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    assert "pavise = pavise.app.cli:main" in archive.read(entry_points).decode()


def test_two_builds_of_the_same_sources_are_the_same_file(wheel: Path) -> None:
    first = hashlib.sha256(wheel.read_bytes()).hexdigest()
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "again"]
    subprocess.run(command, cwd=wheel.parents[1], check=True, capture_output=True)
    assert hashlib.sha256((wheel.parents[1] / "again" / wheel.name).read_bytes()).hexdigest() == first


@pytest.fixture
def go() -> ModuleType:
    """go.py as a module, without running it."""
    spec = importlib.util.spec_from_file_location("go", ROOT / "go.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_older_python_gets_as_far_as_the_message(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ast.parse((ROOT / "go.py").read_text(encoding="utf-8"), feature_version=(3, 7))
    monkeypatch.setattr(sys, "version_info", (3, 9, 0, "final", 0))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        go.main()


def test_go_needs_nothing_but_python(go: ModuleType) -> None:
    tree = ast.parse((ROOT / "go.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)


def test_go_explains_itself() -> None:
    done = subprocess.run([sys.executable, ROOT / "go.py"], capture_output=True, text=True, check=True)
    assert "go.py demo" in done.stdout and "go.py test" in done.stdout


def test_a_second_call_installs_nothing(go: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stamp of a finished set-up is enough: no command is run at all, so no network is touched."""
    python = tmp_path / "python"
    python.write_text("")
    monkeypatch.setattr(go, "PYTHON", python)
    monkeypatch.setattr(go, "STAMP", tmp_path / ".go-stamp")
    monkeypatch.setattr(go, "call", lambda *command, **_: pytest.fail(f"ran {command}"))
    (tmp_path / ".go-stamp").write_text(go.fingerprint())
    go.set_up()


def test_a_changed_lock_asks_for_a_new_set_up(go: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go, "ROOT", tmp_path)
    (tmp_path / "requirements.lock").write_text("one")
    before = go.fingerprint()
    (tmp_path / "requirements.lock").write_text("two")
    assert go.fingerprint() != before


def test_where_nothing_can_install_the_message_says_what_to_do(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go, "runs", lambda *command: False)
    with pytest.raises(SystemExit, match="python3-venv"):
        go.find_pip(None)


def test_without_a_wheel_for_elevation_the_rest_is_installed(
    go: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """rasterio brings GDAL and has no wheel on rare systems; everything but coverage over terrain works without it."""
    asked = []

    def call(*command: object) -> bool:
        asked.append(Path(str(command[-1])).read_text(encoding="utf-8"))
        return "rasterio==" not in asked[-1]

    monkeypatch.setattr(go, "call", call)
    monkeypatch.setattr(go, "VENV", tmp_path)
    assert go.install_lock("pip", "install")
    assert asked[0] == LOCK
    left = set(LOCK.splitlines()) - set(asked[1].splitlines())
    assert {line.split("==")[0] for line in left if "==" in line} == {"rasterio"}
    assert asked[1].count("==") == LOCK.count("==") - LOCK.count("\nrasterio==")


@pytest.mark.skipif(os.name == "nt", reason="the script is written for bash")
def test_the_ci_script_is_one_that_bash_can_read() -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
