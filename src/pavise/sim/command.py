"""Command: each post, when its turn comes, looks at its picture and decides who shoots at what.

The doctrine says what it *wants* of each target; this file decides who *gets* it, the same for every doctrine: known
long enough to react, cleared by the command post (`chain.py`), permitted by the rules (`rules.py`), a round ready, a
workable shot, a channel free. The most wanted target comes first.

    picture -> best workable shot per target -> doctrine's preference -> channels and rounds, most wanted first -> shots

When a workable shot is not fired, the target's row remembers why, which later tells why it leaked.
"""

from __future__ import annotations

import math

from pavise.kinds import Cause, Doctrine, EventKind, Fate, ThreatClass
from pavise.sim.compiled import inner
from pavise.sim.engagement import NO_SHOT, workable_flight_s
from pavise.sim.evaluation import Means, evaluate
from pavise.sim.events import log_event
from pavise.sim.geometry import distance
from pavise.sim.models.declaration import WITHHELD
from pavise.sim.models.doctrine import wants
from pavise.sim.models.engagement.single_shot import p_kill_round
from pavise.sim.motion import leg_at, place_at
from pavise.sim.patrol import take_over
from pavise.sim.racks import let_go, look_into_racks
from pavise.sim.rules import permits
from pavise.sim.schedule import turn_comes
from pavise.sim.sensing import acts, own_speed_mps

FLYING = int(Fate.FLYING)
KILLED = int(Fate.KILLED)
HOOK = int(Doctrine.HOOK)
NEAREST_FIRST = int(Doctrine.NEAREST_FIRST)
SAVE_FOR_BALLISTIC = int(Doctrine.SAVE_FOR_BALLISTIC)
BALLISTIC = int(ThreatClass.BALLISTIC)
NOTHING = int(Cause.NONE)
NO_CHANNEL = int(Cause.NO_CHANNEL)
MAGAZINE_EMPTY = int(Cause.MAGAZINE_EMPTY)
NOT_PERMITTED = int(Cause.NOT_PERMITTED)
NO_OPERATOR = int(Cause.NO_OPERATOR)
HELD_BACK = int(Cause.HELD_BACK)
EVENT_SHOT = int(EventKind.SHOT)


@inner
def due(time_s, post, desk):
    """True when a post's next decision has come, which is noted. Posts decide at fixed times, each a little apart."""
    if time_s < desk.next_s:  # asked first: most calls end here, and the phase costs a division
        return False
    phase_s = (post.key & 1023) / 1024.0 * post.decision_period_s
    return turn_comes(time_s, phase_s, post.decision_period_s, desk)


@inner
def list_tracked(time_s, clock, flight, picture, effort, listed):
    """Note the threats that some post may shoot at, so that the posts of this step need not look through all.

    Flying ones that were ever tracked, and dead ones of which some network still holds a track.
    """
    clock.tracked = 0
    if time_s > clock.fresh_until_s:
        return
    active = 0
    for k in range(clock.active):
        t = listed[k].active
        wanted = flight[t].fate == FLYING and flight[t].first_track_s < math.inf
        if flight[t].fate == KILLED:
            for network in range(picture.shape[0]):
                if time_s < effort[network, t].dead_known_s and time_s <= picture[network, t].fresh_until_s:
                    wanted = True
        if wanted:
            listed[clock.tracked].tracked = t
            clock.tracked += 1
        if wanted or flight[t].fate == FLYING:  # who is dead and known to be so is not asked for again
            listed[active].active = t
            active += 1
    clock.active = active


@inner
def command(
    time_s, config, clock, unit, sensor, post, group, launcher, missile, threat, site, lookup,
    place, look, flight, path, picture, duty, effort, desk, rack, shot, listed, ready, candidate, damage, event,
):  # fmt: skip
    """Let every post whose turn has come decide, but for those that a Python function decides for (open driver)."""
    if clock.tracked == 0:
        return
    for c in range(post.size):
        if nothing_new(time_s, clock, desk[c]) or not due(time_s, post[c], desk[c]):
            continue
        if post[c].doctrine == HOOK or not acts(time_s, place[post[c].unit]):
            continue
        found = find_candidates(
            time_s, c, config, clock, unit, sensor, post, group, launcher, missile, threat, site, lookup,
            place, look, flight, path, picture, duty, effort, desk, rack, listed, ready, candidate, damage, event,
        )  # fmt: skip
        hand_out(
            time_s, c, found, clock, post, group, launcher, missile, threat,
            flight, duty, effort, desk, rack, shot, ready, candidate, event,
        )  # fmt: skip


@inner
def is_known(time_s, post, effort, picture, flight):
    """True when a post may shoot at a threat: known for its reaction time, still fresh, not known to be dead.

    A post knows a new track `track_delay_s` later than its network (`picture`, `effort`) has it, and drops it with it.
    """
    if flight.fate != FLYING and flight.fate != KILLED:
        return False
    if time_s > picture.fresh_until_s or time_s < picture.tracked_s + post.track_delay_s + post.reaction_s:
        return False
    return time_s < effort.dead_known_s


