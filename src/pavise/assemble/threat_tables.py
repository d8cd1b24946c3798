"""The attacking half of a World: the threats of one raid family at one size, the traffic that flies through beside it,
and how long the clock must run: until the last threat can have arrived, whoever else is still in the air.

A threat's name holds the family, the kind and its number within the kind, so a raid of 100 contains the raid of 36 as
far as the mix allows, threat by threat with the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pavise.assemble.names import Keys
from pavise.assemble.sample import Figures, Sampler
from pavise.assemble.signatures import fill_signature
from pavise.assemble.traffic_tables import class_of, traffic_names, traffic_table
from pavise.kinds import PathKind
from pavise.scenario.raid import Kind, Raid
from pavise.scenario.sites import Site
from pavise.scenario.traffic import Traffic
from pavise.sim.fields import allocate
from pavise.sim.geometry import n_vector
from pavise.sim.models.motion.ballistic import arc_time
from pavise.sim.models.motion.descent import arc_rising_to, slowed_arc_time
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M, point_ahead
from pavise.sim.world import JAMMER, THREAT

MARGIN = 1.02
MARGIN_S = 60.0
"""The clock runs a little longer than the slowest threat can need: flat-earth lengths are not exact."""


@dataclass(frozen=True)
class Attack:
    """The threats of one raid, then its traffic, and the jammers that stand off behind it. `names`, `classes`: of both
    threats and traffic. `warning_s`, `axis_rad`: shape (W,).
    """

    threat: np.recarray
    jammer: np.recarray
    names: tuple[str, ...]
    classes: tuple[str, ...]
    warning_s: Figures
    axis_rad: Figures
    horizon_s: float

    @property
    def size_bytes(self) -> int:
        """Memory that the table takes."""
        return int(self.threat.nbytes + self.jammer.nbytes)


def attack_tables(
    raid: Raid, size: int, traffic: Mapping[str, Traffic], sites: Mapping[str, Site], sampler: Sampler, keys: Keys
) -> Attack:
    """The raid at one size against these sites, and the flows of `traffic` (by name) that fly through beside it."""
    numbers = raid.numbers(size)
    names = [name for kind, number in numbers.items() for name in threat_names(raid.id, kind, number)]
    table = allocate(THREAT, {"W": sampler.worlds, "T": size})
    table["key"] = keys.keys(names)
    table["site"] = -1 if raid.target == "by_value" else list(sites).index(raid.target)
    axis_rad = _axis_rad(raid, sampler)
    table["axis_rad"] = axis_rad[:, np.newaxis]
    table["axis_spread_rad"] = raid.axis.spread
    classes: list[str] = []
    first, latest_s = 0, 0.0
    for name, number in numbers.items():
        kind = raid.kinds[name]
        rows = table[:, first : first + number]
        fill_kind(rows, kind, sampler)
        turn, wave = np.divmod(np.arange(number), raid.waves.count)
        rows["start_s"] = kind.delay + wave * raid.waves.gap + turn * raid.waves.spacing
        rows["start_spread_s"] = raid.waves.spread
        if raid.waves.timed_by == "arrivals":
            rows["start_s"] += first_arrival_s(raid, sampler)[:, np.newaxis]
            rows["timed_by_arrival"] = 1
        if kind.imitates is not None:
            imitated = raid.kinds[kind.imitates].system
            rows["feigned_damage"] = sampler.of(imitated, "damage")[:, np.newaxis] - rows["damage"]
        if number:
            last_start_s = float(rows["start_s"].max()) + raid.waves.spread
            latest_s = max(latest_s, last_start_s + float(flight_s(kind, sampler).max()))
        settings = sampler.library.system(kind.system).threat
        classes += [settings.threat_class.name.lower()] * number if settings else []
        first += number
    for flow, aircraft in traffic.items():
        names += traffic_names(flow, aircraft)
        classes += [class_of(sampler.library.system(aircraft.system)).name.lower()] * aircraft.count
    return Attack(
        threat=_behind(table, traffic_table(traffic, sites, sampler, keys)),
        jammer=_jammers(raid, sites, axis_rad, sampler, keys),
        names=tuple(names),
        classes=tuple(classes),
        warning_s=sampler.judged(raid_name(raid), "warning_time", raid.warning, "s"),
        axis_rad=axis_rad,
        horizon_s=math.ceil(latest_s * MARGIN + MARGIN_S),
    )


def _behind(threats: np.recarray, traffic: np.recarray) -> np.recarray:
    """Both as one table, the threats first."""
    return np.concatenate([threats, traffic], axis=1).view(np.recarray) if traffic.shape[1] else threats


def raid_name(raid: Raid) -> str:
    """The name under which a family's own figures are drawn."""
    return f"raid/{raid.id}"


def jammer_names(raid: Raid) -> list[str]:
    """Names of the jammers that stand off behind a raid: one, or none."""
    return [f"{raid.id}/jammer"] if raid.standoff_jamming is not None else []


def threat_names(raid: str, kind: str, number: int) -> list[str]:
    """Names of the threats of one kind: `mixed/drone/1` ..."""
    return [f"{raid}/{kind}/{k + 1}" for k in range(number)]


