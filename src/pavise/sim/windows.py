"""When could who have shot at what? Every second of a raid in which a round could have left and met its target.

A door into the simulation for those who plan with hindsight: the paths are those of a replication that was played, and
envelope, time of flight, horizon, terrain and readiness are asked of the same functions that posts ask in battle.

When not to believe it: it says that one round could have met the target, not that a round, a launcher or a channel was
to be had. That is for the plan.
"""

from __future__ import annotations

import math

from pavise.kinds import Side
from pavise.sim.compiled import inner, kernel, rare
from pavise.sim.engagement import NO_SHOT, share_where_met, workable_flight_s
from pavise.sim.models.engagement.single_shot import p_kill_round
from pavise.sim.motion import fly_orbit, leg_at
from pavise.sim.schedule import STEP_S
from pavise.sim.sensing import acts, own_speed_mps
from pavise.sim.start import has_rounds
from pavise.sim.world import Lookups

HOSTILE = int(Side.HOSTILE)


@kernel
def open_windows(
    w, config, unit, sensor, post, group, launcher, missile, threat, network, link, jammer, hears, pd_table, beam_table,
    loss_table, mask, ground, place, look, flight, path, known_s, piece_share,
    group_out, threat_out, launch_out, latest_out, flight_out, p_out,
):  # fmt: skip
    """Note every moment at which a round could have left and met its target, in pieces; returns how many pieces.

    World tables come with their axis W and `w` is the row to use; `place`, `look`, `flight` and `path` are one
    replication's rows after it was played, and are changed (patrols are moved). `known_s` [C, T]: from when a post may
    fire at a threat, inf for never. Filled in per piece: row of the fire group and of the threat, its first and last
    second of launch, time of flight (s) and chance to kill of a round that leaves at the first. Every second that is
    open lies in a piece; a piece is at most `piece_share` of its first round's flight long, and inside it a second may
    be closed. Where the chance varies with the meeting, a piece is one second; of a patrol it is the highest chance. -1
    when the tables are too small.
    """
    config, unit, sensor, post, launcher = config[0], unit[w], sensor[w], post[w], launcher[w]
    missile, threat = missile[w], threat[w]
    lookup = Lookups(network[w], link[w], jammer[w], hears, pd_table, beam_table, loss_table, mask, ground)
    found = 0
    for t in range(threat.size):
        if threat[t].side != HOSTILE:
            continue
        end_s = path[t, flight[t].points - 1].time_s
        for g in range(group.size):
            c = group[g].post
            u = post[c].unit
            p_kill = p_kill_round(missile[group[g].missile].p_kill, threat[t].threat_class)
            if p_kill <= 0.0 or not has_rounds(g, group, launcher):
                continue
            first_s = max(max(known_s[c, t], flight[t].start_s), place[u].ready_from_s)
            if first_s >= end_s:  # also where it is known, or the unit ready, at no time
                continue
            time_s = math.ceil(first_s / STEP_S) * STEP_S
            flight[t].leg = 0
            round_type = missile[group[g].missile]
            cos_half_sector = launcher[group[g].launcher_first].cos_half_sector
            varies = round_type.edge_share < 1.0 or round_type.crossing_share < 1.0
            while time_s < end_s:
                flight_s = flight_at(
                    time_s, config, unit[u], sensor, post[c], round_type, threat[t], cos_half_sector,
                    lookup, place[u], look, flight[t], path[t],
                )  # fmt: skip
                if flight_s < 0.0:
                    time_s += max(STEP_S, math.floor((NO_SHOT - flight_s) / STEP_S) * STEP_S)
                while flight_s >= 0.0:
                    if found >= group_out.size:
                        return -1
                    group_out[found], threat_out[found] = g, t
                    launch_out[found], flight_out[found], p_out[found] = time_s, flight_s, p_kill
                    if varies and unit[u].orbit_radius_m == 0.0:
                        p_out[found] *= share_where_met(
                            time_s + flight_s, round_type, threat[t].threat_class, place[u], flight[t], path[t]
                        )
                    leg = flight[t].leg
                    stride_s = max(STEP_S, 0.0 if varies else math.floor(piece_share * flight_s / STEP_S) * STEP_S)
                    time_s += stride_s
                    flight_s = NO_SHOT
                    if time_s < end_s:
                        flight_s = flight_at(
                            time_s, config, unit[u], sensor, post[c], round_type, threat[t], cos_half_sector,
                            lookup, place[u], look, flight[t], path[t],
                        )  # fmt: skip
                    if flight_s < 0.0:  # it closes somewhere before: second by second
                        time_s = launch_out[found] + STEP_S
                        flight[t].leg = leg
                        while time_s < min(launch_out[found] + stride_s, end_s) and 0.0 <= flight_at(
                            time_s, config, unit[u], sensor, post[c], round_type, threat[t], cos_half_sector,
                            lookup, place[u], look, flight[t], path[t],
                        ):  # fmt: skip
                            time_s += STEP_S
                    latest_out[found] = time_s - STEP_S
                    found += 1
    return found


@rare
def flight_at(time_s, config, unit, sensor, post, missile, threat, cos_half_sector, lookup, place, look, flight, path):
    """Time of flight of a round that leaves at a time, below zero when none can: as a post works it out in battle."""
    if unit.orbit_radius_m > 0.0:
        move_patrol(time_s, unit, post.fire_control, place, look)
    if not acts(time_s, place):
        return NO_SHOT
    flight.leg = leg_at(path, flight.points, flight.leg, time_s)
    return workable_flight_s(
        time_s, config, missile, threat.threat_class, post.fire_control, sensor, look, lookup, place,
        own_speed_mps(unit), cos_half_sector, flight, path,
    )  # fmt: skip


@inner
def move_patrol(time_s, unit, fire_control, place, look):
    """Bring a patrol, and the radar that guides its rounds, to where they are at a time."""
    fly_orbit(time_s, unit, place)
    if fire_control >= 0:
        for axis in range(3):
            look[fire_control].position_m[axis] = place.position_m[axis]
