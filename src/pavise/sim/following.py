"""Following one target: carry a track on in time, and take in a detection, by the filter and motion that were chosen.

    carry on    straight, or by several motions side by side, each as likely as the detections make it
    correct     with the detection as a place, or with its range, angles and range rate

A detection that is older than the track (it came over a slow line, or from the other side of a turning radar) is taken
in as of its own time: the track goes back along its straight line, is brought up to date there and comes forward again.
Going back takes no doubt away and adds none, so what the detection says about the past corrects the present exactly as
far as the target did not swerve in between.

From: Y. Bar-Shalom, "Update with out-of-sequence measurements in tracking: exact solution", IEEE Trans. AES-38 (2002)
769-778, algorithm C (late detections); the filters and motions name their own sources.

When not to believe it: going back neglects what the target may have done since then, so the track becomes a little too
sure of itself; for delays of a few looks that is below a few per cent of its sigma.

`modes` is scratch (`tracker_scratch.Modes`), or None where one converted filter flies straight on: then nothing of what
only the others need is compiled (10 instead of 44 s of CPU). For the same reason it says of falls, of turns and of
filters in range and angles whether there are any.
"""

from __future__ import annotations

import math

from pavise.kinds import TrackFilter, TrackMotion
from pavise.sim.compiled import inner, rare
from pavise.sim.models.tracking.ballistic_fall import predict_fall
from pavise.sim.models.tracking.constant_velocity import predict_straight
from pavise.sim.models.tracking.converted import update_converted
from pavise.sim.models.tracking.coordinated_turn import predict_turn
from pavise.sim.models.tracking.extended import update_extended
from pavise.sim.models.tracking.interacting import combine, mix, stay_matrix, weigh
from pavise.sim.models.tracking.unscented import update_unscented

STRAIGHT, FALLING = int(TrackMotion.STRAIGHT), int(TrackMotion.FALLING)
EXTENDED, UNSCENTED = int(TrackFilter.EXTENDED), int(TrackFilter.UNSCENTED)

UNLIKELY = 1e-6
"""Of a pair: counted as "none" instead of working it out."""


# ---- in time ------------------------------------------------------------------------------------------------------


@inner
def carry_on(settings, time_s, track, modes):
    """Carry a track on to a time, or back to an earlier one: how far back it went (s), while its own time stays."""
    dt_s = time_s - track.time_s
    if dt_s < 0.0:
        slide(settings, dt_s, track, modes)
        return -dt_s
    if dt_s > 0.0:
        track.time_s = time_s
        if modes is None:
            predict_straight(track.x, track.covariance, dt_s, settings.acceleration_psd)
        elif settings.motion == STRAIGHT:
            predict_straight(track.x, track.covariance, dt_s, settings.acceleration_psd)
        else:
            carry_modes_on(settings, dt_s, track, modes)
    return 0.0


@rare
def slide(settings, dt_s, track, modes):
    """Move a track along its straight line, its doubt neither growing nor shrinking by chance: undone by -dt_s."""
    predict_straight(track.x, track.covariance, dt_s, 0.0)
    if modes is not None:
        for j in range(number_of_modes(settings)):
            x, covariance = mode_of(track, j)
            predict_straight(x, covariance, dt_s, 0.0)


@inner
def number_of_modes(settings):
    """How many filters of a track run side by side; 0: just one."""
    if settings.motion == STRAIGHT:
        return 0
    return 2 if settings.motion == FALLING else 3


@inner
def mode_of(track, j):
    """State and covariance of the j-th mode of a track, as views."""
    return track.mode_x[6 * j : 6 * j + 6], track.mode_covariance[36 * j : 36 * j + 36]


