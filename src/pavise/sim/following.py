"""Following one target: carry a track on in time, and take in a detection, by the filter and motion that were chosen.

A detection that is older than the track (it came over a slow line, or from the other side of a turning radar) is taken
in as of its own time: the track goes back along its straight line, is brought up to date there and comes forward again.
Going back takes no doubt away and adds none, so what the detection says about the past corrects the present exactly as
far as the target did not swerve in between.

From, for the late detections: Y. Bar-Shalom, "Update with out-of-sequence measurements in tracking: exact solution",
IEEE Trans. AES-38 (2002) 769-778, algorithm C.

When not to believe it: going back neglects what the target may have done since then, so the track becomes a little too
sure of itself; for delays of a few looks that is below a few per cent of its sigma.
"""

from __future__ import annotations

from pavise.sim.compiled import inner
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import update_converted

UNLIKELY = 1e-6
"""Of a pair: counted as "none" instead of working it out."""


@inner
def take_in(settings, detection, track):
    """Bring a track up to date with one detection; False when a covariance is singular: then only its time moved."""
    back_s = carry_on(settings, detection.time_s, track)
    ok = correct(detection, track)
    come_back(back_s, track)
    return ok


@inner
def carry_on(settings, time_s, track):
    """Carry a track on to a time, or back to an earlier one: how far back it went (s), while its own time stays."""
    dt_s = time_s - track.time_s
    if dt_s < 0.0:
        predict_straight(track.x, track.covariance, dt_s, 0.0)
        return -dt_s
    if dt_s > 0.0:
        predict_straight(track.x, track.covariance, dt_s, settings.acceleration_psd)
        track.time_s = time_s
    return 0.0


@inner
def come_back(back_s, track):
    """Undo the way back."""
    if back_s > 0.0:
        predict_straight(track.x, track.covariance, back_s, 0.0)


@inner
def correct(detection, track):
    """Bring a track up to date with a detection of the same time; False when a covariance is singular."""
    ok, _, _ = update_converted(track.x, track.covariance, detection.position_m, detection.covariance_m2)
    return ok


@inner
def take_in_all(settings, chosen, begin, end, detection, first, track, pair, trial):
    """Bring a track up to date with all its pairs at once, each as likely as it is; False when one was singular.

    `pair[begin]` to `pair[end]`: its pairs with their chances; what is missing to one is the chance of none. `chosen`:
    the likeliest pair, whose time the track then has. The outcome has the mean and the covariance of the mixture of all
    single outcomes (which is what the formulas of joint association say, and holds for any filter).
    """
    time_s = detection[first + pair[chosen].found].time_s
    back_s = carry_on(settings, time_s, track)
    one, all_of_them = trial[0], trial[1]
    x, covariance, sum_x, sum_c = track.x, track.covariance, all_of_them.x, all_of_them.covariance
    for a in range(6):
        sum_x[a] = 0.0
    for a in range(36):
        sum_c[a] = 0.0
    p_none, ok = 1.0, True
    for e in range(begin, end):
        p = pair[e].p
        if p < UNLIKELY:
            continue
        there = detection[first + pair[e].found]
        for a in range(6):
            one.x[a] = x[a]
        for a in range(36):
            one.covariance[a] = covariance[a]
        one.time_s = time_s
        apart_s = there.time_s - time_s  # a radar that turns saw the others a moment earlier or later
        if apart_s != 0.0:
            predict_straight(one.x, one.covariance, apart_s, 0.0)
        if not correct(there, one):
            ok = False
            continue
        if apart_s != 0.0:
            predict_straight(one.x, one.covariance, -apart_s, 0.0)
        p_none -= p
        for a in range(6):  # differences from the prediction are small numbers: no digits are lost
            one.x[a] -= x[a]
            sum_x[a] += p * one.x[a]
        for a in range(6):
            for b in range(6):
                sum_c[6 * a + b] += p * (one.covariance[6 * a + b] + one.x[a] * one.x[b])
    for a in range(6):
        x[a] += sum_x[a]
        for b in range(6):
            covariance[6 * a + b] = p_none * covariance[6 * a + b] + sum_c[6 * a + b] - sum_x[a] * sum_x[b]
    come_back(back_s, track)
    return ok
