"""How exactly a sensor measures what it has seen: standard deviations of range, angles and range rate.

Noise blurs a measurement less the stronger the signal and the finer the sensor resolves; what remains at any signal
(alignment, propagation, timing) is a floor. Both are independent, so their squares add:

    range        sigma^2 = floor^2 + (c / (2 bandwidth))^2 / (2 S)         c / (2 bandwidth): width of a range cell
    angle        sigma^2 = floor^2 + (beamwidth / 1.6)^2 / (2 S)           1.6: slope of a monopulse difference pattern
    range rate   sigma^2 = floor^2 + (wavelength / (2 time))^2 / (2 S)     time: over which the echo is added in phase

S is the signal-to-noise ratio of what the measurement is made from: for N pulses added, N times that of one.

Sources: D. K. Barton, *Modern Radar System Analysis* (1988), chapter 8; M. I. Skolnik, *Introduction to Radar Systems*,
3rd ed. (2001), section 6.3; G. R. Curry, *Radar System Performance Modeling*, 2nd ed. (2005), section 8.2.

When not to believe it: at a weak signal (S below about 10) the error is no longer normal and ends at the width of the
cell, to which it is limited here; a radar that only says in which beam position it saw something is no better than
beamwidth/sqrt(12). Glint, multipath (elevation of low targets, off by a large part of a beamwidth) and crossing targets
come on top.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.detection import SPEED_OF_LIGHT_MPS

MONOPULSE_SLOPE = 1.6
UNIFORM = 0.28867513459481287
"""Standard deviation of a place in a cell of width one of which nothing more is known: 1/sqrt(12)."""


@kernel
def sigma_of(cell, slope, snr, floor):
    """Standard deviation of a place in a cell from the signal to noise; without the floor, cell/sqrt(12) at most."""
    blur = min(cell / slope / math.sqrt(2.0 * max(snr, 1e-12)), UNIFORM * cell)
    return math.sqrt(floor * floor + blur * blur)


@kernel
def sigma_range_m(snr, bandwidth_hz, bias_m):
    """Standard deviation of range; a bandwidth of 0 (not known) leaves the floor alone."""
    if bandwidth_hz <= 0.0:
        return bias_m
    return sigma_of(0.5 * SPEED_OF_LIGHT_MPS / bandwidth_hz, 1.0, snr, bias_m)


@kernel
def sigma_angle_rad(snr, beamwidth_rad, bias_rad):
    """Standard deviation of azimuth or elevation from the width of the beam in that plane (0: the floor alone)."""
    return sigma_of(beamwidth_rad, MONOPULSE_SLOPE, snr, bias_rad)


@kernel
def sigma_range_rate_mps(snr, wave_m, coherent_time_s, bias_mps):
    """Standard deviation of the range rate from the Doppler shift over the time in which pulses are added in phase."""
    return sigma_of(0.5 * wave_m / coherent_time_s, 1.0, snr, bias_mps)
