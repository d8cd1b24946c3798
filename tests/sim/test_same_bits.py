"""The promise: same seed, same bits, on every machine, compiled or not.

Each number below is a digest of the last bit of some thousand results. It was the same compiled and with the compiler
off. If it changes, results of old seeds change: then the change log must say so under *Numbers change*.
"""

import hashlib
import struct

import numpy as np
import pytest

from pavise.sim import (
    aspect,
    atmosphere,
    attenuation,
    beam,
    detection,
    diffraction,
    draws,
    elementary,
    geometry,
    interception,
    jamming,
    lobing,
    measurement,
    refraction,
)
from pavise.sim.air_picture import DETECTION, EYE
from pavise.sim.fields import allocate
from pavise.sim.models.motion import ballistic, great_circle
from pavise.sim.models.sensing import optical_sight
from pavise.sim.models.tracking import (
    ballistic_fall,
    consistency,
    constant_velocity,
    converted,
    coordinated_turn,
    extended,
    fusion,
    interacting,
    unscented,
)

POINTS = [draws.uniform(2026, 0, 1, 0, 0, k) for k in range(300)]


def digest(numbers):
    return hashlib.blake2s(b"".join(struct.pack("<d", x) for x in numbers), digest_size=8).hexdigest()


def elementary_functions():
    for u in POINTS:
        yield elementary.exp(40.0 * u - 20.0)
        yield elementary.log(100.0 * u)
        yield from elementary.sin_cos(20.0 * u - 10.0)
        yield elementary.atan2(2.0 * u - 1.0, 0.3)
        yield elementary.acos(2.0 * u - 1.0)
        yield elementary.ratio_from_db(60.0 * u - 30.0)
        yield elementary.db_from_ratio(1e3 * u)


def chance():
    for k in range(300):
        yield draws.uniform(7, k, 2, 3, 4, 5)
        yield from draws.uniforms4(7, 1, 2, k, 4, 5)
        yield draws.normal(7, 1, 2, 3, 4, k)


def places():
    for u in POINTS:
        n = geometry.n_vector(3.0 * u - 1.5, 6.0 * u - 3.0)
        x_m, y_m, z_m = geometry.earth_centred(*n, 1e4 * u)
        yield from geometry.n_vector_and_height(x_m, y_m, z_m)
        yield from great_circle.point_beside(*n, 0.6, 0.48, 0.64, u, 0.1 * u)
        yield geometry.sin_apparent_elevation(1e3 + 1e5 * u, 10.0, 1e4 * u, 8.5e6)
        yield geometry.ground_range(2e4 + 1e5 * u, 10.0, 1e4 * u, 8.5e6)


def detections():
    for k, u in enumerate(POINTS):
        threshold = detection.detection_threshold(1 + k % 20, 1e-6)
        yield detection.detection_probability(30.0 * u, k % 5, 1 + k % 20, threshold)
    yield from detection.pd_table(3, 4, 1e-5)
    yield detection.required_snr(0.8, 1, 10, 1e-6)


def flights():
    arrays = [np.empty(41) for _ in range(3)]
    for u in POINTS[:20]:
        angle_rad = 0.02 + 0.3 * u
        ballistic.arc_points(angle_rad, *ballistic.arc_of_least_energy(angle_rad), 6.371e6, *arrays)
        for array in arrays:
            yield from array
        yield interception.meeting_time(1e5 * u, 3e4, 1e4, -300.0, 20.0, 1.0, 1000.0, 5.0)


def signals():
    row = beam.beam_table_row("cosecant_squared", 0.03, 0.01, 0.6, 1e-3)
    yield from row
    yield from optical_sight.optical_row()[::20]
    for u in POINTS:
        yield beam.beam_lookup(row, u)
        yield aspect.aspect_rcs_m2(1.0, 1.0 + 20.0 * u, 3.0, 2.0 * u - 1.0)
        yield jamming.burn_through_range_m(1e5 * u + 1e4, 100.0)
        yield jamming.gain_towards(1.0 - 1e-3 * u, 0.03, 1e-3)
        yield lobing.lobing_factor(1e3 + 9e4 * u, 15.0, 800.0, 0.1, 0.3, 8.5e6)
        yield measurement.sigma_range_m(100.0 * u, 2e6, 15.0)
        yield diffraction.knife_edge_loss_db(12.0 * u - 4.0)


