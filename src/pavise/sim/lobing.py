"""Lobes and nulls: what the wave that the ground throws back does to the sight of low targets.

Over water or even ground a target is lit twice, directly and by reflection, and both waves add up with a phase that
depends on the difference of the two paths. At low angles the reflected wave is turned over, so near the ground the two
cancel; higher up they add and cancel in turns:

       antenna *-----------------------* target      one-way power over that in free space = |1 - r exp(-i phase)|^2
               |`.                 __.-|             phase = 2 pi (path difference) / wavelength
               |  `.          __.-     |             r = roughness loss x divergence
               |    `.  __..-          |             signal, out and back: the square of that power, 0 to 16
     ----------'------*----------------'----------

Without roughness and curvature the lobes are strongest at heights n wavelength x range / (4 antenna height) with n odd,
and the nulls lie at n even.

The reflection coefficient is -1. Heights of the ground that scatter with a standard deviation h take the factor
exp(-2 (2 pi h sin(grazing)/wavelength)^2) off the reflected field; the curved earth spreads it out by the divergence
factor. The point of reflection is the closed solution of its cubic equation; heights count from there on over the plane
that touches the earth in it.

Below a grazing angle of (wavelength / (2 pi earth radius))^(1/3), a tenth of a degree, rays are no longer the whole
story. From there to the horizon the divergence is held and the field made to fall in a straight line to 0.42 of what
rays would leave; at the horizon this meets the full wave calculation (ITU-R P.526) within 2.5 dB one way from L band up
and antennas 15 m high or more (tests/sim/test_lobing.py). At VHF with low antennas it is too bright by 4 to 11 dB.

Sources: D. E. Kerr (ed.), *Propagation of Short Radio Waves* (1951), section 2.13, with W. T. Fishback's solution;
W. S. Ament, Proc. IRE 41 (1953) 142-146 (roughness); L. V. Blake, "Radar range-performance analysis" (1980), chapter 6.

When not to believe it: over ground that is not even, or not flat out to the point of reflection. Vertical polarisation
over water reflects less above some degrees, and the antenna's pattern, here the same for both rays, points the
reflected one down.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, asin, exp, log, sin_cos


@kernel
def reflection_distance_m(ground_range_m, height_m, target_height_m, earth_radius_m):
    """Distance along the ground from below the antenna to the point of reflection, on a sphere (Fishback)."""
    half_m = 0.5 * ground_range_m
    p_m = 1.1547005383792517 * math.sqrt(earth_radius_m * (height_m + target_height_m) + half_m * half_m)
    if p_m == 0.0:
        return 0.0
    ratio = 2.0 * earth_radius_m * ground_range_m * (target_height_m - height_m) / (p_m * p_m * p_m)
    near_m = half_m - p_m * sin_cos(asin(ratio) / 3.0)[0]
    return min(max(near_m, 0.0), ground_range_m)


HORIZON_FIELD = 0.42
"""Share of the rays' field that is left at the horizon: the mean over the cases of the test."""


@kernel
def lowest_sin_grazing(wave_m, earth_radius_m):
    """Sine of the grazing angle below which reflected rays cannot be believed (Kerr 1951, section 2.13)."""
    return exp(log(wave_m / (2.0 * PI * earth_radius_m)) / 3.0)


@kernel
def reflected_wave(ground_range_m, height_m, target_height_m, wave_m, roughness_m, earth_radius_m):
    """(strength, longer_m, share): the reflected field over the direct one (0 to 1), how much longer its path is, and
    the share of the summed field that is left so near to the horizon (1 where rays are good)."""
    near_m = reflection_distance_m(ground_range_m, height_m, target_height_m, earth_radius_m)
    far_m = ground_range_m - near_m
    over_m = max(height_m - near_m * near_m / (2.0 * earth_radius_m), 0.0)
    target_over_m = max(target_height_m - far_m * far_m / (2.0 * earth_radius_m), 0.0)
    sum_m, climb_m = over_m + target_over_m, target_over_m - over_m
    ground_m2 = max(ground_range_m * ground_range_m, 1.0)
    direct_m = math.sqrt(ground_m2 + climb_m * climb_m)
    reflected_m = math.sqrt(ground_m2 + sum_m * sum_m)
    sin_grazing = sum_m / reflected_m
    lowest = lowest_sin_grazing(wave_m, earth_radius_m)
    share = min(HORIZON_FIELD + (1.0 - HORIZON_FIELD) * sin_grazing / lowest, 1.0)
    spread = 2.0 * near_m * far_m / (earth_radius_m * math.sqrt(ground_m2) * max(sin_grazing, lowest))
    ripple = 2.0 * PI * roughness_m * sin_grazing / wave_m
    strength = exp(-2.0 * ripple * ripple) / math.sqrt(1.0 + spread)
    return strength, 4.0 * over_m * target_over_m / (direct_m + reflected_m), share


@kernel
def lobing_factor(ground_range_m, height_m, target_height_m, wave_m, roughness_m, earth_radius_m):
    """Factor on the signal of a radar, out and back, over that without a ground: 0 to 16.

    `height_m`, `target_height_m`: above the reflecting ground, 0 or more; `wave_m`: wavelength; `roughness_m`: standard
    deviation of the ground's heights; `earth_radius_m`: effective radius. For one way (a receiver that listens) take
    its root. About 100 ns.
    """
    strength, longer_m, share = reflected_wave(
        ground_range_m, height_m, target_height_m, wave_m, roughness_m, earth_radius_m
    )
    turns = longer_m / wave_m
    cosine = sin_cos(2.0 * PI * (turns - math.floor(turns)))[1]
    power = share * share * (1.0 + strength * strength - 2.0 * strength * cosine)
    return power * power
