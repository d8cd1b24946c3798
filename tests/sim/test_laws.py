"""What must hold in any battle, whoever fights it: tried on battles of all sorts, from their logs.

The laws are worked out here anew from the log, the world and the paths, with NumPy and none of the simulation's own
functions: a wrong stage cannot agree with itself.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, EventKind, Fate, ThreatClass
from pavise.sim.state import State
from pavise.sim.world import World
from tests.worlds.looking_on import detections, last_state, place_at_m
from tests.worlds.random_battle import random_battle

BATTLES = 2 if numba.config.DISABLE_JIT else 150
STEP_S = 1.0  # the clock's step: what happens within one is known at its end


class Shot(NamedTuple):
    """One round, as the log tells it."""

    time_s: float
    launcher: int
    post: int
    threat: int
    arrives_s: float


class Battle(NamedTuple):
    """One replication: the world (its rows of tables), the state at the end, its log, and the shots of the log."""

    number: int
    world: World
    state: State
    log: np.ndarray
    shots: list[Shot]

    def of_kind(self, *kinds: EventKind) -> np.ndarray:
        """The log's events of these kinds."""
        return self.log[np.isin(self.log["kind"], kinds)]

    def released_s(self, shot: Shot) -> float:
        """The step at whose end the post knows what the round did."""
        return math.ceil(shot.arrives_s + self.world.post["assess_s"][shot.post])


@pytest.fixture(scope="module")
def battles() -> list[Battle]:
    found = []
    for number in range(BATTLES):
        world = random_battle(number)
        state = last_state(world, number)
        log = state.event[: state.clock["events"]]
        here = world._replace(
            unit=world.unit[0], sensor=world.sensor[0], post=world.post[0], launcher=world.launcher[0],
            missile=world.missile[0], threat=world.threat[0],
        )  # fmt: skip
        shots = [
            Shot(e["time_s"], e["who"], here.group["post"][here.launcher["group"][e["who"]]], e["whom"], e["value"])
            for e in log[log["kind"] == EventKind.SHOT]
        ]
        found.append(Battle(number, here, state, log, shots))
    return found


def shots_of(battles: list[Battle]) -> list[tuple[Battle, Shot]]:
    return [(battle, shot) for battle in battles for shot in battle.shots]


@pytest.mark.needs_compiler
def test_the_battles_are_of_all_sorts(battles):
    """The laws below would hold emptily in battles where nothing happens."""
    kinds = np.concatenate([battle.log["kind"] for battle in battles])
    causes = np.concatenate([battle.state.flight["cause"] for battle in battles])
    assert set(kinds) == {int(kind) for kind in EventKind} - {
        EventKind.IDENTIFIED,
        EventKind.MISJUDGED,
    }  # that one is of pictures only
    assert {Cause.OUT_OF_ENVELOPE, Cause.NOT_READY, Cause.MASKED, Cause.UNDETECTED} < set(causes)
    assert {Cause.TRACKED_LATE, Cause.NO_TIME, Cause.NO_CHANNEL, Cause.MAGAZINE_EMPTY, Cause.MISSED} < set(causes)
    assert len(shots_of(battles)) > 5 * len(battles)


# ---- rounds -------------------------------------------------------------------------------------------------------


def test_every_round_is_fired_or_left(battles):
    """Fired + on the launcher + in the depot or on the way from it = issued, launcher by launcher."""
    for battle in battles:
        rack, launcher = battle.state.rack, battle.world.launcher
        fired = np.bincount([shot.launcher for shot in battle.shots], minlength=len(rack))
        in_depot = (rack["reloads"] + np.isfinite(rack["reloaded_s"])) * launcher["rounds"]
        issued = launcher["rounds"] * (1 + launcher["reloads"])
        assert (fired == rack["fired"]).all()
        assert (fired + rack["rounds"] + in_depot == issued).all(), battle.number


def test_every_round_ends_once_as_a_kill_a_miss_or_wasted(battles):
    for battle in battles:
        ends = battle.of_kind(EventKind.KILL, EventKind.MISS, EventKind.WASTED)
        flown = sorted((shot.arrives_s, shot.launcher, shot.threat) for shot in battle.shots)
        assert flown == sorted((e["time_s"], e["who"], e["whom"]) for e in ends), battle.number


def test_a_launcher_fires_no_faster_than_it_can_and_no_more_than_it_holds(battles):
    for battle in battles:
        for ell, launcher in enumerate(battle.world.launcher):
            times_s = [shot.time_s for shot in battle.shots if shot.launcher == ell]
            assert all(np.diff(times_s) >= launcher["interval_s"])
            rounds = max(int(launcher["rounds"]), 1)
            for last, first in zip(times_s[rounds - 1 :: rounds], times_s[rounds::rounds], strict=False):
                assert first >= last + launcher["reload_s"], battle.number


