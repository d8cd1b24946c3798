"""Polygons as GeoJSON wants them (RFC 7946): cut at the date line, poles included, outer rings anticlockwise.

A ring on the earth is a walk. Followed without jumps, its longitude comes back to where it began; what then reaches
beyond 180 degrees is cut there. A ring round a pole ends a whole turn away instead. It is cut in two along the
meridians 0 and 180, on a plane round the pole where these are one straight line:

           180                      lat 90  +--------------+
       .----|----.                          |   the east   |      the edge through the pole becomes
      /     |     \\      east half  ->      | half         |      the upper edge of the map
      |  pole o   |                         '---.     .----'
       \\____|____/                             '-----'
            0                               0            180

A cut makes a polygon fall into pieces on both sides, and the ends of the pieces are joined along it, in pairs, from one
end of the cut to the other. A hole that is not cut goes with the piece that surrounds it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Walk = NDArray[np.float64]
"""Corners of a closed ring, the first again at the end, shape (corners, 2): longitude and latitude in degrees."""

Polygon = list[list[tuple[float, float]]]
"""An outer ring and its holes, closed, as in the `coordinates` of a GeoJSON Polygon."""

DECIMALS = 5
"""A metre."""


def multipolygon(rings: Sequence[Walk], pole: float = 0.0) -> list[Polygon]:
    """The polygon with this outer ring and these holes (longitudes -180 to 180) as one or more polygons.

    `pole`: 90 or -90 when the outer ring goes round that pole, whether or not a hole does so too; else 0.
    """
    if pole:
        return sorted(polygon for part in _halves(rings, pole) for polygon in _written(part, 0.0))
    walks = [_without_jumps(ring) for ring in rings]
    waiting = [(0.0, _turned([_beside(walk, walks[0]) for walk in walks]))]
    finished: list[Polygon] = []
    while waiting:
        shift, walks = waiting.pop()
        if float(walks[0][:, 0].max()) > shift + 180.0:
            waiting += [(shift, one) for one in _side(walks, shift + 180.0, beyond=False)]
            waiting += [(shift + 360.0, one) for one in _side(walks, shift + 180.0, beyond=True)]
        elif float(walks[0][:, 0].min()) < shift - 180.0:
            waiting += [(shift - 360.0, one) for one in _side(walks, shift - 180.0, beyond=False)]
            waiting += [(shift, one) for one in _side(walks, shift - 180.0, beyond=True)]
        else:
            finished += _written(walks, shift)
    return sorted(finished)


def _without_jumps(ring: Walk) -> Walk:
    """The ring with longitudes that go on beyond 180 instead of jumping."""
    return np.stack([np.rad2deg(np.unwrap(np.deg2rad(ring[:, 0]))), ring[:, 1]], axis=1)


def _beside(walk: Walk, outer: Walk) -> Walk:
    """A hole moved by whole turns to where the outer ring is."""
    middle = 0.5 * (float(outer[:, 0].max()) + float(outer[:, 0].min()))
    own = 0.5 * (float(walk[:, 0].max()) + float(walk[:, 0].min()))
    return walk + [360.0 * round((middle - own) / 360.0), 0.0]


def _turned(walks: Sequence[Walk]) -> list[Walk]:
    """The outer ring anticlockwise, the holes clockwise."""
    return [walk if (_area(walk) > 0) == (k == 0) else walk[::-1] for k, walk in enumerate(walks)]


def _area(walk: Walk) -> float:
    x, y = walk[:, 0] - walk[0, 0], walk[:, 1]
    return float(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


# ---- round a pole ---------------------------------------------------------------------------------------------------


def _halves(rings: Sequence[Walk], pole: float) -> list[list[Walk]]:
    """Polygons round a pole, cut along the meridians 0 and 180: x to 90 east, y to 0 on a plane round the pole."""
    flat = []
    for ring in rings:
        lon, away = np.deg2rad(ring[:, 0]), 90.0 - np.abs(ring[:, 1])
        flat.append(np.stack([away * np.sin(lon), away * np.cos(lon)], axis=1))
    flat = _turned(flat)
    parts = []
    for east in (True, False):
        for part in _side(flat, 0.0, beyond=east):
            parts.append(_turned([_back_on_earth(walk, pole, 180.0 if east else -180.0) for walk in part]))
    return parts


def _back_on_earth(walk: Walk, pole: float, date_line: float) -> Walk:
    """Longitudes and latitudes of a ring of one half; an edge through the pole follows the upper edge of the map."""
    corners: list[tuple[float, float]] = []
    before = math.nan
    for x, y in walk:
        on_cut = x == 0.0
        lon = (0.0 if y >= 0.0 else date_line) if on_cut else math.degrees(math.atan2(x, y))
        if on_cut and before * y < 0.0:
            corners += [(date_line - lon, pole), (lon, pole)]
        corners.append((lon, math.copysign(90.0 - math.hypot(x, y), pole)))
        before = y if on_cut else math.nan
    return np.array(corners)


# ---- cutting along a straight line ----------------------------------------------------------------------------------


def _side(walks: list[Walk], cut: float, beyond: bool) -> list[list[Walk]]:
    """The parts of a polygon on one side of the line x = cut: outer rings, each with the holes inside it."""
    chains: list[Walk] = []
    whole: list[Walk] = []
    for walk in walks:
        inside = walk[:-1, 0] > cut if beyond else walk[:-1, 0] <= cut
        if inside.all():
            whole.append(walk)
        elif inside.any():
            chains += _chains(walk, inside, cut)
    parts = [[ring] for ring in [*_joined(chains), *(walk for walk in whole if _area(walk) > 0)]]
    for hole in (walk for walk in whole if _area(walk) <= 0):
        home = next((part for part in parts if _surrounds(part[0], hole[0])), None)
        if home is not None:
            home.append(hole)
    return parts


def _chains(walk: Walk, inside: NDArray[np.bool_], cut: float) -> list[Walk]:
    """Stretches of a closed ring on one side of the cut, each from a crossing to a crossing."""
    corners = walk[:-1]
    count = len(corners)
    chains = []
    for first in np.flatnonzero(inside & ~np.roll(inside, 1)):
        points = [_crossing(corners[first - 1], corners[first], cut)]
        k = int(first)
        while inside[k]:
            points.append(corners[k])
            k = (k + 1) % count
        points.append(_crossing(corners[k - 1], corners[k], cut))
        chains.append(np.array(points))
    return chains


def _crossing(a: Walk, b: Walk, cut: float) -> Walk:
    share = (cut - a[0]) / (b[0] - a[0])
    return np.array([cut, a[1] + share * (b[1] - a[1])])


def _joined(chains: list[Walk]) -> list[Walk]:
    """Closed rings from chains whose ends lie on the cut: along it, every second stretch is inside."""
    ends = sorted(
        [(float(chain[0, 1]), k, True) for k, chain in enumerate(chains)]
        + [(float(chain[-1, 1]), k, False) for k, chain in enumerate(chains)]
    )
    partner: dict[tuple[int, bool], tuple[int, bool]] = {}
    for one, other in zip(ends[::2], ends[1::2], strict=True):
        partner[one[1:]], partner[other[1:]] = other[1:], one[1:]
    rings, left = [], set(range(len(chains)))
    while left:
        begin = k = min(left)
        points: list[Walk] = []
        while k in left:
            left.discard(k)
            points.append(chains[k])
            k, at_start = partner[k, False]
            if not at_start:  # two ends meet: only a ring that crosses itself does this; close what there is
                break
        rings.append(np.vstack([*points, chains[begin][:1]]))
    return rings


def _surrounds(ring: Walk, point: Walk) -> bool:
    a, b = ring[:-1], ring[1:]
    crossing = (a[:, 1] <= point[1]) != (b[:, 1] <= point[1])
    a, b = a[crossing], b[crossing]
    at = a[:, 0] + (point[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return bool(np.count_nonzero(at > point[0]) % 2)


# ---- as it is written -----------------------------------------------------------------------------------------------


def _written(walks: list[Walk], shift: float) -> list[Polygon]:
    """Rounded, within -180 to 180, and without rings that rounding made flat."""
    rings: Polygon = []
    for k, walk in enumerate(walks):
        lon = np.clip(walk[:, 0] - shift, -180.0, 180.0)
        corners = [
            (round(float(x), DECIMALS) + 0.0, round(float(y), DECIMALS) + 0.0)
            for x, y in zip(lon, walk[:, 1], strict=True)
        ]
        ring = [corner for i, corner in enumerate(corners) if i == 0 or corner != corners[i - 1]]
        if len(ring) >= 4 and abs(_area(np.array(ring))) > 1e-12:
            rings.append(ring)
        elif k == 0:
            return []
    return [rings]
