"""What lies between a sensor and its target: bent rays, rain, haze, the reflecting ground, and the terrain.

Everything may be left out; then a study has the usual bent rays, clear dry weather, no reflections and a smooth earth
without terrain, and says so.

    environment:
      k: 1.333                     how much larger the earth is over which rays are straight
      rain: 2 mm/h                 over the whole theatre; or {low, high, reason}: anew for every world
      visibility: 15 km            what cameras and eyes make do with
      lobing: {roughness: 0.3 m}   low targets over flat ground: direct and reflected waves meet
      terrain: library             the elevation data at hand, or a list of files

Rain, visibility and roughness may be ranges like any figure that a scenario sets. The bending is one number for a
study, because lines of sight are worked out once for all worlds.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pavise.scenario.written import Judged, Written, WrongValue
from pavise.units import InFile

K_USUAL = 4.0 / 3.0
"""The usual effective earth for radio waves: Schelleng, Burrows and Ferrell (1933); see `sim/geometry.py`."""

VISIBILITY_USUAL = "23 km"
"""Where "clear" ends and "very clear" begins in the usual table of visibilities."""

NO_TERRAIN, LIBRARY = "none", "library"
"""A smooth earth; the elevation data that the user has put aside with `pavise terrain add` or `get`."""

Bending = Annotated[float, InFile("ratio", low=0.5, high=10.0)]
Rain = Annotated[float, InFile("rain", low=0.0, high=150.0)]
Visibility = Annotated[float, InFile("length", low=50.0, high=300_000.0)]
Roughness = Annotated[float, InFile("length", low=0.0, high=100.0)]


def _files_of(written: Any) -> Any:
    """`none`, `library` or a list of files, as a tuple of names."""
    if written == NO_TERRAIN:
        return ()
    if written == LIBRARY:
        return (LIBRARY,)
    if not isinstance(written, list):
        raise WrongValue(f"{str(written)[:60]!r} is not known here", "write `none`, `library`, or files: [my-tile.tif]")
    if not written:
        raise WrongValue("is an empty list", "write `none`, or name files")
    if any(not isinstance(name, str) or not name.strip() for name in written):
        raise WrongValue("has something in it that is no file", "name files: [my-tile.tif]")
    return tuple(written)


def _nothing_for_false(written: Any) -> Any:
    if written is False:
        return None
    if not isinstance(written, (dict, Lobing)):
        raise WrongValue("needs the roughness of the ground", "write `false`, or `lobing: {roughness: 0.3 m}`")
    return written


class Lobing(Written):
    """Reflections from flat ground or water: how rough it is decides how much of them is left."""

    roughness: Judged[Roughness] = Field(description="standard deviation of its heights, e.g. 0.3 m for a slight sea")


class Environment(Written):
    """The environment of a study."""

    k: Bending = Field(default=K_USUAL, description="radius of the effective earth over that of the earth")
    rain: Judged[Rain] = Field(default=Judged[Rain].model_validate("0 mm/h"), description="rain, the same everywhere")
    visibility: Judged[Visibility] = Field(
        default=Judged[Visibility].model_validate(VISIBILITY_USUAL), description="for cameras and eyes"
    )
    lobing: Annotated[
        Lobing | None, BeforeValidator(_nothing_for_false, json_schema_input_type=Literal[False] | Lobing)
    ] = Field(default=None, description="false, or the flat ground that reflects")
    terrain: Annotated[
        tuple[str, ...], BeforeValidator(_files_of, json_schema_input_type=Literal["none", "library"] | list[str])
    ] = Field(
        default=(), description="none, library, or a list of elevation files, beside the study or by their full path"
    )
