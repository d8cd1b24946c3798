"""Flight by other ways: arcs flown step by step under Newton's law, meetings found by bisection, rounds counted out,
and falls through the air."""

from __future__ import annotations

import math

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from tests.verify.second_routes.tracking import density

GM, RADIUS_M = 3.986004418e14, 6_371_000.0


def flown(speed_mps, elevation_deg):
    """The orbit in its plane from the start to where it is back at the ground: SciPy's DOP853."""
    elevation = math.radians(elevation_deg)

    def pull(_, s):
        r3 = math.hypot(s[0], s[1]) ** 3
        return [s[2], s[3], -GM * s[0] / r3, -GM * s[1] / r3]

    def ground(_, s):
        return math.hypot(s[0], s[1]) - RADIUS_M

    def level(_, s):
        return s[0] * s[2] + s[1] * s[3]

    ground.terminal, ground.direction, level.direction = True, -1, -1
    start = [0.0, RADIUS_M, speed_mps * math.cos(elevation), speed_mps * math.sin(elevation)]
    step_s = speed_mps * math.sin(elevation) / 50.0  # a tenth of the flight at most: no step over the whole of it
    fine = {"rtol": 1e-13, "atol": 1e-6, "max_step": step_s, "dense_output": True}
    return solve_ivp(pull, (0.0, 1e5), start, "DOP853", events=(ground, level), **fine)


def reached_m(orbit):
    x, y = orbit.y_events[0][0][:2]
    return RADIUS_M * math.atan2(x, y)


def speed_for(distance_m, elevation_deg):
    """The speed whose orbit comes down at the distance."""
    circular = math.sqrt(GM / RADIUS_M)
    flat = math.sqrt(distance_m * GM / RADIUS_M**2)

    def too_far_m(speed_mps):
        return reached_m(flown(speed_mps, elevation_deg)) - distance_m

    return brentq(too_far_m, 0.3 * flat, min(2.0 * flat, 0.99 * circular), xtol=1e-9)


def arc_by_elevation(distance_m, elevation_deg):
    speed = speed_for(distance_m, elevation_deg)
    orbit = flown(speed, elevation_deg)
    apogee = math.hypot(*orbit.y_events[1][0][:2]) - RADIUS_M
    return speed, elevation_deg, apogee, float(orbit.t_events[0][0])


def least_energy_arc(distance_m):
    """The least speed among all elevations: where the range no longer grows with the elevation at that speed."""

    def slope(elevation_deg):
        return speed_for(distance_m, elevation_deg + 0.02) - speed_for(distance_m, elevation_deg - 0.02)

    return arc_by_elevation(distance_m, brentq(slope, 20.0, 50.0, xtol=1e-7))


def arc_by_apogee(distance_m, apogee_m):
    def too_high(elevation_deg):
        return arc_by_elevation(distance_m, elevation_deg)[2] - apogee_m

    return arc_by_elevation(distance_m, brentq(too_high, 15.0, 75.0, xtol=1e-9))


def arc_point(distance_m, elevation_deg, points, which):
    """Equal steps of eccentric anomaly counted from the apogee; the orbit is then asked where it is at that time."""
    speed = speed_for(distance_m, elevation_deg)
    orbit = flown(speed, elevation_deg)
    axis = 1.0 / (2.0 / RADIUS_M - speed * speed / GM)
    apogee = math.hypot(*orbit.y_events[1][0][:2])
    eccentricity = apogee / axis - 1.0
    psi0 = math.acos((RADIUS_M / axis - 1.0) / eccentricity)
    psi = psi0 * (2.0 * which / (points - 1) - 1.0)
    pace = math.sqrt(axis**3 / GM)
    time_s = pace * (psi0 + psi + eccentricity * (math.sin(psi0) + math.sin(psi)))
    x, y = orbit.sol(time_s)[:2]
    return time_s, RADIUS_M * math.atan2(x, y), math.hypot(x, y) - RADIUS_M


def first_root(excess, times):
    """The first time at which the round is as far as the target: a scan, then bisection."""
    values = excess(times)
    crossings = np.flatnonzero((values[:-1] > 0.0) & (values[1:] <= 0.0))
    if not crossings.size:
        return None
    k = crossings[0]
    return brentq(excess, times[k], times[k + 1], xtol=1e-10, rtol=1e-15)


def meeting(x_m, y_m, z_m, vx_mps, vy_mps, vz_mps, interceptor_mps, delay_s):
    place, velocity = np.array([x_m, y_m, z_m]), np.array([vx_mps, vy_mps, vz_mps])

    def excess(t):
        return np.linalg.norm(place + np.multiply.outer(t, velocity), axis=-1) - interceptor_mps * (t - delay_s)

    found = first_root(excess, np.linspace(delay_s, delay_s + 20000.0, 200_001))
    return math.nan if found is None else found


def meeting_on_path(launch_s, interceptor_mps, times_s, easts_m, heights_m):
    def excess(t):
        away_m = np.hypot(np.interp(t, times_s, easts_m), np.interp(t, times_s, heights_m))
        return away_m - interceptor_mps * (t - launch_s)

    found = first_root(excess, np.linspace(launch_s, times_s[-1], 20_001))
    return math.nan if found is None else found - launch_s


