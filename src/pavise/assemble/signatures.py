"""How something that flies looks to sensors of every kind: the columns of THREAT that raids and traffic share."""

from __future__ import annotations

import numpy as np

from pavise.assemble.sample import Sampler
from pavise.kinds import Band

COLUMNS = (
    ("rcs_m2", "rcs"),
    ("rcs_side_ratio", "rcs_side_ratio"),
    ("rcs_tail_ratio", "rcs_tail_ratio"),
    ("size_m2", "visible_size"),
    ("emits", "emits"),
)
BAND_RATIOS = ((Band.LOW, "rcs_low_band_ratio"), (Band.MIDDLE, "rcs_middle_band_ratio"))
"""In the high band the ratio is 1, for that is the band that cross-sections are stated for."""


def fill_signature(rows: np.ndarray, system: str, sampler: Sampler) -> None:
    """Fill the signature of all `rows` (shape (W, n)) from the entry `system`: a threat or an aircraft."""
    for column, quantity in COLUMNS:
        rows[column] = sampler.of(system, quantity)[:, np.newaxis]
    for band, quantity in BAND_RATIOS:
        rows["rcs_band_ratio"][:, :, int(band)] = sampler.of(system, quantity)[:, np.newaxis]
