"""Small matrices: blocks of 3 x 3 as plain numbers for what is hot, loops over flat arrays for what is not.

A block is a tuple of nine numbers, row by row; a symmetric one a tuple of six: xx, xy, xz, yy, yz, zz. Tuples never
leave the registers, so a filter written with them reads like its formula and costs what hand-written lines would.

Larger matrices are flat arrays, row by row, and every result goes into an array that the caller hands in. What can
fail says so by returning False; then the result is not to be used. Nothing is raised, and no NaN passes for a number:
every test is written so that a NaN fails it.

Source: G. H. Golub, C. F. Van Loan, *Matrix Computations*, 4th ed. (2013), algorithms 4.1.1 (L D L'), 4.2.1 (Cholesky).

When not to believe it: no pivoting. Covariances do not need it; for other matrices these are the wrong functions.
"""

import math

import numpy as np

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import log

SINGULAR = 1e-14
"""A matrix is singular when elimination leaves less than this share of a diagonal element: rounding ate the rest."""


ONE = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)

# ---- blocks of 3 x 3 ----------------------------------------------------------------------------------------------


@inner
def whole(s):
    """A symmetric block with all its nine numbers."""
    return s[0], s[1], s[2], s[1], s[3], s[4], s[2], s[4], s[5]


@inner
def plus6(a, b):
    """Sum of two symmetric blocks."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5]


@inner
def less6(a, b):
    """Difference of two symmetric blocks."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4], a[5] - b[5]


@inner
def plus9(a, b):
    """Sum of two blocks."""
    return (
        a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4], a[5] + b[5], a[6] + b[6], a[7] + b[7],
        a[8] + b[8],
    )  # fmt: skip


@inner
def less9(a, b):
    """Difference of two blocks."""
    return (
        a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3], a[4] - b[4], a[5] - b[5], a[6] - b[6], a[7] - b[7],
        a[8] - b[8],
    )  # fmt: skip


@inner
def times3(a, b):
    """A B."""
    return (
        a[0] * b[0] + a[1] * b[3] + a[2] * b[6],
        a[0] * b[1] + a[1] * b[4] + a[2] * b[7],
        a[0] * b[2] + a[1] * b[5] + a[2] * b[8],
        a[3] * b[0] + a[4] * b[3] + a[5] * b[6],
        a[3] * b[1] + a[4] * b[4] + a[5] * b[7],
        a[3] * b[2] + a[4] * b[5] + a[5] * b[8],
        a[6] * b[0] + a[7] * b[3] + a[8] * b[6],
        a[6] * b[1] + a[7] * b[4] + a[8] * b[7],
        a[6] * b[2] + a[7] * b[5] + a[8] * b[8],
    )


@inner
def times_turned3(a, b):
    """A B'."""
    return times3(a, (b[0], b[3], b[6], b[1], b[4], b[7], b[2], b[5], b[8]))


@inner
def times_turned_symmetric3(a, b):
    """A B' where that is known to be symmetric: only one half is worked out."""
    return (
        a[0] * b[0] + a[1] * b[1] + a[2] * b[2],
        a[0] * b[3] + a[1] * b[4] + a[2] * b[5],
        a[0] * b[6] + a[1] * b[7] + a[2] * b[8],
        a[3] * b[3] + a[4] * b[4] + a[5] * b[5],
        a[3] * b[6] + a[4] * b[7] + a[5] * b[8],
        a[6] * b[6] + a[7] * b[7] + a[8] * b[8],
    )


@inner
def vector_times3(a, x, y, z):
    """A v."""
    return a[0] * x + a[1] * y + a[2] * z, a[3] * x + a[4] * y + a[5] * z, a[6] * x + a[7] * y + a[8] * z


@inner
def outer(a, b):
    """The block a b' of two vectors of three."""
    return (
        a[0] * b[0], a[0] * b[1], a[0] * b[2], a[1] * b[0], a[1] * b[1], a[1] * b[2], a[2] * b[0], a[2] * b[1],
        a[2] * b[2],
    )  # fmt: skip


@inner
def inverse3(s):
    """(ok, determinant, inverse) of a symmetric positive block, through L D L'."""
    dx = 1.0 / s[0]
    yx, zx = s[1] * dx, s[2] * dx
    left_y = s[3] - yx * s[1]
    dy = 1.0 / left_y
    rest = s[4] - yx * s[2]
    zy = rest * dy
    left_z = s[5] - zx * s[2] - zy * rest
    dz = 1.0 / left_z
    determinant = s[0] * left_y * left_z
    ok = s[0] > 0.0 and left_y > SINGULAR * s[3] and left_z > SINGULAR * s[5] and determinant < math.inf
    zx = zx - zy * yx  # of the inverse of L, its sign turned
    return (
        ok,
        determinant,
        (dx + yx * yx * dy + zx * zx * dz, zx * zy * dz - yx * dy, -zx * dz, dy + zy * zy * dz, -zy * dz, dz),
    )


@inner
def blocks_of(covariance):
    """The blocks of a covariance of place and velocity, [36] row by row, of which the upper half is read.

    (place, velocity against place, velocity): six, nine and six numbers.
    """
    c = covariance
    return (
        (c[0], c[1], c[2], c[7], c[8], c[14]),
        (c[3], c[9], c[15], c[4], c[10], c[16], c[5], c[11], c[17]),
        (c[21], c[22], c[23], c[28], c[29], c[35]),
    )