def flight_s(kind: Kind, sampler: Sampler) -> Figures:
    """The longest that one threat of a kind can be under way, in every world."""
    settings = sampler.library.system(kind.system).threat
    if settings is not None and settings.path == PathKind.ARC:
        angle_rad = kind.distance / MEAN_RADIUS_M
        shapes = zip(apogee_ratio(kind, sampler), drag_m2pkg(kind, sampler), strict=True)
        return np.array([_arc_s(angle_rad, ratio, drag) for ratio, drag in shapes])
    third_m = kind.distance / 3.0
    way_m = 2.0 * math.sqrt(third_m**2 + kind.weave**2) + math.sqrt(third_m**2 + (2.0 * kind.weave) ** 2)
    return way_m / sampler.of(kind.system, "speed")


def first_arrival_s(raid: Raid, sampler: Sampler) -> Figures:
    """When the first can arrive if nobody starts before time 0, in every world: the longest flight of all kinds."""
    longest = [flight_s(kind, sampler) - kind.delay for kind in raid.kinds.values()]
    return np.maximum(np.max(longest, axis=0) * MARGIN, 0.0) + MARGIN_S


def _arc_s(angle_rad: float, apogee_ratio: float, drag_m2pkg: float) -> float:
    """Time of flight on the arc that `sim.paths` will draw."""
    apogee_m = apogee_ratio * angle_rad * MEAN_RADIUS_M
    if drag_m2pkg > 0.0:
        return float(slowed_arc_time(angle_rad, apogee_m, MEAN_RADIUS_M, 0.0, drag_m2pkg)[0])
    return float(arc_time(angle_rad, *arc_rising_to(angle_rad, apogee_m, MEAN_RADIUS_M), MEAN_RADIUS_M))


def apogee_ratio(kind: Kind, sampler: Sampler) -> Figures:
    """How high the arc of a kind rises over its distance, in every world; 0: the least-energy arc, or level flight."""
    if kind.arc is not None:
        return np.full(sampler.worlds, kind.arc)
    return sampler.of(kind.system, "apogee_ratio")


def drag_m2pkg(kind: Kind, sampler: Sampler) -> Figures:
    """What the air does to a kind on its way down, in every world; 0 where the raid does not ask for it."""
    if not kind.drag:
        return np.zeros(sampler.worlds)
    return np.asarray(1.0 / sampler.of(kind.system, "ballistic_coefficient"))


def _axis_rad(raid: Raid, sampler: Sampler) -> Figures:
    """The bearing that the raid comes from, in every world; all round where none is written."""
    if raid.axis.bearing is not None:
        return sampler.judged(raid_name(raid), "axis_bearing", raid.axis.bearing, "rad")
    return sampler.turn(raid_name(raid), "axis_bearing")


def _jammers(
    raid: Raid, sites: Mapping[str, Site], axis_rad: Figures, sampler: Sampler, keys: Keys
) -> np.recarray:  # fmt: skip
    """The jammers of a raid: on its bearing, at a distance from the middle of all sites."""
    jamming, names = raid.standoff_jamming, jammer_names(raid)
    table = allocate(JAMMER, {"W": sampler.worlds, "J": len(names)})
    if jamming is None:
        return table
    name = raid_name(raid)
    middle = _middle(sites)
    distance_m = sampler.judged(name, "jammer_distance", jamming.distance, "m")
    table["key"] = keys.keys(names)
    table["n"][:, 0] = [
        point_ahead(*middle, bearing_rad, far_m / MEAN_RADIUS_M)
        for bearing_rad, far_m in zip(axis_rad, distance_m, strict=True)
    ]
    table["height_m"][:, 0] = sampler.judged(name, "jammer_altitude", jamming.altitude, "m")
    table["jam_to_noise"][:, 0] = sampler.judged(name, "jam_to_noise", jamming.jam_to_noise, "")
    return table


def _middle(sites: Mapping[str, Site]) -> tuple[float, float, float]:
    """n-vector of the middle of all sites."""
    x, y, z = np.sum([n_vector(site.lat, site.lon) for site in sites.values()], axis=0)
    length = math.sqrt(x * x + y * y + z * z)
    return x / length, y / length, z / length


def fill_kind(rows: np.ndarray, kind: Kind, sampler: Sampler) -> None:
    """Fill what a kind of threat is and does, shape (W, any number); when and where it flies is left."""
    settings = sampler.library.system(kind.system).threat
    assert settings is not None  # a finding of `check` otherwise
    rows["threat_class"] = int(settings.threat_class)
    rows["path_kind"] = int(settings.path)
    rows["distance_m"] = kind.distance
    rows["weave_m"] = kind.weave
    for column, quantity in (
        ("speed_mps", "speed"),
        ("altitude_m", "altitude"),
        ("release_range_m", "release_range"),
        ("jam_to_noise", "jam_to_noise"),
        ("damage", "damage"),
        ("unit_cost_usd", "unit_cost"),
    ):
        rows[column] = sampler.of(kind.system, quantity)[:, np.newaxis]
    rows["apogee_ratio"] = apogee_ratio(kind, sampler)[:, np.newaxis]
    rows["drag_m2pkg"] = drag_m2pkg(kind, sampler)[:, np.newaxis]
    fill_signature(rows, kind.system, sampler)
