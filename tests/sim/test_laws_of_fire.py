"""Who may shoot at what, and when: what must hold of every round of any battle, mostly where posts know their targets.

Worked out from the log, the world and the paths, as in `test_laws.py`. For battles on tracks see
`test_laws_of_books.py`: what a post believes there is in no log.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Doctrine, EventKind, Fate, Picture, Side, Silence, ThreatClass, WeaponControl
from pavise.sim.meeting import ACQUIRE_M
from tests.sim.laws import hold_interpreted, in_any_battle
from tests.worlds.fought import Fought, Shot, earth_centred_m, level_axes

KNOWN = Picture.KNOWN

# ---- known, ready, permitted ----------------------------------------------------------------------------------------


@in_any_battle(KNOWN)
def test_no_shot_before_the_post_knows_the_track_and_has_had_time_to_react(fought: Fought):
    """A post that fights alone has its tracks from its own unit's sensors."""
    post = fought.world.post
    told, begun = fought.of_kind(EventKind.TRACK_REPORTED), fought.of_kind(EventKind.TRACK_STARTED)
    for shot in fought.shots:
        own = np.flatnonzero(fought.world.sensor["unit"] == post["unit"][shot.post])
        told_s = told["time_s"][(told["who"] == shot.post) & (told["whom"] == shot.threat)]
        seen_s = begun["time_s"][np.isin(begun["who"], own) & (begun["whom"] == shot.threat)]
        if fought.network_at(shot.post, shot.time_s) == post["network"][shot.post]:
            known_s = told_s[told_s <= shot.time_s].max()
        else:
            known_s = seen_s.min() + post["track_delay_s"][shot.post]
        assert shot.time_s >= known_s + post["reaction_s"][shot.post] - 1e-9, shot


@in_any_battle(KNOWN)
def test_no_shot_from_a_unit_that_is_absent_not_ready_off_station_or_unmanned(fought: Fought):
    state, world = fought.state, fought.world
    tracks = fought.of_kind(EventKind.TRACK_STARTED)
    for shot in fought.shots:
        post = world.post[shot.post]
        unit, place, over = world.unit[post["unit"]], state.place[post["unit"]], world.network[post["network"]]
        assert unit["present"] and unit["ready_at_s"] <= place["ready_from_s"] <= shot.time_s, shot
        if math.isfinite(unit["on_station_s"]) and unit["airframes"] == 0:
            cycle_s = unit["on_station_s"] + unit["relief_gap_s"]
            assert (shot.time_s + place["station_phase_s"]) % cycle_s < unit["on_station_s"], shot
        lost_s = state.desk["lost_s"][shot.post]
        assert not lost_s <= shot.time_s < lost_s + over["fallback_s"], shot
        if over["warns"]:
            hostile = fought.world.threat["side"][tracks["whom"]] == Side.HOSTILE
            assert shot.time_s >= tracks["time_s"][hostile].min() + post["crew_s"], shot


@in_any_battle(KNOWN)
def test_no_shot_before_an_operator_has_decided(fought: Fought):
    post, told = fought.world.post, fought.of_kind(EventKind.TRACK_REPORTED)
    for shot in fought.shots:
        over = fought.world.network[fought.network_at(shot.post, shot.time_s)]
        if over["operators"] > 0:
            mine = (told["who"] == shot.post) & (told["whom"] == shot.threat)
            first_s = told["time_s"][mine].min() - post["track_delay_s"][shot.post]
            assert shot.time_s >= first_s + over["decision_s"] - 1e-9, shot


@in_any_battle(KNOWN)
def test_no_shot_against_the_rules(fought: Fought):
    """On hold, and outside its front, a post shoots only at what flies to the site nearest to it."""
    for shot in fought.shots:
        is_own = fought.state.flight["site"][shot.threat] == fought.own_site(shot.post)
        if fought.world.post["doctrine"][shot.post] == Doctrine.POINT_DEFENCE:
            assert is_own, shot
        if not is_own:
            assert WeaponControl.HOLD not in statuses(fought, shot) or len(statuses(fought, shot)) > 1, shot
            assert in_front(fought, shot), shot


