"""Answers about coverage maps: a look through everything at once, discs and areas, tracks by then, sites for radars."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from pavise.coverage import approach, chance, count, grid, projection, siting
from pavise.coverage.question import Layer, Question
from pavise.sim import attenuation, beam
from pavise.sim.geometry import n_vector
from pavise.sim.world import World
from pavise.verify.small_defence import EARTH_RADIUS_M, FireUnit, Jammer, Radar, Site, small_defence

Numbers = tuple[float, ...]
ANTENNA_M = 20.0


def look_through_everything(
    claimed_m: float,
    range_m: float,
    height_m: float,
    rcs_m2: float,
    width_deg: float,
    tilt_deg: float,
    frequency_ghz: float,
    rain_mmph: float,
    lobing_wave_m: float,
    jam_to_noise: float,
) -> float:
    """Chance of one look with a beam, air and rain, the ground's echo, and a jammer, each left out where it is 0.

    The jammer stands off 150 km away at a right angle, in sidelobes of -30 dB.
    """
    world = a_radar(
        Radar(
            p_look=None, range_m=claimed_m, beam_row=int(width_deg > 0.0), loss_row=int(frequency_ghz > 0.0),
            lobing_wave_m=lobing_wave_m, lobing_roughness_m=0.3, beamwidth_rad=math.radians(1.5), sidelobe=1e-3,
        ),
        Jammer(bearing_rad=0.5 * math.pi, away_m=150e3, jam_to_noise=jam_to_noise),
    )  # fmt: skip
    if width_deg:
        row = beam.beam_table_row("fan", math.radians(width_deg), math.radians(tilt_deg), floor=1e-3)
        world = world._replace(beam_table=np.stack([world.beam_table[0], row]))
    if frequency_ghz:
        row = attenuation.loss_table_row(1e9 * frequency_ghz, ANTENNA_M, EARTH_RADIUS_M, claimed_m, rain_mmph)
        world = world._replace(loss_table=np.stack([world.loss_table[0], row]))
    eyes = chance.watch(world, 0, chance.a_target(rcs_m2), jamming=jam_to_noise > 0.0)
    p_out = np.empty((1, 1))
    chance.look_along(*eyes, 0, np.zeros(1), np.array([range_m]), np.array([[height_m]]), p_out)
    return float(p_out[0, 0])


def a_radar(radar: Radar, *jammers: Jammer, at: Sequence[tuple[float, ...]] = ()) -> World:
    """A world with a radar of this kind at the usual place, or one at each of these n-vectors."""
    sites = [Site(f"site {k}", n) for k, n in enumerate(at)] or [Site()]  # type: ignore[arg-type]
    units = [FireUnit(f"unit {k}", [radar], k, launchers=0) for k in range(len(sites))]
    return small_defence(units, [], sites, jammers)


def seen_at(
    latitude1_deg: float,
    longitude1_deg: float,
    claimed_m: float,
    latitude2_deg: float,
    longitude2_deg: float,
    height_m: float,
) -> float:
    """Chance of one look from place 1 at a target over place 2."""
    n = n_vector(math.radians(latitude1_deg), math.radians(longitude1_deg))
    world = a_radar(Radar(p_look=None, range_m=claimed_m), at=[n])
    there = np.array(n_vector(math.radians(latitude2_deg), math.radians(longitude2_deg))).reshape(1, 1, 3)
    p_out = np.empty((1, 1))
    eyes = chance.watch(world, 0, chance.a_target(1.0))
    chance.look_over(*eyes, 0, 1, there, np.full((1, 1), height_m), 0, 0, p_out)
    return float(p_out[0, 0])


def covered_area(
    latitude_deg: float, longitude_deg: float, claimed_m: float, height_m: float, turn_deg: float
) -> float:
    """Area in km2 where one of two radars, `turn_deg` of longitude apart, sees 1 m2 with one chance in two."""
    places_deg = [(latitude_deg, longitude_deg), (latitude_deg, longitude_deg + turn_deg)]
    at = [n_vector(math.radians(lat), math.radians(lon)) for lat, lon in places_deg]
    world = a_radar(Radar(p_look=None, range_m=claimed_m), at=at)
    latitudes, longitudes = zip(*places_deg, strict=True)
    cells = grid.grid_around(latitudes, longitudes, [1.02 * claimed_m] * 2, 2e3)
    asked = Question((Layer(height_m, 1.0),))
    (found,) = count.count(world, [0, 1], cells, np.ones(cells.shape, bool), asked, threads=1)
    return float(found.area_m2[0]) / 1e6


def equal_area_plane(
    centre_latitude_deg: float, centre_longitude_deg: float, latitude_deg: float, longitude_deg: float
) -> Numbers:
    """A place on the plane of a map, and the way back from there."""
    plane = projection.Plane(centre_latitude_deg, centre_longitude_deg)
    x_m, y_m = plane.forward(math.radians(latitude_deg), math.radians(longitude_deg))
    back_rad = plane.inverse(x_m, y_m)
    return float(x_m), float(y_m), math.degrees(back_rad[0]), math.degrees(back_rad[1])


def tracked_by_then(p_looks: list[float], hits: int, window: int) -> float:
    """Chance of a confirmed track by the last of these looks, oldest first."""
    p_out = np.empty((1, len(p_looks)))
    approach.confirm_along(np.array([p_looks[::-1]]), 1, hits, window, p_out)
    return float(p_out[0, 0])


def places_for_radars(covers: list[str], weights: list[float], number: int) -> Numbers:
    """Weight covered by so many places, chosen one after the other and exactly; `covers`: 0 and 1, a row per place."""
    table = np.array([[cell == "1" for cell in row] for row in covers])
    weight = np.array(weights, float)
    return siting.greedy(table, weight, number).covered, siting.exact(table, weight, number).covered
