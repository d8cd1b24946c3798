"""The sentences about a wrong picture: only where there was one, and never more than the intervals say."""

from __future__ import annotations

import pytest

from pavise.analysis.answer import answer
from pavise.analysis.compare import Comparison
from pavise.analysis.picture import flown_through, has_picture, picture_sentences
from pavise.results.store import open_results
from tests.results.synthetic import write_synthetic


@pytest.fixture(scope="module")
def seen(tmp_path_factory) -> Comparison:
    folder = tmp_path_factory.mktemp("picture") / "result"
    return Comparison(open_results(write_synthetic(folder, 3, 1, sizes=(12,), worlds=8, picture=True)))


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Comparison:
    folder = tmp_path_factory.mktemp("known") / "result"
    return Comparison(open_results(write_synthetic(folder, 3, 1, sizes=(12,), worlds=8)))


def test_a_result_whose_posts_knew_every_target_says_nothing_of_a_picture(known: Comparison):
    assert not has_picture(known) and picture_sentences(known) == []
    assert flown_through(known) == {"neutral": 0, "friend": 0}


def test_traffic_is_counted_by_side(seen: Comparison):
    assert flown_through(seen) == {"neutral": 10, "friend": 4}


def test_least_and_most_are_those_of_the_means(seen: Comparison):
    sentence = next(text for text in picture_sentences(seen) if text.startswith("Civil aircraft shot at"))
    means = {option: seen.estimate("neutrals_engaged", option).value for option in seen.options_run()}
    titles = {option.id: option.title for option in seen.study.options}
    assert sentence.index(titles[min(means, key=means.get)]) < sentence.index(titles[max(means, key=means.get)])
    assert f"{max(means.values()):.1f} (" in sentence
    (pair,) = [
        p
        for p in seen.pairs("neutrals_engaged")
        if {p.a, p.b} == {min(means, key=means.get), max(means, key=means.get)}
    ]
    assert ("told apart" in sentence) == pair.told_apart


def test_the_answer_tells_of_mistakes_and_of_wasted_rounds(seen: Comparison, known: Comparison):
    told, untold = " ".join(answer(seen)), " ".join(answer(known))
    for words in (
        "Civil aircraft shot at",
        "Own aircraft shot at",
        "never taken for hostile",
        "Rounds that met nothing",
    ):
        assert words in told and words not in untold


def test_what_is_the_same_everywhere_has_no_least_and_most(seen: Comparison):
    from pavise.analysis.picture import _least_and_most

    assert _least_and_most(seen, "track_swaps") == "none in any option"
    assert _least_and_most(seen, "false_tracks").endswith("in every option")
