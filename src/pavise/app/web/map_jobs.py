"""What a request for a map of a result becomes: a job with all that its process needs, and the files of the case.

    what is seen       what the sensors of an option see: `pavise.dashboard.maps`
    what is defended   the footprints of its fire units: `pavise.dashboard.footprints`

The map is kept beside the result, where the document of the same name finds it.
"""

from __future__ import annotations

from typing import Any

from pavise.dashboard import footprints, maps, shapes
from pavise.dashboard.documents import Documents
from pavise.dashboard.families import threats
from pavise.yamlfile import BadInput, Finding

from .bodies import CoverageJob, DefendedJob

Asked = tuple[dict[str, Any], dict[str, str]]


def coverage_job(documents: Documents, body: CoverageJob) -> Asked:
    """What a map of coverage is asked to show, and the files of the result that it is of."""
    result = documents.result(body.result)
    option = _option(result, body.option)
    one = maps.Asked(body.what, body.option, body.height_m, body.rcs_m2)
    problem = maps.problem_with(one)
    if problem:
        raise _wrong(problem)
    case = documents.files(body.result)
    one = maps.asked(maps.Asked(one.what, one.option, float(one.height_m), float(one.rcs_m2)).name)
    asked = {
        "verb": body.verb,
        "title": f"What {option} sees {one.height_m:g} m up",
        "study": case["study"],
        "option": one.option,
        "height_m": one.height_m,
        "rcs_m2": one.rcs_m2,
        "worlds": result["worlds"],
        "seed": result["seed"],
        "path": f"api/results/{body.result}/coverage/{one.name}",
        "keep": str(maps.folder_of(documents.shelf.folder(body.result), one).resolve()),
    }
    return asked, case["files"]


def defended_job(documents: Documents, body: DefendedJob) -> Asked:
    """What a footprint is asked to show, and the files of the result that it is of."""
    result = documents.result(body.result)
    option = _option(result, body.option)
    one = footprints.Footprint(body.option, body.threat, body.who)
    problem = footprints.problem_with(one, documents.posture(body.result, body.option))
    if problem:
        raise _wrong(problem)
    case = documents.files(body.result)
    asked = {
        "verb": body.verb,
        "title": f"What {option} defends against {threats()[one.threat].lower()}",
        "study": case["study"],
        "option": one.option,
        "threat": one.threat,
        "units": [] if one.who == footprints.ALL else [one.who],
        "worlds": result["worlds"],
        "seed": result["seed"],
        "path": one.address(body.result),
        "keep": str(one.folder(documents.shelf.folder(body.result)).resolve()),
    }
    return asked, case["files"]


def _option(result: shapes.Result, option: str) -> str:
    """The title of an option. BadInput when the result has none of that id."""
    titles = {one["id"]: one["title"] for one in result["options"]}
    if option not in titles:
        raise _wrong(f"the result has no option {option[:60]}")
    return titles[option]


def _wrong(problem: str) -> BadInput:
    return BadInput([Finding("job", None, "", problem, "ask for a map that there can be")])
