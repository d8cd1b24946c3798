"""Who gets which detection: the assignment that costs least in total, nobody forced to take one.

    track 1 --- a          Greedy gives a to track 2, which is nearest, and leaves b to nobody: track 1 cannot reach b.
            \\ /            The optimum gives a to track 1 and b to track 2.
            / \\
    track 2 --- b

Tracks come one after the other. Each looks for the cheapest chain of changes: I take this detection, its owner takes
that one, ..., until somebody takes a free one or goes without. Dual prices keep the cost of every possible change at
zero or above, so that the chain is a shortest path (Dijkstra), and the assignment is optimal after every track. A chain
only runs along pairs that passed the gate, so far-away clusters cost each other nothing.

From: R. Jonker, A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
Computing 38 (1987) 325-340; D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE Trans. AES-52
(2016) 1679-1696.

When not to believe it: one answer is kept and all others are forgotten, so where targets cross or fly close together
tracks may swap; `joint_association.py` keeps the doubt.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import inner

PARAMETERS = ()


@inner
def assign(begin, end, live_out, found_out, pair):
    """Give the tracks `begin` to `end` of the list the detections that nobody has yet (`taker` below 0).

    `live_out[i]`: `first` and `pairs` say which rows of `pair` are the track's; filled in: `chosen`, the pair, or -1.
    `found_out[m].taker`: filled in. A pair brings `gain`; no pair brings nothing, so a gain below zero is never taken.
    Detections taken before this call stay where they are.
    """
    for i in range(begin, end):
        track = live_out[i]
        track.chosen = -1
        track.price = 0.0
        for e in range(track.first, track.first + track.pairs):
            column = found_out[pair[e].found]
            column.price = 0.0
            column.length = math.inf
            column.settled = 0
    for i in range(begin, end):
        if live_out[i].pairs > 0:
            augment(i, begin, live_out, found_out, pair)


@inner
def augment(source, begin, live_out, found_out, pair):
    """Fit one more track in, along the cheapest chain of changes."""
    at, way = source, 0.0
    without, without_way = source, math.inf  # who would go without at the end of the chain, and at what cost
    reached = 0
    free = -1
    while True:
        here = live_out[at]
        if way - here.price < without_way:
            without, without_way = at, way - here.price
        for e in range(here.first, here.first + here.pairs):
            column = found_out[pair[e].found]
            if column.settled or 0 <= column.taker < begin:
                continue
            length = way - pair[e].gain - here.price - column.price
            if length < column.length:
                if column.length == math.inf:
                    found_out[reached].reached = pair[e].found
                    reached += 1
                column.length = length
                column.through = e
        nearest = -1
        way = without_way
        for n in range(reached):
            m = found_out[n].reached
            if not found_out[m].settled and found_out[m].length < way:
                nearest, way = m, found_out[m].length
        if nearest < 0:
            break
        if found_out[nearest].taker < 0:
            free = nearest
            break
        found_out[nearest].settled = 1
        at = found_out[nearest].taker

    live_out[source].price += way
    for n in range(reached):
        m = found_out[n].reached
        column = found_out[m]
        if column.settled:
            live_out[column.taker].price += way - column.length
            column.price -= way - column.length
        column.settled = 0
        column.length = math.inf

    m = free
    if free < 0:  # somebody goes without, and his detection is handed on
        m = pair[live_out[without].chosen].found if without != source else -1
        live_out[without].chosen = -1
    while m >= 0:
        e = found_out[m].through
        found_out[m].taker = pair[e].live
        taker = live_out[pair[e].live]
        m = pair[taker.chosen].found if pair[e].live != source else -1
        taker.chosen = e
