"""Where the whole engine must come out at a textbook formula: rounds, magazines and channels as simple as they can be.

Formulas from: A. Washburn, M. Kress, *Combat Modeling* (2009), chapters 2 and 5; L. Kleinrock, *Queueing Systems* I
(1975), chapter 3; D. Y. Barrer, "Queuing with impatient customers", Operations Research 5 (1957) 650-656. Each is
worked out here with its own few lines. "Within 4 standard errors" everywhere.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Cause, Doctrine, Fate
from pavise.run.drivers import Played, play_fused
from pavise.sim.world import World
from pavise.verify.service import poisson_arrivals_s, service
from pavise.verify.small_defence import FireUnit, Missile, Radar, raid, small_defence
from tests.sim.near import binomial

pytestmark = pytest.mark.needs_compiler

NEAR_M = 3e3
"""Range at which the targets of these tests hang nearly still: a round takes 3 s."""


def shooting_gallery(targets: int, p_kill: float, cycles: int, **unit) -> World:
    """Targets 3 s of flight away that stay for so many rounds one after the other: one every 5 s."""
    battery = FireUnit(assess_s=0.5, missile=Missile(p_kill=p_kill), interval_s=0.0, **unit)
    stay_s = 5.0 * (cycles - 1) + 3.0 + 2.5  # half a cycle more than the last round needs
    still = raid(targets, distance_m=NEAR_M, speed_mps=0.01, altitude_m=0.0, release_range_m=NEAR_M - 0.01 * stay_s)
    return small_defence([battery], still)


def leakers(played: Played) -> np.ndarray:
    return (played.flight["fate"] == Fate.LEAKED).sum(axis=1)


def assert_near(samples: np.ndarray, expected: float) -> None:
    """The mean of independent samples lies within 4 standard errors of what it should be."""
    spread = math.sqrt(expected * (1.0 - expected)) if samples.dtype == bool else samples.std(ddof=1)
    error = max(spread / math.sqrt(len(samples)), 1e-9)
    assert abs(samples.mean() - expected) < 4.0 * error, (samples.mean(), expected, error)


# ---- kills --------------------------------------------------------------------------------------------------------


def test_one_round_each_leaves_a_binomial_number_of_leakers():
    runs, targets, p_kill = 6000, 14, 0.56
    found = leakers(play_fused(shooting_gallery(targets, p_kill, 1), 0, runs))
    expected = binomial(targets, 1.0 - p_kill)
    assert_near(found, targets * (1.0 - p_kill))
    assert_near((found - found.mean()) ** 2, targets * p_kill * (1.0 - p_kill))
    counted = np.bincount(found, minlength=targets + 1)
    common = expected * runs > 5.0
    chi2 = ((counted - expected * runs)[common] ** 2 / (expected * runs)[common]).sum()
    assert chi2 < common.sum() + 4.0 * math.sqrt(2.0 * common.sum())


@pytest.mark.parametrize("p_kill, rounds", [(0.377, 4), (0.77, 2), (0.6, 3)])
def test_shoot_look_shoot_stops_at_the_first_hit(p_kill, rounds):
    """Leaks (1 - p)^k; rounds (1 - (1 - p)^k) / p: those after a hit are saved."""
    played = play_fused(shooting_gallery(6, p_kill, rounds), 0, 3000)
    miss = (1.0 - p_kill) ** rounds
    assert_near(leakers(played) / 6.0, miss)
    assert_near(played.clock["rounds"] / 6.0, (1.0 - miss) / p_kill)
    assert played.flight["rounds"].max() == rounds


@pytest.mark.parametrize("p_kill, rounds", [(0.377, 4), (0.77, 2)])
def test_a_salvo_leaks_the_same_and_costs_all_its_rounds(p_kill, rounds):
    played = play_fused(shooting_gallery(6, p_kill, 1, doctrine=Doctrine.SALVO, salvo=rounds), 0, 3000)
    assert_near(leakers(played) / 6.0, (1.0 - p_kill) ** rounds)
    assert (played.flight["rounds"] == rounds).all()


def test_percentiles_of_a_salvo_against_twenty_are_those_of_the_binomial():
    found = leakers(play_fused(shooting_gallery(20, 0.53, 1, doctrine=Doctrine.SALVO, salvo=2), 0, 5000))
    cumulative = np.cumsum(binomial(20, 0.47**2))
    for percent in (5, 50, 95):
        assert np.percentile(found, percent, method="inverted_cdf") == np.searchsorted(cumulative, percent / 100.0)


def test_certain_rounds_kill_with_one_each_and_hopeless_ones_empty_the_magazine():
    certain = play_fused(shooting_gallery(8, 1.0, 3), 0, 20)
    assert (leakers(certain) == 0).all() and (certain.clock["rounds"] == 8).all()
    hopeless = play_fused(shooting_gallery(8, 1e-12, 3, rounds=20), 0, 20)
    assert (leakers(hopeless) == 8).all() and (hopeless.clock["rounds"] == 20).all()


def test_kills_of_different_rounds_are_independent():
    """Two targets, one round each: all four outcomes as often as the product of the chances says."""
    killed = play_fused(shooting_gallery(2, 0.3, 1), 0, 8000).flight["fate"] == Fate.KILLED
    assert_near(killed[:, 0] & killed[:, 1], 0.09)
    assert_near(killed[:-1, 0] & killed[1:, 0], 0.09)  # nor does one replication know of the next


def test_the_kill_chance_is_that_of_the_targets_class():
    by_class = (0.9, 0.6, 0.3, 0.1)
    for kind in (0, 1, 2):
        unit = FireUnit(missile=Missile(p_kill=by_class))
        stay = raid(4, threat_class=kind, distance_m=NEAR_M, speed_mps=0.01, release_range_m=NEAR_M - 0.055)
        assert_near(leakers(play_fused(small_defence([unit], stay), 0, 2000)) / 4.0, 1.0 - by_class[kind])


def test_two_layers_multiply():
    """The inner layer sees only what the outer one let through, and its rounds are spent on that alone."""
    outer = FireUnit("outer", missile=Missile("o", p_kill=0.56, range_min_m=20e3, range_max_m=23e3), network=1)
    inner = FireUnit("inner", missile=Missile("i", p_kill=0.39, range_max_m=3e3, range_min_m=2.8e3))
    world = small_defence([outer, inner], raid(14, distance_m=40e3, speed_mps=300.0, altitude_m=300.0))
    played = play_fused(world, 0, 3000)
    assert_near(leakers(played), 14 * 0.44 * 0.61)
    assert_near(played.rack["fired"][:, 0], 14.0)
    assert_near(played.rack["fired"][:, 1], 14 * 0.44)


# ---- magazines ----------------------------------------------------------------------------------------------------


def magazine(p_kill: float, most: int, rounds: int, targets: int) -> tuple[float, float, float, float]:
    """Mean leakers, chance of none, mean rounds left, chance of none left: target after target, by recursion."""
    chance = {(rounds, 0): 1.0}
    for _ in range(targets):
        after: dict[tuple[int, int], float] = {}

        def add(left: int, leaked: int, p: float, after: dict = after) -> None:
            after[left, leaked] = after.get((left, leaked), 0.0) + p

        for (left, leaked), p in chance.items():
            tries = min(most, left)
            for k in range(tries):
                add(left - k - 1, leaked, p * (1.0 - p_kill) ** k * p_kill)
            add(left - tries, leaked + 1, p * (1.0 - p_kill) ** tries)
        chance = after
    items = chance.items()
    return (
        sum(p * leaked for (_, leaked), p in items), sum(p for (_, leaked), p in items if leaked == 0),
        sum(p * left for (left, _), p in items), sum(p for (left, _), p in items if left == 0),
    )  # fmt: skip


@pytest.mark.parametrize("p_kill, most, rounds, targets", [(0.806, 3, 17, 15), (0.504, 2, 12, 9), (0.862, 2, 23, 14)])
def test_magazines_run_out_as_often_as_they_should(p_kill, most, rounds, targets):
    played = play_fused(shooting_gallery(targets, p_kill, most, rounds=rounds), 0, 4000)
    left = played.rack["rounds"].sum(axis=1)
    expected = magazine(p_kill, most, rounds, targets)
    for samples, value in zip((leakers(played), leakers(played) == 0, left, left == 0), expected, strict=True):
        assert_near(samples, value)


def test_a_reload_from_the_depot_comes_after_its_time_and_only_as_often_as_there_is_one():
    """Four rounds, two refills of four, 100 s each: twelve rounds in all, and gaps of 100 s between fours."""
    battery = FireUnit(rounds=4, reloads=2, reload_s=100.0, missile=Missile(p_kill=1e-12), assess_s=0.5)
    stay = raid(1, distance_m=NEAR_M, speed_mps=0.01, altitude_m=0.0, release_range_m=NEAR_M - 0.01 * 1000.0)
    played = play_fused(small_defence([battery], stay), 0, 1, log_events=100)
    shots_s = [e["time_s"] for e in played.events[0] if e["kind"] == 3]
    assert len(shots_s) == 12 and played.rack["loaded"][0, 0] == 12
    assert [b - a for a, b in zip(shots_s[3::4], shots_s[4::4], strict=False)] == [100.0, 100.0]


def test_two_launchers_share_the_work_and_keep_their_interval():
    battery = FireUnit(launchers=2, rounds=3, interval_s=7.0, missile=Missile(p_kill=1.0))
    stay = raid(6, distance_m=NEAR_M, speed_mps=0.01, altitude_m=0.0, release_range_m=NEAR_M - 1.0)
    played = play_fused(small_defence([battery], stay), 0, 1, log_events=100)
    shots = [(e["time_s"], e["who"]) for e in played.events[0] if e["kind"] == 3]
    first_s = shots[0][0]
    assert [time_s - first_s for time_s, _ in shots] == [0.0, 0.0, 7.0, 7.0, 14.0, 14.0]
    assert sorted(ell for _, ell in shots) == [0, 0, 0, 1, 1, 1]


# ---- channels -----------------------------------------------------------------------------------------------------


def erlang_b(load: float, channels: int) -> float:
    """Share of Poisson arrivals that find all channels taken (Kleinrock 1975, 3.6)."""
    blocked = 1.0
    for k in range(1, channels + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c_wait_s(per_s: float, service_s: float, channels: int) -> float:
    """Mean wait with exponential services and endless patience (Kleinrock 1975, 3.5)."""
    load = per_s * service_s
    blocked = erlang_b(load, channels)
    delayed = channels * blocked / (channels - load * (1.0 - blocked))
    return delayed * service_s / (channels - load)


def barrer(per_s: float, service_s: float, channels: int, patience_s: float) -> float:
    """Share of Poisson arrivals that leave after waiting `patience_s`; exponential services (Barrer 1957)."""
    load, spare = per_s * service_s, channels / service_s - per_s
    p = [load**n / math.factorial(n) for n in range(channels)]
    at_all_busy = per_s * p[-1]
    waiting = at_all_busy * (1.0 - math.exp(-spare * patience_s)) / spare
    too_long = at_all_busy * math.exp(-spare * patience_s) * service_s / channels
    return too_long / (sum(p) + waiting + too_long)


WARM_UP = 40


@pytest.mark.parametrize("channels, steps, per_s", [(3, 38, 0.0555), (1, 30, 0.03), (5, 20, 0.3)])
def test_targets_that_cannot_wait_are_lost_as_in_erlangs_formula(channels, steps, per_s):
    arrivals_s = poisson_arrivals_s(np.random.default_rng(1), per_s, 100, 200)
    world = service(arrivals_s, np.full((100, 200), steps), np.zeros((100, 200)), channels)
    played = play_fused(world, 0, 100)
    lost = played.flight["fate"] == Fate.LEAKED
    assert_near(lost[:, WARM_UP:].mean(axis=1), erlang_b(per_s * (steps - 0.5), channels))
    assert (played.flight["cause"][lost] == Cause.NO_CHANNEL).all()


def exponential_steps(chance: np.random.Generator, mean_steps: float, shape: tuple[int, int]) -> np.ndarray:
    """Exponential services in whole steps, at least two."""
    return np.maximum(np.ceil(chance.exponential(mean_steps, shape) - 0.5 + chance.random(shape) - 0.5), 2.0)


def test_targets_that_wait_for_ever_wait_as_in_erlangs_formula():
    chance = np.random.default_rng(2)
    arrivals_s = poisson_arrivals_s(chance, 0.05, 120, 300)
    steps = exponential_steps(chance, 30.0, (120, 300))
    flight = play_fused(service(arrivals_s, steps, np.full((120, 300), 1e5), 2), 0, 120).flight
    assert (flight["fate"] == Fate.KILLED).all()
    waited_s = flight["first_shot_s"] - flight["first_track_s"]
    assert_near(waited_s[:, 2 * WARM_UP :].mean(axis=1), erlang_c_wait_s(0.05, steps.mean(), 2))


def test_targets_that_wait_a_while_leave_as_in_barrers_formula():
    """Checked first against a published table's case: 3 channels, 38.3 s, 0.0555 per s, 19.7 s."""
    assert barrer(0.0555, 38.3, 3, 19.7) == pytest.approx(0.12161, abs=1e-5)
    chance = np.random.default_rng(3)
    arrivals_s = poisson_arrivals_s(chance, 0.0555, 150, 200)
    steps = exponential_steps(chance, 38.3, (150, 200))
    flight = play_fused(service(arrivals_s, steps, np.full((150, 200), 20.0), 3), 0, 150).flight
    assert_near((flight["fate"] == Fate.LEAKED)[:, WARM_UP:].mean(axis=1), barrer(0.0555, steps.mean(), 3, 20.5))


