"""A target turns at a known rate about the vertical: the motion model of the manoeuvring modes.

The velocity turns by the angle rate x time, and the place moves along the chord:

    velocity' = B velocity                           B: rotation about `up` by the angle
    place'    = place + A velocity                   A: integral of that rotation over the time

Seen from above a positive rate turns to the left. The vertical part of the velocity stays. A white acceleration adds
doubt as in straight flight (`constant_velocity.py`).

From: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation* (2001),
section 11.7.1 (coordinated turn with known rate).

When not to believe it: the rate is given, not estimated, so a mode fits only targets that turn about as fast; two modes
(left and right) at half the expected rate cover slow and fast turns. That the doubt turns along with the target is left
out: noise is as in straight flight, which is off by a part of the order of the angle turned.
"""

from __future__ import annotations

from pavise.sim.compiled import inner, kernel
from pavise.sim.elementary import sin_cos
from pavise.sim.matrices import (
    add_to_diagonal,
    blocks_of,
    move,
    plus6,
    plus9,
    put_blocks,
    scaled9,
    times3,
    times_turned3,
    times_turned_symmetric3,
    twice_symmetric_part,
    vector_times3,
    whole,
)
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("acceleration_psd", "m2/s3", 0.0, 1e5, "power density of the unforeseen acceleration"),
    Parameter("turn_rate_rad_s", "rad/s", 0.0, 1.0, "rate of the turns that are expected, to either side"),
)


@kernel
def predict_turn(x_out, covariance_out, dt_s, acceleration_psd, rate_rad_s, up):
    """Carry a track on by `dt_s` seconds of a turn, in place.

    `x_out`: [6] place (m) and velocity (m/s); `covariance_out`: [36], row by row, of which the upper half is read;
    `up`: [3] unit vector about which the target turns, to the left where the rate is positive. At a rate of zero this
    is straight flight.
    """
    half_rad = 0.5 * rate_rad_s * dt_s
    sine, cosine = sin_cos(half_rad)
    turned, risen = 2.0 * sine * cosine, 2.0 * sine * sine  # sine and 1 - cosine of the whole angle
    if abs(half_rad) < 1e-6:
        along_s, across_s = dt_s, dt_s * half_rad
    else:
        along_s, across_s = turned / rate_rad_s, risen / rate_rad_s
    b = rotation(up, 1.0 - risen, turned, risen)
    a = rotation(up, along_s, across_s, dt_s - along_s)
    p, q, v = blocks_of(covariance_out)
    v_all = whole(v)
    v_a = times_turned3(v_all, a)
    p = plus6(p, twice_symmetric_part(times3(a, plus9(q, scaled9(0.5, v_a)))))
    q = times3(b, plus9(q, v_a))
    v = times_turned_symmetric3(times3(b, v_all), b)
    grown = acceleration_psd * abs(dt_s)
    pull = 0.5 * grown * dt_s
    q = (q[0] + pull, q[1], q[2], q[3], q[4] + pull, q[5], q[6], q[7], q[8] + pull)
    put_blocks(covariance_out, add_to_diagonal(p, grown * dt_s * dt_s / 3.0), q, add_to_diagonal(v, grown))
    vx, vy, vz = x_out[3], x_out[4], x_out[5]
    new_x, new_y, new_z = vector_times3(b, vx, vy, vz)
    move(x_out, vector_times3(a, vx, vy, vz), (new_x - vx, new_y - vy, new_z - vz))


@inner
def rotation(up, straight, sideways, along_up):
    """straight x I + sideways x (up times ...) + along_up x up up', as a block: rotations and their integrals."""
    x, y, z = up[0], up[1], up[2]
    return (
        straight + along_up * x * x,
        along_up * x * y - sideways * z,
        along_up * x * z + sideways * y,
        along_up * x * y + sideways * z,
        straight + along_up * y * y,
        along_up * y * z - sideways * x,
        along_up * x * z - sideways * y,
        along_up * y * z + sideways * x,
        straight + along_up * z * z,
    )
