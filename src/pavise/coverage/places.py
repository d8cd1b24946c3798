"""Where should k radars stand? Candidate places, what each covers world by world, and the best sets of them.

    places (of the study, or a file)  x  one type of radar  ->  in each world: which cells each place covers
    cells covered in at least so many percent of the worlds  ->  the best k places: greedy, and exact
    each world by itself                                     ->  its own best k: how often is a place among them?

A cell weighs its area, or the defended value near it. With `beside`, what the sensors of the option cover already
counts no more. A radar has the same figures at every place, each world its own: what differs between places is where
they lie and what hides them. Ties go to the place that is named first.

When not to believe it: coverage is all that counts here. Roads, power, neighbours, borders and cost do not; nor does
cover in depth, since a cell counts once however many radars see it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from pavise.assemble.laydown import Place
from pavise.coverage.count import Meter, ProgressCallback, cores, over_worlds
from pavise.coverage.grid import Grid, ground_distance_m, n_vectors
from pavise.coverage.lookout import Lookout
from pavise.coverage.projection import Floats
from pavise.coverage.question import Question, worlds_for
from pavise.coverage.siting import Choice, exact, greedy, merged, value
from pavise.scenario.written import Name, Written
from pavise.sim.world import World
from pavise.units import Latitude, Longitude
from pavise.yamlfile import BadInput, read_yaml, validate

WORLD_TIME_LIMIT_S = 10.0
"""For the exact choice of one world; at the limit the best found counts, and the gap is told."""

MOST_BITS = 8 * 400_000_000
"""Places x cells x worlds that are kept, a bit each: 400 MB."""


class CandidatePlace(Written):
    """A place where a radar may stand."""

    lat: Latitude = Field(description="latitude, WGS84, e.g. 39.93 deg")
    lon: Longitude = Field(description="longitude, WGS84, e.g. 32.86 deg")


class CandidatesFile(Written):
    """Candidate places of one's own."""

    places: dict[Name, CandidatePlace] = Field(min_length=1, max_length=2000, description="places by name")


@dataclass(frozen=True)
class Sited:
    """What came out. Weights are shares of all there is to cover.

    `by_greedy`, `best`: the choice for what is covered in `percent` of the worlds; `best` is exact unless its gap says
    otherwise. `in_best_set`: for each place, share of the worlds in whose own best set it is. `alone`: what each place
    covers by itself, at that percentage. `covered`, `attainable`: in each world, what `best` covers, and what that
    world's own best set would. `widest_gap`: of the worlds' own choices. `already`: covered before any place is taken.
    `covered_in`: number of worlds in which `best` (with `beside`) covers each cell of the grid.
    """

    places: tuple[Place, ...]
    percent: int
    count: int
    by_greedy: Choice
    best: Choice
    alone: Floats
    in_best_set: Floats
    covered: Floats
    attainable: Floats
    widest_gap: float
    already: float
    covered_in: NDArray[np.uint16]


def candidates_of(path: str | Path) -> tuple[Place, ...]:
    """The places of a file. Raises BadInput with everything that is wrong in it."""
    found, findings = validate(read_yaml(path), CandidatesFile)
    if found is None:
        raise BadInput(findings)
    names = list(found.places)
    lat = np.array([place.lat for place in found.places.values()])
    lon = np.array([place.lon for place in found.places.values()])
    return tuple(
        Place(name, (float(n[0]), float(n[1]), float(n[2])), float(np.degrees(b)), float(np.degrees(a)))
        for name, n, b, a in zip(names, n_vectors(lat, lon), lat, lon, strict=True)
    )


def value_weight(
    grid: Grid, inside: NDArray[np.bool_], sites: Sequence[tuple[float, float, float]], within_m: float
) -> Floats:
    """The value of each site (latitude, longitude in degrees, value), spread evenly over the cells of interest within
    a distance of it."""
    weight = np.zeros(grid.shape)
    cells = grid.n_vectors()
    for lat, lon, worth in sites:
        window = grid.window(lat, lon, within_m)
        near = ground_distance_m(n_vectors(np.radians(lat), np.radians(lon)), cells[window]) <= within_m
        near &= inside[window]
        if near.any():
            weight[window] += worth / np.count_nonzero(near) * near
    return weight


