"""Scenes for benchmarks of the tracker: what flies, and what a sensor sees of it, from a seed.

    open       targets flying straight, spread over a square, among false plots
    crossing   pairs whose ways cross at a narrow angle, at the same time
    turning    targets that turn at three degrees a second, straight legs in between
    formation  groups of four, 400 m apart, with false plots thick around them

Plots are places in a plane with an error of 50 m in each coordinate, so that any tracker can take them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SCAN_S, SIGMA_M, P_DETECT = 4.0, 50.0, 0.9
HIGH_M = 12_000.0


@dataclass(frozen=True)
class Scene:
    """`truth`: `[K, T, 6]` places and velocities of T targets at K looks. `plots`: columns as `pavise.track` takes
    them. `false_per_look`, `volume_m3`: how many false plots there are and where they lie."""

    name: str
    truth: np.ndarray
    plots: dict[str, np.ndarray]
    false_per_look: float
    volume_m3: float

    @property
    def looks(self) -> int:
        """Number of looks."""
        return len(self.truth)


def scene(name: str, targets: int, false: float, seed: int, looks: int = 30) -> Scene:
    """One of the scenes above, with so many false plots per look on average."""
    chance = np.random.default_rng([seed, targets, sum(map(ord, name))])
    wide_m = {"open": 100e3, "crossing": 60e3, "turning": 60e3, "formation": 30e3}[name]
    truth = {"open": straight, "crossing": crossing, "turning": turning, "formation": formation}[name](
        chance, targets, looks, wide_m
    )
    return Scene(name, truth, seen(chance, truth, false, wide_m), false, wide_m**2 * HIGH_M)


def fly(place_m: np.ndarray, speed_mps: np.ndarray, heading_rad: np.ndarray) -> np.ndarray:
    """Level flight at a constant speed with the headings `[K, T]` of each scan, from places `[T, 3]`."""
    velocity = np.stack(
        [speed_mps * np.sin(heading_rad), speed_mps * np.cos(heading_rad), np.zeros_like(heading_rad)], axis=-1
    )
    step_m = 0.5 * (velocity[:-1] + velocity[1:]) * SCAN_S
    place = place_m + np.concatenate([np.zeros((1, *place_m.shape)), np.cumsum(step_m, axis=0)])
    return np.concatenate([place, velocity], axis=-1)


def straight(chance: np.random.Generator, targets: int, looks: int, wide_m: float) -> np.ndarray:
    """Anywhere, in any direction, 100 to 300 m/s."""
    place_m = chance.uniform([0.0, 0.0, 1e3], [wide_m, wide_m, 11e3], (targets, 3))
    heading = np.broadcast_to(chance.uniform(0.0, 2.0 * np.pi, targets), (looks, targets))
    return fly(place_m, chance.uniform(100.0, 300.0, targets), heading)


def crossing(chance: np.random.Generator, targets: int, looks: int, wide_m: float) -> np.ndarray:
    """Pairs at the same height that meet half way at an angle of 5 to 20 degrees."""
    pairs = -(-targets // 2)
    meet_m = chance.uniform([0.2 * wide_m, 0.2 * wide_m, 1e3], [0.8 * wide_m, 0.8 * wide_m, 11e3], (pairs, 3))
    heading = chance.uniform(0.0, 2.0 * np.pi, pairs)
    apart = np.radians(chance.uniform(5.0, 20.0, pairs))
    both = np.stack([heading, heading + apart], axis=1).reshape(-1)[:targets]
    speed_mps = np.repeat(chance.uniform(150.0, 250.0, pairs), 2)[:targets]
    half_s = 0.5 * (looks - 1) * SCAN_S
    way = np.stack([np.sin(both), np.cos(both), np.zeros_like(both)], axis=-1) * speed_mps[:, None]
    place_m = np.repeat(meet_m, 2, axis=0)[:targets] - way * half_s
    return fly(place_m, speed_mps, np.broadcast_to(both, (looks, targets)))


def turning(chance: np.random.Generator, targets: int, looks: int, wide_m: float) -> np.ndarray:
    """Straight legs of 20 to 60 s and turns of 30 to 120 degrees at three degrees a second, 150 to 250 m/s."""
    heading = np.empty((looks, targets))
    for t in range(targets):
        now, left, rate = chance.uniform(0.0, 2.0 * np.pi), chance.uniform(5.0, 15.0), 0.0
        for k in range(looks):
            heading[k, t] = now
            now += rate * SCAN_S
            left -= 1.0
            if left <= 0.0:
                rate = 0.0 if rate else np.radians(3.0) * chance.choice([-1.0, 1.0])
                left = chance.uniform(2.5, 10.0) if rate else chance.uniform(5.0, 15.0)
    place_m = chance.uniform([0.0, 0.0, 1e3], [wide_m, wide_m, 11e3], (targets, 3))
    return fly(place_m, chance.uniform(150.0, 250.0, targets), heading)


def formation(chance: np.random.Generator, targets: int, looks: int, wide_m: float) -> np.ndarray:
    """Groups of four on a line abreast, 400 m apart."""
    groups = -(-targets // 4)
    lead_m = chance.uniform([0.2 * wide_m, 0.2 * wide_m, 1e3], [0.8 * wide_m, 0.8 * wide_m, 11e3], (groups, 3))
    heading = chance.uniform(0.0, 2.0 * np.pi, groups)
    side = np.stack([np.cos(heading), -np.sin(heading), np.zeros(groups)], axis=-1)
    place_m = (lead_m[:, None] + 400.0 * np.arange(4)[None, :, None] * side[:, None]).reshape(-1, 3)[:targets]
    speed_mps = np.repeat(chance.uniform(100.0, 200.0, groups), 4)[:targets]
    every = np.repeat(heading, 4)[:targets]
    return fly(place_m, speed_mps, np.broadcast_to(every, (looks, targets)))


def seen(chance: np.random.Generator, truth: np.ndarray, false: float, wide_m: float) -> dict[str, np.ndarray]:
    """The plots of every look: detections with errors, and false ones spread over the volume."""
    looks, targets, _ = truth.shape
    time_s, place_m, origin = [], [], []
    for k in range(looks):
        hit = np.flatnonzero(chance.random(targets) < P_DETECT)
        there = truth[k, hit, :3] + chance.normal(0.0, SIGMA_M, (len(hit), 3))
        chance_m = chance.uniform([0.0, 0.0, 0.0], [wide_m, wide_m, HIGH_M], (chance.poisson(false), 3))
        place_m += [there, chance_m]
        origin += [hit, np.full(len(chance_m), -1)]
        time_s.append(np.full(len(there) + len(chance_m), k * SCAN_S))
    x_m, y_m, z_m = np.concatenate(place_m).T
    return {
        "t_s": np.concatenate(time_s), "x_m": x_m, "y_m": y_m, "z_m": z_m, "truth_id": np.concatenate(origin),
    }  # fmt: skip
