"""Two radars that see two targets where there is one find out by how much each is off."""

import math

import numpy as np
import pytest

from pavise.sim.air_picture import DETECTION, EYE
from pavise.sim.fields import allocate
from pavise.sim.models.tracking.consistency import band_of_mean, nees
from pavise.sim.models.tracking.converted import convert
from pavise.sim.models.tracking.registration import add_pair, solve
from tests.sim.models.tracking.flown import plot_of

PLACES_M = ((0.0, 0.0, 0.0), (90e3, 10e3, 0.0), (30e3, 80e3, 0.0))
SIGMAS = (40.0, 2e-3, 4e-3, math.inf)
SURVEY_M, SURVEY_RAD = np.full(3, 400.0), np.full(3, 0.01)


def eyes():
    eye = allocate(EYE, {"S": 3})
    for s, place_m in enumerate(PLACES_M):
        eye[s].position_m[:] = place_m
        eye[s].east[:], eye[s].north[:], eye[s].up[:] = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
    return eye


def gathered(errors, targets, rng, eye=None, velocity=(200.0, -100.0, 0.0)):
    """Information and pull from plots of moving targets by all pairs of three radars with these errors [6]."""
    eye = eyes() if eye is None else eye
    information, pull, velocity = np.zeros(36), np.zeros(6), np.array(velocity)
    for k in range(targets):
        place = np.array([40e3 + 60e3 * math.cos(2.4 * k), 30e3 + 60e3 * math.sin(2.4 * k), 5e3 + 100.0 * k])
        detection = allocate(DETECTION, {"X": 3})
        for s in range(3):
            one = plot_of(place + velocity * s, velocity, eye[s : s + 1], SIGMAS, rng)
            detection[s] = one[0]
            detection[s].time_s, detection[s].eye = float(s), s
            detection[s].range_m += errors[2 * s]
            detection[s].azimuth_rad += errors[2 * s + 1]
            assert convert(detection[s], eye[s])
        for a, b in ((0, 1), (1, 2), (2, 0)):
            assert add_pair(detection[a], detection[b], eye, velocity, information, pull)
    return information, pull


def solved(information, pull, sigma_m=SURVEY_M, sigma_rad=SURVEY_RAD):
    error, covariance = np.empty(6), np.empty(36)
    assert solve(information, pull, sigma_m, sigma_rad, error, covariance)
    return error, covariance


def test_the_errors_come_out_and_then_are_gone():
    true = np.array([300.0, 0.008, -150.0, -0.005, 80.0, 0.002])
    error, covariance = solved(*gathered(true, 60, np.random.default_rng(1)))
    assert (np.abs(error - true) < 4.0 * np.sqrt(np.diag(covariance.reshape(6, 6)))).all()
    assert error[1::2] == pytest.approx(true[1::2], abs=1e-3) and error[::2] == pytest.approx(true[::2], abs=100.0)
    eye = eyes()
    eye.range_bias_m, eye.azimuth_bias_rad = error[::2], error[1::2]
    left, _ = solved(*gathered(true, 60, np.random.default_rng(2), eye))
    assert np.abs(left[1::2]).max() < 1e-3 and np.abs(left[::2]).max() < 100.0


def test_the_errors_are_as_unsure_as_is_said():
    """Pairs that share a plot are not independent, so each target is seen by two radars only."""
    rng, values = np.random.default_rng(4), []
    for _ in range(60):
        true = np.column_stack([rng.normal(size=3) * SURVEY_M, rng.normal(size=3) * SURVEY_RAD]).ravel()
        information, pull, eye = np.zeros(36), np.zeros(6), eyes()
        for k in range(24):
            place = np.array([40e3 + 60e3 * math.cos(2.4 * k), 30e3 + 60e3 * math.sin(2.4 * k), 5e3])
            pair = allocate(DETECTION, {"X": 2})
            for i, s in enumerate(((0, 1), (1, 2), (2, 0))[k % 3]):
                pair[i] = plot_of(place, np.zeros(3), eye[s : s + 1], SIGMAS, rng)[0]
                pair[i].eye = s
                pair[i].range_m += true[2 * s]
                pair[i].azimuth_rad += true[2 * s + 1]
                convert(pair[i], eye[s])
            add_pair(pair[0], pair[1], eye, np.zeros(3), information, pull)
        error, covariance = solved(information, pull)
        values.append(nees(error, covariance, true))
    low, high = band_of_mean(6, 60, 0.999)
    assert low < np.mean(values) < 1.15 * high  # errors of 0.6 degrees are not quite small


def test_what_nobody_can_see_keeps_the_doubt_of_the_survey():
    """Radars at one place that are off alike: only their difference shows."""
    eye = eyes()
    for s in range(3):
        eye[s].position_m[:] = 0.0
    error, covariance = solved(*gathered(np.array([200.0, 0.004] * 3), 40, None, eye, (0.0, 0.0, 0.0)))
    assert np.abs(error).max() < 1.0
    assert np.sqrt(np.diag(covariance.reshape(6, 6)))[::2] == pytest.approx(SURVEY_M / math.sqrt(3.0), rel=0.01)


def test_a_radar_that_was_surveyed_well_is_the_reference_for_the_others():
    true = np.array([0.0, 0.0, 250.0, 0.006, -90.0, 0.003])
    sigma_m, sigma_rad = np.array([0.1, 400.0, 400.0]), np.array([1e-6, 0.01, 0.01])
    error, _ = solved(*gathered(true, 40, None), sigma_m, sigma_rad)
    assert np.abs(error[:2]).max() < 0.01 and error[3::2] == pytest.approx(true[3::2], abs=2e-4)
    assert error[2::2] == pytest.approx(true[2::2], abs=15.0)


def test_pairs_that_say_nothing_are_left_out():
    eye, detection = eyes(), allocate(DETECTION, {"X": 2})
    information, pull = np.zeros(36), np.zeros(6)
    for s in range(2):
        detection[s] = plot_of(np.array([4e4, 4e4, 5e3]), np.zeros(3), eye[s : s + 1], SIGMAS, None)[0]
        detection[s].eye = s
        convert(detection[s], eye[s])
    detection[1].eye = 0
    assert not add_pair(detection[0], detection[1], eye, np.zeros(3), information, pull)
    detection[1].eye = 1
    detection[1].position_m[0] = math.nan
    assert not add_pair(detection[0], detection[1], eye, np.zeros(3), information, pull)
    assert not information.any() and not pull.any()
    assert not solve(np.full(36, math.nan), pull, SURVEY_M, SURVEY_RAD, np.empty(6), np.empty(36))
