"""Two drivers, one story: equal to the last bit, whatever the block, the thread or the process; and loud when it ends.

Columns are compared, not whole records: the bytes between two columns have no meaning.
"""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, EventKind, Fate
from pavise.run.drivers import (
    Decision,
    Played,
    RunError,
    play_fused,
    play_open,
)
from pavise.sim.fields import NotFiniteError
from pavise.sim.start import start_block
from pavise.sim.state import make_state
from pavise.sim.step import play_block
from pavise.sim.world import check_world
from pavise.verify.small_defence import FireUnit, Missile, Radar, raid, small_defence
from tests.worlds.looking_on import same_columns
from tests.worlds.random_battle import random_battle

needs_compiler = pytest.mark.needs_compiler
REPOSITORY = Path(__file__).resolve().parents[2]
TABLES = ("flight", "damage", "rack", "clock")


def same(a: Played, b: Played) -> bool:
    """True when both hold the same bits."""
    return (
        all(same_columns(getattr(a, table), getattr(b, table)) for table in TABLES)
        and all(one.tolist() == two.tolist() for one, two in zip(a.events, b.events, strict=True))
        and (a.replication == b.replication).all()
        and (a.world == b.world).all()
    )


def digest(played: Played) -> str:
    """A short name for all bits of what was played."""
    total = hashlib.blake2s(digest_size=8)
    for table in TABLES:
        for name in getattr(played, table).dtype.names:
            total.update(np.ascontiguousarray(getattr(played, table)[name]).tobytes())
    return total.hexdigest()


# ---- same bits ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1 if numba.config.DISABLE_JIT else 25))
def test_the_open_driver_gives_the_bits_of_the_fused_one(number):
    world = random_battle(number)
    assert same(play_fused(world, 0, 2, log_events=3000), play_open(world, 0, 2, log_events=3000))


@needs_compiler
def test_the_block_changes_nothing():
    for number in range(10):
        world = random_battle(number)
        whole = play_fused(world, 0, 17, log_events=3000)
        for block in (1, 4, 17, 100):
            assert same(whole, play_fused(world, 0, 17, log_events=3000, block=block))


@needs_compiler
def test_a_replication_does_not_know_what_was_played_before_it():
    """Number 12 alone is number 12 of twenty: nothing is left over in the state that is used again."""
    for number in range(10):
        world = random_battle(number)
        all_of_them = play_fused(world, 0, 20)
        alone = play_fused(world, 12, 1)
        for table in TABLES:
            assert same_columns(getattr(alone, table)[0], getattr(all_of_them, table)[12])


@needs_compiler
def test_the_state_of_another_battle_leaves_no_trace():
    """A state that has just fought battle 1 fights battle 2 as a new one would (both of the same size)."""
    units = [FireUnit(radars=[Radar(p_look=0.5, confirm=(2, 3))], rounds=3, channels=1, missile=Missile(p_kill=0.5))]
    one = small_defence(units, raid(5, distance_m=90e3, start_spread_s=99.0))
    two = small_defence(units, raid(5, distance_m=70e3, start_spread_s=50.0), seed=9)
    used, new = make_state(one.sizes, 4), make_state(one.sizes, 4)
    start_block(0, *one, *used)
    play_block(*one, *used)
    start_block(0, *two, *used)
    play_block(*two, *used)
    start_block(0, *two, *new)
    play_block(*two, *new)
    for table in (*TABLES, "duty", "effort", "picture"):
        assert same_columns(getattr(used, table), getattr(new, table)), table


@needs_compiler
def test_threads_change_nothing():
    worlds = [random_battle(number) for number in range(12)]
    alone = [digest(play_fused(world, 0, 10)) for world in worlds]
    for threads in (2, 5):
        with ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(lambda world: digest(play_fused(world, 0, 10)), worlds)) == alone


SHARD = """
import sys
sys.path.insert(0, {repository!r})
from pavise.run.drivers import play_fused
from tests.run.test_drivers import digest
from tests.worlds.random_battle import random_battle
print(digest(play_fused(random_battle(3), {first}, {count})))
"""


