"""Several motion models side by side, each as likely as the plots make it: the interacting multiple model filter (IMM).

    mix       each mode starts from the blend of all that could have changed into it
    filter    each mode predicts and updates by its own motion (the files beside this one)
    weigh     modes that foresaw the plot gain
    combine   one state and covariance for everybody else: the mean, with the spread of the modes in the covariance

The modes of a track stand one after the other: states [modes x 6], covariances [modes x 36], probabilities [modes].
How a target changes its way of moving does not depend on how often one looks: chances of change are given per second
and carried to any time (`stay_matrix`).

From: H. A. P. Blom, Y. Bar-Shalom, "The interacting multiple model algorithm for systems with Markovian switching
coefficients", IEEE Trans. AC-33 (1988) 780-783; Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications
to Tracking and Navigation* (2001), section 11.6.6.

When not to believe it: the truth must lie near one of the modes, and stay there for a few looks. On targets that never
manoeuvre it is a little worse than one straight mode.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import exp, log
from pavise.sim.models.declaration import Parameter

PARAMETERS = (Parameter("p_stay", "", 0.0, 1.0, "chance that a target keeps its way of moving for a second"),)

P_LEAST = 1e-12
"""No mode falls below this: what is impossible could never come back."""


@kernel
def stay_matrix(modes, p_stay, dt_s, transition_out):
    """Chances to change from a mode (row) to another (column) within `dt_s`, all others alike: flat [modes modes].

    The chance of not having changed once within a second is `p_stay`; within longer times a target may also have come
    back, so that two steps of this matrix are one of twice the time.
    """
    if p_stay <= 0.0:
        evened = 0.0
    else:
        evened = exp(log(p_stay) * abs(dt_s) * modes / (modes - 1.0))
    for i in range(modes):
        for j in range(modes):
            transition_out[modes * i + j] = (1.0 - evened) / modes + (evened if i == j else 0.0)


@kernel
def mix(mode_x_out, mode_covariance_out, mode_p_out, transition, modes, old_x_out, old_covariance_out):
    """Start each mode from the blend of all, in place; `mode_p_out` becomes the chance of each mode before the plot.

    `transition`: flat [modes modes]; `old_x_out`, `old_covariance_out`: scratch of the sizes of the first two.
    """
    for k in range(6 * modes):
        old_x_out[k] = mode_x_out[k]
    for k in range(36 * modes):
        old_covariance_out[k] = mode_covariance_out[k]
    p0, p1 = mode_p_out[0], mode_p_out[1]
    p2 = mode_p_out[2] if modes > 2 else 0.0
    for j in range(modes):
        w0, w1 = p0 * transition[j], p1 * transition[modes + j]
        w2 = p2 * transition[2 * modes + j] if modes > 2 else 0.0
        total = w0 + w1 + w2
        mode_p_out[j] = total
        if total > 0.0:
            blend(
                w0 / total, w1 / total, w2 / total, modes, old_x_out, old_covariance_out,
                mode_x_out[6 * j : 6 * j + 6], mode_covariance_out[36 * j : 36 * j + 36],
            )  # fmt: skip


@kernel
def combine(mode_x, mode_covariance, mode_p, modes, x_out, covariance_out):
    """One state and covariance from those of the modes."""
    w2 = mode_p[2] if modes > 2 else 0.0
    blend(mode_p[0], mode_p[1], w2, modes, mode_x, mode_covariance, x_out, covariance_out)


@kernel
def blend(w0, w1, w2, modes, mode_x, mode_covariance, x_out, covariance_out):
    """Mean of two or three states by weight, and its covariance: theirs, and how far they lie from it."""
    for k in range(6):
        x_out[k] = w0 * mode_x[k] + w1 * mode_x[6 + k]
        if modes > 2:
            x_out[k] += w2 * mode_x[12 + k]
    for i in range(6):
        d0, d1 = w0 * (mode_x[i] - x_out[i]), w1 * (mode_x[6 + i] - x_out[i])
        d2 = w2 * (mode_x[12 + i] - x_out[i]) if modes > 2 else 0.0
        for j in range(i, 6):
            k = 6 * i + j
            spread = w0 * mode_covariance[k] + w1 * mode_covariance[36 + k]
            spread += d0 * (mode_x[j] - x_out[j]) + d1 * (mode_x[6 + j] - x_out[j])
            if modes > 2:
                spread += w2 * mode_covariance[72 + k] + d2 * (mode_x[12 + j] - x_out[j])
            covariance_out[k] = spread
            covariance_out[6 * j + i] = spread


@kernel
def weigh(mode_p_out, log_likelihood, modes):
    """Bayes' rule over the modes, in place; returns the logarithm of the likelihood of the plot under all of them.

    `log_likelihood`: [modes], minus infinity for a mode whose update failed. When all failed the chances stay as they
    were and minus infinity is returned.
    """
    most = -math.inf
    for j in range(modes):
        if mode_p_out[j] > 0.0 and log_likelihood[j] > most:
            most = log_likelihood[j]
    if not -math.inf < most < math.inf:
        return -math.inf
    total = 0.0
    for j in range(modes):
        share = exp(log_likelihood[j] - most) if log_likelihood[j] > -math.inf else 0.0
        mode_p_out[j] *= share
        total += mode_p_out[j]
    for j in range(modes):
        mode_p_out[j] = max(mode_p_out[j] / total, P_LEAST)
    return most + log(total)
