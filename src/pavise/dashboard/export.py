"""The dashboard written down, so that it can be mailed and opens without a server.

    one file     dashboard.html                  the page with every document inside
    a folder     index.html                      the page
                 api/results/x/answer.json       every document, for programs and for web servers
                 api/results/x/answer.json.js    the same as a script: from a disk browsers read scripts, and no JSON
                 api/results/x/replays/n         recorded battles, as they were written

The page is the `standalone.html` of the built front end. It looks for documents first in the tag `pavise-documents`,
then beside itself. Both ways hold the same documents by the same addresses.
"""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pavise.yamlfile import BadInput, Finding

from .documents import Documents

TAG = '<script id="pavise-documents" type="application/json">'
MARK = "api"
"""A folder that has this in it was written by an export, and may be written again."""


@dataclass(frozen=True)
class Progress:
    """How many documents are written, of how many."""

    done: int
    total: int
    elapsed_s: float
    left_s: float | None


ProgressCallback = Callable[[Progress], None]


def export(documents: Documents, path: Path, on_progress: ProgressCallback | None = None) -> Path:
    """Write everything that `documents` shows to `path`: a file when it ends with .html, else a folder.

    BadInput when the page was not built, or when the folder holds something else.
    """
    page = page_template()
    if path.suffix.lower() in (".html", ".htm"):
        return write_file(documents, path, page, on_progress)
    return write_folder(documents, path, page, on_progress)


def addresses(documents: Documents) -> list[str]:
    """What an export holds: the results on the shelf with all that is told of them, and the evidence."""
    results = [entry["id"] for entry in documents.get("api/results") if entry["complete"]]
    systems = [entry["system"] for entry in documents.get("api/evidence")]
    return [
        "api/state",
        "api/results",
        *(address for result in results for address in documents.of_result(result)),
        "api/evidence",
        *(f"api/evidence/{system}" for system in systems),
        "api/timeline",
        "api/catalogue",
    ]


def page_template() -> str:
    """The page that finds its documents by itself. BadInput when it was not built."""
    file = resources.files("pavise") / "app" / "static" / "standalone.html"
    if not file.is_file():
        mend = "build it in a clone of the sources (python3 go.py web), or install the wheel"
        raise BadInput([Finding("view", None, "export", "the page is not part of this copy of Pavise", mend)])
    return file.read_text(encoding="utf-8")


def write_file(documents: Documents, path: Path, page: str, on_progress: ProgressCallback | None = None) -> Path:
    """One file with everything inside."""
    before, found, after = page.partition(TAG)
    if not found:
        raise BadInput([Finding("view", None, "export", "the page has no place for documents", "build it again")])
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + TAG + "{")
        for k, (address, content) in enumerate(_all(documents, on_progress)):
            file.write(("," if k else "") + _in_script(address) + ":" + _in_script(_plain(content)))
        file.write("}" + after[after.index("</script>") :])
    return path


def write_folder(documents: Documents, folder: Path, page: str, on_progress: ProgressCallback | None = None) -> Path:
    """A folder with a file for every document."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_dir())):
        raise BadInput([Finding(str(folder), None, "export", "holds something else", "name a new or empty folder")])
    shutil.rmtree(folder / MARK, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    for address, content in _all(documents, on_progress):
        file = folder / f"{address}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            (folder / address).write_bytes(content)
        else:
            file.write_text(json.dumps(content, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        script = f"(window.pavise_documents ??= {{}})[{_in_script(address)}] = {_in_script(_plain(content))};\n"
        file.with_name(file.name + ".js").write_text(script, encoding="utf-8")
    (folder / "index.html").write_text(page, encoding="utf-8")
    return folder


def _all(documents: Documents, on_progress: ProgressCallback | None) -> Iterator[tuple[str, Any]]:
    every, started_s = addresses(documents), time.monotonic()
    for k, address in enumerate(every):
        yield address, documents.get(address)
        if on_progress is not None:
            elapsed_s = time.monotonic() - started_s
            on_progress(Progress(k + 1, len(every), elapsed_s, elapsed_s * (len(every) - k - 1) / (k + 1)))


def _plain(content: Any) -> Any:
    """Bytes as text that JSON can hold."""
    return {"base64": base64.b64encode(content).decode("ascii")} if isinstance(content, bytes) else content


def _in_script(content: Any) -> str:
    """JSON that may stand in a script: nothing in it can end the script, or begin a comment of HTML."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
