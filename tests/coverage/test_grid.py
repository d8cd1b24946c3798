"""Cells of equal area round any place on the earth, and windows that leave nothing out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.coverage.grid import TooLargeError, grid_around, ground_distance_m, n_vectors, places_along
from pavise.sim.geodesic import direct, inverse

PLACES = [(39.0, 33.0), (0.0, 180.0), (66.0, -179.99), (90.0, 0.0), (-90.0, 77.0), (89.5, 120.0)]


@pytest.mark.parametrize("place", PLACES)
def test_a_grid_holds_the_disc_asked_for_and_little_more(place: tuple[float, float]) -> None:
    grid = grid_around([place[0]], [place[1]], [200e3], 5e3)
    for bearing in np.linspace(-math.pi, math.pi, 13):
        lat, lon, _ = direct(math.radians(place[0]), math.radians(place[1]), float(bearing), 200e3)
        x_m, y_m = grid.plane.forward(lat, lon)
        assert grid.west_m < x_m < grid.west_m + grid.columns * grid.cell_m
        assert grid.south_m < y_m < grid.south_m + grid.rows * grid.cell_m
    assert grid.rows * grid.columns < 1.2 * (400e3 / 5e3) ** 2


@given(st.floats(-89.9, 89.9), st.floats(-180.0, 180.0), st.floats(0.0, 2 * math.pi), st.floats(0.0, 500e3))
def test_ground_distance_is_the_geodesic_one_to_a_metre(lat: float, lon: float, bearing: float, way_m: float) -> None:
    lat_2, lon_2, _ = direct(math.radians(lat), math.radians(lon), bearing, way_m)
    found_m = ground_distance_m(
        n_vectors(np.radians(lat), np.radians(lon)), n_vectors(np.array(lat_2), np.array(lon_2))
    )
    assert float(found_m) == pytest.approx(way_m, abs=1.0)


def test_a_window_holds_its_disc_and_stays_on_the_grid() -> None:
    grid = grid_around([39.0, 40.0], [33.0, 36.0], [150e3, 80e3], 4e3)
    for lat, lon, reach_m in ((39.0, 33.0, 150e3), (40.0, 36.0, 80e3), (39.0, 33.0, 900e3), (10.0, -60.0, 50e3)):
        rows, columns = grid.window(lat, lon, reach_m)
        inside = np.zeros(grid.shape, bool)
        inside[rows, columns] = True
        away_m = ground_distance_m(n_vectors(np.radians(lat), np.radians(lon)), grid.n_vectors())
        assert not (~inside & (away_m <= reach_m)).any()


def test_cells_are_the_same_whatever_else_is_on_the_map() -> None:
    """Borders fall on whole multiples of the cell: the same centre of the plane gives the same cells."""
    small = grid_around([39.0], [33.0], [50e3], 3e3)
    large = grid_around([39.0], [33.0], [90e3], 3e3)
    shift = (small.west_m - large.west_m) / 3e3
    assert shift == round(shift)
    assert set(small.x_m) <= set(large.x_m)


def test_what_does_not_fit_on_a_map_is_refused_with_a_size_that_does() -> None:
    with pytest.raises(TooLargeError, match="try cells of"):
        grid_around([39.0], [33.0], [800e3], 100.0)
    with pytest.raises(TooLargeError, match="far apart"):
        grid_around([0.0, 0.0], [0.0, 180.0], [1e3, 1e3], 10e3)
    with pytest.raises(TooLargeError, match="far apart"):
        grid_around([0.0, 0.0, 0.0], [0.0, 120.0, 115.0], [1e3, 1e3, 1e3], 10e3)


def test_places_along_a_bearing_lie_where_the_geodesic_goes() -> None:
    lat, lon = places_along(39.0, 33.0, 0.7, np.array([0.0, 100e3, 400e3]))
    for k, way_m in enumerate((0.0, 100e3, 400e3)):
        exact_lat, exact_lon, _ = direct(math.radians(39.0), math.radians(33.0), 0.7, way_m)
        miss_m, *_ = inverse(float(lat[k]), float(lon[k]), exact_lat, exact_lon)
        assert miss_m <= 0.004 * way_m + 1e-3
