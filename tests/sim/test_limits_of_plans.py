"""Plans carried out in battle, where the engine must come out at what solves them on paper.

    salvo exchange         W. P. Hughes, "A salvo model of warships in missile combat", Naval Research Logistics 42
                           (1995) 267-289; with chance M. J. Armstrong, Operations Research 53 (2005) 830-841
    preferential defence   the game of `fireplan/preferential.py` (sources there): it is drawn by lot who is defended;
                           what the doctrine `optimal` keeps stands in `tests/run/test_limits_of_optimal.py`
    barrages               D. A. Wilkening, Science and Global Security 8 (2000) 183-215
    small assignments      A. S. Manne, Operations Research 6 (1958) 346-351: every assignment there is, by brute force

A raid does not shoot back, so of a salvo exchange one side is played. Within 4 standard errors, which are
taken as no smaller than if one battle had differed by 1.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from pavise.fireplan.preferential import best_lottery, splits, survivors
from pavise.fireplan.stocks import barrage, p_no_leaker
from pavise.kinds import Doctrine, Fate, Side, ThreatClass
from pavise.run.drivers import Decision, play_fused, play_open
from pavise.verify.fire import leaked, passing_targets
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Raider, Site, offset, raid, small_defence
from tests.sim.near import assert_near, binomial
from tests.worlds.lottery import ONE_LOOK, SLOW, kept_by_lot

pytestmark = pytest.mark.needs_compiler


# ---- salvo exchange -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shots, p_hit, ships, rounds_each, p_kill, staying",
    [(12, 0.8, 2, 2, 0.6, 5.0), (10, 1.0, 3, 1, 0.83, 3.0), (12, 0.9, 1, 4, 1.0, 10.0)],
)
def test_a_salvo_takes_as_many_ships_as_the_salvo_equation_says(shots, p_hit, ships, rounds_each, p_kill, staying):
    """Good shots less those that are met, over the hits that a ship bears; at most all ships."""
    worlds = 3000
    launcher = FireUnit(launchers=ships, rounds=rounds_each, missile=Missile(p_kill=p_kill, **SLOW), assess_s=100.0)
    site = Site(value=ships, hardness=ships * staying)
    world = small_defence([launcher], raid(shots, **ONE_LOOK), [site], worlds=worlds, repeats=1)
    good = np.random.default_rng(24).random((worlds, shots)) < p_hit
    world.threat["side"] = np.where(good, Side.HOSTILE, Side.NEUTRAL)  # what goes astray is shot at by nobody
    world.threat["damage"] = good
    played = play_fused(world, 0, worlds)
    lost = np.minimum(played.damage["points"][:, 0] / staying, ships)
    hits, met = np.arange(shots + 1)[:, None], np.arange(ships * rounds_each + 1)[None, :]
    chance = np.outer(binomial(shots, p_hit), binomial(ships * rounds_each, p_kill))
    loss = np.clip((hits - met) / staying, 0.0, ships)
    mean = float((chance * loss).sum())
    assert_near(lost, mean, least_error=1.0 / worlds)
    assert_near((lost - mean) ** 2, float((chance * (loss - mean) ** 2).sum()), least_error=1.0 / worlds)
    assert_near((lost >= ships).astype(float), float(chance[loss >= ships].sum()), least_error=1.0 / worlds)


# ---- preferential defence -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sites, rounds, raiders, p_kill", [(3, 4, 3, 1.0), (3, 4, 3, 0.8), (2, 5, 4, 0.9)])
def test_a_defence_by_lot_keeps_the_sites_that_the_game_says_whatever_the_raid_does(sites, rounds, raiders, p_kill):
    """Each site gets its part of the rounds by lot, and is given up when more come than it has rounds."""
    lottery, fights = best_lottery(sites, rounds, raiders, p_kill), 120
    ways, chances = list(lottery.splits), np.array(list(lottery.splits.values()))
    kept = []
    for coming in splits(raiders, sites):
        safe = kept_by_lot(sites, rounds, coming, lottery.splits, p_kill, fights)
        assert_near(safe, float((chances @ survivors(ways, [coming], p_kill))[0]), least_error=1.0 / fights)
        kept.append(safe.mean())
    assert min(kept) == pytest.approx(lottery.survivors, abs=4.0 * sites / math.sqrt(fights) / 2.0)


# ---- barrages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "targets, p_kill, p_track, goal", [(4, 0.5, 0.99, 0.9), (10, 0.7, 1.0, 0.8), (20, 0.9, 1.0, 0.9)]
)
def test_a_barrage_of_the_least_rounds_meets_its_goal_and_one_round_less_each_does_not(targets, p_kill, p_track, goal):
    each, worlds = int(barrage(targets, p_kill, p_track, goal)) // targets, 3000
    for rounds in (each, each - 1):
        world = passing_targets(targets, p_track, p_kill, 1, doctrine=Doctrine.SALVO, salvo=rounds)
        none = ~leaked(play_fused(world, 0, worlds)).any(axis=1)
        expected = p_no_leaker(targets, rounds, p_kill, p_track)
        assert (expected >= goal) == (rounds == each)
        assert_near(none, expected, least_error=1.0 / worlds)


# ---- small assignments ----------------------------------------------------------------------------------------------


CLASSES = (ThreatClass.AIRCRAFT, ThreatClass.CRUISE_MISSILE, ThreatClass.DRONE)
CASES = [
    ((5.0, 3.0, 2.0), ((0.9, 0.5, 0.3), (0.6, 0.7, 0.2), (0.8, 0.4, 0.6)), (1, 1, 1)),
    ((4.0, 4.0, 1.0), ((0.5, 0.45, 0.9), (0.7, 0.2, 0.9)), (2, 2)),
    ((1.0, 6.0, 3.0), ((0.3, 0.3, 0.8), (0.6, 0.5, 0.5), (0.2, 0.6, 0.7)), (2, 1, 1)),
]
"""Values of three targets, chances of each kind of round at each, rounds of each kind."""


def best_way(values, p, rounds) -> tuple[float, np.ndarray]:
    """Least value that survives over all ways to give each round a target, and that way: rounds [kind, target]."""
    kinds = [g for g, number in enumerate(rounds) for _ in range(number)]

    def left(way) -> float:
        misses = np.ones(len(values))
        for g, t in zip(kinds, way, strict=True):
            misses[t] *= 1.0 - p[g][t]
        return float(np.dot(values, misses))

    best = min(itertools.product(range(len(values)), repeat=len(kinds)), key=left)
    plan = np.zeros((len(rounds), len(values)), int)
    np.add.at(plan, (kinds, best), 1)
    return left(best), plan


@pytest.mark.parametrize("values, p, rounds", CASES)
def test_the_best_plan_carried_out_leaves_what_brute_force_says(values, p, rounds):
    """One volley of all rounds; whoever shoots at what is nearest leaves no less."""
    places = [Site(f"site {d}", offset(CENTRE, 2.0 * d, 1e3), value=v, hardness=1.0) for d, v in enumerate(values)]
    flights = [Raider(f"raider {t}", CLASSES[t], site=t, **ONE_LOOK) for t in range(len(values))]
    rounds_of = [Missile(f"round {g}", p_kill=(*chances, 0.0), **SLOW) for g, chances in enumerate(p)]
    least, plan = best_way(values, p, rounds)

    def carry_out(decision: Decision) -> None:
        fired = decision.state.duty["rounds"][decision.post]
        for candidate in decision.candidates:
            t = candidate["threat"]
            candidate["rounds"] = plan[decision.post, t] - fired[t]
            candidate["preference"] = 1.0 if candidate["rounds"] > 0 else -np.inf

    left = {}
    for doctrine in (Doctrine.HOOK, Doctrine.NEAREST_FIRST):
        units = [
            FireUnit(f"unit {g}", rounds=number, salvo=number, missile=rounds_of[g], assess_s=100.0, doctrine=doctrine)
            for g, number in enumerate(rounds)
        ]
        played = play_open(small_defence(units, flights, places), 0, 600, carry_out)
        assert (played.clock["rounds"] == sum(rounds)).all()
        left[doctrine] = (played.flight["fate"] == Fate.LEAKED) @ np.array(values)
    assert_near(left[Doctrine.HOOK], least, least_error=1.0 / len(left[Doctrine.HOOK]))
    assert left[Doctrine.NEAREST_FIRST].mean() > least - 0.1
