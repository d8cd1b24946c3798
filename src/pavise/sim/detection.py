"""How likely a radar sees what it looks at: from signal to noise to a probability of detection.

The chain, in order:

    range, cross-section --(fourth-power law, anchored on a claim)--> signal to noise --> chance of detection
    chance per look --(m of the last n looks)--> chance of a confirmed track by then

**The anchor.** Nobody publishes losses and noise figures; sellers publish "x km against y m2". One such claim, with the
detection probability it is taken to mean, fixes the whole fourth-power law (`anchor_scale`, `snr_at`). The textbook
radar equation (`radar_equation_snr`) stands beside it for radars whose powers are known.

**The detector.** N pulses of mean signal-to-noise ratio S each are added after a square-law detector and compared with
a threshold T set by the false-alarm probability. Target fluctuation follows Swerling: 0 none; 1 exponential and slow
(same for all N pulses); 2 exponential and fast (anew for each pulse); 3 and 4 the same with four degrees of freedom.
All five are one formula. The signal part of the sum is a gamma variable of mean N S and shape r = infinity, 1, N, 2 or
2N; given it, the sum exceeds T when a Poisson(T) count stays below N + K, with K Poisson of that mean. So

    Pd = sum over k of P(K = k) Q(N + k, T),    K negative binomial (r, mean N S), or Poisson for Swerling 0,

with Q(n, T) = P(Poisson(T) < n): positive terms only, summed to rounding (about 1e-13).

Sources: J. I. Marcum, RAND RM-754 (1947); P. Swerling, RAND RM-1217 (1954); D. A. Shnidman, "The calculation of the
probability of detection and the generalized Marcum Q-function", IEEE Trans. IT-35 (1989) 389-400; L. V. Blake, "Radar
range-performance analysis" (1980).

When not to believe it: white noise only, no clutter, jamming, straddling or scan loss except as far as the claim behind
the anchor holds them already. A sum of pulses assumes that the noise, not the operator, decides.
"""

import math

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, exp, log

PULSES_MAX = 256
"""Beyond this, e^-T would underflow on the way to an ordinary probability."""

SPEED_OF_LIGHT_MPS = 299_792_458.0
BOLTZMANN_J_PER_K = 1.380649e-23

# ---- signal to noise ----------------------------------------------------------------------------------------------


@kernel
def anchor_scale(range_ref_m, rcs_ref_m2, pd_ref, swerling, pulses, pfa):
    """What a claim "range_ref_m against rcs_ref_m2 with probability pd_ref" says of the radar: the scale of `snr_at`.

    In m2: signal to noise per pulse = scale * cross-section / range^4.
    """
    range_m2 = range_ref_m * range_ref_m
    return required_snr(pd_ref, swerling, pulses, pfa) * range_m2 * range_m2 / rcs_ref_m2


@kernel
def snr_at(scale_m2, rcs_m2, range_m):
    """Signal-to-noise ratio per pulse (a ratio, not dB) of a target: the fourth-power law through the anchor."""
    range_m2 = range_m * range_m
    return scale_m2 * rcs_m2 / (range_m2 * range_m2)


@kernel
def radar_equation_snr(
    peak_power_w, pulse_s, gain_out, gain_in, frequency_hz, rcs_m2, range_out_m, range_in_m, noise_temperature_k, loss
):
    """Signal-to-noise ratio of one pulse from first principles (Blake 1980); gains and loss are ratios.

    `range_out_m` from transmitter to target, `range_in_m` from target to receiver: equal for an ordinary radar.
    """
    wave_m = SPEED_OF_LIGHT_MPS / frequency_hz
    ranges_m2 = range_out_m * range_in_m
    signal_j = peak_power_w * pulse_s * gain_out * gain_in * wave_m * wave_m * rcs_m2
    noise_j = BOLTZMANN_J_PER_K * noise_temperature_k * loss
    four_pi = 4.0 * PI
    return signal_j / (four_pi * four_pi * four_pi * ranges_m2 * ranges_m2 * noise_j)


@kernel
def radar_equation_range(
    snr, peak_power_w, pulse_s, gain_out, gain_in, frequency_hz, rcs_m2, noise_temperature_k, loss
):
    """Range at which an ordinary radar gets a signal-to-noise ratio: the radar equation turned round."""
    snr_at_1_m = radar_equation_snr(
        peak_power_w, pulse_s, gain_out, gain_in, frequency_hz, rcs_m2, 1.0, 1.0, noise_temperature_k, loss
    )
    return math.sqrt(math.sqrt(snr_at_1_m / snr))


