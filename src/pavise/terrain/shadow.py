"""What the ground hides from one site: walk outwards along 1440 rays and remember the steepest ground so far.

    height                                                 . ' the steepest line so far is the edge of the shadow
      |                              /\\            .  '
      |        /\\             .  ' /  \\     . '  |
      | eye o /  \\   .   '    ____/    \\  '      |  shadow: hidden from the ground up to the line
      |_____|/    \\_________/             \\______|___________________ range

The ground is sampled along exact lines over the ellipsoid (`rays.py`), eight times per post near the site. Bending of
the rays is in the earth's effective radius R: a place at ground distance d stands under the angle d / R at the centre,
and lines of sight are straight. The steepest line so far is kept as the tangent of its elevation; where it runs in each
column of the mask, but not below the ground there, is what `sim/mask.py` looks up. Where the shadow bulges between two
columns (a ridge between them), both are raised until the straight line between them clears the bulge, so the table
never shows what the samples hide. Raising by the highest value of a whole column instead would hide 5 to 15 % of what
is in sight 50 to 100 m above Turkish mountains, with columns 800 m wide.

Ground that is not known is never taken for sea in silence. A gap of fewer than three posts is bridged; a longer one is
bridged too, for want of better, but everything beyond it counts as unknown (`void_from`). Outside the data the earth is
smooth, at sea level (`outside_from`). `remarks` puts it in words.

When not to believe it: posts are points, and what stands between them is not there. Posts 30 arc-seconds apart cut
summits by tens of metres, so coarse data overstate coverage, most of all within some kilometres of the antenna; trees
and buildings are in some data sets and not in others. Diffraction over the edges is left out. Heights count from mean
sea level.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pavise.sim.compiled import kernel
from pavise.sim.elementary import atan, sin_cos
from pavise.sim.mask import MASK_AZIMUTHS, MASK_RANGES, mask_step, stored_height
from pavise.terrain.ground import ground_at, height_at, post_spacing
from pavise.terrain.raster import NEAR_M, CoarsePosts, coarse_posts
from pavise.terrain.rays import evenly_round, places_along

if TYPE_CHECKING:
    from pavise.terrain.raster import Elevation

BRIDGED_POSTS = 3.0
"""A gap shorter than so many posts is bridged and no more said of what lies behind it."""

SLOPE_SHARE = 400.0
"""Samples stand no farther apart than their distance / 400: a crest of slope 1 missed between two is then 1/800 rad."""

PIECE_POSTS = 2_000
PIECE_SAMPLES = 300_000
"""Ground is asked for in pieces about so many posts across and of so many samples at most: memory stays bounded."""

ROUNDING_M = 1e-6  # heights that differ by less from a whole metre are that metre


class BuriedAntennaError(ValueError):
    """An antenna below the ground on which it should stand."""


class Shadow(NamedTuple):
    """What the ground hides from one site, and how much of it is guessed."""

    mask: np.ndarray
    """`[MASK_AZIMUTHS, MASK_RANGES]` int16: one row of World.mask."""

    step_m: float
    """Ground distance between its columns."""

    horizon_rad: np.ndarray
    """`[MASK_AZIMUTHS]` elevation of the highest ground in each direction, bending included."""

    void_from: np.ndarray
    """`[MASK_AZIMUTHS]` int16: the mask is a guess from this column on (a long gap in the data); MASK_RANGES: none."""

    outside_from: np.ndarray
    """`[MASK_AZIMUTHS]` int16: first column outside the data; MASK_RANGES: none."""

    bridged: np.ndarray
    """`[MASK_AZIMUTHS]` int16: short gaps bridged along each ray."""

    eye_height_m: float
    """Height of the antenna above sea level."""

    ground_m: float
    """Height of the ground below it."""

    coarse_post_m: float
    """Distance between posts about the antenna where that is too coarse to trust; 0 where it is not."""


# ---- where to sample ----------------------------------------------------------------------------------------------


def sample_distances(reach_m: float, post_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the samples of a ray, and which of them stand in the columns of the mask: `distance_m[first[j]]`.

    An eighth of the distance of the posts near the site: a crest that runs between two samples is cut off. Farther out
    the steps grow with the distance (see `SLOPE_SHARE`), to half that of the posts or a quarter of a column, whichever
    is longer.
    """
    step_m = mask_step(reach_m)
    column_m = step_m * np.arange(MASK_RANGES)
    wanted_m = np.clip(column_m[:-1] / SLOPE_SHARE, post_m / 8.0, max(post_m / 2.0, step_m / 4.0))
    parts = np.ceil(step_m / wanted_m).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(parts)))
    distance_m = np.interp(np.arange(first[-1] + 1), first, column_m)
    return distance_m, first


