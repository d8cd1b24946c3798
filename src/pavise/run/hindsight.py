"""With hindsight: of a battle that was played, how much could a plan have stopped that knew every path beforehand?

    play it again, nobody fires, no radar is ever full   -> every path, and when each network would first have a track
    every second in which a round could meet its target  -> the shots there were          (sim/windows.py)
    the best that any plan could make of these shots     -> a proven bound                (fireplan/timed_bound.py)
    a plan with these prices, carried out by dice        -> how near the bound is at least (fireplan/as_it_goes.py)

The plan foresees all paths and tracks, but no dice. It has the same launchers, rounds, reloads, channels, rounds in
flight at one target, envelopes, guiding radars in sight, readiness, reaction and assessment times. It is spared what
posts do to themselves: deciding at fixed times, in the dark about what comes, each network for itself, by a doctrine.
docs/fire_plan_gap.md has the definition and its limits.

Where posts see tracks, a round may take another threat than the one that it was fired at, at a time that was worked out
from where that was thought to be, and two tracks of one threat get rounds each. So there the bound rests on reach and
rounds alone (run/reach.py, fireplan/reach_bound.py); the plan that was found is carried out as if tracks were true.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pavise.fireplan.as_it_goes import stopped_as_it_goes
from pavise.fireplan.reach_bound import most_within_reach
from pavise.fireplan.timed_bound import most_stopped
from pavise.fireplan.timed_problem import TimedProblem, in_order
from pavise.kinds import Doctrine, EventKind, Fate, Picture, Side, Silence
from pavise.run.drivers import Played, RunError, play_kept
from pavise.run.reach import windows_of_reach
from pavise.sim.compiled import handed
from pavise.sim.state import State
from pavise.sim.windows import open_windows
from pavise.sim.world import World

LOOKED_BACK_ON = 4
"""Replications of each case of the summary that are looked back on: each takes as long as playing four."""
LEAST_STEPS, MOST_STEPS, STEPS_TIMES_SHOTS = 25, 150, 250_000
"""Steps of the search for prices, fewer where there are many shots: there is mostly enough of everything then."""
FIGHTS = 10
"""Times that the plan is carried out, each with dice of its own."""
NEVER_FULL = 1 << 20
MOST_EVENTS = 1 << 22
PIECE_SHARE = 0.2
"""Launches within this share of a flight are looked at together."""
FIRST_SHOTS, MOST_SHOTS = 1 << 15, 1 << 24


@dataclass(frozen=True)
class Hindsight:
    """Of one replication: threats that count, how many of them any plan stops at most on average, and how many a plan
    that was found stops on average."""

    threats: int
    stopped_at_most: float
    stopped_by_plan: float


def look_back(world: World, replication: int) -> Hindsight:
    """What any plan, and what a plan that was found, could have made of one replication."""
    state = played_unopposed(world, replication)
    problem = shots_there_were(world, state)
    steps = min(max(STEPS_TIMES_SHOTS // max(len(problem.weapon), 1), LEAST_STEPS), MOST_STEPS)
    bound = most_stopped(problem, steps=steps)
    at_hand = without_waiting(problem, world, replication // int(world.config[0]["repeats"]))
    found = stopped_as_it_goes(at_hand, bound, int(world.config[0]["seed"]), replication, FIGHTS)
    tracked = int(world.config[0]["picture"]) == Picture.TRACKED
    stopped = most_within_reach(rounds_in_reach(world, state)) if tracked else bound.stopped
    return Hindsight(int(counts(world).sum()), stopped, found)


def counts(world: World) -> np.ndarray:
    """The threats that count [T]: hostile, and no decoys in every world."""
    return (world.threat["side"][0] == Side.HOSTILE) & (world.threat["damage"] > 0.0).any(axis=0)


def unopposed(world: World) -> World:
    """The same world in which no round has a chance, so none is fired; no sensor is ever full or kept off the air, and
    no command post is lost."""
    missile, sensor, post, network = (t.copy() for t in (world.missile, world.sensor, world.post, world.network))
    missile["p_kill"] = 0.0
    sensor["tracks_max"] = NEVER_FULL
    post["doctrine"] = Doctrine.SHOOT_LOOK_SHOOT  # nobody need be asked
    post["silence"] = Silence.NONE
    network["p_command_lost"] = 0.0
    return world._replace(missile=missile, sensor=sensor, post=post, network=network)


def shots_there_were(world: World, state: State) -> TimedProblem:
    """Every shot that could have been fired in one replication, which was played with nobody firing, as a problem for a
    fire plan; each threat counts 1."""
    w = int(state.clock[0]["world"])
    group, threat, launch_s, latest_s, flight_s, p = found_shots(world, state, w)
    post = world.group["post"][group]
    known_s = launch_s + flight_s + world.post[w]["assess_s"][post]
    return with_hardware(world, w, group, threat, launch_s, latest_s, flight_s, known_s, p)


def rounds_in_reach(world: World, state: State) -> TimedProblem:
    """Every window in which a round could leave that meets a threat, however it gets there; each threat counts 1.

    A channel is busy as long as the shortest flight. What comes after, until the result is known, is not counted: a
    post that drops the track meanwhile has it free.
    """
    w = int(state.clock[0]["world"])
    group, threat, earliest_s, latest_s, flight_s, p = windows_of_reach(world, state, w, counts(world))
    return with_hardware(world, w, group, threat, earliest_s, latest_s, flight_s, earliest_s + flight_s, p)


def with_hardware(
    world: World, w: int, group: np.ndarray, threat: np.ndarray, launch_s: np.ndarray, latest_s: np.ndarray,
    flight_s: np.ndarray, known_s: np.ndarray, p: np.ndarray,
) -> TimedProblem:  # fmt: skip
    """A problem of these shots and of the launchers, rounds and channels of world `w`.

    Decoys count nothing. Every launcher may draw a whole store that it shares, up to what there is, and crews are never
    short: more than any plan has.
    """
    order, first = in_order(world.threat.shape[1], threat, group, launch_s)
    launcher = world.launcher[w]
    loads, reload_s = most_loads(world, w)
    own = launcher["rounds"].astype(np.int64) * loads
    shared = np.where(launcher["store"] >= 0, launcher["stock"][np.maximum(launcher["store"], 0)], 0).astype(np.int64)
    rounds = np.zeros(len(world.group), np.int64)
    np.add.at(rounds, launcher["group"], own)
    for g, store in {(int(g), int(s)) for g, s in zip(launcher["group"], launcher["store"], strict=True) if s >= 0}:
        rounds[g] += int(launcher["stock"][store])
    return TimedProblem(
        values=counts(world).astype(float),
        weapon_post=world.group["post"].astype(np.int64),
        channels=world.post[w]["channels"].astype(np.int64),
        salvo=np.maximum(world.post[w]["salvo"].astype(np.int64), 1),
        launcher_weapon=launcher["group"].astype(np.int64),
        rounds=launcher["rounds"].astype(np.int64),
        loads=loads + -(-shared // np.maximum(launcher["rounds"], 1)),
        interval_s=launcher["interval_s"].astype(float),
        reload_s=reload_s,
        first=first,
        weapon=group[order],
        launch_s=launch_s[order],
        latest_s=latest_s[order],
        flight_s=flight_s[order],
        known_s=known_s[order],
        p=p[order],
        weapon_rounds=rounds,
    )


def most_loads(world: World, w: int) -> tuple[np.ndarray, np.ndarray]:
    """How often each launcher can be full in world `w`, stores aside, and the least time between two loads, shape (L,).

    Of a patrol by sortie every airframe flies as often as it can be turned round, and each relief brings a full load.
    """
    launcher, horizon_s = world.launcher[w], float(world.config["horizon_s"][0])
    unit = world.unit[w][world.post["unit"][w, world.group["post"][launcher["group"]]]]
    by_sortie = unit["airframes"] > 0
    flights = 1.0 + np.floor(horizon_s / np.maximum(unit["turn_round_s"], 1.0))
    loads = np.where(by_sortie, unit["airframes"] * flights, launcher["reloads"] + 1.0)
    return loads.astype(np.int64), np.where(by_sortie, 0.0, launcher["reload_s"])


def without_waiting(problem: TimedProblem, world: World, w: int) -> TimedProblem:
    """The same with loads and reloads that no launcher need wait for another to have.

    A store is parted among its launchers; a reload takes as long as if the crews had to serve all launchers of the
    post.
    """
    launcher, post = world.launcher[w], world.post[w][world.group["post"][world.launcher[w]["group"]]]
    drawn = launcher["store"] >= 0
    users = np.bincount(launcher["store"][drawn], minlength=len(launcher))[np.maximum(launcher["store"], 0)]
    share = launcher["stock"][np.maximum(launcher["store"], 0)] // np.maximum(users * launcher["rounds"], 1)
    beside = np.bincount(world.group["post"][launcher["group"]], minlength=world.post.shape[1])
    turns = np.ceil(beside[world.group["post"][launcher["group"]]] / np.maximum(post["reload_crews"], 1))
    reload_s = launcher["reload_s"] * np.where(post["reload_crews"] > 0, turns, 1.0)
    return replace(
        problem,
        loads=launcher["reloads"].astype(np.int64) + 1 + np.where(drawn, share, 0).astype(np.int64),
        reload_s=reload_s + np.where(drawn, launcher["delivery_s"], 0.0),
    )


def played_unopposed(world: World, replication: int) -> State:
    """The replication with nobody firing, and its log."""
    sizes = world.sizes
    room = 4096 + 16 * sizes["T"] * (sizes["S"] + sizes["C"])
    while True:
        state = play_kept(unopposed(world), replication, room)
        if not state.clock[0]["events_lost"]:
            return state
        room *= 8
        if room > MOST_EVENTS:
            raise RunError(f"replication {replication}: its log has more than {MOST_EVENTS} events")


def known_from_s(world: World, state: State, w: int) -> np.ndarray:
    """When each post could first have fired at each threat [C, T]: told of the first track, and its reaction after.

    Inf for never. Posts of one network are told of the same track, each after its own delay.
    """
    post, threats = world.post[w], world.threat.shape[1]
    log = state.event[0, : state.clock[0]["events"]]
    told = log[(log["kind"] == EventKind.TRACK_REPORTED) & (log["whom"] >= 0)]
    known_s = np.full((len(post), threats), math.inf)
    np.minimum.at(known_s, (told["who"], told["whom"]), told["time_s"])
    return known_s + post["reaction_s"][:, None]


def found_shots(world: World, state: State, w: int) -> tuple[np.ndarray, ...]:
    """Fire group, threat, first and last launch (s), flight time (s) and chance to kill of every shot."""
    known_s = known_from_s(world, state, w)
    fixed = handed(
        (
            world.config, world.unit, world.sensor, world.post, world.group, world.launcher, world.missile,
            world.threat, world.network, world.link, world.jammer,
        )
    )  # fmt: skip
    plain = (world.hears, world.pd_table, world.beam_table, world.loss_table, world.mask, world.ground)
    rows = handed((state.place[0], state.look[0], state.flight[0], state.path[0]))
    room = FIRST_SHOTS
    while True:
        tables = (
            np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room), np.empty(room), np.empty(room),
            np.empty(room),
        )  # fmt: skip
        found = open_windows(w, *fixed, *plain, *rows, known_s, PIECE_SHARE, *tables)
        if found >= 0:
            return tuple(table[:found] for table in tables)
        room *= 4
        if room > MOST_SHOTS:
            raise RunError(f"more than {MOST_SHOTS} shots could be fired in one replication")


# ---- in a study -----------------------------------------------------------------------------------------------------


def hindsight_rows(case: str, world: World, played: Played, sample: np.ndarray) -> dict[str, Any]:
    """Rows of table hindsight: those of these replications that are in the sample."""
    sampled = np.isin(played.replication, sample)
    replications = played.replication[sampled]
    backwards = [look_back(world, int(replication)) for replication in replications]
    threats = np.array([back.threats for back in backwards], np.int64)
    return {
        "case": np.full(len(replications), case, dtype=object),
        "replication": replications,
        "threats": threats,
        "leakers": (played.flight["fate"][sampled][:, counts(world)] == Fate.LEAKED).sum(axis=1).astype(np.int64),
        "leakers_at_least": threats - np.array([back.stopped_at_most for back in backwards], float),
        "leakers_by_plan": threats - np.array([back.stopped_by_plan for back in backwards], float),
    }


def sampled_of(case: Any, cases: list[Any]) -> np.ndarray:
    """The replications of a case that are looked back on: in worlds far apart, the same ones for every option.

    Other raids of the summary have other worlds, so that together they tell of many.
    """
    raids = list(dict.fromkeys((other.raid, other.size) for other in cases if other.reference))
    many = min(LOOKED_BACK_ON, case.worlds)
    worlds = (raids.index((case.raid, case.size)) + np.arange(many) * case.worlds // many) % case.worlds
    return np.sort(worlds * case.repeats + np.arange(many) % case.repeats)
