"""Studies that can be run from the browser: those that ship, and drafts that a reader saved beside the results.

A draft is a case of its own in `drafts/<name>`: a study file and the postures it changes, as YAML that people read and
`pavise compare` runs. Files from the browser are written only where their names are plain; nothing else is taken as a
path.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pavise.assemble.check import check_study
from pavise.scenario.copies import texts_of, write_texts
from pavise.scenario.study import Study, load_study, shipped, shipped_studies
from pavise.yamlfile import BadInput, Finding

from . import shapes
from .believing import library
from .shelf import NoDocument

DRAFTS = "drafts"
ABOUT = "draft.json"
FILE_NAME = re.compile(r"(?:(?:postures|raids)/)?[a-z0-9][a-z0-9_.-]{0,59}\.yaml")
DRAFT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MOST_FILES = 100
MOST_DRAFTS = 500


def shipped_entries() -> list[shapes.StudyEntry]:
    """The studies that ship with Pavise."""
    return [entry_of(load_study(name), shipped=True) for name in shipped_studies()]


def study_files(name: str) -> shapes.Files:
    """The files of a shipped study. NoDocument for another name."""
    if name not in shipped_studies():
        raise NoDocument(f"there is no study {name[:80]}", f"there are {', '.join(shipped_studies())}")
    study, texts = texts_of(load_study(shipped("studies") / f"{name}.yaml"))
    return {"study": study, "files": texts}


def drafts(root: Path) -> list[shapes.Draft]:
    """The drafts saved beside the results, newest first."""
    found = [_draft(path.parent) for path in (root / DRAFTS).glob(f"*/{ABOUT}")]
    return sorted((draft for draft in found if draft is not None), key=lambda draft: draft["made"], reverse=True)


def draft_files(root: Path, name: str) -> shapes.Files:
    """The files of a draft. NoDocument when there is none of that name."""
    folder = root / DRAFTS / name
    draft = _draft(folder) if DRAFT_NAME.fullmatch(name) else None
    if draft is None:
        raise NoDocument(f"there is no draft {name[:80]}", "ask api/drafts for those there are")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))
    return {"study": draft["study"], "files": {one: (folder / one).read_text(encoding="utf-8") for one in names}}


def save_draft(root: Path, name: str, study: str, files: Mapping[str, str]) -> shapes.Draft:
    """Save a case under a name; one of the same name is replaced. BadInput when a name is not plain."""
    findings = name_findings(study, files)
    if not DRAFT_NAME.fullmatch(name):
        findings.append(Finding(name[:80], None, "name", "is not a plain name", "use small letters, digits, - and _"))
    known = [draft["name"] for draft in drafts(root)]
    if name not in known and len(known) >= MOST_DRAFTS:
        findings.append(Finding(name, None, "", f"there are {MOST_DRAFTS} drafts already", "delete some of them"))
    if findings:
        raise BadInput(findings)
    folder = root / DRAFTS / name
    if folder.exists() and not (folder / ABOUT).is_file():
        raise BadInput([Finding(name, None, "name", "is a folder that holds something else", "choose another name")])
    draft = shapes.Draft(name=name, study=study, made=datetime.now(UTC).isoformat(timespec="seconds"))
    shutil.rmtree(folder, ignore_errors=True)
    write_texts(dict(files), folder)
    (folder / ABOUT).write_text(json.dumps(draft, indent=1) + "\n", encoding="utf-8")
    return draft


def name_findings(study: str, files: Mapping[str, str]) -> list[Finding]:
    """What is wrong with the names of files from the browser: only plain ones are ever written."""
    findings = [
        Finding(name[:80], None, "", "is not a plain file name", "write small letters and .yaml: my-posture.yaml")
        for name in files
        if not FILE_NAME.fullmatch(name)
    ]
    if len(files) > MOST_FILES:
        findings.append(
            Finding(study[:80], None, "", f"has more than {MOST_FILES} files", "leave out what is not used")
        )
    if study not in files or "/" in study:
        findings.append(Finding(study[:80], None, "", "is not among the files", "name the file of the study"))
    return findings


def case_findings(folder: Path, study: str) -> list[Finding]:
    """What is wrong with a case that was written to `folder`, by names of files and never by their paths."""
    try:
        found = load_study(folder / study)
        findings = check_study(found, library())
        if found.terrain_files:
            where = found.source.finding(
                ("environment", "terrain"), "names elevation files", "write `none` or `library` here"
            )
            findings = [*findings, where]
    except BadInput as bad:
        findings = bad.findings
    return [told(finding, folder) for finding in findings]


def told(finding: Finding, folder: Path) -> Finding:
    """A finding with the name of its file inside the case, or of the shipped file, without the path before it."""
    path = Path(finding.file)
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    return Finding(name, finding.line, finding.field, finding.problem, finding.mend)


def finding_shape(finding: Finding) -> shapes.FindingShape:
    """A finding as a document."""
    return {
        "file": finding.file,
        "line": finding.line,
        "field": finding.field,
        "problem": finding.problem,
        "mend": finding.mend,
    }


def entry_of(study: Study, shipped: bool) -> shapes.StudyEntry:
    """A study at a glance."""
    spec = study.spec
    return {
        "id": spec.id,
        "title": spec.title,
        "question": spec.question,
        "options": list(spec.options),
        "raids": {raid: list(sizes) for raid, sizes in spec.raids.items()},
        "shipped": shipped,
    }


def _draft(folder: Path) -> shapes.Draft | None:
    try:
        said = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        return shapes.Draft(name=folder.name, study=str(said["study"]), made=str(said["made"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