def test_the_books_agree_with_the_log(battles):
    """Rounds per threat, first rounds and money as counted in the tables are those of the log."""
    for battle in battles:
        flight, clock, world = battle.state.flight, battle.state.clock, battle.world
        cost = world.missile["unit_cost_usd"][world.group["missile"][world.launcher["group"]]]
        assert clock["money_usd"] == pytest.approx(sum(cost[shot.launcher] for shot in battle.shots))
        assert clock["rounds"] == len(battle.shots) == flight["rounds"].sum()
        for t in range(len(flight)):
            times_s = [shot.time_s for shot in battle.shots if shot.threat == t]
            assert flight["rounds"][t] == len(times_s)
            assert flight["first_shot_s"][t] == min(times_s, default=math.inf)
        assert clock["first_shot_s"] == flight["first_shot_s"].min()
        assert clock["first_track_s"] == flight["first_track_s"].min()


# ---- ends ---------------------------------------------------------------------------------------------------------


def test_every_threat_is_killed_once_or_leaks_once(battles):
    for battle in battles:
        flight = battle.state.flight
        kills, leaks = battle.of_kind(EventKind.KILL), battle.of_kind(EventKind.LEAK)
        assert sorted(kills["whom"]) == list(np.flatnonzero(flight["fate"] == Fate.KILLED)), battle.number
        assert sorted(leaks["whom"]) == list(np.flatnonzero(flight["fate"] == Fate.LEAKED)), battle.number
        assert len(kills) + len(leaks) == len(flight)
        assert (flight["end_s"][kills["whom"]] == kills["time_s"]).all()


def test_who_leaks_does_so_on_arrival_and_who_is_killed_never_arrives(battles):
    for battle in battles:
        flight, path = battle.state.flight, battle.state.path
        arrival_s = path["time_s"][np.arange(len(flight)), flight["points"] - 1]
        leaked = flight["fate"] == Fate.LEAKED
        assert (flight["end_s"][leaked] == arrival_s[leaked]).all()
        assert (flight["end_s"] <= arrival_s).all(), battle.number


def test_every_leaker_has_exactly_one_cause(battles):
    for battle in battles:
        flight = battle.state.flight
        leaked = flight["fate"] == Fate.LEAKED
        by_cause = [int((flight["cause"] == cause).sum()) for cause in Cause if cause != Cause.NONE]
        assert sum(by_cause) == leaked.sum()
        assert (flight["cause"][~leaked] == Cause.NONE).all(), battle.number
        leaks = battle.of_kind(EventKind.LEAK)
        assert (flight["cause"][leaks["whom"]] == leaks["value"]).all()


def test_a_leaker_was_missed_if_and_only_if_it_was_shot_at(battles):
    for battle in battles:
        flight = battle.state.flight
        leaked = flight["fate"] == Fate.LEAKED
        assert ((flight["cause"] == Cause.MISSED) == (leaked & (flight["rounds"] > 0))).all(), battle.number


def test_damage_is_what_arrived_times_what_it_does(battles):
    for battle in battles:
        flight, damage = battle.state.flight, battle.state.damage
        leaked = flight["fate"] == Fate.LEAKED
        for d in range(len(damage)):
            here = leaked & (flight["site"] == d)
            assert damage["arrivals"][d] == here.sum()
            assert damage["points"][d] == pytest.approx(battle.world.threat["damage"][here].sum())


# ---- who may shoot ------------------------------------------------------------------------------------------------


def test_no_shot_before_the_post_knows_the_track_and_has_had_time_to_react(battles):
    for battle, shot in shots_of(battles):
        told = battle.of_kind(EventKind.TRACK_REPORTED)
        told_s = told["time_s"][(told["who"] == shot.post) & (told["whom"] == shot.threat)]
        told_s = told_s[told_s <= shot.time_s]
        assert told_s.size, battle.number
        assert shot.time_s >= told_s.max() + battle.world.post["reaction_s"][shot.post] - 1e-9, battle.number


def test_no_shot_from_a_unit_that_is_absent_not_ready_or_off_station(battles):
    for battle, shot in shots_of(battles):
        u = battle.world.post["unit"][shot.post]
        unit, place = battle.world.unit[u], battle.state.place[u]
        assert unit["present"] and unit["ready_at_s"] <= place["ready_from_s"] <= shot.time_s, battle.number
        if math.isfinite(unit["on_station_s"]):
            cycle_s = unit["on_station_s"] + unit["relief_gap_s"]
            assert (shot.time_s + place["station_phase_s"]) % cycle_s < unit["on_station_s"], battle.number


