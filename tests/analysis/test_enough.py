"""How many worlds a wanted interval takes."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.analysis.enough import enough
from pavise.analysis.worlds import estimate


def spread(worlds, repeats, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(0, 1, (1, worlds, 1)) + rng.normal(0, 1, (1, worlds, repeats))


def test_the_half_width_of_the_run_is_the_one_that_was_reported():
    values = spread(20, 2)
    assert enough(values, 0.1).now == pytest.approx(estimate(values).half_width)


def test_half_the_width_takes_about_four_times_the_worlds():
    values = spread(200, 2)
    now = enough(values, 1.0).now
    assert enough(values, now).worlds == 200
    assert enough(values, now / 2).worlds == pytest.approx(800, rel=0.02)
    assert enough(values, now / 2).replications == 2 * enough(values, now / 2).worlds


def test_that_many_worlds_are_indeed_enough_and_one_fewer_is_not():
    from pavise.analysis.enough import _half_width

    found = enough(spread(30, 2), 0.2)
    variance = estimate(spread(30, 2))
    assert found.worlds > 30
    per_world = float(spread(30, 2).mean(axis=2).var(ddof=1))
    assert variance.worlds == 30
    assert _half_width(per_world, found.worlds, 0.05) <= 0.2 < _half_width(per_world, found.worlds - 1, 0.05)


def test_one_battle_per_world_is_the_cheapest_way_to_a_narrow_interval():
    two, one = spread(400, 2), spread(400, 1)
    assert enough(one, 0.05).replications < enough(two, 0.05).replications


def test_what_cannot_be_told_is_said():
    assert "no spread" in enough(np.ones((1, 10, 2)), 0.1).note
    assert "two worlds" in enough(np.full((1, 10, 2), np.nan), 0.1).note
    assert "more than" in enough(spread(10, 2), 1e-9).note
    with pytest.raises(ValueError, match="positive"):
        enough(spread(10, 2), 0.0)
