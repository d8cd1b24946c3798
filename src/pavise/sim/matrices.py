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

from pavise.sim.compiled import inner

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
