"""What a caller asks for, checked before anything is computed: everything wrong with it at once, in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from pavise.coverage.approach import LONGEST_WINDOW
from pavise.coverage.interest import Area, Box, Interest, NearSites, rings_of_file
from pavise.coverage.question import Layer, Question
from pavise.coverage.rays import longest_window
from pavise.scenario.sites import Sites
from pavise.sim.world import World
from pavise.yamlfile import BadInput, Finding

USUAL_ABOVE_SEA_M = (100.0, 3_000.0, 10_000.0)
USUAL_OVER_TERRAIN_M = ((100.0, True), (3_000.0, False), (10_000.0, False))
"""A low flier, a high one and an airliner. Over terrain the low one follows the ground: 100 m above the sea there is
mostly rock."""

LOWEST_M, HIGHEST_M = -450.0, 100_000.0
"""From the shore of the Dead Sea to the edge of what the bent rays of the models are good for."""
SMALLEST_CELL_M, LARGEST_CELL_M = 50.0, 100_000.0
FARTHEST_M = 3_000_000.0
MOST_LAYERS = 24


def question_of(
    altitudes_m: Sequence[float] | None,
    above_ground_m: Sequence[float] | None,
    rcs_m2: Sequence[float],
    level: float,
    speed_mps: float | None,
    emits: float,
    size_m2: float,
    jamming: bool,
    *,
    over_terrain: bool,
    cell_m: float,
    most_layers: int = MOST_LAYERS,
) -> Question:
    """The question as asked, or BadInput. Without any height it is the usual ones."""
    heights = [(height_m, False) for height_m in altitudes_m or ()]
    heights += [(height_m, True) for height_m in above_ground_m or ()]
    if altitudes_m is None and above_ground_m is None:
        usual = USUAL_OVER_TERRAIN_M if over_terrain else tuple((height_m, False) for height_m in USUAL_ABOVE_SEA_M)
        heights = list(usual)
    findings = []
    if not heights:
        findings.append(_wrong("altitude", "there is no height", "name one, such as `--altitude 3km`"))
    for height_m, over_ground in heights:
        lowest_m = 0.0 if over_ground else LOWEST_M
        if not lowest_m <= height_m <= HIGHEST_M:
            name = "above-ground" if over_ground else "altitude"
            mend = f"write a height from {lowest_m:g} m to {HIGHEST_M / 1000:g} km"
            findings.append(_wrong(name, f"{height_m:g} m is no height of a target", mend))
    if not rcs_m2:
        findings.append(_wrong("rcs", "there is no cross-section", "name one, such as `--rcs 1m2`"))
    findings += [
        _wrong("rcs", f"{rcs:g} m2 is no cross-section", "write one above zero, at most 1e6 m2")
        for rcs in rcs_m2
        if not 0.0 < rcs <= 1e6
    ]
    if not 0.0 < level < 1.0:
        findings.append(_wrong("pd", f"{level:g} is no chance to ask for", "write one between 0 and 1, such as 0.5"))
    if speed_mps is not None and not 1.0 <= speed_mps <= 10_000.0:
        findings.append(_wrong("speed", f"{speed_mps:g} m/s is no speed of a target", "write 1 m/s to 10 km/s"))
    if not (0.0 <= emits <= 1e12 and 0.0 <= size_m2 <= 1e6):
        findings.append(_wrong("target", "its emissions or its size make no sense", "write 0 or more for both"))
    if not SMALLEST_CELL_M <= cell_m <= LARGEST_CELL_M:
        mend = f"write {SMALLEST_CELL_M:g} m to {LARGEST_CELL_M / 1000:g} km"
        findings.append(_wrong("cell", f"{cell_m:g} m is no width of a cell", mend))
    layers = tuple(dict.fromkeys(Layer(height, rcs, ground) for height, ground in heights for rcs in rcs_m2))
    if len(layers) > most_layers:
        mend = f"ask for at most {most_layers} at once"
        findings.append(_wrong("altitude", f"heights times cross-sections make {len(layers)} maps", mend))
    if findings:
        raise BadInput(findings)
    return Question(layers, level, speed_mps, emits, size_m2, jamming)


def check_windows(world: World, sensors: Sequence[int], question: Question) -> None:
    """Raise BadInput when the tracks of these sensors take too many looks to be followed on an approach."""
    longest = longest_window(world, sensors)
    if question.cumulative and longest > LONGEST_WINDOW:
        problem = f"a sensor counts its detections over {longest} looks; tracks are followed over {LONGEST_WINDOW}"
        raise BadInput(
            [_wrong("cumulative", problem, "leave such sensors out with `--radar`, or ask for single looks")]
        )


def interest_of(
    sites: Sites, within_m: float, box: tuple[float, float, float, float] | None, area: str | Path | None
) -> Interest:
    """The area of interest as asked, or BadInput: a polygon, a box, or the surroundings of the sites."""
    if area is not None and box is not None:
        raise BadInput([_wrong("area", "there is a box as well", "keep one of the two")])
    if area is not None:
        return Area(Path(area).name, tuple(rings_of_file(area)))
    if box is not None:
        west, south, east, north = box
        if not all(map(math.isfinite, box)) or not (-90 <= south < north <= 90 and max(abs(west), abs(east)) <= 180):
            mend = "write west, south, east, north in degrees: 25,35,45,43"
            raise BadInput([_wrong("bbox", "these corners are no box on the earth", mend)])
        return Box(west, south, east, north)
    if not 0.0 < within_m <= FARTHEST_M:
        mend = f"write a distance up to {FARTHEST_M / 1000:g} km"
        raise BadInput([_wrong("within", f"{within_m:g} m is no distance from a site", mend)])
    places = sites.sites.values()
    return NearSites(
        tuple(math.degrees(site.lat) for site in places), tuple(math.degrees(site.lon) for site in places), within_m
    )


def _wrong(field: str, problem: str, mend: str) -> Finding:
    return Finding("coverage", None, field, problem, mend)
