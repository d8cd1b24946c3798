"""What is defended: closed forms where there are any, and what battles then do at the places that count as defended."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from pavise.coverage import flights
from pavise.coverage.defended import Attacker, Defence, alike_all_round, footprints
from pavise.coverage.flights import Frame
from pavise.coverage.grid import grid_around, n_vectors
from pavise.kinds import PathKind, ThreatClass
from pavise.run.drivers import play_fused
from pavise.sim.interception import head_on_timeline
from pavise.sim.world import World
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Radar, Raider, Site, offset, small_defence

pytestmark = pytest.mark.needs_compiler

HERE = (39.0, 33.0)
EYE = Radar(p_look=1.0, range_m=300e3, instrumented_range_m=150e3)
ROUND = Missile(range_max_m=50e3, range_max_ballistic_m=40e3, speed_mps=1000.0)
UNIT = FireUnit("unit", [EYE], missile=ROUND)
FLIER = Raider(altitude_m=5000.0, speed_mps=300.0)
ARC = Raider(
    threat_class=ThreatClass.BALLISTIC, path_kind=PathKind.ARC, distance_m=200e3, apogee_ratio=0.0, drag_m2pkg=1e-4
)


def attacker(raider: Raider, worlds: int = 1) -> Attacker:
    return Attacker("it", "It", small_defence([], [raider], worlds=worlds).threat[:, 0].view(np.recarray))


def as_it_is(world: World) -> World:
    return world


def footprint(units, raider: Raider, reach_m: float = 70e3, cell_m: float = 2e3, over=as_it_is, **asked):
    world = over(small_defence(units, []))
    posts = tuple(range(world.post.shape[1]))
    grid = grid_around([HERE[0]], [HERE[1]], [reach_m], cell_m)
    (found,) = footprints(world, grid, HERE, [attacker(raider)], Defence(posts, **asked), threads=1)
    return grid, found


def equal_radius_m(found) -> float:
    return math.sqrt(found.area_m2[0] / math.pi)


# ---- closed forms ---------------------------------------------------------------------------------------------------


def test_with_no_delay_the_reach_of_the_round_is_the_keep_out_circle():
    """Seen from far, no reaction: it is met at the edge of the envelope, over the ground sqrt(reach^2 - height^2)."""
    _, found = footprint([UNIT], FLIER)
    assert equal_radius_m(found) == pytest.approx(math.sqrt(50e3**2 - 5e3**2), rel=0.01)
    assert found.distances_m["greatest"][0] - found.distances_m["least"][0] <= 4e3
    assert found.at_edge == 0.0


@pytest.mark.parametrize("shots", [1, 2, 3])
def test_head_on_it_is_the_timeline_of_shoot_look_shoot(shots):
    """As far towards a low threat as so many rounds fit by the closed form: one fewer 1.5 km farther out.

    Half a second more for each, the mean wait for a decision.
    """
    late = replace(UNIT, radars=[replace(EYE, instrumented_range_m=60e3)], reaction_s=15.0, assess_s=12.0)
    _, found = footprint([late], replace(FLIER, altitude_m=1000.0), cell_m=1e3, bearing_rad=0.7, shots=shots)
    forward_m = found.distances_m["forward"][0]
    fits = [
        head_on_timeline(60e3, 300.0, 1000.0, 15.5, 12.5, forward_m + more_m, 50e3)[0] for more_m in (-1.5e3, 1.5e3)
    ]
    assert fits == [shots, shots - 1]


def test_behind_the_unit_all_is_defended_that_can_be_reached_flying_past():
    grid, found = footprint([UNIT], FLIER, bearing_rad=0.0)
    width_m = found.distances_m["left"][0] + found.distances_m["right"][0]
    assert width_m == pytest.approx(2 * math.sqrt(50e3**2 - 5e3**2), rel=0.05)
    assert found.at_edge == 1.0 and found.distances_m["back"][0] >= 68e3


def test_what_releases_from_afar_must_be_met_as_much_farther_out():
    _, close = footprint([UNIT], FLIER)
    _, far = footprint([UNIT], replace(FLIER, release_range_m=20e3))
    assert equal_radius_m(far) == pytest.approx(equal_radius_m(close) - 20e3, rel=0.02)


def test_nothing_is_defended_from_what_no_round_is_meant_for_or_nobody_sees():
    blind = replace(UNIT, radars=[replace(EYE, instrumented_range_m=1.0)])
    unfit = replace(UNIT, missile=replace(ROUND, range_max_ballistic_m=0.0))
    for unit, raider in ((blind, FLIER), (unfit, ARC), (replace(UNIT, rounds=0), FLIER)):
        _, found = footprint([unit], raider)
        assert found.area_m2[0] == 0.0 and found.distances_m["least"][0] == 0.0


def test_from_all_round_is_no_more_than_from_any_bearing():
    bearings = (0.0, 1.3, 4.0)
    for raider in (FLIER, ARC):
        _, whole = footprint([UNIT], raider, cell_m=4e3)
        for bearing_rad in bearings:
            _, one = footprint([UNIT], raider, cell_m=4e3, bearing_rad=bearing_rad)
            more = np.count_nonzero((whole.worlds > 0) & (one.worlds == 0))
            assert more <= 0.04 * np.count_nonzero(whole.worlds)  # cells at the rim, half of them either way


def test_flights_from_one_bearing_do_for_all_where_all_is_alike():
    """A second unit that has nothing to add takes the short cut away, and the same comes out."""
    far = FireUnit("far", [], away_m=1.0, launchers=1, rounds=0)
    for raider in (FLIER, ARC):
        _, short = footprint([UNIT], raider, cell_m=4e3)
        _, whole = footprint([UNIT, far], raider, cell_m=4e3)
        assert whole.area_m2[0] == pytest.approx(short.area_m2[0], rel=0.08)
    assert alike_all_round(small_defence([UNIT], []), Defence((0,)))
    assert not alike_all_round(small_defence([UNIT, far], []), Defence((0, 1)))


def test_two_units_defend_what_either_does_and_a_unit_alone_less_than_with_its_network():
    second = replace(UNIT, name="second", away_m=40e3, bearing_rad=1.0)
    _, both = footprint([UNIT, second], FLIER, cell_m=4e3, bearing_rad=0.0)
    _, one = footprint([UNIT], FLIER, cell_m=4e3, bearing_rad=0.0)
    assert ((both.worlds > 0) >= (one.worlds > 0)).all() and both.area_m2[0] > one.area_m2[0]
    short = replace(EYE, name="short", instrumented_range_m=15e3)
    pair = [replace(UNIT, radars=[short]), FireUnit("watch", [EYE], launchers=0)]
    _, told = footprint(pair, FLIER, cell_m=4e3)
    _, alone = footprint(pair, FLIER, cell_m=4e3, sensors=(0,))
    assert 0.0 < alone.area_m2[0] < told.area_m2[0]


def over_a_plateau(world: World) -> World:
    """The same where the ground rises to 1500 m, 30 km east of the unit and on from there."""
    ground = np.zeros((120, 200), np.int16)
    ground[:, 67:] = 1500
    world.config["ground_south_rad"], world.config["ground_west_rad"] = np.radians(36.0), np.radians(30.0)
    world.config["ground_step_rad"] = np.radians(0.05)
    return world._replace(ground=ground)


LOW = replace(FLIER, altitude_m=100.0)
LATE = replace(UNIT, reaction_s=40.0)


def test_who_follows_the_ground_over_a_plateau_is_seen_from_farther_and_more_is_defended_on_that_side():
    _, flat = footprint([LATE], LOW, bearing_rad=0.5 * math.pi)
    _, high = footprint([LATE], LOW, bearing_rad=0.5 * math.pi, over=over_a_plateau)
    assert high.distances_m["forward"][0] > flat.distances_m["forward"][0] + 10e3
    _, west = footprint([LATE], LOW, bearing_rad=1.5 * math.pi, over=over_a_plateau)
    assert west.distances_m["forward"][0] == pytest.approx(flat.distances_m["forward"][0], abs=4e3)


def test_the_air_gives_the_defence_time():
    """A light body is slowed much on its last twenty kilometres, and seen 60 km off there is little time."""
    unit = replace(LATE, radars=[replace(EYE, instrumented_range_m=60e3)])
    _, fast = footprint([unit], replace(ARC, drag_m2pkg=0.0), cell_m=4e3)
    _, slowed = footprint([unit], replace(ARC, drag_m2pkg=1e-3), cell_m=4e3)
    assert slowed.area_m2[0] > 1.1 * fast.area_m2[0]


def test_arcs_that_pass_far_from_everybody_are_left_out_block_by_block_and_nothing_is_missed(monkeypatch):
    """Two units apart, all round: the same cells with blocks of one end each."""
    pair = [UNIT, replace(UNIT, name="second", away_m=60e3, bearing_rad=1.0)]
    _, by_block = footprint(pair, ARC, reach_m=150e3, cell_m=6e3)
    monkeypatch.setattr(flights, "BLOCK", 1)
    _, one_by_one = footprint(pair, ARC, reach_m=150e3, cell_m=6e3)
    assert np.array_equal(by_block.worlds, one_by_one.worlds) and by_block.worlds.any()


# ---- the battles agree ----------------------------------------------------------------------------------------------


def engaged(
    unit: FireUnit, raider: Raider, aim: tuple[float, float, float], bearing_rad: float, shots: int, played: int, over
):
    """Share of battles in which so many rounds are in time at a threat aimed at a place, and none kills before."""
    sites = (Site("home"), Site("aim", aim))
    harmless = replace(unit, missile=replace(unit.missile, p_kill=1e-12))
    world = over(small_defence([harmless], [replace(raider, site=1, axis_rad=bearing_rad)], sites, seed=5))
    flown = play_fused(world, 0, played)
    return float((flown.flight["met"][:, 0] >= shots).mean())


@pytest.mark.parametrize(
    "raider, shots, over",
    [
        pytest.param(replace(FLIER, altitude_m=300.0, distance_m=200e3, rcs_m2=0.2), 1, as_it_is, id="low flier"),
        pytest.param(replace(LOW, distance_m=200e3), 1, over_a_plateau, id="low flier over a plateau"),
        pytest.param(replace(FLIER, distance_m=250e3), 2, as_it_is, id="high flier, two rounds"),
        pytest.param(ARC, 1, as_it_is, id="arc"),
        pytest.param(replace(ARC, drag_m2pkg=1e-3), 1, as_it_is, id="arc slowed by the air"),
    ],
)
def test_battles_engage_what_is_inside_and_not_what_is_outside(raider, shots, over):
    """Threats aimed at places within and without the footprint, from one bearing: at least half of the battles, or
    hardly any, with three kilometres left between (a cell, and the waits that a battle throws dice for)."""
    radar = Radar(p_look=None, range_m=90e3, instrumented_range_m=140e3, scan_period_s=6.0, confirm=(2, 3))
    unit = replace(UNIT, radars=[radar], reaction_s=12.0, assess_s=8.0, decision_period_s=2.0)
    bearing_rad = 2.0
    grid, found = footprint([unit], raider, reach_m=60e3, cell_m=1.5e3, bearing_rad=bearing_rad, shots=shots, over=over)
    inside = found.worlds > 0
    assert 0.02 < inside.mean() < 0.9
    frame = Frame.at(n_vectors(*np.radians(HERE)), bearing_rad)
    from scipy import ndimage

    deep = ndimage.binary_erosion(inside, iterations=3)
    outside = ~ndimage.binary_dilation(inside, iterations=3)
    chance = np.random.default_rng(3)
    cells = grid.n_vectors()
    for region, agrees in ((deep, lambda share: share >= 0.5), (outside, lambda share: share <= 0.5)):
        rows, columns = np.nonzero(region)
        for k in chance.choice(len(rows), min(8, len(rows)), replace=False):
            n = cells[rows[k], columns[k]]
            _, (axis_rad,) = frame.places(*(np.array([part]) for part in frame.where(n)))
            share = engaged(unit, raider, tuple(n), axis_rad, shots, 60, over)
            assert agrees(share), (frame.where(n), share)


def test_the_offset_of_battles_and_the_frame_agree():
    n = offset(CENTRE, 1.2, 90e3)
    x_m, c_m = Frame.at(n_vectors(*np.radians(HERE)), 1.2).where(np.array(n))
    assert (x_m, c_m) == (pytest.approx(-90e3, abs=1.0), pytest.approx(0.0, abs=1.0))
