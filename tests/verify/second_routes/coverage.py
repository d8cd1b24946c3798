"""Coverage by other ways: decibels added up, PROJ for distances and planes, caps and lenses, all choices tried."""

from __future__ import annotations

import itertools
import math

from tests.verify.second_routes import air, sensors

PFA = 1e-6
MEAN_RADIUS_M, BENT_RADIUS_M = 6_371_000.0, 4.0 / 3.0 * 6_371_000.0
ANTENNA_M = 20.0


def chance_at(claimed_m, slant_m, other_db=0.0):
    """Swerling 1 through the claim, one chance in two against 1 m2."""
    at_claim_db = 10.0 * math.log10(math.log(PFA) / math.log(0.5) - 1.0)
    snr_db = at_claim_db + 40.0 * math.log10(claimed_m / slant_m) + other_db
    return PFA ** (1.0 / (1.0 + 10.0 ** (snr_db / 10.0)))


def slant_over_sphere(range_m, height_m):
    a, b = MEAN_RADIUS_M + ANTENNA_M, MEAN_RADIUS_M + height_m
    return math.sqrt(a * a + b * b - 2.0 * a * b * math.cos(range_m / MEAN_RADIUS_M))


def look_through_everything(
    claimed_m, range_m, height_m, rcs_m2, width_deg, tilt_deg, frequency_ghz, rain_mmph, lobing_wave_m, jam_to_noise,
):  # fmt: skip
    slant_m = slant_over_sphere(range_m, height_m)
    a, b = BENT_RADIUS_M + ANTENNA_M, BENT_RADIUS_M + height_m
    elevation_deg = math.degrees(math.asin((b * b - a * a - slant_m * slant_m) / (2.0 * a * slant_m)))
    level_db = 10.0 * math.log10(rcs_m2)
    if width_deg:
        level_db += sensors.pattern("fan", width_deg, tilt_deg, 0.0, -30.0, elevation_deg)[0]
    if frequency_ghz:
        level_db -= air.loss_in_the_table(frequency_ghz, ANTENNA_M, claimed_m, height_m, slant_m, rain_mmph)
    if lobing_wave_m:
        way = (ANTENNA_M, height_m, BENT_RADIUS_M * math.acos((a * a + b * b - slant_m * slant_m) / (2.0 * a * b)))
        strength, longer_m = sensors.reflected_way(*way, 0.3, lobing_wave_m, BENT_RADIUS_M)
        phase = 2.0 * math.pi * longer_m / lobing_wave_m
        level_db += 20.0 * math.log10(1.0 + strength * strength - 2.0 * strength * math.cos(phase))
    noise = 1.0 + jam_to_noise * (100e3 / slant_over_sphere(150e3, 10e3)) ** 2 * 1e-3
    return chance_at(claimed_m, slant_m, level_db - 10.0 * math.log10(noise))


def seen_at(latitude1_deg, longitude1_deg, claimed_m, latitude2_deg, longitude2_deg, height_m):
    from pyproj import Transformer

    frames = Transformer.from_crs(4979, 4978, always_xy=True)
    here = frames.transform(longitude1_deg, latitude1_deg, ANTENNA_M)
    there = frames.transform(longitude2_deg, latitude2_deg, height_m)
    return chance_at(claimed_m, math.dist(here, there))


def covered_area(latitude_deg, longitude_deg, claimed_m, height_m, turn_deg):
    """Two caps less the lens that they share, by the flat formula for the lens."""
    a, b = MEAN_RADIUS_M + ANTENNA_M, MEAN_RADIUS_M + height_m
    angle = math.acos((a * a + b * b - claimed_m * claimed_m) / (2.0 * a * b))
    cap = 2.0 * math.pi * MEAN_RADIUS_M**2 * (1.0 - math.cos(angle))
    radius = MEAN_RADIUS_M * angle
    latitude = math.radians(latitude_deg)
    half_turn = math.sin(0.5 * math.radians(turn_deg)) * math.cos(latitude)
    apart = 2.0 * 6378137.0 / math.sqrt(1.0 - 0.00669438 * math.sin(latitude) ** 2) * math.asin(half_turn)
    lens = 0.0
    if apart < 2.0 * radius:
        lens = 2.0 * radius**2 * math.acos(apart / (2.0 * radius)) - 0.5 * apart * math.sqrt(4.0 * radius**2 - apart**2)
    return (2.0 * cap - lens * cap / (math.pi * radius**2)) / 1e6


def equal_area_plane(centre_latitude_deg, centre_longitude_deg, latitude_deg, longitude_deg):
    from pyproj import Proj

    plane = Proj(proj="laea", lat_0=centre_latitude_deg, lon_0=centre_longitude_deg, datum="WGS84")
    return *plane(longitude_deg, latitude_deg), latitude_deg, longitude_deg


def tracked_by_then(p_looks, hits, window):
    """All 2^n histories, each put to the rule look by look."""
    tracked = 0.0
    for history in itertools.product((0, 1), repeat=len(p_looks)):
        if any(sum(history[max(0, i - window + 1) : i + 1]) >= hits for i in range(len(history))):
            tracked += math.prod(p if look else 1.0 - p for look, p in zip(history, p_looks, strict=True))
    return tracked


def places_for_radars(covers, weights, number):
    """Greedy by hand, and the best of all choices."""

    def weight_of(places):
        return sum(w for k, w in enumerate(weights) if any(covers[p][k] == "1" for p in places))

    chosen: list[int] = []
    for _ in range(number):
        chosen.append(max(range(len(covers)), key=lambda p: weight_of([*chosen, p])))
    best = max(weight_of(choice) for choice in itertools.combinations(range(len(covers)), number))
    return float(weight_of(chosen)), float(best)