# ---- the walk -----------------------------------------------------------------------------------------------------


@kernel
def bridge_gaps(height_m: np.ndarray, distance_m: np.ndarray, bridged_m: float) -> tuple[int, int]:
    """Replace the NaN of one ray by straight lines between their neighbours (level, where a ray begins or ends in one).

    Returns the first sample of the first gap of `bridged_m` or longer (`height_m.size`: none), and how many shorter
    ones there were.
    """
    count = height_m.size
    long_from = count
    short = 0
    k = 0
    while k < count:
        if height_m[k] == height_m[k]:
            k += 1
            continue
        start = k
        while k < count and height_m[k] != height_m[k]:
            k += 1
        near = start - 1
        width_m = (distance_m[k] if k < count else math.inf) - (distance_m[near] if near >= 0 else -math.inf)
        if width_m < bridged_m:
            short += 1
        else:
            long_from = min(long_from, start)
        near_m = height_m[near] if near >= 0 else (height_m[k] if k < count else 0.0)
        far_m = height_m[k] if k < count else near_m
        for i in range(start, k):
            share = (distance_m[i] - distance_m[near]) / width_m if near >= 0 and k < count else 0.0
            height_m[i] = near_m + share * (far_m - near_m)
    return long_from, short


@kernel
def walk_ray(
    height_m: np.ndarray,
    first: np.ndarray,
    sine: np.ndarray,
    sagitta: np.ndarray,
    eye_height_m: float,
    earth_radius_m: float,
    shadow_height_m: np.ndarray,
    mask: np.ndarray,
) -> float:
    """Fill one row of a mask from the ground along its ray, and return the elevation of its horizon.

    `height_m[sample]` is the ground, `first[column]` the sample in each column, `sine` and `sagitta` (1 - cosine) of
    the angle at the earth's centre to each sample; `shadow_height_m[sample]` is scratch.
    """
    steepest = -math.inf
    shadow_height_m[0] = height_m[0]
    for k in range(1, height_m.size):
        ground_m = earth_radius_m + height_m[k]
        tangent = (height_m[k] - eye_height_m - ground_m * sagitta[k]) / (ground_m * sine[k])
        if tangent >= steepest:
            steepest = tangent
            shadow_height_m[k] = height_m[k]
        else:
            drop = (
                sagitta[k] + steepest * sine[k]
            )  # the line is (earth_radius_m + eye_height_m) / (1 - drop) from the centre
            line_m = (eye_height_m + earth_radius_m * drop) / (1.0 - drop)
            shadow_height_m[k] = line_m if drop < 1.0 else math.inf
    raise_columns(shadow_height_m, first, mask)
    return atan(steepest)


@kernel
def raise_columns(shadow_height_m: np.ndarray, first: np.ndarray, mask: np.ndarray) -> None:
    """The least heights in the columns whose straight connection clears every sample between two of them."""
    columns = first.size
    left_m = 0.0
    for j in range(columns):
        right_m = 0.0
        start, end = first[j], first[min(j + 1, columns - 1)]
        from_m = shadow_height_m[start]
        if start < end and from_m < math.inf and shadow_height_m[end] < math.inf:
            slope_m = (shadow_height_m[end] - from_m) / (end - start)
            for k in range(start + 1, end):
                right_m = max(right_m, shadow_height_m[k] - (from_m + slope_m * (k - start)))
        mask[j] = stored_height(from_m + max(left_m, right_m) - ROUNDING_M)
        left_m = right_m


