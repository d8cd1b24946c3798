"""Joint probabilistic data association: how likely each detection belongs to each track, no decision taken.

A joint event says for every track which detection is its own, or none, and no detection twice. Its probability is the
product of the weights of its pairs,

    weight = p_detect x likelihood of the innovation / (false_per_m3 x (1 - p_detect p_gate)),

and the chance of a pair is the share of all events that contain it. Pairs that hang together form a cluster; clusters
are independent.

Exact: not by listing events, of which there are too many, but line by line. A line is a track (or a detection, if those
are fewer lines to keep apart), a column a detection (or a track). After some lines it matters only which columns are
used up, and of these only those that a later line may still want: the *front*.

    line 1   a b .      front after line 1: {a, b}: four states
    line 2   . b c      after line 2: {c}; a and b are wanted by nobody any more
    line 3   . . c d

Weights are summed over the states from both ends (the forward-backward algorithm on the net of EHM2). Lines are taken
in the order that keeps the front short. Exact as long as the front is no wider than EXACT_WIDTH columns; a string of
aircraft in formation has a short front however long it is.

Wider: loopy belief propagation. Tracks and detections tell each other how much they are wanted elsewhere until nothing
changes. It always converges; the chances that come out are somewhat too sure of themselves.

From: T. E. Fortmann, Y. Bar-Shalom, M. Scheffe, "Sonar tracking of multiple targets using joint probabilistic data
association", IEEE J. Oceanic Eng. 8 (1983) 173-184; P. Horridge, S. Maskell, "Real-time tracking of hundreds of targets
with efficient exact JPDAF implementation", Fusion 2006 (the net of states); J. L. Williams, R. A. Lau, "Approximate
evaluation of marginal association probabilities with belief propagation", IEEE Trans. AES-50 (2014) 2942-2959.

When not to believe it: tracks that share their detections for long are drawn together (coalescence), because each is
updated with a bit of everything. The approximation was off by at most 0.08 in a chance in random crowded clusters
(tests/sim/models/tracking/test_joint_association.py).
"""

from __future__ import annotations

from pavise.sim.compiled import inner
from pavise.sim.elementary import exp

PARAMETERS = ()

EXACT_WIDTH = 10
"""Columns in the front: 2^10 states."""

EXACT_LINES = 64
"""Lines of a cluster that are done exactly; more would need more memory for the states."""

ROUNDS = 200
"""Of messages. Each brings the error down by a factor; crowded clusters were done after some 60."""

CLOSE = 1e-7
"""No message changes by a larger share: done."""

LIKELIER = 0.5
"""From this chance on a detection counts as taken."""


# ---- clusters -----------------------------------------------------------------------------------------------------


@inner
def associate_jointly(end, counts, live_out, found_out, pair_out, cluster_out):
    """Fill the chances of all pairs of the tracks 0 to `end` of the list.

    `pair_out[e].p`; `live_out[i].p_none`, and `chosen`, its likeliest pair; `found_out[m].p_taken`, and `taker`, its
    likeliest track where it is likelier than not that it belongs to one. `cluster_out`: scratch.
    """
    link_clusters(end, live_out, found_out, pair_out)
    for i in range(end):
        if live_out[i].root == i and live_out[i].pairs > 0:
            if live_out[i].next < 0:
                weigh_alone(live_out[i], pair_out)
            elif not solve_cluster(i, live_out, found_out, pair_out, cluster_out):
                counts.clusters_cut += 1
    for i in range(end):
        track = live_out[i]
        track.chosen = -1
        for e in range(track.first, track.first + track.pairs):
            if track.chosen < 0 or pair_out[e].p > pair_out[track.chosen].p:
                track.chosen = e
            found = found_out[pair_out[e].found]
            found.p_taken += pair_out[e].p
            if pair_out[e].p > found.p_most:
                found.p_most = pair_out[e].p
                found.place = i
    for i in range(end):
        for e in range(live_out[i].first, live_out[i].first + live_out[i].pairs):
            found = found_out[pair_out[e].found]
            found.taker = found.place if found.p_taken >= LIKELIER else -1


