"""Why a threat got through, in sentences: the rule by which its cause was decided, and what would have been needed.

The cause is decided in the battle (`sim/assessment.py`, where the rule stands); here it is only explained, with numbers
of the replay. A cause that has no explanation of its own is named with its title.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from pavise.analysis.battle_words import clock_words as clock
from pavise.analysis.battle_words import distance_words as far
from pavise.analysis.battle_words import height_words as high
from pavise.analysis.reach import Reach, unit_at, way_of
from pavise.results.measures import CAUSE_TITLES
from pavise.results.replay import Replay

Explain = Callable[[Replay, int, list[Reach]], list[str]]


def sentences(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    """The rule, and then what would have been needed. `reaches`: of all fire groups that can kill it."""
    cause = str(replay.tables["threats"]["cause"][threat])
    rule, needed = EXPLANATIONS.get(cause, (f"The cause: {CAUSE_TITLES.get(cause, cause)}.", _nothing_to_add))
    return [rule, *needed(replay, threat, reaches)]


def _nothing_to_add(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    return []


def _out_of_envelope(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    if not reaches:
        return ["No fire unit of this option can kill such a threat at all."]
    nearest = min(reaches, key=lambda reach: (reach.short_m, reach.nearest_m))
    low_m, high_m = nearest.heights_m
    if math.isinf(nearest.short_m) or nearest.short_m <= 0.0:
        flown = way_of(replay, threat).height_m
        return [
            f"It flew {high(flown.min())} to {high(flown.max())} high; the nearest, {nearest.unit} "
            f"({nearest.missile}), reaches {high(low_m)} to {high(high_m)} and passed {far(nearest.nearest_m)} away. "
            "Needed: a round for that height, where it passes."
        ]
    return [
        f"The nearest was {nearest.unit}: {nearest.missile} reaches {far(nearest.far_m)} and it stayed "
        f"{far(nearest.nearest_m)} away or more. Needed: {far(nearest.short_m)} more reach, or a unit that much nearer."
    ]


def _not_ready(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    units = replay.tables["units"]
    ready_from_s = dict(zip(units["name"].tolist(), units["ready_from_s"].tolist(), strict=True))
    words = []
    for unit in dict.fromkeys(reach.unit for reach in reaches if reach.unready):
        first_s = min(span[0] for reach in reaches if reach.unit == unit for span in reach.unready)
        from_s = ready_from_s[unit]
        when = "not in this battle" if math.isinf(from_s) else f"only from {clock(from_s)} on"
        words.append(f"{unit} had it in reach from {clock(first_s)} on, and was ready {when}")
    if not words:
        return ["The patrols that had it in reach were being relieved."]
    more = f", and {len(words) - 3} more" if len(words) > 3 else ""
    return ["; ".join(words[:3]) + more + ". Needed: that unit ready in time."]


def _masked(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    height_m = way_of(replay, threat).height_m
    return [*_nearest_sensor(replay, threat), f"It flew {high(height_m.min())} high at the lowest. Needed: a sensor "
            "nearer to its way, or higher up."]  # fmt: skip


def _undetected(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    threats, seen = replay.tables["threats"], replay.tables["seen"]
    in_sight_s = float(threats["end_s"][threat] - threats["first_in_sight_s"][threat])
    rcs_m2 = float(threats["rcs_m2"][threat])
    who = len(set(seen["sensor"][seen["threat"] == threat].tolist()))
    words = f"{who} sensor{'s' * (who != 1)} detected it, too seldom or too late for a track"
    found = [f"From its first being in sight it flew {in_sight_s:.0f} s; {words if who else 'no look detected it'}."]
    holds, tables = replay.tables["holds"], replay.tables
    heard = sorted({str(tables["networks"]["name"][n]) for n in holds["network"][holds["threat"] == threat]})
    if heard:
        return [
            f"It was held by network {', '.join(heard)}, and no post with rounds had heard of it in time. "
            "Needed: a link, or a quicker one, to the networks that have rounds."
        ]
    found += _nearest_sensor(replay, threat)
    sensors = tables["sensors"]
    best_m = float(sensors["range_1m2_m"].max(initial=0.0))
    if best_m:
        sees = far(best_m * rcs_m2**0.25)
        found.append(
            f"Its cross-section is {rcs_m2:.2g} m² from the nose: the best radar sees that at {sees} with one look in "
            "two. Needed: more radars along its way."
        )
    return found


def _tracked_late(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    known_s = float(replay.tables["threats"]["first_track_s"][threat])
    return _too_late(reaches, known_s, "known to a post with rounds")


def _not_identified(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    threats = replay.tables["threats"]
    known_s, released_s = float(threats["first_track_s"][threat]), float(threats["released_s"][threat])
    if math.isinf(released_s):
        return [f"It was followed from {clock(known_s)} on. Needed: an answer, or a flight plan, that tells its side."]
    return _too_late(reaches, released_s, "taken for hostile")


def _too_late(reaches: list[Reach], known_s: float, words: str) -> list[str]:
    last = max(reaches, key=lambda reach: reach.latest_s, default=None)
    if last is None or math.isinf(last.latest_s):
        return []
    return [
        f"It was {words} at {clock(known_s)}. For its last place in reach ({last.unit}, {last.missile}) that had to be "
        f"by {clock(last.latest_s)}. Needed: {max(known_s - last.latest_s, 0.0):.0f} s more warning."
    ]


def _no_time(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    known_s = float(replay.tables["threats"]["first_track_s"][threat])
    last = max(reaches, key=lambda reach: reach.latest_s, default=None)
    if last is None or math.isinf(last.latest_s):
        return [f"It was known at {clock(known_s)}."]
    return [
        f"It was known at {clock(known_s)}, {max(last.latest_s - known_s, 0.0):.0f} s before the last moment "
        f"({last.unit}, {last.missile}). In that time no post had, at one of its decisions, a fresh track and a "
        "meeting place in sight of its guiding radar. Needed: quicker decisions, or steadier tracks."
    ]


def _no_channel(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    at_s = _last_blocked_s(replay, threat, "no_channel")
    shots, posts = replay.tables["shots"], replay.tables["posts"]
    words = []
    for name in dict.fromkeys(reach.post for reach in reaches if reach.spans):
        post = posts["name"].tolist().index(name)
        busy = (shots["post"] == post) & (shots["start_s"] <= at_s) & (shots["known_s"] > at_s)
        targets = len(set(shots["threat"][busy].tolist()))
        if targets >= posts["channels"][post]:
            words.append(f"{name} was engaging {targets} of {posts['channels'][post]} targets at once")
    found = ["; ".join(words[:3]) + f" at {clock(at_s)}."] if words else []
    return [*found, "Needed: a channel more, or a post that is not busy."]


def _magazine_empty(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    at_s = _last_blocked_s(replay, threat, "magazine_empty")
    shots, posts = replay.tables["shots"], replay.tables["posts"]
    in_reach = {reach.post for reach in reaches if reach.spans}
    rows = [c for c, name in enumerate(posts["name"].tolist()) if name in in_reach]
    fired = int((np.isin(shots["post"], rows) & (shots["start_s"] <= at_s)).sum())
    words = f"The posts that had it in reach had fired {fired} rounds by {clock(at_s)}."
    return [words + " Needed: more rounds there, or a quicker reload."]


def _missed(replay: Replay, threat: int, reaches: list[Reach]) -> list[str]:
    shots = replay.tables["shots"]
    mine = shots["threat"] == threat
    chances, outcomes = shots["p_kill"][mine], shots["outcome"][mine]
    if not len(chances):
        return []
    met = (outcomes == "miss").sum()
    wasted = f"; {len(outcomes) - met} met nothing" if len(outcomes) > met else ""
    rounds = f"{len(chances)} rounds were" if len(chances) > 1 else "One round was"
    found = f"{rounds} fired at it{wasted}."
    if (chances > 0.0).all():
        all_miss = float(np.prod(1.0 - chances.astype(np.float64)))
        found += f" By the chances that the posts reckoned with, all miss in {100.0 * all_miss:.0f} of 100 such cases."
    return [found + " Needed: one more round in time, or a surer one."]


def _nearest_sensor(replay: Replay, threat: int) -> list[str]:
    sensors, way = replay.tables["sensors"], way_of(replay, threat)
    present = replay.tables["units"]["present"]
    best: tuple[float, int] | None = None
    for s, unit in enumerate(sensors["unit"].tolist()):
        if present[unit] and len(way.time_s):
            away_m = float(np.sqrt(((way.place_m - unit_at(replay, unit, way.time_s)) ** 2).sum(axis=1)).min())
            best = min(best, (away_m, s)) if best else (away_m, s)
    if best is None:
        return ["The option has no sensor."]
    away_m, s = best
    return [f"The nearest sensor, {sensors['name'][s]}, was {far(away_m)} from its way; its claimed limit is "
            f"{far(float(sensors['range_m'][s]))}."]  # fmt: skip


def _last_blocked_s(replay: Replay, threat: int, cause: str) -> float:
    blocked = replay.tables["blocked"]
    times_s = blocked["time_s"][(blocked["threat"] == threat) & (blocked["cause"] == cause)]
    return float(times_s[-1]) if len(times_s) else float(replay.tables["threats"]["end_s"][threat])


EXPLANATIONS: dict[str, tuple[str, Explain]] = {
    "missed": ("Rounds were fired at it, and all missed.", _missed),
    "no_channel": ("A post had a workable shot and did not fire, because all its channels were busy.", _no_channel),
    "magazine_empty": ("A post had a workable shot and did not fire, because it had no round left.", _magazine_empty),
    "out_of_envelope": (
        "Its path never came inside the envelope of any fire unit, ready or not.", _out_of_envelope),
    "not_ready": ("Only fire units that were not ready had it in their envelope.", _not_ready),
    "masked": ("No sensor ever had it in line of sight, range and sector where that mattered.", _masked),
    "undetected": ("A sensor had it in sight, but no post with rounds ever got a track of it.", _undetected),
    "tracked_late": (
        "A post knew it, but so late that no round could have met it at the last place in reach.", _tracked_late),
    "not_identified": ("It was tracked, and not taken for hostile in time.", _not_identified),
    "no_time": (
        "It was known in time, and still no shot worked: reaction and flight did not fit its path.", _no_time),
}  # fmt: skip
"""Cause -> the rule by which it was decided, in a sentence, and what makes the sentences that follow."""
