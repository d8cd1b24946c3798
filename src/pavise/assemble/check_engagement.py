"""Findings about engagements that need the catalogue: stores, depots and sectors of units that can have none, and
magazines of rounds that a unit does not fire, or of more than its launchers take."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pavise.assemble.check_picture import nearest_of
from pavise.catalogue.library import Library
from pavise.catalogue.system import SystemType
from pavise.scenario.posture import PlacedEntry, Posture
from pavise.yamlfile import Finding, did_you_mean


def check_launchers(placed: PlacedEntry, system: SystemType) -> Iterator[Finding]:
    """A sector, a depot or a magazine of a unit that has no launchers on the ground."""
    if system.role == "fire_unit":
        return
    for field in ("sector", "depot", "magazine"):
        if getattr(placed.entry, field) is not None:
            problem = f"{system.id!r} is a {system.role}: it has no launchers on the ground"
            yield placed.finding((field,), problem, "leave it out")


def check_magazine(placed: PlacedEntry, system: SystemType, library: Library) -> Iterator[Finding]:
    """Rounds on the launchers of a fire unit that it does not fire, or that have no room there in any world."""
    if system.launchers is None:
        return
    load = system.launchers.load
    for missile, figure in (placed.entry.magazine or {}).items():
        where = ("magazine", missile)
        if missile not in load:
            mend = did_you_mean(missile, load) or f"name one of its rounds: {', '.join(load)}"
            yield placed.finding(where, f"{system.id!r} does not fire {missile!r}", mend)
            continue
        cells = _most(library, system.launchers.type, "missiles_per_launcher")
        each = cells * _most(library, missile, "rounds_per_cell")
        most = _launchers_at_most(placed, system, missile, library) * each
        if figure.distribution.high > most:
            problem = f"the launchers of one unit take {most} of {missile!r} at most"
            yield placed.finding(where, problem, f"write {most} or less; what stands behind them is its `depot`")


def _launchers_at_most(placed: PlacedEntry, system: SystemType, missile: str, library: Library) -> int:
    """With this round, in the world where one unit has the most of them. A lot shares out what it has."""
    assert system.launchers is not None
    lot = library.systems.get(placed.entry.lot or "")
    if lot is None:
        return math.ceil(_most(library, system.id, "launchers_per_unit") * system.launchers.load[missile])
    fewest = max(round(library.quantity(lot.id, "batteries").distribution.low), 1)
    return math.ceil(_most(library, lot.id, "launchers") / fewest)


def _most(library: Library, system: str, quantity: str) -> int:
    return round(library.quantity(system, quantity).distribution.high)


def check_stores(posture: Posture, library: Library) -> Iterator[Finding]:
    """Stores of rounds that the catalogue does not know, or that the units they serve do not fire."""
    for placed in posture.stores.values():
        store = placed.store
        known = library.systems.get(store.round)
        if known is None or known.role != "interceptor":
            what = f"the catalogue has no {store.round!r}" if known is None else f"{store.round!r} is a {known.role}"
            yield placed.finding(("round",), what, nearest_of(store.round, library, ("interceptor",)))
            continue
        for position, name in enumerate(store.serves):
            entry = posture.entries[name].entry
            system = library.systems.get(entry.system)
            if system is None:  # a finding of its entry
                continue
            where = ("serves", position)
            load = {} if system.launchers is None else system.launchers.load
            if store.round not in load:
                mend = f"name one of its rounds: {', '.join(load)}" if load else "name fire units only"
                yield placed.finding(where, f"{name!r} does not fire {store.round!r}", mend)
            elif entry.depot is not None:
                yield placed.finding(where, f"{name!r} has a depot of its own", "keep the store or the depot")
