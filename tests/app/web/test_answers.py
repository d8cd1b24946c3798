"""What the server says: every document, in the declared form; failures in plain words; nothing that breaks it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from pavise.app.web import openapi
from pavise.app.web.application import files_of_page
from pavise.app.web.plain import HOW_TO_GET_IT, plain_page
from pavise.app.web.routes import ROUTES
from pavise.dashboard.documents import DOCUMENTS
from tests.app.web.conftest import PAGE, TOKEN, Server


def shape_at(address: str) -> Any:
    """The declared shape of the document at an address."""
    return next(one.shape for one in DOCUMENTS if one.pattern.fullmatch(address))


def test_every_document_of_a_result_is_served_in_its_declared_form(server: Server) -> None:
    own = server.get("api/results/invented").json()
    addresses = [a for a in own["documents"] if not a.endswith("files")]
    assert {"answer", "comparison", "curves", "posture", "explain"} <= {a.split("/")[3] for a in addresses}
    for address in ["api/results/invented", "api/results", "api/state", *addresses]:
        said = server.get(address)
        assert said.status_code == 200, (address, said.text)
        TypeAdapter(shape_at(address)).validate_python(said.json(), strict=False)


@pytest.mark.parametrize(
    "address", ["evidence", "timeline", "catalogue", "raids", "studies", "drafts", "evidence/40n6e"]
)
def test_evidence_and_studies_are_served_in_their_declared_form(server: Server, address: str) -> None:
    said = server.get(f"api/{address}")
    assert said.status_code == 200, said.text
    TypeAdapter(shape_at(f"api/{address}")).validate_python(said.json())


def test_the_first_result_to_show_is_named(server: Server) -> None:
    assert server.get("api/state").json()["opened"] == "invented"


@pytest.mark.parametrize(
    "address",
    [
        "api/nothing",
        "api/results/nothing",
        "api/results/nothing/answer",
        "api/results/invented/comparison/nothing",
        "api/results/invented/comparison/mixed-31-as-offered",
        "api/results/invented/comparison/mixed-٣٠-as-offered",
        "api/results/invented/curves/raid_size-mixed",
        "api/results/invented/posture/nothing",
        "api/results/invented/explain/none-nothing",
        "api/results/invented/explain/nothing",
        "api/results/invented/coverage/sensors-none-1e3-1",
        "api/results/invented/coverage/sensors-none-0-1",
        "api/results/invented/coverage/sensors-none-3000-nan",
        "api/results/invented/coverage/dreams-none-3000-1",
        "api/results/invented/replays/nothing",
        "api/results/invented/why/nothing",
        "api/evidence/nothing",
        "api/studies/nothing",
        "api/drafts/nothing",
        "api/jobs/nothing",
        "report/nothing",
    ],
)
def test_what_is_not_there_is_said_with_a_way_out(server: Server, address: str) -> None:
    said = server.get(address)
    assert said.status_code == 404
    assert said.json()["problem"] and said.json()["mend"]


def test_a_map_that_was_not_made_yet_says_how_to_have_it_made(server: Server) -> None:
    said = server.get("api/results/invented/coverage/sensors-none-3000-0.1")
    assert said.status_code == 404
    assert said.json()["job"] == {
        "verb": "coverage", "result": "invented", "what": "sensors",
        "option": "none", "height_m": 3000.0, "rcs_m2": 0.1,
    }  # fmt: skip


def test_a_footprint_that_was_not_worked_out_yet_says_how_to_have_it_made(server: Server) -> None:
    said = server.get("api/results/invented/defended/none/srbm/all")
    job = {"verb": "defended", "result": "invented", "option": "none", "threat": "srbm", "who": "all"}
    assert said.status_code == 404 and said.json()["job"] == job
    assert server.get("api/results/invented/defended").json() == []


@pytest.mark.parametrize(
    "address", ["none/srbm/..", "../srbm/all", "none/airliner/all", "none/srbm/nobody", "no/srbm/all"]
)
def test_a_footprint_of_nobody_or_against_nothing_is_refused(server: Server, address: str) -> None:
    said = server.get(f"api/results/invented/defended/{address}")
    assert said.status_code == 404 and "job" not in said.json()
    option, threat, who = address.split("/")
    body = {"verb": "defended", "result": "invented", "option": option, "threat": threat, "who": who}
    assert server.post("api/jobs", body).status_code in (404, 422)


def test_raid_families_come_with_their_files_and_say_which_kinds_are_decoys(server: Server) -> None:
    families = {family["id"]: family for family in server.get("api/raids").json()}
    assert {"mixed", "ballistic", "drones-and-decoys"} <= set(families)
    assert "id: mixed\n" in families["mixed"]["text"] and families["ballistic"]["waves"]["count"] == 2
    assert [kind["decoy"] for kind in families["drones-and-decoys"]["kinds"]].count(True) == 1


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_json_is_refused(server: Server, body: bytes) -> None:
    headers = {"X-Pavise-Token": TOKEN, "Content-Type": "application/json"}
    assert server.client.post("/api/check", content=body, headers=headers).status_code in (400, 413)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"study": 1, "files": {}},
        {"study": "a.yaml", "files": {"a.yaml": 1}},
        {"study": "a.yaml", "files": {"../a.yaml": "x"}},
        {"study": "a.yaml", "files": {"a.yaml": "x", "/etc/cron.d/x.yaml": "x"}},
        {"study": "a.yaml", "files": {"a.yaml": "x", "postures/../../x.yaml": "x"}},
        {"study": "a.yaml", "files": {"a.yaml": "x", "b\\c.yaml": "x"}},
        {"study": "a.yaml", "files": {"a.yaml": "x", "b.py": "x"}},
        {"study": "b.yaml", "files": {"a.yaml": "x"}},
        {"study": "a.yaml", "files": {"a.yaml": "x"}, "more": 1},
    ],
)
def test_a_body_of_another_form_is_refused_with_findings(server: Server, body: object) -> None:
    for address in ("api/check", "api/drafts", "api/jobs"):
        said = server.post(address, body)
        assert said.status_code == 422 and said.json()["findings"]


def test_the_report_stands_in_a_page_of_its_own(server: Server) -> None:
    said = server.client.get(f"/report/invented?token={TOKEN}")
    assert said.status_code == 200 and "<h1" in said.text
    assert "script-src" not in said.headers["content-security-policy"]


def test_the_built_page_is_served_and_nothing_that_lies_beside_it(server: Server) -> None:
    assert server.client.get("/").text == PAGE
    assert server.get("standalone.html").status_code == 404


def test_without_the_built_page_a_plain_one_says_how_to_get_it(server: Server) -> None:
    assert files_of_page(server.root) == {}
    page = plain_page(server.get("api/results").json(), "a&b")
    assert "python3 go.py web" in HOW_TO_GET_IT and "python3 go.py web" in page
    assert "report/invented?token=a%26b" in page
    assert "<script>" not in plain_page([{**server.get("api/results").json()[0], "title": "<script>"}], "")


def test_the_description_has_every_route_and_is_served(server: Server) -> None:
    told = server.get("api/openapi.json").json()
    assert {(route.method.lower(), route.address) for route in ROUTES} == {
        (method, address) for address, methods in told["paths"].items() for method in methods
    }
    names = [operation["operationId"] for methods in told["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)


def test_everything_that_the_description_refers_to_is_there() -> None:
    told = openapi.description("0.0")
    for name in re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(told)):
        assert name in told["components"]["schemas"]
