"""From a number back to the figures and the sources it leans on."""

from __future__ import annotations

import pytest

from pavise.analysis.compare import Comparison
from pavise.analysis.explain import JUDGEMENT, beliefs_of, explain
from pavise.results.manifest import finish_results, parts_of
from pavise.results.store import open_results
from pavise.results.writer import write_table
from tests.results.synthetic import BELIEFS, write_synthetic


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = write_synthetic(
        tmp_path_factory.mktemp("explain") / "run", n_options=4, n_raids=1, sizes=(4, 12), worlds=30, repeats=1
    )
    with open_results(folder) as results:
        yield Comparison(results)


def test_an_answer_leans_on_the_beliefs_of_its_own_units_only(comparison):
    found = explain(comparison, "none", "leaker_share")
    assert {(b.system, b.quantity) for b in found.beliefs} == {(b[0], b[2]) for b in BELIEFS if b[0] in
                                                               ("korkut", "hisar_a")}  # fmt: skip
    assert found.unknown == ()
    assert found.estimate.value == comparison.estimate("leaker_share", "none").value


def test_what_moves_the_answer_comes_first_then_what_is_judged(comparison):
    found = explain(comparison, "none", "leaker_share")
    assert found.beliefs[0].quantity == "p_kill_drone"
    assert found.beliefs[0].mover.beyond_chance
    origins = [belief.origin for belief in explain(comparison, "s400-stored").beliefs]
    assert origins == sorted(origins, key=lambda origin: origin != JUDGEMENT)


def test_judgements_are_listed_apart_and_have_no_claims(comparison):
    found = explain(comparison, "s400-stored")
    assert {b.quantity for b in found.judgements} == {"availability", "scan_period", "p_kill_cruise_missile"}
    assert all(belief.claims == () and belief.voices == 0 for belief in found.judgements)


def test_each_belief_brings_its_claims_with_who_says_so(comparison):
    found = explain(comparison, "s400-stored")
    channels = next(belief for belief in found.beliefs if belief.quantity == "channels")
    assert {claim.upstream for claim in channels.claims} == {"agency", "maker"}
    assert channels.voices == 2
    assert channels.claims[0].url.startswith("https://")
    assert len(found.claims) == len({claim.id for claim in found.claims})


def test_an_open_status_is_named_beside_the_beliefs(comparison):
    assert explain(comparison, "s400-as-it-stands").hypotheses == ("s400_status",)
    assert explain(comparison, "none").hypotheses == ()


def test_all_options_together_lean_on_everything_once(comparison):
    beliefs, unknown = beliefs_of(comparison)
    names = [(belief.system, belief.quantity) for belief in beliefs]
    assert len(names) == len(set(names))
    assert unknown == ()


def test_a_belief_or_claim_that_is_not_in_the_result_is_named(tmp_path):
    folder = write_synthetic(tmp_path / "run", n_options=1, n_raids=1, sizes=(4,), worlds=4, repeats=1)
    for part in parts_of(folder, "leans"):
        part.unlink()
    write_table(folder, "leans", {"option": ["none"] * 2, "system": ["korkut", "hisar_a"],
                                  "quantity": ["p_kill_balloon", "range_max"]})  # fmt: skip
    finish_results(folder, {})
    with open_results(folder) as results:
        claims = results.table("claims")
    keep = claims["id"] != "hisar_a.range_max.maker-2019"
    write_table(folder, "claims", {name: values[keep] for name, values in claims.items()})
    finish_results(folder, {})
    with open_results(folder) as results:
        found = explain(Comparison(results), "none")
    assert found.unknown == ("hisar_a.range_max.maker-2019", "korkut p_kill_balloon")
