"""A picture against what really flew: the tables of tracks and truth in, one set of numbers out.

    truth    t_s  truth_id  x_m  y_m  z_m  [vx_mps  vy_mps  vz_mps]     or latitude_deg, longitude_deg, height_m
    tracks   the table of `track.py`, of which confirmed tracks count

The picture is asked at the times at which tracks are reported. The truth is drawn straight between its own points, and
counts from its first to its last. Times before its first point and after its last one are left out as a whole: nobody
knows what flew then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.tracking.frame import Frame
from pavise.tracking.metrics import Course, Siap, by_time, gospa_of, nearest_m, ospa_of, pair_up, siap, switches
from pavise.tracking.table import Floats, read_table
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

CUTOFF_M = 2000.0
"""Farther from the truth than this a track is false and the object missed; of the order of the distances that air
traffic control keeps between aircraft (3 nautical miles) and of what a fire unit can sort out by itself."""

VELOCITIES = ("vx_mps", "vy_mps", "vz_mps")


@dataclass(frozen=True)
class Score:
    """How good a picture is. Distances and the cut-off in metres; OSPA and GOSPA of order 2, means over the times.

    `gospa_localisation`, `gospa_missed`, `gospa_false`: what the square of GOSPA is made of (m2), means over the times.
    `rmse_m`: of pairs nearer than the cut-off. `mean_missed`, `mean_false`: objects and tracks without a partner, at a
    time. `purity`: share of plots in tracks that come from the object that gave most to the track, None where the
    plots do not say. `switches`: how often an object was taken over by another track. `tracks`: number of them.
    """

    cutoff_m: float
    times: int
    tracks: int
    ospa_m: float
    gospa_m: float
    gospa_localisation: float
    gospa_missed: float
    gospa_false: float
    rmse_m: float
    mean_missed: float
    mean_false: float
    switches: int
    purity: float | None
    siap: Siap


def score(truths: Sequence[Course], tracks: Sequence[Course], cutoff_m: float, purity: float | None = None) -> Score:
    """The numbers of a picture whose courses share their times (see `at_times`)."""
    there, said = by_time(truths), by_time(tracks)
    rows = []
    squares_m2: list[float] = []
    for tick in sorted({*there, *said}):
        true_m = there[tick][2] if tick in there else np.zeros((0, 3))
        seen_m = said[tick][2] if tick in said else np.zeros((0, 3))
        powers = pair_up(true_m, seen_m, cutoff_m, 2.0)[2]
        found = gospa_of(len(true_m), len(seen_m), powers, cutoff_m, 2.0)
        distance_m = ospa_of(len(true_m), len(seen_m), powers, cutoff_m, 2.0)
        rows.append((distance_m, found.distance, found.localisation, found.missed, found.false))
        squares_m2 += powers.tolist()
    means = [float(mean) for mean in np.mean(rows, axis=0)] if rows else [0.0] * 5
    each = 0.5 * cutoff_m**2
    return Score(
        cutoff_m=cutoff_m,
        times=len(rows),
        tracks=len(tracks),
        ospa_m=means[0],
        gospa_m=means[1],
        gospa_localisation=means[2],
        gospa_missed=means[3],
        gospa_false=means[4],
        rmse_m=float(np.sqrt(np.mean(squares_m2))) if squares_m2 else float("nan"),
        mean_missed=means[3] / each,
        mean_false=means[4] / each,
        switches=switches(truths, tracks, cutoff_m),
        purity=purity,
        siap=siap(truths, tracks, cutoff_m),
    )


def courses(columns: Mapping[str, NDArray[Any]], key: str, level: bool = False) -> list[Course]:
    """Rows of a table as one course per value of the column `key`, in order of time. `level`: without heights."""
    axes = 2 if level else 3
    place_m = np.column_stack([columns[name] for name in ("x_m", "y_m", "z_m")[:axes]])
    velocity_mps = None
    if all(name in columns for name in VELOCITIES[:axes]):
        velocity_mps = np.column_stack([columns[name] for name in VELOCITIES[:axes]])
    time_s, who = np.asarray(columns["t_s"], float), np.asarray(columns[key])
    found = []
    names, who = np.unique(who, return_inverse=True)
    order = np.lexsort((time_s, who))
    for rows in np.split(order, np.flatnonzero(np.diff(who[order])) + 1):
        if len(rows):
            speed = None if velocity_mps is None else velocity_mps[rows]
            found.append(Course(names[who[rows[0]]], time_s[rows], place_m[rows], speed))
    return found


def at_times(truths: Sequence[Course], times_s: Floats) -> list[Course]:
    """The truth at other times: straight between its points, nothing before its first and after its last."""
    found = []
    for truth in truths:
        inside = times_s[(times_s >= truth.times_s[0] - 1e-6) & (times_s <= truth.times_s[-1] + 1e-6)]
        place_m = np.column_stack([np.interp(inside, truth.times_s, axis) for axis in truth.places_m.T])
        velocity_mps = truth.velocities_mps
        if velocity_mps is not None:
            velocity_mps = np.column_stack([np.interp(inside, truth.times_s, axis) for axis in velocity_mps.T])
        if len(inside):
            found.append(Course(truth.key, inside, place_m, velocity_mps))
    return found


def read_truth(given: Any, frame: Frame) -> dict[str, NDArray[Any]]:
    """The truth of a file or of columns in hand, in the frame of the tracks. Raises BadInput with all that is wrong."""
    table = read_table(given, "truth")
    here, earth = ("x_m", "y_m", "z_m"), ("latitude_deg", "longitude_deg", "height_m")
    on_earth = all(name in table.columns for name in earth[:2]) and frame.on_earth
    names = earth if on_earth else here
    columns = {name: table.numbers(name) for name in ("t_s", *names, *VELOCITIES)}
    who = table.texts("truth_id")
    missing = [name for name in ("t_s", *names[:2]) if columns[name] is None] + ([] if who else ["truth_id"])
    for name in missing:
        line = None if table.first_line is None else 1
        mend = "write t_s, truth_id and x_m, y_m, z_m (or latitude_deg, longitude_deg, height_m)"
        table.findings.append(Finding(table.name, line, WHOLE_FILE, f"has no column {name}", mend))
    numbers = {name: column for name, column in columns.items() if column is not None}
    for name, column in numbers.items():
        for row in np.flatnonzero(~np.isfinite(column))[:5].tolist():
            table.findings.append(table.finding(row, name, "is no finite number", "write one, or leave the row out"))
    if table.findings or who is None:
        raise BadInput(table.findings)
    if on_earth:
        height_m = numbers.get("height_m", np.zeros(len(table)))
        place_m = frame.from_earth(numbers["latitude_deg"], numbers["longitude_deg"], height_m)
    else:
        place_m = np.column_stack([numbers["x_m"], numbers["y_m"], numbers.get("z_m", np.zeros(len(table)))])
    found: dict[str, NDArray[Any]] = {"t_s": numbers["t_s"], "truth_id": np.array(who, dtype=object)}
    found |= {name: place_m[:, k] for k, name in enumerate(here)}
    if not on_earth and all(name in numbers for name in VELOCITIES):
        found |= {name: numbers[name] for name in VELOCITIES}
    return found


def false_tracks(truths: Sequence[Course], tracks: Sequence[Course], cutoff_m: float) -> set[Any]:
    """Keys of tracks that were never nearer to any object than the cut-off."""
    there = by_time(truths)
    near: set[Any] = set()
    for tick, (who, _, places_m) in by_time(tracks).items():
        if tick in there:
            apart_m, _ = nearest_m(places_m, there[tick][2], cutoff_m)
            near |= {tracks[j].key for j, off_m in zip(who, apart_m, strict=True) if off_m < cutoff_m}
    return {track.key for track in tracks} - near
