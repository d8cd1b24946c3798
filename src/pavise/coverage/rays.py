"""What one sensor can do along rays: the chance of a look, or of a confirmed track by then, step by step outwards.

    sensor o---|---|---|---|---|--->   `ground_m`: equal steps along the ground; a target stands (or flies in) at each,
                                       `height_m` high

With a speed the steps divide the way flown between two looks, so that every step is a look of some phase of the scan
(see `approach.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pavise.coverage.approach import confirm_along
from pavise.coverage.chance import Watch, look_along
from pavise.coverage.projection import Floats
from pavise.sim.world import World


class Steps(NamedTuple):
    """Ground distances at equal steps from the sensor; and the number of steps between two looks, 0: at will."""

    ground_m: Floats
    looks_apart: int

    @property
    def step_m(self) -> float:
        """Distance between two steps."""
        return float(self.ground_m[1] - self.ground_m[0])


def steps_to(reach_m: float, finest_m: float, speed_mps: float | None, scan_period_s: float) -> Steps:
    """Steps out to a reach, one beyond it at least; no longer than `finest_m`."""
    if speed_mps is None:
        step_m, apart = finest_m, 0
    else:
        apart_m = speed_mps * scan_period_s
        apart = max(math.ceil(apart_m / finest_m), 1)
        step_m = apart_m / apart
    return Steps(np.arange(math.ceil(reach_m / step_m) + 2) * step_m, apart)


def chance_along(
    world: World, w: int, s: int, eyes: Watch, bearing_rad: Floats, steps: Steps, height_m: Floats
) -> Floats:
    """Chances along rays of sensor `s` in world `w`, shape (rays, steps). `height_m`: of the target, the same shape."""
    p_look = np.empty(height_m.shape)
    look_along(*eyes, s, bearing_rad, steps.ground_m, height_m, p_look)
    if steps.looks_apart == 0:
        return p_look
    sensor = world.sensor[w, s]
    p_track = np.empty_like(p_look)
    confirm_along(p_look, steps.looks_apart, int(sensor["confirm_m"]), int(sensor["confirm_n"]), p_track)
    return p_track


def longest_window(world: World, sensors: Sequence[int]) -> int:
    """The longest of the windows N (of "M of N") of these sensors; up to `LONGEST_WINDOW` can be followed."""
    return int(world.sensor["confirm_n"][:, list(sensors)].max(initial=0))
