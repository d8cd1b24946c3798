"""Ground below paths: low fliers keep above it, high ones keep one height, and rounds count from it."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest

from pavise.kinds import Cause, Fate, PathKind
from pavise.run.drivers import play_fused
from pavise.sim.geometry import n_vector_and_height
from pavise.sim.ground import CLEARANCE_M
from pavise.sim.paths import LEG_OVER_GROUND_M, POINTS_OVER_GROUND_MAX
from pavise.sim.state import State
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Missile, Raider, raid, small_defence
from tests.worlds.all_sensors import battle_of_all_sensors, ground_at_m
from tests.worlds.looking_on import last_state

needs_compiler = pytest.mark.needs_compiler
BATTLES = 2 if numba.config.DISABLE_JIT else 30


def over_ground(world: World, ground: np.ndarray, step_deg: float, south_deg: float, west_deg: float) -> World:
    """The same world with a table of ground; nobody on the ground is moved."""
    world.config["ground_south_rad"], world.config["ground_west_rad"] = math.radians(south_deg), math.radians(west_deg)
    world.config["ground_step_rad"] = math.radians(step_deg)
    world.config["ground_lowest_m"] = float(min(ground.min(), 0))
    return world._replace(ground=ground.astype(np.int16))


def ridge(height_m: float, latitude_deg: float = 40.0) -> np.ndarray:
    """A wall from west to east, one cell thick, in a plain at 200 m; cells of 0.05 degrees from 36 N 28 E."""
    ground = np.full((160, 200), 200.0)
    ground[int((latitude_deg - 36.0) / 0.05)] = height_m
    return ground


def way_of(world: World, threat: int = 0) -> np.ndarray:
    """The points of a threat's path."""
    state = last_state(world, 0)
    return state.path[threat][: state.flight["points"][threat]]


# ---- paths ---------------------------------------------------------------------------------------------------------


def lowest_above_ground_m(world: World, state: State, threat: int) -> float:
    """Least height above the ground on one threat's way, looked at ten times per piece, on the exact ellipsoid."""
    way = state.path[threat][: state.flight["points"][threat]]
    least_m = math.inf
    for a, b in zip(way[:-1], way[1:], strict=True):
        for share in np.linspace(0.0, 1.0, 11):
            nx, ny, nz, height_m = n_vector_and_height(*(a["position_m"] + share * (b["position_m"] - a["position_m"])))
            least_m = min(least_m, height_m - ground_at_m(world, np.array([nx, ny, nz])))
    return least_m


@pytest.mark.parametrize("number", range(BATTLES))
def test_nobody_flies_through_the_ground(number):
    world = battle_of_all_sensors(number)
    state = last_state(world, 0)
    for t in np.flatnonzero(world.threat["path_kind"][0] == PathKind.LEVEL):
        keeps_m = min(float(world.threat["altitude_m"][0, t]), CLEARANCE_M)
        sagitta_m = 0.5 * LEG_OVER_GROUND_M**2 / (4.0 * 6.37e6) * 2.0  # a straight piece hangs through below its arc
        assert lowest_above_ground_m(world, state, t) >= keeps_m - sagitta_m


def test_a_low_flier_climbs_over_a_ridge_and_comes_down_behind_it():
    world = over_ground(small_defence([], raid(1, distance_m=200e3, altitude_m=60.0)), ridge(1500.0), 0.05, 36.0, 28.0)
    height_m = way_of(world)["height_m"]
    assert height_m.max() == 1560.0 and set(np.unique(height_m)) == {260.0, 1560.0}
    assert 2 <= (height_m == 1560.0).sum() <= 6  # the ends of the pieces over a cell of 5.6 km and half a cell around


def test_a_high_flier_keeps_its_height_unless_a_summit_is_in_the_way():
    raiders = [Raider("low enough", altitude_m=4000.0), Raider("high", altitude_m=9000.0)]
    world = over_ground(small_defence([], raiders), ridge(5000.0, 39.5), 0.05, 36.0, 28.0)
    world.site["height_m"] = 200.0
    assert set(np.unique(way_of(world, 0)["height_m"])) == {4200.0, 5000.0 + CLEARANCE_M}
    assert set(np.unique(way_of(world, 1)["height_m"])) == {9200.0}


