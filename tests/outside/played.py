"""Answers that only a played battle can give: firing doctrines, magazines and queues, from the simulation itself.

The battles are those of the shipped dossier (`pavise.verify.fire` and `queues`), played more often. Each function
returns, beside its numbers, their standard errors as `sd_...` of one run (`n_runs` is 1), by which checks judge them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from pavise.verify import fire, queues
from pavise.verify.judge import Counted

Columns = dict[str, list]
RUNS = 2000


def answers(inputs: pd.DataFrame, outputs: str, answer: Callable) -> Columns:
    """One small battle per row, its results under the names in `outputs`; None where there is none."""
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(answer, inputs.itertuples(index=False)))
    columns: Columns = {"n_runs": [1] * len(rows)}
    for i, name in enumerate(outputs.split()):
        columns[name] = [row[i].value for row in rows]
        columns[f"sd_{name}"] = [row[i].error for row in rows]
    return columns


def percentile_of(samples: np.ndarray, percent: float) -> Counted:
    """A percentile over replications; its error by resampling (the bootstrap).

    Where the distribution steps past the percentage just there, chance decides which step the samples show.
    """
    again = np.random.default_rng(1).choice(samples, (200, samples.size))
    error = np.percentile(again, percent, axis=1, method="inverted_cdf").std(ddof=1)
    return Counted(float(np.percentile(samples, percent, method="inverted_cdf")), float(error))


def o22_doctrine(inputs: pd.DataFrame) -> Columns:
    def answer(row) -> tuple[Counted, ...]:
        case = (row.p_track, row.pk, row.shots)
        leakers = fire.leaked(fire.looking(*case, row.raid, RUNS)).sum(axis=1)
        return (
            *fire.salvo(*case, row.raid, RUNS),
            *fire.shoot_look_shoot(*case, row.raid, RUNS),
            percentile_of(leakers, 95),
            *fire.looks_that_err(*case, row.p_call_dead_if_alive, row.p_call_alive_if_dead, RUNS // 2),
        )

    names = "leak_salvo used_salvo leak_sls used_sls p_no_leak mean_leakers leak95 leak_imperfect used_imperfect"
    return answers(inputs, names, answer)


def o22_magazine(inputs: pd.DataFrame) -> Columns:
    def answer(row) -> tuple[Counted, ...]:
        return fire.magazine(row.pk, row.max_shots, row.magazine, row.raid, RUNS)

    return answers(inputs, "mean_leakers p_no_leak mean_left p_empty", answer)


SPREADS = {"M": "exponential", "D": "constant", "G": "gamma"}  # the loss formula asks for the mean of "G" alone
NO_WAIT = Counted(0.0, 0.0)
NOT_ASKED = Counted(float("nan"), 0.0)


def o23_queue(inputs: pd.DataFrame) -> Columns:
    """Targets as customers, fire channels as servers: M/M/c, M/D/c/c, M/M/c+D and so on."""

    def answer(row) -> tuple[Counted, Counted]:
        kind = SPREADS[row.model.split("/")[1]]
        case = (row.channels, row.arrival_per_s, row.mean_service_s)
        if row.model.endswith("c/c"):
            return queues.blocked(kind, *case, size=(30, 400)), NO_WAIT
        if row.model.endswith("+D"):
            return queues.impatient(*case, row.patience_s, size=(30, 400)), NOT_ASKED
        if row.model.endswith("c/K"):
            return queues.waiting_room(row.channels, row.system_limit, *case[1:], size=(8, 250))
        return NO_WAIT, queues.waiting(kind, *case, size=(70, 400))

    return answers(inputs, "p_lost mean_wait_s", answer)
