"""From the fate of every threat and site to the measures that people compare.

`MEASURES` declares each measure once: title, unit, which way is better, and between which bounds it can lie (the
intervals use that). `measures_from` is plain counting over the arrays of a block of replications of one case; the run
calls it and writes the result with `outcome_rows`.

Traffic that flies through is in no count of the raid. What the air picture led to (who was shot at by mistake, what was
held back, which rounds met nothing) is measured only where there was a picture to be wrong about: a case whose posts
know every target has no rows of these measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from pavise.kinds import Cause, Fate, Side, ThreatClass

MeasureKind = Literal["count", "share", "chance", "money", "ratio", "time", "length"]

RAID_SIZE = "raid_size"
"""As an upper bound: no more than the threats of the raid."""
SITES = "sites"
"""As an upper bound: no more than the defended sites."""

CLASS_NAMES = {kind.value: kind.name.lower() for kind in ThreatClass}
CAUSE_NAMES = {cause.value: cause.name.lower() for cause in Cause if cause is not Cause.NONE}
CLASS_TITLES = {
    "aircraft": "aircraft",
    "cruise_missile": "cruise missiles",
    "drone": "drones",
    "ballistic": "ballistic missiles",
}
_CAUSE_WORDS = {
    "out_of_envelope": "out of every launcher's reach",
    "not_ready": "defenders not ready",
    "masked": "hidden from the defenders' radars",
    "undetected": "in view but not detected",
    "tracked_late": "tracked too late",
    "no_time": "no time left to shoot",
    "no_channel": "all channels busy",
    "magazine_empty": "magazines empty",
    "missed": "shot at and missed",
    "not_identified": "not taken for hostile in time",
    "not_permitted": "not permitted by the rules",
    "no_operator": "no operator free to decide",
    "held_back": "rounds kept for other targets",
}
CAUSE_TITLES = {name: _CAUSE_WORDS.get(name, name.replace("_", " ")) for name in CAUSE_NAMES.values()}
"""A cause in words; one that nobody has put into words yet goes by its name."""


@dataclass(frozen=True)
class Measure:
    """One measure: what it is called, in which unit, which way is better ("" if neither), and its bounds.

    `high` is a number, RAID_SIZE, SITES, or None where nothing bounds it. `kind` decides how its interval is made:
    a `chance` is 0 or 1 in each replication, a `time` may not happen at all.
    """

    name: str
    title: str
    unit: str
    kind: MeasureKind
    better: Literal["low", "high", ""]
    meaning: str
    low: float | None = 0.0
    high: float | str | None = None


_PLAIN = (
    Measure("leakers", "Leakers", "threats", "count", "low", "Threats that reached what they were sent against.",
            high=RAID_SIZE),
    Measure("leaker_share", "Share leaking", "", "share", "low", "Leakers as a share of the raid.", high=1.0),
    Measure("no_leaker", "Chance of no leaker", "", "chance", "high", "1 if nothing leaked, else 0.", high=1.0),
    Measure("killed", "Threats killed", "threats", "count", "high", "Threats destroyed in flight.", high=RAID_SIZE),
    Measure(RAID_SIZE, "Raid size", "threats", "count", "", "Threats in the raid."),
    Measure("value_saved", "Value saved", "", "share", "high",
            "Worth of the sites left unharmed, as a share of the worth of all; damage counts in part.", high=1.0),
    Measure("sites_lost", "Sites lost", "sites", "count", "low", "Sites that took more damage than they can bear.",
            high=SITES),
    Measure("no_site_lost", "Chance of no site lost", "", "chance", "high", "1 if no site was lost, else 0.", high=1.0),
    Measure("rounds_fired", "Rounds fired", "rounds", "count", "", "Missiles (or gun bursts) fired."),
    Measure("rounds_left", "Rounds left", "rounds", "count", "", "Rounds still at hand at the end, stock included."),
    Measure("money_spent_usd", "Money spent on rounds", "USD", "money", "low", "Price of the rounds fired."),
    Measure("raid_cost_usd", "Cost of the raid", "USD", "money", "", "Price of all threats sent."),
    Measure("cost_exchange", "Cost exchange", "", "ratio", "low",
            "Price of the rounds fired over the price of the threats killed; none where nothing was killed."),
    Measure("first_track_s", "First track", "s", "time", "low", "When any threat was first tracked; none if never."),
    Measure("first_shot_s", "First shot", "s", "time", "low", "When the first round was fired; none if never."),
)  # fmt: skip
_BY_CLASS = tuple(
    Measure(f"leakers_{name}", f"Leakers: {CLASS_TITLES[name]}", "threats", "count", "low",
            f"Leakers that are {CLASS_TITLES[name]}; none where the raid has no such threat.", high=RAID_SIZE)
    for name in CLASS_NAMES.values()
)  # fmt: skip
_BY_CAUSE = tuple(
    Measure(f"leakers_cause_{name}", f"Leakers: {CAUSE_TITLES[name]}", "threats", "count", "low",
            f"Leakers whose one cause is: {CAUSE_TITLES[name]}.", high=RAID_SIZE)
    for name in CAUSE_NAMES.values()
)  # fmt: skip

_PICTURE = (
    Measure("neutrals_engaged", "Neutrals engaged", "aircraft", "count", "low",
            "Aircraft of civil traffic that at least one round was fired at."),
    Measure("neutrals_killed", "Neutrals killed", "aircraft", "count", "low",
            "Aircraft of civil traffic that were shot down."),
    Measure("friends_engaged", "Friends engaged", "aircraft", "count", "low",
            "Own aircraft flying through that at least one round was fired at."),
    Measure("friends_killed", "Friends killed", "aircraft", "count", "low",
            "Own aircraft flying through that were shot down."),
    Measure("hostiles_held_back", "Hostiles held back", "threats", "count", "low",
            "Leakers that were tracked, and that no network with a fire unit ever took for hostile.", high=RAID_SIZE),
    Measure("rounds_at_ghosts", "Rounds at ghosts", "rounds", "count", "low",
            "Rounds fired at tracks of nothing."),
    Measure("rounds_at_dead", "Rounds at the dead", "rounds", "count", "low",
            "Rounds that arrived at a target which was dead already."),
    Measure("rounds_lost_track", "Rounds that lost their track", "rounds", "count", "low",
            "Rounds that met nothing because their track held on to no target any more."),
    Measure("rounds_wasted", "Rounds wasted", "rounds", "count", "low",
            "Rounds at ghosts and at the dead, and those that lost their track: none of them could have met a target."),
    Measure("false_tracks", "False tracks", "tracks", "count", "low",
            "Tracks that were believed and that no real object stood behind, over all networks."),
    Measure("track_swaps", "Track swaps", "swaps", "count", "low",
            "How often a track went over from one real object to another, over all networks."),
    Measure("mean_track_error_m", "Mean error of tracks", "m", "length", "low",
            "Distance from believed tracks to what they follow, on average over time and tracks; none without tracks."),
    Measure("time_to_identify_s", "Time to identify", "s", "time", "low",
            "From a track being believed to being taken for hostile, on average; none where no track was."),
)  # fmt: skip

_DECOYS = (
    Measure("armed_leakers", "Leakers that do damage", "threats", "count", "low",
            "Leakers that are no decoys.", high=RAID_SIZE),
    Measure("rounds_at_decoys", "Rounds at decoys", "rounds", "count", "low",
            "Rounds fired at threats that do no damage."),
)  # fmt: skip

_ASSESSMENT = (
    Measure("kills_unseen", "Kills taken for misses", "rounds", "count", "low",
            "Results that a post took for a miss although its target was dead."),
    Measure("misses_unseen", "Misses taken for kills", "rounds", "count", "low",
            "Results that a post took for a kill although its target flew on."),
)  # fmt: skip

_SORTIES = (
    Measure("sorties", "Sorties", "sorties", "count", "", "Flights of fighters to their stations, the first included."),
)

_COMMAND = (
    Measure("tracks_waited", "Tracks that waited", "tracks", "count", "low",
            "Tracks that had to wait until an operator of a command post was free to take them on."),
    Measure("operator_wait_s", "Wait for an operator", "s", "time", "low",
            "How long a track waited for an operator, on average over all that were taken on; none where none was."),
    Measure("command_lost", "Command posts lost", "posts", "count", "", "Command posts lost in the battle."),
)  # fmt: skip

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (*_PLAIN, *_BY_CLASS, *_BY_CAUSE, *_PICTURE, *_DECOYS, *_ASSESSMENT, *_SORTIES, *_COMMAND)
}

OF_THE_PICTURE = tuple(measure.name for measure in _PICTURE)
"""Measures that only cases with a tracked picture have."""

OF_DECOYS = tuple(measure.name for measure in _DECOYS)
"""Measures that only raids with decoys have."""

OF_SORTIES = tuple(measure.name for measure in _SORTIES)
"""Measures that only studies with patrols by sortie have."""

OF_ASSESSMENT = tuple(measure.name for measure in _ASSESSMENT)
"""Measures that only studies with doubtful kill assessment have, besides `rounds_at_dead`."""

OF_COMMAND = tuple(measure.name for measure in _COMMAND)
"""Measures that only options with a command post have."""


@dataclass(frozen=True)
class ThreatFates:
    """What became of the hostile threats of a block of R replications of one case, T threats each.

    `threat_class` [T], `fate` [R, T], `cause` [R, T]: numbers of `kinds.ThreatClass`, `kinds.Fate`, `kinds.Cause`.
    `first_track_s`, `first_shot_s` [R, T]: infinite where it never happened. `rounds` [R, T], `unit_cost_usd` [R, T].
    `decoy` [T]: which are decoys; None where there are none.
    """

    threat_class: np.ndarray
    fate: np.ndarray
    cause: np.ndarray
    first_track_s: np.ndarray
    first_shot_s: np.ndarray
    rounds: np.ndarray
    unit_cost_usd: np.ndarray
    decoy: np.ndarray | None = None


@dataclass(frozen=True)
class SiteFates:
    """What became of D sites: their `value` [D], whether they were `lost` [R, D], and their `harm` [R, D].

    `harm` is the share of a site's worth that is gone, 0 to 1. Value saved goes by it: counting only sites that are
    lost altogether hides most of what a defence changes, because a site is seldom just on the edge.
    """

    value: np.ndarray
    lost: np.ndarray
    harm: np.ndarray


@dataclass(frozen=True)
class Spent:
    """What a defence used up, per replication [R]: rounds fired at whatever it was, rounds still at hand, money;
    sorties where they are counted."""

    rounds: np.ndarray
    rounds_left: np.ndarray
    money_usd: np.ndarray
    sorties: np.ndarray | None = None


@dataclass(frozen=True)
class PictureFates:
    """What a tracked picture led to in R replications with N aircraft of traffic.

    `side` [N]: numbers of `kinds.Side`. `rounds`, `killed` [R, N]: rounds fired at each, and whether it was shot down.
    All others [R]; `track_error_m` and `identify_s` are means, not finite where there is nothing to average.
    """

    side: np.ndarray
    rounds: np.ndarray
    killed: np.ndarray
    hostiles_held: np.ndarray
    rounds_at_ghosts: np.ndarray
    rounds_at_dead: np.ndarray
    rounds_track_lost: np.ndarray
    false_tracks: np.ndarray
    track_swaps: np.ndarray
    track_error_m: np.ndarray
    identify_s: np.ndarray


@dataclass(frozen=True)
class AssessmentFates:
    """What doubtful kill assessment led to, per replication [R]."""

    kills_unseen: np.ndarray
    misses_unseen: np.ndarray
    rounds_at_dead: np.ndarray


@dataclass(frozen=True)
class CommandFates:
    """What command posts did, per replication [R]: tracks taken on, those that had to wait, how long these waited
    together, and posts lost."""

    taken: np.ndarray
    waited: np.ndarray
    wait_s: np.ndarray
    lost: np.ndarray


def measures_from(
    threats: ThreatFates,
    sites: SiteFates,
    spent: Spent,
    picture: PictureFates | None = None,
    assessment: AssessmentFates | None = None,
    command: CommandFates | None = None,
) -> dict[str, np.ndarray]:
    """Every measure of MEASURES as an array [R]; masked where the measure has no value.

    `threats`: the hostile ones only. `picture`: where it was tracked, `assessment`: where it was doubtful; else their
    measures are left out. ValueError when a threat ended neither killed nor leaked, when a leaker has no cause, or when
    the sites are worth nothing: then the run is broken and no number should leave it.
    """
    leaked, killed = threats.fate == Fate.LEAKED, threats.fate == Fate.KILLED
    if not (leaked | killed).all():
        raise ValueError("a threat ended neither killed nor leaked")
    if (leaked & (threats.cause == Cause.NONE)).any():
        raise ValueError("a leaker has no cause")
    if not sites.value.sum() > 0:
        raise ValueError("the defended sites are worth nothing")

    raid_size = np.full(len(leaked), leaked.shape[1])
    leakers = leaked.sum(axis=1)
    lost = sites.lost.astype(bool)
    cost_of_killed_usd = np.where(killed, threats.unit_cost_usd, 0.0).sum(axis=1)
    measures = {
        "leakers": leakers,
        "leaker_share": _ratio(leakers, raid_size),
        "no_leaker": leakers == 0,
        "killed": killed.sum(axis=1),
        RAID_SIZE: raid_size,
        "value_saved": 1.0 - (sites.value * sites.harm).sum(axis=1) / sites.value.sum(),
        "sites_lost": lost.sum(axis=1),
        "no_site_lost": ~lost.any(axis=1),
        "rounds_fired": spent.rounds,
        "rounds_left": spent.rounds_left,
        "money_spent_usd": spent.money_usd,
        "raid_cost_usd": threats.unit_cost_usd.sum(axis=1),
        "cost_exchange": _ratio(spent.money_usd, cost_of_killed_usd),
        "first_track_s": never_is_missing(threats.first_track_s.min(axis=1, initial=np.inf)),
        "first_shot_s": never_is_missing(threats.first_shot_s.min(axis=1, initial=np.inf)),
    }
    for number, name in CLASS_NAMES.items():
        of_class = threats.threat_class == number
        n_leaked = leaked[:, of_class].sum(axis=1)
        measures[f"leakers_{name}"] = np.ma.MaskedArray(n_leaked, mask=np.full(len(leaked), not of_class.any()))
    for number, name in CAUSE_NAMES.items():
        measures[f"leakers_cause_{name}"] = (leaked & (threats.cause == number)).sum(axis=1)
    if picture is not None:
        measures |= _picture_measures(picture)
    if threats.decoy is not None:
        measures["armed_leakers"] = leaked[:, ~threats.decoy].sum(axis=1)
        measures["rounds_at_decoys"] = threats.rounds[:, threats.decoy].sum(axis=1)
    if spent.sorties is not None:
        measures["sorties"] = spent.sorties
    if assessment is not None:
        measures |= {name: getattr(assessment, name) for name in (*OF_ASSESSMENT, "rounds_at_dead")}
    if command is not None:
        wait_s = _ratio(command.wait_s, command.taken)
        measures |= {"tracks_waited": command.waited, "operator_wait_s": wait_s, "command_lost": command.lost}
    return {name: array.astype(np.float64) for name, array in measures.items()}


def _picture_measures(picture: PictureFates) -> dict[str, np.ndarray]:
    """The measures of the air picture."""
    engaged, neutral, friend = picture.rounds > 0, picture.side == Side.NEUTRAL, picture.side == Side.FRIEND
    return {
        "neutrals_engaged": engaged[:, neutral].sum(axis=1),
        "neutrals_killed": picture.killed[:, neutral].sum(axis=1),
        "friends_engaged": engaged[:, friend].sum(axis=1),
        "friends_killed": picture.killed[:, friend].sum(axis=1),
        "hostiles_held_back": picture.hostiles_held,
        "rounds_at_ghosts": picture.rounds_at_ghosts,
        "rounds_at_dead": picture.rounds_at_dead,
        "rounds_lost_track": picture.rounds_track_lost,
        "rounds_wasted": picture.rounds_at_ghosts + picture.rounds_at_dead + picture.rounds_track_lost,
        "false_tracks": picture.false_tracks,
        "track_swaps": picture.track_swaps,
        "mean_track_error_m": _nothing_is_missing(picture.track_error_m),
        "time_to_identify_s": _nothing_is_missing(picture.identify_s),
    }


def _nothing_is_missing(means: np.ndarray) -> np.ma.MaskedArray[Any, Any]:
    """Means of nothing (not finite) as missing."""
    none = ~np.isfinite(means)
    return np.ma.MaskedArray(np.where(none, 0.0, means), mask=none)


def measures_page() -> str:
    """The measures as a section of the documentation page of the tables, in Markdown."""
    lines = [
        "## The measures of table outcomes",
        "",
        "| measure | title | unit | better | meaning |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [f"| `{m.name}` | {m.title} | {m.unit} | {m.better} | {m.meaning} |" for m in MEASURES.values()]
    return "\n".join(lines) + "\n"


def never_is_missing(times_s: np.ndarray) -> np.ma.MaskedArray[Any, Any]:
    """Times with "never" (infinite) as missing, which is how the tables hold it."""
    never = np.isposinf(times_s)
    return np.ma.MaskedArray(np.where(never, 0.0, times_s), mask=never)


def outcome_rows(case: str, replications: np.ndarray, measures: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The measures of some replications of one case as columns of table outcomes, measure by measure."""
    names = np.array(list(measures), dtype=object)
    return {
        "case": np.full(len(names) * len(replications), case, dtype=object),
        "replication": np.tile(np.asarray(replications, dtype=np.int64), len(names)),
        "measure": np.repeat(names, len(replications)),
        "value": np.ma.concatenate([np.ma.asarray(measures[name]) for name in names]),
    }


def stack_rows(blocks: Iterable[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Several blocks of columns of one table as one, so that a part file holds many cases."""
    blocks = list(blocks)
    return {name: np.ma.concatenate([block[name] for block in blocks]) for name in blocks[0]} if blocks else {}


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ma.MaskedArray[Any, Any]:
    """top / bottom, missing where bottom is 0."""
    none = bottom == 0
    return np.ma.MaskedArray(np.asarray(top, dtype=np.float64) / np.where(none, 1.0, bottom), mask=none)
