"""How functions of the simulation are compiled: two decorators, one place for the options.

The options are constants, because the promises rest on them. `nogil` lets threads work on different blocks of
replications. `cache` keeps the machine code between processes. `error_model="numpy"` makes a division by zero give inf
or NaN as in NumPy instead of a hidden branch that raises. There is no `fastmath` and no `parallel`: both may change the
last bits of a result, and the same seed must give the same bits on every machine.

With NUMBA_DISABLE_JIT=1 in the environment both decorators return the plain Python function.
"""

from numba import njit

kernel = njit(error_model="numpy", nogil=True, cache=True)
"""For functions that Python code or tests call as well as other compiled functions."""

inner = njit(error_model="numpy", nogil=True, cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""For functions that only compiled functions call: same bits and speed, compiled a little sooner, not callable from
Python (except with the compiler off)."""
