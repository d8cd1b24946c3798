"""A study becomes cases, and a case becomes arrays, when it is asked for.

    assembly = assemble_study(load_study("turkey-s400"), load_library())
    for case in assembly.cases:
        world = assembly.world(case)         # what the simulation steps
        names = assembly.names(case)         # who stands behind each row

Forces (which option has which units, and where) are raised at once, because their names must be checked against each
other before any key is given out. Arrays are made on demand: the defending half once per option, the attacking half
once per raid and size; a case only joins the two.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pavise.assemble import rows
from pavise.assemble.budget import spend
from pavise.assemble.candidates import stand_at
from pavise.assemble.chain import alone_name, may_be_alone
from pavise.assemble.check import budget_usd, check_study, open_hypotheses
from pavise.assemble.force import Purchase, Unit, raise_force
from pavise.assemble.landscape import Landscape, Tell, landscape_of, sentences
from pavise.assemble.laydown import Ground, Place, Wish, lay_down, survey
from pavise.assemble.lookups import Lookups
from pavise.assemble.names import Keys, salt_without_collision
from pavise.assemble.picture import PICTURES, link_name
from pavise.assemble.picture import in_words as picture_in_words
from pavise.assemble.sample import Doubt, Sampler
from pavise.assemble.sensor_tables import Surroundings, antenna
from pavise.assemble.tables import Names, make_case, names_of, site_table
from pavise.assemble.threat_tables import Attack, attack_tables, fill_kind, jammer_names, threat_names
from pavise.assemble.trackers import tracker_settings
from pavise.assemble.traffic_tables import traffic_names, traffic_of
from pavise.assemble.unit_tables import Defence, defence_tables, launcher_names_of, post_name, sensor_names_of
from pavise.assemble.weather import EARTH_BASE_RADIUS_M, in_words, weather_of
from pavise.catalogue.library import Library
from pavise.scenario.environment import NO_TERRAIN
from pavise.scenario.posture import Posture
from pavise.scenario.raid import Kind
from pavise.scenario.study import Study
from pavise.sim.fields import allocate
from pavise.sim.geometry import effective_earth_radius
from pavise.sim.world import JAMMER, THREAT, World
from pavise.yamlfile import BadInput

AS_OFFERED, EQUAL_BUDGET = "as-offered", "equal-budget"

MOST_KEPT_BYTES = 100_000_000
"""Finished halves of either kind that are kept for the next case. With many worlds they are large, and soon made anew
beside the time that so many battles take."""

Key = TypeVar("Key")
Half = TypeVar("Half", Defence, Attack)


@dataclass(frozen=True)
class CaseSpec:
    """One option, in one variant, against one raid of one size, with one kind of doubt switched on."""

    case: str
    option: str
    option_title: str
    variant: str
    raid: str
    raid_title: str
    size: int
    doubt: Doubt
    baseline: bool
    reference: bool
    worlds: int
    repeats: int


@dataclass(frozen=True)
class Force:
    """The units of an option in one variant, where they stand, and what they lean on."""

    units: tuple[Unit, ...]
    places: tuple[Place, ...]
    reads: frozenset[tuple[str, str]]
    spent_usd: float | None
    as_offered: bool = True
    """False where a budget buys more or less of something than the option offers."""


def assemble_study(
    study: Study,
    library: Library,
    worlds: int | None = None,
    repeats: int | None = None,
    seed: int | None = None,
    terrain: str | Sequence[str] | None = None,
) -> Assembly:
    """The study ready to be run. `worlds`, `repeats`, `seed`, `terrain` replace what its file says.

    `repeats` replaces those of the reference cases too. `terrain`: `none`, `library`, or elevation files, which are
    then looked for in the folder that one is in. Raises BadInput with every finding.
    """
    findings = check_study(study, library)
    if findings:
        raise BadInput(findings)
    return Assembly(study, library, worlds, repeats, seed, _landscape(study, terrain))


def _landscape(study: Study, terrain: str | Sequence[str] | None) -> Landscape:
    """The ground: what the caller wants, else what the study asks for."""
    environment, sites = study.spec.environment, study.sites.value.sites
    if terrain is None:
        names, folder = environment.terrain, Path(study.source.document.file).parent
    else:
        asked = (terrain,) if isinstance(terrain, str) else tuple(terrain)
        names, folder = () if asked == (NO_TERRAIN,) else asked, Path()
    raids = [raid.value for raid in study.raids.values()]
    ways_m = [kind.distance + 2.0 * kind.weave for raid in raids for kind in raid.kinds.values()]
    flows = [flow for raid in raids for flow in traffic_of(study.spec.traffic, raid).values()]
    ways_m += [flow.distance + 2.0 * flow.weave for flow in flows]
    radius_m = effective_earth_radius(environment.k, EARTH_BASE_RADIUS_M)
    return landscape_of(names, folder, sites, max(ways_m), radius_m)


class Assembly:
    """A study turned into arrays, case by case. `world`, `names` may be called from several threads."""

    def __init__(
        self,
        study: Study,
        library: Library,
        worlds: int | None,
        repeats: int | None,
        seed: int | None,
        landscape: Landscape,
    ) -> None:
        spec = study.spec
        self.study, self.library = study, library
        self.worlds = spec.worlds if worlds is None else worlds
        self.repeats = spec.repeats if repeats is None else repeats
        self.reference_repeats = spec.reference.repeats if repeats is None else repeats
        self.seed = spec.seed if seed is None else seed
        self.cases = list(self._list_cases())
        self._lock = threading.RLock()
        self._ground = survey(study.sites.value)
        self._lookups, self._landscape = Lookups(), landscape
        salt = 0
        while True:
            self._raise_forces(Keys(salt))
            better = salt_without_collision(self._all_names(), salt)
            if better == salt:
                break
            salt = better
        self.salt = salt
        self._sites = site_table(study.sites.value, self._keys, landscape)
        self._defences: dict[tuple[str, str, Doubt], Defence] = {}
        self._attacks: dict[tuple[str, int, Doubt], Attack] = {}

    # ---- what a run asks for ----------------------------------------------------------------------------------------

    def world(self, case: CaseSpec) -> World:
        """The arrays of one case."""
        with self._lock:
            defence, attack = self._defence(case), self._attack(case)
            return make_case(defence, attack, self._sites, self._around[case.doubt], self.seed, case.repeats)

    def fought_as(self, case: CaseSpec) -> CaseSpec:
        """The case whose battles are those of `case` as well; mostly itself.

        A budget that buys just what an option offers anyway changes no bit of a battle, so that none is fought twice.
        """
        if case.variant == AS_OFFERED or not self._forces[case.option, case.variant, case.doubt].as_offered:
            return case
        offered = self._case(case.option, AS_OFFERED, case.raid, case.size, case.doubt)
        return offered if offered in self.cases else case

    def defence(
        self, option: str, variant: str = AS_OFFERED, doubt: Doubt = "all", raid: str | None = None
    ) -> tuple[World, Names]:
        """An option without any threat: what its sensors can see is a question of its own.

        Sector radars face the bearing of `raid`, and its jammers are there; of the reference raid, without jammers,
        when None. A unit is ready when it would be for that raid. KeyError when the study has no such force.
        """
        spec = self.study.spec
        with self._lock:
            case = self._case(option, variant, raid or spec.reference.raid, 0, doubt)
            defence, attack = self._defence(case), self._attack(case)
            if raid is None:
                attack = replace(attack, jammer=allocate(JAMMER, {"W": self.worlds, "J": 0}))
            world = make_case(defence, attack, self._sites, self._around[doubt], self.seed, 1)
            return world, names_of(defence, attack, self.study.sites.value)

    def prepare(self, tell: Tell | None = None) -> None:
        """Do now what takes long and is done once: cast the shadows of all antennas that the cases need, and look for
        the highest ground below the ways of threats.

        `tell(done, of)` is told how it gets on. Without terrain there is nothing to do.
        """
        with self._lock:
            self._cast_shadows(dict.fromkeys((case.option, case.variant, case.doubt) for case in self.cases), tell)
            self._landscape.prepare_ways(tell)

    def prepare_defence(self, option: str, tell: Tell | None = None) -> None:
        """The same for `defence` of one option alone, where nobody flies over the ground."""
        with self._lock:
            self._cast_shadows([(option, AS_OFFERED, "all")], tell)

    def sensors_at(self, system: str, places: Sequence[Place], tell: Tell | None = None) -> World:
        """A World with the sensors of one type of unit or radar at each of these places, and with nothing else.

        Figures are those of the worlds of the study, so it stands beside `defence` world by world. The sensors of place
        k are rows k n to k n + n - 1, n being how many the type has. Sector radars face the reference raid.
        """
        spec = self.study.spec
        with self._lock:
            attack = self._attack(self._case(spec.baseline, AS_OFFERED, spec.reference.raid, 0, "all"))
            sampler, around = self._samplers["all"], self._around["all"]
            defence = stand_at(self.library.system(system), places, sampler, self._keys, around, tell)
            attack = replace(attack, jammer=allocate(JAMMER, {"W": self.worlds, "J": 0}))
            return make_case(defence, attack, self._sites, around, self.seed, 1)

    def threat(self, kind: Kind) -> np.recarray:
        """One threat of a kind in every world of the study, shape (W,): what it is and does, as a row of THREAT."""
        with self._lock:
            table = allocate(THREAT, {"W": self.worlds, "T": 1})
            fill_kind(table, kind, self._samplers["all"])
            return table[:, 0].view(np.recarray)

    @property
    def landscape(self) -> Landscape:
        """The ground that the study is fought over."""
        return self._landscape

    @property
    def places(self) -> tuple[Place, ...]:
        """The candidate places of the study."""
        return self._ground.places

    def conditions(self) -> list[str]:
        """What the study is fought over and in, in sentences for every output: ground, weather, traffic, jamming."""
        with self._lock:
            found = self._landscape
            jammed = [raid.value.title for raid in self.study.raids.values() if raid.value.standoff_jamming is not None]
            jamming = f"A jammer stands off in: {', '.join(jammed)}." if jammed else "Nobody jams from afar."
            spec, raids = self.study.spec, [raid.value for raid in self.study.raids.values()]
            flying = picture_in_words(spec, raids)
            return [
                found.statement,
                *sentences(found.remarks),
                in_words(spec.environment),
                *flying,
                *spec.engagement.in_words,
                jamming,
            ]

    def names(self, case: CaseSpec) -> Names:
        """The names behind the rows of one case."""
        with self._lock:
            return names_of(self._defence(case), self._attack(case), self.study.sites.value)

    def table_rows(self) -> dict[str, dict[str, list[Any]]]:
        """Rows of the tables draws, units, defended, beliefs, claims, leans and hypotheses, by column."""
        with self._lock:
            self._read_everything()
            sampler = self._samplers["all"]
            units, leans = [], []
            for (option, variant, doubt), force in self._forces.items():
                if doubt == "all":
                    units += rows.unit_rows(option, variant, force.units, force.places, sampler)
                    if variant == AS_OFFERED:
                        reads = sorted(force.reads)
                        leans += [{"option": option, "system": system, "quantity": name} for system, name in reads]
                        status = self.study.postures[option].status
                        if status is not None:  # so that a reader of the tables knows whose status is open
                            leans.append({"option": option, "system": "hypothesis", "quantity": status.name})
            defended = rows.defended_rows(self.study.sites.value)
            beliefs = rows.belief_rows(self.library, sampler)
            claims = rows.claim_rows(self.library, sampler.read)
            return {
                "draws": rows.draw_columns(sampler),
                "units": rows.columns_of("units", units),
                "defended": rows.columns_of("defended", defended),
                "beliefs": rows.columns_of("beliefs", beliefs),
                "claims": rows.columns_of("claims", claims),
                "leans": rows.columns_of("leans", leans),
                "hypotheses": rows.hypothesis_columns(sampler),
            }

    def hashes(self) -> dict[str, str]:
        """What the numbers rest on, as SHA-256 of the content (comments and order of files do not count)."""
        documents = sorted((document.data for document in self.study.documents), key=lambda data: str(data.get("id")))
        entries = [
            repr((system.id, system.role, sorted(system.quantities.items()), system.parts, system.radar, system.threat))
            for system in self.library.systems.values()
        ]
        claims = [claim.model_dump_json() for claim in self.library.ledger.claims.values()]
        return {
            "study": _sha256([json.dumps(data, sort_keys=True, ensure_ascii=False) for data in documents]),
            "catalogue": _sha256(sorted(entries)),
            "evidence": _sha256(sorted(claims)),
            **({"terrain": self._landscape.sha256} if self._landscape.sha256 else {}),
            "salt": str(self.salt),
        }

    def spent_usd(self, option: str) -> float | None:
        """What the equal-budget variant of an option spends; None when it has no such variant."""
        force = self._forces.get((option, EQUAL_BUDGET, "all"))
        return None if force is None else force.spent_usd

    def _cast_shadows(self, forces: Iterable[tuple[str, str, Doubt]], tell: Tell | None) -> None:
        sampler = self._samplers["all"]
        self._landscape.prepare(
            [
                antenna(self.library.system(part.type), place, sampler)
                for force in (self._forces[key] for key in forces)
                for unit, place in zip(force.units, force.places, strict=True)
                for part in unit.system.sensors
                if not unit.system.flies
            ],
            tell,
        )

    # ---- cases ------------------------------------------------------------------------------------------------------

    def _list_cases(self) -> Iterable[CaseSpec]:
        spec = self.study.spec
        for raid, sizes in spec.raids.items():
            for size in sizes:
                for option in spec.options:
                    yield self._case(option, AS_OFFERED, raid, size, "all")
        if spec.equal_budget is not None:
            swept = [(spec.equal_budget.raid, size) for size in spec.raids[spec.equal_budget.raid]]
            for raid, size in dict.fromkeys([*swept, *self.study.summary.items()]):
                for option in (spec.baseline, *spec.equal_budget.options):
                    yield self._case(option, EQUAL_BUDGET, raid, size, "all")
        for doubt in spec.doubt:
            for option in spec.options:
                yield self._case(option, AS_OFFERED, spec.reference.raid, spec.reference.size, doubt)

    def _case(self, option: str, variant: str, raid: str, size: int, doubt: Doubt) -> CaseSpec:
        spec = self.study.spec
        in_summary = self.study.summary.get(raid) == size
        return CaseSpec(
            case=f"{option}/{variant}/{raid}/{size}/{doubt}",
            option=option,
            option_title=self.study.postures[option].title,
            variant=variant,
            raid=raid,
            raid_title=self.study.raids[raid].value.title,
            size=size,
            doubt=doubt,
            baseline=option == spec.baseline,
            reference=in_summary and variant == AS_OFFERED and doubt == "all",
            worlds=self.worlds,
            repeats=self.reference_repeats if in_summary else self.repeats,
        )

    # ---- forces -----------------------------------------------------------------------------------------------------

    def _raise_forces(self, keys: Keys) -> None:
        """Units and places of every option, variant and doubt that a case needs."""
        doubts: list[Doubt] = ["all", *self.study.spec.doubt]
        self._keys = keys
        self._samplers = {doubt: Sampler(self.library, keys, self.seed, self.worlds, doubt) for doubt in doubts}
        self._around = {
            doubt: Surroundings(
                self._lookups,
                weather_of(self.study.spec.environment, sampler),
                self._landscape,
                PICTURES[self.study.spec.picture],
                tracker_settings(self.study.spec.tracker),
                self.study.spec.engagement,
            )
            for doubt, sampler in self._samplers.items()
        }
        self._forces: dict[tuple[str, str, Doubt], Force] = {}
        for case in self.cases:
            key = (case.option, case.variant, case.doubt)
            if key not in self._forces:
                self._forces[key] = self._raise_force(*key)

    def _raise_force(self, option: str, variant: str, doubt: Doubt) -> Force:
        posture, sampler = self.study.postures[option], self._samplers[doubt]
        if posture.stands is not None and (posture.stands.like, AS_OFFERED, "all") not in self._forces:
            self._forces[(posture.stands.like, AS_OFFERED, "all")] = self._raise_force(
                posture.stands.like, AS_OFFERED, "all"
            )
        with sampler.reading() as reads:
            purchases, spent_usd = self._purchases(posture, variant, sampler)
            units = raise_force(posture, sampler, open_hypotheses(self.study, posture), purchases)
            places = self._places(option, variant, units, sampler)
        as_offered = all(purchase == Purchase() for purchase in (purchases or {}).values())
        return Force(tuple(units), tuple(places), frozenset(reads), spent_usd, as_offered)

    def _purchases(
        self, posture: Posture, variant: str, sampler: Sampler
    ) -> tuple[Mapping[str, Purchase] | None, float | None]:
        if variant != EQUAL_BUDGET or posture.id == self.study.spec.baseline:
            return None, None
        shopping = spend(posture, sampler, budget_usd(self.study, self.library))
        return shopping.purchases, shopping.spent_usd

    def _places(self, option: str, variant: str, units: list[Unit], sampler: Sampler) -> list[Place]:
        """Where the units stand. With frozen doubt they stand where they stand with all of it: doubt moves nobody."""
        settled = self._forces.get((option, variant, "all"))
        if settled is not None:
            known = {unit.name: place for unit, place in zip(settled.units, settled.places, strict=True)}
            if all(unit.name in known for unit in units):
                return [known[unit.name] for unit in units]
        wishes = wishes_of(units, self._ground, sampler, self._told(option))
        return [self._ground.places[row] for row in lay_down(self._ground, wishes)]

    def _told(self, option: str) -> dict[str, int]:
        """Rows of the places that an option's own words give its units, by name: as they stand elsewhere, or moved. A
        place that an entry writes for itself counts more than that of another option."""
        stands, entries = self.study.postures[option].stands, self.study.postures[option].entries
        if stands is None:
            return {}
        free = {name for name, placed in entries.items() if placed.entry.place is None}
        like = self._forces[(stands.like, AS_OFFERED, "all")]
        both = zip(like.units, like.places, strict=True)
        told = {unit.name: self._ground.row(place.name) for unit, place in both if unit.entry in free}
        return told | {name: self._ground.row(place) for name, place in stands.but.items()}

    def _all_names(self) -> Iterable[str]:
        """Every name that draws luck, or lends its name to a draw."""
        yield from self.library.systems
        for (option, _, _), force in self._forces.items():
            for unit in force.units:
                yield unit.name
                yield post_name(unit)
                if may_be_alone(unit, self.study.postures[option].networks):
                    yield alone_name(post_name(unit))
                yield from sensor_names_of(unit)
                yield from launcher_names_of(unit)
        for name, sizes in self.study.spec.raids.items():
            raid = self.study.raids[name].value
            yield from jammer_names(raid)
            for size in sizes:
                for kind, number in raid.numbers(size).items():
                    yield from threat_names(name, kind, number)
            for flow, traffic in traffic_of(self.study.spec.traffic, raid).items():
                yield from traffic_names(flow, traffic)
        for posture in self.study.postures.values():
            yield from (placed.entry.network for placed in posture.entries.values())
            yield from (link_name(link) for link in posture.links)
        yield from self.study.sites.value.sites
        for system, quantity in (name for sampler in self._samplers.values() for name in sampler.drawn):
            yield system
            yield quantity

    # ---- parts, made on demand --------------------------------------------------------------------------------------

    def _defence(self, case: CaseSpec) -> Defence:
        key = (case.option, case.variant, case.doubt)
        tables = _recall(self._defences, key)
        if tables is None:
            force, sampler = self._forces[key], self._samplers[case.doubt]
            with sampler.reading() as reads:
                around, posture = self._around[case.doubt], self.study.postures[case.option]
                tables = defence_tables(
                    force.units,
                    force.places,
                    sampler,
                    self._keys,
                    around,
                    posture.networks,
                    posture.links,
                    posture.stores,
                )
            self._forces[key] = replace(force, reads=force.reads | reads)
            _keep(self._defences, key, tables)
        return tables

    def _attack(self, case: CaseSpec) -> Attack:
        key = (case.raid, case.size, case.doubt)
        tables = _recall(self._attacks, key)
        if tables is None:
            raid, sites = self.study.raids[case.raid].value, self.study.sites.value.sites
            traffic = traffic_of(self.study.spec.traffic, raid) if case.size else {}
            tables = attack_tables(raid, case.size, traffic, sites, self._samplers[case.doubt], self._keys)
            _keep(self._attacks, key, tables)
        return tables

    def _read_everything(self) -> None:
        """Make all parts with all doubt switched on, so that the tables miss nothing that a case reads."""
        for case in self.cases:
            if case.doubt == "all":
                self._defence(case)
                self._attack(case)


def _recall(kept: dict[Key, Half], key: Key) -> Half | None:
    """The half kept under `key`, now the youngest; None when there is none."""
    half = kept.pop(key, None)
    if half is not None:
        kept[key] = half
    return half


def _keep(kept: dict[Key, Half], key: Key, half: Half) -> None:
    """Keep a half, and drop the ones that were not asked for longest while there is too much."""
    kept[key] = half
    while len(kept) > 1 and sum(one.size_bytes for one in kept.values()) > MOST_KEPT_BYTES:
        kept.pop(next(iter(kept)))


def wishes_of(units: list[Unit], ground: Ground, sampler: Sampler, told: Mapping[str, int] | None = None) -> list[Wish]:
    """What the laydown rule needs to know of the units, in the same order. `told`: rows of places of units by name."""
    told = told or {}
    first_of = {unit.entry: position for position, unit in reversed(list(enumerate(units)))}
    there = [float(unit.present.mean()) for unit in units]
    wishes = []
    for unit, share in zip(units, there, strict=True):
        entry, reach_m = unit.placed.entry, rows.reach_m(unit, sampler)
        sees_m = rows.sees_m(unit, sampler) or 0.0
        wishes.append(
            Wish(
                reach_m=sees_m if reach_m is None else reach_m,
                ballistic_m=sees_m if reach_m is None else rows.ballistic_m(unit, sampler),
                shoots=reach_m is not None,
                # Against the first of the entry: a status in doubt is no reason to stand elsewhere, a number is.
                chance=share / max(there[first_of[unit.entry]], share) if share else 0.0,
                in_being=unit.placed.in_being,
                fixed=told.get(unit.name, None if entry.place is None else ground.row(entry.place)),
                follows=first_of.get(entry.place_with) if entry.place_with and unit.name not in told else None,
            )
        )
    return wishes


def _sha256(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
