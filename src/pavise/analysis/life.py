"""One threat's life, read from a replay: what happened to it when, who saw, held and could reach it, and why it ended.

    life = life_of(replay, threat)
    life.moments     the timeline, in words
    life.bars        who saw it, which network held it, who had it in reach
    life.because     why it got through: the rule by which its cause was decided, and what would have been needed

Every number is in the replay or follows from it (`reach.py`); the cause itself was decided in the battle.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pavise.analysis import because
from pavise.analysis.battle_words import clock_words, distance_words, height_words
from pavise.analysis.reach import Reach, Span, Track, earth_centred_m, reaches_of, way_of
from pavise.results.measures import CAUSE_TITLES
from pavise.results.replay import Replay, read_replay
from pavise.results.schema import ResultsError

MOST_BARS = 7
"""So many sensors and fire units are shown, those that were longest concerned with it."""


@dataclass(frozen=True)
class Moment:
    """Something that happened: when, in words, and of which sort (way, seen, held, shot, blocked, end)."""

    time_s: float
    sort: str
    words: str


@dataclass(frozen=True)
class Bar:
    """From when to when somebody saw, held or could reach it; `sort`: seen, held, reach or unready."""

    sort: str
    who: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Round:
    """A round fired at it."""

    post: str
    missile: str
    start_s: float
    end_s: float
    outcome: str
    p_kill: float
    range_m: float
    height_m: float


@dataclass(frozen=True)
class Life:
    """One threat's life. `distance_m`: from the site that it is sent against, at the times of `way`."""

    name: str
    threat_class: str
    site: str
    fate: str
    cause: str
    start_s: float
    end_s: float
    moments: tuple[Moment, ...]
    bars: tuple[Bar, ...]
    rounds: tuple[Round, ...]
    because: tuple[str, ...]
    way: Track
    distance_m: np.ndarray

    @property
    def summary(self) -> str:
        """The life in one sentence."""
        kind = self.threat_class.replace("_", " ")
        if self.fate == "leaked":
            return f"{self.name} ({kind}) got through to {self.site}: {CAUSE_TITLES.get(self.cause, self.cause)}."
        return f"{self.name} ({kind}), on its way to {self.site}: {self.fate} at {clock_words(self.end_s)}."


@dataclass(frozen=True)
class Leaker:
    """A threat that got through: its row, name, class, site, cause, and when it arrived."""

    threat: int
    name: str
    threat_class: str
    site: str
    cause: str
    end_s: float


@dataclass(frozen=True)
class Why:
    """What one battle shows: its leakers, the life of one threat (None: nothing leaked), and the recording."""

    case: str
    replication: int
    leakers: list[Leaker]
    life: Life | None
    replay: Path


def why_in(path: Path, threat: str | None = None) -> Why:
    """Why a threat got through in a recorded battle: one by name; or one that stands for most, with all leakers."""
    battle = read_replay(path)
    row = typical_leaker(battle) if threat is None else row_of(battle, threat)
    return Why(
        str(battle.about["case"]),
        int(battle.about["replication"]),
        leakers_of(battle) if threat is None else [],
        None if row is None else life_of(battle, row),
        path,
    )


def leakers_of(replay: Replay) -> list[Leaker]:
    """All that got through, the most frequent cause first, in the order of their arrival."""
    threats, sites = replay.tables["threats"], replay.tables["sites"]["title"]
    rows = np.flatnonzero(threats["fate"] == "leaked").tolist()
    counts = Counter(str(threats["cause"][t]) for t in rows)
    found = [
        Leaker(
            t, str(threats["name"][t]), str(threats["threat_class"][t]), str(sites[threats["site"][t]]),
            str(threats["cause"][t]), float(threats["end_s"][t]),
        )
        for t in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-counts[one.cause], one.cause, one.end_s, one.name))


