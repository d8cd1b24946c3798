"""Answers about flight: ballistic arcs, meeting points, and how many rounds fit into an approach."""

from __future__ import annotations

import math

import numpy as np

from pavise.sim import interception
from pavise.sim.models.engagement import fly_out
from pavise.sim.models.motion import ballistic, descent
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.paths import SLOWED_ON_ELLIPSE, SLOWED_POINTS
from pavise.sim.state import PATH

Numbers = tuple[float, ...]


def arc_of(distance_m: float, arc: Numbers) -> Numbers:
    """Speed, elevation at the start, apogee and time of an arc over a sphere."""
    angle_rad = distance_m / MEAN_RADIUS_M
    return (
        ballistic.arc_speed(angle_rad, *arc, MEAN_RADIUS_M),
        math.degrees(ballistic.arc_elevation(angle_rad, *arc)),
        ballistic.arc_apogee(angle_rad, *arc, MEAN_RADIUS_M),
        ballistic.arc_time(angle_rad, *arc, MEAN_RADIUS_M),
    )


def least_energy_arc(distance_m: float) -> Numbers:
    """The arc that needs the least speed."""
    return arc_of(distance_m, ballistic.arc_of_least_energy(distance_m / MEAN_RADIUS_M))


def arc_by_elevation(distance_m: float, elevation_deg: float) -> Numbers:
    """The arc that starts at an elevation."""
    return arc_of(distance_m, ballistic.arc_of_elevation(distance_m / MEAN_RADIUS_M, math.radians(elevation_deg)))


def arc_by_apogee(distance_m: float, apogee_m: float) -> Numbers:
    """The arc that rises to a height."""
    return arc_of(distance_m, ballistic.arc_of_apogee(distance_m / MEAN_RADIUS_M, apogee_m, MEAN_RADIUS_M))


def arc_point(distance_m: float, elevation_deg: float, points: int, which: int) -> Numbers:
    """Time, ground distance and height of one of the points that battles fly an arc by."""
    angle_rad = distance_m / MEAN_RADIUS_M
    arc = ballistic.arc_of_elevation(angle_rad, math.radians(elevation_deg))
    time_s, turned_rad, height_m = np.empty(points), np.empty(points), np.empty(points)
    ballistic.arc_points(angle_rad, *arc, MEAN_RADIUS_M, time_s, turned_rad, height_m)
    return time_s[which], turned_rad[which] * MEAN_RADIUS_M, height_m[which]


def slowed_arc(distance_m: float, apogee_m: float, ballistic_coefficient_kgpm2: float, ground_m: float) -> Numbers:
    """Time of flight and speed at the end of an arc that the air slows on its way down."""
    radius_m = MEAN_RADIUS_M + ground_m
    drag_m2pkg = 1.0 / ballistic_coefficient_kgpm2
    return descent.slowed_arc_time(distance_m / MEAN_RADIUS_M, apogee_m, radius_m, ground_m, drag_m2pkg)


def slowed_point(
    distance_m: float, apogee_m: float, ballistic_coefficient_kgpm2: float, ground_m: float, left: float
) -> Numbers:
    """Time, ground distance and height of a point on the way down that battles fly such an arc by.

    `left`: share of these points that is still to come.
    """
    radius_m = MEAN_RADIUS_M + ground_m
    time_s, turned_rad, height_m = (np.empty(SLOWED_POINTS) for _ in range(3))
    descent.slowed_arc_points(
        distance_m / MEAN_RADIUS_M, apogee_m, radius_m, ground_m, 1.0 / ballistic_coefficient_kgpm2,
        SLOWED_ON_ELLIPSE, time_s, turned_rad, height_m,
    )  # fmt: skip
    which = SLOWED_POINTS - 1 - round(left * (SLOWED_POINTS - SLOWED_ON_ELLIPSE))
    return time_s[which], turned_rad[which] * MEAN_RADIUS_M, height_m[which]


def meeting(
    x_m: float,
    y_m: float,
    z_m: float,
    vx_mps: float,
    vy_mps: float,
    vz_mps: float,
    interceptor_mps: float,
    delay_s: float,
) -> float | None:
    """When a round and its target meet; None for never."""
    motion = (x_m, y_m, z_m, vx_mps, vy_mps, vz_mps)
    time_s = interception.meeting_time(*motion, interceptor_mps, delay_s)
    return None if math.isinf(time_s) else time_s


def meeting_on_path(
    launch_s: float, interceptor_mps: float, times_s: list[float], easts_m: list[float], heights_m: list[float]
) -> float | None:
    """Time of flight to the meeting with a target on a path of straight pieces; the round leaves the origin."""
    path = np.zeros(len(times_s), PATH.dtype).view(np.recarray)
    path["time_s"] = times_s
    path["position_m"][:, 0], path["position_m"][:, 2] = easts_m, heights_m
    leg = max(int(np.searchsorted(times_s, launch_s, side="right")) - 1, 0)
    origin_m = (0.0, 0.0, 0.0)
    flight_s = interception.meeting_time_on_path(launch_s, *origin_m, interceptor_mps, path, len(path), leg)
    return None if math.isinf(flight_s) else flight_s


def rounds_in_time(
    detected_m: float,
    target_mps: float,
    interceptor_mps: float,
    reaction_s: float,
    look_s: float,
    range_min_m: float,
    range_max_m: float,
) -> Numbers:
    """Rounds one after the other at a target that comes head-on, and where the first and the last meet it."""
    return interception.head_on_timeline(
        detected_m, target_mps, interceptor_mps, reaction_s, look_s, range_min_m, range_max_m
    )


def flyout(
    range_m: float,
    altitude_m: float,
    speed_mps: float,
    range_min_m: float,
    range_max_m: float,
    altitude_min_m: float,
    altitude_max_m: float,
) -> tuple[float, bool]:
    """Time of flight to a point, and whether it lies in the claimed envelope."""
    limits = (range_min_m, range_max_m, altitude_min_m, altitude_max_m)
    return fly_out.flight_time_s(range_m, speed_mps), fly_out.in_envelope(range_m, altitude_m, *limits)