@inner
def nothing_new(time_s, clock, desk):
    """True when a post need not look: its crew is not there, or no track was started since it last did, and no old one
    allows a shot yet."""
    return (
        clock.tracked == 0
        or time_s < desk.manned_s
        or (time_s < desk.quiet_until_s and desk.tracks_seen == clock.tracks_started)
    )


@inner
def find_candidates(
    time_s, c, config, clock, unit, sensor, post, group, launcher, missile, threat, site, lookup,
    place, look, flight, path, picture, duty, effort, desk, rack, listed, ready, candidate, damage, event,
):  # fmt: skip
    """Fill `candidate` with post `c`'s best workable shot at each target; the number of them.

    A post with no free channel, or with empty launchers, still looks once for a workable shot at each target, so that
    the target's row can say what stood in the way.
    """
    found = 0
    row = post[c]
    network = desk[c].network
    place_here = place[row.unit]
    here_mps = own_speed_mps(unit[row.unit])
    if unit[row.unit].airframes > 0 and not take_over(
        time_s, clock, unit[row.unit], place_here, launcher, desk[c], rack, ready
    ):  # fmt: skip
        return 0
    full = desk[c].busy >= row.channels
    quiet_until_s = math.inf
    for g in range(desk[c].group_first, desk[c].group_end):
        look_into_racks(time_s, g, group, clock, rack, ready, event)
    for k in range(clock.tracked):
        t = listed[k].tracked
        if time_s < duty[c, t].idle_until_s:
            quiet_until_s = min(quiet_until_s, duty[c, t].idle_until_s)
            continue
        if not is_known(time_s, row, effort[network, t], picture[network, t], flight[t]):
            known_s = picture[network, t].tracked_s + row.track_delay_s + row.reaction_s
            if time_s < known_s:
                quiet_until_s = min(quiet_until_s, known_s)
            continue
        hindrance = NO_CHANNEL if full and duty[c, t].in_flight == 0 else NOTHING
        if clock.supervised:
            if effort[network, t].taken_s <= time_s < effort[network, t].cleared_s:  # its operator has not decided yet
                quiet_until_s = min(quiet_until_s, effort[network, t].cleared_s)
                continue
            if time_s < effort[network, t].cleared_s:
                hindrance = NO_OPERATOR
            elif not permits(time_s, row, desk[c], threat[t], flight[t], path[t], site, place, look):
                hindrance = NOT_PERMITTED
        best = 0.0
        best_group = -1
        best_flight_s = 0.0
        best_rounds = 0
        idle_s = math.inf
        owed = duty[c, t].owed
        in_flight = 0 if owed > 0 else effort[network, t].in_flight  # a salvo that is not yet out goes on
        range_m = range_now_m(time_s, place_here, flight[t], path[t]) if row.doctrine == NEAREST_FIRST else 0.0
        target = evaluate(time_s, threat[t], flight[t], path[t], site, damage, desk[c].own_site, range_m, in_flight)
        for g in range(desk[c].group_first, desk[c].group_end):
            round_type = missile[group[g].missile]
            p_kill = p_kill_round(round_type.p_kill, threat[t].threat_class)
            left, kept = reserve(c, g, post, desk, group, launcher, missile, rack)
            preference, rounds = wants(
                row.doctrine, target,
                Means(
                    p_kill, round_type.unit_cost_usd, int(row.salvo), int(duty[c, t].in_flight), int(duty[c, t].rounds),
                    left, kept, row.point_usd,
                ),
            )  # fmt: skip
            if owed > 0:
                rounds = min(rounds, owed)
            if p_kill <= 0.0:
                continue
            loaded = ready[g].launcher >= 0
            if (
                rounds == 0
                or (loaded and best_group >= 0 and (rounds == WITHHELD or preference <= best))
                or (not loaded and (not ready[g].empty or best_group >= 0 or flight[t].blocked == MAGAZINE_EMPTY))
            ):
                idle_s = 0.0
                continue
            flight_s = workable_flight_s(
                time_s, config, round_type, threat[t].threat_class,
                row.fire_control, sensor, look, lookup, place_here, here_mps,
                launcher[group[g].launcher_first].cos_half_sector, flight[t], path[t],
            )  # fmt: skip
            if flight_s < 0.0:
                idle_s = min(idle_s, NO_SHOT - flight_s)
                continue
            idle_s = 0.0
            if not loaded:
                flight[t].blocked = MAGAZINE_EMPTY
            elif hindrance != NOTHING:
                flight[t].blocked = hindrance
                break
            elif rounds == WITHHELD:
                flight[t].blocked = HELD_BACK
            else:
                best, best_group, best_flight_s, best_rounds = preference, g, flight_s, rounds
        duty[c, t].idle_until_s = time_s + idle_s
        quiet_until_s = min(quiet_until_s, time_s + idle_s)
        if best_group >= 0:
            candidate[found].threat = t
            candidate[found].group = best_group
            candidate[found].preference = best
            candidate[found].flight_s = best_flight_s
            candidate[found].rounds = best_rounds
            found += 1
    desk[c].quiet_until_s = quiet_until_s
    desk[c].tracks_seen = clock.tracks_started
    return found


