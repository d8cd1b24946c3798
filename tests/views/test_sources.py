"""What an answer leans on is said in words a reader knows, and once."""

from pathlib import Path

import pytest

from pavise.analysis.compare import Comparison
from pavise.results.store import open_results
from pavise.views.plots import Look
from pavise.views.sources import Sources, quantity_words, sources_of
from tests.results.synthetic import OPTIONS, write_synthetic


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder: Path = tmp_path_factory.mktemp("sources") / "result"
    write_synthetic(folder, n_raids=1, sizes=(30,), worlds=12, reference_repeats=2)
    looks = {option[0]: Look(option[0], option[1]) for option in OPTIONS}
    with open_results(folder) as results:
        return sources_of(Comparison(results), looks)


def test_names_of_quantities_are_words() -> None:
    assert quantity_words("range_max") == "maximum range"
    assert quantity_words("range_max_ballistic") == "maximum range, ballistic"
    assert quantity_words("tracks_max") == "maximum tracks"
    assert quantity_words("p_kill_cruise_missile") == "chance to kill (cruise missile)"
    assert quantity_words("scan_period") == "scan period"


def test_every_belief_stands_once_in_the_register(sources: Sources) -> None:
    named = [(row.belief.system, row.belief.quantity) for system in sources.systems for row in system.rows]
    assert len(named) == len(set(named)) == sum(sources.counts.values())


def test_an_option_lists_the_publications_that_the_baseline_does_not_rest_on(sources: Sources) -> None:
    by_title = {leaning.look.title: leaning for leaning in sources.options}
    baseline = {row.belief.system for row in by_title["No long-range system"].published}
    national = {row.belief.system for row in by_title["National layers as planned"].published}
    assert "hisar_a" in baseline and "siper_b1" in national
    assert not baseline & national
    assert all(row.belief.origin != "judgement" for leaning in sources.options for row in leaning.published)


def test_only_figures_beyond_chance_are_said_to_move_an_answer(sources: Sources) -> None:
    for leaning in sources.options:
        assert all(row.belief.mover and row.belief.mover.beyond_chance for row in leaning.movers)
        assert leaning.tested >= len(leaning.movers)


def test_what_is_counted_is_what_is_listed(sources: Sources) -> None:
    assert len(sources.judgements) == sources.counts["judgement"]
    assert len(sources.unverified) == sources.counts["unverified"]
    assert 0 < sources.n_voices <= sources.n_claims_used <= sources.n_claims
    assert sources.unknown == ()
