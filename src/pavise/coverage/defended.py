"""What do fire units defend? For every cell of the ground: would a threat aimed at it have been met before it arrives?

    for each world (threads):  flights (`flights.py`)  ->  when the round meets each (`engaging.py`)
                               ->  cells that are defended  ->  counts per cell, areas, distances

*Met* is not killed: the question is whether there is time and reach for so many rounds, one after the other. With a
bearing the threat comes from there; without, from all round, and a cell is defended when it is from every bearing. No
bearing is told apart from the others in what comes out.

Units with a sector face the bearing that the threat comes from.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pavise.coverage.count import Meter, ProgressCallback, cores, over_worlds
from pavise.coverage.engaging import meet_along, stand_to
from pavise.coverage.flights import Flights, Frame, arc_flights, level_flights
from pavise.coverage.grid import Grid, n_vectors
from pavise.coverage.lookout import reach_m
from pavise.coverage.projection import Floats
from pavise.coverage.question import PERCENTS
from pavise.kinds import PathKind, SensorKind, ThreatClass
from pavise.sim.compiled import handed
from pavise.sim.fields import allocate
from pavise.sim.state import CLOCK, FLIGHT, HEARD, JAMMED, LOOK, PATH, PLACE
from pavise.sim.world import SITE, World, path_points

BEARINGS = 36
"""From all round means from so many bearings. Between two of them more is drawn than is defended, never less."""
LINE_BEARINGS = 72
"""The same for level fliers where sensors stand apart: a line answers for all cells under it, so more cost little. With
12, areas of S-400 batteries round several cities came out 3 % too large, and arcs with 12 instead of 36 by 4 to 7 %."""
GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)
FLYING_IN_S = 60.0
"""A level flier starts so long before any sensor can see it."""


@dataclass(frozen=True)
class Attacker:
    """One kind of threat: a row of THREAT in each world, (W,). `words`: what it is and does; `slug`: for files."""

    slug: str
    words: str
    threat: np.recarray

    @property
    def is_arc(self) -> bool:
        """Does it come on an arc?"""
        return int(self.threat["path_kind"][0]) == int(PathKind.ARC)


@dataclass(frozen=True)
class Defence:
    """What is asked of all attackers: how many rounds, the chance from which on there is a track, the bearing (None:
    from all round), which posts may shoot (rows), and which sensors count (rows; None: all that their networks hear).
    """

    posts: tuple[int, ...]
    sensors: tuple[int, ...] | None = None
    shots: int = 1
    level: float = 0.5
    bearing_rad: float | None = None
    percents: tuple[int, ...] = PERCENTS


@dataclass(frozen=True)
class Footprint:
    """What is defended against one attacker, over all worlds: number of worlds per cell, shape (rows, columns), and per
    world, shape (W,), the area in m2 and distances in m by name. `at_edge`: share of the worlds in which the area runs
    into the edge of the map."""

    attacker: Attacker
    worlds: NDArray[np.uint16]
    area_m2: Floats
    distances_m: Mapping[str, Floats]
    at_edge: float


def footprints(
    world: World,
    grid: Grid,
    centre: tuple[float, float],
    attackers: Sequence[Attacker],
    asked: Defence,
    *,
    threads: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> list[Footprint]:
    """Every attacker's footprint over all worlds of a case without a raid. `centre`: latitude, longitude in degrees."""
    worlds = len(world.unit)
    meter = Meter(worlds * len(attackers), on_progress)
    found = []
    for attacker in attackers:
        run = _Run(world, grid, centre, attacker, asked)
        over_worlds(run.one_world, worlds, threads or cores(), meter)
        found.append(run.result())
    return found


def rounds_reach_m(world: World, posts: Sequence[int], threat_class: int) -> float:
    """The farthest that any round of these posts flies at a class of target, in any world; 0: none is meant for it."""
    groups = [g for g, row in enumerate(world.group) if int(row["post"]) in posts]
    column = "range_max_ballistic_m" if threat_class == int(ThreatClass.BALLISTIC) else "range_max_m"
    missiles = [int(world.group["missile"][g]) for g in groups]
    reach = [world.missile[column][:, m] * (world.missile["p_kill"][:, m, threat_class] > 0.0) for m in missiles]
    return float(max((row.max() for row in reach), default=0.0))


