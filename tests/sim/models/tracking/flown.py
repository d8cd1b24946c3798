"""Tracks, sensors and plots for the tests of filters: random covariances, and targets that fly past noisy sensors."""

from __future__ import annotations

import math

import numpy as np

from pavise.sim.air_picture import DETECTION, EYE
from pavise.sim.fields import allocate


def random_covariance(rng: np.random.Generator, sigma_m: float = 300.0, sigma_mps: float = 30.0) -> np.ndarray:
    """A covariance of place and velocity, flat [36], whose parts all hang together."""
    root = rng.normal(size=(6, 6)) * np.repeat([sigma_m, sigma_mps], 3)[:, None]
    return (root @ root.T).ravel()


def random_rough(rng: np.random.Generator, sigma_m: float = 100.0) -> np.ndarray:
    """The covariance of a plot's place: xx, xy, xz, yy, yz, zz."""
    root = rng.normal(size=(3, 3)) * sigma_m
    return (root @ root.T)[np.triu_indices(3)]


def whole_rough(six: np.ndarray) -> np.ndarray:
    """The same as a matrix [3, 3]."""
    full = np.zeros((3, 3))
    full[np.triu_indices(3)] = six
    return full + full.T - np.diag(np.diag(full))


def eye_at(x_m: float = 0.0, y_m: float = 0.0, z_m: float = 0.0) -> np.recarray:
    """One sensor with axes along those of the frame."""
    eye = allocate(EYE, {"S": 1})
    eye[0].position_m[:] = (x_m, y_m, z_m)
    eye[0].east[:], eye[0].north[:], eye[0].up[:] = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
    return eye


def plot_of(
    place_m: np.ndarray, velocity_mps: np.ndarray, eye: np.recarray, sigmas: tuple[float, float, float, float],
    rng: np.random.Generator | None,
) -> np.recarray:  # fmt: skip
    """What an eye along the frame's axes measures of a target, with normal errors where there is a generator.

    `sigmas`: range (m), azimuth, elevation (rad), range rate (m/s, inf: not measured).
    """
    away = np.asarray(place_m, float) - eye[0].position_m
    range_m = float(np.linalg.norm(away))
    noise = rng.normal(size=4) if rng is not None else np.zeros(4)
    detection = allocate(DETECTION, {"X": 1})
    row = detection[0]
    row.range_m = range_m + sigmas[0] * noise[0]
    row.azimuth_rad = math.atan2(away[0], away[1]) + sigmas[1] * noise[1]
    row.elevation_rad = math.asin(away[2] / range_m) + sigmas[2] * noise[2]
    row.range_rate_mps = float(velocity_mps @ away) / range_m
    if math.isfinite(sigmas[3]):
        row.range_rate_mps += sigmas[3] * noise[3]
    row.sigma_range_m, row.sigma_azimuth_rad, row.sigma_elevation_rad, row.sigma_range_rate_mps = sigmas
    return detection


def is_covariance(flat: np.ndarray) -> bool:
    """Symmetric to the last bit, and positive."""
    matrix = flat.reshape(6, 6)
    scale = 1.0 / np.sqrt(np.diag(matrix))
    return bool((matrix == matrix.T).all() and np.linalg.eigvalsh(matrix * np.outer(scale, scale)).min() > 0.0)
