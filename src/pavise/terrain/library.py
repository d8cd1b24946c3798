"""The user's own library of elevation: a folder with rasters in it and an index of what they are.

    <folder>/index.json             one entry for each raster, and the cells that are known to be sea
    <folder>/tiles/<name>/<file>    a raster that was copied or fetched, under its own file name (.hgt needs it)

The folder is PAVISE_TERRAIN where that is set, else `pavise/terrain` among the user's data. A raster may also be
linked: then only its entry is here (see `index.py`).

What is added is looked at first, all of it: when one file cannot serve, nothing is added and every finding is told.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import sys
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pavise.terrain.copernicus import Cell, credit_by_name, entry_name_of
from pavise.terrain.facts import RasterFacts, content_sha256, examine
from pavise.terrain.index import Entry, Index, change_index, read_index
from pavise.terrain.raster import (
    Bounds,
    Elevation,
    bounds_of,
    contradictions,
    joined_credits,
    middle_spacing_m,
)
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding, did_you_mean


@dataclass(frozen=True)
class Added:
    """What came of adding files: new entries, files that were there already (file, name), and what is worth knowing."""

    entries: tuple[Entry, ...]
    already: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Holdings:
    """All that a library holds."""

    folder: str
    entries: tuple[Entry, ...]
    sea_cells: tuple[Cell, ...]


def library_folder() -> Path:
    """The folder of the user's library; it need not exist yet."""
    chosen = os.environ.get("PAVISE_TERRAIN")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if sys.platform == "win32":
        data = os.environ.get("LOCALAPPDATA") or os.path.expanduser(r"~\AppData\Local")
    elif sys.platform == "darwin":
        data = os.path.expanduser("~/Library/Application Support")
    else:
        data = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return Path(data) / "pavise" / "terrain"


