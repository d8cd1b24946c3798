"""How functions are compiled: all three ways give the same bits, and only kernels become machine code of their own."""

import numba
import numpy as np
import pytest
from numba import config

from pavise.sim.compiled import IntermediateCode, inner, kernel, pasted


@inner
def share_of(whole, parts):
    total = 0.0
    for k in range(parts.shape[0]):
        if parts[k] < 0.0:
            return -1.0
        total += parts[k]
    return whole / total


@pasted
def third(number):
    return number / 3.0


@kernel
def both(whole, parts):
    return share_of(third(whole), parts)


def in_plain_python(whole, parts):
    total = 0.0
    for part in parts:
        if part < 0.0:
            return -1.0
        total += float(part)
    return whole / 3.0 / total


def test_a_kernel_gives_the_bits_of_plain_python_whatever_its_parts_are_made_of():
    parts = np.array([0.1, 0.7, 1e-9])
    assert both(0.3, parts) == in_plain_python(0.3, parts)
    assert both(0.3, -parts) == -1.0


def test_a_pasted_function_can_be_called_from_python():
    assert third(1.0) == 1.0 / 3.0


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="there is no machine code with the compiler off")
def test_an_inner_function_has_no_machine_code_of_its_own():
    """Compiled anew, since a kernel that comes from the folder of kernels compiles none of its parts."""
    numba.njit(lambda whole, parts: share_of(whole, parts))(0.3, np.ones(2))
    if not numba.__version__.startswith("0.68."):
        pytest.skip("this version of Numba was not tried, and compiles inner functions the ordinary way")
    (compiled,) = share_of.overloads.values()
    assert isinstance(compiled.library, IntermediateCode)
    assert compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name) == 0


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="a division by zero is an error of Python's with the compiler off")
def test_a_division_by_zero_is_infinite_everywhere():
    assert both(0.3, np.zeros(2)) == np.inf
