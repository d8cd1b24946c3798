"""The whole job: a case, its fire units and some kinds of threat in; a folder with what is defended out.

    scene (arrays and names of a case) + attackers + what is asked
        -> grid round the units -> footprints over worlds
        -> defended.json (numbers, definitions, conditions), defended.npz (worlds per cell), GeoJSON

Pictures and the page are made from the folder alone (`pavise.views.defended_page`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.count import ProgressCallback
from pavise.coverage.defended import Attacker, Defence, Footprint, footprints, rounds_reach_m
from pavise.coverage.grid import Grid, TooLargeError, grid_around
from pavise.coverage.outline import region_polygons
from pavise.coverage.question import worlds_for
from pavise.coverage.scene import Scene
from pavise.coverage.summary import KM2, spread
from pavise.coverage.survey import grid_said, sites_said
from pavise.kinds import Picture
from pavise.sim.ground import FOLLOWS_BELOW_M
from pavise.sim.world import World
from pavise.yamlfile import BadInput, Finding

RESULT, ARRAYS = "defended.json", "defended.npz"
FORMAT = 1
MARGIN = 1.15
STEEPEST_SPREAD = 2.5
"""An arc that is met at the ceiling comes down within so many times the ceiling."""


def defend(
    scene: Scene,
    units: Sequence[str],
    attackers: Sequence[Attacker],
    asked: Defence,
    folder: Path,
    *,
    cell_m: float = 4000.0,
    threads: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Work out what `asked.posts` defend into a folder, and return what `defended.json` says.

    `units`: names by row of the unit table. Raises BadInput when the cells do not fit on one map.
    """
    world = scene.world
    rows = [int(world.post["unit"][0, c]) for c in asked.posts]
    places = [place_of(world, u) for u in rows]
    try:
        grid = grid_around(
            [lat for lat, _ in places],
            [lon for _, lon in places],
            [_map_m(world, attackers, asked)] * len(places),
            cell_m,
        )
    except TooLargeError as error:
        raise BadInput([wrong("cell", str(error), "choose larger cells or fewer units")]) from None
    middle = world.unit["n"][0, rows].mean(axis=0)
    centre = (
        math.degrees(math.atan2(middle[2], math.hypot(middle[0], middle[1]))),
        math.degrees(math.atan2(middle[1], middle[0])),
    )
    found = footprints(world, grid, centre, attackers, asked, threads=threads, on_progress=on_progress)
    said = _said(scene, units, rows, grid, centre, found, asked)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, said, grid, found, asked)
    return said


def place_of(world: World, u: int) -> tuple[float, float]:
    """Latitude and longitude of a unit in degrees."""
    n = world.unit["n"][0, u]
    return math.degrees(math.atan2(n[2], math.hypot(n[0], n[1]))), math.degrees(math.atan2(n[1], n[0]))


def _map_m(world: World, attackers: Sequence[Attacker], asked: Defence) -> float:
    """How far from each unit the map must reach to show what it may defend."""
    far_m = 0.0
    for attacker in attackers:
        reach_m = rounds_reach_m(world, asked.posts, int(attacker.threat["threat_class"][0]))
        if attacker.is_arc and reach_m > 0.0:
            reach_m += STEEPEST_SPREAD * min(reach_m, float(world.missile["altitude_max_m"].max(initial=0.0)))
        far_m = max(far_m, reach_m)
    return max(MARGIN * far_m, 10e3)


def _said(
    scene: Scene,
    units: Sequence[str],
    rows: Sequence[int],
    grid: Grid,
    centre: tuple[float, float],
    found: Sequence[Footprint],
    asked: Defence,
) -> dict[str, Any]:
    world = scene.world
    return {
        "format": FORMAT,
        **dict(scene.about),
        "title": scene.title,
        "worlds": len(world.unit),
        "shots": asked.shots,
        "level": asked.level,
        "bearing_deg": None if asked.bearing_rad is None else round(math.degrees(asked.bearing_rad), 2),
        "percents": list(asked.percents),
        "centre_lat_deg": round(centre[0], 5),
        "centre_lon_deg": round(centre[1], 5),
        "definitions": definitions(asked),
        "conditions": conditions(scene, asked),
        "warnings": list(scene.warnings),
        "grid": grid_said(grid),
        "sites": sites_said(scene),
        "units": [
            {
                "name": units[u],
                "lat_deg": round(place_of(world, u)[0], 5),
                "lon_deg": round(place_of(world, u)[1], 5),
                "on_patrol": bool((world.unit["orbit_radius_m"][:, u] > 0.0).any()),
                "present_in": float(world.unit["present"][:, u].mean()),
            }
            for u in rows
        ],
        "attackers": [
            {
                "slug": one.attacker.slug,
                "words": one.attacker.words,
                "area_km2": spread(one.area_m2 * KM2),
                "radius_km": spread(np.sqrt(one.area_m2 / math.pi) / 1000.0),
                "distances_km": {name: spread(metres / 1000.0) for name, metres in one.distances_m.items()},
                "region_km2": {
                    f"in_{percent}_percent_of_worlds": float(np.count_nonzero(region(one, percent)))
                    * grid.cell_area_m2
                    * KM2
                    for percent in asked.percents
                },
                "to_the_edge_in": one.at_edge,
                "sites": [
                    {"title": name, "defended_in": _share_at(one, grid, lat, lon)} for name, lat, lon in scene.sites
                ],
            }
            for one in found
        ],
    }


