"""What does not fit among networks, links and traffic, in plain words: part of `check.py`, whose promises hold here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pavise.assemble.traffic_tables import FLIES_AS
from pavise.catalogue.library import Library
from pavise.catalogue.roles import USUAL_NETWORK
from pavise.kinds import PathKind
from pavise.scenario.posture import Posture
from pavise.scenario.traffic import Traffic
from pavise.scenario.written import Placed
from pavise.units import show
from pavise.yamlfile import Finding, did_you_mean


def check_networks(posture: Posture, library: Library) -> Iterator[Finding]:
    """Networks whose verdicts overlap, and links by means that the catalogue does not know."""
    usual = library.system(USUAL_NETWORK).quantities
    for placed in posture.networks.values():
        hostile, harmless = placed.network.hostile_at, placed.network.harmless_at
        lowest = usual["hostile_at"].distribution.low if hostile is None else hostile.distribution.low
        highest = usual["harmless_at"].distribution.high if harmless is None else harmless.distribution.high
        if highest >= lowest:
            where = ("hostile_at",) if hostile is not None else ("harmless_at",)
            problem = f"harmless up to {show(highest, '', 3)} and hostile from {show(lowest, '', 3)} on: they overlap"
            mend = "leave room between the two, where a network cannot tell"
            yield placed.finding(where, problem, mend)
    for link in posture.links.values():
        system = library.systems.get(link.link.by)
        if system is None or system.role != "link":
            problem = f"the catalogue has no {link.link.by!r}" if system is None else f"is a {system.role}, not a link"
            yield link.finding(("by",), problem, nearest_of(link.link.by, library, ("link",)))


def check_traffic(placed: Placed[Any], flows: Mapping[str, Traffic], library: Library) -> Iterator[Finding]:
    """Traffic, written in the file `placed`, that is no aircraft or cannot fly level."""
    for name, traffic in flows.items():
        where, system = ("traffic", name, "system"), library.systems.get(traffic.system)
        if system is None or system.role not in FLIES_AS:
            what = f"the catalogue has no {traffic.system!r}" if system is None else f"is a {system.role}"
            mend = nearest_of(traffic.system, library, tuple(FLIES_AS))
            yield placed.finding(where, f"{what}; traffic is made of threats and aircraft", mend)
        elif system.threat is not None and system.threat.path != PathKind.LEVEL:
            yield placed.finding(where, f"{traffic.system!r} flies on an arc; traffic flies level", "name an aircraft")


def nearest_of(name: str, library: Library, roles: Sequence[str]) -> str:
    """The nearest id of these roles, or all of them."""
    known = [system.id for role in roles for system in library.of_role(role)]
    return did_you_mean(name, known) or f"known: {', '.join(known)}"
