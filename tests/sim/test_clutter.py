"""Detections of nothing: how many, where, and how thick."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kstest, poisson

from pavise.sim.clutter import CEILING_M, RANGE_RATE_MPS, SUMMED_MEAN, false_room, poisson_quantile
from pavise.sim.geometry import n_vector_and_height
from pavise.verify.moment import Moment
from pavise.verify.small_defence import FireUnit, Radar, Raider, small_defence
from tests.worlds.looking_on import same_columns

RAIDER = Raider(speed_mps=0.01, distance_m=5e3, release_range_m=4e3, altitude_m=3e3)


def watched(raider: Raider = RAIDER, boresight_rad: float = 0.0, **radar) -> Moment:
    """A radar with much clutter and one raider overhead."""
    radar = {"false_plots": 40.0, "sector_rad": 2.0 * math.pi, "instrumented_range_m": 150e3, **radar}
    return Moment(
        small_defence([FireUnit(radars=[Radar(**radar)], boresight_rad=boresight_rad, launchers=0)], [raider])
    )


def false_of(moment: Moment, looks: int) -> np.recarray:
    """All false detections of so many looks."""
    rows = moment.many(looks)
    return rows[rows["origin"] == -1].view(np.recarray)


def heights_m(rows: np.ndarray) -> np.ndarray:
    """Heights above the ellipsoid of the places of detections."""
    return np.array([n_vector_and_height(*position_m)[3] for position_m in rows["position_m"]])


# ---- how many ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mean", [0.02, 0.7, 5.0, 200.0])
def test_the_numbers_are_the_quantiles_of_poissons_law(mean):
    """scipy's quantiles."""
    chances = (np.arange(400) + 0.5) / 400
    ours = [poisson_quantile(u, mean) for u in chances]
    assert ours == poisson.ppf(chances, mean).astype(int).tolist()


def test_a_very_large_mean_is_taken_as_normal():
    mean = 2.0 * SUMMED_MEAN
    chances = (np.arange(400) + 0.5) / 400
    off = np.array([poisson_quantile(u, mean) for u in chances]) - poisson.ppf(chances, mean)
    assert np.abs(off).max() <= 2.0


@pytest.mark.parametrize("mean", [0.0, 0.01, 1.0, 30.0, 500.0, 2000.0])
def test_no_scan_brings_more_than_there_is_room_for(mean):
    assert poisson.sf(false_room(mean), mean) < 1e-13
    assert poisson_quantile(1.0 - 1e-16, mean) <= false_room(mean)


def test_a_scan_brings_as_many_as_the_radar_is_said_to_on_average():
    moment = watched(false_plots=6.0)
    counts = np.array([(moment.measure(slot)["origin"] == -1).sum() for slot in range(600)])
    assert counts.mean() == pytest.approx(6.0, abs=4.0 * math.sqrt(6.0 / 600))
    assert counts.var() == pytest.approx(6.0, rel=4.0 * math.sqrt(2.0 / 600))
    assert moment.state.clock["false_detections"][0] == counts.sum()


def test_more_clutter_adds_to_what_was_there():
    some, more = (false_of(watched(false_plots=mean), 1) for mean in (20.0, 60.0))
    assert len(some) < len(more) and same_columns(some, more[: len(some)])


# ---- where ---------------------------------------------------------------------------------------------------------


def test_they_lie_evenly_around_over_the_ground_and_up_to_the_ceiling():
    moment = watched(instrumented_range_m=40e3, antenna_height_m=3e3)  # all of the ground in sight
    rows = false_of(moment, 30)
    level_m = rows["range_m"] * np.cos(rows["elevation_rad"])
    assert len(rows) > 1000
    assert kstest(np.mod(rows["azimuth_rad"], 2 * math.pi) / (2 * math.pi), "uniform").pvalue > 1e-3
    assert kstest((level_m[level_m < 39e3] / 39e3) ** 2, "uniform").pvalue > 1e-3
    assert kstest(heights_m(rows) / CEILING_M, "uniform", alternative="two-sided").statistic < 0.06
    assert np.abs(rows["range_rate_mps"]).max() <= RANGE_RATE_MPS


def test_they_lie_in_the_sector_in_range_above_the_horizon_and_within_the_limits_of_elevation():
    moment = watched(
        Raider(axis_rad=1.0),
        boresight_rad=1.0,
        sector_rad=2.0,
        elevation_max_rad=0.2,
        elevation_min_rad=0.0,
        false_plots=100.0,
    )
    rows = false_of(moment, 10)
    assert len(rows) > 800
    assert (np.abs(rows["azimuth_rad"] - 1.0) < 1.0 + 1e-6).all() and np.ptp(rows["azimuth_rad"]) > 1.9
    assert rows["range_m"].max() <= 150e3
    sines = (heights_m(rows) - 20.0) / rows["range_m"] - rows["range_m"] / (2.0 * 4.0 / 3.0 * 6.371e6)
    assert sines.min() > -1e-3 and sines.max() < math.sin(0.2) + 1e-3


@pytest.mark.parametrize("antenna_height_m", [20.0, 9e3])
def test_they_are_as_thick_everywhere_as_the_tracker_is_told(antenna_height_m):
    """Counted in a ring 20 to 60 km out and 3 to 5 km up, and over all: number over volume."""
    moment = watched(antenna_height_m=antenna_height_m, instrumented_range_m=400e3, false_plots=400.0)
    looks = 15
    rows = false_of(moment, looks)
    density = looks * float(moment.eye["false_per_m3"][0])
    heights = heights_m(rows)
    level_m = np.sqrt(np.maximum(rows["range_m"] ** 2 - (heights - antenna_height_m) ** 2, 0.0))
    ring = (level_m > 20e3) & (level_m < 100e3) & (heights > 3e3) & (heights < 5e3)
    expected = density * math.pi * (100e3**2 - 20e3**2) * 2e3
    assert ring.sum() == pytest.approx(expected, abs=4.0 * math.sqrt(expected) + 0.02 * expected)
    assert len(rows) == pytest.approx(looks * 400.0, abs=4.0 * math.sqrt(looks * 400.0))


def test_they_count_as_just_detected_and_state_their_errors():
    moment = watched(bandwidth_hz=2e6)
    rows = moment.measure()
    assert (rows["sigma_range_m"] > 0.0).all() and (rows["covariance_m2"][:, 0] > 0.0).all()
    assert rows["sigma_range_m"][rows["origin"] == -1].min() >= rows["sigma_range_m"][rows["origin"] == 0][0]
