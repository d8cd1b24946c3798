"""Sense: each sensor whose turn has come looks at every threat; the model says how likely, the dice fall, plots result.

Most of a raid's flight is out of most sensors' reach. So each threat is *surveyed* now and then: how far is it from the
nearest place at which each sensor could see it? Until it can have covered that distance the pair is quiet and costs
nothing. A survey may only leave out looks that cannot succeed, so it changes no bit of the result.

    looks of a sensor with a track mode: its clock ticks with the track period; S everything, T its tracks only

    tick    0 1 2 3 4 5 6 7 8 ...
            S T T T S T T T S          scan period / track period = 4
"""

from __future__ import annotations

import math

from pavise.kinds import Fate, Picture, SensorKind, Stream
from pavise.sim.compiled import inner, rare
from pavise.sim.draws import uniform
from pavise.sim.models.sensing.bistatic_radar import equivalent_range_m
from pavise.sim.models.sensing.rotating_radar import p_detect
from pavise.sim.motion import fly_path
from pavise.sim.schedule import STEP_S, slot_at, turn_comes
from pavise.sim.sight import in_sight
from pavise.sim.signal import can_ever_see, noise_ratio_at, p_at_best, p_look, rcs_shown_m2

FLYING = int(Fate.FLYING)
DETECTION = int(Stream.DETECTION)
KNOWN = int(Picture.KNOWN)
BISTATIC = int(SensorKind.BISTATIC)
SURVEY_PERIOD_S = 30.0
"""How often a threat near a sensor is surveyed again. Any value gives the same results; this one was fastest."""


@inner
def sense(
    time_s, config, clock, unit, sensor, threat, lookup,
    place, look, jammed, flight, path, contact, plot, listed,
):  # fmt: skip
    """Fill `plot` with this step's detections."""
    list_awake(time_s, config, clock, unit, sensor, threat, place, look, flight, path, contact, listed)
    clock.plots = 0
    for s in range(sensor.size):
        eye = sensor[s]
        if time_s < look[s].wake_s:
            continue
        if not turn_comes(time_s, look[s].phase_s, look_period_s(eye), look[s]):
            continue
        if not eye.present or look[s].silent or not acts(time_s, place[eye.unit]):
            continue
        if eye.kind == BISTATIC and not lights_up(time_s, sensor[eye.illuminator], look[eye.illuminator], place):
            continue
        searches = search_begins(time_s, eye, look[s])
        if not searches and look[s].tracks == 0:
            continue
        look[s].looked_s = time_s
        look[s].searched = 1 if searches else 0
        quiet_until_s = math.inf
        for k in range(clock.awake):
            t = listed[k].awake
            if time_s < contact[s, t].quiet_until_s:
                quiet_until_s = min(quiet_until_s, contact[s, t].quiet_until_s)
                continue
            quiet_until_s = time_s
            if not searches and not is_held(time_s, eye, contact[s, t]):
                continue
            if flight[t].moved_s != time_s:  # asked here, since handing over a path costs more than moving along it
                fly_path(time_s, config, flight[t], path[t])
            range_m, sin_elevation = threat_in_sight(
                config, eye, place[eye.unit], look[s], lookup.mask, eye.instrumented_range_m, flight[t]
            )
            if range_m < 0.0:
                continue
            luck = uniform(config.seed, clock.replication, DETECTION, eye.key, threat[t].key, look[s].slot)
            if look[s].plain and flight[t].plain:
                p = p_detect(range_m, threat[t].rcs_m2, eye.snr_scale_m2, lookup.pd_table[eye.pd_row])
            elif eye.kind != BISTATIC and luck >= p_at_best(
                eye, look[s].best_gain, threat[t], range_m, lookup.pd_table
            ):
                p = 0.0  # with this luck not even the best signal is seen, so the rest need not be worked out
            else:
                p = p_in_full(
                    range_m, sin_elevation, s, config, sensor, threat[t], lookup, place, look, jammed[s], flight[t],
                )  # fmt: skip
                if p < 0.0:
                    continue
            clock.looks += 1
            flight[t].first_in_sight_s = min(flight[t].first_in_sight_s, time_s)
            if luck < p:
                plot[clock.plots].sensor = s
                plot[clock.plots].threat = t
                clock.plots += 1
        if config.picture == KNOWN:  # elsewhere a look at nothing counts as well: it may see what is not there
            look[s].wake_s = max(look[s].next_s, quiet_until_s)


