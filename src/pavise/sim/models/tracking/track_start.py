"""When a new track is believed, and when it is given up: M of the first N looks, or the sequential probability ratio.

    M of N, say 3 of 5                       sequential test
    looks   1 0 1 1      believed            score   +---------- believed
    looks   1 0 0 1 0    given up: the          ___ /            each detection adds the log of how much likelier
                         fifth look cannot     /   v             a target made it than chance; each miss takes off
                         make it three        +---------- given up

The sequential test asks no more looks than the evidence needs: in the open two detections may be enough, in clutter
five are not. It keeps the two risks that it is given: `p_start_false` that a track of chance detections is believed,
`p_drop_true` that a true one is given up. A believed track goes on with the same score, which is not allowed to grow
further, and is dropped when it has fallen to the lower line (Page's test).

From: A. Wald, *Sequential Analysis* (1947), section 3.2 (the two lines); R. W. Sittler, "An optimal data association
problem in surveillance theory", IEEE Trans. Military Electronics 8 (1964) 125-139 (the score); E. S. Page, "Continuous
inspection schemes", Biometrika 41 (1954) 100-115. M of N: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed.,
section 4.9.

When not to believe it: the risks are those of one track that is offered detections of known density. Where the density
of false detections or the chance of detection is off, so are they; targets that fade for several looks are dropped.
"""

from __future__ import annotations

import numpy as np

from pavise.kinds import TrackStart, TrackStatus
from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import log
from pavise.sim.models.declaration import Parameter
from pavise.sim.models.tracking.confirm_m_of_n import confirmed

PARAMETERS = (
    Parameter("confirm_m", "", 1, 32, "detections that confirm a track"),
    Parameter("confirm_n", "", 1, 32, "looks among which they are counted"),
    Parameter("p_start_false", "", 0.0, 1.0, "chance that a track of chance detections is believed"),
    Parameter("p_drop_true", "", 0.0, 1.0, "chance that a true track is given up before it is believed"),
)

SEQUENTIAL = int(TrackStart.SEQUENTIAL)
FREE, TENTATIVE, CONFIRMED = int(TrackStatus.FREE), int(TrackStatus.TENTATIVE), int(TrackStatus.CONFIRMED)


@kernel
def with_miss(looks):
    """The row of looks after one that saw nothing."""
    return np.uint32((np.int64(looks) << 1) & 0xFFFFFFFF)


@kernel
def hopeless(looks, confirm_m, confirm_n):
    """True when the looks of a new track, the first of which was a detection, can no longer become M of N."""
    row = np.int64(looks)
    seen, hits = 0, 0
    while row > 0:
        seen += 1
        hits += row & 1
        row >>= 1
    return hits + max(confirm_n - seen, 0) < confirm_m


@kernel
def lines_of(p_start_false, p_drop_true):
    """(believed at, given up at): Wald's two lines for the score."""
    return log((1.0 - p_drop_true) / p_start_false), log(p_drop_true / (1.0 - p_start_false))


@inner
def standing(settings, track):
    """Where a track stands after its last look: kinds.TrackStatus; FREE when it is given up. Caps its score."""
    if settings.start_rule == SEQUENTIAL:
        believed_at, given_up_at = lines_of(settings.p_start_false, settings.p_drop_true)
        if track.score <= given_up_at:
            return FREE
        if track.score >= believed_at:
            track.score = believed_at
            return CONFIRMED
        return track.status
    if track.status == CONFIRMED or confirmed(track.looks, settings.confirm_m, settings.confirm_n):
        return CONFIRMED
    return FREE if hopeless(track.looks, settings.confirm_m, settings.confirm_n) else TENTATIVE
