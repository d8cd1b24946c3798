"""What networks take their tracks for: at the right time, as often right and wrong as the closed forms say."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest
from scipy.stats import binom

from pavise.kinds import EventKind, Fate, Side, Stream, TrackStatus, Verdict
from pavise.sim.air_picture import TRACK
from pavise.sim.compiled import handed, kernel
from pavise.sim.draws import normal_quantile, uniforms4
from pavise.sim.fields import allocate
from pavise.sim.identification import FRESH_S, REVISE_S, VERDICT, forget_verdicts, identify, verdict_on
from pavise.sim.models.identification.flight_plan import LATE_S, plan_log_ratio, plan_ratio
from pavise.sim.models.identification.interrogation import P_FALSE, P_REPLY, answers_log_ratio, readable_share
from pavise.sim.models.identification.kinematics import kinematics_log_ratio
from pavise.sim.state import EVENT
from pavise.sim.tracked_state import COUNTS_OF_NETWORK
from pavise.verify.moment import Moment
from pavise.verify.small_defence import FireUnit, Network, Radar, Raider, small_defence
from tests.worlds.looking_on import place_at_m

ALL = readable_share(1, 1)
FIRST_S = 1000.0
LOW = {"altitude_m": 1200.0, "speed_mps": 55.0}
"""A flier that might be a light aircraft or a drone."""


@kernel
def identify_once(
    time_s, config, clock, network, threat, flight, path, track, counts, verdict, event, found_out
):  # fmt: skip
    """The stage for the first replication; `found_out` [N, K]: the verdict on each track."""
    identify(
        time_s, config[0], clock[0], network[0], threat[0], flight[0], path[0], track[0], counts, verdict[0], event[0]
    )
    for n in range(found_out.shape[0]):
        for k in range(found_out.shape[1]):
            found_out[n, k] = verdict_on(track[0, n, k], verdict[0, n, k])


@kernel
def forget_once(verdict):
    """Start of a battle."""
    forget_verdicts(verdict[0])


class Watch:
    """Networks that each have a good track of every object, confirmed at FIRST_S, and a row for a ghost at the end.

    One more raider flies far away, so that there is a battle.
    """

    def __init__(self, *objects: Raider, networks: tuple[Network, ...] = (Network(has_plans=False),)) -> None:
        far = [
            Raider(
                name=f"{one.name} {k}", distance_m=600e3, axis_rad=0.01 * k, altitude_m=one.altitude_m,
                speed_mps=one.speed_mps, side=one.side, answers=one.answers, planned=one.planned,
            )
            for k, one in enumerate(objects)
        ]  # fmt: skip
        units = [FireUnit(radars=[Radar(instrumented_range_m=1e6, antenna_height_m=1e5)], launchers=0)]
        raiders = [*far, Raider("elsewhere", distance_m=600e3, axis_rad=3.0)]
        self.moment = Moment(small_defence(units, raiders, networks=networks), plots=len(raiders))
        sizes = {"R": 1, "N": len(networks), "K": len(far) + 1, "E": 10_000}
        self.track = allocate(TRACK, {"K": sizes["K"] * sizes["N"]}).reshape(1, sizes["N"], sizes["K"])
        self.counts = allocate(COUNTS_OF_NETWORK, sizes)[0]
        self.counts["track_rows"] = sizes["K"]
        self.verdict = allocate(VERDICT, sizes)
        self.event = allocate(EVENT, sizes)
        self.found = np.zeros((sizes["N"], sizes["K"]), np.int32)
        self.forget()
        state = self.moment.state
        at_m, path_s = state.path["position_m"][0, :-1], state.path["time_s"][0, :-1]
        rows = self.track[0]
        rows["status"], rows["confirmed_s"], rows["id"] = TrackStatus.CONFIRMED, FIRST_S, np.arange(sizes["K"])
        rows["time_s"] = rows["interrogated_s"] = FIRST_S
        rows["origin"] = [*range(len(far)), -1]
        velocity_mps = (at_m[:, 1] - at_m[:, 0]) / (path_s[:, 1] - path_s[:, 0])[:, None]
        rows["x"][:, :-1] = np.concatenate([state.flight["position_m"][0, :-1], velocity_mps], axis=1)
        rows["x"][:, -1] = rows["x"][:, 0]
        rows["covariance"] = np.diag([100.0**2] * 3 + [3.0**2] * 3).ravel()

    def forget(self) -> None:
        """Start of a battle."""
        forget_once(*handed((self.verdict,)))
        self.moment.state.clock["events"] = 0

    def identify(self, time_s: float, replication: int = 0, asked: bool = True) -> np.ndarray:
        """Verdicts [N, K] at a time; tracks have just been seen, by an interrogator when `asked`."""
        self.track["time_s"] = time_s
        if asked:
            self.track["interrogated_s"] = time_s
        state, world = self.moment.state, self.moment.world
        state.clock["replication"] = replication
        tables = (world.config, state.clock, world.network, world.threat, state.flight, state.path)
        identify_once(time_s, *handed((*tables, self.track, self.counts, self.verdict, self.event)), self.found)
        return self.found.copy()

    def occasions(self, number: int, replication: int = 0, **how) -> np.recarray:
        """The rows of verdicts [N, K] after so many occasions of a new battle."""
        self.forget()
        for k in range(number):
            self.identify(FIRST_S + k * REVISE_S, replication, **how)
        return self.verdict[0].copy()


def fliers(number: int, side: Side, answers: float = 0.0, **columns) -> list[Raider]:
    """So many objects alike."""
    return [Raider(f"{side.name} {k}", side=side, answers=answers, **{**LOW, **columns}) for k in range(number)]


def near(share: float, expected: float, number: int) -> bool:
    """Within four standard errors of a proportion."""
    return abs(share - expected) < 4.0 * math.sqrt(max(expected * (1.0 - expected), 1e-4) / number)


# ---- when ----------------------------------------------------------------------------------------------------------


def test_the_first_verdict_comes_when_the_network_has_had_its_time_and_then_again_and_again():
    watch = Watch(*fliers(1, Side.FRIEND, 1.0), networks=(Network(identify_s=25.0, p_harmless=0.4, has_plans=False),))
    for time_s, asked in ((FIRST_S, 0), (1024.0, 0), (1025.0, 1), (1034.0, 1), (1035.0, 2), (1048.0, 3), (1049.0, 3)):
        watch.identify(time_s)
        assert watch.verdict["asked"][0, 0, 0] == asked, time_s
    assert watch.verdict["since_s"][0, 0, 0] == 1025.0


def test_only_confirmed_tracks_are_identified():
    watch = Watch(*fliers(1, Side.FRIEND, 1.0))
    watch.track["status"] = TrackStatus.TENTATIVE
    assert (watch.identify(FIRST_S + 100.0) == Verdict.OPEN).all() and (watch.verdict["track"] == -1).all()


def test_a_new_track_in_an_old_row_is_a_stranger():
    watch = Watch(*fliers(1, Side.HOSTILE))
    assert watch.identify(FIRST_S)[0, 0] == Verdict.HOSTILE
    watch.track["id"] += 100
    watch.track["confirmed_s"] = FIRST_S + 5.0
    watch.moment.world.network["identify_s"] = 30.0
    assert watch.identify(FIRST_S + 12.0)[0, 0] == Verdict.OPEN
    assert watch.verdict["asked"][0, 0, 0] == 0 and watch.verdict["track"][0, 0, 0] == 100


# ---- who answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("side", "answers"), [(Side.FRIEND, 0.8), (Side.NEUTRAL, 0.5), (Side.HOSTILE, 0.0)])
def test_answers_come_as_often_as_sets_work_and_replies_get_through(side, answers):
    """After five interrogations the counts are a mixture of two binomial laws (scipy)."""
    watch = Watch(*fliers(40, side, answers))
    answered = np.concatenate([watch.occasions(5, r)["answered"][0, :-1] for r in range(25)])
    k = np.arange(6)
    expected = answers * binom.pmf(k, 5, P_REPLY) + (1.0 - answers) * binom.pmf(k, 5, P_FALSE)
    shares = np.bincount(answered, minlength=6) / len(answered)
    assert all(near(share, p, len(answered)) for share, p in zip(shares, expected, strict=True))


def test_a_broken_set_stays_broken_for_a_whole_battle_and_for_all_networks():
    networks = (Network("one", has_plans=False), Network("two", has_plans=False))
    watch = Watch(*fliers(60, Side.FRIEND, 0.5), networks=networks)
    answered = watch.occasions(20)["answered"][:, :-1]
    assert ((answered < 5) | (answered > 14)).all()
    assert ((answered[0] < 5) == (answered[1] < 5)).all() and 15 < (answered[0] < 5).sum() < 45
    assert (answered[0] != answered[1]).any()  # but each network hears its own replies


def test_a_ghost_and_a_dead_object_answer_nothing():
    watch = Watch(*fliers(30, Side.FRIEND, 1.0))
    watch.moment.state.flight["fate"][0, :10] = Fate.KILLED
    rows = watch.occasions(5)[0]
    assert (rows["asked"] == 5).all()
    assert (rows["answered"][:10] == 0).all() and (rows["answered"][10:30] > 2).all() and rows["answered"][30] == 0


def test_only_those_are_asked_that_an_interrogator_has_lately_seen():
    watch = Watch(*fliers(1, Side.FRIEND, 1.0))
    asked = watch.occasions(8, asked=False)["asked"][0, 0]
    assert asked == 1 + int(FRESH_S // REVISE_S)


def test_a_network_reads_only_the_modes_that_it_asks():
    objects = [*fliers(1, Side.FRIEND, 1.0), *fliers(1, Side.NEUTRAL, 1.0)]
    networks = (
        Network("civil", asks_friends=False, has_plans=False),
        Network("cipher", asks_civil=False, has_plans=False),
        Network("deaf", asks_civil=False, asks_friends=False, has_plans=False),
    )
    rows = Watch(*objects, networks=networks).occasions(20)
    assert (rows["asked"][:2] == 20).all() and (rows["asked"][2] == 0).all()
    assert rows["answered"][0, 0] < 4 and rows["answered"][0, 1] > 15
    assert rows["answered"][1, 0] > 15 and rows["answered"][1, 1] < 4


def test_another_object_more_changes_nobody_elses_luck():
    fewer = Watch(*fliers(10, Side.FRIEND, 0.7)).occasions(6)
    more = Watch(*fliers(11, Side.FRIEND, 0.7)).occasions(6)
    assert (fewer["answered"][0, :10] == more["answered"][0, :10]).all()


def test_two_tracks_of_one_object_get_the_same_answers_at_the_same_time():
    watch = Watch(*fliers(2, Side.FRIEND, 0.9))
    watch.track["origin"][0, 0, 1] = 0
    for r in range(20):
        rows = watch.occasions(4, r)[0]
        assert rows["answered"][0] == rows["answered"][1]


def test_a_track_that_swaps_to_an_enemy_keeps_the_answers_of_the_friend():
    watch = Watch(*fliers(1, Side.FRIEND, 1.0), *fliers(1, Side.HOSTILE))
    before = watch.occasions(3)["answered"][0, 0]
    watch.track["origin"][0, 0, 0] = 1
    assert before >= 2 and watch.identify(FIRST_S + 3 * REVISE_S)[0, 0] == Verdict.HARMLESS


# ---- odds and verdicts ---------------------------------------------------------------------------------------------


def test_the_log_odds_are_the_sum_of_the_evidence():
    network = Network(prior_hostile=0.3, has_plans=True)
    watch = Watch(*fliers(1, Side.FRIEND, 0.5), networks=(network,))
    row = watch.occasions(4)[0, 0]
    flight = watch.moment.state.flight[0, 0]
    path_s = watch.moment.state.path["time_s"][0, 0]
    at_m = watch.moment.state.path["position_m"][0, 0]
    speed_mps = float(np.linalg.norm(at_m[1] - at_m[0]) / (path_s[1] - path_s[0]))
    way = kinematics_log_ratio(speed_mps, float(flight["height_m"]), 0.0, 3.0, 100.0, 3.0)
    expected = math.log(0.3 / 0.7) + answers_log_ratio(4, int(row["answered"]), ALL) + plan_log_ratio(0.0) + way
    assert row["log_odds"] == pytest.approx(expected, abs=0.02)  # the path bends over the earth


def test_friends_are_taken_for_hostile_as_often_as_they_keep_silent():
    """One interrogation, no other evidence to speak of: wrong when the set is broken or the reply gets lost."""
    watch = Watch(*fliers(50, Side.FRIEND, 0.9), networks=(Network(has_plans=False, p_hostile=0.85, p_harmless=0.15),))
    found = np.concatenate([watch.occasions(1, r)["verdict"][0, :-1] for r in range(20)])
    silent = 0.9 * (1.0 - P_REPLY) + 0.1 * (1.0 - P_FALSE)
    assert near((found == Verdict.HOSTILE).mean(), silent, len(found))
    assert near((found == Verdict.HARMLESS).mean(), 1.0 - silent, len(found))


def test_asked_again_only_broken_sets_are_still_taken_for_hostile():
    watch = Watch(*fliers(50, Side.FRIEND, 0.9), networks=(Network(has_plans=False, p_hostile=0.85, p_harmless=0.15),))
    found = np.concatenate([watch.occasions(6, r)["verdict"][0, :-1] for r in range(20)])
    silent = 0.9 * (1.0 - P_REPLY) ** 6 + 0.1 * (1.0 - P_FALSE) ** 6
    assert near((found == Verdict.HOSTILE).mean(), silent, len(found))


def test_odds_are_calibrated_where_the_world_is_as_the_network_believes():
    """Half hostile; of those that answer alike, the share of hostile ones is what the odds say."""
    watch = Watch(*fliers(40, Side.HOSTILE), *fliers(28, Side.NEUTRAL, 0.95), *fliers(12, Side.FRIEND, 0.95))
    by_answers: dict[int, list[bool]] = {0: [], 1: []}
    for r in range(40):
        for k, row in enumerate(watch.occasions(1, r)[0, :-1]):
            by_answers[int(row["answered"])].append(k < 40)
    for answered, hostile in by_answers.items():
        p = 1.0 / (1.0 + math.exp(-answers_log_ratio(1, answered, ALL)))
        assert len(hostile) > 500 and near(float(np.mean(hostile)), p, len(hostile))


def test_verdicts_change_back_and_forth_and_each_change_is_logged():
    watch = Watch(*fliers(1, Side.FRIEND, 1.0), networks=(Network(has_plans=False, asks_friends=False, p_hostile=0.9),))
    watch.identify(FIRST_S)
    fast = watch.track["x"].copy()
    fast[..., 3:] *= 12.0
    slow = watch.track["x"].copy()
    wanted = []
    for k, x in enumerate((fast, slow, fast), start=1):
        watch.track["x"] = x
        wanted.append(int(watch.identify(FIRST_S + k * REVISE_S)[0, 0]))
    events = watch.event[0, : watch.moment.state.clock["events"][0]]
    own = events[events["whom"] == 0]
    assert (events["kind"] == EventKind.IDENTIFIED).all() and set(events["whom"]) == {0, -1}
    changes = [int(v) for v in own["value"]]
    assert all(a != b for a, b in zip(changes, changes[1:], strict=False)) and changes[-1] == wanted[-1]
    assert wanted == [Verdict.HOSTILE, Verdict.OPEN, Verdict.HOSTILE]


def test_a_network_that_is_never_sure_enough_leaves_everything_open():
    watch = Watch(*fliers(3, Side.HOSTILE), networks=(Network(has_plans=False, p_hostile=1.0, p_harmless=0.0),))
    assert (watch.occasions(5)["verdict"] == Verdict.OPEN).all()


def test_the_prior_counts():
    odds = [
        Watch(*fliers(1, Side.HOSTILE), networks=(Network(prior_hostile=p, has_plans=False),)).occasions(1)["log_odds"]
        for p in (0.5, 0.9)
    ]
    assert odds[1] - odds[0] == pytest.approx(math.log(9.0))


# ---- plans ---------------------------------------------------------------------------------------------------------

CRUISE = {"altitude_m": 10.5e3, "speed_mps": 235.0}
BOTH = (Network("informed"), Network("uninformed", has_plans=False))


def by_plans(watch: Watch, time_s: float, replication: int) -> np.ndarray:
    """What the plans add to the log odds of the tracks, which are where their objects are at `time_s`."""
    state = watch.moment.state
    for t in range(len(state.flight[0]) - 1):
        at_m = place_at_m(state.path[0, t], int(state.flight["points"][0, t]), np.array([time_s, time_s + 1.0]))
        watch.track["x"][0, :, t] = np.concatenate([at_m[0], at_m[1] - at_m[0]])
    watch.forget()
    watch.identify(time_s, replication, asked=False)
    return watch.verdict["log_odds"][0, 0] - watch.verdict["log_odds"][0, 1]


def test_a_plan_is_as_far_off_as_its_aircraft_is_late_and_that_decides():
    """Lateness is drawn per battle; the evidence is that of the distance flown in it."""
    watch = Watch(*fliers(1, Side.NEUTRAL, 1.0, planned=True, **CRUISE), networks=BOTH)
    key = int(watch.moment.world.threat["key"][0, 0])
    found = []
    for r in range(60):
        late_s = LATE_S * normal_quantile(uniforms4(1, r, Stream.IDENTIFICATION, 0, key, 0)[1])
        expected = plan_log_ratio(plan_ratio(abs(late_s) * 235.0, 0.0, 100.0, 3.0))
        found.append(by_plans(watch, 1800.0, r)[0])
        assert found[-1] == pytest.approx(expected, abs=0.05)
    assert np.mean(np.array(found) < -2.0) > 0.9 and np.ptp(found) > 0.2


def test_who_has_no_plan_or_flies_elsewhere_or_otherwise_is_a_little_suspicious():
    objects = [
        *fliers(1, Side.NEUTRAL, 1.0, planned=True, **CRUISE),
        *fliers(1, Side.HOSTILE, **CRUISE),
        *fliers(1, Side.HOSTILE, altitude_m=10.5e3, speed_mps=170.0),
    ]
    watch = Watch(*objects, networks=BOTH)
    watch.moment.state.path["position_m"][0, 1] *= -1.0  # on the other side of the earth
    added = by_plans(watch, 1800.0, 0)
    assert added[0] < -2.0 and added[1] == pytest.approx(plan_log_ratio(0.0), abs=1e-6) and added[2] > 0.5


def test_an_attacker_behind_an_airliner_is_taken_for_it():
    watch = Watch(*fliers(1, Side.NEUTRAL, planned=True, **CRUISE), *fliers(1, Side.HOSTILE, **CRUISE), networks=BOTH)
    watch.moment.state.path[0, 1] = watch.moment.state.path[0, 0]
    added = by_plans(watch, 1800.0, 0)
    assert added[1] == pytest.approx(added[0]) and added[0] < -2.0


def test_before_its_start_and_after_its_end_a_plan_says_nothing():
    watch = Watch(*fliers(1, Side.NEUTRAL, 1.0, planned=True, **CRUISE), networks=BOTH)
    assert by_plans(watch, 1e6, 0)[0] == pytest.approx(plan_log_ratio(0.0))


# ---- the same bits -------------------------------------------------------------------------------------------------


def test_the_same_bits_compiled_and_not():
    """The digest was the same compiled and with the compiler off."""
    objects = [
        *fliers(4, Side.FRIEND, 0.9), *fliers(4, Side.NEUTRAL, 0.8, planned=True, **CRUISE), *fliers(4, Side.HOSTILE),
    ]  # fmt: skip
    watch = Watch(*objects, networks=(*BOTH, Network("third", asks_friends=False, prior_hostile=0.2)))
    bits = b""
    for r in range(10):
        rows = watch.occasions(6, r)
        bits += rows["log_odds"].tobytes() + rows["answered"].tobytes() + rows["verdict"].tobytes()
    assert hashlib.blake2s(bits, digest_size=8).hexdigest() == "11bfe6ded5089952"
