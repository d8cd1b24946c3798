"""What is measured: errors as large as they are said to be, everybody's own luck, and nothing lost without a count."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest

from pavise.kinds import SensorKind
from pavise.run.drivers import RunError, collected
from pavise.sim.geometry import bearing_elevation_range, east_north_up
from pavise.sim.measurement import sigma_angle_rad, sigma_range_m
from pavise.sim.measuring import OPTICAL_RANGE_SHARE, PASSIVE_RANGE_SHARE, SNR_DETECTED, detection_room
from pavise.sim.resolution import DEFAULT_BANDWIDTH_HZ, DEFAULT_BEAM_RAD
from pavise.sim.world import World
from pavise.verify.moment import Moment
from pavise.verify.small_defence import FireUnit, Jammer, Radar, Raider, raid, small_defence
from tests.worlds.looking_on import same_columns

needs_compiler = pytest.mark.needs_compiler
FINE = {"bandwidth_hz": 2e6, "beamwidth_rad": 0.02, "elevation_beamwidth_rad": 0.03}
NUMBERS = ("range_m", "azimuth_rad", "elevation_rad")
SIGMAS = ("sigma_range_m", "sigma_azimuth_rad", "sigma_elevation_rad")


def hanging(distance_m: float = 60e3, **columns) -> Raider:
    """A raider that hangs in the air."""
    return Raider(speed_mps=0.01, distance_m=distance_m, release_range_m=distance_m - 40.0, **columns)


def world_of(*raiders: Raider, jammers: tuple[Jammer, ...] = (), **radar) -> World:
    """One radar that sees all, and these raiders."""
    return small_defence(
        [FireUnit(radars=[Radar(**radar)], launchers=0)], list(raiders) or [hanging(axis_rad=0.7)], jammers=jammers
    )


def truth(moment: Moment, t: int = 0, s: int = 0) -> np.ndarray:
    """Range, azimuth and elevation of threat `t` as sensor `s` would measure them without errors."""
    away_m = moment.state.flight["position_m"][0, t] - moment.state.look["position_m"][0, s]
    n = moment.state.place["n"][0, moment.world.sensor["unit"][0, s]]
    azimuth_rad, elevation_rad, range_m = bearing_elevation_range(*east_north_up(*n, *away_m))
    return np.array([range_m, azimuth_rad, elevation_rad])


def errors_of(moment: Moment, rows: np.ndarray) -> np.ndarray:
    """Measured less true, shape (detections, 3); one radar, one raider."""
    return np.stack([rows[name] for name in NUMBERS], axis=-1) - truth(moment)


def as_wide_as(values: np.ndarray, sigma: float) -> bool:
    """Standard deviation as said and mean nought, within four standard errors each."""
    n = len(values)
    return abs(values.std() / sigma - 1.0) < 4.0 / math.sqrt(2.0 * n) and abs(values.mean()) < 4.0 * sigma / math.sqrt(
        n
    )


# ---- errors of chance ----------------------------------------------------------------------------------------------


def test_errors_are_as_large_as_the_formulas_of_measurement_say():
    moment = Moment(world_of(**FINE))
    rows = moment.many(1500)
    range_m = truth(moment)[0]
    snr = float(moment.world.sensor["snr_scale_m2"][0, 0]) / range_m**4
    assert snr > 5.0 * SNR_DETECTED
    expected = (sigma_range_m(snr, 2e6, 0.0), sigma_angle_rad(snr, 0.02, 0.0), sigma_angle_rad(snr, 0.03, 0.0))
    for column, sigma in enumerate(expected):
        assert rows[SIGMAS[column]] == pytest.approx(sigma, rel=1e-9)
        assert as_wide_as(errors_of(moment, rows)[:, column], sigma)


def test_errors_of_range_and_angles_and_of_one_look_and_the_next_have_nothing_to_do_with_each_other():
    moment = Moment(world_of(**FINE))
    errors = errors_of(moment, moment.many(1500))
    assert np.abs(np.corrcoef(errors.T) - np.eye(3)).max() < 0.11
    assert abs(np.corrcoef(errors[1:, 0], errors[:-1, 0])[0, 1]) < 0.11


def test_a_weak_echo_counts_as_one_that_was_just_detected():
    weak = Moment(world_of(hanging(60e3, rcs_m2=1e-4), **FINE)).measure()[0]
    assert weak["sigma_range_m"] == pytest.approx(sigma_range_m(SNR_DETECTED, 2e6, 0.0))


def test_what_is_not_known_of_a_radar_is_taken_from_the_declared_defaults():
    unknown = Moment(world_of()).measure()
    known = Moment(
        world_of(
            bandwidth_hz=DEFAULT_BANDWIDTH_HZ, beamwidth_rad=DEFAULT_BEAM_RAD, elevation_beamwidth_rad=DEFAULT_BEAM_RAD
        )
    ).measure()
    assert same_columns(unknown, known)


def test_a_jammed_radar_measures_worse():
    free = Moment(world_of(**FINE)).measure()[0]
    jammed = Moment(world_of(jammers=(Jammer(bearing_rad=0.7, jam_to_noise=20.0),), **FINE)).measure()[0]
    assert all(jammed[name] > 1.3 * free[name] for name in SIGMAS)


def test_the_place_of_a_detection_is_right_on_average_and_its_covariance_holds():
    """Mean of squared errors over the stated covariance, three axes: 3."""
    moment = Moment(world_of(hanging(80e3, altitude_m=8e3), **FINE))
    rows = moment.many(1500)
    off_m = rows["position_m"] - moment.state.flight["position_m"][0, 0]
    xx, xy, xz, yy, yz, zz = rows["covariance_m2"].T
    covariance = np.stack([xx, xy, xz, xy, yy, yz, xz, yz, zz], axis=-1).reshape(-1, 3, 3)
    squared = np.einsum("ni,nij,nj->n", off_m, np.linalg.inv(covariance), off_m)
    assert squared.mean() == pytest.approx(3.0, abs=4.0 * math.sqrt(6.0 / len(rows)))
    assert np.linalg.norm(off_m.mean(axis=0)) < 4.0 * math.sqrt((xx + yy + zz).mean() / len(rows))


def test_range_rate_is_measured_only_where_it_is_said_with_its_error():
    raider = Raider(axis_rad=0.7, speed_mps=300.0, altitude_m=3e3)
    moment = Moment(world_of(raider, range_rate_sigma_mps=4.0))
    rows = moment.many(1000)
    assert (rows["sigma_range_rate_mps"] == 4.0).all()
    at_m = moment.state.path["position_m"][0, 0]
    leg = int(moment.state.flight["leg"][0, 0])
    leg_s = float(np.diff(moment.state.path["time_s"][0, 0, leg : leg + 2])[0])
    sight = moment.state.flight["position_m"][0, 0] - moment.state.look["position_m"][0, 0]
    true_mps = float((at_m[leg + 1] - at_m[leg]) @ sight / np.linalg.norm(sight) / leg_s)
    assert true_mps < -290.0
    assert as_wide_as(rows["range_rate_mps"] - true_mps, 4.0)
    assert np.isinf(Moment(world_of(raider)).measure()["sigma_range_rate_mps"]).all()


# ---- errors of alignment -------------------------------------------------------------------------------------------


def test_alignment_errs_by_the_same_in_every_look_of_a_battle():
    moment = Moment(world_of(range_bias_m=500.0, angle_bias_rad=0.05, **FINE))
    rows = moment.many(400)
    blur = np.array([sigma_range_m(20.0, 2e6, 0.0), 0.01, 0.01])  # more than chance errs
    assert (errors_of(moment, rows).std(axis=0) < blur).all()
    assert (np.abs(errors_of(moment, rows).mean(axis=0)) > [5.0, 5e-4, 5e-4]).all()


def test_over_many_battles_alignment_and_chance_together_make_the_stated_error():
    moment = Moment(world_of(range_bias_m=60.0, angle_bias_rad=0.004, **FINE))
    rows = moment.many(1200, replications=True)
    errors = errors_of(moment, rows)
    for column, name in enumerate(SIGMAS):
        assert as_wide_as(errors[:, column], float(rows[name][0]))
    assert rows["sigma_azimuth_rad"][0] == pytest.approx(
        math.hypot(0.004, float(Moment(world_of(**FINE)).measure()["sigma_azimuth_rad"][0]))
    )


# ---- kinds of sensors ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "share"), [(SensorKind.PASSIVE, PASSIVE_RANGE_SHARE), (SensorKind.OPTICAL, OPTICAL_RANGE_SHARE)]
)
def test_who_only_listens_or_looks_measures_angles_well_and_range_to_a_share(kind, share):
    moment = Moment(world_of(hanging(40e3, emits=1.0, size_m2=10.0), kind=kind))
    rows = moment.many(1000)
    range_m = truth(moment)[0]
    assert rows["sigma_range_m"] == pytest.approx(share * range_m, rel=1e-6)
    assert as_wide_as(errors_of(moment, rows)[:, 0], share * range_m)
    assert (rows["sigma_azimuth_rad"] < 0.015).all()


def test_a_bistatic_sensor_errs_like_a_radar_on_its_own_way_back_and_more_to_the_side():
    """Errors from the triangle by hand: sigma of the sum of both ways is twice a radar's of one."""

    def sigma_m(transmitter_bearing_rad: float) -> tuple[float, float]:
        units = [
            FireUnit(
                "receiver", radars=[Radar("ear", kind=SensorKind.BISTATIC, illuminator="lamp", **FINE)], launchers=0
            ),
            FireUnit("mast", [Radar("lamp")], away_m=50e3, bearing_rad=transmitter_bearing_rad, launchers=0),
        ]
        moment = Moment(small_defence(units, [hanging(30e3, altitude_m=3e3)]), plots=2)
        there = moment.state.flight["position_m"][0, 0]
        ways = [there - moment.state.look["position_m"][0, s] for s in (0, 1)]
        back_m, out_m = (float(np.linalg.norm(way)) for way in ways)
        snr = float(moment.world.sensor["snr_scale_m2"][0, 0]) / (back_m * out_m) ** 2
        cos_b = float(ways[0] @ ways[1]) / (back_m * out_m)
        by_sum_m = 2.0 * sigma_range_m(snr, 2e6, 0.0) / (1.0 + cos_b)
        by_bearing_m = back_m * math.tan(0.5 * math.acos(cos_b)) * sigma_angle_rad(snr, 0.02, 0.0)
        return float(moment.measure()["sigma_range_m"][0]), math.hypot(by_sum_m, by_bearing_m)

    for bearing_rad in (math.pi, 0.5 * math.pi, 0.3):
        measured_m, by_hand_m = sigma_m(bearing_rad)
        assert measured_m == pytest.approx(by_hand_m, rel=1e-6)
    assert sigma_m(math.pi)[0] < 0.3 * sigma_m(0.3)[0]


