"""The sentences say what the intervals say, and nothing more."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from pavise.analysis.answer import answer
from pavise.analysis.compare import Comparison
from pavise.analysis.worlds import difference
from pavise.results.store import open_results
from tests.analysis.study_of_arrays import comparison_of
from tests.results.synthetic import write_synthetic

CELL = ("mixed", 30)


def around(mean, seed, worlds=40, repeats=2, sd=0.05):
    """Value saved around a mean, [world, repeat]."""
    return np.clip(mean + np.random.default_rng(seed).normal(0, sd, (worlds, repeats)), 0, 1)


def text_of(comparison):
    return "\n".join(answer(comparison))


def test_a_clear_winner_is_named_and_so_is_everyone_it_beats(tmp_path):
    comparison = comparison_of(
        tmp_path / "r", {"a": {CELL: around(0.3, 1)}, "b": {CELL: around(0.8, 2)}, "c": {CELL: around(0.5, 3)}}
    )
    text = text_of(comparison)
    assert "Against mixed raid (30 threats), “B” saves the most value: 80%" in text
    assert "No other option is level with that." in text
    assert "“A” saves 30%" in text
    assert "more is saved by “B” (+51 points" in text and "“C” (+20 points" in text


def test_options_that_differ_by_noise_alone_are_not_ranked(tmp_path):
    comparison = comparison_of(
        tmp_path / "r", {name: {CELL: around(0.5, seed, sd=0.2)} for seed, name in enumerate("abcd")}
    )
    text = text_of(comparison)
    assert "It is not shown that this is more than" in text
    assert "saved by" not in text
    assert "no difference is shown for any other option" in text


def test_where_only_some_are_clear_the_unclear_ones_are_named(tmp_path):
    comparison = comparison_of(
        tmp_path / "r", {"a": {CELL: around(0.3, 1)}, "b": {CELL: around(0.8, 2)}, "c": {CELL: around(0.303, 3)}}
    )
    assert "no difference is shown for “C”." in text_of(comparison)


def test_noise_is_hardly_ever_called_a_difference():
    # Three hundred studies of four equal options, six pairs each, as `Comparison.pairs` does it: with the family at 5 %
    # about fifteen err; thirty would be a broken promise.
    rng = np.random.default_rng(6)
    wrong = 0
    for _ in range(300):
        options = [[rng.normal(0.5, 0.2, (24, 1))] for _ in range(4)]
        wrong += any(difference(a, b, 0, 1, alpha=0.05 / 6).told_apart for a, b in combinations(options, 2))
    assert wrong < 30


def test_options_that_save_everything_share_the_first_place(tmp_path):
    ones = np.ones((40, 1))
    comparison = comparison_of(
        tmp_path / "r", {"a": {CELL: around(0.2, 1, repeats=1)}, "b": {CELL: ones}, "c": {CELL: ones}}
    )
    text = text_of(comparison)
    assert "“B” and “C” save the most value: 100% (93% to 100%)." in text


def test_what_is_nearly_all_is_not_rounded_to_all(tmp_path):
    nearly = np.where(np.arange(40).reshape(40, 1) % 20 == 0, 0.99, 1.0)
    comparison = comparison_of(tmp_path / "r", {"a": {CELL: nearly}, "b": {CELL: 1 - nearly}})
    first, second, *_ = answer(comparison)
    assert "“A” saves the most value: over 99% (over 99% to" in first
    assert "“A” saves over 99%" in second
    assert "less is saved by “B” (−100 points" in second


def test_options_that_change_places_are_said_to(tmp_path):
    small, large = ("drones", 4), ("drones", 100)
    comparison = comparison_of(
        tmp_path / "r",
        {"a": {small: around(0.9, 1), large: around(0.2, 2)}, "b": {small: around(0.6, 3), large: around(0.5, 4)}},
        reference=small,
    )
    text = text_of(comparison)
    assert "“A” saves more than “B” against drones raid (4 threats), and less against drones raid (100 threats)" in text


def test_options_that_keep_their_order_are_not_said_to_change(tmp_path):
    small, large = ("drones", 4), ("drones", 100)
    comparison = comparison_of(
        tmp_path / "r",
        {"a": {small: around(0.9, 1), large: around(0.5, 2)}, "b": {small: around(0.6, 3), large: around(0.2, 4)}},
    )
    assert "No two options are shown to change places" in text_of(comparison)


def test_where_options_fail_is_told_by_whole_intervals(tmp_path):
    sizes = {4: 0.99, 12: 0.905, 36: 0.5}
    of_a = {("drones", size): around(mean, size) for size, mean in sizes.items()}
    of_b = {("drones", size): around(min(1, mean + 0.06), size + 1) for size, mean in sizes.items()}
    text = text_of(comparison_of(tmp_path / "r", {"a": of_a, "b": of_b}))
    # 0.905 +- 0.01 does not clear 0.9 for A, 0.965 does for B.
    assert "Against drones raid, “B” holds up to 12 threats, and no other is shown to; all fail from 36 on." in text


def test_equal_money_may_name_another_option(tmp_path):
    offered = {"a": {CELL: around(0.9, 1)}, "b": {CELL: around(0.6, 2)}}
    equal = {"a": {CELL: around(0.5, 3)}, "b": {CELL: around(0.7, 4)}}
    text = text_of(comparison_of(tmp_path / "r", offered, equal, reference=CELL))
    assert "Against mixed raid (30 threats), “A” saves the most" in text
    assert "For equal money, “B” would save the most value: 70%" in text


def test_each_open_story_is_told_with_its_worlds(tmp_path):
    worlds = 40
    ready = np.arange(worlds) < 25
    values = np.where(ready[:, None], around(0.9, 1), around(0.3, 2))
    comparison = comparison_of(
        tmp_path / "r",
        {"none": {CELL: around(0.3, 3)}, "open": {CELL: values}},
        hypotheses={
            "world": list(range(worlds)),
            "name": ["status"] * worlds,
            "value": ["ready_on_order" if r else "leaving" for r in ready],
        },
        leans={"option": ["open"], "system": ["hypothesis"], "quantity": ["status"]},
    )
    text = text_of(comparison)
    assert "“OPEN” saves" in text
    assert "if the story is “ready on order” (25 worlds)" in text
    assert text.index("ready on order") < text.index("leaving")


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    folder = write_synthetic(
        tmp_path_factory.mktemp("answer") / "run", n_options=4, n_raids=2, sizes=(12, 30, 60), worlds=32
    )
    with open_results(folder) as results:
        yield Comparison(results)


def test_doubt_judgements_and_moving_figures_are_named(synthetic):
    text = text_of(synthetic)
    assert "our own judgement" in text
    assert "chance to kill (drone) of Korkut gun system (our judgement; “No long-range system”)" in text
    assert "What the simulation leaves out is in no interval." in text


def test_the_same_tables_give_the_same_sentences(synthetic):
    assert answer(synthetic) == answer(Comparison(synthetic.results))


def test_every_sentence_is_a_sentence(synthetic):
    for sentence in answer(synthetic):
        assert sentence[-1] == "."
        assert "None" not in sentence and "nan" not in sentence and "  " not in sentence
