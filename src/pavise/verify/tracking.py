"""Answers about filters: how a track is carried on, brought up to date, mixed, fused, and whether it is honest."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pavise.sim.air_picture import DETECTION, EYE
from pavise.sim.fields import allocate
from pavise.sim.models.tracking import (
    ballistic_fall,
    consistency,
    constant_velocity,
    converted,
    coordinated_turn,
    extended,
    fusion,
    interacting,
    kalman,
    registration,
    unscented,
)

Numbers = tuple[float, ...]
NORTH_AWAY_M = 40e3


def covariance_of(sigma_m: float, sigma_mps: float, along: float, across: float) -> np.ndarray:
    """A covariance [6, 6]: place and velocity of an axis hang together by `along`, neighbouring axes by `across`."""
    axes = across ** np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    pull = along * sigma_m * sigma_mps
    return np.kron(np.array([[sigma_m**2, pull], [pull, sigma_mps**2]]), axes)


def a_track(sigma_m: float, sigma_mps: float, along: float, across: float) -> tuple[np.ndarray, np.ndarray]:
    """A track 40 km to the north and 8 km up, and its covariance as the filters keep it."""
    return np.array([3e3, NORTH_AWAY_M, 8e3, -250.0, 60.0, -20.0]), covariance_of(
        sigma_m, sigma_mps, along, across
    ).ravel()


def in_brief(x: np.ndarray, covariance: np.ndarray) -> Numbers:
    """Of a track: place, velocity; standard deviations of x, z, vx, vz; how x hangs together with y and with vx."""
    c = covariance.reshape(6, 6)
    return (*x, *np.sqrt(np.diag(c)[[0, 2, 3, 5]]), float(c[0, 1]), float(c[0, 3]))


# ---- motion -------------------------------------------------------------------------------------------------------


def straight(
    sigma_m: float, sigma_mps: float, along: float, across: float, time_s: float, acceleration_psd: float
) -> Numbers:
    """A track carried on in straight flight."""
    x, covariance = a_track(sigma_m, sigma_mps, along, across)
    constant_velocity.predict_straight(x, covariance, time_s, float(acceleration_psd))
    return in_brief(x, covariance)


def turn(
    sigma_m: float, sigma_mps: float, along: float, across: float, time_s: float, acceleration_psd: float,
    rate_radps: float, tilt_rad: float,
) -> Numbers:  # fmt: skip
    """A track carried on in a turn about an axis that leans to the north."""
    x, covariance = a_track(sigma_m, sigma_mps, along, across)
    up = np.array([0.0, math.sin(tilt_rad), math.cos(tilt_rad)])
    coordinated_turn.predict_turn(x, covariance, time_s, float(acceleration_psd), float(rate_radps), up)
    return in_brief(x, covariance)


def fall(height_m: float, speed_mps: float, dive_rad: float, time_s: float, drag_m2pkg: float) -> Numbers:
    """A body that falls northwards: where it is and how fast, and standard deviations of 100 m and 10 m/s later."""
    x = np.array([0.0, 0.0, height_m, 0.0, speed_mps * math.cos(dive_rad), -speed_mps * math.sin(dive_rad)])
    covariance = np.diag([1e4, 1e4, 1e4, 1e2, 1e2, 1e2]).ravel()
    centre_m = np.array([0.0, 0.0, -ballistic_fall.EARTH_RADIUS_M])
    ballistic_fall.predict_fall(x, covariance, time_s, 0.0, centre_m, float(drag_m2pkg))
    sigmas = np.sqrt(np.diag(covariance.reshape(6, 6)))
    return float(x[1]), float(x[2]), float(x[4]), float(x[5]), *map(float, sigmas[[1, 2, 4, 5]])


# ---- updates ------------------------------------------------------------------------------------------------------


def an_eye(north_rad: float = 0.0) -> np.recarray:
    """A sensor at the origin, its north turned to the east by an angle."""
    eye = allocate(EYE, {"S": 1})
    sine, cosine = math.sin(north_rad), math.cos(north_rad)
    eye[0].east[:], eye[0].north[:], eye[0].up[:] = (cosine, -sine, 0.0), (sine, cosine, 0.0), (0.0, 0.0, 1.0)
    return eye


def a_plot(
    range_m: float, azimuth_rad: float, elevation_rad: float, sigma_range_m: float, sigma_azimuth_rad: float,
    sigma_elevation_rad: float,
) -> np.recarray:  # fmt: skip
    """One plot of the first eye, without a range rate."""
    detection = allocate(DETECTION, {"X": 1})
    detection.range_m, detection.azimuth_rad, detection.elevation_rad = range_m, azimuth_rad, elevation_rad
    detection.sigma_range_m, detection.sigma_azimuth_rad = sigma_range_m, sigma_azimuth_rad
    detection.sigma_elevation_rad, detection.sigma_range_rate_mps = sigma_elevation_rad, math.inf
    return detection


def plot_as_place(
    range_m: float, azimuth_deg: float, elevation_deg: float, sigma_range_m: float, sigma_azimuth_deg: float,
    sigma_elevation_deg: float,
) -> Numbers:  # fmt: skip
    """Place and covariance of a plot in the axes of its eye."""
    turn = math.pi / 180.0
    sigmas = sigma_range_m, sigma_azimuth_deg * turn, sigma_elevation_deg * turn
    detection = a_plot(range_m, azimuth_deg * turn, elevation_deg * turn, *sigmas)
    if not converted.convert(detection[0], an_eye()[0]):
        return (math.nan,) * 9
    return (*map(float, detection[0].position_m), *map(float, detection[0].covariance_m2))


def noisy_plot(range_m: float, azimuth_deg: float, sigma_range_m: float, sigma_azimuth_deg: float) -> Numbers:
    """Mean and covariance of where noisy plots of a target in the plane lie, as they come, x to the axis of azimuth 0.

    The filter divides a plot by c = exp(-sigma^2/2); the raw ones are c times that.
    """
    azimuth_rad = math.radians(azimuth_deg)
    ahead, beside, _, _, shrink, _ = converted.spread_of(
        range_m, 0.0, 1.0, sigma_range_m, math.radians(sigma_azimuth_deg), 0.0
    )
    sine, cosine = math.sin(azimuth_rad), math.cos(azimuth_rad)
    turned = np.array([[cosine, -sine], [sine, cosine]])
    spread = turned @ np.diag([ahead, beside]) @ turned.T * shrink**2
    return range_m * cosine * shrink, range_m * sine * shrink, spread[0, 0], spread[1, 1], spread[0, 1]


def with_plot(
    how: str, sigma_m: float, sigma_mps: float, along: float, across: float, range_m: float, azimuth_rad: float,
    elevation_rad: float, sigma_range_m: float, sigma_azimuth_rad: float, sigma_elevation_rad: float,
    range_rate_mps: float, sigma_range_rate_mps: float,
) -> Numbers:  # fmt: skip
    """A track brought up to date with one plot: nis, log likelihood, and the track in brief."""
    x, covariance = a_track(sigma_m, sigma_mps, along, across)
    eye = an_eye()
    detection = a_plot(range_m, azimuth_rad, elevation_rad, sigma_range_m, sigma_azimuth_rad, sigma_elevation_rad)
    if sigma_range_rate_mps > 0.0:
        detection.range_rate_mps, detection.sigma_range_rate_mps = range_rate_mps, sigma_range_rate_mps
    if how == "converted":
        row = detection[0]
        converted.convert(row, eye[0])
        told = converted.innovation_of(x, covariance, row.position_m, row.covariance_m2)
        done = converted.update_converted(x, covariance, row.position_m, row.covariance_m2)
        assert told == done
    elif how == "extended":
        done = extended.update_extended(x, covariance, detection[0], eye[0])
    else:
        done = unscented.update_unscented(x, covariance, detection[0], eye[0])
    ok, nis, log_likelihood = done
    return (nis, log_likelihood, *in_brief(x, covariance)) if ok else (math.nan,) * 14


def general(sigma_m: float, sigma_mps: float, along: float, across: float, time_s: float) -> Numbers:
    """The filter for any size: straight flight, then range differences along two slanted directions."""
    x, covariance = a_track(sigma_m, sigma_mps, along, across)
    transition, noise = np.eye(6), np.zeros((6, 6))
    transition[:3, 3:] = time_s * np.eye(3)
    noise[3:, 3:] = 5.0 * time_s * np.eye(3)
    kalman.predict(x, covariance, transition.ravel(), noise.ravel())
    observation = np.array([[0.6, 0.8, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.5, 0.0, 0.0]])
    measured = np.array([33e3, 7.8e3])
    rough = np.array([[400.0, 30.0], [30.0, 900.0]])
    ok, nis, log_likelihood = kalman.update(x, covariance, measured, observation.ravel(), rough.ravel())
    return (nis, log_likelihood, *in_brief(x, covariance)) if ok else (math.nan,) * 14


def steady_state(period_s: float, sigma_mps2: float, sigma_m: float) -> Numbers:
    """Gains alpha and beta, and standard deviations of place and velocity, once a track of one axis has settled.

    The acceleration is constant between looks, each time another one (what Kalata's tracking index is for).
    """
    x, measured, observation = np.zeros(2), np.zeros(1), np.array([1.0, 0.0])
    push = np.array([0.5 * period_s**2, period_s])
    covariance, noise = np.diag([sigma_m**2, (sigma_m / period_s) ** 2]).ravel(), np.outer(push, push) * sigma_mps2**2
    transition = np.array([1.0, period_s, 0.0, 1.0])
    for _ in range(5000):
        before = covariance.copy()
        kalman.predict(x, covariance, transition, noise.ravel())
        kalman.update(x, covariance, measured, observation, np.array([sigma_m**2]))
        if np.allclose(before, covariance, rtol=1e-13, atol=0.0):
            break
    alpha, beta = covariance[0] / sigma_m**2, covariance[1] * period_s / sigma_m**2
    return float(alpha), float(beta), math.sqrt(covariance[0]), math.sqrt(covariance[3])


# ---- whole runs in the plane, for sequences of plots -------------------------------------------------------------


def plane_track(x: Sequence[float], covariance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """States x, vx, y, vy and their covariance as a track of the filters, which has nothing to do with heights."""
    order = [0, 3, 1, 4]
    state, whole = np.zeros(6), np.zeros((6, 6))
    state[order] = x
    whole[np.ix_(order, order)] = covariance
    return state, whole.ravel()


def flatten(covariance: np.ndarray) -> None:
    """Take the doubt about heights out of a covariance, in place."""
    whole = covariance.reshape(6, 6)
    whole[[2, 5], :] = 0.0
    whole[:, [2, 5]] = 0.0


def of_plane(x: np.ndarray, covariance: np.ndarray) -> Numbers:
    """x, vx, y, vy and the upper half of their covariance."""
    order = [0, 3, 1, 4]
    whole = covariance.reshape(6, 6)[np.ix_(order, order)]
    return (*map(float, x[order]), *map(float, whole[np.triu_indices(4)]))


def plane_run(
    how: str, acceleration_psd: float, x: Sequence[float], covariance: np.ndarray, sigma_m: float, sigma_rad: float,
    plots: Sequence[tuple[float, float, float]],
) -> list[Numbers]:  # fmt: skip
    """A track from time 0 through plots (time, x, y) or, for `extended` and `unscented`, (time, bearing, range).

    Bearings are counted from x to y. After each plot: states, upper half of their covariance, nis.
    """
    state, flat = plane_track(x, covariance)
    eye = an_eye()
    eye[0].east[:], eye[0].north[:] = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)
    before_s, rows = 0.0, []
    for time_s, first, second in plots:
        constant_velocity.predict_straight(state, flat, time_s - before_s, acceleration_psd)
        before_s = time_s
        flatten(flat)
        if how == "kalman":
            place, rough = np.array([first, second, 0.0]), np.array([sigma_m**2, 0.0, 0.0, sigma_m**2, 0.0, 1.0])
            _, nis, _ = converted.update_converted(state, flat, place, rough)
        else:
            detection = a_plot(second, first, 0.0, sigma_m, sigma_rad, 1e-3)
            update = extended.update_extended if how == "extended" else unscented.update_unscented
            _, nis, _ = update(state, flat, detection[0], eye[0])
        rows.append((*of_plane(state, flat), nis))
    return rows


def modes_run(
    period_s: float, rate_radps: float, psd: Sequence[float], change: np.ndarray, p_modes: Sequence[float],
    x: Sequence[float], covariance: np.ndarray, sigma_m: float, places: Sequence[tuple[float, float]],
) -> list[Numbers]:  # fmt: skip
    """Straight flight, left and right turn side by side: states, upper half of their covariance, chances of modes."""
    state, flat = plane_track(x, covariance)
    mode_x, mode_covariance, mode_p = np.tile(state, 3), np.tile(flat, 3), np.array(p_modes, dtype=float)
    old_x, old_covariance, log_likelihood = np.zeros(18), np.zeros(108), np.zeros(3)
    up, rough = np.array([0.0, 0.0, 1.0]), np.array([sigma_m**2, 0.0, 0.0, sigma_m**2, 0.0, 1.0])
    rows = []
    for first, second in places:
        interacting.mix(mode_x, mode_covariance, mode_p, change.ravel(), 3, old_x, old_covariance)
        for j, rate in enumerate((0.0, rate_radps, -rate_radps)):
            x_j, c_j = mode_x[6 * j : 6 * j + 6], mode_covariance[36 * j : 36 * j + 36]
            if j == 0:
                constant_velocity.predict_straight(x_j, c_j, period_s, psd[j])
            else:
                coordinated_turn.predict_turn(x_j, c_j, period_s, psd[j], rate, up)
            flatten(c_j)
            place = np.array([first, second, 0.0])
            log_likelihood[j] = converted.update_converted(x_j, c_j, place, rough)[2]
        interacting.weigh(mode_p, log_likelihood, 3)
        interacting.combine(mode_x, mode_covariance, mode_p, 3, state, flat)
        rows.append((*of_plane(state, flat), *map(float, mode_p)))
    return rows


# ---- modes --------------------------------------------------------------------------------------------------------


def modes(count: int, p_stay: float, time_s: float, apart_m: float, log1: float, log2: float, log3: float) -> Numbers:
    """Modes that stand apart and are unsure to different degrees: mixed, weighed by likelihoods, and combined."""
    tracks = [a_track(100.0 + 40.0 * j, 10.0 + 20.0 * j, 0.3 - 0.2 * j, 0.1) for j in range(count)]
    mode_x = np.concatenate([x + j * apart_m * np.array([1.0, -0.5, 0.0, 0.02, 0.01, 0.0]) for j, (x, _) in
                             enumerate(tracks)])  # fmt: skip
    mode_covariance = np.concatenate([covariance for _, covariance in tracks])
    mode_p = np.array([0.5, 0.3, 0.2]) if count == 3 else np.array([0.6, 0.4])
    change = np.zeros(count * count)
    interacting.stay_matrix(count, p_stay, time_s, change)
    interacting.mix(mode_x, mode_covariance, mode_p, change, count, mode_x.copy(), mode_covariance.copy())
    evidence = interacting.weigh(mode_p, np.array([log1, log2, log3][:count], dtype=float), count)
    x, covariance = np.zeros(6), np.zeros(36)
    interacting.combine(mode_x, mode_covariance, mode_p, count, x, covariance)
    return (evidence, float(mode_p[0]), float(mode_p[1]), *in_brief(x, covariance))


# ---- honesty ------------------------------------------------------------------------------------------------------


def nees_band(freedom: int, runs: int, p: float) -> Numbers:
    """Where the mean normalised error over honest runs lies with a chance p."""
    return consistency.band_of_mean(freedom, runs, p)


def chi_square(x: float, freedom: int) -> float:
    """Chance that a sum of squared normal numbers stays below x."""
    return consistency.chi_square_cdf(float(x), freedom)


def nees(sigma_m: float, sigma_mps: float, along: float, across: float, off_m: float, off_mps: float) -> float:
    """Squared error of a track by its own covariance, when it is off as given in x and z."""
    x, covariance = a_track(sigma_m, sigma_mps, along, across)
    return consistency.nees(x, covariance, x + np.array([off_m, 0.0, off_m, off_mps, 0.0, off_mps]))


# ---- fusion and registration --------------------------------------------------------------------------------------


def fused(
    how: str, xa: np.ndarray, covariance_a: np.ndarray, xb: np.ndarray, covariance_b: np.ndarray, cross: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Two estimates as one, by `information`, `bar_shalom_campo`, `ci_trace` or `ci_det`; NaN where that fails."""
    n = len(xa)
    x, covariance = np.full(n, math.nan), np.full(n * n, math.nan)
    a, b = (np.asarray(xa, float), covariance_a.ravel()), (np.asarray(xb, float), covariance_b.ravel())
    if how == "information":
        fusion.information(*a, *b, x, covariance)
    elif how == "bar_shalom_campo":
        fusion.bar_shalom_campo(*a, *b, cross.ravel(), x, covariance)
    else:
        fusion.intersect(*a, *b, how == "ci_det", x, covariance)
    return x, covariance.reshape(n, n)


def two_tracks(how: str, sigma_a_m: float, sigma_b_m: float, along_a: float, along_b: float, share: float) -> Numbers:
    """Two tracks 100 m and a few m/s apart, fused; `share`: how much of their errors they have in common."""
    xa, covariance_a = a_track(sigma_a_m, 0.1 * sigma_a_m, along_a, 0.2)
    xb, covariance_b = a_track(sigma_b_m, 0.05 * sigma_b_m, along_b, -0.3)
    xb = xb + np.array([60.0, -70.0, 40.0, 5.0, 3.0, -1.0])
    roots = [np.linalg.cholesky(c.reshape(6, 6)) for c in (covariance_a, covariance_b)]
    return in_brief(*fused(how, xa, covariance_a, xb, covariance_b, share * roots[0] @ roots[1].T))


def registered(
    apart_m: float, targets: int, range1_m: float, azimuth1_deg: float, range2_m: float, azimuth2_deg: float,
    sigma1_m: float, sigma1_deg: float,
) -> Numbers:  # fmt: skip
    """Errors of two radars from plots without noise of targets on a spiral; sensor 1 was surveyed as well as given.

    First the errors found (m, deg), then their standard deviations.
    """
    eye = allocate(EYE, {"S": 2})
    detection = allocate(DETECTION, {"X": 2})
    for s in range(2):
        eye[s].position_m[:] = (s * apart_m, 0.0, 0.0)
        eye[s].east[:], eye[s].north[:], eye[s].up[:] = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
    errors = ((range1_m, math.radians(azimuth1_deg)), (range2_m, math.radians(azimuth2_deg)))
    information, pull = np.zeros(16), np.zeros(4)
    velocity = np.array([100.0, -50.0, 0.0])
    for k in range(int(targets)):
        turned, out_m = 2.4 * k, 30e3 + 4e3 * k
        target = np.array([0.5 * apart_m + out_m * math.cos(turned), out_m * math.sin(turned), 6e3])
        for s in range(2):
            detection[s].eye, detection[s].time_s = s, 2.0 * s
            x, y, z = target + 2.0 * s * velocity - eye[s].position_m
            level_m = math.hypot(x, y)
            detection[s].range_m = math.hypot(level_m, z) + errors[s][0]
            detection[s].azimuth_rad, detection[s].elevation_rad = (
                math.atan2(x, y) + errors[s][1],
                math.atan2(z, level_m),
            )
            detection[s].sigma_range_m, detection[s].sigma_azimuth_rad = 50.0, 0.002
            detection[s].sigma_elevation_rad = 0.005
            converted.convert(detection[s], eye[s])
        registration.add_pair(detection[0], detection[1], eye, velocity, information, pull)
    found, covariance = np.zeros(4), np.zeros(16)
    sigmas = np.array([sigma1_m, 1e3]), np.radians([sigma1_deg, 2.0])
    registration.solve(information, pull, *sigmas, found, covariance)
    sigma = np.sqrt(np.diag(covariance.reshape(4, 4)))
    turn = math.degrees(1.0)
    return (
        found[0], found[1] * turn, found[2], found[3] * turn, sigma[0], sigma[1] * turn, sigma[2], sigma[3] * turn
    )  # fmt: skip
