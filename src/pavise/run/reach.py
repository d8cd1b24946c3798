"""When could a round, however it came there, have met and killed which threat? For battles in which posts see tracks.

There a round flies to where a track leads, and takes what is nearest. It may have been fired at another threat, or at
none; in the wrong direction; towards a place that turned out nearer, farther or later than the true one; and two tracks
of one threat get rounds each. Of all that binds a battle on known targets only this is left:

    where      when the round arrives the threat truly is inside the envelope that holds for its class, which a round's
               own finding widens by ACQUIRE_M at the far and the high end (`sim/meeting.py`); of a patrol, which has
               flown on, only height counts
    when       the round left after the unit was ready, and after its post's track delay and reaction
    how long   it flew to the far end of its widest envelope at most, to the near end at least: what it was fired at was
               thought to be between the two

The path is a chain of straight pieces, so when it is inside is worked out exactly, piece by piece: where a piece cuts a
sphere, and where it cuts two heights. Terrain, sectors, sight and tracks are not asked: they belong to where the post
thought that its target would be.

When not to believe it: it says where a round could do harm, not that a post could have known where to send it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.kinds import ThreatClass
from pavise.sim.meeting import ACQUIRE_M
from pavise.sim.state import State
from pavise.sim.world import World

ROUNDING_S = 1e-6
ROUNDING_M = 1e-3
"""By so much windows and envelopes are wider than computed, so that rounding shuts nobody out."""


class Pieces(NamedTuple):
    """All straight pieces of the paths of some threats: whose [N], and of both ends time, place and height."""

    threat: np.ndarray
    begins_s: np.ndarray
    ends_s: np.ndarray
    begins_m: np.ndarray
    ends_m: np.ndarray
    begins_high_m: np.ndarray
    ends_high_m: np.ndarray


class Windows(NamedTuple):
    """Fire group, threat, when a round may leave first and last (s), its shortest flight (s) and its chance to kill."""

    group: np.ndarray
    threat: np.ndarray
    earliest_s: np.ndarray
    latest_s: np.ndarray
    flight_s: np.ndarray
    p: np.ndarray


def windows_of_reach(world: World, state: State, w: int, counted: np.ndarray) -> Windows:
    """The window in which each fire group could launch what meets each of the `counted` threats [T]; none, no row.

    `state`: one replication, started or played, in world `w`; its paths and places are read.
    """
    place, pieces = state.place[0], pieces_of(state, counted)
    threat_class = world.threat[w]["threat_class"][pieces.threat]
    rounds = np.bincount(world.launcher[w]["group"], world.launcher[w]["rounds"], len(world.group))
    found = []
    for g, group in enumerate(world.group):
        post, missile = world.post[w][group["post"]], world.missile[w][group["missile"]]
        ready_s = max(place["ready_from_s"][post["unit"]], post["track_delay_s"] + post["reaction_s"])
        reach_m = reach_by_class(missile)
        if rounds[g] == 0 or not np.isfinite(ready_s) or not reach_m.any():
            continue
        lowest_m = missile["altitude_min_m"]
        if world.config["ground_step_rad"][0] > 0.0:
            lowest_m = lowest_m + world.config["ground_lowest_m"][0]
        patrols = world.unit[w]["orbit_radius_m"][post["unit"]] > 0.0
        far_m = np.where(reach_m > 0.0, np.inf if patrols else reach_m + ACQUIRE_M, -1.0)[threat_class]
        enters_s, leaves_s = inside(
            pieces, place["position_m"][post["unit"]], far_m, lowest_m, missile["altitude_max_m"] + ACQUIRE_M
        )
        shortest_s = missile["range_min_m"] / missile["speed_mps"]
        longest_s = reach_m.max() / missile["speed_mps"]
        earliest_s, latest_s = np.full(len(counted), np.inf), np.full(len(counted), -np.inf)
        np.minimum.at(earliest_s, pieces.threat, enters_s - longest_s - ROUNDING_S)
        np.maximum.at(latest_s, pieces.threat, leaves_s - shortest_s + ROUNDING_S)
        earliest_s = np.maximum(earliest_s, ready_s - ROUNDING_S)
        (met,) = np.nonzero(earliest_s <= latest_s)
        p_kill = missile["p_kill"][world.threat[w]["threat_class"][met]]
        found.append((np.full(len(met), g), met, earliest_s[met], latest_s[met], np.full(len(met), shortest_s), p_kill))
    if not found:
        return Windows(*(np.zeros(0, int) if name in ("group", "threat") else np.zeros(0) for name in Windows._fields))
    return Windows(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def reach_by_class(missile: np.void) -> np.ndarray:
    """The claimed reach of a type of round by class of threat [Z]; 0 where it can do nothing."""
    reach_m = np.full(len(ThreatClass), missile["range_max_m"])
    reach_m[ThreatClass.BALLISTIC] = missile["range_max_ballistic_m"]
    return np.where(missile["p_kill"] > 0.0, reach_m, 0.0)


def pieces_of(state: State, counted: np.ndarray) -> Pieces:
    """The pieces of the paths of the counted threats."""
    path, points = state.path[0], state.flight[0]["points"]
    threat, k = np.nonzero((np.arange(path.shape[1]) < points[:, None] - 1) & counted[:, None])
    here, there = path[threat, k], path[threat, k + 1]
    return Pieces(
        threat, here["time_s"], there["time_s"], here["position_m"], there["position_m"], here["height_m"],
        there["height_m"],
    )  # fmt: skip


def inside(
    pieces: Pieces, centre_m: np.ndarray, far_m: np.ndarray, lowest_m: float, highest_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """When each piece enters and leaves (s) what lies within `far_m` [N] of a place and between two heights.

    Inf and -inf where it never does. `far_m`: inf asks for heights only, below zero nothing is near enough.
    """
    near, far = shares_in_ball(pieces.begins_m - centre_m, pieces.ends_m - pieces.begins_m, far_m + ROUNDING_M)
    low, high = shares_between(
        pieces.begins_high_m, pieces.ends_high_m - pieces.begins_high_m, lowest_m - ROUNDING_M, highest_m + ROUNDING_M
    )
    first, last = np.maximum(near, low), np.minimum(far, high)
    met = (first <= last) & (far_m >= 0.0)
    lasts_s = pieces.ends_s - pieces.begins_s
    enters_s = np.where(met, pieces.begins_s + np.where(met, first, 0.0) * lasts_s, np.inf)
    leaves_s = np.where(met, pieces.begins_s + np.where(met, last, 0.0) * lasts_s, -np.inf)
    return enters_s, leaves_s


def shares_in_ball(from_m: np.ndarray, way_m: np.ndarray, radius_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From which to which share of a piece it lies in a ball; the piece is `from_m` + share * `way_m`, seen from the
    centre. (inf, -inf) where it never does."""
    # share^2 a + 2 share b + c <= 0
    a, b = (way_m * way_m).sum(axis=1), (from_m * way_m).sum(axis=1)
    c = (from_m * from_m).sum(axis=1) - np.where(np.isfinite(radius_m), radius_m, 0.0) ** 2
    root = np.sqrt(np.maximum(b * b - a * c, 0.0))
    moves = a > 0.0
    first = np.where(moves, np.maximum((-b - root) / np.where(moves, a, 1.0), 0.0), 0.0)
    last = np.where(moves, np.minimum((-b + root) / np.where(moves, a, 1.0), 1.0), 1.0)
    cuts = np.where(moves, (b * b - a * c >= 0.0) & (first <= last), c <= 0.0)
    everywhere = np.isinf(radius_m)
    first, last = np.where(cuts, first, np.inf), np.where(cuts, last, -np.inf)
    return np.where(everywhere, 0.0, first), np.where(everywhere, 1.0, last)


def shares_between(
    from_m: np.ndarray, rise_m: np.ndarray, lowest_m: float, highest_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """From which to which share of a piece its height lies between two; (inf, -inf) where it never does."""
    level = rise_m == 0.0
    slope_m = np.where(level, 1.0, rise_m)
    one, other = (lowest_m - from_m) / slope_m, (highest_m - from_m) / slope_m
    first, last = np.maximum(np.minimum(one, other), 0.0), np.minimum(np.maximum(one, other), 1.0)
    between = (lowest_m <= from_m) & (from_m <= highest_m)
    first = np.where(level, np.where(between, 0.0, np.inf), first)
    last = np.where(level, np.where(between, 1.0, -np.inf), last)
    return np.where(first <= last, first, np.inf), np.where(first <= last, last, -np.inf)
