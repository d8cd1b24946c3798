"""Intervals for independent observations: the textbook formulas, each with its source.

These take observations that have nothing to do with each other. Replications of one world share its draws, so numbers
from a result go through `worlds.py`, which uses these formulas on worlds instead of replications.

| kind of measure         | interval                        | why                                               |
| ----------------------- | ------------------------------- | ------------------------------------------------- |
| mean of anything        | Student's t                     | exact for normal means, close for many averages   |
| chance (0 or 1 each)    | Clopper-Pearson (or Wilson)     | never covers less than it says, also for 0 of n   |
| quantile, median        | ranks of the sorted values      | any shape; infinite values ("never") do no harm   |
| difference of two means | t on the paired differences     | same raid, same luck: what both share cancels     |
| ... of unpaired samples | Welch                           | unequal variances                                 |

`alpha` is the chance of missing the truth: 0.05 for a 95% interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np

ALPHA = 0.05
"""The chance of missing the truth that every interval is made for unless asked otherwise."""

Numbers = Sequence[float] | np.ndarray


@lru_cache(maxsize=4096)
def t_quantile(p: float, df: float) -> float:
    """The p-quantile of Student's t with `df` degrees of freedom."""
    from scipy.special import stdtrit  # here: scipy is slow to load and `pavise --help` does not need it

    return float(stdtrit(df, p))


def mean_sd(values: Numbers) -> tuple[float, float]:
    """Mean and standard deviation (n - 1), to nearly all digits that the data hold. The sd of one value is 0.

    Two passes with exact sums, and the sum of deviations taken back out: Chan, Golub & LeVeque (1983), "Algorithms for
    computing the sample variance", The American Statistician 37, eq. 1.7. ValueError for no values.
    """
    numbers = [float(value) for value in values]
    n = len(numbers)
    if n == 0:
        raise ValueError("no values: they have no mean")
    mean = math.fsum(numbers) / n
    if n == 1:
        return mean, 0.0
    deviations = [value - mean for value in numbers]
    squares = math.fsum(d * d for d in deviations) - math.fsum(deviations) ** 2 / n
    return mean, math.sqrt(max(0.0, squares) / (n - 1))


def mean_interval(values: Numbers, alpha: float = ALPHA) -> tuple[float, float]:
    """Student's t interval for the mean of independent values. ValueError for fewer than two.

    Do not believe it for few, very skewed values: with most of them equal and one far off it is too narrow.
    """
    if len(values) < 2:
        raise ValueError("an interval for a mean needs two values or more")
    mean, sd = mean_sd(values)
    half = t_quantile(1 - alpha / 2, len(values) - 1) * sd / math.sqrt(len(values))
    return mean - half, mean + half


def wilson(successes: float, n: float, alpha: float = ALPHA) -> tuple[float, float]:
    """Score interval for a chance: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.

    Right on average over chances, though it can cover a little less than it says for a chance near 0 or 1.
    """
    _check_count(successes, n)
    z = NormalDist().inv_cdf(1 - alpha / 2)
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == n else min(1.0, middle + half)
    return low, high


def clopper_pearson(successes: float, n: float, alpha: float = ALPHA) -> tuple[float, float]:
    """Exact interval for a chance: Clopper & Pearson (1934), Biometrika 26, 404-413. Never covers less than it says.

    Counts need not be whole: an effective sample size may stand for clustered observations (see `worlds.py`).
    """
    from scipy.special import betaincinv  # here: see t_quantile

    _check_count(successes, n)
    failures = n - successes
    low = 0.0 if successes == 0 else float(betaincinv(successes, failures + 1, alpha / 2))
    high = 1.0 if failures == 0 else float(betaincinv(successes + 1, failures, 1 - alpha / 2))
    return low, high


def quantile_interval(
    values: Numbers, q: float, alpha: float = ALPHA, n_effective: float | None = None
) -> tuple[float, float, float]:
    """The q-quantile with its interval: (value, low, high), each of them one of the values.

    How many of n values lie below the true quantile is binomial with chance q, so its limits name two ranks that
    enclose the quantile (David & Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1). Any shape will do, and values
    may be infinite ("never"). `n_effective`: count the values for fewer than they are, where they come in clusters.
    Low is minus infinity, and high infinity, where so few values say nothing about that side.
    """
    from scipy.special import bdtr  # here: see t_quantile

    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = len(ordered)
    if n == 0 or np.isnan(ordered).any():
        raise ValueError("a quantile needs values, none of them NaN")
    if not 0 < q < 1:
        raise ValueError(f"q must lie between 0 and 1, not {q}")
    m = n if n_effective is None else max(1, min(n, math.floor(n_effective)))
    at_most = bdtr(np.arange(m + 1, dtype=np.float64), m, q)  # [k]: chance that k or fewer of m lie below
    block_low = int((at_most <= alpha / 2).sum())
    block_high = int(np.argmax(1 - at_most <= alpha / 2)) + 1
    low = -math.inf if block_low == 0 else float(ordered[(block_low - 1) * n // m])
    high = math.inf if block_high > m else float(ordered[math.ceil(block_high * n / m) - 1])
    return float(ordered[math.ceil(q * n) - 1]), low, high


def welch(x: Numbers, y: Numbers) -> tuple[float, float, float]:
    """Are two unpaired samples of one mean? Returns (t, degrees of freedom, two-sided p).

    Welch (1947), Biometrika 34, 28-35. ValueError for fewer than two values, or when neither sample varies.
    """
    from scipy.special import stdtr  # here: see t_quantile

    if min(len(x), len(y)) < 2:
        raise ValueError("Welch's test needs two values or more on each side")
    (mean_x, sd_x), (mean_y, sd_y) = mean_sd(x), mean_sd(y)
    share_x, share_y = sd_x**2 / len(x), sd_y**2 / len(y)
    if share_x + share_y == 0:
        raise ValueError("neither sample varies: there is nothing to test against")
    t = (mean_x - mean_y) / math.sqrt(share_x + share_y)
    df = (share_x + share_y) ** 2 / (share_x**2 / (len(x) - 1) + share_y**2 / (len(y) - 1))
    return t, df, 2.0 * float(stdtr(df, -abs(t)))


def _check_count(successes: float, n: float) -> None:
    if not (n > 0 and 0 <= successes <= n):
        raise ValueError(f"{successes} successes of {n} is not a count")
