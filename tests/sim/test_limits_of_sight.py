"""Where what radars see and who is ready must come out at closed forms, worked out here anew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Cause, EventKind, Fate
from pavise.run.drivers import play_fused
from pavise.sim.detection import first_confirmation, pd_table
from pavise.sim.models.sensing.rotating_radar import p_detect
from pavise.sim.models.tracking.confirm_m_of_n import confirmed, with_detection
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, raid, small_defence
from tests.sim.near import assert_near
from tests.worlds.looking_on import detections, look_on

needs_compiler = pytest.mark.needs_compiler

EARTH_M = 4.0 / 3.0 * 6_371_000.0


def share_near(share: float, expected: float, number: int) -> bool:
    """Within 4 standard errors of a proportion."""
    return abs(share - expected) < 4.0 * math.sqrt(expected * (1.0 - expected) / number)


# ---- the horizon --------------------------------------------------------------------------------------------------


def horizon_m(*heights_m: float) -> float:
    """Ground distance on the effective earth at which two points at these heights just see each other."""
    return sum(EARTH_M * math.acos(EARTH_M / (EARTH_M + height_m)) for height_m in heights_m)


def along_the_meridian_m(angle_m: float, latitude_deg: float = 39.4) -> float:
    """Length on WGS84 of a north-south way of which a sphere of mean radius says `angle_m`.

    Routes count angles between verticals and call 6,371 km times that a distance: 0.17 % too much in this direction.
    """
    e2 = 0.00669437999014
    radius_m = 6378137.0 * (1.0 - e2) / (1.0 - e2 * math.sin(math.radians(latitude_deg)) ** 2) ** 1.5
    return angle_m * radius_m / 6_371_000.0


@needs_compiler
@pytest.mark.parametrize("mast_m, height_m, speed_mps, scan_s", [(20.0, 300.0, 200.0, 1.0), (5.0, 50.0, 300.0, 4.0)])
def test_a_certain_radar_first_sees_a_raider_at_the_horizon_half_a_scan_late(mast_m, height_m, speed_mps, scan_s):
    eye = FireUnit(radars=[Radar(scan_period_s=scan_s, antenna_height_m=mast_m)], launchers=0)
    raider = Raider(distance_m=150e3, speed_mps=speed_mps, altitude_m=height_m, start_spread_s=100.0)
    flight = play_fused(small_defence([eye], [raider]), 0, 1000).flight[:, 0]
    seen_at_m = along_the_meridian_m(150e3 - speed_mps * (flight["first_in_sight_s"] - flight["start_s"]))
    reach_m = horizon_m(mast_m, height_m)
    # Distances are on the true earth, bending is in the effective one: they differ by 3e-4 (see sim/geometry.py).
    assert_near(seen_at_m, reach_m - 0.5 * speed_mps * scan_s, slack=5e-4 * reach_m)
    assert reach_m - speed_mps * (scan_s + 1.0) * 1.001 - 5e-4 * reach_m < seen_at_m.min()
    assert seen_at_m.max() < reach_m * (1.0 + 5e-4)


@needs_compiler
def test_a_higher_mast_sees_farther_and_the_instrument_limits_both():
    def seen_at_m(**radar):
        world = small_defence(
            [FireUnit(radars=[Radar(**radar)], launchers=0)], raid(1, distance_m=150e3, altitude_m=100.0)
        )
        return 150e3 - 250.0 * play_fused(world, 0, 1).flight["first_in_sight_s"][0, 0]

    assert seen_at_m(antenna_height_m=50.0) > seen_at_m(antenna_height_m=5.0) + 15e3
    assert seen_at_m(antenna_height_m=50.0, instrumented_range_m=40e3) == pytest.approx(40e3, abs=600.0)


@needs_compiler
def test_a_sector_radar_sees_its_share_of_raids_from_all_sides():
    """A third of a turn, wherever it faces; and the raids that it sees come from within it."""
    eye = Radar(sector_rad=2.0 * math.pi / 3.0)
    for boresight_rad in (0.0, 2.0, 5.5):
        unit = FireUnit(radars=[eye], boresight_rad=boresight_rad, launchers=0)
        world = small_defence([unit], raid(1, distance_m=40e3, axis_spread_rad=2.0 * math.pi))
        flight = play_fused(world, 0, 3000).flight
        assert share_near(np.isfinite(flight["first_in_sight_s"]).mean(), 1.0 / 3.0, 3000)
    for axis_rad, seen in ((5.5, True), (5.5 + 1.0, True), (5.5 + 1.1, False), (5.5 - 1.0, True), (5.5 - 1.1, False)):
        unit = FireUnit(radars=[eye], boresight_rad=5.5, launchers=0)
        world = small_defence([unit], raid(1, distance_m=40e3, axis_rad=axis_rad))
        assert np.isfinite(play_fused(world, 0, 1).flight["first_in_sight_s"][0, 0]) == seen


@needs_compiler
def test_what_flies_above_the_highest_elevation_is_not_seen():
    """5,000 m up and 30 degrees at most: the cone of silence begins 8.6 km from the radar."""
    eye = FireUnit(radars=[Radar(elevation_max_rad=math.radians(30.0))], launchers=0)
    world = small_defence([eye], raid(1, distance_m=60e3, altitude_m=5000.0, speed_mps=100.0))
    last_s = max(time_s for time_s, _, _ in detections(world, 0))
    assert 60e3 - 100.0 * last_s == pytest.approx((5000.0 - 20.0) / math.tan(math.radians(30.0)), abs=150.0)


# ---- looks and tracks ---------------------------------------------------------------------------------------------


@needs_compiler
def test_each_look_succeeds_as_often_as_the_range_law_says():
    """Detections of a raider that hangs still, counted against the law at just that range."""
    law = pd_table(1, 1, 1e-6)
    for range_m in (60e3, 100e3, 140e3):
        eye = FireUnit(radars=[Radar(p_look=None, scan_period_s=2.0, antenna_height_m=3e3)], launchers=0)
        hanging = raid(
            1, distance_m=range_m, speed_mps=0.01, altitude_m=3e3, release_range_m=range_m - 40.0, rcs_m2=2.0
        )
        world = small_defence([eye], hanging)
        found = detections(world, 0)
        slant_m = range_m * (1.0 + 3e3 / 6_371_000.0)
        expected = p_detect(slant_m, 2.0, float(world.sensor["snr_scale_m2"][0, 0]), law)
        assert share_near(len(found) / 2000.0, expected, 2000)


@needs_compiler
@pytest.mark.parametrize("needed, window, p_look", [(1, 1, 0.3), (2, 3, 0.4), (3, 5, 0.5), (4, 4, 0.7), (3, 16, 0.2)])
def test_tracks_start_as_the_exact_chain_of_looks_says(needed, window, p_look):
    """When a track starts, look by look, against the exact chances over all histories."""
    runs, looks = 4000, 30
    eye = FireUnit(radars=[Radar(p_look=p_look, scan_period_s=5.0, confirm=(needed, window))], launchers=0)
    world = small_defence([eye], raid(1, distance_m=20e3, speed_mps=20e3 / (5.0 * looks), start_s=100.0))
    played = play_fused(world, 0, runs, log_events=4)
    first_look_s = played.flight["first_in_sight_s"][:, 0]
    started = [log["time_s"][log["kind"] == EventKind.TRACK_STARTED] for log in played.events]
    look = np.array(
        [round((s[0] - first) / 5.0) if s.size else looks for s, first in zip(started, first_look_s, strict=True)]
    )
    p_first = np.empty(looks)
    first_confirmation(np.full(looks, p_look), needed, window, p_first)
    assert look.min() >= needed - 1
    for k in (needed - 1, needed, needed + 2, 10, 25):
        assert share_near((look <= k).mean(), p_first[: k + 1].sum(), runs), k


@pytest.mark.parametrize("looks", ["1", "101", "1001", "0110", "11100", "10000000000000000000000000000001"])
@pytest.mark.parametrize("needed, window", [(1, 1), (2, 3), (2, 32), (3, 5)])
def test_m_of_n_counts_the_newest_looks(looks, needed, window):
    """A row of looks, newest last, worked through look by look."""
    hits, last = np.uint32(0), 0
    for k, seen in enumerate(looks):
        if seen == "1":
            hits, last = with_detection(hits, k - last), k
    newest = looks[max(0, last + 1 - window) : last + 1]
    assert confirmed(hits, needed, window) == (newest.count("1") >= needed)


def test_a_track_is_dropped_when_not_seen_for_too_long_and_must_be_confirmed_anew():
    """It passes behind a radar with a sector, is lost, and is held again when it comes into another one's."""
    eye = Radar(instrumented_range_m=30e3, confirm=(2, 2), drop_after_s=20.0, scan_period_s=2.0)
    near = FireUnit("near", radars=[eye], launchers=0)
    far = FireUnit("far", radars=[eye], away_m=80e3, launchers=0)
    gun = FireUnit("gun", radars=[], reaction_s=1e6)
    world = small_defence([near, far, gun], raid(1, distance_m=120e3, speed_mps=250.0))
    log = play_fused(world, 0, 1, log_events=20).events[0]
    told_s = log["time_s"][log["kind"] == EventKind.TRACK_REPORTED]
    assert len(told_s) == 2  # once from each radar: between them lie 20 km, 80 s, in nobody's sight
    assert told_s == pytest.approx([10e3 / 250.0, 90e3 / 250.0], abs=6.0)


