"""The gate finds exactly the pairs that lie close, without asking all, at the time of each detection."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2, multivariate_normal

from pavise.kinds import TrackStatus
from pavise.sim.air_picture import COUNTS, TRACK
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.models.tracking.gate import chance_in_gate, chances
from pavise.sim.pairing import gate, predict, read
from pavise.sim.tracker_scratch import make_work
from pavise.verify.association import one_eye, places_seen, usual_settings


@kernel
def pairs_of(time_s, settings, eye, detection, track, counts, work):
    base, _ = chances(settings[0], eye[0])
    earliest_s, latest_s, east_m2, north_m2 = read(
        time_s, settings[0], eye[0], detection, 0, detection.size, counts[0], work
    )
    _, lives = predict(
        time_s, settings[0], 0, eye, earliest_s, latest_s, east_m2, north_m2, track, track.size, work.live, work.modes
    )
    gate(settings[0], base, detection, 0, detection.size, lives, track, counts[0], work)
    return lives


def found_pairs(settings, detection, track, time_s=0.0, pairs=0):
    """((row of track, row of detection) -> (squared distance, gain), counts)."""
    counts = allocate(COUNTS, {"A": 1})
    work = make_work(settings, track.size, detection.size, pairs)
    lives = pairs_of(time_s, *handed((settings, one_eye(), detection, track, counts)), work)
    found = {}
    for row in work.live[:lives]:
        for pair in work.pair[row["first"] : row["first"] + row["pairs"]]:
            found[int(row["row"]), int(pair["found"])] = (float(pair["distance2"]), float(pair["gain"]))
    return found, counts


def some_tracks(chance, n, width_m=60e3):
    track = allocate(TRACK, {"K": n})
    track["status"] = chance.choice([TrackStatus.FREE, TrackStatus.TENTATIVE, TrackStatus.CONFIRMED], n)
    track["time_s"] = chance.uniform(-20.0, 0.0, n)
    track["updated_s"] = track["time_s"]
    track["x"][:, :3] = chance.uniform(-width_m, width_m, (n, 3)) * (1, 1, 0.1)
    track["x"][:, 3:] = chance.normal(0.0, 200.0, (n, 3))
    for k in range(n):
        root = chance.normal(0.0, 1.0, (6, 6)) * np.array([200, 300, 100, 20, 20, 5])[:, None]
        track["covariance"][k] = (root @ root.T).ravel()
    return track


def brute(settings, detection, track):
    """Every pair asked, with NumPy."""
    q, gate2 = settings["acceleration_psd"][0], settings["gate_sigma"][0] ** 2
    p_miss = 1.0 - 0.9 * chi2.cdf(gate2, 3)
    found = {}
    for k in np.flatnonzero(track["status"] != TrackStatus.FREE):
        for m in range(detection.size):
            dt = detection["time_s"][m] - track["time_s"][k]
            move = np.hstack([np.eye(3), dt * np.eye(3)])
            covariance = move @ track["covariance"][k].reshape(6, 6) @ move.T + np.eye(3) * q * abs(dt) ** 3 / 3.0
            xx, xy, xz, yy, yz, zz = detection["covariance_m2"][m]
            covariance += np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
            off = detection["position_m"][m] - move @ track["x"][k]
            distance2 = off @ np.linalg.solve(covariance, off)
            if distance2 <= gate2:
                gain = multivariate_normal(np.zeros(3), covariance).logpdf(off) + math.log(0.9 / (p_miss * 1e-13))
                found[int(k), m] = (distance2, gain)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_the_pairs_are_those_of_asking_every_pair(seed):
    """Tracks of all times; detections that a turning radar saw within ten seconds, some of them before the track."""
    chance = np.random.default_rng(seed)
    settings = usual_settings()
    track = some_tracks(chance, 60)
    width_m = (60e3, 5e3, 200e3, 60e3)[seed]
    place_m = np.vstack(
        [
            chance.uniform(-width_m, width_m, (40, 3)) * (1, 1, 0.1),
            track["x"][:40, :3] + chance.normal(0.0, 800.0, (40, 3)),
        ]
    )
    detection = places_seen(chance.uniform(-10.0, 0.0, 80), place_m, 0.0, np.zeros(80))
    detection["covariance_m2"] = chance.uniform(1e3, 1e5, (80, 1)) * (1, 0.3, -0.2, 1, 0.1, 2)
    found, _ = found_pairs(settings, detection, track)
    expected = brute(settings, detection, track)
    assert len(expected) > 8 and found.keys() == expected.keys()
    for pair, (distance2, gain) in expected.items():
        assert found[pair] == pytest.approx((distance2, gain), rel=1e-8, abs=1e-5)


def test_so_many_right_detections_pass_as_the_law_says():
    chance = np.random.default_rng(9)
    for sigma in (0.5, 2.0, 3.5, 6.0):
        assert chance_in_gate(sigma) == pytest.approx(chi2.cdf(sigma**2, 3), abs=2e-7)
    settings, n = usual_settings(), 300
    settings["gate_sigma"] = 2.0
    track = some_tracks(chance, n)
    track["status"], track["time_s"] = TrackStatus.CONFIRMED, 0.0
    track["x"][:, 0] = 50e3 * np.arange(n)  # far apart: no strangers
    draw = np.array([np.linalg.cholesky(c.reshape(6, 6)[:3, :3]) @ chance.normal(size=3) for c in track["covariance"]])
    detection = places_seen(np.zeros(n), track["x"][:, :3] + draw, 0.01, np.zeros(n))
    own = sum(k == m for k, m in found_pairs(settings, detection, track)[0])
    assert own / n == pytest.approx(chi2.cdf(4.0, 3), abs=4.0 * math.sqrt(0.2 / n))


def test_a_raid_on_a_small_spot_is_gated_as_well_as_false_plots_all_over_the_country():
    """Cells follow the gates, so the pairs do not depend on how far the farthest plot lies."""
    chance = np.random.default_rng(10)
    track = some_tracks(chance, 40, 2e3)
    place_m = chance.uniform(-2e3, 2e3, (40, 3)) * (1, 1, 0.1)
    settings = usual_settings()
    near, _ = found_pairs(settings, places_seen(np.zeros(40), place_m, 30.0, np.zeros(40)), track)
    far_m = np.vstack([place_m, [[3e6, -2e6, 0.0], [0.0, 9e9, 0.0]]])
    with_far, _ = found_pairs(settings, places_seen(np.zeros(42), far_m, 30.0, np.zeros(42)), track)
    assert near == with_far and len(near) > 40


def test_pairs_that_find_no_room_are_counted():
    chance = np.random.default_rng(11)
    track = some_tracks(chance, 30, 1e3)
    detection = places_seen(np.zeros(30), chance.uniform(-1e3, 1e3, (30, 3)), 50.0, np.zeros(30))
    everything, counts = found_pairs(usual_settings(), detection, track)
    assert counts["pairs_full"][0] == 0
    some, counts = found_pairs(usual_settings(), detection, track, pairs=20)
    assert len(some) == 20 and counts["pairs_full"][0] == len(everything) - 20


def test_a_track_that_has_lost_all_sense_takes_part_in_nothing():
    chance = np.random.default_rng(12)
    track = some_tracks(chance, 3)
    track["status"] = TrackStatus.CONFIRMED
    detection = places_seen(np.zeros(3), track["x"][:, :3], 50.0, np.zeros(3))
    track["covariance"][0] = math.nan
    track["x"][1] = math.inf
    found, counts = found_pairs(usual_settings(), detection, track)
    assert {k for k, _ in found} <= {2}
    assert counts["singular"][0] > 0
