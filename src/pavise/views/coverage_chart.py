"""Vertical coverage charts: what one sensor sees over range and height, above the curved earth.

    height |\\ 60   .--- elevation rays are straight lines: bending is in the radius of the earth drawn
           | \\  ,-'
           |--------.__      lines of one height curve down with the earth
           |___________'--.  the ground
             range

After L. V. Blake, "Radar range-performance analysis" (1980), chapter 7. Heights are stretched against ranges, as on his
charts. The three tones are those of the maps: the level is reached in at least 90, 50 and 10 percent of the worlds.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import style
from .coverage_map import SHARE_TONES, SHARE_WORDS
from .coverage_reading import CoverageFolder

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.floating[Any]]

WIDTH_IN, HEIGHT_IN = 9.2, 5.2
GROUND, HILLS = "#d9d0bf", "#a8997f"
RAYS_DEG = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60)
_HEIGHT_STEPS_KM = (1, 2, 5, 10)


def vertical_chart(read: CoverageFolder, number: int) -> Figure:
    """The chart with this number in the folder."""
    about = read.said["charts"][number]
    range_m, height_m, chance = _cut(read, number)
    earth_m, antenna_m = about["earth_radius_m"], about["antenna_m"]
    figure = style.new_figure(WIDTH_IN, HEIGHT_IN)
    axes = figure.add_axes((0.075, 0.255, 0.865, 0.585))
    x_km, y_km = _placed(range_m[np.newaxis, :], height_m[:, np.newaxis], earth_m)
    percents, level = read.said["question"]["percents"], read.said["question"]["level"]
    for reached, tone in reversed(list(zip(chance, reversed(SHARE_TONES), strict=True))):
        axes.contourf(x_km, y_km, reached, levels=[level - 1e-9, 2.0], colors=tone, zorder=2)
        axes.contour(x_km, y_km, reached, levels=[level - 1e-9], colors=SHARE_TONES[-1], linewidths=0.6, zorder=2.1)
    profile_m = read.arrays.get(f"{about['key']}_ground_m")
    frame = _frame(axes, range_m, height_m, earth_m, None if profile_m is None else profile_m[: len(range_m)])
    _heights(axes, range_m, height_m, earth_m)
    _rays(axes, antenna_m, frame)
    lines = [*_limits(axes, about, frame), _horizon(axes, antenna_m, earth_m, range_m, frame)]
    _words(figure, axes, read, about, percents, lines)
    return figure


def _cut(read: CoverageFolder, number: int) -> tuple[Floats, Floats, Floats]:
    """Ranges, heights and chances, without the empty far end and the empty sky."""
    key = read.said["charts"][number]["key"]
    range_m, height_m = read.arrays[f"{key}_range_m"], read.arrays[f"{key}_height_m"]
    chance = read.arrays[key].astype(float)
    seen = chance[-1] >= read.said["question"]["level"]
    if not seen.any():
        return range_m, height_m, chance
    far = min(int(np.flatnonzero(seen.any(axis=0))[-1] * 1.08) + 2, len(range_m))
    high = min(int(np.flatnonzero(seen.any(axis=1))[-1] * 1.05) + 2, len(height_m))
    return range_m[:far], height_m[:high], chance[:, :high, :far]


def _placed(range_m: Floats, height_m: Floats, earth_m: float) -> tuple[Floats, Floats]:
    """Ground ranges and heights on a section through the effective earth, in kilometres from the foot of the sensor."""
    angle = range_m / earth_m
    return (earth_m + height_m) * np.sin(angle) / 1000.0, _above(range_m, height_m, earth_m) / 1000.0


def _above(range_m: Floats, height_m: Floats, earth_m: float) -> Floats:
    """Height above the plane that touches the earth at the sensor's foot."""
    return np.asarray(height_m - 2.0 * (earth_m + height_m) * np.sin(0.5 * range_m / earth_m) ** 2)


