"""The same story where posts see a picture: between sensing and command it is measured, tracked, shared and identified.

    move -> sense -> [ measure -> track -> share -> identify -> believe ] -> command -> engage -> assess

Everything outside the brackets is told as in `step.py`, of beliefs in place of threats where posts decide. Each network
has one tracker, and works off the plots of the sensors that it hears itself, one look after the other; what it hears
over links are tracks. A kernel of its own, so that who does not ask for a picture does not wait for its compilation.

No step is left out while anything flies: a look at nothing counts, for it may show what is not there, and misses what
is.
"""

from __future__ import annotations

import math

from pavise.kinds import Doctrine, Fate, Side
from pavise.sim.assessment import assess
from pavise.sim.belief import believe, start_beliefs
from pavise.sim.chain import supervise
from pavise.sim.command import due, find_candidates, hand_out, nothing_new
from pavise.sim.compiled import borrowed, inner, kernel, pasted
from pavise.sim.identification import forget_verdicts, identify
from pavise.sim.measuring import measure
from pavise.sim.meeting import engage_tracks, note_hindrances, note_shots
from pavise.sim.motion import move
from pavise.sim.schedule import STEP_S
from pavise.sim.sensing import acts, looked, sense
from pavise.sim.sharing import share
from pavise.sim.step import is_over
from pavise.sim.tracked_state import Air
from pavise.sim.tracker import scan
from pavise.sim.tracking import note_plot
from pavise.sim.world import Lookups

HOOK = int(Doctrine.HOOK)
FLYING = int(Fate.FLYING)
LEAKED = int(Fate.LEAKED)
HOSTILE = int(Side.HOSTILE)


@pasted
def hold_contacts(time_s, clock, sensor, look, contact, plot, event):
    """Each sensor notes for itself what it holds, which says where a track mode looks again."""
    for p in range(clock.plots):
        note_plot(time_s, p, clock, sensor, look, contact, plot, event)


@pasted
def track_plots(time_s, settings, look, heard, air, work):
    """Each network works off the looks of this step, sensor by sensor."""
    for network in range(heard.shape[0]):
        for s in range(look.size):
            if heard[network, s].heard and heard[network, s].link < 0 and looked(time_s, look[s]):
                scan(
                    time_s, settings, s, air.eye, air.detection, look[s].first_detection, look[s].detections,
                    air.track[network], air.counts[network], work,
                )  # fmt: skip


@pasted
def before_command(
    config, unit, sensor, post, threat, site, network, settings, lookup,
    clock, place, look, jammed, flight, path, seen, picture, duty, effort, desk, shot, listed, bench, air, work,
):  # fmt: skip
    """Move, sense, measure, track, share, identify, believe, and what command posts make of it: the first half of a
    step. `seen`: (plot, contact, heard); `bench`: (candidate, damage, event)."""
    plot, contact, heard = seen
    _, damage, event = bench
    time_s = clock.time_s
    clock.steps += 1
    move(time_s, config, clock, unit, sensor, lookup.jammer, place, look, jammed, flight, listed)
    sense(
        time_s, config, clock, unit, sensor, threat, lookup,
        place, look, jammed, flight, path, contact, plot, listed,
    )  # fmt: skip
    hold_contacts(time_s, clock, sensor, look, contact, plot, event)
    measure(
        time_s, config, clock, sensor, threat, place, look, jammed, flight, path, plot, air.echo, air.eye, air.detection
    )
    track_plots(time_s, settings, look, heard, air, work)
    share(time_s, config, clock, settings, lookup.link, air)
    identify(time_s, config, clock, network, threat, flight, path, air.track, air.counts, air.verdict, event)
    believe(
        time_s, config, clock, post, threat, flight, picture, duty, effort, desk, shot, listed, air, event
    )  # fmt: skip
    if clock.supervised:
        supervise(
            time_s, clock, sensor, post, air.supposed, site, lookup.network, place, look, air.belief, air.way, picture,
            duty, effort, desk, listed, damage,
        )  # fmt: skip


@pasted
def command_tracks(
    config, unit, sensor, post, group, launcher, missile, site, lookup,
    clock, place, look, flight, picture, duty, effort, desk, rack, shot, listed, ready, candidate, damage, air, event,
):  # fmt: skip
    """Let every post whose turn has come decide about its beliefs."""
    time_s = clock.time_s
    first, first_event = clock.shots, clock.events
    for c in range(post.size):
        if nothing_new(time_s, clock, desk[c]) or not due(time_s, post[c], desk[c]):
            continue
        if post[c].doctrine == HOOK or not acts(time_s, place[post[c].unit]):
            continue
        found = find_candidates(
            time_s, c, config, clock, unit, sensor, post, group, launcher, missile, air.supposed, site, lookup,
            place, look, air.belief, air.way, picture, duty, effort, desk, rack, listed, ready, candidate, damage,
            event,
        )  # fmt: skip
        hand_out(
            time_s, c, found, clock, post, group, launcher, missile, air.supposed,
            air.belief, duty, effort, desk, rack, shot, ready, candidate, event,
        )  # fmt: skip
    note_shots(first, first_event, clock, flight, shot, air, event)
    note_hindrances(clock, flight, listed, air)


