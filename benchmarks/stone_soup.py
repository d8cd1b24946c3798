"""The same scenes through Stone Soup 1.9.1, set up as its documentation does, with our noise, gate and rules.

Global nearest neighbour: `GNNWith2DAssignment`; joint association: `JPDAwithEHM2`, its exact method that grows least.
Kalman filters with nearly constant velocity; tracks start with as many plots and end after as many misses as ours.
"""

from __future__ import annotations

import datetime
import time

import numpy as np

from benchmarks.air_scenes import SCAN_S, SIGMA_M, Scene
from pavise.tracking.settings import TrackConfig

START = datetime.datetime(2020, 1, 1)


def installed() -> bool:
    """Is the version there that the comparison is written for?"""
    try:
        import stonesoup
    except ImportError:
        return False
    return stonesoup.__version__.startswith("1.9")


def stone_soup(scene: Scene, chosen: TrackConfig) -> tuple[list[np.ndarray], float]:
    """The scene with these settings of ours: places of the tracks after every look, and CPU seconds for a look (the
    mean, without making its detections)."""
    from scipy.stats import chi2
    from stonesoup.dataassociator.neighbour import GNNWith2DAssignment
    from stonesoup.dataassociator.probability import JPDAwithEHM2
    from stonesoup.deleter.time import UpdateTimeStepsDeleter
    from stonesoup.hypothesiser.distance import DistanceHypothesiser
    from stonesoup.hypothesiser.probability import PDAHypothesiser
    from stonesoup.initiator.simple import MultiMeasurementInitiator
    from stonesoup.measures import Mahalanobis
    from stonesoup.models.measurement.linear import LinearGaussian
    from stonesoup.models.transition.linear import CombinedLinearGaussianTransitionModel, ConstantVelocity
    from stonesoup.predictor.kalman import KalmanPredictor
    from stonesoup.tracker.simple import MultiTargetMixtureTracker, MultiTargetTracker
    from stonesoup.types.detection import Detection
    from stonesoup.types.state import GaussianState
    from stonesoup.updater.kalman import KalmanUpdater

    model = LinearGaussian(6, (0, 2, 4), np.diag([SIGMA_M**2] * 3))
    predictor = KalmanPredictor(CombinedLinearGaussianTransitionModel([ConstantVelocity(chosen.acceleration_psd)] * 3))
    updater = KalmanUpdater(model)
    by_distance = DistanceHypothesiser(predictor, updater, Mahalanobis(), missed_distance=chosen.gate)
    nearest = GNNWith2DAssignment(by_distance)
    level, climb = chosen.speed**2, chosen.climb**2
    prior = GaussianState(np.zeros(6), np.diag([0.0, level, 0.0, level, 0.0, climb]))
    give_up = max(2, chosen.confirm[1] - chosen.confirm[0])
    initiator = MultiMeasurementInitiator(
        prior, UpdateTimeStepsDeleter(give_up), nearest, updater, measurement_model=model, min_points=chosen.confirm[0]
    )
    rows = np.split(np.arange(len(scene.plots["t_s"])), np.flatnonzero(np.diff(scene.plots["t_s"])) + 1)
    place_m = np.column_stack([scene.plots[name] for name in ("x_m", "y_m", "z_m")])
    given = []
    for mine in rows:
        at = START + datetime.timedelta(seconds=float(scene.plots["t_s"][mine[0]]))
        given.append((at, {Detection(place_m[k], timestamp=at, measurement_model=model) for k in mine}))
    kind, associator = MultiTargetTracker, nearest
    if chosen.association == "joint":
        density = scene.false_per_look / scene.volume_m3
        weigh = PDAHypothesiser(
            predictor, updater, clutter_spatial_density=density, prob_detect=scene.p_detect,
            prob_gate=float(chi2.cdf(chosen.gate**2, 3)),
        )  # fmt: skip
        kind, associator = MultiTargetMixtureTracker, JPDAwithEHM2(weigh)
    tracker = kind(initiator, UpdateTimeStepsDeleter(chosen.drop_misses), iter(given), associator, updater)
    told: list[np.ndarray] = []
    started_s = time.process_time()
    for at, tracks in tracker:
        look = round((at - START).total_seconds() / SCAN_S)
        while len(told) < look:
            told.append(np.zeros((0, 3)))
        told.append(np.array([track.state.state_vector[[0, 2, 4], 0] for track in tracks], float).reshape(-1, 3))
    each_s = (time.process_time() - started_s) / max(len(told), 1)
    return told + [np.zeros((0, 3))] * (scene.looks - len(told)), each_s
