"""Queues by other ways: the states of a birth-and-death chain, solved as linear equations."""

from __future__ import annotations

import numpy as np
from scipy import integrate


def stationary(births, deaths):
    """Chances of 0, 1, 2 ... customers from the rates up and down: the null space of the generator."""
    size = len(births) + 1
    generator = np.zeros((size, size))
    for n, (up, down) in enumerate(zip(births, deaths, strict=True)):
        generator[n, n + 1], generator[n + 1, n] = up, down
    generator -= np.diag(generator.sum(axis=1))
    equations = np.vstack([generator.T, np.ones(size)])
    return np.linalg.lstsq(equations, np.r_[np.zeros(size), 1.0], rcond=None)[0]


def blocked(kind, channels, arrival_per_s, mean_service_s):
    """Erlang's loss depends on the mean of the service alone, so the chain for exponential ones serves for all."""
    chances = stationary([arrival_per_s] * channels, [(n + 1) / mean_service_s for n in range(channels)])
    return float(chances[-1])


def waiting(kind, channels, arrival_per_s, mean_service_s):
    """A chain long enough that its end does not matter, and Little's law; one server of constant time: Pollaczek."""
    load = arrival_per_s * mean_service_s
    if kind == "constant" and channels == 1:
        return 0.5 * load * mean_service_s / (1.0 - load)
    ends = 400
    chances = stationary([arrival_per_s] * ends, [min(n + 1, channels) / mean_service_s for n in range(ends)])
    in_line = sum(max(n - channels, 0) * p for n, p in enumerate(chances))
    return float(in_line / arrival_per_s)


def impatient(channels, arrival_per_s, mean_service_s, patience_s):
    """Waiting times of a queue whose customers leave after a fixed time, by the density of the wait before that.

    With all channels busy the wait ahead of a newcomer falls at the rate of time and is renewed by arrivals that stay:
    its density below the patience is p exp(-(c/s - rate) w); see Gnedenko and Kovalenko, chapter 1.
    """
    load, spare = arrival_per_s * mean_service_s, channels / mean_service_s - arrival_per_s
    idle = [1.0]
    for n in range(1, channels):
        idle.append(idle[-1] * load / n)
    at_all_busy = arrival_per_s * idle[-1]
    patient = at_all_busy * integrate.quad(lambda w: np.exp(-spare * w), 0.0, patience_s, epsabs=1e-14)[0]
    lost = at_all_busy * np.exp(-spare * patience_s) * mean_service_s / channels
    return float(lost / (sum(idle) + patient + lost))


def waiting_room(channels, places, arrival_per_s, mean_service_s):
    chances = stationary([arrival_per_s] * places, [min(n + 1, channels) / mean_service_s for n in range(places)])
    in_line = sum(max(n - channels, 0) * p for n, p in enumerate(chances))
    return float(chances[-1]), float(in_line / (arrival_per_s * (1.0 - chances[-1])))
