"""What a replay holds: every table and column of it, declared once.

Three sorts of tables: who is there (sites, units, threats ...), what happened (shots, holds, events ...), and motion
(way, patrol, track_points). A row of a motion belongs to a row of another table, its *owner*, which says with
`<table>_first` and `<table>_count` where its rows lie. Between two rows motion is straight and even.

Kinds of columns: `words` (text), `row` (of the table named as unit; -1: none), `whole`, `code` (a small number), `real`
and `rough` (64 and 32 bits), `step` (kept as differences, see `replay.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "row", "whole", "code", "real", "rough", "step"]


@dataclass(frozen=True)
class Column:
    """One column. `unit`: SI unit, or the table that a `row` is of. `quantum`: the finest step of a `step`."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    quantum: float = 0.0


@dataclass(frozen=True)
class ReplayTable:
    """One table: what a row is, its columns, and the table that owns its rows where it holds motion."""

    name: str
    row_is: str
    columns: tuple[Column, ...]
    of: str = ""


def _words(name: str, meaning: str) -> Column:
    return Column(name, "words", "", meaning)


def _row(name: str, of: str, meaning: str) -> Column:
    return Column(name, "row", of, meaning)


def _rough(name: str, unit: str, meaning: str) -> Column:
    return Column(name, "rough", unit, meaning)


def _whole(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, "whole", unit, meaning)


def _code(name: str, meaning: str) -> Column:
    return Column(name, "code", "", meaning)


_PLACE = (
    Column("lon_deg", "real", "deg", "Longitude, WGS-84."),
    Column("lat_deg", "real", "deg", "Latitude, WGS-84."),
    _rough("height_m", "m", "Height above the ellipsoid."),
)
_MOTION = (
    Column("time_s", "step", "s", "When, from the start of the clock.", 0.01),
    Column("lon_deg", "step", "deg", "Longitude; runs on beyond 180 where a way crosses that meridian.", 5e-6),
    Column("lat_deg", "step", "deg", "Latitude.", 5e-6),
    Column("height_m", "step", "m", "Height above the ellipsoid.", 0.5),
)


def _motion_of(table: str) -> tuple[Column, Column]:
    return (
        _whole(f"{table}_first", f"First of its rows in table {table}."),
        _whole(f"{table}_count", "How many rows it has there; 0: it never moves, or was never there."),
    )


