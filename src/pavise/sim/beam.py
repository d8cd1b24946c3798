"""How the gain of an antenna falls away above and below its beam: three published shapes, tabulated for the inner loop.

A claimed range is taken to hold in the peak of the beam. Elsewhere the signal is weaker by the square of the one-way
gain, out and back:

    flat               1 everywhere: a beam that is steered to the target, or nothing known
    fan                gaussian lobe around a tilt, half the power at half the width to either side
    cosecant_squared   the same lobe up to its upper half-power angle; from there csc2 of the elevation, so that a
                       target in level flight gives a constant signal, up to a limit; above it the lobe's own skirt
    gain
      |    _
      |   / \\            fan: the lobe alone
      |  /   \\__        cosecant_squared: lobe, csc2 tail ...
      | /       \\____,
      |/              \\  ... and skirt above the limit
      +---|-----------|----> elevation
         tilt       limit

No pattern falls below `floor`, the level of the sidelobes. All of it is by *apparent* elevation (that at which the ray
arrives, see `geometry.sin_apparent_elevation`) and over the peak, so a row holds ratios from 0 to 1.

Sources: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed., sections 2.11 and 9.11 (cosecant-squared cover); L. V.
Blake, "Radar range-performance analysis" (1980), chapter 3 (gaussian lobe).

When not to believe it: real sidelobes rise and fall, a real fan is a stack of beams with saddles between them, and a
radar that scans electronically loses gain off its broadside. The ground's reflection is not here but in `lobing.py`.
"""

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import asin, exp, sin_cos

PATTERNS = ("flat", "fan", "cosecant_squared")

BEAM_CELLS = 2048
BEAM_GRID = BEAM_CELLS + 1
"""Length of one row: from straight down to straight up."""

HORIZON_SINE = 0.1
"""Cells are equal in s / (HORIZON_SINE + |s|), s the sine of the elevation: 0.005 degrees wide at the horizon, 0.07 at
15 degrees, 0.2 at 30."""
HALF_SPAN = 1.0 / (1.0 + HORIZON_SINE)
CELLS_PER_UNIT = 0.5 * BEAM_CELLS / HALF_SPAN
FOUR_LN_2 = 2.772588722239781


@kernel
def lobe_gain(off_axis_rad, width_rad):
    """One-way gain of a gaussian lobe over its peak; `width_rad` is full width at half power."""
    ratio = off_axis_rad / width_rad
    return exp(-FOUR_LN_2 * ratio * ratio)


@kernel
def cosecant_squared_gain(elevation_rad, width_rad, tilt_rad, limit_rad):
    """One-way gain of the cosecant-squared pattern without its floor; the upper half-power angle must be above 0."""
    upper_rad = tilt_rad + 0.5 * width_rad
    if elevation_rad <= upper_rad:
        return lobe_gain(elevation_rad - tilt_rad, width_rad)
    ratio = sin_cos(upper_rad)[0] / sin_cos(min(elevation_rad, max(limit_rad, upper_rad)))[0]
    return 0.5 * ratio * ratio * lobe_gain(max(elevation_rad - max(limit_rad, upper_rad), 0.0), width_rad)


def one_way_gain(
    pattern: str, elevation_rad: float, width_rad: float, tilt_rad: float, limit_rad: float, floor: float
) -> float:
    """One-way gain over the peak at one elevation; for arguments and errors see `beam_table_row`."""
    if pattern == "flat":
        return 1.0
    if pattern == "fan":
        return max(lobe_gain(elevation_rad - tilt_rad, width_rad), floor)
    return max(cosecant_squared_gain(elevation_rad, width_rad, tilt_rad, limit_rad), floor)


def beam_table_row(
    pattern: str,
    width_rad: float = 0.0,
    tilt_rad: float = 0.0,
    limit_rad: float = 0.0,
    floor: float = 0.0,
    ways: int = 2,
) -> np.ndarray:
    """Gain over its peak, out and back (`ways` 2) or of a receiver that only listens (1), as a row for `beam_lookup`.

    `width_rad` full width of the lobe at half power, `tilt_rad` elevation of its axis, `limit_rad` where the
    cosecant-squared part ends (90 degrees at most), `floor` *one-way* level of the sidelobes over the peak. A flat
    pattern uses none of them. Shape (BEAM_GRID,). Raises ValueError for an unknown pattern or a shape that is none.
    """
    if pattern not in PATTERNS:
        raise ValueError(f"elevation pattern {pattern!r}: must be one of {', '.join(PATTERNS)}")
    if pattern != "flat":
        if not width_rad > 0.0:
            raise ValueError(f"elevation pattern {pattern!r}: the beamwidth must be above 0, not {width_rad} rad")
        if not 0.0 <= floor <= 1.0:
            raise ValueError(f"elevation pattern {pattern!r}: sidelobes of {floor} over the peak must be 0 to 1")
        if not -0.5 * math.pi <= tilt_rad <= 0.5 * math.pi:
            raise ValueError(f"elevation pattern {pattern!r}: a tilt of {tilt_rad} rad is beyond the zenith")
    if pattern == "cosecant_squared" and not 0.0 < tilt_rad + 0.5 * width_rad < limit_rad <= 0.5 * math.pi:
        raise ValueError(
            "elevation pattern 'cosecant_squared': the lobe must end above the horizon, and below the limit of cover, "
            f"itself at most 90 degrees (lobe to {tilt_rad + 0.5 * width_rad} rad, limit {limit_rad} rad)"
        )
    row = np.ones(BEAM_GRID)
    if pattern != "flat":
        shape = (float(width_rad), float(tilt_rad), float(limit_rad), float(floor))
        fill_beam_row(pattern == "cosecant_squared", *shape, ways == 2, grid_sines(), row)
    return row


@kernel
def fill_beam_row(cosecant, width_rad, tilt_rad, limit_rad, floor, out_and_back, sines, row_out):
    """Gain at each place of `grid_sines` into `row_out`: some hundred rows are made before a study begins."""
    for k in range(sines.size):
        elevation_rad = asin(sines[k])
        if cosecant:
            gain = cosecant_squared_gain(elevation_rad, width_rad, tilt_rad, limit_rad)
        else:
            gain = lobe_gain(elevation_rad - tilt_rad, width_rad)
        gain = max(gain, floor)
        row_out[k] = gain * gain if out_and_back else gain


def grid_sines() -> np.ndarray:
    """Sines of elevation at which a row is filled, from -1 to 1, the horizon among them; shape (BEAM_GRID,)."""
    u = (np.arange(BEAM_GRID) - 0.5 * BEAM_CELLS) / CELLS_PER_UNIT
    return np.clip(HORIZON_SINE * u / (1.0 - np.abs(u)), -1.0, 1.0)


@kernel
def beam_lookup(beam_row, sin_elevation):
    """Gain over its peak from a row of `beam_table_row`, by the sine of the apparent elevation (-1 to 1).

    Straight lines between the places of `grid_sines`, in a few nanoseconds. Largest error for a lobe 1 degree wide,
    measured in tests/sim/test_beam.py: 0.0006 of the peak with the axis below 2 degrees (0.02 dB down to -30 dB), 0.007
    at 15 degrees, and a quarter of it for twice the width. A narrow lobe that is fixed high up is beyond this table.
    """
    sine = min(max(sin_elevation, -1.0), 1.0)
    place = (sine / (HORIZON_SINE + abs(sine)) + HALF_SPAN) * CELLS_PER_UNIT
    cell = min(np.int64(place), BEAM_CELLS - 1)
    return beam_row[cell] + (place - cell) * (beam_row[cell + 1] - beam_row[cell])
