"""Cross-section by aspect: what a radar sees of a body from ahead, abeam and astern.

Three published or judged numbers are joined by the law of a smooth convex body of revolution in the optical limit, the
ellipsoid, for which the inverse root of the cross-section is linear in the squared cosine of the aspect:

    1/sqrt(rcs) = sin2(aspect)/sqrt(rcs_side) + cos2(aspect)/sqrt(rcs_end),     rcs_end = nose ahead, tail astern

             side
              |           It passes exactly through all three, rises or falls steadily between them and has no
    tail -----+----> nose corner. A large side value stays a flash of its own: with a ratio of 100, half of it (in dB)
              |           is gone 18 degrees off the beam.
             side

From: K. M. Siegel, "Far field scattering from bodies of revolution", Appl. Sci. Res. B7 (1959) 293-328; E. F. Knott, J.
F. Shaeffer and M. T. Tuley, *Radar Cross Section*, 2nd ed. (2004), chapter 3.

When not to believe it: real targets scintillate by tens of dB within a degree (the Swerling case stands for that),
wings and fins flash where an ellipsoid does not, and at VHF and UHF bodies of a few metres resonate; there the ratio
of `kinds.Band` is a plain factor on all aspects. From above and below, the side value is used.
"""

import math

from pavise.sim.compiled import kernel


@kernel
def aspect_rcs_m2(rcs_nose_m2, side_ratio, tail_ratio, cos_aspect):
    """Mean cross-section at an aspect; `cos_aspect` is 1 nose-on, 0 abeam, -1 from astern.

    `side_ratio`, `tail_ratio`: cross-section there over that from the nose, above 0. With both 1 it is exactly
    `rcs_nose_m2`.
    """
    side_root, tail_root = roots_of_ratios(side_ratio, tail_ratio)
    return rcs_of_roots_m2(rcs_nose_m2, side_root, tail_root, cos_aspect)


@kernel
def roots_of_ratios(side_ratio, tail_ratio):
    """What `rcs_of_roots_m2` needs of the two ratios; worked out once for a target that is looked at often."""
    return 1.0 / math.sqrt(side_ratio), 1.0 / math.sqrt(tail_ratio)


@kernel
def rcs_of_roots_m2(rcs_nose_m2, side_root, tail_root, cos_aspect):
    """`aspect_rcs_m2` from `roots_of_ratios`: a few products and one division."""
    end = 1.0
    if cos_aspect < 0.0:
        end = tail_root
    inverse_root = side_root + cos_aspect * cos_aspect * (end - side_root)
    return rcs_nose_m2 / (inverse_root * inverse_root)


@kernel
def cos_aspect_of(to_sensor_x, to_sensor_y, to_sensor_z, heading_x, heading_y, heading_z):
    """Cosine between a target's heading and the direction from it to a sensor, vectors of any length; 1 is nose-on.

    A vector of no length (a target that hovers, or at the sensor) counts as nose-on.
    """
    lengths2 = (to_sensor_x * to_sensor_x + to_sensor_y * to_sensor_y + to_sensor_z * to_sensor_z) * (
        heading_x * heading_x + heading_y * heading_y + heading_z * heading_z
    )
    if lengths2 == 0.0:
        return 1.0
    product = to_sensor_x * heading_x + to_sensor_y * heading_y + to_sensor_z * heading_z
    return min(max(product / math.sqrt(lengths2), -1.0), 1.0)
