"""One file against everything that it names, whichever kind of file it is.

    look at its fields -> which kind is it? -> read it as that kind, among the packaged files that it belongs to

A study is checked with all that it names. A posture, a raid or a file of sites is no study by itself, so it is put into
the frame of the packaged one: its names must exist in the catalogue, and what it extends must be there, beside it or
among the packaged files. A file of claims or a catalogue entry takes the place of the packaged file of its name, and
what rests on it must still stand.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pavise.assemble.check import check_study
from pavise.catalogue.library import load_library
from pavise.evidence.ledger import load_ledger
from pavise.evidence.timeline import load_timeline
from pavise.scenario.study import Study, StudyFile, gather, load_study, shipped, shipped_studies
from pavise.scenario.written import Placed
from pavise.yamlfile import BadInput, Document, Finding, read_yaml, validate

FRAME = "turkey-s400"


@dataclass(frozen=True)
class Checked:
    """What became of a check: which kind of file it was taken for ("" if none), and everything found wrong."""

    file: str
    kind: str
    findings: tuple[Finding, ...]

    @property
    def fit(self) -> bool:
        """Is the file fit for use?"""
        return not self.findings


def check_file(path: str | Path) -> Checked:
    """Check the file at `path`. Never raises for what is in the file: that is what the findings are for."""
    kind = ""
    try:
        document = read_yaml(path)
        kind = kind_of(document)
        KINDS[kind].check(Path(path))
    except BadInput as bad:
        return Checked(str(path), kind, tuple(bad.findings))
    return Checked(str(path), kind, ())


# ---- which kind of file -------------------------------------------------------------------------------------------


def kind_of(document: Document) -> str:
    """The kind of file whose fields this one has most of. Raises BadInput when it has none of any kind."""
    if not isinstance(document.data, dict):
        mend = f"write the fields of {', '.join(article(kind) for kind in KINDS)}"
        raise BadInput([document.finding((), "does not begin with fields", mend)])
    scores = {kind: _likeness(document, kind) for kind in KINDS}
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] == 0.0:
        first = next(iter(document.data), "")
        mend = "; ".join(f"{article(kind)} has {' and '.join(KINDS[kind].fields[:2])}" for kind in KINDS)
        raise BadInput([document.finding((first,), "is not a field of any file that pavise reads", mend)])
    return best


def article(kind: str) -> str:
    """`a study`, `an evidence file`: the kind as it stands in a sentence."""
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _likeness(document: Document, kind: str) -> float:
    """How many of the fields that only this kind has are there; misspelt ones count half, the right folder a little."""
    fields = KINDS[kind].fields
    written = [str(name) for name in document.data]
    exact = sum(name in fields for name in written)
    near = sum(bool(difflib.get_close_matches(name, fields, n=1)) for name in written if name not in fields)
    in_folder = Path(document.file).resolve().parent.name == KINDS[kind].folder
    return exact + 0.5 * near + (0.4 if in_folder else 0.0)


# ---- each kind among the files that it belongs to -----------------------------------------------------------------


def _check_study(path: Path) -> None:
    _raise_any(check_study(load_study(path), load_library()))


def _check_posture(path: Path) -> None:
    _check_in_frame(path, options=[path.stem], baseline=path.stem)


def _check_raid(path: Path) -> None:
    """Against the sites of the frame, at the smallest size that has one threat of each kind, or nearly."""
    _raise_any(check_study(study_in_frame(path, raids={path.stem: [10]}, options=[]), load_library()))


def _check_sites(path: Path) -> None:
    _check_in_frame(path, sites=path.stem, options=[])


def _check_claims(path: Path) -> None:
    load_library(ledger=load_ledger(in_place=path))


def _check_entry(path: Path) -> None:
    """The entry, and the packaged studies with the catalogue that has it."""
    library = load_library(in_place=path)
    _raise_any([finding for name in shipped_studies() for finding in check_study(load_study(name), library)])


def _check_timeline(path: Path) -> None:
    load_timeline(path)


def _check_in_frame(path: Path, **changes: Any) -> None:
    _raise_any(check_study(study_in_frame(path, raids={}, **changes), load_library()))


def study_in_frame(path: Path, **changes: Any) -> Study:
    """The packaged study `FRAME`, changed so that it asks for the file at `path` and for little else."""
    document = read_yaml(shipped("studies") / f"{FRAME}.yaml")
    spec, findings = validate(document, StudyFile)
    assert spec is not None, findings
    frame = spec.model_copy(update={"equal_budget": None, "hypothesis_weights": {}, "doubt": [], **changes})
    folders = [path.parent, path.parent.parent, shipped("scenarios")]
    return gather(Placed(frame, document), folders)


def _raise_any(findings: list[Finding]) -> None:
    if findings:
        raise BadInput(findings)


@dataclass(frozen=True)
class Kind:
    """A kind of file: the fields that tell it from the others, the folder it usually lies in, and how it is checked."""

    fields: tuple[str, ...]
    folder: str
    check: Callable[[Path], None]


KINDS = {
    "study": Kind(("options", "baseline", "question", "reference", "raids", "worlds", "seed"), "studies", _check_study),
    "posture": Kind(("entries", "extends", "without", "status", "networks", "links"), "postures", _check_posture),
    "raid": Kind(("kinds", "axis", "waves", "warning", "target"), "raids", _check_raid),
    "sites file": Kind(("sites", "places", "laydown"), "scenarios", _check_sites),
    "evidence file": Kind(("claims", "system", "part_of"), "evidence", _check_claims),
    "catalogue entry": Kind(("quantities", "role", "settings", "sensors", "launchers"), "catalogue", _check_entry),
    "timeline": Kind(("statements", "hypotheses", "timeline"), "evidence", _check_timeline),
    "list of upstreams": Kind(("upstreams",), "evidence", _check_claims),
    "list of remarks": Kind(("disagreements", "gaps"), "evidence", _check_claims),
}
"""Every kind of file that people write. A study also has `sites`, so it must lead by its other fields, and does."""
