"""Answers about measures of a picture: how far tracks are from the truth, and who followed whom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pavise.tracking import metrics

Places = Sequence[Sequence[float]]

LOOK_S = 5.0
LOOKS = 40
THRESHOLD_M = 500.0


def ospa(truth: Places, tracks: Places, cutoff_m: float, order: float) -> tuple[float]:
    """OSPA distance of two sets of places."""
    return (metrics.ospa(truth, tracks, cutoff_m, order),)


def gospa(truth: Places, tracks: Places, cutoff_m: float, order: float) -> tuple[float, float, float, float]:
    """GOSPA distance of two sets of places, and what it is made of."""
    found = metrics.gospa(truth, tracks, cutoff_m, order)
    return found.distance, found.localisation, found.missed, found.false


def siap(offset_m: float, lost_from: int, lost_to: int, swap_at: int, false_looks: int) -> tuple[float, ...]:
    """The SIAP measures of the picture that `a_picture` makes."""
    truths, tracks = a_picture(offset_m, lost_from, lost_to, swap_at, false_looks)
    found = metrics.siap(truths, tracks, THRESHOLD_M)
    assert found.velocity_accuracy_mps is not None, "all courses have velocities"
    return (
        found.completeness,
        found.ambiguity,
        found.spuriousness,
        found.position_accuracy_m,
        found.velocity_accuracy_mps,
        found.track_changes_per_s,
        found.longest_segment,
    )


def a_picture(
    offset_m: float, lost_from: int, lost_to: int, swap_at: int, false_looks: int
) -> tuple[list[metrics.Course], list[metrics.Course]]:
    """Two objects 2 km abreast, and tracks beside them by an offset that grows by a hundredth per look.

    The first object's track is lost between two looks and goes on as a new one; at the look `swap_at` the tracks of the
    two change places (never, below 0); one track of nothing lasts for some looks; a second one follows the second
    object for the last ten looks.
    """
    look = np.arange(float(LOOKS))
    time_s: metrics.Floats = LOOK_S * look
    velocity = np.tile([200.0, 10.0], (LOOKS, 1))
    first = np.column_stack([200.0 * time_s, 10.0 * time_s])
    second = first + [0.0, 2_000.0]
    truths = [metrics.Course(k, time_s, place, velocity) for k, place in enumerate((first, second))]
    off = offset_m * (1.0 + 0.01 * look)[:, None] * [0.6, 0.8]
    swapped = (look >= swap_at)[:, None] & (swap_at >= 0)
    one, two = np.where(swapped, second, first) + off, np.where(swapped, first, second) - off
    told = [
        (one, look < lost_from), (one, look >= lost_to), (two, look >= 2), (second + 0.5 * off, look >= LOOKS - 10),
        (first + [30e3, 0.0], look < false_looks),
    ]  # fmt: skip
    wrong = velocity + [3.0, -4.0]
    tracks = [
        metrics.Course(k, time_s[when], place[when], wrong[when]) for k, (place, when) in enumerate(told) if when.any()
    ]
    return truths, tracks