@rare
def carry_modes_on(settings, dt_s, track, modes):
    """One step of the filters that run side by side: mix, move each by its own motion, combine.

    The first flies straight on; the others fall, or turn to the left and to the right about the vertical of the place.
    """
    n = number_of_modes(settings)
    stay_matrix(n, settings.p_stay, dt_s, modes.transition)
    mix(track.mode_x, track.mode_covariance, track.mode_p, modes.transition, n, modes.old_x, modes.old_covariance)
    centre_m = settings.centre_m
    up_x, up_y, up_z = track.x[0] - centre_m[0], track.x[1] - centre_m[1], track.x[2] - centre_m[2]
    away_m = math.sqrt(up_x * up_x + up_y * up_y + up_z * up_z)
    up = (up_x / away_m, up_y / away_m, up_z / away_m)
    q, rate_rad_s = settings.acceleration_psd, settings.turn_rate_rad_s
    for j in range(n):
        x, covariance = mode_of(track, j)
        if j == 0:
            predict_straight(x, covariance, dt_s, q)
        elif settings.motion == FALLING:
            carry_fall_on(x, covariance, dt_s, q, centre_m, modes.falling)
        else:
            carry_turn_on(x, covariance, dt_s, q, rate_rad_s if j == 1 else -rate_rad_s, up, modes.turning)
    combine(track.mode_x, track.mode_covariance, track.mode_p, n, track.x, track.covariance)


@rare
def carry_fall_on(x, covariance, dt_s, acceleration_psd, centre_m, falling):
    """A mode that falls."""
    if falling is not None:
        predict_fall(x, covariance, dt_s, acceleration_psd, centre_m)


@rare
def carry_turn_on(x, covariance, dt_s, acceleration_psd, rate_rad_s, up, turning):
    """A mode that turns."""
    if turning is not None:
        predict_turn(x, covariance, dt_s, acceleration_psd, rate_rad_s, up)


@inner
def begin_modes(settings, track, modes):
    """The modes of a new track: all alike, and all as likely."""
    if modes is not None:
        n = number_of_modes(settings)
        for j in range(n):
            x, covariance = mode_of(track, j)
            copy(track.x, x)
            copy(track.covariance, covariance)
            track.mode_p[j] = 1.0 / n


# ---- one detection ------------------------------------------------------------------------------------------------


@inner
def take_in(settings, eye, detection, track, modes):
    """Bring a track up to date with one detection; False when a covariance is singular: then only its time moved."""
    back_s = carry_on(settings, detection.time_s, track, modes)
    ok = correct(settings, eye, detection, track, modes)
    if back_s > 0.0:
        slide(settings, back_s, track, modes)
    return ok


@rare
def correct(settings, eye, detection, track, modes):
    """Bring a track up to date with a detection of the same time; False when a covariance is singular."""
    if modes is None:
        ok, _, _ = update_converted(track.x, track.covariance, detection.position_m, detection.covariance_m2)
        return ok
    if settings.motion == STRAIGHT:
        ok, _ = correct_state(settings, eye, detection, track.x, track.covariance, modes.polar)
        return ok
    n = number_of_modes(settings)
    for j in range(n):
        x, covariance = mode_of(track, j)
        ok, modes.log_likelihood[j] = correct_state(settings, eye, detection, x, covariance, modes.polar)
        if not ok:
            modes.log_likelihood[j] = -math.inf
    ok = weigh(track.mode_p, modes.log_likelihood, n) > -math.inf
    combine(track.mode_x, track.mode_covariance, track.mode_p, n, track.x, track.covariance)
    return ok


@rare
def correct_state(settings, eye, detection, x_out, covariance_out, polar):
    """One state by the filter that was chosen: (ok, log likelihood)."""
    if polar is not None:
        if settings.filter == EXTENDED:
            ok, _, log_likelihood = update_extended(x_out, covariance_out, detection, eye)
            return ok, log_likelihood
        if settings.filter == UNSCENTED:
            ok, _, log_likelihood = update_unscented(x_out, covariance_out, detection, eye)
            return ok, log_likelihood
    ok, _, log_likelihood = update_converted(x_out, covariance_out, detection.position_m, detection.covariance_m2)
    return ok, log_likelihood


# ---- several detections, each as likely as it is ------------------------------------------------------------------


