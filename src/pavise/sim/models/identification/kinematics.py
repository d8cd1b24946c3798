"""Evidence by the way it flies: a fast low flier or a ballistic climber is rarely an airliner.

Harmless and hostile fliers come in a few kinds, each with speeds, heights and climbs around its own (normal, and
independent of each other). How likely a track is under either heap is the sum over its kinds; the track's own errors
widen each kind, so that a track of which little is known says little:

    f(track) = sum of share x N(speed; kind, kind^2 + error^2) x N(height; ...) x N(climb; ...)
    ratio    = ((1 - a) f_hostile + a f_harmless) / ((1 - b) f_harmless + b f_hostile)

One hostile flier in ten (a) flies like traffic, one harmless in fifty (b) like an attacker. So the evidence stays
between log(a / (1 - b)) = -2.3 and log((1 - a) / b) = 3.8: the way of flying alone settles nothing for good.

Source: S. Challa, G. W. Pulford, "Joint target tracking and classification using radar and ESM sensors", IEEE Trans.
AES-37 (2001) 1039-1055 (flight envelopes as evidence of class); speeds and heights of airliners: A. Nuic, *User Manual
for the Base of Aircraft Data (BADA)*, Eurocontrol (2010); the other kinds, the shares, a and b are judgement.

When not to believe it: heights are above the ellipsoid and not above the ground, so low flight over mountains does not
look low. The same flight looked at again is no new evidence: take the latest, do not add.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import exp, log
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("speed_mps", "m/s", 0.0, 8000.0, "speed of the track"),
    Parameter("altitude_m", "m", -500.0, 500e3, "height of the track above the ellipsoid"),
)

HARMLESS = np.array(
    [
        # share, speed (m/s) and its spread, height (m) and its spread, spread of climb (m/s)
        (0.55, 235.0, 20.0, 10500.0, 1500.0, 3.0),  # airliner cruising
        (0.25, 170.0, 40.0, 5000.0, 2500.0, 9.0),  # airliner climbing out or coming down
        (0.10, 60.0, 20.0, 1000.0, 600.0, 4.0),  # light aircraft, helicopter
        (0.10, 200.0, 50.0, 7000.0, 2500.0, 10.0),  # transport, friend on the way
    ]
)
HOSTILE = np.array(
    [
        (0.35, 240.0, 40.0, 300.0, 400.0, 10.0),  # cruise missile
        (0.25, 50.0, 15.0, 1500.0, 1000.0, 5.0),  # one-way drone
        (0.30, 270.0, 90.0, 5000.0, 3500.0, 40.0),  # combat aircraft
        (0.10, 1500.0, 1000.0, 50e3, 40e3, 1000.0),  # ballistic missile
    ]
)
HOSTILE_LIKE_TRAFFIC = 0.1
HARMLESS_LIKE_ATTACK = 0.02
NEVER = 1e-280
"""What neither heap would ever do says nothing."""


@kernel
def fit(kinds, speed_mps, height_m, climb_mps, speed_sigma_mps, height_sigma_m, climb_sigma_mps):
    """How well a track fits a heap of kinds (rows as above): its density, but for a constant."""
    total = 0.0
    for k in range(kinds.shape[0]):
        speed_var = kinds[k, 2] * kinds[k, 2] + speed_sigma_mps * speed_sigma_mps
        height_var = kinds[k, 4] * kinds[k, 4] + height_sigma_m * height_sigma_m
        climb_var = kinds[k, 5] * kinds[k, 5] + climb_sigma_mps * climb_sigma_mps
        off_mps, off_m = speed_mps - kinds[k, 1], height_m - kinds[k, 3]
        far = off_mps * off_mps / speed_var + off_m * off_m / height_var + climb_mps * climb_mps / climb_var
        total += kinds[k, 0] * exp(-0.5 * far) / math.sqrt(speed_var * height_var * climb_var)
    return total


@kernel
def kinematics_log_ratio(speed_mps, height_m, climb_mps, speed_sigma_mps, height_sigma_m, climb_sigma_mps):
    """Log likelihood ratio (hostile : harmless) of a track's speed, height and climb, with its standard deviations."""
    harmless = NEVER + fit(HARMLESS, speed_mps, height_m, climb_mps, speed_sigma_mps, height_sigma_m, climb_sigma_mps)
    hostile = NEVER + fit(HOSTILE, speed_mps, height_m, climb_mps, speed_sigma_mps, height_sigma_m, climb_sigma_mps)
    a, b = HOSTILE_LIKE_TRAFFIC, HARMLESS_LIKE_ATTACK
    return log(((1.0 - a) * hostile + a * harmless) / ((1.0 - b) * harmless + b * hostile))
