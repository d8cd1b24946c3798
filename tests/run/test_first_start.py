"""The first start: a second process compiles one kernel while this one does something else."""

from __future__ import annotations

import io
import os
import pickle
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from pavise.assemble.study import assemble_study
from pavise.catalogue.library import load_library
from pavise.run import drivers, first_start
from pavise.run.first_start import PLAYS, compiled_beside, is_stored, make_ready, name_of, types_of
from pavise.scenario.study import load_study
from pavise.sim.step import play_block
from tests.worlds.all_sensors import battle_of_all_sensors

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="the compiler is off")

SOURCE = '''
from pavise.sim.compiled import kernel


@kernel
def twice(x):
    """Two times x."""
    return 2.0 * x


@kernel
def begun(number, x):
    """As a kernel that starts: it takes a number before the rest."""
    return number + x
'''


@pytest.fixture
def fresh(fresh_module):
    """Kernels that no process has compiled."""
    return fresh_module(SOURCE)


@pytest.fixture
def orders(monkeypatch):
    """What second processes are asked for; none of them is started."""
    asked = []

    @contextmanager
    def noted(module, *, order):
        asked.append(pickle.loads(order))
        yield SimpleNamespace(wait=lambda timeout: asked.append("waited for"))

    monkeypatch.setattr(first_start, "beside", noted)
    return asked


def hits(kernel) -> int:
    """How often a kernel was loaded instead of compiled."""
    return sum(kernel.stats.cache_hits.values())


def test_the_second_process_leaves_a_kernel_that_this_one_only_loads(fresh):
    assert not is_stored(name_of(fresh.twice))
    with compiled_beside(name_of(fresh.twice), types_of((1.5,))):
        assert not fresh.twice.signatures
    assert fresh.twice(1.5) == 3.0
    assert hits(fresh.twice) == 1


def test_what_plays_is_compiled_beside_what_starts(fresh):
    make_ready(fresh.twice, fresh.begun, (1.5,))
    assert (hits(fresh.twice), hits(fresh.begun)) == (1, 0)
    assert fresh.twice(1.5) == 3.0 and fresh.begun(1, 1.5) == 2.5


def test_a_stored_kernel_needs_no_second_process(fresh, orders):
    fresh.twice(1.5)
    with compiled_beside(name_of(fresh.twice), types_of((1.5,))):
        pass
    assert is_stored(name_of(fresh.twice)) and not orders


def test_without_a_second_process_this_one_compiles_the_kernel_itself(fresh, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/there/is/no/python")
    make_ready(fresh.twice, fresh.begun, (1.5,))
    assert not hits(fresh.twice)
    assert fresh.twice(1.5) == 3.0


def test_a_second_process_that_fails_costs_only_time(fresh):
    with compiled_beside(name_of(fresh.twice), ("no type",)):
        pass
    assert not is_stored(name_of(fresh.twice))
    assert fresh.twice(1.5) == 3.0


def test_a_kernel_that_this_process_has_is_not_made_ready_again(fresh, orders):
    fresh.twice(1.5)
    make_ready(fresh.twice, fresh.begun, (1.5,))
    assert not orders and not fresh.begun.signatures


def test_a_kernel_that_is_under_way_is_waited_for_and_not_ordered_again(fresh, orders):
    name = name_of(fresh.twice)
    with compiled_beside(name):
        make_ready(fresh.twice, fresh.begun, (1.5,))
        assert orders == [(name, None), "waited for"]
    assert fresh.twice(1.5) == 3.0


def test_when_the_body_is_interrupted_nobody_is_waited_for(fresh):
    with pytest.raises(KeyboardInterrupt):
        with compiled_beside(name_of(fresh.twice), types_of((1.5,))):
            raise KeyboardInterrupt


def test_with_the_compiler_off_there_is_nothing_to_compile(fresh, orders, monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    with compiled_beside(name_of(fresh.twice)):
        pass
    assert not orders


def test_whoever_waits_for_a_first_start_is_told_once(monkeypatch):
    said, world = [], battle_of_all_sensors(1)
    for there, compiler_off in ((False, False), (True, False), (False, True)):
        monkeypatch.setattr(drivers, "is_stored", lambda name, there=there: there)
        monkeypatch.setattr(drivers, "is_compiler_off", lambda off=compiler_off: off)
        drivers.get_ready(world, lambda what=(there, compiler_off): said.append(what))
    assert said == [(False, False)]


# ---- before there is a world ----------------------------------------------------------------------------------------


def test_the_kernel_that_plays_can_be_ordered_by_name():
    assert name_of(play_block) == PLAYS


def types_played(world) -> tuple:
    """Of what the kernel that plays is handed in a world."""
    kernel, tables, more = drivers.fused_kernel(world, *drivers.room_for_one(world, log_events=5))
    assert kernel is play_block
    return types_of((*tables, *more))


@pytest.mark.parametrize("study", ["turkey-s400", "what-radars-see", "who-may-shoot", "decoys-and-stocks"])
def test_in_every_world_of_a_study_the_kernel_is_handed_the_types_that_were_foreseen(study):
    foreseen = types_of(drivers.tables_in_any_world())
    assembly = assemble_study(load_study(study), load_library(), worlds=2)
    assert all(types_played(assembly.world(case)) == foreseen for case in assembly.cases[:: len(assembly.cases) // 3])


@pytest.mark.parametrize("number", range(5))
def test_the_types_are_the_same_over_ground_with_patterns_losses_and_jammers(number):
    assert types_played(battle_of_all_sensors(number)) == types_of(drivers.tables_in_any_world())


def test_the_second_process_finds_out_the_types_by_itself(monkeypatch):
    compiled = []
    monkeypatch.setattr(first_start, "compile_kernel", lambda *what: compiled.append(what))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pickle.dumps((PLAYS, None)))))
    first_start.compile_as_ordered()
    assert compiled == [(play_block, types_of(drivers.tables_in_any_world()))]
