"""Noise jamming: how much noise a jammer adds to a receiver, and how near a radar must be to see through it.

A jammer's noise arrives one way, so it falls with the *square* of its range, where an echo falls with the fourth power.
It is stated by one number: its noise over the receiver's own, in a main beam, at 100 km. The rest is geometry:

    total noise over own noise = 1 + sum over jammers of  jam_to_noise x (100 km / range)^2 x gain towards it

and the signal to noise of an echo is divided by that sum. A jammer that the target carries itself is always in the main
beam; one that stands off is there only when the target is nearly in line with it, and otherwise in the sidelobes.

    self-screening       the echo gains on the noise as the target comes nearer: it *burns through* at
                         R^2 = (sqrt(A^2 + 4 F^4) - A) / 2,  A = jam_to_noise (100 km)^2, F the range without jamming
    standing off         the noise stays as it is: R = F / noise^(1/4)

From: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed. (2001); D. K. Barton, *Modern Radar System Analysis*
(1988), chapter 3; the limit of strong jamming, R = F^2 / sqrt(A), is the usual textbook form.

When not to believe it: noise only, steady and as wide as the receiver's band. No deception, no blanking or cancelling
of sidelobes, no hopping out of the jammer's band, and no reports of the jammer's own bearing.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import exp

JAM_REFERENCE_RANGE_M = 100e3
"""Range at which `jam_to_noise` is stated."""

EIGHT_LN_2 = 5.545177444479562


@kernel
def jam_noise_ratio(jam_to_noise, range_m):
    """Noise of one jammer in a main beam over the receiver's own noise; nearer than 1 m it counts as 1 m away."""
    ratio = JAM_REFERENCE_RANGE_M / max(range_m, 1.0)
    return jam_to_noise * ratio * ratio


@kernel
def gain_towards(cos_off_axis, beamwidth_rad, sidelobe):
    """One-way gain, over that in the main beam, towards what lies off the beam by an angle of known cosine.

    A gaussian lobe of `beamwidth_rad` (full width at half power) that ends on the sidelobe level. With a width of 0
    only what is exactly in line is in the beam.
    """
    short = 1.0 - cos_off_axis  # angle^2 / 2 to 0.1 % up to 6 degrees; beyond, any ordinary lobe has ended
    if short <= 0.0:
        return 1.0
    if beamwidth_rad <= 0.0:
        return sidelobe
    return max(exp(-EIGHT_LN_2 * short / (beamwidth_rad * beamwidth_rad)), sidelobe)


@kernel
def cos_azimuth_between(east1, north1, east2, north2):
    """Cosine between the bearings of two places in a sensor's local axes; 1 when either is straight above."""
    lengths2 = (east1 * east1 + north1 * north1) * (east2 * east2 + north2 * north2)
    if lengths2 == 0.0:
        return 1.0
    return min(max((east1 * east2 + north1 * north2) / math.sqrt(lengths2), -1.0), 1.0)


@kernel
def burn_through_range_m(free_range_m, jam_to_noise):
    """Range from which a target that jams is seen, when without jamming it would be seen from `free_range_m`.

    Same cross-section and same chance of detection in both. Falls from `free_range_m` (no jamming) towards
    free_range_m^2 / (100 km sqrt(jam_to_noise)).
    """
    strength_m2 = jam_to_noise * JAM_REFERENCE_RANGE_M * JAM_REFERENCE_RANGE_M
    free_m2 = free_range_m * free_range_m
    # The root of R^4 + A R^2 = F^4, written so that nothing cancels when the jamming is strong.
    root_m2 = math.sqrt(strength_m2 * strength_m2 + 4.0 * free_m2 * free_m2)
    return free_m2 * math.sqrt(2.0 / (strength_m2 + root_m2))


@kernel
def standoff_range_m(free_range_m, noise_ratio):
    """Range from which a target is seen while the noise is `noise_ratio` times the receiver's own (1: no jamming)."""
    return free_range_m / math.sqrt(math.sqrt(noise_ratio))
