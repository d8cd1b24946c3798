"""Reading the dossier: a good copy is judged as the original, a changed number is found out, a broken file is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pavise.verify.dossier import FOLDER, Check, chosen, load_dossier
from pavise.verify.judge import Progress, verify
from pavise.yamlfile import BadInput

GOOD = """\
topic: Chance and arithmetic
checks:
  - id: quantile
    claim: Half of all normal numbers lie below zero, and so on.
    model: [sim.draws.normal_quantile]
    grade: C
    reference: {who: Somebody, title: A table, year: 1988, where: page 1}
    computed_with: a table of 1988
    because: Three digits are printed.
    answer: normal_quantile
    inputs: [p]
    outputs: {z: {absolute: 5e-4}}
    rows:
      - [0.5, 0]
      - [0.975, 1.960]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Writes the small dossier, with some words exchanged, and returns its folder."""

    def write(*exchanges: tuple[str, str]) -> Path:
        text = GOOD
        for old, new in exchanges:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "chance.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_ids_are_unique_and_topics_are_the_files(dossier: list[Check]) -> None:
    assert len({check.id for check in dossier}) == len(dossier)
    files = {check.file for check in dossier}
    assert files == {path.name for path in FOLDER.glob("*.yaml")}
    assert len({check.topic for check in dossier}) == len(files)


def test_a_good_copy_passes(folder: Callable[..., Path]) -> None:
    report = verify(folder=folder())
    assert report.passed and (report.checks, report.rows, report.values) == (1, 2, 2)


def test_a_wrong_number_in_a_copy_fails_and_is_named(folder: Callable[..., Path]) -> None:
    report = verify(folder=folder(("1.960", "1.690")))
    assert not report.passed and report.failed == ["quantile"]
    (miss,) = report.verdicts[0].misses
    assert (miss.inputs, miss.output, miss.expected) == ({"p": 0.975}, "z", 1.69)
    assert miss.got == pytest.approx(1.95996, abs=1e-5)
    assert "1.690" in GOOD.replace("1.960", "1.690").splitlines()[miss.line - 1]


def test_a_wrong_number_in_a_copy_of_the_shipped_dossier_fails(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "copy")
    path = tmp_path / "copy" / "earth.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("19989832.827610") == 1
    path.write_text(text.replace("19989832.827610", "19989832.837610"), encoding="utf-8")
    assert verify(["geodesic-printed"]).passed
    assert verify(["geodesic-printed"], tmp_path / "copy").failed == ["geodesic-printed"]


def test_an_answer_that_breaks_fails_its_own_check_only(folder: Callable[..., Path]) -> None:
    path = folder(("inputs: [p]", "inputs: [q]"))
    shutil.copy(FOLDER / "chance.yaml", path / "shipped.yaml")
    (path / "shipped.yaml").rename(path / "statistics.yaml")  # answers are looked for in the module of the file's name
    report = verify(["quantile"], path)
    assert not report.passed and "unexpected keyword argument 'q'" in str(report.verdicts[0].broke)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("grade: C", "grade: D", "'D' is no grade"),
        ("    computed_with: a table of 1988\n", "", "computed_with: is missing"),
        ("year: 1988, ", "", "reference: is incomplete"),
        ("    because: Three digits are printed.\n", "", "because: is missing"),
        ("    model: [sim.draws.normal_quantile]\n", "", "model: is missing"),
        ("because:", "becuase:", "did you mean 'because'?"),
        ("{absolute: 5e-4}", "{absolut: 5e-4}", "outputs: is no list of tolerances"),
        ("[0.975, 1.960]", "[0.975]", "rows.1: has not 2 places"),
        ("1.960]", "two]", "expects what is no number"),
        ("topic: ", "tropic: ", "is no file of checks"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(
    folder: Callable[..., Path], old: str, new: str, told: str
) -> None:
    with pytest.raises(BadInput) as caught:
        load_dossier(folder((old, new)))
    assert told in str(caught.value) and "chance.yaml" in str(caught.value)


def test_a_check_that_does_not_exist_is_met_with_the_nearest(dossier: list[Check]) -> None:
    with pytest.raises(BadInput, match="did you mean 'geodesic'"):
        chosen(dossier, ["geodesik"])
    assert [check.id for check in chosen(dossier, ["one-look", "geodesic"])] == ["geodesic", "one-look"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no checks"):
        load_dossier(tmp_path)


def test_progress_counts_rows_from_none_to_all(folder: Callable[..., Path]) -> None:
    seen: list[Progress] = []
    verify(folder=folder(), on_progress=seen.append)
    assert [(progress.done, progress.total) for progress in seen] == [(0, 2), (2, 2)]
