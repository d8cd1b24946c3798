"""An eye sees size over distance, by the published function of resolvable cycles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.attenuation import haze_table_row, loss_lookup
from pavise.sim.detection import pd_lookup
from pavise.sim.models.sensing.optical_sight import cycles_for, optical_row, optical_scale_m2, p_detect, p_of_cycles

ROW = optical_row()
EARTH_M = 4.0 / 3.0 * 6371e3


@pytest.mark.parametrize(
    ("ratio", "printed"), [(3.0, 1.0), (2.0, 0.95), (1.5, 0.80), (1.0, 0.50), (0.75, 0.30), (0.5, 0.10), (0.25, 0.02)]
)
def test_the_chance_meets_johnson_and_ratches_table_of_cycles(ratio, printed):
    """Ratio of cycles to those for 50 %, and the chance: J. A. Ratches et al., "Night Vision Laboratory static
    performance model for thermal viewing systems" (1975), to the figures of the table."""
    assert p_of_cycles(ratio) == pytest.approx(printed, abs=0.03)


@given(st.floats(0.01, 0.99))
def test_the_cycles_for_a_chance_give_that_chance(pd):
    assert p_of_cycles(cycles_for(pd)) == pytest.approx(pd, abs=1e-12)


@given(st.floats(0.03, 30.0))
def test_the_row_holds_the_function(ratio):
    assert pd_lookup(ROW, ratio * ratio) == pytest.approx(p_of_cycles(ratio), abs=2e-4)


def test_nothing_to_see_is_not_seen():
    assert p_detect(5e3, 0.0, 1e9, ROW) == 0.0 and pd_lookup(ROW, 0.0) == 0.0


@given(st.floats(1e3, 50e3), st.floats(0.5, 100.0), st.floats(0.1, 0.9))
def test_half_the_width_and_height_is_seen_from_half_the_range(claimed_m, size_m2, pd):
    scale_m2 = optical_scale_m2(claimed_m, size_m2, pd)
    assert p_detect(claimed_m, size_m2, scale_m2, ROW) == pytest.approx(pd, abs=3e-4)
    assert p_detect(claimed_m / 2, size_m2 / 4, scale_m2, ROW) == pytest.approx(pd, abs=3e-4)


def test_haze_takes_contrast_by_koschmieders_law():
    """Level sight at sea level through 5 km visibility: contrast falls to 2 % over these 5 km, that of a 23 km day to
    0.02^(5/23) over the same; their ratio is the factor on the signal."""
    row = haze_table_row(5e3, 0.0, 1e12, 5e3)
    factor = loss_lookup(row, 5e3, 0.0)
    level = 0.02 / 0.02 ** (5 / 23)
    up = 0.02 ** (5 / 23 * 0.07)  # the claim is for 2 degrees, where the haze is 7 % thinner
    assert factor == pytest.approx(level * up, rel=0.02)


def test_haze_shortens_sight_and_less_so_upwards():
    scale_m2 = optical_scale_m2(12e3, 10.0, 0.5)
    chances = []
    for visibility_m in (23e3, 10e3, 5e3, 2e3):
        row = haze_table_row(visibility_m, 2.0, EARTH_M, 12e3)
        chances.append(p_detect(8e3, 10.0 * loss_lookup(row, 8e3, 300.0), scale_m2, ROW))
        assert loss_lookup(row, 8e3, 6e3) > loss_lookup(row, 8e3, 300.0)
    assert (np.diff(chances) < 0).all() and chances[-1] < 0.01


def test_a_visibility_of_nothing_is_refused():
    with pytest.raises(ValueError, match="visibility"):
        haze_table_row(0.0, 2.0, EARTH_M, 12e3)
