"""What the pages tell a newcomer to write works, and what they point to is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.study import assemble_study
from pavise.catalogue.library import load_library
from pavise.run.drivers import play_fused
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


@pytest.mark.needs_compiler
def test_fire_units_with_crews_of_their_own_fight_as_the_page_on_command_says(tmp_path: Path) -> None:
    """Each battery has its own operators, and tracks wait for them."""
    how_to, command = ((ROOT / "docs" / f"{page}.md").read_text("utf-8") for page in ("how-to-write-a-case", "command"))
    study = re.search(r"```yaml my-case.yaml\n(.*?)```", how_to, re.DOTALL)
    crews = re.search(r"```yaml own-crews.yaml\n(.*?)```", command, re.DOTALL)
    assert study is not None and crews is not None
    (tmp_path / "my-case.yaml").write_text(study[1].replace("s400-stored]", "own-crews]"), encoding="utf-8")
    (tmp_path / "own-crews.yaml").write_text(crews[1], encoding="utf-8")
    assembly = assemble_study(load_study(tmp_path / "my-case.yaml"), load_library(), worlds=4)
    case = max((case for case in assembly.cases if case.option == "own-crews"), key=lambda case: case.size)
    world = assembly.world(case)
    crewed = world.network["operators"][0] > 0
    assert (world.network["operators"][0, crewed] == 2).all() and np.count_nonzero(crewed) == 2
    assert {int(n) for n in np.flatnonzero(crewed)} < {int(n) for n in world.post["network"][0]}
    clock = play_fused(world, 0, 4).clock
    assert (clock["tracks_taken"] > 0).all() and clock["tracks_waited"].sum() > 0


def test_the_pieces_about_a_picture_that_can_be_wrong_fit_into_a_study(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to-write-a-case.md").read_text(encoding="utf-8")
    study = re.search(r"```yaml my-case.yaml\n(.*?)```", page, re.DOTALL)
    section = page[page.index("## Traffic, networks and links") :]
    pieces = re.findall(r"```yaml\n((?:picture|traffic):.*?)```", section, re.DOTALL)
    assert study is not None and len(pieces) == 2
    (tmp_path / "my-case.yaml").write_text(study[1] + "".join(pieces), encoding="utf-8")
    assembly = assemble_study(load_study(tmp_path / "my-case.yaml"), load_library(), worlds=2)
    assert any("8 airliner (neutral) in every raid" in sentence for sentence in assembly.conditions())