_TABLES = (
    ReplayTable(
        "sites",
        "a defended site",
        (
            _words("name", "Its id."),
            _words("title", "In words."),
            *_PLACE,
            _rough("value", "", "What it is worth, relative to the others."),
            _rough("hardness", "damage points", "At so much damage it is lost."),
            _rough("damage", "damage points", "Damage at the end."),
        ),
    ),
    ReplayTable("networks", "a network of posts that share what they see", (_words("name", "Its name."),)),
    ReplayTable(
        "units",
        "a unit of the option",
        (
            _words("name", "Its name."),
            _words("system", "Id of its system in the catalogue."),
            _words("system_title", "The system in words."),
            _words("role", "fire_unit, warning_radar, aircraft ..."),
            *_PLACE,
            _row("network", "networks", "Its network."),
            _code("present", "1 when this world has it."),
            _rough("ready_from_s", "s", "Acts from then on; infinite: never in this battle."),
            _rough("facing_rad", "rad", "Bearing that its sector radars face, from north over east."),
            _rough("orbit_m", "m", "Radius of its orbit about the place above; 0 on the ground."),
            *_motion_of("patrol"),
        ),
    ),
    ReplayTable("patrol", "where a unit that flies was at one moment", _MOTION, of="units"),
    ReplayTable(
        "sensors",
        "a sensor of a unit",
        (
            _words("name", "Its name."),
            _row("unit", "units", "Whose it is."),
            _words("kind", "radar, passive, bistatic or optical."),
            _code("guides", "1 when it guides its unit's rounds."),
            _rough("range_m", "m", "No detection beyond."),
            _rough("range_1m2_m", "m", "A look sees 1 m2 in free space with chance 0.5 there; 0 where not by echo."),
            _rough("half_sector_rad", "rad", "Half the sector that it covers; pi: all round."),
            _rough("scan_s", "s", "Time between looks at the same target."),
            _rough("drop_after_s", "s", "A track without a detection for so long is dropped."),
        ),
    ),
    ReplayTable(
        "posts",
        "a command post of a fire unit",
        (
            _words("name", "Its name."),
            _row("unit", "units", "Whose it is."),
            _row("network", "networks", "What this one holds the post knows, `track_delay_s` later."),
            _whole("channels", "Targets that it can engage at once."),
            _rough("track_delay_s", "s", "From a network's track to the post knowing it."),
            _rough("reaction_s", "s", "From knowing a track to the first round leaving."),
            _rough("assess_s", "s", "From a round's arrival to knowing what it did."),
            _row("guide", "sensors", "The sensor that guides its rounds; -1: none is needed."),
        ),
    ),
    ReplayTable(
        "groups",
        "the launchers of one post that fire one missile, with what this world says of it",
        (
            _row("post", "posts", "Whose they are."),
            _words("missile", "Id of the missile in the catalogue."),
            _rough("range_min_m", "m", "No intercept nearer, slant range."),
            _rough("range_max_m", "m", "No intercept farther, slant range."),
            _rough("range_max_ballistic_m", "m", "The same against ballistic targets."),
            _rough("altitude_min_m", "m", "No intercept lower above the ground."),
            _rough("altitude_max_m", "m", "No intercept higher above the sea."),
            _rough("speed_mps", "m/s", "Average speed from launch to intercept."),
            _rough("p_kill_aircraft", "", "Chance that one round kills an aircraft."),
            _rough("p_kill_cruise_missile", "", "The same of a cruise missile."),
            _rough("p_kill_drone", "", "The same of a drone."),
            _rough("p_kill_ballistic", "", "The same of a ballistic missile."),
        ),
    ),
    ReplayTable(
        "launchers",
        "a launcher",
        (
            _words("name", "Its name."),
            _row("group", "groups", "Its fire group."),
            _whole("rounds", "Rounds when full, which it is at the start; 0: this world does not have it.", "rounds"),
        ),
    ),
    ReplayTable(
        "threats",
        "a threat of the raid, or an aircraft of traffic",
        (
            _words("name", "Its name, the same in every option."),
            _words("threat_class", "aircraft, cruise_missile, drone or ballistic."),
            _words("side", "hostile; or neutral or friend: traffic."),
            _row("site", "sites", "The site that it is sent against, or flies over."),
            _rough("start_s", "s", "When it starts."),
            _rough("end_s", "s", "When it arrived, was killed, or (traffic) was gone or the battle over."),
            _words("fate", "killed, leaked; traffic: killed, passed, waiting, flying."),
            _words("cause", "Why it leaked; none where it did not."),
            _rough("first_in_sight_s", "s", "First look of any sensor in line of sight and range; infinite: never."),
            _rough("first_track_s", "s", "First known to an armed post; infinite: never."),
            _rough("released_s", "s", "First taken for hostile there; infinite: never, or not asked in this picture."),
            _rough("first_shot_s", "s", "First round at it; infinite: never."),
            _whole("rounds", "Rounds fired at it.", "rounds"),
            _rough("damage", "damage points", "What it does when it gets through."),
            _rough("rcs_m2", "m2", "Its radar cross-section from the nose."),
            *_motion_of("way"),
        ),
    ),
    ReplayTable("way", "where a threat was at one moment", _MOTION, of="threats"),
    ReplayTable(
        "jammers",
        "a jammer that stands off",
        (_words("name", "Its name."), *_PLACE),
    ),
    ReplayTable(
        "links",
        "one network tells another what it sees",
        (
            _row("giver", "networks", "Who tells."),
            _row("taker", "networks", "Who is told."),
            _rough("delay_s", "s", "How much later."),
        ),
    ),
    ReplayTable(
        "seen",
        "a span of time in which one sensor detected one threat again and again",
        (
            _row("sensor", "sensors", "Which sensor."),
            _row("threat", "threats", "Which threat."),
            _rough("from_s", "s", "First detection."),
            _rough("to_s", "s", "Last detection."),
        ),
    ),
    ReplayTable(
        "holds",
        "a span of time in which one network held a track of one threat (in a tracked picture: took it for hostile)",
        (
            _row("network", "networks", "Which network."),
            _row("threat", "threats", "Which threat."),
            _rough("from_s", "s", "From then on."),
            _rough("to_s", "s", "Until the track was dropped, or the network knew that the threat was dead."),
        ),
    ),
    ReplayTable(
        "tracks",
        "a confirmed track of one network; only where posts see tracks",
        (
            _row("network", "networks", "Whose it is."),
            _whole("number", "Its number in that network."),
            *_motion_of("track_points"),
        ),
    ),
    ReplayTable(
        "track_points",
        "a track at one moment, carried on to that moment",
        (
            *_MOTION,
            Column("major_m", "step", "m", "One sigma of its place over the ground, along the longer axis.", 1.0),
            Column("minor_m", "step", "m", "The same along the shorter axis.", 1.0),
            _code("axis", "Bearing of the longer axis, from north over east: 256 steps make a half turn."),
            _code("verdict", "What the network takes it for: 0 open, 1 hostile, 2 harmless."),
            _row("threat", "threats", "What it really follows; -1: nothing."),
        ),
        of="tracks",
    ),
    ReplayTable(
        "shots",
        "a round",
        (
            _row("launcher", "launchers", "Who fired it."),
            _row("post", "posts", "Who decided."),
            _row("threat", "threats", "At what: the threat that its track followed; -1: a track of nothing."),
            _row("met", "threats", "What it met; -1: nothing."),
            _rough("start_s", "s", "When it left."),
            _rough("end_s", "s", "When it met its target, or should have."),
            _rough("known_s", "s", "When the post knew what it did."),
            _words("outcome", "kill, miss, wasted_dead, wasted_ghost, wasted_track_lost, or open at the end."),
            _rough("p_kill", "", "Chance of a kill that the post reckoned with; 0 where it was not noted."),
            Column("from_lon_deg", "real", "deg", "Place of the launch."),
            Column("from_lat_deg", "real", "deg", "Place of the launch."),
            _rough("from_height_m", "m", "Place of the launch."),
            Column("to_lon_deg", "real", "deg", "Meeting place; where it was wasted, the place it flew to."),
            Column("to_lat_deg", "real", "deg", "Meeting place."),
            _rough("to_height_m", "m", "Meeting place."),
        ),
    ),
    ReplayTable(
        "rounds",
        "a launcher's rounds after they changed",
        (
            _row("launcher", "launchers", "Which launcher."),
            _rough("time_s", "s", "When; seen every two seconds."),
            _whole("rounds", "Rounds ready.", "rounds"),
        ),
    ),
    ReplayTable(
        "blocked",
        "what stood in the way of a workable shot at a threat, from one moment on",
        (
            _row("threat", "threats", "Which threat."),
            _rough("time_s", "s", "When; seen every two seconds."),
            _words("cause", "What: the name of a cause."),
        ),
    ),
    ReplayTable(
        "stations",
        "a patrol that went on or off station",
        (
            _row("unit", "units", "Which unit."),
            _rough("time_s", "s", "When; seen every two seconds."),
            _code("on_station", "1: on station from then on."),
        ),
    ),
    ReplayTable(
        "events",
        "an entry of the log",
        (
            _rough("time_s", "s", "When."),
            _words("kind", "track_started, track_reported, shot, kill, miss, wasted, leak, reloaded, identified ..."),
            _whole("who", "Row of the table that the kind says, see below; -1: none."),
            _whole("whom", "Row of the table that the kind says; -1: none."),
            _rough("value", "depends on kind", "A number that goes with it."),
        ),
    ),
)
TABLES: dict[str, ReplayTable] = {table.name: table for table in _TABLES}

