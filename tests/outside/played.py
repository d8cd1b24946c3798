"""Answers that only a played battle can give: firing doctrines, magazines and queues, from the simulation itself.

Every number here is counted from replications. Worlds are set up so that nothing but the question matters: targets hang
still or pass through one look of a radar, rounds need a known time, and each row of a table is its own small battle.
Where a question asks for a doctrine that is not built in (a look that may err, a waiting room of limited size), it is
put as a Python doctrine to the open driver, as any user may.

Each function returns, beside its numbers, `n_runs` and the standard deviations `sd_...` by which the checks judge them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import pandas as pd

from pavise.kinds import Doctrine, Fate
from pavise.run.drivers import Decision, Played, play_fused, play_open
from pavise.sim.world import World
from tests.worlds.service import poisson_arrivals_s, service
from tests.worlds.small_defence import FireUnit, Missile, Radar, raid, small_defence

Columns = dict[str, list]
RUNS = 2000
CYCLE_STEPS = 5
"""Steps from one round to the next after a look: 3.5 s to assess, rounded up, and one more."""


class Counted(NamedTuple):
    """A number from `RUNS` replications, and the deviation of one that makes its error; None for a share's own."""

    value: float
    deviation: float | None


def mean_of(samples: np.ndarray) -> Counted:
    """The mean over replications."""
    return Counted(float(samples.mean()), None if samples.dtype == bool else float(samples.std(ddof=1)))


def percentile_of(samples: np.ndarray, percent: float) -> Counted:
    """A percentile over replications; its error by resampling (the bootstrap).

    Where the distribution steps past the percentage just there, chance decides which step the samples show.
    """
    again = np.random.default_rng(1).choice(samples, (200, samples.size))
    error = np.percentile(again, percent, axis=1, method="inverted_cdf").std(ddof=1)
    return Counted(
        float(np.percentile(samples, percent, method="inverted_cdf")), float(error) * math.sqrt(samples.size)
    )


def answers(inputs: pd.DataFrame, answer: Callable[..., dict[str, Counted]]) -> Columns:
    """One small battle per row, played `RUNS` times."""
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(answer, inputs.itertuples(index=False)))
    columns: Columns = {"n_runs": [RUNS] * len(rows)}
    for name, first in rows[0].items():
        columns[name] = [row[name].value for row in rows]
        if first.deviation is not None:
            columns[f"sd_{name}"] = [row[name].deviation for row in rows]
    return columns


def leaked(played: Played) -> np.ndarray:
    """Which targets leaked, [R, T]."""
    return played.flight["fate"] == Fate.LEAKED


# ---- firing doctrines ---------------------------------------------------------------------------------------------


def passing_targets(targets: int, p_track: float, p_kill: float, cycles: int, **unit) -> World:
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


def o22_doctrine(inputs: pd.DataFrame) -> Columns:
    def answer(row) -> dict[str, Counted]:
        case = (row.p_track, row.pk)
        salvo = play_fused(passing_targets(row.raid, *case, 1, doctrine=Doctrine.SALVO, salvo=row.shots), 0, RUNS)
        looking = play_fused(passing_targets(row.raid, *case, row.shots), 0, RUNS)
        leakers = leaked(looking).sum(axis=1)
        return {
            "leak_salvo": mean_of(leaked(salvo).mean(axis=1)),
            "used_salvo": mean_of(salvo.clock["rounds"] / row.raid),
            "leak_sls": mean_of(leaked(looking).mean(axis=1)),
            "used_sls": mean_of(looking.clock["rounds"] / row.raid),
            "p_no_leak": mean_of(leakers == 0),
            "mean_leakers": mean_of(leakers),
            "leak95": percentile_of(leakers, 95),
            **erring_looks(row),
        }

    return answers(inputs, answer)


def erring_looks(row, in_the_air: int = 500, runs: int = 20) -> dict[str, Counted]:
    """Shoot-look-shoot whose look may err: given up when it calls a live target dead, shot at again when dead but live.

    The built-in look sees what is. So the doctrine is a Python function, with its own mistakes; its post never learns
    the truth (it assesses after the battle), and the most rounds at one target are its salvo.
    """
    targets = in_the_air // row.shots
    world = passing_targets(targets, row.p_track, row.pk, row.shots, doctrine=Doctrine.HOOK, salvo=row.shots)
    world.post["assess_s"], world.post["decision_period_s"] = 60.0, CYCLE_STEPS
    world.post["key"] &= ~np.uint32(1023)  # decisions at 30 s, 35 s ...: the schedule's phase is taken from the key
    leaks, used = [], []
    for replication in range(runs):
        chance = np.random.default_rng(replication)
        given_up = np.zeros(targets, bool)

        def look_then_shoot(decision: Decision, chance=chance, given_up=given_up) -> None:
            wanted = decision.candidates
            wanted["rounds"] = 1
            for k, t in enumerate(wanted["threat"]):
                if decision.state.flight["rounds"][t] > 0 and not given_up[t]:
                    alive = decision.state.flight["fate"][t] == Fate.FLYING
                    err = chance.random() < (row.p_call_dead_if_alive if alive else row.p_call_alive_if_dead)
                    given_up[t] = alive == err
                wanted["preference"][k] = -math.inf if given_up[t] else 1.0

        played = play_open(world, replication, 1, look_then_shoot)
        leaks.append(leaked(played)[0])
        used.append(played.flight["rounds"][0])
    scale = math.sqrt(RUNS / (runs * targets))  # another number of samples than the row's `RUNS`
    found = {"leak_imperfect": np.concatenate(leaks).astype(float), "used_imperfect": np.concatenate(used)}
    return {name: Counted(float(x.mean()), float(x.std(ddof=1)) * scale) for name, x in found.items()}


