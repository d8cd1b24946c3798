"""Registering: errors that sensors make again and again, found from the targets that several of them see.

    alone     each sensor follows by itself: its errors turn and shift its picture, but tear nothing apart
    match     tracks of two sensors that fly side by side, as near as errors of this size allow, and no other does
    gather    plots of matched tracks, one soon after the other
    solve     all errors at once, with their doubt          sim/models/tracking/registration.py
    again     once more, now that most of the errors are known and little can be mistaken

Before anything is seen a range may be off by PRIOR_RANGE_M and a north by PRIOR_AZIMUTH_RAD (standard deviations), the
same for all sensors. What all have in common, such as all norths off by the same angle, nobody sees: that part stays,
and its doubt with it.

When not to believe it: where sensors share few targets, or these fly so close together that they are mistaken for each
other. Errors are found once for a whole recording, so they must not change in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.models.tracking.registration import add_pair, solve

PRIOR_RANGE_M = 500.0
PRIOR_AZIMUTH_RAD = math.radians(1.0)
APART_S = 15.0
"""Plots of two sensors farther apart in time say nothing: the target may have turned meanwhile."""
EVERY_S = 10.0
"""Tracks of two sensors are set beside each other so often."""
MOMENTS = 4
"""They must have flown side by side at so many of these moments."""
ALIKE_MPS = 60.0
"""And with velocities that differ by less."""
CLEARLY = 1.5
"""The next candidate must be so much farther off."""
NEAR_M = 1_500.0
"""Once the errors are known, tracks of one target are no farther apart."""


@dataclass(frozen=True)
class Error:
    """What was found of one sensor: its range is `range_m` too long, its azimuth `azimuth_rad` too far clockwise, each
    with its standard deviation; `pairs`: plots that were set beside those of other sensors."""

    sensor: str
    range_m: float
    range_sigma_m: float
    azimuth_rad: float
    azimuth_sigma_rad: float
    pairs: int

    def after(self, before: Error) -> Error:
        """This error and the one that was taken off before it; the doubt is that of the last look at it."""
        range_m, azimuth_rad = self.range_m + before.range_m, self.azimuth_rad + before.azimuth_rad
        return replace(self, range_m=range_m, azimuth_rad=azimuth_rad)

    def __str__(self) -> str:
        return (
            f"{self.sensor}: ranges {self.range_m:+.0f} m (± {self.range_sigma_m:.0f} m), azimuths "
            f"{math.degrees(self.azimuth_rad):+.3f}° (± {math.degrees(self.azimuth_sigma_rad):.3f}°), "
            f"from {self.pairs:,} pairs of plots"
        )


@dataclass(frozen=True)
class Alone:
    """What one sensor follows by itself: for each of its plots the id of its track (-1: none; shape [X], those of other
    sensors included), and every believed track after every look (SNAPSHOT)."""

    track: np.ndarray
    snapshot: Any


def errors_of(detection: Any, eye: Any, names: list[str], alone: list[Alone], known: bool) -> list[Error] | None:
    """The errors of all eyes that are left after their known ones; None where no two sensors share a target.

    `alone`: one for each eye, from plots with these known errors taken off. `known`: nothing larger than the plots' own
    errors is left, so only tracks that lie together are matched.
    """
    group = _groups(eye, alone, known)
    label = np.full(len(detection), -1, np.int64)
    velocity_mps = np.zeros((len(detection), 3))
    for s, mine in enumerate(alone):
        for track in np.unique(mine.track[mine.track >= 0]):
            if (s, int(track)) not in group:
                continue
            rows = np.flatnonzero((mine.track == track) & (detection.eye == s))
            label[rows] = group[s, int(track)]
            told = mine.snapshot[mine.snapshot["id"] == track]
            # a few looks later the velocity is known; at the end the last one counts
            at = np.searchsorted(told["time_s"], detection.time_s[rows] + APART_S)
            velocity_mps[rows] = told["x"][np.minimum(at, len(told) - 1), 3:]
    rows = np.flatnonzero(label >= 0)
    order = rows[np.lexsort((detection.time_s[rows], label[rows]))]
    size = 2 * len(eye)
    information, pull, pairs = np.zeros(size * size), np.zeros(size), np.zeros(len(eye), np.int64)
    plain = np.ndarray
    gather(detection.view(plain), order, label, velocity_mps, eye.view(plain), information, pull, pairs)
    if not pairs.any():
        return None
    error, covariance = np.zeros(size), np.zeros(size * size)
    priors = np.full(len(eye), PRIOR_RANGE_M), np.full(len(eye), PRIOR_AZIMUTH_RAD)
    if not solve(information, pull, *priors, error, covariance):
        return None
    sigma = np.sqrt(covariance.reshape(size, size).diagonal())
    of_sensors = zip(names, error.reshape(-1, 2).tolist(), sigma.reshape(-1, 2).tolist(), pairs.tolist(), strict=True)
    return [
        Error(name, range_m, range_sigma_m, azimuth_rad, azimuth_sigma_rad, number)
        for name, (range_m, azimuth_rad), (range_sigma_m, azimuth_sigma_rad), number in of_sensors
    ]


def _groups(eye: Any, alone: list[Alone], known: bool) -> dict[tuple[int, int], int]:
    """(sensor, its track) -> number of the target, for tracks that are matched with one of another sensor."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for a in range(len(alone)):
        for b in range(a + 1, len(alone)):
            for mine, other in _matched(eye, a, b, alone[a].snapshot, alone[b].snapshot, known):
                parent[root((b, other))] = root((a, mine))
    numbers: dict[tuple[int, int], int] = {}
    return {node: numbers.setdefault(root(node), len(numbers)) for node in list(parent)}


