"""Rows of the result tables that no battle changes: who stands where, what was drawn, what is believed and on what
ground.

Column names are those of `results/schema.py`; a missing value is None. Places are in degrees, as tables of places are.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from pavise.assemble.force import Unit, origin_name
from pavise.assemble.laydown import Place
from pavise.assemble.sample import Sampler
from pavise.catalogue.library import Library
from pavise.results.schema import TABLES
from pavise.scenario.sites import Sites

Columns = dict[str, list[Any]]
Reads = Iterable[tuple[str, str]]


def columns_of(table: str, rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Rows as the columns of a declared table; no row at all (a study in which nobody stands) gives empty columns."""
    return {name: [row[name] for row in rows] for name in TABLES[table].column_names}


def unit_rows(
    option: str, variant: str, units: Sequence[Unit], places: Sequence[Place], sampler: Sampler
) -> list[dict[str, Any]]:
    """Table units: the posture on the map, in middle values over the worlds."""
    return [
        {
            "option": option,
            "variant": variant,
            "unit": unit.name,
            "system": unit.system.id,
            "system_title": unit.system.name,
            "role": unit.system.role,
            "lat_deg": place.lat_deg,
            "lon_deg": place.lon_deg,
            "reach_m": reach_m(unit, sampler),
            "sees_m": sees_m(unit, sampler),
            "share_of_worlds": float(unit.present.mean()),
            "readiness": _readiness(unit),
            "launchers": _middle_where_present(unit, [rack.rounds > 0 for rack in unit.racks]),
            "rounds": _middle_where_present(unit, _at_hand(unit, sampler)),
        }
        for unit, place in zip(units, places, strict=True)
    ]


def _at_hand(unit: Unit, sampler: Sampler) -> list[np.ndarray]:
    """Rounds on the launchers and behind them, each of shape (W, some): reloads, or the depot in their place."""
    depot = unit.placed.entry.depot
    if depot is None:
        return [rack.rounds * (1 + rack.reloads) for rack in unit.racks]
    behind = np.rint(sampler.judged(origin_name(unit.placed), "depot", depot, "", whole=True))
    return [*(rack.rounds for rack in unit.racks), behind[:, np.newaxis]]


def reach_m(unit: Unit, sampler: Sampler) -> float | None:
    """Median reach of the unit's longest round; None when it has none."""
    return max((sampler.middle(rack.missile, "range_max") for rack in unit.racks), default=None)


def ballistic_m(unit: Unit, sampler: Sampler) -> float:
    """Median reach of the unit against ballistic targets; 0 when it has none."""
    return max((sampler.middle(rack.missile, "range_max_ballistic") for rack in unit.racks), default=0.0)


def sees_m(unit: Unit, sampler: Sampler) -> float | None:
    """Median range at which its best radar sees its reference target; None when it has none."""
    ranges = [
        min(sampler.middle(part.type, "range_ref"), sampler.middle(part.type, "instrumented_range"))
        for part in unit.system.sensors
    ]
    return max(ranges, default=None)


def defended_rows(sites: Sites) -> list[dict[str, Any]]:
    """Table defended: the sites."""
    return [
        {
            "site": name,
            "title": site.title,
            "lat_deg": math.degrees(site.lat),
            "lon_deg": math.degrees(site.lon),
            "value": site.value,
        }
        for name, site in sites.sites.items()
    ]


def draw_columns(sampler: Sampler) -> Columns:
    """Table draws: every doubtful figure in every world, with all doubt switched on."""
    drawn = [sampler.drawn[key] for key in sorted(sampler.drawn) if sampler.drawn[key].doubtful]
    worlds = sampler.worlds
    return {
        "world": np.tile(np.arange(worlds), len(drawn)).tolist(),
        "system": [figure.system for figure in drawn for _ in range(worlds)],
        "quantity": [figure.quantity for figure in drawn for _ in range(worlds)],
        "value": np.concatenate([figure.values for figure in drawn]).tolist() if drawn else [],
        "unit": [figure.unit for figure in drawn for _ in range(worlds)],
        "origin": [figure.origin for figure in drawn for _ in range(worlds)],
    }


def belief_rows(library: Library, sampler: Sampler) -> list[dict[str, Any]]:
    """Table beliefs: every belief of the catalogue or the scenario that this study read."""
    used = {system for system, _ in sampler.read}
    known = [row for row in library.beliefs(name for name in library.systems if name in used)]
    rows: list[dict[str, Any]] = [dict(row) for row in known if (row["system"], row["quantity"]) in sampler.read]
    for (system, quantity), figure in sorted(sampler.judgements.items()):
        belief = figure.distribution
        rows.append(
            {
                "system": system,
                "system_title": f"scenario: {system}",
                "quantity": quantity,
                "unit": sampler.drawn[(system, quantity)].unit,
                "origin": "judgement",
                "method": "judgement",
                "reason": figure.reason or "",
                "p10": float(belief.ppf(0.1)),
                "p50": belief.median,
                "p90": float(belief.ppf(0.9)),
                "claims": "",
            }
        )
    return rows


def claim_rows(library: Library, reads: Reads) -> list[dict[str, Any]]:
    """Table claims: everything on file, marked where a belief of this study rests on it."""
    used = {
        claim
        for system, quantity in reads
        if system in library.systems and quantity in library.systems[system].quantities
        for claim in library.quantity(system, quantity).claims
    }
    return [
        {
            "id": claim.id,
            "system": claim.system,
            "quantity": claim.quantity,
            "as_written": claim.as_written,
            "condition": claim.condition,
            "claimant": claim.claimant,
            "says": claim.says,
            "upstream": claim.upstream,
            "publisher": claim.source.publisher,
            "url": claim.source.url or "",
            "date": claim.source.date or "",
            "confidence": claim.confidence,
            "suspect": claim.suspect,
            "unseen": claim.unseen,
            "used": claim.id in used,
        }
        for claim in library.ledger.claims.values()
    ]


def hypothesis_columns(sampler: Sampler) -> Columns:
    """Table hypotheses: which story is true in each world."""
    return {
        "world": [w for names in sampler.hypotheses.values() for w in range(len(names))],
        "name": [status for status, names in sampler.hypotheses.items() for _ in names],
        "value": [name for names in sampler.hypotheses.values() for name in names],
    }


def _readiness(unit: Unit) -> str:
    """Its state of readiness, or the most frequent one where it is in doubt."""
    states = ["absent" if not there else "stored" if notice > 0 else "in_service" for there, notice in _states(unit)]
    return Counter(states).most_common(1)[0][0]


def _states(unit: Unit) -> list[tuple[bool, float]]:
    return [(bool(there), float(notice)) for there, notice in zip(unit.present, unit.notice_s, strict=True)]


def _middle_where_present(unit: Unit, racks: Sequence[np.ndarray]) -> int:
    """Median over the worlds that have the unit of a sum over its launchers; 0 for a unit without any."""
    if not racks or not unit.present.any():
        return 0
    total = sum(rack.sum(axis=1) for rack in racks)
    return int(np.floor(np.median(np.asarray(total)[unit.present]) + 0.5))