@pasted
def after_command(
    config, unit, sensor, post, group, launcher, missile, threat, lookup,
    clock, place, look, flight, path, duty, effort, desk, shot, listed, damage, air, event,
):  # fmt: skip
    """Engage, assess, and set the clock to the next step: the second half of a step."""
    engage_tracks(
        clock.time_s, config, clock, unit, post, group, launcher, missile, threat, lookup,
        place, flight, path, shot, air, event,
    )  # fmt: skip
    assess(
        clock.time_s, config, clock, unit, sensor, post, group, launcher, missile, threat, lookup,
        place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
    )  # fmt: skip
    drop_ended(clock, flight, listed)
    clock.time_s = next_step_s(clock.time_s, clock)


@pasted
def next_step_s(time_s, clock):
    """The next step; before the first threat starts, the one in which it does."""
    if clock.active == 0 and clock.shots == 0 and clock.next_start_s < math.inf:
        return max(time_s + STEP_S, math.ceil(clock.next_start_s / STEP_S) * STEP_S)
    return time_s + STEP_S


@pasted
def drop_ended(clock, flight, listed):
    """Who has got through or was killed is not asked for again."""
    active = 0
    for k in range(clock.active):
        t = listed[k].active
        if flight[t].fate == FLYING:
            listed[active].active = t
            active += 1
    clock.active = active


@inner
def close_books(clock, threat, flight, air):
    """Means out of sums, and who was held back."""
    for t in range(flight.size):
        row = flight[t]
        if threat[t].side == HOSTILE and row.fate == LEAKED:
            clock.hostiles_held += row.first_track_s < math.inf and row.released_s == math.inf
    for network in range(air.counts.size):
        clock.track_swaps += air.counts[network].swaps
        clock.tracks_lost += air.counts[network].full + air.counts[network].pairs_full
    clock.track_error_m = clock.track_error_m / clock.tracks_measured if clock.tracks_measured > 0 else math.inf
    clock.identify_s = clock.identify_s / clock.tracks_identified if clock.tracks_identified > 0 else math.inf


@pasted
def play(
    config, unit, sensor, post, group, launcher, missile, threat, site, network, settings, lookup,
    clock, place, look, jammed, flight, path, seen, picture, duty, effort, desk, rack, shot, listed, ready, bench,
    air, work,
):  # fmt: skip
    """One whole replication, which has been started, to its end.

    `seen`: (plot, contact, heard); `bench`: (candidate, damage, event).
    """
    plot, contact, heard = seen
    candidate, damage, event = bench
    start_beliefs(threat, site, air)
    forget_verdicts(air.verdict)
    while not is_over(config, clock):
        before_command(
            config, unit, sensor, post, threat, site, network, settings, lookup,
            clock, place, look, jammed, flight, path, seen, picture, duty, effort, desk, shot, listed, bench, air, work,
        )  # fmt: skip
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


@kernel
def play_block_tracked(
    config, unit, sensor, post, group, launcher, missile, threat, site, network, settings, link, jammer,
    hears, pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
    eye, echo, detection, track, counts, verdict, belief, way, supposed, hold, goal, kind, mail, work,
):  # fmt: skip
    """All replications of the state, one after the other, as `step.play_block` does where targets are known."""
    for r in range(clock.size):
        w = borrowed(clock)[r].world
        lookup = Lookups(
            borrowed(network)[w], borrowed(link)[w], borrowed(jammer)[w], borrowed(hears), borrowed(pd_table),
            borrowed(beam_table), borrowed(loss_table), borrowed(mask), borrowed(ground),
        )  # fmt: skip
        air = Air(
            borrowed(eye)[r], borrowed(echo)[r], borrowed(detection)[r], borrowed(track)[r], borrowed(counts)[r],
            borrowed(verdict)[r], borrowed(belief)[r], borrowed(way)[r], borrowed(supposed)[r], borrowed(hold)[r],
            borrowed(goal)[r], borrowed(kind)[r], borrowed(mail)[r],
        )  # fmt: skip
        seen = (borrowed(plot)[r], borrowed(contact)[r], borrowed(heard)[r])
        bench = (borrowed(candidate)[r], borrowed(damage)[r], borrowed(event)[r])
        play(
            borrowed(config)[0], borrowed(unit)[w], borrowed(sensor)[w], borrowed(post)[w], borrowed(group),
            borrowed(launcher)[w], borrowed(missile)[w], borrowed(threat)[w], borrowed(site), borrowed(network)[w],
            borrowed(settings)[0], lookup,
            borrowed(clock)[r], borrowed(place)[r], borrowed(look)[r], borrowed(jammed)[r], borrowed(flight)[r],
            borrowed(path)[r], seen, borrowed(picture)[r], borrowed(duty)[r], borrowed(effort)[r], borrowed(desk)[r],
            borrowed(rack)[r], borrowed(shot)[r], borrowed(listed)[r], borrowed(ready)[r], bench, air, work,
        )  # fmt: skip
