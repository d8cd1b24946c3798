"""The defending half of a World: units, their radars, posts, fire groups, launchers and rounds.

    units of a force, their places  ->  rows of UNIT, SENSOR, POST, GROUP, LAUNCHER, MISSILE, and who hears whom

Figures come from the sampler, one column of W values each. Nothing here depends on a raid: boresights and the time from
which a unit is ready are set when raid and defence meet (`tables.py`).

Choices made here, not in the catalogue:

* A radar's claimed range fixes its signal-to-noise law (`sim/detection.py`); a weakened radar has that range, and its
  instrumented one, multiplied by the factor.
* Posts hear every radar of their network, and a track may come from any of them. A fire unit's own fire-control radar
  need only have the meeting point in view (range shown, sector, horizon); it need not have detected the target.
* A patrol whose rounds are spent is relieved after the relief gap; it does not reload in the air.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pavise.assemble.force import Unit
from pavise.assemble.laydown import Place
from pavise.assemble.names import Keys
from pavise.assemble.sample import Figures, Sampler
from pavise.catalogue.system import SystemType
from pavise.kinds import Doctrine, ThreatClass
from pavise.sim import detection
from pavise.sim.elementary import LN_10, cos, exp, log10, sin
from pavise.sim.fields import allocate
from pavise.sim.world import GROUP, LAUNCHER, MISSILE, POST, SENSOR, UNIT

DOCTRINES = {doctrine.name.lower(): int(doctrine) for doctrine in Doctrine}

ROWS_PER_DECADE = 10
"""False-alarm probabilities are rounded to tenths of a decade, so that worlds share rows of the detection table. The
anchor uses the rounded value too, so the claimed range keeps its claimed chance exactly."""

WHOLE_TURN = 2.0 * math.pi - 1e-6


class PdRows:
    """Rows of the table of detection probabilities, each made once for all worlds and cases of a study."""

    def __init__(self) -> None:
        self._rows: dict[tuple[int, int, float], int] = {}
        self._table = np.zeros((0, detection.PD_GRID))

    @property
    def table(self) -> NDArray[np.float64]:
        """All rows asked for so far, shape (rows, grid)."""
        return self._table

    def row(self, swerling: int, pulses: int, pfa: float) -> int:
        """The row for these settings; `pfa` already rounded."""
        key = (swerling, pulses, pfa)
        if key not in self._rows:
            self._rows[key] = len(self._rows)
            self._table = np.vstack([self._table, detection.pd_table(swerling, pulses, pfa)])
        return self._rows[key]


@dataclass(frozen=True)
class Defence:
    """The tables of one force; axes as in `sim.world`. `notice_s`: shape (W, U)."""

    unit: np.recarray
    sensor: np.recarray
    post: np.recarray
    group: np.recarray
    launcher: np.recarray
    missile: np.recarray
    hears: NDArray[np.uint8]
    notice_s: Figures
    units: tuple[str, ...]
    sensors: tuple[str, ...]
    posts: tuple[str, ...]
    launchers: tuple[str, ...]
    missiles: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """Memory that the tables take."""
        tables = (self.unit, self.sensor, self.post, self.group, self.launcher, self.missile, self.hears)
        return sum(table.nbytes for table in tables)


@dataclass(frozen=True)
class Radar:
    """One type of radar in all worlds: shape (W,) each."""

    snr_scale_m2: Figures
    pd_row: NDArray[np.int64]


def defence_tables(
    units: Sequence[Unit], places: Sequence[Place], sampler: Sampler, keys: Keys, pd_rows: PdRows
) -> Defence:  # fmt: skip
    """The tables of a force whose unit k stands at `places[k]`."""
    worlds = sampler.worlds
    armed = [u for u, unit in enumerate(units) if unit.racks]
    missiles = tuple(dict.fromkeys(rack.missile for unit in units for rack in unit.racks))
    sensor_names = [name for unit in units for name in sensor_names_of(unit)]
    post_names = [post_name(units[u]) for u in armed]
    launcher_names = [name for u in armed for name in launcher_names_of(units[u])]
    sizes = {
        "W": worlds,
        "U": len(units),
        "S": len(sensor_names),
        "C": len(armed),
        "G": sum(len(units[u].racks) for u in armed),
        "L": len(launcher_names),
        "M": len(missiles),
    }
    defence = Defence(
        unit=allocate(UNIT, sizes),
        sensor=allocate(SENSOR, sizes),
        post=allocate(POST, sizes),
        group=allocate(GROUP, sizes),
        launcher=allocate(LAUNCHER, sizes),
        missile=allocate(MISSILE, sizes),
        hears=np.zeros((sizes["C"], sizes["S"]), np.uint8),
        notice_s=np.zeros((worlds, len(units))),
        units=tuple(unit.name for unit in units),
        sensors=tuple(sensor_names),
        posts=tuple(post_names),
        launchers=tuple(launcher_names),
        missiles=missiles,
    )
    defence.unit["key"] = keys.keys(defence.units)
    defence.sensor["key"] = keys.keys(defence.sensors)
    defence.post["key"] = keys.keys(defence.posts)
    defence.launcher["key"] = keys.keys(defence.launchers)
    defence.missile["key"] = keys.keys(defence.missiles)
    for u, (unit, place) in enumerate(zip(units, places, strict=True)):
        _fill_unit(defence, u, unit, place, sampler)
    fire_control = _fill_sensors(defence, units, sampler, pd_rows)
    _fill_posts(defence, units, armed, fire_control, sampler)
    _fill_launchers(defence, units, armed, sampler)
    for m, missile in enumerate(missiles):
        _fill_missile(defence.missile[:, m], missile, sampler)
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


def _fill_unit(defence: Defence, u: int, unit: Unit, place: Place, sampler: Sampler) -> None:
    row, system = defence.unit[:, u], unit.system.id
    row["present"] = unit.present
    row["n"] = place.n
    row["p_available"] = np.minimum(sampler.of(system, "availability") * unit.availability_factor, 1.0)
    row["on_station_s"] = math.inf
    if unit.system.role == "aircraft":
        row["height_m"] = sampler.of(system, "patrol_altitude")
        row["orbit_radius_m"] = sampler.of(system, "orbit_radius")
        row["orbit_speed_mps"] = sampler.of(system, "cruise_speed")
        row["on_station_s"] = sampler.of(system, "time_on_station")
        row["relief_gap_s"] = sampler.of(system, "relief_gap")
    defence.notice_s[:, u] = unit.notice_s


def _fill_sensors(defence: Defence, units: Sequence[Unit], sampler: Sampler, pd_rows: PdRows) -> dict[int, int]:
    """Fill the sensors; row of unit -> row of the sensor that guides its rounds."""
    radars: dict[str, Radar] = {}
    guides: dict[int, int] = {}
    s = 0
    for u, unit in enumerate(units):
        for part in unit.system.sensors:
            system = sampler.library.system(part.type)
            if part.type not in radars:
                radars[part.type] = _radar(system, sampler, pd_rows)
            _fill_sensor(defence.sensor[:, s], system, radars[part.type], unit, sampler)
            defence.sensor["unit"][:, s] = u
            if part.fire_control and u not in guides:
                defence.sensor["fire_control"][:, s] = 1
                guides[u] = s
            s += 1
    return guides


def _radar(system: SystemType, sampler: Sampler, pd_rows: PdRows) -> Radar:
    """Signal-to-noise law and detection row of a radar type, in every world."""
    settings = system.radar
    assert settings is not None  # a radar without settings is a finding of the catalogue
    pfa = [_rounded_pfa(drawn) for drawn in sampler.of(system.id, "pfa")]
    figures = (sampler.of(system.id, name) for name in ("range_ref", "rcs_ref", "pd_ref"))
    scale = [
        detection.anchor_scale(range_m, rcs_m2, pd, settings.swerling, settings.pulses, false_alarm)
        for range_m, rcs_m2, pd, false_alarm in zip(*figures, pfa, strict=True)
    ]
    rows = [pd_rows.row(settings.swerling, settings.pulses, false_alarm) for false_alarm in pfa]
    return Radar(np.array(scale), np.array(rows))


def _rounded_pfa(pfa: float) -> float:
    """The false-alarm probability rounded to a row of the table."""
    return float(exp(round(log10(pfa) * ROWS_PER_DECADE) / ROWS_PER_DECADE * LN_10))


def _fill_sensor(row: np.ndarray, system: SystemType, radar: Radar, unit: Unit, sampler: Sampler) -> None:
    settings = system.radar
    assert settings is not None
    row["present"] = unit.present
    row["antenna_height_m"] = sampler.of(system.id, "antenna_height")
    row["snr_scale_m2"] = radar.snr_scale_m2 * (unit.range_factor * unit.range_factor) ** 2
    row["instrumented_range_m"] = sampler.of(system.id, "instrumented_range") * unit.range_factor
    row["scan_period_s"] = sampler.of(system.id, "scan_period")
    sector_rad = sampler.of(system.id, "sector")
    # A patrol's radar looks ahead, and ahead is every way in turn on its orbit: taken as all round.
    all_round = unit.system.role == "aircraft"
    row["cos_half_sector"] = [
        -1.0 if all_round or full_rad >= WHOLE_TURN else cos(0.5 * full_rad) for full_rad in sector_rad
    ]
    row["sin_elevation_max"] = [sin(highest_rad) for highest_rad in sampler.of(system.id, "elevation_max")]
    row["pd_row"] = radar.pd_row
    row["confirm_m"], row["confirm_n"] = settings.confirm
    row["drop_after_s"] = settings.drop_after_s
    row["tracks_max"] = sampler.whole(system.id, "tracks_max")


def _fill_posts(
    defence: Defence, units: Sequence[Unit], armed: Sequence[int], fire_control: dict[int, int], sampler: Sampler
) -> None:
    """Fill the posts, and who hears which radar."""
    networks = list(dict.fromkeys(unit.placed.entry.network for unit in units))
    network_of_sensor = [unit.placed.entry.network for unit in units for _ in unit.system.sensors]
    for c, u in enumerate(armed):
        entry, system, row = units[u].placed.entry, units[u].system.id, defence.post[:, c]
        row["unit"] = u
        row["network"] = networks.index(entry.network)
        row["fire_control"] = fire_control.get(u, -1)
        row["channels"] = np.maximum(sampler.whole(system, "channels"), 1)
        row["salvo"] = np.maximum(sampler.whole(system, "missiles_per_target"), 1)
        row["doctrine"] = DOCTRINES[entry.doctrine]
        row["reaction_s"] = sampler.of(system, "reaction_time")
        row["assess_s"] = sampler.of(system, "assess_time")
        row["decision_period_s"] = sampler.of(system, "decision_period")
        row["track_delay_s"] = sampler.of(system, "track_delay")
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
