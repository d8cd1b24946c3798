"""Nobody but our own page, on this machine, with the token of this start, can read or begin anything."""

from __future__ import annotations

import pytest
from starlette.routing import Route as HttpRoute

from pavise.app.web import serve
from pavise.app.web.guard import headers_for
from pavise.app.web.routes import ROUTES
from tests.app.web.conftest import HOST, TOKEN, Server

SECRET = "api/results"


def test_the_page_itself_holds_nothing_and_needs_no_token(server: Server) -> None:
    assert server.client.get("/").status_code == 200
    assert server.client.get("/assets/page.js").status_code == 200


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.address}")
def test_no_document_or_action_answers_without_the_token(server: Server, route: HttpRoute) -> None:
    address = route.address.replace("{", "").replace("}", "")  # type: ignore[attr-defined]
    for headers in ({}, {"X-Pavise-Token": "wrong"}, {"X-Pavise-Token": ""}, {"Cookie": f"token={TOKEN}"}):
        said = server.client.request(route.method, address, headers=headers)  # type: ignore[attr-defined]
        assert said.status_code == 401 and set(said.json()) == {"problem", "mend", "findings"}


def test_the_token_in_an_address_opens_pages_but_no_document(server: Server) -> None:
    """Addresses end up in histories, so only what a browser opens by itself takes it there."""
    assert server.client.get(f"/plain?token={TOKEN}").status_code == 200
    assert server.client.get("/plain?token=wrong").status_code == 401
    assert server.client.get(f"/{SECRET}?token={TOKEN}").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost", ""])
def test_a_rebound_name_is_refused(server: Server, host: str) -> None:
    said = server.get(SECRET, Host=host)
    assert said.status_code == 403 and "invented" not in said.text
    assert server.client.get("/", headers={"Host": host}).status_code == 403


def test_both_names_of_this_machine_serve(server: Server) -> None:
    for host in (HOST, "localhost:8765"):
        assert server.get(SECRET, Host=host).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:9999", ""])
def test_a_page_from_elsewhere_can_neither_read_nor_start(server: Server, origin: str) -> None:
    assert server.get(SECRET, Origin=origin).status_code == 403
    assert server.post("api/jobs", {}, Origin=origin).status_code == 403


def test_our_own_page_may_ask(server: Server) -> None:
    assert server.get(SECRET, Origin=f"http://{HOST}").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_browser_marks_as_from_another_site_is_refused(server: Server, site: str) -> None:
    """`same-site` is another port of this machine: another program's page."""
    assert server.get(SECRET, **{"Sec-Fetch-Site": site}).status_code == 403


def test_a_link_from_another_page_may_open_ours(server: Server) -> None:
    assert server.client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "api/results/../../../etc/passwd",
        "api/results/..%2f..%2fetc%2fpasswd",
        "api/results/%2e%2e/answer",
        "api/results/invented%2f..%2f..%2fx/answer",
        "api/results/invented/replays/..%2fmanifest.json",
        "api/results/invented/replays/%2e%2e",
        "api/results/invented/coverage/sensors-..-3000-1",
        "api/drafts/..",
        "api/drafts/..%2finvented",
        "api/studies/..%2f..%2fx",
        "api/studies/%2fetc%2fpasswd",
        "report/..%2f..",
        "assets/..%2findex.html",
        "assets/../secret.txt",
        "secret.txt",
        "assets/%2e%2e/secret.txt",
    ],
)
def test_no_address_leads_out_of_the_results(server: Server, address: str) -> None:
    said = server.client.get(f"http://{HOST}/{address}", headers={"X-Pavise-Token": TOKEN})
    assert said.status_code in (403, 404)
    assert "root:" not in said.text and "not part of the page" not in said.text and str(server.root) not in said.text


def test_too_large_a_body_is_refused_before_it_is_read(server: Server) -> None:
    said = server.post("api/check", {"study": "a.yaml", "files": {"a.yaml": "x" * 200_000}})
    assert said.status_code == 413


def test_a_body_that_hides_its_length_is_counted(server: Server) -> None:
    def pieces():  # type: ignore[no-untyped-def]
        yield b"["
        for _ in range(300):
            yield b" " * 1000

    headers = {"X-Pavise-Token": TOKEN, "Content-Type": "application/json"}
    assert server.client.post("/api/check", content=pieces(), headers=headers).status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "9" * 30])
def test_a_length_that_is_no_number_is_refused(server: Server, length: str) -> None:
    headers = {"X-Pavise-Token": TOKEN, "Content-Type": "application/json", "Content-Length": length}
    assert server.client.post("/api/check", content=b"{}", headers=headers).status_code == 413


def test_a_form_of_another_page_is_no_body(server: Server) -> None:
    """Plain forms can be sent across origins without asking first; they can never be JSON."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"X-Pavise-Token": TOKEN, "Content-Type": kind}
        assert server.client.post("/api/check", content=b"{}", headers=headers).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY"])
def test_other_methods_are_refused(server: Server, method: str) -> None:
    assert server.client.request(method, f"/{SECRET}", headers={"X-Pavise-Token": TOKEN}).status_code == 405


def test_a_method_that_an_address_does_not_have_is_refused(server: Server) -> None:
    assert server.post("api/results", {}).status_code == 405
    assert server.delete("api/results/invented").status_code == 405


def test_an_endless_address_is_refused(server: Server) -> None:
    assert server.get("api/results/" + "x" * 5000).status_code == 414


@pytest.mark.parametrize("address", ["", "assets/page.js", "api/state", "api/nothing", f"plain?token={TOKEN}"])
def test_every_answer_forbids_what_a_page_does_not_need(server: Server, address: str) -> None:
    headers = server.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "") and "http" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers and "set-cookie" not in headers


def test_the_page_may_connect_to_nobody_else() -> None:
    policy = dict(headers_for("/"))[b"content-security-policy"].decode()
    assert "connect-src 'self';" in policy


def test_documents_are_not_stored_by_the_browser(server: Server) -> None:
    assert server.get("api/state").headers["cache-control"] == "no-store"


def test_modules_are_served_as_scripts(server: Server) -> None:
    assert server.client.get("/assets/worker.mjs").headers["content-type"].startswith("text/javascript")


def test_only_this_machine_can_connect() -> None:
    taken = serve.bind(0)
    try:
        assert taken.getsockname()[0] == "127.0.0.1"
        with pytest.raises(serve.CannotServe, match="--port"):
            serve.bind(taken.getsockname()[1])
    finally:
        taken.close()
