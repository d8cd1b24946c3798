"""Who stands there, in which readiness: one option of a study is one posture.

A posture is a list of entries ("three batteries of Hisar-O"), usually written as a change to another posture:

    extends: baseline            every entry of that posture ...
    without: [f16-patrols]       ... less these ...
    entries: {s400: ...}         ... and these added (or replaced, where the name is the same)

Networks, links (`scenario/networks.py`) and stores (`scenario/engagement.py`) are inherited in the same way; `without`
leaves links and stores out too.

    stands: {as: baseline, but: {s400 1: ankara.12km.000}}      units stand where they stand there, but for these

What a posture has in common with the study's baseline, be it on another network, is "in being": it is placed first and
stands in the same places in every option. Whatever an option adds is placed after it, by the same rule for all options.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from pavise.scenario.engagement import Stock, Store
from pavise.scenario.networks import Link, Network
from pavise.scenario.rules import Doctrine, Front, Rules
from pavise.scenario.written import Judged, Name, Placed, Sentence, Written, WrongValue
from pavise.units import Duration, Fraction, InFile
from pavise.yamlfile import Finding, did_you_mean


def _unit_name(text: str) -> str:
    entry, _, number = text.rpartition(" ")
    if not entry or not number.isdecimal() or int(number) == 0:
        raise WrongValue(f"{text[:60]!r} is no name of a unit", "write the entry and the number of the unit: `s400 1`")
    return text


HowMany = Annotated[int, InFile("count", low=0, high=400, whole=True)]
"""Units or aircraft. The bound is far above any study; it keeps a slip of the pen from filling the memory."""

UnitName = Annotated[str, AfterValidator(_unit_name)]
"""The name of an entry and the number of the unit: `s400 1`."""

FiringSector = Annotated[float, InFile("angle", low=0.01, high=math.tau)]

Readiness = Literal["in_service", "stored"]


class Weakened(Written):
    """A declared loss of what a unit can do, as factors on what the catalogue believes. Always a judgement."""

    detection_range: Judged[Fraction] = Field(description="factor on the range at which its radars detect")
    availability: Judged[Fraction] = Field(description="factor on the chance that it is serviceable")
    reason: Sentence = Field(description="why, in a sentence; every report shows it")


class Entry(Written):
    """Some units of one type, with the same readiness, network and orders (`scenario/rules.py`)."""

    system: Name = Field(description="id of a fire unit, warning radar or aircraft in the catalogue")
    count: Judged[HowMany] | None = Field(default=None, description="units; for aircraft: airframes available")
    lot: Name | None = Field(default=None, description="instead of a count: id of a lot in the catalogue")
    network: Name = Field(default="national", description="units of one network share tracks and shots")
    doctrine: Doctrine = Field(
        default=Doctrine(kind="shoot_look_shoot"), description="how it shoots: a word, or a word with its figures"
    )
    rules: Rules = Field(default=Rules(), description="what it may shoot at")
    front: Front | None = Field(default=None, description="bearings that it answers for; all round without it")
    silence: Literal["until_cued", "until_red"] | None = Field(
        default=None, description="until when the radars that guide its rounds are off the air"
    )
    crew: Judged[Duration] | None = Field(
        default=None, description="from the first hostile track to its crew being ready, where warnings are given"
    )
    readiness: Readiness = "in_service"
    notice: Judged[Duration] | None = Field(
        default=None, description="from the order to being able to act; without it, what the catalogue says"
    )
    weakened: Weakened | None = None
    sector: Judged[FiringSector] | None = Field(
        default=None, description="full width of the sector its launchers fire into, round the bearing it faces"
    )
    depot: Judged[Stock] | None = Field(
        default=None, description="rounds in each unit's own depot for all its launchers, in place of its reload sets"
    )
    magazine: dict[Name, Judged[Stock]] | None = Field(
        default=None,
        description="rounds of each type on a unit's launchers when the raid begins; types that are not named are full",
    )
    place: Name | None = Field(default=None, description="a candidate place chosen by hand, for one unit")
    place_with: Name | None = Field(default=None, description="stands where the first unit of that entry stands")

    @model_validator(mode="after")
    def _makes_sense(self) -> Entry:
        if (self.count is None) == (self.lot is None):
            raise WrongValue("needs either a count or a lot", "write `count: 2`, or `lot:` with the id of a lot")
        if self.readiness == "in_service" and self.notice is not None:
            raise WrongValue("is in service and yet has a notice time", "write `readiness: stored`, or drop `notice:`")
        if self.place is not None and self.place_with is not None:
            raise WrongValue("has two places", "keep one of `place:` and `place_with:`")
        return self


class Holds(Written):
    """What a hypothesis says about one entry: in which readiness it is."""

    readiness: Readiness
    notice: Judged[Duration] | None = None


class Hypothesis(Written):
    """What one story about the status means here. Entries under the status that it does not name are not there."""

    meaning: Sentence = Field(description="the hypothesis in a sentence, as this posture reads it")
    entries: dict[Name, Holds] = Field(description="entries that exist if it is true, and their readiness")


class Status(Written):
    """A status in doubt: in each world one of the hypotheses is true."""

    name: Name = Field(description="what is open, e.g. s400_status")
    hypotheses: dict[Name, Hypothesis] = Field(min_length=1, description="by the ids of the timeline of statements")

    @property
    def governed(self) -> frozenset[str]:
        """Names of the entries whose existence the status decides."""
        return frozenset(name for hypothesis in self.hypotheses.values() for name in hypothesis.entries)


class Stands(Written):
    """Units stand where those of the same names stand in another option, but for some that are moved by hand. So what
    changes in between is the change that is meant, and not where the rule would put everybody because of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    like: Name = Field(alias="as", description="id of another option of the study")
    but: dict[UnitName, Name] = Field(default={}, description="units by their names, and the candidate place of each")


