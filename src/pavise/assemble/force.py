"""Who is there, world by world: a posture's entries become units, each with its racks of rounds.

    entry "hisar-o: count 3"      -> hisar-o 1, hisar-o 2, hisar-o 3, in every world
    entry "f16: 16 to 32"         -> as many patrols as the largest world has; `present` says which world has which
    entry "s400: lot ..."         -> as many batteries as the largest world has, launchers and rounds shared out
    "magazine: {48n6e3: 16}"      -> so many on the launchers of each unit, in place of full ones
    status "s400_status"          -> units are present where the true hypothesis says so, with its notice time

A unit that a world lacks keeps its place and its luck there; it is just not present. So worlds stay comparable.

Simplifications, said openly: all units of an entry are alike within a world (what is doubtful is the type, not the
specimen). A patrol is one aircraft on station; its reloads are the further airframes of the patrol. Which hypothesis is
true is drawn once per world and shared by every entry under the status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pavise.assemble.lots import Loaded, share_out, whole_shares
from pavise.assemble.sample import Figures, Sampler, Whole
from pavise.catalogue.system import SystemType
from pavise.scenario.posture import Holds, PlacedEntry, Posture

Present = NDArray[np.bool_]


@dataclass(frozen=True)
class Rack:
    """Launchers of one unit that carry the same round. `rounds`, `reloads`: shape (W, launchers)."""

    missile: str
    rounds: Whole
    reloads: Whole


@dataclass(frozen=True)
class Unit:
    """One unit in all worlds; arrays have shape (W,). `notice_s`: from the order to being able to act."""

    name: str
    placed: PlacedEntry
    system: SystemType
    present: Present
    notice_s: Figures
    range_factor: Figures
    availability_factor: Figures
    racks: tuple[Rack, ...]

    @property
    def entry(self) -> str:
        """Name of the entry that it belongs to."""
        return self.placed.name


@dataclass(frozen=True)
class Purchase:
    """How much of an entry a budget buys: whole `units`, perhaps one more with this `part` of its launchers; of a lot,
    this multiple (`lot`)."""

    units: int = 0
    part: float = 0.0
    lot: float = 1.0


@dataclass(frozen=True)
class Readiness:
    """Where and how ready an entry's units are, in every world: shape (W,)."""

    present: Present
    notice_s: Figures


def raise_force(
    posture: Posture,
    sampler: Sampler,
    open_hypotheses: Mapping[str, float],
    purchases: Mapping[str, Purchase] | None = None,
) -> list[Unit]:
    """All units of a posture, entry by entry.

    `open_hypotheses`: those of the posture's status that count, with their weights. `purchases`: for entries that a
    budget decides about; all others come as written.
    """
    true_one = _true_hypothesis(posture, sampler, open_hypotheses)
    units: list[Unit] = []
    for name, placed in posture.entries.items():
        purchase = (purchases or {}).get(name)
        state = _readiness(placed, posture, sampler, true_one)
        if placed.entry.lot is not None:
            racks_of = _from_lot(placed, sampler, purchase)
        elif sampler.library.system(placed.entry.system).flies:
            racks_of = _patrols(placed, sampler, purchase)
        else:
            racks_of = _by_count(placed, sampler, purchase)
        units += _units(placed, sampler, state, racks_of)
    return units


def origin_name(placed: PlacedEntry) -> str:
    """The name under which an entry's own figures are drawn: the file that wrote it, and the entry."""
    return f"{placed.source.value.id}/{placed.name}"


# ---- how many, with which rounds ------------------------------------------------------------------------------------

Racked = tuple[Present, tuple[Rack, ...]]
"""One unit of an entry: in which worlds it exists, and what it carries."""


def _by_count(placed: PlacedEntry, sampler: Sampler, purchase: Purchase | None) -> list[Racked]:
    """Fire units or warning radars by number. A part-bought last unit has fewer launchers."""
    number = purchase.units if purchase else _count(placed, sampler)
    system = sampler.library.system(placed.entry.system)
    racks = _as_loaded(placed, sampler, _standard_racks(sampler, system))
    most = int(np.max(number, initial=0))
    racked: list[Racked] = [(_exists(k, number, sampler.worlds), racks) for k in range(most)]
    if purchase and purchase.part > 0.0:
        part = _as_loaded(placed, sampler, _standard_racks(sampler, system, purchase.part), purchase.part)
        racked.append((np.ones(sampler.worlds, bool), part))
    return racked


