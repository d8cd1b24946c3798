"""A round is worth its full chance at close range and head-on, and never more than that."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.sim.models.engagement.fall_off import share_kept

SHARE = st.floats(0.0, 1.0)


def test_the_inner_two_thirds_of_the_reach_cost_nothing_head_on_or_tail_on():
    for cos_course in (-1.0, 1.0):
        assert share_kept(0.66, cos_course, 0.4, 0.5) == 1.0


def test_the_edge_and_the_crossing_target_cost_what_they_are_said_to():
    assert share_kept(1.0, -1.0, 0.4, 0.5) == pytest.approx(0.4)
    assert share_kept(0.1, 0.0, 0.4, 0.5) == pytest.approx(0.5)
    assert share_kept(1.0, 0.0, 0.4, 0.5) == pytest.approx(0.2)


def test_half_way_out_and_half_way_round_cost_half():
    assert share_kept(5.0 / 6.0, -1.0, 0.4, 1.0) == pytest.approx(0.7)
    assert share_kept(0.5, math.cos(math.pi / 4.0), 1.0, 0.5) == pytest.approx(0.75)


@given(st.floats(0.0, 1.5), st.floats(-1.0, 1.0), SHARE, SHARE)
def test_a_share_is_a_share_and_falls_outwards(range_share, cos_course, edge, crossing):
    here = share_kept(range_share, cos_course, edge, crossing)
    assert 0.0 <= here <= 1.0
    assert share_kept(range_share + 0.1, cos_course, edge, crossing) <= here + 1e-12
    assert share_kept(range_share, cos_course, 1.0, 1.0) == 1.0
