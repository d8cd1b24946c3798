"""How long a round flies and where it can meet its target: an average speed and the claimed envelope.

               ceiling  _______________
                       /               \\      altitude_max_m
                      |   workable      |     range_min_m .. range_max_m (slant)
      battery  o      |                 |
               floor   -----------------      altitude_min_m

Sources give a top speed and a reach; the average speed from launch to intercept is a judged share of the top speed
(the catalogue says so). From: the claims, see the catalogue entry. Do not believe it near the edge of the envelope,
where a real round is slow and a constant speed flatters it, nor for the time of a few seconds to a very near target.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("speed_mps", "m/s", 100.0, 5000.0, "average speed from launch to intercept"),
    Parameter("range_min_m", "m", 0.0, 50e3, "no intercept nearer"),
    Parameter("range_max_m", "m", 100.0, 1e6, "no intercept farther"),
    Parameter("range_max_ballistic_m", "m", 0.0, 1e6, "no intercept of a ballistic target farther"),
    Parameter("altitude_min_m", "m", 0.0, 50e3, "no intercept lower"),
    Parameter("altitude_max_m", "m", 100.0, 400e3, "no intercept higher"),
)


@kernel
def flight_time_s(range_m, speed_mps):
    """Time from launch to a point at slant range `range_m`."""
    return range_m / speed_mps


@kernel
def in_envelope(range_m, altitude_m, range_min_m, range_max_m, altitude_min_m, altitude_max_m):
    """True when an intercept at this slant range and altitude lies within the claimed envelope (edges included)."""
    return range_min_m <= range_m <= range_max_m and altitude_min_m <= altitude_m <= altitude_max_m
