"""A study is read with everything it names, or refused with everything that is wrong."""

import re
from pathlib import Path

import pytest

from pavise.scenario.study import load_study, shipped, shipped_studies
from pavise.yamlfile import BadInput

OPTIONS = [
    "none",
    "s400-in-service",
    "s400-stored",
    "s400-as-it-stands",
    "s400-second-regiment",
    "s400-opened-to-inspection",
    "returned-f35",
    "returned-patriot-2018",
    "national-2025",
    "national-planned",
    "joint-s500",
    "su57-instead-of-f35",
]


def copied_study(folder: Path, **changes: str) -> Path:
    """The shipped study in a folder of its own, with whole pieces of text replaced."""
    text = (shipped("studies") / "turkey-s400.yaml").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def findings_of(path: Path) -> list[str]:
    with pytest.raises(BadInput) as bad:
        load_study(path)
    return [str(finding) for finding in bad.value.findings]


def test_the_flagship_study_has_every_option_of_the_question():
    study = load_study("turkey-s400")
    assert list(study.postures) == OPTIONS
    assert len(study.raids) == 5
    assert all(len(sizes) >= 4 for sizes in study.spec.raids.values())


def test_every_option_shares_the_baseline():
    study = load_study("turkey-s400")
    in_being = set(study.postures["none"].entries)
    for posture in study.postures.values():
        assert {name for name, placed in posture.entries.items() if placed.in_being} == in_being


def shipped_files() -> list[Path]:
    return [path for folder in ("studies", "scenarios") for path in sorted(shipped(folder).rglob("*.yaml"))]


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_every_shipped_file_explains_itself(path: Path):
    """A comment at the top, and one at each key or the key before it, unless the file says where keys are explained."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert max(len(line) for line in lines) <= 120
    if "is explained in" in " ".join(line.strip("# ") for line in lines):
        return
    keys = [k for k, line in enumerate(lines) if re.match(r"[a-z_]+:", line)]
    for before, key in zip([0, *keys], keys, strict=False):
        near = lines[max(before - 1, 0) : key]
        assert any(line.lstrip().startswith("#") for line in near), f"{path.name}: {lines[key]}"


def test_a_study_of_ones_own_uses_the_shipped_files(tmp_path: Path):
    study = load_study(copied_study(tmp_path, **{"worlds: 32": "worlds: 3"}))
    assert study.spec.worlds == 3
    assert list(study.postures) == OPTIONS


def test_a_posture_beside_the_study_comes_before_the_shipped_one(tmp_path: Path):
    own = "id: none\ntitle: Mine\nsummary: s\nentries: {guns: {system: korkut, count: 1}}\n"
    (tmp_path / "none.yaml").write_text(own)
    assert load_study(copied_study(tmp_path)).postures["none"].title == "Mine"


def test_all_findings_of_all_files_come_at_once(tmp_path: Path):
    (tmp_path / "none.yaml").write_text(
        "id: none\ntitle: Mine\nsummary: s\nentries: {guns: {system: korkut, count: two}}\n"
    )
    (tmp_path / "drones.yaml").write_text("id: [broken\n")
    path = copied_study(
        tmp_path,
        **{
            "baseline: none": "baseline: nonne",
            "  - national-2025\n  - national-planned\n  - joint": "  - national-2026\n  - national-planned\n  - joint",
            "  size: 36": "  size: 37",
            "ballistic: [2, 6": "ballistic: [6, 2",
        },
    )
    found = "\n".join(findings_of(path))
    for word in ("nonne", "national-2026", "size 37", "rising order", "'two'", "drones.yaml:"):
        assert word in found, found
    for line in found.splitlines():
        assert ".yaml" in line and "Mend:" in line


def test_an_unknown_study_suggests_the_nearest():
    with pytest.raises(BadInput) as bad:
        load_study("turkey-s40")
    assert "did you mean 'turkey-s400'" in str(bad.value)
    assert "turkey-s400" in shipped_studies()


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("date: 2026-03-31", "date: 2026-02-30", "day"),
        ("seed: 20260331", "seed: -1", "negative"),
        ("worlds: 32", "worlds: 0", "1 or more"),
        ("worlds: 32", "worlds: 1.5", "whole"),
        ("sites: sites-turkiye", "sites: sites-turkyie", "did you mean 'sites-turkiye'"),
        ("doubt: [claims, judgements]", "doubt: [claims, judgments]", "did you mean 'judgements'"),
        ("  price_of: {system", "  money: 1 bn USD\n  price_of: {system", "one budget"),
        ("    - national-2025\n", "    - none\n", "baseline"),
        ("  raid: mixed\n  size", "  raid: mixd\n  size", "did you mean 'mixed'"),
    ],
)
def test_each_contradiction_is_found_where_it_stands(tmp_path: Path, old: str, new: str, word: str):
    found = findings_of(copied_study(tmp_path, **{old: new}))
    assert len(found) == 1 and word in found[0], found
    assert "case.yaml:" in found[0]
