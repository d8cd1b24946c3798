"""`pavise terrain`: add elevation to the library, fetch it, list it, take it out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pavise.app import show

if TYPE_CHECKING:
    from pavise.terrain.download import Fetched
    from pavise.terrain.library import Added, Entry, Holdings

terrain = typer.Typer(no_args_is_help=True, help="Elevation: the library from which coverage takes the ground.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
NAMES_SHOWN = 20


@terrain.command("add")
def terrain_add(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Rasters: GeoTIFF, .hgt, DTED, VRT.", show_default=False)
    ],
    link: Annotated[bool, typer.Option("--link", help="Leave the files where they are, do not copy them.")] = False,
    json: Json = False,
) -> None:
    """Take elevation rasters into the library; looked at first, all that is wrong told at once."""
    from pavise import api

    show.answer(api.terrain_add(files, link=link), json, added)


@terrain.command("get")
def terrain_get(
    bbox: Annotated[
        str,
        typer.Option(
            "--bbox", metavar="W,S,E,N", help="West, south, east, north in degrees: 25,35,45,43.", show_default=False
        ),
    ],
    posts: Annotated[str, typer.Option("--posts", help="Distance between posts: 30m or 90m.")] = "30m",
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="A mirror of the tiles.", show_default="the public one on AWS")
    ] = None,
    json: Json = False,
) -> None:
    """Fetch the public Copernicus tiles of an area into the library; broken off, the same command goes on."""
    from pavise import api

    corners = box(bbox)
    with show.progress_bar("fetching tiles", at_the_end="done") as on_progress:
        fetched_now = api.terrain_get(corners, posts=posts, base_url=base_url, on_progress=on_progress)
    show.answer(fetched_now, json, fetched)


@terrain.command("list")
def terrain_list(json: Json = False) -> None:
    """What the library holds: area, distance between posts, voids, size, credit."""
    from pavise import api

    show.answer(api.terrain_list(), json, holdings)


@terrain.command("remove")
def terrain_remove(
    name: Annotated[str, typer.Argument(help="A name from `pavise terrain list`.", show_default=False)],
    json: Json = False,
) -> None:
    """Take one raster out of the library; a linked file stays where it is."""
    from pavise import api

    show.answer(api.terrain_remove(name), json, removed)


def box(text: str) -> tuple[float, float, float, float]:
    """`25,35,45,43` as four numbers: west, south, east, north."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        problem = f"{text!r} is no area; write west,south,east,north in degrees: 25,35,45,43"
        raise typer.BadParameter(problem, param_hint="--bbox") from None
    return west, south, east, north


# ---- how it looks -------------------------------------------------------------------------------------------------


def added(found: Added) -> None:
    """What was taken in, what was there already, what is worth knowing."""
    if found.entries:
        table_of(found.entries)
    for file, name in found.already:
        show.text(f"{file}: there already, as {name}")
    for warning in found.warnings:
        show.message(f"warning: {warning}")
    credits(found.entries)


def fetched(found: Fetched) -> None:
    """What became of the cells of the area, and the credit that the tiles ask for."""
    from pavise.terrain import copernicus

    show.text(f"{len(found.entries)} tiles fetched ({size(found.fetched_bytes)}), {len(found.present)} there before")
    if found.sea:
        show.text(f"{len(found.sea)} cells have no tile: they are sea, noted as 0 m ({cells(found.sea)})")
    if found.only_90m:
        problem = f"{len(found.only_90m)} cells are not public at 30 m, the 90 m tile serves there"
        show.message(f"warning: {problem} ({cells(found.only_90m)})")
    credits(found.entries)
    if found.entries:
        show.text(f"{copernicus.LIABILITY}.")


def holdings(found: Holdings) -> None:
    """One line per raster, then where they lie, the sea, and the credits."""
    if found.entries:
        table_of(found.entries)
        show.text()
    else:
        show.text("No elevation yet: `pavise terrain add FILE...` or `pavise terrain get --bbox W,S,E,N`.")
    total = size(sum(entry.size_bytes for entry in found.entries))
    sea = f", {len(found.sea_cells)} degree cells known to be sea" if found.sea_cells else ""
    show.text(f"{len(found.entries)} rasters ({total}){sea} in {found.folder}")
    credits(found.entries)


def removed(entry: Entry) -> None:
    """What was taken out."""
    where = f"; the file stays at {entry.file}" if entry.linked else ""
    show.text(f"{entry.name} is out of the library{where}")


def table_of(entries: tuple[Entry, ...] | list[Entry]) -> None:
    """Rasters as a table. Posts: distance in the middle; 0 m: share of posts that are exactly 0, the sea as a rule."""
    headings = ("name", "area", "posts", "CRS", "void", "0 m", "size", "sha256")
    rows = [
        (
            entry.name + ("" if entry.state == "as added" else f" ({entry.state})"),
            str(entry.bounds) + (" (linked)" if entry.linked else ""),
            f"{entry.post_spacing_m:,.0f} m",
            entry.crs,
            share(entry.void_share),
            share(entry.zero_share),
            size(entry.size_bytes),
            entry.sha256[:8],
        )
        for entry in entries
    ]
    show.table(headings, rows, right=("posts", "void", "0 m", "size"), keep=("posts", "void", "0 m", "size", "sha256"))


def credits(entries: tuple[Entry, ...] | list[Entry]) -> None:
    """The credits, each said once: they belong beside every result made from these rasters."""
    for credit in dict.fromkeys(entry.credit for entry in entries if entry.credit):
        show.text(f"Credit: {credit.rstrip('.')}.")


def cells(found: list[tuple[int, int]]) -> str:
    """Cells by their south-west corners, the first few: N39E032, N39E033 ..."""
    from pavise.terrain.copernicus import cell_name

    names = [cell_name(cell) for cell in sorted(found)]
    return ", ".join(names[:NAMES_SHOWN]) + (" ..." if len(names) > NAMES_SHOWN else "")


def share(value: float) -> str:
    """A share as people read it; a tiny one is not called none."""
    if value == 0.0:
        return "none"
    return "< 0.1 %" if value < 0.001 else f"{100.0 * value:.1f} %"


def size(size_bytes: int) -> str:
    """A size as people read it: 34 kB, 3.5 MB, 40 MB."""
    if size_bytes < 1_000_000:
        return f"{size_bytes / 1e3:,.0f} kB"
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes < 10_000_000 else f"{size_bytes / 1e6:,.0f} MB"
