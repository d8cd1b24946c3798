"""Answers from played battles about channels: targets as customers, fire channels as servers.

Poisson arrivals, one independent battle per world, times stretched so that a mean service takes some tens of steps.
The first half of each battle warms up and is not counted. A waiting room of limited size, which no built-in doctrine
has, is a Python doctrine in the open driver.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import Doctrine, Fate
from pavise.run import drivers
from pavise.run.drivers import Decision
from pavise.verify.fire import mean_of
from pavise.verify.judge import Counted
from pavise.verify.service import poisson_arrivals_s, service

MEAN_STEPS = 30.0
FOR_EVER_STEPS = 1e6
LONG_STEPS = 1000.0
"""Thirty services: longer than anybody waits in a small waiting room; and who was not let in is gone after that."""


Size = tuple[int, int]
"""Worlds and targets in each: more of either for a smaller error."""


def blocked(kind: str, channels: int, arrival_per_s: float, mean_service_s: float, size: Size = (30, 300)) -> Counted:
    """Share of targets that find no channel free and leak at once. `kind` of service: constant, exponential, gamma.

    A channel is noticed to be free half a step late on average, so services are that much longer (see `service.py`).
    """
    arrivals_s, steps, stretch = customers(kind, arrival_per_s, mean_service_s, size, longer_steps=0.5)
    return counted(arrivals_s, steps, 0.0, channels, stretch)[0]


def waiting(kind: str, channels: int, arrival_per_s: float, mean_service_s: float, size: Size = (60, 300)) -> Counted:
    """Mean wait of targets that wait as long as it takes."""
    arrivals_s, steps, stretch = customers(kind, arrival_per_s, mean_service_s, size)
    return counted(arrivals_s, steps, FOR_EVER_STEPS, channels, stretch)[1]


def impatient(
    channels: int, arrival_per_s: float, mean_service_s: float, patience_s: float, size: Size = (30, 300)
) -> Counted:
    """Share of targets that leak because no channel takes them in time."""
    arrivals_s, steps, stretch = customers("exponential", arrival_per_s, mean_service_s, size)
    return counted(arrivals_s, steps, math.floor(stretch * patience_s - 0.5), channels, stretch)[0]


def waiting_room(
    channels: int, places: int, arrival_per_s: float, mean_service_s: float, size: Size = (8, 160)
) -> tuple[Counted, Counted]:
    """Share of targets that find all `places` (channels and those waiting) taken, and mean wait of the others."""
    arrivals_s, steps, stretch = customers("exponential", arrival_per_s, mean_service_s, size)
    world = service(arrivals_s, steps, np.full(steps.shape, LONG_STEPS), channels)
    world.post["doctrine"] = int(Doctrine.HOOK)
    flight = np.concatenate([drivers.play_open(world, w, 1, _WaitingRoom(places)).flight for w in range(len(steps))])
    return shares(flight, stretch)


def customers(
    kind: str, arrival_per_s: float, mean_service_s: float, size: Size, longer_steps: float = 0.0
) -> tuple[np.ndarray, np.ndarray, float]:
    """Times of arrival and whole steps of service, [W, T], and how much longer than given times all of it takes."""
    stretch = MEAN_STEPS / mean_service_s
    chance = np.random.default_rng(round(1e6 * arrival_per_s))
    arrivals_s = poisson_arrivals_s(chance, arrival_per_s / stretch, *size)
    if kind == "constant":
        steps = np.full(size, MEAN_STEPS)
    elif kind == "gamma":
        steps = chance.gamma(2.0, 0.5 * MEAN_STEPS, size)
    else:
        steps = chance.exponential(MEAN_STEPS, size)
    # rounded up or down by chance, so that the mean stays
    return arrivals_s, np.maximum(np.floor(steps + longer_steps + chance.random(size)), 2.0), stretch


def counted(
    arrivals_s: np.ndarray, steps: np.ndarray, patience: float, channels: int, stretch: float
) -> tuple[Counted, Counted]:
    """Share lost and mean wait (s) of those served, from one battle per world."""
    world = service(arrivals_s, steps, np.full(steps.shape, patience), channels)
    return shares(drivers.play_fused(world, 0, len(steps)).flight, stretch)


def shares(flight: np.ndarray, stretch: float) -> tuple[Counted, Counted]:
    """The same from what happened to every target, [R, T]."""
    late = flight[:, flight.shape[1] // 2 :]
    served = late["fate"] == Fate.KILLED
    wait_s = np.where(served, late["first_shot_s"] - late["first_track_s"], 0.0)
    return mean_of(1.0 - served.mean(axis=1)), mean_of(wait_s.sum(axis=1) / served.sum(axis=1) / stretch)


class _WaitingRoom:
    """A doctrine in Python: first come, first served; who finds `limit` targets served or waiting is written off."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.noticed: set[int] = set()
        self.waiting: list[int] = []

    def __call__(self, decision: Decision) -> None:
        """Let in who has come since the last decision, then serve in that order."""
        flight = decision.state.flight
        self.waiting = [t for t in self.waiting if flight["rounds"][t] == 0]
        busy = int(decision.state.desk["busy"][decision.post])
        for t in np.flatnonzero(flight["first_track_s"] <= decision.time_s):
            if int(t) not in self.noticed:
                self.noticed.add(int(t))
                if busy + len(self.waiting) < self.limit:
                    self.waiting.append(int(t))
        order = {t: place for place, t in enumerate(self.waiting)}
        wanted = decision.candidates
        wanted["rounds"] = 1
        wanted["preference"] = [-float(order[t]) if t in order else -math.inf for t in wanted["threat"].tolist()]
