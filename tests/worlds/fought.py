"""One replication of a small battle, fought to its end: its tables, its log, and the rounds that the log tells of.

What laws ask for is worked out here anew, with NumPy and none of the simulation's own functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pavise.kinds import EventKind
from pavise.run import drivers
from pavise.sim.state import State
from pavise.sim.tracked_state import Air
from pavise.sim.world import World
from tests.worlds.looking_on import place_at_m
from tests.worlds.small_battles import SmallBattle

EVENTS = 4_000
STEP_S = 1.0
"""The clock's step: what happens within one is known at its end."""


class Shot(NamedTuple):
    """One round, as the log tells it. `threat`: -1 where the track that it was fired at follows none."""

    time_s: float
    launcher: int
    post: int
    threat: int
    arrives_s: float


class Fought(NamedTuple):
    """The world (its rows of tables), the state at the end (rows, too), the log, and the shots of the log."""

    world: World
    state: State
    log: np.ndarray
    shots: list[Shot]

    def of_kind(self, *kinds: EventKind) -> np.ndarray:
        """The log's events of these kinds."""
        return self.log[np.isin(self.log["kind"], kinds)]

    def known_s(self, shot: Shot) -> float:
        """When the post knows, or thinks to know, what the round did."""
        return float(shot.arrives_s + self.world.post["assess_s"][shot.post])

    def released_s(self, shot: Shot) -> float:
        """The step at whose end it does."""
        return math.ceil(self.known_s(shot))

    def network_at(self, post: int, time_s: float) -> int:
        """The network that a post is on: its own once its command post is lost."""
        alone = time_s >= self.state.desk["lost_s"][post]
        return int(self.world.post["fallback" if alone else "network"][post])

    def in_flight_at(self, time_s: float) -> list[Shot]:
        """Rounds that were fired up to then and whose results are not known before the end of that step."""
        return [shot for shot in self.shots if shot.time_s <= time_s <= self.released_s(shot)]

    def missile(self, shot: Shot) -> np.record:
        """The type of a round."""
        return self.world.missile[self.world.group["missile"][self.world.launcher["group"][shot.launcher]]]

    def place_m(self, threat: int, time_s: float) -> np.ndarray:
        """Earth-centred place of a threat on its path."""
        return place_at_m(self.state.path[threat], self.state.flight["points"][threat], np.array([time_s]))[0]

    def height_m(self, threat: int, time_s: float) -> float:
        """Height of a threat on its path."""
        path, points = self.state.path[threat], self.state.flight["points"][threat]
        return float(np.interp(time_s, path["time_s"][:points], path["height_m"][:points]))

    def unit_m(self, u: int, time_s: float) -> np.ndarray:
        """Earth-centred place of a unit: on the ground, or on its orbit."""
        unit, place = self.world.unit[u], self.state.place[u]
        centre_m = earth_centred_m(unit["n"], unit["height_m"])
        if unit["orbit_radius_m"] == 0.0:
            return centre_m
        east, north = level_axes(unit["n"])
        turn_rad = place["orbit_phase_rad"] + unit["orbit_speed_mps"] / unit["orbit_radius_m"] * time_s
        return centre_m + unit["orbit_radius_m"] * (math.sin(turn_rad) * east + math.cos(turn_rad) * north)

    def own_site(self, post: int) -> int:
        """Row of the site nearest to a post's unit."""
        return int(np.argmax(self.world.site["n"] @ self.world.unit["n"][self.world.post["unit"][post]]))


def earth_centred_m(n: np.ndarray, height_m: float) -> np.ndarray:
    """Place above the WGS84 ellipsoid where `n` is upright."""
    a_m, f = 6378137.0, 1.0 / 298.257223563
    e2 = f * (2.0 - f)
    normal_m = a_m / math.sqrt(1.0 - e2 * n[2] ** 2)
    return (normal_m + height_m) * n - np.array([0.0, 0.0, e2 * normal_m * n[2]])


def level_axes(n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """East and north."""
    east = np.cross([0.0, 0.0, 1.0], n)
    east /= np.linalg.norm(east)
    return east, np.cross(n, east)


def fight(battle: SmallBattle) -> Fought:
    """Play it with the fused driver."""
    state = drivers.play_kept(battle.world, battle.replication, EVENTS)
    drivers.collected(battle.world, state)  # stops on a full buffer
    return told(battle.world, State(*(table[0] for table in state)))


def told(world: World, state: State) -> Fought:
    """A played state with its shots. All worlds of a small battle are alike."""
    here = world._replace(
        unit=world.unit[0], sensor=world.sensor[0], post=world.post[0], launcher=world.launcher[0],
        missile=world.missile[0], threat=world.threat[0], network=world.network[0], link=world.link[0],
    )  # fmt: skip
    log = state.event[: state.clock["events"]].copy()
    post_of = here.group["post"][here.launcher["group"]]
    shots = [
        Shot(float(e["time_s"]), int(e["who"]), int(post_of[e["who"]]), int(e["whom"]), float(e["value"]))
        for e in log[log["kind"] == EventKind.SHOT]
    ]
    return Fought(here, state._replace(event=log), log, shots)


def watch(battle: SmallBattle, see: Callable[[State, Air | None], None]) -> Fought:
    """Play it with the open driver and show each step to `see` after move, sense and track, before posts decide."""
    state, air, work = drivers.room_for_one(battle.world, EVENTS)
    rows = State(*(table[0] for table in state))
    own = None if air is None else Air(*(table[0] for table in air))

    def look(seen: State) -> None:
        see(seen, own)

    drivers.play_one_open(battle.world, battle.replication, state, None, look, air, work)
    drivers.collected(battle.world, state)
    return told(battle.world, rows)
