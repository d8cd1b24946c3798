"""When and where an interceptor meets its target: constant speeds on straight lines.

             target . . . . . . . . x meeting point
               (position, velocity) /
                                   /  interceptor: straight, at its average speed,
                          launcher    after a delay

The meeting time is the root of one quadratic; along a path of straight pieces, of one quadratic per piece. The same
arithmetic, head-on, gives the classical timeline of shoot-look-shoot: how many rounds, one after the other, fit in
between detection and the nearest allowed intercept.

From: the collision triangle, e.g. P. Zarchan, *Tactical and Strategic Missile Guidance*, 6th ed. (2012), chapter 2; the
timeline of shoot-look-shoot: A. Washburn and M. Kress, *Combat Modeling* (2009), chapter 2.

When not to believe it: interceptors are slow at first, fast at burn-out and slow again at the end of their reach; one
average speed is right at the range that it was taken from and off by tens of per cent elsewhere. Targets that turn, and
ballistic ones that speed up, are met elsewhere: ask again as they move. Gravity and the earth's curvature do not enter.
"""

import math

from pavise.sim.compiled import kernel


@kernel
def meeting_time(x_m, y_m, z_m, vx_mps, vy_mps, vz_mps, interceptor_mps, delay_s):
    """Seconds from now until the earliest meeting, for a round leaving the origin after a delay; inf for never.

    Position of the target is relative to the launcher, its velocity to the ground, in any axes. Never: it flies away
    faster than the interceptor comes.
    """
    x_m, y_m, z_m = x_m + vx_mps * delay_s, y_m + vy_mps * delay_s, z_m + vz_mps * delay_s
    apart_m2 = x_m * x_m + y_m * y_m + z_m * z_m
    opening = x_m * vx_mps + y_m * vy_mps + z_m * vz_mps  # half the rate at which apart_m2 grows
    faster = interceptor_mps * interceptor_mps - (vx_mps * vx_mps + vy_mps * vy_mps + vz_mps * vz_mps)
    # apart_m2 + 2 opening t + v^2 t^2 = interceptor^2 t^2: the earlier positive root, written without cancellation
    under_root = opening * opening + faster * apart_m2
    if under_root < 0.0:
        return math.inf
    root = math.sqrt(under_root)
    if opening > 0.0:
        return delay_s + (opening + root) / faster if faster > 0.0 else math.inf
    if root - opening <= 0.0:
        return delay_s if apart_m2 == 0.0 else math.inf
    return delay_s + apart_m2 / (root - opening)


@kernel
def meeting_time_on_path(time_s, x_m, y_m, z_m, interceptor_mps, path, points, leg):
    """Flight time of a round that leaves the place (x, y, z) at `time_s` and meets a target on its path; inf for never.

    `path`: records with `time_s` and earth-centred `position_m`, the first `points` of which count; `leg`: the piece
    that the target flies at `time_s`. Exact for straight pieces flown at constant speed. Never: the path ends first.
    """
    for k in range(leg, points - 1):
        here, there = path[k], path[k + 1]
        piece_s = there.time_s - here.time_s
        if piece_s <= 0.0:
            continue
        vx_mps = (there.position_m[0] - here.position_m[0]) / piece_s
        vy_mps = (there.position_m[1] - here.position_m[1]) / piece_s
        vz_mps = (there.position_m[2] - here.position_m[2]) / piece_s
        back_s = time_s - here.time_s  # the piece drawn out to where it would have been when the round left
        flight_s = meeting_time(
            here.position_m[0] + vx_mps * back_s - x_m,
            here.position_m[1] + vy_mps * back_s - y_m,
            here.position_m[2] + vz_mps * back_s - z_m,
            vx_mps, vy_mps, vz_mps, interceptor_mps, 0.0,
        )  # fmt: skip
        # a nanosecond of overlap, so that rounding opens no gap between two pieces
        if max(-back_s, 0.0) - 1e-9 <= flight_s <= piece_s - back_s:
            return max(flight_s, 0.0)
    return math.inf


@kernel
def head_on_timeline(detected_m, target_mps, interceptor_mps, reaction_s, look_s, range_min_m, range_max_m):
    """Shoot-look-shoot at a target that flies straight at the launcher: (rounds, first intercept, last intercept).

    A round leaves `reaction_s` after detection at range `detected_m`, or later so as to meet the target at
    `range_max_m`; each next one `look_s` after the intercept before. Rounds count that meet the target at
    `range_min_m` or farther. Ranges of intercept in m, NaN when not even one round fits.
    """
    share = interceptor_mps / (interceptor_mps + target_mps)  # of the range at launch that the round covers
    intercept_m = min((detected_m - target_mps * reaction_s) * share, range_max_m)
    first_m, last_m = math.nan, math.nan
    rounds = 0
    while intercept_m >= range_min_m and intercept_m > 0.0:
        rounds += 1
        last_m = intercept_m
        if rounds == 1:
            first_m = intercept_m
        after_m = (intercept_m - target_mps * look_s) * share
        if after_m == intercept_m:  # a target that stands still is met for ever
            break
        intercept_m = after_m
    return rounds, first_m, last_m