def alike_all_round(world: World, asked: Defence) -> bool:
    """True when all posts and sensors that count stand at one place and look alike on every side."""
    posts = list(asked.posts)
    networks = {int(world.post["network"][0, c]) for c in posts}
    given = {int(link["giver"]) for link in world.link[0] if int(link["taker"]) in networks}
    heard = world.hears[posts].any(axis=0) | np.isin(world.sensor["network"][0], [*networks, *given])
    if asked.sensors is not None:
        heard &= np.isin(np.arange(len(heard)), asked.sensors)
    sensor = world.sensor[:, heard]
    guides = world.sensor[:, sorted({int(s) for s in world.post["fire_control"][0, posts]} - {-1})]
    units = {int(u) for u in sensor["unit"].ravel()} | {int(world.post["unit"][0, c]) for c in posts}
    places = world.unit["n"][0, sorted(units)]
    return bool(
        np.ptp(places, axis=0).max() == 0.0
        and not (world.unit["orbit_radius_m"][:, sorted(units)] > 0.0).any()
        and (sensor["mask_row"] == 0).all()
        and (guides["mask_row"] == 0).all()
        and (sensor["kind"] != int(SensorKind.BISTATIC)).all()
        and world.jammer.shape[1] == 0
        and float(world.config["ground_step_rad"][0]) == 0.0
    )


class Stage(NamedTuple):
    """Rows of one world, as the kernels are handed them: to take places (`start`), and to fly (`flown`). `unit`: the
    units among them, whose bearing is still to be set."""

    unit: np.recarray
    start: tuple[Any, ...]
    flown: tuple[Any, ...]


