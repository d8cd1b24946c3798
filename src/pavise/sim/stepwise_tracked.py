"""The door for Python into a battle on a picture: `stepwise.py` once more, with beliefs in place of threats.

A Python function that decides for a post is shown candidates whose `threat` is a row of beliefs: what the network takes
for a target, and no more. Where it looks on, it is shown the state with the beliefs that posts have at that moment.
"""

from __future__ import annotations

from pavise.kinds import Doctrine
from pavise.sim.belief import start_beliefs
from pavise.sim.command import due, find_candidates, hand_out, nothing_new
from pavise.sim.compiled import borrowed, kernel
from pavise.sim.identification import forget_verdicts
from pavise.sim.meeting import note_hindrances, note_shots
from pavise.sim.sensing import acts
from pavise.sim.step import is_over
from pavise.sim.step_tracked import after_command, before_command, close_books, command_tracks
from pavise.sim.stepwise import OVER, START, WATCHED
from pavise.sim.tracked_state import Air
from pavise.sim.world import Lookups

HOOK = int(Doctrine.HOOK)


@kernel
def play_on_tracked(
    stopped, found, look_from_s, config, unit, sensor, post, group, launcher, missile, threat, site, network, settings,
    link, jammer, hears, pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
    eye, echo, detection, track, counts, verdict, belief, way, supposed, hold, goal, kind, mail, work,
):  # fmt: skip
    """Play the replication in the first row on from where it stopped, as `stepwise.play_on` does."""
    w = clock[0].world
    lookup = Lookups(
        borrowed(network)[w], borrowed(link)[w], borrowed(jammer)[w], borrowed(hears), borrowed(pd_table),
        borrowed(beam_table), borrowed(loss_table), borrowed(mask), borrowed(ground),
    )  # fmt: skip
    air = Air(
        borrowed(eye)[0], borrowed(echo)[0], borrowed(detection)[0], borrowed(track)[0], borrowed(counts)[0],
        borrowed(verdict)[0], borrowed(belief)[0], borrowed(way)[0], borrowed(supposed)[0], borrowed(hold)[0],
        borrowed(goal)[0], borrowed(kind)[0], borrowed(mail)[0],
    )  # fmt: skip
    config, settings = borrowed(config)[0], borrowed(settings)[0]
    unit, sensor, post, launcher = borrowed(unit)[w], borrowed(sensor)[w], borrowed(post)[w], borrowed(launcher)[w]
    missile, threat, network = borrowed(missile)[w], borrowed(threat)[w], borrowed(network)[w]
    group, site, clock = borrowed(group), borrowed(site), borrowed(clock)[0]
    place, look, jammed, flight = borrowed(place)[0], borrowed(look)[0], borrowed(jammed)[0], borrowed(flight)[0]
    path, plot, contact, heard = borrowed(path)[0], borrowed(plot)[0], borrowed(contact)[0], borrowed(heard)[0]
    picture, duty, effort, desk = borrowed(picture)[0], borrowed(duty)[0], borrowed(effort)[0], borrowed(desk)[0]
    rack, shot, listed, ready = borrowed(rack)[0], borrowed(shot)[0], borrowed(listed)[0], borrowed(ready)[0]
    candidate, damage, event = borrowed(candidate)[0], borrowed(damage)[0], borrowed(event)[0]
    if stopped == START:
        start_beliefs(threat, site, air)
        forget_verdicts(air.verdict)
    if stopped >= 0:
        first, first_event = clock.shots, clock.events
        hand_out(
            clock.time_s, stopped, found, clock, post, group, launcher, missile, air.supposed,
            air.belief, duty, effort, desk, rack, shot, ready, candidate, event,
        )  # fmt: skip
        note_shots(first, first_event, clock, flight, shot, air, event)
    midway = stopped != START
    while midway or not is_over(config, clock):
        if not midway:
            before_command(
                config, unit, sensor, post, threat, site, network, settings, lookup,
                clock, place, look, jammed, flight, path, (plot, contact, heard), picture, duty, effort, desk, shot,
                listed, (candidate, damage, event), air, work,
            )  # fmt: skip
            if clock.time_s >= look_from_s:
                return WATCHED, 0
        midway = False
        for c in range(post.size):
            if post[c].doctrine != HOOK or nothing_new(clock.time_s, clock, desk[c]):
                continue
            if not due(clock.time_s, post[c], desk[c]) or not acts(clock.time_s, place[post[c].unit]):
                continue
            found = find_candidates(
                clock.time_s, c, config, clock, unit, sensor, post, group, launcher, missile, air.supposed, site,
                lookup, place, look, air.belief, air.way, picture, duty, effort, desk, rack, listed, ready, candidate,
                damage, event,
            )  # fmt: skip
            note_hindrances(clock, flight, listed, air)
            if found > 0:
                return c, found
        command_tracks(
            config, unit, sensor, post, group, launcher, missile, site, lookup,
            clock, place, look, flight, picture, duty, effort, desk, rack, shot, listed, ready, candidate, damage, air,
            event,
        )  # fmt: skip
        after_command(
            config, unit, sensor, post, group, launcher, missile, threat, lookup,
            clock, place, look, flight, path, duty, effort, desk, shot, listed, damage, air, event,
        )  # fmt: skip
    close_books(clock, threat, flight, air)
    return OVER, 0
