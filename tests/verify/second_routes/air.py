"""The air by other ways: ITU-Rpy, hydrostatics and rays integrated step by step, Fresnel integrals of SciPy."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy import integrate, special

EARTH_M = 6_371_000.0


@cache
def hydrostatic():
    """Air of the layers' temperatures in balance with gravity, over geopotential height: dp/dh = -g p / (R T)."""
    bases = [0.0, 11e3, 20e3, 32e3, 47e3, 51e3, 71e3, 85e3]
    lapses = [-6.5e-3, 0.0, 1e-3, 2.8e-3, 0.0, -2.8e-3, -2e-3]
    weight = 9.80665 * 28.9644 / 8314.32
    kelvins = np.cumsum([288.15, *(lapse * (b - a) for lapse, a, b in zip(lapses, bases, bases[1:], strict=False))])

    def kelvin(h):
        return np.interp(h, bases, kelvins) if h >= 0.0 else 288.15 - 6.5e-3 * h

    def fall(h, log_p):
        return [-weight / kelvin(h)]

    pieces, log_p = [], math.log(101325.0)
    pieces.append(
        (-6e3, 0.0, integrate.solve_ivp(fall, (0.0, -6e3), [log_p], rtol=1e-11, atol=1e-12, dense_output=True))
    )
    for a, b in zip(bases, bases[1:], strict=False):
        piece = integrate.solve_ivp(fall, (a, b), [log_p], rtol=1e-11, atol=1e-12, dense_output=True)
        pieces.append((a, b, piece))
        log_p = piece.y[0, -1]
    return kelvin, pieces


def standard_air(height_m):
    kelvin, pieces = hydrostatic()
    h = 6_356_766.0 * height_m / (6_356_766.0 + height_m)
    piece = next(solution for a, b, solution in pieces if a <= h <= b)
    t, p = float(kelvin(h)), math.exp(piece.sol(h)[0])
    return t, p, p * 28.9644 / (8314.32 * t), math.sqrt(1.4 * 8314.32 / 28.9644 * t)


def water_vapour(height_m, at_sea_level_gpm3):
    t, p, _, _ = standard_air(height_m)
    driest = 2e-6 * 0.01 * p * 216.7 / t
    return max(at_sea_level_gpm3 * 0.5 ** (height_m / (2000.0 * math.log(2.0))), min(driest, at_sea_level_gpm3))


# ---- loss per kilometre: ITU-Rpy ----------------------------------------------------------------------------------


def gases(frequency_ghz, dry_pressure_hpa, temperature_k, vapour_gpm3):
    from itur.models import itu676

    itu676.change_version(12)
    state = (frequency_ghz, dry_pressure_hpa, vapour_gpm3, temperature_k)
    return float(itu676.gamma0_exact(*state).value), float(itu676.gammaw_exact(*state).value)


def clear_air(frequency_ghz, height_m):
    t, p, _, _ = standard_air(height_m)
    vapour = water_vapour(height_m, 7.5)
    return sum(gases(frequency_ghz, 0.01 * p - vapour * t / 216.7, t, vapour))


def rain_on_a_slope(frequency_ghz, rain_mmph, elevation_deg, tilt_deg):
    from itur.models import itu838

    k, alpha = itu838.rain_specific_attenuation_coefficients(frequency_ghz, elevation_deg, tilt_deg)
    loss = itu838.rain_specific_attenuation(rain_mmph, frequency_ghz, elevation_deg, tilt_deg)
    return float(k), float(alpha), float(loss.value)


def cloud(frequency_ghz, temperature_k, water_gpm3):
    from itur.models import itu840

    return water_gpm3 * float(itu840.specific_attenuation_coefficients(frequency_ghz, temperature_k - 273.15))


# ---- along a ray --------------------------------------------------------------------------------------------------


@cache
def loss_by_height(frequency_ghz):
    """dB/km every 100 m up to 60 km."""
    heights = np.arange(0.0, 60_001.0, 100.0)
    return heights, np.array([clear_air(frequency_ghz, h) for h in heights])


def loss_at(frequency_ghz, height_m, rain_mmph):
    heights, losses = loss_by_height(frequency_ghz)
    rain = rain_on_a_slope(frequency_ghz, rain_mmph, 0.0, 45.0)[2] if rain_mmph else 0.0
    return np.interp(height_m, heights, losses) + rain * (np.asarray(height_m) < 5000.0)


