"""A raid family is a mix that can be asked for in any size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.scenario.raid import Raid
from pavise.scenario.study import load_study
from pavise.yamlfile import parse_yaml, validate

RAID = """
id: mix
title: Mix
summary: A mix.
kinds:
  drone: {system: owa_drone, share: 0.5, distance: 100 km}
  cruise: {system: cruise_missile, share: 0.3, distance: 200 km}
  ballistic: {system: srbm, share: 0.2, distance: 300 km}
axis: {spread: 90 deg}
warning: 1 h
"""


def raid(text: str = RAID) -> Raid:
    value, findings = validate(parse_yaml(text), Raid)
    assert value is not None, findings
    return value


@given(st.integers(1, 3000))
def test_a_raid_has_exactly_the_size_that_was_asked_for(size: int):
    numbers = raid().numbers(size)
    assert sum(numbers.values()) == size
    assert all(abs(numbers[name] - kind.share * size) < 1 for name, kind in raid().kinds.items())


def test_shares_must_add_up():
    _, findings = validate(parse_yaml(RAID.replace("share: 0.3", "share: 0.4")), Raid)
    assert ["1.1" in finding.problem and finding.line for finding in findings] == [5]


@pytest.mark.parametrize("raid_id", ["cruise-missiles", "drones", "ballistic", "mixed", "fighters"])
def test_a_larger_shipped_raid_holds_the_smaller_one(raid_id: str):
    study = load_study("turkey-s400")
    family = study.raids[raid_id].value
    sizes = study.spec.raids[raid_id]
    for smaller, larger in zip(sizes, sizes[1:], strict=False):
        before, after = family.numbers(smaller), family.numbers(larger)
        assert all(before[kind] <= after[kind] for kind in before)


def test_shipped_raids_name_no_direction():
    for placed in load_study("turkey-s400").raids.values():
        assert placed.value.axis.bearing is None
