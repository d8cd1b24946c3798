"""How functions of the simulation are compiled: two decorators, one place for the options.

The options are constants, because the promises rest on them. `nogil` lets threads work on different blocks of
replications. `cache` keeps the machine code between processes. `error_model="numpy"` makes a division by zero give inf
or NaN as in NumPy instead of a hidden branch that raises. There is no `fastmath` and no `parallel`: both may change the
last bits of a result, and the same seed must give the same bits on every machine.

With NUMBA_DISABLE_JIT=1 in the environment both decorators return the plain Python function.
"""

from numba import config, njit
from numba.core import cgutils
from numba.extending import intrinsic

kernel = njit(error_model="numpy", nogil=True, cache=True)
"""For functions that Python code or tests call as well as other compiled functions."""

inner = njit(error_model="numpy", nogil=True, cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""For functions that only compiled functions call: same bits and speed, compiled a little sooner, not callable from
Python (except with the compiler off)."""


if config.DISABLE_JIT:

    def borrowed(array):
        """The same array."""
        return array

else:

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
