"""What the report says of hindsight: means over the raids of the summary, and the gap to what happened."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.analysis.answer import answer
from pavise.analysis.compare import Comparison
from pavise.analysis.hindsight import hindsight_of
from pavise.results.store import open_results
from pavise.views.hindsight import hindsight_view
from pavise.views.looks import looks_of
from tests.analysis.study_of_arrays import comparison_of
from tests.results.synthetic import write_synthetic

CELL = ("mixed", 30)


def looked_back(folder, leakers, at_least):
    """Two options, eight worlds of two battles; worlds 1, 3, 5, 7 are looked back on."""
    rows = {name: [] for name in ("case", "replication", "threats", "leakers", "leakers_at_least", "leakers_by_plan")}
    for option in leakers:
        for k, world in enumerate((1, 3, 5, 7)):
            rows["case"].append(f"{option}|as-offered|mixed|30")
            rows["replication"].append(2 * world)
            rows["threats"].append(30)
            rows["leakers"].append(leakers[option][k])
            rows["leakers_at_least"].append(at_least[option][k])
            rows["leakers_by_plan"].append(at_least[option][k] + 0.5)
    saved = {option: {CELL: np.full((8, 2), 0.5)} for option in leakers}
    return comparison_of(folder, saved, hindsight=rows)


@pytest.fixture
def comparison(tmp_path):
    return looked_back(
        tmp_path / "r",
        {"a": [10, 12, 9, 9], "b": [4, 4, 6, 6]},
        {"a": [9.0, 10.0, 8.0, 9.0], "b": [1.0, 1.0, 2.0, 2.0]},
    )


def test_means_are_over_the_battles_looked_back_on_and_the_gap_is_paired(comparison):
    a, b = hindsight_of(comparison)
    assert (a.option, a.battles, a.leakers.value, a.at_least.value) == ("a", 4, 10.0, 9.0)
    assert a.gap.value == pytest.approx(1.0) and b.gap.value == pytest.approx(3.5)
    assert a.by_plan.value == pytest.approx(9.5)
    # four worlds: 3.182 standard errors of the gaps 1, 2, 1, 0
    half = 3.182 * np.std([1.0, 2.0, 1.0, 0.0], ddof=1) / 2.0
    assert a.gap.low == pytest.approx(1.0 - half, rel=1e-3) and a.gap.high == pytest.approx(1.0 + half, rel=1e-3)


def test_the_answer_names_where_most_and_where_least_could_have_been_stopped(comparison):
    (sentence,) = [words for words in answer(comparison) if words.startswith("Looked back on")]
    assert "of 5.0 leakers with “B” no plan could have stopped 1.5 (0.6 to 2.4), the smallest part" in sentence
    assert "of 10.0 leakers with “A” no plan could have stopped 9.0 (7.7 to 10.3), the largest." in sentence


def test_the_section_has_a_row_for_each_option(comparison):
    saved = {option: row["value_saved"] for option, row in comparison.table(["value_saved"]).items()}
    looks = looks_of(comparison.study.options, saved, comparison.study.baseline.id, None)
    view = hindsight_view(comparison, looks)
    assert view.battles == 4
    assert [row.option for row in view.table.rows] == ["a", "b"]
    assert [row.cells[1].value for row in view.table.rows] == ["9.0", "1.5"]


def test_a_result_from_before_has_nothing_to_say(tmp_path):
    comparison = comparison_of(tmp_path / "r", {"a": {CELL: np.full((4, 2), 0.5)}})
    assert hindsight_of(comparison) == []
    assert not any("Looked back" in words for words in answer(comparison))


def test_where_posts_saw_tracks_the_answer_and_the_report_say_which_bound_it_is(comparison, monkeypatch):
    saved = {option: row["value_saved"] for option, row in comparison.table(["value_saved"]).items()}
    looks = looks_of(comparison.study.options, saved, comparison.study.baseline.id, None)
    assert "every path been known beforehand" in hindsight_view(comparison, looks).asked
    for module in ("analysis", "views"):
        monkeypatch.setattr(f"pavise.{module}.hindsight.has_picture", lambda _: True)
    (sentence,) = [words for words in answer(comparison) if words.startswith("Looked back on")]
    assert sentence.startswith("Looked back on as if tracks had been as good as the truth from the first moment on")
    assert "of 5.0 leakers with “B” no plan could have stopped 1.5 (0.6 to 2.4), the smallest part" in sentence
    assert "better tracks and better orders" in hindsight_view(comparison, looks).asked


def test_a_tracked_result_from_before_has_nothing_to_say(tmp_path):
    tracked = Comparison(open_results(write_synthetic(tmp_path / "tracked", 3, 1, sizes=(12,), worlds=8, picture=True)))
    assert hindsight_of(tracked) == []
    assert not any("ooked back" in words for words in answer(tracked))