class PostureFile(Written):
    """One posture as written."""

    id: Name
    title: Sentence
    summary: Sentence = Field(description="what the option means, in one or two sentences")
    extends: Name | None = Field(default=None, description="id of the posture that this one changes")
    without: list[Name] = Field(default=[], description="entries, links and stores of that posture that are left out")
    entries: dict[Name, Entry] = {}
    networks: dict[Name, Network] = Field(default={}, description="networks that are not as usual, by their names")
    links: dict[Name, Link] = Field(default={}, description="which network tells which what it sees")
    stores: dict[Name, Store] = Field(default={}, description="rounds that units share, by the names of the stores")
    status: Status | None = None
    stands: Stands | None = Field(default=None, description="where its units stand; by the study's rule without it")


@dataclass(frozen=True)
class PlacedEntry:
    """An entry, the file it was written in, and whether the option shares it with the study's baseline."""

    name: str
    entry: Entry
    source: Placed[PostureFile]
    in_being: bool = False

    def finding(self, path: tuple[str | int, ...], problem: str, mend: str) -> Finding:
        """A finding about a field of the entry."""
        return self.source.finding(("entries", self.name, *path), problem, mend)


@dataclass(frozen=True)
class PlacedNetwork:
    """What is written about a network, and in which file."""

    name: str
    network: Network
    source: Placed[PostureFile]

    def finding(self, path: tuple[str | int, ...], problem: str, mend: str) -> Finding:
        """A finding about a field of the network."""
        return self.source.finding(("networks", self.name, *path), problem, mend)


@dataclass(frozen=True)
class PlacedLink:
    """A link, and the file it was written in."""

    name: str
    link: Link
    source: Placed[PostureFile]

    def finding(self, path: tuple[str | int, ...], problem: str, mend: str) -> Finding:
        """A finding about a field of the link."""
        return self.source.finding(("links", self.name, *path), problem, mend)


@dataclass(frozen=True)
class PlacedStore:
    """A store, and the file it was written in."""

    name: str
    store: Store
    source: Placed[PostureFile]

    def finding(self, path: tuple[str | int, ...], problem: str, mend: str) -> Finding:
        """A finding about a field of the store."""
        return self.source.finding(("stores", self.name, *path), problem, mend)


