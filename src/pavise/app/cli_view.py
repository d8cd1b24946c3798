"""`pavise view`: look at results in the browser, or write them down so that they open without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pavise.app import show

What = Annotated[
    str | None,
    typer.Argument(
        metavar="[RESULT|STUDY]", help="Folder of a result or of results, or a study.", show_default="results"
    ),
]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="Port.", show_default="8765, or a free one")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address and open nothing.")]
Export = Annotated[
    Path | None,
    typer.Option("--export", metavar="FOLDER|FILE.html", help="Write a folder or one file that need no server."),
]


def view(what: What = None, port: Port = None, no_browser: NoBrowser = False, export: Export = None) -> None:
    """Look at results in the browser: map, comparison, evidence, what-if. Reaches nobody but this machine."""
    from pavise import api
    from pavise.app.page import build_if_needed
    from pavise.app.web.serve import serve

    build_if_needed(show.message)
    if export is not None:
        with show.progress_bar("writing the documents", at_the_end="written") as on_progress:
            api.view(what, export, on_progress=on_progress)
        print(export)
        return
    serve(api.view(what), port, lambda address: print(f"{address}\nCtrl-C ends it.", flush=True), not no_browser)
