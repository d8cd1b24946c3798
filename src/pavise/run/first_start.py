"""The first start on a machine: kernels are compiled at the same time, each by a process of its own.

Compiling is nearly all of the time to the first result on a machine that has no compiled kernels yet, and Numba
compiles one function at a time. Most machines have two cores:

    this process    compiles the kernel that plays    ............................| loads the other one | plays
    second process  compiles the one that starts      ..............| leaves it in the folder of kernels
    a third one     compiles the one that stops       ......................| the same, where battles will be recorded

These processes (`beside.py`) only fill that folder (`kernel_cache.py`). Where one cannot be started, fails or comes too
late, this process compiles its kernel as well, as it would have without it: slower, and the same bits.

Measured on an idle machine: 12.3 s of CPU for this process and 6.7 s for the second, so the kernels are ready after
12.4 s instead of 19. When the same machine was slow, it took up to half as long again.
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

from pavise.run.beside import beside
from pavise.run.compiling import compile_kernel

_compiling = threading.Lock()


def make_ready(play: Any, start: Any, tables: tuple[Any, ...], more: tuple[Any, ...] = ()) -> None:
    """Compile the kernel that plays and the one that starts, unless this process has them. Threads wait for each other.

    `tables`: those of world and state, which both take; the one that starts takes a number before them, the one that
    plays `more` behind them.
    """
    if getattr(play, "signatures", True):  # a plain function (compiler off) has none to ask for
        return
    with _compiling:
        if not play.signatures:
            with compiled_beside(start, (0, *tables)):
                compile_kernel(play, types_of((*tables, *more)))


def types_of(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numba's types of the arguments of a kernel."""
    from numba import typeof

    return tuple(typeof(argument) for argument in arguments)


@contextmanager
def compiled_beside(kernel: Any, arguments: tuple[Any, ...]) -> Iterator[None]:
    """While the body runs, a second process compiles `kernel` for such arguments; afterwards this process has it.

    No process where the machine has a single core or has compiled the kernel before.
    """
    if getattr(kernel, "signatures", True):  # this process has it, or the compiler is off
        yield
        return
    types = types_of(arguments)
    if is_stored(kernel):
        yield
    else:
        order = pickle.dumps((kernel.py_func.__module__, kernel.py_func.__name__, types))
        with beside("pavise.run.first_start", order=order):
            yield
    compile_kernel(kernel, types)


def is_stored(kernel: Any) -> bool:
    """True when the folder of kernels holds any machine code of this one."""
    function = kernel.py_func
    stored = Path(os.environ["NUMBA_CACHE_DIR"]).rglob(
        f"{function.__module__.split('.')[-1]}.{function.__name__}-*.nbc"
    )
    return any(True for _ in stored)


if __name__ == "__main__":
    module, name, ordered = pickle.load(sys.stdin.buffer)
    compile_kernel(getattr(import_module(module), name), ordered)