@inner
def list_awake(time_s, config, clock, unit, sensor, threat, place, look, flight, path, contact, listed):
    """Note the flying threats that are not quiet, and survey those whose time has come.

    Sensors look through this list only: of all pairs, nine in ten are of threats that are dead, quiet or yet to come.
    """
    clock.awake = 0
    for k in range(clock.active):
        t = listed[k].active
        if flight[t].fate != FLYING or time_s < flight[t].quiet_until_s:
            continue
        if time_s >= flight[t].survey_s:
            fly_path(time_s, config, flight[t], path[t])
            survey(time_s, t, unit, sensor, threat[t], place, look, flight[t], contact)
            if time_s < flight[t].quiet_until_s:
                continue
        listed[clock.awake].awake = t
        clock.awake += 1


@inner
def acts(time_s, place):
    """True when a unit is ready and, for a patrol, on station."""
    return time_s >= place.ready_from_s and place.on_station == 1


# ---- when a sensor looks -------------------------------------------------------------------------------------------


@inner
def look_period_s(sensor):
    """Time between two looks at a target that the sensor holds a track of: one tick of its clock."""
    return sensor.track_period_s if sensor.track_period_s > 0.0 else sensor.scan_period_s


@inner
def ticks_per_search(sensor):
    """How many ticks of its clock lie between two looks at a target that the sensor holds no track of."""
    if sensor.track_period_s <= 0.0:
        return 1
    return max(int(sensor.scan_period_s / sensor.track_period_s + 0.5), 1)


@inner
def search_begins(time_s, sensor, look):
    """True when the sensor, whose turn has come, looks for new targets as well and not at its tracks only."""
    ticks = ticks_per_search(sensor)
    if ticks == 1:
        return True
    before = slot_at(time_s - STEP_S, look.phase_s, sensor.track_period_s)
    return before // ticks < look.slot // ticks


@inner
def looked(time_s, look):
    """True when a sensor looks in this step, whether it sees anything or not."""
    return look.looked_s == time_s


@inner
def is_held(time_s, sensor, contact):
    """True while a sensor holds a track of a threat; one that is to be dropped at the next count is held no more."""
    return contact.held == 1 and time_s - contact.last_s <= sensor.drop_after_s


# ---- what a sensor has in sight ------------------------------------------------------------------------------------


@inner
def threat_in_sight(config, sensor, place, look, mask, farthest_m, flight):
    """Slant range and sine of elevation of a threat where it is now, see `sight.in_sight`."""
    return in_sight(
        config, sensor, place, look, mask, farthest_m,
        flight.position_m[0], flight.position_m[1], flight.position_m[2], flight.height_m, flight.horizon_m,
    )  # fmt: skip


@inner
def lights_up(time_s, illuminator, look, place):
    """True when the sensor whose signals a bistatic one uses is there and works."""
    return illuminator.present and not look.silent and acts(time_s, place[illuminator.unit])


@rare
def p_in_full(
    range_m, sin_elevation, s, config, sensor, threat, lookup, place, look, jammed, flight,
):  # fmt: skip
    """Chance that sensor `s` sees a threat in its sight, with all that it has to do with; -1 when nobody lights it up.

    A plain radar and a plain threat get exactly the law of the claimed range.
    """
    eye = sensor[s]
    alike_m = range_m
    if eye.kind == BISTATIC:
        out_m = lit_from_m(config, eye.illuminator, sensor, place, look, lookup.mask, flight)
        if out_m < 0.0:
            return -1.0
        alike_m = equivalent_range_m(out_m, range_m)
    return p_look(
        eye, alike_m, sin_elevation, look[s].height_m, flight.height_m, config.earth_radius_m,
        rcs_shown_m2(s, sensor, threat, look, flight, range_m), threat.emits, threat.size_m2,
        noise_ratio_at(eye, place[eye.unit], look[s], threat, flight, range_m, jammed),
        lookup.pd_table, lookup.beam_table, lookup.loss_table,
    )  # fmt: skip


@inner
def lit_from_m(config, s, sensor, place, look, mask, flight):
    """Slant range from illuminator `s` to a threat that its signals reach, or below zero.

    How far the illuminator itself sees does not matter; its horizon, its terrain and its coverage do.
    """
    range_m, _ = threat_in_sight(config, sensor[s], place[sensor[s].unit], look[s], mask, math.inf, flight)
    return range_m


@inner
def survey(time_s, t, unit, sensor, threat, place, look, flight, contact):
    """Put threat `t` to sleep, for each sensor until it could see it; ask again a little later when one could now.

    A sensor that is not ready yet counts as if it were, terrain and illuminators are not asked: this may wake a threat
    too early, never too late.
    """
    gap_s = math.inf
    for s in range(sensor.size):
        if (
            not sensor[s].present
            or place[sensor[s].unit].ready_from_s == math.inf
            or not can_ever_see(sensor[s], threat)
        ):
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
        look[s].wake_s = min(look[s].wake_s, max(look[s].next_s, time_s + wait_s))
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
