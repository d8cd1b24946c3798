"""How good is a picture? Tracks against what flew: OSPA, GOSPA with its parts, SIAP measures, purity, switches.

    at one time     truth   o        o     o            a distance between two sets of places:
                    tracks  x      x           x        pairs, what was missed, what is false
    over time       which track followed which object, from when to when: completeness, continuity, swaps

Sets of places are compared by OSPA (Schuhmacher, Vo and Vo, IEEE Trans. Signal Process. 56 (2008) 3447-3457) and GOSPA
(Rahmathullah, Garcia-Fernandez and Svensson, Proc. Fusion 2017, with alpha = 2). Who followed whom is settled as Stone
Soup's `TrackToTruth` does: a track belongs to the nearest object within a threshold after `CONFIRM` times in a row, and
loses it after `END` times in a row nearer to another or to none. From that come the measures of the Single Integrated
Air Picture (Votruba et al., "SIAP metrics implementation", 2001).

When not to believe it: a threshold decides what counts as a track of an object, so two pictures are comparable under
the same threshold only; OSPA and GOSPA depend on the cut-off just as much. Stone Soup 1.9.1 pairs for OSPA by the sum
of distances and then adds up their powers; here the powers themselves are least, as the definition has it, so for an
order above 1 ours may be a little smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

CONFIRM = 3
END = 2
_TICK_S = 1e-3
"""Times nearer than this are the same time."""
_ALL_AT_ONCE = 10_000
"""Pairs of truth and track up to which one assignment is quicker than looking for groups."""


@dataclass(frozen=True)
class Gospa:
    """A GOSPA distance (m) and what it is made of, in m to the power of the order: distance^order is their sum."""

    distance: float
    localisation: float
    missed: float
    false: float


@dataclass(frozen=True)
class Course:
    """What one object did, or one track said: its name, times in order, places `[n, d]` in metres, velocities."""

    key: Any
    times_s: Floats
    places_m: Floats
    velocities_mps: Floats | None = None


@dataclass(frozen=True)
class Siap:
    """Measures of the Single Integrated Air Picture.

    `completeness`: share of the objects that are tracked. `ambiguity`: tracks per tracked object, best 1.
    `spuriousness`: share of the tracks that follow nothing. `position_accuracy_m`, `velocity_accuracy_mps`: mean errors
    of tracks that follow something; None where velocities are unknown. `track_changes_per_s`: how often an object gets
    another track while it is tracked. `longest_segment`: share of an object's life covered by the track that had it
    longest.
    """

    completeness: float
    ambiguity: float
    spuriousness: float
    position_accuracy_m: float
    velocity_accuracy_mps: float | None
    track_changes_per_s: float
    longest_segment: float


Spans = dict[tuple[int, int], list[tuple[float, float]]]
"""Who followed whom: (number of the truth, number of the track) -> times from and to."""


# ---- at one time ----------------------------------------------------------------------------------------------------


def ospa(truth: ArrayLike, tracks: ArrayLike, cutoff_m: float, order: float = 2.0) -> float:
    """OSPA distance (m) between two sets of places `[n, d]` and `[m, d]`: the mean over the larger set. 0 for two
    empty sets. Checked against Stone Soup 1.9.1."""
    a, b = _sets(truth, tracks)
    return ospa_of(len(a), len(b), pair_up(a, b, cutoff_m, order)[2], cutoff_m, order)


def ospa_of(objects: int, tracks: int, powers: Floats, cutoff_m: float, order: float) -> float:
    """The same from the distances of the pairs, to the power of the order."""
    most = max(objects, tracks)
    if most == 0:
        return 0.0
    return float(((powers.sum() + cutoff_m**order * (most - len(powers))) / most) ** (1.0 / order))


def gospa(truth: ArrayLike, tracks: ArrayLike, cutoff_m: float, order: float = 2.0) -> Gospa:
    """GOSPA (alpha = 2) between two sets of places `[n, d]` and `[m, d]`: every missed and every false one costs half
    of cutoff^order. A pair beyond the cut-off is one missed and one false. Checked against Stone Soup 1.9.1."""
    a, b = _sets(truth, tracks)
    return gospa_of(len(a), len(b), pair_up(a, b, cutoff_m, order)[2], cutoff_m, order)


def gospa_of(objects: int, tracks: int, powers: Floats, cutoff_m: float, order: float) -> Gospa:
    """The same from the distances of the pairs, to the power of the order."""
    localisation = float(powers.sum())
    missed = 0.5 * cutoff_m**order * float(objects - len(powers))
    false = 0.5 * cutoff_m**order * float(tracks - len(powers))
    return Gospa((localisation + missed + false) ** (1.0 / order), localisation, missed, false)


def pair_up(
    truth: Floats, tracks: Floats, cutoff_m: float, order: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """The pairs nearer than the cut-off, chosen so that distances to the power of the order, with cutoff^order for each
    one left over, add up to least: rows of truth, rows of tracks, the powers.

    Only neighbours can be pairs, so large pictures fall into many small groups, each solved by itself.
    """
    from scipy.optimize import linear_sum_assignment

    pairs: list[tuple[NDArray[np.intp], NDArray[np.intp], Floats]] = []
    for mine, theirs in _groups(truth, tracks, cutoff_m):
        cost = np.minimum(distances_m(truth[mine], tracks[theirs]), cutoff_m) ** order
        rows, columns = linear_sum_assignment(cost)
        powers = cost[rows, columns]
        near = powers < cutoff_m**order
        pairs.append((mine[rows[near]], theirs[columns[near]], powers[near]))
    if not pairs:
        return np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0)
    found, told, powers = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return found, told, powers


def _groups(truth: Floats, tracks: Floats, cutoff_m: float) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Rows of truth and of tracks that hang together by distances below the cut-off."""
    n, m = len(truth), len(tracks)
    if not n or not m:
        return
    if n * m <= _ALL_AT_ONCE:
        yield np.arange(n), np.arange(m)
        return
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    near = cKDTree(truth).sparse_distance_matrix(cKDTree(tracks), cutoff_m, output_type="coo_matrix")
    graph = coo_array((np.ones(near.nnz), (near.row, n + near.col)), shape=(n + m, n + m))
    _, group = connected_components(graph, directed=False)
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        mine, theirs = rows[rows < n], rows[rows >= n] - n
        if len(mine) and len(theirs):
            yield mine, theirs


