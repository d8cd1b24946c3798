"""How near the mean of played battles must come to what it is on paper, and chances that several tests reckon with."""

from __future__ import annotations

import math

import numpy as np


def assert_near(samples: np.ndarray, expected: float, least_error: float = 0.0, slack: float = 0.0) -> None:
    """The mean of independent samples lies within 4 standard errors (and `slack`) of what it should be.

    `least_error`: the standard error is taken as no smaller than this.
    """
    samples = np.asarray(samples, float)
    error = max(samples.std(ddof=1) / math.sqrt(len(samples)), least_error)
    assert abs(samples.mean() - expected) < 4.0 * error + slack, (samples.mean(), expected, error)


def binomial(n: int, p: float) -> np.ndarray:
    """Chances of 0 .. n."""
    return np.array([math.comb(n, k) * p**k * (1.0 - p) ** (n - k) for k in range(n + 1)])
