"""The chance of a look over cells and along rays: the very chance of the battles, at every edge of what can be seen."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.coverage.chance import Watch, a_target, look_along, look_over, turns_of, watch
from pavise.coverage.grid import n_vectors
from pavise.kinds import SensorKind
from pavise.run.drivers import play_fused
from pavise.sim.detection import anchor_scale, detection_probability, detection_threshold, snr_at
from pavise.sim.geodesic import direct
from pavise.sim.world import World
from pavise.verify.small_defence import EARTH_RADIUS_M, FireUnit, Jammer, Missile, Radar, Raider, small_defence
from tests.worlds.radars_at import EVERYTHING, LAW, radars_at

HERE = (39.0, 33.0)


def over(
    world: World, places: list[tuple[float, float]], height_m: float, rcs_m2: float = 1.0, s: int = 0
) -> list[float]:
    """Chance of a look of sensor `s` at a target over each place (latitude, longitude in degrees)."""
    lat, lon = np.radians(np.array(places)).T
    eyes = watch(world, 0, a_target(rcs_m2))
    p = np.empty((1, len(places)))
    n = n_vectors(lat, lon)[np.newaxis]
    look_over(*eyes, s, turns_of(world, 0, s), n, np.full((1, len(places)), float(height_m)), 0, 0, p)
    return [float(one) for one in p[0]]


def at(bearing_deg: float, ground_m: float, place: tuple[float, float] = HERE) -> tuple[float, float]:
    lat, lon, _ = direct(*map(math.radians, (*place, bearing_deg)), ground_m)
    return math.degrees(lat), math.degrees(lon)


def along(eyes: Watch, ground_m: list[float], height_m: float, bearing_deg: float = 0.0) -> np.ndarray:
    p = np.empty((1, len(ground_m)))
    heights = np.full((1, len(ground_m)), height_m)
    look_along(*eyes, 0, np.radians([bearing_deg]), np.array(ground_m), heights, p)
    return p[0]


def law(slant_m: float, rcs_m2: float = 1.0) -> float:
    """The chance by the radar equation and Swerling 1, without a table."""
    snr = snr_at(anchor_scale(100e3, 1.0, 0.5, 1, 1, 1e-6), rcs_m2, slant_m)
    return detection_probability(snr, 1, 1, detection_threshold(1, 1e-6))


@pytest.mark.parametrize("place", [HERE, (0.0, 180.0), (90.0, 0.0), (-89.99, 40.0), (70.0, -179.95)])
def test_the_claimed_range_gives_the_claimed_chance_everywhere_on_earth(place: tuple[float, float]) -> None:
    world = radars_at(place)
    slant_m = math.sqrt(80e3**2 + 3000.0**2)  # nearly: the earth's curve takes 4 cm off
    for bearing in (0.0, 77.0, 180.0, 300.0):
        (p,) = over(world, [at(bearing, 80e3, place)], 3000.0)
        assert p == pytest.approx(law(slant_m), abs=3e-4)


def test_rays_and_cells_give_the_same_chance() -> None:
    world = radars_at(HERE)
    eyes = watch(world, 0, a_target(2.0))
    for ground_m in (0.0, 500.0, 20e3, 99e3, 180e3, 260e3):
        (cell,) = over(world, [at(33.0, ground_m)], 9000.0, 2.0)
        assert along(eyes, [ground_m], 9000.0, 33.0)[0] == pytest.approx(cell, abs=2e-4)


@pytest.mark.needs_compiler
def test_it_is_the_chance_with_which_battles_detect() -> None:
    """A slow raider far out: how soon a track starts in 4,000 battles, against the looks of the map."""
    radar = replace(LAW, confirm=(1, 1), scan_period_s=1.0)
    raider = Raider(distance_m=150e3, speed_mps=20.0, altitude_m=5000.0, rcs_m2=0.4)
    world = small_defence([FireUnit("eye", [radar], missile=Missile(range_max_m=1.0))], [raider], repeats=4000)
    looks = 40
    first_s = play_fused(world, 0, 4000).flight["first_track_s"][:, 0]
    seen = float((first_s <= looks).mean())
    chances = along(watch(world, 0, a_target(0.4)), [150e3 - 20.0 * k for k in range(looks)], 5000.0)
    expected = 1.0 - float(np.prod(1.0 - chances))
    assert 0.1 < expected < 0.9
    assert seen == pytest.approx(expected, abs=5 * math.sqrt(expected * (1 - expected) / 4000) + 2 / looks * expected)


def test_the_horizon_cuts_off_what_flies_low() -> None:
    reach_m = math.sqrt(2 * EARTH_RADIUS_M * 20.0) + math.sqrt(2 * EARTH_RADIUS_M * 100.0)
    near, far = over(radars_at(HERE, radar=EVERYTHING), [at(90.0, reach_m - 300), at(90.0, reach_m + 300)], 100.0)
    assert (near, far) == (1.0, 0.0)


def test_exactly_at_the_instrumented_range_it_is_seen_and_beyond_it_is_not() -> None:
    world = radars_at(HERE, radar=EVERYTHING)
    for height_m, slant_m in ((20.0, 30e3), (12_000.0, 150e3)):
        world.sensor["instrumented_range_m"] = slant_m
        eyes = watch(world, 0, a_target(1.0))
        # ground range at which a target at this height stands exactly so far away, on the sphere of the rays
        radius_m = 6_371_000.0
        rise_m = height_m - 20.0
        ground_m = (
            2
            * radius_m
            * math.asin(math.sqrt((slant_m**2 - rise_m**2) / (4 * (radius_m + 20.0) * (radius_m + height_m))))
        )
        assert along(eyes, [ground_m - 1.0], height_m)[0] == 1.0
        assert along(eyes, [ground_m + 1.0], height_m)[0] == 0.0


def test_straight_above_there_is_a_hole_where_the_highest_elevation_ends() -> None:
    world = radars_at(HERE, radar=replace(EVERYTHING, elevation_max_rad=math.radians(45)))
    inside, outside = over(world, [at(10.0, 8_500.0), at(10.0, 11_000.0)], 10_000.0)
    assert (inside, outside) == (0.0, 1.0)
    assert over(world, [HERE], 10_000.0) == [0.0]


def test_at_no_range_at_all_it_is_seen_for_certain() -> None:
    assert over(radars_at(HERE), [HERE], 20.0) == [pytest.approx(1.0, abs=1e-3)]
    assert over(radars_at((90.0, 0.0)), [(90.0, 123.0)], 20.0) == [pytest.approx(1.0, abs=1e-3)]


def test_where_there_is_no_target_nothing_is_seen() -> None:
    assert over(radars_at(HERE, radar=EVERYTHING), [HERE], math.nan) == [0.0]


def test_a_sector_ends_at_its_edges() -> None:
    world = radars_at(HERE, radar=replace(EVERYTHING, sector_rad=math.radians(90)), boresight_rad=math.radians(200))
    seen = over(world, [at(bearing, 50e3) for bearing in (154, 156, 200, 244, 246, 20)], 3000.0)
    assert seen == [0, 1, 1, 1, 0, 0]


def test_a_patrol_is_somewhere_on_its_orbit() -> None:
    """Of eight places on a circle of 30 km, those on the near side see what the far side cannot."""
    radar = replace(EVERYTHING, instrumented_range_m=100e3)
    world = radars_at(HERE, radar=radar, orbit_radius_m=30e3, height_m=9000.0)
    near, edge, far = over(world, [at(0.0, 60e3), at(0.0, 100e3), at(0.0, 135e3)], 9000.0)
    assert near == 1.0 and far == 0.0
    assert edge == pytest.approx(0.5, abs=0.13)


def test_a_bistatic_receiver_sees_what_its_illuminator_lights_up() -> None:
    lamp = replace(EVERYTHING, name="lamp")
    ear = replace(LAW, name="ear", kind=SensorKind.BISTATIC, illuminator="lamp")
    units = [FireUnit("lamp", [lamp], launchers=0), FireUnit("ear", [ear], launchers=0, away_m=60e3)]
    world = small_defence(units, [])
    (p,) = over(world, [at(90.0, 70e3)], 5000.0, s=1)
    assert 0.1 < p < 1.0
    world.sensor["present"][:, 0] = 0
    assert over(world, [at(90.0, 70e3)], 5000.0, s=1) == [0.0]


def test_passive_and_optical_sensors_see_what_there_is_for_them() -> None:
    listener = small_defence([FireUnit("ear", [replace(LAW, kind=SensorKind.PASSIVE)], launchers=0)], [])
    for emits, sees in ((0.0, False), (1.0, True)):
        eyes = watch(listener, 0, a_target(1.0, emits=emits))
        assert (along(eyes, [30e3], 3000.0)[0] > 0.5) == sees


def test_a_jammer_shortens_what_a_radar_sees_on_its_bearing() -> None:
    radar = replace(LAW, beamwidth_rad=math.radians(2), sidelobe=1e-4)
    jammer = Jammer(bearing_rad=math.radians(90), away_m=200e3, jam_to_noise=1000.0)
    world = small_defence([FireUnit("eye", [radar], launchers=0)], [], jammers=[jammer])
    without, with_it = (watch(world, 0, a_target(1.0), jamming) for jamming in (False, True))
    assert along(with_it, [60e3], 5000.0, 90.0)[0] < 0.1 < along(without, [60e3], 5000.0, 90.0)[0]
    assert along(with_it, [60e3], 5000.0, 270.0)[0] > 0.8


@pytest.mark.parametrize("radar", [LAW, Radar(p_look=None, range_m=50e3)])
def test_chance_falls_with_range_and_rises_with_cross_section(radar: Radar) -> None:
    world = radars_at(HERE, radar=radar)
    ranges = [float(km * 1000) for km in range(1, 250, 5)]
    small, large = (along(watch(world, 0, a_target(rcs)), ranges, 12_000.0) for rcs in (0.1, 10.0))
    assert (np.diff(small) <= 0).all() and (np.diff(large) <= 0).all() and (large >= small).all()
