"""Record one battle as a replay: play it again with somebody looking on, and put what was seen into tables.

    record(world, names, replication)  ->  Recorded: the tables of `results.replay_tables`, and the battle's measures

The same seed gives the same bits, so nothing has to be kept while thousands of battles are counted: the few that
somebody wants to look at are played once more with the open driver. Ways of threats are taken from their paths and are
exact; what a network, a sensor or a launcher had is noted step by step (`looking_on.py`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pavise.kinds import Cause, EventKind, Fate, Picture, SensorKind, Side, ThreatClass, Waste
from pavise.results.replay_tables import TABLES
from pavise.run.campaign import measures_of
from pavise.run.drivers import RunError, collected, play_one_open, room_for_one
from pavise.run.looking_on import Looker
from pavise.run.optimal import hook_of
from pavise.sim.detection import CELL_SHIFT, FIRST_CELL
from pavise.sim.world import World
from pavise.tracking.frame import geodetic

PIECE_M = 15e3
"""A way is told in pieces of at most this length: then a straight line on the map is metres from the true one."""

ROOM_FOR_EVENTS = 4_000
MORE_ROOM = 8
MOST_ROOM = 4_000_000

Columns = dict[str, Any]


@dataclass(frozen=True)
class Recorded:
    """One battle: its tables, what it came to by measure (None where a measure has no value), and its length."""

    tables: dict[str, Columns]
    measures: dict[str, float | None]
    picture: str
    world: int
    end_s: float


class About(NamedTuple):
    """What the arrays do not know: words for sites, and for units system, system_title and role; by name."""

    sites: Mapping[str, str]
    units: Mapping[str, tuple[str, str, str]]


def record(world: World, names: Any, replication: int, about: About) -> Recorded:
    """Play `replication` of a case again and record it. `names`: as `assemble.tables.names_of` gives them."""
    w = replication // int(world.config[0]["repeats"])
    room = ROOM_FOR_EVENTS
    while True:
        state, air, work = room_for_one(world, room)
        looker = Looker(world, w, state, air)
        play_one_open(world, replication, state, hook_of(world), looker, air, work)
        if not state.clock[0]["events_lost"]:
            break
        if room > MOST_ROOM:
            raise RunError(f"replication {replication}: more than {room} events; it cannot be recorded")
        room *= MORE_ROOM
    played = collected(world, state)
    log = np.asarray(played.events[0])
    end_s = max(float(log["time_s"].max(initial=0.0)), float(state.clock[0]["time_s"]))
    looker.end(end_s)
    flight, place, path = (np.asarray(table)[0] for table in (state.flight, state.place, state.path))
    tables: dict[str, Columns] = {}
    tables["sites"] = _sites(world, names, state.damage[0], about)
    tables["networks"] = {"name": list(names.networks)}
    units, tables["patrol"] = _units(world, names, w, place, looker, about)
    tables["units"] = units
    tables |= _hardware(world, names, w)
    tables["threats"], tables["way"] = _threats(world, names, w, flight, path, end_s)
    tables["tracks"], tables["track_points"] = _tracks(looker)
    tables["events"] = _events(log)
    tables["shots"] = _shots(world, w, log, looker, tables)
    for name, columns in (("seen", ("sensor", "threat")), ("holds", ("network", "threat"))):
        spans = getattr(looker, name)
        tables[name] = _columns((*columns, "from_s", "to_s"), spans)
    tables["rounds"] = _columns(("launcher", "time_s", "rounds"), looker.rounds)
    tables["stations"] = _columns(("unit", "time_s", "on_station"), looker.stations)
    tables["blocked"] = _columns(("threat", "time_s", "cause"), looker.blocked)
    tables["blocked"]["cause"] = [_cause(number) for number in tables["blocked"]["cause"]]
    measures = {name: _value(values) for name, values in measures_of(world, played).items()}
    picture = "tracked" if world.config[0]["picture"] == Picture.TRACKED else "known"
    return Recorded(tables, measures, picture, w, end_s)


# ---- who is there --------------------------------------------------------------------------------------------------


def _sites(world: World, names: Any, damage: np.ndarray, about: About) -> Columns:
    return {
        "name": list(names.sites),
        "title": [about.sites.get(name, name) for name in names.sites],
        **_places(world.site["n"], world.site["height_m"]),
        "value": world.site["value"],
        "hardness": world.site["hardness"],
        "damage": damage["points"],
    }


def _units(
    world: World, names: Any, w: int, place: np.ndarray, looker: Looker, about: About
) -> tuple[Columns, Columns]:  # fmt: skip
    unit = world.unit[w]
    network = np.full(len(unit), -1)
    network[world.sensor[w]["unit"]] = world.sensor[w]["network"]
    network[world.post[w]["unit"]] = world.post[w]["network"]
    first, count, patrol = _patrol(len(unit), looker)
    known = [about.units.get(name, ("", name, "")) for name in names.units]
    columns = {
        "name": list(names.units),
        "system": [system for system, _, _ in known],
        "system_title": [title for _, title, _ in known],
        "role": [role for _, _, role in known],
        **_places(unit["n"], unit["height_m"]),
        "network": network,
        "present": unit["present"],
        "ready_from_s": np.where(unit["present"] == 1, place["ready_from_s"], math.inf),
        "facing_rad": unit["boresight_rad"],
        "orbit_m": unit["orbit_radius_m"],
        "patrol_first": first,
        "patrol_count": count,
    }
    return columns, patrol


def _patrol(units: int, looker: Looker) -> tuple[np.ndarray, np.ndarray, Columns]:
    first, count = np.zeros(units, dtype=np.int64), np.zeros(units, dtype=np.int64)
    flies, looks = looker.flies, looker.patrols
    if not len(flies) or not looks:
        return first, count, _motion(np.empty(0), np.empty((0, 3)))
    first[flies], count[flies] = np.arange(len(flies)) * len(looks), len(looks)
    time_s = np.tile([time_s for time_s, _ in looks], len(flies))
    place_m = np.stack([place_m for _, place_m in looks]).swapaxes(0, 1).reshape(-1, 3)
    return first, count, _motion(time_s, place_m)


def _hardware(world: World, names: Any, w: int) -> dict[str, Columns]:
    """Sensors, posts, groups, launchers, jammers and links."""
    sensor, post, missile = world.sensor[w], world.post[w], world.missile[w][world.group["missile"]]
    return {
        "sensors": {
            "name": list(names.sensors),
            "unit": sensor["unit"],
            "kind": [SensorKind(kind).name.lower() for kind in sensor["kind"]],
            "guides": sensor["fire_control"],
            "range_m": sensor["instrumented_range_m"],
            "range_1m2_m": _range_1m2_m(sensor, world.pd_table),
            "half_sector_rad": np.arccos(np.clip(sensor["cos_half_sector"], -1.0, 1.0)),
            "scan_s": sensor["scan_period_s"],
            "drop_after_s": sensor["drop_after_s"],
        },
        "posts": {
            "name": list(names.posts),
            "guide": post["fire_control"],
            **{c: post[c] for c in ("unit", "network", "channels", "track_delay_s", "reaction_s", "assess_s")},
        },
        "groups": {
            "post": world.group["post"],
            "missile": [names.missiles[m] for m in world.group["missile"]],
            **{c.name: missile[c.name] for c in TABLES["groups"].columns[2:8]},
            **{f"p_kill_{kind.name.lower()}": missile["p_kill"][:, kind] for kind in ThreatClass},
        },
        "launchers": {
            "name": list(names.launchers),
            "group": world.launcher[w]["group"],
            "rounds": world.launcher[w]["rounds"],
        },
        "jammers": {
            "name": [f"jammer {k + 1}" for k in range(world.jammer.shape[1])],
            **_places(world.jammer[w]["n"], world.jammer[w]["height_m"]),
        },
        "links": {column: world.link[w][column] for column in ("giver", "taker", "delay_s")},
    }


def _range_1m2_m(sensor: np.ndarray, pd_table: np.ndarray) -> np.ndarray:
    """Where a look sees 1 m2 with chance 0.5, without lobes, losses and noise of jammers; 0 where no echo decides."""
    if not sensor.size:
        return np.zeros(0)
    enough = np.argmax(pd_table[:, :-1] >= 0.5, axis=1)[sensor["pd_row"]]
    snr = ((enough.astype(np.int64) + FIRST_CELL) << CELL_SHIFT).view(np.float64)
    by_echo = (sensor["kind"] == SensorKind.RADAR) & (enough > 0)
    return np.where(by_echo, (sensor["snr_scale_m2"] / snr) ** 0.25, 0.0)


def _threats(
    world: World, names: Any, w: int, flight: np.ndarray, path: np.ndarray, end_s: float
) -> tuple[Columns, Columns]:
    threat = world.threat[w]
    until_s = np.minimum(flight["end_s"], end_s)
    ways = [_way(path[t][: flight[t]["points"]], until_s[t]) for t in range(len(threat))]
    count = np.array([len(way) for way in ways], dtype=np.int64)
    rows = np.concatenate(ways) if ways else np.empty((0, 5))
    way = _motion(rows[:, 0], rows[:, 1:4])
    way["height_m"] = rows[:, 4]  # as the simulation has it: chords lie below the level that is flown
    columns = {
        "name": list(names.threats),
        "threat_class": list(names.threat_classes),
        "side": [Side(side).name.lower() for side in threat["side"]],
        "site": flight["site"],
        "start_s": flight["start_s"],
        "end_s": until_s,
        "fate": [Fate(fate).name.lower() for fate in flight["fate"]],
        "cause": [_cause(cause) for cause in flight["cause"]],
        **{c: flight[c] for c in ("first_in_sight_s", "first_track_s", "released_s", "first_shot_s", "rounds")},
        "damage": threat["damage"],
        "rcs_m2": threat["rcs_m2"],
        "way_first": np.cumsum(count) - count,
        "way_count": count,
    }
    return columns, way


def _way(path: np.ndarray, until_s: float) -> np.ndarray:
    """The way up to a time: rows (time, x, y, z, height), the points of the path with more between distant ones."""
    time_s, place_m = path["time_s"], path["position_m"]
    if until_s <= time_s[0]:
        return np.empty((0, 5))
    length_m = np.sqrt((np.diff(place_m, axis=0) ** 2).sum(axis=1))
    pieces = np.maximum(np.ceil(length_m / PIECE_M).astype(int), 1)
    at = np.concatenate([
        np.linspace(time_s[k], time_s[k + 1], n, endpoint=False) for k, n in enumerate(pieces)
    ] + [time_s[-1:]])  # fmt: skip
    at = np.append(at[at < until_s], min(until_s, time_s[-1]))
    columns = [np.interp(at, time_s, place_m[:, k]) for k in range(3)]
    return np.stack([at, *columns, np.interp(at, time_s, path["height_m"])], axis=1)


# ---- what happened -------------------------------------------------------------------------------------------------


def _tracks(looker: Looker) -> tuple[Columns, Columns]:
    """Tracks in the order of network and number, each with its points in time."""
    noted = {name: np.concatenate([one[name] for one in looker.tracks]) for name in looker.tracks[0]} if (
        looker.tracks
    ) else None  # fmt: skip
    if noted is None or not len(noted["time_s"]):
        return (
            {column.name: [] for column in TABLES["tracks"].columns},
            {column.name: [] for column in TABLES["track_points"].columns},
        )
    order = np.lexsort((noted["time_s"], noted["number"], noted["network"]))
    noted = {name: values[order] for name, values in noted.items()}
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(noted["network"]) != 0) | (np.diff(noted["number"]) != 0)
    first = np.flatnonzero(new)
    age_s, x = noted["age_s"][:, np.newaxis], noted["x"]
    place_m = x[:, :3] + age_s * x[:, 3:]
    points = _motion(noted["time_s"], place_m)
    major_m, minor_m, axis = _ellipses(noted["covariance"].reshape(-1, 6, 6), noted["age_s"], points)
    points |= {
        "major_m": major_m,
        "minor_m": minor_m,
        "axis": axis,
        "verdict": noted["verdict"],
        "threat": noted["threat"],
    }
    tracks = {
        "network": noted["network"][first],
        "number": noted["number"][first],
        "track_points_first": first,
        "track_points_count": np.diff(np.append(first, len(order))),
    }
    return tracks, points


def _ellipses(covariance: np.ndarray, age_s: np.ndarray, points: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One-sigma ellipses over the ground: longer and shorter half axis (m), and 256ths of a half turn from north."""
    dt_s = age_s[:, np.newaxis, np.newaxis]
    cross = covariance[:, :3, 3:]
    there = covariance[:, :3, :3] + dt_s * (cross + cross.swapaxes(1, 2)) + dt_s**2 * covariance[:, 3:, 3:]
    b, a = np.radians(points["lat_deg"]), np.radians(points["lon_deg"])
    eastward = np.stack([-np.sin(a), np.cos(a), np.zeros(len(a))], axis=1)
    northward = np.stack([-np.sin(b) * np.cos(a), -np.sin(b) * np.sin(a), np.cos(b)], axis=1)
    east, north, both = (
        np.einsum("ki,kij,kj->k", one, there, other)
        for one, other in ((eastward, eastward), (northward, northward), (eastward, northward))
    )
    middle, apart = 0.5 * (east + north), np.hypot(0.5 * (east - north), both)
    bearing_rad = 0.5 * np.arctan2(2.0 * both, north - east) % math.pi
    axis = np.rint(bearing_rad / math.pi * 256.0).astype(int) % 256
    return np.sqrt(np.maximum(middle + apart, 0.0)), np.sqrt(np.maximum(middle - apart, 0.0)), axis


