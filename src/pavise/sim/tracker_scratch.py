"""What a tracker writes down while it works off one look; it is allocated once and means nothing between two looks.

LIVE    the tracks, confirmed ones first      FOUND   the detections of the look
PAIR    one of each that may belong together: those of a track lie side by side
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.kinds import Association, TrackFilter, TrackMotion

from .air_picture import TRACK
from .fields import Field, Table, allocate
from .models.tracking.joint_association import EXACT_LINES, EXACT_WIDTH

LIVE = Table(
    "live",
    "K",
    "A track in the look at hand.",
    (
        Field("row", "i8", "", "its row in the table of tracks"),
        Field("east_m", "f8", "m", "where it is expected, east of the eye"),
        Field("north_m", "f8", "m", "where it is expected, north of the eye"),
        Field("reach_east_m", "f8", "m", "how far from there, east or west, a detection may lie"),
        Field("reach_north_m", "f8", "m", "how far from there, north or south, a detection may lie"),
        Field("sigma_m", "f8", "m", "how uncertain its place on the plane is at the end of the look"),
        Field("missed", "u1", "", "1: the look would have seen it, so no detection is a miss"),
        Field("seen", "u1", "", "1: it was"),
        Field("first", "i8", "", "its first pair"),
        Field("pairs", "i8", "", "number of its pairs"),
        Field("chosen", "i8", "", "the pair that it was given, or its likeliest; -1: none"),
        Field("price", "f8", "", "its dual variable in the assignment"),
        Field("p_none", "f8", "", "chance that none of its pairs is right"),
        Field("root", "i8", "", "another track of its cluster, or itself"),
        Field("next", "i8", "", "the next track of its cluster; -1: none"),
        Field("last", "i8", "", "of a root: the last track of its cluster"),
    ),
)
FOUND = Table(
    "found",
    "X",
    "A detection of the look at hand.",
    (
        Field("east_m", "f8", "m", "its place east of the eye"),
        Field("north_m", "f8", "m", "its place north of the eye"),
        Field("cell_east", "i8", "", "column of its cell of the grid"),
        Field("cell_north", "i8", "", "line of its cell of the grid"),
        Field("refused", "u1", "", "1: takes no part"),
        Field("listed", "i8", "", "the detections in order of their cells: here stands which is n-th"),
        Field("taker", "i8", "", "the track that it was given to, or its likeliest; -1: none"),
        Field("p_taken", "f8", "", "chance that it belongs to some confirmed track"),
        Field("p_most", "f8", "", "the largest chance that it belongs to one of them"),
        Field("price", "f8", "", "its dual variable in the assignment"),
        Field("length", "f8", "", "shortest way to it in the assignment; inf: not reached yet"),
        Field("through", "i8", "", "the pair by which this way comes to it"),
        Field("settled", "u1", "", "1: no shorter way to it can come"),
        Field("reached", "i8", "", "the detections that were reached: here stands which was n-th"),
        Field("place", "i8", "", "its number in the cluster at hand; -1: none"),
    ),
)
PAIR = Table(
    "pair",
    "Y",
    "A track and a detection that may belong together.",
    (
        Field("live", "i8", "", "the track"),
        Field("found", "i8", "", "the detection"),
        Field("distance2", "f8", "", "squared distance in standard deviations"),
        Field("gain", "f8", "", "log of how much likelier it is that they belong together than that they do not"),
        Field("p", "f8", "", "chance that they belong together"),
    ),
)


class Cluster(NamedTuple):
    """Scratch of joint association, for one cluster of tracks and detections at a time: lines, columns, edges."""

    line: np.ndarray  # i8 [4, lines]
    column: np.ndarray  # i8 [3, columns]
    total: np.ndarray  # f8 [columns]
    edge: np.ndarray  # i8 [2, edges]
    weight: np.ndarray  # f8 [4, edges]
    forward: np.ndarray  # f8 [EXACT_LINES + 1, 2^EXACT_WIDTH]
    backward: np.ndarray  # f8 [2, 2^EXACT_WIDTH]


class Modes(NamedTuple):
    """Scratch of the filters that run side by side for one track."""

    transition: np.ndarray  # f8 [9]
    log_likelihood: np.ndarray  # f8 [3]
    old_x: np.ndarray  # f8 [18]
    old_covariance: np.ndarray  # f8 [108]
    turning: bool | None  # None where nobody expects turns,
    falling: bool | None  # falls,
    polar: bool | None  # or filters in range and angles


class Work(NamedTuple):
    """All of it; `make_work` allocates. What the settings do not ask for is None, and is then not compiled either."""

    live: np.ndarray
    found: np.ndarray
    pair: np.ndarray
    cell: np.ndarray  # i8 [cells + 1], where in the list the detections of each cell begin
    trial: np.ndarray  # two rows like tracks: a track as each hypothesis has it, and the mixture of all
    cluster: Cluster | None  # where association is joint
    modes: Modes | None  # where there is more than one converted filter that flies straight on


def make_cluster(lines: int, columns: int, edges: int) -> Cluster:
    """Scratch for clusters of at most so many."""
    return Cluster(
        line=np.zeros((4, lines + 1), np.int64),
        column=np.zeros((3, columns), np.int64),
        total=np.zeros(columns),
        edge=np.zeros((2, edges), np.int64),
        weight=np.zeros((4, edges)),
        forward=np.zeros((EXACT_LINES + 1, 1 << EXACT_WIDTH)),
        backward=np.zeros((2, 1 << EXACT_WIDTH)),
    )


def make_work(settings: np.ndarray, tracks: int, detections: int, pairs: int = 0) -> Work:
    """Scratch for trackers with these settings (a table), so many rows of tracks, detections in one look, and pairs.

    Pairs (0: plenty) that find no room are left out and counted (`COUNTS.pairs_full`).
    """
    sizes = {"K": max(tracks, 1), "X": max(detections, 1)}
    sizes["Y"] = pairs or 8 * (sizes["K"] + sizes["X"])
    cells = 1
    while cells < 2 * sizes["X"]:
        cells *= 2
    most = max(sizes["K"], sizes["X"])
    joint = (settings["association"] == Association.JOINT).any()
    turning = True if (settings["motion"] == TrackMotion.MANOEUVRING).any() else None
    falling = True if (settings["motion"] == TrackMotion.FALLING).any() else None
    polar = True if (settings["filter"] != TrackFilter.CONVERTED).any() else None
    modes = Modes(np.zeros(9), np.zeros(3), np.zeros(18), np.zeros(108), turning, falling, polar)
    return Work(
        live=allocate(LIVE, sizes).view(np.ndarray),
        found=allocate(FOUND, sizes).view(np.ndarray),
        pair=allocate(PAIR, sizes).view(np.ndarray),
        cell=np.zeros(cells + 1, np.int64),
        trial=allocate(TRACK, {"K": 2}).view(np.ndarray),
        cluster=make_cluster(most, most, sizes["Y"]) if joint else None,
        modes=modes if turning or falling or polar else None,
    )
