"""The chain of command, provoked step by step in tiny worlds. Its laws are in `test_laws_of_fire.py`."""

from __future__ import annotations

import math
from dataclasses import replace

import numba
import numpy as np
import pytest

from pavise.kinds import Cause, EventKind, Fate, Picture, Silence, WeaponControl
from pavise.run.drivers import Played, play_fused
from pavise.verify.small_defence import FireUnit, Missile, Network, Radar, Site, offset, raid, small_defence

UNIT = FireUnit("unit", radars=[Radar("eye", fire_control=True)])
SITES = (Site(),)
FAR = raid(1, distance_m=100e3, speed_mps=250.0)
"""It is tracked at once, could be shot at from some 62 km on (150 s), and arrives after 400 s."""


def played(units, raiders, sites=SITES, **settings) -> Played:
    return play_fused(small_defence(units, raiders, sites, **settings), 0, 1, log_events=4000)


def shot_times(played: Played) -> list[float]:
    log = played.events[0]
    return sorted(float(t) for t in log["time_s"][log["kind"] == EventKind.SHOT])


def commanded(**columns) -> list[Network]:
    return [Network("network 0", **columns)]


# ---- operators ------------------------------------------------------------------------------------------------------


def test_a_command_post_needs_its_time_for_each_decision():
    at_once = shot_times(played([UNIT], FAR))[0]
    later = shot_times(played([UNIT], FAR, networks=commanded(operators=1, decision_s=200.0)))[0]
    assert at_once < 170.0 and later == pytest.approx(200.0, abs=2.0)


def test_operators_take_tracks_in_turn_and_the_rest_wait():
    """Six targets at once, two operators, 60 s for each: two are cleared after 60, 120 and 180 s."""
    close = raid(6, distance_m=60e3, speed_mps=100.0)
    battle = played([UNIT], close, networks=commanded(operators=2, decision_s=60.0))
    times = np.array(shot_times(battle)[:6])
    assert np.allclose(np.diff(times[::2]), 60.0, atol=1.0) and np.allclose(times[::2], times[1::2])
    clock = battle.clock[0]
    assert (clock["tracks_taken"], clock["tracks_waited"]) == (6, 4)
    assert clock["operator_wait_s"] == pytest.approx(2 * 60.0 + 2 * 120.0, abs=4.0)


def test_the_most_urgent_target_is_taken_on_first():
    slow, fast = raid(1, name="slow", distance_m=60e3, speed_mps=100.0), raid(1, name="fast", distance_m=60e3)
    battle = played([UNIT], [*slow, *fast], networks=commanded(operators=1, decision_s=100.0))
    log = battle.events[0]
    assert log["whom"][log["kind"] == EventKind.SHOT].tolist() == [1, 0]


def test_who_gets_through_while_no_operator_is_free_had_no_operator():
    swarm = raid(8, distance_m=50e3)
    battle = played([UNIT], swarm, networks=commanded(operators=1, decision_s=90.0))
    causes = battle.flight["cause"][0]
    assert (battle.flight["fate"][0] == Fate.KILLED).sum() == 2
    assert (causes == Cause.NO_OPERATOR).sum() == 6


def test_enough_operators_who_decide_at_once_change_no_bit():
    free = played([UNIT], raid(5))
    bound = played([UNIT], raid(5), networks=commanded(operators=100, decision_s=0.0))
    assert (free.flight["end_s"] == bound.flight["end_s"]).all() and shot_times(free) == shot_times(bound)


# ---- loss of the command post ---------------------------------------------------------------------------------------


def two_units(**columns):
    """Two units beside each other; only the first one has a radar. Networks 1 and 2 are theirs alone."""
    return [replace(UNIT, fallback=1, **columns), FireUnit("blind", radars=[], fallback=2, **columns)]


def test_a_unit_without_a_radar_of_its_own_is_out_of_the_fight_when_command_is_lost():
    waves = [*raid(4, name="first"), *raid(4, name="second", start_s=1000.0)]
    lost = commanded(p_command_lost=1.0, command_lost_s=700.0)
    battle = played(two_units(channels=2), waves, networks=lost)
    log = battle.events[0]
    shots = log[log["kind"] == EventKind.SHOT]
    assert set(shots["who"][shots["time_s"] < 700.0]) == {0, 1}
    assert set(shots["who"][shots["time_s"] >= 700.0]) == {0}
    assert battle.clock["commands_lost"][0] == 1


def test_between_the_loss_and_the_fight_alone_nobody_shoots():
    lost = commanded(p_command_lost=1.0, command_lost_s=100.0, fallback_s=120.0)
    battle = played(two_units(), FAR, networks=lost)
    assert shot_times(battle)[0] == pytest.approx(220.0, abs=2.0)


def test_posts_that_fight_alone_shoot_at_the_same_target():
    units = [
        replace(UNIT, fallback=1),
        FireUnit("other", radars=[Radar("other eye")], fallback=2, missile=Missile("b", p_kill=1.0)),
    ]
    assert len(shot_times(played(units, FAR))) == 1
    assert len(shot_times(played(units, FAR, networks=commanded(p_command_lost=1.0, command_lost_s=50.0)))) == 2


def test_a_post_that_falls_back_remembers_its_own_rounds():
    """The round is in the air when command is lost: no second one is fired before its result is known."""
    lost = commanded(p_command_lost=1.0, command_lost_s=180.0)
    slow = replace(UNIT, fallback=1, missile=Missile(speed_mps=500.0, p_kill=1.0))
    battle = played([slow], FAR, networks=lost)
    assert len(shot_times(battle)) == 1 and battle.flight["fate"][0, 0] == Fate.KILLED


