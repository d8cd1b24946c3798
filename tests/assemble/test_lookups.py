"""Rows of lookups: made once, shared by worlds that round alike, and never far from what was asked for."""

import math

import numpy as np
import pytest

from pavise.assemble.lookups import Lookups, Rows, rounded
from pavise.sim.beam import beam_lookup


def test_a_row_is_made_once_and_keeps_its_number():
    rows, made = Rows(np.ones(3)), []

    def make(value: float) -> np.ndarray:
        made.append(value)
        return np.full(3, value)

    numbers = [rows.row(value, lambda value=value: make(value)) for value in (2.0, 3.0, 2.0, 3.0)]
    assert numbers == [1, 2, 1, 2]
    assert made == [2.0, 3.0]
    assert rows.table[:, 0].tolist() == [1.0, 2.0, 3.0]


def test_a_table_handed_out_is_not_changed_by_rows_that_come_later():
    rows = Rows(np.ones(2))
    before = rows.table
    rows.row("next", lambda: np.zeros(2))
    assert len(before) == 1 and len(rows.table) == 2


@pytest.mark.parametrize("value", [1e-9, 3.2e-5, 0.07, 1.0, 45.0, 6e8])
def test_rounding_stays_within_half_a_step(value: float):
    for steps in (6, 10, 16):
        assert abs(math.log10(rounded(value, steps) / value)) <= 0.5 / steps + 1e-12


def test_a_flat_pattern_needs_no_row():
    assert Lookups().beam_row("flat", 0.0, 0.0, 0.0, 0.0, 2) == 0


def test_a_fan_has_its_range_in_the_middle_of_its_lobe():
    lookups = Lookups()
    row = lookups.beam_row("fan", math.radians(40), math.radians(15), math.radians(70), 1e-2, 2)
    gains = [beam_lookup(lookups.beam.table[row], math.sin(math.radians(e))) for e in (-80, -5, 15, 35, 90)]
    assert gains[2] > 0.98
    assert 0.12 < gains[1] < 0.4 and 0.12 < gains[3] < 0.4, "a quarter at the edges, less rounding"
    assert min(gains) == pytest.approx(1e-4, rel=0.1)


def test_a_receiver_has_its_beam_once_and_a_radar_twice():
    lookups = Lookups()
    shape = ("fan", math.radians(40), math.radians(15), math.radians(70), 1e-2)
    once, twice = (lookups.beam_row(*shape, ways) for ways in (1, 2))
    assert np.allclose(lookups.beam.table[once] ** 2, lookups.beam.table[twice], rtol=1e-14)


@pytest.mark.parametrize("tilt_deg", [-4.0, -2.0, 0.0, 3.0, 20.0])
def test_rounding_never_makes_a_lobe_that_the_model_refuses(tilt_deg: float):
    lookups = Lookups()
    for width_deg in (5.0, 9.0, 25.0, 60.0):
        for limit_deg in (15.0, 41.0, 89.0):
            shape = (math.radians(angle) for angle in (width_deg, tilt_deg, limit_deg))
            lookups.beam_row("cosecant_squared", *shape, 1e-3, 2)
    assert np.isfinite(lookups.beam.table).all()


def test_rain_takes_more_of_a_short_wave_and_none_is_taken_below_the_tables():
    from pavise.sim.attenuation import loss_lookup

    lookups = Lookups()
    radius_m = 8_494_667.0
    rows = [lookups.loss_row(hz, 0.0, radius_m, 100e3, 10.0, 2) for hz in (50e6, 3e9, 10e9, 35e9)]
    kept = [loss_lookup(lookups.loss.table[row], 100e3, 2_000.0) for row in rows]
    assert kept[0] > 0.9
    assert all(later < earlier for earlier, later in zip(kept, kept[1:], strict=False))


def test_haze_takes_from_a_camera_and_clear_air_does_not():
    from pavise.sim.attenuation import loss_lookup

    lookups = Lookups()
    clear, hazy = (lookups.haze_row(visibility_m, 0.0, 8_494_667.0, 10e3) for visibility_m in (23e3, 5e3))
    factors = [loss_lookup(lookups.loss.table[row], 10e3, 300.0) for row in (clear, hazy)]
    assert factors[0] == pytest.approx(1.0, abs=0.1)
    assert factors[1] < 0.1
