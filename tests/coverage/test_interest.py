"""Which cells are of interest: near the sites, in a box, in a polygon; and files that say nonsense."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from pavise.coverage.grid import Grid, grid_around
from pavise.coverage.interest import Area, Box, NearSites, in_box, in_rings, rings_of_file
from pavise.yamlfile import BadInput


def map_of(*discs: tuple[float, float, float], cell_m: float = 4e3) -> Grid:
    return grid_around([d[0] for d in discs], [d[1] for d in discs], [d[2] for d in discs], cell_m)


def test_near_the_sites_is_a_union_of_discs() -> None:
    near = NearSites((39.0, 39.0), (33.0, 34.0), 60e3)
    grid = map_of(*near.discs())
    apart_m = 86.6e3  # one degree of longitude at 39 N
    lens_m2 = 2 * 60e3**2 * math.acos(apart_m / 120e3) - apart_m / 2 * math.sqrt(4 * 60e3**2 - apart_m**2)
    area_m2 = np.count_nonzero(near.inside(grid)) * grid.cell_area_m2
    assert area_m2 == pytest.approx(2 * math.pi * 60e3**2 - lens_m2, rel=5e-3)


def test_a_box_may_cross_the_date_line() -> None:
    box = Box(178.0, 50.0, -179.0, 52.0)
    grid = map_of(*box.discs())
    lat, lon = (np.degrees(angle) for angle in grid.places())
    inside = box.inside(grid)
    assert inside.any()
    assert (lat[inside] >= 50).all() and (lat[inside] <= 52).all()
    assert ((lon[inside] >= 178) | (lon[inside] <= -179)).all()
    assert "178° E" in box.words and "179° W" in box.words


def test_a_ring_with_the_corners_of_a_box_holds_the_same_cells() -> None:
    grid = map_of((39.0, 33.0, 300e3))
    ring = [(31.0, 38.0), (34.0, 38.0), (34.0, 40.0), (31.0, 40.0)]
    assert (in_rings(grid, [ring]) == in_box(grid, 31, 38, 34, 40)).all()


def test_a_hole_in_a_polygon_is_left_out() -> None:
    grid = map_of((39.0, 33.0, 300e3))
    outer = [(31.0, 38.0), (35.0, 38.0), (35.0, 41.0), (31.0, 41.0), (31.0, 38.0)]
    hole = [(32.0, 39.0), (34.0, 39.0), (34.0, 40.0), (32.0, 40.0), (32.0, 39.0)]
    inside = in_rings(grid, [outer, hole])
    assert (inside == (in_box(grid, 31, 38, 35, 41) & ~in_box(grid, 32, 39, 34, 40))).all()


def test_a_polygon_may_surround_a_pole() -> None:
    grid = map_of((90.0, 0.0, 900e3), cell_m=20e3)
    ring = [(float(lon), 84.0) for lon in range(-180, 181, 10)]
    lat, _ = grid.places()
    assert (in_rings(grid, [ring]) == (np.degrees(lat) > 84.0)).all()


def test_a_geojson_file_gives_its_rings_whatever_they_are_wrapped_in(tmp_path: Path) -> None:
    square = [[31.0, 38.0], [34.0, 38.0], [34.0, 40.0], [31.0, 38.0]]
    wrapped = {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [[square], [square]]}}
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [wrapped]}), encoding="utf-8")
    rings = rings_of_file(path)
    assert len(rings) == 2 and rings[0][1] == (34.0, 38.0)
    assert Area("area.geojson", tuple(rings)).discs()[0] == (38.0, 31.0, 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "{}",
        '"words"',
        '{"type": "Polygon", "coordinates": 7}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}',
        '{"type": "Polygon", "coordinates": [[["a", 2], [3, 4], [5, 6], [1, 2]]]}',
        '{"type": "Polygon", "coordinates": [[[1, 200], [3, 4], [5, 6], [1, 2]]]}',
        '{"type": "Polygon", "coordinates": [[[1, NaN], [3, 4], [5, 6], [1, 2]]]}',
        '{"type": "Point", "coordinates": [1, 2]}',
        "[" * 100_000,
    ],
)
def test_a_file_without_a_polygon_is_a_finding(tmp_path: Path, text: str) -> None:
    path = tmp_path / "area.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        rings_of_file(path)
    assert caught.value.findings[0].file == str(path)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        rings_of_file(tmp_path / "nowhere.geojson")
