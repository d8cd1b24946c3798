"""The public Copernicus elevation tiles: what they are called, what they cover, and the credit they ask for.

Two editions, one file for each cell of a whole degree, named by its south-west corner:

    30m   GLO-30, posts 1 arc-second apart, public for most of the world (about 40 MB a tile)
    90m   GLO-90, posts 3 arc-seconds apart, public for all of it (about 5 MB a tile)

A cell that neither edition has is sea. A cell that only the 30 m edition lacks is land of a country for which the fine
tiles are not public; the 90 m tile is taken there. Each bucket lists its tiles in `tileList.txt`.

A tile's posts begin on its western and northern edge and end one short of the eastern and southern one; north of 50
degrees (and south of -50) the posts stand wider apart in longitude. Heights are those of the surface, with trees and
roofs, above the EGM2008 geoid.

Sources: the registry of open data on AWS (copernicus-dem) and the bucket's readme.html; the credit is the notice that
article 6(b) of the licences of COP-DEM asks for on what is made from the data.
"""

from __future__ import annotations

import math
import re
from typing import Literal

Posts = Literal["30m", "90m"]
EDITIONS: tuple[Posts, ...] = ("30m", "90m")

ARC_SECONDS_IN_NAMES = {"30m": 10, "90m": 30}  # in tenths for the one and in units for the other, or so it seems
NAMES = {"30m": "glo30", "90m": "glo90"}

BASE_URL = "https://copernicus-dem-{posts}.s3.amazonaws.com"
TILE_LIST = "tileList.txt"

CREDIT = (
    "Produced using Copernicus WorldDEM-{posts} © DLR e.V. 2010-2014 and © Airbus Defence and Space GmbH 2014-2018 "
    "provided under COPERNICUS by the European Union and ESA; all rights reserved"
)
LIABILITY = (
    "The organisations in charge of the Copernicus programme by law or by delegation do not incur any liability for "
    "any use of the Copernicus WorldDEM-30 and WorldDEM-90"
)

Cell = tuple[int, int]
"""(latitude, longitude) of the south-west corner of a cell of one degree."""

_NAME = re.compile(r"Copernicus_DSM_(?:COG_)?(10|30)_([NS])(\d\d)_00_([EW])(\d\d\d)_00_DEM")


def cells_of(west_deg: float, south_deg: float, east_deg: float, north_deg: float) -> list[Cell]:
    """The cells that an area touches, north-western first. An area with `east_deg` below `west_deg` crosses the date
    line; one with 360 degrees or more goes once around."""
    if east_deg < west_deg:
        east_deg += 360.0
    columns = range(math.floor(west_deg), min(math.ceil(east_deg), math.floor(west_deg) + 360))
    rows = range(math.floor(south_deg), math.ceil(north_deg))
    return [(row, (column + 180) % 360 - 180) for row in reversed(rows) for column in columns]


def tile_name(cell: Cell, posts: Posts) -> str:
    """`(39, 32)` at 30 m as `Copernicus_DSM_COG_10_N39_00_E032_00_DEM`."""
    latitude, longitude = cell
    north = f"{'N' if latitude >= 0 else 'S'}{abs(latitude):02d}_00"
    east = f"{'E' if longitude >= 0 else 'W'}{abs(longitude):03d}_00"
    return f"Copernicus_DSM_COG_{ARC_SECONDS_IN_NAMES[posts]}_{north}_{east}_DEM"


def entry_name(cell: Cell, posts: Posts) -> str:
    """What the tile is called in the library: `glo30-n39e032`."""
    return f"{NAMES[posts]}-{cell_name(cell).lower()}"


def entry_name_of(file_name: str) -> str | None:
    """The same for a file that carries the name of such a tile, however it was fetched; None for any other."""
    found = _NAME.search(file_name)
    if found is None:
        return None
    latitude = int(found[3]) * (1 if found[2] == "N" else -1)
    longitude = int(found[5]) * (1 if found[4] == "E" else -1)
    return entry_name((latitude, longitude), _posts_of(found[1]))


def cell_name(cell: Cell) -> str:
    """`(39, 32)` as people write it: N39E032."""
    latitude, longitude = cell
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{north}{abs(latitude):02d}{east}{abs(longitude):03d}"


def tile_url(cell: Cell, posts: Posts, base_url: str = BASE_URL) -> str:
    """Where a tile is; `{posts}` in `base_url` stands for the edition."""
    name = tile_name(cell, posts)
    return f"{base(posts, base_url)}/{name}/{name}.tif"


def base(posts: Posts, base_url: str = BASE_URL) -> str:
    """The address of an edition, without a slash at its end."""
    return base_url.replace("{posts}", posts).rstrip("/")


def credit(posts: Posts) -> str:
    """The notice that the licence asks for wherever results made from the tiles are shown."""
    return CREDIT.format(posts=posts.removesuffix("m"))


def credit_by_name(file_name: str) -> str | None:
    """The same for a file that carries the name of such a tile; None for any other."""
    found = _NAME.search(file_name)
    return None if found is None else credit(_posts_of(found[1]))


def _posts_of(arc_seconds: str) -> Posts:
    return "30m" if arc_seconds == "10" else "90m"
