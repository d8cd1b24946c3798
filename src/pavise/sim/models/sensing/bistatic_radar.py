"""A radar whose transmitter stands elsewhere: another radar, a broadcast mast or a satellite lights up the target.

The wave spreads on the way out from the transmitter and anew on the way to the receiver, so the signal falls with the
product of the squares of both legs: places of equal signal are ovals of Cassini around the two.

                 target
                *                signal to noise = snr_scale_m2 x rcs / (range_out^2 range_in^2)
    range_out / .  range_in                      = snr_scale_m2 x rcs / R^4,   R = sqrt(range_out x range_in)
             /   .
            T     R  receiver    R, the *equivalent range*, stands in for the range of an ordinary radar, and a claimed
                                 range is taken as an equivalent one.

From: N. J. Willis, *Bistatic Radar*, 2nd ed. (1995), chapter 4. Ignores the loss of resolution and the very large echo
near the line between transmitter and receiver, direct waves leaking into the receiver, and the change of cross-section
with the angle between the legs (of small angles: that of an ordinary radar midway between them). Do not use it within
some kilometres of that line.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import kernel
from pavise.sim.detection import pd_lookup
from pavise.sim.models.declaration import Parameter

RANGE_POWER = 4
"""The signal falls with this power of range."""

PARAMETERS = (
    Parameter("snr_scale_m2", "m2", 1e12, 1e30, "signal to noise x equivalent range^4 / cross-section, from the claim"),
    Parameter("instrumented_range_m", "m", 1e3, 3e6, "no detection beyond, from the receiver"),
    Parameter("scan_period_s", "s", 1.0, 60.0, "time between looks at the same target; a step of the clock at least"),
    Parameter("antenna_height_m", "m", 0.0, 100.0, "receiving antenna above the ground"),
    Parameter("cos_half_sector", "", -1.0, 1.0, "cosine of half the sector covered; -1 all round"),
    Parameter("sin_elevation_max", "", 0.0, 1.0, "sine of the highest elevation covered"),
)


@kernel
def equivalent_range_m(range_out_m, range_in_m):
    """Range at which an ordinary radar would get the same signal: the geometric mean of both legs."""
    return math.sqrt(range_out_m * range_in_m)


@kernel
def p_detect(range_m, rcs_m2, snr_scale_m2, pd_row):
    """Chance that one look sees one target that both transmitter and receiver have in line of sight.

    `range_m`: the equivalent range; `rcs_m2`: mean cross-section; `pd_row`: one row of the table of detection
    probabilities. At zero range it is that of the strongest signal in the table.
    """
    range2_m2 = max(range_m * range_m, 1.0)
    return pd_lookup(pd_row, snr_scale_m2 * rcs_m2 / (range2_m2 * range2_m2))
