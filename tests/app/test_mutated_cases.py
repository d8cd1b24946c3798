"""A thousand files with slips in them: never a traceback, and every complaint with file, line, field and the mend.

The default run tries some dozens; `-m long` tries all thousand, and a few through a process of their own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from pavise.app import cli
from tests.app.conftest import Pavise
from tests.app.mutations import mutated

SOME, ALL = 40, 1000

COMPLAINT = re.compile(
    r"(?P<file>[^\n]+?\.yaml):(?P<line>[1-9]\d*): (?P<field>[^\n]+?): (?P<problem>.+)[.] Mend: .+", re.S
)


def check_one(seed: int, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Run `pavise check` on a mutated file; the exit code, after everything that must hold has been asserted."""
    source, content = mutated(seed)
    path = folder / str(seed) / source.parent.name / source.name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["pavise", "check", str(path)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    output, errors = capsys.readouterr()
    code = left.value.code or 0
    about = f"seed {seed}, {source.name}"
    assert code in (0, 2), about
    if code == 0:
        assert output.strip().startswith(f"{path}: fit for use"), about
        return 0
    *complaints, count = errors.strip().split("\n")
    assert count.endswith("nothing was run") and complaints, about
    for complaint in complaints:
        assert COMPLAINT.fullmatch(complaint), f"{about}: {complaint[:500]!r}"
    return 2


def test_some_mutated_files_are_met_with_clear_complaints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [check_one(seed, tmp_path, capsys, monkeypatch) for seed in range(SOME)]
    assert codes.count(2) > SOME / 2, "most slips should be noticed, or the mutations are too tame"


@pytest.mark.long
@pytest.mark.parametrize("first", range(SOME, ALL, 96))
def test_a_thousand_mutated_files_are_met_with_clear_complaints(
    first: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(first, min(first + 96, ALL)):
        check_one(seed, tmp_path, capsys, monkeypatch)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(ALL, ALL + 12))
def test_a_mutated_file_leaves_the_process_cleanly(seed: int, pavise: Pavise, tmp_path: Path) -> None:
    source, content = mutated(seed)
    (tmp_path / source.name).write_bytes(content)
    done = pavise("check", source.name)
    assert done.returncode in (0, 2) and "Traceback" not in done.stderr


def test_the_same_seed_makes_the_same_slip() -> None:
    assert mutated(5) == mutated(5) and mutated(5) != mutated(6)
