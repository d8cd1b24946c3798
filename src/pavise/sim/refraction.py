"""How good is the effective earth? A ray through air whose refractive index falls off exponentially, in full.

The simulation draws rays straight over an effective earth (`geometry.py`), which bends them as the lowest kilometre of
air does, at any height. Real air thins out, and so does its bending. Here a ray obeys Snell's law on spherical layers,

    n r cos(elevation) = constant along the ray,        n = 1 + 1e-6 N exp(-height / scale)

and its length is summed up along the way. Nothing in a battle calls this; it says by how much the shortcut errs: the
ranges at which a ray of some elevation reaches a height differ by 2.5 % at most up to 10 km, and by 4 % at 20 km
(tests/sim/test_refraction.py).

From: B. R. Bean and G. D. Thayer, "Models of the atmospheric radio refractive index", Proc. IRE 47 (1959) 740-755, with
N = 313 and 0.143859 per km, the mean of the CRPL reference atmospheres that L. V. Blake (1980) uses for his charts.

When not to believe it: ducts and inversions bend far more than any mean atmosphere. Rays that dip before they climb are
not followed.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import atan2, exp, sin_cos

SURFACE_REFRACTIVITY = 313e-6
DECAY_PER_M = 0.143859e-3
PIECES = 2000


@kernel
def exponential_ray(sin_elevation, height_m, target_height_m, earth_radius_m):
    """A ray that leaves a height at an apparent elevation (0 or more) and climbs to a target's height.

    Returns (length of the ray; range as a radar measures it, which is that length weighed with the refractive index;
    straight distance; true elevation of the target in radians; distance along the ground below), lengths in metres.
    `earth_radius_m` is the real one. Simpson's rule in the square root of the climb, since a level ray starts with an
    infinite slope.
    """
    index = 1.0 + SURFACE_REFRACTIVITY * exp(-DECAY_PER_M * height_m)
    radius_m = earth_radius_m + height_m
    bend_m = index * radius_m
    constant_m = bend_m * math.sqrt(1.0 - sin_elevation * sin_elevation)
    start_m = bend_m * sin_elevation
    climb_m = target_height_m - height_m
    path_m, range_m, angle_rad = 0.0, 0.0, 0.0
    for i in range(2 * PIECES + 1):
        u = i / (2.0 * PIECES)
        up_m = climb_m * u * u
        index_up = 1.0 + SURFACE_REFRACTIVITY * exp(-DECAY_PER_M * (height_m + up_m))
        radius_up_m = radius_m + up_m
        # (n r)^2 at this height less the constant squared, without taking near numbers from each other
        more_m = radius_up_m * (index_up - index) + index * up_m
        root_m = math.sqrt(more_m * (2.0 * bend_m + more_m) + start_m * start_m)
        if root_m == 0.0:  # level at the start: both root and step vanish; their ratio there
            gradient = index - radius_m * DECAY_PER_M * (index - 1.0)
            step = 2.0 * math.sqrt(climb_m / (2.0 * bend_m * gradient))
        else:
            step = 2.0 * climb_m * u / root_m
        weight = (1.0 if i == 0 or i == 2 * PIECES else (4.0 if i % 2 == 1 else 2.0)) / (6.0 * PIECES)
        piece_m = weight * step * index_up * radius_up_m
        path_m += piece_m
        range_m += piece_m * index_up
        angle_rad += weight * step * constant_m / radius_up_m
    half_sine = sin_cos(0.5 * angle_rad)[0]
    sine, cosine = sin_cos(angle_rad)
    target_radius_m = earth_radius_m + target_height_m
    level_m = target_radius_m * sine
    above_m = climb_m * cosine - 2.0 * radius_m * half_sine * half_sine
    straight_m = math.sqrt(level_m * level_m + above_m * above_m)
    return path_m, range_m, straight_m, atan2(above_m, level_m), earth_radius_m * angle_rad
