"""The first start: a second process compiles one kernel while this one compiles the other."""

from __future__ import annotations

import os
import sys

import pytest

from pavise.run import first_start
from pavise.run.first_start import (
    compiled_beside,
    is_stored,
    make_ready,
)

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="the compiler is off")

SOURCE = '''
from pavise.sim.compiled import kernel


@kernel
def twice(x):
    """Two times x."""
    return 2.0 * x
'''


@pytest.fixture
def fresh_kernel(fresh_module):
    """A kernel that no process has compiled."""
    return fresh_module(SOURCE).twice


def test_the_second_process_leaves_a_kernel_that_this_one_only_loads(fresh_kernel):
    assert not is_stored(fresh_kernel)
    with compiled_beside(fresh_kernel, (1.5,)):
        assert not fresh_kernel.signatures
    assert sum(fresh_kernel.stats.cache_hits.values()) == 1
    assert fresh_kernel(1.5) == 3.0


def test_a_stored_kernel_needs_no_second_process(fresh_kernel, monkeypatch):
    fresh_kernel(1.5)
    monkeypatch.setattr(first_start, "beside", lambda *_, **__: pytest.fail("nothing is left to compile"))
    with compiled_beside(fresh_kernel, (1.5,)):
        pass
    assert is_stored(fresh_kernel)


def test_without_a_second_process_this_one_compiles_the_kernel_itself(fresh_kernel, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/there/is/no/python")
    with compiled_beside(fresh_kernel, (1.5,)):
        pass
    assert not fresh_kernel.stats.cache_hits
    assert fresh_kernel(1.5) == 3.0


def test_a_kernel_that_this_process_has_is_not_made_ready_again(fresh_kernel, monkeypatch):
    fresh_kernel(1.5)
    monkeypatch.setattr(first_start, "compiled_beside", lambda *_: pytest.fail("nothing is left to compile"))
    make_ready(fresh_kernel, fresh_kernel, (1.5,))


def test_when_the_body_is_interrupted_nobody_is_waited_for(fresh_kernel):
    with pytest.raises(KeyboardInterrupt):
        with compiled_beside(fresh_kernel, (1.5,)):
            raise KeyboardInterrupt
    assert not fresh_kernel.signatures
