"""What does not change during a run: who is there, what each can do, and what comes.

`assemble/tables.py` fills these tables, the stages read them. The leading axis W is the *world*: one draw of all
doubtful parameters. Replication r lives in world r // repeats, so doubt about parameters and luck in battle stay apart.
Tables without W are the same in every world. A unit that a world does not have (a contested lot may hold two batteries
or four) keeps its row with `present = 0`.

Places are n-vectors (the unit vector square to the WGS84 ellipsoid) with a height above it: exact, no singular pole,
and turned into earth-centred metres without trigonometry.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pavise.kinds import Band, Picture, SensorKind, Side, Silence, WeaponControl

from .air_picture import SETTINGS
from .attenuation import LOSS_LINES, LOSS_RANGES
from .beam import BEAM_GRID
from .fields import Field, NotFiniteError, Table, allocate, require_numbers
from .paths import SLOWED_POINTS, room_over_ground
from .state import PATH_POINTS

CONFIG = Table(
    "config",
    "A",
    "One row of settings for the whole run.",
    (
        Field("seed", "u4", "", "seed of every random number of the run"),
        Field("repeats", "i4", "", "replications per world"),
        Field("picture", "i4", "", "what posts know, kinds.Picture"),
        Field("horizon_s", "f8", "s", "the clock stops here; a threat still flying then is an error"),
        Field("earth_radius_m", "f8", "m", "radius of the effective earth for lines of sight: k x base radius"),
        Field("ground_lowest_m", "f8", "m", "lowest ground there is, 0 or less; horizons are counted from there"),
        Field("ground_south_rad", "f8", "rad", "southern edge of the table of ground heights"),
        Field("ground_west_rad", "f8", "rad", "western edge of it"),
        Field("ground_step_rad", "f8", "rad", "width of its cells; 0 where there is no terrain"),
    ),
)
UNIT = Table(
    "unit",
    "WU",
    "A battery, a radar post or a fighter patrol: what stands or orbits in one place and shares one readiness.",
    (
        Field("key", "u4", "", "hash of the unit's name"),
        Field("present", "u1", "", "1 when this world has the unit"),
        Field("n", "f8", "", "n-vector of the place, or of the orbit's centre", 3),
        Field("height_m", "f8", "m", "height of the ground, or of the orbit, above the ellipsoid"),
        Field("boresight_rad", "f8", "rad", "bearing that sector radars of the unit face, from true north"),
        Field("ready_at_s", "f8", "s", "when it can first act: notice time less warning time; inf for never"),
        Field("p_available", "f8", "", "chance that it is serviceable when called"),
        Field("orbit_radius_m", "f8", "m", "0 for what stands on the ground"),
        Field("orbit_speed_mps", "f8", "m/s", "speed on the orbit"),
        Field("on_station_s", "f8", "s", "time on station of a patrol; inf for what needs no relief", neutral=math.inf),
        Field("relief_gap_s", "f8", "s", "gap until the next patrol has taken over"),
        Field("airframes", "i4", "", "of a patrol by sortie, see patrol.py; 0: it keeps to its plan of reliefs alone"),
        Field("turn_round_s", "f8", "s", "from leaving its station until one of them is ready again"),
    ),
)
SENSOR = Table(
    "sensor",
    "WS",
    "A sensor of a unit. Row 0 of every table that it names is neutral: it changes nothing.",
    (
        Field("key", "u4", "", "hash of the sensor's name"),
        Field("unit", "i4", "", "row of its unit"),
        Field("network", "i4", "", "row of the network that it reports to; -1: only posts that hear it", neutral=-1),
        Field("present", "u1", "", "1 when this world has it"),
        Field("fire_control", "u1", "", "1 when it guides its unit's rounds"),
        Field("kind", "i4", "", "how it sees, kinds.SensorKind"),
        Field("band", "i4", "", "kinds.Band, by which cross-sections differ", neutral=int(Band.HIGH)),
        Field("illuminator", "i4", "", "row of the sensor whose signals a bistatic one uses; -1: none", neutral=-1),
        Field("antenna_height_m", "f8", "m", "antenna above the unit's height"),
        Field(
            "snr_scale_m2",
            "f8",
            "m2",
            "signal to noise = this x radar cross-section / range^4 (from the claimed range)",
        ),
        Field("instrumented_range_m", "f8", "m", "no detection beyond"),
        Field("scan_period_s", "f8", "s", "time between looks at the same target"),
        Field("track_period_s", "f8", "s", "the same for a target that it holds a track of; 0: no quicker"),
        Field("cos_half_sector", "f8", "", "cosine of half the sector it covers; -1 all round", neutral=-1.0),
        Field("sin_elevation_min", "f8", "", "sine of the lowest elevation it covers; -1: no limit", neutral=-1.0),
        Field("sin_elevation_max", "f8", "", "sine of the highest elevation it covers; 1: overhead", neutral=1.0),
        Field("beam_row", "i4", "", "row of the table of elevation patterns"),
        Field("loss_row", "i4", "", "row of the table of losses in the air"),
        Field("lobing_wave_m", "f8", "m", "wavelength for lobing over flat ground; 0: left out, as for all in the air"),
        Field("lobing_roughness_m", "f8", "m", "standard deviation of the heights of that ground"),
        Field("beamwidth_rad", "f8", "rad", "width of its beam in azimuth; 0 when not known"),
        Field("elevation_beamwidth_rad", "f8", "rad", "width of its beam in elevation; 0 when not known"),
        Field("sidelobe", "f8", "", "one-way gain off the main beam over the gain in it"),
        Field("bandwidth_hz", "f8", "Hz", "bandwidth, which says how finely it measures range; 0 when not known"),
        Field("range_bias_m", "f8", "m", "error of range that no signal strength removes"),
        Field("angle_bias_rad", "f8", "rad", "the same for angles"),
        Field("false_plots", "f8", "", "false detections in one scan, on average, over all that it covers"),
        Field("range_rate_sigma_mps", "f8", "m/s", "error of the range rate that it measures; 0: it measures none"),
        Field("interrogates", "u1", "", "1 when it asks what it sees whether it is a friend or civil traffic"),
        Field("mask_row", "i4", "", "row of the table of shadows of the terrain"),
        Field("mask_step_m", "f8", "m", "ground distance between two places of that row"),
        Field("pd_row", "i4", "", "row of the table of detection probabilities"),
        Field("confirm_m", "i4", "", "detections that start a track, M of the last N looks"),
        Field("confirm_n", "i4", "", "the N looks among which these are counted, at most 32"),
        Field("drop_after_s", "f8", "s", "a track without a detection for so long is dropped"),
        Field("tracks_max", "i4", "", "tracks it can hold at once"),
    ),
)
POST = Table(
    "post",
    "WC",
    "A command post of a fire unit: it decides who shoots at what.",
    (
        Field("key", "u4", "", "hash of the post's name"),
        Field("unit", "i4", "", "row of its unit"),
        Field("network", "i4", "", "posts of one network share tracks and know of each other's shots"),
        Field("fire_control", "i4", "", "row of the sensor that guides its rounds; -1 when none is needed"),
        Field("channels", "i4", "", "targets that it can engage at once"),
        Field("salvo", "i4", "", "rounds that it may have in flight at one target"),
        Field("doctrine", "i4", "", "number of the doctrine, kinds.Doctrine"),
        Field("reserve_rounds", "i4", "", "rounds that it keeps for ballistic targets where its doctrine keeps any"),
        Field("reserve_share", "f8", "", "the same as a share of the rounds on its launchers when full"),
        Field(
            "point_usd", "f8", "USD", "money that it spends to save a point of value where its doctrine counts money"
        ),
        Field("control", "i4", "", "its rules by class of target, kinds.WeaponControl", 4),
        Field("ring_m", "f8", "m", "nearer than this to a defended site other rules hold; 0: they are the same"),
        Field("control_near", "i4", "", "these other rules by class of target", 4),
        Field("control_before_red", "i4", "", "its rules before the warning is red, for all; -1: as after", neutral=-1),
        Field("control_alone", "i4", "", "its rules once it fights alone, for all; -1: as before", neutral=-1),
        Field("front_rad", "f8", "rad", "bearing of the middle of the front that it answers for, from true north"),
        Field("cos_half_front", "f8", "", "cosine of half the front's width; -1: all round", neutral=-1.0),
        Field("silence", "i4", "", "how long the radars that guide its rounds are off the air, kinds.Silence"),
        Field("crew_s", "f8", "s", "from the first hostile track to its crew being ready, where warnings are given"),
        Field(
            "fallback", "i4", "", "row of the network that it is on alone, once command is lost; -1: none", neutral=-1
        ),
        Field("reaction_s", "f8", "s", "from knowing a track to the first round leaving"),
        Field("assess_s", "f8", "s", "from a round's arrival to knowing what it did"),
        Field("decision_period_s", "f8", "s", "time between decisions"),
        Field("track_delay_s", "f8", "s", "from a radar's track to the post knowing it"),
        Field(
            "spaced", "u1", "", "1 when what its launchers cannot fire of a salvo at once follows as soon as they can"
        ),
        Field("reload_crews", "i4", "", "launchers that can be reloaded at once; 0: any number"),
        Field("p_kill_unseen", "f8", "", "chance that a kill is taken for a miss"),
        Field("p_miss_unseen", "f8", "", "chance that a miss is taken for a kill"),
        Field("look_again_s", "f8", "s", "after which the track of what was taken for killed gives it away as alive"),
    ),
)
GROUP = Table(
    "group",
    "G",
    "Launchers of one post that fire the same missile: one place and envelope, so geometry is worked out once for all.",
    (
        Field("post", "i4", "", "row of the post"),
        Field("missile", "i4", "", "row of the missile type"),
        Field("launcher_first", "i4", "", "first row in launcher; a group's launchers stand together"),
        Field("launcher_count", "i4", "", "number of launchers"),
    ),
)
LAUNCHER = Table(
    "launcher",
    "WL",
    "A launcher with its rounds.",
    (
        Field("key", "u4", "", "hash of the launcher's name"),
        Field("group", "i4", "", "row of its fire group"),
        Field("rounds", "i4", "", "rounds when full; 0 when this world does not have it"),
        Field("interval_s", "f8", "s", "time between two rounds of one launcher"),
        Field("reload_s", "f8", "s", "time to reload an empty launcher; a patrol reloads by relief instead"),
        Field("reloads", "i4", "", "full reloads in the depot (for a patrol: further sorties)"),
        Field("store", "i4", "", "row that keeps the books of the store it draws on after that; -1: none", neutral=-1),
        Field("stock", "i4", "", "rounds of that store, in the row that keeps its books"),
        Field("delivery_s", "f8", "s", "from the order until rounds of that store are at hand"),
        Field("cos_half_sector", "f8", "", "cosine of half the sector it fires into; -1 all round", neutral=-1.0),
    ),
)
MISSILE = Table(
    "missile",
    "WM",
    "A type of interceptor (or of gun: a round is a burst).",
    (
        Field("key", "u4", "", "hash of the type's name"),
        Field("range_min_m", "f8", "m", "no intercept nearer, slant range"),
        Field("range_max_m", "f8", "m", "no intercept farther, slant range"),
        Field("range_max_ballistic_m", "f8", "m", "the same against ballistic targets"),
        Field("altitude_min_m", "f8", "m", "no intercept lower above the ground"),
        Field("altitude_max_m", "f8", "m", "no intercept higher above the sea"),
        Field("speed_mps", "f8", "m/s", "average speed from launch to intercept"),
        Field("p_kill", "f8", "", "chance that one round kills, by class of target", 4),
        Field("edge_share", "f8", "", "share of that chance at the edge of its reach, see fall_off.py", neutral=1.0),
        Field("crossing_share", "f8", "", "share of it against a target that crosses", neutral=1.0),
        Field("unit_cost_usd", "f8", "USD", "price of a round"),
    ),
)
THREAT = Table(
    "threat",
    "WT",
    "One flying object of the raid. Where it comes from is drawn for each replication within these bounds.",
    (
        Field("key", "u4", "", "hash of the threat's name"),
        Field("threat_class", "i4", "", "kinds.ThreatClass"),
        Field("path_kind", "i4", "", "kinds.PathKind"),
        Field("site", "i4", "", "row of the site it flies to; -1: drawn by value"),
        Field("start_s", "f8", "s", "earliest start"),
        Field("start_spread_s", "f8", "s", "starts are spread evenly over this time"),
        Field("timed_by_arrival", "u1", "", "1 when these two say when it arrives and not when it starts"),
        Field("axis_rad", "f8", "rad", "bearing from the site to where it comes from"),
        Field("axis_spread_rad", "f8", "rad", "full width of the spread of bearings; 2 pi: from all sides"),
        Field("distance_m", "f8", "m", "ground distance from start to site"),
        Field("weave_m", "f8", "m", "half width of the sideways spread of its two via points"),
        Field("speed_mps", "f8", "m/s", "ground speed (level flight); an arc's speed follows from its shape"),
        Field("altitude_m", "f8", "m", "height of level flight over its site, or over the ground, see ground.py"),
        Field("apogee_ratio", "f8", "", "top of an arc as a share of its ground range; 0: least-energy arc"),
        Field("drag_m2pkg", "f8", "m2/kg", "drag coefficient x area / mass on an arc's way down; 0: no air there"),
        Field("release_range_m", "f8", "m", "it has done its work at this ground distance from the site"),
        Field("rcs_m2", "f8", "m2", "mean radar cross-section, nose-on, in the high band"),
        Field("rcs_side_ratio", "f8", "", "cross-section from the side over that from the nose", neutral=1.0),
        Field("rcs_tail_ratio", "f8", "", "the same from behind", neutral=1.0),
        Field(
            "rcs_band_ratio", "f8", "", "cross-section in each kinds.Band over that in the high band", 3, neutral=1.0
        ),
        Field("size_m2", "f8", "m2", "area that an eye or a camera sees"),
        Field("emits", "f8", "", "strength of its own emissions over those that passive sensors are rated by"),
        Field("jam_to_noise", "f8", "", "noise of its jammer in a main beam at 100 km over a receiver's own; 0: none"),
        Field("side", "i4", "", "whose it is, kinds.Side; what is not hostile is traffic that flies through"),
        Field("answers", "f8", "", "chance that it answers an interrogation as its side should"),
        Field("planned", "u1", "", "1 when it flies as a flight plan says that is known to air-traffic control"),
        Field("damage", "f8", "", "damage points at the site when it gets through"),
        Field("feigned_damage", "f8", "", "damage points that posts take it for beyond that: what a decoy imitates"),
        Field("unit_cost_usd", "f8", "USD", "price"),
    ),
)
SITE = Table(
    "site",
    "D",
    "A defended site, at city level.",
    (
        Field("key", "u4", "", "hash of the site's name"),
        Field("n", "f8", "", "n-vector", 3),
        Field("height_m", "f8", "m", "height above the ellipsoid"),
        Field("value", "f8", "", "what it is worth, in points"),
        Field("hardness", "f8", "", "damage points at which it is lost"),
    ),
)
NETWORK = Table(
    "network",
    "WN",
    "A network of posts: its command post, and (asked only where posts see tracks) how it tells foe from friend.",
    (
        Field("key", "u4", "", "hash of the network's name"),
        Field(
            "operators", "i4", "", "tracks that its command post handles at once; 0: it has none, posts decide alone"
        ),
        Field("decision_s", "f8", "s", "from an operator taking a track on to posts being free to shoot at it"),
        Field("p_command_lost", "f8", "", "chance that its command post is lost in the battle"),
        Field("command_lost_s", "f8", "s", "when, if it is", neutral=math.inf),
        Field("fallback_s", "f8", "s", "from that loss to its posts fighting alone"),
        Field("warns", "u1", "", "1 when crews and rules wait for a warning, 0 when it is red from the start"),
        Field("red_s", "f8", "s", "from the first hostile track to warning red"),
        Field("asks_friends", "u1", "", "1 when it can read the answers of friends"),
        Field("asks_civil", "u1", "", "1 when it can read the answers of civil traffic"),
        Field("has_plans", "u1", "", "1 when it knows the flight plans of civil traffic"),
        Field("identify_s", "f8", "s", "from a confirmed track to the first verdict on it"),
        Field("prior_hostile", "f8", "", "chance that a new track is hostile, before anything is known", neutral=0.5),
        Field("p_hostile", "f8", "", "a track is taken for hostile at this probability", neutral=0.9),
        Field("p_harmless", "f8", "", "and for harmless at this one or below", neutral=0.1),
    ),
)
LINK = Table(
    "link",
    "WQ",
    "One network tells another what it sees. One way, and not passed on.",
    (
        Field("key", "u4", "", "hash of the link's name"),
        Field("giver", "i4", "", "row of the network that tells"),
        Field("taker", "i4", "", "row of the network that is told"),
        Field("delay_s", "f8", "s", "from giver to taker"),
        Field("p_loss", "f8", "", "chance that one report does not arrive"),
        Field("up_s", "f8", "s", "mean time between two outages", neutral=math.inf),
        Field("outage_s", "f8", "s", "length of an outage; 0: there is none"),
    ),
)
JAMMER = Table(
    "jammer",
    "WJ",
    "A jammer that stands off and is never shot at. Notional, like the raid that it belongs to.",
    (
        Field("key", "u4", "", "hash of the jammer's name"),
        Field("n", "f8", "", "n-vector of its place", 3),
        Field("height_m", "f8", "m", "height above the ellipsoid"),
        Field("jam_to_noise", "f8", "", "its noise in a main beam at 100 km over a receiver's own"),
    ),
)
WORLD_TABLES = (CONFIG, UNIT, SENSOR, POST, GROUP, LAUNCHER, MISSILE, THREAT, SITE, NETWORK, SETTINGS, LINK, JAMMER)


class Lookups(NamedTuple):
    """What the stages only look up, in one parcel: networks, links, jammers and the plain arrays of a `World`; see
    there.

    One parcel also because a call may not have more than thirty arguments to be pasted into its caller.
    """

    network: np.ndarray
    link: np.ndarray
    jammer: np.ndarray
    hears: np.ndarray
    pd_table: np.ndarray
    beam_table: np.ndarray
    loss_table: np.ndarray
    mask: np.ndarray
    ground: np.ndarray


class World(NamedTuple):
    """All fixed tables of one case, and the plain arrays that go with them.

    `hears[C, S]`: 1 when a post gets a sensor's tracks. `pd_table[rows, grid]`: chance of detection by signal to noise,
    see detection.py. `beam_table[rows, grid]`: gain by elevation, see beam.py. `loss_table[rows, heights, ranges]`:
    what the air takes, see attenuation.py. `mask[rows, azimuths, ranges]`: lowest height in sight in metres, see
    mask.py. Row 0 of these three is neutral and never read. `ground[rows, columns]`: highest ground of each cell in
    metres, rows from the south, columns from the west, placed by `config`; see ground.py.
    """

    config: np.recarray
    unit: np.recarray
    sensor: np.recarray
    post: np.recarray
    group: np.recarray
    launcher: np.recarray
    missile: np.recarray
    threat: np.recarray
    site: np.recarray
    network: np.recarray
    settings: np.recarray
    link: np.recarray
    jammer: np.recarray
    hears: np.ndarray
    pd_table: np.ndarray
    beam_table: np.ndarray
    loss_table: np.ndarray
    mask: np.ndarray
    ground: np.ndarray

    @property
    def networks(self) -> int:
        """Networks that some post, sensor or link belongs to."""
        members = (
            self.post["network"], self.post["fallback"], self.sensor["network"], self.link["giver"], self.link["taker"],
        )  # fmt: skip
        return max(int(rows.max(initial=0)) for rows in members) + 1

    @property
    def sizes(self) -> dict[str, int]:
        """Axis letter -> length, for allocating a State."""
        return {
            "P": path_points(self.threat, self.config[0]["ground_step_rad"] > 0.0),
            "W": self.unit.shape[0],
            "U": self.unit.shape[1],
            "S": self.sensor.shape[1],
            "C": self.post.shape[1],
            "G": self.group.shape[0],
            "L": self.launcher.shape[1],
            "M": self.missile.shape[1],
            "T": self.threat.shape[1],
            "D": self.site.shape[0],
            "J": self.jammer.shape[1],
            "Q": self.link.shape[1],
            "N": self.networks,
        }


def path_points(threat: np.ndarray, over_ground: bool) -> int:
    """Room that the paths of these threats need: over ground by the longest leg that any of them may fly, and more than
    is usual where the air slows one."""
    most = SLOWED_POINTS if (threat["drag_m2pkg"] > 0.0).any() else PATH_POINTS
    if not over_ground:
        return most
    leg_m = float((threat["distance_m"] / 3.0 + 2.0 * threat["weave_m"]).max(initial=0.0))
    return max(room_over_ground(leg_m), most)


def make_world(sizes: dict[str, int], n_pd_rows: int, n_pd_grid: int) -> World:
    """A World of the given sizes (axis letter -> length), to be filled column by column.

    Unless said there are no jammers and no links, and as many networks as there can be: one for each post.
    """
    sizes = {"J": 0, "Q": 0, "N": max(sizes["C"], 1), **sizes, "A": 1}
    tables = [allocate(table, sizes) for table in WORLD_TABLES]
    return World(
        *tables,
        hears=np.zeros((sizes["C"], sizes["S"]), np.uint8),
        pd_table=np.zeros((n_pd_rows, n_pd_grid)),
        **neutral_lookups(),
    )


def neutral_lookups() -> dict[str, np.ndarray]:
    """Lookups that only hold the neutral row: full gain, no loss, no shadow, and ground at sea level."""
    return {
        "beam_table": np.ones((1, BEAM_GRID)),
        "loss_table": np.zeros((1, LOSS_LINES, LOSS_RANGES)),
        "mask": np.zeros((1, 1, 1), np.int16),
        "ground": np.zeros((1, 1), np.int16),
    }


class BrokenWorldError(ValueError):
    """A table of the world points to a row that is not there, or holds a number that no run can use."""


REFERENCES = (
    ("sensor", "unit", "unit", 0),
    ("sensor", "illuminator", "sensor", -1),
    ("post", "unit", "unit", 0),
    ("post", "fire_control", "sensor", -1),
    ("group", "post", "post", 0),
    ("group", "missile", "missile", 0),
    ("launcher", "group", "group", 0),
    ("launcher", "store", "launcher", -1),
    ("threat", "site", "site", -1),
    ("post", "network", "network", 0),
    ("sensor", "network", "network", -1),
    ("post", "fallback", "network", -1),
    ("link", "giver", "network", 0),
    ("link", "taker", "network", 0),
)
"""Columns that hold rows of another table: table, column, the other table, lowest value allowed (-1: none)."""

KINDS = (
    ("config", "picture", Picture),
    ("sensor", "kind", SensorKind),
    ("sensor", "band", Band),
    ("threat", "side", Side),
    ("post", "control", WeaponControl),
    ("post", "control_near", WeaponControl),
    ("post", "silence", Silence),
)
"""Columns that hold a number of an enumeration and stand for a place in a list: table, column, the enumeration."""

LOOKUPS = (
    ("sensor", "pd_row", "pd_table"),
    ("sensor", "beam_row", "beam_table"),
    ("sensor", "loss_row", "loss_table"),
    ("sensor", "mask_row", "mask"),
)
"""Columns that hold rows of a lookup: table, column, the lookup."""

ABOVE_ZERO = (
    ("config", "repeats"),
    ("sensor", "scan_period_s"),
    ("post", "decision_period_s"),
    ("missile", "speed_mps"),
    ("threat", "distance_m"),
    ("site", "hardness"),
)
"""Columns that are divided by."""


def check_world(world: World) -> None:
    """Stop before a run does harm: compiled code would read past the end of a table without a word.

    Raises NotFiniteError when a number is missing, BrokenWorldError when a row points nowhere, a number that is divided
    by is not above zero, two rows of a table have the same key, or what must stand together does not.
    """
    check_numbers(world)
    for name, column, other, lowest in REFERENCES:
        rows = getattr(world, name)[column]
        if rows.size and not (lowest <= rows.min() and rows.max() < getattr(world, other).shape[-1]):
            raise BrokenWorldError(f"table {name!r}, column {column!r}: not every value is a row of table {other!r}")
    for name, column in ABOVE_ZERO:
        if not (getattr(world, name)[column] > 0).all():
            raise BrokenWorldError(f"table {name!r}, column {column!r}: must be above zero everywhere")
    for name, column, lookup in LOOKUPS:
        rows = getattr(world, name)[column]
        if rows.size and not (0 <= rows.min() and rows.max() < len(getattr(world, lookup))):
            raise BrokenWorldError(f"table {name!r}, column {column!r}: not every value is a row of {lookup}")
    for name, column, kinds in KINDS:
        if not np.isin(getattr(world, name)[column], list(kinds)).all():
            raise BrokenWorldError(f"table {name!r}, column {column!r}: must be one of kinds.{kinds.__name__}")
    if (world.sensor["illuminator"][world.sensor["kind"] == SensorKind.BISTATIC] < 0).any():
        raise BrokenWorldError("table 'sensor', column 'illuminator': a bistatic sensor needs one")
    if world.beam_table.shape[1:] != (BEAM_GRID,) or world.loss_table.shape[1:] != (LOSS_LINES, LOSS_RANGES):
        raise BrokenWorldError("beam_table, loss_table: their rows have not the shape that is looked up")
    if (world.sensor["mask_step_m"][world.sensor["mask_row"] > 0] <= 0).any():
        raise BrokenWorldError("table 'sensor', column 'mask_step_m': must be above zero where there is a mask_row")
    for name in ("unit", "sensor", "post", "launcher", "threat", "jammer", "link"):
        keys = getattr(world, name)["key"]
        if (np.diff(np.sort(keys, axis=-1), axis=-1) == 0).any():
            raise BrokenWorldError(
                f"table {name!r}, column 'key': two rows share a key, so they would share their luck"
            )
    if (np.diff(world.group["post"]) < 0).any():
        raise BrokenWorldError("table 'group': the groups of a post must stand together, in the order of the posts")
    ends = np.cumsum(world.group["launcher_count"])
    own = np.repeat(np.arange(len(world.group)), world.group["launcher_count"])
    if (world.group["launcher_first"] != ends - world.group["launcher_count"]).any() or (
        world.launcher["group"] != own[: world.launcher.shape[1]]
    ).any():
        raise BrokenWorldError(
            "table 'launcher': the launchers of a group must stand together, in the order of the groups"
        )


def check_numbers(world: World) -> None:
    """Raise NotFiniteError when any number of the world is missing."""
    for table, array in zip(WORLD_TABLES, world[: len(WORLD_TABLES)], strict=True):
        require_numbers(table, array)
    for name in ("pd_table", "beam_table", "loss_table"):
        if not np.isfinite(getattr(world, name)).all():
            raise NotFiniteError(f"{name}: not a number")
