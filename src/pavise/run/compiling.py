"""Numba asked to compile one of our large kernels: the same machine code, with less of what only delays it.

Nine tenths of the time to the first result are Python code of Numba's: a kernel of 160 functions has 12,000 places
where two numbers are added, compared or looked up in an array, and only 900 different ones.

    usually                                              here
    each of these places is typed anew                   each different one is typed once
    each call of LLVM is timed, by every caller's clock  nobody reads these clocks, so none runs
    Python looks for garbage every 700 new objects       every 50,000: compiling makes millions, and they stay

Measured by sampling the kernel that plays: a fifth of its compiling, and a tenth for the garbage.

Numba promises nothing about its inner functions: any version but the one that was tried compiles as usual,
later, and the same bits.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

TRIED = "0.68."
OBJECTS_BETWEEN_SEARCHES = 50_000
"""While a kernel is compiled, Python looks for garbage after so many new objects. This costs 13 MiB at the peak."""


def compile_kernel(kernel: Any, types: tuple[Any, ...]) -> None:
    """Compile a kernel for arguments of these types, or load it from the folder of kernels."""
    from numba import __version__

    with ExitStack() as stack:
        stack.enter_context(fewer_searches_for_garbage())
        if __version__.startswith(TRIED):
            stack.enter_context(each_operation_typed_once())
            stack.enter_context(calls_of_llvm_not_timed())
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


class Deaf(list[Any]):
    """Listeners that do not want to be told."""

    def append(self, listener: Any) -> None:
        """It is not noted."""

    def remove(self, listener: Any) -> None:
        """It was not noted."""


@contextmanager
def calls_of_llvm_not_timed() -> Iterator[None]:
    """Without it each of 55,000 calls is announced to a clock of every function that waits for its callees."""
    from numba.core import event

    usual = event._registered["numba:llvm_lock"]
    event._registered["numba:llvm_lock"] = Deaf()
    try:
        yield
    finally:
        event._registered["numba:llvm_lock"] = usual
