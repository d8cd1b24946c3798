"""Fetching the public Copernicus tiles of an area into the library: in pieces if need be, and checked.

    for each cell of a degree:  in the library, or known to be sea?  -> nothing to do
                                the server has the tile              -> fetch, check, move into the library
                                only the 90 m edition has it         -> that one (the fine tile is not public)
                                neither has it                       -> sea, and noted as sea

A tile grows as `fetching/<name>.part` and goes on from there after a broken line or Ctrl-C (see `fetch.py`). In this
bucket the ETag is an MD5 sum, so every tile is checked against it; it must then open as a raster of heights that lies
where its name says. Its SHA-256 goes into the index.

"Not there" (404) is taken for sea only from a server that has shown that it keeps these tiles: it lists them
(`tileList.txt`), or has just given one. A wrong address would otherwise turn a country into sea.

Only what `pavise terrain get` asks for touches a network.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pavise.terrain.copernicus import (
    BASE_URL,
    EDITIONS,
    TILE_LIST,
    Cell,
    Posts,
    base,
    cells_of,
    credit,
    entry_name,
    tile_name,
    tile_url,
)
from pavise.terrain.fetch import DownloadError, fetch_file
from pavise.terrain.library import Entry, Library
from pavise.yamlfile import WHOLE_FILE, BadInput, Finding

MOST_TILES = 1000


@dataclass(frozen=True)
class Progress:
    """How far a download is, in tiles (with the fraction of the one that is coming) and in bytes of this call."""

    done: float
    total: float
    left_s: float | None
    tile: str
    fetched_bytes: int


@dataclass
class Fetched:
    """What became of the cells of an area: tiles fetched now, cells that were in the library already, cells that are
    sea, and cells of which only the 90 m edition is public."""

    entries: list[Entry] = field(default_factory=list)
    present: list[Cell] = field(default_factory=list)
    sea: list[Cell] = field(default_factory=list)
    only_90m: list[Cell] = field(default_factory=list)
    fetched_bytes: int = 0


def get(
    west_deg: float,
    south_deg: float,
    east_deg: float,
    north_deg: float,
    *,
    posts: str = "30m",
    base_url: str = BASE_URL,
    library: Library | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Fetched:
    """Fetch every tile that the area touches (degrees; `east_deg` below `west_deg` crosses the date line).

    `base_url` may name a mirror; `{posts}` in it stands for 30m or 90m. Raises `BadInput` when the area or the address
    makes no sense or a tile is no elevation, `DownloadError` when the network fails; tiles that are done stay.
    """
    cells = _asked_for(west_deg, south_deg, east_deg, north_deg, posts, base_url)
    edition: Posts = "30m" if posts == "30m" else "90m"
    call = _Call(edition, base_url, Library() if library is None else library, len(cells), on_progress)
    for cell in cells:
        call.take(cell)
    return call.fetched


def _asked_for(west: float, south: float, east: float, north: float, posts: str, base_url: str) -> list[Cell]:
    """The cells of the area, or everything that is wrong with the request."""
    findings = []

    def wrong(option: str, problem: str, mend: str) -> None:
        findings.append(Finding("terrain get", None, option, problem, mend))

    order = "write west,south,east,north in degrees, for example 25,35,45,43"
    if not all(-180.0 <= longitude <= 180.0 for longitude in (west, east)):
        wrong("--bbox", f"longitudes {west:g} and {east:g} are not both within -180 to 180", order)
    if not (-90.0 <= south < north <= 90.0):
        wrong("--bbox", f"south {south:g} must be less than north {north:g}, both within -90 to 90", order)
    if west == east:
        wrong("--bbox", "west and east are the same", order)
    if posts not in EDITIONS:
        wrong("--posts", f"{posts!r} is no edition of these tiles", "write 30m or 90m")
    if not re.match(r"https?://[^/]", base_url):
        wrong("--base-url", f"{base_url!r} is no address of a web server", "begin it with https://")
    cells = [] if findings else cells_of(west, south, east, north)
    if len(cells) > MOST_TILES:
        wrong("--bbox", f"asks for {len(cells):,} tiles at once", f"ask for at most {MOST_TILES:,} (whole degrees)")
    if findings:
        raise BadInput(findings)
    return cells


class _Call:
    """One call of `get`: what it wants, what it has learnt of the server, and how far it is."""

    def __init__(
        self,
        posts: Posts,
        base_url: str,
        library: Library,
        total: int,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.posts, self.base_url, self.library = posts, base_url, library
        self.fetched = Fetched()
        self._names = {entry.name for entry in library.entries() if entry.state != "missing"}
        self._sea = library.sea_cells()
        self._lists: dict[Posts, frozenset[str] | None] = {}
        self._proven: set[Posts] = set()
        self._total, self._done, self._skipped = total, 0, 0
        self._on_progress, self._began_s = on_progress, time.monotonic()

    def take(self, cell: Cell) -> None:
        """Do what one cell needs."""
        editions: list[Posts] = [self.posts] if self.posts == "90m" else ["30m", "90m"]
        if entry_name(cell, editions[0]) in self._names:
            self.fetched.present.append(cell)
            self._skipped += 1
        elif cell in self._sea:
            self.fetched.sea.append(cell)
            self._skipped += 1
        else:
            self._fetch(cell, editions)
        self._done += 1
        self._tell("", 0.0)

    def _fetch(self, cell: Cell, editions: list[Posts]) -> None:
        for posts in editions:
            name = tile_name(cell, posts)
            if entry_name(cell, posts) in self._names:  # the 90 m tile of a cell that has no other
                self.fetched.only_90m.append(cell)
                self.fetched.present.append(cell)
                return
            url = tile_url(cell, posts, self.base_url)
            file = self._tile(name, url, posts)
            if file is None:
                continue
            self.fetched.entries.append(self._adopted(file, posts, url, cell))
            self._proven.add(posts)
            if posts != self.posts:
                self.fetched.only_90m.append(cell)
            return
        self.library.add_sea([cell])
        self.fetched.sea.append(cell)

    def _tile(self, name: str, url: str, posts: Posts) -> Path | None:
        """The tile as a finished file, or None when this edition has none of this cell."""
        listed = self._lists.get(posts)
        if listed is not None and name not in listed:
            return None
        folder = self.library.folder / "fetching"
        folder.mkdir(parents=True, exist_ok=True)
        file = fetch_file(url, folder / f"{name}.tif", lambda share, more: self._piece(name, share, more))
        if file is None:
            self._must_be_absent(name, url, posts)
        return file

    def _must_be_absent(self, name: str, url: str, posts: Posts) -> None:
        """The server says it has no such tile: believe it only if it keeps these tiles at all."""
        if posts not in self._lists:
            self._lists[posts] = self._tile_list(posts)
        listed = self._lists[posts]
        if listed is not None and name in listed:
            raise DownloadError(f"{url} is not there (404), though the server lists that tile; try again later")
        if listed is None and posts not in self._proven:
            problem = f"{base(posts, self.base_url)} shows no sign of keeping the {posts} tiles of Copernicus"
            mend = "check the address; a mirror must also hold tileList.txt, or no missing tile can be told from sea"
            raise BadInput([Finding("terrain get", None, "--base-url", problem, mend)])

    def _tile_list(self, posts: Posts) -> frozenset[str] | None:
        """The names that the server lists for an edition; None when it has no list."""
        folder = self.library.folder / "fetching"
        file = fetch_file(f"{base(posts, self.base_url)}/{TILE_LIST}", folder / f"{posts}-{TILE_LIST}")
        if file is None:
            return None
        names = frozenset(file.read_text(encoding="utf-8", errors="replace").split())
        file.unlink()
        stem = tile_name((0, 0), posts).partition("_N")[0]  # a list of the other edition says nothing about this one
        return names if any(name.startswith(stem) for name in names) else None

    def _adopted(self, file: Path, posts: Posts, url: str, cell: Cell) -> Entry:
        try:
            entry = self.library.adopt(file, entry_name(cell, posts), credit(posts), url)
        except BadInput as bad:
            mend = "the server sent something else than a tile (a log-in page?): check --base-url and the network"
            raise BadInput([Finding(url, None, WHOLE_FILE, one.problem, mend) for one in bad.findings]) from None
        latitude, longitude = cell
        away = max(abs(entry.south_deg - latitude), abs((entry.west_deg - longitude + 180.0) % 360.0 - 180.0))
        if away > 0.01:
            self.library.remove(entry.name)
            problem = f"lies at {entry.bounds}, not where its name says"
            raise BadInput([Finding(url, None, WHOLE_FILE, problem, "check --base-url")])
        return entry

    # ---- progress ----------------------------------------------------------------------------------------------------

    def _piece(self, name: str, share: float, more_bytes: int) -> None:
        self.fetched.fetched_bytes += more_bytes
        self._tell(name, share)

    def _tell(self, tile: str, share: float) -> None:
        if self._on_progress is None:
            return
        worked = self._done - self._skipped + share
        left = self._total - self._done - share
        elapsed_s = time.monotonic() - self._began_s
        left_s = elapsed_s / worked * left if worked > 0.02 else None
        self._on_progress(Progress(self._done + share, self._total, left_s, tile, self.fetched.fetched_bytes))
