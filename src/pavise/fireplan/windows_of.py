"""From launch windows to shots: what a problem in time is made of when people write it down.

    battery-1 at raid-1:  |earliest ---- launch every `step` ---- latest|  + flight + assess = result known

Each weapon is a fire unit of its own: launchers that are alike, channels, and how many rounds it may have in flight at
one target.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pavise.fireplan.timed_problem import TimedProblem, in_order

MOST_SHOTS = 200_000
LAUNCHES_PER_WINDOW = 60
"""Launches that the longest window is looked at in, when no step is given."""


@dataclass(frozen=True)
class Window:
    """One weapon may fire at one target: `earliest_s` to `latest_s` is when rounds may leave, each flies `flight_s` and
    kills with the chance `p`."""

    weapon: str
    target: str
    earliest_s: float
    latest_s: float
    flight_s: float
    p: float


@dataclass(frozen=True)
class Weapon:
    """A fire unit: `rounds` in each of its launchers when full, that may be filled again `reloads` times."""

    rounds: int = 1
    launchers: int = 1
    channels: int = 1
    in_flight: int = 1
    interval_s: float = 0.0
    reloads: int = 0
    reload_s: float = 0.0
    assess_s: float = 0.0


def usual_step_s(windows: Sequence[Window]) -> float:
    """A sixtieth of the longest window; a second where all are points."""
    longest_s = max((window.latest_s - window.earliest_s for window in windows), default=0.0)
    return longest_s / LAUNCHES_PER_WINDOW if longest_s > 0.0 else 1.0


def shots_of(
    values: Mapping[str, float], weapons: Mapping[str, Weapon], windows: Sequence[Window], step_s: float
) -> TimedProblem:
    """The problem in time. `values` by target; every window is cut into launches `step_s` apart, its ends included."""
    target_of, weapon_of = ({name: k for k, name in enumerate(names)} for names in (values, weapons))
    target, weapon, launch_s, flight_s, p = [], [], [], [], []
    for window in windows:
        steps = math.floor((window.latest_s - window.earliest_s) / step_s + 1e-9)
        times = window.earliest_s + step_s * np.arange(steps + 1)
        if window.latest_s - times[-1] > 1e-9 * step_s:
            times = np.append(times, window.latest_s)
        target.append(np.full(len(times), target_of[window.target]))
        weapon.append(np.full(len(times), weapon_of[window.weapon]))
        launch_s.append(times)
        flight_s.append(np.full(len(times), window.flight_s))
        p.append(np.full(len(times), window.p))
    rows = [np.concatenate(column) if column else np.zeros(0) for column in (target, weapon, launch_s, flight_s, p)]
    hits = rows[4] > 0.0
    at, by = rows[0][hits].astype(np.int64), rows[1][hits].astype(np.int64)
    launches_s, flights_s, chances = (column[hits].astype(float) for column in rows[2:])
    order, first = in_order(len(values), at, by, launches_s)
    units = list(weapons.values())
    assess_s = np.array([unit.assess_s for unit in units])
    of_launchers = [unit for unit in units for _ in range(unit.launchers)]
    return TimedProblem(
        values=np.array(list(values.values()), float),
        weapon_post=np.arange(len(units)),
        channels=np.array([unit.channels for unit in units]),
        salvo=np.array([unit.in_flight for unit in units]),
        launcher_weapon=np.repeat(np.arange(len(units)), [unit.launchers for unit in units]),
        rounds=np.array([unit.rounds for unit in of_launchers], np.int64),
        loads=np.array([unit.reloads + 1 for unit in of_launchers], np.int64),
        interval_s=np.array([unit.interval_s for unit in of_launchers], float),
        reload_s=np.array([unit.reload_s for unit in of_launchers], float),
        first=first,
        weapon=by[order],
        launch_s=launches_s[order],
        latest_s=launches_s[order],
        flight_s=flights_s[order],
        known_s=(launches_s + flights_s + assess_s[by])[order],
        p=chances[order],
        targets=tuple(values),
        weapons=tuple(weapons),
    )
