"""Reading the dossier: files of checks, each a sentence about the world with the numbers that can prove it wrong.

A file of `data/verify` is one topic; the answers to its checks are functions of the module of the same name here:

    topic: The earth
    checks:
      - id: geodesic
        claim: The shortest way between two places on the WGS84 ellipsoid has this length ...
        model: [sim.geodesic.inverse]               what is tested, below `pavise`
        grade: B                                    A printed, B computed by others, C by a second route
        reference: {who: ..., title: ..., year: 2013, where: equation, table or page}
        computed_with: GeographicLib 2.1            for B and C: what gave the numbers
        because: why the tolerance is what it is
        inputs: [latitude1_deg, ...]
        outputs: {distance_m: {absolute: 1e-3, relative: 1e-9}, azimuth_deg: {absolute: 1e-6, turn: 360}}
        rows:
          - [input, ..., output, ...]

A got value passes when it is off by no more than `absolute` + `relative` x |expected|; `turn` is the period of an
angle, and `simulated: true` adds four standard errors of the simulation. `~` among the outputs means that there is no
such number (no meeting, say), and that Pavise must say so too. `answer` names the function when it is not the id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pavise.yamlfile import BadInput, Document, Finding, did_you_mean, read_yaml, yaml_files

FOLDER = Path(__file__).resolve().parents[1] / "data" / "verify"
GRADES = {"A": "printed", "B": "computed by others", "C": "closed form, second route"}

UNITS = {
    "_m": "m", "_km": "km", "_m2": "m2", "_s": "s", "_mps": "m/s", "_deg": "deg", "_rad": "rad", "_db": "dB",
    "_dbpkm": "dB/km", "_hz": "Hz", "_ghz": "GHz", "_w": "W", "_k": "K", "_pa": "Pa", "_kgpm3": "kg/m3",
    "_gpm3": "g/m3",
}  # fmt: skip
"""Ending of a name -> unit; a name with no such ending is a pure number."""


@dataclass(frozen=True)
class Reference:
    """Who says so: a publication and the place in it, or the maker of the program that computed the numbers."""

    who: str
    title: str
    year: int
    where: str

    def __str__(self) -> str:
        return f"{self.who} ({self.year}), {self.title}, {self.where}"


@dataclass(frozen=True)
class Output:
    """A number that a check compares, and how far off it may be. `turn`: period of an angle, None for other numbers."""

    name: str
    absolute: float
    relative: float
    turn: float | None

    @property
    def unit(self) -> str:
        """Read off the end of the name; empty for a pure number."""
        return max((unit for end, unit in UNITS.items() if self.name.endswith(end)), key=len, default="")

    def allowed(self, expected: float) -> float:
        """How far a value may be from the expected one."""
        return self.absolute + self.relative * abs(expected)

    @property
    def tolerance(self) -> str:
        """In words: `0.001 m + 1e-09 of it`, `exact`."""
        parts = []
        if self.absolute:
            parts.append(f"{self.absolute:.15g} {self.unit}".rstrip())
        if self.relative:
            parts.append(f"{self.relative:.15g} of it")
        return " + ".join(parts) or "exact"


@dataclass(frozen=True)
class Row:
    """One line of numbers: what goes in, what must come out (None: nothing, and that must be said)."""

    line: int
    inputs: dict[str, Any]
    expected: dict[str, float | None]


@dataclass(frozen=True)
class Check:
    """A sentence about the world with the numbers that can prove it wrong; the fields are told in the story above."""

    id: str
    topic: str
    file: str
    claim: str
    model: tuple[str, ...]
    grade: str
    reference: Reference
    computed_with: str
    because: str
    answer: str  # module.function below pavise.verify
    simulated: bool
    outputs: tuple[Output, ...]
    rows: tuple[Row, ...]

    @property
    def source(self) -> str:
        """Where the numbers are from, in one line."""
        return f"{self.reference}; {self.computed_with}" if self.computed_with else str(self.reference)


def load_dossier(folder: Path | None = None) -> list[Check]:
    """Every check of a folder (the packaged one when None), in order of file. BadInput with all that is wrong."""
    files = yaml_files(FOLDER if folder is None else Path(folder))
    if not files:
        raise BadInput([Finding(str(folder), None, "", "holds no checks", "name a folder of the dossier's YAML files")])
    checks: list[Check] = []
    findings: list[Finding] = []
    for path in files:
        try:
            checks += _checks(read_yaml(path), path)
        except BadInput as bad:
            findings += bad.findings
    seen: set[str] = set()
    for check in checks:
        if check.id in seen:
            findings.append(Finding(check.file, None, check.id, "this id is taken", "give each check its own id"))
        seen.add(check.id)
    if findings:
        raise BadInput(findings)
    return checks


def chosen(checks: Sequence[Check], only: Sequence[str]) -> list[Check]:
    """The checks with these ids, in the order of the dossier; all of them when `only` is empty. BadInput when there is
    no such id."""
    known = {check.id for check in checks}
    findings = [
        Finding("verify", None, "only", f"there is no check {name!r}", did_you_mean(name, known) or "see --list")
        for name in only
        if name not in known
    ]
    if findings:
        raise BadInput(findings)
    return [check for check in checks if not only or check.id in only]


# ---- one file -----------------------------------------------------------------------------------------------------

_TEXTS = ("id", "claim", "grade", "because")
_ALL = {*_TEXTS, "model", "reference", "computed_with", "answer", "simulated", "inputs", "outputs", "rows"}


def _checks(document: Document, path: Path) -> list[Check]:
    """The checks of one file."""
    data = document.data
    if not (isinstance(data, dict) and isinstance(data.get("topic"), str) and isinstance(data.get("checks"), list)):
        raise BadInput([document.finding((), "is no file of checks", "begin with `topic: ...` and `checks: [...]`")])
    findings: list[Finding] = []
    found = []
    for k, entry in enumerate(data["checks"]):
        wrong = _complaints(document, k, entry)
        findings += wrong
        if not wrong:
            found.append(_check(document, k, entry, data["topic"], path))
    if findings:
        raise BadInput(findings)
    return found


def _complaints(document: Document, k: int, entry: Any) -> list[Finding]:
    """What is wrong with an entry, as far as it would break the reading of it."""
    if not isinstance(entry, dict):
        return [document.finding(("checks", k), "is no check", "write `- id: ...` and its fields")]

    def finding(field: str | int, problem: str, mend: str) -> Finding:
        return document.finding(("checks", k, field), problem, mend)

    found = [finding(name, "is missing or no text", "write it") for name in _TEXTS if not _is_text(entry.get(name))]
    for name in sorted({*entry} - _ALL):
        found.append(finding(name, "is no field of a check", did_you_mean(name, _ALL) or "leave it out"))
    if entry.get("grade") not in GRADES:
        found.append(finding("grade", f"{entry.get('grade')!r} is no grade", "write A, B or C"))
    if entry.get("grade") in ("B", "C") and not _is_text(entry.get("computed_with")):
        found.append(finding("computed_with", "is missing", "say what computed the numbers, with its version"))
    reference = entry.get("reference")
    if not (isinstance(reference, dict) and set(reference) == {"who", "title", "year", "where"}):
        found.append(finding("reference", "is incomplete", "write who, title, year and where"))
    for name in ("model", "inputs", "rows"):
        if not (isinstance(entry.get(name), list) and entry[name]):
            found.append(finding(name, "is missing or no list", "write it as a list"))
    if not _are_tolerances(entry.get("outputs")):
        found.append(finding("outputs", "is no list of tolerances", "write `name: {absolute: ..., relative: ...}`"))
    if found:
        return found
    width = len(entry["inputs"]) + len(entry["outputs"])
    for i, row in enumerate(entry["rows"]):
        place = ("checks", k, "rows", i)
        if not (isinstance(row, list) and len(row) == width):
            found.append(document.finding(place, f"has not {width} places", "one for each input and output"))
        elif not all(cell is None or isinstance(cell, (int, float)) for cell in row[len(entry["inputs"]) :]):
            found.append(document.finding(place, "expects what is no number", "write a number, or ~"))
    return found


def _are_tolerances(outputs: Any) -> bool:
    """`{name: {absolute: ..., relative: ..., turn: ...}}`, where each of the three may be left out."""
    words = {"absolute", "relative", "turn"}
    given = outputs.values() if isinstance(outputs, dict) else []
    return bool(given) and all(isinstance(tolerance, dict) and set(tolerance) <= words for tolerance in given)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _amount(name: str, cell: Any) -> Any:
    """What has a unit is a real number, also where the file writes 300000: compiled code would multiply it as an
    integer, and the fourth power of a range in metres is beyond what 64 bits hold."""
    return float(cell) if isinstance(cell, int) and any(name.endswith(end) for end in UNITS) else cell


def _check(document: Document, k: int, entry: dict[str, Any], topic: str, path: Path) -> Check:
    """An entry that was found in order."""
    names, outputs = entry["inputs"], entry["outputs"]
    rows = tuple(
        Row(
            document.line(("checks", k, "rows", i)) or 0,
            {name: _amount(name, cell) for name, cell in zip(names, row, strict=False)},
            dict(zip(outputs, row[len(names) :], strict=True)),
        )
        for i, row in enumerate(entry["rows"])
    )
    return Check(
        id=entry["id"],
        topic=topic,
        file=path.name,
        claim=" ".join(entry["claim"].split()),
        model=tuple(entry["model"]),
        grade=entry["grade"],
        reference=Reference(**entry["reference"]),
        computed_with=entry.get("computed_with", ""),
        because=" ".join(entry["because"].split()),
        answer=f"{path.stem}.{entry.get('answer', entry['id'].replace('-', '_'))}",
        simulated=bool(entry.get("simulated", False)),
        outputs=tuple(
            Output(name, float(o.get("absolute", 0.0)), float(o.get("relative", 0.0)), o.get("turn"))
            for name, o in outputs.items()
        ),
        rows=rows,
    )
