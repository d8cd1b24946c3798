"""One round, one chance: the kill probability of a round that reaches its target within the envelope.

A single number per class of target, the same everywhere in the envelope. No independent source measures it, so the
catalogue carries a wide judged range, and rounds at one target are independent given that number: what they share (a
bad missile type, a hard target) is in the draw of the number, which is common to a whole world.

From: the classical single-shot kill probability, e.g. J. S. Przemieniecki, *Mathematical Methods in Defense Analyses*,
3rd ed., chapter 6. Do not believe it for salvos whose rounds disturb each other, nor at the edge of the envelope.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("p_kill_aircraft", "", 0.0, 1.0, "chance that one round kills an aircraft"),
    Parameter("p_kill_cruise_missile", "", 0.0, 1.0, "chance that one round kills a cruise missile"),
    Parameter("p_kill_drone", "", 0.0, 1.0, "chance that one round kills a drone"),
    Parameter("p_kill_ballistic", "", 0.0, 1.0, "chance that one round kills a ballistic missile"),
)


@kernel
def p_kill_round(p_kill_by_class, threat_class):
    """Chance that one round kills one target of `threat_class` (row of `p_kill_by_class`, kinds.ThreatClass)."""
    return p_kill_by_class[threat_class]
