"""Answers to the outside checks: numbers worked out elsewhere, asked of the functions that Pavise itself uses.

The harness (see test_outside.py) gives each function the inputs of one check and compares what comes back with
reference values that the function never sees. The answers are those that the shipped dossier asks for, from
`pavise.verify`, so no formula is written here: a function only turns units and passes columns on. Checks of things that
Pavise does not model stand in `SKIPPED`, each with the reason.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from pavise.analysis import intervals
from pavise.api import assign
from pavise.tracking.metrics import Course
from pavise.tracking.metrics import siap as measures_of_a_picture
from pavise.tracking.track import track_plots
from pavise.verify import (
    air,
    association,
    earth,
    fire_plan,
    flight,
    radar,
    sensors,
    statistics,
    track_metrics,
    tracking,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the harness loads this file from anywhere
from tests.outside.played import o22_doctrine, o22_magazine, o23_queue  # noqa: F401 (answers from played battles)
from tests.outside.viewshed import viewshed  # noqa: F401 (masks of terrain)

SKIPPED = {
    "o24_salvo": "a raid does not shoot back: sites suffer damage, and no fire unit is lost with them",
    "o27_closed": "rounds fly at an average speed: no rocket equation",
    "o27_flyout": "rounds fly at an average speed: no drag",
    "o30": "no sensitivity indices yet",
    "o32_dis_orientation": "no export to DIS yet",
}
"""Check id -> why Pavise has no answer. A check that is skipped and not named here fails test_outside.py."""

Columns = dict[str, list]


def by_row(inputs: pd.DataFrame, outputs: str, answer: Callable) -> Columns:
    """One call of `answer` per row, its results under the names in `outputs`."""
    rows = [answer(row) for row in inputs.itertuples(index=False)]
    return {name: [row[i] for row in rows] for i, name in enumerate(outputs.split())}


# ---- the earth ----


def o01_geodesic(inputs: pd.DataFrame) -> Columns:
    return by_row(inputs, "s12_m azi1_deg azi2_deg", lambda row: earth.geodesic(*map(float, row)))


def o02_frames(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        site, target = map(float, row[:3]), tuple(map(float, row[3:]))
        return *earth.earth_centred(*target), *earth.seen_from(*site, *target)

    return by_row(inputs, "x y z e n u az_deg el_deg range_m", answer)


def o03_refraction(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        height_m, target_height_m, elevation_deg = map(float, row)
        ranges_m = earth.ray_to_height(4.0 / 3.0, height_m, target_height_m, elevation_deg)
        return *ranges_m, 1e3 * earth.horizon(4.0 / 3.0, height_m, target_height_m)

    return by_row(inputs, "range43_m ground43_m horizon43_m", answer)


def o03_refraction_crpl(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        path_m, _, elevation_deg, ground_m = air.bent_ray(*map(float, row))
        return path_m, elevation_deg, ground_m

    return by_row(inputs, "crpl_path_m crpl_true_el_deg crpl_ground_m", answer)


# ---- the air ----


def o09_atmosphere(inputs: pd.DataFrame) -> Columns:
    return by_row(inputs, "T_K p_Pa rho a_mps", lambda row: air.standard_air(*map(float, row)))


def o10a_p676_official(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        dry, vapour = air.gases(*map(float, row))
        return dry, vapour, dry + vapour

    return by_row(inputs, "gamma_o gamma_w gamma", answer)


def o10b_p838_official(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return air.rain_on_a_slope(row.f_ghz, row.rain_mmh, row.el_deg, row.tau_deg)

    return by_row(inputs, "k alpha gamma_r", answer)


def o10c_itur(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return (
            *air.gases(row.f_ghz, row.p_dry_hpa, row.T_K, row.rho_gm3),
            *air.rain_coefficients(row.f_ghz),
            air.rain_on_a_slope(row.f_ghz, row.rain_mmh, 0.0, 45.0)[2],
            air.cloud(row.f_ghz, row.T_K, 1.0),
        )

    return by_row(inputs, "gamma_o gamma_w kH alphaH kV alphaV gamma_rain_circ cloud_Kl", answer)


def o11_path_attenuation(inputs: pd.DataFrame) -> Columns:
    """The loss as battles have it, along rays of the effective earth; the length of the path as the air bends it."""

    def answer(row):
        way = (float(row.h_ant_m), float(row.h_tgt_m), float(row.el_app_deg))
        return air.path_loss_bent(row.f_ghz, *way), air.bent_ray(*way)[0] / 1e3

    return by_row(inputs, "two_way_db path_km", answer)


def o12_diffraction(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return air.knife_edge(float(row.h_m), 1e3 * row.d1_km, 1e3 * row.d2_km, row.f_ghz)[1:]

    return by_row(inputs, "J_exact_db", answer)


# ---- radar ----


def o19_accuracy(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return sensors.accuracy(float(row.snr_db), float(row.beamwidth_deg), float(row.bandwidth_hz), 0.1, 0.01)

    return by_row(inputs, "sigma_angle_deg sigma_range_m", answer)


def o05_radar_equation(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        snr_db = radar.radar_equation(*map(float, row))
        f_hz, power_w, pulse_s, rcs_m2, gain_db, _, noise_k, loss_db = map(float, row[:8])
        return snr_db, radar.radar_equation_range(13.0, f_hz, power_w, pulse_s, rcs_m2, gain_db, noise_k, loss_db)

    return by_row(inputs, "snr_db mono_range_at_13dB_m", answer)


def o06_detection(inputs: pd.DataFrame) -> Columns:
    return by_row(inputs, "pd", lambda row: (radar.one_look(row.swerling, row.n_pulses, row.pfa, row.snr_db),))


def o07_required_snr(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return (radar.required_snr(row.swerling, row.n_pulses, row.pfa, row.pd),)

    return by_row(inputs, "snr_req_db", answer)


def o08_cumulative(inputs: pd.DataFrame) -> Columns:
    """A Swerling 1 target flies in at constant speed; looks from the first range to a tenth of the reference range."""

    def answer(row):
        reference_m, start_m = 1e3 * row.r_ref_km, 1e3 * row.r_start_km
        speed_mps, scan_s = float(row.speed_mps), float(row.scan_s)
        looks = int((start_m - 0.1 * reference_m) / (speed_mps * scan_s)) + 1
        *ranges_m, p_tracked = radar.approach(
            row.snr_ref_db, reference_m, start_m, row.pfa, scan_s, speed_mps, row.m, row.n, looks
        )
        return *(range_m / 1e3 for range_m in ranges_m), p_tracked

    return by_row(inputs, "r50_km r90_km mean_det_range_km p_final", answer)


# ---- tracking ----


def kalman(plots: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The settings of the reference runs, read off from the covariances that they print."""
    polar = kind == "ekf"
    rows = tracking.plane_run(
        "extended" if polar else "kalman",
        4.0,
        [20e3, 0.0, 35e3, 0.0],
        np.diag([100.0**2, 250.0**2] * 2),
        50.0 if polar else 60.0,
        math.radians(0.3),
        list(plots[["t_s", *(("z_bearing_rad", "z_range_m") if polar else ("zx", "zy"))]].itertuples(index=False)),
    )
    return pd.DataFrame(rows, columns="x vx y vy P00 P01 P02 P03 P11 P12 P13 P22 P23 P33 nis".split())


