"""The doctrine `optimal`: whenever a post decides, the fire of its whole network is planned anew, with later looks.

    targets held, ways ahead, rounds, reloads, channels, rounds in flight   -> outlook                  (outlook.py)
    several orders, played out to the end by dice from here on              -> the best of them  (fireplan/orders.py)
    what that order wants of the shots that this post has now               -> the pipeline hands out, as ever

One order is plain shoot-look-shoot, and it stays in force until another is clearly better: where nothing is scarce
there is nothing to be gained over it. Others give sites up so that others hold, fire twice where no look is left, keep
rounds and channels for what is worth more, and leave a target to the launcher that is missed least elsewhere.

It needs Python between decisions, so it is a function of the open driver (`drivers.Hook`). It knows no more than its
network does; its dice are its own and decide nothing but what it thinks.

Source: see `fireplan/orders.py`; replanning at each decision as in the review of J. N. Roux, J. H. van Vuuren, ORiON 23
(2007) 151-187.

When not to believe it: the name is the one that people use. It is the best of a few orders, for targets that are known
by now; who comes later it does not foresee. It is no upper bound of what the hardware could do: for that see
`hindsight.py`. What the outlook leaves out stands in `outlook.py`; docs/command.md says what was measured.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from pavise.fireplan.orders import NEVER, PLAIN, Order, Outlook, best_order
from pavise.fireplan.playing_out import wanted
from pavise.kinds import Doctrine
from pavise.run.drivers import Decision, Hook, Played, play_fused, play_open
from pavise.run.outlook import Windows, held_targets, of_network, outlook_of, windows_ahead
from pavise.sim.compiled import handed
from pavise.sim.state import State
from pavise.sim.world import World

REST_S = 4.0
"""A plan lasts so long unless a target or a post appears or goes: results in between seldom change it."""
LAST = 1e12
"""Taken off the preference of what comes after all others."""


def hook_of(world: World) -> Hook | None:
    """What the open driver has to ask in this world; None where every post has a built-in doctrine."""
    return Planner() if (world.post["doctrine"] == Doctrine.HOOK).any() else None


def play_by_doctrine(world: World, first: int, count: int) -> Played:
    """Play replications with the driver that the doctrines of the world's posts need."""
    hook = hook_of(world)
    return play_fused(world, first, count) if hook is None else play_open(world, first, count, hook)


class Plan(NamedTuple):
    """What a network goes by: its targets (rows), the outlook and the order made for it, and the last moment at which
    each target can be shot at; `signs`: of when to ask anew."""

    made_s: float
    signs: tuple[bytes, int]
    targets: np.ndarray
    outlook: Outlook
    order: Order
    last_s: np.ndarray


class Planner:
    """Plans for all networks of one battle after the other. Its answers depend on the battle alone, and not on what it
    was asked in others."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._rows: tuple[State, World] | None = None
        self._asked = 0
        self._plans: dict[int, Plan] = {}
        self._windows: dict[tuple[int, int], Windows] = {}

    def __call__(self, decision: Decision) -> None:
        """Plan the network's fire where there is news, and answer for one post: see the story above."""
        if self._rows is None or decision.state is not self._state:  # another battle
            self._plans.clear()
            self._windows.clear()
            self._state, self._asked = decision.state, 0
            self._rows = State(*map(plain, decision.state)), World(*map(plain, decision.world))
        decision = decision._replace(state=self._rows[0], world=self._rows[1])
        network = int(decision.state.desk["network"][decision.post])
        answer(decision, network, self._plan(decision, network))

    def _plan(self, decision: Decision, network: int) -> Plan:
        """The plan in force, made anew where targets or posts have come or gone, or there is news and it is old."""
        targets, posts = held_targets(decision, network), of_network(decision, network)
        results = int(decision.state.clock["rounds"]) - int(decision.state.clock["shots"])
        signs = (targets.tobytes() + posts.tobytes(), results)
        plan = self._plans.get(network)
        if plan is not None and plan.signs[0] == signs[0]:
            lasts = plan.signs == signs and decision.belief is None  # ways that are believed in change all the time
            if lasts or decision.time_s < plan.made_s + REST_S:
                return plan
        outlook = outlook_of(decision, network, targets, self._ahead(decision, network, targets, posts), posts)
        self._asked += 1
        order = best_order(
            outlook, PLAIN if plan is None else plan.order.rule, int(decision.world.config[0]["seed"]),
            int(decision.state.clock["replication"]), self._asked,
        )  # fmt: skip
        last_s = np.full(len(targets), -math.inf)
        np.maximum.at(last_s, outlook.target, outlook.latest_s)
        self._plans[network] = Plan(decision.time_s, signs, targets, outlook, order, last_s)
        return self._plans[network]

    def _ahead(self, decision: Decision, network: int, targets: np.ndarray, posts: np.ndarray) -> list[Windows]:
        """Launch windows of these targets. Where they are known their ways do not change, so each is asked for once."""
        if decision.belief is not None:
            return windows_ahead(decision, targets, posts, network)
        new = np.array([t for t in targets if (network, int(t)) not in self._windows], np.int64)
        if len(new):
            for t, found in zip(new, windows_ahead(decision, new, posts, network), strict=True):
                self._windows[network, int(t)] = found
        return [self._windows[network, int(t)] for t in targets]


def plain(table: Any) -> Any:
    """The same rows as a plain array, whose columns NumPy finds ten times faster than those of a recarray."""
    return handed((table,))[0] if isinstance(table, np.recarray) else table


