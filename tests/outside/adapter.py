"""Answers to the outside checks: numbers worked out elsewhere, asked of the functions that Pavise itself uses.

The harness (see test_outside.py) gives each function the inputs of one check and compares what comes back with
reference values that the function never sees. No formula is written here for the sake of a check: a function only
turns units and passes columns on. Checks of things that Pavise does not model stand in `SKIPPED`, each with the reason.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from pavise.analysis import intervals
from pavise.sim import (
    atmosphere,
    attenuation,
    detection,
    diffraction,
    gas_lines,
    geodesic,
    geometry,
    interception,
    measurement,
    refraction,
)
from pavise.sim.elementary import db_from_ratio, ratio_from_db
from pavise.sim.models.motion import ballistic
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.models.sensing.rotating_radar import p_detect

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the harness loads this file from anywhere
from tests.outside.played import o22_doctrine, o22_magazine, o23_queue  # noqa: F401 (answers from played battles)
from tests.outside.viewshed import viewshed  # noqa: F401 (masks of terrain)

SKIPPED = {
    "o13": "tracks are confirmed and kept, not filtered: no Kalman filter yet",
    "o14_imm": "no filter yet",
    "o15": "every detection knows its target: no association yet",
    "o16": "no track errors to measure yet",
    "o17_steady_state": "no filter yet",
    "o17_nees_bands": "no filter yet",
    "o18": "no fusion yet: a post takes the first track that reaches it",
    "o19_converted_measurement": "a detection carries no measured place yet",
    "o20": "targets are given out in order of preference as they come: no solver for the best plan yet",
    "o22_wilkening": "no planning of interceptor stocks",
    "o24_salvo": "a raid does not shoot back at the defenders",
    "o25_preferential": "no preferential defence: every site is defended as long as rounds last",
    "o25_soland": "no sequential optimum: doctrines are shoot-look-shoot and salvo",
    "o27_closed": "rounds fly at an average speed: no rocket equation",
    "o27_flyout": "rounds fly at an average speed: no drag",
    "o30": "no sensitivity indices yet",
    "o31": "no tracker of measured plots yet",
    "o32_dis_orientation": "no export to DIS yet",
}
"""Check id -> why Pavise has no answer. A check that is skipped and not named here fails test_outside.py."""

Columns = dict[str, list]


def by_row(inputs: pd.DataFrame, outputs: str, answer: Callable) -> Columns:
    """One call of `answer` per row, its results under the names in `outputs`."""
    rows = [answer(row) for row in inputs.itertuples(index=False)]
    return {name: [row[i] for row in rows] for i, name in enumerate(outputs.split())}


def place(latitude_deg: float, longitude_deg: float) -> tuple:
    """n-vector of a place given in degrees."""
    return geometry.n_vector(math.radians(latitude_deg), math.radians(longitude_deg))


# ---- the earth ----


def o01_geodesic(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        ends_rad = [math.radians(angle) for angle in (row.lat1, row.lon1, row.lat2, row.lon2)]
        distance_m, azimuth1_rad, azimuth2_rad = geodesic.inverse(*ends_rad)
        return distance_m, math.degrees(azimuth1_rad), math.degrees(azimuth2_rad)

    return by_row(inputs, "s12_m azi1_deg azi2_deg", answer)


def o02_frames(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        n = place(row.lat0, row.lon0)
        site_m = geometry.earth_centred(*n, row.h0)
        target_m = geometry.earth_centred(*place(row.lat, row.lon), row.h)
        local_m = geometry.east_north_up(*n, *(b - a for a, b in zip(site_m, target_m, strict=True)))
        bearing_rad, elevation_rad, range_m = geometry.bearing_elevation_range(*local_m)
        return *target_m, *local_m, math.degrees(bearing_rad), math.degrees(elevation_rad), range_m

    return by_row(inputs, "x y z e n u az_deg el_deg range_m", answer)


def o03_refraction(inputs: pd.DataFrame) -> Columns:
    earth_radius_m = geometry.effective_earth_radius(4.0 / 3.0, MEAN_RADIUS_M)

    def answer(row):
        sin_elevation = math.sin(math.radians(row.el_app_deg))
        slant_m = geometry.slant_range_seen(sin_elevation, row.h_ant_m, row.h_tgt_m, earth_radius_m)
        ground_m = geometry.ground_range(slant_m, row.h_ant_m, row.h_tgt_m, earth_radius_m)
        horizon_m = sum(geometry.horizon_ground(h, earth_radius_m) for h in (row.h_ant_m, row.h_tgt_m))
        return slant_m, ground_m, horizon_m

    return by_row(inputs, "range43_m ground43_m horizon43_m", answer)


def o03_refraction_crpl(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        sin_elevation = math.sin(math.radians(row.el_app_deg))
        ray = refraction.exponential_ray(sin_elevation, float(row.h_ant_m), float(row.h_tgt_m), MEAN_RADIUS_M)
        path_m, _, _, true_elevation_rad, ground_m = ray
        return path_m, math.degrees(true_elevation_rad), ground_m

    return by_row(inputs, "crpl_path_m crpl_true_el_deg crpl_ground_m", answer)


# ---- the air ----


def o09_atmosphere(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        height_m = float(row.h_geom_m)
        state = atmosphere.temperature_and_pressure(height_m)
        return *state, atmosphere.air_density(height_m), atmosphere.speed_of_sound(height_m)

    return by_row(inputs, "T_K p_Pa rho a_mps", answer)


def gases(f_ghz: float, dry_pressure_hpa: float, temperature_k: float, vapour_g_per_m3: float) -> tuple:
    """Loss per kilometre by dry air and by water vapour."""
    air = (1e9 * f_ghz, float(dry_pressure_hpa), temperature_k, vapour_g_per_m3)
    return gas_lines.oxygen_db_per_km(*air), gas_lines.vapour_db_per_km(*air)


def o10a_p676_official(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        dry, vapour = gases(row.f_ghz, row.p_hpa, row.T_K, row.rho_gm3)
        return dry, vapour, dry + vapour

    return by_row(inputs, "gamma_o gamma_w gamma", answer)


def o10b_p838_official(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        angles_rad = math.radians(row.el_deg), math.radians(row.tau_deg)
        loss_db = attenuation.rain_db_per_km(1e9 * row.f_ghz, row.rain_mmh, *angles_rad)
        return *attenuation.rain_coefficients(1e9 * row.f_ghz, *angles_rad), loss_db

    return by_row(inputs, "k alpha gamma_r", answer)


def o10c_itur(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        frequency_hz = 1e9 * row.f_ghz
        horizontal, vertical = (attenuation.rain_coefficients(frequency_hz, 0.0, tilt) for tilt in (0.0, math.pi / 2))
        return (
            *gases(row.f_ghz, row.p_dry_hpa, row.T_K, row.rho_gm3),
            *horizontal,
            *vertical,
            attenuation.rain_db_per_km(frequency_hz, float(row.rain_mmh)),
            attenuation.cloud_db_per_km(frequency_hz, row.T_K, 1.0),
        )

    return by_row(inputs, "gamma_o gamma_w kH alphaH kV alphaV gamma_rain_circ cloud_Kl", answer)


def o11_path_attenuation(inputs: pd.DataFrame) -> Columns:
    """The loss as battles have it, along rays of the effective earth; the length of the path as the air bends it."""
    earth_radius_m = geometry.effective_earth_radius(4.0 / 3.0, MEAN_RADIUS_M)

    def answer(row):
        sin_elevation = math.sin(math.radians(row.el_app_deg))
        path_m = refraction.exponential_ray(sin_elevation, row.h_ant_m, row.h_tgt_m, MEAN_RADIUS_M)[0]
        range_m = geometry.slant_range_seen(sin_elevation, row.h_ant_m, row.h_tgt_m, earth_radius_m)
        air = attenuation.standard_air(1e9 * row.f_ghz)
        loss_db = attenuation.path_loss_db(air, range_m, row.h_ant_m, row.h_tgt_m, earth_radius_m)
        return 2.0 * float(loss_db), path_m / 1e3

    return by_row(inputs, "two_way_db path_km", answer)


def o12_diffraction(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        wave_m = detection.SPEED_OF_LIGHT_MPS / (1e9 * row.f_ghz)
        v = diffraction.clearance(row.h_m, 1e3 * row.d1_km, 1e3 * row.d2_km, wave_m)
        return (diffraction.knife_edge_loss_db(v),)

    return by_row(inputs, "J_exact_db", answer)


# ---- radar ----


def o19_accuracy(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        snr = ratio_from_db(row.snr_db)
        angle_rad = measurement.sigma_angle_rad(snr, math.radians(row.beamwidth_deg), 0.0)
        return math.degrees(angle_rad), measurement.sigma_range_m(snr, float(row.bandwidth_hz), 0.0)

    return by_row(inputs, "sigma_angle_deg sigma_range_m", answer)


def o05_radar_equation(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        gain_out, gain_in, loss = (ratio_from_db(float(level_db)) for level_db in (row.gt_db, row.gr_db, row.loss_db))
        radar = (row.Pt_w, row.tau_s, gain_out, gain_in, row.f_hz, row.rcs_m2)
        snr = detection.radar_equation_snr(*radar, row.rt_m, row.rr_m, row.ts_k, loss)
        return db_from_ratio(snr), detection.radar_equation_range(ratio_from_db(13.0), *radar, row.ts_k, loss)

    return by_row(inputs, "snr_db mono_range_at_13dB_m", answer)


def o06_detection(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        threshold = detection.detection_threshold(row.n_pulses, row.pfa)
        snr = ratio_from_db(float(row.snr_db))
        return (detection.detection_probability(snr, row.swerling, row.n_pulses, threshold),)

    return by_row(inputs, "pd", answer)


def o07_required_snr(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return (db_from_ratio(detection.required_snr(row.pd, row.swerling, row.n_pulses, row.pfa)),)

    return by_row(inputs, "snr_req_db", answer)


def o08_cumulative(inputs: pd.DataFrame) -> Columns:
    """A Swerling 1 target flies in at constant speed; looks from the first range to a tenth of the reference range."""

    def answer(row):
        reference_m, start_m, step_m = 1e3 * row.r_ref_km, 1e3 * row.r_start_km, row.speed_mps * row.scan_s
        looks = int((start_m - 0.1 * reference_m) / step_m) + 1
        ranges_m = start_m - step_m * np.arange(looks)
        pd_row = detection.pd_table(1, 1, row.pfa)
        scale_m2 = ratio_from_db(float(row.snr_ref_db)) * reference_m**4
        p_looks = np.array([p_detect(range_m, 1.0, scale_m2, pd_row) for range_m in ranges_m])
        p_first = np.empty(looks)
        detection.first_confirmation(p_looks, row.m, row.n, p_first)
        reached_m = [detection.range_at_confidence(ranges_m, p_first, confidence) for confidence in (0.5, 0.9)]
        mean_m = float(p_first @ ranges_m) / p_first.sum()
        return reached_m[0] / 1e3, reached_m[1] / 1e3, mean_m / 1e3, p_first.sum()

    return by_row(inputs, "r50_km r90_km mean_det_range_km p_final", answer)


# ---- flight ----


def o26_ballistic(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        angle_rad = 1e3 * row.range_km / MEAN_RADIUS_M
        if row.kind == "min_energy":
            arc = ballistic.arc_of_least_energy(angle_rad)
        else:
            arc = ballistic.arc_of_elevation(angle_rad, math.radians(row.elevation_deg))
        return (
            ballistic.arc_speed(angle_rad, *arc, MEAN_RADIUS_M),
            ballistic.arc_apogee(angle_rad, *arc, MEAN_RADIUS_M) / 1e3,
            ballistic.arc_time(angle_rad, *arc, MEAN_RADIUS_M),
        )

    return by_row(inputs, "speed_mps apogee_km time_s", answer)


def o28_intercept(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        position_m, velocity_mps = (row.px, row.py, row.pz), (row.vx, row.vy, row.vz)
        time_s = interception.meeting_time(*position_m, *velocity_mps, row.interceptor_mps, row.delay_s)
        if math.isinf(time_s):
            return (math.nan,) * 4
        return time_s, *(p + v * time_s for p, v in zip(position_m, velocity_mps, strict=True))

    return by_row(inputs, "t_intercept_s ix iy iz", answer)


def o28_timeline(inputs: pd.DataFrame) -> Columns:
    return by_row(
        inputs, "n_cycles first_intercept_m last_intercept_m", lambda row: interception.head_on_timeline(*row)
    )


# ---- statistics ----


def o29_intervals(inputs: pd.DataFrame) -> Columns:
    def answer(row):
        return (
            *intervals.wilson(row.successes, row.n, row.alpha),
            *intervals.clopper_pearson(row.successes, row.n, row.alpha),
        )

    return by_row(inputs, "wilson_lo wilson_hi cp_lo cp_hi", answer)


moments = intervals.mean_sd
welch = intervals.welch
