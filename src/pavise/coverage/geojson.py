"""A layer as GeoJSON (RFC 7946): regions covered in most, half and few of the worlds, gaps, and each sensor's part.

Every feature says in its properties what it is (`what`: network, gap or sensor), in how many percent of the worlds at
least it holds (`percent_of_worlds`), and its area in square kilometres, counted in cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.count import LayerCount
from pavise.coverage.grid import Grid
from pavise.coverage.outline import region_polygons
from pavise.coverage.question import Question, worlds_for
from pavise.coverage.summary import KM2, region


def layer_geojson(
    counted: LayerCount,
    grid: Grid,
    inside: NDArray[np.bool_],
    question: Question,
    sensor_names: Sequence[str],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """The FeatureCollection of one layer. `about`: what it says of itself, beside its features."""
    features = [
        {
            "type": "Feature",
            "properties": {**properties, "area_km2": float(np.count_nonzero(cells)) * grid.cell_area_m2 * KM2},
            "geometry": {"type": "MultiPolygon", "coordinates": region_polygons(grid, cells)},
        }
        for properties, cells in _regions(counted, grid, inside, question, sensor_names)
    ]
    return {"type": "FeatureCollection", "pavise": dict(about), "features": features}


def _regions(
    counted: LayerCount, grid: Grid, inside: NDArray[np.bool_], question: Question, sensor_names: Sequence[str]
) -> Iterator[tuple[dict[str, Any], NDArray[np.bool_]]]:
    worlds = len(counted.area_m2)
    yield {"what": "area of interest"}, inside
    for percent in question.percents:
        covered = region(counted, percent, worlds)
        yield {"what": "network", "percent_of_worlds": percent, "sensors_at_least": 1}, covered
        yield (
            {"what": "network", "percent_of_worlds": percent, "sensors_at_least": 2},
            region(counted, percent, worlds, 2),
        )
        yield {"what": "gap", "not_covered_in_percent_of_worlds": percent}, inside & ~counted.buried & ~covered
    for one in counted.sensors:
        for percent in question.percents:
            cells = np.zeros(grid.shape, bool)
            cells[one.window] = one.worlds >= worlds_for(percent, worlds)
            yield {"what": "sensor", "sensor": sensor_names[one.row], "percent_of_worlds": percent}, cells
