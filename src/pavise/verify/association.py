"""Answers about association: which detection belongs to which track, when a track is believed, and a whole tracker."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from pavise.kinds import Association, TrackStatus
from pavise.sim.air_picture import COUNTS, DETECTION, EYE, LOOK, SETTINGS, SNAPSHOT, TRACK
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.models.tracking import assignment, gate, joint_association, track_start
from pavise.sim.models.tracking.confirm_m_of_n import confirmed, with_detection
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import innovation_of
from pavise.sim.tracker import scan_all
from pavise.sim.tracker_scratch import make_work

Numbers = tuple[float, ...]

# ---- one cluster, given as a table ---------------------------------------------------------------------------------


@kernel
def _assign(live, found, pair):  # type: ignore[no-untyped-def]
    assignment.assign(np.int64(0), np.int64(live.size), live, found, pair)


@kernel
def _associate(counts, live, found, pair, cluster):  # type: ignore[no-untyped-def]
    joint_association.associate_jointly(np.int64(live.size), counts[0], live, found, pair, cluster)


@kernel
def _exchange(lines, columns, line, edge, weight, total):  # type: ignore[no-untyped-def]
    joint_association.exchange_messages(lines, columns, line[0], edge[0], weight, total)


def tables_of(gain: np.ndarray) -> Any:
    """Scratch tables that hold the pairs of a table of gains [tracks, detections]; minus infinity: outside the gate."""
    settings = allocate(SETTINGS, {"A": 1})
    settings["association"] = Association.JOINT
    tracks, detections = gain.shape
    work = make_work(settings, tracks, detections, gain.size)
    work.found["taker"], work.found["place"] = -1, -1
    e = 0
    for i in range(tracks):
        work.live[i]["first"] = e
        for m in np.flatnonzero(gain[i] > -math.inf):
            work.pair[e]["live"], work.pair[e]["found"], work.pair[e]["gain"] = i, m, gain[i, m]
            e += 1
        work.live[i]["pairs"] = e - work.live[i]["first"]
    return work


def best_pairs(gain: np.ndarray) -> list[int]:
    """The detection of each track, or -1, so that the sum of gains [tracks, detections] is largest."""
    work = tables_of(np.asarray(gain, float))
    _assign(work.live, work.found, work.pair)
    return [int(work.pair["found"][e]) if e >= 0 else -1 for e in work.live["chosen"]]


def pair_chances(weight: np.ndarray) -> tuple[np.ndarray, int]:
    """Chance of each detection for each track, and of none in the last column; clusters done by the approximation.

    `weight`: [tracks, detections], against "none"; 0: outside the gate.
    """
    weight = np.asarray(weight, float)
    with np.errstate(divide="ignore"):
        work = tables_of(np.log(weight))
    counts = allocate(COUNTS, {"A": 1})
    _associate(*handed((counts,)), work.live, work.found, work.pair, work.cluster)
    chance = np.zeros((weight.shape[0], weight.shape[1] + 1))
    for row in work.pair[: int(work.live["pairs"].sum())]:
        chance[row["live"], row["found"]] = row["p"]
    chance[:, -1] = work.live["p_none"]
    return chance, int(counts["clusters_cut"][0])


def approximate_chances(weight: np.ndarray) -> np.ndarray:
    """The same by belief propagation, whatever the size of the clusters."""
    weight = np.asarray(weight, float)
    tracks, detections = weight.shape
    work = tables_of(np.zeros(weight.shape)).cluster
    line, column = np.nonzero(weight > 0.0)
    work.line[0, : tracks + 1] = np.searchsorted(line, np.arange(tracks + 1))
    work.edge[0, : len(column)] = column
    work.weight[0, : len(column)] = weight[line, column]
    _exchange(tracks, detections, work.line, work.edge, work.weight, work.total)
    chance = np.zeros((tracks, detections + 1))
    chance[line, column] = work.weight[1, : len(column)]
    chance[:, -1] = 1.0 - chance.sum(axis=1)
    return chance


def on_a_plane(
    states: np.ndarray, covariances: np.ndarray, places_m: np.ndarray, time_s: float, psd: float, sigma_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Squared distances and log likelihoods [tracks, places] of a tracker in a plane.

    `states`: x, vx, y, vy and `covariances` [4, 4] of each track, `time_s` before the places were measured. The third
    axis is given a variance with which its density is one, so that ours in space is that in the plane.
    """
    order = [0, 2, 1, 3]
    squares, logs = np.empty((len(states), len(places_m))), np.empty((len(states), len(places_m)))
    for i, (state, covariance) in enumerate(zip(states, covariances, strict=True)):
        x, whole = np.zeros(6), np.zeros((6, 6))
        axes = np.ix_([0, 1, 3, 4], [0, 1, 3, 4])
        x[[0, 1, 3, 4]] = np.asarray(state)[order]
        whole[axes] = np.asarray(covariance)[np.ix_(order, order)]
        c = whole.ravel()
        predict_straight(x, c, float(time_s), float(psd))
        c[14] = 0.0
        for m, place in enumerate(places_m):
            r = np.array([sigma_m**2, 0.0, 0.0, sigma_m**2, 0.0, 0.5 / math.pi])
            _, squares[i, m], logs[i, m] = innovation_of(x, c, np.array([*place, 0.0]), r)
    return squares, logs


