"""Everything that a person can mend, in plain words, before anything runs.

Each file was read and understood by itself; here the study meets the catalogue and the timeline. Every finding says in
which file and line the name stands that does not fit, and what to write instead. An empty list is a promise: the study
can be assembled.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pavise.assemble.check_command import check_command
from pavise.assemble.check_engagement import check_launchers, check_magazine, check_stores
from pavise.assemble.check_picture import check_networks, check_traffic, nearest_of
from pavise.assemble.check_stands import check_stands, no_such_place
from pavise.catalogue.library import Library
from pavise.catalogue.system import SystemType
from pavise.evidence.timeline import HypothesisStatus, status_on
from pavise.kinds import PathKind
from pavise.scenario.posture import PlacedEntry, Posture
from pavise.scenario.raid import Raid
from pavise.scenario.study import Study
from pavise.scenario.written import Placed
from pavise.sim.geometry import n_vector
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M, central_angle
from pavise.units import show
from pavise.yamlfile import Finding, did_you_mean

STANDS = ("fire_unit", "warning_radar", "aircraft", "warning_aircraft")
"""Roles that can stand in a posture."""

FARTHEST_M = 4_000_000.0
"""Sites farther from the first one than this are taken for a slip (latitude and longitude swapped, a sign lost)."""

LONGEST_S = 24 * 3600.0
"""A raid that takes longer than a day from first start to last arrival is taken for a slip."""

HIGHEST_JAMMER_M = 30_000.0
STRONGEST_JAMMER = 1e9
"""A stand-off jammer flies as an aircraft does, and makes no more noise than 90 dB over a receiver's own at 100 km."""

LONGEST_ARC = 0.25
"""Longest ballistic arc, as a share of the way round the earth: the arcs of `sim` are meant for short ranges."""


def check_study(study: Study, library: Library) -> list[Finding]:
    """All findings of a study against the catalogue, each once, in order of file and line."""
    findings = [
        *_check_sites(study),
        *_check_environment(study),
        *(finding for posture in study.postures.values() for finding in _check_posture(posture, study, library)),
        *(finding for posture in study.postures.values() for finding in check_networks(posture, library)),
        *(finding for posture in study.postures.values() for finding in check_stores(posture, library)),
        *(finding for posture in study.postures.values() for finding in check_command(posture, library)),
        *(finding for raid in study.raids.values() for finding in _check_raid(raid, library)),
        *check_traffic(study.source, study.spec.traffic, library),
        *(finding for raid in study.raids.values() for finding in check_traffic(raid, raid.value.traffic, library)),
        *_check_budget(study, library),
        *_check_weights(study),
    ]
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.file, finding.line or 0))


def budget_usd(study: Study, library: Library) -> float:
    """The money of the equal-budget variant."""
    budget = study.spec.equal_budget
    assert budget is not None
    if budget.money is not None:
        return budget.money
    assert budget.price_of is not None
    return library.quantity(budget.price_of.system, budget.price_of.quantity).at(0.5)


def open_hypotheses(study: Study, posture: Posture) -> dict[str, float]:
    """The hypotheses of a posture's status that are open on the study's date, with their weights.

    Open is what the timeline says; a hypothesis that the timeline does not know is the scenario's own and always open.
    """
    if posture.status is None:
        return {}
    said, weights = hypotheses_on(study.spec.date), study.spec.hypothesis_weights
    return {
        name: weights.get(name, 1.0) for name in posture.status.hypotheses if name not in said or said[name].is_open
    }


@lru_cache(maxsize=8)
def hypotheses_on(day: str) -> Mapping[str, HypothesisStatus]:
    """How every hypothesis of the timeline stood on a day, by id."""
    return {hypothesis.id: hypothesis for hypothesis in status_on(day).hypotheses}


# ---- one part of the study each -------------------------------------------------------------------------------------


