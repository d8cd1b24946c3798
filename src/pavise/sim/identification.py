"""Identify: each network weighs what it knows of each confirmed track, and takes it for hostile, harmless, or neither.

    odds before (network.prior_hostile)
      + answers to interrogations so far     models/identification/interrogation.py
      + the way it flies now                 models/identification/kinematics.py
      + plans that it may be following       models/identification/flight_plan.py
        of both the stronger, where another network told of its own (sharing.py)
      = log odds  ->  HOSTILE at p_hostile or more, HARMLESS at p_harmless or less, OPEN between

First `identify_s` after a track was confirmed, and then every REVISE_S anew; a verdict may change back and forth. The
way of flying and the plans count as they are now, not once more at each look: the same flight is no new evidence.

What the track is *taken for* comes from the track alone. What *answers* is the object that it really follows: whether
its set works is drawn once per battle, whether one answer gets through each time. A ghost answers nothing, and a track
that has swapped to another object keeps the answers of the first.

Source: S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), section 9.3 (evidence of
several kinds added up as log odds); the times are judgement.

When not to believe it: no operator hesitates here, and none asks a neighbour; corridors and hours that are closed to
traffic are left out, and so is what electronic support hears of an aircraft's radar.
"""

from __future__ import annotations

import math

from pavise.kinds import EventKind, Fate, Side, Stream, TrackStatus, Verdict
from pavise.sim.compiled import inner
from pavise.sim.draws import normal_quantile, uniform, uniforms4
from pavise.sim.elementary import exp, log
from pavise.sim.events import log_event
from pavise.sim.fields import Field, Table
from pavise.sim.geometry import n_vector_and_height
from pavise.sim.models.identification.flight_plan import LATE_S, plan_log_ratio, plan_ratio
from pavise.sim.models.identification.interrogation import P_FALSE, P_REPLY, answers_log_ratio, readable_share
from pavise.sim.models.identification.kinematics import kinematics_log_ratio
from pavise.sim.motion import leg_at, place_at

IDENTIFICATION = int(Stream.IDENTIFICATION)
IDENTIFIED = int(EventKind.IDENTIFIED)
CONFIRMED = int(TrackStatus.CONFIRMED)
FLYING = int(Fate.FLYING)
NEUTRAL = int(Side.NEUTRAL)
FRIEND = int(Side.FRIEND)
OPEN = int(Verdict.OPEN)
HOSTILE = int(Verdict.HOSTILE)
HARMLESS = int(Verdict.HARMLESS)

REVISE_S = 10.0
"""Time between two verdicts on the same track: a turn of a slow antenna, with its interrogator on top."""
FRESH_S = 15.0
"""A track can be asked while an interrogating sensor has seen it within so long."""

VERDICT = Table(
    "verdict",
    "RNK",
    "What one network takes one of its tracks for; about the track with this id, and void for any other in its row.",
    (
        Field("track", "i4", "", "id of the track that it is about; -1: none yet"),
        Field("verdict", "i4", "", "kinds.Verdict"),
        Field("since_s", "f8", "s", "the verdict is the same since then"),
        Field("log_odds", "f8", "", "log of the odds that it is hostile, when they were last weighed"),
        Field("asked", "i4", "", "interrogations so far"),
        Field("answered", "i4", "", "answers to them"),
        Field("next_s", "f8", "s", "the odds are weighed again not before"),
        Field("told_id", "i4", "", "id of the track that another network told something of; -1: none"),
        Field("answers", "f8", "", "log likelihood ratio of the answers to this network's interrogations"),
        Field("plans", "f8", "", "the same of the plans that it knows"),
        Field("told_answers", "f8", "", "the same of the answers that the other network told of"),
        Field("told_plans", "f8", "", "the same of its plans"),
    ),
)


@inner
def forget_verdicts(verdict):
    """No verdicts yet: the start of a replication. `verdict`: [N, K]."""
    for network in range(verdict.shape[0]):
        for k in range(verdict.shape[1]):
            verdict[network, k].track = -1
            verdict[network, k].verdict = OPEN
            verdict[network, k].told_id = -1


@inner
def verdict_on(track, verdict):
    """What a track is taken for (kinds.Verdict); `track`, `verdict`: the same row of both tables of a network."""
    return verdict.verdict if verdict.track == track.id and track.status == CONFIRMED else OPEN


@inner
def identify(time_s, config, clock, network, threat, flight, path, track, counts, verdict, event):
    """Weigh the confirmed tracks whose time has come. `track`, `verdict`: [N, K]; rows of `verdict` are written.
    `counts` [N] say how many rows are in use."""
    for n in range(verdict.shape[0]):
        for k in range(counts[n].track_rows):
            own = track[n, k]
            if own.status != CONFIRMED:
                continue
            row = verdict[n, k]
            if row.track != own.id:
                begin(network[n], own, row)
            if time_s < row.next_s:
                continue
            row.next_s = time_s + REVISE_S
            if is_asked(time_s, network[n], own):
                row.asked += 1
                if is_answered(time_s, config, clock, network[n], threat, flight, own.origin):
                    row.answered += 1
            row.log_odds = log_odds_of(time_s, config, clock, network[n], threat, flight, path, own, row)
            found = decided(network[n], row.log_odds)
            if found != row.verdict:
                row.verdict = found
                row.since_s = time_s
                log_event(clock, event, time_s, IDENTIFIED, n, own.origin, float(found))


@inner
def begin(network, track, verdict):
    """A new track: nothing is known of it, and nobody asks before `identify_s` is over."""
    verdict.track = track.id
    verdict.verdict = OPEN
    verdict.since_s = track.confirmed_s
    verdict.log_odds = 0.0
    verdict.asked = 0
    verdict.answered = 0
    verdict.answers = 0.0
    verdict.plans = 0.0
    verdict.next_s = track.confirmed_s + network.identify_s


