"""The collection's rows about fire plans, fought out: preferential defence, rounds over looks, and barrages.

The fire plan answers these rows exactly (`adapter.py`). Here battles do, each row some hundreds or thousands of times,
within 4 standard errors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pavise.fireplan.preferential import best_lottery, splits, survivors
from pavise.fireplan.stocks import p_no_leaker
from pavise.kinds import Doctrine, Fate
from pavise.run.drivers import play_fused
from pavise.run.optimal import play_by_doctrine
from pavise.verify.fire import leaked, passing_targets
from tests.outside.test_outside import COLLECTION
from tests.sim.near import assert_near
from tests.worlds.few_rounds import few_rounds
from tests.worlds.lottery import kept_by_lot

OPEN = COLLECTION / "data" / "open"
pytestmark = [
    pytest.mark.long,
    pytest.mark.needs_compiler,
    pytest.mark.skipif(not OPEN.is_dir(), reason="the collection of outside values is not beside this working copy"),
]


def rows(name: str) -> list[Any]:
    """The rows of a table of the collection, none where it is missing."""
    path = OPEN / f"{name}.csv"
    return list(pd.read_csv(path).itertuples(index=False)) if path.is_file() else []


@pytest.mark.parametrize("row", rows("o25_preferential"), ids=str)
def test_a_defence_by_lot_keeps_what_the_table_says(row):
    """Against the raid that suits it worst, and against the one that suits an even split worst."""
    case, fights = (int(row.targets), int(row.interceptors)), 500
    lottery, raids = best_lottery(*case, int(row.weapons), row.p_kill), splits(int(row.weapons), case[0])
    ways, chances = list(lottery.splits), np.array(list(lottery.splits.values()))
    by_raid = chances @ survivors(ways, raids, row.p_kill)
    worst = raids[int(by_raid.argmin())]
    safe = kept_by_lot(*case, worst, lottery.splits, row.p_kill, fights)
    assert_near(safe, row.value_expected_survivors, least_error=1.0 / fights)
    each, over = divmod(case[1], case[0])
    even = (each + 1,) * over + (each,) * (case[0] - over)
    worst = raids[int(survivors([even], raids, row.p_kill)[0].argmin())]
    safe = kept_by_lot(*case, worst, {even: 1.0}, row.p_kill, fights)
    assert_near(safe, row.even_split, least_error=1.0 / fights)


@pytest.mark.parametrize("row", rows("o25_soland"), ids=str)
def test_the_doctrine_optimal_spreads_its_rounds_over_looks_as_the_table_says(row):
    case, battles = (1, int(row.attackers), int(row.interceptors), row.p_kill, Doctrine.HOOK), 500
    for hardness, expected in ((1.0, 1.0 - row.max_p_no_leaker), (1e9, row.min_mean_leakers)):
        world = few_rounds(*case, looks=int(row.looks), worlds=battles, hardness=hardness)
        leakers = (play_by_doctrine(world, 0, battles).flight["fate"] == Fate.LEAKED).sum(axis=1)
        assert_near(np.minimum(leakers, hardness), expected, least_error=1.0 / battles)


@pytest.mark.parametrize("row", rows("o22_wilkening"), ids=str)
def test_the_barrage_that_the_table_asks_for_meets_its_goal(row):
    """One round less at each target does not; where no number is enough, twenty at each do not."""
    targets, runs, unlimited = int(row.warheads), 2000, bool(np.isnan(row.interceptors_barrage))
    enough = 20 if unlimited else int(row.interceptors_barrage) // targets
    for each in (enough, enough - 1):
        expected = p_no_leaker(targets, each, row.kill_prob, row.p_track)
        assert (expected >= row.p_no_leak_goal) == (each == enough and not unlimited)
        if each:
            world = passing_targets(targets, row.p_track, row.kill_prob, 1, doctrine=Doctrine.SALVO, salvo=each)
            none = ~leaked(play_fused(world, 0, runs)).any(axis=1)
            assert_near(none, expected, least_error=1.0 / runs)
