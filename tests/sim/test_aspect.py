"""Cross-section by aspect: three numbers joined as an ellipsoid joins them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.aspect import aspect_rcs_m2, cos_aspect_of

ratios = st.floats(0.01, 1000.0)
cosines = st.floats(-1.0, 1.0)
parts = st.floats(-1e5, 1e5).filter(lambda x: x == 0.0 or abs(x) > 1e-3)


@given(st.floats(1e-4, 100.0), ratios, ratios)
def test_nose_side_and_tail_are_met(nose_m2, side, tail):
    assert aspect_rcs_m2(nose_m2, side, tail, 1.0) == pytest.approx(nose_m2, rel=1e-9)
    assert aspect_rcs_m2(nose_m2, side, tail, 0.0) == pytest.approx(side * nose_m2, rel=1e-12)
    assert aspect_rcs_m2(nose_m2, side, tail, -1.0) == pytest.approx(tail * nose_m2, rel=1e-9)


@given(st.floats(1e-4, 100.0), cosines)
def test_without_ratios_nothing_changes_to_the_last_bit(nose_m2, cosine):
    assert aspect_rcs_m2(nose_m2, 1.0, 1.0, cosine) == nose_m2


@given(ratios, ratios, cosines, cosines)
def test_between_the_stated_aspects_it_only_rises_or_only_falls(side, tail, one, other):
    near, far = sorted((abs(one), abs(other)))
    for sign, end in ((1.0, 1.0), (-1.0, tail)):
        from_side = aspect_rcs_m2(1.0, side, tail, sign * near), aspect_rcs_m2(1.0, side, tail, sign * far)
        if end >= side:
            assert from_side[0] <= from_side[1] * (1 + 1e-12)
        else:
            assert from_side[0] >= from_side[1] * (1 - 1e-12)


@pytest.mark.parametrize("aspect_deg", [0, 10, 30, 45, 60, 80, 90])
@pytest.mark.parametrize("length_over_width", [2.0, 5.0])
def test_it_is_the_ellipsoid_of_the_textbook(aspect_deg, length_over_width):
    """Prolate spheroid with half axes a (along) and b: pi b^4 a^2 / (a^2 cos^2 + b^2 sin^2)^2 (Knott et al. 2004)."""
    a, b = length_over_width, 1.0

    def spheroid_m2(angle_rad):
        return math.pi * b**4 * a**2 / (a**2 * math.cos(angle_rad) ** 2 + b**2 * math.sin(angle_rad) ** 2) ** 2

    nose, side, there = (spheroid_m2(angle) for angle in (0.0, math.pi / 2, math.radians(aspect_deg)))
    cosine = math.cos(math.radians(aspect_deg))
    assert aspect_rcs_m2(nose, side / nose, 1.0, cosine) == pytest.approx(there, rel=1e-12)
    assert aspect_rcs_m2(nose, side / nose, 1.0, -cosine) == pytest.approx(there, rel=1e-12)


@given(st.tuples(parts, parts, parts), st.tuples(parts, parts, parts))
def test_the_cosine_is_that_of_the_angle_between_any_two_arrows(sight, heading):
    cosine = cos_aspect_of(*sight, *heading)
    product = math.hypot(*sight) * math.hypot(*heading)
    if product == 0.0:
        assert cosine == 1.0
    else:
        expected = sum(a * b for a, b in zip(sight, heading, strict=True)) / product
        assert -1.0 <= cosine <= 1.0 and cosine == pytest.approx(expected, abs=1e-12)


def test_head_on_is_the_nose():
    """A target north of the sensor that flies south shows its nose: the way to the sensor is its heading."""
    assert cos_aspect_of(0.0, -50e3, 0.0, 0.0, -250.0, 0.0) == 1.0
    assert cos_aspect_of(0.0, -50e3, 0.0, 0.0, 250.0, 0.0) == -1.0
    assert cos_aspect_of(0.0, -50e3, 0.0, 250.0, 0.0, 0.0) == 0.0
