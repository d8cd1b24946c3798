"""Behind a hill it is not quite dark: loss over one sharp edge between two places.

A single screen across the path takes away a part of the wave fronts; what is left behind it follows from Fresnel's
integrals of one number, the clearance

    v = h sqrt(2 (d1 + d2) / (wavelength d1 d2))         h: height of the edge over the straight line (negative: below)

     *-----____  h  ____----*      loss J(v): 0 far above the edge, 6 dB in line with it, 20 dB and more in its shadow
          d1    -|-     d2
                 ^

From: Recommendation ITU-R P.526-15 (2019), section 4.1; the integrals by their power series and, from v = 3, their
asymptotic one (M. Abramowitz and I. A. Stegun, *Handbook of Mathematical Functions* (1964), 7.3), to 4e-5 dB.

When not to believe it: one edge, sharp, across the path and wide. Round hills lose more, several edges in a row more
again, and what is reflected from the ground on either side is left out.
"""

import math

from pavise.sim.compiled import kernel
from pavise.sim.elementary import HALF_PI, PI, db_from_ratio, sin_cos

SERIES_TO = 3.0


@kernel
def fresnel_integrals(v):
    """Fresnel's C(v) and S(v), for |v| up to 3: integrals of cos and sin of pi t^2 / 2 from 0 to v."""
    step = -(HALF_PI * v * v) * (HALF_PI * v * v)
    term_c, term_s = v, HALF_PI * v * v * v
    c, s = 0.0, 0.0
    for n in range(40):
        c += term_c / (4 * n + 1)
        s += term_s / (4 * n + 3)
        term_c *= step / ((2 * n + 1) * (2 * n + 2))
        term_s *= step / ((2 * n + 2) * (2 * n + 3))
    return c, s


@kernel
def knife_edge_loss_db(v):
    """Loss over a sharp edge of clearance v, one way, in dB; slightly below 0 in the bright bands above the edge."""
    if abs(v) <= SERIES_TO:
        c, s = fresnel_integrals(v)
        short_c, short_s = 0.5 - c, 0.5 - s
    else:
        # What is missing to 1/2 at a large v: f sin + g cos, with f and g falling like 1/v and 1/v^3.
        x = abs(v)
        t = PI * x * x
        inverse2 = 1.0 / (t * t)
        f = (1.0 - inverse2 * (3.0 - inverse2 * (105.0 - inverse2 * 10395.0))) / (PI * x)
        g = (1.0 - inverse2 * (15.0 - inverse2 * (945.0 - inverse2 * 135135.0))) / (PI * x * t)
        sine, cosine = sin_cos(0.5 * t)
        short_c, short_s = g * cosine - f * sine, f * cosine + g * sine
        if v < 0.0:
            short_c, short_s = 1.0 - short_c, 1.0 - short_s
    return -db_from_ratio(0.5 * (short_c * short_c + short_s * short_s))


@kernel
def clearance(edge_over_line_m, distance1_m, distance2_m, wave_m):
    """The number v of an edge that stands above (positive) or below the straight line between two places."""
    return edge_over_line_m * math.sqrt(2.0 * (distance1_m + distance2_m) / (wave_m * distance1_m * distance2_m))
