"""Battles of all sorts, drawn from a number: what must hold in any battle is tried on many of these.

They are small, and crowded on purpose: few rounds, few channels, slow reloads, doubtful radars, patrols that come and
go, units that are not ready yet, and raiders of every class from all sides.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import Doctrine, PathKind, ThreatClass
from pavise.sim.world import World
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Radar, Raider, Site, offset, small_defence


def random_battle(number: int) -> World:
    """Battle `number`: one to four units, two to fourteen raiders, one or two sites."""
    chance = np.random.default_rng(number)
    sites = [
        Site("first", value=2.0, hardness=3.0),
        Site("second", offset(CENTRE, 1.0, 25e3), value=1.0, hardness=1.5),
    ][: chance.integers(1, 3)]
    units = [random_unit(chance, k, len(sites)) for k in range(chance.integers(1, 5))]
    raiders = [random_raider(chance, k, len(sites)) for k in range(chance.integers(2, 15))]
    return small_defence(units, raiders, sites, seed=number)


def random_unit(chance: np.random.Generator, k: int, sites: int) -> FireUnit:
    """A battery on the ground, or (one time in four) a patrol."""
    patrol = chance.random() < 0.25
    radars = [random_radar(chance, "guide", fire_control=chance.random() < 0.7)]
    if chance.random() < 0.3:
        radars.append(random_radar(chance, "eye", fire_control=False))
    return FireUnit(
        f"unit {k}",
        radars=radars,
        site=int(chance.integers(sites)),
        away_m=chance.uniform(0.0, 20e3),
        bearing_rad=chance.uniform(0.0, 6.0),
        height_m=7000.0 if patrol else 0.0,
        launchers=int(chance.integers(1, 4)),
        rounds=int(chance.integers(0, 4)),
        missile=random_missile(chance, f"long {k}"),
        more=[(random_missile(chance, f"short {k}"), 1, int(chance.integers(1, 5)))][: chance.integers(2)],
        interval_s=chance.uniform(0.0, 6.0),
        reload_s=chance.uniform(20.0, 200.0),
        reloads=int(chance.integers(0, 3)),
        network=int(chance.integers(2)),
        channels=int(chance.integers(1, 4)),
        salvo=int(chance.integers(1, 4)),
        doctrine=Doctrine(int(chance.integers(2))),
        reaction_s=chance.uniform(0.0, 15.0),
        assess_s=chance.uniform(0.0, 6.0),
        decision_period_s=chance.uniform(1.0, 5.0),
        track_delay_s=chance.uniform(0.0, 4.0),
        present=chance.random() < 0.95,
        ready_at_s=chance.choice([0.0, 0.0, 250.0, math.inf], p=[0.5, 0.2, 0.25, 0.05]),
        p_available=0.9,
        boresight_rad=chance.uniform(0.0, 6.0),
        orbit_radius_m=12e3 if patrol else 0.0,
        on_station_s=300.0 if patrol else math.inf,
        relief_gap_s=100.0 if patrol else 0.0,
    )


def random_radar(chance: np.random.Generator, name: str, fire_control: bool) -> Radar:
    """A radar by the law of its claimed range, or with one chance at all ranges."""
    return Radar(
        name,
        p_look=None if chance.random() < 0.6 else float(chance.choice([0.3, 0.6, 1.0])),
        range_m=chance.uniform(40e3, 200e3),
        instrumented_range_m=chance.uniform(40e3, 200e3),
        scan_period_s=chance.uniform(1.0, 8.0),
        antenna_height_m=chance.uniform(3.0, 30.0),
        sector_rad=float(chance.choice([2.0 * math.pi, 2.0])),
        elevation_max_rad=float(chance.choice([0.5 * math.pi, 0.8])),
        confirm=((1, 1), (2, 3), (3, 5))[chance.integers(3)],
        drop_after_s=chance.uniform(6.0, 40.0),
        tracks_max=int(chance.choice([2, 100])),
        fire_control=fire_control,
    )


def random_missile(chance: np.random.Generator, name: str) -> Missile:
    """An interceptor, some without reach against ballistic targets or without a chance against drones."""
    reach_m = chance.uniform(10e3, 60e3)
    return Missile(
        name,
        range_min_m=chance.uniform(0.0, 3e3),
        range_max_m=reach_m,
        range_max_ballistic_m=float(chance.choice([0.0, 0.6])) * reach_m,
        altitude_min_m=chance.uniform(0.0, 60.0),
        altitude_max_m=chance.uniform(5e3, 30e3),
        speed_mps=chance.uniform(600.0, 1500.0),
        p_kill=(*chance.uniform(0.2, 1.0, 2), float(chance.choice([0.0, 0.5])), float(chance.uniform(0.1, 0.9))),
        unit_cost_usd=chance.uniform(1.0, 5.0),
    )


def random_raider(chance: np.random.Generator, k: int, sites: int) -> Raider:
    """A raider of any class; starts lie within five minutes."""
    kind = ThreatClass(int(chance.integers(4)))
    return Raider(
        f"raider {k}",
        threat_class=kind,
        path_kind=PathKind.ARC if kind == ThreatClass.BALLISTIC else PathKind.LEVEL,
        site=int(chance.integers(-1, sites)),
        start_s=chance.uniform(0.0, 60.0),
        start_spread_s=240.0,
        axis_rad=chance.uniform(0.0, 6.0),
        axis_spread_rad=chance.uniform(0.0, 1.0),
        distance_m=chance.uniform(60e3, 160e3),
        weave_m=chance.uniform(0.0, 10e3),
        speed_mps=chance.uniform(100.0, 350.0),
        altitude_m=float(chance.choice([30.0, 100.0, 3000.0, 9000.0])),
        apogee_ratio=float(chance.choice([0.0, 0.3])),
        drag_m2pkg=2e-4 if k % 3 == 0 else 0.0,  # no draw of its own: the other columns stay what they were
        release_range_m=15e3 if kind == ThreatClass.AIRCRAFT else 0.0,
        rcs_m2=float(chance.choice([0.01, 0.3, 3.0])),
        damage=float(chance.choice([0.5, 1.0])),
        unit_cost_usd=chance.uniform(1.0, 5.0),
    )
