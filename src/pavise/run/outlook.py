"""What one network can know of the battle that is still to come: the outlook for which its fire is planned.

    targets it holds, where they are expected to fly  -> when each fire group could meet each of them   (sim/windows.py)
    launchers, reloads, stores, channels, rounds in flight as they stand now
    sites as they stand now

Only posts of the network whose doctrine is `optimal` are counted on, with the launchers that they have.

When not to believe it: the way of a target is the one that posts believe in (the true one, where they know every
target); its track is taken to last; rules, operators and crews that are short of hands do not enter; a patrol fights on
with the rounds that it has.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pavise.fireplan.orders import Outlook
from pavise.kinds import Doctrine, Side
from pavise.run.drivers import Decision
from pavise.sim.compiled import handed
from pavise.sim.windows import open_windows

PIECE_SHARE = 0.15
"""Launches within this share of a flight are looked at together."""
FIRST_PIECES = 1 << 10


class Windows(NamedTuple):
    """When fire groups could meet one target, in pieces: group, first and last second of launch, flight (s), chance."""

    group: np.ndarray
    launch_s: np.ndarray
    latest_s: np.ndarray
    flight_s: np.ndarray
    p: np.ndarray


def of_network(decision: Decision, network: int) -> np.ndarray:
    """Posts [C] of a network that plan, as yes or no."""
    planning = decision.world.post["doctrine"] == Doctrine.HOOK
    return np.asarray(planning & (decision.state.desk["network"] == network))


def held_targets(decision: Decision, network: int) -> np.ndarray:
    """Rows of the targets that a network holds and does not know to be dead, those of the candidates among them."""
    picture, effort = decision.state.picture[network], decision.state.effort[network]
    held = (picture["tracked_s"] <= decision.time_s) & (decision.time_s <= picture["fresh_until_s"])
    held &= decision.time_s < effort["dead_known_s"]
    held[decision.candidates["threat"]] = True
    return np.flatnonzero(held)


def windows_ahead(decision: Decision, targets: np.ndarray, posts: np.ndarray, network: int) -> list[Windows]:
    """When the posts marked in `posts` [C] could meet each of these targets, from now on."""
    state, world, now_s = decision.state, decision.world, decision.time_s
    threat = (world.threat if decision.supposed is None else decision.supposed)[targets]
    flight = (state.flight if decision.belief is None else decision.belief)[targets]
    path = (state.path if decision.way is None else decision.way)[targets]
    row = world.post[:, None]
    known_s = state.picture[network]["tracked_s"][targets] + row["track_delay_s"] + row["reaction_s"]
    known_s = np.maximum(np.maximum(known_s, now_s), state.desk["manned_s"][:, None])
    known_s[~posts] = math.inf
    tables = (
        world.config, world.unit, world.sensor, world.post, world.group, world.launcher, world.missile, threat,
        world.network, world.link, world.jammer,
    )  # fmt: skip
    fixed = handed(tuple(table if k in (0, 4) else table[None] for k, table in enumerate(tables)))
    plain = (world.hears, world.pd_table, world.beam_table, world.loss_table, world.mask, world.ground)
    rows = handed((state.place.copy(), state.look.copy(), flight, path))
    room = FIRST_PIECES
    while True:
        group, at = np.empty(room, np.int64), np.empty(room, np.int64)
        launch_s, latest_s, flight_s, p = np.empty(room), np.empty(room), np.empty(room), np.empty(room)
        found = open_windows(
            0, *fixed, *plain, *rows, known_s, PIECE_SHARE, group, at, launch_s, latest_s, flight_s, p
        )  # fmt: skip
        if found >= 0:
            break
        room *= 4
    ends = np.searchsorted(at[:found], np.arange(len(targets) + 1))
    columns = (group, launch_s, latest_s, flight_s, p)
    return [
        Windows(*(column[first:end].copy() for column in columns))
        for first, end in zip(ends[:-1], ends[1:], strict=True)
    ]


def outlook_of(
    decision: Decision, network: int, targets: np.ndarray, windows: list[Windows], posts: np.ndarray
) -> Outlook:
    """The battle as it stands for a network: `windows` of each of `targets`; posts and groups are numbered anew, in
    their order, without those that do not plan."""
    state, world, now_s = decision.state, decision.world, decision.time_s
    c_of, groups = np.cumsum(posts) - 1, np.flatnonzero(posts[world.group["post"]])
    own = np.flatnonzero(posts[world.group["post"][world.launcher["group"]]])
    g_of = np.full(len(world.group), -1)
    g_of[groups] = np.arange(len(groups))
    launcher, rack, post = world.launcher[own], state.rack[own], world.post[posts]
    loading = rack["reloaded_s"] < math.inf
    rounds = np.where(loading, rack["coming"], rack["rounds"]).astype(np.int64)
    by_sortie = world.unit["airframes"][world.post["unit"][world.group["post"][launcher["group"]]]] > 0
    reloads = np.where(by_sortie, 0, rack["reloads"]).astype(np.int64)
    l_of = np.full(len(world.launcher), -1)
    l_of[own] = np.arange(len(own))
    store = np.where(launcher["store"] >= 0, l_of[np.maximum(launcher["store"], 0)], -1)

    target = np.repeat(np.arange(len(targets)), [len(window.group) for window in windows])
    group, launch_s, latest_s, flight_s, p = (
        np.concatenate([window[k] for window in windows]) if windows else np.zeros(0) for k in range(5)
    )
    into = g_of[group.astype(np.int64)]
    has = np.bincount(g_of[launcher["group"]], rounds + reloads + rack["stock"], len(groups)) > 0
    still = (latest_s >= now_s) & (into >= 0)
    still[still] &= has[into[still]]

    kind = (world.threat if decision.supposed is None else decision.supposed)[targets]
    believed = (state.flight if decision.belief is None else decision.belief)[targets]
    shot = state.shot[: state.clock["shots"]]
    shot = shot[posts[shot["post"]]]
    where = np.searchsorted(targets, shot["threat"])
    aimed = (where < len(targets)) & (targets[np.minimum(where, len(targets) - 1)] == shot["threat"])
    return Outlook(
        now_s=now_s,
        target=target[still],
        group=into[still],
        launch_s=np.maximum(launch_s[still], now_s),
        latest_s=latest_s[still],
        flight_s=flight_s[still],
        p=p[still],
        harm=np.where(kind["side"] == Side.HOSTILE, kind["damage"] + kind["feigned_damage"], 0.0),
        site=believed["site"].astype(np.int64),
        end_s=believed["end_s"].astype(float),
        worth=world.site["value"] / world.site["hardness"],
        left=np.maximum(world.site["hardness"] - state.damage["points"], 0.0),
        group_post=c_of[world.group["post"][groups]].astype(np.int64),
        channels=post["channels"].astype(np.int64),
        salvo=np.maximum(post["salvo"], 1).astype(np.int64),
        assess_s=post["assess_s"].astype(float),
        period_s=post["decision_period_s"].astype(float),
        launcher_first=l_of[world.group["launcher_first"][groups]].astype(np.int64),
        launcher_count=world.group["launcher_count"][groups].astype(np.int64),
        rounds=rounds,
        full=launcher["rounds"].astype(np.int64),
        ready_s=np.where(loading, rack["reloaded_s"], rack["ready_s"]),
        reloads=reloads,
        interval_s=launcher["interval_s"].astype(float),
        reload_s=launcher["reload_s"].astype(float),
        store=store.astype(np.int64),
        stock=rack["stock"].astype(np.int64),
        delivery_s=launcher["delivery_s"].astype(float),
        aloft_target=np.where(aimed, where, len(targets)).astype(np.int64),
        aloft_post=c_of[shot["post"]].astype(np.int64),
        aloft_known_s=shot["known_s"].astype(float),
        aloft_p=shot["p_kill"].astype(float),
    )
