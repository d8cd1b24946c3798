"""A moment of a small defence, held still, in which looks can be measured again and again with new luck."""

from __future__ import annotations

from typing import Any

import numpy as np

from pavise.run import drivers
from pavise.sim.air_picture import DETECTION, EYE
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.measuring import detection_room, measure
from pavise.sim.resolution import ECHO
from pavise.sim.state import State, make_state
from pavise.sim.world import World

SEEN_BY_STEP = ("config", "sensor", "threat")
MEASURED = ("clock", "place", "look", "jammed", "flight", "path", "plot")


@kernel
def measure_once(  # type: ignore[no-untyped-def]
    config, sensor, threat, clock, place, look, jammed, flight, path, plot, echo, eye, detection
):  # fmt: skip
    """The measuring stage for the first replication of a state."""
    measure(
        clock[0].time_s, config[0], clock[0], sensor[0], threat[0], place[0], look[0], jammed[0], flight[0], path[0],
        plot[0], echo[0], eye, detection,
    )  # fmt: skip


class _EnoughError(Exception):
    """The moment has come."""


class Moment:
    """The first step in which sensors see at least `plots` targets; `measure(slot=..., replication=...)` from there."""

    def __init__(self, world: World, plots: int = 1, room: int | None = None) -> None:
        self.world = world
        self.state = make_state(world.sizes, 1)

        def see(rows: State) -> None:
            if rows.clock["plots"] >= plots:
                raise _EnoughError

        try:
            drivers.play_one_open(world, 0, self.state, None, watch=see)
        except _EnoughError:
            pass
        else:
            raise AssertionError(f"no step with {plots} plots")
        sizes = world.sizes
        self.echo = allocate(ECHO, {"R": 1, "T": sizes["T"]})
        self.eye = allocate(EYE, {"S": sizes["S"]})
        self.detection = allocate(DETECTION, {"X": detection_room(world.sensor, sizes["T"]) if room is None else room})

    def measure(self, slot: int | None = None, replication: int = 0) -> Any:
        """The detections of this moment, had it been in another slot of the sensors or another replication."""
        if slot is not None:
            self.state.look["slot"] = slot
        self.state.clock["replication"] = replication
        tables = [getattr(self.world, name) for name in SEEN_BY_STEP] + [getattr(self.state, name) for name in MEASURED]
        measure_once(*handed((*tables, self.echo, self.eye, self.detection)))
        return self.detection[: self.state.clock["detections"][0]].copy()

    def many(self, looks: int, replications: bool = False) -> Any:
        """The detections of so many looks, one after the other (or of one look in so many replications)."""
        rows = [self.measure(0, k) if replications else self.measure(k) for k in range(looks)]
        return np.concatenate(rows).view(np.recarray)
