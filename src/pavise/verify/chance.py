"""Answers about chance and arithmetic: the generator, the normal quantile, and our own exp, log and sines."""

from __future__ import annotations

import numpy as np

from pavise.sim import draws, elementary


def philox(
    counter0: int, counter1: int, counter2: int, counter3: int, key0: int, key1: int
) -> tuple[int, int, int, int]:
    """Four words of noise."""
    words = (counter0, counter1, counter2, counter3, key0, key1)
    a, b, c, d = draws.philox(*(np.uint64(word) for word in words))
    return int(a), int(b), int(c), int(d)


def uniform(seed: int, replication: int, stream: int, who: int, whom: int, occasion: int) -> tuple[float, ...]:
    """The number for one decision, and the four coarser ones."""
    names = (seed, replication, stream, who, whom, occasion)
    return draws.uniform(*names), *draws.uniforms4(*names)


def uniform_array(seed: int, stream: int, world: int, who: int, whom: int, occasion: int) -> float:
    """The number that a world gets for a doubtful quantity."""
    return float(draws.uniform_array(seed, stream, np.arange(world, world + 2), who, whom, occasion)[0])


def normal(seed: int, replication: int, stream: int, who: int, whom: int, occasion: int) -> float:
    """The standard normal number for one decision."""
    return draws.normal(seed, replication, stream, who, whom, occasion)


def normal_quantile(p: float) -> float:
    """The value that a standard normal variable stays below with chance p."""
    return draws.normal_quantile(p)


def elementary_function(function: str, x: float) -> float:
    """One of our own functions of one number."""
    return getattr(elementary, function)(float(x))


def sine_and_cosine(angle_rad: float) -> tuple[float, float, float, float]:
    """Sine and cosine, together and one by one."""
    return (*elementary.sin_cos(angle_rad), elementary.sin(angle_rad), elementary.cos(angle_rad))


def arc_tangent(y: float, x: float) -> float:
    """Angle of the point (x, y)."""
    return elementary.atan2(float(y), float(x))