def test_no_shot_once_the_network_knows_of_the_kill(battles):
    for battle in battles:
        for kill in battle.of_kind(EventKind.KILL):
            own = [shot for shot in battle.shots if shot.threat == kill["whom"]]
            killer = next(s for s in own if s.arrives_s == kill["time_s"] and s.launcher == kill["who"])
            network = battle.world.post["network"]
            same = [shot for shot in own if network[shot.post] == network[killer.post]]
            assert all(shot.time_s <= battle.released_s(killer) for shot in same), battle.number


def test_no_network_knows_of_a_kill_before_it_happened_and_has_looked(battles):
    """It learns of a kill, its own or another's, when it next assesses a round of its own."""
    for battle in battles:
        network, assess_s = battle.world.post["network"], battle.world.post["assess_s"]
        flight, known_s = battle.state.flight, battle.state.effort["dead_known_s"]
        for n, t in np.argwhere(np.isfinite(known_s)):
            assert flight["fate"][t] == Fate.KILLED and known_s[n, t] >= flight["end_s"][t], battle.number
            looked_s = [s.arrives_s + assess_s[s.post] for s in battle.shots if s.threat == t and network[s.post] == n]
            assert known_s[n, t] in looked_s, battle.number


def test_a_post_never_engages_more_targets_than_it_has_channels(battles):
    for battle in battles:
        for shot in battle.shots:
            at_once = {
                other.threat
                for other in battle.shots
                if other.post == shot.post and other.time_s <= shot.time_s <= battle.released_s(other)
            }
            assert len(at_once) <= battle.world.post["channels"][shot.post], battle.number


def test_a_post_never_has_more_than_a_salvo_in_flight_at_one_target(battles):
    for battle in battles:
        for shot in battle.shots:
            at_once = [
                other
                for other in battle.shots
                if (other.post, other.threat) == (shot.post, shot.threat)
                and other.time_s <= shot.time_s <= battle.released_s(other)
            ]
            one = battle.world.post["doctrine"][shot.post] == Doctrine.SHOOT_LOOK_SHOOT
            assert len(at_once) <= (1 if one else battle.world.post["salvo"][shot.post]), battle.number


def test_posts_of_one_network_do_not_shoot_at_what_another_is_shooting_at(battles):
    """A new shot at a target that others of the network have rounds in flight at would be double work."""
    for battle in battles:
        network = battle.world.post["network"]
        for shot in battle.shots:
            others = [
                other
                for other in battle.shots
                if other.threat == shot.threat
                and other.post != shot.post
                and network[other.post] == network[shot.post]
                and other.time_s <= shot.time_s <= battle.released_s(other)
            ]
            assert not others, battle.number


# ---- geometry -----------------------------------------------------------------------------------------------------


def unit_at_m(battle: Battle, u: int, time_s: float) -> np.ndarray:
    """Earth-centred place of a unit: on the ground, or on its orbit."""
    unit, place = battle.world.unit[u], battle.state.place[u]
    up = unit["n"]
    east = np.cross([0.0, 0.0, 1.0], up)
    east /= np.linalg.norm(east)
    north = np.cross(up, east)
    a_m, f = 6378137.0, 1.0 / 298.257223563
    e2 = f * (2.0 - f)
    normal_m = a_m / math.sqrt(1.0 - e2 * up[2] ** 2)
    centre_m = (normal_m + unit["height_m"]) * up - np.array([0.0, 0.0, e2 * normal_m * up[2]])
    if unit["orbit_radius_m"] == 0.0:
        return centre_m
    turn_rad = place["orbit_phase_rad"] + unit["orbit_speed_mps"] / unit["orbit_radius_m"] * time_s
    return centre_m + unit["orbit_radius_m"] * (math.sin(turn_rad) * east + math.cos(turn_rad) * north)


def test_rounds_meet_their_targets_inside_the_envelope_after_flying_at_their_speed(battles):
    for battle, shot in shots_of(battles):
        world, state = battle.world, battle.state
        missile = world.missile[world.group["missile"][world.launcher["group"][shot.launcher]]]
        points = state.flight["points"][shot.threat]
        path = state.path[shot.threat]
        met_m = place_at_m(path, points, np.array([shot.arrives_s]))[0]
        height_m = np.interp(shot.arrives_s, path["time_s"][:points], path["height_m"][:points])
        range_m = float(np.linalg.norm(met_m - unit_at_m(battle, world.post["unit"][shot.post], shot.time_s)))
        ballistic = world.threat["threat_class"][shot.threat] == ThreatClass.BALLISTIC
        reach_m = missile["range_max_ballistic_m" if ballistic else "range_max_m"]
        near_m = 0.1 * missile["speed_mps"]
        assert range_m == pytest.approx(missile["speed_mps"] * (shot.arrives_s - shot.time_s), abs=near_m)
        assert missile["range_min_m"] - near_m <= range_m <= reach_m + near_m, battle.number
        assert missile["altitude_min_m"] - 1e-6 <= height_m <= missile["altitude_max_m"] + 1e-6, battle.number


