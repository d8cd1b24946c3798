"""Where a threat was in reach of whom, worked out from a replay: slant range, height, readiness.

                    meeting place  ------------------------------------ on the threat's way, inside the envelope
                   /  flight = slant range / speed of the round
       last launch
      /  reaction
    must be known by                                                    `latest_s`, over all places in reach

The same envelope as in the simulation, asked once a second. When not to believe it: ground that hides or lifts a target
is in no replay, nor whether a guiding radar had it in sight or a launcher faced it; so this says what was in reach, not
what could be hit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pavise.results.replay import Replay

STEP_S = 1.0
EARTH_EQUATOR_M = 6_378_137.0
ECCENTRICITY_2 = 6.694379990141317e-3

Span = tuple[float, float]


@dataclass(frozen=True)
class Track:
    """Where something was: times [n], earth-centred places in metres [n, 3], and heights [n]."""

    time_s: np.ndarray
    place_m: np.ndarray
    height_m: np.ndarray


@dataclass(frozen=True)
class Reach:
    """What one fire group could have done about one threat.

    `spans`: when a round of it could have met the threat, its unit being ready; `unready`: the same of a unit that was
    not. `latest_s`: a track known later than this was too late for any of `spans`; minus infinity without one.
    `short_m`: how much farther it would have had to reach, at the height it can; 0 when far enough, infinite where no
    height fits. `nearest_m`: the least slant range of the threat while it was at a height that fits, or at all.
    """

    group: int
    post: str
    unit: str
    missile: str
    spans: tuple[Span, ...]
    unready: tuple[Span, ...]
    latest_s: float
    nearest_m: float
    far_m: float
    short_m: float
    heights_m: Span


def way_of(replay: Replay, threat: int) -> Track:
    """The way of a threat, once a second and at its end."""
    way = replay.part("way", "threats", threat)
    if not len(way["time_s"]):
        return Track(np.empty(0), np.empty((0, 3)), np.empty(0))
    start_s, end_s = float(way["time_s"][0]), float(way["time_s"][-1])
    time_s = np.append(np.arange(start_s, end_s, STEP_S), end_s)
    return _at(way, time_s)


def unit_at(replay: Replay, unit: int, time_s: np.ndarray) -> np.ndarray:
    """Where a unit was, earth-centred metres [n, 3]: on its orbit, or where it stands."""
    patrol = replay.part("patrol", "units", unit)
    if len(patrol["time_s"]):
        return _at(patrol, time_s).place_m
    units = replay.tables["units"]
    here = earth_centred_m(*(np.array([float(units[c][unit])]) for c in ("lon_deg", "lat_deg", "height_m")))
    return np.broadcast_to(here, (len(time_s), 3))


def reaches_of(replay: Replay, threat: int) -> list[Reach]:
    """What every fire group that can kill such a threat could have done about it, the nearest first."""
    way = way_of(replay, threat)
    tables = replay.tables
    kind = str(tables["threats"]["threat_class"][threat])
    groups, posts, units = tables["groups"], tables["posts"], tables["units"]
    armed = set(tables["launchers"]["group"][tables["launchers"]["rounds"] > 0].tolist())
    found = []
    for g, post in enumerate(groups["post"].tolist()):
        far_m = float(groups["range_max_ballistic_m" if kind == "ballistic" else "range_max_m"][g])
        unit = int(posts["unit"][post])
        if g not in armed or far_m <= 0.0 or groups[f"p_kill_{kind}"][g] <= 0.0 or not units["present"][unit]:
            continue
        here_m = unit_at(replay, unit, way.time_s)
        slant_m = np.sqrt(((way.place_m - here_m) ** 2).sum(axis=1))
        low_m, high_m = float(groups["altitude_min_m"][g]), float(groups["altitude_max_m"][g])
        height_fits = (way.height_m >= low_m) & (way.height_m <= high_m)
        inside = height_fits & (slant_m >= groups["range_min_m"][g]) & (slant_m <= far_m)
        launch_s = way.time_s - slant_m / float(groups["speed_mps"][g])
        ready = np.maximum(launch_s, 0.0) >= float(units["ready_from_s"][unit])
        workable = inside & ready
        latest_s = launch_s[workable].max(initial=-math.inf) - float(posts["reaction_s"][post])
        nearest_m = slant_m[height_fits if height_fits.any() else ...].min(initial=math.inf)
        short_m = max(nearest_m - far_m, 0.0) if height_fits.any() else math.inf
        found.append(
            Reach(
                g, str(posts["name"][post]), str(units["name"][unit]), str(groups["missile"][g]),
                spans_of(way.time_s, workable), spans_of(way.time_s, inside & ~ready), float(latest_s),
                float(nearest_m), far_m, float(short_m), (low_m, high_m),
            )
        )  # fmt: skip
    return sorted(found, key=lambda reach: (not reach.spans, not reach.unready, reach.short_m, reach.nearest_m))


def spans_of(time_s: np.ndarray, holds: np.ndarray) -> tuple[Span, ...]:
    """From when to when something holds that was asked at these times."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(int)))
    return tuple((float(time_s[a]), float(time_s[b - 1])) for a, b in zip(edges[::2], edges[1::2], strict=True))


def earth_centred_m(lon_deg: np.ndarray, lat_deg: np.ndarray, height_m: np.ndarray) -> np.ndarray:
    """Places on the WGS-84 ellipsoid as earth-centred metres, [n, 3]."""
    a, b = np.radians(lon_deg), np.radians(lat_deg)
    normal_m = EARTH_EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY_2 * np.sin(b) ** 2)
    out_m = (normal_m + height_m) * np.cos(b)
    up_m = (normal_m * (1.0 - ECCENTRICITY_2) + height_m) * np.sin(b)
    return np.stack([out_m * np.cos(a), out_m * np.sin(a), up_m], axis=1)


def _at(motion: dict[str, np.ndarray], time_s: np.ndarray) -> Track:
    lon_deg, lat_deg, height_m = (
        np.interp(time_s, motion["time_s"], motion[column]) for column in ("lon_deg", "lat_deg", "height_m")
    )
    return Track(time_s, earth_centred_m(lon_deg, lat_deg, height_m), height_m)
