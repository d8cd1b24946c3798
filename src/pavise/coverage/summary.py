"""The numbers of a coverage map: areas with their doubt, what the network leaves open, and what each sensor is for.

Three numbers stand for an area over all worlds: its P10, P50 and P90, the values that it stays below in 10, 50 and 90
percent of the worlds. They are not the areas of the three regions on the map ("covered in at least 90 percent of the
worlds"): in each world the covered area may lie elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.count import LayerCount
from pavise.coverage.grid import Grid
from pavise.coverage.projection import Floats
from pavise.coverage.question import Question, worlds_for

KM2 = 1e-6
GAPS_LISTED = 5

Place = tuple[str, float, float]
"""A name, a latitude and a longitude in degrees."""


def spread(values: Floats) -> dict[str, float]:
    """P10, P50 and P90 of one value per world."""
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9])
    return {"p10": float(low), "p50": float(middle), "p90": float(high)}


def region(counted: LayerCount, percent: int, worlds: int, at_least: int = 1) -> NDArray[np.bool_]:
    """Cells that so many sensors or more see in at least this percentage of the worlds."""
    return np.asarray(counted.seen[at_least - 1] >= worlds_for(percent, worlds))


def network_numbers(
    counted: LayerCount, grid: Grid, inside: NDArray[np.bool_], question: Question, sites: Sequence[Place]
) -> dict[str, Any]:
    """What all sensors of a layer do together."""
    worlds, whole = len(counted.area_m2), counted.interest_m2
    open_ground = inside & ~counted.buried
    numbers: dict[str, Any] = {
        "area_km2": spread(counted.area_m2 * KM2),
        "interest_km2": whole * KM2,
        "covered_share": spread(counted.inside_m2 / whole) if whole else None,
        "gap_share": spread(1.0 - counted.inside_m2 / whole) if whole else None,
        "twice_share": spread(counted.twice_m2 / whole) if whole else None,
        "region_km2": {},
        "overlap": [],
    }
    for percent in question.percents:
        numbers["region_km2"][f"in_{percent}_percent_of_worlds"] = _km2(region(counted, percent, worlds), grid)
    for at_least in range(1, len(counted.seen) + 1):
        shares = {
            f"in_{percent}_percent_of_worlds": _share(
                region(counted, percent, worlds, at_least) & open_ground, open_ground
            )
            for percent in question.percents
        }
        numbers["overlap"].append({"sensors_at_least": at_least, "interest_share": shares})
    numbers["largest_gaps"] = largest_gaps(counted, grid, inside)
    numbers["sites"] = site_numbers(counted, grid, sites)
    return numbers


def sensor_numbers(counted: LayerCount) -> list[dict[str, Any]]:
    """What each sensor does in a layer, by its row in the case."""
    return [
        {
            "row": one.row,
            "area_km2": spread(one.area_m2 * KM2),
            "alone_km2": spread(one.alone_m2 * KM2),
        }
        for one in counted.sensors
    ]


def largest_gaps(counted: LayerCount, grid: Grid, inside: NDArray[np.bool_]) -> list[dict[str, float]]:
    """The largest connected parts of the area of interest that fewer than half of the worlds cover.

    Each with its area and its deepest place: the one farthest from anything covered or outside.
    """
    from scipy import ndimage

    gap = inside & ~counted.buried & ~region(counted, 50, len(counted.area_m2))
    labels, number = ndimage.label(gap)
    sizes = np.bincount(labels.ravel(), minlength=number + 1)[1:]
    depth = ndimage.distance_transform_edt(np.pad(gap, 1))[1:-1, 1:-1]
    found = []
    for label in np.argsort(-sizes, kind="stable")[:GAPS_LISTED] + 1:
        row, column = np.unravel_index(int(np.argmax(np.where(labels == label, depth, 0.0))), gap.shape)
        lat, lon = grid.plane.inverse(grid.x_m[column], grid.y_m[row])
        found.append(
            {
                "area_km2": float(sizes[label - 1]) * grid.cell_area_m2 * KM2,
                "lat_deg": round(math.degrees(float(lat)), 3),
                "lon_deg": round(math.degrees(float(lon)), 3),
            }
        )
    return found


def site_numbers(counted: LayerCount, grid: Grid, sites: Sequence[Place]) -> list[dict[str, Any]]:
    """For each defended site: in what share of the worlds the air over it is covered, by one sensor and by two."""
    worlds = len(counted.area_m2)
    found = []
    for name, lat_deg, lon_deg in sites:
        x_m, y_m = grid.plane.forward(math.radians(lat_deg), math.radians(lon_deg))
        row = math.floor((float(y_m) - grid.south_m) / grid.cell_m)
        column = math.floor((float(x_m) - grid.west_m) / grid.cell_m)
        on_grid = 0 <= row < grid.rows and 0 <= column < grid.columns
        once, twice = (int(counted.seen[k, row, column]) if on_grid else 0 for k in (0, 1))
        found.append({"site": name, "covered_in": once / worlds, "twice_in": twice / worlds})
    return found


def _km2(cells: NDArray[np.bool_], grid: Grid) -> float:
    return float(np.count_nonzero(cells)) * grid.cell_area_m2 * KM2


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float | None:
    size = np.count_nonzero(whole)
    return float(np.count_nonzero(part)) / size if size else None
