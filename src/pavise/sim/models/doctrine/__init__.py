"""Doctrines: what a post wants of each target. The pipeline (`command.py`) decides who gets it.

A doctrine is a file with `PARAMETERS` and `wants(target, means)`; adding one is that file, its number in
`kinds.Doctrine`, and a line in `wants` below (compiled code cannot look a function up in a list). `target` and `means`
are what `evaluation.py` says of the target and of the fire group that could shoot at it.

What comes back is how much the target is wanted, compared among the targets of this post only, and how many rounds now:
none while the doctrine waits to see, WITHHELD where it would rather keep them.
"""

from pavise.kinds import Doctrine
from pavise.sim.compiled import kernel
from pavise.sim.models.doctrine import (
    area_defence,
    cost_aware,
    nearest_first,
    point_defence,
    save_for_ballistic,
    shoot_look_shoot,
    shoot_shoot_look,
)
from pavise.sim.models.doctrine import salvo as salvo_doctrine

SALVO = int(Doctrine.SALVO)
HOOK = int(Doctrine.HOOK)
NEAREST_FIRST = int(Doctrine.NEAREST_FIRST)
SHOOT_SHOOT_LOOK = int(Doctrine.SHOOT_SHOOT_LOOK)
SAVE_FOR_BALLISTIC = int(Doctrine.SAVE_FOR_BALLISTIC)
AREA_DEFENCE = int(Doctrine.AREA_DEFENCE)
POINT_DEFENCE = int(Doctrine.POINT_DEFENCE)
COST_AWARE = int(Doctrine.COST_AWARE)


@kernel
def wants(doctrine, target, means):
    """(preference, rounds now) of the doctrine with this number for one target (`evaluation.Target`, `Means`)."""
    if doctrine == HOOK:  # every workable shot is offered to the Python function, which weighs it itself
        return 1.0, means.salvo
    if doctrine == SALVO:
        return salvo_doctrine.wants(target, means)
    if doctrine == NEAREST_FIRST:
        return nearest_first.wants(target, means)
    if doctrine == SHOOT_SHOOT_LOOK:
        return shoot_shoot_look.wants(target, means)
    if doctrine == SAVE_FOR_BALLISTIC:
        return save_for_ballistic.wants(target, means)
    if doctrine == AREA_DEFENCE:
        return area_defence.wants(target, means)
    if doctrine == POINT_DEFENCE:
        return point_defence.wants(target, means)
    if doctrine == COST_AWARE:
        return cost_aware.wants(target, means)
    return shoot_look_shoot.wants(target, means)
