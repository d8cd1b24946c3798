"""A ballistic arc that the air slows on its way down: Kepler's ellipse to the top of the air, Newton's law below it.

             apogee
          .         .  80 km: from here on (or from the apogee, when that is lower) the air holds the body back
       .              x
     /                  \\       acceleration = - GM r / |r|^3  -  1/2 density(height) |v| v / (ballistic coefficient)
    o                    o     it falls short of the ellipse, so that one aims a little farther
           distance

The ballistic coefficient is mass over (drag coefficient x area); a body of 5,000 kg/m2 that comes down steeply loses
most of its speed in the last 15 km. Time, place and speed on the way down are found with Runge and Kutta's fourth order
in steps in which the air takes no more than a tenth of the speed; the ellipse that ends where it should is found by the
rule of the secant. Accuracy: 2 ms, 1 m and 0.2 m/s for bodies of 1,000 kg/m2 and more (against an adaptive integrator,
see `pavise verify`).

Sources: R. R. Bate, D. D. Mueller, J. E. White, "Fundamentals of Astrodynamics" (Dover, 1971), chapter 6; the slowing
by the air, H. J. Allen, A. J. Eggers, NACA Report 1381 (1958); *U.S. Standard Atmosphere, 1976*.

When not to believe it: the way up is that of an empty space, since the motor works there; one coefficient stands for
all speeds, though drag nearly doubles about the speed of sound; no wind, no lift, no tumbling. The earth does not turn:
that would pull a body of 2 km/s by at most 0.3 m/s2, 3 % of its weight, and move apogee and time of flight by as much.
A path that stays low all the way, and a missile that steers, are not like this.
"""

import math

from pavise.sim.atmosphere import air_density
from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import acos, atan, sin, sin_cos
from pavise.sim.models.declaration import Parameter
from pavise.sim.models.motion.ballistic import (
    EARTH_GM_M3PS2,
    arc_half,
    arc_of_apogee,
    arc_of_least_energy,
)

PARAMETERS = (Parameter("drag_m2pkg", "m2/kg", 0.0, 2e-3, "drag coefficient x area / mass of what falls"),)

AIR_ENDS_M = 86e3
FALL_BEGINS_M = 80e3
STEP_MAX_S, STEP_MIN_S = 2.0, 0.02
TAKEN_MAX = 0.1
"""Share of the speed that the air may take in one step."""
MISS_MAX_RAD = 1e-9
"""An ellipse is good that ends so near the place it should, 6 mm."""
AIMS_MAX = 12


@inner
def held_of(height_m, speed_mps, drag_m2pkg):
    """Share of its speed that the air takes from a body per second."""
    if height_m < AIR_ENDS_M and drag_m2pkg > 0.0:
        return 0.5 * air_density(max(height_m, 0.0)) * speed_mps * drag_m2pkg
    return 0.0


@inner
def pull_in_plane(radius_m, climb_mps, along_mps, sea_m, drag_m2pkg):
    """How fast climb and speed along the ground change, in m/s2, at a distance from the earth's centre."""
    speed_mps = math.sqrt(climb_mps * climb_mps + along_mps * along_mps)
    held = held_of(radius_m - sea_m, speed_mps, drag_m2pkg)
    turn = along_mps / radius_m
    return (
        turn * along_mps - EARTH_GM_M3PS2 / (radius_m * radius_m) - held * climb_mps,
        -turn * climb_mps - held * along_mps,
    )


@inner
def fall_on(radius_m, turned_rad, climb_mps, along_mps, step_s, sea_m, drag_m2pkg):
    """One step of Runge and Kutta: distance from the centre, central angle, climb, speed along the ground."""
    half_s = 0.5 * step_s
    a1, b1 = pull_in_plane(radius_m, climb_mps, along_mps, sea_m, drag_m2pkg)
    r2, u2, w2 = radius_m + half_s * climb_mps, climb_mps + half_s * a1, along_mps + half_s * b1
    a2, b2 = pull_in_plane(r2, u2, w2, sea_m, drag_m2pkg)
    r3, u3, w3 = radius_m + half_s * u2, climb_mps + half_s * a2, along_mps + half_s * b2
    a3, b3 = pull_in_plane(r3, u3, w3, sea_m, drag_m2pkg)
    r4, u4, w4 = radius_m + step_s * u3, climb_mps + step_s * a3, along_mps + step_s * b3
    a4, b4 = pull_in_plane(r4, u4, w4, sea_m, drag_m2pkg)
    sixth_s = step_s / 6.0
    return (
        radius_m + sixth_s * (climb_mps + 2.0 * u2 + 2.0 * u3 + u4),
        turned_rad + sixth_s * (along_mps / radius_m + 2.0 * w2 / r2 + 2.0 * w3 / r3 + w4 / r4),
        climb_mps + sixth_s * (a1 + 2.0 * a2 + 2.0 * a3 + a4),
        along_mps + sixth_s * (b1 + 2.0 * b2 + 2.0 * b3 + b4),
    )


