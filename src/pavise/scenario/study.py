"""A study: which postures meet which raids, how often, and what is compared with what.

    load_study("turkey-s400")        a study that ships with Pavise
    load_study("my/case.yaml")       your own; postures, raids and sites beside it come before the shipped ones

Loading reads the study and every file that it names, and either returns the whole or raises `BadInput` with everything
wrong in any of them. Names that belong to the catalogue are checked later, in `assemble.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from pavise.scenario.engagement import Engagement
from pavise.scenario.environment import LIBRARY, Environment
from pavise.scenario.picture import Tracker
from pavise.scenario.posture import PlacedEntry, Posture, PostureFile, resolve
from pavise.scenario.raid import Raid
from pavise.scenario.sites import Sites
from pavise.scenario.traffic import Traffic
from pavise.scenario.written import Name, Placed, Sentence, Written, WrongValue
from pavise.units import InFile, Money, Ratio
from pavise.yamlfile import BadInput, Document, Finding, did_you_mean, read_yaml, validate

FileModel = TypeVar("FileModel", PostureFile, Raid, Sites)

Size = Annotated[int, InFile("count", low=1, high=3000, whole=True)]
Worlds = Annotated[int, InFile("count", low=1, high=10_000, whole=True)]
Seed = Annotated[int, InFile("count", low=0, high=2**32 - 1, whole=True)]


def _calendar_day(text: str) -> str:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            date.fromisoformat(text)
            return text
    except ValueError:
        pass
    raise WrongValue(f"{text[:40]!r} is not a day", "write year, month and day: 2026-03-31")


Day = Annotated[str, AfterValidator(_calendar_day)]


class Reference(Written):
    """The raid that is looked at most closely; the summary adds the middle size of every other raid family."""

    raid: Name
    size: Size
    repeats: Worlds = Field(default=1, description="battles per world in all cases of the summary")


class PriceOf(Written):
    """A sum of money that the catalogue believes in."""

    system: Name
    quantity: Name


class EqualBudget(Written):
    """The second variant: what if every option had the same money?"""

    raid: Name = Field(description="raid family that the variant meets in all its sizes, beside those of the summary")
    price_of: PriceOf | None = Field(default=None, description="the budget is this price, at its middle value")
    money: Money | None = Field(default=None, description="or the budget is this sum")
    options: list[Name] = Field(min_length=1, description="options that buy something; the baseline stands beside them")

    @model_validator(mode="after")
    def _one_budget(self) -> EqualBudget:
        if (self.price_of is None) == (self.money is None):
            raise WrongValue("needs one budget", "write either `price_of:` or `money:`")
        return self


class StudyFile(Written):
    """A study as written."""

    id: Name
    title: Sentence
    question: Sentence
    date: Day = Field(description="the day on which the question is asked")
    seed: Seed
    worlds: Worlds = Field(description="draws of everything that is in doubt")
    repeats: Worlds = Field(description="battles per world")
    sites: Name
    baseline: Name = Field(description="the option that the others are compared with")
    in_being: Name | None = Field(
        default=None,
        description="a posture whose units are there anyway and are placed first; without it, the baseline",
    )
    options: list[Name] = Field(min_length=1, max_length=100)
    raids: dict[Name, list[Size]] = Field(min_length=1, description="raid families and the sizes to sweep")
    reference: Reference
    equal_budget: EqualBudget | None = None
    doubt: list[Literal["claims", "judgements"]] = Field(
        default=[], description="the reference raid is run again with only this part of the doubt"
    )
    environment: Environment = Environment()
    picture: Literal["known", "tracked"] = Field(
        default="known", description="known: posts know every target. tracked: they see tracks made of plots"
    )
    tracker: Tracker | None = Field(default=None, description="how the trackers work, where the picture is tracked")
    engagement: Engagement = Field(default=Engagement(), description="how closely engagements are looked at")
    traffic: dict[Name, Traffic] = Field(default={}, max_length=20, description="who flies through in every raid")
    hypothesis_weights: dict[Name, Ratio] = Field(
        default={}, description="weights of the status hypotheses; equal where nothing is said"
    )


@dataclass(frozen=True)
class Study:
    """A study with everything it names, all of it read and consistent in itself."""

    source: Placed[StudyFile]
    sites: Placed[Sites]
    postures: Mapping[str, Posture]
    raids: Mapping[str, Placed[Raid]]
    documents: tuple[Document, ...]

    @property
    def spec(self) -> StudyFile:
        """What the study's own file says."""
        return self.source.value

    @property
    def terrain_files(self) -> tuple[Path, ...]:
        """The elevation files that the study names, beside it or by their full path; none when it asks for none or for
        the user's library."""
        names = self.spec.environment.terrain
        return () if names == (LIBRARY,) else tuple(Path(self.source.document.file).parent / name for name in names)

    @property
    def summary(self) -> dict[str, int]:
        """The raids that the summary is told by: the reference, and of every other family the middle size swept, of
        an even number of sizes the larger of the two."""
        middle = {raid: sizes[len(sizes) // 2] for raid, sizes in self.spec.raids.items()}
        return {**middle, self.spec.reference.raid: self.spec.reference.size}


def shipped(folder: str) -> Path:
    """A folder of files that ship with Pavise: `studies` or `scenarios`."""
    return Path(str(resources.files("pavise") / "data" / folder))


def shipped_studies() -> list[str]:
    """Ids of the studies that ship with Pavise."""
    return sorted(path.stem for path in shipped("studies").glob("*.yaml"))


def load_study(name: str | Path) -> Study:
    """The study with this id, or in this file. Raises `BadInput` with all findings in all files that it names."""
    path = _study_file(name)
    document = read_yaml(path)
    spec, findings = validate(document, StudyFile)
    if spec is None:
        raise BadInput(findings)
    source = Placed(spec, document)
    folders = [path.parent, path.parent / "scenarios", shipped("scenarios")]
    return gather(source, folders, findings + _contradictions(source))


def gather(source: Placed[StudyFile], folders: list[Path], found_before: Sequence[Finding] = ()) -> Study:
    """Everything that a study names, from the first of `folders` that has it. Raises `BadInput` with what is wrong in
    any of the files, after the findings made before."""
    spec, findings = source.value, list(found_before)
    shelf = _Shelf(folders)
    sites = shelf.take("", spec.sites, Sites, source, ("sites",))
    raids = {
        name: placed
        for name in spec.raids
        if (placed := shelf.take("raids", name, Raid, source, ("raids", name))) is not None
    }
    postures: dict[str, Posture] = {}
    for position, option in enumerate(spec.options):
        shelf.take_posture(option, source, ("options", position))
    if spec.in_being is not None:
        shelf.take_posture(spec.in_being, source, ("in_being",))
    for option in dict.fromkeys([*spec.options, spec.in_being or spec.baseline]):
        posture, wrong = resolve(shelf.postures, option)
        findings += wrong
        if posture is not None:
            postures[option] = posture
    findings += shelf.findings
    if sites is not None:
        for raid in raids.values():
            findings += _no_such_site(sites.value, raid.value.target, raid, ("target",))
        flying: list[tuple[Placed[Any], Mapping[str, Traffic]]] = [(source, spec.traffic)]
        flying += [(raid, raid.value.traffic) for raid in raids.values()]
        for placed, flows in flying:
            for name, traffic in flows.items():
                findings += _no_such_site(sites.value, traffic.over, placed, ("traffic", name, "over"))
    if findings or sites is None:
        raise BadInput(dict.fromkeys(findings))
    documents = (source.document, *shelf.documents)
    marked = _mark_in_being(postures, spec.in_being or spec.baseline)
    return Study(source, sites, {option: marked[option] for option in spec.options}, raids, documents)


def _no_such_site(sites: Sites, name: str, placed: Placed[Any], where: tuple[str | int, ...]) -> Iterator[Finding]:
    """A finding where something is to fly to a site that is not there."""
    if name != "by_value" and name not in sites.sites:
        mend = did_you_mean(name, sites.sites) or "write `by_value` or the name of a site"
        yield placed.finding(where, f"there is no site {name!r}", mend)


def _study_file(name: str | Path) -> Path:
    """A path as it stands; a bare word is looked up among the shipped studies."""
    text = str(name)
    if isinstance(name, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        return Path(name)
    if text in shipped_studies():
        return shipped("studies") / f"{text}.yaml"
    if Path(text).is_file():
        return Path(text)
    mend = did_you_mean(text, shipped_studies()) or f"shipped studies: {', '.join(shipped_studies())}; or give a path"
    raise BadInput([Finding(text[:80], None, "", "there is no study of this name", mend)])


class _Shelf:
    """Finds scenario files by id, reads each once, and keeps what is wrong with them."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.findings: list[Finding] = []
        self.documents: list[Document] = []
        self.postures: dict[str, Placed[PostureFile]] = {}
        self._missing: set[str] = set()

    def take(
        self, kind: str, name: str, model: type[FileModel], asked_by: Placed[Any], where: tuple[str | int, ...]
    ) -> Placed[FileModel] | None:
        """The file `name` of the folder `kind`, or None after noting why not."""
        path = next(self._candidates(kind, name), None)
        if path is None:
            known = sorted({found.stem for folder in self.folders for found in (folder / kind).glob("*.yaml")})
            mend = did_you_mean(name, known) or f"known: {', '.join(known) or 'none'}"
            self.findings.append(asked_by.finding(where, f"there is no file {name}.yaml", mend))
            return None
        try:
            document = read_yaml(path)
        except BadInput as bad:
            self.findings += bad.findings
            return None
        self.documents.append(document)
        value, findings = validate(document, model)
        if value is not None and value.id != name:
            problem = f"is {value.id!r} in a file called {name}"
            findings.append(document.finding(("id",), problem, f"write `id: {name}`"))
        self.findings += findings
        return None if value is None else Placed(value, document)

    def _candidates(self, kind: str, name: str) -> Iterator[Path]:
        for folder in self.folders:
            for path in (folder / kind / f"{name}.yaml", folder / f"{name}.yaml"):
                if path.is_file():
                    yield path

    def take_posture(self, name: str, asked_by: Placed[Any], where: tuple[str | int, ...]) -> None:
        """The posture `name` and, file by file, all that it extends."""
        while name not in self.postures and name not in self._missing:
            placed = self.take("postures", name, PostureFile, asked_by, where)
            if placed is None:
                self._missing.add(name)
                return
            self.postures[name] = placed
            if placed.value.extends is None:
                return
            name, asked_by, where = placed.value.extends, placed, ("extends",)


def _contradictions(source: Placed[StudyFile]) -> list[Finding]:
    """References inside the study that do not fit together."""
    spec, findings = source.value, []
    seen: set[str] = set()
    for position, option in enumerate(spec.options):
        if option in seen:
            findings.append(source.finding(("options", position), f"{option!r} is listed twice", "remove one"))
        seen.add(option)
    if spec.baseline not in spec.options:
        mend = did_you_mean(spec.baseline, spec.options) or f"name one of: {', '.join(spec.options)}"
        findings.append(source.finding(("baseline",), f"{spec.baseline!r} is not among the options", mend))
    for raid, sizes in spec.raids.items():
        if not sizes or sorted(set(sizes)) != sizes:
            mend = "write sizes in rising order, each once: [4, 12, 36]"
            findings.append(source.finding(("raids", raid), "needs sizes in rising order", mend))
    if spec.reference.raid not in spec.raids:
        mend = did_you_mean(spec.reference.raid, spec.raids) or f"name one of: {', '.join(spec.raids)}"
        findings.append(source.finding(("reference", "raid"), f"{spec.reference.raid!r} is not among the raids", mend))
    elif spec.reference.size not in spec.raids[spec.reference.raid]:
        known = ", ".join(str(size) for size in spec.raids[spec.reference.raid])
        problem = f"size {spec.reference.size} is not swept"
        findings.append(source.finding(("reference", "size"), problem, f"choose one of: {known}"))
    if spec.tracker is not None and spec.picture != "tracked":
        problem = "says how trackers work, and nothing is tracked"
        findings.append(source.finding(("tracker",), problem, "write `picture: tracked`, or leave it out"))
    if spec.equal_budget is not None:
        if spec.equal_budget.raid not in spec.raids:
            mend = did_you_mean(spec.equal_budget.raid, spec.raids) or f"name one of: {', '.join(spec.raids)}"
            problem = f"{spec.equal_budget.raid!r} is not among the raids"
            findings.append(source.finding(("equal_budget", "raid"), problem, mend))
        for position, option in enumerate(spec.equal_budget.options):
            if option not in spec.options or option == spec.baseline:
                where = ("equal_budget", "options", position)
                mend = did_you_mean(option, spec.options) or "name an option that buys something"
                problem = f"{option!r} is the baseline" if option == spec.baseline else f"{option!r} is not an option"
                findings.append(source.finding(where, problem, mend))
    return findings


def _mark_in_being(postures: Mapping[str, Posture], there_anyway: str) -> dict[str, Posture]:
    """Note on every entry whether it is the entry of what is there anyway: usually of the baseline."""
    shared = postures[there_anyway].entries if there_anyway in postures else {}
    return {
        option: replace(
            posture,
            entries={
                name: replace(placed, in_being=name in shared and _stands_alike(shared[name], placed))
                for name, placed in posture.entries.items()
            },
        )
        for option, posture in postures.items()
    }


def _stands_alike(one: PlacedEntry, other: PlacedEntry) -> bool:
    """Are two entries the same, but for their network and magazine? Whom a unit tells moves nobody, nor does how full
    its launchers are: the rule that places units looks at reach."""
    same = {"network": one.entry.network, "magazine": one.entry.magazine}
    return one.entry == other.entry.model_copy(update=same)
