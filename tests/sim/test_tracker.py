"""The tracker keeps one honest track per target, loses nothing without counting it, and judges by what it can know."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Association, TrackMotion, TrackStatus
from pavise.sim.air_picture import COUNTS, SNAPSHOT, TRACK
from pavise.sim.compiled import handed
from pavise.sim.fields import allocate
from pavise.sim.tracker import scan_all
from pavise.sim.tracker_scratch import make_work
from pavise.verify.association import looks_of, one_eye, places_seen, played, usual_settings

CONFIRMED = TrackStatus.CONFIRMED
STEP_S = 4.0
SIGMA_M = 60.0


def flight(looks, start_m=(20e3, 40e3, 6e3), velocity_mps=(-150.0, 100.0, 0.0), step_s=STEP_S):
    """Places [looks, 3] of a target that flies straight on."""
    return np.asarray(start_m) + step_s * np.arange(looks)[:, None] * np.asarray(velocity_mps)


def recording(per_look, sigma_m=SIGMA_M, step_s=STEP_S):
    """(detections, looks) of lists of (place, origin), one list per look."""
    flat = [(step_s * n, *seen) for n, look in enumerate(per_look) for seen in look]
    time_s = np.array([row[0] for row in flat])
    place_m = np.array([row[1] for row in flat]).reshape(-1, 3)
    detection = places_seen(time_s, place_m, sigma_m, np.array([row[2] for row in flat], int))
    return detection, looks_of(step_s * np.arange(len(per_look)), np.array([len(look) for look in per_look]))


def noisy(place_m, seed, sigma_m=SIGMA_M):
    return place_m + np.random.default_rng(seed).normal(0.0, sigma_m, np.shape(place_m))


def of(counts, name):
    return int(counts[name][0])


# ---- one target ---------------------------------------------------------------------------------------------------


def test_a_target_among_false_plots_is_one_track_from_the_third_look_to_the_last():
    chance = np.random.default_rng(1)
    truth = flight(30)
    seen = [
        [(place, 7)] * int(chance.random() < 0.9 or n < 3)
        + [(chance.uniform(-60e3, 60e3, 3) * (1, 1, 0.1), -1) for _ in range(chance.poisson(5))]
        for n, place in enumerate(noisy(truth, 2))
    ]
    picture, track, counts = played(usual_settings(), one_eye(), *recording(seen), rows=100)
    own = picture[(picture["origin"] == 7) & (picture["status"] == CONFIRMED)]
    assert set(own["id"]) == {own["id"][0]} and len(own) >= 26
    assert own["look"].min() == 2
    error_m = np.linalg.norm(own["x"][-10:, :3] - truth[own["look"][-10:]], axis=1)
    assert error_m.mean() < 1.5 * SIGMA_M
    assert of(counts, "swaps") == 0 and of(counts, "started") > 50
    assert of(counts, "confirmed") <= 3
    assert of(counts, "detections") == sum(map(len, seen)) and of(counts, "scans") == 30


def test_what_a_track_says_of_its_own_error_is_true():
    """Targets that move as the tracker expects them to: their normalised error is chi-square with six degrees."""
    settings, looks, targets = usual_settings(), 20, 24
    chance = np.random.default_rng(3)
    x = np.zeros((targets, 6))
    x[:, 0] = 20e3 * np.arange(targets)
    x[:, 3:] = chance.normal(0.0, 150.0, (targets, 3))
    q = np.linalg.cholesky(np.array([[STEP_S**3 / 3.0, STEP_S**2 / 2.0], [STEP_S**2 / 2.0, STEP_S]]))
    seen = []
    for _ in range(looks):
        push = q @ chance.normal(size=(2, targets * 3))
        x[:, :3] += STEP_S * x[:, 3:] + push[0].reshape(-1, 3)
        x[:, 3:] += push[1].reshape(-1, 3)
        seen.append([(place, i) for i, place in enumerate(x[:, :3] + chance.normal(0.0, SIGMA_M, (targets, 3)))])
    picture, _, _ = played(settings, one_eye(), *recording(seen))
    last = picture[picture["look"] == looks - 1]
    assert len(last) == targets
    nees = [
        (row["x"] - x[row["origin"]]) @ np.linalg.solve(row["covariance"].reshape(6, 6), row["x"] - x[row["origin"]])
        for row in last
    ]
    assert abs(np.mean(nees) - 6.0) < 3.0 * math.sqrt(12.0 / targets)


def test_a_turning_radar_that_sees_targets_at_different_times_tracks_them_as_well():
    """The same flights, once seen all at the end of the look, once each at its own time within it."""
    truth = [flight(15, (15e3 * i, 30e3, 5e3), (40.0 * i, 200.0, 0.0)) for i in range(4)]
    errors = []
    for spread_s in (0.0, STEP_S):
        early_s = spread_s * np.arange(4) / 4.0
        seen = [
            [(noisy(truth[i][n], 10 * n + i) - early_s[i] * (truth[i][1] - truth[i][0]) / STEP_S, i) for i in range(4)]
            for n in range(15)
        ]
        detection, look = recording(seen)
        detection["time_s"] -= np.tile(early_s, 15)
        picture, _, counts = played(usual_settings(), one_eye(), detection, look)
        assert of(counts, "started") == 4 and of(counts, "late") == 0
        last = picture[picture["look"] == 14]
        errors.append(np.mean([np.linalg.norm(row["x"][:3] - truth[row["origin"]][-1]) for row in last]))
    assert errors[1] < 1.5 * errors[0]


def test_a_measured_range_rate_is_the_first_thing_known_of_a_speed():
    detection, look = recording([[((0.0, 30e3, 0.0), 0)]])
    detection["range_rate_mps"], detection["sigma_range_rate_mps"] = -210.0, 2.0
    _, track, _ = played(usual_settings(), one_eye(), detection, look)
    assert track["x"][0, 4] == pytest.approx(-210.0, rel=1e-3)
    assert track["covariance"][0, 28] == pytest.approx(4.0, rel=1e-3)
    assert track["covariance"][0, 21] == pytest.approx(250.0**2)


# ---- who is missed, and when it ends ------------------------------------------------------------------------------


def empty_looks(looks, eyes=None, **changes):
    """A target seen five times by eye 0, then looks of some eyes that see nothing: (settings, eye, detection, look)."""
    settings, eye = usual_settings(), np.repeat(one_eye(), 2).view(np.recarray)
    for name, value in changes.items():
        (eye if name in eye.dtype.names else settings)[name] = value
    detection, look = recording([[(place, 0)] for place in flight(5)] + [[]] * looks)
    if eyes is not None:
        look["eye"][5:] = eyes
    return settings, eye, detection, look


def test_a_track_ends_after_so_many_misses_of_the_eye_that_saw_it():
    for drop_misses in (2, 4):
        picture, _, counts = played(*empty_looks(8, drop_misses=drop_misses))
        assert picture["look"].max() == 4 + drop_misses - 1 and of(counts, "dropped") == 1


def test_an_eye_that_never_saw_a_track_cannot_miss_it():
    picture, _, counts = played(*empty_looks(20, eyes=1))
    assert picture["look"].max() == 24 and of(counts, "dropped") == 0


def test_a_track_beyond_the_range_of_its_eye_is_not_missed_but_ages():
    played_on = played(*empty_looks(20, range_max_m=30e3))
    assert played_on[0]["look"].max() == 24
    picture, _, _ = played(*empty_looks(20, range_max_m=30e3, drop_after_s=30.0))
    assert picture["look"].max() == 4 + 7  # 28 s after its last detection
    picture, _, _ = played(*empty_looks(20, range_max_m=30e3, drop_sigma_m=400.0))
    assert 5 < picture["look"].max() < 24


def test_a_new_track_is_given_up_as_soon_as_it_cannot_be_confirmed():
    settings = usual_settings()  # 3 of 5
    detection, look = recording([[((0.0, 30e3, 5e3), -1)]] + [[]] * 6)
    picture, _, counts = played(settings, one_eye(), detection, look)
    assert picture["look"].max() == 2 and of(counts, "dropped") == 1 and of(counts, "confirmed") == 0


# ---- two targets --------------------------------------------------------------------------------------------------


def test_a_new_track_does_not_take_a_confirmed_ones_detection():
    """In the sixth look a false plot beside a target starts a track; from then on there is one plot again."""
    truth = flight(12)
    seen = [[(place, 0)] for place in noisy(truth, 5)]
    seen[5].append((truth[5] + (300.0, 0.0, 0.0), -1))
    picture, _, counts = played(usual_settings(), one_eye(), *recording(seen))
    confirmed = picture[picture["status"] == CONFIRMED]
    assert set(confirmed["id"]) == {0} and confirmed["misses"].max() == 0
    assert of(counts, "started") == 2


def two_tracks_of_one_target(merge_sigma):
    """A radar whose plots of one target come in pairs for six looks (a reflection beside it), then single."""
    settings = usual_settings()
    settings["merge_sigma"], settings["drop_misses"] = merge_sigma, 0
    truth = flight(16)
    seen = [[(place, 0)] for place in noisy(truth, 6)]
    for n in range(6):
        seen[n].append((truth[n] + (0.0, 150.0, 0.0), -1))
    return played(settings, one_eye(), *recording(seen))


def test_two_tracks_of_one_target_become_the_older_one():
    picture, track, counts = two_tracks_of_one_target(merge_sigma=3.0)
    last = picture[picture["look"] == 15]
    assert of(counts, "merged") == 1 and last["id"].tolist() == [0] and last["misses"][0] == 0
    _, track, counts = two_tracks_of_one_target(merge_sigma=0.0)
    assert of(counts, "merged") == 0 and (track["status"] == CONFIRMED).sum() == 2


def test_a_formation_stays_apart_however_close():
    settings = usual_settings()
    settings["merge_sigma"] = 5.0
    pair = np.stack([flight(20), flight(20) + (80.0, 0.0, 0.0)], 1)
    seen = [[(place, i) for i, place in enumerate(noisy(both, n))] for n, both in enumerate(pair)]
    _, track, counts = played(settings, one_eye(), *recording(seen))
    assert of(counts, "merged") == 0 and (track["status"] == CONFIRMED).sum() == 2


def test_a_swap_is_counted_once_and_false_plots_in_between_are_none():
    origins = [0, 0, 0, -1, 0, 1, -1, 1, 1]
    detection, look = recording([[(place, origin)] for place, origin in zip(flight(9), origins, strict=True)])
    _, track, counts = played(usual_settings(), one_eye(), detection, look)
    assert of(counts, "swaps") == 1 and track["swaps"][0] == 1
    assert track["origin"][0] == 1 and track["object"][0] == 1


def test_the_tracker_does_not_know_where_plots_come_from():
    chance = np.random.default_rng(8)
    seen = [[(chance.uniform(-9e3, 9e3, 3), i) for i in range(6)] for _ in range(10)]
    detection, look = recording(seen)
    states = []
    for _ in range(2):
        states.append(played(usual_settings(), one_eye(), detection, look)[0][["look", "id", "x", "covariance"]])
        detection["origin"] = chance.permutation(detection["origin"])
    assert np.array_equal(states[0], states[1])


# ---- nothing is lost in silence -----------------------------------------------------------------------------------


def test_plots_without_numbers_are_refused_and_counted():
    detection, look = recording([[(place, 0), (place + 20e3, 1)] for place in flight(6)])
    detection["position_m"][3, 1] = math.nan
    detection["covariance_m2"][5, 0] = math.inf
    detection["time_s"][7] = math.nan
    detection["covariance_m2"][9, 3] = -1.0
    _, track, counts = played(usual_settings(), one_eye(), detection, look)
    assert of(counts, "not_finite") == 3 and of(counts, "singular") == 1
    assert np.flatnonzero(detection["track"] == -2).tolist() == [3, 5, 7, 9]
    assert np.isfinite(track["x"]).all() and np.isfinite(track["covariance"]).all()


def test_a_plot_that_comes_twice_is_taken_once():
    truth = flight(8)
    detection, look = recording([[(place, 0), (place, 0)] for place in truth])
    once, _, _ = played(usual_settings(), one_eye(), *recording([[(place, 0)] for place in truth]))
    twice, _, counts = played(usual_settings(), one_eye(), detection, look)
    assert of(counts, "duplicates") == 8 and np.array_equal(once["x"], twice["x"])


def test_a_look_that_is_played_again_changes_nothing():
    truth = flight(8)
    detection, look = recording([[(place, 0)] for place in truth])
    again = np.repeat(np.arange(8), 2)
    _, track, counts = played(usual_settings(), one_eye(), detection, look[again])
    assert of(counts, "duplicates") == 8 and of(counts, "started") == 1 and track["hits"][0] == 8


def test_late_plots_help_and_are_counted_and_too_late_ones_are_refused():
    truth = flight(10)
    detection, look = recording([[(place, 0)] for place in truth])
    order = np.r_[:8, 9, 8]
    late = detection[order].view(np.recarray)
    settings = usual_settings()
    picture, track, counts = played(settings, one_eye(), late, look)
    assert of(counts, "late") == 1 and track["hits"][0] == 10 and track["time_s"][0] == STEP_S * 9
    assert np.linalg.norm(picture[-1]["x"][:3] - truth[-1]) < 5.0
    settings["late_max_s"] = 1.0
    _, track, counts = played(settings, one_eye(), late, look)
    assert of(counts, "too_late") == 1 and track["hits"][0] == 9 and late["track"][9] == -2


def test_a_full_table_is_counted_and_the_tracks_in_it_go_on():
    place_m = np.array([[10e3 * i, 30e3, 5e3] for i in range(10)])
    seen = [[(place, i) for i, place in enumerate(place_m)] for _ in range(4)]
    _, track, counts = played(usual_settings(), one_eye(), *recording(seen), rows=6)
    assert of(counts, "full") == 4 * 4 and (track["status"] == CONFIRMED).sum() == 6
    assert track["origin"].tolist() == list(range(6))


def test_a_recording_may_be_played_in_pieces():
    chance = np.random.default_rng(9)
    seen = [[(chance.uniform(-9e3, 9e3, 3), i) for i in range(5)] for _ in range(12)]
    detection, look = recording(seen)
    whole, _, _ = played(usual_settings(), one_eye(), detection, look, rows=40)
    settings, rows = usual_settings(), 40
    track, counts, picture = (
        allocate(TRACK, {"K": rows}), allocate(COUNTS, {"A": 1}), allocate(SNAPSHOT, {"Y": rows + 30})
    )  # fmt: skip
    work = make_work(settings, rows, 5)
    tables = handed((settings, one_eye(), detection, look, track, counts, picture))
    begin, pieces = 0, []
    while begin < len(look):
        begin, written = scan_all(*tables[:4], begin, *tables[4:6], work, tables[6])
        assert written > 0
        pieces.append(picture[:written].copy())
    assert len(pieces) > 2 and np.array_equal(np.concatenate(pieces), whole)


# ---- all kinds of tracker -----------------------------------------------------------------------------------------


def a_turn():
    """Straight, then a turn of 3 degrees a second, straight again: places [look, 3]."""
    heading, place, places = 0.0, np.array([0.0, 40e3, 6e3]), []
    for n in range(360):
        heading += math.radians(3.0) if 120 <= n < 180 else 0.0
        place = place + 250.0 * np.array([math.sin(heading), math.cos(heading), 0.0])
        if n % 4 == 0:
            places.append(place)
    return np.array(places)


@pytest.mark.needs_compiler
def test_turns_are_followed_better_by_modes_side_by_side():
    """A calm filter loses the turning target and starts anew; a nervous one keeps it and is less exact all the way."""
    truth = a_turn()
    seen = [[(place, 0)] for place in noisy(truth, 11)]
    tracks, error_m = {}, {}
    for name, motion, psd in (
        ("calm", TrackMotion.STRAIGHT, 1.0),
        ("nervous", TrackMotion.STRAIGHT, 2000.0),
        ("modes", TrackMotion.MANOEUVRING, 1.0),
    ):
        settings = usual_settings()
        settings["association"] = Association.JOINT
        settings["motion"], settings["acceleration_psd"], settings["gate_sigma"] = motion, psd, 6.0
        picture, _, counts = played(settings, one_eye(), *recording(seen), rows=16)
        tracks[name] = of(counts, "confirmed")
        error_m[name] = np.linalg.norm(picture["x"][:, :3] - truth[picture["look"]], axis=1)[5:].mean()
    assert tracks["calm"] > 1 and tracks["nervous"] == tracks["modes"] == 1
    assert error_m["modes"] < 0.9 * error_m["nervous"]


@pytest.mark.needs_compiler
def test_joint_association_is_the_other_where_nothing_is_in_doubt():
    truth = [flight(12, (30e3 * i, 40e3, 5e3)) for i in range(3)]
    seen = [[(noisy(truth[i][n], 20 * n + i), i) for i in range(3)] for n in range(12)]
    ends = []
    for association in Association:
        settings = usual_settings()
        settings["association"] = association
        settings["p_detect"], settings["false_per_m3"] = 0.999999, 1e-25
        ends.append(played(settings, one_eye(), *recording(seen))[0])
    assert ends[0]["x"] == pytest.approx(ends[1]["x"], abs=1e-3)


@pytest.mark.needs_compiler
def test_two_thousand_targets_and_two_hundred_false_plots_lose_nothing():
    chance = np.random.default_rng(12)
    start_m = chance.uniform(-300e3, 300e3, (2000, 3)) * (1, 1, 0.02)
    velocity_mps = chance.normal(0.0, 150.0, (2000, 3)) * (1, 1, 0)
    seen = [
        [(place, i) for i, place in enumerate(noisy(start_m + STEP_S * n * velocity_mps, n)) if chance.random() < 0.95]
        + [(place, -1) for place in chance.uniform(-300e3, 300e3, (200, 3)) * (1, 1, 0.02)]
        for n in range(8)
    ]
    _, track, counts = played(usual_settings(), one_eye(), *recording(seen), rows=4096)
    held = set(track["origin"][track["status"] == CONFIRMED])
    assert len(held) > 1950
    for name in ("full", "pairs_full", "singular", "not_finite", "late", "duplicates"):
        assert of(counts, name) == 0
