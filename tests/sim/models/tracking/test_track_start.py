"""Tracks are believed and given up as the two rules say, and the sequential test keeps its risks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from pavise.kinds import TrackStart, TrackStatus
from pavise.sim.air_picture import SETTINGS, TRACK
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.models.tracking.confirm_m_of_n import confirmed, with_detection
from pavise.sim.models.tracking.track_start import hopeless, standing, with_miss


@kernel
def standing_of(settings, track):
    return standing(settings[0], track[0])


def row_of(looks: tuple[bool, ...]) -> np.uint32:
    row = np.uint32(1)
    for hit in looks:
        row = with_detection(row, 1) if hit else with_miss(row)
    return row


@pytest.mark.parametrize("m, n", [(1, 1), (2, 2), (2, 3), (3, 5), (4, 6)])
def test_a_new_track_is_hopeless_exactly_when_no_coming_looks_can_help_it(m, n):
    for past in range(n):
        for looks in product((False, True), repeat=past):
            if any(confirmed(row_of(looks[:k]), m, n) for k in range(past + 1)):
                continue
            can = any(confirmed(row_of(looks + coming), m, n) for coming in product((False, True), repeat=n - 1 - past))
            assert hopeless(row_of(looks), m, n) != can


def test_a_believed_track_stays_believed_under_m_of_n():
    settings, track = allocate(SETTINGS, {"A": 1}), allocate(TRACK, {"K": 1})
    settings["confirm_m"], settings["confirm_n"] = 3, 5
    track["status"], track["looks"] = TrackStatus.CONFIRMED, 0b1000
    assert standing_of(*handed((settings, track))) == TrackStatus.CONFIRMED
    track["status"] = TrackStatus.TENTATIVE
    assert standing_of(*handed((settings, track))) == TrackStatus.FREE


def sequential(p_hit: float, gain_hit: float, gain_miss: float, tries: int, seed: int) -> tuple[float, float]:
    """(share believed, mean number of looks) of tracks offered looks until the test decides."""
    settings, track = allocate(SETTINGS, {"A": 1}), allocate(TRACK, {"K": 1})
    settings["start_rule"] = TrackStart.SEQUENTIAL
    settings["p_start_false"], settings["p_drop_true"] = 0.01, 0.05
    tables = handed((settings, track))
    chance = np.random.default_rng(seed)
    believed, looks = 0, 0
    for _ in range(tries):
        track["status"], track["score"] = TrackStatus.TENTATIVE, 0.0
        status = TrackStatus.TENTATIVE
        while status == TrackStatus.TENTATIVE:
            track["score"] += gain_hit if chance.random() < p_hit else gain_miss
            looks += 1
            status = standing_of(*tables)
        believed += status == TrackStatus.CONFIRMED
    return believed / tries, looks / tries


def test_the_sequential_test_keeps_its_two_risks_and_is_quick():
    """A target is seen in 8 of 10 looks, chance puts something into its gate in 1 of 10."""
    gain_hit, gain_miss = np.log(0.8 / 0.1), np.log(0.2 / 0.9)
    believed_false, looks_false = sequential(0.1, gain_hit, gain_miss, 4000, 1)
    believed_true, looks_true = sequential(0.8, gain_hit, gain_miss, 4000, 2)
    assert believed_false < 0.01 / 0.95 + 3.0 * np.sqrt(0.01 / 4000)  # Wald's bound, three sigma of chance
    assert 1.0 - believed_true < 0.05 / 0.99 + 3.0 * np.sqrt(0.05 / 4000)
    assert looks_true < 5.0 and looks_false < 5.0


def test_a_long_life_does_not_save_a_track_that_is_gone():
    """The score of a believed track grows no further, so it falls as soon after a hundred looks as after ten."""
    settings, track = allocate(SETTINGS, {"A": 1}), allocate(TRACK, {"K": 1})
    settings["start_rule"] = TrackStart.SEQUENTIAL
    track["status"], track["score"] = TrackStatus.CONFIRMED, 500.0
    tables = handed((settings, track))
    assert standing_of(*tables) == TrackStatus.CONFIRMED and track["score"][0] < 20.0
    misses = 0
    while standing_of(*tables) == TrackStatus.CONFIRMED:
        track["score"] += np.log(0.1)
        misses += 1
    assert 4 <= misses <= 8