# ---- one look -----------------------------------------------------------------------------------------------------


@kernel
def false_alarm_probability(threshold, pulses):
    """Chance that noise alone exceeds the threshold after adding `pulses` pulses: P(Poisson(threshold) < pulses)."""
    term = exp(-threshold)
    total = 0.0
    for j in range(pulses):
        total += term
        term *= threshold / (j + 1.0)
    return total


@kernel
def detection_threshold(pulses, pfa):
    """The threshold (in units of the mean noise power of one pulse) that noise exceeds with probability pfa."""
    if pulses == 1:
        return -log(pfa)
    log_pfa = log(pfa)
    # Newton on ln Q, which is concave and falling: from an upper bound (Chernoff's) all guesses come down.
    threshold = pulses + math.sqrt(-2.0 * pulses * log_pfa) - log_pfa
    for _ in range(100):
        density = exp(-threshold)
        for j in range(1, pulses):
            density *= threshold / j
        tail = false_alarm_probability(threshold, pulses)
        step = (log(tail) - log_pfa) * tail / density
        threshold += step
        if abs(step) < 1e-14 * threshold:
            break
    return threshold


@kernel
def fluctuation_shape(swerling, pulses):
    """Shape r of the gamma variable that the signal of all pulses together follows; 0 stands for no fluctuation."""
    if swerling == 1:
        return 1.0
    if swerling == 2:
        return np.float64(pulses)
    if swerling == 3:
        return 2.0
    if swerling == 4:
        return 2.0 * pulses
    return 0.0


@kernel
def detection_probability(snr, swerling, pulses, threshold):
    """Chance that `pulses` pulses of mean signal-to-noise ratio `snr` each exceed the threshold. Swerling 0 to 4."""
    shape = fluctuation_shape(swerling, pulses)
    mean = pulses * snr
    if shape == 0.0:
        p_count, growth = exp(-mean), mean
    else:
        p_count, growth = exp(-shape * log(1.0 + mean / shape)), mean / (shape + mean)
    density = exp(-threshold)
    below = 0.0  # Q(n, T) for n = 0, then up to N
    for j in range(pulses):
        below += density
        density *= threshold / (j + 1.0)
    detected = 0.0
    counted = 0.0
    k = 0
    # Until Q(N + k, T) is one to rounding; whatever count lies beyond is then a detection for certain.
    while density > 1e-18 or pulses + k < threshold:
        detected += p_count * below
        counted += p_count
        below += density
        k += 1
        density *= threshold / (pulses + k)
        if shape == 0.0:
            p_count *= growth / k
        else:
            p_count *= growth * (shape + k - 1.0) / k
    return min(detected + max(1.0 - counted, 0.0), 1.0)


@kernel
def required_snr(pd, swerling, pulses, pfa):
    """Mean signal-to-noise ratio per pulse that gives detection probability pd (pfa < pd < 1); NaN if there is none."""
    if not (0.0 < pfa < pd < 1.0):
        return math.nan
    if pulses == 1 and (swerling == 1 or swerling == 2):
        return log(pfa) / log(pd) - 1.0
    threshold = detection_threshold(pulses, pfa)
    # ln(-ln Pd) falls nearly in a straight line with ln S: false position in these, damped on the idle side (Illinois).
    target = log(-log(pd))
    low, high = -25.0, 30.0
    low_miss = log(-log(detection_probability(exp(low), swerling, pulses, threshold))) - target
    high_miss = -40.0 - target
    if not low_miss > 0.0:
        return math.nan
    guess = low
    for _ in range(200):
        previous = guess
        guess = (low * high_miss - high * low_miss) / (high_miss - low_miss)
        probability = detection_probability(exp(guess), swerling, pulses, threshold)
        miss = log(max(-log(probability), 4e-18)) - target
        if miss > 0.0:
            low, low_miss = guess, miss
            high_miss *= 0.5
        else:
            high, high_miss = guess, miss
            low_miss *= 0.5
        if abs(guess - previous) < 1e-13 or miss == 0.0:
            break
    return exp(guess)


# ---- the same, looked up: for the inner loop ----------------------------------------------------------------------

CELL_BITS = 6
CELLS_PER_DOUBLING = 1 << CELL_BITS
GRID_LOW = 2.0**-11
GRID_DOUBLINGS = 29  # -33 dB to 54 dB
PD_GRID = GRID_DOUBLINGS * CELLS_PER_DOUBLING + 2
"""Length of one row of the table."""