@inner
def link_clusters(end, live_out, found_out, pair_out):
    """Chain up the tracks that share detections, directly or through others; `root`: the first of each chain."""
    for i in range(end):
        live_out[i].root = i
        live_out[i].next = -1
        live_out[i].last = i
        live_out[i].p_none = 1.0
    for i in range(end):
        for e in range(live_out[i].first, live_out[i].first + live_out[i].pairs):
            found = found_out[pair_out[e].found]
            if found.place < 0:
                found.place = i
            else:
                a, b = root_of(i, live_out), root_of(found.place, live_out)
                live_out[max(a, b)].root = min(a, b)
    for i in range(end):
        root = root_of(i, live_out)
        live_out[i].root = root
        if root != i:
            live_out[live_out[root].last].next = i
            live_out[root].last = i
        for e in range(live_out[i].first, live_out[i].first + live_out[i].pairs):
            found_out[pair_out[e].found].place = -1


@inner
def root_of(i, live_out):
    """The first track of a cluster, as far as it is known; shortens the way there."""
    while live_out[i].root != i:
        live_out[i].root = live_out[live_out[i].root].root
        i = live_out[i].root
    return i


@inner
def weigh_alone(track, pair_out):
    """A track that shares its detections with nobody."""
    total = 1.0
    for e in range(track.first, track.first + track.pairs):
        pair_out[e].p = exp(pair_out[e].gain)
        total += pair_out[e].p
    for e in range(track.first, track.first + track.pairs):
        pair_out[e].p /= total
    track.p_none = 1.0 / total


@inner
def solve_cluster(root, live_out, found_out, pair_out, cluster_out):
    """The chances of one cluster of several tracks; True when exact. Lines are what there is more of."""
    line_out, edge_out, weight_out = cluster_out.line, cluster_out.edge, cluster_out.weight
    tracks, detections = 0, 0
    i = root
    while i >= 0:
        tracks += 1
        for e in range(live_out[i].first, live_out[i].first + live_out[i].pairs):
            found = found_out[pair_out[e].found]
            if found.place < 0:
                found.place = detections
                line_out[0, detections] = 0
                detections += 1
            line_out[0, found.place] += 1  # in how many gates it lies
        i = live_out[i].next
    by_track = tracks >= detections
    lines, columns = (tracks, detections) if by_track else (detections, tracks)
    edges = 0
    if not by_track:  # where each detection's edges end; they are filled in from behind
        for n in range(detections):
            edges += line_out[0, n]
            line_out[0, n] = edges
        line_out[0, detections] = edges
    edges, n = 0, 0
    i = root
    while i >= 0:
        if by_track:
            line_out[0, n] = edges
        for e in range(live_out[i].first, live_out[i].first + live_out[i].pairs):
            place = found_out[pair_out[e].found].place
            k = edges
            if not by_track:
                line_out[0, place] -= 1
                k = line_out[0, place]
            edge_out[0, k] = place if by_track else n
            edge_out[1, k] = e
            weight_out[0, k] = exp(pair_out[e].gain)
            edges += 1
        n += 1
        i = live_out[i].next
    line_out[0, lines] = edges

    exact = joint_chances(lines, columns, line_out, edge_out[0], weight_out, cluster_out)

    for k in range(edges):
        e = edge_out[1, k]
        pair_out[e].p = weight_out[1, k]
        found_out[pair_out[e].found].place = -1
    i = root
    while i >= 0:
        some = 0.0
        for e in range(live_out[i].first, live_out[i].first + live_out[i].pairs):
            some += pair_out[e].p
        live_out[i].p_none = max(1.0 - some, 0.0)
        i = live_out[i].next
    return exact


# ---- the chances of one cluster -----------------------------------------------------------------------------------


