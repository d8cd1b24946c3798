"""Maps of coverage that belong to a result: where they are kept, and how one is asked for.

    sensors-s400-stored-3000-0.1      what the sensors of an option see: height above sea in metres, cross-section in m²

A map takes seconds to minutes, so it is made on request by the verb `coverage` and kept in `maps` beside the tables of
the result. Its folder is named by the plan of the run: after the result was run anew from other files, the old maps are
no longer found. To add another kind of map (`what`), add it to `KINDS` with what it is called and how it is computed in
`pavise.app.web.work`.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pavise.results.manifest import read_manifest
from pavise.results.schema import ResultsError

from . import shapes
from .shelf import NoDocument, said_without_path

MAPS = "maps"
KINDS = ("sensors",)
HEIGHT_M = (1.0, 40_000.0)
RCS_M2 = (1e-5, 1e4)
_NAME = re.compile(r"(?P<what>[a-z]+)-(?P<option>[a-z0-9][a-z0-9_.-]{0,59})-(?P<height>[0-9.]+)-(?P<rcs>[0-9.]+)")


@dataclass(frozen=True)
class Asked:
    """A map that somebody asks for."""

    what: str
    option: str
    height_m: float
    rcs_m2: float

    @property
    def name(self) -> str:
        """Its name in addresses and folders."""
        return f"{self.what}-{self.option}-{_plain(self.height_m)}-{_plain(self.rcs_m2)}"


def asked(name: str) -> Asked:
    """A name read; NoDocument when it is none."""
    match = _NAME.fullmatch(name)
    try:
        if match is not None:
            found = Asked(match["what"], match["option"], float(match["height"]), float(match["rcs"]))
            if found.name == name and not problem_with(found):
                return found
    except ValueError:
        pass
    raise NoDocument(f"there is no map {name[:120]}", "write what-option-height-cross_section: sensors-none-3000-1")


def problem_with(found: Asked) -> str:
    """What is wrong with it; empty when nothing is."""
    if found.what not in KINDS:
        return f"there is no map of {found.what[:60]}; there are {', '.join(KINDS)}"
    if not HEIGHT_M[0] <= found.height_m <= HEIGHT_M[1]:
        return f"a height lies between {HEIGHT_M[0]:g} and {HEIGHT_M[1]:g} m"
    if not RCS_M2[0] <= found.rcs_m2 <= RCS_M2[1]:
        return f"a cross-section lies between {RCS_M2[0]:g} and {RCS_M2[1]:g} m²"
    return ""


def folder_of(result_folder: Path, found: Asked) -> Path:
    """Where a map of a result is kept. NoDocument when the result cannot be opened."""
    return result_folder / MAPS / plan_of(result_folder) / found.name


def made(result_folder: Path, result: str) -> list[shapes.CoverageEntry]:
    """The maps of a result that were made."""
    entries: list[shapes.CoverageEntry] = []
    for path in sorted((result_folder / MAPS / plan_of(result_folder)).glob("*/coverage.json")):
        try:
            one = asked(path.parent.name)
        except NoDocument:
            continue
        entries.append(
            {
                "path": f"api/results/{result}/coverage/{one.name}",
                "what": one.what,
                "option": one.option,
                "height_m": one.height_m,
                "rcs_m2": one.rcs_m2,
            }
        )
    return entries


def layer(result_folder: Path, result: str, name: str) -> dict[str, Any]:
    """One map as GeoJSON. NoDocument, with the job that would make it, when it was not made yet."""
    one = asked(name)
    folder = folder_of(result_folder, one)
    files = sorted(folder.glob("*.geojson")) if (folder / "coverage.json").is_file() else []
    if not files:
        job = {
            "verb": "coverage", "result": result, "what": one.what, "option": one.option, "height_m": one.height_m,
            "rcs_m2": one.rcs_m2,
        }  # fmt: skip
        raise NoDocument("this map was not made yet", "post `job` to api/jobs", job)
    found: dict[str, Any] = json.loads(files[0].read_text(encoding="utf-8"))
    return found


def plan_of(result_folder: Path) -> str:
    """The folder that the maps of a result are in, named by the plan of its run. NoDocument when there is no result."""
    try:
        return str(read_manifest(result_folder).get("plan", "no-plan"))[:16]
    except ResultsError as error:
        raise NoDocument(said_without_path(error, result_folder), "run it again") from None


def _plain(amount: float) -> str:
    """A positive number as it stands in a name: 3000, 0.1, 0.00001; never with an exponent."""
    if not math.isfinite(amount):
        return "nan"
    text = f"{amount:.6f}".rstrip("0").rstrip(".")
    return text or "0"
