"""Small battles for property tests: hypothesis draws them out of a few choices for everything that can be said.

    @given(small_battles())
    def test_every_round_is_fired_or_left(battle):
        fought = fight(battle)                       # tests/worlds/fought.py

Of all choices the first is the plain one: one unit that sees everything and shoots at once, one raider that comes
straight at it. So when hypothesis has made a failing battle smaller, what is left is what matters, and its name tells
only that. What would keep the whole battle from happening (units that are never ready, rules that forbid all) is rare.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from pavise.kinds import Doctrine, PathKind, Picture, Side, Silence, ThreatClass, WeaponControl
from pavise.sim.world import World
from pavise.verify.small_defence import (
    CENTRE,
    FireUnit,
    Link,
    Missile,
    Network,
    Radar,
    Raider,
    Site,
    offset,
    small_defence,
)

ALL_ROUND = 2.0 * math.pi
HOLD, TIGHT, FREE = WeaponControl.HOLD, WeaponControl.TIGHT, WeaponControl.FREE
BUILT_IN = [doctrine for doctrine in Doctrine if doctrine != Doctrine.HOOK]
SITES = (Site("first", value=2.0, hardness=3.0), Site("second", offset(CENTRE, 1.0, 25e3), value=1.0, hardness=1.5))


@dataclass(frozen=True)
class SmallBattle:
    """What `small_defence` is told, and which replication is played."""

    units: list[FireUnit] = field(default_factory=list)
    raiders: list[Raider] = field(default_factory=list)
    sites: int = 1
    networks: list[Network] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    picture: Picture = Picture.KNOWN
    replication: int = 0

    @cached_property
    def world(self) -> World:
        """A new World on first use."""
        return small_defence(
            self.units, self.raiders, SITES[: self.sites], networks=self.networks, links=self.links,
            picture=self.picture,
        )  # fmt: skip

    def __repr__(self) -> str:
        return spelt(self)


def spelt(thing: Any) -> str:
    """What is not as usual about a unit, a raider, ... or a list of them."""
    if isinstance(thing, (list, tuple)):
        return f"[{', '.join(spelt(one) for one in thing)}]"
    if not is_dataclass(thing):
        return f"{type(thing).__name__}.{thing.name}" if isinstance(thing, IntEnum) else repr(thing)
    plain = type(thing)()
    said = [(f.name, getattr(thing, f.name)) for f in fields(thing) if getattr(thing, f.name) != getattr(plain, f.name)]
    return f"{type(thing).__name__}({', '.join(f'{name}={spelt(value)}' for name, value in said)})"


def of(*choices: Any) -> st.SearchStrategy[Any]:
    """One of these, each as likely."""
    return st.sampled_from(choices)


def seldom(plain: Any, *odd: Any) -> st.SearchStrategy[Any]:
    """The plain one three times in four."""
    return st.sampled_from((plain,) * 3 * len(odd) + odd)


RADARS = st.builds(
    Radar,
    p_look=of(1.0, 0.6, None),
    range_m=of(200e3, 60e3),
    instrumented_range_m=of(200e3, 60e3),
    scan_period_s=of(1.0, 4.0, 7.3),
    track_period_s=seldom(0.0, 0.7),
    antenna_height_m=of(20.0, 4.0),
    sector_rad=seldom(ALL_ROUND, 2.0),
    elevation_max_rad=seldom(0.5 * math.pi, 0.8),
    confirm=of((1, 1), (2, 3)),
    drop_after_s=of(60.0, 8.0),
    tracks_max=seldom(10_000, 2),
    fire_control=of(False, True),
    beamwidth_rad=st.just(0.02),
    elevation_beamwidth_rad=st.just(0.02),
    bandwidth_hz=st.just(2e6),
    false_plots=seldom(0.0, 4.0),
)

MISSILES = st.builds(
    Missile,
    range_min_m=of(0.0, 3e3),
    range_max_m=of(50e3, 50e3, 20e3),
    range_max_ballistic_m=of(30e3, 30e3, 0.0),
    altitude_min_m=seldom(0.0, 60.0),
    altitude_max_m=seldom(30e3, 6e3),
    speed_mps=of(1000.0, 643.0),
    p_kill=of(0.7, 1.0, 0.2, (0.8, 0.6, 0.3, 0.4), (0.8, 0.6, 0.0, 0.4)),
    edge_share=seldom(1.0, 0.3),
    crossing_share=seldom(1.0, 0.3),
)

ORDERS: dict[str, st.SearchStrategy[Any]] = {
    "control": seldom(TIGHT, HOLD, FREE, (HOLD, TIGHT, HOLD, FREE)),
    "ring_m": seldom(0.0, 20e3),
    "control_near": seldom(TIGHT, HOLD, FREE),
    "control_before_red": seldom(-1, int(HOLD)),
    "control_alone": seldom(-1, int(HOLD), int(FREE)),
    "front_width_rad": seldom(ALL_ROUND, 2.0),
    "front_rad": of(0.0, 4.0),
    "silence": seldom(Silence.NONE, Silence.UNTIL_CUED, Silence.UNTIL_RED),
    "crew_s": seldom(0.0, 45.0),
}
"""Rules of engagement and the like, of any unit."""

BATTERIES = st.builds(
    FireUnit,
    radars=st.lists(RADARS, min_size=1, max_size=2),
    site=of(0, 1),
    away_m=of(0.0, 15e3),
    bearing_rad=of(0.0, 2.5),
    launchers=of(1, 2, 3),
    rounds=of(3, 1, 8),
    missile=MISSILES,
    more=st.lists(st.tuples(MISSILES, of(1, 2), of(2, 4)), max_size=1),
    interval_s=of(0.0, 2.7),
    reload_s=of(30.0, 100.0),
    reloads=of(0, 1, 2),
    stock=of(0, 0, 5),
    delivery_s=of(0.0, 20.0),
    reload_crews=of(0, 1),
    sector_rad=seldom(ALL_ROUND, 2.0),
    spaced=of(False, True),
    p_kill_unseen=seldom(0.0, 0.3),
    p_miss_unseen=seldom(0.0, 0.3),
    look_again_s=of(0.0, 20.0),
    network=of(0, 1),
    channels=of(3, 1),
    salvo=of(1, 2, 3),
    doctrine=of(*BUILT_IN),
    reaction_s=of(0.0, 8.0, 15.5),
    assess_s=of(0.0, 4.6),
    decision_period_s=of(1.0, 3.3),
    track_delay_s=of(0.0, 2.5),
    present=seldom(True, True, False),
    ready_at_s=seldom(0.0, 250.0, 250.0, math.inf),
    p_available=seldom(1.0, 0.7),
    boresight_rad=of(0.0, 3.0),
    reserve_rounds=of(0, 2),
    reserve_share=of(0.0, 0.4),
    point_usd=of(5.0, 0.5),
    **ORDERS,
)

PATROLS = st.builds(
    replace,
    BATTERIES,
    height_m=st.just(7000.0),
    orbit_radius_m=st.just(12e3),
    on_station_s=of(300.0, math.inf),
    relief_gap_s=of(0.0, 100.0),
    airframes=of(0, 1, 3),
    turn_round_s=of(200.0),
    sector_rad=st.just(ALL_ROUND),
    stock=st.just(0),
    reloads=st.just(0),
)

RAIDERS = st.builds(
    Raider,
    threat_class=of(ThreatClass.CRUISE_MISSILE, *ThreatClass),
    site=of(0, 1, -1),
    start_s=of(0.0, 31.4),
    start_spread_s=of(0.0, 200.0),
    timed_by_arrival=seldom(False, True),
    axis_rad=of(0.0, 0.05, 3.0),
    axis_spread_rad=of(0.0, 1.0),
    distance_m=of(90e3, 140e3, 20e3),
    weave_m=of(0.0, 8e3),
    speed_mps=of(250.0, 110.0, 340.0),
    altitude_m=of(3000.0, 50.0, 9000.0),
    apogee_ratio=of(0.3, 0.0),
    drag_m2pkg=seldom(0.0, 2e-4),
    release_range_m=seldom(0.0, 15e3),
    rcs_m2=of(1.0, 0.02),
    side=seldom(Side.HOSTILE, Side.HOSTILE, Side.NEUTRAL, Side.FRIEND),
    answers=of(1.0, 0.0),
    planned=of(True, False),
    damage=of(1.0, 0.0),
    feigned_damage=of(0.0, 1.0),
)

NETWORKS = st.builds(
    Network,
    asks_friends=of(True, False),
    has_plans=of(True, False),
    identify_s=of(0.0, 10.0),
    prior_hostile=of(0.9, 0.5),
    operators=of(0, 0, 1, 2),
    decision_s=of(0.0, 10.0, 120.0),
    p_command_lost=of(0.0, 1.0),
    command_lost_s=of(120.0, 300.0),
    fallback_s=of(0.0, 30.0),
    warns=seldom(False, True),
    red_s=of(0.0, 20.0),
)

LINKS = st.builds(
    Link,
    giver=st.just(1),
    taker=st.just(0),
    delay_s=of(0.0, 12.0),
    p_loss=of(0.0, 0.5),
    up_s=seldom(math.inf, 100.0),
    outage_s=of(0.0, 30.0),
)


@st.composite
def small_battles(draw: st.DrawFn, *pictures: Picture) -> SmallBattle:
    """One to three units, one to nine raiders, one or two sites; targets that are known or tracked, unless said."""
    sites = draw(of(1, 2))
    units = draw(st.lists(st.one_of(*[BATTERIES] * 5, PATROLS), min_size=1, max_size=3))
    raiders = draw(st.lists(RAIDERS, min_size=1, max_size=9))
    networks = draw(st.lists(NETWORKS, min_size=2, max_size=2))
    links = draw(st.lists(LINKS, max_size=1))
    return SmallBattle(
        [named(unit, c, sites, networks) for c, unit in enumerate(units)],
        [sent(raider, t, sites) for t, raider in enumerate(raiders)],
        sites,
        [replace(network, name=f"network {n}") for n, network in enumerate(networks)],
        links if any(unit.network == 1 for unit in units) else [],
        draw(of(*(pictures or Picture))),
        draw(of(0, 1, 2)),
    )


def named(unit: FireUnit, c: int, sites: int, networks: list[Network]) -> FireUnit:
    """The unit under a name of its own, with a network for itself where it may have to fight alone."""
    return replace(
        unit,
        name=f"unit {c}",
        site=min(unit.site, sites - 1),
        radars=[replace(radar, name=f"radar {s}") for s, radar in enumerate(unit.radars)],
        missile=replace(unit.missile, name=f"long {c}"),
        more=[(replace(missile, name=f"short {c}"), launchers, rounds) for missile, launchers, rounds in unit.more],
        fallback=2 + c if networks[unit.network].p_command_lost > 0.0 else -1,
    )


def sent(raider: Raider, t: int, sites: int) -> Raider:
    """The raider under a name of its own; what falls flies an arc, and traffic does no damage."""
    falls = raider.threat_class == ThreatClass.BALLISTIC
    return replace(
        raider,
        name=f"raider {t}",
        site=min(raider.site, sites - 1),
        path_kind=PathKind.ARC if falls else PathKind.LEVEL,
        **({"damage": 0.0, "feigned_damage": 0.0} if raider.side != Side.HOSTILE else {}),
    )
