"""Why threats got through, a small picture per option: leakers by class, stacked by cause, and a sentence below.

Pieces carry the number of their cause in the key, and neighbours differ in hatching, so nothing depends on colour; what
is too narrow for a number is named in the text of the picture, which is read aloud, and in the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pavise.analysis.causes import Reasons, reasons_of
from pavise.analysis.compare import Comparison
from pavise.results.measures import CAUSE_TITLES, CLASS_NAMES, CLASS_TITLES

from .numbers import plain
from .plots import Look, cause_fill
from .stacks import pieces
from .style import SOFT, drawing, new_figure, to_svg

HATCHES = ("", "//", "\\\\", "||", "--")
"""Straight lines only: a page with dots or crosses, drawn as paths, is three times as large."""


@dataclass(frozen=True)
class ReasonPanel:
    """One option: how it looks elsewhere, its picture, and its sentence."""

    look: Look
    svg: str
    sentence: str


def reasons_by_class(
    comparison: Comparison, looks: Mapping[str, Look], causes: Sequence[str]
) -> list[ReasonPanel]:  # fmt: skip
    """A panel per option that let anything through. `causes`: in the order of the key."""
    found = reasons_of(comparison)
    leaking = {option: reasons for option, reasons in found.items() if reasons.mean.size}
    classes = [name for name in CLASS_NAMES.values() if any(name in reasons.classes for reasons in leaking.values())]
    widest = max((float(reasons.mean.sum(axis=1).max()) for reasons in leaking.values()), default=0.0)
    return [
        ReasonPanel(
            looks[option], leakers_by_class(reasons, classes, causes, widest, f"figure-why-{option}"), reasons.sentence
        )
        for option, reasons in leaking.items()
    ]


def leakers_by_class(
    reasons: Reasons, classes: Sequence[str], causes: Sequence[str], widest: float, name: str
) -> str:  # fmt: skip
    """One option as SVG: a bar per class. `causes`: in the order of the key; `widest`: longest bar of all options."""
    order = [cause for cause in causes if cause in reasons.causes]
    order += [cause for cause in reasons.causes if cause not in order]
    with drawing():
        figure = new_figure(3.75, 0.25 * len(classes) + 0.42)
        bottom = 0.36 / figure.get_figheight()
        axis = figure.add_axes((0.32, bottom, 0.6, 1 - bottom - 0.01))
        left = np.zeros(len(classes))
        for cause in order:
            mean = np.array([_mean(reasons, kind, cause) for kind in classes])
            place = causes.index(cause) if cause in causes else len(causes)
            fill, white = cause_fill(cause)
            pieces(axis, left, mean, 0.74, fill, HATCHES[place % len(HATCHES)])
            box = {"boxstyle": "round,pad=0.12", "facecolor": fill, "edgecolor": "none"}
            for row in (row for row in range(len(classes)) if mean[row] > 0.07 * widest):
                axis.text(left[row] + mean[row] / 2, row, str(place + 1), ha="center", va="center_baseline",
                          fontsize=7.5, color="#ffffff" if white else "#1a1a1a", bbox=box)  # fmt: skip
            left += mean
        for row, total in enumerate(left):
            axis.text(total + 0.015 * widest, row, plain(total, 1), va="center_baseline", fontsize=7.5, color=SOFT)
        axis.set_xlim(0.0, 1.1 * widest)
        axis.set_ylim(len(classes) - 0.4, -0.6)
        axis.set_yticks(range(len(classes)), [CLASS_TITLES[kind] for kind in classes])
        axis.spines["left"].set_visible(False)
        axis.set_xlabel("mean leakers per raid", labelpad=2)
        return to_svg(figure, name, _in_words(reasons, classes, order))


def _mean(reasons: Reasons, kind: str, cause: str) -> float:
    if kind not in reasons.classes or cause not in reasons.causes:
        return 0.0
    return float(reasons.mean[reasons.classes.index(kind), reasons.causes.index(cause)])


def _in_words(reasons: Reasons, classes: Sequence[str], causes: Sequence[str]) -> str:
    """Every number of the picture."""
    rows = []
    for kind in classes:
        parts = [(CAUSE_TITLES.get(cause, cause), _mean(reasons, kind, cause)) for cause in causes]
        named = ", ".join(f"{words} {plain(mean, 1)}" for words, mean in parts if mean > 0.0)
        rows.append(f"{CLASS_TITLES[kind]}: {named or 'none'}")
    return "Mean leakers per raid by class and cause. " + "; ".join(rows) + "."
