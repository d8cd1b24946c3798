"""Accuracy at the edge: signal read back from the chance, and errors by the formulas of measurement."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pavise.coverage.accuracy import accuracy_at_edge, snr_of
from pavise.coverage.question import Layer, Question
from pavise.kinds import SensorKind
from pavise.sim.detection import pd_table, required_snr
from pavise.sim.measurement import sigma_angle_rad, sigma_range_m
from tests.worlds.radars_at import LAW, radars_at

HERE = (39.0, 33.0)
HIGH = Layer(9000.0, 1.0)
FINE = replace(
    LAW, bandwidth_hz=2e6, beamwidth_rad=math.radians(1.5), elevation_beamwidth_rad=math.radians(2),
    range_bias_m=20.0, angle_bias_rad=math.radians(0.05),
)  # fmt: skip


@pytest.mark.parametrize("p", [0.01, 0.3, 0.5, 0.9, 0.99])
def test_the_signal_is_read_back_from_the_chance(p: float) -> None:
    assert snr_of(p, pd_table(1, 1, 1e-6)) == pytest.approx(required_snr(p, 1, 1, 1e-6), rel=2e-3)


def test_at_an_edge_set_by_range_the_errors_are_those_of_the_level() -> None:
    numbers = accuracy_at_edge(radars_at(HERE, radar=FINE), 0, 4, Question((HIGH,)), HIGH)
    assert numbers is not None and numbers["seen_in"] == 1.0
    assert numbers["edge_km"]["p50"] == pytest.approx(99.5, abs=0.6)
    snr = 4 * required_snr(0.5, 1, 1, 1e-6)
    edge_m = 1000 * numbers["edge_km"]["p50"]
    assert numbers["range_error_m"]["p50"] == pytest.approx(sigma_range_m(snr, 2e6, 20.0), rel=0.02)
    across_m = edge_m * sigma_angle_rad(snr, math.radians(1.5), math.radians(0.05))
    assert numbers["across_error_m"]["p50"] == pytest.approx(across_m, rel=0.02)


def test_at_an_edge_set_by_the_horizon_the_signal_is_stronger() -> None:
    world = radars_at(HERE, radar=FINE)
    low, high = (accuracy_at_edge(world, 0, 1, Question((HIGH,)), layer) for layer in (Layer(100.0, 1.0), HIGH))
    assert low is not None and high is not None
    assert low["edge_km"]["p50"] < high["edge_km"]["p50"]
    assert low["range_error_m"]["p50"] < high["range_error_m"]["p50"]


def test_what_the_catalogue_does_not_know_is_left_empty() -> None:
    numbers = accuracy_at_edge(radars_at(HERE), 0, 1, Question((HIGH,)), HIGH)
    assert numbers is not None
    assert (numbers["range_error_m"], numbers["across_error_m"], numbers["height_error_m"]) == (None, None, None)


def test_where_nothing_is_seen_or_it_is_no_radar_there_is_nothing_to_say() -> None:
    blind = radars_at(HERE, radar=replace(LAW, elevation_min_rad=math.radians(80)))
    assert accuracy_at_edge(blind, 0, 1, Question((HIGH,)), Layer(10.0, 1.0)) is None
    camera = radars_at(HERE, radar=replace(LAW, kind=SensorKind.OPTICAL))
    assert accuracy_at_edge(camera, 0, 1, Question((HIGH,)), HIGH) is None
    absent = radars_at(HERE)
    absent.sensor["present"] = 0
    assert accuracy_at_edge(absent, 0, 1, Question((HIGH,)), HIGH) is None
