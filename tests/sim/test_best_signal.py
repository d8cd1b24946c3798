"""Looks that cannot succeed are told by their luck alone; that may never change what is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pavise.kinds import SensorKind
from pavise.sim.attenuation import LOSS_LINES, LOSS_RANGES, loss_table_row
from pavise.sim.beam import beam_table_row
from pavise.sim.compiled import kernel
from pavise.sim.detection import anchor_scale, pd_table
from pavise.sim.fields import allocate
from pavise.sim.geometry import sin_apparent_elevation
from pavise.sim.signal import best_gain, p_at_best, p_look
from pavise.sim.world import SENSOR, THREAT

EARTH_M = 8.5e6
PD = np.array([pd_table(1, 1, 1e-6)])
BEAMS = np.array([beam_table_row("flat"), beam_table_row("cosecant_squared", 0.05, 0.03, 0.6, 0.01)])
LOSSES = np.array([np.zeros((LOSS_LINES, LOSS_RANGES)), loss_table_row(9.5e9, 20.0, EARTH_M, 80e3, rain_mm_per_h=10.0)])


@kernel
def chance_and_bound(
    sensors, threats, range_m, sine, height_m, shown_m2, noise, pd_rows, beam_rows, loss_rows
):  # fmt: skip
    """`p_look` and `p_at_best` of the first sensor and the first threat."""
    sensor, threat = sensors[0], threats[0]
    p = p_look(
        sensor, range_m, sine, 20.0, height_m, EARTH_M, shown_m2, threat.emits, threat.size_m2, noise,
        pd_rows, beam_rows, loss_rows,
    )  # fmt: skip
    return p, p_at_best(sensor, best_gain(sensor, loss_rows), threat, range_m, pd_rows)


@given(
    range_m=st.floats(200.0, 300e3),
    height_m=st.floats(10.0, 15e3),
    cross=st.floats(1e-4, 100.0),
    side=st.floats(0.1, 100.0),
    tail=st.floats(0.1, 10.0),
    share=st.floats(0.0, 1.0),
    band=st.sampled_from([0.1, 1.0, 8.0]),
    noise=st.floats(1.0, 1e4),
    row=st.integers(0, 1),
    lobing=st.booleans(),
    kind=st.sampled_from([SensorKind.RADAR, SensorKind.PASSIVE, SensorKind.OPTICAL]),
)
@settings(max_examples=300, deadline=None)
def test_no_look_is_better_than_the_best_signal_allows(
    range_m, height_m, cross, side, tail, share, band, noise, row, lobing, kind
):
    sensors, threats = allocate(SENSOR, {"W": 1, "S": 1})[0], allocate(THREAT, {"W": 1, "T": 1})[0]
    sensor, threat = sensors[0], threats[0]
    sensor.kind, sensor.beam_row, sensor.loss_row, sensor.antenna_height_m = int(kind), row, row, 15.0
    sensor.snr_scale_m2 = anchor_scale(80e3, 1.0, 0.5, 1, 1, 1e-6)
    sensor.lobing_wave_m = 0.03 if lobing and kind != SensorKind.OPTICAL else 0.0
    threat.rcs_m2, threat.rcs_side_ratio, threat.rcs_tail_ratio = cross, side, tail
    threats["rcs_band_ratio"][0, sensor.band] = band
    threat.emits = threat.size_m2 = cross
    shown_m2 = cross * band * max(side * share, tail * share, 1.0 - share)
    sine = min(max(sin_apparent_elevation(range_m, 20.0, height_m, EARTH_M), -1.0), 1.0)
    p, bound = chance_and_bound(sensors, threats, range_m, sine, height_m, shown_m2, noise, PD, BEAMS, LOSSES)
    assert p <= bound


def test_the_bound_is_the_law_itself_for_a_radar_that_knows_nothing_more():
    sensors, threats = allocate(SENSOR, {"W": 1, "S": 1})[0], allocate(THREAT, {"W": 1, "T": 1})[0]
    sensors[0].snr_scale_m2, threats[0].rcs_m2 = anchor_scale(80e3, 1.0, 0.5, 1, 1, 1e-6), 1.0
    p, bound = chance_and_bound(sensors, threats, 80e3, 0.1, 8e3, 1.0, 1.0, PD, BEAMS, LOSSES)
    assert (p, bound) == (pytest.approx(0.5, abs=1e-3), pytest.approx(p, abs=1e-6))