@needs_compiler
def test_processes_change_nothing():
    """Two processes play a half each; each half is that of the whole."""
    whole = play_fused(random_battle(3), 0, 20)
    for first in (0, 10):
        code = SHARD.format(repository=str(REPOSITORY), first=first, count=10)
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        half = Played(*(table[first : first + 10] for table in whole))
        assert run.stdout.strip() == digest(half)


@needs_compiler
def test_replications_differ_and_the_seed_matters():
    world = random_battle(3)
    played = play_fused(world, 0, 20)
    assert len({row.tobytes() for row in played.flight["start_s"]}) == 20
    world.config["seed"] += 1
    assert digest(play_fused(world, 0, 20)) != digest(played)


# ---- worlds -------------------------------------------------------------------------------------------------------


@needs_compiler
def test_replications_live_in_their_worlds():
    """Three worlds of four battles each: the chance to kill is each world's own."""
    unit = FireUnit(rounds=4, missile=Missile(range_max_m=20e3))
    world = small_defence([unit], raid(4, distance_m=30e3), worlds=3, repeats=4)
    world.missile["p_kill"][:, 0] = np.array([1e-12, 1.0, 1.0])[:, np.newaxis]
    world.launcher["rounds"][2] = 0
    played = play_fused(world, 0, 12)
    assert played.world.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    leaked = (played.flight["fate"] == Fate.LEAKED).sum(axis=1)
    assert leaked.tolist() == [4] * 4 + [0] * 4 + [4] * 4
    assert played.clock["rounds"].tolist() == [4] * 8 + [0] * 4


# ---- a Python doctrine --------------------------------------------------------------------------------------------


def hooked(**unit):
    battery = FireUnit(**{"doctrine": Doctrine.HOOK, "rounds": 6, "missile": Missile(p_kill=0.5), **unit})
    return small_defence([battery], raid(4, distance_m=90e3, start_spread_s=60.0))


def one_at_a_time(decision: Decision) -> None:
    """Shoot-look-shoot again, written in Python."""
    wanted = decision.candidates
    wanted["rounds"] = 1
    threat = decision.world.threat[wanted["threat"]]
    to_go_s = decision.state.flight["end_s"][wanted["threat"]] - decision.time_s
    wanted["preference"] = threat["damage"] / np.maximum(to_go_s, 1.0)
    network = decision.world.post["network"][decision.post]
    busy = decision.state.effort[network]["in_flight"][wanted["threat"]] > 0
    wanted["preference"][busy] = -math.inf


@needs_compiler
def test_a_python_doctrine_can_say_what_a_built_in_one_says():
    """The same wishes in Python: the same rounds at the same times at the same targets."""
    built_in = hooked(doctrine=Doctrine.SHOOT_LOOK_SHOOT)
    for channels in (1, 3):
        built_in.post["channels"] = channels
        asked = hooked(channels=channels)
        a = play_fused(built_in, 0, 8, log_events=300)
        b = play_open(asked, 0, 8, one_at_a_time, log_events=300)
        assert same_columns(a.flight, b.flight, but=("blocked",))
        assert [log.tolist() for log in a.events] == [log.tolist() for log in b.events]


def test_a_hook_that_says_not_now_is_obeyed():
    def hold(decision: Decision) -> None:
        decision.candidates["preference"] = -math.inf

    played = play_open(hooked(), 0, 1, hold)
    assert played.clock["rounds"].tolist() == [0]
    assert (played.flight["cause"] == Cause.HELD_BACK).all()


