"""The few shapes that a doubtful number may take, each with its inverse.

A world of the simulation is drawn by pushing one number u in (0, 1) through `ppf(u)`, the inverse of the cumulative
distribution. That, rather than a random generator per shape, is what keeps comparisons paired: when a belief is
narrowed, a world that stood at the 80th percentile still stands there. It asks two things of every shape here, and the
tests hold them to both: `ppf` never falls as u grows, and `cdf(ppf(u))` is u wherever the distribution has no jump.

    Fixed(4)                          certain
    Uniform(150e3, 400e3)             anywhere between, no value likelier
    Triangular(150e3, 250e3, 400e3)   likeliest in the middle of the voices
    LogNormal(1e-4, 1e-2)             even in orders of magnitude: radar cross-sections, prices
    Beta(0.5, 0.9, mode=0.7)          a rounded triangle: probabilities
    Mixture((Fixed(2), Fixed(4)))     one voice or another is right, none in between

All are bounded: `low` and `high` are hard ends, so that no world is drawn that nobody claimed.

The same bits on every machine: Fixed, Uniform, Triangular and Mixtures of them use only arithmetic and square roots,
which are exact by standard. LogNormal and Beta need functions that differ in the last digits between machines; their
results are rounded to 30 binary digits (nine decimal ones), which hides the difference except for about one draw in a
million.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pavise import units

Array = NDArray[np.float64]


class Distribution(ABC):
    """A bounded distribution of one number, in the SI unit of the quantity it belongs to."""

    low: float
    high: float

    @property
    @abstractmethod
    def mean(self) -> float:
        """The average over all worlds."""

    @abstractmethod
    def _inverse(self, u: Array) -> Array:
        """`ppf` for a checked array of any shape."""

    @abstractmethod
    def _cumulative(self, x: Array) -> Array:
        """`cdf` for an array of any shape."""

    @abstractmethod
    def _words(self, amounts: Any) -> str:
        """`describe`, given a function that shows an amount."""

    def ppf(self, u: ArrayLike) -> Array:
        """The value below which a share `u` of all worlds lies. `u`: numbers in (0, 1), any shape; same shape back.
        Raises ValueError for anything outside."""
        share = np.asarray(u, dtype=np.float64)
        if not np.all((share > 0.0) & (share < 1.0)):
            raise ValueError("ppf takes numbers strictly between 0 and 1")
        return self._inverse(share)

    def cdf(self, x: ArrayLike) -> Array:
        """The share of worlds with a value of at most `x`; same shape as `x`."""
        return self._cumulative(np.asarray(x, dtype=np.float64))

    @property
    def median(self) -> float:
        """The value with as many worlds below as above: what a frozen doubt is set to."""
        return float(self.ppf(0.5))

    def describe(self, unit: str = "") -> str:
        """The distribution in a few words; with a `unit` such as "km" amounts are shown in it, otherwise in SI."""
        return self._words(lambda amount: units.show(amount, unit, digits=4))


def _require(condition: bool, complaint: str) -> None:
    if not condition:
        raise ValueError(complaint)


@dataclass(frozen=True)
class Fixed(Distribution):
    """One value, the same in every world."""

    value: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.value), "a fixed value must be finite")

    @property
    def low(self) -> float:  # type: ignore[override]
        return self.value

    @property
    def high(self) -> float:  # type: ignore[override]
        return self.value

    @property
    def mean(self) -> float:
        return self.value

    def _inverse(self, u: Array) -> Array:
        return np.full(u.shape, self.value)

    def _cumulative(self, x: Array) -> Array:
        return np.where(x >= self.value, 1.0, 0.0)

    def _words(self, amounts: Any) -> str:
        return f"exactly {amounts(self.value)}"


@dataclass(frozen=True)
class Uniform(Distribution):
    """Anywhere between `low` and `high`, no value likelier than another: the least we can say with two ends."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.high - self.low) and self.low < self.high, "a uniform needs finite low < high")

    @property
    def mean(self) -> float:
        return 0.5 * (self.low + self.high)

    def _inverse(self, u: Array) -> Array:
        return np.clip(self.low + u * (self.high - self.low), self.low, self.high)

    def _cumulative(self, x: Array) -> Array:
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def _words(self, amounts: Any) -> str:
        return f"anywhere between {amounts(self.low)} and {amounts(self.high)}"