def _patrols(placed: PlacedEntry, sampler: Sampler, purchase: Purchase | None) -> list[Racked]:
    """Fighter patrols: as many as the airframes at hand keep on station, the last one perhaps with fewer to follow it.

    Two thirds of the airframes of a patrol are enough to fly it; below that, they stay on the ground.
    """
    aircraft = np.broadcast_to(purchase.units if purchase else _count(placed, sampler), (sampler.worlds,))
    each = sampler.whole(placed.entry.system, "aircraft_per_patrol")
    system = sampler.library.system(placed.entry.system)
    number = (3 * aircraft + each) // (3 * each)
    racked: list[Racked] = []
    for k in range(int(np.max(number, initial=0))):
        airframes = np.clip(aircraft - k * each, 1, each)
        sorties = np.maximum(airframes - 1, 0)[:, np.newaxis]
        racks = tuple(
            Rack(missile, np.full((sampler.worlds, 1), rounds, np.int64), sorties)
            for missile, rounds in system.load.items()
        )
        racked.append((number > k, racks))
    return racked


def _from_lot(placed: PlacedEntry, sampler: Sampler, purchase: Purchase | None) -> list[Racked]:
    """Batteries of a lot whose totals are in doubt: `lots.share_out` in every world."""
    lot_id, factor = str(placed.entry.lot), purchase.lot if purchase else 1.0
    lot, system = sampler.library.system(lot_id), sampler.library.system(placed.entry.system)
    totals = {name: _times(sampler.whole(lot_id, name), factor) for name in ("batteries", "launchers", "missiles")}
    assert system.launchers is not None  # a finding of `check` otherwise
    shares = system.launchers.load
    capacities = {missile: _capacity(sampler, system, missile) for missile in shares}
    worlds: list[list[Loaded]] = []
    for w in range(sampler.worlds):
        capacity = {missile: int(capacities[missile][w]) for missile in shares}
        rounds: dict[str, float] = {**lot.rounds}
        rounds = rounds or {missile: shares[missile] * capacity[missile] for missile in shares}
        batteries, launchers, missiles = (int(totals[name][w]) for name in totals)
        worlds.append(share_out(batteries, launchers, missiles, shares, capacity, rounds))
    number = totals["batteries"]
    batteries_of = [tuple(_rack_of(worlds, k, missile) for missile in shares) for k in range(int(number.max()))]
    return [
        (_exists(k, number, sampler.worlds), _as_loaded(placed, sampler, racks)) for k, racks in enumerate(batteries_of)
    ]


def _rack_of(worlds: Sequence[Sequence[Loaded]], battery: int, missile: str) -> Rack:
    """What one battery of a lot has of one round: room for the largest world, empty elsewhere."""
    own = [[row for row in world if row.battery == battery and row.missile == missile] for world in worlds]
    shape = (len(worlds), max(len(rows) for rows in own))
    rounds, reloads = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for w, rows in enumerate(own):
        rounds[w, : len(rows)] = [row.rounds for row in rows]
        reloads[w, : len(rows)] = [row.reloads for row in rows]
    return Rack(missile, rounds, reloads)


def _standard_racks(sampler: Sampler, system: SystemType, part: float = 1.0) -> tuple[Rack, ...]:
    """The racks of a unit as the catalogue describes it, or of one with only a `part` of the launchers."""
    if system.launchers is None:
        return ()
    launchers = _times(sampler.whole(system.id, "launchers_per_unit"), part)
    reload_sets = sampler.whole(system.id, "reload_sets")
    load = system.launchers.load
    by_type = np.array([whole_shares(int(number), list(load.values())) for number in launchers])
    racks = []
    for k, missile in enumerate(load):
        there = np.arange(int(by_type[:, k].max())) < by_type[:, k, np.newaxis]
        rounds = np.where(there, _capacity(sampler, system, missile)[:, np.newaxis], 0)
        racks.append(Rack(missile, rounds, np.where(there, reload_sets[:, np.newaxis], 0)))
    return tuple(rack for rack in racks if rack.rounds.shape[1] > 0)


def _as_loaded(placed: PlacedEntry, sampler: Sampler, racks: tuple[Rack, ...], part: float = 1.0) -> tuple[Rack, ...]:
    """The racks of one unit with as many rounds as its entry says, spread evenly over the launchers of each type.

    No launcher takes more than a full load, so a world in which the unit has fewer launchers may have fewer rounds. Of
    a unit with only a `part` of its launchers, that part of the rounds.
    """
    system, loaded = sampler.library.system(placed.entry.system), []
    for rack in racks:
        written = (placed.entry.magazine or {}).get(rack.missile)
        if written is not None:
            number = sampler.judged(origin_name(placed), f"magazine_{rack.missile}", written, "", whole=True)
            rounds = _times(number.astype(np.int64), part)
            rack = replace(rack, rounds=_spread(rack.rounds > 0, rounds, _capacity(sampler, system, rack.missile)))
        loaded.append(rack)
    return tuple(loaded)