@inner
def joint_chances(lines, columns, line_out, column_of, weight_out, cluster_out):
    """Fill the chance of every edge of one cluster; True when exact, False when by belief propagation.

    The edges of line r are those from `line_out[0, r]` to `line_out[0, r + 1]`. Of edge e, `column_of[e]` is the column
    and `weight_out[0, e]` the weight against "neither"; filled in: `weight_out[1, e]`, the chance.
    """
    if lines <= EXACT_LINES and order_lines(lines, columns, line_out, column_of, cluster_out.column) <= EXACT_WIDTH:
        sum_forward(lines, columns, line_out, column_of, weight_out[0], cluster_out.column, cluster_out.forward)
        sum_backward(
            lines, line_out, column_of, weight_out, cluster_out.column, cluster_out.forward, cluster_out.backward
        )
        return True
    exchange_messages(lines, columns, line_out[0], column_of, weight_out, cluster_out.total)
    return False


@inner
def order_lines(lines, columns, line_out, column_of, column_out):
    """Choose the order that keeps the front short, as far as one step ahead shows; the widest front.

    Filled in: `line_out[1, n]`, the n-th line; `column_out[0, c]`, the number of lines that want column c. Columns that
    one line alone wants never enter the front.
    """
    order_out, done_out, first = line_out[1], line_out[2], line_out[0]
    wanted_out, left_out = column_out[0], column_out[1]
    for c in range(columns):
        wanted_out[c] = 0
    for e in range(first[lines]):
        wanted_out[column_of[e]] += 1
    for c in range(columns):
        left_out[c] = wanted_out[c]
    for r in range(lines):
        done_out[r] = 0
    front, widest = 0, 0
    for n in range(lines):
        best, best_change, best_opened = -1, 0, 0
        for r in range(lines):
            if not done_out[r]:
                opened, closed = 0, 0
                for e in range(first[r], first[r + 1]):
                    c = column_of[e]
                    if wanted_out[c] > 1:
                        opened += left_out[c] == wanted_out[c]
                        closed += left_out[c] == 1
                if best < 0 or opened - closed < best_change:
                    best, best_change, best_opened = r, opened - closed, opened
        order_out[n] = best
        done_out[best] = 1
        for e in range(first[best], first[best + 1]):
            left_out[column_of[e]] -= 1
        widest = max(widest, front + best_opened)
        front += best_change
    return widest


@inner
def sum_forward(lines, columns, line_out, column_of, weight, column_out, forward_out):
    """Sum the weights of all ways to reach each state: `forward_out[n, used]` before the n-th line.

    A state is the set of columns of the front that are used up, a bit for each. Filled in: `column_out[2, c]`, the bit
    of a column, 0 for one that only one line wants; of the n-th line `line_out[2, n]`, the bits that stay in the front
    after it, and `line_out[3, n]`, the number of states before it.
    """
    first, order, keep_out, span_out = line_out[0], line_out[1], line_out[2], line_out[3]
    wanted, left_out, bit_out = column_out[0], column_out[1], column_out[2]
    for c in range(columns):
        left_out[c] = wanted[c]
        bit_out[c] = 0
    open_bits, states = 0, 1
    forward_out[0, 0] = 1.0
    for n in range(lines):
        r = order[n]
        none, most = 1.0, 1.0
        gone = 0
        for e in range(first[r], first[r + 1]):
            c = column_of[e]
            if wanted[c] == 1:
                none += weight[e]
            else:
                most = max(most, weight[e])
                if left_out[c] == wanted[c]:
                    bit = 1
                    while bit & open_bits:
                        bit *= 2
                    bit_out[c] = bit
                    open_bits |= bit
                left_out[c] -= 1
                if left_out[c] == 0:
                    gone |= bit_out[c]
        before = states
        span_out[n] = before
        while states <= open_bits:
            states *= 2
        for used in range(states):
            forward_out[n + 1, used] = 0.0
        scale = 1.0 / max(none, most)
        total = 0.0
        for used in range(before):
            reached = forward_out[n, used] * scale
            if reached > 0.0:
                forward_out[n + 1, used & ~gone] += reached * none
                total += reached * none
                for e in range(first[r], first[r + 1]):
                    bit = bit_out[column_of[e]]
                    if bit and not bit & used:
                        forward_out[n + 1, (used | bit) & ~gone] += reached * weight[e]
                        total += reached * weight[e]
        for used in range(states):  # only ratios matter, and this keeps them within the range of numbers
            forward_out[n + 1, used] /= total
        open_bits &= ~gone
        keep_out[n] = ~gone


