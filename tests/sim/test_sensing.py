"""Looks in battles: how often, at whom, by which kind of sensor, and through how much noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Band, EventKind, SensorKind
from pavise.run.drivers import play_fused
from pavise.sim.aspect import aspect_rcs_m2
from pavise.sim.detection import pd_table
from pavise.sim.jamming import burn_through_range_m, gain_towards, jam_noise_ratio
from pavise.sim.models.sensing.optical_sight import optical_row, optical_scale_m2
from pavise.sim.models.sensing.passive_receiver import passive_scale_m2
from pavise.sim.models.sensing.rotating_radar import p_detect
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Jammer, Radar, Raider, raid, small_defence
from tests.worlds.looking_on import detections, last_state

needs_compiler = pytest.mark.needs_compiler
LAW = pd_table(1, 1, 1e-6)
LOOKS = 2000


def eye(**radar) -> FireUnit:
    """A radar post at the site."""
    return FireUnit(radars=[Radar(**radar)], launchers=0)


def hanging(distance_m: float, **columns) -> Raider:
    """A raider that hangs still 3 km up, in the sight of a radar as high."""
    place = {"distance_m": distance_m, "release_range_m": distance_m - 40.0, "altitude_m": 3e3, **columns}
    return Raider(speed_mps=0.01, **place)


LAWFUL = {"p_look": None, "scan_period_s": 2.0, "antenna_height_m": 3e3}
"""A radar by the law of its claimed range (0.5 at 100 km, 1 m2), level with a raider that hangs."""


def share_seen(world: World, sensor: int = 0) -> float:
    """Share of looks that succeed; raiders hang for 4,000 s, so there are 2,000."""
    return sum(s == sensor for _, s, _ in detections(world, 0)) / LOOKS


def near(share: float, expected: float) -> bool:
    """Within 4 standard errors of a proportion of all looks."""
    return abs(share - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / LOOKS) + 1e-3


def slant_m(ground_m: float) -> float:
    """Slant range to a raider that hangs, between two places 3 km up."""
    return ground_m * (1.0 + 3e3 / 6_371_000.0)


# ---- search and track ----------------------------------------------------------------------------------------------


def times_of_looks(**radar) -> np.ndarray:
    """Times at which a certain radar detects one raider that flies through its reach."""
    return np.array([time_s for time_s, _, _ in detections(small_defence([eye(**radar)], raid(1)), 0)])


@pytest.mark.parametrize("track_s", [1.0, 2.0, 3.0])
def test_a_track_is_looked_at_more_often_than_the_sky_is_searched(track_s):
    """Two of three looks of the search, 12 s apart, start the track; from then on it is looked at every few seconds."""
    times_s = times_of_looks(scan_period_s=12.0, track_period_s=track_s, confirm=(2, 3))
    assert times_s[1] - times_s[0] == pytest.approx(12.0, abs=1.0)
    assert np.diff(times_s)[1:] == pytest.approx(track_s, abs=1e-9)


def test_without_a_track_mode_or_without_a_track_all_looks_are_a_scan_apart():
    for radar in ({}, {"track_period_s": 2.0, "tracks_max": 0}):
        times_s = times_of_looks(scan_period_s=12.0, confirm=(2, 3), **radar)
        assert np.diff(times_s) == pytest.approx(12.0, abs=1.0)


@needs_compiler
@pytest.mark.parametrize("scan_s, track_s", [(12.0, 2.0), (10.0, 3.0), (5.0, 0.3)])
def test_a_track_mode_starts_tracks_no_sooner_and_no_later(scan_s, track_s):
    """M of N counts looks of the search, which lasts a whole number of ticks: 9 s for a scan of 10 and ticks of 3."""
    period_s = track_s * round(scan_s / track_s)

    def started_s(**radar) -> np.ndarray:
        world = small_defence([eye(p_look=0.5, confirm=(2, 3), drop_after_s=1e6, **radar)], raid(1))
        logs = play_fused(world, 0, 1500, log_events=3).events
        return np.array([log["time_s"][log["kind"] == EventKind.TRACK_STARTED][0] for log in logs])

    fast, slow = started_s(scan_period_s=scan_s, track_period_s=track_s), started_s(scan_period_s=period_s)
    error_s = math.hypot(fast.std(), slow.std()) / math.sqrt(1500)
    assert abs(fast.mean() - slow.mean()) < 4.0 * error_s


def test_a_lost_track_is_searched_for_anew():
    """Behind one radar's range nothing is seen; when the raider is back in sight, looks are a scan apart again."""
    world = small_defence([eye(scan_period_s=12.0, track_period_s=2.0, drop_after_s=20.0)], raid(1, speed_mps=400.0))
    world = world._replace(mask=np.zeros((2, 8, 101), np.int16))
    world.mask[1, :, 40:60] = 5000  # hidden from 60 to 40 km
    world.sensor["mask_row"], world.sensor["mask_step_m"] = 1, 1000.0
    times_s = np.array([time_s for time_s, _, _ in detections(world, 0)])
    gap = int(np.argmax(np.diff(times_s)))
    assert np.diff(times_s)[gap] > 40.0
    others_s = np.delete(np.diff(times_s), gap)
    assert others_s == pytest.approx(2.0, abs=1e-9)  # a single look starts a track here
    from_first_s = times_s[gap + 1] - times_s[0]
    assert from_first_s % 12.0 == pytest.approx(0.0, abs=1e-9)  # found again by a look of the search


