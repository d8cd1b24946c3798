"""Statistics by other ways: statsmodels, SciPy's distributions, sums of the binomial with whole numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb

from scipy import optimize, stats


def wilson(successes, n, alpha):
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, n, alpha, method="wilson")
    return float(low), float(high)


def clopper_pearson(successes, n, alpha):
    """The chances at which so many successes or more, or or fewer, have just half of alpha: found on the binomial."""

    def root(excess):
        return float(optimize.brentq(excess, 1e-15, 1.0 - 1e-15, xtol=1e-15, rtol=1e-14))

    low = root(lambda p: stats.binom.sf(successes - 1, n, p) - alpha / 2) if successes else 0.0
    high = root(lambda p: stats.binom.cdf(successes, n, p) - alpha / 2) if successes < n else 1.0
    return low, high


def t_quantile(p, df):
    return float(optimize.brentq(lambda t: stats.t.cdf(t, df) - p, -60.0, 60.0, xtol=1e-13))


def quantile_ranks(n, q, alpha):
    """Whole numbers and fractions only: the binomial summed up exactly."""
    chance, tail = Fraction(q).limit_denominator(1000), Fraction(alpha).limit_denominator(1000) / 2
    at_most = [sum(comb(n, j) * chance**j * (1 - chance) ** (n - j) for j in range(k + 1)) for k in range(n + 1)]
    low = sum(p <= tail for p in at_most)
    high = next(k for k, p in enumerate(at_most) if 1 - p <= tail) + 1
    return float(low) if low else float("-inf"), float(high) if high <= n else float("inf")


def belief(shape, low, high, mode, u):
    import math

    if shape == "uniform":
        drawn = stats.uniform(low, high - low)
    elif shape == "triangular":
        drawn = stats.triang((mode - low) / (high - low), low, high - low)
    elif shape == "lognormal":
        centre, spread = 0.5 * math.log(low * high), 0.25 * math.log(high / low)
        normal = stats.truncnorm(-2.0, 2.0, centre, spread)
        return math.exp(normal.ppf(u)), u, float(normal.expect(math.exp, epsabs=0.0, epsrel=1e-12))
    else:
        rise = (mode - low) / (high - low)
        drawn = stats.beta(1.0 + 4.0 * rise, 5.0 - 4.0 * rise, low, high - low)
    return float(drawn.ppf(u)), u, float(drawn.mean())
