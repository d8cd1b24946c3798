"""What the air takes from a signal on its way: gases, rain, cloud and haze along the bent ray, tabulated for the loop.

Each of these has a loss per kilometre that depends on height. A ray that is straight over the effective earth runs
through the heights between sensor and target, dipping below both when they are far apart, and adds it up:

              ____----* target        loss = range x (mean loss per metre over the heights that the ray runs through)
     sensor *'  ray
    ----.-----------.---- earth

The *mean* of the clear air or the haze is what the table holds, by range and height of the target: it is smooth and
changes little with range, so some two thousand numbers give any path to a few hundredths of a dB. Rain ends at its top;
the share of the ray below that is a quadratic equation, solved at each look.

**What a claim holds already.** A claimed range was measured or worked out in air. The table gives the factor by which a
signal is weaker than the plain power law through the claim: loss beyond that of the claimed range in clear air at two
degrees of elevation. Nearer than that the factor is above 1.

Sources: Recommendations ITU-R P.676-12 (gases), P.838-3 (rain), P.840-8 (cloud), P.839-4 (rain heights);
H. Koschmieder, Beitr. Phys. freien Atm. 12 (1924) 33-53 (haze); L. Elterman, AFCRL-68-0153 (1968) (its height).

When not to believe it: rain and cloud of the same strength along the whole path, where real cells are some kilometres
wide: for heavy rain an upper bound of the loss. Rain's own echo (clutter) is not here. Rays are those of the effective
earth, which run a little low at great ranges.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pavise.sim.atmosphere import (
    VAPOUR_AT_SEA_LEVEL_G_PER_M3,
    temperature_and_pressure,
    vapour_pressure_hpa,
    water_vapour,
)
from pavise.sim.compiled import kernel
from pavise.sim.elementary import cos, exp, log, sin_cos
from pavise.sim.gas_lines import oxygen_db_per_km, vapour_db_per_km
from pavise.sim.geometry import height_seen

LN_10 = 2.302585092994046
NEPERS_PER_DB = 0.1 * LN_10
RAIN_HEIGHT_M = 5000.0
"""Rain reaches about so high in the tropics and in a mid-latitude summer; P.839 has maps."""

CLEAR_VISIBILITY_M = 23e3
"""What is called clear: the international visibility code."""

CLAIM_SIN_ELEVATION = 0.03489949670250097  # 2 degrees: claims are made for targets some way up

# ---- loss per kilometre -------------------------------------------------------------------------------------------

# P.838-3, tables 1 to 4: rows of a, b, c, then the slope and the constant.
RAIN_K_HORIZONTAL = (
    ((-5.33980, -0.10008, 1.13098), (-0.35351, 1.26970, 0.45400),
     (-0.23789, 0.86036, 0.15354), (-0.94158, 0.64552, 0.16817)),
    -0.18961, 0.71147,
)  # fmt: skip
RAIN_K_VERTICAL = (
    ((-3.80595, 0.56934, 0.81061), (-3.44965, -0.22911, 0.51059),
     (-0.39902, 0.73042, 0.11899), (0.50167, 1.07319, 0.27195)),
    -0.16398, 0.63297,
)  # fmt: skip
RAIN_ALPHA_HORIZONTAL = (
    ((-0.14318, 1.82442, -0.55187), (0.29591, 0.77564, 0.19822), (0.32177, 0.63773, 0.13164),
     (-5.37610, -0.96230, 1.47828), (16.1721, -3.29980, 3.43990)),
    0.67849, -1.95537,
)  # fmt: skip
RAIN_ALPHA_VERTICAL = (
    ((-0.07771, 2.33840, -0.76284), (0.56727, 0.95545, 0.54039), (-0.20238, 1.14520, 0.26809),
     (-48.2991, 0.791669, 0.116226), (48.5833, 0.791459, 0.116479)),
    -0.053739, 0.83433,
)  # fmt: skip


def rain_curve(log10_ghz: float, curve: tuple) -> float:
    """A sum of bells over a straight line in the logarithm of frequency: equations 2 and 3 of P.838."""
    bells, slope, constant = curve
    total = slope * log10_ghz + constant
    for height, middle, width in bells:
        ratio = (log10_ghz - middle) / width
        total += height * exp(-ratio * ratio)
    return total


def rain_coefficients(frequency_hz: float, elevation_rad: float = 0.0, tilt_rad: float = 0.25 * math.pi) -> tuple:
    """k and alpha of the law: dB/km = k (mm/h)^alpha. Valid from 1 to 1,000 GHz.

    `tilt_rad`: plane of polarisation over the horizontal (0 horizontal, pi/2 vertical, pi/4 circular).
    """
    log10_ghz = log(1e-9 * frequency_hz) / LN_10
    k_h, k_v = (exp(LN_10 * rain_curve(log10_ghz, curve)) for curve in (RAIN_K_HORIZONTAL, RAIN_K_VERTICAL))
    alpha_h, alpha_v = (rain_curve(log10_ghz, curve) for curve in (RAIN_ALPHA_HORIZONTAL, RAIN_ALPHA_VERTICAL))
    cos_elevation = sin_cos(elevation_rad)[1]
    mix = cos_elevation * cos_elevation * cos(2.0 * tilt_rad)
    k = 0.5 * (k_h + k_v + (k_h - k_v) * mix)
    alpha = (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * mix) / (2.0 * k)
    return k, alpha


def rain_db_per_km(
    frequency_hz: float, rain_mm_per_h: float, elevation_rad: float = 0.0, tilt_rad: float = 0.25 * math.pi
) -> float:
    """Specific attenuation by rain; 0 without any, and below 1 GHz (at 1 GHz and 50 mm/h it is 0.001 dB/km)."""
    if rain_mm_per_h <= 0.0 or frequency_hz < 1e9:
        return 0.0
    k, alpha = rain_coefficients(frequency_hz, elevation_rad, tilt_rad)
    return k * exp(alpha * log(rain_mm_per_h))


def cloud_db_per_km(frequency_hz: float, temperature_k: float, water_g_per_m3: float) -> float:
    """Specific attenuation by cloud or fog of small drops (Rayleigh, double Debye). Valid up to 200 GHz."""
    f = 1e-9 * frequency_hz
    theta = 300.0 / temperature_k
    static = 77.66 + 103.3 * (theta - 1.0)
    middle, optical = 0.0671 * static, 3.52
    slow_ghz = 20.20 - 146.0 * (theta - 1.0) + 316.0 * (theta - 1.0) * (theta - 1.0)
    slow, fast = f / slow_ghz, f / (39.8 * slow_ghz)
    lossy = slow * (static - middle) / (1.0 + slow * slow) + fast * (middle - optical) / (1.0 + fast * fast)
    real = (static - middle) / (1.0 + slow * slow) + (middle - optical) / (1.0 + fast * fast) + optical
    eta = (2.0 + real) / lossy
    return water_g_per_m3 * 0.819 * f / (lossy * (1.0 + eta * eta))


def clear_air_db_per_km(
    frequency_hz: float, height_m: float, vapour_g_per_m3: float = VAPOUR_AT_SEA_LEVEL_G_PER_M3
) -> float:
    """Specific attenuation of the standard air at a height; `vapour_g_per_m3` is that at sea level."""
    temperature_k, pressure_pa = temperature_and_pressure(height_m)
    vapour = water_vapour(height_m, vapour_g_per_m3)
    state = (0.01 * pressure_pa - vapour_pressure_hpa(vapour, temperature_k), temperature_k, vapour)
    return oxygen_db_per_km(frequency_hz, *state) + vapour_db_per_km(frequency_hz, *state)


# ---- loss along a ray ---------------------------------------------------------------------------------------------

LOWEST_M = -500.0
STEP_M = 250.0
STEPS = 160
"""Loss of the air is held every 250 m from the lowest shores up to 39.5 km; above it there is none."""

RAY_PIECES = 64


class Air(NamedTuple):
    """The air as a ray feels it: clear or hazy, with rain up to a height."""

    db_per_m: np.ndarray  # without the rain, at LOWEST_M, LOWEST_M + STEP_M, ...
    vertical_db: np.ndarray  # what a vertical path up to there has lost
    rain_db_per_m: float
    rain_top_m: float


def step_heights_m() -> list[float]:
    """Heights at which the loss of the air is held."""
    return [LOWEST_M + STEP_M * i for i in range(STEPS + 1)]


def make_air(db_per_m: list[float], rain_db_per_m: float = 0.0, rain_top_m: float = RAIN_HEIGHT_M) -> Air:
    """Air from its loss at the steps of height."""
    held = np.array(db_per_m)
    slabs = 0.5 * STEP_M * (held[1:] + held[:-1])
    return Air(held, np.concatenate(([0.0], np.cumsum(slabs))), rain_db_per_m, rain_top_m)


@lru_cache(maxsize=64)
def standard_air(
    frequency_hz: float,
    rain_mm_per_h: float = 0.0,
    rain_height_m: float = RAIN_HEIGHT_M,
    vapour_g_per_m3: float = VAPOUR_AT_SEA_LEVEL_G_PER_M3,
) -> Air:
    """The standard air for a wave of some frequency; water vapour at sea level, rain for circular polarisation."""
    clear = [1e-3 * clear_air_db_per_km(frequency_hz, height_m, vapour_g_per_m3) for height_m in step_heights_m()]
    return make_air(clear, 1e-3 * rain_db_per_km(frequency_hz, rain_mm_per_h), rain_height_m)


def hazy_air(visibility_m: float, scale_height_m: float = 1200.0) -> Air:
    """Haze for the eye: contrast falls to 2 % over the visibility at sea level, and haze thins out with height."""
    ground_db_per_m = 10.0 * -log(0.02) / LN_10 / visibility_m
    return make_air([ground_db_per_m * exp(-height_m / scale_height_m) for height_m in step_heights_m()])


def vertical_db(air: Air, height_m: np.ndarray) -> np.ndarray:
    """Loss of a vertical path from the lowest height up; below that, where no ray runs, the air stays the same."""
    inside_m = np.clip(height_m - LOWEST_M, 0.0, STEP_M * STEPS)
    cell = np.minimum((inside_m / STEP_M).astype(np.int64), STEPS - 1)
    into_m = inside_m - STEP_M * cell
    slope = (air.db_per_m[cell + 1] - air.db_per_m[cell]) / STEP_M
    total = air.vertical_db[cell] + into_m * (air.db_per_m[cell] + 0.5 * slope * into_m)
    return total + np.minimum(height_m - LOWEST_M, 0.0) * air.db_per_m[0]


def path_loss_db(
    air: Air, range_m: np.ndarray | float, height_m: float, target_height_m: np.ndarray | float, earth_radius_m: float
) -> np.ndarray:
    """One-way loss in dB along straight rays over the effective earth.

    `range_m`, `target_height_m` broadcast. In 64 pieces, each exact for a straight climb; the rain's share is exact.
    Pairs of a range and a height that contradict each other (a target nearer than its height) count as a straight climb
    too, so that a table has no holes.
    """
    range_m, target_height_m = np.broadcast_arrays(np.asarray(range_m, float), np.asarray(target_height_m, float))
    own_m2 = height_m * (2.0 * earth_radius_m + height_m)
    target_m2 = target_height_m * (2.0 * earth_radius_m + target_height_m)
    chord_m2 = np.maximum(range_m, abs(target_height_m - height_m))
    chord_m2 = chord_m2 * chord_m2
    deepest_m2 = -0.5 * earth_radius_m * earth_radius_m  # chords through the middle of the earth, which no ray runs
    mean_db_per_m = np.zeros(range_m.shape)
    below_m = np.full(range_m.shape, float(height_m))
    below_db = vertical_db(air, below_m)
    for piece in range(RAY_PIECES):
        t = (piece + 1) / RAY_PIECES
        above_m2 = np.maximum((1.0 - t) * own_m2 + t * target_m2 - t * (1.0 - t) * chord_m2, deepest_m2)
        above_m = above_m2 / (np.sqrt(earth_radius_m * earth_radius_m + above_m2) + earth_radius_m)
        above_db = vertical_db(air, above_m)
        level = abs(above_m - below_m) < 1.0
        climb_m = np.where(level, 1.0, above_m - below_m)
        climb_db = np.where(level, vertical_db(air, above_m + 1.0), above_db)
        climb_db = climb_db - np.where(level, above_db, below_db)
        mean_db_per_m += climb_db / climb_m
        below_m, below_db = above_m, above_db
    mean_db_per_m /= RAY_PIECES
    if air.rain_db_per_m > 0.0:
        for place, target_m in np.ndenumerate(target_height_m):
            share = share_below(air.rain_top_m, range_m[place], height_m, target_m, earth_radius_m)
            mean_db_per_m[place] += air.rain_db_per_m * share
    return range_m * mean_db_per_m


@kernel
def share_below(top_m, range_m, height_m, target_height_m, earth_radius_m):
    """Share (0 to 1) of the straight ray between two heights over the effective earth that runs below a height.

    Times range and loss per metre it is the loss in rain up to there. The squared distance from the earth's centre is a
    quadratic function along the ray.
    """
    own_m2 = (height_m - top_m) * (2.0 * earth_radius_m + height_m + top_m)
    target_m2 = (target_height_m - top_m) * (2.0 * earth_radius_m + target_height_m + top_m)
    chord_m = max(range_m, abs(target_height_m - height_m), 1.0)
    chord_m2 = chord_m * chord_m
    slope_m2 = target_m2 - own_m2 - chord_m2
    under_root = slope_m2 * slope_m2 - 4.0 * chord_m2 * own_m2
    if under_root <= 0.0:
        return 0.0
    # The root in which nothing cancels first, the other from the product of both.
    half = -0.5 * (slope_m2 + math.copysign(math.sqrt(under_root), slope_m2))
    one, other = half / chord_m2, own_m2 / half
    return max(min(max(one, other), 1.0) - max(min(one, other), 0.0), 0.0)


# ---- the same, looked up: for the inner loop ----------------------------------------------------------------------

LOSS_HEIGHTS = 41
LOSS_RANGES = 65
LOSS_LINES = LOSS_HEIGHTS + 1
"""A row of the table has one line for each height, the last for infinity, and one more for what `HELD` and so on name.
A row of zeros is the neutral one: its factor is exactly 1 everywhere."""
HELD, RAIN, RAIN_TOP_M, OWN_HEIGHT_M, EARTH_RADIUS_M = range(5)

HEIGHT_SCALE_M = 5500.0
RANGE_SCALE_M = 400e3
"""Lines are equal in h / (h + scale), h from the lowest height up, columns in r / (r + scale)."""


def loss_table_row(
    frequency_hz: float,
    antenna_height_m: float,
    earth_radius_m: float,
    reference_range_m: float,
    rain_mm_per_h: float = 0.0,
    rain_height_m: float = RAIN_HEIGHT_M,
    ways: int = 2,
    vapour_g_per_m3: float = VAPOUR_AT_SEA_LEVEL_G_PER_M3,
) -> np.ndarray:
    """A row for `loss_lookup`, shape (LOSS_LINES, LOSS_RANGES), of one sensor at one height above sea level.

    `reference_range_m`: claimed range, whose loss in clear air the claim holds already; `ways`: 2 for a radar, 1 for
    a receiver. Raises ValueError for a frequency outside 0.1 to 350 GHz or a negative rain.
    """
    if not 0.1e9 <= frequency_hz <= 350e9:
        raise ValueError(f"frequency {frequency_hz} Hz: the loss in air is modelled from 0.1 to 350 GHz")
    if rain_mm_per_h < 0.0:
        raise ValueError(f"rain of {rain_mm_per_h} mm/h: must be 0 or more")
    clear = standard_air(frequency_hz, vapour_g_per_m3=vapour_g_per_m3)  # the rain is added at each look
    row = table_of(clear, clear, antenna_height_m, earth_radius_m, reference_range_m, ways)
    row[LOSS_HEIGHTS, RAIN] = ways * NEPERS_PER_DB * 1e-3 * rain_db_per_km(frequency_hz, rain_mm_per_h)
    row[LOSS_HEIGHTS, RAIN_TOP_M] = rain_height_m
    return row


def haze_table_row(
    visibility_m: float,
    height_m: float,
    earth_radius_m: float,
    reference_range_m: float,
    clear_visibility_m: float = CLEAR_VISIBILITY_M,
) -> np.ndarray:
    """The same for an eye or a camera: what haze leaves of the contrast (Koschmieder's law), one way.

    `visibility_m`: meteorological visibility at sea level; the claim is taken to hold for `clear_visibility_m`.
    """
    if not (visibility_m > 0.0 and clear_visibility_m > 0.0):
        raise ValueError(f"visibility {visibility_m} m (clear: {clear_visibility_m} m): must be above 0")
    air, clear = hazy_air(visibility_m), hazy_air(clear_visibility_m)
    return table_of(air, clear, height_m, earth_radius_m, reference_range_m, 1)


def table_of(
    air: Air, clear: Air, height_m: float, earth_radius_m: float, reference_range_m: float, ways: int
) -> np.ndarray:
    """Mean loss per metre (in nepers of power) over the grid, and the loss in clear air that the claim holds."""
    nepers = ways * NEPERS_PER_DB
    u_height = np.arange(LOSS_HEIGHTS - 1)[:, None] / (LOSS_HEIGHTS - 1.0)
    u_range = np.arange(LOSS_RANGES - 1)[None, :] / (LOSS_RANGES - 1.0)
    target_height_m = LOWEST_M + HEIGHT_SCALE_M * u_height / (1.0 - u_height)
    range_m = np.maximum(RANGE_SCALE_M * u_range / (1.0 - u_range), 1.0)
    row = np.zeros((LOSS_LINES, LOSS_RANGES))  # the last line and column lie at infinity, where the mean is 0
    losses_db = path_loss_db(air, range_m, height_m, target_height_m, earth_radius_m)
    row[: LOSS_HEIGHTS - 1, : LOSS_RANGES - 1] = nepers * losses_db / range_m
    claimed_at_m = height_seen(reference_range_m, CLAIM_SIN_ELEVATION, height_m, earth_radius_m)
    held_db = path_loss_db(clear, reference_range_m, height_m, claimed_at_m, earth_radius_m)
    row[LOSS_HEIGHTS, HELD] = nepers * held_db
    row[LOSS_HEIGHTS, OWN_HEIGHT_M] = height_m
    row[LOSS_HEIGHTS, EARTH_RADIUS_M] = earth_radius_m
    return row


@kernel
def loss_lookup(loss_row, range_m, target_height_m):
    """Factor on the signal from a row of `loss_table_row`, for a target at a slant range and a height above sea level.

    Straight lines between the places of the grid, and the rain: ten to twenty nanoseconds. Largest error of the table
    up to 450 km and 10 GHz, measured in tests/sim/test_attenuation.py: 0.05 dB; above that 1 % of the loss.
    """
    above_m = max(target_height_m - LOWEST_M, 0.0)
    y = above_m / (above_m + HEIGHT_SCALE_M) * (LOSS_HEIGHTS - 1.0)
    x = range_m / (range_m + RANGE_SCALE_M) * (LOSS_RANGES - 1.0)
    i = min(np.int64(y), LOSS_HEIGHTS - 2)
    j = min(np.int64(x), LOSS_RANGES - 2)
    y -= i
    x -= j
    low = loss_row[i, j] + x * (loss_row[i, j + 1] - loss_row[i, j])
    high = loss_row[i + 1, j] + x * (loss_row[i + 1, j + 1] - loss_row[i + 1, j])
    mean = low + y * (high - low)
    # Number by number: a view of the line would be a counted reference, which costs as much as all the rest.
    rain = loss_row[LOSS_HEIGHTS, RAIN]
    if rain > 0.0:
        mean += rain * share_below(
            loss_row[LOSS_HEIGHTS, RAIN_TOP_M],
            range_m,
            loss_row[LOSS_HEIGHTS, OWN_HEIGHT_M],
            target_height_m,
            loss_row[LOSS_HEIGHTS, EARTH_RADIUS_M],
        )
    return exp(loss_row[LOSS_HEIGHTS, HELD] - range_m * mean)