@kernel
def fall_for(radius_m, turned_rad, climb_mps, along_mps, longest_s, sea_m, ground_m, drag_m2pkg):
    """Let a body fall for a time, or until it is back at a height: (time, distance, angle, climb, speed along).

    `radius_m`: from the earth's centre; `sea_m`: radius of the earth, from which the air is counted; `ground_m`: height
    above it at which the fall ends. Angles in radians, counted on from `turned_rad`.
    """
    end_m = sea_m + ground_m
    time_s = 0.0
    while time_s < longest_s:
        speed_mps = math.sqrt(climb_mps * climb_mps + along_mps * along_mps)
        held = held_of(radius_m - sea_m, speed_mps, drag_m2pkg)
        step_s = min(max(min(STEP_MAX_S, TAKEN_MAX / max(held, 1e-9)), STEP_MIN_S), longest_s - time_s)
        r_m, angle_rad, up_mps, on_mps = fall_on(radius_m, turned_rad, climb_mps, along_mps, step_s, sea_m, drag_m2pkg)
        if r_m <= end_m and up_mps < 0.0:
            for _ in range(6):  # Newton: the step that ends at the ground
                step_s -= (r_m - end_m) / up_mps
                r_m, angle_rad, up_mps, on_mps = fall_on(
                    radius_m, turned_rad, climb_mps, along_mps, step_s, sea_m, drag_m2pkg
                )
            return time_s + step_s, end_m, angle_rad, up_mps, on_mps
        radius_m, turned_rad, climb_mps, along_mps = r_m, angle_rad, up_mps, on_mps
        time_s += step_s
    return time_s, radius_m, turned_rad, climb_mps, along_mps


@kernel
def where_fall_begins(range_angle_rad, eccentricity, closeness, radius_m, ground_m):
    """The place on the ellipse from which the air counts, as eccentric anomaly from the apogee, 0 or more."""
    psi0_rad, axis_m, _ = arc_half(range_angle_rad, eccentricity, closeness, radius_m)
    cosine = ((radius_m + FALL_BEGINS_M - ground_m) / axis_m - 1.0) / eccentricity
    if cosine >= 1.0:
        return 0.0
    return min(acos(max(cosine, -1.0)), psi0_rad)


@kernel
def end_of_fall(range_angle_rad, eccentricity, closeness, radius_m, ground_m, drag_m2pkg):
    """(time since the start, central angle from the start, speed) at the end of an arc with air; SI and radians."""
    psi0_rad, axis_m, pace_s = arc_half(range_angle_rad, eccentricity, closeness, radius_m)
    psi_rad = where_fall_begins(range_angle_rad, eccentricity, closeness, radius_m, ground_m)
    up_s = pace_s * (psi0_rad + eccentricity * sin(psi0_rad))
    after_s, r_m, turned_rad, climb_mps, along_mps = on_ellipse(psi_rad, eccentricity, closeness, axis_m, pace_s)
    fall_s, _, turned_rad, climb_mps, along_mps = fall_for(
        r_m, turned_rad, climb_mps, along_mps, math.inf, radius_m - ground_m, ground_m, drag_m2pkg
    )
    speed_mps = math.sqrt(climb_mps * climb_mps + along_mps * along_mps)
    return up_s + after_s + fall_s, 0.5 * range_angle_rad + turned_rad, speed_mps


@kernel
def on_ellipse(psi_rad, eccentricity, closeness, axis_m, pace_s):
    """Where a body is: (time since the apogee, distance from the centre, angle from the apogee, climb, speed along)."""
    sine, cosine = sin_cos(psi_rad)
    share = 1.0 + eccentricity * cosine
    r_m = axis_m * share
    narrow = math.sqrt(closeness / (1.0 + eccentricity))
    return (
        pace_s * (psi_rad + eccentricity * sine),
        r_m,
        2.0 * atan(narrow * sine / (1.0 + cosine)),
        -axis_m * eccentricity * sine / (pace_s * share),
        math.sqrt(EARTH_GM_M3PS2 * axis_m * closeness * (1.0 + eccentricity)) / r_m,
    )


@kernel
def arc_rising_to(range_angle_rad, apogee_m, radius_m):
    """The arc with this apogee above its ends, or with none (0) that of least energy: (eccentricity, closeness)."""
    if apogee_m > 0.0:
        return arc_of_apogee(range_angle_rad, apogee_m, radius_m)
    return arc_of_least_energy(range_angle_rad)


