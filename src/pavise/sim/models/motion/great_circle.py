"""Level flight along great circles, worked out on n-vectors without a sine per point.

           end
          /          equal angles between neighbours: n[k+1] = 2 cos(step) n[k] - n[k-1]
         o  way points
        /
    start

The great circle is one of n-vectors: on the ellipsoid it stays within some tens of metres of the geodesic over 1,000 km.
Lengths on the ground use a sphere of 6,371 km, up to 0.3 % off. From: K. Gade, J. Navigation 63 (2010) 395-417. Do not use
it for precise surveying (that is `sim/geodesic.py`).
"""

from __future__ import annotations

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import HALF_PI, atan2, sin_cos
from pavise.sim.geometry import from_east_north_up
from pavise.sim.models.declaration import Parameter

EARTH_MEAN_RADIUS_M = 6_371_008.8

PARAMETERS = (
    Parameter("speed_mps", "m/s", 1.0, 2000.0, "ground speed"),
    Parameter("altitude_m", "m", 0.0, 30e3, "height of flight"),
    Parameter("distance_m", "m", 1.0, 5e6, "ground distance from start to site"),
    Parameter("weave_m", "m", 0.0, 500e3, "half width of the sideways spread of the two via points"),
    Parameter("release_range_m", "m", 0.0, 1e6, "the way ends at this ground distance from the site"),
)


@kernel
def ahead(nx, ny, nz, bearing_rad, distance_m):
    """The place (n-vector) at a ground distance on a great circle that leaves n at a bearing."""
    sine, cosine = sin_cos(bearing_rad)
    dx, dy, dz = from_east_north_up(nx, ny, nz, sine, cosine, 0.0)
    sine, cosine = sin_cos(distance_m / EARTH_MEAN_RADIUS_M)
    return cosine * nx + sine * dx, cosine * ny + sine * dy, cosine * nz + sine * dz


@kernel
def aside(nx, ny, nz, bearing_rad, sideways_m):
    """The place at a distance to the right (negative: left) of someone at n who looks along a bearing."""
    return ahead(nx, ny, nz, bearing_rad + HALF_PI, sideways_m)


@kernel
def angle_between(ax, ay, az, bx, by, bz):
    """Angle between two n-vectors, exact for small and large angles alike."""
    cx, cy, cz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    return atan2(math.sqrt(cx * cx + cy * cy + cz * cz), ax * bx + ay * by + az * bz)
