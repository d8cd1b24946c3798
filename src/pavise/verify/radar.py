"""Answers about detection: the radar equation, chances of one look, and what many looks come to."""

from __future__ import annotations

import numpy as np

from pavise.sim import detection
from pavise.sim.elementary import db_from_ratio, ratio_from_db
from pavise.sim.models.sensing import rotating_radar
from pavise.sim.models.tracking import confirm_m_of_n


def radar_equation(
    frequency_hz: float,
    peak_power_w: float,
    pulse_s: float,
    rcs_m2: float,
    gain_out_db: float,
    gain_in_db: float,
    noise_temperature_k: float,
    loss_db: float,
    range_out_m: float,
    range_in_m: float,
) -> float:
    """Signal to noise of one pulse, in dB."""
    gain_out, gain_in, loss = (ratio_from_db(float(level_db)) for level_db in (gain_out_db, gain_in_db, loss_db))
    ranges_m = (range_out_m, range_in_m)
    snr = detection.radar_equation_snr(
        peak_power_w, pulse_s, gain_out, gain_in, frequency_hz, rcs_m2, *ranges_m, noise_temperature_k, loss
    )
    return db_from_ratio(snr)


def radar_equation_range(
    snr_db: float,
    frequency_hz: float,
    peak_power_w: float,
    pulse_s: float,
    rcs_m2: float,
    gain_db: float,
    noise_temperature_k: float,
    loss_db: float,
) -> float:
    """Range at which an ordinary radar has this signal to noise."""
    gain, loss = ratio_from_db(float(gain_db)), ratio_from_db(float(loss_db))
    radar = (peak_power_w, pulse_s, gain, gain, frequency_hz, rcs_m2, noise_temperature_k, loss)
    return detection.radar_equation_range(ratio_from_db(float(snr_db)), *radar)


def threshold(pulses: int, pfa: float) -> tuple[float, float]:
    """The threshold for a false-alarm probability, and the false-alarm probability at it."""
    level = detection.detection_threshold(pulses, pfa)
    return level, detection.false_alarm_probability(level, pulses)


def one_look(swerling: int, pulses: int, pfa: float, snr_db: float) -> float:
    """Chance that one look detects, exactly."""
    level = detection.detection_threshold(pulses, pfa)
    return detection.detection_probability(ratio_from_db(float(snr_db)), swerling, pulses, level)


def one_look_in_the_table(swerling: int, pulses: int, pfa: float, snr_db: float) -> float:
    """The same as battles look it up."""
    return detection.pd_lookup(detection.pd_table(swerling, pulses, pfa), ratio_from_db(float(snr_db)))


def required_snr(swerling: int, pulses: int, pfa: float, pd: float) -> float:
    """Signal to noise that gives a chance of detection, in dB."""
    return db_from_ratio(detection.required_snr(pd, swerling, pulses, pfa))


def anchored_radar(
    claimed_range_m: float, claimed_rcs_m2: float, claimed_pd: float, pfa: float, range_m: float, rcs_m2: float
) -> tuple[float, float]:
    """What a claim makes of a radar: signal to noise in dB and chance of detection (Swerling 1, one pulse)."""
    scale_m2 = detection.anchor_scale(claimed_range_m, claimed_rcs_m2, claimed_pd, 1, 1, pfa)
    p_detect = rotating_radar.p_detect(range_m, rcs_m2, scale_m2, detection.pd_table(1, 1, pfa))
    return db_from_ratio(detection.snr_at(scale_m2, rcs_m2, range_m)), p_detect


def track_start(p_looks: list[float], hits: int, window: int) -> tuple[float, float]:
    """Chance that a track is confirmed just at the last of these looks, and at any of them."""
    p_first = np.empty(len(p_looks))
    detection.first_confirmation(np.array(p_looks), hits, window, p_first)
    return p_first[-1], p_first.sum()


def approach(
    snr_db: float,
    reference_m: float,
    start_m: float,
    pfa: float,
    scan_s: float,
    speed_mps: float,
    hits: int,
    window: int,
    looks: int,
) -> tuple[float, float, float, float]:
    """A target (1 m2, Swerling 1) flies in: where half and nine tenths are tracked, mean range of the start, chance."""
    ranges_m = start_m - speed_mps * scan_s * np.arange(looks)
    row = detection.pd_table(1, 1, pfa)
    scale_m2 = ratio_from_db(float(snr_db)) * reference_m**4
    p_looks = np.array([rotating_radar.p_detect(range_m, 1.0, scale_m2, row) for range_m in ranges_m])
    p_first = np.empty(looks)
    detection.first_confirmation(p_looks, hits, window, p_first)
    half_m, most_m = (detection.range_at_confidence(ranges_m, p_first, share) for share in (0.5, 0.9))
    return half_m, most_m, float(p_first @ ranges_m) / p_first.sum(), p_first.sum()


def confirmed(looks: str, hits: int, window: int) -> bool:
    """Is there a track after these looks, oldest first, 1 for a detection? The last one must be a detection."""
    row, since = np.uint32(0), 32
    for look in looks:
        since += 1
        if look == "1":
            row, since = confirm_m_of_n.with_detection(row, since), 0
    return confirm_m_of_n.confirmed(row, hits, window)
