"""One belief: a quantity of a system as a distribution, with what it rests on and why.

Three origins, shown openly in every report:

    claims      computed from published figures that somebody has read
    unverified  a figure had a say that circulates but that nobody has read at its source
    judgement   we chose the range ourselves, or widened or scaled the claims by a judged amount
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pavise.evidence.distributions import Distribution

Origin = Literal["claims", "unverified", "judgement"]


@dataclass(frozen=True)
class Quantity:
    """What we believe about one quantity.

    `distribution` is in SI units (`unit`; "" for a bare number). `claims`: ids of the claims it is computed from.
    `informed_by`: claims that a judgement looked at without computing from them. `whole`: only whole numbers make
    sense; whoever draws from a wide one rounds. `reviewer`: who derived the value a second time, if anybody has.
    """

    name: str
    distribution: Distribution
    dimension: str
    unit: str
    origin: Origin
    method: str
    reason: str
    claims: tuple[str, ...] = ()
    informed_by: tuple[str, ...] = ()
    whole: bool = False
    reviewer: str | None = None

    @property
    def rests_on_claims(self) -> bool:
        """False for a judgement and for an unverified figure, which counts as one."""
        return self.origin == "claims"

    def at(self, chance: float) -> float:
        """The value that a share `chance` (0 to 1) of all draws stays below; whole where only that makes sense."""
        value = float(self.distribution.ppf(np.asarray(chance)))
        return float(round(value)) if self.whole else value
