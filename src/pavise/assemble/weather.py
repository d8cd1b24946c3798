"""The environment of a study in every world: how rays bend, how hard it rains, how far one sees, what is reflected.

Rain and visibility are rounded to steps of a quarter, so that worlds share rows of the table of losses; both are known
far worse than that, and neither is the same over a whole theatre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pavise.assemble.lookups import rounded
from pavise.assemble.sample import Figures, Sampler
from pavise.scenario.environment import Environment
from pavise.scenario.written import Judged
from pavise.sim.geometry import effective_earth_radius
from pavise.units import show

EARTH_BASE_RADIUS_M = 6_371_000.0
"""The base radius that goes with the usual k = 4/3; see `sim/geometry.py`."""

STEPS_PER_DECADE = 10

DRIZZLE_MM_PER_H = 0.1
"""Less rain than this is none."""

RAIN_UNIT = "mm/h"

ENVIRONMENT = "environment"
"""The name under which its figures are drawn."""


@dataclass(frozen=True)
class Weather:
    """The environment in every world: arrays of shape (W,)."""

    earth_radius_m: float
    rain_mm_per_h: Figures
    visibility_m: Figures
    lobing_roughness_m: Figures | None


def in_words(environment: Environment) -> str:
    """The environment in one sentence, as reports show it."""
    rain, visibility = environment.rain, environment.visibility
    dry = rain.distribution.high < DRIZZLE_MM_PER_H
    reflections = "no reflections from the ground"
    if environment.lobing is not None:
        reflections = f"reflections from flat ground that is rough by {_span(environment.lobing.roughness, 'm')}"
    return (
        f"Rays bend as over an earth {environment.k:.3g} times as large; "
        f"{'no rain' if dry else f'rain of {_span(rain, RAIN_UNIT)}'}, visibility of {_span(visibility, 'km')}, "
        f"{reflections}."
    )


def _span(figure: Judged[Any], unit: str) -> str:
    low, high = (show(end, unit, 3) for end in (figure.distribution.low, figure.distribution.high))
    return high if low == high else f"{low.removesuffix(unit).strip()} to {high}"


def weather_of(environment: Environment, sampler: Sampler) -> Weather:
    """The environment of a study, drawn for all worlds."""
    rain = sampler.judged(ENVIRONMENT, "rain", environment.rain, RAIN_UNIT)
    visibility = sampler.judged(ENVIRONMENT, "visibility", environment.visibility, "m")
    roughness = None
    if environment.lobing is not None:
        roughness = sampler.judged(ENVIRONMENT, "lobing_roughness", environment.lobing.roughness, "m")
    return Weather(
        earth_radius_m=effective_earth_radius(environment.k, EARTH_BASE_RADIUS_M),
        rain_mm_per_h=np.array(
            [rounded(drawn, STEPS_PER_DECADE) if drawn >= DRIZZLE_MM_PER_H else 0.0 for drawn in rain]
        ),
        visibility_m=np.array([rounded(drawn, STEPS_PER_DECADE) for drawn in visibility]),
        lobing_roughness_m=roughness,
    )