@dataclass(frozen=True)
class Triangular(Distribution):
    """Likeliest at `mode`, falling in a straight line to nothing at `low` and `high`."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.high - self.low) and self.low < self.high, "a triangular needs finite low < high")
        _require(self.low <= self.mode <= self.high, "a triangular needs low <= mode <= high")

    @property
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3.0

    def _inverse(self, u: Array) -> Array:
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        from_low = self.low + np.sqrt(u * width * rise)
        from_high = self.high - np.sqrt((1.0 - u) * width * fall)
        return np.clip(np.where(u * width < rise, from_low, from_high), self.low, self.high)

    def _cumulative(self, x: Array) -> Array:
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        x = np.clip(x, self.low, self.high)
        below = (x - self.low) ** 2 / (width * rise) if rise > 0 else np.zeros(x.shape)
        above = 1.0 - (self.high - x) ** 2 / (width * fall) if fall > 0 else np.ones(x.shape)
        return np.where(x < self.mode, below, above)

    def _words(self, amounts: Any) -> str:
        return f"between {amounts(self.low)} and {amounts(self.high)}, likeliest {amounts(self.mode)}"


def _rounded(values: Array) -> Array:
    """To 30 binary digits, by exact operations only: the digits on which all machines agree."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(np.round(mantissa * 2.0**30) / 2.0**30, exponent)


