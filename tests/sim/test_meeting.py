"""A round meets what is really near the place that its track leads to, and what is wasted has one name."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import EventKind, Fate, Picture, Side, ThreatClass, TrackStatus, Waste
from pavise.sim.belief import start_beliefs
from pavise.sim.compiled import handed, kernel
from pavise.sim.geometry import earth_centred, from_east_north_up
from pavise.sim.meeting import ACQUIRE_M, engage_tracks, met_by, nearest, note_hindrances, note_shots
from pavise.sim.tracked_state import Air, make_tracked_state
from pavise.sim.world import Lookups
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Raider, small_defence

FLYING, KILLED = int(Fate.FLYING), int(Fate.KILLED)
HOME_M = np.array(earth_centred(*CENTRE, 3_000.0))
EAST = np.array(from_east_north_up(*CENTRE, 1.0, 0.0, 0.0))
NORTH = np.array(from_east_north_up(*CENTRE, 0.0, 1.0, 0.0))
SPEED_MPS = 250.0


@kernel
def begin(threat, site, air):
    """Nobody believes anything yet."""
    start_beliefs(threat, site, air)


@kernel
def near(time_s, place_m, threat, flight, path):
    """The object nearest to a place."""
    return nearest(time_s, place_m[0], place_m[1], place_m[2], flight, path)


@kernel
def met(i, shot, threat, flight, path, air):
    """What round i meets."""
    return met_by(shot[i], flight, path, air)


@kernel
def note(first, clock, flight, shot, listed, air, event):
    """Rounds from row `first` on are put down to objects, and so is what stood in the way of others."""
    note_shots(first, 0, clock[0], flight, shot, air, event)
    note_hindrances(clock[0], flight, listed, air)


@kernel
def engage(
    time_s, config, unit, post, group, launcher, missile, lookup, threat, flight, path, clock, place, shot, air, event
):  # fmt: skip
    """Rounds arrive."""
    engage_tracks(
        time_s, config[0], clock[0], unit, post, group, launcher, missile, threat, lookup,
        place, flight, path, shot, air, event,
    )  # fmt: skip


class Sky:
    """Objects that fly east, side by side, each so far north of a line; tracks of them are written by hand."""

    def __init__(self, *north_m: float, sides=None, p_kill: float = 1.0) -> None:
        raiders = [Raider(f"raider {t}", side=Side.HOSTILE if sides is None else sides[t]) for t in range(len(north_m))]
        unit = FireUnit(missile=Missile(p_kill=p_kill))
        self.world = small_defence([unit], raiders, picture=Picture.TRACKED)
        self.state, self.air, _ = make_tracked_state(self.world, 1, events=50)
        self.rows = Air(*handed([table[0] for table in self.air]))
        begin(*handed([self.world.threat[0], self.world.site]), self.rows)
        flight, path = self.state.flight[0], self.state.path[0]
        for t, off_m in enumerate(north_m):
            values = {"fate": FLYING, "points": 2, "start_s": 0.0, "end_s": 400.0, "speed_max_mps": SPEED_MPS}
            for name, value in {**values, "moved_s": -math.inf, "first_shot_s": math.inf}.items():
                flight[name][t] = value
            for k in range(2):
                path["time_s"][t, k] = 400.0 * k
                path["position_m"][t, k] = self.at(400.0 * k, off_m)
                path["height_m"][t, k] = 3_000.0
        self.state.place[0]["position_m"] = self.at(0.0, 0.0)
        self.clock = self.state.clock[0]
        self.clock["flying"] = len(north_m)
        self.seen = handed([self.world.threat[0], flight, path])

    @staticmethod
    def at(time_s: float, north_m: float) -> np.ndarray:
        return HOME_M + SPEED_MPS * time_s * EAST + north_m * NORTH

    def track(self, k: int, north_m: float, of: int, time_s: float = 90.0, track_id: int = 7) -> None:
        """A track in row k that leads along a line so far north, and that really follows an object (-1: none)."""
        row = self.air.track[0, 0]
        row["x"][k] = np.concatenate([self.at(time_s, north_m), SPEED_MPS * EAST])
        for name, value in {
            "id": track_id, "status": int(TrackStatus.CONFIRMED), "time_s": time_s, "object": of, "origin": of,
        }.items():  # fmt: skip
            row[name][k] = value
        self.air.counts[0, 0]["track_rows"] = max(self.air.counts[0, 0]["track_rows"], k + 1)

    def fired(self, b: int, arrives_s: float = 100.0) -> int:
        """A round at row b of beliefs, as `note_shots` puts it down: its row."""
        shot, i = self.state.shot[0], int(self.clock["shots"])
        for name, value in {"threat": b, "arrives_s": arrives_s, "known_s": arrives_s, "arrived": 0}.items():
            shot[name][i] = value
        self.clock["shots"] = i + 1
        state = self.state
        note(i, *handed([state.clock, state.flight[0], state.shot[0], state.listed[0]]), self.rows, state.event[0])
        return i

    def engage_until(self, time_s: float) -> None:
        """Rounds that have arrived by then do what they do."""
        world, state = self.world, self.state
        fixed = handed([world.config, world.unit[0], world.post[0], world.group, world.launcher[0], world.missile[0]])
        lookup = Lookups(
            *handed([world.network[0], world.link[0], world.jammer[0]]), world.hears, world.pd_table, world.beam_table,
            world.loss_table, world.mask, world.ground,
        )  # fmt: skip
        changing = handed([state.clock, state.place[0], state.shot[0]])
        engage(time_s, *fixed, lookup, *self.seen, *changing, self.rows, state.event[0])

    def meets(self, i: int) -> tuple[int, int]:
        found = met(i, *handed([self.state.shot[0]]), *self.seen, self.rows)
        return int(found[0]), int(found[1])

    def nearest(self, time_s: float, north_m: float, east_m: float = 0.0) -> int:
        return int(near(time_s, self.at(time_s, north_m) + east_m * EAST, *self.seen))


# ---- what is there ------------------------------------------------------------------------------------------------


def test_the_nearest_object_is_met_wherever_it_was_last_moved():
    sky = Sky(0.0, 2_000.0)
    assert sky.nearest(100.0, 900.0) == 0 and sky.nearest(100.0, 1_100.0) == 1
    flight = sky.state.flight[0]
    flight["moved_s"], flight["position_m"] = 60.0, [sky.at(60.0, 0.0), sky.at(60.0, 2_000.0)]  # 10 km behind
    assert sky.nearest(100.0, 900.0) == 0 and sky.nearest(100.0, 1_100.0) == 1


def test_nobody_is_met_beyond_reach_nor_dead_nor_before_it_starts_nor_after_it_has_ended():
    sky = Sky(0.0)
    assert sky.nearest(100.0, ACQUIRE_M - 1.0) == 0 and sky.nearest(100.0, ACQUIRE_M + 1.0) == -1
    assert sky.nearest(401.0, 0.0, east_m=-SPEED_MPS) == -1
    sky.state.flight[0]["start_s"] = 200.0
    assert sky.nearest(100.0, 0.0) == -1
    sky.state.flight[0]["start_s"], sky.state.flight[0]["fate"] = 0.0, KILLED
    assert sky.nearest(100.0, 0.0) == -1


def test_a_round_goes_where_its_track_leads_and_not_where_its_target_is():
    sky = Sky(0.0, 10_000.0)
    sky.track(0, 9_000.0, of=0)  # the track of the first has gone astray, to the second
    assert sky.meets(sky.fired(0)) == (1, -1)


# ---- what is wasted -----------------------------------------------------------------------------------------------


def test_a_round_at_a_track_of_nothing_is_at_a_ghost():
    sky = Sky(0.0)
    sky.track(0, 40e3, of=-1)
    assert sky.meets(sky.fired(0)) == (-1, Waste.GHOST)


def test_a_round_at_a_ghost_beside_a_real_object_meets_that():
    sky = Sky(0.0)
    sky.track(0, 1_000.0, of=-1)
    assert sky.meets(sky.fired(0)) == (0, -1)


def test_a_round_at_one_who_is_dead_already_is_so_whether_its_track_lasts_or_not():
    sky = Sky(0.0)
    sky.track(0, 0.0, of=0)
    i = sky.fired(0)
    sky.state.flight[0]["fate"] = KILLED
    assert sky.meets(i) == (0, Waste.DEAD)
    sky.air.track[0, 0]["status"][0] = TrackStatus.FREE
    assert sky.meets(i) == (0, Waste.DEAD)


@pytest.mark.parametrize("how", ["dropped", "reused", "put down to nobody", "astray"])
def test_a_round_whose_track_no_longer_holds_meets_nothing_while_its_target_flies_on(how):
    sky = Sky(0.0)
    sky.track(0, 0.0, of=0)
    i = sky.fired(0)
    if how == "dropped":
        sky.air.track[0, 0]["status"][0] = TrackStatus.FREE
    elif how == "reused":
        sky.track(0, 0.0, of=0, track_id=8)
    elif how == "put down to nobody":
        sky.state.shot[0]["threat"][i] = len(sky.air.belief[0]) - 1
    else:
        sky.track(0, 2.0 * ACQUIRE_M, of=0)
    assert sky.meets(i) == (-1, Waste.TRACK_LOST)


def test_a_track_that_has_swapped_takes_its_round_to_the_other():
    sky = Sky(0.0, 10_000.0)
    sky.track(0, 0.0, of=0)
    i = sky.fired(0)
    sky.track(0, 10_000.0, of=1)
    assert sky.meets(i) == (1, -1) and sky.state.shot[0]["meant"][i] == 0


# ---- the books ----------------------------------------------------------------------------------------------------


def test_rounds_and_hindrances_are_put_down_to_the_object_that_a_track_follows():
    sky = Sky(0.0, 10_000.0)
    sky.track(0, 40e3, of=-1)
    sky.track(1, 10_000.0, of=1, track_id=8)
    sky.clock["time_s"] = 95.0
    sky.air.belief[0]["blocked"][1] = 3
    sky.state.listed[0]["tracked"][0], sky.clock["tracked"] = 1, 1
    event = sky.state.event[0]
    for e, (kind, whom) in enumerate([(EventKind.SHOT, 0), (EventKind.RELOADED, -1)]):
        event["kind"][e], event["whom"][e] = kind, whom
    sky.clock["events"] = 2
    sky.fired(0)
    assert event["whom"][:2].tolist() == [-1, -1]
    event["kind"][0], event["whom"][0] = EventKind.SHOT, 1
    sky.fired(1)
    flight = sky.state.flight[0]
    assert flight["rounds"].tolist() == [0, 1] and flight["first_shot_s"].tolist() == [math.inf, 95.0]
    assert flight["blocked"].tolist() == [0, 3] and sky.air.belief[0]["blocked"][1] == 0
    assert event["whom"][0] == 1  # the log names the threat and not the row of beliefs
    assert sky.state.shot[0]["meant"][:2].tolist() == [-1, 1]


def test_every_round_that_arrives_is_a_kill_or_wasted_and_the_second_at_one_target_is_at_the_dead():
    sky = Sky(0.0, 10_000.0, sides=[Side.HOSTILE, Side.NEUTRAL])
    sky.track(0, 0.0, of=0)
    sky.track(1, 10_000.0, of=1, track_id=8)
    sky.track(2, 40e3, of=-1, track_id=9)
    for b, arrives_s in ((0, 100.0), (0, 101.0), (1, 99.0), (2, 98.0), (0, 250.0)):
        sky.fired(b, arrives_s)
    sky.engage_until(102.0)
    state = sky.state
    assert state.flight[0]["fate"].tolist() == [KILLED, KILLED] and state.flight[0]["end_s"].tolist() == [100.0, 99.0]
    assert sky.clock["flying"] == 1  # the airliner was none of the raid
    assert (sky.clock["rounds_at_dead"], sky.clock["rounds_at_ghosts"], sky.clock["rounds_track_lost"]) == (1, 1, 0)
    assert state.shot[0]["arrived"][:5].tolist() == [1, 1, 1, 1, 0]
    assert state.shot[0]["met"][:4].tolist() == [0, 0, 1, -1]


def test_what_a_round_meets_outside_its_envelope_it_misses():
    """Whatever the post believed: no lower, no higher and no farther than it reaches, and no class beyond it."""

    def kills(**columns: float) -> bool:
        sky = Sky(0.0)
        for name, value in columns.items():
            (sky.world.threat if name == "threat_class" else sky.world.missile)[name] = value
        sky.track(0, 0.0, of=0)
        sky.fired(0, 100.0)
        sky.engage_until(102.0)
        return bool(sky.state.flight[0]["fate"][0] == KILLED)

    assert kills() and kills(altitude_min_m=2_990.0) and not kills(altitude_min_m=3_010.0)
    assert not kills(altitude_max_m=2_990.0 - ACQUIRE_M)
    far_m = 100.0 * SPEED_MPS
    assert kills(range_max_m=far_m) and not kills(range_max_m=far_m - ACQUIRE_M - 10.0)
    falling = {"threat_class": ThreatClass.BALLISTIC}
    assert kills(**falling) and not kills(range_max_ballistic_m=0.0, **falling)


def test_no_two_rounds_that_meet_one_object_share_their_luck_though_its_track_is_another_by_then():
    sky = Sky(0.0, p_kill=0.0)
    for track_id, arrives_s in ((7, 100.0), (8, 101.0)):
        sky.track(0, 0.0, of=0, track_id=track_id)
        i = sky.fired(0, arrives_s)
        assert sky.state.shot[0]["ordinal"][i] == 0  # a post counts anew for each track
        sky.engage_until(arrives_s)
    assert sky.state.shot[0]["ordinal"][:2].tolist() == [0, 1]