@pytest.mark.parametrize("channels, raiders, leak", [(2, 20, 10), (3, 55, 40)])
def test_a_raid_that_comes_at_once_saturates_the_channels(channels, raiders, leak):
    """Each channel needs 15 s for a target, and all must be dealt with in 80 s: five each."""
    steps = np.full((1, raiders), 15)
    played = play_fused(service(np.zeros((1, raiders)), steps, np.full((1, raiders), 80 - 15), channels), 0, 1)
    assert leakers(played) == [leak]


# ---- more is never worse ------------------------------------------------------------------------------------------


def hard_pressed(**what) -> World:
    """Plenty of rounds and channels, but little time: seen late, slow to react."""
    eye = Radar(p_look=None, range_m=what.pop("range_m", 20e3), scan_period_s=4.0, confirm=(2, 3))
    missile = Missile(p_kill=what.pop("p_kill", 0.5))
    battery = FireUnit(radars=[eye], missile=missile, **{"reaction_s": 12.0, "assess_s": 5.0, **what})
    raiders = raid(12, distance_m=90e3, start_spread_s=120.0, axis_spread_rad=1.0, rcs_m2=0.3, altitude_m=500.0)
    return small_defence([battery], raiders)


@pytest.mark.parametrize(
    "what, more",
    [
        ({"channels": 1}, {"channels": 2}),
        ({"rounds": 9}, {"rounds": 10}),
        ({}, {"range_m": 25e3}),
        ({}, {"p_kill": 0.6}),
        ({}, {"reaction_s": 6.0}),
        ({}, {"assess_s": 1.0}),
    ],
    ids=lambda columns: next(iter(columns), "-"),
)
def test_more_of_anything_that_is_scarce_lets_less_through(what, more):
    """With the same luck for both: the mean difference in pairs is a gain that stands out."""
    gain = leakers(play_fused(hard_pressed(**what), 0, 600)) - leakers(
        play_fused(hard_pressed(**{**what, **more}), 0, 600)
    )
    assert gain.mean() > 4.0 * gain.std() / math.sqrt(len(gain)) > 0.0
