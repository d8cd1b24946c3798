"""Answers about the air: its state, what gases, rain, cloud and haze take from a signal, and how rays bend in it."""

from __future__ import annotations

import math

from pavise.sim import atmosphere, attenuation, diffraction, gas_lines, geometry, refraction
from pavise.sim.elementary import db_from_ratio
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M

Numbers = tuple[float, ...]
EARTH_RADIUS_M = geometry.effective_earth_radius(4.0 / 3.0, MEAN_RADIUS_M)


def standard_air(height_m: float) -> Numbers:
    """Temperature, pressure, density and speed of sound."""
    state = atmosphere.temperature_and_pressure(height_m)
    return (*state, atmosphere.air_density(height_m), atmosphere.speed_of_sound(height_m))


def water_vapour(height_m: float, at_sea_level_gpm3: float) -> float:
    """Density of water vapour at a height."""
    return atmosphere.water_vapour(height_m, at_sea_level_gpm3)


def gases(frequency_ghz: float, dry_pressure_hpa: float, temperature_k: float, vapour_gpm3: float) -> Numbers:
    """Loss per kilometre in dry air and in water vapour."""
    state = (float(dry_pressure_hpa), temperature_k, vapour_gpm3)
    frequency_hz = 1e9 * frequency_ghz
    return gas_lines.oxygen_db_per_km(frequency_hz, *state), gas_lines.vapour_db_per_km(frequency_hz, *state)


def clear_air(frequency_ghz: float, height_m: float) -> float:
    """Loss per kilometre in the standard air at a height."""
    return attenuation.clear_air_db_per_km(1e9 * frequency_ghz, height_m)


def rain_on_a_slope(frequency_ghz: float, rain_mmph: float, elevation_deg: float, tilt_deg: float) -> Numbers:
    """k, alpha and loss per kilometre in rain, for a wave of this elevation and tilt of polarisation."""
    angles_rad = (math.radians(elevation_deg), math.radians(tilt_deg))
    coefficients = attenuation.rain_coefficients(1e9 * frequency_ghz, *angles_rad)
    return (*coefficients, attenuation.rain_db_per_km(1e9 * frequency_ghz, float(rain_mmph), *angles_rad))


def rain_coefficients(frequency_ghz: float) -> Numbers:
    """k and alpha for level waves, horizontal and vertical."""
    horizontal = attenuation.rain_coefficients(1e9 * frequency_ghz, 0.0, 0.0)
    vertical = attenuation.rain_coefficients(1e9 * frequency_ghz, 0.0, 0.5 * math.pi)
    return (*horizontal, *vertical)


def cloud(frequency_ghz: float, temperature_k: float, water_gpm3: float) -> float:
    """Loss per kilometre in a cloud."""
    return attenuation.cloud_db_per_km(1e9 * frequency_ghz, temperature_k, water_gpm3)


def path_loss(
    frequency_ghz: float, height_m: float, target_height_m: float, elevation_deg: float, rain_mmph: float
) -> float:
    """Two-way loss along the way to a target that is seen at an elevation."""
    sin_elevation = math.sin(math.radians(elevation_deg))
    range_m = geometry.slant_range_seen(sin_elevation, height_m, target_height_m, EARTH_RADIUS_M)
    way = (range_m, height_m, target_height_m, EARTH_RADIUS_M)
    clear_db = float(attenuation.path_loss_db(attenuation.standard_air(1e9 * frequency_ghz), *way))
    wet_km = 1e-3 * range_m * attenuation.share_below(attenuation.RAIN_HEIGHT_M, *way)
    return 2.0 * (clear_db + wet_km * attenuation.rain_db_per_km(1e9 * frequency_ghz, float(rain_mmph)))


def path_loss_bent(frequency_ghz: float, height_m: float, target_height_m: float, elevation_deg: float) -> float:
    """The same in clear air."""
    return path_loss(frequency_ghz, height_m, target_height_m, elevation_deg, 0.0)


def loss_in_the_table(
    frequency_ghz: float, height_m: float, claimed_m: float, target_height_m: float, range_m: float, rain_mmph: float
) -> float:
    """What battles look up: the two-way loss beyond that which the claimed range holds already."""
    rows = attenuation.loss_table_row(1e9 * frequency_ghz, height_m, EARTH_RADIUS_M, claimed_m, float(rain_mmph))
    return -db_from_ratio(attenuation.loss_lookup(rows, range_m, target_height_m))


def haze(visibility_m: float, claimed_m: float, range_m: float) -> float:
    """What haze takes from the contrast of a target at sea level, beyond what the claim in clear air holds."""
    row = attenuation.haze_table_row(visibility_m, 0.0, EARTH_RADIUS_M, claimed_m)
    at_claim = attenuation.loss_lookup(row, 0.0, 0.0)
    return db_from_ratio(at_claim) - db_from_ratio(attenuation.loss_lookup(row, range_m, 0.0))


def knife_edge(edge_m: float, distance1_m: float, distance2_m: float, frequency_ghz: float) -> Numbers:
    """The clearance of an edge and the loss over it."""
    wave_m = 0.299792458 / frequency_ghz
    v = diffraction.clearance(edge_m, distance1_m, distance2_m, wave_m)
    return v, diffraction.knife_edge_loss_db(v)


def bent_ray(height_m: float, target_height_m: float, elevation_deg: float) -> Numbers:
    """Length, straight distance, true elevation and ground range of a ray in an exponential atmosphere."""
    sin_elevation = math.sin(math.radians(elevation_deg))
    ray = refraction.exponential_ray(sin_elevation, height_m, target_height_m, MEAN_RADIUS_M)
    path_m, _, straight_m, true_rad, ground_m = ray
    return path_m, straight_m, math.degrees(true_rad), ground_m


def bent_ray_printed(height_m: float, target_height_m: float, elevation_deg: float) -> Numbers:
    """The same with the range as a radar measures it instead of the length, as the example prints it."""
    sin_elevation = math.sin(math.radians(elevation_deg))
    ray = refraction.exponential_ray(sin_elevation, height_m, target_height_m, MEAN_RADIUS_M)
    _, range_m, straight_m, true_rad, ground_m = ray
    return range_m, straight_m, math.degrees(true_rad), ground_m