def test_a_track_that_was_dropped_needs_its_looks_again():
    """A patrol's radar sees the raider all the time it is there, and each time needs three looks, 20 s, to have it."""
    eye = Radar(confirm=(3, 3), drop_after_s=30.0, scan_period_s=10.0)
    patrol = FireUnit(
        radars=[eye], height_m=8e3, orbit_radius_m=20e3, on_station_s=300.0, relief_gap_s=100.0, reaction_s=1e6
    )
    world = small_defence([patrol], raid(1, distance_m=50e3, speed_mps=40.0, altitude_m=5e3))
    log = play_fused(world, 0, 1, log_events=50).events[0]
    started_s = log["time_s"][log["kind"] == EventKind.TRACK_STARTED]
    looks_s = np.array([time_s for time_s, _, _ in detections(world, 0)])
    returned_s = looks_s[np.flatnonzero(np.diff(looks_s) > 50.0) + 1]
    assert len(returned_s) >= 2
    # the first stint may have begun before the clock did
    assert [time_s for time_s in started_s if time_s > returned_s[0]] == pytest.approx(returned_s + 20.0)


def test_a_dropped_track_makes_room_for_another():
    """One track at most: the second raider comes when the first has long arrived."""
    eye = Radar(tracks_max=1, drop_after_s=20.0)
    raiders = [Raider("first", distance_m=20e3), Raider("second", distance_m=20e3, start_s=200.0)]
    log = play_fused(small_defence([FireUnit(radars=[eye], launchers=0)], raiders), 0, 1, log_events=50).events[0]
    assert log["whom"][log["kind"] == EventKind.TRACK_STARTED].tolist() == [0, 1]


