"""Which quantities each kind of equipment needs: the one table that entries, checks and the simulation agree on.

An entry of the catalogue plays one *role*: a radar, a round, a launcher, a battery ... For each role this file lists
every quantity that a simulation reads, with its dimension, the bounds that common sense sets, and a sentence saying
what is meant. A quantity that is missing from an entry is reported, so is one that the role does not know.

To add a quantity: one line here, a value in each entry of the role, and its use in `assemble`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pavise.units import si_unit

INFINITE = math.inf


@dataclass(frozen=True)
class QuantitySpec:
    """What a quantity means. `at_least`, `at_most`: bounds in SI units. `whole`: only whole numbers make sense."""

    name: str
    dimension: str
    meaning: str
    at_least: float = 0.0
    at_most: float = INFINITE
    whole: bool = False

    @property
    def si_unit(self) -> str:
        """Unit of the values once read; empty for a bare number."""
        return "" if self.dimension == "fraction" else si_unit(self.dimension)


@dataclass(frozen=True)
class Role:
    """A kind of entry: what it is, its quantities, and which parts of a composition it must name."""

    name: str
    meaning: str
    quantities: tuple[QuantitySpec, ...]
    parts: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    def spec(self, name: str) -> QuantitySpec:
        """The quantity called `name`; KeyError when the role has none."""
        for spec in self.quantities:
            if spec.name == name:
                return spec
        raise KeyError(f"role {self.name} has no quantity {name}")

    @property
    def quantity_names(self) -> tuple[str, ...]:
        """Names of all quantities, in the order in which entries are best written."""
        return tuple(spec.name for spec in self.quantities)


def _length(name: str, meaning: str, at_least: float = 0.0) -> QuantitySpec:
    return QuantitySpec(name, "length", meaning, at_least)


def _speed(name: str, meaning: str) -> QuantitySpec:
    return QuantitySpec(name, "speed", meaning, at_least=1.0, at_most=20_000.0)


def _time(name: str, meaning: str, at_least: float = 0.0) -> QuantitySpec:
    return QuantitySpec(name, "time", meaning, at_least)


def _count(name: str, meaning: str, at_least: int = 1) -> QuantitySpec:
    return QuantitySpec(name, "count", meaning, at_least, whole=True)


def _fraction(name: str, meaning: str) -> QuantitySpec:
    return QuantitySpec(name, "fraction", meaning, at_most=1.0)


def _money(name: str, meaning: str) -> QuantitySpec:
    return QuantitySpec(name, "money", meaning)


_RCS = QuantitySpec("rcs", "area", "mean radar cross-section, nose-on where sources say so", at_least=1e-8)

_TRACK_DELAY = _time("track_delay", "from a radar's track to the command post knowing it")
_DECISION_PERIOD = _time("decision_period", "time between two decisions of the command post", at_least=0.1)
_AVAILABILITY = _fraction("availability", "chance that the unit is serviceable when it is called")
_NOTICE = _time("notice_time_stored", "from the order to being able to act, for a unit that is kept in storage")
_CHANNELS = _count("channels", "targets that it can engage at once")
_SALVO = _count("missiles_per_target", "rounds that it may have in flight at one target")
_REACTION = _time("reaction_time", "from knowing a track to the first round leaving")
_ASSESS = _time("assess_time", "from a round's arrival to knowing what it did")
_INTERVAL = _time("round_interval", "shortest time between two rounds of one launcher", at_least=0.01)

RADAR = Role(
    "radar",
    "A sensor that finds targets, anchored on one claimed point: range_ref against rcs_ref with chance pd_ref.",
    (
        _length("range_ref", "range at which one look sees a target of rcs_ref with chance pd_ref", at_least=100.0),
        QuantitySpec("rcs_ref", "area", "radar cross-section that range_ref is stated for", at_least=1e-6),
        QuantitySpec("pd_ref", "fraction", "chance of detection in one look at range_ref", 0.05, 0.99),
        _length("instrumented_range", "no detection beyond, whatever the target", at_least=100.0),
        _time("scan_period", "time between two looks at the same target", at_least=0.05),
        _length("antenna_height", "height of the antenna above the ground; 0 when it is carried by an aircraft"),
        QuantitySpec("pfa", "fraction", "chance of a false alarm per look", 1e-12, 1e-2),
        QuantitySpec("sector", "angle", "full width in azimuth; 360 deg when it looks all round", 0.01, math.tau),
        QuantitySpec("elevation_max", "angle", "highest elevation that it covers", 0.01, math.pi / 2),
        _count("tracks_max", "tracks that it can hold at once"),
    ),
    settings=("swerling", "pulses", "confirm", "drop_after"),
)

INTERCEPTOR = Role(
    "interceptor",
    "A round: a missile, or one burst of a gun.",
    (
        _length("range_min", "no intercept nearer (slant range)"),
        _length("range_max", "no intercept farther, level targets: how far it flies, not what is seen", 100.0),
        _length("range_max_ballistic", "no intercept farther, ballistic targets; 0 when it is not meant for them"),
        _length("altitude_min", "no intercept lower"),
        _length("altitude_max", "no intercept higher", at_least=100.0),
        _speed("speed_mean", "average speed from launch to intercept, well below the top speed that is advertised"),
        _fraction("p_kill_aircraft", "chance that one round kills an aircraft inside its envelope"),
        _fraction("p_kill_cruise_missile", "the same for a cruise missile"),
        _fraction("p_kill_drone", "the same for a one-way drone"),
        _fraction("p_kill_ballistic", "the same for a short-range ballistic missile"),
        _count("rounds_per_cell", "rounds in the place of one full-size round on the launcher (4: a four-pack)"),
        _money("unit_cost", "price of one round"),
    ),
)

LAUNCHER = Role(
    "launcher",
    "What rounds are fired from. Rounds on a launcher: missiles_per_launcher x rounds_per_cell of the round.",
    (
        _count("missiles_per_launcher", "full-size rounds ready to fire"),
        _time("reload_time", "from empty to full, when rounds are at hand"),
        _INTERVAL,
    ),
)

FIRE_UNIT = Role(
    "fire_unit",
    "A battery or platoon: sensors, launchers and the post that commands them.",
    (
        _count("launchers_per_unit", "launchers of one unit"),
        _CHANNELS,
        _SALVO,
        _REACTION,
        _ASSESS,
        _DECISION_PERIOD,
        _TRACK_DELAY,
        _AVAILABILITY,
        _NOTICE,
        _money("unit_cost", "price of one unit without rounds"),
        _count("reload_sets", "full reloads held in the depot", at_least=0),
    ),
    parts=("sensors", "launchers"),
)

WARNING_RADAR = Role(
    "warning_radar",
    "A unit that only sees and tells: sensors and a post, no launchers.",
    (
        _DECISION_PERIOD,
        _TRACK_DELAY,
        _AVAILABILITY,
        _NOTICE,
        _money("unit_cost", "price of one unit"),
    ),
    parts=("sensors",),
)

AIRCRAFT = Role(
    "aircraft",
    "A fighter: on patrol for the defence, or a type that a raid may take its figures from.",
    (
        _speed("cruise_speed", "speed on the orbit"),
        _speed("max_speed", "top speed that sources state"),
        _length("patrol_altitude", "height of the orbit"),
        _length("orbit_radius", "radius of the orbit", at_least=100.0),
        _time("time_on_station", "how long one aircraft stays on its orbit", at_least=60.0),
        _time("relief_gap", "time without an aircraft between one leaving and the next being in place"),
        _count("aircraft_per_patrol", "airframes needed to keep one aircraft on its orbit day and night"),
        _CHANNELS,
        _SALVO,
        _INTERVAL,
        _REACTION,
        _ASSESS,
        _DECISION_PERIOD,
        _TRACK_DELAY,
        _AVAILABILITY,
        _NOTICE,
        _RCS,
        _money("unit_cost", "price of one aircraft without rounds"),
    ),
    parts=("sensors", "load"),
)

THREAT = Role(
    "threat",
    "Something that a raid is made of. Raids are notional: no attacker is named and no route is planned.",
    (
        _speed("speed", "ground speed in level flight; for show on an arc, whose shape sets the speed"),
        _length("altitude", "height of level flight above the ground; 0 for an arc"),
        _RCS,
        QuantitySpec("damage", "ratio", "damage points at the site when it gets through; a cruise missile is worth 1"),
        _money("unit_cost", "price of one"),
        _length("release_range", "it has done its work at this distance from the site; 0 when it must reach it"),
        QuantitySpec("apogee_ratio", "ratio", "top of an arc over its ground range; 0 in level flight", 0.0, 1.0),
    ),
    settings=("threat_class", "path"),
)

LOT = Role(
    "lot",
    "What was bought or offered as a whole. Sources quarrel about such totals, so they are in doubt like the rest.",
    (
        _count("batteries", "fire units in the lot"),
        _count("launchers", "launchers in the lot"),
        _count("missiles", "rounds in the lot, of all types"),
        _money("price", "price of the whole lot, with everything that the contract covers"),
    ),
    parts=("unit", "rounds"),
)

ROLES: dict[str, Role] = {
    role.name: role for role in (RADAR, INTERCEPTOR, LAUNCHER, FIRE_UNIT, WARNING_RADAR, AIRCRAFT, THREAT, LOT)
}

NOT_ABOVE: tuple[tuple[str, str], ...] = (
    ("range_min", "range_max"),
    ("altitude_min", "altitude_max"),
    ("cruise_speed", "max_speed"),
)
"""Pairs within one entry where the first must never exceed the second in any world."""
