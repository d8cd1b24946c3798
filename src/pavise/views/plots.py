"""The figures of the report, one function each: numbers in, SVG text out.

    dots_per_option     value saved, a dot and an interval per option, a panel per raid
    paired_differences  the same for differences from the baseline, beside the wider interval of unpaired runs
    curve_over_size     one raid family: all options over the size of the raid, letters at the line ends
    causes_of_leakers   one raid family: leakers by cause, stacked, a bar per option
    parts_of_variance   how much of the scatter is luck, doubt about claims, doubt about judgements

Arrays are [option, raid] or [option, size]; NaN is a gap. A function decides how things look, never what they are: rows
come in the order in which they are to stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .numbers import plain
from .stacks import pieces
from .style import BAND, INK, PAPER, REST, RULE, RUST, SOFT, drawing, new_figure, to_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Floats = NDArray[np.float64]
PanelTitle = tuple[str, str]
"""The raid of a panel, and below it in grey its size."""


@dataclass(frozen=True)
class Look:
    """How one option is drawn in every figure. `focus`: in its own colour; the rest stays grey with its letter."""

    letter: str
    title: str
    colour: str = REST
    marker: str = "o"
    focus: bool = False

    @property
    def text_colour(self) -> str:
        """Letters of grey lines must still be readable, so they are darker than the line."""
        return self.colour if self.focus else SOFT


@dataclass(frozen=True)
class Spread:
    """Values with their intervals, three arrays of one shape. Shares are fractions here and percent on the page."""

    value: Floats
    low: Floats
    high: Floats


# cause -> fill, and is the figure on it white? Families of hue: out of reach, seen late, not taken for hostile, no
# means left, missed.
CAUSE_FILLS: dict[str, tuple[str, bool]] = {
    "out_of_envelope": ("#3f6489", True),
    "not_ready": ("#7c9cba", False),
    "masked": ("#b9cbdb", False),
    "undetected": ("#7a5f14", True),
    "tracked_late": ("#bf9f45", False),
    "no_time": ("#e0cc96", False),
    "not_identified": ("#6d4f86", True),
    "no_channel": ("#9c3f18", True),
    "magazine_empty": ("#dd936d", False),
    "missed": ("#3b7d65", True),
}
_SPARE_FILLS = (("#5d6970", True), ("#c3ccd2", False), ("#8d5a74", True), ("#d5b3c4", False))


def cause_fill(cause: str) -> tuple[str, bool]:
    """The fill of a cause, and whether the figure on it is white. One without a colour of its own gets a spare one,
    always the same."""
    return CAUSE_FILLS.get(cause, _SPARE_FILLS[sum(cause.encode()) % len(_SPARE_FILLS)])


VARIANCE_FILLS = {"luck": ("#b9c2c9", False), "claims": ("#3f6489", True), "judgements": ("#c9913a", False)}


def dots_per_option(
    looks: Sequence[Look],
    panels: Sequence[PanelTitle],
    offered: Spread,
    equal_budget: Floats,
    baseline_row: int | None,
    name: str,
    label: str,
) -> str:
    """Value saved per option: a dot with its interval per raid; a hollow ring where equal money would put it."""
    with drawing():
        figure, axes = _rows_figure(looks, panels)
        for column, axis in enumerate(axes):
            if baseline_row is not None:
                axis.axvline(
                    offered.value[baseline_row, column] * 100, color=REST, linewidth=0.9, linestyle=(0, (3, 2))
                )
            for row, look in enumerate(looks):
                _dot(axis, row, look, *(100 * a[row, column] for a in (offered.value, offered.low, offered.high)))
                if np.isfinite(equal_budget[row, column]):
                    axis.plot(
                        equal_budget[row, column] * 100,
                        row,
                        "o",
                        markersize=6.8,
                        markerfacecolor="none",
                        markeredgecolor=SOFT,
                        markeredgewidth=0.8,
                        zorder=2,
                    )
        _share_axes(axes, offered)
        return to_svg(figure, name, label)


def paired_differences(
    looks: Sequence[Look], panels: Sequence[PanelTitle], paired: Spread, unpaired: Spread, name: str, label: str
) -> str:
    """Differences from the baseline in percentage points; the pale bar is the interval without shared luck."""
    with drawing():
        figure, axes = _rows_figure(looks, panels)
        for column, axis in enumerate(axes):
            axis.axvline(0, color=INK, linewidth=0.9)
            for row, look in enumerate(looks):
                if np.isfinite(unpaired.low[row, column]):
                    axis.plot(
                        [unpaired.low[row, column] * 100, unpaired.high[row, column] * 100],
                        [row, row],
                        color=RULE,
                        linewidth=5.5,
                        solid_capstyle="butt",
                        zorder=1,
                    )
                _dot(axis, row, look, *(100 * a[row, column] for a in (paired.value, paired.low, paired.high)))
        ends = np.concatenate([a.ravel() for a in (paired.value, paired.low, paired.high, unpaired.low, unpaired.high)])
        # one scale for all panels, so that a large difference looks large; never so close that nothing looks like much
        low, high = min(float(np.nanmin(ends)) * 100, -2.0), max(float(np.nanmax(ends)) * 100, 2.0)
        for axis in axes:
            axis.set_xlim(low - 0.04 * (high - low), high + 0.04 * (high - low))
            _few_ticks(axis)
        return to_svg(figure, name, label)


def dots_per_story(stories: Sequence[str], panels: Sequence[PanelTitle], saved: Spread, name: str, label: str) -> str:
    """Value saved under each hypothesis about the status: rows are hypotheses, the last row is all of them together."""
    looks = [Look("", story, RUST if i < len(stories) - 1 else INK, "o", True) for i, story in enumerate(stories)]
    with drawing():
        figure, axes = _rows_figure(looks, panels)
        for column, axis in enumerate(axes):
            for row, look in enumerate(looks):
                _dot(axis, row, look, *(100 * a[row, column] for a in (saved.value, saved.low, saved.high)))
        _share_axes(axes, saved)
        return to_svg(figure, name, label)


def curve_over_size(
    looks: Sequence[Look], sizes: Sequence[int], saved: Spread, reference_size: int | None, name: str, label: str
) -> str:
    """All options against one raid family: value saved over raid size, a letter at the end of every line."""
    with drawing():
        figure = new_figure(4.7, 3.1)
        axis = figure.add_axes((0.1, 0.155, 0.76, 0.81))
        position = np.log(np.asarray(sizes, dtype=float)) if min(sizes) > 0 else np.asarray(sizes, dtype=float)
        if reference_size is not None and reference_size in sizes:
            axis.axvline(position[list(sizes).index(reference_size)], color=BAND, linewidth=11, zorder=0)
        axis.hlines([0, 25, 50, 75, 100], position[0], position[-1], color=RULE, linewidth=0.6, zorder=0.5)
        in_colour = [row for row, look in enumerate(looks) if look.focus]
        for row, look in enumerate(looks):
            y = saved.value[row] * 100
            if look.focus:
                # whiskers side by side: bands of several options would cover each other where all save everything
                aside = (in_colour.index(row) - (len(in_colour) - 1) / 2) * 0.011 * (position[-1] - position[0])
                axis.vlines(
                    position + aside, saved.low[row] * 100, saved.high[row] * 100, color=look.colour, linewidth=1.1
                )
            axis.plot(
                position,
                y,
                color=look.colour,
                linewidth=1.9 if look.focus else 0.9,
                marker=look.marker if look.focus else None,
                markersize=4.2,
                markeredgecolor=PAPER,
                markeredgewidth=0.6,
                zorder=4 if look.focus else 2,
            )
        _letters_at_line_ends(axis, looks, position, saved.value * 100)
        axis.set_ylim(-4, 104)
        axis.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
        axis.set_xticks(position, [str(size) for size in sizes])
        axis.set_xlabel("threats in the raid", labelpad=2)
        axis.spines["left"].set_visible(False)
        return to_svg(figure, name, label, stretch=1.25)


def causes_of_leakers(looks: Sequence[Look], causes: Sequence[str], mean: Floats, name: str, label: str) -> str:
    """Mean leakers of one raid by cause [option, cause], stacked; the number in a piece is its place in the key."""
    with drawing():
        figure = new_figure(3.75, 0.215 * len(looks) + 0.5)
        bottom = 0.36 / figure.get_figheight()
        axis = figure.add_axes((0.07, bottom, 0.83, 1 - bottom - 0.01))
        total = mean.sum(axis=1)
        widest = max(float(np.nanmax(total)), 1e-9)
        left = np.zeros(len(looks))
        for place, cause in enumerate(causes):
            fill, white = cause_fill(cause)
            pieces(axis, left, mean[:, place], 0.74, fill)
            for row in range(len(looks)):
                if mean[row, place] > 0.052 * widest:
                    axis.text(
                        left[row] + mean[row, place] / 2,
                        row,
                        str(place + 1),
                        ha="center",
                        va="center_baseline",
                        fontsize=7.5,
                        color="#ffffff" if white else "#1a1a1a",
                    )
            left += mean[:, place]
        for row in range(len(looks)):
            axis.text(
                total[row] + widest * 0.015, row, plain(total[row], 1), va="center_baseline", fontsize=7.5, color=SOFT
            )
        axis.set_xlim(0, widest * 1.08)
        axis.set_ylim(len(looks) - 0.4, -0.6)
        _letter_rows(axis, looks)
        _few_ticks(axis)
        axis.set_xlabel("mean leakers per raid", labelpad=2)
        return to_svg(figure, name, label)


def parts_of_variance(looks: Sequence[Look], parts: Sequence[tuple[str, Floats]], name: str, label: str) -> str:
    """How the scatter of one outcome divides: one bar per option, its length the standard deviation in points.

    `parts`: (luck | claims | judgements, share of the variance [option]) and one entry ("total", standard deviation).
    """
    shares = dict(parts)
    total = shares.pop("total") * 100
    with drawing():
        figure, axes = _rows_figure(looks, [("", "")], width_in=7.2, labelled=True)
        axis = axes[0]
        left = np.zeros(len(looks))
        for part, share in shares.items():
            fill, white = VARIANCE_FILLS[part]
            length = np.nan_to_num(share) * np.nan_to_num(total)
            pieces(axis, left, length, 0.72, fill)
            for row in range(len(looks)):
                if length[row] > 0.07 * float(np.nanmax(total)):
                    axis.text(
                        left[row] + length[row] / 2,
                        row,
                        f"{share[row] * 100:.0f}%",
                        ha="center",
                        va="center_baseline",
                        fontsize=7.5,
                        color="#ffffff" if white else "#1a1a1a",
                    )
            left += length
        axis.set_xlim(0, float(np.nanmax(total)) * 1.03)
        _few_ticks(axis)
        axis.set_xlabel("standard deviation of the share of value saved, in points", labelpad=2)
        return to_svg(figure, name, label)


def _rows_figure(
    looks: Sequence[Look], panels: Sequence[PanelTitle], width_in: float = 11.6, labelled: bool = False
) -> tuple[Figure, list[Axes]]:
    """A row per option with its letter and title on the left, a panel per raid beside it with its title and size."""
    longest = max((len(look.title) for look in looks), default=0)
    margin_in = min(3.4, 0.42 + 0.071 * longest)
    gap_in = 0.2
    panel_in = (width_in - margin_in - 0.15 - gap_in * (len(panels) - 1)) / len(panels)
    titles = [(_wrapped(title, panel_in), below) for title, below in panels]
    top_in = 0.12 + 0.155 * max(title.count("\n") + bool(title) + bool(below) for title, below in titles)
    bottom_in = 0.44 if labelled else 0.27
    height_in = 0.25 * len(looks) + top_in + bottom_in
    figure = new_figure(width_in, height_in)
    axes: list[Axes] = []
    for column, (title, below) in enumerate(titles):
        axis = figure.add_axes(
            (
                (margin_in + column * (panel_in + gap_in)) / width_in,
                bottom_in / height_in,
                panel_in / width_in,
                (height_in - top_in - bottom_in) / height_in,
            )
        )
        axis.set_ylim(len(looks) - 0.5, -0.5)
        for row in range(0, len(looks), 2):
            axis.axhspan(row - 0.5, row + 0.5, color=BAND, linewidth=0, zorder=0)
        axis.set_title(title, pad=16 if below else 5)
        axis.annotate(below, (0, 1), xytext=(0, 5), xycoords="axes fraction", textcoords="offset points", color=SOFT)
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        if column == 0:
            for row, look in enumerate(looks):
                bold: dict[str, Any] = {"fontweight": "bold"} if look.focus else {}
                axis.annotate(
                    look.letter,
                    (0, row),
                    xytext=(-margin_in * 72 + 3, 0),
                    textcoords="offset points",
                    xycoords=("axes fraction", "data"),
                    va="center_baseline",
                    fontweight="bold",
                    color=look.text_colour,
                )
                axis.annotate(
                    look.title,
                    (0, row),
                    xytext=(-margin_in * 72 + (20 if look.letter else 3), 0),
                    textcoords="offset points",
                    xycoords=("axes fraction", "data"),
                    va="center_baseline",
                    color=INK,
                    **bold,
                )
        axes.append(axis)
    return figure, axes


def _dot(axis: Axes, row: float, look: Look, value: float, low: float, high: float) -> None:
    """A dot with its interval; a hollow end never hides a narrow interval, so the dot is small."""
    if not np.isfinite(value):
        return
    colour = look.colour if look.focus else SOFT
    if np.isfinite(low) and np.isfinite(high):
        axis.plot([low, high], [row, row], color=colour, linewidth=1.7, solid_capstyle="butt", zorder=3)
    axis.plot(value, row, look.marker, color=colour, markersize=4.6, zorder=4)


def _share_axes(axes: Sequence[Axes], shown: Spread) -> None:
    """One scale in percent for all panels: up to 100, down to the tens below the lowest interval."""
    low = np.nanmin([np.nanmin(shown.value), np.nanmin(shown.low) if np.isfinite(shown.low).any() else 1.0]) * 100
    start = min(90.0, 10.0 * np.floor(low / 10))
    step = 10 if start >= 70 else 20 if start >= 40 else 25 if start > 0 and start % 25 == 0 else 50
    ticks = np.arange(100, start - 1, -step)[::-1]
    for axis in axes:
        axis.set_xlim(start - 0.04 * (100 - start), 100 + 0.05 * (100 - start))
        axis.set_xticks(ticks, [f"{tick:.0f}" + ("%" if tick == 100 else "") for tick in ticks])


def _letter_rows(axis: Axes, looks: Sequence[Look]) -> None:
    axis.set_yticks(range(len(looks)), [look.letter for look in looks])
    for text, look in zip(axis.get_yticklabels(), looks, strict=True):
        text.set_color(look.text_colour)
        text.set_fontweight("bold")
    axis.spines["left"].set_visible(False)


def _few_ticks(axis: Axes) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    axis.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: plain(value, 0 if abs(value - round(value)) < 1e-9 else 1))
    )


def spread_apart(wanted: Floats, gap: float, low: float, high: float) -> Floats:
    """Heights as near to `wanted` as possible but at least `gap` apart, within [low, high] if there is room.

    Blocks of labels that would touch are merged and set around their common middle, which moves the least overall.
    """
    order = np.argsort(wanted, kind="stable")
    blocks: list[list[float]] = []  # [sum of wanted offsets, members]
    for rank in order:
        blocks.append([float(wanted[rank]), 1.0])
        while len(blocks) > 1:
            (mean_a, n_a), (mean_b, n_b) = blocks[-2], blocks[-1]
            if mean_b - mean_a >= gap * (n_a + n_b) / 2 - 1e-12:
                break
            blocks[-2:] = [[(mean_a * n_a + mean_b * n_b) / (n_a + n_b), n_a + n_b]]
    placed: list[float] = []
    for mean, n in blocks:
        first = mean - gap * (n - 1) / 2
        placed += [first + gap * i for i in range(int(n))]
    heights = np.empty(len(wanted))
    heights[order] = placed
    # push back inside, from the bottom and then from the top
    floor = low
    for rank in order:
        heights[rank] = max(heights[rank], floor)
        floor = heights[rank] + gap
    ceiling = high
    for rank in order[::-1]:
        heights[rank] = min(heights[rank], ceiling)
        ceiling = heights[rank] - gap
    return heights


def _letters_at_line_ends(axis: Axes, looks: Sequence[Look], position: Floats, y: Floats) -> None:
    last = [int(np.flatnonzero(np.isfinite(row))[-1]) if np.isfinite(row).any() else -1 for row in y]
    shown = [row for row in range(len(looks)) if last[row] >= 0]
    ends = np.array([y[row, last[row]] for row in shown])
    heights = spread_apart(ends, gap=5.9, low=0.0, high=100.0)
    span = position[-1] - position[0]
    for row, end, height in zip(shown, ends, heights, strict=True):
        look = looks[row]
        x = position[last[row]]
        text_x = position[-1] + 0.075 * span
        axis.plot(
            [x + 0.012 * span, text_x - 0.028 * span, text_x - 0.008 * span],
            [end, height, height],
            color=look.colour,
            linewidth=0.6,
            clip_on=False,
        )
        axis.text(
            text_x,
            height,
            look.letter,
            va="center_baseline",
            fontsize=8.5,
            fontweight="bold" if look.focus else "normal",
            color=look.text_colour,
        )
    axis.set_xlim(position[0] - 0.02 * span, position[-1] + 0.01 * span)


def _wrapped(title: str, width_in: float) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(title, max(12, int(width_in / 0.088))))
