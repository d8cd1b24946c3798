"""Shadows and tables of ground worked out once and kept: the masks of all antennas of a case, most from the disk.

    antenna -> key: what the shadow depends on -> a file of that name? -> its digest holds? -> Shadow
                                                     no: work it out, store it

The key is a hash of the elevation's content, the antenna's place and height, the effective earth, the reach, and the
source code that works it out, so a stored shadow can be missing or damaged but never outdated. Files lie in `masks`,
beside the compiled kernels (`kernel_cache.py`), 1.5 MB each; one that was not asked for in `UNUSED_DAYS` days goes. On
a disk that cannot be written to, shadows are worked out anew: slower, and the same. Tables of ground likewise.

Memory grows by 1.5 MB per antenna, whatever the size of the elevation data.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from pavise.kernel_cache import user_cache_folder
from pavise.sim.mask import ALWAYS_HIDDEN, MASK_AZIMUTHS, MASK_RANGES
from pavise.terrain.ground import Ground, ground_table
from pavise.terrain.shadow import Shadow, cast_shadow

if TYPE_CHECKING:
    from pavise.terrain.raster import Elevation

Kept = TypeVar("Kept", Shadow, Ground)

UNUSED_DAYS = 90

SOURCES = (
    "sim/elementary.py",
    "sim/geometry.py",
    "sim/mask.py",
    "terrain/reading.py",
    "terrain/facts.py",
    "terrain/lattice.py",
    "terrain/raster.py",
    "terrain/rays.py",
    "terrain/ground.py",
    "terrain/shadow.py",
)
"""The files whose text a shadow depends on."""

DIGEST_BYTES = 32


class Antenna(NamedTuple):
    """Where a mask is wanted, and how far it must reach along the ground."""

    latitude_rad: float
    longitude_rad: float
    eye_height_m: float
    reach_m: float


class Masks(NamedTuple):
    """The masks of several antennas."""

    table: np.ndarray
    """`[1 + different antennas, MASK_AZIMUTHS, MASK_RANGES]` int16: World.mask. Row 0 hides nothing."""

    row: list[int]
    """The row of each antenna that was asked for."""

    shadows: list[Shadow]
    """The shadow of each antenna that was asked for; their masks are rows of `table`."""


def masks_of(
    elevation: Elevation,
    antennas: Sequence[Antenna],
    earth_radius_m: float,
    progress: Callable[[int, int], None] | None = None,
) -> Masks:
    """The masks of these antennas; those that share place, height and reach share a row.

    `progress(done, total)` counts antennas in thousandths. Raises BuriedAntennaError for an antenna below the ground.
    """
    different = list(dict.fromkeys(antennas))
    table = np.full((1 + len(different), MASK_AZIMUTHS, MASK_RANGES), -ALWAYS_HIDDEN, np.int16)
    shadow_of = {}
    for i, antenna in enumerate(different):

        def count(done: int, total: int, before: int = i) -> None:
            if progress:
                progress(1000 * before + 1000 * done // total, 1000 * len(different))

        shadow = stored_shadow(elevation, antenna, earth_radius_m, count)
        table[i + 1] = shadow.mask
        shadow_of[antenna] = shadow._replace(mask=table[i + 1])
    return Masks(
        table=table,
        row=[1 + different.index(antenna) for antenna in antennas],
        shadows=[shadow_of[antenna] for antenna in antennas],
    )


def stored_shadow(
    elevation: Elevation,
    antenna: Antenna,
    earth_radius_m: float,
    progress: Callable[[int, int], None] | None = None,
) -> Shadow:
    """The shadow of one antenna, from the disk where it is known; stored there where it is not."""
    path = path_of(Shadow, elevation, *antenna, earth_radius_m)
    shadow = load(path, Shadow)
    if shadow is None:
        shadow = cast_shadow(elevation, *antenna[:3], earth_radius_m, antenna.reach_m, progress)
        store(path, shadow)
    elif progress:
        progress(1, 1)
    return shadow


def stored_ground(
    elevation: Elevation,
    south_rad: float,
    west_rad: float,
    north_rad: float,
    east_rad: float,
    step_rad: float,
    progress: Callable[[int, int], None] | None = None,
) -> Ground:
    """`ground.ground_table`, from the disk where it is known; stored there where it is not."""
    area = (south_rad, west_rad, north_rad, east_rad, step_rad)
    path = path_of(Ground, elevation, *area)
    ground = load(path, Ground)
    if ground is None:
        ground = ground_table(elevation, *area, progress)
        store(path, ground)
    elif progress:
        progress(1, 1)
    return ground


def folder_for_masks() -> Path:
    """Where shadows are kept; it need not exist."""
    return Path(user_cache_folder()) / "pavise" / "masks"


def path_of(kind: type, elevation: Elevation, *numbers: float) -> Path:
    """Where a result is kept: its name is a hash of everything that it depends on."""
    asked = " ".join(float(number).hex() for number in numbers)
    key = hashlib.sha256(f"{elevation.sha256} {asked} {code_version()}".encode()).hexdigest()
    return folder_for_masks() / f"{key}.{kind.__name__.lower()}"


@functools.cache
def code_version() -> str:
    """Hash of the source code that works shadows out."""
    package = Path(__file__).parents[1]
    return hashlib.sha256(b"\0".join((package / name).read_bytes() for name in SOURCES)).hexdigest()


# ---- files --------------------------------------------------------------------------------------------------------


def load(path: Path, kind: type[Kept]) -> Kept | None:
    """What a file holds; None when there is no such file, or its content is not what was once written."""
    try:
        content = path.read_bytes()
        digest, body = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != digest:
            return None
        with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
            found = [arrays[name] for name in kind._fields]
        os.utime(path)  # the time stamp says when it was last used
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return kind._make(value if value.ndim else float(value) for value in found)


def store(path: Path, result: Kept) -> None:
    """Write a result under another name and rename it, so that no one ever reads half of it; do without if need be."""
    body = io.BytesIO()
    np.savez(body, allow_pickle=False, **{name: np.asarray(value) for name, value in result._asdict().items()})
    content = hashlib.sha256(body.getbuffer()).digest() + body.getvalue()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_unused(path.parent)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix="draft-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(draft, path)
        except OSError:
            os.unlink(draft)
            raise
    except OSError:
        pass  # a full or read-only disk: it is worked out anew next time


def remove_unused(folder: Path) -> None:
    """Remove what no run has used for `UNUSED_DAYS` days, forgotten drafts among it."""
    oldest_s = time.time() - UNUSED_DAYS * 86_400.0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".shadow", ".ground")) or entry.name.startswith("draft-"):
                if entry.stat().st_mtime < oldest_s:
                    Path(entry.path).unlink(missing_ok=True)
