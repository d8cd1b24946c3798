"""A fire plan in time: who could fire at what, when, and how long each shot keeps a channel busy.

    target      |---------------- could be fired at by battery 1 ----------------|
    shot             launch ------ flight ------ arrives -- assessed --> known
    channel          [============== taken ==========================)
    launcher         |interval|   ...   after the last round of a load: [==== reload ====)

What is to be planned is a list of *shots*: one weapon, one target, a launch, the moment at which its result is known,
and its chance to kill. The launch is a piece of time so short that no result of a round from inside it is known before
its end; a timetable fires at its beginning, a bound reckons with all of it. A plan takes some of them, subject to

* launchers: so many rounds in a load, a pause between two rounds, a longer one before the next load;
* channels of a post: so many targets at once, each from the first launch to the last result known;
* rounds in flight of one post at one target: so many at once.

A **timetable** fixes all of it beforehand and can be carried out whatever the dice say; a round whose target is known
to be dead by then is saved. A plan that decides **as it goes** may send a round that was saved somewhere else, so it
can do better; `timed_bound.py` bounds both.

When not to believe it: rounds fail independently of each other, and each result is known for certain when it is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pavise.fireplan.problem import Floats, Whole

NOTHING: Whole = np.zeros(0, np.int64)


@dataclass(frozen=True)
class TimedProblem:
    """T targets, G weapons, C posts, L launchers, O shots that could be fired.

    `values` [T]. `weapon_post` [G]. `channels`, `salvo` [C]: targets at once, and rounds in flight at one target.
    `launcher_weapon`, `rounds`, `loads`, `interval_s`, `reload_s` [L]: rounds in one load, and loads in all. Shots
    stand target by target in the order of launch: those of target j from `first[j]` to `first[j + 1]`; `weapon`,
    `launch_s` and `latest_s` (a round leaves between the two), `flight_s` and `known_s` (of one that leaves at
    `launch_s`), `p` [O]. `weapon_rounds` [G]: the most rounds of each weapon where its launchers share what they are
    loaded from; else None.
    """

    values: Floats
    weapon_post: Whole
    channels: Whole
    salvo: Whole
    launcher_weapon: Whole
    rounds: Whole
    loads: Whole
    interval_s: Floats
    reload_s: Floats
    first: Whole
    weapon: Whole
    launch_s: Floats
    latest_s: Floats
    flight_s: Floats
    known_s: Floats
    p: Floats
    weapon_rounds: Whole | None = None
    targets: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()

    @property
    def target(self) -> Whole:
        """Target of each shot [O]."""
        return np.repeat(np.arange(len(self.values)), np.diff(self.first))


def in_order(targets: int, target: Whole, weapon: Whole, launch_s: Floats) -> tuple[Whole, Whole]:
    """How to sort shots by target, launch and weapon, and where each target's shots begin then."""
    order = np.lexsort((weapon, launch_s, target))
    return order, np.searchsorted(target[order], np.arange(targets + 1)).astype(np.int64)


def most_rounds(rounds: int, loads: int, interval_s: float, reload_s: float, within_s: float) -> int:
    """The most rounds that one launcher can fire between two moments `within_s` apart, both counted: it begins with a
    full load."""
    if rounds <= 0 or loads <= 0 or within_s < 0.0:
        return 0
    load_s = (rounds - 1) * interval_s + max(reload_s, interval_s)
    full = loads if load_s <= 0.0 else min(loads, math.floor(within_s / load_s))
    if full >= loads:
        return rounds * loads
    rest_s = within_s - full * load_s
    begun = rounds if interval_s <= 0.0 else min(rounds, math.floor(rest_s / interval_s) + 1)
    return rounds * full + begun
