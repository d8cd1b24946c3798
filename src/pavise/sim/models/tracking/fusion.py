"""Two estimates of the same target become one, by what is known of how their errors hang together.

    information form          independent errors (or tracks of which all common past has been taken out)
    Bar-Shalom and Campo      errors with a known cross-covariance (the same target's manoeuvres went into both)
    covariance intersection   nothing is known: the best that stays honest whatever the truth

Covariance intersection weighs the information of both by w and 1 - w,

    P^-1 = w Pa^-1 + (1 - w) Pb^-1              P^-1 x = w Pa^-1 xa + (1 - w) Pb^-1 xb

and takes the w that makes trace or determinant of P least. Both are convex in w, so their slope changes sign once at
most: the w is found by halving, and at an end where one estimate is better in every direction.

Sources: Y. Bar-Shalom, L. Campo, "The effect of the common process noise on the two-sensor fused-track covariance",
IEEE Trans. AES-22 (1986) 803-805; S. J. Julier, J. K. Uhlmann, "A non-divergent estimation algorithm in the presence of
unknown correlations", Proc. American Control Conference (1997) 2369-2373.

What comes out may be written over either estimate.

When not to believe it: all of them believe that both estimates are of the same target. Covariance intersection is
honest and cautious: of two independent equal tracks it makes one that is no better than either.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.matrices import inverse

PARAMETERS = ()


@kernel
def information(xa, covariance_a, xb, covariance_b, x_out, covariance_out):
    """Fuse as if errors were independent; states [n], covariances flat [n n]. False when one is singular."""
    n = xa.size
    ia, ib = np.empty(n * n), np.empty(n * n)
    ok_a, _ = inverse(covariance_a, n, ia)
    ok_b, _ = inverse(covariance_b, n, ib)
    if not (ok_a and ok_b):
        return False
    return put_weighed(1.0, 1.0, ia, ib, xa, xb, x_out, covariance_out)


@kernel
def put_weighed(wa, wb, ia, ib, xa, xb, x_out, covariance_out):
    """Fuse by information (inverse covariance), each taken so many times; False where that cannot be."""
    n = xa.size
    joint, fused, pulled = np.empty(n * n), np.empty(n * n), np.empty(n)
    for k in range(n * n):
        joint[k] = wa * ia[k] + wb * ib[k]
    ok, _ = inverse(joint, n, fused)
    size = 0.0
    for i in range(n):
        pulled[i] = 0.0
        for j in range(n):
            pulled[i] += wb * ib[n * i + j] * (xb[j] - xa[j])
        size += abs(pulled[i]) + abs(xa[i])
    if not (ok and size < math.inf):
        return False
    for i in range(n):
        x_out[i] = xa[i]  # the smaller numbers are worked out: how far a is pulled towards b
        for j in range(n):
            x_out[i] += fused[n * i + j] * pulled[j]
            covariance_out[n * i + j] = fused[n * i + j]
    return True


@kernel
def bar_shalom_campo(xa, covariance_a, xb, covariance_b, cross_covariance, x_out, covariance_out):
    """Fuse two estimates whose errors have the cross-covariance E[a's error b's error'], flat [n n].

    x = xa + (Pa - Pab)(Pa + Pb - Pab - Pab')^-1 (xb - xa). False when that sum is singular.
    """
    n = xa.size
    between, inverted, apart = np.empty(n * n), np.empty(n * n), np.empty(n * n)
    for i in range(n):
        for j in range(n):
            apart[n * i + j] = covariance_a[n * i + j] - cross_covariance[n * i + j]
            between[n * i + j] = apart[n * i + j] + covariance_b[n * i + j] - cross_covariance[n * j + i]
    ok, _ = inverse(between, n, inverted)
    size, step = 0.0, np.empty(n)
    for i in range(n):
        step[i] = xb[i] - xa[i]
        size += abs(step[i])
    if not (ok and size < math.inf):
        return False
    for i in range(n):
        x_out[i] = xa[i]
        for j in range(n):
            covariance_out[n * i + j] = covariance_a[n * i + j]
    for i in range(n):
        for k in range(n):
            gain = 0.0
            for j in range(n):
                gain += apart[n * i + j] * inverted[n * j + k]
            x_out[i] += gain * step[k]
            for j in range(n):
                covariance_out[n * i + j] -= gain * apart[n * j + k]
    for i in range(n):
        for j in range(i):
            even = 0.5 * (covariance_out[n * i + j] + covariance_out[n * j + i])
            covariance_out[n * i + j] = covariance_out[n * j + i] = even
    return True


@kernel
def intersect(xa, covariance_a, xb, covariance_b, by_determinant, x_out, covariance_out):
    """Fuse by covariance intersection: (ok, weight of a). Least determinant where `by_determinant`, else least trace.

    States [n], covariances flat [n n]. The trace adds up all states as they stand, metres and metres per second alike.
    """
    n = xa.size
    ia, ib = np.empty(n * n), np.empty(n * n)
    ok_a, _ = inverse(covariance_a, n, ia)
    ok_b, _ = inverse(covariance_b, n, ib)
    if not (ok_a and ok_b):
        return False, math.nan
    joint, fused = np.empty(n * n), np.empty(n * n)
    low, high = 0.0, 1.0
    if not gain_of_more_a(1.0, ia, ib, n, by_determinant, joint, fused) < 0.0:
        low = 1.0
    elif not gain_of_more_a(0.0, ia, ib, n, by_determinant, joint, fused) > 0.0:
        high = 0.0
    while high - low > 1e-9:
        middle = 0.5 * (low + high)
        if gain_of_more_a(middle, ia, ib, n, by_determinant, joint, fused) > 0.0:
            low = middle
        else:
            high = middle
    weight = 0.5 * (low + high)
    return put_weighed(weight, 1.0 - weight, ia, ib, xa, xb, x_out, covariance_out), weight


@kernel
def gain_of_more_a(weight, ia, ib, n, by_determinant, joint_out, fused_out):
    """How fast trace (or log determinant) of the fused covariance falls as the weight of a grows; last two: scratch."""
    for k in range(n * n):
        joint_out[k] = weight * ia[k] + (1.0 - weight) * ib[k]
    if not inverse(joint_out, n, fused_out)[0]:
        return math.nan
    fall = 0.0
    for i in range(n):
        for j in range(n):
            difference = ia[n * i + j] - ib[n * i + j]
            if by_determinant:
                fall += difference * fused_out[n * i + j]
            else:
                square = 0.0
                for k in range(n):
                    square += fused_out[n * i + k] * fused_out[n * k + j]
                fall += difference * square
    return fall
