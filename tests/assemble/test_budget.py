"""The same money for every option."""

from dataclasses import replace

import numpy as np
import pytest

from pavise.assemble.budget import FIXED_SHARE, price_of_option, price_of_unit, spend
from pavise.assemble.check import budget_usd
from pavise.assemble.sample import Sampler
from pavise.assemble.study import Assembly
from pavise.catalogue.library import Library
from pavise.scenario.study import Study
from pavise.scenario.written import Judged

TOLERANCE = 0.05
"""No option leaves more than this share of the budget unspent; none spends more than the budget."""


def test_the_budget_is_the_claimed_price_of_the_lot(study: Study, library: Library):
    assert budget_usd(study, library) == pytest.approx(2.5e9)


def test_every_option_spends_the_same_within_the_tolerance(study: Study, library: Library, assembly: Assembly):
    budget = budget_usd(study, library)
    for option in study.spec.equal_budget.options:
        assert (1 - TOLERANCE) * budget <= assembly.spent_usd(option) <= budget * (1 + 1e-9), option


@pytest.mark.parametrize("factor", [0.1, 0.4, 1.0, 2.5])
def test_money_scales_and_is_never_overspent(study: Study, sampler: Sampler, factor: float):
    for option in study.spec.equal_budget.options:
        posture = study.postures[option]
        budget = factor * price_of_option(posture, sampler)
        shopping = spend(posture, sampler, budget)
        assert shopping.spent_usd <= budget * (1 + 1e-9)
        by_number = [
            placed for placed in posture.entries.values() if placed.name in shopping.purchases and placed.entry.count
        ]
        for placed in by_number:
            assert price_of_unit(placed, sampler).unit_usd > budget - shopping.spent_usd, f"{option}: {placed.name}"


def test_the_offered_price_buys_what_is_offered(study: Study, sampler: Sampler):
    posture = study.postures["national-planned"]
    shopping = spend(posture, sampler, price_of_option(posture, sampler))
    for name, purchase in shopping.purchases.items():
        assert purchase.units == posture.entries[name].entry.count.high and purchase.part == 0.0


def test_only_a_budget_that_buys_what_is_offered_has_the_same_battles(assembly: Assembly):
    """The lot costs just the budget and the baseline buys nothing: their battles are those as offered, bit by bit."""
    alike = [case for case in assembly.cases if assembly.fought_as(case) != case]
    assert {(case.option, case.variant) for case in alike} == {
        ("none", "equal-budget"),
        ("s400-in-service", "equal-budget"),
    }
    for case in alike:
        other = assembly.fought_as(case)
        assert other in assembly.cases
        assert (other.option, other.variant, other.raid, other.size) == (
            case.option, "as-offered", case.raid, case.size,
        )  # fmt: skip
        assert (other.doubt, other.worlds, other.repeats) == (case.doubt, case.worlds, case.repeats)
    one = next(case for case in alike if case.option == "s400-in-service")
    for here, there in zip(assembly.world(one), assembly.world(assembly.fought_as(one)), strict=True):
        for name in getattr(here, "dtype", np.dtype("f8")).names or ():
            assert np.array_equal(here[name], there[name], equal_nan=here[name].dtype.kind == "f"), name


def test_the_baseline_spends_nothing(study: Study, sampler: Sampler):
    assert price_of_option(study.postures["none"], sampler) == 0.0
    assert spend(study.postures["none"], sampler, 1e9).purchases == {}


def test_what_came_with_a_lot_costs_nothing_more(study: Study, sampler: Sampler):
    assert price_of_option(study.postures["s400-in-service"], sampler) == sampler.middle("s400_turkiye_lot", "price")


def test_half_full_launchers_cost_half_their_rounds_less(study: Study, sampler: Sampler):
    placed = study.postures["none"].entries["hisar-o"]
    system = sampler.library.system("hisar_o")
    (missile,) = system.launchers.load
    full = round(sampler.middle("hisar_o", "launchers_per_unit")) * sampler.middle(
        system.launchers.type, "missiles_per_launcher"
    )

    def loaded(rounds: int) -> float:
        entry = placed.entry.model_copy(update={"magazine": {missile: Judged(low=rounds, high=rounds)}})
        return price_of_unit(replace(placed, entry=entry), sampler).unit_usd

    whole_usd = price_of_unit(placed, sampler).unit_usd
    assert loaded(round(full)) == pytest.approx(whole_usd)
    loads = 1.0 + sampler.middle("hisar_o", "reload_sets")
    assert whole_usd - loaded(round(full) // 2) == pytest.approx(
        loads * (full - round(full) // 2) * sampler.middle(missile, "unit_cost")
    )


def test_half_the_price_of_two_regiments_is_one(study: Study, library: Library, assembly: Assembly):
    doubled = assembly._forces[("s400-second-regiment", "equal-budget", "all")]
    launchers = sum(
        (rack.rounds > 0).sum(axis=1) for unit in doubled.units for rack in unit.racks if "s400" in unit.name
    )
    lot = assembly._samplers["all"].of("s400_turkiye_lot", "launchers")
    assert np.all(np.abs(launchers - lot) <= 1)


def test_the_price_of_a_unit_is_its_parts(study: Study, sampler: Sampler):
    placed = study.postures["national-2025"].entries["siper-b1"]
    price = price_of_unit(placed, sampler)
    own = sampler.middle("siper_b1", "unit_cost")
    assert price.fixed_usd == pytest.approx(own * FIXED_SHARE)
    rounds = price.unit_usd - own
    one_round = sampler.middle("siper_b1_missile", "unit_cost")
    assert rounds >= price.launchers * one_round