def path_loss(frequency_ghz, height_m, target_height_m, elevation_deg, rain_mmph):
    """A straight ray over 4/3 of the earth, summed up in 200,000 steps."""
    radius = 4.0 / 3.0 * EARTH_M
    sine = math.sin(math.radians(elevation_deg))
    a, b = radius + height_m, radius + target_height_m
    length = -a * sine + math.sqrt(b * b - a * a * (1.0 - sine * sine))
    along = (np.arange(200_000) + 0.5) / 200_000 * length
    heights = np.sqrt(a * a + along * along + 2.0 * a * along * sine) - radius
    return 2.0 * 1e-3 * length * float(loss_at(frequency_ghz, heights, rain_mmph).mean())


def path_loss_bent(frequency_ghz, height_m, target_height_m, elevation_deg):
    """The ray of an exponential atmosphere in its place."""
    ray = traced(height_m, target_height_m, elevation_deg)
    along = np.linspace(0.0, ray.t[-1], 200_001)
    losses = loss_at(frequency_ghz, ray.sol(along)[0] - EARTH_M, 0.0)
    return 2.0 * 1e-3 * float(integrate.trapezoid(losses, along))


def loss_in_the_table(frequency_ghz, height_m, claimed_m, target_height_m, range_m, rain_mmph):
    radius = 4.0 / 3.0 * EARTH_M

    def elevation(to_m, distance):
        rise = (to_m - height_m) * (2.0 * radius + to_m + height_m) - distance * distance
        return math.degrees(math.asin(rise / (2.0 * (radius + height_m) * distance)))

    def height(distance, elevation_deg):
        rise = math.sin(math.radians(elevation_deg))
        return math.sqrt((radius + height_m) ** 2 + distance**2 + 2.0 * (radius + height_m) * distance * rise) - radius

    held = path_loss(frequency_ghz, height_m, height(claimed_m, 2.0), 2.0, 0.0)
    return path_loss(frequency_ghz, height_m, target_height_m, elevation(target_height_m, range_m), rain_mmph) - held


def haze(visibility_m, claimed_m, range_m):
    """Level sight over a round earth at sea level: the chord dips by metres, which haze of 1.2 km does not notice."""
    return 10.0 * math.log10(1.0 / 0.02) * range_m / visibility_m


def knife_edge(edge_m, distance1_m, distance2_m, frequency_ghz):
    wave_m = 299_792_458.0 / (1e9 * frequency_ghz)
    v = edge_m * math.sqrt(2.0 / wave_m * (1.0 / distance1_m + 1.0 / distance2_m))
    s, c = special.fresnel(v)
    return v, -20.0 * math.log10(0.5 * math.hypot(1.0 - c - s, c - s))


# ---- rays ---------------------------------------------------------------------------------------------------------


def traced(height_m, target_height_m, elevation_deg):
    """The ray followed by its curvature: radius, angle at the centre and elevation over the length of the way."""

    def along(_, s):
        r, _, elevation = s
        excess = 313e-6 * math.exp(-0.143859e-3 * (r - EARTH_M))
        # d(elevation)/ds = cos(elevation) (1/r + n'/n), n' the slope of the index with height
        slope = -0.143859e-3 * excess / (1.0 + excess)
        return [math.sin(elevation), math.cos(elevation) / r, math.cos(elevation) * (1.0 / r + slope)]

    def there(_, s):
        return s[0] - EARTH_M - target_height_m

    there.terminal = True
    start = [EARTH_M + height_m, 0.0, math.radians(elevation_deg)]
    fine = {"rtol": 1e-12, "atol": [1e-7, 1e-13, 1e-13], "dense_output": True}
    return integrate.solve_ivp(along, (0.0, 3e6), start, "DOP853", events=there, max_step=2e4, **fine)


def bent_ray(height_m, target_height_m, elevation_deg):
    ray = traced(height_m, target_height_m, elevation_deg)
    r, angle, _ = ray.y[:, -1]
    x, y = r * math.sin(angle), r * math.cos(angle) - EARTH_M - height_m
    return float(ray.t[-1]), math.hypot(x, y), math.degrees(math.atan2(y, x)), EARTH_M * angle
