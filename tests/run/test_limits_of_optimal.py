"""The doctrine `optimal` in battles whose best fire is known on paper.

    preferential defence   sites alike, each falls to one hit, so many raiders at each, too few rounds for all: the best
                           is to hold some sites and to give the others up. A. R. Eckler, S. A. Burr, *Mathematical
                           Models of Target Coverage and Missile Allocation* (1972), chapter 4
    rounds over looks      R. M. Soland, Operations Research 35 (1987) 537-542 (`fireplan/sequential.py`)

Beside it stands plain shoot-look-shoot, which spreads its rounds by chance over the sites and keeps what chance leaves:
all of a site's raiders must be among those that were shot at. Within 4 standard errors, and between the two there are
more than 4.
"""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
import pytest

from pavise.fireplan.sequential import best_chance, fewest_leakers, survivors
from pavise.kinds import Doctrine, Fate
from pavise.run.optimal import play_by_doctrine
from tests.sim.near import assert_near
from tests.worlds.few_rounds import few_rounds

pytestmark = pytest.mark.needs_compiler

OPTIMAL, PLAIN = Doctrine.HOOK, Doctrine.SHOOT_LOOK_SHOOT
BATTLES = 100


def kept(*case, doctrine=OPTIMAL, battles=BATTLES, **more) -> np.ndarray:
    """Sites that nobody reaches, battle by battle."""
    played = play_by_doctrine(few_rounds(*case, doctrine, worlds=battles, **more), 0, battles)
    return (played.damage["arrivals"] == 0).sum(axis=1).astype(float)


def some(cases: list[tuple]) -> list:
    """The first and the last of these cases; those between take minutes together and are tried in the long run."""
    between = [pytest.param(*one, marks=pytest.mark.long) for one in cases[1:-1]]
    return [pytest.param(*cases[0]), *between, pytest.param(*cases[-1])]


# ---- preferential defence -------------------------------------------------------------------------------------------


def site_kept(rounds: int, each: int, p_kill: float) -> float:
    """Chance that a site survives `each` raiders when so many rounds are spread evenly over them."""
    every, more = divmod(rounds, each)
    return (1.0 - (1.0 - p_kill) ** (every + 1)) ** more * (1.0 - (1.0 - p_kill) ** every) ** (each - more)


def preferential(sites: int, each: int, rounds: int, p_kill: float) -> float:
    """Most sites kept on average by any way to split the rounds over sites, all fired at once."""
    most = [0.0] * (rounds + 1)
    for _ in range(sites):
        most = [max(most[m - n] + site_kept(n, each, p_kill) for n in range(m + 1)) for m in range(rounds + 1)]
    return most[rounds]


def by_chance(sites: int, each: int, rounds: int, p_kill: float) -> float:
    """Sites kept on average when raiders are shot at in an order of chance, one round at each."""
    raiders, shots = sites * each, min(rounds, sites * each)
    all_met = math.comb(raiders - each, shots - each) / math.comb(raiders, shots)
    return sites * all_met * p_kill**each


SCARCE = [(10, 2, 10, 1.0), (12, 2, 8, 0.9), (30, 2, 24, 0.7), (6, 3, 12, 0.8), (12, 2, 17, 0.6), (6, 3, 18, 0.5)]
"""Sites, raiders at each, rounds, kill chance. In the last two, sites are held with two or three rounds a raider."""


@pytest.mark.parametrize("case", some([(one,) for one in SCARCE]))
def test_it_keeps_what_preferential_defence_keeps(case):
    found, best, plain = kept(*case), preferential(*case), by_chance(*case)
    assert_near(found, best, least_error=1.0 / BATTLES)
    assert found.mean() - plain > 4.0 * found.std() / math.sqrt(BATTLES)


@pytest.mark.parametrize("case", SCARCE)
def test_shoot_look_shoot_keeps_what_chance_leaves(case):
    assert_near(kept(*case, doctrine=PLAIN, battles=3000), by_chance(*case))