def test_rounds_are_only_fired_at_classes_they_can_kill(battles):
    for battle, shot in shots_of(battles):
        world = battle.world
        missile = world.missile[world.group["missile"][world.launcher["group"][shot.launcher]]]
        assert missile["p_kill"][world.threat["threat_class"][shot.threat]] > 0.0, battle.number


def can_see(battle: Battle, s: int, threat_m: np.ndarray, height_m: float, time_s: float, slack_m: float) -> bool:
    """Line of sight over a 4/3 earth, range, sector and elevation, within `slack_m`."""
    sensor, world = battle.world.sensor[s], battle.world
    u = sensor["unit"]
    unit = world.unit[u]
    up = unit["n"]
    antenna_m = unit_at_m(battle, u, time_s) + (sensor["antenna_height_m"] if unit["orbit_radius_m"] == 0 else 0) * up
    way_m = threat_m - antenna_m
    range_m = np.linalg.norm(way_m)
    earth_m = 4.0 / 3.0 * 6_371_000.0
    own_m = unit["height_m"] + sensor["antenna_height_m"]
    horizon_m = sum(math.sqrt(2.0 * earth_m * h + h * h) for h in (own_m, max(height_m, 0.0)))
    if range_m > min(sensor["instrumented_range_m"], horizon_m) + slack_m:
        return False
    if sensor["cos_half_sector"] > -1.0:
        east = np.cross([0.0, 0.0, 1.0], up)
        bearing_rad = math.atan2(
            way_m @ (east / np.linalg.norm(east)), way_m @ np.cross(up, east / np.linalg.norm(east))
        )
        off_rad = abs((bearing_rad - unit["boresight_rad"] + math.pi) % (2.0 * math.pi) - math.pi)
        if off_rad > math.acos(sensor["cos_half_sector"]) + slack_m / max(range_m, 1.0):
            return False
    if sensor["sin_elevation_max"] < 1.0 and range_m > 5e3:
        straight_rad = math.asin(way_m @ up / range_m)  # over the true earth; bending lowers it a little
        bent_rad = straight_rad + 0.5 * range_m * (1.0 / 6_371_000.0 - 1.0 / earth_m)
        return bent_rad <= math.asin(sensor["sin_elevation_max"]) + 0.01
    return True


@pytest.mark.parametrize("number", range(1 if numba.config.DISABLE_JIT else 12))
def test_radars_detect_only_what_they_can_see_and_only_while_they_act(number):
    world = random_battle(number)
    found = detections(world, number)
    state = last_state(world, number)
    here = world._replace(unit=world.unit[0], sensor=world.sensor[0])
    battle = Battle(number, here, state, state.event[:0], [])
    for time_s, s, t in found:
        u = here.sensor["unit"][s]
        unit, place, points = here.unit[u], state.place[u], state.flight["points"][t]
        path = state.path[t]
        assert here.sensor["present"][s] and time_s >= place["ready_from_s"]
        if math.isfinite(unit["on_station_s"]):
            cycle_s = unit["on_station_s"] + unit["relief_gap_s"]
            assert (time_s + place["station_phase_s"]) % cycle_s < unit["on_station_s"]
        threat_m = place_at_m(path, points, np.array([time_s]))[0]
        height_m = float(np.interp(time_s, path["time_s"][:points], path["height_m"][:points]))
        assert can_see(battle, s, threat_m, height_m, time_s, slack_m=1.0)
        assert path["time_s"][0] <= time_s <= state.flight["end_s"][t] + STEP_S


@pytest.mark.parametrize("number", range(1 if numba.config.DISABLE_JIT else 12))
def test_a_radar_looks_once_per_scan(number):
    """Two detections of the same threat by the same radar lie a whole scan apart, give or take a step."""
    world = random_battle(number)
    found = detections(world, number)
    for s, t in {(s, t) for _, s, t in found}:
        times_s = [time_s for time_s, own, whom in found if (own, whom) == (s, t)]
        assert all(np.diff(times_s) > world.sensor["scan_period_s"][0, s] - STEP_S)


@pytest.mark.parametrize("number", range(1 if numba.config.DISABLE_JIT else 20))
def test_a_round_needs_its_radar_to_see_the_meeting_point(battles, number):
    battle = battles[number]
    for shot in battle.shots:
        s = battle.world.post["fire_control"][shot.post]
        if s < 0:
            continue
        path, points = battle.state.path[shot.threat], battle.state.flight["points"][shot.threat]
        met_m = place_at_m(path, points, np.array([shot.arrives_s]))[0]
        height_m = float(np.interp(shot.arrives_s, path["time_s"][:points], path["height_m"][:points]))
        assert can_see(battle, s, met_m, height_m, shot.time_s, slack_m=100.0), battle.number
