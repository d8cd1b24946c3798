"""Flights past and onto a place, as few as will do: which flight says whether a cell is defended?

                    a (where the threat comes from)
                    ^
                    |      . cell: `x_m` behind the centre, `c_m` to the right as seen by who looks towards the threat
      ------centre--o-----------> b
                    |
                    v  flight

A level flier comes along a straight line. When it first can be met does not depend on where on the line it ends; so one
flight along each line does for all cells under it, and a cell is defended when the flier, there or at its release
range before it, has been met. A ballistic arc is another one for each end; cells share it only with their like. Ends
lie in blocks, and where an arc onto the middle of a block passes far from everybody, so do all others onto the block.

Where all sensors stand at one place and look alike all round, only `x_m` and the distance from the line matter, from
whatever bearing: flights from one bearing, on one side, do for all.

Angles between n-vectors times the mean radius, as the paths of battles have it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.grid import MEAN_RADIUS_M
from pavise.coverage.projection import Floats

Rows = NDArray[np.int64]

BLOCK = 8
"""Ends of arcs along the side of a block."""
STRETCH, SPARE_M = 1.15, 1e3
"""Two arcs are no farther apart anywhere than their ends, times this (an arc is higher than the ground) and some more.
"""


@dataclass(frozen=True)
class Frame:
    """A place and the bearing that threats come from: unit vectors `n` up, `a` towards it, `b` to the right of it."""

    n: Floats
    a: Floats
    b: Floats

    @classmethod
    def at(cls, n: Floats, bearing_rad: float) -> Frame:
        """The frame of a place (n-vector) for a bearing from true north."""
        east, north = east_north(n)
        a = math.sin(bearing_rad) * east + math.cos(bearing_rad) * north
        b = math.cos(bearing_rad) * east - math.sin(bearing_rad) * north
        return cls(np.asarray(n, dtype=float), a, b)

    def where(self, n: Floats) -> tuple[Floats, Floats]:
        """(x_m, c_m) of places, n-vectors on the last axis."""
        x_m = -np.arctan2(n @ self.a, n @ self.n) * MEAN_RADIUS_M
        return x_m, np.arcsin(np.clip(n @ self.b, -1.0, 1.0)) * MEAN_RADIUS_M

    def places(self, x_m: Floats, c_m: Floats) -> tuple[Floats, Floats]:
        """n-vectors of places, shape (k, 3), and the bearings from them along the lines towards the threat, (k,)."""
        x, c = (np.asarray(part, dtype=float)[:, np.newaxis] / MEAN_RADIUS_M for part in (x_m, c_m))
        foot = np.cos(c) * self.n + np.sin(c) * self.b
        n = np.cos(x) * foot - np.sin(x) * self.a
        ahead = np.cos(x) * self.a + np.sin(x) * foot
        east, north = east_north(n)
        return n, np.arctan2((ahead * east).sum(axis=1), (ahead * north).sum(axis=1))


def east_north(n: Floats) -> tuple[Floats, Floats]:
    """Unit vectors to the east and north of places; at a pole, along the meridian of Greenwich."""
    n = np.asarray(n, dtype=float)
    level = np.hypot(n[..., 0], n[..., 1])
    pole = level < 1e-12
    across = np.where(pole, 1.0, level)
    east = np.stack(
        [np.where(pole, 0.0, -n[..., 1] / across), np.where(pole, 1.0, n[..., 0] / across), 0.0 * level], -1
    )
    return east, np.cross(n, east)


@dataclass(frozen=True)
class Flights:
    """The flights that answer for a set of cells: where they end, where from, how far; `of[...]`: which one is whose.

    `behind_m`: ground distance of each cell from the start of its flight. `blocks`: of arcs, flights onto the middles
    of blocks of ends, `of[end]`: which one is whose; no arc of a block is farther than `apart_m` from the one in its
    middle.
    """

    n_end: Floats
    axis_rad: Floats
    distance_m: float
    of: Rows
    behind_m: Floats
    blocks: Flights | None = None
    apart_m: float = 0.0

    def defended(self, met_s: Floats, speed_mps: float, release_m: float) -> NDArray[np.bool_]:
        """For every cell: has a level flier been met when it is `release_m` from it? `met_s`: of each flight."""
        return np.asarray(met_s[self.of] * speed_mps <= self.behind_m - release_m)


def level_flights(frame: Frame, x_m: Floats, c_m: Floats, step_m: float, from_m: float, mirrored: bool) -> Flights:
    """Flights along lines `step_m` apart that pass all cells (x_m, c_m), from `from_m` before the centre.

    `mirrored`: what is left of the centre is as what is right of it.
    """
    line, of = np.unique(_nearest(np.abs(c_m) if mirrored else c_m, step_m), return_inverse=True)
    to_m = float(x_m.max()) + 1.0
    n_end, axis_rad = frame.places(np.full(len(line), to_m), line * step_m)
    return Flights(n_end, axis_rad, from_m + to_m, of.reshape(x_m.shape), from_m + x_m)


def arc_flights(frame: Frame, x_m: Floats, c_m: Floats, step_m: float, distance_m: float, mirrored: bool) -> Flights:
    """Arcs of a length that come down within `step_m` of all cells (x_m, c_m)."""
    across = _nearest(np.abs(c_m) if mirrored else c_m, step_m)
    ends, of = np.unique(np.stack([_nearest(x_m, step_m).ravel(), across.ravel()], axis=1), axis=0, return_inverse=True)
    n_end, axis_rad = frame.places(ends[:, 0] * step_m, ends[:, 1] * step_m)
    middles, block_of = np.unique(ends // BLOCK, axis=0, return_inverse=True)
    at_m = (middles * BLOCK + 0.5 * (BLOCK - 1)) * step_m
    blocks = Flights(*frame.places(at_m[:, 0], at_m[:, 1]), distance_m, block_of.ravel(), np.zeros(0))
    apart_m = STRETCH * math.sqrt(0.5) * BLOCK * step_m + SPARE_M
    behind_m = np.full(x_m.shape, math.inf)
    return Flights(n_end, axis_rad, distance_m, of.reshape(x_m.shape), behind_m, blocks, apart_m)


def _nearest(at_m: Floats, step_m: float) -> Rows:
    return np.rint(np.asarray(at_m) / step_m).astype(np.int64)
