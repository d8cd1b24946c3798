"""Small matrices against NumPy; what cannot be inverted says so."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.compiled import kernel
from pavise.sim.matrices import factor, inverse, inverse3, multiply, sandwich

seeds = st.integers(0, 2**31)
sizes = st.integers(1, 7)


def positive(seed, n):
    root = np.random.default_rng(seed).normal(size=(n, n)) * 10.0 ** np.random.default_rng(seed + 1).uniform(-3, 3, n)
    return root @ root.T + np.diag(np.diag(root @ root.T)) * 1e-3


@kernel
def inverse3_of(six):
    return inverse3((six[0], six[1], six[2], six[3], six[4], six[5]))


@given(seeds)
def test_a_block_times_its_inverse_is_one(seed):
    a = positive(seed, 3)
    ok, determinant, six = inverse3_of(a[np.triu_indices(3)])
    scale = np.sqrt(np.diag(a))
    back = np.zeros((3, 3))
    back[np.triu_indices(3)] = six
    back = back + back.T - np.diag(np.diag(back))
    assert ok and determinant == pytest.approx(np.linalg.det(a), rel=1e-6)
    assert np.abs((a @ back) * np.outer(1.0 / scale, scale) - np.eye(3)).max() < 1e-8


@given(seeds, sizes)
def test_the_inverse_of_any_size_and_its_determinant(seed, n):
    a = positive(seed, n)
    got = np.empty(n * n)
    ok, log_determinant = inverse(a.ravel(), n, got)
    scale = np.sqrt(np.diag(a))
    assert ok and log_determinant == pytest.approx(np.linalg.slogdet(a)[1], abs=1e-8)
    assert np.abs((a @ got.reshape(n, n)) * np.outer(1.0 / scale, scale) - np.eye(n)).max() < 1e-8
    assert (got.reshape(n, n) == got.reshape(n, n).T).all()


@given(seeds, sizes)
def test_the_half_of_a_covariance_times_itself_turned_is_the_covariance(seed, n):
    a = positive(seed, n)
    half = np.empty(n * n)
    assert factor(a.ravel(), n, half)
    half = half.reshape(n, n)
    assert (np.triu(half, 1) == 0.0).all() and half @ half.T == pytest.approx(a, rel=1e-9, abs=1e-9 * a.max())


def test_a_direction_without_doubt_gives_zeros():
    a = np.array([[4.0, 0.0, 2.0], [0.0, 0.0, 0.0], [2.0, 0.0, 5.0]])
    half = np.empty(9)
    assert factor(a.ravel(), 3, half)
    assert half.reshape(3, 3).tolist() == [[2.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 2.0]]
    assert not inverse(a.ravel(), 3, np.empty(9))[0]


@pytest.mark.parametrize(
    "bad",
    [
        [[1.0, 2.0], [2.0, 1.0]],  # not positive
        [[1.0, 1.0], [1.0, 1.0]],  # of rank one
        [[0.0, 1.0], [1.0, 1.0]],
        [[-1.0, 0.0], [0.0, 1.0]],
        [[math.nan, 0.0], [0.0, 1.0]],
        [[1.0, 0.0], [math.nan, 1.0]],
        [[math.inf, 0.0], [0.0, 1.0]],
    ],
)
def test_what_has_no_inverse_says_so(bad):
    assert not inverse(np.array(bad).ravel(), 2, np.empty(4))[0]
    block = np.eye(3)
    block[:2, :2] = bad
    assert not inverse3_of(block.T[np.triu_indices(3)])[0]


@given(seeds, sizes, sizes)
def test_products(seed, rows, n):
    rng = np.random.default_rng(seed)
    a, b, s = rng.normal(size=(rows, n)), rng.normal(size=(n, 3)), positive(seed, n)
    product, sandwiched = np.empty(rows * 3), np.empty(rows * rows)
    multiply(a.ravel(), b.ravel(), rows, n, 3, product)
    sandwich(a.ravel(), s.ravel(), rows, n, sandwiched)
    assert product.reshape(rows, 3) == pytest.approx(a @ b, rel=1e-9, abs=1e-12)
    assert sandwiched.reshape(rows, rows) == pytest.approx(a @ s @ a.T, rel=1e-9, abs=1e-9 * s.max())
