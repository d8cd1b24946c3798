"""The server asked what nobody would think of: whatever is sent, it answers as its description says, and never breaks.

Schemathesis reads the description and makes up requests that follow it, and others that do not. Jobs begin no process
here; what they do stands in test_jobs.py.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from pavise.app.web import jobs, openapi
from pavise.app.web.application import application
from pavise.app.web.jobs import Jobs
from pavise.app.web.routes import Desk
from pavise.dashboard.documents import Documents
from pavise.dashboard.shelf import Shelf
from tests.app.web.conftest import TOKEN
from tests.results.synthetic import write_synthetic

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
)
description = openapi.description("0.0")
schema = schemathesis.openapi.from_dict(description)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A shelf with a result called `a`, as short names are tried first."""
    root: Path = tmp_path_factory.mktemp("fuzzed")
    write_synthetic(root / "a", n_options=2, n_raids=1, sizes=(10,), worlds=4, reference_repeats=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "begin", lambda folder: subprocess.Popen([sys.executable, "-c", "pass"]))
        found = Desk(Documents(Shelf(root), "0.0"), Jobs(root, 3))
        yield found
        found.jobs.close()
        found.documents.shelf.close()


@pytest.mark.long
@schema.parametrize()
@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_every_route_keeps_to_its_description(case: schemathesis.Case, desk: Desk) -> None:
    app = application(desk, TOKEN, ("testserver",))
    case.call_and_validate(app=app, base_url="http://testserver", headers={"X-Pavise-Token": TOKEN}, checks=CHECKS)
