"""Sensors that are turned or set wrong are found out by what others see of the same aircraft."""

from __future__ import annotations

import math

import numpy as np

import pavise

SIGMA_RANGE_M, SIGMA_AZIMUTH_DEG = 40.0, 0.08
PLACES_M = {"west": (-40e3, 0.0), "east": (40e3, 0.0)}
OFF = {"west": (250.0, 0.6), "east": (-100.0, -0.3)}
"""How far off: metres of range, degrees of azimuth."""
SETTINGS = {
    "sensors": {
        name: {
            "at": {"x": f"{x} m", "y": f"{y} m"}, "sigma_range": f"{SIGMA_RANGE_M} m",
            "sigma_azimuth": f"{SIGMA_AZIMUTH_DEG} deg", "sigma_elevation": "0.1 deg", "scan": "5 s",
            "p_detect": 0.95, "false_plots": 0,
        }
        for name, (x, y) in PLACES_M.items()
    },
    "acceleration": "1 m/s2",
}  # fmt: skip


def plots(off: dict[str, tuple[float, float]], seed: int = 3) -> tuple[dict, dict]:
    """Ten aircraft seen by two radars in turn, and where they were."""
    luck = np.random.default_rng(seed)
    start = luck.uniform(-60e3, 60e3, (10, 2)) + [0.0, 90e3]
    velocity = luck.normal(0.0, 150.0, (10, 2))
    rows: dict[str, list] = {
        name: [] for name in ("t_s", "sensor", "range_m", "azimuth_deg", "elevation_deg", "truth_id")
    }
    truth: dict[str, list] = {name: [] for name in ("t_s", "truth_id", "x_m", "y_m", "z_m")}
    for scan in range(60):
        for k, (name, (x_m, y_m)) in enumerate(PLACES_M.items()):
            time_s = 5.0 * scan + 2.5 * k
            for plane in range(10):
                at = start[plane] + velocity[plane] * time_s
                for column, value in zip(truth, (time_s, f"plane {plane}", at[0], at[1], 8000.0), strict=True):
                    truth[column].append(value)
                if luck.random() > 0.95:
                    continue
                east_m, north_m = at[0] - x_m, at[1] - y_m
                range_m = math.hypot(east_m, north_m, 8000.0) + off[name][0] + luck.normal(0.0, SIGMA_RANGE_M)
                azimuth_deg = math.degrees(math.atan2(east_m, north_m)) + off[name][1]
                azimuth_deg += luck.normal(0.0, SIGMA_AZIMUTH_DEG)
                elevation_deg = math.degrees(math.atan2(8000.0, math.hypot(east_m, north_m))) + luck.normal(0.0, 0.1)
                values = (time_s, name, range_m, azimuth_deg % 360.0, elevation_deg, f"plane {plane}")
                for column, value in zip(rows, values, strict=True):
                    rows[column].append(value)
    return rows, truth


def test_errors_are_found_as_large_as_they_are_and_as_surely_as_is_said():
    given, _ = plots(OFF)
    found = {error.sensor: error for error in pavise.track(given, {**SETTINGS, "registration": True}).errors}
    for name, (range_m, azimuth_deg) in OFF.items():
        error = found[name]
        assert error.pairs > 200
        assert abs(error.range_m - range_m) < 4.0 * error.range_sigma_m + 10.0
        assert abs(math.degrees(error.azimuth_rad) - azimuth_deg) < 4.0 * math.degrees(error.azimuth_sigma_rad) + 0.02
        assert math.degrees(error.azimuth_sigma_rad) < 0.1
    turned = math.degrees(found["west"].azimuth_rad - found["east"].azimuth_rad)
    assert abs(turned - 0.9) < 0.05


def test_a_picture_with_the_errors_taken_off_is_the_better_one():
    given, truth = plots(OFF)
    without = pavise.track(given, SETTINGS).score(truth)
    with_them = pavise.track(given, {**SETTINGS, "registration": True}).score(truth)
    assert with_them.gospa_m < 0.6 * without.gospa_m
    assert with_them.rmse_m < 0.6 * without.rmse_m


def test_sensors_that_err_in_nothing_are_left_as_they_are():
    given, _ = plots({name: (0.0, 0.0) for name in OFF})
    for error in pavise.track(given, {**SETTINGS, "registration": True}).errors:
        assert abs(error.range_m) < 4.0 * error.range_sigma_m + 10.0
        assert abs(error.azimuth_rad) < 4.0 * error.azimuth_sigma_rad + math.radians(0.02)


def test_one_sensor_alone_cannot_be_registered_and_says_so():
    given, _ = plots(OFF)
    alone = [k for k, name in enumerate(given["sensor"]) if name == "west"]
    tracks = pavise.track({name: [column[k] for k in alone] for name, column in given.items()},
                          {**SETTINGS, "registration": True})  # fmt: skip
    assert tracks.errors == [] and any("none was registered" in words for words in tracks.remarks)
