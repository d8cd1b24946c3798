"""Battles on a picture by other ways: plain Bayes with SciPy's distributions, every row of looks, triangles, sums."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy import integrate, optimize, stats

LIGHT_MPS = 299_792_458.0
MEAN_M, EFFECTIVE_M = 6_371_000.0, 4.0 / 3.0 * 6_371_000.0
CEILING_M = 6000.0
SETS_WORK, ANSWERS_COME, ANSWERS_OF_OTHERS, FRIENDS = 0.95, 0.95, 0.01, 0.3
FLIES_LOW = math.log(0.9 / 0.02)
"""Log odds of what flies low and fast at most; a fifth less does not matter where answers decide."""


# ---- plots ---------------------------------------------------------------------------------------------------------


def slant_m(distance_m, altitude_m):
    """From a radar at 39 N 33 E to a place at bearing 0.7: angles on a sphere, places on the WGS84 ellipsoid."""

    def place_m(latitude, longitude, height_m):
        a, f = 6_378_137.0, 1.0 / 298.257223563
        e2 = f * (2.0 - f)
        n = a / math.sqrt(1.0 - e2 * math.sin(latitude) ** 2)
        level_m = (n + height_m) * math.cos(latitude)
        up_m = (n * (1.0 - e2) + height_m) * math.sin(latitude)
        return np.array([level_m * math.cos(longitude), level_m * math.sin(longitude), up_m])

    here, bearing, angle = math.radians(39.0), 0.7, distance_m / MEAN_M
    there = math.asin(math.sin(here) * math.cos(angle) + math.cos(here) * math.sin(angle) * math.cos(bearing))
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(here), math.cos(angle) - math.sin(here) * math.sin(there)
    )
    return float(np.linalg.norm(place_m(there, east, altitude_m) - place_m(here, 0.0, 0.0)))


def signal(range_m, rcs_m2):
    """Swerling 1 through the claim: 1 m2 at 100 km with one chance in two and one false alarm in a million."""
    return max((math.log(1e-6) / math.log(0.5) - 1.0) * rcs_m2 * (100e3 / range_m) ** 4, 10.0)


def stated_errors(
    distance_m, altitude_m, rcs_m2, bandwidth_hz, beam_rad, rise_rad, range_off_m, angle_off_rad
):  # fmt: skip
    """Barton's formulas, and alignment besides."""
    snr = signal(slant_m(distance_m, altitude_m), rcs_m2)
    return (
        math.hypot(LIGHT_MPS / 2.0 / bandwidth_hz / math.sqrt(2.0 * snr), range_off_m),
        math.hypot(beam_rad / 1.6 / math.sqrt(2.0 * snr), angle_off_rad),
        math.hypot(rise_rad / 1.6 / math.sqrt(2.0 * snr), angle_off_rad),
    )


errors_of_plots = stated_errors


def neighbours(out_m, turn_rad, bandwidth_hz, beam_rad, rcs1_m2, rcs2_m2):
    """One plot when nearer together than a cell in range and in bearing, with both signals."""
    one_m, other_m = slant_m(50e3, 5e3), slant_m(50e3 + out_m, 5e3)
    one = abs(other_m - one_m) < LIGHT_MPS / 2.0 / bandwidth_hz and abs(turn_rad) < beam_rad
    snr = signal(one_m, rcs1_m2) + (signal(other_m, rcs2_m2) if one else 0.0)
    return (1 if one else 2), beam_rad / 1.6 / math.sqrt(2.0 * snr)


# ---- clutter -------------------------------------------------------------------------------------------------------


def false_plots_in_scan(u, mean):
    return int(stats.poisson.ppf(u, mean))


def false_per_volume(false_plots, antenna_m, range_m, sector_rad):
    """The volume summed ring by ring, above a horizon that rises as the secant of the angle."""
    horizon_rad = math.acos(EFFECTIVE_M / (EFFECTIVE_M + antenna_m))

    def seen_m2(out_m):
        past_rad = max(out_m / EFFECTIVE_M - horizon_rad, 0.0)
        return out_m * max(CEILING_M - EFFECTIVE_M * (1.0 / math.cos(past_rad) - 1.0), 0.0)

    farthest_m = min(range_m, EFFECTIVE_M * (horizon_rad + math.acos(EFFECTIVE_M / (EFFECTIVE_M + CEILING_M))))
    whole, _ = integrate.quad(seen_m2, 0.0, farthest_m, points=[min(EFFECTIVE_M * horizon_rad, farthest_m)], limit=200)
    return false_plots / (sector_rad * whole)


def places_of_clutter(mean, antenna_m, range_m, sector_rad):
    return float(mean), float(mean), 0.5, 0.5, 0.5


# ---- evidence ------------------------------------------------------------------------------------------------------


def readable(asks_friends, asks_civil):
    return SETS_WORK * (FRIENDS * asks_friends + (1.0 - FRIENDS) * asks_civil)


def answers(asks_friends, asks_civil, asked, answered):
    """Binomials of who has a working set and who has none."""
    share = readable(asks_friends, asks_civil)
    by_chance = stats.binom.pmf(answered, asked, ANSWERS_OF_OTHERS)
    harmless = share * stats.binom.pmf(answered, asked, ANSWERS_COME) + (1.0 - share) * by_chance
    return float(np.log(by_chance) - np.log(harmless))


