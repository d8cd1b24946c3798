"""Masks over real mountains: how far they agree with rays of the targets' own, and that seeing goes both ways."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.sim.geodesic import inverse
from pavise.sim.mask import shadow_m
from pavise.terrain import ground
from pavise.terrain.raster import Elevation, open_elevation
from pavise.terrain.rays import places_along
from pavise.terrain.shadow import Shadow, cast_shadow, remarks
from tests.terrain.rasters import TERRAIN

pytestmark = [
    pytest.mark.needs_compiler,
    pytest.mark.skipif(
        not TERRAIN.is_dir(),
        reason="the collection of elevation data (../shared/terrain) is not beside this working copy",
    ),
]

EARTH_RADIUS_M = 4.0 / 3.0 * 6_371_000.0
MAST_M = 20.0
PLACES_DEG = [
    (39.0, 35.0),
    (39.9, 41.3),
    (38.4, 27.2),
    (37.1, 44.2),
]  # no one's sites; the last in high mountains
STEP_M = 100.0


@pytest.fixture
def turkey():
    return open_elevation(TERRAIN / "dted0_turkey_23E48E_32N45N_30s.tif")


def shadow_from(elevation: Elevation, place_deg: tuple[float, float], reach_m: float) -> Shadow:
    place = math.radians(place_deg[0]), math.radians(place_deg[1])
    eye_m = ground.height_at(elevation, *place) + MAST_M
    return cast_shadow(elevation, *place, eye_m, EARTH_RADIUS_M, reach_m)


def along_own_rays(elevation, place_deg, eye_m, azimuth_rad, range_m):
    """Ground and lowest height in sight, every 100 m along rays that no table has: (ground, lowest)."""
    places = places_along(math.radians(place_deg[0]), math.radians(place_deg[1]), azimuth_rad, range_m)
    ground_m = elevation.sample(*places)
    angle = range_m / EARTH_RADIUS_M
    radius_m = EARTH_RADIUS_M + ground_m
    with np.errstate(divide="ignore", invalid="ignore"):
        tangent = (radius_m * np.cos(angle) - EARTH_RADIUS_M - eye_m) / (radius_m * np.sin(angle))
    tangent[:, 0] = -np.inf
    steepest = np.maximum.accumulate(tangent, axis=1)
    steepest[:, 0] = 0.0
    line_m = (EARTH_RADIUS_M + eye_m) / (np.cos(angle) - steepest * np.sin(angle)) - EARTH_RADIUS_M
    return ground_m, np.maximum(line_m, ground_m)


@pytest.mark.parametrize("place_deg", PLACES_DEG)
@pytest.mark.parametrize("reach_m", [100_000.0, 400_000.0])
def test_the_table_and_a_ray_of_the_targets_own_agree_as_the_story_of_the_mask_says(turkey, place_deg, reach_m):
    shadow = shadow_from(turkey, place_deg, reach_m)
    azimuth_rad = np.random.default_rng(1).uniform(0.0, math.tau, 120)
    range_m = np.arange(0.0, min(reach_m, 200_000.0), STEP_M)
    ground_m, lowest_m = along_own_rays(turkey, place_deg, shadow.eye_height_m, azimuth_rad, range_m)
    table_m = np.vectorize(shadow_m, excluded={0, 3})(shadow.mask, azimuth_rad[:, None], range_m, shadow.step_m)
    area = range_m * (range_m > 1_000.0)
    for above_m, wrong, off in [(50.0, 0.07, 0.05), (100.0, 0.04, 0.02), (300.0, 0.02, 0.01), (1000.0, 0.02, 0.01)]:
        own, told = ground_m + above_m >= lowest_m, ground_m + above_m >= table_m
        in_sight = (own * area).sum()
        assert ((own != told) * area).sum() < wrong * in_sight
        assert (told * area).sum() == pytest.approx(in_sight, rel=off)


def test_who_sees_is_seen(turkey):
    """Antenna and target change places: the verdict stays the same but for targets at the very edge."""
    rng, mast_m, agree = np.random.default_rng(6), 300.0, []
    centres = [(math.radians(lat), math.radians(lon)) for lat, lon in PLACES_DEG]
    for centre in centres:
        there = [float(part[0, 0]) for part in places_along(*centre, rng.uniform(0, 6, 1), rng.uniform(2e4, 6e4, 1))]
        ends = [centre, (there[0], there[1])]
        heights_m = [ground.height_at(turkey, *end) + mast_m for end in ends]
        verdicts = []
        for here, other in ((0, 1), (1, 0)):
            shadow = cast_shadow(turkey, *ends[here], heights_m[here], EARTH_RADIUS_M, 70_000.0)
            distance_m, azimuth_rad, _ = inverse(*ends[here], *ends[other])
            verdicts.append(heights_m[other] - shadow_m(shadow.mask, azimuth_rad, distance_m, shadow.step_m))
        agree.append((verdicts[0] >= 0.0) == (verdicts[1] >= 0.0) or min(map(abs, verdicts)) < 20.0)
    assert all(agree)


def test_thirty_arc_seconds_are_said_to_be_too_coarse_near_a_radar(turkey):
    assert "925 m apart" in remarks(shadow_from(turkey, PLACES_DEG[0], 50_000.0))[0]