# ---- whose luck it is, and what is counted -------------------------------------------------------------------------


def three_radars(without: str = "") -> World:
    units = [
        FireUnit(name, radars=[Radar(name, false_plots=5.0, range_bias_m=30.0)], away_m=20e3, launchers=0)
        for name in ("north", "middle", "south")
        if name != without
    ]
    return small_defence(units, [hanging(60e3, name=f"raider {k}", axis_rad=0.3 * k) for k in range(4)])


def test_taking_a_radar_away_leaves_what_the_others_measure():
    everybody = Moment(three_radars(), plots=12).measure(slot=7)
    fewer = Moment(three_radars(without="middle"), plots=8).measure(slot=7)
    kept = everybody[everybody["eye"] != 1]
    assert len(everybody) > len(kept)
    assert same_columns(kept, fewer, but=("eye",)) and (kept["eye"] // 2 == fewer["eye"]).all()


def test_taking_a_raider_away_leaves_what_is_measured_of_the_others():
    some = [hanging(60e3, name=f"raider {k}", axis_rad=0.3 * k) for k in range(4)]
    all_four, three = (Moment(world_of(*some[:k], **FINE), plots=k).measure(slot=3) for k in (4, 3))
    assert same_columns(all_four[all_four["origin"] < 3], three)


def test_who_has_looked_and_seen_nothing_has_false_detections_and_who_has_not_looked_has_none():
    names = ("busy", "blind", "idle")
    units = [FireUnit(name, radars=[Radar(name, false_plots=30.0)], launchers=0) for name in names]
    moment = Moment(small_defence(units, [hanging(60e3)]), plots=3)
    look, time_s = moment.state.look[0], moment.state.clock["time_s"][0]
    assert (look["looked_s"] == time_s).all() and (look["searched"] == 1).all()
    moment.state.clock["plots"] = 1
    look["looked_s"][2] = time_s - 4.0
    rows = moment.measure()
    assert set(rows["eye"]) == {0, 1} and (rows["time_s"] == time_s).all()
    assert (rows["origin"][rows["eye"] == 1] == -1).all() and (rows["origin"] == 0).sum() == 1
    for s in (0, 1):
        first, count = look["first_detection"][s], look["detections"][s]
        assert (rows["eye"][first : first + count] == s).all() and count == (rows["eye"] == s).sum()


def test_a_look_at_tracks_only_makes_no_false_detections():
    moment = Moment(world_of(false_plots=50.0))
    assert (moment.measure()["origin"] == -1).any()
    moment.state.look["searched"] = 0
    assert (moment.measure()["origin"] == 0).all()


def test_detections_that_find_no_room_are_counted_and_stop_the_run():
    moment = Moment(world_of(false_plots=100.0), room=20)
    assert len(moment.measure()) == 20 and moment.state.clock["detections_lost"][0] > 0
    moment.state.clock["flying"] = 0
    with pytest.raises(RunError, match="'detection' is full"):
        collected(moment.world, moment.state)


def test_there_is_room_for_every_target_and_for_more_false_detections_than_come():
    world = three_radars()
    assert detection_room(world.sensor, 4) >= 3 * 4 + 3 * 25
    moment = Moment(world, plots=12)
    assert max(len(moment.measure(slot)) for slot in range(300)) < len(moment.detection)


def test_what_a_tracker_is_told_of_a_radar():
    moment = Moment(world_of(interrogates=True, false_plots=10.0))
    rows, eye = moment.measure(), moment.eye[0]
    assert (rows["interrogated"] == 1).all() and (rows["track"] == -1).all()
    assert eye["position_m"] == pytest.approx(moment.state.look["position_m"][0, 0])
    axes = np.stack([eye["east"], eye["north"], eye["up"]])
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12) and np.linalg.det(axes) == pytest.approx(1.0)
    assert eye["up"] == pytest.approx(moment.world.unit["n"][0, 0])
    assert 0.0 < eye["p_detect"] < 1.0 and eye["range_bias_m"] == 0.0
    silent = Moment(world_of(interrogates=False))
    assert (silent.measure()["interrogated"] == 0).all() and silent.eye["false_per_m3"][0] == 0.0


