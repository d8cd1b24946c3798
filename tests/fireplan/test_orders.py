"""Orders played out from a moment on: what they come to in cases that can be counted, and which of them is taken."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.fireplan.orders import PLAIN, Outlook, Rule, best_order, by_worth, lost, moments_of, one_look_left, order_of
from pavise.fireplan.playing_out import wanted

FIGHTS = 4000


def outlook(targets, groups, windows, rounds, p=0.6, **given) -> Outlook:
    """`targets`: a list of (site, end_s); `windows`: (target, group, first, last second of launch); each group is a
    post of its own with one launcher. Rounds fly 5 s, and it takes 1 s to see what they did."""
    n, columns = len(windows), np.array(windows, float).reshape(-1, 4)
    sites = 1 + max(site for site, _ in targets)
    each = np.arange(groups)
    columns_of = {
        "now_s": 0.0,
        "target": columns[:, 0].astype(np.int64),
        "group": columns[:, 1].astype(np.int64),
        "launch_s": columns[:, 2].copy(),
        "latest_s": columns[:, 3].copy(),
        "flight_s": np.full(n, 5.0),
        "p": np.full(n, p),
        "harm": np.ones(len(targets)),
        "site": np.array([site for site, _ in targets], np.int64),
        "end_s": np.array([end_s for _, end_s in targets], float),
        "worth": np.ones(sites),
        "left": np.full(sites, 1e9),
        "group_post": each,
        "channels": np.full(groups, 10),
        "salvo": np.full(groups, 2),
        "assess_s": np.full(groups, 1.0),
        "period_s": np.full(groups, 1.0),
        "launcher_first": each,
        "launcher_count": np.ones(groups, np.int64),
        "rounds": np.array(rounds, np.int64),
        "full": np.array(rounds, np.int64),
        "ready_s": np.zeros(groups),
        "reloads": np.zeros(groups, np.int64),
        "interval_s": np.zeros(groups),
        "reload_s": np.zeros(groups),
        "store": np.full(groups, -1),
        "stock": np.zeros(groups, np.int64),
        "delivery_s": np.zeros(groups),
        "aloft_target": np.zeros(0, np.int64),
        "aloft_post": np.zeros(0, np.int64),
        "aloft_known_s": np.zeros(0),
        "aloft_p": np.zeros(0),
    }
    return Outlook(**(columns_of | given))


def lost_by(seen: Outlook, rule: Rule = PLAIN, times: int = FIGHTS) -> np.ndarray:
    return lost(seen, moments_of(seen), order_of(seen, rule, {}), 1, 0, 0, times)


def about(p: float) -> object:
    return pytest.approx(p, abs=4.0 * math.sqrt(0.25 / FIGHTS))


@pytest.mark.needs_compiler
@pytest.mark.parametrize(("last_s", "looks"), [(0, 1), (6, 2), (14, 3)])
def test_each_look_leaves_a_share_of_those_before(last_s, looks):
    """A round every six seconds: who can be shot at until then is met so many times."""
    assert lost_by(outlook([(0, 60.0)], 1, [(0, 0, 0.0, last_s)], [9])).mean() == about(0.4**looks)


@pytest.mark.needs_compiler
def test_a_second_round_where_no_look_is_left_is_worth_what_it_is():
    seen = outlook([(0, 60.0)], 1, [(0, 0, 0.0, 0.0)], [9])
    assert lost_by(seen, Rule(most=2)).mean() == about(0.4**2)


@pytest.mark.needs_compiler
def test_where_a_look_is_left_nobody_fires_twice():
    """Two rounds, two looks, two targets with the second one open only later: the rounds are fired one by one."""
    seen = outlook([(0, 60.0)], 1, [(0, 0, 0.0, 6.0)], [2])
    assert lost_by(seen, Rule(most=2)).mean() == about(0.4**2)
    with_another = outlook([(0, 60.0), (0, 60.0)], 1, [(0, 0, 0.0, 6.0), (1, 0, 20.0, 20.0)], [2])
    # the second round is left for the second target when the first one hit: 0.6 x (0 + 0.4) + 0.4 x (0.4 + 1)
    assert lost_by(with_another, Rule(most=2)).mean() == pytest.approx(0.6 * 0.4 + 0.4 * 1.4, abs=0.04)


@pytest.mark.needs_compiler
def test_channels_rounds_and_reloads_are_those_of_the_battle():
    targets, windows = [(0, 60.0)] * 3, [(j, 0, 0.0, 0.0) for j in range(3)]
    sure = {"p": 1.0, "times": 1}
    for given, leak in (
        ({"channels": np.array([2])}, 1.0),
        ({"interval_s": np.array([3.0])}, 2.0),
        ({"aloft_target": np.array([3]), "aloft_post": np.array([0]), "aloft_known_s": np.array([9.0]),
          "aloft_p": np.array([1.0]), "channels": np.array([2])}, 2.0),
        ({"aloft_target": np.array([0]), "aloft_post": np.array([0]), "aloft_known_s": np.array([9.0]),
          "aloft_p": np.array([1.0]), "channels": np.array([1])}, 2.0),
    ):  # fmt: skip
        assert lost_by(outlook(targets, 1, windows, [9], sure["p"], **given), times=1)[0] == leak
    assert lost_by(outlook(targets, 1, windows, [1], 1.0), times=1)[0] == 2.0
    stays = [(j, 0, 0.0, 30.0) for j in range(3)]
    reload_s = np.array([20.0])
    assert lost_by(outlook(targets, 1, stays, [1], 1.0, reloads=np.array([1]), reload_s=reload_s), times=1)[0] == 1.0
    store = {"store": np.array([0]), "stock": np.array([2]), "delivery_s": np.array([5.0])}
    assert lost_by(outlook(targets, 1, stays, [1], 1.0, **store), times=1)[0] == 0.0


@pytest.mark.needs_compiler
def test_a_site_suffers_no_more_than_it_can():
    seen = outlook([(0, 60.0)] * 5, 1, [], [9], left=np.array([3.0]))
    assert not len(seen.target)
    reached = outlook([(0, 60.0)] * 5, 1, [(0, 0, 0.0, 0.0)], [9], 1.0, left=np.array([3.0]))
    assert lost_by(reached, times=1)[0] == 3.0


@pytest.mark.needs_compiler
def test_of_two_towns_that_cannot_both_be_held_one_is():
    """Two rounds that never miss, two raiders at each town, and one raider is enough for a town. One round at each
    town loses both of them."""
    seen = outlook(
        [(0, 60.0), (1, 60.0), (0, 60.0), (1, 60.0)], 1, [(j, 0, 0.0, 0.0) for j in range(4)], [2], 1.0, left=np.ones(2)
    )
    assert lost_by(seen, times=1)[0] == pytest.approx(2.0)
    order = best_order(seen, PLAIN, 1, 0, 1)
    assert order.rule.late == {0}
    assert lost_by(seen, order.rule, 1)[0] == pytest.approx(1.0)


@pytest.mark.needs_compiler
def test_the_only_round_that_reaches_the_second_target_is_kept_for_it():
    """Both weapons could meet the first target, the one with the longer reach sooner; it alone can meet the second."""
    seen = outlook([(0, 60.0), (0, 90.0)], 2, [(0, 0, 0.0, 20.0), (0, 1, 15.0, 20.0), (1, 0, 30.0, 40.0)], [1, 1], 1.0)
    assert lost_by(seen, times=1)[0] == 1.0
    order = best_order(seen, PLAIN, 1, 0, 1)
    assert order.rule.patience is not None
    assert lost_by(seen, order.rule, 1)[0] == 0.0


@pytest.mark.needs_compiler
def test_where_nothing_is_scarce_the_plain_order_stays():
    seen = outlook([(k % 2, 90.0) for k in range(4)], 1, [(j, 0, 0.0, 60.0) for j in range(4)], [40])
    assert best_order(seen, PLAIN, 1, 0, 1).rule == PLAIN


@pytest.mark.needs_compiler
def test_the_same_question_has_the_same_answer():
    seen = outlook([(k % 3, 60.0) for k in range(9)], 2, [(j, j % 2, 0.0, 9.0 + j) for j in range(9)], [3, 2],
                   left=np.full(3, 2.0))  # fmt: skip
    one, again = (best_order(seen, PLAIN, 5, 3, 7) for _ in range(2))
    assert one.rule == again.rule
    assert np.array_equal(one.gain, again.gain)


def test_sites_that_save_least_for_each_kill_come_late_first():
    seen = outlook([(0, 1.0), (1, 1.0), (1, 1.0), (2, 1.0)], 1, [], [1], worth=np.array([1.0, 1.0, 3.0]),
                   left=np.array([1.0, 1.0, 1.0]))  # fmt: skip
    assert by_worth(seen) == [1, 0, 2]


def test_an_order_waits_for_the_look_while_there_is_one():
    assert wanted(0, 1.0, -np.inf, 10.0, 1, 1, 0.6, 0.0, -np.inf)
    assert not wanted(1, 0.4, 8.0, 10.0, 2, 1, 0.6, 0.0, -np.inf)
    assert wanted(1, 0.4, 8.0, 10.0, 2, 2, 0.6, 0.0, -np.inf)
    assert wanted(1, 0.4, 11.0, 10.0, 2, 1, 0.6, 0.0, -np.inf)
    assert not wanted(2, 0.16, 11.0, 10.0, 2, 1, 0.6, 0.0, -np.inf)
    assert not wanted(1, 0.4, 11.0, 10.0, 2, 1, 0.6, 0.3, -np.inf)


@pytest.mark.needs_compiler
def test_all_targets_get_their_first_round_before_any_gets_its_second():
    """Five rounds for three targets and no look: two get two, one gets one."""
    seen = outlook([(0, 60.0)] * 3, 1, [(j, 0, 0.0, 0.0) for j in range(3)], [5], salvo=np.array([4]))
    expected = 0.4 + 2 * 0.4**2
    assert lost_by(seen, Rule(most=4)).mean() == pytest.approx(expected, abs=4.0 * math.sqrt(0.6 / FIGHTS))
    assert best_order(seen, PLAIN, 1, 0, 1).rule.most > 1


@pytest.mark.needs_compiler
def test_of_many_towns_as_many_are_given_up_as_must_be():
    """Thirty towns with two raiders each, and twenty rounds that never miss: ten towns are held."""
    targets = [(d, 60.0) for d in range(30) for _ in range(2)]
    seen = outlook(targets, 1, [(j, 0, 0.0, 0.0) for j in range(60)], [20], 1.0, left=np.ones(30),
                   channels=np.array([60]))  # fmt: skip
    order = best_order(seen, PLAIN, 1, 0, 1)
    assert lost_by(seen, order.rule, 1)[0] == 20.0


@pytest.mark.parametrize(("last_s", "one_left"), [(5.0, False), (6.0, True), (11.0, True), (12.0, False)])
def test_two_at_once_are_tried_before_the_last_look_where_one_look_is_left(last_s, one_left):
    """A round every six seconds: by the sixth second there is a second one, by the twelfth a third."""
    assert one_look_left(outlook([(0, 60.0)], 1, [(0, 0, 0.0, last_s)], [9])) == one_left