def test_with_one_raider_at_each_nothing_is_gained_by_choosing():
    """Ten sites, six rounds: 6 x 0.7 are kept whichever are."""
    case = (10, 1, 6, 0.7)
    assert preferential(*case) == pytest.approx(by_chance(*case)) == pytest.approx(4.2)
    assert_near(kept(*case), 4.2)
    assert_near(kept(*case, doctrine=PLAIN), 4.2)


def test_what_a_site_needs_decides_how_many_are_held():
    """Two raiders a site, rounds that hit half of the time: with 16 rounds, four sites with two rounds a raider (2.25)
    are better than eight with one (2.0)."""
    assert preferential(8, 2, 16, 0.5) == pytest.approx(4 * 0.75**2)
    assert_near(kept(8, 2, 16, 0.5), 2.25)
    assert_near(kept(8, 2, 16, 0.5, doctrine=PLAIN, battles=3000), 2.0)


# ---- rounds over looks ----------------------------------------------------------------------------------------------

LOOKS = [(6, 19, 2, 0.65), (2, 8, 2, 0.39), (6, 19, 1, 0.58), (6, 14, 1, 0.38)]
"""Raiders at one site, rounds, looks, kill chance."""


@pytest.mark.parametrize(("raiders", "rounds", "looks", "p_kill"), some(LOOKS))
def test_nothing_leaks_as_often_as_the_best_spread_over_looks_allows(raiders, rounds, looks, p_kill):
    """A site that falls to the first leaker: two rounds in the first look where rounds are plenty, one where not."""
    safe = kept(1, raiders, rounds, p_kill, looks=looks)
    assert_near(safe, best_chance(raiders, rounds, looks, p_kill).value, least_error=1.0 / BATTLES)


@pytest.mark.parametrize(("raiders", "rounds", "looks", "p_kill"), some(LOOKS))
def test_as_few_leak_as_the_best_spread_over_looks_allows(raiders, rounds, looks, p_kill):
    """A site that can bear them all: harm adds up."""
    world = few_rounds(1, raiders, rounds, p_kill, OPTIMAL, looks=looks, worlds=BATTLES, hardness=1e9)
    leakers = (play_by_doctrine(world, 0, BATTLES).flight["fate"] == Fate.LEAKED).sum(axis=1)
    assert_near(leakers, fewest_leakers(raiders, rounds, looks, p_kill).value, least_error=1.0 / BATTLES)


# ---- both at once ---------------------------------------------------------------------------------------------------


def most_kept(sites: int, each: int, rounds: int, looks: int, p_kill: float) -> float:
    """Most sites kept on average by any fire over looks: backwards from the last look, over all splits of rounds."""

    @cache
    def best(alive: tuple[int, ...], left: int, looks: int) -> float:
        if looks == 0:
            return float(sum(number == 0 for number in alive))
        found = 0.0
        for parts in itertools.product(*(range(left + 1) if number else (0,) for number in alive)):
            if sum(parts) > left:
                continue
            after = [enumerate(survivors(a, n, p_kill)) if a else [(0, 1.0)] for a, n in zip(alive, parts, strict=True)]
            found = max(
                found,
                sum(
                    math.prod(p for _, p in state)
                    * best(tuple(sorted(number for number, _ in state)), left - sum(parts), looks - 1)
                    for state in itertools.product(*map(list, after))
                ),
            )
        return found

    return best((each,) * sites, rounds, looks)


@pytest.mark.parametrize("case", [(2, 2, 4, 2, 0.6), (3, 2, 5, 3, 0.5)])
def test_with_looks_as_well_it_comes_near_to_the_best_there_is(case):
    """The orders that it tries are few, and the best fire is not always among them: it keeps nine tenths of it at
    least. One round, a look, and another keeps less than nine tenths, and less than it."""
    sites, each, rounds, looks, p_kill = case
    best = most_kept(*case)
    found = kept(sites, each, rounds, p_kill, looks=looks)
    plain = kept(sites, each, rounds, p_kill, looks=looks, doctrine=PLAIN, battles=2000)
    error = found.std() / math.sqrt(BATTLES)
    assert 0.9 * best - 4.0 * error < found.mean() < best + 4.0 * error
    assert plain.mean() < 0.9 * best
