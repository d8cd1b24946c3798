"""Doctrines: what a post wants of each target. The pipeline (`command.py`) decides who gets it.

A doctrine is a file with `PARAMETERS` and `wants(...)`; adding one is that file, its number in `kinds.Doctrine`, and a
line in `wants` below (compiled code cannot look a function up in a list).
"""

from pavise.kinds import Doctrine
from pavise.sim.compiled import kernel
from pavise.sim.models.doctrine import salvo as salvo_doctrine
from pavise.sim.models.doctrine import shoot_look_shoot

SALVO = int(Doctrine.SALVO)
HOOK = int(Doctrine.HOOK)


@kernel
def wants(doctrine, time_to_go_s, value_at_stake, p_kill, in_flight, salvo):
    """(preference, rounds now) of the doctrine with this number; arguments as in `shoot_look_shoot.wants`."""
    if doctrine == HOOK:  # every workable shot is offered to the Python function, which weighs it itself
        return 1.0, salvo
    if doctrine == SALVO:
        return salvo_doctrine.wants(time_to_go_s, value_at_stake, p_kill, in_flight, salvo)
    return shoot_look_shoot.wants(time_to_go_s, value_at_stake, p_kill, in_flight, salvo)