@inner
def sum_backward(lines, line_out, column_of, weight_out, column, forward, backward_out):
    """Sum the weights of all ways on from each state, from behind, and with them the chances of each line's edges."""
    first, order, keep, span = line_out[0], line_out[1], line_out[2], line_out[3]
    wanted, bit_of = column[0], column[2]
    weight, p_out = weight_out[0], weight_out[1]
    ahead, here = 0, 1
    backward_out[ahead, 0] = 1.0
    for n in range(lines - 1, -1, -1):
        r = order[n]
        none = 1.0
        for e in range(first[r], first[r + 1]):
            p_out[e] = 0.0
            if wanted[column_of[e]] == 1:
                none += weight[e]
        p_rest, p_shared, largest = 0.0, 0.0, 0.0
        for used in range(span[n]):
            reached = forward[n, used]
            if reached > 0.0:
                onward = backward_out[ahead, used & keep[n]] * none
                p_rest += reached * onward
                for e in range(first[r], first[r + 1]):
                    bit = bit_of[column_of[e]]
                    if bit and not bit & used:
                        more = backward_out[ahead, (used | bit) & keep[n]] * weight[e]
                        p_out[e] += reached * more
                        p_shared += reached * more
                        onward += more
                backward_out[here, used] = onward
                largest = max(largest, onward)
        for used in range(span[n]):
            backward_out[here, used] /= largest
        for e in range(first[r], first[r + 1]):
            share = p_rest * weight[e] / none if wanted[column_of[e]] == 1 else p_out[e]
            p_out[e] = share / (p_rest + p_shared)
        ahead, here = here, ahead


@inner
def exchange_messages(lines, columns, first, column_of, weight_out, total_out):
    """Loopy belief propagation: the chances from messages that go to and fro between lines and columns.

    A line tells a column how much it wants it, `weight / (1 + what it hopes for elsewhere)`; a column answers how free
    it is, `1 / (1 + how much the others want it)`. Sums over "the others" are made from both ends, not by taking one
    away from the total: weights span thirty orders of magnitude. `total_out` [columns] is scratch.
    """
    weight, free_out, want_out, part_out = weight_out[0], weight_out[1], weight_out[2], weight_out[3]
    edges = first[lines]
    for e in range(edges):
        free_out[e] = 1.0
    for _ in range(ROUNDS):
        for r in range(lines):
            hope = 1.0
            for e in range(first[r], first[r + 1]):
                want_out[e] = hope
                hope += weight[e] * free_out[e]
            hope = 0.0
            for e in range(first[r + 1] - 1, first[r] - 1, -1):
                want_out[e] = weight[e] / (want_out[e] + hope)
                hope += weight[e] * free_out[e]
        for c in range(columns):
            total_out[c] = 1.0
        for e in range(edges):
            part_out[e] = total_out[column_of[e]]
            total_out[column_of[e]] += want_out[e]
        for c in range(columns):
            total_out[c] = 0.0
        changed = False
        for e in range(edges - 1, -1, -1):
            free = 1.0 / (part_out[e] + total_out[column_of[e]])
            total_out[column_of[e]] += want_out[e]
            changed |= abs(free - free_out[e]) > CLOSE * free
            free_out[e] = free
        if not changed:
            break
    for r in range(lines):
        total = 1.0
        for e in range(first[r], first[r + 1]):
            free_out[e] *= weight[e]
            total += free_out[e]
        for e in range(first[r], first[r + 1]):
            free_out[e] /= total