def _matched(eye: Any, a: int, b: int, seen_a: Any, seen_b: Any, known: bool) -> list[tuple[int, int]]:
    """Pairs of track ids of two sensors that are each other's nearest over all moments at which both are there."""
    from scipy.spatial import cKDTree

    if not len(seen_a) or not len(seen_b):
        return []
    begin = max(seen_a["time_s"].min(), seen_b["time_s"].min())
    end = min(seen_a["time_s"].max(), seen_b["time_s"].max())
    apart: dict[tuple[int, int], list[float]] = {}
    for time_s in np.arange(begin, end + 1e-9, EVERY_S):
        ids_a, at_a, way_a = _at(seen_a, time_s)
        ids_b, at_b, way_b = _at(seen_b, time_s)
        if not len(ids_a) or not len(ids_b):
            continue
        far_m = max(np.linalg.norm(at_a - eye.position_m[a], axis=1).max(), 1.0)
        far_m = max(far_m, np.linalg.norm(at_b - eye.position_m[b], axis=1).max())
        gate_m = NEAR_M if known else 3.0 * math.hypot(PRIOR_RANGE_M, PRIOR_AZIMUTH_RAD * far_m) * math.sqrt(2.0)
        for k, near in enumerate(cKDTree(at_b).query_ball_point(at_a, gate_m)):
            for j in near:
                if np.linalg.norm(way_a[k] - way_b[j]) < ALIKE_MPS:
                    pair = int(ids_a[k]), int(ids_b[j])
                    apart.setdefault(pair, []).append(float(np.linalg.norm(at_a[k] - at_b[j])))
    means = sorted((float(np.mean(many)), pair) for pair, many in apart.items() if len(many) >= MOMENTS)
    best_a: dict[int, list[float]] = {}
    best_b: dict[int, list[float]] = {}
    for mean_m, (mine, other) in means:
        best_a.setdefault(mine, []).append(mean_m)
        best_b.setdefault(other, []).append(mean_m)
    return [
        (mine, other)
        for mean_m, (mine, other) in means
        if all(best[0] == mean_m and (len(best) == 1 or best[1] > CLEARLY * mean_m)
               for best in (best_a[mine], best_b[other]))
    ]  # fmt: skip


def _at(snapshot: Any, time_s: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids, places and velocities of the tracks that were told of shortly before a moment, carried on to it."""
    lately = snapshot[(snapshot["time_s"] <= time_s) & (snapshot["time_s"] > time_s - APART_S)]
    newest = np.lexsort((-lately["time_s"], lately["id"]))
    ids, first = np.unique(lately["id"][newest], return_index=True)
    lately = lately[newest[first]]
    velocity_mps = lately["x"][:, 3:]
    return ids, lately["x"][:, :3] + velocity_mps * (time_s - lately["time_s"])[:, None], velocity_mps


@kernel
def gather(
    detection: Any, order: Any, label: Any, velocity_mps: Any, eye: Any, information_out: Any, pull_out: Any,
    pairs_out: Any,
) -> None:  # fmt: skip
    """Set each plot beside the last one that each other eye has of the same target, if that is not too old.

    `order`: rows of plots, target by target in order of time; `label`, `velocity_mps`: target and velocity of each row.
    """
    latest = np.full(eye.size, -1, np.int64)
    for k in range(order.size):
        here = detection[order[k]]
        if k == 0 or label[order[k - 1]] != label[order[k]]:
            latest[:] = -1
        for s in range(eye.size):
            if s == here.eye or latest[s] < 0:
                continue
            there = detection[latest[s]]
            if here.time_s - there.time_s > APART_S:
                continue
            if add_pair(here, there, eye, velocity_mps[order[k]], information_out, pull_out):
                pairs_out[here.eye] += 1
                pairs_out[s] += 1
                latest[s] = -1  # each plot is told once: no error counts twice
        latest[here.eye] = order[k]
