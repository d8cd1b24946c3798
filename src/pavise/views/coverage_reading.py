"""A finished coverage map, read back from its folder: the numbers and the arrays that the pictures are drawn from.

The folder is enough: neither the case nor the simulation is needed to draw it again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.projection import Plane
from pavise.results.schema import ResultsError

RESULT, GRIDS = "coverage.json", "grids.npz"
NEWEST_FORMAT = 1


@dataclass(frozen=True)
class CoverageFolder:
    """`said`: what `coverage.json` says; `arrays`: those of `grids.npz`, by name."""

    folder: Path
    said: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]

    @property
    def plane(self) -> Plane:
        """The projection of the map."""
        grid = self.said["grid"]
        return Plane(grid["centre_lat_deg"], grid["centre_lon_deg"])

    @property
    def x_m(self) -> NDArray[np.float64]:
        """Centres of the columns on the plane."""
        grid = self.said["grid"]
        return np.asarray(grid["west_m"] + (np.arange(grid["columns"]) + 0.5) * grid["cell_m"])

    @property
    def y_m(self) -> NDArray[np.float64]:
        """Centres of the rows on the plane."""
        grid = self.said["grid"]
        return np.asarray(grid["south_m"] + (np.arange(grid["rows"]) + 0.5) * grid["cell_m"])

    def share(self, layer: int, at_least: int = 1) -> NDArray[np.float64]:
        """Share of the worlds in which so many sensors see a cell, shape (rows, columns)."""
        return np.asarray(self.arrays[f"seen_{layer}"][at_least - 1] / self.said["worlds"])


def read_coverage(folder: str | Path) -> CoverageFolder:
    """The map in `folder`. ResultsError when it holds none, or one that this version does not know."""
    folder = Path(folder)
    try:
        said = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        with np.load(folder / GRIDS) as file:
            arrays = dict(file)
    except (OSError, ValueError) as error:
        raise ResultsError(f"{folder} holds no coverage map ({error})") from None
    if not isinstance(said, dict) or said.get("format") != NEWEST_FORMAT:
        raise ResultsError(f"{folder} holds a coverage map of another version; make it again")
    return CoverageFolder(folder, said, arrays)
