"""Maps of a coverage folder: in how many worlds each place is covered, and by how many sensors.

    covered      three tones of one colour: in at least 90, 50 and 10 percent of the worlds; gaps hatched
    overlap      how many sensors see a place in at least half of the worlds

Drawn on the equal-area plane of the computation itself, so a disc looks round and areas may be compared by eye. Coast
and borders are the extract of Natural Earth that ships with Pavise; outside it there are only meridians and parallels,
and the map says so.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.projection import Plane

from . import style
from .coverage_reading import CoverageFolder

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Candidate:
    """A candidate place. `share`: of the worlds in whose own best choice it is."""

    lat_deg: float
    lon_deg: float
    share: float


WIDTH_IN, HEAD_IN, FOOT_IN = 9.2, 0.85, 1.5
LONGEST_LINE = 118
"""So many letters of the line below the title fit; more are set smaller."""
SEA, LAND, COAST = "#e9eff3", "#f8f6f0", "#8f9aa2"
SHARE_TONES = ("#cfe1f1", "#83b3da", "#1c6aab")
OVERLAP_TONES = ("#d3e9e0", "#8fcbb6", "#3f9c80", "#0a5a46")
GAP = "#b0470c"
BURIED = "#e0d7c5"
HALO = 2.2
SHARE_WORDS = {90: "in at least 9 of 10 worlds", 50: "in at least half of the worlds", 10: "in at least 1 of 10 worlds"}


def covered_map(
    read: CoverageFolder, layer: int, candidates: Sequence[Candidate] = (), word: str = "covered"
) -> Figure:
    """In how many worlds the network covers each place. `candidates`: places where a sensor might stand.

    `word`: what places are, where it is not coverage that is mapped.
    """
    share = read.share(layer)
    figure, axes = _sheet(read, layer)
    percents = sorted(read.said["question"]["percents"])
    for percent, tone in zip(percents, SHARE_TONES, strict=True):  # outlines as in the GeoJSON: half way between cells
        region = (share >= percent / 100 - 1e-9).astype(float)
        axes.contourf(read.x_m, read.y_m, region, levels=[0.5, 1.5], colors=tone, zorder=2)
        axes.contour(read.x_m, read.y_m, region, levels=[0.5], colors=SHARE_TONES[-1], linewidths=0.5, zorder=2.1)
    keys = [
        _swatch(tone, f"{word} {SHARE_WORDS.get(percent, f'in at least {percent} % of the worlds')}")
        for percent, tone in zip(reversed(percents), reversed(SHARE_TONES), strict=True)
    ]
    gap = read.arrays["inside"] & ~read.arrays[f"buried_{layer}"] & (share < 0.5 - 1e-9)
    if gap.any():
        keys.append(_hatched(axes, read, gap))
    if read.arrays[f"buried_{layer}"].any():
        keys.append(_buried(axes, read, layer))
    if candidates:
        keys.append(_candidates(axes, read, candidates))
    _finish(figure, axes, read, layer, keys, f"What is {word}, and how surely")
    return figure


def overlap_map(read: CoverageFolder, layer: int) -> Figure:
    """How many sensors see each place in at least half of the worlds."""
    figure, axes = _sheet(read, layer)
    most = len(read.arrays[f"seen_{layer}"])
    number = sum((read.share(layer, k + 1) >= 0.5 - 1e-9).astype(float) for k in range(most))
    levels = [k + 0.5 for k in range(most)]
    axes.contourf(read.x_m, read.y_m, number, levels=[*levels, most + 1.0], colors=OVERLAP_TONES, zorder=2)
    keys = [
        _swatch(tone, f"{k + 1} sensor{'s' if k else ''}{' or more' if k + 1 == most else ''}")
        for k, tone in enumerate(OVERLAP_TONES[:most])
    ]
    gap = read.arrays["inside"] & ~read.arrays[f"buried_{layer}"] & (read.share(layer) < 0.5 - 1e-9)
    if gap.any():
        keys.append(_hatched(axes, read, gap))
    if read.arrays[f"buried_{layer}"].any():
        keys.append(_buried(axes, read, layer))
    _finish(figure, axes, read, layer, keys, "How many sensors see it, in at least half of the worlds")
    return figure


# ---- the sheet ------------------------------------------------------------------------------------------------------


def _sheet(read: CoverageFolder, layer: int) -> tuple[Figure, Axes]:
    """An empty map with sea, land, meridians and parallels, cut to what there is to see."""
    west, east, south, north = _extent(read, layer)
    wide, high = east - west, north - south
    map_in = WIDTH_IN - 0.75
    height_in = map_in * high / wide
    whole_in = height_in + FOOT_IN + HEAD_IN
    figure = style.new_figure(WIDTH_IN, whole_in)
    axes = figure.add_axes((0.5 / WIDTH_IN, FOOT_IN / whole_in, map_in / WIDTH_IN, height_in / whole_in))
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("equal")
    axes.set_facecolor(SEA)
    for spine in axes.spines.values():
        spine.set_visible(True)
    axes.tick_params(length=0, labelsize=7)
    _land(axes, read.plane)
    _graticule(axes, read.plane, (west, east, south, north))
    return figure, axes


def _extent(read: CoverageFolder, layer: int) -> tuple[float, float, float, float]:
    """West, east, south and north of what is covered or of interest, with a margin; never very long or very flat."""
    shown = (read.share(layer) >= 0.1) | read.arrays["inside"]
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    if not len(rows):
        rows, columns = np.arange(shown.shape[0]), np.arange(shown.shape[1])
    cell_m = read.said["grid"]["cell_m"]
    west, east = read.x_m[columns[0]] - cell_m, read.x_m[columns[-1]] + cell_m
    south, north = read.y_m[rows[0]] - cell_m, read.y_m[rows[-1]] + cell_m
    margin = 0.04 * max(east - west, north - south)
    west, east, south, north = west - margin, east + margin, south - margin, north + margin
    flat, tall = (east - west) * 0.5 - (north - south), (north - south) * 0.9 - (east - west)
    if flat > 0:
        south, north = south - flat / 2, north + flat / 2
    if tall > 0:
        west, east = west - tall / 2, east + tall / 2
    return float(west), float(east), float(south), float(north)


@cache
def _coast() -> Mapping[str, Any]:
    text = resources.files("pavise").joinpath("data/geo/coast.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def _land(axes: Axes, plane: Plane) -> None:
    """Land below the colours, coast and borders above them."""
    from matplotlib.collections import LineCollection, PolyCollection

    def placed(kind: str) -> list[Floats]:
        lines = []
        for line in _coast()[kind]:
            lon, lat = np.asarray(line, dtype=float).T
            lines.append(np.stack(plane.forward(np.radians(lat), np.radians(lon)), axis=1))
        return lines

    land = placed("land")
    axes.add_collection(PolyCollection(land, facecolors=LAND, edgecolors="none", zorder=1), autolim=False)
    axes.add_collection(LineCollection(land, colors=COAST, linewidths=0.6, zorder=3), autolim=False)
    borders = LineCollection(placed("borders"), colors=COAST, linewidths=0.6, linestyles=(0, (4, 2)), zorder=3)
    axes.add_collection(borders, autolim=False)


def coast_reaches(plane: Plane, extent: tuple[float, float, float, float]) -> bool:
    """Does the extract of the coast hold the middle of the map?"""
    west, south, east, north = _coast()["box_deg"]
    lat, lon = plane.inverse(np.array((extent[0] + extent[1]) / 2), np.array((extent[2] + extent[3]) / 2))
    return bool(west <= np.degrees(lon) <= east and south <= np.degrees(lat) <= north)


def _graticule(axes: Axes, plane: Plane, extent: tuple[float, float, float, float]) -> None:
    """Meridians and parallels at round degrees, named where they leave the map on its left and lower edge."""
    west, east, south, north = extent
    x, y = np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25))
    lat, lon = (np.degrees(angle) for angle in plane.inverse(x, y))
    turned = np.remainder(lon - plane.lon_deg + 180.0, 360.0) - 180.0 + plane.lon_deg  # no jump inside the map
    x_ticks, y_ticks = [], []
    step = _round_step((north - south) / 111e3)
    for parallel in np.arange(np.floor(lat.min() / step) * step, lat.max() + step, step):
        if abs(parallel) < 90:
            line_lon = np.linspace(turned.min(), turned.max(), 181)
            _line(axes, plane, np.full(181, parallel), line_lon)
            y_ticks.append((_crossing(plane, extent, "left", "lat", parallel), _named(parallel, "N", "S")))
    step = _round_step(float(np.ptp(turned)))  # near a pole all of them meet
    for meridian in np.arange(np.floor(turned.min() / step) * step, turned.max() + step, step):
        line_lat = np.linspace(max(lat.min(), -89.9), min(lat.max(), 89.9), 181)
        _line(axes, plane, line_lat, np.full(181, meridian))
        round_the_world = (meridian + 180.0) % 360.0 - 180.0
        x_ticks.append((_crossing(plane, extent, "lower", "lon", meridian), _named(round_the_world, "E", "W")))
    for ticks, put in ((x_ticks, axes.set_xticks), (y_ticks, axes.set_yticks)):
        kept = [(at, words) for at, words in ticks if at is not None]
        put([at for at, _ in kept], [words for _, words in kept])


def _round_step(span_deg: float) -> float:
    """Degrees between lines of a graticule that spans so many."""
    return next((step for step in (0.5, 1, 2, 5, 10, 15, 30) if span_deg / step <= 9), 45)


def _line(axes: Axes, plane: Plane, lat_deg: Floats, lon_deg: Floats) -> None:
    axes.plot(
        *plane.forward(np.radians(lat_deg), np.radians(lon_deg)), color="#7f8d96", lw=0.35, alpha=0.55, zorder=2.6
    )


def _crossing(
    plane: Plane, extent: tuple[float, float, float, float], edge: str, angle: str, at_deg: float
) -> float | None:
    """Where on an edge of the map a parallel or meridian crosses it; None when it does not."""
    west, east, south, north = extent
    along = np.linspace(south, north, 400) if edge == "left" else np.linspace(west, east, 400)
    lat, lon = plane.inverse(np.full(400, west), along) if edge == "left" else plane.inverse(along, np.full(400, south))
    if angle == "lat":
        off = np.degrees(lat) - at_deg
    else:
        off = np.remainder(np.degrees(lon) - at_deg + 180.0, 360.0) - 180.0
    where = np.flatnonzero((np.diff(np.sign(off)) != 0) & (np.abs(np.diff(off)) < 90.0))
    if not len(where):
        return None
    k = int(where[0])
    return float(along[k] + (along[k + 1] - along[k]) * off[k] / (off[k] - off[k + 1]))


def _named(degrees: float, above: str, below: str) -> str:
    return f"{abs(degrees):g}°{'' if degrees == 0 else ' ' + (above if degrees > 0 else below)}"


# ---- what stands on it ----------------------------------------------------------------------------------------------


def _swatch(colour: str, words: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, edgecolor=SHARE_TONES[-1] if colour in SHARE_TONES else "none", lw=0.5, label=words)


def _hatched(axes: Axes, read: CoverageFolder, gap: NDArray[np.bool_]) -> Any:
    """Gaps: hatched and edged, so that they are told from land without colour."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Patch

    tint, lines = to_rgba(GAP, 0.07), to_rgba(GAP, 0.5)
    drawn = axes.contourf(
        read.x_m, read.y_m, gap.astype(float), levels=[0.5, 1.5], colors=[tint], hatches=["////"], zorder=2.3
    )
    drawn.set_edgecolor(lines)  # the colour of the hatching, too
    drawn.set_linewidth(0.0)
    axes.contour(read.x_m, read.y_m, gap.astype(float), levels=[0.5], colors=GAP, linewidths=0.7, zorder=2.4)
    return Patch(
        facecolor=tint, edgecolor=lines, hatch="////", lw=0.7, label="gap: of interest, covered in fewer than half"
    )


