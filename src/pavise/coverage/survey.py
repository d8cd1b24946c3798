"""The whole job: a case and a question in, a folder with every number, map and chart of it out.

    scene (arrays and names of a case)  +  question  +  area of interest
        -> grid -> count over worlds -> summary, GeoJSON, GeoTIFF
        -> vertical charts of one sensor of each type
        -> coverage.json (numbers, definitions, conditions) and grids.npz (the arrays behind them)

Pictures and the page are made from the folder alone (`pavise.views.coverage_page`), so they can be made again.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage import geotiff
from pavise.coverage.accuracy import accuracy_rows
from pavise.coverage.count import LayerCount, ProgressCallback, count
from pavise.coverage.demand import check_windows
from pavise.coverage.geojson import layer_geojson
from pavise.coverage.grid import Grid, TooLargeError, grid_around, places_along
from pavise.coverage.interest import Interest
from pavise.coverage.lookout import reach_m, sensor_place
from pavise.coverage.projection import Floats
from pavise.coverage.question import Question, plain
from pavise.coverage.scene import Scene
from pavise.coverage.summary import network_numbers, sensor_numbers
from pavise.coverage.vertical import Vertical, vertical
from pavise.kinds import SensorKind
from pavise.yamlfile import BadInput, Finding

RESULT, GRIDS = "coverage.json", "grids.npz"
FORMAT = 1
MOST_CHARTS = 12
"""Vertical charts of a run; sensors of one type share one over a smooth earth."""


def survey(
    scene: Scene,
    question: Question,
    interest: Interest,
    folder: Path,
    *,
    chosen: Sequence[int] | None = None,
    cell_m: float = 2000.0,
    threads: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> dict[str, Any]:
    """Map a scene into a folder and return what `coverage.json` says. `chosen`: rows of the sensors, None for all.

    Raises BadInput when the cells asked for do not fit on one map, or when a sensor's tracks cannot be followed.
    """
    rows = list(range(world_sensors(scene))) if chosen is None else list(chosen)
    check_windows(scene.world, rows, question)
    grid = _grid(scene, question, interest, rows, cell_m)
    inside = interest.inside(grid)
    ground_m = scene.landscape.heights_m(*grid.places())
    counted = count(
        scene.world, rows, grid, inside, question, ground_m=ground_m, threads=threads, on_progress=on_progress
    )
    charted = _charted(scene, rows)
    charts = [
        vertical(scene.world, s, question, rcs_m2, threads=threads)
        for s in charted
        for rcs_m2 in dict.fromkeys(layer.rcs_m2 for layer in question.layers)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    said = _said(scene, question, interest, grid, inside, counted, charts, rows)
    said["accuracy"] = [
        {"type": scene.types[s], "layer": question.layers[k].slug, **numbers}
        for s, k, numbers in accuracy_rows(scene.world, charted, scene.pulses, question)
    ]
    if ground_m is not None and np.isnan(ground_m).any():
        percent = 100.0 * float(np.isnan(ground_m).mean())
        said["warnings"].append(
            f"The elevation data do not know the ground of {percent:.2g} % of the map; nothing counts as seen there."
        )
    _write(folder, said, scene, question, grid, inside, ground_m, counted, charts)
    return said


def world_sensors(scene: Scene) -> int:
    """How many sensors the tables have."""
    return int(scene.world.sensor.shape[1])


def _grid(scene: Scene, question: Question, interest: Interest, rows: Sequence[int], cell_m: float) -> Grid:
    top_m = max(layer.height_m for layer in question.layers)
    if scene.landscape.sha256 and any(layer.above_ground for layer in question.layers):
        top_m += 5000.0  # the highest ground is known only where the grid lies; more reach only widens it
    discs = [(lat, lon, 1.08 * radius_m) for lat, lon, radius_m in interest.discs()]  # some air round it on the map
    for s in rows:
        reach = reach_m(scene.world, s, top_m)
        if reach > 0.0:
            discs.append((*sensor_place(scene.world, s), reach))
    if not discs:
        raise BadInput([Finding("coverage", None, "", "there is nothing to map", "name an area of interest")])
    try:
        return grid_around([d[0] for d in discs], [d[1] for d in discs], [d[2] for d in discs], cell_m)
    except TooLargeError as error:
        raise BadInput(
            [Finding("coverage", None, "cell", str(error), "choose larger cells, fewer radars or a smaller area")]
        ) from None


def _charted(scene: Scene, rows: Sequence[int]) -> list[int]:
    """One sensor of each type that some world has, in the order of the case."""
    first: dict[str, int] = {}
    for s in rows:
        if scene.world.sensor["present"][:, s].any():
            first.setdefault(scene.types[s], s)
    return list(first.values())[:MOST_CHARTS]


# ---- what the folder says -------------------------------------------------------------------------------------------


def _said(
    scene: Scene,
    question: Question,
    interest: Interest,
    grid: Grid,
    inside: NDArray[np.bool_],
    counted: Sequence[LayerCount],
    charts: Sequence[Vertical],
    rows: Sequence[int],
) -> dict[str, Any]:
    worlds = len(scene.world.unit)
    return {
        "format": FORMAT,
        **dict(scene.about),
        "title": scene.title,
        "worlds": worlds,
        "question": {
            "level": question.level,
            "chance": question.chance_words,
            "cumulative": question.cumulative,
            "speed_mps": question.speed_mps,
            "percents": list(question.percents),
        },
        "definitions": definitions(question),
        "conditions": conditions(scene, question),
        "warnings": list(scene.warnings),
        "interest": {
            "words": interest.words,
            "area_km2": float(np.count_nonzero(inside)) * grid.cell_area_m2 * 1e-6,
        },
        "grid": grid_said(grid),
        "sites": sites_said(scene),
        "sensors": [_sensor_said(scene, s) for s in rows],
        "layers": [
            {
                "slug": one.layer.slug,
                "words": one.layer.words,
                "height_m": one.layer.height_m,
                "above_ground": one.layer.above_ground,
                "rcs_m2": one.layer.rcs_m2,
                "network": network_numbers(one, grid, inside, question, scene.sites),
                "sensors": [{"name": scene.sensors[numbers.pop("row")], **numbers} for numbers in sensor_numbers(one)],
            }
            for one in counted
        ],
        "charts": [_chart_said(scene, k, chart) for k, chart in enumerate(charts)],
    }


def grid_said(grid: Grid) -> dict[str, Any]:
    """Where the cells lie."""
    return {
        "projection": "Lambert azimuthal equal-area on WGS84",
        "centre_lat_deg": grid.plane.lat_deg,
        "centre_lon_deg": grid.plane.lon_deg,
        "proj4": grid.plane.proj4,
        "cell_m": grid.cell_m,
        "west_m": grid.west_m,
        "south_m": grid.south_m,
        "rows": grid.rows,
        "columns": grid.columns,
    }


def sites_said(scene: Scene) -> list[dict[str, Any]]:
    """The defended sites."""
    return [
        {"title": name, "lat_deg": lat, "lon_deg": lon, "value": value}
        for (name, lat, lon), value in zip(scene.sites, scene.values, strict=True)
    ]


def definitions(question: Question) -> dict[str, str]:
    """What the words of a map mean."""
    return {
        "seen": f"a sensor sees a place in a world when the chance that {question.chance_words} is at least "
        f"{question.level:g} there",
        "covered": "a place is covered in a world when at least one sensor sees it; chances of several sensors are not "
        "put together",
        "in 90, 50, 10 percent of worlds": "the place is covered in at least so many percent of the worlds; a world is "
        "one draw of everything that is in doubt",
        "P10, P50, P90": "the value that the area stays below in 10, 50 and 90 percent of the worlds; not the areas of "
        "the three regions, since the covered area may lie elsewhere in each world",
        "gap": "a place in the area of interest that is not covered; ground as high as the target is no gap",
        "alone": "what a sensor sees and no other does: it would be lost without it",
    }


def conditions(scene: Scene, question: Question) -> list[str]:
    """Under which conditions the map holds."""
    found = [*scene.conditions, "All sensors of a world are taken to be ready, on station and switched on."]
    if (scene.world.sensor["cos_half_sector"] > -1.0).any():
        found.append(
            "Sensors with a sector face the bearing from which the reference raid of the study comes, in each world "
            "its own."
        )
    if (scene.world.unit["orbit_radius_m"] > 0.0).any():
        found.append("For sensors on patrol the chance is the mean over their orbit.")
    found.append(
        "The target shows the same cross-section to every sensor, from every side."
        if not scene.world.sensor.size or (scene.world.sensor["kind"] == int(SensorKind.RADAR)).all()
        else "The target shows the same cross-section, emissions "
        f"({plain(question.emits)} of the reference) and visible size ({plain(question.size_m2)} m²) to every sensor."
    )
    if scene.world.jammer.shape[1]:
        found.append(f"The stand-off jammers of the raid are {'on' if question.jamming else 'left out'}.")
    return found


def _sensor_said(scene: Scene, s: int) -> dict[str, Any]:
    lat, lon = sensor_place(scene.world, s)
    present = scene.world.sensor["present"][:, s]
    unit = scene.world.unit[:, scene.world.sensor["unit"][0, s]]
    return {
        "name": scene.sensors[s],
        "type": scene.types[s],
        "lat_deg": round(lat, 5),
        "lon_deg": round(lon, 5),
        "kind": SensorKind(int(scene.world.sensor["kind"][0, s])).name.lower(),
        "on_patrol": bool((unit["orbit_radius_m"] > 0.0).any()),
        "present_in": float(present.mean()),
    }


def _chart_said(scene: Scene, k: int, chart: Vertical) -> dict[str, Any]:
    return {
        "key": f"chart_{k}",
        "sensor": scene.sensors[chart.row],
        "type": scene.types[chart.row],
        "rcs_m2": chart.rcs_m2,
        "bearing_deg": None if chart.bearing_rad is None else round(math.degrees(chart.bearing_rad), 2),
        "worlds": chart.of,
        "antenna_m": chart.antenna_m,
        "earth_radius_m": chart.earth_radius_m,
        "lowest_elevation_deg": None if math.isnan(chart.lowest_rad) else math.degrees(chart.lowest_rad),
        "highest_elevation_deg": math.degrees(chart.highest_rad),
    }


def _profile(scene: Scene, chart: Vertical) -> Floats | None:
    """The ground below a chart; None over a smooth earth, and for a bearing that differs between worlds."""
    if chart.bearing_rad is None:
        return None
    places = places_along(*sensor_place(scene.world, chart.row), chart.bearing_rad, chart.range_m)
    return scene.landscape.heights_m(*places)


# ---- files ----------------------------------------------------------------------------------------------------------


def _write(
    folder: Path,
    said: dict[str, Any],
    scene: Scene,
    question: Question,
    grid: Grid,
    inside: NDArray[np.bool_],
    ground_m: Floats | None,
    counted: Sequence[LayerCount],
    charts: Sequence[Vertical],
) -> None:
    arrays: dict[str, NDArray[Any]] = {"inside": inside}
    if ground_m is not None:
        arrays["ground_m"] = ground_m.astype(np.float32)
    with_geotiff = geotiff.can_write()
    said["files"] = []
    if not with_geotiff:
        said["warnings"].append(f"{geotiff.HOW_TO_INSTALL}; none was written.")
    about = {name: said[name] for name in ("title", "definitions", "conditions", "warnings")}
    for k, (one, layer_said) in enumerate(zip(counted, said["layers"], strict=True)):
        arrays[f"seen_{k}"], arrays[f"buried_{k}"] = one.seen, one.buried
        name = f"{one.layer.slug}.geojson"
        collection = layer_geojson(one, grid, inside, question, scene.sensors, {**about, "layer": layer_said["words"]})
        (folder / name).write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
        said["files"].append(name)
        if with_geotiff:
            name = f"{one.layer.slug}.tif"
            tags = {"PAVISE": f"{scene.title}: {layer_said['words']}", "CONDITIONS": " ".join(said["conditions"])}
            geotiff.write_geotiff(folder / name, grid, one, said["worlds"], tags)
            said["files"].append(name)
    for k, chart in enumerate(charts):
        arrays[f"chart_{k}"] = np.round(chart.chance, 3)  # three digits: enough to draw, and small
        arrays[f"chart_{k}_range_m"], arrays[f"chart_{k}_height_m"] = chart.range_m, chart.height_m
        profile_m = _profile(scene, chart)
        if profile_m is not None:
            arrays[f"chart_{k}_ground_m"] = profile_m.astype(np.float32)
    save: Any = np.savez_compressed  # its stub takes any name for an option of its own
    save(folder / GRIDS, **arrays)
    said["files"] += [GRIDS, RESULT]
    (folder / RESULT).write_text(json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")
