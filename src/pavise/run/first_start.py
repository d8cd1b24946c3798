"""The first start on a machine: kernels are compiled at the same time, each by a process of its own.

Compiling is nearly all of the time to the first result on a machine that has no compiled kernels yet, and Numba
compiles one function at a time. Most machines have two cores; and where posts know every threat, kernels are handed
tables of the same types in every world, so that the largest can be begun before there is one.

    second process  compiles the kernel that plays .................................| leaves it in the folder of kernels
    this process    reads, weighs, makes a world | compiles the one that starts ... | loads the other one | plays
    a third one     compiles the one that stops .............................| the same, where battles will be recorded

These processes (`beside.py`) only fill that folder (`kernel_cache.py`). Where one cannot be started, fails or comes too
late, this process compiles its kernel as well, as it would have without it: slower, and the same bits.

Measured on an idle machine, alternately with both kernels begun once there is a world: the first mission after 10.3 to
10.9 s instead of 11.1 to 11.7, the first case of a study after 23.6 to 24.0 s instead of 25.9 to 27.7 (there three
kernels keep two cores busy). Of 16.5 s of CPU, 10.5 are the second process's. In its slow hours the same machine
takes up to 1.6 times as long.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from pavise.run.beside import Second, beside, wait_for
from pavise.run.compiling import compile_kernel

PLAYS = "pavise.sim.step.play_block"
"""The kernel that plays where posts know every threat."""

_compiling = threading.Lock()
_under_way: dict[str, Second] = {}


def make_ready(play: Any, start: Any, tables: tuple[Any, ...], more: tuple[Any, ...] = ()) -> None:
    """Compile the kernel that plays and the one that starts, unless this process has them. Threads wait for each other.

    `tables`: those of world and state, which both take; the one that starts takes a number before them, the one that
    plays `more` behind them.
    """
    if getattr(play, "signatures", True):  # a plain function (compiler off) has none to ask for
        return
    with _compiling:
        if not play.signatures:
            types = types_of((*tables, *more))
            with compiled_beside(name_of(play), types):
                compile_kernel(start, types_of((0, *tables)))
            compile_kernel(play, types)


@contextmanager
def compiled_beside(name: str, types: tuple[Any, ...] | None = None) -> Iterator[None]:
    """While the body runs, a second process compiles the kernel of this name (`name_of`) for arguments of these types.

    `types` None: of those that `drivers.tables_in_any_world` has. No process where the machine has a single core or has
    compiled the kernel before, or the compiler is off; one that is under way already is waited for at the end.
    """
    under_way = _under_way.get(name)
    if under_way is not None:
        yield
        wait_for(under_way)
    elif is_stored(name) or is_compiler_off():
        yield
    else:
        with beside("pavise.run.first_start", order=pickle.dumps((name, types))) as _under_way[name]:
            try:
                yield
            finally:
                del _under_way[name]


def name_of(kernel: Any) -> str:
    """Where a kernel is found: its module and its own name."""
    function = getattr(kernel, "py_func", kernel)
    return f"{function.__module__}.{function.__name__}"


def types_of(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numba's types of the arguments of a kernel."""
    from numba import typeof

    return tuple(typeof(argument) for argument in arguments)


def is_compiler_off() -> bool:
    """True when kernels are plain Python."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def is_stored(name: str) -> bool:
    """True when the folder of kernels holds any machine code of this one."""
    module, function = name.split(".")[-2:]
    stored = Path(os.environ["NUMBA_CACHE_DIR"]).rglob(f"{module}.{function}-*.nbc")
    return any(True for _ in stored)


def compile_as_ordered() -> None:
    """What the second process does."""
    name, types = pickle.load(sys.stdin.buffer)
    if types is None:
        from pavise.run.drivers import tables_in_any_world

        types = types_of(tables_in_any_world())
    module, _, function = name.rpartition(".")
    compile_kernel(getattr(import_module(module), function), types)


if __name__ == "__main__":
    compile_as_ordered()
