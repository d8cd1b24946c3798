"""Sense: each radar whose turn has come looks at every threat; the model says how likely, the dice fall, plots result.

Most of a raid's flight is out of most sensors' reach. So each threat is *surveyed* now and then: how far is it from the
nearest place at which each sensor could see it? Until it can have covered that distance the pair is quiet and costs
nothing. A survey may only leave out looks that cannot succeed, so it changes no bit of the result.
"""

from __future__ import annotations

import math

from pavise.kinds import Fate, Stream
from pavise.sim.compiled import inner
from pavise.sim.draws import uniform
from pavise.sim.geometry import sin_apparent_elevation
from pavise.sim.models.sensing.rotating_radar import p_detect
from pavise.sim.motion import fly_path
from pavise.sim.schedule import turn_comes

FLYING = int(Fate.FLYING)
DETECTION = int(Stream.DETECTION)
SURVEY_PERIOD_S = 30.0
"""How often a threat near a sensor is surveyed again. Any value gives the same results; this one was fastest."""


@inner
def sense(
    time_s, seed, earth_radius_m, clock, unit, sensor, threat, jammer, lookup,
    place, look, flight, path, contact, plot, listed,
):  # fmt: skip
    """Fill `plot` with this step's detections."""
    list_awake(time_s, earth_radius_m, clock, unit, sensor, place, look, flight, path, contact, listed)
    clock.plots = 0
    for s in range(sensor.size):
        radar = sensor[s]
        if not turn_comes(time_s, look[s].phase_s, radar.scan_period_s, look[s]):
            continue
        if not radar.present or not acts(time_s, place[radar.unit]):
            continue
        for k in range(clock.awake):
            t = listed[k].awake
            if time_s < contact[s, t].quiet_until_s:
                continue
            if flight[t].moved_s != time_s:  # asked here, since handing over a path costs more than moving along it
                fly_path(time_s, earth_radius_m, flight[t], path[t])
            range_m = range_in_sight_m(earth_radius_m, radar, place[radar.unit], look[s], flight[t])
            if range_m < 0.0:
                continue
            clock.looks += 1
            flight[t].first_in_sight_s = min(flight[t].first_in_sight_s, time_s)
            p = p_detect(range_m, threat[t].rcs_m2, radar.snr_scale_m2, lookup.pd_table[radar.pd_row])
            if uniform(seed, clock.replication, DETECTION, radar.key, threat[t].key, look[s].slot) < p:
                plot[clock.plots].sensor = s
                plot[clock.plots].threat = t
                clock.plots += 1


@inner
def list_awake(time_s, earth_radius_m, clock, unit, sensor, place, look, flight, path, contact, listed):
    """Note the flying threats that are not quiet, and survey those whose time has come.

    Radars look through this list only: of all pairs, nine in ten are of threats that are dead, quiet or yet to come.
    """
    clock.awake = 0
    for t in range(flight.size):
        if flight[t].fate != FLYING or time_s < flight[t].quiet_until_s:
            continue
        if time_s >= flight[t].survey_s:
            fly_path(time_s, earth_radius_m, flight[t], path[t])
            survey(time_s, t, unit, sensor, place, look, flight[t], contact)
            if time_s < flight[t].quiet_until_s:
                continue
        listed[clock.awake].awake = t
        clock.awake += 1


@inner
def acts(time_s, place):
    """True when a unit is ready and, for a patrol, on station."""
    return time_s >= place.ready_from_s and place.on_station == 1


@inner
def range_in_sight_m(earth_radius_m, sensor, place, look, flight):
    """Slant range to a threat that the radar can see if luck allows, or -1.

    It cannot see what is too far, below the horizon, above its highest elevation or outside its sector.
    Two points see each other over a smooth earth when they are no farther apart than the sum of their distances to the
    horizon; bending of the rays is in the effective earth's radius.
    """
    return range_in_sight_of_m(
        earth_radius_m, sensor, place, look,
        flight.position_m[0], flight.position_m[1], flight.position_m[2], flight.height_m, flight.horizon_m,
    )  # fmt: skip


@inner
def range_in_sight_of_m(earth_radius_m, sensor, place, look, x_m, y_m, z_m, height_m, horizon_m):
    """`range_in_sight_m` for any place (earth-centred x, y, z), with its height and its own distance to the horizon."""
    dx_m = x_m - look.position_m[0]
    dy_m = y_m - look.position_m[1]
    dz_m = z_m - look.position_m[2]
    range2_m2 = dx_m * dx_m + dy_m * dy_m + dz_m * dz_m
    if range2_m2 > sensor.instrumented_range_m * sensor.instrumented_range_m:
        return -1.0
    sight_m = look.horizon_m + horizon_m
    if range2_m2 > sight_m * sight_m:
        return -1.0
    range_m = math.sqrt(range2_m2)
    if sensor.sin_elevation_max < 1.0:
        sine = sin_apparent_elevation(max(range_m, 1.0), look.height_m, height_m, earth_radius_m)
        if sine > sensor.sin_elevation_max:
            return -1.0
    if sensor.cos_half_sector > -1.0:
        n = place.n
        b = place.boresight
        above_m = dx_m * n[0] + dy_m * n[1] + dz_m * n[2]
        level_m = math.sqrt(max(range2_m2 - above_m * above_m, 0.0))
        if dx_m * b[0] + dy_m * b[1] + dz_m * b[2] < sensor.cos_half_sector * level_m:
            return -1.0
    return range_m


@inner
def survey(time_s, t, unit, sensor, place, look, flight, contact):
    """Put threat `t` to sleep, for each sensor until it could see it; ask again a little later when one could now.

    A sensor that is not ready yet counts as if it were: this may wake a threat too early, never too late.
    """
    gap_s = math.inf
    for s in range(sensor.size):
        if not sensor[s].present or place[sensor[s].unit].ready_from_s == math.inf:
            contact[s, t].quiet_until_s = math.inf
            continue
        reach_m = min(sensor[s].instrumented_range_m, look[s].horizon_m + flight.horizon_max_m)
        a = look[s].position_m
        b = flight.position_m
        dx_m = a[0] - b[0]
        dy_m = a[1] - b[1]
        dz_m = a[2] - b[2]
        distance_m = math.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)
        closing_mps = flight.speed_max_mps + own_speed_mps(unit[sensor[s].unit])
        wait_s = (distance_m - reach_m) / closing_mps
        contact[s, t].quiet_until_s = time_s + wait_s
        gap_s = min(gap_s, wait_s)
    if gap_s > 1.0:
        flight.quiet_until_s = time_s + gap_s
        flight.survey_s = flight.quiet_until_s
    else:
        flight.survey_s = time_s + SURVEY_PERIOD_S


@inner
def own_speed_mps(unit):
    """How fast a unit moves: 0 on the ground."""
    return unit.orbit_speed_mps if unit.orbit_radius_m > 0.0 else 0.0
