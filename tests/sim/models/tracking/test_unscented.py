"""The unscented filter: as Stone Soup has it, and honest where a plot bends more than a straight line allows."""

import math

import numpy as np
import pytest

from pavise.sim.models.tracking.consistency import nees
from pavise.sim.models.tracking.extended import update_extended
from pavise.sim.models.tracking.unscented import update_unscented
from pavise.verify.tracking import with_plot
from tests.sim.models.tracking.flown import eye_at, plot_of


@pytest.mark.parametrize(
    ("rate", "state", "doubt"),
    [
        (
            (0.0, 0.0),
            [3152.3587917704, 40022.79022056759, 8067.559846951619, -245.429236246888, 60.68370661702788,
             -17.97320459145142],
            [101.98648762010932, 136.349534124289, 19.32255467818316, 19.51235700550601, -564.9114969558013,
             312.03730971260063],
        ),
        (
            (30.0, 2.0),
            [3153.392234566333, 40022.24912587592, 8067.620949403093, -247.1053253672318, 54.303578064425935,
             -20.40231935854816],
            [101.941774583452, 136.34941723559635, 18.691615642621414, 18.17566476820074, -560.1373210652164,
             326.82574580687253],
        ),
    ],
)  # fmt: skip
def test_stone_soup_says_the_same(rate, state, doubt):
    """Stone Soup 1.9.1, CartesianToElevationBearingRange and ...Rate, UnscentedKalmanUpdater as it comes."""
    got = with_plot("unscented", 200.0, 20.0, 0.3, 0.2, 40950.0, 0.08, 0.2, 30.0, 0.003, 0.005, *rate)[2:]
    assert got[:6] == pytest.approx(state, rel=1e-8) and got[6:] == pytest.approx(doubt, rel=1e-8)


def test_where_a_plot_bends_it_stays_honest_and_the_extended_filter_does_not():
    """200 km off, 3 degrees of azimuth error, 20 m of range: the target lies on a strip that bends by 270 m.

    Two plots of a target of which only the neighbourhood was known; mean normalised error of the place (3 when honest).
    """
    rng, eye = np.random.default_rng(3), eye_at()
    means = {}
    for update in (update_extended, update_unscented):
        values = []
        for _ in range(150):
            truth = np.array([0.0, 200e3, 1e3, 0.0, 0.0, 0.0])
            covariance = np.diag([8e3**2, 8e3**2, 300.0**2, 1.0, 1.0, 1.0])
            x, flat = truth + rng.normal(size=6) * np.sqrt(np.diag(covariance)), covariance.ravel()
            for _ in range(2):
                plot = plot_of(truth[:3], truth[3:], eye, (20.0, math.radians(3.0), 1e-3, math.inf), rng)
                assert update(x, flat, plot[0], eye[0])[0]
            values.append(nees(x[:3], flat.reshape(6, 6)[:3, :3].ravel(), truth[:3]))
        means[update] = np.mean(values)
    assert means[update_unscented] < 6.0 < means[update_extended]