def region(one: Footprint, percent: int) -> NDArray[np.bool_]:
    """Cells that are defended in at least this percentage of the worlds."""
    return np.asarray(one.worlds >= worlds_for(percent, len(one.area_m2)))


def _share_at(one: Footprint, grid: Grid, lat_deg: float, lon_deg: float) -> float | None:
    """Share of the worlds in which a place is defended; None off the map."""
    x_m, y_m = grid.plane.forward(math.radians(lat_deg), math.radians(lon_deg))
    row, column = (math.floor((float(at) - low) / grid.cell_m) for at, low in ((y_m, grid.south_m), (x_m, grid.west_m)))
    if not (0 <= row < grid.rows and 0 <= column < grid.columns):
        return None
    return float(one.worlds[row, column]) / len(one.area_m2)


def definitions(asked: Defence) -> dict[str, str]:
    """What the words mean."""
    rounds = "a round" if asked.shots == 1 else f"{asked.shots} rounds, one after the other,"
    found = {
        "defended": f"a place is defended in a world when {rounds} of one of the units can meet a threat that is aimed "
        "at it before it arrives, or before it comes within the range at which it releases; whether the round kills is "
        "another question",
        "in time": f"a track is there when some sensor of the network has confirmed one with chance {asked.level:g}; "
        "then come delay, reaction and half a period of decision, the flight to the meeting inside the envelope and in "
        "view of the fire-control radar, and before another round the assessment of the last",
        "in 90, 50, 10 percent of worlds": "defended in at least so many percent of the worlds; a world is one draw of "
        "everything that is in doubt, of the threat's figures too",
        "P10, P50, P90": "the value that an area or a distance stays below in 10, 50 and 90 percent of the worlds",
    }
    if asked.bearing_rad is None:
        found["from all round"] = "a place counts only when it is defended from every bearing"
        found["least, greatest"] = (
            "how far it reaches from the middle of the units, in the direction where that is least"
        )
        found["least, greatest"] += " and greatest"
    else:
        found["forward, back, left, right"] = (
            "how far it reaches from the middle of the units towards the bearing that the threat comes from, away from "
            "it and to both sides"
        )
    return found


def conditions(scene: Scene, asked: Defence) -> list[str]:
    """Under which conditions it holds."""
    world = scene.world
    found = [
        *scene.conditions,
        "One threat alone, flying straight at its aim; no channel is taken and no launcher empty. All units and "
        "sensors of a world are taken to be ready, on station and switched on.",
    ]
    if (world.sensor["cos_half_sector"] > -1.0).any():
        found.append("Units with a sector face the bearing that the threat comes from.")
    if (world.unit["orbit_radius_m"] > 0.0).any():
        found.append("What is on patrol is somewhere on its orbit, in each world elsewhere, and stays there.")
    if int(world.config["picture"][0]) == int(Picture.TRACKED):
        found.append("Tracks are taken to be right: what a tracker may get wrong is not on this map.")
    if world.sensor.size and (world.sensor["mask_row"] > 0).any():
        found.append("The ground casts its shadows.")
    if float(world.config["ground_step_rad"][0]) > 0.0:
        found.append(
            f"Level threats below {FOLLOWS_BELOW_M / 1000:g} km keep their height above the highest ground of the "
            "piece of their way below them; higher ones keep one above the sea, and clear of the ground."
        )
    if asked.sensors is not None:
        found.append("The units stand alone, with their own sensors: no network tells them anything.")
    found.append("Threats are notional classes; nothing here says which bearing is better or worse.")
    return found


def _write(
    folder: Path, said: dict[str, Any], grid: Grid, found: Sequence[Footprint], asked: Defence
) -> None:  # fmt: skip
    files = []
    about = {name: said[name] for name in ("title", "definitions", "conditions", "warnings")}
    for one in found:
        features = [
            {
                "type": "Feature",
                "properties": {
                    "what": "defended",
                    "percent_of_worlds": percent,
                    "area_km2": float(np.count_nonzero(cells)) * grid.cell_area_m2 * KM2,
                },
                "geometry": {"type": "MultiPolygon", "coordinates": region_polygons(grid, cells)},
            }
            for percent, cells in ((percent, region(one, percent)) for percent in asked.percents)
        ]
        collection = {
            "type": "FeatureCollection",
            "pavise": {**about, "attacker": one.attacker.words},
            "features": features,
        }
        name = f"{one.attacker.slug}.geojson"
        (folder / name).write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        files.append(name)
    arrays: dict[str, NDArray[Any]] = {f"worlds_{k}": one.worlds for k, one in enumerate(found)}
    save: Any = np.savez_compressed
    save(folder / ARRAYS, **arrays)
    said["files"] = [*files, ARRAYS, RESULT]
    (folder / RESULT).write_text(json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def wrong(field: str, problem: str, mend: str) -> Finding:
    """Something in the request that a person can mend."""
    return Finding("coverage", None, field, problem, mend)
