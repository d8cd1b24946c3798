"""The sensors of a force: from what is believed about a type of radar, camera or receiver to rows of SENSOR.

    a type's figures in every world  ->  the law of its kind, anchored on its claimed range
    the shape of its beam, the air between, the terrain around  ->  rows of lookup tables
    which radar lights up a target for a receiver that stands apart  ->  the nearest of its kind

Choices made here, not in the catalogue:

* The claimed range holds in the peak of the beam, in clear air. Elsewhere the tables take or give what is different.
* A weakened sensor has its range, and its instrumented one, multiplied by the factor.
* The frequency of a type is its median in all worlds, since a table of losses is made from it.
* A bistatic receiver listens to the nearest radar of the type it is made for that its network has in that world; in a
  world that has none, it is not there.
* A track mode divides the time between two searches into whole ticks, each at least a step of the clock.
* A patrol's sensors look ahead, and ahead is every way in turn on its orbit: taken as all round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pavise.assemble.force import Unit
from pavise.assemble.landscape import Landscape
from pavise.assemble.laydown import Place
from pavise.assemble.lookups import Lookups, rounded_pfa
from pavise.assemble.sample import Figures, Sampler
from pavise.assemble.trackers import tracker_settings
from pavise.assemble.weather import Weather
from pavise.catalogue.system import RadarSettings, SystemType
from pavise.kinds import Picture, SensorKind
from pavise.scenario.engagement import Engagement
from pavise.sim.detection import SPEED_OF_LIGHT_MPS, anchor_scale
from pavise.sim.elementary import cos, sin
from pavise.sim.models.motion.great_circle import central_angle
from pavise.sim.models.sensing import bistatic_radar, optical_sight, passive_receiver
from pavise.sim.schedule import STEP_S

WHOLE_TURN = 2.0 * math.pi - 1e-6

REFERENCE_EMITTER = 1.0
"""Strength of the emitter that passive sensors are rated by: an airborne radar that is switched on."""

RANGE_POWERS = {
    SensorKind.RADAR: 4,
    SensorKind.BISTATIC: bistatic_radar.RANGE_POWER,
    SensorKind.PASSIVE: passive_receiver.RANGE_POWER,
    SensorKind.OPTICAL: optical_sight.RANGE_POWER,
}
"""By which power of range the signal of each kind falls."""


@dataclass(frozen=True)
class Surroundings:
    """What lies around a force: the tables that its sensors look things up in, the weather, the ground, and whether
    its posts know every target or must make a picture out of plots, and by what kind of tracker; how closely
    engagements are looked at."""

    lookups: Lookups
    weather: Weather
    landscape: Landscape
    picture: Picture = Picture.KNOWN
    tracker: np.recarray = field(default_factory=lambda: tracker_settings(None))
    engagement: Engagement = Engagement()


@dataclass(frozen=True)
class Law:
    """Signal to noise and chance of detection of one type in all worlds: shape (W,) each."""

    scale_m2: Figures
    pd_row: NDArray[np.int64]
    beam_row: NDArray[np.int64]


def settings_of(system: SystemType) -> RadarSettings:
    """The choices of model of a sensor; a sensor without them is a finding of the catalogue."""
    assert system.radar is not None
    return system.radar


def fill_sensors(
    table: np.recarray,
    units: Sequence[Unit],
    places: Sequence[Place],
    sampler: Sampler,
    around: Surroundings,
) -> dict[int, int]:
    """Fill the sensors of all units; row of unit -> row of the sensor that guides its rounds."""
    laws: dict[str, Law] = {}
    guides: dict[int, int] = {}
    types: list[tuple[str, int]] = []
    for u, unit in enumerate(units):
        for part in unit.system.sensors:
            s, system = len(types), sampler.library.system(part.type)
            if part.type not in laws:
                laws[part.type] = _law(system, sampler, around.lookups)
            row = table[:, s]
            row["unit"] = u
            _fill_law(row, system, laws[part.type], unit, sampler)
            _fill_cover(row, system, unit, sampler)
            _fill_measuring(row, system, sampler, around.picture)
            _fill_weather(row, system, unit, places[u], sampler, around)
            if part.fire_control and u not in guides:
                row["fire_control"] = 1
                guides[u] = s
            if not unit.system.flies:
                row["mask_row"], row["mask_step_m"] = around.landscape.shadow_of(*antenna(system, places[u], sampler))
            types.append((part.type, u))
    for s, (name, u) in enumerate(types):
        lamp = settings_of(sampler.library.system(name)).illuminator
        if lamp is not None:
            network = units[u].placed.entry.network
            lamps = [
                (row, v)
                for row, (other, v) in enumerate(types)
                if other == lamp and units[v].placed.entry.network == network
            ]
            _fill_illuminator(table, s, places[u], [(row, places[v]) for row, v in lamps])
    return guides


def antenna(system: SystemType, place: Place, sampler: Sampler) -> tuple[Place, float, float]:
    """An antenna as `Landscape.prepare` takes it: its place, its middle height, and how far it may ever see."""
    highest_m = system.quantities["instrumented_range"].distribution.high
    return place, sampler.middle(system.id, "antenna_height"), highest_m


# ---- the law of a type ----------------------------------------------------------------------------------------------


def _law(system: SystemType, sampler: Sampler, lookups: Lookups) -> Law:
    """How the signal of a type follows from its claim, in every world."""
    settings = settings_of(system)
    ranges_m, chances = sampler.of(system.id, "range_ref"), sampler.of(system.id, "pd_ref")
    if settings.kind == SensorKind.OPTICAL:
        sizes_m2 = sampler.of(system.id, "size_ref")
        claims = zip(ranges_m, sizes_m2, chances, strict=True)
        scale = [optical_sight.optical_scale_m2(range_m, size_m2, pd) for range_m, size_m2, pd in claims]
        rows = [lookups.optical_row()] * sampler.worlds
        return Law(np.array(scale), np.array(rows), np.zeros(sampler.worlds, np.int64))
    pfa = [rounded_pfa(drawn) for drawn in sampler.of(system.id, "pfa")]
    rows = [lookups.detection_row(settings, false_alarm) for false_alarm in pfa]
    how = (settings.swerling, settings.pulses)
    if settings.kind == SensorKind.PASSIVE:
        claims = zip(ranges_m, chances, pfa, strict=True)
        scale = [
            passive_receiver.passive_scale_m2(range_m, REFERENCE_EMITTER, pd, *how, false_alarm)
            for range_m, pd, false_alarm in claims
        ]
        return Law(np.array(scale), np.array(rows), np.zeros(sampler.worlds, np.int64))
    echoes = zip(ranges_m, sampler.of(system.id, "rcs_ref"), chances, pfa, strict=True)
    scale = [anchor_scale(range_m, rcs_m2, pd, *how, false_alarm) for range_m, rcs_m2, pd, false_alarm in echoes]
    return Law(np.array(scale), np.array(rows), _beam_rows(system, sampler, lookups))


def _beam_rows(system: SystemType, sampler: Sampler, lookups: Lookups) -> NDArray[np.int64]:
    pattern = settings_of(system).pattern
    if pattern == "flat":
        return np.zeros(sampler.worlds, np.int64)
    widths, tilts, limits = (sampler.of(system.id, name) for name in ("lobe_width", "lobe_tilt", "elevation_max"))
    floor = sampler.middle(system.id, "sidelobe")
    ways = 2 if settings_of(system).kind == SensorKind.RADAR else 1
    shapes = zip(widths, tilts, limits, strict=True)
    return np.array([lookups.beam_row(pattern, width, tilt, limit, floor, ways) for width, tilt, limit in shapes])


def whole_part_s(track_period_s: Figures, scan_period_s: Figures) -> Figures:
    """The period of a track mode so that whole ticks of it make a search, and a tick is no step of the clock split.

    0 (no track mode) where it would not be quicker than the search.
    """
    ticks = np.floor(scan_period_s / np.maximum(track_period_s, STEP_S))
    return np.where((track_period_s > 0.0) & (ticks > 1.0), scan_period_s / np.maximum(ticks, 1.0), 0.0)


# ---- columns --------------------------------------------------------------------------------------------------------


def _fill_law(row: np.ndarray, system: SystemType, law: Law, unit: Unit, sampler: Sampler) -> None:
    settings = settings_of(system)
    row["present"] = unit.present
    row["kind"] = int(settings.kind)
    row["band"] = int(settings.band)
    weaker = unit.range_factor * unit.range_factor
    row["snr_scale_m2"] = law.scale_m2 * (weaker * weaker if RANGE_POWERS[settings.kind] == 4 else weaker)
    row["pd_row"] = law.pd_row
    row["beam_row"] = law.beam_row
    row["confirm_m"], row["confirm_n"] = settings.confirm
    row["drop_after_s"] = settings.drop_after_s
    row["tracks_max"] = sampler.whole(system.id, "tracks_max")
    row["scan_period_s"] = sampler.of(system.id, "scan_period")
    if settings.kind == SensorKind.RADAR:
        row["track_period_s"] = whole_part_s(sampler.of(system.id, "track_period"), row["scan_period_s"])


def _fill_cover(row: np.ndarray, system: SystemType, unit: Unit, sampler: Sampler) -> None:
    """Where it looks: how far, how wide, how high and low, from which height."""
    row["antenna_height_m"] = sampler.of(system.id, "antenna_height")
    row["instrumented_range_m"] = sampler.of(system.id, "instrumented_range") * unit.range_factor
    sector_rad = sampler.of(system.id, "sector")
    row["cos_half_sector"] = [
        -1.0 if unit.system.flies or full_rad >= WHOLE_TURN else cos(0.5 * full_rad) for full_rad in sector_rad
    ]
    row["sin_elevation_min"] = [sin(lowest_rad) for lowest_rad in sampler.of(system.id, "elevation_min")]
    row["sin_elevation_max"] = [sin(highest_rad) for highest_rad in sampler.of(system.id, "elevation_max")]


MEASURING = (
    ("elevation_beamwidth_rad", "beamwidth_elevation"),
    ("bandwidth_hz", "bandwidth"),
    ("range_bias_m", "range_bias"),
    ("angle_bias_rad", "angle_bias"),
    ("false_plots", "false_plots"),
    ("range_rate_sigma_mps", "range_rate_accuracy"),
    ("interrogates", "interrogator"),
)
"""Columns that say how finely a sensor measures and what else it reports: drawn for maps of accuracy. Only battles with
a tracked picture read them, and only there does an option lean on them."""


def _fill_measuring(row: np.ndarray, system: SystemType, sampler: Sampler, picture: Picture) -> None:
    for column, quantity in (("beamwidth_rad", "beamwidth_azimuth"), ("sidelobe", "sidelobe")):
        if quantity in system.quantities:
            row[column] = sampler.of(system.id, quantity)
    draw = sampler.of if picture == Picture.TRACKED else sampler.aside
    for column, quantity in MEASURING:
        if quantity in system.quantities:
            row[column] = draw(system.id, quantity)


def _fill_weather(
    row: np.ndarray, system: SystemType, unit: Unit, place: Place, sampler: Sampler, around: Surroundings
) -> None:
    """What the air takes, and lobing over flat ground."""
    settings, weather, lookups = settings_of(system), around.weather, around.lookups
    height_m = around.landscape.ground_m(place.n)
    if unit.system.flies:
        height_m = sampler.middle(unit.system.id, "patrol_altitude")
    range_m = sampler.middle(system.id, "range_ref")
    if settings.kind == SensorKind.OPTICAL:
        hazes, world = np.unique(weather.visibility_m, return_inverse=True)
        rows = [lookups.haze_row(haze_m, height_m, weather.earth_radius_m, range_m) for haze_m in hazes]
        row["loss_row"] = np.array(rows)[world]
        return
    frequency_hz = sampler.middle(system.id, "frequency")
    ways = 1 if settings.kind == SensorKind.PASSIVE else 2
    rains, world = np.unique(weather.rain_mm_per_h, return_inverse=True)
    rows = [
        lookups.loss_row(frequency_hz, height_m, weather.earth_radius_m, range_m, rain_mm_per_h, ways)
        for rain_mm_per_h in rains
    ]
    row["loss_row"] = np.array(rows)[world]
    if weather.lobing_roughness_m is not None and settings.kind == SensorKind.RADAR and not unit.system.flies:
        row["lobing_wave_m"] = SPEED_OF_LIGHT_MPS / frequency_hz
        row["lobing_roughness_m"] = weather.lobing_roughness_m


def _fill_illuminator(table: np.recarray, receiver: int, place: Place, lamps: Sequence[tuple[int, Place]]) -> None:
    """Which of the `lamps` (row, place) a receiver listens to in every world: the nearest that is there."""
    nearest_first = sorted(lamps, key=lambda lamp: (central_angle(*place.n, *lamp[1].n), lamp[0]))
    chosen = np.full(len(table), -1)
    for row, _ in nearest_first:
        chosen = np.where((chosen < 0) & (table["present"][:, row] == 1), row, chosen)
    table["illuminator"][:, receiver] = chosen
    table["present"][:, receiver] &= (chosen >= 0).astype(np.uint8)
