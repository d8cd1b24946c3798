"""Who may ask: a page of ours, in a browser on this machine, with the token of this start.

Any page in any tab can send requests to a server on the same machine, and with DNS rebinding even read the answers. So
every request is checked before anything else happens:

    Host            one of our own names with our port: a rebound name of a stranger is none
    Origin          where a browser sends one, it is ours; `Sec-Fetch-Site` likewise
    token           a secret made at every start, in the header `X-Pavise-Token`; pages that a browser opens by
                    themselves (the report) take it as `?token=`
    method, size    only what the routes know; bodies are counted while they arrive

There are no cookies, so there is nothing that a browser would send along for another page. The token reaches the page
in the fragment of the address (`/#token=...`), which browsers send to nobody. Every answer forbids the page to load
from or to send to anywhere else, to be framed, and to be stored.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "X-Pavise-Token"
MOST_BODY_BYTES = 2_000_000
MOST_ADDRESS_BYTES = 4_000
METHODS = ("GET", "HEAD", "POST", "DELETE")
PAGE = "/assets/"
"""The files of the page itself, which hold nothing of the reader's: anybody can get them from the package."""

PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self' blob:",
        "child-src blob:",
        "img-src 'self' data: blob:",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""For the page: no script but our files, nothing from elsewhere; styles may be inline, as drawing libraries do."""
PAPER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""For everything else, a report included: no script at all."""

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)


@dataclass(frozen=True)
class Refused(Exception):
    """A request that goes no further: HTTP status, the problem and what to do."""

    status: int
    problem: str
    mend: str


class Guard:
    """ASGI middleware around the whole application. `hosts`: names with port that are ours, such as 127.0.0.1:8765."""

    def __init__(self, app: ASGIApp, token: str, hosts: Iterable[str], most_body_bytes: int = MOST_BODY_BYTES) -> None:
        self.app = app
        self.token = token.encode("ascii")
        self.hosts = frozenset(hosts)
        self.origins = frozenset(f"http://{host}" for host in self.hosts)
        self.most_body_bytes = most_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on; every answer gets its headers."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers_for(scope["path"])]
            await send(message)

        arrived = 0

        async def counted_receive() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self.most_body_bytes:
                raise self._too_large()
            return message

        try:
            self.check(scope)
            await self.app(scope, counted_receive, guarded_send)
        except Refused as refused:
            await refuse(refused, guarded_send)

    def check(self, scope: Scope) -> None:
        """Raises Refused unless the request may be answered."""
        headers: dict[bytes, list[bytes]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value)
        if _one(headers, b"host") not in self.hosts:
            raise Refused(403, "this is not the address of this server", "use the address that `pavise view` printed")
        origin = _one(headers, b"origin")
        if b"origin" in headers and origin not in self.origins:
            raise Refused(403, "another page may not ask here", "use the page that `pavise view` opened")
        site = _one(headers, b"sec-fetch-site")
        navigated = scope["method"] == "GET" and not scope["path"].startswith("/api/")
        if site not in ("", "same-origin", "none") and not navigated:
            raise Refused(403, "another page may not ask here", "use the page that `pavise view` opened")
        if scope["method"] not in METHODS:
            raise Refused(405, f"the method {scope['method'][:20]} is not known here", "use GET, POST or DELETE")
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > MOST_ADDRESS_BYTES:
            raise Refused(414, "the address is too long", "shorten it")
        if not _is_open(scope["path"]) and not self._knows_token(scope, headers):
            raise Refused(
                401, "the token is missing or of an older start", "use the address that `pavise view` printed"
            )
        length = _one(headers, b"content-length")
        if length and (not length.isdecimal() or len(length) > 15 or int(length) > self.most_body_bytes):
            raise self._too_large()

    def _knows_token(self, scope: Scope, headers: dict[bytes, list[bytes]]) -> bool:
        given = headers.get(TOKEN_HEADER.lower().encode(), [b""])[0]
        if not scope["path"].startswith("/api/") and not given:
            query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=20)
            given = query.get("token", [""])[0].encode("latin-1", "replace")
        return hmac.compare_digest(given, self.token)

    def _too_large(self) -> Refused:
        return Refused(413, f"a body holds at most {self.most_body_bytes} bytes", "send less")


def headers_for(path: str) -> list[tuple[bytes, bytes]]:
    """What every answer says about how it may be used."""
    page = path == "/" or path.startswith(PAGE)
    policy = PAGE_POLICY if page else PAPER_POLICY
    stored = b"no-cache" if page else b"no-store"
    return [*ALWAYS, (b"content-security-policy", policy.encode()), (b"cache-control", stored)]


async def refuse(refused: Refused, send: Send) -> None:
    """Answer a request that goes no further."""
    body = json.dumps({"problem": refused.problem, "mend": refused.mend, "findings": []}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if refused.status == 405:
        headers.append((b"allow", ", ".join(METHODS).encode()))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _is_open(path: str) -> bool:
    return path in ("/", "/favicon.ico") or path.startswith(PAGE)


def _one(headers: dict[bytes, list[bytes]], name: bytes) -> str:
    """The value of a header; empty when there is none, and something that nobody accepts when there are several."""
    values = headers.get(name, [])
    return values[0].decode("latin-1") if len(values) == 1 else ("" if not values else "\0several")
