"""A receiver that listens for what a target sends out itself, known only by its claimed range.

What is published is "locates fighters by their own radars at so many kilometres". A wave that is only received has
travelled one way, so its strength falls with the *square* of range and rises with the strength of the emitter:

    signal to noise = snr_scale_m2 x emits / range_m^2

`emits` is the strength of the target's emissions over those of the emitter that the claim was made for; a silent target
has 0 and is found by false alarm only. The scale follows from the claim (`passive_scale_m2`).

From: R. G. Wiley, *ELINT: The Interception and Analysis of Radar Signals* (2006), chapter 2 (one-way range equation);
D. Adamy, *EW 101* (2001), chapter 4. Ignores that an emitter points elsewhere, hops or is shut down for most of the
time, and that a single receiver measures a bearing and no range: an upper bound of what a network can track.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.detection import anchor_scale, pd_lookup
from pavise.sim.models.declaration import Parameter

RANGE_POWER = 2
"""The signal falls with this power of range."""

PARAMETERS = (
    Parameter("snr_scale_m2", "m2", 1e6, 1e15, "signal to noise x range^2 / emits, from the claimed range"),
    Parameter("instrumented_range_m", "m", 1e3, 1e6, "no detection beyond"),
    Parameter("scan_period_s", "s", 1.0, 60.0, "time between looks at the same target; a step of the clock at least"),
    Parameter("antenna_height_m", "m", 0.0, 100.0, "antenna above the ground"),
    Parameter("cos_half_sector", "", -1.0, 1.0, "cosine of half the sector covered; -1 all round"),
    Parameter("sin_elevation_max", "", 0.0, 1.0, "sine of the highest elevation covered"),
)


@kernel
def passive_scale_m2(range_ref_m, emits_ref, pd_ref, swerling, pulses, pfa):
    """The scale that a claim "range_ref_m against an emitter of strength emits_ref with probability pd_ref" means."""
    return anchor_scale(range_ref_m, emits_ref, pd_ref, swerling, pulses, pfa) / (range_ref_m * range_ref_m)


@kernel
def p_detect(range_m, emits, snr_scale_m2, pd_row):
    """Chance that one look finds one emitter in line of sight at slant range `range_m`.

    `emits`: strength over the reference emitter; `pd_row`: one row of the table of detection probabilities. At zero
    range it is that of the strongest signal in the table.
    """
    return pd_lookup(pd_row, snr_scale_m2 * emits / max(range_m * range_m, 1.0))