def test_how_often_command_is_lost_is_its_chance():
    world = small_defence([replace(UNIT, fallback=1)], raid(1, distance_m=20e3), networks=commanded(
        p_command_lost=0.3, command_lost_s=10.0))  # fmt: skip
    battles = 20 if numba.config.DISABLE_JIT else 2000
    share = play_fused(world, 0, battles).clock["commands_lost"].mean()
    assert share == pytest.approx(0.3, abs=4.0 * math.sqrt(0.3 * 0.7 / battles))


# ---- warning and silence --------------------------------------------------------------------------------------------


def test_crews_take_their_time_after_the_warning():
    battle = played([replace(UNIT, crew_s=200.0)], FAR, networks=commanded(warns=True))
    assert shot_times(battle)[0] == pytest.approx(200.0, abs=3.0)


def test_before_red_the_rules_are_those_for_before_red():
    hold = replace(UNIT, away_m=10e3, control_before_red=WeaponControl.HOLD)
    sites = [Site("far"), Site("near", offset(Site().n, 0.0, 9e3))]
    late = played([hold], FAR, sites, networks=commanded(warns=True, red_s=250.0))
    assert shot_times(late)[0] == pytest.approx(250.0, abs=3.0)
    never = played([hold], FAR, sites, networks=commanded(warns=True, red_s=1e6))
    assert never.flight["cause"][0, 0] == Cause.NOT_PERMITTED


def test_a_silent_radar_sees_nothing_until_it_is_cued():
    eye = Radar("far eye", instrumented_range_m=400e3)
    guide = Radar("guide", fire_control=True, instrumented_range_m=60e3)
    unit = FireUnit("unit", radars=[guide], silence=Silence.UNTIL_CUED)
    alone = played([unit], FAR)
    assert alone.flight["fate"][0, 0] == Fate.LEAKED and alone.flight["first_track_s"][0, 0] == math.inf
    cued = played([unit, FireUnit("watch", radars=[eye], launchers=0)], FAR)
    assert cued.flight["fate"][0, 0] == Fate.KILLED
    assert shot_times(cued)[0] >= 160.0  # 100 km less 60 km at 250 m/s: not before it is near enough for a cue
    log = cued.events[0]
    tracks = log[log["kind"] == EventKind.TRACK_STARTED]
    assert tracks["who"][0] == 1 and (tracks["time_s"][tracks["who"] == 0] >= 160.0).all()


def test_a_radar_that_waits_for_red_holds_its_units_fire():
    unit = replace(UNIT, silence=Silence.UNTIL_RED)
    watch = FireUnit("watch", radars=[Radar("far eye")], launchers=0)
    battle = played([unit, watch], FAR, networks=commanded(warns=True, red_s=300.0))
    assert shot_times(battle)[0] == pytest.approx(300.0, abs=3.0)


# ---- rules ----------------------------------------------------------------------------------------------------------


def test_hold_means_only_what_comes_at_the_unit():
    sites = [Site("own"), Site("other", offset(Site().n, math.pi, 30e3))]
    unit = replace(UNIT, control=WeaponControl.HOLD)
    raiders = [*raid(1, name="here"), *raid(1, name="there", site=1)]
    flight = played([unit], raiders, sites).flight[0]
    assert flight["fate"].tolist() == [Fate.KILLED, Fate.LEAKED]
    assert flight["cause"][1] == Cause.NOT_PERMITTED


def test_rules_differ_by_class():
    unit = replace(UNIT, away_m=10e3, control=(WeaponControl.TIGHT, WeaponControl.HOLD) * 2)
    sites = [Site("far"), Site("near", offset(Site().n, 0.0, 9e3))]
    causes = [played([unit], raid(1, threat_class=k), sites).flight["cause"][0, 0] for k in range(3)]
    assert causes == [Cause.NONE, Cause.NOT_PERMITTED, Cause.NONE]


def test_within_the_ring_other_rules_hold():
    sites = [Site("far"), Site("near", offset(Site().n, math.pi, 9e3))]
    unit = replace(UNIT, away_m=10e3, bearing_rad=math.pi, control=WeaponControl.HOLD, ring_m=30e3)
    battle = played([unit], FAR, sites)
    assert shot_times(battle)[0] == pytest.approx((100e3 - 30e3) / 250.0, abs=3.0)


def test_outside_its_front_a_unit_shoots_only_at_what_comes_at_it():
    """The raider from the north flies over the unit to the other site: only then is it on the southern front."""
    sites = [Site("own"), Site("other", offset(Site().n, math.pi, 15e3))]
    unit = replace(UNIT, front_rad=math.pi, front_width_rad=0.5 * math.pi)
    here, past = raid(1, name="here")[0], raid(1, name="past", site=1)[0]
    behind = replace(past, name="behind", axis_rad=math.pi)
    battle = played([unit], [here, past, behind], sites)
    log = battle.events[0]
    first = {int(shot["whom"]): shot["time_s"] for shot in log[log["kind"] == EventKind.SHOT][::-1]}
    assert first[0] < 200.0 and first[2] < 250.0
    assert first.get(1, math.inf) >= (100e3 - 15e3) / 250.0


def test_free_shoots_before_anybody_has_identified_it():
    """Tight waits for a verdict, free only for the absence of one; hold shoots at what comes at it, once identified."""
    slow_to_say = [Network("network 0", identify_s=250.0, asks_civil=False, asks_friends=False, has_plans=False)]

    def first_shot(control: WeaponControl) -> float:
        world = small_defence([replace(UNIT, control=control)], FAR, networks=slow_to_say, picture=Picture.TRACKED)
        return shot_times(play_fused(world, 0, 1, log_events=4000))[0]

    assert first_shot(WeaponControl.FREE) < 200.0 < 250.0 <= first_shot(WeaponControl.TIGHT)