# ---- what a radar gets of a body -----------------------------------------------------------------------------------


@needs_compiler
@pytest.mark.parametrize("around_rad", [0.0, 0.4 * math.pi, 0.5 * math.pi, math.pi])
def test_a_body_is_seen_by_the_side_that_it_shows(around_rad):
    """Radars at 90 km from a raider, ahead, abeam and astern of it; its nose points to the site south of it."""
    body = hanging(1e3, rcs_m2=0.3, rcs_side_ratio=15.0, rcs_tail_ratio=4.0)
    unit = FireUnit(radars=[Radar(**LAWFUL)], away_m=90e3, bearing_rad=math.pi + around_rad, launchers=0)
    world = small_defence([unit], [body])
    state = last_state(world, 0)
    to_radar_m = state.look["position_m"][0] - state.flight["position_m"][0]
    ahead_m = state.path["position_m"][0, 1] - state.path["position_m"][0, 0]
    cosine = to_radar_m @ ahead_m / np.linalg.norm(to_radar_m) / np.linalg.norm(ahead_m)
    assert cosine == pytest.approx(math.cos(around_rad), abs=0.03)
    shown_m2 = aspect_rcs_m2(0.3, 15.0, 4.0, cosine)
    scale_m2 = float(world.sensor["snr_scale_m2"][0, 0])
    assert near(share_seen(world), p_detect(float(np.linalg.norm(to_radar_m)), shown_m2, scale_m2, LAW))


def test_each_band_sees_its_own_cross_section():
    """A body four times as large in the low band is a body four times as large to a radar of that band, to the bit."""
    raiders = [Raider(rcs_band_ratio=(4.0, 2.0, 1.0), rcs_m2=0.5)]
    for band, rcs_m2 in ((Band.LOW, 2.0), (Band.MIDDLE, 1.0), (Band.HIGH, 0.5)):
        alike = [Raider(rcs_m2=rcs_m2)]
        banded = small_defence([eye(p_look=None, band=band)], raiders)
        assert detections(banded, 0) == detections(small_defence([eye(p_look=None)], alike), 0)


# ---- jamming -------------------------------------------------------------------------------------------------------


@needs_compiler
@pytest.mark.parametrize("jam_to_noise", [1.0, 30.0, 1000.0])
def test_a_radar_burns_through_where_the_closed_form_says(jam_to_noise):
    """Half of the looks see a target of 1 m2 at 100 km, and one that jams at the range of burn-through."""
    at_m = burn_through_range_m(100e3, jam_to_noise)
    world = small_defence([eye(**LAWFUL)], [hanging(at_m / slant_m(1.0), jam_to_noise=jam_to_noise)])
    assert near(share_seen(world), 0.5)


@needs_compiler
def test_a_jammer_that_stands_off_hurts_most_where_it_stands():
    """In line with the target, 1 degree aside (a third of the beam), and a quarter round, where sidelobes hear it."""
    radar = {**LAWFUL, "beamwidth_rad": math.radians(3.0), "sidelobe": 1e-3}
    shares = []
    for aside_rad in (0.0, math.radians(1.0), 0.5 * math.pi):
        jammer = Jammer(bearing_rad=aside_rad, away_m=200e3, height_m=10e3, jam_to_noise=200.0)
        world = small_defence([eye(**radar)], [hanging(60e3)], jammers=[jammer])
        state = last_state(world, 0)
        noise = float(state.jammed["noise"][0, 0])
        assert noise == pytest.approx(jam_noise_ratio(200.0, 200e3), rel=0.01)
        gain = gain_towards(math.cos(aside_rad), math.radians(3.0), 1e-3)
        scale_m2 = float(world.sensor["snr_scale_m2"][0, 0])
        expected = p_detect(slant_m(60e3), 1.0 / (1.0 + noise * gain), scale_m2, LAW)
        shares.append(share_seen(world))
        assert near(shares[-1], expected)
    assert shares[0] < 0.5 * shares[1] < 0.7 * shares[2]


@needs_compiler
def test_a_jammer_below_the_horizon_or_far_off_the_beam_without_sidelobes_does_nothing():
    radar = {"p_look": None, "antenna_height_m": 20.0}
    alone = detections(small_defence([eye(**radar)], raid(1)), 0)
    low = Jammer(bearing_rad=0.0, away_m=150e3, height_m=100.0, jam_to_noise=1e6)
    aside = Jammer(bearing_rad=1.0, away_m=150e3, height_m=9e3, jam_to_noise=1e6)
    beam = {"beamwidth_rad": math.radians(2.0), "sidelobe": 0.0}
    for jammer, more in ((low, {**beam, "sidelobe": 1e-2}), (aside, beam)):
        assert detections(small_defence([eye(**radar, **more)], raid(1), jammers=[jammer]), 0) == alone


