"""The notional raid families that ship, as a reader may choose among them: what flies, from where, when, and the file.

A what-if adds a raid by a copy of such a file with another timing or bearing, so each document holds the file's text.
"""

from __future__ import annotations

import math
from functools import cache

from pavise.scenario.raid import Raid
from pavise.scenario.study import shipped
from pavise.yamlfile import read_yaml, validate

from . import shapes
from .believing import library


@cache
def families() -> dict[str, tuple[Raid, str]]:
    """Every family by its id, with the text of its file."""
    found = {}
    for path in sorted((shipped("scenarios") / "raids").glob("*.yaml")):
        raid, findings = validate(read_yaml(path), Raid)
        assert raid is not None and not findings, f"{path.name} ships and is checked"
        found[raid.id] = (raid, path.read_text(encoding="utf-8"))
    return found


@cache
def threats() -> dict[str, str]:
    """The threats that the families are made of, decoys left out: id in the catalogue -> title."""
    kinds = [kind for raid, _ in families().values() for kind in raid.kinds.values()]
    flown = {kind.system for kind in kinds if kind.imitates is None}
    return {one.id: one.name for one in library().systems.values() if one.id in flown}


def entries() -> list[shapes.RaidFamily]:
    """The families as documents."""
    return [_entry(raid, text) for raid, text in families().values()]


def _entry(raid: Raid, text: str) -> shapes.RaidFamily:
    return {
        "id": raid.id,
        "title": raid.title,
        "summary": raid.summary,
        "kinds": [
            {
                "name": name,
                "system": kind.system,
                "title": library().systems[kind.system].name,
                "share": kind.share,
                "decoy": kind.imitates is not None,
            }
            for name, kind in raid.kinds.items()
        ],
        "waves": {
            "count": raid.waves.count,
            "gap_s": raid.waves.gap,
            "spread_s": raid.waves.spread,
            "spacing_s": raid.waves.spacing,
            "timed_by": raid.waves.timed_by,
        },
        "fan_deg": round(math.degrees(raid.axis.spread), 3),
        "text": text,
    }
