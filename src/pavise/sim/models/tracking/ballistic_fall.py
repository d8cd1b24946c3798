"""A target falls: pulled by a round earth and held back by what air there is.

    acceleration = - GM r / |r|^3  -  1/2 density(height) |v| v / (mass / (drag coefficient x area))

The place is carried on with Runge and Kutta's fourth order in steps of two seconds at most, and so short that the air
takes no more than about a tenth of the speed; the covariance with the derivatives of that acceleration by place and
velocity, taken halfway of each step (the transition matrix is the exponential series up to its third power). The air
is the standard atmosphere up to 86 km, and nothing above.

Sources: X. R. Li, V. P. Jilkov, "Survey of maneuvering target tracking. Part II: motion models of ballistic and space
targets", IEEE Trans. AES-46 (2010) 96-119; WGS84 for GM; *U.S. Standard Atmosphere, 1976*.

When not to believe it: the earth is a sphere of 6,371 km for the height of the air and does not turn (the sideways pull
on a target of 2 km/s is 0.3 m/s2, to be covered by the power density). The drag is that of one assumed body: not known
and not estimated; below 15 km, where it is large, `acceleration_psd` must cover the difference. Nothing here boosts,
glides or steers.
"""

from __future__ import annotations

import math

from pavise.sim.atmosphere import air_density
from pavise.sim.compiled import inner, kernel
from pavise.sim.matrices import (
    ONE,
    add_to_diagonal,
    blocks_of,
    plus6,
    plus9,
    put_blocks,
    scaled9,
    times3,
    times_turned3,
    times_turned_symmetric3,
    whole,
)
from pavise.sim.models.declaration import Parameter
from pavise.sim.models.motion.ballistic import EARTH_GM_M3PS2
from pavise.sim.models.motion.descent import AIR_ENDS_M, held_of

PARAMETERS = (Parameter("acceleration_psd", "m2/s3", 0.0, 1e5, "power density of the unforeseen acceleration"),)

EARTH_RADIUS_M = 6_371_000.0
STEP_MAX_S, STEP_MIN_S = 2.0, 0.05
TIME_MAX_S = 1e5
TAKEN_MAX = 0.1
"""Share of the speed that the air may take in one step."""
DRAG_M2PKG = 2e-4
"""Drag coefficient x area / mass of the body that is assumed: a ballistic coefficient of 5,000 kg/m2."""


@inner
def pull_of(rx, ry, rz, vx, vy, vz, drag_m2pkg):
    """Acceleration of a body at a place seen from the earth's centre: (x, y, z) in m/s2."""
    r2 = rx * rx + ry * ry + rz * rz
    r = math.sqrt(r2)
    gravity = EARTH_GM_M3PS2 / (r2 * r)
    held = held_of(r - EARTH_RADIUS_M, math.sqrt(vx * vx + vy * vy + vz * vz), drag_m2pkg)
    return -gravity * rx - held * vx, -gravity * ry - held * vy, -gravity * rz - held * vz


@inner
def slopes_of(rx, ry, rz, vx, vy, vz, drag_m2pkg):
    """How that acceleration changes with place and with velocity: two blocks, 1/s2 and 1/s."""
    r2 = rx * rx + ry * ry + rz * rz
    r = math.sqrt(r2)
    ux, uy, uz = rx / r, ry / r, rz / r
    g = EARTH_GM_M3PS2 / (r2 * r)
    tide = 3.0 * g
    by_place = (
        tide * ux * ux - g, tide * ux * uy, tide * ux * uz, tide * uy * ux, tide * uy * uy - g, tide * uy * uz,
        tide * uz * ux, tide * uz * uy, tide * uz * uz - g,
    )  # fmt: skip
    by_velocity = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    height_m = r - EARTH_RADIUS_M
    speed = math.sqrt(vx * vx + vy * vy + vz * vz)
    if height_m < AIR_ENDS_M and drag_m2pkg > 0.0 and speed > 0.0:
        height_m = max(height_m, 0.0)
        density = air_density(height_m)
        thinner_per_m = (air_density(height_m + 50.0) / density - 1.0) / 50.0
        k = 0.5 * density * drag_m2pkg
        s, e = -k * speed, -k / speed
        by_velocity = (
            s + e * vx * vx, e * vx * vy, e * vx * vz, e * vy * vx, s + e * vy * vy, e * vy * vz, e * vz * vx,
            e * vz * vy, s + e * vz * vz,
        )  # fmt: skip
        d = -k * speed * thinner_per_m
        by_place = plus9(
            by_place,
            (
                d * vx * ux, d * vx * uy, d * vx * uz, d * vy * ux, d * vy * uy, d * vy * uz, d * vz * ux, d * vz * uy,
                d * vz * uz,
            ),
        )  # fmt: skip
    return by_place, by_velocity