def _events(log: np.ndarray) -> Columns:
    order = np.argsort(log["time_s"], kind="stable")  # a few are noted ahead of their time
    rows = log[order]
    words = np.full(max(EventKind) + 1, "", dtype=object)
    for kind in EventKind:
        words[kind] = kind.name.lower()
    return {
        "time_s": rows["time_s"],
        "kind": words[rows["kind"]],
        "who": rows["who"],
        "whom": rows["whom"],
        "value": rows["value"],
    }


_OUTCOMES = {int(EventKind.KILL): "kill", int(EventKind.MISS): "miss"}


def _shots(world: World, w: int, log: np.ndarray, looker: Looker, tables: Mapping[str, Columns]) -> Columns:
    """Rounds, with the place that each came from and went to."""
    outcome: dict[tuple[int, float], str] = {}
    met: dict[tuple[int, float], int] = {}
    ends = log[np.isin(log["kind"], [*_OUTCOMES, EventKind.WASTED])]
    columns = (ends[name].tolist() for name in ("kind", "who", "time_s", "whom", "value"))
    for kind, who, time_s, whom, value in zip(*columns, strict=True):
        if kind in _OUTCOMES:
            outcome[(who, time_s)], met[(who, time_s)] = _OUTCOMES[kind], whom
        else:
            outcome[(who, time_s)] = f"wasted_{Waste(int(value)).name.lower()}"
    fired = log[log["kind"] == EventKind.SHOT]
    keys = list(zip(fired["who"].tolist(), fired["value"].tolist(), strict=True))
    post = world.group["post"][world.launcher[w]["group"][fired["who"]]]
    start_s = fired["time_s"]
    from_unit = world.post[w]["unit"][post]
    came = [_place_of(tables["units"], tables["patrol"], "patrol", int(u), float(s)) for u, s in zip(
        from_unit, start_s, strict=True)]  # fmt: skip
    went = []
    for k, (whom, key) in enumerate(zip(fired["whom"].tolist(), keys, strict=True)):
        target = met.get(key, whom)
        goes_to = looker.shots.get(key, (0.0, None))[1]
        if key not in met and goes_to is not None:
            latitude_deg, longitude_deg, height_m = geodetic(goes_to[np.newaxis])[0]
            went.append((float(longitude_deg), float(latitude_deg), float(height_m)))
        elif target >= 0 and tables["threats"]["way_count"][target]:
            went.append(_place_of(tables["threats"], tables["way"], "way", target, key[1]))
        else:
            went.append(came[k])
    arrives_s = np.array([key[1] for key in keys])
    return {
        "launcher": fired["who"],
        "post": post,
        "threat": fired["whom"],
        "met": [met.get(key, -1) for key in keys],
        "start_s": start_s,
        "end_s": arrives_s,
        "known_s": arrives_s + world.post[w]["assess_s"][post],
        "outcome": [outcome.get(key, "open") for key in keys],
        "p_kill": [looker.shots.get(key, (0.0, None))[0] for key in keys],
        **{f"from_{name}": [one[k] for one in came] for k, name in enumerate(("lon_deg", "lat_deg", "height_m"))},
        **{f"to_{name}": [one[k] for one in went] for k, name in enumerate(("lon_deg", "lat_deg", "height_m"))},
    }


