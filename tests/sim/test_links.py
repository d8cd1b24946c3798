"""Links lose what they should lose, and are down for the share of time that they should be."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.run.drivers import play_fused
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.links import gets_through, is_up
from pavise.sim.world import LINK
from pavise.verify.small_defence import FireUnit, Link, Missile, Radar, raid, small_defence


@kernel
def up_at(times_s, link, up_out):
    """Whether a link is up at each time."""
    for k in range(times_s.size):
        up_out[k] = is_up(times_s[k], 7, 3, link[0])


@kernel
def up_in_each(time_s, link, up_out):
    """Whether a link is up at one time, battle by battle."""
    for k in range(up_out.size):
        up_out[k] = is_up(time_s, 7, k, link[0])


@kernel
def number_through(reports, link):
    """How many of so many reports arrive."""
    through = 0
    for k in range(reports):
        if gets_through(10.0, 7, 3, link[0], k, 0):
            through += 1
    return through


def a_link(**columns: float) -> np.recarray:
    link = allocate(LINK, {"W": 1, "Q": 1})[0]
    for name, value in columns.items():
        link[name] = value
    return link


def test_a_link_is_up_for_its_share_of_the_time():
    link = a_link(key=5, up_s=300.0, outage_s=100.0)
    times_s = np.arange(0.0, 400.0 * 500, 1.0)
    up = np.zeros(times_s.size)
    up_at(times_s, *handed((link,)), up)
    assert abs(up.mean() - 0.75) < 1.0 / 500  # every whole cycle holds one whole outage
    begins = np.flatnonzero(np.diff(up) < 0)
    assert 350 < np.diff(begins).mean() < 450 and np.diff(begins).std() > 50


def test_a_battle_finds_a_link_down_as_often_when_it_begins_as_later():
    link, replications = a_link(key=5, up_s=3000.0, outage_s=1000.0), 4000
    for time_s in (0.0, 500.0, 9000.0):
        up = np.zeros(replications)
        up_in_each(time_s, *handed((link,)), up)
        assert abs(up.mean() - 0.75) < 4.0 * np.sqrt(0.75 * 0.25 / replications)


def test_a_link_without_outages_is_always_up():
    up = np.zeros(1000)
    up_at(np.arange(1000.0), *handed((a_link(key=5),)), up)
    assert up.all()


def test_reports_get_lost_as_often_as_they_should():
    assert number_through(1000, *handed((a_link(key=5),))) == 1000
    through = number_through(20_000, *handed((a_link(key=5, p_loss=0.3),)))
    assert abs(through / 20_000 - 0.7) < 4 * np.sqrt(0.3 * 0.7 / 20_000)
    assert number_through(1000, *handed((a_link(key=5, p_loss=1.0),))) == 0


@pytest.mark.parametrize("delay_s, known_s", [(60.0, 60.0), (5.0, 45.0)])
def test_what_a_slow_link_tells_keeps_no_post_from_what_it_sees_itself(delay_s, known_s):
    """A far radar has it after 40 s and tells so late that the battery's own radar, after 60 s, is first, or not."""
    watch = FireUnit("watch", [Radar("far", instrumented_range_m=90e3)], launchers=0, network=1)
    battery = FireUnit("battery", [Radar("own", instrumented_range_m=85e3)], missile=Missile(range_max_m=100e3))
    world = small_defence([watch, battery], raid(1, distance_m=100e3), links=[Link(giver=1, taker=0, delay_s=delay_s)])
    flight = play_fused(world, 0, 1).flight[0, 0]
    assert flight["first_track_s"] == flight["first_shot_s"] == known_s
