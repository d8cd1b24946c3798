"""One option on the map: where its units stand, what they fire and see with, and how they are joined.

    tables of the result          units, places, readiness, reach in middle values
    beliefs of the result         reach of every round and sensor in one, five and nine of ten draws
    catalogue                     which rounds and sensors a unit of that type has
    files of the case             entries as written, links, candidate places

What the result itself does not hold is taken from the catalogue and the files as they are now; `notes` says where that
may differ from what was run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pavise.analysis.compare import Comparison
from pavise.analysis.outcomes import AS_OFFERED
from pavise.assemble.laydown import survey
from pavise.assemble.lots import whole_shares
from pavise.catalogue.library import Library
from pavise.catalogue.system import SystemType
from pavise.results.schema import ResultsError
from pavise.scenario.copies import CASE, kept_copies, texts_of
from pavise.scenario.posture import Posture
from pavise.scenario.study import Study, load_study, shipped_studies
from pavise.yamlfile import BadInput

from . import shapes
from .shelf import NoDocument

Row = dict[str, Any]
SAME = ("unit", "system", "lat_deg", "lon_deg", "readiness", "launchers", "rounds")
"""What must be equal for a unit to count as the same unit in two options."""
USUAL = {"doctrine": "shoot_look_shoot", "readiness": "in_service"}
"""What an entry means that does not say it."""


def posture_of(
    comparison: Comparison, option: str, study: Study | None, library: Library, version: str
) -> shapes.Posture:
    """One option as offered. `study`: the files of the case, where they are at hand. `version`: of this Pavise."""
    try:
        title = comparison.study.option(option).title
    except ResultsError as error:
        raise NoDocument(str(error), "ask the result for its options") from None
    rows = rows_of(comparison, "units", variant=AS_OFFERED)
    baseline = comparison.study.baseline.id
    shared = {_same(row) for row in rows if row["option"] == baseline}
    beliefs = {(row["system"], row["quantity"]): row for row in rows_of(comparison, "beliefs")}
    written = study.postures.get(option) if study is not None else None
    entries, links = _entries_and_links(written)
    networks = {} if written is None else {name: one.entry.network for name, one in written.entries.items()}
    units: list[shapes.Unit] = []
    for row in rows:
        if row["option"] == option:
            entry = str(row["unit"]).rpartition(" ")[0] or str(row["unit"])
            units.append(
                {
                    "name": row["unit"],
                    "entry": entry,
                    "system": row["system"],
                    "title": row["system_title"],
                    "role": row["role"],
                    "lon_deg": row["lon_deg"],
                    "lat_deg": row["lat_deg"],
                    "readiness": row["readiness"],
                    "network": networks.get(entry),
                    "present_share": row["share_of_worlds"],
                    "launchers": row["launchers"],
                    "rounds": row["rounds"],
                    "reach_m": known(row["reach_m"]),
                    "sees_m": known(row["sees_m"]),
                    "shared_with_baseline": option != baseline and _same(row) in shared,
                    "weapons": weapons_of(row["system"], library, beliefs, row["launchers"]),
                    "sensors": sensors_of(row["system"], library, beliefs),
                }
            )
    return {
        "option": option,
        "title": title,
        "sites": sites_of(comparison),
        "units": units,
        "entries": entries,
        "links": links,
        "places": [] if study is None else places_of(study),
        "stands": None
        if written is None or written.stands is None
        else {"like": written.stands.like, "but": dict(written.stands.but)},
        "notes": _notes(comparison, study, units, library, version),
    }


def sites_of(comparison: Comparison) -> list[shapes.Site]:
    """The defended sites."""
    return [
        {
            "site": row["site"],
            "title": row["title"],
            "lon_deg": row["lon_deg"],
            "lat_deg": row["lat_deg"],
            "value": row["value"],
        }
        for row in rows_of(comparison, "defended")
    ]


def places_of(study: Study) -> list[shapes.Place]:
    """The candidate places of a study."""
    found = survey(study.sites.value).places
    return [{"name": one.name, "lon_deg": round(one.lon_deg, 5), "lat_deg": round(one.lat_deg, 5)} for one in found]


def study_of_case(folder: Path, study: str) -> Study | None:
    """The study that a result was made from: its own copies, or the shipped one of that name; None when neither is
    there or can be read any more."""
    try:
        if (folder / CASE / f"{study}.yaml").is_file():
            return load_study(folder / CASE / f"{study}.yaml")
        return load_study(study) if study in shipped_studies() else None
    except BadInput:
        return None


def files_of_case(folder: Path, study: str) -> shapes.Files:
    """The files of the case as texts. NoDocument where they are not at hand."""
    copies = kept_copies(folder, study)
    if copies is None and study in shipped_studies():
        copies = texts_of(load_study(study))
    if copies is None:
        raise NoDocument("this result keeps no copy of its files", "run the study again: results keep copies now")
    return {"study": copies[0], "files": copies[1]}


def rows_of(comparison: Comparison, table: str, **where: Any) -> list[Row]:
    """The rows of a table as dictionaries of plain values."""
    columns = comparison.results.table(table, **where)
    lists = [values.tolist() for values in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def known(value: float | None) -> float | None:
    """A number, or None for what a table holds as missing."""
    return None if value is None or math.isnan(value) else value


def weapons_of(
    system: str, library: Library, beliefs: Mapping[tuple[str, str], Row], launchers: int
) -> list[shapes.Weapon]:
    """The rounds that a unit of this type with so many launchers fires, with what the result believes about them."""
    found = library.systems.get(system)
    full = _full(found, beliefs, launchers) if found is not None else {}
    return [
        {
            "missile": missile,
            "title": library.systems[missile].name,
            "on_full_launchers": full.get(missile),
            "range_m": quantiles(beliefs, missile, "range_max"),
            "range_ballistic_m": quantiles(beliefs, missile, "range_max_ballistic"),
            "min_range_m": quantiles(beliefs, missile, "range_min"),
            "ceiling_m": quantiles(beliefs, missile, "altitude_max"),
            "floor_m": quantiles(beliefs, missile, "altitude_min"),
        }
        for missile in (found.missiles if found is not None else ())
    ]


def _full(system: SystemType, beliefs: Mapping[tuple[str, str], Row], launchers: int) -> dict[str, int]:
    """Rounds of each type on the launchers of one unit when they are full, by middle values, where those are known."""
    if system.launchers is None:
        return {}
    cells = quantiles(beliefs, system.launchers.type, "missiles_per_launcher")
    full = {}
    shares = system.launchers.load
    for missile, number in zip(shares, whole_shares(launchers, list(shares.values())), strict=True):
        per_cell = quantiles(beliefs, missile, "rounds_per_cell")
        if cells is not None and per_cell is not None:
            full[missile] = round(number * cells["p50"] * per_cell["p50"])
    return full


def sensors_of(system: str, library: Library, beliefs: Mapping[tuple[str, str], Row]) -> list[shapes.Sensor]:
    """The sensors of a unit of this type."""
    found = library.systems.get(system)
    return [
        {
            "sensor": part.type,
            "title": library.systems[part.type].name,
            "fire_control": part.fire_control,
            "range_m": quantiles(beliefs, part.type, "range_ref"),
            "instrumented_range_m": quantiles(beliefs, part.type, "instrumented_range"),
        }
        for part in (found.sensors if found is not None else ())
    ]


def quantiles(beliefs: Mapping[tuple[str, str], Row], system: str, quantity: str) -> shapes.Quantiles | None:
    """A belief of the result in three values; None where it has none."""
    row = beliefs.get((system, quantity))
    return None if row is None else {"p10": row["p10"], "p50": row["p50"], "p90": row["p90"]}


def _same(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in SAME)


def _entries_and_links(written: Posture | None) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Entries by name and links, as they were written; what is usual is filled in for entries."""
    if written is None:
        return {}, []
    entries = {
        name: {**USUAL, **one.source.document.data["entries"][name], "network": one.entry.network}
        for name, one in written.entries.items()
    }
    links = [{"name": name, **one.source.document.data["links"][name]} for name, one in written.links.items()]
    return entries, links


def _notes(
    comparison: Comparison, study: Study | None, units: list[shapes.Unit], library: Library, version: str
) -> list[str]:
    notes = []
    if study is None:
        notes.append("The files of this case are not at hand: networks, links and candidate places are not shown.")
    missing = sorted({unit["system"] for unit in units if unit["system"] not in library.systems})
    if missing:
        notes.append(f"The catalogue no longer has {', '.join(missing)}: rounds and sensors of these are not shown.")
    made_with = str(comparison.results.manifest.get("pavise_version", ""))
    if made_with and made_with != version:
        notes.append(f"Made with Pavise {made_with}; rounds and sensors of units are those of version {version}.")
    return notes
