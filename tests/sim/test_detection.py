"""From a claimed range to a chance of detection, checked against closed forms, integrals and printed numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from pavise.sim import detection
from pavise.sim.models.tracking.confirm_m_of_n import confirmed, with_detection

SWERLING_CASES = (0, 1, 2, 3, 4)


def pd(snr_db, swerling, pulses, pfa):
    threshold = detection.detection_threshold(pulses, pfa)
    return detection.detection_probability(10 ** (snr_db / 10), swerling, pulses, threshold)


# ---- one look ----


@pytest.mark.parametrize("pulses", [1, 2, 10, 100, 256])
@pytest.mark.parametrize("pfa", [0.5, 1e-3, 1e-6, 1e-12])
def test_noise_alone_exceeds_the_threshold_as_often_as_asked(pulses, pfa):
    threshold = detection.detection_threshold(pulses, pfa)
    assert special.gammaincc(pulses, threshold) == pytest.approx(pfa, rel=1e-11)
    assert detection.false_alarm_probability(threshold, pulses) == pytest.approx(pfa, rel=1e-11)
    for swerling in SWERLING_CASES:
        assert detection.detection_probability(0.0, swerling, pulses, threshold) == pytest.approx(pfa, rel=1e-9)


@pytest.mark.parametrize("snr_db", [-10, 0, 5, 13, 25])
@pytest.mark.parametrize("pulses", [1, 3, 24, 100])
def test_a_steady_target_follows_the_generalised_marcum_function(snr_db, pulses):
    snr, threshold = 10 ** (snr_db / 10), detection.detection_threshold(pulses, 1e-6)
    marcum = stats.ncx2.sf(2 * threshold, 2 * pulses, 2 * pulses * snr)
    assert detection.detection_probability(snr, 0, pulses, threshold) == pytest.approx(marcum, abs=1e-10)


@given(st.floats(-20, 40), st.floats(1e-12, 0.1))
def test_one_pulse_of_a_swerling_1_target_has_a_closed_form(snr_db, pfa):
    expected = pfa ** (1 / (1 + 10 ** (snr_db / 10)))
    assert pd(snr_db, 1, 1, pfa) == pytest.approx(expected, abs=1e-12)
    assert pd(snr_db, 2, 1, pfa) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("pulses", [2, 10, 50])
@pytest.mark.parametrize("snr_db", [-10, 0, 3, 12])
def test_a_swerling_2_target_only_raises_the_noise(pulses, snr_db):
    snr, threshold = 10 ** (snr_db / 10), detection.detection_threshold(pulses, 1e-6)
    expected = special.gammaincc(pulses, threshold / (1 + snr))
    assert detection.detection_probability(snr, 2, pulses, threshold) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("swerling", "degrees"), [(1, lambda n: 1), (3, lambda n: 2), (4, lambda n: 2 * n)])
@pytest.mark.parametrize("pulses", [1, 8])
@pytest.mark.parametrize("snr_db", [0, 10])
def test_fluctuation_is_an_average_over_steady_targets(swerling, degrees, pulses, snr_db):
    """The definition: the total cross-section is a gamma variable, and Pd is the mean over it."""
    snr, threshold = 10 ** (snr_db / 10), detection.detection_threshold(pulses, 1e-4)
    shape = degrees(pulses)

    def weighted(x):
        return stats.ncx2.sf(2 * threshold, 2 * pulses, 2 * pulses * snr * x) * stats.gamma.pdf(
            x, shape, scale=1 / shape
        )

    expected = integrate.quad(weighted, 0, 2)[0] + integrate.quad(weighted, 2, 40)[0]
    assert detection.detection_probability(snr, swerling, pulses, threshold) == pytest.approx(expected, abs=1e-7)


def test_a_fast_fluctuating_target_simulated_pulse_by_pulse():
    rng = np.random.default_rng(12)
    pulses, snr, trials = 6, 2.0, 40_000
    strength = rng.gamma(2.0, snr / 2.0, (trials, pulses))  # Swerling 4: anew for each pulse
    noise = rng.normal(0, math.sqrt(0.5), (2, trials, pulses))
    detected = ((np.sqrt(strength) + noise[0]) ** 2 + noise[1] ** 2).sum(1) > detection.detection_threshold(
        pulses, 1e-3
    )
    expected = pd(10 * math.log10(snr), 4, pulses, 1e-3)
    assert detected.mean() == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / trials))


@given(st.sampled_from(SWERLING_CASES), st.integers(1, 60), st.floats(-20, 30), st.floats(0.01, 3))
def test_a_stronger_signal_is_never_seen_less(swerling, pulses, snr_db, more_db):
    weak, strong = pd(snr_db, swerling, pulses, 1e-6), pd(snr_db + more_db, swerling, pulses, 1e-6)
    assert 1e-6 * (1 - 1e-9) <= weak <= strong + 1e-12 <= 1 + 1e-12


@given(st.sampled_from(SWERLING_CASES), st.integers(1, 100), st.floats(0.05, 0.999), st.floats(1e-10, 1e-2))
def test_the_required_signal_gives_the_required_probability(swerling, pulses, wanted, pfa):
    snr = detection.required_snr(wanted, swerling, pulses, pfa)
    threshold = detection.detection_threshold(pulses, pfa)
    assert detection.detection_probability(snr, swerling, pulses, threshold) == pytest.approx(wanted, abs=1e-10)


def test_printed_numbers_for_the_required_signal():
    # The textbook case, Pd 0.9 and Pfa 1e-6 for one pulse: 13.2 dB steady, 8 dB more for Swerling 1 (M. I. Skolnik,
    # "Introduction to Radar Systems", chapter 2).
    assert 10 * math.log10(detection.required_snr(0.9, 0, 1, 1e-6)) == pytest.approx(13.2, abs=0.05)
    assert 10 * math.log10(detection.required_snr(0.9, 1, 1, 1e-6)) == pytest.approx(21.1, abs=0.1)
    # MathWorks Radar Toolbox, reference page of "detectability": 24 pulses, Swerling 1: 10.985 dB (an approximation).
    assert 10 * math.log10(detection.required_snr(0.9, 1, 24, 1e-6)) == pytest.approx(10.985, abs=0.01)


def test_a_probability_below_the_false_alarms_needs_no_signal_and_gets_no_answer():
    for wanted, pfa in [(1e-7, 1e-6), (1.0, 1e-6), (0.0, 1e-6), (0.9, 0.0)]:
        assert math.isnan(detection.required_snr(wanted, 1, 1, pfa))
        assert math.isnan(detection.required_snr(wanted, 0, 5, pfa))


# ---- the table ----


@pytest.mark.parametrize("pulses", [1, 10, 100])
@pytest.mark.parametrize("pfa", [1e-3, 1e-6, 1e-10])
def test_the_table_is_as_good_as_it_says(pulses, pfa):
    rng = np.random.default_rng(5)
    threshold = detection.detection_threshold(pulses, pfa)
    for swerling in SWERLING_CASES:
        row = detection.pd_table(swerling, pulses, pfa)
        for snr in 10 ** rng.uniform(-5, 6, 300):
            exact = detection.detection_probability(snr, swerling, pulses, threshold)
            assert detection.pd_lookup(row, snr) == pytest.approx(exact, abs=2.5e-4)
            if pulses == 1 and swerling > 0 and pfa >= 1e-6:
                assert detection.pd_lookup(row, snr) == pytest.approx(exact, abs=6e-5)


def test_the_table_is_exact_at_its_edges():
    row = detection.pd_table(1, 1, 1e-6)
    assert detection.pd_lookup(row, 0.0) == 1e-6
    assert detection.pd_lookup(row, math.nan) != 1.0
    assert detection.pd_lookup(row, detection.GRID_LOW) == row[0]
    assert detection.pd_lookup(row, 8.0) == pytest.approx(1e-6 ** (1 / 9), abs=1e-14)
    assert detection.pd_lookup(row, 1e30) == row[-2] > 0.9999
    assert np.all(np.diff(row[:-1]) > 0)


@pytest.mark.parametrize(("swerling", "pulses", "pfa"), [(5, 1, 1e-6), (1, 0, 1e-6), (1, 257, 1e-6), (1, 1, 0.0)])
def test_a_table_outside_the_model_is_refused(swerling, pulses, pfa):
    with pytest.raises(ValueError, match="must be"):
        detection.pd_table(swerling, pulses, pfa)


# ---- ranges ----


def test_the_anchor_returns_the_claim():
    """Claim: 340 km against 4 m2, taken as Pd 0.5 for a Swerling 1 target."""
    scale_m2 = detection.anchor_scale(340e3, 4.0, 0.5, 1, 1, 1e-6)
    threshold = detection.detection_threshold(1, 1e-6)
    assert detection.detection_probability(detection.snr_at(scale_m2, 4.0, 340e3), 1, 1, threshold) == pytest.approx(
        0.5
    )
    # the fourth-power law: a sixteenth of the cross-section is seen as well at half the range
    assert detection.snr_at(scale_m2, 0.25, 170e3) == pytest.approx(detection.snr_at(scale_m2, 4.0, 340e3))


# MathWorks Radar Toolbox, reference pages of radareqsnr and radareqpow (November 2026): inputs and printed results.
RADAR_EQUATION_EXAMPLES = [
    (1e6, 0.2e-6, 20, 20, 1e9, 1.0, 50e3, 50e3, 290.0, 0, 5.5868),
    (1e6, 1e-6, 40, 40, 10e9, 0.5, 100e3, 100e3, 300.0, 3, 14.3778),
    (1e6, 1e-6, 40, 20, 10e9, 1.0, 50e3, 75e3, 290.0, 0, 9.0547),
    (2.1996e5, 1e-6, 20, 20, 1e9, 1.0, 50e3, 50e3, 290.0, 0, 6.0),
    (2.2809e6, 1e-6, 30, 30, 10e9, 0.5, 50e3, 50e3, 300.0, 3, 10.0),
]


@pytest.mark.parametrize("example", RADAR_EQUATION_EXAMPLES)
def test_the_radar_equation_gives_the_printed_examples(example):
    power_w, pulse_s, out_db, in_db, frequency_hz, rcs_m2, out_m, in_m, temperature_k, loss_db, printed_db = example
    gain_out, gain_in, loss = (10 ** (level_db / 10) for level_db in (out_db, in_db, loss_db))
    snr = detection.radar_equation_snr(
        power_w, pulse_s, gain_out, gain_in, frequency_hz, rcs_m2, out_m, in_m, temperature_k, loss
    )
    assert 10 * math.log10(snr) == pytest.approx(printed_db, abs=1.5e-4)
    if out_m == in_m:
        range_m = detection.radar_equation_range(
            snr, power_w, pulse_s, gain_out, gain_in, frequency_hz, rcs_m2, temperature_k, loss
        )
        assert range_m == pytest.approx(out_m, rel=1e-12)


# ---- many looks ----


def first_confirmations(p_looks, hits_needed, window):
    chances = np.empty(len(p_looks))
    detection.first_confirmation(np.asarray(p_looks, float), hits_needed, window, chances)
    return chances


def test_one_of_one_is_the_first_detection():
    p_looks = np.array([0.1, 0.3, 0.5, 0.9])
    missed_so_far = np.concatenate([[1.0], np.cumprod(1 - p_looks)[:-1]])
    assert first_confirmations(p_looks, 1, 1) == pytest.approx(p_looks * missed_so_far)


@pytest.mark.parametrize(("hits_needed", "window"), [(1, 3), (2, 2), (2, 3), (3, 4), (2, 5), (5, 5)])
def test_confirmation_agrees_with_the_tracker_on_every_sequence(hits_needed, window):
    p_looks = [0.2, 0.7, 0.4, 0.9, 0.5, 0.3, 0.6]
    expected = np.zeros(len(p_looks))
    for code in range(2 ** len(p_looks)):
        hits = [(code >> i) & 1 for i in range(len(p_looks))]
        chance = math.prod(p if hit else 1 - p for p, hit in zip(p_looks, hits, strict=True))
        row = np.uint32(0)  # what the simulation keeps of a sensor's looks, and how it decides
        for i in range(len(p_looks)):
            row = with_detection(row, 1) if hits[i] else np.uint32(int(row) << 1)
            if hits[i] and confirmed(row, hits_needed, window):
                expected[i] += chance
                break
    assert first_confirmations(p_looks, hits_needed, window) == pytest.approx(expected, abs=1e-15)


def test_the_median_range_of_a_certain_radar_is_its_first_look():
    ranges_m = np.array([100e3, 90e3, 80e3])
    chances = first_confirmations([0.0, 1.0, 1.0], 1, 1)
    assert detection.range_at_confidence(ranges_m, chances, 0.5) == 90e3
    assert math.isnan(detection.range_at_confidence(ranges_m, 0.1 * chances, 0.5))