def statuses(fought: Fought, shot: Shot) -> set[int]:
    """The weapons control status that binds a post about a target; two where it is at the edge of a ring."""
    post, desk = fought.world.post[shot.post], fought.state.desk[shot.post]
    kind = fought.world.threat["threat_class"][shot.threat]
    if shot.time_s < desk["red_s"] and post["control_before_red"] >= 0:
        return {int(post["control_before_red"])}
    if shot.time_s >= desk["lost_s"] and post["control_alone"] >= 0:
        return {int(post["control_alone"])}
    found = {int(post["control"][kind])}
    if post["ring_m"] > 0.0:
        at_m = fought.place_m(shot.threat, shot.time_s)
        sites_m = [earth_centred_m(site["n"], site["height_m"]) for site in fought.world.site]
        near_m = min(float(np.linalg.norm(at_m - site_m)) for site_m in sites_m)
        if near_m <= post["ring_m"] + 1.0:
            found.add(int(post["control_near"][kind]))
        if near_m <= post["ring_m"] - 1.0:
            found.discard(int(post["control"][kind]))
            found.add(int(post["control_near"][kind]))
    return found


def in_front(fought: Fought, shot: Shot) -> bool:
    """True when the target is on the bearings that the post answers for."""
    post = fought.world.post[shot.post]
    if post["cos_half_front"] <= -1.0:
        return True
    bearing_rad = bearing_of(fought, int(post["unit"]), fought.place_m(shot.threat, shot.time_s), shot.time_s)
    return apart_rad(bearing_rad, post["front_rad"]) <= math.acos(post["cos_half_front"]) + 1e-3


def bearing_of(fought: Fought, u: int, at_m: np.ndarray, time_s: float) -> float:
    """Bearing of a place from a unit."""
    way_m = at_m - fought.unit_m(u, time_s)
    east, north = level_axes(fought.world.unit["n"][u])
    return math.atan2(way_m @ east, way_m @ north)


def apart_rad(one_rad: float, other_rad: float) -> float:
    """Angle between two bearings."""
    return abs((one_rad - other_rad + math.pi) % (2.0 * math.pi) - math.pi)


@in_any_battle(KNOWN)
def test_a_unit_that_is_silent_until_red_does_not_shoot_before(fought: Fought):
    for shot in fought.shots:
        post, desk = fought.world.post[shot.post], fought.state.desk[shot.post]
        if post["silence"] == Silence.UNTIL_RED and post["fire_control"] >= 0:
            assert shot.time_s >= min(desk["red_s"], desk["lost_s"]), shot


# ---- what is known of kills -----------------------------------------------------------------------------------------


def judged_rightly(fought: Fought, shot: Shot) -> bool:
    """True unless the post took what its round did for something else."""
    wrong = fought.of_kind(EventKind.MISJUDGED)
    mine = (wrong["who"] == shot.post) & (wrong["whom"] == shot.threat) & (wrong["time_s"] == fought.known_s(shot))
    return not mine.any()


@in_any_battle(KNOWN)
def test_no_shot_once_the_network_knows_of_the_kill(fought: Fought):
    for kill in fought.of_kind(EventKind.KILL):
        own = [shot for shot in fought.shots if shot.threat == kill["whom"]]
        killer = next(s for s in own if s.arrives_s == kill["time_s"] and s.launcher == kill["who"])
        if not judged_rightly(fought, killer):
            continue
        known_s = fought.released_s(killer)
        network = fought.network_at(killer.post, known_s)
        for shot in own:
            if fought.network_at(shot.post, known_s) == network:
                assert shot.time_s <= known_s, shot