@kernel
def walk_rays(
    height_m: np.ndarray,
    distance_m: np.ndarray,
    first: np.ndarray,
    bridged_m: float,
    eye_height_m: float,
    earth_radius_m: float,
    mask: np.ndarray,
    horizon_rad: np.ndarray,
    void_from: np.ndarray,
    bridged: np.ndarray,
) -> None:
    """Fill the rows of a mask, one per ray of `height_m[ray, sample]`, whose gaps are filled in on the way.

    `void_from[ray]` becomes the first sample of a long gap, `bridged[ray]` the number of short ones.
    """
    samples = distance_m.size
    sine, sagitta, shadow_height_m = np.empty(samples), np.empty(samples), np.empty(samples)
    for k in range(samples):
        sine[k] = sin_cos(distance_m[k] / earth_radius_m)[0]
        half = sin_cos(0.5 * distance_m[k] / earth_radius_m)[0]
        sagitta[k] = 2.0 * half * half
    for i in range(height_m.shape[0]):
        void_from[i], bridged[i] = bridge_gaps(height_m[i], distance_m, bridged_m)
        horizon_rad[i] = walk_ray(
            height_m[i], first, sine, sagitta, eye_height_m, earth_radius_m, shadow_height_m, mask[i]
        )


# ---- a whole site -------------------------------------------------------------------------------------------------


def cast_shadow(
    elevation: Elevation,
    latitude_rad: float,
    longitude_rad: float,
    eye_height_m: float,
    earth_radius_m: float,
    reach_m: float,
    progress: Callable[[int, int], None] | None = None,
) -> Shadow:
    """What the ground hides from an antenna `eye_height_m` above sea level, out to a ground range of `reach_m`.

    `earth_radius_m` is the effective radius; `progress(done, total)` is called now and then. Raises BuriedAntennaError
    when the antenna would be below the ground.
    """
    post_m = post_spacing(elevation, latitude_rad, longitude_rad, reach_m)
    if math.isnan(post_m):  # no data within reach: a smooth earth needs no more samples than the mask has columns
        post_m = 2.0 * mask_step(reach_m)
    coarse = coarse_posts(elevation, latitude_rad, longitude_rad)
    distance_m, first = sample_distances(reach_m, post_m)
    ground_m = height_at(elevation, latitude_rad, longitude_rad)
    if eye_height_m < ground_m:
        raise BuriedAntennaError(
            f"the antenna would be {ground_m - eye_height_m:.0f} m below the ground: it is {eye_height_m:.0f} m above "
            f"sea level, the ground there {ground_m:.0f} m"
        )
    shadow = Shadow(
        mask=np.empty((MASK_AZIMUTHS, MASK_RANGES), np.int16),
        step_m=mask_step(reach_m),
        horizon_rad=np.empty(MASK_AZIMUTHS),
        void_from=np.empty(MASK_AZIMUTHS, np.int16),
        outside_from=np.empty(MASK_AZIMUTHS, np.int16),
        bridged=np.empty(MASK_AZIMUTHS, np.int16),
        eye_height_m=eye_height_m,
        ground_m=ground_m,
        coarse_post_m=coarse.post_spacing_m if coarse else 0.0,
    )
    bridged_m = BRIDGED_POSTS * post_m
    at_once = rays_at_once(reach_m, post_m, distance_m.size)
    for start in range(0, MASK_AZIMUTHS, at_once):
        if progress:
            progress(start, MASK_AZIMUTHS)
        rays = slice(start, min(start + at_once, MASK_AZIMUTHS))
        height_m = np.empty((rays.stop - start, distance_m.size))
        outside_from = ground_along(
            elevation, latitude_rad, longitude_rad, evenly_round(MASK_AZIMUTHS)[rays], distance_m, post_m, height_m
        )
        height_m[:, 0] = ground_m
        shadow.outside_from[rays] = columns_before(outside_from, first)
        void_from = np.empty(len(height_m), np.int64)
        walk_rays(
            height_m, distance_m, first, bridged_m, eye_height_m, earth_radius_m,
            shadow.mask[rays], shadow.horizon_rad[rays], void_from, shadow.bridged[rays],
        )  # fmt: skip
        shadow.void_from[rays] = columns_before(void_from, first)
    if progress:
        progress(MASK_AZIMUTHS, MASK_AZIMUTHS)
    return shadow


