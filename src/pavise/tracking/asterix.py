"""ASTERIX, the format in which radars and trackers of air traffic control talk: CAT048 (plots) and CAT062 (tracks).

    CAT048   I010 sensor, I140 time of day, I040 range and azimuth, I110 height, I090 flight level, I120 Doppler speed
    CAT062   I010 tracker, I040 number, I070 time of day, I105 latitude and longitude, I100 x and y, I185 velocity,
             I130 height, I220 rate of climb, I080 tentative or confirmed, I500 accuracy

A file is one data block after the other, as recorders write it without their own headers. Numbers come back within half
of the format's steps (`STEPS`). The time of day begins anew at midnight: on reading, days are counted on from the first
record. Sensors are called by their codes, `SAC/SIC` such as `25/12`.

Blocks of other categories and records that cannot be read are counted and named, never passed over in silence. Needs
`pip install pavise[asterix]`: the coding itself is done by libasterix.

Sources: EUROCONTROL, SUR.ET1.ST05.2000-STD-04-01 (CAT048, edition 1.32) and EUROCONTROL-SPEC-0149-9 (CAT062, 1.21).

When not to believe it: heights of I090 come from air pressure and are taken as heights above the sea as they stand; the
sign of a Doppler speed differs between makers (here away from the sensor is positive); a real recording may have an
outer format (pcap, FINAL) that must be taken off first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

FOOT_M, MILE_M = 0.3048, 1852.0
DAY_S = 86_400.0
ENDINGS = (".ast", ".asterix")

STEPS = {
    "t_s": 1 / 128,
    "range_m": MILE_M / 256,
    "azimuth_deg": 360 / 2**16,
    "height_m": 25 * FOOT_M,
    "range_rate_mps": 1.0,
    "x_m": 0.5,
    "y_m": 0.5,
    "vx_mps": 0.25,
    "vy_mps": 0.25,
    "vz_mps": 6.25 * FOOT_M / 60.0,
    "latitude_deg": 180 / 2**25,
    "longitude_deg": 180 / 2**25,
    "track_height_m": 6.25 * FOOT_M,
    "sigma_m": 0.5,
}
"""The least step of each number; what comes back is off by no more than half of it."""

_RECORDS_IN_A_BLOCK = 100

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Recording:
    """What a file holds: `plots` (CAT048) and `tracks` (CAT062) as columns, each maybe without rows, and remarks."""

    plots: Columns
    tracks: Columns
    remarks: list[str] = field(default_factory=list)


# ---- reading --------------------------------------------------------------------------------------------------------


def read_asterix(path: str | Path) -> Recording:
    """A file of CAT048 and CAT062. Raises BadInput when it is not there, is no ASTERIX, or libasterix is missing."""
    base, categories = _library()
    path = Path(path)
    if not path.is_file():
        raise BadInput([Finding(str(path), None, WHOLE_FILE, "there is no such file", "check the path")])
    blocks = base.RawDatablock.parse(base.Bits.from_bytes(path.read_bytes()))
    if isinstance(blocks, ValueError):
        mend = "give plain data blocks, without the headers of a recorder"
        raise BadInput([Finding(str(path), None, WHOLE_FILE, f"is no ASTERIX ({blocks})", mend)])
    rows: dict[int, list[dict[str, Any]]] = {48: [], 62: []}
    others: dict[int, int] = {}
    broken: dict[int, int] = {}
    lame: dict[int, int] = {}
    for block in blocks:
        category = block.get_category()
        if category not in rows:
            others[category] = others.get(category, 0) + 1
            continue
        records = categories[category].cv_uap.parse(block.get_raw_records())
        if isinstance(records, ValueError):
            broken[category] = broken.get(category, 0) + 1
            continue
        for record in records:
            row = (_plot_of if category == 48 else _track_of)(record)
            if row is None:
                lame[category] = lame.get(category, 0) + 1
            else:
                rows[category].append(row)
    remarks = [f"{n} data blocks of category {category:03} were passed over" for category, n in others.items()]
    remarks += [f"{n} data blocks of category {category:03} cannot be read" for category, n in broken.items()]
    remarks += [f"{n} records of category {category:03} have no time or place" for category, n in lame.items()]
    return Recording(_columns(rows[48], _PLOT), _columns(rows[62], _TRACK), remarks)


_PLOT = ("t_s", "sensor", "range_m", "azimuth_deg", "height_m", "range_rate_mps")
_TRACK = (
    *("t_s", "track_id", "status", "x_m", "y_m", "vx_mps", "vy_mps", "vz_mps"),
    *("latitude_deg", "longitude_deg", "height_m", "sigma_x_m", "sigma_y_m"),
)


def _plot_of(record: Any) -> dict[str, Any] | None:
    """One CAT048 record as a row; None without a time or a place."""
    time_s, place = _quantity(record, "140", unit="s"), record.get_item("040")
    if time_s is None or place is None:
        return None
    height_ft = _quantity(record, "110", "3DH", unit="ft")
    level = _quantity(record, "090", "FL", unit="FL")
    if height_ft is None and level is not None:
        height_ft = 100.0 * level
    return {
        "t_s": time_s,
        "sensor": _code(record),
        "range_m": _quantity(record, "040", "RHO", unit="NM") * MILE_M,  # type: ignore[operator]
        "azimuth_deg": _quantity(record, "040", "THETA", unit="°"),
        "height_m": None if height_ft is None else height_ft * FOOT_M,
        "range_rate_mps": _quantity(record, "120", "CAL", "CAL", unit="m/s"),
    }


def _track_of(record: Any) -> dict[str, Any] | None:
    """One CAT062 record as a row; None without a time, a number or a place."""
    time_s, number = _quantity(record, "070", unit="s"), record.get_item("040")
    if time_s is None or number is None or (record.get_item("100") is None and record.get_item("105") is None):
        return None
    state = record.get_item("080")
    tentative = state is not None and state.variation.get_item("CNF").as_uint() == 1
    height_ft, climb = _quantity(record, "130", unit="ft"), _quantity(record, "220", unit="ft/min")
    return {
        "t_s": time_s,
        "track_id": number.as_uint(),
        "status": "tentative" if tentative else "confirmed",
        "x_m": _quantity(record, "100", "X", unit="m"),
        "y_m": _quantity(record, "100", "Y", unit="m"),
        "vx_mps": _quantity(record, "185", "VX", unit="m/s"),
        "vy_mps": _quantity(record, "185", "VY", unit="m/s"),
        "vz_mps": None if climb is None else climb * FOOT_M / 60.0,
        "latitude_deg": _quantity(record, "105", "LAT", unit="°"),
        "longitude_deg": _quantity(record, "105", "LON", unit="°"),
        "height_m": None if height_ft is None else height_ft * FOOT_M,
        "sigma_x_m": _quantity(record, "500", "APC", "X", unit="m"),
        "sigma_y_m": _quantity(record, "500", "APC", "Y", unit="m"),
    }


def _quantity(record: Any, *path: str, unit: str) -> float | None:
    """The number at a path of items, None where one of them is missing."""
    item = record
    for name in path:
        item = item.get_item(name) if item is record else item.variation.get_item(name)
        if item is None:
            return None
    return float(item.variation.content.as_quantity(unit))


def _code(record: Any) -> str:
    source = record.get_item("010")
    if source is None:
        return "0/0"
    return f"{source.variation.get_item('SAC').as_uint()}/{source.variation.get_item('SIC').as_uint()}"


def _columns(rows: list[dict[str, Any]], names: tuple[str, ...]) -> Columns:
    """Rows as columns, NaN where nothing was said, and days counted on."""
    found: Columns = {}
    for name in names:
        cells = [row[name] for row in rows]
        if name in ("sensor", "status"):
            found[name] = np.array(cells, dtype=object)
        elif name == "track_id":
            found[name] = np.array(cells, np.int64)
        else:
            found[name] = np.array([np.nan if cell is None else cell for cell in cells], float)
    steps_s = np.diff(found["t_s"], prepend=found["t_s"][:1])
    found["t_s"] = found["t_s"] - DAY_S * np.cumsum(np.round(steps_s / DAY_S))
    return found


# ---- writing --------------------------------------------------------------------------------------------------------


def write_cat048(plots: Mapping[str, NDArray[Any]], path: str | Path) -> Path:
    """Plots (columns as of `_PLOT`; height and range rate may be missing) as CAT048. A sensor must be called by its
    codes, `SAC/SIC`. Raises BadInput with everything that does not fit the format."""
    rows = _rows(plots, _PLOT)
    findings = _misfits(rows, {"range_m": (0.0, 256 * MILE_M), "range_rate_mps": (-512.0, 511.4)}, path)
    for k, row in enumerate(rows):
        if _codes(row["sensor"]) is None:
            said = f"{row['sensor']!r} is no pair of codes"
            findings.append(Finding(str(path), None, f"sensor, row {k}", said, "call it SAC/SIC, such as 25/12"))
    if findings:
        raise BadInput(findings[:50])
    return _write(48, rows, _cat048, path)


def write_cat062(
    tracks: Mapping[str, NDArray[Any]], path: str | Path, sac: int = 0, sic: int = 0, *, numbers: int = 65_536
) -> Path:
    """Tracks (columns as of `_TRACK`; those of the earth and the sigmas may be missing) as CAT062, from the tracker
    with the codes `sac` and `sic`. Track numbers begin anew at `numbers`. Raises BadInput with what does not fit."""
    rows = _rows(tracks, _TRACK)
    wide = 2.0**22
    bounds = {"x_m": (-wide, wide - 1), "y_m": (-wide, wide - 1), "vx_mps": (-8190.0, 8190.0)}
    findings = _misfits(rows, {**bounds, "vy_mps": (-8190.0, 8190.0), "height_m": (-62e3, 62e3)}, path)
    if findings:
        raise BadInput(findings[:50])
    return _write(62, rows, lambda row: _cat062(row, sac, sic, numbers), path)


def _rows(columns: Mapping[str, NDArray[Any]], names: tuple[str, ...]) -> list[dict[str, Any]]:
    there = {name: np.asarray(columns[name]).tolist() for name in names if name in columns}
    length = max((len(cells) for cells in there.values()), default=0)
    return [{name: there[name][k] if name in there else None for name in names} for k in range(length)]


def _misfits(rows: list[dict[str, Any]], bounds: dict[str, tuple[float, float]], path: str | Path) -> list[Finding]:
    return [
        Finding(str(path), None, f"{name}, row {k}", f"{row[name]:g} does not fit the format", f"{low:g} to {high:g}")
        for k, row in enumerate(rows)
        for name, (low, high) in bounds.items()
        if _said(row[name]) and not low <= row[name] <= high
    ]


def _said(cell: Any) -> bool:
    return cell is not None and cell == cell


def _codes(name: Any) -> tuple[int, int] | None:
    sac, _, sic = str(name).partition("/")
    if not (sac.isdecimal() and sic.isdecimal() and int(sac) < 256 and int(sic) < 256):
        return None
    return int(sac), int(sic)


def _cat048(row: dict[str, Any]) -> dict[str, Any]:
    """One plot as the items of a CAT048 record."""
    sac, sic = _codes(row["sensor"]) or (0, 0)
    step = round((row["azimuth_deg"] % 360.0) / STEPS["azimuth_deg"]) % 2**16
    items: dict[str, Any] = {
        "010": (("SAC", sac), ("SIC", sic)),
        "140": _time_of_day(row["t_s"]),
        "040": (("RHO", min(round(row["range_m"] / STEPS["range_m"]), 2**16 - 1)), ("THETA", step)),
    }
    if _said(row["height_m"]):
        items["110"] = (0, ("3DH", (row["height_m"] / FOOT_M, "ft")))
    if _said(row["range_rate_mps"]):
        items["120"] = {"CAL": (("D", 0), 0, ("CAL", (row["range_rate_mps"], "m/s")))}
    return items


def _cat062(row: dict[str, Any], sac: int, sic: int, numbers: int) -> dict[str, Any]:
    """One report of a track as the items of a CAT062 record."""
    tentative = row["status"] == "tentative"
    items: dict[str, Any] = {
        "010": (("SAC", sac), ("SIC", sic)),
        "070": _time_of_day(row["t_s"]),
        "040": int(row["track_id"]) % numbers,
        "080": (int(tentative),),
    }
    if _said(row["latitude_deg"]):
        items["105"] = (("LAT", (row["latitude_deg"], "°")), ("LON", (row["longitude_deg"], "°")))
    if _said(row["x_m"]):
        items["100"] = (("X", (row["x_m"], "m")), ("Y", (row["y_m"], "m")))
    if _said(row["vx_mps"]):
        items["185"] = (("VX", (row["vx_mps"], "m/s")), ("VY", (row["vy_mps"], "m/s")))
    if _said(row["vz_mps"]):
        items["220"] = (row["vz_mps"] / FOOT_M * 60.0, "ft/min")
    if _said(row["height_m"]):
        items["130"] = (row["height_m"] / FOOT_M, "ft")
    if _said(row["sigma_x_m"]):
        x, y = (min(round(row[name] / STEPS["sigma_m"]), 2**16 - 1) for name in ("sigma_x_m", "sigma_y_m"))
        items["500"] = {"APC": (("X", x), ("Y", y))}
    return items


def _time_of_day(time_s: float) -> int:
    """In steps since midnight."""
    return round(time_s / STEPS["t_s"]) % round(DAY_S / STEPS["t_s"])


def _write(
    category: int, rows: list[dict[str, Any]], items_of: Callable[[dict[str, Any]], dict[str, Any]], path: str | Path
) -> Path:
    _, categories = _library()
    spec = categories[category]
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        for some in _blocks(rows):
            records = [spec.cv_record.create(items_of(row)) for row in some]
            file.write(spec.create(records).unparse().to_bytes())
    return path


def _blocks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(rows), _RECORDS_IN_A_BLOCK):
        yield rows[first : first + _RECORDS_IN_A_BLOCK]


def _library() -> tuple[Any, dict[int, Any]]:
    """libasterix, and the editions that are read and written."""
    try:
        from asterix import base, generated
    except ImportError:
        mend = "pip install pavise[asterix]"
        raise BadInput([Finding("asterix", None, "", "needs libasterix, which is not installed", mend)]) from None
    return base, {48: generated.Cat_048_1_32, 62: generated.Cat_062_1_21}
