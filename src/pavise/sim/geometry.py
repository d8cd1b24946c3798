"""Where things are on the earth, and who can see whom: exact frames on the ellipsoid, bent rays on an effective sphere.

Places are *n-vectors*: the unit vector square to the WGS84 ellipsoid, with a height along it. The poles and the date
line are places like any other, and earth-centred metres follow with one square root and no trigonometry.

            up = n
             |   target
             |  /  .           earth-centred axes: x to (0 N, 0 E), y to (0 N, 90 E), z to the north pole
    ---------+-/---------      local axes at n: east, north, up
           site

Radio waves bend downwards in a normal atmosphere. The classical device (Schelleng, Burrows and Ferrell 1933) is to draw
them straight over a larger earth, k times its real radius; k = 4/3 with 6,371 km is usual, but both numbers are
arguments here ("4/3 earth" is used with several base radii). Distances come from the exact frames, bending from the
effective sphere: for two places up to 450 km apart and 10 km high their slant ranges differ by less than 3e-4.

When not to believe it: the effective earth holds for average air below about 10 km. Ducts over warm seas carry radar
far beyond its horizon; above 10 km, rays bend less than it says. Nothing here knows terrain.

Angles in radians, bearings clockwise from true north, lengths in metres. All functions are for one point or one pair.
Sources: K. Gade, "A non-singular horizontal position representation", J. Navigation 63 (2010) 395-417; B. R. Bowring,
"The accuracy of geodetic latitude and height equations", Survey Review 28 (1985) 202-206; L. V. Blake, "Radar
range-performance analysis" (1980).
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, asin, atan2, sin_cos

EARTH_EQUATOR_M = 6378137.0  # WGS84 semi-major axis
EARTH_FLATTENING = 1.0 / 298.257223563  # WGS84
EARTH_POLE_M = EARTH_EQUATOR_M * (1.0 - EARTH_FLATTENING)
ECCENTRICITY_2 = EARTH_FLATTENING * (2.0 - EARTH_FLATTENING)
SECOND_ECCENTRICITY_2 = ECCENTRICITY_2 / (1.0 - ECCENTRICITY_2)


# ---- places on the ellipsoid --------------------------------------------------------------------------------------


@kernel
def n_vector(latitude_rad, longitude_rad):
    """The unit vector square to the ellipsoid at a geodetic latitude and longitude."""
    sin_latitude, cos_latitude = sin_cos(latitude_rad)
    sin_longitude, cos_longitude = sin_cos(longitude_rad)
    return cos_latitude * cos_longitude, cos_latitude * sin_longitude, sin_latitude


@kernel
def latitude_longitude(nx, ny, nz):
    """Geodetic latitude and longitude (-pi to pi) of an n-vector, which need not have length one."""
    return atan2(nz, math.sqrt(nx * nx + ny * ny)), atan2(ny, nx)


@kernel
def earth_centred(nx, ny, nz, height_m):
    """Earth-centred x, y, z in metres of a place given by its n-vector and its height above the ellipsoid."""
    normal_m = EARTH_EQUATOR_M / math.sqrt(1.0 - ECCENTRICITY_2 * nz * nz)
    across_m = normal_m + height_m
    return across_m * nx, across_m * ny, (normal_m * (1.0 - ECCENTRICITY_2) + height_m) * nz


@kernel
def n_vector_and_height(x_m, y_m, z_m):
    """n-vector and height above the ellipsoid of an earth-centred point: (nx, ny, nz, height_m).

    Bowring's iteration on the reduced latitude, three times, without trigonometry: 1e-7 m or better from 10 km below
    the surface to 50,000 km above it. Do not use it below 1,000 km from the centre of the earth.
    """
    axis_m = math.sqrt(x_m * x_m + y_m * y_m)
    centre_m = math.sqrt(axis_m * axis_m + z_m * z_m)
    up = z_m * (EARTH_POLE_M / EARTH_EQUATOR_M) * (1.0 + SECOND_ECCENTRICITY_2 * EARTH_POLE_M / centre_m)
    out = axis_m
    for _ in range(3):
        length = math.sqrt(up * up + out * out)
        sine, cosine = up / length, out / length  # of the reduced latitude
        sin_part = z_m + SECOND_ECCENTRICITY_2 * EARTH_POLE_M * sine * sine * sine
        cos_part = axis_m - ECCENTRICITY_2 * EARTH_EQUATOR_M * cosine * cosine * cosine
        up, out = (1.0 - EARTH_FLATTENING) * sin_part, cos_part
    length = math.sqrt(sin_part * sin_part + cos_part * cos_part)
    nz, cos_latitude = sin_part / length, cos_part / length
    height_m = axis_m * cos_latitude + z_m * nz - EARTH_EQUATOR_M * math.sqrt(1.0 - ECCENTRICITY_2 * nz * nz)
    if axis_m == 0.0:
        return 0.0, 0.0, nz, height_m
    return cos_latitude * x_m / axis_m, cos_latitude * y_m / axis_m, nz, height_m


# ---- local axes at a site -----------------------------------------------------------------------------------------


@kernel
def east_direction(nx, ny):
    """The x and y parts of the unit vector to the east (z part: zero). At a pole: as on the Greenwich meridian."""
    length = math.sqrt(nx * nx + ny * ny)
    if length == 0.0:
        return 0.0, 1.0
    return -ny / length, nx / length


@kernel
def east_north_up(nx, ny, nz, dx_m, dy_m, dz_m):
    """An earth-centred difference vector in the local axes of the place n: (east, north, up), in the unit it had."""
    ex, ey = east_direction(nx, ny)
    east = ex * dx_m + ey * dy_m
    north = nz * (ex * dy_m - ey * dx_m) + (nx * ey - ny * ex) * dz_m
    return east, north, nx * dx_m + ny * dy_m + nz * dz_m


@kernel
def from_east_north_up(nx, ny, nz, east, north, up):
    """A local vector at the place n as an earth-centred difference vector: the inverse of `east_north_up`."""
    ex, ey = east_direction(nx, ny)
    return (
        ex * east - nz * ey * north + nx * up,
        ey * east + nz * ex * north + ny * up,
        (nx * ey - ny * ex) * north + nz * up,
    )


@kernel
def bearing_elevation_range(east_m, north_m, up_m):
    """Bearing (0 to 2 pi), elevation and range of a local vector. Straight above, the bearing is 0."""
    bearing_rad = atan2(east_m, north_m)
    if bearing_rad < 0.0:
        bearing_rad += 2.0 * PI
    level_m = math.sqrt(east_m * east_m + north_m * north_m)
    return bearing_rad, atan2(up_m, level_m), math.sqrt(level_m * level_m + up_m * up_m)


@kernel
def distance(x1_m, y1_m, z1_m, x2_m, y2_m, z2_m):
    """Straight distance between two earth-centred points."""
    dx_m, dy_m, dz_m = x2_m - x1_m, y2_m - y1_m, z2_m - z1_m
    return math.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)


# ---- bent rays on an effective earth ------------------------------------------------------------------------------


@kernel
def k_factor(refractivity_gradient_per_m, base_radius_m):
    """How much larger the effective earth is, from the slope of the refractive index with height (about -39e-9 / m)."""
    return 1.0 / (1.0 + refractivity_gradient_per_m * base_radius_m)


@kernel
def effective_earth_radius(k, base_radius_m):
    """Radius of the earth over which rays are straight: k times the base radius."""
    return k * base_radius_m


@kernel
def horizon_slant(height_m, earth_radius_m):
    """Straight distance from a point at a height (0 or more) to where its line of sight touches the effective earth."""
    return math.sqrt(height_m * (2.0 * earth_radius_m + height_m))


@kernel
def horizon_ground(height_m, earth_radius_m):
    """The same distance along the ground."""
    return earth_radius_m * atan2(horizon_slant(height_m, earth_radius_m), earth_radius_m)


@kernel
def in_line_of_sight(slant_range_m, horizon1_m, horizon2_m):
    """Whether two points see each other over a smooth earth: their slant horizons (`horizon_slant`) overlap."""
    return slant_range_m <= horizon1_m + horizon2_m


@kernel
def sin_apparent_elevation(slant_range_m, height_m, target_height_m, earth_radius_m):
    """Sine of the elevation at which an observer sees a target, the bending included, from the law of cosines.

    No trigonometry and no subtraction of earth radii, so it is exact to rounding for near and far targets alike. A
    result beyond -1 or 1 means that slant range and heights contradict each other.
    """
    higher_m2 = (target_height_m - height_m) * (2.0 * earth_radius_m + height_m + target_height_m)
    return (higher_m2 - slant_range_m * slant_range_m) / (2.0 * (earth_radius_m + height_m) * slant_range_m)


@kernel
def sin_grazing_angle(slant_range_m, height_m, earth_radius_m):
    """Sine of the angle between the ray from an antenna and the ground that it strikes at a slant range.

    Negative beyond the horizon, where there is no such point.
    """
    return sin_apparent_elevation(slant_range_m, 0.0, height_m, earth_radius_m)


@kernel
def height_seen(slant_range_m, sin_elevation, height_m, earth_radius_m):
    """Height of a target seen from a height at a slant range and an apparent elevation."""
    observer_m = earth_radius_m + height_m
    above_m2 = (
        height_m * (2.0 * earth_radius_m + height_m)
        + slant_range_m * slant_range_m
        + 2.0 * observer_m * slant_range_m * sin_elevation
    )
    return above_m2 / (math.sqrt(earth_radius_m * earth_radius_m + above_m2) + earth_radius_m)


@kernel
def slant_range_seen(sin_elevation, height_m, target_height_m, earth_radius_m):
    """Slant range at which a ray from a height first reaches a target height; NaN when it never does.

    A ray that climbs (or dips and climbs again) to a greater height, or dips to a lower one. The ground is not looked
    for: a dipping ray may run through it (see `in_line_of_sight`).
    """
    along_m = (earth_radius_m + height_m) * sin_elevation
    higher_m2 = (target_height_m - height_m) * (2.0 * earth_radius_m + height_m + target_height_m)
    under_root_m2 = along_m * along_m + higher_m2
    if under_root_m2 < 0.0 or (higher_m2 < 0.0 and along_m >= 0.0):
        return math.nan
    if higher_m2 == 0.0:
        return 0.0
    root_m = math.sqrt(under_root_m2)
    if higher_m2 < 0.0:
        return higher_m2 / (along_m - root_m)
    if along_m < 0.0:
        return root_m - along_m
    return higher_m2 / (along_m + root_m)


@kernel
def ground_range(slant_range_m, height_m, target_height_m, earth_radius_m):
    """Distance along the effective earth between the points below an observer and a target."""
    climb_m = target_height_m - height_m
    level_m2 = max(slant_range_m * slant_range_m - climb_m * climb_m, 0.0)
    product_m2 = (earth_radius_m + height_m) * (earth_radius_m + target_height_m)
    return 2.0 * earth_radius_m * asin(0.5 * math.sqrt(level_m2 / product_m2))
