"""Findings about engagements that need the catalogue: stores, depots and sectors of units that can have none."""

from __future__ import annotations

from collections.abc import Iterator

from pavise.assemble.check_picture import nearest_of
from pavise.catalogue.library import Library
from pavise.catalogue.system import SystemType
from pavise.scenario.posture import PlacedEntry, Posture
from pavise.yamlfile import Finding


def check_launchers(placed: PlacedEntry, system: SystemType) -> Iterator[Finding]:
    """A sector or a depot of a unit that has no launchers on the ground."""
    if system.role == "fire_unit":
        return
    for field in ("sector", "depot"):
        if getattr(placed.entry, field) is not None:
            problem = f"{system.id!r} is a {system.role}: it has no launchers on the ground"
            yield placed.finding((field,), problem, "leave it out")


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
