"""Small defences in a few words: sites, units with their radars and rounds, and raiders, put straight into a World.

    world = small_defence(
        units=[FireUnit("battery", radars=[Radar("eye", p_look=0.7)], launchers=2, rounds=4)],
        raiders=raid(3, distance_m=60e3),
    )

Units stand at a bearing and distance from the one site at 39 N 33 E (or from any other site by its row). What is
not mentioned is ideal: units are ready, radars see all that is in line of sight at every step and start a track at
the first look, rounds always kill, nobody needs time to react. So a closed form can be set beside what is played.
`p_look` gives a radar one chance of detection at all ranges; without it the law of its claimed range holds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pavise.assemble.trackers import tracker_settings
from pavise.kinds import Band, Doctrine, PathKind, Picture, SensorKind, Side, Silence, ThreatClass, WeaponControl
from pavise.scenario.picture import Tracker
from pavise.sim.detection import PD_GRID, anchor_scale, pd_table
from pavise.sim.draws import name_hash
from pavise.sim.geometry import effective_earth_radius, n_vector
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M, point_ahead
from pavise.sim.world import World, make_world

EARTH_RADIUS_M = effective_earth_radius(4.0 / 3.0, MEAN_RADIUS_M)
CENTRE = n_vector(math.radians(39.0), math.radians(33.0))
FOR_EVER_S = 1e9


@dataclass(frozen=True)
class Radar:
    """A radar; `range_m` is the range at which it sees 1 m2 with one chance in two, unless `p_look` is given."""

    name: str = "radar"
    p_look: float | None = 1.0
    range_m: float = 100e3
    instrumented_range_m: float = 500e3
    scan_period_s: float = 1.0
    antenna_height_m: float = 20.0
    sector_rad: float = 2.0 * math.pi
    elevation_max_rad: float = 0.5 * math.pi
    confirm: tuple[int, int] = (1, 1)
    drop_after_s: float = 60.0
    tracks_max: int = 10_000
    fire_control: bool = False
    kind: SensorKind = SensorKind.RADAR
    band: Band = Band.HIGH
    illuminator: str = ""  # name of the radar whose signals a bistatic one uses
    track_period_s: float = 0.0
    elevation_min_rad: float = -0.5 * math.pi
    beam_row: int = 0
    loss_row: int = 0
    lobing_wave_m: float = 0.0
    lobing_roughness_m: float = 0.0
    beamwidth_rad: float = 0.0
    elevation_beamwidth_rad: float = 0.0
    sidelobe: float = 0.0
    bandwidth_hz: float = 0.0
    range_bias_m: float = 0.0
    angle_bias_rad: float = 0.0
    false_plots: float = 0.0
    range_rate_sigma_mps: float = 0.0
    interrogates: bool = True
    mask_row: int = 0
    mask_step_m: float = 0.0


@dataclass(frozen=True)
class Missile:
    """A type of interceptor. `p_kill`: one number for all classes of targets, or four."""

    name: str = "round"
    range_min_m: float = 0.0
    range_max_m: float = 50e3
    range_max_ballistic_m: float = 50e3
    altitude_min_m: float = 0.0
    altitude_max_m: float = 30e3
    speed_mps: float = 1000.0
    p_kill: float | tuple[float, float, float, float] = 1.0
    unit_cost_usd: float = 1.0
    edge_share: float = 1.0
    crossing_share: float = 1.0


@dataclass(frozen=True)
class FireUnit:
    """A unit with a post, or (without launchers) a radar post. `away_m`, `bearing_rad`: from site number `site`."""

    name: str = "unit"
    radars: Sequence[Radar] = (Radar(),)
    site: int = 0
    away_m: float = 0.0
    bearing_rad: float = 0.0
    height_m: float = 0.0
    launchers: int = 1
    rounds: int = 100
    missile: Missile = Missile()
    more: Sequence[tuple[Missile, int, int]] = ()  # further fire groups: type of round, launchers, rounds in each
    interval_s: float = 0.0
    reload_s: float = 0.0
    reloads: int = 0
    stock: int = 0  # rounds of the unit's own store, which all its launchers draw on (of all types alike)
    delivery_s: float = 0.0
    reload_crews: int = 0
    sector_rad: float = 2.0 * math.pi  # of its launchers
    spaced: bool = False
    p_kill_unseen: float = 0.0
    p_miss_unseen: float = 0.0
    look_again_s: float = 0.0
    network: int = 0
    hears: Sequence[str] | None = None  # names of radars; None: all of its own network
    channels: int = 1000
    salvo: int = 1
    doctrine: Doctrine = Doctrine.SHOOT_LOOK_SHOOT
    reaction_s: float = 0.0
    assess_s: float = 0.0
    decision_period_s: float = 1.0
    track_delay_s: float = 0.0
    present: bool = True
    ready_at_s: float = 0.0
    p_available: float = 1.0
    boresight_rad: float = 0.0
    orbit_radius_m: float = 0.0
    orbit_speed_mps: float = 200.0
    on_station_s: float = math.inf
    relief_gap_s: float = 0.0
    airframes: int = 0
    turn_round_s: float = 0.0
    reserve_rounds: int = 0
    reserve_share: float = 0.0
    point_usd: float = 0.0
    control: WeaponControl | tuple[WeaponControl, ...] = WeaponControl.TIGHT  # for all classes of targets, or four
    ring_m: float = 0.0
    control_near: WeaponControl | tuple[WeaponControl, ...] = WeaponControl.TIGHT
    control_before_red: int = -1
    control_alone: int = -1
    front_rad: float = 0.0
    front_width_rad: float = 2.0 * math.pi
    silence: Silence = Silence.NONE
    crew_s: float = 0.0
    fallback: int = -1


@dataclass(frozen=True)
class Raider:
    """One threat: level flight straight at its site unless told otherwise."""

    name: str = "raider"
    threat_class: ThreatClass = ThreatClass.CRUISE_MISSILE
    path_kind: PathKind = PathKind.LEVEL
    site: int = 0
    start_s: float = 0.0
    start_spread_s: float = 0.0
    timed_by_arrival: bool = False
    axis_rad: float = 0.0
    axis_spread_rad: float = 0.0
    distance_m: float = 100e3
    weave_m: float = 0.0
    speed_mps: float = 250.0
    altitude_m: float = 1000.0
    apogee_ratio: float = 0.25
    drag_m2pkg: float = 0.0
    release_range_m: float = 0.0
    rcs_m2: float = 1.0
    rcs_side_ratio: float = 1.0
    rcs_tail_ratio: float = 1.0
    rcs_band_ratio: tuple[float, float, float] = (1.0, 1.0, 1.0)
    size_m2: float = 0.0
    emits: float = 0.0
    jam_to_noise: float = 0.0
    side: Side = Side.HOSTILE
    answers: float = 0.0
    planned: bool = False
    damage: float = 1.0
    feigned_damage: float = 0.0
    unit_cost_usd: float = 1.0


@dataclass(frozen=True)
class Network:
    """How a network tells foe from friend; ideal unless told otherwise: it asks everybody and is sure at once."""

    name: str = "network"
    asks_friends: bool = True
    asks_civil: bool = True
    has_plans: bool = True
    identify_s: float = 0.0
    prior_hostile: float = 0.5
    p_hostile: float = 0.5
    p_harmless: float = 0.1
    operators: int = 0
    decision_s: float = 0.0
    p_command_lost: float = 0.0
    command_lost_s: float = math.inf
    fallback_s: float = 0.0
    warns: bool = False
    red_s: float = 0.0


@dataclass(frozen=True)
class Link:
    """What network number `giver` sees reaches network number `taker`."""

    name: str = "link"
    giver: int = 0
    taker: int = 1
    delay_s: float = 0.0
    p_loss: float = 0.0
    up_s: float = math.inf
    outage_s: float = 0.0


@dataclass(frozen=True)
class Site:
    """A defended site."""

    name: str = "site"
    n: tuple[float, float, float] = CENTRE
    value: float = 1.0
    hardness: float = 1e9
    height_m: float = 0.0


@dataclass(frozen=True)
class Jammer:
    """A jammer that stands off at a bearing and distance from the first site."""

    name: str = "jammer"
    bearing_rad: float = 0.0
    away_m: float = 100e3
    height_m: float = 10e3
    jam_to_noise: float = 100.0


def raid(number: int, **columns: Any) -> list[Raider]:
    """So many raiders alike, named one by one."""
    one = Raider(**columns)
    return [replace(one, name=f"{one.name} {k + 1}") for k in range(number)]


def offset(n: tuple[float, float, float], bearing_rad: float, away_m: float) -> tuple[float, float, float]:
    """n-vector of the place at a bearing and ground distance from another."""
    return point_ahead(n[0], n[1], n[2], bearing_rad, away_m / MEAN_RADIUS_M)


def small_defence(
    units: Sequence[FireUnit],
    raiders: Sequence[Raider],
    sites: Sequence[Site] = (Site(),),
    jammers: Sequence[Jammer] = (),
    *,
    networks: Sequence[Network] = (),
    links: Sequence[Link] = (),
    picture: Picture = Picture.KNOWN,
    tracker: Tracker | None = None,
    seed: int = 1,
    worlds: int = 1,
    repeats: int = 1_000_000,
    horizon_s: float = 100_000.0,
) -> World:
    """The World of these units and raiders, the same in all `worlds`."""
    armed = [unit for unit in units if unit.launchers]
    racks = [
        (c, missile, launchers, rounds)
        for c, unit in enumerate(armed)
        for missile, launchers, rounds in ((unit.missile, unit.launchers, unit.rounds), *unit.more)
    ]
    radars = [(u, radar) for u, unit in enumerate(units) for radar in unit.radars]
    missiles = list(dict.fromkeys(missile for _, missile, _, _ in racks))
    names = [radar.name for _, radar in radars]
    pd_rows = list(dict.fromkeys(radar.p_look for _, radar in radars))
    sizes = {
        "W": worlds, "U": len(units), "S": len(radars), "C": len(armed), "G": len(racks),
        "L": sum(launchers for _, _, launchers, _ in racks), "M": len(missiles), "T": len(raiders), "D": len(sites),
        "J": len(jammers), "Q": len(links),
        "N": max([1, len(networks), *(max(unit.network, unit.fallback) + 1 for unit in units)]),
    }  # fmt: skip
    networks = [*networks, *(Network(f"network {n}") for n in range(len(networks), sizes["N"]))]
    defended = {unit.network for unit in armed}
    world = make_world(sizes, len(pd_rows), PD_GRID)
    world.config["seed"], world.config["repeats"], world.config["horizon_s"] = seed, repeats, horizon_s
    world.config["earth_radius_m"], world.config["picture"] = EARTH_RADIUS_M, picture
    world.settings[:] = tracker_settings(tracker)
    for k, p_look in enumerate(pd_rows):
        world.pd_table[k] = pd_table(1, 1, 1e-6) if p_look is None else p_look
    for d, site in enumerate(sites):
        put(world.site[d : d + 1], site, key=name_hash(f"site {site.name}"))
    for u, unit in enumerate(units):
        n = offset(sites[unit.site].n, unit.bearing_rad, unit.away_m)
        put(world.unit[:, u], unit, key=name_hash(f"unit {unit.name}"), n=n)
    for s, (u, radar) in enumerate(radars):
        put(
            world.sensor[:, s], radar,
            key=name_hash(f"sensor {units[u].name} {radar.name}"), unit=u, present=units[u].present,
            network=-1 if units[u].network in defended else units[u].network,  # its posts say what they hear
            snr_scale_m2=anchor_scale(radar.range_m, 1.0, 0.5, 1, 1, 1e-6), pd_row=pd_rows.index(radar.p_look),
            cos_half_sector=-1.0 if radar.sector_rad >= 2.0 * math.pi else math.cos(0.5 * radar.sector_rad),
            sin_elevation_min=math.sin(radar.elevation_min_rad), sin_elevation_max=math.sin(radar.elevation_max_rad),
            illuminator=names.index(radar.illuminator) if radar.illuminator else -1,
            confirm_m=radar.confirm[0], confirm_n=radar.confirm[1],
        )  # fmt: skip
    for c, unit in enumerate(armed):
        u = units.index(unit)
        guides = [s for s, (owner, radar) in enumerate(radars) if owner == u and radar.fire_control]
        put(
            world.post[:, c], unit,
            key=name_hash(f"post {unit.name}"), unit=u, fire_control=guides[0] if guides else -1,
            cos_half_front=-1.0 if unit.front_width_rad >= 2.0 * math.pi else math.cos(0.5 * unit.front_width_rad),
        )  # fmt: skip
        world.hears[c] = [
            units[owner].network == unit.network if unit.hears is None else radar.name in unit.hears
            for owner, radar in radars
        ]
    first = 0
    for g, (c, missile, launchers, rounds) in enumerate(racks):
        world.group[g] = (c, missiles.index(missile), first, launchers)
        for ell in range(first, first + launchers):
            put(
                world.launcher[:, ell], armed[c], key=name_hash(f"launcher {armed[c].name} {ell}"), group=g,
                store=first if armed[c].stock else -1, stock=armed[c].stock if ell == first else 0,
                cos_half_sector=-1.0 if armed[c].sector_rad >= 2.0 * math.pi else math.cos(0.5 * armed[c].sector_rad),
            )  # fmt: skip
        world.launcher["rounds"][:, first : first + launchers] = rounds
        first += launchers
    for m, missile in enumerate(missiles):
        put(world.missile[:, m], missile, key=name_hash(f"missile {missile.name}"))
    for t, raider in enumerate(raiders):
        put(world.threat[:, t], raider, key=name_hash(f"threat {raider.name}"))
    for row, network in enumerate(networks):
        put(world.network[:, row], network, key=name_hash(f"network {network.name}"))
    for q, link in enumerate(links):
        put(world.link[:, q], link, key=name_hash(f"link {link.name}"))
    for j, jammer in enumerate(jammers):
        n = offset(sites[0].n, jammer.bearing_rad, jammer.away_m)
        put(world.jammer[:, j], jammer, key=name_hash(f"jammer {jammer.name}"), n=n)
    return world


def put(rows: np.ndarray, source: object, **columns: Any) -> None:
    """Fill the columns of `rows` from `columns`, or else from the attributes of `source` with the same name."""
    for column in rows.dtype.names or ():
        if column in columns:
            rows[column] = columns[column]
        elif hasattr(source, column):
            rows[column] = getattr(source, column)
        else:
            raise KeyError(f"nothing says what {column!r} is")