@inner
def take_in_all(settings, eye, chosen, begin, end, detection, first, track, pair, trial, modes):
    """Bring a track up to date with all its pairs at once, each as likely as it is; False when one was singular.

    `pair[begin]` to `pair[end]`: its pairs with their chances; what is missing to one is the chance of none. `chosen`:
    the likeliest pair, whose time the track then has. The outcome has the mean and the covariance of the mixture of all
    single outcomes (which is what the formulas of joint association say, and holds for any filter).
    """
    time_s = detection[first + pair[chosen].found].time_s
    back_s = carry_on(settings, time_s, track, modes)
    one, total = trial[0], trial[1]
    clear(total.x)
    clear(total.covariance)
    if modes is not None:
        clear(total.mode_x)
        clear(total.mode_covariance)
        clear(total.mode_p)
    p_none, ok = 1.0, True
    for e in range(begin, end):
        if pair[e].p < UNLIKELY:
            continue
        there = detection[first + pair[e].found]
        copy_state(track, one, modes)
        apart_s = there.time_s - time_s  # a radar that turns saw the others a moment earlier or later
        if apart_s != 0.0:
            slide(settings, apart_s, one, modes)
        if not correct(settings, eye, there, one, modes):
            ok = False
            continue
        if apart_s != 0.0:
            slide(settings, -apart_s, one, modes)
        p_none -= pair[e].p
        add_outcome(settings, pair[e].p, one, track, total, modes)
    add_outcome(settings, p_none, track, track, total, modes)
    settle_outcomes(settings, track, total, modes)
    if back_s > 0.0:
        slide(settings, back_s, track, modes)
    return ok


@inner
def copy(values, out):
    """Copy one array into another: a loop compiles in a tenth of the time that a slice takes."""
    for a in range(out.size):
        out[a] = values[a]


@inner
def clear(out):
    """Fill an array with zeros."""
    for a in range(out.size):
        out[a] = 0.0


@inner
def copy_state(track, one, modes):
    """The state of a track, and of its modes, in another row."""
    copy(track.x, one.x)
    copy(track.covariance, one.covariance)
    if modes is not None:
        copy(track.mode_x, one.mode_x)
        copy(track.mode_covariance, one.mode_covariance)
        copy(track.mode_p, one.mode_p)


@rare
def add_outcome(settings, p, one, track, total, modes):
    """Add one outcome, as likely as `p`, to the mixture; as differences from the track, so that no digits are lost."""
    n = 0
    if modes is not None:
        n = number_of_modes(settings)
        for j in range(n):
            x, covariance = mode_of(one, j)
            from_x, _ = mode_of(track, j)
            sum_x, sum_covariance = mode_of(total, j)
            total.mode_p[j] += p * one.mode_p[j]
            add_state(p * one.mode_p[j], x, covariance, from_x, sum_x, sum_covariance)
    if n == 0:
        add_state(p, one.x, one.covariance, track.x, total.x, total.covariance)


@rare
def add_state(weight, x, covariance, from_x, sum_x, sum_covariance):
    """One term of the sums from which mean and covariance of a mixture are made."""
    for a in range(6):
        off = weight * (x[a] - from_x[a])
        sum_x[a] += off
        for b in range(6):
            sum_covariance[6 * a + b] += weight * covariance[6 * a + b] + off * (x[b] - from_x[b])


@rare
def settle_outcomes(settings, track, total, modes):
    """Put mean and covariance of the mixture into the track."""
    n = 0
    if modes is not None:
        n = number_of_modes(settings)
        for j in range(n):
            x, covariance = mode_of(track, j)
            sum_x, sum_covariance = mode_of(total, j)
            track.mode_p[j] = total.mode_p[j]
            settle_state(total.mode_p[j], x, covariance, sum_x, sum_covariance)
        if n > 0:
            combine(track.mode_x, track.mode_covariance, track.mode_p, n, track.x, track.covariance)
    if n == 0:
        settle_state(1.0, track.x, track.covariance, total.x, total.covariance)


@rare
def settle_state(weight, x, covariance, sum_x, sum_covariance):
    """Mean and covariance of the terms added up."""
    for a in range(6):
        sum_x[a] /= weight
        x[a] += sum_x[a]
    for a in range(6):
        for b in range(6):
            covariance[6 * a + b] = sum_covariance[6 * a + b] / weight - sum_x[a] * sum_x[b]
