"""The standard air against the printed standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.atmosphere import air_density, speed_of_sound, temperature_and_pressure, water_vapour

# U.S. Standard Atmosphere, 1976 (NOAA-S/T 76-1562), table 1: geometric height, K, hPa, kg/m3, and the speed of sound.
PRINTED = [
    (0.0, 288.150, 1013.25, 1.2250, 340.29),
    (1000.0, 281.651, 898.76, 1.1117, 336.43),
    (5000.0, 255.676, 540.48, 0.73643, 320.55),
    (10e3, 223.252, 264.99, 0.41351, 299.53),
    (20e3, 216.650, 55.293, 8.8910e-2, 295.07),
    (30e3, 226.509, 11.970, 1.8410e-2, 301.71),
    (50e3, 270.650, 0.79779, 1.0269e-3, 329.80),
    (70e3, 219.585, 5.2209e-2, 8.2829e-5, 297.06),
]


@pytest.mark.parametrize(("height_m", "kelvin", "hpa", "density", "sound_mps"), PRINTED)
def test_the_air_is_that_of_the_printed_table(height_m, kelvin, hpa, density, sound_mps):
    temperature_k, pressure_pa = temperature_and_pressure(height_m)
    assert temperature_k == pytest.approx(kelvin, abs=0.002)
    assert pressure_pa == pytest.approx(100 * hpa, rel=1e-4)
    assert air_density(height_m) == pytest.approx(density, rel=1e-4)
    assert speed_of_sound(height_m) == pytest.approx(sound_mps, abs=0.01)


@pytest.mark.parametrize("base_m", [11e3, 20e3, 32e3, 47e3, 51e3, 71e3])
def test_layers_meet_at_their_bases(base_m):
    """Bases are geopotential: pressure and temperature on both sides of the geometric height agree."""
    height_m = base_m * 6_356_766.0 / (6_356_766.0 - base_m)
    below, above = temperature_and_pressure(height_m - 1e-3), temperature_and_pressure(height_m + 1e-3)
    assert below == pytest.approx(above, rel=1e-6)


@given(st.floats(-5000.0, 86e3), st.floats(1.0, 1000.0))
def test_pressure_and_density_fall_with_height(height_m, up_m):
    assert temperature_and_pressure(height_m + up_m)[1] < temperature_and_pressure(height_m)[1]
    assert air_density(height_m + up_m) < air_density(height_m)


@given(st.floats(0.0, 60e3), st.floats(0.0, 30.0))
def test_water_vapour_is_half_as_much_every_1400_m_and_never_more_than_at_sea_level(height_m, sea_level):
    vapour = water_vapour(height_m, sea_level)
    assert 0.0 <= vapour <= sea_level
    if height_m < 10e3 and sea_level > 1.0:
        assert water_vapour(height_m + 1386.29, sea_level) == pytest.approx(0.5 * vapour, rel=1e-4)