@needs_compiler
def test_a_hook_gets_no_more_than_the_pipeline_allows():
    """It asks for a hundred rounds at everything, always: channels, salvo, magazine and reaction hold all the same."""
    asked_s = []

    def greedy(decision: Decision) -> None:
        asked_s.extend([decision.time_s] * len(decision.candidates))
        decision.candidates["rounds"] = 100
        decision.candidates["preference"] = 1.0

    world = hooked(salvo=2, channels=2, reaction_s=20.0, rounds=20)
    played = play_open(world, 0, 3, greedy, log_events=300)
    for r in range(3):
        log = played.events[r]
        shots = log[log["kind"] == EventKind.SHOT]
        assert played.rack["fired"][r].sum() <= 20
        for shot in shots:
            flying = shots[(shots["time_s"] <= shot["time_s"]) & (shots["value"] > shot["time_s"])]
            assert len(np.unique(flying["whom"])) <= 2
            assert (flying["whom"] == shot["whom"]).sum() <= 2
    assert min(asked_s) >= 20.0


def test_a_hook_sees_only_workable_shots():
    seen = []

    def note(decision: Decision) -> None:
        seen.append((decision.time_s, decision.post, decision.candidates["threat"].tolist()))
        decision.candidates["preference"] = -math.inf

    play_open(hooked(missile=Missile(range_max_m=20e3)), 0, 1, note)
    offered_s = [time_s for time_s, _, threats in seen if threats]
    assert offered_s and all(post == 0 for _, post, _ in seen)
    # 90 km at 250 m/s, met at 20 km by a round that flies 20 s: not before 260 s
    assert min(offered_s) >= 260.0


@needs_compiler
def test_a_hook_for_one_post_leaves_the_built_in_ones_to_themselves():
    units = [
        FireUnit("asked", rounds=5, doctrine=Doctrine.HOOK, missile=Missile("a", p_kill=0.5)),
        FireUnit("plain", rounds=5, away_m=500e3, network=1, missile=Missile("b", p_kill=0.5)),
    ]
    world = small_defence(units, raid(3))
    silent = play_open(world, 0, 3, lambda decision: decision.candidates["preference"].fill(-math.inf))
    assert (silent.rack["fired"][:, 0] == 0).all()


# ---- stops loudly -------------------------------------------------------------------------------------------------


def test_a_full_log_stops_the_run_and_is_named():
    with pytest.raises(RunError, match="'event' is full"):
        play_fused(small_defence([FireUnit()], raid(5)), 0, 1, log_events=3)


def test_a_full_table_of_rounds_in_flight_stops_the_run_and_is_named(monkeypatch):
    import pavise.run.drivers as drivers

    def small_state(sizes, replications, events=0):
        return make_state(sizes, replications, shots=2, events=events)

    monkeypatch.setattr(drivers, "make_state", small_state)
    with pytest.raises(RunError, match="'shot' is full"):
        play_fused(small_defence([FireUnit()], raid(5)), 0, 1)


def test_a_horizon_that_is_too_short_is_an_error_not_a_result():
    with pytest.raises(RunError, match="still fly at the horizon"):
        play_fused(small_defence([], raid(2, distance_m=100e3), horizon_s=300.0), 0, 1)


@pytest.mark.parametrize("table, column", [("unit", "height_m"), ("missile", "p_kill"), ("threat", "speed_mps")])
def test_a_missing_number_in_the_world_is_named(table, column):
    world = small_defence([FireUnit()], raid(1))
    check_world(world)
    getattr(world, table)[column] = math.nan
    with pytest.raises(NotFiniteError, match=f"{table}.*{column}"):
        check_world(world)


def test_a_missing_detection_probability_is_named():
    world = small_defence([FireUnit()], raid(1))
    world.pd_table[0, 5] = math.nan
    with pytest.raises(NotFiniteError, match="pd_table"):
        check_world(world)


def test_a_post_that_waits_for_python_needs_a_function():
    with pytest.raises(RunError, match="hook="):
        play_open(hooked(), 0, 1)


def test_the_fused_driver_refuses_a_post_that_waits_for_python():
    with pytest.raises(RunError, match="HOOK"):
        play_fused(hooked(), 0, 1)


def test_a_wish_that_is_no_number_stops_the_run():
    with pytest.raises(RunError, match="'candidate'.*'preference'"):
        play_open(hooked(), 0, 1, lambda decision: decision.candidates["preference"].fill(math.nan))
