"""Which quantities each kind of equipment needs: the one table that entries, checks and the simulation agree on.

An entry of the catalogue plays one *role*: a radar, a round, a launcher, a battery ... For each role this file lists
every quantity that a simulation reads, with its dimension, the bounds that common sense sets, and a sentence saying
what is meant. A quantity that is missing from an entry is reported, so is one that the role does not know.

To add a quantity: one line here, a value in each entry of the role, and its use in `assemble`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from pavise.units import si_unit

INFINITE = math.inf


@dataclass(frozen=True)
class QuantitySpec:
    """What a quantity means. `at_least`, `at_most`: bounds in SI units. `whole`: only whole numbers make sense.

    `kinds`, `patterns`: the kinds of sensor, and among them the elevation patterns, that have it, for a quantity that
    not all entries of the role share; of a threat, the kinds are its paths.
    """

    name: str
    dimension: str
    meaning: str
    at_least: float = 0.0
    at_most: float = INFINITE
    whole: bool = False
    kinds: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

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
    called: str = ""

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

    def for_kind(self, kind: str, pattern: str) -> Role:
        """The role as an entry of this kind (and elevation pattern) plays it: with the quantities and settings it has.

        The kind of a sensor is how it sees, that of a threat its path.
        """
        quantities = tuple(
            spec
            for spec in self.quantities
            if (not spec.kinds or kind in spec.kinds) and (not spec.patterns or pattern in spec.patterns)
        )
        settings = tuple(name for name in self.settings if kind in KINDS_WITH.get(name, (kind,)))
        return replace(self, quantities=quantities, settings=settings, called=CALLED.get(kind, ""))

    @property
    def title(self) -> str:
        """What a finding calls an entry of the role."""
        return self.called or self.name


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


def _shape(name: str, meaning: str) -> QuantitySpec:
    return QuantitySpec(name, "ratio", meaning, 1e-4, 1e5)


_SIGNATURE = (
    QuantitySpec("rcs", "area", "mean radar cross-section, nose-on where sources say so, in C and X band", 1e-8),
    _shape("rcs_side_ratio", "cross-section from the side over that from the nose"),
    _shape("rcs_tail_ratio", "cross-section from behind over that from the nose"),
    _shape("rcs_middle_band_ratio", "cross-section in L and S band over that in C and X band"),
    _shape("rcs_low_band_ratio", "cross-section in VHF and UHF over that in C and X band"),
    QuantitySpec("visible_size", "area", "area that an eye or a camera sees, from the front", 1e-4),
    QuantitySpec("emits", "ratio", "strength of its own emissions over those of an airborne radar that is switched on"),
)


_TRACK_DELAY = _time("track_delay", "from a radar's track to the command post knowing it")
_DECISION_PERIOD = _time("decision_period", "time between two decisions of the command post", at_least=0.1)
_AVAILABILITY = _fraction("availability", "chance that the unit is serviceable when it is called")
_NOTICE = _time("notice_time_stored", "from the order to being able to act, for a unit that is kept in storage")
_CHANNELS = _count("channels", "targets that it can engage at once")
_SALVO = _count("missiles_per_target", "rounds that it may have in flight at one target")
_REACTION = _time("reaction_time", "from knowing a track to the first round leaving")
_ASSESS = _time("assess_time", "from a round's arrival to knowing what it did")
_INTERVAL = _time("round_interval", "shortest time between two rounds of one launcher", at_least=0.01)

_ECHO = ("radar", "bistatic")
_RADIO = ("radar", "bistatic", "passive")
_SIGHT = ("optical",)

_LOBED = ("fan", "cosecant_squared")

KINDS_WITH: dict[str, tuple[str, ...]] = {
    "swerling": _RADIO,
    "pulses": _RADIO,
    "band": _ECHO,
    "pattern": _ECHO,
    "illuminator": ("bistatic",),
}
"""Settings that only some kinds of sensor have."""

CALLED = {"bistatic": "bistatic receiver", "passive": "passive sensor", "optical": "optical sight"}
"""What people call a sensor that is no ordinary radar."""


def _of_echoes(name: str, dimension: str, meaning: str, at_least: float, at_most: float) -> QuantitySpec:
    return QuantitySpec(name, dimension, meaning, at_least, at_most, kinds=_ECHO)


def _of_lobes(name: str, meaning: str, at_least: float) -> QuantitySpec:
    return QuantitySpec(name, "angle", meaning, at_least, 3.0, kinds=_ECHO, patterns=_LOBED)


RADAR = Role(
    "radar",
    "A sensor that finds targets, anchored on one claimed point: range_ref against rcs_ref with chance pd_ref. The "
    "setting `kind` says how it sees: radar, bistatic (listens to the echoes of another radar), passive (listens to "
    "what targets emit themselves), optical.",
    (
        _length("range_ref", "range at which one look sees the reference target with chance pd_ref", at_least=100.0),
        QuantitySpec("rcs_ref", "area", "radar cross-section that range_ref is stated for", 1e-6, kinds=_ECHO),
        QuantitySpec("size_ref", "area", "visible size that range_ref is stated for", 1e-4, kinds=_SIGHT),
        QuantitySpec("pd_ref", "fraction", "chance of detection in one look at range_ref", 0.05, 0.99),
        _length("instrumented_range", "no detection beyond, whatever the target", at_least=100.0),
        _time("scan_period", "time between two looks at the same target", at_least=0.05),
        _length("antenna_height", "height of the antenna above the ground; 0 when it is carried by an aircraft"),
        QuantitySpec("pfa", "fraction", "chance of a false alarm per look", 1e-12, 1e-2, kinds=_RADIO),
        QuantitySpec("sector", "angle", "full width in azimuth; 360 deg when it looks all round", 0.01, math.tau),
        QuantitySpec("elevation_min", "angle", "lowest elevation that it covers", -math.pi / 2, math.pi / 4),
        QuantitySpec("elevation_max", "angle", "highest elevation that it covers", 0.01, math.pi / 2),
        _count("tracks_max", "tracks that it can hold at once"),
        QuantitySpec("frequency", "frequency", "middle of the band that it works in", 20e6, 100e9, kinds=_RADIO),
        QuantitySpec("beamwidth_azimuth", "angle", "half-power width of its beam in azimuth", 1e-4, 3.0, kinds=_RADIO),
        _of_echoes("beamwidth_elevation", "angle", "half-power width of its beam in elevation", 1e-4, 3.0),
        _of_lobes("lobe_width", "half-power width in elevation of all that its beams cover", 1e-3),
        _of_lobes("lobe_tilt", "elevation of the middle of that lobe, where the range holds in full", -0.8),
        _of_echoes("sidelobe", "ratio", "one-way gain beside the main beam over the gain in it", 1e-8, 1.0),
        _of_echoes("bandwidth", "frequency", "bandwidth of its signal: how finely it measures range", 1e3, 10e9),
        _of_echoes("range_bias", "length", "error of measured range that no strength of signal removes", 0.0, 10e3),
        QuantitySpec("angle_bias", "angle", "the same for angles", 0.0, 0.2),
        QuantitySpec("track_period", "time", "between looks at what it tracks; 0: as in search", kinds=("radar",)),
        QuantitySpec("false_plots", "ratio", "false plots in one scan over all that it covers, on average", 0.0, 1e4),
        _of_echoes("range_rate_accuracy", "speed", "error of its range rates; 0: it gives none", 0.0, 1e3),
        QuantitySpec("interrogator", "count", "1: it asks who is there; 0: it does not", 0.0, 1.0, True, ("radar",)),
    ),
    settings=("kind", "swerling", "pulses", "confirm", "drop_after", "band", "pattern", "illuminator"),
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

_PATROL = (
    _speed("cruise_speed", "speed on the orbit"),
    _speed("max_speed", "top speed that sources state"),
    _length("patrol_altitude", "height of the orbit"),
    _length("orbit_radius", "radius of the orbit", at_least=100.0),
    _time("time_on_station", "how long one aircraft stays on its orbit", at_least=60.0),
    _time("relief_gap", "time without an aircraft between one leaving and the next being in place"),
    _count("aircraft_per_patrol", "airframes needed to keep one aircraft on its orbit day and night"),
)

AIRCRAFT = Role(
    "aircraft",
    "A fighter: on patrol for the defence, or a type that a raid may take its figures from.",
    (
        *_PATROL,
        _CHANNELS,
        _SALVO,
        _INTERVAL,
        _REACTION,
        _ASSESS,
        _DECISION_PERIOD,
        _TRACK_DELAY,
        _AVAILABILITY,
        _NOTICE,
        *_SIGNATURE,
        _money("unit_cost", "price of one aircraft without rounds"),
    ),
    parts=("sensors", "load"),
)

WARNING_AIRCRAFT = Role(
    "warning_aircraft",
    "An aircraft that only sees and tells, from its orbit: sensors that look down, no rounds.",
    (
        *_PATROL,
        _DECISION_PERIOD,
        _TRACK_DELAY,
        _AVAILABILITY,
        _NOTICE,
        _money("unit_cost", "price of one aircraft"),
    ),
    parts=("sensors",),
)

THREAT = Role(
    "threat",
    "Something that a raid is made of. Raids are notional: no attacker is named and no route is planned.",
    (
        _speed("speed", "ground speed in level flight; for show on an arc, whose shape sets the speed"),
        _length("altitude", "height of level flight above the ground; 0 for an arc"),
        *_SIGNATURE,
        QuantitySpec(
            "jam_to_noise", "ratio", "noise of its jammer in a main beam at 100 km over a receiver's; 0: none"
        ),
        QuantitySpec("damage", "ratio", "damage points at the site when it gets through; a cruise missile is worth 1"),
        _money("unit_cost", "price of one"),
        _length("release_range", "it has done its work at this distance from the site; 0 when it must reach it"),
        QuantitySpec("apogee_ratio", "ratio", "top of an arc over its ground range; 0 in level flight", 0.0, 1.0),
        QuantitySpec(
            "ballistic_coefficient",
            "mass per area",
            "mass over drag coefficient x area of what comes down; read where a raid asks for drag",
            500.0,
            100e3,
            kinds=("arc",),
        ),
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

NETWORK = Role(
    "network",
    "How the posts of one network come to a verdict on what they see, and how they are commanded. Postures name "
    "networks, and what they do not say about one stands here. Verdicts are read only where the picture is tracked, "
    "command and warnings only where a posture has them.",
    (
        _time("identify_time", "from a confirmed track to the first verdict on it"),
        _fraction("prior_hostile", "chance that a new track is hostile, before anything is known of it"),
        _fraction("hostile_at", "a track is taken for hostile from this probability on"),
        _fraction("harmless_at", "and for harmless at this probability or below"),
        _count("operators", "tracks that a command post handles at once"),
        _time("decision_time", "from an operator taking a track on to units being free to shoot at it"),
        _time("fallback_time", "from the loss of a command post to its units fighting alone"),
        _time("red_time", "from the first hostile track to warning red"),
        _time("crew_time_white", "from the first hostile track to crews being ready, when the warning was white"),
        _time("crew_time_yellow", "the same when it was yellow"),
    ),
)

LINK = Role(
    "link",
    "How one network tells another what it sees: by which means, how late, how surely.",
    (
        _time("delay", "from one network's picture to the other's"),
        _fraction("loss", "chance that one report does not arrive"),
        _time("outage", "mean length of an outage; 0: there is none"),
        _time("time_between_outages", "mean time from one outage to the next", at_least=1.0),
    ),
)

ENGAGEMENT = Role(
    "engagement",
    "What a study may switch on about engagements (`engagement:`), the same for all units: it is published for none.",
    (
        _fraction("kill_unseen", "chance that a kill is taken for a miss"),
        _fraction("miss_unseen", "chance that a miss is taken for a kill"),
        _time("look_again", "after which the track of what was taken for killed gives it away as alive"),
        _fraction("edge_share", "share of a round's chance of a kill that is left at the edge of its reach"),
        _fraction("crossing_share", "share of it that is left against a target that crosses"),
        _count("reload_crews", "launchers of one unit that can be reloaded at once"),
        _time("turn_round_time", "from a fighter leaving its station until it can be back there, fuelled and armed"),
    ),
)

ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        RADAR, INTERCEPTOR, LAUNCHER, FIRE_UNIT, WARNING_RADAR, AIRCRAFT, WARNING_AIRCRAFT, THREAT, LOT, NETWORK, LINK,
        ENGAGEMENT,
    )
}  # fmt: skip

USUAL_ENGAGEMENT = "engagement_notional"
"""The entry that says what the words of a study's `engagement` mean in figures."""

USUAL_NETWORK = "network_notional"
"""The entry that holds whatever a posture does not say about a network."""

NOT_ABOVE: tuple[tuple[str, str], ...] = (
    ("range_min", "range_max"),
    ("altitude_min", "altitude_max"),
    ("cruise_speed", "max_speed"),
    ("elevation_min", "elevation_max"),
    ("harmless_at", "hostile_at"),
)
"""Pairs within one entry where the first must never exceed the second in any world."""
