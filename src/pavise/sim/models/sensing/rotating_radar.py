"""A radar that looks at every target once per scan, known only by its claimed range.

Nobody publishes power, gain and losses; what is published is "so many kilometres against such a target". So the radar
equation is *anchored on the claim*: at the claimed range against the claimed cross-section the chance of detection per
look is the claimed (or judged) one, and from there the signal falls with the fourth power of range and grows with
cross-section.

    signal to noise = snr_scale_m2 x rcs_m2 / range_m^4

The chance of detection then follows from the fluctuation of the target (Swerling) through the table of `detection.py`.

From: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed., chapter 2. Ignores clutter, multipath, weather and
jamming: against low fliers over land it is an upper bound.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.detection import pd_lookup
from pavise.sim.models.declaration import Parameter

RANGE_POWER = 4
"""The signal falls with this power of range."""

PARAMETERS = (
    Parameter("snr_scale_m2", "m2", 1e12, 1e30, "signal to noise x range^4 / cross-section, from the claimed range"),
    Parameter("instrumented_range_m", "m", 1e3, 3e6, "no detection beyond"),
    Parameter("scan_period_s", "s", 1.0, 60.0, "time between looks at the same target; a step of the clock at least"),
    Parameter("antenna_height_m", "m", 0.0, 100.0, "antenna above the ground"),
    Parameter("cos_half_sector", "", -1.0, 1.0, "cosine of half the sector covered; -1 all round"),
    Parameter("sin_elevation_max", "", 0.0, 1.0, "sine of the highest elevation covered"),
)


@kernel
def p_detect(range_m, rcs_m2, snr_scale_m2, pd_row):
    """Chance that one look sees one target in line of sight at slant range `range_m`.

    `rcs_m2`: mean cross-section; `pd_row`: one row of the table of detection probabilities. At zero range it is that of
    the strongest signal in the table.
    """
    range2_m2 = max(range_m * range_m, 1.0)
    return pd_lookup(pd_row, snr_scale_m2 * rcs_m2 / (range2_m2 * range2_m2))
