"""The map plane keeps areas, agrees with PROJ, and works at the poles and across the date line."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.coverage.projection import EQUATOR_M, FLATTENING, Plane, authalic_q
from pavise.sim.geodesic import inverse

CENTRES = [(39.0, 33.0), (0.0, 0.0), (90.0, 0.0), (-90.0, 20.0), (75.0, 179.9), (-40.0, -179.5), (89.9, 10.0)]

# x, y in metres from PROJ 9.5.1 (`+proj=laea +datum=WGS84`, by pyproj 3.7.2), at (latitude, longitude)
FROM_PROJ = {
    (39.0, 33.0): [((41.0, 29.0), -336452.16806, 229497.47536), ((36.0, 40.5), 675403.13900, -305637.27179)],
    (90.0, 0.0): [((85.0, 120.0), 483483.28330, 279139.20376)],
    (-40.0, -179.5): [((-38.0, 178.0), -219568.14713, 218988.56920)],
}


@pytest.mark.parametrize(("centre", "places"), FROM_PROJ.items())
def test_it_is_projs_lambert_azimuthal_equal_area(centre: tuple[float, float], places: list) -> None:
    for (lat, lon), x_m, y_m in places:
        assert Plane(*centre).forward(math.radians(lat), math.radians(lon)) == pytest.approx((x_m, y_m), abs=1e-3)


@given(
    st.sampled_from(CENTRES),
    st.floats(-2e6, 2e6),
    st.floats(-2e6, 2e6),
)
def test_there_and_back_is_where_one_began(centre: tuple[float, float], x_m: float, y_m: float) -> None:
    plane = Plane(*centre)
    assert plane.forward(*plane.inverse(np.array(x_m), np.array(y_m))) == pytest.approx((x_m, y_m), abs=1e-5)


@pytest.mark.parametrize("centre", CENTRES)
def test_a_square_of_the_plane_has_its_area_on_the_ellipsoid(centre: tuple[float, float]) -> None:
    """Area on the ellipsoid by Green's theorem in longitude and the authalic function, far from the plane's centre."""
    plane, side_m = Plane(*centre), 50e3
    t = np.linspace(0.0, 1.0, 2001)[:-1]
    x_m = 700e3 + side_m * np.concatenate([t, np.ones_like(t), 1 - t, np.zeros_like(t)])
    y_m = -500e3 + side_m * np.concatenate([np.zeros_like(t), t, np.ones_like(t), 1 - t])
    lat, lon = plane.inverse(x_m, y_m)
    lat, lon = np.append(lat, lat[0]), np.unwrap(np.append(lon, lon[0]))
    q = authalic_q(np.sin(lat))
    area_m2 = -0.5 * EQUATOR_M**2 * np.sum(0.5 * (q[1:] + q[:-1]) * np.diff(lon))
    assert area_m2 == pytest.approx(side_m**2, rel=2e-7)


def test_the_whole_earth_has_the_area_of_the_ellipsoid() -> None:
    e = math.sqrt(FLATTENING * (2 - FLATTENING))
    polar_m = EQUATOR_M * (1 - FLATTENING)
    whole_m2 = 2 * math.pi * (EQUATOR_M**2 + polar_m**2 * math.atanh(e) / e)  # the classical formula of the surface
    assert 2 * math.pi * EQUATOR_M**2 * float(authalic_q(np.array(1.0))) == pytest.approx(whole_m2, rel=1e-12)


@pytest.mark.parametrize("centre", CENTRES)
def test_distances_from_the_centre_are_true_near_it(centre: tuple[float, float]) -> None:
    plane = Plane(*centre)
    for bearing in np.linspace(0.0, 2 * math.pi, 7):
        x_m, y_m = 100e3 * math.sin(bearing), 100e3 * math.cos(bearing)
        lat, lon = plane.inverse(np.array(x_m), np.array(y_m))
        distance_m, *_ = inverse(math.radians(centre[0]), math.radians(centre[1]), float(lat), float(lon))
        assert distance_m == pytest.approx(100e3, rel=1e-4)