class _Run:
    """One attacker while its footprint is worked out. `one_world` may be called from several threads."""

    def __init__(
        self, world: World, grid: Grid, centre: tuple[float, float], attacker: Attacker, asked: Defence
    ) -> None:
        self.world, self.grid, self.attacker, self.asked = world, grid, attacker, asked
        self.n = n_vectors(np.radians(centre[0]), np.radians(centre[1]))
        self.cells = grid.n_vectors()
        self.alike = alike_all_round(world, asked)
        self.from_m = self._starts_at()
        self.rings: NDArray[np.int64] | None = None
        if asked.bearing_rad is not None:
            self.flights = [(asked.bearing_rad, self._flights(asked.bearing_rad, *self._cells(asked.bearing_rad)))]
        elif self.alike:  # flights from one bearing, to cells all round
            x_m, c_m = self._all_round()
            self.flights = [(0.0, self._flights(0.0, x_m, c_m))]
        else:
            number = BEARINGS if attacker.is_arc else LINE_BEARINGS
            apart = sorted(range(number), key=lambda k: k * GOLDEN % 1.0)  # the first few leave few cells to ask for
            bearings = [2.0 * math.pi * k / number for k in apart]
            self.flights = [(bearing, self._flights(bearing, *self._cells(bearing))) for bearing in bearings]
        self.posts = np.isin(np.arange(world.post.shape[1]), asked.posts)
        rows = np.arange(world.sensor.shape[1])
        self.listened = np.isin(rows, rows if asked.sensors is None else asked.sensors)
        self.counts = np.zeros(grid.shape, np.uint16)
        self.lock = threading.Lock()
        self.areas = np.zeros(len(world.unit))
        self.edges = np.zeros(len(world.unit), bool)
        self.rays = self._rays()
        self.distances = {name: np.zeros(len(world.unit)) for name in self.rays_named()}

    def one_world(self, w: int) -> None:
        """Work out world `w`."""
        threat = self.attacker.threat[w]
        whole, stage = np.ones(self.flights[0][1].of.shape, bool), self._stage(w)
        for bearing_rad, flights in self.flights:
            which = np.unique(flights.of[whole])
            if flights.blocks is not None:
                blocks = flights.blocks
                near_s = self._met_s(stage, bearing_rad, blocks, np.unique(blocks.of[which]), flights.apart_m)
                which = which[np.isfinite(near_s)[blocks.of[which]]]
            met_s = self._met_s(stage, bearing_rad, flights, which)
            if self.attacker.is_arc:
                ok = np.isfinite(met_s)[flights.of]
            else:
                ok = flights.defended(met_s, float(threat["speed_mps"]), float(threat["release_range_m"]))
            whole = np.asarray(whole & ok)
            if not whole.any():
                break
        if self.rings is not None:
            of_rings: NDArray[np.bool_] = np.asarray(whole.all(axis=1))
            whole = of_rings[self.rings]
        self.areas[w] = np.count_nonzero(whole) * self.grid.cell_area_m2
        self.edges[w] = whole[[0, -1]].any() or whole[:, [0, -1]].any()
        for name, value in self._distances_m(whole).items():
            self.distances[name][w] = value
        with self.lock:
            self.counts += whole

    def result(self) -> Footprint:
        """What was worked out."""
        return Footprint(self.attacker, self.counts, self.areas, self.distances, float(self.edges.mean()))

    # ---- which flights ----------------------------------------------------------------------------------------------

    def _starts_at(self) -> float:
        """Ground distance before the centre from which no sensor sees a level flier yet."""
        if self.attacker.is_arc:
            return 0.0
        threat, world = self.attacker.threat, self.world
        top_m, fastest_mps = float(threat["altitude_m"].max()), float(threat["speed_mps"].max())
        if float(world.config["ground_step_rad"][0]) > 0.0:
            top_m += max(float(world.ground.max()), 0.0)
        reach = [reach_m(world, s, top_m) for s in range(world.sensor.shape[1])]
        places = world.unit["n"][0, world.sensor["unit"][0]]
        apart_m = 6.4e6 * np.linalg.norm(places - self.n, axis=1)
        return max((a + b for a, b in zip(reach, apart_m, strict=True)), default=0.0) + FLYING_IN_S * fastest_mps

    def _cells(self, bearing_rad: float) -> tuple[Floats, Floats]:
        return Frame.at(self.n, bearing_rad).where(self.cells)

    def _all_round(self) -> tuple[Floats, Floats]:
        """Cells on rings round the centre, seen by who comes from north: all cells of the grid are of one ring."""
        x_m, c_m = self._cells(0.0)
        step_m = 0.25 * self.grid.cell_m
        self.rings = np.rint(np.hypot(x_m, c_m) / step_m).astype(np.int64)
        ring_m = np.arange(int(self.rings.max()) + 1)[:, np.newaxis] * step_m
        turn = np.linspace(0.0, math.pi, BEARINGS // 2 + 1)
        return ring_m * np.cos(turn), ring_m * np.sin(turn)

    def _flights(self, bearing_rad: float, x_m: Floats, c_m: Floats) -> Flights:
        frame, cell_m = Frame.at(self.n, bearing_rad), self.grid.cell_m
        if self.attacker.is_arc:
            return arc_flights(frame, x_m, c_m, cell_m, float(self.attacker.threat["distance_m"][0]), self.alike)
        return level_flights(frame, x_m, c_m, (0.5 if self.alike else 1.0) * cell_m, self.from_m, self.alike)

    # ---- one world --------------------------------------------------------------------------------------------------

    def _stage(self, w: int) -> Stage:
        """Rows of world `w` and of one threat, to be used for one bearing after the other."""
        world = self.world
        threat = self.attacker.threat[w : w + 1].copy()
        threat["release_range_m"] = threat["start_s"] = threat["start_spread_s"] = threat["weave_m"] = 0.0
        threat["axis_spread_rad"], threat["site"] = 0.0, 0
        threat["distance_m"] = max(flights.distance_m for _, flights in self.flights)
        unit, site = world.unit[w].copy(), allocate(SITE, {"D": 1})
        site["value"] = site["hardness"] = 1.0
        sizes = {
            "R": 1, "T": 1, "U": unit.size, "S": world.sensor.shape[1], "J": world.jammer.shape[1],
            "N": world.networks, "P": path_points(threat, bool(world.config["ground_step_rad"][0] > 0.0)),
        }  # fmt: skip
        clock, place, look, jammed, heard, flight, path = (
            allocate(table, sizes) for table in (CLOCK, PLACE, LOOK, JAMMED, HEARD, FLIGHT, PATH)
        )
        clock["replication"], clock["world"] = w, w
        lookups = (
            world.network[w], world.link[w], world.jammer[w], world.hears, world.pd_table, world.beam_table,
            world.loss_table, world.mask, world.ground,
        )  # fmt: skip
        start = (world.config, unit, world.sensor[w], *lookups, world.post[w], clock)
        state = (place[0], look[0], jammed[0], heard[0])
        flown = (
            world.config, unit, world.sensor[w], world.post[w], world.group, world.launcher[w], world.missile[w],
            threat, site, *lookups, clock, *state, flight[0], path[0],
        )  # fmt: skip
        return Stage(unit, handed((*start, *state)), handed(flown))

    def _met_s(
        self, stage: Stage, bearing_rad: float, flights: Flights, which: NDArray[np.int64], margin_m: float = -1.0
    ) -> Floats:
        """When the last of the rounds meets each of these flights; inf for never, and for all others. With a
        `margin_m`, something finite for flights that come within that of anybody's reach."""
        stage.unit["boresight_rad"] = bearing_rad
        stand_to(*stage.start)
        some_s = np.empty(len(which))
        meet_along(
            *stage.flown, self.posts, self.listened, self.asked.level, self.asked.shots, margin_m,
            flights.n_end[which], flights.axis_rad[which], flights.distance_m, some_s,
        )  # fmt: skip
        met_s = np.full(len(flights.axis_rad), math.inf)
        met_s[which] = some_s
        return met_s

    # ---- distances from the centre ----------------------------------------------------------------------------------

    def rays_named(self) -> tuple[str, ...]:
        """Names of the distances: along a bearing and across it, or the least and greatest all round."""
        return ("forward", "back", "left", "right") if self.asked.bearing_rad is not None else ("least", "greatest")

    def _rays(self) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Distances from the centre along rays, and the cells there: shapes (steps,), (rays, steps) twice."""
        grid, first = self.grid, self.asked.bearing_rad or 0.0
        turns = (0.0, 0.5, 0.75, 0.25) if self.asked.bearing_rad is not None else np.arange(BEARINGS) / BEARINGS
        step_m = np.arange(0.0, max(grid.rows, grid.columns) * grid.cell_m, 0.5 * grid.cell_m)
        rows, columns = [], []
        for turn in turns:
            frame = Frame.at(self.n, first + 2.0 * math.pi * float(turn))
            n, _ = frame.places(-step_m, np.zeros_like(step_m))
            x_m, y_m = grid.plane.forward(np.arctan2(n[:, 2], np.hypot(n[:, 0], n[:, 1])), np.arctan2(n[:, 1], n[:, 0]))
            rows.append(np.floor((y_m - grid.south_m) / grid.cell_m).astype(np.int64))
            columns.append(np.floor((x_m - grid.west_m) / grid.cell_m).astype(np.int64))
        return step_m, np.array(rows), np.array(columns)

    def _distances_m(self, defended: NDArray[np.bool_]) -> dict[str, float]:
        """How far it reaches from the centre without a gap; 0 where the centre itself is not defended."""
        step_m, rows, columns = self.rays
        on_grid = (rows >= 0) & (rows < self.grid.rows) & (columns >= 0) & (columns < self.grid.columns)
        there = on_grid & defended[np.where(on_grid, rows, 0), np.where(on_grid, columns, 0)]
        steps = np.where(there.all(axis=1), there.shape[1], np.argmin(there, axis=1))
        along_m = [float(step_m[k - 1]) if k else 0.0 for k in steps]
        if self.asked.bearing_rad is not None:
            return dict(zip(self.rays_named(), along_m, strict=True))
        return {"least": min(along_m), "greatest": max(along_m)}
