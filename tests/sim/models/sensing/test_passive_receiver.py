"""A receiver hears one way, and only what speaks."""

import pytest

from pavise.sim.detection import pd_table
from pavise.sim.models.sensing.passive_receiver import p_detect, passive_scale_m2

LAW = (1, 1, 1e-6)
SCALE_M2 = passive_scale_m2(200e3, 1.0, 0.5, *LAW)


def test_a_hundredth_of_the_emission_is_heard_from_a_tenth_of_the_range():
    row = pd_table(*LAW)
    assert p_detect(200e3, 1.0, SCALE_M2, row) == pytest.approx(0.5, abs=1e-3)
    assert p_detect(20e3, 0.01, SCALE_M2, row) == pytest.approx(0.5, abs=1e-3)


def test_what_is_silent_is_found_by_false_alarm_only():
    assert p_detect(1e3, 0.0, SCALE_M2, pd_table(*LAW)) == pytest.approx(1e-6)


def test_sight_fades_more_slowly_with_range_than_that_of_a_radar():
    from pavise.sim.detection import anchor_scale
    from pavise.sim.models.sensing import rotating_radar

    row = pd_table(*LAW)
    radar_m2 = anchor_scale(200e3, 1.0, 0.5, *LAW)
    assert p_detect(300e3, 1.0, SCALE_M2, row) > rotating_radar.p_detect(300e3, 1.0, radar_m2, row)
    assert p_detect(100e3, 1.0, SCALE_M2, row) < rotating_radar.p_detect(100e3, 1.0, radar_m2, row)
