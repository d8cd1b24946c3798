"""Ground at a place is what the data say or is said to be unknown, and no post is higher than its cell."""

import math

import numpy as np
import pytest

from pavise.terrain import ground
from pavise.terrain.ground import ground_at, ground_table, height_at
from tests.terrain.relief import Formula, Posts, flat

STEP_RAD = math.radians(1 / 120)
CELL_RAD = math.radians(1 / 20)  # six posts


def rough(rows=121, columns=181, south_deg=38.0, west_deg=34.0, seed=2):
    """Posts of any height up to 3 km."""
    height_m = np.random.default_rng(seed).uniform(-300.0, 3000.0, (rows, columns))
    return Posts(height_m, math.radians(south_deg), math.radians(west_deg), STEP_RAD)


def table_of(posts, **change):
    area = {"south_rad": math.radians(38.0), "west_rad": math.radians(34.0), "north_rad": math.radians(39.0)}
    return ground_table(posts, **{**area, "east_rad": math.radians(35.5), "step_rad": CELL_RAD, **change})


# ---- at a place ----


def test_at_a_post_the_ground_is_the_post():
    posts = rough()
    for row, column in [(0, 0), (60, 90), (120, 180)]:
        place = posts.south_rad + row * STEP_RAD, posts.west_rad + column * STEP_RAD
        assert height_at(posts, *place) == pytest.approx(posts.height_m[row, column], abs=1e-3)


def test_in_a_small_gap_the_ground_around_answers_and_in_a_large_one_nobody():
    posts = rough()
    posts.height_m[:] = 700.0
    place = posts.south_rad + 60.2 * STEP_RAD, posts.west_rad + 90.3 * STEP_RAD
    posts.height_m[60, 90] = np.nan
    assert height_at(posts, *place) == pytest.approx(700.0)
    posts.height_m[50:71, 80:101] = np.nan
    assert math.isnan(height_at(posts, *place))


def test_outside_the_data_the_ground_is_the_sea_and_it_is_said():
    posts = rough()
    latitudes_rad, longitudes_rad = np.radians([37.9, 38.5, 38.5, 38.5]), np.radians([34.5, 34.5, 33.9, 35.6])
    height_m, outside = ground_at(posts, latitudes_rad, longitudes_rad)
    assert outside.tolist() == [True, False, True, True]
    assert height_m[outside].tolist() == [0.0, 0.0, 0.0]
    assert height_at(posts, *np.radians([37.0, 34.5])) == 0.0


def test_data_across_the_date_line_reach_both_sides_of_it():
    posts = rough(west_deg=179.5)
    _, outside = ground_at(posts, np.radians([38.5] * 4), np.radians([179.6, -179.6, 179.4, -178.9]))
    assert outside.tolist() == [False, False, True, True]


# ---- the highest of each cell ----


def test_no_post_is_higher_than_its_cell_and_each_cell_has_a_post_as_high():
    posts = rough()
    table = table_of(posts)
    assert table.height_m.shape == (20, 30) and table.height_m.dtype == np.int16
    for i in range(20):
        for j in range(30):
            mine_m = posts.height_m[6 * i : 6 * i + 7, 6 * j : 6 * j + 7].max()  # edges belong to both neighbours
            assert mine_m - 1e-3 <= table.height_m[i, j] <= mine_m + 1.0
    assert table.lowest_m == pytest.approx(posts.height_m.min(), abs=1e-3)
    assert not table.unknown.any() and not table.outside.any()


def test_cells_are_multiples_of_their_width_from_the_equator_and_greenwich():
    table = table_of(rough(), south_rad=math.radians(38.12), west_rad=math.radians(34.26), step_rad=CELL_RAD)
    assert math.degrees(table.south_rad) == pytest.approx(38.10)
    assert math.degrees(table.west_rad) == pytest.approx(34.25)
    whole = table_of(rough())
    assert (table.height_m == whole.height_m[2:, 5:]).all()


def test_a_table_across_the_date_line_is_one_piece():
    east, west = rough(west_deg=34.0), rough(west_deg=179.0)
    usual = table_of(east)
    across = table_of(west, west_rad=math.radians(179.0), east_rad=math.radians(-179.5))
    assert abs(across.height_m.astype(int) - usual.height_m).max() <= 1


def test_a_large_area_has_wider_cells_not_more(monkeypatch):
    monkeypatch.setattr(ground, "CELLS_MAX", 100)
    table = table_of(rough())
    assert table.height_m.size <= 130 and table.step_rad > CELL_RAD
    assert table.south_rad <= math.radians(38.0) and table.west_rad <= math.radians(34.0)
    assert table.south_rad + table.height_m.shape[0] * table.step_rad >= math.radians(39.0) - 1e-12


def test_very_fine_data_are_sampled_evenly_and_not_without_end(monkeypatch):
    monkeypatch.setattr(ground, "SAMPLES_MAX", 20_000)
    asked = []

    def height(latitude_rad, longitude_rad):
        asked.append(latitude_rad.size)
        return 800.0 + 0.0 * latitude_rad

    table = table_of(Formula(height, post_m=1.0))
    assert (table.height_m == 800).all() and sum(asked) < 30_000


def test_cells_without_data_take_the_height_of_their_neighbours_and_it_is_said():
    posts = rough()
    posts.height_m[:] = 500.0
    posts.height_m[0:60] = 900.0
    posts.height_m[50:80, 60:100] = np.nan
    table = table_of(posts)
    assert table.unknown.sum() > 6 and not table.outside.any()
    assert set(table.height_m[table.unknown].tolist()) <= {500, 900}
    assert (table.height_m > 0).all()


def test_cells_outside_the_data_are_sea_and_it_is_said():
    table = table_of(rough(), east_rad=math.radians(36.5))
    assert table.outside[:, 31:].all() and not table.outside[:, :30].any()
    assert (table.height_m[:, 31:] == 0).all()


def test_where_nothing_is_known_at_all_the_table_is_level_and_says_so():
    posts = rough()
    posts.height_m[:] = np.nan
    table = table_of(posts)
    assert table.unknown.all() and (table.height_m == 0).all() and table.lowest_m == 0.0


def test_round_a_pole_the_table_ends_at_the_pole():
    table = ground_table(flat(2800.0, 900.0), -math.pi / 2, -math.pi, math.radians(-89.0), math.pi, math.radians(0.5))
    assert (table.height_m == 2800).all() and table.south_rad >= -math.pi / 2 - 1e-9


@pytest.mark.parametrize("change", [{"step_rad": 0.0}, {"north_rad": math.radians(38.0)}, {"step_rad": math.nan}])
def test_an_area_of_nothing_is_refused(change):
    with pytest.raises(ValueError, match="above zero"):
        table_of(rough(), **change)


def test_progress_runs_to_its_end(monkeypatch):
    monkeypatch.setattr(ground, "SAMPLES_AT_ONCE", 10_000)
    seen = []
    table_of(rough(), progress=lambda *step: seen.append(step))
    assert seen[0][0] == 0 and seen[-1][0] == seen[-1][1] > 2