def _buried(axes: Axes, read: CoverageFolder, layer: int) -> Any:
    from matplotlib.patches import Patch

    buried = read.arrays[f"buried_{layer}"].astype(float)
    axes.contourf(read.x_m, read.y_m, buried, levels=[0.5, 1.5], colors=BURIED, zorder=2.35)
    return Patch(facecolor=BURIED, label="ground as high as the target")


def _candidates(axes: Axes, read: CoverageFolder, candidates: Sequence[Candidate]) -> Any:
    """Candidate places as rings, the larger the more worlds have them in their best set."""
    from matplotlib.lines import Line2D

    lat, lon, share = np.array([(one.lat_deg, one.lon_deg, one.share) for one in candidates]).T
    x_m, y_m = read.plane.forward(np.radians(lat), np.radians(lon))
    axes.scatter(x_m, y_m, s=2 + 240 * share, facecolors="none", edgecolors=style.PLUM, linewidths=0.9, zorder=5.5)
    words = "candidate: the larger, the more worlds choose it"
    return Line2D([], [], marker="o", ms=7, ls="none", mfc="none", mec=style.PLUM, label=words)


def _finish(figure: Figure, axes: Axes, read: CoverageFolder, layer: int, keys: list[Any], what: str) -> None:
    """Sensors, sites, area of interest, scale, key, headings and credit."""
    from matplotlib.lines import Line2D

    said = read.said
    inside = read.arrays["inside"]
    if inside.any():
        axes.contour(
            read.x_m, read.y_m, inside.astype(float), levels=[0.5], colors=style.INK, linewidths=0.8,
            linestyles=[(0, (1, 1.6))], zorder=4,
        )  # fmt: skip
        keys.append(
            Line2D(
                [],
                [],
                color=style.INK,
                lw=0.8,
                ls=(0, (1, 1.6)),
                label=f"area of interest: {said['interest']['words']}",
            )
        )
    keys += _sensors(axes, read)
    _sites(figure, axes, read)
    _scale_bar(axes)
    height_in = figure.get_figheight()
    left = axes.get_position().x0
    figure.text(left, 1 - 0.3 / height_in, said["title"], fontsize=13, fontweight="bold", va="center")
    subtitle = f"{what}. {said.get('against', 'Target')}: {said['layers'][layer]['words']}."
    small = 9.5 * min(1.0, LONGEST_LINE / len(subtitle))
    figure.text(left, 1 - 0.58 / height_in, subtitle, fontsize=small, color=style.SOFT, va="center")
    figure.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(left - 0.008, (FOOT_IN - 0.27) / height_in), ncols=3,
        frameon=False, fontsize=7.6, handlelength=1.7, columnspacing=1.4, labelspacing=0.45, borderaxespad=0.0,
    )  # fmt: skip
    below_in = FOOT_IN - 0.27 - 0.165 * -(-len(keys) // 3) - 0.1
    figure.text(left, below_in / height_in, _small_print(read, axes), fontsize=6.3, color=style.SOFT, va="top")


def _small_print(read: CoverageFolder, axes: Axes) -> str:
    said = read.said
    extent = (*axes.get_xlim(), *axes.get_ylim())
    coast = (
        "Coast and borders: Natural Earth; for orientation only."
        if coast_reaches(read.plane, extent)
        else "No coastline on file for this part of the world."
    )
    worlds = f"{said['worlds']} world{'s' if said['worlds'] > 1 else ''}"
    question = said["question"]
    meant = said.get("meant", f"Seen: the chance that {question['chance']} is {question['level']:g} or more.")
    words = f"{meant} {worlds}. {said['conditions'][0]} Lambert azimuthal equal-area. {coast}"
    return "\n".join(textwrap.wrap(words, 165))


def _sensors(axes: Axes, read: CoverageFolder) -> list[Any]:
    """Sensors on the ground as triangles, on patrol as diamonds; hollow when not there in every world."""
    from matplotlib.lines import Line2D

    keys = []
    ground, size = ("chosen place", 8.0) if "chosen" in read.said else (read.said.get("marked", "sensor"), 5.2)
    for patrol, marker, words in ((False, "^", ground), (True, "D", f"{ground} on patrol")):
        for sure in (True, False):
            spots = [
                (one["lat_deg"], one["lon_deg"])
                for one in read.said["sensors"]
                if one["on_patrol"] == patrol and 0 < one["present_in"] and (one["present_in"] > 0.995) == sure
            ]
            if not spots:
                continue
            lat, lon = np.radians(np.array(spots)).T
            look: dict[str, Any] = {
                "marker": marker, "ms": size if marker == "^" else 4.2, "ls": "none", "mew": 0.8,
                "mfc": style.INK if sure else style.PAPER, "mec": style.PAPER if sure else style.INK,
            }  # fmt: skip
            axes.plot(*read.plane.forward(lat, lon), zorder=6, **look)
            keys.append(Line2D([], [], label=words if sure else f"{words}, not in every world", **look))
    return keys


def _sites(figure: Figure, axes: Axes, read: CoverageFolder) -> None:
    """The defended sites, named where there is room."""
    from matplotlib.patheffects import withStroke

    sites = read.said["sites"]
    if not sites:
        return
    lat, lon = np.radians(np.array([(one["lat_deg"], one["lon_deg"]) for one in sites])).T
    x_m, y_m = read.plane.forward(lat, lon)
    axes.plot(x_m, y_m, "o", ms=4, mfc=GAP, mec=style.PAPER, mew=0.8, zorder=5)
    west, east = axes.get_xlim()
    m_per_point = (east - west) / (axes.get_position().width * figure.get_figwidth() * 72)
    taken: list[tuple[float, float, float, float]] = [
        (x - 4 * m_per_point, y - 4 * m_per_point, x + 4 * m_per_point, y + 4 * m_per_point)
        for x, y in zip(x_m, y_m, strict=True)
    ]
    order = np.argsort([-one["value"] for one in sites], kind="stable")
    for k in order:
        spot = _room_for(sites[k]["title"], float(x_m[k]), float(y_m[k]), m_per_point, taken, axes)
        if spot is not None:
            x, y, align = spot
            axes.text(
                x, y, sites[k]["title"], fontsize=7.5, ha=align, va="center", zorder=7,
                path_effects=[withStroke(linewidth=HALO, foreground=style.PAPER, alpha=0.85)],
            )  # fmt: skip


def _room_for(
    words: str, x: float, y: float, m_per_point: float, taken: list[tuple[float, float, float, float]], axes: Axes
) -> tuple[float, float, str] | None:
    """A place for a name beside its dot that hides no other, or None."""
    wide, high = 4.4 * len(words) * m_per_point, 9 * m_per_point
    near = 7 * m_per_point
    for dx, dy, align in (
        (near, 0, "left"), (-near, 0, "right"), (0, -1.5 * near, "center"), (0, 1.5 * near, "center"),
        (near, near, "left"), (near, -near, "left"), (-near, near, "right"), (-near, -near, "right"),
    ):  # fmt: skip
        left = x + dx - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        box = (left, y + dy - high / 2, left + wide, y + dy + high / 2)
        outside = box[0] < axes.get_xlim()[0] or box[2] > axes.get_xlim()[1]
        if not outside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            taken.append(box)
            return x + dx, y + dy, align
    return None


def _scale_bar(axes: Axes) -> None:
    """A length of round kilometres; true at the middle of the map."""
    from matplotlib.patheffects import withStroke

    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    fitting = [km for km in (10, 20, 50, 100, 200, 500, 1000) if km * 1000 < 0.28 * (east - west)]
    length_m = 1000.0 * (fitting[-1] if fitting else 5)
    x0, y0 = west + 0.02 * (east - west), south + 0.03 * (north - south)
    halo = [withStroke(linewidth=HALO, foreground=style.PAPER, alpha=0.85)]
    axes.plot(
        [x0, x0 + length_m], [y0, y0], color=style.INK, lw=1.6, solid_capstyle="butt", zorder=7, path_effects=halo
    )
    axes.text(
        x0 + length_m / 2, y0 + 0.008 * (north - south), f"{length_m / 1000:g} km", fontsize=7.5, ha="center",
        va="bottom", zorder=7, path_effects=halo,
    )  # fmt: skip


def png_names(said: Mapping[str, Any]) -> Sequence[tuple[int, str, str]]:
    """(layer, kind, file name) of every map of a folder."""
    return [
        (k, kind, f"{layer['slug']}-{kind}.png")
        for k, layer in enumerate(said["layers"])
        for kind in ("covered", "overlap")
    ]
