"""The catalogue: every entry read, checked against its role, the ledger and the other entries, and looked up by id.

    data/catalogue/<id>.yaml   one system each; README.md there says how to write one

`load_library` raises one `BadInput` with everything that is wrong in the folder. What it hands back answers: what do we
believe about a quantity (`quantity`), what does a unit lean on through its parts (`lean`), and what do all beliefs look
like as a table (`beliefs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pavise.catalogue.believe import believe
from pavise.catalogue.composition import check_references, read_composition
from pavise.catalogue.entry import SENSOR_KINDS, EntryFile
from pavise.catalogue.quantity import Quantity
from pavise.catalogue.roles import NOT_ABOVE, ROLES, Role
from pavise.catalogue.system import SystemType
from pavise.evidence.claim import SLUG
from pavise.evidence.ledger import Ledger, load_ledger
from pavise.units import show
from pavise.yamlfile import BadInput, Document, Finding, did_you_mean, read_yaml, validate, yaml_files


@dataclass(frozen=True)
class Library:
    """All entries of the catalogue, by id, and the ledger whose claims they rest on."""

    systems: Mapping[str, SystemType]
    ledger: Ledger

    def system(self, system_id: str) -> SystemType:
        """The entry with this id; KeyError, with the nearest known id, when there is none."""
        if system_id not in self.systems:
            raise KeyError(f"the catalogue has no {system_id!r}; {did_you_mean(system_id, self.systems)}".rstrip("; "))
        return self.systems[system_id]

    def quantity(self, system_id: str, name: str) -> Quantity:
        """The belief about one quantity of one system; KeyError for an unknown system or quantity."""
        system = self.system(system_id)
        if name not in system.quantities:
            hint = did_you_mean(name, system.quantities)
            raise KeyError(f"{system_id!r} has no quantity {name!r}; {hint}".rstrip("; "))
        return system.quantities[name]

    def of_role(self, role: str) -> list[SystemType]:
        """All entries of a role, in order of their ids."""
        return [system for system in self.systems.values() if system.role == role]

    def parts(self, system_id: str) -> list[SystemType]:
        """The system itself and everything it is made of, down to the rounds, each once."""
        found: dict[str, SystemType] = {}
        waiting = [system_id]
        while waiting:
            system = self.system(waiting.pop(0))
            if system.id not in found:
                found[system.id] = system
                waiting += system.parts
        return list(found.values())

    def lean(self, system_id: str) -> list[tuple[str, str]]:
        """Every (system, quantity) that a unit of this system uses through its composition."""
        return [(system.id, name) for system in self.parts(system_id) for name in system.quantities]

    def beliefs(self, system_ids: Iterable[str] | None = None) -> list[dict[str, str | float]]:
        """One row for each belief (of these systems; of all when None): the results table `beliefs`. Values in SI."""
        chosen = self.systems if system_ids is None else dict.fromkeys(system_ids)
        return [
            _row(self.system(name), quantity) for name in chosen for quantity in self.system(name).quantities.values()
        ]


def _row(system: SystemType, quantity: Quantity) -> dict[str, str | float]:
    return {
        "system": system.id,
        "system_title": system.name,
        "quantity": quantity.name,
        "unit": quantity.unit,
        "origin": quantity.origin,
        "method": quantity.method,
        "reason": quantity.reason,
        "p10": quantity.at(0.1),
        "p50": quantity.at(0.5),
        "p90": quantity.at(0.9),
        "claims": ";".join(quantity.claims),
    }


# ------------------------------------------------------------------------------------------------ reading the folder


def packaged_catalogue() -> Path:
    """The folder of entries that ships with the package."""
    return Path(__file__).resolve().parent.parent / "data" / "catalogue"


def load_library(
    folder: str | Path | None = None, ledger: Ledger | None = None, in_place: str | Path | None = None
) -> Library:
    """All entries in `folder` (the packaged ones when None), resting on `ledger` (the packaged one when None), with the
    file `in_place` instead of the one of its name.

    Raises `BadInput` with every finding of every file.
    """
    folder = packaged_catalogue() if folder is None else Path(folder)
    if not folder.is_dir():
        raise BadInput([Finding(str(folder), None, "", "there is no such folder of the catalogue", "check the path")])
    ledger = load_ledger() if ledger is None else ledger
    paths = yaml_files(folder, in_place)
    findings: list[Finding] = []
    if not paths:
        findings.append(Finding(str(folder), None, "", "holds no entry", "add a file for a system"))
    systems: dict[str, SystemType] = {}
    documents: dict[str, Document] = {}
    for path in paths:
        try:
            document = read_yaml(path)
        except BadInput as error:
            findings += error.findings
            continue
        system, found = _read_entry(document, ledger)
        findings += found
        if system is not None:
            systems[system.id] = system
            documents[system.id] = document
    ids = {path.stem for path in paths}
    for system in systems.values():
        findings += check_references(system, documents[system.id], systems, ids)
    if findings:
        raise BadInput(findings)
    return Library(systems, ledger)


def _read_entry(document: Document, ledger: Ledger) -> tuple[SystemType | None, list[Finding]]:
    """One file as a system, or None with everything that is wrong inside the file."""
    entry, findings = validate(document, EntryFile)
    if entry is None:
        return None, findings
    if entry.id != Path(document.file).stem or not SLUG.fullmatch(entry.id):
        mend = f"name the file {entry.id}.yaml, or correct `id`"
        findings.append(document.finding(("id",), f"{entry.id!r} is not the name of the file", mend))
    if not entry.name.strip():
        findings.append(document.finding(("name",), "is empty", "write the name that reports should show"))
    role = ROLES.get(entry.role)
    if role is None:
        mend = did_you_mean(entry.role, ROLES) or f"write one of: {', '.join(ROLES)}"
        findings.append(document.finding(("role",), f"{entry.role!r} is no role", mend))
        return None, findings
    if role.name == "radar":
        kind = entry.settings.kind
        if kind not in SENSOR_KINDS:
            mend = did_you_mean(kind, SENSOR_KINDS) or f"write one of: {', '.join(SENSOR_KINDS)}"
            findings.append(document.finding(("settings", "kind"), f"{kind!r} is not known here", mend))
            return None, findings
        role = role.for_kind(kind, entry.settings.pattern or "flat")
    if role.name == "threat":
        role = role.for_kind(entry.settings.path or "", "flat")
    quantities: dict[str, Quantity] = {}
    findings += _unknown_and_missing(document, entry, role)
    for spec in role.quantities:
        written = entry.quantities.get(spec.name)
        if written is None:
            continue
        quantity, found = believe(document, ("quantities", spec.name), written, spec, entry.id, ledger)
        findings += found
        if quantity is not None:
            quantities[spec.name] = quantity
    findings += _contradictions(document, quantities)
    if entry.settings.pattern == "cosecant_squared":
        findings += _misplaced_lobe(document, quantities)
    parts, found = read_composition(document, entry, role)
    findings += found
    if findings:
        return None, findings
    return SystemType(entry.id, entry.name, role.name, quantities, file=document.file, **parts), []


def _unknown_and_missing(document: Document, entry: EntryFile, role: Role) -> Iterator[Finding]:
    missing = [name for name in role.quantity_names if name not in entry.quantities]
    for name in entry.quantities:
        if name not in role.quantity_names:
            guess = did_you_mean(name, missing) or did_you_mean(name, role.quantity_names)
            mend = guess or f"a {role.title} has: {', '.join(role.quantity_names)}"
            yield document.finding(("quantities", name), f"a {role.title} has no such quantity", mend)
    for name in missing:
        spec = role.spec(name)
        mend = f"add `{name}:` ({spec.meaning}), with claims or a judgement"
        yield document.finding(("quantities", name), f"is missing from {entry.id!r}", mend)


def _contradictions(document: Document, quantities: Mapping[str, Quantity]) -> Iterator[Finding]:
    for lesser, greater in NOT_ABOVE:
        if lesser not in quantities or greater not in quantities:
            continue
        worst, least = quantities[lesser].distribution.high, quantities[greater].distribution.low
        if worst > least:
            unit = quantities[lesser].unit
            problem = f"reaches {show(worst, unit, 6)}, but {greater} may be as low as {show(least, unit, 6)}"
            yield document.finding(
                ("quantities", lesser), problem, f"narrow one of the two, so that {lesser} stays below"
            )


def _misplaced_lobe(document: Document, quantities: Mapping[str, Quantity]) -> Iterator[Finding]:
    """A lobe that ends below the horizon, where no cosecant follows, or whose middle lies above all that is covered."""
    if any(name not in quantities for name in ("lobe_width", "lobe_tilt", "elevation_max")):
        return
    width, tilt = quantities["lobe_width"].distribution, quantities["lobe_tilt"].distribution
    where = ("quantities", "lobe_tilt")
    if tilt.low + 0.5 * width.low <= 0.0:
        problem = "the lobe may end below the horizon"
        yield document.finding(where, problem, "raise `lobe_tilt`, or widen `lobe_width`")
    if tilt.high >= quantities["elevation_max"].distribution.low:
        problem = "the middle of the lobe may lie above `elevation_max`"
        yield document.finding(where, problem, "lower `lobe_tilt`, or raise `elevation_max`")