def test_a_radar_holds_no_more_tracks_than_it_can():
    eye = Radar(tracks_max=3)
    log = play_fused(small_defence([FireUnit(radars=[eye], launchers=0)], raid(8)), 0, 1, log_events=50).events[0]
    assert (log["kind"] == EventKind.TRACK_STARTED).sum() == 3


def test_posts_hear_the_radars_of_their_network_and_no_others():
    eye = FireUnit("eye", radars=[Radar("eye")], launchers=0)
    friend, stranger = FireUnit("friend", radars=[]), FireUnit("stranger", radars=[], network=1)
    log = play_fused(small_defence([eye, friend, stranger], raid(1)), 0, 1, log_events=50).events[0]
    assert set(log["who"][log["kind"] == EventKind.TRACK_REPORTED]) == {0}


# ---- who is ready -------------------------------------------------------------------------------------------------


def test_a_stored_unit_shoots_from_the_moment_it_is_ready():
    """Six hours of notice and five of warning: the raider that has been in reach for long is shot at after one."""
    notice_s, warning_s = 6 * 3600.0, 5 * 3600.0
    stored = FireUnit("stored", radars=[], ready_at_s=notice_s - warning_s)
    eye = FireUnit("eye", launchers=0)
    lingering = raid(1, distance_m=30e3, speed_mps=1.0)
    log = play_fused(small_defence([stored, eye], lingering), 0, 1, log_events=20).events[0]
    assert log["time_s"][log["kind"] == EventKind.SHOT] == [3600.0]


