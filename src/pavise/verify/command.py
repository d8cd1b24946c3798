"""Answers from played battles about command: operators, the loss of their post, and doctrines that keep rounds.

Each row of a check is a small battle in which only the question matters: radars see everything at once, rounds always
kill unless told otherwise, and a target that is not shot at gets through.
"""

from __future__ import annotations

import numpy as np

from pavise.kinds import Doctrine, Fate, ThreatClass
from pavise.run import drivers
from pavise.verify.fire import mean_of
from pavise.verify.judge import Counted
from pavise.verify.small_defence import FireUnit, Missile, Network, Raider, Site, raid, small_defence

RUNS = 1500


def operators_in_turn(tracks: int, operators: int, decision_s: float) -> tuple[int, float]:
    """How many of so many tracks, known at once, must wait for an operator, and how long a track waits on average."""
    world = small_defence(
        [FireUnit()], raid(tracks, distance_m=80e3, speed_mps=50.0),
        networks=[Network("network 0", operators=operators, decision_s=decision_s)],
    )  # fmt: skip
    clock = drivers.play_fused(world, 0, 1).clock[0]
    return int(clock["tracks_waited"]), float(clock["operator_wait_s"] / clock["tracks_taken"])


def command_lost(p_command_lost: float, runs: int = RUNS) -> Counted:
    """Share of battles in which a command post is lost."""
    lost = Network("network 0", operators=1, p_command_lost=p_command_lost, command_lost_s=1.0)
    world = small_defence([FireUnit(fallback=1)], raid(1, distance_m=5e3), networks=[lost])
    return mean_of(drivers.play_fused(world, 0, runs).clock["commands_lost"] == 1)


def rounds_kept(rounds: int, keep: int, drones: int, ballistic: int) -> tuple[int, int]:
    """Drones and ballistic missiles killed by a unit that keeps rounds for the latter; the drones come first."""
    unit = FireUnit(rounds=rounds, doctrine=Doctrine.SAVE_FOR_BALLISTIC, reserve_rounds=keep)
    first = raid(drones, name="drone", threat_class=ThreatClass.DRONE, distance_m=60e3)
    later = raid(ballistic, name="arc", threat_class=ThreatClass.BALLISTIC, distance_m=60e3, start_s=600.0)
    killed = drivers.play_fused(small_defence([unit], [*first, *later]), 0, 1).flight["fate"][0] == Fate.KILLED
    return int(killed[:drones].sum()), int(killed[drones:].sum())


def worth_a_round(p_kill: float, round_usd: float, target_usd: float, stake: float, point_usd: float) -> int:
    """Whether a unit that counts money fires at a target (1) or lets it pass (0)."""
    unit = FireUnit(
        doctrine=Doctrine.COST_AWARE, point_usd=point_usd, missile=Missile(p_kill=p_kill, unit_cost_usd=round_usd)
    )
    world = small_defence(
        [unit], [Raider(unit_cost_usd=target_usd, distance_m=40e3)], [Site(value=stake, hardness=1.0)]
    )
    return int(np.sign(drivers.play_fused(world, 0, 1).clock["rounds"][0]))
