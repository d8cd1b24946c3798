"""Flight by other ways: arcs flown step by step under Newton's law, meetings found by bisection, rounds counted out."""

from __future__ import annotations

import math

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

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