@dataclass(frozen=True)
class LogNormal(Distribution):
    """Even in orders of magnitude: the logarithm is normal, centred half-way between those of the ends, which stand at
    two standard deviations and cut the tails off. For positive amounts known only to a factor."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(0 < self.low < self.high and math.isfinite(self.high), "a lognormal needs finite 0 < low < high")

    @property
    def _centre(self) -> float:
        return 0.5 * (math.log(self.low) + math.log(self.high))

    @property
    def _spread(self) -> float:
        return 0.25 * (math.log(self.high) - math.log(self.low))

    @property
    def mean(self) -> float:
        m, s = self._centre, self._spread

        def phi(z: float) -> float:
            return 0.5 * math.erfc(-z / math.sqrt(2))

        kept = phi(2) - phi(-2)
        return math.exp(m + s * s / 2) * (phi(2 - s) - phi(-2 - s)) / kept

    def _inverse(self, u: Array) -> Array:
        from scipy.special import ndtr, ndtri

        cut = ndtr(-2.0)
        z = ndtri(cut + u * (1.0 - 2.0 * cut))
        return np.clip(_rounded(np.exp(self._centre + self._spread * z)), self.low, self.high)

    def _cumulative(self, x: Array) -> Array:
        from scipy.special import ndtr

        x = np.clip(x, self.low, self.high)
        cut = ndtr(-2.0)
        z = (np.log(x) - self._centre) / self._spread
        return np.clip((ndtr(z) - cut) / (1.0 - 2.0 * cut), 0.0, 1.0)

    def _words(self, amounts: Any) -> str:
        return f"between {amounts(self.low)} and {amounts(self.high)}, even in orders of magnitude"


@dataclass(frozen=True)
class Beta(Distribution):
    """A rounded hump between `low` and `high` with its top at `mode` (the PERT form: shape numbers
    1 + 4 (mode - low) / (high - low) and 1 + 4 (high - mode) / (high - low), after Malcolm et al. 1959).
    Puts less weight near the ends than a triangle."""

    low: float
    high: float
    mode: float

    def __post_init__(self) -> None:
        _require(math.isfinite(self.high - self.low) and self.low < self.high, "a beta needs finite low < high")
        _require(self.low <= self.mode <= self.high, "a beta needs low <= mode <= high")

    @property
    def shape(self) -> tuple[float, float]:
        """The two shape numbers of the beta distribution on [0, 1]."""
        rise = (self.mode - self.low) / (self.high - self.low)
        return 1.0 + 4.0 * rise, 1.0 + 4.0 * (1.0 - rise)

    @property
    def mean(self) -> float:
        return (self.low + 4.0 * self.mode + self.high) / 6.0

    def _inverse(self, u: Array) -> Array:
        from scipy.special import betaincinv

        share = betaincinv(*self.shape, u)
        return np.clip(_rounded(self.low + share * (self.high - self.low)), self.low, self.high)

    def _cumulative(self, x: Array) -> Array:
        from scipy.special import betainc

        return np.asarray(betainc(*self.shape, np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)))

    def _words(self, amounts: Any) -> str:
        return f"between {amounts(self.low)} and {amounts(self.high)}, rounded towards {amounts(self.mode)}"


@dataclass(frozen=True)
class Mixture(Distribution):
    """One of several distributions is right, with the given `weights` (equal when left out; scaled to sum to 1).

    Its `ppf` is the true inverse of the mixed distribution, not "choose a part, then draw from it": the latter would
    jump back and forth as u grows and so lose the ranks.
    """

    parts: tuple[Distribution, ...]
    weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        _require(len(self.parts) > 0, "a mixture needs at least one part")
        weights: Sequence[float] = self.weights or (1.0,) * len(self.parts)
        _require(len(weights) == len(self.parts), "a mixture needs one weight for each part")
        _require(all(math.isfinite(w) and w > 0 for w in weights), "the weights of a mixture must be positive")
        total = math.fsum(weights)
        object.__setattr__(self, "parts", tuple(self.parts))
        object.__setattr__(self, "weights", tuple(w / total for w in weights))

    @property
    def low(self) -> float:  # type: ignore[override]
        return min(part.low for part in self.parts)

    @property
    def high(self) -> float:  # type: ignore[override]
        return max(part.high for part in self.parts)

    @property
    def mean(self) -> float:
        return math.fsum(w * part.mean for w, part in zip(self.weights, self.parts, strict=True))

    def _cumulative(self, x: Array) -> Array:
        total = np.zeros(x.shape)
        for weight, part in zip(self.weights, self.parts, strict=True):
            total = total + weight * part.cdf(x)
        return np.clip(total, 0.0, 1.0)

    def _jumps(self) -> dict[float, float]:
        """Weight that sits on single values."""
        jumps: dict[float, float] = {}
        for weight, part in zip(self.weights, self.parts, strict=True):
            if isinstance(part, Fixed):
                jumps[part.value] = jumps.get(part.value, 0.0) + weight
            elif isinstance(part, Mixture):
                for value, inner in part._jumps().items():
                    jumps[value] = jumps.get(value, 0.0) + weight * inner
        return jumps

    def _knots(self) -> list[float]:
        """Every end of every part: between two neighbouring knots the mixed cdf is smooth."""
        knots: set[float] = set()
        for part in self.parts:
            knots.update(part._knots() if isinstance(part, Mixture) else (part.low, part.high))
        return sorted(knots)

    def _straight(self) -> bool:
        """Whether the cdf is a straight line between knots."""
        return all(
            part._straight() if isinstance(part, Mixture) else isinstance(part, (Fixed, Uniform)) for part in self.parts
        )

    def _inverse(self, u: Array) -> Array:
        knots = np.array(self._knots())
        after = self._cumulative(knots)
        after[-1] = 1.0  # sums of weights may end a hair below
        jumps = self._jumps()
        before = after - np.array([jumps.get(float(knot), 0.0) for knot in knots])
        right = np.minimum(np.searchsorted(after, u, side="left"), len(knots) - 1)  # first knot with cdf(knot) >= u
        left = np.maximum(right - 1, 0)
        on_knot = (u >= before[right]) | (right == 0)
        a, b, fa, fb = knots[left], knots[right], after[left], before[right]
        if self._straight():
            gap = np.where(fb > fa, fb - fa, 1.0)
            inside = a + (u - fa) / gap * (b - a)
        else:
            inside = self._between(u, a, b)
        return np.where(on_knot, b, np.clip(inside, a, b))

    def _between(self, u: Array, a: Array, b: Array) -> Array:
        """Bisection between neighbouring knots, down to the last bit but a few."""
        for _ in range(60):
            middle = 0.5 * (a + b)
            below = self._cumulative(middle) < u
            a, b = np.where(below, middle, a), np.where(below, b, middle)
        return b

    def _words(self, amounts: Any) -> str:
        shares = [f"{part._words(amounts)} ({w:.0%})" for w, part in zip(self.weights, self.parts, strict=True)]
        return "; or ".join(shares)