def _frame(
    axes: Axes, range_m: Floats, height_m: Floats, earth_m: float, profile_m: Floats | None
) -> tuple[float, float, float, float]:
    """The earth below, with its hills where known, and the limits of the drawing (left, right, bottom, top)."""
    x_km, y_km = _placed(range_m, np.zeros_like(range_m), earth_m)
    top = float(height_m[-1]) / 1000.0
    bottom = float(y_km[-1]) - 0.06 * (top - float(y_km[-1]))
    axes.fill_between(x_km, y_km, bottom - 1.0, color=GROUND, lw=0, zorder=3)
    axes.plot(x_km, y_km, color=style.SOFT, lw=1.0, zorder=3.1)
    if profile_m is not None:
        hill_x_km, hill_y_km = _placed(range_m, np.nan_to_num(profile_m.astype(float)), earth_m)
        axes.fill_between(hill_x_km, hill_y_km, bottom - 1.0, color=HILLS, lw=0, zorder=2.9)
    right = float(x_km[-1])
    axes.set_xlim(0.0, right)
    axes.set_ylim(bottom, top)
    step = next((s for s in (5, 10, 20, 25, 50, 100) if right / s <= 10), 200)
    marks = np.arange(0.0, right * 1.001, step)
    axes.set_xticks([])
    for mark in marks:
        x, y = _placed(np.array(mark * 1000.0), np.array(0.0), earth_m)
        axes.plot([x, x], [y, y - 0.012 * (top - bottom)], color=style.SOFT, lw=0.8, zorder=3.2)
        axes.annotate(
            f"{mark:g}{' km' if mark == marks[-1] else ''}", (float(x), float(y)), (0, -6), textcoords="offset points",
            ha="center" if mark else "left", va="top", fontsize=7.2, color=style.INK, zorder=3.3,
        )  # fmt: skip
    axes.spines["bottom"].set_visible(False)
    return 0.0, right, bottom, top


def _heights(axes: Axes, range_m: Floats, height_m: Floats, earth_m: float) -> None:
    """Lines of one height, named at the left."""
    top_km = float(height_m[-1]) / 1000.0
    step = next((s for s in (0.1, 0.2, 0.5, *_HEIGHT_STEPS_KM) if top_km / s <= 8), 20)
    marks = np.arange(0.0, top_km * 1.001, step)
    for mark in marks[1:]:
        x_km, y_km = _placed(range_m, np.full_like(range_m, mark * 1000.0), earth_m)
        axes.plot(x_km, y_km, color="#7f8d96", lw=0.45, alpha=0.7, zorder=2.5)
    axes.set_yticks(marks, [f"{mark:g} km" if mark else "sea" for mark in marks])
    axes.tick_params(axis="y", length=0, labelsize=7.5)


def _rays(axes: Axes, antenna_m: float, frame: tuple[float, float, float, float]) -> None:
    """Rays of round elevations, named where they leave the drawing, unless two names would meet."""
    _, right, _, top = frame
    last = -math.inf
    for elevation in reversed(RAYS_DEG):
        slope = math.tan(math.radians(elevation))
        x = min(right, (top - antenna_m / 1000.0) / slope)
        y = antenna_m / 1000.0 + slope * x
        at = x / right if x < right else 1.0 + (top - y) / top  # along the upper edge, then down the right one
        if at - last < 0.032:
            continue
        last = at
        axes.plot([0.0, x], [antenna_m / 1000.0, y], color="#7f8d96", lw=0.4, alpha=0.8, zorder=2.6, ls=(0, (5, 2)))
        up = x < right
        axes.annotate(
            f"{elevation:g}°", (x, y), (0, 2) if up else (3, 0), textcoords="offset points", fontsize=7,
            color=style.SOFT, ha="center" if up else "left", va="bottom" if up else "center", annotation_clip=False,
        )  # fmt: skip


