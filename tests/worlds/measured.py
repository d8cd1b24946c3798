"""A moment of a small defence, held still, in which looks can be measured again and again with new luck."""

from __future__ import annotations

import numpy as np

from pavise.kinds import Picture
from pavise.sim.air_picture import DETECTION, EYE
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.measuring import detection_room, measure
from pavise.sim.motion import move
from pavise.sim.resolution import ECHO
from pavise.sim.schedule import STEP_S
from pavise.sim.sensing import sense
from pavise.sim.start import start
from pavise.sim.state import make_state
from pavise.sim.world import Lookups, World

SEEN_BY_STEP = ("config", "sensor", "threat")
MEASURED = ("clock", "place", "look", "jammed", "flight", "path", "plot")


@kernel
def measure_once(
    config, sensor, threat, clock, place, look, jammed, flight, path, plot, echo, eye, detection
):  # fmt: skip
    """The measuring stage for the first replication of a state."""
    measure(
        clock[0].time_s, config[0], clock[0], sensor[0], threat[0], place[0], look[0], jammed[0], flight[0], path[0],
        plot[0], echo[0], eye, detection,
    )  # fmt: skip


@kernel
def move_and_sense(
    plots, config, unit, sensor, post, group, launcher, missile, threat, site, network, link, jammer, hears,
    pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event,
):  # fmt: skip
    """Start the first replication of a state, and let it move and sense up to the first step with so many plots."""
    lookup = Lookups(link[0], jammer[0], hears, pd_table, beam_table, loss_table, mask, ground)
    start(
        config[0], unit[0], sensor[0], post[0], group, launcher[0], threat[0], site, lookup,
        clock[0], place[0], look[0], jammed[0], flight[0], path[0], contact[0], heard[0], picture[0], duty[0],
        effort[0], desk[0], rack[0], ready[0], damage[0],
    )  # fmt: skip
    while clock[0].plots < plots and clock[0].time_s < config[0].horizon_s:
        clock[0].time_s += STEP_S
        move(
            clock[0].time_s, config[0], clock[0], unit[0], sensor[0], jammer[0], place[0], look[0], jammed[0],
            flight[0], listed[0],
        )  # fmt: skip
        sense(
            clock[0].time_s, config[0], clock[0], unit[0], sensor[0], threat[0], lookup,
            place[0], look[0], jammed[0], flight[0], path[0], contact[0], plot[0], listed[0],
        )  # fmt: skip


class Moment:
    """The first step in which sensors see at least `plots` targets; `measure(slot=..., replication=...)` from there."""

    def __init__(self, world: World, plots: int = 1, room: int | None = None) -> None:
        self.world = world
        world.config["picture"] = Picture.TRACKED
        self.state = make_state(world.sizes, 1)
        move_and_sense(plots, *handed((*world, *self.state)))
        assert self.state.clock["plots"][0] >= plots, "so many are never seen at once"
        sizes = world.sizes
        self.echo = allocate(ECHO, {"R": 1, "T": sizes["T"]})
        self.eye = allocate(EYE, {"S": sizes["S"]})
        self.detection = allocate(DETECTION, {"X": detection_room(world.sensor, sizes["T"]) if room is None else room})

    def measure(self, slot: int | None = None, replication: int = 0) -> np.recarray:
        """The detections of this moment, had it been in another slot of the sensors or another replication."""
        if slot is not None:
            self.state.look["slot"] = slot
        self.state.clock["replication"] = replication
        tables = [getattr(self.world, name) for name in SEEN_BY_STEP] + [getattr(self.state, name) for name in MEASURED]
        measure_once(*handed((*tables, self.echo, self.eye, self.detection)))
        return self.detection[: self.state.clock["detections"][0]].copy()

    def many(self, looks: int, replications: bool = False) -> np.recarray:
        """The detections of so many looks, one after the other (or of one look in so many replications)."""
        rows = [self.measure(0, k) if replications else self.measure(k) for k in range(looks)]
        return np.concatenate(rows).view(np.recarray)