_INTRODUCTION = """# Replays: one battle, moment by moment

A result holds a few of its battles in full: `replays/<case>.<replication>.bin.gz`, listed in table `replays` of
[the tables](tables.md). `pavise compare` and `pavise run` record some of each option against the reference raid (the
typical one, the best, the worst, and one for each frequent cause that these do not show); `pavise replay` records any
other. `pavise why RESULT --option ID` tells the life of one threat from a recording: who saw, held and could reach it,
the rounds fired at it, and why it got through. This page is made from `src/pavise/results/replay_tables.py`.

In Python:

```python
from pavise.results.replay import read_replay

replay = read_replay("results/turkey-s400/replays/none.as-offered.mixed.36.all.0.bin.gz")
replay.about["picture"]  # "known" or "tracked"
replay.tables["threats"]["name"]  # arrays by table and column
replay.part("way", "threats", 3)  # where threat 3 was: time_s, lon_deg, lat_deg, height_m
```

## The file

Gzip of: an unsigned 32-bit number (little-endian, like everything here), the length of the header; the header, JSON in
UTF-8, padded with spaces so that what follows begins at a multiple of eight; the columns. The header has

| key | what |
| --- | --- |
| `format`, `version` | `pavise replay`, 1 |
| `about` | the battle: see below |
| `tables` | by name: `rows`, and `columns` by name |

and a column has `kind`, `dtype` (of NumPy), `offset` in bytes from the end of the header (always a multiple of eight)
and `length`. Words are codes (`int32`, -1: none) with the list `words` beside them. A column of kind `step` holds
differences in 16 bits; `of` names the table of the owners, `origin` and `quantum` are columns with a value per owner:

```javascript
// rows first .. first + count - 1 belong to owner k
let sum = 0
for (let i = first; i < first + count; i++) { sum += steps[i]; value[i] = origin[k] + quantum[k] * sum }
```

Values are off by half a quantum at most. The first step of an owner is 0. A motion is straight and even between two of
its rows (straight lines of longitude, latitude and height: rows are close enough for that); before the first and after
the last the thing is not in the air.

In a browser: `new Response(stream.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()`, then a typed array on
the buffer for each column.

## `about`

| key | what |
| --- | --- |
| `study`, `question` | as in the manifest |
| `case`, `option`, `option_title`, `variant`, `raid`, `raid_title`, `size` | as in table `cases` |
| `replication`, `world`, `seed` | which battle |
| `chosen_as` | why it was recorded: `typical`, `best`, `worst`, `cause <name>`, `asked for` |
| `picture` | `known`: posts know every target; `tracked`: they see tracks |
| `end_s` | length of the battle, s |
| `measures` | what it came to, by measure; null where a measure has no value |
| `causes` | words for each cause |

## Times

All times are seconds from the start of the clock. A time that never comes is infinite. What a network holds at a time,
its posts know `track_delay_s` later (table `posts`). In a *known* picture table `tracks` is empty and `holds` has the
spans in which a network follows a threat; in a *tracked* one `holds` has the spans in which it takes a real threat for
hostile, seen every four seconds, and `tracks` has all that is confirmed, false tracks too.

Table `patrol` follows a station and not the aircraft: it goes round whether or not somebody is there (table `stations`
says when).
"""