def typical_leaker(replay: Replay) -> int | None:
    """The row of a leaker that stands for most: of the most frequent cause, and of the class most frequent there, the
    one in the middle by arrival. None when nothing got through."""
    leakers = leakers_of(replay)
    if not leakers:
        return None
    same = [one for one in leakers if one.cause == leakers[0].cause]
    often = Counter(one.threat_class for one in same)
    kind = min(often, key=lambda name: (-often[name], name))
    alike = [one for one in same if one.threat_class == kind]
    return alike[(len(alike) - 1) // 2].threat


def row_of(replay: Replay, name: str) -> int:
    """The row of the threat called `name`; ResultsError with the nearest name when there is none."""
    names = [str(one) for one in replay.tables["threats"]["name"]]
    if name in names:
        return names.index(name)
    import difflib

    close = difflib.get_close_matches(name, names, n=1)
    raise ResultsError(f"no threat is called {name}; " + (f"did you mean {close[0]}?" if close else "there is none"))


def life_of(replay: Replay, threat: int) -> Life:
    """The life of one threat (its row in table threats)."""
    threats, sites = replay.tables["threats"], replay.tables["sites"]
    site = int(threats["site"][threat])
    way, reaches = way_of(replay, threat), reaches_of(replay, threat)
    goal_m = earth_centred_m(*(np.array([float(sites[c][site])]) for c in ("lon_deg", "lat_deg", "height_m")))
    distance_m = np.sqrt(((way.place_m - goal_m) ** 2).sum(axis=1))
    rounds = _rounds(replay, threat)
    cause, fate = threats["cause"][threat], str(threats["fate"][threat])
    return Life(
        name=str(threats["name"][threat]),
        threat_class=str(threats["threat_class"][threat]),
        site=str(sites["title"][site]),
        fate=fate,
        cause="" if cause is None else str(cause),
        start_s=float(threats["start_s"][threat]),
        end_s=float(threats["end_s"][threat]),
        moments=tuple(sorted(_moments(replay, threat, rounds, distance_m), key=lambda moment: moment.time_s)),
        bars=tuple(_bars(replay, threat, reaches)),
        rounds=tuple(rounds),
        because=tuple(because.sentences(replay, threat, reaches)) if fate == "leaked" else (),
        way=way,
        distance_m=distance_m,
    )


def _moments(replay: Replay, threat: int, rounds: list[Round], distance_m: np.ndarray) -> list[Moment]:
    tables = replay.tables
    row = {name: values[threat] for name, values in tables["threats"].items()}
    found = []
    site = tables["sites"]["title"][row["site"]]
    if len(distance_m):
        found.append(Moment(float(row["start_s"]), "way", f"starts, {distance_words(distance_m[0])} from {site}"))
    if math.isfinite(row["first_in_sight_s"]):
        words = "first in line of sight and range of a sensor"
        found.append(Moment(float(row["first_in_sight_s"]), "seen", words))
    seen = tables["seen"]
    mine = np.flatnonzero(seen["threat"] == threat)
    if len(mine):
        first = mine[np.argmin(seen["from_s"][mine])]
        sensor = tables["sensors"]["name"][seen["sensor"][first]]
        found.append(Moment(float(seen["from_s"][first]), "seen", f"first detected, by {sensor}"))
    events = tables["events"]
    started = np.flatnonzero((events["kind"] == "track_started") & (events["whom"] == threat))
    if len(started):
        sensor = tables["sensors"]["name"][events["who"][started[0]]]
        found.append(Moment(float(events["time_s"][started[0]]), "seen", f"first followed by a sensor: {sensor}"))
    if math.isfinite(row["first_track_s"]):
        found.append(Moment(float(row["first_track_s"]), "held", "first known to a post with rounds"))
    if replay.about.get("picture") == "tracked" and math.isfinite(row["released_s"]):
        found.append(Moment(float(row["released_s"]), "held", "first taken for hostile there"))
    known: set[str] = set()
    for network, from_s, to_s in _holds(replay, threat):
        if network not in known:
            known.add(network)
            found.append(Moment(from_s, "held", f"first held by network {network}"))
        if to_s < row["end_s"] - 5.0:
            found.append(
                Moment(to_s, "held", f"lost by network {network}, which had held it from {clock_words(from_s)}")
            )
    blocked = tables["blocked"]
    for k in np.flatnonzero((blocked["threat"] == threat) & (blocked["cause"] != None)):  # noqa: E711 - elementwise
        words = CAUSE_TITLES.get(str(blocked["cause"][k]), str(blocked["cause"][k]))
        found.append(Moment(float(blocked["time_s"][k]), "blocked", f"a shot would work, but: {words}"))
    for one in rounds:
        chance = f", chance {one.p_kill:.2f}" if one.p_kill else ""
        found.append(Moment(one.start_s, "shot", f"{one.post} fires {one.missile}{chance}"))
        met = {"kill": "killed", "miss": "missed"}.get(one.outcome, one.outcome.replace("_", ": ", 1).replace("_", " "))
        found.append(
            Moment(
                one.end_s,
                "shot",
                f"{met} by {one.post} at {distance_words(one.range_m)}, {height_words(one.height_m)} high",
            )
        )
    ends = {"leaked": f"reaches {site}", "passed": "has flown through", "flying": "still flies when the battle ends"}
    if row["fate"] in ends:
        found.append(Moment(float(row["end_s"]), "end", ends[row["fate"]]))
    return found


def _rounds(replay: Replay, threat: int) -> list[Round]:
    shots, tables = replay.tables["shots"], replay.tables
    found = []
    for k in np.flatnonzero((shots["threat"] == threat) | (shots["met"] == threat)):
        came, went = (
            earth_centred_m(*(np.array([float(shots[f"{end}_{c}"][k])]) for c in ("lon_deg", "lat_deg", "height_m")))
            for end in ("from", "to")
        )
        group = tables["launchers"]["group"][shots["launcher"][k]]
        found.append(
            Round(
                str(tables["posts"]["name"][shots["post"][k]]), str(tables["groups"]["missile"][group]),
                float(shots["start_s"][k]), float(shots["end_s"][k]), str(shots["outcome"][k]),
                float(shots["p_kill"][k]), float(np.sqrt(((went - came) ** 2).sum())), float(shots["to_height_m"][k]),
            )
        )  # fmt: skip
    return found


def _bars(replay: Replay, threat: int, reaches: list[Reach]) -> list[Bar]:
    seen, names = replay.tables["seen"], replay.tables["sensors"]["name"]
    by_sensor: dict[str, list[Span]] = {}
    for k in np.flatnonzero(seen["threat"] == threat):
        span = (float(seen["from_s"][k]), float(seen["to_s"][k]))
        by_sensor.setdefault(str(names[seen["sensor"][k]]), []).append(span)
    bars = [Bar("seen", who, tuple(spans)) for who, spans in _longest(by_sensor)]
    by_network: dict[str, list[Span]] = {}
    for network, from_s, to_s in _holds(replay, threat):
        by_network.setdefault(network, []).append((from_s, to_s))
    bars += [Bar("held", f"network {who}", tuple(spans)) for who, spans in _longest(by_network)]
    for sort in ("reach", "unready"):
        by_post: dict[str, list[Span]] = {}
        for reach in reaches:
            spans = reach.spans if sort == "reach" else reach.unready
            if spans:
                by_post.setdefault(f"{reach.unit}, {reach.missile}", []).extend(spans)
        bars += [Bar(sort, who, tuple(sorted(spans))) for who, spans in _longest(by_post)]
    return bars


def _longest(spans: dict[str, list[Span]]) -> list[tuple[str, list[Span]]]:
    """The few that were longest concerned, in the order in which they began."""
    longest = sorted(spans, key=lambda who: -sum(b - a for a, b in spans[who]))[:MOST_BARS]
    return sorted(((who, spans[who]) for who in longest), key=lambda one: one[1][0])


def _holds(replay: Replay, threat: int) -> list[tuple[str, float, float]]:
    holds, names = replay.tables["holds"], replay.tables["networks"]["name"]
    return [
        (str(names[holds["network"][k]]), float(holds["from_s"][k]), float(holds["to_s"][k]))
        for k in np.flatnonzero(holds["threat"] == threat)
    ]
