"""The chain of command: what stands between a network's picture and its posts, once in every step.

    track known to the network
      -> an operator of the command post takes it on     the most urgent first; further ones wait
      -> decided `decision_s` later                      posts are free to shoot at it
    first hostile track
      -> warning red after `red_s`                       the rules change
      -> crews at their posts after `crew_s`             nobody decides before
      -> radars that were kept off the air are switched on, when cued or when it is red
    command post lost
      -> `fallback_s` without orders                     nobody decides; rounds in flight fly on
      -> every post alone                                its own unit's sensors, its own rounds, and no more

A post that fights alone is on a network of its own (`fallback`), which hears its unit's sensors from the start and
which nobody acts on before: so the picture that it then has is as old as its sensors' tracks are.

A network without any of this costs one comparison a step.

Source: the tasks of an operations centre as in Joint Publication 3-01, *Countering Air and Missile Threats* (2017),
chapter III; operators as servers of a queue: A. Washburn, M. Kress, *Combat Modeling* (2009), chapter 7.

When not to believe it: an operator needs the same time for every track and makes no mistake. Where posts see tracks, a
post that falls back forgets which of the tracks its rounds in flight are aimed at, and may fire at these again.
"""

from __future__ import annotations

import math

from pavise.kinds import Silence, Stream
from pavise.sim.compiled import inner, rare
from pavise.sim.draws import uniform
from pavise.sim.evaluation import urgency
from pavise.sim.geometry import distance, earth_centred
from pavise.sim.motion import leg_at, place_at
from pavise.sim.rules import is_ever_free
from pavise.sim.schedule import STEP_S

COMMAND_LOST = int(Stream.COMMAND_LOST)
NO_SILENCE = int(Silence.NONE)
UNTIL_CUED = int(Silence.UNTIL_CUED)
UNTIL_RED = int(Silence.UNTIL_RED)


@inner
def start_chain(config, clock, unit, sensor, post, site, network, look, effort, desk):
    """Everybody under command; chance says which command posts will be lost."""
    clock.supervised = 0
    clock.tracks_taken = 0
    clock.tracks_waited = 0
    clock.operator_wait_s = 0.0
    clock.commands_lost = 0
    for s in range(look.size):
        look[s].silent = 0
    for c in range(post.size):
        row, over = post[c], network[post[c].network]
        desk[c].network = row.network
        desk[c].own_site = nearest_site(unit[row.unit], site)
        desk[c].red_s = math.inf if over.warns else -math.inf
        desk[c].manned_s = math.inf if over.warns and row.crew_s > 0.0 else -math.inf
        desk[c].lost_s = math.inf
        if row.fallback >= 0 and over.p_command_lost > 0.0:
            if uniform(config.seed, clock.replication, COMMAND_LOST, over.key, 0, 0) < over.p_command_lost:
                desk[c].lost_s = over.command_lost_s
        for s in range(sensor.size):
            if row.silence != NO_SILENCE and sensor[s].unit == row.unit and sensor[s].fire_control:
                look[s].silent = 1
        if over.operators > 0 or over.warns or row.fallback >= 0 or row.silence != NO_SILENCE or has_rules(row):
            clock.supervised = 1
    for n in range(effort.shape[0]):
        for t in range(effort.shape[1]):
            effort[n, t].taken_s = math.inf
            effort[n, t].cleared_s = math.inf if network[n].operators > 0 else -math.inf


@inner
def has_rules(post):
    """True when a post's rules differ from shooting at all that is hostile, all round."""
    ruled = post.ring_m > 0.0 or post.cos_half_front > -1.0 or is_ever_free(post)
    for kind in range(post.control.size):
        ruled = ruled or post.control[kind] != 0
    return ruled


@inner
def nearest_site(unit, site):
    """Row of the site nearest to where a unit stands or orbits; -1 when there is none."""
    best, best_m = -1, math.inf
    x_m, y_m, z_m = earth_centred(unit.n[0], unit.n[1], unit.n[2], 0.0)
    for d in range(site.size):
        sx_m, sy_m, sz_m = earth_centred(site[d].n[0], site[d].n[1], site[d].n[2], 0.0)
        away_m = distance(x_m, y_m, z_m, sx_m, sy_m, sz_m)
        if away_m < best_m:
            best, best_m = d, away_m
    return best


@rare
def supervise(
    time_s, clock, sensor, post, threat, site, network, place, look, flight, path, picture, duty, effort, desk, listed,
    damage,
):  # fmt: skip
    """Let every command post do in this step what it has to. May be asked again in the same step: nothing changes."""
    for c in range(post.size):
        if post[c].fallback >= 0 and desk[c].network != post[c].fallback and time_s >= desk[c].lost_s:
            fall_back(time_s, c, clock, sensor, post, network, look, flight, picture, duty, effort, desk)
        if desk[c].red_s == math.inf or (post[c].silence != NO_SILENCE and is_silent(post[c], look)):
            warn(time_s, post[c], network, clock, sensor, place, look, flight, path, picture, effort, desk[c], listed)
    for n in range(effort.shape[0]):
        if network[n].operators > 0:
            take_on(
                time_s, n, network[n], clock, post, threat, site, flight, path, picture[n], effort[n], desk, listed,
                damage,
            )  # fmt: skip


