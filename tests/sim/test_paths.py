"""Ways of threats: when they arrive, where they are on the way, and that chance spreads them as declared."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import PathKind, ThreatClass
from pavise.run.drivers import play_fused
from pavise.sim.models.motion.descent import slowed_arc_time
from pavise.sim.state import PATH_POINTS
from pavise.verify.small_defence import CENTRE, Raider, Site, offset, raid, small_defence
from tests.worlds.looking_on import last_state

needs_compiler = pytest.mark.needs_compiler

MEAN_RADIUS_M = 6_371_000.0
EARTH_GM = 3.986004418e14


def end_s(*raiders: Raider, sites: tuple[Site, ...] = (Site(),)) -> np.ndarray:
    return play_fused(small_defence([], raiders, sites), 0, 1).flight["end_s"][0]


@pytest.mark.parametrize(
    "distance_m, speed_mps, release_m", [(80e3, 200.0, 0.0), (900e3, 300.0, 40e3), (1e3, 50.0, 0.0)]
)
def test_a_straight_route_takes_its_length_over_its_speed(distance_m, speed_mps, release_m):
    raider = Raider(distance_m=distance_m, speed_mps=speed_mps, release_range_m=release_m, start_s=12.5, axis_rad=2.0)
    assert end_s(raider) == pytest.approx([12.5 + (distance_m - release_m) / speed_mps], rel=1e-9)


def test_a_raider_that_starts_within_its_release_range_has_arrived():
    world = small_defence([], [Raider(distance_m=30e3, release_range_m=40e3, start_s=3.0, speed_mps=250.0)])
    state = last_state(world, 0)
    assert state.flight["end_s"] == pytest.approx([3.0], abs=1e-5)
    assert np.isfinite(state.flight["position_m"]).all() and state.flight["speed_max_mps"] == pytest.approx(
        [250.0], rel=0.01
    )


def test_a_weaving_route_is_longer_by_what_its_pieces_say():
    """Three straight pieces over via points pushed sideways: never shorter, at most as for both at the full width."""
    raiders = raid(200, distance_m=300e3, weave_m=40e3, speed_mps=250.0)
    took_s = end_s(*raiders)
    shortest_s = 300e3 / 250.0
    longest_s = (2.0 * math.hypot(100e3, 40e3) + math.hypot(100e3, 80e3)) / 250.0
    assert shortest_s < took_s.min() and took_s.max() < longest_s
    assert took_s.max() > shortest_s + 0.6 * (longest_s - shortest_s)


def least_energy_s(range_m: float) -> float:
    """Time on the arc of least energy between two points of a sphere (Bate, Mueller, White 1971, chapter 6).

    The second focus lies on the chord: a = (r + chord / 2) / 2; Lambert's equation with alpha = pi.
    """
    chord_m = 2.0 * MEAN_RADIUS_M * math.sin(0.5 * range_m / MEAN_RADIUS_M)
    half_perimeter_m = MEAN_RADIUS_M + 0.5 * chord_m
    beta = 2.0 * math.asin(math.sqrt((half_perimeter_m - chord_m) / half_perimeter_m))
    return math.sqrt((0.5 * half_perimeter_m) ** 3 / EARTH_GM) * (math.pi - beta + math.sin(beta))


@pytest.mark.parametrize("range_m", [80e3, 300e3, 900e3])
def test_a_ballistic_arc_takes_the_time_of_lamberts_equation(range_m):
    arc = Raider(threat_class=ThreatClass.BALLISTIC, path_kind=PathKind.ARC, distance_m=range_m, apogee_ratio=0.0)
    assert end_s(arc) == pytest.approx([least_energy_s(range_m)], rel=1e-6)


@pytest.mark.parametrize("ratio", [0.1, 0.25, 0.5])
def test_an_arc_rises_to_the_height_it_was_given(ratio):
    """Its top is its share of the range, half way; a low one over flat ground takes 2 sqrt(2 h / g), nearly."""
    arc = Raider(threat_class=ThreatClass.BALLISTIC, path_kind=PathKind.ARC, distance_m=100e3, apogee_ratio=ratio)
    path = last_state(small_defence([], [arc]), 0).path[0]
    flown = path[: int((path["time_s"] > 0.0).sum()) + 1]
    top = flown["height_m"].argmax()
    assert flown["height_m"][top] == pytest.approx(ratio * 100e3, rel=1e-3)
    assert flown["time_s"][top] == pytest.approx(0.5 * flown["time_s"][-1], rel=1e-6)
    g_mps2 = EARTH_GM / (MEAN_RADIUS_M + 0.5 * ratio * 100e3) ** 2
    assert flown["time_s"][-1] == pytest.approx(2.0 * math.sqrt(2.0 * ratio * 100e3 / g_mps2), rel=0.02)


@pytest.mark.parametrize("height_m", [0.0, 1500.0])
def test_an_arc_that_the_air_slows_ends_at_its_site_and_later(height_m):
    """As late as the model says, to the millisecond; and slow at the end, where one in empty space is fastest."""
    kind, arc, sites = ThreatClass.BALLISTIC, PathKind.ARC, (Site(height_m=height_m),)
    raiders = [
        Raider(f"{drag}", kind, arc, distance_m=300e3, apogee_ratio=0.0, drag_m2pkg=drag) for drag in (0.0, 2e-4)
    ]
    state = last_state(small_defence([], raiders, sites), 0)
    free_s, slowed_s = state.flight["end_s"]
    expected_s, _ = slowed_arc_time(300e3 / MEAN_RADIUS_M, 0.0, MEAN_RADIUS_M + height_m, height_m, 2e-4)
    assert slowed_s == pytest.approx(expected_s, abs=1e-6) and slowed_s > free_s + 5.0
    ends = [state.path[t, state.flight["points"][t] - 2 : state.flight["points"][t]] for t in range(2)]
    speeds = [np.linalg.norm(np.diff(e["position_m"], axis=0)) / np.diff(e["time_s"])[0] for e in ends]
    assert speeds[1] < 0.5 * speeds[0]
    assert ends[0]["position_m"][1] == pytest.approx(ends[1]["position_m"][1], abs=0.01)


def test_every_path_ends_at_its_site():
    """Level ones above it, arcs on it, to metres; and those that release do so at their distance."""
    sites = (Site("a", height_m=900.0), Site("b", offset(CENTRE, 2.0, 200e3)))
    raiders = [
        Raider("level", site=0, altitude_m=100.0, weave_m=20e3),
        Raider("far", site=1, distance_m=2500e3),
        Raider("arc", ThreatClass.BALLISTIC, PathKind.ARC, site=0, distance_m=250e3),
        Raider("release", site=1, release_range_m=30e3),
    ]
    state = last_state(small_defence([], raiders, sites), 0)
    ends = [state.path[t, state.flight["points"][t] - 1] for t in range(4)]
    assert [end["height_m"] for end in ends] == pytest.approx([1000.0, 1000.0, 900.0, 1000.0], abs=1e-6)
    for t, away_m in ((0, 0.0), (1, 0.0), (2, 0.0), (3, 30e3)):
        site = sites[raiders[t].site]
        up = ends[t]["position_m"] / np.linalg.norm(ends[t]["position_m"])
        geocentric = np.array(site.n) * [1.0, 1.0, 1.0 - 0.00669437999014]
        angle = math.acos(min(up @ geocentric / np.linalg.norm(geocentric), 1.0))
        assert angle * MEAN_RADIUS_M == pytest.approx(away_m, rel=0.01, abs=5.0)  # heights stand on the ellipsoid


def test_paths_keep_within_their_room_and_never_turn_back_in_time():
    raiders = [Raider("long", distance_m=9000e3, weave_m=100e3), Raider("short", distance_m=500.0)]
    state = last_state(small_defence([], raiders), 0)
    for t in range(2):
        points = state.flight["points"][t]
        assert 4 <= points <= PATH_POINTS
        assert (np.diff(state.path["time_s"][t, :points]) > 0.0).all()


@needs_compiler
def test_starts_axes_and_sites_are_spread_as_declared():
    """Starts evenly over their spread, sites by value; four standard errors."""
    sites = (Site("a", value=3.0), Site("b", offset(CENTRE, 2.0, 200e3), value=1.0))
    world = small_defence([], raid(10, site=-1, distance_m=20e3, start_s=50.0, start_spread_s=600.0), sites)
    flight = play_fused(world, 0, 1000).flight
    assert abs((flight["site"] == 0).mean() - 0.75) < 4.0 * math.sqrt(0.75 * 0.25 / 10_000)
    spread = (flight["start_s"] - 50.0) / 600.0
    assert 0.0 < spread.min() and spread.max() < 1.0
    assert abs(spread.mean() - 0.5) < 4.0 / math.sqrt(12.0 * 10_000)
    assert abs(spread.var() - 1.0 / 12.0) < 4.0 * math.sqrt(1.0 / 180.0 / 10_000)


@needs_compiler
def test_raiders_of_one_replication_come_independently():
    flight = play_fused(small_defence([], raid(2, start_spread_s=1.0, distance_m=5e3)), 0, 4000).flight
    assert abs(np.corrcoef(flight["start_s"].T)[0, 1]) < 4.0 / math.sqrt(4000)
    assert abs(np.corrcoef(flight["start_s"][:-1, 0], flight["start_s"][1:, 0])[0, 1]) < 4.0 / math.sqrt(4000)