def rounds_in_time(detected_m, target_mps, interceptor_mps, reaction_s, look_s, range_min_m, range_max_m):
    """Each round is followed in time: it may leave when it would meet the target within reach, not before."""
    now_s, met_m = reaction_s, []
    while True:
        away_m = detected_m - target_mps * now_s
        wait_s = max(0.0, (away_m - range_max_m * (1.0 + target_mps / interceptor_mps)) / target_mps)
        now_s += wait_s
        away_m = detected_m - target_mps * now_s
        flight_s = away_m / (target_mps + interceptor_mps)
        there_m = interceptor_mps * flight_s
        if there_m < range_min_m or there_m <= 0.0:
            break
        met_m.append(there_m)
        now_s += flight_s + look_s
    return (len(met_m), met_m[0], met_m[-1]) if met_m else (0, math.nan, math.nan)


def flyout(range_m, altitude_m, speed_mps, range_min_m, range_max_m, altitude_min_m, altitude_max_m):
    inside = range_min_m <= range_m <= range_max_m and altitude_min_m <= altitude_m <= altitude_max_m
    return range_m / speed_mps, int(inside)


def with_air(speed_mps, elevation_rad, ground_m, coefficient):
    """An orbit flown from the start, held back by the air from 80 km (or the apogee) on: SciPy's DOP853, two parts.

    (time, distance along the ground, speed) at the end, the second part, and when it begins.
    """
    start_m = RADIUS_M + ground_m
    begins_m = RADIUS_M + 80e3

    def pull(_, s, held=0.0):
        r3 = math.hypot(s[0], s[1]) ** 3
        return [s[2], s[3], -GM * s[0] / r3 - held * s[2], -GM * s[1] / r3 - held * s[3]]

    def pull_and_air(t, s):
        height_m = math.hypot(s[0], s[1]) - RADIUS_M
        air = density(max(height_m, 0.0)) if height_m < 86e3 else 0.0
        return pull(t, s, 0.5 * air * math.hypot(s[2], s[3]) / coefficient)

    def level(_, s):
        return s[0] * s[2] + s[1] * s[3]

    def thin(_, s):
        return math.hypot(s[0], s[1]) - begins_m

    def ground(_, s):
        return math.hypot(s[0], s[1]) - start_m

    level.terminal = thin.terminal = ground.terminal = True
    level.direction = thin.direction = ground.direction = -1
    fine = {"method": "DOP853", "rtol": 1e-12, "atol": 1e-6, "max_step": 5.0}
    state = [0.0, start_m, speed_mps * math.cos(elevation_rad), speed_mps * math.sin(elevation_rad)]
    up = solve_ivp(pull, (0.0, 1e4), state, events=level, **fine)
    begin_s, state = up.t[-1], up.y[:, -1]
    if math.hypot(*state[:2]) > begins_m:
        over = solve_ivp(pull, (begin_s, 1e4), state, events=thin, **fine)
        begin_s, state = over.t[-1], over.y[:, -1]
    down = solve_ivp(pull_and_air, (begin_s, 1e4), state, events=ground, dense_output=True, **fine)
    x, y, vx, vy = down.y[:, -1]
    return down.t[-1], RADIUS_M * math.atan2(x, y), math.hypot(vx, vy), down, begin_s


def aimed(distance_m, apogee_m, ballistic_coefficient_kgpm2, ground_m):
    """The start, with this apogee or (0) that of the slowest orbit to where it aims, from which it comes down there."""
    r = RADIUS_M + ground_m

    def start(elevation_rad):
        if apogee_m > 0.0:  # energy and momentum are kept
            top = r + apogee_m
            square = 2.0 * GM * (1.0 / r - 1.0 / top) / (1.0 - (r * math.cos(elevation_rad) / top) ** 2)
        else:  # Bate, Mueller and White, equations 6.2-12 and 6.2-18
            sine = math.sin(math.pi / 2.0 - 2.0 * elevation_rad)
            square = GM / r * 2.0 * sine / (1.0 + sine)
        return math.sqrt(square)

    def miss_m(elevation_rad):
        return with_air(start(elevation_rad), elevation_rad, ground_m, ballistic_coefficient_kgpm2)[1] - distance_m

    least = math.pi / 4.0 - 0.25 * distance_m / RADIUS_M
    steepest = math.atan(4.0 * apogee_m / distance_m) * 1.05 if apogee_m > 0.0 else least
    elevation = brentq(miss_m, 0.3 * steepest, steepest, xtol=1e-12)
    return with_air(start(elevation), elevation, ground_m, ballistic_coefficient_kgpm2)


def slowed_arc(distance_m, apogee_m, ballistic_coefficient_kgpm2, ground_m):
    time_s, _, speed_mps, *_ = aimed(distance_m, apogee_m, ballistic_coefficient_kgpm2, ground_m)
    return time_s, speed_mps


def slowed_point(distance_m, apogee_m, ballistic_coefficient_kgpm2, ground_m, left):
    """Where it is on the way down, when this share of the points that lie there is still to come."""
    end_s, _, _, down, begin_s = aimed(distance_m, apogee_m, ballistic_coefficient_kgpm2, ground_m)
    time_s = end_s - (end_s - begin_s) * left**1.5
    x, y = down.sol(time_s)[:2]
    return time_s, RADIUS_M * math.atan2(x, y), math.hypot(x, y) - RADIUS_M - ground_m