def the_air():
    rows = [
        attenuation.loss_table_row(9.4e9, 20.0, 8.5e6, 150e3, 12.0),
        attenuation.haze_table_row(8e3, 1200.0, 8.5e6, 20e3),
    ]
    for row in rows:
        yield from row.ravel()
    for u in POINTS:
        yield atmosphere.air_density(86e3 * u)
        yield attenuation.loss_lookup(rows[0], 1e3 + 4e5 * u, 2e4 * u * u)
    yield from refraction.exponential_ray(0.01, 20.0, 9000.0, 6.371e6)


def filters():
    detection, eye = allocate(DETECTION, {"X": 1}), allocate(EYE, {"S": 1})
    eye[0].east[0] = eye[0].north[1] = eye[0].up[2] = 1.0
    centre_m, up = np.array([0.0, 0.0, -6.371e6]), np.array([0.0, 0.6, 0.8])
    updates = extended.update_extended, unscented.update_unscented
    for k, u in enumerate(POINTS[:60]):
        x, covariance = np.array([5e4 * u, 3e4, 6e3, 300.0 * u, -150.0, 20.0]), np.zeros(36)
        covariance[::7] = 1e5, 2e5, 1e4 + 1e5 * u, 500.0, 900.0 * u + 50.0, 80.0
        constant_velocity.predict_straight(x, covariance, 4.0 * u, 10.0)
        coordinated_turn.predict_turn(x, covariance, 4.0, 10.0, 0.1 * u, up)
        ballistic_fall.predict_fall(x, covariance, 3.0, 10.0, centre_m, 2e-4)
        detection.range_m, detection.azimuth_rad, detection.elevation_rad = 3e4 + 3e4 * u, 1.2 * u, 0.2
        detection.sigma_range_m, detection.sigma_azimuth_rad, detection.sigma_elevation_rad = 50.0, 0.01 * u, 0.005
        detection.range_rate_mps, detection.sigma_range_rate_mps = -50.0, 2.0
        yield converted.convert(detection[0], eye[0])
        mode_x, mode_covariance, mode_p = np.tile(x, 2), np.tile(covariance, 2), np.array([0.5, 0.5])
        yield from updates[k % 2](mode_x[:6], mode_covariance[:36], detection[0], eye[0])
        rough = detection[0].position_m, detection[0].covariance_m2
        yield from converted.update_converted(mode_x[6:], mode_covariance[36:], *rough)
        change = np.empty(4)
        interacting.stay_matrix(2, 0.95, 4.0 * u, change)
        interacting.mix(mode_x, mode_covariance, mode_p, change, 2, mode_x.copy(), mode_covariance.copy())
        yield interacting.weigh(mode_p, np.array([-20.0, -21.0 + u]), 2)
        yield from (*mode_x, *mode_covariance, *mode_p)
        yield consistency.nees(x, covariance, mode_x[:6])
        yield from fusion.intersect(x, covariance, mode_x[:6], mode_covariance[:36], k % 3 == 0, x, covariance)
        yield from (*x, *covariance)
    yield from consistency.band_of_mean(6, 50, 0.95)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (elementary_functions, "db543fa6b11053b3"),
        (chance, "e9f6abe839dc37ce"),
        (places, "6d3d7a9484f485ee"),
        (detections, "1291d6b7e3660185"),
        (flights, "e245e5f3eab8acb0"),
        (signals, "b0b4c5e95946fdb3"),
        (the_air, "aa1ec0e22e509c6f"),
        (filters, "28a79d5329f647ec"),
    ],
)
def test_the_bits_are_these(results, expected):
    assert digest(float(x) for x in results()) == expected
