"""One draw per figure and world, under the figure's own name."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from pavise.assemble.names import Keys, salt_without_collision
from pavise.assemble.sample import Sampler
from pavise.catalogue.library import Library
from pavise.catalogue.quantity import Quantity
from pavise.evidence.distributions import Uniform
from pavise.scenario.written import Judged
from pavise.sim.draws import name_hash

WORLDS = 40


def believing(library: Library, system: str, quantities: Mapping[str, Quantity]) -> Library:
    """The library with some beliefs of one system replaced."""
    entry = library.systems[system]
    changed = replace(entry, quantities={**entry.quantities, **quantities})
    return replace(library, systems={**library.systems, system: changed})


def drawing(library: Library, **settings: object) -> Sampler:
    return Sampler(library, Keys(), **{"seed": 7, "worlds": WORLDS, **settings})


def test_the_same_figure_has_the_same_values_whatever_was_drawn_before(library: Library):
    alone = drawing(library).of("40n6e", "range_max")
    later = drawing(library)
    for quantity in library.systems["pac3_mse"].quantities:
        later.of("pac3_mse", quantity)
    assert np.array_equal(alone, later.of("40n6e", "range_max"))


def test_another_seed_is_another_set_of_worlds(library: Library):
    assert not np.array_equal(
        drawing(library).of("40n6e", "range_max"), drawing(library, seed=8).of("40n6e", "range_max")
    )


def test_narrowing_a_belief_keeps_the_ranks_of_the_worlds(library: Library):
    belief = library.quantity("48n6e3", "p_kill_aircraft")
    low, high = belief.distribution.low, belief.distribution.high
    middle = 0.5 * (low + high)
    narrow = replace(belief, distribution=Uniform(0.5 * (low + middle), 0.5 * (middle + high)))
    before = drawing(library).of("48n6e3", "p_kill_aircraft")
    after = drawing(believing(library, "48n6e3", {"p_kill_aircraft": narrow})).of("48n6e3", "p_kill_aircraft")
    assert np.array_equal(np.argsort(before), np.argsort(after))
    assert np.ptp(after) < np.ptp(before)


def test_worlds_visit_every_slice_of_a_belief_once(sampler: Sampler):
    for quantity in ("range_max", "p_kill_drone"):
        slices = np.floor(sampler.shares("40n6e", quantity) * WORLDS)
        assert sorted(slices) == list(range(WORLDS))


def test_figures_are_not_in_step_with_each_other(sampler: Sampler):
    first, second = sampler.shares("40n6e", "range_max"), sampler.shares("40n6e", "range_min")
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.5
    assert not np.array_equal(np.argsort(first), np.argsort(second))


def test_a_mean_over_worlds_is_closer_than_chance_alone_would_have_it(library: Library):
    """What the slices are for: 40 worlds give the mean of a belief to within a few thousandths of its width."""
    belief = library.quantity("92n6e", "pd_ref").distribution
    drawn = drawing(library).of("92n6e", "pd_ref").mean()
    assert abs(drawn - belief.mean) < (belief.high - belief.low) * 0.01


def test_with_doubt_about_claims_only_judgements_rest_at_their_median(library: Library):
    judged = library.quantity("48n6e3", "p_kill_aircraft")
    claimed = library.quantity("s400_turkiye_lot", "batteries")
    assert judged.origin == "judgement" and claimed.origin == "claims"
    claims, judgements = drawing(library, doubt="claims"), drawing(library, doubt="judgements")
    assert np.ptp(claims.of("48n6e3", "p_kill_aircraft")) == 0.0
    assert claims.of("48n6e3", "p_kill_aircraft")[0] == pytest.approx(judged.distribution.median)
    assert np.ptp(claims.of("s400_turkiye_lot", "batteries")) > 0.0
    assert np.ptp(judgements.of("s400_turkiye_lot", "batteries")) == 0.0
    assert np.array_equal(judgements.of("48n6e3", "p_kill_aircraft"), drawing(library).of("48n6e3", "p_kill_aircraft"))


def test_a_range_of_the_scenario_is_a_judgement(library: Library):
    count = Judged[float](low=1.0, high=9.0, reason="why")
    assert np.ptp(drawing(library, doubt="judgements").judged("x/y", "count", count, "")) > 0.0
    assert np.ptp(drawing(library, doubt="claims").judged("x/y", "count", count, "")) == 0.0


def test_a_count_takes_each_of_its_numbers_equally_often(sampler: Sampler):
    numbers = sampler.judged("x/y", "count", Judged[float](low=1.0, high=4.0, reason="why"), "", whole=True)
    assert np.bincount(numbers.astype(int))[1:].tolist() == [10, 10, 10, 10]


def test_hypotheses_come_in_the_shares_of_their_weights(sampler: Sampler):
    picked = sampler.pick("status", ["a", "b", "c"], [1.0, 2.0, 1.0])
    assert np.bincount(picked).tolist() == [10, 20, 10]
    assert sampler.hypotheses["status"][0] in "abc"


def test_what_is_read_is_noted(sampler: Sampler):
    with sampler.reading() as reads:
        sampler.of("40n6e", "range_max")
        sampler.middle("40n6e", "unit_cost")
    sampler.of("40n6e", "range_min")
    assert reads == {("40n6e", "range_max"), ("40n6e", "unit_cost")}


def test_names_that_share_a_key_are_told_apart_by_a_salt(monkeypatch: pytest.MonkeyPatch):
    def forgetful(name: str, salt: int = 0) -> int:
        return name_hash(name, salt) if salt > 1 else 0

    monkeypatch.setattr("pavise.assemble.names.name_hash", forgetful)
    assert salt_without_collision(["a", "b"]) == 2
    assert salt_without_collision(["a", "a"]) == 0
    assert Keys(2).key("a") == name_hash("a", 2)
