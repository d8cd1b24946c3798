"""The shape of the project: who may import whom, what every file tells its reader, and what must not be in it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "pavise"
MODULES = sorted(PACKAGE.rglob("*.py"))
SIM = [path for path in MODULES if path.is_relative_to(PACKAGE / "sim")]

SIM_MAY_IMPORT = {"numpy", "numba", "pavise.kinds", "pavise.sim"}
ASSEMBLE_MAY_NOT_IMPORT = {"step", "motion", "sensing", "tracking", "command", "engagement", "assessment"}
SLOW_TO_IMPORT = ("numba", "scipy", "matplotlib", "duckdb", "jinja2", "pydantic", "numpy", "yaml", "rich", "rasterio")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; `from pavise import kinds` counts as `pavise.kinds`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT / "src").parts[: -node.level]) if node.level else ""
            module = ".".join(part for part in (package, node.module) if part)
            if module == "pavise" or not node.module:
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


def test_every_import_follows_the_arrows() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contracts_would_notice_a_wrong_arrow(tmp_path: Path) -> None:
    """The same contracts over a copy in which a view asks the simulation: they must object."""
    import shutil

    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src/pavise/views/wrong.py").write_text('"""A view that should not exist."""\n\nimport pavise.sim\n')
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'src')!r});"
        "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "pavise.views.wrong -> pavise.sim" in done.stdout


@pytest.mark.parametrize("path", SIM, ids=name_of)
def test_the_simulation_imports_numbers_only(path: Path) -> None:
    """Stricter than a list of the forbidden: whatever is not allowed and not in Python itself is refused."""
    for module in imports_of(path):
        allowed = any(module == name or module.startswith(name + ".") for name in SIM_MAY_IMPORT)
        assert allowed or module.split(".")[0] in sys.stdlib_module_names, f"{name_of(path)} imports {module}"
        assert module.split(".")[0] not in ("random", "time", "datetime"), f"{name_of(path)}: chance and clock are ours"


def test_assembly_uses_declarations_and_draws_of_the_simulation_only() -> None:
    for path in sorted((PACKAGE / "assemble").rglob("*.py")):
        for module in imports_of(path):
            parts = module.split(".")
            if parts[:2] == ["pavise", "sim"] and len(parts) > 2:
                assert parts[2] not in ASSEMBLE_MAY_NOT_IMPORT, f"{name_of(path)} imports the stage {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_file_begins_with_its_story(path: Path) -> None:
    story = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert story and len(story.split()) >= 4, f"{name_of(path)} does not say what it is about"


def test_no_file_is_a_drawer() -> None:
    """A thing belongs to someone: no file is named for holding this and that, and none has grown past one idea."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    everything = [*MODULES, *(ROOT / "tests").rglob("*.py")]
    assert [name_of(path) for path in everything if path.stem in drawers or path.parent.name in drawers] == []
    long_files = [name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 600]
    assert long_files == []


def test_nothing_is_left_unfinished() -> None:
    """No reminders to come back, no empty promises, no code hidden from the coverage report."""
    leftovers = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", "pragma: no" + " cover"]
    for path in [*MODULES, *(ROOT / "tests").rglob("*.py"), ROOT / "go.py"]:
        text = path.read_text(encoding="utf-8")
        found = [word for word in leftovers if word in text]
        assert not found, f"{name_of(path)} holds {found}"


def test_no_path_of_a_machine_is_written_down() -> None:
    """What works only where it was written does not work."""
    places = ["/ho" + "me/", "/ro" + "ot/", "/wo" + "rk/", "/op" + "t/", "/Us" + "ers/", "C:" + "\\"]
    suffixes = {".py", ".toml", ".md", ".yaml", ".yml", ".j2", ".html", ".lock", ".json"}
    folders = [ROOT / name for name in ("src", "tests", "docs", "examples", "benchmarks", ".ci")]
    files = [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.suffix in suffixes]
    for path in [*files, *(ROOT / name for name in ("pyproject.toml", "go.py", "requirements.lock"))]:
        text = path.read_text(encoding="utf-8")
        found = [place for place in places if place in text]
        assert not found, f"{name_of(path)} holds {found}"


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.glob("*.md"):
        assert path.name == "README.md" or f"({path.name})" in index, f"{path.name} is not in the index of decisions"


def test_help_does_not_wait_for_what_it_does_not_need() -> None:
    """`import pavise` and the command line load none of the slow packages; verbs load them when called."""
    code = f"import sys, pavise, pavise.app.cli; print([name for name in {SLOW_TO_IMPORT!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