def test_ground_across_the_date_line_and_below_the_sea():
    """The same way over the same ground, with the table, site and raider moved to the other side of the earth."""

    def heights_m(west_deg: float, turn_rad: float) -> np.ndarray:
        raider = Raider(distance_m=200e3, altitude_m=50.0, axis_rad=1.3, weave_m=20e3)
        ground = np.random.default_rng(4).integers(-400, 900, (160, 200))
        world = over_ground(small_defence([], [raider]), ground, 0.05, 36.0, west_deg)
        sine, cosine = math.sin(turn_rad), math.cos(turn_rad)
        world.site["n"] = world.site["n"] @ np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]]).T
        return way_of(world)["height_m"]

    here = heights_m(28.0, 0.0)
    assert len(np.unique(here)) > 5 and here.min() < 900.0
    assert np.array_equal(heights_m(28.0 + 147.0, math.radians(147.0)), here)
    assert np.array_equal(heights_m(28.0 + 147.0 - 360.0, math.radians(147.0)), here)


def test_beyond_the_table_the_ground_is_the_sea():
    world = over_ground(small_defence([], raid(1, altitude_m=80.0)), np.full((10, 10), 700), 0.01, 10.0, 10.0)
    assert set(np.unique(way_of(world)["height_m"])) == {80.0}


def test_flat_ground_at_sea_level_costs_longer_paths_and_changes_no_arrival():
    raiders = raid(5, distance_m=180e3, weave_m=15e3, altitude_m=100.0)
    smooth = small_defence([], raiders)
    flat = over_ground(small_defence([], raiders), np.zeros((4, 4)), 5.0, 30.0, 20.0)
    once, again = play_fused(smooth, 0, 3).flight, play_fused(flat, 0, 3).flight
    assert once["end_s"] == pytest.approx(again["end_s"], rel=1e-9)
    assert (again["points"] > once["points"]).all()


@pytest.mark.parametrize("distance_m, weave_m", [(20e3, 0.0), (400e3, 40e3), (3000e3, 100e3)])
def test_pieces_are_short_as_long_as_there_is_room(distance_m, weave_m):
    raiders = raid(20, distance_m=distance_m, weave_m=weave_m, speed_mps=1000.0)
    world = over_ground(small_defence([], raiders), np.zeros((4, 4)), 5.0, 30.0, 20.0)
    state = last_state(world, 0)
    assert state.path.shape[1] == world.sizes["P"] <= POINTS_OVER_GROUND_MAX
    for t in range(20):
        way = state.path[t][: state.flight["points"][t]]
        piece_m = np.linalg.norm(np.diff(way["position_m"], axis=0), axis=1)
        assert state.flight["points"][t] <= world.sizes["P"]
        assert piece_m.max() < 1.01 * LEG_OVER_GROUND_M or world.sizes["P"] == POINTS_OVER_GROUND_MAX


# ---- rounds --------------------------------------------------------------------------------------------------------


def test_the_lowest_altitude_of_a_round_counts_from_the_ground_below_its_target():
    """50 m over a plain at 1,000 m: too low for a round that needs 100 m, though it flies 1,050 m above the sea."""

    def fate(altitude_min_m: float) -> tuple[int, int]:
        unit = FireUnit(missile=Missile(altitude_min_m=altitude_min_m), height_m=1000.0)
        world = small_defence([unit], raid(1, altitude_m=50.0))
        world.site["height_m"] = 1000.0
        flight = play_fused(over_ground(world, np.full((4, 4), 1000), 5.0, 30.0, 20.0), 0, 1).flight[0, 0]
        return flight["fate"], flight["cause"]

    assert fate(100.0) == (Fate.LEAKED, Cause.OUT_OF_ENVELOPE)
    assert fate(30.0) == (Fate.KILLED, Cause.NONE)
