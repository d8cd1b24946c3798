"""The loop with a stopwatch in it is the simulation's own loop: the same bits, and every stage is timed."""

import numpy as np
import pytest

from benchmarks.cases import mission, tiny
from benchmarks.stages import CAN_MEASURE, STAGES, play_timed, time_stages
from pavise.run.drivers import play_fused
from pavise.sim.state import make_state

pytestmark = pytest.mark.skipif(not CAN_MEASURE, reason="a program may not read this processor's cycle counter")


@pytest.mark.parametrize("case", [tiny, pytest.param(mission, marks=pytest.mark.needs_compiler)])
def test_the_stopwatch_changes_no_bit(case):
    world = case()
    state = make_state(world.sizes, 1)
    for replication in range(2):
        played = play_fused(world, replication, 1)
        play_timed(replication, *world, *state, np.zeros(len(STAGES), np.int64))
        for mine, theirs in ((state.flight, played.flight), (state.rack, played.rack), (state.clock, played.clock)):
            for column in mine.dtype.names:
                np.testing.assert_array_equal(mine[column][0], theirs[column][0], err_msg=column)


def test_every_stage_takes_some_time():
    assert (time_stages(tiny(), 2, 2) > 0.0).all()
