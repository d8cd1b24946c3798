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
from pavise.sim.matrices import (
    add_to_diagonal,
    blocks_of,
    move,
    plus6,
    plus9,
    put_blocks,
    scaled9,
    twice_symmetric_part,
    whole,
)
from pavise.sim.models.declaration import Parameter

PARAMETERS = (Parameter("acceleration_psd", "m2/s3", 0.0, 1e5, "power density of the unforeseen acceleration"),)


@kernel
def predict_straight(x_out, covariance_out, dt_s, acceleration_psd):
    """Carry a track on by `dt_s` seconds, in place.

    `x_out`: [6] place (m) and velocity (m/s); `covariance_out`: [36], row by row, of which the upper triangle is read.
    A negative time goes back; the doubt then grows with its length all the same.
    """
    p, q, v = blocks_of(covariance_out)
    further = plus9(q, scaled9(dt_s, whole(v)))
    p = plus6(p, twice_symmetric_part(scaled9(0.5 * dt_s, plus9(q, further))))
    grown = acceleration_psd * abs(dt_s)
    x, y, z = further[0], further[4], further[8]
    pull = 0.5 * grown * dt_s
    further = (x + pull, further[1], further[2], further[3], y + pull, further[5], further[6], further[7], z + pull)
    put_blocks(covariance_out, add_to_diagonal(p, grown * dt_s * dt_s / 3.0), further, add_to_diagonal(v, grown))
    move(x_out, (dt_s * x_out[3], dt_s * x_out[4], dt_s * x_out[5]), (0.0, 0.0, 0.0))
