"""The words that every layer shares: plain enumerations, and nothing else.

They stand apart so that the simulation (numbers only) and the result tables (words only) can agree on a name without
importing each other. Numbers are written to no file: tables hold the lower-case names, so an entry may be added
anywhere, but a `Stream` number is part of what a seed means and is never reused.
"""

from __future__ import annotations

from enum import IntEnum


class ThreatClass(IntEnum):
    """What flies, as far as kill probabilities and reach against it differ."""

    AIRCRAFT = 0
    CRUISE_MISSILE = 1
    DRONE = 2
    BALLISTIC = 3


class PathKind(IntEnum):
    """How a threat flies: level along the earth, or on a ballistic arc above it."""

    LEVEL = 0
    ARC = 1


class SensorKind(IntEnum):
    """How a sensor sees; one file each in `sim/models/sensing/`."""

    RADAR = 0
    PASSIVE = 1
    BISTATIC = 2
    OPTICAL = 3


class Band(IntEnum):
    """Radar bands, as far as cross-sections differ: VHF and UHF; L and S; C, X and above."""

    LOW = 0
    MIDDLE = 1
    HIGH = 2


class TrackFilter(IntEnum):
    """How a track takes in a detection; one file each in `sim/models/tracking/`."""

    CONVERTED = 0
    EXTENDED = 1
    UNSCENTED = 2


class TrackMotion(IntEnum):
    """How a tracker expects targets to move. The last two run several filters side by side and weigh them."""

    STRAIGHT = 0
    MANOEUVRING = 1
    FALLING = 2


class Association(IntEnum):
    """How a tracker decides which detection belongs to which track."""

    NEAREST = 0
    JOINT = 1


class TrackStart(IntEnum):
    """What a new track must show before it is believed."""

    M_OF_N = 0
    SEQUENTIAL = 1


class TrackStatus(IntEnum):
    """Where a row of the table of tracks stands."""

    FREE = 0
    TENTATIVE = 1
    CONFIRMED = 2


class Side(IntEnum):
    """Whose it is that flies. Only hostile ones are threats; the others are traffic that must not be shot at."""

    HOSTILE = 0
    NEUTRAL = 1
    FRIEND = 2


class Fate(IntEnum):
    """Where a threat stands. Every threat ends as KILLED or LEAKED, traffic as KILLED or PASSED."""

    WAITING = 0
    FLYING = 1
    KILLED = 2
    LEAKED = 3
    PASSED = 4


class Picture(IntEnum):
    """What posts know: of every detection the target that it came from, or only the tracks of a tracker."""

    KNOWN = 0
    TRACKED = 1


class Verdict(IntEnum):
    """What a network takes a track for."""

    OPEN = 0
    HOSTILE = 1
    HARMLESS = 2


class Cause(IntEnum):
    """Why a leaker got through: exactly one each, decided in `sim/assessment.py`, where the rule is written."""

    NONE = 0
    OUT_OF_ENVELOPE = 1
    NOT_READY = 2
    MASKED = 3
    UNDETECTED = 4
    TRACKED_LATE = 5
    NO_TIME = 6
    NO_CHANNEL = 7
    MAGAZINE_EMPTY = 8
    MISSED = 9
    NOT_IDENTIFIED = 10
    NOT_PERMITTED = 11
    NO_OPERATOR = 12
    HELD_BACK = 13


class Doctrine(IntEnum):
    """How a post wants to shoot; one file each in `sim/models/doctrine/`. HOOK: the open driver asks Python."""

    SHOOT_LOOK_SHOOT = 0
    SALVO = 1
    HOOK = 2
    NEAREST_FIRST = 3
    SHOOT_SHOOT_LOOK = 4
    SAVE_FOR_BALLISTIC = 5
    AREA_DEFENCE = 6
    POINT_DEFENCE = 7
    COST_AWARE = 8


class WeaponControl(IntEnum):
    """What a post may shoot at: what is taken for hostile; only what comes at it; all that is not known as harmless."""

    TIGHT = 0
    HOLD = 1
    FREE = 2


class Silence(IntEnum):
    """How long the radars that guide a unit's rounds stay off the air."""

    NONE = 0
    UNTIL_CUED = 1
    UNTIL_RED = 2


class Waste(IntEnum):
    """Why a round met nothing that it could kill."""

    DEAD = 0
    GHOST = 1
    TRACK_LOST = 2


class EventKind(IntEnum):
    """What the log of a replication records. `who` and `whom` are rows of the tables named beside each kind."""

    TRACK_STARTED = 1  # who: sensor, whom: threat
    TRACK_REPORTED = 2  # who: post, whom: threat
    SHOT = 3  # who: launcher, whom: threat (-1: its track follows none), value: arrival time
    KILL = 4  # who: launcher, whom: threat
    MISS = 5  # who: launcher, whom: threat
    WASTED = 6  # who: launcher, whom: threat that was already dead, -1 for none; value: kinds.Waste
    LEAK = 7  # who: site, whom: threat, value: cause
    RELOADED = 8  # who: launcher, whom: -1
    IDENTIFIED = 9  # who: network, whom: threat that the track last saw (-1: none), value: kinds.Verdict
    MISJUDGED = 12  # who: post, whom: threat that the round met; value: 1 a kill taken for a miss, 0 the other way


class Stream(IntEnum):
    """Which decision a random number is for. Numbers are listed once and never reused."""

    PARAMETER = 1  # who: system, whom: quantity; replication: world
    DETECTION = 2  # who: sensor, whom: threat; occasion: scan number
    KILL = 3  # who: post, whom: threat; occasion: ordinal of this post's round at this threat
    ROTATION_PHASE = 4  # who: sensor
    AVAILABILITY = 5  # who: unit
    STATION_PHASE = 6  # who: unit
    RAID_PLAN = 7  # who: threat; four numbers: site, axis, start, height
    RAID_WEAVE = 8  # who: threat; occasion: via point
    MEASUREMENT = 9  # who: sensor, whom: threat; occasion: scan number
    FALSE_PLOTS = 10  # who: sensor, whom: ordinal in the scan; occasion: scan number
    IDENTIFICATION = 11  # who: network (0: any), whom: threat; occasion: 0 for good, then 1 + second of the attempt
    LINK = 12  # who: link, whom: giver's track; occasion: second; or (whom: -1) 0: the phase, 1 + cycle: its outage
    BIAS = 13  # who: sensor
    COMMAND_LOST = 14  # who: network
    KILL_ASSESSMENT = 16  # who: post, whom: threat; occasion: ordinal of this post's round at it
    HINDSIGHT = 18  # who: number of the fight, whom: row of the target; occasion: ordinal of the round in the fight
    FORESIGHT = 19  # the same, of fights that a post plays out in its head before it decides