@inner
def decided(network, log_odds):
    """What a network makes of the odds."""
    p = 1.0 / (1.0 + exp(-log_odds))
    if p >= network.p_hostile:
        return HOSTILE
    return HARMLESS if p <= network.p_harmless else OPEN


@inner
def log_odds_of(time_s, config, clock, network, threat, flight, path, track, verdict):
    """All evidence together."""
    prior = network.prior_hostile
    share = readable_share(network.asks_friends, network.asks_civil)
    verdict.answers = answers_log_ratio(verdict.asked, verdict.answered, share)
    verdict.plans = 0.0
    if network.has_plans:
        verdict.plans = plan_log_ratio(best_plan_ratio(time_s, config, clock, threat, flight, path, track))
    answers, plans = verdict.answers, verdict.plans
    if verdict.told_id == track.id:
        answers, plans = stronger(answers, verdict.told_answers), stronger(plans, verdict.told_plans)
    return log(prior / (1.0 - prior)) + way_of(track) + answers + plans


@inner
def stronger(own, told):
    """The evidence that says more. Both asked the same set in the same aircraft: to add them up counts it twice."""
    return told if abs(told) > abs(own) else own


# ---- answers -------------------------------------------------------------------------------------------------------


@inner
def is_asked(time_s, network, track):
    """True when the network can read answers and one of its interrogating sensors has the track."""
    return (network.asks_friends or network.asks_civil) and time_s - track.interrogated_s <= FRESH_S


@inner
def is_answered(time_s, config, clock, network, threat, flight, origin):
    """Whether the object that a track really follows (row of THREAT; -1: none) answers now, or seems to."""
    if origin < 0 or flight[origin].fate != FLYING:
        return False
    whom = threat[origin]
    readable = True  # an enemy that answers at all answers in the mode that is asked
    if whom.side == NEUTRAL:
        readable = network.asks_civil == 1
    elif whom.side == FRIEND:
        readable = network.asks_friends == 1
    works, _, _, _ = uniforms4(config.seed, clock.replication, IDENTIFICATION, 0, whom.key, 0)
    p = P_REPLY if readable and works < whom.answers else P_FALSE
    return uniform(config.seed, clock.replication, IDENTIFICATION, network.key, whom.key, 1 + int(time_s)) < p


# ---- the way it flies ----------------------------------------------------------------------------------------------


@inner
def way_of(track):
    """Evidence of speed, height and climb of a track, with the errors that it knows of itself."""
    x, c = track.x, track.covariance
    nx, ny, nz, height_m = n_vector_and_height(x[0], x[1], x[2])
    climb_mps = nx * x[3] + ny * x[4] + nz * x[5]
    speed_mps = max(math.sqrt(x[3] * x[3] + x[4] * x[4] + x[5] * x[5]), 1e-3)
    return kinematics_log_ratio(
        speed_mps, height_m, climb_mps,
        sigma_along(c, 3, x[3] / speed_mps, x[4] / speed_mps, x[5] / speed_mps), sigma_along(c, 0, nx, ny, nz),
        sigma_along(c, 3, nx, ny, nz),
    )  # fmt: skip


@inner
def sigma_along(covariance, first, x, y, z):
    """Standard deviation of place (`first` 0) or velocity (3) along a unit vector."""
    c, a = covariance, 7 * first
    variance = x * x * c[a] + y * y * c[a + 7] + z * z * c[a + 14]
    variance += 2.0 * (x * y * c[a + 1] + x * z * c[a + 2] + y * z * c[a + 8])
    return math.sqrt(max(variance, 0.0))


# ---- plans ---------------------------------------------------------------------------------------------------------


@inner
def best_plan_ratio(time_s, config, clock, threat, flight, path, track):
    """The best fit of a track to any plan: each planned flight is where its path says, a little sooner or later.

    How much is drawn once per battle and flight. Plans of those that were shot down stay.
    """
    x, c = track.x, track.covariance
    sigma_m = math.sqrt((c[0] + c[7] + c[14]) / 3.0)
    sigma_mps = math.sqrt((c[21] + c[28] + c[35]) / 3.0)
    age_s = time_s - track.time_s
    best = 0.0
    for t in range(threat.size):
        if not threat[t].planned:
            continue
        _, late, _, _ = uniforms4(config.seed, clock.replication, IDENTIFICATION, 0, threat[t].key, 0)
        then_s = time_s - LATE_S * normal_quantile(late)
        points = flight[t].points
        if then_s < path[t, 0].time_s or then_s > path[t, points - 1].time_s:
            continue
        leg = leg_at(path[t], points, 0, then_s)
        px_m, py_m, pz_m, _ = place_at(path[t], leg, then_s)
        dx_m, dy_m, dz_m = x[0] + age_s * x[3] - px_m, x[1] + age_s * x[4] - py_m, x[2] + age_s * x[5] - pz_m
        a, b = path[t, leg], path[t, leg + 1]
        p, q, leg_s = a.position_m, b.position_m, b.time_s - a.time_s
        vx_mps, vy_mps, vz_mps = (q[0] - p[0]) / leg_s, (q[1] - p[1]) / leg_s, (q[2] - p[2]) / leg_s
        ux_mps, uy_mps, uz_mps = x[3] - vx_mps, x[4] - vy_mps, x[5] - vz_mps
        off_m = math.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)
        off_mps = math.sqrt(ux_mps * ux_mps + uy_mps * uy_mps + uz_mps * uz_mps)
        best = max(best, plan_ratio(off_m, off_mps, sigma_m, sigma_mps))
    return best
