"""Launchers: who may fire where and when, who is reloaded by whom, and where the rounds come from.

Small cases, counted by hand. What holds in any battle is in `test_laws.py`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numba
import numpy as np

from pavise.kinds import Cause, Doctrine, EventKind, Fate, ThreatClass
from pavise.run.drivers import play_fused
from pavise.verify.small_defence import FireUnit, Missile, raid, small_defence

HOPELESS = Missile(p_kill=1e-12)
NEAR_M = 3e3


def staying(targets: int, stay_s: float, bearing_rad: float = 0.0):
    """Targets 3 s of flight away that stay for so long."""
    return raid(
        targets, distance_m=NEAR_M, speed_mps=0.01, altitude_m=0.0, axis_rad=bearing_rad,
        release_range_m=NEAR_M - 0.01 * stay_s,
    )  # fmt: skip


def shots_s(unit: FireUnit, stay_s: float, targets: int = 1) -> list[float]:
    """Times of all shots of a unit at targets that stay, from the first one on."""
    played = play_fused(small_defence([unit], staying(targets, stay_s)), 0, 1, log_events=500)
    log = played.events[0]
    times_s = log["time_s"][log["kind"] == EventKind.SHOT]
    return [float(time_s - times_s[0]) for time_s in times_s] if len(times_s) else []


# ---- by hand ------------------------------------------------------------------------------------------------------


def test_one_crew_fills_three_launchers_one_after_the_other():
    """Three launchers with one round each, empty within 2 s; each reload takes 100 s."""
    gallery = {"launchers": 3, "rounds": 1, "reloads": 1, "reload_s": 100.0, "missile": HOPELESS, "assess_s": 0.5}
    salvo = {"salvo": 3, "doctrine": Doctrine.SALVO}
    alone = shots_s(FireUnit(**gallery, **salvo, reload_crews=1), 400.0)
    assert alone[:3] == [0.0, 0.0, 0.0] and alone[3:] == [100.0, 200.0, 300.0]
    assert shots_s(FireUnit(**gallery, **salvo, reload_crews=2), 400.0)[3:] == [100.0, 100.0, 200.0]
    assert shots_s(FireUnit(**gallery, **salvo), 400.0)[3:] == [100.0, 100.0, 100.0]


def test_a_store_gives_what_it_has_after_its_delivery_and_no_more():
    """Two launchers of two rounds; a store of three gives two to the first that is empty and one to the other."""
    unit = FireUnit(
        launchers=2, rounds=2, stock=3, delivery_s=50.0, reload_s=30.0, missile=HOPELESS, assess_s=0.5,
        salvo=4, doctrine=Doctrine.SALVO,
    )  # fmt: skip
    world = small_defence([unit], staying(1, 400.0))
    played = play_fused(world, 0, 1, log_events=100)
    rack = played.rack[0]
    assert played.clock["rounds"][0] == 7 and rack["stock"].sum() == 0
    assert sorted(rack["loaded"]) == [3, 4] and rack["fired"].sum() == 7
    reloaded = played.events[0][played.events[0]["kind"] == EventKind.RELOADED]
    first_s = played.events[0]["time_s"][played.events[0]["kind"] == EventKind.SHOT][0]
    assert (reloaded["time_s"] - first_s >= 80.0).all()


def test_a_launcher_fires_into_its_sector_only_and_what_passes_beside_it_was_out_of_reach():
    """A sector of 90 degrees to the north: from 40 degrees beside it yes, from 50 no."""
    unit = FireUnit(sector_rad=0.5 * math.pi, missile=Missile(p_kill=1.0))
    for bearing_deg, fate in ((0.0, Fate.KILLED), (40.0, Fate.KILLED), (50.0, Fate.LEAKED), (180.0, Fate.LEAKED)):
        flight = play_fused(small_defence([unit], staying(1, 60.0, math.radians(bearing_deg))), 0, 1).flight[0]
        assert flight["fate"][0] == fate
        assert flight["cause"][0] == (Cause.NONE if fate == Fate.KILLED else Cause.OUT_OF_ENVELOPE)


def test_a_spaced_salvo_goes_on_from_one_launcher_where_another_salvo_stops():
    one = FireUnit(
        interval_s=4.0, salvo=3, doctrine=Doctrine.SALVO, missile=HOPELESS, assess_s=100.0, decision_period_s=1.0
    )
    assert shots_s(one, 60.0) == [0.0]
    spaced = {**vars(one), "spaced": True}
    assert shots_s(FireUnit(**spaced), 60.0) == [0.0, 4.0, 8.0]
    assert shots_s(FireUnit(**{**spaced, "launchers": 2}), 60.0) == [0.0, 0.0, 4.0]


def test_results_that_are_taken_for_the_opposite_cost_leakers_or_rounds():
    """Washburn and Kress, chapter 2: n rounds with looks that err. A target called dead is given up."""
    p_kill, rounds, runs = 0.6, 3, 2000
    for p_miss_unseen, p_kill_unseen in ((0.25, 0.0), (0.0, 0.5)):
        unit = FireUnit(
            assess_s=0.5, missile=Missile(p_kill=p_kill), p_miss_unseen=p_miss_unseen, p_kill_unseen=p_kill_unseen,
            look_again_s=math.inf,
        )  # fmt: skip
        stay_s = 5.0 * (rounds - 1) + 3.0 + 2.5
        played = play_fused(small_defence([unit], staying(1, stay_s)), 0, runs if not numba.config.DISABLE_JIT else 20)
        leak = used = 0.0
        alive, dead = 1.0, 0.0  # and still shot at
        for _ in range(rounds):
            used += alive + dead
            killed = alive * p_kill
            leak += alive * (1.0 - p_kill) * p_miss_unseen
            alive, dead = alive * (1.0 - p_kill) * (1.0 - p_miss_unseen), (dead + killed) * p_kill_unseen
        leak += alive
        n = len(played.clock)
        leaked, fired = (played.flight["fate"][:, 0] == Fate.LEAKED).mean(), played.clock["rounds"].mean()
        assert abs(leaked - leak) < 4.0 * math.sqrt(leak * (1.0 - leak) / n) + 1e-9
        assert abs(fired - used) < 4.0 * played.clock["rounds"].std() / math.sqrt(n) + 1e-9
        wrong = played.clock["misses_unseen"].sum(), played.clock["kills_unseen"].sum()
        assert (wrong[0] > 0) == (p_miss_unseen > 0) and (wrong[1] > 0) == (p_kill_unseen > 0)


def test_what_was_left_alone_by_mistake_is_shot_at_again_when_its_track_goes_on():
    unit = FireUnit(assess_s=0.5, missile=HOPELESS, p_miss_unseen=1.0, look_again_s=20.0)
    times_s = shots_s(unit, 70.0)
    assert len(times_s) == 3 and all(23.0 <= gap <= 25.0 for gap in np.diff(times_s))


def test_rounds_are_worth_less_at_the_edge():
    """Met at the very edge of the reach, head-on: the share kept there, and no more leak than that says."""
    unit = FireUnit(missile=Missile(p_kill=0.8, range_max_m=NEAR_M, edge_share=0.5), assess_s=100.0)
    runs = 30 if numba.config.DISABLE_JIT else 4000
    killed = play_fused(small_defence([unit], staying(1, 5.0)), 0, runs).flight["fate"][:, 0] == Fate.KILLED
    assert abs(killed.mean() - 0.4) < 4.0 * math.sqrt(0.4 * 0.6 / runs)


def test_the_edge_is_that_of_the_reach_against_the_class_of_the_target():
    """Half its reach against level targets is the whole of its reach against ballistic ones."""
    round_ = Missile(p_kill=1.0, range_max_m=2.0 * NEAR_M, range_max_ballistic_m=NEAR_M, edge_share=0.0)
    for kind, fate in ((ThreatClass.CRUISE_MISSILE, Fate.KILLED), (ThreatClass.BALLISTIC, Fate.LEAKED)):
        still = [replace(one, threat_class=kind) for one in staying(1, 5.0)]
        world = small_defence([FireUnit(missile=round_, assess_s=100.0)], still)
        assert play_fused(world, 0, 1).flight["fate"][0, 0] == fate