def choose_places(
    world: World,
    places: Sequence[Place],
    count: int,
    grid: Grid,
    weight: Floats,
    question: Question,
    *,
    percent: int = 50,
    ground_m: Floats | None = None,
    beside: World | None = None,
    threads: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> Sited:
    """The best `count` of the places for the first layer of the question.

    `world`: the sensors at the places, those of place k in rows k n to k n + n - 1. `beside`: the World of sensors that
    stand already. `weight`: of the cells of the grid; cells where the target would be in the ground count for nothing.
    """
    threads = threads or cores()
    cover = _Covered(world, len(places), grid, weight, question, ground_m, beside)
    meter = Meter(2 * cover.worlds, on_progress)
    over_worlds(cover.one_world, cover.worlds, threads, meter)
    needed = worlds_for(percent, cover.worlds)
    open_weight = np.where(cover.already >= needed, 0.0, cover.weight)
    covers = cover.counts >= needed
    total = float(cover.weight.sum()) or 1.0
    by_greedy = greedy(*merged(covers, open_weight), count)
    best = exact(covers, open_weight, count)
    in_best, covered, attainable, gaps = (np.zeros(cover.worlds) for _ in range(4))
    in_best = np.zeros((cover.worlds, len(places)))

    def one_world(w: int) -> None:
        mine, left = cover.of_world(w)
        own = exact(mine, left, count, WORLD_TIME_LIMIT_S)
        in_best[w, list(own.places)] = 1.0
        covered[w], attainable[w], gaps[w] = value(mine, left, best.places), own.covered, own.gap

    over_worlds(one_world, cover.worlds, threads, meter)
    return Sited(
        tuple(places),
        percent,
        count,
        _scaled(by_greedy, total),
        _scaled(best, total),
        (covers @ open_weight) / total,
        in_best.mean(axis=0),
        covered / total,
        np.maximum(attainable, covered) / total,
        float(gaps.max(initial=0.0)),
        float(cover.weight[cover.already >= needed].sum()) / total,
        cover.covered_in(best.places),
    )


def _scaled(choice: Choice, total: float) -> Choice:
    return Choice(choice.places, choice.covered / total, choice.at_most / total)


class _Covered:
    """Which place covers which weighty cell in which world."""

    def __init__(
        self,
        world: World,
        n_places: int,
        grid: Grid,
        weight: Floats,
        question: Question,
        ground_m: Floats | None,
        beside: World | None,
    ) -> None:
        n, layer = grid.n_vectors(), question.layers[0]
        self.lookout = Lookout(world, range(world.sensor.shape[1]), grid, n, ground_m, question, layer)
        self.beside = None
        if beside is not None:
            self.beside = Lookout(beside, range(beside.sensor.shape[1]), grid, n, ground_m, question, layer)
        self.worlds, self.per_place = len(world.unit), world.sensor.shape[1] // n_places
        self.cells = np.flatnonzero((weight > 0.0) & ~np.isnan(self.lookout.height_m))
        self.weight = weight.ravel()[self.cells]
        if n_places * len(self.cells) * self.worlds > MOST_BITS:
            raise ValueError("places x cells x worlds do not fit; choose larger cells, fewer places or fewer worlds")
        self.bits = np.zeros((self.worlds, n_places, -(-len(self.cells) // 8)), np.uint8)
        self.network = np.zeros((self.worlds, -(-len(self.cells) // 8)), np.uint8)
        self.counts = np.zeros((n_places, len(self.cells)), np.uint16)
        self.already = np.zeros(len(self.cells), np.uint16)
        self.lock = threading.Lock()

    def one_world(self, w: int) -> None:
        """Look out in world `w`."""
        sees = np.zeros((len(self.counts), len(self.cells)), bool)
        self._look(self.lookout, w, sees, lambda s: s // self.per_place)
        there = np.zeros((1, len(self.cells)), bool)
        if self.beside is not None:
            self._look(self.beside, w, there, lambda s: 0)
        self.bits[w], self.network[w] = np.packbits(sees, axis=1), np.packbits(there[0])
        with self.lock:
            self.counts += sees
            self.already += there[0]

    def _look(self, lookout: Lookout, w: int, sees: NDArray[np.bool_], row_of: Callable[[int], int]) -> None:
        eyes, room = lookout.watch(w), np.empty(lookout.largest)
        whole = np.zeros(lookout.grid.shape, bool)
        for s in lookout.sensors:
            if lookout.world.sensor["present"][w, s]:
                whole[:] = False
                whole[lookout.windows[s]] = lookout.chances(eyes, w, s, room) >= lookout.question.level
                sees[row_of(s)] |= whole.ravel()[self.cells]

    def covered_in(self, chosen: tuple[int, ...]) -> NDArray[np.uint16]:
        """In how many worlds these places, or the network, cover each cell of the grid (0 where nothing weighs)."""
        found = np.zeros(self.lookout.grid.shape, np.uint16)
        for w in range(self.worlds):
            seen = np.bitwise_or.reduce(self.bits[w, list(chosen)], axis=0, initial=0) | self.network[w]
            found.ravel()[self.cells] += np.unpackbits(seen.astype(np.uint8), count=len(self.cells))
        return found

    def of_world(self, w: int) -> tuple[NDArray[np.bool_], Floats]:
        """What the places cover in world `w`, and the weights that the network leaves open there."""
        sees = np.unpackbits(self.bits[w], axis=1, count=len(self.cells)).astype(bool)
        there = np.unpackbits(self.network[w], count=len(self.cells)).astype(bool)
        return sees, np.where(there, 0.0, self.weight)
