"""Answers about sensors: patterns, cross-sections, jamming, lobing, errors, and those that are no ordinary radar."""

from __future__ import annotations

import math

from pavise.sim import aspect, beam, detection, jamming, lobing, measurement
from pavise.sim.elementary import db_from_ratio, ratio_from_db
from pavise.sim.models.sensing import bistatic_radar, optical_sight, passive_receiver

Numbers = tuple[float, ...]


def pattern(
    shape: str, width_deg: float, tilt_deg: float, limit_deg: float, floor_db: float, elevation_deg: float
) -> Numbers:
    """Two-way gain over the peak in dB: as battles look it up, and one way by the formula."""
    width_rad, tilt_rad, limit_rad = map(math.radians, (width_deg, tilt_deg, limit_deg))
    floor = ratio_from_db(floor_db)
    row = beam.beam_table_row(shape, width_rad, tilt_rad, limit_rad, floor)
    two_way = beam.beam_lookup(row, math.sin(math.radians(elevation_deg)))
    one_way = beam.one_way_gain(shape, math.radians(elevation_deg), width_rad, tilt_rad, limit_rad, floor)
    return db_from_ratio(two_way), db_from_ratio(one_way)


def ellipsoid(nose_axis_m: float, side_axis_m: float, aspect_deg: float) -> float:
    """Cross-section of an ellipsoid from an aspect, given only what it shows ahead and abeam."""
    nose_m2 = math.pi * side_axis_m**4 / nose_axis_m**2
    side_m2 = math.pi * nose_axis_m**2
    cosine = math.cos(math.radians(aspect_deg))
    return aspect.aspect_rcs_m2(nose_m2, side_m2 / nose_m2, 1.0, cosine)


def three_aspects(nose_m2: float, side_ratio: float, tail_ratio: float) -> Numbers:
    """Cross-section from ahead, abeam and astern."""
    return tuple(aspect.aspect_rcs_m2(nose_m2, side_ratio, tail_ratio, cosine) for cosine in (1.0, 0.0, -1.0))


def aspect_angle(
    sight_x: float, sight_y: float, sight_z: float, heading_x: float, heading_y: float, heading_z: float
) -> float:
    """Angle between heading and sight."""
    sight, heading = (sight_x, sight_y, sight_z), (heading_x, heading_y, heading_z)
    return math.degrees(math.acos(aspect.cos_aspect_of(*map(float, (*sight, *heading)))))


# ---- jamming ------------------------------------------------------------------------------------------------------


def jam_noise(jam_to_noise: float, range_m: float) -> float:
    """Noise of a jammer over the receiver's own, in dB."""
    return db_from_ratio(jamming.jam_noise_ratio(float(jam_to_noise), range_m))


def burn_through(free_range_m: float, jam_to_noise: float) -> float:
    """Range from which a target that jams is seen."""
    return jamming.burn_through_range_m(free_range_m, float(jam_to_noise))


def standoff(free_range_m: float, jam_to_noise: float, jammer_m: float, sidelobe_db: float) -> float:
    """Range from which a target is seen while a jammer stands off in the sidelobes."""
    noise = jamming.jam_noise_ratio(float(jam_to_noise), jammer_m) * ratio_from_db(sidelobe_db)
    return jamming.standoff_range_m(free_range_m, 1.0 + noise)


def gain_towards(
    east1_m: float, north1_m: float, east2_m: float, north2_m: float, width_deg: float, sidelobe_db: float
) -> float:
    """One-way gain towards place 2 of a beam that points at place 1, in dB."""
    cosine = jamming.cos_azimuth_between(east1_m, north1_m, east2_m, north2_m)
    return db_from_ratio(jamming.gain_towards(cosine, math.radians(width_deg), ratio_from_db(sidelobe_db)))


# ---- lobing -------------------------------------------------------------------------------------------------------


def lobes_over_flat_ground(height_m: float, target_height_m: float, range_m: float, wave_m: float) -> float:
    """Two-way propagation factor over smooth, flat ground: an earth of a million times the size."""
    return lobing.lobing_factor(range_m, height_m, target_height_m, wave_m, 0.0, 6.371e12)


def reflection_point(height_m: float, target_height_m: float, range_m: float, earth_radius_m: float) -> float:
    """Where the ground throws the wave back."""
    return lobing.reflection_distance_m(range_m, height_m, target_height_m, earth_radius_m)


def reflected_way(
    height_m: float, target_height_m: float, range_m: float, roughness_m: float, wave_m: float, earth_radius_m: float
) -> Numbers:
    """Strength of the reflected field, and by how much its way is longer."""
    strength, longer_m, _ = lobing.reflected_wave(
        range_m, height_m, target_height_m, wave_m, roughness_m, earth_radius_m
    )
    return strength, longer_m


# ---- errors of measurement ----------------------------------------------------------------------------------------


def accuracy(snr_db: float, beamwidth_deg: float, bandwidth_hz: float, wave_m: float, coherent_s: float) -> Numbers:
    """Standard deviations of angle, range and range rate, without a floor."""
    snr = ratio_from_db(snr_db)
    return (
        math.degrees(measurement.sigma_angle_rad(snr, math.radians(beamwidth_deg), 0.0)),
        measurement.sigma_range_m(snr, bandwidth_hz, 0.0),
        measurement.sigma_range_rate_mps(snr, wave_m, coherent_s, 0.0),
    )


def accuracy_with_floor(snr_db: float, beamwidth_deg: float, floor_deg: float) -> float:
    """Standard deviation of an angle that no signal makes better than a floor."""
    return math.degrees(
        measurement.sigma_angle_rad(ratio_from_db(snr_db), math.radians(beamwidth_deg), math.radians(floor_deg))
    )


# ---- other sensors ------------------------------------------------------------------------------------------------


def passive_receiver_chance(
    claimed_range_m: float, claimed_pd: float, pfa: float, range_m: float, emits: float
) -> float:
    """Chance that a receiver hears an emitter, anchored on a claim (Swerling 1, one look)."""
    scale_m2 = passive_receiver.passive_scale_m2(claimed_range_m, 1.0, claimed_pd, 1, 1, pfa)
    return passive_receiver.p_detect(range_m, float(emits), scale_m2, detection.pd_table(1, 1, pfa))


def bistatic_chance(
    claimed_range_m: float, claimed_pd: float, pfa: float, out_m: float, in_m: float, rcs_m2: float
) -> float:
    """Chance that a bistatic radar sees a target, anchored on a claimed equivalent range against 1 m2."""
    scale_m2 = detection.anchor_scale(claimed_range_m, 1.0, claimed_pd, 1, 1, pfa)
    range_m = bistatic_radar.equivalent_range_m(out_m, in_m)
    return bistatic_radar.p_detect(range_m, rcs_m2, scale_m2, detection.pd_table(1, 1, pfa))


def cycles(ratio: float) -> float:
    """Chance of detection by resolvable cycles over those needed."""
    return optical_sight.p_of_cycles(float(ratio))


def optical_chance(claimed_range_m: float, claimed_pd: float, range_m: float, size_m2: float) -> Numbers:
    """Cycles that a claim stands for, and the chance to see a target anchored on it (against 1 m2)."""
    scale_m2 = optical_sight.optical_scale_m2(claimed_range_m, 1.0, claimed_pd)
    p_detect = optical_sight.p_detect(range_m, size_m2, scale_m2, optical_sight.optical_row())
    return optical_sight.cycles_for(claimed_pd), p_detect
