"""Weapons free, nearest target first: a crew that shoots at what it sees and asks nobody.

One round at the nearest target that the post itself has none in flight at, then the next nearest. What others of its
network are shooting at does not keep it from firing too, and no target is worth more than another: the reference that
coordinated doctrines are measured against.

From: the myopic rules of R. H. Day, "Allocating weapons to target complexes by means of nonlinear programming",
Operations Research 14 (1966) 992-1013, and the rule of nearest target of most war games. Do not use it where rounds are
dear or several posts see the same targets: they shoot twice at the same one.
"""

from __future__ import annotations

from pavise.sim.compiled import pasted
from pavise.sim.models.declaration import Parameter

PARAMETERS: tuple[Parameter, ...] = ()


@pasted
def wants(target, means):
    """What the doctrine wants of one target: (preference, rounds now): one round, the more the nearer it is.

    Arguments as in `shoot_look_shoot.wants`.
    """
    if means.own_in_flight > 0:
        return 0.0, 0
    return 1.0 / max(target.range_m, 1.0), 1
