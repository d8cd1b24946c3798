"""One sharp edge: against another library's Fresnel integrals and the printed approximation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from pavise.sim.diffraction import clearance, fresnel_integrals, knife_edge_loss_db


def exact_db(v):
    s, c = special.fresnel(v)
    return -20 * math.log10(0.5 * math.hypot(1 - c - s, c - s))


@given(st.floats(-30.0, 30.0))
def test_the_loss_is_that_of_the_exact_integrals(v):
    assert knife_edge_loss_db(v) == pytest.approx(exact_db(v), abs=5e-5)


def test_fresnels_integrals():
    for v in np.linspace(-3.0, 3.0, 61):
        assert fresnel_integrals(v)[::-1] == pytest.approx(special.fresnel(v), abs=1e-9)


def test_in_line_with_the_edge_half_the_field_is_left():
    assert knife_edge_loss_db(0.0) == pytest.approx(6.0206, abs=1e-4)
    assert knife_edge_loss_db(-20.0) == pytest.approx(0.0, abs=0.2)


@given(st.floats(-0.7, 20.0))
def test_the_approximation_of_the_itu_agrees(v):
    """P.526-15, equation 31."""
    assert knife_edge_loss_db(v) == pytest.approx(
        6.9 + 20 * math.log10(math.sqrt((v - 0.1) ** 2 + 1) + v - 0.1), abs=0.5
    )


@given(st.floats(-1.0, 20.0), st.floats(0.01, 5.0))
def test_deeper_in_the_shadow_it_is_darker(v, deeper):
    assert knife_edge_loss_db(v + deeper) > knife_edge_loss_db(v)


def test_a_printed_example():
    """An edge 100 m above the line, 10 and 5 km off, at 10 cm (3 GHz): v = 100 sqrt(2 x 15 km / (0.1 m x 50 km2))."""
    v = clearance(100.0, 10e3, 5e3, 0.1)
    assert v == pytest.approx(7.746, abs=1e-3) and knife_edge_loss_db(v) == pytest.approx(30.7, abs=0.1)