@dataclass(frozen=True)
class Posture:
    """A posture with everything that it inherits."""

    source: Placed[PostureFile]
    entries: Mapping[str, PlacedEntry]
    status: Status | None = None
    status_source: Placed[PostureFile] | None = None
    stands: Stands | None = None
    stands_source: Placed[PostureFile] | None = None
    networks: Mapping[str, PlacedNetwork] = field(default_factory=dict)
    links: Mapping[str, PlacedLink] = field(default_factory=dict)
    stores: Mapping[str, PlacedStore] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its name in tables."""
        return self.source.value.id

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.source.value.title


def resolve(files: Mapping[str, Placed[PostureFile]], name: str) -> tuple[Posture | None, list[Finding]]:
    """The posture `name` with all that it extends, out of the files read; findings when the chain does not hold.

    A file that could not be read is missing from `files`: its own findings say so, and the chain ends quietly.
    """
    chain: list[Placed[PostureFile]] = []
    step: str | None = name
    while step is not None:
        placed = files.get(step)
        if placed is None:
            return None, []
        if placed in chain:
            problem = "the postures extend each other in a circle"
            return None, [placed.finding(("extends",), problem, "break the circle")]
        chain.append(placed)
        step = placed.value.extends
    findings: list[Finding] = []
    entries: dict[str, PlacedEntry] = {}
    networks: dict[str, PlacedNetwork] = {}
    links: dict[str, PlacedLink] = {}
    stores: dict[str, PlacedStore] = {}
    status, status_source = None, None
    stands, stands_source = None, None
    for placed in reversed(chain):
        for position, unwanted in enumerate(placed.value.without):
            left_out = [table.pop(unwanted, None) for table in (entries, links, stores)]
            if not any(left_out):
                known = [*entries, *links, *stores]
                mend = did_you_mean(unwanted, known) or f"it has: {', '.join(known) or 'nothing'}"
                problem = f"{placed.value.extends or 'this posture'} has no entry {unwanted!r}"
                findings.append(placed.finding(("without", position), problem, mend))
        for entry_name, entry in placed.value.entries.items():
            entries[entry_name] = PlacedEntry(entry_name, entry, placed)
        for network_name, network in placed.value.networks.items():
            networks[network_name] = PlacedNetwork(network_name, network, placed)
        for link_name, link in placed.value.links.items():
            links[link_name] = PlacedLink(link_name, link, placed)
        for store_name, store in placed.value.stores.items():
            stores[store_name] = PlacedStore(store_name, store, placed)
        if placed.value.status is not None:
            status, status_source = placed.value.status, placed
        if placed.value.stands is not None:
            stands, stands_source = placed.value.stands, placed
    posture = Posture(chain[0], entries, status, status_source, stands, stands_source, networks, links, stores)
    wrong = [*_wrong_references(posture), *_wrong_networks(posture), *_wrong_stores(posture)]
    return posture, [*findings, *wrong]


def _wrong_references(posture: Posture) -> list[Finding]:
    """Entries that are named by others and do not exist."""
    findings = []
    for name, placed in posture.entries.items():
        other = placed.entry.place_with
        if other is not None and (other not in posture.entries or other == name):
            mend = did_you_mean(other, [known for known in posture.entries if known != name])
            findings.append(placed.finding(("place_with",), f"there is no other entry {other!r}", mend or "name one"))
        elif other is not None and posture.entries[other].entry.place_with is not None:
            findings.append(placed.finding(("place_with",), f"{other!r} follows another entry itself", "name that one"))
    if posture.status is not None and posture.status_source is not None:
        for hypothesis, holds in posture.status.hypotheses.items():
            for name in holds.entries:
                if name not in posture.entries:
                    where = ("status", "hypotheses", hypothesis, "entries", name)
                    mend = did_you_mean(name, posture.entries) or f"known: {', '.join(posture.entries)}"
                    findings.append(posture.status_source.finding(where, f"there is no entry {name!r}", mend))
    return findings


def _wrong_networks(posture: Posture) -> list[Finding]:
    """Networks and links that nobody belongs to, and links that cannot be told apart."""
    findings = []
    members = {placed.entry.network: None for placed in posture.entries.values()}
    for name, network in posture.networks.items():
        if name not in members and network.source is posture.source:  # one that is inherited may have become empty
            mend = did_you_mean(name, members) or f"give it to an entry (`network: {name}`), or leave it out"
            findings.append(network.finding((), f"no entry is on the network {name!r}", mend))
    joined: dict[tuple[str, str], str] = {}
    for name, placed in posture.links.items():
        if name in posture.entries:
            problem, mend = f"an entry is called {name!r} too", "give the link another name"
            findings.append(placed.finding((), problem, mend))
        for end, network_name in (("from", placed.link.giver), ("to", placed.link.taker)):
            if network_name not in members:
                known = did_you_mean(network_name, members) or f"known: {', '.join(members) or 'none'}"
                mend = known if placed.source is posture.source else f"write `without: [{name}]` in {posture.id}.yaml"
                findings.append(placed.finding((end,), f"no entry is on the network {network_name!r}", mend))
        ends = (placed.link.giver, placed.link.taker)
        if ends in joined:
            problem = f"{joined[ends]!r} joins the same two networks in the same direction"
            findings.append(placed.finding((), problem, "leave one of the two out"))
        joined.setdefault(ends, name)
    return findings


def _wrong_stores(posture: Posture) -> list[Finding]:
    """Stores for entries that are not there, and entries that would have two stores of the same round."""
    findings = []
    served: dict[tuple[str, str], str] = {}
    for name, placed in posture.stores.items():
        for position, entry in enumerate(placed.store.serves):
            where = ("serves", position)
            if entry not in posture.entries:
                mend = did_you_mean(entry, posture.entries) or f"known: {', '.join(posture.entries) or 'nothing'}"
                findings.append(placed.finding(where, f"there is no entry {entry!r}", mend))
                continue
            other = served.setdefault((entry, placed.store.round), name)
            if other != name:
                problem = f"{entry!r} draws its {placed.store.round!r} from {other!r} already"
                findings.append(placed.finding(where, problem, "keep one of the two"))
    return findings
