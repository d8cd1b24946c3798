"""Places along lines over the ellipsoid are where the series of the geodesic say, on every part of the earth."""

import math

import numpy as np
import pytest

from pavise.sim import geodesic
from pavise.terrain.rays import evenly_round, places_along

DISTANCES_M = np.array([0.0, 3.0, 777.0, 4_999.0, 12_345.0, 123_456.7, 400_000.0])


def miss_m(latitude_rad, longitude_rad, expected):
    """Distance between a place and where it should be."""
    north = latitude_rad - expected[0]
    east = math.remainder(longitude_rad - expected[1], math.tau) * math.cos(expected[0])
    return 6.4e6 * math.hypot(north, east)


@pytest.mark.parametrize(
    "latitude_deg, longitude_deg",
    [(39.0, 35.0), (0.0, 0.0), (-33.3, 179.9), (12.0, -180.0), (89.5, 20.0), (90.0, 0.0), (-90.0, 33.0)],
)
def test_places_agree_with_the_exact_geodesic_to_a_centimetre(latitude_deg, longitude_deg):
    start = math.radians(latitude_deg), math.radians(longitude_deg)
    azimuths_rad = np.array([0.0, 0.5, math.pi / 2, 2.0, math.pi, -1.0])
    latitudes_rad, longitudes_rad = places_along(*start, azimuths_rad, DISTANCES_M)
    for i, azimuth_rad in enumerate(azimuths_rad):
        for k, distance_m in enumerate(DISTANCES_M):
            expected = geodesic.direct(*start, azimuth_rad, distance_m)
            assert miss_m(latitudes_rad[i, k], longitudes_rad[i, k], expected) < 0.01


def test_a_thousand_kilometres_away_they_still_do():
    latitudes_rad, longitudes_rad = places_along(0.7, 0.5, np.array([2.5]), np.array([1_000_000.0]))
    assert miss_m(latitudes_rad[0, 0], longitudes_rad[0, 0], geodesic.direct(0.7, 0.5, 2.5, 1_000_000.0)) < 0.01


def test_rays_stand_evenly_round_beginning_in_the_north():
    assert evenly_round(4) == pytest.approx([0.0, math.pi / 2, math.pi, 3 * math.pi / 2])
