"""A ring on the map is a circle on the ground, and nothing is asked of a map server."""

import math
import re

import numpy as np
import pytest

from pavise.views import map as posture

PLACES = [(36.2, 26.0), (39.0, 35.0), (41.9, 44.5)]


def inverse_geodesic_m(lat_1: float, lon_1: float, lat_2: float, lon_2: float) -> float:
    """Length of the geodesic on WGS-84 by Vincenty's inverse formula (Survey Review XXII, 1975): another road home."""
    a, f = 6_378_137.0, 1 / 298.257223563
    b = a * (1 - f)
    u_1, u_2 = (math.atan((1 - f) * math.tan(math.radians(lat))) for lat in (lat_1, lat_2))
    longitude = math.radians(lon_2 - lon_1)
    lam = longitude
    for _ in range(100):
        sin_sigma = math.hypot(
            math.cos(u_2) * math.sin(lam),
            math.cos(u_1) * math.sin(u_2) - math.sin(u_1) * math.cos(u_2) * math.cos(lam),
        )
        cos_sigma = math.sin(u_1) * math.sin(u_2) + math.cos(u_1) * math.cos(u_2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u_1) * math.cos(u_2) * math.sin(lam) / sin_sigma
        cos2_alpha = 1 - sin_alpha**2
        cos_2m = cos_sigma - 2 * math.sin(u_1) * math.sin(u_2) / cos2_alpha
        c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha))
        before = lam
        lam = longitude + (1 - c) * f * sin_alpha * (
            sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * cos_2m**2 - 1))
        )
        if abs(lam - before) < 1e-12:
            break
    u2 = cos2_alpha * (a**2 - b**2) / b**2
    big_a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    big_b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    correction = (
        big_b
        * sin_sigma
        * (
            cos_2m
            + big_b
            / 4
            * (cos_sigma * (2 * cos_2m**2 - 1) - big_b / 6 * cos_2m * (4 * sin_sigma**2 - 3) * (4 * cos_2m**2 - 3))
        )
    )
    return b * big_a * (sigma - correction)


@pytest.mark.parametrize("lat_deg, lon_deg", PLACES)
@pytest.mark.parametrize("radius_m", [4_000.0, 120_000.0, 400_000.0])
def test_every_point_of_a_ring_is_as_far_over_the_ground_as_the_reach_says(lat_deg, lon_deg, radius_m):
    ring_lat, ring_lon = posture.geodesic_circle(lat_deg, lon_deg, radius_m)
    lengths = [inverse_geodesic_m(lat_deg, lon_deg, a, b) for a, b in zip(ring_lat, ring_lon, strict=True)]
    assert np.allclose(lengths, radius_m, rtol=0.004)


@pytest.mark.parametrize("lat_deg, lon_deg", PLACES)
def test_a_ring_is_drawn_round_and_to_scale(lat_deg, lon_deg):
    centre = np.array(posture.project(lat_deg, lon_deg))
    ring = np.array(posture.project(*posture.geodesic_circle(lat_deg, lon_deg, 250_000.0)))
    drawn_m = np.hypot(*(ring - centre[:, None]))
    assert np.allclose(drawn_m, 250_000.0, rtol=0.01)


def test_a_disc_drawn_in_degrees_would_fail_this_test():
    """The mistake this guards against: 250 km as so many degrees both ways is a fifth too narrow at 39 N."""
    degrees = 250_000.0 / 111_195.0
    assert abs(inverse_geodesic_m(39.0, 35.0, 39.0, 35.0 + degrees) / 250_000.0 - 1) > 0.15


def units(**change) -> list[posture.Unit]:
    base = {"system": "long", "system_title": "Long arm", "lat_deg": 39.0, "lon_deg": 33.0, "reach_m": 250e3}
    return [posture.Unit(**{**base, "share_of_worlds": 1.0, **change})]


def test_a_map_says_in_words_what_it_shows():
    svg = posture.posture_map(units(), [], [], posture.marks_of(units()), "one battery", "m")
    label = re.search(r'aria-label="([^"]+)"', svg)
    assert label and label[1] == "Map of one battery: 1 x Long arm with a published reach of 250\N{NO-BREAK SPACE}km."
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_a_unit_that_is_not_in_every_world_has_a_dashed_ring():
    doubtful, certain = units(share_of_worlds=0.5), units()
    marks = posture.marks_of(certain)
    assert "stroke-dasharray" in posture.posture_map(doubtful, [], [], marks, "t", "m")
    assert "stroke-dasharray" not in posture.posture_map(certain, [], [], marks, "t", "m")


def test_units_of_one_system_in_one_place_are_one_mark_with_a_count():
    svg = posture.posture_map(units() * 3, [], [], posture.marks_of(units()), "t", "m")
    assert '<text class="count"' in svg and ">3</text>" in svg
    assert svg.count("<polygon") == 1


def test_the_longest_reach_comes_first_and_systems_differ_by_shape_as_well_as_colour():
    many = [u for i in range(6) for u in units(system=f"s{i}", reach_m=1e3 * (i + 1))]
    marks = posture.marks_of(many)
    assert list(marks)[0] == "s5"
    assert len({mark.shape for mark in marks.values()}) == 6


def test_the_packaged_coast_is_small_and_says_where_it_comes_from():
    assert "Natural Earth" in posture.coast_source()
    assert len(posture.land_definitions()) < 60_000


def test_site_names_do_not_cover_each_other():
    near = [posture.Site(f"Town number {i}", 39.0 + 0.25 * (i % 2), 33.0 + 0.9 * i, 1.0) for i in range(5)]
    svg = posture.sites_map(near, "m")
    boxes = []
    for x, y, anchor, text in re.findall(r'site-name" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]+)', svg):
        width = 6.0 * len(text)
        left = {"start": float(x), "middle": float(x) - width / 2, "end": float(x) - width}[anchor]
        boxes.append((left, float(y) - 8, left + width, float(y)))
    assert len(boxes) == 5
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1])
