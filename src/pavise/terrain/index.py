"""The index of the terrain library: one entry for each raster, and the cells that are known to be sea.

It is one JSON file, replaced as a whole under a lock, so two commands at once lose nothing and a command that is broken
off leaves the old one.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from pavise.terrain.copernicus import Cell
from pavise.terrain.raster import Bounds, Voids
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

INDEX = "index.json"
FORMAT = 1
LOCK_WAIT_S = 20.0
LOCK_STALE_S = 120.0
"""No command holds the lock longer than it takes to write a small file; an older lock was left by one that died."""


@dataclass(frozen=True)
class Entry:
    """One raster of the library. `file`: where it is, within the folder unless `linked`. Shares are of its posts,
    `post_spacing_m` in its middle. `modified_ns` is the file's time stamp when it was added."""

    name: str
    file: str
    linked: bool
    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float
    post_spacing_m: float
    crs: str
    void_share: float
    zero_share: float
    size_bytes: int
    credit: str | None
    source: str | None
    sha256: str
    modified_ns: int
    added: str
    warnings: tuple[str, ...] = ()
    state: str = "as added"
    """`missing` or `changed` when the file is no longer the one that was added."""

    @property
    def bounds(self) -> Bounds:
        """The area it covers."""
        return Bounds(self.west_deg, self.south_deg, self.east_deg, self.north_deg)

    @property
    def voids(self) -> Voids:
        """How much of it is void, and how much is exactly 0."""
        return Voids(self.void_share, self.zero_share)


@dataclass
class Index:
    """The index as it is read and changed."""

    entries: list[Entry] = field(default_factory=list)
    sea: set[Cell] = field(default_factory=set)


def read_index(folder: Path) -> Index:
    """What the index of a library says; nothing where there is none yet. `BadInput` when it cannot be read."""
    path = folder / INDEX
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        if written["format"] != FORMAT:
            mend = "use that version of pavise, or set PAVISE_TERRAIN to another folder"
            raise BadInput([Finding(str(path), None, WHOLE_FILE, "is of another version of pavise", mend)])
        entries = [_entry_from(fields_written) for fields_written in written["tiles"]]
        return Index(entries, {(int(latitude), int(longitude)) for latitude, longitude in written["sea"]})
    except FileNotFoundError:
        return Index()
    except (ValueError, KeyError, TypeError) as error:
        mend = "move it away and add the files again (they lie in the folder tiles beside it)"
        raise BadInput([Finding(str(path), None, WHOLE_FILE, f"is damaged ({error})", mend)]) from None


def change_index(folder: Path, change: Callable[[Index], None]) -> None:
    """Read the index, change it and write it, with nobody in between."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        index = read_index(folder)
        change(index)
        tiles = [
            {name: value for name, value in asdict(entry).items() if name != "state"}
            for entry in sorted(index.entries, key=lambda entry: entry.name)
        ]
        written = {"format": FORMAT, "tiles": tiles, "sea": [list(cell) for cell in sorted(index.sea)]}
        part = folder / f"{INDEX}.{os.getpid()}.tmp"
        part.write_text(json.dumps(written, indent=1), encoding="utf-8")
        os.replace(part, folder / INDEX)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    lock = folder / f"{INDEX}.lock"
    give_up_s = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if _age_s(lock) > LOCK_STALE_S:
                lock.unlink(missing_ok=True)
            elif time.monotonic() > give_up_s:
                problem = "another command has held the terrain library for long"
                mend = "wait for it; if there is none, remove this file"
                raise BadInput([Finding(str(lock), None, WHOLE_FILE, problem, mend)]) from None
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _entry_from(written: dict[str, Any]) -> Entry:
    known = {one.name for one in fields(Entry)}
    values: dict[str, Any] = {name: value for name, value in written.items() if name in known}
    return Entry(**{**values, "warnings": tuple(values.get("warnings", ()))})


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
