"""The page of the dashboard: a wheel holds its built files, a clone builds them when they are first asked for.

They lie in `static` beside this file: index.html with its parts for the server, and standalone.html, one file with
everything in it, for exports. A clone builds them with Node, from web/ (web/build.py).
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

STATIC = Path(__file__).parent / "static"
_BUILDER = Path(__file__).resolve().parents[3] / "web" / "build.py"


def build_if_needed(say: Callable[[str], None]) -> None:
    """In a clone whose page is missing or older than its sources: build it. In a wheel, or with PAVISE_NO_WEB=1, or
    where it cannot be built: leave what is there as it is. `say` is told before a build, and why there was none."""
    if os.environ.get("PAVISE_NO_WEB") or not _BUILDER.is_file():
        return
    spec = importlib.util.spec_from_file_location("pavise_web_build", _BUILDER)
    assert spec is not None and spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    root = _BUILDER.parents[1]
    if not builder.needed(root):
        return
    say("Building the page of the dashboard; this is done once and takes about a minute.")
    try:
        builder.build(root)
    except builder.CannotBuild as error:
        say(f"The page could not be built: {error}")