HARMLESS = [
    (0.55, 235.0, 20.0, 10500.0, 1500.0, 3.0), (0.25, 170.0, 40.0, 5000.0, 2500.0, 9.0),
    (0.10, 60.0, 20.0, 1000.0, 600.0, 4.0), (0.10, 200.0, 50.0, 7000.0, 2500.0, 10.0),
]  # fmt: skip
HOSTILE = [
    (0.35, 240.0, 40.0, 300.0, 400.0, 10.0), (0.25, 50.0, 15.0, 1500.0, 1000.0, 5.0),
    (0.30, 270.0, 90.0, 5000.0, 3500.0, 40.0), (0.10, 1500.0, 1000.0, 50e3, 40e3, 1000.0),
]  # fmt: skip


def way_of_flying(speed_mps, height_m, climb_mps, speed_error_mps, height_error_m, climb_error_mps):
    """Heaps of normal distributions, a tenth and a fiftieth of each mixed into the other."""

    def density(kinds):
        return sum(
            share
            * stats.multivariate_normal.pdf(
                [speed_mps, height_m, climb_mps], [v, h, 0.0],
                np.diag([dv**2 + speed_error_mps**2, dh**2 + height_error_m**2, dc**2 + climb_error_mps**2]),
            )
            for share, v, dv, h, dh, dc in kinds
        )  # fmt: skip

    hostile, harmless = density(HOSTILE), density(HARMLESS)
    return float(np.log((0.9 * hostile + 0.1 * harmless) / (0.98 * harmless + 0.02 * hostile)))


def near_a_plan(off_m, off_mps, error_m, error_mps):
    """Distance: Rayleigh of one's own plan, against that to the nearest of plans that lie evenly (Rayleigh as well).

    Velocity: normal in two directions, against even over a disc.
    """
    own = stats.rayleigh(scale=math.hypot(7000.0, error_m))
    nearest = stats.rayleigh(scale=1.0 / math.sqrt(2.0 * math.pi * 4e-10))
    sigma_mps = math.hypot(15.0, error_mps)
    velocity = stats.multivariate_normal.pdf([off_mps, 0.0], [0.0, 0.0], sigma_mps**2 * np.eye(2))
    ratio = float(own.pdf(off_m) / nearest.pdf(off_m) * velocity * math.pi * 400.0**2)
    return ratio, plan_evidence(ratio)


def plan_evidence(ratio):
    """Seven aircraft in ten fly by a plan, and one attacker in a hundred hides on one."""
    return math.log((0.99 + 0.01 * ratio) / (0.3 + 0.7 * ratio))


# ---- links and battles ---------------------------------------------------------------------------------------------


def link_works(time_s, up_s, outage_s, p_loss):
    """A share of time, whatever the time."""
    up = 1.0 - outage_s / (up_s + outage_s)
    return up, up * (1.0 - p_loss)


def one_round_each(p_look, looks, hits, window, p_kill, targets):
    """Every row of looks with its chance: is there a window with enough detections?"""
    p_track = 0.0
    for row in product((0, 1), repeat=looks):
        if any(sum(row[max(k - window, 0) : k]) >= hits for k in range(1, looks + 1)):
            p_track += math.prod(p_look if look else 1.0 - p_look for look in row)
    leak = 1.0 - p_track * p_kill
    return p_track, leak, float(stats.binom.pmf(0, targets, leak))


def asked_before_shot_at(asks_friends, answers, asked, prior_hostile, p_hostile):
    """Which numbers of answers leave the odds high enough, and how likely those are with a working set and without."""
    needed = math.log(p_hostile / (1.0 - p_hostile)) - math.log(prior_hostile / (1.0 - prior_hostile)) - FLIES_LOW
    shot_at = [k for k in range(asked + 1) if evidence_of(asks_friends, asked, k) >= needed]
    works, without = (
        float(sum(stats.binom.pmf(k, asked, p) for k in shot_at)) for p in (ANSWERS_COME, ANSWERS_OF_OTHERS)
    )
    return answers * works + (1.0 - answers) * without, without


def evidence_of(asks_friends, asked, answered):
    return answers(asks_friends, 1, asked, answered)


def late_on_their_plans(prior_hostile, p_hostile):
    """The distance from the plan beyond which the odds are high enough, and how often half a minute makes as much."""
    needed = math.log(p_hostile / (1.0 - p_hostile)) - math.log(prior_hostile / (1.0 - prior_hostile))
    needed -= way_of_flying(250.0, 300.0, 0.0, 3.0, 50.0, 3.0)
    off_m = optimize.brentq(lambda m: near_a_plan(m, 0.0, 50.0, 3.0)[1] - needed, 1.0, 60e3)
    return 2.0 * float(stats.norm.sf(off_m / 250.0 / 30.0)), 1.0


def rounds_at_ghosts(false_plots, hits):
    """One look makes a track of each false plot where one plot is enough, and of none where two are needed."""
    mean = false_plots if hits == 1 else 0.0
    return float(mean), float(stats.poisson.pmf(0, mean))


def told_over_a_link(reports, p_loss, up_s, outage_s, p_kill):
    """One report at least gets through; with outages only one is sent."""
    told = (1.0 - p_loss**reports) * (up_s / (up_s + outage_s) if outage_s else 1.0)
    return told, 1.0 - told * p_kill
