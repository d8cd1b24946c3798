"""Options side by side, on an invented study whose truth is known by construction."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.analysis.compare import Comparison
from pavise.analysis.intervals import mean_interval
from pavise.results.measures import CAUSE_NAMES
from pavise.results.schema import ResultsError
from pavise.results.store import open_results
from tests.results.synthetic import write_synthetic

AS_IT_STANDS = "s400-as-it-stands"


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = write_synthetic(
        tmp_path_factory.mktemp("compare") / "run", n_options=5, n_raids=2, sizes=(4, 12, 30, 100), worlds=40, repeats=1
    )
    with open_results(folder) as results:
        yield Comparison(results)


def test_the_study_is_read_from_its_cases(comparison):
    study = comparison.study
    assert [option.id for option in study.options] == [
        "none",
        "s400-in-service",
        "s400-stored",
        AS_IT_STANDS,
        "s400-second",
    ]
    assert study.baseline.id == "none"
    assert study.sizes == {"cruise": (4, 12, 30, 100), "drones": (4, 12, 30, 100)}
    assert study.summary == (("cruise", 30),)
    assert study.hypotheses == {AS_IT_STANDS: ("s400_status",)}
    assert study.n_sites == 6


def test_an_estimate_is_the_mean_over_worlds_of_what_the_table_holds(comparison):
    found = comparison.estimate("leakers", "none")
    _, values = comparison.results.matrix(
        "leakers", option="none", raid="cruise", size=30, doubt="all", variant="as-offered"
    )
    by_world = values.reshape(40, 8).mean(axis=1)
    assert found.value == pytest.approx(values.mean())
    assert (found.low, found.high) == pytest.approx(mean_interval(by_world))


def test_a_difference_is_paired_battle_by_battle(comparison):
    found = comparison.difference("leakers", "s400-in-service", "none")
    a, b = (comparison.values("leakers", option)[0] for option in ("s400-in-service", "none"))
    assert (found.low, found.high) == pytest.approx(mean_interval((a - b).mean(axis=1)))
    assert found.factor == pytest.approx(
        (a.mean(axis=1).var(ddof=1) + b.mean(axis=1).var(ddof=1)) / (a - b).mean(axis=1).var(ddof=1)
    )


def test_options_that_share_their_doubt_gain_more_from_pairing(comparison):
    siblings = comparison.difference("leakers", "s400-in-service", "s400-stored")
    strangers = comparison.difference("leakers", "s400-in-service", "none")
    assert siblings.factor > 1.5
    assert siblings.factor > strangers.factor


def test_every_pair_stands_once_and_the_family_interval_is_the_wider(comparison):
    pairs = comparison.pairs("value_saved")
    assert len({frozenset((pair.a, pair.b)) for pair in pairs}) == len(pairs) == 10
    for pair in pairs:
        assert pair.n_family == 10
        assert pair.family.half_width >= pair.difference.half_width
        assert not (pair.told_apart and not pair.difference.told_apart)


def test_the_better_option_by_construction_is_told_apart_and_a_coin_is_not(comparison):
    pairs = {(pair.a, pair.b): pair for pair in comparison.pairs("leaker_share")}
    assert pairs["none", "s400-second"].told_apart
    assert pairs["none", "s400-second"].difference.value > 0
    assert {pair.b for pair in comparison.against_baseline("leaker_share")} == {"none"}


def test_a_curve_has_a_point_for_each_size(comparison):
    curve = comparison.curve("leakers", "none", "drones")
    assert [size for size, _ in curve] == [4, 12, 30, 100]
    means = [found.value for _, found in curve]
    assert means == sorted(means)


def test_breaking_points_are_where_the_whole_interval_lies_on_one_side(comparison):
    for point in comparison.breaking_points(holds=0.9):
        curve = dict(comparison.curve("value_saved", point.option, point.raid))
        if point.holds_up_to is not None:
            assert all(found.low >= 0.9 for size, found in curve.items() if size <= point.holds_up_to)
        if point.fails_from is not None:
            assert all(found.high < 0.9 for size, found in curve.items() if size >= point.fails_from)
    by_option = {p.option: p for p in comparison.breaking_points() if p.raid == "cruise"}
    assert by_option["none"].fails_from < by_option["s400-second"].fails_from
    assert (by_option["s400-in-service"].holds_up_to, by_option["s400-in-service"].fails_from) == (12, 100)


def test_causes_add_up_to_the_leakers(comparison):
    for option, causes in comparison.causes().items():
        assert set(causes) == set(CAUSE_NAMES.values())
        total = sum(found.value for found in causes.values())
        assert total == pytest.approx(comparison.estimate("leakers", option).value)


def test_an_open_status_is_told_story_by_story(comparison):
    rows = {row.value: row for row in comparison.by_hypothesis("value_saved", AS_IT_STANDS)}
    assert sum(row.worlds for row in rows.values()) == 40
    assert rows["ready_on_order"].estimate.value > rows["leaving"].estimate.value
    whole = sum(row.worlds * row.estimate.value for row in rows.values()) / 40
    assert whole == pytest.approx(comparison.estimate("value_saved", AS_IT_STANDS).value)
    assert comparison.by_hypothesis("value_saved", "none") == []


def test_a_story_is_set_beside_the_baseline_in_its_own_worlds(comparison):
    (pair,) = [p for p in comparison.against_baseline("value_saved") if p.a == AS_IT_STANDS]
    rows = comparison.by_hypothesis("value_saved", AS_IT_STANDS)
    whole = sum(row.worlds * row.gain.value for row in rows) / sum(row.worlds for row in rows)
    assert whole == pytest.approx(pair.difference.value)


def test_equal_money_stands_beside_what_is_offered(comparison):
    rows = {row.option: row for row in comparison.budgets("value_saved")}
    assert set(rows) == set(comparison.options_run())
    second = rows["s400-second"]  # twice the price of the others: for equal money there is less of it
    assert second.change.value == pytest.approx(second.equal_budget.value - second.as_offered.value)
    assert comparison.budgets("value_saved", [("drones", 30)]) == []


def test_a_table_over_all_cells_takes_cells_fought_unequally_often(comparison):
    cells = comparison.study.cells
    found = comparison.table(["value_saved", "leakers"], cells)["none"]
    means = [comparison.estimate("leakers", "none", [cell]).value for cell in cells]
    assert found["leakers"].value == pytest.approx(np.mean(means))


def test_cells_can_be_chosen_by_raid_or_by_size(comparison):
    assert comparison.cells("drones") == (("drones", 4), ("drones", 12), ("drones", 30), ("drones", 100))
    assert comparison.cells(size=12) == (("cruise", 12), ("drones", 12))
    assert comparison.cells("cruise", 4) == (("cruise", 4),)


def test_a_count_of_threats_is_bounded_by_the_raid_and_of_sites_by_the_sites(comparison):
    assert comparison.bounds("leakers") == (0.0, 30.0)
    assert comparison.bounds("leakers", [("cruise", 4), ("cruise", 12)]) == (0.0, 8.0)
    assert comparison.bounds("sites_lost") == (0.0, 6.0)
    assert comparison.bounds("money_spent_usd") == (0.0, None)


def test_a_time_has_a_median_with_ranks(comparison):
    found = comparison.quantile("first_shot_s", "none", 0.5, ("cruise", 30))
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        (lambda c: c.estimate("leaker", "none"), "did you mean leakers"),
        (lambda c: c.estimate("leakers", "nobody"), "no option nobody; there are none, s400-in-service"),
        (lambda c: c.estimate("leakers", "none", [("drones", 5)]), "was not run against 5 of drones"),
        (lambda c: c.estimate("leakers", "none", []), "no raid was chosen"),
        (lambda c: c.estimate("leakers_aircraft", "none", [("drones", 4)]), None),
    ],
)
def test_a_wrong_question_says_what_there_is(comparison, question, complaint):
    if complaint is None:
        assert question(comparison).note == "it never happened"
        return
    with pytest.raises(ResultsError, match=complaint):
        question(comparison)
