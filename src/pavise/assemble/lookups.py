"""Tables that sensors look things up in, each row made once for all worlds and cases of a study.

    detection   chance by signal to noise, for a fluctuation, a number of pulses and a false-alarm probability
    beam        gain by elevation, for the shape of a lobe
    loss        what the air takes, by elevation and range

A row costs between one and some tens of milliseconds and some thousands of bytes. So what is asked for is rounded, far
within the doubt about it, and worlds that round alike share a row. Row 0 of beam and loss is the neutral one: it
changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.catalogue.system import RadarSettings
from pavise.sim.attenuation import LOSS_LINES, LOSS_RANGES, RAIN_HEIGHT_M, haze_table_row, loss_table_row
from pavise.sim.beam import BEAM_GRID, beam_table_row
from pavise.sim.detection import pd_table
from pavise.sim.elementary import LN_10, exp, log10
from pavise.sim.models.sensing.optical_sight import optical_row

Table = NDArray[np.float64]

PFA_STEPS_PER_DECADE = 10
"""The anchor of a radar uses the rounded value too, so its claimed range keeps its claimed chance exactly."""

WIDTH_STEPS_PER_DECADE = 10
"""Widths of lobes in steps of a quarter, tilts in steps of an eighth of the width, limits of cover in steps of 10
degrees: what is believed about them spans factors of two and three."""

TILT_STEPS_PER_WIDTH = 8
LIMIT_STEP_RAD = math.radians(10.0)

RANGE_STEPS_PER_DECADE = 10
HEIGHT_STEP_M = 250.0
LOWEST_FREQUENCY_HZ = 0.1e9
"""Below this, air takes nothing worth counting; the tables begin here."""


class Rows:
    """A table that grows by a row whenever one is asked for that it does not have yet."""

    def __init__(self, neutral: Table | None = None) -> None:
        self._numbers: dict[object, int] = {}
        self._rows: list[Table] = [] if neutral is None else [neutral]
        self._table: Table | None = None

    def row(self, key: object, make: Callable[[], Table]) -> int:
        """The number of the row called `key`, made by `make` when it is asked for the first time."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._rows)
            self._rows.append(make())
            self._table = None
        return number

    @property
    def table(self) -> Table:
        """All rows so far; the first axis counts them."""
        if self._table is None:
            self._table = np.stack(self._rows) if self._rows else np.zeros((0, 0))
        return self._table


class Lookups:
    """The lookup tables of a study."""

    def __init__(self) -> None:
        self.detection = Rows()
        self.beam = Rows(np.ones(BEAM_GRID))
        self.loss = Rows(np.zeros((LOSS_LINES, LOSS_RANGES)))

    def detection_row(self, settings: RadarSettings, pfa: float) -> int:
        """The row for a radar's settings; `pfa` already rounded (`rounded_pfa`)."""
        swerling, pulses = settings.swerling, settings.pulses
        return self.detection.row((swerling, pulses, pfa), lambda: kept(pd_table, swerling, pulses, pfa))

    def optical_row(self) -> int:
        """The row for cameras and eyes."""
        return self.detection.row("optical", lambda: kept(optical_row))

    def beam_row(
        self, pattern: str, width_rad: float, tilt_rad: float, limit_rad: float, floor: float, ways: int
    ) -> int:
        """The row for a lobe: see `sim/beam.py`. `limit_rad`: highest elevation covered; `floor`: one-way sidelobes;
        `ways`: 2 for a radar's own echo, 1 for a receiver's beam.
        """
        if pattern == "flat":
            return 0
        width_rad = rounded(width_rad, WIDTH_STEPS_PER_DECADE)
        tilt_step_rad = width_rad / TILT_STEPS_PER_WIDTH
        tilt_rad = tilt_step_rad * round(tilt_rad / tilt_step_rad)
        if pattern == "fan":
            limit_rad = 0.0
        else:  # the lobe must end above the horizon and below the limit
            tilt_rad = max(tilt_rad, tilt_step_rad - 0.5 * width_rad)
            top_rad = tilt_rad + 0.5 * width_rad
            limit_rad = min(LIMIT_STEP_RAD * math.ceil(limit_rad / LIMIT_STEP_RAD), 0.5 * math.pi)
            if top_rad >= limit_rad:
                return self.beam_row("fan", width_rad, tilt_rad, limit_rad, floor, ways)
        key = (pattern, width_rad, tilt_rad, limit_rad, floor, ways)
        return self.beam.row(key, lambda: kept(beam_table_row, *key))

    def loss_row(
        self,
        frequency_hz: float,
        height_m: float,
        earth_radius_m: float,
        range_ref_m: float,
        rain_mm_per_h: float,
        ways: int,
    ) -> int:
        """The row for gases and rain: see `sim/attenuation.py`. `height_m`: of the sensor; `ways`: 2 for an echo."""
        frequency_hz = max(frequency_hz, LOWEST_FREQUENCY_HZ)
        height_m = HEIGHT_STEP_M * round(height_m / HEIGHT_STEP_M)
        range_ref_m = rounded(range_ref_m, RANGE_STEPS_PER_DECADE)
        key = (frequency_hz, height_m, earth_radius_m, range_ref_m, rain_mm_per_h, RAIN_HEIGHT_M, ways)
        return self.loss.row(("gases", *key), lambda: kept(loss_table_row, *key))

    def haze_row(self, visibility_m: float, height_m: float, earth_radius_m: float, range_ref_m: float) -> int:
        """The row for cameras and eyes: what haze takes beyond that of clear air."""
        height_m = HEIGHT_STEP_M * round(height_m / HEIGHT_STEP_M)
        range_ref_m = rounded(range_ref_m, RANGE_STEPS_PER_DECADE)
        key = (visibility_m, height_m, earth_radius_m, range_ref_m)
        return self.loss.row(("haze", *key), lambda: kept(haze_table_row, *key))


@lru_cache(maxsize=1024)
def kept(make: Callable[..., Table], *what: Any) -> Table:
    """A row, kept for the next study of this process that asks for the same."""
    row = make(*what)
    row.setflags(write=False)
    return row


def rounded(value: float, steps_per_decade: int) -> float:
    """A positive number rounded to so many steps in each power of ten."""
    return float(exp(round(log10(value) * steps_per_decade) / steps_per_decade * LN_10))


def rounded_pfa(pfa: float) -> float:
    """The false-alarm probability rounded to a row of the table."""
    return rounded(pfa, PFA_STEPS_PER_DECADE)
