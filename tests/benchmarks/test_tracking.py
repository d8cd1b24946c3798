"""The benchmark of the tracker: scenes come from their seeds, and what is not there is said to be not there."""

import numpy as np
import pytest

from benchmarks import tracking
from benchmarks.air_scenes import SCAN_S, WIDE_M, scene


@pytest.mark.parametrize("name", WIDE_M)
def test_a_scene_is_the_same_for_the_same_seed_and_flies_as_its_velocities_say(name):
    one, two, other = scene(name, 8, 20.0, 1), scene(name, 8, 20.0, 1), scene(name, 8, 20.0, 2)
    assert all((one.plots[key] == two.plots[key]).all() for key in one.plots)
    assert len(one.plots["x_m"]) != len(other.plots["x_m"]) or (one.plots["x_m"] != other.plots["x_m"]).any()
    step_m = 0.5 * (one.truth[:-1, :, 3:] + one.truth[1:, :, 3:]) * SCAN_S
    assert np.diff(one.truth[:, :, :3], axis=0) == pytest.approx(step_m, abs=1e-6)


def test_plots_of_a_target_scatter_round_it_as_much_as_they_are_said_to():
    made = scene("open", 50, 0.0, 3)
    look = np.round(made.plots["t_s"] / SCAN_S).astype(int)
    off_m = made.plots["x_m"] - made.truth[look, made.plots["truth_id"], 0]
    assert off_m.std() == pytest.approx(50.0, rel=0.06) and abs(off_m.mean()) < 6.0
    assert len(look) / (50 * made.looks) == pytest.approx(0.9, abs=0.03)


def test_a_missing_peer_is_said_first(monkeypatch):
    monkeypatch.setattr(tracking, "installed", lambda: False)
    first = next(iter(tracking.figures(peer_s=1.0)))
    assert first.measured == "not installed" and "pip install" in first.spread


def test_an_interval_needs_two_seeds():
    assert tracking.Result(np.array([3.0]), 1.0).half_width_m == float("inf")
    assert tracking.Result(np.array([1.0, 2.0, 3.0]), 1.0).half_width_m == pytest.approx(4.303 / 3**0.5, rel=1e-3)
