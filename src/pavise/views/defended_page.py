"""The map and the page of a footprint: what fire units defend, in how many worlds, against which threat.

    draw("results/defended-turkey-s400-none")   -> a PNG map for each threat, and defended.html, in the folder

Made from `defended.json` and `defended.npz` alone. The page runs no script and loads nothing.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from pavise.results.schema import ResultsError

from . import numbers, style
from .coverage_map import covered_map
from .coverage_page import area_words, page_from, png
from .coverage_reading import CoverageFolder

PAGE, RESULT, ARRAYS = "defended.html", "defended.json", "defended.npz"
NEWEST_FORMAT = 1


def read_defended(folder: str | Path) -> CoverageFolder:
    """The footprints in `folder` as a map of coverage: fire units stand for the sensors, threats for the layers."""
    folder = Path(folder)
    try:
        said = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS) as file:
            counts = [file[f"worlds_{k}"] for k in range(len(said["attackers"]))]
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(f"{folder} holds nothing that is defended ({error})") from None
    if said.get("format") != NEWEST_FORMAT:
        raise ResultsError(f"{folder} was made by another version; make it again")
    nothing = np.zeros((said["grid"]["rows"], said["grid"]["columns"]), bool)
    arrays = {"inside": nothing}
    for k, worlds in enumerate(counts):
        arrays |= {f"seen_{k}": worlds[np.newaxis], f"buried_{k}": nothing}
    rounds = "a round" if said["shots"] == 1 else f"{said['shots']} rounds in turn"
    also = {
        "question": {"percents": said["percents"], "level": said["level"], "chance": ""},
        "layers": [{"words": one["words"]} for one in said["attackers"]],
        "sensors": said["units"],
        "marked": "fire unit",
        "against": "Against",
        "meant": f"Defended: {rounds} can meet a threat aimed at the place before it arrives, coming "
        f"{bearing_words(said)}.",
    }
    return CoverageFolder(folder, {**said, **also}, arrays)


def draw(folder: str | Path) -> list[str]:
    """Draw the map of every threat and write the page; the names of the files made."""
    read = read_defended(folder)
    pictures: dict[str, bytes] = {}
    with style.drawing():
        for k, one in enumerate(read.said["attackers"]):
            name = f"{one['slug']}-defended.png"
            pictures[name] = png(covered_map(read, k, word="defended"))
            (read.folder / name).write_bytes(pictures[name])
    sources = [f"data:image/png;base64,{base64.b64encode(data).decode('ascii')}" for data in pictures.values()]
    page_from("defended.html.j2", read.folder / PAGE, said=read.said, **_content(read.said, sources))
    return [*pictures, PAGE]


def bearing_words(said: Mapping[str, Any]) -> str:
    """`from all round`, `from 90°`."""
    return "from all round" if said["bearing_deg"] is None else f"from {said['bearing_deg']:g}°"


def sentence(one: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """One footprint in a sentence."""
    if one["area_km2"]["p90"] == 0.0:
        return f"{one['words']}, {bearing_words(said)}: nothing is defended in 9 of 10 worlds."
    middle, span = area_words(one["area_km2"])
    edge = ", up to the edge of the map" if one["to_the_edge_in"] > 0.5 else ""
    return f"{one['words']}, {bearing_words(said)}: {middle} km² are defended{edge} ({span} km² in 8 of 10 worlds)."


def _content(said: Mapping[str, Any], sources: list[str]) -> dict[str, Any]:
    attackers = said["attackers"]
    names = list(attackers[0]["distances_km"]) if attackers else []
    return {
        "brief": [sentence(one, said) for one in attackers],
        "bearing": bearing_words(said),
        "maps": [
            {"source": source, "label": f"In how many worlds each place is defended: {one['words']}."}
            for source, one in zip(sources, attackers, strict=True)
        ],
        "distances": names,
        "rows": [
            {
                "words": one["words"],
                "area": area_words(one["area_km2"]),
                "radius": area_words(one["radius_km"]),
                "distances": [area_words(one["distances_km"][name]) for name in names],
                "edge": numbers.share(one["to_the_edge_in"]),
            }
            for one in attackers
        ],
        "sites": _site_rows(said),
        "units": [{**unit, "present": numbers.share(unit["present_in"])} for unit in said["units"]],
    }


def _site_rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sites on the map that are defended against something in some world."""
    rows = []
    for k, site in enumerate(said["sites"]):
        shares = [one["sites"][k]["defended_in"] for one in said["attackers"]]
        if any(shares):
            rows.append({"title": site["title"], "shares": [numbers.share(share) for share in shares]})
    return rows