def rays_at_once(reach_m: float, post_m: float, samples: int) -> int:
    """How many neighbouring rays to walk together, so that neither their samples nor the posts they cross are many."""
    apart_m = reach_m * 2.0 * math.pi / MASK_AZIMUTHS
    return max(1, min(MASK_AZIMUTHS, int(PIECE_POSTS * post_m / apart_m), PIECE_SAMPLES // samples))


def ground_along(
    elevation: Elevation,
    latitude_rad: float,
    longitude_rad: float,
    azimuth_rad: np.ndarray,
    distance_m: np.ndarray,
    post_m: float,
    height_m: np.ndarray,
) -> np.ndarray:
    """Fill `height_m[ray, sample]` with the ground along rays; NaN is unknown, sea level outside the data.

    Returns the first sample of each ray that lies outside (the number of samples where none does).
    """
    latitudes_rad, longitudes_rad = places_along(latitude_rad, longitude_rad, azimuth_rad, distance_m)
    outside = np.empty(height_m.shape, bool)
    bands = max(1, math.ceil(distance_m[-1] / (PIECE_POSTS * post_m)))
    edges = np.searchsorted(distance_m, np.linspace(0.0, distance_m[-1], bands + 1))
    edges[-1] = distance_m.size
    for start, end in itertools.pairwise(edges):
        band = (slice(None), slice(start, end))
        height_m[band], outside[band] = ground_at(elevation, latitudes_rad[band], longitudes_rad[band])
    return np.where(outside.any(axis=1), outside.argmax(axis=1), distance_m.size)


def columns_before(sample: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The last column at or before each sample; MASK_RANGES for a sample beyond the last."""
    return np.where(sample > first[-1], MASK_RANGES, np.searchsorted(first, sample, side="right") - 1)


# ---- in words -----------------------------------------------------------------------------------------------------


def remarks(shadow: Shadow) -> list[str]:
    """What a reader must know before believing a shadow: sentences without a final stop, none when all is well."""
    said = []
    if shadow.coarse_post_m:
        said.append(str(CoarsePosts(shadow.coarse_post_m, NEAR_M)))
    if math.isnan(shadow.ground_m):
        said.append("the antenna stands on ground that the elevation data do not know")
    void = shadow.void_from < MASK_RANGES
    if void.any():
        said.append(
            f"gaps in the elevation data make the shadow a guess in {of_rays(void)}, from "
            f"{shadow.void_from.min() * shadow.step_m / 1e3:.0f} km on"
        )
    outside = shadow.outside_from < MASK_RANGES
    if outside.any():
        said.append(
            f"the elevation data end within reach in {of_rays(outside)}, "
            f"{shadow.outside_from.min() * shadow.step_m / 1e3:.0f} km away at the nearest; beyond, the earth is taken "
            f"as smooth, at sea level"
        )
    if shadow.bridged.any():
        said.append(f"short gaps in the elevation data are bridged in {of_rays(shadow.bridged > 0)}")
    return said


def of_rays(which: np.ndarray) -> str:
    """ "12 % of all directions"."""
    share = 100.0 * which.mean()
    return "all directions" if which.all() else f"{max(share, 1.0):.0f} % of all directions"
