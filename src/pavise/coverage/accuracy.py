"""How exactly a radar measures a target where it can just see it: at the edge of its coverage.

    edge      the farthest ground range at which the chance reaches the level, along the middle of its view
    strength  signal to noise there, read back from the chance by the radar's own table of detection
    errors    standard deviations of range, and of azimuth and elevation turned into metres across at that range

At an edge set by range the signal is just what the level needs; at one set by the horizon, the terrain or the range of
the instrument it is stronger, and the errors are smaller. Formulas and their limits: `sim/measurement.py`. A column is
left empty where the catalogue knows neither a beamwidth or bandwidth nor a floor of the error.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from pavise.coverage.chance import a_target, watch
from pavise.coverage.lookout import reach_m
from pavise.coverage.projection import Floats
from pavise.coverage.question import Layer, Question
from pavise.coverage.rays import chance_along, steps_to
from pavise.coverage.summary import spread
from pavise.kinds import SensorKind
from pavise.sim.detection import PD_GRID, grid_snr
from pavise.sim.measurement import sigma_angle_rad, sigma_range_m
from pavise.sim.world import World

STEP_M = 500.0
NAMES = ("edge_km", "range_error_m", "across_error_m", "height_error_m")


def accuracy_at_edge(world: World, s: int, pulses: int, question: Question, layer: Layer) -> dict[str, Any] | None:
    """P10, P50 and P90 over the worlds of what `NAMES` lists, for radar `s` against the target of a layer.

    None for what is no radar, and where no world sees the target at all. `seen_in`: share of the worlds that do.
    Heights above ground are taken above sea.
    """
    has_it = np.flatnonzero(world.sensor["present"][:, s])
    if not len(has_it) or int(world.sensor["kind"][has_it[0], s]) != int(SensorKind.RADAR):
        return None
    found = [one for w in has_it if (one := _in_world(world, int(w), s, pulses, question, layer)) is not None]
    if not found:
        return None
    columns = dict(zip(NAMES, np.array(found).T, strict=True))
    return {
        "seen_in": len(found) / len(has_it),
        **{name: None if np.isnan(column).any() else spread(column) for name, column in columns.items()},
    }


def _in_world(
    world: World, w: int, s: int, pulses: int, question: Question, layer: Layer
) -> tuple[float, float, float, float] | None:
    sensor = world.sensor[w, s]
    eyes = watch(world, w, a_target(layer.rcs_m2, question.emits, question.size_m2), question.jamming)
    steps = steps_to(reach_m(world, s, layer.height_m), STEP_M, None, 1.0)
    bearing_rad = np.array([float(world.unit["boresight_rad"][w, sensor["unit"]])])
    height_m = np.full((1, len(steps.ground_m)), layer.height_m)
    p = chance_along(world, w, s, eyes, bearing_rad, steps, height_m)[0]
    seen = np.flatnonzero(p >= question.level)
    if not len(seen):
        return None
    edge_m = float(steps.ground_m[seen[-1]])
    snr = pulses * snr_of(float(p[seen[-1]]), world.pd_table[sensor["pd_row"]])
    beams = (float(sensor["beamwidth_rad"]), float(sensor["elevation_beamwidth_rad"]))
    range_bias_m, angle_bias_rad = float(sensor["range_bias_m"]), float(sensor["angle_bias_rad"])
    bandwidth_hz = float(sensor["bandwidth_hz"])
    range_error_m = sigma_range_m(snr, bandwidth_hz, range_bias_m) if bandwidth_hz or range_bias_m else math.nan
    across_m, up_m = (edge_m * sigma_angle_rad(snr, beam, angle_bias_rad) if beam > 0.0 else math.nan for beam in beams)
    return edge_m / 1000.0, range_error_m, across_m, up_m


def snr_of(p: float, pd_row: Floats) -> float:
    """Signal to noise per pulse at which a detection row gives this chance; at its end, that of the end."""
    grid = np.array([grid_snr(cell) for cell in range(PD_GRID - 1)])
    rising = np.maximum.accumulate(pd_row[: PD_GRID - 1])
    return float(np.interp(p, rising, grid))


def accuracy_rows(
    world: World, charted: Sequence[int], pulses: Sequence[int], question: Question
) -> list[tuple[int, int, dict[str, Any]]]:
    """(row of the sensor, number of the layer, numbers) for every charted radar and layer that it sees."""
    return [
        (s, k, numbers)
        for s in charted
        for k, layer in enumerate(question.layers)
        if (numbers := accuracy_at_edge(world, s, pulses[s], question, layer)) is not None
    ]