def _place_of(owner: Columns, motion: Columns, name: str, row: int, time_s: float) -> tuple[float, float, float]:
    """Longitude, latitude and height of a row of `owner` at a time: on its way, or where it stands."""
    columns = ("lon_deg", "lat_deg", "height_m")
    first, count = int(owner[f"{name}_first"][row]), int(owner[f"{name}_count"][row])
    if not count:
        lon_deg, lat_deg, height_m = (float(owner[column][row]) for column in columns)
        return lon_deg, lat_deg, height_m
    part = slice(first, first + count)
    lon_deg, lat_deg, height_m = (
        float(np.interp(time_s, motion["time_s"][part], motion[column][part])) for column in columns
    )
    return lon_deg, lat_deg, height_m


# ---- places and words ----------------------------------------------------------------------------------------------


def _motion(time_s: np.ndarray, place_m: np.ndarray) -> Columns:
    """Earth-centred places as the columns of a motion."""
    if not len(place_m):
        return {"time_s": time_s, "lon_deg": np.empty(0), "lat_deg": np.empty(0), "height_m": np.empty(0)}
    earth = geodetic(place_m)
    return {"time_s": time_s, "lon_deg": earth[:, 1], "lat_deg": earth[:, 0], "height_m": earth[:, 2]}


def _places(n: np.ndarray, height_m: np.ndarray) -> Columns:
    """Upward unit vectors as longitude and latitude."""
    return {
        "lon_deg": np.degrees(np.arctan2(n[:, 1], n[:, 0])),
        "lat_deg": np.degrees(np.arcsin(np.clip(n[:, 2], -1.0, 1.0))),
        "height_m": height_m,
    }


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Columns:
    return {name: [row[k] for row in rows] for k, name in enumerate(names)}


def _cause(number: int) -> str | None:
    return None if number == Cause.NONE else Cause(int(number)).name.lower()


def _value(values: np.ndarray) -> float | None:
    """The one value of a measure of one replication; None where it is masked."""
    return None if np.ma.getmaskarray(values)[0] else float(values[0])
