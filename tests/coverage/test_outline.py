"""Polygons of a region: as large as its cells, cut at the date line, whole at the poles, and turned the right way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.coverage.grid import Grid, grid_around, ground_distance_m, n_vectors
from pavise.coverage.outline import outlines, region_polygons, ring_area_m2
from pavise.coverage.projection import EQUATOR_M, authalic_q
from pavise.coverage.rfc7946 import Polygon

PLACES = [
    (39.0, 33.0),
    (0.0, 180.0),
    (60.0, -179.9),
    (90.0, 0.0),
    (-90.0, 0.0),
    (89.0, 50.0),
    (-88.5, 179.0),
    (80, 175),
]


def ring_of(place: tuple[float, float], outer_m: float, inner_m: float) -> tuple[Grid, np.ndarray]:
    grid = grid_around([place[0]], [place[1]], [outer_m], 5e3)
    away_m = ground_distance_m(n_vectors(np.radians(place[0]), np.radians(place[1])), grid.n_vectors())
    return grid, (away_m <= outer_m) & (away_m >= inner_m)


def area_m2(polygons: list[Polygon]) -> float:
    """On the ellipsoid, by Green's theorem; outer rings count, holes count against. Independent of the plane."""
    total = 0.0
    for polygon in polygons:
        for ring in polygon:
            lon, lat = np.radians(np.array(ring)).T
            q = authalic_q(np.sin(lat))
            total -= 0.5 * EQUATOR_M**2 * float(np.sum(0.5 * (q[1:] + q[:-1]) * np.diff(lon)))
    return total


@pytest.mark.parametrize("inner_m", [0.0, 60e3, 130e3])
@pytest.mark.parametrize("place", PLACES)
def test_polygons_hold_the_area_of_the_cells_wherever_they_lie(place: tuple[float, float], inner_m: float) -> None:
    grid, region = ring_of(place, 300e3, inner_m)
    polygons = region_polygons(grid, region)
    assert area_m2(polygons) == pytest.approx(np.count_nonzero(region) * grid.cell_area_m2, rel=2e-3)


@pytest.mark.parametrize("place", PLACES)
def test_polygons_are_fit_for_geojson(place: tuple[float, float]) -> None:
    """RFC 7946: rings closed, outer ones anticlockwise, holes clockwise, within -180 to 180, no edge across the map."""
    grid, region = ring_of(place, 300e3, 60e3)
    for polygon in region_polygons(grid, region):
        for k, ring in enumerate(polygon):
            corners = np.array(ring)
            assert ring[0] == ring[-1] and len(ring) >= 4
            assert (np.abs(corners[:, 0]) <= 180).all() and (np.abs(corners[:, 1]) <= 90).all()
            assert (ring_area_m2(corners) > 0) == (k == 0)
            long_edges = np.abs(np.diff(corners[:, 0])) > 120
            assert not (long_edges & (np.abs(corners[:-1, 1]) < 89)).any()


def test_a_disc_on_the_date_line_becomes_two_halves() -> None:
    grid, region = ring_of((10.0, 180.0), 200e3, 0.0)
    east, west = sorted(region_polygons(grid, region), key=lambda polygon: -polygon[0][0][0])
    assert min(lon for lon, _ in east[0]) > 177 and max(lon for lon, _ in west[0]) < -177
    assert area_m2([east]) == pytest.approx(area_m2([west]), rel=0.03)


def test_a_hole_stays_in_the_piece_that_surrounds_it() -> None:
    """A disc across the date line with a hole that lies to the west of it only."""
    grid, region = ring_of((10.0, 179.0), 250e3, 0.0)
    away_m = ground_distance_m(n_vectors(np.radians(10.0), np.radians(178.2)), grid.n_vectors())
    polygons = region_polygons(grid, region & (away_m > 50e3))
    assert sorted(len(polygon) for polygon in polygons) == [1, 2]
    holed = next(polygon for polygon in polygons if len(polygon) == 2)
    assert holed[0][0][0] > 0


@given(st.integers(0, 2**30 - 1), st.sampled_from([(39.0, 33.0), (0.0, 180.0), (89.8, 0.0)]))
def test_any_region_keeps_its_area_but_for_its_corners(bits: int, place: tuple[float, float]) -> None:
    """Thirty blocks on or off, touching at corners and enclosing holes as it comes."""
    grid = grid_around([place[0]], [place[1]], [100e3], 4e3)
    blocks = np.array([(bits >> k) & 1 for k in range(30)], bool).reshape(5, 6)
    region = np.zeros(grid.shape, bool)
    region[5:30, 7:37] = np.kron(blocks, np.ones((5, 5), bool))
    corners_m2 = 0.25 * 4 * 30 * grid.cell_area_m2
    plane_m2 = sum(ring_area_m2(ring) for rings in outlines(grid, region) for ring in rings)
    exact_m2 = np.count_nonzero(region) * grid.cell_area_m2
    assert plane_m2 == pytest.approx(exact_m2, abs=corners_m2)
    assert area_m2(region_polygons(grid, region)) == pytest.approx(exact_m2, abs=corners_m2 + 0.01 * exact_m2)


def test_nothing_has_no_polygons() -> None:
    grid, region = ring_of((39.0, 33.0), 50e3, 0.0)
    assert region_polygons(grid, np.zeros_like(region)) == []


def test_a_disc_is_round_in_metres_and_not_in_degrees() -> None:
    """What is drawn round in degrees is a fifth too narrow at 39 N. Here every corner lies on the rim."""
    grid, region = ring_of((39.0, 33.0), 300e3, 0.0)
    ((ring,),) = region_polygons(grid, region)
    lon, lat = np.radians(np.array(ring)).T
    rim_m = ground_distance_m(n_vectors(np.radians(39.0), np.radians(33.0)), n_vectors(lat, lon))
    assert np.abs(rim_m - 300e3).max() < 5e3
    wide_deg, high_deg = np.ptp(np.degrees(lon)), np.ptp(np.degrees(lat))
    assert wide_deg / high_deg == pytest.approx(1 / math.cos(math.radians(39.0)), rel=0.02)
