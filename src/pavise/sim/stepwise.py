"""The door for Python into one replication: what the open driver calls.

The compiled loop is that of `step.play`, cut where a Python function may have something to say. It runs until a post
with the doctrine HOOK has a workable shot to decide on, hands the candidates out, and goes on from there when it is
called again with the answer. So Python costs one call per decision, not per step.

    play_on(START) -> post 3 has 2 candidates -> Python weighs them -> play_on(3, 2) -> ... -> OVER
"""

from __future__ import annotations

from pavise.kinds import Doctrine
from pavise.sim.command import due, find_candidates, hand_out, nothing_new
from pavise.sim.compiled import borrowed, inner, kernel
from pavise.sim.sensing import acts
from pavise.sim.step import after_command, before_command, built_in_command, is_over
from pavise.sim.world import Lookups

HOOK = int(Doctrine.HOOK)
OVER = -1
WATCHED = -2
START = -3


@kernel
def play_on(
    stopped, found, look_from_s, config, unit, sensor, post, group, launcher, missile, threat, site, network, settings,
    link, jammer, hears, pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
):  # fmt: skip
    """Play the replication in the first row of the state on from where it stopped; (where it stops now, candidates).

    `stopped`: START when `start.start_block` has just set everything to its beginning, or what the last call gave back,
    with `found`; that is the row of the post that was asked, or WATCHED after the first half of the first step from
    `look_from_s` on (inf: none), or OVER. `clock` names replication and world. World tables come with their axis W,
    state tables with R.
    """
    w = clock[0].world
    lookup = Lookups(
        borrowed(network)[w], borrowed(link)[w], borrowed(jammer)[w], borrowed(hears), borrowed(pd_table),
        borrowed(beam_table), borrowed(loss_table), borrowed(mask), borrowed(ground),
    )  # fmt: skip
    return play_on_in_world(
        stopped, found, look_from_s, borrowed(config)[0], borrowed(unit)[w], borrowed(sensor)[w], borrowed(post)[w],
        borrowed(group), borrowed(launcher)[w], borrowed(missile)[w], borrowed(threat)[w], borrowed(site),
        lookup, borrowed(clock)[0], borrowed(place)[0], borrowed(look)[0], borrowed(jammed)[0],
        borrowed(flight)[0], borrowed(path)[0], borrowed(plot)[0], borrowed(contact)[0], borrowed(heard)[0],
        borrowed(picture)[0], borrowed(duty)[0], borrowed(effort)[0], borrowed(desk)[0], borrowed(rack)[0],
        borrowed(shot)[0], borrowed(listed)[0], borrowed(ready)[0], borrowed(candidate)[0], borrowed(damage)[0],
        borrowed(event)[0],
    )  # fmt: skip


@inner
def play_on_in_world(
    stopped, found, look_from_s, config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
):  # fmt: skip
    """The same with one replication's rows."""
    if stopped >= 0:
        hand_out(
            clock.time_s, stopped, found, clock, post, group, launcher, missile, threat,
            flight, duty, effort, desk, rack, shot, ready, candidate, event,
        )  # fmt: skip
    midway = stopped != START
    while midway or not is_over(config, clock):
        if not midway:
            before_command(
                config, unit, sensor, post, threat, site, lookup,
                clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, listed,
                damage, event,
            )  # fmt: skip
            if clock.time_s >= look_from_s:
                return WATCHED, 0
        midway = False
        for c in range(post.size):
            if not is_asked(clock, post[c], place, desk[c]):
                continue
            found = find_candidates(
                clock.time_s, c, config, clock, unit, sensor, post, group, launcher, missile, threat,
                site, lookup, place, look, flight, path, picture, duty, effort, desk, rack, listed, ready, candidate,
                damage, event,
            )  # fmt: skip
            if found > 0:
                return c, found
        built_in_command(
            config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
            clock, place, look, flight, path, picture, duty, effort, desk, rack, shot, listed, ready, candidate,
            damage, event,
        )  # fmt: skip
        after_command(
            config, unit, sensor, post, group, launcher, missile, threat, lookup,
            clock, place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
        )  # fmt: skip
    return OVER, 0


@inner
def is_asked(clock, post, place, desk):
    """True when a post leaves its decisions to Python and its turn has come, which is noted."""
    if post.doctrine != HOOK or not due(clock.time_s, post, desk) or not acts(clock.time_s, place[post.unit]):
        return False
    return not nothing_new(clock.time_s, clock, desk)
