"""A track starts when M of the last N looks were detections: the textbook rule for telling targets from noise.

    looks, newest left      1 0 1 1 0 0 ...
    2 of 3                  ^^^^^ two hits among the newest three: confirmed

The looks of one sensor at one threat are a row of 32 bits. A look that could not see (below the horizon, out of range)
counts as a miss, as it does for a radar that scans on regardless.

From: M. I. Skolnik, *Introduction to Radar Systems*, 3rd ed., section 4.9 (track initiation). Do not believe it where
many false alarms or crossing targets decide which detections belong together: here every detection knows its target.
"""

from __future__ import annotations

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("confirm_m", "", 1, 32, "detections that are needed"),
    Parameter("confirm_n", "", 1, 32, "looks among which they are counted"),
    Parameter("drop_after_s", "s", 0.0, 3600.0, "a track that is not seen for so long is dropped"),
)


@kernel
def with_detection(hits, looks_since):
    """The row of looks after a detection, `looks_since` looks after the last one noted (those between missed)."""
    if looks_since >= 32:
        return np.uint32(1)
    return np.uint32(((np.int64(hits) << np.int64(looks_since)) | np.int64(1)) & np.int64(0xFFFFFFFF))


@kernel
def confirmed(hits, confirm_m, confirm_n):
    """True when at least `confirm_m` of the newest `confirm_n` looks in the row `hits` were detections."""
    row = np.int64(hits)
    count = 0
    for k in range(confirm_n):
        count += (row >> k) & 1
    return count >= confirm_m
