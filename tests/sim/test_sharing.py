"""What one network tells another becomes one track there, honest about its errors, and goes when nothing is told."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.kinds import Picture, TrackStatus
from pavise.sim.air_picture import TRACK
from pavise.sim.belief import start_beliefs
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.identification import forget_verdicts
from pavise.sim.models.tracking.fusion import information
from pavise.sim.sharing import GATE2, TOLD_EYE, fuse, share
from pavise.sim.tracked_state import MAIL, Air, make_tracked_state
from pavise.verify.small_defence import FireUnit, Link, Network, Radar, raid, small_defence

CONFIRMED, FREE = int(TrackStatus.CONFIRMED), int(TrackStatus.FREE)
PLACE_M = np.array([4.1e6, 2.66e6, 4.08e6])
VELOCITY_MPS = np.array([-150.0, 200.0, 20.0])
SIGMA_M, SIGMA_MPS = 80.0, 12.0
GIVER, TAKER = 0, 1


@kernel
def begin(threat, site, air):
    """No tracks, no mail and no verdicts."""
    start_beliefs(threat, site, air)
    forget_verdicts(air.verdict)


@kernel
def share_at(time_s, config, clock, settings, link, air):
    """One step of sharing."""
    share(time_s, config[0], clock[0], settings[0], link, air)


@kernel
def fuse_each(settings, mail, own):
    """Take report k into track k, for all k; how many failed."""
    failed = 0
    for k in range(own.size):
        if not fuse(settings[0], mail[k], own[k]):
            failed += 1
    return failed


class TwoNetworks:
    """A giver, a taker, and a link between them; nobody's sensors see anything: tracks are written by hand."""

    def __init__(self, **link: float) -> None:
        eye = Radar("eye")
        self.world = small_defence(
            [FireUnit("giver", radars=[eye], launchers=0), FireUnit("taker", radars=(), network=1)],
            raid(3), networks=[Network("giver"), Network("taker")], picture=Picture.TRACKED,
            links=[Link(giver=GIVER, taker=TAKER, **link)],
        )  # fmt: skip
        self.state, self.air, _ = make_tracked_state(self.world, 1)
        self.state.clock[0]["replication"] = 3
        self.rows = Air(*handed([table[0] for table in self.air]))
        self.fixed = handed([self.world.config, self.state.clock, self.world.settings, self.world.link[0]])
        begin(*handed([self.world.threat[0], self.world.site]), self.rows)

    @property
    def taken(self) -> np.ndarray:
        """The taker's tracks."""
        rows = self.air.track[0, TAKER]
        return rows[rows["status"] != FREE]

    def count(self, name: str, network: int = TAKER) -> int:
        return int(self.air.counts[0, network][name])

    def step(self, time_s: float) -> None:
        config, clock, settings, link = self.fixed
        share_at(time_s, config, clock, settings, link, self.rows)

    def put(self, network: int, k: int, time_s: float, place_m, track_id: int, sigma_m=SIGMA_M, **columns) -> None:
        """A confirmed track of a network's own, flying with VELOCITY_MPS."""
        row, counts = self.air.track[0, network], self.air.counts[0, network]
        row["x"][k] = np.concatenate([place_m, VELOCITY_MPS])
        row["covariance"][k] = np.diag([sigma_m**2] * 3 + [SIGMA_MPS**2] * 3).ravel()
        values = {
            "id": track_id, "status": CONFIRMED, "time_s": time_s, "updated_s": time_s, "confirmed_s": time_s, "eye": 0,
            "misses": 0, "origin": 0, "object": 0,
        }  # fmt: skip
        for name, value in {**values, **columns}.items():
            row[name][k] = value
        counts["track_rows"] = max(counts["track_rows"], k + 1)
        counts["started"] = max(counts["started"], track_id + 1)

    def knows(self, k: int, answers: float) -> None:
        """What the giver knows of the answers of its track in row k."""
        row = self.air.verdict[0, GIVER]
        row["track"][k], row["answers"][k], row["plans"][k] = self.air.track[0, GIVER]["id"][k], answers, 0.0

    def told_answers(self, track_id: int) -> float | None:
        """What the taker was told of the answers of its track with an id; None: nothing."""
        row = self.air.verdict[0, TAKER]
        found = np.flatnonzero(row["told_id"] == track_id)
        return float(row["told_answers"][found[0]]) if len(found) else None


