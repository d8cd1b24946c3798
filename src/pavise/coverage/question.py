"""What is asked of a map: which target, how high, and what counts as covered."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

PERCENTS = (90, 50, 10)
"""A cell counts as covered in at least so many percent of the worlds: the cautious answer first."""


@dataclass(frozen=True)
class Layer:
    """One map: a target of a cross-section at a height above sea level, or above the ground where that is said."""

    height_m: float
    rcs_m2: float
    above_ground: bool = False

    @property
    def words(self) -> str:
        """As people say it: `3 km above sea, 1 m²`."""
        return f"{self.height_words}, {plain(self.rcs_m2)} m²"

    @property
    def height_words(self) -> str:
        """The height alone: `100 m above ground`."""
        return f"{metres(self.height_m)} above {'ground' if self.above_ground else 'sea'}"

    @property
    def slug(self) -> str:
        """As file names say it: `3km-sea-1m2`."""
        height = metres(self.height_m).replace(" ", "")
        return f"{height}-{'ground' if self.above_ground else 'sea'}-{plain(self.rcs_m2)}m2"


@dataclass(frozen=True)
class Question:
    """All maps of a run, and what counts as covered.

    `level`: a cell is covered by a sensor in a world when its chance is at least this. The chance is that of one look,
    or, with a `speed_mps`, that of a confirmed track by then (`approach.py`). `emits`, `size_m2`: what passive and
    optical sensors see of the target. `jamming`: with the stand-off jammers of the raid.
    """

    layers: tuple[Layer, ...]
    level: float = 0.5
    speed_mps: float | None = None
    emits: float = 0.0
    size_m2: float = 0.0
    jamming: bool = False
    percents: tuple[int, ...] = field(default=PERCENTS)

    @property
    def cumulative(self) -> bool:
        """Is the chance that of a confirmed track?"""
        return self.speed_mps is not None

    @property
    def chance_words(self) -> str:
        """What the level is about, in words."""
        if self.speed_mps is None:
            return "one look detects the target"
        return (
            "the target, flying straight at the sensor at "
            f"{plain(self.speed_mps)} m/s, has been confirmed as a track by then"
        )


def metres(length_m: float) -> str:
    """100 m, 3 km, 1.5 km, -20 m."""
    return f"{plain(length_m / 1000)} km" if abs(length_m) >= 1000.0 else f"{plain(length_m)} m"


def plain(value: float) -> str:
    """A number with at most six digits and no exponent where people would write none."""
    return f"{value:.6g}" if value == 0.0 or 1e-4 <= abs(value) < 1e6 else f"{value:.3e}"


def worlds_for(percent: int, worlds: int) -> int:
    """In how many of the worlds a cell must be covered to be so in at least this many percent of them."""
    return max(math.ceil(percent * worlds / 100 - 1e-9), 1)
