"""What the fire units of an option defend: the footprints of a result, kept as the maps of coverage are (`maps.py`).

    maps/<plan of the run>/defended/s400-stored/srbm/all      against srbm, all units with their networks
    maps/<plan of the run>/defended/s400-stored/srbm/s400     the units of the entry s400 alone, with their own sensors

The threats to choose from are those that the notional raids are made of. Each keeps the figures that the catalogue
believes, and comes from all round: a place counts when it is defended from every bearing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import shapes
from .families import threats
from .maps import MAPS, plan_of
from .shelf import NoDocument

FOOTPRINTS = "defended"
ALL = "all"
"""All units of an option, with what their networks tell them."""
_SAID = "defended.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


@dataclass(frozen=True)
class Footprint:
    """A footprint that somebody asks for. `who`: the name of an entry, or `ALL`."""

    option: str
    threat: str
    who: str

    def address(self, result: str) -> str:
        """Where it is asked for."""
        return f"api/results/{result}/{FOOTPRINTS}/{self.option}/{self.threat}/{self.who}"

    def folder(self, result_folder: Path) -> Path:
        """Where it is kept. NoDocument when the result cannot be opened, or when a name is none."""
        names = (self.option, self.threat, self.who)
        if not all(_NAME.fullmatch(name) for name in names):
            raise NoDocument("there is no such footprint", "ask for option, threat of the catalogue, and entry or all")
        return result_folder.joinpath(MAPS, plan_of(result_folder), FOOTPRINTS, *names)


def problem_with(asked: Footprint, posture: shapes.Posture) -> str:
    """What is wrong with it, in the posture of its option; empty when nothing is."""
    if asked.threat not in threats():
        return f"no notional raid has a threat {asked.threat[:60]}; there are {', '.join(threats())}"
    armed = {unit["entry"] for unit in posture["units"] if unit["weapons"] or unit["rounds"]}
    if not armed:
        return "nobody in this option has rounds"
    if asked.who not in {ALL, *armed}:
        return f"{asked.who[:60]} is no entry with rounds; there are {ALL}, {', '.join(sorted(armed))}"
    return ""


def made(result_folder: Path, result: str) -> list[shapes.FootprintEntry]:
    """The footprints of a result that were worked out."""
    entries: list[shapes.FootprintEntry] = []
    for path in sorted((result_folder / MAPS / plan_of(result_folder) / FOOTPRINTS).glob(f"*/*/*/{_SAID}")):
        asked = Footprint(*path.parts[-4:-1])
        said = json.loads(path.read_text(encoding="utf-8"))
        (attacker,) = said["attackers"]
        area_km2 = attacker["area_km2"]
        entries.append(
            {
                "path": asked.address(result),
                "option": asked.option,
                "threat": asked.threat,
                "who": asked.who,
                "words": attacker["words"],
                "area_m2": {"p10": 1e6 * area_km2["p10"], "p50": 1e6 * area_km2["p50"], "p90": 1e6 * area_km2["p90"]},
                "sites": attacker["sites"],
            }
        )
    return entries


def layer(result_folder: Path, result: str, asked: Footprint) -> dict[str, Any]:
    """One footprint as GeoJSON. NoDocument, with the job that would make it, when it was not worked out yet."""
    folder = asked.folder(result_folder)
    files = sorted(folder.glob("*.geojson")) if (folder / _SAID).is_file() else []
    if not files:
        job = {
            "verb": "defended", "result": result, "option": asked.option, "threat": asked.threat, "who": asked.who,
        }  # fmt: skip
        raise NoDocument("this footprint was not worked out yet", "post `job` to api/jobs", job)
    found: dict[str, Any] = json.loads(files[0].read_text(encoding="utf-8"))
    return found