def plane_chances(
    states: np.ndarray, covariances: np.ndarray, places_m: np.ndarray, time_s: float, psd: float, sigma_m: float,
    p_detect: float, p_gate: float, false_per_m2: float,
) -> np.ndarray:  # fmt: skip
    """Chance of each detection for each track, none in the last column, for such a tracker."""
    squares, logs = on_a_plane(states, covariances, places_m, time_s, psd, sigma_m)
    weight = np.exp(logs) * p_detect / (false_per_m2 * (1.0 - p_detect * p_gate))
    weight[squares > -2.0 * math.log(1.0 - p_gate)] = 0.0  # chi-square with two degrees of freedom
    return pair_chances(weight)[0]


def two_and_two(
    x1_m: float, vx1_mps: float, y1_m: float, vy1_mps: float, x2_m: float, vx2_mps: float, y2_m: float, vy2_mps: float,
    xa_m: float, ya_m: float, xb_m: float, yb_m: float, p_detect: float, false_per_m2: float,
) -> Numbers:  # fmt: skip
    """Two tracks (80 m, 30 m/s), two plots (60 m) 2 s later: the chances of the first and of the second track."""
    states = np.array([[x1_m, vx1_mps, y1_m, vy1_mps], [x2_m, vx2_mps, y2_m, vy2_mps]])
    covariances = np.array([np.diag([6400.0, 900.0, 6400.0, 900.0])] * 2)
    places_m = np.array([[xa_m, ya_m], [xb_m, yb_m]])
    chance = plane_chances(states, covariances, places_m, 2.0, 1.0, 60.0, p_detect, 0.999, false_per_m2)
    return tuple(float(p) for p in chance.ravel())


def crossed_costs(tracks: int, detections: int, offset: int) -> np.ndarray:
    """A table of gains without any order in it, from -1 to 3; one in seven pairs lies outside the gate."""
    i, m = np.ogrid[1 : tracks + 1, 1 : detections + 1]
    number = (37 * i * i + 101 * m * m + 17 * i * m + 59 * i * i * m + offset) % 1009
    return np.where(number % 7 == 0, -math.inf, number / 1009.0 * 4.0 - 1.0)


def optimum(tracks: int, detections: int, offset: int) -> Numbers:
    """The largest sum of gains of such a table, and how many tracks get a detection."""
    gain = crossed_costs(tracks, detections, offset)
    pairs = [(i, m) for i, m in enumerate(best_pairs(gain)) if m >= 0]
    return float(sum(gain[i, m] for i, m in pairs)), len(pairs)


def everything_alike(tracks: int, detections: int, weight: float) -> Numbers:
    """Chance that a track has none, where every detection is as likely for every track."""
    return (float(pair_chances(np.full((tracks, detections), weight))[0][0, -1]),)


def string_of_aircraft(tracks: int, weight: float) -> Numbers:
    """Chance that the first and the middle one of a formation have none: each may have its own plot or the next one's.

    The last number counts clusters that were not done exactly.
    """
    chance, cut = pair_chances(weight * (np.eye(tracks, tracks + 1) + np.eye(tracks, tracks + 1, 1)))
    return float(chance[0, -1]), float(chance[tracks // 2, -1]), cut


def in_the_gate(gate_sigma: float) -> Numbers:
    """Chance that a detection of the track lies in its gate."""
    return (float(gate.chance_in_gate(float(gate_sigma))),)


# ---- start ---------------------------------------------------------------------------------------------------------


def started_by_count(p_hit: float, m: int, n: int) -> Numbers:
    """Chance that a track whose first look was a detection is believed: every row of looks, each as likely as it is."""
    believed, looks_spent = 0.0, 0.0
    for row in product((True, False), repeat=n - 1):
        looks, p, spent, done = np.uint32(1), 1.0, 1, confirmed(np.uint32(1), m, n)
        for hit in row:
            p *= p_hit if hit else 1.0 - p_hit
            if done or track_start.hopeless(looks, m, n):
                continue
            looks = with_detection(looks, 1) if hit else track_start.with_miss(looks)
            spent += 1
            done = confirmed(looks, m, n)
        believed += p * done
        looks_spent += p * spent
    return believed, looks_spent


def lines_of_the_test(p_start_false: float, p_drop_true: float) -> Numbers:
    """The score at which a track is believed, and that at which it is given up."""
    believed_at, given_up_at = track_start.lines_of(float(p_start_false), float(p_drop_true))
    return float(believed_at), float(given_up_at)


# ---- a whole recording ---------------------------------------------------------------------------------------------


def usual_settings() -> Any:
    """Settings of a plain tracker, one row."""
    settings = allocate(SETTINGS, {"A": 1})
    settings["acceleration_psd"], settings["gate_sigma"], settings["p_stay"] = 1.0, 4.0, 0.98
    settings["turn_rate_rad_s"] = 0.05
    settings["p_detect"], settings["false_per_m3"] = 0.9, 1e-13
    settings["confirm_m"], settings["confirm_n"], settings["drop_misses"] = 3, 5, 4
    settings["speed_max_mps"], settings["merge_sigma"] = 250.0, 1.0
    settings["centre_m"] = (0.0, 0.0, -6_371_000.0)
    return settings


def one_eye() -> Any:
    """An eye at the origin: x east, y north, z up."""
    eye = allocate(EYE, {"S": 1})
    eye["east"], eye["north"], eye["up"] = (1, 0, 0), (0, 1, 0), (0, 0, 1)
    return eye


def places_seen(time_s: np.ndarray, place_m: np.ndarray, sigma_m: float, origin: np.ndarray) -> Any:
    """Detections at given times and places [n, 3], with the same standard deviation along each axis."""
    detection = allocate(DETECTION, {"X": len(time_s)})
    detection["time_s"], detection["position_m"], detection["origin"] = time_s, place_m, origin
    detection["covariance_m2"] = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 1.0]) * sigma_m**2
    detection["sigma_range_rate_mps"] = math.inf
    return detection


