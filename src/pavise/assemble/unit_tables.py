"""The defending half of a World: units, their radars, posts, fire groups, launchers and rounds.

    units of a force, their places  ->  rows of UNIT, SENSOR, POST, GROUP, LAUNCHER, MISSILE, and who hears whom
    networks and links of the posture  ->  rows of NETWORK, LINK (`picture.py`)
    sectors, depots, stores, and what a study switches on  ->  columns of POST, LAUNCHER, MISSILE (`engagement.py`)

Figures come from the sampler, one column of W values each. Nothing here depends on a raid: boresights and the time from
which a unit is ready are set when raid and defence meet (`tables.py`).

Choices made here, not in the catalogue:

* Sensors are filled in `sensor_tables.py`, which has choices of its own.
* Posts hear every radar of their network, and a track may come from any of them. A fire unit's own fire-control radar
  need only have the meeting point in view (range shown, sector, horizon); it need not have detected the target.
* A patrol whose rounds are spent is relieved after the relief gap; it does not reload in the air.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pavise.assemble.chain import alone_name, fill_alone, fill_command, fill_orders, may_be_alone
from pavise.assemble.engagement import fill_engagement, fill_sectors_and_depots, fill_stores
from pavise.assemble.force import Unit
from pavise.assemble.landscape import Landscape
from pavise.assemble.laydown import Place
from pavise.assemble.names import Keys
from pavise.assemble.picture import fill_links, fill_networks
from pavise.assemble.sample import Figures, Sampler
from pavise.assemble.sensor_tables import Surroundings, fill_sensors
from pavise.kinds import ThreatClass
from pavise.scenario.posture import PlacedLink, PlacedNetwork, PlacedStore
from pavise.sim.fields import allocate
from pavise.sim.world import GROUP, LAUNCHER, LINK, MISSILE, NETWORK, POST, SENSOR, UNIT


@dataclass(frozen=True)
class Defence:
    """The tables of one force; axes as in `sim.world`. `notice_s`: shape (W, U)."""

    unit: np.recarray
    sensor: np.recarray
    post: np.recarray
    group: np.recarray
    launcher: np.recarray
    missile: np.recarray
    network: np.recarray
    link: np.recarray
    hears: NDArray[np.uint8]
    notice_s: Figures
    units: tuple[str, ...]
    sensors: tuple[str, ...]
    posts: tuple[str, ...]
    launchers: tuple[str, ...]
    missiles: tuple[str, ...]
    networks: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """Memory that the tables take."""
        tables = (
            self.unit, self.sensor, self.post, self.group, self.launcher, self.missile, self.network, self.link,
            self.hears,
        )  # fmt: skip
        return sum(table.nbytes for table in tables)


def defence_tables(
    units: Sequence[Unit],
    places: Sequence[Place],
    sampler: Sampler,
    keys: Keys,
    around: Surroundings,
    networks_written: Mapping[str, PlacedNetwork],
    links: Mapping[str, PlacedLink],
    stores: Mapping[str, PlacedStore],
) -> Defence:
    """The tables of a force whose unit k stands at `places[k]`, with the networks, links and stores of its posture."""
    worlds = sampler.worlds
    armed = [u for u, unit in enumerate(units) if unit.racks]
    missiles = tuple(dict.fromkeys(rack.missile for unit in units for rack in unit.racks))
    sensor_names = [name for unit in units for name in sensor_names_of(unit)]
    post_names = [post_name(units[u]) for u in armed]
    ends = [end for placed in links.values() for end in (placed.link.giver, placed.link.taker)]
    shared = tuple(dict.fromkeys([*(unit.placed.entry.network for unit in units), *ends])) or ("national",)
    alone = tuple(alone_name(post_name(units[u])) for u in armed if may_be_alone(units[u], networks_written))
    networks = (*shared, *alone)
    launcher_names = [name for u in armed for name in launcher_names_of(units[u])]
    sizes = {
        "W": worlds,
        "U": len(units),
        "S": len(sensor_names),
        "C": len(armed),
        "G": sum(len(units[u].racks) for u in armed),
        "L": len(launcher_names),
        "M": len(missiles),
        "N": len(networks),
        "Q": len(links),
    }
    defence = Defence(
        unit=allocate(UNIT, sizes),
        sensor=allocate(SENSOR, sizes),
        post=allocate(POST, sizes),
        group=allocate(GROUP, sizes),
        launcher=allocate(LAUNCHER, sizes),
        missile=allocate(MISSILE, sizes),
        network=allocate(NETWORK, sizes),
        link=allocate(LINK, sizes),
        hears=np.zeros((sizes["C"], sizes["S"]), np.uint8),
        notice_s=np.zeros((worlds, len(units))),
        units=tuple(unit.name for unit in units),
        sensors=tuple(sensor_names),
        posts=tuple(post_names),
        launchers=tuple(launcher_names),
        missiles=missiles,
        networks=networks,
    )
    defence.unit["key"] = keys.keys(defence.units)
    defence.sensor["key"] = keys.keys(defence.sensors)
    defence.post["key"] = keys.keys(defence.posts)
    defence.launcher["key"] = keys.keys(defence.launchers)
    defence.missile["key"] = keys.keys(defence.missiles)
    defence.network["key"] = keys.keys(defence.networks)
    network_of = [networks.index(unit.placed.entry.network) for unit in units for _ in unit.system.sensors]
    defence.sensor["network"] = network_of
    for u, (unit, place) in enumerate(zip(units, places, strict=True)):
        _fill_unit(defence, u, unit, place, sampler, around.landscape)
    fire_control = fill_sensors(defence.sensor, units, places, sampler, around)
    fill_networks(defence.network, shared, networks_written, sampler, around.picture)
    fill_command(defence.network, shared, networks_written, sampler)
    fill_links(defence.link, links, networks, sampler, keys)
    _fill_posts(defence, units, armed, fire_control, networks_written, sampler)
    _fill_launchers(defence, units, armed, sampler)
    fill_sectors_and_depots(defence.launcher, defence.group, [units[u] for u in armed], sampler)
    fill_stores(defence.launcher, defence.group, missiles, [units[u] for u in armed], stores, sampler)
    for m, missile in enumerate(missiles):
        _fill_missile(defence.missile[:, m], missile, sampler)
    fill_engagement(
        defence.unit, defence.post, defence.group, defence.launcher, defence.missile, around.engagement, sampler
    )  # fmt: skip
    return defence


# ---- names, which must be the same in every option ------------------------------------------------------------------


def sensor_names_of(unit: Unit) -> list[str]:
    """`s400 1/92n6e`; a second radar of the same type is `.../kalkan#2`."""
    names: list[str] = []
    for sensor in unit.system.sensors:
        before = sum(name.split("#")[0] == f"{unit.name}/{sensor.type}" for name in names)
        names.append(f"{unit.name}/{sensor.type}" + (f"#{before + 1}" if before else ""))
    return names


def post_name(unit: Unit) -> str:
    """Name of the post that commands a unit's rounds."""
    return f"{unit.name}/post"


