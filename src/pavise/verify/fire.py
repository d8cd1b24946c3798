"""Answers from played battles: doctrines, magazines, layers, looks, in worlds where nothing but the question matters.

Targets hang still or pass through one look of a radar, rounds need a known time, and each row of a check is its own
small battle, played some hundreds of times. What is counted comes back with its standard error.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pavise.kinds import Doctrine, EventKind, Fate
from pavise.run import drivers
from pavise.run.drivers import Played
from pavise.sim.models.engagement.fall_off import share_kept
from pavise.sim.world import World
from pavise.verify.judge import Counted
from pavise.verify.service import service
from pavise.verify.small_defence import FireUnit, Missile, Radar, Raider, raid, small_defence

RUNS = 1500
CYCLE_STEPS = 5
"""Steps from one round to the next after a look: 3.5 s to assess, rounded up, and one more."""


def mean_of(samples: np.ndarray) -> Counted:
    """The mean over replications. The error of a share is taken as no smaller than that of one case in all of them."""
    spread = float(samples.std(ddof=1))
    if samples.dtype == bool:
        spread = max(spread, math.sqrt(1.0 / len(samples)))
    return Counted(float(samples.mean()), spread / math.sqrt(len(samples)))


def leaked(played: Played) -> np.ndarray:
    """Which targets leaked, [R, T]."""
    return played.flight["fate"] == Fate.LEAKED


def passing_targets(targets: int, p_track: float, p_kill: float, cycles: int, **unit: Any) -> World:
    """Targets that one radar looks at just once, and that then stay long enough for `cycles` looks at rounds.

    They fly out of the radar's range in its first scan (20.5 s), and only after that (30 s) the battery is ready. Its
    rounds are so fast that the range does not matter.
    """
    speed_mps, out_s, ready_s, away_m = 100.0, 20.5, 30.0, 60e3
    eye = Radar(
        p_look=p_track, scan_period_s=20.0, instrumented_range_m=speed_mps * out_s, drop_after_s=1e6,
        antenna_height_m=1.0,
    )  # fmt: skip
    battery = FireUnit(
        "battery", radars=[], ready_at_s=ready_s, assess_s=3.5,
        missile=Missile(speed_mps=1e7, range_max_m=1e6, p_kill=p_kill), **{"rounds": 10**6, **unit},
    )  # fmt: skip
    stay_s = ready_s + CYCLE_STEPS * (cycles - 1) + 2.5
    passing = raid(
        targets, distance_m=away_m, speed_mps=speed_mps, altitude_m=1.0, release_range_m=away_m - speed_mps * stay_s
    )
    return small_defence([FireUnit("eye", radars=[eye], away_m=away_m, launchers=0), battery], passing)


def salvo(p_track: float, p_kill: float, rounds: int, targets: int, runs: int = RUNS) -> tuple[Counted, Counted]:
    """Share of targets that leak, and rounds used for each, when each gets its salvo at once."""
    world = passing_targets(targets, p_track, p_kill, 1, doctrine=Doctrine.SALVO, salvo=rounds)
    played = drivers.play_fused(world, 0, runs)
    return mean_of(leaked(played).mean(axis=1)), mean_of(played.clock["rounds"] / targets)


def looking(p_track: float, p_kill: float, rounds: int, targets: int, runs: int = RUNS) -> Played:
    """Shoot-look-shoot, up to so many rounds at each target."""
    return drivers.play_fused(passing_targets(targets, p_track, p_kill, rounds), 0, runs)


def shoot_look_shoot(p_track: float, p_kill: float, rounds: int, targets: int, runs: int = RUNS) -> tuple[Counted, ...]:
    """Share that leaks, rounds used for each, chance that none leaks, mean number of leakers."""
    played = looking(p_track, p_kill, rounds, targets, runs)
    leakers = leaked(played).sum(axis=1)
    return (
        mean_of(leakers / targets),
        mean_of(played.clock["rounds"] / targets),
        mean_of(leakers == 0),
        mean_of(leakers.astype(float)),
    )


def leakers_at_most(p_kill: float, rounds: int, targets: int, few: int, many: int) -> tuple[Counted, Counted]:
    """Chance of so few leakers or fewer, and of so many or fewer, after a salvo at each target."""
    world = passing_targets(targets, 1.0, p_kill, 1, doctrine=Doctrine.SALVO, salvo=rounds)
    leakers = leaked(drivers.play_fused(world, 0, RUNS)).sum(axis=1)
    return mean_of(leakers <= few), mean_of(leakers <= many)


def looks_that_err(
    p_track: float, p_kill: float, rounds: int, p_dead_if_alive: float, p_alive_if_dead: float, runs: int = RUNS
) -> tuple[Counted, Counted]:
    """Share that leaks and rounds used, when a target called dead is given up and one called alive is shot at again."""
    targets = 8
    unit = {"p_miss_unseen": p_dead_if_alive, "p_kill_unseen": p_alive_if_dead, "look_again_s": math.inf}
    played = drivers.play_fused(passing_targets(targets, p_track, p_kill, rounds, **unit), 0, runs)
    return mean_of(leaked(played).mean(axis=1)), mean_of(played.clock["rounds"] / targets)


def reload_crews(launchers: int, reload_crews: int, reload_s: float, sets: int) -> tuple[float, float]:
    """Rounds fired, and the time from first to last, by launchers of one round that empty themselves again and again
    at a target that cannot be hit."""
    unit = FireUnit(
        launchers=launchers, rounds=1, reloads=sets, reload_s=reload_s, reload_crews=reload_crews, assess_s=0.5,
        salvo=launchers, doctrine=Doctrine.SALVO, spaced=True, missile=Missile(p_kill=1e-12, speed_mps=1e7),
    )  # fmt: skip
    stay_s = reload_s * launchers * (sets + 1) + 100.0
    target = raid(1, distance_m=3e3, speed_mps=0.01, altitude_m=0.0, release_range_m=3e3 - 0.01 * stay_s)
    log = drivers.play_fused(small_defence([unit], target), 0, 1, log_events=1000).events[0]
    shots_s = log["time_s"][log["kind"] == EventKind.SHOT]
    return float(len(shots_s)), float(shots_s[-1] - shots_s[0])


def fall_off(range_share: float, cos_course: float, edge_share: float, crossing_share: float) -> float:
    """Share of its chance that a round keeps."""
    return float(share_kept(range_share, cos_course, edge_share, crossing_share))


def at_the_edge(range_share: float, p_kill: float, edge_share: float) -> Counted:
    """Share of targets killed by one round each, head-on at a share of its reach where its chance has fallen off."""
    away_m = 3e3
    missile = Missile(p_kill=p_kill, range_max_m=away_m / range_share, edge_share=edge_share)
    stay = raid(6, distance_m=away_m, speed_mps=0.01, altitude_m=0.0, release_range_m=away_m - 0.05)
    played = drivers.play_fused(small_defence([FireUnit(missile=missile, assess_s=100.0)], stay), 0, RUNS)
    return mean_of(1.0 - leaked(played).mean(axis=1))


def magazine(
    p_kill: float, rounds_each: int, magazine_rounds: int, targets: int, runs: int = RUNS
) -> tuple[Counted, ...]:
    """Mean leakers, chance of none, mean rounds left, chance of an empty magazine."""
    world = passing_targets(targets, 1.0, p_kill, rounds_each, rounds=magazine_rounds)
    played = drivers.play_fused(world, 0, runs)
    leakers, left = leaked(played).sum(axis=1), played.rack["rounds"].sum(axis=1)
    return mean_of(leakers.astype(float)), mean_of(leakers == 0), mean_of(left.astype(float)), mean_of(left == 0)


def two_layers(p_outer: float, p_inner: float, targets: int) -> tuple[Counted, Counted]:
    """Mean leakers through an outer and an inner battery with one round each, and rounds that the inner one spends."""
    outer = FireUnit("outer", missile=Missile("o", p_kill=p_outer, range_min_m=20e3, range_max_m=23e3), network=1)
    inner = FireUnit("inner", missile=Missile("i", p_kill=p_inner, range_max_m=3e3, range_min_m=2.8e3))
    world = small_defence([outer, inner], raid(targets, distance_m=40e3, speed_mps=300.0, altitude_m=300.0))
    played = drivers.play_fused(world, 0, RUNS)
    return mean_of(leaked(played).sum(axis=1).astype(float)), mean_of(played.rack["fired"][:, 1].astype(float))


# ---- looks --------------------------------------------------------------------------------------------------------


def over_the_horizon(antenna_m: float, altitude_m: float, speed_mps: float, scan_s: float) -> Counted:
    """Mean distance at which a target that comes over the horizon is first seen by a radar that misses nothing."""
    eye = FireUnit(radars=[Radar(scan_period_s=scan_s, antenna_height_m=antenna_m)], launchers=0)
    raider = Raider(distance_m=600e3, speed_mps=speed_mps, altitude_m=altitude_m, start_spread_s=100.0)
    flight = drivers.play_fused(small_defence([eye], [raider]), 0, 200).flight[:, 0]
    return mean_of(600e3 - speed_mps * (flight["first_in_sight_s"] - flight["start_s"]))


def tracked_on_approach(
    claimed_m: float, hits: int, window: int, scan_s: float, speed_mps: float, jam_to_noise: float, far_m: float
) -> tuple[Counted, Counted]:
    """Mean distance at which tracks start on an approach when the claim is the law, and the share beyond `far_m`.

    The target may jam, so that it is not seen before its echo burns through.
    """
    radar = Radar(
        p_look=None, range_m=claimed_m, scan_period_s=scan_s, confirm=(hits, window), drop_after_s=1e6,
        antenna_height_m=6000.0,
    )  # fmt: skip
    raider = Raider(
        distance_m=1.8 * claimed_m, speed_mps=speed_mps, altitude_m=6000.0, start_spread_s=100.0,
        jam_to_noise=float(jam_to_noise),
    )  # fmt: skip
    world = small_defence([FireUnit(radars=[radar], launchers=0)], [raider])
    played = drivers.play_fused(world, 0, RUNS, log_events=50)
    started_s = np.array([log["time_s"][log["kind"] == EventKind.TRACK_STARTED][0] for log in played.events])
    distances_m = 1.8 * claimed_m - speed_mps * (started_s - played.flight["start_s"][:, 0])
    return mean_of(distances_m), mean_of(distances_m > far_m)


def saturation(channels: int, service_s: float, window_s: float, targets: int) -> int:
    """Leakers of a raid that comes at once, when each channel needs so long for a target and time is short."""
    once = (1, targets)
    world = service(np.zeros(once), np.full(once, service_s), np.full(once, window_s - service_s), channels)
    return int(leaked(drivers.play_fused(world, 0, 1)).sum())
