"""A ballistic arc: the path of a body thrown over a round earth, with no drag and no thrust after the start.

            apogee
          .    |    .
       .       |       .        Kepler's ellipse with one focus at the earth's centre, symmetric about the apogee.
     / elevation         \\      phi: central angle between start and end; e: eccentricity
    o---------------------o     psi: eccentric anomaly counted from the apogee, from -psi0 to psi0
     \\         phi       /

Given phi, one more number fixes the ellipse: the elevation at the start, or the height of the apogee; the elevation
that needs the least energy is 45 degrees less a quarter of phi. Each arc is passed around as two numbers,
`eccentricity` and `closeness` = 1 - eccentricity, since for short arcs e is nearly one and the subtraction would lose
digits. Time along the arc follows from psi directly (Kepler's equation read the easy way), so nothing is solved for.

`range_angle_rad` is the ground range divided by `radius_m`, the radius of the earth (plus the height of both ends).

Source: R. R. Bate, D. D. Mueller, J. E. White, "Fundamentals of Astrodynamics" (Dover, 1971), chapter 6, rearranged.

When not to believe it: boost and re-entry are left out, so a real missile of the same range needs more time at the
start (tens of seconds) and is slower in the last 20 km; the earth is a sphere and does not turn; missiles that pull up
or glide do not fly like this at all.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, atan, atan2, sin, sin_cos
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("distance_m", "m", 10e3, 10e6, "ground distance from start to end"),
    Parameter("apogee_ratio", "", 0.0, 2.0, "top of the arc as a share of its ground range; 0: least-energy arc"),
)

EARTH_GM_M3PS2 = 3.986004418e14  # WGS84 gravitational parameter, atmosphere included


@kernel
def arc_of_elevation(range_angle_rad, elevation_rad):
    """The arc that starts at an elevation (below 90 degrees less a quarter of phi): (eccentricity, closeness)."""
    quarter_rad = 0.25 * range_angle_rad
    sin_far = sin(elevation_rad + 2.0 * quarter_rad)
    closeness = 2.0 * sin_cos(elevation_rad + quarter_rad)[1] * sin(quarter_rad) / sin_far
    return sin(elevation_rad) / sin_far, closeness


@kernel
def arc_of_apogee(range_angle_rad, apogee_m, radius_m):
    """The arc that rises to a height above its ends: (eccentricity, closeness)."""
    rise = apogee_m / radius_m
    dip = bow(range_angle_rad)
    return rise / (rise + dip), dip / (rise + dip)


@kernel
def arc_of_least_energy(range_angle_rad):
    """The arc that starts slowest of all: (eccentricity, closeness)."""
    return arc_of_elevation(range_angle_rad, 0.25 * (PI - range_angle_rad))


@kernel
def bow(range_angle_rad):
    """1 - cos(phi / 2) without loss of digits: the height of the ground's bow over the chord, in earth radii."""
    sine = sin(0.25 * range_angle_rad)
    return 2.0 * sine * sine


@kernel
def arc_speed(range_angle_rad, eccentricity, closeness, radius_m):
    """Speed at the start and at the end, in m/s."""
    dip = eccentricity * bow(range_angle_rad)
    return math.sqrt(EARTH_GM_M3PS2 / radius_m * (closeness * closeness + 2.0 * dip) / (closeness + dip))


@kernel
def arc_elevation(range_angle_rad, eccentricity, closeness):
    """Elevation at the start, equal to the angle of fall at the end."""
    return atan2(eccentricity * sin(0.5 * range_angle_rad), closeness + eccentricity * bow(range_angle_rad))


@kernel
def arc_apogee(range_angle_rad, eccentricity, closeness, radius_m):
    """Height of the apogee above the ends, in m."""
    return radius_m * eccentricity * bow(range_angle_rad) / closeness


@kernel
def arc_half(range_angle_rad, eccentricity, closeness, radius_m):
    """(psi0, semi-major axis in m, time in s for one radian of mean anomaly): what the points are made of."""
    sine, cosine = sin_cos(0.25 * range_angle_rad)
    psi0_rad = 2.0 * atan(math.sqrt((1.0 + eccentricity) / closeness) * sine / cosine)
    axis_m = radius_m * (closeness + eccentricity * bow(range_angle_rad)) / (closeness * (1.0 + eccentricity))
    return psi0_rad, axis_m, axis_m * math.sqrt(axis_m / EARTH_GM_M3PS2)


@kernel
def arc_time(range_angle_rad, eccentricity, closeness, radius_m):
    """Time of flight from start to end, in s."""
    psi0_rad, _, pace_s = arc_half(range_angle_rad, eccentricity, closeness, radius_m)
    return 2.0 * pace_s * (psi0_rad + eccentricity * sin(psi0_rad))


@kernel
def arc_points(range_angle_rad, eccentricity, closeness, radius_m, time_s_out, angle_rad_out, height_m_out):
    """The whole arc as points at equal steps of eccentric anomaly, both ends among them.

    Fills time since the start, central angle from the start (0 to phi) and height above the ends. The number of points
    is the length of the arrays (3 or more). Between points 2n+1 on an arc of flight time t, a straight line misses the
    curve by about g (t / 2n)^2 / 8: 200 m for 41 points and 500 s.
    """
    points = time_s_out.shape[0]
    psi0_rad, axis_m, pace_s = arc_half(range_angle_rad, eccentricity, closeness, radius_m)
    half_time_s = pace_s * (psi0_rad + eccentricity * sin(psi0_rad))
    narrow = math.sqrt(closeness / (1.0 + eccentricity))
    for i in range(points):
        psi_rad = psi0_rad * (2.0 * i / (points - 1.0) - 1.0)
        sine, cosine = sin_cos(psi_rad)
        time_s_out[i] = half_time_s + pace_s * (psi_rad + eccentricity * sine)
        # tan(psi/2) = sin / (1 + cos): one half-angle formula instead of a second sine
        angle_rad_out[i] = 0.5 * range_angle_rad + 2.0 * atan(narrow * sine / (1.0 + cosine))
        height_m_out[i] = axis_m * (1.0 + eccentricity * cosine) - radius_m
    time_s_out[0], angle_rad_out[0], height_m_out[0] = 0.0, 0.0, 0.0
    time_s_out[points - 1], angle_rad_out[points - 1], height_m_out[points - 1] = (
        2.0 * half_time_s,
        range_angle_rad,
        0.0,
    )
