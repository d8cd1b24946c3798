"""The map of a siting: candidate places, the chosen ones, and what these cover in how many worlds.

Drawn like the maps of coverage, from the folder alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from pavise.results.schema import ResultsError

from . import style
from .coverage_map import Candidate, covered_map
from .coverage_page import DOTS_PER_INCH
from .coverage_reading import CoverageFolder

RESULT, ARRAYS, MAP = "siting.json", "siting.npz", "siting.png"


def read_siting(folder: str | Path) -> CoverageFolder:
    """The siting in `folder` as a map of coverage: the chosen places stand for the sensors."""
    folder = Path(folder)
    try:
        said = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS) as file:
            arrays = {
                "inside": file["inside"],
                "seen_0": file["covered_in"][np.newaxis],
                "buried_0": file["buried"],
            }
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(f"{folder} holds no siting ({error})") from None
    sensors = [
        {"lat_deg": place["lat_deg"], "lon_deg": place["lon_deg"], "on_patrol": False, "present_in": 1.0}
        for place in said["places"]
        if place["chosen"]
    ]
    also = {
        "title": f"{said['count']} x {said['radar_name']}",
        "question": {"percents": [90, 50, 10], "level": said["level"], "chance": said["chance"]},
        "layers": [{"words": said["layer"]}],
        "interest": {"words": said["interest"]},
        "sensors": sensors,
        "chosen": said["best"]["places"],
    }
    return CoverageFolder(folder, {**said, **also}, arrays)


def draw_siting(folder: str | Path) -> Path:
    """Draw the map of a siting into its folder."""
    read = read_siting(folder)
    candidates = [
        Candidate(place["lat_deg"], place["lon_deg"], place["in_best_set_of_worlds"]) for place in read.said["places"]
    ]
    with style.drawing():
        covered_map(read, 0, candidates).savefig(read.folder / MAP, dpi=DOTS_PER_INCH, facecolor=style.PAPER)
    return read.folder / MAP
