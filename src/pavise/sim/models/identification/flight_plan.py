"""Evidence by flight plans: what is where, and flies as, a known plan says is harmless, or hides on a route.

A plan says where its aircraft should be now and how fast it flies which way. The aircraft is off by a minute or less
along its way (PLACE_M), and hardly in its velocity (VELOCITY_MPS). What has no plan is near one only by chance: plans
in the air lie evenly, PLANS_PER_M2 of them, and their velocities point anywhere up to SPREAD_MPS from the track's. So
a track at distance d from a plan and off by v in velocity is likelier that plan's own than there by chance, by

              exp(-d^2 / 2 PLACE^2 + pi PLANS d^2)     SPREAD^2
    ratio r = ------------------------------------ x ------------- exp(-v^2 / 2 VELOCITY^2)
                    2 pi PLANS PLACE^2                2 VELOCITY^2

(the track's own errors widen PLACE and VELOCITY), and with a share p of harmless traffic that has a plan, and a share h
of hostile fliers that hide on one, the evidence is log((1 - h + h r) / (1 - p + p r)): between log(h / p) = -4.2 for a
perfect fit and log((1 - h) / (1 - p)) = 1.2 where there is no plan.

Source: S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), section 9.3 (association of a
track with what is known of others, by distance against chance). The numbers are judgement: punctual to half a minute
along an airway, as many plans as over a busy part of Europe.

When not to believe it: traffic follows airways, so by chance it is nearer to a plan than here; an attacker behind an
airliner is taken for it. The same flight looked at again is no new evidence: take the latest, do not add.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.elementary import PI, exp, log
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("planned", "", 0.0, 1.0, "1 when an aircraft flies by a plan"),
    Parameter("has_plans", "", 0.0, 1.0, "1 when a network knows the plans"),
)

LATE_S = 30.0
"""Standard deviation of how late an aircraft is on its plan; at the speed of an airliner, PLACE_M."""
PLACE_M = 7000.0
VELOCITY_MPS = 15.0
PLANS_PER_M2 = 4e-10
"""One in 50 km by 50 km."""
SPREAD_MPS = 400.0
PLANNED_SHARE = 0.7
HIDDEN_SHARE = 0.01


@kernel
def plan_ratio(off_m, off_mps, sigma_m, sigma_mps):
    """How much likelier a track is one plan's own than near it by chance.

    `off_m`, `off_mps`: how far the track is from place and velocity of the plan; `sigma_m`, `sigma_mps`: standard
    deviations of the track along one axis.
    """
    place2, velocity2 = PLACE_M * PLACE_M + sigma_m * sigma_m, VELOCITY_MPS * VELOCITY_MPS + sigma_mps * sigma_mps
    chance = min(2.0 * PI * PLANS_PER_M2 * place2, 1.0)
    far = 0.5 * off_m * off_m / place2 * (1.0 - chance) + 0.5 * off_mps * off_mps / velocity2
    return exp(-far) / chance * SPREAD_MPS * SPREAD_MPS / (2.0 * velocity2)


@kernel
def plan_log_ratio(ratio):
    """Log likelihood ratio (hostile : harmless) of a track by its best `plan_ratio` of all plans; 0: there is none."""
    return log((1.0 - HIDDEN_SHARE + HIDDEN_SHARE * ratio) / (1.0 - PLANNED_SHARE + PLANNED_SHARE * ratio))
