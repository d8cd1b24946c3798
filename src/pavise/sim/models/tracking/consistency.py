"""Does a filter err as much as it says? Squared errors in units of its own covariance, and the bands they must lie in.

    NEES   (x - truth)' P^-1 (x - truth)       of a state; n on average, when P is honest
    NIS    y' S^-1 y                           of an innovation; every update of the filters here returns it

Over many runs their sum follows a chi-square law with as many degrees of freedom as there are numbers in it. Above the
band the filter promises too much, below it too little.

Sources: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation* (2001),
section 5.4; W. H. Press et al., *Numerical Recipes*, 3rd ed. (2007), section 6.2 (incomplete gamma function).

When not to believe it: the runs must be independent. Errors of one run at successive times are not, so a band for one
run over time is too narrow for NEES (not for NIS).
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import exp, log
from pavise.sim.matrices import inverse

PARAMETERS = ()

LN_2_PI = 1.8378770664093453


@kernel
def nees(x, covariance, truth):
    """Normalised estimation error squared of a state [n] with a flat covariance [n n]; NaN when that is singular."""
    n = x.size
    inverted = np.empty(n * n)
    ok, _ = inverse(covariance, n, inverted)
    if not ok:
        return math.nan
    total = 0.0
    for i in range(n):
        for j in range(n):
            total += (x[i] - truth[i]) * inverted[n * i + j] * (x[j] - truth[j])
    return total


@kernel
def log_gamma(a):
    """Logarithm of the gamma function for a > 0: carried up to 12 and beyond, then Stirling's series."""
    shift = 0.0
    while a < 12.0:
        shift += log(a)
        a += 1.0
    z = 1.0 / (a * a)
    series = (1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z * (1.0 / 1680.0 - z / 1188.0)))) / a
    return (a - 0.5) * log(a) - a + 0.5 * LN_2_PI + series - shift


@kernel
def chi_square_cdf(x, freedom):
    """Chance that a sum of `freedom` squared standard normal numbers is at most x."""
    if not x > 0.0:
        return 0.0
    a, half = 0.5 * freedom, 0.5 * x
    scale = exp(a * log(half) - half - log_gamma(a))
    if half < a + 1.0:  # series
        term = total = 1.0 / a
        k = a
        while term > 1e-17 * total:
            k += 1.0
            term *= half / k
            total += term
        return min(scale * total, 1.0)
    b = half + 1.0 - a  # Lentz's continued fraction for the rest
    c, d = 1e300, 1.0 / b
    fraction = d
    for i in range(1, 100_000):
        term = i * (a - i)
        b += 2.0
        d = 1.0 / (term * d + b)
        c = b + term / c
        fraction *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return 1.0 - scale * fraction


@kernel
def chi_square_quantile(p, freedom):
    """The number below which that sum lies with a chance p (0 < p < 1), to about 1e-12 of itself."""
    low, high = 0.0, freedom + 10.0
    while chi_square_cdf(high, freedom) < p:
        low, high = high, 2.0 * high
    while high - low > 1e-13 * high:
        middle = 0.5 * (low + high)
        if chi_square_cdf(middle, freedom) < p:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@kernel
def band_of_mean(freedom, runs, p):
    """(low, high): where the mean of `runs` independent NEES or NIS of `freedom` lies with a chance p, if honest."""
    total = freedom * runs
    return chi_square_quantile(0.5 - 0.5 * p, total) / runs, chi_square_quantile(0.5 + 0.5 * p, total) / runs
