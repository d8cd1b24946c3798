"""One threat's life as a picture: how near it came, how high it flew, and who saw, held and could reach it when.

    distance from its site over time, with every round: launched (triangle), missed (cross), killed (dot)
    height over time
    bars: seen by sensors | held by networks | in reach of fire units that were ready | ... that were not

Sorts of bars differ in hatching and stand under a heading of their own, so that nothing depends on colour.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pavise.analysis.battle_words import clock_words
from pavise.analysis.life import Bar, Life

from . import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN, LEFT_IN, RIGHT_IN = 9.2, 2.35, 0.2
HEAD_IN, DISTANCE_IN, HEIGHT_IN, GAP_IN, FOOT_IN, ROW_IN = 0.62, 1.5, 0.85, 0.14, 0.5, 0.21
_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_BARS: dict[str, tuple[str, dict[str, Any]]] = {
    "seen": ("detected by", {"facecolor": style.BLUE, "edgecolor": style.BLUE}),
    "held": ("held by", {"facecolor": style.PAPER, "edgecolor": style.GREEN, "hatch": "////"}),
    "reach": ("in reach of", {"facecolor": style.PAPER, "edgecolor": style.RUST, "hatch": "...."}),
    "unready": ("in reach, but not ready", {"facecolor": style.PAPER, "edgecolor": style.SOFT, "linestyle": "--"}),
}


def save_life(life: Life, path: str | Path) -> Path:
    """Draw it into a file: `.png`, `.svg` or `.pdf`, by its ending."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with style.drawing():
        life_chart(life).savefig(path, dpi=150, facecolor=style.PAPER)
    return path


def life_chart(life: Life) -> Figure:
    """The figure."""
    rows = _rows(life.bars)
    bars_in = ROW_IN * max(len(rows), 1) + 0.1
    whole_in = HEAD_IN + DISTANCE_IN + HEIGHT_IN + bars_in + 2 * GAP_IN + FOOT_IN
    figure = style.new_figure(WIDTH_IN, whole_in)
    top_in, panels = whole_in - HEAD_IN, []
    for tall_in in (DISTANCE_IN, HEIGHT_IN, bars_in):
        wide = 1 - (LEFT_IN + RIGHT_IN) / WIDTH_IN
        panels.append(figure.add_axes((LEFT_IN / WIDTH_IN, (top_in - tall_in) / whole_in, wide, tall_in / whole_in)))
        top_in -= tall_in + GAP_IN
    distance, height, bars = panels
    _draw_distance(distance, life)
    highest_m = max(float(life.way.height_m.max(initial=0.0)), 100.0)
    unit, metres = ("m", 1.0) if highest_m < 3e3 else ("km", 1e3)
    height.plot(life.way.time_s, life.way.height_m / metres, color=style.INK, linewidth=1.2)
    height.set_ylim(0.0, 1.15 * highest_m / metres)
    height.set_ylabel(f"height, {unit}", rotation=0, ha="right", va="center")
    _draw_bars(bars, rows, life)
    for panel in panels:
        _clock_axis(panel, life, labelled=panel is bars)
    figure.text(0.012, 1 - 0.2 / whole_in, life.summary, fontsize=10.5, fontweight="bold", color=style.INK, va="center")
    end = {"leaked": "gets through", "killed": "is killed"}.get(life.fate, life.fate)
    words = f"▲ launch   ✕ missed   ● killed   ◇ met nothing; dotted line: it {end} at {clock_words(life.end_s)}"
    figure.text(0.012, 1 - 0.42 / whole_in, words, color=style.SOFT, va="center")
    return figure


def _draw_distance(axis: Axes, life: Life) -> None:
    axis.plot(life.way.time_s, life.distance_m / 1e3, color=style.INK, linewidth=1.4)
    axis.set_ylim(0.0, max(float(life.distance_m.max(initial=0.0)) / 1e3 * 1.08, 1.0))
    axis.set_ylabel(f"km from\n{life.site}", rotation=0, ha="right", va="center")
    for one in life.rounds:
        y = [float(np.interp(at, life.way.time_s, life.distance_m)) / 1e3 for at in (one.start_s, one.end_s)]
        axis.plot([one.start_s, one.end_s], y, color=style.RUST, linewidth=0.9, linestyle=(0, (4, 2)), zorder=3)
        _ends(axis, one.start_s, y[0], one.end_s, y[1], one.outcome)


def _draw_bars(axis: Axes, rows: list[tuple[str, Bar | None]], life: Life) -> None:
    axis.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    for y, (words, bar) in enumerate(rows):
        left: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
        if bar is None:
            axis.annotate(words, (0, y), xytext=(-LEFT_IN * 72 + 8, 0), color=style.SOFT, **left)
            axis.axhline(y - 0.5, color=style.RULE, linewidth=0.6)
            continue
        axis.annotate(_short(words), (0, y), xytext=(-6, 0), ha="right", color=style.INK, fontsize=8, **left)
        for from_s, to_s in bar.spans:  # a network may believe in it for longer than it lives
            wide_s = max(min(to_s, life.end_s) - from_s, 0.004 * (life.end_s - life.start_s))
            axis.barh(y, wide_s, left=from_s, height=0.62, linewidth=0.9, **_BARS[bar.sort][1])
        if bar.sort in ("reach", "unready"):
            for one in life.rounds:
                if words == f"{_unit_of(one.post)}, {one.missile}":
                    axis.plot([one.start_s, one.end_s], [y, y], color=style.INK, linewidth=1.0, zorder=4)
                    _ends(axis, one.start_s, y, one.end_s, y, one.outcome)
    if not rows:
        axis.text(0.5, 0.5, "nobody ever detected, held or could reach it", transform=axis.transAxes, ha="center",
                  va="center", color=style.SOFT)  # fmt: skip


def _ends(axis: Axes, x0: float, y0: float, x1: float, y1: float, outcome: str) -> None:
    axis.plot(x0, y0, "^", color=style.RUST, markersize=4.5, zorder=5)
    marker = {"kill": "o", "miss": "x"}.get(outcome, "D")
    face = "none" if marker == "D" else style.RUST
    axis.plot(x1, y1, marker, color=style.RUST, markerfacecolor=face, markersize=5, markeredgewidth=1.3, zorder=5)


def _rows(bars: tuple[Bar, ...]) -> list[tuple[str, Bar | None]]:
    """A heading for each sort of bars, then its bars."""
    rows: list[tuple[str, Bar | None]] = []
    for sort, (heading, _) in _BARS.items():
        mine = [bar for bar in bars if bar.sort == sort]
        if mine:
            rows += [(heading, None), *((bar.who, bar) for bar in mine)]
    return rows


def _clock_axis(axis: Axes, life: Life, labelled: bool) -> None:
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    spare_s = 0.02 * max(life.end_s - life.start_s, 1.0)
    axis.set_xlim(life.start_s - spare_s, life.end_s + spare_s)
    axis.axvline(life.end_s, color=style.INK, linewidth=0.9, linestyle=":")
    step_s = next((step_s for step_s in _STEPS_S if life.end_s - life.start_s <= 9 * step_s), _STEPS_S[-1])
    axis.xaxis.set_major_locator(MultipleLocator(step_s))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: clock_words(value) if labelled else ""))
    axis.yaxis.label.set_color(style.SOFT)
    if labelled:
        axis.set_xlabel("minutes and seconds from the start of the clock", labelpad=2)


def _unit_of(post: str) -> str:
    """Posts carry the name of their unit, and what they are after a stroke."""
    return post.split("/")[0]


def _short(words: str) -> str:
    return words if len(words) <= 34 else words[:33] + "…"
