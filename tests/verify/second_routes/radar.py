"""Detection by other ways: SciPy's distributions instead of our sums, and all outcomes counted out one by one."""

from __future__ import annotations

import itertools
import math

import numpy as np
from scipy import integrate, optimize, special, stats

LIGHT_MPS, BOLTZMANN_JPK = 299_792_458.0, 1.380649e-23


def threshold(pulses, pfa):
    return float(special.gammainccinv(pulses, pfa)), pfa


def one_look(swerling, pulses, pfa, snr_db):
    """The sum of N pulses is non-central chi-square given the signal; the signal is averaged over its gamma density."""
    level, snr = special.gammainccinv(pulses, pfa), 10.0 ** (snr_db / 10.0)
    if swerling == 0:
        return float(stats.ncx2.sf(2.0 * level, 2 * pulses, 2.0 * pulses * snr))
    shape = {1: 1.0, 2: float(pulses), 3: 2.0, 4: 2.0 * pulses}[swerling]
    if (swerling, pulses) in ((1, 1), (2, 1)):
        return float(pfa ** (1.0 / (1.0 + snr)))
    if swerling == 2:  # every pulse is exponential of mean 1 + snr
        return float(special.gammaincc(pulses, level / (1.0 + snr)))
    mean = pulses * snr

    def part(signal):
        return stats.gamma.pdf(signal, shape, scale=mean / shape) * given(signal)

    def given(signal):
        if signal == 0.0:
            return special.gammaincc(pulses, level)
        return stats.ncx2.sf(2.0 * level, 2 * pulses, 2.0 * signal)

    knots = stats.gamma.ppf([1e-17, 1e-6, 1e-3, 0.05, 0.3, 0.7, 0.95, 0.999, 1 - 1e-9], shape, scale=mean / shape)
    edges = np.unique(np.r_[0.0, knots, level * np.array([0.3, 0.7, 0.9, 1.1, 1.5, 3.0]), knots[-1] * 2.0])
    fine = {"epsabs": 1e-14, "epsrel": 1e-12, "limit": 200}
    return sum(integrate.quad(part, a, b, **fine)[0] for a, b in itertools.pairwise(edges))


one_look_in_the_table = one_look


def required_snr(swerling, pulses, pfa, pd):
    if swerling == 1 and pulses == 1:
        return 10.0 * math.log10(math.log(pfa) / math.log(pd) - 1.0)
    return float(optimize.brentq(lambda snr_db: one_look(swerling, pulses, pfa, snr_db) - pd, -20.0, 40.0, xtol=1e-9))


def anchored_radar(claimed_range_m, claimed_rcs_m2, claimed_pd, pfa, range_m, rcs_m2):
    at_claim = math.log(pfa) / math.log(claimed_pd) - 1.0
    snr = at_claim * (claimed_range_m / range_m) ** 4 * rcs_m2 / claimed_rcs_m2
    return 10.0 * math.log10(snr), pfa ** (1.0 / (1.0 + snr))


def first_times(p_looks, hits, window):
    """All 2^n histories, each with its chance, put to the rule look by look."""
    first = np.zeros(len(p_looks))
    for history in itertools.product((0, 1), repeat=len(p_looks)):
        chance = math.prod(p if look else 1.0 - p for look, p in zip(history, p_looks, strict=True))
        for i in range(len(history)):
            if sum(history[max(0, i - window + 1) : i + 1]) >= hits:
                first[i] += chance
                break
    return first


def track_start(p_looks, hits, window):
    first = first_times(p_looks, hits, window)
    return float(first[-1]), float(first.sum())


def approach(snr_db, reference_m, start_m, pfa, scan_s, speed_mps, hits, window, looks):
    ranges_m = [start_m - speed_mps * scan_s * i for i in range(looks)]
    snr = [10.0 ** (snr_db / 10.0) * (reference_m / range_m) ** 4 for range_m in ranges_m]
    first = first_times([pfa ** (1.0 / (1.0 + s)) for s in snr], hits, window)
    half_m, most_m = (
        next((ranges_m[i] for i in range(looks) if first[: i + 1].sum() >= share), math.nan) for share in (0.5, 0.9)
    )
    return half_m, most_m, float(first @ ranges_m / first.sum()), float(first.sum())


def confirmed(looks, hits, window):
    return int(sum(map(int, looks[-window:])) >= hits)
