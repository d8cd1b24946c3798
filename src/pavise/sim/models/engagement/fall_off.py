"""How the chance of a kill falls off: towards the edge of a round's reach, and against a target that crosses.

    share kept                              share kept
       1 |-----------.                         1 |-.                . -   by sin^2 of the angle between
         |            ` .                        |   ` .        . '       the target's course and the line
    edge |. . . . . . . . .|                cross|. . . . `--'. . .       from the launcher to it
         +-----------+-----+-> range             +-------+---------+->
                    2/3    1 of its reach      head-on  crossing  tail-on

Near the edge a round is slow and turns badly; against a crossing target it must turn most. Both shares multiply the
single-shot chance of `single_shot.py`.

From: the direction of both effects is textbook matter, e.g. P. Zarchan, *Tactical and Strategic Missile Guidance*, 6th
ed. (2012), chapters 2 and 8, and R. H. M. Macfadzean, *Surface-Based Air Defense System Analysis* (1992), on zones of
equal kill probability. The shape (flat up to two thirds of the reach, then straight; sine squared) and both shares are
our own judgement. When not to believe it: no public source measures either share for any system; height, and a target
that turns away, play no part.
"""

from __future__ import annotations

from pavise.sim.compiled import kernel
from pavise.sim.models.declaration import Parameter

PARAMETERS = (
    Parameter("edge_share", "", 0.0, 1.0, "share of the chance of a kill that is left at the edge of the reach"),
    Parameter("crossing_share", "", 0.0, 1.0, "share of it that is left against a target that crosses"),
)

FLAT_UP_TO = 2.0 / 3.0
"""Share of the reach within which range takes nothing off."""


@kernel
def share_kept(range_share, cos_course, edge_share, crossing_share):
    """Share of the single-shot chance that a round keeps, 0 to 1.

    `range_share`: slant range of the meeting over the reach; `cos_course`: cosine of the angle between the target's
    course and the line from launcher to target (-1 head-on, 0 crossing, 1 tail-on).
    """
    outer = min(max((range_share - FLAT_UP_TO) / (1.0 - FLAT_UP_TO), 0.0), 1.0)
    sine_squared = 1.0 - min(cos_course * cos_course, 1.0)
    return (1.0 - (1.0 - edge_share) * outer) * (1.0 - (1.0 - crossing_share) * sine_squared)
