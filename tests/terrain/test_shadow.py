"""The shadow of the ground: nothing in sight is hidden by it, nothing hidden is shown, and what is guessed is said."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pavise.sim.geometry import horizon_ground
from pavise.sim.mask import ALWAYS_HIDDEN, MASK_AZIMUTHS, MASK_RANGES, height_of, shadow_m
from pavise.terrain.rays import places_along
from pavise.terrain.shadow import BuriedAntennaError, bridge_gaps, cast_shadow, remarks, sample_distances, walk_rays
from tests.terrain.relief import Formula, Posts, flat

settings.register_profile("kernels", deadline=None, derandomize=True)
settings.load_profile("kernels")

EARTH_RADIUS_M = 4.0 / 3.0 * 6_371_000.0
HERE = (math.radians(39.0), math.radians(35.0))
RAY_RAD = math.tau / MASK_AZIMUTHS
needs_compiler = pytest.mark.needs_compiler  # a whole site has a million samples

profiles = st.lists(st.integers(-400, 4000), min_size=40, max_size=40)
masts = st.floats(0.0, 200.0)


def walk(height_m, distance_m, first, eye_height_m, bridged_m=0.0):
    """Mask rows and horizons of rays `height_m[ray, sample]`."""
    rays = len(height_m)
    rows, horizon_rad = np.zeros((rays, first.size), np.int16), np.zeros(rays)
    void_from, bridged = np.zeros(rays, np.int64), np.zeros(rays, np.int16)
    arguments = (distance_m, first, bridged_m, eye_height_m, EARTH_RADIUS_M)
    walk_rays(np.array(height_m, float), *arguments, rows, horizon_rad, void_from, bridged)
    return rows, horizon_rad


def ray(profile_m, parts=1, length_m=100_000.0):
    """Samples along a ray over posts of these heights, `parts` of them from column to column."""
    columns = 97
    first = np.arange(columns) * parts
    distance_m = np.linspace(0.0, length_m, first[-1] + 1)
    height_m = np.interp(distance_m, np.linspace(0.0, length_m, len(profile_m)), profile_m)
    return height_m, distance_m, first


def clearance_m(height_m, distance_m, eye_height_m, target_height_m, target_m):
    """How far the straight line from eye to target passes above the ground at its lowest, samples up to the target.

    Worked out in a plane through the earth's centre, so by another way than the simulation's tangents.
    """
    ahead = distance_m < target_m
    angle, radius_m = distance_m[ahead] / EARTH_RADIUS_M, EARTH_RADIUS_M + height_m[ahead]
    x_m, y_m = radius_m * np.sin(angle), radius_m * np.cos(angle)
    end = target_m / EARTH_RADIUS_M, EARTH_RADIUS_M + target_height_m
    end_x_m, end_y_m = end[1] * math.sin(end[0]), end[1] * math.cos(end[0])
    start_y_m = EARTH_RADIUS_M + eye_height_m
    length_m = math.hypot(end_x_m, end_y_m - start_y_m)
    return ((end_y_m - start_y_m) * x_m - end_x_m * (y_m - start_y_m)).min(initial=math.inf) / length_m


def table_height_m(row, distance_m, target_m):
    """What a mask of this one ray says at a distance."""
    step_m = distance_m[-1] / (row.size - 1)
    return shadow_m(np.array([row, row]), 0.0, target_m, step_m)


# ---- along a ray ----


@given(profiles, masts, st.integers(1, 7), st.floats(0.001, 1.0))
def test_a_mask_never_sees_through_the_ground(profile_m, mast_m, parts, share):
    height_m, distance_m, first = ray(profile_m, parts)
    eye_m = height_m[0] + mast_m
    rows, _ = walk([height_m], distance_m, first, eye_m)
    target_m = distance_m[round(share * (distance_m.size - 1))]  # at a sample
    shown_m = table_height_m(rows[0], distance_m, target_m)
    assert shown_m >= np.interp(target_m, distance_m, height_m) - 1e-3
    assert clearance_m(height_m, distance_m, eye_m, shown_m, target_m) > -1e-3


@given(profiles, masts, st.floats(0.02, 1.0))
def test_a_mask_hides_no_more_than_its_rounding_where_columns_are_as_close_as_samples(profile_m, mast_m, share):
    height_m, distance_m, first = ray(profile_m)
    eye_m = height_m[0] + mast_m
    rows, _ = walk([height_m], distance_m, first, eye_m)
    k = max(1, round(share * (distance_m.size - 1)))
    lowest_m = table_height_m(rows[0], distance_m, distance_m[k]) - (1.01 if rows[0, k] <= 16_000 else 16.01)
    below_ground = lowest_m < height_m[k]
    assert below_ground or clearance_m(height_m, distance_m, eye_m, lowest_m, distance_m[k]) < 1e-3


@given(profiles, masts, st.floats(0.0, 3000.0))
def test_raising_the_antenna_never_hides_more(profile_m, mast_m, more_m):
    height_m, distance_m, first = ray(profile_m)
    lower, _ = walk([height_m], distance_m, first, height_m[0] + mast_m)
    higher, _ = walk([height_m], distance_m, first, height_m[0] + mast_m + more_m)
    assert (higher <= lower).all()


@given(profiles, masts, st.lists(st.integers(0, 2000), min_size=40, max_size=40))
def test_raising_the_terrain_never_shows_more(profile_m, mast_m, more_m):
    more_m[0] = 0  # the antenna stays where it is
    height_m, distance_m, first = ray(profile_m)
    raised_m, _, _ = ray([a + b for a, b in zip(profile_m, more_m, strict=True)])
    eye_m = height_m[0] + mast_m
    before, horizon_before = walk([height_m], distance_m, first, eye_m)
    after, horizon_after = walk([raised_m], distance_m, first, eye_m)
    assert (after >= before).all()
    assert horizon_after[0] >= horizon_before[0]


@given(profiles, masts)
def test_behind_its_horizon_a_ray_shows_no_ground(profile_m, mast_m):
    height_m, distance_m, first = ray(profile_m)
    rows, horizon_rad = walk([height_m], distance_m, first, height_m[0] + mast_m)
    lines_m = np.array([height_of(value) for value in rows[0]])
    assert (lines_m >= height_m - 1e-3).all()
    angle = distance_m[1:] / EARTH_RADIUS_M
    rise_m = (EARTH_RADIUS_M + height_m[1:]) * np.cos(angle) - EARTH_RADIUS_M - height_m[0] - mast_m
    elevations_rad = np.arctan2(rise_m, (EARTH_RADIUS_M + height_m[1:]) * np.sin(angle))
    assert horizon_rad[0] == pytest.approx(elevations_rad.max(), abs=1e-9)


def test_a_wall_higher_than_any_line_hides_everything_behind_it():
    profile_m = np.zeros(512)
    profile_m[1:] = 300_000.0
    rows, _ = walk([profile_m], np.arange(512) * 100.0, np.arange(512), 10.0)
    assert (rows[0, 1:] == ALWAYS_HIDDEN).all()


def test_samples_stand_in_every_column_and_closest_near_the_site():
    for reach_m, post_m in [(400_000.0, 925.0), (400_000.0, 90.0), (600_000.0, 30.0), (5_000.0, 30.0), (50.0, 90.0)]:
        distance_m, first = sample_distances(reach_m, post_m)
        columns_m = np.linspace(0.0, reach_m, MASK_RANGES)
        assert distance_m[first] == pytest.approx(columns_m, rel=1e-12)
        steps_m = np.diff(distance_m)
        assert steps_m[0] <= post_m / 8.0
        assert steps_m.max() <= max(post_m / 2.0, reach_m / 511 / 4.0) * (1.0 + 1e-9)
        assert (steps_m[distance_m[:-1] < 400.0 * post_m / 8.0] <= post_m / 8.0 * (1.0 + 1e-9)).all()
        assert distance_m.size < 20_000


# ---- gaps ----


def test_a_short_gap_is_bridged_and_a_long_one_counts_from_its_beginning():
    distance_m = np.arange(12) * 100.0
    height_m = np.array([5.0, 6, np.nan, np.nan, 9, 10, np.nan, np.nan, np.nan, np.nan, 20, np.nan])
    assert bridge_gaps(height_m, distance_m, 350.0) == (6, 1)
    assert height_m == pytest.approx([5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 20])


def test_a_ray_of_nothing_but_gap_is_level_at_the_sea_and_unknown_from_the_start():
    height_m = np.full(5, np.nan)
    assert bridge_gaps(height_m, np.arange(5) * 100.0, 1e9) == (0, 0)
    assert (height_m == 0.0).all()


# ---- a whole site ----


def on_rays(shadow, function):
    """`function(column range)` compared with a mask: (mask heights in metres, the same for the function)."""
    found_m = np.vectorize(height_of)(shadow.mask[::60])
    ranges_m = np.arange(MASK_RANGES) * shadow.step_m
    return found_m, np.array([function(range_m) for range_m in ranges_m])


def smooth_horizon_m(eye_m):
    """Height of the edge of the smooth earth's shadow at a ground range, from `sim/geometry.py`."""
    nearest_m = horizon_ground(eye_m, EARTH_RADIUS_M)

    def height_m(range_m):
        beyond = max(range_m - nearest_m, 0.0) / EARTH_RADIUS_M
        return EARTH_RADIUS_M * (1.0 / math.cos(beyond) - 1.0)

    return height_m


