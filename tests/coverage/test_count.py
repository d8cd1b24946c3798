"""Areas on the ellipsoid against closed forms, shares of worlds against counting, and the same for any threads."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.coverage.count import Progress, count
from pavise.coverage.grid import Grid, grid_around, ground_distance_m, n_vectors
from pavise.coverage.lookout import heights_m, reach_m
from pavise.coverage.question import Layer, Question, worlds_for
from pavise.coverage.summary import network_numbers, region, site_numbers, spread
from pavise.sim.mask import MASK_AZIMUTHS, MASK_RANGES
from pavise.sim.world import World
from pavise.verify.small_defence import EARTH_RADIUS_M, Radar
from tests.worlds.radars_at import EVERYTHING, LAW, radars_at

pytestmark = pytest.mark.needs_compiler

HERE = (39.0, 33.0)
HIGH = Question((Layer(9000.0, 1.0),))
SMOOTH_RADIUS_M = 6_371_000.0


def mapped(world: World, question: Question, places: list[tuple[float, float]], cell_m: float = 2e3, **more):
    top_m = max(layer.height_m for layer in question.layers)
    reaches = [max(reach_m(world, s, top_m), 10e3) for s in range(len(places))]
    grid = grid_around([p[0] for p in places], [p[1] for p in places], reaches, cell_m)
    inside = more.pop("inside", np.ones(grid.shape, bool))
    return grid, count(world, range(world.sensor.shape[1]), grid, inside, question, **more)


def disc_m2(ground_m: float) -> float:
    """A disc on the earth: a cap of the sphere that fits."""
    return 2 * math.pi * SMOOTH_RADIUS_M**2 * (1 - math.cos(ground_m / SMOOTH_RADIUS_M))


def ground_of(slant_m: float, antenna_m: float, height_m: float) -> float:
    """Ground range at which a target stands a slant range away, on that sphere."""
    level2 = slant_m**2 - (height_m - antenna_m) ** 2
    product = (SMOOTH_RADIUS_M + antenna_m) * (SMOOTH_RADIUS_M + height_m)
    return 2 * SMOOTH_RADIUS_M * math.asin(0.5 * math.sqrt(level2 / product))


@pytest.mark.parametrize("place", [HERE, (0.0, 180.0), (89.9, 0.0), (-66.0, 179.5)])
@pytest.mark.parametrize("rcs_m2", [1.0, 0.1])
def test_a_radars_disc_has_the_area_of_the_radar_equation(place: tuple[float, float], rcs_m2: float) -> None:
    grid, (one,) = mapped(radars_at(place), replace(HIGH, layers=(Layer(9000.0, rcs_m2),)), [place], cell_m=1e3)
    expected = disc_m2(ground_of(100e3 * rcs_m2**0.25, 20.0, 9000.0))
    assert one.area_m2[0] == pytest.approx(expected, rel=3e-3)
    assert np.count_nonzero(one.seen[0]) * grid.cell_area_m2 == one.area_m2[0]


def test_a_low_fliers_disc_ends_at_the_horizon() -> None:
    world = radars_at(HERE, radar=EVERYTHING)
    _, (one,) = mapped(world, Question((Layer(100.0, 1.0),)), [HERE], cell_m=1e3)
    slant_m = math.sqrt(2 * EARTH_RADIUS_M * 20) + math.sqrt(2 * EARTH_RADIUS_M * 100)
    assert one.area_m2[0] == pytest.approx(disc_m2(ground_of(slant_m, 20.0, 100.0)), rel=5e-3)


def test_the_disc_is_round_on_the_ellipsoid() -> None:
    for place in (HERE, (70.0, -150.0)):
        grid, (one,) = mapped(radars_at(place), HIGH, [place])
        away_m = ground_distance_m(n_vectors(*np.radians(place)), grid.n_vectors())
        seen = one.seen[0] > 0
        assert away_m[seen].max() - away_m[~seen].min() < 400.0  # a 250th of its radius, in every direction


def test_two_discs_make_a_lens_where_they_overlap() -> None:
    apart_deg = 1.0
    places = [HERE, (39.0 + apart_deg, 33.0)]
    _, (one,) = mapped(radars_at(*places), HIGH, places)
    r, d = ground_of(100e3, 20.0, 9000.0), 111.0e3 * apart_deg
    lens_m2 = 2 * r**2 * math.acos(d / (2 * r)) - d / 2 * math.sqrt(4 * r**2 - d**2)
    assert one.area_m2[0] == pytest.approx(2 * disc_m2(r) - lens_m2, rel=5e-3)
    assert one.twice_m2[0] == pytest.approx(lens_m2, rel=1e-2)
    assert [s.alone_m2[0] for s in one.sensors] == pytest.approx([disc_m2(r) - lens_m2] * 2, rel=2e-2)
    assert sum(s.alone_m2[0] for s in one.sensors) + one.twice_m2[0] == pytest.approx(one.area_m2[0])


def test_in_how_many_worlds_a_place_is_covered_follows_the_doubt() -> None:
    """Ten worlds whose radar sees from 55 to 100 km: rings of 10, 9, ... 1 worlds."""
    world = radars_at(HERE, worlds=10)
    ranges_m = np.linspace(55e3, 100e3, 10)
    world.sensor["snr_scale_m2"][:, 0] *= (ranges_m / 100e3) ** 4
    grid, (one,) = mapped(world, HIGH, [HERE], cell_m=1e3)
    away_m = ground_distance_m(n_vectors(*np.radians(HERE)), grid.n_vectors())
    for percent, last in ((90, ranges_m[1]), (50, ranges_m[5]), (10, ranges_m[9])):
        edge_m = ground_of(last, 20.0, 9000.0)
        found = region(one, percent, 10)
        assert away_m[found].max() == pytest.approx(edge_m, abs=1e3)
        assert away_m[~found].min() == pytest.approx(edge_m, abs=1e3)
    areas = spread(one.area_m2)
    assert areas["p10"] < areas["p50"] < areas["p90"]
    assert areas["p50"] == pytest.approx(0.5 * sum(np.sort(one.area_m2)[4:6]))


def test_a_radar_that_a_world_lacks_sees_nothing_there() -> None:
    world = radars_at(HERE, worlds=4)
    world.sensor["present"][1:, 0] = 0
    _, (one,) = mapped(world, HIGH, [HERE])
    assert (one.area_m2 > 0).tolist() == [True, False, False, False]
    assert one.seen.max() == 1


def test_without_any_radar_nothing_is_covered_and_everything_is_a_gap() -> None:
    world = radars_at(HERE, worlds=3)
    world.sensor["present"] = 0
    grid, (one,) = mapped(world, HIGH, [HERE])
    assert not one.area_m2.any() and one.sensors == ()
    numbers = network_numbers(one, grid, np.ones(grid.shape, bool), HIGH, [("here", *HERE)])
    assert numbers["gap_share"] == {"p10": 1.0, "p50": 1.0, "p90": 1.0}
    assert numbers["sites"] == [{"site": "here", "covered_in": 0.0, "twice_in": 0.0}]
    (gap,) = numbers["largest_gaps"]
    assert gap["area_km2"] == pytest.approx(np.prod(grid.shape) * grid.cell_area_m2 * 1e-6)


@pytest.mark.parametrize("question", [HIGH, replace(HIGH, speed_mps=250.0)])
def test_threads_change_no_number(question: Question) -> None:
    places = [HERE, (39.5, 34.0)]
    world = radars_at(*places, worlds=6)
    world.sensor["snr_scale_m2"] *= np.linspace(0.3, 2.0, 12).reshape(6, 2)
    (_, (one,)), (_, (other,)) = (mapped(world, question, places, cell_m=6e3, threads=n) for n in (1, 4))
    assert (one.seen == other.seen).all() and (one.area_m2 == other.area_m2).all()
    for a, b in zip(one.sensors, other.sensors, strict=True):
        assert (a.worlds == b.worlds).all() and (a.alone_m2 == b.alone_m2).all()


def test_progress_ends_with_everything_done() -> None:
    told: list[Progress] = []
    mapped(radars_at(HERE, worlds=3), HIGH, [HERE], cell_m=20e3, on_progress=told.append)
    assert [one.done for one in told] == [1, 2, 3] and told[-1].left_s == 0.0 and told[0].total == 3


def test_a_track_by_then_needs_more_than_one_look_at_the_edge() -> None:
    """A perfect radar that needs three looks: the disc is two scans' flight smaller than its sight."""
    world = radars_at(HERE, radar=replace(EVERYTHING, scan_period_s=10.0, confirm=(3, 3), instrumented_range_m=80e3))
    _, (look,) = mapped(world, HIGH, [HERE], cell_m=1e3)
    _, (track,) = mapped(world, replace(HIGH, speed_mps=300.0), [HERE], cell_m=1e3)
    radii_km = [math.sqrt(one.area_m2[0] / math.pi) / 1000 for one in (look, track)]
    assert radii_km[0] - radii_km[1] == pytest.approx(2 * 10.0 * 300.0 / 1000, abs=1.0)


