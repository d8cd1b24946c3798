"""A target flies straight on, as far as anybody knows: the motion model that every tracker starts from.

    place'    = place + velocity x time
    velocity' = velocity              + white acceleration that nobody can foresee

The acceleration has a power density (m2/s3), so that what is not known grows by the same law however often one looks:
after a time t the variance of the velocity has grown by q t, that of the place by q t^3/3, and both are correlated by
q t^2/2. Two looks of 2 s leave the same covariance as one of 4 s.

From: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, *Estimation with Applications to Tracking and Navigation* (2001),
section 6.2.2 (continuous white noise acceleration).

When not to believe it: in a turn. A density of a^2 t covers manoeuvres of acceleration a that last about t, at the
price of a noisier track in straight flight; `interacting.py` does better on targets that do now the one, now the other.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.models.declaration import Parameter

PARAMETERS = (Parameter("acceleration_psd", "", 0.0, 1e5, "power density of the unforeseen acceleration, in m2/s3"),)


@kernel
def predict_straight(x_out, covariance_out, dt_s, acceleration_psd):
    """Carry a track on by `dt_s` seconds, in place.

    `x_out`: [6] place (m) and velocity (m/s); `covariance_out`: [36], row by row, of which the upper triangle is read.
    A negative time goes back; the doubt then grows with its length all the same.
    """
    c = covariance_out
    vxx, vxy, vxz, vyy, vyz, vzz = c[21], c[22], c[23], c[28], c[29], c[35]
    # place against velocity: row of the place, column of the velocity
    xx, xy, xz = c[3] + dt_s * vxx, c[4] + dt_s * vxy, c[5] + dt_s * vxz
    yx, yy, yz = c[9] + dt_s * vxy, c[10] + dt_s * vyy, c[11] + dt_s * vyz
    zx, zy, zz = c[15] + dt_s * vxz, c[16] + dt_s * vyz, c[17] + dt_s * vzz
    span_s = abs(dt_s)
    v_grown = acceleration_psd * span_s
    pv_grown = 0.5 * v_grown * dt_s
    p_grown = v_grown * dt_s * dt_s / 3.0
    pxx = c[0] + dt_s * (c[3] + xx) + p_grown
    pyy = c[7] + dt_s * (c[10] + yy) + p_grown
    pzz = c[14] + dt_s * (c[17] + zz) + p_grown
    pxy = c[1] + dt_s * (c[4] + yx)
    pxz = c[2] + dt_s * (c[5] + zx)
    pyz = c[8] + dt_s * (c[11] + zy)
    xx += pv_grown
    yy += pv_grown
    zz += pv_grown
    c[0], c[1], c[2], c[3], c[4], c[5] = pxx, pxy, pxz, xx, xy, xz
    c[6], c[7], c[8], c[9], c[10], c[11] = pxy, pyy, pyz, yx, yy, yz
    c[12], c[13], c[14], c[15], c[16], c[17] = pxz, pyz, pzz, zx, zy, zz
    c[18], c[19], c[20], c[21], c[22], c[23] = xx, yx, zx, vxx + v_grown, vxy, vxz
    c[24], c[25], c[26], c[27], c[28], c[29] = xy, yy, zy, vxy, vyy + v_grown, vyz
    c[30], c[31], c[32], c[33], c[34], c[35] = xz, yz, zz, vxz, vyz, vzz + v_grown
    x_out[0] += dt_s * x_out[3]
    x_out[1] += dt_s * x_out[4]
    x_out[2] += dt_s * x_out[5]