@in_any_battle(KNOWN)
def test_no_network_knows_of_a_kill_before_it_happened_and_has_looked(fought: Fought):
    """It learns of a kill, its own or another's, when it next assesses a round of its own."""
    flight, known_s = fought.state.flight, fought.state.effort["dead_known_s"]
    for n, t in np.argwhere(np.isfinite(known_s)):
        assert flight["fate"][t] == Fate.KILLED and known_s[n, t] >= flight["end_s"][t]
        assert known_s[n, t] in [fought.known_s(shot) for shot in fought.shots if shot.threat == t]


# ---- how many at once -----------------------------------------------------------------------------------------------


@in_any_battle(KNOWN)
def test_a_post_never_engages_more_targets_than_it_has_channels(fought: Fought):
    for shot in fought.shots:
        at_once = {other.threat for other in fought.in_flight_at(shot.time_s) if other.post == shot.post}
        assert len(at_once) <= fought.world.post["channels"][shot.post], shot


@in_any_battle(KNOWN)
def test_a_post_never_has_more_than_a_salvo_in_flight_at_one_target(fought: Fought):
    several = (Doctrine.SALVO, Doctrine.SHOOT_SHOOT_LOOK)
    for shot in fought.shots:
        at_once = [
            other for other in fought.in_flight_at(shot.time_s)
            if (other.post, other.threat) == (shot.post, shot.threat)
        ]  # fmt: skip
        many = fought.world.post["doctrine"][shot.post] in several
        assert len(at_once) <= (fought.world.post["salvo"][shot.post] if many else 1), shot


@in_any_battle(KNOWN)
def test_posts_of_one_network_do_not_shoot_at_what_another_is_shooting_at(fought: Fought):
    """It would be double work. Posts that shoot at what is nearest do not care; what is left of a salvo goes on."""
    doctrine = fought.world.post["doctrine"]
    for shot in fought.shots:
        if doctrine[shot.post] == Doctrine.NEAREST_FIRST:
            continue
        at_it = [other for other in fought.in_flight_at(shot.time_s) if other.threat == shot.threat]
        if any(other.post == shot.post and other.time_s < shot.time_s for other in at_it):
            continue
        own = fought.network_at(shot.post, shot.time_s)
        others = [
            other for other in at_it
            if other.post != shot.post
            and fought.network_at(other.post, shot.time_s) == own
            and (other.time_s < shot.time_s or doctrine[other.post] != Doctrine.NEAREST_FIRST)
        ]  # fmt: skip
        assert not others, shot


# ---- geometry -----------------------------------------------------------------------------------------------------


@in_any_battle(KNOWN)
def test_rounds_meet_their_targets_inside_the_envelope_after_flying_at_their_speed(fought: Fought):
    for shot in fought.shots:
        missile, height_m = fought.missile(shot), fought.height_m(shot.threat, shot.arrives_s)
        from_m = fought.unit_m(fought.world.post["unit"][shot.post], shot.time_s)
        range_m = float(np.linalg.norm(fought.place_m(shot.threat, shot.arrives_s) - from_m))
        ballistic = fought.world.threat["threat_class"][shot.threat] == ThreatClass.BALLISTIC
        reach_m = missile["range_max_ballistic_m" if ballistic else "range_max_m"]
        near_m = 0.1 * missile["speed_mps"]
        assert range_m == pytest.approx(missile["speed_mps"] * (shot.arrives_s - shot.time_s), abs=near_m), shot
        assert missile["range_min_m"] - near_m <= range_m <= reach_m + near_m, shot
        assert missile["altitude_min_m"] - 1e-6 <= height_m <= missile["altitude_max_m"] + 1e-6, shot
        assert missile["p_kill"][fought.world.threat["threat_class"][shot.threat]] > 0.0, shot