def test_a_hole_overhead_is_filled_by_the_track_that_began_before_it() -> None:
    cone = replace(EVERYTHING, elevation_max_rad=math.radians(30), confirm=(2, 3), instrumented_range_m=60e3)
    _, (look,) = mapped(radars_at(HERE, radar=cone), HIGH, [HERE])
    _, (track,) = mapped(radars_at(HERE, radar=cone), replace(HIGH, speed_mps=250.0), [HERE])
    middle = tuple(size // 2 for size in look.seen[0].shape)
    assert look.seen[0][middle] == 0 and track.seen[0][middle] == 1


# ---- over terrain ----------------------------------------------------------------------------------------------------


def valley(grid: Grid) -> np.ndarray:
    """Ground at 1,000 m, with a plain at 200 m in the west."""
    ground_m = np.full(grid.shape, 1000.0)
    ground_m[:, : grid.columns // 2] = 200.0
    return ground_m


def test_a_target_below_the_ground_is_nowhere_and_no_gap() -> None:
    world = radars_at(HERE, radar=EVERYTHING)
    layers = (Layer(500.0, 1.0), Layer(500.0, 1.0, above_ground=True))
    grid = grid_around([39.0], [33.0], [60e3], 2e3)
    inside = np.ones(grid.shape, bool)
    sea, ground = count(world, [0], grid, inside, Question(layers), ground_m=valley(grid))
    east = np.zeros(grid.shape, bool)
    east[:, grid.columns // 2 :] = True
    assert (sea.buried == east).all() and not ground.buried.any()
    assert not sea.seen[0][east].any()
    assert sea.interest_m2 == pytest.approx(0.5 * ground.interest_m2, rel=0.05)


def test_ground_that_nobody_knows_holds_no_target() -> None:
    grid = grid_around([39.0], [33.0], [20e3], 2e3)
    ground_m = np.full(grid.shape, np.nan)
    assert np.isnan(heights_m(Layer(1e4, 1.0), grid, ground_m)).all()
    assert np.isnan(heights_m(Layer(100.0, 1.0, above_ground=True), grid, ground_m)).all()
    assert np.isnan(heights_m(Layer(-5.0, 1.0), grid, None)).all()


@pytest.mark.parametrize("speed_mps", [None, 250.0])
def test_a_mask_hides_what_lies_in_its_shadow(speed_mps: float | None) -> None:
    """To the north everything below 5 km is hidden: a target at 3 km is seen to the south only."""
    radar = replace(EVERYTHING, mask_row=1, mask_step_m=200.0, instrumented_range_m=100e3, scan_period_s=4.0)
    mask = np.full((2, MASK_AZIMUTHS, MASK_RANGES), -1000, np.int16)
    mask[1, : MASK_AZIMUTHS // 4] = mask[1, 3 * MASK_AZIMUTHS // 4 :] = 5000
    world = radars_at(HERE, radar=radar)._replace(mask=mask)
    grid, (one,) = mapped(world, Question((Layer(3000.0, 1.0),), speed_mps=speed_mps), [HERE])
    lat, _ = grid.places()
    north = np.degrees(lat) > 39.05
    away_m = ground_distance_m(n_vectors(*np.radians(HERE)), grid.n_vectors())
    ring = (away_m > 20e3) & (away_m < 90e3)
    assert not one.seen[0][north & ring].any()
    assert one.seen[0][(np.degrees(lat) < 38.95) & ring].all()


# ---- small rules -----------------------------------------------------------------------------------------------------


def test_percentages_of_worlds_are_counted_and_not_rounded_down() -> None:
    assert [worlds_for(percent, 10) for percent in (90, 50, 10)] == [9, 5, 1]
    assert [worlds_for(percent, 3) for percent in (90, 50, 10)] == [3, 2, 1]
    assert [worlds_for(percent, 1) for percent in (90, 50, 10)] == [1, 1, 1]
    assert worlds_for(90, 32) == 29


def test_a_site_off_the_map_is_not_covered() -> None:
    grid, (one,) = mapped(radars_at(HERE), HIGH, [HERE])
    assert site_numbers(one, grid, [("far", -30.0, 140.0)]) == [{"site": "far", "covered_in": 0.0, "twice_in": 0.0}]


def test_layers_have_names_for_people_and_for_files() -> None:
    assert Layer(3000.0, 0.1).words == "3 km above sea, 0.1 m²"
    assert Layer(50.0, 1.0, above_ground=True).slug == "50m-ground-1m2"
    assert Layer(1500.0, 20.0).slug == "1.5km-sea-20m2"


@pytest.mark.parametrize("radar", [LAW, Radar(p_look=None, range_m=150e3)])
def test_a_harder_level_and_a_smaller_target_cover_less(radar: Radar) -> None:
    world = radars_at(HERE, radar=radar)
    areas = [
        mapped(world, Question((Layer(9000.0, rcs),), level=level), [HERE], cell_m=4e3)[1][0].area_m2[0]
        for rcs, level in ((1.0, 0.2), (1.0, 0.5), (1.0, 0.9), (0.2, 0.9))
    ]
    assert areas == sorted(areas, reverse=True) and len(set(areas)) == 4