def _check_sites(study: Study) -> Iterator[Finding]:
    """Sites that lie impossibly far from the others."""
    sites = study.sites
    names = list(sites.value.sites)
    spots = [n_vector(site.lat, site.lon) for site in sites.value.sites.values()]
    for name, spot in zip(names, spots, strict=True):
        distances_m = sorted(central_angle(*spot, *other) * MEAN_RADIUS_M for other in spots)
        usual_m = distances_m[len(distances_m) // 2]
        if usual_m > FARTHEST_M:
            problem = f"lies {show(usual_m, 'km', 3)} from most other sites"
            yield sites.finding(("sites", name), problem, "check latitude, longitude and their signs")


def _check_posture(posture: Posture, study: Study, library: Library) -> Iterator[Finding]:
    for placed in posture.entries.values():
        yield from _check_entry(placed, posture, study, library)
    yield from check_stands(posture, study)
    if posture.status is not None and posture.status_source is not None:
        status, source = posture.status, posture.status_source
        if not any(weight > 0.0 for weight in open_hypotheses(study, posture).values()):
            yield source.finding(
                ("status", "hypotheses"),
                f"none of them is open on {study.spec.date}, or none has a weight",
                "ask `pavise status --on <date>`; change the study's date, or write hypotheses of your own",
            )
        said = hypotheses_on(study.spec.date)
        matters = {said[name].concerns for name in status.hypotheses if name in said}
        for name, hypothesis in said.items():
            if hypothesis.is_open and hypothesis.concerns in matters and name not in status.hypotheses:
                problem = f"the hypothesis {name!r} is open on {study.spec.date} and has no meaning here"
                yield source.finding(("status", "hypotheses"), problem, f"add `{name}:` with a meaning")


def _check_entry(placed: PlacedEntry, posture: Posture, study: Study, library: Library) -> Iterator[Finding]:
    entry = placed.entry
    system = library.systems.get(entry.system)
    if system is None:
        yield placed.finding(
            ("system",), f"the catalogue has no {entry.system!r}", nearest_of(entry.system, library, STANDS)
        )
    elif system.role not in STANDS:
        problem = f"{entry.system!r} is a {system.role}, which cannot stand by itself"
        yield placed.finding(("system",), problem, nearest_of(entry.system, library, STANDS))
    else:
        yield from _check_unit(placed, system, posture, library)
        yield from check_launchers(placed, system)
        yield from check_magazine(placed, system, library)
    if entry.lot is not None:
        yield from _check_lot(placed, entry.lot, library)
    if entry.place is not None:
        for problem, mend in no_such_place(entry.place, study):
            yield placed.finding(("place",), problem, mend)


def _check_unit(placed: PlacedEntry, system: SystemType, posture: Posture, library: Library) -> Iterator[Finding]:
    """Can a unit of this type see and shoot as it stands in this posture?"""
    entry = placed.entry
    if system.role == "fire_unit" and system.launchers is None:
        yield placed.finding(("system",), f"{system.id!r} has no launchers", "add `launchers:` to its catalogue entry")
    if system.role == "aircraft" and not system.load:
        yield placed.finding(("system",), f"{system.id!r} carries no rounds", "add `load:` to its catalogue entry")
    telling = {
        entry.network,
        *(other.link.giver for other in posture.links.values() if other.link.taker == entry.network),
    }
    allies = [other.entry for other in posture.entries.values() if other.entry.network == entry.network]
    seeing = [library.systems[ally.system].sensors for ally in allies if ally.system in library.systems]
    types = {part.type for parts in seeing for part in parts}
    for part in system.sensors:
        sensor = library.systems[part.type].radar
        if sensor is not None and sensor.illuminator is not None and sensor.illuminator not in types:
            problem = f"{part.type!r} listens to the echoes of {sensor.illuminator!r}, which its network does not have"
            yield placed.finding(("network",), problem, f"add a unit with a {sensor.illuminator} to the network")
    heard = [other.entry.system for other in posture.entries.values() if other.entry.network in telling]
    if system.missiles and not any(library.systems[name].sensors for name in heard if name in library.systems):
        problem = f"nobody on the network {entry.network!r} has a radar, so it never learns of a target"
        yield placed.finding(("network",), problem, "add a radar to the network, or a link from one that has")


def _check_lot(placed: PlacedEntry, name: str, library: Library) -> Iterator[Finding]:
    lot = library.systems.get(name)
    if lot is None:
        yield placed.finding(("lot",), f"the catalogue has no {name!r}", nearest_of(name, library, ("lot",)))
    elif lot.role != "lot":
        yield placed.finding(("lot",), f"{name!r} is a {lot.role} and no lot", nearest_of(name, library, ("lot",)))
    elif lot.unit is not None and lot.unit != placed.entry.system:
        problem = f"the lot {name!r} is made of {lot.unit}, not of {placed.entry.system}"
        yield placed.finding(("system",), problem, f"write `system: {lot.unit}`, or choose another lot")


def _check_environment(study: Study) -> Iterator[Finding]:
    """Elevation files that are not there."""
    for position, file in enumerate(study.terrain_files):
        if not file.is_file():
            where = ("environment", "terrain", position)
            problem = "is a folder" if file.is_dir() else f"there is no file {file.name!r} beside the study"
            yield study.source.finding(where, problem, "check the path, or write `library` or `none`")


def _check_jamming(raid: Placed[Raid]) -> Iterator[Finding]:
    """Jammers where no aircraft is."""
    jamming = raid.value.standoff_jamming
    if jamming is None:
        return
    for name, figure, most_m in (
        ("distance", jamming.distance, FARTHEST_M),
        ("altitude", jamming.altitude, HIGHEST_JAMMER_M),
    ):
        if figure.distribution.high > most_m:
            problem = f"reaches {show(figure.distribution.high, 'km', 4)}"
            yield raid.finding(("standoff_jamming", name), problem, f"write {show(most_m, 'km', 4)} or less")
    strongest = jamming.jam_to_noise.distribution.high
    if strongest > STRONGEST_JAMMER:
        problem = f"reaches {show(strongest, 'dB', 3)}, more than any transmitter on an aircraft"
        yield raid.finding(("standoff_jamming", "jam_to_noise"), problem, "write for instance `40 dB`")


def _check_raid(raid: Placed[Raid], library: Library) -> Iterator[Finding]:
    waves = raid.value.waves
    yield from _check_jamming(raid)
    for name, kind in raid.value.kinds.items():
        system = library.systems.get(kind.system)
        if system is None or system.threat is None:
            problem = (
                f"the catalogue has no {kind.system!r}" if system is None else f"{kind.system!r} is a {system.role}"
            )
            where = ("kinds", name, "system")
            yield raid.finding(
                where, f"{problem}; a raid is made of threats", nearest_of(kind.system, library, ("threat",))
            )
            continue
        yield from _check_decoy(raid, name, system, library)
        speed, release = system.quantities["speed"].distribution, system.quantities["release_range"].distribution
        if release.high >= kind.distance:
            problem = (
                f"starts at {show(kind.distance, 'km', 4)}, within its release range of {show(release.high, 'km', 4)}"
            )
            yield raid.finding(("kinds", name, "distance"), problem, "let it start farther away")
        if system.threat.path == PathKind.ARC:
            if kind.distance > LONGEST_ARC * 2.0 * math.pi * MEAN_RADIUS_M:
                problem = f"{show(kind.distance, 'km', 4)} is too far for a ballistic arc"
                yield raid.finding(("kinds", name, "distance"), problem, "let it start nearer")
            continue
        for word, said in (("arc", kind.arc is not None), ("drag", kind.drag)):
            if said:
                problem = f"{kind.system!r} flies level, so `{word}` says nothing about it"
                yield raid.finding(("kinds", name, word), problem, f"leave out `{word}:`, or take a ballistic threat")
        whole_s = kind.delay + (waves.count - 1) * waves.gap + waves.spread + waves.spacing + kind.distance / speed.low
        if whole_s > LONGEST_S:
            problem = f"the last of them may arrive after {show(whole_s, 'h', 3)}"
            yield raid.finding(("kinds", name), problem, "let it start nearer or sooner, in fewer waves")


def _check_decoy(raid: Placed[Raid], name: str, system: SystemType, library: Library) -> Iterator[Finding]:
    """A decoy that does damage, or that is of another class than what it imitates."""
    imitates = raid.value.kinds[name].imitates
    if imitates is None:
        return
    if system.quantities["damage"].distribution.high > 0.0:
        problem = f"{system.id!r} does damage, so it is no decoy"
        yield raid.finding(("kinds", name, "imitates"), problem, "leave it out, or choose a system without damage")
    original = library.systems.get(raid.value.kinds[imitates].system)
    if original is not None and original.threat is not None and system.threat is not None:
        if original.threat.threat_class != system.threat.threat_class:
            here, there = (one.threat.threat_class.name.lower() for one in (system, original) if one.threat)
            problem = f"a {here} cannot be taken for a {there}"
            yield raid.finding(("kinds", name, "imitates"), problem, "let it imitate a kind of its own class")


def _check_budget(study: Study, library: Library) -> Iterator[Finding]:
    budget = study.spec.equal_budget
    if budget is None or budget.price_of is None:
        return
    system = library.systems.get(budget.price_of.system)
    if system is None:
        mend = nearest_of(budget.price_of.system, library, ("lot",))
        problem = f"the catalogue has no {budget.price_of.system!r}"
        yield study.source.finding(("equal_budget", "price_of", "system"), problem, mend)
        return
    money = [name for name, quantity in system.quantities.items() if quantity.dimension == "money"]
    if budget.price_of.quantity not in money:
        problem = f"{budget.price_of.quantity!r} is no sum of money that {system.id!r} has"
        mend = f"write one of: {', '.join(money)}" if money else "choose a system that has a price"
        yield study.source.finding(("equal_budget", "price_of", "quantity"), problem, mend)


def _check_weights(study: Study) -> Iterator[Finding]:
    names = {
        name for posture in study.postures.values() if posture.status is not None for name in posture.status.hypotheses
    }
    for name in study.spec.hypothesis_weights:
        if name not in names:
            mend = did_you_mean(name, names) or f"known: {', '.join(sorted(names)) or 'none'}"
            yield study.source.finding(("hypothesis_weights", name), f"no option has a hypothesis {name!r}", mend)
