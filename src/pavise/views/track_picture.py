"""The picture that a tracker drew, against what flew: tracks over truth, with their doubt, false ones and swaps.

    map        what flew (broad and grey), plots (dots), tracks (lines), their doubt (ellipses), swaps (diamonds)
    below      over time: how many there were, how many were tracked, how many tracks were false, and the mean error

An ellipse holds the target in 86 percent of cases (two standard deviations in two dimensions) if the tracker is right
about its own doubt. On a map of hundreds of kilometres most would be too small to see, so all are drawn larger by one
round factor, which the key says. Without truth, only tracks and plots are drawn.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]

WIDTH_IN, STRIP_IN, HEAD_IN, FOOT_IN = 9.2, 1.35, 0.92, 0.62
_FACTORS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_NAMES = 24
_ELLIPSES_OF_A_TRACK = 7


@dataclass(frozen=True)
class Picture:
    """What is drawn; plain columns in metres and seconds.

    `tracks`: confirmed reports with `t_s`, `track_id`, `x_m`, `y_m`, `cov_x_x`, `cov_x_y`, `cov_y_y`. `plots`: `x_m`,
    `y_m`. `truth`: `t_s`, `truth_id`, `x_m`, `y_m`, or None. `false`: ids of tracks that follow nothing. `swaps`:
    places (m) where a track changed from one object to another. `over_time`: `t_s`, `objects`, `tracked`, `false`,
    `error_m`, or None without truth.
    """

    title: str
    words: str
    tracks: Columns
    plots: Columns
    truth: Columns | None = None
    false: frozenset[int] = frozenset()
    swaps: Sequence[tuple[float, float]] = ()
    over_time: Columns | None = field(default=None, repr=False)


def save_picture(picture: Picture, path: str | Path) -> Path:
    """Draw it into a file: `.png`, `.svg` or `.pdf`, by its ending."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with style.drawing():
        figure = track_picture(picture)
        figure.savefig(path, dpi=150, facecolor=style.PAPER)
    return path


def track_picture(picture: Picture) -> Figure:
    """The figure."""
    west, east, south, north = _extent(picture)
    strip_in = STRIP_IN if picture.over_time is not None else 0.0
    map_in = WIDTH_IN - 1.35
    height_in = map_in * (north - south) / (east - west)
    key_in = 0.34
    whole_in = HEAD_IN + height_in + key_in + strip_in + FOOT_IN + (0.35 if strip_in else 0.0)
    figure = style.new_figure(WIDTH_IN, whole_in)
    below_in = FOOT_IN + key_in + strip_in + (0.35 if strip_in else 0.0)
    axes = figure.add_axes((0.75 / WIDTH_IN, below_in / whole_in, map_in / WIDTH_IN, height_in / whole_in))
    axes.set_xlim(west / 1e3, east / 1e3)
    axes.set_ylim(south / 1e3, north / 1e3)
    axes.set_aspect("equal", adjustable="box", anchor="W")
    axes.grid(True)
    axes.set_xlabel("km east")
    axes.set_ylabel("km north")
    keys = [*_truth(axes, picture), *_plots(axes, picture), *_tracks(axes, picture, east - west)]
    if strip_in:
        strip = figure.add_axes((0.75 / WIDTH_IN, (FOOT_IN - 0.12) / whole_in, map_in / WIDTH_IN, strip_in / whole_in))
        _over_time(strip, picture.over_time or {})
    left = 0.75 / WIDTH_IN
    figure.text(left, 1.0 - 0.26 / whole_in, picture.title, fontsize=13, fontweight="bold", va="center")
    words = "\n".join(textwrap.wrap(picture.words, 118))
    figure.text(left, 1.0 - 0.44 / whole_in, words, fontsize=8.5, color=style.SOFT, va="top")
    figure.legend(
        handles=keys, loc="center left", bbox_to_anchor=(left - 0.008, (below_in - 0.52) / whole_in), ncols=len(keys),
        frameon=False, fontsize=7.4, handlelength=1.6, columnspacing=1.3, handletextpad=0.5, borderaxespad=0.0,
    )  # fmt: skip
    return figure


def _extent(picture: Picture) -> tuple[float, float, float, float]:
    """West, east, south, north (m) of tracks and truth; of the plots where there are neither."""
    shown = [c for c in (picture.tracks, picture.truth) if c is not None and len(c["x_m"])] or [picture.plots]
    x = np.concatenate([np.asarray(c["x_m"], float) for c in shown])
    y = np.concatenate([np.asarray(c["y_m"], float) for c in shown])
    west, east, south, north = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    margin = max(0.06 * max(east - west, north - south), 500.0)
    wide, high = east - west, north - south
    grow_x, grow_y = max(0.0, 1.1 * high - wide) / 2, max(0.0, 0.45 * wide - high) / 2
    return west - margin - grow_x, east + margin + grow_x, south - margin - grow_y, north + margin + grow_y


def _truth(axes: Axes, picture: Picture) -> list[Any]:
    if picture.truth is None:
        return []
    line = None
    for rows in _each(picture.truth["truth_id"], picture.truth["t_s"]):
        x_km, y_km = picture.truth["x_m"][rows] / 1e3, picture.truth["y_m"][rows] / 1e3
        (line,) = axes.plot(x_km, y_km, color=style.RULE, lw=4.5, solid_capstyle="round", zorder=1.5, label="what flew")
    return [line] if line is not None else []


def _plots(axes: Axes, picture: Picture) -> list[Any]:
    if not len(picture.plots["x_m"]):
        return []
    (dots,) = axes.plot(
        picture.plots["x_m"] / 1e3, picture.plots["y_m"] / 1e3, ls="none", marker=".", ms=2.6, color=style.SOFT,
        alpha=0.6, mew=0, zorder=2, label="plot",
    )  # fmt: skip
    return [dots]


