"""Numba asked to compile one of our large kernels: the same bits come out of it, with less of what only delays it.

Nine tenths of the time to the first result are Python code of Numba's: a kernel of 160 functions has 12,000 places
where two numbers are added, compared or looked up in an array, and only 900 different ones.

    usually                                           here
    each of these places is typed anew                each different one is typed once
    what it calls gets machine code of its own too    none, unless Python has called it before: the kernel has a copy
    each note of what is done names 30 tables whole   each table's name is spelt out once
    the variables of a statement are gathered in      in one
      a list for every part of it
    clocks run whenever LLVM is asked for anything    they stand still: nobody reads them
    Python looks for garbage every 700 new objects    every 50,000: compiling makes millions, and they stay

Measured on the kernel that plays, in shares of its compiling: a sixth, 8 %, 4 %, 3 %, 7 % and a tenth.

Numba promises nothing about its inner functions: any version but the one that was tried compiles as usual,
later, and the same bits.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

TRIED = "0.68."
OBJECTS_BETWEEN_SEARCHES = 50_000
"""While a kernel is compiled, Python looks for garbage after so many new objects. This costs 13 MiB at the peak."""


def compile_kernel(kernel: Any, types: tuple[Any, ...]) -> None:
    """Compile a kernel for arguments of these types, or load it from the folder of kernels."""
    from numba import __version__
    from numba.core.compiler_lock import global_compiler_lock

    # Numba compiles one function at a time anyway; what is changed meanwhile must be put back by whoever changed it.
    with global_compiler_lock, fewer_searches_for_garbage(), ExitStack() as less:
        if __version__.startswith(TRIED):
            less.enter_context(each_operation_typed_once())
            less.enter_context(callees_without_machine_code(kernel))
            less.enter_context(records_named_once())
            less.enter_context(variables_listed_at_once())
            less.enter_context(no_clocks())
        kernel.compile(types)


@contextmanager
def replaced(owner: Any, name: str, by: Any) -> Iterator[None]:
    """While the body runs, the attribute `name` of `owner` is `by`; afterwards it is what it was."""
    usual = getattr(owner, name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        setattr(owner, name, usual)


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

    with replaced(BaseFunction, "get_call_type", get_call_type):
        yield


class OnlyLoads:
    """A function's place in the folder of kernels, from which it may come and to which it does not go."""

    def __init__(self, place: Any) -> None:
        self.load_overload = place.load_overload

    def save_overload(self, types: Any, result: Any) -> None:
        """Nothing is left there."""


@contextmanager
def callees_without_machine_code(kernel: Any) -> Iterator[None]:
    """What the kernel calls is compiled for it alone, even what Python may call as well, and forgotten afterwards.

    Each of fifty-odd functions marked as kernels would get machine code and a way in from Python, and be stored.
    Python calls few of them, and those are compiled when it does.
    """
    from numba.core.caching import FunctionCache
    from numba.core.dispatcher import Dispatcher

    from pavise.sim.compiled import IntermediateCode, IntermediateCompiler

    usual_compile, usual_add = Dispatcher.compile, Dispatcher.add_overload
    this_thread = threading.get_ident()
    made: list[tuple[Any, tuple[Any, ...]]] = []

    def compile_for_the_kernel(self: Any, types: Any) -> Any:
        elsewhere = threading.get_ident() != this_thread  # it waits for this thread's lock, then finds all as it was
        if elsewhere or self is kernel or not isinstance(self._cache, FunctionCache):
            return usual_compile(self, types)
        compiler = self._compiler
        with (
            replaced(self, "_cache", OnlyLoads(self._cache)),
            replaced(compiler, "pipeline_class", IntermediateCompiler),
            replaced(compiler, "targetoptions", {**compiler.targetoptions, "no_cpython_wrapper": True}),
        ):
            return usual_compile(self, types)

    def add_overload(self: Any, result: Any) -> None:
        if isinstance(self._cache, OnlyLoads) and isinstance(result.library, IntermediateCode):
            types = tuple(result.signature.args)
            self.overloads[types] = result  # the compiler finds it here; a call from Python must not
            made.append((self, types))
        else:
            usual_add(self, result)

    try:
        with (
            replaced(Dispatcher, "compile", compile_for_the_kernel),
            replaced(Dispatcher, "add_overload", add_overload),
        ):
            yield
    finally:
        for function, types in made:
            function.targetctx.remove_user_function(function.overloads.pop(types).entry_point)


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

    with replaced(Record, "__repr__", name):
        yield


@contextmanager
def variables_listed_at_once() -> Iterator[None]:
    """Numba asks for the variables of every statement some ten times, and joins a list for each part of it."""
    from numba.core.ir import Inst, Loc, Var

    def variables(self: Any, value: Any) -> list[Any]:
        found: list[Any] = []
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else (value,)
        for part in parts:
            if isinstance(part, Var):
                found.append(part)
            elif isinstance(part, str | Loc):  # most other parts are a name or a place in the source
                continue
            elif isinstance(part, Inst):
                found += part.list_vars()
            elif isinstance(part, list | tuple | dict):
                found += variables(self, part)
        return found

    with replaced(Inst, "_rec_list_vars", variables):
        yield


@contextmanager
def no_clocks() -> Iterator[None]:
    """Numba takes the time whenever it asks LLVM for something, once for every function that it has not finished."""
    from llvmlite.binding import ffi

    lock = ffi.lib._lock
    with lock:  # else a clock that another thread has started would never be stopped
        clocks = list(lock._cblist)
        for clock in clocks:
            lock.unregister(*clock)
    try:
        yield
    finally:
        with lock:
            for clock in clocks:
                lock.register(*clock)
