"""The rows of grade B and C are what their second routes give today; no tolerance is wider than agreed on."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from pavise.verify.dossier import Check
from tests.verify.second_routes.__main__ import route_of

MANIFEST = Path(__file__).resolve().parents[3] / "shared" / "validation" / "manifest.json"

AGREED = {
    ("geodesic", "distance_m"): ("o01_geodesic", "s12_m"),
    ("geodesic", "azimuth1_deg"): ("o01_geodesic", "azi1_deg"),
    ("geodesic", "azimuth2_deg"): ("o01_geodesic", "azi2_deg"),
    ("earth-centred", "x_m"): ("o02_frames", "x"),
    ("earth-centred", "y_m"): ("o02_frames", "y"),
    ("earth-centred", "z_m"): ("o02_frames", "z"),
    ("seen-from", "east_m"): ("o02_frames", "e"),
    ("seen-from", "north_m"): ("o02_frames", "n"),
    ("seen-from", "up_m"): ("o02_frames", "u"),
    ("seen-from", "azimuth_deg"): ("o02_frames", "az_deg"),
    ("seen-from", "elevation_deg"): ("o02_frames", "el_deg"),
    ("seen-from", "range_m"): ("o02_frames", "range_m"),
    ("ray-to-height", "slant_m"): ("o03_refraction", "range43_m"),
    ("ray-to-height", "ground_m"): ("o03_refraction", "ground43_m"),
    ("radar-equation-printed", "snr_db"): ("o05_radar_equation", "snr_db"),
    ("radar-range-printed", "range_m"): ("o05_radar_equation", "mono_range_at_13dB_m"),
    ("one-look", "pd"): ("o06_detection", "pd"),
    ("required-snr", "snr_db"): ("o07_required_snr", "snr_req_db"),
    ("approach", "mean_m"): ("o08_cumulative", "mean_det_range_km"),
    ("approach", "p_tracked"): ("o08_cumulative", "p_final"),
    ("arc-by-elevation", "speed_mps"): ("o26_ballistic", "speed_mps"),
    ("arc-by-elevation", "time_s"): ("o26_ballistic", "time_s"),
    ("meeting", "time_s"): ("o28_intercept", "t_intercept_s"),
    ("rounds-in-time", "rounds"): ("o28_timeline", "n_cycles"),
    ("rounds-in-time", "first_m"): ("o28_timeline", "first_intercept_m"),
    ("rounds-in-time", "last_m"): ("o28_timeline", "last_intercept_m"),
    ("wilson", "low"): ("o29_intervals", "wilson_lo"),
    ("wilson", "high"): ("o29_intervals", "wilson_hi"),
    ("bent-ray", "path_m"): ("o03_refraction_crpl", "crpl_path_m"),
    ("bent-ray", "elevation2_deg"): ("o03_refraction_crpl", "crpl_true_el_deg"),
    ("bent-ray", "ground_m"): ("o03_refraction_crpl", "crpl_ground_m"),
    ("standard-air", "temperature_k"): ("o09_atmosphere", "T_K"),
    ("standard-air", "pressure_pa"): ("o09_atmosphere", "p_Pa"),
    ("standard-air", "density_kgpm3"): ("o09_atmosphere", "rho"),
    ("standard-air", "sound_mps"): ("o09_atmosphere", "a_mps"),
    ("gases-printed", "dry_dbpkm"): ("o10a_p676_official", "gamma_o"),
    ("gases-printed", "vapour_dbpkm"): ("o10a_p676_official", "gamma_w"),
    ("gases", "dry_dbpkm"): ("o10c_itur", "gamma_o"),
    ("gases", "vapour_dbpkm"): ("o10c_itur", "gamma_w"),
    ("rain-printed", "k"): ("o10b_p838_official", "k"),
    ("rain-printed", "alpha"): ("o10b_p838_official", "alpha"),
    ("rain-printed", "loss_dbpkm"): ("o10b_p838_official", "gamma_r"),
    ("rain-on-a-slope", "loss_dbpkm"): ("o10c_itur", "gamma_rain_circ"),
    ("cloud", "loss_dbpkm"): ("o10c_itur", "cloud_Kl"),
    ("path-loss-bent", "loss_db"): ("o11_path_attenuation", "two_way_db"),
    ("knife-edge", "loss_db"): ("o12_diffraction", "J_exact_db"),
    ("accuracy", "angle_deg"): ("o19_accuracy", "sigma_angle_deg"),
    ("accuracy", "range_m"): ("o19_accuracy", "sigma_range_m"),
    ("noisy-plot", "mean_x_m"): ("o19_converted_measurement", "mean_x"),
    ("noisy-plot", "mean_y_m"): ("o19_converted_measurement", "mean_y"),
    ("noisy-plot", "xx_m2"): ("o19_converted_measurement", "var_x"),
    ("noisy-plot", "yy_m2"): ("o19_converted_measurement", "var_y"),
    ("noisy-plot", "xy_m2"): ("o19_converted_measurement", "cov_xy"),
    ("steady-state", "alpha"): ("o17_steady_state", "alpha"),
    ("steady-state", "beta"): ("o17_steady_state", "beta"),
    ("steady-state", "sigma_place_m"): ("o17_steady_state", "pos_std_upd"),
    ("steady-state", "sigma_speed_mps"): ("o17_steady_state", "vel_std_upd"),
    ("nees-band", "low"): ("o17_nees_bands", "lo95"),
    ("nees-band", "high"): ("o17_nees_bands", "hi95"),
    ("approach", "half_m"): ("o08_cumulative", "r50_km"),
    ("approach", "most_m"): ("o08_cumulative", "r90_km"),
    ("salvo", "leak"): ("o22_doctrine", "leak_salvo"),
    ("salvo", "used"): ("o22_doctrine", "used_salvo"),
    ("shoot-look-shoot", "used"): ("o22_doctrine", "used_sls"),
    ("shoot-look-shoot", "p_no_leaker"): ("o22_doctrine", "p_no_leak"),
    ("shoot-look-shoot", "leakers"): ("o22_doctrine", "mean_leakers"),
    ("looks-that-err", "leak"): ("o22_doctrine", "leak_imperfect"),
    ("looks-that-err", "used"): ("o22_doctrine", "used_imperfect"),
    ("magazine", "leakers"): ("o22_magazine", "mean_leakers"),
    ("magazine", "left"): ("o22_magazine", "mean_left"),
    ("blocked", "p_lost"): ("o23_queue", "p_lost"),
    ("waiting", "wait_s"): ("o23_queue", "mean_wait_s"),
    ("impatient", "p_lost"): ("o23_queue", "p_lost"),
    ("waiting-room", "p_lost"): ("o23_queue", "p_lost"),
    ("waiting-room", "wait_s"): ("o23_queue", "mean_wait_s"),
    ("clopper-pearson", "low"): ("o29_intervals", "cp_lo"),
    ("clopper-pearson", "high"): ("o29_intervals", "cp_hi"),
}
"""(check, output) -> (check, output) of the collection that lies beside the working copy: the same kind of number."""


def test_the_rows_are_what_the_second_route_gives(check: Check) -> None:
    """To a tenth of the tolerance, or to the digits that are written, or exactly where it is exact."""
    if check.grade == "A":
        return
    route = route_of(check)
    for row in check.rows:
        try:
            values = route(**row.inputs)
        except ModuleNotFoundError as missing:
            pytest.skip(f"{missing.name}, which computed these numbers, is not installed")
        values = values if isinstance(values, tuple) else (values,)
        for output, value in zip(check.outputs, values, strict=True):
            expected = row.expected[output.name]
            if expected is None:
                assert math.isnan(value), (row.inputs, output.name)
                continue
            off = abs(value - expected) if output.turn is None else abs(math.remainder(value - expected, output.turn))
            assert off <= max(0.1 * output.allowed(expected), 1e-12 * abs(expected)), (row.inputs, output.name, value)


@pytest.mark.skipif(not MANIFEST.is_file(), reason="the collection of outside values is not beside this working copy")
@pytest.mark.parametrize(("ours", "agreed"), AGREED.items(), ids=lambda pair: "-".join(pair))
def test_no_tolerance_is_wider_than_agreed(
    dossier: list[Check], ours: tuple[str, str], agreed: tuple[str, str]
) -> None:
    tolerances = json.loads(MANIFEST.read_text(encoding="utf-8"))[agreed[0]]["outputs"][agreed[1]]
    (check,) = (check for check in dossier if check.id == ours[0])
    (output,) = (output for output in check.outputs if output.name == ours[1])
    for row in check.rows:
        expected = row.expected[output.name]
        if expected is not None:
            assert output.allowed(expected) <= tolerances[0] + tolerances[1] * abs(expected) * (1.0 + 1e-12)
