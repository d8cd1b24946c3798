"""Scenes for benchmarks of the tracker: what flies, and what a sensor sees of it, from a seed.

    open       targets flying straight, spread over a square, among false plots
    crossing   pairs whose ways cross at a narrow angle, at the same time
    turning    targets that turn at three degrees a second, straight legs in between
    formation  groups of four, 400 m apart
    thick      eight slow targets in a layer 1 km high; after eight looks every fifth look at each fails, and about as
               many false plots as true ones come into each gate

Plots are places in a plane with an error of 50 m in each coordinate, so that any tracker can take them as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SCAN_S, SIGMA_M, P_DETECT = 4.0, 50.0, 0.9
HIGH_M = 12_000.0
WIDE_M = {"open": 100e3, "crossing": 60e3, "turning": 60e3, "formation": 30e3, "thick": 15e3}
THICK_P_DETECT, THICK_FROM, THICK_M = 0.8, 8, (4_800.0, 5_800.0)


@dataclass(frozen=True)
class Scene:
    """`truth`: `[K, T, 6]` places and velocities of T targets at K looks. `plots`: columns as `pavise.track` takes
    them. `false_per_look`, `volume_m3`: how many false plots there are and in how much room. `p_detect`: of a look."""

    name: str
    truth: np.ndarray
    plots: dict[str, np.ndarray]
    false_per_look: float
    volume_m3: float
    p_detect: float

    @property
    def looks(self) -> int:
        """Number of looks."""
        return len(self.truth)


def scene(name: str, targets: int, false: float, seed: int, looks: int = 30) -> Scene:
    """One of the scenes above, with so many false plots per look on average."""
    chance = np.random.default_rng([seed, targets, sum(map(ord, name))])
    wide_m = WIDE_M[name]
    ways = {"open": straight, "crossing": crossing, "turning": turning, "formation": formation, "thick": layer}
    truth = ways[name](chance, targets, looks, wide_m)
    if name == "thick":
        plots = seen(chance, truth, false, wide_m, THICK_M, THICK_P_DETECT, THICK_FROM)
        return Scene(name, truth, plots, false, wide_m**2 * (THICK_M[1] - THICK_M[0]), THICK_P_DETECT)
    plots = seen(chance, truth, false, wide_m, (0.0, HIGH_M), P_DETECT, 0)
    return Scene(name, truth, plots, false, wide_m**2 * HIGH_M, P_DETECT)


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


def layer(chance: np.random.Generator, targets: int, looks: int, wide_m: float) -> np.ndarray:
    """In the middle of the square, 50 to 100 m/s, between 5,000 and 5,600 m."""
    low, high = [0.3 * wide_m, 0.3 * wide_m, 5_000.0], [0.7 * wide_m, 0.7 * wide_m, 5_600.0]
    heading = np.broadcast_to(chance.uniform(0.0, 2.0 * np.pi, targets), (looks, targets))
    return fly(chance.uniform(low, high, (targets, 3)), chance.uniform(50.0, 100.0, targets), heading)


def seen(
    chance: np.random.Generator,
    truth: np.ndarray,
    false: float,
    wide_m: float,
    between_m: tuple[float, float],
    p_detect: float,
    begin: int,
) -> dict[str, np.ndarray]:
    """The plots of every look: detections with errors, and false ones between two heights. Before the look `begin`
    there are no false ones, and 19 of 20 looks succeed."""
    looks, targets, _ = truth.shape
    time_s, place_m, origin = [], [], []
    for k in range(looks):
        hit = np.flatnonzero(chance.random(targets) < (p_detect if k >= begin else 0.95))
        there = truth[k, hit, :3] + chance.normal(0.0, SIGMA_M, (len(hit), 3))
        number = chance.poisson(false) if k >= begin else 0
        nothing = chance.uniform([0.0, 0.0, between_m[0]], [wide_m, wide_m, between_m[1]], (number, 3))
        place_m += [there, nothing]
        origin += [hit, np.full(number, -1)]
        time_s.append(np.full(len(there) + number, k * SCAN_S))
    x_m, y_m, z_m = np.concatenate(place_m).T
    return {
        "t_s": np.concatenate(time_s), "x_m": x_m, "y_m": y_m, "z_m": z_m, "truth_id": np.concatenate(origin),
    }  # fmt: skip