@inner
def put_blocks(covariance_out, p, q, v):
    """Write the blocks of place, velocity against place, and velocity into a covariance: the inverse of `blocks_of`."""
    c = covariance_out
    c[0], c[1], c[2], c[3], c[4], c[5] = p[0], p[1], p[2], q[0], q[3], q[6]
    c[6], c[7], c[8], c[9], c[10], c[11] = p[1], p[3], p[4], q[1], q[4], q[7]
    c[12], c[13], c[14], c[15], c[16], c[17] = p[2], p[4], p[5], q[2], q[5], q[8]
    c[18], c[19], c[20], c[21], c[22], c[23] = q[0], q[1], q[2], v[0], v[1], v[2]
    c[24], c[25], c[26], c[27], c[28], c[29] = q[3], q[4], q[5], v[1], v[3], v[4]
    c[30], c[31], c[32], c[33], c[34], c[35] = q[6], q[7], q[8], v[2], v[4], v[5]


@inner
def move(x_out, step_p, step_v):
    """Add to place and velocity."""
    x_out[0] += step_p[0]
    x_out[1] += step_p[1]
    x_out[2] += step_p[2]
    x_out[3] += step_v[0]
    x_out[4] += step_v[1]
    x_out[5] += step_v[2]


@inner
def scaled9(factor, a):
    """A block times a number."""
    return (
        factor * a[0], factor * a[1], factor * a[2], factor * a[3], factor * a[4], factor * a[5], factor * a[6],
        factor * a[7], factor * a[8],
    )  # fmt: skip


@inner
def twice_symmetric_part(a):
    """A + A', of a block."""
    return a[0] + a[0], a[1] + a[3], a[2] + a[6], a[4] + a[4], a[5] + a[7], a[8] + a[8]


@inner
def add_to_diagonal(s, amount):
    """A symmetric block with the same number added to each diagonal element."""
    return s[0] + amount, s[1], s[2], s[3] + amount, s[4], s[5] + amount


# ---- flat arrays of any size --------------------------------------------------------------------------------------


@kernel
def factor(a, n, half_out):
    """Cholesky's half of a covariance: lower L with L L' = A, both [n n] row by row; only A's lower half is read.

    A row and column of zeros (a direction without doubt) is allowed and gives zeros. False when A is not positive: then
    elimination leaves less than nothing, or next to nothing beside entries that are not.
    """
    for j in range(n):
        left = a[j * n + j]
        for k in range(j):
            left -= half_out[j * n + k] * half_out[j * n + k]
        if not (left >= -SINGULAR * a[j * n + j] and left < math.inf):
            return False
        flat = not left > SINGULAR * a[j * n + j]
        root = 0.0 if flat else math.sqrt(left)
        half_out[j * n + j] = root
        for i in range(j):
            half_out[i * n + j] = 0.0
        for i in range(j + 1, n):
            rest = a[i * n + j]
            for k in range(j):
                rest -= half_out[i * n + k] * half_out[j * n + k]
            if flat:
                if not rest * rest <= SINGULAR * a[i * n + i] * max(a[j * n + j], 1e-300):
                    return False
                half_out[i * n + j] = 0.0
            else:
                half_out[i * n + j] = rest / root
    return True


@kernel
def inverse(a, n, inverse_out):
    """The inverse of a positive symmetric matrix [n n], and the logarithm of its determinant: (ok, log determinant).

    Only A's lower half is read; both halves of the result are written and equal to the last bit.
    """
    half = np.empty(n * n)
    if not factor(a, n, half):
        return False, math.nan
    log_determinant = 0.0
    for i in range(n):
        if not half[i * n + i] > 0.0:
            return False, -math.inf
        log_determinant += 2.0 * log(half[i * n + i])
    for j in range(n):  # L to its own inverse, column by column
        half[j * n + j] = 1.0 / half[j * n + j]
        for i in range(j + 1, n):
            total = 0.0
            for k in range(j, i):
                total -= half[i * n + k] * half[k * n + j]
            half[i * n + j] = total / half[i * n + i]
    for i in range(n):
        for j in range(i + 1):
            total = 0.0
            for k in range(i, n):
                total += half[k * n + i] * half[k * n + j]
            inverse_out[i * n + j] = total
            inverse_out[j * n + i] = total
    return log_determinant < math.inf, log_determinant


@kernel
def multiply(a, b, rows, between, columns, product_out):
    """A B for flat [rows between] and [between columns]."""
    for i in range(rows):
        for j in range(columns):
            total = 0.0
            for k in range(between):
                total += a[i * between + k] * b[k * columns + j]
            product_out[i * columns + j] = total


@kernel
def sandwich(a, s, rows, n, product_out):
    """A S A' for flat [rows n] and symmetric [n n], exactly symmetric."""
    for i in range(rows):
        for j in range(i + 1):
            total = 0.0
            for k in range(n):
                part = 0.0
                for m in range(n):
                    part += s[k * n + m] * a[j * n + m]
                total += a[i * n + k] * part
            product_out[i * rows + j] = total
            product_out[j * rows + i] = total
