"""The doctrine `optimal`: whenever a post decides, the fire of its whole network is planned anew by a solver.

    targets      all that the network holds and does not know to be dead; worth what their arrival would destroy, less
                 what the rounds that fly at them already will save
    weapons      the fire groups of all posts of the network that shoot by this doctrine, with the rounds on their
                 launchers
    chances      of a round, where it can meet the target now, or where the target's site lies within its reach
      -> fireplan (greedy, then rounds moved and swapped)
      -> this post fires its part of the plan at what it can meet now; where a look still fits before the target
         arrives, one round only, and none before that look; the rest is kept

It needs a solver, so it is a Python function of the open driver (`drivers.Hook`), some ten times slower than the
doctrines of `sim/models/doctrine/`. Nothing in it draws luck, and it knows no more than its network does.

Source: the static weapon-target assignment problem of A. S. Manne, Operations Research 6 (1958) 346-351, solved again
at each decision, as in the review of J. N. Roux, J. H. van Vuuren, ORiON 23 (2007) 151-187.

When not to believe it: the plan is the best for the targets that are known now, not for those to come; reach counts by
the site a target flies to; reloads are not planned with. It is no upper bound of what the hardware could do: for that
see `hindsight.py`.
"""

from __future__ import annotations

import numpy as np

from pavise.fireplan.plan import quick_plan
from pavise.fireplan.problem import Problem
from pavise.kinds import Doctrine, ThreatClass
from pavise.run.drivers import Decision, Hook, Played, play_fused, play_open
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.world import World

METHOD = "exchange"


def hook_of(world: World) -> Hook | None:
    """What the open driver has to ask in this world; None where every post has a built-in doctrine."""
    return replan if (world.post["doctrine"] == Doctrine.HOOK).any() else None


def play_by_doctrine(world: World, first: int, count: int) -> Played:
    """Play replications with the driver that the doctrines of the world's posts need."""
    hook = hook_of(world)
    return play_fused(world, first, count) if hook is None else play_open(world, first, count, hook)


def replan(decision: Decision) -> None:
    """Plan the network's fire and answer for one post: see the story above."""
    state, world, time_s = decision.state, decision.world, decision.time_s
    network = int(state.desk["network"][decision.post])
    targets = held_targets(decision, network)
    groups = np.flatnonzero(
        (world.post["doctrine"][world.group["post"]] == Doctrine.HOOK)
        & (state.desk["network"][world.group["post"]] == network)
    )
    values = worth_of(decision, targets)
    p = chances_of(decision, targets, groups)
    starts = world.group["launcher_first"][groups]
    rounds = np.add.reduceat(state.rack["rounds"], world.group["launcher_first"])[groups] if len(starts) else starts
    plan = quick_plan(Problem(values, p, rounds.astype(np.int64), (), ()), METHOD)
    post = world.post[decision.post]
    believed = state.flight if decision.belief is None else decision.belief
    for candidate in decision.candidates:
        t = int(candidate["threat"])
        row = int(np.flatnonzero(targets == t)[0])
        planned = int(plan[row, int(np.flatnonzero(groups == candidate["group"])[0])])
        to_go_s = float(believed["end_s"][t]) - time_s
        look_s = 2.0 * float(candidate["flight_s"]) + float(post["assess_s"]) + 2.0 * float(post["decision_period_s"])
        if to_go_s > look_s:
            planned = min(planned, 1) if state.effort["in_flight"][network, t] == 0 else 0
        candidate["rounds"] = planned
        candidate["preference"] = values[row] / max(to_go_s, 1.0) if planned > 0 else -np.inf


def held_targets(decision: Decision, network: int) -> np.ndarray:
    """Rows of the targets that a network holds and does not know to be dead, those of the candidates among them."""
    picture, effort = decision.state.picture[network], decision.state.effort[network]
    held = (picture["tracked_s"] <= decision.time_s) & (decision.time_s <= picture["fresh_until_s"])
    held &= decision.time_s < effort["dead_known_s"]
    held[decision.candidates["threat"]] = True
    return np.flatnonzero(held)


def worth_of(decision: Decision, targets: np.ndarray) -> np.ndarray:
    """What the arrival of each target would destroy, times its chance to survive what flies at it, [targets]."""
    state, world = decision.state, decision.world
    believed = state.flight if decision.belief is None else decision.belief
    kind = world.threat if decision.supposed is None else decision.supposed
    site = believed["site"][targets]
    left = np.maximum(world.site["hardness"][site] - state.damage["points"][site], 0.0)
    harm = np.minimum(kind["damage"][targets] + kind["feigned_damage"][targets], left)
    worth = world.site["value"][site] * harm / world.site["hardness"][site]
    for shot in state.shot[: state.clock["shots"]]:
        worth[targets == shot["threat"]] *= 1.0 - shot["p_kill"]
    return np.asarray(worth, dtype=np.float64)


def chances_of(decision: Decision, targets: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Chance of a round of each fire group at each target, [targets, groups]; 0 where it has no reach."""
    state, world = decision.state, decision.world
    believed = state.flight if decision.belief is None else decision.belief
    kind = (world.threat if decision.supposed is None else decision.supposed)["threat_class"][targets]
    round_type = world.missile[world.group["missile"][groups]]
    far_m = np.where(
        kind[:, None] == ThreatClass.BALLISTIC, round_type["range_max_ballistic_m"], round_type["range_max_m"]
    )
    unit = world.unit["n"][world.post["unit"][world.group["post"][groups]]]
    apart = world.site["n"][believed["site"][targets]][:, None, :] - unit[None, :, :]
    within = (apart * apart).sum(axis=2) * MEAN_RADIUS_M**2 <= far_m * far_m
    for candidate in decision.candidates:
        within[np.flatnonzero(targets == candidate["threat"])[0], groups == candidate["group"]] = True
    return np.ascontiguousarray(np.where(within, round_type["p_kill"].T[kind], 0.0))
