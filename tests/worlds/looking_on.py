"""Look on while a replication is played: what the state holds after the first half of each step, or at the end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pavise.run import drivers
from pavise.sim.state import State, make_state
from pavise.sim.step import play_block
from pavise.sim.world import World


def last_state(world: World, replication: int, events: int = 4000) -> State:
    """The state of one replication (its rows, without the axis R) when the fused driver is done with it."""
    state = make_state(world.sizes, 1, events=events)
    drivers.begin(world, replication, state, (*world, *state))
    play_block(*world, *state)
    drivers.collected(world, state)  # stops on a full buffer
    return State(*(table[0] for table in state))


def look_on(world: World, replication: int, see: Callable[[State], None], hook: drivers.Hook | None = None) -> State:
    """Play one replication with the open driver and show each step to `see` after move, sense and track."""
    state = make_state(world.sizes, 1, events=4000)
    drivers.play_one_open(world, replication, state, hook, watch=see)
    drivers.collected(world, state)
    return State(*(table[0] for table in state))


def detections(world: World, replication: int) -> list[tuple[float, int, int]]:
    """All detections of one replication: (time_s, row of the sensor, row of the threat)."""
    found: list[tuple[float, int, int]] = []

    def see(state: State) -> None:
        plots = state.plot[: state.clock["plots"]]
        time_s = float(state.clock["time_s"])
        found.extend((time_s, int(s), int(t)) for s, t in zip(plots["sensor"], plots["threat"], strict=True))

    look_on(world, replication, see)
    return found


def place_at_m(path: np.ndarray, points: int, time_s: np.ndarray) -> np.ndarray:
    """Earth-centred places, shape (times, 3), on the path of one threat: straight between its timed points."""
    ways = path["position_m"][:points]
    return np.stack([np.interp(time_s, path["time_s"][:points], ways[:, axis]) for axis in range(3)], axis=-1)


def same_columns(a: np.ndarray, b: np.ndarray, but: tuple[str, ...] = ()) -> bool:
    """True when two tables hold the same bits in every column (bytes between columns have no meaning)."""
    return all(a[name].tobytes() == b[name].tobytes() for name in a.dtype.names if name not in but)
