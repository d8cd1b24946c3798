"""The standard air: temperature, pressure, density, speed of sound and water vapour by height.

Seven layers in which temperature is constant or changes steadily with *geopotential* height, in hydrostatic balance,
from a sea level at 15 C and 1,013.25 hPa. Water vapour, which the standard leaves out, is the reference profile of the
ITU: 7.5 g/m3 at sea level, a half less every 1.4 km, and never less than two millionths of the air's pressure.

Sources: *U.S. Standard Atmosphere, 1976*, NOAA-S/T 76-1562, tables 1 to 4; Recommendation ITU-R P.835-6 (2017),
annex 1.

When not to believe it: it is a mean over latitudes, seasons and hours. Over a warm sea in summer there is two or three
times the vapour; a winter night is 30 K colder at the ground. Heights in metres above sea level, from -5 km to 86 km
(above 80 km the temperature is the molecular-scale one, up to 0.05 % more than the kinetic). Do not use it higher.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import exp, log

EARTH_RADIUS_OF_GEOPOTENTIAL_M = 6_356_766.0
GRAVITY_MPS2 = 9.80665
GAS_CONSTANT_J_PER_KG_K = 8314.32 / 28.9644  # of dry air, with the standard's own gas constant
HEAT_RATIO = 1.4

LAYER_BASE_M = (0.0, 11e3, 20e3, 32e3, 47e3, 51e3, 71e3)  # geopotential
LAYER_LAPSE_K_PER_M = (-6.5e-3, 0.0, 1.0e-3, 2.8e-3, 0.0, -2.8e-3, -2.0e-3)
LAYER_BASE_K = (288.15, 216.65, 216.65, 228.65, 270.65, 270.65, 214.65)
LAYER_BASE_PA = (101325.0, 22632.064, 5474.8887, 868.01868, 110.90631, 66.938873, 3.9564205)

VAPOUR_AT_SEA_LEVEL_G_PER_M3 = 7.5
VAPOUR_SCALE_HEIGHT_M = 2000.0


@kernel
def temperature_and_pressure(height_m):
    """Temperature (K) and pressure (Pa) of the standard air at a height above sea level."""
    geopotential_m = EARTH_RADIUS_OF_GEOPOTENTIAL_M * height_m / (EARTH_RADIUS_OF_GEOPOTENTIAL_M + height_m)
    layer = 0
    while layer < 6 and geopotential_m >= LAYER_BASE_M[layer + 1]:
        layer += 1
    above_m = geopotential_m - LAYER_BASE_M[layer]
    base_k, lapse = LAYER_BASE_K[layer], LAYER_LAPSE_K_PER_M[layer]
    temperature_k = base_k + lapse * above_m
    weight = GRAVITY_MPS2 / GAS_CONSTANT_J_PER_KG_K
    if lapse == 0.0:
        return temperature_k, LAYER_BASE_PA[layer] * exp(-weight * above_m / base_k)
    return temperature_k, LAYER_BASE_PA[layer] * exp(-weight / lapse * log(temperature_k / base_k))


@kernel
def air_density(height_m):
    """Density of the standard air, kg/m3."""
    temperature_k, pressure_pa = temperature_and_pressure(height_m)
    return pressure_pa / (GAS_CONSTANT_J_PER_KG_K * temperature_k)


@kernel
def speed_of_sound(height_m):
    """Speed of sound in the standard air, m/s."""
    return math.sqrt(HEAT_RATIO * GAS_CONSTANT_J_PER_KG_K * temperature_and_pressure(height_m)[0])


@kernel
def vapour_pressure_hpa(vapour_g_per_m3, temperature_k):
    """Partial pressure of water vapour of a given density (equation 5 of P.835)."""
    return vapour_g_per_m3 * temperature_k / 216.7


@kernel
def water_vapour(height_m, sea_level_g_per_m3):
    """Density of water vapour in g/m3 by height, from its value at sea level."""
    temperature_k, pressure_pa = temperature_and_pressure(height_m)
    driest = 2e-6 * (0.01 * pressure_pa) * 216.7 / temperature_k
    return max(sea_level_g_per_m3 * exp(-height_m / VAPOUR_SCALE_HEIGHT_M), min(driest, sea_level_g_per_m3))