def o14_imm(inputs: pd.DataFrame) -> Columns:
    """Likewise; chances of change per look."""
    change = np.array([[0.94, 0.03, 0.03], [0.06, 0.92, 0.02], [0.06, 0.02, 0.92]])
    start = [30e3, -200.0, 10e3, 0.0]
    rows = tracking.modes_run(
        2.0, float(inputs.omega_rad_s[0]), [1.0, 20.0, 20.0], change, [0.8, 0.1, 0.1], start, 1e4 * np.eye(4), 80.0,
        list(inputs[["zx", "zy"]].itertuples(index=False)),
    )  # fmt: skip
    names = {"x": 0, "vx": 1, "y": 2, "vy": 3, "mu_cv": 14, "mu_left": 15, "mu_right": 16}
    return {name: [row[k] for row in rows] for name, k in names.items()}


def o17_steady_state(inputs: pd.DataFrame) -> Columns:
    return by_row(inputs, "alpha beta pos_std_upd vel_std_upd", lambda row: tracking.steady_state(*map(float, row)))


def o17_nees_bands(inputs: pd.DataFrame) -> Columns:
    return by_row(inputs, "lo95 hi95", lambda row: tracking.nees_band(int(row.dim), int(row.runs), 0.95))


def jpda(case: dict) -> np.ndarray:
    covariances = [case["P"]] * len(case["x"])
    settings = (case["dt"], case["q"], case["sigma"], case["pd"], case["pg"], case["clutter_density"])
    chance = association.plane_chances(case["x"], covariances, case["z"], *settings)
    return np.column_stack([chance[:, -1], chance[:, :-1]])  # they name the chance of none first


def gnn(case: dict) -> list[int]:
    """They give a track without a detection a squared distance of its own."""
    covariances = [case["P"]] * len(case["x"])
    squares, _ = association.on_a_plane(case["x"], covariances, case["z"], case["dt"], case["q"], case["sigma"])
    return association.best_pairs(case["gnn_cost_unassigned"] - squares)