@needs_compiler
@pytest.mark.parametrize("eye_m, post_m", [(10.0, 30.0), (25.0, 925.0), (3000.0, 925.0)])
def test_over_a_flat_sea_the_shadow_is_the_smooth_horizon_rounded_up(eye_m, post_m):
    shadow = cast_shadow(flat(0.0, post_m), *HERE, eye_m, EARTH_RADIUS_M, 400_000.0)
    found_m, expected_m = on_rays(shadow, smooth_horizon_m(eye_m))
    error_m = found_m - expected_m
    assert error_m.min() > -0.01 and error_m.max() < 1.05
    dip_rad = math.acos(EARTH_RADIUS_M / (EARTH_RADIUS_M + eye_m))
    assert shadow.horizon_rad == pytest.approx(-dip_rad, rel=1e-3)
    assert (shadow.void_from == MASK_RANGES).all() and (shadow.outside_from == MASK_RANGES).all()


@needs_compiler
def test_a_ridge_throws_the_shadow_that_similar_triangles_say():
    east_rad = math.radians(0.5)
    ridge = Formula(lambda latitude, longitude: np.where(abs(longitude - HERE[1] - east_rad) < 2e-4, 1500.0, 0.0))
    shadow = cast_shadow(ridge, *HERE, 20.0, 1e12, 150_000.0)  # an earth so large that it is flat
    ridge_m = 6_388_000.0 * math.cos(HERE[0]) * (east_rad - 2e-4)  # its near side
    behind_m = 120_000.0
    expected_m = 20.0 + 1480.0 * behind_m / ridge_m
    assert shadow_m(shadow.mask, math.pi / 2, behind_m, shadow.step_m) == pytest.approx(expected_m, rel=5e-3)
    assert shadow_m(shadow.mask, math.pi / 2, 0.9 * ridge_m, shadow.step_m) == pytest.approx(0.0, abs=1.0)
    assert shadow_m(shadow.mask, -math.pi / 2, behind_m, shadow.step_m) == pytest.approx(0.0, abs=1.0)
    assert shadow.horizon_rad[360] == pytest.approx(math.atan(1480.0 / ridge_m), rel=5e-3)


