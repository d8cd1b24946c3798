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


JAMMING = """
standoff_jamming:
  distance: 200 km
  altitude: 9 km
  jam_to_noise: {low: 20 dB, high: 40 dB, shape: lognormal, reason: A guess.}
  reason: For the sake of this test.
"""


def test_a_jammer_may_stand_off_and_states_its_noise_in_decibels():
    jamming = raid(RAID + JAMMING).standoff_jamming
    assert jamming is not None
    assert jamming.distance.low == 200_000.0
    assert (jamming.jam_to_noise.low, jamming.jam_to_noise.high) == pytest.approx((100.0, 10_000.0))
    assert raid().standoff_jamming is None


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("  reason: For the sake of this test.\n", "", "standoff_jamming.reason"),
        ("  distance: 200 km", "  distance: 0 km", "standoff_jamming.distance"),
        ("altitude: 9 km", "altitude: 9", "standoff_jamming.altitude"),
        (", reason: A guess.", "", "standoff_jamming.jam_to_noise"),
        ("low: 20 dB", "low: 20 km", "standoff_jamming.jam_to_noise.low"),
    ],
)
def test_a_jammer_that_makes_no_sense_is_told(old: str, new: str, field: str):
    text = RAID + JAMMING
    assert old in text
    value, findings = validate(parse_yaml(text.replace(old, new)), Raid)
    assert value is None
    assert [finding.field for finding in findings] == [field]


def test_the_shipped_raid_with_jamming_is_the_mixed_one_but_for_the_jammers():
    family = {name: load_study(study).raids[name].value for study, name in (
        ("turkey-s400", "mixed"), ("what-radars-see", "mixed-jammed"),
    )}  # fmt: skip
    plain, jammed = family["mixed"], family["mixed-jammed"]
    assert plain.standoff_jamming is None and jammed.standoff_jamming is not None
    assert jammed.waves == plain.waves and jammed.axis == plain.axis
    for name, kind in plain.kinds.items():
        same = kind if name != "fighter" else kind.model_copy(update={"system": "jamming_fighter_notional"})
        assert jammed.kinds[name] == same


@pytest.mark.parametrize(
    "written, ratio", [("least_energy", 0.0), ("lofted", 0.5), ("depressed", 0.125), ("0.3", 0.3), ("1.5", 1.5)]
)
def test_the_shape_of_an_arc_is_a_word_or_its_apogee_over_its_distance(written: str, ratio: float):
    shaped = raid(RAID.replace("distance: 300 km", f"distance: 300 km, arc: {written}, drag: true"))
    assert shaped.kinds["ballistic"].arc == ratio and shaped.kinds["ballistic"].drag
    plain = raid().kinds["ballistic"]
    assert plain.arc is None and not plain.drag


@pytest.mark.parametrize("written", ["high", "0", "3", "45 deg"])
def test_what_is_no_arc_is_said_with_what_is(written: str):
    _, (finding,) = validate(parse_yaml(RAID.replace("distance: 300 km", f"distance: 300 km, arc: {written}")), Raid)
    assert "arc" in finding.problem and "least_energy, lofted, depressed" in finding.mend and finding.line


def test_a_decoy_imitates_another_kind_that_is_no_decoy():
    decoy = RAID.replace("distance: 200 km}", "distance: 200 km, imitates: KIND}")
    assert raid(decoy.replace("KIND", "drone")).kinds["cruise"].imitates == "drone"
    for wrong in ("cruise", "nothing"):
        _, findings = validate(parse_yaml(decoy.replace("KIND", wrong)), Raid)
        assert [finding.mend for finding in findings] == ["write one of: drone, ballistic"]
    both = decoy.replace("KIND", "drone").replace("distance: 100 km}", "distance: 100 km, imitates: cruise}")
    _, findings = validate(parse_yaml(both), Raid)
    assert ["is a decoy itself" in finding.problem for finding in findings] == [True]


def test_a_stream_and_a_raid_on_time_are_words_of_its_waves():
    waves = raid(RAID + "waves: {spacing: 20 s, timed_by: arrivals}\n").waves
    assert waves.spacing == 20.0 and waves.timed_by == "arrivals"
    assert raid().waves.timed_by == "starts"
