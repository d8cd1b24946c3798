"""How functions of the simulation are compiled: three decorators, one place for the options.

The options are constants, because the promises rest on them. `nogil` lets threads work on different blocks of
replications. `cache` keeps the machine code between processes. `error_model="numpy"` makes a division by zero give inf
or NaN as in NumPy instead of a hidden branch that raises. There is no `fastmath` and no `parallel`: both may change the
last bits of a result, and the same seed must give the same bits on every machine.

With NUMBA_DISABLE_JIT=1 in the environment all decorators return the plain Python function.
"""

import numpy as np
from numba import __version__ as numba_version
from numba import config, njit
from numba.core import cgutils
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.extending import intrinsic

kernel = njit(error_model="numpy", nogil=True, cache=True, no_cfunc_wrapper=True)
"""For functions that Python code or tests call as well as other compiled functions."""


class NoEnvironments:
    """Stands where Numba would note a function's Python globals; code without machine code has no place for them."""

    def set_env(self, name, environment):
        """Nothing to note."""


class IntermediateCode(JITCodeLibrary):
    """A compiled function that stays LLVM's intermediate code until a kernel takes it in.

    Numba would optimise each function and turn it into machine code before its caller does both again with a copy.
    """

    codegen = NoEnvironments()

    def _optimize_final_module(self):
        pass

    def _finalize_final_module(self):
        self._finalized = True

    def get_pointer_to_function(self, name):
        """There is no machine code to point to."""
        return 0


class IntermediateCompiler(Compiler):
    """Numba's compiler, which stops at the intermediate code."""

    def __init__(self, typing_context, target_context, library, *rest):
        library = IntermediateCode(target_context.codegen(), "intermediate")
        super().__init__(typing_context, target_context, library, *rest)


# Numba promises nothing about these inner classes, so a version that was not tried compiles the ordinary way: slower to
# start, same bits.
inner = njit(
    error_model="numpy", nogil=True, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True,
    pipeline_class=IntermediateCompiler if numba_version.startswith("0.68.") else Compiler,
)  # fmt: skip
"""For functions that only compiled functions call: same bits, not callable from Python (except with the compiler off).

Each becomes part of the machine code of the kernels that use it. Handing some thirty tables from function to function
was a third of the time of a replication (measured: mission 5.8 to 4.2 ms, hour 17 to 10 ms), and machine code of each
function's own a quarter of the time to the first result (kernels 18.5 to 14.5 s of CPU on a busy machine).
"""

rare = njit(
    error_model="numpy", nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True,
    pipeline_class=IntermediateCompiler if numba_version.startswith("0.68.") else Compiler,
)  # fmt: skip
"""For inner functions that are called instead of pasted in, so that what surrounds them stays small and quick.

Jammers, aspects, beams, two-legged radars: pasted into `sensing.sense` they cost every look 6 %, and 4 s of compiling.
"""

pasted = njit(error_model="numpy", nogil=True, cache=True, inline="always")
"""For functions that are hardly more than their list of arguments: pasted into their callers before these are compiled.

Spares compiling them anew for each mixture of integer types, or with thirty tables to unpack (14.5 to 12.5 s).
"""


if config.DISABLE_JIT:

    def borrowed(array):
        """The same array."""
        return array

    def handed(tables):
        """The same tables: plain Python reads their columns as attributes, which only a recarray has."""
        return tables

else:

    def handed(tables):
        """Views of the tables as plain arrays, for a call from Python.

        Numba tells the type of a plain array nine times faster than that of a recarray: with some thirty tables 8
        instead of 66 microseconds per call.
        """
        return tuple(table.view(np.ndarray) for table in tables)

    @intrinsic
    def borrowed(typing_context, array):
        """The same array, without a counted reference: for a compiled function whose caller keeps the array alive.

        Compiled functions count references to every array that they are handed, with a locked instruction each way.
        With some thirty tables per stage that was half the time of a step; `step.play_block` borrows them all once.
        """

        def generate(context, builder, signature, arguments):
            copy = context.make_array(signature.args[0])(context, builder, arguments[0])
            copy.meminfo = cgutils.get_null_value(copy.meminfo.type)
            return copy._getvalue()

        return array(array), generate
