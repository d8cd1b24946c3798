"""Who is in sight: to the last metre of the instrument, over hills and out of pits, within elevation limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Cause, Fate, SensorKind
from pavise.run.drivers import play_fused
from pavise.sim.geometry import n_vector_and_height
from pavise.sim.mask import MASK_AZIMUTHS
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, raid, small_defence
from tests.worlds.looking_on import detections, last_state, look_on

needs_compiler = pytest.mark.needs_compiler
EYE = FireUnit(radars=[Radar()], launchers=0)


def with_mask(world: World, shadow_m: np.ndarray, step_m: float, sensors: slice | int = slice(None)) -> World:
    """The same world with this mask (azimuths, ranges) over its sensors."""
    world.sensor["mask_row"][:, sensors], world.sensor["mask_step_m"][:, sensors] = 1, step_m
    return world._replace(mask=np.stack([np.zeros_like(shadow_m), shadow_m]).astype(np.int16))


def hovering(distance_m: float, altitude_m: float, axis_rad: float = 0.0, **columns) -> Raider:
    """A raider that hardly moves for a quarter of an hour."""
    place = {"distance_m": distance_m, "altitude_m": altitude_m, "axis_rad": axis_rad}
    return Raider(speed_mps=1e-3, release_range_m=distance_m - 1.0, **place, **columns)


def seen(world: World) -> np.ndarray:
    """Which threats were ever in sight."""
    return np.isfinite(play_fused(world, 0, 1).flight["first_in_sight_s"][0])


# ---- range and elevation -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bearing_rad", np.linspace(0.0, 6.0, 7))
def test_what_is_exactly_at_the_instrumented_range_is_seen(bearing_rad):
    raider = Raider(distance_m=70e3, speed_mps=0.0001, release_range_m=70e3 - 1e-4, axis_rad=bearing_rad)
    world = small_defence([EYE], [raider])
    where: list[tuple[np.ndarray, np.ndarray]] = []
    state = look_on(world, 0, lambda state: where.append((state.flight["position_m"][0].copy(), state.look)))
    assert np.isfinite(state.flight["first_in_sight_s"][0])
    dx_m, dy_m, dz_m = (where[0][0] - state.look["position_m"][0]).tolist()
    range_m = math.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m)
    raider_s = state.flight["first_in_sight_s"][0]
    world.sensor["instrumented_range_m"] = range_m
    assert last_state(world, 0).flight["first_in_sight_s"][0] == raider_s
    world.sensor["instrumented_range_m"] = range_m - 1e-3
    assert not last_state(world, 0).flight["first_in_sight_s"][0] <= raider_s


@needs_compiler
def test_what_flies_below_the_lowest_elevation_is_not_seen():
    """3,000 m up and 5 degrees at least: it comes into sight some 34 km away and stays there."""
    eye = FireUnit(radars=[Radar(elevation_min_rad=math.radians(5.0))], launchers=0)
    world = small_defence([eye], raid(1, distance_m=90e3, altitude_m=3000.0, speed_mps=100.0))
    times_s = [time_s for time_s, _, _ in detections(world, 0)]
    # over the round earth the target stands lower than its height over its distance says
    away_m = 90e3 - 100.0 * times_s[0]
    assert away_m * math.tan(math.radians(5.0)) == pytest.approx(2980.0 - away_m**2 / (2.0 * 8.495e6), rel=0.01)
    assert times_s[-1] >= 899.0


def test_straight_overhead_is_in_sight_of_who_covers_the_zenith():
    """Also through a beam table, where elevations just beyond 90 degrees could come from rounding."""
    world = small_defence([EYE], [hovering(1.0, 5000.0)])
    world = world._replace(beam_table=np.ones((2, world.beam_table.shape[1])))
    world.sensor["beam_row"] = 1
    assert seen(world).all()


# ---- terrain -------------------------------------------------------------------------------------------------------


def test_a_mask_hides_what_is_lower_and_nothing_else():
    """Shadow of 900 m from 40 km on to the east, no shadow elsewhere: eight raiders around it."""
    shadow_m = np.zeros((MASK_AZIMUTHS, 101))
    quarter = MASK_AZIMUTHS // 4
    shadow_m[quarter - 100 : quarter + 101, 40:] = 900.0
    east, north, west = 0.5 * math.pi, 0.0, 1.5 * math.pi
    edge_rad = 100 * math.tau / MASK_AZIMUTHS
    raiders = [
        hovering(60e3, 890.0, east, name="behind the ridge, low"),
        hovering(60e3, 910.0, east, name="behind the ridge, high"),
        hovering(38e3, 890.0, east, name="before the ridge"),
        hovering(60e3, 890.0, north, name="to the north"),
        hovering(60e3, 890.0, west, name="to the west"),
        hovering(60e3, 890.0, east + 0.98 * edge_rad, name="just inside"),
        hovering(60e3, 890.0, east + 1.05 * edge_rad, name="just outside"),
        hovering(101.5e3, 5000.0, west, name="beyond the mask"),
    ]
    world = with_mask(small_defence([EYE], raiders), shadow_m, 1000.0)
    assert seen(world).tolist() == [False, True, True, True, True, False, True, False]


def test_row_0_hides_nothing_and_a_mask_only_its_own_sensor():
    shadow_m = np.full((8, 11), 20_000)
    for sensors, expected in ((slice(0, 0), {0, 1}), (0, {1}), (1, {0}), (slice(None), set())):
        units = [FireUnit(name, radars=[Radar()], launchers=0) for name in ("a", "b")]
        world = with_mask(small_defence(units, [hovering(50e3, 1000.0)]), shadow_m, 10e3, sensors)
        assert {s for _, s, _ in detections(world, 0)} == expected


@needs_compiler
def test_a_raider_appears_where_it_comes_out_of_the_shadow():
    """A shadow that falls from 3,000 m at 100 km to nothing at the radar: seen from 50 km on at 1,500 m."""
    shadow_m = np.tile(np.linspace(0.0, 3000.0, 101), (16, 1))
    flying = raid(1, distance_m=95e3, altitude_m=1500.0, speed_mps=100.0)
    world = with_mask(small_defence([EYE], flying), shadow_m, 1000.0)
    first_s = play_fused(world, 0, 1).flight["first_in_sight_s"][0, 0]
    assert 95e3 - 100.0 * first_s == pytest.approx(50e3, rel=0.005)


def test_what_is_below_the_sea_in_a_valley_below_the_sea_is_seen_when_the_ground_says_so():
    """Both 400 m below sea level, 8 km apart: behind the smooth earth's horizon at sea level, but not behind a hill."""
    pit = FireUnit(radars=[Radar()], height_m=-420.0, launchers=0)
    assert not seen(small_defence([pit], [hovering(8e3, -350.0)])).any()
    for shadow_m, expected in ((-410.0, True), (-300.0, False)):
        world = with_mask(small_defence([pit], [hovering(8e3, -350.0)]), np.full((8, 11), shadow_m), 1000.0)
        world.config["ground_lowest_m"] = -430.0
        assert seen(world).all() == expected


