"""What a system is made of: read from its file, and checked against the entries that it names.

fire_unit       sensors (one of them for fire control, if the rounds need one) and launchers with their load
warning_radar   sensors
aircraft        sensors and a load
lot             the unit that it is so many of, and rounds where the contract names them
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pavise.catalogue.entry import BANDS, PATHS, PATTERNS, SENSOR_KINDS, THREAT_CLASSES, EntryFile, SettingsFile
from pavise.catalogue.roles import Role
from pavise.catalogue.system import LaunchersPart, RadarSettings, SensorPart, SystemType, ThreatSettings
from pavise.kinds import Band, SensorKind
from pavise.units import InFile, UnitError
from pavise.yamlfile import Document, FieldPath, Finding, did_you_mean

PARTS = ("sensors", "launchers", "load", "unit", "rounds")

OPTIONAL_PARTS = frozenset({"rounds"})
"""A contested lot may not say which rounds it holds."""


def read_composition(document: Document, entry: EntryFile, role: Role) -> tuple[dict[str, Any], list[Finding]]:
    """Fields of `SystemType` that say what it is made of, and what is wrong with them inside this file."""
    findings = list(_wrong_parts(document, entry, role))
    radar, threat, found = _settings(document, entry.settings, role)
    findings += found
    launchers = entry.launchers
    if launchers is not None and abs(math.fsum(launchers.load.values()) - 1.0) > 1e-6:
        total = f"{math.fsum(launchers.load.values()):g}"
        problem, mend = f"the shares add up to {total}, not to 1", "correct the shares"
        findings.append(document.finding(("launchers", "load"), problem, mend))
    if sum(sensor.fire_control for sensor in entry.sensors) > 1:
        problem, mend = "more than one sensor has `fire_control: true`", "keep the one that guides the rounds"
        findings.append(document.finding(("sensors",), problem, mend))
    parts: dict[str, Any] = {
        "sensors": tuple(SensorPart(sensor.type, sensor.fire_control) for sensor in entry.sensors),
        "launchers": LaunchersPart(launchers.type, dict(launchers.load)) if launchers else None,
        "load": dict(entry.load or {}),
        "unit": entry.unit,
        "rounds": dict(entry.rounds or {}),
        "radar": radar,
        "threat": threat,
    }
    return parts, findings


def _wrong_parts(document: Document, entry: EntryFile, role: Role) -> Iterator[Finding]:
    for part in PARTS:
        written = bool(getattr(entry, part))
        if written and part not in role.parts:
            yield document.finding((part,), f"a {role.name} has no {part}", "leave it out")
        if not written and part in role.parts and part not in OPTIONAL_PARTS:
            yield document.finding((part,), f"is missing: a {role.name} is made of {', '.join(role.parts)}", "add it")


def _settings(
    document: Document, written: SettingsFile, role: Role
) -> tuple[RadarSettings | None, ThreatSettings | None, list[Finding]]:
    findings = []
    for name, form in type(written).model_fields.items():
        given = getattr(written, name) != form.default
        if given and name not in role.settings:
            findings.append(document.finding(("settings", name), f"a {role.title} has no such setting", "leave it out"))
        if not given and name in role.settings and form.default is None:
            findings.append(document.finding(("settings", name), "is missing", f"add `{name}:` under `settings`"))
    if findings:
        return None, None, findings
    if role.name == "radar":
        radar, findings = _radar_settings(document, written)
        return radar, None, findings
    if role.name == "threat":
        threat, findings = _threat_settings(document, written)
        return None, threat, findings
    return None, None, []


def _radar_settings(document: Document, written: SettingsFile) -> tuple[RadarSettings | None, list[Finding]]:
    findings = []
    confirm = written.confirm or []
    if len(confirm) != 2 or not 1 <= confirm[0] <= confirm[1] <= 32:
        mend = "write for instance `[2, 3]`: two detections in three looks (at most 32)"
        findings.append(document.finding(("settings", "confirm"), f"{confirm} is not M of N", mend))
    drop_after_s = 0.0
    try:
        drop_after_s = InFile("time", low=0.1).read(written.drop_after)
    except UnitError as error:
        findings.append(document.finding(("settings", "drop_after"), error.problem, error.mend))
    findings += _unknown_words(document, written, {"band": BANDS, "pattern": PATTERNS})
    if findings:
        return None, findings
    settings = RadarSettings(
        swerling=written.swerling or 0,
        pulses=written.pulses or 1,
        confirm=(confirm[0], confirm[1]),
        drop_after_s=drop_after_s,
        kind=SENSOR_KINDS[written.kind],
        band=BANDS.get(written.band or "", Band.HIGH),
        pattern=written.pattern or "flat",
        illuminator=written.illuminator,
    )
    return settings, []


def _threat_settings(document: Document, written: SettingsFile) -> tuple[ThreatSettings | None, list[Finding]]:
    findings = list(_unknown_words(document, written, {"threat_class": THREAT_CLASSES, "path": PATHS}))
    if findings:
        return None, findings
    return ThreatSettings(THREAT_CLASSES[str(written.threat_class)], PATHS[str(written.path)]), []


def _unknown_words(document: Document, written: SettingsFile, words: Mapping[str, Iterable[str]]) -> Iterator[Finding]:
    """Settings, among those that are written, whose word is none of those known for it."""
    for name, known in words.items():
        value = getattr(written, name)
        if value is not None and value not in known:
            mend = did_you_mean(value, known) or f"write one of: {', '.join(known)}"
            yield document.finding(("settings", name), f"{value!r} is not known here", mend)


# ------------------------------------------------------------------------------------------------ references


def check_references(
    system: SystemType, document: Document, systems: Mapping[str, SystemType], ids: Iterable[str]
) -> Iterator[Finding]:
    """Does every part exist, and does it play the role it is named for? `systems`: entries that could be read; `ids`:
    all entries there are, so that a broken file is not reported a second time by everyone who names it."""
    known = list(ids)
    for at, name, role in _references(system):
        if name not in known:
            right = [other.id for other in systems.values() if other.role == role]
            mend = did_you_mean(name, right) or f"entries that are {role}: {', '.join(right)}"
            yield document.finding(at, f"the catalogue has no {name!r}", mend)
        elif name in systems and systems[name].role != role:
            yield document.finding(at, f"{name!r} is a {systems[name].role}, not a {role}", f"name a {role}")
    name = (system.radar.illuminator if system.radar is not None else None) or ""
    lamp = systems[name].radar if name in systems else None
    if lamp is not None and lamp.kind != SensorKind.RADAR:
        problem = f"{name!r} transmits nothing: it is {lamp.kind.name.lower()}"
        yield document.finding(("settings", "illuminator"), problem, "name a radar")


def _references(system: SystemType) -> Iterator[tuple[FieldPath, str, str]]:
    """(where, id, the role that it must play) for each part."""
    for position, sensor in enumerate(system.sensors):
        yield ("sensors", position, "type"), sensor.type, "radar"
    if system.radar is not None and system.radar.illuminator is not None:
        yield ("settings", "illuminator"), system.radar.illuminator, "radar"
    if system.launchers is not None:
        yield ("launchers", "type"), system.launchers.type, "launcher"
        for name in system.launchers.load:
            yield ("launchers", "load", name), name, "interceptor"
    for name in system.load:
        yield ("load", name), name, "interceptor"
    if system.unit is not None:
        yield ("unit",), system.unit, "fire_unit"
    for name in system.rounds:
        yield ("rounds", name), name, "interceptor"
