"""The filter of any size: the textbook's matrices, and a refusal where they have no inverse."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.tracking.kalman import predict, update

seeds = st.integers(0, 2**31)


def problem(seed, n, m):
    rng = np.random.default_rng(seed)
    root, rough = rng.normal(size=(n, n)), rng.normal(size=(m, m))
    return (
        rng.normal(size=n),
        root @ root.T + np.eye(n),
        rng.normal(size=m),
        rng.normal(size=(m, n)),
        rough @ rough.T + (np.eye(m) * 0.1),
    )


@given(seeds, st.integers(1, 7), st.integers(1, 4))
def test_as_the_textbook_says(seed, n, m):
    x, p, z, h, r = problem(seed, n, m)
    f, q = np.random.default_rng(seed + 1).normal(size=(n, n)), np.eye(n) * 0.3
    state, covariance = x.copy(), p.ravel().copy()
    predict(state, covariance, f.ravel(), q.ravel())
    x, p = f @ x, f @ p @ f.T + q
    assert state == pytest.approx(x) and covariance.reshape(n, n) == pytest.approx(p)
    s = h @ p @ h.T + r
    gain, y = p @ h.T @ np.linalg.inv(s), z - h @ x
    ok, nis, log_likelihood = update(state, covariance, z, h.ravel(), r.ravel())
    assert ok and nis == pytest.approx(y @ np.linalg.solve(s, y), rel=1e-6, abs=1e-9)
    assert log_likelihood == pytest.approx(-0.5 * (nis + np.linalg.slogdet(2 * math.pi * s)[1]))
    assert state == pytest.approx(x + gain @ y, rel=1e-6, abs=1e-6)
    assert covariance.reshape(n, n) == pytest.approx(p - gain @ s @ gain.T, rel=1e-6, abs=1e-6)
    assert (covariance.reshape(n, n) == covariance.reshape(n, n).T).all()


def test_a_number_known_exactly_stays_known_exactly():
    x, covariance = np.array([5.0, 1.0]), np.diag([4.0, 1.0]).ravel()
    assert update(x, covariance, np.array([7.0]), np.array([1.0, 0.0]), np.array([0.0]))[0]
    assert x[0] == pytest.approx(7.0) and covariance[0] == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("spoil", ["singular", "state", "covariance", "measured", "noise"])
def test_what_cannot_be_worked_out_is_refused_and_nothing_changes(spoil):
    x, p, z, h, r = problem(4, 3, 2)
    p, h, r = p.ravel(), h.ravel(), r.ravel()
    if spoil == "singular":
        p[:], r[:] = 0.0, 0.0
    else:
        {"state": x, "covariance": p, "measured": z, "noise": r}[spoil][1] = math.nan
    x_before, before = x.copy(), p.copy()
    ok, _, log_likelihood = update(x, p, z, h, r)
    assert not ok and log_likelihood == -math.inf
    assert np.array_equal(x, x_before, equal_nan=True) and np.array_equal(p, before, equal_nan=True)
