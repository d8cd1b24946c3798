"""An eye, a television or an infrared camera that searches for a target, known only by its claimed range.

Near the limit of sight a target is a small spot, and what counts is contrast times the solid angle that it fills
(Ricco's law). Over the threshold of the observer that product is the *signal*:

    signal = snr_scale_m2 x size / range_m^2 (x what the weather leaves of the contrast)

Its square root is the number of resolvable cycles across the target over the number needed (Johnson), and the chance
follows from it by the target transfer probability function, x = sqrt(signal), E = 2.7 + 0.7 x:

    p = x^E / (1 + x^E)                0.5 at x = 1

The claim "so many kilometres against a target of so many square metres in clear air" fixes the scale
(`optical_scale_m2`). `optical_row` holds the chance by signal, in the place where a radar has its detection
probabilities, so that both are looked up alike. Weather (Koschmieder's law) is a row of the table of losses:
`attenuation.haze_table_row`.

Sources: J. Johnson, "Analysis of image forming systems" (1958); R. G. Driggers et al., *Introduction to Infrared and
Electro-Optical Systems*, 2nd ed. (2012) (the function and its exponent); S. Q. Duntley, "The visibility of distant
objects", J. Opt. Soc. Am. 38 (1948) 237-249. Ignores night and day, sun behind or ahead, clouds, clutter behind the
target, and how large a piece of sky has to be searched: against a target of unknown bearing an upper bound.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.detection import PD_GRID, grid_snr, pd_lookup
from pavise.sim.elementary import exp, log
from pavise.sim.models.declaration import Parameter

RANGE_POWER = 2
"""The signal falls with this power of range."""

PARAMETERS = (
    Parameter("snr_scale_m2", "m2", 1e4, 1e14, "signal x range^2 / size in square metres, from the claimed range"),
    Parameter("instrumented_range_m", "m", 1e2, 3e5, "no detection beyond"),
    Parameter("scan_period_s", "s", 1.0, 60.0, "time between looks at the same target; a step of the clock at least"),
    Parameter("antenna_height_m", "m", 0.0, 100.0, "eye or camera above the ground"),
    Parameter("cos_half_sector", "", -1.0, 1.0, "cosine of half the sector covered; -1 all round"),
    Parameter("sin_elevation_max", "", 0.0, 1.0, "sine of the highest elevation covered"),
)


@kernel
def p_of_cycles(cycles_ratio):
    """Chance of detection by resolvable cycles over those needed (above 0): 0.5 at 1."""
    log_odds = (2.7 + 0.7 * cycles_ratio) * log(cycles_ratio)
    return 1.0 / (1.0 + exp(-log_odds))


@kernel
def cycles_for(pd):
    """Resolvable cycles over those needed that give the chance `pd` (0 < pd < 1), by halving."""
    low, high = 0.0, 64.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        if p_of_cycles(middle) < pd:
            low = middle
        else:
            high = middle
    return high


@kernel
def optical_scale_m2(range_ref_m, size_ref_m2, pd_ref):
    """The scale that a claim "range_ref_m against a target of size_ref_m2 with probability pd_ref" means.

    The size is taken over 1 m2, so the scale keeps the unit of its column.
    """
    reach_m = cycles_for(pd_ref) * range_ref_m
    return reach_m * reach_m / size_ref_m2


def optical_row() -> np.ndarray:
    """Chance of detection by signal, as a row for `detection.pd_lookup`, shape (PD_GRID,). No false alarms."""
    row = np.zeros(PD_GRID)
    for cell in range(PD_GRID - 1):
        row[cell] = p_of_cycles(math.sqrt(grid_snr(cell)))
    return row


@kernel
def p_detect(range_m, size_m2, snr_scale_m2, pd_row):
    """Chance that one look sees one target in line of sight at slant range `range_m`, in clear air.

    `size_m2`: area that it shows; `pd_row`: `optical_row`. At zero range it is that of the strongest signal in the row.
    """
    return pd_lookup(pd_row, snr_scale_m2 * size_m2 / max(range_m * range_m, 1.0))
