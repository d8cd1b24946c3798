"""What counts as near enough."""

from __future__ import annotations

import math

import pytest

from pavise.verify.dossier import Output, Row
from pavise.verify.judge import Counted, compared


def passes(expected: float | None, got: object, **tolerance: float) -> bool:
    output = Output("x_m", tolerance.get("absolute", 0.0), tolerance.get("relative", 0.0), tolerance.get("turn"))
    return compared(output, Row(1, {}, {"x_m": expected}), got)[2] is None


def test_both_parts_of_a_tolerance_count() -> None:
    assert passes(100.0, 101.0, absolute=1.0)
    assert not passes(100.0, 101.1, absolute=1.0)
    assert passes(100.0, 101.9, absolute=1.0, relative=0.01)
    assert passes(-100.0, -101.9, absolute=1.0, relative=0.01)


def test_no_tolerance_means_exact() -> None:
    assert passes(3.0, 3) and passes(0.0, -0.0) and passes(1.0, True)
    assert not passes(3.0, math.nextafter(3.0, 4.0))


def test_angles_are_compared_around_the_circle() -> None:
    assert passes(359.9999, 0.0, absolute=1e-3, turn=360.0)
    assert passes(-180.0, 180.0, turn=360.0)
    assert not passes(0.0, 180.0, absolute=1.0, turn=360.0)


def test_where_there_is_no_number_there_must_be_none() -> None:
    assert passes(None, math.nan) and passes(None, None)
    assert not passes(None, 1.0, absolute=1e9)
    assert not passes(1.0, math.nan, absolute=1e9) and not passes(1.0, None, absolute=1e9)


def test_infinity_is_never_near() -> None:
    assert not passes(1.0, math.inf, absolute=1e300)


def test_a_simulated_value_may_be_off_by_four_standard_errors() -> None:
    assert passes(0.5, Counted(0.539, 0.01)) and not passes(0.5, Counted(0.541, 0.01))


def test_the_unit_is_read_off_the_name() -> None:
    units = {"range_m": "m", "range_km": "km", "area_m2": "m2", "speed_mps": "m/s", "snr_db": "dB", "pd": ""}
    for name, unit in units.items():
        assert Output(name, 0.0, 0.0, None).unit == unit


@pytest.mark.parametrize(
    ("absolute", "relative", "words"),
    [(0.001, 1e-9, "0.001 m + 1e-09 of it"), (0.001, 0.0, "0.001 m"), (0.0, 0.03, "0.03 of it"), (0.0, 0.0, "exact")],
)
def test_a_tolerance_in_words(absolute: float, relative: float, words: str) -> None:
    assert Output("x_m", absolute, relative, None).tolerance == words