def ahead(seconds: float, off_m=(0.0, 0.0, 0.0)) -> np.ndarray:
    """Where a target is after so long."""
    return PLACE_M + seconds * VELOCITY_MPS + np.asarray(off_m)


def test_a_report_arrives_after_the_delay_with_the_state_as_it_was():
    two = TwoNetworks(delay_s=7.0)
    two.put(GIVER, 0, 10.0, ahead(0.0), track_id=4)
    for time_s in range(10, 17):
        two.step(float(time_s))
        assert len(two.taken) == 0
    two.step(17.0)
    (told,) = two.taken
    assert told["status"] == CONFIRMED and told["eye"] == TOLD_EYE and told["time_s"] == 10.0
    assert (told["x"] == two.air.track[0, GIVER]["x"][0]).all() and told["confirmed_s"] == 17.0


def test_what_has_not_been_seen_again_is_told_once():
    two = TwoNetworks(delay_s=2.0)
    two.put(GIVER, 0, 0.0, ahead(0.0), track_id=0)
    for time_s in range(40):
        two.step(float(time_s))
    assert two.taken["hits"].tolist() == [1] and two.count("started") == 1


def test_a_target_that_is_told_of_again_and_again_stays_one_track():
    two = TwoNetworks(delay_s=3.0)
    for time_s in range(120):
        if time_s % 4 == 0:
            two.put(GIVER, 0, float(time_s), ahead(time_s), track_id=0)
        two.step(float(time_s))
    assert two.count("started") == 1 and two.taken["hits"][0] > 10
    assert np.linalg.norm(two.taken["x"][0, :3] - ahead(two.taken["time_s"][0])) < 1.0


@pytest.mark.parametrize("own_time_s", [10.0, 20.0, 28.0])
def test_a_report_finds_the_takers_own_track_whichever_of_the_two_is_older(own_time_s):
    two = TwoNetworks(delay_s=8.0)
    two.put(GIVER, 0, 20.0, ahead(20.0), track_id=0)
    two.put(TAKER, 0, own_time_s, ahead(own_time_s, (60.0, -40.0, 30.0)), track_id=0)
    for time_s in range(20, 30):
        two.step(float(time_s))
    assert len(two.taken) == 1 and two.taken["eye"][0] == 0
    assert two.taken["time_s"][0] == max(own_time_s, 20.0)


def test_a_target_far_from_all_tracks_is_a_new_one():
    two = TwoNetworks(delay_s=1.0)
    two.put(TAKER, 0, 0.0, ahead(0.0), track_id=0)
    two.put(GIVER, 0, 0.0, ahead(0.0, (0.0, 0.0, 1.1 * np.sqrt(GATE2 * 2.0) * SIGMA_M + 500.0)), track_id=0)
    two.step(0.0)
    two.step(1.0)
    assert len(two.taken) == 2


def test_what_is_known_of_one_target_is_not_told_of_its_neighbour():
    """Two tracks of the giver lie within the gate of one of the taker; each has its own there all the same."""
    two = TwoNetworks(delay_s=1.0)
    for time_s in range(60):
        if time_s % 5 == 0:
            two.put(GIVER, 0, float(time_s), ahead(time_s), track_id=0)
            two.put(GIVER, 1, float(time_s), ahead(time_s, (150.0, 0.0, 0.0)), track_id=1)
            two.put(TAKER, 0, float(time_s), ahead(time_s, (-20.0, 0.0, 0.0)), track_id=0)
        two.knows(0, -9.0)
        two.knows(1, 3.0)
        two.step(float(time_s))
    assert two.told_answers(0) == -9.0
    assert two.count("started") == 2 and two.told_answers(1) == 3.0


def test_a_pair_that_was_wrong_does_not_last():
    two = TwoNetworks(delay_s=1.0)
    two.put(TAKER, 0, 0.0, ahead(0.0), track_id=0, sigma_m=400.0)
    two.put(GIVER, 0, 0.0, ahead(0.0, (300.0, 0.0, 0.0)), track_id=0, sigma_m=400.0)
    two.knows(0, 3.0)
    two.step(0.0)
    two.step(1.0)
    assert two.told_answers(0) == 3.0 and len(two.taken) == 1
    for time_s in range(10, 14):  # by now it shows that they are two
        two.put(TAKER, 0, 10.0, ahead(10.0), track_id=0)
        two.put(GIVER, 0, 10.0, ahead(10.0, (3000.0, 0.0, 0.0)), track_id=0)
        two.step(float(time_s))
    assert len(two.taken) == 2 and two.told_answers(0) is None and two.told_answers(1) == 3.0


