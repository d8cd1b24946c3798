"""What changes during a run.

The leading axis R holds the replications of one block; a stage gets one replication's rows. State is reused from block
to block (each driver thread owns one), so memory does not grow with the number of replications. Everything is set anew
by `start.py` at the start of a replication.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .fields import Field, Table, allocate

PATH_POINTS = 48
"""Room for one path: a level route needs a point per 60 km or so, an arc 41. Longer routes get longer pieces. With
terrain it is more, and where the air slows an arc, see `World.sizes`."""

AIRFRAMES = 8
"""Most airframes of one patrol by sortie."""

CLOCK = Table(
    "clock",
    "R",
    "One row per replication: where it stands, and what is counted over all of it.",
    (
        Field("replication", "u4", "", "number of the replication in the whole run"),
        Field("world", "i4", "", "row of the world it lives in"),
        Field("time_s", "f8", "s", "simulated time"),
        Field("flying", "i4", "", "threats in the air or still to come"),
        Field("shots", "i4", "", "rounds in flight or not yet assessed"),
        Field("next_start_s", "f8", "s", "no threat that still waits starts before; inf when all have started"),
        Field("active", "i4", "", "threats in the air, and dead ones that some network may not know of yet"),
        Field("awake", "i4", "", "threats that some sensor may see in this step"),
        Field("plots", "i4", "", "targets that some sensor sees in this step"),
        Field("detections", "i4", "", "detections that are measured of them in this step, false ones included"),
        Field("detections_lost", "i4", "", "detections that found no room; not zero stops the run"),
        Field("unresolved", "i8", "", "targets that were taken for one with their neighbour, look by look"),
        Field("false_detections", "i8", "", "detections of nothing"),
        Field("tracked", "i4", "", "threats that some post may shoot at in this step"),
        Field("fresh_until_s", "f8", "s", "some post may hold a track until then"),
        Field("tracks_started", "i4", "", "tracks started so far, over all networks"),
        Field("sorties", "i4", "", "sorties of patrols that are counted by sortie"),
        Field("kills_unseen", "i4", "", "kills that were taken for misses"),
        Field("misses_unseen", "i4", "", "misses that were taken for kills"),
        Field("events", "i4", "", "events logged so far"),
        Field("events_lost", "i4", "", "events that found the log full; not zero stops the run"),
        Field("shots_lost", "i4", "", "rounds that found no room; not zero stops the run"),
        Field("steps", "i4", "", "steps taken, quiet ones left out"),
        Field("looks", "i8", "", "looks at a target in line of sight"),
        Field("supervised", "u1", "", "1 when a command post, rules, a warning or silence bind some post"),
        Field("tracks_taken", "i4", "", "tracks that operators of command posts took on"),
        Field("tracks_waited", "i4", "", "of these, those that had to wait for an operator"),
        Field("operator_wait_s", "f8", "s", "how long all of these waited together"),
        Field("commands_lost", "i4", "", "command posts lost"),
        Field("first_track_s", "f8", "s", "first track known to an armed post; inf if none"),
        Field("first_shot_s", "f8", "s", "first round; inf if none"),
        Field("money_usd", "f8", "USD", "price of the rounds fired"),
        Field("rounds", "i4", "", "rounds fired"),
        Field("tracks_lost", "i4", "", "tracks and pairs that found no room; not zero stops the run"),
        Field("hostiles_held", "i4", "", "leakers that were tracked and never taken for hostile; this and all below:"),
        Field("rounds_at_ghosts", "i4", "", "rounds fired at tracks of nothing; only where posts see tracks"),
        Field("rounds_at_dead", "i4", "", "rounds that arrived at a target that was dead already"),
        Field("rounds_track_lost", "i4", "", "rounds that met nothing for want of a track that holds"),
        Field("false_tracks", "i4", "", "tracks confirmed that no real object stood behind, over all networks"),
        Field(
            "track_swaps", "i4", "", "changes of confirmed tracks from one real object to another, over all networks"
        ),
        Field("track_error_m", "f8", "m", "mean distance of confirmed tracks from what they follow; inf if none"),
        Field("tracks_measured", "i4", "", "tracks that this mean was taken over, at all times"),
        Field("identify_s", "f8", "s", "mean time from a confirmed track to being taken for hostile; inf if none"),
        Field("tracks_identified", "i4", "", "tracks that this mean was taken over"),
    ),
)
PLACE = Table(
    "place",
    "RU",
    "Where a unit is and whether it can act.",
    (
        Field("position_m", "f8", "m", "earth-centred place", 3),
        Field("n", "f8", "", "upward unit vector there", 3),
        Field("height_m", "f8", "m", "height above the ellipsoid"),
        Field("boresight", "f8", "", "unit vector that sector radars face", 3),
        Field("ready_from_s", "f8", "s", "acts from then on; inf for never"),
        Field("on_station", "u1", "", "1 while a patrol is on station; always 1 on the ground"),
        Field("station_phase_s", "f8", "s", "where in its cycle of relief the patrol starts"),
        Field("orbit_phase_rad", "f8", "rad", "where on its orbit the patrol starts"),
        Field("airframe", "i4", "", "number of the airframe that flies; this and the rest only of patrols by sortie"),
        Field("slot", "i4", "", "planned reliefs so far"),
        Field("sorties", "i4", "", "sorties so far"),
        Field("relieved_s", "f8", "s", "no aircraft is on station before"),
        Field(
            "ready_again_s",
            "f8",
            "s",
            "when each airframe can be on station next; inf: there is no such one",
            AIRFRAMES,
        ),
    ),
)
LOOK = Table(
    "look",
    "RS",
    "A sensor's place and its schedule of looks.",
    (
        Field("position_m", "f8", "m", "earth-centred place of the antenna", 3),
        Field("height_m", "f8", "m", "height of the antenna above the ellipsoid"),
        Field("horizon_m", "f8", "m", "slant distance from antenna to its horizon on the effective earth"),
        Field("by_elevation", "u1", "", "1 when what it sees depends on elevation"),
        Field("plain", "u1", "", "1 when a look needs only the law of the claimed range, see sensing.py"),
        Field("best_gain", "f8", "", "no signal is stronger than its claim says by more than this factor"),
        Field("phase_s", "f8", "s", "time of its first look"),
        Field("slot", "i4", "", "number of the last look on the absolute schedule"),
        Field("next_s", "f8", "s", "its next look is not before"),
        Field("wake_s", "f8", "s", "its turn does not come before, or no threat is in its reach before"),
        Field("tracks", "i4", "", "tracks held at its last look"),
        Field("looked_s", "f8", "s", "when it last looked; -inf: not yet"),
        Field("silent", "u1", "", "1 while it is kept off the air"),
        Field("searched", "u1", "", "1 when it then looked for new targets too and not at its tracks only"),
        Field("first_detection", "i4", "", "first row of the detections of that look, where they are measured"),
        Field("detections", "i4", "", "how many there are"),
    ),
)
JAMMED = Table(
    "jammed",
    "RSJ",
    "How one jammer that stands off reaches one sensor.",
    (
        Field("noise", "f8", "", "its noise in the main beam over the receiver's own; 0 when below the horizon"),
        Field("direction", "f8", "", "level unit vector from the sensor towards it", 3),
    ),
)
FLIGHT = Table(
    "flight",
    "RT",
    "A threat: where it is, how it ended, and the marks on its way that later tell why it got through.",
    (
        Field("fate", "i4", "", "kinds.Fate"),
        Field("cause", "i4", "", "kinds.Cause, for leakers"),
        Field("site", "i4", "", "row of the site it flies to"),
        Field("points", "i4", "", "points on its path"),
        Field("leg", "i4", "", "point of the path last passed"),
        Field("plain", "u1", "", "1 when a radar sees it by its cross-section alone"),
        Field("moved_s", "f8", "s", "the time for which its place stands here"),
        Field("position_m", "f8", "m", "earth-centred place", 3),
        Field("height_m", "f8", "m", "height above the ellipsoid"),
        Field("horizon_m", "f8", "m", "slant distance to its own horizon on the effective earth"),
        Field("heading", "f8", "", "earth-centred unit vector of its way", 3),
        Field("side_root", "f8", "", "its cross-section from the side, as `aspect.rcs_of_roots_m2` takes it"),
        Field("tail_root", "f8", "", "the same from behind"),
        Field("start_s", "f8", "s", "when it starts"),
        Field("end_s", "f8", "s", "when it arrives, or when it was killed"),
        Field("quiet_until_s", "f8", "s", "no sensor can see it before"),
        Field("survey_s", "f8", "s", "when to ask again whether any sensor is near"),
        Field("speed_max_mps", "f8", "m/s", "highest speed on its path"),
        Field("horizon_max_m", "f8", "m", "its distance to the horizon from the highest point of its path"),
        Field("first_in_sight_s", "f8", "s", "first look in line of sight and range; inf if none"),
        Field("first_track_s", "f8", "s", "first known to an armed post (see desk); inf if never"),
        Field("released_s", "f8", "s", "first taken for hostile by a network with an armed post; inf if never"),
        Field("first_shot_s", "f8", "s", "first round at it; inf if none"),
        Field("rounds", "i4", "", "rounds fired at it"),
        Field("met", "i4", "", "rounds that reached it so far"),
        Field("blocked", "i4", "", "cause that last stood in the way of a workable shot"),
    ),
)
PATH = Table(
    "path",
    "RTP",
    "A threat's way: straight pieces between timed points.",
    (
        Field("time_s", "f8", "s", "when it passes"),
        Field("position_m", "f8", "m", "earth-centred place", 3),
        Field("height_m", "f8", "m", "height above the ellipsoid"),
    ),
)
PLOT = Table(
    "plot",
    "RX",
    "The detections of one step, from sensing to tracking. Rows `0 .. clock.plots - 1` are in use.",
    (
        Field("sensor", "i4", "", "row of the sensor"),
        Field("threat", "i4", "", "row of the threat"),
    ),
)
CONTACT = Table(
    "contact",
    "RST",
    "What one sensor has of one threat.",
    (
        Field("hits", "u4", "", "the last 32 looks, newest in the lowest bit"),
        Field("slot", "i4", "", "look that the lowest bit stands for"),
        Field("last_s", "f8", "s", "last detection"),
        Field("held", "u1", "", "1 while it is a track"),
        Field("quiet_until_s", "f8", "s", "the threat is out of the sensor's reach until then"),
    ),
)
HEARD = Table(
    "heard",
    "RNS",
    "Which sensors a network hears: all that any of its posts hears.",
    (
        Field("heard", "u1", "", "1 when it does"),
        Field("link", "i4", "", "row of the link that it hears it over; -1: directly"),
    ),
)
PICTURE = Table(
    "picture",
    "RNT",
    "What one network has of one threat. A post knows it a little later: by its own `track_delay_s`.",
    (
        Field("tracked_s", "f8", "s", "the present track started then; inf if there is none"),
        Field("fresh_until_s", "f8", "s", "the track is dropped then unless seen again"),
    ),
)
DUTY = Table(
    "duty",
    "RCT",
    "What one post is doing about one threat.",
    (
        Field("idle_until_s", "f8", "s", "it cannot have a workable shot before"),
        Field("rounds", "i4", "", "rounds that this post has fired at it"),
        Field("in_flight", "i2", "", "of these, in flight or not yet assessed"),
        Field("owed", "i2", "", "rounds of the salvo under way that no launcher could fire yet"),
    ),
)
EFFORT = Table(
    "effort",
    "RNT",
    "What one network is doing about one threat.",
    (
        Field("in_flight", "i4", "", "rounds in flight at it, or not yet assessed"),
        Field("dead_known_s", "f8", "s", "when the network knows that it is dead; inf before"),
        Field("taken_s", "f8", "s", "when an operator of the command post took it on; inf before"),
        Field("cleared_s", "f8", "s", "posts are free to shoot at it from then on; -inf without a command post"),
    ),
)
DESK = Table(
    "desk",
    "RC",
    "A post at work.",
    (
        Field("armed", "u1", "", "1 when it has rounds and its unit can act, now or later"),
        Field("network", "i4", "", "row of the network that it is on now"),
        Field("own_site", "i4", "", "row of the site nearest to it; -1: there is none"),
        Field("red_s", "f8", "s", "the warning is red from then on"),
        Field("manned_s", "f8", "s", "its crew decides nothing before"),
        Field("lost_s", "f8", "s", "its command post is lost then; inf for never"),
        Field("group_first", "i4", "", "first of its fire groups"),
        Field("group_end", "i4", "", "row after its last fire group"),
        Field("launcher_first", "i4", "", "first of its launchers"),
        Field("launcher_end", "i4", "", "row after its last launcher"),
        Field("sorties", "i4", "", "sorties of its patrol that it has taken over from"),
        Field("busy", "i4", "", "channels in use: targets with rounds in flight"),
        Field("slot", "i4", "", "number of the last decision on the absolute schedule"),
        Field("next_s", "f8", "s", "its next decision is not before"),
        Field("quiet_until_s", "f8", "s", "none of the tracks that it went through allows a shot before"),
        Field("tracks_seen", "i4", "", "how many tracks had been started when it last went through them"),
    ),
)
RACK = Table(
    "rack",
    "RL",
    "A launcher's rounds.",
    (
        Field("rounds", "i4", "", "rounds ready"),
        Field("reloads", "i4", "", "reloads left"),
        Field("ready_s", "f8", "s", "can fire again from then on"),
        Field("reloaded_s", "f8", "s", "when the reload under way is done; inf when none is"),
        Field("fired", "i4", "", "rounds fired"),
        Field("loaded", "i4", "", "rounds issued so far, reloads included"),
        Field("coming", "i4", "", "rounds of the reload under way"),
        Field("stock", "i4", "", "rounds left in the store whose books it keeps"),
        Field("returned", "i4", "", "rounds that aircraft took home again"),
    ),
)
SHOT = Table(
    "shot",
    "RI",
    "A round from launch to assessment. Rows `0 .. clock.shots - 1` are in use.",
    (
        Field("launcher", "i4", "", "row of the launcher"),
        Field("post", "i4", "", "row of the post"),
        Field("threat", "i4", "", "row of the threat"),
        Field(
            "ordinal", "i4", "", "number of this post's round at this threat; on tracks, of rounds that met the threat"
        ),
        Field("arrives_s", "f8", "s", "time of intercept"),
        Field("known_s", "f8", "s", "when its result is known"),
        Field("p_kill", "f8", "", "chance that it kills"),
        Field("arrived", "u1", "", "1 after the intercept"),
        Field("met", "i4", "", "row of the threat that it met; -1: none"),
        Field("track", "i4", "", "id of the track that it was fired at; this and the next only where posts see tracks"),
        Field("meant", "i4", "", "row of the threat that this track followed then; -1: none"),
    ),
)
LISTED = Table(
    "listed",
    "RT",
    "Scratch of one step: lists of threats, so that nobody need look through all.",
    (
        Field("active", "i4", "", "rows of those that still matter, ascending: the first `clock.active` are in use"),
        Field("awake", "i4", "", "rows of those that some sensor may see: the first `clock.awake` are in use"),
        Field("tracked", "i4", "", "rows of those that some post may shoot at: the first `clock.tracked` are in use"),
    ),
)
READY = Table(
    "ready",
    "RG",
    "What a fire group can do now.",
    (
        Field("launcher", "i4", "", "row of its fullest launcher that can fire now; -1 when none can"),
        Field("empty", "u1", "", "1 when no launcher of it has a round"),
        Field("until_s", "f8", "s", "this holds so long, unless it fires"),
    ),
)
CANDIDATE = Table(
    "candidate",
    "RT",
    "Scratch of one decision: the best workable shot at each threat.",
    (
        Field("threat", "i4", "", "row of the threat"),
        Field("group", "i4", "", "row of the fire group; -1 once used"),
        Field("preference", "f8", "", "how much the doctrine wants it"),
        Field("rounds", "i4", "", "rounds that the doctrine wants now"),
        Field("flight_s", "f8", "s", "time from launch to intercept"),
    ),
)
DAMAGE = Table(
    "damage",
    "RD",
    "What happened to a site.",
    (Field("points", "f8", "", "damage points"), Field("arrivals", "i4", "", "threats that got through to it")),
)
EVENT = Table(
    "event",
    "RE",
    "The log, where it is asked for.",
    (
        Field("time_s", "f8", "s", "simulated time"),
        Field("kind", "i4", "", "kinds.EventKind"),
        Field("who", "i4", "", "row, see kinds.EventKind"),
        Field("whom", "i4", "", "row, see kinds.EventKind"),
        Field("value", "f8", "", "see kinds.EventKind"),
    ),
)
STATE_TABLES = (
    CLOCK, PLACE, LOOK, JAMMED, FLIGHT, PATH, PLOT, CONTACT, HEARD, PICTURE, DUTY, EFFORT, DESK, RACK, SHOT,
    LISTED, READY, CANDIDATE, DAMAGE, EVENT,
)  # fmt: skip


class State(NamedTuple):
    """All changing tables of one block of replications, each with its axis R in front."""

    clock: np.recarray
    place: np.recarray
    look: np.recarray
    jammed: np.recarray
    flight: np.recarray
    path: np.recarray
    plot: np.recarray
    contact: np.recarray
    heard: np.recarray
    picture: np.recarray
    duty: np.recarray
    effort: np.recarray
    desk: np.recarray
    rack: np.recarray
    shot: np.recarray
    listed: np.recarray
    ready: np.recarray
    candidate: np.recarray
    damage: np.recarray
    event: np.recarray


def make_state(sizes: dict[str, int], replications: int, shots: int = 512, events: int = 0) -> State:
    """An empty State for `replications` at a time. `shots`, `events`: room per replication; 0 events keeps no log."""
    sizes = {"P": PATH_POINTS, **sizes, "R": replications, "I": shots, "E": events}
    sizes["X"] = sizes["S"] * sizes["T"]  # every sensor sees every threat: more plots than that there cannot be
    return State(*(allocate(table, sizes) for table in STATE_TABLES))