# ---- magazines ----------------------------------------------------------------------------------------------------


def o22_magazine(inputs: pd.DataFrame) -> Columns:
    def answer(row) -> dict[str, Counted]:
        world = passing_targets(row.raid, 1.0, row.pk, row.max_shots, rounds=row.magazine)
        played = play_fused(world, 0, RUNS)
        leakers, left = leaked(played).sum(axis=1), played.rack["rounds"].sum(axis=1)
        counts = {"mean_leakers": leakers, "p_no_leak": leakers == 0, "mean_left": left, "p_empty": left == 0}
        return {name: mean_of(samples) for name, samples in counts.items()}

    return answers(inputs, answer)


# ---- channels -----------------------------------------------------------------------------------------------------

FOR_EVER_STEPS = 1e6
LONG_STEPS = 1000.0
"""Forty services: longer than anybody waits in a small waiting room; and who was not let in is gone after that."""


def o23_queue(inputs: pd.DataFrame) -> Columns:
    """Targets as customers, fire channels as servers; Poisson arrivals, one independent battle per world.

    Times are stretched so that a mean service takes some tens of steps. The first half of each battle warms up and is
    not counted.
    """
    rows = list(inputs.itertuples(index=False))
    with ThreadPoolExecutor(2) as pool:
        counted = list(pool.map(queue, range(len(rows)), rows))
    lost, waits_s = zip(*counted, strict=True)
    columns = {"p_lost": lost, "mean_wait_s": waits_s}
    return {
        "n_runs": [len(samples) for samples in lost],
        **{name: [float(samples.mean()) for samples in rows] for name, rows in columns.items()},
        **{f"sd_{name}": [float(samples.std(ddof=1)) for samples in rows] for name, rows in columns.items()},
    }


def queue(seed: int, row) -> tuple[np.ndarray, np.ndarray]:
    """Share of targets lost and mean wait (s) of those served, one value per world. No wait is asked of "M/M/c+D"."""
    chance = np.random.default_rng(seed)
    no_waiting, impatient, limited = (row.model.endswith(end) for end in ("c/c", "+D", "c/K"))
    worlds = 8 if limited else 30 if no_waiting or impatient else 70
    targets, mean_steps = (250 if limited else 400), 30.0
    stretch = mean_steps / row.mean_service_s
    arrivals_s = poisson_arrivals_s(chance, row.arrival_per_s / stretch, worlds, targets)
    kind = row.model.split("/")[1]
    if kind == "D":
        steps = np.full(arrivals_s.shape, mean_steps)
    elif kind == "G":  # no matter which: the loss formula asks for the mean alone
        steps = chance.gamma(2.0, 0.5 * mean_steps, arrivals_s.shape)
    else:
        steps = chance.exponential(mean_steps, arrivals_s.shape)
    if no_waiting:
        steps = steps + 0.5  # see tests/worlds/service.py
    if no_waiting or kind != "D":
        steps = np.maximum(np.floor(steps + chance.random(steps.shape)), 2.0)
    if no_waiting:
        patience = 0.0
    elif impatient:
        patience = math.floor(stretch * row.patience_s - 0.5)
    else:
        patience = LONG_STEPS if limited else FOR_EVER_STEPS
    world = service(arrivals_s, steps, np.full(steps.shape, patience), row.channels)
    if limited:
        world.post["doctrine"] = int(Doctrine.HOOK)
        flight = np.concatenate([play_open(world, w, 1, WaitingRoom(row.system_limit)).flight for w in range(worlds)])
    else:
        flight = play_fused(world, 0, worlds).flight
    counted = flight[:, targets // 2 :]
    served = counted["fate"] == Fate.KILLED
    wait_s = np.where(served, counted["first_shot_s"] - counted["first_track_s"], 0.0)
    mean_wait_s = wait_s.sum(axis=1) / served.sum(axis=1) / stretch
    return 1.0 - served.mean(axis=1), np.full(worlds, math.nan) if impatient else mean_wait_s


class WaitingRoom:
    """A doctrine in Python: first come, first served; who finds `limit` targets served or waiting is written off."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.noticed: set[int] = set()
        self.waiting: list[int] = []

    def __call__(self, decision: Decision) -> None:
        """Let in who has come since the last decision, then serve in that order."""
        flight = decision.state.flight
        self.waiting = [t for t in self.waiting if flight["rounds"][t] == 0]
        busy = int(decision.state.desk["busy"][decision.post])
        for t in np.flatnonzero(flight["first_track_s"] <= decision.time_s):
            if int(t) not in self.noticed:
                self.noticed.add(int(t))
                if busy + len(self.waiting) < self.limit:
                    self.waiting.append(int(t))
        order = {t: place for place, t in enumerate(self.waiting)}
        wanted = decision.candidates
        wanted["rounds"] = 1
        wanted["preference"] = [-float(order[t]) if t in order else -math.inf for t in wanted["threat"].tolist()]
