"""Sensors by other ways: decibels instead of ratios, geometry solved numerically, ranges found by bisection."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import brentq, minimize_scalar

LIGHT_MPS = 299_792_458.0


def pattern(shape, width_deg, tilt_deg, limit_deg, floor_db, elevation_deg):
    """In decibels: the lobe is a parabola, 3.01 dB down at half its width; csc2 is a logarithm of sines."""

    def lobe(off_deg):
        return -10.0 * math.log10(2.0) * (2.0 * off_deg / width_deg) ** 2

    edge_deg = tilt_deg + 0.5 * width_deg
    if shape == "flat":
        return 0.0, 0.0
    if shape == "fan" or elevation_deg <= edge_deg:
        level = lobe(elevation_deg - tilt_deg)
    else:
        top_deg = min(elevation_deg, limit_deg)
        sines = math.sin(math.radians(edge_deg)) / math.sin(math.radians(top_deg))
        level = 20.0 * math.log10(sines) - 10.0 * math.log10(2.0) + lobe(max(elevation_deg - limit_deg, 0.0))
    level = max(level, floor_db)
    return 2.0 * level, level


def ellipsoid(nose_axis_m, side_axis_m, aspect_deg):
    """The optical cross-section of an ellipsoid of revolution."""
    a, b, t = nose_axis_m, side_axis_m, math.radians(aspect_deg)
    return math.pi * a**2 * b**4 / (a**2 * math.cos(t) ** 2 + b**2 * math.sin(t) ** 2) ** 2


def three_aspects(nose_m2, side_ratio, tail_ratio):
    return nose_m2, nose_m2 * side_ratio, nose_m2 * tail_ratio


def aspect_angle(sight_x, sight_y, sight_z, heading_x, heading_y, heading_z):
    a, b = np.array([sight_x, sight_y, sight_z], float), np.array([heading_x, heading_y, heading_z], float)
    return math.degrees(math.atan2(np.linalg.norm(np.cross(a, b)), a @ b))


def jam_noise(jam_to_noise, range_m):
    return 10.0 * math.log10(jam_to_noise) - 20.0 * math.log10(range_m / 100e3)


def seen_up_to(free_range_m, noise_at):
    """Where the echo stands over the noise as it does at the free range without jamming."""

    def surplus(log_range):
        range_m = math.exp(log_range)
        return (free_range_m / range_m) ** 4 - 1.0 - noise_at(range_m)

    return math.exp(brentq(surplus, math.log(1.0), math.log(2.0 * free_range_m), xtol=1e-14, rtol=1e-14))


def burn_through(free_range_m, jam_to_noise):
    return seen_up_to(free_range_m, lambda range_m: jam_to_noise * (100e3 / range_m) ** 2)


def standoff(free_range_m, jam_to_noise, jammer_m, sidelobe_db):
    noise = jam_to_noise * (100e3 / jammer_m) ** 2 * 10.0 ** (sidelobe_db / 10.0)
    return seen_up_to(free_range_m, lambda _: noise)


def gain_towards(east1_m, north1_m, east2_m, north2_m, width_deg, sidelobe_db):
    off_deg = math.degrees(math.atan2(east1_m, north1_m) - math.atan2(east2_m, north2_m))
    off_deg = math.remainder(off_deg, 360.0)
    return max(-10.0 * math.log10(2.0) * (2.0 * off_deg / width_deg) ** 2, sidelobe_db)


# ---- lobing: the reflected way is the shortest that touches the ground --------------------------------------------


def lobes_over_flat_ground(height_m, target_height_m, range_m, wave_m):
    direct = math.hypot(range_m, target_height_m - height_m)
    image = math.hypot(range_m, target_height_m + height_m)
    return 16.0 * math.sin(math.pi * (image - direct) / wave_m) ** 4


def reflection(height_m, target_height_m, range_m, earth_radius_m):
    """On a parabola that falls by x^2 / 2R from the foot of the antenna, as the cubic equation has it."""

    def ends(x):
        foot = -x * x / (2.0 * earth_radius_m)
        slope = -x / earth_radius_m
        return foot, slope

    def uneven(x):
        """Heights over the touching plane must be as the distances: the angles are equal."""
        over = height_m - x * x / (2.0 * earth_radius_m)
        target_over = target_height_m - (range_m - x) ** 2 / (2.0 * earth_radius_m)
        return over / x - target_over / (range_m - x)

    steps = np.linspace(1e-6, 1.0 - 1e-6, 4001) * range_m
    values = np.array([uneven(x) for x in steps])
    crossing = next(i for i in range(len(steps) - 1) if values[i] > 0.0 >= values[i + 1])
    return brentq(uneven, steps[crossing], steps[crossing + 1], xtol=1e-9)


def reflection_point(height_m, target_height_m, range_m, earth_radius_m):
    """On the sphere itself: the point of the ground over which the way from antenna to target is shortest."""

    def way(angle):
        antenna, target = earth_radius_m + height_m, earth_radius_m + target_height_m
        whole = range_m / earth_radius_m
        first = math.sqrt(height_m**2 + 4.0 * antenna * earth_radius_m * math.sin(0.5 * angle) ** 2)
        second = math.sqrt(target_height_m**2 + 4.0 * target * earth_radius_m * math.sin(0.5 * (whole - angle)) ** 2)
        return first + second

    whole = range_m / earth_radius_m
    found = minimize_scalar(way, bounds=(0.0, whole), method="bounded", options={"xatol": 1e-13 * whole})
    return earth_radius_m * found.x


def reflected_way(height_m, target_height_m, range_m, roughness_m, wave_m, earth_radius_m):
    """Both ways on the sphere; divergence and roughness by the formulas of Kerr and Ament."""
    near = reflection(height_m, target_height_m, range_m, earth_radius_m)
    whole = range_m / earth_radius_m
    antenna, target = earth_radius_m + height_m, earth_radius_m + target_height_m

    def legs(angle):
        first = math.sqrt(height_m**2 + 4.0 * antenna * earth_radius_m * math.sin(0.5 * angle) ** 2)
        second = math.sqrt(target_height_m**2 + 4.0 * target * earth_radius_m * math.sin(0.5 * (whole - angle)) ** 2)
        return first + second

    climb = target_height_m - height_m
    direct = math.sqrt(climb**2 + 4.0 * antenna * target * math.sin(0.5 * whole) ** 2)
    over = height_m - near**2 / (2.0 * earth_radius_m)
    grazing = math.atan2(over, near)
    far = range_m - near
    divergence = (1.0 + 2.0 * near * far / (earth_radius_m * range_m * math.sin(grazing))) ** -0.5
    rough = math.exp(-2.0 * (2.0 * math.pi * roughness_m * math.sin(grazing) / wave_m) ** 2)
    return divergence * rough, legs(near / earth_radius_m) - direct


# ---- errors of measurement ----------------------------------------------------------------------------------------


def accuracy(snr_db, beamwidth_deg, bandwidth_hz, wave_m, coherent_s):
    """In decibels below the width of the cell."""
    finer = 10.0 ** (-(snr_db + 10.0 * math.log10(2.0)) / 20.0)
    blurs = (
        (beamwidth_deg, beamwidth_deg / 1.6 * finer),
        (LIGHT_MPS / (2.0 * bandwidth_hz), LIGHT_MPS / (2.0 * bandwidth_hz) * finer),
        (wave_m / (2.0 * coherent_s), wave_m / (2.0 * coherent_s) * finer),
    )
    return tuple(min(blur, cell / math.sqrt(12.0)) for cell, blur in blurs)


def accuracy_with_floor(snr_db, beamwidth_deg, floor_deg):
    return math.hypot(accuracy(snr_db, beamwidth_deg, 1.0, 1.0, 1.0)[0], floor_deg)


# ---- other sensors ------------------------------------------------------------------------------------------------


def passive_receiver_chance(claimed_range_m, claimed_pd, pfa, range_m, emits):
    at_claim = math.log(pfa) / math.log(claimed_pd) - 1.0
    return pfa ** (1.0 / (1.0 + at_claim * emits * (claimed_range_m / range_m) ** 2))


def bistatic_chance(claimed_range_m, claimed_pd, pfa, out_m, in_m, rcs_m2):
    at_claim = math.log(pfa) / math.log(claimed_pd) - 1.0
    return pfa ** (1.0 / (1.0 + at_claim * rcs_m2 * claimed_range_m**4 / (out_m * in_m) ** 2))


def chance_of_cycles(x):
    return x ** (2.7 + 0.7 * x) / (1.0 + x ** (2.7 + 0.7 * x))


def optical_chance(claimed_range_m, claimed_pd, range_m, size_m2):
    needed = brentq(lambda x: chance_of_cycles(x) - claimed_pd, 1e-3, 60.0, xtol=1e-14)
    return needed, chance_of_cycles(needed * claimed_range_m / range_m * math.sqrt(size_m2))