@needs_compiler
def test_along_its_rays_the_table_agrees_with_a_march_of_its_own_over_real_posts():
    rng = np.random.default_rng(5)
    posts = Posts(rng.uniform(0.0, 1500.0, (60, 60)), math.radians(38.8), math.radians(34.8), math.radians(1 / 120))
    site = math.radians(39.05), math.radians(35.04)
    eye_m = float(posts.sample(*map(np.array, site))) + 30.0
    shadow = cast_shadow(posts, *site, eye_m, EARTH_RADIUS_M, 18_000.0)
    distance_m = np.linspace(0.0, 18_000.0, 18_001)  # every metre, where the mask sampled every 116
    wrong_m = []
    for i in range(0, MASK_AZIMUTHS, 37):
        height_m = posts.sample(*places_along(*site, np.array([i * RAY_RAD]), distance_m))[0]
        for target_m in rng.uniform(1_000.0, 18_000.0, 20):
            shown_m = shadow_m(shadow.mask, i * RAY_RAD, target_m, shadow.step_m)
            wrong_m.append(clearance_m(height_m, distance_m, eye_m, shown_m, target_m))
    assert min(wrong_m) > -30.0  # crests between samples, cut off: 2 % of the step from post to post, seldom more
    assert np.quantile(wrong_m, 0.05) > -10.0