@pytest.mark.parametrize("ready_s, ends", [(399.0, Fate.LEAKED), (395.0, Fate.LEAKED), (380.0, Fate.KILLED)])
def test_a_unit_that_is_ready_after_the_last_moment_comes_too_late(ready_s, ends):
    """The raider arrives after 400 s and must be met 2.5 km out, 10 s before, by a round that flies 2.5 s."""
    unit = FireUnit(ready_at_s=ready_s, missile=Missile(range_min_m=2.5e3))
    flight = play_fused(small_defence([unit], raid(1, distance_m=100e3, altitude_m=100.0)), 0, 1).flight[0, 0]
    assert flight["fate"] == ends
    assert flight["cause"] == (Cause.NOT_READY if ends == Fate.LEAKED else Cause.NONE)


@needs_compiler
def test_units_are_serviceable_as_often_as_they_should_and_independently():
    units = [FireUnit(f"unit {k}", radars=[Radar()], network=k, p_available=0.7, launchers=0) for k in range(2)]
    for k, unit in enumerate(units):
        flight = play_fused(small_defence([unit], raid(1, distance_m=5e3)), 0, 3000).flight
        units[k] = np.isfinite(flight["first_in_sight_s"][:, 0])
        assert share_near(units[k].mean(), 0.7, 3000)
    assert share_near((units[0] & units[1]).mean(), 0.49, 3000)


@needs_compiler
def test_a_patrol_is_on_station_its_share_of_the_time():
    """Two hours on station and 40 minutes of gap: three quarters, at any time of the battle."""
    patrol = FireUnit(
        radars=[Radar()], height_m=8e3, orbit_radius_m=20e3, on_station_s=7200.0, relief_gap_s=2400.0, launchers=0
    )
    for start_s in (0.0, 5000.0):
        world = small_defence([patrol], raid(1, distance_m=400.0, start_s=start_s + 0.5, speed_mps=200.0))
        seen = np.isfinite(play_fused(world, 0, 3000).flight["first_in_sight_s"])
        assert share_near(seen.mean(), 0.75, 3000)


@needs_compiler
def test_a_patrol_that_goes_is_back_after_the_gap():
    """Watched for half an hour: on station and away in turn, each as long as it should be."""
    patrol = FireUnit(
        radars=[Radar()], height_m=8e3, orbit_radius_m=20e3, on_station_s=300.0, relief_gap_s=100.0, launchers=0
    )
    lingering = raid(1, distance_m=50e3, speed_mps=25.0, altitude_m=5e3)
    times_s = np.array([time_s for time_s, _, _ in detections(small_defence([patrol], lingering), 0)])
    breaks = np.flatnonzero(np.diff(times_s) > 1.5)
    assert len(breaks) >= 2
    assert np.diff(times_s)[breaks] == pytest.approx(101.0, abs=1.5)
    assert np.diff(times_s[breaks]) == pytest.approx(400.0, abs=1.5)


@needs_compiler
def test_a_patrol_flies_a_circle_of_its_radius_at_its_speed():
    orbit_m, speed_mps = 15e3, 200.0
    patrol = FireUnit(radars=[Radar()], height_m=8e3, orbit_radius_m=orbit_m, orbit_speed_mps=speed_mps, launchers=0)
    times_s: list[float] = []
    places_m: list[np.ndarray] = []

    def see(state):
        times_s.append(float(state.clock["time_s"]))
        places_m.append(state.place["position_m"][0].copy())

    look_on(small_defence([patrol], raid(1, distance_m=100e3, speed_mps=100.0, altitude_m=8e3)), 0, see)
    assert len(times_s) > 900 > 2.0 * math.pi * orbit_m / speed_mps  # twice round
    places = np.array(places_m)
    apart_m = np.linalg.norm(places[:, None, :] - places[None, :, :], axis=-1)
    assert apart_m.max() == pytest.approx(2.0 * orbit_m, rel=1e-4)
    one_step = np.diff(times_s) == 1.0
    assert np.linalg.norm(np.diff(places, axis=0), axis=1)[one_step] == pytest.approx(speed_mps, rel=1e-4)
