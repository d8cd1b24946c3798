"""What the pages tell a newcomer to write works, and what they point to is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pavise.assemble.study import assemble_study
from pavise.catalogue.library import load_library
from pavise.scenario.study import load_study

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_file_named_on_a_page_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name} points to {target}"
    for named in re.findall(r"`((?:src|docs|examples|tests|benchmarks)/[\w./-]+)`", text):
        assert (ROOT / named).exists(), f"{page.name} names {named}"


def test_the_files_of_the_how_to_make_a_study(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to-write-a-case.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"```yaml ([\w-]+\.yaml)\n(.*?)```", page, re.DOTALL))
    assert set(files) == {"my-case.yaml", "more-short-range.yaml", "slow-swarm.yaml", "apart.yaml"}
    files["my-case.yaml"] = (
        files["my-case.yaml"]
        .replace("s400-stored]", "s400-stored, more-short-range, apart]")
        .replace("raids: {", "raids: {slow-swarm: [10, 40], ")
    )
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "pavise", "check", *files], cwd=tmp_path, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assembly = assemble_study(load_study(tmp_path / "my-case.yaml"), load_library(), worlds=2)
    assert {(case.option, case.raid) for case in assembly.cases} >= {
        ("more-short-range", "slow-swarm"),
        ("apart", "drones"),
    }


def test_the_pieces_about_a_picture_that_can_be_wrong_fit_into_a_study(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to-write-a-case.md").read_text(encoding="utf-8")
    study = re.search(r"```yaml my-case.yaml\n(.*?)```", page, re.DOTALL)
    section = page[page.index("## Traffic, networks and links") :]
    pieces = re.findall(r"```yaml\n((?:picture|traffic):.*?)```", section, re.DOTALL)
    assert study is not None and len(pieces) == 2
    (tmp_path / "my-case.yaml").write_text(study[1] + "".join(pieces), encoding="utf-8")
    assembly = assemble_study(load_study(tmp_path / "my-case.yaml"), load_library(), worlds=2)
    assert any("8 airliner (neutral) in every raid" in sentence for sentence in assembly.conditions())
