"""THE STORY of one replication: move, sense, track, command, engage, assess.

Each stage is told once, for one replication. Two drivers use them (`run/drivers.py`), when `start.py` has set
everything to its beginning: the *fused* one plays a whole block of replications in one compiled call (`play_block`);
the *open* one (`stepwise.py`) stops wherever a Python function decides, between `before_command` and `after_command`.
Both give the same bits.

The clock goes in steps of one second. Steps in which nothing can happen are skipped.

    start -> [ move -> sense -> track -> command -> engage -> assess ]  until every threat is killed or has leaked
"""

from __future__ import annotations

import math

from pavise.kinds import Fate, Picture
from pavise.sim.assessment import assess
from pavise.sim.chain import supervise
from pavise.sim.command import command, list_tracked
from pavise.sim.compiled import borrowed, inner, kernel, pasted
from pavise.sim.engagement import engage
from pavise.sim.motion import move
from pavise.sim.schedule import STEP_S
from pavise.sim.sensing import sense
from pavise.sim.tracking import track
from pavise.sim.world import Lookups

FLYING = int(Fate.FLYING)
KNOWN = int(Picture.KNOWN)


@pasted
def before_command(
    config, unit, sensor, post, threat, site, lookup,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, listed, damage, event,
):  # fmt: skip
    """Move, sense, track, and what command posts make of it: the first half of a step."""
    time_s = clock.time_s
    clock.steps += 1
    move(time_s, config, clock, unit, sensor, lookup.jammer, place, look, jammed, flight, listed)
    sense(
        time_s, config, clock, unit, sensor, threat, lookup,
        place, look, jammed, flight, path, contact, plot, listed,
    )  # fmt: skip
    track(
        time_s, config, clock, sensor, post, threat, lookup.link, heard, look, flight, contact, plot, picture, desk,
        event,
    )  # fmt: skip
    list_tracked(time_s, clock, flight, picture, effort, listed)
    if clock.supervised:
        supervise(
            time_s, clock, sensor, post, threat, site, lookup.network, place, look, flight, path, picture, duty, effort,
            desk, listed, damage,
        )  # fmt: skip


@pasted
def built_in_command(
    config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
    clock, place, look, flight, path, picture, duty, effort, desk, rack, shot, listed, ready, candidate,
    damage, event,
):  # fmt: skip
    """Command: posts decide by their doctrine."""
    command(
        clock.time_s, config, clock, unit, sensor, post, group, launcher, missile, threat, site, lookup,
        place, look, flight, path, picture, duty, effort, desk, rack, shot, listed, ready, candidate, damage, event,
    )  # fmt: skip


@pasted
def after_command(
    config, unit, sensor, post, group, launcher, missile, threat, lookup,
    clock, place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
):  # fmt: skip
    """Engage, assess, and set the clock to the next step in which something can happen."""
    time_s = clock.time_s
    engage(time_s, config.seed, clock, post, group, launcher, missile, threat, place, flight, path, shot, event)
    assess(
        time_s, config, clock, unit, sensor, post, group, launcher, missile, threat, lookup,
        place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
    )  # fmt: skip
    clock.time_s = next_step_s(time_s, clock, flight, listed)


@inner
def next_step_s(time_s, clock, flight, listed):
    """The next step, or the first after a quiet time: no round in flight, no track held, no threat within reach."""
    if clock.shots > 0 or time_s < clock.fresh_until_s:
        return time_s + STEP_S
    wake_s = clock.next_start_s
    for k in range(clock.active):
        row = flight[listed[k].active]
        if row.fate == FLYING:
            wake_s = min(wake_s, min(row.quiet_until_s, row.end_s))
    if wake_s == math.inf:
        return time_s + STEP_S
    return max(time_s + STEP_S, math.ceil(wake_s / STEP_S) * STEP_S)


@inner
def is_over(config, clock):
    """True when every threat is killed or has leaked and every round is assessed, or when time is up.

    Where a kill was taken for a miss, posts that know every target may go on shooting until its track is dropped.
    """
    if clock.time_s > config.horizon_s:
        return True
    nobody_shoots = clock.kills_unseen == 0 or clock.tracked == 0 or config.picture != KNOWN
    return clock.flying == 0 and clock.shots == 0 and nobody_shoots


@pasted
def play(
    config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
):  # fmt: skip
    """One whole replication, which has been started, to its end. All tables are that replication's rows."""
    while not is_over(config, clock):
        before_command(
            config, unit, sensor, post, threat, site, lookup,
            clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, listed, damage,
            event,
        )  # fmt: skip
        built_in_command(
            config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
            clock, place, look, flight, path, picture, duty, effort, desk, rack, shot, listed, ready, candidate,
            damage, event,
        )  # fmt: skip
        after_command(
            config, unit, sensor, post, group, launcher, missile, threat, lookup,
            clock, place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
        )  # fmt: skip


@kernel
def play_block(
    config, unit, sensor, post, group, launcher, missile, threat, site, network, settings, link, jammer,
    hears, pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
):  # fmt: skip
    """All replications of the state, one after the other, as `start.start_block` has started them.

    World tables come with their axis W, state tables with R. This is the fused driver's one compiled call.
    """
    config = borrowed(config)
    unit = borrowed(unit)
    sensor = borrowed(sensor)
    post = borrowed(post)
    group = borrowed(group)
    launcher = borrowed(launcher)
    missile = borrowed(missile)
    threat = borrowed(threat)
    site = borrowed(site)
    clock = borrowed(clock)
    place = borrowed(place)
    look = borrowed(look)
    jammed = borrowed(jammed)
    flight = borrowed(flight)
    path = borrowed(path)
    plot = borrowed(plot)
    contact = borrowed(contact)
    heard = borrowed(heard)
    picture = borrowed(picture)
    duty = borrowed(duty)
    effort = borrowed(effort)
    desk = borrowed(desk)
    rack = borrowed(rack)
    shot = borrowed(shot)
    listed = borrowed(listed)
    ready = borrowed(ready)
    candidate = borrowed(candidate)
    damage = borrowed(damage)
    event = borrowed(event)
    for r in range(clock.size):
        w = clock[r].world
        lookup = Lookups(
            borrowed(network)[w], borrowed(link)[w], borrowed(jammer)[w], borrowed(hears), borrowed(pd_table),
            borrowed(beam_table), borrowed(loss_table), borrowed(mask), borrowed(ground),
        )  # fmt: skip
        play(
            config[0], unit[w], sensor[w], post[w], group, launcher[w], missile[w], threat[w], site,
            lookup,
            clock[r], place[r], look[r], jammed[r], flight[r], path[r], plot[r], contact[r], heard[r], picture[r],
            duty[r], effort[r], desk[r], rack[r], shot[r], listed[r], ready[r], candidate[r], damage[r], event[r],
        )  # fmt: skip