@inner
def range_now_m(time_s, place, flight, path):
    """Slant range from a unit to where a target is now, or is thought to be."""
    leg = leg_at(path, flight.points, flight.leg, time_s)
    x_m, y_m, z_m, _ = place_at(path, leg, time_s)
    p = place.position_m
    return distance(p[0], p[1], p[2], x_m, y_m, z_m)


@inner
def reserve(c, g, post, desk, group, launcher, missile, rack):
    """(rounds on a post's launchers that can meet ballistic targets, how many of these it keeps for such targets).

    (0, 0) unless its doctrine keeps any and group `g` is one that can meet them.
    """
    if post[c].doctrine != SAVE_FOR_BALLISTIC or not meets_ballistic(missile[group[g].missile]):
        return 0, 0.0
    left, full = 0, 0
    for other in range(desk[c].group_first, desk[c].group_end):
        if meets_ballistic(missile[group[other].missile]):
            for k in range(group[other].launcher_count):
                left += rack[group[other].launcher_first + k].rounds
                full += launcher[group[other].launcher_first + k].rounds
    return left, max(float(post[c].reserve_rounds), post[c].reserve_share * full)


@inner
def meets_ballistic(missile):
    """True when a type of round can do anything against ballistic targets."""
    return missile.range_max_ballistic_m > 0.0 and missile.p_kill[BALLISTIC] > 0.0


@inner
def hand_out(
    time_s, c, found, clock, post, group, launcher, missile, threat,
    flight, duty, effort, desk, rack, shot, ready, candidate, event,
):  # fmt: skip
    """Fire at the candidates, most wanted first, as far as channels and rounds go. Minus infinity: not now."""
    row = post[c]
    for _ in range(found):
        pick = -1
        for k in range(found):
            if candidate[k].group >= 0 and (pick < 0 or candidate[k].preference > candidate[pick].preference):
                pick = k
        if pick < 0:
            return
        if candidate[pick].preference == -math.inf:
            flight[candidate[pick].threat].blocked = HELD_BACK
            candidate[pick].group = -1
            continue
        t = candidate[pick].threat
        g = candidate[pick].group
        candidate[pick].group = -1
        if duty[c, t].in_flight == 0 and desk[c].busy >= row.channels:
            flight[t].blocked = NO_CHANNEL
            continue
        p_kill = p_kill_round(missile[group[g].missile].p_kill, threat[t].threat_class)
        rounds = min(candidate[pick].rounds, row.salvo - duty[c, t].in_flight)
        fired = 0
        for _ in range(rounds):
            if threat[t].threat_class != BALLISTIC:  # others of this decision may have used up what was free
                left, kept = reserve(c, g, post, desk, group, launcher, missile, rack)
                if kept > 0.0 and left <= kept:
                    flight[t].blocked = HELD_BACK
                    break
            ell = ready[g].launcher
            if ell < 0:
                if ready[g].empty:
                    flight[t].blocked = MAGAZINE_EMPTY
                break
            fire(
                time_s, time_s + candidate[pick].flight_s, c, ell, t, p_kill,
                missile[group[g].missile].unit_cost_usd,
                clock, post, launcher, flight, duty, effort, desk, rack, shot, event,
            )  # fmt: skip
            fired += 1
            ready[g].until_s = -math.inf
            look_into_racks(time_s, g, group, clock, rack, ready, event)
        if row.spaced and row.doctrine != HOOK:  # a Python function asks again itself
            duty[c, t].owed = rounds - fired


@inner
def fire(
    time_s, arrives_s, c, ell, t, p_kill, unit_cost_usd,
    clock, post, launcher, flight, duty, effort, desk, rack, shot, event,
):  # fmt: skip
    """One round of launcher `ell` leaves for threat `t`."""
    if clock.shots >= shot.size:
        clock.shots_lost += 1
        return
    if duty[c, t].in_flight == 0:
        desk[c].busy += 1
    row = shot[clock.shots]
    clock.shots += 1
    row.launcher = ell
    row.post = c
    row.threat = t
    row.ordinal = duty[c, t].rounds
    row.arrives_s = arrives_s
    row.known_s = arrives_s + post[c].assess_s
    row.p_kill = p_kill
    row.arrived = 0
    duty[c, t].rounds += 1
    duty[c, t].in_flight += 1
    effort[desk[c].network, t].in_flight += 1
    flight[t].rounds += 1
    flight[t].first_shot_s = min(flight[t].first_shot_s, time_s)
    clock.first_shot_s = min(clock.first_shot_s, time_s)
    clock.rounds += 1
    clock.money_usd += unit_cost_usd
    let_go(time_s, ell, post[c], desk[c], launcher, rack)
    log_event(clock, event, time_s, EVENT_SHOT, ell, t, arrives_s)
