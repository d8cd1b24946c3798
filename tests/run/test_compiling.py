"""Kernels are compiled with less ado, and come out the same; Numba is left as it was found."""

from __future__ import annotations

import gc
import math

import numpy as np
import pytest

from pavise.run import compiling
from pavise.run.compiling import (
    OBJECTS_BETWEEN_SEARCHES,
    compile_kernel,
    each_operation_typed_once,
    fewer_searches_for_garbage,
    records_named_once,
)

numba = pytest.importorskip("numba")  # after pavise, which tells it where its kernels are kept
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


@pytest.mark.parametrize("changed", [fewer_searches_for_garbage, each_operation_typed_once, records_named_once])
def test_numba_and_python_are_left_as_they_were_found(changed):
    def found():
        return gc.get_threshold(), BaseFunction.get_call_type, numba.types.Record.__repr__

    before = found()
    with pytest.raises(ZeroDivisionError), changed():
        assert found() != before
        raise ZeroDivisionError
    assert found() == before


def test_python_looks_for_garbage_less_often_only_while_something_is_compiled():
    usual = gc.get_threshold()
    with fewer_searches_for_garbage():
        assert gc.get_threshold()[0] == OBJECTS_BETWEEN_SEARCHES > usual[0]
    assert gc.get_threshold() == usual


def test_a_version_of_numba_that_was_not_tried_compiles_as_usual(monkeypatch):
    monkeypatch.setattr(numba, "__version__", "9.99.0")
    monkeypatch.setattr(compiling, "records_named_once", lambda: pytest.fail("its inside may be another"))
    monkeypatch.setattr(compiling, "each_operation_typed_once", lambda: pytest.fail("its inside may be another"))
    table, values, divisor = arguments()
    assert with_less_ado()(table, values, divisor)
