"""Where each option's units stand: a small map per option on one coast, with a key and a list of units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pavise.analysis.outcomes import AS_OFFERED, EQUAL_BUDGET
from pavise.results.store import Results

from . import map as posture_map
from . import numbers
from .plots import Look


@dataclass(frozen=True)
class KeyEntry:
    """One system on one map: its mark, how many units, and what a reader should know about them."""

    symbol: str
    title: str
    count: int
    details: str


@dataclass(frozen=True)
class PostureMap:
    """One option's map with its key."""

    look: Look
    svg: str
    key: tuple[KeyEntry, ...]


@dataclass(frozen=True)
class Holding:
    """How many units, launchers and rounds of one system an option has, as offered and for equal money."""

    look: Look
    system: str
    offered: str
    equal: str
    readiness: str


@dataclass(frozen=True)
class Postures:
    """Everything that the section on places needs."""

    definitions: str
    sites_svg: str
    maps: tuple[PostureMap, ...]
    holdings: tuple[Holding, ...]
    coast_source: str


def postures_of(results: Results, looks: Mapping[str, Look]) -> Postures:
    """Maps of all options as offered, and what equal money would change."""
    sites = _sites(results)
    table = results.table("units")
    rows = [dict(zip(table, row, strict=True)) for row in zip(*(table[name].tolist() for name in table), strict=True)]
    units = [_unit(row) for row in rows]
    marks = posture_map.marks_of(units)
    maps = []
    for option, look in looks.items():
        chosen = [i for i, row in enumerate(rows) if row["option"] == option and row["variant"] == AS_OFFERED]
        mine = [units[i] for i in chosen]
        svg = posture_map.posture_map(mine, sites, marks, look.title, f"map-{option}")
        maps.append(PostureMap(look, svg, _key([rows[i] for i in chosen], mine, marks)))
    return Postures(
        posture_map.land_definitions(),
        posture_map.sites_map(sites, "map-sites"),
        tuple(maps),
        tuple(_holdings(rows, looks)),
        posture_map.coast_source(),
    )


def _sites(results: Results) -> list[posture_map.Site]:
    table = results.table("defended")
    columns = (table[name].tolist() for name in ("title", "lat_deg", "lon_deg", "value"))
    return [posture_map.Site(str(title), lat, lon, value) for title, lat, lon, value in zip(*columns, strict=True)]


def _unit(row: Mapping[str, object]) -> posture_map.Unit:
    reach = row["reach_m"]
    return posture_map.Unit(
        system=str(row["system"]),
        system_title=str(row["system_title"]),
        lat_deg=float(str(row["lat_deg"])),
        lon_deg=float(str(row["lon_deg"])),
        reach_m=None if not isinstance(reach, float) or np.isnan(reach) else reach,
        share_of_worlds=float(str(row["share_of_worlds"])),
    )


def _key(
    rows: list[dict[str, object]], units: list[posture_map.Unit], marks: Mapping[str, posture_map.Mark]
) -> tuple[KeyEntry, ...]:
    entries = []
    for system, mark in marks.items():
        mine = [i for i, unit in enumerate(units) if unit.system == system]
        if not mine:
            continue
        reaches = [reach for i in mine if (reach := units[i].reach_m) is not None]
        words = [f"reach {numbers.distance(max(reaches))}"] if reaches else []
        shares = sorted({round(units[i].share_of_worlds, 3) for i in mine})
        if shares[0] <= 0.995:
            some = sum(units[i].share_of_worlds <= 0.995 for i in mine)
            which = "" if some == len(mine) else f"{some} of them "
            least, most = (numbers.share(s) for s in (shares[0], max(s for s in shares if s <= 0.995)))
            words.append(f"{which}in {least}" + (f" to {most}" if most != least else "") + " of the worlds")
        states = list(dict.fromkeys(str(rows[i]["readiness"]).replace("_", " ") for i in mine))
        if states != ["in service"]:
            words.append(" or ".join(states))
        hollow = shares[-1] <= 0.995
        entries.append(
            KeyEntry(posture_map.key_symbol(mark, hollow), units[mine[0]].system_title, len(mine), ", ".join(words))
        )
    return tuple(entries)


def _holdings(rows: list[dict[str, object]], looks: Mapping[str, Look]) -> list[Holding]:
    holdings = []
    for option, look in looks.items():
        of_option = [row for row in rows if row["option"] == option]
        for system in dict.fromkeys(str(row["system"]) for row in of_option):
            mine = [row for row in of_option if row["system"] == system]
            offered, equal = (
                [row for row in mine if row["variant"] == variant] for variant in (AS_OFFERED, EQUAL_BUDGET)
            )
            states = dict.fromkeys(str(row["readiness"]).replace("_", " ") for row in mine)
            holdings.append(
                Holding(look, str(mine[0]["system_title"]), _inventory(offered), _inventory(equal), " or ".join(states))
            )
    return holdings


def _inventory(rows: list[dict[str, object]]) -> str:
    if not rows:
        return numbers.DASH
    launchers, rounds = (sum(int(str(row[name])) for row in rows) for name in ("launchers", "rounds"))
    expected = sum(float(str(row["share_of_worlds"])) for row in rows)
    text = f"{len(rows)} unit" + ("s" if len(rows) > 1 else "")
    if expected < 0.995 * len(rows):
        text += f" at most, {numbers.plain(expected, 1)} on average"
    if launchers:
        text += f"; {launchers} launchers"
    if rounds:
        text += f", {rounds} rounds"
    return text