def _spread(there: Present, rounds: Whole, capacity: Whole) -> Whole:
    """`rounds` of each world, shape (W,), over the launchers that are `there`, shape (W, launchers)."""
    launchers = np.maximum(there.sum(axis=1), 1)
    each, over = np.divmod(np.minimum(rounds, launchers * capacity), launchers)
    position = np.cumsum(there, axis=1) - 1
    return np.where(there, each[:, np.newaxis] + (position < over[:, np.newaxis]), 0).astype(np.int64)


def _capacity(sampler: Sampler, system: SystemType, missile: str) -> Whole:
    """Rounds of a type that one launcher of the system takes, shape (W,)."""
    assert system.launchers is not None
    cells = sampler.whole(system.launchers.type, "missiles_per_launcher")
    return cells * sampler.whole(missile, "rounds_per_cell")


def _count(placed: PlacedEntry, sampler: Sampler) -> Whole:
    assert placed.entry.count is not None
    figures = sampler.judged(origin_name(placed), "count", placed.entry.count, "", whole=True)
    return figures.astype(np.int64)


def _exists(k: int, number: int | Whole, worlds: int) -> Present:
    return np.broadcast_to(np.asarray(number) > k, (worlds,)).copy()


def _times(number: Whole, factor: float) -> Whole:
    """A number of things times a factor, at least one where there was one."""
    return np.maximum(np.rint(number * factor), np.minimum(number, 1)).astype(np.int64)


# ---- how ready ------------------------------------------------------------------------------------------------------


def _true_hypothesis(posture: Posture, sampler: Sampler, open_hypotheses: Mapping[str, float]) -> list[str]:
    """The hypothesis that is true in each world; empty when the posture has no status."""
    if posture.status is None:
        return []
    names = [name for name in posture.status.hypotheses if open_hypotheses.get(name, 0.0) > 0.0]
    picked = sampler.pick(posture.status.name, names, [open_hypotheses[name] for name in names])
    return [names[k] for k in picked]


def _readiness(placed: PlacedEntry, posture: Posture, sampler: Sampler, true_one: Sequence[str]) -> Readiness:
    """Presence and notice time of an entry, in every world."""
    everywhere = np.ones(sampler.worlds, bool)
    as_written = Holds(readiness=placed.entry.readiness, notice=placed.entry.notice)
    if posture.status is None or placed.name not in posture.status.governed:
        return Readiness(everywhere, _notice_s(placed, as_written, origin_name(placed), sampler))
    present, notice_s = ~everywhere, np.zeros(sampler.worlds)
    for name, hypothesis in posture.status.hypotheses.items():
        holds = hypothesis.entries.get(placed.name)
        here = np.array([true == name for true in true_one])
        if holds is not None and here.any():
            present = present | here
            own_name = f"{posture.id}/{name}/{placed.name}"
            notice_s = np.where(here, _notice_s(placed, holds, own_name, sampler), notice_s)
    return Readiness(present, notice_s)


def _notice_s(placed: PlacedEntry, holds: Holds, name: str, sampler: Sampler) -> Figures:
    """Notice time in every world: none in service; what is written; else what the catalogue believes."""
    if holds.readiness == "in_service":
        return np.zeros(sampler.worlds)
    if holds.notice is None:
        return sampler.of(placed.entry.system, "notice_time_stored")
    return sampler.judged(name, "notice_time", holds.notice, "s")


def _units(placed: PlacedEntry, sampler: Sampler, state: Readiness, racked: Sequence[Racked]) -> list[Unit]:
    """The units of one entry, numbered from 1."""
    weakened, name = placed.entry.weakened, origin_name(placed)
    range_factor = availability_factor = np.ones(sampler.worlds)
    if weakened is not None:
        range_factor = sampler.judged(name, "detection_range_factor", weakened.detection_range, "")
        availability_factor = sampler.judged(name, "availability_factor", weakened.availability, "")
    first = Unit(
        "", placed, sampler.library.system(placed.entry.system),
        state.present, state.notice_s, range_factor, availability_factor, (),
    )  # fmt: skip
    return [
        replace(first, name=f"{placed.name} {k + 1}", present=state.present & exists, racks=racks)
        for k, (exists, racks) in enumerate(racked)
    ]