@kernel
def aim_of(range_angle_rad, apogee_m, radius_m, ground_m, drag_m2pkg):
    """The central angle of the ellipse whose body, slowed by the air, comes down at `range_angle_rad`.

    `radius_m`: radius of the earth plus `ground_m`, the height of both ends above the sea.
    """
    aim_rad = range_angle_rad
    miss_rad = end_of_fall(
        aim_rad, *arc_rising_to(aim_rad, apogee_m, radius_m), radius_m, ground_m, drag_m2pkg
    )[1] - range_angle_rad  # fmt: skip
    slope = 1.0
    for _ in range(AIMS_MAX):
        if abs(miss_rad) <= MISS_MAX_RAD:
            break
        before_rad, missed_rad = aim_rad, miss_rad
        aim_rad -= miss_rad / slope
        miss_rad = end_of_fall(
            aim_rad, *arc_rising_to(aim_rad, apogee_m, radius_m), radius_m, ground_m, drag_m2pkg
        )[1] - range_angle_rad  # fmt: skip
        slope = max((miss_rad - missed_rad) / (aim_rad - before_rad), 0.05)
    return aim_rad


@kernel
def slowed_arc_time(range_angle_rad, apogee_m, radius_m, ground_m, drag_m2pkg):
    """(time of flight in s, speed at the end in m/s) of an arc that the air slows, as `slowed_arc_points` flies it."""
    aim_rad = aim_of(range_angle_rad, apogee_m, radius_m, ground_m, drag_m2pkg)
    arc = arc_rising_to(aim_rad, apogee_m, radius_m)
    time_s, _, speed_mps = end_of_fall(aim_rad, *arc, radius_m, ground_m, drag_m2pkg)
    return time_s, speed_mps


@kernel
def slowed_arc_points(
    range_angle_rad, apogee_m, radius_m, ground_m, drag_m2pkg, on_ellipse_count, time_s_out, angle_rad_out, height_m_out
):  # fmt: skip
    """The arc as points: the first `on_ellipse_count` to where the air begins, the rest closer and closer below.

    Fills time since the start, central angle from the start (0 to the range) and height above the ends. In the air the
    times before the end run as the power 3/2, so that pieces are shortest where the body slows most.
    """
    aim_rad = aim_of(range_angle_rad, apogee_m, radius_m, ground_m, drag_m2pkg)
    eccentricity, closeness = arc_rising_to(aim_rad, apogee_m, radius_m)
    sea_m = radius_m - ground_m
    psi0_rad, axis_m, pace_s = arc_half(aim_rad, eccentricity, closeness, radius_m)
    fall_rad = where_fall_begins(aim_rad, eccentricity, closeness, radius_m, ground_m)
    up_s = pace_s * (psi0_rad + eccentricity * sin(psi0_rad))
    after_s, r_m, turned_rad, climb_mps, along_mps = 0.0, radius_m, 0.0, 0.0, 0.0
    for k in range(on_ellipse_count):
        psi_rad = -psi0_rad + (psi0_rad + fall_rad) * k / (on_ellipse_count - 1.0)
        after_s, r_m, turned_rad, climb_mps, along_mps = on_ellipse(psi_rad, eccentricity, closeness, axis_m, pace_s)
        time_s_out[k] = up_s + after_s
        angle_rad_out[k] = 0.5 * aim_rad + turned_rad
        height_m_out[k] = r_m - radius_m
    time_s_out[0], angle_rad_out[0], height_m_out[0] = 0.0, 0.0, 0.0
    end_s, _, _ = end_of_fall(aim_rad, eccentricity, closeness, radius_m, ground_m, drag_m2pkg)
    falls = time_s_out.shape[0] - on_ellipse_count
    begins_s = up_s + after_s
    now_s = begins_s
    for k in range(1, falls + 1):
        left = (falls - k) / falls
        next_s = end_s - (end_s - begins_s) * left * math.sqrt(left)
        _, r_m, turned_rad, climb_mps, along_mps = fall_for(
            r_m, turned_rad, climb_mps, along_mps, next_s - now_s, sea_m, ground_m, drag_m2pkg
        )
        now_s = next_s
        point = on_ellipse_count + k - 1
        time_s_out[point] = now_s
        angle_rad_out[point] = 0.5 * aim_rad + turned_rad
        height_m_out[point] = r_m - radius_m
    last = time_s_out.shape[0] - 1
    angle_rad_out[last], height_m_out[last] = range_angle_rad, 0.0
