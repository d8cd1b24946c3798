"""What a battle needs besides `state.py` where posts see tracks instead of targets.

    threats  --plots-->  detections  --trackers-->  tracks  --verdicts-->  beliefs  -->  posts, doctrines, rounds

A *belief* is a track that its network takes for hostile, put into the same columns as a threat: where it is thought to
fly, of which class, to which site. Posts and doctrines are handed beliefs in place of threats, and so cannot know more
than the picture: `command.py` is the same for both.

Beliefs of network n are rows n K to (n + 1) K - 1, in the order of its tracks; the last row is nobody: rounds in flight
whose track is gone are kept there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.kinds import ThreatClass

from .air_picture import COUNTS, DETECTION, EYE, TRACK
from .fields import Field, Table, allocate
from .identification import VERDICT
from .measuring import detection_room
from .resolution import ECHO
from .state import CANDIDATE, DUTY, EFFORT, FLIGHT, LISTED, PATH, PICTURE, State, make_state
from .tracker_scratch import Work, make_work
from .world import THREAT, World

WAY_POINTS = 12
"""Points of the way that a post expects a target to take."""

TRACKS_SPARE = 48
TRACKS_PER_FALSE_PLOT = 12.0
"""Rows for tracks beyond two for each threat: some, and so many for each false plot in a scan of all sensors, since
every one of them begins a track that lives for some looks. Too little stops the run."""

EYE_OF_BATTLE = EYE._replace(axes="RS")
DETECTION_OF_STEP = DETECTION._replace(axes="RX")
TRACK_OF_NETWORK = TRACK._replace(axes="RNK")
COUNTS_OF_NETWORK = COUNTS._replace(axes="RN")
BELIEF = Table("belief", "RB", "A track that is taken for hostile, as if it were a threat.", FLIGHT.fields)
WAY = Table("way", "RBY", "The way that it is expected to take.", PATH.fields)
SUPPOSED = Table("supposed", "RB", "What kind of threat it is taken for.", THREAT.fields)
HOLD = Table(
    "hold",
    "RB",
    "Which track a row of beliefs is about.",
    (
        Field("track", "i4", "", "id of the track; -1: none yet"),
        Field("drawn_s", "f8", "s", "time of the detection after which its way was last worked out"),
        Field("noted", "u1", "", "1 once it was counted as confirmed"),
    ),
)
GOAL = Table(
    "goal",
    "RD",
    "Where a site is, so that nobody need work it out for each track.",
    (Field("position_m", "f8", "m", "earth-centred place", 3),),
)
KIND = Table(
    "kind",
    "RZ",
    "What posts know of a class of threats, by kinds.ThreatClass.",
    (Field("damage", "f8", "", "mean damage points of one of them; of all of the raid where it has none"),),
)
MAIL = Table(
    "mail",
    "RQK",
    "A report of one track on its way over one link; the next one leaves when it has arrived.",
    (
        Field("giver_track", "i4", "", "id of the track with the giver; -1: nothing is on its way"),
        Field("arrives_s", "f8", "s", "when it arrives"),
        Field("lost", "u1", "", "1 when it does not"),
        Field("time_s", "f8", "s", "time that its state stands for"),
        Field("x", "f8", "", "place (m) and velocity (m/s)", 6),
        Field("covariance", "f8", "", "covariance of x, row by row", 36),
        Field("answers", "f8", "", "what answers tell of its being hostile, as VERDICT has it"),
        Field("plans", "f8", "", "what plans tell of it"),
        Field("origin", "i4", "", "origin of its last detection"),
        Field("object", "i4", "", "the last real object among its origins"),
        Field("told_id", "i4", "", "id of the giver's track that the taker's row below goes with"),
        Field("taker_row", "i4", "", "row of the taker's track that the last report went into; -1: none"),
        Field("taker_id", "i4", "", "and the id of that track"),
    ),
)
TRACKED_TABLES = (
    EYE_OF_BATTLE, ECHO, DETECTION_OF_STEP, TRACK_OF_NETWORK, COUNTS_OF_NETWORK, VERDICT, BELIEF, WAY, SUPPOSED, HOLD,
    GOAL, KIND, MAIL,
)  # fmt: skip


class Air(NamedTuple):
    """The changing tables of the air picture, each with its axis R in front (or one replication's rows)."""

    eye: np.ndarray
    echo: np.ndarray
    detection: np.ndarray
    track: np.ndarray
    counts: np.ndarray
    verdict: np.ndarray
    belief: np.ndarray
    way: np.ndarray
    supposed: np.ndarray
    hold: np.ndarray
    goal: np.ndarray
    kind: np.ndarray
    mail: np.ndarray


def make_tracked_state(
    world: World, replications: int, shots: int = 512, events: int = 0, tracks: int = 0
) -> tuple[State, Air, Work]:  # fmt: skip
    """An empty State, Air and scratch for `replications` at a time. `tracks`: room per network, 0: plenty."""
    sizes = dict(world.sizes)
    threats = sizes["T"]
    false_plots = float(world.sensor["false_plots"].sum(axis=1).max(initial=0.0))
    tracks = tracks or 2 * threats + TRACKS_SPARE + int(TRACKS_PER_FALSE_PLOT * false_plots)
    beliefs = sizes["N"] * tracks + 1
    wide = {**sizes, "R": replications, "T": max(beliefs, threats)}  # what posts know is of beliefs, not of threats
    state = make_state(sizes, replications, shots, events)._replace(
        picture=allocate(PICTURE, wide), duty=allocate(DUTY, wide), effort=allocate(EFFORT, wide),
        listed=allocate(LISTED, wide), candidate=allocate(CANDIDATE, wide),
    )  # fmt: skip
    sizes |= {
        "R": replications, "K": tracks, "B": beliefs, "Y": WAY_POINTS, "Z": len(ThreatClass), "T": max(threats, 1),
        "X": max(detection_room(world.sensor, threats), 1),
    }  # fmt: skip
    air = Air(*(allocate(table, sizes) for table in TRACKED_TABLES))
    return state, air, make_work(world.settings, tracks, sizes["X"])
