"""What may be asked of the server: every document, and a few actions. Declared once, for routing and for OpenAPI.

A route knows its method, its address and how to answer in plain values; nothing here knows HTTP. Actions check names
and files first, then call a verb or start a job.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from pavise.dashboard import shapes, studies
from pavise.dashboard.documents import DOCUMENTS, Documents
from pavise.scenario.copies import write_texts
from pavise.scenario.study import load_study
from pavise.yamlfile import BadInput, Finding

from .bodies import CaseBody, CompareJob, CoverageJob, DefendedJob, DraftBody
from .jobs import Jobs, shape_of
from .map_jobs import coverage_job, defended_job

JobBody = Annotated[CompareJob | CoverageJob | DefendedJob, Field(discriminator="verb")]


@dataclass(frozen=True)
class Desk:
    """What answers: the documents and the jobs."""

    documents: Documents
    jobs: Jobs


@dataclass(frozen=True)
class Route:
    """One thing that may be asked. `answer(desk, body, **variables of the address)`; `body`: its type, None without."""

    method: str
    address: str
    words: str
    shape: Any
    answer: Callable[..., Any]
    body: Any = None
    blob: bool = False


def check(desk: Desk, body: CaseBody) -> shapes.Checked:
    """Is a case fit for use? Nothing is kept."""
    findings = findings_of(body.study, files_with_base(desk, body))
    return {"fit": not findings, "findings": [studies.finding_shape(one) for one in findings]}


def start_job(desk: Desk, body: CompareJob | CoverageJob | DefendedJob) -> shapes.JobShape:
    """Begin long work."""
    if isinstance(body, CompareJob):
        asked = comparison_job(desk, body)
    elif isinstance(body, CoverageJob):
        asked = coverage_job(desk.documents, body)
    else:
        asked = defended_job(desk.documents, body)
    return shape_of(desk.jobs.start(*asked))


def comparison_job(desk: Desk, body: CompareJob) -> tuple[dict[str, Any], dict[str, str]]:
    """What a comparison is asked to do, and its files. BadInput when these are not fit for use."""
    files = files_with_base(desk, body)
    findings = findings_of(body.study, files)
    if findings:
        raise BadInput(findings)
    with tempfile.TemporaryDirectory() as folder:
        write_texts(files, Path(folder))
        spec = load_study(Path(folder) / body.study).spec
    asked = {
        "verb": body.verb,
        "title": body.title or spec.title,
        "study": body.study,
        "worlds": body.worlds or spec.worlds,
        "seed": body.seed,
    }
    return asked, files


def save_draft(desk: Desk, body: DraftBody) -> shapes.Draft:
    """Save a case."""
    return studies.save_draft(desk.documents.shelf.root, body.name, body.study, body.files)


def files_with_base(desk: Desk, body: CaseBody) -> dict[str, str]:
    """The files that were sent, over those of the result or study that they build on."""
    findings = studies.name_findings(body.study, body.files)
    if findings:
        raise BadInput(findings)
    below: dict[str, str] = {}
    if body.result is not None:
        below = desk.documents.files(body.result)["files"]
    elif body.base is not None:
        below = desk.documents.study_files(body.base)["files"]
    return {**below, **body.files}


def findings_of(study: str, files: dict[str, str]) -> list[Finding]:
    """Everything wrong with a case, which is written to a folder of its own for as long as it is looked at."""
    with tempfile.TemporaryDirectory() as folder:
        write_texts(files, Path(folder))
        return studies.case_findings(Path(folder), study)


def _document(address: str, make: Callable[..., Any]) -> Callable[..., Any]:
    return lambda desk, body, **variables: make(desk.documents, **variables)


ROUTES: tuple[Route, ...] = (
    *(
        Route("GET", f"/{one.address}", one.words, one.shape, _document(one.address, one.make), blob=one.blob)
        for one in DOCUMENTS
    ),
    Route(
        "POST", "/api/check", "Is a case fit for use? Everything wrong with it at once.", shapes.Checked,
        check, CaseBody,
    ),
    Route(
        "GET", "/api/jobs", "All jobs, the newest last.", list[shapes.JobShape],
        lambda desk, body: [shape_of(job) for job in desk.jobs.listed()],
    ),
    Route(
        "POST", "/api/jobs", "Begin long work: a comparison, a map of coverage, or one of what is defended.",
        shapes.JobShape, start_job, JobBody,
    ),
    Route(
        "GET", "/api/jobs/{job}", "How far a job is.", shapes.JobShape,
        lambda desk, body, job: shape_of(desk.jobs.job(job)),
    ),
    Route(
        "DELETE", "/api/jobs/{job}", "Stop a job; one that is over is taken off the list.", shapes.JobShape,
        lambda desk, body, job: shape_of(desk.jobs.cancel(job)),
    ),
    Route("POST", "/api/drafts", "Save a case beside the results.", shapes.Draft, save_draft, DraftBody),
)  # fmt: skip
