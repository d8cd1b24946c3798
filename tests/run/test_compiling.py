"""Kernels are compiled with less ado, and come out the same; Numba is left as it was found."""

from __future__ import annotations

import gc
import importlib
import math
import threading

import numpy as np
import pytest

from pavise.run import compiling
from pavise.run.compiling import (
    OBJECTS_BETWEEN_SEARCHES,
    callees_without_machine_code,
    compile_kernel,
    each_operation_typed_once,
    fewer_searches_for_garbage,
    no_clocks,
    records_named_once,
    variables_listed_at_once,
)

numba = pytest.importorskip("numba")  # after pavise, which tells it where its kernels are kept
llvm = pytest.importorskip("llvmlite.binding")
BaseFunction = pytest.importorskip("numba.core.types.functions").BaseFunction

ROW = np.dtype([("place", "f8", 3), ("number", "i4"), ("seen", "u1")])


def many_operations(table, values, divisor):
    """Sums, comparisons, divisions, rows and arrays of several types, each at several places."""
    total = 0.0
    for k in range(table.size):
        row = table[k]
        row.number += 1 if row.seen and row.number < 3 else k
        total += math.sqrt(row.place[0] * row.place[0] + row.place[1] * row.place[1]) / divisor
        total += min(values[k], row.number) + max(row.number, k) + abs(values[k] - values[-1])
        values[k] = total + row.place[2] / (divisor * divisor) + (row.number // 2) / divisor
    return total, np.sum(values), divisor / 3


def arguments() -> tuple:
    table = np.zeros(5, ROW)
    table["place"], table["number"], table["seen"] = np.arange(15.0).reshape(5, 3), [0, 5, 2, 9, 1], [0, 1, 1, 0, 1]
    return table, np.linspace(-3.0, 4.0, 5), 0.7


def as_usual(**options):
    function = numba.njit(**options)(many_operations)
    function.compile(tuple(numba.typeof(argument) for argument in arguments()))
    return function


def with_less_ado(**options):
    function = numba.njit(**options)(many_operations)
    compile_kernel(function, tuple(numba.typeof(argument) for argument in arguments()))
    return function


pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled with the compiler off")


@pytest.mark.parametrize("options", [{"error_model": "numpy"}, {"error_model": "python"}, {"nogil": True}])
def test_a_kernel_is_the_same_machine_code_as_usual(options):
    """Of the body and of what it calls; only the names that Numba counts up differ."""
    usual, ours = as_usual(**options), with_less_ado(**options)
    texts = [next(iter(function.inspect_asm().values())) for function in (usual, ours)]
    instructions = [
        [line.split()[0] for line in text.splitlines() if line.startswith("\t") and not line.startswith("\t.")]
        for text in texts
    ]
    assert instructions[0] == instructions[1] and len(instructions[0]) > 300
    here, there = arguments(), arguments()
    assert usual(*here) == ours(*there)
    assert all(np.array_equal(a, b) for a, b in zip(here[:2], there[:2], strict=True))


def test_how_a_division_by_zero_ends_is_not_carried_over_from_another_kernel():
    """Both are compiled while the same things are remembered."""
    types = tuple(numba.typeof(argument) for argument in arguments())
    by_numpy, by_python = (numba.njit(error_model=model)(many_operations) for model in ("numpy", "python"))
    with each_operation_typed_once():
        by_numpy.compile(types)
        by_python.compile(types)
    table, values, _ = arguments()
    assert math.isinf(by_numpy(table, values, 0.0)[0])
    with pytest.raises(ZeroDivisionError):
        by_python(table, values, 0.0)


def test_each_operation_is_asked_for_once(monkeypatch):
    asked = []
    usual = BaseFunction.get_call_type
    monkeypatch.setattr(
        BaseFunction, "get_call_type", lambda self, context, args, kws: (
            asked.append((id(self), *map(id, args))), usual(self, context, args, kws)
        )[1],
    )  # fmt: skip
    with_less_ado()
    once = len(asked)
    assert once == len(set(asked)) > 20
    asked.clear()
    as_usual()
    assert len(asked) > 2 * once


CHANGES = (
    fewer_searches_for_garbage,
    each_operation_typed_once,
    records_named_once,
    variables_listed_at_once,
    no_clocks,
    lambda: callees_without_machine_code(None),
)


@pytest.mark.parametrize("changed", CHANGES)
def test_numba_and_python_are_left_as_they_were_found(changed):
    def found():
        Dispatcher = type(numba.njit(many_operations))
        return (
            gc.get_threshold(),
            BaseFunction.get_call_type,
            numba.types.Record.__repr__,
            numba.core.ir.Inst._rec_list_vars,
            llvm.ffi.lib._lock._cblist,
            (Dispatcher.compile, Dispatcher.add_overload),
        )

    before = str(found())
    with pytest.raises(ZeroDivisionError), changed():
        assert str(found()) != before
        raise ZeroDivisionError
    assert str(found()) == before


def test_the_variables_of_every_statement_are_those_that_numba_lists():
    """In the same order, of statements and expressions of every kind in a function with calls, slices and branches."""

    def every_kind(values, start, *rest, scale=2.0):
        pair = (start, scale)
        chosen = [value for value in values[start:] if value > pair[0]]
        values[start] += float(max(*rest, len(chosen)))
        if chosen and not start:
            raise ValueError("start")
        return {"chosen": chosen, "rest": rest, "text": f"{scale} of {start}"}

    for function in (many_operations, every_kind):
        statements = [
            statement
            for block in numba.core.compiler.run_frontend(function).blocks.values()
            for statement in block.body
        ]
        usual = [statement.list_vars() for statement in statements]
        with variables_listed_at_once():
            assert [statement.list_vars() for statement in statements] == usual
        assert sum(map(len, usual)) > 30


SOURCE = '''
from pavise.sim.compiled import inner, kernel


@kernel
def third(x):
    """A third of x."""
    return x / 3.0


@inner
def half_of_third(x):
    """Half of a third of x, for compiled functions only."""
    return 0.5 * third(x)


@kernel
def all_of_them(x):
    """Both."""
    return third(x) + half_of_third(x) + third(2)
'''


@pytest.fixture
def module(fresh_module):
    """Kernels that nobody has compiled."""
    return fresh_module(SOURCE)


def stored(tmp_path):
    """Names of the functions that the folder of kernels has machine code of."""
    return sorted(path.name.split(".")[1].split("-")[0] for path in (tmp_path / "kernels").rglob("*.nbc"))


def test_what_a_kernel_calls_is_its_own_until_python_calls_it_too(module, tmp_path):
    compile_kernel(module.all_of_them, (numba.float64,))
    assert not module.third.signatures
    assert stored(tmp_path) == ["all_of_them"]
    assert module.all_of_them(1.0) == 1.0 / 3.0 + 0.5 * (1.0 / 3.0) + 2 / 3.0
    assert module.third(1.0) == 1.0 / 3.0
    assert stored(tmp_path) == ["all_of_them", "third"]
    assert module.third.stats.cache_misses and module.third(2) == 2 / 3.0


def test_what_python_has_called_before_is_used_as_it_is(module, tmp_path):
    module.third(1.0)
    compile_kernel(module.all_of_them, (numba.float64,))
    assert len(module.third.signatures) == 1
    assert stored(tmp_path) == ["all_of_them", "third"]
    assert module.all_of_them(1.0) == 1.0 / 3.0 + 0.5 * (1.0 / 3.0) + 2 / 3.0


def test_what_another_process_has_stored_is_loaded(module, tmp_path):
    module.third(1.0)
    again = importlib.reload(module)
    compile_kernel(again.all_of_them, (numba.float64,))
    assert sum(again.third.stats.cache_hits.values()) == 1
    assert again.third(1.0) == 1.0 / 3.0 and again.all_of_them(3.0) == 1.0 + 0.5 + 2 / 3.0


def test_a_kernel_compiled_after_another_one_compiles_what_both_call_anew(module):
    """What calls the forgotten function is still there, with its own copy."""
    compile_kernel(module.all_of_them, (numba.float64,))
    compile_kernel(module.all_of_them, (numba.int64,))
    assert module.all_of_them(3) == module.all_of_them(3.0) == 1.0 + 0.5 + 2 / 3.0


def test_another_thread_that_calls_what_is_being_compiled_waits_and_gets_its_own(module, monkeypatch):
    """It starts while the kernel's copy exists, which Python cannot call: without the wait, the process would end."""
    usual = numba.core.dispatcher._FunctionCompiler.compile
    answers, threads = [], []

    def with_a_call_from_elsewhere(self, args, return_type):
        result = usual(self, args, return_type)
        if self.py_func.__name__ == "half_of_third":  # third is compiled by now
            threads.append(threading.Thread(target=lambda: answers.append(module.third(1.0))))
            threads[0].start()
            threads[0].join(0.5)
            assert threads[0].is_alive() and not answers
        return result

    monkeypatch.setattr("numba.core.dispatcher._FunctionCompiler.compile", with_a_call_from_elsewhere)
    compile_kernel(module.all_of_them, (numba.float64,))
    threads[0].join(60.0)
    assert answers == [1.0 / 3.0]
    assert module.all_of_them(3.0) == 1.0 + 0.5 + 2 / 3.0


def test_a_kernel_that_cannot_be_compiled_leaves_nothing_behind(module):
    with pytest.raises(numba.core.errors.TypingError):
        compile_kernel(module.all_of_them, (numba.types.unicode_type,))
    assert not module.third.signatures
    assert module.third(1.0) == 1.0 / 3.0


def test_python_looks_for_garbage_less_often_only_while_something_is_compiled():
    usual = gc.get_threshold()
    with fewer_searches_for_garbage():
        assert gc.get_threshold()[0] == OBJECTS_BETWEEN_SEARCHES > usual[0]
    assert gc.get_threshold() == usual


def test_a_version_of_numba_that_was_not_tried_compiles_as_usual(monkeypatch):
    monkeypatch.setattr(numba, "__version__", "9.99.0")
    inside = (
        "each_operation_typed_once", "callees_without_machine_code", "records_named_once", "variables_listed_at_once",
        "no_clocks",
    )  # fmt: skip
    for change in inside:
        monkeypatch.setattr(compiling, change, lambda *_: pytest.fail("its inside may be another"))
    table, values, divisor = arguments()
    assert with_less_ado()(table, values, divisor)
