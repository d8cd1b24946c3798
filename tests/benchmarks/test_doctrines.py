"""The cases by which the doctrine `optimal` is measured: all can be played, and luck is the same for both doctrines."""

import numpy as np
import pytest

from benchmarks.doctrines import cases, compared, with_doctrine
from pavise.kinds import Doctrine
from pavise.run.drivers import play_fused
from pavise.sim.world import check_world

WORLDS = cases()


@pytest.mark.parametrize("name", WORLDS)
def test_a_case_is_a_whole_world_with_two_batteries(name):
    check_world(WORLDS[name])
    assert WORLDS[name].sizes["C"] == 2


def test_both_doctrines_meet_the_same_raid():
    """Starts and ways are those of the raid, whoever defends."""
    world = WORLDS["raid of 6"]
    one, other = (
        play_fused(with_doctrine(world, doctrine), 0, 1).flight
        for doctrine in (Doctrine.SHOOT_LOOK_SHOOT, Doctrine.NEAREST_FIRST)
    )
    assert np.array_equal(one["start_s"], other["start_s"])
    assert np.array_equal(one["site"], other["site"])


@pytest.mark.needs_compiler
def test_where_there_is_plenty_the_doctrines_do_the_same():
    pair = compared(WORLDS["plenty of everything, 6"], 5)
    assert pair.plain == pair.planned == 1.0
    assert pair.gain == pair.half == 0.0