_EVENTS = """
## Events

| kind | who | whom | value |
| --- | --- | --- | --- |
| track_started | sensor | threat | |
| track_reported | post | threat (-1: none) | |
| shot | launcher | threat (-1: none) | time of arrival |
| kill, miss | launcher | threat | |
| wasted | launcher | threat that was dead already (-1: none) | 0 dead, 1 ghost, 2 track lost |
| leak | site | threat | |
| reloaded | launcher | | |
| misjudged | post | threat that the round met | 1: a kill taken for a miss; 0: the other way |
| identified | network | threat (-1: none) | 0 open, 1 hostile, 2 harmless |

Other kinds may come; who reads the log passes over what it does not know.
"""


def replay_page() -> str:
    """The documentation page of replays, as Markdown."""
    lines = [_INTRODUCTION]
    for table in TABLES.values():
        lines += [f"## {table.name}", "", f"A row is {table.row_is}."]
        if table.of:
            lines.append(f"Rows belong to rows of `{table.of}`.")
        lines += ["", "| column | kind | unit or table | meaning |", "| --- | --- | --- | --- |"]
        lines += [f"| `{c.name}` | {c.kind} | {c.unit} | {c.meaning} |" for c in table.columns]
        lines.append("")
    return "\n".join(lines) + _EVENTS.lstrip("\n")
