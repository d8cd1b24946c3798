"""Put the server together, bind it to this machine alone, and show it in the browser.

socket on 127.0.0.1  ->  token of this start  ->  application  ->  address printed and opened  ->  until Ctrl-C
"""

from __future__ import annotations

import secrets
import socket
import sys
import webbrowser
from collections.abc import Callable

from pavise.app.page import STATIC
from pavise.dashboard.documents import Documents

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8765
HOW_TO_INSTALL = "the browser view needs two more packages: pip install 'pavise[web]'"


class CannotServe(OSError):
    """The server cannot be started; the message says what to do."""


def serve(documents: Documents, port: int | None, tell: Callable[[str], None], browser: bool = True) -> None:
    """Serve until interrupted. `port`: this one or none; when None the usual one, or any that is free.

    `tell` is given the address, whose fragment holds the token of this start. Raises CannotServe.
    """
    try:
        import uvicorn

        from .application import application, files_of_page
        from .jobs import Jobs
        from .routes import Desk
    except ModuleNotFoundError as missing:
        raise CannotServe(f"{HOW_TO_INSTALL} ({missing.name} is not there)") from None
    taken = bind(port)
    token = secrets.token_urlsafe(32)
    host = f"{LOOPBACK}:{taken.getsockname()[1]}"
    jobs = Jobs(documents.shelf.root)
    app = application(Desk(documents, jobs), token, (host, f"localhost:{taken.getsockname()[1]}"))
    address = f"http://{host}/#token={token}"
    if not files_of_page(STATIC):
        address = f"http://{host}/plain?token={token}"
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="off", ws="none",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    tell(address)
    if browser:
        webbrowser.open(address)
    try:
        uvicorn.Server(config).run(sockets=[taken])
    finally:
        jobs.close()
        documents.shelf.close()
        taken.close()


def bind(port: int | None) -> socket.socket:
    """A socket on the loopback address, which no other machine can reach."""
    for wanted in (USUAL_PORT, 0) if port is None else (port,):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would let another program take the same port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((LOOPBACK, wanted))
            found.listen(128)  # now, so that the port is ours before the address is told
            return found
        except OSError as error:
            found.close()
            said = error.strerror
    raise CannotServe(f"port {port} cannot be used ({said}); choose another with --port")
