"""Horizontal stacked bars, a row per option or class: the pieces of one kind are one thing to draw.

The drawing library takes a bar for a thing with a life of its own; a report has a thousand of them and waits for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .style import PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def pieces(axis: Axes, left: np.ndarray, length: np.ndarray, height: float, fill: str, hatch: str = "") -> None:
    """Draw in row i a piece of `length[i]` from `left[i]` on; where the length is not above 0, none."""
    from matplotlib.collections import PolyCollection

    half = height / 2
    corners = [
        ((x, row - half), (x + wide, row - half), (x + wide, row + half), (x, row + half))
        for row, (x, wide) in enumerate(zip(left, length, strict=True))
        if wide > 0
    ]
    drawn = PolyCollection(corners, facecolor=fill, edgecolor=PAPER, linewidth=0.6, hatch=hatch)
    axis.add_collection(drawn, autolim=False)