def launcher_names_of(unit: Unit) -> list[str]:
    """Names of the launchers, numbered for each round: `s400 1/40n6e 3`."""
    return [f"{unit.name}/{rack.missile} {k + 1}" for rack in unit.racks for k in range(rack.rounds.shape[1])]


# ---- rows -----------------------------------------------------------------------------------------------------------


def _fill_unit(defence: Defence, u: int, unit: Unit, place: Place, sampler: Sampler, landscape: Landscape) -> None:
    row, system = defence.unit[:, u], unit.system.id
    row["present"] = unit.present
    row["n"] = place.n
    row["p_available"] = np.minimum(sampler.of(system, "availability") * unit.availability_factor, 1.0)
    row["on_station_s"] = math.inf
    row["height_m"] = landscape.ground_m(place.n)
    if unit.system.flies:
        row["height_m"] = sampler.of(system, "patrol_altitude")
        row["orbit_radius_m"] = sampler.of(system, "orbit_radius")
        row["orbit_speed_mps"] = sampler.of(system, "cruise_speed")
        row["on_station_s"] = sampler.of(system, "time_on_station")
        row["relief_gap_s"] = sampler.of(system, "relief_gap")
    defence.notice_s[:, u] = unit.notice_s


def _fill_posts(
    defence: Defence,
    units: Sequence[Unit],
    armed: Sequence[int],
    fire_control: dict[int, int],
    networks_written: Mapping[str, PlacedNetwork],
    sampler: Sampler,
) -> None:
    """Fill the posts and the networks that they fight alone on, and who hears which radar."""
    network_of_sensor = [unit.placed.entry.network for unit in units for _ in unit.system.sensors]
    for c, u in enumerate(armed):
        entry, system, row = units[u].placed.entry, units[u].system.id, defence.post[:, c]
        row["unit"] = u
        row["network"] = defence.networks.index(entry.network)
        row["fire_control"] = fire_control.get(u, -1)
        row["channels"] = np.maximum(sampler.whole(system, "channels"), 1)
        row["salvo"] = np.maximum(sampler.whole(system, "missiles_per_target"), 1)
        row["reaction_s"] = sampler.of(system, "reaction_time")
        row["assess_s"] = sampler.of(system, "assess_time")
        row["decision_period_s"] = sampler.of(system, "decision_period")
        row["track_delay_s"] = sampler.of(system, "track_delay")
        number = sum(units[before].entry == units[u].entry for before in range(u))
        fill_orders(row, units[u].placed, number, networks_written, sampler)
        if may_be_alone(units[u], networks_written):
            row["fallback"] = defence.networks.index(alone_name(defence.posts[c]))
            fill_alone(defence.network, int(row["fallback"][0]), int(row["network"][0]))
        defence.hears[c] = [network == entry.network for network in network_of_sensor]


def _fill_launchers(defence: Defence, units: Sequence[Unit], armed: Sequence[int], sampler: Sampler) -> None:
    """Fill the fire groups and their launchers, which stand together."""
    g = first = 0
    for c, u in enumerate(armed):
        system = units[u].system
        launcher = system.launchers.type if system.launchers else system.id
        reload_s = sampler.of(launcher, "reload_time" if system.launchers else "relief_gap")
        for rack in units[u].racks:
            number = rack.rounds.shape[1]
            defence.group[g] = (c, defence.missiles.index(rack.missile), first, number)
            rows = defence.launcher[:, first : first + number]
            rows["group"] = g
            rows["rounds"] = np.where(units[u].present[:, np.newaxis], rack.rounds, 0)
            rows["interval_s"] = sampler.of(launcher, "round_interval")[:, np.newaxis]
            rows["reload_s"] = reload_s[:, np.newaxis]
            rows["reloads"] = rack.reloads
            g += 1
            first += number


def _fill_missile(row: np.ndarray, missile: str, sampler: Sampler) -> None:
    for column, quantity in (
        ("range_min_m", "range_min"),
        ("range_max_m", "range_max"),
        ("range_max_ballistic_m", "range_max_ballistic"),
        ("altitude_min_m", "altitude_min"),
        ("altitude_max_m", "altitude_max"),
        ("speed_mps", "speed_mean"),
        ("unit_cost_usd", "unit_cost"),
    ):
        row[column] = sampler.of(missile, quantity)
    for kind in ThreatClass:
        row["p_kill"][:, int(kind)] = sampler.of(missile, f"p_kill_{kind.name.lower()}")
