"""Vertical charts: lobes, limits and horizon where the formulas have them; the upright twin of the map."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.coverage.question import Layer, Question
from pavise.coverage.vertical import Vertical, mean_bearing, vertical
from pavise.sim.beam import beam_table_row
from pavise.sim.geometry import sin_apparent_elevation
from pavise.sim.lobing import lobing_factor
from pavise.verify.small_defence import EARTH_RADIUS_M
from tests.worlds.radars_at import EVERYTHING, LAW, radars_at

pytestmark = pytest.mark.needs_compiler

HERE = (39.0, 33.0)
QUESTION = Question((Layer(3000.0, 1.0),))


def slant_of(ground_m: float, height_m: float) -> float:
    """Slant range from the antenna, 20 m up, over the sphere that fits the earth."""
    radius_m = 6_371_000.0
    chord_m = 2 * math.sqrt((radius_m + 20) * (radius_m + height_m)) * math.sin(0.5 * ground_m / radius_m)
    return math.hypot(chord_m, height_m - 20)


def edge_km(chart: Vertical, height_m: float, which: int = 1) -> float:
    """Farthest range that is seen at a height; 0 for none."""
    row = int(np.argmin(np.abs(chart.height_m - height_m)))
    seen = np.flatnonzero(chart.chance[which, row] >= 0.5)
    return float(chart.range_m[seen[-1]]) / 1000 if len(seen) else 0.0


def test_the_claimed_range_is_the_edge_in_the_air_and_the_horizon_is_below_it() -> None:
    chart = vertical(radars_at(HERE), 0, QUESTION, 1.0)
    assert edge_km(chart, 5000.0) == pytest.approx(99.8, abs=0.5)
    for height_m in (50.0, 120.0, 250.0):
        row = int(np.argmin(np.abs(chart.height_m - height_m)))
        h = float(chart.height_m[row])
        horizon_km = (math.sqrt(2 * EARTH_RADIUS_M * 20) + math.sqrt(2 * EARTH_RADIUS_M * h)) / 1000
        assert edge_km(chart, h) == pytest.approx(horizon_km, abs=0.6)


def test_the_highest_elevation_cuts_a_cone() -> None:
    chart = vertical(radars_at(HERE, radar=replace(EVERYTHING, elevation_max_rad=math.radians(30))), 0, QUESTION, 1.0)
    row = int(np.argmin(np.abs(chart.height_m - 10e3)))
    first_m = float(chart.range_m[np.flatnonzero(chart.chance[1, row])[0]])
    assert first_m == pytest.approx((chart.height_m[row] - 20) / math.tan(math.radians(30)), abs=600)
    assert math.degrees(chart.highest_rad) == pytest.approx(30.0)
    assert math.isnan(chart.lowest_rad)


def test_a_beam_bends_the_edge_as_its_gain_says() -> None:
    """Range goes with the square root of the one-way gain: at half a beamwidth off the axis, 1/sqrt(2) of it."""
    width = math.radians(4)
    world = radars_at(HERE, radar=replace(LAW, beam_row=1))
    row = beam_table_row("fan", width, math.radians(4), floor=1e-4)
    chart = vertical(world._replace(beam_table=np.stack([np.ones_like(row), row])), 0, QUESTION, 1.0)
    found = []
    for elevation_deg in (4.0, 6.0):
        best = 0.0
        for k, height_m in enumerate(chart.height_m):
            for j in np.flatnonzero(chart.chance[1, k] >= 0.5):
                slant_m = slant_of(float(chart.range_m[j]), float(height_m))
                sine = sin_apparent_elevation(max(slant_m, 1.0), 20.0, float(height_m), EARTH_RADIUS_M)
                if abs(sine - math.sin(math.radians(elevation_deg))) < 0.0017:
                    best = max(best, slant_m)
        found.append(best)
    assert found[1] / found[0] == pytest.approx(math.sqrt(0.5), abs=0.03)


def test_lobes_over_smooth_water_are_where_the_interference_has_them() -> None:
    """Along one range, chances rise and fall with the propagation factor: same peaks, same troughs."""
    world = radars_at(HERE, radar=replace(LAW, range_m=60e3, lobing_wave_m=0.5, lobing_roughness_m=0.0))
    chart = vertical(world, 0, QUESTION, 1.0)
    j = int(np.argmin(np.abs(chart.range_m - 60e3)))
    heights = chart.height_m[(chart.height_m > 300) & (chart.height_m < 3000)]
    chances = chart.chance[1, np.isin(chart.height_m, heights), j]
    ground_m = float(chart.range_m[j])
    factors = np.array([lobing_factor(ground_m, 20.0, float(h), 0.5, 0.0, EARTH_RADIUS_M) for h in heights])
    assert np.corrcoef(np.argsort(np.argsort(chances)), np.argsort(np.argsort(factors)))[0, 1] > 0.99
    assert np.ptp(chances) > 0.9


def test_three_chances_stand_for_the_worlds() -> None:
    """Ten worlds from 55 to 100 km: what nine of them reach ends at the second shortest, half at the sixth."""
    world = radars_at(HERE, worlds=10)
    ranges_m = np.linspace(55e3, 100e3, 10)
    world.sensor["snr_scale_m2"][:, 0] *= (ranges_m / 100e3) ** 4
    chart = vertical(world, 0, QUESTION, 1.0)
    edges = [edge_km(chart, 5000.0, which) for which in range(3)]
    assert edges == pytest.approx([ranges_m[1] / 1000, ranges_m[5] / 1000, ranges_m[9] / 1000], abs=0.8)


def test_worlds_without_the_sensor_do_not_count() -> None:
    world = radars_at(HERE, worlds=4)
    world.sensor["present"][2:, 0] = 0
    chart = vertical(world, 0, QUESTION, 1.0)
    assert chart.of == 2 and edge_km(chart, 5000.0, 0) == pytest.approx(99.8, abs=0.5)


def test_a_sector_is_looked_at_along_its_middle_or_turned_to_the_bearing_asked_for() -> None:
    world = radars_at(HERE, radar=replace(EVERYTHING, sector_rad=math.radians(60)), boresight_rad=2.0)
    assert edge_km(vertical(world, 0, QUESTION, 1.0), 5000.0) > 250
    turned = vertical(world, 0, QUESTION, 1.0, bearing_rad=5.0)
    assert edge_km(turned, 5000.0) > 250 and turned.bearing_rad == 5.0


def test_the_mean_of_bearings_goes_round_the_north() -> None:
    assert math.degrees(mean_bearing(np.radians([350.0, 20.0]))) == pytest.approx(5.0)


def test_a_track_by_then_is_nearer_than_a_look() -> None:
    radar = replace(LAW, scan_period_s=10.0, confirm=(3, 3))
    look = vertical(radars_at(HERE, radar=radar), 0, QUESTION, 1.0)
    track = vertical(radars_at(HERE, radar=radar), 0, replace(QUESTION, speed_mps=300.0), 1.0)
    low = 200.0  # at the horizon, where a look is certain once there is one
    assert edge_km(look, low) - edge_km(track, low) == pytest.approx(6.0, abs=1.0)
