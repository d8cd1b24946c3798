"""The whole job of siting: a case, a type of radar and a number in; the best places with their doubt out.

Writes `siting.json` (numbers, definitions, conditions), `siting.npz` (the arrays behind the map) and `siting.geojson`
(the candidate places) into a folder; the map is drawn from these (`views/siting_map.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from pavise.assemble.candidates import parts_of, unfit
from pavise.assemble.landscape import Tell
from pavise.assemble.laydown import Place
from pavise.assemble.study import Assembly
from pavise.coverage.count import ProgressCallback
from pavise.coverage.demand import check_windows
from pavise.coverage.grid import Grid, TooLargeError, grid_around
from pavise.coverage.interest import Interest
from pavise.coverage.lookout import heights_m
from pavise.coverage.places import Sited, choose_places, value_weight
from pavise.coverage.question import Question
from pavise.coverage.scene import Scene, scene_with
from pavise.coverage.siting import Choice, guaranteed_share
from pavise.coverage.summary import spread
from pavise.coverage.survey import conditions, grid_said, sites_said
from pavise.yamlfile import BadInput, Finding, did_you_mean

RESULT, ARRAYS = "siting.json", "siting.npz"
FORMAT = 1
AS_GOOD = 0.99
"""A choice that covers so much of what a world's own best does is as good as it: cells are coarser than that."""
Weighing = Literal["area", "value"]


def check_radar(assembly: Assembly, radar: str, count: int, places: Sequence[Place], percent: int) -> None:
    """Raise BadInput with everything that keeps this type from being sited."""
    systems = dict(assembly.library.systems)
    findings = []
    if radar not in systems:
        fit = [name for name, system in systems.items() if not unfit(system, systems)]
        mend = did_you_mean(radar, fit) or f"for instance: {', '.join(sorted(fit)[:8])}"
        findings.append(_wrong("radar", f"the catalogue has no {radar[:60]!r}", mend))
    elif why := unfit(systems[radar], systems):
        findings.append(_wrong("radar", f"{radar!r} {why}", "choose a radar, or a unit that has one, on the ground"))
    if not 1 <= count <= len(places):
        mend = f"there are {len(places)} candidate places: choose 1 to {len(places)} of them"
        findings.append(_wrong("count", f"{count} places cannot be chosen", mend))
    if not 1 <= percent <= 100:
        findings.append(_wrong("percent", f"{percent} is no percentage of the worlds", "write 1 to 100"))
    if findings:
        raise BadInput(findings)


