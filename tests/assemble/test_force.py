"""Who is there in which world."""

import numpy as np
import pytest

from pavise.assemble.check import open_hypotheses
from pavise.assemble.force import Purchase, Unit, raise_force
from pavise.assemble.sample import Sampler
from pavise.scenario.study import Study


def force(study: Study, option: str, sampler: Sampler, purchases: dict[str, Purchase] | None = None) -> list[Unit]:
    posture = study.postures[option]
    return raise_force(posture, sampler, open_hypotheses(study, posture), purchases)


def of_entry(units: list[Unit], entry: str) -> list[Unit]:
    return [unit for unit in units if unit.entry == entry]


def launchers_in(units: list[Unit]) -> np.ndarray:
    return sum((rack.rounds > 0).sum(axis=1) * unit.present for unit in units for rack in unit.racks)


def test_a_world_of_two_batteries_has_two(study: Study, sampler: Sampler):
    units = of_entry(force(study, "s400-in-service", sampler), "s400")
    present = np.sum([unit.present for unit in units], axis=0)
    batteries = sampler.of("s400_turkiye_lot", "batteries")
    assert set(batteries) == {2.0, 4.0}
    assert np.array_equal(present, batteries)


def test_every_world_has_the_launchers_of_its_lot(study: Study, sampler: Sampler):
    units = of_entry(force(study, "s400-in-service", sampler), "s400")
    assert np.array_equal(launchers_in(units), sampler.of("s400_turkiye_lot", "launchers"))


def test_every_world_has_the_missiles_of_its_lot_to_within_half_a_load_of_each_type(study: Study, sampler: Sampler):
    units = of_entry(force(study, "s400-in-service", sampler), "s400")
    total = np.zeros(sampler.worlds)
    for unit in units:
        for rack in unit.racks:
            total += (rack.rounds + 4 * rack.reloads).sum(axis=1)
    assert np.all(np.abs(total - sampler.of("s400_turkiye_lot", "missiles")) <= 4)


def test_two_lots_are_twice_one(study: Study, sampler: Sampler):
    one = launchers_in(force(study, "s400-in-service", sampler))
    two = launchers_in(force(study, "s400-second-regiment", sampler))
    assert np.array_equal(two - one, sampler.of("s400_turkiye_lot", "launchers"))


def test_patriot_comes_as_cleared_in_2018(study: Study, sampler: Sampler):
    units = of_entry(force(study, "returned-patriot-2018", sampler), "patriot")
    assert len(units) == 4
    assert set(launchers_in(units)) == {20}


def test_patrols_are_as_many_as_the_airframes_keep_up(study: Study, sampler: Sampler):
    patrols = of_entry(force(study, "none", sampler), "f16")
    number = np.sum([unit.present for unit in patrols], axis=0)
    aircraft, each = sampler.drawn[("none/f16", "count")].values, sampler.of("f16", "aircraft_per_patrol")
    assert np.all(np.abs(number - aircraft / each) <= 2 / 3 + 1e-9)
    assert number.min() >= 1
    for unit in patrols:
        for rack in unit.racks:
            assert np.all(rack.reloads <= each[:, np.newaxis] - 1)


def test_what_is_stored_needs_the_notice_that_was_claimed(study: Study, sampler: Sampler):
    for unit in of_entry(force(study, "s400-stored", sampler), "s400"):
        assert np.all((unit.notice_s >= 3600) & (unit.notice_s <= 12 * 3600))
    for unit in force(study, "s400-in-service", sampler):
        assert np.all(unit.notice_s == 0)


def test_stored_without_a_notice_falls_back_on_the_catalogue(study: Study, sampler: Sampler):
    posture = study.postures["s400-stored"]
    placed = posture.entries["s400"]
    from dataclasses import replace

    bare = replace(placed, entry=placed.entry.model_copy(update={"notice": None}))
    units = raise_force(replace(posture, entries={"s400": bare}), sampler, {})
    assert np.array_equal(units[0].notice_s, sampler.of("s400_battery", "notice_time_stored"))


def test_each_hypothesis_means_what_the_posture_says(study: Study, sampler: Sampler):
    units = force(study, "s400-as-it-stands", sampler)
    truth = np.array(sampler.hypotheses["s400_status"])
    assert set(truth) == {"ready_on_order", "stored", "leaving", "second_batch"}
    first, second = of_entry(units, "s400")[0], of_entry(units, "s400-second")[0]
    assert np.array_equal(first.present, truth != "leaving")
    assert np.array_equal(second.present, truth == "second_batch")
    assert np.all(first.notice_s[truth == "ready_on_order"] <= 12 * 3600)
    assert np.all(first.notice_s[truth == "stored"] >= 24 * 3600)
    assert all(unit.present.any() for unit in of_entry(units, "f16")), "the status is about the S-400 alone"


def test_a_hypothesis_without_weight_never_holds(study: Study, sampler: Sampler):
    posture = study.postures["s400-as-it-stands"]
    raise_force(posture, sampler, {"stored": 1.0, "leaving": 0.0})
    assert set(sampler.hypotheses["s400_status"]) == {"stored"}


def test_inspection_never_adds_anything(study: Study, sampler: Sampler):
    for unit in of_entry(force(study, "s400-opened-to-inspection", sampler), "s400"):
        for factor in (unit.range_factor, unit.availability_factor):
            assert np.all((factor > 0) & (factor <= 1)) and np.ptp(factor) > 0.2


@pytest.mark.parametrize("part", [0.25, 0.5])
def test_a_part_bought_unit_has_fewer_launchers_and_never_none(study: Study, sampler: Sampler, part: float):
    units = force(study, "national-2025", sampler, {"siper-b1": Purchase(units=1, part=part)})
    whole, partial = of_entry(units, "siper-b1")
    assert np.all(launchers_in([partial]) >= 1)
    assert launchers_in([partial]).mean() == pytest.approx(part * launchers_in([whole]).mean(), rel=0.2)


def test_units_keep_their_names_from_option_to_option(study: Study, sampler: Sampler):
    baseline = {unit.name for unit in force(study, "none", sampler)}
    for option in study.postures:
        assert baseline <= {unit.name for unit in force(study, option, sampler)}