@inner
def is_held(time_s, picture, effort):
    """True while a network holds a track that it does not know to be dead."""
    return picture.tracked_s <= time_s <= picture.fresh_until_s and time_s < effort.dead_known_s


# ---- operators ------------------------------------------------------------------------------------------------------


@inner
def take_on(
    time_s, n, over, clock, post, threat, site, flight, path, picture, effort, desk, listed, damage,
):  # fmt: skip
    """Operators of network `n` who are free take on the tracks that wait, the most urgent first."""
    busy = 0
    for k in range(clock.tracked):
        t = listed[k].tracked
        if effort[t].taken_s < picture[t].tracked_s < math.inf:  # what was dropped and found again is a new track
            effort[t].taken_s = math.inf
            effort[t].cleared_s = math.inf
        if is_held(time_s, picture[t], effort[t]) and effort[t].taken_s <= time_s < effort[t].cleared_s:
            busy += 1
    while busy < over.operators:
        first, most = -1, -math.inf
        for k in range(clock.tracked):
            t = listed[k].tracked
            if effort[t].taken_s == math.inf and is_held(time_s, picture[t], effort[t]):
                pressing = urgency(time_s, threat[t], flight[t], path[t], site, damage)
                if pressing > most:
                    first, most = t, pressing
        if first < 0:
            return
        waited_s = time_s - picture[first].tracked_s
        effort[first].taken_s = time_s
        effort[first].cleared_s = time_s + over.decision_s
        clock.tracks_taken += 1
        if waited_s >= STEP_S:
            clock.tracks_waited += 1
            clock.operator_wait_s += waited_s
        for c in range(post.size):
            if desk[c].network == n:
                desk[c].quiet_until_s = min(desk[c].quiet_until_s, effort[first].cleared_s)
        busy += 1


# ---- warning and silence --------------------------------------------------------------------------------------------


@inner
def warn(time_s, post, network, clock, sensor, place, look, flight, path, picture, effort, desk, listed):
    """The first hostile track of a post's network sets the warning off; radars that wait for it, or for a cue, go on
    the air. A cue is a track nearer than such a radar reaches; a warning that turns red is one too."""
    n = desk.network
    for k in range(clock.tracked):
        t = listed[k].tracked
        if not is_held(time_s, picture[n, t], effort[n, t]):
            continue
        if desk.red_s == math.inf:
            desk.red_s = time_s + network[post.network].red_s
            alone_s = desk.lost_s + network[post.network].fallback_s if n == post.fallback else -math.inf
            desk.manned_s = max(time_s + post.crew_s, alone_s)
        if post.silence == UNTIL_CUED and is_silent(post, look):
            leg = leg_at(path[t], flight[t].points, flight[t].leg, time_s)
            x_m, y_m, z_m, _ = place_at(path[t], leg, time_s)
            p = place[post.unit].position_m
            if distance(p[0], p[1], p[2], x_m, y_m, z_m) <= sensor[post.fire_control].instrumented_range_m:
                go_on_air(post, sensor, look)
    if time_s >= desk.red_s and (post.silence == UNTIL_RED or desk.red_s > -math.inf):
        go_on_air(post, sensor, look)


@inner
def is_silent(post, look):
    """True while the radar that guides a post's rounds is kept off the air."""
    return post.fire_control >= 0 and look[post.fire_control].silent == 1


@inner
def go_on_air(post, sensor, look):
    """The radars of a post's unit are switched on for good."""
    for s in range(sensor.size):
        if sensor[s].unit == post.unit:
            look[s].silent = 0


# ---- loss -----------------------------------------------------------------------------------------------------------


@inner
def fall_back(time_s, c, clock, sensor, post, network, look, flight, picture, duty, effort, desk):
    """The command post of post `c` is lost: from `fallback_s` on it fights with its own sensors and rounds alone.

    It remembers its own rounds in flight, and whom it knows to be dead.
    """
    row, old, new = post[c], desk[c].network, post[c].fallback
    first = True
    for other in range(c):
        first = first and post[other].network != old
    clock.commands_lost += first
    desk[c].network = new
    desk[c].manned_s = max(desk[c].manned_s, desk[c].lost_s + network[old].fallback_s)
    desk[c].quiet_until_s = 0.0
    go_on_air(row, sensor, look)
    for t in range(duty.shape[1]):
        flying = duty[c, t].in_flight
        effort[old, t].in_flight -= flying
        effort[new, t].in_flight += flying
        if effort[old, t].dead_known_s <= time_s:
            effort[new, t].dead_known_s = effort[old, t].dead_known_s
        duty[c, t].idle_until_s = 0.0
        if desk[c].armed and picture[new, t].tracked_s < math.inf and time_s <= picture[new, t].fresh_until_s:
            known_s = max(time_s, picture[new, t].tracked_s) + row.track_delay_s
            flight[t].first_track_s = min(flight[t].first_track_s, known_s)
            flight[t].released_s = min(flight[t].released_s, known_s)
