"""Answers about statistics: moments, intervals, tests, and the shapes that a doubtful number may take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pavise.analysis import intervals
from pavise.evidence import distributions


def moments(first: float, low: float, high: float, pairs: int) -> tuple[float, float]:
    """Mean and standard deviation of `first` followed by so many pairs `low`, `high`."""
    return intervals.mean_sd([first, *[low, high] * pairs])


def wilson(successes: int, n: int, alpha: float) -> tuple[float, float]:
    """The score interval for a chance."""
    return intervals.wilson(successes, n, alpha)


def clopper_pearson(successes: int, n: int, alpha: float) -> tuple[float, float]:
    """The exact interval for a chance."""
    return intervals.clopper_pearson(successes, n, alpha)


def welch(x: Sequence[float], y: Sequence[float]) -> tuple[float, float, float]:
    """t, degrees of freedom and two-sided p of two unpaired samples."""
    return intervals.welch(x, y)


def mean_interval(values: Sequence[float], alpha: float) -> tuple[float, float]:
    """Student's interval for a mean."""
    return intervals.mean_interval(values, alpha)


def t_quantile(p: float, df: float) -> float:
    """The value that Student's t stays below with chance p."""
    return intervals.t_quantile(p, df)


def quantile_ranks(n: int, q: float, alpha: float) -> tuple[float, float]:
    """Which of n ordered values enclose the q-quantile: their ranks, counted from 1."""
    _, low, high = intervals.quantile_interval(np.arange(1.0, n + 1.0), q, alpha)
    return low, high


def belief(shape: str, low: float, high: float, mode: float, u: float) -> tuple[float, float, float]:
    """The value at rank u of a belief, the rank of that value, and the mean of all worlds."""
    drawn: distributions.Distribution
    if shape == "uniform":
        drawn = distributions.Uniform(low, high)
    elif shape == "triangular":
        drawn = distributions.Triangular(low, mode, high)
    elif shape == "lognormal":
        drawn = distributions.LogNormal(low, high)
    else:
        drawn = distributions.Beta(low, high, mode)
    value = float(drawn.ppf(u))
    return value, float(drawn.cdf(value)), drawn.mean