@in_any_battle(Picture.TRACKED)
def test_no_round_kills_outside_its_envelope_whatever_its_post_believed(fought: Fought):
    """It finds what it meets from 3 km away, so much farther and higher it may be. A patrol has flown on meanwhile."""
    fired = {(shot.arrives_s, shot.launcher): shot for shot in fought.shots}
    for kill in fought.of_kind(EventKind.KILL):
        shot, t = fired[kill["time_s"], kill["who"]], int(kill["whom"])
        missile, height_m = fought.missile(shot), fought.height_m(t, shot.arrives_s)
        u, kind = int(fought.world.post["unit"][shot.post]), fought.world.threat["threat_class"][t]
        reach_m = missile["range_max_ballistic_m" if kind == ThreatClass.BALLISTIC else "range_max_m"]
        range_m = np.linalg.norm(fought.place_m(t, shot.arrives_s) - fought.unit_m(u, shot.time_s))
        assert reach_m > 0.0 and missile["p_kill"][kind] > 0.0, shot
        assert missile["altitude_min_m"] <= height_m <= missile["altitude_max_m"] + ACQUIRE_M, shot
        assert range_m <= reach_m + ACQUIRE_M or fought.world.unit["orbit_radius_m"][u] > 0.0, shot


@in_any_battle(KNOWN)
def test_no_round_meets_its_target_outside_the_launchers_sector(fought: Fought):
    for shot in fought.shots:
        u = int(fought.world.post["unit"][shot.post])
        cos_half = fought.world.launcher["cos_half_sector"][shot.launcher]
        if cos_half > -1.0 and fought.world.unit["orbit_radius_m"][u] == 0.0:
            bearing_rad = bearing_of(fought, u, fought.place_m(shot.threat, shot.arrives_s), shot.time_s)
            assert apart_rad(bearing_rad, fought.world.unit["boresight_rad"][u]) <= math.acos(cos_half) + 1e-3, shot


@in_any_battle(KNOWN)
def test_a_round_needs_its_radar_to_see_the_meeting_point(fought: Fought):
    for shot in fought.shots:
        s = fought.world.post["fire_control"][shot.post]
        met_m, height_m = fought.place_m(shot.threat, shot.arrives_s), fought.height_m(shot.threat, shot.arrives_s)
        assert s < 0 or can_see(fought, s, met_m, height_m, shot.time_s, slack_m=100.0), shot


def can_see(fought: Fought, s: int, threat_m: np.ndarray, height_m: float, time_s: float, slack_m: float) -> bool:
    """Line of sight over a 4/3 earth, range, sector and elevation, within `slack_m`."""
    sensor = fought.world.sensor[s]
    u = int(sensor["unit"])
    unit = fought.world.unit[u]
    up = unit["n"]
    antenna_m = fought.unit_m(u, time_s) + (sensor["antenna_height_m"] if unit["orbit_radius_m"] == 0 else 0) * up
    way_m = threat_m - antenna_m
    range_m = float(np.linalg.norm(way_m))
    earth_m = 4.0 / 3.0 * 6_371_000.0
    own_m = unit["height_m"] + sensor["antenna_height_m"]
    horizon_m = sum(math.sqrt(2.0 * earth_m * h + h * h) for h in (own_m, max(height_m, 0.0)))
    if range_m > min(sensor["instrumented_range_m"], horizon_m) + slack_m:
        return False
    if sensor["cos_half_sector"] > -1.0:
        east, north = level_axes(up)
        off_rad = apart_rad(math.atan2(way_m @ east, way_m @ north), unit["boresight_rad"])
        if off_rad > math.acos(sensor["cos_half_sector"]) + slack_m / max(range_m, 1.0):
            return False
    if sensor["sin_elevation_max"] < 1.0 and range_m > 5e3:
        straight_rad = math.asin(way_m @ up / range_m)  # over the true earth; bending lowers it a little
        bent_rad = straight_rad + 0.5 * range_m * (1.0 / 6_371_000.0 - 1.0 / earth_m)
        return bent_rad <= math.asin(sensor["sin_elevation_max"]) + 0.01
    return True


def test_the_laws_hold_with_the_compiler_off():
    hold_interpreted(globals())