def fuse(case: dict, method: str) -> tuple[np.ndarray, np.ndarray]:
    return tracking.fused(method, *(np.array(case[name], float) for name in ("xa", "Pa", "xb", "Pb", "Pab")))


def ospa(truth: list, tracks: list, cutoff_m: float, order: float) -> float:
    return track_metrics.ospa(truth, tracks, cutoff_m, order)[0]


def gospa(truth: list, tracks: list, cutoff_m: float, order: float) -> dict[str, float]:
    names = ("distance", "localisation", "missed", "false")
    return dict(zip(names, track_metrics.gospa(truth, tracks, cutoff_m, order), strict=True))


def siap(case: dict) -> dict[str, float]:
    """Courses come as rows of number of look, x, vx, y, vy."""

    def courses(written: list) -> list[Course]:
        rows = [np.array(one, float) for one in written]
        return [Course(k, case["dt_s"] * r[:, 0], r[:, [1, 3]], r[:, [2, 4]]) for k, r in enumerate(rows)]

    found = measures_of_a_picture(courses(case["truth"]), courses(case["tracks"]), case["association_threshold_m"])
    return {
        "Completeness": found.completeness,
        "Ambiguity": found.ambiguity,
        "Spuriousness": found.spuriousness,
        "Position Accuracy": found.position_accuracy_m,
        "Velocity Accuracy": found.velocity_accuracy_mps,
        "Rate of Track Number Change": found.track_changes_per_s,
        "Longest Track Segment": found.longest_segment,
    }


def tracker(plots: pd.DataFrame, scan_s: float) -> pd.DataFrame:
    """A whole recording with the usual settings: only the time of a scan is told."""
    table = {name.replace("az_deg", "azimuth_deg"): plots[name].to_numpy() for name in plots}
    found = track_plots(table, {"sensors": {"radar": {"scan": f"{scan_s:g} s"}}}).confirmed()
    names = {"t_s": "t_s", "track_id": "track_id", "x_m": "x_m", "y_m": "y_m", "vx": "vx_mps", "vy": "vy_mps"}
    return pd.DataFrame({ours: found[name] for ours, name in names.items()})


def o19_converted_measurement(inputs: pd.DataFrame) -> Columns:
    return by_row(inputs, "mean_x mean_y var_x var_y cov_xy", lambda row: tracking.noisy_plot(*map(float, row)))


# ---- flight ----


def o26_ballistic(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        distance_m = 1e3 * row.range_km
        least = row.kind == "min_energy"
        arc = flight.least_energy_arc(distance_m) if least else flight.arc_by_elevation(distance_m, row.elevation_deg)
        speed_mps, _, apogee_m, time_s = arc
        return speed_mps, apogee_m / 1e3, time_s

    return by_row(inputs, "speed_mps apogee_km time_s", answer)


def o28_intercept(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        time_s = flight.meeting(*map(float, row))
        if time_s is None:
            return (math.nan,) * 4
        return time_s, *(p + v * time_s for p, v in zip(row[:3], row[3:6], strict=True))

    return by_row(inputs, "t_intercept_s ix iy iz", answer)


def o28_timeline(inputs: pd.DataFrame) -> Columns:
    return by_row(
        inputs, "n_cycles first_intercept_m last_intercept_m", lambda row: flight.rounds_in_time(*map(float, row))
    )


# ---- fire plans ----


def o22_wilkening(inputs: pd.DataFrame) -> Columns:
    """They leave a goal that no number of rounds can reach without a number."""

    def answer(row):
        (rounds,) = fire_plan.barrage(int(row.warheads), row.kill_prob, row.p_track, row.p_no_leak_goal)
        return (rounds if math.isfinite(rounds) else math.nan,)

    return by_row(inputs, "interceptors_barrage", answer)


def o25_soland(inputs: pd.DataFrame) -> Columns:
    return by_row(
        inputs, "max_p_no_leaker min_mean_leakers", lambda row: fire_plan.over_looks(*map(int, row[:3]), float(row[3]))
    )


def o25_preferential(inputs: pd.DataFrame) -> Columns:
    return by_row(
        inputs, "value_expected_survivors even_split", lambda row: fire_plan.by_lot(*map(int, row[:3]), float(row[3]))
    )


def wta(values: np.ndarray, p_kill: np.ndarray, rounds: np.ndarray) -> np.ndarray:
    return assign(values, p_kill, rounds, method="exact").rounds


# ---- statistics ----


def o29_intervals(inputs: pd.DataFrame) -> Columns:
    return by_row(
        inputs,
        "wilson_lo wilson_hi cp_lo cp_hi",
        lambda row: (*statistics.wilson(*row), *statistics.clopper_pearson(*row)),
    )


moments = intervals.mean_sd
welch = intervals.welch
