"""Which k places cover most? Greedy with its bounds, and exact.

    places  x  cells -> yes or no        weight of a cell: its area, or the defended value near it

The weight covered by a set of places has falling gains (it is monotone and submodular): what a place adds to a set it
adds to any smaller one at least. So

* **greedy**, one place after the other, each where it adds most, reaches at least 1 - (1 - 1/k)^k of the best, which is
  never below 1 - 1/e = 63 %;
* **at any stage** the best k places cannot cover more than the set so far plus its k largest next gains: a bound from
  the data themselves, usually far better than 63 %;
* **exact** is a mixed-integer programme: y_p = 1 for a chosen place, z_c <= 1 the share of cell c that counts,
  maximise sum w_c z_c under z_c <= sum over places p that cover c of y_p and sum y_p <= k. HiGHS solves it and, when
  time runs out, says how far from the best it can be at most.

Cells covered by the same places count as one, and cells that no place covers as none, which loses nothing.

Sources: G. L. Nemhauser, L. A. Wolsey and M. L. Fisher, "An analysis of approximations for maximizing submodular set
functions - I", Mathematical Programming 14 (1978) 265-294; R. Church and C. ReVelle, "The maximal covering location
problem", Papers of the Regional Science Association 32 (1974) 101-118; Q. Huangfu and J. A. J. Hall, "Parallelizing the
dual revised simplex method", Mathematical Programming Computation 10 (2018) 119-142 (HiGHS).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.projection import Floats

Covers = NDArray[np.bool_]
"""Which place covers which cell: shape (places, cells)."""

TIME_LIMIT_S = 60.0


@dataclass(frozen=True)
class Choice:
    """Some places and what they cover. `at_most`: no k places cover more than this."""

    places: tuple[int, ...]
    covered: float
    at_most: float

    @property
    def gap(self) -> float:
        """How much more the best k places could cover at most, as a share of it: 0 when this is proved best."""
        return 0.0 if self.at_most <= 0.0 else max(1.0 - self.covered / self.at_most, 0.0)


def merged(covers: Covers, weight: Floats) -> tuple[Covers, Floats]:
    """Cells covered by the same places as one, with the weight of all; those without a place or a weight left out."""
    useful = covers.any(axis=0) & (weight > 0.0)
    if not useful.any():
        return np.zeros((len(covers), 0), bool), np.zeros(0)
    packed = np.packbits(covers[:, useful], axis=0)
    _, first, which = np.unique(packed, axis=1, return_index=True, return_inverse=True)
    summed = np.bincount(np.ravel(which), weights=weight[useful], minlength=len(first))
    return covers[:, useful][:, first], summed.astype(float)


def greedy(covers: Covers, weight: Floats, k: int) -> Choice:
    """The greedy choice, its places in the order in which they were taken. Fewer than k when no further one adds."""
    left = weight.astype(float).copy()
    chosen: list[int] = []
    covered, at_most = 0.0, math.inf
    for _ in range(min(k, len(covers))):
        gains = covers @ left
        at_most = min(at_most, covered + _largest(gains, k))
        best = int(np.argmax(gains))
        if not gains[best] > 0.0:
            break
        chosen.append(best)
        covered += float(gains[best])
        left[covers[best]] = 0.0
    at_most = min(at_most, covered + _largest(covers @ left, k), float(weight.sum()))
    return Choice(tuple(chosen), covered, max(at_most, covered))


def _largest(gains: Floats, k: int) -> float:
    return float(np.sort(gains)[-k:].sum())


def guaranteed_share(k: int) -> float:
    """The share of the best that greedy reaches at least: 1 - (1 - 1/k)^k, falling to 1 - 1/e."""
    return 1.0 - (1.0 - 1.0 / k) ** k


def exact(covers: Covers, weight: Floats, k: int, time_limit_s: float = TIME_LIMIT_S) -> Choice:
    """The best choice by HiGHS, places in rising order; at the time limit the best found, with the bound it proved.

    Never worse than greedy.
    """
    start = greedy(covers, weight, k)
    covers, weight = merged(covers, weight)
    if start.gap == 0.0 or not weight.size:
        return Choice(tuple(sorted(start.places)), start.covered, start.covered if weight.size else 0.0)
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack, identity, vstack

    places, cells = covers.shape
    scale = float(weight.sum())
    cost = np.concatenate([np.zeros(places), -weight / scale])
    cover_rows = hstack([csr_array(covers.T.astype(float)), -identity(cells)])
    number_row = csr_array(np.concatenate([np.ones(places), np.zeros(cells)])[np.newaxis])
    found = milp(
        cost,
        constraints=LinearConstraint(
            vstack([cover_rows, number_row]),
            np.concatenate([np.zeros(cells), [-math.inf]]),
            np.concatenate([np.full(cells, math.inf), [float(k)]]),
        ),
        bounds=Bounds(0.0, 1.0),
        integrality=np.concatenate([np.ones(places), np.zeros(cells)]),
        options={"time_limit": time_limit_s, "mip_rel_gap": 1e-9},
    )
    at_most = start.at_most
    if found.mip_dual_bound is not None and math.isfinite(found.mip_dual_bound):
        at_most = min(at_most, -float(found.mip_dual_bound) * scale)
    chosen = tuple(sorted(start.places))
    if found.x is not None:
        by_solver = tuple(int(p) for p in np.flatnonzero(found.x[:places] > 0.5))
        if value(covers, weight, by_solver) > start.covered:
            chosen = by_solver
    covered = value(covers, weight, chosen)
    if at_most - covered <= 1e-6 * scale:  # what the solver calls optimal is so to its own tolerance
        at_most = covered
    return Choice(chosen, covered, max(at_most, covered))


def value(covers: Covers, weight: Floats, places: tuple[int, ...]) -> float:
    """The weight that these places cover together."""
    return float(weight[covers[list(places)].any(axis=0)].sum()) if places else 0.0
