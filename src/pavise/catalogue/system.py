"""A type of equipment: its role, its quantities, and what it is made of.

A battery is made of sensors and launchers, a launcher carries rounds, a fighter carries a radar and rounds, a lot is so
many units. Parts are named by the ids of their own entries, so one belief about a radar serves every unit that has it.

The seams where later work joins: a radar's `settings` name its detection model's fixed choices, a unit's `load` is a
fixed share (which rounds a country bought could itself be in doubt), and a new kind of part is a new field here, read
in `composition` and used in `assemble`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pavise.catalogue.quantity import Quantity
from pavise.kinds import Band, PathKind, SensorKind, ThreatClass

FLYING_ROLES = ("aircraft", "warning_aircraft")


@dataclass(frozen=True)
class SensorPart:
    """A sensor of a unit. `fire_control`: rounds of the unit need a track by this sensor."""

    type: str
    fire_control: bool


@dataclass(frozen=True)
class LaunchersPart:
    """The launchers of a unit. `load`: round id -> share of the launchers that carry it (the shares add up to 1)."""

    type: str
    load: Mapping[str, float]


@dataclass(frozen=True)
class RadarSettings:
    """Choices of the detection model. `confirm`: detections needed out of so many looks to start a track.

    `illuminator`: id of the radar whose echoes a bistatic receiver listens to.
    """

    swerling: int
    pulses: int
    confirm: tuple[int, int]
    drop_after_s: float
    kind: SensorKind = SensorKind.RADAR
    band: Band = Band.HIGH
    pattern: str = "flat"
    illuminator: str | None = None


@dataclass(frozen=True)
class ThreatSettings:
    """Which chances to be killed apply to a threat, and how it flies."""

    threat_class: ThreatClass
    path: PathKind


@dataclass(frozen=True)
class SystemType:
    """One entry of the catalogue, checked. `load` and `rounds`: round id -> number (of a fighter, of a lot)."""

    id: str
    name: str
    role: str
    quantities: Mapping[str, Quantity]
    sensors: tuple[SensorPart, ...] = ()
    launchers: LaunchersPart | None = None
    load: Mapping[str, int] = field(default_factory=dict)
    unit: str | None = None
    rounds: Mapping[str, int] = field(default_factory=dict)
    radar: RadarSettings | None = None
    threat: ThreatSettings | None = None
    file: str = ""

    @property
    def fire_control(self) -> SensorPart | None:
        """The sensor that guides the rounds of this unit; None when none is needed."""
        return next((sensor for sensor in self.sensors if sensor.fire_control), None)

    @property
    def flies(self) -> bool:
        """Is it an aircraft, on an orbit instead of a place?"""
        return self.role in FLYING_ROLES

    @property
    def missiles(self) -> tuple[str, ...]:
        """Ids of the rounds that this system fires or, for a lot, contains."""
        carried = self.launchers.load if self.launchers else {}
        return tuple(dict.fromkeys((*carried, *self.load, *self.rounds)))

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of everything that this system is directly made of, each once."""
        launchers = (self.launchers.type,) if self.launchers else ()
        unit = (self.unit,) if self.unit else ()
        return tuple(dict.fromkeys((*unit, *(sensor.type for sensor in self.sensors), *launchers, *self.missiles)))
