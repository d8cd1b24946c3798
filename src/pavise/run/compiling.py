"""Numba asked to compile one of our large kernels: the same machine code, with less of what only delays it.

Nine tenths of the time to the first result are Python code of Numba's: a kernel of 160 functions has 12,000 places
where two numbers are added, compared or looked up in an array, and only 900 different ones.

    usually                                           here
    each of these places is typed anew                each different one is typed once
    each note of what is done names 30 tables whole   each table's name is spelt out once
    Python looks for garbage every 700 new objects    every 50,000: compiling makes millions, and they stay

Measured by sampling the kernel that plays: a sixth of its compiling, 4 % for the names, and a tenth for the garbage.

Numba promises nothing about its inner functions: any version but the one that was tried compiles as usual,
later, and the same bits.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

TRIED = "0.68."
OBJECTS_BETWEEN_SEARCHES = 50_000
"""While a kernel is compiled, Python looks for garbage after so many new objects. This costs 13 MiB at the peak."""

_one_at_a_time = threading.Lock()
"""Numba compiles one function at a time anyway; what is changed meanwhile must be put back by whoever changed it."""


def compile_kernel(kernel: Any, types: tuple[Any, ...]) -> None:
    """Compile a kernel for arguments of these types, or load it from the folder of kernels."""
    from numba import __version__

    tried = __version__.startswith(TRIED)
    typed = each_operation_typed_once() if tried else nullcontext()
    named = records_named_once() if tried else nullcontext()
    with _one_at_a_time, fewer_searches_for_garbage(), typed, named:
        kernel.compile(types)


@contextmanager
def fewer_searches_for_garbage() -> Iterator[None]:
    """While something is compiled. Leaves Python's setting as it was."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def each_operation_typed_once() -> Iterator[None]:
    """Numba finds out once what a built-in operation gives for arguments of some types, and remembers it.

    It asks every rule that it has for the operation, ten of them on average, at every place. Types are single objects,
    so their identities will do, as long as they are kept alive; how divisions by zero are treated belongs to it.
    """
    from numba.core.targetconfig import ConfigStack
    from numba.core.types.functions import BaseFunction

    usual = BaseFunction.get_call_type
    known: dict[tuple[Any, ...], tuple[Any, tuple[Any, ...]]] = {}

    def get_call_type(self: Any, context: Any, args: Any, kws: Any) -> Any:
        if kws or not isinstance(args, tuple):
            return usual(self, context, args, kws)
        flags = ConfigStack.top_or_none()
        key = (id(self), id(context), getattr(flags, "error_model", None), *map(id, args))
        if key not in known:
            known[key] = usual(self, context, args, kws), (self, context, args)
        return known[key][0]

    BaseFunction.get_call_type = get_call_type  # type: ignore[method-assign]
    try:
        yield
    finally:
        BaseFunction.get_call_type = usual  # type: ignore[method-assign]


@contextmanager
def records_named_once() -> Iterator[None]:
    """Numba spells out all columns of a table whenever it notes what it is about to do, and nobody reads that."""
    from numba.core.types import Record

    usual = Record.__repr__
    known: dict[int, tuple[str, Any]] = {}

    def name(self: Any) -> str:
        if id(self) not in known:
            known[id(self)] = usual(self), self
        return known[id(self)][0]

    Record.__repr__ = name  # type: ignore[method-assign]
    try:
        yield
    finally:
        Record.__repr__ = usual  # type: ignore[method-assign]
