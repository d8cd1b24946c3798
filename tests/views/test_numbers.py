"""Numbers on the page say no more than is known."""

import math

import pytest

from pavise.views import numbers

THIN, SOLID = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


def test_what_is_not_known_is_a_dash_and_never_a_zero():
    for missing in (None, math.nan, math.inf):
        assert numbers.plain(missing) == numbers.share(missing) == numbers.dollars(missing) == numbers.DASH


def test_nearly_certain_is_not_rounded_to_certain():
    assert numbers.share(0.9996) == ">99%"
    assert numbers.share(0.0004) == "<1%"
    assert numbers.share(1.0) == "100%" and numbers.share(0.0) == "0%"
    assert numbers.share(0.9996, 1) == ">99.9%"


def test_digits_follow_the_width_of_the_interval():
    assert numbers.share_with_interval(0.6342, 0.55, 0.72) == ("63%", "55 to 72")
    assert numbers.share_with_interval(0.6342, 0.631, 0.637) == ("63.4%", "63.1 to 63.7")


def test_a_difference_always_carries_its_sign():
    assert numbers.points_with_interval(0.042, 0.031, 0.053) == ("+4.2", "+3.1 to +5.3")
    assert numbers.points_with_interval(-0.042, -0.053, 0.001)[0] == "\N{MINUS SIGN}4.2"
    assert numbers.plain(-0.04, 1, sign=True) == "0.0"


@pytest.mark.parametrize(
    "value, text",
    [(2.5e9, "$2.5 bn"), (999_960_000, "$1.0 bn"), (3.4e8, "$340 m"), (45_300, "$45 k"), (300, "$300")],
)
def test_money_is_said_in_the_unit_a_reader_would_use(value, text):
    assert numbers.dollars(value) == text.replace(" ", SOLID)


def test_si_values_are_said_as_a_reader_would_write_them():
    assert numbers.quantity(250_000, "m") == f"250{SOLID}km"
    assert numbers.quantity(10, "s") == f"10{SOLID}s"
    assert numbers.quantity(5400, "s") == f"90{SOLID}min"
    assert numbers.quantity(math.radians(40), "rad") == "40°"
    assert numbers.quantity(3e9, "Hz").split() == ["3", "GHz"]
    assert numbers.quantity(1.25e6, "Hz").split() == ["1.2", "MHz"]
    assert numbers.quantity(0.65, "fraction") == "0.65"
    assert numbers.quantity(6, "count") == "6"
    assert numbers.quantity(12_345, "") == f"12{THIN}345"
    assert numbers.quantity(1020, "m/s") == f"1{THIN}020{SOLID}m/s"
