"""The whole chain of one look, asked as battles and coverage maps ask it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.kinds import SensorKind
from pavise.sim.attenuation import haze_table_row, loss_table_row
from pavise.sim.beam import beam_lookup, beam_table_row
from pavise.sim.compiled import handed, kernel
from pavise.sim.detection import anchor_scale, pd_table
from pavise.sim.geometry import ground_range
from pavise.sim.lobing import lobing_factor
from pavise.sim.models.sensing.optical_sight import optical_row, optical_scale_m2
from pavise.sim.models.sensing.passive_receiver import passive_scale_m2
from pavise.sim.models.sensing.rotating_radar import p_detect
from pavise.sim.signal import p_look
from pavise.sim.world import make_world

EARTH_M = 4.0 / 3.0 * 6_371_000.0
PFA = 1e-6
LAW, EYE = pd_table(1, 1, PFA), optical_row()
FAN = beam_table_row("fan", math.radians(6.0), math.radians(3.0), floor=0.01)
WET = loss_table_row(10e9, 30.0, EARTH_M, 150e3, rain_mm_per_h=5.0)
HAZE = haze_table_row(10e3, 30.0, EARTH_M, 30e3)
SCALE_M2 = anchor_scale(150e3, 1.0, 0.5, 1, 1, PFA)
RADARS = (SensorKind.RADAR, SensorKind.BISTATIC)


@kernel
def ask(sensor, range_m, sin_elevation, height_m, target_m, rcs_m2, emits, size_m2, noise_ratio, pd, beam, loss):
    """`p_look` for Python: it is made to be pasted into other kernels."""
    return p_look(
        sensor[0], range_m, sin_elevation, height_m, target_m, EARTH_M, rcs_m2, emits, size_m2, noise_ratio,
        pd, beam, loss,
    )  # fmt: skip


def chance(
    range_m: float = 100e3, rcs_m2: float = 1.0, *, sin_elevation: float = 0.05, height_m: float = 30.0,
    target_m: float = 5e3, emits: float = 1.0, size_m2: float = 5.0, noise_ratio: float = 1.0, **columns: float,
) -> float:  # fmt: skip
    """Chance of one look of a sensor that differs from a plain radar by these columns."""
    sensor = make_world(dict.fromkeys("WUSCGLMTD", 1), 1, 1).sensor[0]
    kind = columns.get("kind", SensorKind.RADAR)
    sensor["snr_scale_m2"], sensor["antenna_height_m"] = SCALE_M2, height_m
    if kind == SensorKind.PASSIVE:
        sensor["snr_scale_m2"] = passive_scale_m2(150e3, 1.0, 0.5, 1, 1, PFA)
    if kind == SensorKind.OPTICAL:
        sensor["snr_scale_m2"], sensor["pd_row"] = optical_scale_m2(30e3, 5.0, 0.5), 1
    for name, value in columns.items():
        sensor[name] = value
    flat = beam_table_row("flat")
    tables = (np.stack([LAW, EYE]), np.stack([flat, FAN]), np.stack([np.zeros_like(WET), WET, HAZE]))
    (sensors,) = handed((sensor,))
    return ask(
        sensors, range_m, sin_elevation, height_m, target_m, rcs_m2, emits, size_m2, noise_ratio, *tables
    )  # fmt: skip


ranges_m = st.floats(1e3, 600e3)
rcs_m2 = st.floats(1e-3, 1e3)


# ---- nothing known -------------------------------------------------------------------------------------------------


@given(range_m=ranges_m, rcs=rcs_m2, sine=st.floats(-0.1, 1.0))
def test_a_plain_radar_has_exactly_the_law_of_its_claimed_range(range_m, rcs, sine):
    assert chance(range_m, rcs, sin_elevation=sine) == p_detect(range_m, rcs, SCALE_M2, LAW)


# ---- the whole chain -----------------------------------------------------------------------------------------------

FULL = {"beam_row": 1, "loss_row": 1, "noise_ratio": 3.0}


@given(near=ranges_m, far=ranges_m, rcs=rcs_m2, kind=st.sampled_from(RADARS))
def test_detection_falls_with_range_through_the_whole_chain(near, far, rcs, kind):
    near, far = sorted((near, far))
    assert chance(far, rcs, kind=int(kind), **FULL) <= chance(near, rcs, kind=int(kind), **FULL) + 1e-9


@given(range_m=ranges_m, small=rcs_m2, large=rcs_m2, wave_m=st.sampled_from([0.0, 0.03, 0.2]))
def test_detection_rises_with_cross_section_through_the_whole_chain(range_m, small, large, wave_m):
    small, large = sorted((small, large))
    lobes = {"lobing_wave_m": wave_m, **FULL}
    assert chance(range_m, small, **lobes) <= chance(range_m, large, **lobes) + 1e-12


@given(range_m=ranges_m, rcs=rcs_m2, sine=st.floats(-0.05, 0.7))
def test_off_the_axis_of_the_beam_a_target_looks_smaller(range_m, rcs, sine):
    gain = beam_lookup(FAN, sine)
    assert gain <= 1.0
    assert chance(range_m, rcs, sin_elevation=sine, beam_row=1) == pytest.approx(chance(range_m, rcs * gain), abs=1e-12)


@given(range_m=st.floats(1e3, 200e3), rcs=rcs_m2, more=st.floats(1.0, 1e3))
def test_sixteen_times_the_noise_halves_the_range(range_m, rcs, more):
    assert chance(range_m, rcs, noise_ratio=16.0) == pytest.approx(chance(2.0 * range_m, rcs), abs=1e-9)
    assert chance(range_m, rcs, noise_ratio=more) <= chance(range_m, rcs)


def test_rain_and_haze_take_from_what_is_seen():
    assert chance(160e3, loss_row=1) < 0.8 * chance(160e3)
    eye = {"kind": int(SensorKind.OPTICAL), "target_m": 500.0}
    assert chance(15e3, loss_row=2, **eye) < 0.8 * chance(15e3, **eye)


@given(range_m=st.floats(10e3, 150e3), target_m=st.floats(50.0, 3000.0), ground_m=st.sampled_from([0.0, 800.0]))
def test_the_grounds_echo_is_that_of_flat_ground_at_the_sensors_feet(range_m, target_m, ground_m):
    heights = {"height_m": 30.0 + ground_m, "target_m": target_m + ground_m}
    lobes = {"lobing_wave_m": 0.1, "lobing_roughness_m": 0.2, "antenna_height_m": 30.0}
    below_m = ground_range(range_m, heights["height_m"], heights["target_m"], EARTH_M)
    factor = lobing_factor(below_m, 30.0, target_m, 0.1, 0.2, EARTH_M)
    assert chance(range_m, **heights, **lobes) == pytest.approx(chance(range_m, factor), abs=1e-4)
    if factor > 1e-6:
        one_way = chance(range_m, **heights, **lobes, kind=int(SensorKind.PASSIVE))
        alike = chance(range_m, emits=math.sqrt(factor), kind=int(SensorKind.PASSIVE))
        assert one_way == pytest.approx(alike, abs=1e-4)


# ---- other kinds ---------------------------------------------------------------------------------------------------


@given(range_m=st.floats(1e3, 150e3), emits=st.floats(1e-3, 1e3), rcs=rcs_m2)
def test_a_receiver_hears_emissions_by_the_square_of_range_and_sees_no_body(range_m, emits, rcs):
    kind = int(SensorKind.PASSIVE)
    heard = chance(range_m, rcs, emits=emits, kind=kind)
    assert heard == chance(range_m, 1.0, emits=emits, kind=kind)
    assert heard == pytest.approx(chance(2.0 * range_m, emits=4.0 * emits, kind=kind), abs=1e-9)
    assert chance(range_m, rcs, emits=0.0, kind=kind) == pytest.approx(PFA)


@given(range_m=st.floats(1e3, 100e3), size=st.floats(0.1, 100.0))
def test_an_eye_sees_area_by_the_square_of_range(range_m, size):
    kind = int(SensorKind.OPTICAL)
    seen = chance(range_m, size_m2=size, kind=kind)
    assert seen == pytest.approx(chance(2.0 * range_m, size_m2=4.0 * size, kind=kind), abs=1e-9)
    assert chance(range_m, size_m2=0.0, kind=kind) == 0.0


@given(range_m=ranges_m, rcs=rcs_m2)
def test_two_legs_of_one_length_are_an_ordinary_radar(range_m, rcs):
    assert chance(range_m, rcs, kind=int(SensorKind.BISTATIC)) == chance(range_m, rcs)
