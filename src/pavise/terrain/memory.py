"""What was found out about a file, remembered in the user's cache while the file stays as it is.

Looking at every post of a raster, or hashing ten gigabytes, is done once: the answer is kept under the path, with the
sizes and time stamps of all files that it rests on. A file that changed, came or went, or another version of the code
that found it out, and the answer counts no more. Nothing here is ever needed: without it things take longer.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
import zlib
from pathlib import Path
from typing import Any

from pavise.kernel_cache import user_cache_folder


def remembered(what: str, path: Path, code: int) -> Any:
    """What an earlier look at `path` found, or None; None also when any file that it rests on has changed, or when
    other `code` (see `code_number`) found it."""
    try:
        kept = json.loads(_memory(what, path).read_text(encoding="utf-8"))
        if kept["code"] == code and all(_stamp(file) == stamp for file, stamp in kept["stamps"].items()):
            return kept["found"]
    except (OSError, ValueError, KeyError, AttributeError):
        pass  # nothing remembered, or not readable: look again
    return None


def remember(what: str, path: Path, files: tuple[str, ...], code: int, found: Any) -> None:
    """Keep what was found about `path`, which rests on `files`; silently nothing where nothing can be written."""
    # Files beside the raster can say where it lies or what is void, so their coming counts as a change as well.
    beside = [str(path) + ending for ending in (".aux.xml", ".msk")]
    beside += [str(path.with_suffix(ending)) for ending in (".prj", ".tfw", ".wld", ".aux.xml")]
    stamps = {file: _stamp(file) for file in (*files, *beside)}
    memory = _memory(what, path)
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        part = memory.with_name(f"{memory.name}.{os.getpid()}-{threading.get_ident()}.tmp")
        part.write_text(json.dumps({"code": code, "stamps": stamps, "found": found}), encoding="utf-8")
        os.replace(part, memory)
    except OSError:
        pass  # a full or read-only disk: it is looked at again next time


def _memory(what: str, path: Path) -> Path:
    name = hashlib.sha256(str(path).encode()).hexdigest()[:24]
    return Path(user_cache_folder()) / "pavise" / "terrain" / f"{what}-{name}.json"


def _stamp(file: str) -> list[int] | None:
    try:
        about = os.stat(file)
    except OSError:
        return None
    return [about.st_size, about.st_mtime_ns]


@functools.cache
def code_number(*sources: str) -> int:
    """A number that changes with these source files, so that what an older version found is not taken for ours."""
    number = 0
    for source in sources:
        number = zlib.crc32(Path(source).read_bytes(), number)
    return number