def test_a_patrol_measures_from_where_it_is():
    unit = FireUnit(radars=[Radar()], launchers=0, orbit_radius_m=20e3, height_m=9e3)
    moment = Moment(small_defence([unit], [hanging(80e3)]))
    moment.state.look["position_m"][0, 0, 0] += 5e3
    moment.measure()
    assert moment.eye["position_m"][0] == pytest.approx(moment.state.look["position_m"][0, 0])
    assert errors_of(moment, moment.many(30))[:, 0].std() < 500.0


# ---- the same bits -------------------------------------------------------------------------------------------------


def test_the_same_bits_compiled_and_not():
    """Some hundred detections of all kinds of sensors; the digest was the same compiled and with the compiler off."""
    radars = [
        Radar("radar", false_plots=20.0, range_bias_m=30.0, angle_bias_rad=0.001, range_rate_sigma_mps=2.0, **FINE),
        Radar("eye", kind=SensorKind.OPTICAL), Radar("ear", kind=SensorKind.PASSIVE, false_plots=3.0),
        Radar("half", kind=SensorKind.BISTATIC, illuminator="radar", sector_rad=2.0, false_plots=4.0),
    ]  # fmt: skip
    raiders = raid(5, axis_spread_rad=1.0, altitude_m=6e3, emits=1.0, size_m2=8.0, jam_to_noise=0.5)
    moment = Moment(small_defence([FireUnit(radars=radars, launchers=0)], raiders), plots=15)
    rows = moment.many(20)
    names = (*NUMBERS, *SIGMAS, "range_rate_mps", "sigma_range_rate_mps", "origin")
    bits = b"".join(np.ascontiguousarray(rows[name]).tobytes() for name in names)
    assert len(rows) > 500
    assert hashlib.blake2s(bits, digest_size=8).hexdigest() == "14c3ef70de2650cd"
