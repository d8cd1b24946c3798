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
    words: str
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


def postures_of(results: Results, looks: Mapping[str, Look], baseline: str) -> Postures:
    """Maps of all options as offered, and what equal money would change.

    Units that stand just so in the baseline are grey dots on the other maps, so that what an option changes stands out.
    """
    sites = _sites(results)
    table = results.table("units")
    rows = [dict(zip(table, row, strict=True)) for row in zip(*(table[name].tolist() for name in table), strict=True)]
    units = [_unit(row) for row in rows]
    marks = posture_map.marks_of(units)
    maps = []
    shared = {_as_it_stands(row) for row in rows if row["option"] == baseline and row["variant"] == AS_OFFERED}
    for option, look in looks.items():
        chosen = [i for i, row in enumerate(rows) if row["option"] == option and row["variant"] == AS_OFFERED]
        common = [i for i in chosen if option != baseline and _as_it_stands(rows[i]) in shared]
        own = [i for i in chosen if i not in common]
        svg = posture_map.posture_map(
            [units[i] for i in own], [units[i] for i in common], sites, marks, look.title, f"map-{option}"
        )
        key = _key([rows[i] for i in own], [units[i] for i in own], marks)
        if common:
            words = f"{_units(len(common))} that option {looks[baseline].letter} has too"
            key.append(KeyEntry(posture_map.background_symbol(), words, "see its map"))
        maps.append(PostureMap(look, svg, tuple(key)))
    return Postures(
        posture_map.land_definitions(),
        posture_map.sites_map(sites, "map-sites"),
        tuple(maps),
        tuple(_holdings(rows, looks, baseline)),
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
) -> list[KeyEntry]:
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
        states = [state for state in dict.fromkeys(_readiness(rows[i]) for i in mine) if state != "absent"]
        if states not in ([], ["in service"]):
            words.append(" or ".join(states))
        hollow = shares[-1] <= 0.995
        entries.append(
            KeyEntry(
                posture_map.key_symbol(mark, hollow),
                f"{len(mine)} \N{MULTIPLICATION SIGN} {units[mine[0]].system_title}",
                ", ".join(words),
            )
        )
    return entries


def _as_it_stands(row: Mapping[str, object]) -> tuple[object, ...]:
    """What must be equal for a unit to count as the same unit in two options: name, kind, place and state."""
    return tuple(row[name] for name in ("unit", "system", "lat_deg", "lon_deg", "readiness", "launchers", "rounds"))


def _readiness(row: Mapping[str, object]) -> str:
    return str(row["readiness"]).replace("_", " ")


def _holdings(rows: list[dict[str, object]], looks: Mapping[str, Look], baseline: str) -> list[Holding]:
    """A row per option and system, leaving out what an option holds exactly as the baseline does."""
    holdings, of_baseline = [], set()
    for option in sorted(looks, key=lambda option: option != baseline):
        look = looks[option]
        of_option = [row for row in rows if row["option"] == option]
        for system in dict.fromkeys(str(row["system"]) for row in of_option):
            mine = [row for row in of_option if row["system"] == system]
            offered, equal = (
                [row for row in mine if row["variant"] == variant] for variant in (AS_OFFERED, EQUAL_BUDGET)
            )
            states = dict.fromkeys(_readiness(row) for row in mine)
            words = (str(mine[0]["system_title"]), _inventory(offered), _inventory(equal), " or ".join(states))
            if option == baseline:
                of_baseline.add((words[0], words[1], words[3]))
            elif (words[0], words[1], words[3]) in of_baseline and words[2] in (words[1], numbers.DASH):
                continue
            holdings.append(Holding(look, *words))
    return holdings


def _units(n: int) -> str:
    return f"{n} unit" + ("s" if n != 1 else "")


def _inventory(rows: list[dict[str, object]]) -> str:
    if not rows:
        return numbers.DASH
    launchers, rounds = (sum(int(str(row[name])) for row in rows) for name in ("launchers", "rounds"))
    expected = sum(float(str(row["share_of_worlds"])) for row in rows)
    text = _units(len(rows))
    if expected < 0.995 * len(rows):
        text += f" at most, {numbers.plain(expected, 1)} on average"
    if launchers:
        text += f"; {launchers} launchers"
    if rounds:
        text += f", {rounds} rounds"
    return text
