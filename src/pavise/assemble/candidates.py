"""One type of sensor at many places, to ask which places see most: every candidate has a unit of its own.

Nobody commands them and they fire nothing; only what a map of coverage needs is filled in. All stand in every world,
with the figures that the type has in that world: doubt about the type moves all candidates alike, which is what makes
them comparable.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pavise.assemble.force import Unit
from pavise.assemble.landscape import Tell
from pavise.assemble.laydown import Place
from pavise.assemble.names import Keys
from pavise.assemble.sample import Sampler
from pavise.assemble.sensor_tables import Surroundings, antenna, fill_sensors
from pavise.assemble.unit_tables import Defence, sensor_names_of
from pavise.catalogue.system import SensorPart, SystemType
from pavise.kinds import SensorKind
from pavise.scenario.posture import Entry, PlacedEntry, PostureFile
from pavise.scenario.written import Placed
from pavise.sim.fields import allocate
from pavise.sim.world import GROUP, LAUNCHER, LINK, MISSILE, NETWORK, POST, SENSOR, UNIT
from pavise.yamlfile import Document


def unfit(system: SystemType, library_has: dict[str, SystemType]) -> str:
    """Why a type cannot be sited; "" when it can."""
    if system.flies:
        return "flies, so it has no place to be chosen"
    parts = [library_has[part.type] for part in parts_of(system)]
    if not parts:
        return "has no sensor"
    if any(part.radar is not None and part.radar.kind == SensorKind.BISTATIC for part in parts):
        return "listens to a radar that stands elsewhere, so its place alone says little"
    return ""


def parts_of(system: SystemType) -> tuple[SensorPart, ...]:
    """The sensors of a unit; a radar is its own."""
    return (SensorPart(system.id, False),) if system.radar is not None else system.sensors


def stand_at(
    system: SystemType,
    places: Sequence[Place],
    sampler: Sampler,
    keys: Keys,
    around: Surroundings,
    tell: Tell | None = None,
) -> Defence:
    """The tables of a force with the sensors of `system` at each of `places`."""
    worlds = sampler.worlds
    carrier = SystemType(system.id, system.name, "warning_radar", {}, parts_of(system), file=system.file)
    units = [_unit(carrier, place, worlds) for place in places]
    sizes = {"W": worlds, "U": len(units), "S": len(units) * len(carrier.sensors), "N": 1}
    sizes |= dict.fromkeys("CGLMQ", 0)
    unit, sensor = allocate(UNIT, sizes), allocate(SENSOR, sizes)
    names = [name for one in units for name in sensor_names_of(one)]
    unit["key"], sensor["key"] = keys.keys([one.name for one in units]), keys.keys(names)
    unit["present"], unit["p_available"], unit["on_station_s"] = 1, 1.0, math.inf
    for u, place in enumerate(places):
        unit["n"][:, u] = place.n
        unit["height_m"][:, u] = around.landscape.ground_m(place.n)
    around.landscape.prepare(
        [antenna(sampler.library.system(part.type), place, sampler) for place in places for part in carrier.sensors],
        tell,
    )
    fill_sensors(sensor, units, places, sampler, around)
    return Defence(
        unit=unit,
        sensor=sensor,
        post=allocate(POST, sizes),
        group=allocate(GROUP, sizes),
        launcher=allocate(LAUNCHER, sizes),
        missile=allocate(MISSILE, sizes),
        network=allocate(NETWORK, sizes),
        link=allocate(LINK, sizes),
        hears=np.zeros((0, sizes["S"]), np.uint8),
        notice_s=np.zeros((worlds, len(units))),
        units=tuple(one.name for one in units),
        sensors=tuple(names),
        posts=(),
        launchers=(),
        missiles=(),
        networks=(carrier.id,),
    )


def _unit(carrier: SystemType, place: Place, worlds: int) -> Unit:
    entry = Entry.model_validate({"system": carrier.id, "count": 1})
    sheet = PostureFile(id="candidates", title="Candidates", summary="One unit at every candidate place.")
    placed = PlacedEntry(place.name, entry, Placed(sheet, Document("candidates", {}, {})))
    ones = np.ones(worlds)
    return Unit(f"candidate {place.name}", placed, carrier, ones > 0.0, 0.0 * ones, ones, ones, ())