@needs_compiler
def test_two_jammers_add_up_and_a_patrol_finds_them_where_they_are():
    """The noise that a patrol hears changes as it goes round its orbit towards the jammer and away from it."""
    jammers = [Jammer(name, away_m=150e3, jam_to_noise=100.0) for name in ("one", "two")]
    patrol = FireUnit(radars=[Radar(**{**LAWFUL, "antenna_height_m": 0.0})], height_m=3e3, launchers=0,
                      orbit_radius_m=50e3, orbit_speed_mps=200.0)  # fmt: skip
    state = last_state(small_defence([patrol], [hanging(60e3)], jammers=jammers), 0)
    assert state.jammed["noise"][0, 0] == state.jammed["noise"][0, 1]
    away_m = 100e3 * math.sqrt(100.0 / state.jammed["noise"][0, 0])
    assert 95e3 < away_m < 205e3 and abs(away_m - 150e3) > 1e3


# ---- other kinds of sensors ----------------------------------------------------------------------------------------


def with_scale(world: World, scale_m2: float, sensor: int = 0) -> World:
    """The same world with a sensor of this scale."""
    world.sensor["snr_scale_m2"][:, sensor] = scale_m2
    return world


def test_a_receiver_sees_emitters_and_nothing_else():
    """It also hears them through their own jamming, and no look at a silent one is ever counted."""
    listener = eye(kind=SensorKind.PASSIVE, p_look=1.0)
    raiders = [
        Raider("silent", rcs_m2=1e6),
        Raider("loud", emits=1.0),
        Raider("loud and jamming", emits=1.0, jam_to_noise=1e6),
    ]
    world = small_defence([listener], raiders)
    assert {t for _, _, t in detections(world, 0)} == {1, 2}
    assert np.isfinite(last_state(world, 0).flight["first_in_sight_s"]).tolist() == [False, True, True]


@needs_compiler
def test_a_receiver_finds_half_of_its_reference_emitters_at_its_claimed_range():
    listener = eye(**LAWFUL, kind=SensorKind.PASSIVE)
    scale_m2 = passive_scale_m2(slant_m(90e3), 1.0, 0.5, 1, 1, 1e-6)
    assert near(share_seen(with_scale(small_defence([listener], [hanging(90e3, emits=1.0)]), scale_m2)), 0.5)
    assert near(share_seen(with_scale(small_defence([listener], [hanging(180e3, emits=4.0)]), scale_m2)), 0.5)


@needs_compiler
def test_an_eye_finds_half_of_its_reference_targets_at_its_claimed_range_and_nothing_that_has_no_size():
    watcher = eye(**LAWFUL, kind=SensorKind.OPTICAL)
    scale_m2 = optical_scale_m2(slant_m(30e3), 5.0, 0.5)
    for size_m2, expected in ((5.0, 0.5), (0.0, 0.0)):
        world = with_scale(small_defence([watcher], [hanging(30e3, size_m2=size_m2, rcs_m2=1e9)]), scale_m2)
        world = world._replace(pd_table=optical_row()[np.newaxis])
        assert near(share_seen(world), expected)


def two_legs(swapped: bool) -> World:
    """An illuminator and a receiver 50 km apart, or the other way round, and a raid that passes them both."""
    places_m = (0.0, 50e3)[:: -1 if swapped else 1]
    light = Radar("light", p_look=0.0)
    receiver = Radar("receiver", p_look=None, kind=SensorKind.BISTATIC, illuminator="light")
    units = [
        FireUnit("lamp", radars=[light], away_m=places_m[0], bearing_rad=0.8, launchers=0),
        FireUnit("post", radars=[receiver], away_m=places_m[1], bearing_rad=0.8, launchers=0),
    ]
    raiders = raid(4, rcs_side_ratio=10.0, axis_spread_rad=3.0, distance_m=150e3, altitude_m=4000.0)
    return small_defence(units, raiders)


@needs_compiler
def test_a_bistatic_radar_sees_the_same_with_its_ends_exchanged():
    here, there = detections(two_legs(False), 0), detections(two_legs(True), 0)
    assert len(here) > 300 and here == there


@needs_compiler
def test_a_bistatic_radar_at_its_illuminators_place_is_an_ordinary_radar():
    """Same name, same luck, same range: two legs of one length."""
    light = Radar("light", p_look=0.0)
    both = small_defence(
        [FireUnit(radars=[light, Radar("r", p_look=None, kind=SensorKind.BISTATIC, illuminator="light")], launchers=0)],
        raid(3),
    )
    alone = small_defence([FireUnit(radars=[light, Radar("r", p_look=None)], launchers=0)], raid(3))
    assert len(detections(alone, 0)) > 300 and detections(both, 0) == detections(alone, 0)
