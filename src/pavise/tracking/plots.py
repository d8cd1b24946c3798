"""Plots: from a table, as people have them, to the detections and eyes of the simulation.

    t_s  sensor  range_m  azimuth_deg  elevation_deg | height_m  range_rate_mps        as a radar measures
    t_s  sensor  x_m  y_m  z_m                                                         or as places in a plane
    t_s  sensor  latitude_deg  longitude_deg  height_m                                 or on the earth

`t_s` and one of the three must be there; `truth_id` says what a plot really came from, for scores only. Where a table
has several of the three, the first counts.

What a radar does not measure is put in its place, with what is known about it:

    a height instead of an elevation    the elevation at which that range reaches that height above the round earth
    neither                             the height that the settings assume; see `TrackConfig.assumed_height`

Plots given as places go to an eye so far away (10,000 km to the south) that its range, azimuth and elevation are y, x
and z; so one tracker serves all. Rows with a missing number are left out, counted and named; so are rows that stand
there twice. Rows out of order are sorted, counted and named. A text where a number should be, an angle beyond its
circle or a range that is not positive refuses the whole table, with every finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.sim.air_picture import DETECTION
from pavise.sim.fields import allocate
from pavise.tracking.frame import Frame
from pavise.tracking.seen import EARTH, OPTIONAL, PLANE, POLAR, eyes_of, frame_of, looks_of, measure, see_from_afar
from pavise.tracking.settings import Sensor, TrackConfig
from pavise.tracking.table import MOST_FINDINGS, Floats, Table, read_table
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding, did_you_mean

BOUNDS = {
    "t_s": (-1e12, 1e12, "seconds"),
    "range_m": (1e-3, 1e8, "metres above zero"),
    "azimuth_deg": (-360.0, 360.0, "degrees from north over east"),
    "elevation_deg": (-90.0, 90.0, "degrees above the horizon"),
    "height_m": (-12e3, 1e8, "metres above the sea"),
    "range_rate_mps": (-2e4, 2e4, "m/s away from the sensor"),
    "x_m": (-1e7, 1e7, "metres east"),
    "y_m": (-1e7, 1e7, "metres north"),
    "z_m": (-1e6, 1e7, "metres up"),
    "latitude_deg": (-90.0, 90.0, "degrees north"),
    "longitude_deg": (-180.0, 360.0, "degrees east"),
}
ONLY_SENSOR = "radar"
"""Name of the sensor where a table names none."""


@dataclass
class Plots:
    """Plots ready for a tracker, in order of looks.

    `row`: of the table, for each detection. `look`: whose detections lie side by side, in order of time. `origins`:
    what the numbers in `detection.origin` stand for. `counts`, `remarks`: what became of the rows, in numbers and in
    words. `heights`: is the third coordinate of any plot measured?
    """

    detection: Any  # DETECTION [X]
    eye: Any  # EYE [S]
    frame: Frame
    sensors: list[str]
    row: NDArray[np.int64]
    look: Any  # LOOK [B]
    origins: list[str]
    heights: bool
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def read_plots(given: Mapping[str, Any] | Any, config: TrackConfig) -> Plots:
    """The plots of a table. Raises BadInput with everything that is wrong in it."""
    table = read_table(given)
    kind, columns = _columns(table)
    names, sensor = _sensors(table, config)
    origins, origin = _origins(table)
    if table.findings:
        raise BadInput(_few(table.findings, table.name))
    counts = {"rows": len(table)}
    remarks: list[str] = []
    keep = _finite(table, columns, kind, counts, remarks)
    keep = _once(table, columns, sensor, keep, counts, remarks)
    if not len(keep):
        raise BadInput([Finding(table.name, None, WHOLE_FILE, "holds no plot that can be used", "give it some rows")])
    columns = {name: column[keep] for name, column in columns.items()}
    sensor, origin = sensor[keep], origin[keep]
    frame, places = frame_of(config, names, kind, columns)
    detection = allocate(DETECTION, {"X": len(keep)})
    detection.time_s, detection.eye, detection.origin, detection.track = columns["t_s"], sensor, origin, -1
    described = [config.sensors.get(name, Sensor()) for name in names]
    if kind == POLAR:
        heights = measure(detection, columns, described, places, frame, config, remarks)
    else:
        heights = see_from_afar(detection, columns, kind, described, frame, config)
    eye = eyes_of(detection, described, places, frame, kind)
    order, look = looks_of(detection, described, remarks)
    late = int((np.diff(columns["t_s"]) < 0.0).sum())
    counts["out_of_order"] = late
    if late:
        remarks.append(f"{late} rows stand before an earlier one; the table was sorted by time")
    counts["plots"] = len(keep)
    detection = detection[order].view(np.recarray)
    return Plots(detection, eye, frame, names, keep[order], look, origins, heights, counts, remarks)


# ---- rows -----------------------------------------------------------------------------------------------------------


def _columns(table: Table) -> tuple[tuple[str, str], dict[str, Floats]]:
    """Which of the three ways it is, and the columns of numbers, checked against their bounds."""
    kinds = [kind for kind in (POLAR, PLANE, EARTH) if all(name in table.columns for name in kind)]
    missing = [] if "t_s" in table.columns else ["t_s"]
    if not kinds:
        missing += ["range_m and azimuth_deg (or x_m and y_m, or latitude_deg and longitude_deg)"]
    for name in missing:
        known = [other for other in table.columns if did_you_mean(other, BOUNDS)]
        mend = f"name the columns {', '.join(BOUNDS)}" + (f"; there is {', '.join(known[:4])}" if known else "")
        line = None if table.first_line is None else 1
        table.findings.append(Finding(table.name, line, WHOLE_FILE, f"has no column {name}", mend))
    kind = kinds[0] if kinds else POLAR
    columns = {}
    for name in ("t_s", *kind, *OPTIONAL[kind]):
        numbers = table.numbers(name)
        if numbers is None:
            continue
        columns[name] = numbers
        low, high, words = BOUNDS[name]
        for row in np.flatnonzero(np.isfinite(numbers) & ((numbers < low) | (numbers > high))).tolist():
            said = f"{numbers[row]:g} is not between {low:g} and {high:g}"
            table.findings.append(table.finding(row, name, said, f"give {words}"))
    return kind, columns


def _sensors(table: Table, config: TrackConfig) -> tuple[list[str], NDArray[np.int64]]:
    """Names of the sensors, and for each row which one."""
    texts = table.texts("sensor")
    if texts is None:
        only = next(iter(config.sensors), ONLY_SENSOR)
        if len(config.sensors) > 1:
            said = "has no column sensor, but the settings name several"
            table.findings.append(Finding(table.name, None, WHOLE_FILE, said, "say which plot is whose"))
        return [only], np.zeros(len(table), np.int64)
    unknown: dict[str, int] = {}
    for row, text in enumerate(texts):
        if (config.sensors and text not in config.sensors) or not text:
            unknown.setdefault(text, row)
    for text, row in unknown.items():
        mend = did_you_mean(text, config.sensors) or "name it in the settings, under `sensors:`"
        table.findings.append(table.finding(row, "sensor", f"there is no sensor {text!r} in the settings", mend))
    names = list(config.sensors) or list(dict.fromkeys(texts))
    number = {name: k for k, name in enumerate(names)}
    return names, np.array([number.get(text, 0) for text in texts], np.int64)


def _origins(table: Table) -> tuple[list[str], NDArray[np.int64]]:
    """The objects named in `truth_id`, and for each row which one, -1 for none."""
    texts = table.texts("truth_id")
    if texts is None:
        return [], np.full(len(table), -1, np.int64)
    number: dict[str, int] = {}
    found = [number.setdefault(t, len(number)) if t and t != "-1" else -1 for t in texts]
    return list(number), np.array(found, np.int64)


def _finite(
    table: Table, columns: dict[str, Floats], kind: tuple[str, str], counts: dict[str, int], remarks: list[str]
) -> NDArray[np.int64]:
    """Rows whose time and place are numbers; what may be missing in a row is NaN there, never infinite."""
    fine = np.ones(len(table), bool)
    for name, numbers in columns.items():
        fine &= np.isfinite(numbers) if name in ("t_s", *kind) else ~np.isinf(numbers)
    if kind != POLAR:
        for name in OPTIONAL[kind]:
            fine &= np.isfinite(columns[name]) if name in columns else True
    counts["not_finite"] = int((~fine).sum())
    if not fine.all():
        remarks.append(f"{counts['not_finite']} rows lack a number and were left out: {_which(table, ~fine)}")
    return np.flatnonzero(fine)


def _once(
    table: Table,
    columns: dict[str, Floats],
    sensor: NDArray[np.int64],
    keep: NDArray[np.int64],
    counts: dict[str, int],
    remarks: list[str],
) -> NDArray[np.int64]:
    """Rows that say something new: the same sensor, time and numbers count once."""
    matrix = np.column_stack([np.nan_to_num(c[keep], nan=-9e99) for c in columns.values()] + [sensor[keep]])
    _, first = np.unique(matrix, axis=0, return_index=True)
    again = np.ones(len(keep), bool)
    again[first] = False
    counts["duplicates"] = int(again.sum())
    if again.any():
        twice = np.zeros(len(table), bool)
        twice[keep[again]] = True
        remarks.append(f"{counts['duplicates']} rows repeat another and were left out: {_which(table, twice)}")
    return keep[~again]


def _which(table: Table, marked: NDArray[np.bool_]) -> str:
    rows = np.flatnonzero(marked)
    offset, word = (0, "row") if table.first_line is None else (table.first_line, "line")
    listed = ", ".join(str(row + offset) for row in rows[:5].tolist())
    return f"{word}{'s' if len(rows) > 1 else ''} {listed}{' ...' if len(rows) > 5 else ''}"


def _few(findings: list[Finding], name: str) -> list[Finding]:
    if len(findings) <= MOST_FINDINGS:
        return findings
    more = f"and {len(findings) - MOST_FINDINGS:,} findings more"
    return [*findings[:MOST_FINDINGS], Finding(name, None, WHOLE_FILE, more, "mend these first")]