def distances_m(a: Floats, b: Floats) -> Floats:
    """Distance of every place of `a` from every place of `b`."""
    return np.asarray(np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)))


def nearest_m(a: Floats, b: Floats, within_m: float) -> tuple[Floats, NDArray[np.intp]]:
    """Distance from each place of `a` to the nearest of `b`, and its row: inf and len(b) where none is within."""
    from scipy.spatial import cKDTree

    found_m, row = cKDTree(b).query(a, distance_upper_bound=within_m)
    return np.asarray(found_m), np.asarray(row)


def _sets(truth: ArrayLike, tracks: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(truth, float), np.asarray(tracks, float)
    wide = max(a.shape[-1] if a.ndim == 2 else 0, b.shape[-1] if b.ndim == 2 else 0)
    return a.reshape(-1, wide) if a.size else np.zeros((0, wide)), b.reshape(-1, wide) if b.size else np.zeros(
        (0, wide)
    )


# ---- who followed whom ----------------------------------------------------------------------------------------------


def follow(
    truths: Sequence[Course], tracks: Sequence[Course], threshold_m: float, confirm: int = CONFIRM, end: int = END
) -> Spans:
    """Which object each track followed, from when to when, by the rule in the story above."""
    spans: Spans = {}
    for j, nearest in enumerate(_nearest(truths, tracks, threshold_m)):
        for i, start_s, end_s in _follow_one(tracks[j].times_s, nearest, confirm, end):
            spans.setdefault((i, j), []).append((start_s, end_s))
    return spans


def _follow_one(times_s: Floats, nearest: NDArray[np.int64], confirm: int, end: int) -> list[tuple[int, float, float]]:
    """The spans of one track: (truth, from, to)."""
    found: list[tuple[int, float, float]] = []
    current, start_s, end_s = -1, 0.0, 0.0
    hopeful, hopes, hope_s = -1, 0, 0.0
    fails = 0
    for time_s, near in zip(times_s.tolist(), nearest.tolist(), strict=True):
        if current >= 0 and near == current:
            fails, end_s = 0, time_s
            continue
        if near >= 0 and near == hopeful:
            hopes += 1
        else:
            hopeful, hopes, hope_s = near, 1, time_s
        if current >= 0:
            fails += 1
            if fails < end:
                continue
            found.append((current, start_s, end_s))
            current = -1
        if hopeful >= 0 and hopes >= confirm:
            current, start_s, end_s = hopeful, hope_s, time_s
            hopeful, hopes = -1, 0  # `fails` goes on counting until the next match, as in Stone Soup
    if current >= 0:
        found.append((current, start_s, end_s))
    return found


def _nearest(truths: Sequence[Course], tracks: Sequence[Course], threshold_m: float) -> list[NDArray[np.int64]]:
    """For each track, at each of its times: the nearest object within the threshold, -1 for none."""
    nearest = [np.full(len(track.times_s), -1, np.int64) for track in tracks]
    there = by_time(truths)
    for tick, (who, steps, places_m) in by_time(tracks).items():
        if tick not in there:
            continue
        objects, _, true_m = there[tick]
        _, best = nearest_m(places_m, true_m, threshold_m)
        for row, (j, step) in enumerate(zip(who, steps, strict=True)):
            if best[row] < len(objects):
                nearest[j][step] = objects[best[row]]
    return nearest


def by_time(courses: Sequence[Course]) -> dict[int, tuple[list[int], list[int], Floats]]:
    """Tick of time -> which courses were there, at which step of their own, and where; in order of time."""
    at: dict[int, tuple[list[int], list[int], list[Floats]]] = {}
    for k, course in enumerate(courses):
        for step, tick in enumerate(np.round(course.times_s / _TICK_S).astype(np.int64).tolist()):
            who, steps, places = at.setdefault(tick, ([], [], []))
            who.append(k)
            steps.append(step)
            places.append(course.places_m[step])
    return {tick: (who, steps, np.array(places)) for tick, (who, steps, places) in sorted(at.items())}


# ---- over time ------------------------------------------------------------------------------------------------------


def siap(truths: Sequence[Course], tracks: Sequence[Course], threshold_m: float) -> Siap:
    """The SIAP measures of a picture. Positions within `threshold_m` may belong together. Checked against Stone Soup
    1.9.1 (`SIAPMetrics` with `TrackToTruth`)."""
    following = follow(truths, tracks, threshold_m)
    existing = sum(len(course.times_s) for course in truths)
    reported = sum(len(course.times_s) for course in tracks)
    followed: set[tuple[int, int]] = set()  # (truth, tick)
    in_use: set[tuple[int, int]] = set()  # (track, tick)
    error_m, error_mps, with_velocity = 0.0, 0.0, True
    ticks_of = [_steps_by_tick(course) for course in truths]
    for (i, j), spans in following.items():
        track, truth = tracks[j], truths[i]
        during = np.zeros(len(track.times_s), bool)
        for start_s, end_s in spans:
            during |= (track.times_s >= start_s) & (track.times_s <= end_s)
        for step in np.flatnonzero(during):
            tick = round(float(track.times_s[step]) / _TICK_S)
            true_step = ticks_of[i].get(tick)
            if true_step is None:
                continue
            in_use.add((j, tick))
            followed.add((i, tick))
            error_m += float(np.linalg.norm(track.places_m[step] - truth.places_m[true_step]))
            if track.velocities_mps is None or truth.velocities_mps is None:
                with_velocity = False
            else:
                error_mps += float(np.linalg.norm(track.velocities_mps[step] - truth.velocities_mps[true_step]))
    tracked_s = changes = longest_s = lived_s = 0.0
    for i, truth in enumerate(truths):
        mine = [sorted(found) for (truth_of, _), found in following.items() if truth_of == i]
        lived_s += float(truth.times_s[-1] - truth.times_s[0])
        if mine:
            changes += _tracks_needed(truth.times_s, mine) - 1
            tracked_s += _covered_s([span for found in mine for span in found])
            longest_s += max(sum(b - a for a, b in found) for found in mine)
    return Siap(
        completeness=_share(len(followed), existing),
        ambiguity=_share(len(in_use), len(followed), 1.0),
        spuriousness=_share(reported - len(in_use), reported),
        position_accuracy_m=_share(error_m, len(in_use)),
        velocity_accuracy_mps=_share(error_mps, len(in_use)) if with_velocity else None,
        track_changes_per_s=_share(changes, tracked_s),
        longest_segment=_share(longest_s, lived_s),
    )


def _share(part: float, whole: float, otherwise: float = 0.0) -> float:
    return float(part / whole) if whole else otherwise


def _steps_by_tick(course: Course) -> dict[int, int]:
    return {tick: k for k, tick in enumerate(np.round(course.times_s / _TICK_S).astype(np.int64).tolist())}


def _covered_s(spans: list[tuple[float, float]]) -> float:
    """Length of time that lies in at least one span."""
    covered, until = 0.0, -np.inf
    for start_s, end_s in sorted(spans):
        covered += max(0.0, end_s - max(start_s, until))
        until = max(until, end_s)
    return covered


def _tracks_needed(times_s: Floats, spans: list[list[tuple[float, float]]]) -> int:
    """How few tracks tell all that was told about an object: at each time take the track that lasts longest.

    As in Stone Soup, the count stops at a track that ends at the very time when it is taken up.
    """
    longest_first = sorted(spans, key=lambda found: found[-1][1], reverse=True)
    needed, k = 0, 0
    while k < len(times_s):
        now_s = float(times_s[k])
        until_s = next((b for found in longest_first for a, b in found if a <= now_s <= b), None)
        if until_s is None:
            k += 1
            continue
        needed += 1
        if until_s <= now_s:
            break
        k = int(np.searchsorted(times_s, until_s, side="right"))
    return needed


def switches(truths: Sequence[Course], tracks: Sequence[Course], cutoff_m: float) -> int:
    """How often an object was best matched (pairs as in GOSPA, order 2) by another track than the time before."""
    there = by_time(tracks)
    last: dict[int, int] = {}
    count = 0
    for tick, (objects, _, true_m) in by_time(truths).items():
        if tick not in there:
            continue
        who, _, places_m = there[tick]
        rows, columns, _ = pair_up(true_m, places_m, cutoff_m, 2.0)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            i, j = objects[row], who[column]
            count += last.get(i, j) != j
            last[i] = j
    return count


def purity(track_of_plot: NDArray[np.integer], origin_of_plot: NDArray[np.integer]) -> float:
    """Share of the plots in tracks that come from the object that their track got most plots from; false plots
    (origin below 0) are never pure. One value per plot; track below 0: in no track. NaN when no plot is in a track."""
    used = track_of_plot >= 0
    if not used.any():
        return float("nan")
    pure = 0
    for track in np.unique(track_of_plot[used]):
        origins = origin_of_plot[track_of_plot == track]
        real = origins[origins >= 0]
        pure += int(np.unique(real, return_counts=True)[1].max()) if len(real) else 0
    return pure / int(used.sum())