class Library:
    """The library in `folder` (the user's own when None)."""

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = library_folder() if folder is None else Path(folder).absolute()

    def entries(self) -> list[Entry]:
        """What is in it, by name. `BadInput` when the index cannot be read."""
        return sorted(
            (self._as_it_is(entry) for entry in read_index(self.folder).entries), key=lambda entry: entry.name
        )

    def holdings(self) -> Holdings:
        """Folder, rasters and sea cells together."""
        return Holdings(str(self.folder), tuple(self.entries()), tuple(sorted(self.sea_cells())))

    def sea_cells(self) -> frozenset[Cell]:
        """Cells of one degree (south-west corner) that are known to be sea."""
        return frozenset(read_index(self.folder).sea)

    def add(self, files: Sequence[str | Path], *, link: bool = False) -> Added:
        """Take rasters in: copied, or left where they are with `link`. `BadInput` with everything that is wrong with
        any of them, and then none is added."""
        facts = self._fit(files, link)
        before = self.entries()
        known = {(entry.sha256, str(entry.bounds)): entry.name for entry in before}
        fresh: list[tuple[RasterFacts, str]] = []
        already = []
        for given, one in zip(files, facts, strict=True):
            sha256 = content_sha256(one)
            same = (sha256, str(bounds_of(one)))  # two tiles of sea may differ in nothing but their place
            if same in known:
                already.append((str(given), known[same]))
            else:
                known[same] = Path(one.path).name
                fresh.append((one, sha256))
        entries = self._put(fresh, link)
        news = [one for one, _ in fresh]
        warnings = [f"{Path(one.path).name} {remark}" for one in news for remark in one.warnings]
        warnings += contradictions(news, [examine(self._path(entry)) for entry in before if _beside(entry, news)])
        return Added(tuple(entries), tuple(already), tuple(warnings))

    def adopt(self, file: Path, name: str, credit: str, source: str) -> Entry:
        """Move a GeoTIFF that was just fetched into the library. `BadInput`, and it is gone, when it cannot serve."""
        target = self.folder / "tiles" / name / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)
        try:
            facts = examine(target)
        except BadInput:
            shutil.rmtree(target.parent)
            raise
        sha256 = content_sha256(facts)
        entry = self._entry(facts, name, str(target), False, sha256, credit, source)

        def put(index: Index) -> None:
            index.entries = [other for other in index.entries if other.name != name] + [entry]

        change_index(self.folder, put)
        return entry

    def add_sea(self, cells: Iterable[Cell]) -> None:
        """Note cells of one degree as sea."""
        new = set(cells)
        if not new <= read_index(self.folder).sea:
            change_index(self.folder, lambda index: index.sea.update(new))

    def remove(self, name: str) -> Entry:
        """Take one raster out; a linked file itself stays where it is. Returns its last entry."""
        found = {entry.name: entry for entry in self.entries()}
        if name not in found:
            mend = did_you_mean(name, found) or "see `pavise terrain list`"
            raise BadInput([Finding(name[:80], None, WHOLE_FILE, "is not in the terrain library", mend)])

        def drop(index: Index) -> None:
            index.entries = [entry for entry in index.entries if entry.name != name]

        change_index(self.folder, drop)
        if not found[name].linked and Path(name).name == name:  # a name names a folder here, never one elsewhere
            shutil.rmtree(self.folder / "tiles" / name, ignore_errors=True)
        return found[name]

    def elevation(self, area: Bounds | None = None) -> Elevation:
        """Everything in the library that meets `area` (all of it when None) as one elevation, the finest first.
        `BadInput` when there is nothing, or when a file is gone."""
        entries = [entry for entry in self.entries() if area is None or entry.bounds.meets(area)]
        sea = [cell for cell in sorted(self.sea_cells()) if area is None or _box(cell).meets(area)]
        if not entries:
            where = "" if area is None else f" for {area}"
            mend = "add some (`pavise terrain add FILE...`) or fetch it (`pavise terrain get --bbox ...`)"
            raise BadInput([Finding(str(self.folder), None, WHOLE_FILE, f"holds no elevation{where}", mend)])
        tiles, findings = [], []
        for entry in entries:
            try:
                tiles.append(examine(self._path(entry)))
            except BadInput as bad:
                mend = f"put it back, or forget it: pavise terrain remove {entry.name}"
                findings += [Finding(one.file, one.line, one.field, one.problem, mend) for one in bad.findings]
        if findings:
            raise BadInput(findings)
        return Elevation(tiles, sea, joined_credits(entry.credit for entry in entries))

    # ---- adding ------------------------------------------------------------------------------------------------------

    def _fit(self, files: Sequence[str | Path], link: bool) -> list[RasterFacts]:
        if not files:
            raise BadInput([Finding("terrain", None, WHOLE_FILE, "no file is named", "name at least one raster")])
        facts, findings, bytes_needed = [], [], 0
        for file in files:
            try:
                one = examine(file)
            except BadInput as bad:
                findings += bad.findings
                continue
            facts.append(one)
            bytes_needed += one.size_bytes
            if one.driver == "VRT" and not link:
                mend = "add it with --link, or add the files it points to"
                findings.append(Finding(str(file), None, WHOLE_FILE, "is a VRT, which only points to files", mend))
        if not findings and not link:
            self.folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.folder).free
            if bytes_needed > free:
                problem = f"{bytes_needed / 1e9:.1f} GB are to be copied, {free / 1e9:.1f} GB are free"
                findings.append(Finding(str(self.folder), None, WHOLE_FILE, problem, "leave them there: --link"))
        if findings:
            raise BadInput(findings)
        return facts

    def _put(self, fresh: Sequence[tuple[RasterFacts, str]], link: bool) -> list[Entry]:
        """Copy what is new, then name and place it while nobody else changes the index."""
        entries: list[Entry] = []
        stems = Counter(Path(one.path).stem.lower() for one, _ in fresh)
        parts: list[Path] = []

        def place(index: Index) -> None:
            taken = {entry.name.lower() for entry in index.entries}
            for number, (one, sha256) in enumerate(fresh):
                name = _free_name(Path(one.path), taken, stems)
                taken.add(name.lower())
                placed = one.path
                if not link:
                    home = self.folder / "tiles" / name
                    shutil.rmtree(home, ignore_errors=True)  # left by a command that was broken off
                    os.replace(parts[number], home)
                    placed = str(home / Path(one.path).name)
                entries.append(self._entry(one, name, placed, link, sha256, credit=None, source=None))
            index.entries += entries

        try:
            for one, _ in () if link else fresh:
                parts.append(self.folder / "tiles" / f"{uuid.uuid4().hex}.tmp")
                parts[-1].mkdir(parents=True)
                for file in one.files:
                    shutil.copy2(file, parts[-1])
            change_index(self.folder, place)
        finally:
            for part in parts:
                shutil.rmtree(part, ignore_errors=True)
        return entries

    def _entry(
        self,
        facts: RasterFacts,
        name: str,
        placed: str,
        linked: bool,
        sha256: str,
        credit: str | None,
        source: str | None,
    ) -> Entry:
        bounds = bounds_of(facts)
        return Entry(
            name=name,
            file=placed if linked else Path(placed).relative_to(self.folder).as_posix(),
            linked=linked,
            west_deg=bounds.west_deg,
            south_deg=bounds.south_deg,
            east_deg=bounds.east_deg,
            north_deg=bounds.north_deg,
            post_spacing_m=middle_spacing_m(facts),
            crs=facts.crs,
            void_share=facts.void_share,
            zero_share=facts.zero_share,
            size_bytes=facts.size_bytes,
            credit=credit or facts.credit or credit_by_name(Path(facts.path).name),
            source=source,
            sha256=sha256,
            modified_ns=os.stat(placed).st_mtime_ns,
            added=datetime.now(UTC).isoformat(timespec="seconds"),
            warnings=facts.warnings,
        )

    def _path(self, entry: Entry) -> Path:
        return Path(entry.file) if entry.linked else self.folder / entry.file

    def _as_it_is(self, entry: Entry) -> Entry:
        try:
            same = os.stat(self._path(entry)).st_mtime_ns == entry.modified_ns
        except OSError:
            return _with_state(entry, "missing")
        return entry if same else _with_state(entry, "changed")


def _beside(entry: Entry, news: Sequence[RasterFacts]) -> bool:
    return entry.state != "missing" and any(entry.bounds.meets(bounds_of(one)) for one in news)


def _free_name(path: Path, taken: set[str], stems: Counter[str]) -> str:
    """What a file is called here: its name without the ending; with its folder's name before it where several are
    called alike (`e042-n38`), or a number after it. Only letters, digits, dots and dashes, since it names a folder."""
    stem = re.sub(r"[^\w.-]", "_", path.stem).strip(".") or "raster"
    folder = re.sub(r"[^\w.-]", "_", path.parent.name).strip(".") or "raster"
    names = [entry_name_of(path.name) or stem, f"{folder}-{stem}"]
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    if stems[path.stem.lower()] > 1:
        names.reverse()
    return next(name for name in itertools.chain(names, numbered) if name.lower() not in taken)


def _with_state(entry: Entry, state: str) -> Entry:
    return Entry(**{**asdict(entry), "state": state})


def _box(cell: Cell) -> Bounds:
    latitude, longitude = cell
    return Bounds(longitude, latitude, longitude + 1.0, latitude + 1.0)