def bumps(latitude_rad, longitude_rad):
    """Hills round the north pole that are not alike in any two directions."""
    away = np.clip((math.pi / 2 - latitude_rad) / 1e-3, 0.0, 1.0)  # a plain of 6 km round the pole itself
    return 600.0 + 300.0 * away * np.sin(900.0 * latitude_rad + np.cos(longitude_rad)) * np.sin(5.0 * longitude_rad)


@needs_compiler
def test_turning_the_terrain_turns_the_mask():
    pole, rays = (math.pi / 2, 0.0), 100
    turned = Formula(lambda latitude, longitude: bumps(latitude, longitude + rays * RAY_RAD), 900.0)
    before, after = (
        cast_shadow(terrain, *pole, 1300.0, EARTH_RADIUS_M, 100_000.0).mask.astype(int)
        for terrain in (Formula(bumps, 900.0), turned)
    )
    # seen from the north pole, azimuths run against longitudes
    assert abs(np.roll(before, rays, axis=0) - after).max() <= 1
    assert abs(before - after).max() > 100


# ---- special places ----


@needs_compiler
def test_from_a_summit_one_looks_down_all_round_and_from_a_pit_up():
    def cone(slope):
        return Formula(
            lambda latitude, longitude: (
                2000.0 + slope * 6.37e6 * np.hypot(latitude - HERE[0], (longitude - HERE[1]) * math.cos(HERE[0]))
            ),
            90.0,
        )

    summit = cast_shadow(cone(-0.1), *HERE, 2015.0, EARTH_RADIUS_M, 30_000.0)
    assert (summit.horizon_rad < -0.09).all()
    pit = cast_shadow(cone(0.1), *HERE, 2015.0, EARTH_RADIUS_M, 30_000.0)
    assert pit.horizon_rad == pytest.approx(math.atan(0.1), abs=0.003)
    for range_m in (0.0, 50.0):  # overhead it sees all the same
        assert shadow_m(pit.mask, 1.0, range_m, pit.step_m) < 2010.0


@needs_compiler
def test_below_sea_level_the_far_shore_is_no_wall():
    """A valley 400 m below the sea: its floor is in sight as far as a smooth earth's would be."""
    shadow = cast_shadow(flat(-400.0), *HERE, -380.0, EARTH_RADIUS_M, 100_000.0)
    found_m, expected_m = on_rays(shadow, lambda range_m: smooth_horizon_m(20.0)(range_m) - 400.0)
    assert (found_m - expected_m).min() > -0.01 and (found_m - expected_m).max() < 1.05
    assert not remarks(shadow)


@needs_compiler
@pytest.mark.parametrize("site", [(math.pi / 2, 0.0), (-math.pi / 2, 0.0), (0.3, math.pi), (0.3, -math.pi), (0.0, 0.0)])
def test_poles_and_the_date_line_are_places_like_any_other(site):
    shadow = cast_shadow(flat(100.0, 925.0), *site, 120.0, EARTH_RADIUS_M, 200_000.0)
    usual = cast_shadow(flat(100.0, 925.0), *HERE, 120.0, EARTH_RADIUS_M, 200_000.0)
    assert abs(shadow.mask.astype(int) - usual.mask).max() <= 1


@needs_compiler
def test_the_same_posts_across_the_date_line_throw_the_same_shadow():
    height_m = np.random.default_rng(8).uniform(0.0, 900.0, (60, 60))
    step_rad = math.radians(1 / 120)
    masks = []
    for west_rad in (math.radians(30.0), math.radians(179.75)):
        posts = Posts(height_m, math.radians(50.0), west_rad, step_rad)
        site = math.radians(50.25), math.remainder(west_rad + 29.5 * step_rad, math.tau)
        masks.append(cast_shadow(posts, *site, 1000.0, EARTH_RADIUS_M, 30_000.0).mask.astype(int))
    assert abs(masks[0] - masks[1]).max() <= 1