def test_who_has_no_sensors_forgets_what_is_told_no_more():
    two = TwoNetworks(delay_s=1.0)
    two.put(GIVER, 0, 0.0, ahead(0.0), track_id=0)
    last_s = 0
    for time_s in range(100):
        two.step(float(time_s))
        last_s = time_s if len(two.taken) else last_s
    assert 30 < last_s <= 61 and two.count("dropped") == 1


def test_a_report_that_is_too_old_begins_no_track_and_is_counted():
    two = TwoNetworks(delay_s=90.0)
    two.put(GIVER, 0, 0.0, ahead(0.0), track_id=0)
    for time_s in range(95):
        two.step(float(time_s))
    assert len(two.taken) == 0 and two.count("too_late") == 1 and two.count("full") == 0


def test_a_track_that_the_own_sensors_lose_lives_on_by_what_is_told():
    two = TwoNetworks(delay_s=1.0)
    two.put(TAKER, 0, 10.0, ahead(10.0), track_id=5, misses=4)
    two.put(GIVER, 0, 12.0, ahead(12.0), track_id=0)
    two.step(12.0)
    two.step(13.0)
    (track,) = two.taken
    assert (track["id"], track["eye"], track["misses"], track["updated_s"]) == (5, TOLD_EYE, 0, 13.0)


def test_what_was_told_is_not_told_on():
    two = TwoNetworks(delay_s=1.0)
    two.put(GIVER, 0, 0.0, ahead(0.0), track_id=0, eye=TOLD_EYE)
    for time_s in range(10):
        two.step(float(time_s))
    assert len(two.taken) == 0


def test_reports_that_get_lost_leave_no_track():
    two = TwoNetworks(delay_s=1.0, p_loss=1.0)
    for time_s in range(60):
        two.put(GIVER, 0, float(time_s), ahead(time_s), track_id=0)
        two.step(float(time_s))
    assert two.count("started") == 0


def test_tracks_that_know_the_same_plots_are_fused_honestly():
    """Errors that both have in common: what is fused is no more certain than it should be, as sums would make it."""
    chance, runs = np.random.default_rng(7), 400
    common = np.diag([40.0**2] * 3 + [10.0**2] * 3)
    apart = [np.diag([*np.square(sigma), *[6.0**2] * 3]) for sigma in ((15.0, 150.0, 60.0), (150.0, 15.0, 60.0))]
    shared = chance.multivariate_normal(np.zeros(6), common, runs)
    errors = [shared + chance.multivariate_normal(np.zeros(6), own, runs) for own in apart]
    truth = np.concatenate([PLACE_M, VELOCITY_MPS])
    track = allocate(TRACK, {"K": runs})
    mail = allocate(MAIL, {"R": 1, "Q": 1, "K": runs})[0, 0]
    for table, error, own in zip((track, mail), errors, apart, strict=True):
        table["time_s"] = 5.0
        table["x"] = truth + error
        table["covariance"] = (common + own).ravel()
    summed = normalised(track, mail)
    world = small_defence([FireUnit()], raid(1), picture=Picture.TRACKED)
    assert fuse_each(*handed([world.settings, mail, track])) == 0
    fused = track["covariance"].reshape(runs, 6, 6)
    assert (fused == fused.transpose(0, 2, 1)).all()
    away = track["x"] - truth
    told = np.einsum("ri,rij,rj->r", away, np.linalg.inv(fused), away)
    assert told.mean() < 6.0 * 1.1  # chi-square with six degrees has a mean of 6
    assert summed > 6.0 * 1.3
    assert np.linalg.det(fused[0]) < min(np.linalg.det(common + own) for own in apart)  # and yet worth while


def normalised(track, mail) -> float:
    """Mean normalised squared error if both were added up as though they had nothing in common."""
    truth, total = np.concatenate([PLACE_M, VELOCITY_MPS]), 0.0
    x, covariance = np.empty(6), np.empty(36)
    for own, told in zip(track, mail, strict=True):
        information(own["x"], own["covariance"], told["x"], told["covariance"], x, covariance)
        total += (x - truth) @ np.linalg.inv(covariance.reshape(6, 6)) @ (x - truth)
    return total / len(track)
