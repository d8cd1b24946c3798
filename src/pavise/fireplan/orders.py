"""Which order to fight by from now on: several are played out by dice from this moment, and the best is taken.

    rounds and channels of now, who could be met when     = outlook
        plain: one round, a look, another round, at all alike
        ... some sites after the others, or left alone    where not all can be held, the last ones cost more than others
        ... several rounds where no look is left, or only one
        ... a round only where it earns its price, from the launcher that earns most    (prices of `timed_bound.py`)
    -> each is fought some times with the same dice -> the best; plain, unless another one is clearly better

An order decides as it goes: it says what to do whatever the dice bring, so what a look saves is counted, and what
rounds are still needed for. Only its first decisions are carried out; then all is asked anew.

From: policy switching and parallel rollout, H. S. Chang, R. Givan, E. K. P. Chong, "Parallel rollout for online
solution of partially observable Markov decision processes", Discrete Event Dynamic Systems 14 (2004) 309-341: played
out exactly, the best of several policies, asked anew at each decision, is on average no worse than any of them. For
this trade: D. P. Bertsekas, M. L. Homer, D. A. Logan, S. D. Patek, N. R. Sandell, "Missile defense and interceptor
allocation by neuro-dynamic programming", IEEE Trans. Systems, Man, and Cybernetics A 30 (2000) 42-51. Sites that are
given up so that others hold: preferential defence, `preferential.py`.

When not to believe it: it is the best of these orders by some dozens of dice, not the best there is; it counts on
nobody coming who is not known yet, and on what `playing_out.py` leaves out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.fireplan.playing_out import best_left, play_out
from pavise.fireplan.problem import Floats, Whole
from pavise.fireplan.timed_bound import most_stopped
from pavise.fireplan.timed_problem import TimedProblem, in_order

SKETCHES, TRIALS = 24, 72
"""Battles by which orders are compared at first, and those by which the best must then prove itself."""
MOST_TIMES, SHOTS = 10, 3000
"""So many times more of both where a battle is small: as long as each has no more than so many shots in all."""
SURE = 1.5
"""So many standard errors an order must be ahead of the one in hand to replace it."""
STEPS = 25
"""Steps of the search for prices: they need not be good to a percent, since what they lead to is played out."""
MOST_SPLITS = 6
"""Most ways in which sites are parted at first into those that come first and the others."""
MOST_AT_ONCE = 6
"""Most rounds at once that are tried at a target, whatever a post allows."""
NEVER = 2
AFTER_SHARE = 0.1
"""What comes after the others is worth this share where rounds have prices."""
TIE_SHARE = 1e-3
"""Of two launchers that gain the same, the one that can reach less fires: its price is lower by so little."""


class Rule(NamedTuple):
    """An order in words. `late`: sites that come after the others, or are `alone`; `most`: rounds in flight at one
    target when no look is left, `early`: before that; `patience`: rounds have prices, and wait for a shot whose gain is
    better by more than this share; None: no prices."""

    late: frozenset[int] = frozenset()
    alone: bool = False
    most: int = 1
    early: int = 1
    patience: float | None = None


PLAIN = Rule()


class Outlook(NamedTuple):
    """The battle as it stands for one network. Axes J (targets), D (sites), G (fire groups), C (posts), L (launchers),
    A (rounds in flight), I (pieces of launch windows).

    Of pieces: target, group, first and last second of launch, flight from the first (s), chance. `harm`, `site`,
    `end_s` [J]: damage points, where, and when it arrives; `worth`, `left` [D]: value of a point, points it takes.
    """

    now_s: float
    target: Whole
    group: Whole
    launch_s: Floats
    latest_s: Floats
    flight_s: Floats
    p: Floats
    harm: Floats
    site: Whole
    end_s: Floats
    worth: Floats
    left: Floats
    group_post: Whole
    channels: Whole
    salvo: Whole
    assess_s: Floats
    period_s: Floats
    launcher_first: Whole
    launcher_count: Whole
    rounds: Whole
    full: Whole
    ready_s: Floats
    reloads: Whole
    interval_s: Floats
    reload_s: Floats
    store: Whole
    stock: Whole
    delivery_s: Floats
    aloft_target: Whole
    aloft_post: Whole
    aloft_known_s: Floats
    aloft_p: Floats


class Order(NamedTuple):
    """What a rule comes to for one outlook. `rank` [J + 1]: 0 first, 1 after those, 2 left alone. Of each piece: what a
    round gains where its target still flies, what it costs, and the gain (less cost) below which it waits."""

    rule: Rule
    rank: Whole
    gain: Floats
    cost: Floats
    bar: Floats


Prices = dict[tuple[frozenset[int], bool], tuple[Floats, Floats, Floats]]
"""What `priced` says, by the sites that come late and whether they are left alone."""


class Moments(NamedTuple):
    """The moments at which an outlook is played out; of the shots at them (in order, the most pressing first), their
    pieces; and the last moment for each target [J + 1]."""

    time_s: Floats
    first: Whole
    piece: Whole
    last_s: Floats


def best_order(outlook: Outlook, in_hand: Rule, seed: int, replication: int, number: int) -> Order:
    """The order to fight by from now on. `in_hand`: the rule of the last one; `number`: of this question in its
    battle, for its dice."""
    if not len(outlook.target):
        return order_of(outlook, PLAIN, {})
    sketches = _Sketches(outlook, seed, replication, number * (SKETCHES + TRIALS) * MOST_TIMES)
    if sketches.sketch[PLAIN] <= 0.0:
        return sketches.tried[PLAIN]
    sketches.look_at(in_hand)
    look_at_sites(sketches)
    for most in volleys(outlook):
        for patience in (None, 0.7, 1.0):
            sketches.look_at(sketches.ahead()._replace(most=most, patience=patience))
    if one_look_left(outlook):
        for early in range(2, volleys(outlook)[-1] + 1):
            ahead = sketches.ahead()
            sketches.look_at(ahead._replace(most=max(ahead.most, early), early=early))
    ahead, chosen = sketches.ahead(), in_hand
    known = {rule: sketches.proof(rule) for rule in {PLAIN, in_hand, ahead}}
    for rule in (PLAIN, ahead):
        if clearly_less(known[rule], known[chosen]):
            chosen = rule
    return sketches.tried[chosen]


class _Sketches:
    """Orders for one outlook, each played out some times with the same dice. `by_worth`: sites that are attacked, those
    first that save least for each kill."""

    def __init__(self, outlook: Outlook, seed: int, replication: int, dice: int) -> None:
        self.outlook, self.moments, self.dice = outlook, moments_of(outlook), (seed, replication, dice)
        self.times = min(max(SHOTS // max(len(self.moments.piece), 1), 1), MOST_TIMES)
        self.prices: Prices = {}
        self.tried: dict[Rule, Order] = {}
        self.sketch: dict[Rule, float] = {}
        self.look_at(PLAIN)
        self.by_worth = by_worth(outlook)

    def _fought(self, rule: Rule, first: int, times: int) -> Floats:
        seed, replication, dice = self.dice
        return lost(self.outlook, self.moments, self.tried[rule], seed, replication, dice + first, times)

    def look_at(self, rule: Rule) -> None:
        """Play an order out, unless it was before."""
        if rule not in self.tried:
            self.tried[rule] = order_of(self.outlook, rule, self.prices)
            self.sketch[rule] = float(self._fought(rule, 0, SKETCHES * self.times).mean())

    def proof(self, rule: Rule) -> Floats:
        """Value lost under an order that was looked at, with dice that nobody has seen."""
        return self._fought(rule, SKETCHES * self.times, TRIALS * self.times)

    def look_at_late(self, number: int) -> None:
        """So many sites come after the others, or are left alone, and then the others may have their rounds, too."""
        late = frozenset(self.by_worth[:number])
        self.look_at(Rule(late, False))
        self.look_at(Rule(late, True, most=volleys(self.outlook)[-1]))

    def ahead(self) -> Rule:
        """The rule that loses least; of several, the one that fires least at once."""
        return min(self.sketch, key=lambda rule: (self.sketch[rule], rule.most, rule.early))


def look_at_sites(sketches: _Sketches) -> None:
    """Some numbers of sites that come late, then others beside the best of them, nearer and nearer."""
    sites = len(sketches.by_worth)
    numbers = np.unique(np.linspace(1, sites - 1, min(MOST_SPLITS, max(sites - 1, 0))).astype(int)).tolist()
    for number in numbers:
        sketches.look_at_late(number)
    step = max(np.diff(numbers).max(initial=1), 1)
    while step > 1 and sketches.ahead().late:
        step = -(-step // 2)
        best = len(sketches.ahead().late)
        for number in (best - step, best + step):
            if 0 < number < sites:
                sketches.look_at_late(number)


def clearly_less(one: Floats, other: Floats) -> bool:
    """True when `one` is less than `other` on average, battle against battle, and by more than chance would have it."""
    less = other - one
    return bool(less.mean() > SURE * less.std() / np.sqrt(len(less)))


def by_worth(outlook: Outlook) -> list[int]:
    """Sites that are attacked, those first that save least for each kill."""
    harm, targets = (np.bincount(outlook.site, w, len(outlook.worth)) for w in (outlook.harm, None))
    attacked = np.flatnonzero(targets)
    per_kill = (outlook.worth * np.minimum(harm, outlook.left))[attacked] / targets[attacked]
    return [int(d) for d in attacked[np.argsort(per_kill, kind="stable")]]


def volleys(outlook: Outlook) -> list[int]:
    """Rounds in flight at one target that are worth a try where no look is left."""
    return sorted({1, min(2, most := min(int(outlook.salvo.max()), MOST_AT_ONCE)), most})


def one_look_left(outlook: Outlook) -> bool:
    """True when somebody can be shot at again after the result of a round that leaves as soon as it can, and nobody
    once more after that: with more looks ahead there are more targets yet to come, for which rounds are kept."""
    last_s = np.full(len(outlook.harm), -np.inf)
    np.maximum.at(last_s, outlook.target, outlook.latest_s)
    cycle_s = outlook.flight_s + outlook.assess_s[outlook.group_post[outlook.group]]
    spare_s = last_s[outlook.target] - outlook.launch_s - cycle_s
    return bool((spare_s >= 0.0).any() and (spare_s < cycle_s).all())


def order_of(outlook: Outlook, rule: Rule, prices: Prices) -> Order:
    """What a rule comes to. `prices`: those known for this outlook, to which new ones are added."""
    rank = np.zeros(len(outlook.harm) + 1, np.int64)
    late = np.isin(outlook.site, list(rule.late))
    rank[:-1][late] = NEVER if rule.alone else 1
    rank[-1] = NEVER
    if rule.patience is None or not len(outlook.target):
        pieces = len(outlook.target)
        return Order(rule, rank, outlook.p, np.zeros(pieces), np.full(pieces, -np.inf))
    key = (rule.late, rule.alone)
    if key not in prices:
        value = outlook.worth[outlook.site] * np.minimum(outlook.harm, outlook.left[outlook.site])
        prices[key] = priced(outlook, value * np.where(late, 0.0 if rule.alone else AFTER_SHARE, 1.0))
    gain, cost, rival = prices[key]
    return Order(rule, rank, gain, cost, rule.patience * rival)


def priced(outlook: Outlook, value: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each piece, at the prices of rounds and channels: its gain, its cost, and what the best shot gains (less cost)
    that is left in the same look at its target from this one on; nothing where none gains."""
    misses = np.ones(len(value) + 1)
    np.multiply.at(misses, outlook.aloft_target, 1.0 - outlook.aloft_p)
    order, first = in_order(len(value), outlook.target, outlook.group, outlook.launch_s)
    group, launch_s, flight_s = outlook.group[order], outlook.launch_s[order], outlook.flight_s[order]
    into = np.repeat(np.arange(len(outlook.group_post)), outlook.launcher_count)
    more = outlook.reloads * outlook.full + outlook.stock
    in_all = np.bincount(into, outlook.rounds + more, len(outlook.group_post))
    problem = TimedProblem(
        values=value * misses[:-1],
        weapon_post=outlook.group_post,
        channels=outlook.channels,
        salvo=outlook.salvo,
        launcher_weapon=into,
        rounds=np.where(more > 0, np.maximum(outlook.rounds, outlook.full), outlook.rounds),
        loads=1 + -(-more // np.maximum(outlook.full, 1)),
        interval_s=outlook.interval_s,
        reload_s=outlook.reload_s + outlook.delivery_s,
        first=first,
        weapon=group,
        launch_s=launch_s,
        latest_s=outlook.latest_s[order],
        flight_s=flight_s,
        known_s=launch_s + flight_s + outlook.assess_s[outlook.group_post[group]],
        p=outlook.p[order],
        weapon_rounds=in_all.astype(np.int64),
    )
    bound = most_stopped(problem, steps=STEPS)
    gain, cost, rival = np.empty(len(order)), np.empty(len(order)), np.empty(len(order))
    of = problem.target
    reach = np.bincount(np.unique(of * len(in_all) + group) % len(in_all), minlength=len(in_all)) / max(len(value), 1)
    gains = problem.p * (value[of] - bound.later)
    costs = bound.cost + TIE_SHARE * value.max(initial=0.0) * reach[group]
    rivals = np.empty(len(order))
    best_left(of, bound.window, gains - costs, rivals)
    gain[order], cost[order], rival[order] = gains, costs, rivals
    return gain, cost, rival


def moments_of(outlook: Outlook) -> Moments:
    """Moments from now to the last launch, ever farther apart: what is far off need not be played out to the second."""
    step_s, last_s = float(outlook.period_s.min()), float(outlook.latest_s.max())
    times = [outlook.now_s]
    while times[-1] < last_s:
        times.append(times[-1] + step_s)
        step_s *= GROWTH
    time_s = np.floor(times)  # windows are counted in whole seconds
    begin = np.searchsorted(time_s, outlook.launch_s)
    end = np.searchsorted(time_s, outlook.latest_s, side="right")
    begin -= begin == end  # between two moments: at the one before, lest a short window be missed
    number = np.maximum(end, begin + 1) - begin
    piece = np.repeat(np.arange(len(begin)), number)
    moment = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number) + begin[piece]
    at = outlook.target[piece]
    stake = outlook.worth[outlook.site] * np.minimum(outlook.harm, outlook.left[outlook.site])
    pressing = stake[at] * outlook.p[piece] / np.maximum(outlook.end_s[at] - time_s[moment], 1.0)
    order = np.lexsort((-pressing, moment))
    last = np.full(len(outlook.harm) + 1, -np.inf)
    np.maximum.at(last, at, time_s[moment])
    first = np.searchsorted(moment[order], np.arange(len(time_s) + 1)).astype(np.int64)
    return Moments(time_s, first, piece[order], last)


GROWTH = 1.06
"""Each step between two moments is so much longer than the one before."""


def lost(
    outlook: Outlook, moments: Moments, order: Order, seed: int, replication: int, number: int, times: int
) -> Floats:
    """Value lost in each of so many battles under an order, from now on [times]."""
    piece = moments.piece
    lost_out = np.empty(times)
    play_out(
        seed, replication, number, times, moments.time_s, moments.first, outlook.target[piece], outlook.group[piece],
        outlook.flight_s[piece], outlook.p[piece], order.gain[piece], order.cost[piece], order.bar[piece], order.rank,
        order.rule.most, order.rule.early, moments.last_s, np.append(outlook.harm, 0.0), np.append(outlook.site, 0),
        outlook.worth, outlook.left, outlook.group_post, outlook.channels, outlook.salvo, outlook.assess_s,
        outlook.launcher_first, outlook.launcher_count, outlook.rounds, outlook.full, outlook.ready_s, outlook.reloads,
        outlook.interval_s, outlook.reload_s, outlook.store, outlook.stock, outlook.delivery_s, outlook.aloft_target,
        outlook.aloft_post, outlook.aloft_known_s, outlook.aloft_p, lost_out,
    )  # fmt: skip
    return lost_out
