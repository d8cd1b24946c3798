"""The Kalman filter for any number of states and measurements: what is known, through time and new evidence.

    predict    x' = F x                    P' = F P F' + Q
    update     K  = P H' (H P H' + R)^-1   x' = x + K (z - H x)
               P' = (I - K H) P (I - K H)' + K R K'                 Joseph's form

Written with loops over flat arrays, row by row. The tracker has its own, unrolled for six states (`constant_velocity`,
`converted`); this one is for everything that is not hot, and the tests hold the fast ones against it.

From: R. E. Kalman, "A new approach to linear filtering and prediction problems", J. Basic Engineering 82 (1960) 35-45;
Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation* (2001), section 5.2.

When not to believe it: errors that are not independent from one measurement to the next, or not normal, or larger than
R says; then the covariance promises more than the state holds (`consistency.py` finds that out).
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.matrices import inverse, multiply, sandwich

PARAMETERS = ()

LN_2_PI = 1.8378770664093453


@kernel
def predict(x_out, covariance_out, transition, noise):
    """Carry a state on in place. `x_out`: [n]; `covariance_out`, `transition`, `noise`: flat [n n]."""
    n = x_out.size
    old_x, old = x_out.copy(), covariance_out.copy()
    multiply(transition, old_x, n, n, 1, x_out)
    sandwich(transition, old, n, n, covariance_out)
    for i in range(n * n):
        covariance_out[i] += noise[i]


@kernel
def update(x_out, covariance_out, measured, observation, noise):
    """Bring a state up to date in place: (ok, nis, log_likelihood).

    `measured`: [m]; `observation`: flat [m n]; `noise`: flat [m m]. Not ok, and nothing is changed, when the covariance
    of the innovation is singular or a number is missing.
    """
    n, m = x_out.size, measured.size
    y, s, inverted = np.empty(m), np.empty(m * m), np.empty(m * m)
    multiply(observation, x_out, m, n, 1, y)
    sandwich(observation, covariance_out, m, n, s)
    for a in range(m):
        y[a] = measured[a] - y[a]
    for a in range(m * m):
        s[a] += noise[a]
    ok, log_determinant = inverse(s, m, inverted)
    nis = 0.0
    for a in range(m):
        for b in range(m):
            nis += y[a] * inverted[m * a + b] * y[b]
    size = 0.0
    for i in range(n * n):
        size += abs(covariance_out[i])
    for a in range(m * m):
        size += abs(noise[a])
    if not (ok and nis < math.inf and size < math.inf):
        return False, nis, -math.inf
    gain, keep = np.empty(n * m), np.empty(n * n)
    for i in range(n):
        for a in range(m):
            total = 0.0
            for b in range(m):
                across = 0.0
                for k in range(n):
                    across += covariance_out[n * i + k] * observation[n * b + k]
                total += across * inverted[m * b + a]
            gain[m * i + a] = total
    multiply(gain, observation, n, m, n, keep)
    for i in range(n):
        for k in range(n):
            keep[n * i + k] = (1.0 if i == k else 0.0) - keep[n * i + k]
        for a in range(m):
            x_out[i] += gain[m * i + a] * y[a]
    heard = np.empty(n * n)
    sandwich(gain, noise, n, m, heard)
    old = covariance_out.copy()
    sandwich(keep, old, n, n, covariance_out)
    for i in range(n * n):
        covariance_out[i] += heard[i]
    return True, nis, -0.5 * (nis + m * LN_2_PI + log_determinant)
