"""Recorded battles of a result: which there are, and the blob of each.

A blob lies in `replays` of the result and says of itself, in the header, which battle it is.
"""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

from . import shapes
from .shelf import ENDING, REPLAYS, NoDocument

LONGEST_HEADER = 4_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,200}")


def replays(result_folder: Path, result: str) -> list[shapes.ReplayEntry]:
    """The recorded battles of a result; what is no replay is left out."""
    listed: list[shapes.ReplayEntry] = []
    for path in sorted((result_folder / REPLAYS).glob(f"*{ENDING}")):
        about = _about(path)
        if about is not None:
            name = path.name.removesuffix(ENDING)
            listed.append(
                {
                    "name": name,
                    "path": f"api/results/{result}/replays/{name}",
                    "case": str(about.get("case", "")),
                    "option": str(about.get("option", "")),
                    "raid": str(about.get("raid", "")),
                    "size": int(about.get("size", 0)),
                    "replication": int(about.get("replication", 0)),
                    "picked_as": [str(word) for word in about.get("picked_as", ())],
                    "leakers": int(about.get("leakers", 0)),
                    "size_bytes": path.stat().st_size,
                }
            )
    return listed


def replay(result_folder: Path, name: str) -> bytes:
    """The blob of one recorded battle, as it lies in the folder. NoDocument when there is none of that name."""
    path = result_folder / REPLAYS / f"{name}{ENDING}"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NoDocument(f"there is no replay {name[:80]}", "ask the result for its replays")
    return path.read_bytes()


def _about(path: Path) -> dict[str, Any] | None:
    """What a replay says of itself; None when it is none. Only the header is unpacked."""
    try:
        with gzip.open(path) as file:
            length = int.from_bytes(file.read(4), "little")
            header = json.loads(file.read(length)) if 0 < length <= LONGEST_HEADER else {}
        return dict(header["about"])
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None
