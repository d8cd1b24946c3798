"""What must hold in any battle, whoever fights it and whatever posts know: rounds, ends, causes and damage.

The laws are worked out from the log, the world and the paths, with NumPy and none of the simulation's own functions: a
wrong stage cannot agree with itself. Who may shoot is told in `test_laws_of_fire.py`.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, EventKind, Fate, Picture, Side, Silence, Waste, WeaponControl
from tests.sim.laws import BATTLES, all_fought, hold_interpreted, in_any_battle
from tests.worlds.fought import Fought

# ---- rounds -------------------------------------------------------------------------------------------------------


@in_any_battle()
def test_rounds_fired_ready_coming_in_depot_and_store_and_taken_home_are_all_that_were_issued(fought: Fought):
    """Launcher by launcher, and store by store."""
    rack, launcher = fought.state.rack, fought.world.launcher
    fired = np.bincount([shot.launcher for shot in fought.shots], minlength=len(rack))
    assert (fired == rack["fired"]).all()
    assert (fired + rack["rounds"] + rack["returned"] == rack["loaded"]).all()
    held = rack["rounds"] + rack["coming"] + rack["reloads"] * launcher["rounds"]
    drawn_on_store = fired + held - launcher["rounds"] * (1 + launcher["reloads"])
    assert (drawn_on_store[(launcher["store"] < 0) & ~by_sortie(fought)] == 0).all()
    for keeper in range(len(rack)):
        from_here = drawn_on_store[launcher["store"] == keeper].sum()
        assert from_here + rack["stock"][keeper] == launcher["stock"][keeper]
    assert (rack["stock"] >= 0).all() and (rack["rounds"] >= 0).all() and (rack["returned"] >= 0).all()
    assert (rack["rounds"] <= launcher["rounds"]).all()
    assert (np.isfinite(rack["reloaded_s"]) == (rack["coming"] > 0)).all()


def by_sortie(fought: Fought) -> np.ndarray:
    """Which launchers are those of patrols that come and go by sortie, shape (L,)."""
    posts = fought.world.group["post"][fought.world.launcher["group"]]
    return np.asarray(fought.world.unit["airframes"][fought.world.post["unit"][posts]] > 0)


@in_any_battle()
def test_each_sortie_brings_one_load(fought: Fought):
    """No more loads than sorties, and no more sorties than airframes could fly by then."""
    world, rack = fought.world, fought.state.rack
    for ell in np.flatnonzero(by_sortie(fought)):
        u = world.post["unit"][world.group["post"][world.launcher["group"][ell]]]
        unit, sorties = world.unit[u], int(fought.state.place["sorties"][u])
        assert rack["loaded"][ell] <= sorties * world.launcher["rounds"][ell]
        turns = 1 + fought.state.clock["time_s"] // unit["turn_round_s"]
        assert sorties <= unit["airframes"] * (1 + turns)


@in_any_battle()
def test_every_round_ends_once_as_a_kill_a_miss_or_wasted(fought: Fought):
    ends = fought.of_kind(EventKind.KILL, EventKind.MISS, EventKind.WASTED)
    flown = sorted((shot.arrives_s, shot.launcher) for shot in fought.shots)
    assert flown == sorted((e["time_s"], e["who"]) for e in ends)


@in_any_battle()
def test_a_launcher_fires_no_faster_than_it_can_and_no_more_than_it_holds(fought: Fought):
    """Between two reloads, which take their time: no more rounds than it holds, each an interval after the other."""
    for ell in np.flatnonzero(~by_sortie(fought)):
        launcher = fought.world.launcher[ell]
        times_s = np.array([shot.time_s for shot in fought.shots if shot.launcher == ell])
        assert (np.diff(times_s) >= launcher["interval_s"]).all()
        reloaded = fought.of_kind(EventKind.RELOADED)
        full_s = reloaded["time_s"][reloaded["who"] == ell]
        for time_s in full_s:
            assert time_s - times_s[times_s < time_s].max() >= launcher["reload_s"] - 1e-9
        loads = np.searchsorted(full_s, times_s, side="right")
        assert (np.bincount(loads, minlength=1) <= launcher["rounds"]).all()


@in_any_battle()
def test_no_more_launchers_are_reloaded_at_once_than_there_are_crews(fought: Fought):
    done, rack, launcher = fought.of_kind(EventKind.RELOADED), fought.state.rack, fought.world.launcher
    for c in np.flatnonzero(fought.world.post["reload_crews"] > 0):
        own = np.flatnonzero(fought.world.group["post"][launcher["group"]] == c)
        ends = [(e["time_s"], e["who"]) for e in done if e["who"] in own]
        ends += [(rack["reloaded_s"][ell], ell) for ell in own if np.isfinite(rack["reloaded_s"][ell])]
        spans = [(time_s - launcher["reload_s"][ell], time_s) for time_s, ell in ends]
        for begin_s, _ in spans:
            at_once = sum(first <= begin_s + 1e-6 < last - 1e-6 for first, last in spans)
            assert at_once <= fought.world.post["reload_crews"][c]


@in_any_battle()
def test_the_books_agree_with_the_log(fought: Fought):
    """Rounds per threat, first rounds, waste and money as counted in the tables are those of the log."""
    flight, clock, world = fought.state.flight, fought.state.clock, fought.world
    cost_usd = sum(fought.missile(shot)["unit_cost_usd"] for shot in fought.shots)
    assert clock["money_usd"] == pytest.approx(cost_usd)
    assert clock["rounds"] == len(fought.shots)
    assert clock["first_shot_s"] == min((shot.time_s for shot in fought.shots), default=math.inf)
    for t in range(len(flight)):
        times_s = [shot.time_s for shot in fought.shots if shot.threat == t]
        assert flight["rounds"][t] == len(times_s)
        assert flight["first_shot_s"][t] == min(times_s, default=math.inf)
    hostile = flight["first_track_s"][world.threat["side"] == Side.HOSTILE]
    assert clock["first_track_s"] == hostile.min(initial=math.inf)
    wasted = fought.of_kind(EventKind.WASTED)["value"]
    assert clock["rounds_at_dead"] == (wasted == Waste.DEAD).sum()
    assert clock["rounds_at_ghosts"] == (wasted == Waste.GHOST).sum()
    assert clock["rounds_track_lost"] == (wasted == Waste.TRACK_LOST).sum()
    judged = fought.of_kind(EventKind.MISJUDGED)["value"]
    assert (clock["kills_unseen"], clock["misses_unseen"]) == ((judged == 1.0).sum(), (judged == 0.0).sum())


# ---- ends ---------------------------------------------------------------------------------------------------------


@in_any_battle()
def test_every_threat_is_killed_once_or_leaks_once_and_traffic_never_leaks(fought: Fought):
    flight, hostile = fought.state.flight, fought.world.threat["side"] == Side.HOSTILE
    kills, leaks = fought.of_kind(EventKind.KILL), fought.of_kind(EventKind.LEAK)
    assert sorted(kills["whom"]) == list(np.flatnonzero(flight["fate"] == Fate.KILLED))
    assert sorted(leaks["whom"]) == list(np.flatnonzero(flight["fate"] == Fate.LEAKED))
    assert np.isin(flight["fate"][hostile], [Fate.KILLED, Fate.LEAKED]).all()
    assert hostile[leaks["whom"]].all()
    assert (flight["end_s"][kills["whom"]] == kills["time_s"]).all()


@in_any_battle(Picture.KNOWN)
def test_nobody_shoots_at_traffic_where_every_target_is_known(fought: Fought):
    assert (fought.state.flight["rounds"][fought.world.threat["side"] != Side.HOSTILE] == 0).all()


@in_any_battle()
def test_who_leaks_does_so_on_arrival_and_who_is_killed_never_arrives(fought: Fought):
    flight, path = fought.state.flight, fought.state.path
    arrival_s = path["time_s"][np.arange(len(flight)), flight["points"] - 1]
    leaked = flight["fate"] == Fate.LEAKED
    assert (flight["end_s"][leaked] == arrival_s[leaked]).all()
    assert (flight["end_s"] <= arrival_s).all()
    assert (flight["end_s"] >= flight["start_s"]).all()


@in_any_battle()
def test_damage_is_what_arrived_times_what_it_does(fought: Fought):
    flight, damage = fought.state.flight, fought.state.damage
    leaked = flight["fate"] == Fate.LEAKED
    for d in range(len(damage)):
        here = leaked & (flight["site"] == d)
        assert damage["arrivals"][d] == here.sum()
        assert damage["points"][d] == pytest.approx(fought.world.threat["damage"][here].sum())


# ---- causes -------------------------------------------------------------------------------------------------------


@in_any_battle()
def test_every_leaker_has_exactly_one_cause_and_causes_sum_to_the_leakers(fought: Fought):
    flight = fought.state.flight
    leaked = flight["fate"] == Fate.LEAKED
    by_cause = [int((flight["cause"] == cause).sum()) for cause in Cause if cause != Cause.NONE]
    assert sum(by_cause) == leaked.sum() == len(fought.of_kind(EventKind.LEAK))
    assert (flight["cause"][~leaked] == Cause.NONE).all()
    leaks = fought.of_kind(EventKind.LEAK)
    assert (flight["cause"][leaks["whom"]] == leaks["value"]).all()


@in_any_battle()
def test_a_leaker_was_missed_if_and_only_if_it_was_shot_at(fought: Fought):
    """Where posts see tracks, these outlive their targets for a while, and draw rounds: such rounds do not count."""
    flight = fought.state.flight
    leaked = flight["fate"] == Fate.LEAKED
    shot_at = flight["first_shot_s"] <= np.ceil(flight["end_s"])
    assert ((flight["cause"] == Cause.MISSED) == (leaked & shot_at)).all()


@in_any_battle()
def test_no_cause_without_what_it_needs(fought: Fought):
    """An empty magazine needs an empty launcher, no operator needs operators, and so on."""
    flight, world = fought.state.flight, fought.world
    post, network = world.post, world.network[world.post["network"]]
    rules = np.column_stack([post["control"], post["control_near"], post["control_before_red"], post["control_alone"]])
    ruled = (rules == WeaponControl.HOLD).any() or (rules == WeaponControl.FREE).any()
    keeps = np.isin(post["doctrine"], [Doctrine.SAVE_FOR_BALLISTIC, Doctrine.COST_AWARE, Doctrine.POINT_DEFENCE])
    emptied = any(
        len([shot for shot in fought.shots if shot.launcher == ell]) >= launcher["rounds"]
        for ell, launcher in enumerate(world.launcher)
    )
    possible = {
        Cause.NO_OPERATOR: (network["operators"] > 0).any(),
        Cause.NOT_PERMITTED: ruled or (post["silence"] != Silence.NONE).any() or (post["cos_half_front"] > -1.0).any(),
        Cause.HELD_BACK: keeps.any(),
        Cause.MAGAZINE_EMPTY: emptied,
        Cause.NO_CHANNEL: len(fought.shots) >= post["channels"].min(initial=99),
    }
    for cause, needed in possible.items():
        assert needed or not (flight["cause"] == cause).any(), cause.name
    seen, tracked, released = (
        np.isfinite(flight[column]) for column in ("first_in_sight_s", "first_track_s", "released_s")
    )
    assert not seen[flight["cause"] == Cause.MASKED].any()
    undetected = flight["cause"] == Cause.UNDETECTED
    assert seen[undetected].all() and not tracked[undetected].any()
    assert tracked[np.isin(flight["cause"], [Cause.TRACKED_LATE, Cause.NO_TIME, Cause.NOT_IDENTIFIED])].all()
    assert released[np.isin(flight["cause"], [Cause.TRACKED_LATE, Cause.NO_TIME])].all()


# ---- the battles themselves -----------------------------------------------------------------------------------------


@pytest.mark.needs_compiler
def test_the_battles_are_of_all_sorts():
    """The laws above would hold emptily in battles where nothing happens."""
    for picture, battles in all_fought().items():
        assert len(battles) > 0.3 * BATTLES
        assert len([shot for fought in battles for shot in fought.shots]) > len(battles)
        kinds = {EventKind(kind) for fought in battles for kind in fought.log["kind"]}
        assert kinds == set(EventKind) - ({EventKind.IDENTIFIED} if picture == Picture.KNOWN else set())
    causes = {
        cause for battles in all_fought().values() for fought in battles for cause in fought.state.flight["cause"]
    }
    assert causes == set(Cause)


def test_the_laws_hold_with_the_compiler_off():
    hold_interpreted(globals())