@kernel
def predict_fall(x_out, covariance_out, dt_s, acceleration_psd, centre_m, drag_m2pkg=DRAG_M2PKG):
    """Carry a track on by `dt_s` seconds of free fall, in place.

    `x_out`: [6] place (m) and velocity (m/s); `covariance_out`: [36], row by row, of which the upper half is read;
    `centre_m`: [3] the earth's centre in the same frame; `drag_m2pkg`: drag coefficient x area / mass, 0 for none. A
    time that is no number, or longer than a day, leaves a place that is none, which every update refuses.
    """
    x, y, z = x_out[0] - centre_m[0], x_out[1] - centre_m[1], x_out[2] - centre_m[2]
    vx, vy, vz = x_out[3], x_out[4], x_out[5]
    p, q, v = blocks_of(covariance_out)
    k = drag_m2pkg
    left_s = abs(dt_s)
    if not left_s < TIME_MAX_S:  # nobody falls for so long; a NaN comes here too
        x, left_s = math.nan, 0.0
    while left_s > 0.0:
        above_m = math.sqrt(x * x + y * y + z * z) - EARTH_RADIUS_M
        held = held_of(above_m, math.sqrt(vx * vx + vy * vy + vz * vz), k)
        step_s = min(max(min(STEP_MAX_S, TAKEN_MAX / max(held, 1e-9)), STEP_MIN_S), left_s)
        left_s -= step_s
        h = math.copysign(step_s, dt_s)
        grown = acceleration_psd * step_s
        pull = 0.5 * grown * h
        # the four slopes; u is the velocity, a the acceleration at each
        ax1, ay1, az1 = pull_of(x, y, z, vx, vy, vz, k)
        ux2, uy2, uz2 = vx + 0.5 * h * ax1, vy + 0.5 * h * ay1, vz + 0.5 * h * az1
        ax2, ay2, az2 = pull_of(x + 0.5 * h * vx, y + 0.5 * h * vy, z + 0.5 * h * vz, ux2, uy2, uz2, k)
        ux3, uy3, uz3 = vx + 0.5 * h * ax2, vy + 0.5 * h * ay2, vz + 0.5 * h * az2
        half_x, half_y, half_z = x + 0.5 * h * ux2, y + 0.5 * h * uy2, z + 0.5 * h * uz2
        ax3, ay3, az3 = pull_of(half_x, half_y, half_z, ux3, uy3, uz3, k)
        by_place, by_velocity = slopes_of(half_x, half_y, half_z, ux3, uy3, uz3, k)
        ux4, uy4, uz4 = vx + h * ax3, vy + h * ay3, vz + h * az3
        ax4, ay4, az4 = pull_of(x + h * ux3, y + h * uy3, z + h * uz3, ux4, uy4, uz4, k)
        x += h / 6.0 * (vx + 2.0 * ux2 + 2.0 * ux3 + ux4)
        y += h / 6.0 * (vy + 2.0 * uy2 + 2.0 * uy3 + uy4)
        z += h / 6.0 * (vz + 2.0 * uz2 + 2.0 * uz3 + uz4)
        vx += h / 6.0 * (ax1 + 2.0 * ax2 + 2.0 * ax3 + ax4)
        vy += h / 6.0 * (ay1 + 2.0 * ay2 + 2.0 * ay3 + ay4)
        vz += h / 6.0 * (az1 + 2.0 * az2 + 2.0 * az3 + az4)
        p, q, v = carried(p, q, v, by_place, by_velocity, h)
        p = add_to_diagonal(p, grown * h * h / 3.0)
        q = (q[0] + pull, q[1], q[2], q[3], q[4] + pull, q[5], q[6], q[7], q[8] + pull)
        v = add_to_diagonal(v, grown)
    x_out[0], x_out[1], x_out[2] = x + centre_m[0], y + centre_m[1], z + centre_m[2]
    x_out[3], x_out[4], x_out[5] = vx, vy, vz
    put_blocks(covariance_out, p, q, v)


@inner
def carried(p, q, v, g, d, h):
    """Blocks of a covariance after `h` seconds in which the acceleration changes by `g` per place, `d` per velocity.

    With J = [[0, 1], [g, d]] the transition is 1 + J h + (J h)^2 / 2 + (J h)^3 / 6.
    """
    dd, dg, gd = times3(d, d), times3(d, g), times3(g, d)
    # powers of J: [[g, d], [dg, g + dd]] and [[dg, g + dd], [gg + ddg, gd + dg + ddd]]
    g_dd = plus9(g, dd)
    h2, h3 = h * h / 2.0, h * h * h / 6.0
    pp = plus9(ONE, plus9(scaled9(h2, g), scaled9(h3, dg)))
    pv = plus9(scaled9(h, ONE), plus9(scaled9(h2, d), scaled9(h3, g_dd)))
    vp = plus9(scaled9(h, g), plus9(scaled9(h2, dg), scaled9(h3, times3(g_dd, g))))
    vv = plus9(ONE, plus9(scaled9(h, d), plus9(scaled9(h2, g_dd), scaled9(h3, plus9(gd, times3(g_dd, d))))))
    p_all, v_all = whole(p), whole(v)
    turned = (q[0], q[3], q[6], q[1], q[4], q[7], q[2], q[5], q[8])
    # rows of the transition times the covariance: what multiplies place and what multiplies velocity
    a_p, a_v = plus9(times3(pp, p_all), times3(pv, q)), plus9(times3(pp, turned), times3(pv, v_all))
    b_p, b_v = plus9(times3(vp, p_all), times3(vv, q)), plus9(times3(vp, turned), times3(vv, v_all))
    return (
        plus6(times_turned_symmetric3(a_p, pp), times_turned_symmetric3(a_v, pv)),
        plus9(times_turned3(b_p, pp), times_turned3(b_v, pv)),
        plus6(times_turned_symmetric3(b_p, vp), times_turned_symmetric3(b_v, vv)),
    )