def test_a_summit_sees_farther_than_a_plain():
    far = raid(1, distance_m=300e3, altitude_m=1000.0)
    first_s = []
    for height_m in (0.0, 2500.0):
        world = small_defence([FireUnit(radars=[Radar()], height_m=height_m, launchers=0)], far)
        first_s.append(play_fused(world, 0, 1).flight["first_in_sight_s"][0, 0])
    assert first_s[1] < first_s[0] - 400.0


# ---- fire behind hills ---------------------------------------------------------------------------------------------


def guided(shadow_m: float, **columns) -> World:
    """A battery whose guiding radar stands behind a hill, and a warning radar that sees everything."""
    guide = Radar("guide", fire_control=True, instrumented_range_m=60e3)
    battery = FireUnit("battery", radars=[guide], missile=Missile(range_max_m=40e3), **columns)
    world = small_defence([battery, FireUnit("eye", launchers=0)], raid(1, altitude_m=500.0))
    return with_mask(world, np.full((8, 61), shadow_m), 1000.0, 0)


def test_no_round_meets_a_target_that_the_terrain_hides_from_its_guide():
    assert play_fused(guided(400.0), 0, 1).flight["fate"][0, 0] == Fate.KILLED
    flight = play_fused(guided(600.0), 0, 1).flight[0, 0]
    assert flight["fate"] == Fate.LEAKED and flight["rounds"] == 0
    assert np.isfinite(flight["first_in_sight_s"]) and np.isfinite(flight["first_track_s"])
    assert flight["cause"] == Cause.MASKED


def test_hidden_from_who_is_ready_is_masked_and_in_reach_of_who_is_not_ready_only_is_not():
    assert play_fused(guided(600.0, p_available=0.0), 0, 1).flight["cause"][0, 0] == Cause.NOT_READY
    assert play_fused(guided(400.0, reaction_s=1e6), 0, 1).flight["cause"][0, 0] == Cause.TRACKED_LATE


def test_a_raider_hidden_from_all_is_masked():
    world = small_defence([FireUnit()], raid(1, altitude_m=500.0))
    flight = play_fused(with_mask(world, np.full((8, 11), 2000), 30e3), 0, 1).flight[0, 0]
    assert flight["fate"] == Fate.LEAKED and flight["cause"] == Cause.MASKED


# ---- two legs ------------------------------------------------------------------------------------------------------


def two_legs(**lamp) -> World:
    """A receiver at the site and an illuminator 60 km to the east of it; a raider between them, 30 km north."""
    light = Radar("light", p_look=0.0)
    receiver = Radar("receiver", kind=SensorKind.BISTATIC, illuminator="light")
    units = [
        FireUnit("lamp", radars=[light], away_m=60e3, bearing_rad=0.5 * math.pi, launchers=0, **lamp),
        FireUnit("post", radars=[receiver], launchers=0),
    ]
    return small_defence(units, [hovering(42e3, 1500.0, 0.25 * math.pi)])


def who_sees(world: World) -> set[int]:
    return {s for _, s, _ in detections(world, 0)}


@needs_compiler
@pytest.mark.parametrize(
    "lamp, sees", [({}, {1}), ({"p_available": 0.0}, set()), ({"ready_at_s": 1e9}, set()), ({"present": False}, set())]
)
def test_a_bistatic_sensor_needs_its_illuminator(lamp, sees):
    assert who_sees(two_legs(**lamp)) == sees


@needs_compiler
def test_both_legs_must_be_in_sight_but_only_the_receivers_range_counts():
    for sensor in (0, 1):  # a hill before either end
        assert who_sees(with_mask(two_legs(), np.full((8, 11), 3000), 50e3, sensor)) == set()
    world = two_legs()
    world.sensor["instrumented_range_m"][:, 0] = 1e3  # as a radar the illuminator would see nothing of it
    assert who_sees(world) == {1}
    world.sensor["instrumented_range_m"][:, 1] = 1e3
    assert who_sees(world) == set()


def test_positions_in_these_tests_are_what_they_say():
    """The raider between the two legs is at its height, and about 42 km from the receiver."""
    state = last_state(two_legs(), 0)
    assert n_vector_and_height(*state.flight["position_m"][0])[3] == pytest.approx(1500.0, abs=1.0)
    apart_m = np.linalg.norm(state.flight["position_m"][0] - state.look["position_m"][1])
    assert apart_m == pytest.approx(42e3, rel=0.01)