def site(
    assembly: Assembly,
    option: str,
    version: str,
    radar: str,
    count: int,
    places: Sequence[Place],
    question: Question,
    interest: Interest,
    folder: Path,
    *,
    weigh: Weighing = "area",
    within_m: float = 100e3,
    percent: int = 50,
    beside: bool = False,
    cell_m: float = 5000.0,
    threads: int | None = None,
    tell: Tell | None = None,
    on_progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Choose, write the folder, and return what `siting.json` says.

    `version`: of Pavise, for the record. `within_m`: how near to a site its value lies. `beside`: beside the sensors of
    the option. Raises BadInput with what is wrong.
    """
    check_radar(assembly, radar, count, places, percent)
    grid = _grid(interest, places, cell_m)
    inside = interest.inside(grid)
    sites = assembly.study.sites.value.sites.values()
    weight = inside.astype(float)
    if weigh == "value":
        worth = [(math.degrees(site.lat), math.degrees(site.lon), site.value) for site in sites]
        weight = value_weight(grid, inside, worth, within_m)
    if not weight.any():
        raise BadInput([_wrong("area", "holds nothing to cover", "choose a larger area, or smaller cells")])
    world = assembly.sensors_at(radar, places, tell)
    check_windows(world, range(world.sensor.shape[1]), question)
    parts = [part.type for part in parts_of(assembly.library.system(radar))]
    names = [f"candidate {place.name}/{part}" for place in places for part in parts]
    scene = scene_with(assembly, option, version, world, names, [f"candidate {place.name}" for place in places])
    network = None
    if beside:
        assembly.prepare_defence(option, tell)
        network = assembly.defence(option)[0]
    ground_m = scene.landscape.heights_m(*grid.places())
    try:
        sited = choose_places(
            world, places, count, grid, weight, question, percent=percent, ground_m=ground_m,
            beside=network, threads=threads, on_progress=on_progress,
        )  # fmt: skip
    except ValueError as error:
        raise BadInput([_wrong("cell", str(error), "choose larger cells")]) from None
    said = _said(assembly, scene, radar, question, interest, weigh, beside, grid, sited)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULT).write_text(json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    buried = np.zeros(grid.shape, bool) if ground_m is None else ~(heights_m(question.layers[0], grid, ground_m) > -1e9)
    np.savez_compressed(folder / ARRAYS, covered_in=sited.covered_in, inside=weight > 0.0, buried=buried)
    (folder / "siting.geojson").write_text(json.dumps(_points(said), ensure_ascii=False), encoding="utf-8")
    return said


def _grid(interest: Interest, places: Sequence[Place], cell_m: float) -> Grid:
    discs = list(interest.discs()) or [(place.lat_deg, place.lon_deg, 0.0) for place in places]
    try:
        return grid_around([d[0] for d in discs], [d[1] for d in discs], [d[2] for d in discs], cell_m)
    except TooLargeError as error:
        raise BadInput([_wrong("cell", str(error), "choose larger cells or a smaller area")]) from None


def _said(
    assembly: Assembly,
    scene: Scene,
    radar: str,
    question: Question,
    interest: Interest,
    weigh: Weighing,
    beside: bool,
    grid: Grid,
    sited: Sited,
) -> dict[str, Any]:
    layer = question.layers[0]
    names = [place.name for place in sited.places]
    what = "the area of interest" if weigh == "area" else "the defended value near the sites"
    return {
        "format": FORMAT,
        **dict(scene.about),
        "title": scene.title,
        "worlds": len(scene.world.unit),
        "radar": radar,
        "radar_name": assembly.library.system(radar).name,
        "count": sited.count,
        "layer": layer.words,
        "chance": question.chance_words,
        "level": question.level,
        "percent_of_worlds": sited.percent,
        "weigh": weigh,
        "weight_words": what,
        "interest": interest.words,
        "beside_option": beside,
        "already_covered": sited.already,
        "grid": grid_said(grid),
        "best": _choice(sited.best, names),
        "greedy": {**_choice(sited.by_greedy, names), "guaranteed_share_of_best": guaranteed_share(sited.count)},
        "in_each_world": {
            "covered": spread(sited.covered),
            "attainable": spread(sited.attainable),
            "shortfall": spread(sited.attainable - sited.covered),
            "as_good": float((sited.covered >= AS_GOOD * sited.attainable).mean()),
            "widest_gap": sited.widest_gap,
        },
        "places": [
            {
                "name": place.name,
                "lat_deg": round(place.lat_deg, 5),
                "lon_deg": round(place.lon_deg, 5),
                "alone": float(alone),
                "in_best_set_of_worlds": float(share),
                "chosen": k in sited.best.places,
            }
            for k, (place, alone, share) in enumerate(zip(sited.places, sited.alone, sited.in_best_set, strict=True))
        ],
        "sites": sites_said(scene),
        "definitions": {
            "covered": f"share of {what} where, in at least {sited.percent} percent of the worlds, the chance that "
            f"{question.chance_words} is at least {question.level:g} for one of the chosen radars"
            + ("; what the option's own sensors cover already is left out" if beside else ""),
            "gap": "how much more any choice of so many places could cover at most; 0: this is the best",
            "in best set": "share of the worlds in whose own best choice a place is; worlds are draws of what is in "
            "doubt about the radar. Where places are as good as each other, the one named first is taken",
            "as good": "share of the worlds in which the one choice covers at least 99 percent of what that world's "
            "own best does",
            "shortfall": "what the one choice for all worlds covers less, in a world, than that world's own best",
        },
        "conditions": conditions(scene, question),
        "warnings": list(scene.warnings),
    }


def _choice(choice: Choice, names: Sequence[str]) -> dict[str, Any]:
    return {
        "places": [names[k] for k in choice.places],
        "covered": choice.covered,
        "at_most": choice.at_most,
        "gap": choice.gap,
    }


def _points(said: dict[str, Any]) -> dict[str, Any]:
    """The candidate places as GeoJSON points."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {name: value for name, value in place.items() if name not in ("lat_deg", "lon_deg")},
                "geometry": {"type": "Point", "coordinates": [place["lon_deg"], place["lat_deg"]]},
            }
            for place in said["places"]
        ],
    }


def _wrong(field: str, problem: str, mend: str) -> Finding:
    return Finding("siting", None, field, problem, mend)
