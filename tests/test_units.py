"""A number in a file has a unit, and what we read is what was written."""

import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from pavise import units
from pavise.units import UnitError, parse, read, show
from pavise.yamlfile import parse_yaml, validate

ALL_UNITS = [
    *units._DIMENSION_OF,  # every unit the module knows, so that a new one is tested without being listed here
    "targets",
    "fire units",
    "launchers per battalion",
    "rounds/min",
    "missiles/year",
]


@pytest.mark.parametrize(
    ("text", "dimension", "si"),
    [
        ("35 km", "length", 35000.0),
        ("400km", "length", 400000.0),
        ("4.8 km/s", "speed", 4800.0),
        ("900 km/h", "speed", 250.0),
        ("Mach 1.6", "speed", 1.6 * 340.294),
        ("1.6 Mach", "speed", 1.6 * 340.294),
        ("Mach 0.785 at 11 km", "speed", 0.785 * 295.070),
        ("1200 kt", "speed", 1200 * 1852 / 3600),
        ("12 h", "time", 43200.0),
        ("180 deg", "angle", math.pi),
        ("1e-06 m2", "area", 1e-6),
        ("2.5 bn USD", "money", 2.5e9),
        ("77.9 MUSD", "money", 77.9e6),
        ("80 %", "fraction", 0.8),
        (0.8, "probability", 0.8),
        (36, "count", 36.0),
        ("36 targets", "count", 36.0),
        ("8 launchers per battalion", "count", 8.0),
        ("1200 rounds/min", "rate", 20.0),
        ("10 dB", "ratio", 10.0),
        ("15 degC", "temperature", 288.15),
        ("6 rpm", "rotation", math.tau / 10),
        ("-30 dB", "ratio", 0.001),
        ("5 mm/h", "rain", 5.0),
    ],
)
def test_what_people_write_becomes_si(text, dimension, si):
    assert parse(text, dimension) == pytest.approx(si, rel=1e-12)


def test_whole_kilometres_are_exact():
    assert parse("35 km", "length") == 35000.0


@settings(deadline=None)  # the machine may be busy
@given(st.sampled_from(ALL_UNITS), st.floats(1e-6, 1e9))
def test_what_we_show_is_read_back_as_the_same_number(unit, number):
    si = read(f"{number!r} {unit}").si if unit != "dB" else number
    again = read(show(si, unit))
    assert again.unit == unit
    assert again.si == pytest.approx(si, rel=1e-10)


@settings(deadline=None)  # the machine may be busy
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_bare_count_survives_the_round_trip(number):
    assert parse(show(number, ""), "count") == pytest.approx(number, rel=1e-11)


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=30), st.sampled_from(units.DIMENSIONS))
def test_any_text_is_a_finite_number_or_a_clear_refusal(text, dimension):
    try:
        assert math.isfinite(parse(text, dimension))
    except UnitError as error:
        assert error.problem and error.mend


@pytest.mark.parametrize(
    ("text", "dimension", "problem", "mend"),
    [
        (35, "length", "no unit", "35 km"),
        ("35", "speed", "no unit", "35 m/s"),
        ("35 kn", "length", "unknown unit", "kt"),
        ("35 kt", "length", "a speed, not a length", "35 km"),
        ("35 KM", "length", "unknown unit", "km"),
        ("35 parsec", "length", "unknown unit", ""),
        ("few km", "length", "does not begin with a number", "low:"),
        ("about 5 km", "length", "does not begin with a number", "35 km"),
        ("1,200 km", "length", "comma", "digits and a point"),
        ("2,5 km", "length", "comma", "digits and a point"),
        ("1_200 km", "length", "separator", "digits and a point"),
        ("1.2.3 km", "length", "separator", "digits and a point"),
        ("nan km", "length", "does not begin with a number", ""),
        (math.inf, "count", "finite", "finite"),
        (math.nan, "fraction", "finite", "finite"),
        ("1e999 km", "length", "finite", "finite"),
        (True, "count", "not a number", ""),
        (None, "length", "not a number", ""),
        (["35 km"], "length", "not a number", ""),
        ("1 bn EUR", "money", "cannot be compared", "derived"),
        ("2.24 bn RUB", "money", "cannot be compared", "derived"),
        ("5 apples", "count", "unknown unit", ""),
    ],
)
def test_a_refusal_says_what_to_write_instead(text, dimension, problem, mend):
    with pytest.raises(UnitError) as caught:
        parse(text, dimension)
    assert problem in caught.value.problem
    assert mend in caught.value.mend


def test_a_text_without_a_unit_has_no_dimension():
    with pytest.raises(UnitError):
        read("400")
    with pytest.raises(UnitError):
        read(400)


def test_dimensions_never_share_a_unit():
    counted = [unit for table in units._FACTORS.values() for unit in table]
    assert len(counted) == len(set(counted))


def test_every_dimension_shows_its_own_example():
    for dimension, example in units._EXAMPLES.items():
        assert math.isfinite(parse(example, dimension))
        assert dimension in units.SI_UNITS


def test_numbers_are_shown_as_people_write_them():
    assert show(35000.0, "km") == "35 km"
    assert show(2.5e9, "bn USD") == "2.5 bn USD"
    assert show(2.5e9, "USD") == "2500000000 USD"
    assert show(0.00014, "m2") == "0.00014 m2"
    assert show(123456.0, "km", digits=3) == "123 km"
    assert show(36.0, "") == "36"


class Launcher(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    reach: units.Length
    turn: units.Angle
    missiles: units.Count
    p_kill: units.Fraction
    cost: units.Money


def test_a_field_of_a_file_takes_units_and_holds_si():
    document = parse_yaml("{reach: 35 km, turn: 90 deg, missiles: 4, p_kill: 70 %, cost: 3 MUSD}")
    launcher, found = validate(document, Launcher)
    assert found == []
    assert launcher is not None
    assert (launcher.reach, launcher.missiles, launcher.cost) == (35000.0, 4, 3e6)
    assert isinstance(launcher.missiles, int)
    assert launcher.turn == pytest.approx(math.pi / 2)


def test_wrong_units_in_a_file_are_findings_on_their_line():
    document = parse_yaml("reach: -35 km\nturn: 90\nmissiles: 2.5\np_kill: 1.2\ncost: 3 MEUR\n", "l.yaml")
    _, found = validate(document, Launcher)
    assert [(f.line, f.field) for f in found] == [
        (1, "reach"),
        (2, "turn"),
        (3, "missiles"),
        (4, "p_kill"),
        (5, "cost"),
    ]
    told = {f.field: f.problem + " / " + f.mend for f in found}
    assert "negative" in told["reach"] and "0 m or more" in told["reach"]
    assert "90 deg" in told["turn"]
    assert "whole number" in told["missiles"]
    assert "1 or less" in told["p_kill"]
    assert "USD" in told["cost"]


def test_editors_get_a_schema_with_examples():
    fields = Launcher.model_json_schema()["properties"]
    assert fields["reach"]["type"] == "string"
    assert fields["reach"]["examples"] == ["35 km"]
    assert fields["missiles"]["type"] == ["integer", "string"]


def test_a_refusal_comes_back_whole_from_another_process():
    error = pickle.loads(pickle.dumps(UnitError("p", "m")))
    assert (error.problem, error.mend) == ("p", "m")