def _tracks(axes: Axes, picture: Picture, wide_m: float) -> list[Any]:
    """Lines, beginnings, names, ellipses and swaps; the keys to them."""
    tracks = picture.tracks
    each = _each(tracks["track_id"], tracks["t_s"])
    factor = _factor(tracks, wide_m)
    found: dict[str, Any] = {}
    for rows in each:
        track = int(tracks["track_id"][rows[0]])
        false = track in picture.false
        colour, words = (style.RUST, "false track") if false else (style.BLUE, "track, from its ring on")
        x_km, y_km = tracks["x_m"][rows] / 1e3, tracks["y_m"][rows] / 1e3
        (found[words],) = axes.plot(
            x_km,
            y_km,
            color=colour,
            lw=1.1,
            ls=(0, (3, 1.5)) if false else "-",
            zorder=3.2 if false else 3,
            label=words,
        )
        axes.plot(x_km[:1], y_km[:1], marker="o", ms=4, mfc=style.PAPER, mec=colour, mew=1.0, zorder=3.4)
        if len(each) <= _MOST_NAMES:
            axes.annotate(
                str(track), (x_km[-1], y_km[-1]), (3, 3), textcoords="offset points", fontsize=7, color=colour,
                zorder=5, clip_on=True,
            )  # fmt: skip
        marks = np.unique(np.linspace(0, len(rows) - 1, _ELLIPSES_OF_A_TRACK if len(each) <= 60 else 2).round())
        for k in rows[marks.astype(int)]:
            _ellipse(axes, tracks, int(k), factor, colour)
    keys = list(found.values())
    if each:
        from matplotlib.lines import Line2D

        grown = "" if factor == 1 else f", drawn {factor} times as large"
        label = f"86 % of its doubt{grown}"
        ring = Line2D([], [], ls="none", marker="o", ms=7, mfc=style.BLUE + "30", mec=style.BLUE, mew=0.7, label=label)
        keys.append(ring)
    if len(picture.swaps):
        at = np.array(picture.swaps, float) / 1e3
        (diamonds,) = axes.plot(
            at[:, 0], at[:, 1], ls="none", marker="D", ms=5.5, mfc="none", mec=style.PLUM, mew=1.3, zorder=4,
            label="swap: the track went on with another",
        )  # fmt: skip
        keys.append(diamonds)
    return keys


def _ellipse(axes: Axes, tracks: Columns, k: int, factor: int, colour: str) -> None:
    from matplotlib.patches import Ellipse

    off = tracks["cov_x_y"][k]
    values, vectors = np.linalg.eigh(np.array([[tracks["cov_x_x"][k], off], [off, tracks["cov_y_y"][k]]], float))
    sides_km = 2.0 * 2.0 * factor * np.sqrt(np.maximum(values, 0.0)) / 1e3
    turn_deg = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    place_km = (float(tracks["x_m"][k]) / 1e3, float(tracks["y_m"][k]) / 1e3)
    axes.add_patch(
        Ellipse(
            place_km, float(sides_km[1]), float(sides_km[0]), angle=turn_deg, fc=colour + "26", ec=colour, lw=0.6,
            zorder=2.8,
        )
    )  # fmt: skip


def _factor(tracks: Columns, wide_m: float) -> int:
    """The least round factor with which the usual ellipse is a hundredth of the map wide."""
    if not len(tracks["x_m"]):
        return 1
    usual_m = 2.0 * float(np.median(np.sqrt(0.5 * (tracks["cov_x_x"] + tracks["cov_y_y"]))))
    return next((f for f in _FACTORS if f * usual_m >= 0.006 * wide_m), _FACTORS[-1])


def _over_time(axes: Axes, said: Columns) -> None:
    """Numbers of objects and tracks in steps, and the mean error on the right."""
    time_s = said["t_s"]
    unit, scale = ("s", 1.0) if np.ptp(time_s) < 600.0 else ("min", 60.0)
    at = time_s / scale
    axes.fill_between(at, said["objects"], step="mid", color=style.BAND, lw=0)
    axes.step(at, said["objects"], where="mid", color=style.REST, lw=1.2, label="objects")
    axes.step(at, said["tracked"], where="mid", color=style.BLUE, lw=1.2, label="of them tracked")
    axes.step(at, said["false"], where="mid", color=style.RUST, lw=1.0, label="false tracks")
    axes.set_xlabel(unit, labelpad=1)
    axes.set_ylim(0.0, 1.35 * max(1.0, float(np.max(said["objects"])), float(np.max(said["false"]))))
    axes.set_ylabel("number")
    axes.margins(x=0.01)
    other = axes.twinx()
    other.plot(at, said["error_m"], color=style.GREEN, lw=0.9, label="mean error (right)")
    other.set_ylim(0.0, 1.35 * float(np.nanmax([1.0, *said["error_m"]])))
    other.set_ylabel("m")
    other.spines["right"].set_visible(True)
    handles = [*axes.get_legend_handles_labels()[0], *other.get_legend_handles_labels()[0]]
    axes.legend(
        handles=handles, loc="upper left", ncols=4, frameon=False, fontsize=7.2, handlelength=1.4, columnspacing=1.3,
        borderaxespad=0.1,
    )  # fmt: skip


def _each(ids: NDArray[Any], time_s: NDArray[Any]) -> list[NDArray[np.intp]]:
    """Rows of each value of `ids`, in order of time."""
    if not len(ids):
        return []
    _, number = np.unique(ids, return_inverse=True)
    order = np.lexsort((np.asarray(time_s, float), number))
    return np.split(order, np.flatnonzero(np.diff(number[order])) + 1)
