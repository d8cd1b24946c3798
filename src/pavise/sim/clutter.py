"""Clutter: detections of nothing. How many one scan brings, where they lie, and how thick that makes them.

    number   Poisson, with the mean of the sensor (`false_plots`)
    place    even over the ground covered (its sector, its range) and over heights up to a ceiling, above the horizon
             and within its limits of elevation; so they are equally thick everywhere, which is what trackers expect

                  ceiling ......................................
                           .    x         .  x     .    x ..'
                            .  x     x    .     x   . ''     ----  horizon of the sensor
                    sensor o'________x__________..''

Chance is named by sensor, scan and ordinal, so taking another sensor away, or giving it more clutter, changes nothing
here, and a mean that grows adds detections to those that were there.

Sources: Y. Bar-Shalom, X. R. Li, *Multitarget-Multisensor Tracking: Principles and Techniques* (1995), section 2.5 (the
Poisson model of false measurements); the ceiling and the speeds are judgement.

When not to believe it: real clutter lies in patches (coasts, roads, rain, flocks) and comes back scan after scan, which
starts more false tracks than even clutter. Noise past a threshold is equally likely in every cell, and so is thicker
near the sensor than here. Terrain hides none of it.
"""

from __future__ import annotations

import math

from pavise.kinds import Stream
from pavise.sim.compiled import inner, kernel
from pavise.sim.draws import normal_quantile, uniform, uniforms4
from pavise.sim.elementary import PI, acos, atan2, exp, sin_cos
from pavise.sim.geometry import (
    bearing_elevation_range,
    earth_centred,
    east_north_up,
    from_east_north_up,
    n_vector_and_height,
    sin_apparent_elevation,
)
from pavise.sim.sight import horizon_m

FALSE_PLOTS = int(Stream.FALSE_PLOTS)

CEILING_M = 6000.0
"""False detections lie below: most birds keep below 2 km, rain with its melting layer below 5."""
RANGE_RATE_MPS = 100.0
"""Their range rates lie evenly within this to either side: what drifts with the wind, and noise past a filter."""
EARTH_M = 6_371_000.0
TRIES = 64
"""So often a place is drawn until it lies in the coverage; about half of the draws do. If none does, it is left out."""
SUMMED_MEAN = 500.0
"""Above this mean the Poisson law is as good as normal, and its sums are too long."""


@kernel
def false_room(mean):
    """No scan brings more than this: 8 standard deviations and some above the mean."""
    return int(mean + 8.0 * math.sqrt(mean)) + 12


@kernel
def poisson_quantile(u, mean):
    """The number that a uniform number 0 < u < 1 stands for under Poisson's law, `false_room` at most."""
    most = false_room(mean)
    if mean > SUMMED_MEAN:
        return min(max(int(mean + math.sqrt(mean) * normal_quantile(u) + 0.5), 0), most)
    number = 0
    p = exp(-mean)
    total = p
    while u > total and number < most:
        number += 1
        p *= mean / number
        total += p
    return number


@inner
def false_number(seed, replication, sensor, slot):
    """How many false detections a sensor makes in the scan of slot `slot`."""
    return poisson_quantile(uniform(seed, replication, FALSE_PLOTS, sensor.key, 0, slot), sensor.false_plots)


@inner
def reach_m(config, sensor, look):
    """Slant range beyond which nothing below the ceiling can be in sight."""
    return min(sensor.instrumented_range_m, look.horizon_m + horizon_m(config, CEILING_M))


@inner
def false_place(ordinal, config, clock, sensor, place, look):
    """Slant range, azimuth, elevation and range rate of one false detection; a range of 0 when no place was found.

    Drawn over the ground around the sensor as it stands now, on a sphere that touches the ellipsoid there: a place is
    off by some tens of metres at most, which does not matter for what is not there.
    """
    here, n = look.position_m, place.n
    nx, ny, nz, _ = n_vector_and_height(here[0], here[1], here[2])
    farthest_m = reach_m(config, sensor, look)
    half_sector_rad = PI
    middle_rad = 0.0
    if sensor.cos_half_sector > -1.0:
        half_sector_rad = acos(sensor.cos_half_sector)
        b = place.boresight
        east, north, _ = east_north_up(n[0], n[1], n[2], b[0], b[1], b[2])
        middle_rad = atan2(east, north)
    for attempt in range(TRIES):
        out, around, up, rate = uniforms4(
            config.seed, clock.replication, FALSE_PLOTS, sensor.key, 1 + ordinal * TRIES + attempt, look.slot
        )
        height_m = up * CEILING_M
        sine, cosine = sin_cos(middle_rad + (2.0 * around - 1.0) * half_sector_rad)
        turn_x, turn_y, turn_z = from_east_north_up(nx, ny, nz, sine, cosine, 0.0)
        across, along = sin_cos(math.sqrt(out) * farthest_m / EARTH_M)
        x_m, y_m, z_m = earth_centred(
            along * nx + across * turn_x, along * ny + across * turn_y, along * nz + across * turn_z, height_m
        )
        east_m, north_m, up_m = east_north_up(n[0], n[1], n[2], x_m - here[0], y_m - here[1], z_m - here[2])
        azimuth_rad, elevation_rad, range_m = bearing_elevation_range(east_m, north_m, up_m)
        if range_m > sensor.instrumented_range_m or range_m > look.horizon_m + horizon_m(config, height_m):
            continue
        sine = sin_apparent_elevation(max(range_m, 1.0), look.height_m, height_m, config.earth_radius_m)
        if sensor.sin_elevation_min <= sine <= sensor.sin_elevation_max:
            return range_m, azimuth_rad, elevation_rad, (2.0 * rate - 1.0) * RANGE_RATE_MPS
    return 0.0, 0.0, 0.0, 0.0


@inner
def false_per_m3(config, sensor, look):
    """False detections per scan and volume: their mean over the volume of the sector, above horizon and below ceiling.

    The horizon at distance r lies (r - d)^2 / (2 R) high beyond that of the ground, d, over an earth of radius R. What
    limits of elevation cut out is left in: little, unless a sensor looks only up.
    """
    if sensor.false_plots <= 0.0:
        return 0.0
    farthest_m = reach_m(config, sensor, look)
    half_sector_rad = acos(sensor.cos_half_sector) if sensor.cos_half_sector > -1.0 else PI
    past_m = max(farthest_m - look.horizon_m, 0.0)
    cubed = past_m * past_m * past_m
    hidden_m3 = cubed * (0.25 * past_m + look.horizon_m / 3.0) / (2.0 * config.earth_radius_m)
    return sensor.false_plots / (2.0 * half_sector_rad * (0.5 * CEILING_M * farthest_m * farthest_m - hidden_m3))
