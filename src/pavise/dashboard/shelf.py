"""Which results there are, by id, and each opened when somebody first looks at it.

    shelf = Shelf(root, opened)
    shelf.entries()              what the list of results shows
    with shelf.reading(id) as comparison: ...

A reader names results by id and never by path: an id that the shelf did not give out itself is nothing. Only the
manifest and the small table of cases are read for the list; a comparison reads a measure when first asked for it. A few
results stay open, because opening one takes longer than a question.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pavise.analysis.compare import Comparison
from pavise.results.manifest import MANIFEST, UNFINISHED, read_manifest
from pavise.results.schema import ResultsError
from pavise.results.store import Results, open_results

from .shapes import ResultEntry

Kept = TypeVar("Kept")

MOST_OPEN = 4
WHAT_IF = "what-if"
"""Folder beside the results that holds what was tried out in the browser."""


class NoDocument(LookupError):
    """There is no such document; the message says why, `mend` what to do instead."""

    def __init__(self, problem: str, mend: str = "", job: dict[str, Any] | None = None) -> None:
        self.problem, self.mend, self.job = problem, mend, job
        super().__init__(problem)


@dataclass
class _Opened:
    comparison: Comparison
    made: float
    lock: threading.RLock = field(default_factory=threading.RLock)
    kept: dict[str, Any] = field(default_factory=dict)


class Shelf:
    """The results below one folder.

    `root`: its sub-folders that are results are on the shelf; so are what-ifs. `only`: just this one of them.
    """

    def __init__(self, root: Path, only: Path | None = None) -> None:
        self.root, self.only = root, None if only is None else only.resolve()
        self._opened: OrderedDict[str, _Opened] = OrderedDict()
        self._entries: dict[str, tuple[float, ResultEntry]] = {}
        self._lock = threading.Lock()

    def folders(self) -> dict[str, Path]:
        """Every result folder by its id, finished or not; newest first."""
        found = {id_of(path.name): path for path in _results_in(self.root)}
        for path in _results_in(self.root / WHAT_IF, "*/result"):
            found[f"{WHAT_IF}.{id_of(path.parent.name)}"] = path
        if self.only is not None:
            found = {name: path for name, path in found.items() if path.resolve() == self.only}
        return dict(sorted(found.items(), key=lambda item: -_changed(item[1])))

    def folder(self, result: str) -> Path:
        """The folder of a result. NoDocument for an id that is not on the shelf."""
        folder = self.folders().get(result)
        if folder is None:
            raise NoDocument(f"there is no result {result[:80]}", "ask api/results for those there are")
        return folder

    def id_at(self, folder: Path) -> str | None:
        """The id of the result in `folder`."""
        wanted = folder.resolve()
        return next((name for name, path in self.folders().items() if path.resolve() == wanted), None)

    def entries(self) -> list[ResultEntry]:
        """The list of results. What was once read of a result is kept until it changes."""
        listed = []
        for name, folder in self.folders().items():
            changed = _changed(folder)
            known = self._entries.get(name)
            if known is None or known[0] != changed:
                known = self._entries[name] = (changed, entry_of(name, folder))
            listed.append(known[1])
        return listed

    @contextmanager
    def reading(self, result: str) -> Iterator[Comparison]:
        """The comparison of a result, for one thread at a time. NoDocument when it is not there or cannot be opened."""
        opened = self._open(result)
        with opened.lock:
            yield opened.comparison

    def kept(self, result: str, name: str, make: Callable[[Comparison], Kept]) -> Kept:
        """Something made from a result, remembered under a name for as long as the result is open and unchanged."""
        opened = self._open(result)
        with opened.lock:
            if name not in opened.kept:
                opened.kept[name] = make(opened.comparison)
            return opened.kept[name]

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            for opened in self._opened.values():
                opened.comparison.results.close()
            self._opened.clear()

    def _open(self, result: str) -> _Opened:
        folder = self.folder(result)
        with self._lock:
            made = _changed(folder)
            opened = self._opened.pop(result, None)
            if opened is not None and opened.made != made:  # it was run again
                with opened.lock:
                    opened.comparison.results.close()
                opened = None
            if opened is None:
                try:
                    opened = _Opened(Comparison(open_results(folder)), made)
                except ResultsError as error:
                    raise NoDocument(said_without_path(error, folder), "run it again") from None
            self._opened[result] = opened
            while len(self._opened) > MOST_OPEN:
                _, oldest = self._opened.popitem(last=False)
                with oldest.lock:
                    oldest.comparison.results.close()
            return opened


def entry_of(name: str, folder: Path) -> ResultEntry:
    """What the list says about one result; with the problem when it cannot be opened."""
    entry = ResultEntry(
        id=name, title=folder.name, study="", question="", made="", complete=False, options=0, raids=0, replays=0,
        size_bytes=0, kind="what-if" if name.startswith(WHAT_IF + ".") else "compare", problem="",
    )  # fmt: skip
    try:
        manifest = read_manifest(folder)
        with Results(folder, manifest) as results:
            cases = results.cases()
    except ResultsError as error:
        entry["problem"] = said_without_path(error, folder)
        return entry
    options, raids = set(cases["option"].tolist()), set(cases["raid"].tolist())
    entry["title"] = str(manifest.get("study_title") or manifest.get("study") or folder.name)
    entry["study"], entry["question"] = str(manifest.get("study", "")), str(manifest.get("question", ""))
    entry["made"], entry["complete"] = str(manifest.get("started", "")), True
    entry["options"], entry["raids"] = len(options), len(raids)
    entry["replays"] = manifest["tables"].get("replays", {}).get("rows", 0)
    entry["size_bytes"] = sum(part["bytes"] for table in manifest["tables"].values() for part in table["parts"])
    if entry["kind"] == "compare" and len(cases["case"]) == 1:
        entry["kind"] = "run"
    return entry


def id_of(name: str) -> str:
    """An id for a folder: its name where that is plain, else what is plain of it with a part of a hash."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "result"
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:6]}"


def said_without_path(error: Exception, folder: Path) -> str:
    """An error in words, without the path of the folder that it begins with: a reader has its id."""
    return str(error).replace(f"{folder}: ", "").replace(str(folder), folder.name)


def _results_in(root: Path, pattern: str = "*") -> list[Path]:
    try:
        return [
            path for path in sorted(root.glob(pattern)) if any((path / f).is_file() for f in (MANIFEST, UNFINISHED))
        ]
    except OSError:
        return []


def _changed(folder: Path) -> float:
    """When a result was finished, or begun where it is not: the time stamp of the file that says so."""
    for name in (MANIFEST, UNFINISHED):
        try:
            return (folder / name).stat().st_mtime
        except OSError:
            continue
    return 0.0
