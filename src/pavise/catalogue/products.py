"""Two operations on beliefs that the shapes themselves do not have: times a judged factor, and in whole numbers.

A top speed that sources state, times a judged ratio of average to top speed, is a doubtful number times a doubtful
factor. Its exact distribution has no simple form; we cut the first number into slices of equal chance and let the
factor act on the middle of each, which keeps the inverse exact to compute and the ends inside the true ones.

Counts are drawn from weights on whole numbers: between 2 and 4 launchers there is no 2.7.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.evidence.distributions import Beta, Distribution, Fixed, LogNormal, Mixture, Triangular, Uniform

SLICES = 16
"""Cuts of the first number. The ends fall short of the true ones by at most a thirty-second of its spread."""

MOST_WHOLE = 40
"""A count with a wider spread stays continuous and is rounded by whoever draws it."""


def product(amount: Distribution, factor: Distribution) -> Distribution:
    """Distribution of amount x factor, drawn independently. Both positive; `factor` has no unit."""
    if isinstance(amount, Fixed):
        return scaled(factor, amount.value)
    if isinstance(factor, Fixed):
        return scaled(amount, factor.value)
    if isinstance(amount, Mixture):
        return Mixture(tuple(product(part, factor) for part in amount.parts), amount.weights)
    middles = amount.ppf((np.arange(SLICES) + 0.5) / SLICES)
    return Mixture(tuple(scaled(factor, float(middle)) for middle in middles))


def scaled(distribution: Distribution, by: float) -> Distribution:
    """The distribution of a number `by` (zero or more) times as large."""
    if by == 0.0:
        return Fixed(0.0)
    if isinstance(distribution, Fixed):
        return Fixed(distribution.value * by)
    if isinstance(distribution, Uniform):
        return Uniform(distribution.low * by, distribution.high * by)
    if isinstance(distribution, Triangular):
        return Triangular(distribution.low * by, distribution.mode * by, distribution.high * by)
    if isinstance(distribution, LogNormal):
        return LogNormal(distribution.low * by, distribution.high * by)
    if isinstance(distribution, Beta):
        return Beta(distribution.low * by, distribution.high * by, distribution.mode * by)
    if isinstance(distribution, Mixture):
        return Mixture(tuple(scaled(part, by) for part in distribution.parts), distribution.weights)
    raise TypeError(f"no rule for scaling {type(distribution).__name__}")


def whole_numbers(distribution: Distribution) -> Distribution | None:
    """The distribution on whole numbers within its own ends; None when there is none between them.

    A uniform range gives each whole number the same chance, others what falls within half a unit of it. Ranges with
    more than `MOST_WHOLE` numbers come back unchanged.
    """
    if distribution.high - distribution.low > MOST_WHOLE:
        return distribution
    weights = _weights(distribution)
    if not weights:
        return None
    if len(weights) == 1:
        return Fixed(float(next(iter(weights))))
    numbers = sorted(weights)
    return Mixture(tuple(Fixed(float(n)) for n in numbers), tuple(weights[n] for n in numbers))


def _weights(distribution: Distribution) -> dict[int, float]:
    if isinstance(distribution, Mixture):
        total: dict[int, float] = {}
        for weight, part in zip(distribution.weights, distribution.parts, strict=True):
            for number, share in _weights(part).items():
                total[number] = total.get(number, 0.0) + weight * share
        return total
    numbers = range(math.ceil(distribution.low), math.floor(distribution.high) + 1)
    if isinstance(distribution, (Fixed, Uniform)):
        return {number: 1.0 / len(numbers) for number in numbers}
    edges = distribution.cdf(np.array([[number - 0.5, number + 0.5] for number in numbers]).reshape(-1, 2))
    shares = edges[:, 1] - edges[:, 0]
    return {number: float(share) for number, share in zip(numbers, shares, strict=True) if share > 0}