@needs_compiler
def test_beyond_the_edge_of_the_data_the_earth_is_smooth_and_it_is_said():
    posts = Posts(np.zeros((60, 60)), math.radians(39.0), math.radians(35.0), math.radians(1 / 120))
    shadow = cast_shadow(posts, math.radians(39.25), math.radians(35.0), 20.0, EARTH_RADIUS_M, 100_000.0)
    assert (shadow.outside_from[721:1439] == 0).all()  # the site stands on the western edge
    inland = shadow.outside_from[360] * shadow.step_m
    assert inland == pytest.approx(59 / 120 * 111_320.0 * math.cos(math.radians(39.25)), rel=0.01)
    assert (shadow.void_from == MASK_RANGES).all()
    found_m, expected_m = on_rays(shadow, smooth_horizon_m(20.0))
    assert abs(found_m - expected_m).max() < 1.05
    assert any("end within reach in all directions" in remark for remark in remarks(shadow))


@needs_compiler
def test_without_any_data_within_reach_the_earth_is_smooth_and_it_is_said():
    posts = Posts(np.zeros((9, 9)), math.radians(10.0), math.radians(10.0), math.radians(1 / 120))
    shadow = cast_shadow(posts, *HERE, 20.0, EARTH_RADIUS_M, 100_000.0)
    assert (shadow.outside_from == 0).all() and shadow.ground_m == 0.0
    found_m, expected_m = on_rays(shadow, smooth_horizon_m(20.0))
    assert abs(found_m - expected_m).max() < 1.05


def with_void(rows, columns, around_m=500.0):
    """A plain of posts with a hole."""
    height_m = np.full((120, 120), around_m)
    height_m[rows, columns] = np.nan
    return Posts(height_m, math.radians(38.5), math.radians(34.5), math.radians(1 / 120))


@needs_compiler
def test_behind_a_large_void_the_mask_is_a_guess_and_it_is_said():
    shadow = cast_shadow(with_void(slice(70, 80), slice(55, 66)), *HERE, 520.0, EARTH_RADIUS_M, 50_000.0)
    begins_m = 9 / 120 * 111_000.0  # the bilinear neighbours of a void post are void as well
    assert shadow.void_from[0] * shadow.step_m == pytest.approx(begins_m, abs=2 * shadow.step_m)
    assert (shadow.void_from[100:1340] == MASK_RANGES).all()
    assert abs(shadow.mask.astype(int)[0] - shadow.mask[720]).max() <= 1  # the guess: as high as around it
    assert any("a guess in" in remark and "8 km" in remark for remark in remarks(shadow))


@needs_compiler
def test_a_small_void_is_bridged_and_it_is_said():
    shadow = cast_shadow(with_void(75, 60), *HERE, 520.0, EARTH_RADIUS_M, 50_000.0)
    assert (shadow.void_from == MASK_RANGES).all() and shadow.bridged[0] == 1
    assert remarks(shadow)[-1].startswith("short gaps in the elevation data are bridged in")


@needs_compiler
def test_a_radar_on_a_void_has_a_mask_that_is_a_guess_from_the_start():
    shadow = cast_shadow(with_void(slice(50, 71), slice(50, 71)), *HERE, 520.0, EARTH_RADIUS_M, 50_000.0)
    assert math.isnan(shadow.ground_m) and (shadow.void_from == 0).all()
    assert (shadow.mask[:, 0] == 500).all()
    assert any("stands on ground that the elevation data do not know" in remark for remark in remarks(shadow))


@needs_compiler
def test_posts_too_far_apart_near_the_radar_are_said_and_close_ones_are_not():
    coarse, fine = (cast_shadow(flat(0.0, post_m), *HERE, 20.0, EARTH_RADIUS_M, 9_000.0) for post_m in (101.0, 99.0))
    assert len(remarks(coarse)) == 1 and "101 m apart" in remarks(coarse)[0]
    assert remarks(fine) == []


def test_an_antenna_below_the_ground_is_refused():
    with pytest.raises(BuriedAntennaError, match="5 m below the ground"):
        cast_shadow(flat(100.0), *HERE, 95.0, EARTH_RADIUS_M, 50_000.0)


@needs_compiler
def test_progress_runs_to_its_end():
    seen = []
    cast_shadow(flat(0.0, 925.0), *HERE, 20.0, EARTH_RADIUS_M, 400_000.0, lambda *step: seen.append(step))
    assert seen[0] == (0, MASK_AZIMUTHS) and seen[-1] == (MASK_AZIMUTHS, MASK_AZIMUTHS) and len(seen) > 3
    assert seen == sorted(seen)