def _limits(axes: Axes, about: Mapping[str, Any], frame: tuple[float, float, float, float]) -> list[Any]:
    """The lowest and the highest elevation that the sensor covers, where it has such limits."""
    drawn = []
    _, right, _, top = frame
    antenna_km = about["antenna_m"] / 1000.0
    for name, words in (("highest_elevation_deg", "highest elevation"), ("lowest_elevation_deg", "lowest elevation")):
        elevation = about[name]
        if elevation is None or elevation >= 89.9:
            continue
        slope = math.tan(math.radians(elevation))
        x = min(right, (top - antenna_km) / slope) if slope > 0 else right
        (line,) = axes.plot(
            [0.0, x], [antenna_km, antenna_km + slope * x], color=style.RUST, lw=1.0, zorder=2.7,
            label=f"{words} of the sensor, {elevation:.3g}°".replace("-", "\N{MINUS SIGN}"),
        )  # fmt: skip
        drawn.append(line)
    return drawn


def _horizon(
    axes: Axes, antenna_m: float, earth_m: float, range_m: Floats, frame: tuple[float, float, float, float]
) -> Any:
    """The ray that touches the earth: below it, beyond the point of touch, nothing is seen."""
    dip = math.acos(earth_m / (earth_m + max(antenna_m, 0.0)))
    x = np.array([0.0, frame[1]])
    (line,) = axes.plot(
        x, antenna_m / 1000.0 - math.tan(dip) * x, color=style.INK, lw=1.0, ls=(0, (2, 1.5)), zorder=4,
        label="horizon of the smooth earth",
    )  # fmt: skip
    return line


def _words(
    figure: Figure, axes: Axes, read: CoverageFolder, about: Mapping[str, Any], percents: list[int], lines: list[Any]
) -> None:
    from matplotlib.patches import Patch

    left = axes.get_position().x0
    figure.text(left, 0.955, about["type"], fontsize=13, fontweight="bold", va="center")
    bearing = about["bearing_deg"]
    where = "along the middle of its view" if bearing is None else f"on bearing {bearing:.0f}°"
    antenna = f"antenna {_height(about['antenna_m'])} above sea"
    subtitle = f"Vertical coverage of {about['sensor']} {where}, against {about['rcs_m2']:g} m²; {antenna}."
    figure.text(left, 0.905, subtitle, fontsize=9.5, color=style.SOFT, va="center")
    keys = [
        Patch(
            facecolor=tone, edgecolor=SHARE_TONES[-1], lw=0.5,
            label=f"seen {SHARE_WORDS.get(percent, f'in at least {percent} % of the worlds')}",
        )
        for percent, tone in zip(percents, reversed(SHARE_TONES), strict=True)
    ]  # fmt: skip
    figure.legend(
        handles=[*keys, *lines], loc="upper left", bbox_to_anchor=(left - 0.008, 0.2), ncols=3, frameon=False,
        fontsize=7.6, handlelength=1.7, columnspacing=1.6, labelspacing=0.45, borderaxespad=0.0,
    )  # fmt: skip
    question = read.said["question"]
    words = (
        f"Seen: the chance that {question['chance']} is {question['level']:g} or more. Shares of the {about['worlds']} "
        f"worlds that have the sensor. {read.said['conditions'][0]} Ground range below, height to the left, elevation "
        "above and to the right; the earth is drawn with its effective radius, so rays are straight."
    )
    figure.text(left, 0.1, "\n".join(textwrap.wrap(words, 165)), fontsize=6.3, color=style.SOFT, va="top")


def png_names(said: Mapping[str, Any]) -> list[str]:
    """File name of every chart of a folder."""
    return [f"vertical-{k + 1}-{_plain(one['sensor'])}.png" for k, one in enumerate(said["charts"])]


def _height(height_m: float) -> str:
    return f"{height_m / 1000:.3g} km" if height_m >= 1000 else f"{height_m:.3g} m"


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.split("/")[-1].split("#")[0])