def looks_of(time_s: np.ndarray, counts: np.ndarray, eye: np.ndarray | int = 0) -> Any:
    """Looks at given times that gave so many detections each, one look after the other in their table."""
    look = allocate(LOOK, {"B": len(time_s)})
    look["time_s"], look["count"], look["eye"] = time_s, counts, eye
    look["first"] = np.cumsum(counts) - counts
    return look


def played(settings: Any, eye: Any, detection: Any, look: Any, rows: int = 64) -> tuple[Any, Any, Any]:
    """A recording through the tracker: (snapshots, tracks at the end, counts)."""
    track, counts = allocate(TRACK, {"K": rows}), allocate(COUNTS, {"A": 1})
    work = make_work(settings, rows, int(look["count"].max()))
    picture = allocate(SNAPSHOT, {"Y": rows * len(look)})
    tables = handed((settings, eye, detection, look, track, counts, picture))
    _, written = scan_all(*tables[:4], 0, *tables[4:6], work, tables[6])
    return picture[:written], track, counts


def a_formation(targets: int, looks: int, apart_m: float, sigma_m: float) -> Numbers:
    """Targets side by side that are always seen, exactly where they are: (tracks started, confirmed, swaps, error, m).

    They cross half-way: their lines fan in and out again.
    """
    t = 4.0 * np.arange(looks)
    lane = apart_m * (np.arange(targets) - 0.5 * (targets - 1))
    place = np.zeros((looks, targets, 3))
    place[:, :, 0] = lane + (t[:, None] - t[-1] / 2.0) * lane / apart_m * 5.0
    place[:, :, 1] = 40e3 + 200.0 * t[:, None]
    place[:, :, 2] = 5e3
    detection = places_seen(np.repeat(t, targets), place.reshape(-1, 3), sigma_m, np.tile(np.arange(targets), looks))
    picture, _, counts = played(usual_settings(), one_eye(), detection, looks_of(t, np.full(looks, targets)))
    last = picture[(picture["look"] == looks - 1) & (picture["status"] == TrackStatus.CONFIRMED)]
    far = np.linalg.norm(last["x"][:, None, :3] - place[-1][None], axis=2).min(axis=1)
    return int(counts["started"][0]), int(counts["confirmed"][0]), int(counts["swaps"][0]), float(far.max())


def late_plot(late_s: float, looks: int) -> Numbers:
    """How far a track whose last plot but one came late is from one whose plots came in order: place and sigma, m.

    Without chance accelerations going back in time is exact.
    """
    t = 4.0 * np.arange(looks, dtype=float)
    t[-2] = t[-1] - late_s
    place = np.stack([100.0 * t, 30e3 - 150.0 * t, np.full(looks, 4e3)], 1)
    place += 30.0 * np.stack([np.sin(7.0 * t), np.cos(5.0 * t), np.sin(3.0 * t)], 1)
    ends = []
    for order in (np.arange(looks), np.r_[np.arange(looks - 2), looks - 1, looks - 2]):
        settings = usual_settings()
        settings["acceleration_psd"] = 0.0
        detection = places_seen(t[order], place[order], 50.0, np.zeros(looks))
        picture, _, _ = played(settings, one_eye(), detection, looks_of(np.sort(t), np.ones(looks, int)))
        ends.append(picture[-1])
    one, other = ends
    sigma = [math.sqrt(end["covariance"][0]) for end in ends]
    return float(np.linalg.norm(one["x"][:3] - other["x"][:3])), abs(sigma[0] - sigma[1])
