"""Each cause of a leak, provoked by a tiny world made for it; and what a neighbour of that world would be called."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pavise.kinds import Cause, Fate, ThreatClass
from pavise.run.drivers import Played, play_fused
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, Site, raid, small_defence

LOW = replace(raid(1)[0], altitude_m=30.0, distance_m=120e3, speed_mps=300.0)
"""A low flier: beyond the horizon of a 20 m mast until some 41 km away."""


def played(units: Sequence[FireUnit], raiders: Sequence[Raider], **settings) -> Played:
    return play_fused(small_defence(units, raiders, **settings), 0, 1, log_events=1000)


def cause(units: Sequence[FireUnit], raiders: Sequence[Raider]) -> Cause:
    """The one cause of the first raider, which must leak."""
    flight = played(units, raiders).flight[0, 0]
    assert flight["fate"] == Fate.LEAKED
    return Cause(flight["cause"])


def test_without_fire_units_everything_is_out_of_envelope():
    assert cause([], raid(1)) == Cause.OUT_OF_ENVELOPE
    assert cause([FireUnit(launchers=0)], raid(1)) == Cause.OUT_OF_ENVELOPE


@pytest.mark.parametrize(
    "missile",
    [
        Missile(altitude_max_m=900.0),  # it flies above
        Missile(altitude_min_m=1100.0),  # it flies below
        Missile(range_max_m=15e3),  # it arrives outside
        Missile(p_kill=(1.0, 0.0, 1.0, 1.0)),  # rounds for everything but cruise missiles
    ],
)
def test_what_no_round_can_reach_is_out_of_envelope(missile):
    assert cause([FireUnit(away_m=20e3, bearing_rad=math.pi, missile=missile)], raid(1)) == Cause.OUT_OF_ENVELOPE


def test_a_ballistic_target_is_out_of_the_envelope_of_rounds_without_reach_against_it():
    arc = raid(1, path_kind=1, threat_class=ThreatClass.BALLISTIC, distance_m=200e3)
    assert cause([FireUnit(missile=Missile(range_max_ballistic_m=0.0))], arc) == Cause.OUT_OF_ENVELOPE


@pytest.mark.parametrize(
    "why",
    [
        {"ready_at_s": math.inf},  # stored, and no notice is long enough
        {"ready_at_s": 1000.0},  # stored, called too late: the raider arrives after 400 s
        {"p_available": 0.0},  # broken down
        # on station for a second in three hours, and then relieved
        {"orbit_radius_m": 5e3, "on_station_s": 1e-9, "relief_gap_s": 10_000.0},
    ],
)
def test_a_unit_that_cannot_act_is_not_ready(why):
    assert cause([FireUnit(**why)], raid(1)) == Cause.NOT_READY


def test_a_contested_unit_that_this_world_lacks_is_no_unit():
    """Assembly gives an absent unit no rounds: its envelope does not exist, so it is not called 'not ready'."""
    assert cause([FireUnit(present=False, rounds=0)], raid(1)) == Cause.OUT_OF_ENVELOPE


@pytest.mark.parametrize(
    "radar",
    [
        Radar(antenna_height_m=0.1),  # 1 km to its horizon and 23 km to that of the raider: together less than 35
        Radar(sector_rad=math.radians(60.0)),  # it faces away
        Radar(instrumented_range_m=34e3),
        Radar(elevation_max_rad=-0.02),  # it looks at the ground
    ],
    ids=["no mast", "sector", "range", "elevation"],
)
def test_what_no_radar_could_ever_see_is_masked(radar):
    eye = FireUnit("eye", radars=[radar], launchers=0, away_m=35e3, bearing_rad=math.pi, boresight_rad=math.pi)
    gun = FireUnit("gun", radars=[])
    assert cause([eye, gun], [LOW]) == Cause.MASKED
    able = replace(eye, radars=[Radar()])  # a mast of 20 m, all round: it sees the raider shortly before it arrives
    assert played([able, gun], [LOW]).flight["fate"][0, 0] == Fate.KILLED


def test_what_was_in_sight_but_never_became_a_track_is_undetected():
    assert cause([FireUnit(radars=[Radar(p_look=0.0)])], raid(1)) == Cause.UNDETECTED
    assert cause([FireUnit(radars=[Radar(scan_period_s=300.0, confirm=(3, 3))])], raid(1)) == Cause.UNDETECTED


def test_a_track_that_no_armed_post_hears_does_not_count():
    eye = FireUnit("eye", launchers=0, network=1)
    assert cause([eye, FireUnit("gun", radars=[])], raid(1)) == Cause.UNDETECTED
    broken = FireUnit("broken", network=1, p_available=0.0)  # its post would hear the radar, but is not there to act
    eye = replace(eye, network=1)
    assert cause([eye, broken, FireUnit("gun", radars=[])], raid(1)) == Cause.UNDETECTED


def test_what_is_tracked_when_no_round_can_meet_it_any_more_is_tracked_late():
    """Seen 2 km out at 300 m/s; the nearest meeting point allowed lies 5 km out."""
    eye = Radar(instrumented_range_m=2e3)
    assert cause([FireUnit(radars=[eye], missile=Missile(range_min_m=5e3))], [LOW]) == Cause.TRACKED_LATE


def test_what_is_tracked_in_time_but_for_the_reaction_had_no_time():
    """Seen 41 km out, 137 s from the site, so a round could meet it; but the post shoots only after 200 s.

    The last moment to launch counts the reaction: with 100 s of it the first shot would still come in time.
    """
    slow = FireUnit(missile=Missile(range_min_m=1e3), decision_period_s=10_000.0)
    assert cause([slow], [LOW]) == Cause.NO_TIME
    assert cause([FireUnit(reaction_s=200.0)], [LOW]) == Cause.TRACKED_LATE
    assert played([FireUnit(reaction_s=100.0)], [LOW]).flight["fate"][0, 0] == Fate.KILLED


def test_a_unit_whose_radar_cannot_see_the_meeting_point_has_no_time():
    """The network tracks it, the rounds reach it, but their own radar looks the other way."""
    eye = FireUnit("eye", launchers=0)
    guide = Radar("guide", sector_rad=1.0, fire_control=True)
    gun = FireUnit("gun", radars=[guide], boresight_rad=math.pi, away_m=5e3, bearing_rad=math.pi)
    assert cause([eye, gun], raid(1)) == Cause.NO_TIME


def test_one_channel_that_is_busy_leaves_no_channel_for_the_second():
    unit = FireUnit(channels=1, assess_s=10_000.0)
    flight = played([unit], raid(2)).flight[0]
    assert sorted(flight["fate"]) == [Fate.KILLED, Fate.LEAKED]
    assert sorted(flight["cause"]) == [Cause.NONE, Cause.NO_CHANNEL]


def test_a_full_post_out_of_reach_does_not_make_it_no_channel():
    """The near post is empty, the far one busy with its own raider; who passes the near one meets an empty rack."""
    far_site = Site("far", (0.0, 1.0, 0.0))
    near = FireUnit("near", rounds=1, reloads=0)
    far = FireUnit("far", site=1, channels=1, assess_s=10_000.0)
    eye = FireUnit("eye", site=1, launchers=0)
    first = Raider("first", start_s=0.0)
    second = Raider("second", start_s=200.0)
    busy = Raider("busy", site=1)
    flight = played([near, far, eye], [second, first, busy], sites=[Site(), far_site]).flight[0]
    assert Cause(flight["cause"][0]) == Cause.MAGAZINE_EMPTY
    assert (flight["fate"][1:] == Fate.KILLED).all()


def test_the_last_round_leaves_an_empty_magazine():
    flight = played([FireUnit(rounds=1)], raid(3)).flight[0]
    assert sorted(flight["cause"]) == [Cause.NONE, Cause.MAGAZINE_EMPTY, Cause.MAGAZINE_EMPTY]


def test_empty_launchers_out_of_reach_are_not_to_blame():
    """A magazine is empty only for targets that it could have been fired at."""
    unit = FireUnit(rounds=1, missile=Missile(range_max_m=30e3))
    wide = Raider("wide", site=1)
    flight = played([unit], [raid(1)[0], wide], sites=[Site(), Site("far", (0.0, 1.0, 0.0))]).flight[0]
    assert flight["fate"][0] == Fate.KILLED
    assert Cause(flight["cause"][1]) == Cause.OUT_OF_ENVELOPE


def test_what_was_shot_at_and_got_through_was_missed():
    assert cause([FireUnit(rounds=3, missile=Missile(p_kill=1e-12))], raid(1)) == Cause.MISSED


def test_a_miss_outranks_an_empty_magazine():
    """Two rounds at one raider, both miss, and there is no third: it was missed, by the rule's order."""
    assert cause([FireUnit(rounds=2, missile=Missile(p_kill=1e-12))], raid(1)) == Cause.MISSED


def test_damage_falls_on_the_site_that_was_hit_and_is_not_capped():
    sites = [Site("a", hardness=1.0), Site("b", (0.0, 1.0, 0.0), hardness=1.0)]
    damage = played([], [*raid(3, damage=0.75), Raider("other", site=1)], sites=sites).damage[0]
    assert damage["points"].tolist() == [2.25, 1.0]
    assert damage["arrivals"].tolist() == [3, 1]
