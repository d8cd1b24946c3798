"""Two tracks of one target: no better than the evidence, and never surer than is honest."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking.fusion import bar_shalom_campo, information, intersect
from pavise.sim.models.tracking.kalman import update

seeds = st.integers(0, 2**31)
sizes = st.integers(2, 6)


def two(seed, n):
    rng = np.random.default_rng(seed)
    roots = [rng.normal(size=(n, n)) * rng.uniform(0.3, 3.0) + np.eye(n) for _ in range(2)]
    return *rng.normal(size=(2, n)), *(root @ root.T + 0.1 * np.eye(n) for root in roots)


def fused(how, xa, a, xb, b, cross=None):
    x, covariance = np.empty(len(xa)), np.empty(a.size)
    if how == "information":
        assert information(xa, a.ravel(), xb, b.ravel(), x, covariance)
    elif how == "bar_shalom_campo":
        assert bar_shalom_campo(xa, a.ravel(), xb, b.ravel(), cross.ravel(), x, covariance)
    else:
        assert intersect(xa, a.ravel(), xb, b.ravel(), how == "determinant", x, covariance)[0]
    return x, covariance.reshape(a.shape)


@given(seeds, sizes)
def test_independent_tracks_fuse_as_a_track_and_a_measurement(seed, n):
    xa, xb, a, b = two(seed, n)
    x, covariance = fused("information", xa, a, xb, b)
    updated_x, updated = xa.copy(), a.ravel().copy()
    update(updated_x, updated, xb, np.eye(n).ravel(), b.ravel())
    assert x == pytest.approx(updated_x, rel=1e-6, abs=1e-8)
    assert covariance.ravel() == pytest.approx(updated, rel=1e-6, abs=1e-8)


@given(seeds, sizes)
def test_without_a_cross_covariance_the_two_formulas_are_one(seed, n):
    xa, xb, a, b = two(seed, n)
    independent, campo = fused("information", xa, a, xb, b), fused("bar_shalom_campo", xa, a, xb, b, np.zeros((n, n)))
    assert independent[0] == pytest.approx(campo[0], rel=1e-6, abs=1e-8)
    assert independent[1] == pytest.approx(campo[1], rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("how", ["trace", "determinant"])
@given(seed=seeds, n=sizes, share=st.floats(-1.0, 1.0))
def test_intersection_is_honest_whatever_the_tracks_have_in_common(how, seed, n, share):
    """The true covariance of what it makes is at most the one it states, in every direction."""
    xa, xb, a, b = two(seed, n)
    rng = np.random.default_rng(seed + 1)
    turn = np.linalg.qr(rng.normal(size=(n, n)))[0]
    cross = share * np.linalg.cholesky(a) @ turn @ np.linalg.cholesky(b).T
    x, stated = np.empty(n), np.empty(n * n)
    ok, weight = intersect(xa, a.ravel(), xb, b.ravel(), how == "determinant", x, stated)
    stated = stated.reshape(n, n)
    gain_a, gain_b = weight * stated @ np.linalg.inv(a), (1.0 - weight) * stated @ np.linalg.inv(b)
    true = gain_a @ a @ gain_a.T + gain_b @ b @ gain_b.T + gain_a @ cross @ gain_b.T + (gain_a @ cross @ gain_b.T).T
    assert ok and 0.0 <= weight <= 1.0
    assert np.linalg.eigvalsh(stated - true).min() > -1e-9 * np.abs(stated).max()


@pytest.mark.parametrize("how", ["trace", "determinant"])
@given(seed=seeds, n=sizes)
def test_no_other_weight_would_be_better(how, seed, n):
    xa, xb, a, b = two(seed, n)
    _, covariance = fused(how, xa, a, xb, b)
    ia, ib = np.linalg.inv(a), np.linalg.inv(b)
    size = np.trace if how == "trace" else np.linalg.det
    others = [size(np.linalg.inv(w * ia + (1.0 - w) * ib)) for w in np.linspace(0.0, 1.0, 101)]
    assert size(covariance) <= min(others) * (1.0 + 1e-9)


@pytest.mark.parametrize("how", ["trace", "determinant"])
def test_a_track_that_is_better_in_every_direction_is_taken_alone(how):
    xa, a, xb, b = np.array([1.0, 2.0]), np.diag([1.0, 2.0]), np.array([5.0, 5.0]), np.diag([3.0, 9.0])
    for first, second in (((xa, a), (xb, b)), ((xb, b), (xa, a))):
        x, covariance = fused(how, *first, *second)
        assert x == pytest.approx(xa, abs=1e-6) and covariance == pytest.approx(a, abs=1e-6)


@pytest.mark.parametrize("how", ["information", "trace", "determinant"])
@given(seed=seeds, n=sizes)
def test_who_comes_first_does_not_matter(how, seed, n):
    xa, xb, a, b = two(seed, n)
    there, back = fused(how, xa, a, xb, b), fused(how, xb, b, xa, a)
    assert there[0] == pytest.approx(back[0], rel=1e-5, abs=1e-6)
    assert there[1] == pytest.approx(back[1], rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("how", ["information", "bar_shalom_campo", "trace"])
@pytest.mark.parametrize("over_b", [False, True])
def test_the_result_may_be_written_over_one_of_the_two(how, over_b):
    xa, xb, a, b = two(5, 4)
    cross = 0.2 * np.linalg.cholesky(a) @ np.linalg.cholesky(b).T
    expected = fused(how, xa, a, xb, b, cross)
    a, b = a.ravel(), b.ravel()
    out = (xb, b) if over_b else (xa, a)
    if how == "information":
        information(xa, a, xb, b, *out)
    elif how == "trace":
        intersect(xa, a, xb, b, False, *out)
    else:
        bar_shalom_campo(xa, a, xb, b, cross.ravel(), *out)
    assert out[0] == pytest.approx(expected[0]) and out[1] == pytest.approx(expected[1].ravel())


def test_the_same_track_twice_is_not_better_than_once_where_that_is_known():
    xa, xb, a, _ = two(1, 4)
    assert fused("trace", xa, a, xa, a)[1] == pytest.approx(a)
    assert not bar_shalom_campo(xa, a.ravel(), xa, a.ravel(), a.ravel(), np.empty(4), np.empty(16))


@pytest.mark.parametrize("spoil", ["zeros", "nan", "negative", "state"])
def test_what_cannot_be_fused_says_so(spoil):
    xa, xb, a, b = two(2, 3)
    if spoil == "state":
        xb[0] = math.nan
    else:
        b[...] = {"zeros": 0.0, "nan": math.nan, "negative": -1.0}[spoil]
    x, covariance = np.empty(3), np.empty(9)
    assert not information(xa, a.ravel(), xb, b.ravel(), x, covariance)
    assert not intersect(xa, a.ravel(), xb, b.ravel(), True, x, covariance)[0]
    if spoil in ("nan", "state"):
        assert not bar_shalom_campo(xa, a.ravel(), xb, b.ravel(), np.zeros(9), x, covariance)
