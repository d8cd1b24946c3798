"""Our elementary functions against 50-digit arithmetic."""

import math
from decimal import Decimal, getcontext

import numpy as np
import pytest

from pavise.sim import elementary

getcontext().prec = 50
PI_50 = Decimal("3.14159265358979323846264338327950288419716939937510")
POINTS = np.random.default_rng(3)


def error_in_ulp(value: float, exact: Decimal) -> float:
    return float(abs(Decimal(value) - exact) / Decimal(math.ulp(abs(float(exact)))))


def exact_sine(angle: Decimal) -> Decimal:
    angle = angle % (2 * PI_50)
    term = total = angle
    for k in range(1, 60):
        term *= -angle * angle / ((2 * k) * (2 * k + 1))
        total += term
    return total


def exact_arc_tangent(x: Decimal) -> Decimal:
    for _ in range(6):  # halve the angle until the series is short
        x = x / (1 + (1 + x * x).sqrt())
    term, total = x, Decimal(0)
    for k in range(40):
        total += term / (2 * k + 1) * (-1) ** k
        term *= x * x
    return 64 * total


def test_exp_to_the_last_bit_or_so():
    for x in [*POINTS.uniform(-700, 700, 300), *POINTS.uniform(-2, 2, 300), 0.0, 1.0, 709.78, -708.0]:
        assert error_in_ulp(elementary.exp(x), Decimal(x).exp()) < 1.0


def test_exp_at_the_ends_of_the_range():
    assert elementary.exp(1000.0) == math.inf
    assert elementary.exp(-1000.0) == 0.0
    assert elementary.exp(0.0) == 1.0
    assert elementary.exp(-740.0) == pytest.approx(math.exp(-740.0), abs=1e-323)
    assert math.isnan(elementary.exp(math.nan))


def test_log_to_the_last_bit_or_so():
    for x in [*np.exp(POINTS.uniform(-700, 700, 300)), *POINTS.uniform(0.5, 2.0, 300), 1e-310, 1.0 + 1e-15, 5e-324]:
        assert error_in_ulp(elementary.log(x), Decimal(x).ln()) < 1.0
    assert elementary.log(1.0) == 0.0


def test_log_outside_its_domain():
    assert elementary.log(0.0) == -math.inf
    assert math.isnan(elementary.log(-1.0))
    assert math.isnan(elementary.log(math.nan))
    assert elementary.log(math.inf) == math.inf


def test_decibels():
    for x in POINTS.uniform(1e-6, 1e6, 200):
        assert error_in_ulp(elementary.log10(x), Decimal(x).log10()) < 2.0
        assert elementary.db_from_ratio(x) == pytest.approx(10.0 * math.log10(x), rel=1e-15)
    for level_db in POINTS.uniform(-60, 60, 200):
        assert elementary.ratio_from_db(level_db) == pytest.approx(
            float(Decimal(10) ** (Decimal(level_db) / 10)), rel=5e-15
        )
    assert elementary.ratio_from_db(0.0) == 1.0


@pytest.mark.parametrize("largest", [0.7, 10.0, 1e6])
def test_sine_and_cosine_to_the_last_bit_or_so(largest):
    for angle in POINTS.uniform(-largest, largest, 300):
        assert error_in_ulp(elementary.sin(angle), exact_sine(Decimal(angle))) < 1.0
        assert error_in_ulp(elementary.cos(angle), exact_sine(Decimal(angle) + PI_50 / 2)) < 1.0


def test_sine_near_its_zeros():
    for turns in range(-8, 9):
        angle = turns * math.pi
        assert error_in_ulp(elementary.sin(angle), exact_sine(Decimal(angle))) < 1.0 or turns == 0
    assert elementary.sin_cos(0.0) == (0.0, 1.0)


def test_arc_tangent_to_the_last_bit_or_so():
    edges = [0.4375, 0.6875, 1.1875, 2.4375]
    for x in [*POINTS.uniform(-5, 5, 300), *edges, *np.nextafter(edges, 0.0), 1e-9, 1e12]:
        assert error_in_ulp(elementary.atan(x), exact_arc_tangent(Decimal(x))) < 1.0


def test_bearing_in_every_quadrant():
    for y, x in POINTS.uniform(-1, 1, (400, 2)):
        assert elementary.atan2(y, x) == pytest.approx(math.atan2(y, x), rel=4e-16)
    assert elementary.atan2(0.0, 1.0) == 0.0
    assert elementary.atan2(0.0, -1.0) == math.pi
    assert elementary.atan2(1.0, 0.0) == math.pi / 2
    assert elementary.atan2(-1.0, 0.0) == -math.pi / 2
    assert elementary.atan2(0.0, 0.0) == 0.0
    assert elementary.atan2(1e-300, 1e300) == 0.0


def test_arc_sine_and_arc_cosine():
    for x in [*POINTS.uniform(-1, 1, 300), *(1.0 - POINTS.uniform(0, 1e-6, 50)), -1.0, 0.0, 1.0]:
        assert elementary.asin(x) == pytest.approx(math.asin(x), rel=5e-16)
        assert elementary.acos(x) == pytest.approx(math.acos(x), rel=5e-16, abs=1e-300)


def test_a_cosine_rounded_beyond_one_is_the_pole():
    assert elementary.acos(1.0 + 1e-15) == 0.0
    assert elementary.acos(-1.0 - 1e-15) == math.pi
    assert elementary.asin(1.0 + 1e-15) == math.pi / 2