def answer(decision: Decision, network: int, plan: Plan) -> None:
    """What the plan wants of the shots that a post has now: how many rounds, and which targets first."""
    state, outlook, order = decision.state, plan.outlook, plan.order
    post = decision.world.post[decision.post]
    groups = np.flatnonzero(of_network(decision, network)[decision.world.group["post"]])
    shots = state.shot[: state.clock["shots"]]
    shots = shots[state.desk["network"][shots["post"]] == network]
    group = groups[outlook.group]
    ready = (outlook.launch_s <= decision.time_s) & (decision.time_s <= outlook.latest_s)
    ready &= (decision.world.group["post"][group] == decision.post) & (state.ready["launcher"][group] >= 0)
    pieces = np.flatnonzero(ready)
    last_s = plan.last_s - float(post["decision_period_s"])  # a result is acted on when a post decides the next time
    wishes = []
    for candidate in decision.candidates:
        t = int(candidate["threat"])
        j = int(np.searchsorted(plan.targets, t))
        i = piece_of(decision, candidate, pieces[outlook.target[pieces] == j], groups, plan)
        candidate["rounds"], candidate["preference"] = 0, -math.inf
        if i < 0 or order.rank[j] == NEVER:
            continue
        at_it = shots[shots["threat"] == t]
        stake = outlook.worth[outlook.site[j]] * min(outlook.harm[j], outlook.left[outlook.site[j]])
        pressing = stake * outlook.p[i] / max(outlook.end_s[j] - decision.time_s, 1.0)
        wishes.append(
            Wish(
                candidate, i, j, pressing - LAST * order.rank[j], int(state.effort["in_flight"][network, t]),
                float(np.prod(1.0 - at_it["p_kill"])), float(at_it["known_s"].max(initial=-math.inf)),
                decision.time_s + float(candidate["flight_s"]) + float(post["assess_s"]),
                int(post["salvo"]) - int(state.duty["in_flight"][decision.post, t]),
            )
        )  # fmt: skip
    wishes.sort(key=lambda wish: -wish.preference)
    at_hand = ready_rounds(decision)
    for rank in range(NEVER):
        asking = [wish for wish in wishes if order.rank[wish.target] == rank]
        while asking:  # all get their first round before any gets its second
            another = []
            for wish in asking:
                g, i = int(wish.candidate["group"]), wish.piece
                if wish.room > 0 and (wish.candidate["rounds"] == 0 or at_hand[g] > 0) and wanted(
                    wish.in_flight, wish.misses, wish.news_s, last_s[wish.target], order.rule.most, order.rule.early,
                    order.gain[i], order.cost[i], order.bar[i],
                ):  # fmt: skip
                    at_hand[g] -= 1
                    wish.candidate["rounds"] += 1
                    wish.candidate["preference"] = wish.preference
                    another.append(wish.fired(outlook.p[i]))
            asking = another


class Wish(NamedTuple):
    """A candidate that a plan may fire at: its piece and target in the outlook, how much it is preferred, the network's
    rounds in flight at it, the chance that all of these miss and when their last result is known, when that of one more
    would be, and how many more the post may fire."""

    candidate: np.ndarray
    piece: int
    target: int
    preference: float
    in_flight: int
    misses: float
    news_s: float
    result_s: float
    room: int

    def fired(self, p: float) -> Wish:
        """The same after one round more."""
        return self._replace(
            in_flight=self.in_flight + 1, misses=self.misses * (1.0 - p), news_s=max(self.news_s, self.result_s),
            room=self.room - 1,
        )  # fmt: skip


def ready_rounds(decision: Decision) -> np.ndarray:
    """Rounds that each fire group [G] could fire at this moment: one of each launcher that is ready, or all that it has
    where it needs no interval."""
    launcher, rack = decision.world.launcher, decision.state.rack
    now = (rack["rounds"] > 0) & (rack["ready_s"] <= decision.time_s)
    rounds = np.where(launcher["interval_s"] > 0.0, np.minimum(rack["rounds"], 1), rack["rounds"])
    return np.bincount(launcher["group"], now * rounds, len(decision.world.group))


def piece_of(decision: Decision, candidate: np.ndarray, pieces: np.ndarray, groups: np.ndarray, plan: Plan) -> int:
    """The piece of the outlook by which a post fires at a candidate, -1 for none; the candidate's shot becomes one of
    its group.

    `pieces`: those by which the post could fire at this target now; the one that gains most, less its cost, is taken.
    """
    gained = plan.order.gain[pieces] - plan.order.cost[pieces]
    for i in pieces[np.argsort(-gained, kind="stable")]:
        g = int(groups[plan.outlook.group[i]])
        if g != candidate["group"]:
            flight_s = flight_now_s(decision, int(candidate["threat"]), g)
            if flight_s < 0.0:
                continue
            candidate["group"], candidate["flight_s"] = g, flight_s
        return int(i)
    return -1


def flight_now_s(decision: Decision, target: int, group: int) -> float:
    """Time of flight (s) of a round of this group that leaves now, -1 when none can."""
    network = int(decision.state.desk["network"][decision.post])
    post = np.arange(len(decision.world.post)) == decision.post
    window = windows_ahead(decision, np.array([target]), post, network)[0]
    now = (window.group == group) & (window.launch_s == decision.time_s)
    return float(window.flight_s[now][0]) if now.any() else -1.0
