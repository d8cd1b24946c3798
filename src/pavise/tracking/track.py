"""The verb's work: plots in, tracks out.

    read       the table, in any of its forms, as detections of eyes          plots.py
    place      each of them in the plane of the tracks                        convert.py
    play       look after look through the tracker of the battles             sim/tracker.py
    register   where asked: errors that sensors repeat are found, and played again without      registering.py
    tell       every track after every look, as columns                       here
    score      against the truth, where that is known                         score.py

The table of tracks has a row per track and look:

    t_s, track_id, status           time of the look; counts from 0 in order of starting; tentative or confirmed
    x_m, y_m, z_m, v?_mps           east, north, up of the origin; NaN for z where no plot says how high anything is
    cov_x_x ... cov_vz_vz           upper triangle of the covariance of these six, in m and s
    latitude_deg, longitude_deg     where the origin lies on the earth
    height_m                        above the sea
    updated_s, plots, misses        time of the last plot, number of plots, looks in a row that missed it
    truth_id                        what the last plot really came from, where the plots say so
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.assemble.trackers import tracker_settings
from pavise.kinds import TrackStatus
from pavise.sim.air_picture import COUNTS, SNAPSHOT, TRACK
from pavise.sim.fields import allocate
from pavise.tracking.frame import Frame
from pavise.tracking.metrics import purity
from pavise.tracking.plots import Plots, read_plots
from pavise.tracking.registering import Alone, Error, errors_of
from pavise.tracking.score import CUTOFF_M, Score, at_times, courses, read_truth, score
from pavise.tracking.settings import TrackConfig, config_of
from pavise.tracking.table import write_table

Columns = dict[str, NDArray[Any]]

STATE = ("x", "y", "z", "vx", "vy", "vz")
_STATE_UNITS = ("m", "m", "m", "mps", "mps", "mps")
_SNAPSHOTS = 20_000
_MOST_TRACKS = 1 << 20


@dataclass(frozen=True)
class Progress:
    """How far the recording is played: looks done of all, seconds since it began, seconds probably left."""

    done: int
    total: int
    elapsed_s: float
    left_s: float | None


@dataclass(frozen=True)
class Tracks:
    """What came out. `columns`: the table of tracks. `track_of_row`: for each row of the plots, the id of the track
    that it was given to; -1 none, -2 left out or refused. `counts`: what became of plots and tracks. `remarks`: what
    the reader should know. `frame`: the plane of the tracks. `plot_places_m`: x, y, z of each row, NaN when left out.
    `origin_of_row`: number of the object of each row, -1 for none; `origins` names them. `errors`: of the sensors, as
    far as they were registered."""

    columns: Columns
    track_of_row: NDArray[np.int64]
    counts: dict[str, int]
    remarks: list[str]
    frame: Frame
    config: TrackConfig
    heights: bool
    looks_s: NDArray[np.float64] = field(repr=False)
    plot_places_m: NDArray[np.float64] = field(repr=False)
    origin_of_row: NDArray[np.int64] = field(repr=False)
    origins: list[str] = field(repr=False)
    errors: list[Error] = field(default_factory=list)

    def confirmed(self) -> Columns:
        """The rows of tracks that are believed: the picture."""
        believed = self.columns["status"] == "confirmed"
        return {name: column[believed] for name, column in self.columns.items()}

    def write(self, path: str | Path) -> Path:
        """The table as `.csv`, `.parquet`, or ASTERIX CAT062 (`.ast`; confirmed and tentative tracks)."""
        from pavise.tracking.asterix import ENDINGS, write_cat062

        if Path(path).suffix.lower() in ENDINGS:
            sigmas = {f"sigma_{a}_m": np.sqrt(np.maximum(self.columns[f"cov_{a}_{a}"], 0.0)) for a in "xy"}
            return write_cat062({**self.columns, **sigmas}, path)
        return write_table(self.columns, path)

    def score(self, truth: Any, cutoff_m: float = CUTOFF_M, from_s: float | None = None) -> Score:
        """How good the confirmed tracks are against a truth (a file or columns; see `score.py`). `from_s`: leave out
        what was before. Heights count only where both sides have them. BadInput when the truth cannot be used."""
        truths, tracks = self.against(truth, from_s)
        pure = None
        if self.origins:
            believed = np.isin(self.track_of_row, self.confirmed()["track_id"])
            pure = purity(np.where(believed, self.track_of_row, -1), self.origin_of_row)
        return score(truths, tracks, cutoff_m, pure)

    def against(self, truth: Any, from_s: float | None = None) -> tuple[list[Any], list[Any]]:
        """Truth and confirmed tracks as courses that share their times."""
        known = read_truth(truth, self.frame)
        level = not self.heights or not np.any(known["z_m"])
        truths = courses(known, "truth_id", level)
        begin = max(float(known["t_s"].min()), -np.inf if from_s is None else from_s)
        times_s = self.looks_s[(self.looks_s >= begin - 1e-6) & (self.looks_s <= known["t_s"].max() + 1e-6)]
        picture = self.confirmed()
        inside = np.isin(picture["t_s"], times_s)
        tracks = courses({name: column[inside] for name, column in picture.items()}, "track_id", level)
        return at_times(truths, times_s), tracks


def track_plots(given: Any, config: Any = None, on_progress: Callable[[Progress], None] | None = None) -> Tracks:
    """Tracks from a table of plots (a path, or columns in hand) and settings (a path, fields, or None for the usual
    ones). Raises BadInput with everything that is wrong in either."""
    chosen = config_of(config)
    columns, remarks = _columns_of(given)
    plots = read_plots(columns, chosen)
    plots.remarks[:0] = remarks
    settings = settings_of(chosen, plots.frame)
    rows = 64 + 4 * int(plots.look["count"].max())
    errors = _register(plots, settings, rows) if chosen.registration else []
    told, counts = _play_with_room(plots, settings, rows, on_progress)
    return _told(plots, chosen, told, counts, errors)


def _register(plots: Plots, settings: Any, rows: int) -> list[Error]:
    """Find the errors of the sensors and take them off in `plots`; twice, since then little can be mistaken."""
    found: list[Error] = []
    for known in (False, True):
        alone = [_alone(plots, settings, rows, s) for s in range(len(plots.sensors))]
        errors = errors_of(plots.detection, plots.eye, plots.sensors, alone, known)
        if errors is None:
            break
        plots.eye.range_bias_m += [error.range_m for error in errors]
        plots.eye.azimuth_bias_rad += [error.azimuth_rad for error in errors]
        found = [error.after(before) for error, before in zip(errors, found, strict=True)] if found else errors
    if not found:
        plots.remarks.append("no two sensors share a believed track, so none was registered")
    return found


def _alone(plots: Plots, settings: Any, rows: int, s: int) -> Alone:
    """What sensor `s` follows by itself."""
    own = replace(plots, look=plots.look[plots.look.eye == s])
    if not len(own.look):
        return Alone(np.full(len(plots.detection), -1), allocate(SNAPSHOT, {"Y": 0}))
    told, _ = _play_with_room(own, settings, rows, None)
    snapshot = np.concatenate(told)
    snapshot = snapshot[snapshot["status"] == TrackStatus.CONFIRMED]
    track = np.where(np.isin(plots.detection.track, snapshot["id"]), plots.detection.track, -1)
    return Alone(np.where(plots.detection.eye == s, track, -1), snapshot)


def _play_with_room(
    plots: Plots, settings: Any, rows: int, on_progress: Callable[[Progress], None] | None
) -> tuple[list[Any], Any]:
    """Play with a table of tracks that holds them all."""
    while True:
        told, counts = _play(plots, settings, rows, on_progress)
        if not counts.full[0] or rows >= _MOST_TRACKS:
            return told, counts
        rows *= 4


def _columns_of(given: Any) -> tuple[Any, list[str]]:
    """Plots of an ASTERIX recording as columns, and what was passed over in it; anything else as it is."""
    from pavise.tracking.asterix import ENDINGS, read_asterix

    if isinstance(given, (str, Path)) and Path(given).suffix.lower() in ENDINGS:
        recording = read_asterix(given)
        tracks = len(recording.tracks["t_s"])
        passed = [f"{tracks:,} reports of tracks (category 062) were passed over"] if tracks else []
        return recording.plots, [*recording.remarks, *passed]
    return given, []


def settings_of(config: TrackConfig, frame: Frame) -> Any:
    """The settings as the simulation has them: SETTINGS [1]."""
    record = tracker_settings(config)
    row = record[0]
    row.p_detect, row.false_per_m3 = 0.9, 1e-15
    row.late_max_s = config.late
    row.centre_m = frame.centre_m
    return record


def _play(
    plots: Plots, settings: Any, rows: int, on_progress: Callable[[Progress], None] | None
) -> tuple[list[Any], Any]:
    """Every track after every look, in pieces (SNAPSHOT), and the counts."""
    from pavise.sim.tracker import scan_all
    from pavise.sim.tracker_scratch import make_work
    from pavise.tracking.convert import convert_all

    plain = np.ndarray
    detection, eye = plots.detection.view(plain), plots.eye.view(plain)
    detection["track"] = -1
    convert_all(detection, eye)
    look = plots.look.view(plain)
    track = allocate(TRACK, {"K": rows}).view(plain)
    track["id"] = -1
    counts = allocate(COUNTS, {"A": 1})
    work = make_work(settings.view(plain), rows, int(look["count"].max()))
    snapshot = allocate(SNAPSHOT, {"Y": max(rows, _SNAPSHOTS)}).view(plain)
    started_s, begin = time.perf_counter(), 0
    told = []
    while begin < len(look):
        begin, written = scan_all(
            settings.view(plain), eye, detection, look, begin, track, counts.view(plain), work, snapshot
        )
        told.append(snapshot[:written].copy())
        if on_progress is not None:
            elapsed_s = time.perf_counter() - started_s
            on_progress(Progress(begin, len(look), elapsed_s, elapsed_s * (len(look) - begin) / max(begin, 1)))
    return told, counts


def _told(plots: Plots, config: TrackConfig, told: list[Any], counts: Any, errors: list[Error]) -> Tracks:
    """Snapshots as columns, and what became of each row."""
    snapshot = np.concatenate(told)
    names = np.array([str(status.name).lower() for status in TrackStatus], dtype=object)
    columns: Columns = {
        "t_s": snapshot["time_s"],
        "track_id": snapshot["id"].astype(np.int64),
        "status": names[snapshot["status"]],
    }
    for a, (name, unit) in enumerate(zip(STATE, _STATE_UNITS, strict=True)):
        columns[f"{name}_{unit}"] = snapshot["x"][:, a]
    for a, one in enumerate(STATE):
        for b in range(a, len(STATE)):
            columns[f"cov_{one}_{STATE[b]}"] = snapshot["covariance"][:, len(STATE) * a + b]
    if plots.frame.on_earth:
        earth = plots.frame.to_earth(snapshot["x"][:, :3])
        columns["latitude_deg"], columns["longitude_deg"], columns["height_m"] = earth.T
    else:
        columns["height_m"] = plots.frame.heights_m(snapshot["x"][:, :3])
    if not plots.heights:
        for name in ("z_m", "vz_mps", "height_m"):
            columns[name] = np.full(len(snapshot), np.nan)
    columns["updated_s"] = snapshot["updated_s"]
    columns["plots"], columns["misses"] = snapshot["hits"].astype(np.int64), snapshot["misses"].astype(np.int64)
    if plots.origins:
        labels = np.array([*plots.origins, ""], dtype=object)
        columns["truth_id"] = labels[snapshot["origin"]]
    size = plots.counts["rows"]
    track_of_row = np.full(size, -2, np.int64)
    track_of_row[plots.row] = plots.detection.track
    origin_of_row = np.full(size, -1, np.int64)
    origin_of_row[plots.row] = plots.detection.origin
    place_m = np.full((size, 3), np.nan)
    place_m[plots.row] = plots.detection.position_m
    counted = {name: int(counts[name][0]) for name in counts.dtype.names}
    table = {"rows": size, "rows_without_number": plots.counts["not_finite"], "rows_twice": plots.counts["duplicates"]}
    remarks = [*plots.remarks, *_losses(counted), *(f"registered {error}" for error in errors)]
    return Tracks(
        columns, track_of_row, {**table, "rows_out_of_order": plots.counts["out_of_order"], **counted}, remarks,
        plots.frame, config, plots.heights, np.unique(plots.look.time_s), place_m, origin_of_row, plots.origins,
        errors,
    )  # fmt: skip


_LOSSES = {
    "full": "detections started no track because the table of tracks was full",
    "pairs_full": "pairs of track and plot found no room and were not weighed",
    "clusters_cut": "clusters were too large for exact joint association and were done by an approximation",
    "singular": "updates were refused because a covariance was not positive",
    "not_finite": "plots could not be turned into places",
    "late": "plots were older than their track and were taken in as of their own time",
    "too_late": "plots were too old and refused",
    "duplicates": "plots stood in a look twice",
}


def _losses(counted: dict[str, int]) -> list[str]:
    return [f"{counted[name]:,} {words}" for name, words in _LOSSES.items() if counted.get(name)]
