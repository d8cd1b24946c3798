"""Track: detections become tracks, and tracks become known at the posts that hear the radar, a little later.

This is the cheap picture: every detection knows its target, so what is modelled is *whether* and *when* a threat is
held, not errors of position or identity. The picture of a post about a threat is two times: known from, fresh until.
A track ages by itself: nothing has to be done when it is dropped.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import EventKind, Side
from pavise.sim.compiled import inner, pasted
from pavise.sim.events import log_event
from pavise.sim.links import gets_through
from pavise.sim.models.tracking.confirm_m_of_n import confirmed, with_detection
from pavise.sim.sensing import ticks_per_search

TRACK_STARTED = int(EventKind.TRACK_STARTED)
HOSTILE = int(Side.HOSTILE)
TRACK_REPORTED = int(EventKind.TRACK_REPORTED)


@inner
def track(
    time_s, config, clock, sensor, post, threat, link, heard, look, flight, contact, plot, picture, desk, event
):  # fmt: skip
    """Work off this step's plots: note each look, start tracks, and tell the posts."""
    for p in range(clock.plots):
        s = plot[p].sensor
        t = plot[p].threat
        note_plot(time_s, p, clock, sensor, look, contact, plot, event)
        if contact[s, t].held and threat[t].side == HOSTILE:  # nobody takes traffic for a threat in this picture
            report(
                time_s, sensor[s], look[s].slot, s, t, config, clock, post, threat[t], link, heard, flight, picture,
                desk, event,
            )  # fmt: skip


@pasted
def note_plot(time_s, p, clock, sensor, look, contact, plot, event):
    """A sensor notes one of its plots, and starts a track of its own where it has enough of them."""
    s = plot[p].sensor
    t = plot[p].threat
    if p == 0 or plot[p - 1].sensor != s:
        count_tracks(time_s, sensor[s], look[s], contact[s])
    if note_detection(time_s, sensor[s], look[s], contact[s, t]):
        log_event(clock, event, time_s, TRACK_STARTED, s, t, 0.0)


@inner
def count_tracks(time_s, sensor, look, contact):
    """Drop the tracks of one sensor that were not seen for too long, and count the rest."""
    held = 0
    for t in range(contact.size):
        if contact[t].held:
            if time_s - contact[t].last_s > sensor.drop_after_s:
                contact[t].held = 0
                contact[t].hits = np.uint32(0)
            else:
                held += 1
    look.tracks = held


@inner
def note_detection(time_s, sensor, look, contact):
    """Note one detection of one sensor; True when it starts a track. A sensor that is full starts none.

    What counts for M of N are looks at targets that it holds no track of, so ticks of a track mode count as one.
    """
    ticks = ticks_per_search(sensor)
    looks_since = look.slot - contact.slot
    if ticks > 1:
        looks_since = look.slot // ticks - contact.slot // ticks
    contact.hits = with_detection(contact.hits, looks_since)
    contact.slot = look.slot
    contact.last_s = time_s
    if contact.held or look.tracks >= sensor.tracks_max:
        return False
    if not confirmed(contact.hits, sensor.confirm_m, sensor.confirm_n):
        return False
    contact.held = 1
    look.tracks += 1
    return True


@inner
def report(
    time_s, sensor, slot, s, t, config, clock, post, threat, link, heard, flight, picture, desk, event
):  # fmt: skip
    """Tell every network that hears sensor `s`, itself or over a link, that threat `t` was seen again."""
    for network in range(picture.shape[0]):
        ear = heard[network, s]
        if not ear.heard:
            continue
        arrives_s = time_s
        if ear.link >= 0:
            whom = threat.key ^ sensor.key
            if not gets_through(time_s, config.seed, clock.replication, link[ear.link], whom, slot):
                continue
            arrives_s += link[ear.link].delay_s
        row = picture[network, t]
        if row.fresh_until_s < time_s or arrives_s < row.tracked_s:  # seen by its own while a link still tells of it
            row.tracked_s = arrives_s
            tell_posts(arrives_s, network, t, clock, post, flight, desk, event)
        row.fresh_until_s = max(row.fresh_until_s, arrives_s + sensor.drop_after_s)
        clock.fresh_until_s = max(clock.fresh_until_s, row.fresh_until_s)


@inner
def tell_posts(time_s, network, t, clock, post, flight, desk, event):
    """Note when the armed posts of a network will know a new track of threat `t`, each after its own delay."""
    clock.tracks_started += 1
    first_s = math.inf
    for c in range(post.size):
        if desk[c].network == network and desk[c].armed:
            known_s = time_s + post[c].track_delay_s
            first_s = min(first_s, known_s)
            log_event(clock, event, known_s, TRACK_REPORTED, c, t, 0.0)
    flight[t].first_track_s = min(flight[t].first_track_s, first_s)
    flight[t].released_s = flight[t].first_track_s
    clock.first_track_s = min(clock.first_track_s, first_s)
