"""The routes behind HTTP: addresses matched, bodies read, answers written, failures told in plain words.

    Guard -> Starlette -> route -> documents and jobs

The files of the page are listed once at the start, so no address is ever turned into a path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route as HttpRoute
from starlette.types import ASGIApp

from pavise.app.page import STATIC
from pavise.dashboard.shelf import NoDocument, said_without_path
from pavise.dashboard.studies import finding_shape
from pavise.results.schema import ResultsError
from pavise.views.report import REPORT, report_html
from pavise.yamlfile import BadInput

from . import openapi
from .guard import MOST_BODY_BYTES, Guard, Refused
from .jobs import TooMany
from .plain import NOT_BUILT, plain_page
from .routes import ROUTES, Desk, Route

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}


def application(
    desk: Desk, token: str, hosts: Iterable[str], static: Path | None = None, most_body_bytes: int = MOST_BODY_BYTES
) -> ASGIApp:
    """The whole server as an ASGI application. `static`: folder of the built page; the packaged one when None."""
    files = files_of_page(static or STATIC)
    routes = [HttpRoute(route.address, partial(answer, desk, route), methods=[route.method]) for route in ROUTES]
    description = json.dumps(openapi.description(desk.documents.version), ensure_ascii=False).encode()
    routes += [
        HttpRoute("/api/openapi.json", lambda request: Response(description, media_type="application/json")),
        HttpRoute("/report/{result}", partial(report, desk)),
        HttpRoute("/plain", partial(plain, desk)),
        HttpRoute("/", partial(front, files)),
        *(HttpRoute(f"/{name}", partial(send_file, path)) for name, path in files.items()),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: http_failure, Exception: bug})
    return Guard(app, token, hosts, most_body_bytes)


async def answer(desk: Desk, route: Route, request: Request) -> Response:
    """Answer one request in a thread, so that a slow question holds up nobody else."""
    try:
        body = await body_of(request, route.body) if route.body is not None else None
        found = await run_in_threadpool(route.answer, desk, body, **request.path_params)
    except NoDocument as missing:
        told = {"job": missing.job} if missing.job is not None else {}
        return problem(404, missing.problem, missing.mend, **told)
    except Refused as refused:
        return problem(refused.status, refused.problem, refused.mend)
    except ValidationError as wrong:
        findings = [
            {"file": "request", "line": None, "field": ".".join(map(str, e["loc"])), "problem": e["msg"], "mend": ""}
            for e in wrong.errors(include_url=False, include_context=False, include_input=False)
        ]
        return problem(422, "the body does not have the declared form", "see api/openapi.json", findings=findings)
    except BadInput as bad:
        return problem(422, "what was sent cannot be used", "", findings=[finding_shape(f) for f in bad.findings])
    except TooMany:
        return problem(429, f"there are {desk.jobs.most} jobs already", "wait for one to end, or cancel one")
    except ResultsError as error:
        return problem(404, said_without_path(error, Path(desk.documents.shelf.root)), "run it again")
    if route.blob:
        return Response(found, media_type="application/octet-stream")
    return as_json(found)


async def body_of(request: Request, shape: Any) -> Any:
    """The body as the declared type. Refused when it is no JSON, ValidationError when it is of another form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(415, "a body is JSON here", "send `Content-Type: application/json`")
    raw = await request.body()
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is no JSON", "check quotes, commas and brackets") from None
    return await run_in_threadpool(TypeAdapter(shape).validate_json, raw)


async def report(desk: Desk, request: Request) -> Response:
    """The report of a result as a page of its own."""

    def make() -> str:
        folder = desk.documents.shelf.folder(request.path_params["result"])
        written = folder / REPORT
        return written.read_text(encoding="utf-8") if written.is_file() else report_html(folder)

    try:
        return HTMLResponse(await run_in_threadpool(make))
    except NoDocument as missing:
        return problem(404, missing.problem, missing.mend)
    except ResultsError:
        return problem(404, "this result cannot be opened", "run it again")


async def front(files: dict[str, Path], request: Request) -> Response:
    """The page, which is the same for everybody; where it was not built, where else to look."""
    if "index.html" in files:
        return await send_file(files["index.html"], request)
    return HTMLResponse(NOT_BUILT)


async def plain(desk: Desk, request: Request) -> Response:
    """The results as a plain list, for a copy without the built page and for browsers that run no script."""
    entries = await run_in_threadpool(desk.documents.shelf.entries)
    return HTMLResponse(plain_page(entries, request.query_params.get("token", "")))


async def send_file(path: Path, request: Request) -> Response:
    """One file of the page."""
    content = await run_in_threadpool(path.read_bytes)
    return Response(content, headers={"content-type": MEDIA_TYPES.get(path.suffix, "application/octet-stream")})


def files_of_page(folder: Path) -> dict[str, Path]:
    """The files of the built page by their addresses; empty where it was not built."""
    if not (folder / "index.html").is_file():
        return {}
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path for name, path in found.items() if name == "index.html" or name.startswith("assets/")}


def as_json(found: Any, status: int = 200) -> Response:
    """Plain values as an answer."""
    content = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return Response(content, status, media_type="application/json")


def problem(status: int, said: str, mend: str, **more: Any) -> Response:
    """Why there is no answer."""
    return as_json({"problem": said, "mend": mend, "findings": [], **more}, status)


async def http_failure(request: Request, error: Exception) -> Response:
    """No such address, or another method than the address has."""
    assert isinstance(error, HTTPException)
    said = {404: "there is no such address", 405: "this address has other methods"}.get(error.status_code, "refused")
    response = problem(error.status_code, said, "api/openapi.json lists the addresses")
    response.headers.update(error.headers or {})
    return response


async def bug(request: Request, error: Exception) -> Response:
    """A mistake of ours: said without what is inside; the terminal has the traceback."""
    return problem(500, "something went wrong here", "the terminal where `pavise view` runs says more")
