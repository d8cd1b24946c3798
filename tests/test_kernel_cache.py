"""A cached kernel can never be an outdated one, and the cache asks nothing of the user."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pavise import kernel_cache


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A tiny package folder with one kernel, one driver and one file that no kernel sees."""
    for name, text in {
        "kinds.py": "A = 1\n",
        "sim/step.py": "X = 60.0\n",
        "sim/models/radar.py": "Y = 1\n",
        "run/optimal.py": "Z = 1\n",
        "terrain/shadow.py": "Z = 1\n",
        "coverage/chance.py": "Z = 1\n",
        "views/plots.py": "colour = 'red'\n",
    }.items():
        path = tmp_path / "package" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "package"


@pytest.mark.parametrize(
    "name",
    [
        "sim/step.py",
        "sim/models/radar.py",
        "run/optimal.py",
        "terrain/shadow.py",
        "coverage/chance.py",
        "kinds.py",
    ],
)
def test_an_edit_in_any_kernel_source_names_another_folder(package: Path, name: str) -> None:
    before = kernel_cache.fingerprint(str(package))
    (package / name).write_text((package / name).read_text().replace("1", "2").replace("60", "90"))
    assert kernel_cache.fingerprint(str(package)) != before


def test_every_package_that_holds_kernels_is_watched() -> None:
    package = Path(kernel_cache.__file__).parent
    holders = {path for path in package.rglob("*.py") if "pavise.sim.compiled import" in path.read_text()}
    assert len(holders) > 50
    assert holders <= {Path(path) for path in kernel_cache.kernel_sources(str(package))}


def test_a_new_kernel_file_names_another_folder(package: Path) -> None:
    before = kernel_cache.fingerprint(str(package))
    (package / "sim" / "extra.py").write_text("")
    assert kernel_cache.fingerprint(str(package)) != before


def test_an_edit_that_no_kernel_sees_keeps_the_cache(package: Path) -> None:
    before = kernel_cache.fingerprint(str(package))
    (package / "views" / "plots.py").write_text("colour = 'blue'\n")
    assert kernel_cache.fingerprint(str(package)) == before


def test_the_versions_of_the_compiler_are_part_of_the_name() -> None:
    folders = [os.path.basename(os.path.dirname(path)) for path in kernel_cache.version_files()]
    assert folders == ["numba", "llvmlite", "numpy"]


def test_the_kernels_of_this_package_are_found() -> None:
    package = os.path.dirname(kernel_cache.__file__)
    names = {os.path.relpath(path, package).replace(os.sep, "/") for path in kernel_cache.kernel_sources(package)}
    assert {"kinds.py", "sim/draws.py", "sim/compiled.py"} <= names


def test_the_folder_is_made_under_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "user_cache_folder", lambda: str(tmp_path / "cache"))
    folder = Path(kernel_cache.folder_for_kernels())
    assert folder.is_dir() and folder.parent == tmp_path / "cache" / "pavise"
    assert kernel_cache.folder_for_kernels() == str(folder)


def test_where_no_cache_can_be_kept_a_temporary_folder_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file where a folder should be: nothing can be made below it")
    monkeypatch.setattr(kernel_cache, "user_cache_folder", lambda: str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = Path(kernel_cache.folder_for_kernels())
    assert folder.is_dir() and os.access(folder, os.W_OK) and folder.parent == tmp_path


def test_folders_unused_for_a_month_are_removed_and_others_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = tmp_path / "pavise"
    ages_days = {"kernels-old": 40, "kernels-recent": 20, "notes": 400}
    for name, age_days in ages_days.items():
        (parent / name).mkdir(parents=True)
        (parent / name / "kernel.nbc").write_text("machine code")
        then_s = time.time() - age_days * 86_400.0
        os.utime(parent / name, (then_s, then_s))
    monkeypatch.setattr(kernel_cache, "user_cache_folder", lambda: str(tmp_path))
    kernel_cache.folder_for_kernels()
    assert not (parent / "kernels-old").exists()
    assert (parent / "kernels-recent").exists() and (parent / "notes").exists()


def test_what_the_user_has_set_stays(tmp_path: Path) -> None:
    own = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_CPU_NAME": "skylake", "NUMBA_OPT": "3"}
    names = ("NUMBA_CACHE_DIR", "NUMBA_CPU_NAME", "NUMBA_OPT")
    code = f"import os, pavise; print(*(os.environ[name] for name in {names}))"
    done = subprocess.run([sys.executable, "-c", code], env=own, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(tmp_path), "skylake", "3"]


@pytest.mark.parametrize("order", ["import pavise, numba", "import numba, pavise"])
def test_numba_is_told_whichever_is_imported_first(order: str, tmp_path: Path) -> None:
    free = {key: value for key, value in os.environ.items() if key not in ("NUMBA_CACHE_DIR", "NUMBA_CPU_NAME")}
    free |= {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    code = f"{order}; from numba import config; print(config.CACHE_DIR)"
    done = subprocess.run([sys.executable, "-c", code], env=free, capture_output=True, text=True, check=True)
    assert os.path.basename(done.stdout.strip()).startswith("kernels-")