FIRST_CELL = (1023 - 11) << CELL_BITS
CELL_SHIFT = 52 - CELL_BITS
CELL_MASK = (1 << CELL_SHIFT) - 1
CELL_WIDTH = 2.0**-CELL_SHIFT


@kernel
def grid_snr(cell):
    """Signal-to-noise ratio at the lower edge of a cell: each doubling is cut into 64 equal parts."""
    return np.int64((cell + FIRST_CELL) << CELL_SHIFT).view(np.float64)


@kernel
def fill_pd_row(swerling, pulses, pfa, row_out):
    """Detection probability at the edges of all cells into `row_out[PD_GRID]`; its last place holds pfa."""
    threshold = detection_threshold(pulses, pfa)
    for cell in range(PD_GRID - 1):
        row_out[cell] = detection_probability(grid_snr(cell), swerling, pulses, threshold)
    row_out[PD_GRID - 1] = pfa


def pd_table(swerling: int, pulses: int, pfa: float) -> np.ndarray:
    """A row of detection probabilities for `pd_lookup`, shape (PD_GRID,), in about a millisecond.

    Raises ValueError for a Swerling case, number of pulses or false-alarm probability outside the model.
    """
    if swerling not in range(5):
        raise ValueError(f"Swerling case {swerling}: must be 0, 1, 2, 3 or 4")
    if not 1 <= pulses <= PULSES_MAX:
        raise ValueError(f"{pulses} pulses: must be 1 to {PULSES_MAX}")
    if not 1e-15 <= pfa < 1.0:
        raise ValueError(f"false-alarm probability {pfa}: must be at least 1e-15 and below 1")
    row = np.empty(PD_GRID)
    fill_pd_row(int(swerling), int(pulses), float(pfa), row)
    return row


@kernel
def pd_lookup(pd_row, snr):
    """Detection probability from a row of `pd_table`: straight lines between 64 points per doubling of `snr`.

    The cell number is read off the bits of `snr`, so no logarithm is taken: 2 ns. Largest error, measured in
    tests/sim/test_detection.py: 2.5e-4 for any case up to 100 pulses and pfa down to 1e-10; 6e-5 for one pulse of a
    fluctuating target at 1e-6.
    """
    if not snr >= GRID_LOW:  # a straight line down to the false-alarm probability at no signal
        return pd_row[PD_GRID - 1] + (pd_row[0] - pd_row[PD_GRID - 1]) * max(snr, 0.0) / GRID_LOW
    bits = np.float64(snr).view(np.int64)
    cell = (bits >> CELL_SHIFT) - FIRST_CELL
    if cell >= PD_GRID - 2:
        return pd_row[PD_GRID - 2]
    fraction = np.float64(bits & CELL_MASK) * CELL_WIDTH
    return pd_row[cell] + fraction * (pd_row[cell + 1] - pd_row[cell])


# ---- many looks ---------------------------------------------------------------------------------------------------


@kernel
def first_confirmation(p_looks, hits_needed, window, p_first_out):
    """Chance that a track is confirmed first at each look: `hits_needed` detections among the last `window` looks.

    `p_looks[i]` is the chance that look i detects, looks being independent; before look `window` the missing ones count
    as misses. Exact: a chain over all histories of the last window - 1 looks (window at most 16). Fills
    `p_first_out[i]`; its sum is the chance of ever being confirmed.
    """
    states = 1 << (window - 1)
    chance = np.zeros(states)
    after = np.zeros(states)
    chance[0] = 1.0
    for i in range(p_looks.shape[0]):
        p_first_out[i] = 0.0
        after[:] = 0.0
        for history in range(states):
            hits = 1
            rest = history
            while rest > 0:
                hits += rest & 1
                rest >>= 1
            detected = chance[history] * p_looks[i]
            if hits >= hits_needed:
                p_first_out[i] += detected
            else:
                after[((history << 1) | 1) & (states - 1)] += detected
            after[(history << 1) & (states - 1)] += chance[history] - detected
        chance, after = after, chance


def range_at_confidence(ranges_m: np.ndarray, p_first: np.ndarray, confidence: float) -> float:
    """Range of the first look by which a track is confirmed with chance `confidence`; NaN if it never is."""
    reached = np.flatnonzero(np.cumsum(p_first) >= confidence)
    return float(ranges_m[reached[0]]) if reached.size else math.nan
