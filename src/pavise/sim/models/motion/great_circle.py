"""Level flight over the round earth: great circles between n-vectors, and points beside them for routes that weave.

                     via (beside)
                    .       .
    start  . . . . + - - - - - + . .  site        `fraction` along the great circle, then `offset_rad` to its right

An n-vector is the upward unit vector of a place, so a great circle is a plane through the centre and a step along it is
a rotation: sines and cosines are needed once per leg, not once per point (Chebyshev's recurrence: the next point is
2 cos(step) times this one less the last one).

Angles are those between the upward directions. Bearings clockwise from true north. Places opposite each other, or equal
ones, have no direction between them: bearings are 0 and points in between are the first place.

Source: K. Gade, "A non-singular horizontal position representation", J. Navigation 63 (2010) 395-417.

When not to believe it: times a mean radius of 6,371 km, angles are ground distances on the WGS84 ellipsoid to 0.6 %,
the most it can be off; where a millimetre matters, as for the distance that a claim states, use `geodesic.py`. Speed
and height are kept along the whole way, and turns take no room.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, atan2, sin_cos
from pavise.sim.geometry import east_north_up, from_east_north_up
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("distance_m", "m", 1e3, 10e6, "ground distance from start to end"),
    Parameter("weave_m", "m", 0.0, 500e3, "half width of the sideways spread of the via points"),
    Parameter("speed_mps", "m/s", 10.0, 3000.0, "speed over the ground"),
    Parameter("altitude_m", "m", 0.0, 30e3, "height of flight"),
)

MEAN_RADIUS_M = 6_371_000.0
"""Metres of ground per radian, to 0.6 %."""


@kernel
def ahead(n1x, n1y, n1z, n2x, n2y, n2z):
    """The level unit vector at place 1 that leads to place 2, with sine and cosine of the angle between them."""
    cosine = n1x * n2x + n1y * n2y + n1z * n2z
    # What is left of n2 after its part along n1, by way of two cross products: exact for neighbours, too.
    cx, cy, cz = n1y * n2z - n1z * n2y, n1z * n2x - n1x * n2z, n1x * n2y - n1y * n2x
    sine = math.sqrt(cx * cx + cy * cy + cz * cz)
    if sine == 0.0:
        return 0.0, 0.0, 0.0, 0.0, cosine
    return (
        (cy * n1z - cz * n1y) / sine,
        (cz * n1x - cx * n1z) / sine,
        (cx * n1y - cy * n1x) / sine,
        sine,
        cosine,
    )


@kernel
def central_angle(n1x, n1y, n1z, n2x, n2y, n2z):
    """Angle between two places, 0 to pi, to the last digits for neighbours as well."""
    _, _, _, sine, cosine = ahead(n1x, n1y, n1z, n2x, n2y, n2z)
    return atan2(sine, cosine)


@kernel
def bearing_to(n1x, n1y, n1z, n2x, n2y, n2z):
    """Bearing (0 to 2 pi) at place 1 of the great circle to place 2."""
    dx, dy, dz, _, _ = ahead(n1x, n1y, n1z, n2x, n2y, n2z)
    east, north, _ = east_north_up(n1x, n1y, n1z, dx, dy, dz)
    bearing_rad = atan2(east, north)
    return bearing_rad + 2.0 * PI if bearing_rad < 0.0 else bearing_rad


@kernel
def point_ahead(nx, ny, nz, bearing_rad, angle_rad):
    """The place reached from a start by its bearing there and the angle travelled on the great circle."""
    sin_bearing, cos_bearing = sin_cos(bearing_rad)
    dx, dy, dz = from_east_north_up(nx, ny, nz, sin_bearing, cos_bearing, 0.0)
    sine, cosine = sin_cos(angle_rad)
    return cosine * nx + sine * dx, cosine * ny + sine * dy, cosine * nz + sine * dz


@kernel
def point_beside(n1x, n1y, n1z, n2x, n2y, n2z, fraction, offset_rad):
    """The place at a fraction of the way from place 1 to 2 and `offset_rad` to the right of it (left if negative)."""
    dx, dy, dz, sine, cosine = ahead(n1x, n1y, n1z, n2x, n2y, n2z)
    sin_way, cos_way = sin_cos(fraction * atan2(sine, cosine))
    sin_offset, cos_offset = sin_cos(offset_rad)
    # right of the way is (direction) x (up), the same all along
    rx, ry, rz = dy * n1z - dz * n1y, dz * n1x - dx * n1z, dx * n1y - dy * n1x
    return (
        cos_offset * (cos_way * n1x + sin_way * dx) + sin_offset * rx,
        cos_offset * (cos_way * n1y + sin_way * dy) + sin_offset * ry,
        cos_offset * (cos_way * n1z + sin_way * dz) + sin_offset * rz,
    )


@kernel
def leg_points(n1x, n1y, n1z, n2x, n2y, n2z, n_out):
    """Places at equal steps from place 1 to place 2, both included: fills `n_out[points, 3]`, two points or more.

    Rounding grows with the square of the number of points: 1e-12 for 100.
    """
    points = n_out.shape[0]
    dx, dy, dz, sine, cosine = ahead(n1x, n1y, n1z, n2x, n2y, n2z)
    sin_step, cos_step = sin_cos(atan2(sine, cosine) / (points - 1.0))
    n_out[0, 0], n_out[0, 1], n_out[0, 2] = n1x, n1y, n1z
    lx, ly, lz = (
        cos_step * n1x - sin_step * dx,
        cos_step * n1y - sin_step * dy,
        cos_step * n1z - sin_step * dz,
    )  # one step behind the start
    x, y, z = n1x, n1y, n1z
    for i in range(1, points - 1):
        x, lx = 2.0 * cos_step * x - lx, x
        y, ly = 2.0 * cos_step * y - ly, y
        z, lz = 2.0 * cos_step * z - lz, z
        n_out[i, 0], n_out[i, 1], n_out[i, 2] = x, y, z
    n_out[points - 1, 0], n_out[points - 1, 1], n_out[points - 1, 2] = n2x, n2y, n2z
