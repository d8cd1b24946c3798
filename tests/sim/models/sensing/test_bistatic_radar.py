"""Two legs: ovals of Cassini, and an ordinary radar when both ends stand together."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.detection import anchor_scale, pd_table, radar_equation_snr
from pavise.sim.models.sensing import rotating_radar
from pavise.sim.models.sensing.bistatic_radar import equivalent_range_m, p_detect

LAW = (1, 1, 1e-6)
legs_m = st.floats(1e3, 300e3)


@given(legs_m, legs_m)
def test_the_signal_is_that_of_the_radar_equation_with_two_legs(out_m, in_m):
    """Only the product of the legs counts: `detection.radar_equation_snr` is checked against printed examples."""
    equivalent_m = equivalent_range_m(out_m, in_m)
    radar = (1e6, 1e-6, 1e3, 1e3, 3e9, 1.0)
    two_legs = radar_equation_snr(*radar, out_m, in_m, 290.0, 1.0)
    assert radar_equation_snr(*radar, equivalent_m, equivalent_m, 290.0, 1.0) == pytest.approx(two_legs, rel=1e-12)


def test_with_both_ends_in_one_place_it_is_an_ordinary_radar():
    row, scale_m2 = pd_table(*LAW), anchor_scale(120e3, 1.0, 0.5, *LAW)
    assert equivalent_range_m(80e3, 80e3) == 80e3
    assert p_detect(80e3, 2.0, scale_m2, row) == rotating_radar.p_detect(80e3, 2.0, scale_m2, row)


def test_places_of_equal_signal_are_ovals_of_cassini():
    """With the ends 100 km apart and an equivalent range of 50 km the oval is Bernoulli's lemniscate, through the
    middle and out to sqrt(2) x 50 km from it along the line between them."""
    assert equivalent_range_m(50e3, 50e3) == pytest.approx(50e3)
    tip_m = math.sqrt(2.0) * 50e3
    assert equivalent_range_m(tip_m + 50e3, tip_m - 50e3) == pytest.approx(50e3, rel=1e-12)
